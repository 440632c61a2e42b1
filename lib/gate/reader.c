/* SPDX-License-Identifier: GPL-2.0-or-later */
/* reader.c - what held mail says, for people */
#include "lib/gate/reader.h"

#include <string.h>

#include "lib/mail/parse.h"
#include "lib/mail/show.h"

/* What stands in the row of a mail that nobody has looked into yet. */
static struct sp_card *
unopened_card(struct sp_gate *gate, const struct sp_mail *m)
{
	g_autofree char *envelope = sp_gate_unseal(gate, SP_SEAL_ENVELOPE,
						   m->envelope);
	struct sp_card *c = g_new0(struct sp_card, 1);

	/* The sender stands on the first line of the sealed envelope. */
	if (envelope)
		envelope[strcspn(envelope, "\n")] = '\0';
	c->from_address = sp_show_line(envelope ? envelope : "", 254);
	c->from = g_strdup(*c->from_address ? c->from_address : "<>");
	c->why = g_strdup("not opened yet; \"run\" tries again");
	c->case_number = g_strdup("");
	c->subject = g_strdup("");
	c->outer_subject = g_strdup("");
	c->crypto = g_strdup("not opened yet");
	c->signature = g_strdup("not checked yet");
	c->authentication = g_strdup("not checked yet");
	c->differences = g_strdup("");
	c->to = g_strdup("");
	c->parts = g_strdup("");
	c->ack = g_strdup("");
	c->found = g_strdup("");
	c->missing = g_strdup("");
	c->similar = g_strdup("");
	c->due = g_strdup("");
	c->suggest = g_strdup("");
	c->size = m->size_class < 63 ? UINT64_C(1) << m->size_class : 0;
	return c;
}

enum sp_status
sp_reader_card(struct sp_gate *gate, const struct sp_mail *m,
	       struct sp_card **card, struct sp_err *err)
{
	g_autofree char *json = NULL;
	struct sp_card *c = NULL;
	enum sp_status r;

	if (!m->card) {
		c = unopened_card(gate, m);
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
	*card = c;
	return SP_OK;
}

static enum sp_status
copy_range(const struct sp_blob *from, struct sp_range range,
	   struct sp_blob *to, struct sp_err *err)
{
	uint8_t chunk[16384];
	size_t done = 0;
	enum sp_status r = SP_OK;

	while (r == SP_OK && done < range.len) {
		size_t want = MIN(sizeof(chunk), range.len - done);
		size_t got = 0;

		r = sp_blob_read(from, range.at + done, chunk, want, &got, err);
		if (r == SP_OK && got < want)
			r = sp_fail(err, SP_EDATA, "the report is cut short");
		if (r == SP_OK)
			r = sp_blob_append(to, chunk, got, err);
		done += got;
	}
	return r;
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

	if ((r = sp_blob_init(&report, w->report.len, err)) != SP_OK ||
	    (r = copy_range(&w->plain, w->report, &report, err)) != SP_OK)
		return r;
	sp_mail_init();
	r = sp_mail_parse(&how, &report, &facts, err);
	if (r == SP_OK)
		*text = sp_show_text(facts->text, lines);
	sp_facts_free(facts);
	return r;
}
