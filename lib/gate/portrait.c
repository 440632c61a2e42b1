/* SPDX-License-Identifier: GPL-2.0-or-later */
/* portrait.c - a case in a few lines */
#include "lib/gate/portrait.h"

#include <stdarg.h>
#include <string.h>
#include "lib/notice/documents.h"
#include "lib/policy/embargo.h"
#include "lib/policy/notice.h"

void
sp_portrait_line(GString *s, const char *label, const char *fmt, ...)
{
	va_list ap;

	g_string_append_printf(s, "  %-10s ", label);
	va_start(ap, fmt);
	g_string_append_vprintf(s, fmt, ap);
	va_end(ap);
	g_string_append_c(s, '\n');
}

/* --- where it stands ------------------------------------------------------ */

/* What is going on in a state that has others behind it. */
static const char *const doing[SP_CASE_STATES] = {
	[SP_CASE_NEW] = "nobody has answered the reporter",
	[SP_CASE_ACKNOWLEDGED] = "what it is, and how bad, is being found out",
	[SP_CASE_TRIAGED] = "somebody is to take the lead",
	[SP_CASE_FIXING] = "a fix is being made and reviewed",
	[SP_CASE_READY] = "the fix is ready and waits to be published",
	[SP_CASE_PUBLISHED] = "it is public; what is left is being tidied up",
};

/* For who does not know the states yet. */
static void
put_step(GString *s, enum sp_case_state state)
{
	g_autoptr(GString) then = g_string_new(NULL);

	if (state >= SP_CASE_CLOSED)
		return;
	for (int i = state + 1; i < SP_CASE_STATES; i++)
		g_string_append_printf(then, "%s%s", then->len ? ", " : "",
				       sp_case_states[i]);
	sp_portrait_line(s, "step", "%d of %d: %s; then %s", state + 1,
			 SP_CASE_STATES, doing[state], then->str);
}

static void
put_head(GString *s, const struct sp_gate *gate, const struct sp_dossier *d,
	 enum sp_case_state state)
{
	g_string_append_printf(s, "%s   %s   %s   %s%s   ref %s   list %s\n",
			       d->number, sp_case_states[state],
			       d->severity == SP_UNRATED ? "not rated"
			       : sp_severities[d->severity],
			       d->lead ? "lead: " : "no lead",
			       d->lead ? d->lead : "", d->ref,
			       gate->conf->list);
	sp_portrait_line(s, "title", "%s", d->title
			 ? sp_untagged(gate->conf, d->title) : "(deleted)");
	if (d->impact)
		sp_portrait_line(s, "impact", "%s", d->impact);
	put_step(s, state);
	if (d->closed)
		sp_portrait_line(s, "closed", "%s%s%s%s%s", d->resolution,
		     d->because && *d->because ? ": " : "",
		     d->because ? d->because : "",
		     d->duplicate_of ? ", of " : "",
		     d->duplicate_of ? d->duplicate_of : "");
	if (d->merged_into)
		sp_portrait_line(s, "merged", "into %s", d->merged_into);
	if (d->merged_from)
		sp_portrait_line(s, "merged", "with %s, which went into it",
				 d->merged_from);
}

/* Then what is still missing is worth a line, too. */
static gboolean
in_work(enum sp_case_state state)
{
	return state >= SP_CASE_TRIAGED && state < SP_CASE_PUBLISHED;
}

static void
put_reporter(GString *s, const struct sp_dossier *d, enum sp_case_state state)
{
	g_autofree char *arrived = sp_embargo_date(d->arrived);

	if (!d->has_reporter) {
		sp_portrait_line(s, "opened", "%s, by a member; no reporter "
				 "waits for an answer", arrived);
		return;
	}
	if (d->answered) {
		g_autofree char *answered = sp_embargo_date(d->answered);
		g_autofree char *took =
			sp_embargo_span(d->answered - d->arrived);

		sp_portrait_line(s, "received", "%s   answered by a person %s (%s)",
		     arrived, answered, took);
	} else {
		sp_portrait_line(s, "received", "%s   not answered by a person yet",
		     arrived);
	}
	if (d->leaves) {
		g_autofree char *leaves = sp_embargo_date(d->leaves);

		sp_portrait_line(s, "answer", "written; it leaves %s. To stop "
				 "it: sallyport hold-back %s", leaves,
				 d->number);
	}
	for (guint i = 0; i < d->credits->len; i++) {
		const struct sp_credit *c = d->credits->pdata[i];

		sp_portrait_line(s, "credit", "%s: %s%s%s%s", c->who,
				 sp_answers[c->consent], c->as ? ", as \"" : "",
				 c->as ? c->as : "", c->as ? "\"" : "");
	}
	if (d->credits->len == 0 && in_work(state))
		sp_portrait_line(s, "credit", "not known yet");
}

