/* SPDX-License-Identifier: GPL-2.0-or-later */
/* dispatch.c - header and content in the form in which they leave */
#include "lib/gate/dispatch.h"

#include <string.h>
#include <unistd.h>

#include "lib/gate/outsider.h"
#include "lib/mail/compose.h"

void
sp_dispatch_clear(struct sp_dispatch *d)
{
	g_clear_pointer(&d->recipient, g_free);
	g_clear_pointer(&d->bounces, g_free);
	g_clear_pointer(&d->actor, g_free);
	sp_blob_clear(&d->message);
}

enum sp_status
sp_dispatch_add(struct sp_dispatch *d, const char *text, struct sp_err *err)
{
	return sp_blob_append(&d->message, text, strlen(text), err);
}

/* The same boundary each time: the message id is random enough. */
static char *
boundary_of(const struct sp_outer *outer)
{
	const char *at = strchr(outer->msgid, '@');

	return g_strdup_printf("sp-%.*s", at ? (int)(at - outer->msgid)
			       : (int)strlen(outer->msgid), outer->msgid);
}

/* The armor went through the descriptor: the blob has grown behind our back. */
static enum sp_status
adopt_written(struct sp_blob *b, struct sp_err *err)
{
	off_t end = lseek(b->fd, 0, SEEK_END);

	if (end < 0 || (size_t)end > b->max)
		return sp_fail(err, SP_EDATA, "the message is too large to "
			       "send");
	b->len = (size_t)end;
	return SP_OK;
}

/* RFC 3156 section 4: header, version part, the packets and the body. */
static enum sp_status
put_encrypted(const struct sp_gate *gate, const struct sp_outer *outer,
	      GBytes *const *packets, size_t n,
	      ssize_t (*next)(void *, void *, size_t), void *arg,
	      struct sp_dispatch *d, struct sp_err *err)
{
	g_autofree char *b = boundary_of(outer);
	g_autofree char *block = NULL;
	g_autofree char *head = NULL;
	g_autofree char *tail = g_strdup_printf("\n--%s--\n", b);
	enum sp_status r;

	if ((r = sp_outer_block(gate, outer, &block, err)) != SP_OK)
		return r;
	head = g_strdup_printf("%sContent-Type: multipart/encrypted;\n"
		" protocol=\"application/pgp-encrypted\"; boundary=\"%s\"\n\n"
		"--%s\nContent-Type: application/pgp-encrypted\n\n"
		"Version: 1\n\n--%s\nContent-Type: application/octet-stream; "
		"name=\"encrypted.asc\"\nContent-Disposition: inline; "
		"filename=\"encrypted.asc\"\n\n", block, b, b, b);
	if ((r = sp_dispatch_add(d, head, err)) != SP_OK)
		return r;
	if (lseek(d->message.fd, (off_t)d->message.len, SEEK_SET) < 0)
		return sp_fail(err, SP_EIO, "cannot move in a message");
	r = sp_pgp_armor(d->message.fd, packets, n, next, arg, err);
	if (r == SP_OK)
		r = adopt_written(&d->message, err);
	return r == SP_OK ? sp_dispatch_add(d, tail, err) : r;
}

enum sp_status
sp_dispatch_kept(struct sp_gate *gate, const struct sp_outer *outer,
		 const struct sp_out *out, struct sp_dispatch *d,
		 struct sp_err *err)
{
	const char *fprs[] = { out->encryption, NULL };
	g_autoptr(GPtrArray) packets = NULL;
	struct sp_store_body *body = NULL;
	enum sp_status r;

	r = sp_store_envelopes(gate->store, out->payload, fprs, &packets, err);
	if (r != SP_OK)
		return r;
	r = sp_store_body_open(gate->store, out->payload, &body, err);
	if (r == SP_OK)
		r = put_encrypted(gate, outer,
				  (GBytes *const *)packets->pdata,
				  packets->len, sp_store_body_read, body, d,
				  err);
	sp_store_body_close(body);
	return r;
}

struct reading {
	const struct sp_blob *blob;
	size_t at;
};

