/* SPDX-License-Identifier: GPL-2.0-or-later */
/* command.c - what a text commands, and every way in which it does not count */
#include "lib/policy/command.h"

#include <string.h>

#include "t/unit/tap.h"

#define REF "R-7KQ4-M2XC"

/* --- reading -------------------------------------------------------------- */

/* All of a command as one line; g_free(). */
static char *
spell(const struct sp_command *c)
{
	GString *s = g_string_new(c->verb->name);
	const struct {
		const char *name, *value;
	} values[] = {
		{ "ref", c->ref[0] ? c->ref : NULL }, { "word", c->word },
		{ "case", c->case_number }, { "list", c->list },
		{ "address", c->address }, { "reason", c->reason },
		{ "until", c->until }, { "fingerprint", c->fingerprint },
		{ "text", c->text },
		{ "fault", c->fault }, { "remember", c->remember ? "" : NULL },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(values); i++)
		if (values[i].value)
			g_string_append_printf(s, "|%s=%s", values[i].name,
					       values[i].value);
	if (c->lines)
		g_string_append_printf(s, "|lines=%u", c->lines);
	return g_string_free(s, FALSE);
}

#define APPROVE "approve " REF " k9x2m4q7"
#define FPR "0123456789ABCDEF0123456789ABCDEF01234567"
#define APPROVED "approve|ref=" REF "|word=k9x2m4q7"

