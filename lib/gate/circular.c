/* SPDX-License-Identifier: GPL-2.0-or-later */
/* circular.c - what the gate tells the people of a list about its keys */
#include "lib/gate/circular.h"

#include <string.h>

#include "lib/mail/compose.h"

char *
sp_circular_entity(const char *text, const char *key)
{
	g_autofree char *boundary = sp_boundary_new();
	g_autofree char *entity = sp_text_entity(text);

	if (key == NULL)
		return g_steal_pointer(&entity);
	return g_strdup_printf("Content-Type: multipart/mixed; boundary=\"%s\""
		"\n\n--%s\n%s\n--%s\nContent-Type: application/pgp-keys; "
		"name=\"list.asc\"\nContent-Disposition: attachment; "
		"filename=\"list.asc\"\n\n%s\n--%s--\n", boundary, boundary,
		entity, boundary, key, boundary);
}

/* Neither the list nor its archive is among those who must know. */
static void
narrow(struct sp_recipients *to)
{
	g_ptr_array_set_size(to->keys, 0);
	for (guint i = 0; i < to->usable->len; i++) {
		const struct sp_member *m = to->usable->pdata[i];

		g_ptr_array_add(to->keys, g_strdup(m->encryption));
	}
}

enum sp_status
sp_circular_seal(struct sp_gate *gate, enum sp_audience audience,
		 const char *text, const char *key, int64_t now,
		 struct sp_circular *c, struct sp_err *err)
{
	g_auto_rope struct sp_rope *rope = sp_rope_new();
	g_autofree char *entity = sp_circular_entity(text, key);
	enum sp_status r;

	c->made = now;
	r = sp_recipients_find(gate, audience, now, &c->to, err);
	if (r != SP_OK || c->to.usable->len == 0)
		return r;
	narrow(&c->to);
	sp_rope_text(rope, entity);
	return sp_recipients_seal(gate, audience, now, &c->to, rope, TRUE,
				  &c->sealed, err);
}

enum sp_status
sp_circular_queue(struct sp_gate *gate, const struct sp_circular *c,
		  struct sp_err *err)
{
	struct sp_out like = { .kind = SP_OUT_CIRCULAR, .made = c->made };
	enum sp_status r = SP_OK;

	if (c->to.usable->len > 0)
		r = sp_store_payload_add(gate->store, SP_PAYLOAD_LETTER,
					 c->made, &c->sealed, &like.payload,
					 err);
	return r != SP_OK ? r : sp_recipients_queue(gate, &c->to, &like,
						    like.kind, err);
}

enum sp_status
sp_circular_warn(struct sp_gate *gate, const struct sp_member *m, int64_t now,
		 struct sp_err *err)
{
	const struct sp_out row = { .kind = SP_OUT_CIRCULAR, .made = now };

	return sp_recipients_queue_one(gate, &row, m, err);
}

void
sp_circular_clear(struct sp_circular *c)
{
	sp_recipients_clear(&c->to);
	sp_sealed_clear(&c->sealed);
}
