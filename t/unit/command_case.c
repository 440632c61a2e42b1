/* SPDX-License-Identifier: GPL-2.0-or-later */
/* command_case.c - commands about a case, by mail: their patterns, and for
 * which list they are */
#include "lib/policy/command.h"

#include <string.h>

#include "t/unit/tap.h"

#define NOW INT64_C(1795176000)

/* All of a command as one line; g_free(). */
static char *
spell(const struct sp_command *c)
{
	GString *s = g_string_new(c->verb->name);
	GList *said = c->said ? g_hash_table_get_keys(c->said) : NULL;
	const struct {
		const char *name, *value;
	} values[] = {
		{ "case", c->case_number }, { "list", c->list },
		{ "address", c->address }, { "when", c->when },
		{ "code", c->code },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(values); i++)
		if (values[i].value)
			g_string_append_printf(s, "|%s=%s", values[i].name,
					       values[i].value);
	said = g_list_sort(said, (GCompareFunc)strcmp);
	for (GList *n = said; n; n = n->next)
		g_string_append_printf(s, "|%s=%s", (char *)n->data,
				       sp_command_said(c, n->data));
	g_list_free(said);
	g_string_append(s, c->by_reporter ? "|by-reporter=" : "");
	g_string_append(s, c->fault ? "|write it as=" : "");
	return g_string_free(s, FALSE);
}

#define FAULT "|write it as="

static const struct {
	const char *line, *want;
} lines[] = {
	{ "agree qsec-2026-0007", "agree|case=QSEC-2026-0007" },
	{ "agree", "agree" FAULT },
	{ "agree with Mo", "agree|case=WITH" FAULT },
	{ "embargo agree qsec-2026-0007", "embargo agree|case=QSEC-2026-0007" },
	{ "embargo propose Q-1 2026-12-04 12:00 UTC",
	  "embargo propose|case=Q-1|when=2026-12-04 12:00 UTC" },
	{ "embargo propose Q-1 2026-12-04T12:00Z",
	  "embargo propose|case=Q-1|when=2026-12-04T12:00Z" },
	{ "embargo propose Q-1 2026-12-04 12:00 UTC because hardware a new one",
	  "embargo propose|case=Q-1|when=2026-12-04 12:00 UTC|code=hardware"
	  "|because=a new one" },
	{ "embargo propose Q-1 2026-12-04 because hardware x",
	  "embargo propose|case=Q-1|when=2026-12-04|code=hardware|because=x" },
	{ "embargo propose Q-1 2026-12-04 12:00 UTC because hardware",
	  "embargo propose|case=Q-1|when=2026-12-04 12:00 UTC|code=hardware"
	  FAULT },
	{ "embargo propose Q-1 2026-12-04 12:00 UTC because",
	  "embargo propose|case=Q-1|when=2026-12-04 12:00 UTC" FAULT },
	{ "embargo propose Q-1 2026-12-04 12:00 UTC please",
	  "embargo propose|case=Q-1|when=2026-12-04 12:00 UTC" FAULT },
	{ "embargo propose Q-1", "embargo propose|case=Q-1" FAULT },
	{ "embargo set Q-1 2026-12-04T12:00Z by-reporter",
	  "embargo set|case=Q-1|when=2026-12-04T12:00Z|by-reporter=" },
	{ "embargo set Q-1 2026-12-04T12:00Z --by-reporter --because other x",
	  "embargo set|case=Q-1|when=2026-12-04T12:00Z|code=other|because=x"
	  "|by-reporter=" },
	{ "embargo restart Q-1 2026-12-04T12:00Z because patch-problem x y",
	  "embargo restart|case=Q-1|when=2026-12-04T12:00Z"
	  "|code=patch-problem|because=x y" },
	{ "embargo restart Q-1 2026-12-04T12:00Z",
	  "embargo restart|case=Q-1|when=2026-12-04T12:00Z" FAULT },
	{ "embargo object Q-1 because it is too long",
	  "embargo object|case=Q-1|because=it is too long" },
	{ "embargo object Q-1 because", "embargo object|case=Q-1" FAULT },
	{ "embargo object Q-1", "embargo object|case=Q-1" FAULT },
	{ "embargo end Q-1", "embargo end|case=Q-1" },
	{ "embargo end Q-1 because it is out",
	  "embargo end|case=Q-1|because=it is out" },
	{ "embargo tell Q-1", "embargo tell" },
	/* As at the command line: dashes, quotation marks, any order. */
	{ "embargo propose Q-1 \"2026-12-04 12:00 UTC\" --because hardware "
	  "\"a new one\"",
	  "embargo propose|case=Q-1|when=2026-12-04 12:00 UTC|code=hardware"
	  "|because=a new one" },
	{ "embargo set Q-1 2026-12-04T12:00Z because other \"x y\" by-reporter",
	  "embargo set|case=Q-1|when=2026-12-04T12:00Z|code=other"
	  "|because=x y|by-reporter=" },
	{ "embargo object Q-1 because \"no\" is what she said",
	  "embargo object|case=Q-1|because=\"no\" is what she said" },
	{ "embargo object Q-1 because \"no, she said",
	  "embargo object|case=Q-1|because=\"no, she said" },
	{ "embargo object Q-1 because \"\"",
	  "embargo object|case=Q-1" FAULT },
	{ "embargo end Q-1 because it is because of you",
	  "embargo end|case=Q-1|because=it is because of you" },
	/* A text goes on below, up to an empty line, a quoted one, the end of
	 * the mail or another command. */
	{ "embargo object Q-1 because it is\nmuch too\n  long\n\nJo",
	  "embargo object|case=Q-1|because=it is much too long" },
	{ "embargo object Q-1 because it is\n> On Monday Jo wrote",
	  "embargo object|case=Q-1|because=it is" },
	{ "embargo object Q-1 because it is\n-- \nJo",
	  "embargo object|case=Q-1|because=it is" },
	{ "embargo object Q-1 because of what\nshow told us of it",
	  "embargo object|case=Q-1|because=of what show told us of it" },
	{ "agree Q-1\nI do", "agree|case=Q-1" },
};

