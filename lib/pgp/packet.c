/* SPDX-License-Identifier: GPL-2.0-or-later */
/* packet.c - our own walk over OpenPGP packets
 *
 * Reads headers through one small window, so that a hostile chain of one-byte
 * chunks costs a loop and not a system call each. */
#include "lib/pgp/packet.h"

#include <string.h>

#define WINDOW 512	/* gpg's chunks have a header every 8 KiB */
#define FIRST_CHUNK_MIN 512	/* RFC 4880 section 4.2.2.4 */
#define PKESK_HEAD 10		/* version, key id, algorithm */

struct walk {
	const struct sp_blob *blob;
	size_t at;		/* of the next byte to read */
	unsigned n;		/* packets seen */
	size_t window_at;
	size_t window_len;
	uint8_t window[WINDOW];
};

struct packet {
	unsigned tag;
	struct sp_range range;	/* with its header */
	size_t body;		/* where its first body byte stands */
	size_t body_len;	/* of its first chunk */
	gboolean chunked;
};

static void
walk_init(struct walk *w, const struct sp_blob *blob)
{
	w->blob = blob;
	w->at = 0;
	w->n = 0;
	w->window_at = 0;
	w->window_len = 0;
}

static gboolean
at_end(const struct walk *w)
{
	return w->at >= w->blob->len;
}

static enum sp_status
ends_early(const struct walk *w, struct sp_err *err)
{
	return sp_fail(err, SP_EDATA, "packet %u ends early", w->n);
}

static enum sp_status
read_byte(struct walk *w, uint8_t *byte, struct sp_err *err)
{
	enum sp_status r;

	if (at_end(w))
		return ends_early(w, err);
	if (w->at - w->window_at >= w->window_len) {
		r = sp_blob_read(w->blob, w->at, w->window, sizeof(w->window),
				 &w->window_len, err);
		if (r != SP_OK)
			return r;
		w->window_at = w->at;
	}
	*byte = w->window[w->at - w->window_at];
	w->at++;
	return SP_OK;
}

/* A big-endian number of n <= 4 octets. */
static enum sp_status
read_number(struct walk *w, unsigned n, size_t *number, struct sp_err *err)
{
	enum sp_status r;
	size_t sum = 0;
	uint8_t byte = 0;

	while (n-- > 0) {
		r = read_byte(w, &byte, err);
		if (r != SP_OK)
			return r;
		sum = sum << 8 | byte;
	}
	*number = sum;
	return SP_OK;
}

static enum sp_status
skip(struct walk *w, size_t n, struct sp_err *err)
{
	if (n > w->blob->len - w->at)
		return ends_early(w, err);
	w->at += n;
	return SP_OK;
}

/* A new-format length (section 4.2.2). */
static enum sp_status
read_length(struct walk *w, size_t *len, gboolean *more, struct sp_err *err)
{
	enum sp_status r;
	uint8_t first = 0, second = 0;

	*more = FALSE;
	r = read_byte(w, &first, err);
	if (r != SP_OK)
		return r;
	if (first == 255)
		return read_number(w, 4, len, err);
	if (first >= 224) {
		*more = TRUE;
		*len = (size_t)1 << (first & 0x1f);
		return SP_OK;
	}
	if (first < 192) {
		*len = first;
		return SP_OK;
	}
	r = read_byte(w, &second, err);
	if (r == SP_OK)
		*len = ((size_t)(first - 192) << 8) + second + 192;
	return r;
}

/* Only data packets may come in chunks; of those we ever accept one. */
static enum sp_status
skip_chunks(struct walk *w, const struct packet *p, struct sp_err *err)
{
	gboolean more = TRUE;
	enum sp_status r;
	size_t len;

	if (p->tag != SP_TAG_SEIPD && p->tag != SP_TAG_LITERAL &&
	    p->tag != SP_TAG_COMPRESSED)
		return sp_fail(err, SP_EDATA, "packet %u (tag %u) is chunked",
			       w->n, p->tag);
	if (p->body_len < FIRST_CHUNK_MIN)
		return sp_fail(err, SP_EDATA,
			       "packet %u has a first chunk of %zu bytes",
			       w->n, p->body_len);
	while (more) {
		r = read_length(w, &len, &more, err);
		if (r == SP_OK)
			r = skip(w, len, err);
		if (r != SP_OK)
			return r;
	}
	return SP_OK;
}

