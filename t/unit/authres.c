/* SPDX-License-Identifier: GPL-2.0-or-later */
/* authres.c - whose word about the sender counts */
#include "lib/mail/authres.h"

#include <string.h>

#include "t/unit/tap.h"

#define ID "mx.example.org"
#define PASS "dmarc=pass header.from=example.com"
#define AR "Authentication-Results: "
#define R1 "Received: from a by mx.example.org; date\n"
#define R2 "Received: from b by a; date\n"

static const struct {
	const char *name;
	const char *header;
	enum sp_auth want;
	const char *domain;
} cases[] = {
	{ "none at all", R1 R2, SP_AUTH_NONE, "" },
	{ "pass on top", AR ID "; " PASS "\n" R1 R2, SP_AUTH_PASS,
	  "example.com" },
	{ "pass below our Received", R1 AR ID "; " PASS "\n" R2, SP_AUTH_PASS,
	  "example.com" },
	{ "forged below the second Received", R1 R2 AR ID "; " PASS "\n",
	  SP_AUTH_NONE, "" },
	{ "no Received at all", AR ID "; " PASS "\n", SP_AUTH_PASS,
	  "example.com" },
	{ "fail", AR ID "; dmarc=fail header.from=example.com\n" R1,
	  SP_AUTH_FAIL, "example.com" },
	{ "R-044: ARC is believed from nobody", "ARC-Seal: i=1; cv=none; "
	  "d=example.com\nARC-Authentication-Results: i=1; mx.example.org; "
	  PASS "\n" R1, SP_AUTH_NONE, "" },
	{ "R-044: nor what our border says of it", AR ID "; arc=pass\n" R1,
	  SP_AUTH_NONE, "" },
	{ "dmarc=none", AR ID "; dmarc=none header.from=example.com\n" R1,
	  SP_AUTH_NONE, "example.com" },
	{ "in upper case", AR ID "; DMARC=Pass Header.From=example.com\n" R1,
	  SP_AUTH_PASS, "example.com" },
	{ "with a version", AR ID " 1; dmarc/1=pass header.from=example.com\n"
	  R1, SP_AUTH_PASS, "example.com" },
	{ "among others, folded", AR ID ";\n\tdkim=pass (2048-bit key; x)"
	  " header.d=example.com header.b=\"a;b\";\n\tspf=pass smtp.mailfrom="
	  "SRS0=ab=cd=example.com=u@example.net;\n\t" PASS "\n" R1,
	  SP_AUTH_PASS, "example.com" },
	{ "a reason in quotes", AR ID "; dmarc=pass reason=\"dmarc=fail\" "
	  "header.from=example.com\n" R1, SP_AUTH_PASS, "example.com" },
	{ "trailing semicolon", AR ID "; " PASS ";\n" R1, SP_AUTH_PASS,
	  "example.com" },
	{ "no result", AR ID "; none\n" R1, SP_AUTH_NONE, "" },
	{ "the id alone", AR ID "\n" R1, SP_AUTH_NONE, "" },
	{ "another id", AR "mx.evil.test; " PASS "\n" R1, SP_AUTH_NONE, "" },
	{ "our id as a prefix", AR ID ".evil.test; " PASS "\n" R1,
	  SP_AUTH_NONE, "" },
	{ "our id in a comment", AR "(" ID ") mx.evil.test; " PASS "\n" R1,
	  SP_AUTH_NONE, "" },
	{ "our id after a comment", AR "(x) " ID " (y); " PASS "\n" R1,
	  SP_AUTH_PASS, "example.com" },
	{ "our id in another case", AR "MX.example.org; " PASS "\n" R1,
	  SP_AUTH_NONE, "" },
	{ "ours and one in another case", AR ID "; " PASS "\n"
	  AR "MX.EXAMPLE.ORG; " PASS "\n" R1, SP_AUTH_NONE, "" },
	{ "ours twice", AR ID "; " PASS "\n" AR ID "; " PASS "\n" R1,
	  SP_AUTH_NONE, "" },
	{ "ours and a forged one far below", AR ID "; " PASS "\n" R1 R2
	  AR ID "; " PASS "\n", SP_AUTH_NONE, "" },
	{ "ours and somebody else's", AR ID "; " PASS "\n" R1
	  AR "mx.other.example; dmarc=fail\n" R2, SP_AUTH_PASS,
	  "example.com" },
	{ "a result in a comment", AR ID "; spf=fail (dmarc=pass "
	  "header.from=example.com)\n" R1, SP_AUTH_NONE, "" },
	{ "dmarc twice", AR ID "; " PASS "; dmarc=fail header.from=x.y\n" R1,
	  SP_AUTH_NONE, "" },
	{ "without header.from", AR ID "; dmarc=pass\n" R1, SP_AUTH_NONE, "" },
	{ "header.from of another method", AR ID "; spf=pass header.from=x.y; "
	  "dmarc=pass\n" R1, SP_AUTH_NONE, "" },
	{ "an open comment", AR ID "; " PASS " (x\n" R1, SP_AUTH_NONE, "" },
	{ "an open quoted string", AR ID "; " PASS " reason=\"x\n" R1,
	  SP_AUTH_NONE, "" },
	{ "a method without result", AR ID "; dmarc; " PASS "\n" R1,
	  SP_AUTH_NONE, "" },
	{ "a control character", AR ID "; " PASS "\x01\n" R1, SP_AUTH_NONE,
	  "" },
	{ "text after the id", AR ID " evil; " PASS "\n" R1, SP_AUTH_NONE,
	  "" },
	{ "another version", AR ID " 2; " PASS "\n" R1, SP_AUTH_PASS,
	  "example.com" },
	{ "a version that is none", AR ID " 1x 2; " PASS "\n" R1,
	  SP_AUTH_NONE, "" },
	{ "a dot behind our id", AR ID ".; " PASS "\n" R1, SP_AUTH_NONE, "" },
	{ "a digit behind it", AR ID "1; " PASS "\n" R1, SP_AUTH_NONE, "" },
	{ "a letter before it", AR "x" ID "; " PASS "\n" R1, SP_AUTH_NONE,
	  "" },
	{ "a path behind it", AR ID "/evil; " PASS "\n" R1, SP_AUTH_NONE,
	  "" },
	{ "a Cyrillic letter in it", AR "mx.\xd0\xb5xample.org; " PASS "\n" R1,
	  SP_AUTH_NONE, "" },
	{ "a comment within it", AR "mx(x).example.org; " PASS "\n" R1,
	  SP_AUTH_NONE, "" },
	{ "a comment in a comment", AR ID " ((x) " ID "); " PASS "\n" R1,
	  SP_AUTH_PASS, "example.com" },
	{ "a forged one above ours", AR ID "; " PASS "\n" AR ID
	  "; dmarc=fail header.from=example.com\n" R1, SP_AUTH_NONE, "" },
	{ "a forged one below ours", AR ID "; dmarc=fail "
	  "header.from=example.com\n" R1 AR ID "; " PASS "\n" R2,
	  SP_AUTH_NONE, "" },
	{ "three", AR ID "; " PASS "\n" AR ID "; " PASS "\n" AR ID "; " PASS
	  "\n" R1, SP_AUTH_NONE, "" },
	{ "a blank before the colon", "Authentication-Results : " ID "; " PASS
	  "\n" R1, SP_AUTH_NONE, "" },
	{ "a field of a like name", "X-Authentication-Results: " ID "; " PASS
	  "\n" R1, SP_AUTH_NONE, "" },
	{ "an original one", "Authentication-Results-Original: " ID "; " PASS
	  "\n" R1, SP_AUTH_NONE, "" },
	{ "the field's name in capitals", "AUTHENTICATION-RESULTS: " ID "; "
	  PASS "\n" R1, SP_AUTH_PASS, "example.com" },
	{ "dmarc as part of a name", AR ID "; x-dmarc=pass "
	  "header.from=example.com\n" R1, SP_AUTH_NONE, "" },
	{ "two results run together", AR ID "; dmarc=fail "
	  "header.from=example.com dmarc=pass\n" R1, SP_AUTH_FAIL,
	  "example.com" },
	/* what other sealers say is no word of our border. */
	{ "ARC, on top", "ARC-Authentication-Results: i=1; " ID "; " PASS "\n"
	  R1, SP_AUTH_NONE, "" },
	{ "ARC that passed, by our own border", AR ID "; arc=pass (i=1 dmarc="
	  "pass header.from=example.com)\n" R1, SP_AUTH_NONE, "" },
	{ "ARC that passed, and DMARC that failed", "ARC-Seal: i=1; cv=none\n"
	  "ARC-Authentication-Results: i=1; " ID "; " PASS "\n" AR ID
	  "; arc=pass; dmarc=fail header.from=example.com\n" R1,
	  SP_AUTH_FAIL, "example.com" },
	{ "a quoted id", AR "\"" ID "\"; " PASS "\n" R1, SP_AUTH_PASS,
	  "example.com" },
};

int
main(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *mail = g_strdup_printf("%s\nbody\n",
							cases[i].header);
		struct sp_head *head = sp_head_read((const uint8_t *)mail,
			(struct sp_range){ 0, strlen(mail) }, TRUE);
		g_autofree char *domain = NULL;
		g_autofree char *untrusted = NULL;
		enum sp_auth got = sp_authres_read(head, ID, &domain);

		ok(got == cases[i].want &&
		   strcmp(domain, cases[i].domain) == 0,
		   "%s: %d %s", cases[i].name, (int)got, domain);
		ok(sp_authres_read(head, "", &untrusted) == SP_AUTH_NONE,
		   "and without a configured id it says nothing");
		sp_head_free(head);
	}
	return tap_done();
}