static const struct {
	const char *line, *want;	/* NULL: no command */
} lines[] = {
	{ APPROVE, APPROVED },
	{ "  " APPROVE " \t", APPROVED },
	{ "approve\tr-7kq4-m2xc   k9x2m4q7", APPROVED },
	{ "approve 7kq4m2xc k9x2m4q7", APPROVED },
	{ APPROVE " remember", APPROVED "|remember=" },
	{ APPROVE " --remember", APPROVED "|remember=" },
	{ APPROVE " remembers", APPROVED
	  "|fault=write it as: approve REF WORD [remember]" },
	{ APPROVE " remember please", APPROVED
	  "|fault=write it as: approve REF WORD [remember]|remember=" },
	{ "approve", "approve|fault=write it as: "
	  "approve REF WORD [remember]" },
	{ "approve it", "approve|fault=write it as: "
	  "approve REF WORD [remember]" },
	{ "approve " REF, "approve|ref=" REF },
	{ "attach " REF " k qsec-2026-0007",
	  "attach|ref=" REF "|word=k|case=QSEC-2026-0007" },
	{ "attach " REF " k qsec-2026-0007 remember", "attach|ref=" REF
	  "|word=k|case=QSEC-2026-0007|remember=" },
	{ "attach " REF " k", "attach|ref=" REF "|word=k|fault="
	  "write it as: attach REF WORD CASE [remember]" },
	{ "reject " REF " k not-security",
	  "reject|ref=" REF "|word=k|reason=not-security" },
	{ "reject " REF, "reject|ref=" REF },
	{ "reject " REF " k", "reject|ref=" REF
	  "|word=k|fault=write it as: reject REF WORD REASON [text]" },
	{ "ask " REF " k text", "ask|ref=" REF "|word=k|fault="
	  "nothing stands below it; write there what its author is to read" },
	{ "ask " REF " k text please", "ask|ref=" REF
	  "|word=k|fault=write it as: ask REF WORD [text]" },
	{ "ask " REF " k please", "ask|ref=" REF
	  "|word=k|fault=write it as: ask REF WORD [text]" },
	{ "reject " REF " k r --text", "reject|ref=" REF "|word=k|reason=r|fault="
	  "nothing stands below it; write there what its author is to read" },
	{ "discard " REF " k", "discard|ref=" REF "|word=k" },
	{ "discard " REF " k k", "discard|ref=" REF
	  "|word=k|fault=write it as: discard REF WORD" },
	{ "defer " REF " k", "defer|ref=" REF "|word=k" },
	{ "defer " REF " k until 2wd",
	  "defer|ref=" REF "|word=k|until=2wd" },
	{ "defer " REF " k until 2026-11-20 14:30",
	  "defer|ref=" REF "|word=k|until=2026-11-20 14:30" },
	{ "defer " REF " k until", "defer|ref=" REF
	  "|word=k|fault=write it as: defer REF WORD [until DATE]" },
	{ "defer " REF " k 2wd", "defer|ref=" REF
	  "|word=k|fault=write it as: defer REF WORD [until DATE]" },
	{ "held", "held" },
	{ "held sec", "held|list=sec" },
	{ "held sec sec", "held|list=sec"
	  "|fault=write it as: held [LIST]" },
	{ "show " REF, "show|ref=" REF },
	{ "show " REF " lines 400", "show|ref=" REF "|lines=400" },
	{ "show " REF " lines 401", "show|ref=" REF
	  "|fault=write it as: show REF [lines N]|lines=401" },
	{ "show " REF " lines 0", "show|ref=" REF
	  "|fault=write it as: show REF [lines N]" },
	{ "show " REF " lines -1", "show|ref=" REF
	  "|fault=write it as: show REF [lines N]" },
	{ "show", "show|fault=write it as: show REF [lines N]" },
	{ "status", "status" },
	{ "keys", "keys" },
	{ "member list", "member list" },
	{ "member pause jo@example.org",
	  "member pause|address=jo@example.org" },
	{ "member pause sec jo@example.org",
	  "member pause|list=sec|address=jo@example.org" },
	{ "member pause jo", "member pause|address=jo|fault="
	  "write it as: member pause [LIST] ADDR" },
	{ "member pause", "member pause|fault="
	  "write it as: member pause [LIST] ADDR" },
	{ "member away jo@example.org until 2wd",
	  "member away|address=jo@example.org|until=2wd" },
	{ "member away jo@example.org until 2026-12-01 14:30",
	  "member away|address=jo@example.org|until=2026-12-01 14:30" },
	{ "member away sec jo@example.org until 2026-12-01 14:30",
	  "member away|list=sec|address=jo@example.org"
	  "|until=2026-12-01 14:30" },
	{ "member away jo@example.org since 2wd",
	  "member away|address=jo@example.org|fault="
	  "write it as: member away [LIST] ADDR until DATE" },
	{ "member away until 2wd", "member away|address=until|fault="
	  "write it as: member away [LIST] ADDR until DATE" },
	{ "member back sec jo@example.org",
	  "member back|list=sec|address=jo@example.org" },
	{ "hold-back qsec-2026-0007", "hold-back|case=QSEC-2026-0007" },
	{ "hold-back sec qsec-2026-0007",
	  "hold-back|case=QSEC-2026-0007|list=sec" },
	{ "hold-back", "hold-back|fault=write it as: hold-back [LIST] CASE" },
	{ "key adopt " REF " " FPR, "key adopt|ref=" REF "|fingerprint=" FPR },
	{ "key adopt " REF " 0123 4567 89ab cdef 0123  4567 89ab cdef 0123 4567",
	  "key adopt|ref=" REF "|fingerprint=" FPR },
	{ "key adopt " REF " " FPR "0", "key adopt|ref=" REF
	  "|fingerprint=" FPR "0|fault=write it as: "
	  "key adopt REF FINGERPRINT" },
	{ "key adopt " REF " 0123 " FPR, "key adopt|ref=" REF
	  "|fingerprint=0123" FPR "|fault=write it as: "
	  "key adopt REF FINGERPRINT" },
	{ "key adopt " REF " 0123456789ABCDEF0123456789ABCDEF0123456",
	  "key adopt|ref=" REF "|fingerprint="
	  "0123456789ABCDEF0123456789ABCDEF0123456|fault=write it as: "
	  "key adopt REF FINGERPRINT" },
	{ "key adopt " REF " 0123456789ABCDEF0123456789ABCDEF0123456G",
	  "key adopt|ref=" REF "|fingerprint="
	  "0123456789ABCDEF0123456789ABCDEF0123456G|fault=write it as: "
	  "key adopt REF FINGERPRINT" },
	{ "key adopt " REF, "key adopt|ref=" REF "|fault=write it as: "
	  "key adopt REF FINGERPRINT" },
	{ "member remove jo@example.org", "member remove" },
	{ "help", "help" },
	{ "help me", "help|fault=write it as: help" },
	{ "Approve " REF " k9x2m4q7",
	  APPROVED "|fault=write \"approve\" in small letters" },
	{ "DISCARD " REF " k",
	  "discard|ref=" REF "|word=k|fault=write \"discard\" in small letters" },
	{ "forget " REF, "forget" },
	{ "key rotate sec", "key rotate" },
	/* No commands. */
	{ "appr " REF " k", NULL },
	{ "approve: " REF " k", NULL },
	{ "approved " REF " k", NULL },
	{ "please approve " REF " k", NULL },
	{ "> " APPROVE, NULL },
	{ ">" APPROVE, NULL },
	{ "| " APPROVE, NULL },
	{ "* " APPROVE, NULL },
	{ "\"" APPROVE "\"", NULL },
	{ "approve\xc2\xa0" REF " k", NULL },
	{ "\xd0\xb0pprove " REF " k", NULL },	/* Cyrillic a */
	{ "approve\xe2\x80\x8b " REF " k", NULL },
	{ "Forget it", NULL },
	{ "-- ", NULL },
};

