/* SPDX-License-Identifier: GPL-2.0-or-later */
/* review.c - which patches a case has, and who has looked at them */
#include <stdarg.h>
#include <string.h>

#include "lib/policy/dossier.h"
#include "lib/policy/review.h"
#include "lib/policy/trailers.h"
#include "t/unit/tap.h"

#define MO "mo@example.org"	/* author */
#define PM "pm@example.org"	/* gatekeeper */
#define NAT "nat@example.org"	/* maintainer */
#define RAE "rae@example.org"	/* none of these */
#define KIM "kim@example.org"

static struct sp_config *
config(const char *more)
{
	g_autofree char *text = g_strdup_printf("[list]\n"
		"address = sec@lists.example.org\n[review]\n%s", more);
	struct sp_config *conf = NULL;
	struct sp_err err;

	if (sp_config_parse("sec.conf", "sec", text, strlen(text), &conf,
			    &err) != SP_OK) {
		printf("Bail out! %s\n", err.text);
		exit(99);
	}
	return conf;
}

/* An event: names and values, ended by NULL. */
static void
event(struct sp_reviews *r, const char *verb, ...)
{
	g_autoptr(GHashTable) args = g_hash_table_new(g_str_hash, g_str_equal);
	const struct sp_happening h = {
		.at = 1794820320, .actor = "gate", .verb = verb, .args = args,
	};
	const char *name;
	va_list ap;

	va_start(ap, verb);
	while ((name = va_arg(ap, const char *)))
		g_hash_table_insert(args, (gpointer)name,
				    (gpointer)va_arg(ap, const char *));
	va_end(ap);
	sp_reviews_apply(r, &h);
}

/* A digest that is easy to read: one letter, 64 times. */
static const char *
digest(char letter)
{
	static char all[4][65];
	static unsigned next;
	char *d = all[next++ % 4];

	memset(d, letter, 64);
	return d;
}

static void
post(struct sp_reviews *r, char letter, const char *subject,
     const char *target, const char *version, const char *number,
     const char *total)
{
	event(r, "patch-posted", "digest", digest(letter), "subject", subject,
	      "name", "Mo Maker", "address", MO, "author", MO, "by", MO,
	      "target", target, "version", version, "number", number,
	      "total", total, "maintainers", "sam@example.org " NAT, NULL);
}

static void
review(struct sp_reviews *r, char letter, const char *by)
{
	event(r, "reviewed", "digest", digest(letter), "tag", "Reviewed-by",
	      "who", by, "by", by, NULL);
}

/* --- DOMAIN part D -------------------------------------------------------- */

/* Who has reviewed the one patch: ready, by the independence rule? */
static const struct {
	const char *name;
	const char *by[4];
	unsigned independent, all;
} vectors[] = {
	{ "nobody", { NULL }, 0, 0 },
	{ "gatekeeper", { PM }, 0, 1 },
	{ "maintainer", { NAT }, 0, 1 },
	{ "author", { MO }, 0, 1 },
	{ "gatekeeper and maintainer", { PM, NAT }, 0, 2 },
	{ "author, gatekeeper and maintainer", { MO, PM, NAT }, 0, 3 },
	{ "one other", { RAE }, 1, 1 },
	{ "gatekeeper and one other", { PM, RAE }, 1, 2 },
	{ "maintainer and one other", { NAT, RAE }, 1, 2 },
	{ "author and one other", { MO, RAE }, 1, 2 },
	{ "gatekeeper, maintainer and one other", { PM, NAT, RAE }, 1, 3 },
	{ "one other twice", { RAE, RAE }, 1, 1 },
	{ "one other in other letters", { RAE, "Rae@Example.org" }, 1, 1 },
	{ "two others", { RAE, KIM }, 2, 2 },
	{ "the author in other letters", { "Mo@Example.ORG" }, 0, 1 },
};

