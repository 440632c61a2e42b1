/* SPDX-License-Identifier: GPL-2.0-or-later */
/* words.c - every verdict has a word of its own, and a sentence */
#include <string.h>

#include "lib/policy/verdict.h"
#include "t/unit/tap.h"

static void
test_words(void)
{
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
	g_autoptr(GHashTable) acks = g_hash_table_new(g_str_hash, g_str_equal);
	const char *word, *sentence;
	unsigned bit, i;

	for (bit = 0; bit <= 21; bit++) {
		word = sp_why_word((enum sp_why)(1u << bit));
		sentence = sp_why_sentence((enum sp_why)(1u << bit));
		ok(g_hash_table_add(seen, (char *)word) &&
		   g_hash_table_add(seen, (char *)sentence) &&
		   strcmp(word, "unknown") != 0, "%s: %s", word, sentence);
	}
	for (i = SP_ACK_SEND; i <= SP_ACK_ANSWERED; i++) {
		word = sp_no_ack_word((enum sp_no_ack)i);
		ok(g_hash_table_add(acks, (char *)word) &&
		   strcmp(word, "unknown") != 0, "no-ack %u: %s", i, word);
	}
	ok(strcmp(sp_why_word((enum sp_why)0), "unknown") == 0 &&
	   strcmp(sp_why_sentence((enum sp_why)3), "unknown") == 0 &&
	   strcmp(sp_no_ack_word((enum sp_no_ack)99), "unknown") == 0,
	   "what is none of them has no word");
}

/* Scripts depend on the words: the manual has each. */
static void
test_manual(void)
{
	g_autofree char *path = g_strdup_printf("%s/filter/sallyport.1",
						g_getenv("SOURCE_ROOT"));
	g_autofree char *text = NULL;

	if (!ok(g_file_get_contents(path, &text, NULL, NULL), "the manual"))
		return;
	for (unsigned bit = 0; bit <= 21; bit++) {
		const char *word = sp_why_word((enum sp_why)(1u << bit));
		g_autofree char *item = g_strdup_printf("\n.It %s\n", word);

		ok(strstr(text, item) != NULL, "the manual has %s", word);
	}
}

int
main(void)
{
	test_words();
	test_manual();
	return tap_done();
}
