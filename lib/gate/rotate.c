/* SPDX-License-Identifier: GPL-2.0-or-later */
/* rotate.c - another key for a list
 *
 * The key is made before the transaction that puts it into use. A process that
 * is killed in between leaves a secret key that nobody knows of; the next
 * rotation takes that one, and so does one after the store came from a backup
 * that is older than the last rotation. */
#include "lib/gate/rotate.h"

#include <string.h>

#include "lib/gate/circular.h"
#include "lib/notice/template.h"

void
sp_rotation_clear(struct sp_rotation *rotation)
{
	g_clear_pointer(&rotation->key, sp_key_free);
}

static enum sp_status
check_free(const struct sp_gate *gate, struct sp_err *err)
{
	const struct sp_list_key *former;
	g_autofree char *until = NULL;

	if (gate->list_keys->len < 2)
		return SP_OK;
	former = gate->list_keys->pdata[1];
	until = sp_workday_format(&gate->conf->workdays, former->retires);
	return sp_fail(err, SP_EDENIED, "the former key %s opens mail until "
		       "%s; \"key rotate --finish\" ends that now",
		       former->fingerprint, until);
}

/* A key of the list whose end has come, but whose secret has not gone yet. */
static gboolean
is_over(const GPtrArray *over, const char *fingerprint)
{
	for (guint i = 0; i < over->len; i++) {
		const struct sp_list_key *k = over->pdata[i];

		if (strcmp(k->fingerprint, fingerprint) == 0)
			return TRUE;
	}
	return FALSE;
}

/* *key stays NULL when there is no secret key that nobody knows of. */
static enum sp_status
find_left_over(struct sp_gate *gate, struct sp_key **key, struct sp_err *err)
{
	g_autoptr(GPtrArray) secrets = NULL;
	g_autoptr(GPtrArray) over = NULL;
	enum sp_status r;

	if ((r = sp_pgp_secret_keys(gate->pgp, &secrets, err)) != SP_OK ||
	    (r = sp_store_list_keys_over(gate->store, &over, err)) != SP_OK)
		return r;
	for (guint i = 0; i < secrets->len; i++) {
		const struct sp_key *k = secrets->pdata[i];

		if (sp_gate_is_list_key(gate, k->fingerprint) ||
		    is_over(over, k->fingerprint) ||
		    k->state != SP_KEY_USABLE)
			continue;
		*key = g_ptr_array_steal_index(secrets, i);
		break;
	}
	return SP_OK;
}

static enum sp_status
make_key(struct sp_gate *gate, struct sp_key **key, struct sp_err *err)
{
	g_autofree char *home = sp_gate_path(gate->conf, "gnupg");
	g_auto(GStrv) user_ids = sp_gate_user_ids(gate->conf);
	enum sp_status r = find_left_over(gate, key, err);

	if (r == SP_OK && *key == NULL)
		r = sp_pgp_generate(home, (const char *const *)user_ids, key,
				    err);
	else if (r == SP_OK)
		r = sp_pgp_note_own(gate->pgp, *key, err);
	return r == SP_OK ? sp_pgp_certify(gate->pgp, gate->list_primary,
					   (*key)->fingerprint, err) : r;
}

/* To the members, with the new key, signed with the former one. */
static enum sp_status
seal_news(struct sp_gate *gate, const struct sp_rotation *rotation,
	  int64_t now, struct sp_circular *news, struct sp_err *err)
{
	const struct sp_config *conf = gate->conf;
	g_autofree char *fresh = sp_pgp_pretty(rotation->key->fingerprint);
	g_autofree char *former = sp_pgp_pretty(rotation->former);
	g_autofree char *until = sp_workday_format(&conf->workdays,
						   rotation->retires);
	const struct sp_template_value values[] = {
		{ "list", conf->name }, { "address", conf->address },
		{ "tag", conf->tag }, { "fingerprint", fresh },
		{ "former", former }, { "until", until }, { NULL, NULL } };
	g_autofree char *file = NULL;
	g_autofree char *template = NULL;
	g_autofree char *subject = NULL;
	g_autofree char *text = NULL;
	g_autofree char *armor = NULL;
	enum sp_status r;

	if ((r = sp_template_load(conf->dir, "rotated", &file, &template,
				  err)) != SP_OK ||
	    (r = sp_template_expand(file, template, values, &subject, &text,
				    err)) != SP_OK ||
	    (r = sp_pgp_export_certified(gate->pgp, rotation->key->fingerprint,
					 &armor, err)) != SP_OK)
		return r;
	return sp_circular_seal(gate, SP_FOR_MEMBERS, text, armor, now, news,
				err);
}

