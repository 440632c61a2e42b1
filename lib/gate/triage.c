/* SPDX-License-Identifier: GPL-2.0-or-later */
/* triage.c - a case: what is known of it, and what people do with it */
#include "lib/gate/triage.h"

#include <string.h>

#include "lib/base/ref.h"
#include "lib/gate/batch.h"
#include "lib/gate/people.h"
#include "lib/gate/retelling.h"
#include "lib/gate/search.h"
#include "lib/notice/record.h"
#include "lib/policy/notice.h"
#include "lib/policy/trailers.h"
#include "lib/store/bulletin.h"

#define LOGIN "login:"

/* --- reading -------------------------------------------------------------- */

struct reading {
	struct sp_dossier *d;
	sp_triage_look *look;	/* NULL: nobody looks */
	void *arg;
};

static enum sp_status
apply_event(const struct sp_event *e, const char *detail, void *arg)
{
	const struct reading *reading = arg;
	GHashTable *args = sp_record_read(detail);
	const struct sp_happening h = {
		.at = e->at, .actor = e->actor, .verb = e->verb, .args = args,
	};

	sp_dossier_apply(reading->d, &h);
	if (reading->look)
		reading->look(reading->d, e->at, reading->arg);
	g_clear_pointer(&args, g_hash_table_unref);
	return SP_OK;
}

/* The mail that opened it tells since when it was known; where it has been
 * forgotten, or there was none, that is since it was opened. */
static enum sp_status
read_arrival(struct sp_gate *gate, const struct sp_case *c,
	     struct sp_dossier *d, struct sp_err *err)
{
	struct sp_mail *m = NULL;
	enum sp_status r = sp_store_mail_by_ref(gate->store, c->ref, &m, err);

	d->arrived = r == SP_OK ? m->arrived : c->opened;
	sp_mail_free(m);
	return r == SP_NONE ? SP_OK : r;
}

enum sp_status
sp_triage_follow(struct sp_gate *gate, const struct sp_case *c,
		 sp_triage_look *look, void *arg, struct sp_dossier **d,
		 struct sp_err *err)
{
	struct reading reading = {
		.d = sp_dossier_new(), .look = look, .arg = arg,
	};
	enum sp_status r;

	reading.d->number = g_strdup(c->number);
	reading.d->ref = g_strdup(c->ref);
	reading.d->title = sp_gate_unseal(gate, SP_SEAL_TITLE, c->title);
	reading.d->opened = c->opened;
	if ((r = read_arrival(gate, c, reading.d, err)) == SP_OK &&
	    (r = sp_told_events(gate, c->number, apply_event, &reading,
				err)) == SP_OK)
		*d = g_steal_pointer(&reading.d);
	sp_dossier_free(reading.d);
	return r;
}

enum sp_status
sp_triage_read(struct sp_gate *gate, const struct sp_case *c,
	       struct sp_dossier **d, struct sp_err *err)
{
	struct sp_dossier *mine = NULL;
	enum sp_status r;

	if ((r = sp_triage_follow(gate, c, NULL, NULL, &mine, err)) == SP_OK &&
	    (r = sp_store_out_leaves(gate->store, c->id, SP_OUT_REPLY,
				     &mine->leaves, err)) == SP_OK)
		*d = g_steal_pointer(&mine);
	sp_dossier_free(mine);
	return r;
}

enum sp_status
sp_triage_case(struct sp_gate *gate, const char *number, struct sp_case **c,
	       struct sp_err *err)
{
	enum sp_status r = sp_store_case_by_number(gate->store, number, c, err);

	return r == SP_NONE ? sp_fail(err, SP_NONE, "there is no case %s",
				      number) : r;
}

enum sp_status
sp_triage_find(struct sp_gate *gate, const char *number,
	       struct sp_dossier **d, struct sp_err *err)
{
	struct sp_case *c = NULL;
	enum sp_status r;

	if ((r = sp_triage_case(gate, number, &c, err)) == SP_OK)
		r = sp_triage_read(gate, c, d, err);
	sp_case_free(c);
	return r;
}

void
sp_triage_review(const struct sp_gate *gate, const struct sp_dossier *d,
		 struct sp_review_sum *sum)
{
	const struct sp_config *conf = gate->conf;

	*sum = (struct sp_review_sum){
		.patches = d->patches,
		.independent = sp_review_least(d->reviews, conf, TRUE),
		.approved = sp_review_approved(d->reviews, conf),
		.lacks = sp_review_lacks(d->reviews),
	};
	if (!sum->lacks)
		sum->lacks = sp_trailers_lack(d, conf, &sum->supply);
}

