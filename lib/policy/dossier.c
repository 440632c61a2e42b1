/* SPDX-License-Identifier: GPL-2.0-or-later */
/* dossier.c - what is known of a case, told from its events */
#include "lib/policy/dossier.h"

#include <string.h>

#include "lib/policy/happening.h"

const char *const sp_case_states[] = {
	"new", "acknowledged", "triaged", "fixing", "ready", "published",
	"closed", NULL
};
const char *const sp_answers[] = { "unknown", "yes", "no", NULL };
const char *const sp_severities[] = {
	"unrated", "Low", "Moderate", "Important", "Critical", NULL
};
const char *const sp_flag_names[] = { "public", "poc", "exploited", NULL };
const char *const sp_cve_states[] = {
	"unset", "not-needed", "wanted", "requested", "assigned", "published",
	"rejected", NULL
};
const char *const sp_branch_statuses[] = {
	"unknown", "affected", "fix-ready", "fixed", "not-affected", NULL
};
const char *const sp_embargo_states[] = {
	"none", "proposed", "active", "revising", "ended", NULL
};
const char *const sp_notice_parts[] = {
	"summary", "description", "impact", "workaround", "vulnerable",
	"cvss", NULL
};

int
sp_name_find(const char *const *names, const char *name)
{
	for (int i = 0; name && names[i]; i++)
		if (g_ascii_strcasecmp(names[i], name) == 0)
			return i;
	return -1;
}

/* --- life ---------------------------------------------------------------- */

static void
branch_free(gpointer p)
{
	struct sp_branch *b = p;

	g_free(b->name);
	g_free(b->commit);
	g_free(b->tag);
	g_free(b->broken_by);
	g_free(b->broken_in);
	g_free(b);
}

static void
credit_free(gpointer p)
{
	struct sp_credit *c = p;

	g_free(c->who);
	g_free(c->as);
	g_free(c);
}

static void
wish_free(gpointer p)
{
	struct sp_wish *w = p;

	g_free(w->whom);
	g_free(w->by);
	g_free(w);
}

static void
revision_clear(gpointer p)
{
	struct sp_revision *r = p;

	g_free(r->what);
}

static void
target_free(gpointer p)
{
	struct sp_target *t = p;

	g_free(t->name);
	g_free(t->where);
	g_free(t);
}

struct sp_dossier *
sp_dossier_new(void)
{
	struct sp_dossier *d = g_new0(struct sp_dossier, 1);

	d->branches = g_ptr_array_new_with_free_func(branch_free);
	d->credits = g_ptr_array_new_with_free_func(credit_free);
	d->wishes = g_ptr_array_new_with_free_func(wish_free);
	d->targets = g_ptr_array_new_with_free_func(target_free);
	d->guests = g_ptr_array_new_with_free_func(sp_guest_free);
	sp_embargo_init(&d->embargo);
	d->reviews = sp_reviews_new();
	d->revisions = g_array_new(FALSE, FALSE, sizeof(struct sp_revision));
	g_array_set_clear_func(d->revisions, revision_clear);
	return d;
}

void
sp_dossier_free(struct sp_dossier *d)
{
	if (!d)
		return;
	for (int i = 0; i < SP_FLAGS; i++)
		g_free(d->flags[i].source);
	for (int i = 0; i < SP_NOTICE_PARTS; i++)
		g_free(d->notice[i]);
	sp_embargo_clear(&d->embargo);
	g_ptr_array_unref(d->branches);
	g_ptr_array_unref(d->credits);
	g_ptr_array_unref(d->wishes);
	g_ptr_array_unref(d->targets);
	g_ptr_array_unref(d->guests);
	sp_reviews_free(d->reviews);
	g_array_unref(d->revisions);
	g_free(d->number);
	g_free(d->ref);
	g_free(d->title);
	g_free(d->tool);
	g_free(d->impact);
	g_free(d->lead);
	g_free(d->cve_id);
	g_free(d->cve_cna);
	g_free(d->bug);
	g_free(d->patches);
	g_free(d->readied);
	g_free(d->batch);
	g_free(d->notice_id);
	g_free(d->resolution);
	g_free(d->because);
	g_free(d->duplicate_of);
	g_free(d->merged_into);
	g_free(d->merged_from);
	g_free(d);
}

/* --- the reporter -------------------------------------------------------- */

