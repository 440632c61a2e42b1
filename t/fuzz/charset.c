/* SPDX-License-Identifier: GPL-2.0-or-later */
/* charset.c - encoded words and foreign charsets
 *
 * The first line names a charset, the rest is text in it and, again, a header
 * value. UTF-8 comes out, about as much as was asked for, whatever stood there;
 * and gmime gets to see no charset but those that are loaded. */
#include "lib/mail/charset.h"

#include "lib/mail/parse.h"
#include "t/fuzz/fuzz.h"

#define ASKED 64
#define MORE 4096		/* "about" */

/* Words that name one of each kind of converter. */
static const char all_kinds[] =
	"=?koi8-r?q?a?= =?utf-16?q?a?= =?shift_jis?q?a?= =?gb18030?q?a?= "
	"=?iso-2022-jp?q?a?= =?iso-8859-1?q?a?= =?euc-kr?q?a?= =?big5?q?a?=";

static void
check_value(const char *value)
{
	g_autofree char *text = sp_charset_header(value);
	g_autofree char *known = sp_charset_known(value);
	g_autofree char *again = sp_charset_known(known);
	g_autofree char *same = sp_charset_header(known);

	must(g_utf8_validate(text, -1, NULL));
	must(g_utf8_validate(known, -1, NULL));
	must(strcmp(known, again) == 0);
	must(strcmp(text, same) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree char *charset = fuzz_line(&data, &size);
	g_autofree char *value = fuzz_text(data, size);
	g_autoptr(GString) all = NULL, some = NULL;

	sp_mail_init();
	sp_charset_load((const uint8_t *)all_kinds, sizeof(all_kinds));
	all = sp_charset_text(charset, data, size, G_MAXSIZE);
	some = sp_charset_text(charset, data, size, ASKED);
	must(some->len <= ASKED + MORE && some->len <= all->len);
	must(memcmp(all->str, some->str, some->len) == 0);
	check_value(value);
	return 0;
}
