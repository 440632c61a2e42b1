/* SPDX-License-Identifier: GPL-2.0-or-later */
/* address.c - which strings are addresses, ids and recipients of this list */
#include "lib/mail/address.h"

#include <string.h>

#include "lib/mail/mailbox.h"
#include "t/unit/tap.h"

static const char *
or_null(const char *s)
{
	return s ? s : "(null)";
}

/* R-017 R-021 */
static void
test_addresses(void)
{
	static const struct {
		const char *text;
		const char *key;	/* NULL: refused */
	} cases[] = {
		{ "alice@example.org", "alice@example.org" },
		{ "Alice@EXAMPLE.org", "Alice@example.org" },
		{ "a.b+c/d=e@example.org", "a.b+c/d=e@example.org" },
		{ "alice%example.org@evil.test", "alice%example.org@evil.test" },
		{ "\"alice.b\"@example.org", "\"alice.b\"@example.org" },
		{ "a@localhost", "a@localhost" },
		{ "a@xn--jrgen-kva.example", "a@xn--jrgen-kva.example" },
		{ "a@XN--JRGEN-KVA.example", "a@xn--jrgen-kva.example" },
		{ "a@j\xc3\xbcrgen.example", "a@xn--jrgen-kva.example" },
		{ "a@ju\xcc\x88rgen.example", "a@xn--jrgen-kva.example" },
		{ "a@J\xc3\x9cRGEN.example", "a@xn--jrgen-kva.example" },
		{ "j\xc3\xbcrgen@example.org", "j\xc3\xbcrgen@example.org" },
		{ "a@b\xe3\x80\x82" "c", "a@b.c" },	/* ideographic dot */
		/* full-width ones that become "," "@" ";" "(" "[" "-" */
		{ "a@x\xef\xbc\x8c" "b\xef\xbc\xa0y.test", NULL },
		{ "a@x\xef\xbc\x9by-\xc3\xbc.test", NULL },
		{ "a@x\xef\xbc\x88y", NULL },
		{ "a@\xef\xbc\xbb" "1\xef\xbc\xbd", NULL },
		{ "a@x\xef\xbc\x8d", NULL },
		{ "a@\xe3\x80\x82" "b", NULL },
		{ "", NULL },
		{ "alice", NULL },
		{ "@example.org", NULL },
		{ "alice@", NULL },
		{ "-oQ@example.org", NULL },
		{ "a b@example.org", NULL },
		{ "\"a b\"@example.org", NULL },
		{ "\"a,b\"@example.org", NULL },
		{ "\"a\\b\"@example.org", NULL },
		{ "\"\"@example.org", NULL },
		{ "\"a@b\"@example.org", NULL },
		{ "a@b@example.org", NULL },
		{ "a,b@example.org", NULL },
		{ "a@example.org, b@example.org", NULL },
		{ "g: a@example.org;", NULL },
		{ "<a@example.org>", NULL },
		{ "a(c)@example.org", NULL },
		{ "a\\b@example.org", NULL },
		{ "a\n@example.org", NULL },
		{ "a@example.org\n", NULL },
		{ "a@example.org\r\nBcc: b@example.org", NULL },
		{ "a\x7f@example.org", NULL },
		{ "a\xc2\x85@example.org", NULL },	/* C1 control */
		{ "a\xe2\x80\xae@example.org", NULL },	/* bidi override */
		{ "a\xe2\x80\x8b@example.org", NULL },	/* zero width */
		{ "a\xc3@example.org", NULL },		/* broken UTF-8 */
		{ ".a@example.org", NULL },
		{ "a.@example.org", NULL },
		{ "a..b@example.org", NULL },
		{ "a@.example.org", NULL },
		{ "a@example..org", NULL },
		{ "a@example.org.", NULL },
		{ "a@-example.org", NULL },
		{ "a@example-.org", NULL },
		{ "a@exa_mple.org", NULL },
		{ "a@[127.0.0.1]", NULL },
		{ "a@[IPv6:::1]", NULL },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *key = sp_address_key(cases[i].text);

		ok(g_strcmp0(key, cases[i].key) == 0,
		   "address %zu: %s", i, or_null(key));
		ok(sp_address_ok(cases[i].text) == (cases[i].key != NULL),
		   "address %zu: the two answers agree", i);
	}
}

