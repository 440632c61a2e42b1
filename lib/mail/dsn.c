/* SPDX-License-Identifier: GPL-2.0-or-later */
/* dsn.c - delivery status notifications (RFC 3464)
 *
 * Only what a machine wrote for machines is read: never the text, nor the
 * subject. Of several recipients the best off decides, for a mail that
 * reached one of them arrived. */
#include <string.h>

#include "lib/mail/reading.h"

#define STATUS_BYTES_MAX (64 * 1024)
#define GROUPS_MAX 100

enum outcome { ARRIVED, DELAYED, FAILED };

/* A field that stands there exactly once, without blanks; or NULL. */
static char *
single(const struct sp_head *group, const char *name)
{
	return sp_head_count(group, name) == 1
		? g_strstrip(sp_head_get(group, name)) : NULL;
}

/* What a group of fields says of its recipient. What it does not say clearly
 * is no failure. */
static enum outcome
read_group(const struct sp_head *group)
{
	g_autofree char *recipient = single(group, "Final-Recipient");
	g_autofree char *action = single(group, "Action");
	g_autofree char *status = single(group, "Status");

	if (!recipient || !action || !status || status[0] == '\0' ||
	    status[1] != '.')
		return ARRIVED;
	if (g_ascii_strcasecmp(action, "delayed") == 0)
		return status[0] == '4' ? DELAYED : ARRIVED;
	if (g_ascii_strcasecmp(action, "failed") != 0)
		return ARRIVED;
	switch (status[0]) {
	case '4':
		return DELAYED;
	case '5':
		return FAILED;
	default:
		return ARRIVED;
	}
}

/* The first group is about the message, each further one about a recipient;
 * blank lines stand between them. */
static enum outcome
read_status(const uint8_t *bytes, size_t len)
{
	struct sp_range rest = { 0, len };
	enum outcome best = FAILED;
	unsigned groups = 0;

	while (rest.len > 0 && groups <= GROUPS_MAX) {
		struct sp_head *group = sp_head_read(bytes, rest, FALSE);
		const gboolean broken = group->absent ||
			(group->broken && group->body.len > 0);

		if (group->fields->len > 0 && groups++ > 0 && best != ARRIVED)
			best = MIN(best, read_group(group));
		rest = group->body;
		sp_head_free(group);
		if (broken)
			return ARRIVED;
	}
	return rest.len > 0 || groups < 2 ? ARRIVED : best;
}

/* Part of the one report that the mail is. */
static const struct sp_node *
find_status(const struct sp_reading *r)
{
	const struct sp_node *root = sp_tree_node(r->tree, 0);
	const struct sp_node *found = NULL;

	if (strcmp(root->type, "multipart/report") != 0)
		return NULL;
	for (unsigned i = 0; i < root->children; i++) {
		const int at = sp_tree_child(r->tree, 0, i);
		const struct sp_node *n =
			at < 0 ? NULL : sp_tree_node(r->tree, (guint)at);

		if (!n || !n->leaf ||
		    strcmp(n->type, "message/delivery-status") != 0)
			continue;
		if (found)
			return NULL;
		found = n;
	}
	return found;
}

void
sp_read_dsn(struct sp_reading *r)
{
	const struct sp_node *n = r->how->inner ? NULL : find_status(r);
	g_autoptr(GBytes) text = NULL;
	const void *bytes;
	gsize len = 0;

	if (!n || n->content.len > STATUS_BYTES_MAX)
		return;
	text = sp_tree_decode(r->tree, n, STATUS_BYTES_MAX);
	bytes = g_bytes_get_data(text, &len);
	switch (len > 0 ? read_status(bytes, len) : ARRIVED) {
	case FAILED:
		r->facts->flags |= SP_FACT_DSN_FAILED;
		break;
	case DELAYED:
		r->facts->flags |= SP_FACT_DSN_DELAYED;
		break;
	case ARRIVED:
		break;
	}
}