static void
test_lines(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(lines); i++) {
		g_autofree char *end = NULL;
		g_autofree char *got = NULL;
		gboolean more;
		g_autoptr(GPtrArray) all = sp_commands_read(lines[i].line,
							    &end, &more);

		if (all->len == 1)
			got = spell(all->pdata[0]);
		if (!ok(g_strcmp0(got, lines[i].want) == 0 && all->len < 2 &&
			!more, "reads: %s", lines[i].line))
			printf("# %s\n", got ? got : "nothing");
	}
}

static void
test_texts(void)
{
	static const struct {
		const char *name, *text;
		unsigned n;
		const char *end;
	} cases[] = {
		{ "nothing", "", 0, NULL },
		{ "empty lines", "\n \n\t\n", 0, NULL },
		{ "one", APPROVE "\n", 1, NULL },
		{ "without a line end", APPROVE, 1, NULL },
		{ "CR at the end", APPROVE "\r\nhelp\r\n", 2, NULL },
		{ "behind empty lines", "\n\n" APPROVE "\n", 1, NULL },
		{ "with empty lines between", APPROVE "\n\nhelp\n", 2, NULL },
		{ "prose ends them", APPROVE "\nThank you\nhelp\n", 1,
		  "Thank you" },
		{ "prose first", "Hello,\n" APPROVE "\n", 0, "Hello," },
		{ "a signature ends them", APPROVE "\n-- \nhelp\n", 1, NULL },
		{ "a signature first", "-- \n" APPROVE "\n", 0, NULL },
		{ "two dashes end them, too", APPROVE "\n--\nhelp\n", 1, NULL },
		{ "a quotation ends them", APPROVE "\n> help\nhelp\n", 1,
		  NULL },
		{ "a faulty command does not", "approve it\nhelp\n", 2, NULL },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *end = NULL;
		gboolean more;
		g_autoptr(GPtrArray) all = sp_commands_read(cases[i].text,
							    &end, &more);

		ok(all->len == cases[i].n && !more &&
		   g_strcmp0(end, cases[i].end) == 0, "%s: %u, %s",
		   cases[i].name, all->len, end ? end : "no end");
	}
}

