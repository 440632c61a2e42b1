/* SPDX-License-Identifier: GPL-2.0-or-later */
/* corpus.c - what each mail of t/mail is, and that its line ends and the trace
 * fields of an MTA do not change it */
#include "t/unit/mail-fixture.h"
#include "t/unit/tap.h"

#define ONE SP_FROM_ONE
#define NONE SP_FROM_NONE
#define UNCLEAR SP_FROM_UNCLEAR
#define CLEAR SP_CRYPTO_NONE
#define MIXED SP_CRYPTO_MIXED
#define PART_ENC SP_CRYPTO_PARTLY_ENCRYPTED
#define PART_SIG SP_CRYPTO_PARTLY_SIGNED
#define TAG SP_FACT_TAG
#define ODD SP_FACT_IRREGULAR
#define HP SP_FACT_HP_CIPHER
#define HIDDEN (SP_FACT_HP_CIPHER | SP_FACT_HP_HIDDEN)
#define PARTS SP_FACT_PARTS_MENDED
#define TIDY SP_FACT_ARMOR_MENDED

static const struct row {
	const char *name;
	enum sp_from_state from;
	enum sp_cryptype crypto;
	unsigned flags;
	const char *subject;
} rows[] = {
	{ "alternative", ONE, CLEAR, 0, "x" },
	{ "attached-message", ONE, CLEAR, 0, "x" },
	{ "attachment-path", ONE, CLEAR, 0, "x" },
	{ "autocrypt", ONE, CLEAR, TAG, "[SEC] x" },
	{ "automatic-reply-bug", ONE, CLEAR, 0,
	  "Automatic reply bug: Status: 5.0.0" },
	{ "bad-base64", ONE, CLEAR, 0, "x" },
	{ "blind", ONE, CLEAR, SP_FACT_BLIND, "x" },
	{ "bounce", ONE, CLEAR,
	  SP_FACT_AUTOMATIC | SP_FACT_BOUNCE | SP_FACT_ROLE_FROM |
	  SP_FACT_DSN_FAILED,
	  "Undelivered Mail Returned to Sender" },
	{ "client-aerc-below", ONE, SP_CRYPTO_MIME_ENCRYPTED, 0,
	  "Re: [TEST-SECURITY held] R-FV61-ZMCW" },
	{ "client-aerc-reject", ONE, SP_CRYPTO_MIME_ENCRYPTED, 0,
	  "Re: [TEST-SECURITY held] R-WHQE-84X5" },
	{ "client-aerc-signed", ONE, SP_CRYPTO_MIME_SIGNED, 0,
	  "Re: [TEST-SECURITY held] R-2QDB-ZMR5" },
	{ "client-mutt-again", ONE, SP_CRYPTO_MIME_ENCRYPTED, 0, "..." },
	{ "client-mutt-approve", ONE, SP_CRYPTO_MIME_ENCRYPTED, 0, "..." },
	{ "client-mutt-below", ONE, SP_CRYPTO_MIME_ENCRYPTED, 0, "..." },
	{ "client-mutt-clear-signed", ONE, SP_CRYPTO_INLINE_SIGNED, 0,
	  "Re: [TEST-SECURITY held] R-FV61-ZMCW: [TEST-SECURITY] overflow in foo" },
	{ "client-mutt-inline", ONE, SP_CRYPTO_INLINE_ENCRYPTED, 0,
	  "Re: [TEST-SECURITY held] R-FV61-ZMCW: [TEST-SECURITY] overflow in foo" },
	{ "client-mutt-member", ONE, SP_CRYPTO_MIME_ENCRYPTED, 0, "..." },
	{ "client-mutt-reporter", ONE, SP_CRYPTO_MIME_ENCRYPTED, 0, "..." },
	{ "client-mutt-signed", ONE, SP_CRYPTO_MIME_SIGNED, 0,
	  "Re: [TEST-SECURITY held] R-D7JQ-BD9M: [TEST-SECURITY] overflow in foo" },
	{ "colonless-line", ONE, CLEAR, ODD, "x" },
	{ "delivered-once", ONE, CLEAR, 0, "x" },
	{ "delivered-twice", ONE, CLEAR, SP_FACT_LOOP, "x" },
	{ "detached-attachment", ONE, PART_SIG, TAG, "[SEC] x" },
	{ "digest", ONE, CLEAR, 0, "x" },
	{ "dmarc-pass", ONE, CLEAR, 0, "x" },
	{ "eight-bit-subject", ONE, CLEAR, 0, "caf\xef\xbf\xbd" },
	{ "empty-attached-message", ONE, CLEAR, 0, "x" },
	{ "empty-boundary", ONE, CLEAR, ODD, "x" },
	{ "empty-header", NONE, CLEAR, SP_FACT_BLIND, "" },
	{ "encoded-multipart", ONE, CLEAR, ODD, "x" },
	{ "encoded-tag", ONE, CLEAR, TAG, "[SEC] overflow" },
	{ "epilogue", ONE, CLEAR, ODD, "x" },
	{ "epilogue-further-in", ONE, CLEAR, ODD, "x" },
	{ "external-body", ONE, CLEAR, 0, "x" },
	{ "fifty-one-hops", ONE, CLEAR, SP_FACT_LOOP, "x" },
	{ "folded-tag", ONE, CLEAR, TAG, "[SEC] overflow in foo" },
	{ "four-keys", ONE, CLEAR, TAG, "[SEC] x" },
	{ "from-line", ONE, CLEAR, TAG, "[SEC] overflow in foo_rx" },
	{ "html-only", ONE, CLEAR, 0, "x" },
	{ "key-attached", ONE, CLEAR, TAG, "[SEC] x" },
	{ "key-in-text", ONE, CLEAR, TAG, "[SEC] x" },
	{ "koi8", ONE, CLEAR, 0,
	  "\xd0\xbe\xd1\x88\xd0\xb8\xd0\xb1\xd0\xba\xd0\xb0" },
	{ "leading-space", NONE, CLEAR, SP_FACT_BLIND, "" },
	{ "list-mail", ONE, CLEAR, SP_FACT_LIST, "x" },
	{ "long-boundary", ONE, CLEAR, ODD, "x" },
	{ "lying-charset", ONE, CLEAR, 0, "x" },
	{ "message-partial", ONE, CLEAR, 0, "x" },
	{ "no-blank-line", ONE, CLEAR, ODD, "no body at all" },
	{ "no-boundary", ONE, CLEAR, ODD, "x" },
	{ "no-header", NONE, CLEAR, SP_FACT_BLIND, "" },
	{ "nul-in-body", ONE, CLEAR, 0, "x" },
	{ "nul-in-from", UNCLEAR, CLEAR, 0, "x" },
	{ "our-own-list-id", ONE, CLEAR, SP_FACT_LIST | SP_FACT_LOOP, "x" },
	{ "parameter-twice", ONE, CLEAR, ODD, "x" },
	{ "payload-bare-text", NONE, CLEAR, 0, "" },
	{ "payload-hp-cipher", ONE, CLEAR, TAG | HIDDEN, "[SEC] hidden" },
	{ "payload-legacy-display", ONE, CLEAR, TAG | HIDDEN, "[SEC] hidden" },
	{ "payload-misplaced", NONE, CLEAR, 0, "" },
	{ "payload-protected", ONE, CLEAR, TAG | HP, "[SEC] secret overflow" },
	{ "payload-signed", ONE, SP_CRYPTO_MIME_SIGNED, TAG | HP,
	  "[SEC] secret overflow" },
	{ "payload-signed-phony-around", ONE, SP_CRYPTO_MIME_SIGNED, TAG | HP,
	  "[SEC] secret overflow" },
	{ "payload-unprotected", NONE, CLEAR, 0, "" },
	{ "pgp-apple-wrapped", ONE, SP_CRYPTO_MIME_ENCRYPTED, PARTS,
	  "..." },
	{ "pgp-exchange", ONE, SP_CRYPTO_MIME_ENCRYPTED, PARTS, "..." },
	{ "pgp-exchange-disclaimer", ONE, PART_ENC, 0, "..." },
	{ "pgp-inline-all-quoted", ONE, SP_CRYPTO_INLINE_ENCRYPTED, TIDY,
	  "..." },
	{ "pgp-inline-attached", ONE, MIXED, 0, "..." },
	{ "pgp-inline-base64", ONE, SP_CRYPTO_INLINE_ENCRYPTED, 0, "..." },
	{ "pgp-inline-beside-attachment", ONE, PART_ENC, 0, "..." },
	{ "pgp-inline-encrypted", ONE, SP_CRYPTO_INLINE_ENCRYPTED, 0, "..." },
	{ "pgp-inline-footer", ONE, PART_ENC, 0, "..." },
	{ "pgp-inline-html", ONE, PART_ENC, 0, "..." },
	{ "pgp-inline-in-mixed", ONE, SP_CRYPTO_INLINE_ENCRYPTED, 0, "..." },
	{ "pgp-inline-nbsp", ONE, SP_CRYPTO_INLINE_ENCRYPTED, TIDY, "..." },
	{ "pgp-inline-no-blank-line", ONE, SP_CRYPTO_INLINE_ENCRYPTED, TIDY,
	  "..." },
	{ "pgp-inline-no-checksum", ONE, SP_CRYPTO_INLINE_ENCRYPTED, 0,
	  "..." },
	{ "pgp-inline-quoted", ONE, CLEAR, 0, "..." },
	{ "pgp-inline-signed", ONE, SP_CRYPTO_INLINE_SIGNED, TAG, "[SEC] x" },
	{ "pgp-inline-signed-beside-attachment", ONE, PART_SIG, TAG,
	  "[SEC] x" },
	{ "pgp-inline-signed-footer", ONE, PART_SIG, TAG, "[SEC] x" },
	{ "pgp-inline-stuffed", ONE, SP_CRYPTO_INLINE_ENCRYPTED, TIDY,
	  "..." },
	{ "pgp-inline-twice", ONE, PART_ENC, 0, "..." },
	{ "pgp-inline-twin", ONE, SP_CRYPTO_INLINE_ENCRYPTED, PARTS, "..." },
	{ "pgp-inline-twin-leaks", ONE, PART_ENC, 0, "..." },
	{ "pgp-inline-with-text", ONE, PART_ENC, 0, "..." },
	{ "pgp-mime-base64", ONE, SP_CRYPTO_MIME_ENCRYPTED, 0, "..." },
	{ "pgp-mime-encrypted", ONE, SP_CRYPTO_MIME_ENCRYPTED, 0, "..." },
	{ "pgp-mime-epilogue", ONE, SP_CRYPTO_MIME_ENCRYPTED, ODD, "..." },
	{ "pgp-mime-in-html", ONE, PART_ENC, 0, "..." },
	{ "pgp-mime-in-message", ONE, PART_ENC, 0, "..." },
	{ "pgp-mime-in-mixed", ONE, PART_ENC, 0, "..." },
	{ "pgp-mime-list-footer", ONE, PART_ENC, 0, "..." },
	{ "pgp-mime-no-protocol", ONE, SP_CRYPTO_MIME_ENCRYPTED,
	  SP_FACT_PARTS_MENDED, "..." },
	{ "pgp-mime-no-version", ONE, SP_CRYPTO_MIME_ENCRYPTED, PARTS,
	  "..." },
	{ "pgp-mime-preamble", ONE, SP_CRYPTO_MIME_ENCRYPTED, 0, "..." },
	{ "pgp-mime-quoted", ONE, SP_CRYPTO_MIME_ENCRYPTED, 0, "..." },
	{ "pgp-mime-signed", ONE, SP_CRYPTO_MIME_SIGNED, TAG, "[SEC] x" },
	{ "pgp-mime-signed-ciphertext", ONE, MIXED, TAG, "[SEC] x" },
	{ "pgp-mime-signed-crlf", ONE, SP_CRYPTO_MIME_SIGNED,
	  TAG | SP_FACT_PATCH_MISSED, "[SEC] x" },
	{ "pgp-mime-signed-in-list-footer", ONE, PART_SIG, TAG, "[SEC] x" },
	{ "pgp-mime-signed-multipart", ONE, SP_CRYPTO_MIME_SIGNED,
	  TAG | SP_FACT_PATCH_MISSED, "[SEC] x" },
	{ "pgp-mime-signed-same-boundary", ONE, PART_SIG, TAG | ODD, "[SEC] x" },
	{ "pgp-mime-signed-third-part", ONE, PART_SIG, TAG, "[SEC] x" },
	{ "pgp-mime-third-part", ONE, PART_ENC, 0, "..." },
	{ "pgp-mime-version-2", ONE, PART_ENC, 0, "..." },
	{ "pgp-outlook-types", ONE, SP_CRYPTO_MIME_ENCRYPTED, PARTS,
	  "..." },
	{ "plain", ONE, CLEAR, TAG, "[SEC] overflow in foo_rx" },
	{ "preamble", ONE, CLEAR, 0, "x" },
	{ "quoted-address-name", ONE, CLEAR, SP_FACT_NAME_MISLEADS, "x" },
	{ "quoted-from-line", ONE, CLEAR, 0, "x" },
	{ "rfc2231-name", ONE, CLEAR, 0, "x" },
	{ "rfc2231-out-of-order", ONE, CLEAR, ODD, "x" },
	{ "sender-differs", ONE, CLEAR, 0, "x" },
	{ "smime-signed", ONE, CLEAR, SP_FACT_SMIME, "x" },
	{ "space-before-colon", ONE, CLEAR, ODD, "x" },
	{ "spam", ONE, CLEAR, SP_FACT_SPAM, "cheap" },
	{ "two-content-types", ONE, CLEAR, SP_FACT_DOUBLED, "x" },
	{ "two-from", UNCLEAR, CLEAR, SP_FACT_DOUBLED, "x" },
	{ "two-subjects", ONE, CLEAR, SP_FACT_DOUBLED, "x" },
	{ "unclosed", ONE, CLEAR, ODD, "x" },
	{ "unknown-charset", ONE, CLEAR, 0, "\xef\xbf\xbd here" },
	{ "utf8-subject", ONE, CLEAR, TAG, "[SEC] caf\xc3\xa9" },
	{ "uuencoded", ONE, CLEAR, 0, "x" },
	{ "vacation", ONE, CLEAR, SP_FACT_AUTOMATIC, "Out of office" },
	{ "winmail", ONE, CLEAR, SP_FACT_TNEF, "x" },
};

