/* SPDX-License-Identifier: GPL-2.0-or-later */
/* triage.c - what the commands about a case have in common */
#include "filter/triage.h"

#include <stdio.h>
#include <string.h>

#include "filter/out.h"
#include "lib/base/log.h"
#include "lib/gate/deeds.h"
#include "lib/gate/handover.h"
#include "lib/gate/portrait.h"

#define TEXT_MAX (16 * 1024)	/* bytes of one text of a command */
#define HANDOVER_S 20

enum sp_status
triage_text(struct call *call, char **text, const char *option,
	    struct sp_err *err)
{
	g_autoptr(GString) read = NULL;
	char buf[1024];
	size_t n;

	if (!*text || strcmp(*text, "-") != 0) {
		if (*text && strlen(*text) > TEXT_MAX)
			return call_usage(call, err, "the text of %s is longer "
					  "than %d bytes", option, TEXT_MAX);
		return SP_OK;
	}
	read = g_string_new(NULL);
	while ((n = fread(buf, 1, sizeof(buf), stdin)) > 0) {
		g_string_append_len(read, buf, (gssize)n);
		if (read->len > TEXT_MAX)
			return call_usage(call, err, "the text of %s is longer "
					  "than %d bytes", option, TEXT_MAX);
	}
	if (ferror(stdin))
		return sp_fail(err, SP_EIO, "standard input cannot be read");
	g_free(*text);
	*text = g_strstrip(g_strndup(read->str, read->len));
	return SP_OK;
}

enum sp_status
triage_find(struct call *call, const char *number, struct sp_gate **gate,
	    struct sp_dossier **d, struct sp_err *err)
{
	struct sp_case *c = NULL;
	enum sp_status r = call_case(call, number, gate, &c, err);

	if (r == SP_OK)
		r = sp_triage_read(*gate, c, d, err);
	sp_case_free(c);
	return r;
}

void
triage_tell(struct sp_gate *gate, const struct sp_dossier *d)
{
	g_autofree char *text = sp_portrait_state(gate, d, sp_gate_now());

	out_line(text);
}

enum sp_status
triage_do(struct call *call, const char *number, struct sp_act *act,
	  struct sp_err *err)
{
	struct sp_gate *gate = NULL;
	struct sp_dossier *d = NULL;
	struct sp_case *c = NULL;
	enum sp_status r = call_case(call, number, &gate, &c, err);

	if (r == SP_OK) {
		act->actor = call->actor;
		act->number = c->number;
		r = sp_triage_do(gate, act, &d, err);
	}
	if (r == SP_OK)
		triage_tell(gate, d);
	sp_dossier_free(d);
	sp_case_free(c);
	return r;
}

/* What makes no sense is said before a list is opened. */
enum sp_status
triage_say(struct call *call, const char *number, GHashTable *said,
	   struct sp_err *err)
{
	struct sp_doing doing = { .actor = call->actor, .said = said };
	struct sp_gate *gate = NULL;
	struct sp_dossier *d = NULL;
	struct sp_case *c = NULL;
	struct sp_err why;
	enum sp_status r = sp_deed_make(sp_verb_id(call->verb), said,
					&doing.deed, &why);

	if (r != SP_OK)
		return call_usage(call, err, "%s", why.text);
	if ((r = call_case(call, number, &gate, &c, err)) == SP_OK) {
		doing.number = c->number;
		r = sp_deed_do(gate, &doing, &d, err);
	}
	if (r == SP_OK)
		triage_tell(gate, d);
	sp_dossier_free(d);
	sp_case_free(c);
	return r;
}

void
triage_hand_over(struct sp_gate *gate, const struct sp_case *c)
{
	struct sp_handed handed = { 0 };
	struct sp_mail *m = NULL;
	struct sp_err err;
	enum sp_status r = sp_store_mail_by_ref(gate->store, c->ref, &m, &err);

	if (r == SP_OK)
		r = sp_handover(gate, m->id, HANDOVER_S, &handed, &err);
	if (r != SP_OK && r != SP_NONE)
		sp_log_error("event=handover-failed cause=%s", err.text);
	sp_mail_free(m);
}