static enum sp_status
read_header(struct walk *w, struct packet *p, struct sp_err *err)
{
	enum sp_status r;
	uint8_t first = 0;

	r = read_byte(w, &first, err);
	if (r != SP_OK)
		return r;
	if (!(first & 0x80))
		return sp_fail(err, SP_EDATA, "byte %zu begins no packet",
			       p->range.at);
	if (first & 0x40) {
		p->tag = first & 0x3f;
		return read_length(w, &p->body_len, &p->chunked, err);
	}
	p->tag = first >> 2 & 0x0f;
	if ((first & 3) == 3)
		return sp_fail(err, SP_EDATA,
			       "packet %u (tag %u) has no length", w->n,
			       p->tag);
	return read_number(w, 1U << (first & 3), &p->body_len, err);
}

/* Step over one packet. */
static enum sp_status
next_packet(struct walk *w, struct packet *p, struct sp_err *err)
{
	enum sp_status r;

	*p = (struct packet) { .range = { .at = w->at } };
	w->n++;
	r = read_header(w, p, err);
	if (r != SP_OK)
		return r;
	p->body = w->at;
	r = skip(w, p->body_len, err);
	if (r == SP_OK && p->chunked)
		r = skip_chunks(w, p, err);
	p->range.len = w->at - p->range.at;
	return r;
}

static enum sp_status
take_pkesk(const struct walk *w, const struct packet *p, struct sp_cut *cut,
	   struct sp_err *err)
{
	uint8_t head[PKESK_HEAD];
	enum sp_status r;
	size_t got;

	if (cut->n_pkesk == SP_PKESK_MAX)
		return sp_fail(err, SP_EDATA, "more than %d recipients",
			       SP_PKESK_MAX);
	if (p->body_len <= sizeof(head))
		return ends_early(w, err);
	r = sp_blob_read(w->blob, p->body, head, sizeof(head), &got, err);
	if (r != SP_OK)
		return r;
	if (head[0] != 3)
		return sp_fail(err, SP_EDATA,
			       "packet %u is a PKESK of version %u", w->n,
			       head[0]);
	cut->pkesk[cut->n_pkesk].packet = p->range;
	memcpy(cut->pkesk[cut->n_pkesk].key_id, head + 1, 8);
	cut->n_pkesk++;
	return SP_OK;
}

static enum sp_status
take_seipd(const struct walk *w, const struct packet *p, struct sp_cut *cut,
	   struct sp_err *err)
{
	enum sp_status r;
	uint8_t version = 0;
	size_t got;

	if (p->body_len == 0)
		return ends_early(w, err);
	r = sp_blob_read(w->blob, p->body, &version, 1, &got, err);
	if (r != SP_OK)
		return r;
	if (version != 1)
		return sp_fail(err, SP_EDATA,
			       "packet %u is a SEIPD of version %u", w->n,
			       version);
	if (!at_end(w))
		return sp_fail(err, SP_EDATA, "data after the message");
	cut->seipd = p->range;
	return SP_OK;
}

enum sp_status
sp_packet_walk(const struct sp_blob *binary, struct sp_cut *cut,
	       struct sp_err *err)
{
	struct sp_cut found = { 0 };
	struct packet p;
	struct walk w;
	enum sp_status r;

	walk_init(&w, binary);
	do {
		r = next_packet(&w, &p, err);
		if (r != SP_OK)
			return r;
		if (p.tag == SP_TAG_PKESK)
			r = take_pkesk(&w, &p, &found, err);
		else if (p.tag == SP_TAG_SEIPD && found.n_pkesk > 0)
			r = take_seipd(&w, &p, &found, err);
		else
			r = sp_fail(err, SP_EDATA,
				    "packet %u (tag %u) is not accepted here",
				    w.n, p.tag);
		if (r != SP_OK)
			return r;
	} while (p.tag != SP_TAG_SEIPD);
	*cut = found;
	return SP_OK;
}

/* One packet, and nothing behind it? Compressed data may go on to the end, as
 * gpg writes it; of a literal the length must be known. */
static gboolean
is_alone(const struct sp_blob *binary, uint8_t first)
{
	const uint8_t to_the_end = 0x80 | SP_TAG_COMPRESSED << 2 | 3;
	struct packet p;
	struct sp_err err;
	struct walk w;

	if (first == to_the_end)
		return TRUE;
	walk_init(&w, binary);
	return next_packet(&w, &p, &err) == SP_OK && at_end(&w);
}

enum sp_status
sp_packet_inner(const struct sp_blob *binary, enum sp_inner *what,
		struct sp_err *err)
{
	enum sp_status r;
	uint8_t first = 0;
	unsigned tag;
	struct walk w;

