/* SPDX-License-Identifier: GPL-2.0-or-later */
/* advisory.h - the facts of a published notice, in the forms that others read
 *
 * Pure. The same facts make the notice of libvirt's security notices (LSN), as
 * XML and as the text that is derived from it, an OSV record, a CSAF advisory,
 * what a CNA says in a CVE record, and the rows of the patch list (patchlist.h).
 * Nothing here asks whether it may be published: whoever fills the struct
 * does. */
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
	gboolean fixed;		/* or it has no fix yet */
	const char *const *broken_in, *const *fixed_in;	/* tags */
	const char *const *broken_by, *const *fixed_by;	/* commits */
};

/* What does not change from notice to notice. */
struct sp_advisory_house {
	const char *product;		/* "libvirt" */
	const char *repository;		/* address to clone from */
	const char *xmlns;		/* what both namespaces begin with */
	const char *publisher;		/* who publishes; "": nobody says */
	const char *category;		/* "vendor", "coordinator", ... */
	const char *homepage;		/* of the publisher */
	const char *contact;		/* where to write to */
	const char *web;		/* where the folder can be read */
	const char *purl;		/* of the product, without version; "":
					   pkg:generic and its name */
	const char *cna;		/* UUID of who publishes its CVE records;
					   "": nobody */
};

/* One time at which something of it changed after it was published. */
struct sp_advisory_revision {
	int64_t at;
	const char *what;		/* "branches" */
};

/* Everything is borrowed. What there is not is NULL, 0 or empty. */
struct sp_advisory {
	const struct sp_advisory_house *house;
	const char *id;			/* "LSN-2026-0001", or "2026-0001" */
	const char *summary;		/* one line */
	const char *description, *impact, *workaround;
	const char *severity;		/* "Important" */
	const char *cvss;		/* a vector, as in cvss.h */
	const char *cve;		/* "CVE-2026-12345" */
	int64_t reported, published, fixed;
	const struct sp_advisory_revision *revisions;	/* the oldest first */
	size_t n_revisions;
	const struct sp_advisory_person *people;
	size_t n_people;
	const struct sp_advisory_bug *bugs;
	size_t n_bugs;
	const struct sp_advisory_branch *branches;
	size_t n_branches;
};

/* Can it be written at all? SP_ECHECK, with what is wrong: the number, no
 * summary, description, product, branch or date of publication, a commit that
 * is not 40 hexadecimal digits in small letters, a version that is broken and
 * fixed, a CVE or CVSS vector that is none, text that is no UTF-8 or holds
 * control characters. All that follows wants a yes. */
enum sp_status sp_advisory_check(const struct sp_advisory *a,
				 struct sp_err *err) SP_CHECKED;
/* "2026-0001", of its id. */
const char *sp_advisory_number(const struct sp_advisory *a);
/* When any of it last changed. */
int64_t sp_advisory_modified(const struct sp_advisory *a);
/* Where a file of the export can be read: folder and path below [notice] web;
 * g_free(). */
char *sp_advisory_url(const struct sp_advisory_house *house,
		      const char *folder, const char *path);
/* The same of its text, 2026/0001.txt; g_free(). */
char *sp_advisory_text_url(const struct sp_advisory *a);

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

/* --- Common Security Advisory Framework, 2.0 (csaf.c) ---------------------- */

/* Can one be written? Wants a publisher and a homepage. */
gboolean sp_csaf_is_possible(const struct sp_advisory_house *house);
/* "2026/exsn-2026-0007.json", below the folder of all (sections 5.1 and 7.1.11
 * of the standard): its year is that of publication; g_free(). */
char *sp_csaf_path(const struct sp_advisory *a);
/* The document, of the profile Security Advisory, with sorted keys; g_free(). */
char *sp_csaf_json(const struct sp_advisory *a);
/* What a provider says of the folder of all, provider-metadata.json: the
 * fingerprints of the keys in its folder openpgp, ended by NULL, and when any
 * document last changed, as sp_csaf_released() has it (section 7.1.7); g_free(). */
char *sp_csaf_provider(const struct sp_advisory_house *house,
		       const char *const *fingerprints, const char *changed);
/* When the document was last released, of its text: an instant as
 * 2026-12-02T12:00:00Z, g_free(). SP_EDATA: it is no such document. */
enum sp_status sp_csaf_released(const char *text, size_t len, char **instant,
				struct sp_err *err) SP_CHECKED;

/* --- CVE records, version 5 of their format (cna.c) ------------------------ */

#define SP_CNA_DESCRIPTION_MAX 4096	/* characters */

/* Is there an address that a record can refer to? It wants one at least. This
 * needs neither number nor date. */
gboolean sp_cna_has_reference(const struct sp_advisory *a);
/* Can one be written? Wants a CNA, a CVE and a reference. */
gboolean sp_cna_is_possible(const struct sp_advisory *a);
/* The container of the CNA, which is what it submits; g_free(). Text that is
 * longer than the format lets it be is cut behind a word, and ends in
 * "[...]". */
char *sp_cna_json(const struct sp_advisory *a);

#endif
