/* SPDX-License-Identifier: GPL-2.0-or-later */
/* gate.c - one list, opened: configuration, secret, store, keyring */
#include "lib/gate/gate.h"

#include <string.h>
#include <time.h>

#include "lib/base/room-lock.h"
#include "lib/gate/casebook.h"
#include "lib/mail/address.h"
#include "lib/mail/parse.h"
#include "lib/store/backup.h"

enum sp_status
sp_gate_commit(struct sp_gate *gate, struct sp_err *err)
{
	enum sp_status r = gate->also != NULL
		? gate->also(gate->also_arg, err) : SP_OK;

	return r == SP_OK ? sp_store_commit(gate->store, err) : r;
}

int64_t
sp_gate_now(void)
{
	return (int64_t)time(NULL);
}

char *
sp_gate_path(const struct sp_config *conf, const char *name)
{
	return g_build_filename(conf->state, name, NULL);
}

static void
meanwhile(void *arg)
{
	struct sp_gate *gate = arg;
	struct sp_err err;

	if (gate->extra)
		gate->extra(gate->extra_arg);
	(void)!sp_room_prepare(&err);	/* whoever needs it will be told */
	sp_store_meanwhile(gate->store);
}

void
sp_gate_meanwhile(struct sp_gate *gate, void (*extra)(void *arg), void *arg)
{
	gate->extra = extra;
	gate->extra_arg = arg;
}

enum sp_status
sp_gate_list_keys(struct sp_gate *gate, struct sp_err *err)
{
	g_autoptr(GPtrArray) keys = NULL;
	const struct sp_list_key *now;
	enum sp_status r = sp_store_list_keys(gate->store, &keys, err);

	if (r == SP_NONE)
		return sp_fail(err, SP_ECONF, "%s: the store names no list "
			       "key; was init interrupted?", gate->conf->list);
	if (r != SP_OK)
		return r;
	now = keys->pdata[0];
	g_strlcpy(gate->list_primary, now->fingerprint,
		  sizeof(gate->list_primary));
	g_strlcpy(gate->list_encryption, now->encryption,
		  sizeof(gate->list_encryption));
	g_clear_pointer(&gate->list_keys, g_ptr_array_unref);
	gate->list_keys = g_steal_pointer(&keys);
	return SP_OK;
}

static enum sp_status
open_state(struct sp_gate *gate, gboolean query, struct sp_err *err)
{
	g_autofree char *secret = sp_gate_path(gate->conf, "secret");
	g_autofree char *db = sp_gate_path(gate->conf, "store.db");
	g_autofree char *home = sp_gate_path(gate->conf, "gnupg");
	enum sp_status r;

	if ((r = sp_path_safe(gate->conf->state, err)) != SP_OK ||
	    (r = sp_vault_open(secret, &gate->vault, err)) != SP_OK)
		return r;
	r = query ? sp_store_open_query(db, gate->vault, &gate->store, err)
		  : sp_store_open(db, gate->vault, &gate->store, err);
	if (r == SP_OK && !query)
		r = sp_store_secret_check(gate->store, err);
	if (r != SP_OK)
		return r;
	if ((r = sp_gate_list_keys(gate, err)) == SP_OK)
		r = sp_pgp_open(home, gate->conf->plaintext, &gate->pgp, err);
	if (r == SP_OK && !query) {
		sp_pgp_meanwhile(gate->pgp, meanwhile, gate);
		sp_casebook_keep(gate);
	}
	return r;
}

enum sp_status
sp_gate_open(struct sp_config *conf, gboolean query, struct sp_gate **gate,
	     struct sp_err *err)
{
	struct sp_gate *g = g_new0(struct sp_gate, 1);
	enum sp_status r;

	g->conf = conf;
	if ((r = sp_rule_set_new(g->conf, &g->rules, err)) != SP_OK ||
	    (r = open_state(g, query, err)) != SP_OK) {
		sp_gate_close(g);
		return r;
	}
	*gate = g;
	return SP_OK;
}

void
sp_gate_close(struct sp_gate *gate)
{
	if (gate == NULL)
		return;
	sp_pgp_close(gate->pgp);
	sp_store_close(gate->store);
	sp_rule_set_free(gate->rules);
	sp_vault_close(gate->vault);
	g_clear_pointer(&gate->list_keys, g_ptr_array_unref);
	sp_config_free(gate->conf);
	g_free(gate);
}

