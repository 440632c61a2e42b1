/* SPDX-License-Identifier: GPL-2.0-or-later */
/* patch.c - which patches and tags a mail holds, and when two are the same */
#include "t/unit/mail-fixture.h"
#include "t/unit/tap.h"

#define MESSAGE "Descriptors are longer than foo_rx() expects.\n\n" \
	"Reported-by: Ada Example <ada@example.com>\n" \
	"Signed-off-by: Mo Maker <mo@example.org>\n"
#define STAT " hw/net/foo.c | 3 ++-\n 1 file changed, 2 insertions(+)\n\n"
#define DIFF "diff --git a/hw/net/foo.c b/hw/net/foo.c\n" \
	"index 1111111..2222222 100644\n" \
	"--- a/hw/net/foo.c\n" \
	"+++ b/hw/net/foo.c\n" \
	"@@ -10,4 +10,5 @@ foo_rx(void)\n" \
	" {\n" \
	"-\tread(d);\n" \
	"+\tif (d->len < MAX)\n" \
	"+\t\tread(d);\n" \
	" }\n" \
	" \n"
#define SIGNATURE "-- \n2.39.2\n"
#define PATCH MESSAGE "---\n" STAT DIFF SIGNATURE
#define FROM "From: Mo Maker <mo@example.org>\n"
#define SUBJECT "Subject: [PATCH v3 2/5] foo: check descriptor length\n"
#define HEAD "To: sec@lists.example.org\nMessage-ID: <m1@x.example>\n"
#define MIME "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n"
#define TEXT "--b\nContent-Type: text/plain\n\n"
#define SEPARATOR "From 0123456789012345678901234567890123456789 " \
	"Mon Sep 17 00:00:00 2001\n"
#define FILE SEPARATOR FROM "Date: Mon, 16 Nov 2026 09:12:00 +0000\n" \
	SUBJECT "\n" PATCH "\n"
#define INLINE FROM SUBJECT HEAD "\n" PATCH
#define ATTACHED(type, file) "From: Al Other <al@example.org>\n" \
	"Subject: the fix\n" HEAD MIME TEXT "Here it is.\n--b\nContent-Type: " \
	type "\n\n" file "--b--\n"

static const char canonical[] = FROM
	"Subject: foo: check descriptor length\n\n" MESSAGE "---\n" DIFF;

static struct mail_fixture fixture;

static const struct sp_patch *
patch_at(const struct sp_facts *f, guint i)
{
	return f && i < f->patches->len ? f->patches->pdata[i] : NULL;
}

static gboolean
is_canonical(const struct sp_patch *p)
{
	return p && g_bytes_get_size(p->text) == strlen(canonical) &&
	       memcmp(g_bytes_get_data(p->text, NULL), canonical,
		      strlen(canonical)) == 0;
}

static char *
with_crlf(const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	return g_strjoinv("\r\n", lines);
}

/* --- one form, whatever it came in ---------------------------------------- */

static char *
encoded(const char *coding, const char *text)
{
	return g_strdup_printf(FROM "Subject: the fix\n" HEAD MIME "--b\n"
		"Content-Type: text/x-patch; name=a.patch\n"
		"Content-Transfer-Encoding: %s\n\n%s\n--b--\n", coding, text);
}

static void
same_patch(const char *mail, const char *name)
{
	struct sp_facts *f = mail_parse_text(&fixture, mail);

	ok(f && f->patches->len == 1 && is_canonical(patch_at(f, 0)) &&
	   !(f->flags & SP_FACT_PATCH_MISSED), "the same patch: %s", name);
	sp_facts_free(f);
}

