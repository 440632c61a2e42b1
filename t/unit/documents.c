/* SPDX-License-Identifier: GPL-2.0-or-later */
/* documents.c - cards, notices, banners and acknowledgements
 *
 * What stands in them is compared in whole where it is ours, and searched for
 * what must not be there where the sender had a say. */
#include "lib/notice/documents.h"

#include <string.h>

#include "lib/notice/lines.h"
#include "lib/notice/template.h"
#include "t/unit/tap.h"

enum { ARRIVED = 1794820320 };	/* Monday 16 November 2026, 09:12 UTC */

static struct sp_config *
make_config(const char *more)
{
	g_autofree char *text = g_strconcat(
		"[list]\naddress = hv-security@lists.example.org\n"
		"name = Example list\ntag = HV-SECURITY\n",
		"policy-url = https://example.org/policy\n",
		"key-url = https://example.org/key.asc\n", more, NULL);
	struct sp_config *conf = NULL;
	struct sp_err err = { .text = "" };

	if (sp_config_parse("hv.conf", "hv", text, strlen(text), &conf,
			    &err) != SP_OK)
		g_error("%s", err.text);
	return conf;
}

#define S(text) ((char *)(text))

static struct sp_card
make_card(void)
{
	return (struct sp_card){
		.ref = S("R-7KQ4-M2XC"), .case_number = S(""),
		.why = S("the sender is not a member"),
		.from = S("ada@example.com (\"Ada\")"),
		.from_address = S("ada@example.com"),
		.subject = S("overflow in foo_rx()"),
		.outer_subject = S(""), .crypto = S("encrypted to the list"),
		.signature = S("none"),
		.protection = S("encrypted to the list; not signed"),
		.headers = S("Subject and From are protected"),
		.authentication = S("DMARC pass example.com"),
		.differences = S(""), .to = S("hv-security@lists.example.org"),
		.parts = S("text/plain  6022 bytes\ntext/x-c  9 bytes  a.c"),
		.ack = S(""), .found = S("version"), .missing = S("trace"),
		.similar = S(""), .hints = S(""), .likely = S(""),
		.other_key = S(""),
		.due = S("Thursday 19 November 2026, 17:00 UTC"),
		.suggest = S(""), .size = 6500, .arrived = ARRIVED,
	};
}

static void
test_card(void)
{
	struct sp_card card = make_card();
	g_autofree char *json = NULL;
	g_autofree char *again = NULL;
	struct sp_card *back = NULL;
	struct sp_err err = { .text = "" };

	card.from = S("\"quoted\" \\ \xe2\x82\xac\ttab");
	card.outer_subject = NULL;
	card.report = TRUE;
	card.tagged = TRUE;
	card.size = G_MAXINT64;
	card.earlier = 3;
	json = sp_card_to_json(&card);
	if (!ok(sp_card_from_json(json, &back, &err) == SP_OK,
		"a card is read back: %s", err.text))
		return;
	ok(strcmp(back->from, card.from) == 0 &&
	   strcmp(back->parts, card.parts) == 0 &&
	   strcmp(back->outer_subject, "") == 0, "its texts are the same");
	ok(back->report && back->tagged && !back->spam && back->size == G_MAXINT64 &&
	   back->earlier == 3 && back->arrived == ARRIVED,
	   "its flags and numbers are");
	again = sp_card_to_json(back);
	ok(strcmp(json, again) == 0, "and its JSON is");
	sp_card_free(back);
	sp_card_free(NULL);
}

/* What is not UTF-8 is marked, and the rest of the card is kept. */
static void
test_card_not_utf8(void)
{
	struct sp_card card = make_card();
	g_autofree char *json = NULL;
	struct sp_card *back = NULL;
	struct sp_err err = { .text = "" };

	card.subject = S("a \xff\xc3 b\x7f");
	json = sp_card_to_json(&card);
	if (!ok(sp_card_from_json(json, &back, &err) == SP_OK,
		"a card whose subject is not UTF-8 is read back: %s", err.text))
		return;
	ok(strcmp(back->subject, "a \xef\xbf\xbd\xef\xbf\xbd b\x7f") == 0 &&
	   strcmp(back->from, card.from) == 0 && back->size == card.size,
	   "with all that is right of it");
	sp_card_free(back);
}

