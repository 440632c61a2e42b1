/* SPDX-License-Identifier: GPL-2.0-or-later */
/* remind.c - one mail a person a day about what waits for them
 *
 * What waits is gathered once, then written for each; those who would read the
 * same share one payload. That somebody was reminded is noted together with
 * the mail that does it. */
#include "lib/gate/remind.h"

#include <string.h>

#include "lib/gate/reader.h"
#include "lib/gate/recipients.h"
#include "lib/gate/setup.h"
#include "lib/mail/compose.h"
#include "lib/notice/reminder.h"
#include "lib/policy/remind.h"
#include "lib/policy/verdict.h"

#define SHOWN_MAX 40		/* held mails in one reminder */
#define REFS_MAX 10		/* references beside one name */
#define LOOK_BACK_S (7 * 86400)	/* for who was never reminded */

/* A held mail and how far it has come. */
struct held {
	int64_t id;
	enum sp_reach reach;
};

struct round {
	struct sp_gate *gate;
	int64_t now;
	GPtrArray *members;	/* of struct sp_member * */
	GArray *people;		/* of struct sp_person, in that order */
	struct sp_team team;
	GArray *held;		/* of struct held, as the queue stands */
	char *head;
	GHashTable *texts;	/* text -> GPtrArray of struct sp_member * */
};

/* --- who ------------------------------------------------------------------ */

static gboolean
is_away(const struct sp_member *m, int64_t now)
{
	return m->away_until > now && m->away_from <= now;
}

