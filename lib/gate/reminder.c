/* SPDX-License-Identifier: GPL-2.0-or-later */
/* reminder.c - what waits for each of the people of a list
 *
 * Gathered once, then written for each: held mail by how far it has come,
 * answers that are due, who got no mail, keys. */
#include "lib/gate/reminder.h"

#include <string.h>

#include "lib/gate/keywatch.h"
#include "lib/gate/reader.h"
#include "lib/gate/recipients.h"
#include "lib/gate/reminder-cases.h"
#include "lib/policy/verdict.h"

#define SHOWN_MAX 40		/* held mails in one reminder */
#define REFS_MAX 10		/* references beside one name */
#define LOOK_BACK_S (7 * 86400)	/* for who was never reminded */
#define ANSWER_S (60 * 86400)	/* no answer is owed to what is older */

/* A held mail, or a case without an answer, and how far it has come. */
struct matter {
	int64_t id;
	enum sp_reach reach;
	int64_t due;		/* of a case */
};

/* --- who ------------------------------------------------------------------ */

static gboolean
is_away(const struct sp_member *m, int64_t now)
{
	return m->away_until > now && m->away_from <= now;
}

static void
know_people(struct sp_round *r)
{
	for (guint i = 0; i < r->members->len; i++) {
		const struct sp_member *m = r->members->pdata[i];
		g_autofree char *fault = sp_recipients_fault(r->gate->conf,
							      m, r->now);
		const struct sp_person p = {
			.address = m->address,
			.moderator = (m->roles & SP_ROLE_MODERATOR) != 0,
			.there = !m->paused && !is_away(m, r->now) &&
				fault == NULL,
		};

		g_array_append_val(r->people, p);
	}
	r->team = sp_policy_team(r->gate->conf,
				 (const struct sp_person *)(void *)
				 r->people->data, r->people->len, r->now);
}

/* Whose key comes to its end should read it, and the moderators. */
static gboolean
is_news_of(const struct sp_round *r, guint i, const struct sp_key_told *t)
{
	const struct sp_member *m = r->members->pdata[i];

	return t->told != 0 && t->told_at > m->reminded &&
		(r->team.people[i].moderator ||
		 strcmp(t->fingerprint, m->fingerprint) == 0);
}

/* A key that ends tomorrow does not wait for Monday. */
static gboolean
is_urgent(const struct sp_round *r, guint i)
{
	for (guint k = 0; k < r->told->len; k++) {
		const struct sp_key_told *t = &g_array_index(r->told,
						struct sp_key_told, k);

		if (is_news_of(r, i, t) &&
		    sp_keywatch_step(t) >= SP_KEY_1_DAY)
			return TRUE;
	}
	return FALSE;
}

gboolean
sp_round_may(const struct sp_round *r, guint i)
{
	const struct sp_member *m = r->members->pdata[i];

	if (!r->team.people[i].there)
		return FALSE;
	return sp_round_at_once(r, i) ||
		sp_policy_remind(r->gate->conf, m->reminded, is_urgent(r, i),
				 r->now);
}

enum sp_status
sp_round_begin(struct sp_gate *gate, int64_t now, struct sp_round *r,
	       struct sp_err *err)
{
	enum sp_status s;

	r->gate = gate;
	r->now = now;
	r->people = g_array_new(FALSE, TRUE, sizeof(struct sp_person));
	r->held = g_array_new(FALSE, TRUE, sizeof(struct matter));
	r->answers = g_array_new(FALSE, TRUE, sizeof(struct matter));
	if ((s = sp_store_members(gate->store, &r->members, err)) != SP_OK ||
	    (s = sp_store_keys_told(gate->store, &r->told, err)) != SP_OK)
		return s;
	know_people(r);
	return sp_round_cases(r, err);
}

void
sp_round_clear(struct sp_round *r)
{
	g_clear_pointer(&r->members, g_ptr_array_unref);
	g_clear_pointer(&r->people, g_array_unref);
	g_clear_pointer(&r->told, g_array_unref);
	g_clear_pointer(&r->held, g_array_unref);
	g_clear_pointer(&r->answers, g_array_unref);
	g_clear_pointer(&r->cases, g_ptr_array_unref);
	g_clear_pointer(&r->head, g_free);
}

