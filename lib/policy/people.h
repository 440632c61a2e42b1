/* SPDX-License-Identifier: GPL-2.0-or-later */
/* people.h - what people of a list are, and whether mail may reach them
 *
 * Pure. The words for roles and kinds stand here once, for the command line,
 * for mail and for JSON. */
#ifndef SP_POLICY_PEOPLE_H
#define SP_POLICY_PEOPLE_H

#include "lib/base/config.h"
#include "lib/store/store.h"

#define SP_SUBSYSTEMS_MAX 32		/* of one person */
#define SP_SUBSYSTEM_LEN_MAX 40		/* bytes of one */

/* "moderator,reviewer"; "" for no role; g_free(). */
char *sp_roles_text(unsigned roles);
/* The same read back, in any order; "none" is no role. FALSE: one of them is
 * none, and *roles is untouched. */
gboolean sp_roles_read(const char *text, unsigned *roles);
/* "moderator, admin, reviewer, gatekeeper, cve"; g_free(). */
char *sp_roles_allowed(void);

/* "core", "vendor", "maintainer", "coordinator". */
const char *sp_kind_word(enum sp_member_kind kind);
gboolean sp_kind_read(const char *text, enum sp_member_kind *kind);

/* "net,block" from such words in any case, each once, in their order; "none" is
 * none. NULL: too many, or one is longer or made of something else than
 * letters, digits and -+._/; g_free(). */
char *sp_subsystems_read(const char *text);
/* Is that word one of them? */
gboolean sp_subsystems_have(const char *subsystems, const char *word);

/* What a member still lacks before a first mail, where [people] asks for it:
 * who vouches before what was accepted. */
enum sp_admission { SP_ADMITTED, SP_LACKS_VOUCHES, SP_LACKS_ACCEPTANCE };

enum sp_admission sp_policy_admission(const struct sp_config *conf,
				      const struct sp_member *m);
/* "has not accepted the policy", after a name; NULL: admitted. */
const char *sp_admission_words(enum sp_admission a);

#endif
