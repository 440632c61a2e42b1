/* SPDX-License-Identifier: GPL-2.0-or-later */
/* prescan.c - what may cost the MIME parser too much
 *
 * Whatever passes a strict count, the parser finds no more in it: neither
 * parts nor fields. The kind of line end does not count. */
#include "lib/mail/head.h"
#include "lib/mail/tree.h"
#include "t/fuzz/fuzz.h"
#include "t/unit/mail-fixture.h"

#define PARTS 10
#define FIELDS 10
#define SMALL 4096		/* so that line ends make nothing too long */

/* How many nodes stand in a multipart: each took a delimiter. */
static unsigned
count_parts(const struct sp_tree *t)
{
	unsigned n = 0;

	for (guint i = 1; i < t->nodes->len; i++) {
		const struct sp_node *node = sp_tree_node(t, i);

		n += sp_tree_node(t, (guint)node->parent)->boundary != NULL;
	}
	return n;
}

static void
check_cost(const struct sp_config *conf, const uint8_t *data, size_t size)
{
	struct sp_config wide = *conf;
	struct sp_head *head = sp_head_read(data, (struct sp_range){ 0, size },
					    TRUE);
	struct sp_tree *tree = NULL;
	struct sp_err err;

	wide.parts = wide.depth = 100000;
	must(head->fields->len <= conf->header_fields);
	must(sp_tree_read(&wide, data, size, head, &tree, &err) == SP_OK);
	must(count_parts(tree) <= conf->parts);
	sp_tree_free(tree);
	sp_head_free(head);
}

/* The same mail with CR LF, or with CR. */
static void
check_line_ends(const struct sp_config *conf, const uint8_t *data,
		size_t size, const char *end, enum sp_status want)
{
	g_autoptr(GString) s = g_string_new(NULL);
	struct sp_err err;

	for (size_t i = 0; i < size; i++) {
		if (data[i] == '\n')
			g_string_append(s, end);
		else
			g_string_append_c(s, (char)data[i]);
	}
	must(sp_mail_prescan(conf, (const uint8_t *)s->str, s->len, &err) ==
	     want);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct mail_fixture m;
	struct sp_err err = { .text = "" };
	enum sp_status r;

	if (!m.conf)
		m = mail_fixture("[limits]\nparts = 10\nheader-fields = 10\n"
				 "header-bytes = 16384\naddresses = 10\n");
	must(m.conf->parts == PARTS && m.conf->header_fields == FIELDS);
	r = sp_mail_prescan(m.conf, data, size, &err);
	must(r == SP_OK || (r == SP_EDATA && *err.text));
	if (r == SP_OK)
		check_cost(m.conf, data, size);
	if (size <= SMALL && size > 0 && memchr(data, '\n', size) &&
	    !memchr(data, '\r', size)) {
		check_line_ends(m.conf, data, size, "\r\n", r);
		check_line_ends(m.conf, data, size, "\r", r);
	}
	return 0;
}
