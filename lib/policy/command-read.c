/* SPDX-License-Identifier: GPL-2.0-or-later */
/* command-read.c - the command lines of a text, by the patterns of the verbs */
#include "lib/policy/command.h"

#include <stdlib.h>
#include <string.h>

#include "lib/mail/address.h"
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
	g_free(c->because);
	g_free(c->text);
	g_free(c);
}

/* --- values by their type ------------------------------------------------- */

static void
set(char **slot, const char *word)
{
	g_free(*slot);
	*slot = g_strdup(word);
}

static gboolean
take_ref(struct sp_command *c, const char *word)
{
	struct sp_ref ref;
	struct sp_err err;

	if (sp_ref_parse(word, &ref, &err) != SP_OK)
		return FALSE;
	g_strlcpy(c->ref, ref.text, sizeof(c->ref));
	return TRUE;
}

static gboolean
take_word(struct sp_command *c, const char *word)
{
	set(&c->word, word);
	return TRUE;
}

static gboolean
take_case(struct sp_command *c, const char *word)
{
	g_free(c->case_number);
	c->case_number = g_ascii_strup(word, -1);
	return TRUE;
}

static gboolean
take_list(struct sp_command *c, const char *word)
{
	set(&c->list, word);
	return TRUE;
}

static gboolean
take_address(struct sp_command *c, const char *word)
{
	set(&c->address, word);
	return sp_address_ok(word);
}

static gboolean
take_reason(struct sp_command *c, const char *word)
{
	set(&c->reason, word);
	return TRUE;
}

/* "2026-11-20", and behind it "14:30". */
static gboolean
take_date(struct sp_command *c, const char *word)
{
	g_autofree char *day = c->until;

	c->until = day != NULL ? g_strdup_printf("%s %s", day, word)
			       : g_strdup(word);
	return TRUE;
}

static gboolean
take_number(struct sp_command *c, const char *word)
{
	const size_t n = strlen(word);

	if (n > 4 || word[strspn(word, "0123456789")] != '\0')
		return FALSE;
	c->lines = (unsigned)strtoul(word, NULL, 10);
	return c->lines >= 1 && c->lines <= SP_COMMAND_LINES_MAX;
}

/* "F0E1 D2C3 ...": as people copy it, a group after the other. */
static gboolean
take_fingerprint(struct sp_command *c, const char *word)
{
	g_autofree char *before = c->fingerprint;
	g_autofree char *all = g_strconcat(before ? before : "", word, NULL);

	c->fingerprint = g_ascii_strup(all, -1);
	return strlen(all) <= SP_FPR_LEN;
}

/* Word after word. */
static void
extend(char **slot, const char *word)
{
	g_autofree char *before = *slot;

	*slot = before ? g_strdup_printf("%s %s", before, word)
		       : g_strdup(word);
}

static gboolean
take_when(struct sp_command *c, const char *word)
{
	extend(&c->when, word);
	return TRUE;
}

static gboolean
take_code(struct sp_command *c, const char *word)
{
	set(&c->code, word);
	return TRUE;
}

static gboolean
take_because(struct sp_command *c, const char *word)
{
	extend(&c->because, word);
	return TRUE;
}

static const struct type {
	const char *name;
	gboolean (*take)(struct sp_command *c, const char *word);
} types[] = {
	{ "REF", take_ref }, { "WORD", take_word }, { "CASE", take_case },
	{ "LIST", take_list }, { "ADDR", take_address },
	{ "REASON", take_reason }, { "DATE", take_date },
	{ "N", take_number }, { "FINGERPRINT", take_fingerprint },
	{ "WHEN", take_when }, { "CODE", take_code },
	{ "TEXT", take_because },
};

static const struct type *
find_type(const char *name)
{
	for (size_t i = 0; i < G_N_ELEMENTS(types); i++)
		if (strcmp(types[i].name, name) == 0)
			return &types[i];
	return NULL;
}

/* --- a pattern and the words of a line ------------------------------------ */

struct match {
	struct sp_command *c;
	char **pattern;		/* words of it that are not matched yet */
	char **words;		/* of the line, likewise */
	gboolean short_of_word;	/* nothing is missing but the hold's word */
};

static gboolean
is_optional(const char *item)
{
	return item[0] == '[';
}

/* "14:30" belongs to the day before it. */
static gboolean
is_hour(const char *word)
{
	return word != NULL && strlen(word) == 5 && word[2] == ':';
}

/* It is the last of its pattern. */
static gboolean
take_groups(struct match *m)
{
	const char *all;

	while (*m->words != NULL)
		if (!take_fingerprint(m->c, *m->words++))
			return FALSE;
	all = m->c->fingerprint;
	return strlen(all) == SP_FPR_LEN &&
	       strspn(all, "0123456789ABCDEF") == SP_FPR_LEN;
}

/* The option's name, with or without the dashes of the command line. */
static gboolean
is_option(const char *word, const char *name)
{
	return strcmp(g_str_has_prefix(word, "--") ? word + 2 : word,
		      name) == 0;
}