static void
test_vectors(void)
{
	struct sp_config *conf = config("gatekeeper = " PM "\n");

	for (gsize i = 0; i < G_N_ELEMENTS(vectors); i++) {
		struct sp_reviews *r = sp_reviews_new();
		char letter = 'a';

		post(r, letter, "foo: check", "", "1", "1", "1");
		for (int k = 0; k < 4 && vectors[i].by[k]; k++)
			review(r, letter, vectors[i].by[k]);
		ok(sp_review_least(r, conf, TRUE) == vectors[i].independent &&
		   sp_review_least(r, conf, FALSE) == vectors[i].all,
		   "reviewed by %s: %u independent", vectors[i].name,
		   sp_review_least(r, conf, TRUE));
		post(r, 'b', "foo: check", "", "1", "1", "1");
		ok(sp_review_least(r, conf, FALSE) == 0,
		   "one byte changed: stale");
		sp_reviews_free(r);
	}
	sp_config_free(conf);
}

/* Who stands for these reviews. */
static void
test_by(void)
{
	struct sp_config *conf = config("gatekeeper = " PM "\n");
	struct sp_reviews *r = sp_reviews_new();
	g_autoptr(GPtrArray) none = sp_review_by(r, conf);
	g_autoptr(GPtrArray) one = NULL;
	g_autoptr(GPtrArray) both = NULL;

	ok(none->len == 0, "where there is no patch, nobody");
	post(r, 'a', "foo", "", "1", "1", "2");
	review(r, 'a', PM);
	review(r, 'a', RAE);
	review(r, 'a', KIM);
	review(r, 'a', RAE);
	one = sp_review_by(r, conf);
	ok(one->len == 2 && strcmp(one->pdata[0], RAE) == 0 &&
	   strcmp(one->pdata[1], KIM) == 0, "who is independent, each once");
	post(r, 'b', "bar", "", "1", "2", "2");
	review(r, 'b', KIM);
	both = sp_review_by(r, conf);
	ok(both->len == 1 && strcmp(both->pdata[0], KIM) == 0,
	   "and has reviewed each patch of the set");
	sp_reviews_free(r);
	sp_config_free(conf);
}

/* The policy says who is left out. */
static void
test_exclude(void)
{
	static const struct {
		const char *conf, *by;
		unsigned want;
	} rows[] = {
		{ "exclude = author\n", PM, 1 },
		{ "exclude = author\n", NAT, 1 },
		{ "exclude = author\n", MO, 0 },
		{ "exclude = gatekeeper maintainer\n", MO, 1 },
		{ "exclude = gatekeeper maintainer\n", PM, 0 },
		{ "exclude = gatekeeper maintainer\n", NAT, 0 },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *text = g_strconcat(rows[i].conf,
			"gatekeeper = " PM "\n", NULL);
		struct sp_config *conf = config(text);
		struct sp_reviews *r = sp_reviews_new();

		post(r, 'a', "foo", "", "1", "1", "1");
		review(r, 'a', rows[i].by);
		ok(sp_review_least(r, conf, TRUE) == rows[i].want,
		   "%.*s: %s", (int)strlen(rows[i].conf) - 1, rows[i].conf,
		   rows[i].by);
		sp_reviews_free(r);
		sp_config_free(conf);
	}
}

/* Nobody we know made it: then whoever brought it may have. */
static void
test_unknown_author(void)
{
	struct sp_config *conf = config("");
	struct sp_reviews *r = sp_reviews_new();

	event(r, "patch-posted", "digest", digest('a'), "subject", "foo",
	      "address", "mo@home.example", "by", MO, NULL);
	review(r, 'a', MO);
	ok(sp_review_least(r, conf, TRUE) == 0,
	   "the author of an address unknown is who posted it");
	event(r, "patch-posted", "digest", digest('b'), "subject", "foo",
	      "address", "ada@example.com", "author", "ada@example.com",
	      "by", MO, NULL);
	review(r, 'b', MO);
	ok(sp_review_least(r, conf, TRUE) == 1,
	   "who posts what the reporter wrote may review it");
	sp_reviews_free(r);
	sp_config_free(conf);
}

static const struct sp_review_patch *
patch_at(const struct sp_reviews *r, guint i)
{
	return r->patches->pdata[i];
}

