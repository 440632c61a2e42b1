/* SPDX-License-Identifier: GPL-2.0-or-later */
/* head.c - where the header fields of an entity stand, to the byte */
#include "lib/mail/head.h"

#include <string.h>

#include "lib/mail/grammar.h"

struct line {
	size_t at;	/* first byte */
	size_t len;	/* without the line end */
	size_t next;	/* first byte of the next line */
};

static void
field_free(gpointer p)
{
	struct sp_head_field *f = p;

	g_free(f->name);
	g_free(f);
}

/* The line at offset at, which lies before end. */
static struct line
line_at(const uint8_t *bytes, size_t at, size_t end)
{
	const uint8_t *lf = memchr(bytes + at, '\n', end - at);
	struct line l = { .at = at, .len = end - at, .next = end };

	if (lf) {
		l.next = (size_t)(lf - bytes) + 1;
		l.len = l.next - 1 - at;
	}
	if (l.len > 0 && bytes[at + l.len - 1] == '\r')
		l.len--;
	return l;
}

/* Length of the field name at the start of the line, or 0. *colon receives
 * the offset of the colon in the line. */
static size_t
name_length(const uint8_t *line, size_t len, size_t *colon)
{
	size_t n = 0, c;

	while (n < len && sp_is_ftext(line[n]))
		n++;
	c = n;
	while (c < len && sp_is_wsp(line[c]))
		c++;
	if (n == 0 || c == len || line[c] != ':')
		return 0;
	*colon = c;
	return n;
}

/* An mbox separator; "From : x" is a field. */
static gboolean
is_from_line(const uint8_t *bytes, struct line l)
{
	const char *text = (const char *)bytes + l.at;
	size_t colon;

	if (name_length(bytes + l.at, l.len, &colon) > 0)
		return FALSE;
	return (l.len >= 5 && memcmp(text, "From ", 5) == 0) ||
	       (l.len >= 6 && memcmp(text, ">From ", 6) == 0);
}

/* Add the line to the last field, or a new field, or note that it is none. */
static void
take_line(struct sp_head *head, struct line l)
{
	const uint8_t *text = head->bytes + l.at;
	struct sp_head_field *f = NULL;
	size_t n, colon = 0;

	if (sp_is_wsp(*text) && head->fields->len > 0) {
		f = g_ptr_array_index(head->fields, head->fields->len - 1);
		if (f->range.at + f->range.len == l.at) {
			f->range.len = l.next - f->range.at;
			f->value.len = l.next - f->value.at;
			return;
		}
	}
	n = name_length(text, l.len, &colon);
	if (n != colon || n == 0)
		head->broken = TRUE;
	if (n == 0)
		return;
	f = g_new0(struct sp_head_field, 1);
	f->name = g_strndup((const char *)text, n);
	f->range = (struct sp_range){ l.at, l.next - l.at };
	f->value = (struct sp_range){ l.at + colon + 1,
				      l.next - (l.at + colon + 1) };
	g_ptr_array_add(head->fields, f);
}

static gboolean
begins_header(const uint8_t *bytes, struct line l)
{
	size_t colon;

	return l.len == 0 || name_length(bytes + l.at, l.len, &colon) > 0;
}

struct sp_head *
sp_head_none(const uint8_t *bytes, struct sp_range entity)
{
	struct sp_head *head = g_new0(struct sp_head, 1);

	head->bytes = bytes;
	head->fields = g_ptr_array_new_with_free_func(field_free);
	head->start = entity.at;
	head->end = entity.at;
	head->body = entity;
	head->absent = TRUE;
	return head;
}

struct sp_head *
sp_head_read(const uint8_t *bytes, struct sp_range entity, gboolean envelope)
{
	struct sp_head *head = sp_head_none(bytes, entity);
	size_t end = entity.at + entity.len;
	struct line l = line_at(bytes, entity.at, end);

	if (envelope && is_from_line(bytes, l) && l.next < end)
		l = line_at(bytes, l.next, end);
	head->start = l.at;
	head->end = l.at;
	head->body = (struct sp_range){ l.at, end - l.at };
	if (!begins_header(bytes, l))
		return head;
	head->absent = FALSE;
	while (l.len > 0) {
		take_line(head, l);
		if (l.next == end) {	/* no blank line: no body */
			head->broken = TRUE;
			head->end = end;
			head->body = (struct sp_range){ end, 0 };
			return head;
		}
		l = line_at(bytes, l.next, end);
	}
	head->end = l.at;
	head->body = (struct sp_range){ l.next, end - l.next };
	return head;
}

void
sp_head_free(struct sp_head *head)
{
	if (!head)
		return;
	g_ptr_array_unref(head->fields);
	g_free(head);
}

int
sp_head_find(const struct sp_head *head, const char *name, unsigned n)
{
	for (guint i = 0; i < head->fields->len; i++) {
		const struct sp_head_field *f =
			g_ptr_array_index(head->fields, i);

		if (g_ascii_strcasecmp(f->name, name) == 0 && n-- == 0)
			return (int)i;
	}
	return -1;
}

unsigned
sp_head_count(const struct sp_head *head, const char *name)
{
	unsigned n = 0;

	while (sp_head_find(head, name, n) >= 0)
		n++;
	return n;
}

char *
sp_head_value(const struct sp_head *head, int i)
{
	const struct sp_head_field *f =
		g_ptr_array_index(head->fields, (guint)i);
	const char *p = (const char *)head->bytes + f->value.at;
	const char *end = p + f->value.len;
	GString *out = g_string_sized_new(f->value.len);

	for (; p < end; p++) {
		if (*p == '\n' || (*p == '\r' && p + 1 < end && p[1] == '\n'))
			continue;
		g_string_append_c(out, *p == '\0' ? '\x7f' : *p);
	}
	return g_strstrip(g_string_free(out, FALSE));
}

char *
sp_head_get(const struct sp_head *head, const char *name)
{
	int i = sp_head_find(head, name, 0);

	return i < 0 ? NULL : sp_head_value(head, i);
}