/* "2026-12-04", "12:00" and "UTC"; or fewer, which is told when it is read. */
static gboolean
take_moment(struct match *m)
{
	for (int i = 1; i < 3 && *m->words != NULL &&
	     !is_option(*m->words, "because") &&
	     !is_option(*m->words, "by-reporter"); i++)
		take_when(m->c, *m->words++);
	return TRUE;
}

static gboolean
take_rest(struct match *m)
{
	while (*m->words != NULL)
		take_because(m->c, *m->words++);
	return TRUE;
}

static gboolean
take_value(struct match *m, const char *type)
{
	const struct type *t = find_type(type);

	if (!t->take(m->c, *m->words))
		return FALSE;
	m->words++;
	if (t->take == take_date && is_hour(*m->words))
		return t->take(m->c, *m->words++);
	if (t->take == take_fingerprint)
		return take_groups(m);
	if (t->take == take_when)
		return take_moment(m);
	if (t->take == take_because)
		return take_rest(m);
	return TRUE;
}

/* How many words there are for items of the pattern. */
static unsigned
left(const struct match *m)
{
	unsigned n = 0;

	for (char **w = m->words; *w != NULL; w++)
		n += !is_hour(*w);
	return n;
}

/* "[remember]", "[by-reporter]" or "[text]". */
static void
set_flag(struct sp_command *c, const char *name)
{
	if (strcmp(name, "text") == 0)
		c->own = TRUE;
	else if (strcmp(name, "by-reporter") == 0)
		c->by_reporter = TRUE;
	else
		c->remember = TRUE;
}

/* The values behind "[until" or "[because", up to the bracket. */
static gboolean
take_values(struct match *m, char *const *items)
{
	gboolean last = FALSE;

	for (; !last; items++) {
		g_autofree char *type = g_strndup(*items,
						  strcspn(*items, "]"));

		last = g_str_has_suffix(*items, "]");
		if (*m->words == NULL || !take_value(m, type))
			return FALSE;
	}
	return TRUE;
}

static char **
past_bracket(char **pattern)
{
	while (!g_str_has_suffix(*pattern, "]"))
		pattern++;
	return pattern + 1;
}

/* "[remember]", "[until DATE]" or "[LIST]", behind which nothing may be left
 * out. */
static gboolean
match_optional(struct match *m)
{
	g_autofree char *name = g_strndup(*m->pattern + 1,
					  strcspn(*m->pattern + 1, "]"));
	char **rest = past_bracket(m->pattern);
	gboolean fits = TRUE;

	if (find_type(name) != NULL) {
		if (left(m) > g_strv_length(rest))
			fits = take_value(m, name);
	} else if (*m->words != NULL && is_option(*m->words, name)) {
		m->words++;
		if (g_str_has_suffix(*m->pattern, "]"))
			set_flag(m->c, name);
		else
			fits = take_values(m, m->pattern + 1);
	}
	m->pattern = rest;
	return fits;
}

/* A value, or a word that stands for itself. */
static gboolean
take_item(struct match *m, const char *item)
{
	return find_type(item) != NULL ? take_value(m, item)
				       : is_option(*m->words++, item);
}

static gboolean
match_all(struct match *m)
{
	while (*m->pattern != NULL) {
		if (is_optional(*m->pattern)) {
			if (!match_optional(m))
				return FALSE;
			continue;
		}
		if (*m->words == NULL) {
			m->short_of_word = strcmp(*m->pattern, "WORD") == 0;
			return FALSE;
		}
		if (!take_item(m, *m->pattern++))
			return FALSE;
	}
	return *m->words == NULL;
}

/* The words behind the verb. */
static void
read_arguments(struct sp_command *c, char **words, unsigned verb_words)
{
	g_auto(GStrv) pattern = g_strsplit(c->verb->by_mail, " ", -1);
	struct match m = { c, pattern + verb_words, words + verb_words,
			   FALSE };

	if (!match_all(&m) && !m.short_of_word)
		c->fault = g_strdup_printf("write it as: %s",
					   c->verb->by_mail);
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
	c->fault = g_strdup_printf("write \"%s\" in small letters",
				   verb->name);
	return c;
}

/* NULL: the line is no command. */
static struct sp_command *
read_line(const char *line)
{
	g_auto(GStrv) words = split_words(line);
	const struct sp_verb *verb;
	struct sp_command *c;
	unsigned n;

	if (strlen(line) > SP_COMMAND_LINE_MAX)
		return NULL;
	verb = sp_verb_find(words, &n);
	if (verb == NULL)
		return read_capitals(line, words);
	c = g_new0(struct sp_command, 1);
	c->verb = verb;
	c->line = g_strdup(line);
	if (verb->by_mail != NULL)
		read_arguments(c, words, n);
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

GPtrArray *
sp_commands_read(const char *text, char **end, gboolean *more)
{
	GPtrArray *all = g_ptr_array_new_with_free_func(
		(GDestroyNotify)sp_command_free);
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	*end = NULL;
	*more = FALSE;
	for (char **l = lines; *l != NULL; l++) {
		g_autofree char *line = g_strstrip(g_strdup(*l));
		struct sp_command *c;

		if (line[0] == '\0')
			continue;
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
		if (is_worth_a_word(line))
			*end = g_steal_pointer(&line);
		break;
	}
	return all;
}
