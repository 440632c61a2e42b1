/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cmd-doctor.c - check everything that a list needs, and say it a line each */
#include <stdarg.h>
#include <stdio.h>

#include "filter/command.h"
#include "filter/doctor.h"
#include "filter/out.h"
#include "lib/mail/show.h"

static const char *const result_words[] = { "ok", "warning", "FAIL" };

static void
finding_free(gpointer finding)
{
	struct finding *f = finding;

	g_free(f->text);
	g_free(f);
}

void
doctor_find(struct examination *x, enum doctor_result result,
	    const char *check, const char *fmt, ...)
{
	struct finding *f = g_new0(struct finding, 1);
	va_list ap;

	f->result = result;
	f->check = check;
	va_start(ap, fmt);
	f->text = g_strdup_vprintf(fmt, ap);
	va_end(ap);
	g_ptr_array_add(x->findings, f);
}

void
doctor_status(struct examination *x, enum sp_status r,
	      const struct sp_err *err, const char *check, const char *good)
{
	if (r == SP_OK)
		doctor_find(x, DOCTOR_OK, check, "%s", good);
	else
		doctor_find(x, DOCTOR_FAIL, check, "%s", err->text);
}

/* In the order in which one thing needs the other; what cannot be looked at
 * because of an earlier failure is left out. */
static void
examine(struct call *call, const char *list, struct examination *x)
{
	struct sp_config *conf = NULL;
	struct sp_gate *gate;
	struct sp_err err = { .code = SP_OK };
	enum sp_status r = call_become_owner(call, list, NULL, &err);

	if (r == SP_OK)
		r = sp_config_load(call->dir, list, &conf, &err);
	doctor_status(x, r, &err, "config", "every key is understood");
	if (r != SP_OK)
		return;
	x->conf = conf;
	doctor_host(x);
	r = call_gate(call, list, &gate, &err);
	doctor_status(x, r, &err, "open", "configuration, secret, store and "
		      "keyring belong together");
	if (r == SP_OK) {
		doctor_list(x, gate);
		doctor_border(x);
	}
	x->conf = NULL;
	sp_config_free(conf);
}

static void
print_findings(const char *list, const struct examination *x, json_t *checks)
{
	for (guint i = 0; i < x->findings->len; i++) {
		const struct finding *f = x->findings->pdata[i];
		g_autofree char *text = sp_show_line(f->text, 0);

		if (checks) {
			json_t *o = out_json_object(checks);

			out_json_text(o, "list", list);
			out_json_text(o, "check", f->check);
			out_json_text(o, "result", result_words[f->result]);
			out_json_text(o, "text", f->text);
		} else {
			out_print("%-8s  %-12s %s\n", result_words[f->result],
				  f->check, text);
		}
	}
}

static unsigned
failures(const struct examination *x)
{
	unsigned n = 0;

	for (guint i = 0; i < x->findings->len; i++) {
		const struct finding *f = x->findings->pdata[i];

		n += f->result == DOCTOR_FAIL;
	}
	return n;
}

static unsigned
examine_all(struct call *call, char **names, gboolean mta, json_t *checks)
{
	unsigned failed = 0;

	for (char **name = names; *name; name++) {
		struct examination x = { .dir = call->dir, .mta = mta };

		x.findings = g_ptr_array_new_with_free_func(finding_free);
		examine(call, *name, &x);
		if (!checks && names[1])
			out_print("%s%s\n", name == names ? "" : "\n", *name);
		print_findings(*name, &x, checks);
		failed += failures(&x);
		g_ptr_array_unref(x.findings);
	}
	return failed;
}

enum sp_status
cmd_doctor(struct call *call, char **argv, struct sp_err *err)
{
	g_auto(GStrv) args = NULL;
	g_auto(GStrv) names = NULL;
	json_auto_t *document = json_object();
	gboolean json = FALSE, mta = FALSE;
	const GOptionEntry options[] = {
		{ "json", 0, 0, G_OPTION_ARG_NONE, &json, NULL, NULL },
		{ "mta", 0, 0, G_OPTION_ARG_NONE, &mta, NULL, NULL },
		G_OPTION_ENTRY_NULL
	};
	unsigned failed;
	enum sp_status r;

	if ((r = call_options(call, options, argv, 0, 1, &args,
			      err)) != SP_OK ||
	    (r = call_lists(call, args[0], &names, err)) != SP_OK)
		return r;
	failed = examine_all(call, names, mta,
			     json ? out_json_array(document, "checks") : NULL);
	if (json)
		out_json(g_steal_pointer(&document));
	return failed == 0 ? SP_OK :
	       sp_fail(err, SP_ECHECK, "%u %s failed", failed,
		       failed == 1 ? "check" : "checks");
}
