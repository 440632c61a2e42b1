/* SPDX-License-Identifier: GPL-2.0-or-later */
/* process_order.c - whatever order people act in: nothing is published early,
 * nothing that happened is lost, and there is always something next
 *
 * A case is played with a fixed seed: at each turn somebody tries something,
 * which happens when the process allows it, and time goes on. Beside it, a few
 * lines of their own tell until when the case must stay private. */
#include "lib/policy/process.h"

#include "lib/policy/embargo.h"
#include "t/unit/make-case.h"
#include "t/unit/tap.h"

#define SEEDS 300
#define TURNS 120
#define ROUNDS 80		/* that a case may need to its end */
#define COMMIT "22494556542c676d1b9e7f1c1f2ea13ac17e1e3e"

struct play {
	GRand *random;
	struct sp_config conf;
	struct sp_dossier *d;
	struct sp_review_sum review;
	GPtrArray *told;	/* char *: what happened, as happen_all() has it */
	int64_t now;
	int64_t private_until;	/* 0: it need not be */
	int64_t proposed;	/* 0: nothing is */
	int64_t batch;		/* when it may be published with others; 0: it
				   is in no batch */
	gboolean together;	/* what is tried now is for all of the batch */
	unsigned wrong;
	char *first;		/* what was wrong */
};

static void
wrong(struct play *p, const char *what, const char *detail)
{
	if (p->wrong++ == 0)
		p->first = g_strdup_printf("after %u events: %s: %s",
					   p->told->len, what, detail);
}

/* That outlives the next event. */
static const char *
patches_of(const struct play *p)
{
	return p->d->patches ? g_intern_string(p->d->patches) : "";
}

static void
tell(struct play *p, const char *verb, const char *args)
{
	g_ptr_array_add(p->told, g_strdup_printf("%" G_GINT64_FORMAT " %s %s",
						 p->now - ARRIVED, verb,
						 args ? args : ""));
	happen(p->d, p->now, verb, args);
	if (p->d->last != p->now)
		wrong(p, "an event is lost", verb);
}

/* --- who tries what ------------------------------------------------------- */

static const struct sp_mover movers[] = {
	{ "jo@a.example", "A", SP_WHO_MEMBER | SP_WHO_MODERATOR },
	{ "kim@b.example", "B", SP_WHO_MEMBER | SP_WHO_MODERATOR },
	{ "mo@a.example", "A", SP_WHO_MEMBER | SP_WHO_LEAD },
	{ "eve@c.example", "C", SP_WHO_MEMBER | SP_WHO_CVE },
	{ "", "", SP_WHO_MEMBER | SP_WHO_MODERATOR },
};

