/* SPDX-License-Identifier: GPL-2.0-or-later */
/* lexicon.c - the words of a text, as they are looked for */
#include "lib/mail/lexicon.h"

#include <stdlib.h>
#include <string.h>

/* A run without blanks is normalised in pieces of so many bytes: GLib sorts
 * combining characters in time that grows with the square of their number. */
#define PIECE_MAX 240
#define HASH_DIGITS 7		/* as git abbreviates */
#define POINTER_DIGITS 8
#define SUFFIXES_MAX 6		/* of a path, from its end */

struct sp_lexicon {
	GHashTable *seen;	/* of the strings in words */
	GPtrArray *words;
	gboolean query;		/* wholes only */
};

/* Too common to tell one mail from another; sorted. */
static const char *const common[] = {
	"about", "after", "all", "also", "am", "an", "and", "any", "are", "as",
	"at", "be", "because", "been", "before", "but", "by", "can", "cannot",
	"could", "dear", "did", "do", "does", "for", "from", "had", "has",
	"have", "hello", "hi", "how", "http", "https", "if", "in", "into", "is",
	"it", "its", "me", "more", "my", "no", "not", "of", "on", "only", "or",
	"our", "please", "regards", "should", "so", "some", "such", "than",
	"thanks", "that", "the", "their", "them", "then", "there", "these",
	"they", "this", "those", "to", "us", "very", "was", "we", "were",
	"what", "when", "where", "which", "while", "who", "will", "with",
	"would", "www", "you", "your",
};

/* --- one word ------------------------------------------------------------- */

static int
compare(const void *a, const void *b)
{
	return strcmp(a, *(const char *const *)b);
}

static gboolean
is_common(const char *word)
{
	return bsearch(word, common, G_N_ELEMENTS(common), sizeof(common[0]),
		       compare) != NULL;
}

/* A number in hexadecimal, and nothing that could be a word or a decimal. */
static gboolean
is_hash(const char *word)
{
	const gsize len = strlen(word);

	return len >= HASH_DIGITS &&
	       strspn(word, "0123456789abcdef") == len &&
	       strcspn(word, "0123456789") < len &&
	       strcspn(word, "abcdef") < len;
}

/* Where something lay in memory: different each time. */
static gboolean
is_pointer(const char *word)
{
	const gsize digits = strspn(word + 2, "0123456789abcdef");

	return g_str_has_prefix(word, "0x") && digits >= POINTER_DIGITS &&
	       word[2 + digits] == '\0';
}

static gboolean
is_worth(const char *word)
{
	const gsize len = strlen(word);

	if (*g_utf8_next_char(word) == '\0')
		return FALSE;
	if ((len < 3 && strspn(word, "0123456789") == len) ||
	    strspn(word, "_-./@") == len)
		return FALSE;
	return !is_common(word) && (word[0] != '0' || !is_pointer(word));
}

static void
keep(struct sp_lexicon *l, const char *at, gsize len)
{
	char word[SP_LEXICON_BYTES + 1];

	if (len < 2 || len > SP_LEXICON_BYTES ||
	    l->words->len >= SP_LEXICON_WORDS)
		return;
	memcpy(word, at, len);
	word[len] = '\0';
	if (!is_worth(word))
		return;
	if (is_hash(word))
		word[HASH_DIGITS] = '\0';
	if (g_hash_table_contains(l->seen, word))
		return;
	g_ptr_array_add(l->words, g_strdup(word));
	g_hash_table_add(l->seen, g_ptr_array_index(l->words,
						    l->words->len - 1));
}

/* --- names made of words -------------------------------------------------- */

/* Inside a name, but never at its ends: one of these. */
static gboolean
is_joint(char c)
{
	return c == '-' || c == '.' || c == '/' || c == '@';
}

static gboolean
is_border(char c)
{
	return c == '/' || c == '@';
}

/* Each run between characters that separate. */
static void
keep_parts(struct sp_lexicon *l, const char *at, gsize len,
	   gboolean (*separates)(char))
{
	gsize from = 0;

	for (gsize i = 0; i <= len; i++) {
		if (i < len && !separates(at[i]))
			continue;
		if (i - from < len)
			keep(l, at + from, i - from);
		from = i + 1;
	}
}

