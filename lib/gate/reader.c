/* SPDX-License-Identifier: GPL-2.0-or-later */
/* reader.c - what held mail says, for people */
#include "lib/gate/reader.h"

#include <string.h>

#include "lib/mail/parse.h"
#include "lib/mail/show.h"

/* A card with nothing on it. */
static struct sp_card *
empty_card(void)
{
	struct sp_card *c = g_new0(struct sp_card, 1);
	char **const texts[] = {
		&c->case_number, &c->why, &c->from, &c->from_address,
		&c->subject, &c->outer_subject, &c->crypto, &c->signature,
		&c->protection, &c->headers, &c->authentication,
		&c->differences, &c->to, &c->parts, &c->ack, &c->found,
		&c->missing, &c->similar, &c->hints, &c->likely, &c->other_key, &c->due,
		&c->suggest,
	};

	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
		*texts[i] = g_strdup("");
	return c;
}

static void
set_text(char **text, const char *value)
{
	g_free(*text);
	*text = g_strdup(value);
}

/* Nobody has looked into it yet: only its envelope is known. */
static struct sp_card *
unopened_card(struct sp_gate *gate, const struct sp_mail *m)
{
	g_autofree char *envelope = sp_gate_unseal(gate, SP_SEAL_ENVELOPE,
						   m->envelope);
	g_autofree char *sender = NULL;
	struct sp_card *c = empty_card();

	/* The sender stands on the first line of the sealed envelope. */
	if (envelope)
		envelope[strcspn(envelope, "\n")] = '\0';
	sender = sp_show_line(envelope ? envelope : "", 254);
	set_text(&c->from_address, sender);
	set_text(&c->from, *sender ? sender : "<>");
	set_text(&c->why, "it has not been opened yet; \"run\" tries again");
	set_text(&c->crypto, "not looked at");
	set_text(&c->signature, "none");
	set_text(&c->authentication, "not checked");
	c->size = UINT64_C(1) << MIN(m->size_class, 62);
	return c;
}

/* What it said was purged, or forgotten. */
static struct sp_card *
deleted_card(void)
{
	struct sp_card *c = empty_card();

	set_text(&c->why, "what it said has been deleted");
	set_text(&c->from, "(deleted)");
	set_text(&c->subject, "(deleted)");
	return c;
}

/* The card of a held mail was sealed before it had a case. */
static enum sp_status
add_case(struct sp_gate *gate, const struct sp_mail *m, struct sp_card *c,
	 struct sp_err *err)
{
	struct sp_case *found = NULL;
	enum sp_status r;

	if (m->case_id == 0)
		return SP_OK;
	r = sp_store_case_by_id(gate->store, m->case_id, &found, err);
	if (r == SP_OK)
		set_text(&c->case_number, found->number);
	sp_case_free(found);
	return r == SP_NONE ? SP_OK : r;
}

enum sp_status
sp_reader_card(struct sp_gate *gate, const struct sp_mail *m,
	       struct sp_card **card, struct sp_err *err)
{
	g_autofree char *json = NULL;
	struct sp_card *c = NULL;
	enum sp_status r;

	if (!m->card) {
		c = m->state == SP_MAIL_UNOPENED ? unopened_card(gate, m)
						 : deleted_card();
	} else {
		json = sp_gate_unseal(gate, SP_SEAL_CARD, m->card);
		if (!json)
			return sp_fail(err, SP_ECHECK, "the card of %s was not "
				       "sealed with this list's secret",
				       m->ref);
		r = sp_card_from_json(json, &c, err);
		if (r != SP_OK)
			return r;
	}
	g_free(c->ref);
	c->ref = g_strdup(m->ref);
	c->arrived = m->arrived;
	if ((r = add_case(gate, m, c, err)) != SP_OK) {
		sp_card_free(c);
		return r;
	}
	*card = c;
	return SP_OK;
}

enum sp_status
sp_reader_text(struct sp_gate *gate, const struct sp_working *w,
	       unsigned lines, char **text, struct sp_err *err)
{
	const struct sp_parse how = {
		.conf = gate->conf, .rules = gate->rules, .inner = TRUE
	};
	g_auto_blob struct sp_blob report = SP_BLOB_INIT;
	struct sp_facts *facts = NULL;
	enum sp_status r;

	r = sp_blob_view(&w->plain, w->report, &report, err);
	if (r != SP_OK)
		return r;
	r = sp_mail_parse(&how, &report, &facts, err);
	if (r == SP_EDATA)
		return SP_OK;
	if (r == SP_OK)
		*text = sp_show_text(facts->text, lines);
	sp_facts_free(facts);
	return r;
}