static void
test_card_json(void)
{
	static const struct {
		const char *json;
		const char *says;	/* NULL: accepted */
	} cases[] = {
		{ "{}", NULL },
		{ "{\"ref\":\"R-7KQ4-M2XC\",\"of a newer program\":[1]}",
		  NULL },
		{ "{\"arrived\":-1}", NULL },
		{ "{\"from\":\"\\u007f\\t\\/\\ud83d\\ude00\"}", NULL },
		{ "{\"size\":9223372036854775807}", NULL },
		{ "{\"size\":9223372036854775808}", "a card is not a JSON" },
		{ "{} {}", "a card is not a JSON object" },
		{ "{\"from\":\"\xff\"}", "a card is not a JSON object" },
		{ "", "a card is not a JSON object" },
		{ "[]", "a card is not a JSON object" },
		{ "\"x\"", "a card is not a JSON object" },
		{ "{\"ref\":", "a card is not a JSON object" },
		{ "{\"ref\":1}", "a card's \"ref\" is not of its type" },
		{ "{\"ref\":null}", "a card's \"ref\" is not of its type" },
		{ "{\"ref\":[\"x\"]}", "a card's \"ref\" is not" },
		{ "{\"spam\":1}", "a card's \"spam\" is not of its type" },
		{ "{\"size\":\"1\"}", "a card's \"size\" is not" },
		{ "{\"size\":-1}", "a card's \"size\" is not of its type" },
		{ "{\"size\":1.5}", "a card's \"size\" is not of its type" },
		{ "{\"arrived\":true}", "a card's \"arrived\" is not" },
	};
	struct sp_card *card;
	struct sp_err err;
	enum sp_status r;
	size_t i;

	for (i = 0; i < G_N_ELEMENTS(cases); i++) {
		card = NULL;
		r = sp_card_from_json(cases[i].json, &card, &err);
		if (r == SP_OK) {
			ok(!cases[i].says && card->subject &&
			   !*card->subject, "%s is a card", cases[i].json);
			sp_card_free(card);
			continue;
		}
		ok(cases[i].says && r == SP_EDATA && !card &&
		   g_str_has_prefix(err.text, cases[i].says), "%s: %s",
		   cases[i].json, err.text);
	}
}

/* No line is wider than a mail may be, and no control is left in any. */
static gboolean
is_tidy(const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	const char *c;
	unsigned i;

	for (i = 0; lines[i]; i++)
		if (sp_lines_width(lines[i]) > 78)
			return FALSE;
	for (c = text; *c; c = g_utf8_next_char(c))
		if (*c != '\n' && g_unichar_iscntrl(g_utf8_get_char(c)))
			return FALSE;
	return g_utf8_validate(text, -1, NULL);
}

static void
test_held(const struct sp_config *conf)
{
	static const char want[] =
		"Held:          R-7KQ4-M2XC\n"
		"Why:           the sender is not a member\n"
		"Arrived:       Monday 16 November 2026, 09:12 UTC "
		"(25 h 01 ago), 6500 bytes\n"
		"\n"
		"From:          ada@example.com (\"Ada\")\n"
		"Domain check:  DMARC pass example.com\n"
		"To:            hv-security@lists.example.org\n"
		"Came:          encrypted to the list\n"
		"Signature:     none\n"
		"Protected:     encrypted to the list; not signed\n"
		"Its headers:   Subject and From are protected\n"
		"\n"
		"Subject:       overflow in foo_rx()\n"
		"Parts:         text/plain  6022 bytes\n"
		"               text/x-c  9 bytes  a.c\n"
		"Words found:   version\n"
		"Not found:     trace\n"
		"\n"
		"---- how the report begins ---------------------------------"
		"----------------\n"
		"| Hello,\n"
		"|\n"
		"|     it crashes.\n"
		"---- all of it is attached ---------------------------------"
		"----------------\n"
		"\n"
		"To decide, answer this mail, signed with your key, and let "
		"your answer begin\nwith one of these lines:\n"
		"\n"
		"  approve R-7KQ4-M2XC k9x2m4q7\n"
		"  approve R-7KQ4-M2XC k9x2m4q7 remember\n"
		"  attach R-7KQ4-M2XC k9x2m4q7 CASE\n"
		"  ask R-7KQ4-M2XC k9x2m4q7\n"
		"  reject R-7KQ4-M2XC k9x2m4q7 REASON\n"
		"  discard R-7KQ4-M2XC k9x2m4q7\n"
		"\n"
		"You will be told what came of it. A line \"help\" explains "
		"all commands. On the\nlist's host, \"sallyport moderate\" "
		"does the same.\n"
		"\n"
		"Answer due:    Thursday 19 November 2026, 17:00 UTC\n"
		"Word:          k9x2m4q7\n"
		"\n"
		"The word belongs to this hold: keep it among the moderators. "
		"The mail stays\nheld until one of you decides.\n";
	struct sp_card card = make_card();
	g_autofree char *text = sp_notice_held(conf, &card,
					       "Hello,\n\n\tit crashes.\n\n",
					       "k9x2m4q7",
					       ARRIVED + 25 * 3600 + 119);

	if (!ok(strcmp(text, want) == 0, "the notice of a held mail"))
		printf("%s", text);
	ok(is_tidy(text), "is tidy");
}

