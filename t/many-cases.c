/* SPDX-License-Identifier: GPL-2.0-or-later */
/* many-cases.c - a list that has been busy for years
 *
 * usage: many-cases DIR LIST CASES MAILS
 * Adds so many cases, of so many mails each, to a list: with the events that
 * a case has by the time it is published, in the words of the program. No two
 * neighbours have the same severity, lead and embargo. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/gate/casebook.h"

#define DAY ((int64_t)86400)
#define LEADS 7

struct making {
	struct sp_gate *gate;
	int64_t now;
	unsigned n;		/* of the case */
	char *number;
	struct sp_err err;
};

static void
must(struct making *m, enum sp_status r)
{
	if (r == SP_OK)
		return;
	fprintf(stderr, "many-cases: %s\n", m->err.text);
	exit(1);
}

/* fmt: the detail, as lib/notice/record.h writes it; NULL: none. */
G_GNUC_PRINTF(5, 6)
static void
event(struct making *m, int64_t age, const char *verb, const char *ref,
      const char *fmt, ...)
{
	g_autofree char *detail = NULL;
	va_list ap;

	va_start(ap, fmt);
	detail = g_strdup_vprintf(fmt, ap);
	va_end(ap);
	must(m, sp_store_event_add(m->gate->store, m->now - age, "login:jo",
				   verb, ref, m->number, detail, &m->err));
}

static void
add_mail(struct making *m, int64_t case_id, unsigned i, const char *ref)
{
	static const char card[600] = { 0 };
	struct sp_mail mail = {
		.arrived = m->now - 40 * DAY + i, .state = SP_MAIL_ACCEPTED,
		.size_class = 12, .case_id = case_id, .decided = m->now,
		.ack = SP_ACK_STATE_NONE,
		.decided_by = (char *)"login:jo",
		.decision = (char *)"approve",
	};
	int64_t id;

	g_strlcpy(mail.ref, ref, sizeof(mail.ref));
	sp_vault_random(mail.digest.bytes, SP_DIGEST_LEN);
	sp_vault_random(mail.sender.bytes, SP_DIGEST_LEN);
	mail.envelope = sp_gate_seal(m->gate, SP_SEAL_ENVELOPE,
				     "ada@example.com");
	mail.card = sp_vault_seal(m->gate->vault, SP_SEAL_CARD, card,
				  sizeof(card));
	must(m, sp_store_mail_add(m->gate->store, &mail, &id, &m->err));
	g_bytes_unref(mail.envelope);
	g_bytes_unref(mail.card);
}

static void
add_history(struct making *m, const char *ref)
{
	const char *severity = sp_severities[m->n % 4 + 1];
	const int64_t end = m->now + ((int64_t)(m->n % 60) - 30) * DAY;

	event(m, 40 * DAY, "approved", ref, "{}");
	event(m, 39 * DAY, "human-acknowledged", ref, "{}");
	event(m, 38 * DAY, "judged", "",
	      "{\"genuine\":\"yes\",\"misuse\":\"no\"}");
	event(m, 37 * DAY, "led", "", "{\"who\":\"member-%u@example.org\"}",
	      m->n % LEADS);
	event(m, 36 * DAY, "rated", "", "{\"impact\":\"a guest reads memory of "
	      "the host\",\"severity\":\"%s\"}", severity);
	if (m->n % 3 == 0)
		return;
	event(m, 35 * DAY, "embargo-proposed", "", "{\"by\":\"jo@example.org\","
	      "\"end\":\"%" G_GINT64_FORMAT "\",\"org\":\"example\"}", end);
	event(m, 34 * DAY, "embargo-agreed", "",
	      "{\"by\":\"mo@example.com\",\"org\":\"other\"}");
	event(m, 33 * DAY, "embargo-accepted", "",
	      "{\"by\":\"jo@example.org\",\"org\":\"example\"}");
}

static void
add_case(struct making *m, unsigned mails)
{
	g_autofree char *title = g_strdup_printf("overflow of ring %u in "
						 "foo_rx()", m->n);
	g_autoptr(GBytes) sealed = sp_gate_seal(m->gate, SP_SEAL_TITLE, title);
	struct sp_case *c = NULL;
	char ref[SP_REF_LEN + 1];

	must(m, sp_store_new_ref(m->gate->store, ref, &m->err));
	must(m, sp_store_case_open(m->gate->store, m->gate->conf->prefix, ref,
				   sealed, m->now - 40 * DAY, &c, &m->err));
	m->number = c->number;
	for (unsigned i = 0; i < mails; i++) {
		if (i > 0)
			must(m, sp_store_new_ref(m->gate->store, ref,
						 &m->err));
		add_mail(m, c->id, i, ref);
	}
	add_history(m, c->ref);
	sp_case_free(c);
}

int
main(int argc, char **argv)
{
	struct making m = { .now = sp_gate_now() };
	struct sp_config *conf = NULL;
	unsigned cases, mails;

	if (argc != 5)
		return 2;
	cases = (unsigned)atoi(argv[3]);
	mails = (unsigned)atoi(argv[4]);
	must(&m, sp_config_load(argv[1], argv[2], &conf, &m.err));
	must(&m, sp_gate_open(conf, FALSE, &m.gate, &m.err));
	must(&m, sp_store_begin(m.gate->store, &m.err));
	for (m.n = 0; m.n < cases; m.n++)
		add_case(&m, mails);
	must(&m, sp_store_commit(m.gate->store, &m.err));
	must(&m, sp_casebook_complete(m.gate, &m.err));
	sp_gate_close(m.gate);
	return 0;
}