static const struct row *
find_row(const char *name)
{
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		if (strcmp(rows[i].name, name) == 0)
			return &rows[i];
	}
	return NULL;
}

static struct sp_facts *
parse_row(const struct mail_fixture *m, const struct row *row,
	  const GString *mail)
{
	struct sp_err err;

	return mail_parse(m, mail->str, mail->len,
			  g_str_has_prefix(row->name, "payload-"), &err);
}

static GString *
read_row(const struct row *row)
{
	gsize len;
	g_autofree char *text = mail_corpus(row->name, &len);

	return g_string_new_len(text, (gssize)len);
}

static void
test_rows(const struct mail_fixture *m)
{
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		const struct row *row = &rows[i];
		g_autoptr(GString) mail = read_row(row);
		struct sp_facts *f = parse_row(m, row, mail);

		ok(f && f->from_state == row->from &&
		   f->crypto == row->crypto && f->flags == row->flags &&
		   strcmp(f->subject, row->subject) == 0,
		   "%s: from %d, crypto %d, flags %x, \"%s\"", row->name,
		   f ? (int)f->from_state : -1, f ? (int)f->crypto : -1,
		   f ? f->flags : 0, f ? f->subject : "");
		sp_facts_free(f);
	}
}

static void
test_all_listed(void)
{
	g_autofree char *path = g_strdup_printf("%s/t/mail",
						g_getenv("SOURCE_ROOT"));
	g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
	const char *name;

	while (dir && (name = g_dir_read_name(dir))) {
		g_autofree char *base = g_strndup(name,
						  strcspn(name, "."));

		if (g_str_has_suffix(name, ".eml") && !find_row(base))
			ok(0, "t/mail/%s has a row", name);
	}
}