/* --- what ----------------------------------------------------------------- */

/* Deferred mail waits for its date, and for nobody. */
static enum sp_status
gather(const struct sp_mail *m, void *arg)
{
	struct sp_round *r = arg;
	const struct matter h = {
		.id = m->id,
		.reach = sp_policy_reach(r->gate->conf, m->arrived, r->now),
	};

	if (h.reach != SP_REACH_NOBODY && m->deferred_until <= r->now)
		g_array_append_val(r->held, h);
	return SP_OK;
}

/* Until when an answer to what came then was promised, from that day on; 0: no
 * answer is owed, or not yet. A day's end may be the next one's midnight. */
static int64_t
due_by_now(const struct sp_gate *gate, int64_t arrived, int64_t now)
{
	const struct sp_workdays *w = &gate->conf->workdays;
	int64_t due;

	if (gate->conf->human_answer_wd == 0)
		return 0;
	due = sp_workday_due(w, arrived, gate->conf->human_answer_wd);
	return sp_workday_day(w, due - 1) <= sp_workday_day(w, now) ? due : 0;
}

/* A promise is kept by a person's question too; nobody promised spam an
 * answer. */
static int64_t
answer_due(const struct sp_gate *gate, const struct sp_mail *m, int64_t now)
{
	return m->asked != 0 || m->rank == SP_RANK_LAST ? 0
		: due_by_now(gate, m->arrived, now);
}

/* A case whose reporter nobody has written to yet: the moderators' concern, and
 * a working day later everyone's. */
static enum sp_status
gather_case(const struct sp_case *c, void *arg)
{
	struct sp_round *r = arg;
	struct sp_mail *m = NULL;
	struct matter a = { .id = c->id, .reach = SP_REACH_MODERATORS };
	struct sp_err err;

	if (c->answered != 0 || strcmp(c->state, "new") != 0 ||
	    sp_store_mail_by_ref(r->gate->store, c->ref, &m, &err) != SP_OK)
		return SP_OK;
	if (m->arrived > r->now - ANSWER_S)
		a.due = answer_due(r->gate, m, r->now);
	if (a.due != 0 && sp_workday_due(&r->gate->conf->workdays, a.due - 1,
					 1) <= r->now)
		a.reach = SP_REACH_EVERYONE;
	if (a.due != 0)
		g_array_append_val(r->answers, a);
	sp_mail_free(m);
	return SP_OK;
}

enum sp_status
sp_round_gather(struct sp_round *r, struct sp_err *err)
{
	struct sp_store *store = r->gate->store;
	enum sp_status s;

	if ((s = sp_store_mail_list(store, SP_MAIL_HELD, r->now, 0, gather, r,
				    err)) != SP_OK ||
	    (s = sp_store_case_list(store, gather_case, r, err)) != SP_OK)
		return s;
	return sp_store_event_head(store, &r->head, err);
}

/* When its author was asked, once it is time to ask again; 0. */
static int64_t
ask_again(const struct sp_round *r, const struct sp_mail *m)
{
	const struct sp_clock_facts f = {
		.held_only = TRUE, .arrived = m->arrived, .asked = m->asked,
	};
	g_autoptr(GArray) clocks = sp_clocks(&f, r->gate->conf);
	const struct sp_clock *c = sp_clock_running(clocks,
						    SP_CLOCK_NEEDS_INFO);

	return c && sp_clock_reminded(c, r->now) != 0 ? m->asked : 0;
}