/* What goes to the author instead of the ready words. */
static void
test_own_words(void)
{
#define ASK "ask " REF " k9x2m4q7 text\n"
#define EMPTY "nothing stands below it; write there what its author is to read"
#define MORE "a command stands in the text below it; what comes with a text " \
	"comes last"
	static const struct {
		const char *name, *text, *want, *fault;
	} cases[] = {
		{ "a line", ASK "Which version?", "Which version?\n", NULL },
		{ "between blank lines", ASK "\n \nWhich?\n\nThis?\n\n",
		  "Which?\n\nThis?\n", NULL },
		{ "to the signature", ASK "Which?\n-- \nDave\n", "Which?\n",
		  NULL },
		{ "to the quotation", ASK "Which?\n> this\nor that?",
		  "Which?\n", NULL },
		{ "and who is quoted", ASK "Which?\n\nOn Monday, the list "
		  "wrote:\n> this\n", "Which?\n", NULL },
		{ "with a colon", ASK "Tell us:\n - which?\n",
		  "Tell us:\n - which?\n", NULL },
		{ "nothing", "help\n" ASK, NULL, EMPTY },
		{ "blanks", ASK " \n\t\n", NULL, EMPTY },
		{ "only a quotation", ASK "\n> this\nmore", NULL, EMPTY },
		{ "only a signature", ASK "-- \nDave", NULL, EMPTY },
		{ "another command", ASK "Which?\n  discard " REF " k", NULL,
		  MORE },
		{ "one that is not right", ASK "Which?\ndiscard " REF " k k",
		  NULL, MORE },
		{ "a word that is none", ASK "help\n", "help\n", NULL },
		{ "a command in a quotation", ASK "Which?\n> discard " REF
		  " k", "Which?\n", NULL },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *end = NULL;
		gboolean more;
		g_autoptr(GPtrArray) all = sp_commands_read(cases[i].text,
							    &end, &more);
		const struct sp_command *c = all->pdata[all->len - 1];

		ok(!more && end == NULL && sp_verb_id(c->verb) == SP_VERB_ASK &&
		   g_strcmp0(c->text, cases[i].want) == 0 &&
		   g_strcmp0(c->fault, cases[i].fault) == 0,
		   "own words: %s", cases[i].name);
	}
	for (unsigned n = SP_COMMAND_TEXT_MAX; n <= SP_COMMAND_TEXT_MAX + 1;
	     n++) {
		g_autofree char *fill = g_strnfill(n - 1, 'x');
		g_autofree char *text = g_strconcat(ASK, fill, NULL);
		g_autofree char *end = NULL;
		gboolean more;
		g_autoptr(GPtrArray) all = sp_commands_read(text, &end, &more);
		const struct sp_command *c = all->pdata[0];

		ok((c->text != NULL) == (n == SP_COMMAND_TEXT_MAX) &&
		   (c->fault != NULL) == (n > SP_COMMAND_TEXT_MAX),
		   "%u bytes of own words", n);
	}
}

static void
test_limits(void)
{
	for (unsigned n = SP_COMMANDS_MAX - 1; n <= SP_COMMANDS_MAX + 2; n++) {
		GString *s = g_string_new(NULL);
		g_autofree char *end = NULL;
		g_autoptr(GPtrArray) all = NULL;
		gboolean more;

		for (unsigned i = 0; i < n; i++)
			g_string_append(s, "help\n");
		all = sp_commands_read(s->str, &end, &more);
		ok(all->len == MIN(n, SP_COMMANDS_MAX) &&
		   more == (n > SP_COMMANDS_MAX) && (end != NULL) == more,
		   "%u commands: %u are read", n, all->len);
		g_string_free(s, TRUE);
	}
	for (unsigned n = SP_COMMAND_LINE_MAX; n <= SP_COMMAND_LINE_MAX + 1;
	     n++) {
		g_autofree char *fill = g_strnfill(n - 5, 'x');
		g_autofree char *line = g_strdup_printf("help %s", fill);
		g_autofree char *end = NULL;
		gboolean more;
		g_autoptr(GPtrArray) all = sp_commands_read(line, &end, &more);

		ok((all->len == 1) == (n == SP_COMMAND_LINE_MAX),
		   "a line of %u bytes", n);
	}
}

