/* SPDX-License-Identifier: GPL-2.0-or-later */
/* embargo.c - every guard of an embargo from both sides, and any order of them
 *
 * What must hold whatever people do, in whatever order and at whatever time, is
 * tried with many cases that are told by chance, from fixed seeds. */
#include "lib/policy/embargo.h"

#include "t/unit/make-case.h"
#include "t/unit/tap.h"

enum { MINUTE = 60 };

#define NOW (ARRIVED + DAY)

/* Nothing but an embargo is in the way of a publication. */
static struct sp_config
embargo_config(void)
{
	struct sp_config conf = make_config();

	conf.notice_required = FALSE;
	conf.cve_required = FALSE;
	return conf;
}

static const struct sp_mover jo = {
	"jo@a.example", "A", SP_WHO_MEMBER | SP_WHO_MODERATOR
};
static const struct sp_mover mo = { "mo@a.example", "A", SP_WHO_MEMBER };
static const struct sp_mover kim = { "kim@b.example", "B", SP_WHO_MEMBER };
static const struct sp_mover lone = {
	"lone@example.org", "", SP_WHO_MEMBER | SP_WHO_MODERATOR
};
static const struct sp_mover host = {
	"", "", SP_WHO_MEMBER | SP_WHO_MODERATOR
};
static const struct sp_mover reporter = { "", "", SP_WHO_REPORTER };

static struct sp_dossier *
make_case(void)
{
	struct sp_dossier *d = make_dossier();

	happen_all(d, "10 approved\n3600 human-acknowledged\n"
		   "3600 judged genuine=yes;misuse=yes\n"
		   "3600 rated severity=Important;impact=a guest escapes\n",
		   NULL);
	return d;
}

static void
propose(struct sp_dossier *d, const struct sp_mover *who, int64_t end)
{
	happen_with(d, NOW, "embargo-proposed", "end=%" G_GINT64_FORMAT
		    ";by=%s;org=%s;code=hardware;because=microcode", end,
		    who->address, who->org);
}

static void
say(struct sp_dossier *d, const struct sp_mover *who, const char *verb)
{
	happen_with(d, NOW, verb, "by=%s;org=%s", who->address, who->org);
}

/* --- the guards ----------------------------------------------------------- */

/* What the case has been through. */
static void
none(struct sp_dossier *d)
{
	(void)d;
}

static void
proposed(struct sp_dossier *d)
{
	propose(d, &mo, ARRIVED + 10 * DAY);
}

static void
proposed_past(struct sp_dossier *d)
{
	propose(d, &mo, NOW);
}

static void
proposed_long(struct sp_dossier *d)
{
	propose(d, &mo, ARRIVED + 31 * DAY + MINUTE);
}

static void
asked_long(struct sp_dossier *d)
{
	proposed_long(d);
	say(d, &jo, "embargo-accept-asked");
}

static void
active(struct sp_dossier *d)
{
	proposed(d);
	say(d, &jo, "embargo-accepted");
}

static void
ours(struct sp_dossier *d)
{
	active(d);
	d->has_reporter = FALSE;
}

static void
declined(struct sp_dossier *d)
{
	proposed(d);
	say(d, &jo, "embargo-declined");
}

static void
public(struct sp_dossier *d)
{
	happen(d, NOW, "flagged", "flag=public;source=a blog");
}

static void
poc(struct sp_dossier *d)
{
	happen(d, NOW, "flagged", "flag=poc;source=a blog");
}

static void
exploited(struct sp_dossier *d)
{
	happen(d, NOW, "flagged", "flag=exploited;source=a trap");
}

static void
unflagged(struct sp_dossier *d)
{
	public(d);
	happen(d, NOW, "flagged", "flag=public;off=yes");
}

static void
proposed_public(struct sp_dossier *d)
{
	proposed(d);
	public(d);
}

static void
ended(struct sp_dossier *d)
{
	active(d);
	say(d, &jo, "embargo-ended");
}