static void
test_forms(void)
{
	g_autofree char *crlf = with_crlf(INLINE);
	g_autofree char *file_crlf = with_crlf(FILE);
	g_autofree char *b64 = g_base64_encode((const guchar *)FILE,
					       strlen(FILE));
	g_autofree char *b64_crlf = g_base64_encode((const guchar *)file_crlf,
						    strlen(file_crlf));
	g_autofree char *coded = encoded("base64", b64);
	g_autofree char *coded_crlf = encoded("base64", b64_crlf);

	same_patch(INLINE, "inline");
	same_patch(crlf, "inline, CR LF");
	same_patch(FROM "Subject: [SEC] [PATCH]  foo: check descriptor\n"
		   " length\n" HEAD "\n" PATCH, "folded, tagged, no number");
	same_patch("From: Al Other <al@example.org>\n" SUBJECT HEAD "\n"
		   FROM "\n" PATCH, "author in the body");
	same_patch("From: al@example.org\nSubject: [PATCH] x\n" HEAD "\n"
		   "\n" FROM "Subject: foo: check\n descriptor length\n"
		   "Date: Mon, 16 Nov 2026 09:12:00 +0000\n\n" PATCH,
		   "author, subject and date in the body");
	same_patch(ATTACHED("text/x-patch", FILE), "attached");
	same_patch(ATTACHED("text/x-diff", FROM SUBJECT "\n" PATCH),
		   "attached without separator");
	same_patch(ATTACHED("text/plain; name=\"0001-foo.PATCH\"", FILE),
		   "attached as text with its name");
	same_patch(ATTACHED("application/octet-stream; name=a.diff", FILE),
		   "attached as bytes with its name");
	same_patch(ATTACHED("application/mbox", FILE SEPARATOR FROM
		   "Subject: [PATCH 0/5] a cover letter\n\nwords\n"),
		   "attached with a cover letter");
	same_patch(coded, "attached in base64");
	same_patch(coded_crlf, "attached in base64, CR LF");
	same_patch(FROM SUBJECT HEAD MIME TEXT MESSAGE "---\n" STAT
		   "--b\nContent-Type: text/x-patch; name=a.patch\n"
		   "Content-Disposition: attachment\n\n" DIFF SIGNATURE
		   "--b--\n", "message and diff in two parts");
	same_patch(FROM SUBJECT HEAD MIME TEXT SEPARATOR FROM SUBJECT "\n"
		   PATCH "--b--\n", "a file pasted into the text");
	same_patch(FROM SUBJECT HEAD "\n" MESSAGE "---\nv3: less noise\n\n"
		   STAT DIFF "\n\n", "notes, no signature");
	same_patch(FROM SUBJECT HEAD "Content-Type: text/plain; "
		   "charset=utf-8\nContent-Transfer-Encoding: "
		   "quoted-printable\n\n" MESSAGE "---\n" STAT
		   "diff --git a/hw/net/foo.c b/hw/net/fo=\no.c\n"
		   "index 1111111..2222222 100644\n--- a/hw/net/foo.c\n"
		   "+++ b/hw/net/foo.c\n@@ -10,4 +10,5 @@ foo_rx(void)\n {\n"
		   "-=09read(d);\n+=09if (d->len < MAX)\n+=09=09read(d);\n"
		   " }\n=20\n-- =\n\n2.39.2\n", "quoted-printable");
}

static void
test_said(void)
{
	struct sp_facts *f = mail_parse_text(&fixture, INLINE);
	struct sp_facts *g = mail_parse_text(&fixture,
		ATTACHED("text/x-patch", FILE));
	const struct sp_patch *p = patch_at(f, 0), *q = patch_at(g, 0);
	g_autofree char *digest = g_compute_checksum_for_string(
		G_CHECKSUM_SHA256, canonical, -1);

	ok(p && strcmp(p->subject, "foo: check descriptor length") == 0 &&
	   strcmp(p->author_name, "Mo Maker") == 0 &&
	   strcmp(p->author_address, "mo@example.org") == 0 &&
	   *p->target == '\0', "subject and author");
	ok(p && p->version == 3 && p->number == 2 && p->total == 5,
	   "version and number");
	ok(p && p->paths->len == 1 && !p->paths_cut &&
	   strcmp(p->paths->pdata[0], "hw/net/foo.c") == 0, "paths");
	ok(p && strcmp(p->digest, digest) == 0,
	   "the digest is the SHA-256 of the text");
	ok(q && q->version == 3 && q->number == 2 && q->total == 5 &&
	   q->date == 1794820320 &&
	   strcmp(q->author_address, "mo@example.org") == 0,
	   "an attached one says it all itself");
	sp_facts_free(f);
	sp_facts_free(g);
}

