/* SPDX-License-Identifier: GPL-2.0-or-later */
/* headers.c - who a mail is from, and what its other fields say */
#include "lib/mail/parse.h"

#include "t/unit/mail-fixture.h"
#include "t/unit/tap.h"

#define FROM "From: ada@example.com\n"
#define TO "To: sec@lists.example.org\n"

/* Lines end in LF; a NUL is written as \001 and put in later. */
static const struct {
	const char *header;
	enum sp_from_state want;
	const char *address;
} froms[] = {
	{ "From: alice@example.org, mallory@evil.test", SP_FROM_UNCLEAR, "" },
	{ "From: alice@example.org\nFrom: mallory@evil.test", SP_FROM_UNCLEAR,
	  "" },
	{ "From: \"alice@example.org\" <mallory@evil.test>", SP_FROM_ONE,
	  "mallory@evil.test" },
	{ "From: alice@example.org <mallory@evil.test>", SP_FROM_UNCLEAR, "" },
	{ "From: =?utf-8?q?alice=40example=2Eorg=3E?= <mallory@evil.test>",
	  SP_FROM_ONE, "mallory@evil.test" },
	{ "From: =?utf-8?q?Alice_=3Calice=40example=2Eorg=3E=00?= "
	  "<mallory@evil.test>", SP_FROM_ONE, "mallory@evil.test" },
	{ "From: <alice@example.org> <mallory@evil.test>", SP_FROM_UNCLEAR,
	  "" },
	{ "From: alice@example.org(<mallory@evil.test>)", SP_FROM_UNCLEAR,
	  "" },
	{ "From: mallory@evil.test (alice@example.org)", SP_FROM_UNCLEAR, "" },
	{ "From: <mallory@evil.test>alice@example.org", SP_FROM_UNCLEAR, "" },
	{ "From: \"Alice <alice@example.org>\"@evil.test", SP_FROM_UNCLEAR,
	  "" },
	{ "From: alice@example.org\001x@evil.test", SP_FROM_UNCLEAR, "" },
	{ "From: =?utf-8?q?alice=40example.org?=", SP_FROM_UNCLEAR, "" },
	{ "From: group: alice@example.org;", SP_FROM_UNCLEAR, "" },
	{ "From: alice@EXAMPLE.org", SP_FROM_ONE, "alice@EXAMPLE.org" },
	{ "From: \xd0\xb0lice@example.org", SP_FROM_ONE,
	  "\xd0\xb0lice@example.org" },
	{ "From: a@xn--jrgen-kva.example", SP_FROM_ONE,
	  "a@xn--jrgen-kva.example" },
	{ "From: A <a@xn--JRGEN-kva.example>", SP_FROM_ONE,
	  "a@xn--JRGEN-kva.example" },
	{ "From: a@j\xc3\xbcrgen.example", SP_FROM_ONE,
	  "a@j\xc3\xbcrgen.example" },
	{ "From: a@xn--strae-oqa.example", SP_FROM_ONE,
	  "a@xn--strae-oqa.example" },
	{ "From: <@evil.test:alice@example.org>", SP_FROM_UNCLEAR, "" },
	{ "From: alice@example.org@evil.test", SP_FROM_UNCLEAR, "" },
	{ "From : alice@example.org\nFrom: mallory@evil.test",
	  SP_FROM_UNCLEAR, "" },
	{ "From:\n alice@example.org", SP_FROM_ONE, "alice@example.org" },
	{ " From: alice@example.org\nFrom: mallory@evil.test", SP_FROM_NONE,
	  "" },
	{ "From: alice @ example . org", SP_FROM_UNCLEAR, "" },
	{ "From: alice@[127.0.0.1]", SP_FROM_UNCLEAR, "" },
	{ "From: ,alice@example.org", SP_FROM_UNCLEAR, "" },
	{ "From: alice%example.org@evil.test", SP_FROM_ONE,
	  "alice%example.org@evil.test" },
	{ "X: y\n\nFrom: body@x", SP_FROM_NONE, "" },
	{ "From: \"alice\\@example.org", SP_FROM_UNCLEAR, "" },
	{ "X: no From at all", SP_FROM_NONE, "" },
	{ "From:", SP_FROM_NONE, "" },
	{ "From: undisclosed", SP_FROM_UNCLEAR, "" },
	{ "From: Ada <ada@example.com>", SP_FROM_ONE, "ada@example.com" },
	{ "fRoM: ada@example.com", SP_FROM_ONE, "ada@example.com" },
	{ "From: ada@example.com\rFrom: mallory@evil.test", SP_FROM_UNCLEAR,
	  "" },
};

