/* SPDX-License-Identifier: GPL-2.0-or-later */
/* card.c - what is known of one mail, to JSON and back
 *
 * One table names every member; sealing, reading back and freeing follow it.
 * The names are also those of "show --json": stable. */
#include "lib/notice/documents.h"

#include <jansson.h>
#include <stddef.h>

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
	MEMBER(TEXT, protection),
	MEMBER(TEXT, headers),
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
	MEMBER(TEXT, hints),
	MEMBER(TEXT, likely),
	MEMBER(TEXT, other_key),
	MEMBER(FLAG, report),
	MEMBER(FLAG, tagged),
	MEMBER(FLAG, spam),
	MEMBER(FLAG, repaired),
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

/* JSON is UTF-8: one bad byte must not cost the whole card. */
static json_t *
make_text(const char *text)
{
	g_autofree char *valid = g_utf8_make_valid(text ? text : "", -1);

	return json_string(valid);
}

static json_t *
make_value(const struct sp_card *c, const struct member *m)
{
	switch (m->kind) {
	case TEXT:
		return make_text(G_STRUCT_MEMBER(char *, c, m->offset));
	case FLAG:
		return json_boolean(G_STRUCT_MEMBER(gboolean, c, m->offset));
	case COUNT:
		return json_integer(
			(json_int_t)G_STRUCT_MEMBER(guint64, c, m->offset));
	case TIME:
		return json_integer(G_STRUCT_MEMBER(int64_t, c, m->offset));
	}
	return NULL;
}

char *
sp_card_to_json(const struct sp_card *c)
{
	json_auto_t *object = json_object();
	char *text;
	size_t i;

	for (i = 0; i < G_N_ELEMENTS(members); i++)
		if (json_object_set_new(object, members[i].name,
					make_value(c, &members[i])) < 0)
			g_error("card: out of memory");
	text = json_dumps(object, JSON_COMPACT);
	if (!text)
		g_error("card: out of memory");
	return text;
}

/* A card sealed by an older program lacks the newer members: they are empty. */
static gboolean
read_value(const json_t *object, struct sp_card *c, const struct member *m)
{
	const json_t *value = json_object_get(object, m->name);
	json_int_t number;

	switch (m->kind) {
	case TEXT:
		if (value && !json_is_string(value))
			return FALSE;
		G_STRUCT_MEMBER(char *, c, m->offset) =
			g_strdup(value ? json_string_value(value) : "");
		return TRUE;
	case FLAG:
		if (value && !json_is_boolean(value))
			return FALSE;
		G_STRUCT_MEMBER(gboolean, c, m->offset) =
			json_is_true(value);
		return TRUE;
	case COUNT:
	case TIME:
		break;
	}
	if (value && !json_is_integer(value))
		return FALSE;
	number = json_integer_value(value);	/* 0 when it is missing */
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
	json_auto_t *object = json_loads(json, 0, NULL);
	struct sp_card *new;
	size_t i;

	if (!json_is_object(object))
		return sp_fail(err, SP_EDATA, "a card is not a JSON object");
	new = g_new0(struct sp_card, 1);
	for (i = 0; i < G_N_ELEMENTS(members); i++) {
		if (read_value(object, new, &members[i]))
			continue;
		sp_card_free(new);
		return sp_fail(err, SP_EDATA, "a card's \"%s\" is not of its "
			       "type", members[i].name);
	}
	*c = new;
	return SP_OK;
}

const char *
sp_untagged(const struct sp_config *conf, const char *subject)
{
	g_autofree char *tag = g_strdup_printf("[%s]", conf->tag);

	if (g_ascii_strncasecmp(subject, tag, strlen(tag)) == 0)
		subject += strlen(tag);
	return subject + strspn(subject, " ");
}

const char *
sp_card_subject(const struct sp_config *conf, const struct sp_card *c)
{
	return sp_untagged(conf, c->subject);
}
