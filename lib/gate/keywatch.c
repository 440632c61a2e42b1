/* SPDX-License-Identifier: GPL-2.0-or-later */
/* keywatch.c - tell people in time that a key comes to its end
 *
 * What was said of a key stands in its row: the step, and above it the faults.
 * It is set together with the mails that say it, so that a process that is
 * killed neither says it twice nor never. */
#include "lib/gate/keywatch.h"

#include <string.h>

#include "lib/gate/circular.h"
#include "lib/gate/keylook.h"
#include "lib/gate/setup.h"

#define LOOK_EVERY_S 86400
#define STEP_BITS 3
#define STEP_MASK ((1u << STEP_BITS) - 1)

/* What is new about one key. */
struct finding {
	const struct sp_key *key;	/* borrowed */
	const struct sp_member *owner;	/* NULL: the list's or the archive's */
	unsigned before, now;		/* as told */
};

struct watch {
	struct sp_gate *gate;
	int64_t at;
	GPtrArray *keys;
	GPtrArray *members;
	GArray *changed;	/* of struct finding: told must be set */
	GArray *news;		/* those of them that people must read */
};

static enum sp_key_step
stored_step(const struct sp_key_told *t, int64_t now)
{
	const struct sp_key k = { .state = t->state, .expires = t->expires };

	return sp_key_step(&k, now);
}

static gboolean
is_due(const GArray *told, int64_t now)
{
	for (guint i = 0; i < told->len; i++) {
		const struct sp_key_told *t =
			&g_array_index(told, struct sp_key_told, i);

		if (t->checked <= now - LOOK_EVERY_S ||
		    stored_step(t, now) > (t->told & STEP_MASK))
			return TRUE;
	}
	return FALSE;
}

/* FALSE: it is no key that is watched, such as a former one of the list. */
static gboolean
find_told(const GArray *told, const char *fpr, unsigned *value)
{
	gboolean found = FALSE;

	*value = 0;
	for (guint i = 0; i < told->len; i++) {
		const struct sp_key_told *t =
			&g_array_index(told, struct sp_key_told, i);

		if (strcmp(t->fingerprint, fpr) != 0)
			continue;
		*value |= t->told;
		found = TRUE;
	}
	return found;
}

/* A step nearer to the end, or a fault that was not there. */
static gboolean
is_news(const struct finding *f)
{
	return (f->now & STEP_MASK) > (f->before & STEP_MASK) ||
		(f->now & ~f->before) >> STEP_BITS != 0;
}

static void
compare(struct watch *w, const GArray *told)
{
	for (guint i = 0; i < w->keys->len; i++) {
		const struct sp_key *k = w->keys->pdata[i];
		const gboolean of_list = sp_gate_is_list_key(w->gate,
							     k->fingerprint);
		struct finding f = { .key = k };

		if (!find_told(told, k->fingerprint, &f.before))
			continue;
		f.owner = sp_member_of_key(w->members, k->fingerprint);
		f.now = sp_key_step(k, w->at) |
			sp_key_faults(k, of_list) << STEP_BITS;
		if (f.now != f.before)
			g_array_append_val(w->changed, f);
		if (is_news(&f))
			g_array_append_val(w->news, f);
	}
}

/* --- saying it ------------------------------------------------------------ */

static char *
describe_key(const struct sp_gate *gate, const struct sp_key *key, int64_t at)
{
	const gboolean of_list = sp_gate_is_list_key(gate, key->fingerprint);
	g_autofree char *remark = sp_key_remark(key, of_list, at);
	/* By our clock: gpg may have seen it usable a moment ago. */
	const enum sp_key_state now =
		key->state == SP_KEY_USABLE &&
		sp_key_step(key, at) == SP_KEY_OVER ? SP_KEY_EXPIRED
						    : key->state;
	const char *state = now == SP_KEY_USABLE ? "" : sp_setup_key_word(now);

	return g_strdup_printf("%s%s%s", state, *state && *remark ? "; " : "",
			       remark);
}

static const char *
whose(const struct sp_gate *gate, const struct sp_member *owner,
      const char *fpr)
{
	return owner ? owner->address
		: sp_gate_is_list_key(gate, fpr) ? "the list" : "the archive";
}

enum sp_key_step
sp_keywatch_step(const struct sp_key_told *t)
{
	return (enum sp_key_step)(t->told & STEP_MASK);
}

void
sp_keywatch_describe(const struct sp_gate *gate, const struct sp_key_told *t,
		     const GPtrArray *members, int64_t now, char **who,
		     char **what)
{
	const struct sp_member *owner = sp_member_of_key(members,
							 t->fingerprint);
	struct sp_key key = { .state = t->state, .expires = t->expires,
			      .faults = t->told >> STEP_BITS };

	g_strlcpy(key.fingerprint, t->fingerprint, sizeof(key.fingerprint));
	*who = g_strdup_printf("%s  %s", whose(gate, owner, t->fingerprint),
			       t->fingerprint);
	*what = describe_key(gate, &key, now);
}

static char *
write_news(const struct watch *w)
{
	GString *s = g_string_new(NULL);

	g_string_append_printf(s, "This is an automatic notice about keys of "
			       "the\n%s. Something is to be done about "
			       "these:\n", w->gate->conf->name);
	for (guint i = 0; i < w->news->len; i++) {
		const struct finding *f = &g_array_index(w->news,
							 struct finding, i);
		g_autofree char *what = describe_key(w->gate, f->key, w->at);

		g_string_append_printf(s, "\n  %s\n    %s\n    %s\n",
				       whose(w->gate, f->owner,
					     f->key->fingerprint),
				       f->key->fingerprint, what);
	}
	g_string_append(s, "\nMembers have been told of their own keys. "
			"\"key import\" takes a newer\ncopy of a key, \"key "
			"check\" shows all of them.\n");
	return g_string_free(s, FALSE);
}