/* An address with a local part and a domain of so many bytes. */
static char *
sized(gsize local, gsize domain)
{
	GString *s = g_string_new(NULL);

	for (gsize i = 0; i < local; i++)
		g_string_append_c(s, 'l');
	g_string_append_c(s, '@');
	for (gsize i = 0; i < domain; i++)
		g_string_append_c(s, i % 50 == 49 && i + 1 < domain ? '.'
								    : 'd');
	return g_string_free(s, FALSE);
}

/* R-021 */
static void
test_lengths(void)
{
	static const struct {
		gsize local, domain;
		gboolean good;
	} cases[] = {
		{ 64, 20, TRUE }, { 65, 20, FALSE },
		{ 54, 199, TRUE }, { 54, 200, FALSE },
		{ 1, 1, TRUE }, { 0, 10, FALSE },
	};
	g_autofree char *label = g_strdup_printf("a@%063d", 1);
	g_autofree char *longer = g_strdup_printf("a@%064d", 1);
	/* Six bytes longer with its last label in ASCII. */
	g_autofree char *grown = g_strdup_printf(
		"%050d@%050d.%050d.%050d.%042d\xc3\xbc", 1, 1, 1, 1, 1);
	g_autofree char *outgrown = g_strdup_printf(
		"%050d@%050d.%050d.%050d.%043d\xc3\xbc", 1, 1, 1, 1, 1);

	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *s = sized(cases[i].local, cases[i].domain);

		ok(sp_address_ok(s) == cases[i].good, "%zu bytes at %zu: %s",
		   cases[i].local, cases[i].domain,
		   cases[i].good ? "good" : "too long");
	}
	ok(sp_address_ok(grown) && !sp_address_ok(outgrown),
	   "254 bytes in ASCII, not 255");
	ok(sp_address_ok(label) && !sp_address_ok(longer),
	   "a label has at most 63 bytes");
}

static void
test_senders(void)
{
	static const struct {
		const char *text;
		gboolean null, role;
	} cases[] = {
		{ "", TRUE, FALSE },
		{ "<>", TRUE, FALSE },
		{ "MAILER-DAEMON", TRUE, TRUE },
		{ "Mailer-Daemon", TRUE, TRUE },
		{ "MAILER-DAEMON@example.org", FALSE, TRUE },
		{ "postmaster@example.org", FALSE, TRUE },
		{ "no-reply@example.org", FALSE, TRUE },
		{ "NoReply@example.org", FALSE, TRUE },
		{ "list-bounces@example.org", FALSE, TRUE },
		{ "list-bounces+alice=example.com@example.org", FALSE, TRUE },
		{ "list-bounce@example.org", FALSE, TRUE },
		{ "owner-list@example.org", FALSE, TRUE },
		{ "list-owner@example.org", FALSE, TRUE },
		{ "list-request@example.org", FALSE, TRUE },
		{ "ada@example.org", FALSE, FALSE },
		{ "homeowner@example.org", FALSE, FALSE },
		{ "request@example.org", FALSE, FALSE },
		{ "ada@no-reply.example", FALSE, FALSE },
		{ "ada+no-reply@example.org", FALSE, FALSE },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		ok(sp_address_null(cases[i].text) == cases[i].null,
		   "\"%s\": the null sender?", cases[i].text);
		ok(sp_address_role(cases[i].text) == cases[i].role,
		   "\"%s\": a role?", cases[i].text);
	}
	ok(sp_address_null(NULL), "no sender at all is the null sender");
}

