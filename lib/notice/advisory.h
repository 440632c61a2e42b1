/* SPDX-License-Identifier: GPL-2.0-or-later */
/* advisory.h - the facts of a published notice, in the forms that others read
 *
 * Pure. The same facts make the notice of libvirt's security notices (LSN), as
 * XML and as the text that is derived from it, an OSV record and the rows of
 * the patch list (patchlist.h). Nothing here asks whether it may be published:
 * whoever fills the struct does. */
#ifndef SP_NOTICE_ADVISORY_H
#define SP_NOTICE_ADVISORY_H

#include <glib.h>
#include <stdint.h>

#include "lib/base/status.h"

enum sp_advisory_role { SP_ADVISORY_REPORTER, SP_ADVISORY_PATCHER,
			SP_ADVISORY_REVIEWER, SP_ADVISORY_TESTER,
			SP_ADVISORY_COORDINATOR, SP_ADVISORY_TOOL,
			SP_ADVISORY_ROLES };

struct sp_advisory_person {
	enum sp_advisory_role role;
	const char *name, *email;	/* either may be NULL, not both */
};

struct sp_advisory_bug {
	const char *tracker, *id;	/* "redhat", "1824235" */
	const char *url;		/* NULL: unknown */
};

/* Tags and full commits; NULL: none. */
struct sp_advisory_branch {
	const char *name;
	const char *const *broken_in, *const *fixed_in;	/* tags */
	const char *const *broken_by, *const *fixed_by;	/* commits */
};

/* What does not change from notice to notice. */
struct sp_advisory_house {
	const char *product;		/* "libvirt" */
	const char *repository;		/* address to clone from */
	const char *xmlns;		/* what both namespaces begin with */
};

/* Everything is borrowed. What there is not is NULL, 0 or empty. */
struct sp_advisory {
	const struct sp_advisory_house *house;
	const char *id;			/* "LSN-2026-0001", or "2026-0001" */
	const char *summary;		/* one line */
	const char *description, *impact, *workaround;
	const char *severity;		/* "Important" */
	const char *cve;		/* "CVE-2026-12345" */
	int64_t reported, published, fixed;
	int64_t modified;		/* when any of this last changed */
	const struct sp_advisory_person *people;
	size_t n_people;
	const struct sp_advisory_bug *bugs;
	size_t n_bugs;
	const struct sp_advisory_branch *branches;
	size_t n_branches;
};

/* Can it be written at all? SP_ECHECK, with what is wrong: the number, no
 * summary, description, product, branch or date of publication, a commit that
 * is not 40 hexadecimal digits in small letters, a CVE that is none, text that
 * is no UTF-8 or holds control characters. All that follows wants a yes. */
enum sp_status sp_advisory_check(const struct sp_advisory *a,
				 struct sp_err *err) SP_CHECKED;
/* "2026-0001", of its id. */
const char *sp_advisory_number(const struct sp_advisory *a);

/* --- security notices (lsn.c) ---------------------------------------------- */

/* The XML; g_free(). Dates are days in UTC. */
char *sp_lsn_xml(const struct sp_advisory *a);
/* The same as text, byte for byte what libvirt's stylesheet makes of that XML
 * where product and prefix are libvirt's; g_free(). */
char *sp_lsn_text(const struct sp_advisory *a);
/* The list of all notices: names as "2026/0001.xml", ended by NULL; g_free(). */
char *sp_lsn_index(const struct sp_advisory_house *house,
		   const char *const *names);

/* --- Open Source Vulnerability format, 1.7.5 (osv.c) ----------------------- */

/* The identifier there: that of the notice, with "x_" before it unless its
 * prefix is registered; g_free(). */
char *sp_osv_id(const struct sp_advisory *a);
/* Does it begin with a registered prefix, or with x_ and one of its own? */
gboolean sp_osv_is_id(const char *id);
/* The record as JSON; g_free(). */
char *sp_osv_json(const struct sp_advisory *a);

#endif