static void
active_public(struct sp_dossier *d)
{
	active(d);
	public(d);
}

static void
active_exploited(struct sp_dossier *d)
{
	active(d);
	exploited(d);
}

static void
end_asked(struct sp_dossier *d)
{
	active(d);
	say(d, &jo, "embargo-end-asked");
}

static void
closed(struct sp_dossier *d)
{
	happen(d, NOW, "closed", "resolution=support");
}

#define PROPOSE SP_STEP_EMBARGO_PROPOSE
#define ACCEPT SP_STEP_EMBARGO_ACCEPT
#define AGREE SP_STEP_EMBARGO_AGREE
#define DECLINE SP_STEP_EMBARGO_DECLINE
#define NONE SP_STEP_EMBARGO_NONE
#define EARLIER SP_STEP_EMBARGO_EARLIER
#define RESTART SP_STEP_EMBARGO_RESTART
#define END SP_STEP_EMBARGO_END

/* Ends are counted from the arrival; 0: none is given. */
static const struct {
	const char *name;
	void (*before)(struct sp_dossier *d);
	enum sp_step step;
	const struct sp_mover *mover;
	int64_t end;
	const char *code, *because, *consent;
	enum sp_status want;
	const char *words;	/* of the refusal */
} guards[] = {
	{ "a member proposes", none, PROPOSE, &mo, 10 * DAY, .want = SP_OK },
	{ "the reporter proposes", none, PROPOSE, &reporter, 10 * DAY,
	  .want = SP_OK },
	{ "not once public", public, PROPOSE, &jo, 10 * DAY,
	  .want = SP_EDENIED, .words = "it is public" },
	{ "but once that is taken back", unflagged, PROPOSE, &jo, 10 * DAY,
	  .want = SP_OK },
	{ "not with a public exploit", poc, PROPOSE, &jo, 10 * DAY,
	  .want = SP_EDENIED, .words = "an exploit is public" },
	{ "not once exploited", exploited, PROPOSE, &jo, 10 * DAY,
	  .want = SP_EDENIED, .words = "being exploited" },
	{ "not once closed", closed, PROPOSE, &jo, 10 * DAY,
	  .want = SP_EDENIED, .words = "is closed" },
	{ "not to end now", none, PROPOSE, &jo, DAY, .want = SP_EDENIED,
	  .words = "in the future" },
	{ "but a second later", none, PROPOSE, &jo, DAY + 1, .want = SP_OK },
	{ "14 days need no reason", none, PROPOSE, &jo, 14 * DAY,
	  .want = SP_OK },
	{ "a minute more does", none, PROPOSE, &jo, 14 * DAY + MINUTE,
	  .want = SP_EDENIED, .words = "over the goal of 14 days" },
	{ "and has it", none, PROPOSE, &jo, 14 * DAY + MINUTE, "hardware",
	  "microcode", .want = SP_OK },
	{ "with a code there is", none, PROPOSE, &jo, 14 * DAY + MINUTE,
	  "sloth", "we are slow", .want = SP_EDENIED,
	  .words = "\"sloth\" is no code of a reason; codes: discoverer-" },
	{ "of its own", proposed_long, PROPOSE, &jo, 20 * DAY,
	  .want = SP_EDENIED, .words = "no reason was given" },
	{ "any length may be proposed", none, PROPOSE, &jo, 90 * DAY,
	  "hardware", "microcode", .want = SP_OK },

	{ "a member agrees", proposed, AGREE, &kim, .want = SP_OK },
	{ "to something", none, AGREE, &kim, .want = SP_EDENIED,
	  .words = "no embargo is proposed" },
	{ "a login alone does not", proposed, AGREE, &host,
	  .want = SP_EDENIED, .words = "nobody on the roster" },

	{ "a moderator accepts", proposed, ACCEPT, &jo, .want = SP_OK },
	{ "and a member does not", proposed, ACCEPT, &mo, .want = SP_EDENIED,
	  .words = "only a moderator" },
	{ "what is there", none, ACCEPT, &jo, .want = SP_EDENIED,
	  .words = "no embargo is proposed" },
	{ "and not a second time", active, ACCEPT, &lone, .want = SP_EDENIED,
	  .words = "no embargo is proposed: one was accepted Tue 17 Nov 2026 "
		   "09:12 UTC by jo@a.example" },
	{ "nor what was declined", declined, ACCEPT, &lone,
	  .want = SP_EDENIED, .words = "what was proposed was declined Tue "
				       "17 Nov" },
	{ "nor what has ended", ended, ACCEPT, &lone, .want = SP_EDENIED,
	  .words = "no embargo is proposed. sallyport" },
	{ "not once public", proposed_public, ACCEPT, &jo,
	  .want = SP_EDENIED, .words = "it is public" },
	{ "not when its date has come", proposed_past, ACCEPT, &jo,
	  .want = SP_EDENIED, .words = "has passed" },
	{ "not a longer one first", proposed, ACCEPT, &jo, 12 * DAY,
	  .want = SP_EDENIED, .words = "the shortest comes first" },
	{ "over the limit, one organisation is not enough", proposed_long,
	  ACCEPT, &jo, .want = SP_EWAIT, .words = "another organisation" },
	{ "nor is the host", proposed_long, ACCEPT, &host, .want = SP_EWAIT },
	{ "nor a member of none", asked_long, ACCEPT, &lone,
	  .want = SP_EWAIT, .words = "lone@example.org, of whom the roster "
				     "names none, does not count" },
	{ "whom it waits for completes it", asked_long, ACCEPT, &kim,
	  .want = SP_OK },
	{ "and no colleague does", asked_long, ACCEPT, &mo,
	  .want = SP_EWAIT },

	{ "a moderator declines", proposed, DECLINE, &jo, .want = SP_OK },
	{ "and a member does not", proposed, DECLINE, &mo,
	  .want = SP_EDENIED, .words = "only a moderator" },
	{ "what is there", none, DECLINE, &jo, .want = SP_EDENIED,
	  .words = "no embargo is proposed" },

	{ "none is wanted", none, NONE, &jo, .because = "a minor one",
	  .want = SP_OK },
	{ "nor wanted any more", ended, NONE, &jo, .because = "it is out",
	  .want = SP_OK },
	{ "says a moderator", none, NONE, &mo, .because = "a minor one",
	  .want = SP_EDENIED, .words = "only a moderator" },
	{ "and why", none, NONE, &jo, .want = SP_EDENIED,
	  .words = "no reason" },
	{ "not while one is proposed", proposed, NONE, &jo,
	  .because = "a minor one", .want = SP_EDENIED,
	  .words = "a proposal waits for an answer" },
	{ "and not while one holds", active, NONE, &jo,
	  .because = "a minor one", .want = SP_EDENIED,
	  .words = "there is an embargo" },

	{ "an earlier date of the reporter", active, EARLIER, &reporter,
	  10 * DAY - 1, .want = SP_OK },
	{ "of whom there is one", ours, EARLIER, &reporter, 10 * DAY - 1,
	  .want = SP_EDENIED, .words = "nobody outside has reported it" },
	{ "is not the same one", active, EARLIER, &reporter, 10 * DAY,
	  .want = SP_EDENIED, .words = "is not earlier" },
	{ "and nobody else's", active, EARLIER, &jo, 9 * DAY,
	  .want = SP_EDENIED, .words = "only its reporter" },
	{ "shortens also what is public", active_public, EARLIER, &reporter,
	  9 * DAY, .want = SP_OK },
	{ "but begins nothing then", public, EARLIER, &reporter, 9 * DAY,
	  .want = SP_EDENIED, .words = "it is public" },
	{ "a first date within the goal", none, EARLIER, &reporter, 14 * DAY,
	  .want = SP_OK },
	{ "and not over it", none, EARLIER, &reporter, 14 * DAY + 1,
	  .want = SP_EDENIED, .words = "is not earlier" },
	{ "a day that has passed", active, EARLIER, &reporter, DAY,
	  .want = SP_EDENIED, .words = "has passed" },

	{ "begun anew with a reason", active, RESTART, &jo, 12 * DAY,
	  "patch-problem", "it leaks", .want = SP_OK },
	{ "not without", active, RESTART, &jo, 12 * DAY, .want = SP_EDENIED,
	  .words = "no reason" },
	{ "not with another code", active, RESTART, &jo, 12 * DAY, "sloth",
	  "x", .want = SP_EDENIED, .words = "no code" },
	{ "not what never began", none, RESTART, &jo, 12 * DAY,
	  "patch-problem", "it leaks", .want = SP_EDENIED,
	  .words = "there is no embargo" },
	{ "not once public", active_public, RESTART, &jo, 12 * DAY,
	  "patch-problem", "it leaks", .want = SP_EDENIED,
	  .words = "it is public" },
	{ "not into the past", active, RESTART, &jo, DAY, "patch-problem",
	  "it leaks", .want = SP_EDENIED, .words = "in the future" },
	{ "31 days in all are one's own affair", active, RESTART, &jo,
	  31 * DAY, "patch-problem", "it leaks", .want = SP_OK },
	{ "a minute more is two members'", active, RESTART, &jo,
	  31 * DAY + MINUTE, "patch-problem", "it leaks", .want = SP_EWAIT,
	  .words = "since the report came" },

	{ "ended with the reporter's consent", active, END, &jo,
	  .consent = "<1@example.com>", .want = SP_OK },
	{ "not by one moderator alone", active, END, &jo, .want = SP_EWAIT,
	  .words = "two members" },
	{ "but by two", end_asked, END, &mo, .want = SP_OK },
	{ "who are two", end_asked, END, &jo, .want = SP_EWAIT },
	{ "the first of them a moderator", active, END, &mo,
	  .want = SP_EDENIED, .words = "only a moderator" },
	{ "by one once public", active_public, END, &jo, .want = SP_OK },
	{ "by one once exploited", active_exploited, END, &jo,
	  .want = SP_OK },
	{ "not what there is not", none, END, &jo, .want = SP_EDENIED,
	  .words = "there is no embargo" },
};

