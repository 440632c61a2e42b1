/* SPDX-License-Identifier: GPL-2.0-or-later */
/* payload.c - the MIME messages inside the encryption */
#include "lib/gate/payload.h"

#include <string.h>

#include "lib/mail/compose.h"

/* A text of ours in a decrypted block that has no header of its own. */
#define PLAIN_TYPE "Content-Type: text/plain; charset=utf-8\n"

enum sp_status
sp_payload_base64(const struct sp_blob *from, struct sp_blob *to,
		  struct sp_err *err)
{
	g_autofree uint8_t *in = g_malloc(57 * 1024);
	enum sp_status r;
	size_t got;

	r = sp_blob_init(to, from->len / 57 * 78 + 200, err);
	for (size_t at = 0; r == SP_OK && at < from->len; at += got) {
		GString *lines = g_string_new(NULL);

		r = sp_blob_read(from, at, in, 57 * 1024, &got, err);
		for (size_t i = 0; r == SP_OK && i < got; i += 57) {
			g_autofree char *line =
				g_base64_encode(in + i, MIN(57, got - i));

			g_string_append_printf(lines, "%s\n", line);
		}
		if (r == SP_OK)
			r = sp_blob_append(to, lines->str, lines->len, err);
		g_string_free(lines, TRUE);
	}
	return r;
}

void
sp_attached_clear(struct sp_attached *a)
{
	sp_blob_clear(&a->raw);
	sp_blob_clear(&a->pgp);
}

enum sp_status
sp_content_make(const struct sp_opening *o, struct sp_attached *a,
		struct sp_content *c, struct sp_err *err)
{
	enum sp_status r = SP_OK;

	memset(c, 0, sizeof(*c));
	if (o->too_large)
		return SP_OK;	/* "show --raw" reads the original */
	sp_opening_content(o, &c->blob, &c->facts);
	if (c->facts == NULL) {
		r = sp_payload_base64(c->blob, &a->raw, err);
		c->blob = &a->raw;
		c->range = (struct sp_range){ 0, a->raw.len };
	}
	if (r == SP_OK && o->opened.unwrapped.fd >= 0 &&
	    o->opened.unwrapped.len > 0) {
		r = sp_payload_base64(&o->opened.unwrapped, &a->pgp, err);
		c->pgp_blob = &a->pgp;
		c->pgp = (struct sp_range){ 0, a->pgp.len };
	}
	return r;
}

static gboolean
is_content_field(const struct sp_field *f)
{
	return g_ascii_strncasecmp(f->name, "Content-", 8) == 0;
}

/* Does this field of the payload's header count? Only content fields do, unless
 * they all are protected headers. Those of a signed part stand further in. */
static gboolean
counts(const struct sp_facts *inner, const struct sp_field *f)
{
	return is_content_field(f) || ((inner->flags & SP_FACT_HP_CIPHER) &&
				       inner->crypto != SP_CRYPTO_MIME_SIGNED);
}

static gboolean
says(const struct sp_facts *inner, const char *name)
{
	for (guint i = 0; i < inner->fields->len; i++) {
		const struct sp_field *f = inner->fields->pdata[i];

		if (g_ascii_strcasecmp(f->name, name) == 0 && counts(inner, f))
			return TRUE;
	}
	return FALSE;
}

/* The outer header without what the payload says itself. */
static void
outer_fields(const struct sp_opening *o, struct sp_rope *rope)
{
	for (guint i = 0; i < o->clear->fields->len; i++) {
		const struct sp_field *f = o->clear->fields->pdata[i];

		if (!is_content_field(f) && !says(o->inner, f->name) &&
		    g_ascii_strcasecmp(f->name, "MIME-Version") != 0)
			sp_rope_range(rope, o->message, f->range);
	}
}

/* The line end before the body: mail that has no other must not get its first
 * LF from us, after which all of it would be one line. */
static const char *
line_end(const struct sp_blob *blob, const struct sp_facts *facts)
{
	struct sp_err err;
	uint8_t last = '\n';
	size_t got;

	if (facts->body.at > 0 &&
	    sp_blob_read(blob, facts->body.at - 1, &last, 1, &got, &err) !=
	    SP_OK)
		return "\n";
	return last == '\r' ? "\r" : "\n";
}

void
sp_payload_report(const struct sp_opening *o, struct sp_rope *rope)
{
	const struct sp_blob *blob;
	const struct sp_facts *facts;

	sp_opening_content(o, &blob, &facts);
	if (facts == o->inner)
		outer_fields(o, rope);
	for (guint i = 0; i < facts->fields->len; i++) {
		const struct sp_field *f = facts->fields->pdata[i];

		if (g_ascii_strcasecmp(f->name, "HP-Outer") != 0 &&
		    (facts != o->inner || counts(facts, f)))
			sp_rope_range(rope, blob, f->range);
	}
	if (facts == o->inner && !says(facts, "Content-Type"))
		sp_rope_text(rope, PLAIN_TYPE);
	sp_rope_text(rope, line_end(blob, facts));
	sp_rope_range(rope, blob, facts->body);
}

