/* SPDX-License-Identifier: GPL-2.0-or-later */
/* opening.c - what is in a mail: parsed, opened, verified */
#include "lib/gate/opening.h"

#include <string.h>

#include "lib/mail/grammar.h"
#include "lib/mail/parse.h"

/* As much of a clear-signed text as facts hold of any. */
#define SIGNED_TEXT_MAX ((size_t)64 * 1024)

enum sp_status
sp_opening_parse(struct sp_gate *gate, struct sp_blob *message,
		 struct sp_opening *o, struct sp_err *err)
{
	const struct sp_parse how = {
		.conf = gate->conf, .rules = gate->rules, .copy = o->copy,
	};
	enum sp_status r;

	o->message = message;
	if (message->len > gate->conf->message) {
		o->too_large = TRUE;
		return SP_OK;
	}
	sp_mail_init();
	r = sp_mail_parse(&how, message, &o->clear, err);
	if (r == SP_EDATA) {
		o->unparsable = g_strdup(err->text);
		return SP_OK;
	}
	return r;
}

/* A copy of a range as a message of its own, and its facts. Payloads are
 * hostile too: what cannot be parsed is a fact, not an error. */
static enum sp_status
parse_inner(struct sp_gate *gate, struct sp_blob *payload, gboolean text,
	    const struct sp_facts *around, struct sp_facts **facts,
	    gboolean *unparsable, struct sp_err *err)
{
	const struct sp_parse how = {
		.conf = gate->conf, .rules = gate->rules, .inner = TRUE,
		.text = text, .around = around,
	};
	enum sp_status r = sp_mail_parse(&how, payload, facts, err);

	if (r != SP_EDATA)
		return r;
	*unparsable = TRUE;
	return SP_OK;
}

/* An OpenPGP message that gmime had to decode stands in memory, not in the
 * mail. */
static enum sp_status
as_blob(GBytes *bytes, struct sp_blob *blob, struct sp_err *err)
{
	gsize n = 0;
	const void *p = g_bytes_get_data(bytes, &n);
	enum sp_status r = sp_blob_init(blob, n, err);

	return r == SP_OK ? sp_blob_append(blob, p, n, err) : r;
}

/* Which signature this is, whatever unhashed bytes were changed around it: the
 * signer, the second, and the signed content without its line ends and
 * trailing blanks, which clear and text signatures do not cover. */
static enum sp_status
identify(struct sp_gate *gate, struct sp_opening *o, const struct sp_blob *data,
	 struct sp_range range, struct sp_err *err)
{
	struct sp_vault_hash *h = sp_vault_hash_new(gate->vault, "signed");
	g_autofree uint8_t *buf = g_malloc(65536);
	g_autofree char *made = NULL;
	struct sp_digest content;
	g_autofree char *text = NULL;
	const char *fields[] = { o->signature.signer, NULL, NULL, NULL };
	enum sp_status r = SP_OK;
	size_t done = 0, got = 0;

	while (r == SP_OK && done < range.len) {
		size_t keep = 0;

		r = sp_blob_read(data, range.at + done, buf,
				 MIN((size_t)65536, range.len - done), &got,
				 err);
		if (r != SP_OK || got == 0)
			break;
		for (size_t i = 0; i < got; i++)
			if (!strchr(" \t\r\n", buf[i]) || buf[i] == '\0')
				buf[keep++] = buf[i];
		sp_vault_hash_add(h, buf, keep);
		done += got;
	}
	sp_vault_hash_end(h, &content);
	made = g_strdup_printf("%" G_GINT64_FORMAT, o->signature.made);
	text = sp_ref_base32(content.bytes, sizeof(content.bytes));
	fields[1] = made;
	fields[2] = text;
	sp_vault_digest_fields(gate->vault, "signature", fields,
			       &o->signature_id);
	return r;
}

/* RFC 3156 section 5: the first part of multipart/signed, which is all of the
 * body that counts. */
static enum sp_status
verify_mime(struct sp_gate *gate, struct sp_pgp *ring, struct sp_opening *o,
	    struct sp_blob *blob, const struct sp_facts *facts,
	    struct sp_err *err)
{
	gsize n = 0;
	const char *sig = g_bytes_get_data(facts->signature, &n);
	g_auto_blob struct sp_blob part = SP_BLOB_INIT;
	const uint8_t *bytes;
	enum sp_status r;

	r = sp_pgp_verify_detached(ring, blob, facts->signed_range, sig, n,
				   &o->signature, err);
	if (r != SP_OK || o->signature.verdict != SP_SIG_GOOD)
		return r;
	if ((r = identify(gate, o, blob, facts->signed_range, err)) != SP_OK ||
	    (r = sp_blob_map(blob, &bytes, err)) != SP_OK ||
	    (r = sp_blob_init(&part, facts->signed_range.len, err)) != SP_OK)
		return r;
	r = sp_blob_append(&part, bytes + facts->signed_range.at,
			   facts->signed_range.len, err);
	return r == SP_OK ? parse_inner(gate, &part, FALSE, o->clear,
					&o->covered, &o->inner_unparsable, err)
			    : r;
}