static void
test_guards(void)
{
	const struct sp_config conf = embargo_config();

	for (size_t i = 0; i < G_N_ELEMENTS(guards); i++) {
		struct sp_dossier *d = make_case();
		const struct sp_request q = {
			.step = guards[i].step, .mover = *guards[i].mover,
			.now = NOW, .code = guards[i].code,
			.end = guards[i].end ? ARRIVED + guards[i].end : 0,
			.because = guards[i].because,
			.consent = guards[i].consent,
		};
		const struct sp_situation s = { d, &conf, &q };
		struct sp_err err = { .text = "" };
		enum sp_status r;

		guards[i].before(d);
		r = sp_process_check(&s, NULL, &err);
		ok(r == guards[i].want && (!guards[i].words ||
		   strstr(err.text, guards[i].words)), "%s: %s",
		   guards[i].name, err.text);
		sp_dossier_free(d);
	}
}

/* --- other policies ------------------------------------------------------- */

static void
test_policies(void)
{
	struct sp_config conf = embargo_config();
	struct sp_dossier *d = make_case();
	const int64_t notified = ARRIVED + 2 * DAY;	/* Wednesday 18 */
	const int64_t wednesday = INT64_C(1796835600);	/* 9 December, 17:00 */
	const struct sp_request q = { .step = PROPOSE, .mover = jo,
				      .now = notified, .end = notified + DAY };
	const struct sp_situation s = { d, &conf, &q };
	struct sp_err err = { .text = "" };

	conf.embargo_over_hard = SP_OVER_HARD_NEVER;
	conf.embargo_hard_d = 14;
	conf.embargo_soft_d = 7;
	ok(sp_embargo_is(d, &conf, ARRIVED + 14 * DAY, NOW) ==
	   SP_LENGTH_NEEDS_REASON, "distros: 14 days at most");
	ok(sp_embargo_is(d, &conf, ARRIVED + 14 * DAY + 1, NOW) ==
	   SP_LENGTH_NEVER, "and not a second more, whoever agrees");
	conf.embargo_hard_d = 0;
	conf.embargo_soft_d = 0;
	conf.embargo_soft_wd = 15;
	d->arrived = notified;
	ok(sp_workday_due(&conf.workdays, notified, 5) ==
	   wednesday - 14 * DAY, "xen: told to some on Wednesday 25 November");
	ok(sp_embargo_is(d, &conf, wednesday, notified) == SP_LENGTH_SHORT,
	   "and to all on Wednesday 9 December, after 15 working days");
	ok(sp_embargo_is(d, &conf, wednesday + 1, notified) ==
	   SP_LENGTH_NEEDS_REASON, "later needs a reason");
	conf.embargo_default = SP_EMBARGO_NEVER;
	conf.embargo_soft_wd = 0;
	conf.embargo_hard_d = 14;
	ok(sp_embargo_is(d, &conf, notified + DAY, notified) ==
	   SP_LENGTH_NEEDS_REASON, "qemu-2026: the rare one has its reason");
	ok(sp_process_check(&s, NULL, &err) == SP_EDENIED &&
	   strstr(err.text, "each embargo needs a reason"),
	   "which is asked for: %s", err.text);
	sp_dossier_free(d);
}

