/* SPDX-License-Identifier: GPL-2.0-or-later */
/* wire-patch.c - patches and tags on their way out of the locked room */
#include "lib/mail/address.h"
#include "lib/mail/grammar.h"
#include "lib/mail/wire.h"

#define PATCH "(ssssuuuxasbay)"
#define TAG "(issi)"

static GVariant *
encode_patch(const struct sp_patch *p)
{
	return g_variant_new("(ssssuuux@asb@ay)", p->subject, p->author_name,
		p->author_address, p->target, p->version, p->number,
		p->total, p->date,
		g_variant_new_strv((const char *const *)p->paths->pdata,
				   (gssize)p->paths->len),
		p->paths_cut,
		g_variant_new_from_bytes(G_VARIANT_TYPE_BYTESTRING, p->text,
					 TRUE));
}

GVariant *
sp_wire_encode_patches(const struct sp_facts *f)
{
	GVariantBuilder b;

	g_variant_builder_init(&b, G_VARIANT_TYPE(SP_WIRE_PATCHES));
	g_variant_builder_open(&b, G_VARIANT_TYPE("a" PATCH));
	for (guint i = 0; i < f->patches->len; i++)
		g_variant_builder_add_value(&b,
			encode_patch(f->patches->pdata[i]));
	g_variant_builder_close(&b);
	g_variant_builder_open(&b, G_VARIANT_TYPE("a" TAG));
	for (guint i = 0; i < f->tags->len; i++) {
		const struct sp_tag *t = f->tags->pdata[i];

		g_variant_builder_add(&b, TAG, (gint32)t->kind, t->name,
				      t->address, (gint32)t->patch);
	}
	g_variant_builder_close(&b);
	return g_variant_builder_end(&b);
}

/* From here on nothing is believed. */

static char *
line(const char *text, gsize max)
{
	return sp_clean(text, strlen(text), max, FALSE);
}

static gboolean
decode_paths(GVariant *v, struct sp_patch *p)
{
	const gsize n = g_variant_n_children(v);

	p->paths = g_ptr_array_new_with_free_func(g_free);
	for (gsize i = 0; i < MIN(n, SP_PATCH_PATHS_MAX); i++) {
		const char *path;

		g_variant_get_child(v, i, "&s", &path);
		g_ptr_array_add(p->paths, line(path, SP_PATCH_PATH_MAX));
	}
	return n <= SP_PATCH_PATHS_MAX;
}

static struct sp_patch *
decode_patch(GVariant *v, gsize *bytes, gboolean *good)
{
	struct sp_patch *p = g_new0(struct sp_patch, 1);
	g_autoptr(GVariant) paths = NULL, text = NULL;
	const char *subject, *name, *address, *target;

	g_variant_get(v, "(&s&s&s&suuux@asb@ay)", &subject, &name, &address,
		      &target, &p->version, &p->number, &p->total,
		      &p->date, &paths, &p->paths_cut, &text);
	p->subject = line(subject, SP_PATCH_LINE_MAX);
	p->author_name = line(name, SP_PATCH_LINE_MAX);
	p->author_address = g_strdup(address);
	p->target = line(target, SP_PATCH_TARGET_MAX);
	p->text = g_variant_get_data_as_bytes(text);
	*bytes += g_bytes_get_size(p->text);
	*good = *good && decode_paths(paths, p) && sp_address_ok(address) &&
		p->version > 0 && p->version <= SP_PATCH_NUMBER_MAX &&
		p->number > 0 && p->number <= p->total &&
		p->total <= SP_PATCH_NUMBER_MAX && p->date >= 0 &&
		g_bytes_get_size(p->text) <= SP_PATCH_BYTES_MAX;
	return p;
}

static struct sp_tag *
decode_tag(GVariant *v, gsize patches, gboolean *good)
{
	struct sp_tag *t = g_new0(struct sp_tag, 1);
	const char *name, *address;
	gint32 kind, patch;

	g_variant_get(v, "(i&s&si)", &kind, &name, &address, &patch);
	t->kind = (enum sp_tag_kind)kind;
	t->name = line(name, SP_PATCH_LINE_MAX);
	t->address = g_strdup(address);
	t->patch = patch;
	*good = *good && kind >= SP_TAG_REVIEWED && kind <= SP_TAG_REPORTED &&
		sp_address_ok(address) && patch >= -1 &&
		patch < (gint32)patches;
	return t;
}

gboolean
sp_wire_decode_patches(GVariant *v, struct sp_facts *f)
{
	g_autoptr(GVariant) patches = g_variant_get_child_value(v, 0);
	g_autoptr(GVariant) tags = g_variant_get_child_value(v, 1);
	const gsize n = g_variant_n_children(patches);
	gboolean good = n <= SP_PATCHES_MAX &&
			g_variant_n_children(tags) <= SP_TAGS_MAX;
	gsize bytes = 0;

	for (gsize i = 0; good && i < n; i++) {
		g_autoptr(GVariant) one = g_variant_get_child_value(patches, i);
		struct sp_patch *p = decode_patch(one, &bytes, &good);

		if (good)
			sp_patch_set_digest(p);
		g_ptr_array_add(f->patches, p);
	}
	for (gsize i = 0; good && i < g_variant_n_children(tags); i++) {
		g_autoptr(GVariant) one = g_variant_get_child_value(tags, i);

		g_ptr_array_add(f->tags, decode_tag(one, n, &good));
	}
	return good && bytes <= SP_PATCHES_BYTES_MAX;
}
