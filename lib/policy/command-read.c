/* SPDX-License-Identifier: GPL-2.0-or-later */
/* command-read.c - the command lines of a text */
#include "lib/policy/command.h"

#include <string.h>

#include "lib/policy/command-match.h"
#include "lib/policy/reply.h"

void
sp_command_free(struct sp_command *c)
{
	if (c == NULL)
		return;
	g_free(c->line);
	g_free(c->fault);
	g_free(c->word);
	g_free(c->case_number);
	g_free(c->list);
	g_free(c->address);
	g_free(c->reason);
	g_free(c->until);
	g_free(c->fingerprint);
	g_free(c->when);
	g_free(c->code);
	g_clear_pointer(&c->said, g_hash_table_unref);
	g_free(c->text);
	g_free(c);
}

/* --- the lines of a text -------------------------------------------------- */

static char **
split_words(const char *line)
{
	g_autoptr(GPtrArray) words = g_ptr_array_new();
	g_auto(GStrv) all = g_strsplit_set(line, " \t", -1);

	for (char **w = all; *w != NULL; w++)
		if (**w != '\0')
			g_ptr_array_add(words, g_strdup(*w));
	g_ptr_array_add(words, NULL);
	return (char **)g_ptr_array_free(g_steal_pointer(&words), FALSE);
}

/* "Approve" is the verb, too, but written as in a sentence: it is not taken
 * for one, and says so. */
static struct sp_command *
read_capitals(const char *line, char **words)
{
	g_auto(GStrv) lower = g_strdupv(words);
	const struct sp_verb *verb;
	struct sp_command *c;
	unsigned n;

	for (char **w = lower; *w != NULL; w++) {
		char *down = g_ascii_strdown(*w, -1);

		g_free(*w);
		*w = down;
	}
	verb = sp_verb_find(lower, &n);
	if (verb == NULL || verb->by_mail == NULL)
		return NULL;
	c = g_new0(struct sp_command, 1);
	c->verb = verb;
	c->line = g_strdup(line);
	sp_command_match(c, words, n);
	c->capitals = c->fault == NULL;
	g_free(c->fault);
	c->fault = g_strdup_printf("write \"%s\" in small letters",
				   verb->name);
	return c;
}

gboolean
sp_command_decides(const struct sp_command *c)
{
	const gboolean whole = c->fault == NULL || c->capitals;

	if (c->word != NULL)
		return TRUE;
	if (c->case_number == NULL || !sp_command_is_case(c->case_number))
		return FALSE;
	/* No sentence begins with two such words and a number. */
	return strchr(c->verb->name, ' ') != NULL ||
	       (whole && (c->verb->flags & SP_VERB_CASE));
}

/* Too long for a command, unless a text is part of it. */
static gboolean
is_prose(const char *line, const struct sp_verb *verb)
{
	return strlen(line) > SP_COMMAND_LINE_MAX &&
	       (verb == NULL || !sp_command_has_text(verb));
}

/* NULL: the line is no command. */
static struct sp_command *
read_line(const char *line)
{
	g_auto(GStrv) words = split_words(line);
	const struct sp_verb *verb;
	struct sp_command *c;
	unsigned n;

	verb = sp_verb_find(words, &n);
	if (is_prose(line, verb))
		return NULL;
	if (verb == NULL)
		return read_capitals(line, words);
	c = g_new0(struct sp_command, 1);
	c->verb = verb;
	c->line = g_strdup(line);
	if (strlen(line) > SP_COMMAND_LONG_MAX)
		c->fault = g_strdup_printf("it has %zu bytes, allowed are %d",
					   strlen(line), SP_COMMAND_LONG_MAX);
	else if (verb->by_mail != NULL)
		sp_command_match(c, words, n);
	else if (words[n] != NULL && sp_command_is_case(words[n]))
		c->case_number = g_ascii_strup(words[n], -1);
	return c;
}

/* A line that was meant as a command must not reach a reporter: it may hold the
 * word of a hold. NULL: there is none. */
static char *
find_command(char *const *lines)
{
	for (; *lines != NULL; lines++) {
		g_autofree char *line = g_strstrip(g_strdup(*lines));
		struct sp_command *c = read_line(line);
		const gboolean names = c != NULL && c->ref[0] != '\0';

		sp_command_free(c);
		if (names)
			return g_steal_pointer(&line);
	}
	return NULL;
}

