/* SPDX-License-Identifier: GPL-2.0-or-later */
/* structure.c - where the one OpenPGP layer is, to the byte, and what is none
 * (R-074, R-091) */
#include "t/unit/mail-fixture.h"
#include "t/unit/tap.h"

#define FROM "From: ada@example.com\nTo: sec@lists.example.org\n"
#define SIGNED FROM "Content-Type: multipart/signed; boundary=s; " \
	"protocol=\"application/pgp-signature\"\n\n"
#define ENCRYPTED FROM "Content-Type: multipart/encrypted; boundary=e; " \
	"protocol=\"application/pgp-encrypted\"\n\n"
#define SIG "Content-Type: application/pgp-signature\n\nSIGNATURE\n"
#define WITHIN "Content-Type: multipart/signed; boundary=s; " \
	"protocol=\"application/pgp-signature\"\n\n--s\n\nhi\n--s\n" SIG "--s--\n"
#define CONTROL "--e\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n"
#define DATA "--e\nContent-Type: application/octet-stream\n\n"
#define MESSAGE "-----BEGIN PGP MESSAGE-----\n\nAAAA\n-----END PGP MESSAGE-----"
#define CLEAR "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n" \
	"- -----BEGIN PGP MESSAGE-----\ntext\n-----BEGIN PGP SIGNATURE-----" \
	"\n\nAAAA\n-----END PGP SIGNATURE-----"
#define KEY "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nAAAA\n" \
	"-----END PGP PUBLIC KEY BLOCK-----\n"

#define MIME_SIGNED SP_CRYPTO_MIME_SIGNED
#define MIME_ENCRYPTED SP_CRYPTO_MIME_ENCRYPTED
#define INLINE_ENCRYPTED SP_CRYPTO_INLINE_ENCRYPTED
#define INLINE_SIGNED SP_CRYPTO_INLINE_SIGNED
#define MIXED SP_CRYPTO_MIXED
#define PART_ENC SP_CRYPTO_PARTLY_ENCRYPTED
#define PART_SIG SP_CRYPTO_PARTLY_SIGNED
#define NONE SP_CRYPTO_NONE

