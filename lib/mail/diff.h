/* SPDX-License-Identifier: GPL-2.0-or-later */
/* diff.h - where a unified diff ends, whether it is whole, and what it touches
 *
 * Read as "git apply" reads it: a hunk has as many lines as its head says, so
 * that a removed line "- " is no signature, and a diff whose lines a mail
 * program has folded is found out. */
#ifndef SP_MAIL_DIFF_H
#define SP_MAIL_DIFF_H

#include <glib.h>

enum sp_diff_state {
	SP_DIFF_NONE,		/* nothing in it changes a file */
	SP_DIFF_WHOLE,
	SP_DIFF_DAMAGED,	/* lines are missing or folded, or more of a diff
				   follows behind its end */
};

/* text begins with the diff and has lines that end in LF. *len receives what is
 * the diff, *paths (g_ptr_array_unref(), of char *) the files that it touches,
 * each once, as raw bytes without the first folder, "a/" or "b/"; max of them
 * and *cut when there are more. With SP_DIFF_WHOLE alone. */
enum sp_diff_state sp_diff_read(const char *text, gsize n, guint max,
				gsize *len, GPtrArray **paths, gboolean *cut);

/* Does a diff begin at this line of the text? */
gboolean sp_diff_begins(const char *line, gsize left);

/* Length of the line at text, its LF included; of the rest when it has none. */
gsize sp_line_len(const char *text, gsize left);

#endif
