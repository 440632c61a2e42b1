/* SPDX-License-Identifier: GPL-2.0-or-later */
/* patch.c - any file as patches, and any text below any subject
 *
 * The text of a patch is one that "git am" takes: read again it is the same
 * patch, with the same digest, whatever it was made of. */
#include "lib/mail/address.h"
#include "lib/mail/charset.h"
#include "lib/mail/parse.h"
#include "lib/mail/patch.h"
#include "t/fuzz/fuzz.h"

static struct sp_patches
nothing_yet(void)
{
	return (struct sp_patches){
		.patches = g_ptr_array_new_with_free_func(
			(GDestroyNotify)sp_patch_free),
		.tags = g_ptr_array_new_with_free_func(
			(GDestroyNotify)sp_tag_free),
	};
}

static void
release(struct sp_patches *found)
{
	g_ptr_array_unref(found->patches);
	g_ptr_array_unref(found->tags);
}

static void
check_again(const struct sp_patch *p, const struct sp_patch_head *head)
{
	struct sp_patches found = nothing_yet();
	const struct sp_patch *q;
	gsize n = 0;
	const char *text = g_bytes_get_data(p->text, &n);

	sp_patch_read_file(head, text, n, &found);
	must(found.patches->len == 1);
	q = found.patches->pdata[0];
	must(strcmp(p->digest, q->digest) == 0);
	must(strcmp(p->subject, q->subject) == 0);
	must(strcmp(p->author_name, q->author_name) == 0);
	must(strcmp(p->author_address, q->author_address) == 0);
	must(p->paths->len == q->paths->len);
	release(&found);
}

static void
check(const struct sp_patches *found, const struct sp_patch_head *head)
{
	gsize bytes = 0;

	must(found->patches->len <= SP_PATCHES_MAX);
	must(found->tags->len <= SP_TAGS_MAX);
	for (guint i = 0; i < found->patches->len; i++) {
		const struct sp_patch *p = found->patches->pdata[i];

		must(fuzz_clean(p->subject, FALSE));
		must(fuzz_clean(p->author_name, FALSE));
		must(sp_address_ok(p->author_address));
		for (guint k = 0; k < p->paths->len; k++)
			must(fuzz_clean(p->paths->pdata[k], FALSE));
		bytes += g_bytes_get_size(p->text);
		check_again(p, head);
	}
	must(bytes == found->bytes && bytes <= SP_PATCHES_BYTES_MAX);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree char *subject = fuzz_line(&data, &size);
	g_autofree char *clean = g_utf8_make_valid(subject, -1);
	const struct sp_patch_head head = {
		.subject = clean, .name = "Mo", .address = "mo@example.org",
	};
	struct sp_patches file = nothing_yet(), text = nothing_yet();
	g_autoptr(GString) lines = NULL;

	sp_mail_init();
	sp_charset_load(data, size);
	sp_patch_read_file(&head, (const char *)data, size, &file);
	check(&file, &head);
	lines = sp_patch_lines((const char *)data, size);
	(void)sp_patch_read(&head, lines->str, lines->len, &text);
	check(&text, &head);
	release(&file);
	release(&text);
	return 0;
}
