/* SPDX-License-Identifier: GPL-2.0-or-later */
/* retire.c - the end of a former list key
 *
 * Three steps, each of which may be the last of a process: every payload that
 * names the key is sealed anew, one transaction each; one transaction says that
 * the key has ended, when nothing needs it any more; the secret half goes. What
 * is sealed to it later, by a process that opened the list before, the store
 * refuses. */
#include "lib/gate/rotate.h"

#include <string.h>

#include "lib/base/log.h"
#include "lib/gate/recipients.h"
#include "lib/gate/working.h"

enum treatment {
	SEAL_STORE,		/* as if it had come today */
	SEAL_MODERATORS,
	SEAL_SAME,		/* archived: whom it was sealed to then */
	LEAVE_OUT,		/* the list need not open it any more */
};

static enum treatment
treatment_of(const struct sp_gate *gate, const struct sp_sealed_payload *p)
{
	const enum treatment archived = gate->conf->archive_list_key
					? SEAL_SAME : LEAVE_OUT;

	switch (p->kind) {
	case SP_PAYLOAD_ORIGINAL:
		return p->mail_state == SP_MAIL_ACCEPTED ? archived
							 : SEAL_STORE;
	case SP_PAYLOAD_NOTICE:
		return SEAL_MODERATORS;
	case SP_PAYLOAD_LETTER:
		return p->pending > 0 ? SEAL_STORE : archived;
	case SP_PAYLOAD_POST:
	case SP_PAYLOAD_DROPPED:
		break;
	}
	return archived;
}

/* --- sealing anew --------------------------------------------------------- */

/* Whom it is sealed to, with the list's new key in place of the former. */
static enum sp_status
same_keys(struct sp_gate *gate, int64_t payload, const char *former,
	  GPtrArray **keys, struct sp_err *err)
{
	enum sp_status r = sp_store_envelope_keys(gate->store, payload, keys,
						  err);

	for (guint i = 0; r == SP_OK && i < (*keys)->len; i++)
		if (strcmp((*keys)->pdata[i], former) == 0)
			g_ptr_array_remove_index(*keys, i--);
	if (r == SP_OK)
		g_ptr_array_add(*keys, g_strdup(gate->list_encryption));
	return r;
}

static enum sp_status
seal_anew(struct sp_gate *gate, const struct sp_sealed_payload *p,
	  enum treatment how, const char *former, struct sp_blob *plain,
	  struct sp_sealed *sealed, struct sp_err *err)
{
	const enum sp_audience audience = how == SEAL_MODERATORS
					  ? SP_FOR_MODERATORS : SP_FOR_STORE;
	const gboolean sign = p->kind == SP_PAYLOAD_NOTICE ||
			      p->kind == SP_PAYLOAD_POST;
	g_auto_rope struct sp_rope *rope = sp_rope_new();
	g_autoptr(GPtrArray) keys = NULL;
	struct sp_recipients to = { 0 };
	const int64_t now = sp_gate_now();
	enum sp_status r;

	sp_rope_blob(rope, plain);
	if (how == SEAL_SAME) {
		r = same_keys(gate, p->id, former, &keys, err);
		return r == SP_OK ? sp_recipients_seal_for(gate, keys, rope,
							   sign, sealed, err)
				  : r;
	}
	r = sp_recipients_find(gate, audience, now, &to, err);
	if (r == SP_OK)
		r = sp_recipients_seal(gate, audience, now, &to, rope, sign,
				       sealed, err);
	sp_recipients_clear(&to);
	return r;
}

/* SP_NONE: somebody else was faster, and it does not name the key any more. */
static enum sp_status
commit_anew(struct sp_gate *gate, int64_t payload, const char *former,
	    const struct sp_sealed *sealed, struct sp_err *err)
{
	enum sp_status r = sp_store_begin(gate->store, err);

	if (r != SP_OK)
		return r;
	r = sealed ? sp_store_payload_replace(gate->store, payload, former,
					      sealed, sp_gate_now(), err)
		   : sp_store_envelope_drop(gate->store, payload, former, err);
	if (r == SP_OK)
		r = sp_store_commit(gate->store, err);
	sp_store_rollback(gate->store);
	return r;
}

/* What nobody else can open must not be lost. */
static enum sp_status
check_others(struct sp_gate *gate, int64_t payload, enum treatment *how,
	     struct sp_err *err)
{
	g_autoptr(GPtrArray) keys = NULL;
	enum sp_status r = SP_OK;

	if (*how != LEAVE_OUT)
		return SP_OK;
	r = sp_store_envelope_keys(gate->store, payload, &keys, err);
	if (r == SP_OK && keys->len < 2)
		*how = SEAL_SAME;
	return r;
}

