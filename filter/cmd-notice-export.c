/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cmd-notice-export.c - what was published, in the forms that programs read */
#include "filter/out.h"
#include "filter/triage.h"
#include "lib/base/month.h"
#include "lib/gate/export.h"

enum sp_status
cmd_notice_export(struct call *call, char **argv, struct sp_err *err)
{
	g_auto(GStrv) args = NULL;
	g_autofree char *path = NULL;
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	const GOptionEntry options[] = {
		{ "to", 0, 0, G_OPTION_ARG_FILENAME, &path, NULL, NULL },
		G_OPTION_ENTRY_NULL
	};
	struct sp_gate *gate = NULL;
	struct sp_dossier *d = NULL;
	enum sp_status r = call_options(call, options, argv, 1, 1, &args, err);

	if (r != SP_OK)
		return r;
	if (!path)
		return call_usage(call, err, "say where, with --to");
	if ((r = triage_find(call, args[0], &gate, &d, err)) == SP_OK)
		r = sp_export_notice(gate, call->actor, d, path, names, err);
	for (guint i = 0; r == SP_OK && i < names->len; i++)
		out_print("%s/%s\n", path, (const char *)names->pdata[i]);
	sp_dossier_free(d);
	return r;
}

enum sp_status
cmd_notice_patchlist(struct call *call, char **argv, struct sp_err *err)
{
	g_auto(GStrv) args = NULL;
	g_autofree char *since = NULL;
	g_autofree char *text = NULL;
	const GOptionEntry options[] = {
		{ "since", 0, 0, G_OPTION_ARG_STRING, &since, NULL, NULL },
		G_OPTION_ENTRY_NULL
	};
	struct sp_gate *gate = NULL;
	struct sp_err why;
	int64_t from = 0;
	enum sp_status r = call_options(call, options, argv, 0, 1, &args, err);

	if (r != SP_OK)
		return r;
	if (since && sp_month_day(since, &from, &why) != SP_OK)
		return call_usage(call, err, "%s", why.text);
	if ((r = call_gate(call, args[0], &gate, err)) == SP_OK &&
	    (r = sp_export_patchlist(gate, from, &text, err)) == SP_OK)
		out_as_is(text);
	return r;
}