static void
apply_heard(struct sp_dossier *d, const struct sp_happening *h)
{
	if (d->opened == 0)
		d->opened = h->at;
	if (*sp_happening_arg(h, "from"))
		return;
	d->reports++;
	d->has_reporter = TRUE;
	d->heard = h->at;
	d->unanswered = TRUE;
	sp_embargo_wish(&d->embargo, h);
}

static void
apply_opened(struct sp_dossier *d, const struct sp_happening *h)
{
	if (d->opened == 0)
		d->opened = h->at;
}

/* Known elsewhere before: it counts since then. */
static void
apply_imported(struct sp_dossier *d, const struct sp_happening *h)
{
	const int64_t received = sp_happening_instant(h, "received");

	apply_opened(d, h);
	d->imported = TRUE;
	d->arrived = received ? received : h->at;
	if (!sp_happening_says(h, "reporter", "yes"))
		return;
	d->has_reporter = TRUE;
	d->heard = h->at;
	d->unanswered = TRUE;
}

static void
apply_distributed(struct sp_dossier *d, const struct sp_happening *h)
{
	if (!sp_happening_says(h, "from", "reporter"))
		return;
	d->heard = h->at;
	d->unanswered = TRUE;
	sp_embargo_wish(&d->embargo, h);
}

static void
apply_told(struct sp_dossier *d, const struct sp_happening *h)
{
	d->told = h->at;
	d->unanswered = FALSE;
	sp_embargo_told(&d->embargo);
	d->thanked = d->published != 0;
}

static void
apply_answered(struct sp_dossier *d, const struct sp_happening *h)
{
	if (d->answered == 0)
		d->answered = h->at;
	apply_told(d, h);
}

/* --- triage -------------------------------------------------------------- */

static void
apply_judged(struct sp_dossier *d, const struct sp_happening *h)
{
	d->genuine = sp_happening_named(h, "genuine", sp_answers, d->genuine);
	d->misuse = sp_happening_named(h, "misuse", sp_answers, d->misuse);
	sp_happening_take(&d->tool, h, "tool");
	if (d->tool && g_ascii_strcasecmp(d->tool, "unknown") == 0)
		g_clear_pointer(&d->tool, g_free);
}

static void
apply_rated(struct sp_dossier *d, const struct sp_happening *h)
{
	d->severity = sp_happening_named(h, "severity", sp_severities, d->severity);
	sp_happening_take(&d->impact, h, "impact");
	d->rated = h->at;
}

static void
apply_led(struct sp_dossier *d, const struct sp_happening *h)
{
	sp_text_set(&d->lead, sp_happening_arg(h, "who"));
}

static void
apply_flagged(struct sp_dossier *d, const struct sp_happening *h)
{
	const int i = sp_name_find(sp_flag_names, sp_happening_arg(h, "flag"));
	struct sp_flag *flag = i < 0 ? NULL : &d->flags[i];

	if (!flag)
		return;
	if (sp_happening_says(h, "off", "yes")) {
		flag->at = 0;
	} else if (flag->at == 0) {
		flag->at = h->at;
	}
	sp_text_set(&flag->source, sp_happening_arg(h, "source"));
}

static void
apply_cve(struct sp_dossier *d, const struct sp_happening *h)
{
	const enum sp_cve_state before = d->cve;

	d->cve = sp_happening_named(h, "state", sp_cve_states, d->cve);
	if (d->cve != before)
		d->cve_at = h->at;
	sp_happening_take(&d->cve_id, h, "id");
	sp_happening_take(&d->cve_cna, h, "cna");
}

static void
apply_bug(struct sp_dossier *d, const struct sp_happening *h)
{
	sp_happening_take(&d->bug, h, "url");
	d->bug_closed = sp_happening_says(h, "closed", "yes");
}

/* --- what there are several of ------------------------------------------- */

static void
apply_branch(struct sp_dossier *d, const struct sp_happening *h)
{
	struct sp_branch *b = sp_row_find_or_add(d->branches,
		sp_happening_arg(h, "branch"), sizeof(*b));

	b->status = sp_happening_named(h, "status", sp_branch_statuses, b->status);
	sp_happening_take(&b->commit, h, "commit");
	sp_happening_take(&b->tag, h, "tag");
	sp_happening_take(&b->broken_by, h, "broken-by");
	sp_happening_take(&b->broken_in, h, "broken-in");
	b->told = h->at;
	/* A fix that is none any more has no name. */
	if (b->status != SP_BRANCH_FIXED &&
	    b->status != SP_BRANCH_FIX_READY) {
		g_clear_pointer(&b->commit, g_free);
		g_clear_pointer(&b->tag, g_free);
	}
	if (b->status != SP_BRANCH_FIXED)
		b->fixed = 0;
	else if (b->fixed == 0)
		b->fixed = h->at;
}

