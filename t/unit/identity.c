/* SPDX-License-Identifier: GPL-2.0-or-later */
/* identity.c - which arrivals are one mail, and which are two */
#include "lib/gate/identity.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

#include "t/unit/tap.h"

#define PIECE 65536	/* what is read at once */

static struct sp_config conf = {
	.list = (char *)"sec",
	.address = (char *)"sec@lists.example.org",
	.delimiter = (char *)"+",
};

static struct sp_gate gate = { .conf = &conf };

struct arrival {
	const char *sender;
	const char *recipient;
	const char *text;
	size_t len;
};

static struct sp_digest
identity(const struct arrival *a)
{
	g_auto_blob struct sp_blob blob = SP_BLOB_INIT;
	struct sp_delivery d = { .sender = a->sender,
				 .recipient = a->recipient, .message = &blob };
	struct sp_length length = { 0 };
	struct sp_digest digest = { { 0 } };
	struct sp_err err;

	if (sp_blob_init(&blob, a->len, &err) != SP_OK ||
	    sp_blob_append(&blob, a->text, a->len, &err) != SP_OK ||
	    sp_identity(&gate, &d, &length, &digest, &err) != SP_OK) {
		printf("Bail out! %s\n", err.text);
		exit(1);
	}
	return digest;
}

static gboolean
is_same(const struct arrival *a, const struct arrival *b)
{
	const struct sp_digest one = identity(a);
	const struct sp_digest two = identity(b);

	return memcmp(one.bytes, two.bytes, SP_DIGEST_LEN) == 0;
}

/* Of the text alone; len: of both, 0 for strings. */
static gboolean
same_text(const char *a, size_t a_len, const char *b, size_t b_len)
{
	const struct arrival one = { "ada@example.com",
		"sec@lists.example.org", a, a_len };
	const struct arrival two = { "ada@example.com",
		"sec@lists.example.org", b, b_len };

	return is_same(&one, &two);
}

#define PLAIN "From: ada@example.com\nSubject: a bug\n\nthe ring\n"

