/* SPDX-License-Identifier: GPL-2.0-or-later */
/* deeds.c - what people do with a case, verb by verb */
#include "lib/gate/deeds.h"

#include "lib/gate/merge.h"
#include "lib/gate/people.h"

GHashTable *
sp_said_new(void)
{
	return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
}

void
sp_said_put(GHashTable *said, const char *name, const char *value)
{
	if (value)
		g_hash_table_insert(said, g_strdup(name), g_strdup(value));
}

/* Who leads must be able to read it. Without a name it is oneself. */
static enum sp_status
check_lead(struct sp_gate *gate, const struct sp_doing *doing,
	   struct sp_err *err)
{
	const char *who = g_hash_table_lookup(doing->said, "who");
	struct sp_member *m = NULL;
	enum sp_status r;

	r = who ? sp_store_member_by_address(gate->store, who, &m, err)
		: sp_people_actor(gate, doing->actor, &m, err);
	if (r == SP_NONE)
		r = sp_fail(err, SP_NONE, "%s is no member of %s; who leads a "
			    "case must be one", who ? who : "who says this",
			    gate->conf->list);
	if (r == SP_OK && !who)
		sp_said_put(doing->said, "who", m->address);
	sp_member_free(m);
	return r;
}

/* A case that is named, by its number. */
static enum sp_status
find_number(struct sp_gate *gate, GHashTable *said, const char *name,
	    struct sp_err *err)
{
	const char *number = g_hash_table_lookup(said, name);
	g_autofree char *capitals = number ? g_ascii_strup(number, -1) : NULL;
	struct sp_case *c = NULL;
	enum sp_status r;

	if (!number)
		return SP_OK;
	r = sp_triage_case(gate, capitals, &c, err);
	if (r == SP_OK)
		sp_said_put(said, name, c->number);
	sp_case_free(c);
	return r;
}

/* What is fixed has a fix, which may be known already, as when only the tag is
 * to be recorded; so has a bug that is closed a name. */
static enum sp_status
check_known(struct sp_gate *gate, const struct sp_doing *doing,
	    struct sp_err *err)
{
	const char *name = g_hash_table_lookup(doing->said, "branch");
	const char *status = g_hash_table_lookup(doing->said, "status");
	const gboolean fix = g_strcmp0(status, sp_branch_statuses[
			SP_BRANCH_FIXED]) == 0 &&
		!g_hash_table_lookup(doing->said, "commit");
	const gboolean bug = g_strcmp0(doing->deed.event, "bug-set") == 0 &&
		!g_hash_table_lookup(doing->said, "url");
	const struct sp_branch *branch;
	struct sp_dossier *d = NULL;
	enum sp_status r;

	if (!fix && !bug)
		return SP_OK;
	if ((r = sp_triage_find(gate, doing->number, &d, err)) != SP_OK)
		return r;
	branch = fix ? sp_dossier_branch(d, name) : NULL;
	if (fix && (!branch || !branch->commit || !*branch->commit))
		r = sp_fail(err, SP_EDENIED, "%s: no fix of branch %s is known "
			    "yet: name it. sallyport case branch %s %s fixed "
			    "--commit HASH", d->number, name, d->number, name);
	if (bug && (!d->bug || !*d->bug))
		r = sp_fail(err, SP_EDENIED, "%s: no bug is known yet that "
			    "could be closed: name it. sallyport case bug %s "
			    "URL --closed", d->number, d->number);
	sp_dossier_free(d);
	return r;
}

static enum sp_status
merge(struct sp_gate *gate, const struct sp_doing *doing,
      struct sp_dossier **after, struct sp_err *err)
{
	enum sp_status r = find_number(gate, doing->said, "into", err);

	return r == SP_OK ? sp_merge(gate, doing->actor, doing->number,
				     g_hash_table_lookup(doing->said, "into"),
				     after, err) : r;
}

enum sp_status
sp_deed_do(struct sp_gate *gate, const struct sp_doing *doing,
	   struct sp_dossier **after, struct sp_err *err)
{
	struct sp_act act = {
		.actor = doing->actor, .number = doing->number,
		.q = doing->deed.q, .free = doing->deed.free,
		.verb = doing->deed.event, .args = doing->said,
	};
	enum sp_status r;

	if (act.q.step == SP_STEP_MERGE)
		return merge(gate, doing, after, err);
	if (act.q.step == SP_STEP_LEAD &&
	    (r = check_lead(gate, doing, err)) != SP_OK)
		return r;
	if ((r = check_known(gate, doing, err)) != SP_OK ||
	    (r = find_number(gate, doing->said, "of", err)) != SP_OK)
		return r;
	act.q.of = g_hash_table_lookup(doing->said, "of");
	return sp_triage_do(gate, &act, after, err);
}
