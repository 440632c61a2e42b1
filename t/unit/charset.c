/* SPDX-License-Identifier: GPL-2.0-or-later */
/* charset.c - which converters a message makes us load */
#include "lib/mail/charset.h"

#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/mail/parse.h"
#include "t/unit/tap.h"

#define NAMES_MAX 10000		/* as in lib/mail/charset.c */

/* Does a message with this text load the converter for charset? What one byte
 * shows as tells. Each in a process of its own: a converter stays loaded. */
static gboolean
loads(const char *text, gsize len, const char *charset, const char *byte,
      const char *shown)
{
	int status = 1;
	pid_t pid = fork();

	if (pid == 0) {
		g_autoptr(GString) out = NULL;

		sp_charset_load((const uint8_t *)text, len);
		out = sp_charset_text(charset, (const uint8_t *)byte, 1, 10);
		_exit(strcmp(out->str, shown) == 0 ? 0 : 1);
	}
	return pid > 0 && waitpid(pid, &status, 0) == pid && status == 0;
}

static void
test_names(void)
{
	static const struct {
		const char *text;
		gboolean want;
	} cases[] = {
		{ "Content-Type: text/plain; charset=koi8-r", TRUE },
		{ "charset=\"koi8-r\"", TRUE },
		{ "charset = \"KOI8-R\"", TRUE },
		{ "charset=\r\n\t\"KOI8_R\"; x=y", TRUE },
		{ "charset*=koi8-r''x", TRUE },
		{ "Subject: =?koi8-r?B?/A==?=", TRUE },
		{ "Subject: =?koi8-r*ru?Q?=FC?=", TRUE },
		{ "=koi8-r", TRUE },
		{ "=3D=koi8-r", TRUE },
		{ "koi8-r", FALSE },
		{ "charset=utf-8", FALSE },
		{ "charset=koi8-u", FALSE },
		{ "charset=koi8-rr", FALSE },
		{ "charset=xkoi8-r", FALSE },
		{ "charset=", FALSE },
		{ "=", FALSE },
		{ "", FALSE },
		{ "charset=kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkoi8-r",
		  FALSE },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
		ok(loads(cases[i].text, strlen(cases[i].text), "koi8-r",
			 "\374", "\320\255") == cases[i].want, "%s %s",
		   cases[i].text, cases[i].want ? "loads it" : "does not");
}

/* A name that is cut off by the end of the message is read no further. */
static void
test_end(void)
{
	const char text[] = "charset=koi8-r";

	for (gsize n = 0; n < sizeof(text) - 1; n++) {
		g_autofree char *exact = g_memdup2(text, n);

		if (loads(exact, n, "koi8-r", "\374", "\320\255"))
			break;
		if (n == sizeof(text) - 2)
			ok(TRUE, "a name cut off is none");
	}
	ok(!loads("charset=koi8\0-r", 15, "koi8-r", "\374", "\320\255"),
	   "nor one with a NUL in it");
}

/* So many names are looked at, of whatever the sender writes. */
static void
test_limit(void)
{
	for (unsigned more = 0; more < 2; more++) {
		g_autoptr(GString) s = g_string_new(NULL);

		for (unsigned i = 1; i < NAMES_MAX + more; i++)
			g_string_append(s, "=kkk ");
		g_string_append(s, "=koi8-r");
		ok(loads(s->str, s->len, "koi8-r", "\374", "\320\255") ==
		   (more == 0), "name %u is %slooked at", NAMES_MAX + more,
		   more ? "not " : "");
	}
}

int
main(void)
{
	sp_mail_init();
	test_names();
	test_end();
	test_limit();
	return tap_done();
}