static struct sp_facts *
parse_from(const struct mail_fixture *m, const char *header)
{
	g_autofree char *mail = g_strdup_printf("%s\n" TO "\nx\n", header);

	return mail_parse_nul(m, mail);
}

static void
test_from(const struct mail_fixture *m)
{
	for (gsize i = 0; i < G_N_ELEMENTS(froms); i++) {
		struct sp_facts *f = parse_from(m, froms[i].header);

		ok(f && f->from_state == froms[i].want &&
		   strcmp(f->from_address, froms[i].address) == 0,
		   "From %zu: %d <%s>", i, f ? (int)f->from_state : -1,
		   f ? f->from_address : "");
		sp_facts_free(f);
	}
}

/* The warning is for tricks, not for languages. */
static void
test_display_names(const struct mail_fixture *m)
{
	static const struct {
		const char *name;
		gboolean misleads;
	} cases[] = {
		{ "Ada Lovelace", FALSE },
		{ "O'Brien-Smith, J.", FALSE },
		{ "J\xc3\xbcrgen M\xc3\xbcller", FALSE },
		{ "\xd0\x90\xd0\xb4\xd0\xb0", FALSE },	/* Cyrillic */
		{ "\xd0\x90\xd0\xb4\xd0\xb0 Ada", FALSE },	/* and Latin */
		{ "\xe5\xb1\xb1\xe7\x94\xb0\xe3\x82\xbf" "A", FALSE },
		{ "Ada (work) 2", FALSE },
		{ "alice@example.org", TRUE },
		{ "alice\xef\xbc\xa0" "example.org", TRUE },	/* full width */
		{ "\xd0\x90" "da", TRUE },	/* a Cyrillic A before Latin */
		{ "Al\xce\xb9" "ce", TRUE },	/* Greek iota */
		{ "A\xe2\x80\x8b" "da", TRUE },	/* zero width space */
		{ "\xe2\x80\xae" "adA", TRUE },	/* bidi override */
	};

	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *mail = g_strdup_printf(
			"From: \"%s\" <ada@example.com>\n" TO "\nhi\n",
			cases[i].name);
		struct sp_facts *f = mail_parse_text(m, mail);

		ok(f && f->from_state == SP_FROM_ONE &&
		   !(f->flags & SP_FACT_NAME_MISLEADS) == !cases[i].misleads,
		   "\"%s\" %s", cases[i].name,
		   cases[i].misleads ? "misleads" : "is a name");
		sp_facts_free(f);
	}
}

/* */
static void
test_parameters(const struct mail_fixture *m)
{
	static const struct {
		const char *value;
		gboolean irregular;
	} cases[] = {
		{ "text/plain", FALSE },
		{ "text/plain;", FALSE },
		{ "text/plain; charset=utf-8; name=x", FALSE },
		{ "text/plain; name=\"a; name=b\"", FALSE },
		{ "text/plain; name=\"a\\\"; name=b\"", FALSE },
		{ "text/plain; name*=utf-8''a", FALSE },
		{ "text/plain; name*0=a; name*1=b; name*2*=c", FALSE },
		{ "text/plain; charset=utf-8; charset=utf-8", TRUE },
		{ "text/plain; charset=utf-8; CHARSET=koi8-r", TRUE },
		{ "text/plain; name*1=b; name*0=a", TRUE },
		{ "text/plain; name*0=a; name*0=b", TRUE },
		{ "text/plain; name*0=a; name*2=b", TRUE },
		{ "text/plain; name*1=a", TRUE },
		{ "text/plain; name=a; name*=utf-8''b", TRUE },
		{ "text/plain; name=a; name*0=b", TRUE },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *root = g_strdup_printf(FROM TO
			"Content-Type: %s\n\nhi\n", cases[i].value);
		g_autofree char *part = g_strdup_printf(FROM TO
			"Content-Type: multipart/mixed; boundary=b\n\n--b\n"
			"Content-Type: %s\n\nhi\n--b--\n", cases[i].value);
		struct sp_facts *f = mail_parse_text(m, root);
		struct sp_facts *g = mail_parse_text(m, part);
		unsigned want = cases[i].irregular ? SP_FACT_IRREGULAR : 0;

		ok(f && g && f->flags == want && g->flags == want,
		   "%s: %s", cases[i].value,
		   want ? "irregular" : "regular");
		sp_facts_free(f);
		sp_facts_free(g);
	}
}

