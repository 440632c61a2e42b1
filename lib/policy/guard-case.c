/* SPDX-License-Identifier: GPL-2.0-or-later */
/* guard-case.c - what a case may lack */
#include "lib/policy/guards.h"

#include <string.h>

#include "lib/policy/embargo.h"
#include "lib/policy/notice.h"
#include "lib/policy/review.h"

/* --- the reporter -------------------------------------------------------- */

gboolean
sp_guard_answered(const struct sp_situation *s)
{
	return s->d->answered != 0 || !s->d->has_reporter;
}

/* Who wrote last had an answer. */
gboolean
sp_guard_reporter_told(const struct sp_situation *s)
{
	return !s->d->unanswered;
}

gboolean
sp_guard_thanked(const struct sp_situation *s)
{
	return !s->d->has_reporter || s->d->thanked;
}

gboolean
sp_guard_credits_known(const struct sp_situation *s)
{
	for (guint i = 0; i < s->d->credits->len; i++) {
		const struct sp_credit *c = s->d->credits->pdata[i];

		if (c->consent == SP_UNKNOWN)
			return FALSE;
	}
	return s->d->credits->len > 0 || !s->d->has_reporter;
}

/* --- triage -------------------------------------------------------------- */

/* One "no" is enough: then it is to be closed, whatever the other one is. */
gboolean
sp_guard_judged(const struct sp_situation *s)
{
	const struct sp_dossier *d = s->d;

	return d->genuine == SP_NO || d->misuse == SP_NO ||
	       (d->genuine != SP_UNKNOWN && d->misuse != SP_UNKNOWN);
}

void
sp_guard_say_judged(const struct sp_situation *s, GString *text)
{
	g_string_append_printf(text, "nobody has said whether it %s",
			       s->d->genuine != SP_UNKNOWN ? "can be misused" :
			       s->d->misuse != SP_UNKNOWN ? "is genuine" :
			       "is genuine and can be misused");
}

gboolean
sp_guard_genuine(const struct sp_situation *s)
{
	return s->d->genuine != SP_NO;
}

gboolean
sp_guard_misusable(const struct sp_situation *s)
{
	return s->d->misuse != SP_NO;
}

gboolean
sp_guard_rated(const struct sp_situation *s)
{
	return s->d->severity != SP_UNRATED;
}

gboolean
sp_guard_impact_known(const struct sp_situation *s)
{
	return s->d->impact != NULL;
}

gboolean
sp_guard_led(const struct sp_situation *s)
{
	return s->d->lead && *s->d->lead;
}

gboolean
sp_guard_reason_given(const struct sp_situation *s)
{
	return sp_given(s->q->because);
}

/* The first rating needs no reason, nor does what else is said with the one
 * that it has. */
gboolean
sp_guard_rerating_explained(const struct sp_situation *s)
{
	return !sp_guard_rated(s) || sp_guard_reason_given(s) ||
	       g_strcmp0(s->q->severity, sp_severities[s->d->severity]) == 0;
}

gboolean
sp_guard_resolution_known(const struct sp_situation *s)
{
	return sp_name_find(sp_resolutions, s->q->resolution) >= 0;
}

gboolean
sp_guard_original_named(const struct sp_situation *s)
{
	return g_strcmp0(s->q->resolution, "duplicate") != 0 ||
	       (sp_given(s->q->of) &&
		g_strcmp0(s->q->of, s->d->number) != 0);
}

gboolean
sp_guard_both_open(const struct sp_situation *s)
{
	return s->q->other && s->q->other->closed == 0 &&
	       s->q->other->published == 0 &&
	       g_strcmp0(s->q->other->number, s->d->number) != 0;
}

/* --- the fix ------------------------------------------------------------- */

/* A list that neither reviews nor merges what others publish waits for none. */
gboolean
sp_guard_patched(const struct sp_situation *s)
{
	const struct sp_config *conf = s->conf;

	return sp_given(s->q->review.patches) ||
	       (conf->review_independent == 0 && !sp_given(conf->gatekeeper) &&
		(!conf->branches_required || !*conf->branches_required));
}

/* Reviews and an approval of what will change anyway are asked for in vain. */
gboolean
sp_guard_unopposed(const struct sp_situation *s)
{
	return sp_review_objection(s->d->reviews) == NULL;
}

void
sp_guard_say_opposed(const struct sp_situation *s, GString *text)
{
	const struct sp_review_tag *t = sp_review_objection(s->d->reviews);

	g_string_append_printf(text, "%s objects to patch %.12s: %s", t->by,
			       t->digest, t->who);
}

