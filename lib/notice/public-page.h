/* SPDX-License-Identifier: GPL-2.0-or-later */
/* public-page.h - the figures of a list that anybody may read, as a page
 *
 * Pure. What is not in these structs cannot stand on the page: no case, no
 * title, no person, and no time but whole years and months. */
#ifndef SP_NOTICE_PUBLIC_PAGE_H
#define SP_NOTICE_PUBLIC_PAGE_H

#include <glib.h>

/* How many cases something is true of. */
struct sp_public_count {
	char *name;		/* "3 to 7 days" */
	int cases;		/* -1: not said */
};

struct sp_public_chapter {
	int year;
	gboolean complete;	/* the year is over: figures and the rest are
				   there */
	GArray *months;		/* of struct sp_public_count, as all these */
	GArray *figures;
	GArray *answers;	/* by the time to a person's answer */
	GArray *embargoes;	/* by the time in private */
};

struct sp_public_page {
	char *address;		/* of the list, which is public */
	unsigned least;		/* of cases that are counted together */
	GPtrArray *chapters;	/* of struct sp_public_chapter *, by year */
};

struct sp_public_page *sp_public_page_new(const char *address, unsigned least);
void sp_public_page_free(struct sp_public_page *p);	/* NULL is fine */
/* A new year; the page's. */
struct sp_public_chapter *sp_public_page_year(struct sp_public_page *p,
					      int year);
/* One more; takes name. */
void sp_public_count_add(GArray *counts, char *name, int cases);

/* g_free() */
char *sp_public_page_text(const struct sp_public_page *p);

#endif
