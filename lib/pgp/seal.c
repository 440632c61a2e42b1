/* SPDX-License-Identifier: GPL-2.0-or-later */
/* seal.c - encrypt and sign once for everyone, then cut at packet borders */
#include "lib/pgp/pgp.h"

#include <string.h>

#include "lib/pgp/engine.h"
#include "lib/pgp/packet.h"

#define HEAD_ROOM ((size_t)1 << 20)	/* what packets may add to the text */
#define KEY_ID_LEN 16			/* in hex, the end of a fingerprint */

static void
envelope_free(gpointer p)
{
	struct sp_envelope *e = p;

	g_bytes_unref(e->pkesk);
	g_free(e);
}

void
sp_sealed_clear(struct sp_sealed *s)
{
	g_clear_pointer(&s->envelopes, g_ptr_array_unref);
	sp_blob_clear(&s->body);
}

static gboolean
is_fingerprint(const char *text)
{
	return strlen(text) == SP_FPR_LEN &&
	       strspn(text, "0123456789ABCDEF") == SP_FPR_LEN;
}

/* One line for each recipient, as gpgme takes them: "--" ends its options, "!"
 * forces that very subkey. wanted gets each once. */
static enum sp_status
recipient_lines(const char *const *recipients, GString *lines,
		GHashTable *wanted, struct sp_err *err)
{
	g_string_assign(lines, "--\n");
	for (; *recipients; recipients++) {
		if (!is_fingerprint(*recipients))
			return sp_fail(err, SP_EDATA, "seal: %.40s is no"
				       " fingerprint", *recipients);
		if (g_hash_table_add(wanted, (gpointer)*recipients))
			g_string_append_printf(lines, "%s!\n", *recipients);
	}
	if (g_hash_table_size(wanted) == 0 ||
	    g_hash_table_size(wanted) > SP_PKESK_MAX)
		return sp_fail(err, SP_EDATA, "seal: %u recipients, of 1 to %d",
			       g_hash_table_size(wanted), SP_PKESK_MAX);
	return SP_OK;
}

/* gpg says which recipient was of no use, and then encrypts to nobody. */
static enum sp_status
check_seal(const struct sp_run *run, gpgme_error_t e, gboolean signs,
	   struct sp_err *err)
{
	const struct _gpgme_op_encrypt_result *sealed =
		gpgme_op_encrypt_result(run->ctx);
	const struct _gpgme_op_sign_result *made =
		signs ? gpgme_op_sign_result(run->ctx) : NULL;

	if (e && sealed && sealed->invalid_recipients)
		return sp_fail(err, SP_NONE, "seal: key %s: %s",
			       sealed->invalid_recipients->fpr,
			       gpgme_strerror(
				sealed->invalid_recipients->reason));
	if (e || run->exit != 0)
		return sp_run_fail(run, e, SP_ECRYPT, "seal", err);
	if (signs && (!made || !made->signatures || made->signatures->next))
		return sp_fail(err, SP_ECRYPT, "seal: not signed once");
	return SP_OK;
}

static enum sp_status
encrypt_once(struct sp_pgp *pgp, struct sp_rope *plain, const char *signer,
	     const char *lines, gboolean compress, struct sp_blob *out,
	     struct sp_err *err)
{
	const gpgme_encrypt_flags_t flags = GPGME_ENCRYPT_ALWAYS_TRUST |
		(compress ? 0 : GPGME_ENCRYPT_NO_COMPRESS);
	g_auto_run struct sp_run run = SP_RUN_INIT;
	struct sp_source source = { .rope = plain };
	struct sp_sink sink = { .to = out };
	enum sp_status r;
	gpgme_error_t e;

