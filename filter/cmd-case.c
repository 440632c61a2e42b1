/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cmd-case.c - one case */
#include <stdio.h>
#include <string.h>

#include "filter/command.h"
#include "filter/dossier.h"
#include "filter/out.h"
#include "filter/view.h"
#include "lib/gate/notes.h"
#include "lib/gate/portrait.h"
#include "lib/gate/reader.h"
#include "lib/store/people.h"

struct cases {
	struct sp_gate *gate;
	json_t *json;		/* array to fill; NULL: for a terminal */
	GHashTable *mails;	/* case id to number of mails */
	int64_t only;		/* the case whose mails are wanted */
	GPtrArray *people;	/* struct sp_participant * of that case */
	struct sp_err *err;
};

static enum sp_status
count_mail(const struct sp_mail *m, void *arg)
{
	struct cases *c = arg;
	gpointer id = GSIZE_TO_POINTER((gsize)m->case_id);
	guint n = GPOINTER_TO_UINT(g_hash_table_lookup(c->mails, id));

	g_hash_table_insert(c->mails, id, GUINT_TO_POINTER(n + 1));
	return SP_OK;
}

static unsigned
mails_of(const struct cases *c, int64_t id)
{
	return GPOINTER_TO_UINT(g_hash_table_lookup(c->mails,
				GSIZE_TO_POINTER((gsize)id)));
}

/* A digest that nobody takes part by is passed over, as members' are. */
static enum sp_status
add_participant(struct cases *c, const struct sp_digest *digest)
{
	struct sp_participant *p = NULL;
	enum sp_status r;

	for (guint i = 0; i < c->people->len; i++) {
		const struct sp_participant *known = c->people->pdata[i];

		if (memcmp(&known->digest, digest, sizeof(*digest)) == 0)
			return SP_OK;
	}
	r = sp_store_participant(c->gate->store, c->only, digest, &p, c->err);
	if (r == SP_OK)
		g_ptr_array_add(c->people, p);
	return r == SP_NONE ? SP_OK : r;
}

/* Its author; of a mail that was forgotten, the envelope sender is left. */
static enum sp_status
add_author(struct cases *c, const struct sp_mail *m)
{
	g_autofree char *address = sp_notes_get(c->gate, m->thread,
						SP_NOTE_REPLY);
	struct sp_digest digest = m->sender;

	if (address && *address)
		sp_gate_digest_address(c->gate, address, &digest);
	return add_participant(c, &digest);
}

/* And those whose key was pinned, whatever became of their mails. */
static enum sp_status
add_pinned(struct cases *c)
{
	g_autoptr(GPtrArray) pinned = NULL;
	enum sp_status r = sp_store_participants_pinned(c->gate->store, c->only,
							&pinned, c->err);

	for (guint i = 0; r == SP_OK && i < pinned->len; i++) {
		const struct sp_participant *p = pinned->pdata[i];

		r = add_participant(c, &p->digest);
	}
	return r;
}

static enum sp_status
mail_of_case(const struct sp_mail *m, void *arg)
{
	struct cases *c = arg;
	struct sp_card *card = NULL;
	enum sp_status r;

	(void)count_mail(m, c);
	if (m->case_id != c->only)
		return SP_OK;
	if ((r = add_author(c, m)) != SP_OK ||
	    (r = sp_reader_card(c->gate, m, &card, c->err)) != SP_OK)
		return r;
	if (c->json) {
		view_json(out_json_object(c->json), c->gate, m, card, FALSE);
	} else {
		g_autofree char *arrived = out_time(m->arrived);
		g_autofree char *from = out_column(card->from_address, 28);
		g_autofree char *subject =
			out_column(view_subject(c->gate, card), 36);

		out_print("  %s  %s  %s  %s\n", m->ref, arrived, from,
			  g_strchomp(subject));
	}
	sp_card_free(card);
	return SP_OK;
}

/* The address token counts with DMARC pass alone, which somebody must say. */
static gboolean
token_counts(const struct cases *c, const struct sp_participant *p)
{
	return p->remember && c->gate->conf->authserv_id[0] != '\0';
}

static void
participant_json(const struct cases *c, const struct sp_participant *p,
		 const char *address)
{
	json_t *object = out_json_object(c->json);

	out_json_text(object, "address", address);
	out_json_text(object, "kind", p->kind);
	out_json_flag(object, "remembered", p->remember);
	out_json_text(object, "pinned_key", p->key_data ? p->key : "");
	out_json_flag(object, "key_verified", p->key_data && p->adopted);
	out_json_flag(object, "token_and_dmarc", token_counts(c, p));
}