static void
test_held_extras(const struct sp_config *conf)
{
	static const char *const wanted[] = {
		"\nMarked:        as a report, by the tag in its subject\n",
		"\nMarked:        as spam, by the mail server\n",
		"\nDifferences:   envelope x@example.net\n",
		"\nEarlier mail:  2 from this address\n",
		"\nAuto-reply:    not sent: spam\n",
		"\nOuter subject: [...]\n",
		"\nMight be:      QSEC-2026-0005\n               and another\n",
		"\n  reject R-7KQ4-M2XC k support\n",
		"\nIt says:       PUBLIC; NOCREDIT\n",
		"\nKEY CHANGED:   0123 came with it,",
		"\nLikely case:   QSEC-2026-0007\n",
		"\n  attach R-7KQ4-M2XC k QSEC-2026-0007\n",
		"(0 h 00 ago), 0 bytes\n",
		"\nIt has no text that can be shown.\n",
	};
	struct sp_card card = make_card();
	g_autofree char *text = NULL;
	size_t i;

	card.report = card.spam = TRUE;
	card.differences = S("envelope x@example.net");
	card.earlier = 2;
	card.ack = S("not sent: spam");
	card.outer_subject = S("[...]");
	card.similar = S("QSEC-2026-0005\nand another");
	card.hints = S("PUBLIC; NOCREDIT");
	card.likely = S("QSEC-2026-0007");
	card.other_key = S("0123");
	card.suggest = S("support");
	card.size = 0;
	text = sp_notice_held(conf, &card, " \n", "k", ARRIVED - 1);
	for (i = 0; i < G_N_ELEMENTS(wanted); i++)
		ok(strstr(text, wanted[i]) != NULL, "rarer line %zu", i);
	ok(!strstr(text, "how the report begins"), "an empty text is left out");
}

/* Whatever a sender wrote, what we say stays ours. */
static void
test_hostile(const struct sp_config *conf)
{
	static const char *const texts[] = {
		"\x1b]0;title\a\x1b[2J\r\x08\x7f",
		"\xe2\x80\xae" "evil\xe2\x80\xac \xe2\x80\x8b\xef\xbb\xbf",
		"line one\nWord:          forged\n---- all of it is attached "
		"----\n\nTo decide, answer\n  approve R-AAAA-AAAA k\n",
		"\xff\xfe\xc3(",
		"\xf0\x9f\x92\xa9\xe4\xbd\xa0\xe5\xa5\xbd",
	};
	struct sp_card card = make_card();
	size_t i, n;

	for (i = 0; i < G_N_ELEMENTS(texts); i++) {
		g_autoptr(GString) many = g_string_new(NULL);
		g_autofree char *held = NULL;
		g_autofree char *banner = NULL;

		for (n = 0; n < 50; n++)
			g_string_append(many, texts[i]);
		card.from = card.subject = card.to = card.differences =
			card.signature = many->str;
		card.parts = many->str;
		held = sp_notice_held(conf, &card, many->str, "k9x2", ARRIVED);
		banner = sp_notice_banner(conf, &card, FALSE, NULL);
		ok(is_tidy(held) && is_tidy(banner), "hostile text %zu is "
		   "tidy", i);
		ok(!strstr(held, "\nWord:          forged") &&
		   !strstr(held, "\n  approve R-AAAA"),
		   "and cannot speak for us");
	}
}