/* The same mail as another MTA would hand it over. */

static void
to_crlf(GString *s)
{
	g_string_replace(s, "\r\n", "\n", 0);
	g_string_replace(s, "\n", "\r\n", 0);
}

static void
to_lf(GString *s)
{
	g_string_replace(s, "\r\n", "\n", 0);
}

static void
to_cr(GString *s)
{
	to_lf(s);
	for (gsize i = 0; i < s->len; i++) {
		if (s->str[i] == '\n')
			s->str[i] = '\r';
	}
}

static void
cut_final(GString *s)
{
	if (s->len > 0 && s->str[s->len - 1] == '\n')
		g_string_truncate(s, s->len - 1);
	if (s->len > 0 && s->str[s->len - 1] == '\r')
		g_string_truncate(s, s->len - 1);
}

static void
add_final(GString *s)
{
	g_string_append(s, "\n\n");
}

static const struct transform {
	const char *name;
	void (*apply)(GString *);
	const char *prefix;	/* LF line ends; needs a header to stand in */
} transforms[] = {
	{ "CR LF", to_crlf, NULL },
	{ "LF", to_lf, NULL },
	{ "lone CR", to_cr, NULL },
	{ "no final line end", cut_final, NULL },
	{ "more final line ends", add_final, NULL },
	{ "a From line", NULL, "From x@example.net Mon Nov 16 09:12 2026\n" },
	{ "a quoted From line", NULL, ">From x Mon Nov 16 09:12 2026\n" },
	{ "Return-Path", NULL, "Return-Path: <x@example.net>\n" },
	{ "Delivered-To", NULL, "Delivered-To: sec@lists.example.org\n" },
	{ "X-Original-To", NULL, "X-Original-To: sec@lists.example.org\n" },
	{ "Envelope-to", NULL, "Envelope-to: sec@lists.example.org\n" },
	{ "what Exim adds", to_crlf,
	  "From x Mon Nov 16 2026\nReturn-path: <x>\nEnvelope-to: y\n" },
};

