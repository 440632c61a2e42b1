/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cmd-triage.c - what people do with a case, from its first look to its end */
#include "filter/triage.h"

#include "lib/gate/deeds.h"

/* One line, as a mail's subject is. */
static enum sp_status
check_title(struct call *call, const char *title, struct sp_err *err)
{
	if (!*title)
		return call_usage(call, err, "a case needs a title");
	for (const char *p = title; *p; p++)
		if (g_ascii_iscntrl(*p))
			return call_usage(call, err, "a title is one line");
	return SP_OK;
}

enum sp_status
cmd_case_open(struct call *call, char **argv, struct sp_err *err)
{
	g_auto(GStrv) args = NULL;
	g_autofree char *title = NULL;
	struct sp_gate *gate = NULL;
	struct sp_dossier *d = NULL;
	const char *list;
	char **rest;
	enum sp_status r = call_options(call, NULL, argv, 1, 2, &args, err);

	if (r != SP_OK)
		return r;
	call_split(args, 1, &list, &rest);
	title = g_strdup(rest[0]);
	if ((r = triage_text(call, &title, "TITLE", err)) == SP_OK &&
	    (r = check_title(call, title, err)) == SP_OK &&
	    (r = call_gate(call, list, &gate, err)) == SP_OK)
		r = sp_triage_open(gate, call->actor, title, &d, err);
	if (r == SP_OK)
		triage_tell(gate, d);
	sp_dossier_free(d);
	return r;
}

/* --- the form of each command --------------------------------------------- */

#define VALUES 4

/* What stands behind CASE, under the names that deed.h has for it. */
struct form {
	const char *words[VALUES + 1];
	const char *options[VALUES + 1];	/* with a value */
	const char *flag;			/* an option without one */
	unsigned optional;			/* words that may be left out */
};

static const struct form forms[SP_VERB_COUNT] = {
	[SP_VERB_CASE_JUDGE] = { .options = { "genuine", "misuse",
					     "tool" } },
	[SP_VERB_CASE_RATE] = { .words = { "severity" },
				.options = { "impact", "because" } },
	[SP_VERB_CASE_LEAD] = { .words = { "who" }, .optional = 1 },
	[SP_VERB_CASE_FLAG] = { .words = { "flag" }, .options = { "source" },
				.flag = "off" },
	[SP_VERB_CASE_BRANCH] = { .words = { "branch", "status" },
				  .options = { "commit", "tag", "broken-by",
					       "broken-in" } },
	[SP_VERB_CASE_BUG] = { .words = { "url" }, .flag = "closed",
			       .optional = 1 },
	[SP_VERB_CASE_CREDIT] = { .words = { "who", "consent" },
				  .options = { "as" } },
	[SP_VERB_CASE_TOLD] = { .options = { "how" } },
	[SP_VERB_CASE_PUBLISH] = { .options = { "where" } },
	[SP_VERB_CASE_ANNOUNCED] = { .words = { "target", "where" } },
	[SP_VERB_CASE_CLOSE] = { .words = { "resolution" },
				 .options = { "because", "of" } },
	[SP_VERB_CASE_REOPEN] = { .options = { "because" } },
	[SP_VERB_CASE_MERGE] = { .words = { "into" } },
	[SP_VERB_CVE_WANT] = { .words = { "state" }, .options = { "from" } },
	[SP_VERB_CVE_SET] = { .words = { "id" }, .options = { "from" } },
};

static unsigned
count(const char *const *names)
{
	return g_strv_length((char **)names);
}

/* What was typed, taken apart. The values belong to it. */
struct typed {
	char **words;			/* CASE first */
	char *values[VALUES];
	gboolean flag;
};

static enum sp_status
read_typed(struct call *call, const struct form *form, char **argv,
	   struct typed *t, struct sp_err *err)
{
	GOptionEntry options[VALUES + 2] = { { 0 } };
	const unsigned words = 1 + count(form->words);
	GOptionEntry *o = options;

	for (int i = 0; form->options[i]; i++, o++) {
		o->long_name = form->options[i];
		o->arg = G_OPTION_ARG_STRING;
		o->arg_data = &t->values[i];
	}
	if (form->flag) {
		o->long_name = form->flag;
		o->arg_data = &t->flag;
	}
	return call_options(call, options, argv, words - form->optional, words,
			    &t->words, err);
}

static enum sp_status
take_said(struct call *call, const struct form *form, struct typed *t,
	  GHashTable *said, struct sp_err *err)
{
	for (int i = 0; form->words[i] && t->words[i + 1]; i++)
		sp_said_put(said, form->words[i], t->words[i + 1]);
	for (int i = 0; form->options[i]; i++) {
		g_autofree char *name = g_strconcat("--", form->options[i],
						    NULL);
		enum sp_status r = triage_text(call, &t->values[i], name, err);

		if (r != SP_OK)
			return r;
		sp_said_put(said, form->options[i], t->values[i]);
	}
	if (t->flag)
		sp_said_put(said, form->flag, "yes");
	return SP_OK;
}

static void
typed_clear(struct typed *t)
{
	g_strfreev(t->words);
	for (int i = 0; i < VALUES; i++)
		g_free(t->values[i]);
}

enum sp_status
cmd_deed(struct call *call, char **argv, struct sp_err *err)
{
	const struct form *form = &forms[sp_verb_id(call->verb)];
	g_autoptr(GHashTable) said = sp_said_new();
	struct typed t = { 0 };
	enum sp_status r = read_typed(call, form, argv, &t, err);

	if (r == SP_OK &&
	    (r = take_said(call, form, &t, said, err)) == SP_OK)
		r = triage_say(call, t.words[0], said, err);
	typed_clear(&t);
	return r;
}
