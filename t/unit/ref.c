/* SPDX-License-Identifier: GPL-2.0-or-later */
/* ref.c - references: what is written, and what people type */
#include "lib/base/ref.h"

#include <glib.h>
#include <string.h>

#include "t/unit/tap.h"

static void
make(void)
{
	static const struct {
		uint8_t bytes[5];
		const char *want;
	} cases[] = {
		{ { 0, 0, 0, 0, 0 }, "R-0000-0000" },
		{ { 255, 255, 255, 255, 255 }, "R-ZZZZ-ZZZZ" },
		{ { 0x08, 0x42, 0x10, 0x84, 0x21 }, "R-1111-1111" },
		{ { 0x80, 0, 0, 0, 1 }, "R-G000-0001" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct sp_ref ref;

		sp_ref_make(cases[i].bytes, &ref);
		ok(strcmp(ref.text, cases[i].want) == 0, "%s", cases[i].want);
	}
}

static void
parse(void)
{
	static const struct {
		const char *text, *want;	/* NULL: no reference */
	} cases[] = {
		{ "R-7KQ4-M2XC", "R-7KQ4-M2XC" },
		{ "r-7kq4-m2xc", "R-7KQ4-M2XC" },
		{ "7KQ4-M2XC", "R-7KQ4-M2XC" },
		{ "7KQ4M2XC", "R-7KQ4-M2XC" },
		{ "R7KQ4M2XC", "R-7KQ4-M2XC" },
		{ "R-7KQ4M2XC", "R-7KQ4-M2XC" },
		{ "R-OIL0-oil0", "R-0110-0110" },
		{ "RKQ4M2XC", "R-RKQ4-M2XC" },
		{ "RRKQ4M2XC", "R-RKQ4-M2XC" },
		{ "", NULL },
		{ "R", NULL },
		{ "R-", NULL },
		{ "R-7KQ4-M2X", NULL },
		{ "R-7KQ4-M2XCC", NULL },
		{ "R--7KQ4-M2XC", NULL },
		{ "R-7KQ4--M2XC", NULL },
		{ "R-7KQ-4M2XC", NULL },
		{ "R-7KQ4-M2XC ", NULL },
		{ "R-7KQ4-M2XU", NULL },	/* no U in the alphabet */
		{ "Q-7KQ4-M2XC", NULL },
		{ "QSEC-2026-0007", NULL },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct sp_ref ref = { "untouched" };
		struct sp_err err = { SP_OK, "" };
		enum sp_status r = sp_ref_parse(cases[i].text, &ref, &err);

		if (cases[i].want)
			ok(r == SP_OK && strcmp(ref.text, cases[i].want) == 0,
			   "\"%s\" is %s", cases[i].text, cases[i].want);
		else
			ok(r == SP_EDATA && strcmp(ref.text, "untouched") == 0,
			   "\"%s\" is none", cases[i].text);
	}
}

static void
base32(void)
{
	static const struct {
		const char *bytes, *want;
	} cases[] = {
		{ "", "" },
		{ "f", "cr" },
		{ "fo", "csqg" },
		{ "foo", "csqpy" },
		{ "foob", "csqpyrg" },
		{ "fooba", "csqpyrk1" },
		{ "foobar", "csqpyrk1e8" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *got =
			sp_ref_base32((const uint8_t *)cases[i].bytes,
				      strlen(cases[i].bytes));

		ok(strcmp(got, cases[i].want) == 0, "base32 of \"%s\" is %s",
		   cases[i].bytes, cases[i].want);
	}
}

int
main(void)
{
	make();
	parse();
	base32();
	return tap_done();
}
