/* SPDX-License-Identifier: GPL-2.0-or-later */
/* parse.c - the whole parser, without its lock, as an ordinary function
 *
 * Any mail becomes facts, as outer message, as payload and as a payload that is
 * all text; they keep to every limit, and whoever reads them from the wire
 * believes them. */
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

static void
check(const struct sp_parse *how, const uint8_t *data, size_t size)
{
	struct sp_facts *f = NULL;
	struct sp_err err = { .text = "" };
	enum sp_status r = sp_mail_prescan(how->conf, data, size, &err);

	if (r == SP_OK)
		r = sp_mail_parse_open(how, data, size, &f, &err);
	must((r == SP_OK) == (f != NULL));
	if (!f) {
		must(r == SP_EDATA && *err.text);
		must(fuzz_clean(err.text, FALSE));
		return;
	}
	facts_hold(f, how->conf, size);
	check_wire(f, how->conf, size);
	sp_facts_free(f);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct mail_fixture m;

	if (!m.conf)
		m = mail_fixture("[limits]\nparts = 50\ndepth = 8\n"
				 "[checklist]\na = a | a\\d\n"
				 "[rule b]\non = text\npattern = b\n"
				 "action = hold\n"
				 "[rule c]\nheader = X-C\npattern = c\n"
				 "action = no-ack\n");
	sp_charset_load(data, size);
	for (int inner = 0; inner <= 2; inner++) {
		const struct sp_parse how = {
			.conf = m.conf, .rules = m.rules,
			.inner = inner > 0, .text = inner > 1,
		};

		check(&how, data, size);
	}
	return 0;
}