/* --- counting ------------------------------------------------------------- */

enum { NOW = 1800000000, WINDOW = 3 * 86400, HELD_AT = NOW - 3600,
       AHEAD = 300 };

/* What is asked: everything right, and then spoilt. */
struct asked {
	struct sp_command_mail mail;
	struct sp_command command;
	struct sp_command_hold hold;
	gboolean no_hold;
};

static struct sp_config conf = {
	.list = (char *)"sec", .address = (char *)"sec@lists.example.org",
	.signature_window_s = WINDOW,
};

static struct asked
good(void)
{
	return (struct asked){
		.mail = { .conf = &conf, .now = NOW, .whole = TRUE,
			  .verdict = SP_SIG_GOOD, .member = TRUE,
			  .roles = SP_ROLE_MODERATOR, .made = NOW - 60,
			  .address = "dave@example.org" },
		.command = { .verb = &sp_verbs[SP_VERB_APPROVE],
			     .ref = REF, .word = (char *)"k9x2m4q7" },
		.hold = { .since = HELD_AT, .word_fits = TRUE },
	};
}

static enum sp_refusal
ask(const struct asked *a)
{
	return sp_policy_command(&a->mail, &a->command,
				 a->no_hold ? NULL : &a->hold);
}

static void partly(struct asked *a) { a->mail.whole = FALSE; }
static void unsign(struct asked *a) { a->mail.verdict = SP_SIG_NONE; }
static void spoil(struct asked *a) { a->mail.verdict = SP_SIG_BAD; }
static void expire_key(struct asked *a) { a->mail.verdict = SP_SIG_EXPIRED_KEY; }
static void revoke_key(struct asked *a) { a->mail.verdict = SP_SIG_REVOKED_KEY; }
static void weaken(struct asked *a) { a->mail.verdict = SP_SIG_WEAK; }
static void several(struct asked *a) { a->mail.verdict = SP_SIG_SEVERAL; }
static void layer(struct asked *a) { a->mail.layered = TRUE; }
static void unknown(struct asked *a) { a->mail.verdict = SP_SIG_UNKNOWN_KEY; }
static void stranger(struct asked *a) { a->mail.member = FALSE; }
static void pause_him(struct asked *a) { a->mail.paused = TRUE; }
static void others(struct asked *a) { a->mail.for_others = TRUE; }
static void replay(struct asked *a) { a->mail.seen = TRUE; }
static void old(struct asked *a) { a->mail.made = NOW - WINDOW - 1; }
static void early(struct asked *a) { a->mail.made = NOW + AHEAD + 1; }
static void at_host(struct asked *a)
{ a->command.verb = &sp_verbs[SP_VERB_FORGET]; }
static void member_only(struct asked *a) { a->mail.roles = 0; }
static void admin_only(struct asked *a) { a->mail.roles = SP_ROLE_ADMIN; }
static void forbid(struct asked *a)
{
	static struct sp_config closed;

	closed = conf;
	closed.mail_roster = SP_ROSTER_NONE;
	a->mail.conf = &closed;
	a->command.verb = &sp_verbs[SP_VERB_MEMBER_LIST];
}
static void malform(struct asked *a) { a->command.fault = (char *)"wrong"; }
static void other_list(struct asked *a) { a->command.list = (char *)"sac"; }
static void nameless(struct asked *a) { a->command.ref[0] = '\0'; }
static void no_mail(struct asked *a) { a->no_hold = TRUE; }
static void before(struct asked *a) { a->hold.since = NOW - 59; }
static void no_word(struct asked *a) { a->command.word = NULL; }
static void wrong_word(struct asked *a) { a->hold.word_fits = FALSE; }

