/* SPDX-License-Identifier: GPL-2.0-or-later */
/* secrecy-words.h - what is written about the embargo of a case in mail */
#ifndef SP_GATE_SECRECY_WORDS_H
#define SP_GATE_SECRECY_WORDS_H

#include "lib/gate/gate.h"

/* Below what members get: until when, and what that means for them. *text NULL:
 * there is no embargo. g_free(). */
enum sp_status sp_secrecy_footer(struct sp_gate *gate, const struct sp_case *c,
				 char **text, struct sp_err *err) SP_CHECKED;
/* text with that above its signature; a copy of it when there is none.
 * g_free(). */
enum sp_status sp_secrecy_add_footer(struct sp_gate *gate,
				     const struct sp_case *c, const char *text,
				     char **with, struct sp_err *err)
				     SP_CHECKED;
/* text with what its reporter, or a guest, must know of the embargo, above the
 * signature; a copy of it when there is nothing. g_free(). */
enum sp_status sp_secrecy_add_line(struct sp_gate *gate,
				   const struct sp_case *c, gboolean guest,
				   const char *text, char **with,
				   struct sp_err *err) SP_CHECKED;
/* The draft of a person's letter that tells of it, from the template embargo.
 * SP_EDENIED: there is nothing to tell. g_free() both. */
enum sp_status sp_secrecy_draft(struct sp_gate *gate, const struct sp_case *c,
				char **subject, char **text,
				struct sp_err *err) SP_CHECKED;

#endif
