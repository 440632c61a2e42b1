/* SPDX-License-Identifier: GPL-2.0-or-later */
/* reply.c - what of a member's mail may reach a reporter, one row each */
#include "lib/policy/reply.h"

#include <string.h>

#include "lib/notice/documents.h"
#include "t/unit/tap.h"

#define CASE "QSEC-2026-0007"
#define REF "R-7KQ4-M2XC"
#define OTHER "R-0123-4567"
#define BANNER "---- " SP_MEMBERS_ONLY " stays inside ----\n"

static struct sp_config conf = {
	.address = (char *)"sec@lists.example.org", .local = (char *)"sec",
	.domain = (char *)"lists.example.org", .prefix = (char *)"QSEC",
	.delimiter = (char *)"+",
};
static const char *const refs[] = { REF, "R-AAAA-BBBB", NULL };

struct row {
	const char *text;
	enum sp_tell fate;
	const char *sent;		/* of SEND */
	unsigned left_out;
	const char *subject, *to;	/* signed; NULL: "" */
	enum sp_role role;
	gboolean to_internal, answers, cut, encrypted, clear;
};

static const struct row rows[] = {
	/* What names us. */
	{ .text = "Hello, " CASE, .fate = SP_TELL_SEND,
	  .sent = "Hello, " CASE "\n" },
	{ .text = "Hello, qsec-2026-0007!", .fate = SP_TELL_SEND,
	  .sent = "Hello, qsec-2026-0007!\n" },
	{ .text = "Hello\n(" REF ")", .fate = SP_TELL_SEND,
	  .sent = "Hello\n(" REF ")\n" },
	{ .text = "for R-AAAA-BBBB", .fate = SP_TELL_SEND,
	  .sent = "for R-AAAA-BBBB\n" },
	{ .text = "Hello", .fate = SP_TELL_SEND, .sent = "Hello\n",
	  .to = "sec@lists.example.org" },
	{ .text = "Hello", .fate = SP_TELL_SEND, .sent = "Hello\n",
	  .subject = "Re: [Q] " REF },
	{ .text = "Hello", .fate = SP_TELL_SEND, .sent = "Hello\n",
	  .to = "sec+" REF "-0abc@lists.example.org" },
	{ .text = "Hello Sec@Lists.Example.Org", .fate = SP_TELL_SEND,
	  .sent = "Hello Sec@Lists.Example.Org\n" },
	{ .text = "Hello", .fate = SP_TELL_UNNAMED, .encrypted = TRUE,
	  .to = "sec@lists.example.org" },
	{ .text = CASE, .fate = SP_TELL_SEND, .sent = CASE "\n",
	  .encrypted = TRUE },
	{ .text = "Hello", .fate = SP_TELL_SEND, .sent = "Hello\n",
	  .to = "sec+" REF "-0abc@lists.example.org", .encrypted = TRUE },
	{ .text = "Hello", .fate = SP_TELL_UNNAMED },
	{ .text = "Hello xsec@lists.example.org", .fate = SP_TELL_UNNAMED },
	{ .text = "Hello sec@lists.example.orgx", .fate = SP_TELL_UNNAMED },
	{ .text = "x" CASE, .fate = SP_TELL_UNNAMED },
	{ .text = CASE "8", .fate = SP_TELL_ELSEWHERE },
	{ .text = "Hello QSEC-2026-0008", .fate = SP_TELL_ELSEWHERE },
	{ .text = "Hello " OTHER " sec@lists.example.org",
	  .fate = SP_TELL_ELSEWHERE },
	{ .text = "Hello", .fate = SP_TELL_ELSEWHERE,
	  .to = "sec+" OTHER "-0abc@lists.example.org" },
	{ .text = "Hello " OTHER " and " REF, .fate = SP_TELL_SEND,
	  .sent = "Hello " OTHER " and " REF "\n" },
	{ .text = "> " CASE "\nHello", .fate = SP_TELL_SEND,
	  .sent = "Hello\n", .left_out = 1 },
	{ .text = "R-0123-456 R-0123-4567x R-U123-4567",
	  .fate = SP_TELL_UNNAMED },
	{ .text = "QSEC QSEC2026-0008 QSEC-202-0008 QSEC-20266-0008",
	  .fate = SP_TELL_UNNAMED },
	{ .text = "QSEC-2026 QSEC-2026-008", .fate = SP_TELL_UNNAMED },

	/* What stays inside. */
	{ .text = "internal\n" CASE, .fate = SP_TELL_INTERNAL },
	{ .text = "\n \n Internal: \n" CASE, .fate = SP_TELL_INTERNAL },
	{ .text = "[INTERNAL]\n" CASE, .fate = SP_TELL_INTERNAL },
	{ .text = "*internal* do not tell " CASE, .fate = SP_TELL_INTERNAL },
	{ .text = "internal - " CASE, .fate = SP_TELL_INTERNAL },
	{ .text = "reporter-clear\ninternal\n" CASE,
	  .fate = SP_TELL_INTERNAL },
	{ .text = "internal\nreporter-clear\n" CASE,
	  .fate = SP_TELL_INTERNAL },
	{ .text = "> a question of " CASE "\n\ninternal\nno",
	  .fate = SP_TELL_INTERNAL, .left_out = 1 },
	{ .text = "Hello " CASE "\ninternal\nno", .fate = SP_TELL_INTERNAL },
	{ .text = CASE " no\n> " BANNER "> " SP_TOLD_INTERNAL ".\n> x",
	  .fate = SP_TELL_INTERNAL, .left_out = 3 },
	{ .text = "internals of " CASE, .fate = SP_TELL_SEND,
	  .sent = "internals of " CASE "\n" },
	{ .text = "An internal one, " CASE, .fate = SP_TELL_SEND,
	  .sent = "An internal one, " CASE "\n" },
	{ .text = CASE, .fate = SP_TELL_INTERNAL, .role = SP_TO_INTERNAL },
	{ .text = CASE, .fate = SP_TELL_INTERNAL, .to_internal = TRUE },
	{ .text = NULL, .fate = SP_TELL_INTERNAL, .to_internal = TRUE },
	{ .text = CASE, .fate = SP_TELL_INTERNAL, .answers = TRUE },
	{ .text = NULL, .fate = SP_TELL_UNSIGNED },
	{ .text = CASE, .fate = SP_TELL_CUT, .cut = TRUE },
	{ .text = "[from HTML]\n" CASE, .fate = SP_TELL_NO_TEXT },

	{ .text = "Hello " CASE "\ninternal notes", .fate = SP_TELL_SEND,
	  .sent = "Hello " CASE "\ninternal notes\n" },

	/* What is cut off. */
	{ .text = "a@example.org:\n" CASE " a@example.org wrote:\n> no\n> no",
	  .fate = SP_TELL_SEND, .sent = "a@example.org:\n", .left_out = 2 },
	{ .text = CASE " yes\n\nOn Monday, list wrote:\n> no\n> no\n",
	  .fate = SP_TELL_SEND, .sent = CASE " yes\n", .left_out = 2 },
	{ .text = CASE ":\n> no\nyes", .fate = SP_TELL_SEND,
	  .sent = CASE ":\nyes\n", .left_out = 1 },
	{ .text = CASE "\n a@example.org says:\n > no\nyes",
	  .fate = SP_TELL_SEND, .sent = CASE "\nyes\n", .left_out = 1 },
	{ .text = "On Monday, a@example.org:\n\n> no\n" CASE,
	  .fate = SP_TELL_SEND, .sent = CASE "\n", .left_out = 1 },
	{ .text = "\n> no\n" CASE, .fate = SP_TELL_SEND,
	  .sent = CASE "\n", .left_out = 1 },
	{ .text = "Note: this\n> no\nAnswers:\n> no\nThis\n> no\n" CASE,
	  .fate = SP_TELL_SEND, .left_out = 3,
	  .sent = "Note: this\nAnswers:\nThis\n" CASE "\n" },
	{ .text = CASE " yes\n" BANNER "secret\nsecret",
	  .fate = SP_TELL_SEND, .sent = CASE " yes\n", .left_out = 3 },
	{ .text = CASE " yes\n> " BANNER "> secret\nmore",
	  .fate = SP_TELL_SEND, .sent = CASE " yes\n", .left_out = 3 },
	{ .text = CASE " yes\n* > " BANNER "x", .fate = SP_TELL_SEND,
	  .sent = CASE " yes\n", .left_out = 2 },
	{ .text = CASE " yes\n-- \nAlice\nExample Ltd", .fate = SP_TELL_SEND,
	  .sent = CASE " yes\n", .left_out = 3 },
	{ .text = CASE " yes\n--\nAlice", .fate = SP_TELL_SEND,
	  .sent = CASE " yes\n", .left_out = 2 },
	{ .text = CASE " yes\n--- a/x.c\n+++ b/x.c\n", .fate = SP_TELL_SEND,
	  .sent = CASE " yes\n--- a/x.c\n+++ b/x.c\n" },
	{ .text = BANNER CASE, .fate = SP_TELL_EMPTY, .left_out = 2 },
	{ .text = "> " CASE, .fate = SP_TELL_EMPTY, .left_out = 1 },
	{ .text = "", .fate = SP_TELL_EMPTY },
	{ .text = "-- \n" CASE, .fate = SP_TELL_EMPTY, .left_out = 2 },

	/* The word for no encryption. */
	{ .text = "reporter-clear\n" CASE, .fate = SP_TELL_SEND,
	  .sent = CASE "\n", .clear = TRUE },
	{ .text = "\n reporter-clear \n\n" CASE, .fate = SP_TELL_SEND,
	  .sent = CASE "\n", .clear = TRUE },
	{ .text = "reporter-clear\ninternal notes, " CASE,
	  .fate = SP_TELL_SEND, .sent = "internal notes, " CASE "\n",
	  .clear = TRUE },
	{ .text = CASE "\nreporter-clear", .fate = SP_TELL_SEND,
	  .sent = CASE "\nreporter-clear\n" },
	{ .text = "reporter-clear please\n" CASE, .fate = SP_TELL_SEND,
	  .sent = "reporter-clear please\n" CASE "\n" },
	{ .text = "> reporter-clear\n" CASE, .fate = SP_TELL_SEND,
	  .sent = CASE "\n", .left_out = 1 },
	{ .text = "Reporter-Clear\n" CASE, .fate = SP_TELL_SEND,
	  .sent = "Reporter-Clear\n" CASE "\n" },
};