/* What nobody has signed is a patch, but takes no signed one's place. */
static void
test_unverified(void)
{
	struct sp_reviews *r = sp_reviews_new();

	event(r, "patch-posted", "digest", digest('a'), "subject", "foo",
	      "unverified", "yes", NULL);
	ok(patch_at(r, 0)->current && patch_at(r, 0)->unverified,
	   "a patch that nobody has signed is one of the set");
	event(r, "patch-posted", "digest", digest('b'), "subject", "foo",
	      "version", "2", "unverified", "yes", NULL);
	ok(!patch_at(r, 0)->current && patch_at(r, 1)->current,
	   "and its next version takes its place");
	event(r, "patch-posted", "digest", digest('c'), "subject", "foo",
	      "version", "2", "by", MO, NULL);
	ok(!patch_at(r, 1)->current && patch_at(r, 2)->current,
	   "so does one that is signed");
	event(r, "patch-posted", "digest", digest('d'), "subject", "foo",
	      "version", "9", "unverified", "yes", NULL);
	ok(patch_at(r, 2)->current && !patch_at(r, 3)->current,
	   "a later version that nobody has signed does not take that place");
	event(r, "patch-posted", "digest", digest('c'), "subject", "foo",
	      "version", "2", "unverified", "yes", NULL);
	ok(patch_at(r, 2)->current && !patch_at(r, 4)->current,
	   "nor does the same patch, sent again");
	event(r, "patch-posted", "digest", digest('e'), "subject", "bar",
	      "unverified", "yes", NULL);
	ok(patch_at(r, 2)->current && patch_at(r, 5)->current,
	   "another one is one more");
	sp_reviews_free(r);
}

/* As a merge tells it: later, with the time at which it was. */
static void
test_told_again(void)
{
	struct sp_reviews *r = sp_reviews_new();
	const struct sp_review_tag *t;

	post(r, 'a', "foo", "", "1", "1", "1");
	event(r, "patch-posted", "digest", digest('b'), "subject", "foo",
	      "at", "1700000000", NULL);
	ok(patch_at(r, 0)->current && !patch_at(r, 1)->current &&
	   patch_at(r, 1)->at == 1700000000,
	   "what was posted before does not take the place of what came later");
	event(r, "patch-posted", "digest", digest('c'), "subject", "foo",
	      "at", "1900000000", NULL);
	ok(!patch_at(r, 0)->current && patch_at(r, 2)->current,
	   "what was posted later does");
	event(r, "reviewed", "digest", digest('c'), "tag", "Reviewed-by",
	      "by", RAE, "at", "1900000001", NULL);
	t = r->tags->pdata[0];
	ok(t->at == 1900000001, "a review is as old as it was");
	sp_reviews_free(r);
}

/* What does not count, and what is no review. */
static void
test_other_tags(void)
{
	struct sp_config *conf = config("");
	struct sp_reviews *r = sp_reviews_new();

	post(r, 'a', "foo", "", "1", "1", "1");
	event(r, "reviewed", "digest", digest('a'), "tag", "Tested-by",
	      "by", RAE, NULL);
	event(r, "reviewed", "digest", digest('a'), "tag", "Acked-by",
	      "by", RAE, NULL);
	event(r, "reviewed", "digest", digest('a'), "tag", "Reviewed-by",
	      "by", RAE, "not", "it was signed by somebody else", NULL);
	event(r, "reviewed", "digest", digest('a'), "tag", "Reviewed-by",
	      NULL);
	event(r, "reviewed", "digest", "", "tag", "Reviewed-by", "by", RAE,
	      NULL);
	event(r, "review-approved", "digest", digest('a'), "by", RAE, NULL);
	ok(r->tags->len == 6 && sp_review_least(r, conf, FALSE) == 0,
	   "tested, acked, approved, refused and nobody's are no reviews");
	sp_reviews_free(r);
	sp_config_free(conf);
}

/* --- which patches there are ---------------------------------------------- */

struct posted {
	char letter;
	const char *subject, *target, *version, *number, *total;
};