/* The digest of what is attached, or "". */
static char *
digest_of(const char *file)
{
	g_autofree char *mail = g_strdup_printf("From: al@example.org\n"
		"Subject: the fix\n" HEAD "Content-Type: text/x-patch\n\n%s",
		file);
	struct sp_facts *f = mail_parse_text(&fixture, mail);
	char *digest = g_strdup(patch_at(f, 0) ? patch_at(f, 0)->digest : "");

	sp_facts_free(f);
	return digest;
}

/* Change each byte of a patch in turn: it is another patch, or none. */
static void
test_every_byte(void)
{
	static const char file[] = FROM "Subject: s\n\nm\n---\n" DIFF;
	g_autofree char *first = digest_of(file);
	unsigned same = 0, other = 0;

	for (gsize i = 0; i < strlen(file); i++) {
		g_autofree char *text = g_strdup(file);
		g_autofree char *digest = NULL;

		text[i] = text[i] == 'x' ? 'y' : 'x';
		digest = digest_of(text);
		same += strcmp(digest, first) == 0;
		other += *digest != '\0' && strcmp(digest, first) != 0;
	}
	ok(strlen(first) == SP_PATCH_HEX && other > 100 && same == 0,
	   "one byte changed is another patch, or none (%u others)", other);
}

/* --- what is none --------------------------------------------------------- */

static const struct {
	const char *name;
	const char *mail;
	guint patches;
	gboolean missed;
} kinds[] = {
	{ "no PATCH in the subject", FROM "Subject: foo\n" HEAD "\n" PATCH,
	  0, FALSE },
	{ "an answer", FROM "Subject: Re: [PATCH v3 2/5] foo\n" HEAD "\n"
	  PATCH, 0, FALSE },
	{ "words alone", FROM SUBJECT HEAD "\nwords\n", 0, FALSE },
	{ "a quoted diff", FROM SUBJECT HEAD "\n> diff --git a/x b/x\n"
	  "> --- a/x\n> +++ b/x\n> @@ -1 +1 @@\n> -a\n> +b\n", 0, FALSE },
	{ "a cover letter with a diff", FROM "Subject: [PATCH 0/2] x\n" HEAD
	  "\n" PATCH, 0, FALSE },
	{ "a forwarded one", FROM "Subject: [PATCH] x\n" HEAD MIME
	  "--b\nContent-Type: message/rfc822\n\n" INLINE "--b--\n", 0, FALSE },
	{ "flowed", FROM SUBJECT HEAD "Content-Type: text/plain; "
	  "format=flowed\n\n" PATCH, 0, TRUE },
	{ "a hunk that is too short", FROM SUBJECT HEAD "\nm\n---\n"
	  "diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1,3 +1,3 @@\n a\n-b\n"
	  "+c\n" SIGNATURE, 0, TRUE },
	{ "a hunk that is too long", FROM SUBJECT HEAD "\nm\n---\n"
	  "diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n a\n-b\n"
	  "+c\n+d\n" SIGNATURE, 0, TRUE },
	{ "two dashes alone below it", FROM SUBJECT HEAD "\nm\n---\n" DIFF
	  "--\n2.39\n", 1, FALSE },
	{ "a footer below it", FROM SUBJECT HEAD "\nm\n---\n" DIFF
	  "\n_______\nsent by a list\n", 1, FALSE },
	{ "a folded line", FROM SUBJECT HEAD "\nm\n---\n"
	  "diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n a\nb\n-c\n"
	  "+c\n", 0, TRUE },
	{ "a second diff behind the signature", FROM SUBJECT HEAD "\n" PATCH
	  DIFF, 0, TRUE },
	{ "no author", "From: undisclosed:;\n" SUBJECT HEAD "\n" PATCH, 0,
	  TRUE },
	{ "a separator in the message", FROM SUBJECT HEAD "\nm\n\n" SEPARATOR
	  "\n---\n" DIFF, 0, TRUE },
	{ "two authors in the body", FROM SUBJECT HEAD "\n" FROM "\n" FROM
	  "\nm\n---\n" DIFF, 0, TRUE },
	{ "a subject that git would decode", FROM
	  "Subject: [PATCH] a =?us-ascii?q?=3D=3Futf-8=3Fq=3Fb=3F=3D?=\n"
	  HEAD "\n" PATCH, 0, TRUE },
	{ "bytes that are no text", FROM SUBJECT HEAD "\nm\xff\n---\n" DIFF, 0,
	  TRUE },
	{ "an attached one that is none", ATTACHED("text/x-patch", "words\n"),
	  0, TRUE },
	{ "two attached diffs", FROM "Subject: fix\n" HEAD MIME
	  "--b\nContent-Type: text/x-diff\n\n" DIFF
	  "--b\nContent-Type: text/x-diff\n\n" DIFF "--b--\n", 2, FALSE },
	{ "an mbox of two", ATTACHED("application/mbox", FILE FILE), 2, FALSE },
	{ "a removed line that looks like a signature", FROM SUBJECT HEAD
	  "\nm\n---\ndiff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1,2 +1 @@\n"
	  "-- \n a\n" SIGNATURE, 1, FALSE },
	{ "only a mode", FROM SUBJECT HEAD "\nm\n---\ndiff --git a/x b/x\n"
	  "old mode 100644\nnew mode 100755\n" SIGNATURE, 1, FALSE },
	{ "a binary file", FROM SUBJECT HEAD "\nm\n---\ndiff --git a/x b/x\n"
	  "index 1..2 100644\nGIT binary patch\nliteral 5\nMcmZ?wbhEHbRA67f\n"
	  "\nliteral 0\nHcmV?d00001\n\n" SIGNATURE, 1, FALSE },
	{ "not from git", FROM SUBJECT HEAD "\nm\n---\n--- x.orig\t2026-11-16\n"
	  "+++ x\t2026-11-16\n@@ -1 +1 @@\n-a\n+b\n", 1, FALSE },
};