enum sp_status
sp_gate_restore(const struct sp_config *conf, int from, const char *name,
		struct sp_err *err)
{
	g_autofree char *secret = sp_gate_path(conf, "secret");
	g_autofree char *db = sp_gate_path(conf, "store.db");
	g_autofree char *home = sp_gate_path(conf, "gnupg");
	struct sp_vault *vault = NULL;
	struct sp_pgp *pgp = NULL;
	enum sp_status r;

	/* What would stand in the way of opening it is found out before. */
	if ((r = sp_path_safe(conf->state, err)) != SP_OK ||
	    (r = sp_pgp_open(home, conf->plaintext, &pgp, err)) != SP_OK)
		return r;
	sp_pgp_close(pgp);
	if ((r = sp_vault_open(secret, &vault, err)) != SP_OK)
		return r;
	r = sp_store_restore(from, name, db, vault, err);
	sp_vault_close(vault);
	return r;
}

gboolean
sp_gate_is_list_key(const struct sp_gate *gate, const char *primary)
{
	for (guint i = 0; i < gate->list_keys->len; i++) {
		const struct sp_list_key *k = gate->list_keys->pdata[i];

		if (strcmp(k->fingerprint, primary) == 0)
			return TRUE;
	}
	return FALSE;
}

const char **
sp_gate_list_subkeys(const struct sp_gate *gate)
{
	const char **all = g_new0(const char *, gate->list_keys->len + 1);

	for (guint i = 0; i < gate->list_keys->len; i++)
		all[i] = ((struct sp_list_key *)
			  gate->list_keys->pdata[i])->encryption;
	return all;
}

GBytes *
sp_gate_seal(const struct sp_gate *gate, const char *context, const char *text)
{
	return sp_vault_seal_text(gate->vault, context, text);
}

char *
sp_gate_unseal(const struct sp_gate *gate, const char *context, GBytes *sealed)
{
	struct sp_err err;
	gsize n = 0;
	const void *bytes;
	char *text = NULL;
	size_t len;

	if (sealed == NULL)
		return NULL;
	bytes = g_bytes_get_data(sealed, &n);
	if (sp_vault_unseal(gate->vault, context, bytes, n, &text, &len,
			    &err) != SP_OK)
		return NULL;
	return text;
}

void
sp_gate_digest_address(const struct sp_gate *gate, const char *address,
		       struct sp_digest *d)
{
	g_autofree char *key = sp_address_key(address);
	const char *text = key != NULL ? key : address;

	sp_vault_digest(gate->vault, "address", text, strlen(text), d);
}

void
sp_gate_digest_msgid(const struct sp_gate *gate, const char *msgid,
		     struct sp_digest *d)
{
	sp_vault_digest(gate->vault, "message-id", msgid, strlen(msgid), d);
}

char *
sp_gate_msgid(const struct sp_gate *gate, const char *purpose,
	      const char *subject, const char *recipient)
{
	const char *fields[] = { gate->conf->list, purpose, subject, recipient,
				 NULL };
	g_autofree char *text = NULL;
	struct sp_digest d;

	sp_vault_digest_fields(gate->vault, "own-message-id", fields, &d);
	text = sp_ref_base32(d.bytes, 15);
	return g_strdup_printf("%s@%s", text, gate->conf->domain);
}

char *
sp_gate_token(const struct sp_gate *gate, const char *ref)
{
	struct sp_digest d;

	sp_vault_digest(gate->vault, "reply-token", ref, strlen(ref), &d);
	return sp_ref_base32(d.bytes, 10);
}

char *
sp_gate_address(const struct sp_gate *gate, const char *suffix)
{
	return g_strdup_printf("%s%s%s@%s", gate->conf->local,
			       gate->conf->delimiter, suffix,
			       gate->conf->domain);
}

char **
sp_gate_user_ids(const struct sp_config *conf)
{
	static const char *const roles[] = { "", "-request", "-owner" };
	char **ids = g_new0(char *, G_N_ELEMENTS(roles) + 1);

	for (size_t i = 0; i < G_N_ELEMENTS(roles); i++)
		ids[i] = g_strdup_printf("%s <%s%s@%s>", conf->name,
					 conf->local, roles[i], conf->domain);
	return ids;
}

char *
sp_gate_role_address(const struct sp_gate *gate, const char *role)
{
	return g_strdup_printf("%s-%s@%s", gate->conf->local, role,
			       gate->conf->domain);
}
