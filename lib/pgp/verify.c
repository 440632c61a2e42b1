/* SPDX-License-Identifier: GPL-2.0-or-later */
/* verify.c - what a signature is worth
 *
 * The verdict comes from gpgme's list of signatures and from nothing else:
 * gpgme returns success when there is no signature at all, and when there are
 * a good one and a bad one. */
#include "lib/pgp/verify.h"

#include <signal.h>
#include <string.h>

#include "lib/pgp/armor.h"
#include "lib/pgp/packet.h"

/* Any of these overrules a status that says good. */
#define FATAL (GPGME_SIGSUM_RED | GPGME_SIGSUM_KEY_REVOKED | \
	       GPGME_SIGSUM_KEY_EXPIRED | GPGME_SIGSUM_SIG_EXPIRED | \
	       GPGME_SIGSUM_KEY_MISSING | GPGME_SIGSUM_BAD_POLICY | \
	       GPGME_SIGSUM_SYS_ERROR)

static gboolean
is_strong(const struct _gpgme_signature *sig)
{
	switch ((unsigned)sig->hash_algo) {
	case GPGME_MD_SHA256:
	case GPGME_MD_SHA384:
	case GPGME_MD_SHA512:
		break;
	default:
		return FALSE;
	}
	switch ((unsigned)sig->pubkey_algo) {
	case GPGME_PK_RSA:
	case GPGME_PK_RSA_S:
	case GPGME_PK_ECC:
	case GPGME_PK_ECDSA:
	case GPGME_PK_EDDSA:
		return !sig->wrong_key_usage;
	default:
		return FALSE;
	}
}

/* A key too short never gets here: sp_pgp_inspect() keeps it out. */
static enum sp_sig
verdict_of(const struct _gpgme_signature *sig)
{
	switch ((unsigned)gpgme_err_code(sig->status)) {
	case GPG_ERR_NO_ERROR:
		if (!is_strong(sig))
			return SP_SIG_WEAK;
		return sig->summary & FATAL ? SP_SIG_BAD : SP_SIG_GOOD;
	case GPG_ERR_NO_PUBKEY:
		return SP_SIG_UNKNOWN_KEY;
	case GPG_ERR_KEY_EXPIRED:
	case GPG_ERR_SIG_EXPIRED:
		return SP_SIG_EXPIRED_KEY;
	case GPG_ERR_CERT_REVOKED:
		return SP_SIG_REVOKED_KEY;
	case GPG_ERR_DIGEST_ALGO:
		return SP_SIG_WEAK;
	default:
		return SP_SIG_BAD;
	}
}

static void
judge(const struct _gpgme_signature *sig, struct sp_signature *signature)
{
	*signature = (struct sp_signature) { .verdict = SP_SIG_NONE };
	if (!sig)
		return;
	if (sig->next) {
		signature->verdict = SP_SIG_SEVERAL;
		return;
	}
	signature->verdict = verdict_of(sig);
	signature->made = (int64_t)sig->timestamp;
	if (sig->fpr && strlen(sig->fpr) <= SP_FPR_LEN)
		g_strlcpy(signature->signer, sig->fpr,
			  sizeof(signature->signer));
}

/* gpg exits with 2 for a stranger's signature as for a fatal error. A verdict
 * on a signature proves that it read the text to its end; without one only
 * exit 0 does. And gpg puts out other things than texts: a list of keys. */
static gboolean
read_to_end(const struct sp_run *run, const struct sp_signature *signature,
	    unsigned texts)
{
	return (run->exit == 0 || signature->verdict != SP_SIG_NONE) &&
	       run->texts == texts;
}

/* texts: how many literals the message must have held. */
static enum sp_status
conclude(const struct sp_run *run, gpgme_error_t e, unsigned texts,
	 struct sp_signature *signature, enum sp_verified *how,
	 struct sp_err *err)
{
	gpgme_verify_result_t result = gpgme_op_verify_result(run->ctx);

