/* SPDX-License-Identifier: GPL-2.0-or-later */
/* keys.c - look at, import, list, export and delete public keys */
#include "lib/pgp/key.h"

#include <string.h>

#include "lib/pgp/armor.h"
#include "lib/pgp/judge.h"
#include "lib/pgp/packet.h"
#include "lib/pgp/traits.h"

#define KEY_FILE_MAX 65536

enum sp_status
sp_key_packets(const uint8_t *bytes, size_t len, gboolean secret,
	       struct sp_blob *binary, struct sp_err *err)
{
	g_auto_blob struct sp_blob file = SP_BLOB_INIT;
	g_auto_rope struct sp_rope *text = sp_rope_new();
	enum sp_status r;

	/* Armor takes four thirds, and a line end in each line. */
	r = sp_blob_init(&file, KEY_FILE_MAX / 2 * 3, err);
	if (r == SP_OK)
		r = sp_blob_append(&file, bytes, len, err);
	if (r == SP_OK)
		r = sp_blob_init(binary, KEY_FILE_MAX, err);
	if (r == SP_OK) {
		sp_rope_blob(text, &file);
		if (sp_armor_seen(text))
			r = sp_armor_decode(text, secret ?
					    "PGP PRIVATE KEY BLOCK" :
					    "PGP PUBLIC KEY BLOCK", binary,
					    err);
		else
			r = sp_blob_append(binary, bytes, len, err);
	}
	return r == SP_OK ? sp_packet_key(binary, secret, err) : r;
}

/* Every key that the started listing yields, of gpgme_key_t. */
static gpgme_error_t
collect(gpgme_ctx_t ctx, GPtrArray *found)
{
	gpgme_key_t key;
	gpgme_error_t e;

	while (!(e = gpgme_op_keylist_next(ctx, &key)))
		g_ptr_array_add(found, key);
	(void)gpgme_op_keylist_end(ctx);
	return gpgme_err_code(e) == GPG_ERR_EOF ? 0 : e;
}

static void
key_unref(gpointer key)
{
	gpgme_key_unref(key);
}

/* What is wrong with a key in itself, whoever has it; NULL: nothing. */
static const char *
fault_of(gpgme_key_t key)
{
	if (key->invalid)
		return "key: no user id of it is validly signed";
	if (!sp_key_is_strong(key))
		return "key: too weak; RSA of 2048 bits or an elliptic curve"
		       " is needed";
	return NULL;
}

static enum sp_status
look_in(struct sp_pgp *scratch, struct sp_blob *binary,
	struct sp_key **key, struct sp_err *err)
{
	g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(key_unref);
	g_auto_run struct sp_run run = SP_RUN_INIT;
	g_auto(gpgme_data_t) in = NULL;
	enum sp_status r;
	gpgme_error_t e;

	r = sp_run_begin(&run, scratch, err);
	if (r == SP_OK)
		r = sp_small_data(binary, &in, err);
	if (r != SP_OK)
		return r;
	if (!(e = gpgme_op_keylist_from_data_start(run.ctx, in, 0)))
		e = collect(run.ctx, found);
	if (sp_judge_broke(&run, e))
		return sp_run_fail(&run, e, SP_EBUSY, "key", err);
	if (e || found->len != 1)
		return sp_fail(err, SP_EDATA, "key: gpg cannot read it");
	if (fault_of(found->pdata[0]))
		return sp_fail(err, SP_EDATA, "%s", fault_of(found->pdata[0]));
	*key = sp_key_from(found->pdata[0]);
	return SP_OK;
}

enum sp_status
sp_key_look(struct sp_blob *binary, struct sp_key **key,
	    struct sp_err *err)
{
	struct sp_pgp *scratch = NULL;
	enum sp_status r = sp_scratch_open(NULL, &scratch, err);

	if (r != SP_OK)
		return r;
	r = look_in(scratch, binary, key, err);
	sp_scratch_close(scratch);
	return r;
}

enum sp_status
sp_pgp_inspect(const uint8_t *bytes, size_t len, struct sp_key **key,
	       struct sp_err *err)
{
	g_auto_blob struct sp_blob binary = SP_BLOB_INIT;
	struct sp_traits traits = { 0 };
	enum sp_status r = sp_key_packets(bytes, len, FALSE, &binary, err);