static void
apply_credit(struct sp_dossier *d, const struct sp_happening *h)
{
	struct sp_credit *c = sp_row_find_or_add(d->credits,
		sp_happening_arg(h, "who"), sizeof(*c));

	c->consent = sp_happening_named(h, "consent", sp_answers, c->consent);
	sp_happening_take(&c->as, h, "as");
}

static void
apply_announced(struct sp_dossier *d, const struct sp_happening *h)
{
	struct sp_target *t = sp_row_find_or_add(d->targets,
		sp_happening_arg(h, "target"), sizeof(*t));

	t->at = h->at;
	sp_text_set(&t->where, sp_happening_arg(h, "where"));
}

static void
apply_wish(struct sp_dossier *d, const struct sp_happening *h)
{
	struct sp_wish *w = g_new0(struct sp_wish, 1);

	w->whom = g_strdup(sp_happening_arg(h, "whom"));
	w->by = g_strdup(sp_happening_arg(h, "by"));
	g_ptr_array_add(d->wishes, w);
}

static void
apply_forgotten(struct sp_dossier *d, const struct sp_happening *h)
{
	for (guint i = d->wishes->len; i > 0; i--) {
		const struct sp_wish *w = d->wishes->pdata[i - 1];

		if (sp_happening_says(h, "whom", w->whom))
			g_ptr_array_remove_index(d->wishes, i - 1);
	}
}

/* --- the end ------------------------------------------------------------- */

static void
apply_patched(struct sp_dossier *d, const struct sp_happening *h)
{
	if (g_strcmp0(d->patches, sp_happening_arg(h, "set")) != 0)
		d->patched = h->at;
	sp_text_set(&d->patches, sp_happening_arg(h, "set"));
}

static void
apply_readied(struct sp_dossier *d, const struct sp_happening *h)
{
	sp_text_set(&d->readied, sp_happening_arg(h, "patches"));
	d->readied_at = h->at;
}

static void
apply_notice(struct sp_dossier *d, const struct sp_happening *h)
{
	g_auto(GStrv) without =
		g_strsplit(sp_happening_arg(h, "without"), " ", -1);

	for (int i = 0; i < SP_NOTICE_PARTS; i++) {
		sp_happening_take(&d->notice[i], h, sp_notice_parts[i]);
		if (g_strv_contains((const char *const *)without,
				    sp_notice_parts[i]))
			g_clear_pointer(&d->notice[i], g_free);
	}
}

static void
apply_batched(struct sp_dossier *d, const struct sp_happening *h)
{
	sp_happening_take(&d->batch, h, "name");
	d->batch_date = sp_happening_instant(h, "date");
}

static void
apply_unbatched(struct sp_dossier *d, const struct sp_happening *h)
{
	(void)h;
	g_clear_pointer(&d->batch, g_free);
	d->batch_date = 0;
}

static void
apply_published(struct sp_dossier *d, const struct sp_happening *h)
{
	d->published = h->at;
	d->thanked = FALSE;
	sp_happening_take(&d->notice_id, h, "notice");
}

static void
apply_closed(struct sp_dossier *d, const struct sp_happening *h)
{
	d->closed = h->at;
	sp_text_set(&d->resolution, sp_happening_arg(h, "resolution"));
	sp_text_set(&d->because, sp_happening_arg(h, "because"));
	sp_happening_take(&d->duplicate_of, h, "of");
	if (!d->published)
		apply_unbatched(d, h);
}

static void
apply_reopened(struct sp_dossier *d, const struct sp_happening *h)
{
	(void)h;
	d->closed = 0;
	g_clear_pointer(&d->resolution, g_free);
	g_clear_pointer(&d->because, g_free);
	g_clear_pointer(&d->duplicate_of, g_free);
	g_clear_pointer(&d->merged_into, g_free);
}

/* --- all of them --------------------------------------------------------- */