gboolean
sp_guard_reviewed(const struct sp_situation *s)
{
	return s->q->review.independent >= s->conf->review_independent;
}

void
sp_guard_say_reviewed(const struct sp_situation *s, GString *text)
{
	g_string_append_printf(text, "%u of %u independent reviews of this "
			       "patch set", s->q->review.independent,
			       s->conf->review_independent);
}

gboolean
sp_guard_approved(const struct sp_situation *s)
{
	return !sp_given(s->conf->gatekeeper) || s->q->review.approved;
}

void
sp_guard_say_approved(const struct sp_situation *s, GString *text)
{
	g_string_append_printf(text, "%s has not approved this patch set",
			       s->conf->gatekeeper);
}

gboolean
sp_guard_trailers_complete(const struct sp_situation *s)
{
	return s->q->review.lacks == NULL;
}

void
sp_guard_say_trailers(const struct sp_situation *s, GString *text)
{
	g_string_append(text, s->q->review.lacks);
}

/* The first required branch whose status is none of these; NULL. */
static const char *
branch_but(const struct sp_situation *s, gboolean fix_ready)
{
	for (char **name = s->conf->branches_required; name && *name; name++) {
		const struct sp_branch *b = sp_dossier_branch(s->d, *name);

		if (!b || !(b->status == SP_BRANCH_NOT_AFFECTED ||
			    b->status == SP_BRANCH_FIXED ||
			    (fix_ready && b->status == SP_BRANCH_FIX_READY)))
			return *name;
	}
	return NULL;
}

const char *
sp_guard_branch(const struct sp_situation *s, const struct sp_guard *guard)
{
	return branch_but(s, guard->holds == sp_guard_branches_decided);
}

gboolean
sp_guard_branches_decided(const struct sp_situation *s)
{
	return branch_but(s, TRUE) == NULL;
}

void
sp_guard_say_branches_decided(const struct sp_situation *s, GString *text)
{
	g_string_append_printf(text, "nobody has said whether branch %s has "
			       "its fix ready or is not affected",
			       branch_but(s, TRUE));
}

gboolean
sp_guard_branches_fixed(const struct sp_situation *s)
{
	return branch_but(s, FALSE) == NULL;
}

void
sp_guard_say_branches_fixed(const struct sp_situation *s, GString *text)
{
	g_string_append_printf(text, "branch %s has no fix commit",
			       branch_but(s, FALSE));
}

/* --- publication --------------------------------------------------------- */

/* What everybody knows, or may know, needs no fix to be told. */
gboolean
sp_guard_ready_or_public(const struct sp_situation *s)
{
	return s->d->flags[SP_FLAG_PUBLIC].at != 0 ||
	       sp_process_wants_embargo(s->d, s->conf) == SP_NO ||
	       sp_process_state(s->d, s->conf) == SP_CASE_READY;
}

gboolean
sp_guard_no_embargo(const struct sp_situation *s)
{
	return !sp_dossier_embargoed(s->d, s->q->now);
}

void
sp_guard_say_embargo(const struct sp_situation *s, GString *text)
{
	const int64_t end = s->d->embargo.now->end;
	g_autofree char *date = sp_embargo_date(end);
	g_autofree char *left = sp_embargo_span(end - s->q->now);

	g_string_append_printf(text, "the embargo ends %s, in %s", date, left);
}

gboolean
sp_guard_embargo_settled(const struct sp_situation *s)
{
	return s->d->embargo.state != SP_EMBARGO_PROPOSED ||
	       s->d->flags[SP_FLAG_PUBLIC].at != 0;
}

gboolean
sp_guard_cve_settled(const struct sp_situation *s)
{
	return s->d->cve == SP_CVE_ASSIGNED || s->d->cve == SP_CVE_PUBLISHED ||
	       s->d->cve == SP_CVE_NOT_NEEDED || !s->conf->cve_required;
}

void
sp_guard_say_cve(const struct sp_situation *s, GString *text)
{
	const char *cna = s->d->cve_cna ? s->d->cve_cna : "";

	if (s->d->cve == SP_CVE_REQUESTED)
		g_string_append_printf(text, "the CVE that was requested%s%s "
				       "is not there yet", *cna ? " from " : "",
				       cna);
	else if (s->d->cve == SP_CVE_WANTED)
		g_string_append(text, "a CVE is wanted, and nobody has said "
				"that it was requested");
	else
		g_string_append(text, "it has no CVE, and nobody has said that "
				"none is needed");
}