/* */
static void
test_banner(const struct sp_config *conf)
{
	static const char mark[] = "---- for members only: what is quoted "
		"from here on stays inside ----\n\n";
	static const char want[] =
		"From:      ada@example.com (\"Ada\")\n"
		"Arrived:   Monday 16 November 2026, 09:12 UTC\n"
		"Came:      encrypted to the list\n"
		"Signature: none\n"
		"Reference: R-7KQ4-M2XC\n";
	static const char extra[] =
		"NOT SIGNED: anybody who knows a member's address could have "
		"written this.\n\n";
	struct sp_card card = make_card();
	g_autofree char *plain = sp_notice_banner(conf, &card, FALSE, NULL);
	g_autofree char *warning = sp_notice_banner(conf, &card, TRUE, NULL);
	g_autofree char *more = NULL;

	ok(g_str_has_prefix(plain, mark) &&
	   strcmp(plain + strlen(mark), want) == 0, "the banner");
	ok(g_str_has_prefix(warning + strlen(mark), extra) &&
	   strcmp(warning + strlen(mark) + strlen(extra), want) == 0,
	   "of an unsigned post");
	card.case_number = S("QSEC-2026-0007");
	card.differences = S("signed by bo@example.org");
	more = sp_notice_banner(conf, &card, FALSE, "It went out.\n");
	ok(strstr(more, "\nCase:      QSEC-2026-0007\n") &&
	   strstr(more, "\nDiffers:   signed by bo@example.org\n"),
	   "with a case, and a signer who is not the author");
	ok(strstr(more, "ly: ") && strstr(more, "----\n\nIt went out.\n\nFrom:"),
	   "what became of it stands on top");
}

struct ack_row {
	const char *name;
	const char *config;
	gboolean clear, encrypted;
	guint64 checks;
	const char *has[6];
	const char *lacks[6];
};

#define VERSION "  [ ] the version\n"
#define TRACE "  [ ] a stack trace of the crash, or what else was printed " \
	"when it happened,\n      if anything was\n"
#define CHECKLIST "[checklist]\nversion = the version | version\ntrace = a " \
	"stack trace of the crash, or what else was printed when it " \
	"happened, if anything was | trace\n"

static const struct ack_row ack_rows[] = {
	{ "in the clear", CHECKLIST, TRUE, FALSE, 0,
	  { "DID NOT FIND", VERSION, TRACE, "was not encrypted to us",
	    "send us your public key", "Thank you for writing to the Example "
	    "list.\n" },
	  { "WHAT HELPS", "Thank you for encrypting", "This reply is enc" } },
	{ "with one item found", CHECKLIST, TRUE, FALSE, 1,
	  { "DID NOT FIND", TRACE }, { VERSION } },
	{ "with all found", CHECKLIST, TRUE, FALSE, 3,
	  { "HOW WE TREAT" }, { "DID NOT FIND", "[ ]", "WHAT HELPS" } },
	{ "with a key", CHECKLIST, TRUE, TRUE, 3,
	  { "This reply is encrypted to the key" },
	  { "send us your public key" } },
	{ "encrypted", CHECKLIST, FALSE, FALSE, 0,
	  { "WHAT HELPS", VERSION, TRACE, "Thank you for encrypting" },
	  { "DID NOT FIND", "was not encrypted to us" } },
	{ "encrypted, whatever was found", CHECKLIST, FALSE, FALSE, 3,
	  { "WHAT HELPS", VERSION, TRACE }, { "DID NOT FIND" } },
	{ "no checklist", "[checklist]\n", FALSE, FALSE, 0,
	  { "HOW WE TREAT" }, { "WHAT HELPS", "DID NOT FIND", "[ ]" } },
	{ "promises", CHECKLIST, TRUE, FALSE, 0,
	  { "by Thursday 19 November 2026, 17:00 UTC.",
	    "arrived on Monday 16 November 2026, 09:12 UTC.",
	    "done within 60 days", "R-7KQ4-M2XC",
	    "    0123 4567 89AB CDEF 0123  4567 89AB CDEF 0123 4567\n",
	    "Our policy: https://example.org/policy\n" },
	  { NULL } },
	{ "no promises", "[clock]\nhuman-answer = 0wd\nprocessing = 0d\n",
	  TRUE, FALSE, 0, { "A person from the team will" },
	  { "You should have it", "done within" } },
};