/* What is tried, and the event that it is. */
static const struct {
	enum sp_step step;	/* SP_STEPS: nothing forbids it */
	const char *verb, *args;
} tries[] = {
	{ SP_STEPS, "distributed", "from=reporter" },
	{ SP_STEPS, "human-acknowledged", NULL },
	{ SP_STEPS, "reply-sent", NULL },
	{ SP_STEPS, "told", "how=phone" },
	{ SP_STEPS, "patch-posted", "set=5c1e" },
	{ SP_STEPS, "patch-posted", "set=5c1f" },
	{ SP_STEPS, "branch-set", "branch=master;status=fix-ready" },
	{ SP_STEPS, "branch-set", "branch=master;status=affected" },
	{ SP_STEPS, "branch-set", "branch=9.1;status=not-affected" },
	{ SP_STEPS, "branch-set", "branch=master;status=fixed;commit=" COMMIT },
	{ SP_STEPS, "bug-set", "url=https://bugs.example.org/1" },
	{ SP_STEPS, "bug-set", "closed=yes" },
	{ SP_STEPS, "credit-set", "who=ada;consent=yes;as=Ada" },
	{ SP_STEPS, "credit-set", "who=ada;consent=unknown" },
	{ SP_STEPS, "cve-set", "state=wanted" },
	{ SP_STEPS, "of another program", "end=1;state=assigned" },
	{ SP_STEP_PHONE, "phoned", "how=noon" },
	{ SP_STEP_JUDGE, "judged", "genuine=yes;misuse=yes" },
	{ SP_STEP_JUDGE, "judged", "genuine=yes;misuse=yes" },
	{ SP_STEP_JUDGE, "judged", "misuse=no" },
	{ SP_STEP_RATE, "rated", "severity=Important;impact=bad" },
	{ SP_STEP_RATE, "rated", "severity=Low" },
	{ SP_STEP_LEAD, "led", "who=mo@a.example" },
	{ SP_STEP_CVE, "cve-set", "state=assigned;id=CVE-2026-12345" },
	{ SP_STEP_FLAG, "flagged", "flag=public;source=a list" },
	{ SP_STEP_FLAG, "flagged", "flag=exploited;source=a trap" },
	{ SP_STEP_UNFLAG, "flagged", "flag=public;off=yes;source=no" },
	{ SP_STEP_UNFLAG, "flagged", "flag=exploited;off=yes;source=no" },
	{ SP_STEP_NOTICE, "notice-set", "summary=foo;description=bar" },
	{ SP_STEP_NOTICE, "notice-set", "summary=see QSEC-2026-0003" },
	{ SP_STEP_NOTICE, "notice-set", "without=description" },
	{ SP_STEP_FORGET, "reporter-forgotten", "whom=5c1e" },
	{ SP_STEPS, "forget-asked", "whom=5c1e" },
	{ SP_STEP_BATCH, "batched", NULL },
	{ SP_STEP_BATCH, "batched", NULL },
	{ SP_STEP_UNBATCH, "unbatched", "because=x" },
	{ SP_STEP_READY, "readied", NULL },
	{ SP_STEP_PUBLISH, "published", NULL },
	{ SP_STEP_PUBLISH, "published", NULL },
	{ SP_STEP_ANNOUNCE, "announced", "target=devel;where=there" },
	{ SP_STEP_CLOSE, "closed", "resolution=fixed" },
	{ SP_STEP_DISMISS, "closed", "resolution=wont-fix;because=x" },
	{ SP_STEP_REOPEN, "reopened", "because=x" },
	{ SP_STEP_EMBARGO_PROPOSE, "embargo-proposed", NULL },
	{ SP_STEP_EMBARGO_PROPOSE, "embargo-proposed", NULL },
	{ SP_STEP_EMBARGO_AGREE, "embargo-agreed", NULL },
	{ SP_STEP_EMBARGO_ACCEPT, "embargo-accepted", NULL },
	{ SP_STEP_EMBARGO_ACCEPT, "embargo-accepted", NULL },
	{ SP_STEP_EMBARGO_DECLINE, "embargo-declined", NULL },
	{ SP_STEP_EMBARGO_NONE, "embargo-none", "because=x" },
	{ SP_STEP_EMBARGO_END, "embargo-ended", "because=x" },
};

static enum sp_status
allowed(struct play *p, enum sp_step step, const struct sp_mover *mover,
	int64_t end, struct sp_err *err)
{
	const struct sp_request q = {
		.step = step, .mover = *mover, .now = p->now, .end = end,
		.code = "hardware", .because = "microcode",
		.resolution = "wont-fix", .consent = "", .review = p->review,
		.batch = "b1", .together = p->together, .whom = "5c1e",
	};
	const struct sp_situation s = { .d = p->d, .conf = &p->conf, .q = &q };

	return sp_process_check(&s, NULL, err);
}

/* The event, with what the gate adds to it. */
static void
take(struct play *p, enum sp_step step, const char *verb, const char *args,
     const struct sp_mover *mover, int64_t end)
{
	GString *all = g_string_new(args);

	g_string_append_printf(all, ";by=%s;org=%s", mover->address,
			       mover->org);
	if (step == SP_STEP_EMBARGO_PROPOSE)
		g_string_append_printf(all, ";code=hardware;because=microcode;"
				       "end=%" G_GINT64_FORMAT, end);
	if (step == SP_STEP_BATCH)
		g_string_append_printf(all, ";name=b1;date=%" G_GINT64_FORMAT,
				       end);
	if (step == SP_STEP_READY)
		g_string_append_printf(all, ";patches=%s", p->review.patches);
	if (step == SP_STEP_PUBLISH)
		g_string_append(all, ";notice=LSN-2026-0001");
	tell(p, verb, all->str);
	(void)g_string_free(all, TRUE);
}

