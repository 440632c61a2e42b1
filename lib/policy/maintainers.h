/* SPDX-License-Identifier: GPL-2.0-or-later */
/* maintainers.h - a file MAINTAINERS, and whom it suggests to ask
 *
 * Pure. The format is that of QEMU and Linux: a title, and below it, until an
 * empty line, lines of a letter, a colon and a value:
 *
 *	M R	a maintainer, a reviewer: Name <address>
 *	S	the status: Maintained, Orphan, ...
 *	F X	which files, and which of them not: * and ? stand for part of a
 *		name, a folder is all below it, and folder/ * is what is directly
 *		in it
 *	N K	which files by their name, and which patches by what they
 *		change: patterns as in lib/rule/rule.h
 *
 * Other letters are passed over, and so is text between sections. */
#ifndef SP_POLICY_MAINTAINERS_H
#define SP_POLICY_MAINTAINERS_H

#include "lib/base/status.h"
#include "lib/policy/people.h"
#include "lib/policy/review.h"
#include "lib/rule/rule.h"

#define SP_MAINTAINERS_BYTES ((size_t)4 << 20)
#define SP_MAINTAINERS_LINE 1000	/* bytes of a line */
#define SP_MAINTAINERS_SECTIONS 10000
#define SP_MAINTAINERS_ENTRIES 1000	/* lines of one section */
#define SP_MAINTAINERS_STARS 8		/* in one pattern of F or X */
#define SP_MAINTAINERS_PATTERNS 1000	/* of N and K, in the file */
#define SP_WHO_FILES 1000		/* paths asked about at once */

struct sp_contact {
	char *name;		/* or "" */
	char *address;
};

struct sp_named_pattern {
	char *text;
	struct sp_pattern *pattern;
};

struct sp_section {
	char *title;
	char *status;		/* or "" */
	GPtrArray *maintainers;	/* of struct sp_contact * */
	GPtrArray *reviewers;
	GPtrArray *files;	/* of char *: patterns */
	GPtrArray *not_files;
	GPtrArray *names;	/* of struct sp_named_pattern *: of paths */
	GPtrArray *contents;	/* the same of what a patch changes */
	unsigned entries;
};

/* sections gets struct sp_section *. SP_EDATA names the line that is past a
 * limit, or says that there is no section. */
enum sp_status sp_maintainers_read(const char *text, size_t len,
				   GPtrArray **sections, struct sp_err *err)
				   SP_CHECKED;
/* The pattern by which the section covers that path, or NULL. What N cannot
 * decide within its limits, it covers. */
const char *sp_section_covers(const struct sp_section *s, const char *path);
/* The same for one pattern. */
gboolean sp_maintainers_match(const char *pattern, const char *path);
/* Without "./" or the "a/" and "b/" of a patch in front. NULL: it is no path
 * below the top of a tree. g_free(). */
char *sp_maintainers_path(const char *given);

/* --- what a patch changes -------------------------------------------------- */

#define SP_KEYWORDS_BYTES 2000
#define SP_KEYWORDS_UNTRIED "?"

/* Which sections name what the text of a patch adds or takes away, of which the
 * first 64 KiB count: for each of them a line of its title, a tab and the
 * pattern. Not later than at deadline, in microseconds of the monotonic clock;
 * a last line SP_KEYWORDS_UNTRIED: not all could be tried. g_free(). */
char *sp_maintainers_keywords(const GPtrArray *sections, const char *text,
			      gsize len, int64_t deadline);

/* --- whom to ask ---------------------------------------------------------- */

struct sp_suggestion {
	char *name;		/* or "" */
	char *address;
	char *reason;		/* "maintains net (hw/net/) ..." */
	gboolean maintains;
	gboolean independent;	/* would count as an independent review */
	gboolean on_list;
};

/* What is asked about. */
struct sp_who {
	const char *const *paths;	/* as sp_maintainers_path() makes them,
					   ended by NULL */
	const GPtrArray *patches;	/* of struct sp_review_patch *: whose
					   authors are left out; NULL: none */
	const char *const *guests;	/* addresses of guests of the case;
					   NULL: none */
	int64_t now;
};

/* By members (of struct sp_member *): maintainers first, then those who would
 * count as independent, then the rest; struct sp_suggestion *. Who wrote all of
 * the patches is not among them. */
GPtrArray *sp_maintainers_who(const struct sp_config *conf,
			      const GPtrArray *sections,
			      const struct sp_who *who,
			      const GPtrArray *members);

#endif
