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

/* By their role, or since [review] gatekeeper names them. */
gboolean sp_policy_is_gatekeeper(const struct sp_config *conf,
				 const struct sp_member *m);

/* What a member still lacks before a first mail, where [people] asks for it:
 * who vouches before what was accepted. */
enum sp_admission { SP_ADMITTED, SP_LACKS_VOUCHES, SP_LACKS_ACCEPTANCE };

enum sp_admission sp_policy_admission(const struct sp_config *conf,
				      const struct sp_member *m);
/* "has not accepted the policy", after a name; NULL: admitted. */
const char *sp_admission_words(enum sp_admission a);

/* --- the roster as a whole ------------------------------------------------ */

struct sp_roster_finding {
	gboolean fails;		/* else it is only worth knowing */
	char *about;		/* an address, or "roster" */
	char *text;		/* "has no key", ... */
};

/* What stands against the work of these members (of struct sp_member *):
 * struct sp_roster_finding *, those that fail first. policy: the digest of the
 * one in force. */
GPtrArray *sp_policy_roster(const struct sp_config *conf,
			    const GPtrArray *members, const char *policy,
			    int64_t now);

#endif
