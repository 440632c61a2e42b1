/* SPDX-License-Identifier: GPL-2.0-or-later */
/* result.c - commands by mail, each with what came of it
 *
 * The command as it was written, and below it, moved in, "done" or "refused"
 * with one sentence, or with a text that stands on lines of its own. */
#include <string.h>

#include "lib/mail/show.h"
#include "lib/notice/documents.h"
#include "lib/notice/lines.h"

#define INDENT "    "

static void
put_lines(GString *out, const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	for (char **l = lines; *l != NULL; l++)
		g_string_append_printf(out, "%s%s\n", **l ? INDENT : "", *l);
}

void
sp_notice_result(GString *out, const char *command, gboolean done,
		 const char *text)
{
	g_autofree char *line = sp_show_line(command, 0);
	g_autofree char *safe = sp_show_text(text, 0);
	g_auto(GStrv) sentences = g_strsplit(safe, "\n", -1);
	const char *word = done ? INDENT "done: " : INDENT "refused: ";

	g_string_append_printf(out, "%s%s\n", out->len > 0 ? "\n" : "", line);
	if (strstr(safe, "\n\n") != NULL) {
		g_string_append(out, done ? INDENT "done:\n\n"
					  : INDENT "refused:\n\n");
		put_lines(out, safe);
		return;
	}
	for (char **s = sentences; *s != NULL; s++)
		sp_lines_fold(out, s == sentences ? word : INDENT INDENT,
			      INDENT INDENT, *s, TRUE);
}