static const struct {
	const char *name;
	struct posted posts[6];
	const char *current;	/* letters in their order */
	const char *lacks;	/* or NULL */
} sets[] = {
	{ "none", { { 0 } }, "", NULL },
	{ "one", { { 'a', "x", "", "1", "1", "1" } }, "a", NULL },
	{ "one, again", { { 'a', "x", "", "1", "1", "1" },
			  { 'a', "x", "", "1", "1", "1" } }, "a", NULL },
	{ "one, corrected", { { 'a', "x", "", "1", "1", "1" },
			      { 'b', "X", "", "1", "1", "1" } }, "b", NULL },
	{ "one, with a version", { { 'a', "x", "", "1", "1", "1" },
				   { 'b', "y", "", "2", "1", "1" } }, "b",
	  NULL },
	{ "an old version late", { { 'a', "x", "", "2", "1", "1" },
				   { 'b', "x", "", "1", "1", "1" } }, "a",
	  NULL },
	{ "two apart", { { 'a', "x", "", "1", "1", "1" },
			 { 'b', "y", "", "1", "1", "1" } }, "ab", NULL },
	{ "two apart, one corrected", { { 'a', "x", "", "1", "1", "1" },
		{ 'b', "y", "", "1", "1", "1" },
		{ 'c', "y", "", "2", "1", "1" } }, "ac", NULL },
	{ "two apart, a third of a higher version",
	  { { 'a', "x", "", "1", "1", "1" }, { 'b', "y", "", "1", "1", "1" },
	    { 'c', "z", "", "2", "1", "1" } }, "abc", NULL },
	{ "a series", { { 'b', "y", "", "1", "2", "2" },
			{ 'a', "x", "", "1", "1", "2" } }, "ab", NULL },
	{ "half a series", { { 'b', "y", "", "1", "2", "2" } }, "b",
	  "patch 1 of 2 has not come" },
	{ "a series, one corrected", { { 'a', "x", "", "1", "1", "2" },
		{ 'b', "y", "", "1", "2", "2" },
		{ 'c', "z", "", "1", "2", "2" } }, "ac", NULL },
	{ "a second version of a series", { { 'a', "x", "", "1", "1", "2" },
		{ 'b', "y", "", "1", "2", "2" },
		{ 'c', "z", "", "2", "1", "3" } }, "c",
	  "patch 2 of 3 has not come" },
	{ "all of it", { { 'a', "x", "", "1", "1", "2" },
		{ 'b', "y", "", "1", "2", "2" },
		{ 'c', "z", "", "2", "1", "2" },
		{ 'd', "w", "", "2", "2", "2" } }, "cd", NULL },
	{ "one becomes a series", { { 'a', "x", "", "1", "1", "1" },
		{ 'b', "y", "", "2", "1", "2" },
		{ 'c', "x", "", "2", "2", "2" } }, "bc", NULL },
	{ "two branches", { { 'b', "x", "9.1", "1", "1", "1" },
			    { 'a', "x", "", "1", "1", "1" } }, "ab", NULL },
	{ "half a series of a branch", { { 'b', "x", "9.1", "1", "1", "2" },
		{ 'a', "x", "", "1", "1", "1" } }, "ab",
	  "patch 2 of 2 for 9.1 has not come" },
	{ "another version of one branch", { { 'a', "x", "", "1", "1", "1" },
		{ 'b', "x", "9.1", "1", "1", "1" },
		{ 'c', "x", "9.1", "2", "1", "1" } }, "ac", NULL },
};

static char *
letters(const struct sp_reviews *r)
{
	g_autoptr(GPtrArray) all = sp_reviews_current(r);
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < all->len; i++) {
		const struct sp_review_patch *p = all->pdata[i];

		g_string_append_c(text, p->digest[0]);
	}
	return g_string_free(text, FALSE);
}

static void
test_sets(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(sets); i++) {
		struct sp_reviews *r = sp_reviews_new();
		g_autofree char *current = NULL;
		const char *lacks;

		for (const struct posted *p = sets[i].posts; p->letter; p++)
			post(r, p->letter, p->subject, p->target, p->version,
			     p->number, p->total);
		current = letters(r);
		lacks = sp_review_lacks(r);
		ok(strcmp(current, sets[i].current) == 0 &&
		   g_strcmp0(lacks, sets[i].lacks) == 0, "%s: %s %s",
		   sets[i].name, current, lacks ? lacks : "");
		sp_reviews_free(r);
	}
}

