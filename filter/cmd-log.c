/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cmd-log.c - the events, and whether their chain holds */
#include <stdio.h>
#include <string.h>

#include "filter/command.h"
#include "filter/event.h"
#include "filter/out.h"
#include "lib/base/ref.h"
#include "lib/mail/show.h"

enum { HEAD_DIGITS = 64 };

struct log {
	struct sp_gate *gate;
	json_t *json;		/* the events; NULL: for a terminal */
};

/* A person at a terminal reads no forty digits. */
static char *
short_actor(const char *actor)
{
	if (strlen(actor) == SP_FPR_LEN)
		return g_strdup_printf("key %s", actor + SP_FPR_LEN - 16);
	return sp_show_line(actor, 0);
}

static void
event_json(json_t *object, const struct sp_event *e, const char *detail)
{
	event_members(object, e);
	out_json_text(object, "detail", detail);
}

/* Each event leaves before the next is read. */
static enum sp_status
each_line(const struct sp_event *e, void *arg)
{
	const struct log *l = arg;

	out_json_line(stdout, event_record(l->gate, e));
	return SP_OK;
}

static enum sp_status
each_event(const struct sp_event *e, void *arg)
{
	const struct log *l = arg;
	g_autofree char *detail = sp_store_event_detail(l->gate->store, e);
	g_autofree char *at = NULL;
	g_autofree char *actor = NULL;
	g_autofree char *shown = NULL;

	if (l->json) {
		event_json(out_json_object(l->json), e, detail);
		return SP_OK;
	}
	at = out_time(e->at);
	shown = sp_show_line(detail ? detail : "", 0);
	actor = short_actor(e->actor);
	out_print("%s  %-14s %-20s %-11s  %s%s%s\n", at, e->verb, actor, e->ref,
		  e->case_number, *e->case_number && *shown ? "  " : "", shown);
	return SP_OK;
}

static gboolean
is_head(const char *s)
{
	return strlen(s) == HEAD_DIGITS &&
	       s[strspn(s, "0123456789abcdefABCDEF")] == '\0';
}

static enum sp_status
verify(struct sp_gate *gate, const char *want, gboolean json,
       struct sp_err *err)
{
	json_auto_t *document = json_object();
	g_autofree char *head = NULL;
	unsigned count = 0;
	enum sp_status r = sp_store_event_verify(gate->store, want, &count,
						 &head, err);

	if (r != SP_OK && r != SP_ECHECK)
		return r;
	if (json) {
		out_json_text(document, "list", gate->conf->list);
		out_json_flag(document, "holds", r == SP_OK);
		out_json_number(document, "events", count);
		out_json_text(document, "head", head);
		out_json(g_steal_pointer(&document));
	} else if (r == SP_OK) {
		out_print("The chain of %u events holds%s.\nhead %s\n", count,
			  want ? ", and the given head is in it" : "", head);
	}
	return r;
}

static enum sp_status
list_lines(struct sp_gate *gate, const char *ref, struct sp_err *err)
{
	struct log l = { gate, NULL };

	return sp_store_event_list(gate->store, ref, each_line, &l, err);
}

static enum sp_status
list_events(struct sp_gate *gate, const char *ref, gboolean json,
	    struct sp_err *err)
{
	json_auto_t *document = json_object();
	struct log l = { gate, NULL };
	enum sp_status r;

	if (json)
		l.json = out_json_array(document, "events");
	r = sp_store_event_list(gate->store, ref, each_event, &l, err);
	if (r == SP_OK && json)
		out_json(g_steal_pointer(&document));
	return r;
}

enum sp_status
cmd_log(struct call *call, char **argv, struct sp_err *err)
{
	g_auto(GStrv) args = NULL;
	g_autofree char *head = NULL, *text = NULL;
	gboolean json = FALSE, lines = FALSE, check = FALSE;
	const GOptionEntry options[] = {
		{ "verify", 0, 0, G_OPTION_ARG_NONE, &check, NULL, NULL },
		{ "head", 0, 0, G_OPTION_ARG_STRING, &head, NULL, NULL },
		{ "ref", 0, 0, G_OPTION_ARG_STRING, &text, NULL, NULL },
		{ "json", 0, 0, G_OPTION_ARG_NONE, &json, NULL, NULL },
		{ "json-lines", 0, 0, G_OPTION_ARG_NONE, &lines, NULL, NULL },
		G_OPTION_ENTRY_NULL
	};
	struct sp_ref ref;
	struct sp_gate *gate;
	enum sp_status r;

	r = call_options(call, options, argv, 0, 1, &args, err);
	if (r != SP_OK)
		return r;
	if (head && !check)
		return call_usage(call, err, "--head goes with --verify");
	if (head && !is_head(head))
		return call_usage(call, err, "--head is what --verify printed, "
				  "%d hexadecimal digits", HEAD_DIGITS);
	if (lines && (check || json))
		return call_usage(call, err, "--json-lines goes with neither "
				  "--verify nor --json");
	if (text && (r = sp_ref_parse(text, &ref, err)) != SP_OK)
		return r;
	if ((r = call_gate(call, args[0], &gate, err)) != SP_OK)
		return r;
	if (check)
		return verify(gate, head, json, err);
	return lines ? list_lines(gate, text ? ref.text : NULL, err)
		     : list_events(gate, text ? ref.text : NULL, json, err);
}