static void
test_rows(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		const struct row *r = &rows[i];
		const struct sp_reply_facts in = {
			.conf = &conf, .role = r->role,
			.to_internal = r->to_internal,
			.answers_internal = r->answers, .text = r->text,
			.subject = r->subject ? r->subject : "",
			.to = r->to ? r->to : "", .cut = r->cut,
			.encrypted = r->encrypted,
			.case_number = CASE, .refs = refs, .reporters = 1,
		};
		struct sp_reply got = sp_policy_reply(&in);
		g_autofree char *shown = g_strescape(r->text ? r->text : "-",
						     NULL);

		ok(got.fate == r->fate, "%s: %s", shown,
		   sp_reply_word(got.fate));
		ok(got.fate != SP_TELL_SEND || g_strcmp0(got.text, r->sent) == 0,
		   "%s: sends what it should, not \"%s\"", shown,
		   got.text ? got.text : "");
		ok(got.left_out == r->left_out &&
		   (got.fate != SP_TELL_SEND || got.clear == r->clear),
		   "%s: %u lines left out, %s", shown, got.left_out,
		   got.clear ? "in the clear" : "encrypted");
		sp_reply_clear(&got);
	}
}

/* No case, or nobody outside: there is nothing to say. */
static void
test_nobody(void)
{
	struct sp_reply_facts in = {
		.conf = &conf, .role = SP_TO_INTERNAL, .text = CASE,
		.subject = "", .to = "", .refs = refs, .reporters = 1,
	};

	ok(sp_policy_reply(&in).fate == SP_TELL_NONE, "in no case");
	in.case_number = CASE;
	in.reporters = 0;
	ok(sp_policy_reply(&in).fate == SP_TELL_NONE, "to nobody");
}