static void
test_kinds(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++) {
		struct sp_facts *f = mail_parse_text(&fixture, kinds[i].mail);

		ok(f && f->patches->len == kinds[i].patches &&
		   !!(f->flags & SP_FACT_PATCH_MISSED) == kinds[i].missed,
		   "%s: %u", kinds[i].name, f ? f->patches->len : 99);
		sp_facts_free(f);
	}
}

/* --- subjects ------------------------------------------------------------- */

static const struct {
	const char *subject;
	gboolean is;
	unsigned version, number, total;
	const char *target, *rest;
} subjects[] = {
	{ "[PATCH] a", TRUE, 1, 0, 0, "", "a" },
	{ "[PATCH v2] a: [b] c", TRUE, 2, 0, 0, "", "a: [b] c" },
	{ "[PATCHv4 1/2] a", TRUE, 4, 1, 2, "", "a" },
	{ "[RFC PATCH 9.1 v10 01/12] a", TRUE, 10, 1, 12, "9.1", "a" },
	{ "[patch RESEND for-9.2] a", TRUE, 1, 0, 0, "for-9.2", "a" },
	{ "[SEC] [PATCH v3 2/5] a", TRUE, 3, 2, 5, "", "a" },
	{ "[PATCH v3 2/5] [SEC] a", TRUE, 3, 2, 5, "", "a" },
	{ "[PATCH v0] a", TRUE, 1, 0, 0, "", "a" },
	{ "[PATCH 3/2] a", TRUE, 1, 0, 0, "3/2", "a" },
	{ "[PATCH v999 999/999] a", TRUE, 999, 999, 999, "", "a" },
	{ "[PATCH v1000 1/1000] a", TRUE, 1, 0, 0, "v1000 1/1000", "a" },
	{ "Re: [PATCH] a", FALSE, 1, 0, 0, "", "a" },
	{ "[PATCH] Re: a", FALSE, 1, 0, 0, "", "a" },
	{ "[SEC] a", FALSE, 1, 0, 0, "", "a" },
	{ "PATCH a", FALSE, 1, 0, 0, "", "PATCH a" },
	{ "[PATCH a", FALSE, 1, 0, 0, "", "[PATCH a" },
	{ "[PATCH]", TRUE, 1, 0, 0, "", "" },
	{ "", FALSE, 1, 0, 0, "", "" },
};