	if (run->exit == 128 + SIGXCPU) {
		*how = SP_OVERSIZED;
		return SP_OK;
	}
	if (sp_run_broke(run, e))
		return sp_run_fail(run, e, SP_EBUSY, "verify", err);
	judge(result ? result->signatures : NULL, signature);
	*how = !e && read_to_end(run, signature, texts) ? SP_VERIFIED :
						   SP_UNVERIFIED;
	return SP_OK;
}

enum sp_status
sp_verify_message(struct sp_pgp *pgp, struct sp_rope *message, size_t packed,
		  gboolean bare, struct sp_blob *plain, struct sp_signature *signature,
		  enum sp_verified *how, struct sp_err *err)
{
	g_auto_run struct sp_run run = SP_RUN_INIT;
	struct sp_source source = { .rope = message };
	struct sp_sink sink = { .to = plain, .packed = packed };
	enum sp_status r;
	gpgme_error_t e;

	r = sp_run_begin(&run, pgp, err);
	if (r == SP_OK)
		r = sp_run_data(&run, &source, &sink, err);
	if (r != SP_OK)
		return r;
	run.verifies = TRUE;
	if (bare)
		sp_run_skip_verify();
	e = gpgme_op_verify(run.ctx, run.in, NULL, run.out);
	if ((r = sp_run_collect(&run, &sink, err)) != SP_OK)
		return r;
	if (sink.overflow) {
		*how = SP_OVERSIZED;
		return SP_OK;
	}
	return conclude(&run, e, 1, signature, how, err);
}

static enum sp_status
verify_detached(struct sp_pgp *pgp, struct sp_rope *data,
		struct sp_blob *sig, struct sp_signature *signature,
		struct sp_err *err)
{
	g_auto_run struct sp_run run = SP_RUN_INIT;
	struct sp_source signed_text = { .rope = data, .canonical = TRUE };
	enum sp_verified how = SP_UNVERIFIED;
	struct sp_signature found = { .verdict = SP_SIG_NONE };
	g_auto(gpgme_data_t) packets = NULL;
	enum sp_status r;
	gpgme_error_t e;

	r = sp_run_begin(&run, pgp, err);
	if (r == SP_OK)
		r = sp_run_data(&run, &signed_text, NULL, err);
	if (r == SP_OK)
		r = sp_small_data(sig, &packets, err);
	if (r != SP_OK)
		return r;
	e = gpgme_op_verify(run.ctx, packets, run.in, NULL);
	r = conclude(&run, e, 0, &found, &how, err);
	if (r != SP_OK)
		return r;
	if (how != SP_VERIFIED || found.verdict == SP_SIG_NONE)
		found.verdict = SP_SIG_BAD;
	*signature = found;
	return SP_OK;
}

/* Only signature packets, before gpg sees them: it would call a whole signed
 * message in their place a success. */
enum sp_status
sp_pgp_verify_detached(struct sp_pgp *pgp, const struct sp_blob *data,
		       struct sp_range range, const char *sig, size_t sig_len,
		       struct sp_signature *signature, struct sp_err *err)
{
	g_auto_blob struct sp_blob armored = SP_BLOB_INIT;
	g_auto_blob struct sp_blob binary = SP_BLOB_INIT;
	g_auto_rope struct sp_rope *text = sp_rope_new();
	g_auto_rope struct sp_rope *from = sp_rope_new();
	enum sp_status r;
	unsigned n = 0;

	r = sp_blob_init(&armored, sig_len, err);
	if (r == SP_OK)
		r = sp_blob_append(&armored, sig, sig_len, err);
	if (r == SP_OK)
		r = sp_blob_init(&binary, sig_len, err);
	if (r != SP_OK)
		return r;
	sp_rope_blob(from, &armored);
	r = sp_armor_decode(from, "PGP SIGNATURE", &binary, err);
	if (r == SP_OK)
		r = sp_packet_signatures(&binary, &n, err);
	if (r == SP_EDATA || n > 1) {
		*signature = (struct sp_signature) {
			.verdict = n > 1 ? SP_SIG_SEVERAL : SP_SIG_BAD
		};
		return SP_OK;
	}
	if (r != SP_OK)
		return r;
	sp_rope_range(text, data, range);
	return verify_detached(pgp, text, &binary, signature, err);
}