	if (r == SP_OK)
		r = sp_traits_read(&binary, NULL, &traits, err);
	if (r == SP_OK && traits.version != 4)
		return sp_fail(err, SP_EDATA, "key: it is of version %u; this "
			       "server reads version 4", traits.version);
	if (r == SP_OK)
		r = sp_key_look(&binary, key, err);
	if (r == SP_EDATA && (traits.faults & SP_KEY_SHA1))
		return sp_fail(err, r, "key: its own signatures are made with "
			       "SHA-1, which can be forged; its owner makes "
			       "new ones by setting a date of expiry");
	if (r == SP_OK)
		(*key)->faults |= traits.faults;
	return r;
}

enum sp_status
sp_key_import(struct sp_pgp *pgp, struct sp_blob *binary,
	      struct sp_err *err)
{
	g_auto_run struct sp_run run = SP_RUN_INIT;
	g_auto(gpgme_data_t) in = NULL;
	gpgme_import_result_t result;
	enum sp_status r;
	gpgme_error_t e;

	r = sp_run_begin(&run, pgp, err);
	if (r == SP_OK)
		r = sp_small_data(binary, &in, err);
	if (r != SP_OK)
		return r;
	e = gpgme_op_import(run.ctx, in);
	result = gpgme_op_import_result(run.ctx);
	if (e || run.exit != 0)
		return sp_run_fail(&run, e, SP_EDATA, "import", err);
	if (!result || result->considered != 1 || !result->imports ||
	    result->imports->result)
		return sp_fail(err, SP_EDATA, "import: gpg took no key");
	return SP_OK;
}

enum sp_status
sp_pgp_import(struct sp_pgp *pgp, const uint8_t *bytes, size_t len,
	      struct sp_err *err)
{
	g_auto_blob struct sp_blob binary = SP_BLOB_INIT;
	enum sp_status r = sp_key_packets(bytes, len, FALSE, &binary, err);

	return r == SP_OK ? sp_key_import(pgp, &binary, err) : r;
}

static struct sp_key *
pick(const GPtrArray *found, const char *fingerprint)
{
	for (guint i = 0; i < found->len; i++) {
		gpgme_key_t key = found->pdata[i];

		if (key->subkeys && key->subkeys->fpr &&
		    strcmp(key->subkeys->fpr, fingerprint) == 0)
			return sp_key_from(key);
	}
	return sp_key_missing(fingerprint);
}

static void
key_free(gpointer key)
{
	sp_key_free(key);
}

/* List what gpg finds for the patterns, as gpgme has it. */
static enum sp_status
list(struct sp_run *run, const char *const *fprs, GPtrArray *found,
     struct sp_err *err)
{
	gpgme_error_t e = gpgme_op_keylist_ext_start(run->ctx,
						     (const char **)fprs, 0,
						     0);

	if (!e)
		e = collect(run->ctx, found);
	/* gpg exits with 2 when it misses one. */
	if (e || sp_judge_broke(run, 0))
		return sp_run_fail(run, e, SP_ECRYPT, "keys", err);
	return SP_OK;
}

enum sp_status
sp_pgp_keys(struct sp_pgp *pgp, const char *const *fprs, GPtrArray **keys,
	    struct sp_err *err)
{
	g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(key_unref);
	g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(key_free);
	g_auto_run struct sp_run run = SP_RUN_INIT;
	enum sp_status r = SP_OK;

	if (*fprs)
		r = sp_run_begin(&run, pgp, err);
	if (*fprs && r == SP_OK)
		r = list(&run, fprs, found, err);
	if (r != SP_OK)
		return r;
	for (; *fprs; fprs++)
		g_ptr_array_add(all, pick(found, *fprs));
	*keys = g_steal_pointer(&all);
	return SP_OK;
}

enum sp_status
sp_key_find(struct sp_pgp *pgp, const char *fingerprint, struct sp_key **key,
	    struct sp_err *err)
{
	const char *const one[] = { fingerprint, NULL };
	g_autoptr(GPtrArray) keys = NULL;
	enum sp_status r = sp_pgp_keys(pgp, one, &keys, err);

	if (r != SP_OK)
		return r;
	if (((struct sp_key *)keys->pdata[0])->state == SP_KEY_MISSING)
		return sp_fail(err, SP_NONE, "key %s is not here",
			       fingerprint);
	*key = g_ptr_array_steal_index(keys, 0);
	return SP_OK;
}

