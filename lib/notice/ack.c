/* SPDX-License-Identifier: GPL-2.0-or-later */
/* ack.c - the automatic acknowledgement
 *
 * Everything in it comes from the configuration, the clock, the reference and
 * the list key, and nothing from the report: the names of checklist items that
 * were not found are ours, too, and only told when the report itself travelled
 * in clear. */
#include <string.h>

#include "lib/notice/documents.h"
#include "lib/notice/lines.h"
#include "lib/notice/template.h"

/* "0123 4567 89AB CDEF 0123  4567 89AB CDEF 0123 4567" */
static char *
group_fingerprint(const char *fpr)
{
	g_autoptr(GString) s = g_string_new(NULL);
	size_t len = strlen(fpr);
	size_t i;

	for (i = 0; i < len; i++) {
		if (i > 0 && i % 4 == 0)
			g_string_append(s, i == 20 ? "  " : " ");
		g_string_append_c(s, fpr[i]);
	}
	return g_string_free(g_steal_pointer(&s), FALSE);
}

/* The checklist, less the items that were found. */
static char *
list_items(const struct sp_config *conf, guint64 found)
{
	g_autoptr(GString) s = g_string_new(NULL);
	const struct sp_check_conf *check;
	unsigned i;

	for (i = 0; i < conf->checklist->len && i < 64; i++) {
		if (found & (G_GUINT64_CONSTANT(1) << i))
			continue;
		check = g_ptr_array_index(conf->checklist, i);
		sp_lines_fold(s, "  [ ] ", "      ", check->text, FALSE);
	}
	return g_strchomp(g_string_free(g_steal_pointer(&s), FALSE));
}

static const char *
only_if(gboolean yes)
{
	return yes ? "yes" : "";
}

enum sp_status
sp_notice_ack(const struct sp_ack_doc *doc, char **subject, char **body,
	      struct sp_err *err)
{
	const struct sp_config *conf = doc->conf;
	const struct sp_workdays *days = &conf->workdays;
	g_autofree char *arrived = sp_workday_format(days, doc->arrived);
	g_autofree char *due = sp_workday_format(days,
		sp_workday_due(days, doc->arrived, conf->human_answer_wd));
	g_autofree char *finish = g_strdup_printf("%u days",
						  conf->processing_d);
	g_autofree char *fingerprint = group_fingerprint(doc->fingerprint);
	g_autofree char *former = group_fingerprint(doc->former ? doc->former
								: "");
	g_autofree char *until = sp_workday_format(days, doc->former_until);
	g_autofree char *open = list_items(conf, doc->checks);
	g_autofree char *all = list_items(conf, 0);
	const struct sp_template_value values[] = {
		{ "list", conf->name },
		{ "address", conf->address },
		{ "tag", conf->tag },
		{ "ref", doc->ref },
		{ "arrived", arrived },
		{ "due", conf->human_answer_wd > 0 ? due : "" },
		{ "finish", conf->processing_d > 0 ? finish : "" },
		{ "missing", doc->was_clear ? open : "" },
		{ "helpful", doc->was_clear ? "" : all },
		{ "policy", conf->policy_url },
		{ "key", conf->key_url },
		{ "fingerprint", fingerprint },
		{ "former", former },
		{ "until", doc->former ? until : "" },
		{ "clear", only_if(doc->was_clear) },
		{ "sealed", only_if(!doc->was_clear) },
		{ "has_key", only_if(doc->encrypted) },
		{ "no_key", only_if(!doc->encrypted) },
		{ NULL, NULL },
	};

	return sp_template_expand(doc->template_file, doc->template_text,
				  values, subject, body, err);
}
