/* SPDX-License-Identifier: GPL-2.0-or-later */
/* charset.c - text of other charsets into UTF-8, without opening a file */
#include "lib/mail/charset.h"

#include <errno.h>
#include <gmime/gmime.h>
#include <string.h>

#define REPLACEMENT "\357\277\275"		/* U+FFFD in UTF-8 */
#define REPLACEMENT_WORD "=?UTF-8?Q?=EF=BF=BD?="	/* the same, encoded */
#define NAME_MAX_BYTES 40
#define NAME_MIN_BYTES 2
#define NAMES_LOOKED_AT 10000	/* of one message */

/* Aliases are lower case without punctuation, each in blanks. */
static struct converter {
	const char *name;	/* as iconv knows it */
	const char *aliases;
	GIConv cd;
} converters[] = {
	{ "ISO-8859-1", " iso88591 latin1 l1 ", NULL },
	{ "ISO-8859-2", " iso88592 latin2 ", NULL },
	{ "ISO-8859-5", " iso88595 ", NULL },
	{ "ISO-8859-7", " iso88597 ", NULL },
	{ "ISO-8859-9", " iso88599 latin5 ", NULL },
	{ "ISO-8859-15", " iso885915 latin9 ", NULL },
	{ "CP1250", " windows1250 cp1250 ", NULL },
	{ "CP1251", " windows1251 cp1251 ", NULL },
	{ "CP1252", " windows1252 cp1252 ", NULL },
	{ "KOI8-R", " koi8r ", NULL },
	{ "KOI8-U", " koi8u ", NULL },
	{ "UTF-16", " utf16 ", NULL },
	{ "UTF-16LE", " utf16le ", NULL },
	{ "UTF-16BE", " utf16be ", NULL },
	{ "CP932", " shiftjis sjis xsjis cp932 windows31j mskanji ", NULL },
	{ "EUC-JP", " eucjp ", NULL },
	{ "ISO-2022-JP", " iso2022jp ", NULL },
	{ "CP949", " euckr ksc56011987 ksc5601 cp949 ", NULL },
	{ "GB18030", " gb18030 gb2312 gbk cp936 ", NULL },
	{ "BIG5", " big5 ", NULL },
};

/* "  iso88591 " of ISO-8859-1, to be found among the aliases. */
static void
alias_of(const char *name, gsize len, char alias[NAME_MAX_BYTES + 3])
{
	gsize n = 0;

	alias[n++] = ' ';
	for (gsize i = 0; i < len && n <= NAME_MAX_BYTES; i++) {
		if (name[i] == '*')
			break;		/* a language follows (RFC 2231) */
		if (g_ascii_isalnum(name[i]))
			alias[n++] = g_ascii_tolower(name[i]);
	}
	alias[n++] = ' ';
	alias[n] = '\0';
}

static gboolean
is_utf8(const char *alias)
{
	return strstr(" utf8 usascii ascii ansix341968 ", alias) != NULL;
}

static struct converter *
find(const char *alias)
{
	for (gsize i = 0; i < G_N_ELEMENTS(converters); i++) {
		if (strstr(converters[i].aliases, alias))
			return &converters[i];
	}
	return NULL;
}

static const struct converter *
find_loaded(const char *alias)
{
	const struct converter *c = find(alias);

	return c && c->cd && c->cd != (GIConv)-1 ? c : NULL;
}

/* The name that may begin at p: behind the "=" of charset="koi8-r", of
 * =?koi8-r?B?...?= and of name*=koi8-r'... Returns its length, or 0. */
static gsize
name_at(const uint8_t *p, const uint8_t *end, const uint8_t **name)
{
	gsize n = 0;

	while (p < end && strchr(" \t\r\n\"?", *p) && *p)
		p++;
	*name = p;
	while (p < end && n <= NAME_MAX_BYTES &&
	       (g_ascii_isalnum(*p) || strchr("-_:.", *p)) && *p) {
		p++;
		n++;
	}
	return n < NAME_MIN_BYTES || n > NAME_MAX_BYTES ? 0 : n;
}

void
sp_charset_load(const uint8_t *bytes, gsize len)
{
	const uint8_t *p = bytes, *end = bytes + len, *name;
	unsigned looked_at = 0;

	while (p < end && looked_at < NAMES_LOOKED_AT &&
	       (p = memchr(p, '=', (gsize)(end - p)))) {
		gsize n = name_at(++p, end, &name);
		char alias[NAME_MAX_BYTES + 3];
		struct converter *c;

		if (n == 0 || !strchr("ILWCKUSEGBXM", g_ascii_toupper(*name)))
			continue;
		looked_at++;
		alias_of((const char *)name, n, alias);
		c = find(alias);
		if (c && !c->cd)
			c->cd = g_iconv_open("UTF-8", c->name);
	}
}