/* What is wrong first. A policy that asks for no notice does not ask for a good
 * one; but what somebody has begun is not published by half. */
static char *
notice_lacks(const struct sp_situation *s, char **command)
{
	g_autoptr(GPtrArray) found = NULL;
	const struct sp_finding *first;

	if (!s->conf->notice_required && !sp_notice_begun(s->d))
		return NULL;
	found = sp_notice_check(s->d, s->conf, s->q->now);
	first = found->len > 0 ? found->pdata[0] : NULL;
	if (!first || !first->wrong)
		return NULL;
	if (command)
		*command = g_strdup(first->command);
	return g_strdup(first->text);
}

gboolean
sp_guard_notice(const struct sp_situation *s)
{
	g_autofree char *lacks = notice_lacks(s, NULL);

	return lacks == NULL;
}

void
sp_guard_say_notice(const struct sp_situation *s, GString *text)
{
	g_autofree char *lacks = notice_lacks(s, NULL);

	g_string_append_printf(text, "the notice is not fit to be published: "
			       "%s", lacks);
}

char *
sp_guard_found_command(const struct sp_situation *s,
		       const struct sp_guard *guard)
{
	char *command = NULL;

	if (guard->holds == sp_guard_notice)
		g_free(notice_lacks(s, &command));
	if (guard->holds == sp_guard_cve_settled &&
	    s->d->cve == SP_CVE_REQUESTED)
		command = g_strdup("sallyport cve set CASE CVE-ID");
	if (guard->holds == sp_guard_cve_settled && s->d->cve == SP_CVE_WANTED)
		command = g_strdup("sallyport cve want CASE requested "
				   "--from CNA");
	if (guard->holds == sp_guard_trailers_complete)
		command = g_strdup(s->q->review.supply);
	if ((guard->holds == sp_guard_batch_date ||
	     guard->holds == sp_guard_batch_whole) &&
	    !sp_guard_batch_waits(s))
		command = g_strdup("sallyport batch leave CASE");
	return command;
}

/* What the public reads of a correction. */
gboolean
sp_guard_note(const struct sp_situation *s)
{
	g_autofree char *lacks = sp_notice_note(s->d, s->conf, s->q->because);

	return lacks == NULL;
}

void
sp_guard_say_note(const struct sp_situation *s, GString *text)
{
	g_autofree char *lacks = sp_notice_note(s->d, s->conf, s->q->because);

	g_string_append(text, lacks);
}

gboolean
sp_guard_bug_settled(const struct sp_situation *s)
{
	return s->d->bug == NULL || s->d->bug_closed;
}

const char *
sp_guard_target(const struct sp_situation *s)
{
	for (char **name = s->conf->targets; name && *name; name++)
		if (!sp_dossier_target(s->d, *name))
			return *name;
	return NULL;
}

gboolean
sp_guard_announced(const struct sp_situation *s)
{
	return sp_guard_target(s) == NULL;
}

void
sp_guard_say_announced(const struct sp_situation *s, GString *text)
{
	g_string_append_printf(text, "the announcement to %s is not recorded",
			       sp_guard_target(s));
}

/* --- sharing ------------------------------------------------------------- */

/* What members found themselves is theirs to share. */
gboolean
sp_guard_share_allowed(const struct sp_situation *s)
{
	return sp_given(s->q->consent) ||
	       (!s->d->has_reporter && !s->d->imported);
}

gboolean
sp_guard_terms_accepted(const struct sp_situation *s)
{
	return s->q->terms;
}

gboolean
sp_guard_key_known(const struct sp_situation *s)
{
	return s->q->key;
}

/* --- what others read ----------------------------------------------------- */

gboolean
sp_guard_numbered(const struct sp_situation *s)
{
	return s->d->published != 0 && sp_given(s->d->notice_id);
}

/* --- forgetting ----------------------------------------------------------- */

/* Another member has asked for the same. */
gboolean
sp_guard_two_forget(const struct sp_situation *s)
{
	for (guint i = 0; i < s->d->wishes->len; i++) {
		const struct sp_wish *w = s->d->wishes->pdata[i];

		if (g_strcmp0(w->whom, s->q->whom) == 0 && sp_given(w->by) &&
		    g_ascii_strcasecmp(w->by, s->q->mover.address) != 0)
			return TRUE;
	}
	return FALSE;
}