static void
test_words(void)
{
	static const char *const words[] = {
		[SP_TELL_NONE] = "none", [SP_TELL_SEND] = "sent",
		[SP_TELL_INTERNAL] = "internal",
		[SP_TELL_UNSIGNED] = "unsigned", [SP_TELL_UNNAMED] = "unnamed",
		[SP_TELL_ELSEWHERE] = "elsewhere", [SP_TELL_EMPTY] = "empty",
		[SP_TELL_CUT] = "too-long", [SP_TELL_NO_TEXT] = "no-text",
	};

	for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
		ok(strcmp(sp_reply_word((enum sp_tell)i), words[i]) == 0,
		   "a word for %s", words[i]);
	ok(strcmp(sp_reply_word((enum sp_tell)99), "unknown") == 0,
	   "and one for what is none");
}

/* What stands above the first quotation. */
static void
test_written(void)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
		{ "one\ntwo", "one\ntwo\n" },
		{ "\n \none\n\nOn Monday, a@example.org wrote:\n> x\nmore",
		  "one\n" },
		{ "On Monday, a@example.org wrote:",
		  "On Monday, a@example.org wrote:\n" },
		{ "one\n-- \nAlice", "one\n" },
		{ "one\n" BANNER "two", "one\n" },
		{ "\n\n", NULL }, { "> x\none", NULL }, { "-- \nAlice", NULL },
		{ "", NULL },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_auto(GStrv) lines = g_strsplit(cases[i].text, "\n", -1);
		g_autofree char *got = sp_reply_written(lines);

		ok(g_strcmp0(got, cases[i].want) == 0, "written %zu: %s", i,
		   got ? got : "nothing");
	}
}

