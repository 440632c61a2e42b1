/* SPDX-License-Identifier: GPL-2.0-or-later */
/* portrait.c - a case in a few lines */
#include "lib/gate/portrait.h"

#include <stdarg.h>

#include "lib/policy/embargo.h"

static void line(GString *s, const char *label, const char *fmt, ...)
		 SP_PRINTF(3, 4);

static void
line(GString *s, const char *label, const char *fmt, ...)
{
	va_list ap;

	g_string_append_printf(s, "  %-10s ", label);
	va_start(ap, fmt);
	g_string_append_vprintf(s, fmt, ap);
	va_end(ap);
	g_string_append_c(s, '\n');
}

static void
put_head(GString *s, const struct sp_gate *gate, const struct sp_dossier *d)
{
	const enum sp_case_state state = sp_process_state(d, gate->conf);

	g_string_append_printf(s, "%s   %s   %s%s%s   ref %s\n", d->number,
			       sp_case_states[state],
			       sp_severities[d->severity],
			       d->lead ? "   lead: " : "",
			       d->lead ? d->lead : "", d->ref);
	line(s, "title", "%s", d->title ? d->title : "(deleted)");
	if (d->impact)
		line(s, "impact", "%s", d->impact);
	if (d->closed)
		line(s, "closed", "%s%s%s%s%s", d->resolution,
		     d->because && *d->because ? ": " : "",
		     d->because ? d->because : "",
		     d->duplicate_of ? ", of " : "",
		     d->duplicate_of ? d->duplicate_of : "");
	if (d->merged_into)
		line(s, "merged", "into %s", d->merged_into);
}

static void
put_reporter(GString *s, const struct sp_dossier *d)
{
	g_autofree char *arrived = sp_embargo_date(d->arrived);

	if (!d->has_reporter) {
		line(s, "opened", "%s, by a member", arrived);
		return;
	}
	if (d->answered) {
		g_autofree char *answered = sp_embargo_date(d->answered);
		g_autofree char *took =
			sp_embargo_span(d->answered - d->arrived);

		line(s, "received", "%s   answered by a person %s (%s)",
		     arrived, answered, took);
	} else {
		line(s, "received", "%s   not answered by a person yet",
		     arrived);
	}
	for (guint i = 0; i < d->credits->len; i++) {
		const struct sp_credit *c = d->credits->pdata[i];

		line(s, "credit", "%s: %s%s%s", c->who, sp_answers[c->consent],
		     c->as ? ", as " : "", c->as ? c->as : "");
	}
}

static void
put_verdicts(GString *s, const struct sp_dossier *d)
{
	static const char *const said[SP_FLAGS] = {
		"public", "exploit public", "exploited"
	};

	if (d->genuine != SP_UNKNOWN || d->misuse != SP_UNKNOWN)
		line(s, "judged", "genuine: %s, can be misused: %s",
		     sp_answers[d->genuine], sp_answers[d->misuse]);
	for (int i = 0; i < SP_FLAGS; i++) {
		g_autofree char *since = NULL;

		if (d->flags[i].at == 0)
			continue;
		since = sp_embargo_date(d->flags[i].at);
		line(s, "FLAG", "%s since %s: %s", said[i], since,
		     d->flags[i].source);
	}
}

static char *
term_text(const struct sp_term *t)
{
	g_autofree char *date = sp_embargo_date(t->end);
	GString *s = g_string_new(date);

	if (*t->by)
		g_string_append_printf(s, ", proposed by %s", t->by);
	if (*t->code)
		g_string_append_printf(s, ", because: %s", t->code);
	for (guint i = 0; i < t->voices->len; i++) {
		const struct sp_voice *v = t->voices->pdata[i];

		g_string_append_printf(s, ", %s %s", v->by, v->objects ?
				       "objects" : "agrees");
	}
	return g_string_free(s, FALSE);
}

char *
sp_portrait_embargo(const struct sp_dossier *d, int64_t now)
{
	const struct sp_embargo *e = &d->embargo;
	g_autofree char *date = NULL;
	g_autofree char *left = NULL;

	if (e->ended) {
		date = sp_embargo_date(e->ended);
		return g_strdup_printf("ended %s", date);
	}
	if (!e->now)
		return g_strdup("none");
	date = sp_embargo_date(e->now->end);
	left = sp_embargo_span(ABS(e->now->end - now));
	if (!sp_dossier_embargoed(d, now))
		return g_strdup_printf("was over %s, %s ago", date, left);
	return g_strdup_printf("until %s (%s left)%s", date, left,
			       e->restarts ? ", restarted" : "");
}

static void
put_embargo(GString *s, const struct sp_dossier *d, int64_t now)
{
	const struct sp_embargo *e = &d->embargo;

	if (e->now || e->ended) {
		g_autofree char *embargo = sp_portrait_embargo(d, now);

		line(s, "embargo", "%s", embargo);
	}
	if (e->next) {
		g_autofree char *next = term_text(e->next);

		line(s, "proposed", "%s", next);
	}
}

static void
put_fix(GString *s, const struct sp_dossier *d)
{
	if (d->cve != SP_CVE_UNSET)
		line(s, "CVE", "%s%s%s%s%s", sp_cve_states[d->cve],
		     d->cve_id ? " " : "", d->cve_id ? d->cve_id : "",
		     d->cve_cna ? ", from " : "",
		     d->cve_cna ? d->cve_cna : "");
	if (d->bug)
		line(s, "bug", "%s (%s)", d->bug, d->bug_closed ? "closed"
								: "open");
	for (guint i = 0; i < d->branches->len; i++) {
		const struct sp_branch *b = d->branches->pdata[i];

		line(s, "branch", "%s: %s%s%s%s%s", b->name,
		     sp_branch_statuses[b->status], b->commit ? " in " : "",
		     b->commit ? b->commit : "", b->tag ? ", tag " : "",
		     b->tag ? b->tag : "");
	}
	for (guint i = 0; i < d->targets->len; i++) {
		const struct sp_target *t = d->targets->pdata[i];
		g_autofree char *at = sp_embargo_date(t->at);

		line(s, "announced", "%s, %s: %s", t->name, at, t->where);
	}
	if (d->published) {
		g_autofree char *at = sp_embargo_date(d->published);

		line(s, "published", "%s", at);
	}
}

static void
put_clocks(GString *s, const struct sp_gate *gate, const struct sp_dossier *d,
	   int64_t now)
{
	g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);

	sp_portrait_clocks(gate, d, now, lines);
	for (guint i = 0; i < lines->len; i++)
		line(s, i == 0 ? "clocks" : "", "%s",
		     (const char *)lines->pdata[i]);
}

char *
sp_portrait(const struct sp_gate *gate, const struct sp_dossier *d,
	    int64_t now)
{
	GString *s = g_string_new(NULL);

	put_head(s, gate, d);
	put_reporter(s, d);
	put_verdicts(s, d);
	put_embargo(s, d, now);
	put_fix(s, d);
	put_clocks(s, gate, d, now);
	return g_string_free(s, FALSE);
}
