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
	{ "embargo none Q-1 because it is small",
	  "embargo none|case=Q-1|because=it is small" },
	{ "embargo none Q-1", "embargo none|case=Q-1" FAULT },
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
	/* Triage, each verb from both sides. */
	{ "status qsec-2026-0007", "status|case=QSEC-2026-0007" },
	{ "status sec", "status|list=sec" },
	{ "status QSEC-26-0007", "status|list=QSEC-26-0007" },
	{ "status QSEC-2026-", "status|list=QSEC-2026-" },
	{ "status QSEC-2026-7a", "status|list=QSEC-2026-7a" },
	{ "status of Q-1", "status|list=of" FAULT },
	{ "case list", "case list" },
	{ "case list sec", "case list|list=sec" },
	{ "case list sec all", "case list|list=sec" FAULT },
	{ "case show Q-1", "case show|case=Q-1" },
	{ "case show", "case show" FAULT },
	{ "case judge Q-1 genuine yes misuse no",
	  "case judge|case=Q-1|genuine=yes|misuse=no" },
	{ "case judge Q-1 --misuse no --genuine yes",
	  "case judge|case=Q-1|genuine=yes|misuse=no" },
	{ "case judge Q-1", "case judge|case=Q-1" },
	{ "case judge Q-1 genuine", "case judge|case=Q-1" FAULT },
	{ "case judge Q-1 yes", "case judge|case=Q-1" FAULT },
	{ "case rate Q-1 Important impact a guest escapes",
	  "case rate|case=Q-1|impact=a guest escapes|severity=Important" },
	{ "case rate Q-1 Low --impact it crashes --because it is less",
	  "case rate|case=Q-1|because=it is less|impact=it crashes"
	  "|severity=Low" },
	{ "case rate Q-1 Low because \"it is less\" impact \"it crashes\"",
	  "case rate|case=Q-1|because=it is less|impact=it crashes"
	  "|severity=Low" },
	{ "case rate Q-1 Low impact a crash because of a loop",
	  "case rate|case=Q-1|impact=a crash because of a loop"
	  "|severity=Low" },
	{ "case rate Q-1", "case rate|case=Q-1" FAULT },
	{ "case rate Q-1 Low impact", "case rate|case=Q-1|severity=Low" FAULT },
	{ "case rate Q-1 Low a crash", "case rate|case=Q-1|severity=Low" FAULT },
	{ "case lead Q-1", "case lead|case=Q-1" },
	{ "case lead Q-1 mo@example.org",
	  "case lead|case=Q-1|address=mo@example.org" },
	{ "case lead Q-1 mo", "case lead|case=Q-1|address=mo" FAULT },
	{ "case flag Q-1 public source a tracker",
	  "case flag|case=Q-1|flag=public|source=a tracker" },
	{ "case flag Q-1 poc off --source a mistake",
	  "case flag|case=Q-1|flag=poc|off=yes|source=a mistake" },
	{ "case flag Q-1 public", "case flag|case=Q-1|flag=public" FAULT },
	{ "case branch Q-1 master fixed commit 2249 tag v1",
	  "case branch|case=Q-1|branch=master|commit=2249|status=fixed"
	  "|tag=v1" },
	{ "case branch Q-1 master affected broken-in v1,v2 broken-by 2249",
	  "case branch|case=Q-1|branch=master|broken-by=2249"
	  "|broken-in=v1,v2|status=affected" },
	{ "case judge Q-1 tool some fuzzer of theirs",
	  "case judge|case=Q-1|tool=some fuzzer of theirs" },
	{ "case branch Q-1 master not-affected",
	  "case branch|case=Q-1|branch=master|status=not-affected" },
	{ "case branch Q-1 master", "case branch|case=Q-1|branch=master" FAULT },
	{ "case bug Q-1 https://b.example/1",
	  "case bug|case=Q-1|url=https://b.example/1" },
	{ "case bug Q-1 https://b.example/1 closed",
	  "case bug|case=Q-1|closed=yes|url=https://b.example/1" },
	{ "case bug Q-1 closed", "case bug|case=Q-1|closed=yes" },
	{ "case bug Q-1 a b", "case bug|case=Q-1|url=a" FAULT },
	{ "case credit Q-1 \"Ada E.\" yes as Ada of Example",
	  "case credit|case=Q-1|as=Ada of Example|consent=yes|who=Ada E." },
	{ "case credit Q-1 ada no", "case credit|case=Q-1|consent=no|who=ada" },
	{ "case credit Q-1 ada", "case credit|case=Q-1|who=ada" FAULT },
	{ "case told Q-1 how by phone on Monday",
	  "case told|case=Q-1|how=by phone on Monday" },
	{ "case told Q-1", "case told|case=Q-1" FAULT },
	{ "ack Q-1 by-phone with Ada", "ack|case=Q-1|by-phone=with Ada" },
	{ "ack Q-1", "ack|case=Q-1" FAULT },
	{ "case ready Q-1", "case ready|case=Q-1" },
	{ "case ready Q-1 now", "case ready|case=Q-1" FAULT },
	{ "case publish Q-1", "case publish" },
	{ "case announced Q-1 devel https://l.example/1",
	  "case announced|case=Q-1|target=devel|where=https://l.example/1" },
	{ "case announced Q-1 devel",
	  "case announced|case=Q-1|target=devel" FAULT },
	{ "case close Q-1 fixed", "case close|case=Q-1|resolution=fixed" },
	{ "case close Q-1 duplicate of Q-2 because it is\nthe same bug",
	  "case close|case=Q-1|because=it is the same bug|of=Q-2"
	  "|resolution=duplicate" },
	{ "case close Q-1", "case close|case=Q-1" FAULT },
	{ "case reopen Q-1 because of it", "case reopen|case=Q-1|because=of it" },
	{ "case reopen Q-1", "case reopen|case=Q-1" FAULT },
	{ "case merge Q-1 Q-2", "case merge|case=Q-1|into=Q-2" },
	{ "case merge Q-1", "case merge|case=Q-1" FAULT },
	{ "cve want Q-1 requested from Vendor",
	  "cve want|case=Q-1|from=Vendor|state=requested" },
	{ "cve want Q-1", "cve want|case=Q-1" FAULT },
	{ "cve set Q-1 CVE-2026-1234", "cve set|case=Q-1|id=CVE-2026-1234" },
	{ "cve set Q-1", "cve set|case=Q-1" FAULT },
	{ "embargo end Q-1 consent <m1@example.org>",
	  "embargo end|case=Q-1|consent=<m1@example.org>" },
	{ "review show Q-1", "review show|case=Q-1" },
	{ "review ask Q-1 to rae@example.org",
	  "review ask|case=Q-1|address=rae@example.org" },
	{ "review ask Q-1 rae@example.org", "review ask|case=Q-1" FAULT },
	{ "review approve Q-1 5c1e", "review approve|case=Q-1|digest=5c1e" },
	{ "review approve Q-1", "review approve|case=Q-1" FAULT },
	{ "review object Q-1 5c1e because it leaks",
	  "review object|case=Q-1|because=it leaks|digest=5c1e" },
	{ "review object Q-1 5c1e withdraw",
	  "review object|case=Q-1|digest=5c1e|withdraw=yes" },
	{ "review drop Q-1 5c1e because it is old",
	  "review drop|case=Q-1|because=it is old|digest=5c1e" },
	{ "review drop Q-1 5c1e", "review drop|case=Q-1|digest=5c1e" FAULT },
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