/* A name that is empty stands in no text; one of a single letter may. */
static void
test_no_name(void)
{
	static const char *const none[] = { "", NULL };
	static const char *const short_one[] = { "Q", NULL };
	struct sp_reply_facts in = {
		.conf = &conf, .text = "Hello", .subject = "", .to = "",
		.case_number = CASE, .refs = none, .reporters = 1,
	};
	struct sp_reply got = sp_policy_reply(&in);

	ok(got.fate == SP_TELL_UNNAMED, "an empty reference");
	sp_reply_clear(&got);
	in.refs = short_one;
	in.text = "Hello q.";
	got = sp_policy_reply(&in);
	ok(got.fate == SP_TELL_SEND, "a short one");
	sp_reply_clear(&got);
}

static void
test_way(void)
{
	static const struct {
		gboolean key, word, conf;
		enum sp_way way;
	} ways[] = {
		{ FALSE, FALSE, FALSE, SP_WAY_NO_KEY },
		{ FALSE, TRUE, FALSE, SP_WAY_CLEAR },
		{ FALSE, FALSE, TRUE, SP_WAY_CLEAR },
		{ FALSE, TRUE, TRUE, SP_WAY_CLEAR },
		{ TRUE, FALSE, FALSE, SP_WAY_ENCRYPTED },
		{ TRUE, TRUE, FALSE, SP_WAY_ENCRYPTED },
		{ TRUE, FALSE, TRUE, SP_WAY_ENCRYPTED },
		{ TRUE, TRUE, TRUE, SP_WAY_ENCRYPTED },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(ways); i++) {
		conf.reply_clear = ways[i].conf;
		ok(sp_policy_way(&conf, ways[i].key, ways[i].word) ==
		   ways[i].way, "way %zu", i);
	}
	conf.reply_clear = FALSE;
}