static enum sp_status
reseal(struct sp_gate *gate, const struct sp_sealed_payload *p,
       const char *former, struct sp_retirement *done, struct sp_err *err)
{
	enum treatment how = treatment_of(gate, p);
	struct sp_sealed sealed = { .body = SP_BLOB_INIT };
	g_auto_blob struct sp_blob plain = SP_BLOB_INIT;
	enum sp_status r = check_others(gate, p->id, &how, err);

	if (r == SP_OK && how != LEAVE_OUT) {
		r = sp_working_payload(gate, p->id, &plain, err);
		if (r == SP_OK)
			r = seal_anew(gate, p, how, former, &plain, &sealed,
				      err);
		if (r == SP_NONE && how == SEAL_SAME) {
			done->blocked++;
			return SP_OK;
		}
	}
	if (r == SP_OK)
		r = commit_anew(gate, p->id, former,
				how == LEAVE_OUT ? NULL : &sealed, err);
	sp_sealed_clear(&sealed);
	done->resealed += r == SP_OK;
	done->waiting += r == SP_EBUSY;
	return r == SP_NONE || r == SP_EBUSY ? SP_OK : r;
}

/* --- the end -------------------------------------------------------------- */

static enum sp_status
count_one(const struct sp_mail *m, void *arg)
{
	(void)m;
	(*(guint *)arg)++;
	return SP_OK;
}

/* What has not been opened may be encrypted to the former key. */
static enum sp_status
count_unopened(struct sp_gate *gate, guint *n, struct sp_err *err)
{
	return sp_store_mail_list(gate->store, SP_MAIL_UNOPENED, sp_gate_now(),
				  0, count_one, n, err);
}

/* [tx] Does anything need it? */
static enum sp_status
count_needs(struct sp_gate *gate, const struct sp_list_key *former, guint *n,
	    struct sp_err *err)
{
	g_autoptr(GArray) left = NULL;
	enum sp_status r = sp_store_payloads_of(gate->store,
						former->encryption, &left, err);

	if (r != SP_OK)
		return r;
	*n = left->len;
	return count_unopened(gate, n, err);
}

static enum sp_status
end_key(struct sp_gate *gate, const struct sp_list_key *former,
	struct sp_err *err)
{
	const int64_t now = sp_gate_now();
	guint needs = 0;
	enum sp_status r = sp_store_begin(gate->store, err);

	if (r != SP_OK)
		return r;
	if ((r = count_needs(gate, former, &needs, err)) == SP_OK &&
	    needs == 0 &&
	    (r = sp_store_list_key_over(gate->store, former->fingerprint,
					err)) == SP_OK &&
	    (r = sp_store_event_add(gate->store, now, "gate", "key-retired",
				    "", "", former->fingerprint,
				    err)) == SP_OK)
		r = sp_store_commit(gate->store, err);
	sp_store_rollback(gate->store);
	return r == SP_NONE ? SP_OK : r;
}

static enum sp_status
free_of(struct sp_gate *gate, const struct sp_list_key *former, gint64 end,
	struct sp_retirement *done, struct sp_err *err)
{
	g_autoptr(GArray) payloads = NULL;
	enum sp_status r;

	if ((r = count_unopened(gate, &done->waiting, err)) != SP_OK ||
	    (r = sp_store_payloads_of(gate->store, former->encryption,
				      &payloads, err)) != SP_OK)
		return r;
	for (guint i = 0; r == SP_OK && i < payloads->len; i++) {
		if (g_get_monotonic_time() >= end) {
			done->waiting += payloads->len - i;
			return SP_OK;
		}
		r = reseal(gate, &g_array_index(payloads,
						struct sp_sealed_payload, i),
			   former->encryption, done, err);
	}
	return r;
}

/* Never one that opens mail, whatever the store says of it besides. */
static enum sp_status
drop_secrets(struct sp_gate *gate, struct sp_retirement *done,
	     struct sp_err *err)
{
	g_auto(GStrv) own = sp_pgp_own(gate->pgp);
	g_autoptr(GPtrArray) over = NULL;
	enum sp_status r = sp_store_list_keys_over(gate->store, &over, err);

	for (guint i = 0; r == SP_OK && i < over->len; i++) {
		const struct sp_list_key *k = over->pdata[i];

		if (!g_strv_contains((const char *const *)own,
				     k->encryption) ||
		    sp_gate_is_list_key(gate, k->fingerprint))
			continue;
		r = sp_pgp_drop_secret(gate->pgp, k->fingerprint, err);
		if (r == SP_OK)
			sp_log_info("event=key-retired key=%s",
				    k->fingerprint);
		done->retired += r == SP_OK;
	}
	return r;
}

enum sp_status
sp_retire(struct sp_gate *gate, unsigned budget_s, struct sp_retirement *done,
	  struct sp_err *err)
{
	const gint64 end = g_get_monotonic_time() +
			   (gint64)budget_s * G_USEC_PER_SEC;
	const int64_t now = sp_gate_now();
	enum sp_status r = SP_OK;

	for (guint i = 1; r == SP_OK && i < gate->list_keys->len; i++) {
		const struct sp_list_key *former = gate->list_keys->pdata[i];

		if (former->retires > now)
			continue;
		r = free_of(gate, former, end, done, err);
		if (r == SP_OK && done->waiting + done->blocked == 0)
			r = end_key(gate, former, err);
		else if (r == SP_OK)
			sp_log_info("event=key-needed key=%s waiting=%u "
				    "blocked=%u", former->fingerprint,
				    done->waiting, done->blocked);
	}
	if (r == SP_OK)
		r = sp_gate_list_keys(gate, err);
	return r == SP_OK ? drop_secrets(gate, done, err) : r;
}
