/* SPDX-License-Identifier: GPL-2.0-or-later */
/* doctor.h - the checks of "doctor"
 *
 * A check looks, changes nothing, and adds findings; it never ends the
 * examination. Those of doctor-host.c and doctor-linked.c look at the machine
 * and at files, those of doctor-list.c at an opened list. */
#ifndef SP_FILTER_DOCTOR_H
#define SP_FILTER_DOCTOR_H

#include "filter/command.h"

enum doctor_result { DOCTOR_OK, DOCTOR_WARNING, DOCTOR_FAIL };

struct finding {
	enum doctor_result result;
	const char *check;	/* "store": a stable word */
	char *text;
};

struct examination {
	GPtrArray *findings;	/* of struct finding * */
	const char *dir;
	const struct sp_config *conf;	/* NULL until it could be read */
	gboolean mta;		/* may send a mail to the list */
};

void doctor_find(struct examination *x, enum doctor_result result,
		 const char *check, const char *fmt, ...) SP_PRINTF(4, 5);
/* r as a finding: good when SP_OK, else what err says, as a failure. */
void doctor_status(struct examination *x, enum sp_status r,
		   const struct sp_err *err, const char *check,
		   const char *good);

/* Every mail text, built in or a file of templates/, expands with the
 * placeholders it may use. */
enum sp_status doctor_templates(const char *dir, struct sp_err *err)
				SP_CHECKED;

/* Permissions, sendmail, sandbox, clock, swap, deferrals, mail server. */
void doctor_host(struct examination *x);
/* Libraries that are linked in, against those of the system. */
void doctor_linked(struct examination *x);
/* Whether forged words of the mail server are taken away. */
void doctor_border(struct examination *x);
/* Store, keys, outbox, queue. */
void doctor_list(struct examination *x, struct sp_gate *gate);

#endif
