/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cvss.h - the base score of a vulnerability, by CVSS 3.1
 *
 * Pure. Version 3.1 is the newest that every form of notice has a place for. */
#ifndef SP_NOTICE_CVSS_H
#define SP_NOTICE_CVSS_H

#include <glib.h>

#include "lib/base/status.h"

#define SP_CVSS_EXAMPLE "CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:C/C:H/I:H/A:H"

struct sp_cvss {
	char vector[sizeof(SP_CVSS_EXAMPLE)];	/* in the usual order */
	unsigned tenths;		/* the base score, 0 to 100 */
	const char *severity;		/* "NONE" to "CRITICAL" */
};

/* Read a vector of the eight base metrics, each once and in any order.
 * SP_EDATA: what is wrong with it. */
enum sp_status sp_cvss_read(const char *vector, struct sp_cvss *cvss,
			    struct sp_err *err) SP_CHECKED;

#endif
