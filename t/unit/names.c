/* SPDX-License-Identifier: GPL-2.0-or-later */
/* names.c - display names: the tricks are flagged, the names of the world are
 * not */
#include "lib/mail/name.h"

#include <string.h>

#include "t/unit/tap.h"

/* Names as people have them. */
static const char *const clean[] = {
	"Ada Lovelace", "Alan Turing", "J. R. R. Tolkien", "O'Brien, Pat",
	"Anne-Marie Smith", "Ludwig van Beethoven", "St. John Smythe",
	"Jürgen Müller", "François Hôtel", "José Núñez", "Łukasz Żółć",
	"Søren Ærø", "Þór Guðmundsson", "Dvořák, Antonín", "Ğazali Şahin",
	"Nguyễn Văn Anh", "Ștefan Țepeș", "Gergő Őszi", "Zoë Ünal",
	"Ada Lovelace (work)", "Security Team 2", "R2 D2", "x", "root",
	"Bugs & Co.", "\"Ada\"", "Ada [Example Corp]", "ada, via the list",
	"Иван Петров", "Ольга Ёлкина", "Юрій Їжак", "Ђорђе Џамбо",
	"Иван Петров Ivan Petrov", "Γιώργος Παπαδόπουλος", "Ελένη Müller",
	"Արամ Խաչատրյան", "ნინო ბერიძე", "דוד לוי", "محمد علي",
	"علی رضایی", "अनिता शर्मा", "আনিকা", "அனிதா", "สมชาย ใจดี",
	"山田太郎", "山田タロウ", "やまだ たろう", "ヤマダ Taro", "李明",
	"王小明 Wang", "김철수", "김 Kim", "陳大文ㄅ", "ສົມ", "ମନୋଜ",
	"አበበ በቀለ", "ᐃᓄᒃ", "Ada 🙂", "Café № 5", "Ⅳ. Legion",
	"A. Ω. Ohm", "Δ Team", "Team α", "µ-kernel group",
};

/* Tricks of the usual kinds. */
static const char *const tricks[] = {
	"alice@example.org", "Alice <alice@example.org>", "alice＠example.org",
	"alice﹫example.org", "Alice (alice@example.org)",
	"\xe2\x80\xae" "gro.elpmaxe", "Alice\xe2\x80\x8f", "\xe2\x81\xa6" "x",
	"Ali\xe2\x80\x8b" "ce", "Ali\xc2\xad" "ce", "Ali\xe2\x81\xa0" "ce",
	"Alice\xef\xbb\xbf", "Alice\xe3\x85\xa4", "Alice\xef\xb8\x8f",
	"Alice\xf3\xa0\x81\x81", "Alice\xe2\x80\xa8" "Bob", "Alice\xc2\x85",
	"Аlice", "Аliсе", "Bоb", "Ρaul", "Sοphie", "Jоhn Dое", "Αnna",
	"раypal Security", "аdmin", "Ꭺnna", "Daνid", "Mаry Аnn",
};

static void
test_clean(void)
{
	unsigned flagged = 0;

	for (gsize i = 0; i < G_N_ELEMENTS(clean); i++) {
		if (sp_name_misleads(clean[i])) {
			printf("# %s\n", clean[i]);
			flagged++;
		}
	}
	ok(flagged == 0, "%u of %zu clean names flagged", flagged,
	   G_N_ELEMENTS(clean));
}

static void
test_tricks(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(tricks); i++)
		ok(sp_name_misleads(tricks[i]), "trick %zu is flagged", i);
}

/* Letters that pass for the Latin one that begins the string. */
static const char *const alike[] = {
	"aаАαΑɑａ𝐚á", "bвВΒЬｂ", "cсСϲＣç", "dԁｄď", "eеЕεΕéё", "hһНΗｈ",
	"iіІιΙıӏ1lI|í", "jјЈｊ", "kкКκΚ", "mмМΜ", "nΝηñ", "oоОοΟ0σó",
	"pрРρΡ", "qԛ", "sѕЅš", "tтТτΤ", "uυս", "vνѵ", "wԝω", "xхХχΧ",
	"yуУүΥý", "zΖž",
};

/* Every name made of one by look-alikes compares equal to it, and is known for
 * a trick by one of the two tests. */
static void
test_generated(void)
{
	static const char *const names[] = {
		"alice liddell", "bob", "carol jones", "dave", "max power",
	};
	g_autoptr(GRand) rand = g_rand_new_with_seed(45);
	unsigned missed = 0, made = 0;

	for (int round = 0; round < 5000; round++) {
		const char *name = names[g_rand_int_range(rand, 0,
			G_N_ELEMENTS(names))];
		g_autofree char *want = sp_name_skeleton(name);
		g_autoptr(GString) s = g_string_new(NULL);
		g_autofree char *got = NULL;

		for (const char *p = name; *p; p++) {
			const char *from = NULL;

			for (gsize i = 0; i < G_N_ELEMENTS(alike); i++)
				from = *alike[i] == *p ? alike[i] : from;
			if (!from || g_rand_int_range(rand, 0, 3) > 0) {
				g_string_append_c(s, *p);
				continue;
			}
			from = g_utf8_offset_to_pointer(from,
				g_rand_int_range(rand, 0, (gint32)
						 g_utf8_strlen(from, -1)));
			g_string_append_len(s, from,
					    g_utf8_next_char(from) - from);
		}
		got = sp_name_skeleton(s->str);
		made++;
		if (strcmp(got, want) != 0 && !sp_name_misleads(s->str)) {
			printf("# %s: %s\n", s->str, got);
			missed++;
		}
		missed += strcmp(got, want) != 0;
	}
	ok(missed == 0, "%u names made of look-alikes, %u missed", made,
	   missed);
}

static void
test_skeletons(void)
{
	static const struct {
		const char *a, *b;
		gboolean alike;
	} pairs[] = {
		{ "Alice", "Alice", TRUE }, { "Alice", "alice", TRUE },
		{ "Alice", "A l i c e", TRUE }, { "Alice", "Alise", FALSE },
		{ "modern", "modem", TRUE }, { "vvu", "wu", TRUE },
		{ "Анна", "Анна", TRUE }, { "Анна", "Анин", FALSE },
		{ "山田", "山本", FALSE }, { "", "Alice", FALSE },
		{ "Müller", "Muller", TRUE }, { "Alice", "Alice 2", FALSE },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(pairs); i++) {
		g_autofree char *a = sp_name_skeleton(pairs[i].a);
		g_autofree char *b = sp_name_skeleton(pairs[i].b);

		ok((strcmp(a, b) == 0) == pairs[i].alike, "\"%s\", \"%s\"",
		   pairs[i].a, pairs[i].b);
	}
}

/* No name, however broken, does more than that. */
static void
test_broken(void)
{
	g_autofree char *a = sp_name_skeleton("\xff\xfe");

	ok(*a == '\0' && sp_name_misleads("\xff\xfe"),
	   "what is no UTF-8 has no look, and is flagged");
}

int
main(void)
{
	test_clean();
	test_tricks();
	test_generated();
	test_skeletons();
	test_broken();
	return tap_done();
}