/* Who it is, and what proves it. */
static void
participant_row(const struct cases *c, const struct sp_participant *p,
		const char *address)
{
	g_autofree char *who = out_column(address ? address : "(deleted)", 28);
	const gboolean token = token_counts(c, p);

	out_print("  %s  ", who);
	if (sp_participant_is_guest(p)) {
		out_print("%s, key %s\n", p->kind, p->key);
		return;
	}
	if (!p->remember) {
		out_line("not remembered: held");
		return;
	}
	if (p->key_data)
		out_print("key %s%s\n", p->key,
			  p->adopted ? "" : ", not verified");
	if (p->key_data && token)
		out_print("  %28s  or ", "");
	if (token)
		out_line("address token with DMARC pass");
	if (!p->key_data && !token)
		out_line("remembered, but nothing can prove it");
}

static enum sp_status
show_participants(struct cases *c)
{
	enum sp_status r = add_pinned(c);

	if (r == SP_OK && !c->json)
		out_line("participants");
	for (guint i = 0; r == SP_OK && i < c->people->len; i++) {
		const struct sp_participant *p = c->people->pdata[i];
		g_autofree char *address = sp_gate_unseal(c->gate,
							  SP_SEAL_ADDRESS,
							  p->address);

		if (c->json)
			participant_json(c, p, address);
		else
			participant_row(c, p, address);
	}
	return r;
}

static void
print_case(const struct sp_gate *gate, const struct sp_dossier *d)
{
	g_autofree char *text = sp_portrait(gate, d, sp_gate_now());

	out_print("%s", text);
	out_field("list", gate->conf->list);
	out_line("mails");
}

/* What is told of it, for the terminal or, with a document, as its members. */
static enum sp_status
tell_case(struct cases *c, const struct sp_case *k, json_t *document,
	  const struct sp_dossier *d, struct sp_err *err)
{
	g_autoptr(GPtrArray) people = g_ptr_array_new_with_free_func(
		(GDestroyNotify)sp_participant_free);
	enum sp_status r;

	c->people = people;
	c->only = k->id;
	c->err = err;
	if (document)
		c->json = out_json_array(document, "mails_in_case");
	else
		print_case(c->gate, d);
	r = sp_store_mail_list(c->gate->store, SP_MAIL_ACCEPTED, sp_gate_now(),
			       0, mail_of_case, c, err);
	if (document)
		c->json = out_json_array(document, "participants");
	if (r == SP_OK)
		r = show_participants(c);
	if (r == SP_OK && document) {
		g_autofree char *title = sp_gate_unseal(c->gate, SP_SEAL_TITLE,
							k->title);

		case_json(document, c->gate, k, title, mails_of(c, k->id));
		dossier_json(document, c->gate, d);
	} else if (r == SP_OK) {
		g_autofree char *next = sp_portrait_next(c->gate, d,
							 sp_gate_now());

		out_line(next);
	}
	return r;
}

static enum sp_status
read_case(struct sp_gate *gate, const struct sp_case *k, json_t *document,
	  struct sp_err *err)
{
	g_autoptr(GHashTable) mails = g_hash_table_new(NULL, NULL);
	struct cases c = { .gate = gate, .mails = mails };
	struct sp_dossier *d = NULL;
	enum sp_status r = sp_triage_read(gate, k, &d, err);

	if (r == SP_OK)
		r = tell_case(&c, k, document, d, err);
	sp_dossier_free(d);
	return r;
}

enum sp_status
case_document(struct sp_gate *gate, const struct sp_case *k,
	      json_t **document, struct sp_err *err)
{
	json_auto_t *made = json_object();
	enum sp_status r = read_case(gate, k, made, err);

	if (r == SP_OK)
		*document = g_steal_pointer(&made);
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
	json_t *document = NULL;
	struct sp_gate *gate = NULL;
	struct sp_case *k = NULL;
	enum sp_status r;

	if ((r = call_options(call, options, argv, 1, 1, &args,
			      err)) == SP_OK &&
	    (r = call_case(call, args[0], &gate, &k, err)) == SP_OK)
		r = json ? case_document(gate, k, &document, err)
			 : read_case(gate, k, NULL, err);
	if (r == SP_OK && json)
		out_json(document);
	sp_case_free(k);
	return r;
}
