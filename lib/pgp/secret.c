/* SPDX-License-Identifier: GPL-2.0-or-later */
/* secret.c - the secret keys of a home: one, and while a list changes its key,
 * two
 *
 * The former one vouches for its successor. In the end its secret half goes,
 * and its public half stays: it still tells what it once signed. */
#include "lib/pgp/key.h"

#include "lib/pgp/judge.h"

static void
key_unref(gpointer key)
{
	gpgme_key_unref(key);
}

static void
key_free(gpointer key)
{
	sp_key_free(key);
}

/* What gpg has for a pattern (NULL: everything), with the names under which
 * the agent knows the secret halves. */
static enum sp_status
list(struct sp_run *run, const char *pattern, gboolean secret,
     GPtrArray *found, struct sp_err *err)
{
	gpgme_key_t key;
	gpgme_error_t e;

	gpgme_set_keylist_mode(run->ctx, GPGME_KEYLIST_MODE_LOCAL |
			       GPGME_KEYLIST_MODE_WITH_KEYGRIP);
	e = gpgme_op_keylist_start(run->ctx, pattern, secret);
	while (!e && !(e = gpgme_op_keylist_next(run->ctx, &key)))
		g_ptr_array_add(found, key);
	(void)gpgme_op_keylist_end(run->ctx);
	if (gpgme_err_code(e) == GPG_ERR_EOF)
		e = 0;
	if (e || sp_judge_broke(run, 0))
		return sp_run_fail(run, e, SP_ECRYPT, "keys", err);
	return SP_OK;
}

/* A gpg that is killed while it imports leaves a key of which only some parts
 * are here. */
static gboolean
opens_mail(gpgme_key_t key)
{
	for (gpgme_subkey_t s = key->subkeys; s; s = s->next)
		if (s->can_encrypt && s->secret)
			return TRUE;
	return FALSE;
}

enum sp_status
sp_pgp_secret_keys(struct sp_pgp *pgp, GPtrArray **keys, struct sp_err *err)
{
	g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(key_unref);
	g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(key_free);
	g_auto_run struct sp_run run = SP_RUN_INIT;
	enum sp_status r = sp_agent_ready(pgp, FALSE, err);

	if (r == SP_OK)
		r = sp_run_begin(&run, pgp, err);
	if (r == SP_OK)
		r = list(&run, NULL, TRUE, found, err);
	if (r != SP_OK)
		return r;
	for (guint i = 0; i < found->len; i++)
		if (opens_mail(found->pdata[i]))
			g_ptr_array_add(all, sp_key_from(found->pdata[i]));
	*keys = g_steal_pointer(&all);
	return SP_OK;
}

static enum sp_status
find_one(struct sp_pgp *pgp, const char *fpr, gpgme_key_t *key,
	 struct sp_err *err)
{
	g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(key_unref);
	g_auto_run struct sp_run run = SP_RUN_INIT;
	enum sp_status r = sp_run_begin(&run, pgp, err);

	if (r == SP_OK)
		r = list(&run, fpr, FALSE, found, err);
	if (r == SP_OK && found->len != 1)
		r = sp_fail(err, SP_NONE, "key %s is not here", fpr);
	if (r == SP_OK)
		*key = g_ptr_array_steal_index(found, 0);
	return r;
}

enum sp_status
sp_pgp_certify(struct sp_pgp *pgp, const char *signer, const char *fpr,
	       struct sp_err *err)
{
	g_auto(gpgme_key_t) by = NULL;
	g_auto(gpgme_key_t) key = NULL;
	g_auto_run struct sp_run run = SP_RUN_INIT;
	enum sp_status r;
	gpgme_error_t e;

	if ((r = find_one(pgp, signer, &by, err)) != SP_OK ||
	    (r = find_one(pgp, fpr, &key, err)) != SP_OK ||
	    (r = sp_agent_ready(pgp, FALSE, err)) != SP_OK ||
	    (r = sp_run_begin(&run, pgp, err)) != SP_OK)
		return r;
	e = gpgme_signers_add(run.ctx, by);
	if (!e)
		e = gpgme_op_keysign(run.ctx, key, NULL, 0,
				     GPGME_KEYSIGN_NOEXPIRE);
	if (e || run.exit != 0)
		return sp_run_fail(&run, e, SP_ECRYPT, "certify", err);
	return SP_OK;
}

enum sp_status
sp_pgp_drop_secret(struct sp_pgp *pgp, const char *fpr, struct sp_err *err)
{
	g_auto(gpgme_key_t) key = NULL;
	enum sp_status r = find_one(pgp, fpr, &key, err);

	if (r == SP_OK)
		r = sp_agent_ready(pgp, FALSE, err);
	for (gpgme_subkey_t s = r == SP_OK ? key->subkeys : NULL;
	     r == SP_OK && s; s = s->next)
		if (s->keygrip)
			r = sp_agent_delete(pgp, s->keygrip, err);
	/* The note goes last: it is what finds a key half dropped again. */
	for (gpgme_subkey_t s = r == SP_OK ? key->subkeys : NULL;
	     r == SP_OK && s; s = s->next)
		r = sp_home_forget_own(pgp, s->fpr, err);
	return r;
}
