/* SPDX-License-Identifier: GPL-2.0-or-later */
/* wire.c - facts on their way out of the locked room */
#include "lib/mail/wire.h"

#include <string.h>

#include "lib/mail/address.h"
#include "lib/mail/armor.h"
#include "lib/mail/grammar.h"
#include "lib/mail/lexicon.h"
#include "lib/mail/reading.h"

#define NUMBERS "(uiiixtt)"
#define FIELDS "a(stt)"
#define PARTS "a(usmsmstu)"
#define RANGES "(tttttt)"
#define BODY "(" NUMBERS "asasas" FIELDS PARTS RANGES "amayaay" \
	SP_WIRE_PATCHES ")"

#define NAME_MAX_BYTES 100
#define TYPE_MAX_BYTES 200
#define WHY_MAX_BYTES 300
#define FLAGS_ALL (SP_FACT_PATCH_MISSED | (SP_FACT_PATCH_MISSED - 1))
#define PGP_ALL (SP_ARMOR_OTHER | (SP_ARMOR_OTHER - 1))

#define STRING(member, max, lines) \
	{ offsetof(struct sp_facts, member), max, lines }

const struct sp_facts_string sp_facts_strings[] = {
	STRING(from_address, 254, FALSE),
	STRING(from_name, 300, FALSE),
	STRING(subject, 1000, FALSE),
	STRING(to, 2000, FALSE),
	STRING(reply_to, 254, FALSE),
	STRING(sender, 254, FALSE),
	STRING(message_id, 250, FALSE),
	STRING(in_reply_to, 250, FALSE),
	STRING(dmarc_domain, 254, FALSE),
	STRING(text, SP_TEXT_MAX, TRUE),
	STRING(lead, SP_LEAD_MAX, TRUE),
	STRING(autocrypt, 10 * 1024, FALSE),
	{ 0, 0, FALSE },
};

static GVariant *
bytes_variant(GBytes *bytes)
{
	return g_variant_new_from_bytes(G_VARIANT_TYPE_BYTESTRING, bytes, TRUE);
}

static void
encode_strings(GVariantBuilder *b, struct sp_facts *f)
{
	g_variant_builder_open(b, G_VARIANT_TYPE("as"));
	for (gsize i = 0; sp_facts_strings[i].max > 0; i++)
		g_variant_builder_add(b, "s", *sp_facts_string(f, i));
	g_variant_builder_close(b);
	g_variant_builder_add_value(b,
		g_variant_new_strv((const char *const *)f->references, -1));
	g_variant_builder_add_value(b,
		g_variant_new_strv((const char *const *)f->words, -1));
}

static void
encode_lists(GVariantBuilder *b, const struct sp_facts *f)
{
	g_variant_builder_open(b, G_VARIANT_TYPE(FIELDS));
	for (guint i = 0; i < f->fields->len; i++) {
		const struct sp_field *e = g_ptr_array_index(f->fields, i);

		g_variant_builder_add(b, "(stt)", e->name,
				      (guint64)e->range.at,
				      (guint64)e->range.len);
	}
	g_variant_builder_close(b);
	g_variant_builder_open(b, G_VARIANT_TYPE(PARTS));
	for (guint i = 0; i < f->parts->len; i++) {
		const struct sp_part *e = g_ptr_array_index(f->parts, i);

		g_variant_builder_add(b, "(usmsmstu)", e->depth, e->type,
				      e->name, e->disposition,
				      (guint64)e->size, e->pgp);
	}
	g_variant_builder_close(b);
}

static void
encode_blobs(GVariantBuilder *b, const struct sp_facts *f)
{
	GBytes *const single[] = { f->cipher, f->signature, f->clear_signed };

	g_variant_builder_open(b, G_VARIANT_TYPE("amay"));
	for (gsize i = 0; i < G_N_ELEMENTS(single); i++)
		g_variant_builder_add_value(b,
			g_variant_new_maybe(G_VARIANT_TYPE_BYTESTRING,
				single[i] ? bytes_variant(single[i]) : NULL));
	g_variant_builder_close(b);
	g_variant_builder_open(b, G_VARIANT_TYPE("aay"));
	for (guint i = 0; i < f->keys->len; i++)
		g_variant_builder_add_value(b,
			bytes_variant(g_ptr_array_index(f->keys, i)));
	g_variant_builder_close(b);
}

