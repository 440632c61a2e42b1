/* SPDX-License-Identifier: GPL-2.0-or-later */
/* parse.c - the whole parser, without its lock, as an ordinary function
 *
 * Any mail becomes facts, as outer message and as payload; they keep to every
 * limit, and whoever reads them from the wire believes them. */
#include "lib/mail/wire.h"
#include "t/fuzz/facts.h"
#include "t/unit/mail-fixture.h"

static void
check_wire(struct sp_facts *f, const struct sp_config *conf, size_t len)
{
	g_autoptr(GVariant) once = g_variant_ref_sink(sp_wire_encode(f, NULL));
	g_autoptr(GVariant) twice = NULL;
	struct sp_facts *back = NULL;
	struct sp_err err;

	must(sp_wire_decode(once, conf, len, &back, &err) == SP_OK);
	twice = g_variant_ref_sink(sp_wire_encode(back, NULL));
	must(g_variant_equal(once, twice));
	sp_facts_free(back);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct mail_fixture m;

	if (!m.conf)
		m = mail_fixture("[limits]\nparts = 50\ndepth = 8\n");
	for (int inner = 0; inner <= 1; inner++) {
		struct sp_err err = { .text = "" };
		struct sp_facts *f = mail_parse(&m, data, size, inner, &err);

		if (!f) {
			must(*err.text && fuzz_clean(err.text, FALSE));
			continue;
		}
		facts_hold(f, m.conf, size);
		check_wire(f, m.conf, size);
		sp_facts_free(f);
	}
	return 0;
}
