/* SPDX-License-Identifier: GPL-2.0-or-later */
/* intake.c - the first commit: a mail held sealed and unopened */
#include "lib/gate/intake.h"

#include <string.h>

#include "lib/gate/identity.h"
#include "lib/gate/recipients.h"
#include "lib/mail/address.h"
#include "lib/policy/verdict.h"

/* A shorter input than announced is a killed pipe, and the MTA will come
 * again; the same bytes short a second time are all there is. */
static enum sp_status
check_length(struct sp_gate *gate, const struct sp_delivery *d,
	     struct sp_length *length, const struct sp_digest *digest,
	     int64_t now, gboolean *unverified, struct sp_err *err)
{
	enum sp_status r;

	*unverified = !d->size_known;
	if (!d->size_known || sp_length_ok(length, d->unit, d->size))
		return SP_OK;
	*unverified = TRUE;
	if ((r = sp_store_begin(gate->store, err)) != SP_OK)
		return r;
	r = sp_store_short_input(gate->store, digest, now, err);
	if (r == SP_OK) {
		r = sp_store_commit(gate->store, err);
		sp_store_rollback(gate->store);
		return r != SP_OK ? r : sp_fail(err, SP_EBUSY,
			"input is shorter than announced");
	}
	sp_store_rollback(gate->store);
	return r == SP_EDENIED ? SP_OK : r;
}

/* Known already: count it and say so. */
static enum sp_status
repeat(struct sp_gate *gate, const struct sp_mail *known, int64_t now,
       struct sp_err *err)
{
	enum sp_status r;

	if ((r = sp_store_begin(gate->store, err)) != SP_OK)
		return r;
	r = sp_store_mail_repeat(gate->store, known->id, err);
	if (r == SP_OK && known->decided != 0)
		r = sp_store_event_add(gate->store, now, "gate", "repeated",
				       known->ref, "", NULL, err);
	if (r == SP_OK)
		r = sp_store_commit(gate->store, err);
	sp_store_rollback(gate->store);
	return r;
}

static enum sp_status
commit_unopened(struct sp_gate *gate, struct sp_mail *m,
		const struct sp_sealed *sealed, int64_t *id, struct sp_err *err)
{
	enum sp_status r;

	if ((r = sp_store_begin(gate->store, err)) != SP_OK)
		return r;
	if ((r = sp_store_new_ref(gate->store, m->ref, err)) == SP_OK &&
	    (r = sp_store_payload_add(gate->store, SP_PAYLOAD_ORIGINAL,
				      m->arrived, sealed, &m->original,
				      err)) == SP_OK &&
	    (r = sp_store_mail_add(gate->store, m, id, err)) == SP_OK &&
	    (r = sp_store_event_add(gate->store, m->arrived, "gate", "arrived",
				    m->ref, "", NULL, err)) == SP_OK)
		r = sp_store_commit(gate->store, err);
	sp_store_rollback(gate->store);
	return r;
}

static unsigned
size_class(size_t len)
{
	unsigned c = 0;

	while (((size_t)1 << c) < len && c < 40)
		c++;
	return c;
}

/* What the bytes of an arrival say without being opened; they are gone through
 * while gpg seals them. */
struct arrival {
	const struct sp_gate *gate;
	const struct sp_delivery *delivery;
	struct sp_length length;
	struct sp_digest digest;
	gboolean identified;
	enum sp_status status;		/* of that, and why */
	struct sp_err err;
};

static void
identify(void *arg)
{
	struct arrival *a = arg;

	if (!a->identified)
		a->status = sp_identity(a->gate, a->delivery, &a->length,
					&a->digest, &a->err);
	a->identified = TRUE;
}

static enum sp_status
seal_unopened(struct sp_gate *gate, struct arrival *a, int64_t now,
	      struct sp_sealed *sealed, struct sp_err *err)
{
	g_auto_rope struct sp_rope *rope = sp_rope_new();
	struct sp_recipients to = { 0 };
	enum sp_status r;

