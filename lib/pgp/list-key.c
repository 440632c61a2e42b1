/* SPDX-License-Identifier: GPL-2.0-or-later */
/* list-key.c - the key of a list: make one, or take one over
 *
 * A key is imported into the home that uses it, never generated there: only an
 * import stores that the key's own signatures were checked, and gpg would
 * check them again in every run. */
#include "lib/pgp/key.h"

#include <string.h>

/* No expiry: a list key that expires by itself would lose reports. */
static const char parameters[] =
	"<GnupgKeyParms format=\"internal\">\n"
	"%%no-protection\n"
	"Key-Type: EDDSA\nKey-Curve: ed25519\nKey-Usage: cert,sign\n"
	"Subkey-Type: ECDH\nSubkey-Curve: cv25519\nSubkey-Usage: encrypt\n"
	"%s%s%s%s%s"
	"Expire-Date: 0\n"
	"</GnupgKeyParms>\n";

/* gpg wants name and address apart: "Name <address>", or just an address. */
static enum sp_status
parameters_for(const char *user_id, char **text, struct sp_err *err)
{
	const char *open = strchr(user_id, '<');
	const char *close = open ? strchr(open, '>') : NULL;
	g_autofree char *name = NULL;
	g_autofree char *address = NULL;

	for (const char *p = user_id; *p; p++)
		if (g_ascii_iscntrl(*p))
			return sp_fail(err, SP_EDATA,
				       "generate: control character in the"
				       " user id");
	if (open && !close)
		return sp_fail(err, SP_EDATA, "generate: user id without '>'");
	name = open ? g_strndup(user_id, (gsize)(open - user_id)) :
		      g_strdup("");
	address = open ? g_strndup(open + 1, (gsize)(close - open - 1)) :
			 g_strdup(user_id);
	g_strstrip(name);
	*text = g_strdup_printf(parameters, *name ? "Name-Real: " : "", name,
				*name ? "\nName-Email: " : "Name-Email: ",
				address, "\n");
	return SP_OK;
}

static enum sp_status
generate_in(struct sp_pgp *scratch, const char *text, char **fingerprint,
	    struct sp_err *err)
{
	g_auto_run struct sp_run run = SP_RUN_INIT;
	gpgme_genkey_result_t made;
	enum sp_status r;
	gpgme_error_t e;

	r = sp_agent_ready(scratch, FALSE, err);
	if (r == SP_OK)
		r = sp_run_begin(&run, scratch, err);
	if (r != SP_OK)
		return r;
	e = gpgme_op_genkey(run.ctx, text, NULL, NULL);
	made = gpgme_op_genkey_result(run.ctx);
	if (e || run.exit != 0 || !made || !made->fpr)
		return sp_run_fail(&run, e, SP_ECRYPT, "generate", err);
	*fingerprint = g_strdup(made->fpr);
	return SP_OK;
}

/* The names after the first. gpg takes the newest one for the primary, unless
 * told which is. */
static enum sp_status
add_user_ids(struct sp_pgp *scratch, const char *fingerprint,
	     const char *const *user_ids, struct sp_err *err)
{
	g_auto_run struct sp_run run = SP_RUN_INIT;
	g_auto(gpgme_key_t) key = NULL;
	enum sp_status r;
	gpgme_error_t e;

	if (user_ids[1] == NULL)
		return SP_OK;
	if ((r = sp_run_begin(&run, scratch, err)) != SP_OK)
		return r;
	e = gpgme_get_key(run.ctx, fingerprint, &key, 0);
	for (size_t i = 1; !e && user_ids[i] != NULL; i++)
		e = gpgme_op_adduid(run.ctx, key, user_ids[i], 0);
	if (!e)
		e = gpgme_op_set_uid_flag(run.ctx, key, user_ids[0], "primary",
					  NULL);
	return e || run.exit != 0
		? sp_run_fail(&run, e, SP_ECRYPT, "generate", err) : SP_OK;
}

static enum sp_status
export_secret(struct sp_pgp *scratch, const char *fingerprint,
	      struct sp_blob *binary, struct sp_err *err)
{
	g_auto_run struct sp_run run = SP_RUN_INIT;
	struct sp_sink sink = { .to = binary };
	enum sp_status r;
	gpgme_error_t e;

	r = sp_run_begin(&run, scratch, err);
	if (r == SP_OK)
		r = sp_run_data(&run, NULL, &sink, err);
	if (r != SP_OK)
		return r;
	e = gpgme_op_export(run.ctx, fingerprint, GPGME_EXPORT_MODE_SECRET,
			    run.out);
	if ((r = sp_run_collect(&run, &sink, err)) != SP_OK)
		return r;
	if (e || run.exit != 0 || binary->len == 0)
		return sp_run_fail(&run, e, SP_ECRYPT, "export", err);
	return SP_OK;
}

