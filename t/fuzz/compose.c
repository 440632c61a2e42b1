/* SPDX-License-Identifier: GPL-2.0-or-later */
/* compose.c - strings into a mail of ours
 *
 * Lines of the input: subject, display name, address, raw value; the rest is
 * text. What is accepted comes back as exactly these fields and this text, and
 * the checker of outgoing mail has nothing to say about it. */
#include "lib/mail/compose.h"

#include <gmime/gmime.h>

#include "lib/mail/address.h"
#include "lib/mail/charset.h"
#include "lib/mail/grammar.h"
#include "lib/mail/head.h"
#include "lib/mail/mailbox.h"
#include "lib/mail/parse.h"
#include "lib/mail/show.h"
#include "t/fuzz/fuzz.h"

#define TAG "SEC"

/* The header block of one field; NULL when it is refused. */
static char *
block_of(struct sp_header *h)
{
	char *block = NULL;
	struct sp_err err = { .text = "" };

	if (sp_header_end(h, &block, &err) != SP_OK)
		must(*err.text && fuzz_clean(err.text, FALSE));
	sp_header_free(h);
	return block;
}

/* The value of the one field that the block must be, unfolded. */
static char *
only_field(const char *block, const char *name)
{
	const struct sp_range all = { 0, strlen(block) };
	struct sp_head *head = sp_head_read((const uint8_t *)block, all,
					    FALSE);
	char *value;

	must(head->fields->len == 1 && head->body.len == 0);
	must(sp_head_find(head, name, 0) == 0 && g_str_is_ascii(block));
	value = sp_head_value(head, 0);
	sp_head_free(head);
	for (const char *p = block; *p; p += strcspn(p, "\n") + 1)
		must(strcspn(p, "\n") <= 998);
	return value;
}

static void
check_words(const char *value)
{
	for (const char *p = value; (p = strstr(p, "=?")); p++)
		must(strcspn(p, " ") <= 75);
}

/* Text comes back as it was; no text of ours may be refused. */
static void
check_subject(const char *text, gboolean ours)
{
	struct sp_header *h = sp_header_new();
	g_autofree char *want = g_strstrip(g_strdup(text));
	g_autofree char *block = NULL, *value = NULL, *back = NULL;

	sp_header_text(h, "Subject", text);
	block = block_of(h);
	must(block || !ours);
	if (!block)
		return;
	value = only_field(block, "Subject");
	check_words(value);
	back = sp_charset_header(value);
	must(strcmp(back, want) == 0);
}

/* tagged once, and twice is once. */
static void
check_tag(const char *shown)
{
	g_autofree char *once = sp_subject_tagged(TAG, shown);
	g_autofree char *twice = sp_subject_tagged(TAG, once);

	must(g_str_has_prefix(once, "[" TAG "]"));
	must(strcmp(once, twice) == 0 && !strstr(once + 1, "[" TAG "]"));
	if (!strchr(shown, '[') && !strchr(shown, ':') && *shown) {
		g_autofree char *bare = g_strstrip(g_strdup(shown));
		g_autofree char *want = g_strdup_printf("[" TAG "] %s", bare);

		must(strcmp(once, *bare ? want : "[" TAG "]") == 0);
	}
	check_subject(once, TRUE);
}

static void
check_mailbox(const char *display, const char *address)
{
	struct sp_header *h = sp_header_new();
	g_autofree char *block = NULL, *value = NULL, *back = NULL;
	g_autofree char *want = sp_address_key(address);
	g_autofree char *key = NULL;

	sp_header_mailbox(h, "To", display, address);
	block = block_of(h);
	must(!block || want);
	if (!block)
		return;
	value = only_field(block, "To");
	back = sp_mailbox_read(value);
	key = back ? sp_address_key(back) : NULL;
	must(g_strcmp0(key, want) == 0);
}

static void
check_raw(const char *raw)
{
	struct sp_header *h = sp_header_new();
	g_autofree char *block = NULL, *value = NULL;
	g_autofree char *want = g_strstrip(g_strdup(raw));

	sp_header_raw(h, "X-Raw", raw);
	block = block_of(h);
	if (!block)
		return;
	value = only_field(block, "X-Raw");
	must(strcmp(value, want) == 0);
}

/* The text of an entity of ours, decoded. g_free(). */
static char *
entity_text(const char *entity)
{
	const char *plain = strstr(entity, "-Encoding: 7bit\n");
	const char *body = strstr(entity, "\n\n") + 2;
	gsize n = strlen(body);
	GMimeEncoding coder;
	char *out;

	if (plain && plain < body)
		return g_strdup(body);
	g_mime_encoding_init_decode(&coder,
				    GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
	out = g_malloc(g_mime_encoding_outlen(&coder, n) + 1);
	out[g_mime_encoding_flush(&coder, body, n, out)] = '\0';
	return out;
}

static void
check_text(const char *text)
{
	g_autofree char *entity = sp_text_entity(text);
	g_autofree char *back = entity_text(entity);
	g_autofree char *clean = sp_clean(text, strlen(text), G_MAXSIZE, TRUE);
	g_autofree char *ended = g_strconcat(clean, "\n", NULL);
	g_auto_rope struct sp_rope *mail = sp_rope_new();
	struct sp_err err;

	must(strcmp(back, g_str_has_suffix(clean, "\n") || !*clean
			  ? clean : ended) == 0);
	sp_rope_text(mail, "From: a@b\nTo: c@d\nMessage-ID: <e@f>\n"
			   "Date: Mon, 16 Nov 2026 09:12:00 +0000\n");
	sp_rope_text(mail, entity);
	must(sp_mail_check_out(mail, &err) == SP_OK);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree char *subject = fuzz_line(&data, &size);
	g_autofree char *display = fuzz_line(&data, &size);
	g_autofree char *address = fuzz_line(&data, &size);
	g_autofree char *raw = fuzz_line(&data, &size);
	g_autofree char *text = fuzz_text(data, size);
	g_autofree char *shown = sp_show_line(subject, 300);

	sp_mail_init();
	check_subject(subject, FALSE);
	check_subject(shown, TRUE);
	check_tag(shown);
	check_mailbox(display, address);
	check_raw(raw);
	check_text(text);
	return 0;
}
