/* SPDX-License-Identifier: GPL-2.0-or-later */
/* people.c - what is said of a member, and what admits them to the mail */
#include "lib/gate/people.h"

#include <string.h>

#include "lib/gate/setup.h"
#include "lib/store/people.h"

#define LOGIN "login:"

enum sp_status
sp_people_actor(struct sp_gate *gate, const char *actor, struct sp_member **m,
		struct sp_err *err)
{
	return g_str_has_prefix(actor, LOGIN)
		? sp_store_member_by_login(gate->store, actor + strlen(LOGIN),
					   m, err)
		: sp_store_member_by_signer(gate->store, actor, m, err);
}

/* [tx] The event, and the end of the transaction. */
static enum sp_status
finish(struct sp_gate *gate, const char *actor, const char *verb,
       const char *detail, struct sp_err *err)
{
	enum sp_status r = sp_store_event_add(gate->store, sp_gate_now(),
					      actor, verb, "", "", detail,
					      err);

	return r == SP_OK ? sp_gate_commit(gate, err) : r;
}

/* --- change --------------------------------------------------------------- */

static void
put(char **slot, const char *text)
{
	if (text == NULL)
		return;
	g_free(*slot);
	*slot = g_strdup(text);
}

static void
merge(struct sp_member *m, const struct sp_people_change *c)
{
	put(&m->name, c->name);
	put(&m->affiliation, c->affiliation);
	put(&m->login, c->login);
	put(&m->subsystems, c->subsystems);
	if (c->roles != NULL)
		m->roles = *c->roles;
	if (c->kind != NULL)
		m->kind = *c->kind;
}

enum sp_status
sp_people_change(struct sp_gate *gate, const char *actor, const char *address,
		 const struct sp_people_change *change, struct sp_member **m,
		 struct sp_err *err)
{
	struct sp_member *found = NULL;
	g_autofree char *roles = NULL;
	g_autofree char *detail = NULL;
	enum sp_status r;

	if ((r = sp_store_begin(gate->store, err)) != SP_OK)
		return r;
	r = sp_setup_member_find(gate, address, &found, err);
	if (r == SP_OK) {
		merge(found, change);
		r = sp_store_member_change(gate->store, found, err);
	}
	if (r == SP_OK) {
		roles = sp_roles_text(found->roles);
		detail = g_strdup_printf("%s %s %s", found->address,
					 sp_kind_word(found->kind),
					 *roles ? roles : "member");
		r = finish(gate, actor, "member-changed", detail, err);
	}
	sp_store_rollback(gate->store);
	if (r == SP_OK)
		*m = g_steal_pointer(&found);
	sp_member_free(found);
	return r;
}

/* --- vouch ---------------------------------------------------------------- */

/* Two newcomers cannot vouch for each other, but where nobody has been vouched
 * for yet, somebody must begin. */
static enum sp_status
check_voucher(struct sp_gate *gate, const struct sp_member *by,
	      struct sp_err *err)
{
	const unsigned enough = gate->conf->vouches;
	g_autoptr(GPtrArray) all = NULL;
	const struct sp_member *first = NULL;
	enum sp_status r;

	if (by->paused)
		return sp_fail(err, SP_EDENIED, "the membership of %s is "
			       "paused", by->address);
	if (by->vouches >= enough)
		return SP_OK;
	if ((r = sp_store_members(gate->store, &all, err)) != SP_OK)
		return r;
	for (guint i = 0; i < all->len; i++) {
		const struct sp_member *m = all->pdata[i];

		if (!first && m->vouches >= enough)
			first = m;
	}
	return !first ? SP_OK
		: sp_fail(err, SP_EDENIED, "%s cannot vouch for others before "
			  "others have vouched for them, as %s can: sallyport "
			  "member vouch %s", by->address, first->address,
			  by->address);
}

static enum sp_status
find_voucher(struct sp_gate *gate, const char *actor,
	     const struct sp_member *of, struct sp_member **by,
	     struct sp_err *err)
{
	enum sp_status r = sp_people_actor(gate, actor, by, err);

	if (r == SP_NONE)
		return sp_fail(err, SP_EDENIED, "only a member can vouch, and "
			       "%s is none; \"member add --login\" ties a login "
			       "to a person", g_str_has_prefix(actor, LOGIN)
			       ? actor + strlen(LOGIN) : actor);
	if (r == SP_OK && (*by)->id == of->id)
		return sp_fail(err, SP_EDENIED, "nobody vouches for "
			       "themselves");
	return r == SP_OK ? check_voucher(gate, *by, err) : r;
}