static void
test_swap(void)
{
	static const struct sp_swap swaps[] = {
		{ CASE, REF }, { "al@example.org", "list" },
		{ "Al Smith", "team" }, { "W", "somebody" },
		{ "", "nothing" }, { NULL, NULL },
	};
	static const struct {
		const char *from, *to;
	} cases[] = {
		{ "", "" },
		{ "see " CASE ".", "see " REF "." },
		{ "qsec-2026-0007 QSEC-2026-00071", REF " QSEC-2026-00071" },
		{ "al@example.org pal@example.org al@example.orgs",
		  "list pal@example.org al@example.orgs" },
		{ "w, Who", "somebody, Who" },
		{ "<AL@Example.org>al smith", "<list>team" },
		{ "Al Smithson, \xc3\xa9""Al Smith", "Al Smithson, "
		  "\xc3\xa9""Al Smith" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *got = sp_reply_swap(cases[i].from, swaps);

		ok(strcmp(got, cases[i].to) == 0, "%s becomes %s",
		   cases[i].from, got);
	}
}

/* Every outcome is said in a sentence, and nobody is left out of it. */
static void
test_told(void)
{
	static const struct sp_told people[] = {
		{ "a@example.com", SP_WAY_ENCRYPTED },
		{ "b@example.com", SP_WAY_CLEAR },
		{ "c@example.com", SP_WAY_NO_KEY }, { NULL, SP_WAY_NO_KEY },
	};
	struct sp_reply reply = { .fate = SP_TELL_SEND, .left_out = 1 };
	g_autofree char *all = sp_reply_told(&reply, CASE, "at noon", TRUE,
					     people);
	g_autofree char *none = sp_reply_told(&reply, CASE, "at noon", TRUE,
					      people + 2);
	g_autofree char *silent = NULL;
	g_autofree char *inside = NULL;

	ok(strstr(all, "a@example.com: leaves encrypted, at noon.\n") &&
	   strstr(all, "b@example.com: leaves NOT ENCRYPTED, at noon.\n") &&
	   strstr(all, "NOT SENT to the reporter c@example.com: no key") &&
	   strstr(all, "hold-back " CASE "\n") && strstr(all, "1 line that") &&
	   strstr(all, "what is attached"), "three reporters, three ways");
	ok(!strstr(none, "hold-back") && !strstr(none, "Left out"),
	   "nothing waits when nobody can get it");
	for (int fate = SP_TELL_INTERNAL; fate <= SP_TELL_NO_TEXT; fate++) {
		g_autofree char *told = NULL;

		reply.fate = (enum sp_tell)fate;
		told = sp_reply_told(&reply, CASE, "at noon", TRUE, people);
		ok(g_str_has_prefix(told, "NOT SENT to the reporter: ") &&
		   !strstr(told, "leaves") && g_str_has_suffix(told, ".\n"),
		   "%s: %s", sp_reply_word(reply.fate), told);
	}
	reply.fate = SP_TELL_INTERNAL;
	inside = sp_reply_told(&reply, CASE, "at noon", TRUE, people);
	ok(strstr(inside, SP_TOLD_INTERNAL) == inside, "as it is looked for");
	reply.fate = SP_TELL_NONE;
	silent = sp_reply_told(&reply, CASE, "at noon", TRUE, people);
	ok(silent == NULL, "nothing to say, and nothing said");
}

int
main(void)
{
	test_rows();
	test_nobody();
	test_words();
	test_written();
	test_no_name();
	test_way();
	test_swap();
	test_told();
	return tap_done();
}