/* --- what must hold ------------------------------------------------------- */

static gboolean
is_public(const struct play *p)
{
	return p->d->flags[SP_FLAG_PUBLIC].at != 0;
}

/* As somebody would say it who has never seen the table of guards. */
static void
check_publication(struct play *p)
{
	if (p->now < p->private_until)
		wrong(p, "published in an embargo", "");
	/* A longer one that was proposed later keeps nothing private. */
	if (p->proposed && p->private_until == 0 && !is_public(p))
		wrong(p, "published over a proposal", "");
	if (p->batch && (!p->together || p->now < p->batch))
		wrong(p, "published apart from its batch", "");
	if (p->d->cve != SP_CVE_ASSIGNED)
		wrong(p, "published without a CVE", "");
	if (!p->d->notice[SP_NOTICE_DESCRIPTION])
		wrong(p, "published without a notice", "");
	if (strstr(p->d->notice[SP_NOTICE_SUMMARY], "QSEC-"))
		wrong(p, "published the number of a case", "");
	if (p->d->severity == SP_UNRATED || p->d->answered == 0)
		wrong(p, "published unseen", "");
}

static void
remember(struct play *p, enum sp_step step, int64_t end)
{
	if (step == SP_STEP_EMBARGO_PROPOSE)
		p->proposed = p->proposed ? MIN(p->proposed, end) : end;
	if (step == SP_STEP_EMBARGO_ACCEPT)
		p->private_until = p->proposed;
	if (step == SP_STEP_EMBARGO_END)
		p->private_until = 0;
	if (step == SP_STEP_EMBARGO_ACCEPT || step == SP_STEP_EMBARGO_END ||
	    step == SP_STEP_EMBARGO_DECLINE)
		p->proposed = 0;
	if (step == SP_STEP_BATCH)
		p->batch = end;
	if (step == SP_STEP_UNBATCH || step == SP_STEP_DISMISS)
		p->batch = 0;
	if (step == SP_STEP_PUBLISH)
		check_publication(p);
}

static void
find_next(struct play *p, char **what, char **command)
{
	sp_process_next(p->d, &p->conf, &p->review, p->now, what, command);
}

/* An open case has a next, with a command there is; a closed one has none. */
static void
check_next(struct play *p)
{
	g_autofree char *what = NULL;
	g_autofree char *command = NULL;

	find_next(p, &what, &command);
	if (!*what || (p->d->closed ? *command != '\0'
				    : !is_command(command)))
		wrong(p, what, command);
}

/* Whoever asks, nothing is written for others before it is published; from then
 * on it can be, wherever the case goes. */
static void
check_export(struct play *p)
{
	for (size_t i = 0; i < G_N_ELEMENTS(movers); i++) {
		struct sp_err err = { 0 };
		const enum sp_status r = allowed(p, SP_STEP_EXPORT, &movers[i],
						 0, &err);

		if ((r == SP_OK) != (p->d->published != 0))
			wrong(p, "exported before publication, or not after",
			      err.text);
	}
}

/* What was told once is told again by its events alone. */
static void
check_retelling(struct play *p)
{
	struct sp_dossier *kept = p->d, *again = make_dossier();
	g_autofree char *was = NULL, *was_command = NULL;
	g_autofree char *is = NULL, *is_command_now = NULL;

	find_next(p, &was, &was_command);
	for (guint i = 0; i < p->told->len; i++)
		happen_all(again, p->told->pdata[i], NULL);
	p->d = again;
	find_next(p, &is, &is_command_now);
	p->d = kept;
	if (strcmp(was, is) != 0 ||
	    sp_process_state(kept, &p->conf) !=
	    sp_process_state(again, &p->conf) ||
	    kept->last != again->last)
		wrong(p, "told otherwise the second time", is);
	sp_dossier_free(again);
}

/* --- turns ---------------------------------------------------------------- */

static int
below(struct play *p, size_t n)
{
	return g_rand_int_range(p->random, 0, (gint32)n);
}

