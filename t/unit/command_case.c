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
	const struct {
		const char *name, *value;
	} values[] = {
		{ "case", c->case_number }, { "when", c->when },
		{ "code", c->code }, { "because", c->because },
		{ "by-reporter", c->by_reporter ? "" : NULL },
		{ "write it as", c->fault ? "" : NULL },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(values); i++)
		if (values[i].value)
			g_string_append_printf(s, "|%s=%s", values[i].name,
					       values[i].value);
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
		if (!ok(all->len == 1, "\"%s\" is a command", lines[i].line))
			continue;
		got = spell(all->pdata[0]);
		ok(strcmp(got, lines[i].want) == 0, "%s: %s", lines[i].line,
		   got);
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
	test_lists();
	return tap_done();
}