/* Who does not moderate reads only that it is there. */
static enum sp_status
describe(const struct sp_round *r, int64_t id, gboolean moderator,
	 GPtrArray *waiting, struct sp_err *err)
{
	struct sp_waiting *w;
	struct sp_card *card = NULL;
	struct sp_mail *m = NULL;
	enum sp_status s = sp_store_mail_by_id(r->gate->store, id, &m, err);

	if (s == SP_OK && moderator)
		s = sp_reader_card(r->gate, m, &card, err);
	if (s == SP_OK) {
		w = g_new0(struct sp_waiting, 1);
		w->ref = g_strdup(m->ref);
		w->arrived = m->arrived;
		w->from = g_strdup(card ? card->from : "");
		w->subject = g_strdup(card ? card->subject : "");
		w->due = moderator ? answer_due(r->gate, m, r->now) : 0;
		w->asked = moderator ? ask_again(r, m) : 0;
		g_ptr_array_add(waiting, w);
	}
	sp_card_free(card);
	sp_mail_free(m);
	return s;
}

static enum sp_status
describe_held(const struct sp_round *r, guint i, struct sp_reminder *to,
	      GPtrArray *waiting, struct sp_err *err)
{
	enum sp_status s = SP_OK;

	for (guint k = 0; s == SP_OK && k < r->held->len; k++) {
		const struct matter *h = &g_array_index(r->held, struct matter, k);

		if (!sp_policy_hears(&r->team, i, h->reach))
			continue;
		if (waiting->len < SHOWN_MAX)
			s = describe(r, h->id, to->moderator, waiting, err);
		else
			to->more++;
	}
	return s;
}

static const struct sp_member *
find_member(const struct sp_round *r, int64_t id)
{
	for (guint i = 0; i < r->members->len; i++) {
		const struct sp_member *m = r->members->pdata[i];

		if (m->id == id)
			return m;
	}
	return NULL;
}

/* "jo@example.org has an expired key". */
static char *
who_missed(const struct sp_round *r, const struct sp_missed *x)
{
	const struct sp_member *m = find_member(r, x->member);
	g_autofree char *fault = NULL;

	if (x->member == 0)
		return g_strdup("an author outside: handing the mail over has "
				"failed for five days");
	if (m == NULL)
		return NULL;
	if (x->dead)
		return g_strdup_printf("%s: handing the mail over has failed "
				       "for five days", m->address);
	fault = sp_recipients_fault(r->gate->conf, m, r->now);
	return fault ? g_steal_pointer(&fault)
		     : g_strdup_printf("%s had no key that could be used",
				       m->address);
}

/* One remark for each cause, with the first few references. */
static void
add_missed(GPtrArray *remarks, GHashTable *seen, char *who, const char *ref)
{
	struct sp_remark *old = NULL;
	unsigned n = 0;

	for (guint i = 0; i < remarks->len && !old; i++) {
		struct sp_remark *one = remarks->pdata[i];

		old = strcmp(one->who, who) == 0 ? one : NULL;
	}
	if (!old) {
		old = g_new0(struct sp_remark, 1);
		old->who = g_strdup(who);
		old->what = g_strdup("");
		g_ptr_array_add(remarks, old);
	}
	n = GPOINTER_TO_UINT(g_hash_table_lookup(seen, old)) + 1;
	g_hash_table_insert(seen, old, GUINT_TO_POINTER(n));
	if (n <= REFS_MAX) {
		char *what = g_strdup_printf("%s%s%s", old->what,
					     *old->what ? ", " : "", ref);

		g_free(old->what);
		old->what = what;
	}
}

/* Once a reader, since it is no news tomorrow. */
static void
describe_bouncing(const struct sp_round *r, const struct sp_member *reader,
		  GPtrArray *remarks)
{
	for (guint i = 0; i < r->members->len; i++) {
		const struct sp_member *m = r->members->pdata[i];
		struct sp_remark *one;

		if (m->bouncing == 0 || m->bouncing <= reader->reminded)
			continue;
		one = g_new0(struct sp_remark, 1);
		one->who = g_strdup_printf("%s is bouncing", m->address);
		one->what = g_strdup("mail comes back again and again; please "
				     "ask on another way what is wrong");
		g_ptr_array_add(remarks, one);
	}
}

