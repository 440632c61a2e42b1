/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sealed-page.c - a page that only members can open */
#include "lib/gate/sealed-page.h"

#include "lib/base/blob.h"
#include "lib/gate/rekey.h"

static ssize_t
next_piece(void *rope, void *buf, size_t n)
{
	return sp_rope_read(rope, buf, n);
}

static enum sp_status
armor_of(const struct sp_sealed *sealed, struct sp_blob *out,
	 struct sp_err *err)
{
	const guint n = sealed->envelopes->len;
	g_autofree GBytes **packets = g_new0(GBytes *, n);
	g_auto_rope struct sp_rope *body = sp_rope_new();

	for (guint i = 0; i < n; i++) {
		const struct sp_envelope *e = sealed->envelopes->pdata[i];

		packets[i] = e->pkesk;
	}
	sp_rope_blob(body, &sealed->body);
	return sp_pgp_armor(out->fd, packets, n, next_piece, body, err);
}

/* What armor_of() has written past the blob's back. */
static enum sp_status
take_text(struct sp_blob *written, char **armor, struct sp_err *err)
{
	struct sp_blob whole = SP_BLOB_INIT;
	const uint8_t *bytes = NULL;
	enum sp_status r = sp_blob_adopt(&whole, written->fd, SIZE_MAX / 4,
					 err);

	written->fd = -1;
	if (r == SP_OK && (r = sp_blob_map(&whole, &bytes, err)) == SP_OK)
		*armor = g_strndup((const char *)bytes, whole.len);
	sp_blob_clear(&whole);
	return r;
}

enum sp_status
sp_sealed_page(struct sp_gate *gate, const char *text, char **armor,
	       unsigned *readers, struct sp_err *err)
{
	g_autoptr(GPtrArray) keys = NULL;
	g_auto_rope struct sp_rope *plain = sp_rope_new();
	g_auto_blob struct sp_blob out = SP_BLOB_INIT;
	struct sp_sealed sealed = { .body = SP_BLOB_INIT };
	enum sp_status r = sp_rekey_members(gate, &keys, err);

	if (r != SP_OK)
		return r;
	*readers = keys->len;
	g_ptr_array_add(keys, NULL);
	sp_rope_text(plain, text);
	if ((r = sp_pgp_seal(gate->pgp, plain, gate->list_primary,
			     (const char *const *)keys->pdata, TRUE, &sealed,
			     err)) == SP_OK &&
	    (r = sp_blob_init(&out, SIZE_MAX / 4, err)) == SP_OK &&
	    (r = armor_of(&sealed, &out, err)) == SP_OK)
		r = take_text(&out, armor, err);
	sp_sealed_clear(&sealed);
	return r;
}
