/* SPDX-License-Identifier: GPL-2.0-or-later */
/* facts.c - facts come empty and go in one piece */
#include "lib/mail/facts.h"

#include "lib/mail/reading.h"
#include "lib/mail/wire.h"

static void
field_free(gpointer p)
{
	struct sp_field *f = p;

	g_free(f->name);
	g_free(f);
}

static void
part_free(gpointer p)
{
	struct sp_part *part = p;

	g_free(part->type);
	g_free(part->name);
	g_free(part->disposition);
	g_free(part);
}

struct sp_facts *
sp_facts_new(void)
{
	struct sp_facts *f = g_new0(struct sp_facts, 1);

	for (gsize i = 0; sp_facts_strings[i].max > 0; i++)
		*sp_facts_string(f, i) = g_strdup("");
	f->from_state = SP_FROM_NONE;
	f->references = g_new0(char *, 1);
	f->words = g_new0(char *, 1);
	f->fields = g_ptr_array_new_with_free_func(field_free);
	f->parts = g_ptr_array_new_with_free_func(part_free);
	f->keys = g_ptr_array_new_with_free_func(
		(GDestroyNotify)g_bytes_unref);
	f->patches = g_ptr_array_new_with_free_func(
		(GDestroyNotify)sp_patch_free);
	f->tags = g_ptr_array_new_with_free_func((GDestroyNotify)sp_tag_free);
	return f;
}

void
sp_facts_set(char **slot, char *text)
{
	g_free(*slot);
	*slot = text;
}

void
sp_facts_free(struct sp_facts *f)
{
	if (!f)
		return;
	for (gsize i = 0; sp_facts_strings[i].max > 0; i++)
		g_free(*sp_facts_string(f, i));
	g_strfreev(f->references);
	g_strfreev(f->words);
	g_ptr_array_unref(f->fields);
	g_ptr_array_unref(f->parts);
	g_ptr_array_unref(f->keys);
	g_ptr_array_unref(f->patches);
	g_ptr_array_unref(f->tags);
	g_clear_pointer(&f->cipher, g_bytes_unref);
	g_clear_pointer(&f->signature, g_bytes_unref);
	g_clear_pointer(&f->clear_signed, g_bytes_unref);
	g_free(f);
}