static void
turn(struct play *p)
{
	const size_t i = (size_t)below(p, G_N_ELEMENTS(tries));
	const struct sp_mover *mover =
		&movers[below(p, G_N_ELEMENTS(movers))];
	const enum sp_step step = tries[i].step;
	const gboolean dated = step == SP_STEP_EMBARGO_PROPOSE ||
			       step == SP_STEP_BATCH;
	const int64_t end = dated ? p->now + below(p, 40) * DAY - 2 * DAY : 0;
	struct sp_err err = { 0 };
	enum sp_status r = SP_OK;

	/* One proposal at a time is what this can follow. */
	if (step == SP_STEP_EMBARGO_PROPOSE && p->proposed)
		return;
	p->together = below(p, 2) == 1;
	if (step != SP_STEPS)
		r = allowed(p, step, mover, end, &err);
	if (r == SP_OK) {
		take(p, step, tries[i].verb, tries[i].args, mover, end);
		remember(p, step, end);
	} else if (!strstr(err.text, NUMBER) || !is_command(err.text)) {
		wrong(p, "a refusal without a command", err.text);
	}
	check_next(p);
	check_export(p);
}

/* Reviews belong to one patch set. */
static void
review_anew(struct play *p)
{
	p->review = (struct sp_review_sum){
		.patches = patches_of(p),
		.independent = (unsigned)below(p, 2),
		.approved = below(p, 2) == 1,
		.lacks = below(p, 8) == 0 ? "no CVE" : NULL,
	};
}

/* --- doing what is said --------------------------------------------------- */

/* Commands, by how they begin, and what doing them brings about. */
static const struct {
	const char *command;
	enum sp_step step;	/* SP_STEPS: nothing forbids it */
	const char *verb, *args;
} doings[] = {
	{ "a reply in its thread, or: sallyport ack ", SP_STEPS,
	  "human-acknowledged", NULL },
	{ "sallyport case judge ", SP_STEP_JUDGE, "judged",
	  "genuine=yes;misuse=yes" },
	{ "sallyport case close " NUMBER " not-a", SP_STEP_DISMISS, "closed",
	  "resolution=not-a-vulnerability" },
	{ "sallyport case rate ", SP_STEP_RATE, "rated",
	  "severity=Critical;impact=all is lost" },
	{ "sallyport case lead ", SP_STEP_LEAD, "led", "who=mo@a.example" },
	{ "git format-patch, ", SP_STEPS, "patch-posted", "set=9999" },
	{ "sallyport case ready ", SP_STEP_READY, "readied", NULL },
	{ "sallyport case publish ", SP_STEP_PUBLISH, "published", NULL },
	{ "sallyport case close " NUMBER " fixed", SP_STEP_CLOSE, "closed",
	  "resolution=fixed" },
	{ "sallyport cve want " NUMBER " requested", SP_STEPS, "cve-set",
	  "state=requested;cna=vendor-a" },
	{ "sallyport cve set ", SP_STEP_CVE, "cve-set",
	  "state=assigned;id=CVE-2026-12345" },
	{ "sallyport batch leave ", SP_STEP_UNBATCH, "unbatched",
	  "because=x" },
	{ "sallyport batch publish ", SP_STEP_PUBLISH, "published", NULL },
	{ "sallyport notice ", SP_STEP_NOTICE, "notice-set",
	  "summary=foo overflow;description=A guest escapes" },
	{ "sallyport case credit ", SP_STEPS, "credit-set",
	  "who=ada;consent=no" },
	{ "sallyport case bug ", SP_STEPS, "bug-set", "closed=yes" },
	{ "sallyport case announced ", SP_STEP_ANNOUNCE, "announced",
	  "target=devel;where=there" },
	{ "a reply ", SP_STEPS, "told", "how=mail" },
	{ "sallyport embargo propose ", SP_STEP_EMBARGO_PROPOSE,
	  "embargo-proposed", NULL },
	{ "sallyport embargo accept ", SP_STEP_EMBARGO_ACCEPT,
	  "embargo-accepted", NULL },
	{ "sallyport embargo decline ", SP_STEP_EMBARGO_DECLINE,
	  "embargo-declined", NULL },
	{ "sallyport embargo end ", SP_STEP_EMBARGO_END, "embargo-ended",
	  NULL },
	{ "sallyport embargo tell ", SP_STEPS, "reply-sent", NULL },
	{ "sallyport embargo agree ", SP_STEP_EMBARGO_AGREE, "embargo-agreed",
	  NULL },
};

