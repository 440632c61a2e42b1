/* SPDX-License-Identifier: GPL-2.0-or-later */
/* pictures.h - where a team stands, as a page of pictures and tables
 *
 * Pure. HTML with SVG in it, without scripts and without anything that is
 * fetched; it can be read without colours, without the pictures and on a
 * telephone. Times are seconds since the epoch, and shown in UTC; 0: it has not
 * happened. Everything is borrowed. */
#ifndef SP_NOTICE_PICTURES_H
#define SP_NOTICE_PICTURES_H

#include <glib.h>
#include <stdint.h>

#include "lib/notice/markup.h"
#include "lib/notice/picture-process.h"

/* At least as many as there are. */
#define SP_PICTURE_STATES_MAX 8

/* One case that is not closed. */
struct sp_picture_case {
	char *number;
	char *title;		/* from outside; NULL: forgotten */
	char *severity;
	unsigned state;		/* counts as sp_pictures.states does */
	int64_t arrived, answered, ready, published;
	int64_t end;		/* of its embargo, whether it has come or not */
	gboolean proposed;	/* an embargo is, and none is agreed on */
	GArray *restarts;	/* of int64_t: of the embargo; may be NULL */
	int64_t due;		/* by when it is to be dealt with; 0: there is
				   no such time */
	int64_t done;		/* and when that was so */
	unsigned reports;	/* held mails that were let into it */
};

/* One mail that was held. */
struct sp_picture_mail {
	int64_t arrived, decided;
};

/* The page is for those who may know of the cases. */
struct sp_pictures {
	const char *list;	/* its name */
	int64_t now;
	gboolean opaque;	/* a case is its number, and nothing more */
	const char *const *states;	/* their names, in order; NULL ends */
	unsigned counts[SP_PICTURE_STATES_MAX];	/* of cases in each */
	GArray *steps;		/* of struct sp_picture_step */
	GPtrArray *cases;	/* of struct sp_picture_case * */
	unsigned processing_d;	/* of the policy; 0: says nothing of it */
	GArray *mails;	/* of struct sp_picture_mail: that arrived in
				   the last 30 days, or wait */
};

void sp_picture_case_free(gpointer picture_case);

/* g_free() */
char *sp_pictures_page(const struct sp_pictures *p);

/* Its sections, inside lib/notice only. */
void sp_picture_timeline(struct sp_markup *m, const struct sp_pictures *p);
void sp_picture_work(struct sp_markup *m, const struct sp_pictures *p);
void sp_picture_queue(struct sp_markup *m, const struct sp_pictures *p);
void sp_picture_joined(struct sp_markup *m, const struct sp_pictures *p);

/* Rows that a picture has at most; the table beside it has all. */
#define SP_PICTURE_ROWS_MAX 500

#endif