static void
test_digest_of_set(void)
{
	struct sp_reviews *r = sp_reviews_new(), *q = sp_reviews_new();
	g_autofree char *none = sp_reviews_set(r);
	g_autofree char *one = NULL, *two = NULL, *same = NULL, *other = NULL;

	post(r, 'a', "x", "", "1", "1", "2");
	one = sp_reviews_set(r);
	post(r, 'b', "y", "", "1", "2", "2");
	two = sp_reviews_set(r);
	post(q, 'b', "y", "", "1", "2", "2");
	post(q, 'a', "x", "", "1", "1", "2");
	same = sp_reviews_set(q);
	post(q, 'c', "y", "", "1", "2", "2");
	other = sp_reviews_set(q);
	ok(!none && strcmp(one, digest('a')) == 0,
	   "a set of one has the digest of that one");
	ok(strlen(two) == 64 && strcmp(two, one) != 0 &&
	   strcmp(two, same) == 0 && strcmp(two, other) != 0,
	   "a set of several has one of all, whenever they came");
	event(r, "patch-dropped", "digest", digest('b'), NULL);
	g_free(same);
	same = sp_reviews_set(r);
	ok(strcmp(same, one) == 0, "what is dropped is not in the set");
	sp_reviews_free(r);
	sp_reviews_free(q);
}

static void
test_find(void)
{
	static const struct {
		const char *typed;
		char letter;	/* 0: nothing */
	} rows[] = {
		{ "aaaaaaaa", 'a' }, { "BBBBBBBBBB", 'b' },
		{ "aaaaaaa", 0 }, { "", 0 }, { "cccccccc", 0 },
		{ "aaaaaaab", 0 },
	};
	struct sp_reviews *r = sp_reviews_new();
	g_autofree char *set = NULL;
	g_autofree char *found = NULL;

	post(r, 'a', "x", "", "1", "1", "2");
	post(r, 'b', "y", "", "1", "2", "2");
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *d = sp_reviews_find(r, rows[i].typed);

		ok(rows[i].letter ? d && d[0] == rows[i].letter : !d,
		   "find \"%s\"", rows[i].typed);
	}
	set = sp_reviews_set(r);
	found = sp_reviews_find(r, set);
	ok(g_strcmp0(found, set) == 0, "find the set");
	sp_reviews_free(r);
}

/* --- approval and objection ----------------------------------------------- */

static void
approve(struct sp_reviews *r, const char *d, const char *by)
{
	event(r, "review-approved", "digest", d, "by", by, NULL);
}

static void
test_approval(void)
{
	struct sp_config *conf = config("gatekeeper = " PM "\n");
	struct sp_config *without = config("");
	struct sp_reviews *r = sp_reviews_new();
	g_autofree char *set = NULL;

	ok(!sp_review_approved(r, conf), "nothing is not approved");
	post(r, 'a', "x", "", "1", "1", "2");
	post(r, 'b', "y", "", "1", "2", "2");
	ok(sp_review_approved(r, without), "without a gatekeeper all is");
	approve(r, digest('a'), PM);
	ok(!sp_review_approved(r, conf), "one of two approved");
	approve(r, digest('b'), RAE);
	ok(!sp_review_approved(r, conf), "the other by somebody else");
	approve(r, digest('b'), "PM@example.org");
	ok(sp_review_approved(r, conf), "both by the gatekeeper");
	post(r, 'c', "y", "", "1", "2", "2");
	ok(!sp_review_approved(r, conf), "stale when one changes");
	set = sp_reviews_set(r);
	approve(r, set, PM);
	ok(sp_review_approved(r, conf), "the set as a whole");
	post(r, 'b', "y", "", "1", "2", "2");
	ok(sp_review_approved(r, conf), "what was approved before comes back");
	post(r, 'd', "z", "9.1", "1", "1", "1");
	ok(!sp_review_approved(r, conf), "not what is added");
	sp_reviews_free(r);
	sp_config_free(conf);
	sp_config_free(without);
}

static void
test_unknown_maintainers(void)
{
	struct sp_reviews *r = sp_reviews_new();

	event(r, "patch-posted", "digest", digest('a'), "subject", "x",
	      "maintainers", SP_REVIEW_UNKNOWN, NULL);
	ok(strstr(sp_review_lacks(r), "could not be told who maintains")
	   != NULL,
	   "maintainers who are not known are in the way");
	post(r, 'a', "x", "", "1", "1", "1");
	ok(sp_review_lacks(r) == NULL, "sent again, they are known");
	sp_reviews_free(r);
}