/* in the order in which the reasons are told. */
static const struct wrong {
	const char *name;
	void (*spoil)(struct asked *a);
	enum sp_refusal why;
} wrongs[] = {
	{ "not all of it signed", partly, SP_REFUSED_PARTLY },
	{ "unsigned", unsign, SP_REFUSED_UNSIGNED },
	{ "several signatures", several, SP_REFUSED_SEVERAL },
	{ "a bad signature", spoil, SP_REFUSED_BAD },
	{ "an expired key", expire_key, SP_REFUSED_BAD },
	{ "a revoked key", revoke_key, SP_REFUSED_BAD },
	{ "a weak signature", weaken, SP_REFUSED_BAD },
	{ "an unknown key", unknown, SP_REFUSED_STRANGER },
	{ "a signature below another", layer, SP_REFUSED_SEVERAL },
	{ "a stranger's key", stranger, SP_REFUSED_STRANGER },
	{ "a paused member", pause_him, SP_REFUSED_PAUSED },
	{ "signed for others", others, SP_REFUSED_FOR_OTHERS },
	{ "a signature seen before", replay, SP_REFUSED_REPLAYED },
	{ "an old signature", old, SP_REFUSED_OLD },
	{ "a signature from the future", early, SP_REFUSED_EARLY },
	{ "a verb for the host", at_host, SP_REFUSED_NOT_BY_MAIL },
	{ "a member without a role", member_only, SP_REFUSED_NO_RIGHT },
	{ "another role", admin_only, SP_REFUSED_NO_RIGHT },
	{ "the configuration", forbid, SP_REFUSED_NOT_ALLOWED },
	{ "wrong arguments", malform, SP_REFUSED_MALFORMED },
	{ "another list", other_list, SP_REFUSED_FOR_OTHERS },
	{ "no list", nameless, SP_REFUSED_NOT_NAMED },
	{ "no such mail", no_mail, SP_REFUSED_NO_MAIL },
	{ "signed before the hold", before, SP_REFUSED_BEFORE },
	{ "no word", no_word, SP_REFUSED_NO_WORD },
	{ "another word", wrong_word, SP_REFUSED_WRONG_WORD },
};

static void
test_wrongs(void)
{
	struct asked a = good();

	ok(ask(&a) == SP_REFUSED_NOT, "a good command counts");
	for (size_t i = 0; i < G_N_ELEMENTS(wrongs); i++) {
		g_autofree char *text = NULL;

		a = good();
		wrongs[i].spoil(&a);
		ok(ask(&a) == wrongs[i].why, "%s", wrongs[i].name);
		text = sp_refusal_sentence(wrongs[i].why, &a.command, &conf);
		ok(text[0] != '\0' && !strchr(text, '\n'), "%s: %s",
		   wrongs[i].name, text);
		ok(sp_refusal_is_told(wrongs[i].why) ==
		   (wrongs[i].why >= SP_REFUSED_FOR_OTHERS),
		   "%s: is told to members alone", wrongs[i].name);
	}
}

/* Of two things wrong one is told, and neither makes the other good. Two of
 * the same place (two verdicts on one signature) are not two things. */
static void
test_pairs(void)
{
	unsigned n = 0, right = 0;

	for (size_t i = 0; i < G_N_ELEMENTS(wrongs); i++) {
		for (size_t k = 0; k < G_N_ELEMENTS(wrongs); k++) {
			struct asked a = good();
			enum sp_refusal why;

			wrongs[i].spoil(&a);
			wrongs[k].spoil(&a);
			why = ask(&a);
			n++;
			if (why == wrongs[i].why || why == wrongs[k].why)
				right++;
			else
				ok(FALSE, "%s, and %s: %d", wrongs[i].name,
				   wrongs[k].name, (int)why);
		}
	}
	ok(n == right && n == 26 * 26, "all %u pairs do nothing", n);
}

