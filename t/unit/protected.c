/* SPDX-License-Identifier: GPL-2.0-or-later */
/* protected.c - protected headers, and what only looks like them */
#include "t/unit/mail-fixture.h"
#include "t/unit/tap.h"

#define HP "Content-Type: text/plain; hp=\"cipher\"\n"
#define V1 "Content-Type: text/plain; protected-headers=\"v1\"\n"
#define FIELDS "From: Ada <ada@example.com>\nTo: sec@lists.example.org\n" \
	"Subject: secret\n"
#define PHONY "From: Eve <eve@evil.test>\nSubject: phony\n"
#define MIXED(more) "Content-Type: multipart/mixed; boundary=b" more "\n"
#define SIGNED(more) "Content-Type: multipart/signed; boundary=s; " \
	"protocol=\"application/pgp-signature\"" more "\n"
#define SIG "Content-Type: application/pgp-signature\n\nSIGNATURE\n"
#define PART "\n--b\n"
#define END "--b--\n"

static const struct {
	const char *name, *payload;
	const char *subject;	/* "": none is protected */
	const char *text;	/* NULL: any */
} rows[] = {
	/* RFC 9788. */
	{ "hp=cipher", HP FIELDS "\nhi\n", "secret", "hi\n" },
	{ "hp=clear", "Content-Type: text/plain; hp=clear\n" FIELDS "\nhi\n",
	  "secret", "hi\n" },
	{ "with HP-Outer", HP FIELDS "HP-Outer: Subject: [...]\n"
	  "HP-Outer: From: Ada <ada@example.com>\n\nhi\n", "secret", "hi\n" },
	{ "HP-Outer that lies", HP FIELDS "HP-Outer: From: eve@evil.test\n"
	  "HP-Outer: Subject: phony\n\nhi\n", "secret", "hi\n" },
	{ "hp at a multipart", MIXED("; hp=\"cipher\"") FIELDS PART
	  "\nhi\n" END, "secret", "hi\n" },
	{ "hp in capitals", "Content-Type: text/plain; HP=\"Cipher\"\n" FIELDS
	  "\nhi\n", "secret", "hi\n" },
	{ "hp at the end of the header", FIELDS HP "\nhi\n", "secret", "hi\n" },
	{ "another hp", "Content-Type: text/plain; hp=\"maybe\"\n" FIELDS
	  "\nhi\n", "", "hi\n" },
	{ "an empty hp", "Content-Type: text/plain; hp=\"\"\n" FIELDS
	  "\nhi\n", "", "hi\n" },
	{ "hp beside the older form", "Content-Type: text/plain; hp=\"no\"; "
	  "protected-headers=\"v1\"\n" FIELDS "\nhi\n", "", "hi\n" },
	{ "hp of another field", "Content-Type: text/plain\n"
	  "Content-Disposition: inline; hp=\"cipher\"\n" FIELDS "\nhi\n", "",
	  "hi\n" },
	{ "hp in a comment", "Content-Type: text/plain (hp=\"cipher\")\n"
	  FIELDS "\nhi\n", "", "hi\n" },
	{ "a type said twice", HP "Content-Type: text/html\n" FIELDS
	  "\nhi\n", "", NULL },

	/* The older form. */
	{ "v1", V1 FIELDS "\nhi\n", "secret", "hi\n" },
	{ "v1 with an id", "Content-Type: text/plain; "
	  "protected-headers=\"v1,<a@b>\"\n" FIELDS "\nhi\n", "secret",
	  "hi\n" },
	{ "v2", "Content-Type: text/plain; protected-headers=\"v2\"\n" FIELDS
	  "\nhi\n", "", "hi\n" },
	{ "v10", "Content-Type: text/plain; protected-headers=\"v10\"\n" FIELDS
	  "\nhi\n", "", "hi\n" },
	{ "without a subject", V1 "From: ada@example.com\n\nhi\n", "", "hi\n" },
	{ "with an empty one", V1 "Subject:\n\nhi\n", "", "hi\n" },
	{ "with two", V1 "Subject: secret\nSubject: phony\n\nhi\n", "secret",
	  "hi\n" },

	/* Not at the root of what was protected. */
	{ "no attribute", "Content-Type: text/plain\n" FIELDS "\nhi\n", "",
	  "hi\n" },
	{ "misplaced: at a part", MIXED("") PHONY PART V1 FIELDS "\nhi\n" END,
	  "", "hi\n" },
	{ "misplaced: at the second part", MIXED("") PART
	  "Content-Type: text/plain\n\nhi\n--b\n" V1 FIELDS "\nho\n" END, "",
	  "hi\nho\n" },
	{ "wrapped", MIXED("") PART "Content-Type: multipart/mixed; "
	  "boundary=i; protected-headers=\"v1\"\n" FIELDS "\n--i\n\nhi\n--i--\n"
	  END, "", "hi\n" },
	{ "double-wrapped, a phony around", MIXED("; protected-headers=\"v1\"")
	  FIELDS PART "Content-Type: multipart/mixed; boundary=i; "
	  "protected-headers=\"v1\"\n" PHONY "\n--i\n\nhi\n--i--\n" END,
	  "secret", "hi\n" },
	{ "in an attached message", "Content-Type: message/rfc822\n\n" HP
	  FIELDS "\nhi\n", "", NULL },
	{ "an attached message beside text", MIXED("") PART "\nhi\n--b\n"
	  "Content-Type: message/rfc822\n\n" HP FIELDS "\nho\n" END, "", NULL },

	/* Signed below the encryption: the signed part is the payload. */
	{ "signed", SIGNED("") "\n--s\n" V1 FIELDS "\nhi\n--s\n" SIG "--s--\n",
	  "secret", "hi\n" },
	{ "signed, a phony around", SIGNED("; hp=\"cipher\"") PHONY "\n--s\n" V1
	  FIELDS "\nhi\n--s\n" SIG "--s--\n", "secret", "hi\n" },
	{ "signed, a phony around nothing", SIGNED("; hp=\"cipher\"") PHONY
	  "\n--s\nContent-Type: text/plain\n" FIELDS "\nhi\n--s\n" SIG "--s--\n",
	  "", "hi\n" },
	{ "signed, misplaced", SIGNED("") "\n--s\n" MIXED("") PART V1 FIELDS
	  "\nhi\n" END "--s\n" SIG "--s--\n", "", "hi\n" },
	{ "the signature claims it", SIGNED("") "\n--s\n\nhi\n--s\n"
	  "Content-Type: application/pgp-signature; hp=\"cipher\"\n" PHONY
	  "\nSIGNATURE\n--s--\n", "", "hi\n" },
	{ "partly signed", SIGNED("") PHONY "\n--s\n" HP FIELDS "\nhi\n--s\n"
	  SIG "--s\n\nho\n--s--\n", "", NULL },

	/* Fields repeated in the text, for readers of old. */
	{ "legacy display", "Content-Type: text/plain; hp=\"cipher\"; "
	  "hp-legacy-display=\"1\"\n" FIELDS "\nSubject: secret\n"
	  "From: Ada <ada@example.com>\n\nhi\n", "secret", "hi\n" },
	{ "legacy display, folded", "Content-Type: text/plain; hp=\"cipher\"; "
	  "hp-legacy-display=\"1\"\n" FIELDS "\nFrom: Ada\n"
	  "  <ada@example.com>\n\nhi\n", "secret", "hi\n" },
	{ "legacy display at a part", MIXED("; hp=\"cipher\"") FIELDS PART
	  "Content-Type: text/plain; hp-legacy-display=\"1\"\n\n"
	  "Subject: secret\n\nhi\n" END, "secret", "hi\n" },
	{ "that says something else", "Content-Type: text/plain; hp=\"cipher\""
	  "; hp-legacy-display=\"1\"\n" FIELDS "\nSubject: phony\n\nhi\n",
	  "secret", "Subject: phony\n\nhi\n" },
	{ "that says more", "Content-Type: text/plain; hp=\"cipher\"; "
	  "hp-legacy-display=\"1\"\n" FIELDS "\nSubject: secret\n"
	  "The password is 1234.\n\nhi\n", "secret",
	  "Subject: secret\nThe password is 1234.\n\nhi\n" },
	{ "that does not say so", HP FIELDS "\nSubject: secret\n\nhi\n",
	  "secret", "Subject: secret\n\nhi\n" },
	{ "without protected headers", "Content-Type: text/plain; "
	  "hp-legacy-display=\"1\"\n" FIELDS "\nSubject: secret\n\nhi\n", "",
	  "Subject: secret\n\nhi\n" },
	{ "a legacy part", MIXED("; protected-headers=\"v1\"") FIELDS PART
	  "Content-Type: text/plain; protected-headers=\"v1\"\n"
	  "Content-Disposition: inline\n\nSubject: secret\n--b\n\nhi\n" END,
	  "secret", "hi\n" },
	{ "a legacy part with a word more", MIXED("; protected-headers=\"v1\"")
	  FIELDS PART "Content-Type: text/plain; protected-headers=\"v1\"\n\n"
	  "Subject: secret, really\n--b\n\nhi\n" END, "secret",
	  "Subject: secret, really\nhi\n" },
	{ "no header at all", "Hello,\nSubject: phony\n", "",
	  "Hello,\nSubject: phony\n" },
};