/* R-033 */
static void
test_message_ids(void)
{
	static const struct {
		const char *id;
		gboolean good;
	} cases[] = {
		{ "a@b", TRUE },
		{ "20261116.091200.x%y$z@mail.example.org", TRUE },
		{ "a@[10.0.0.1]", TRUE },
		{ "", FALSE }, { "a", FALSE }, { "a@", FALSE }, { "@b", FALSE },
		{ "<a@b>", FALSE }, { "a@b>", FALSE }, { "a b@c", FALSE },
		{ "a@b@c", FALSE }, { "a..b@c", FALSE },
		{ "a@b\r\nBcc: x@y", FALSE }, { "a@b\x7f", FALSE },
		{ "\xc3\xa9@b", FALSE }, { "a@\xc3\xa9", FALSE },
		{ "a@[b", FALSE }, { "a@[b]c", FALSE }, { "a@[\\]", FALSE },
		{ "a@[<]", FALSE }, { "a@[>]", FALSE },
	};
	g_autofree char *fits = g_strdup_printf("%0248d@b", 1);
	g_autofree char *over = g_strdup_printf("%0249d@b", 1);

	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
		ok(sp_msgid_ok(cases[i].id) == cases[i].good,
		   "message id %zu", i);
	ok(sp_msgid_ok(fits) && !sp_msgid_ok(over), "250 bytes, not 251");
}

static void
test_recipients(void)
{
	static const struct {
		const char *recipient;
		const char *delimiter;
		enum sp_role role;
		const char *tag, *token;
	} cases[] = {
		{ "sec@example.org", "+", SP_TO_POST, NULL, NULL },
		{ "SEC@Example.ORG", "+", SP_TO_POST, NULL, NULL },
		{ "sec-request@example.org", "+", SP_TO_REQUEST, NULL, NULL },
		{ "sec+request@example.org", "+", SP_TO_REQUEST, NULL, NULL },
		{ "sec-Owner@example.org", "+", SP_TO_OWNER, NULL, NULL },
		{ "sec-bounces+abc2@example.org", "+", SP_TO_BOUNCES, NULL,
		  "abc2" },
		{ "sec-bounces-abc2@example.org", "-", SP_TO_BOUNCES, NULL,
		  "abc2" },
		{ "sec-bounces@example.org", "+", SP_TO_BOUNCES, NULL, NULL },
		{ "sec-bounces+a.b@example.org", "+", SP_TO_BOUNCES, NULL,
		  NULL },
		{ "sec-bouncesx@example.org", "+", SP_TO_OTHER, NULL, NULL },
		{ "sec+R-7KQ4-M2XC@example.org", "+", SP_TO_REPLY,
		  "R-7KQ4-M2XC", NULL },
		{ "sec+r-7kq4-m2xc@example.org", "+", SP_TO_REPLY,
		  "R-7KQ4-M2XC", NULL },
		{ "sec-R-7KQ4-M2XC@example.org", "-", SP_TO_REPLY,
		  "R-7KQ4-M2XC", NULL },
		{ "sec+r-7kq4m2xc@example.org", "+", SP_TO_REPLY,
		  "R-7KQ4-M2XC", NULL },
		{ "sec+7kq4m2xc@example.org", "+", SP_TO_OTHER, NULL, NULL },
		{ "sec+R-7KQ4-M2XC-AbC123@example.org", "+", SP_TO_REPLY,
		  "R-7KQ4-M2XC", "abc123" },
		{ "sec+R-7KQ4-M2XC-@example.org", "+", SP_TO_OTHER, NULL,
		  NULL },
		{ "sec+R-7KQ4-M2XC-a_b@example.org", "+", SP_TO_OTHER, NULL,
		  NULL },
		{ "sec+qsec-2026-0007@example.org", "+", SP_TO_REPLY,
		  "QSEC-2026-0007", NULL },
		{ "sec-QSEC-2026-0007@example.org", "-", SP_TO_REPLY,
		  "QSEC-2026-0007", NULL },
		{ "sec+QSEC-2026-0007-internal@example.org", "+",
		  SP_TO_INTERNAL, "QSEC-2026-0007", NULL },
		{ "sec+R-7KQ4-M2XC-internal@example.org", "+", SP_TO_INTERNAL,
		  "R-7KQ4-M2XC", NULL },
		{ "sec+QSEC-26-0007@example.org", "+", SP_TO_OTHER, NULL,
		  NULL },
		{ "sec+QSEC-2026-007@example.org", "+", SP_TO_OTHER, NULL,
		  NULL },
		{ "sec+QSEC-2026-12345@example.org", "+", SP_TO_REPLY,
		  "QSEC-2026-12345", NULL },
		{ "sec+2026-0007@example.org", "+", SP_TO_OTHER, NULL, NULL },
		{ "sec+anything@example.org", "+", SP_TO_OTHER, NULL, NULL },
		{ "sec+@example.org", "+", SP_TO_OTHER, NULL, NULL },
		{ "security@example.org", "+", SP_TO_OTHER, NULL, NULL },
		{ "sec@example.com", "+", SP_TO_OTHER, NULL, NULL },
		{ "other@example.org", "+", SP_TO_OTHER, NULL, NULL },
		{ "not an address", "+", SP_TO_OTHER, NULL, NULL },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct sp_recipient to = { .role = SP_TO_OTHER };

		sp_recipient_read("sec@example.org", cases[i].delimiter,
				  cases[i].recipient, &to);
		ok(to.role == cases[i].role &&
		   g_strcmp0(to.tag, cases[i].tag) == 0 &&
		   g_strcmp0(to.token, cases[i].token) == 0,
		   "%s: role %d, %s, %s", cases[i].recipient, (int)to.role,
		   or_null(to.tag), or_null(to.token));
		sp_recipient_clear(&to);
	}
}

