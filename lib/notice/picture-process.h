/* SPDX-License-Identifier: GPL-2.0-or-later */
/* picture-process.h - the states of a case and the steps between them
 *
 * Pure. The same picture for the page of a team, with how many cases are in
 * each state, and for a manual, as text. */
#ifndef SP_NOTICE_PICTURE_PROCESS_H
#define SP_NOTICE_PICTURE_PROCESS_H

#include <glib.h>

#include "lib/notice/markup.h"

/* A step; states are bits, the first is bit 0. */
struct sp_picture_step {
	const char *does;	/* "acknowledge it" */
	char *needs;		/* "human answer, ..."; "": nothing */
	unsigned from;
	unsigned to;		/* one; several: back to where it came from */
};

struct sp_picture_process {
	const char *const *states;	/* ended by NULL */
	const unsigned *counts;		/* of cases in each; NULL: not said */
	GArray *steps;			/* of struct sp_picture_step */
};

/* Lines of ASCII; g_free(). */
char *sp_picture_process_text(const struct sp_picture_process *p);
/* A section of a page. */
void sp_picture_process(struct sp_markup *m,
			const struct sp_picture_process *p);

#endif