GVariant *
sp_wire_encode(struct sp_facts *f, const char *why)
{
	GVariantBuilder b;

	if (!f)
		return g_variant_new(SP_WIRE_TYPE, why, NULL);
	g_variant_builder_init(&b, G_VARIANT_TYPE(BODY));
	g_variant_builder_add(&b, NUMBERS, f->flags, (gint32)f->from_state,
			      (gint32)f->dmarc, (gint32)f->crypto,
			      (gint64)f->date, f->rules, f->checks);
	encode_strings(&b, f);
	encode_lists(&b, f);
	g_variant_builder_add(&b, RANGES, (guint64)f->body.at,
			      (guint64)f->body.len,
			      (guint64)f->cipher_range.at,
			      (guint64)f->cipher_range.len,
			      (guint64)f->signed_range.at,
			      (guint64)f->signed_range.len);
	encode_blobs(&b, f);
	g_variant_builder_add_value(&b, sp_wire_encode_patches(f));
	return g_variant_new(SP_WIRE_TYPE, "", g_variant_builder_end(&b));
}

/* From here on nothing is believed. */

struct reader {
	const struct sp_config *conf;
	size_t len;		/* of the message */
	struct sp_facts *f;
	gboolean bad;
};

static void
take_range(struct reader *r, guint64 at, guint64 len, struct sp_range *range)
{
	if (at > r->len || len > r->len - at)
		r->bad = TRUE;
	else
		*range = (struct sp_range){ (size_t)at, (size_t)len };
}

static void
decode_numbers(struct reader *r, GVariant *v)
{
	gint32 from, dmarc, crypto;
	guint32 flags;
	gint64 date;

	g_variant_get(v, NUMBERS, &flags, &from, &dmarc, &crypto, &date,
		      &r->f->rules, &r->f->checks);
	if ((flags & ~(guint32)FLAGS_ALL) || from < SP_FROM_ONE ||
	    from > SP_FROM_UNCLEAR || dmarc < SP_AUTH_NONE ||
	    dmarc > SP_AUTH_FAIL || crypto < SP_CRYPTO_NONE ||
	    crypto > SP_CRYPTO_MIXED || date < 0)
		r->bad = TRUE;
	r->f->flags = flags;
	r->f->from_state = (enum sp_from_state)from;
	r->f->dmarc = (enum sp_auth)dmarc;
	r->f->crypto = (enum sp_cryptype)crypto;
	r->f->date = date;
}

static void
decode_strings(struct reader *r, GVariant *v)
{
	gsize n = g_variant_n_children(v);

	for (gsize i = 0; sp_facts_strings[i].max > 0; i++) {
		const struct sp_facts_string *s = &sp_facts_strings[i];
		const char *text;

		if (i >= n) {
			r->bad = TRUE;
			return;
		}
		g_variant_get_child(v, i, "&s", &text);
		sp_facts_set(sp_facts_string(r->f, i),
			     sp_clean(text, strlen(text), s->max, s->lines));
	}
}

/* An address or id is what it claims to be, or it is empty. */
static void
check_identifiers(struct reader *r)
{
	const struct sp_facts *f = r->f;

	if ((*f->from_address && !sp_address_ok(f->from_address)) ||
	    (*f->reply_to && !sp_address_ok(f->reply_to)) ||
	    (*f->sender && !sp_address_ok(f->sender)) ||
	    (*f->message_id && !sp_msgid_ok(f->message_id)) ||
	    (*f->in_reply_to && !sp_msgid_ok(f->in_reply_to)) ||
	    (f->from_state == SP_FROM_ONE) != (*f->from_address != '\0'))
		r->bad = TRUE;
}

static void
decode_references(struct reader *r, GVariant *v)
{
	g_strfreev(r->f->references);
	r->f->references = g_variant_dup_strv(v, NULL);
	if (g_strv_length(r->f->references) > SP_REFERENCES_MAX)
		r->bad = TRUE;
	for (char **id = r->f->references; *id; id++)
		r->bad = r->bad || !sp_msgid_ok(*id);
}

static void
decode_words(struct reader *r, GVariant *v)
{
	g_strfreev(r->f->words);
	r->f->words = g_variant_dup_strv(v, NULL);
	if (g_strv_length(r->f->words) > SP_LEXICON_WORDS)
		r->bad = TRUE;
	for (char **word = r->f->words; *word; word++)
		r->bad = r->bad || !sp_lexicon_plausible(*word);
}

static void
decode_fields(struct reader *r, GVariant *v)
{
	GVariantIter iter;
	const char *name;
	guint64 at, len;

	r->bad = r->bad || g_variant_n_children(v) > r->conf->header_fields;
	g_variant_iter_init(&iter, v);
	while (!r->bad && g_variant_iter_next(&iter, "(&stt)", &name, &at,
					      &len)) {
		struct sp_field *f = g_new0(struct sp_field, 1);

		f->name = sp_clean(name, strlen(name), NAME_MAX_BYTES, FALSE);
		take_range(r, at, len, &f->range);
		g_ptr_array_add(r->f->fields, f);
	}
}