static const struct {
	const char *name;
	const char *mail;
	enum sp_cryptype want;
	const char *range;	/* what the range holds, or the decoded bytes */
} cases[] = {
	{ "signed", SIGNED "--s\nA: b\n\nhi\n--s\n" SIG "--s--\n", MIME_SIGNED,
	  "A: b\n\nhi" },
	{ "signed, blank lines at the end",
	  SIGNED "--s\nA: b\n\nhi\n\n\n--s\n" SIG "--s--\n", MIME_SIGNED,
	  "A: b\n\nhi\n\n" },
	{ "signed, an empty part", SIGNED "--s\n--s\n" SIG "--s--\n", PART_SIG,
	  NULL },
	{ "signed, an empty body", SIGNED "--s\nA: b\n\n--s\n" SIG "--s--\n",
	  MIME_SIGNED, "A: b\n" },
	{ "signed, blanks after the delimiters",
	  SIGNED "--s \t\nA: b\n\nhi\n--s\t\n" SIG "--s-- \n", MIME_SIGNED,
	  "A: b\n\nhi" },
	{ "signed, CR LF in the part and LF around",
	  SIGNED "--s\nA: b\r\n\r\nhi\r\n--s\n" SIG "--s--\n", MIME_SIGNED,
	  "A: b\r\n\r\nhi" },
	{ "signed, LF in the part and CR LF around",
	  SIGNED "--s\r\nA: b\n\nhi\n--s\r\n" SIG "--s--\r\n", MIME_SIGNED,
	  "A: b\n\nhi" },
	{ "signed, a boundary within that begins alike", SIGNED
	  "--s\nContent-Type: multipart/mixed; boundary=ss\n\n--ss\n\nhi\n"
	  "--ss--\n\n--s\n" SIG "--s--\n", MIME_SIGNED,
	  "Content-Type: multipart/mixed; boundary=ss\n\n--ss\n\nhi\n--ss--\n" },
	{ "signed, text after the inner multipart", SIGNED
	  "--s\nContent-Type: multipart/mixed; boundary=i\n\n--i\n\nhi\n"
	  "--i--\nafter\n--s\n" SIG "--s--\n", MIME_SIGNED,
	  "Content-Type: multipart/mixed; boundary=i\n\n--i\n\nhi\n--i--\n"
	  "after" },
	{ "signed, protocol in capitals", FROM "Content-Type: "
	  "Multipart/Signed; boundary=s; protocol=Application/PGP-Signature\n\n"
	  "--s\n\nhi\n--s\n" SIG "--s--\n", MIME_SIGNED, "\nhi" },
	{ "signed, a key inside", SIGNED "--s\n\n" KEY "--s\n" SIG "--s--\n",
	  MIME_SIGNED, NULL },
	{ "signed, a clear-signed text inside",
	  SIGNED "--s\n\n" CLEAR "\n--s\n" SIG "--s--\n", MIME_SIGNED, NULL },
	{ "signed, a message inside",
	  SIGNED "--s\n\nhi\n" MESSAGE "\n--s\n" SIG "--s--\n", MIXED, NULL },
	{ "signed, not closed", SIGNED "--s\n\nhi\n--s\n" SIG, PART_SIG, NULL },
	{ "signed, three parts",
	  SIGNED "--s\n\nhi\n--s\n" SIG "--s\n\nx\n--s--\n", PART_SIG, NULL },
	{ "signed, one part", SIGNED "--s\n" SIG "--s--\n", PART_SIG, NULL },
	{ "signed, the signature first",
	  SIGNED "--s\n" SIG "--s\n\nhi\n--s--\n", PART_SIG, NULL },
	{ "signed, a second message after the end",
	  SIGNED "--s\n\nhi\n--s\n" SIG "--s--\n--s\n\nevil\n--s--\n",
	  MIME_SIGNED, "\nhi" },
	{ "signed, type said twice", FROM "Content-Type: text/html\n"
	  "Content-Type: multipart/signed; boundary=s; "
	  "protocol=\"application/pgp-signature\"\n\n"
	  "--s\n\nhi\n--s\n" SIG "--s--\n", MIXED, NULL },
	{ "signed, type said twice the other way", FROM "Content-Type: "
	  "multipart/signed; boundary=s; "
	  "protocol=\"application/pgp-signature\"\nContent-Type: text/html\n\n"
	  "--s\n\n" MESSAGE "\n--s\n" SIG "--s--\n", MIXED, NULL },
	{ "signed, an empty boundary", FROM "Content-Type: multipart/signed; "
	  "boundary=\"\"; protocol=\"application/pgp-signature\"\n\n"
	  "--\n\nhi\n--\n" SIG "----\n", PART_SIG, NULL },
	{ "signed, within an alternative", FROM "Content-Type: "
	  "multipart/alternative; boundary=o\n\n--o\n\nunsigned\n--o\n"
	  "Content-Type: multipart/signed; boundary=s; "
	  "protocol=\"application/pgp-signature\"\n\n"
	  "--s\n\nhi\n--s\n" SIG "--s--\n--o--\n", PART_SIG, NULL },

	/* A signed part borrowed, as in "Johnny, you are fired!": text in front,
	 * HTML that hides it, a reference to it, and as an attachment. */
	{ "signed, a text in front", FROM "Content-Type: multipart/mixed; "
	  "boundary=o\n\n--o\n\nevil\n--o\n" WITHIN "--o--\n", PART_SIG,
	  NULL },
	{ "signed, hidden by HTML", FROM "Content-Type: multipart/mixed; "
	  "boundary=o\n\n--o\nContent-Type: text/html\n\nevil<plaintext hidden>"
	  "\n--o\n" WITHIN "--o--\n", PART_SIG, NULL },
	{ "signed, referred to by HTML", FROM "Content-Type: multipart/related;"
	  " boundary=o\n\n--o\nContent-Type: text/html\n\nevil<img src="
	  "\"cid:x\">\n--o\nContent-ID: <x>\n" WITHIN "--o--\n", PART_SIG,
	  NULL },
	{ "signed, as an attached message", FROM "Content-Type: "
	  "multipart/mixed; boundary=o\n\n--o\n\nevil\n--o\nContent-Type: "
	  "message/rfc822\n\n" FROM WITHIN "--o--\n", PART_SIG, NULL },
	{ "signed, as the whole of an attached message", FROM "Content-Type: "
	  "message/rfc822\n\n" FROM WITHIN, PART_SIG, NULL },
	{ "signed, the only part of a mixed", FROM "Content-Type: "
	  "multipart/mixed; boundary=o\n\n--o\n" WITHIN "--o--\n", PART_SIG,
	  NULL },
	{ "clear-signed, in HTML", FROM "Content-Type: text/html\n\n<p>evil\n"
	  CLEAR "\n", PART_SIG, NULL },
	{ "clear-signed, and the whole HTML", FROM "Content-Type: text/html\n\n"
	  CLEAR "\n", PART_SIG, NULL },

	{ "encrypted", ENCRYPTED CONTROL DATA MESSAGE "\n--e--\n",
	  MIME_ENCRYPTED, MESSAGE },
	{ "encrypted, blank lines around",
	  ENCRYPTED CONTROL DATA "\n" MESSAGE "\n\n--e--\n", MIME_ENCRYPTED,
	  MESSAGE },
	{ "encrypted, CR LF", "Content-Type: multipart/encrypted; boundary=e;"
	  " protocol=\"application/pgp-encrypted\"\r\n\r\n--e\r\nContent-Type:"
	  " application/pgp-encrypted\r\n\r\nVersion: 1\r\n--e\r\n"
	  "Content-Type: application/octet-stream\r\n\r\nAAAA\r\n--e--\r\n",
	  MIME_ENCRYPTED, "AAAA" },
	{ "encrypted, base64", ENCRYPTED CONTROL "--e\n"
	  "Content-Type: application/octet-stream\n"
	  "Content-Transfer-Encoding: base64\n\nQUFBQQ==\n--e--\n",
	  MIME_ENCRYPTED, "AAAA" },
	{ "encrypted, no version", ENCRYPTED "--e\nContent-Type: "
	  "application/pgp-encrypted\n\n" DATA MESSAGE "\n--e--\n", MIME_ENCRYPTED,
	  MESSAGE },
	{ "encrypted, more than a version", ENCRYPTED CONTROL "Hello: there\n"
	  DATA MESSAGE "\n--e--\n", MIME_ENCRYPTED, MESSAGE },
	{ "encrypted, much more than a version", ENCRYPTED CONTROL
	  "                                                                  "
	  "                                                      x\n"
	  DATA MESSAGE "\n--e--\n", PART_ENC, NULL },
	{ "encrypted, data first", ENCRYPTED DATA MESSAGE "\n" CONTROL
	  "--e--\n", MIME_ENCRYPTED, MESSAGE },
	{ "encrypted, data of another type", ENCRYPTED CONTROL
	  "--e\nContent-Type: text/html\n\n" MESSAGE "\n--e--\n", PART_ENC,
	  NULL },
	{ "encrypted, data in a multipart", ENCRYPTED CONTROL
	  "--e\nContent-Type: multipart/mixed; boundary=i\n\n--i\n"
	  "Content-Type: application/octet-stream\n\n" MESSAGE
	  "\n--i--\n--e--\n", MIME_ENCRYPTED, MESSAGE },
	{ "encrypted, three parts", ENCRYPTED CONTROL DATA MESSAGE
	  "\n--e\n\nx\n--e--\n", PART_ENC, NULL },
	{ "encrypted, not closed", ENCRYPTED CONTROL DATA MESSAGE "\n", PART_ENC,
	  NULL },
	{ "encrypted, beside a text", FROM "Content-Type: multipart/mixed; "
	  "boundary=o\n\n--o\n\nhi\n--o\nContent-Type: "
	  "multipart/encrypted; boundary=e; "
	  "protocol=\"application/pgp-encrypted\"\n\n" CONTROL DATA MESSAGE
	  "\n--e--\n--o--\n", PART_ENC, NULL },
	{ "encrypted, the only part of a mixed", FROM "Content-Type: "
	  "multipart/mixed; boundary=o\n\n--o\nContent-Type: "
	  "multipart/encrypted; boundary=e; "
	  "protocol=\"application/pgp-encrypted\"\n\n" CONTROL DATA MESSAGE
	  "\n--e--\n--o--\n", MIME_ENCRYPTED, MESSAGE },
	{ "encrypted, referred to by an image", FROM "Content-Type: "
	  "multipart/related; boundary=o\n\n--o\nContent-Type: text/html\n\n"
	  "<img src=\"cid:x\">\n--o\nContent-Type: "
	  "application/octet-stream\nContent-ID: <x>\n\n" MESSAGE "\n--o--\n",
	  PART_ENC, NULL },

	{ "inline", FROM "\n" MESSAGE "\n", INLINE_ENCRYPTED, MESSAGE },
	{ "inline, blanks around", FROM "\n \n\t\n" MESSAGE "\n \r\n\n",
	  INLINE_ENCRYPTED, MESSAGE },
	{ "inline, no final line end", FROM "\n" MESSAGE, INLINE_ENCRYPTED,
	  MESSAGE },
	{ "inline, quoted-printable", FROM
	  "Content-Transfer-Encoding: quoted-printable\n\n"
	  "-----BEGIN PGP MESSAGE-----\n\nAA=\nAA\n=2D----END PGP MESSAGE"
	  "-----\n", INLINE_ENCRYPTED, MESSAGE },
	{ "inline, hidden by quoted-printable beside text", FROM
	  "Content-Transfer-Encoding: quoted-printable\n\nhi\n"
	  "=2D----BEGIN PGP MESSAGE-----\n\nAA=\nAA\n=2D----END PGP MESSAGE"
	  "-----\n", PART_ENC, NULL },
	{ "inline, text before", FROM "\nhi\n" MESSAGE "\n", PART_ENC, NULL },
	{ "inline, text after", FROM "\n" MESSAGE "\nhi\n", PART_ENC, NULL },
	{ "inline, a dot after", FROM "\n" MESSAGE ".\n", PART_ENC, NULL },
	{ "inline, a NUL before", FROM "\n\001" MESSAGE "\n", NONE, NULL },
	{ "inline, no end", FROM "\n-----BEGIN PGP MESSAGE-----\n\nAAAA\n",
	  PART_ENC, NULL },
	{ "inline, twice", FROM "\n" MESSAGE "\n" MESSAGE "\n", PART_ENC, NULL },
	{ "inline, a key after", FROM "\n" MESSAGE "\n" KEY, PART_ENC, NULL },
	{ "inline, in html", FROM "Content-Type: text/html\n\n" MESSAGE "\n",
	  PART_ENC, NULL },
	{ "inline, in an alternative of one", FROM "Content-Type: "
	  "multipart/alternative; boundary=o\n\n--o\n\n" MESSAGE "\n--o--\n",
	  PART_ENC, NULL },
	{ "inline, quoted", FROM "\n> -----BEGIN PGP MESSAGE-----\n", NONE,
	  NULL },
	{ "inline, within a line", FROM "\nx -----BEGIN PGP MESSAGE-----\n",
	  NONE, NULL },
	{ "clear-signed", FROM "\n" CLEAR "\n", INLINE_SIGNED, CLEAR },
	{ "clear-signed, base64", FROM "Content-Transfer-Encoding: base64\n\n"
	  "LS0tLS1CRUdJTiBQR1AgU0lHTkVEIE1FU1NBR0UtLS0tLQoKeAotLS0tLUJFR0lO"
	  "IFBHUCBTSUdOQVRVUkUtLS0tLQoKQQotLS0tLUVORCBQR1AgU0lHTkFUVVJFLS0t"
	  "LS0K\n", INLINE_SIGNED, "-----BEGIN PGP SIGNED MESSAGE-----\n\nx\n"
	  "-----BEGIN PGP SIGNATURE-----\n\nA\n-----END PGP SIGNATURE-----" },
	{ "clear-signed, text before", FROM "\nhi\n" CLEAR "\n", PART_SIG, NULL },
	{ "clear-signed, text after", FROM "\n" CLEAR "\nhi\n", PART_SIG, NULL },
	{ "clear-signed, without its signature", FROM
	  "\n-----BEGIN PGP SIGNED MESSAGE-----\n\nhi\n", PART_SIG, NULL },
	{ "clear-signed, two signatures", FROM "\n" CLEAR
	  "\n-----BEGIN PGP SIGNATURE-----\n\nA\n-----END PGP SIGNATURE-----\n",
	  PART_SIG, NULL },
	{ "a signature alone", FROM "\n-----BEGIN PGP SIGNATURE-----\n\nA\n"
	  "-----END PGP SIGNATURE-----\n", PART_SIG, NULL },
	{ "a secret key", FROM "\n-----BEGIN PGP PRIVATE KEY BLOCK-----\n\nA\n",
	  MIXED, NULL },
	{ "a binary attachment named .gpg", FROM "Content-Type: "
	  "multipart/mixed; boundary=o\n\n--o\n\nhi\n--o\nContent-Type: "
	  "application/octet-stream; name=x.gpg\n\nx\n--o--\n", PART_ENC, NULL },
	{ "armor in a base64 attachment", FROM "Content-Type: "
	  "multipart/mixed; boundary=o\n\n--o\n\nhi\n--o\nContent-Type: "
	  "application/octet-stream\nContent-Transfer-Encoding: base64\n\n"
	  "LS0tLS1CRUdJTiBQR1AgTUVTU0FHRS0tLS0tCg==\n--o--\n", PART_ENC, NULL },
	{ "a key beside text", FROM "\nhi\n" KEY, NONE, NULL },
	{ "nothing of OpenPGP", FROM "\nhi\n", NONE, NULL },
};

