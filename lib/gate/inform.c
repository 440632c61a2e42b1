/* SPDX-License-Identifier: GPL-2.0-or-later */
/* inform.c - what is to be read about a list, as text */
#include "lib/gate/inform.h"

#include <string.h>

#include "lib/base/when.h"
#include "lib/gate/decision.h"
#include "lib/gate/reader.h"
#include "lib/gate/setup.h"
#include "lib/mail/show.h"
#include "lib/notice/documents.h"
#include "lib/policy/people.h"
#include "lib/policy/verdict.h"

#define HELD_MAX 100	/* mails in one answer */
#define CASES_MAX 10

/* --- the queue ------------------------------------------------------------ */

int64_t
sp_inform_due(const struct sp_gate *gate, const struct sp_mail *m)
{
	const unsigned wd = gate->conf->human_answer_wd;

	return wd == 0 ? 0 : sp_workday_due(&gate->conf->workdays, m->arrived,
					    wd);
}

gboolean
sp_inform_overdue(const struct sp_gate *gate, const struct sp_mail *m,
		  int64_t now)
{
	const int64_t due = sp_inform_due(gate, m);

	return m->state == SP_MAIL_HELD && !m->asked && due != 0 && due <= now;
}

void
sp_queue_sum_add(struct sp_queue_sum *sum, const struct sp_gate *gate,
		 const struct sp_mail *m, int64_t now)
{
	const gboolean waits = m->state == SP_MAIL_HELD ||
			       m->state == SP_MAIL_UNOPENED;

	sum->held += m->state == SP_MAIL_HELD;
	sum->unopened += m->state == SP_MAIL_UNOPENED;
	sum->overdue += sp_inform_overdue(gate, m, now);
	if (waits && (!sum->oldest || m->arrived < sum->oldest))
		sum->oldest = m->arrived;
}

char *
sp_queue_sum_text(const struct sp_queue_sum *sum, int64_t now)
{
	g_autofree char *age = sp_when_age(now - sum->oldest);
	GString *s;

	if (sum->held + sum->unopened == 0)
		return g_strdup("Nothing is held.");
	s = g_string_new(NULL);
	g_string_append_printf(s, "%u held", sum->held);
	if (sum->unopened)
		g_string_append_printf(s, ", %u not opened yet",
				       sum->unopened);
	g_string_append_printf(s, ". The oldest has waited %s.", age);
	if (sum->overdue)
		g_string_append_printf(s, " %u past the day that was promised "
				       "(!).", sum->overdue);
	return g_string_free(s, FALSE);
}

struct queue {
	struct sp_gate *gate;
	int64_t but;		/* not counted */
	GString *text;		/* NULL: only count */
	struct sp_queue_sum sum;
	unsigned shown, left;
	int64_t now;
	struct sp_err *err;
};

static enum sp_status
put_mail(struct queue *q, const struct sp_mail *m)
{
	g_autofree char *age = sp_when_age(q->now - m->arrived);
	struct sp_card *card = NULL;
	enum sp_status r = sp_reader_card(q->gate, m, &card, q->err);

	if (r != SP_OK)
		return r;
	g_string_append_printf(q->text, "%s  %s%s%s%s\n    %s\n    from %s\n",
			       m->ref, age,
			       sp_inform_overdue(q->gate, m, q->now) ? " !" : "",
			       m->deferred_until ? "  [deferred]" :
			       m->asked ? "  [asked]" : "",
			       card->spam ? "  [spam?]" : "",
			       card->subject, card->from);
	sp_card_free(card);
	return SP_OK;
}

static enum sp_status
each_mail(const struct sp_mail *m, void *arg)
{
	struct queue *q = arg;

	if (m->id == q->but)
		return SP_OK;
	sp_queue_sum_add(&q->sum, q->gate, m, q->now);
	if (q->text == NULL)
		return SP_OK;
	if (q->shown == HELD_MAX) {
		q->left++;
		return SP_OK;
	}
	q->shown++;
	return put_mail(q, m);
}

static enum sp_status
walk(struct queue *q, struct sp_err *err)
{
	enum sp_status r;

	q->err = err;
	r = sp_store_mail_list(q->gate->store, SP_MAIL_HELD, q->now, 0,
			       each_mail, q, err);
	return r == SP_OK ? sp_store_mail_list(q->gate->store, SP_MAIL_UNOPENED,
					       q->now, 0, each_mail, q, err)
			  : r;
}

