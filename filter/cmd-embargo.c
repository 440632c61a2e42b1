/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cmd-embargo.c - until when a case stays private */
#include "filter/triage.h"

#include <string.h>

#include "filter/dossier.h"
#include "filter/out.h"
#include "lib/gate/portrait.h"
#include "lib/gate/secrecy.h"

/* What was written, beside the case. */
struct written {
	char *code, *because, *consent;
	gboolean by_reporter;
};

static void
written_clear(struct written *w)
{
	g_free(w->code);
	g_free(w->because);
	g_free(w->consent);
}

/* Say it, and what became of it. */
static enum sp_status
say(struct call *call, const char *number, enum sp_verb_id verb,
    const char *when, const struct written *w, struct sp_err *err)
{
	struct sp_saying saying = {
		.verb = verb, .actor = call->actor, .when = when,
		.code = w->code, .because = w->because, .consent = w->consent,
		.by_reporter = w->by_reporter,
	};
	g_autofree char *text = NULL;
	struct sp_gate *gate = NULL;
	struct sp_case *c = NULL;
	enum sp_status r = call_case(call, number, &gate, &c, err);

	if (r == SP_OK) {
		saying.number = c->number;
		r = sp_secrecy_say(gate, &saying, &text, err);
	}
	if (text) {
		out_line(text);
		triage_hand_over(gate, c);
	}
	sp_case_free(c);
	return r;
}

/* --- a date --------------------------------------------------------------- */

/* "--because CODE TEXT" is "--code CODE --because TEXT", which may be written,
 * too. g_strfreev(). */
static char **
part_because(char **argv)
{
	g_autoptr(GPtrArray) parts = g_ptr_array_new();
	gboolean parted = FALSE;

	for (char **a = argv; *a; a++)
		parted = parted || strcmp(*a, "--code") == 0;
	for (; *argv; argv++) {
		const gboolean here = !parted && argv[1] && argv[2] &&
				      strcmp(*argv, "--because") == 0;

		if (here) {
			g_ptr_array_add(parts, g_strdup("--code"));
			g_ptr_array_add(parts, g_strdup(*++argv));
			g_ptr_array_add(parts, g_strdup("--because"));
			parted = TRUE;
		} else {
			g_ptr_array_add(parts, g_strdup(*argv));
		}
	}
	g_ptr_array_add(parts, NULL);
	return (char **)g_ptr_array_free(g_steal_pointer(&parts), FALSE);
}

static enum sp_status
read_dated(struct call *call, char **argv, gboolean reporters,
	   struct written *w, char ***args, struct sp_err *err)
{
	g_auto(GStrv) parted = part_because(argv);
	const GOptionEntry options[] = {
		{ "code", 0, 0, G_OPTION_ARG_STRING, &w->code, NULL, NULL },
		{ "because", 0, 0, G_OPTION_ARG_STRING, &w->because, NULL,
		  NULL },
		{ reporters ? "by-reporter" : NULL, 0, 0, G_OPTION_ARG_NONE,
		  &w->by_reporter, NULL, NULL },
		G_OPTION_ENTRY_NULL
	};
	enum sp_status r = call_options(call, options, parted, 2, 4, args, err);

	if (r != SP_OK || (r = triage_text(call, &w->because, "--because",
					   err)) != SP_OK)
		return r;
	return !w->code == !w->because ? SP_OK
		: call_usage(call, err, "a reason is a code and a text: "
			     "--because CODE TEXT");
}

/* The date may be one word or several. */
static enum sp_status
say_date(struct call *call, char **argv, enum sp_verb_id verb,
	 struct sp_err *err)
{
	g_auto(GStrv) args = NULL;
	g_autofree char *when = NULL;
	struct written w = { 0 };
	enum sp_status r = read_dated(call, argv, verb == SP_VERB_EMBARGO_SET,
				      &w, &args, err);

	if (r == SP_OK) {
		when = g_strjoinv(" ", args + 1);
		r = say(call, args[0], verb, when, &w, err);
	}
	written_clear(&w);
	return r;
}

enum sp_status
cmd_embargo_propose(struct call *call, char **argv, struct sp_err *err)
{
	return say_date(call, argv, SP_VERB_EMBARGO_PROPOSE, err);
}

