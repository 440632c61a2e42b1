/* SPDX-License-Identifier: GPL-2.0-or-later */
/* lexicon.c - which words a text has, and which a query wants */
#include "lib/mail/lexicon.h"

#include <string.h>
#include <time.h>

#include "t/unit/tap.h"

static char *
words_of(const char *text, gsize len)
{
	struct sp_lexicon *l = sp_lexicon_new();
	g_autofree char *exact = g_memdup2(text, len);
	g_auto(GStrv) words = NULL;

	sp_lexicon_add(l, exact, len);
	words = sp_lexicon_end(l);
	return g_strjoinv(" ", words);
}

static void
test_words(void)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
		{ "", "" },
		{ "Heap overflow\nHEAP", "heap overflow" },
		{ "the guest is not in it, and you?", "guest" },
		{ "a b c 1 42 --- ___ ...", "" },
		{ "call foo_rx() twice", "call foo_rx foo rx twice" },
		{ "(hw/net/foo.c:123)",
		  "hw/net/foo.c foo.c net/foo.c hw net foo 123" },
		{ "+++ b/hw/foo.c", "b/hw/foo.c foo.c hw/foo.c hw foo" },
		{ "/a/b/c/d/e/f/g/hh", "a/b/c/d/e/f/g/hh hh g/hh f/g/hh "
		  "e/f/g/hh d/e/f/g/hh c/d/e/f/g/hh" },
		{ "CVE-2026-12345", "cve-2026-12345 cve 2026 12345" },
		{ "use-after-free.", "use-after-free use free" },
		{ "<Ada@Example.com>", "ada@example.com example.com ada "
		  "example com" },
		{ "std::vector<int>", "std vector int" },
		{ "https://example.org/x/12",
		  "example.org/x/12 x/12 example.org example org" },
		{ "9.1.2", "9.1.2" },
		/* A commit, by all digits or by some. */
		{ "22494556542c676c1b9e7f1c1f2ea13ac17e1e3e", "2249455" },
		{ "22494556542C176D", "2249455" },
		{ "5c1e2f3", "5c1e2f3" }, { "5c1e2f", "5c1e2f" },
		{ "index 5c1e2f34..7a8b9c01 100644",
		  "index 5c1e2f34..7a8b9c01 5c1e2f3 7a8b9c0 100644" },
		/* Neither a decimal number nor a word is one. */
		{ "1234567890 defaced", "1234567890 defaced" },
		{ "0x60200000ef50 0x1f 0xdeadbee 0xdeadbeef",
		  "0x1f 0xdeadbee" },
		/* Case and compatibility. */
		{ "STRA\xc3\x9f" "E \xc3\x89t\xc3\xa9",
		  "strasse \xc3\xa9t\xc3\xa9" },
		{ "\xef\xbd\x86\xef\xbd\x8f\xef\xbd\x8f o\xef\xac\x81t",
		  "foo ofit" },
		{ "e\xcc\x81te", "\xc3\xa9te" },
		{ "\xce\xa3\xce\xaf\xcf\x83\xcf\x85\xcf\x86\xce\xbf\xcf\x82",
		  "\xcf\x83\xce\xaf\xcf\x83\xcf\x85\xcf\x86\xce\xbf\xcf\x83" },
		/* What is no UTF-8 separates. */
		{ "heap\xffover\xc3", "heap over" },
		/* Armor is none of it; what is signed in the clear is. */
		{ "see\n-----BEGIN PGP PUBLIC KEY BLOCK-----\nxsFNBGRe\n"
		  "-----END PGP PUBLIC KEY BLOCK-----\nhere", "see here" },
		{ "-----BEGIN PGP SIGNED MESSAGE-----\nring\n"
		  "-----BEGIN PGP SIGNATURE-----\nxsFN\n"
		  "-----END PGP SIGNATURE-----\nbuffer", "ring buffer" },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *got = words_of(cases[i].text,
						strlen(cases[i].text));

		ok(strcmp(got, cases[i].want) == 0, "%s: %s", cases[i].text,
		   got);
	}
}

static void
test_query(void)
{
	static const struct {
		const char *query, *want;
	} cases[] = {
		{ "hw/net/FOO.c", "hw/net/foo.c" },
		{ "/hw/net/foo.c:", "hw/net/foo.c" },
		{ "foo_rx()", "foo_rx" },
		{ "heap  overflow", "heap overflow" },
		{ "CVE-2026-12345", "cve-2026-12345" },
		{ "22494556542c", "2249455" }, { "2249455", "2249455" },
		{ "the", "" }, { "x", "" }, { "\xff", "" },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_auto(GStrv) words = sp_lexicon_query(cases[i].query);
		g_autofree char *got = g_strjoinv(" ", words);

		ok(strcmp(got, cases[i].want) == 0, "query %s: %s",
		   cases[i].query, got);
	}
}

