/* SPDX-License-Identifier: GPL-2.0-or-later */
/* bounce.h - which members' mail comes back
 *
 * Each copy of a mail to the list has an envelope sender of its own,
 * LIST-bounces+TOKEN: the token names the member, cannot be guessed, and holds
 * for two to four months. A failure that comes there is counted and put away;
 * the worker draws the conclusions. */
#ifndef SP_GATE_BOUNCE_H
#define SP_GATE_BOUNCE_H

#include "lib/gate/judge.h"

/* The envelope sender of a copy to that address that was made then; g_free(). */
char *sp_bounce_address(const struct sp_gate *gate, const char *member,
			int64_t made);
/* [tx] Count it if it is a report that a member's copy failed. Everything else,
 * forged and expired tokens included, is no error and changes nothing. */
enum sp_status sp_bounce_note(struct sp_gate *gate, const struct sp_hearing *h,
			      const struct sp_opening *o, int64_t now,
			      struct sp_err *err) SP_CHECKED;
/* Mark who bounces, and clear the marks of those who do not any more. Who is
 * marked stays a member and gets mail. The moderators read it in their next
 * reminder; without reminders in a mail of its own. */
enum sp_status sp_bounce_watch(struct sp_gate *gate, unsigned *marked,
			       struct sp_err *err) SP_CHECKED;

#endif