enum sp_status
cmd_embargo_set(struct call *call, char **argv, struct sp_err *err)
{
	return say_date(call, argv, SP_VERB_EMBARGO_SET, err);
}

enum sp_status
cmd_embargo_restart(struct call *call, char **argv, struct sp_err *err)
{
	return say_date(call, argv, SP_VERB_EMBARGO_RESTART, err);
}

/* --- an answer ------------------------------------------------------------ */

static enum sp_status
say_answer(struct call *call, char **argv, enum sp_verb_id verb,
	   struct sp_err *err)
{
	g_auto(GStrv) args = NULL;
	struct written w = { 0 };
	const gboolean ends = verb == SP_VERB_EMBARGO_END;
	const GOptionEntry options[] = {
		{ "because", 0, 0, G_OPTION_ARG_STRING, &w.because, NULL,
		  NULL },
		{ ends ? "consent" : NULL, 0, 0, G_OPTION_ARG_STRING,
		  &w.consent, NULL, NULL },
		G_OPTION_ENTRY_NULL
	};
	enum sp_status r = call_options(call, options, argv, 1, 1, &args, err);

	if (r == SP_OK)
		r = triage_text(call, &w.because, "--because", err);
	if (r == SP_OK && !w.because && (verb == SP_VERB_EMBARGO_OBJECT ||
					 verb == SP_VERB_EMBARGO_NONE))
		r = call_usage(call, err, "say why, with --because");
	if (r == SP_OK)
		r = say(call, args[0], verb, NULL, &w, err);
	written_clear(&w);
	return r;
}

enum sp_status
cmd_embargo_agree(struct call *call, char **argv, struct sp_err *err)
{
	return say_answer(call, argv, SP_VERB_EMBARGO_AGREE, err);
}

enum sp_status
cmd_embargo_object(struct call *call, char **argv, struct sp_err *err)
{
	return say_answer(call, argv, SP_VERB_EMBARGO_OBJECT, err);
}

enum sp_status
cmd_embargo_accept(struct call *call, char **argv, struct sp_err *err)
{
	return say_answer(call, argv, SP_VERB_EMBARGO_ACCEPT, err);
}

enum sp_status
cmd_embargo_decline(struct call *call, char **argv, struct sp_err *err)
{
	return say_answer(call, argv, SP_VERB_EMBARGO_DECLINE, err);
}

enum sp_status
cmd_embargo_none(struct call *call, char **argv, struct sp_err *err)
{
	return say_answer(call, argv, SP_VERB_EMBARGO_NONE, err);
}

enum sp_status
cmd_embargo_end(struct call *call, char **argv, struct sp_err *err)
{
	return say_answer(call, argv, SP_VERB_EMBARGO_END, err);
}

/* --- reading -------------------------------------------------------------- */

static void
show(struct sp_gate *gate, const struct sp_dossier *d, gboolean json)
{
	g_autofree char *text = NULL;
	g_autofree char *next = NULL;
	json_t *document;

	if (json) {
		document = json_object();
		out_json_text(document, "case", d->number);
		dossier_embargo_json(document, gate, d);
		out_json(document);
		return;
	}
	text = sp_portrait_secrecy(gate, d, sp_gate_now());
	next = sp_portrait_next(gate, d, sp_gate_now());
	out_print("%s", text);
	out_line(next);
}

enum sp_status
cmd_embargo_show(struct call *call, char **argv, struct sp_err *err)
{
	g_auto(GStrv) args = NULL;
	gboolean json = FALSE;
	const GOptionEntry options[] = {
		{ "json", 0, 0, G_OPTION_ARG_NONE, &json, NULL, NULL },
		G_OPTION_ENTRY_NULL
	};
	struct sp_gate *gate = NULL;
	struct sp_dossier *d = NULL;
	struct sp_case *c = NULL;
	enum sp_status r;

	if ((r = call_options(call, options, argv, 1, 1, &args,
			      err)) == SP_OK &&
	    (r = call_case(call, args[0], &gate, &c, err)) == SP_OK &&
	    (r = sp_triage_read(gate, c, &d, err)) == SP_OK)
		show(gate, d, json);
	sp_dossier_free(d);
	sp_case_free(c);
	return r;
}