static gboolean
separates_words(char c)
{
	return is_joint(c) || c == '_';
}

/* a/b/c.h: b/c.h and c.h. */
static void
keep_suffixes(struct sp_lexicon *l, const char *at, gsize len)
{
	unsigned n = 0;

	for (gsize i = len; i > 0 && n < SUFFIXES_MAX; i--) {
		if (!is_border(at[i - 1]))
			continue;
		keep(l, at + i, len - i);
		n++;
	}
}

static void
take_name(struct sp_lexicon *l, const char *at, gsize len)
{
	while (len > 0 && is_joint(at[0])) {
		at++;
		len--;
	}
	while (len > 0 && is_joint(at[len - 1]))
		len--;
	if (len == 0)
		return;
	keep(l, at, len);
	if (l->query)
		return;
	keep_suffixes(l, at, len);
	keep_parts(l, at, len, is_border);
	keep_parts(l, at, len, is_joint);
	keep_parts(l, at, len, separates_words);
}

/* --- text ----------------------------------------------------------------- */

static gboolean
is_part_of_name(gunichar c)
{
	return c < 0x80 ? g_ascii_isalnum((char)c) || c == '_' ||
			  is_joint((char)c)
			: g_unichar_isalnum(c) || g_unichar_ismark(c);
}

/* Text that is folded already. */
static void
take_names(struct sp_lexicon *l, const char *text)
{
	const char *from = text;

	for (const char *p = text;; p = g_utf8_next_char(p)) {
		if (*p != '\0' && is_part_of_name(g_utf8_get_char(p)))
			continue;
		take_name(l, from, (gsize)(p - from));
		if (*p == '\0')
			return;
		from = g_utf8_next_char(p);
	}
}

static char *
fold(const char *at, gsize len)
{
	g_autofree char *composed = NULL;
	g_autofree char *folded = NULL;

	composed = g_utf8_normalize(at, (gssize)len, G_NORMALIZE_ALL_COMPOSE);
	if (composed == NULL)
		return g_strdup("");
	folded = g_utf8_casefold(composed, -1);
	/* Folding may undo the normal form. */
	return g_utf8_normalize(folded, -1, G_NORMALIZE_ALL_COMPOSE);
}

static gboolean
is_ascii(const char *at, gsize len)
{
	for (gsize i = 0; i < len; i++)
		if ((guchar)at[i] >= 0x80)
			return FALSE;
	return TRUE;
}

/* Without blanks, and valid UTF-8. */
static void
take_run(struct sp_lexicon *l, const char *at, gsize len)
{
	while (len > 0) {
		gsize n = MIN(len, PIECE_MAX);
		g_autofree char *folded = NULL;

		while (n < len && ((guchar)at[n] & 0xc0) == 0x80)
			n--;
		folded = is_ascii(at, n) ? g_ascii_strdown(at, (gssize)n)
					 : fold(at, n);
		take_names(l, folded);
		at += n;
		len -= n;
	}
}

static void
take_line(struct sp_lexicon *l, const char *at, gsize len)
{
	gsize from = 0;

	for (gsize i = 0; i <= len; i++) {
		if (i < len && !g_ascii_isspace(at[i]))
			continue;
		take_run(l, at + from, i - from);
		from = i + 1;
	}
}

static gboolean
begins(const char *line, gsize len, const char *with)
{
	const gsize n = strlen(with);

	return len >= n && memcmp(line, with, n) == 0;
}

/* The lines of an armored block are no words. */
static void
take_lines(struct sp_lexicon *l, const char *text, gsize len)
{
	gboolean armor = FALSE;

	while (len > 0 && l->words->len < SP_LEXICON_WORDS) {
		const char *lf = memchr(text, '\n', len);
		const gsize n = lf ? (gsize)(lf - text) : len;

		if (begins(text, n, "-----BEGIN PGP "))
			armor = !begins(text, n, "-----BEGIN PGP SIGNED");
		else if (begins(text, n, "-----END PGP "))
			armor = FALSE;
		else if (!armor)
			take_line(l, text, n);
		text += lf ? n + 1 : n;
		len -= lf ? n + 1 : n;
	}
}

