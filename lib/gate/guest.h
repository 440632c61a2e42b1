/* SPDX-License-Identifier: GPL-2.0-or-later */
/* guest.h - people outside who help with one case, after they accepted its terms
 *
 * A guest has a key that a member brought, and is written to under that key or
 * not at all. Until the terms are accepted there is an invitation, and nothing
 * of the case leaves; what is signed with that key is held like a stranger's. */
#ifndef SP_GATE_GUEST_H
#define SP_GATE_GUEST_H

#include "lib/gate/opening.h"

/* By whose leave somebody outside hears of a case. */
struct sp_leave {
	const char *consent;	/* the reporter's: a Message-ID; or NULL */
	const char *clause;	/* of the policy, instead; or NULL */
};

/* The terms leave for address, sealed to the public key in bytes. SP_EDENIED:
 * the key cannot be used, or the person takes part already, or is a member,
 * or nobody gave leave.
 * fingerprint: g_free(). */
enum sp_status sp_guest_invite(struct sp_gate *gate, const char *actor,
			       const struct sp_case *c, const char *address,
			       GBytes *bytes, const struct sp_leave *leave,
			       char **fingerprint, struct sp_err *err)
			       SP_CHECKED;
/* A member saw that the terms were accepted. SP_EDENIED: there is no
 * invitation. */
enum sp_status sp_guest_admit(struct sp_gate *gate, const char *actor,
			      const struct sp_case *c, const char *address,
			      struct sp_err *err) SP_CHECKED;
/* An invitation or a guest ends: nothing leaves there any more. SP_NONE:
 * neither. */
enum sp_status sp_guest_uninvite(struct sp_gate *gate, const char *actor,
				 const struct sp_case *c, const char *address,
				 struct sp_err *err) SP_CHECKED;
/* o was signed by the key of p: one who is invited is a guest from then on,
 * with "accept" in its first line. *is: p may post in the case. */
enum sp_status sp_guest_answers(struct sp_gate *gate, struct sp_opening *o,
				const struct sp_participant *p, gboolean *is,
				struct sp_err *err) SP_CHECKED;

/* Who wrote a mail of the case, and is it one of its reporters? */
enum sp_status sp_guest_by_reporter(struct sp_gate *gate,
				    const struct sp_case *c,
				    const struct sp_mail *m,
				    struct sp_digest *author, gboolean *is,
				    struct sp_err *err) SP_CHECKED;
/* Is that message one by a reporter of the case, which could hold consent?
 * SP_EDENIED: it is not. author, which may be NULL, is whose. */
enum sp_status sp_guest_consent(struct sp_gate *gate, const struct sp_case *c,
				const char *msgid, struct sp_digest *author,
				struct sp_err *err) SP_CHECKED;

#endif
