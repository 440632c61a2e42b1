/* SPDX-License-Identifier: GPL-2.0-or-later */
/* clock-facts.c - what clocks need to know of a case, from what is known of it */
#include "lib/policy/clocks.h"

#include "lib/policy/process.h"

static int64_t
first_of(int64_t a, int64_t b)
{
	if (a == 0 || b == 0)
		return a + b;
	return MIN(a, b);
}

/* The first fix that no release is known to have. */
static int64_t
untagged(const struct sp_dossier *d)
{
	int64_t first = 0;

	for (guint i = 0; i < d->branches->len; i++) {
		const struct sp_branch *b = d->branches->pdata[i];

		if (b->status == SP_BRANCH_FIXED && !(b->tag && *b->tag))
			first = first_of(first, b->fixed);
	}
	return first;
}

static gboolean
is_flagged(const struct sp_dossier *d)
{
	for (int i = 0; i < SP_FLAGS; i++)
		if (d->flags[i].at != 0)
			return TRUE;
	return FALSE;
}

static void
take_embargo(struct sp_clock_facts *f, const struct sp_dossier *d,
	     const struct sp_config *conf)
{
	const struct sp_embargo *e = &d->embargo;

	f->wants_embargo = !is_flagged(d) &&
		sp_process_wants_embargo(d, conf) == SP_YES;
	f->settled = e->settled;
	if (!e->now)
		return;
	f->embargo_began = e->started;
	f->embargo_end = e->now->end;
	f->embargo_over = e->ended;
}

/* Since when all that the policy asks for has been said about the patches that
 * are there now: they came, or the last one who had to spoke. 0: it has not. */
static int64_t
reviewed(const struct sp_dossier *d, const struct sp_config *conf)
{
	const GPtrArray *tags = d->reviews->tags;
	int64_t last = d->patched;

	if (sp_review_least(d->reviews, conf, TRUE) <
	    conf->review_independent ||
	    !sp_review_approved(d->reviews, conf) ||
	    sp_review_objection(d->reviews))
		return 0;
	for (guint i = 0; i < tags->len; i++)
		last = MAX(last, ((const struct sp_review_tag *)
				  tags->pdata[i])->at);
	return last;
}

static void
take_patches(struct sp_clock_facts *f, const struct sp_dossier *d,
	     const struct sp_config *conf)
{
	if (!d->patches || *d->patches == '\0')
		return;
	f->patched = d->patched;
	f->reviewed = reviewed(d, conf);
}

struct sp_clock_facts
sp_clock_facts_of(const struct sp_dossier *d, const struct sp_config *conf)
{
	const struct sp_target *circle = sp_dossier_target(d, SP_TARGET_AHEAD);
	struct sp_clock_facts f = {
		.arrived = d->arrived, .decided = d->opened,
		.reporter = d->has_reporter, .answered = d->answered,
		.told = d->told, .triaged = d->rated,
		.went_public = first_of(d->flags[SP_FLAG_PUBLIC].at,
					d->published),
		.predisclosed = circle ? circle->at : 0,
		.fixed = untagged(d),
		.exploited = d->flags[SP_FLAG_EXPLOITED].at,
		.closed = d->closed,
	};

	if (d->cve == SP_CVE_REQUESTED)
		f.cve_requested = d->cve_at;
	take_patches(&f, d, conf);
	take_embargo(&f, d, conf);
	return f;
}
