/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cmd-notice.c - what will be published of a case */
#include <string.h>
#include <unistd.h>

#include "filter/decision.h"
#include "filter/editor.h"
#include "filter/out.h"
#include "filter/triage.h"
#include "lib/gate/bulletin.h"
#include "lib/policy/notice.h"

/* One of the parts as it was typed; an empty one is taken away. */
static enum sp_status
take_part(struct call *call, int part, char **text, GHashTable *args,
	  GString *without, struct sp_err *err)
{
	g_autofree char *option = g_strdup_printf("--%s",
						  sp_notice_parts[part]);
	enum sp_status r = triage_text(call, text, option, err);

	if (r != SP_OK || !*text)
		return r;
	if (sp_notice_fits(part, *text, err) != SP_OK) {
		g_autofree char *why = g_strdup(err->text);

		return call_usage(call, err, "%s", why);
	}
	if (**text)
		g_hash_table_insert(args, g_strdup(sp_notice_parts[part]),
				    g_strdup(*text));
	else
		g_string_append_printf(without, "%s%s", without->len ? " " : "",
				       sp_notice_parts[part]);
	return SP_OK;
}

/* args becomes the act's. because: what changes, in what is public already. */
static enum sp_status
write_parts(struct call *call, const struct sp_dossier *d, GHashTable *args,
	    const char *because, struct sp_err *err)
{
	struct sp_act act = {
		.q = { .step = d->published ? SP_STEP_CORRECT : SP_STEP_NOTICE,
		       .because = because },
		.verb = "notice-set", .args = args,
	};

	if (because && !d->published)
		return call_usage(call, err, "--because is for a notice that "
				  "is published; %s is not", d->number);
	if (because)
		g_hash_table_insert(args, g_strdup("because"),
				    g_strdup(because));
	return triage_do(call, d->number, &act, err);
}

static enum sp_status
find_and_write(struct call *call, const char *number, GHashTable *args,
	       const char *because, struct sp_err *err)
{
	struct sp_gate *gate = NULL;
	struct sp_dossier *d = NULL;
	enum sp_status r = triage_find(call, number, &gate, &d, err);

	if (r == SP_OK)
		r = write_parts(call, d, args, because, err);
	sp_dossier_free(d);
	return r;
}

enum sp_status
cmd_notice_set(struct call *call, char **argv, struct sp_err *err)
{
	g_autoptr(GHashTable) parts = g_hash_table_new_full(
		g_str_hash, g_str_equal, g_free, g_free);
	g_autoptr(GString) without = g_string_new(NULL);
	g_auto(GStrv) args = NULL;
	char *texts[SP_NOTICE_PARTS] = { NULL };
	GOptionEntry options[SP_NOTICE_PARTS + 2] = { { .long_name = NULL } };
	g_autofree char *because = NULL;
	enum sp_status r;

	for (int i = 0; i < SP_NOTICE_PARTS; i++)
		options[i] = (GOptionEntry){ sp_notice_parts[i], 0, 0,
			G_OPTION_ARG_STRING, &texts[i], NULL, NULL };
	options[SP_NOTICE_PARTS] = (GOptionEntry){ "because", 0, 0,
		G_OPTION_ARG_STRING, &because, NULL, NULL };
	r = call_options(call, options, argv, 1, 1, &args, err);
	for (int i = 0; r == SP_OK && i < SP_NOTICE_PARTS; i++)
		r = take_part(call, i, &texts[i], parts, without, err);
	if (r == SP_OK && without->len > 0)
		g_hash_table_insert(parts, g_strdup("without"),
				    g_strdup(without->str));
	if (r == SP_OK && g_hash_table_size(parts) == 0)
		r = call_usage(call, err, "say which part, as --summary");
	if (r == SP_OK)
		r = find_and_write(call, args[0], parts, because, err);
	for (int i = 0; i < SP_NOTICE_PARTS; i++)
		g_free(texts[i]);
	return r;
}

/* Once more, with what is wrong on top, until there is nothing wrong or it comes
 * back as it was: what somebody has written at a terminal is not lost for a
 * slip. */
static enum sp_status
edit_again(struct call *call, char **form, GHashTable **parts,
	   struct sp_err *err)
{
	enum sp_status r = sp_notice_read(*form, parts, err);

	while (r != SP_OK && isatty(STDIN_FILENO)) {
		g_autofree char *given = g_strdup_printf("# NOT TAKEN: %s\n%s",
							 err->text, *form);
		g_autofree char *edited = g_strdup(given);
		struct sp_err failed;

		if (editor_run(call->caller, &edited, &failed) != SP_OK ||
		    strcmp(edited, given) == 0 || strcmp(edited, *form) == 0)
			break;
		g_free(*form);
		*form = g_strdup(g_str_has_prefix(edited, "# NOT TAKEN: ")
				 ? strchr(edited, '\n') + 1 : edited);
		r = sp_notice_read(*form, parts, err);
	}
	return r;
}