	sp_rope_blob(rope, a->delivery->message);
	r = sp_recipients_find(gate, SP_FOR_STORE, now, &to, err);
	if (r == SP_OK) {
		sp_gate_meanwhile(gate, identify, a);
		r = sp_recipients_seal(gate, SP_FOR_STORE, now, &to, rope,
				       FALSE, sealed, err);
		sp_gate_meanwhile(gate, NULL, NULL);
	}
	sp_recipients_clear(&to);
	return r;
}

static void
fill_row(struct sp_gate *gate, const struct sp_delivery *d, int64_t now,
	 gboolean unverified, struct sp_mail *m)
{
	const char *sender = sp_address_null(d->sender) ? "" : d->sender;
	/* With a space it is no address, as before. */
	g_autofree char *line = g_strdelimit(g_strdup(sender), "\r\n", ' ');
	g_autofree char *envelope = g_strdup_printf("%s\n%s", line,
						    d->recipient);
	struct sp_recipient to = { 0 };

	sp_recipient_read(gate->conf->address, gate->conf->delimiter,
			  d->recipient, &to);
	m->arrived = now;
	m->state = SP_MAIL_UNOPENED;
	m->role = to.role;
	m->rank = SP_RANK_PLAIN;
	m->why = unverified && d->size_known ? SP_WHY_LENGTH : 0;
	m->size_class = size_class(d->message->len);
	m->ack = SP_ACK_STATE_UNDECIDED;
	m->ack_due = now + gate->conf->ack_delay_s;
	m->decided_by = g_strdup("");
	m->decision = g_strdup("");
	m->envelope = sp_gate_seal(gate, SP_SEAL_ENVELOPE, envelope);
	sp_gate_digest_address(gate, sender, &m->sender);
	sp_recipient_clear(&to);
}

/* SP_EDENIED: the mail is there, *id is its row, and it was counted. SP_NONE:
 * it is new. */
static enum sp_status
find_known(struct sp_gate *gate, const struct sp_digest *digest, int64_t now,
	   int64_t *id, struct sp_err *err)
{
	struct sp_mail *known = NULL;
	enum sp_status r;

	r = sp_store_mail_by_digest(gate->store, digest, &known, err);
	if (r != SP_OK)
		return r;
	*id = known->id;
	r = repeat(gate, known, now, err);
	sp_mail_free(known);
	return r != SP_OK ? r : sp_fail(err, SP_EDENIED, "known already");
}

static enum sp_status
store_new(struct sp_gate *gate, const struct arrival *a, int64_t now,
	  gboolean unverified, const struct sp_sealed *sealed, int64_t *id,
	  struct sp_err *err)
{
	struct sp_mail *m = g_new0(struct sp_mail, 1);
	enum sp_status r;

	fill_row(gate, a->delivery, now, unverified, m);
	m->digest = a->digest;
	r = commit_unopened(gate, m, sealed, id, err);
	sp_mail_free(m);
	/* Its twin was faster by a moment. */
	return r == SP_EDENIED ? find_known(gate, &a->digest, now, id, err)
			       : r;
}

/* Sealing comes first, and whether it worked counts last: what is known, or
 * too short, is answered as such whatever gpg says. */
enum sp_status
sp_intake_store(struct sp_gate *gate, const struct sp_delivery *delivery,
		int64_t *id, struct sp_err *err)
{
	struct arrival a = { .gate = gate, .delivery = delivery };
	struct sp_sealed sealed = { .body = SP_BLOB_INIT };
	struct sp_err why = { .code = SP_OK };
	gboolean unverified = FALSE;
	int64_t now = sp_gate_now();
	enum sp_status r, seal = seal_unopened(gate, &a, now, &sealed, &why);

	identify(&a);
	*err = a.err;
	if ((r = a.status) == SP_OK &&
	    (r = find_known(gate, &a.digest, now, id, err)) == SP_NONE &&
	    (r = check_length(gate, delivery, &a.length, &a.digest, now,
			      &unverified, err)) == SP_OK &&
	    (r = sp_store_space(gate->store, delivery->message->len,
				err)) == SP_OK) {
		*err = why;
		r = seal != SP_OK ? seal :
			store_new(gate, &a, now, unverified, &sealed, id, err);
	}
	sp_sealed_clear(&sealed);
	return r;
}
