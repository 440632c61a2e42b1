/* SPDX-License-Identifier: GPL-2.0-or-later */
/* marks.c - is it automatic, list mail, a bounce, a loop, spam?
 *
 * Only an outer message is asked: the fields of a payload come from its
 * author, and trace fields do not belong there. */
#include <string.h>

#include "lib/mail/address.h"
#include "lib/mail/grammar.h"
#include "lib/mail/reading.h"

#define RECEIVED_MAX 50
#define SCL_SPAM 5
#define BAR_SPAM 6

enum test {
	ANY,		/* the field is there */
	IS,		/* first word, up to ";" or "," */
	IS_NOT,
	HAS,		/* somewhere in the value */
	NUMBER,		/* first number >= SCL_SPAM */
	BAR,		/* >= BAR_SPAM plus signs */
};

/* R-031, and the marks of the filters in common use. */
static const struct {
	const char *name;
	enum test test;
	const char *word;
	unsigned flag;
} marks[] = {
	{ "Auto-Submitted", IS_NOT, "no", SP_FACT_AUTOMATIC },
	{ "X-Auto-Response-Suppress", HAS, "All", SP_FACT_AUTOMATIC },
	{ "X-Auto-Response-Suppress", HAS, "OOF", SP_FACT_AUTOMATIC },
	{ "X-Auto-Response-Suppress", HAS, "AutoReply", SP_FACT_AUTOMATIC },
	{ "X-Autoreply", IS, "yes", SP_FACT_AUTOMATIC },
	{ "X-Autorespond", ANY, NULL, SP_FACT_AUTOMATIC },
	{ "Precedence", IS, "auto_reply", SP_FACT_AUTOMATIC },
	{ "Precedence", IS, "bulk", SP_FACT_LIST },
	{ "Precedence", IS, "list", SP_FACT_LIST },
	{ "Precedence", IS, "junk", SP_FACT_LIST },
	{ "X-Spam-Flag", IS, "yes", SP_FACT_SPAM },
	{ "X-Spam-Status", IS, "yes", SP_FACT_SPAM },
	{ "X-Spam", IS, "yes", SP_FACT_SPAM },
	{ "X-Spamd-Result", HAS, ": True", SP_FACT_SPAM },
	{ "X-Spamd-Result", HAS, "action reject", SP_FACT_SPAM },
	{ "X-Spamd-Bar", BAR, NULL, SP_FACT_SPAM },
	{ "X-Rspamd-Action", IS, "add header", SP_FACT_SPAM },
	{ "X-Rspamd-Action", IS, "rewrite subject", SP_FACT_SPAM },
	{ "X-Rspamd-Action", IS, "reject", SP_FACT_SPAM },
	{ "X-Bogosity", IS, "spam", SP_FACT_SPAM },
	{ "X-Bogosity", IS, "yes", SP_FACT_SPAM },
	{ "X-DSPAM-Result", IS, "spam", SP_FACT_SPAM },
	{ "X-CRM114-Status", HAS, "spam", SP_FACT_SPAM },
	{ "X-MS-Exchange-Organization-SCL", NUMBER, NULL, SP_FACT_SPAM },
	{ "X-Barracuda-Spam-Flag", IS, "yes", SP_FACT_SPAM },
	{ "X-Proofpoint-Spam-Details", HAS, "rule=spam", SP_FACT_SPAM },
};

static gboolean
is_word(const char *value, const char *word)
{
	g_autofree char *first = g_strndup(value, strcspn(value, ",;("));

	return g_ascii_strcasecmp(g_strstrip(first), word) == 0;
}

static gboolean
has_word(const char *value, const char *word)
{
	g_autofree char *low = g_ascii_strdown(value, -1);
	g_autofree char *low_word = g_ascii_strdown(word, -1);

	return strstr(low, low_word) != NULL;
}