static void
test_borders(void)
{
	static const struct {
		const char *name;
		int64_t made, since;
		enum sp_refusal why;
	} cases[] = {
		{ "as old as allowed", NOW - WINDOW, NOW - WINDOW,
		  SP_REFUSED_NOT },
		{ "a second older", NOW - WINDOW - 1, NOW - WINDOW - 1,
		  SP_REFUSED_OLD },
		{ "as far ahead as allowed", NOW + AHEAD, NOW, SP_REFUSED_NOT },
		{ "a second further", NOW + AHEAD + 1, NOW, SP_REFUSED_EARLY },
		{ "in the second of the hold", NOW - 10, NOW - 10,
		  SP_REFUSED_NOT },
		{ "a second before it", NOW - 11, NOW - 10,
		  SP_REFUSED_BEFORE },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct asked a = good();

		a.mail.made = cases[i].made;
		a.hold.since = cases[i].since;
		ok(ask(&a) == cases[i].why, "signed %s", cases[i].name);
	}
}

/* What is about no held mail names the list otherwise. */
static void
test_naming(void)
{
	static const struct {
		const char *name;
		enum sp_verb_id verb;
		const char *list;
		gboolean in_header;
		enum sp_refusal why;
	} cases[] = {
		{ "help needs no list", SP_VERB_HELP, NULL, FALSE,
		  SP_REFUSED_NOT },
		{ "held does", SP_VERB_HELD, NULL, FALSE,
		  SP_REFUSED_NOT_NAMED },
		{ "held, in a signed header", SP_VERB_HELD, NULL, TRUE,
		  SP_REFUSED_NOT },
		{ "held with its name", SP_VERB_HELD, "sec", FALSE,
		  SP_REFUSED_NOT },
		{ "held with its address", SP_VERB_HELD,
		  "Sec@Lists.example.org", FALSE, SP_REFUSED_NOT },
		{ "held with another name", SP_VERB_HELD, "secs", TRUE,
		  SP_REFUSED_FOR_OTHERS },
		{ "held with no name at all", SP_VERB_HELD, "", FALSE,
		  SP_REFUSED_FOR_OTHERS },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct asked a = good();

		a.command = (struct sp_command){
			.verb = &sp_verbs[cases[i].verb],
			.list = (char *)cases[i].list,
		};
		a.no_hold = TRUE;
		a.mail.names_list = cases[i].in_header;
		ok(ask(&a) == cases[i].why, "%s", cases[i].name);
	}
}

/* What the configuration says of the roster. */
static void
test_roster(void)
{
	static const struct {
		enum sp_mail_roster allowed;
		enum sp_verb_id verb;
		enum sp_refusal why;
	} cases[] = {
		{ SP_ROSTER_NONE, SP_VERB_MEMBER_LIST, SP_REFUSED_NOT_ALLOWED },
		{ SP_ROSTER_NONE, SP_VERB_MEMBER_PAUSE,
		  SP_REFUSED_NOT_ALLOWED },
		{ SP_ROSTER_READ, SP_VERB_MEMBER_LIST, SP_REFUSED_NOT },
		{ SP_ROSTER_READ, SP_VERB_MEMBER_SHOW, SP_REFUSED_NOT },
		{ SP_ROSTER_READ, SP_VERB_MEMBER_PAUSE,
		  SP_REFUSED_NOT_ALLOWED },
		{ SP_ROSTER_CHANGE, SP_VERB_MEMBER_LIST, SP_REFUSED_NOT },
		{ SP_ROSTER_CHANGE, SP_VERB_MEMBER_PAUSE, SP_REFUSED_NOT },
		{ SP_ROSTER_CHANGE, SP_VERB_MEMBER_RESUME, SP_REFUSED_NOT },
		{ SP_ROSTER_CHANGE, SP_VERB_MEMBER_REMOVE,
		  SP_REFUSED_NOT_BY_MAIL },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct sp_config open = conf;
		struct asked a = good();

		open.mail_roster = cases[i].allowed;
		a.mail.conf = &open;
		a.mail.roles = SP_ROLE_ADMIN;
		a.mail.names_list = TRUE;
		a.command = (struct sp_command){
			.verb = &sp_verbs[cases[i].verb],
		};
		ok(ask(&a) == cases[i].why, "roster %d: %s",
		   (int)cases[i].allowed, a.command.verb->name);
	}
}

