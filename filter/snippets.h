/* SPDX-License-Identifier: GPL-2.0-or-later */
/* snippets.h - the lines of contrib/ that a mail server needs for a list */
#ifndef SP_FILTER_SNIPPETS_H
#define SP_FILTER_SNIPPETS_H

#include "lib/base/config.h"

struct snippet {
	const char *name;	/* "postfix/master.cf" */
	const char *text;	/* for the list "team" of contrib/ */
};

/* Those of contrib/postfix and contrib/exim, as the build found them, without
 * their comments; ends with a NULL name. */
extern const struct snippet snippets_all[];

/* What a list has in place of what contrib/ has. */
struct snippet_list {
	const struct sp_config *conf;
	const char *program;	/* absolute path of sallyport */
	const char *dir;	/* of the configuration; NULL: the usual one */
	const char *user;
	const char *group;
};

/* A snippet made to fit; g_free(). */
char *snippet_for(const char *text, const struct snippet_list *list);

#endif