static void
test_objection(void)
{
	struct sp_reviews *r = sp_reviews_new();
	const char *lacks;

	post(r, 'a', "x", "", "1", "1", "1");
	event(r, "review-objected", "digest", digest('a'), "by", RAE,
	      "because", "it leaks", NULL);
	lacks = sp_review_lacks(r);
	ok(g_strcmp0(lacks, RAE " objects to patch aaaaaaaaaaaa: it leaks")
	   == 0, "an objection is in the way: %s", lacks);
	event(r, "review-objected", "digest", digest('a'), "by", KIM, "off",
	      "yes", NULL);
	ok(sp_review_objection(r) != NULL, "nobody else takes it back");
	event(r, "review-objected", "digest", digest('a'), "by", RAE, "off",
	      "yes", NULL);
	ok(sp_review_objection(r) == NULL, "who objected does");
	event(r, "review-objected", "digest", digest('a'), "by", RAE, NULL);
	post(r, 'b', "x", "", "1", "1", "1");
	ok(sp_review_objection(r) == NULL, "a changed patch has none");
	sp_reviews_free(r);
}

/* --- tags ----------------------------------------------------------------- */

static const struct {
	const char *name;
	struct sp_tag tag;
	gboolean known, answers;
	const char *signer_name, *signer;
	gboolean counts;
} tags[] = {
	{ "own address", { .name = (char *)"R.", .address = (char *)RAE },
	  TRUE, TRUE, "Rae R.", RAE, TRUE },
	{ "own name", { .name = (char *)"Rae R.",
			.address = (char *)"rae@work.example" },
	  TRUE, TRUE, "Rae R.", RAE, TRUE },
	{ "own name, other accents", { .name = (char *)"RA\xc3\x89 R",
				       .address = (char *)"rae@work.example" },
	  TRUE, TRUE, "Rae R.", RAE, TRUE },
	{ "own address in other letters", { .name = (char *)"R",
		.address = (char *)"Rae@Example.org" },
	  TRUE, TRUE, "", RAE, TRUE },
	{ "somebody else's", { .name = (char *)"Kim", .address = (char *)KIM },
	  TRUE, TRUE, "Rae R.", RAE, FALSE },
	{ "a signer without a name", { .name = (char *)"-",
		.address = (char *)KIM }, TRUE, TRUE, "", RAE, FALSE },
	{ "not signed", { .name = (char *)"Rae R.", .address = (char *)RAE },
	  FALSE, TRUE, "Rae R.", RAE, FALSE },
	{ "no patch", { .name = (char *)"Rae R.", .address = (char *)RAE },
	  TRUE, FALSE, "Rae R.", RAE, FALSE },
};

static void
test_tags(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(tags); i++) {
		const struct sp_tag_facts in = {
			.known = tags[i].known, .address = tags[i].signer,
			.name = tags[i].signer_name, .tag = &tags[i].tag,
			.answers = tags[i].answers,
		};
		const char *why = sp_review_refuse(&in);

		ok((why == NULL) == tags[i].counts, "tag: %s%s%s",
		   tags[i].name, why ? ": " : "", why ? why : "");
	}
}

/* --- trailers ------------------------------------------------------------- */

static const struct {
	const char *name;
	const char *message;	/* as it ends a patch's message */
	const char *with;	/* the lines "A: 1" and "B: 2" */
} messages[] = {
	{ "a message", "m\n", "m\n\nA: 1\nB: 2\n" },
	{ "none", "", "A: 1\nB: 2\n" },
	{ "one with trailers", "m\n\nSigned-off-by: x\n",
	  "m\n\nSigned-off-by: x\nA: 1\nB: 2\n" },
	{ "one that has one of them", "m\n\nB: 2\n", "m\n\nB: 2\nA: 1\n" },
	{ "one that has all of them", "m\n\nB: 2\nA: 1\n",
	  "m\n\nB: 2\nA: 1\n" },
	{ "words that look like one", "foo: m\n", "foo: m\n\nA: 1\nB: 2\n" },
	{ "a last paragraph that only begins so", "m\n\nA: 0\nwords\n",
	  "m\n\nA: 0\nwords\n\nA: 1\nB: 2\n" },
	{ "three paragraphs", "m\n\nn\n\nC: 3\n",
	  "m\n\nn\n\nC: 3\nA: 1\nB: 2\n" },
};

