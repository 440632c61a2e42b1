/* SPDX-License-Identifier: GPL-2.0-or-later */
/* config-parse.c - strict reading of LIST.conf
 *
 * GKeyFile says what the values are, but neither on which line nor whether a
 * key stood twice. So a scan of our own finds the places first and refuses
 * what is not "[group]", "key = value" or a comment; then each key is looked
 * up in the table and its value read. The first fault in the file is the one
 * reported, but faults of form come before faults of content. */
#include <string.h>

#include "lib/base/config-table.h"

#define CHECK_SEPARATOR " | "
#define CHECK_ALLOWED "TEXT | PATTERN, TEXT of at most 200 bytes, PATTERN of " \
	"at most 2000"

struct place {
	char *group;
	char *key;		/* NULL: the group's own line */
	unsigned line;
};

struct parser {
	const char *file;
	GPtrArray *places;	/* of struct place *, in file order */
	GHashTable *seen;	/* "group\nkey" -> line */
	GKeyFile *values;
	struct sp_config *conf;
	unsigned *lines;	/* by row of sp_conf_keys; 0: not in the file */
	struct sp_err *err;
};

static void
place_free(void *item)
{
	struct place *place = item;

	g_free(place->group);
	g_free(place->key);
	g_free(place);
}

static void
parser_clear(struct parser *p)
{
	g_clear_pointer(&p->places, g_ptr_array_unref);
	g_clear_pointer(&p->seen, g_hash_table_unref);
	g_clear_pointer(&p->values, g_key_file_unref);
	g_clear_pointer(&p->conf, sp_config_free);
	g_clear_pointer(&p->lines, g_free);
}

/* Line of a key, or of a group when key is NULL; 0: not in the file. */
static unsigned
line_seen(const struct parser *p, const char *group, const char *key)
{
	g_autofree char *id = g_strconcat(group, "\n", key, NULL);

	return GPOINTER_TO_UINT(g_hash_table_lookup(p->seen, id));
}

static enum sp_status
add_place(struct parser *p, const char *group, const char *key, unsigned line)
{
	const unsigned first = line_seen(p, group, key);
	struct place *place;

	if (first > 0)
		return sp_conf_fail(p->err, p->file, line, group, key,
				    "stands here a second time, first on line "
				    "%u; once is allowed", first);
	place = g_new0(struct place, 1);
	place->group = g_strdup(group);
	place->key = g_strdup(key);
	place->line = line;
	g_ptr_array_add(p->places, place);
	g_hash_table_insert(p->seen, g_strconcat(group, "\n", key, NULL),
			    GUINT_TO_POINTER(line));
	return SP_OK;
}

static enum sp_status
bad_form(struct parser *p, unsigned line, const char *found,
	 const char *allowed)
{
	g_autofree char *quoted = sp_conf_quote(found);

	return sp_conf_fail(p->err, p->file, line, NULL, NULL,
			    "found %s, allowed is %s", quoted, allowed);
}

static gboolean
is_group(const char *name)
{
	if (g_str_has_prefix(name, SP_CONF_RULE))
		return sp_conf_is_name(name + strlen(SP_CONF_RULE));
	if (strcmp(name, SP_CONF_CHECKLIST) == 0)
		return TRUE;
	for (const struct sp_conf_group *g = sp_conf_groups; g->name; g++)
		if (strcmp(name, g->name) == 0)
			return TRUE;
	return FALSE;
}

/* The groups there are, for people. */
static char *
group_names(void)
{
	g_autoptr(GString) out = g_string_new(NULL);

	for (const struct sp_conf_group *g = sp_conf_groups; g->name; g++)
		g_string_append_printf(out, "[%s], ", g->name);
	g_string_append(out, "[" SP_CONF_CHECKLIST "] or [rule NAME], NAME of "
			SP_CONF_NAME_ALLOWED);
	return g_string_free(g_steal_pointer(&out), FALSE);
}

/* "[group]": it becomes *group, which is freed and replaced. */
static enum sp_status
scan_group(struct parser *p, const char *text, unsigned line, char **group)
{
	const size_t len = strlen(text);
	g_autofree char *name = NULL;

	if (text[len - 1] == ']')
		name = g_strndup(text + 1, len - 2);
	if (!name || !is_group(name)) {
		g_autofree char *allowed = group_names();

		return bad_form(p, line, text, allowed);
	}
	g_free(*group);
	*group = g_steal_pointer(&name);
	return add_place(p, *group, NULL, line);
}

static enum sp_status
scan_key(struct parser *p, const char *text, unsigned line, const char *group)
{
	const char *equals = strchr(text, '=');
	g_autofree char *key = NULL;

	if (equals) {
		key = g_strndup(text, (gsize)(equals - text));
		g_strchomp(key);
	}
	if (!key || !sp_conf_is_name(key))
		return bad_form(p, line, text, "key = value, [group] or a "
				"comment after #");
	if (!group)
		return bad_form(p, line, text, "a [group] before the first "
				"key");
	return add_place(p, group, key, line);
}