/* Each is the same as PLAIN. R-121. */
static void
the_same(void)
{
	static const char *const rows[] = {
		PLAIN,
		"From: ada@example.com\r\nSubject: a bug\r\n\r\nthe ring\r\n",
		"From: ada@example.com\rSubject: a bug\r\rthe ring\r",
		"From: ada@example.com\r\nSubject: a bug\n\r\nthe ring\n",
		"From: ada@example.com\nSubject: a bug\n\nthe ring",
		PLAIN "\n\n\r\n\r",
		"Received: by mx\n" PLAIN,
		"RECEIVED: by mx\n\tid 1\n  for x\n" PLAIN,
		"Received:\n" PLAIN,
		"Received: by a\nReceived: by b\n" PLAIN,
		"From ada@example.com Mon Nov 16 10:00:00 2026\n" PLAIN,
		"From ada@example.com Mon Nov 16 10\r\n" PLAIN,
		">From ada\nReturn-Path: <ada@example.com>\n" PLAIN,
		"From a\nEnvelope-To: x\nDelivery-Date: y\n" PLAIN,
		"Authentication-Results: mx; dmarc=pass\n" PLAIN,
		"X-Spam-Flag: YES\nX-Spam-Anything: 1\n" PLAIN,
		"X-Rspamd-Queue-Id: 1\nX-Spamd-Result: x\n" PLAIN,
		"X-MS-Exchange-Organization-SCL: 6\n" PLAIN,
		"From: ada@example.com\nReceived: by mx\nSubject: a bug\n\n"
		"the ring\n",
		"From: ada@example.com\nSubject: a bug\nX-Virus-Scanned: x\n\n"
		"the ring\n",
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		ok(same_text(PLAIN, strlen(PLAIN), rows[i], strlen(rows[i])),
		   "the same, row %zu", i);
}

/* Each is another mail than PLAIN. R-121. */
static void
another(void)
{
	static const char *const rows[] = {
		"",
		"\n" PLAIN,
		"\r\n" PLAIN,
		"From: ada@example.com\nSubject: a bug\n\nthe rinG\n",
		"From: ada@example.com\nSubject: a bug\n\nthe ring \n",
		"From: ada@example.com\nSubject: a bug\n\n\nthe ring\n",
		"From: ada@example.com\nSubject: a bug\n\nthe\nring\n",
		"From: ada@example.com\nSubject: a bug\nthe ring\n",
		"From: ada@example.com\nSubject: a\n bug\n\nthe ring\n",
		"From: ada@example.com\nsubject: a bug\n\nthe ring\n",
		"Subject: a bug\nFrom: ada@example.com\n\nthe ring\n",
		"From:ada@example.com\nSubject: a bug\n\nthe ring\n",
		" Received: by mx\n" PLAIN,
		"Receive: by mx\n" PLAIN,
		"Receiveds: by mx\n" PLAIN,
		"Received by mx\n" PLAIN,
		"X-Spamless: 1\n" PLAIN,
		"Received: by mx\n>From ada\n" PLAIN,
		"From: ada@example.com\nFrom ada\nSubject: a bug\n\n"
		"the ring\n",
		PLAIN "Received: by mx\n",
		PLAIN "\n\n.",
		"From: ada@example.com\nSubject: a bug\n\nReceived: x\n"
		"the ring\n",
		"x-a-name-that-is-longer-than-any-name-of-a-trace-field: 1\n"
		PLAIN,
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		ok(!same_text(PLAIN, strlen(PLAIN), rows[i], strlen(rows[i])),
		   "another, row %zu", i);
}

/* A NUL is a byte like others, in names and in text. */
static void
zeros(void)
{
	static const struct {
		const char *a;
		const char *b;
		size_t len;	/* of both */
		gboolean same;
	} rows[] = {
		{ "A: 1\n\na\0b", "A: 1\n\na\0b", 9, TRUE },
		{ "A: 1\n\na\0b", "A: 1\n\na\0c", 9, FALSE },
		{ "Rece\0ved: a\n\nx", "Rece\0ved: b\n\nx", 14, FALSE },
		{ "Received\0: a\n\nx", "Received\0: b\n\nx", 15, FALSE },
		{ "Received: a\0\n\nx", "Received: b\0\n\nx", 15, TRUE },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		ok(same_text(rows[i].a, rows[i].len, rows[i].b, rows[i].len) ==
		   rows[i].same, "with zeros, row %zu", i);
}

static void
envelopes(void)
{
	static const struct {
		const char *sender, *recipient;
		const char *sender_2, *recipient_2;
		gboolean same;
	} rows[] = {
		{ "a@b.org", "sec@lists.example.org",
		  "a@B.ORG", "SEC@lists.example.ORG", TRUE },
		{ "a@b.org", "sec@lists.example.org",
		  "A@b.org", "sec@lists.example.org", FALSE },
		{ "", "sec@lists.example.org",
		  "<>", "sec@lists.example.org", TRUE },
		{ "", "sec@lists.example.org",
		  "mailer-daemon", "sec@lists.example.org", TRUE },
		{ "", "sec@lists.example.org",
		  "a@b.org", "sec@lists.example.org", FALSE },
		{ "no address", "sec@lists.example.org",
		  "", "sec@lists.example.org", FALSE },
		{ "no address", "sec@lists.example.org",
		  "nor this", "sec@lists.example.org", FALSE },
		{ "\377", "sec@lists.example.org",
		  "\376", "sec@lists.example.org", FALSE },
		{ "a@b.org", "sec@lists.example.org",
		  "a@b.org", "sec-owner@lists.example.org", FALSE },
		{ "a@b.org", "sec-owner@lists.example.org",
		  "a@b.org", "sec+OWNER@lists.example.org", TRUE },
		{ "a@b.org", "sec+R-7KQ4-M2XC@lists.example.org",
		  "a@b.org", "sec+r-7kq4-m2xc@lists.example.org", TRUE },
		{ "a@b.org", "sec+R-7KQ4-M2XC@lists.example.org",
		  "a@b.org", "sec+R-7KQ4-M2XD@lists.example.org", FALSE },
		{ "a@b.org", "sec+R-7KQ4-M2XC@lists.example.org",
		  "a@b.org", "sec+R-7KQ4-M2XC-abc@lists.example.org", FALSE },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		const struct arrival a = { rows[i].sender, rows[i].recipient,
					   PLAIN, strlen(PLAIN) };
		const struct arrival b = { rows[i].sender_2,
					   rows[i].recipient_2, PLAIN,
					   strlen(PLAIN) };

		ok(is_same(&a, &b) == rows[i].same, "envelope, row %zu", i);
	}
}

/* head, then x up to the size, then tail. */
static GString *
padded(const char *head, size_t size, const char *tail)
{
	GString *s = g_string_new(head);

	while (s->len < size)
		g_string_append_c(s, 'x');
	return g_string_append(s, tail);
}

/* Wherever the border between two pieces falls in the texts that follow. */
static gboolean
same_at_borders(const char *head_a, const char *tail_a, const char *head_b,
		const char *tail_b)
{
	const size_t longest = MAX(strlen(tail_a), strlen(tail_b)) + 1;
	gboolean all = TRUE;

	for (size_t back = 0; back <= longest; back++) {
		GString *a = padded(head_a, PIECE - back, tail_a);
		GString *b = padded(head_b, PIECE - back + strlen(head_b) -
				    strlen(head_a), tail_b);

		all = all && same_text(a->str, a->len, b->str, b->len);
		g_string_free(a, TRUE);
		g_string_free(b, TRUE);
	}
	return all;
}

static void
borders(void)
{
	ok(same_at_borders("X: ", "\nA: 1\n\nbody\n",
			   "X: ", "\nReceived: by\n mx\nA: 1\n\nbody\n"),
	   "a trace field on the border");
	ok(same_at_borders("X: ", "\nA: 1\n\nbody\n\n\nmore\n",
			   "X: ", "\r\nA: 1\r\n\r\nbody\r\n\r\n\r\nmore\r\n"),
	   "line ends on the border");
	ok(same_at_borders("X: ", "\nA: 1\n\nbody\n",
			   "X: ", "\rA: 1\r\rbody\r"),
	   "CR alone on the border");
	ok(same_at_borders("A: 1\n\n", "\n\nbody\n\n", "A: 1\r\n\r\n",
			   "\r\n\r\nbody"), "in a body");
	ok(same_at_borders("A: 1\n\n", "\nbody\nmore\n", "A: 1\n\n",
			   "\nbody\r\nmore\r\n\r\n"), "LF first, CRLF then");
	ok(same_at_borders("A: 1\r\n\r\n", "\nbody\nmore\n", "A: 1\n\n",
			   "\r\nbody\nmore"), "and the other way round");
	ok(!same_at_borders("A: 1\n\n", "\n\nbody\n", "A: 1\n\n",
			    "\nbody\n"), "an empty line more is another mail");
}

/* The keys of two lists, or of two installations, have nothing in common. */
static void
keyed(struct sp_vault *other)
{
	const struct arrival a = { "a@b.org", "sec@lists.example.org", PLAIN,
				   strlen(PLAIN) };
	const struct sp_digest here = identity(&a);
	struct sp_vault *own = gate.vault;
	struct sp_digest there;

	conf.list = (char *)"other";
	there = identity(&a);
	ok(memcmp(&here, &there, sizeof(here)) != 0, "another list");
	conf.list = (char *)"sec";
	gate.vault = other;
	there = identity(&a);
	ok(memcmp(&here, &there, sizeof(here)) != 0, "another secret");
	gate.vault = own;
	there = identity(&a);
	ok(memcmp(&here, &there, sizeof(here)) == 0, "and the same again");
}

static struct sp_vault *
vault_in(const char *dir, const char *name)
{
	g_autofree char *path = g_build_filename(dir, name, NULL);
	struct sp_vault *v = NULL;
	struct sp_err err;

	if (sp_vault_create(path, &err) != SP_OK ||
	    sp_vault_open(path, &v, &err) != SP_OK) {
		printf("Bail out! %s\n", err.text);
		exit(1);
	}
	g_unlink(path);
	return v;
}

int
main(void)
{
	g_autofree char *dir = g_dir_make_tmp("sp.XXXXXX", NULL);
	struct sp_vault *other = vault_in(dir, "other");

	gate.vault = vault_in(dir, "secret");
	g_rmdir(dir);
	the_same();
	another();
	zeros();
	envelopes();
	borders();
	keyed(other);
	sp_vault_close(gate.vault);
	sp_vault_close(other);
	return tap_done();
}