/* What the range of its kind holds, as a copy. */
static char *
contents(const struct sp_facts *f, const char *mail)
{
	gboolean cipher = f->crypto == MIME_ENCRYPTED ||
			  f->crypto == INLINE_ENCRYPTED;
	GBytes *bytes = cipher ? f->cipher : f->clear_signed;
	struct sp_range range = cipher ? f->cipher_range : f->signed_range;

	if (bytes)
		return g_strndup(g_bytes_get_data(bytes, NULL),
				 g_bytes_get_size(bytes));
	return g_strndup(mail + range.at, range.len);
}

static void
test_cases(const struct mail_fixture *m)
{
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *mail = g_strdup(cases[i].mail);
		g_autofree char *got = NULL;
		gsize len = strlen(mail);
		struct sp_facts *f;
		struct sp_err err;
		char *nul = strchr(mail, '\001');

		if (nul)
			*nul = '\0';
		f = mail_parse(m, mail, len, FALSE, &err);
		got = f ? contents(f, mail) : NULL;
		ok(f && f->crypto == cases[i].want &&
		   (!cases[i].range || strcmp(got, cases[i].range) == 0),
		   "%s: %d", cases[i].name, f ? (int)f->crypto : -1);
		sp_facts_free(f);
	}
}

/* Every name, and every line to the byte. */
static void
test_fields(const struct mail_fixture *m)
{
	static const char mail[] = "From x\nA: b\r\nLong: c\n d\n\te\n"
				   "bad line\n more\nB : f\nC:g\n\nbody\n";
	static const struct {
		const char *name, *range;
	} want[] = {
		{ "A", "A: b\r\n" }, { "Long", "Long: c\n d\n\te\n" },
		{ "B", "B : f\n" }, { "C", "C:g\n" },
	};
	struct sp_facts *f = mail_parse_text(m, mail);

	ok(f && f->fields->len == G_N_ELEMENTS(want) &&
	   f->body.at == strlen(mail) - 5 && f->body.len == 5,
	   "fields and body");
	for (guint i = 0; f && i < f->fields->len; i++) {
		const struct sp_field *e = g_ptr_array_index(f->fields, i);

		ok(strcmp(e->name, want[i].name) == 0 &&
		   e->range.len == strlen(want[i].range) &&
		   memcmp(mail + e->range.at, want[i].range,
			  e->range.len) == 0, "field %s", e->name);
	}
	sp_facts_free(f);
}

