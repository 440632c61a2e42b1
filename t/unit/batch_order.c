/* SPDX-License-Identifier: GPL-2.0-or-later */
/* batch_order.c - whatever people do with the cases of two batches, in whatever
 * order: no part of a batch is published, and nothing before its date, nor
 * before the end of any embargo in it; and what is refused has changed nothing
 *
 * Played with fixed seeds upon a real store, whose clock is ours. Beside it, a
 * few lines of their own tell which case is in which batch, until when. */
#include <time.h>

#include "lib/gate/batch.h"
#include "t/unit/store-fixture.h"

#define SEEDS 30
#define TURNS 120
#define CASES 4
#define PUBLISHED_ONE 1
#define PUBLISHED_BATCH 2

struct one {
	char *number;
	int batch;		/* 0: none */
	int64_t date;		/* of the batch */
	int64_t end;		/* of its embargo; 0: none */
	gboolean written;	/* its notice */
	gboolean published;
};

struct play {
	struct fixture f;
	struct sp_gate gate;
	GRand *random;
	struct one cases[CASES];
	unsigned wrong, done[3], refused;
};

static int64_t clock_now;

/* In the place of the host's. */
time_t
time(time_t *t)
{
	if (t)
		*t = clock_now;
	return clock_now;
}

static int
below(struct play *p, int n)
{
	return g_rand_int_range(p->random, 0, n);
}

static void
wrong(struct play *p, const char *what)
{
	if (p->wrong++ == 0)
		printf("# %s: %s\n", what, p->f.err.text);
}

static int64_t
count(struct play *p, const char *sql)
{
	sqlite3_stmt *stmt = NULL;
	int64_t n;

	sqlite3_prepare_v2(p->f.st->db, sql, -1, &stmt, NULL);
	n = sqlite3_step(stmt) == SQLITE_ROW ? sqlite3_column_int64(stmt, 0)
					     : -1;
	sqlite3_finalize(stmt);
	return n;
}

/* --- doing ---------------------------------------------------------------- */

/* args: "name=value;name=value". */
static enum sp_status
act(struct play *p, const char *number, enum sp_step step, const char *verb,
    const char *args, int64_t end)
{
	g_autoptr(GHashTable) table = g_hash_table_new_full(
		g_str_hash, g_str_equal, g_free, g_free);
	g_auto(GStrv) pairs = g_strsplit(args, ";", -1);
	const struct sp_act a = {
		.actor = "login:jo", .number = number, .verb = verb,
		.args = table, .free = step == SP_STEPS,
		.q = { .step = step == SP_STEPS ? SP_STEP_READY : step,
		       .because = "a reason", .end = end },
	};
	struct sp_dossier *d = NULL;
	enum sp_status r;

	for (char **pair = pairs; *pair && **pair; pair++) {
		g_auto(GStrv) both = g_strsplit(*pair, "=", 2);

		g_hash_table_insert(table, g_strdup(both[0]),
				    g_strdup(both[1]));
	}
	if (end)
		g_hash_table_insert(table, g_strdup("end"),
			g_strdup_printf("%" G_GINT64_FORMAT, end));
	r = sp_triage_do(&p->gate, &a, &d, &p->f.err);
	sp_dossier_free(d);
	return r;
}

/* Lacks nothing: Low, so that no patch is waited for. */
static void
make_case(struct play *p, struct one *c)
{
	struct sp_dossier *d = NULL;

	must(&p->f, sp_triage_open(&p->gate, "login:jo", "a title", &d,
				   &p->f.err));
	*c = (struct one){ .number = g_strdup(d->number), .written = TRUE };
	sp_dossier_free(d);
	must(&p->f, act(p, c->number, SP_STEP_JUDGE, "judged",
			"genuine=yes;misuse=yes", 0));
	must(&p->f, act(p, c->number, SP_STEP_RATE, "rated",
			"severity=Low;impact=bad", 0));
	must(&p->f, act(p, c->number, SP_STEPS, "cve-set",
			"state=not-needed", 0));
	must(&p->f, act(p, c->number, SP_STEP_NOTICE, "notice-set",
			"summary=one;description=two", 0));
}