/* A list key must decrypt and sign with nobody there to type a passphrase. */
static enum sp_status
check_signs(struct sp_pgp *pgp, const struct sp_key *key, struct sp_err *err)
{
	g_auto_rope struct sp_rope *text = sp_rope_new();
	g_autofree char *armor = NULL;
	g_autofree char *micalg = NULL;

	sp_rope_text(text, "self-check\n");
	return sp_pgp_sign(pgp, text, key->fingerprint, &armor, &micalg, err);
}

/* Import it, and see that it signs. */
static enum sp_status
take(struct sp_pgp *pgp, struct sp_blob *binary,
     const char *fingerprint, struct sp_key **key, struct sp_err *err)
{
	struct sp_key *found = NULL;
	enum sp_status r;

	r = sp_agent_ready(pgp, FALSE, err);
	if (r == SP_OK)
		r = sp_key_import(pgp, binary, err);
	if (r == SP_OK)
		r = sp_key_find(pgp, fingerprint, &found, err);
	if (r == SP_OK)
		r = check_signs(pgp, found, err);
	if (r == SP_OK)
		*key = found;
	else
		sp_key_free(found);
	return r;
}

enum sp_status
sp_pgp_note_own(struct sp_pgp *pgp, const struct sp_key *key,
		struct sp_err *err)
{
	enum sp_status r = SP_OK;

	for (guint i = 0; r == SP_OK && i < key->subkeys->len; i++) {
		const struct sp_subkey *s = key->subkeys->pdata[i];

		if (s->can_encrypt)
			r = sp_home_note_own(pgp, s->fingerprint, err);
	}
	return r;
}

/* Take the secret key into the home, and note which subkeys open our mail. */
static enum sp_status
adopt(struct sp_pgp *pgp, struct sp_blob *binary,
      const char *fingerprint, struct sp_key **key, struct sp_err *err)
{
	struct sp_key *found = NULL;
	enum sp_status r = take(pgp, binary, fingerprint, &found, err);

	if (r == SP_OK)
		r = sp_pgp_note_own(pgp, found, err);
	if (r == SP_OK)
		*key = found;
	else
		sp_key_free(found);
	return r;
}

/* Try it out in a home for that alone: what turns out to need a passphrase
 * must not be left behind in the list's. */
static enum sp_status
rehearse(struct sp_blob *binary, const char *fingerprint,
	 struct sp_err *err)
{
	struct sp_pgp *scratch = NULL;
	struct sp_key *key = NULL;
	enum sp_status r = sp_scratch_open(NULL, &scratch, err);

	if (r != SP_OK)
		return r;
	r = take(scratch, binary, fingerprint, &key, err);
	if (r == SP_EBUSY || r == SP_ECRYPT)
		r = sp_fail(err, SP_EDATA, "import: the key does not sign;"
			    " it must have no passphrase");
	sp_key_free(key);
	sp_scratch_close(scratch);
	return r;
}

enum sp_status
sp_pgp_generate(const char *gnupg, const char *const *user_ids,
		struct sp_key **key, struct sp_err *err)
{
	g_auto_blob struct sp_blob binary = SP_BLOB_INIT;
	g_autofree char *text = NULL;
	g_autofree char *fingerprint = NULL;
	struct sp_pgp *scratch = NULL;
	struct sp_pgp *pgp = NULL;
	enum sp_status r;

	r = parameters_for(user_ids[0], &text, err);
	if (r == SP_OK)
		r = sp_pgp_make_home(gnupg, err);
	if (r == SP_OK)
		r = sp_pgp_open(gnupg, 0, &pgp, err);
	/* In memory, where what a killed process leaves is swept; else in the
	 * home: its secret is no less secret than the list's. */
	if (r == SP_OK)
		r = sp_scratch_open(gnupg, &scratch, err);
	if (r == SP_OK)
		r = generate_in(scratch, text, &fingerprint, err);
	if (r == SP_OK)
		r = add_user_ids(scratch, fingerprint, user_ids, err);
	if (r == SP_OK)
		r = sp_blob_init(&binary, 65536, err);
	if (r == SP_OK)
		r = export_secret(scratch, fingerprint, &binary, err);
	sp_scratch_close(scratch);
	if (r == SP_OK)
		r = adopt(pgp, &binary, fingerprint, key, err);
	sp_pgp_close(pgp);
	return r;
}

enum sp_status
sp_pgp_import_secret(struct sp_pgp *pgp, const uint8_t *bytes, size_t len,
		     struct sp_key **key, struct sp_err *err)
{
	g_auto_blob struct sp_blob binary = SP_BLOB_INIT;
	struct sp_key *seen = NULL;
	enum sp_status r;

	r = sp_key_packets(bytes, len, TRUE, &binary, err);
	if (r == SP_OK)
		r = sp_key_look(&binary, &seen, err);
	if (r == SP_OK && seen->state != SP_KEY_USABLE)
		r = sp_fail(err, SP_EDATA, "import: the key is expired,"
			    " revoked or has no encryption subkey");
	if (r == SP_OK)
		r = rehearse(&binary, seen->fingerprint, err);
	if (r == SP_OK)
		r = adopt(pgp, &binary, seen->fingerprint, key, err);
	sp_key_free(seen);
	return r;
}