static char *
clean_or_null(const char *text, gsize max)
{
	return text ? sp_clean(text, strlen(text), max, FALSE) : NULL;
}

static void
decode_parts(struct reader *r, GVariant *v)
{
	GVariantIter iter;
	const char *type, *name, *disposition;
	guint32 depth, pgp;
	guint64 size;

	r->bad = r->bad || g_variant_n_children(v) > r->conf->parts;
	g_variant_iter_init(&iter, v);
	while (!r->bad && g_variant_iter_next(&iter, "(u&sm&sm&stu)", &depth,
					      &type, &name, &disposition,
					      &size, &pgp)) {
		struct sp_part *p = g_new0(struct sp_part, 1);

		p->depth = depth;
		p->type = clean_or_null(type, TYPE_MAX_BYTES);
		p->name = name ? sp_clean_name(name) : NULL;
		p->disposition = clean_or_null(disposition, TYPE_MAX_BYTES);
		p->size = (size_t)size;
		p->pgp = pgp;
		g_ptr_array_add(r->f->parts, p);
		r->bad = depth > r->conf->depth || size > r->len ||
			 (pgp & ~(guint32)PGP_ALL);
	}
}

static void
decode_ranges(struct reader *r, GVariant *v)
{
	guint64 n[6];

	g_variant_get(v, RANGES, &n[0], &n[1], &n[2], &n[3], &n[4], &n[5]);
	take_range(r, n[0], n[1], &r->f->body);
	take_range(r, n[2], n[3], &r->f->cipher_range);
	take_range(r, n[4], n[5], &r->f->signed_range);
}

static void
decode_blobs(struct reader *r, GVariant *single, GVariant *keys)
{
	GBytes **const slots[] = { &r->f->cipher, &r->f->signature,
				   &r->f->clear_signed };

	if (g_variant_n_children(single) != G_N_ELEMENTS(slots) ||
	    g_variant_n_children(keys) > SP_KEYS_MAX) {
		r->bad = TRUE;
		return;
	}
	for (gsize i = 0; i < G_N_ELEMENTS(slots); i++) {
		g_autoptr(GVariant) v = NULL;

		g_variant_get_child(single, i, "m@ay", &v);
		if (v)
			*slots[i] = g_variant_get_data_as_bytes(v);
		r->bad = r->bad || (v && g_variant_get_size(v) > r->len);
	}
	for (gsize i = 0; i < g_variant_n_children(keys); i++) {
		g_autoptr(GVariant) v = g_variant_get_child_value(keys, i);

		g_ptr_array_add(r->f->keys, g_variant_get_data_as_bytes(v));
		r->bad = r->bad || g_variant_get_size(v) > SP_KEY_BYTES_MAX;
	}
}

static void
decode_body(struct reader *r, GVariant *body)
{
	GVariant *v[10];

	for (gsize i = 0; i < G_N_ELEMENTS(v); i++)
		v[i] = g_variant_get_child_value(body, i);
	decode_numbers(r, v[0]);
	decode_strings(r, v[1]);
	decode_references(r, v[2]);
	decode_words(r, v[3]);
	decode_fields(r, v[4]);
	decode_parts(r, v[5]);
	decode_ranges(r, v[6]);
	decode_blobs(r, v[7], v[8]);
	r->bad = r->bad || !sp_wire_decode_patches(v[9], r->f);
	check_identifiers(r);
	if (r->f->crypto == SP_CRYPTO_MIME_SIGNED && !r->f->signature)
		r->bad = TRUE;
	for (gsize i = 0; i < G_N_ELEMENTS(v); i++)
		g_variant_unref(v[i]);
}

enum sp_status
sp_wire_decode(GVariant *answer, const struct sp_config *conf, size_t len,
	       struct sp_facts **facts, struct sp_err *err)
{
	struct reader r = { .conf = conf, .len = len };
	g_autoptr(GVariant) body = NULL;
	const char *why;

	g_variant_get(answer, "(&smv)", &why, &body);
	if (!body) {
		g_autofree char *clean = sp_clean(why, strlen(why),
						  WHY_MAX_BYTES, FALSE);

		return sp_fail(err, SP_EDATA, "%s", clean);
	}
	if (!g_variant_is_of_type(body, G_VARIANT_TYPE(BODY)))
		return sp_fail(err, SP_EDATA,
			       "the parser's answer is of another type");
	r.f = sp_facts_new();
	decode_body(&r, body);
	if (r.bad) {
		sp_facts_free(r.f);
		return sp_fail(err, SP_EDATA,
			       "the parser's answer cannot be true");
	}
	*facts = r.f;
	return SP_OK;
}