static void
test_mailboxes(void)
{
	static const struct {
		const char *value;
		const char *address;
	} cases[] = {
		{ "alice@example.org", "alice@example.org" },
		{ " alice@example.org ", "alice@example.org" },
		{ "<alice@example.org>", "alice@example.org" },
		{ "Alice <alice@example.org>", "alice@example.org" },
		{ "Alice <alice@example.org> (work)", "alice@example.org" },
		{ "Alice (work) <alice@example.org>", "alice@example.org" },
		{ "\"A, \\\"B\\\"\" <alice@example.org>", "alice@example.org" },
		{ "J. Doe <j@example.org>", "j@example.org" },
		{ "J\xc3\xbcrgen <j@example.org>", "j@example.org" },
		{ "alice@example.org (Alice)", "alice@example.org" },
		{ "(Alice) alice@example.org", "alice@example.org" },
		{ "\"alice@example.org\" <mallory@evil.test>",
		  "mallory@evil.test" },
		{ "", NULL },
		{ "Alice", NULL },
		{ "Alice alice@example.org", NULL },
		{ "alice@example.org mallory@evil.test", NULL },
		{ "alice@example.org, mallory@evil.test", NULL },
		{ ",alice@example.org", NULL },
		{ "alice@example.org <mallory@evil.test>", NULL },
		{ "<alice@example.org> <mallory@evil.test>", NULL },
		{ "<alice@example.org> mallory", NULL },
		{ "<alice@example.org", NULL },
		{ "alice@example.org>", NULL },
		{ "Alice <alice@example.org", NULL },
		{ "< alice@example.org>", NULL },
		{ "alice @ example . org", NULL },
		{ "(mallory@evil.test) alice@example.org", NULL },
		{ "alice@example.org (nested (comment))", NULL },
		{ "alice@example.org (open", NULL },
		{ "\"open <alice@example.org>", NULL },
		{ "\"alice\\", NULL },
		{ "group: alice@example.org;", NULL },
		{ "<@evil.test:alice@example.org>", NULL },
		{ "alice@example.org\x7fx", NULL },
		{ "Al\xc3ice <alice@example.org>", NULL },
		{ "Alice\tB <alice@example.org>", "alice@example.org" },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *got = sp_mailbox_read(cases[i].value);

		ok(g_strcmp0(got, cases[i].address) == 0, "mailbox %zu: %s", i,
		   or_null(got));
	}
}

int
main(void)
{
	test_addresses();
	test_lengths();
	test_senders();
	test_message_ids();
	test_recipients();
	test_mailboxes();
	return tap_done();
}