static gboolean
holds(const char *value, enum test test, const char *word)
{
	switch (test) {
	case ANY:
		return TRUE;
	case IS:
		return is_word(value, word);
	case IS_NOT:
		return !is_word(value, word);
	case HAS:
		return has_word(value, word);
	case NUMBER:
		return g_ascii_strtoll(value, NULL, 10) >= SCL_SPAM;
	case BAR:
		return strspn(value, "+") >= BAR_SPAM;
	}
	return FALSE;
}

static void
read_table(struct sp_reading *r)
{
	for (gsize i = 0; i < G_N_ELEMENTS(marks); i++) {
		int k;

		for (unsigned n = 0;
		     (k = sp_head_find(r->head, marks[i].name, n)) >= 0; n++) {
			g_autofree char *value = sp_head_value(r->head, k);

			if (holds(value, marks[i].test, marks[i].word))
				r->facts->flags |= marks[i].flag;
		}
	}
	for (guint i = 0; i < r->head->fields->len; i++) {
		const struct sp_head_field *f =
			g_ptr_array_index(r->head->fields, i);

		if (g_ascii_strncasecmp(f->name, "List-", 5) == 0)
			r->facts->flags |= SP_FACT_LIST;
	}
}

static gboolean
is_ours(const struct sp_config *conf, const char *address)
{
	struct sp_recipient to = { .role = SP_TO_OTHER };
	enum sp_role role;

	sp_recipient_read(conf->address, conf->delimiter, address, &to);
	role = to.role;
	sp_recipient_clear(&to);
	return role != SP_TO_OTHER;
}

/* "Name <list.example.org>" with our own id between the brackets. */
static gboolean
is_our_list_id(const struct sp_config *conf, const char *value)
{
	const char *p = strrchr(value, '<');
	g_autofree char *id = g_strdup_printf("%s.%s", conf->local,
					      conf->domain);
	g_autofree char *theirs = p ? g_strndup(p + 1, strcspn(p + 1, ">"))
				    : g_strdup(value);

	return g_ascii_strcasecmp(g_strstrip(theirs), id) == 0;
}

/* Has it been here before? A Delivered-To above the first Received field is
 * the one that our own MTA adds for this delivery. */
static gboolean
is_loop(const struct sp_reading *r)
{
	const struct sp_config *conf = r->how->conf;
	int first = sp_head_find(r->head, "Received", 0);

	if (sp_head_count(r->head, "Received") > RECEIVED_MAX)
		return TRUE;
	for (int i = 0; i < (int)r->head->fields->len; i++) {
		const struct sp_head_field *f =
			g_ptr_array_index(r->head->fields, (guint)i);
		g_autofree char *value = NULL;

		if (g_ascii_strcasecmp(f->name, "X-Loop") != 0 &&
		    g_ascii_strcasecmp(f->name, "List-Id") != 0 &&
		    g_ascii_strcasecmp(f->name, "Delivered-To") != 0)
			continue;
		value = sp_head_value(r->head, i);
		if (g_ascii_strcasecmp(f->name, "List-Id") == 0
		    ? is_our_list_id(conf, value)
		    : is_ours(conf, value) &&
		      (g_ascii_toupper(*f->name) == 'X' ||
		       (first >= 0 && i > first)))
			return TRUE;
	}
	return FALSE;
}

static gboolean
is_bounce(const struct sp_reading *r)
{
	static const char *const types[] = {
		"multipart/report", "message/delivery-status",
		"message/disposition-notification", "message/feedback-report",
	};
	const char *type = sp_tree_node(r->tree, 0)->type;

	for (gsize i = 0; i < G_N_ELEMENTS(types); i++) {
		if (strcmp(type, types[i]) == 0)
			return TRUE;
	}
	return FALSE;
}

void
sp_read_marks(struct sp_reading *r)
{
	if (r->how->inner)
		return;
	read_table(r);
	if (is_bounce(r))
		r->facts->flags |= SP_FACT_BOUNCE;
	if (is_loop(r))
		r->facts->flags |= SP_FACT_LOOP;
}