static enum sp_status
scan_line(struct parser *p, char *text, unsigned line, char **group)
{
	for (const char *c = text; *c; c++)
		if (g_ascii_iscntrl(*c) && *c != '\t')
			return bad_form(p, line, text,
					"text without control characters");
	g_strstrip(text);
	if (*text == '\0' || *text == '#')
		return SP_OK;
	if (*text == '[')
		return scan_group(p, text, line, group);
	return scan_key(p, text, line, *group);
}

static unsigned
count_lines(const char *text, const char *end)
{
	unsigned n = 1;

	while ((text = memchr(text, '\n', (size_t)(end - text)))) {
		text++;
		n++;
	}
	return n;
}

static enum sp_status
scan(struct parser *p, const char *text, size_t len)
{
	g_auto(GStrv) lines = NULL;
	g_autofree char *group = NULL;
	g_autofree char *copy = NULL;
	enum sp_status r = SP_OK;
	const char *bad;

	if (!g_utf8_validate(text, (gssize)len, &bad))
		return sp_conf_fail(p->err, p->file, count_lines(text, bad),
				    NULL, NULL, "found byte 0x%02x, allowed "
				    "is UTF-8 text", (unsigned char)*bad);
	copy = g_strndup(text, len);
	lines = g_strsplit(copy, "\n", -1);
	for (unsigned i = 0; r == SP_OK && lines[i]; i++)
		r = scan_line(p, lines[i], i + 1, &group);
	return r;
}

static enum sp_status
open_group(struct parser *p, const struct place *place)
{
	struct sp_rule_conf *rule;

	if (!g_str_has_prefix(place->group, SP_CONF_RULE))
		return SP_OK;
	if (p->conf->rules->len == SP_CONF_ITEMS_MAX)
		return sp_conf_fail(p->err, p->file, place->line, place->group,
				    NULL, "is one rule more than the allowed "
				    "%d", SP_CONF_ITEMS_MAX);
	rule = g_new0(struct sp_rule_conf, 1);
	rule->name = g_strdup(place->group + strlen(SP_CONF_RULE));
	rule->line = place->line;
	g_ptr_array_add(p->conf->rules, rule);
	return SP_OK;
}

static enum sp_status
unknown_key(struct parser *p, const struct place *place,
	    const struct sp_conf_key *keys, const char *group)
{
	g_autoptr(GString) allowed = g_string_new(NULL);

	for (; keys->group; keys++)
		if (strcmp(keys->group, group) == 0)
			g_string_append_printf(allowed, "%s%s",
					       allowed->len ? ", " : "",
					       keys->key);
	return sp_conf_fail(p->err, p->file, place->line, place->group,
			    place->key, "is no key of this group, allowed is "
			    "%s", allowed->str);
}

/* NAME = TEXT | PATTERN: the first separator counts, patterns have more. */
static enum sp_status
read_check(struct parser *p, const struct place *place, const char *value)
{
	const char *bar = strstr(value, CHECK_SEPARATOR);
	g_autofree char *text = NULL;
	g_autofree char *pattern = NULL;

	if (p->conf->checklist->len == SP_CONF_ITEMS_MAX)
		return sp_conf_fail(p->err, p->file, place->line, place->group,
				    place->key, "is one item more than the "
				    "allowed %d", SP_CONF_ITEMS_MAX);
	if (bar) {
		text = g_strndup(value, (gsize)(bar - value));
		pattern = g_strdup(bar + strlen(CHECK_SEPARATOR));
		g_strstrip(text);
		g_strstrip(pattern);
	}
	if (!bar || !sp_conf_line.valid(text) ||
	    !sp_conf_pattern.valid(pattern)) {
		g_autofree char *found = sp_conf_quote(value);

		return sp_conf_fail(p->err, p->file, place->line, place->group,
				    place->key, "found %s, allowed is "
				    CHECK_ALLOWED, found);
	}
	sp_conf_add_check(p->conf, place->key, text, pattern, place->line);
	return SP_OK;
}

static enum sp_status
read_rule_key(struct parser *p, const struct place *place, const char *value)
{
	struct sp_rule_conf *rule =
		g_ptr_array_index(p->conf->rules, p->conf->rules->len - 1);
	const struct sp_conf_key *row =
		sp_conf_key_find(sp_conf_rule_keys, SP_CONF_RULE, place->key);
	struct sp_conf_key named;

	if (!row)
		return unknown_key(p, place, sp_conf_rule_keys, SP_CONF_RULE);
	named = *row;
	named.group = place->group;	/* so that a message names the rule */
	if (strcmp(place->key, "pattern") == 0)
		rule->pattern_line = place->line;
	return sp_conf_read(&named, value, sp_conf_field(row, rule), p->file,
			    place->line, p->err);
}

