/* SPDX-License-Identifier: GPL-2.0-or-later */
/* bulletin.h - the notice that is published of a case, as text */
#ifndef SP_NOTICE_BULLETIN_H
#define SP_NOTICE_BULLETIN_H

#include <glib.h>
#include <stdint.h>

struct sp_bulletin_branch {
	const char *name, *status;
	const char *commit, *tag;	/* of the fix; "" */
};

/* Everything is borrowed; what there is not is NULL, 0 or empty. */
struct sp_bulletin {
	const char *id;			/* NULL: it has not been published */
	const char *by;			/* who publishes it */
	const char *summary, *description, *impact, *workaround, *vulnerable;
	const char *cvss;		/* a vector, as in cvss.h */
	int64_t reported, published, fixed;
	GPtrArray *reporters;		/* of char *, as they are printed */
	GPtrArray *references;		/* of char *: the CVE, the bug */
	GPtrArray *branches;		/* of struct sp_bulletin_branch * */
};

/* As plain text of at most 70 columns; g_free(). */
char *sp_bulletin_text(const struct sp_bulletin *b);

#endif