/* --- who ------------------------------------------------------------------ */

enum sp_status
sp_triage_mover(struct sp_gate *gate, const char *actor,
		const struct sp_dossier *d, struct sp_mover *mover,
		struct sp_member **m, struct sp_err *err)
{
	enum sp_status r = sp_people_actor(gate, actor, m, err);

	*mover = (struct sp_mover){ .address = "", .org = "" };
	if (r == SP_NONE && g_str_has_prefix(actor, LOGIN))
		mover->who = SP_WHO_MEMBER | SP_WHO_MODERATOR;
	if (r != SP_OK)
		return r == SP_NONE ? SP_OK : r;
	mover->address = (*m)->address;
	mover->org = (*m)->affiliation;
	mover->who = SP_WHO_MEMBER;
	if ((*m)->roles & SP_ROLE_MODERATOR)
		mover->who |= SP_WHO_MODERATOR;
	if ((*m)->roles & SP_ROLE_CVE)
		mover->who |= SP_WHO_CVE;
	if (d->lead && g_ascii_strcasecmp(d->lead, (*m)->address) == 0)
		mover->who |= SP_WHO_LEAD;
	return SP_OK;
}

/* --- doing ---------------------------------------------------------------- */

static void
put(GHashTable *args, const char *name, const char *value)
{
	if (value && *value)
		g_hash_table_insert(args, g_strdup(name), g_strdup(value));
}

/* And what was ready; and by whom, as they are today: the roster of a later day
 * does not say it any more. */
static GHashTable *
signed_args(const struct sp_act *act, const struct sp_request *q)
{
	GHashTable *args = g_hash_table_new_full(g_str_hash, g_str_equal,
						 g_free, g_free);
	GHashTableIter i;
	gpointer name, value;

	if (act->args) {
		g_hash_table_iter_init(&i, act->args);
		while (g_hash_table_iter_next(&i, &name, &value))
			put(args, name, value);
	}
	if (q->step == SP_STEP_READY && !act->free)
		put(args, "patches", q->review.patches);
	put(args, "by", q->mover.address);
	put(args, "org", q->mover.org);
	return args;
}

/* [tx] What is published gets its public number, and not before: a number that
 * was given early would tell how many cases are private. */
static enum sp_status
number_notice(struct sp_gate *gate, const struct sp_case *c,
	      const struct sp_dossier *d, GHashTable *args, struct sp_err *err)
{
	const char *prefix = gate->conf->notice_prefix;
	g_autofree char *id = NULL;
	enum sp_status r;
	int64_t serial;
	int year;

	if (!sp_notice_begun(d))
		return SP_OK;
	r = sp_store_bulletin(gate->store, c->id, d->arrived, &year, &serial,
			      err);
	if (r == SP_OK)
		id = g_strdup_printf("%s%s%04d-%04" G_GINT64_FORMAT, prefix,
				     *prefix ? "-" : "", year, serial);
	put(args, "notice", id);
	return r;
}

/* [tx] */
static enum sp_status
record(struct sp_gate *gate, const struct sp_act *act, const char *verb,
       const struct sp_request *q, GHashTable *args, struct sp_dossier *d,
       struct sp_err *err)
{
	const struct sp_happening h = {
		.at = q->now, .actor = act->actor, .verb = verb, .args = args,
	};
	g_autofree char *policy = sp_config_policy_digest(gate->conf);
	g_autofree char *detail = NULL;

	put(args, "policy", policy);
	detail = sp_record_write(args);
	sp_dossier_apply(d, &h);
	return sp_store_event_add(gate->store, q->now, act->actor, verb, "",
				  d->number, detail, err);
}

/* [tx] What the case's row says of it, too. */
static enum sp_status
note(struct sp_gate *gate, const struct sp_case *c, const struct sp_dossier *d,
     struct sp_err *err)
{
	const enum sp_case_state state = sp_process_state(d, gate->conf);
	enum sp_status r = SP_OK;

	if (c->answered == 0 && d->answered != 0)
		r = sp_store_case_answered(gate->store, c->id, d->answered,
					   err);
	return r != SP_OK ? r : sp_store_case_state_set(gate->store, c->id,
		sp_case_states[state], err);
}

/* [tx] */
static enum sp_status
take_step(struct sp_gate *gate, const struct sp_act *act,
	  const struct sp_case *c, struct sp_dossier *d, struct sp_request *q,
	  struct sp_err *err)
{
	const struct sp_situation s = { .d = d, .conf = gate->conf, .q = q };
	g_autoptr(GHashTable) args = signed_args(act, q);
	enum sp_status r = SP_OK, answer = SP_OK;
	struct sp_err why = { 0 };