/* Where gmime gives up, the mail is still one, but nobody's. */
static void
test_doubt(const struct mail_fixture *m)
{
	struct sp_facts *f = mail_parse_text(m, FROM "X-Header-Cu");

	ok(f && f->from_state == SP_FROM_UNCLEAR && f->crypto == NONE &&
	   f->flags == SP_FACT_IRREGULAR && f->body.len == 0 &&
	   strcmp(f->to, "sec@lists.example.org") == 0,
	   "a header cut off names nobody");
	sp_facts_free(f);
}

static void
test_signature_limit(const struct mail_fixture *m)
{
	for (gsize over = 0; over <= 1; over++) {
		g_autofree char *big = g_strnfill(65536 + over, 'x');
		g_autofree char *mail = g_strdup_printf(
			SIGNED "--s\n\nhi\n--s\nContent-Type: "
			"application/pgp-signature\n\n%s\n--s--\n", big);
		struct sp_facts *f = mail_parse_text(m, mail);

		ok(f && f->crypto == (over ? MIXED : MIME_SIGNED),
		   "a signature of 64 KiB%s", over ? " and a byte" : "");
		sp_facts_free(f);
	}
}

static void
test_keys(const struct mail_fixture *m)
{
	static const struct {
		const char *name, *mail;
		guint keys;
	} rows[] = {
		{ "in the text", FROM "\nhi\n" KEY "bye\n", 1 },
		{ "three of four", FROM "\n" KEY KEY KEY KEY, 3 },
		{ "not ended", FROM "\n-----BEGIN PGP PUBLIC KEY BLOCK-----\n",
		  0 },
		{ "ended by another kind", FROM
		  "\n-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nA\n"
		  "-----END PGP MESSAGE-----\n", 0 },
		{ "encoded", FROM "Content-Type: application/pgp-keys\n"
		  "Content-Transfer-Encoding: base64\n\n"
		  "LS0tLS1CRUdJTiBQR1AgUFVCTElDIEtFWSBCTE9DSy0tLS0tCgpBCi0tLS0t"
		  "RU5EIFBHUCBQVUJMSUMgS0VZIEJMT0NLLS0tLS0K\n", 1 },
		{ "binary", FROM "Content-Type: application/pgp-keys\n\n"
		  "\x99\x01\n", 1 },
		{ "an empty one", FROM "Content-Type: application/pgp-keys\n\n",
		  0 },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct sp_facts *f = mail_parse_text(m, rows[i].mail);

		ok(f && f->keys->len == rows[i].keys && f->crypto == NONE,
		   "keys: %s", rows[i].name);
		sp_facts_free(f);
	}
	for (gsize over = 0; over <= 1; over++) {
		g_autofree char *big = g_strnfill(65536 - strlen(KEY) + over,
						  'A');
		g_autofree char *mail = g_strdup_printf(FROM "\n-----BEGIN PGP "
			"PUBLIC KEY BLOCK-----\n\nAAAA%s\n-----END PGP PUBLIC "
			"KEY BLOCK-----\n", big);
		struct sp_facts *f = mail_parse_text(m, mail);

		ok(f && f->keys->len == !over, "a key of 64 KiB%s",
		   over ? " and a byte" : "");
		sp_facts_free(f);
	}
}

