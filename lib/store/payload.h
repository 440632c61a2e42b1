/* SPDX-License-Identifier: GPL-2.0-or-later */
/* payload.h - sealed content, and the keys that open it
 *
 * A part of store.h, whose rules hold here. */
#ifndef SP_STORE_PAYLOAD_H
#define SP_STORE_PAYLOAD_H

#include <glib.h>
#include <stdint.h>

#include "lib/base/status.h"
#include "lib/pgp/pgp.h"

struct sp_store;

enum sp_payload_kind { SP_PAYLOAD_ORIGINAL, SP_PAYLOAD_NOTICE, SP_PAYLOAD_POST,
		       SP_PAYLOAD_LETTER,
		       SP_PAYLOAD_DROPPED /* nobody's: to be swept away */ };

/* [tx] The body is written in pieces; the envelopes become rows.
 * SP_EBUSY: it is sealed to a list key that has ended meanwhile, so that nobody
 * here could open it; the list must be opened anew. */
enum sp_status sp_store_payload_add(struct sp_store *st,
				    enum sp_payload_kind kind, int64_t now,
				    const struct sp_sealed *sealed, int64_t *id,
				    struct sp_err *err) SP_CHECKED;
/* One payload that is sealed to a certain key. */
struct sp_sealed_payload {
	int64_t id;
	enum sp_payload_kind kind;
	int mail_state;		/* of its mail; -1: it has none */
	unsigned pending;	/* mails still to leave with it */
};
/* payloads gets struct sp_sealed_payload, by id. */
enum sp_status sp_store_payloads_of(struct sp_store *st, const char *fpr,
				    GArray **payloads, struct sp_err *err)
				    SP_CHECKED;
/* [tx] The same content, sealed anew, in place of what is there, provided that
 * it is still sealed to fpr: SP_NONE else. SP_EBUSY: it is being sent. */
enum sp_status sp_store_payload_replace(struct sp_store *st, int64_t payload,
					const char *fpr,
					const struct sp_sealed *sealed,
					int64_t now, struct sp_err *err)
					SP_CHECKED;
/* Packets for these encryption subkeys (all when fprs is NULL); packets gets
 * GBytes *. SP_NONE when there is none. */
enum sp_status sp_store_envelopes(struct sp_store *st, int64_t payload,
				  const char *const *fprs, GPtrArray **packets,
				  struct sp_err *err) SP_CHECKED;
/* Names of the subkeys a payload is sealed to. */
enum sp_status sp_store_envelope_keys(struct sp_store *st, int64_t payload,
				      GPtrArray **fprs, struct sp_err *err)
				      SP_CHECKED;
/* Read the body in pieces: open, read until 0, close. */
struct sp_store_body;
enum sp_status sp_store_body_open(struct sp_store *st, int64_t payload,
				  struct sp_store_body **b,
				  struct sp_err *err) SP_CHECKED;
ssize_t sp_store_body_read(void *body, void *buf, size_t n);
void sp_store_body_close(struct sp_store_body *b);
/* [tx] Drop the list key's (or any) envelope; drop a payload with all. Its body
 * is a secret to everyone from then on, and goes when the store is swept: to
 * write zeros over it now would cost whoever decides as much as a new one. */
enum sp_status sp_store_envelope_drop(struct sp_store *st, int64_t payload,
				      const char *fpr, struct sp_err *err)
				      SP_CHECKED;
enum sp_status sp_store_payload_drop(struct sp_store *st, int64_t payload,
				     struct sp_err *err) SP_CHECKED;

#endif
