/* SPDX-License-Identifier: GPL-2.0-or-later */
/* event.c - one event of the log, as JSON */
#include "filter/event.h"

#include "filter/out.h"
#include "lib/notice/record.h"

void
event_members(json_t *object, const struct sp_event *e)
{
	out_json_number(object, "seq", e->seq);
	out_json_time(object, "at", e->at);
	out_json_text(object, "actor", e->actor);
	out_json_text(object, "verb", e->verb);
	out_json_text(object, "ref", e->ref);
	out_json_text(object, "case", e->case_number);
}

json_t *
event_record(const struct sp_gate *gate, const struct sp_event *e)
{
	g_autofree char *detail = sp_store_event_detail(gate->store, e);
	g_autofree char *mac = sp_store_event_mac(e);
	GHashTable *record = sp_record_read(detail);
	json_t *object = json_object();

	event_members(object, e);
	if (record)
		out_json_texts(object, "detail", record);
	else
		out_json_text(object, "detail", detail);
	out_json_text(object, "mac", mac);
	g_clear_pointer(&record, g_hash_table_unref);
	return object;
}
