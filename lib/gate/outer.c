/* SPDX-License-Identifier: GPL-2.0-or-later */
/* outer.c - the header that the world sees */
#include "lib/gate/outer.h"

#include <string.h>

#include "lib/mail/address.h"
#include "lib/mail/compose.h"

char *
sp_outer_subject(const struct sp_gate *gate, const char *ref)
{
	return g_strdup_printf("[%s] %s", gate->conf->tag, ref);
}

/* What was only shown stays filed, and so the subject stays the same. */
char *
sp_outer_subject_notice(const struct sp_gate *gate, const struct sp_mail *m)
{
	return g_strdup_printf("[%s %s] %s", gate->conf->tag,
			       m->state == SP_MAIL_FILED ? "owner" : "held",
			       m->ref);
}

static void
list_fields(const struct sp_gate *gate, struct sp_header *h)
{
	const struct sp_config *c = gate->conf;
	g_autofree char *id = g_strdup_printf("<%s.%s>", c->local, c->domain);
	g_autofree char *post = g_strdup_printf("<mailto:%s>", c->address);
	g_autofree char *owner = g_strdup_printf("<mailto:%s-owner@%s>",
						 c->local, c->domain);
	g_autofree char *help = g_strdup_printf("<mailto:%s-request@%s>",
						c->local, c->domain);

	sp_header_raw(h, "List-Id", id);
	sp_header_raw(h, "List-Post", post);
	sp_header_raw(h, "List-Owner", owner);
	sp_header_raw(h, "List-Help", help);
}

/* A local part beyond ASCII has no form that every MTA takes in a header; the
 * envelope carries it all the same. */
static void
put_to(const char *address, struct sp_header *h)
{
	g_autofree char *key = sp_address_key(address);

	if (key != NULL && g_str_is_ascii(key))
		sp_header_mailbox(h, "To", NULL, address);
	else
		sp_header_raw(h, "To", "undisclosed-recipients:;");
}

/* The fields that stand both outside and, as HP-Outer, inside. */
static void
common_fields(const struct sp_gate *gate, const struct sp_outer *o,
	      const char *subject, struct sp_header *h)
{
	g_autofree char *id = g_strdup_printf("<%s>", o->msgid);

	sp_header_mailbox(h, "From", o->from_name ? o->from_name
			  : gate->conf->name, gate->conf->address);
	put_to(o->to, h);
	sp_header_date(h, "Date", o->made);
	sp_header_raw(h, "Message-ID", id);
	if (o->answers != NULL || o->root != NULL) {
		const char *last = o->answers ? o->answers : o->root;
		g_autofree char *answers = g_strdup_printf("<%s>", last);
		g_autofree char *refs =
			o->root != NULL && strcmp(o->root, last) != 0
			? g_strdup_printf("<%s> <%s>", o->root, last)
			: g_strdup(answers);

		sp_header_raw(h, "In-Reply-To", answers);
		sp_header_raw(h, "References", refs);
	}
	sp_header_text(h, "Subject", subject);
	if (o->reply_to != NULL)
		sp_header_mailbox(h, "Reply-To", NULL, o->reply_to);
}

enum sp_status
sp_outer_block(const struct sp_gate *gate, const struct sp_outer *outer,
	       char **block, struct sp_err *err)
{
	struct sp_header *h = sp_header_new();
	enum sp_status r;

	common_fields(gate, outer, outer->subject, h);
	if (outer->list)
		list_fields(gate, h);
	if (outer->automatic) {
		sp_header_raw(h, "Auto-Submitted", "auto-replied");
		sp_header_raw(h, "Precedence", "bulk");
		sp_header_raw(h, "X-Auto-Response-Suppress", "All");
	}
	if (outer->generated)
		sp_header_raw(h, "Auto-Submitted", "auto-generated");
	sp_header_raw(h, "MIME-Version", "1.0");
	r = sp_header_end(h, block, err);
	sp_header_free(h);
	return r;
}

/* "HP-Outer: " before each field of a block; folds stay. */
static void
add_hp_outer(GString *to, const char *block)
{
	g_auto(GStrv) lines = g_strsplit(block, "\n", -1);

	for (char **l = lines; *l != NULL && **l != '\0'; l++)
		g_string_append_printf(to, "%s%s\n", **l == ' ' || **l == '\t'
				       ? "" : "HP-Outer: ", *l);
}

enum sp_status
sp_outer_protected(const struct sp_gate *gate, const struct sp_outer *outer,
		   const char *subject, const char *type, char **block,
		   struct sp_err *err)
{
	struct sp_header *in = sp_header_new();
	struct sp_header *out = sp_header_new();
	g_autofree char *inside = NULL;
	g_autofree char *outside = NULL;
	enum sp_status r;

	common_fields(gate, outer, subject, in);
	common_fields(gate, outer, outer->subject, out);
	r = sp_header_end(in, &inside, err);
	if (r == SP_OK)
		r = sp_header_end(out, &outside, err);
	sp_header_free(in);
	sp_header_free(out);
	if (r == SP_OK) {
		GString *all = g_string_new(inside);

		add_hp_outer(all, outside);
		g_string_append_printf(all, "MIME-Version: 1.0\n"
				       "Content-Type: %s; hp=\"cipher\";\n"
				       " protected-headers=\"v1\"\n", type);
		*block = g_string_free(all, FALSE);
	}
	return r;
}
