/* SPDX-License-Identifier: GPL-2.0-or-later */
/* wire.c - any bytes as the answer of the parser in its room
 *
 * Bytes that are no answer in normal form are made into one, as the room would
 * refuse them before. What is accepted keeps to every limit, and passes again
 * unchanged. */
#include "lib/mail/wire.h"

#include "t/fuzz/facts.h"
#include "t/unit/mail-fixture.h"

#define LEN 4096	/* of the message that the answer is about */

static void
check_again(struct sp_facts *f, const struct sp_config *conf)
{
	g_autoptr(GVariant) once = g_variant_ref_sink(sp_wire_encode(f, NULL));
	g_autoptr(GVariant) twice = NULL;
	struct sp_facts *again = NULL;
	struct sp_err err;

	must(sp_wire_decode(once, conf, LEN, &again, &err) == SP_OK);
	twice = g_variant_ref_sink(sp_wire_encode(again, NULL));
	must(g_variant_equal(once, twice));
	sp_facts_free(again);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct mail_fixture m;
	g_autoptr(GBytes) bytes = g_bytes_new(data, size);
	g_autoptr(GVariant) any = NULL, normal = NULL;
	struct sp_facts *facts = NULL;
	struct sp_err err = { .text = "" };
	enum sp_status r;

	if (!m.conf)
		m = mail_fixture("");
	any = g_variant_ref_sink(g_variant_new_from_bytes(
		G_VARIANT_TYPE(SP_WIRE_TYPE), bytes, FALSE));
	normal = g_variant_get_normal_form(any);
	r = sp_wire_decode(normal, m.conf, LEN, &facts, &err);
	must((r == SP_OK) == (facts != NULL));
	must(r == SP_OK || r == SP_EDATA);
	if (!facts) {
		must(fuzz_clean(err.text, FALSE));
		return 0;
	}
	facts_hold(facts, m.conf, LEN);
	check_again(facts, m.conf);
	sp_facts_free(facts);
	return 0;
}
