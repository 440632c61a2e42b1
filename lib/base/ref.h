/* SPDX-License-Identifier: GPL-2.0-or-later */
/* ref.h - references: R-7KQ4-M2XC, eight characters of Crockford base32; and CVEs
 *
 * Random, given at arrival, safe to print in clear mail. Read in any case,
 * with I and L as 1 and O as 0, with or without the hyphens and the R-. */
#ifndef SP_BASE_REF_H
#define SP_BASE_REF_H

#include <glib.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/status.h"

#define SP_REF_LEN 11		/* strlen("R-7KQ4-M2XC") */

struct sp_ref {
	char text[SP_REF_LEN + 1];	/* canonical form, upper case */
};

/* From 40 random bits (or any 5 bytes). */
void sp_ref_make(const uint8_t random[5], struct sp_ref *ref);
/* SP_EDATA when text is no reference. */
enum sp_status sp_ref_parse(const char *text, struct sp_ref *ref,
			    struct sp_err *err) SP_CHECKED;
/* Lower-case Crockford base32 of n bytes, for words and tokens; g_free(). */
char *sp_ref_base32(const uint8_t *bytes, size_t n);

/* CVE-YYYY-N..., four digits or more, as the CVE rules have it. */
gboolean sp_cve_is_id(const char *text);

#endif