static const char *const names[] = { "", "b1", "b2" };

/* Some cases, with a new date or the one there is. */
static void
try_join(struct play *p)
{
	const int batch = 1 + below(p, 2), which = below(p, 1 << CASES);
	char *numbers[CASES + 1] = { NULL };
	int64_t date = below(p, 2) ? clock_now + (below(p, 6) - 1) * DAY : 0;
	int64_t holds = date;
	g_autoptr(GPtrArray) cases = NULL;
	int n = 0;

	for (int i = 0; i < CASES; i++) {
		const struct one *c = &p->cases[i];

		if (which >> i & 1)
			numbers[n++] = c->number;
		if (c->batch == batch && !c->published && !date)
			holds = c->date;
	}
	if (sp_batch_set(&p->gate, "login:jo", names[batch], numbers, date,
			 &cases, &p->f.err) != SP_OK)
		return;
	for (int i = 0; i < CASES; i++) {
		struct one *c = &p->cases[i];

		if (c->published || (c->batch != batch && !(which >> i & 1)))
			continue;
		c->batch = batch;
		c->date = holds;
		n = 0;
		for (guint k = 0; k < cases->len; k++) {
			const struct sp_dossier *d = cases->pdata[k];

			n += strcmp(d->number, c->number) == 0 &&
			     d->batch_date == holds;
		}
		if (n != 1)
			wrong(p, "is not in the batch it was put in");
	}
}

/* A date that is longer than the batch, or shorter; or none any more. */
static void
try_embargo(struct play *p, struct one *c)
{
	const int64_t end = clock_now + (1 + below(p, 6)) * DAY;

	if (below(p, 3) > 0)
		return;
	if (act(p, c->number, SP_STEP_EMBARGO_PROPOSE, "embargo-proposed", "",
		end) != SP_OK)
		return;
	if (act(p, c->number, SP_STEP_EMBARGO_ACCEPT, "embargo-accepted", "",
		0) == SP_OK)
		c->end = end;
	else if (act(p, c->number, SP_STEP_EMBARGO_DECLINE, "embargo-declined",
		     "", 0) != SP_OK)
		wrong(p, "a proposal is neither accepted nor declined");
}

static void
try_notice(struct play *p, struct one *c)
{
	const gboolean write = below(p, 4) > 0;

	if (act(p, c->number, SP_STEP_NOTICE, "notice-set", write
		? "description=two" : "without=description", 0) == SP_OK)
		c->written = write;
}

/* --- publication ---------------------------------------------------------- */

static void
check_one(struct play *p, struct one *c)
{
	if (c->published)
		wrong(p, "was published twice");
	if (clock_now < c->end)
		wrong(p, "was published in an embargo");
	if (!c->written)
		wrong(p, "was published without a notice");
	c->published = TRUE;
}

static void
try_publish(struct play *p, struct one *c)
{
	if (act(p, c->number, SP_STEP_PUBLISH, "published", "", 0) != SP_OK)
		return;
	if (c->batch)
		wrong(p, "was published without its batch");
	check_one(p, c);
	p->done[PUBLISHED_ONE]++;
}

static void
try_publish_batch(struct play *p)
{
	const int batch = 1 + below(p, 2);
	g_autoptr(GPtrArray) cases = NULL;
	const enum sp_status r = sp_batch_publish(&p->gate, "login:jo",
		names[batch], NULL, &cases, &p->f.err);
	guint n = 0;

	p->refused += r == SP_EDENIED;
	for (int i = 0; i < CASES; i++) {
		struct one *c = &p->cases[i];

		if (c->batch != batch || c->published)
			continue;
		if (r == SP_NONE)
			wrong(p, "a batch was not found");
		if (r != SP_OK)
			continue;
		if (clock_now < c->date)
			wrong(p, "was published before the date of its batch");
		check_one(p, c);
		n++;
	}
	if (r == SP_OK && (n == 0 || n != cases->len))
		wrong(p, "another number of cases was published");
	p->done[PUBLISHED_BATCH] += r == SP_OK;
}

