/* SPDX-License-Identifier: GPL-2.0-or-later */
/* head.c - where header fields stand
 *
 * Ranges lie in the header, in order and apart, and with the body they are the
 * whole of a header that is not broken. What stands around the entity does not
 * count. */
#include "lib/mail/head.h"

#include "lib/mail/grammar.h"
#include "lib/mail/params.h"
#include "t/fuzz/fuzz.h"

#define AROUND 5		/* bytes before and behind */

static void
check_field(const struct sp_head *head, int i, const uint8_t *data)
{
	const struct sp_head_field *f =
		g_ptr_array_index(head->fields, (guint)i);
	g_autofree char *value = sp_head_value(head, i);
	size_t n = strlen(f->name);

	must(n > 0 && fuzz_within(f->value, f->range));
	must(f->value.at + f->value.len == f->range.at + f->range.len);
	must(memcmp(data + f->range.at, f->name, n) == 0);
	must(data[f->value.at - 1] == ':');
	for (const char *p = f->name; *p; p++)
		must(sp_is_ftext((guchar)*p));
	must(!strchr(value, '\n') && strlen(value) <= f->value.len);
	(void)sp_params_irregular(value);
	must(sp_head_find(head, f->name, 0) <= i);
	must(sp_head_count(head, f->name) > 0);
}

static void
check_head(const struct sp_head *head, const uint8_t *data,
	   struct sp_range all, gboolean envelope)
{
	size_t at = head->start;

	must(fuzz_within(head->body, all));
	must(head->body.at + head->body.len == all.at + all.len);
	must(head->start <= head->end && head->end <= head->body.at);
	must(envelope || head->start == all.at);
	must(!head->absent || head->fields->len == 0);
	for (int i = 0; i < (int)head->fields->len; i++) {
		const struct sp_head_field *f =
			g_ptr_array_index(head->fields, (guint)i);

		must(f->range.at >= at && (head->broken || f->range.at == at));
		check_field(head, i, data);
		at = f->range.at + f->range.len;
	}
	must(at <= head->end && (head->broken || at == head->end));
	must(head->body.at - head->end <= 2);
}

static void
check_same(const struct sp_head *a, const struct sp_head *b, size_t moved)
{
	must(a->fields->len == b->fields->len && a->absent == b->absent &&
	     a->broken == b->broken && a->start + moved == b->start &&
	     a->end + moved == b->end && a->body.at + moved == b->body.at &&
	     a->body.len == b->body.len);
	for (guint i = 0; i < a->fields->len; i++) {
		const struct sp_head_field *fa = a->fields->pdata[i];
		const struct sp_head_field *fb = b->fields->pdata[i];

		must(strcmp(fa->name, fb->name) == 0 &&
		     fa->range.at + moved == fb->range.at &&
		     fa->range.len == fb->range.len &&
		     fa->value.at + moved == fb->value.at &&
		     fa->value.len == fb->value.len);
	}
}

/* The same entity in the middle of something else. */
static void
check_around(const struct sp_head *head, const uint8_t *data, size_t size,
	     gboolean envelope, const char *around)
{
	g_autofree uint8_t *more = g_malloc(size + 2 * AROUND);
	struct sp_head *again;

	memcpy(more, around, AROUND);
	memcpy(more + AROUND, data, size);
	memcpy(more + AROUND + size, around, AROUND);
	again = sp_head_read(more, (struct sp_range){ AROUND, size },
			     envelope);
	check_same(head, again, AROUND);
	sp_head_free(again);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct sp_range all = { 0, size };

	for (int envelope = 0; envelope <= 1; envelope++) {
		struct sp_head *head = sp_head_read(data, all, envelope);

		check_head(head, data, all, envelope);
		check_around(head, data, size, envelope, "X: y\n");
		check_around(head, data, size, envelope, "\n\r\n\n ");
		sp_head_free(head);
	}
	return 0;
}
