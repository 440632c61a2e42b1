/* SPDX-License-Identifier: GPL-2.0-or-later */
/* inform.h - what is to be read about a list, as text: for mail, and where the
 * command line says the same */
#ifndef SP_GATE_INFORM_H
#define SP_GATE_INFORM_H

#include "lib/gate/gate.h"

/* What waits for a moderator. Zeros at first. */
struct sp_queue_sum {
	unsigned held;
	unsigned unopened;
	unsigned overdue;	/* past the day that its author was promised */
	int64_t oldest;		/* when it arrived */
};

/* When a person's answer to the author of m is due, 0 where the list promises
 * no day; and whether that is over at now. */
int64_t sp_inform_due(const struct sp_gate *gate, const struct sp_mail *m);
gboolean sp_inform_overdue(const struct sp_gate *gate, const struct sp_mail *m,
			   int64_t now);
void sp_queue_sum_add(struct sp_queue_sum *sum, const struct sp_gate *gate,
		      const struct sp_mail *m, int64_t now);
/* "2 held. The oldest has waited 26 h."; g_free(). */
char *sp_queue_sum_text(const struct sp_queue_sum *sum, int64_t now);

/* Each fills *text; g_free(). No gpg is started but by the second. but: a mail
 * that is not counted, or 0. */
enum sp_status sp_inform_held(struct sp_gate *gate, int64_t but, char **text,
			      struct sp_err *err) SP_CHECKED;
/* One mail, and the beginning of its text while it is held. */
enum sp_status sp_inform_show(struct sp_gate *gate, const char *ref,
			      unsigned lines, char **text, struct sp_err *err)
			      SP_CHECKED;
/* What waits: for a moderator, and for the mail server; and the newest cases. */
enum sp_status sp_inform_status(struct sp_gate *gate, int64_t but, char **text,
				struct sp_err *err) SP_CHECKED;
/* The keys of the list and of its members. */
enum sp_status sp_inform_keys(struct sp_gate *gate, char **text,
			      struct sp_err *err) SP_CHECKED;
/* The roster; address NULL: all of it. */
enum sp_status sp_inform_members(struct sp_gate *gate, const char *address,
				 char **text, struct sp_err *err) SP_CHECKED;

/* "QSEC-2026-0007 is triaged, ..." and "Next: ..."; SP_NONE. g_free(). */
enum sp_status sp_inform_case(struct sp_gate *gate, const char *number,
			      char **text, struct sp_err *err) SP_CHECKED;
/* The last of these two lines alone. */
enum sp_status sp_inform_next(struct sp_gate *gate, const char *number,
			      char **text, struct sp_err *err) SP_CHECKED;
/* The open cases, two lines each; g_free(). */
enum sp_status sp_inform_cases(struct sp_gate *gate, char **text,
			       struct sp_err *err) SP_CHECKED;

#endif
