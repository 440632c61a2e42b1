/* SPDX-License-Identifier: GPL-2.0-or-later */
/* reminder.h - what waits, once a day, as text: pure */
#ifndef SP_NOTICE_REMINDER_H
#define SP_NOTICE_REMINDER_H

#include <glib.h>
#include <stdint.h>

#include "lib/base/config.h"

/* One held mail. */
struct sp_waiting {
	char *ref;
	int64_t arrived;
	char *from;		/* "" for who may not read it */
	char *subject;
	int64_t due;		/* when its author was to be answered; 0: no
				   answer is owed, or not yet */
	int64_t asked;		/* its author was asked, and has to be asked
				   again; 0 */
};

/* A heading's worth of lines: who, and what about it. */
struct sp_remark {
	char *who;
	char *what;
};

/* What is due in one case. */
struct sp_due {
	char *who;		/* its number and title */
	GPtrArray *what;	/* of char *: a line each */
	int64_t at;		/* when the first of it is due */
};

struct sp_reminder {
	const struct sp_config *conf;
	gboolean on_duty;	/* it is this person's turn */
	gboolean moderator;
	const GPtrArray *waiting;	/* of struct sp_waiting * */
	unsigned more;			/* held mails that it leaves out */
	const GPtrArray *answers;	/* of struct sp_remark *: cases whose
					   reporters were not written to */
	const GPtrArray *urgent;	/* of struct sp_due *: could not wait */
	const GPtrArray *cases;		/* of struct sp_due *, most urgent
					   first */
	unsigned more_cases;		/* that it leaves out */
	const GPtrArray *missed;	/* of struct sp_remark *: who got no
					   mail, and why */
	const GPtrArray *keys;		/* of struct sp_remark * */
	const char *head;		/* of the event log */
};

void sp_waiting_free(struct sp_waiting *w);
void sp_remark_free(struct sp_remark *r);
void sp_due_free(struct sp_due *d);
/* NULL when there is nothing to remind of; g_free(). */
char *sp_notice_reminder(const struct sp_reminder *r, int64_t now);

#endif