static void
test_lines(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(lines); i++) {
		g_autofree char *end = NULL;
		g_autoptr(GPtrArray) all = NULL;
		g_autofree char *got = NULL;
		gboolean more;

		all = sp_commands_read(lines[i].line, &end, &more);
		if (!ok(all->len == 1, "\"%s\" is one command", lines[i].line))
			continue;
		got = spell(all->pdata[0]);
		ok(strcmp(got, lines[i].want) == 0, "%s: %s", lines[i].line,
		   got);
	}
}

/* Several of them, and where a text ends. */
static void
test_many(void)
{
	static const struct {
		const char *text;
		unsigned n;
		const char *first;	/* what it says last */
	} cases[] = {
		{ "embargo end Q-1 because a\nagree Q-2\n", 2, "a" },
		{ "embargo end Q-1 because a\nembargo end\n", 2, "a" },
		{ "embargo end Q-1 because a\n\nb\n", 1, "a" },
		{ "embargo end Q-1 because a\nhelp\n", 2, "a" },
	};
	g_autofree char *longest = g_strnfill(SP_COMMAND_LONG_MAX -
					      strlen("embargo end Q-1 because "),
					      'x');

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *end = NULL;
		g_autoptr(GPtrArray) all = NULL;
		gboolean more;

		all = sp_commands_read(cases[i].text, &end, &more);
		ok(all->len == cases[i].n && g_strcmp0(sp_command_said(
			all->pdata[0], "because"), cases[i].first) == 0,
		   "%u of them: %s", all->len, cases[i].text);
	}
	for (int past = 0; past < 2; past++) {
		g_autofree char *line = g_strdup_printf("embargo end Q-1 "
			"because %s%s", longest, past ? "x" : "");
		g_autofree char *end = NULL;
		g_autoptr(GPtrArray) all = NULL;
		const struct sp_command *c;
		gboolean more;

		all = sp_commands_read(line, &end, &more);
		c = all->pdata[0];
		ok((c->fault != NULL) == past, "%zu bytes: %s", strlen(line),
		   c->fault ? c->fault : "allowed");
	}
}

/* What is about a case alone is for the list that numbers it. */
static void
test_lists(void)
{
	static const struct sp_config conf = {
		.list = (char *)"sec", .prefix = (char *)"QSEC",
		.address = (char *)"sec@lists.example.org",
		.signature_window_s = 3600,
	};
	static const struct {
		const char *number;
		enum sp_verb_id verb;
		unsigned roles;
		enum sp_refusal why;
	} cases[] = {
		{ "QSEC-2026-0007", SP_VERB_AGREE, 0, SP_REFUSED_NOT },
		{ "QSEC-2026-0007", SP_VERB_EMBARGO_END, 0, SP_REFUSED_NOT },
		{ "QSECS-2026-0007", SP_VERB_AGREE, 0, SP_REFUSED_NOT_NAMED },
		{ "QSE-2026-0007", SP_VERB_AGREE, 0, SP_REFUSED_NOT_NAMED },
		{ "QSEC", SP_VERB_AGREE, 0, SP_REFUSED_NOT_NAMED },
		{ "QSEC-2026-0007", SP_VERB_HOLD_BACK, SP_ROLE_MODERATOR,
		  SP_REFUSED_NOT_NAMED },
		{ "QSEC-2026-0007", SP_VERB_EMBARGO_TELL, SP_ROLE_MODERATOR,
		  SP_REFUSED_NOT_BY_MAIL },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		const struct sp_command_mail mail = {
			.conf = &conf, .now = NOW, .whole = TRUE,
			.verdict = SP_SIG_GOOD, .member = TRUE,
			.roles = cases[i].roles, .made = NOW - 60,
			.address = "dave@example.org",
		};
		const struct sp_command c = {
			.verb = &sp_verbs[cases[i].verb],
			.case_number = (char *)cases[i].number,
		};

		ok(sp_policy_command(&mail, &c, NULL) == cases[i].why,
		   "%s %s", c.verb->name, cases[i].number);
	}
}

int
main(void)
{
	test_lines();
	test_many();
	test_lists();
	return tap_done();
}