	walk_init(&w, binary);
	w.n = 1;
	r = read_byte(&w, &first, err);
	if (r != SP_OK)
		return r;
	tag = first & 0x40 ? first & 0x3f : first >> 2 & 0x0f;
	if (!(first & 0x80) || (tag != SP_TAG_LITERAL && tag != SP_TAG_COMPRESSED &&
				tag != SP_TAG_ONE_PASS && tag != SP_TAG_SIGNATURE))
		return sp_fail(err, SP_EDATA,
			       "what was encrypted is no message (tag %u)",
			       tag);
	if (tag == SP_TAG_ONE_PASS || tag == SP_TAG_SIGNATURE)
		*what = SP_INNER_SIGNED;
	else if (tag == SP_TAG_LITERAL && is_alone(binary, first))
		*what = SP_INNER_TEXT;
	else if (tag == SP_TAG_LITERAL || is_alone(binary, first))
		*what = SP_INNER_OPAQUE;
	else	/* gpg would drop the rest without a word */
		return sp_fail(err, SP_EDATA, "what was encrypted is "
			       "compressed data and something behind it");
	return SP_OK;
}

/* Every packet, until check refuses one; *n is how many. */
static enum sp_status
check_each(const struct sp_blob *binary,
	   enum sp_status (*check)(const struct walk *w, const struct packet *p,
				   void *arg, struct sp_err *err),
	   void *arg, unsigned *n, struct sp_err *err)
{
	struct packet p;
	struct walk w;
	enum sp_status r;

	walk_init(&w, binary);
	do {
		if ((r = next_packet(&w, &p, err)) != SP_OK ||
		    (r = check(&w, &p, arg, err)) != SP_OK)
			return r;
	} while (!at_end(&w));
	*n = w.n;
	return SP_OK;
}

static enum sp_status
check_signature(const struct walk *w, const struct packet *p, void *arg,
		struct sp_err *err)
{
	(void)arg;
	return p->tag == SP_TAG_SIGNATURE ? SP_OK
		: sp_fail(err, SP_EDATA, "packet %u (tag %u) is no signature",
			  w->n, p->tag);
}

enum sp_status
sp_packet_signatures(const struct sp_blob *binary, unsigned *n,
		     struct sp_err *err)
{
	return check_each(binary, check_signature, NULL, n, err);
}

struct key_parts {
	gboolean secret;
	unsigned user_ids;
	unsigned subkeys;
};

static enum sp_status
check_part(const struct walk *w, const struct packet *p, void *arg,
	   struct sp_err *err)
{
	struct key_parts *parts = arg;
	const gboolean secret = parts->secret;
	const unsigned primary = secret ? SP_TAG_SECRET_KEY : SP_TAG_PUBLIC_KEY;
	const unsigned subkey = secret ? SP_TAG_SECRET_SUBKEY : SP_TAG_PUBLIC_SUBKEY;
	const unsigned tag = p->tag;

	if ((tag == primary) != (w->n == 1)) {
		if (tag == primary)
			return sp_fail(err, SP_EDATA, "more than one key");
		return sp_fail(err, SP_EDATA,
			       tag == SP_TAG_SECRET_KEY ? "this is a secret key" :
			       secret ? "this is no secret key" :
			       "this is no public key");
	}
	if (tag == SP_TAG_USER_ID || tag == SP_TAG_ATTRIBUTE)
		parts->user_ids++;
	else if (tag == subkey)
		parts->subkeys++;
	else if (tag != primary && tag != SP_TAG_SIGNATURE && tag != SP_TAG_TRUST)
		return sp_fail(err, SP_EDATA,
			       "packet %u (tag %u) is no part of a key", w->n,
			       tag);
	if (parts->user_ids > SP_KEY_PARTS_MAX)
		return sp_fail(err, SP_EDATA, "more than %d user ids",
			       SP_KEY_PARTS_MAX);
	if (parts->subkeys > SP_KEY_PARTS_MAX)
		return sp_fail(err, SP_EDATA, "more than %d subkeys",
			       SP_KEY_PARTS_MAX);
	return SP_OK;
}

enum sp_status
sp_packet_key(const struct sp_blob *binary, gboolean secret,
	      struct sp_err *err)
{
	struct key_parts parts = { .secret = secret };
	unsigned n;

	return check_each(binary, check_part, &parts, &n, err);
}

struct taker {
	void (*take)(unsigned tag, struct sp_range body, void *arg);
	void *arg;
};

static enum sp_status
hand_over(const struct walk *w, const struct packet *p, void *arg,
	  struct sp_err *err)
{
	const struct taker *t = arg;

	(void)w;
	(void)err;
	t->take(p->tag, (struct sp_range) { p->body, p->body_len }, t->arg);
	return SP_OK;
}

enum sp_status
sp_packet_each(const struct sp_blob *binary,
	       void (*take)(unsigned tag, struct sp_range body, void *arg),
	       void *arg, struct sp_err *err)
{
	struct taker t = { take, arg };
	unsigned n;

	return check_each(binary, hand_over, &t, &n, err);
}