static enum sp_status
read_signed(struct sp_blob *plain, struct sp_opening *o,
	    struct sp_err *err)
{
	const uint8_t *bytes = NULL;
	enum sp_status r = SP_OK;

	if (plain->len > 0)
		r = sp_blob_map(plain, &bytes, err);
	if (r != SP_OK)
		return r;
	g_free(o->signed_text);
	o->signed_text = sp_clean((const char *)bytes,
				  MIN(plain->len, SIGNED_TEXT_MAX + 1),
				  SIGNED_TEXT_MAX + 1, TRUE);
	return SP_OK;
}

static enum sp_status
verify_clear(struct sp_gate *gate, struct sp_pgp *ring, struct sp_opening *o,
	     struct sp_blob *blob, const struct sp_facts *facts,
	     struct sp_err *err)
{
	g_auto_blob struct sp_blob decoded = SP_BLOB_INIT;
	g_auto_blob struct sp_blob plain = SP_BLOB_INIT;
	const struct sp_blob *text = blob;
	struct sp_range range = facts->signed_range;
	enum sp_status r;

	if (facts->clear_signed != NULL) {
		r = as_blob(facts->clear_signed, &decoded, err);
		if (r != SP_OK)
			return r;
		text = &decoded;
		range = (struct sp_range){ 0, decoded.len };
	}
	if ((r = sp_blob_init(&plain, gate->conf->plaintext, err)) != SP_OK)
		return r;
	r = sp_pgp_verify_clear(ring, text, range, &o->signature, &plain, err);
	if (r != SP_OK || o->signature.verdict != SP_SIG_GOOD)
		return r;
	r = read_signed(&plain, o, err);
	return r == SP_OK ? identify(gate, o, &plain,
				     (struct sp_range){ 0, plain.len }, err)
			  : r;
}

static enum sp_status
verify(struct sp_gate *gate, struct sp_pgp *ring, struct sp_opening *o,
       struct sp_blob *blob, const struct sp_facts *facts, struct sp_err *err)
{
	if (facts->crypto == SP_CRYPTO_MIME_SIGNED)
		return verify_mime(gate, ring, o, blob, facts, err);
	if (facts->crypto == SP_CRYPTO_INLINE_SIGNED)
		return verify_clear(gate, ring, o, blob, facts, err);
	return SP_OK;
}

/* A combined sign+encrypt: its signature covers the whole payload. */
static enum sp_status
verify_payload(struct sp_gate *gate, struct sp_pgp *ring, struct sp_opening *o,
	       struct sp_err *err)
{
	const struct sp_range all = { 0, o->opened.plain.len };
	enum sp_status r;

	r = sp_pgp_verify_message(ring, &o->opened.unwrapped,
				  &o->opened.signature, err);
	if (r != SP_OK)
		return r;
	o->signature = o->opened.signature;
	return o->signature.verdict == SP_SIG_GOOD
		? identify(gate, o, &o->opened.plain, all, err) : SP_OK;
}

enum sp_status
sp_opening_verify_with(struct sp_gate *gate, struct sp_pgp *ring,
		       struct sp_opening *o, struct sp_err *err)
{
	const uint64_t before = sp_pgp_spent_ms();
	enum sp_status r;

	if (o->signature.verdict != SP_SIG_UNKNOWN_KEY)
		return SP_OK;
	if (o->opened.signature.verdict == SP_SIG_UNKNOWN_KEY)
		r = verify_payload(gate, ring, o, err);
	else if (o->inner != NULL)
		r = verify(gate, ring, o, &o->opened.plain, o->inner, err);
	else
		r = verify(gate, ring, o, o->message, o->clear, err);
	o->pinned = r == SP_OK && o->signature.verdict == SP_SIG_GOOD;
	o->spent_ms += sp_pgp_spent_ms() - before;
	return r;
}

static enum sp_status
decrypt(struct sp_gate *gate, struct sp_opening *o, struct sp_err *err)
{
	g_auto_blob struct sp_blob decoded = SP_BLOB_INIT;
	const struct sp_blob *cipher = o->message;
	struct sp_range range = o->clear->cipher_range;
	enum sp_status r;

	if (o->clear->cipher != NULL) {
		if ((r = as_blob(o->clear->cipher, &decoded, err)) != SP_OK)
			return r;
		cipher = &decoded;
		range = (struct sp_range){ 0, decoded.len };
	}
	r = sp_pgp_open_message(gate->pgp, cipher, range, &o->opened, err);
	if (r != SP_OK || o->opened.result != SP_OPENED)
		return r;
	r = parse_inner(gate, &o->opened.plain,
			o->clear->crypto == SP_CRYPTO_INLINE_ENCRYPTED,
			o->clear, &o->inner, &o->inner_unparsable, err);
	if (r != SP_OK)
		return r;
	o->signature = o->opened.signature;
	if (o->signature.verdict == SP_SIG_GOOD)
		return identify(gate, o, &o->opened.plain,
				(struct sp_range){ 0, o->opened.plain.len },
				err);
	if (o->signature.verdict != SP_SIG_NONE || o->inner == NULL)
		return SP_OK;
	return verify(gate, gate->pgp, o, &o->opened.plain, o->inner, err);
}