/* What stands below the command, for the letter. */
static void
take_text(struct sp_command *c, char *const *below)
{
	g_autofree char *text = sp_reply_written(below);
	g_auto(GStrv) lines = g_strsplit(text != NULL ? text : "", "\n", -1);
	g_autofree char *other = find_command(lines);

	if (text == NULL)
		c->fault = g_strdup("nothing stands below it; write there "
				    "what its author is to read");
	else if (strlen(text) > SP_COMMAND_TEXT_MAX)
		c->fault = g_strdup_printf("the text below it has %zu bytes, "
					   "allowed are %d", strlen(text),
					   SP_COMMAND_TEXT_MAX);
	else if (other != NULL)
		c->fault = g_strdup("a command stands in the text below it; "
				    "what comes with a text comes last");
	else
		c->text = g_steal_pointer(&text);
}

/* Quoted text and a signature may follow any command. */
static gboolean
is_worth_a_word(const char *line)
{
	return line[0] != '>' && strcmp(line, "--") != 0;
}

/* Within a text: a word like "show" may begin a line that was wrapped. */
static gboolean
begins_command(const char *line)
{
	struct sp_command *c = read_line(line);
	const gboolean is = c != NULL && (c->fault == NULL ||
					  strchr(c->verb->name, ' ') != NULL);

	sp_command_free(c);
	return is;
}

/* A TEXT, which a mail program may have wrapped, goes on in the lines below:
 * the line with them, and *l at the last of them. g_free(). */
static char *
read_on(const char *first, char ***l)
{
	g_auto(GStrv) words = split_words(first);
	unsigned n;
	const struct sp_verb *verb = sp_verb_find(words, &n);
	GString *all = g_string_new(first);

	while (verb != NULL && sp_command_has_text(verb) &&
	       (*l)[1] != NULL && all->len <= SP_COMMAND_LONG_MAX) {
		g_autofree char *next = g_strstrip(g_strdup((*l)[1]));

		if (next[0] == '\0' || !is_worth_a_word(next) ||
		    begins_command(next))
			break;
		g_string_append_printf(all, " %s", next);
		(*l)++;
	}
	return g_string_free(all, FALSE);
}

GPtrArray *
sp_commands_read(const char *text, char **end, gboolean *more)
{
	GPtrArray *all = g_ptr_array_new_with_free_func(
		(GDestroyNotify)sp_command_free);
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	*end = NULL;
	*more = FALSE;
	for (char **l = lines; *l != NULL; l++) {
		g_autofree char *first = g_strstrip(g_strdup(*l));
		g_autofree char *line = NULL;
		struct sp_command *c;

		if (first[0] == '\0')
			continue;
		line = read_on(first, &l);
		c = read_line(line);
		if (c != NULL && all->len < SP_COMMANDS_MAX) {
			g_ptr_array_add(all, c);
			if (!c->own)
				continue;
			if (c->fault == NULL)
				take_text(c, l + 1);
			return all;
		}
		*more = c != NULL;
		sp_command_free(c);
		if (is_worth_a_word(first))
			*end = g_steal_pointer(&first);
		break;
	}
	return all;
}

/* --- as it is written by mail --------------------------------------------- */

#define SHELL "sallyport "

/* Options have no dashes. */
static void
add_bare(GString *to, const char *text)
{
	const char *dashes;

	while ((dashes = strstr(text, " --")) != NULL) {
		g_string_append_len(to, text, dashes + 1 - text);
		text = dashes + (g_ascii_isalpha(dashes[3]) ? 3 : 1);
	}
	g_string_append(to, text);
}

/* Another may follow it: ", or: sallyport ...", " (or ...)". */
static gssize
command_end(const char *text)
{
	static const char *const ors[] = { ", or", " (or" };
	gssize n = (gssize)strlen(text);

	for (size_t i = 0; i < G_N_ELEMENTS(ors); i++) {
		const char *or = strstr(text, ors[i]);

		if (or != NULL)
			n = MIN(n, or - text);
	}
	return n;
}

/* Would it be taken, once its places are filled? */
static gboolean
is_for_mail(const char *command)
{
	GString *filled = g_string_new_len(command, command_end(command));
	struct sp_command *c;
	gboolean is;

	g_string_replace(filled, "ADDR", "jo@example.org", 0);
	c = read_line(filled->str);
	is = c != NULL && c->verb->by_mail != NULL && c->fault == NULL;
	sp_command_free(c);
	g_string_free(filled, TRUE);
	return is;
}

char *
sp_command_by_mail(const char *sentence)
{
	g_auto(GStrv) parts = g_strsplit(sentence, SHELL, -1);
	GString *s = g_string_new(NULL);

	for (char **p = parts; *p != NULL; p++) {
		const gboolean bare = p == parts || is_for_mail(*p);

		if (!bare)
			g_string_append_printf(s, SHELL "%s", *p);
		else
			add_bare(s, *p);
	}
	return g_string_free(s, FALSE);
}
