/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cmd-config.c - the configuration: is it right, what does it say */
#include <stdio.h>

#include "filter/command.h"
#include "filter/doctor.h"
#include "filter/out.h"
#include "lib/mail/show.h"
#include "lib/notice/template.h"

/* A reason that a rule suggests must have its text, or the suggestion is one
 * that no moderator can follow. */
static enum sp_status
check_reasons(const struct sp_config *conf, struct sp_err *err)
{
	enum sp_status r = SP_OK;

	for (guint i = 0; r == SP_OK && i < conf->rules->len; i++) {
		const struct sp_rule_conf *rule = conf->rules->pdata[i];
		g_autofree char *name = NULL;
		g_autofree char *file = NULL;
		g_autofree char *text = NULL;

		if (rule->action != SP_RULE_SUGGEST)
			continue;
		name = g_strdup_printf("reject-%s", rule->reason);
		r = sp_template_load(conf->dir, name, &file, &text, err);
		if (r == SP_NONE)
			r = sp_fail(err, SP_ECONF, "%s:%u: [rule %s] reason: "
				    "found \"%s\", allowed is a reason of the "
				    "catalogue or one with a text of its own in "
				    "templates/%s.txt", conf->file, rule->line,
				    rule->name, rule->reason, name);
	}
	return r;
}

/* The file, the patterns in it, the texts beside it; not the state. */
static enum sp_status
check(struct call *call, const char *list, struct sp_err *err)
{
	struct sp_config *conf = NULL;
	struct sp_rule_set *rules = NULL;
	enum sp_status r = call_become_owner(call, list, NULL, err);

	if (r == SP_OK &&
	    (r = sp_config_load(call->dir, list, &conf, err)) == SP_OK &&
	    (r = sp_rule_set_new(conf, &rules, err)) == SP_OK &&
	    (r = check_reasons(conf, err)) == SP_OK)
		r = doctor_templates(call->dir, err);
	sp_rule_set_free(rules);
	if (r == SP_OK)
		out_print("ok        %s\n", conf->file);
	sp_config_free(conf);
	return r;
}

enum sp_status
cmd_config_check(struct call *call, char **argv, struct sp_err *err)
{
	g_auto(GStrv) args = NULL;
	g_auto(GStrv) names = NULL;
	enum sp_status worst = SP_OK;
	enum sp_status r;

	if ((r = call_options(call, NULL, argv, 0, 1, &args, err)) != SP_OK ||
	    (r = call_lists(call, args[0], &names, err)) != SP_OK)
		return r;
	for (char **name = names; *name; name++)
		call_keep(check(call, *name, err), err, *name, &worst);
	err->text[0] = '\0';
	return worst;
}

enum sp_status
cmd_config_dump(struct call *call, char **argv, struct sp_err *err)
{
	g_auto(GStrv) args = NULL;
	g_auto(GStrv) names = NULL;
	g_autofree char *text = NULL;
	gboolean explain = FALSE;
	const GOptionEntry options[] = {
		{ "explain", 0, 0, G_OPTION_ARG_NONE, &explain, NULL, NULL },
		G_OPTION_ENTRY_NULL
	};
	struct sp_config *conf = NULL;
	enum sp_status r;

	if ((r = call_options(call, options, argv, 0, 1, &args, err)) !=
	    SP_OK ||
	    (r = call_lists(call, args[0], &names, err)) != SP_OK)
		return r;
	if (names[1])
		return call_usage(call, err, "name the list");
	if ((r = call_become_owner(call, names[0], NULL, err)) != SP_OK ||
	    (r = sp_config_load(call->dir, names[0], &conf, err)) != SP_OK)
		return r;
	text = explain ? sp_config_explain(conf) : sp_config_dump(conf);
	out_as_is(text);
	sp_config_free(conf);
	return SP_OK;
}

enum sp_status
cmd_config_keys(struct call *call, char **argv, struct sp_err *err)
{
	g_auto(GStrv) args = NULL;
	enum sp_status r = call_options(call, NULL, argv, 0, 0, &args, err);
	const char *const *key;

	for (key = sp_config_keywords(); r == SP_OK && *key; key++)
		out_line(*key);
	return r;
}