/* --- turns ---------------------------------------------------------------- */

static void
turn(struct play *p)
{
	struct one *c = &p->cases[below(p, CASES)];

	switch (below(p, 9)) {
	case 0:
	case 1:
		try_join(p);
		return;
	case 2:
		if (below(p, 3) == 0 &&
		    act(p, c->number, SP_STEP_UNBATCH, "unbatched", "",
			0) == SP_OK)
			c->batch = 0;
		return;
	case 3:
		try_embargo(p, c);
		return;
	case 4:
		try_notice(p, c);
		return;
	case 5:
		if (below(p, 10) == 0)
			try_publish(p, c);
		return;
	case 6:
		if (below(p, 20) == 0)
			must(&p->f, act(p, c->number, SP_STEP_FLAG, "flagged",
					"flag=public;source=a list", 0));
		return;
	case 7:
		try_publish_batch(p);
		return;
	default:
		clock_now += below(p, 4 * (int)DAY);
	}
}

/* What the store says is what was done, and no more. */
static void
check_store(struct play *p)
{
	int64_t n = 0;

	for (int i = 0; i < CASES; i++)
		n += p->cases[i].published;
	if (count(p, "SELECT count(*) FROM cases WHERE state = 'published'") !=
	    n || count(p, "SELECT count(*) FROM event"
		       " WHERE verb = 'published'") != n)
		wrong(p, "published without having been asked, or not at all");
	if (count(p, "SELECT count(*) FROM bulletin") != n ||
	    count(p, "SELECT coalesce(max(serial), 0) FROM bulletin") != n)
		wrong(p, "a public number is missing, or there is one too "
			 "many");
}

static void
play(guint32 seed, unsigned *done, unsigned *refused)
{
	static const char text[] = "[list]\naddress = sec@lists.example.org\n"
				   "prefix = QSEC\n";
	struct play p = { .random = g_rand_new_with_seed(seed) };
	unsigned checked;
	char *head;

	clock_now = NOW;
	fixture_init(&p.f);
	/* What is asked here does not rest on a disk. */
	sqlite3_exec(p.f.st->db, "PRAGMA synchronous = OFF", NULL, NULL, NULL);
	must(&p.f, sp_config_parse("sec.conf", "sec", text, strlen(text),
				   &p.gate.conf, &p.f.err));
	p.gate.vault = p.f.vault;
	p.gate.store = p.f.st;
	for (int i = 0; i < CASES; i++)
		make_case(&p, &p.cases[i]);
	for (int i = 0; i < TURNS; i++) {
		turn(&p);
		check_store(&p);
	}
	ok(sp_store_event_verify(p.f.st, NULL, &checked, &head,
				 &p.f.err) == SP_OK && p.wrong == 0,
	   "seed %u: %u alone, %u batches, %u batches refused", seed,
	   p.done[PUBLISHED_ONE], p.done[PUBLISHED_BATCH], p.refused);
	g_free(head);
	*done += p.done[PUBLISHED_BATCH];
	*refused += p.refused;
	for (int i = 0; i < CASES; i++)
		g_free(p.cases[i].number);
	sp_config_free(p.gate.conf);
	g_rand_free(p.random);
	fixture_clear(&p.f);
}

int
main(void)
{
	unsigned done = 0, refused = 0;

	for (guint32 seed = 1; seed <= SEEDS; seed++)
		play(seed, &done, &refused);
	ok(done > SEEDS / 2 && refused > SEEDS, "%u batches were published, "
	   "and %u not", done, refused);
	return tap_done();
}