/* --- the line of proposals ------------------------------------------------ */

static void
test_line(void)
{
	struct sp_dossier *d = make_case();
	const struct sp_embargo *e = &d->embargo;
	const int64_t a = ARRIVED + 5 * DAY, b = ARRIVED + 8 * DAY;

	propose(d, &mo, b);
	propose(d, &kim, a);
	ok(e->next->end == a && e->later->len == 0 &&
	   e->state == SP_EMBARGO_PROPOSED, "a shorter one takes the place");
	propose(d, &mo, b);
	ok(e->next->end == a && e->later->len == 1,
	   "a longer one waits behind it");
	propose(d, &jo, a);
	ok(e->next->voices->len == 1 && e->later->len == 1,
	   "the same date is an agreement");
	say(d, &jo, "embargo-accepted");
	ok(e->now->end == a && e->next->end == b &&
	   e->state == SP_EMBARGO_REVISING, "then the longer is a revision");
	say(d, &jo, "embargo-declined");
	ok(e->now->end == a && !e->next && e->state == SP_EMBARGO_ACTIVE,
	   "a revision that is turned down changes nothing");
	propose(d, &mo, b);
	propose(d, &mo, b + DAY);
	ok(e->next->end == b + DAY && e->later->len == 0,
	   "who proposes again takes back what was before");
	happen(d, NOW, "embargo-ended", NULL);
	propose(d, &mo, b);
	say(d, &jo, "embargo-declined");
	ok(e->state == SP_EMBARGO_ENDED, "what ended stays ended");
	sp_dossier_free(d);
}