/* Labels for people: which parts have OpenPGP in them. */
static void
test_labels(const struct mail_fixture *m)
{
	struct sp_facts *f = mail_parse_text(m, FROM
		"Content-Type: multipart/mixed; boundary=o\n\n--o\n\nhi\n--o\n"
		"Content-Type: text/plain; name=x.asc\n"
		"Content-Disposition: attachment\n\n" MESSAGE "\n--o--\n");
	const struct sp_part *plain = f ? g_ptr_array_index(f->parts, 1) : NULL;
	const struct sp_part *armor = f ? g_ptr_array_index(f->parts, 2) : NULL;

	ok(f && f->parts->len == 3 && !plain->pgp && armor->pgp &&
	   armor->depth == 1 && armor->size == strlen(MESSAGE) &&
	   strcmp(armor->name, "x.asc") == 0,
	   "the part with armor is labelled");
	sp_facts_free(f);
}

/* Protected headers count at the root of what was protected, nowhere else. */
static void
test_protection(const struct mail_fixture *m)
{
	static const struct {
		const char *name, *payload;
		const char *subject;
	} rows[] = {
		{ "hp=cipher", "Content-Type: text/plain; hp=\"cipher\"\n"
		  "Subject: x\n\nhi\n", "x" },
		{ "hp=clear", "Content-Type: text/plain; hp=clear\n"
		  "Subject: x\n\nhi\n", "x" },
		{ "the older form", "Content-Type: multipart/mixed; boundary=b;"
		  " protected-headers=\"v1\"\nSubject: x\n\n--b\n\nhi\n--b--\n",
		  "x" },
		{ "the oldest form", "Content-Type: text/plain;"
		  " protected-headers=\"v1,<a@b>\"\nSubject: x\n\nhi\n", "x" },
		{ "no claim", "Content-Type: text/plain\nSubject: x\n\nhi\n",
		  "" },
		{ "another claim", "Content-Type: text/plain; hp=maybe\n"
		  "Subject: x\n\nhi\n", "" },
		{ "claimed by a part below", "Content-Type: multipart/mixed; "
		  "boundary=b\nSubject: y\n\n--b\nContent-Type: text/plain; "
		  "hp=\"cipher\"\nSubject: x\n\nhi\n--b--\n", "" },
		{ "claimed by an attached message", "Content-Type: "
		  "message/rfc822\n\nContent-Type: text/plain; hp=\"cipher\"\n"
		  "Subject: x\n\nhi\n", "" },
		{ "within a signature", "Content-Type: multipart/signed; "
		  "boundary=s; protocol=\"application/pgp-signature\"\n"
		  "Subject: y\n\n--s\nContent-Type: text/plain; hp=\"cipher\"\n"
		  "Subject: x\n\nhi\n--s\n" SIG "--s--\n", "x" },
		{ "within a broken signature", "Content-Type: multipart/signed;"
		  " boundary=s; protocol=\"application/pgp-signature\"\n"
		  "Subject: y\n\n--s\nContent-Type: text/plain; hp=\"cipher\"\n"
		  "Subject: x\n\nhi\n--s\n" SIG "--s\n\nz\n--s--\n", "" },
		{ "a text without a header", "Hello,\nSubject: x\n", "" },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct sp_err err;
		struct sp_facts *f = mail_parse(m, rows[i].payload,
			strlen(rows[i].payload), TRUE, &err);
		gboolean claimed = f && (f->flags & SP_FACT_HP_CIPHER);

		ok(f && strcmp(f->subject, rows[i].subject) == 0 &&
		   claimed == (*rows[i].subject != '\0'),
		   "protected headers: %s", rows[i].name);
		sp_facts_free(f);
	}
}

int
main(void)
{
	struct mail_fixture m = mail_fixture("");

	test_cases(&m);
	test_fields(&m);
	test_doubt(&m);
	test_signature_limit(&m);
	test_keys(&m);
	test_labels(&m);
	test_protection(&m);
	mail_fixture_clear(&m);
	return tap_done();
}