static void
test_subjects(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(subjects); i++) {
		struct sp_patch *p = g_new0(struct sp_patch, 1);
		const char *rest = NULL;
		gboolean is;

		p->version = 1;
		is = sp_patch_prefix(subjects[i].subject, p, &rest);
		ok(is == subjects[i].is && p->version == subjects[i].version &&
		   p->number == subjects[i].number &&
		   p->total == subjects[i].total &&
		   strcmp(p->target ? p->target : "",
			  subjects[i].target) == 0 &&
		   strcmp(rest, subjects[i].rest) == 0, "subject \"%s\"",
		   subjects[i].subject);
		sp_patch_free(p);
	}
}

/* --- paths ---------------------------------------------------------------- */

#define HUNK "@@ -1 +1 @@\n-a\n+b\n"

static const struct {
	const char *diff;
	const char *paths;	/* joined by "|" */
} touched[] = {
	{ DIFF, "hw/net/foo.c" },
	{ "--- /dev/null\n+++ b/new.c\n" HUNK, "new.c" },
	{ "--- a/old.c\n+++ /dev/null\n" HUNK, "old.c" },
	{ "--- a/x.c\t2026\n+++ b/y.c\t2026\n" HUNK, "x.c|y.c" },
	{ "diff --git a/a b/c b/a b/c\nnew mode 100755\n", "a b/c" },
	{ "diff --git a/x b/y\nsimilarity index 100%\nrename from x\n"
	  "rename to d/y\n", "x|d/y" },
	{ "diff --git \"a/\\303\\244\" \"b/\\303\\244\"\nnew mode 100755\n",
	  "\xc3\xa4" },
	{ "--- \"a/t\\tb\"\n+++ \"b/t\\tb\"\n" HUNK, "t b" },
	{ "--- a/x\n+++ b/x\n" HUNK "--- a/y\n+++ b/y\n" HUNK
	  "--- a/x\n+++ b/x\n" HUNK, "x|y" },
	{ "--- \"a/x\n+++ b/y\n" HUNK, "x|y" },
	{ "diff --git a/foo b/foo\nindex 1..2\nBinary files a/foo and b/foo "
	  "differ\n--- a/x\n+++ b/x\n" HUNK, NULL },
};

static void
test_paths(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(touched); i++) {
		g_autofree char *mail = g_strconcat(FROM SUBJECT HEAD
			"\nm\n---\n", touched[i].diff, SIGNATURE, NULL);
		struct sp_facts *f = mail_parse_text(&fixture, mail);
		const struct sp_patch *p = patch_at(f, 0);
		g_autoptr(GString) all = g_string_new(NULL);

		for (guint k = 0; p && k < p->paths->len; k++)
			g_string_append_printf(all, "%s%s", k ? "|" : "",
					       (char *)p->paths->pdata[k]);
		ok(touched[i].paths ? strcmp(all->str, touched[i].paths) == 0
				    : p == NULL,
		   "paths \"%s\"", all->str);
		sp_facts_free(f);
	}
}

/* --- tags ----------------------------------------------------------------- */

static const struct {
	const char *text;
	const char *tags;	/* "kind name address" joined by "|" */
} said[] = {
	{ "Reviewed-by: Rae R. <rae@example.org>\n",
	  "Reviewed-by Rae R. rae@example.org" },
	{ "Acked-by: A <a@b.example>\nTested-by: C <c@d.example>  \r\n"
	  "Reported-by: E <e@f.example>",
	  "Acked-by A a@b.example|Tested-by C c@d.example|"
	  "Reported-by E e@f.example" },
	{ "> Reviewed-by: Rae <rae@example.org>\n", "" },
	{ " Reviewed-by: Rae <rae@example.org>\n", "" },
	{ "I will send my\nReviewed-by: soon.\n", "" },
	{ "reviewed-by: Rae <rae@example.org>\n", "" },
	{ "Reviewed-By: Rae <rae@example.org>\n", "" },
	{ "Reviewed-by:Rae <rae@example.org>\n", "" },
	{ "Reviewed-by: <rae@example.org>\n", "" },
	{ "Reviewed-by: rae@example.org\n", "" },
	{ "Reviewed-by: Rae <rae@example.org> if it builds\n", "" },
	{ "Reviewed-by: Rae <rae>\n", "" },
	{ "Reviewed-by: Rae <rae@example.org\n>\n", "" },
	{ "Not-Reviewed-by: Rae <rae@example.org>\n", "" },
	{ "Signed-off-by: Rae <rae@example.org>\n", "" },
	{ "fine\n-- \nReviewed-by: Rae <rae@example.org>\n", "" },
	{ "--  \nReviewed-by: R\xc3\xa4 <rae@example.org>\n",
	  "Reviewed-by R\xc3\xa4 rae@example.org" },
};

