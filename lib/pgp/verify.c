/* SPDX-License-Identifier: GPL-2.0-or-later */
/* verify.c - have gpg verify a message, or a detached signature */
#include "lib/pgp/verify.h"

#include <signal.h>

#include "lib/pgp/armor.h"
#include "lib/pgp/judge.h"
#include "lib/pgp/packet.h"

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
	if (sp_judge_broke(run, e))
		return sp_run_fail(run, e, SP_EBUSY, "verify", err);
	sp_judge_signatures(result ? result->signatures : NULL, signature);
	*how = sp_judge_verified(run, e, signature, texts);
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
