/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cmd-case.c - one case */
#include "filter/command.h"
#include "filter/dossier.h"
#include "filter/out.h"
#include "filter/view.h"
#include "lib/gate/case-text.h"

/* The document while it is filled. */
struct document {
	json_t *mails, *people;		/* arrays of it */
	unsigned count;			/* of mails */
};

static void
mail_json(const struct sp_gate *gate, const struct sp_mail *m,
	  const struct sp_card *card, void *arg)
{
	struct document *doc = arg;

	view_json(out_json_object(doc->mails), gate, m, card, FALSE);
	doc->count++;
}

static void
person_json(const struct sp_gate *gate, const struct sp_participant *p,
	    const char *address, void *arg)
{
	json_t *object = out_json_object(((struct document *)arg)->people);

	out_json_text(object, "address", address);
	out_json_text(object, "kind", p->kind);
	out_json_flag(object, "remembered", p->remember);
	out_json_text(object, "pinned_key", p->key_data ? p->key : "");
	out_json_flag(object, "key_verified", p->key_data && p->adopted);
	out_json_flag(object, "token_and_dmarc",
		      sp_case_token_counts(gate, p));
}

enum sp_status
case_document(struct sp_gate *gate, const struct sp_case *k,
	      json_t **document, struct sp_err *err)
{
	json_auto_t *made = json_object();
	g_autofree char *title = sp_gate_unseal(gate, SP_SEAL_TITLE,
						k->title);
	struct document doc = {
		.mails = out_json_array(made, "mails_in_case"),
		.people = out_json_array(made, "participants"),
	};
	const struct sp_case_reader reader = { mail_json, person_json, &doc };
	struct sp_dossier *d = NULL;
	enum sp_status r;

	if ((r = sp_triage_read(gate, k, &d, err)) == SP_OK &&
	    (r = sp_case_walk(gate, k, &reader, err)) == SP_OK) {
		case_json(made, gate, k, title, doc.count);
		dossier_json(made, gate, d);
		*document = g_steal_pointer(&made);
	}
	sp_dossier_free(d);
	return r;
}

enum sp_status
cmd_case_show(struct call *call, char **argv, struct sp_err *err)
{
	g_auto(GStrv) args = NULL;
	gboolean json = FALSE;
	const GOptionEntry options[] = {
		{ "json", 0, 0, G_OPTION_ARG_NONE, &json, NULL, NULL },
		G_OPTION_ENTRY_NULL
	};
	g_autofree char *text = NULL;
	json_t *document = NULL;
	struct sp_gate *gate = NULL;
	struct sp_case *k = NULL;
	enum sp_status r;

	if ((r = call_options(call, options, argv, 1, 1, &args,
			      err)) == SP_OK &&
	    (r = call_case(call, args[0], &gate, &k, err)) == SP_OK)
		r = json ? case_document(gate, k, &document, err)
			 : sp_case_text(gate, k, &text, err);
	if (document)
		out_json(document);
	if (text)
		out_line(text);
	sp_case_free(k);
	return r;
}