static void
know_people(struct round *r)
{
	for (guint i = 0; i < r->members->len; i++) {
		const struct sp_member *m = r->members->pdata[i];
		g_autofree char *fault = sp_recipients_fault(m, r->now);
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

static gboolean
may_hear(const struct round *r, guint i)
{
	const struct sp_member *m = r->members->pdata[i];

	return r->team.people[i].there &&
		sp_policy_remind(r->gate->conf, m->reminded, FALSE, r->now);
}

/* --- what ----------------------------------------------------------------- */

/* Deferred mail waits for its date, and for nobody. */
static enum sp_status
gather(const struct sp_mail *m, void *arg)
{
	struct round *r = arg;
	const struct held h = {
		m->id, sp_policy_reach(r->gate->conf, m->arrived, r->now)
	};

	if (h.reach != SP_REACH_NOBODY && m->deferred_until <= r->now)
		g_array_append_val(r->held, h);
	return SP_OK;
}

/* A promise is kept by a person's question too; nobody promised spam an
 * answer. Shown from the day on which it is due. */
static int64_t
answer_due(const struct sp_gate *gate, const struct sp_mail *m, int64_t now)
{
	const struct sp_workdays *w = &gate->conf->workdays;
	int64_t due;

	if (gate->conf->human_answer_wd == 0 || m->asked != 0 ||
	    m->rank == SP_RANK_LAST)
		return 0;
	due = sp_workday_due(w, m->arrived, gate->conf->human_answer_wd);
	return sp_workday_day(w, due) <= sp_workday_day(w, now) ? due : 0;
}

/* Who does not moderate reads only that it is there. */
static enum sp_status
describe(const struct round *r, int64_t id, gboolean moderator,
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
		g_ptr_array_add(waiting, w);
	}
	sp_card_free(card);
	sp_mail_free(m);
	return s;
}

static enum sp_status
describe_held(const struct round *r, guint i, struct sp_reminder *to,
	      GPtrArray *waiting, struct sp_err *err)
{
	enum sp_status s = SP_OK;

	for (guint k = 0; s == SP_OK && k < r->held->len; k++) {
		const struct held *h = &g_array_index(r->held, struct held, k);

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
find_member(const struct round *r, int64_t id)
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
who_missed(const struct round *r, const struct sp_missed *x)
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
	fault = sp_recipients_fault(m, r->now);
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
describe_bouncing(const struct round *r, const struct sp_member *reader,
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
describe_missed(const struct round *r, const struct sp_member *reader,
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

/* --- one mail ------------------------------------------------------------- */

static enum sp_status
write_for(struct round *r, guint i, char **text, struct sp_err *err)
{
	g_autoptr(GPtrArray) waiting = g_ptr_array_new_with_free_func(
		(GDestroyNotify)sp_waiting_free);
	g_autoptr(GPtrArray) missed = g_ptr_array_new_with_free_func(
		(GDestroyNotify)sp_remark_free);
	g_autoptr(GPtrArray) keys = g_ptr_array_new_with_free_func(
		(GDestroyNotify)sp_remark_free);
	struct sp_reminder to = {
		.conf = r->gate->conf, .on_duty = r->team.duty == (int)i,
		.moderator = r->team.people[i].moderator, .waiting = waiting,
		.missed = missed, .keys = keys, .head = r->head,
	};
	enum sp_status s = describe_held(r, i, &to, waiting, err);

	if (s == SP_OK && to.moderator)
		s = describe_missed(r, r->members->pdata[i], missed, err);
	if (s == SP_OK && to.moderator)
		describe_bouncing(r, r->members->pdata[i], missed);
	if (s == SP_OK)
		*text = sp_notice_reminder(&to, r->now);
	return s;
}

static enum sp_status
write_all(struct round *r, struct sp_err *err)
{
	enum sp_status s = SP_OK;

	for (guint i = 0; s == SP_OK && i < r->members->len; i++) {
		char *text = NULL;
		GPtrArray *readers;

		if (!may_hear(r, i) ||
		    (s = write_for(r, i, &text, err)) != SP_OK || !text)
			continue;
		readers = g_hash_table_lookup(r->texts, text);
		if (!readers) {
			readers = g_ptr_array_new();
			g_hash_table_insert(r->texts, g_strdup(text), readers);
		}
		g_ptr_array_add(readers, r->members->pdata[i]);
		g_free(text);
	}
	return s;
}

/* The roster may think better of a key than gpg does: then it is brought up to
 * date, and the next round goes on. */
static enum sp_status
seal(struct sp_gate *gate, const GPtrArray *readers, const char *text,
     struct sp_sealed *sealed, struct sp_err *err)
{
	g_auto_rope struct sp_rope *rope = sp_rope_new();
	g_autoptr(GPtrArray) keys = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GPtrArray) looked = NULL;
	g_autofree char *entity = sp_text_entity(text);
	enum sp_status s;

	for (guint i = 0; i < readers->len; i++)
		sp_recipients_add_key(keys, ((const struct sp_member *)
					     readers->pdata[i])->encryption);
	sp_rope_text(rope, entity);
	s = sp_recipients_seal_for(gate, keys, rope, TRUE, sealed, err);
	if (s != SP_NONE)
		return s;
	s = sp_setup_keys_check(gate, &looked, err);
	return s != SP_OK ? s : sp_fail(err, SP_EBUSY, "a key on the roster "
					"cannot be used any more");
}

/* [tx] SP_NONE: another process has reminded them. */
static enum sp_status
queue_one(struct sp_gate *gate, const struct sp_member *m, int64_t payload,
	  int64_t now, struct sp_err *err)
{
	struct sp_out out = {
		.kind = SP_OUT_REMINDER, .payload = payload, .member = m->id,
		.made = now, .due = now, .state = SP_OUT_PENDING,
		.cause = (char *)"",
	};
	enum sp_status s = sp_store_member_remind(gate->store, m->id,
						  m->reminded, now, err);
	int64_t id;

	if (s != SP_OK)
		return s;
	g_strlcpy(out.encryption, m->encryption, sizeof(out.encryption));
	out.recipient = sp_gate_seal(gate, SP_SEAL_RECIPIENT, m->address);
	s = sp_store_out_add(gate->store, &out, &id, err);
	g_bytes_unref(out.recipient);
	return s != SP_OK ? s : sp_store_event_add(gate->store, now, "gate",
						   "reminded", "", "",
						   m->address, err);
}

static enum sp_status
remind(struct round *r, const GPtrArray *readers, const char *text,
       struct sp_err *err)
{
	struct sp_store *store = r->gate->store;
	struct sp_sealed sealed = { .body = SP_BLOB_INIT };
	int64_t payload;
	enum sp_status s = seal(r->gate, readers, text, &sealed, err);

	if (s == SP_OK && (s = sp_store_begin(store, err)) == SP_OK) {
		s = sp_store_payload_add(store, SP_PAYLOAD_LETTER, r->now,
					 &sealed, &payload, err);
		for (guint i = 0; s == SP_OK && i < readers->len; i++)
			s = queue_one(r->gate, readers->pdata[i], payload,
				      r->now, err);
		if (s == SP_OK)
			s = sp_store_commit(store, err);
		sp_store_rollback(store);
	}
	sp_sealed_clear(&sealed);
	return s;
}

static enum sp_status
remind_all(struct round *r, unsigned *reminded, struct sp_err *err)
{
	enum sp_status first = SP_OK;
	GHashTableIter each;
	gpointer text, readers;
	struct sp_err one;

	g_hash_table_iter_init(&each, r->texts);
	while (g_hash_table_iter_next(&each, &text, &readers)) {
		enum sp_status s = remind(r, readers, text, &one);

		if (s == SP_OK)
			*reminded += ((const GPtrArray *)readers)->len;
		else if (s != SP_NONE && first == SP_OK) {
			first = s;
			*err = one;
		}
	}
	return first;
}

static gboolean
anybody_may_hear(const struct round *r)
{
	for (guint i = 0; i < r->members->len; i++)
		if (may_hear(r, i))
			return TRUE;
	return FALSE;
}

enum sp_status
sp_remind(struct sp_gate *gate, unsigned *reminded, struct sp_err *err)
{
	g_autoptr(GPtrArray) members = NULL;
	g_autoptr(GArray) people = g_array_new(FALSE, TRUE,
					       sizeof(struct sp_person));
	g_autoptr(GArray) held = g_array_new(FALSE, TRUE, sizeof(struct held));
	g_autoptr(GHashTable) texts = g_hash_table_new_full(
		g_str_hash, g_str_equal, g_free,
		(GDestroyNotify)g_ptr_array_unref);
	struct round r = { .gate = gate, .now = sp_gate_now(),
			   .people = people, .held = held, .texts = texts };
	enum sp_status s;

	if (!gate->conf->remind)
		return SP_OK;
	if ((s = sp_store_members(gate->store, &members, err)) != SP_OK)
		return s;
	r.members = members;
	know_people(&r);
	if (!anybody_may_hear(&r))
		return SP_OK;
	if ((s = sp_store_mail_list(gate->store, SP_MAIL_HELD, r.now, 0,
				    gather, &r, err)) == SP_OK &&
	    (s = sp_store_event_head(gate->store, &r.head, err)) == SP_OK &&
	    (s = write_all(&r, err)) == SP_OK)
		s = remind_all(&r, reminded, err);
	g_free(r.head);
	return s;
}