static ssize_t
read_blob(void *arg, void *buf, size_t n)
{
	struct reading *rd = arg;
	struct sp_err err;
	size_t got = 0;

	if (sp_blob_read(rd->blob, rd->at, buf, n, &got, &err) != SP_OK)
		return -1;
	rd->at += got;
	return (ssize_t)got;
}

/* To an outsider: the signed entity, sealed to the key that came from there. */
static enum sp_status
put_sealed(struct sp_gate *gate, const struct sp_outer *outer, GBytes *key,
	   const char *entity, struct sp_dispatch *d, struct sp_err *err)
{
	g_auto_rope struct sp_rope *rope = sp_rope_new();
	struct sp_sealed sealed = { .body = SP_BLOB_INIT };
	struct sp_envelope *e;
	struct reading rd = { &sealed.body, 0 };
	enum sp_status r;

	sp_rope_text(rope, entity);
	r = sp_outsider_seal(gate, key, rope, &sealed, err);
	if (r == SP_OK) {
		e = sealed.envelopes->pdata[0];
		r = put_encrypted(gate, outer, &e->pkesk, 1, read_blob, &rd, d,
				  err);
	}
	sp_sealed_clear(&sealed);
	return r;
}

/* RFC 3156 section 5 over an entity of ours: the whole one, with its
 * Content-Type; g_free(). */
static enum sp_status
sign_entity(struct sp_gate *gate, const struct sp_outer *outer,
	    const char *content, char **entity, struct sp_err *err)
{
	g_autofree char *b = boundary_of(outer);
	g_autofree char *part = g_strdup(content);
	g_auto_rope struct sp_rope *rope = sp_rope_new();
	g_autofree char *armor = NULL;
	g_autofree char *micalg = NULL;
	g_auto(GStrv) lines = NULL;
	g_autofree char *canonical = NULL;
	enum sp_status r;

	g_strchomp(part);
	lines = g_strsplit(part, "\n", -1);
	canonical = g_strjoinv("\r\n", lines);
	sp_rope_text(rope, canonical);
	r = sp_pgp_sign(gate->pgp, rope, gate->list_primary, &armor, &micalg,
			err);
	if (r == SP_OK)
		*entity = g_strdup_printf("Content-Type: multipart/signed; "
			"micalg=%s;\n protocol=\"application/pgp-signature\"; "
			"boundary=\"%s-s\"\n\n--%s-s\n%s\n--%s-s\n"
			"Content-Type: application/pgp-signature; "
			"name=\"signature.asc\"\n\n%s\n--%s-s--\n", micalg, b,
			b, part, b, g_strchomp(armor), b);
	return r;
}

enum sp_status
sp_dispatch_signed(struct sp_gate *gate, const struct sp_outer *outer,
		   GBytes *key, const char *part, struct sp_dispatch *d,
		   struct sp_err *err)
{
	g_autofree char *entity = NULL;
	g_autofree char *block = NULL;
	enum sp_status r;

	if ((r = sign_entity(gate, outer, part, &entity, err)) != SP_OK)
		return r;
	if (key != NULL)
		return put_sealed(gate, outer, key, entity, d, err);
	if ((r = sp_outer_block(gate, outer, &block, err)) != SP_OK ||
	    (r = sp_dispatch_add(d, block, err)) != SP_OK)
		return r;
	return sp_dispatch_add(d, entity, err);
}

enum sp_status
sp_dispatch_sealed(struct sp_gate *gate, const struct sp_outer *outer,
		   GBytes *key, const char *part, struct sp_sealed *sealed,
		   struct sp_err *err)
{
	g_auto_rope struct sp_rope *rope = sp_rope_new();
	g_autofree char *entity = NULL;
	enum sp_status r = sign_entity(gate, outer, part, &entity, err);

	if (r != SP_OK)
		return r;
	sp_rope_text(rope, entity);
	return sp_outsider_seal(gate, key, rope, sealed, err);
}

enum sp_status
sp_dispatch_answer(struct sp_gate *gate, const struct sp_outer *outer,
		   GBytes *key, const char *text, struct sp_dispatch *d,
		   struct sp_err *err)
{
	g_autofree char *part = sp_text_entity(text);

	return sp_dispatch_signed(gate, outer, key, part, d, err);
}