static const struct {
	const char *field;
	unsigned want;
} marks[] = {
	{ "X-Nothing: at all", 0 },
	{ "Auto-Submitted: no", 0 },
	{ "Auto-Submitted: No (a person)", 0 },
	{ "Auto-Submitted: auto-replied", SP_FACT_AUTOMATIC },
	{ "Auto-Submitted: auto-generated; x=y", SP_FACT_AUTOMATIC },
	{ "Auto-Submitted:", SP_FACT_AUTOMATIC },
	{ "X-Auto-Response-Suppress: All", SP_FACT_AUTOMATIC },
	{ "X-Auto-Response-Suppress: DR, OOF", SP_FACT_AUTOMATIC },
	{ "X-Auto-Response-Suppress: autoreply", SP_FACT_AUTOMATIC },
	{ "X-Auto-Response-Suppress: DR, RN", 0 },
	{ "Precedence: bulk", SP_FACT_LIST },
	{ "Precedence: Junk", SP_FACT_LIST },
	{ "Precedence: first-class", 0 },
	{ "List-Unsubscribe: <mailto:x@y>", SP_FACT_LIST },
	{ "List-Id: <other.example.net>", SP_FACT_LIST },
	{ "List-Id: <sec.lists.example.org>",
	  SP_FACT_LIST | SP_FACT_LOOP },
	{ "List-Id: SEC <SEC.LISTS.example.org>",
	  SP_FACT_LIST | SP_FACT_LOOP },
	{ "X-Loop: sec@lists.example.org", SP_FACT_LOOP },
	{ "X-Loop: other@lists.example.org", 0 },
	{ "Delivered-To: sec@lists.example.org\nReceived: a", 0 },
	{ "Received: a\nDelivered-To: sec@lists.example.org",
	  SP_FACT_LOOP },
	{ "Received: a\nDelivered-To: sec+x@lists.example.org", 0 },
	{ "Received: a\nDelivered-To: ada@example.com", 0 },
	{ "Content-Type: multipart/report; boundary=a",
	  SP_FACT_BOUNCE | SP_FACT_IRREGULAR },
	{ "Content-Type: message/delivery-status", SP_FACT_BOUNCE },
	{ "Content-Type: message/disposition-notification",
	  SP_FACT_BOUNCE },
	{ "X-Spam-Flag: YES", SP_FACT_SPAM },
	{ "X-Spam-Flag: NO", 0 },
	{ "X-Spam-Status: Yes, score=9.1 required=5.0", SP_FACT_SPAM },
	{ "X-Spam-Status: No, score=1.0 tests=YES", 0 },
	{ "X-Spam: Yes", SP_FACT_SPAM },
	{ "X-Spamd-Result: default: True [16.00 / 15.00]",
	  SP_FACT_SPAM },
	{ "X-Spamd-Result: default: False [1.00 / 15.00]", 0 },
	{ "X-Spamd-Bar: +++++", 0 },
	{ "X-Spamd-Bar: ++++++", SP_FACT_SPAM },
	{ "X-Rspamd-Action: add header", SP_FACT_SPAM },
	{ "X-Rspamd-Action: no action", 0 },
	{ "X-Bogosity: Spam, tests=bogofilter", SP_FACT_SPAM },
	{ "X-Bogosity: Ham, tests=bogofilter", 0 },
	{ "X-MS-Exchange-Organization-SCL: 4", 0 },
	{ "X-MS-Exchange-Organization-SCL: 5", SP_FACT_SPAM },
	{ "X-MS-Exchange-Organization-SCL: -1", 0 },
	{ "X-Barracuda-Spam-Flag: YES", SP_FACT_SPAM },
	{ "X-Proofpoint-Spam-Details: rule=spam policy=default",
	  SP_FACT_SPAM },
	{ "X-Proofpoint-Spam-Details: rule=notspam policy=default",
	  0 },
	{ "Subject: a\nSubject: b", SP_FACT_DOUBLED },
	{ "Sender: a@b\nSENDER: c@d", SP_FACT_DOUBLED },
	{ "Reply-To: a@b\nReply-To: c@d", SP_FACT_DOUBLED },
	{ "Date: x\nDate: y", SP_FACT_DOUBLED },
	{ "Message-ID: <a@b>\nMessage-ID: <c@d>", SP_FACT_DOUBLED },
	{ "Cc: a@b\nCc: c@d", SP_FACT_DOUBLED },
	{ "Content-Type: text/plain\nContent-Type: text/html",
	  SP_FACT_DOUBLED },
	{ "Content-Disposition: inline\nContent-Disposition: inline",
	  SP_FACT_DOUBLED },
	{ "Received: a\nReceived: b", 0 },
	{ "Subject: [SEC] x", SP_FACT_TAG },
	{ "Subject: [ sec ] x", SP_FACT_TAG },
	{ "Subject: SEC x", 0 },
};

