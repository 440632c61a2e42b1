/* SPDX-License-Identifier: GPL-2.0-or-later */
/* dossier.c - what is known of a case, as JSON */
#include "filter/dossier.h"

#include "filter/out.h"
#include "lib/gate/portrait.h"

static json_t *
new_object(json_t *object, const char *name)
{
	json_t *member = json_object();

	json_object_set_new(object, name, member);
	return member;
}

static void
put_voices(json_t *object, const char *name, const GPtrArray *all)
{
	json_t *voices = out_json_array(object, name);

	for (guint i = 0; i < all->len; i++) {
		const struct sp_voice *v = all->pdata[i];
		json_t *voice = out_json_object(voices);

		out_json_text(voice, "by", v->by);
		out_json_text(voice, "affiliation", v->org);
		out_json_flag(voice, "objects", v->objects);
		out_json_text(voice, "because", v->because);
		out_json_time(voice, "at", v->at);
	}
}

static void
fill_term(json_t *term, const struct sp_term *t)
{
	out_json_time(term, "end", t->end);
	out_json_time(term, "proposed", t->proposed);
	out_json_text(term, "by", t->by);
	out_json_text(term, "code", t->code);
	out_json_text(term, "because", t->because);
	out_json_flag(term, "restart", t->restart);
	out_json_flag(term, "by_reporter", t->by_reporter);
	put_voices(term, "voices", t->voices);
}

static void
put_term(json_t *object, const char *name, const struct sp_term *t)
{
	if (t)
		fill_term(new_object(object, name), t);
}

static void
put_embargo(json_t *object, const struct sp_embargo *e)
{
	json_t *later;
	json_t *embargo = new_object(object, "embargo");

	out_json_text(embargo, "state", sp_embargo_states[e->state]);
	out_json_time(embargo, "started", e->started);
	out_json_number(embargo, "restarts", e->restarts->len);
	out_json_time(embargo, "ended", e->ended);
	put_term(embargo, "term", e->now);
	put_term(embargo, "proposal", e->next);
	later = out_json_array(embargo, "later");
	for (guint i = 0; i < e->later->len; i++)
		fill_term(out_json_object(later), e->later->pdata[i]);
	put_voices(embargo, "to_end", e->enders);
	out_json_time(embargo, "changed", e->changed);
	out_json_flag(embargo, "reporter_told", e->changed && !e->untold);
}

static void
put_flags(json_t *object, const struct sp_dossier *d)
{
	json_t *flags = new_object(object, "flags");

	for (int i = 0; i < SP_FLAGS; i++)
		out_json_time(flags, sp_flag_names[i], d->flags[i].at);
}

static void
put_branches(json_t *object, const struct sp_dossier *d)
{
	json_t *branches = out_json_array(object, "branches");

	for (guint i = 0; i < d->branches->len; i++) {
		const struct sp_branch *b = d->branches->pdata[i];
		json_t *branch = out_json_object(branches);

		out_json_text(branch, "name", b->name);
		out_json_text(branch, "status", sp_branch_statuses[b->status]);
		out_json_text(branch, "commit", b->commit);
		out_json_text(branch, "tag", b->tag);
		out_json_text(branch, "broken_by", b->broken_by);
		out_json_text(branch, "broken_in", b->broken_in);
	}
}

static void
put_people(json_t *object, const struct sp_dossier *d)
{
	json_t *credits = out_json_array(object, "credits");
	json_t *targets = out_json_array(object, "announced");

	for (guint i = 0; i < d->credits->len; i++) {
		const struct sp_credit *c = d->credits->pdata[i];
		json_t *credit = out_json_object(credits);

		out_json_text(credit, "who", c->who);
		out_json_text(credit, "consent", sp_answers[c->consent]);
		out_json_text(credit, "as", c->as);
	}
	for (guint i = 0; i < d->targets->len; i++) {
		const struct sp_target *t = d->targets->pdata[i];
		json_t *target = out_json_object(targets);

		out_json_text(target, "target", t->name);
		out_json_text(target, "where", t->where);
		out_json_time(target, "at", t->at);
	}
}

static void
put_clocks(json_t *object, const struct sp_gate *gate,
	   const struct sp_dossier *d)
{
	const struct sp_clock_facts f = sp_clock_facts_of(d, gate->conf);
	g_autoptr(GArray) clocks = sp_clocks(&f, gate->conf);
	json_t *array = out_json_array(object, "clocks");

	for (guint i = 0; i < clocks->len; i++) {
		const struct sp_clock *c = &g_array_index(clocks,
						struct sp_clock, i);
		json_t *clock = out_json_object(array);

		out_json_text(clock, "clock", sp_clock_names[c->kind]);
		out_json_time(clock, "started", c->started);
		out_json_time(clock, "due", c->due);
		out_json_time(clock, "reminder",
			      sp_clock_reminds(c, sp_gate_now()));
		out_json_time(clock, "stopped", c->stopped);
	}
}

static void
put_next(json_t *object, const struct sp_gate *gate,
	 const struct sp_dossier *d)
{
	g_autofree char *what = NULL;
	g_autofree char *command = NULL;
	struct sp_review_sum review;
	json_t *next = new_object(object, "next");

	sp_triage_review(gate, d, &review);
	sp_process_next(d, gate->conf, &review, sp_gate_now(), &what, &command);
	out_json_text(next, "what", what);
	out_json_time(next, "due", sp_portrait_due(gate, d,
							sp_gate_now()));
	out_json_text(next, "command", command);
}

void
dossier_embargo_json(json_t *object, const struct sp_gate *gate,
		     const struct sp_dossier *d)
{
	put_embargo(object, &d->embargo);
	put_next(object, gate, d);
}

void
dossier_json(json_t *object, const struct sp_gate *gate,
	     const struct sp_dossier *d)
{
	out_json_time(object, "arrived", d->arrived);
	out_json_text(object, "genuine", sp_answers[d->genuine]);
	out_json_text(object, "misuse", sp_answers[d->misuse]);
	out_json_text(object, "tool", d->tool);
	out_json_text(object, "severity", sp_severities[d->severity]);
	out_json_text(object, "impact", d->impact);
	out_json_text(object, "lead", d->lead);
	put_flags(object, d);
	put_embargo(object, &d->embargo);
	out_json_text(object, "cve_state", sp_cve_states[d->cve]);
	out_json_text(object, "cve", d->cve_id);
	out_json_text(object, "bug", d->bug);
	put_branches(object, d);
	put_people(object, d);
	out_json_text(object, "batch", d->batch);
	out_json_time(object, "batch_date", d->batch_date);
	out_json_text(object, "notice", d->notice_id);
	out_json_time(object, "published", d->published);
	out_json_time(object, "closed", d->closed);
	out_json_text(object, "resolution", d->resolution);
	out_json_text(object, "merged_into", d->merged_into);
	put_clocks(object, gate, d);
	put_next(object, gate, d);
}

void
case_json(json_t *object, const struct sp_gate *gate, const struct sp_case *k,
	  const char *title, unsigned mails)
{
	out_json_text(object, "list", gate->conf->list);
	out_json_text(object, "case", k->number);
	out_json_text(object, "ref", k->ref);
	out_json_text(object, "state", k->state);
	out_json_time(object, "opened", k->opened);
	out_json_time(object, "answered", k->answered);
	out_json_text(object, "title", title);
	out_json_number(object, "mails", mails);
}