static void
test_merge(void)
{
	static const struct {
		const char *name, *flag;
		int64_t own, other, want;
	} cases[] = {
		{ "1 Dec and 24 Nov: 24 Nov", NULL, 15 * DAY, 8 * DAY,
		  8 * DAY },
		{ "24 Nov and 1 Dec: 24 Nov", NULL, 8 * DAY, 15 * DAY,
		  8 * DAY },
		{ "none and 24 Nov: 24 Nov", NULL, 0, 8 * DAY, 8 * DAY },
		{ "24 Nov and none: 24 Nov", NULL, 8 * DAY, 0, 8 * DAY },
		{ "public and 24 Nov: none", "public", 0, 8 * DAY, 0 },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct sp_dossier *d = make_case();

		if (cases[i].own) {
			propose(d, &mo, ARRIVED + cases[i].own);
			say(d, &jo, "embargo-accepted");
		}
		if (cases[i].flag)
			public(d);
		happen_with(d, NOW, "merged", "from=QSEC-2026-0008;end=%"
			    G_GINT64_FORMAT, cases[i].other
			    ? ARRIVED + cases[i].other : 0);
		ok(cases[i].want ? d->embargo.now &&
		   d->embargo.now->end == ARRIVED + cases[i].want
		   : !d->embargo.now, "merged, %s", cases[i].name);
		sp_dossier_free(d);
	}
}