/* */
static void
test_marks(const struct mail_fixture *m)
{
	for (gsize i = 0; i < G_N_ELEMENTS(marks); i++) {
		g_autofree char *mail = g_strdup_printf(FROM TO "%s\n\nhi\n",
							marks[i].field);
		struct sp_facts *f = mail_parse_text(m, mail);

		ok(f && f->flags == marks[i].want, "%s: %x", marks[i].field,
		   f ? f->flags : 0);
		sp_facts_free(f);
	}
}

/* The marks are the outer message's: a payload cannot make itself a loop. */
static void
test_marks_inside(const struct mail_fixture *m)
{
	static const char mail[] =
		"Content-Type: text/plain; hp=\"cipher\"\n" FROM
		"Auto-Submitted: auto-replied\nX-Loop: sec@lists.example.org\n"
		"Authentication-Results: mx.example.org; dmarc=pass "
		"header.from=example.com\nX-Spam-Flag: YES\n\nhi\n";
	struct sp_err err;
	struct sp_facts *f = mail_parse(m, mail, strlen(mail), TRUE, &err);

	ok(f && f->flags == (SP_FACT_HP_CIPHER | SP_FACT_HP_HIDDEN) &&
	   f->dmarc == SP_AUTH_NONE,
	   "no trace of an MTA counts in a payload");
	sp_facts_free(f);
}

static void
test_recipients(const struct mail_fixture *m)
{
	static const struct {
		const char *fields;
		gboolean blind;
		const char *to;
	} cases[] = {
		{ "To: sec@lists.example.org\n", FALSE,
		  "sec@lists.example.org" },
		{ "To: a@b\nCc: Sec <SEC@lists.example.org>\n", FALSE,
		  "a@b, Sec <SEC@lists.example.org>" },
		{ "To: g: sec@lists.example.org, a@b;\n", FALSE,
		  "g: sec@lists.example.org, a@b;" },
		{ "To: sec+R-7KQ4-M2XC@lists.example.org\n", FALSE,
		  "sec+R-7KQ4-M2XC@lists.example.org" },
		{ "To: =?utf-8?q?S=C3=A9c?= <sec@lists.example.org>\n", FALSE,
		  "S\xc3\xa9" "c <sec@lists.example.org>" },
		{ "To: \"sec@lists.example.org\" <a@b>\n", TRUE,
		  "\"sec@lists.example.org\" <a@b>" },
		{ "To: undisclosed-recipients:;\n", TRUE,
		  "undisclosed-recipients:;" },
		{ "Bcc: sec@lists.example.org\n", TRUE, "" },
		{ "", TRUE, "" },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *mail = g_strdup_printf(FROM "%s\nhi\n",
							cases[i].fields);
		struct sp_facts *f = mail_parse_text(m, mail);

		ok(f && !(f->flags & SP_FACT_BLIND) == !cases[i].blind &&
		   strcmp(f->to, cases[i].to) == 0, "recipients %zu: \"%s\"",
		   i, f ? f->to : "");
		sp_facts_free(f);
	}
}

static void
test_ids(const struct mail_fixture *m)
{
	GString *mail = g_string_new(FROM TO "Message-ID: <a@b>\n"
		"In-Reply-To: see <bad> <c@d> <e@f>\n"
		"Reply-To: \"x, y\" <reply@example.com>, other@example.com\n"
		"Date: Mon, 16 Nov 2026 10:12:00 +0100\nReferences:");
	struct sp_facts *f;

	for (int i = 0; i < 60; i++)
		g_string_append_printf(mail, "\n <%d@x>", i);
	g_string_append(mail, " <not an id> <last@x>\n\nhi\n");
	f = mail_parse_text(m, mail->str);
	ok(f && strcmp(f->message_id, "a@b") == 0, "Message-ID");
	ok(f && strcmp(f->in_reply_to, "c@d") == 0,
	   "the first good one of In-Reply-To");
	ok(f && strcmp(f->reply_to, "reply@example.com") == 0, "Reply-To");
	ok(f && f->date == 1794820320, "Date");
	ok(f && g_strv_length(f->references) == 50 &&
	   strcmp(f->references[0], "0@x") == 0 &&
	   strcmp(f->references[1], "12@x") == 0 &&
	   strcmp(f->references[49], "last@x") == 0,
	   "of many references the root and the latest");
	sp_facts_free(f);
	g_string_free(mail, TRUE);
	f = mail_parse_text(m, FROM TO "Message-ID: a b\nDate: soon\n"
			    "Reply-To: <-oQ@x>\n\nhi\n");
	ok(f && *f->message_id == '\0' && f->date == 0 &&
	   *f->reply_to == '\0' && f->references[0] == NULL,
	   "what is none of these is empty");
	sp_facts_free(f);
}

