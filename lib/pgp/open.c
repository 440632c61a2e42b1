/* SPDX-License-Identifier: GPL-2.0-or-later */
/* open.c - open one OpenPGP message
 *
 * Our packet walk, then two passes: decryption down to the signed message,
 * which yields nothing unless its integrity check held; then, after another
 * look, verification. In one pass gpgme reports success on damaged mail, which
 * the exit status of gpg, from our wrapper, contradicts: that is enough for
 * what we sealed ourselves, of which nobody asks who signed it. */
#include "lib/pgp/pgp.h"

#include "lib/pgp/armor.h"
#include "lib/pgp/engine.h"
#include "lib/pgp/judge.h"
#include "lib/pgp/packet.h"
#include "lib/pgp/verify.h"

void
sp_opened_clear(struct sp_opened *o)
{
	sp_blob_clear(&o->plain);
	sp_blob_clear(&o->unwrapped);
}

static enum sp_status
copy(struct sp_rope *from, struct sp_blob *to, struct sp_err *err)
{
	enum sp_status r = SP_OK;
	char chunk[65536];
	ssize_t n;

	while (r == SP_OK && (n = sp_rope_read(from, chunk,
					       sizeof(chunk))) != 0) {
		if (n < 0)
			return sp_fail(err, SP_EIO, "open: cannot read");
		r = sp_blob_append(to, chunk, (size_t)n, err);
	}
	return r;
}

/* The packets of the message, as gpg will get them: *packets is cipher itself,
 * or made, which is then filled. */
static enum sp_status
to_binary(const struct sp_blob *cipher, struct sp_range range,
	  struct sp_blob *made, const struct sp_blob **packets,
	  struct sp_err *err)
{
	g_auto_rope struct sp_rope *text = sp_rope_new();
	enum sp_status r;

	sp_rope_range(text, cipher, range);
	if (!sp_armor_seen(text) && sp_rope_is_blob(text)) {
		*packets = cipher;
		return SP_OK;
	}
	*packets = made;
	if ((r = sp_blob_init(made, range.len, err)) != SP_OK)
		return r;
	return sp_armor_seen(text) ?
		sp_armor_decode(text, "PGP MESSAGE", made, err) :
		copy(text, made, err);
}

/* A home that is not ours has no note of its keys; there NO_SECKEY must do. */
static enum sp_status
check_decrypted(const struct sp_run *run, gpgme_error_t e, unsigned texts,
		enum sp_open *result, struct sp_err *err)
{
	gpgme_decrypt_result_t how = gpgme_op_decrypt_result(run->ctx);

	if (gpgme_err_code(e) == GPG_ERR_NO_SECKEY && run->pgp->slots < 0) {
		*result = SP_OPEN_NOT_FOR_US;
		return SP_OK;
	}
	if (sp_judge_trouble(run, e))
		return sp_run_fail(run, e, SP_EBUSY, "open", err);
	*result = sp_judge_decrypted(run, e, how ? how->symkey_algo : NULL,
				     texts);
	return SP_OK;
}

/* inner: empty, and as large as it may become. */
static enum sp_status
decrypt_once(struct sp_pgp *pgp, gpgme_decrypt_flags_t flags,
	     struct sp_rope *cipher, struct sp_blob *inner,
	     enum sp_open *result, struct sp_err *err)
{
	const gboolean unwrap = (flags & GPGME_DECRYPT_UNWRAP) != 0;
	g_auto_run struct sp_run run = SP_RUN_INIT;
	struct sp_source source = { .rope = cipher };
	struct sp_sink sink = { .to = inner };
	enum sp_status r;
	gpgme_error_t e;

	r = sp_run_begin(&run, pgp, err);
	if (r == SP_OK)
		r = sp_run_data(&run, &source, &sink, err);
	if (r != SP_OK)
		return r;
	if (!unwrap)
		sp_run_skip_verify();
	e = gpgme_op_decrypt_ext(run.ctx, flags, run.in, run.out);
	if ((r = sp_run_collect(&run, &sink, err)) != SP_OK)
		return r;
	if (sink.overflow) {
		*result = SP_OPEN_UNSAFE;
		return SP_OK;
	}
	return check_decrypted(&run, e, unwrap ? 0 : 1, result, err);
}

static enum sp_status
decrypt(struct sp_pgp *pgp, gpgme_decrypt_flags_t flags,
	const struct sp_blob *binary, size_t max, struct sp_blob *inner,
	enum sp_open *result, struct sp_err *err)
{
	g_auto_rope struct sp_rope *cipher = sp_rope_new();
	enum sp_status r;

	sp_rope_blob(cipher, binary);
	for (int again = 0; ; again++) {
		r = sp_agent_ready(pgp, again > 0, err);
		if (r == SP_OK)
			r = sp_blob_init(inner, max, err);
		if (r != SP_OK)
			return r;
		r = decrypt_once(pgp, flags, cipher, inner, result, err);
		if (r != SP_EBUSY || again > 0)
			return r;
		sp_blob_clear(inner);
	}
}