/* Each byte beyond ASCII is one that we cannot read. */
static GString *
unknown_text(const uint8_t *bytes, gsize len, gsize max)
{
	GString *out = g_string_new(NULL);

	for (gsize i = 0; i < len && out->len < max; i++) {
		if (bytes[i] < 0x80)
			g_string_append_c(out, (char)bytes[i]);
		else
			g_string_append(out, REPLACEMENT);
	}
	return out;
}

static GString *
convert(GIConv cd, const uint8_t *bytes, gsize len, gsize max)
{
	GString *out = g_string_new(NULL);
	char *in = (char *)bytes;	/* iconv takes it so, and only reads */
	char chunk[4096];

	(void)g_iconv(cd, NULL, NULL, NULL, NULL);
	while (len > 0 && out->len < max) {
		char *to = chunk;
		gsize room = sizeof(chunk);
		gsize r = g_iconv(cd, &in, &len, &to, &room);

		g_string_append_len(out, chunk, to - chunk);
		if (r != (gsize)-1 || errno == E2BIG)
			continue;
		g_string_append(out, REPLACEMENT);
		if (errno != EILSEQ)
			break;		/* cut in the middle of a character */
		in++;
		len--;
	}
	return out;
}

GString *
sp_charset_text(const char *charset, const uint8_t *bytes, gsize len, gsize max)
{
	char alias[NAME_MAX_BYTES + 3];
	const struct converter *c;

	if (!charset)
		return g_string_new_len((const char *)bytes,
					(gssize)MIN(len, max));
	alias_of(charset, strlen(charset), alias);
	if (is_utf8(alias))
		return g_string_new_len((const char *)bytes,
					(gssize)MIN(len, max));
	c = find_loaded(alias);
	return c ? convert(c->cd, bytes, len, max)
		 : unknown_text(bytes, len, max);
}

/* Length of the encoded word at s ("=?charset?B?text?="), or 0. *name_len
 * receives that of its charset. */
static gsize
encoded_word(const char *s, gsize *name_len)
{
	gsize n = 2 + strcspn(s + 2, "? \t");

	*name_len = n - 2;
	if (s[n] != '?' || !s[n + 1] || !strchr("bBqQ", s[n + 1]) ||
	    s[n + 2] != '?')
		return 0;
	n += 3 + strcspn(s + n + 3, "? \t");
	return s[n] == '?' && s[n + 1] == '=' ? n + 2 : 0;
}

/* Append the encoded word at s, of n bytes, under the name of a charset that
 * is loaded. Base64 becomes quoted-printable: gmime decodes neighbouring words
 * as one and stops at the first padding. */
static void
append_word(GString *out, const char *s, gsize n, gsize name_len,
	    const char *charset)
{
	static const char *const padding[] = { "", "===", "==", "=" };
	const char *coding = s + 2 + name_len + 1;
	g_autofree char *text = NULL;
	g_autofree guchar *bytes = NULL;
	gsize len;

	if (g_ascii_toupper(*coding) == 'Q') {
		g_string_append_printf(out, "=?%s%.*s", charset,
				       (int)(n - name_len - 2),
				       s + 2 + name_len);
		return;
	}
	n -= name_len + 7;
	text = g_strdup_printf("%.*s%s", (int)n, coding + 2, padding[n % 4]);
	bytes = g_base64_decode(text, &len);
	g_string_append_printf(out, "=?%s?Q?", charset);
	for (gsize i = 0; i < len; i++)
		g_string_append_printf(out, "=%02X", bytes[i]);
	g_string_append(out, "?=");
}

/* Rename the charsets to those that are loaded. gmime would try to load the
 * others, and guess when it cannot. */
static char *
known_words_only(const char *value)
{
	GString *out = g_string_new(NULL);
	const char *word;

	for (; (word = strstr(value, "=?")); value = word) {
		char alias[NAME_MAX_BYTES + 3];
		const struct converter *c;
		gsize n, name;

		g_string_append_len(out, value, word - value);
		n = encoded_word(word, &name);
		alias_of(word + 2, name, alias);
		c = find_loaded(alias);
		if (n == 0)
			g_string_append_len(out, word, (gssize)(n = 2));
		else if (c || is_utf8(alias))
			append_word(out, word, n, name, c ? c->name : "UTF-8");
		else
			g_string_append(out, REPLACEMENT_WORD);
		word += n;
	}
	g_string_append(out, value);
	return g_string_free(out, FALSE);
}

char *
sp_charset_known(const char *value)
{
	g_autofree char *valid = g_utf8_make_valid(value, -1);

	return known_words_only(valid);
}

char *
sp_charset_header(const char *value)
{
	g_autofree char *known = sp_charset_known(value);
	g_autofree char *text = g_mime_utils_header_decode_text(NULL, known);

	return g_utf8_make_valid(text ? text : "", -1);
}