/* */
static void
test_autocrypt(const struct mail_fixture *m)
{
	static const struct {
		const char *name, *fields;
		gboolean good;
	} cases[] = {
		{ "plain", "Autocrypt: addr=ada@example.com; keydata=AAAA\n",
		  TRUE },
		{ "folded", "Autocrypt: addr=ada@example.com; "
		  "prefer-encrypt=mutual;\n keydata=AA\n AA\n", TRUE },
		{ "an attribute of their own",
		  "Autocrypt: _x=y; addr=ada@example.com; keydata=AAAA\n",
		  TRUE },
		{ "the address in capitals",
		  "Autocrypt: addr=ADA@example.com; keydata=AAAA\n", TRUE },
		{ "another address",
		  "Autocrypt: addr=mallory@evil.test; keydata=AAAA\n", FALSE },
		{ "no address", "Autocrypt: keydata=AAAA\n", FALSE },
		{ "no key", "Autocrypt: addr=ada@example.com\n", FALSE },
		{ "an empty key", "Autocrypt: addr=ada@example.com; keydata=\n",
		  FALSE },
		{ "no base64",
		  "Autocrypt: addr=ada@example.com; keydata=A*AA\n", FALSE },
		{ "half base64",
		  "Autocrypt: addr=ada@example.com; keydata=AAA\n", FALSE },
		{ "an unknown critical attribute",
		  "Autocrypt: addr=ada@example.com; x=y; keydata=AAAA\n",
		  FALSE },
		{ "an attribute after the key",
		  "Autocrypt: addr=ada@example.com; keydata=AAAA; _x=y\n",
		  FALSE },
		{ "two valid ones",
		  "Autocrypt: addr=ada@example.com; keydata=AAAA\n"
		  "Autocrypt: addr=ada@example.com; keydata=BBBB\n", FALSE },
		{ "a valid and an invalid one",
		  "Autocrypt: addr=ada@example.com; keydata=AAAA\n"
		  "Autocrypt: addr=mallory@evil.test; keydata=BBBB\n", TRUE },
		{ "a second From", "From: ada@example.com\n"
		  "Autocrypt: addr=ada@example.com; keydata=AAAA\n", FALSE },
		{ "a bounce", "Content-Type: message/delivery-status\n"
		  "Autocrypt: addr=ada@example.com; keydata=AAAA\n", FALSE },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *mail = g_strdup_printf(FROM TO "%s\nhi\n",
							cases[i].fields);
		struct sp_facts *f = mail_parse_text(m, mail);

		ok(f && strcmp(f->autocrypt, cases[i].good ? "AAAA" : "") == 0,
		   "autocrypt: %s", cases[i].name);
		sp_facts_free(f);
	}
	for (gsize over = 0; over <= 4; over += 4) {
		static const char start[] = "addr=ada@example.com; keydata=";
		gsize n = (10240 - strlen(start)) / 4 * 4 + over;
		g_autofree char *key = g_strnfill(n, 'A');
		g_autofree char *mail = g_strdup_printf(FROM TO
			"Autocrypt: %s%s\n\nhi\n", start, key);
		struct sp_facts *f = mail_parse_text(m, mail);

		ok(f && (*f->autocrypt != '\0') == !over,
		   "autocrypt of 10 KiB%s", over ? " and more" : "");
		sp_facts_free(f);
	}
}

int
main(void)
{
	struct mail_fixture m = mail_fixture("");

	test_from(&m);
	test_display_names(&m);
	test_parameters(&m);
	test_marks(&m);
	test_marks_inside(&m);
	test_recipients(&m);
	test_ids(&m);
	test_autocrypt(&m);
	mail_fixture_clear(&m);
	return tap_done();
}
