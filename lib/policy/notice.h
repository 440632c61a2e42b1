/* SPDX-License-Identifier: GPL-2.0-or-later */
/* notice.h - what is published of a case: whether it may be, and its form
 *
 * Pure. Here a notice is what the public reads, in the end. People write its
 * parts (dossier.h); what else stands in it the case knows already. */
#ifndef SP_POLICY_NOTICE_H
#define SP_POLICY_NOTICE_H

#include <glib.h>

#include "lib/base/config.h"
#include "lib/base/status.h"
#include "lib/policy/dossier.h"

#define SP_NOTICE_LINE_GOAL 80		/* characters of a summary */
#define SP_NOTICE_LINE_MAX 200
#define SP_NOTICE_PART_MAX (16 * 1024)	/* bytes of any other part */

/* --- checks --------------------------------------------------------------- */

struct sp_finding {
	gboolean wrong;		/* or only worth a thought */
	char *text;		/* "it has no description" */
	char *command;		/* that supplies it; CASE stands for the case */
};

/* What is wrong with it, then what is worth a thought; empty: nothing is.
 * g_ptr_array_unref(). now: when it would be published. */
GPtrArray *sp_notice_check(const struct sp_dossier *d,
			   const struct sp_config *conf, int64_t now);
/* What is good about it, in a line; g_free(). */
char *sp_notice_praise(const struct sp_dossier *d);

/* What is wrong with a note, or none, that says what changes in a published
 * notice; NULL: nothing; g_free(). */
char *sp_notice_note(const struct sp_dossier *d, const struct sp_config *conf,
		     const char *note);

/* Has anybody begun to write it? A score alone is no beginning. */
gboolean sp_notice_begun(const struct sp_dossier *d);
/* The part, of which the impact may be the one that the severity was judged
 * by; NULL. */
const char *sp_notice_part(const struct sp_dossier *d,
			   enum sp_notice_part part);
/* The CVE that may be printed; NULL. */
const char *sp_notice_cve(const struct sp_dossier *d);
/* The last day on which a branch got its fix; 0: none has. */
int64_t sp_notice_fixed(const struct sp_dossier *d);

/* --- as a person edits it ------------------------------------------------- */

/* Everything there is, each part below its name, with comments that say what
 * belongs there; g_free(). */
char *sp_notice_form(const struct sp_dossier *d);
/* Read one back: the arguments of the event "notice-set", of which each part is
 * given or named as missing; g_hash_table_unref(). SP_EDATA: the line. */
enum sp_status sp_notice_read(const char *form, GHashTable **args,
			      struct sp_err *err) SP_CHECKED;
/* May it be that part? SP_EDATA. */
enum sp_status sp_notice_fits(enum sp_notice_part part, const char *text,
			      struct sp_err *err) SP_CHECKED;

#endif
