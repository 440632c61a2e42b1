/* SPDX-License-Identifier: GPL-2.0-or-later */
/* verbs.c - the table of verbs is whole, and finds what it should */
#include "lib/policy/verbs.h"

#include <string.h>

#include "t/unit/tap.h"

/* A verb stands once, and begins its synopsis and its pattern. */
static void
test_table(void)
{
	for (size_t i = 0; i < SP_VERB_COUNT; i++) {
		const struct sp_verb *v = &sp_verbs[i];

		if (!ok(v->name && v->synopsis && v->summary &&
			g_str_has_prefix(v->synopsis, v->name),
			"verb %zu is whole", i))
			continue;
		ok(sp_verb_id(v) == (enum sp_verb_id)i, "%s knows its place",
		   v->name);
		ok((v->by != 0) == (v->by_mail != NULL) &&
		   (!v->by_mail || g_str_has_prefix(v->by_mail, v->name)),
		   "%s: by mail, with a pattern, or neither", v->name);
		ok(((v->flags & SP_VERB_HELD_MAIL) != 0) ==
		   (v->by_mail && strstr(v->by_mail, " REF WORD") != NULL),
		   "%s: by mail, a decision about a hold needs its word",
		   v->name);
		ok(!v->by_mail || !(v->flags & SP_VERB_DECIDES) ||
		   v->by == SP_BY_MODERATORS || (v->flags & SP_VERB_CASE),
		   "%s: by mail, moderators decide about mail", v->name);
		for (size_t k = i + 1; k < SP_VERB_COUNT; k++)
			if (strcmp(v->name, sp_verbs[k].name) == 0)
				ok(FALSE, "%s stands once", v->name);
	}
}

static void
test_find(void)
{
	static const struct {
		const char *words[4];
		const char *found;	/* NULL: nothing */
		unsigned n;
	} cases[] = {
		{ { "approve", "R-7KQ4-M2XC" }, "approve", 1 },
		{ { "approve" }, "approve", 1 },
		{ { "member", "pause", "jo@example.org" }, "member pause", 2 },
		{ { "member" }, NULL, 0 },
		{ { "member", "pauses" }, NULL, 0 },
		{ { "member pause" }, "member pause", 1 },
		{ { "appr" }, NULL, 0 },
		{ { "approved" }, NULL, 0 },
		{ { "Approve" }, NULL, 0 },
		{ { "" }, NULL, 0 },
		{ { NULL }, NULL, 0 },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		unsigned n = 0;
		const struct sp_verb *v =
			sp_verb_find((char *const *)cases[i].words, &n);

		ok(g_strcmp0(v ? v->name : NULL, cases[i].found) == 0 &&
		   (!v || n == cases[i].n), "%s %s",
		   cases[i].words[0] ? cases[i].words[0] : "nothing",
		   cases[i].words[0] && cases[i].words[1] ? cases[i].words[1]
							  : "");
	}
}

static void
test_rights(void)
{
	const struct sp_verb *approve = &sp_verbs[SP_VERB_APPROVE];

	ok(sp_verb_allows(approve, SP_ROLE_MODERATOR), "a moderator approves");
	ok(sp_verb_allows(approve, SP_ROLE_MODERATOR | SP_ROLE_ADMIN),
	   "an administrator who moderates does");
	ok(!sp_verb_allows(approve, SP_ROLE_ADMIN),
	   "an administrator alone does not");
	ok(!sp_verb_allows(approve, 0), "a member does not");
	ok(!sp_verb_allows(&sp_verbs[SP_VERB_FORGET],
			   SP_ROLE_MODERATOR | SP_ROLE_ADMIN),
	   "nobody forgets by mail");
}

int
main(void)
{
	test_table();
	test_find();
	test_rights();
	return tap_done();
}