static void
put_guests(GString *s, const struct sp_dossier *d)
{
	for (guint i = 0; i < d->guests->len; i++) {
		const struct sp_guest *g = d->guests->pdata[i];

		if (!g->admitted)
			sp_portrait_line(s, "guest", "%s: invited, has not "
					 "accepted the terms", g->who);
		else if (sp_guest_waits(g))
			sp_portrait_line(s, "guest", "%s: waits for the thread "
					 "so far: sallyport case share %s --to "
					 "%s --thread", g->who, d->number,
					 g->who);
		else
			sp_portrait_line(s, "guest", "%s: has %u mails of the "
					 "thread", g->who,
					 g_hash_table_size(g->mails));
	}
}

static void
put_verdicts(GString *s, const struct sp_dossier *d)
{
	static const char *const said[SP_FLAGS] = {
		"public", "exploit public", "exploited"
	};

	if (d->genuine != SP_UNKNOWN || d->misuse != SP_UNKNOWN)
		sp_portrait_line(s, "judged", "genuine: %s, can be misused: %s",
		     sp_answers[d->genuine], sp_answers[d->misuse]);
	if (d->tool)
		sp_portrait_line(s, "tool", "%s, as the reporter says",
				 d->tool);
	for (int i = 0; i < SP_FLAGS; i++) {
		g_autofree char *since = NULL;

		if (d->flags[i].at == 0)
			continue;
		since = sp_embargo_date(d->flags[i].at);
		sp_portrait_line(s, "FLAG", "%s since %s: %s", said[i], since,
		     d->flags[i].source);
	}
}

/* Those that must have a fix, and of which nobody has said anything. */
static void
put_undecided(GString *s, const struct sp_gate *gate,
	      const struct sp_dossier *d)
{
	char *const *name = gate->conf->branches_required;

	for (; name && *name; name++)
		if (!sp_dossier_branch(d, *name))
			sp_portrait_line(s, "branch", "%s: nothing said yet",
					 *name);
}

static void
put_fix(GString *s, const struct sp_gate *gate, const struct sp_dossier *d,
	enum sp_case_state state)
{
	if (d->cve == SP_CVE_UNSET && in_work(state))
		sp_portrait_line(s, "CVE", "nobody has asked for one");
	if (d->cve != SP_CVE_UNSET)
		sp_portrait_line(s, "CVE", "%s%s%s%s%s", sp_cve_states[d->cve],
		     d->cve_id ? " " : "", d->cve_id ? d->cve_id : "",
		     d->cve_cna ? ", from " : "",
		     d->cve_cna ? d->cve_cna : "");
	if (d->bug)
		sp_portrait_line(s, "bug", "%s (%s)", d->bug, d->bug_closed ? "closed"
								: "open");
	for (guint i = 0; i < d->branches->len; i++) {
		const struct sp_branch *b = d->branches->pdata[i];

		sp_portrait_line(s, "branch", "%s: %s%s%s%s%s%s%s", b->name,
		     sp_branch_statuses[b->status], b->commit ? " in " : "",
		     b->commit ? b->commit : "", b->tag ? ", tag " : "",
		     b->tag ? b->tag : "", b->broken_in ? ", broken in " : "",
		     b->broken_in ? b->broken_in : "");
	}
	if (in_work(state))
		put_undecided(s, gate, d);
	for (guint i = 0; i < d->targets->len; i++) {
		const struct sp_target *t = d->targets->pdata[i];
		g_autofree char *at = sp_embargo_date(t->at);

		sp_portrait_line(s, "announced", "%s, %s: %s", t->name, at, t->where);
	}
	if (d->batch) {
		g_autofree char *at = sp_embargo_date(d->batch_date);

		sp_portrait_line(s, "batch", "%s, planned for %s", d->batch,
				 at);
	}
	if (d->published) {
		g_autofree char *at = sp_embargo_date(d->published);

		sp_portrait_line(s, "published", "%s", at);
	}
}

/* Whether it could be published as it is; "notice check" says why not. */
static void
put_notice(GString *s, const struct sp_gate *gate, const struct sp_dossier *d,
	   int64_t now)
{
	g_autoptr(GPtrArray) found = NULL;
	unsigned wrong = 0;

	if (d->notice_id)
		sp_portrait_line(s, "notice", "%s", d->notice_id);
	if (d->notice_id || !sp_notice_begun(d))
		return;
	found = sp_notice_check(d, gate->conf, now);
	for (guint i = 0; i < found->len; i++) {
		const struct sp_finding *f = found->pdata[i];

		wrong += f->wrong;
	}
	if (wrong > 0)
		sp_portrait_line(s, "notice", "begun; %u thing%s to mend",
				 wrong, wrong == 1 ? "" : "s");
	else
		sp_portrait_line(s, "notice", "written, and passes its checks");
}

