/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sendkey.c - the answer to "sendkey": the public key of the list */
#include "lib/gate/sendkey.h"

#include "lib/gate/circular.h"
#include "lib/gate/notes.h"
#include "lib/mail/address.h"
#include "lib/mail/compose.h"
#include "lib/notice/template.h"

gboolean
sp_sendkey_is(const struct sp_mail *m)
{
	return m->role == SP_TO_REQUEST;
}

static enum sp_status
write_text(const struct sp_gate *gate, char **subject, char **text,
	   struct sp_err *err)
{
	const struct sp_config *conf = gate->conf;
	g_autofree char *pretty = sp_pgp_pretty(gate->list_primary);
	const struct sp_template_value values[] = {
		{ "list", conf->name }, { "address", conf->address },
		{ "tag", conf->tag }, { "fingerprint", pretty },
		{ "key", conf->key_url }, { "policy", conf->policy_url },
		{ NULL, NULL } };
	g_autofree char *file = NULL;
	g_autofree char *template = NULL;
	enum sp_status r;

	r = sp_template_load(conf->dir, "sendkey", &file, &template, err);
	return r == SP_OK ? sp_template_expand(file, template, values, subject,
					       text, err) : r;
}

/* No Reply-To: who writes to the list next has a report, and is to be told that
 * it came in. */
enum sp_status
sp_sendkey_compose(struct sp_gate *gate, const struct sp_out *out,
		   const struct sp_mail *m, struct sp_dispatch *d,
		   struct sp_err *err)
{
	g_autofree char *msgid = sp_gate_msgid(gate, "sendkey", m->ref, "");
	g_autofree char *answers = sp_notes_get(gate, m->thread,
						SP_NOTE_MSGID);
	g_autofree char *subject = NULL;
	g_autofree char *text = NULL;
	g_autofree char *armor = NULL;
	g_autofree char *part = NULL;
	struct sp_outer outer = {
		.to = d->recipient, .made = out->made, .msgid = msgid,
		.answers = answers && answers[0] != '\0' ? answers : NULL,
		.automatic = TRUE,
	};
	enum sp_status r;

	if ((r = write_text(gate, &subject, &text, err)) != SP_OK ||
	    (r = sp_pgp_export(gate->pgp, gate->list_primary, &armor,
			       err)) != SP_OK)
		return r;
	outer.subject = subject;
	part = sp_circular_entity(text, armor);
	return sp_dispatch_signed(gate, &outer, NULL, part, d, err);
}
