/* SPDX-License-Identifier: GPL-2.0-or-later */
/* template.h - mail texts with {placeholders}
 *
 * A template is a text file whose first line is "Subject: ...", then a blank
 * line, then the body. {name} is replaced, {{ is a brace; a line that holds
 * nothing but an empty placeholder vanishes, and the lines of a value that
 * stands alone keep the indentation of its line; a line that a value made
 * longer than 76 columns is folded. "{?name}" ... "{/name}" on lines of their
 * own keep what is between only when name is not empty. Every template declares
 * the placeholders it may use; an unknown one is SP_ECONF with file and line.
 *
 * What the placeholders stand for:
 *   list, address, tag, short   the list: its name, address, tag, and the name
 *                               of its configuration file
 *   ref, arrived                reference and time of arrival of the mail
 *   name                        who writes: the moderator
 *   results                     answer: each command with what came of it
 *   request                     answer, embargo-news, invite: the address for
 *                               commands
 *   list_key                    invite: the fingerprint of the list key
 *   what, terms                 embargo-news: "an embargo is proposed", and
 *                               the embargo as it is now, lines
 *   proposed, second, ending    embargo-news: "yes" when an answer is asked
 *                               for, a second member, or one for its end
 *   holds                       embargo-news: what holds while nobody answers
 *   decision, who, when         handled: "approved", by whom, and when; who and
 *                               when: written, held-back, too
 *   case                        written, held-back, review: the number of the
 *                               case
 *   to, patches                 review: the address of who is asked, and a line
 *                               for each patch; name is who is asked, and who
 *                               the member who asks
 *   told                        written: to whom it goes, when and how
 *   open, settled               handled: "yes" when it stays held, or not
 *   policy, key                 policy-url and key-url, or nothing
 *   fingerprint                 ack, rotated, sendkey: of the list key; nokey,
 *                               keywarning: of the member's; invite: of the
 *                               guest's
 *   former, until               ack, rotated: fingerprint of the former list
 *                               key, and until when it opens mail; in an ack
 *                               nothing when there is none
 *   due, finish                 until when a person answers; "60 days"; or
 *                               nothing when no such promise is made
 *   missing                     items of the checklist that were not found in
 *                               a report that came in clear, a line each
 *   too_large                   ask, reject: "yes" when it is past [limits]
 *                               message and was not read
 *   helpful                     ack: the whole checklist, when it was encrypted
 *   clear, sealed               ack: "yes" when it came in clear, encrypted
 *   has_key, no_key             ack: "yes" when it is encrypted itself, or not
 *   cause                       nokey, keywarning: "has expired"; alarm: a fixed phrase
 *   host, count, since, last    alarm: where, how often, first and last time
 *   taken                       alarm: when other mail was last taken in
 *                               meanwhile; nothing when none was */
#ifndef SP_NOTICE_TEMPLATE_H
#define SP_NOTICE_TEMPLATE_H

#include <glib.h>

#include "lib/base/status.h"

struct sp_template_value {
	const char *name;
	const char *value;	/* NULL is "" */
};

/* Expand text (of file, for messages). values ends with a NULL name. */
enum sp_status sp_template_expand(const char *file, const char *text,
				  const struct sp_template_value *values,
				  char **subject, char **body,
				  struct sp_err *err) SP_CHECKED;
/* Read DIR/templates/NAME.txt, else the built-in text of that name. A file may
 * add a reason of its own, reject-SOMETHING.txt. SP_NONE: no such template. */
enum sp_status sp_template_load(const char *dir, const char *name, char **file,
				char **text, struct sp_err *err) SP_CHECKED;
/* The reasons of reject: those that are built in and those of DIR/templates,
 * sorted, NULL-terminated; g_strfreev(). */
char **sp_template_reasons(const char *dir);
/* Names of the built-in templates, NULL-terminated. */
const char *const *sp_template_names(void);
/* Placeholders documented for a template (any reject-...), NULL-terminated;
 * NULL: no such. */
const char *const *sp_template_placeholders(const char *name);

#endif
