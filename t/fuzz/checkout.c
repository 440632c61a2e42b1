/* SPDX-License-Identifier: GPL-2.0-or-later */
/* checkout.c - the last look at a mail of ours
 *
 * It does not matter in which pieces the mail comes, and what passes keeps to
 * the rules when they are checked in the plainest way. */
#include "lib/mail/compose.h"

#include "lib/mail/head.h"
#include "t/fuzz/fuzz.h"

static enum sp_status
look(const struct sp_blob *b, size_t piece)
{
	g_auto_rope struct sp_rope *rope = sp_rope_new();
	struct sp_err err = { .text = "" };
	enum sp_status r;

	for (size_t at = 0; at < b->len; at += piece)
		sp_rope_range(rope, b, (struct sp_range){
			at, MIN(piece, b->len - at) });
	r = sp_mail_check_out(rope, &err);
	must(r == SP_OK || (r == SP_EDATA && *err.text &&
			    fuzz_clean(err.text, FALSE)));
	return r;
}

static void
check_bytes(const uint8_t *data, size_t size)
{
	size_t line = 0;

	for (size_t i = 0; i < size; i++) {
		must(data[i] > 0 && data[i] < 0x80);
		must(data[i] != '\r' ||
		     (i + 1 < size && data[i + 1] == '\n'));
		line = data[i] == '\n' ? 0 : line + (data[i] != '\r');
		must(line <= 998);
	}
}

static void
check_fields(const uint8_t *data, size_t size)
{
	static const char *const once[] = { "From", "To", "Date",
					    "Message-ID" };
	struct sp_head *head = sp_head_read(data, (struct sp_range){ 0, size },
					    FALSE);

	must(!head->absent && !head->broken);
	for (gsize i = 0; i < G_N_ELEMENTS(once); i++)
		must(sp_head_count(head, once[i]) == 1);
	must(sp_head_count(head, "Subject") <= 1);
	must(sp_head_count(head, "Content-Type") <= 1);
	must(sp_head_count(head, "Bcc") == 0);
	for (guint i = 0; i < head->fields->len; i++) {
		const struct sp_head_field *f = head->fields->pdata[i];

		must(g_ascii_strncasecmp(f->name, "Resent-", 7) != 0);
	}
	sp_head_free(head);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_auto_blob struct sp_blob b = SP_BLOB_INIT;
	enum sp_status r;

	fuzz_blob(&b, data, size);
	r = look(&b, size > 0 ? size : 1);
	must(look(&b, 1 + size / 7) == r);
	if (size <= 64)
		must(look(&b, 1) == r);
	if (r != SP_OK)
		return 0;
	check_bytes(data, size);
	check_fields(data, size);
	return 0;
}
