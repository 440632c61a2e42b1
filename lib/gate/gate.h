/* SPDX-License-Identifier: GPL-2.0-or-later */
/* gate.h - one list, opened: configuration, secret, store, keyring
 *
 * Orchestration: what is done to one mail, in which order, and what is
 * committed together. How it is done stands in the layers below. */
#ifndef SP_GATE_GATE_H
#define SP_GATE_GATE_H

#include <glib.h>
#include <stdint.h>

#include "lib/base/config.h"
#include "lib/base/ref.h"
#include "lib/base/status.h"
#include "lib/pgp/pgp.h"
#include "lib/rule/rule.h"
#include "lib/store/store.h"
#include "lib/vault/vault.h"

struct sp_gate {
	struct sp_config *conf;
	struct sp_vault *vault;
	struct sp_store *store;
	struct sp_pgp *pgp;		/* no gpg is started by opening it */
	struct sp_rule_set *rules;
	char list_primary[SP_FPR_LEN + 1];
	char list_encryption[SP_FPR_LEN + 1];
	GPtrArray *list_keys;		/* of struct sp_list_key *: that one,
					   then former ones that open mail */
	void (*extra)(void *arg);	/* see sp_gate_meanwhile() */
	void *extra_arg;
	/* What is written in the transaction of each decision, too; NULL:
	 * nothing. */
	enum sp_status (*also)(void *arg, struct sp_err *err);
	void *also_arg;
};

/* conf is the gate's from then on, also on failure. query: the command only
 * reads the store. */
enum sp_status sp_gate_open(struct sp_config *conf, gboolean query,
			    struct sp_gate **gate, struct sp_err *err)
			    SP_CHECKED;
void sp_gate_close(struct sp_gate *gate);	/* NULL is fine */

/* While gpg works, this process has nothing to do: what can be done early is
 * done then. extra(arg) comes first (NULL: nothing), in each run of gpg until
 * this is called again; it must not start gpg. */
void sp_gate_meanwhile(struct sp_gate *gate, void (*extra)(void *arg),
		       void *arg);

/* Read anew which keys the list has. Pointers into list_keys end. */
enum sp_status sp_gate_list_keys(struct sp_gate *gate, struct sp_err *err)
				 SP_CHECKED;
/* Is it the primary key of the list, or of a former one that opens mail? */
gboolean sp_gate_is_list_key(const struct sp_gate *gate, const char *primary);
/* The encryption subkeys of all these, NULL-terminated; the strings are the
 * gate's, g_free() the array. */
const char **sp_gate_list_subkeys(const struct sp_gate *gate);

/* [tx] Commit what a person has decided, with what gate->also adds. */
enum sp_status sp_gate_commit(struct sp_gate *gate, struct sp_err *err)
			      SP_CHECKED;

/* Seconds since the epoch, UTC. */
int64_t sp_gate_now(void);
/* STATE/name; g_free(). */
char *sp_gate_path(const struct sp_config *conf, const char *name);
/* The store of a list that lost it, from a backup; as sp_store_restore(). */
enum sp_status sp_gate_restore(const struct sp_config *conf, int from,
			       const char *name, struct sp_err *err)
			       SP_CHECKED;

/* A short field: sealed under, and opened from, its context. */
GBytes *sp_gate_seal(const struct sp_gate *gate, const char *context,
		     const char *text);
/* NULL when sealed is NULL or does not open; g_free(). */
char *sp_gate_unseal(const struct sp_gate *gate, const char *context,
		     GBytes *sealed);

/* Keyed digest of an address in its comparison form; what is no address stands
 * for itself. */
void sp_gate_digest_address(const struct sp_gate *gate, const char *address,
			    struct sp_digest *d);
void sp_gate_digest_msgid(const struct sp_gate *gate, const char *msgid,
			  struct sp_digest *d);

/* The stable Message-ID (without <>) of a mail that we send: the same for the
 * same purpose, subject and recipient, also after a crash; g_free(). */
char *sp_gate_msgid(const struct sp_gate *gate, const char *purpose,
		    const char *subject, const char *recipient);

/* The token of LIST+REF-TOKEN@: 16 characters that only who got a mail of ours
 * about REF can know; g_free(). */
char *sp_gate_token(const struct sp_gate *gate, const char *ref);
/* LIST+suffix@domain, with the configured delimiter; g_free(). */
char *sp_gate_address(const struct sp_gate *gate, const char *suffix);

/* LIST-role@domain; g_free(). */
char *sp_gate_role_address(const struct sp_gate *gate, const char *role);
/* What a key of the list is called, for sp_pgp_generate(): by the address of the
 * list, then those at which it reads commands and its moderators are reached,
 * so that mail programs find it for these, too; g_strfreev(). */
char **sp_gate_user_ids(const struct sp_config *conf);

/* Contexts of sealed fields. */
#define SP_SEAL_ENVELOPE "mail.envelope"
#define SP_SEAL_CARD "mail.card"
#define SP_SEAL_THREAD "mail.thread"
#define SP_SEAL_ACK_KEY "mail.ack_key"
#define SP_SEAL_RECIPIENT "outbox.recipient"
#define SP_SEAL_TOLD "outbox.told"
#define SP_SEAL_TITLE "case.title"
#define SP_SEAL_BRIEF "case.brief"
#define SP_SEAL_ADDRESS "participant.address"
#define SP_SEAL_TOKEN "participant.token"
#define SP_SEAL_KEY "participant.key_data"

#endif
