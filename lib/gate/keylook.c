/* SPDX-License-Identifier: GPL-2.0-or-later */
/* keylook.c - what is to be said of a key */
#include "lib/gate/keylook.h"

#define DAY_S 86400

static const struct {
	enum sp_key_fault fault;
	const char *word;
	const char *text;
} faults[] = {
	{ SP_KEY_WEAK, "weak-algorithm",
	  "a part of it is RSA below 2048 bits, DSA or ElGamal" },
	{ SP_KEY_SHA1, "sha1", "its own signatures are made with SHA-1" },
	{ SP_KEY_NO_AES, "no-aes", "AES is not among its ciphers" },
	{ SP_KEY_AEAD, "aead",
	  "it asks for AEAD, in which mail to the list cannot be opened" },
};

enum sp_key_step
sp_key_step(const struct sp_key *k, int64_t now)
{
	static const struct {
		int days;
		enum sp_key_step step;
	} steps[] = {
		{ 1, SP_KEY_1_DAY }, { 7, SP_KEY_7_DAYS },
		{ 14, SP_KEY_14_DAYS }, { 30, SP_KEY_30_DAYS },
		{ 60, SP_KEY_60_DAYS },
	};

	if (k->state != SP_KEY_USABLE || (k->expires && k->expires <= now))
		return SP_KEY_OVER;
	for (size_t i = 0; k->expires && i < G_N_ELEMENTS(steps); i++)
		if (k->expires - now <= (int64_t)steps[i].days * DAY_S)
			return steps[i].step;
	return SP_KEY_FAR;
}

unsigned
sp_key_faults(const struct sp_key *k, gboolean of_list)
{
	return of_list ? k->faults : k->faults & ~(unsigned)SP_KEY_AEAD;
}

const char *
sp_key_fault_word(enum sp_key_fault fault)
{
	for (size_t i = 0; i < G_N_ELEMENTS(faults); i++)
		if (faults[i].fault == fault)
			return faults[i].word;
	return NULL;
}

static void
add(GString *s, const char *text)
{
	g_string_append_printf(s, "%s%s", s->len ? "; " : "", text);
}

char *
sp_key_remark(const struct sp_key *k, gboolean of_list, int64_t now)
{
	const enum sp_key_step step = sp_key_step(k, now);
	const unsigned bits = sp_key_faults(k, of_list);
	GString *s = g_string_new(NULL);

	if (step != SP_KEY_FAR && step != SP_KEY_OVER) {
		const int64_t days = (k->expires - now + DAY_S - 1) / DAY_S;

		g_string_printf(s, "expires in %d day%s", (int)days,
				days == 1 ? "" : "s");
	}
	for (size_t i = 0; i < G_N_ELEMENTS(faults); i++)
		if (bits & faults[i].fault)
			add(s, faults[i].text);
	return g_string_free(s, FALSE);
}