	r = sp_run_begin(&run, pgp, err);
	if (r == SP_OK)
		r = sp_run_data(&run, &source, &sink, err);
	if (r != SP_OK)
		return r;
	sp_run_signer(signer);
	e = signer ? gpgme_op_encrypt_sign_ext(run.ctx, NULL, lines, flags,
					       run.in, run.out) :
		     gpgme_op_encrypt_ext(run.ctx, NULL, lines, flags, run.in,
					  run.out);
	if ((r = sp_run_collect(&run, &sink, err)) != SP_OK)
		return r;
	if (sink.overflow)
		return sp_fail(err, SP_ECRYPT, "seal: gpg wrote too much");
	return check_seal(&run, e, signer != NULL, err);
}

/* Encrypt; once more with a fresh agent when only signing failed us. */
static enum sp_status
encrypt(struct sp_pgp *pgp, struct sp_rope *plain, const char *signer,
	const char *lines, gboolean compress, struct sp_blob *out,
	struct sp_err *err)
{
	const size_t max = sp_rope_len(plain) + sp_rope_len(plain) / 64 +
			   HEAD_ROOM;
	enum sp_status r;

	for (int again = 0; ; again++) {
		r = signer ? sp_agent_ready(pgp, again > 0, err) : SP_OK;
		if (r == SP_OK)
			r = sp_blob_init(out, max, err);
		if (r != SP_OK)
			return r;
		r = encrypt_once(pgp, plain, signer, lines, compress, out,
				 err);
		if (r == SP_OK)
			return SP_OK;
		sp_blob_clear(out);
		if (r != SP_EBUSY || again > 0)
			return r;
	}
}

/* The index of the packet for this subkey, or -1. */
static int
find_pkesk(const struct sp_cut *cut, const char *fingerprint)
{
	for (unsigned i = 0; i < cut->n_pkesk; i++) {
		char id[KEY_ID_LEN + 1];

		for (int k = 0; k < KEY_ID_LEN / 2; k++)
			g_snprintf(id + 2 * k, 3, "%02X",
				   cut->pkesk[i].key_id[k]);
		if (strcmp(id, fingerprint + SP_FPR_LEN - KEY_ID_LEN) == 0)
			return (int)i;
	}
	return -1;
}

static enum sp_status
take_envelope(const struct sp_blob *whole, const struct sp_cut *cut,
	      const char *fingerprint, GPtrArray *envelopes,
	      struct sp_err *err)
{
	const int i = find_pkesk(cut, fingerprint);
	struct sp_envelope *envelope;
	g_autofree guint8 *bytes = NULL;
	struct sp_range range;
	enum sp_status r;
	size_t got;

	if (i < 0)
		return sp_fail(err, SP_ECRYPT, "seal: nothing for %s",
			       fingerprint);
	range = cut->pkesk[i].packet;
	bytes = g_malloc(range.len);
	r = sp_blob_read(whole, range.at, bytes, range.len, &got, err);
	if (r != SP_OK)
		return r;
	envelope = g_new0(struct sp_envelope, 1);
	g_strlcpy(envelope->fingerprint, fingerprint,
		  sizeof(envelope->fingerprint));
	envelope->pkesk = g_bytes_new_take(g_steal_pointer(&bytes), got);
	g_ptr_array_add(envelopes, envelope);
	return SP_OK;
}

/* What gpg made is checked as if a stranger had made it. The body is what is
 * left of whole, which is taken. */
static enum sp_status
cut_up(struct sp_blob *whole, const char *const *recipients,
       unsigned n_wanted, struct sp_sealed *sealed, struct sp_err *err)
{
	g_autofree struct sp_cut *cut = g_new0(struct sp_cut, 1);
	enum sp_status r = sp_packet_walk(whole, cut, err);

	if (r == SP_EDATA)
		err->code = r = SP_ECRYPT;
	if (r == SP_OK && cut->n_pkesk != n_wanted)
		r = sp_fail(err, SP_ECRYPT, "seal: %u envelopes for %u",
			    cut->n_pkesk, n_wanted);
	for (; r == SP_OK && *recipients; recipients++)
		r = take_envelope(whole, cut, *recipients, sealed->envelopes,
				  err);
	if (r != SP_OK)
		return r;
	sp_blob_cut(whole, cut->seipd);
	sealed->body = *whole;
	*whole = (struct sp_blob)SP_BLOB_INIT;
	return SP_OK;
}