/* --- who was told --------------------------------------------------------- */

static void
test_told(void)
{
	const struct sp_config conf = embargo_config();
	const struct sp_review_sum review = { .patches = "" };
	struct sp_dossier *d = make_case();
	g_autofree char *what = NULL;
	g_autofree char *command = NULL;
	g_autofree char *wish = NULL;
	g_autofree char *shorten = NULL;

	ok(!d->embargo.untold, "nothing to tell");
	active(d);
	sp_process_next(d, &conf, &review, NOW, &what, &command);
	ok(d->embargo.untold && strstr(command, "embargo tell QSEC-2026-0007"),
	   "agreed: %s", what);
	happen(d, NOW, "reply-sent", NULL);
	ok(!d->embargo.untold, "a mail of a person's tells it");
	happen(d, NOW, "distributed", "from=reporter;date=2026-11-20");
	sp_process_next(d, &conf, &review, NOW, &wish, &shorten);
	ok(strcmp(shorten, "sallyport embargo set QSEC-2026-0007 "
		  "\"2026-11-20T12:00:00Z\" --by-reporter") == 0,
	   "the reporter's day: %s", shorten);
	happen(d, NOW, "embargo-shortened", "end=1795176000");
	ok(d->embargo.untold && d->embargo.now->by_reporter &&
	   d->embargo.wish == 0, "the reporter's date is told, too");
	sp_dossier_free(d);
}

/* --- any order ------------------------------------------------------------ */

/* A person who does what comes to mind, if it is allowed. */
struct chance {
	GRand *rand;
	struct sp_dossier *d;
	const struct sp_config *conf;
	int64_t now;
	unsigned begun, published;
	gboolean broken;
};

static const struct sp_mover *
anybody(struct chance *c)
{
	static const struct sp_mover *const all[] = {
		&jo, &mo, &kim, &host, &reporter
	};

	return all[g_rand_int_range(c->rand, 0, G_N_ELEMENTS(all))];
}

static enum sp_status
allowed(const struct chance *c, struct sp_request *q)
{
	const struct sp_situation s = { c->d, c->conf, q };
	struct sp_err err;

	q->now = c->now;
	return sp_process_check(&s, NULL, &err);
}

/* What holds is not over a limit without what that needs, and did not begin
 * while the case was public. */
static void
check_begun(struct chance *c, gboolean merged)
{
	const struct sp_term *t = c->d->embargo.now;
	g_autofree char *forbidden = sp_embargo_forbidden(c->d);
	const enum sp_length length = sp_embargo_is(c->d, c->conf, t->end,
						    c->now);

	c->begun++;
	if (merged || t->by_reporter)
		return;
	c->broken = c->broken || forbidden || length == SP_LENGTH_NEVER ||
		(length >= SP_LENGTH_NEEDS_REASON && !*t->because) ||
		(length == SP_LENGTH_NEEDS_TWO && sp_embargo_orgs(t, NULL) < 2);
}

static const struct {
	enum sp_step step;
	const char *verb, *asking;
} steps[] = {
	{ PROPOSE, "embargo-proposed", NULL },
	{ AGREE, "embargo-agreed", NULL },
	{ AGREE, "embargo-objected", NULL },
	{ ACCEPT, "embargo-accepted", "embargo-accept-asked" },
	{ DECLINE, "embargo-declined", NULL },
	{ EARLIER, "embargo-shortened", NULL },
	{ RESTART, "embargo-restarted", "embargo-proposed" },
	{ END, "embargo-ended", "embargo-end-asked" },
	{ SP_STEP_PUBLISH, "published", NULL },
};

