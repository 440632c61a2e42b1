/* SPDX-License-Identifier: GPL-2.0-or-later */
/* versions.h - the versions that a notice names, and how each stands
 *
 * Pure. A version is what git calls by that name: a tag, a commit or a branch.
 * Where a branch says by which commit it was fixed but not since when it was
 * broken, the parent of that commit, as 1a2b~1, is the version known to be. */
#ifndef SP_NOTICE_VERSIONS_H
#define SP_NOTICE_VERSIONS_H

#include "lib/notice/advisory.h"

struct sp_version {
	char *name;
	gboolean fixed;		/* or broken */
	gboolean helped;	/* broken, and a branch that has it has a fix */
	char *fix;		/* whose parent it is; NULL: it has a name */
};

/* Each once, in the order in which the branches name them: of struct sp_version
 * *; g_ptr_array_unref(). */
GPtrArray *sp_versions_of(const struct sp_advisory *a);
/* The first that one branch calls broken and another, or the same, fixed; NULL:
 * there is none. */
const char *sp_versions_torn(const struct sp_advisory *a);
/* The package URL of one; g_free(). */
char *sp_version_purl(const struct sp_advisory_house *house,
		      const char *version);

#endif
