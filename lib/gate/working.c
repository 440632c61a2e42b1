/* SPDX-License-Identifier: GPL-2.0-or-later */
/* working.c - what is sealed to the list key, opened again */
#include "lib/gate/working.h"

#include <stdlib.h>

#include "lib/gate/notes.h"
#include "lib/gate/reader.h"

/* We sealed it ourselves: a notice may hold a plaintext at its limit and
 * original.pgp in base64, and a mail past its limit is kept whole. */
#define PAYLOAD_MAX ((size_t)1 << 30)

/* One OpenPGP message again: the packet for the list key, or for a former one
 * that it was sealed to, and the body. */
static enum sp_status
join(struct sp_gate *gate, int64_t payload, struct sp_blob *cipher,
     struct sp_err *err)
{
	g_autofree const char **own = sp_gate_list_subkeys(gate);
	g_autoptr(GPtrArray) packets = NULL;
	g_autofree uint8_t *buf = g_malloc(65536);
	struct sp_store_body *body = NULL;
	enum sp_status r;
	ssize_t n = 0;

	r = sp_store_envelopes(gate->store, payload, own, &packets, err);
	if (r != SP_OK)
		return r;
	r = sp_blob_init(cipher, PAYLOAD_MAX, err);
	for (guint i = 0; r == SP_OK && i < packets->len; i++) {
		gsize len = 0;
		const void *p = g_bytes_get_data(packets->pdata[i], &len);

		r = sp_blob_append(cipher, p, len, err);
	}
	if (r != SP_OK ||
	    (r = sp_store_body_open(gate->store, payload, &body, err)) != SP_OK)
		return r;
	while (r == SP_OK && (n = sp_store_body_read(body, buf, 65536)) > 0)
		r = sp_blob_append(cipher, buf, (size_t)n, err);
	sp_store_body_close(body);
	return r == SP_OK && n < 0
		? sp_fail(err, SP_EIO, "reading payload %" G_GINT64_FORMAT
			  " failed", payload) : r;
}

enum sp_status
sp_working_payload(struct sp_gate *gate, int64_t payload,
		   struct sp_blob *plain, struct sp_err *err)
{
	g_auto_blob struct sp_blob cipher = SP_BLOB_INIT;
	g_autofree char *home = sp_gate_path(gate->conf, "gnupg");
	struct sp_pgp *pgp = NULL;
	enum sp_status r;

	if (payload == 0)
		return sp_fail(err, SP_NONE, "there is no such payload");
	if ((r = join(gate, payload, &cipher, err)) != SP_OK ||
	    (r = sp_pgp_open(home, PAYLOAD_MAX, &pgp, err)) != SP_OK)
		return r;
	r = sp_pgp_open_own(pgp, &cipher, plain, err);
	if (r == SP_EDATA)
		r = sp_fail(err, SP_EIO, "payload %" G_GINT64_FORMAT " does "
			    "not open with the list key", payload);
	sp_pgp_close(pgp);
	return r;
}

enum sp_status
sp_working_text(struct sp_gate *gate, int64_t payload, char **text,
		struct sp_err *err)
{
	g_auto_blob struct sp_blob plain = SP_BLOB_INIT;
	g_autofree char *all = NULL;
	enum sp_status r;
	size_t got = 0;

	if ((r = sp_working_payload(gate, payload, &plain, err)) != SP_OK)
		return r;
	all = g_malloc0(plain.len + 1);
	if ((r = sp_blob_read(&plain, 0, all, plain.len, &got, err)) == SP_OK)
		*text = g_steal_pointer(&all);
	return r;
}

static struct sp_range
noted_range(const struct sp_gate *gate, const struct sp_mail *m)
{
	g_autofree char *at = sp_notes_get(gate, m->thread, SP_NOTE_PGP_AT);
	g_autofree char *len = sp_notes_get(gate, m->thread, SP_NOTE_PGP_LEN);
	struct sp_range range = { 0, 0 };

	if (at != NULL && len != NULL) {
		range.at = strtoull(at, NULL, 10);
		range.len = strtoull(len, NULL, 10);
	}
	return range;
}

static gboolean
inside(struct sp_range range, const struct sp_blob *b)
{
	return range.at <= b->len && range.len <= b->len - range.at;
}

enum sp_status
sp_reader_working(struct sp_gate *gate, const struct sp_mail *m,
		  struct sp_working *w, struct sp_err *err)
{
	struct sp_working mine = { .plain = SP_BLOB_INIT };
	enum sp_status r;

	r = sp_working_payload(gate, m->report_len > 0 ? m->notice
			       : m->original, &mine.plain, err);
	if (r != SP_OK)
		return r;
	mine.report = m->report_len > 0
		? (struct sp_range){ (size_t)m->report_at,
				     (size_t)m->report_len }
		: (struct sp_range){ 0, mine.plain.len };
	mine.unwrapped = noted_range(gate, m);
	if (!inside(mine.report, &mine.plain) ||
	    !inside(mine.unwrapped, &mine.plain)) {
		sp_working_clear(&mine);
		return sp_fail(err, SP_EIO, "%s: its working copy is shorter "
			       "than recorded", m->ref);
	}
	*w = mine;
	return SP_OK;
}

void
sp_working_clear(struct sp_working *w)
{
	sp_blob_clear(&w->plain);
}
