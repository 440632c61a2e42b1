/* SPDX-License-Identifier: GPL-2.0-or-later */
/* adopt.c - a person vouches for the key of a reporter */
#include "lib/gate/adopt.h"

#include <string.h>

#include "lib/gate/notes.h"
#include "lib/gate/outsider.h"

/* As people copy it: in any case, with blanks. */
static char *
compact(const char *fingerprint)
{
	g_auto(GStrv) words = g_strsplit_set(fingerprint, " \t:", -1);
	g_autofree char *all = g_strjoinv("", words);

	return g_ascii_strup(all, -1);
}

static enum sp_status
find_key(struct sp_gate *gate, const struct sp_mail *m, const char *want,
	 GBytes **bytes, struct sp_key **key, struct sp_err *err)
{
	g_autofree char *given = compact(want);
	enum sp_status r = sp_outsider_key(gate, m, TRUE, bytes, key, err);

	if (r == SP_NONE)
		return sp_fail(err, SP_NONE, "no key that can be used came "
			       "with %s", m->ref);
	if (r != SP_OK || strcmp(given, (*key)->fingerprint) == 0)
		return r;
	return sp_fail(err, SP_EDENIED, "the key that came with %s is %s; "
		       "give all of its fingerprint, as its owner told it to "
		       "you by another way", m->ref, (*key)->fingerprint);
}

/* [tx] */
static enum sp_status
adopt(struct sp_gate *gate, const char *actor, const struct sp_mail *m,
      const struct sp_case *c, const struct sp_key *key, GBytes *bytes,
      struct sp_err *err)
{
	g_autofree char *author = sp_notes_get(gate, m->thread, SP_NOTE_REPLY);
	g_autoptr(GBytes) sealed = NULL;
	const int64_t now = sp_gate_now();
	struct sp_digest d;
	enum sp_status r;
	gsize n = 0;
	const void *p = g_bytes_get_data(bytes, &n);

	sealed = sp_vault_seal(gate->vault, SP_SEAL_KEY, p, n);
	sp_gate_digest_address(gate, author ? author : "", &d);
	r = sp_store_participant_adopt(gate->store, c->id, &d,
				       key->fingerprint, sealed, now, err);
	if (r == SP_NONE)
		return sp_fail(err, SP_EDENIED, "the author of %s takes no "
			       "part in %s", m->ref, c->number);
	return r != SP_OK ? r
		: sp_store_event_add(gate->store, now, actor, "key-adopted",
				     m->ref, c->number, key->fingerprint, err);
}

static enum sp_status
settle(struct sp_gate *gate, const char *actor, const struct sp_mail *m,
       const char *fingerprint, char **number, struct sp_err *err)
{
	g_autoptr(GBytes) bytes = NULL;
	struct sp_key *key = NULL;
	struct sp_case *c = NULL;
	enum sp_status r;

	r = m->case_id == 0
		? sp_fail(err, SP_EDENIED, "%s is in no case yet", m->ref)
		: sp_store_case_by_id(gate->store, m->case_id, &c, err);
	if (r == SP_OK)
		r = find_key(gate, m, fingerprint, &bytes, &key, err);
	if (r == SP_OK && (r = sp_store_begin(gate->store, err)) == SP_OK &&
	    (r = adopt(gate, actor, m, c, key, bytes, err)) == SP_OK &&
	    (r = sp_gate_commit(gate, err)) == SP_OK)
		*number = g_strdup(c->number);
	sp_store_rollback(gate->store);
	sp_key_free(key);
	sp_case_free(c);
	return r;
}

enum sp_status
sp_adopt(struct sp_gate *gate, const char *actor, const char *ref,
	 const char *fingerprint, char **number, struct sp_err *err)
{
	struct sp_mail *m = NULL;
	enum sp_status r = sp_store_mail_by_ref(gate->store, ref, &m, err);

	if (r == SP_OK)
		r = settle(gate, actor, m, fingerprint, number, err);
	sp_mail_free(m);
	return r;
}
