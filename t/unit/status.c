/* SPDX-License-Identifier: GPL-2.0-or-later */
/* status.c - an error keeps its code and never overruns its text */
#include "lib/base/status.h"

#include <errno.h>
#include <glib.h>
#include <pwd.h>
#include <string.h>
#include <unistd.h>

#include "t/unit/tap.h"

/* A path that a person named: whose fault it is decides the exit status. */
static void
test_path(void)
{
	static const struct {
		int why;
		enum sp_status want;
		const char *text;
	} cases[] = {
		{ EEXIST, SP_EDENIED, "/x is there already" },
		{ EACCES, SP_EDATA,
		  "/x cannot be written: Permission denied for user " },
		{ ENOENT, SP_EDATA,
		  "/x cannot be written: No such file or directory" },
		{ ENOTDIR, SP_EDATA, "/x cannot be written: Not a directory" },
		{ EROFS, SP_EDATA,
		  "/x cannot be written: Read-only file system" },
		{ ENAMETOOLONG, SP_EDATA,
		  "/x cannot be written: File name too long" },
		{ ENOSPC, SP_EIO, "/x: No space left on device" },
		{ EIO, SP_EIO, "/x: Input/output error" },
	};
	const struct passwd *user = getpwuid(geteuid());
	const char *name = user ? user->pw_name : "unknown";
	struct sp_err err;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		ok(sp_fail_path(&err, "/x", cases[i].why) == cases[i].want &&
		   err.code == cases[i].want &&
		   strncmp(err.text, cases[i].text,
			   strlen(cases[i].text)) == 0 &&
		   strcmp(err.text + strlen(cases[i].text),
			  cases[i].why == EACCES ? name : "") == 0,
		   "%s", err.text);
}

/* What is wrong stands at the end of a sentence, behind the word that it is
 * about. */
static void
test_length(void)
{
	g_autofree char *word = g_strnfill(sizeof(((struct sp_err *)0)->text) - 3,
					   'x');
	GString *wide = g_string_new(NULL);
	struct sp_err err;

	(void)!sp_fail(&err, SP_EDATA, "%s is", word);
	ok(strlen(err.text) == sizeof(err.text) - 1, "one byte too long");
	ok(g_str_has_suffix(err.text, "x is") && strstr(err.text, "x...x"),
	   "the middle is left out");
	word[strlen(word) - 1] = '\0';
	(void)!sp_fail(&err, SP_EDATA, "%s is", word);
	ok(strlen(err.text) == sizeof(err.text) - 1 && !strstr(err.text, "..."),
	   "what just fits is whole");
	for (int i = 0; i < 1000; i++)
		g_string_append(wide, "\xf0\x9f\x92\xa5");
	for (int i = 0; i < 4; i++) {
		(void)!sp_fail(&err, SP_EDATA, "%.*s%s%.*s is", i, "abc",
			       wide->str, i, "abc");
		ok(g_utf8_validate(err.text, -1, NULL) &&
		   g_str_has_suffix(err.text, " is"),
		   "no character is cut in two, at %d", i);
	}
	(void)!sp_fail(&err, SP_EDATA, "it: %s", "wrong");
	(void)!sp_fail(&err, SP_EDATA, "and %s", err.text);
	ok(strcmp(err.text, "and it: wrong") == 0,
	   "an error can tell of itself");
	(void)g_string_free(wide, TRUE);
}

int
main(void)
{
	struct sp_err err;
	char big[1000];

	memset(big, 'x', sizeof(big) - 1);
	big[sizeof(big) - 1] = '\0';
	ok(sp_fail(&err, SP_EIO, "disk %d", 7) == SP_EIO, "the code comes back");
	ok(err.code == SP_EIO && strcmp(err.text, "disk 7") == 0,
	   "and is kept with its text");
	(void)!sp_fail(&err, SP_EDATA, "%s", big);
	ok(strlen(err.text) == sizeof(err.text) - 1, "a long text is cut");
	test_length();
	test_path();
	return tap_done();
}