static void
test_ack(const struct ack_row *row)
{
	struct sp_config *conf = make_config(row->config);
	g_autofree char *file = NULL;
	g_autofree char *text = NULL;
	g_autofree char *subject = NULL;
	g_autofree char *body = NULL;
	gboolean good = TRUE;
	struct sp_err err = { .text = "" };
	struct sp_ack_doc doc = {
		.conf = conf, .ref = "R-7KQ4-M2XC", .arrived = ARRIVED,
		.fingerprint = "0123456789ABCDEF0123456789ABCDEF01234567",
		.was_clear = row->clear, .checks = row->checks,
		.encrypted = row->encrypted };
	size_t i;

	if (sp_template_load("/nonexistent", "ack", &file, &text,
			     &err) != SP_OK)
		g_error("%s", err.text);
	doc.template_file = file;
	doc.template_text = text;
	if (!ok(sp_notice_ack(&doc, &subject, &body, &err) == SP_OK,
		"acknowledgement: %s", row->name))
		g_error("%s", err.text);
	for (i = 0; i < G_N_ELEMENTS(row->has) && row->has[i]; i++)
		if (!strstr(body, row->has[i])) {
			printf("# lacks %s\n", row->has[i]);
			good = FALSE;
		}
	for (i = 0; i < G_N_ELEMENTS(row->lacks) && row->lacks[i]; i++)
		if (strstr(body, row->lacks[i])) {
			printf("# has %s\n", row->lacks[i]);
			good = FALSE;
		}
	if (!ok(good && is_tidy(body) && !strstr(body, "\n\n\n"),
		"says what it should"))
		printf("%s", body);
	ok(strcmp(subject, "[HV-SECURITY] Automatic reply: your mail has "
		  "arrived (R-7KQ4-M2XC)") == 0, "%s", subject);
	sp_config_free(conf);
}

static void
test_lines(void)
{
	static const struct {
		const char *name, *text;
		gboolean hard;
		unsigned lines;
	} cases[] = {
		{ "nothing", "", TRUE, 1 },
		{ "74 columns", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa "
		  "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", TRUE, 1 },
		{ "75", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa "
		  "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", TRUE, 2 },
		{ "spaces", "                                              "
		  "                                               x", TRUE, 2 },
		{ "wide", "\xe4\xbd\xa0\xe4\xbd\xa0\xe4\xbd\xa0\xe4\xbd\xa0"
		  "\xe4\xbd\xa0\xe4\xbd\xa0\xe4\xbd\xa0\xe4\xbd\xa0\xe4\xbd"
		  "\xa0\xe4\xbd\xa0\xe4\xbd\xa0\xe4\xbd\xa0\xe4\xbd\xa0\xe4"
		  "\xbd\xa0\xe4\xbd\xa0\xe4\xbd\xa0\xe4\xbd\xa0\xe4\xbd\xa0"
		  "\xe4\xbd\xa0\xe4\xbd\xa0\xe4\xbd\xa0\xe4\xbd\xa0\xe4\xbd"
		  "\xa0\xe4\xbd\xa0\xe4\xbd\xa0\xe4\xbd\xa0\xe4\xbd\xa0\xe4"
		  "\xbd\xa0\xe4\xbd\xa0\xe4\xbd\xa0\xe4\xbd\xa0\xe4\xbd\xa0"
		  "\xe4\xbd\xa0\xe4\xbd\xa0\xe4\xbd\xa0\xe4\xbd\xa0\xe4\xbd"
		  "\xa0\xe4\xbd\xa0", TRUE, 2 },
	};
	g_autofree char *margin = g_strnfill(80, ' ');
	g_autoptr(GString) narrow = g_string_new(NULL);
	unsigned lines;
	size_t i;
	char *c;

	for (i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GString) out = g_string_new(NULL);

		sp_lines_fold(out, "> ", "> ", cases[i].text, cases[i].hard);
		for (lines = 0, c = out->str; *c; c++)
			lines += *c == '\n';
		ok(lines == cases[i].lines && is_tidy(out->str),
		   "%s: %u lines", cases[i].name, lines);
	}
	ok(sp_lines_width("e\xcc\x81\xe4\xbd\xa0") == 3, "an accent takes no "
	   "column, an ideograph two");
	sp_lines_fold(narrow, margin, margin, "ab", TRUE);
	ok(narrow->len == 2 * (80 + 2), "a margin past the width ends, too");
}