struct sp_lexicon *
sp_lexicon_new(void)
{
	struct sp_lexicon *l = g_new0(struct sp_lexicon, 1);

	l->seen = g_hash_table_new(g_str_hash, g_str_equal);
	l->words = g_ptr_array_new();
	return l;
}

void
sp_lexicon_add(struct sp_lexicon *l, const char *text, gsize len)
{
	while (len > 0) {
		const char *end = text;
		gsize n;

		(void)g_utf8_validate_len(text, len, &end);
		n = (gsize)(end - text);
		take_lines(l, text, n);
		if (n == len)
			return;
		text = end + 1;
		len -= n + 1;
	}
}

char **
sp_lexicon_end(struct sp_lexicon *l)
{
	char **words;

	g_ptr_array_add(l->words, NULL);
	g_hash_table_destroy(l->seen);
	words = (char **)g_ptr_array_free(l->words, FALSE);
	g_free(l);
	return words;
}

gboolean
sp_lexicon_plausible(const char *word)
{
	const gsize len = strlen(word);

	if (len < 2 || len > SP_LEXICON_BYTES ||
	    !g_utf8_validate(word, -1, NULL))
		return FALSE;
	while (*word != '\0' && is_part_of_name(g_utf8_get_char(word)))
		word = g_utf8_next_char(word);
	return *word == '\0';
}

char **
sp_lexicon_query(const char *query)
{
	struct sp_lexicon *l = sp_lexicon_new();

	l->query = TRUE;
	sp_lexicon_add(l, query, strlen(query));
	return sp_lexicon_end(l);
}

/* --- words that tell ------------------------------------------------------ */

/* In what the compiler, the sanitizers and the C library add to any trace. */
static gboolean
is_of_runtime(const char *word)
{
	static const char *const parts[] = {
		"__", "asan", "sanitizer", "interceptor", "libc", "pthread",
	};

	for (gsize i = 0; i < G_N_ELEMENTS(parts); i++)
		if (strstr(word, parts[i]) != NULL)
			return TRUE;
	return FALSE;
}

static gsize
letters(const char *at, gsize len)
{
	gsize n = 0;

	for (gsize i = 0; i < len; i++)
		n += g_ascii_isalpha(at[i]);
	return n;
}

/* foo_rx; but size_t and x86_64 are everywhere. */
static gboolean
is_identifier(const char *word)
{
	gsize parts = 0;

	if (strpbrk(word, "-./@") != NULL)
		return FALSE;
	while (*word != '\0') {
		const gsize len = strcspn(word, "_");

		parts += letters(word, len) >= 2;
		word += len + (word[len] == '_');
	}
	return parts >= 2;
}

static gboolean
is_source_file(const char *word)
{
	static const char *const kinds[] = {
		"asm", "c", "cc", "cpp", "cxx", "go", "h", "hh", "hpp", "inc",
		"java", "js", "m", "pl", "php", "py", "rb", "rs", "s", "sh",
		"ts", "y", NULL,
	};
	const char *dot = strrchr(word, '.');
	const char *name = strrchr(word, '/');

	name = name != NULL ? name + 1 : word;
	return dot != NULL && dot >= name + 2 &&
	       strchr(word, '@') == NULL && g_strv_contains(kinds, dot + 1);
}

gboolean
sp_lexicon_tells(const char *word, gboolean *sure)
{
	if (!is_ascii(word, strlen(word)))
		return FALSE;
	*sure = (strlen(word) == HASH_DIGITS && is_hash(word)) ||
		(g_str_has_prefix(word, "cve-") &&
		 strspn(word + 4, "0123456789-") == strlen(word + 4) &&
		 strlen(word) > strlen("cve-2026-"));
	return *sure || ((is_identifier(word) || is_source_file(word)) &&
			 !is_of_runtime(word));
}
