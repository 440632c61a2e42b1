/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cmd-roster.c - what stands against the work of a list's people */
#include "filter/command.h"
#include "filter/out.h"
#include "lib/policy/people.h"

static void
findings_json(const struct sp_gate *gate, const GPtrArray *found,
	      gboolean fails)
{
	json_t *document = json_object();
	json_t *array;

	out_json_text(document, "list", gate->conf->list);
	out_json_flag(document, "passes", !fails);
	array = out_json_array(document, "findings");
	for (guint i = 0; i < found->len; i++) {
		const struct sp_roster_finding *f = found->pdata[i];
		json_t *object = out_json_object(array);

		out_json_text(object, "level", f->fails ? "fail" : "note");
		out_json_text(object, "about", f->about);
		out_json_text(object, "text", f->text);
	}
	out_json(document);
}

static void
print_findings(const GPtrArray *found)
{
	for (guint i = 0; i < found->len; i++) {
		const struct sp_roster_finding *f = found->pdata[i];

		out_print("%s  %s: %s\n", f->fails ? "FAIL" : "note", f->about,
			  f->text);
	}
	if (found->len == 0)
		out_line("Nothing is missing.");
}

enum sp_status
cmd_roster_check(struct call *call, char **argv, struct sp_err *err)
{
	g_auto(GStrv) args = NULL;
	g_autoptr(GPtrArray) members = NULL;
	g_autoptr(GPtrArray) found = NULL;
	g_autofree char *policy = NULL;
	gboolean json = FALSE, fails = FALSE;
	const GOptionEntry options[] = {
		{ "json", 0, 0, G_OPTION_ARG_NONE, &json, NULL, NULL },
		G_OPTION_ENTRY_NULL
	};
	struct sp_gate *gate;
	enum sp_status r;

	if ((r = call_options(call, options, argv, 0, 1, &args,
			      err)) != SP_OK ||
	    (r = call_gate(call, args[0], &gate, err)) != SP_OK ||
	    (r = sp_store_members(gate->store, &members, err)) != SP_OK)
		return r;
	policy = sp_config_policy_digest(gate->conf);
	found = sp_policy_roster(gate->conf, members, policy, sp_gate_now());
	for (guint i = 0; i < found->len; i++)
		fails |= ((struct sp_roster_finding *)found->pdata[i])->fails;
	if (json)
		findings_json(gate, found, fails);
	else
		print_findings(found);
	return fails ? sp_fail(err, SP_ECHECK, "the roster of %s lacks "
			       "something", gate->conf->list) : SP_OK;
}