static enum sp_status
export(struct sp_pgp *pgp, const char *fpr, gpgme_export_mode_t mode,
       char **armor, struct sp_err *err)
{
	g_auto_run struct sp_run run = SP_RUN_INIT;
	g_auto(gpgme_data_t) out = NULL;
	enum sp_status r;
	gpgme_error_t e;
	char *bytes;
	size_t len;

	r = sp_run_begin(&run, pgp, err);
	if (r != SP_OK)
		return r;
	gpgme_set_armor(run.ctx, 1);
	if (!(e = gpgme_data_new(&out)))
		e = gpgme_op_export(run.ctx, fpr, mode, out);
	if (e || sp_judge_broke(&run, 0))
		return sp_run_fail(&run, e, SP_ECRYPT, "export", err);
	bytes = gpgme_data_release_and_get_mem(g_steal_pointer(&out), &len);
	if (len > 0)
		*armor = g_strndup(bytes, len);
	gpgme_free(bytes);
	return len > 0 ? SP_OK : sp_fail(err, SP_NONE, "key %s is not here",
					 fpr);
}

enum sp_status
sp_pgp_export(struct sp_pgp *pgp, const char *fpr, char **armor,
	      struct sp_err *err)
{
	return export(pgp, fpr, GPGME_EXPORT_MODE_MINIMAL, armor, err);
}

enum sp_status
sp_pgp_export_certified(struct sp_pgp *pgp, const char *fpr, char **armor,
			struct sp_err *err)
{
	return export(pgp, fpr, 0, armor, err);
}

enum sp_status
sp_pgp_delete(struct sp_pgp *pgp, const char *fpr, struct sp_err *err)
{
	g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(key_unref);
	const char *const one[] = { fpr, NULL };
	g_auto_run struct sp_run look = SP_RUN_INIT;
	g_auto_run struct sp_run run = SP_RUN_INIT;
	enum sp_status r;
	gpgme_error_t e;

	r = sp_run_begin(&look, pgp, err);
	if (r == SP_OK)
		r = list(&look, one, found, err);
	sp_run_end(&look);
	if (r == SP_OK && found->len != 1)
		r = sp_fail(err, SP_NONE, "key %s is not here", fpr);
	if (r == SP_OK)
		r = sp_run_begin(&run, pgp, err);
	if (r != SP_OK)
		return r;
	e = gpgme_op_delete_ext(run.ctx, found->pdata[0],
				GPGME_DELETE_FORCE);
	if (e || run.exit != 0)
		return sp_run_fail(&run, e, SP_ECRYPT, "delete", err);
	return SP_OK;
}

/* --- faults --------------------------------------------------------------- */

/* The public keys of these patterns, minimal; what is missing is not there. */
static enum sp_status
export_all(struct sp_pgp *pgp, const char *const *fprs, struct sp_blob *packets,
	   struct sp_err *err)
{
	g_auto_run struct sp_run run = SP_RUN_INIT;
	struct sp_sink sink = { .to = packets };
	enum sp_status r;
	gpgme_error_t e;

	r = sp_run_begin(&run, pgp, err);
	if (r == SP_OK)
		r = sp_run_data(&run, NULL, &sink, err);
	if (r != SP_OK)
		return r;
	e = gpgme_op_export_ext(run.ctx, (const char **)fprs,
				GPGME_EXPORT_MODE_MINIMAL, run.out);
	if ((r = sp_run_collect(&run, &sink, err)) != SP_OK)
		return r;
	if (e || sp_judge_broke(&run, 0))
		return sp_run_fail(&run, e, SP_ECRYPT, "export", err);
	return SP_OK;
}

enum sp_status
sp_pgp_faults(struct sp_pgp *pgp, GPtrArray *keys, struct sp_err *err)
{
	g_auto_blob struct sp_blob packets = SP_BLOB_INIT;
	g_autoptr(GPtrArray) fprs = g_ptr_array_new();
	enum sp_status r;

	for (guint i = 0; i < keys->len; i++) {
		struct sp_key *k = keys->pdata[i];

		if (k->state != SP_KEY_MISSING)
			g_ptr_array_add(fprs, k->fingerprint);
	}
	if (fprs->len == 0)
		return SP_OK;
	g_ptr_array_add(fprs, NULL);
	r = sp_blob_init(&packets, KEY_FILE_MAX * (size_t)fprs->len, err);
	if (r == SP_OK)
		r = export_all(pgp, (const char *const *)fprs->pdata, &packets,
			       err);
	for (guint i = 0; r == SP_OK && i < keys->len; i++) {
		struct sp_key *k = keys->pdata[i];
		struct sp_traits traits = { 0 };

		if (k->state == SP_KEY_MISSING)
			continue;
		r = sp_traits_read(&packets, k->fingerprint, &traits, err);
		if (r == SP_OK)
			k->faults |= traits.faults;
	}
	return r;
}
