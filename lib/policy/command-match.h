/* SPDX-License-Identifier: GPL-2.0-or-later */
/* command-match.h - the words of a line, by the pattern of its verb */
#ifndef SP_POLICY_COMMAND_MATCH_H
#define SP_POLICY_COMMAND_MATCH_H

#include "lib/policy/command.h"

/* words: all of the line, its verb first. What they say goes into c, and so
 * does what is wrong with them. */
void sp_command_match(struct sp_command *c, char **words, unsigned verb_words);
/* Does its pattern have a TEXT, which may be long? */
gboolean sp_command_has_text(const struct sp_verb *verb);

#endif