enum sp_status
sp_inform_held(struct sp_gate *gate, int64_t but, char **text,
	       struct sp_err *err)
{
	g_autoptr(GString) all = g_string_new(NULL);
	struct queue q = { .gate = gate, .but = but, .text = all,
			   .now = sp_gate_now() };
	g_autofree char *tail = NULL;
	enum sp_status r = walk(&q, err);

	if (r != SP_OK)
		return r;
	if (q.left > 0)
		g_string_append_printf(all, "and %u more\n", q.left);
	tail = sp_queue_sum_text(&q.sum, q.now);
	*text = g_strdup_printf("%s\n%s%s", tail, all->len ? "\n" : "",
				all->str);
	g_strchomp(*text);
	return SP_OK;
}

/* The newest cases, for "attach". */
struct newest {
	struct sp_gate *gate;
	GQueue lines;		/* of char *, oldest first */
	unsigned all;
};

static enum sp_status
each_case(const struct sp_case *c, void *arg)
{
	struct newest *n = arg;
	g_autofree char *title = sp_gate_unseal(n->gate, SP_SEAL_TITLE,
						c->title);
	g_autofree char *safe = sp_show_line(
		sp_untagged(n->gate->conf, title ? title : ""), 100);

	n->all++;
	g_queue_push_tail(&n->lines, g_strdup_printf("%s  %s  %s", c->number,
						     c->state, safe));
	if (n->lines.length > CASES_MAX)
		g_free(g_queue_pop_head(&n->lines));
	return SP_OK;
}

static enum sp_status
put_cases(struct sp_gate *gate, GString *s, struct sp_err *err)
{
	struct newest n = { .gate = gate, .lines = G_QUEUE_INIT };
	enum sp_status r = sp_store_case_list(gate->store, each_case, &n, err);

	if (r == SP_OK && n.all > 0)
		g_string_append_printf(s, "\n\nCases: %u, the newest last.",
				       n.all);
	for (GList *l = n.lines.head; r == SP_OK && l != NULL; l = l->next)
		g_string_append_printf(s, "\n%s", (char *)l->data);
	g_queue_clear_full(&n.lines, g_free);
	return r;
}

enum sp_status
sp_inform_status(struct sp_gate *gate, int64_t but, char **text,
		 struct sp_err *err)
{
	struct queue q = { .gate = gate, .but = but, .now = sp_gate_now() };
	g_autoptr(GString) s = g_string_new(NULL);
	g_autofree char *waits = NULL;
	unsigned pending, failing, dead;
	enum sp_status r;

	if ((r = walk(&q, err)) != SP_OK ||
	    (r = sp_store_out_counts(gate->store, &pending, &failing, &dead,
				     err)) != SP_OK)
		return r;
	waits = sp_queue_sum_text(&q.sum, q.now);
	g_string_append_printf(s, "%s\nTo be sent: %u. Tried in vain so far: "
			       "%u. Given up: %u.", waits, pending, failing,
			       dead);
	if ((r = put_cases(gate, s, err)) == SP_OK)
		*text = g_string_free(g_steal_pointer(&s), FALSE);
	return r;
}

/* --- one mail ------------------------------------------------------------- */

/* SP_OK with *text NULL: it cannot be read, or it is not held any more. */
static enum sp_status
read_text(struct sp_gate *gate, const struct sp_mail *m, unsigned lines,
	  char **text, struct sp_err *err)
{
	struct sp_working w = { .plain = SP_BLOB_INIT };
	enum sp_status r;

	if (m->state != SP_MAIL_HELD || m->report_len == 0 ||
	    (m->why & SP_WHY_UNPARSABLE))
		return SP_OK;
	r = sp_reader_working(gate, m, &w, err);
	if (r == SP_OK)
		r = sp_reader_text(gate, &w, lines, text, err);
	sp_working_clear(&w);
	return r;
}

