/* SPDX-License-Identifier: GPL-2.0-or-later */
/* mbox.c - where the mails of an mbox begin and end, whoever wrote it */
#include <string.h>

#include "lib/mail/mbox.h"
#include "t/unit/tap.h"

#define F "From ada@example.com Thu Nov 19 09:12:00 2026\n"

static const struct {
	const char *name;
	const char *file;
	size_t len;		/* 0: as long as the string */
	const char *want[4];	/* NULL in front: it is no mbox */
} files[] = {
	{ "one mail", F "A: 1\n\nx\n\n", 0, { "A: 1\n\nx\n" } },
	{ "two", F "A: 1\n\nx\n\n" F "B: 2\n\ny\n\n", 0,
	  { "A: 1\n\nx\n", "B: 2\n\ny\n" } },
	{ "empty lines in a mail stay", F "A: 1\n\nx\n\n\n\n" F "B: 2\n\ny\n",
	  0, { "A: 1\n\nx\n\n\n", "B: 2\n\ny\n" } },
	{ "no empty line at the end", F "A: 1\n\nx\n", 0, { "A: 1\n\nx\n" } },
	{ "cut off within a line", F "A: 1\n\nx", 0, { "A: 1\n\nx" } },
	{ "cut off within the first line", "From a Thu Nov 19 09:12", 0,
	  { "" } },
	{ "a From that nobody quoted", F "A: 1\n\nFrom here on\n\nFrom there\n",
	  0, { "A: 1\n\nFrom here on\n\nFrom there\n" } },
	{ "one with a date, and no empty line before it",
	  F "A: 1\n\nx\n" F "y\n", 0, { "A: 1\n\nx\n" F "y\n" } },
	{ "with a date, no empty line, and a header",
	  F "A: 1\n\nx\n" F "B-C: 2\n\ny\n" F "D: 3", 0,
	  { "A: 1\n\nx\n", "B-C: 2\n\ny\n", "D: 3" } },
	{ "the same at the end", F "A: 1\n\nx\n" F, 0,
	  { "A: 1\n\nx\n" F } },
	{ "quoted ones", F "A: 1\n\n>From a\n>>From b\n> From c\n>Fromage\n", 0,
	  { "A: 1\n\nFrom a\n>From b\n> From c\n>Fromage\n" } },
	{ "with CRLF", "From - Thu Nov 19 09:12:00 2026\r\nA: 1\r\n\r\nx\r\n"
	  "\r\n" F "B: 2\n", 0, { "A: 1\r\n\r\nx\r\n", "B: 2\n" } },
	{ "with a time zone, and no seconds",
	  "From a@b Thu Nov 19 09:12 2026 +0100\nA: 1\n", 0, { "A: 1\n" } },
	{ "a sender with blanks", "From \"a b\"@c Thu Nov 19 09:12:00 2026\nA\n",
	  0, { "A\n" } },
	{ "an empty mail between", F "\n" F "\n" F "A\n", 0, { "", "", "A\n" } },
	{ "with NULs", F "A\0B\n\n\0\n\n" F "C\n",
	  sizeof(F "A\0B\n\n\0\n\n" F "C\n") - 1, { "A", "C\n" } },
	{ "nothing", "", 0, { NULL } },
	{ "one mail without the line", "From: a@b\n\nx\n", 0, { NULL } },
	{ "the line without a date", "From here on\nA: 1\n", 0, { NULL } },
	{ "an empty line before it", "\n" F "A: 1\n", 0, { NULL } },
	{ "a day that is none", "From a Tho Nov 19 09:12:00 2026\nA\n", 0,
	  { NULL } },
	{ "a month across two", "From a Thu anF 19 09:12:00 2026\nA\n", 0,
	  { NULL } },
};

/* As a string: a NUL ends it here. */
static char *
unquoted(const char *bytes, struct sp_range mail)
{
	g_auto_blob struct sp_blob b = SP_BLOB_INIT;
	char *text = g_malloc0(mail.len + 1);
	struct sp_err err;
	size_t got = 0;

	if (sp_blob_init(&b, mail.len + 1, &err) != SP_OK ||
	    sp_mbox_unquote(bytes + mail.at, mail.len, &b, &err) != SP_OK ||
	    sp_blob_read(&b, 0, text, mail.len, &got, &err) != SP_OK)
		g_error("%s", err.text);
	return text;
}

int
main(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(files); i++) {
		const size_t len = files[i].len ? files[i].len
						: strlen(files[i].file);
		g_autofree char *exact = g_memdup2(files[i].file, len);
		struct sp_range mail = { 0, 0 };
		size_t at = 0, n = 0;
		int good = sp_mbox_is(exact, len) == (files[i].want[0] != NULL);

		while (good && files[i].want[0] &&
		       sp_mbox_next(exact, len, &at, &mail)) {
			g_autofree char *got = unquoted(exact, mail);

			good = n < G_N_ELEMENTS(files[i].want) &&
				files[i].want[n] &&
				strcmp(got, files[i].want[n]) == 0;
			n++;
		}
		good = good && (n == G_N_ELEMENTS(files[i].want) ||
				files[i].want[n] == NULL);
		ok(good, "%s", files[i].name);
	}
	return tap_done();
}