static enum sp_status
read_key(struct parser *p, const struct place *place)
{
	g_autofree char *value = g_key_file_get_value(p->values, place->group,
						      place->key, NULL);
	const struct sp_conf_key *row;

	if (!value)
		return sp_conf_fail(p->err, p->file, place->line, place->group,
				    place->key, "cannot be read");
	g_strstrip(value);
	if (strcmp(place->group, SP_CONF_CHECKLIST) == 0)
		return read_check(p, place, value);
	if (g_str_has_prefix(place->group, SP_CONF_RULE))
		return read_rule_key(p, place, value);
	row = sp_conf_key_find(sp_conf_keys, place->group, place->key);
	if (!row)
		return unknown_key(p, place, sp_conf_keys, place->group);
	p->lines[row - sp_conf_keys] = place->line;
	return sp_conf_read(row, value, sp_conf_field(row, p->conf), p->file,
			    place->line, p->err);
}

static enum sp_status
read_places(struct parser *p)
{
	enum sp_status r = SP_OK;

	for (guint i = 0; r == SP_OK && i < p->places->len; i++) {
		const struct place *place = g_ptr_array_index(p->places, i);

		r = place->key ? read_key(p, place) : open_group(p, place);
	}
	return r;
}

/* What the keys of one rule say together. */
static enum sp_status
check_rule(struct parser *p, struct sp_rule_conf *rule)
{
	g_autofree char *group = g_strconcat(SP_CONF_RULE, rule->name, NULL);
	const char *missing = NULL;

	if (line_seen(p, group, "on") == 0 && rule->header)
		rule->on = SP_ON_HEADER;
	else if (line_seen(p, group, "on") == 0)
		missing = "on = subject, sender or text, or header = NAME,";
	else if (rule->on == SP_ON_HEADER && !rule->header)
		missing = "header = NAME, which goes with on = header,";
	else if (rule->on != SP_ON_HEADER && rule->header)
		return sp_conf_fail(p->err, p->file,
				    line_seen(p, group, "header"), group,
				    "header", "is allowed with on = header "
				    "only");
	if (!missing && !rule->pattern)
		missing = "pattern";
	if (!missing && line_seen(p, group, "action") == 0)
		missing = "action";
	if (!missing && rule->action == SP_RULE_SUGGEST && !rule->reason)
		missing = "reason, which goes with action = suggest,";
	if (missing)
		return sp_conf_fail(p->err, p->file, rule->line, group, NULL,
				    "%s is missing", missing);
	if (rule->action != SP_RULE_SUGGEST && rule->reason)
		return sp_conf_fail(p->err, p->file,
				    line_seen(p, group, "reason"), group,
				    "reason", "is allowed with action = "
				    "suggest only");
	return SP_OK;
}

static enum sp_status
finish(struct parser *p)
{
	enum sp_status r = SP_OK;

	for (guint i = 0; r == SP_OK && i < p->conf->rules->len; i++)
		r = check_rule(p, g_ptr_array_index(p->conf->rules, i));
	if (r == SP_OK)
		r = sp_conf_complete(p->conf, p->lines, p->err);
	if (r == SP_OK && line_seen(p, SP_CONF_CHECKLIST, NULL) == 0)
		sp_conf_default_checklist(p->conf);
	return r;
}

/* GKeyFile has one key of its own, whose value it would repeat as it stands. */
static enum sp_status
load_failed(struct parser *p, const GError *error)
{
	g_autofree char *said = sp_conf_quote(error->message);

	if (g_error_matches(error, G_KEY_FILE_ERROR,
			    G_KEY_FILE_ERROR_UNKNOWN_ENCODING))
		return sp_conf_fail(p->err, p->file, 0, NULL, NULL,
				    "there is no key Encoding; the file is "
				    "UTF-8");
	return sp_conf_fail(p->err, p->file, 0, NULL, NULL, "%s", said);
}

enum sp_status
sp_config_parse(const char *file, const char *list, const char *text,
		size_t len, struct sp_config **conf, struct sp_err *err)
{
	__attribute__((cleanup(parser_clear))) struct parser p = {
		.file = file, .err = err,
		.places = g_ptr_array_new_with_free_func(place_free),
		.seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
					      NULL),
		.values = g_key_file_new(),
		.conf = sp_conf_new(file, list),
		.lines = g_new0(unsigned, sp_conf_key_count()),
	};
	g_autoptr(GString) lines = g_string_new_len(text, (gssize)len);
	g_autoptr(GError) error = NULL;
	enum sp_status r;

	/* Any other CR is a control character, to GKeyFile in places only. */
	g_string_replace(lines, "\r\n", "\n", 0);
	r = scan(&p, lines->str, lines->len);
	if (r == SP_OK && p.places->len > 0 &&
	    !g_key_file_load_from_data(p.values, lines->str, lines->len,
				       G_KEY_FILE_NONE, &error))
		r = load_failed(&p, error);
	if (r == SP_OK)
		r = read_places(&p);
	if (r == SP_OK)
		r = finish(&p);
	if (r == SP_OK)
		*conf = g_steal_pointer(&p.conf);
	return r;
}
