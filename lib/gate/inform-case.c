/* SPDX-License-Identifier: GPL-2.0-or-later */
/* inform-case.c - what is to be read about the cases of a list, in short */
#include "lib/gate/inform.h"

#include <string.h>

#include "lib/gate/portrait.h"
#include "lib/mail/show.h"
#include "lib/notice/documents.h"

#define OPEN_MAX 100	/* cases in one answer */

/* "triaged, Important, led by mo@example.org", "not rated" left out. */
static void
put_state(GString *s, const struct sp_gate *gate, const struct sp_dossier *d,
	  int64_t now)
{
	g_string_append(s, sp_case_states[sp_process_state(d, gate->conf)]);
	if (d->severity != SP_UNRATED)
		g_string_append_printf(s, ", %s", sp_severities[d->severity]);
	if (d->lead)
		g_string_append_printf(s, ", led by %s", d->lead);
	if (sp_dossier_embargoed(d, now)) {
		g_autofree char *until = sp_portrait_embargo(d, now);

		g_string_append_printf(s, ", embargo %s", until);
	}
}

enum sp_status
sp_inform_case(struct sp_gate *gate, const char *number, char **text,
	       struct sp_err *err)
{
	const int64_t now = sp_gate_now();
	struct sp_dossier *d = NULL;
	g_autofree char *next = NULL;
	enum sp_status r = sp_triage_find(gate, number, &d, err);
	GString *s;

	if (r != SP_OK)
		return r;
	s = g_string_new(NULL);
	g_string_append_printf(s, "%s is ", d->number);
	put_state(s, gate, d, now);
	next = sp_portrait_next(gate, d, now);
	g_string_append_printf(s, ".\n%s", next);
	*text = g_string_free(s, FALSE);
	sp_dossier_free(d);
	return SP_OK;
}

enum sp_status
sp_inform_next(struct sp_gate *gate, const char *number, char **text,
	       struct sp_err *err)
{
	struct sp_dossier *d = NULL;
	enum sp_status r = sp_triage_find(gate, number, &d, err);

	if (r == SP_OK)
		*text = sp_portrait_next(gate, d, sp_gate_now());
	sp_dossier_free(d);
	return r;
}

struct open_cases {
	struct sp_gate *gate;
	GString *text;
	unsigned shown, left;
	int64_t now;
	struct sp_err *err;
};

static enum sp_status
put_case(struct open_cases *o, const struct sp_case *c)
{
	struct sp_dossier *d = NULL;
	g_autofree char *title = NULL;
	enum sp_status r = sp_triage_read(o->gate, c, &d, o->err);

	if (r != SP_OK)
		return r;
	title = sp_show_line(d->title
			     ? sp_untagged(o->gate->conf, d->title)
			     : "(deleted)", 100);
	g_string_append_printf(o->text, "\n%s  ", c->number);
	put_state(o->text, o->gate, d, o->now);
	g_string_append_printf(o->text, "\n    %s", title);
	sp_dossier_free(d);
	return SP_OK;
}

static enum sp_status
each_case(const struct sp_case *c, void *arg)
{
	struct open_cases *o = arg;

	if (strcmp(c->state, sp_case_states[SP_CASE_CLOSED]) == 0)
		return SP_OK;
	if (o->shown == OPEN_MAX) {
		o->left++;
		return SP_OK;
	}
	o->shown++;
	return put_case(o, c);
}

enum sp_status
sp_inform_cases(struct sp_gate *gate, char **text, struct sp_err *err)
{
	g_autoptr(GString) all = g_string_new(NULL);
	struct open_cases o = { .gate = gate, .text = all,
				.now = sp_gate_now(), .err = err };
	enum sp_status r = sp_store_case_list(gate->store, each_case, &o, err);

	if (r != SP_OK)
		return r;
	if (o.left > 0)
		g_string_append_printf(all, "\nand %u more", o.left);
	*text = o.shown == 0 ? g_strdup("No case is open.")
		: g_strdup_printf("%u open\n%s", o.shown + o.left, all->str);
	return SP_OK;
}
