/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cmd-calendar.c - what ends, expires or is due, by month */
#include <string.h>

#include "filter/command.h"
#include "filter/out.h"
#include "lib/gate/agenda.h"

#define MONTHS 3
#define MONTHS_MAX 60

static const char *
kind_word(enum sp_calendar_kind kind)
{
	switch (kind) {
	case SP_CALENDAR_EMBARGO:
		return "embargo";
	case SP_CALENDAR_PROCESSING:
		return "processing";
	case SP_CALENDAR_KEY:
		return "key";
	case SP_CALENDAR_DUE:
	case SP_CALENDAR_KINDS:
		break;
	}
	return "due";
}

static const struct sp_calendar_entry *
entries(const struct sp_agenda *a)
{
	return (const struct sp_calendar_entry *)(void *)a->entries->data;
}

static void
print_json(const struct sp_gate *gate, const struct sp_agenda *a)
{
	json_t *document = json_object();
	json_t *array = out_json_array(document, "entries");

	for (guint i = 0; i < a->entries->len; i++) {
		const struct sp_calendar_entry *e = &entries(a)[i];
		json_t *object = out_json_object(array);

		out_json_text(object, "list", gate->conf->list);
		out_json_time(object, "at", e->at);
		out_json_text(object, "kind", kind_word(e->kind));
		out_json_text(object, "title", e->title);
		out_json_text(object, "what", e->what);
	}
	out_json(document);
}

static void
print_ical(const struct sp_gate *gate, const struct sp_agenda *a)
{
	const char *at = strrchr(gate->conf->address, '@');
	g_autofree char *text = sp_calendar_ical(entries(a), a->entries->len,
						 at ? at + 1 : "invalid",
						 sp_gate_now());

	out_as_is(text);
}

static void
print_months(const struct sp_gate *gate, const struct sp_agenda *a,
	     unsigned months)
{
	g_autofree char *text = sp_calendar_text(entries(a), a->entries->len,
		gate->conf->workdays.timezone, sp_gate_now(), months);

	out_print("%s", text);
}

enum sp_status
cmd_calendar(struct call *call, char **argv, struct sp_err *err)
{
	g_auto(GStrv) args = NULL;
	gboolean ics = FALSE, json = FALSE;
	int months = MONTHS;
	const GOptionEntry options[] = {
		{ "months", 0, 0, G_OPTION_ARG_INT, &months, NULL, NULL },
		{ "ics", 0, 0, G_OPTION_ARG_NONE, &ics, NULL, NULL },
		{ "json", 0, 0, G_OPTION_ARG_NONE, &json, NULL, NULL },
		G_OPTION_ENTRY_NULL
	};
	struct sp_agenda agenda = SP_AGENDA_INIT;
	struct sp_gate *gate;
	enum sp_status r;

	if ((r = call_options(call, options, argv, 0, 1, &args, err)) != SP_OK)
		return r;
	if (months < 1 || months > MONTHS_MAX)
		return call_usage(call, err, "--months is 1 to %d", MONTHS_MAX);
	if (ics && json)
		return call_usage(call, err, "give --ics or --json");
	if ((r = call_gate(call, args[0], &gate, err)) == SP_OK &&
	    (r = sp_agenda_read(gate, &agenda, err)) == SP_OK) {
		if (ics)
			print_ical(gate, &agenda);
		else if (json)
			print_json(gate, &agenda);
		else
			print_months(gate, &agenda, (unsigned)months);
	}
	sp_agenda_clear(&agenda);
	return r;
}