/* One's own absence is one's own; that of others is the roster's. */
static void
test_absence(void)
{
	static const struct {
		const char *name, *address;
		unsigned roles;
		enum sp_mail_roster allowed;
		enum sp_refusal why;
	} cases[] = {
		{ "a member's own", "dave@example.org", 0, SP_ROSTER_NONE,
		  SP_REFUSED_NOT },
		{ "in other letters", "Dave@Example.org", 0, SP_ROSTER_NONE,
		  SP_REFUSED_NOT },
		{ "another's", "jo@example.org", 0, SP_ROSTER_CHANGE,
		  SP_REFUSED_NO_RIGHT },
		{ "another's, by a moderator", "jo@example.org",
		  SP_ROLE_MODERATOR, SP_ROSTER_CHANGE, SP_REFUSED_NO_RIGHT },
		{ "another's, by an administrator", "jo@example.org",
		  SP_ROLE_ADMIN, SP_ROSTER_CHANGE, SP_REFUSED_NOT },
		{ "where it may only be read", "jo@example.org",
		  SP_ROLE_ADMIN, SP_ROSTER_READ, SP_REFUSED_NOT_ALLOWED },
		{ "an administrator's own there", "dave@example.org",
		  SP_ROLE_ADMIN, SP_ROSTER_NONE, SP_REFUSED_NOT },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct sp_config open = conf;
		struct asked a = good();

		open.mail_roster = cases[i].allowed;
		a.mail.conf = &open;
		a.mail.roles = cases[i].roles;
		a.mail.names_list = TRUE;
		a.command = (struct sp_command){
			.verb = &sp_verbs[SP_VERB_MEMBER_AWAY],
			.address = (char *)cases[i].address,
		};
		ok(ask(&a) == cases[i].why, "an absence: %s", cases[i].name);
		a.command.fault = (char *)"wrong";
		a.mail.roles = 0;
		ok(ask(&a) == SP_REFUSED_MALFORMED, "%s: what is wrong in it "
		   "is told to any member", cases[i].name);
	}
}

/* What decides about no hold needs no word, but a mail and its time. */
static void
test_adopt(void)
{
	g_autofree char *text = NULL;
	struct asked a = good();

	a.command.verb = &sp_verbs[SP_VERB_KEY_ADOPT];
	a.command.word = NULL;
	a.hold.word_fits = FALSE;
	ok(ask(&a) == SP_REFUSED_NOT, "a key is adopted without a word");
	a.command.verb = &sp_verbs[SP_VERB_SHOW];
	ok(ask(&a) == SP_REFUSED_NOT, "and a mail shown");
	a.command.verb = &sp_verbs[SP_VERB_KEY_ADOPT];
	a.hold.since = NOW - 59;
	ok(ask(&a) == SP_REFUSED_BEFORE, "but not before its mail came");
	a.no_hold = TRUE;
	ok(ask(&a) == SP_REFUSED_NO_MAIL, "nor without it");
	text = sp_refusal_sentence(SP_REFUSED_NOT, &a.command, &conf);
	ok(text[0] == '\0', "what counts has no reason not to");
}

int
main(void)
{
	test_absence();
	test_adopt();
	test_lines();
	test_roster();
	test_texts();
	test_own_words();
	test_limits();
	test_wrongs();
	test_pairs();
	test_borders();
	test_naming();
	return tap_done();
}