static gboolean
begins(const char *command, const char *with)
{
	return g_str_has_prefix(command, with);
}

/* What is done about patches and time, which no event tells. */
static gboolean
do_beside(struct play *p, const char *command)
{
	if (begins(command, "sallyport review ask"))
		p->review.independent = 1;
	else if (begins(command, "sallyport review approve"))
		p->review.approved = TRUE;
	else if (begins(command, "sallyport review show"))
		p->review.lacks = NULL;
	else if (begins(command, "sallyport embargo show"))
		p->now = MAX(p->now, p->d->embargo.now->end);
	else if (begins(command, "sallyport batch show"))
		p->now = MAX(p->now, p->d->batch_date);
	else if (begins(command, "sallyport case branch"))
		tell(p, "branch-set", strstr(command, "--commit")
		     ? strstr(command, "9.1")
		     ? "branch=9.1;status=fixed;commit=" COMMIT
		     : "branch=master;status=fixed;commit=" COMMIT
		     : strstr(command, "9.1") ? "branch=9.1;status=fix-ready"
		     : "branch=master;status=fix-ready");
	else
		return FALSE;
	return TRUE;
}

static void
do_one(struct play *p, size_t i)
{
	const enum sp_step step = doings[i].step;
	const int64_t end = step == SP_STEP_EMBARGO_PROPOSE ? p->now + DAY
							    : 0;
	struct sp_err err = { 0 };

	p->together = begins(doings[i].command, "sallyport batch publish");
	for (guint m = 0; m < G_N_ELEMENTS(movers); m++) {
		const struct sp_mover *mover =
			&movers[(m + p->told->len) % G_N_ELEMENTS(movers)];

		if (step != SP_STEPS &&
		    allowed(p, step, mover, end, &err) != SP_OK)
			continue;
		take(p, step, doings[i].verb, doings[i].args, mover, end);
		remember(p, step, end);
		return;
	}
	wrong(p, "what comes next is refused", err.text);
}

static void
do_next(struct play *p, const char *command)
{
	p->review.patches = patches_of(p);
	if (do_beside(p, command))
		return;
	for (size_t i = 0; i < G_N_ELEMENTS(doings); i++) {
		if (begins(command, doings[i].command)) {
			do_one(p, i);
			return;
		}
	}
	wrong(p, "nobody knows how to do this", command);
}

/* Who only ever does what is said comes to the end. */
static void
follow(struct play *p)
{
	g_autofree char *last = NULL;

	for (int i = 0; i < ROUNDS && !p->d->closed && !p->wrong; i++) {
		g_autofree char *what = NULL;
		g_autofree char *command = NULL;

		find_next(p, &what, &command);
		do_next(p, command);
		p->now += HOUR;
		g_free(last);
		last = g_steal_pointer(&what);
	}
	if (!p->d->closed)
		wrong(p, "it never ends", last ? last : "");
}

/* -------------------------------------------------------------------------- */

static void
play(guint32 seed, enum sp_embargo_default embargoes)
{
	struct play p = {
		.random = g_rand_new_with_seed(seed), .conf = make_config(),
		.d = make_dossier(), .now = ARRIVED,
		.told = g_ptr_array_new_with_free_func(g_free),
	};

	p.conf.embargo_default = embargoes;
	review_anew(&p);
	tell(&p, "approved", NULL);
	for (int i = 0; i < TURNS; i++) {
		p.now += below(&p, 6 * HOUR);
		if (below(&p, 4) == 0 ||
		    g_strcmp0(p.review.patches, p.d->patches) != 0)
			review_anew(&p);
		turn(&p);
	}
	check_retelling(&p);
	follow(&p);
	ok(p.wrong == 0, "seed %u: %s", seed, p.first ? p.first : "all well");
	g_free(p.first);
	sp_dossier_free(p.d);
	g_ptr_array_unref(p.told);
	g_rand_free(p.random);
}

int
main(void)
{
	static const enum sp_embargo_default embargoes[] = {
		SP_EMBARGO_BY_SEVERITY, SP_EMBARGO_ALWAYS, SP_EMBARGO_NEVER,
	};

	for (guint32 seed = 0; seed < SEEDS; seed++)
		play(seed, embargoes[seed % G_N_ELEMENTS(embargoes)]);
	return tap_done();
}