/* What is no text for others, though it may be no command either. */
static void
test_decides(void)
{
	static const struct {
		const char *line;
		gboolean decides;
	} cases[] = {
		{ "agree QSEC-2026-0007", TRUE },
		{ "Agree QSEC-2026-0007", TRUE },
		{ "Agree QSEC-2026-0007 is old news", FALSE },
		{ "agree QSEC-2026-0007 is old news", FALSE },
		{ "agree with you", FALSE },
		{ "Embargo object QSEC-2026-0007 because she is rude", TRUE },
		{ "embargo object QSEC-2026-0007 she is rude", TRUE },
		{ "embargo propose QSEC-2026-0007 tomorrow", TRUE },
		{ "embargo end", FALSE },
		{ "Embargo end it is", FALSE },
		{ "case publish QSEC-2026-0007", TRUE },
		{ "case share QSEC-2026-0007 --to \"Vendor A\"", TRUE },
		{ "case publish it", FALSE },
		{ "approve R-7KQ4-M2XC k9x2m4q7", TRUE },
		{ "Approve R-7KQ4-M2XC k9x2m4q7", TRUE },
		{ "approve R-7KQ4-M2XC k9x2m4q7 and thanks", TRUE },
		{ "approve of it", FALSE },
		{ "help", FALSE }, { "Status sec", FALSE },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *end = NULL;
		g_autoptr(GPtrArray) all = NULL;
		gboolean more;

		all = sp_commands_read(cases[i].line, &end, &more);
		ok((all->len > 0 && sp_command_decides(all->pdata[0])) ==
		   cases[i].decides, "%s", cases[i].line);
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

/* What is left over is said as it stands, a line of it. */
static void
test_left_over(void)
{
	GString *text = g_string_new(NULL);
	g_autofree char *end = NULL;
	g_autoptr(GPtrArray) all = NULL;
	gboolean more;

	for (int i = 0; i <= SP_COMMANDS_MAX; i++)
		g_string_append(text, "embargo end Q-1 because a\nb\n");
	all = sp_commands_read(text->str, &end, &more);
	ok(all->len == SP_COMMANDS_MAX && more &&
	   g_strcmp0(end, "embargo end Q-1 because a") == 0, "one too many: %s",
	   end);
	(void)g_string_free(text, TRUE);
}

/* What a refusal names can be written in the next mail. */
static void
test_words(void)
{
	static const struct {
		const char *terminal, *mail;
	} cases[] = {
		{ "sallyport case judge Q-1 --genuine yes --misuse yes",
		  "case judge Q-1 genuine yes misuse yes" },
		{ "Next: it has no severity -> sallyport case rate Q-1 "
		  "Low|Moderate|Important|Critical --impact TEXT",
		  "Next: it has no severity -> case rate Q-1 "
		  "Low|Moderate|Important|Critical impact TEXT" },
		{ "nobody leads it. sallyport case lead Q-1 ADDR",
		  "nobody leads it. case lead Q-1 ADDR" },
		{ "a reply in its thread, or: sallyport case told Q-1 --how TEXT",
		  "a reply in its thread, or: case told Q-1 how TEXT" },
		{ "sallyport embargo propose Q-1 \"YYYY-MM-DD HH:MM ZONE\"",
		  "embargo propose Q-1 \"YYYY-MM-DD HH:MM ZONE\"" },
		{ "sallyport embargo propose Q-1 \"YYYY-MM-DD HH:MM ZONE\", "
		  "or: sallyport embargo none Q-1 --because TEXT",
		  "embargo propose Q-1 \"YYYY-MM-DD HH:MM ZONE\", or: embargo "
		  "none Q-1 because TEXT" },
		{ "sallyport case close Q-1 duplicate --of CASE --because TEXT",
		  "case close Q-1 duplicate of CASE because TEXT" },
		{ "must agree. sallyport embargo agree Q-1 (or \"agree Q-1\" by "
		  "signed mail)",
		  "must agree. embargo agree Q-1 (or \"agree Q-1\" by signed "
		  "mail)" },
		{ "sallyport embargo end Q-1 --consent MESSAGE-ID, or a second "
		  "member: sallyport embargo end Q-1",
		  "embargo end Q-1 consent MESSAGE-ID, or a second member: "
		  "embargo end Q-1" },
		/* Not by mail, or not so. */
		{ "sallyport case publish Q-1", "sallyport case publish Q-1" },
		{ "sallyport case invite Q-1 ADDR --key FILE",
		  "sallyport case invite Q-1 ADDR --key FILE" },
		{ "sallyport ack Q-1", "sallyport ack Q-1" },
		{ "say --genuine, --misuse or --tool",
		  "say genuine, misuse or tool" },
		{ "a -- b --", "a -- b --" },
		{ "", "" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *got = sp_command_by_mail(cases[i].terminal);

		ok(strcmp(got, cases[i].mail) == 0, "%s: %s",
		   cases[i].terminal, got);
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
		{ "QSEC-2026-0007", SP_VERB_CASE_PUBLISH, SP_ROLE_MODERATOR,
		  SP_REFUSED_NOT_BY_MAIL },
		{ "QSEC-2026-0007", SP_VERB_CASE_SHOW, 0, SP_REFUSED_NOT },
		{ "QSEC-2026-0007", SP_VERB_CASE_CLOSE, 0, SP_REFUSED_NOT },
		{ "QSECS-2026-0007", SP_VERB_CASE_CLOSE, 0,
		  SP_REFUSED_NOT_NAMED },
		/* Where a case stands, any member may ask. */
		{ "QSEC-2026-0007", SP_VERB_STATUS, 0, SP_REFUSED_NOT },
		{ NULL, SP_VERB_STATUS, 0, SP_REFUSED_NO_RIGHT },
		{ NULL, SP_VERB_STATUS, SP_ROLE_MODERATOR,
		  SP_REFUSED_NOT_NAMED },
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
		   "%s %s", c.verb->name, cases[i].number ? cases[i].number
							  : "");
	}
}

/* Who is not admitted yet learns of no case, whatever is asked. */
static void
test_newcomers(void)
{
	static const struct sp_config conf = {
		.list = (char *)"sec", .prefix = (char *)"QSEC",
		.address = (char *)"sec@lists.example.org",
		.signature_window_s = 3600,
	};
	const struct sp_command_mail mail = {
		.conf = &conf, .now = NOW, .whole = TRUE,
		.verdict = SP_SIG_GOOD, .member = TRUE, .unadmitted = TRUE,
		.made = NOW - 60, .address = "dave@example.org",
		.roles = SP_ROLE_MODERATOR,
	};

	for (size_t i = 0; i < SP_VERB_COUNT; i++) {
		const struct sp_command c = {
			.verb = &sp_verbs[i],
			.case_number = (char *)"QSEC-2026-0007",
		};

		if ((c.verb->flags & SP_VERB_CASE) && c.verb->by_mail)
			ok(sp_policy_command(&mail, &c, NULL) ==
			   SP_REFUSED_UNADMITTED, "%s", c.verb->name);
	}
}

int
main(void)
{
	test_lines();
	test_decides();
	test_many();
	test_left_over();
	test_words();
	test_lists();
	test_newcomers();
	return tap_done();
}