static enum sp_status
edit_form(struct call *call, const struct sp_dossier *d, const char *file,
	  gboolean explained, GHashTable **parts, struct sp_err *err)
{
	g_autofree char *before = sp_notice_form(d);
	g_autofree char *form = NULL;
	enum sp_status r;

	if (file) {
		r = letter_read(file, &form, err);
		return r == SP_OK ? sp_notice_read(form, parts, err) : r;
	}
	/* Refused in the words of the process before somebody writes. */
	if (d->published ? !explained : d->closed != 0 || explained) {
		*parts = g_hash_table_new(g_str_hash, g_str_equal);
		return SP_OK;
	}
	form = g_strdup(before);
	if ((r = editor_run(call->caller, &form, err)) != SP_OK)
		return r;
	if (strcmp(before, form) == 0)
		return sp_fail(err, SP_EDENIED, "nothing was changed; the "
			       "notice of %s is as it was", d->number);
	return edit_again(call, &form, parts, err);
}

enum sp_status
cmd_notice_edit(struct call *call, char **argv, struct sp_err *err)
{
	g_auto(GStrv) args = NULL;
	g_autofree char *file = NULL;
	g_autofree char *because = NULL;
	g_autoptr(GHashTable) parts = NULL;
	const GOptionEntry options[] = {
		{ "text", 0, 0, G_OPTION_ARG_FILENAME, &file, NULL, NULL },
		{ "because", 0, 0, G_OPTION_ARG_STRING, &because, NULL, NULL },
		G_OPTION_ENTRY_NULL
	};
	struct sp_gate *gate = NULL;
	struct sp_dossier *d = NULL;
	enum sp_status r = call_options(call, options, argv, 1, 1, &args, err);

	if (r == SP_OK &&
	    (r = triage_find(call, args[0], &gate, &d, err)) == SP_OK &&
	    (r = edit_form(call, d, file, because != NULL, &parts,
			   err)) == SP_OK)
		r = write_parts(call, d, parts, because, err);
	sp_dossier_free(d);
	return r;
}

enum sp_status
cmd_notice_show(struct call *call, char **argv, struct sp_err *err)
{
	g_auto(GStrv) args = NULL;
	struct sp_gate *gate = NULL;
	struct sp_dossier *d = NULL;
	enum sp_status r = call_options(call, NULL, argv, 1, 1, &args, err);

	if (r == SP_OK &&
	    (r = triage_find(call, args[0], &gate, &d, err)) == SP_OK) {
		g_autofree char *text = sp_bulletin_of(gate, d);

		out_print("%s", text);
	}
	sp_dossier_free(d);
	return r;
}

/* --- check ---------------------------------------------------------------- */

static char *
command_of(const struct sp_finding *f, const struct sp_dossier *d)
{
	GString *s = g_string_new(f->command);

	g_string_replace(s, "CASE", d->number, 1);
	return g_string_free(s, FALSE);
}

static void
print_findings(const struct sp_dossier *d, const GPtrArray *found,
	       gboolean wrong)
{
	g_autofree char *praise = sp_notice_praise(d);

	if (!wrong)
		out_print("ok      %s\n", praise);
	for (guint i = 0; i < found->len; i++) {
		const struct sp_finding *f = found->pdata[i];
		g_autofree char *command = command_of(f, d);

		out_print("%s %s. %s\n", f->wrong ? "error  " : "warning",
			  f->text, command);
	}
}

static void
findings_json(const struct sp_dossier *d, const GPtrArray *found,
	      gboolean wrong)
{
	json_t *document = json_object();
	json_t *array;

	out_json_text(document, "case", d->number);
	out_json_flag(document, "ok", !wrong);
	array = out_json_array(document, "findings");
	for (guint i = 0; i < found->len; i++) {
		const struct sp_finding *f = found->pdata[i];
		json_t *object = out_json_object(array);
		g_autofree char *command = command_of(f, d);

		out_json_text(object, "kind", f->wrong ? "error" : "warning");
		out_json_text(object, "text", f->text);
		out_json_text(object, "command", command);
	}
	out_json(document);
}

enum sp_status
cmd_notice_check(struct call *call, char **argv, struct sp_err *err)
{
	g_auto(GStrv) args = NULL;
	gboolean json = FALSE;
	const GOptionEntry options[] = {
		{ "json", 0, 0, G_OPTION_ARG_NONE, &json, NULL, NULL },
		G_OPTION_ENTRY_NULL
	};
	struct sp_gate *gate = NULL;
	struct sp_dossier *d = NULL;
	enum sp_status r = call_options(call, options, argv, 1, 1, &args, err);

	if (r == SP_OK &&
	    (r = triage_find(call, args[0], &gate, &d, err)) == SP_OK) {
		g_autoptr(GPtrArray) found =
			sp_notice_check(d, gate->conf, sp_gate_now());
		const struct sp_finding *first = found->len > 0
			? found->pdata[0] : NULL;
		const gboolean wrong = first && first->wrong;

		(json ? findings_json : print_findings)(d, found, wrong);
		if (wrong) {
			err->text[0] = '\0';
			r = SP_ECHECK;
		}
	}
	sp_dossier_free(d);
	return r;
}
