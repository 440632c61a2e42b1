/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tags.c - who says to have reviewed, tested or reported something
 *
 * Only a line that says it in exactly the form that git knows, from its first
 * character on: what is quoted, or talked about, is none. */
#include <string.h>

#include "lib/mail/address.h"
#include "lib/mail/diff.h"
#include "lib/mail/grammar.h"
#include "lib/mail/patch.h"

static const char *const words[] = {
	[SP_TAG_REVIEWED] = "Reviewed-by",
	[SP_TAG_ACKED] = "Acked-by",
	[SP_TAG_TESTED] = "Tested-by",
	[SP_TAG_REPORTED] = "Reported-by",
};

const char *
sp_tag_word(enum sp_tag_kind kind)
{
	return words[kind];
}

void
sp_tag_free(struct sp_tag *t)
{
	if (!t)
		return;
	g_free(t->name);
	g_free(t->address);
	g_free(t);
}

/* "NAME <ADDRESS>"; NULL: it is something else. */
static struct sp_tag *
read_person(const char *text, gsize n)
{
	const char *open = memchr(text, '<', n);
	struct sp_tag *t;
	g_autofree char *address = NULL;
	g_autofree char *name = NULL;

	if (!open || open < text + 2 || open[-1] != ' ' || text[n - 1] != '>')
		return NULL;
	address = g_strndup(open + 1, (gsize)(text + n - open) - 2);
	name = sp_clean(text, (gsize)(open - text) - 1, SP_PATCH_LINE_MAX,
			FALSE);
	if (!sp_address_ok(address) || *name == ' ' || *name == '\0')
		return NULL;
	t = g_new0(struct sp_tag, 1);
	t->name = g_steal_pointer(&name);
	t->address = g_steal_pointer(&address);
	return t;
}

static struct sp_tag *
read_line(const char *line, gsize n)
{
	while (n > 0 && strchr(" \t\r\n", line[n - 1]))
		n--;
	for (gsize i = 0; i < G_N_ELEMENTS(words); i++) {
		const gsize len = strlen(words[i]);
		struct sp_tag *t;

		if (n < len + 3 || memcmp(line, words[i], len) != 0 ||
		    memcmp(line + len, ": ", 2) != 0)
			continue;
		t = read_person(line + len + 2, n - len - 2);
		if (t)
			t->kind = (enum sp_tag_kind)i;
		return t;
	}
	return NULL;
}

void
sp_tags_read(const char *text, int patch, struct sp_patches *found)
{
	for (gsize left = strlen(text); left > 0; ) {
		const gsize n = sp_line_len(text, left);
		struct sp_tag *t = read_line(text, n);

		if (n >= 3 && strncmp(text, "-- ", 3) == 0 &&
		    (n == 3 || text[3] == '\n'))
			return;
		if (t && found->tags->len >= SP_TAGS_MAX) {
			sp_tag_free(t);
			found->missed = TRUE;
			return;
		}
		if (t) {
			t->patch = patch;
			g_ptr_array_add(found->tags, t);
		}
		text += n;
		left -= n;
	}
}
