/* SPDX-License-Identifier: GPL-2.0-or-later */
/* rekey.h - the archive, sealed to other keys
 *
 * Whoever holds an old archive key opens a mail, this checks that it is what
 * the list put there, and seals it to the new keys in its place: both its
 * parts in one transaction. */
#ifndef SP_GATE_REKEY_H
#define SP_GATE_REKEY_H

#include "lib/gate/gate.h"

/* keys gets char *: the subkeys that mail would be sealed to which the members
 * of today are the readers of. SP_EDENIED: none of them has a usable key. */
enum sp_status sp_rekey_members(struct sp_gate *gate, GPtrArray **keys,
				struct sp_err *err) SP_CHECKED;
/* The same of these public keys (GBytes *), which become archive keys of the
 * list. names: of the files, for the sentence. SP_EDATA, SP_EDENIED: one of
 * them is no key, or cannot be used. */
enum sp_status sp_rekey_files(struct sp_gate *gate, const char *actor,
			      GBytes *const *files, const char *const *names,
			      GPtrArray **keys, struct sp_err *err) SP_CHECKED;

/* Is an archived mail sealed to just these? */
enum sp_status sp_rekey_done(struct sp_gate *gate, const struct sp_mail *m,
			     const GPtrArray *keys, gboolean *done,
			     struct sp_err *err) SP_CHECKED;
/* post: the signed message that was distributed, original: the mail as it
 * came, both as the old keys open them; a mail that lacks one has NULL there.
 * SP_EDENIED: the list did not sign the post. SP_EBUSY: it is still being sent
 * to somebody; SP_NONE: it has been deleted or sealed anew meanwhile. */
enum sp_status sp_rekey_mail(struct sp_gate *gate, const char *actor,
			     const struct sp_mail *m, struct sp_blob *post,
			     struct sp_blob *original, const GPtrArray *keys,
			     struct sp_err *err) SP_CHECKED;

/* What somebody has opened of the archive, as it is signed, and what it says.
 * SP_EDENIED: not by this list. */
enum sp_status sp_rekey_read_signed(struct sp_gate *gate, const char *ref,
				    struct sp_blob *message,
				    struct sp_blob *plain, struct sp_err *err)
				    SP_CHECKED;

#endif