static const struct {
	const char *verb;
	void (*apply)(struct sp_dossier *d, const struct sp_happening *h);
	const char *changes;		/* of what is published; NULL */
} verbs[] = {
	{ "approved", apply_heard, NULL },
	{ "attached", apply_heard, NULL },
	{ "opened", apply_opened, NULL },
	{ "imported", apply_imported, NULL },
	{ "distributed", apply_distributed, NULL },
	{ "human-acknowledged", apply_answered, NULL },
	{ "phoned", apply_answered, NULL },
	{ "reply-sent", apply_told, NULL },
	{ "told", apply_told, NULL },
	{ "invited", sp_apply_invited, NULL },
	{ "admitted", sp_apply_admitted, NULL },
	{ "uninvited", sp_apply_uninvited, NULL },
	{ "shared", sp_apply_shared, NULL },
	{ "guest-told", sp_apply_shared, NULL },
	{ "judged", apply_judged, NULL },
	{ "rated", apply_rated, "severity" },
	{ "led", apply_led, NULL },
	{ "flagged", apply_flagged, NULL },
	{ "branch-set", apply_branch, "branches" },
	{ "bug-set", apply_bug, "bug" },
	{ "credit-set", apply_credit, "credits" },
	{ "cve-set", apply_cve, "CVE" },
	{ "announced", apply_announced, NULL },
	{ "embargo-proposed", sp_apply_proposed, NULL },
	{ "embargo-agreed", sp_apply_agreed, NULL },
	{ "embargo-objected", sp_apply_objected, NULL },
	{ "embargo-accept-asked", sp_apply_accept_asked, NULL },
	{ "embargo-accepted", sp_apply_accepted, NULL },
	{ "embargo-declined", sp_apply_declined, NULL },
	{ "embargo-none", sp_apply_none, NULL },
	{ "embargo-restarted", sp_apply_restarted, NULL },
	{ "embargo-shortened", sp_apply_shortened, NULL },
	{ "embargo-end-asked", sp_apply_end_asked, NULL },
	{ "embargo-ended", sp_apply_ended, NULL },
	{ "merged", sp_apply_merged, NULL },
	{ "patch-posted", apply_patched, "patches" },
	{ "patch-dropped", apply_patched, "patches" },
	{ "readied", apply_readied, NULL },
	{ "notice-set", apply_notice, "text" },
	{ "forget-asked", apply_wish, NULL },
	{ "reporter-forgotten", apply_forgotten, "credits" },
	{ "batched", apply_batched, NULL },
	{ "unbatched", apply_unbatched, NULL },
	{ "published", apply_published, NULL },
	{ "closed", apply_closed, NULL },
	{ "reopened", apply_reopened, NULL },
};

static void
revise(struct sp_dossier *d, const struct sp_happening *h, const char *changes)
{
	/* Only of its text a person says what it is, in words for the public;
	 * elsewhere the reason is for the team. */
	const char *said = strcmp(h->verb, "notice-set") == 0
		? sp_happening_arg(h, "because") : "";
	const struct sp_revision revision = {
		h->at, g_strdup(*said ? said : changes)
	};

	g_array_append_val(d->revisions, revision);
}

void
sp_dossier_apply(struct sp_dossier *d, const struct sp_happening *h)
{
	d->last = MAX(d->last, h->at);
	sp_reviews_apply(d->reviews, h);
	for (size_t i = 0; i < G_N_ELEMENTS(verbs); i++) {
		if (strcmp(verbs[i].verb, h->verb) != 0)
			continue;
		verbs[i].apply(d, h);
		if (d->published != 0 && verbs[i].changes)
			revise(d, h, verbs[i].changes);
		return;
	}
}

/* --- what follows -------------------------------------------------------- */

gboolean
sp_dossier_embargoed(const struct sp_dossier *d, int64_t now)
{
	const struct sp_embargo *e = &d->embargo;

	return (e->state == SP_EMBARGO_ACTIVE ||
		e->state == SP_EMBARGO_REVISING) && now < e->now->end;
}

gboolean
sp_dossier_is_late(const struct sp_dossier *d)
{
	const struct sp_embargo *e = &d->embargo;

	return d->batch && !d->published && (e->state == SP_EMBARGO_ACTIVE ||
		e->state == SP_EMBARGO_REVISING) && e->now->end < d->batch_date;
}

const struct sp_branch *
sp_dossier_branch(const struct sp_dossier *d, const char *name)
{
	return sp_row_find(d->branches, name);
}

const struct sp_target *
sp_dossier_target(const struct sp_dossier *d, const char *name)
{
	return sp_row_find(d->targets, name);
}