static enum sp_status
describe_missed(const struct sp_round *r, const struct sp_member *reader,
		GPtrArray *remarks, struct sp_err *err)
{
	g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);
	g_autoptr(GArray) missed = NULL;
	const int64_t since = reader->reminded != 0 ? reader->reminded
						    : r->now - LOOK_BACK_S;
	enum sp_status s = sp_store_out_missed(r->gate->store, since, &missed,
					       err);

	for (guint i = 0; s == SP_OK && i < missed->len; i++) {
		const struct sp_missed *x = &g_array_index(missed,
						struct sp_missed, i);
		g_autofree char *who = who_missed(r, x);

		if (who)
			add_missed(remarks, seen, who, x->ref);
	}
	return s;
}

static enum sp_status
describe_answers(const struct sp_round *r, guint i, GPtrArray *remarks,
		 struct sp_err *err)
{
	enum sp_status s = SP_OK;

	for (guint k = 0; s == SP_OK && k < r->answers->len; k++) {
		const struct matter *a = &g_array_index(r->answers,
							struct matter, k);
		g_autofree char *title = NULL;
		g_autofree char *due = NULL;
		struct sp_case *c = NULL;
		struct sp_remark *one;

		if (!sp_policy_hears(&r->team, i, a->reach))
			continue;
		s = sp_store_case_by_id(r->gate->store, a->id, &c, err);
		if (s != SP_OK)
			break;
		title = sp_gate_unseal(r->gate, SP_SEAL_TITLE, c->title);
		due = sp_workday_format(&r->gate->conf->workdays, a->due);
		one = g_new0(struct sp_remark, 1);
		one->who = g_strdup_printf("%s  %s", c->number,
					   title ? title : "");
		one->what = g_strdup_printf("an answer %s %s", a->due <= r->now
					    ? "was due" : "is due", due);
		g_ptr_array_add(remarks, one);
		sp_case_free(c);
	}
	return s;
}

static void
describe_keys(const struct sp_round *r, guint i, GPtrArray *remarks)
{
	for (guint k = 0; k < r->told->len; k++) {
		const struct sp_key_told *t = &g_array_index(r->told,
						struct sp_key_told, k);
		struct sp_remark *one;

		if (!is_news_of(r, i, t))
			continue;
		one = g_new0(struct sp_remark, 1);
		sp_keywatch_describe(r->gate, t, r->members, r->now, &one->who,
				     &one->what);
		g_ptr_array_add(remarks, one);
	}
}

static GPtrArray *
remarks_new(void)
{
	return g_ptr_array_new_with_free_func((GDestroyNotify)sp_remark_free);
}

static GPtrArray *
dues_new(void)
{
	return g_ptr_array_new_with_free_func((GDestroyNotify)sp_due_free);
}

enum sp_status
sp_round_write(const struct sp_round *r, guint i, char **text,
	       gboolean *urgent, struct sp_err *err)
{
	g_autoptr(GPtrArray) waiting = g_ptr_array_new_with_free_func(
		(GDestroyNotify)sp_waiting_free);
	g_autoptr(GPtrArray) answers = remarks_new();
	g_autoptr(GPtrArray) now = dues_new();
	g_autoptr(GPtrArray) cases = dues_new();
	g_autoptr(GPtrArray) missed = remarks_new();
	g_autoptr(GPtrArray) keys = remarks_new();
	struct sp_reminder to = {
		.conf = r->gate->conf, .on_duty = r->team.duty == (int)i,
		.moderator = r->team.people[i].moderator, .waiting = waiting,
		.answers = answers, .urgent = now, .cases = cases,
		.missed = missed, .keys = keys,
		.head = r->head,
	};
	enum sp_status s;

	if ((s = describe_held(r, i, &to, waiting, err)) != SP_OK ||
	    (s = describe_answers(r, i, answers, err)) != SP_OK)
		return s;
	if (to.moderator) {
		s = describe_missed(r, r->members->pdata[i], missed, err);
		describe_bouncing(r, r->members->pdata[i], missed);
	}
	describe_keys(r, i, keys);
	sp_round_describe_cases(r, i, now, cases, &to.more_cases);
	if (s == SP_OK) {
		*text = sp_notice_reminder(&to, r->now);
		*urgent = now->len > 0;
	}
	return s;
}