static char *
tags_of(const struct sp_facts *f, int patch)
{
	GString *all = g_string_new(NULL);

	for (guint i = 0; f && i < f->tags->len; i++) {
		const struct sp_tag *t = f->tags->pdata[i];

		if (t->patch == patch)
			g_string_append_printf(all, "%s%s %s %s",
				all->len ? "|" : "", sp_tag_word(t->kind),
				t->name, t->address);
	}
	return g_string_free(all, FALSE);
}

static void
test_tags(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(said); i++) {
		g_autofree char *mail = g_strconcat(FROM
			"Subject: Re: [PATCH] x\n" HEAD "\n", said[i].text,
			NULL);
		struct sp_facts *f = mail_parse_text(&fixture, mail);
		g_autofree char *tags = tags_of(f, -1);

		ok(strcmp(tags, said[i].tags) == 0, "tag %zu: \"%s\"", i,
		   tags);
		sp_facts_free(f);
	}
}

/* The same, whether message and diff are in one part, two, or a file. */
static void
test_tags_of_patches(void)
{
	static const char *const mails[] = {
		INLINE, ATTACHED("text/x-patch", FILE),
		FROM SUBJECT HEAD MIME TEXT MESSAGE "---\n" STAT
		"--b\nContent-Type: text/x-patch\n\n" DIFF "--b--\n",
	};
	struct sp_facts *f;
	g_autofree char *own = NULL, *other = NULL;

	for (gsize i = 0; i < G_N_ELEMENTS(mails); i++) {
		g_autofree char *tags = NULL;

		f = mail_parse_text(&fixture, mails[i]);
		tags = tags_of(f, 0);
		ok(f && f->tags->len == 1 &&
		   strcmp(tags, "Reported-by Ada Example ada@example.com") == 0,
		   "the message's own tag, in form %zu", i);
		sp_facts_free(f);
	}
	f = mail_parse_text(&fixture, FROM "Subject: fix\n" HEAD MIME TEXT
		"Tested-by: Al <al@example.org>\n--b\n"
		"Content-Type: text/x-patch\n\n" FILE "--b--\n");
	own = tags_of(f, -1);
	other = tags_of(f, 0);
	ok(strcmp(own, "Tested-by Al al@example.org") == 0 &&
	   strcmp(other, "Reported-by Ada Example ada@example.com") == 0,
	   "a tag beside an attached patch is the mail's");
	sp_facts_free(f);
}

/* --- what a payload does not say itself ----------------------------------- */

static void
test_around(void)
{
	static const char part[] = "Content-Type: text/plain\n\n" PATCH;
	struct sp_facts *outer = mail_parse_text(&fixture, FROM SUBJECT HEAD
						 "\nx\n");
	struct sp_parse how = {
		.conf = fixture.conf, .rules = fixture.rules, .inner = TRUE,
		.around = outer,
	};
	struct sp_facts *f = NULL;
	struct sp_err err;

	ok(sp_mail_parse_open(&how, (const uint8_t *)part, strlen(part), &f,
			      &err) == SP_OK && is_canonical(patch_at(f, 0)),
	   "a payload without headers has those of the mail around it");
	sp_facts_free(f);
	f = NULL;
	how.around = NULL;
	ok(sp_mail_parse_open(&how, (const uint8_t *)part, strlen(part), &f,
			      &err) == SP_OK && f->patches->len == 0,
	   "without them it is a text");
	sp_facts_free(f);
	sp_facts_free(outer);
}

/* --- limits --------------------------------------------------------------- */

