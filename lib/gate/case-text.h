/* SPDX-License-Identifier: GPL-2.0-or-later */
/* case-text.h - all of a case: its portrait, its mails and who takes part
 *
 * As text, the same for the terminal and for mail; or piece by piece, for
 * whoever writes it in another form. */
#ifndef SP_GATE_CASE_TEXT_H
#define SP_GATE_CASE_TEXT_H

#include "lib/gate/triage.h"
#include "lib/notice/documents.h"
#include "lib/store/people.h"

/* What is there, in its order: mails, as they came, then people. address NULL:
 * it was deleted. */
struct sp_case_reader {
	void (*mail)(const struct sp_gate *gate, const struct sp_mail *m,
		     const struct sp_card *card, void *arg);
	void (*person)(const struct sp_gate *gate,
		       const struct sp_participant *p, const char *address,
		       void *arg);
	void *arg;
};

enum sp_status sp_case_walk(struct sp_gate *gate, const struct sp_case *c,
			    const struct sp_case_reader *reader,
			    struct sp_err *err) SP_CHECKED;
/* Does the token in the address that they were given prove who they are? */
gboolean sp_case_token_counts(const struct sp_gate *gate,
			      const struct sp_participant *p);

/* What "case show" says; g_free(). */
enum sp_status sp_case_text(struct sp_gate *gate, const struct sp_case *c,
			    char **text, struct sp_err *err) SP_CHECKED;

#endif
