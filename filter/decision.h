/* SPDX-License-Identifier: GPL-2.0-or-later */
/* decision.h - what the deciding commands share */
#ifndef SP_FILTER_DECISION_H
#define SP_FILTER_DECISION_H

#include "filter/command.h"
#include "lib/gate/decide.h"

/* The decision is committed: hand over what it has queued, for a while, and
 * say what became of it. Always SP_OK, since what did not leave now leaves
 * later; o is cleared. */
enum sp_status decision_tell(struct sp_gate *gate, const struct sp_mail *m,
			     struct sp_outcome *o);

/* How the author's answer comes about. */
struct letter_source {
	const char *file;	/* --text: a path, "-" is standard input; NULL */
	gboolean edit;
};

/* A text in UTF-8 from a file, or from standard input ("-"). *text is
 * replaced. */
enum sp_status letter_read(const char *file, char **text, struct sp_err *err)
			   SP_CHECKED;
/* Subject and text, which hold a draft, from where the person says. encrypted:
 * nothing need be said before the editor starts. */
enum sp_status letter_words(struct call *call, gboolean encrypted,
			    const struct letter_source *from, char **subject,
			    char **text, struct sp_err *err) SP_CHECKED;
/* Subject and text of ask (reason NULL) or reject: the draft, or what the file
 * holds, then through the editor. SP_NONE: there is no such reason; the
 * sentence names those there are. SP_EDENIED: nothing was left of it. */
enum sp_status decision_letter(struct call *call, struct sp_gate *gate,
			       const struct sp_mail *m, const char *reason,
			       const struct letter_source *from,
			       char **subject, char **text,
			       struct sp_err *err) SP_CHECKED;
/* As the hand-over will decide it: a usable key came with the mail. */
gboolean decision_goes_encrypted(const struct sp_gate *gate,
				 const struct sp_mail *m);

#endif