enum sp_status
sp_opening_unlock(struct sp_gate *gate, struct sp_opening *o,
		  struct sp_err *err)
{
	const uint64_t before = sp_pgp_spent_ms();
	enum sp_status r = SP_OK;

	if (o->clear == NULL)
		return SP_OK;
	switch (o->clear->crypto) {
	case SP_CRYPTO_NONE:
	case SP_CRYPTO_PARTLY_ENCRYPTED:
	case SP_CRYPTO_PARTLY_SIGNED:
	case SP_CRYPTO_MIXED:
		break;
	case SP_CRYPTO_MIME_ENCRYPTED:
	case SP_CRYPTO_INLINE_ENCRYPTED:
		r = decrypt(gate, o, err);
		break;
	case SP_CRYPTO_MIME_SIGNED:
	case SP_CRYPTO_INLINE_SIGNED:
		r = verify(gate, gate->pgp, o, o->message, o->clear, err);
		break;
	}
	o->spent_ms += sp_pgp_spent_ms() - before;
	if (r != SP_OK || o->signature.verdict != SP_SIG_GOOD)
		return r;
	r = sp_store_member_by_signer(gate->store, o->signature.signer,
				      &o->signer, err);
	return r == SP_NONE ? SP_OK : r;
}

void
sp_opening_clear(struct sp_opening *o)
{
	g_clear_pointer(&o->clear, sp_facts_free);
	g_clear_pointer(&o->inner, sp_facts_free);
	g_clear_pointer(&o->covered, sp_facts_free);
	g_clear_pointer(&o->signer, sp_member_free);
	g_clear_pointer(&o->unparsable, g_free);
	g_clear_pointer(&o->signed_text, g_free);
	g_clear_pointer(&o->other_key, g_free);
	g_clear_pointer(&o->first_key, g_bytes_unref);
	sp_opened_clear(&o->opened);
}

/* The facts of what the signature covers, when it is a MIME entity. */
static const struct sp_facts *
covered(const struct sp_opening *o)
{
	return o->opened.signature.verdict == SP_SIG_GOOD ? o->inner
							  : o->covered;
}

char *
sp_opening_signed_text(const struct sp_opening *o)
{
	const struct sp_facts *f = covered(o);

	if (o->signature.verdict != SP_SIG_GOOD)
		return g_strdup("");
	if (f != NULL)
		return g_strdup(f->lead);
	return g_strdup(o->signed_text != NULL ? o->signed_text : "");
}

gboolean
sp_opening_is_layered(const struct sp_opening *o)
{
	const struct sp_facts *f = covered(o);

	return f != NULL && f->crypto != SP_CRYPTO_NONE;
}

void
sp_opening_content(const struct sp_opening *o, const struct sp_blob **blob,
		   const struct sp_facts **facts)
{
	if (o->opened.result == SP_OPENED && o->opened.plain.fd >= 0 &&
	    (o->inner != NULL || o->inner_unparsable)) {
		*blob = &o->opened.plain;
		*facts = o->inner;
		return;
	}
	*blob = o->message;
	*facts = o->clear;
}

struct sp_signed
sp_opening_signed(const struct sp_opening *o)
{
	struct sp_signed s = { NULL, NULL, FALSE };

	if (o->signature.verdict != SP_SIG_GOOD)
		return s;
	if (o->covered != NULL)
		s.facts = o->covered;
	else if (o->opened.signature.verdict == SP_SIG_GOOD)
		s.facts = o->inner;
	if (s.facts != NULL) {
		s.text = s.facts->text;
		s.cut = (s.facts->flags & SP_FACT_TEXT_CUT) != 0;
	} else if (o->signed_text != NULL) {
		s.text = o->signed_text;
		s.cut = strlen(o->signed_text) > SIGNED_TEXT_MAX;
	}
	return s;
}

const char *
sp_opening_subject(const struct sp_opening *o)
{
	if (o->inner != NULL && o->inner->subject[0] != '\0')
		return o->inner->subject;
	if (o->covered != NULL && o->covered->subject[0] != '\0')
		return o->covered->subject;
	return o->clear != NULL ? o->clear->subject : "";
}

const struct sp_facts *
sp_opening_author(const struct sp_opening *o)
{
	if (o->inner != NULL && o->inner->from_state == SP_FROM_ONE)
		return o->inner;
	if (o->covered != NULL && o->covered->from_state == SP_FROM_ONE)
		return o->covered;
	return o->clear;
}