/* [tx] Another process may have said it meanwhile. */
static enum sp_status
check_unsaid(const struct watch *w, struct sp_err *err)
{
	g_autoptr(GArray) told = NULL;
	enum sp_status r = sp_store_keys_told(w->gate->store, &told, err);

	for (guint i = 0; r == SP_OK && i < w->changed->len; i++) {
		const struct finding *f = &g_array_index(w->changed,
							 struct finding, i);
		unsigned value;

		if (!find_told(told, f->key->fingerprint, &value) ||
		    value != f->before)
			r = sp_fail(err, SP_NONE, "said already");
	}
	return r;
}

/* [tx] */
static enum sp_status
note_one(const struct watch *w, const struct finding *f, struct sp_err *err)
{
	g_autofree char *what = describe_key(w->gate, f->key, w->at);
	g_autofree char *detail = g_strdup_printf("%s %s", f->key->fingerprint,
						  what);
	const gboolean nearer = (f->now & STEP_MASK) > (f->before & STEP_MASK);
	enum sp_status r = SP_OK;

	if (f->owner && nearer &&
	    (!w->gate->conf->remind || (f->now & STEP_MASK) == SP_KEY_OVER))
		r = sp_circular_warn(w->gate, f->owner, w->at, err);
	return r == SP_OK ? sp_store_event_add(w->gate->store, w->at, "gate",
					       "key-warned", "", "", detail,
					       err) : r;
}

/* The next reminder says it to those whose keys can be used. */
static gboolean
in_a_mail_of_its_own(const struct watch *w)
{
	return w->news->len > 0 && !w->gate->conf->remind;
}

/* [tx] */
static enum sp_status
note_all(const struct watch *w, const struct sp_circular *c,
	 struct sp_err *err)
{
	enum sp_status r = check_unsaid(w, err);

	if (r == SP_OK && in_a_mail_of_its_own(w))
		r = sp_circular_queue(w->gate, c, err);
	for (guint i = 0; r == SP_OK && i < w->news->len; i++)
		r = note_one(w, &g_array_index(w->news, struct finding, i),
			     err);
	for (guint i = 0; r == SP_OK && i < w->changed->len; i++) {
		const struct finding *f = &g_array_index(w->changed,
							 struct finding, i);

		r = sp_store_key_tell(w->gate->store, f->key->fingerprint,
				      f->now, is_news(f) ? w->at : 0, err);
	}
	return r;
}

static enum sp_status
say(const struct watch *w, struct sp_err *err)
{
	struct sp_circular c = SP_CIRCULAR_INIT;
	g_autofree char *text = write_news(w);
	enum sp_status r = SP_OK;

	if (in_a_mail_of_its_own(w))
		r = sp_circular_seal(w->gate, SP_FOR_MODERATORS, text, NULL,
				     w->at, &c, err);
	if (r == SP_OK && (r = sp_store_begin(w->gate->store, err)) == SP_OK &&
	    (r = note_all(w, &c, err)) == SP_OK)
		r = sp_store_commit(w->gate->store, err);
	sp_store_rollback(w->gate->store);
	sp_circular_clear(&c);
	return r == SP_NONE ? SP_OK : r;
}

enum sp_status
sp_keywatch(struct sp_gate *gate, unsigned *told, struct sp_err *err)
{
	g_autoptr(GPtrArray) keys = NULL;
	g_autoptr(GPtrArray) members = NULL;
	g_autoptr(GArray) before = NULL;
	g_autoptr(GArray) changed = g_array_new(FALSE, TRUE,
						sizeof(struct finding));
	g_autoptr(GArray) news = g_array_new(FALSE, TRUE,
					     sizeof(struct finding));
	struct watch w = { .gate = gate, .at = sp_gate_now(),
			   .changed = changed, .news = news };
	enum sp_status r = sp_store_keys_told(gate->store, &before, err);

	if (r != SP_OK || !is_due(before, w.at))
		return r;
	if ((r = sp_setup_keys_check(gate, &keys, err)) != SP_OK ||
	    (r = sp_store_members(gate->store, &members, err)) != SP_OK)
		return r;
	w.keys = keys;
	w.members = members;
	compare(&w, before);
	if (changed->len > 0)
		r = say(&w, err);
	*told += r == SP_OK ? news->len : 0;
	return r;
}

char *
sp_keywatch_cause(const struct sp_gate *gate, const struct sp_member *m,
		  int64_t now)
{
	const struct sp_key k = { .state = (enum sp_key_state)m->key_state,
				  .expires = m->expires };
	g_autofree char *day = NULL;

	switch (sp_key_step(&k, now)) {
	case SP_KEY_FAR:
		return NULL;
	case SP_KEY_OVER:
		return g_strdup(sp_recipients_cause(m, now));
	case SP_KEY_60_DAYS:
	case SP_KEY_30_DAYS:
	case SP_KEY_14_DAYS:
	case SP_KEY_7_DAYS:
	case SP_KEY_1_DAY:
		break;
	}
	day = sp_workday_format(&gate->conf->workdays, m->expires);
	return g_strdup_printf("expires on %s", day);
}