/* [tx] The gate may have been opened before somebody else changed the key. */
static enum sp_status
check_current(struct sp_gate *gate, struct sp_err *err)
{
	g_autoptr(GPtrArray) keys = NULL;
	const struct sp_list_key *now;
	enum sp_status r = sp_store_list_keys(gate->store, &keys, err);

	if (r != SP_OK)
		return r;
	now = keys->pdata[0];
	if (keys->len == 1 && strcmp(now->fingerprint, gate->list_primary) == 0)
		return SP_OK;
	return sp_fail(err, SP_EDENIED, "the key of the list has just been "
		       "changed by another");
}

static enum sp_status
commit_rotation(struct sp_gate *gate, const char *actor,
		const struct sp_rotation *rotation,
		const struct sp_circular *news, int64_t now,
		struct sp_err *err)
{
	g_autofree char *detail = g_strdup_printf("%s %s", rotation->former,
					rotation->key->fingerprint);
	enum sp_status r;

	if ((r = sp_store_begin(gate->store, err)) != SP_OK)
		return r;
	if ((r = check_current(gate, err)) == SP_OK &&
	    (r = sp_store_list_key_set(gate->store, rotation->key,
				       rotation->retires, now, err)) == SP_OK &&
	    (r = sp_circular_queue(gate, news, err)) == SP_OK &&
	    (r = sp_store_event_add(gate->store, now, actor, "key-rotated", "",
				    "", detail, err)) == SP_OK)
		r = sp_store_commit(gate->store, err);
	sp_store_rollback(gate->store);
	return r;
}

enum sp_status
sp_rotate(struct sp_gate *gate, const char *actor, int64_t overlap_s,
	  struct sp_rotation *rotation, struct sp_err *err)
{
	struct sp_circular news = SP_CIRCULAR_INIT;
	const int64_t now = sp_gate_now();
	enum sp_status r;

	g_strlcpy(rotation->former, gate->list_primary,
		  sizeof(rotation->former));
	/* 0 would be no end that is still to come. */
	rotation->retires = now + MAX(overlap_s, 1);
	if ((r = check_free(gate, err)) == SP_OK &&
	    (r = make_key(gate, &rotation->key, err)) == SP_OK &&
	    (r = seal_news(gate, rotation, now, &news, err)) == SP_OK &&
	    (r = commit_rotation(gate, actor, rotation, &news, now,
				 err)) == SP_OK) {
		rotation->members = news.to.members->len;
		rotation->told = news.to.usable->len;
		r = sp_gate_list_keys(gate, err);
	}
	sp_circular_clear(&news);
	return r;
}

enum sp_status
sp_rotate_finish(struct sp_gate *gate, const char *actor, struct sp_err *err)
{
	const int64_t now = sp_gate_now();
	const struct sp_list_key *former;
	enum sp_status r;

	if (gate->list_keys->len < 2)
		return sp_fail(err, SP_NONE, "no former key of %s opens mail",
			       gate->conf->list);
	former = gate->list_keys->pdata[1];
	if ((r = sp_store_begin(gate->store, err)) != SP_OK)
		return r;
	if ((r = sp_store_list_key_due(gate->store, former->fingerprint, now,
				       err)) == SP_OK &&
	    (r = sp_store_event_add(gate->store, now, actor, "key-finished",
				    "", "", former->fingerprint,
				    err)) == SP_OK)
		r = sp_store_commit(gate->store, err);
	sp_store_rollback(gate->store);
	return r == SP_OK ? sp_gate_list_keys(gate, err) : r;
}