enum sp_status
sp_inform_show(struct sp_gate *gate, const char *ref, unsigned lines,
	       char **text, struct sp_err *err)
{
	g_autofree char *word = NULL;
	g_autofree char *body = NULL;
	g_autofree char *late = NULL;
	struct sp_card *card = NULL;
	struct sp_mail *m = NULL;
	enum sp_status r;

	if ((r = sp_store_mail_by_ref(gate->store, ref, &m, err)) == SP_OK &&
	    (r = read_text(gate, m, lines, &body, err)) == SP_OK &&
	    (r = sp_reader_card(gate, m, &card, err)) == SP_OK) {
		struct sp_err why;

		word = sp_vault_word(gate->vault, m->ref);
		if (m->state != SP_MAIL_HELD &&
		    sp_decision_late(gate, ref, &why) == SP_EDENIED)
			late = g_strdup(why.text);
		*text = sp_notice_shown(gate->conf, card, body, lines, late,
					m->state == SP_MAIL_HELD ? word : NULL,
					sp_gate_now());
		g_strchomp(*text);
	}
	sp_card_free(card);
	sp_mail_free(m);
	return r;
}

/* --- people and keys ------------------------------------------------------ */

static void
put_key(GString *s, const char *whose, const char *fpr, const char *state,
	int64_t until)
{
	g_autoptr(GDateTime) t = until ? g_date_time_new_from_unix_utc(until)
				       : NULL;
	g_autofree char *day = t ? g_date_time_format(t, "%Y-%m-%d")
				 : g_strdup("");

	g_string_append_printf(s, "%s%s\n    %s\n    %s%s%s",
			       s->len ? "\n" : "", whose, fpr, state,
			       until ? " until " : "", day);
}

/* As the roster knows it: an expiry that has passed needs no look at it. */
static const char *
key_word(const struct sp_member *m)
{
	if (m->key_state == SP_KEY_USABLE && m->expires &&
	    m->expires <= sp_gate_now())
		return sp_setup_key_word(SP_KEY_EXPIRED);
	return sp_setup_key_word((enum sp_key_state)m->key_state);
}

enum sp_status
sp_inform_keys(struct sp_gate *gate, char **text, struct sp_err *err)
{
	g_autoptr(GPtrArray) members = NULL;
	enum sp_status r = sp_store_members(gate->store, &members, err);
	GString *s;

	if (r != SP_OK)
		return r;
	s = g_string_new(NULL);
	for (guint i = 0; i < gate->list_keys->len; i++) {
		const struct sp_list_key *k = gate->list_keys->pdata[i];

		put_key(s, gate->conf->address, k->fingerprint,
			i == 0 ? "the key of this list"
			       : "a former key of this list, opens mail",
			k->retires);
	}
	for (guint i = 0; i < members->len; i++) {
		const struct sp_member *m = members->pdata[i];

		put_key(s, m->address, m->fingerprint, key_word(m),
			m->expires);
	}
	*text = g_string_free(s, FALSE);
	return SP_OK;
}

static void
put_member(GString *s, const struct sp_gate *gate, const struct sp_member *m)
{
	const enum sp_admission a = sp_policy_admission(gate->conf, m);
	g_autofree char *name = sp_show_line(m->name, 0);
	g_autofree char *of = sp_show_line(m->affiliation, 0);
	g_autofree char *roles = sp_roles_text(m->roles);

	g_string_append_printf(s, "%s%s%s%s%s%s\n    %s, %s%s, key %s",
			       s->len ? "\n" : "", m->address,
			       *name ? "  " : "", name, *of ? ", " : "", of,
			       *roles ? roles : "member",
			       sp_kind_word(m->kind),
			       m->paused ? ", paused" : "", key_word(m));
	if (*m->subsystems)
		g_string_append_printf(s, "\n    knows %s", m->subsystems);
	if (a != SP_ADMITTED)
		g_string_append_printf(s, "\n    gets no mail: %s",
				       sp_admission_words(a));
}

enum sp_status
sp_inform_members(struct sp_gate *gate, const char *address, char **text,
		  struct sp_err *err)
{
	g_autoptr(GPtrArray) members = NULL;
	struct sp_member *one = NULL;
	GString *s = g_string_new(NULL);
	enum sp_status r;

	if (address != NULL) {
		r = sp_setup_member_find(gate, address, &one, err);
		if (r == SP_OK)
			put_member(s, gate, one);
		sp_member_free(one);
	} else {
		r = sp_store_members(gate->store, &members, err);
		for (guint i = 0; r == SP_OK && i < members->len; i++)
			put_member(s, gate, members->pdata[i]);
	}
	*text = g_string_free(s, FALSE);
	return r;
}