enum sp_status
sp_pgp_seal(struct sp_pgp *pgp, struct sp_rope *plain, const char *signer,
	    const char *const *recipients, gboolean compress,
	    struct sp_sealed *sealed, struct sp_err *err)
{
	g_autoptr(GHashTable) wanted = g_hash_table_new(g_str_hash,
							g_str_equal);
	g_autoptr(GString) lines = g_string_new(NULL);
	g_auto_blob struct sp_blob whole = SP_BLOB_INIT;
	struct sp_sealed made = { .body = SP_BLOB_INIT };
	enum sp_status r;

	r = recipient_lines(recipients, lines, wanted, err);
	if (r == SP_OK)
		r = encrypt(pgp, plain, signer, lines->str, compress, &whole,
			    err);
	if (r != SP_OK)
		return r;
	made.envelopes = g_ptr_array_new_with_free_func(envelope_free);
	r = cut_up(&whole, recipients, g_hash_table_size(wanted), &made, err);
	if (r == SP_OK)
		*sealed = made;
	else
		sp_sealed_clear(&made);
	return r;
}

static enum sp_status
sign_once(struct sp_pgp *pgp, struct sp_rope *plain, gboolean canonical,
	  const char *signer, char **armor, char **micalg, struct sp_err *err)
{
	g_auto_run struct sp_run run = SP_RUN_INIT;
	struct sp_source source = { .rope = plain, .canonical = canonical };
	g_auto(gpgme_data_t) out = NULL;
	g_autofree char *hash = NULL;
	gpgme_sign_result_t made;
	enum sp_status r;
	gpgme_error_t e;
	char *bytes;
	size_t len;

	r = sp_run_begin(&run, pgp, err);
	if (r == SP_OK)
		r = sp_run_data(&run, &source, NULL, err);
	if (r != SP_OK)
		return r;
	sp_run_signer(signer);
	gpgme_set_armor(run.ctx, 1);
	if (!(e = gpgme_data_new(&out)))
		e = gpgme_op_sign(run.ctx, run.in, out, GPGME_SIG_MODE_DETACH);
	made = gpgme_op_sign_result(run.ctx);
	if (e || run.exit != 0)
		return sp_run_fail(&run, e, SP_ECRYPT, "sign", err);
	if (!made || !made->signatures || made->signatures->next)
		return sp_fail(err, SP_ECRYPT, "sign: not signed once");
	bytes = gpgme_data_release_and_get_mem(g_steal_pointer(&out), &len);
	hash = g_ascii_strdown(gpgme_hash_algo_name(
			       made->signatures->hash_algo), -1);
	*micalg = g_strdup_printf("pgp-%s", hash);
	*armor = g_strndup(bytes, len);
	gpgme_free(bytes);
	return SP_OK;
}

static enum sp_status
sign(struct sp_pgp *pgp, struct sp_rope *plain, gboolean canonical,
     const char *signer, char **armor, char **micalg, struct sp_err *err)
{
	enum sp_status r;

	for (int again = 0; ; again++) {
		r = sp_agent_ready(pgp, again > 0, err);
		if (r == SP_OK)
			r = sign_once(pgp, plain, canonical, signer, armor,
				      micalg, err);
		if (r != SP_EBUSY || again > 0)
			return r;
	}
}

enum sp_status
sp_pgp_sign(struct sp_pgp *pgp, struct sp_rope *plain, const char *signer,
	    char **armor, char **micalg, struct sp_err *err)
{
	return sign(pgp, plain, TRUE, signer, armor, micalg, err);
}

enum sp_status
sp_pgp_sign_file(struct sp_pgp *pgp, struct sp_rope *file, const char *signer,
		 char **armor, struct sp_err *err)
{
	g_autofree char *micalg = NULL;

	return sign(pgp, file, FALSE, signer, armor, &micalg, err);
}