static void
count(const char *mail, guint patches, guint tags, gboolean missed,
      const char *name)
{
	struct sp_err err;
	struct sp_facts *f = mail_parse(&fixture, mail, strlen(mail), FALSE,
					&err);

	ok(f && f->patches->len == patches && f->tags->len == tags &&
	   !!(f->flags & SP_FACT_PATCH_MISSED) == missed,
	   "%s: %u patches, %u tags", name, f ? f->patches->len : 999,
	   f ? f->tags->len : 999);
	sp_facts_free(f);
}

static void
test_many(void)
{
	for (guint n = SP_PATCHES_MAX; n <= SP_PATCHES_MAX + 1; n++) {
		g_autoptr(GString) mail = g_string_new(FROM "Subject: x\n" HEAD
			"Content-Type: application/mbox\n\n");

		for (guint i = 0; i < n; i++)
			g_string_append(mail, SEPARATOR FROM SUBJECT
					"\nm\n---\n" DIFF "\n");
		count(mail->str, SP_PATCHES_MAX, 0, n > SP_PATCHES_MAX,
		      "patches in one mail");
	}
	for (guint n = SP_TAGS_MAX; n <= SP_TAGS_MAX + 1; n++) {
		g_autoptr(GString) mail = g_string_new(FROM "Subject: x\n" HEAD
						       "\n");

		for (guint i = 0; i < n; i++)
			g_string_append(mail, "Acked-by: A <a@b.example>\n");
		count(mail->str, 0, SP_TAGS_MAX, n > SP_TAGS_MAX,
		      "tags in one mail");
	}
}

/* A file that makes a text of exactly size bytes. */
static void
append_sized(GString *mail, gsize size)
{
	static const char file[] = FROM "Subject: s\n\nm\n---\n" DIFF;
	const gsize more = size - strlen(file);

	g_string_append(mail, SEPARATOR FROM "Subject: s\n\nm");
	for (gsize i = 0; i < more; i++)
		g_string_append_c(mail, i % 64 == 0 && i + 1 < more ? '\n'
								     : 'x');
	g_string_append(mail, "\n---\n" DIFF);
}

static void
test_large(void)
{
	for (gsize more = 0; more <= 1; more++) {
		g_autoptr(GString) mail = g_string_new(FROM "Subject: x\n" HEAD
			"Content-Type: application/mbox\n\n");

		append_sized(mail, SP_PATCH_BYTES_MAX + more);
		count(mail->str, more == 0, 0, more == 1, "a large one");
	}
	for (gsize more = 0; more <= 1; more++) {
		g_autoptr(GString) mail = g_string_new(FROM "Subject: x\n" HEAD
			MIME);

		for (int i = 0; i < 5; i++) {
			g_string_append(mail, "--b\nContent-Type: "
					"application/mbox\n\n");
			append_sized(mail, i < 4 ? SP_PATCHES_BYTES_MAX / 4 -
				     1000 : 4000 + more);
		}
		g_string_append(mail, "--b--\n");
		count(mail->str, 5 - (guint)more, 0, more == 1,
		      "all of them together");
	}
}

static void
test_many_paths(void)
{
	for (guint n = SP_PATCH_PATHS_MAX; n <= SP_PATCH_PATHS_MAX + 1; n++) {
		g_autoptr(GString) mail = g_string_new(INLINE);
		struct sp_facts *f;
		const struct sp_patch *p;

		g_string_assign(mail, FROM SUBJECT HEAD "\nm\n---\n");
		for (guint i = 0; i < n; i++)
			g_string_append_printf(mail, "--- a/f%u\n+++ b/f%u\n"
					       HUNK, i, i);
		f = mail_parse_text(&fixture, mail->str);
		p = patch_at(f, 0);
		ok(p && p->paths->len == SP_PATCH_PATHS_MAX &&
		   p->paths_cut == (n > SP_PATCH_PATHS_MAX), "%u paths", n);
		sp_facts_free(f);
	}
}

int
main(void)
{
	fixture = mail_fixture("");
	test_forms();
	test_said();
	test_every_byte();
	test_kinds();
	test_subjects();
	test_paths();
	test_tags();
	test_tags_of_patches();
	test_around();
	test_many();
	test_large();
	test_many_paths();
	mail_fixture_clear(&fixture);
	return tap_done();
}