	if (!act->free)
		answer = sp_process_check(&s, NULL, &why);
	if (answer != SP_OK && (answer != SP_EWAIT || !act->asking)) {
		*err = why;
		return answer;
	}
	if (q->step == SP_STEP_PUBLISH && !act->free)
		r = number_notice(gate, c, d, args, err);
	if (r == SP_OK)
		r = record(gate, act, answer == SP_EWAIT ? act->asking
			   : act->verb, q, args, d, err);
	if (r == SP_OK)
		r = note(gate, c, d, err);
	if (r == SP_OK && answer == SP_EWAIT)
		*err = why;
	return r == SP_OK ? answer : r;
}

/* Who asks for one case of a batch reads which the others are. */
static enum sp_status
find_others(struct sp_gate *gate, const struct sp_dossier *d,
	    struct sp_request *q, char **others, struct sp_err *err)
{
	enum sp_status r = SP_OK;

	if (q->step == SP_STEP_PUBLISH && d->batch && !q->together)
		r = sp_batch_others(gate, d, others, err);
	q->others = *others;
	return r;
}

enum sp_status
sp_triage_step(struct sp_gate *gate, const struct sp_act *act,
	       struct sp_dossier **after, struct sp_err *err)
{
	struct sp_request q = act->q;
	g_autofree char *others = NULL;
	struct sp_dossier *d = NULL;
	struct sp_member *m = NULL;
	struct sp_case *c = NULL;
	enum sp_status r;

	q.now = sp_gate_now();
	if ((r = sp_triage_case(gate, act->number, &c, err)) == SP_OK &&
	    (r = sp_triage_read(gate, c, &d, err)) == SP_OK &&
	    (r = sp_triage_mover(gate, act->actor, d, &q.mover, &m,
				 err)) == SP_OK &&
	    (r = find_others(gate, d, &q, &others, err)) == SP_OK) {
		if (act->by_reporter)
			q.mover.who |= SP_WHO_REPORTER;
		sp_triage_review(gate, d, &q.review);
		r = take_step(gate, act, c, d, &q, err);
	}
	if (after && (r == SP_OK || r == SP_EWAIT))
		*after = g_steal_pointer(&d);
	sp_dossier_free(d);
	sp_member_free(m);
	sp_case_free(c);
	return r;
}

enum sp_status
sp_triage_do(struct sp_gate *gate, const struct sp_act *act,
	     struct sp_dossier **after, struct sp_err *err)
{
	struct sp_dossier *d = NULL;
	struct sp_err failed;
	enum sp_status r, s;

	if ((r = sp_store_begin(gate->store, err)) != SP_OK)
		return r;
	r = sp_triage_step(gate, act, &d, err);
	if (r == SP_OK || r == SP_EWAIT) {
		s = sp_gate_commit(gate, &failed);
		if (s != SP_OK) {
			*err = failed;
			r = s;
		}
	}
	sp_store_rollback(gate->store);
	if (after && (r == SP_OK || r == SP_EWAIT))
		*after = g_steal_pointer(&d);
	sp_dossier_free(d);
	return r;
}

/* [tx] */
static enum sp_status
add_case(struct sp_gate *gate, const char *title, struct sp_case **c,
	 struct sp_err *err)
{
	g_autoptr(GBytes) sealed = sp_gate_seal(gate, SP_SEAL_TITLE, title);
	char ref[SP_REF_LEN + 1];
	enum sp_status r;

	if ((r = sp_store_new_ref(gate->store, ref, err)) == SP_OK &&
	    (r = sp_store_case_open(gate->store, gate->conf->prefix, ref,
				    sealed, sp_gate_now(), c, err)) == SP_OK)
		r = sp_search_set_title(gate, (*c)->id, title, err);
	return r;
}

enum sp_status
sp_triage_open(struct sp_gate *gate, const char *actor, const char *title,
	       struct sp_dossier **after, struct sp_err *err)
{
	struct sp_act act = { .actor = actor, .free = TRUE, .verb = "opened" };
	struct sp_dossier *d = NULL;
	struct sp_case *c = NULL;
	enum sp_status r;

	if ((r = sp_store_begin(gate->store, err)) == SP_OK &&
	    (r = add_case(gate, title, &c, err)) == SP_OK) {
		act.number = c->number;
		r = sp_triage_step(gate, &act, &d, err);
	}
	if (r == SP_OK && (r = sp_gate_commit(gate, err)) == SP_OK)
		*after = g_steal_pointer(&d);
	sp_store_rollback(gate->store);
	sp_dossier_free(d);
	sp_case_free(c);
	return r;
}