/* What came of commands by mail. */
static void
test_results(void)
{
	static const char want[] =
		"approve R-7KQ4-M2XC k9x2m4q7\n"
		"    done: approved: QSEC-2026-0007, a new case\n"
		"        sent to 9 of 10 members, encrypted\n"
		"        NOT sent: jo@example.org has an expired key\n"
		"\n"
		"discard R-7KQ4-M2XC k9x2m4q7\n"
		"    refused: R-7KQ4-M2XC was already approved by mo@example.org "
		"on Monday 16\n"
		"        November 2026, 09:31 UTC\n"
		"\n"
		"held sec\n"
		"    done:\n"
		"\n"
		"    1 held.\n"
		"\n"
		"    R-8Q2M-V4TX\n"
		"\n"
		"help\\x1b[2J\n"
		"    refused: write it as: help\n";
	g_autoptr(GString) s = g_string_new(NULL);

	sp_notice_result(s, "approve R-7KQ4-M2XC k9x2m4q7", TRUE,
			 "approved: QSEC-2026-0007, a new case\nsent to 9 of "
			 "10 members, encrypted\nNOT sent: jo@example.org has "
			 "an expired key");
	sp_notice_result(s, "discard R-7KQ4-M2XC k9x2m4q7", FALSE,
			 "R-7KQ4-M2XC was already approved by mo@example.org on "
			 "Monday 16 November 2026, 09:31 UTC");
	sp_notice_result(s, "held sec", TRUE, "1 held.\n\nR-8Q2M-V4TX");
	sp_notice_result(s, "help\033[2J", FALSE, "write it as: help");
	if (!ok(strcmp(s->str, want) == 0, "what came of commands"))
		printf("%s", s->str);
	ok(is_tidy(s->str), "is tidy");
}

/* The same again when somebody asks: for as many lines as they want, and
 * without commands when there is nothing to decide. */
static void
test_shown(const struct sp_config *conf)
{
	struct sp_card card = make_card();
	g_autofree char *held = sp_notice_shown(conf, &card, "one\ntwo\nthree",
						2, NULL, "k9x2m4q7",
						ARRIVED + 60);
	g_autofree char *gone = sp_notice_shown(conf, &card, NULL, 40,
						"R-7KQ4-M2XC was already "
						"approved by mo", NULL,
						ARRIVED + 60);

	ok(strstr(held, "Held:          R-7KQ4-M2XC\n") &&
	   strstr(held, "| one\n| two\n----") && !strstr(held, "three") &&
	   strstr(held, "  approve R-7KQ4-M2XC k9x2m4q7\n"),
	   "a held mail is shown with its commands");
	ok(strstr(gone, "Reference:     R-7KQ4-M2XC\n") &&
	   strstr(gone, "Decided:       R-7KQ4-M2XC was already") &&
	   !strstr(gone, "approve R-") && !strstr(gone, "Word:"),
	   "a decided one without");
	ok(is_tidy(held) && is_tidy(gone), "both are tidy");
}

int
main(void)
{
	struct sp_config *conf = make_config("");
	size_t i;

	test_card();
	test_card_not_utf8();
	test_card_json();
	test_held(conf);
	test_held_extras(conf);
	test_hostile(conf);
	test_banner(conf);
	test_results();
	test_shown(conf);
	for (i = 0; i < G_N_ELEMENTS(ack_rows); i++)
		test_ack(&ack_rows[i]);
	test_lines();
	sp_config_free(conf);
	return tap_done();
}
