/* SPDX-License-Identifier: GPL-2.0-or-later */
/* notes.c - the sealed notes of a mail */
#include "lib/gate/notes.h"

#include <string.h>

#include "lib/gate/outsider.h"
#include "lib/policy/redact.h"

/* pairs: name, value, ..., NULL. */
static GBytes *
seal(const struct sp_gate *gate, const char *const *pairs)
{
	GVariantBuilder b;
	g_autoptr(GVariant) dict = NULL;

	g_variant_builder_init(&b, G_VARIANT_TYPE("a{ss}"));
	for (; *pairs != NULL; pairs += 2)
		g_variant_builder_add(&b, "{ss}", pairs[0],
				      pairs[1] ? pairs[1] : "");
	dict = g_variant_ref_sink(g_variant_builder_end(&b));
	return sp_vault_seal(gate->vault, SP_SEAL_THREAD,
			     g_variant_get_data(dict), g_variant_get_size(dict));
}

/* A reply without References has its root in In-Reply-To, as far as it says. */
static const char *
root_of(const struct sp_facts *f)
{
	if (f->references != NULL && f->references[0] != NULL)
		return f->references[0];
	return f->in_reply_to[0] != '\0' ? f->in_reply_to : f->message_id;
}

void
sp_notes_take(const struct sp_gate *gate, struct sp_mail *m,
	      const struct sp_opening *o, struct sp_range pgp)
{
	const struct sp_facts *author = sp_opening_author(o);
	g_autofree char *at = g_strdup_printf("%zu", pgp.at);
	g_autofree char *len = g_strdup_printf("%zu", pgp.len);
	g_autofree char *keys = sp_outsider_keys_inside(o);
	const char *pairs[] = {
		SP_NOTE_MSGID, o->clear ? o->clear->message_id : "",
		SP_NOTE_ROOT, o->clear ? root_of(o->clear) : "",
		SP_NOTE_PGP_AT, at, SP_NOTE_PGP_LEN, len,
		SP_NOTE_REPLY, author && author->from_state == SP_FROM_ONE
			? author->from_address : "",
		SP_NOTE_KEYS, keys, NULL };

	g_clear_pointer(&m->thread, g_bytes_unref);
	m->thread = seal(gate, pairs);
}

char *
sp_notes_get(const struct sp_gate *gate, GBytes *sealed, const char *name)
{
	g_autoptr(GVariant) dict = NULL;
	char *bytes = NULL;
	char *value = NULL;
	struct sp_err err;
	size_t len = 0;
	gsize n = 0;
	const void *p;

	if (sealed == NULL)
		return NULL;
	p = g_bytes_get_data(sealed, &n);
	if (sp_vault_unseal(gate->vault, SP_SEAL_THREAD, p, n, &bytes, &len,
			    &err) != SP_OK)
		return NULL;
	dict = g_variant_ref_sink(g_variant_new_from_data(
		G_VARIANT_TYPE("a{ss}"), bytes, len, FALSE, g_free, bytes));
	if (!g_variant_lookup(dict, name, "s", &value))
		return NULL;
	return value;
}

GBytes *
sp_notes_unname(const struct sp_gate *gate, GBytes *sealed,
		const GPtrArray *names)
{
	static const char *const kept[] = {
		SP_NOTE_MSGID, SP_NOTE_ROOT, SP_NOTE_PGP_AT, SP_NOTE_PGP_LEN,
	};
	char *values[G_N_ELEMENTS(kept)];
	const char *pairs[2 * G_N_ELEMENTS(kept) + 1] = { NULL };
	GBytes *left;

	if (sealed == NULL)
		return NULL;
	for (size_t i = 0; i < G_N_ELEMENTS(kept); i++) {
		char *value = sp_notes_get(gate, sealed, kept[i]);
		char *redacted = value ? sp_redact(value, names) : NULL;

		values[i] = redacted ? g_strdup("") : g_strdup(value);
		pairs[2 * i] = kept[i];
		pairs[2 * i + 1] = values[i];
		g_free(redacted);
		g_free(value);
	}
	left = seal(gate, pairs);
	for (size_t i = 0; i < G_N_ELEMENTS(kept); i++)
		g_free(values[i]);
	return left;
}
