/* SPDX-License-Identifier: GPL-2.0-or-later */
/* set.c - all patterns of one list, compiled together */
#include <string.h>

#include "lib/base/config-table.h"
#include "lib/rule/rule.h"

static void
free_pattern(gpointer p)
{
	sp_pattern_free(p);
}

/* "[TAG]" as a literal, except that white space may stand where mailers fold:
 * inside the brackets, at a hyphen, and for any white space of the tag. */
static char *
tag_pattern(const char *tag)
{
	g_autoptr(GString) s = g_string_new("\\[\\s*");
	const char *c;
	gsize n;

	while (*tag) {
		n = strcspn(tag, "- \t");
		if (n > 0) {
			g_autofree char *word =
				g_regex_escape_string(tag, (int)n);

			g_string_append(s, word);
			tag += n;
			continue;
		}
		c = *tag == '-' ? "\\s*-\\s*" : "\\s+";
		g_string_append(s, c);
		tag++;
	}
	g_string_append(s, "\\s*\\]");
	return g_string_free(g_steal_pointer(&s), FALSE);
}

static enum sp_status
no_pattern(const struct sp_config *conf, unsigned line, const char *group,
	   const char *key, const char *pattern, const struct sp_err *why,
	   struct sp_err *err)
{
	g_autofree char *found = sp_conf_quote(pattern);

	return sp_conf_fail(err, conf->file, line, group, key, "found %s, "
			    "which is no pattern of PCRE2: %s", found,
			    why->text);
}

static enum sp_status
compile_rules(const struct sp_config *conf, GPtrArray *rules,
	      struct sp_err *err)
{
	const struct sp_rule_conf *rule;
	struct sp_pattern *p = NULL;
	struct sp_err why;
	unsigned i;

	if (conf->rules->len > SP_RULES_MAX)
		return sp_fail(err, SP_ECONF, "%s: %u rules, at most %d are "
			       "allowed", conf->file, conf->rules->len,
			       SP_RULES_MAX);
	for (i = 0; i < conf->rules->len; i++) {
		rule = g_ptr_array_index(conf->rules, i);
		if (sp_pattern_compile(rule->pattern, &p, &why) != SP_OK) {
			g_autofree char *group =
				g_strconcat("rule ", rule->name, NULL);

			return no_pattern(conf, rule->pattern_line, group,
					  "pattern", rule->pattern, &why, err);
		}
		g_ptr_array_add(rules, g_steal_pointer(&p));
	}
	return SP_OK;
}

static enum sp_status
compile_checks(const struct sp_config *conf, GPtrArray *checks,
	       struct sp_err *err)
{
	const struct sp_check_conf *check;
	struct sp_pattern *p = NULL;
	struct sp_err why;
	unsigned i;

	if (conf->checklist->len > SP_RULES_MAX)
		return sp_fail(err, SP_ECONF, "%s: [checklist] has %u items, "
			       "at most %d are allowed", conf->file,
			       conf->checklist->len, SP_RULES_MAX);
	for (i = 0; i < conf->checklist->len; i++) {
		check = g_ptr_array_index(conf->checklist, i);
		if (sp_pattern_compile(check->pattern, &p, &why) != SP_OK)
			return no_pattern(conf, check->line, "checklist",
					  check->name, check->pattern, &why,
					  err);
		g_ptr_array_add(checks, g_steal_pointer(&p));
	}
	return SP_OK;
}

enum sp_status
sp_rule_set_new(const struct sp_config *conf, struct sp_rule_set **set,
		struct sp_err *err)
{
	struct sp_rule_set *new = g_new0(struct sp_rule_set, 1);
	g_autofree char *tag = tag_pattern(conf->tag);
	struct sp_err why;
	enum sp_status r;

	new->conf = conf;
	new->rules = g_ptr_array_new_with_free_func(free_pattern);
	new->checks = g_ptr_array_new_with_free_func(free_pattern);
	r = sp_pattern_compile(tag, &new->tag, &why);
	if (r != SP_OK)
		r = sp_fail(err, SP_ECONF, "%s: [list] tag: %s", conf->file,
			    why.text);
	if (r == SP_OK)
		r = compile_rules(conf, new->rules, err);
	if (r == SP_OK)
		r = compile_checks(conf, new->checks, err);
	if (r != SP_OK) {
		sp_rule_set_free(new);
		return r;
	}
	*set = new;
	return SP_OK;
}

void
sp_rule_set_free(struct sp_rule_set *set)
{
	if (!set)
		return;
	sp_pattern_free(set->tag);
	g_ptr_array_unref(set->rules);
	g_ptr_array_unref(set->checks);
	g_free(set);
}