/* Whoever looks for a whole name, or for one of its parts, finds it. */
static void
test_found(void)
{
	static const char *const texts[] = {
		"in hw/net/foo_rx.c, foo_rx() of qemu-9.1.2",
		"Fixes: 22494556542c676c1b9e7f1c1f2ea13ac17e1e3e",
		"mail ada@lists.example.org, CVE-2026-12345",
	};
	static const char *const queries[] = {
		"HW/NET/foo_rx.c net/foo_rx.c foo_rx.c foo_rx foo qemu-9.1.2",
		"2249455 22494556542c 22494556542c676c1b9e7f1c1f2ea13ac17e1e3e",
		"ada ada@lists.example.org lists.example.org cve 12345 2026",
	};

	for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
		g_autofree char *text = words_of(texts[i], strlen(texts[i]));
		g_auto(GStrv) have = g_strsplit(text, " ", -1);
		g_auto(GStrv) want = sp_lexicon_query(queries[i]);

		for (char **w = want; *w; w++)
			ok(g_strv_contains((const char *const *)have, *w),
			   "%s is in: %s", *w, texts[i]);
	}
}

static void
test_tells(void)
{
	static const struct {
		const char *word;
		gboolean tells, sure;
	} cases[] = {
		{ "foo_rx", TRUE, FALSE }, { "net/foo_rx.c", TRUE, FALSE },
		{ "foo.c", TRUE, FALSE }, { "hw/net/foo.rs", TRUE, FALSE },
		{ "5c1e2f3", TRUE, TRUE }, { "cve-2026-12345", TRUE, TRUE },
		{ "cve", FALSE, FALSE }, { "cve-2026", FALSE, FALSE },
		{ "cve-2026-foo", FALSE, FALSE },
		{ "size_t", FALSE, FALSE }, { "x86_64", FALSE, FALSE },
		{ "_rx", FALSE, FALSE }, { "overflow", FALSE, FALSE },
		{ "use-after-free", FALSE, FALSE }, { "a.c", FALSE, FALSE },
		{ ".c", FALSE, FALSE }, { "x/a.c", FALSE, FALSE },
		{ "example.org", FALSE, FALSE },
		{ "ada@example.c", FALSE, FALSE },
		{ "9.1.2", FALSE, FALSE }, { "host/guest", FALSE, FALSE },
		{ "5c1e2f", FALSE, FALSE }, { "1234567", FALSE, FALSE },
		{ "__libc_start_main", FALSE, FALSE },
		{ "asan_malloc_linux.cpp", FALSE, FALSE },
		{ "f\xc3\xb6\xc3\xb6_rx", FALSE, FALSE },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		gboolean sure = FALSE;
		gboolean tells = sp_lexicon_tells(cases[i].word, &sure);

		ok(tells == cases[i].tells && (!tells ||
		   sure == cases[i].sure), "%s tells %s", cases[i].word,
		   tells ? sure ? "for sure" : "something" : "nothing");
	}
}

static void
test_limits(void)
{
	const gsize lengths[] = { SP_LEXICON_BYTES, SP_LEXICON_BYTES + 1 };
	const unsigned counts[] = { SP_LEXICON_WORDS, SP_LEXICON_WORDS + 1 };

	for (gsize i = 0; i < G_N_ELEMENTS(lengths); i++) {
		g_autofree char *word = g_strnfill(lengths[i], 'x');
		g_autofree char *got = words_of(word, lengths[i]);

		ok(strlen(got) == (i == 0 ? lengths[i] : 0),
		   "a word of %zu bytes counts%s", lengths[i],
		   i == 0 ? "" : " not");
	}
	for (gsize i = 0; i < G_N_ELEMENTS(counts); i++) {
		g_autoptr(GString) text = g_string_new(NULL);
		g_autofree char *got = NULL;
		g_auto(GStrv) words = NULL;

		for (unsigned n = 0; n < counts[i]; n++)
			g_string_append_printf(text, "word%u\n", n);
		got = words_of(text->str, text->len);
		words = g_strsplit(got, " ", -1);
		ok(g_strv_length(words) == SP_LEXICON_WORDS,
		   "of %u words %u count", counts[i], g_strv_length(words));
	}
}

/* Marks that combine are sorted in quadratic time, one long run with another;
 * half a second is hundreds of times what they take in pieces. */
static void
test_hostile(void)
{
	g_autoptr(GString) text = g_string_new(NULL);
	clock_t before = clock();

	while (text->len < 128 * 1024)
		g_string_append(text, text->len % 4 ? "\xcc\x95" : "\xcc\xa0");
	g_free(words_of(text->str, text->len));
	ok(clock() - before < CLOCKS_PER_SEC / 2,
	   "128 KiB of combining marks take no time to speak of");
}

int
main(void)
{
	test_words();
	test_query();
	test_found();
	test_tells();
	test_limits();
	test_hostile();
	return tap_done();
}
