/* SPDX-License-Identifier: GPL-2.0-or-later */
/* card.c - what is known of one mail, to JSON and back
 *
 * One table names every member; sealing, reading back and freeing follow it.
 * The names are also those of "show --json": stable. */
#include <json-glib/json-glib.h>
#include <stddef.h>

#include "lib/notice/documents.h"

enum kind { TEXT, FLAG, COUNT, TIME };

static const struct member {
	const char *name;
	enum kind kind;
	size_t offset;
} members[] = {
#define MEMBER(kind, name) { #name, kind, offsetof(struct sp_card, name) }
	MEMBER(TEXT, ref),
	MEMBER(TEXT, case_number),
	MEMBER(TEXT, why),
	MEMBER(TEXT, from),
	MEMBER(TEXT, from_address),
	MEMBER(TEXT, subject),
	MEMBER(TEXT, outer_subject),
	MEMBER(TEXT, crypto),
	MEMBER(TEXT, signature),
	MEMBER(TEXT, authentication),
	MEMBER(TEXT, differences),
	MEMBER(TEXT, to),
	MEMBER(TEXT, parts),
	MEMBER(TEXT, ack),
	MEMBER(TEXT, found),
	MEMBER(TEXT, missing),
	MEMBER(TEXT, similar),
	MEMBER(TEXT, due),
	MEMBER(TEXT, suggest),
	MEMBER(FLAG, report),
	MEMBER(FLAG, spam),
	MEMBER(COUNT, size),
	MEMBER(COUNT, earlier),
	MEMBER(TIME, arrived),
#undef MEMBER
};

void
sp_card_free(struct sp_card *c)
{
	size_t i;

	if (!c)
		return;
	for (i = 0; i < G_N_ELEMENTS(members); i++)
		if (members[i].kind == TEXT)
			g_free(G_STRUCT_MEMBER(char *, c, members[i].offset));
	g_free(c);
}

static void
add_value(JsonBuilder *b, const struct sp_card *c, const struct member *m)
{
	const char *text;

	json_builder_set_member_name(b, m->name);
	switch (m->kind) {
	case TEXT:
		text = G_STRUCT_MEMBER(char *, c, m->offset);
		json_builder_add_string_value(b, text ? text : "");
		return;
	case FLAG:
		json_builder_add_boolean_value(
			b, G_STRUCT_MEMBER(gboolean, c, m->offset));
		return;
	case COUNT:
		json_builder_add_int_value(
			b, (gint64)G_STRUCT_MEMBER(guint64, c, m->offset));
		return;
	case TIME:
		json_builder_add_int_value(
			b, G_STRUCT_MEMBER(int64_t, c, m->offset));
		return;
	}
}

char *
sp_card_to_json(const struct sp_card *c)
{
	g_autoptr(JsonBuilder) b = json_builder_new();
	g_autoptr(JsonNode) root = NULL;
	size_t i;

	json_builder_begin_object(b);
	for (i = 0; i < G_N_ELEMENTS(members); i++)
		add_value(b, c, &members[i]);
	json_builder_end_object(b);
	root = json_builder_get_root(b);
	return json_to_string(root, FALSE);
}

static gboolean
is_value(JsonNode *n, GType type)
{
	return n && JSON_NODE_HOLDS_VALUE(n) &&
	       json_node_get_value_type(n) == type;
}

/* A card sealed by an older program lacks the newer members: they are empty. */
static gboolean
read_value(JsonObject *o, struct sp_card *c, const struct member *m)
{
	JsonNode *n = json_object_get_member(o, m->name);
	gint64 number = 0;

	switch (m->kind) {
	case TEXT:
		if (n && !is_value(n, G_TYPE_STRING))
			return FALSE;
		G_STRUCT_MEMBER(char *, c, m->offset) =
			g_strdup(n ? json_node_get_string(n) : "");
		return TRUE;
	case FLAG:
		if (n && !is_value(n, G_TYPE_BOOLEAN))
			return FALSE;
		G_STRUCT_MEMBER(gboolean, c, m->offset) =
			n && json_node_get_boolean(n);
		return TRUE;
	case COUNT:
	case TIME:
		break;
	}
	if (n && !is_value(n, G_TYPE_INT64))
		return FALSE;
	if (n)
		number = json_node_get_int(n);
	if (number < 0 && m->kind == COUNT)
		return FALSE;
	if (m->kind == COUNT)
		G_STRUCT_MEMBER(guint64, c, m->offset) = (guint64)number;
	else
		G_STRUCT_MEMBER(int64_t, c, m->offset) = number;
	return TRUE;
}

enum sp_status
sp_card_from_json(const char *json, struct sp_card **c, struct sp_err *err)
{
	g_autoptr(JsonParser) parser = json_parser_new();
	struct sp_card *new;
	JsonNode *root;
	size_t i;

	if (!json_parser_load_from_data(parser, json, -1, NULL) ||
	    !(root = json_parser_get_root(parser)) ||
	    !JSON_NODE_HOLDS_OBJECT(root))
		return sp_fail(err, SP_EDATA, "a card is not a JSON object");
	new = g_new0(struct sp_card, 1);
	for (i = 0; i < G_N_ELEMENTS(members); i++) {
		if (read_value(json_node_get_object(root), new, &members[i]))
			continue;
		sp_card_free(new);
		return sp_fail(err, SP_EDATA, "a card's \"%s\" is not of its "
			       "type", members[i].name);
	}
	*c = new;
	return SP_OK;
}
