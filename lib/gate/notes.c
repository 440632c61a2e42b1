/* SPDX-License-Identifier: GPL-2.0-or-later */
/* notes.c - the sealed notes of a mail */
#include "lib/gate/notes.h"

#include <string.h>

GBytes *
sp_notes_seal(const struct sp_gate *gate, const char *const *pairs)
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
