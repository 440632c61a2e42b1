/* SPDX-License-Identifier: GPL-2.0-or-later */
/* packet.c - the walk over OpenPGP packets
 *
 * What it accepts is covered by its pieces without a gap, and each recipient's
 * cut of it is a message again. */
#include "lib/pgp/packet.h"

#include "t/fuzz/fuzz.h"

static void
check_pieces(const struct sp_cut *cut, size_t size)
{
	size_t at = 0;

	must(cut->n_pkesk >= 1 && cut->n_pkesk <= SP_PKESK_MAX);
	for (unsigned i = 0; i < cut->n_pkesk; i++) {
		must(cut->pkesk[i].packet.at == at);
		at += cut->pkesk[i].packet.len;
	}
	must(cut->seipd.at == at && at + cut->seipd.len == size);
}

/* What one member gets: their packet and the body. */
static void
check_member(const uint8_t *data, const struct sp_cut *cut, unsigned i)
{
	const struct sp_range key = cut->pkesk[i].packet, body = cut->seipd;
	g_auto_blob struct sp_blob b = SP_BLOB_INIT;
	struct sp_cut again;
	struct sp_err err;

	must(sp_blob_init(&b, key.len + body.len, &err) == SP_OK);
	must(sp_blob_append(&b, data + key.at, key.len, &err) == SP_OK);
	must(sp_blob_append(&b, data + body.at, body.len, &err) == SP_OK);
	must(sp_packet_walk(&b, &again, &err) == SP_OK);
	must(again.n_pkesk == 1 && again.seipd.len == body.len);
	must(memcmp(again.pkesk[0].key_id, cut->pkesk[i].key_id, 8) == 0);
}

/* Neither a byte less nor a byte more is such a message. */
static void
check_neighbours(const uint8_t *data, size_t size)
{
	g_auto_blob struct sp_blob less = SP_BLOB_INIT, more = SP_BLOB_INIT;
	struct sp_cut cut;
	struct sp_err err;

	fuzz_blob(&less, data, size - 1);
	must(sp_packet_walk(&less, &cut, &err) == SP_EDATA);
	must(sp_blob_init(&more, size + 1, &err) == SP_OK);
	must(sp_blob_append(&more, data, size, &err) == SP_OK);
	must(sp_blob_append(&more, "\xd2", 1, &err) == SP_OK);
	must(sp_packet_walk(&more, &cut, &err) == SP_EDATA);
}

static gboolean
walk(const struct sp_blob *b, const uint8_t *data, size_t size)
{
	struct sp_err err = { .text = "" };
	struct sp_cut cut;
	enum sp_status r = sp_packet_walk(b, &cut, &err);

	must(r == SP_OK || (r == SP_EDATA && *err.text));
	if (r != SP_OK)
		return FALSE;
	check_pieces(&cut, size);
	check_neighbours(data, size);
	for (unsigned i = 0; i < cut.n_pkesk; i++)
		check_member(data, &cut, i);
	return TRUE;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_auto_blob struct sp_blob b = SP_BLOB_INIT;
	enum sp_inner inner = SP_INNER_OPAQUE;
	gboolean message, signatures, public, secret;
	struct sp_err err;
	unsigned n = 0;

	fuzz_blob(&b, data, size);
	message = walk(&b, data, size);
	signatures = sp_packet_signatures(&b, &n, &err) == SP_OK;
	public = sp_packet_key(&b, FALSE, &err) == SP_OK;
	secret = sp_packet_key(&b, TRUE, &err) == SP_OK;
	must(message + signatures + public + secret <= 1);
	must(signatures == (n > 0));
	if (sp_packet_inner(&b, &inner, &err) == SP_OK) {
		must(!message && !public && !secret);
		must(!signatures || inner == SP_INNER_SIGNED);
	} else {
		must(!signatures);
	}
	return 0;
}