/* Does the transform apply? A line in front of a text without a header, or of
 * a From line, makes another mail. */
static gboolean
applies(const struct transform *t, const struct row *row)
{
	static const char *const fixed[] = {
		"no-header", "empty-header", "leading-space", "from-line",
		"quoted-from-line",
	};

	for (gsize i = 0; t->prefix && i < G_N_ELEMENTS(fixed); i++) {
		if (strcmp(fixed[i], row->name) == 0)
			return FALSE;
	}
	if (t->apply == add_final && strcmp(row->name, "no-blank-line") == 0)
		return FALSE;
	return !t->prefix || !g_str_has_prefix(row->name, "payload-");
}

static gboolean
same(const struct sp_facts *a, const struct sp_facts *b)
{
	g_autofree char *ta = g_strchomp(g_strdup(a->text));
	g_autofree char *tb = g_strchomp(g_strdup(b->text));

	if (a->parts->len != b->parts->len)
		return FALSE;
	for (guint i = 0; i < a->parts->len; i++) {
		const struct sp_part *pa = g_ptr_array_index(a->parts, i);
		const struct sp_part *pb = g_ptr_array_index(b->parts, i);

		if (strcmp(pa->type, pb->type) != 0 || pa->pgp != pb->pgp ||
		    g_strcmp0(pa->name, pb->name) != 0)
			return FALSE;
	}
	return a->flags == b->flags && a->from_state == b->from_state &&
	       a->crypto == b->crypto && a->date == b->date &&
	       a->dmarc == b->dmarc && a->checks == b->checks &&
	       a->keys->len == b->keys->len &&
	       strcmp(a->from_address, b->from_address) == 0 &&
	       strcmp(a->subject, b->subject) == 0 &&
	       strcmp(a->to, b->to) == 0 &&
	       strcmp(a->message_id, b->message_id) == 0 &&
	       strcmp(a->autocrypt, b->autocrypt) == 0 && strcmp(ta, tb) == 0;
}