static void
try_step(struct chance *c)
{
	const size_t i = (size_t)g_rand_int_range(c->rand, 0,
						  G_N_ELEMENTS(steps));
	const struct sp_mover *who = anybody(c);
	const gboolean reason = g_rand_boolean(c->rand);
	const gboolean dated = steps[i].step == PROPOSE ||
		steps[i].step == EARLIER || steps[i].step == RESTART;
	struct sp_request q = {
		.step = steps[i].step, .mover = *who,
		.code = reason ? "hardware" : "",
		.because = reason ? "microcode" : "",
	};
	const enum sp_embargo_state before = c->d->embargo.state;
	const gboolean private = sp_dossier_embargoed(c->d, c->now);
	enum sp_status r;

	/* Which would end it all. */
	if (q.step == SP_STEP_PUBLISH && g_rand_int_range(c->rand, 0, 10) > 0)
		return;
	if (dated)
		q.end = c->now + g_rand_int_range(c->rand, -DAY, 50 * DAY);
	r = allowed(c, &q);
	if (r != SP_OK && (r != SP_EWAIT || !steps[i].asking))
		return;
	if (steps[i].step == SP_STEP_PUBLISH) {
		c->broken = c->broken || private;
		c->published++;
	}
	happen_with(c->d, c->now, r == SP_OK ? steps[i].verb : steps[i].asking,
		    "end=%" G_GINT64_FORMAT ";by=%s;org=%s;code=%s;because=%s;"
		    "restart=%s", q.end, who->address, who->org, q.code,
		    q.because, steps[i].step == RESTART ? "yes" : "");
	if (r == SP_OK && (steps[i].step == ACCEPT ||
			   steps[i].step == RESTART ||
			   (steps[i].step == EARLIER &&
			    before != SP_EMBARGO_ACTIVE &&
			    before != SP_EMBARGO_REVISING)))
		check_begun(c, FALSE);
}

/* A flag may come at any time, and be taken back. */
static void
try_flag(struct chance *c)
{
	static const char *const flags[] = { "public", "poc", "exploited" };
	const char *flag = flags[g_rand_int_range(c->rand, 0, SP_FLAGS)];

	if (g_rand_int_range(c->rand, 0, 30) == 0)
		happen_with(c->d, c->now, "flagged", "flag=%s;off=%s", flag,
			    g_rand_boolean(c->rand) ? "yes" : "");
}

/* A case that is not closed has something to do, always. */
static void
check_next(struct chance *c)
{
	const struct sp_review_sum review = { .patches = "" };
	g_autofree char *what = NULL;
	g_autofree char *command = NULL;

	sp_process_next(c->d, c->conf, &review, c->now, &what, &command);
	c->broken = c->broken || !*what || !*command;
}

static void
test_any_order(void)
{
	const struct sp_config conf = embargo_config();
	unsigned begun = 0, published = 0;

	for (guint32 seed = 1; seed <= 400; seed++) {
		struct chance c = {
			.rand = g_rand_new_with_seed(seed), .conf = &conf,
			.d = make_case(), .now = NOW,
		};

		happen(c.d, NOW, "cve-set", "state=not-needed");
		happen(c.d, NOW, "credit-set", "who=ada;consent=no");
		for (int i = 0; i < 60 && !c.broken; i++) {
			c.now += g_rand_int_range(c.rand, 0, DAY);
			try_flag(&c);
			try_step(&c);
			check_next(&c);
		}
		if (c.broken)
			ok(FALSE, "seed %u breaks a rule", seed);
		begun += c.begun;
		published += c.published;
		sp_dossier_free(c.d);
		g_rand_free(c.rand);
	}
	ok(begun > 100 && published > 20,
	   "in any order: %u embargoes, %u publications", begun, published);
}

int
main(void)
{
	test_guards();
	test_policies();
	test_line();
	test_merge();
	test_told();
	test_any_order();
	return tap_done();
}