static void
test_rows(const struct mail_fixture *m)
{
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct sp_err err;
		struct sp_facts *f = mail_parse(m, rows[i].payload,
			strlen(rows[i].payload), TRUE, &err);
		gboolean hidden = f && (f->flags & SP_FACT_HP_HIDDEN);
		gboolean protected = f && (f->flags & SP_FACT_HP_CIPHER);
		g_autofree char *text = g_strchomp(g_strdup(f ? f->text : ""));
		g_autofree char *want = g_strdup(rows[i].text);

		ok(f && strcmp(f->subject, rows[i].subject) == 0 &&
		   (*rows[i].subject == '\0' || protected),
		   "%s: \"%s\"", rows[i].name, f ? f->subject : "");
		ok(!hidden || (protected && strstr(rows[i].payload, "ipher")),
		   "and hidden only by its own word");
		ok(f && (protected || (f->from_state == SP_FROM_NONE &&
				       *f->to == '\0' && *f->autocrypt ==
				       '\0')),
		   "and no other field without a claim");
		ok(f && (!rows[i].text || strcmp(text, g_strchomp(want)) == 0),
		   "and its text");
		sp_facts_free(f);
	}
}

/* Outside, every claim is idle: the header is the outer one. */
static void
test_outside(const struct mail_fixture *m)
{
	struct sp_facts *f = mail_parse_text(m, HP FIELDS "\nhi\n");

	ok(f && !(f->flags & SP_FACT_HP_CIPHER) &&
	   strcmp(f->subject, "secret") == 0,
	   "a phony claim in the outer header protects nothing");
	sp_facts_free(f);
	f = mail_parse_text(m, SIGNED("") PHONY "\n--s\n" HP FIELDS
			    "\nhi\n--s\n" SIG "--s--\n");
	ok(f && !(f->flags & SP_FACT_HP_CIPHER) &&
	   strcmp(f->subject, "phony") == 0,
	   "a signed part says nothing before its signature is checked");
	sp_facts_free(f);
}

/* The payload of an inline block is text, whatever it looks like. */
static void
test_text(const struct mail_fixture *m)
{
	static const char payload[] = HP FIELDS "\nhi\n";
	const struct sp_parse how = {
		.conf = m->conf, .rules = m->rules, .inner = TRUE,
		.text = TRUE,
	};
	struct sp_facts *f = NULL;
	struct sp_err err;

	ok(sp_mail_parse_open(&how, (const uint8_t *)payload, strlen(payload),
			      &f, &err) == SP_OK && f->fields->len == 0 &&
	   f->from_state == SP_FROM_NONE && *f->subject == '\0' &&
	   f->flags == 0 && f->body.at == 0 &&
	   f->body.len == strlen(payload) && strcmp(f->text, payload) == 0,
	   "inline: what looks like a header is text");
	sp_facts_free(f);
}

int
main(void)
{
	struct mail_fixture m = mail_fixture("");

	test_rows(&m);
	test_outside(&m);
	test_text(&m);
	mail_fixture_clear(&m);
	return tap_done();
}