static void
add_attachment(struct sp_rope *rope, const char *boundary, const char *name,
	       const struct sp_blob *blob, struct sp_range range,
	       struct sp_range *where)
{
	sp_rope_printf(rope, "\n--%s\nContent-Type: application/octet-stream; "
		       "name=\"%s\"\nContent-Disposition: attachment; "
		       "filename=\"%s\"\nContent-Transfer-Encoding: base64\n\n",
		       boundary, name, name);
	if (where != NULL)
		*where = (struct sp_range){ sp_rope_len(rope), range.len };
	sp_rope_range(rope, blob, range);
}

static void
add_message(struct sp_rope *rope, const char *boundary,
	    const struct sp_opening *o, struct sp_range *where)
{
	sp_rope_printf(rope, "\n--%s\nContent-Type: message/rfc822\n"
		       "Content-Disposition: inline\n"
		       "Content-Transfer-Encoding: 8bit\n\n", boundary);
	where->at = sp_rope_len(rope);
	sp_payload_report(o, rope);
	where->len = sp_rope_len(rope) - where->at;
}

/* Root header, then the text part. */
static enum sp_status
begin(const struct sp_gate *gate, const struct sp_outer *outer,
      const char *subject, const char *text, const char *boundary,
      struct sp_rope *rope, struct sp_err *err)
{
	g_autofree char *type = g_strdup_printf("multipart/mixed; "
						"boundary=\"%s\"", boundary);
	g_autofree char *head = NULL;
	g_autofree char *entity = sp_text_entity(text);
	enum sp_status r;

	r = sp_outer_protected(gate, outer, subject, type, &head, err);
	if (r == SP_OK)
		sp_rope_printf(rope, "%s\n--%s\n%s", head, boundary, entity);
	return r;
}

enum sp_status
sp_payload_notice(const struct sp_gate *gate, const struct sp_outer *outer,
		  const char *subject, const char *text, struct sp_opening *o,
		  const struct sp_content *content, struct sp_rope *rope,
		  struct sp_range *report, struct sp_range *pgp,
		  struct sp_err *err)
{
	g_autofree char *boundary = sp_boundary_new();
	enum sp_status r;

	r = begin(gate, outer, subject, text, boundary, rope, err);
	if (r != SP_OK)
		return r;
	if (content->facts != NULL)
		add_message(rope, boundary, o, report);
	else if (content->blob != NULL)
		add_attachment(rope, boundary, "unparsed.eml", content->blob,
			       content->range, report);
	if (content->pgp_blob != NULL)
		add_attachment(rope, boundary, "original.pgp",
			       content->pgp_blob, content->pgp, pgp);
	sp_rope_printf(rope, "\n--%s--\n", boundary);
	return SP_OK;
}

static void
add_entity(struct sp_rope *rope, const char *boundary,
	   const struct sp_content *content)
{
	const struct sp_facts *facts = content->facts;

	sp_rope_printf(rope, "\n--%s\n", boundary);
	for (guint i = 0; i < facts->fields->len; i++) {
		const struct sp_field *f = facts->fields->pdata[i];

		if (is_content_field(f))
			sp_rope_range(rope, content->blob, f->range);
	}
	if (facts->fields->len == 0)
		sp_rope_text(rope, PLAIN_TYPE);
	sp_rope_text(rope, "\n");
	sp_rope_range(rope, content->blob, facts->body);
}

enum sp_status
sp_payload_post(const struct sp_gate *gate, const struct sp_outer *outer,
		const char *subject, const char *banner, const char *footer,
		const struct sp_content *content, struct sp_rope *rope,
		struct sp_err *err)
{
	g_autofree char *boundary = sp_boundary_new();
	enum sp_status r;

	r = begin(gate, outer, subject, banner, boundary, rope, err);
	if (r != SP_OK)
		return r;
	if (content->facts == NULL)
		add_attachment(rope, boundary, "unparsed.eml", content->blob,
			       content->range, NULL);
	else
		add_entity(rope, boundary, content);
	if (content->pgp_blob != NULL)
		add_attachment(rope, boundary, "original.pgp",
			       content->pgp_blob, content->pgp, NULL);
	if (footer != NULL) {
		g_autofree char *entity = sp_text_entity(footer);

		sp_rope_printf(rope, "\n--%s\n%s", boundary, entity);
	}
	sp_rope_printf(rope, "\n--%s--\n", boundary);
	return SP_OK;
}

enum sp_status
sp_payload_text(const struct sp_gate *gate, const struct sp_outer *outer,
		const char *subject, const char *text, struct sp_rope *rope,
		struct sp_err *err)
{
	g_autofree char *boundary = sp_boundary_new();
	enum sp_status r = begin(gate, outer, subject, text, boundary, rope,
				 err);

	if (r == SP_OK)
		sp_rope_printf(rope, "\n--%s--\n", boundary);
	return r;
}
