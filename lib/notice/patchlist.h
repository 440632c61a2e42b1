/* SPDX-License-Identifier: GPL-2.0-or-later */
/* patchlist.h - the list of patches that release managers check against
 *
 * A line for each patch: the number of the notice, the path of the patch, an
 * empty field and the subject, with tabs between them. A notice has as many
 * lines as it has patches. */
#ifndef SP_NOTICE_PATCHLIST_H
#define SP_NOTICE_PATCHLIST_H

#include <glib.h>
#include <stdint.h>

#include "lib/base/status.h"

#define SP_PATCHLIST_MAX (4 * 1024 * 1024)	/* bytes of a list */

struct sp_patchlist_row {
	char *number;		/* "2026-0001", "211" */
	char *path;
	char *subject;		/* of the commit */
	int64_t published;	/* 0: unknown, as in what was read */
};

void sp_patchlist_row_free(gpointer row);
/* of struct sp_patchlist_row *, and frees them. */
GPtrArray *sp_patchlist_new(void);
/* Copies; published may be 0. */
void sp_patchlist_add(GPtrArray *rows, const char *number, const char *path,
		      const char *subject, int64_t published);
/* In place of the rows of that number, or else at the end. The rows of new are
 * taken. */
void sp_patchlist_replace(GPtrArray *rows, const char *number, GPtrArray *new);

/* Those published at since or later, and those of which that is not known;
 * g_free(). A control character in a subject is written as a blank. SP_EDATA:
 * a number or path is empty or holds one. */
enum sp_status sp_patchlist_write(const GPtrArray *rows, int64_t since,
				  char **text, struct sp_err *err) SP_CHECKED;
/* g_ptr_array_unref(). SP_EDATA, with the line: it is no such list. */
enum sp_status sp_patchlist_read(const char *text, gsize len, GPtrArray **rows,
				 struct sp_err *err) SP_CHECKED;

#endif
