/* SPDX-License-Identifier: GPL-2.0-or-later */
/* autocrypt.c - a key that a header offers
 *
 * It is base64 for the From address alone, and said twice it is not said. */
#include "lib/mail/reading.h"
#include "t/fuzz/fuzz.h"

#define FIELD_MAX (10 * 1024)

/* The keydata that the header offers for an address. */
static char *
offered(const uint8_t *data, size_t size, const char *from,
	enum sp_from_state state)
{
	struct sp_head *head = sp_head_read(data, (struct sp_range){ 0, size },
					    FALSE);
	struct sp_reading r = {
		.bytes = data, .len = size, .head = head, .said = head,
		.facts = sp_facts_new(),
	};
	char *found;

	r.facts->from_state = state;
	sp_facts_set(&r.facts->from_address, g_strdup(from));
	sp_read_autocrypt(&r);
	found = g_steal_pointer(&r.facts->autocrypt);
	sp_facts_free(r.facts);
	sp_head_free(head);
	return found;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree char *key = offered(data, size, "ada@example.com",
				       SP_FROM_ONE);
	g_autofree char *other = NULL, *unclear = NULL, *again = NULL;
	g_autofree char *field = NULL, *encoded = NULL;
	g_autofree uint8_t *twice = NULL;
	g_autofree guchar *bytes = NULL;
	gsize n;

	must(strlen(key) <= FIELD_MAX);
	if (*key == '\0')
		return 0;
	bytes = g_base64_decode(key, &n);
	encoded = g_base64_encode(bytes, n);
	must(n > 0 && strlen(encoded) == strlen(key));
	other = offered(data, size, "bob@example.com", SP_FROM_ONE);
	unclear = offered(data, size, "ada@example.com", SP_FROM_UNCLEAR);
	must(strcmp(other, key) != 0 && *unclear == '\0');
	field = g_strdup_printf("Autocrypt: addr=ada@example.com; keydata=%s\n",
				key);
	twice = fuzz_joined(field, data, size);
	again = offered(twice, strlen(field) + size, "ada@example.com",
			SP_FROM_ONE);
	must(*again == '\0');
	return 0;
}