static void
put_clocks(GString *s, const struct sp_gate *gate, const struct sp_dossier *d,
	   int64_t now)
{
	g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);

	sp_portrait_clocks(gate, d, now, lines);
	for (guint i = 0; i < lines->len; i++)
		sp_portrait_line(s, i == 0 ? "clocks" : "", "%s",
		     (const char *)lines->pdata[i]);
}

/* Whose reviews of all patches of the set count as independent: ": a, b". */
static char *
reviewers(const struct sp_gate *gate, const struct sp_dossier *d)
{
	g_autoptr(GPtrArray) all = sp_review_by(d->reviews, gate->conf);
	GString *s = g_string_new(NULL);

	for (guint i = 0; i < all->len; i++)
		g_string_append_printf(s, "%s%s", i == 0 ? ": " : ", ",
				       (const char *)all->pdata[i]);
	return g_string_free(s, FALSE);
}

/* Who was asked about this set, and has not reviewed it. */
static void
put_asked(GString *s, const struct sp_gate *gate, const struct sp_dossier *d,
	  const char *set)
{
	g_autoptr(GPtrArray) done = sp_review_by(d->reviews, gate->conf);
	const GPtrArray *asked = d->reviews->asked;

	for (guint i = 0; i < asked->len; i++) {
		const struct sp_review_request *q = asked->pdata[i];
		g_autofree char *at = sp_embargo_date(q->at);

		if (strcmp(q->digest, set) == 0 &&
		    !g_ptr_array_find_with_equal_func(done, q->to, g_str_equal,
						      NULL))
			sp_portrait_line(s, "asked", "%s, %s, for a review",
					 q->to, at);
	}
}

/* Of a patch whose author nobody vouches for, the reviewers should know. */
static void
put_unverified(GString *s, const struct sp_dossier *d)
{
	g_autoptr(GPtrArray) all = sp_reviews_current(d->reviews);
	unsigned n = 0;

	for (guint i = 0; i < all->len; i++)
		n += ((const struct sp_review_patch *)all->pdata[i])->unverified;
	if (n > 0)
		sp_portrait_line(s, "patches", "%u in the set; of %u, nobody "
				 "known has signed the mail", all->len, n);
}

/* What stands about the set in a few words; "review show" says it in full. */
static void
put_reviews(GString *s, const struct sp_gate *gate, const struct sp_dossier *d,
	    enum sp_case_state state)
{
	const struct sp_config *conf = gate->conf;
	g_autofree char *set = sp_reviews_set(d->reviews);
	g_autofree char *by = reviewers(gate, d);
	struct sp_review_sum sum;

	if (!set && in_work(state))
		sp_portrait_line(s, "reviews", "no patch is in the thread yet");
	if (!set)
		return;
	put_unverified(s, d);
	sp_triage_review(gate, d, &sum);
	sp_portrait_line(s, "reviews",
			 "%u of %u independent%s   (set %.16s)%s%s%s%s",
			 sum.independent, conf->review_independent, by, set,
			 *conf->gatekeeper ? "   approval: " : "",
			 !*conf->gatekeeper ? ""
			 : sum.approved ? "given" : "missing (",
			 sum.approved ? "" : conf->gatekeeper,
			 sum.approved ? "" : ")");
	put_asked(s, gate, d, set);
}

char *
sp_portrait(const struct sp_gate *gate, const struct sp_dossier *d,
	    int64_t now)
{
	const enum sp_case_state state = sp_process_state(d, gate->conf);
	GString *s = g_string_new(NULL);

	put_head(s, gate, d, state);
	put_reporter(s, d, state);
	put_guests(s, d);
	put_verdicts(s, d);
	sp_portrait_embargo_lines(s, d, now);
	put_fix(s, gate, d, state);
	put_reviews(s, gate, d, state);
	put_notice(s, gate, d, now);
	put_clocks(s, gate, d, now);
	return g_string_free(s, FALSE);
}

char *
sp_portrait_state(const struct sp_gate *gate, const struct sp_dossier *d,
		  int64_t now)
{
	g_autofree char *next = sp_portrait_next(gate, d, now);
	const enum sp_case_state state = sp_process_state(d, gate->conf);
	const gboolean numbered = state == SP_CASE_PUBLISHED && d->notice_id;

	return g_strdup_printf("%s is %s%s%s.\n%s", d->number,
			       sp_case_states[state], numbered ? " as " : "",
			       numbered ? d->notice_id : "", next);
}