enum sp_status
sp_people_vouch(struct sp_gate *gate, const char *actor, const char *address,
		unsigned *still, struct sp_err *err)
{
	struct sp_member *of = NULL;
	struct sp_member *by = NULL;
	g_autofree char *detail = NULL;
	enum sp_status r;

	if ((r = sp_store_begin(gate->store, err)) != SP_OK)
		return r;
	if ((r = sp_setup_member_find(gate, address, &of, err)) == SP_OK &&
	    (r = find_voucher(gate, actor, of, &by, err)) == SP_OK &&
	    (r = sp_store_vouch_add(gate->store, of->id, by, sp_gate_now(),
				    err)) == SP_OK) {
		const unsigned now = of->vouches + 1;

		detail = g_strdup_printf("%s by %s", of->address, by->address);
		r = finish(gate, actor, "vouched", detail, err);
		*still = now < gate->conf->vouches
			? gate->conf->vouches - now : 0;
	}
	sp_store_rollback(gate->store);
	sp_member_free(of);
	sp_member_free(by);
	return r;
}

/* --- accept --------------------------------------------------------------- */

/* The person of address, or the one who is actor. */
static enum sp_status
find_acceptor(struct sp_gate *gate, const char *actor, const char *address,
	      struct sp_member **m, struct sp_err *err)
{
	enum sp_status r;

	if (address != NULL)
		return sp_setup_member_find(gate, address, m, err);
	r = sp_people_actor(gate, actor, m, err);
	return r == SP_NONE ? sp_fail(err, SP_NONE, "you are not a member of "
				      "%s", gate->conf->list) : r;
}

enum sp_status
sp_people_accept(struct sp_gate *gate, const char *actor, const char *address,
		 char **digest, struct sp_err *err)
{
	g_autofree char *policy = sp_config_policy_digest(gate->conf);
	g_autofree char *detail = NULL;
	struct sp_member *m = NULL;
	enum sp_status r;

	if ((r = sp_store_begin(gate->store, err)) != SP_OK)
		return r;
	if ((r = find_acceptor(gate, actor, address, &m, err)) == SP_OK &&
	    m->accepted != 0 && strcmp(m->accepted_policy, policy) == 0)
		r = sp_fail(err, SP_EDENIED, "%s has accepted the policy in "
			    "force already", m->address);
	if (r == SP_OK && (r = sp_store_member_accept(gate->store, m->id,
						      policy, sp_gate_now(),
						      err)) == SP_OK) {
		detail = g_strdup_printf("%s %s", m->address, policy);
		r = finish(gate, actor, "policy-accepted", detail, err);
	}
	sp_store_rollback(gate->store);
	sp_member_free(m);
	if (r == SP_OK)
		*digest = g_steal_pointer(&policy);
	return r;
}

/* --- compared ------------------------------------------------------------- */

/* As people copy it: in any case, with blanks. */
static gboolean
same_fingerprint(const char *copied, const char *fingerprint)
{
	g_auto(GStrv) words = g_strsplit_set(copied, " \t:", -1);
	g_autofree char *all = g_strjoinv("", words);

	return *fingerprint != '\0' &&
	       g_ascii_strcasecmp(all, fingerprint) == 0;
}

enum sp_status
sp_people_compared(struct sp_gate *gate, const char *actor,
		   const char *address, const char *fingerprint,
		   struct sp_err *err)
{
	g_autofree char *detail = NULL;
	struct sp_member *m = NULL;
	enum sp_status r;

	if ((r = sp_store_begin(gate->store, err)) != SP_OK)
		return r;
	if ((r = sp_setup_member_find(gate, address, &m, err)) == SP_OK &&
	    !same_fingerprint(fingerprint, m->fingerprint))
		r = sp_fail(err, SP_EDENIED, "the key of %s on the roster is "
			    "not that one: do not write to %s before you know "
			    "why", m->address, m->address);
	if (r == SP_OK &&
	    (r = sp_store_member_compared(gate->store, m->id, sp_gate_now(),
					  err)) == SP_OK) {
		detail = g_strdup_printf("%s %s", m->address, m->fingerprint);
		r = finish(gate, actor, "fingerprint-compared", detail, err);
	}
	sp_store_rollback(gate->store);
	sp_member_free(m);
	return r;
}
