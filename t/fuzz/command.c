/* SPDX-License-Identifier: GPL-2.0-or-later */
/* command.c - the commands that a signed text begins with
 *
 * The text is a member's, or of whoever has a member's key. What is read of it
 * is bounded, stands in it, and is what its pattern allows. */
#include "lib/policy/command-match.h"

#include "lib/mail/address.h"
#include "t/fuzz/fuzz.h"

/* A value is a word of the line, two for a day and its hour. */
static void
check_value(const struct sp_command *c, const char *value)
{
	g_autofree char *line = NULL;
	g_autofree char *want = NULL;

	if (value == NULL)
		return;
	line = g_ascii_strdown(c->line, -1);
	want = g_ascii_strdown(value, -1);
	g_strdelimit(line, "\t", ' ');
	must(*want != '\0');
	must(strstr(line, want) != NULL || strchr(want, ' ') != NULL);
}

static void
check_command(const struct sp_command *c, const char *text)
{
	struct sp_ref ref;
	struct sp_err err;

	must(c->verb >= sp_verbs && c->verb < sp_verbs + SP_VERB_COUNT);
	/* A text may have been wrapped. */
	must(strlen(c->line) <= SP_COMMAND_LINE_MAX ||
	     sp_command_has_text(c->verb));
	must(strstr(text, c->line) != NULL || sp_command_has_text(c->verb));
	must(c->line[0] != '>' && c->line[0] != '-');
	must(c->lines <= SP_COMMAND_LINES_MAX || c->fault != NULL);
	must(c->ref[0] == '\0' || sp_ref_parse(c->ref, &ref, &err) == SP_OK);
	must(c->address == NULL || c->fault != NULL ||
	     sp_address_ok(c->address));
	check_value(c, c->word);
	check_value(c, c->case_number);
	check_value(c, c->list);
	check_value(c, c->address);
	check_value(c, c->reason);
	check_value(c, c->until);
	if (c->verb->by_mail == NULL || c->fault != NULL)
		return;
	/* Its words begin with the verb's, as they stand. */
	must(g_str_has_prefix(c->line, c->verb->name) ||
	     strchr(c->verb->name, ' ') != NULL);
	must(!(c->verb->flags & SP_VERB_DECIDES) || c->ref[0] != '\0' ||
	     c->case_number != NULL);
}

/* The same again from the lines that were read: nothing depends on what stood
 * around them. An empty line ends a text. */
static void
check_again(const GPtrArray *all)
{
	GString *s = g_string_new(NULL);
	g_autofree char *end = NULL;
	g_autoptr(GPtrArray) again = NULL;
	gboolean more;

	for (guint i = 0; i < all->len; i++) {
		const struct sp_command *c = all->pdata[i];

		g_string_append_printf(s, "%s\n\n%s", c->line,
				       c->text != NULL ? c->text : "");
	}
	again = sp_commands_read(s->str, &end, &more);
	must(again->len == all->len && !more && end == NULL);
	for (guint i = 0; i < all->len; i++) {
		const struct sp_command *a = all->pdata[i];
		const struct sp_command *b = again->pdata[i];

		must(a->verb == b->verb && strcmp(a->line, b->line) == 0);
		must(g_strcmp0(a->fault, b->fault) == 0);
		must(g_strcmp0(a->word, b->word) == 0);
		must(strcmp(a->ref, b->ref) == 0);
		must(g_strcmp0(a->text, b->text) == 0);
	}
	g_string_free(s, TRUE);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree char *raw = fuzz_text(data, size);
	g_autofree char *text = g_utf8_make_valid(raw, -1);
	g_autofree char *end = NULL;
	gboolean more;
	g_autoptr(GPtrArray) all = sp_commands_read(text, &end, &more);

	must(all->len <= SP_COMMANDS_MAX);
	must(!more || all->len == SP_COMMANDS_MAX);
	must(end == NULL || strstr(text, end) != NULL);
	for (guint i = 0; i < all->len; i++)
		check_command(all->pdata[i], text);
	check_again(all);
	return 0;
}
