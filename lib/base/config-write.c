/* SPDX-License-Identifier: GPL-2.0-or-later */
/* config-write.c - a configuration as text, bare or explained
 *
 * Both are one walk over the tables, and so is what its policy is.
 * What is written here, config-parse.c reads back to the same values. */
#include <string.h>

#include "lib/base/config-table.h"

struct writer {
	GString *out;
	gboolean explain;
	gboolean policy;	/* nothing else */
};

/* Each line of text as a comment. */
static void
comment(struct writer *w, const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	for (char **line = lines; w->explain && *line; line++)
		g_string_append_printf(w->out, "#%s%s\n", **line ? " " : "",
				       *line);
}

static void
value_line(struct writer *w, const char *key, const char *value)
{
	g_string_append_printf(w->out, "%s =%s%s\n", key, *value ? " " : "",
			       value);
}

static void
open_group(struct writer *w, const char *name, const char *rest,
	   const char *help)
{
	if (w->out->len > 0)
		g_string_append_c(w->out, '\n');
	comment(w, help);
	g_string_append_printf(w->out, "[%s%s]\n", name, rest);
}

static void
explain_key(struct writer *w, const struct sp_conf_key *key)
{
	const char *preset = key->preset && !*key->preset ? "nothing" :
			     key->preset;
	const char *fallback = key->derived ? key->derived : preset;
	g_autofree char *allowed = key->kind->allowed(key);
	g_autofree char *line =
		g_strdup_printf("Allowed: %s.\nDefault: %s.", allowed,
				fallback ? fallback : "none, it is required");

	comment(w, key->help);
	comment(w, line);
}

static void
write_key(struct writer *w, const struct sp_conf_key *key, const void *base)
{
	const char *field = (const char *)base + key->offset;
	g_autofree char *value = key->kind->write(key, field);

	if (w->explain)
		g_string_append_c(w->out, '\n');
	if (w->explain)
		explain_key(w, key);
	value_line(w, key->key, value);
}

static void
write_groups(struct writer *w, const struct sp_config *conf)
{
	for (const struct sp_conf_group *g = sp_conf_groups; g->name; g++) {
		if (w->policy && !g->policy)
			continue;
		open_group(w, g->name, "", g->help);
		for (const struct sp_conf_key *k = sp_conf_keys; k->group; k++)
			if (strcmp(k->group, g->name) == 0)
				write_key(w, k, conf);
	}
}

static void
write_checklist(struct writer *w, const struct sp_config *conf)
{
	open_group(w, SP_CONF_CHECKLIST, "", sp_conf_checklist_help);
	for (guint i = 0; i < conf->checklist->len; i++) {
		const struct sp_check_conf *check =
			g_ptr_array_index(conf->checklist, i);
		g_autofree char *value = g_strconcat(check->text, " | ",
						     check->pattern, NULL);

		value_line(w, check->name, value);
	}
}

static void
write_rule(struct writer *w, const struct sp_rule_conf *rule)
{
	struct writer plain = { .out = w->out };

	open_group(&plain, SP_CONF_RULE, rule->name, "");
	for (const struct sp_conf_key *k = sp_conf_rule_keys; k->group; k++) {
		/* Which of these two there is depends on the other keys. */
		if ((strcmp(k->key, "header") == 0 && !rule->header) ||
		    (strcmp(k->key, "reason") == 0 && !rule->reason))
			continue;
		write_key(&plain, k, rule);
	}
}

static char *
write_all(const struct sp_config *conf, struct writer w)
{
	w.out = g_string_new(NULL);
	comment(&w, "Configuration of one list; see sallyport.conf(5). Lines "
		"after # are comments.");
	write_groups(&w, conf);
	write_checklist(&w, conf);
	if (w.explain)
		g_string_append_c(w.out, '\n');
	comment(&w, sp_conf_rule_help);
	for (guint i = 0; i < conf->rules->len; i++)
		write_rule(&w, g_ptr_array_index(conf->rules, i));
	return g_string_free(w.out, FALSE);
}

char *
sp_config_dump(const struct sp_config *conf)
{
	return write_all(conf, (struct writer) { .explain = FALSE });
}

char *
sp_config_explain(const struct sp_config *conf)
{
	return write_all(conf, (struct writer) { .explain = TRUE });
}

char *
sp_config_policy_digest(const struct sp_config *conf)
{
	g_autofree char *text =
		write_all(conf, (struct writer) { .policy = TRUE });

	return g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1);
}