/* Pass two. */
static enum sp_status
read_inner(struct sp_pgp *pgp, struct sp_opened *o, struct sp_err *err)
{
	g_auto_rope struct sp_rope *message = sp_rope_new();
	enum sp_verified how = SP_UNVERIFIED;
	enum sp_inner inner;
	enum sp_status r;

	r = sp_packet_inner(&o->unwrapped, &inner, err);
	if (r == SP_EDATA) {
		o->result = SP_OPEN_UNSAFE;
		return SP_OK;
	}
	if (r == SP_OK)
		r = sp_blob_init(&o->plain, pgp->plaintext_max, err);
	if (r != SP_OK)
		return r;
	sp_rope_blob(message, &o->unwrapped);
	r = sp_verify_message(pgp, message, o->unwrapped.len,
			      inner == SP_INNER_TEXT, &o->plain, &o->signature,
			      &how, err);
	if (r != SP_OK)
		return r;
	if (inner == SP_INNER_SIGNED && o->signature.verdict == SP_SIG_NONE)
		how = SP_UNVERIFIED;
	o->result = how == SP_VERIFIED ? SP_OPENED :
		    how == SP_OVERSIZED ? SP_OPEN_TOO_LARGE : SP_OPEN_DAMAGED;
	return SP_OK;
}

/* Our own look at the packets. */
static enum sp_status
look(struct sp_pgp *pgp, const struct sp_blob *binary, enum sp_open *result,
     struct sp_err *err)
{
	g_autofree struct sp_cut *cut = g_new0(struct sp_cut, 1);
	g_auto(GStrv) own = sp_home_own(pgp);
	enum sp_status r = sp_packet_walk(binary, cut, err);

	if (r == SP_EDATA) {
		*result = SP_OPEN_UNSAFE;
		return SP_OK;
	}
	if (r == SP_OK)
		*result = sp_judge_packets(cut, own);
	return r;
}

/* Pass one yields at most what it was given. */
static enum sp_status
open_binary(struct sp_pgp *pgp, const struct sp_blob *binary,
	    struct sp_opened *o, struct sp_err *err)
{
	enum sp_status r = look(pgp, binary, &o->result, err);

	if (r == SP_OK && o->result == SP_OPENED)
		r = decrypt(pgp, GPGME_DECRYPT_UNWRAP, binary, binary->len,
			    &o->unwrapped, &o->result, err);
	if (r == SP_OK && o->result == SP_OPENED)
		r = read_inner(pgp, o, err);
	return r;
}

enum sp_status
sp_pgp_open_own(struct sp_pgp *pgp, const struct sp_blob *cipher,
		struct sp_blob *plain, struct sp_err *err)
{
	enum sp_open result = SP_OPEN_UNSAFE;
	enum sp_status r = look(pgp, cipher, &result, err);

	if (r == SP_OK && result == SP_OPENED)
		r = decrypt(pgp, 0, cipher, pgp->plaintext_max, plain,
			    &result, err);
	if (r == SP_OK && result != SP_OPENED)
		r = sp_fail(err, SP_EDATA, "it does not open with the list "
			    "key");
	if (r != SP_OK)
		sp_blob_clear(plain);
	return r;
}

enum sp_status
sp_pgp_open_message(struct sp_pgp *pgp, const struct sp_blob *cipher,
		    struct sp_range range, struct sp_opened *opened,
		    struct sp_err *err)
{
	g_auto_blob struct sp_blob made = SP_BLOB_INIT;
	const struct sp_blob *packets;
	struct sp_opened o = {
		.result = SP_OPEN_UNSAFE,
		.plain = SP_BLOB_INIT, .unwrapped = SP_BLOB_INIT
	};
	enum sp_status r;

	r = to_binary(cipher, range, &made, &packets, err);
	if (r == SP_OK)
		r = open_binary(pgp, packets, &o, err);
	else if (r == SP_EDATA)
		r = SP_OK;
	if (r != SP_OK || o.result != SP_OPENED) {
		sp_opened_clear(&o);
		o.signature = (struct sp_signature) { SP_SIG_NONE, "", 0 };
	}
	if (o.signature.verdict == SP_SIG_NONE)
		sp_blob_clear(&o.unwrapped);
	if (r == SP_OK)
		*opened = o;
	return r;
}

enum sp_status
sp_pgp_read_signed(struct sp_pgp *pgp, const struct sp_blob *message,
		   struct sp_blob *plain, struct sp_signature *signature,
		   struct sp_err *err)
{
	struct sp_opened o = { .plain = SP_BLOB_INIT, .unwrapped = *message };
	enum sp_status r = read_inner(pgp, &o, err);

	if (r == SP_OK)
		*signature = o.result == SP_OPENED ? o.signature :
			(struct sp_signature) { .verdict = SP_SIG_BAD };
	if (r == SP_OK && o.result == SP_OPENED && plain) {
		*plain = o.plain;
		o.plain = (struct sp_blob) SP_BLOB_INIT;
	}
	sp_blob_clear(&o.plain);
	return r;
}

enum sp_status
sp_pgp_verify_message(struct sp_pgp *pgp, const struct sp_blob *message,
		      struct sp_signature *signature, struct sp_err *err)
{
	return sp_pgp_read_signed(pgp, message, NULL, signature, err);
}
