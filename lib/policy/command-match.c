/* SPDX-License-Identifier: GPL-2.0-or-later */
/* command-match.c - the words of a line, by the pattern of its verb */
#include "lib/policy/command-match.h"

#include <stdlib.h>
#include <string.h>

#include "lib/mail/address.h"

/* A value of several words. */
#define TEXT "TEXT"

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

gboolean
sp_command_is_case(const char *word)
{
	const char *year = strchr(word, '-');
	const char *rest = year != NULL ? strchr(year + 1, '-') : NULL;

	return rest != NULL && rest[1] != '\0' && rest == year + 5 &&
	       strspn(year + 1, "0123456789") == 4 &&
	       rest[1 + strspn(rest + 1, "0123456789")] == '\0';
}

static gboolean
take_list_or_case(struct sp_command *c, const char *word)
{
	return sp_command_is_case(word) ? take_case(c, word)
				    : take_list(c, word);
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
static gboolean
take_when(struct sp_command *c, const char *word)
{
	g_autofree char *before = c->when;

	c->when = before ? g_strdup_printf("%s %s", before, word)
			 : g_strdup(word);
	return TRUE;
}

static gboolean
take_code(struct sp_command *c, const char *word)
{
	set(&c->code, word);
	return TRUE;
}


/* --- kinds of values ------------------------------------------------------ */

/* A type without take() is any word: the command says it under that name, or
 * under the one of the option in which it stands. */
static const struct type {
	const char *name;
	gboolean (*take)(struct sp_command *c, const char *word);
	const char *said;
} types[] = {
	{ "REF", take_ref, NULL }, { "WORD", take_word, NULL },
	{ "CASE", take_case, NULL }, { "LIST", take_list, NULL },
	{ "LIST|CASE", take_list_or_case, NULL },
	{ "ADDR", take_address, NULL }, { "REASON", take_reason, NULL },
	{ "DATE", take_date, NULL }, { "N", take_number, NULL },
	{ "FINGERPRINT", take_fingerprint, NULL },
	{ "WHEN", take_when, NULL }, { "CODE", take_code, NULL },
	{ TEXT, NULL, NULL },
	{ "ANSWER", NULL, "consent" }, { "LEVEL", NULL, "severity" },
	{ "FLAG", NULL, "flag" }, { "WHO", NULL, "who" },
	{ "BRANCH", NULL, "branch" }, { "STATUS", NULL, "status" },
	{ "HASH", NULL, NULL }, { "NAME", NULL, NULL },
	{ "URL", NULL, "url" }, { "TARGET", NULL, "target" },
	{ "WHERE", NULL, "where" }, { "RESOLUTION", NULL, "resolution" },
	{ "OTHER", NULL, NULL }, { "INTO", NULL, "into" },
	{ "yes|no|requested", NULL, "state" }, { "CVE-ID", NULL, "id" },
	{ "CNA", NULL, NULL }, { "MESSAGE-ID", NULL, NULL },
	{ "DIGEST", NULL, "digest" },
};

static const struct type *
find_type(const char *name)
{
	for (size_t i = 0; i < G_N_ELEMENTS(types); i++)
		if (strcmp(types[i].name, name) == 0)
			return &types[i];
	return NULL;
}

const char *
sp_command_said(const struct sp_command *c, const char *name)
{
	return c->said != NULL ? g_hash_table_lookup(c->said, name) : NULL;
}

static void
say(struct sp_command *c, const char *name, const char *value)
{
	if (c->said == NULL)
		c->said = g_hash_table_new_full(g_str_hash, g_str_equal,
						g_free, g_free);
	g_hash_table_insert(c->said, g_strdup(name), g_strdup(value));
}

/* --- a pattern and the words of a line ------------------------------------ */

struct match {
	struct sp_command *c;
	char **all;		/* words of the pattern */
	char **pattern;		/* those that are not matched yet */
	char **words;		/* of the line, likewise */
	const char *name;	/* of the option that is being read; "" */
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

/* The option's name, with or without the dashes of the command line. */
static gboolean
is_option(const char *word, const char *name)
{
	return strcmp(g_str_has_prefix(word, "--") ? word + 2 : word,
		      name) == 0;
}

/* "[until" and "because" are options, and so is "[closed]". g_free(); NULL:
 * it is a value. */
static char *
option_name(const char *item)
{
	const char *from = item + is_optional(item);
	g_autofree char *name = g_strndup(from, strcspn(from, "]"));

	return find_type(name) == NULL ? g_steal_pointer(&name) : NULL;
}

/* Does the word begin another option of this pattern? A text may hold such a
 * word: there it counts with its dashes alone. */
static gboolean
begins_option(const struct match *m, const char *word, gboolean dashed)
{
	if (word == NULL || (dashed && !g_str_has_prefix(word, "--")))
		return FALSE;
	for (char **p = m->all; *p != NULL; p++) {
		g_autofree char *name = option_name(*p);

		if (name != NULL && is_option(word, name))
			return TRUE;
	}
	return FALSE;
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

/* "2026-12-04", "12:00" and "UTC"; or fewer, which is told when it is read. */
static gboolean
take_moment(struct match *m)
{
	for (int i = 1; i < 3 && *m->words != NULL &&
	     !begins_option(m, *m->words, FALSE); i++)
		take_when(m->c, *m->words++);
	return TRUE;
}

static char *
join(char **words, size_t n)
{
	GString *s = g_string_new(NULL);

	for (size_t i = 0; i < n; i++)
		g_string_append_printf(s, "%s%s", i > 0 ? " " : "", words[i]);
	return g_string_free(s, FALSE);
}

/* What stands in quotation marks, as at the command line; NULL: they do not
 * open here, or do not close where a value can end. */
static char *
take_quoted(struct match *m)
{
	size_t n = 0;
	char *all;

	if (**m->words != '"')
		return NULL;
	while (m->words[n] != NULL &&
	       !(g_str_has_suffix(m->words[n], "\"") &&
		 (n > 0 || strlen(m->words[n]) > 1)))
		n++;
	if (m->words[n] == NULL ||
	    (m->words[n + 1] != NULL && m->name[0] != '\0' &&
	     !begins_option(m, m->words[n + 1], FALSE)))
		return NULL;
	all = join(m->words, n + 1);
	m->words += n + 1;
	all[strlen(all) - 1] = '\0';
	memmove(all, all + 1, strlen(all));
	return all;
}

/* To the end of the line, or up to an option with its dashes. */
static char *
take_rest(struct match *m)
{
	char *text = take_quoted(m);
	size_t n = 0;

	if (text != NULL)
		return text;
	while (m->words[n] != NULL && !begins_option(m, m->words[n], TRUE))
		n++;
	text = join(m->words, n);
	m->words += n;
	return text;
}

static gboolean
take_said(struct match *m, const struct type *t)
{
	const gboolean text = strcmp(t->name, TEXT) == 0;
	const char *name = m->name[0] != '\0' ? m->name : t->said;
	g_autofree char *value = text ? take_rest(m) : take_quoted(m);

	if (value == NULL)
		value = g_strdup(*m->words++);
	if (*value == '\0')
		return FALSE;
	say(m->c, name, value);
	return TRUE;
}

static gboolean
take_value(struct match *m, const char *type)
{
	const struct type *t = find_type(type);
	g_autofree char *quoted = NULL;

	if (t->take == NULL)
		return take_said(m, t);
	quoted = t->take == take_when ? take_quoted(m) : NULL;
	if (quoted != NULL)
		return take_when(m->c, quoted);
	if (!t->take(m->c, *m->words))
		return FALSE;
	m->words++;
	if (t->take == take_date && is_hour(*m->words))
		return t->take(m->c, *m->words++);
	if (t->take == take_fingerprint)
		return take_groups(m);
	return t->take == take_when ? take_moment(m) : TRUE;
}

/* "[remember]", "[by-reporter]", "[text]", or another. */
static void
set_flag(struct sp_command *c, const char *name)
{
	if (strcmp(name, "text") == 0)
		c->own = TRUE;
	else if (strcmp(name, "by-reporter") == 0)
		c->by_reporter = TRUE;
	else if (strcmp(name, "remember") == 0)
		c->remember = TRUE;
	else
		say(c, name, "yes");
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

/* How many words there are for items of the pattern, and how many it takes at
 * least. */
static unsigned
words_left(const struct match *m)
{
	unsigned n = 0;

	for (char **w = m->words; *w != NULL; w++)
		n += !is_hour(*w);
	return n;
}

static unsigned
words_needed(char **pattern)
{
	unsigned n = 0;

	while (*pattern != NULL)
		if (is_optional(*pattern)) {
			pattern = past_bracket(pattern);
		} else {
			pattern++;
			n++;
		}
	return n;
}

/* "[LIST]": a value that is there when there are words enough. */
static gboolean
match_value(struct match *m)
{
	g_autofree char *type = g_strndup(*m->pattern + 1,
					  strcspn(*m->pattern + 1, "]"));

	m->pattern = past_bracket(m->pattern);
	return words_left(m) <= words_needed(m->pattern) ||
	       begins_option(m, *m->words, FALSE) || take_value(m, type);
}

/* The option that the next word names, among those from here to the end of the
 * brackets; NULL: none. */
static char **
find_option(const struct match *m)
{
	char **p = m->pattern;

	while (*m->words != NULL && *p != NULL && is_optional(*p)) {
		g_autofree char *name = option_name(*p);

		if (name != NULL && is_option(*m->words, name))
			return p;
		p = past_bracket(p);
	}
	return NULL;
}

/* "[remember]", "[until DATE]": in any order. */
static gboolean
match_options(struct match *m)
{
	char **p;

	while ((p = find_option(m)) != NULL) {
		g_autofree char *name = option_name(*p);
		gboolean fits = TRUE;

		m->words++;
		m->name = name;
		if (g_str_has_suffix(*p, "]"))
			set_flag(m->c, name);
		else
			fits = take_values(m, p + 1);
		m->name = "";
		if (!fits)
			return FALSE;
	}
	while (*m->pattern != NULL && is_optional(*m->pattern))
		m->pattern = past_bracket(m->pattern);
	return TRUE;
}

static gboolean
match_optional(struct match *m)
{
	g_autofree char *name = option_name(*m->pattern);

	return name != NULL ? match_options(m) : match_value(m);
}

/* A value, or a word that stands for itself and names the value behind it. */
static gboolean
take_item(struct match *m, const char *item)
{
	if (find_type(item) == NULL) {
		m->name = item;
		return is_option(*m->words++, item);
	}
	if (!take_value(m, item))
		return FALSE;
	if (strcmp(item, "CODE") != 0)
		m->name = "";
	return TRUE;
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

gboolean
sp_command_has_text(const struct sp_verb *verb)
{
	return verb->by_mail != NULL && strstr(verb->by_mail, " " TEXT) != NULL;
}

void
sp_command_match(struct sp_command *c, char **words, unsigned verb_words)
{
	g_auto(GStrv) pattern = g_strsplit(c->verb->by_mail, " ", -1);
	struct match m = { .c = c, .all = pattern + verb_words,
			   .pattern = pattern + verb_words,
			   .words = words + verb_words, .name = "" };

	if (!match_all(&m) && !m.short_of_word)
		c->fault = g_strdup_printf("write it as: %s",
					   c->verb->by_mail);
}