static void
test_messages(void)
{
	static const char head[] = "From: M <m@x.example>\nSubject: s\n\n";
	static const char tail[] = "---\ndiff --git a/x b/x\n\n---\n";
	g_autoptr(GPtrArray) lines = g_ptr_array_new();

	g_ptr_array_add(lines, (gpointer)"A: 1");
	g_ptr_array_add(lines, (gpointer)"B: 2");
	for (gsize i = 0; i < G_N_ELEMENTS(messages); i++) {
		g_autofree char *text = g_strconcat(head, messages[i].message,
						    tail, NULL);
		g_autofree char *want = g_strconcat(head, messages[i].with,
						    tail, NULL);
		g_autoptr(GString) got = sp_trailers_add(text, strlen(text),
							 lines);

		ok(strcmp(got->str, want) == 0, "trailers below %s",
		   messages[i].name);
	}
}

static char *
trailers_of(const struct sp_dossier *d)
{
	g_autoptr(GPtrArray) all = sp_reviews_current(d->reviews);
	g_autoptr(GPtrArray) lines = sp_trailers_of(d, all->pdata[0]);

	g_ptr_array_add(lines, NULL);
	return g_strjoinv("|", (char **)lines->pdata);
}

static void
test_trailers(void)
{
	struct sp_config *conf = config("");
	struct sp_dossier *d = sp_dossier_new();
	struct sp_credit *c = g_new0(struct sp_credit, 1);
	const char *supply = "";
	g_autofree char *few = NULL, *all = NULL;

	post(d->reviews, 'a', "x", "", "1", "1", "1");
	review(d->reviews, 'a', RAE);
	review(d->reviews, 'a', RAE);
	event(d->reviews, "reviewed", "digest", digest('a'), "tag",
	      "Tested-by", "who", "Ada <ada@example.com>", "by", KIM, NULL);
	event(d->reviews, "reviewed", "digest", digest('a'), "tag",
	      "Reported-by", "who", "Ada <ada@example.com>", "by", KIM, NULL);
	event(d->reviews, "reviewed", "digest", digest('a'), "tag",
	      "Acked-by", "who", "Kim", "by", KIM, "not", "so", NULL);
	event(d->reviews, "reviewed", "digest", digest('b'), "tag",
	      "Acked-by", "who", "Kim", "by", KIM, NULL);
	d->has_reporter = TRUE;
	c->who = g_strdup("ada");
	g_ptr_array_add(d->credits, c);
	few = trailers_of(d);
	ok(strcmp(few, "Tested-by: Ada <ada@example.com>|Reviewed-by: " RAE)
	   == 0, "what counts, of this patch, once: %s", few);
	ok(strstr(sp_trailers_lack(d, conf, &supply), "no CVE") &&
	   strstr(supply, " cve set CASE "), "no CVE: %s", supply);
	d->cve = SP_CVE_ASSIGNED;
	d->cve_id = g_strdup("CVE-2026-12345");
	d->bug = g_strdup("https://bugs.example.org/1");
	ok(strstr(sp_trailers_lack(d, conf, &supply), "to be named") &&
	   strstr(supply, " case credit CASE "), "how to name the reporter");
	c->consent = SP_YES;
	c->as = g_strdup("Ada Example");
	all = trailers_of(d);
	ok(g_str_has_prefix(all, "Resolves: https://bugs.example.org/1|"
			    "Fixes: CVE-2026-12345|Reported-by: Ada Example|"
			    "Tested-by:"), "all of them: %s", all);
	ok(sp_trailers_lack(d, conf, &supply) == NULL, "nothing is missing");
	c->consent = SP_NO;
	g_free(all);
	all = trailers_of(d);
	ok(strstr(all, "Ada Example") == NULL, "no credit, no name");
	sp_dossier_free(d);
	sp_config_free(conf);
}

int
main(void)
{
	test_vectors();
	test_by();
	test_exclude();
	test_unknown_author();
	test_unverified();
	test_told_again();
	test_other_tags();
	test_sets();
	test_digest_of_set();
	test_find();
	test_approval();
	test_objection();
	test_unknown_maintainers();
	test_tags();
	test_messages();
	test_trailers();
	return tap_done();
}