static void
test_transforms(const struct mail_fixture *m)
{
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GString) mail = read_row(&rows[i]);
		g_autoptr(GString) wrong = g_string_new("");
		struct sp_facts *as_is = parse_row(m, &rows[i], mail);

		for (gsize k = 0; k < G_N_ELEMENTS(transforms); k++) {
			const struct transform *t = &transforms[k];
			g_autoptr(GString) other = g_string_new_len(mail->str,
				(gssize)mail->len);
			struct sp_facts *f;

			if (!applies(t, &rows[i]))
				continue;
			if (t->prefix)
				g_string_prepend(other, t->prefix);
			if (t->apply)
				t->apply(other);
			f = parse_row(m, &rows[i], other);
			if (!f || !as_is || !same(as_is, f))
				g_string_append_printf(wrong, " %s;", t->name);
			sp_facts_free(f);
		}
		ok(wrong->len == 0, "%s: the same in each form%s",
		   rows[i].name, wrong->str);
		sp_facts_free(as_is);
	}
}

/* Cut anywhere, it is still some mail; nothing crashes, and ranges hold. */
static void
test_prefixes(const struct mail_fixture *m)
{
	unsigned bad = 0;

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GString) mail = read_row(&rows[i]);

		for (gsize n = 0; n < mail->len; n += 1 + n / 16) {
			struct sp_err err;
			struct sp_facts *f = mail_parse(m, mail->str, n, FALSE,
							&err);

			bad += f && f->body.at + f->body.len > n;
			sp_facts_free(f);
		}
	}
	ok(bad == 0, "prefixes of every mail parse, with ranges within");
}

int
main(void)
{
	struct mail_fixture m = mail_fixture("");

	test_all_listed();
	test_rows(&m);
	test_transforms(&m);
	test_prefixes(&m);
	mail_fixture_clear(&m);
	return tap_done();
}
