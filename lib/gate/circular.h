/* SPDX-License-Identifier: GPL-2.0-or-later */
/* circular.h - what the gate tells the people of a list about its keys
 *
 * No mail is behind it. Who has a usable key gets it encrypted and signed by
 * the list; who has none reads in the clear that the key is at fault. */
#ifndef SP_GATE_CIRCULAR_H
#define SP_GATE_CIRCULAR_H

#include "lib/gate/recipients.h"

struct sp_circular {
	struct sp_recipients to;
	struct sp_sealed sealed;	/* when to.usable has anybody */
	int64_t made;
};

#define SP_CIRCULAR_INIT { .sealed = { .body = SP_BLOB_INIT } }

/* A MIME entity of text and, unless key is NULL, a public key (armored);
 * g_free(). */
char *sp_circular_entity(const char *text, const char *key);
/* Text, and below it a public key (armored) unless that is NULL. */
enum sp_status sp_circular_seal(struct sp_gate *gate, enum sp_audience audience,
				const char *text, const char *key, int64_t now,
				struct sp_circular *c, struct sp_err *err)
				SP_CHECKED;
/* [tx] A row for each. */
enum sp_status sp_circular_queue(struct sp_gate *gate,
				 const struct sp_circular *c,
				 struct sp_err *err) SP_CHECKED;
/* [tx] Tell one person, in the clear and without any content, that something
 * is to be done about their key. */
enum sp_status sp_circular_warn(struct sp_gate *gate, const struct sp_member *m,
				int64_t now, struct sp_err *err) SP_CHECKED;
void sp_circular_clear(struct sp_circular *c);

#endif
