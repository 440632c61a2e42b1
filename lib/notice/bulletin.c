/* SPDX-License-Identifier: GPL-2.0-or-later */
/* bulletin.c - the notice that is published of a case, as text
 *
 * Labels are right-aligned, as in the notices that libvirt publishes. */
#include "lib/notice/bulletin.h"

#include <string.h>

#include "lib/notice/cvss.h"
#include "lib/notice/lines.h"

enum { LABEL_COLUMNS = 16, FIELD_COLUMNS = 68, TEXT_COLUMNS = 70 };

static void
field(GString *out, const char *label, const char *value)
{
	g_autofree char *first = NULL;
	g_autofree char *rest = g_strnfill(LABEL_COLUMNS, ' ');

	if (!value || !*value)
		return;
	first = g_strdup_printf("%*s: ", LABEL_COLUMNS - 2, label);
	sp_lines_fold_at(out, FIELD_COLUMNS, first, rest, value, FALSE);
}

/* A day, as those notices have it: 20261201. */
static void
day(GString *out, const char *label, int64_t at)
{
	g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc(at);
	g_autofree char *text = at ? g_date_time_format(time, "%Y%m%d") : NULL;

	field(out, label, text);
}

static void
list(GString *out, const char *label, const GPtrArray *texts)
{
	for (guint i = 0; texts && i < texts->len; i++) {
		g_autofree char *more = g_strdup_printf("%s%s",
			(const char *)texts->pdata[i],
			i + 1 < texts->len ? "," : "");
		g_autofree char *rest = g_strnfill(LABEL_COLUMNS, ' ');

		if (i == 0)
			field(out, label, more);
		else
			sp_lines_fold_at(out, FIELD_COLUMNS, rest, rest, more,
					 FALSE);
	}
}

static void
score(GString *out, const char *vector)
{
	struct sp_cvss cvss;
	struct sp_err ignored;
	g_autofree char *text = NULL;

	if (!vector || sp_cvss_read(vector, &cvss, &ignored) != SP_OK)
		return;
	text = g_strdup_printf("%u.%u %s %s", cvss.tenths / 10,
			       cvss.tenths % 10, cvss.severity, cvss.vector);
	field(out, "CVSS", text);
}

static void
underline(GString *out, const char *title, const char *indent, char with)
{
	g_autofree char *line = g_strnfill(sp_lines_width(title), with);

	g_string_append_printf(out, "%s%s\n%s%s\n\n", indent, title, indent,
			       line);
}

/* Each line of it on its own: what was set in columns stays so. */
static void
section(GString *out, const char *title, const char *text)
{
	g_auto(GStrv) lines = NULL;

	if (!text || !*text)
		return;
	g_string_append_c(out, '\n');
	underline(out, title, "", '-');
	lines = g_strsplit(text, "\n", -1);
	for (char **l = lines; *l; l++)
		sp_lines_fold_at(out, TEXT_COLUMNS, "", "", *l, FALSE);
}

static void
branches(GString *out, const GPtrArray *all)
{
	if (!all || all->len == 0)
		return;
	g_string_append_c(out, '\n');
	underline(out, "Branches", "", '-');
	for (guint i = 0; i < all->len; i++) {
		const struct sp_bulletin_branch *b = all->pdata[i];

		g_string_append(out, i ? "\n" : "");
		field(out, "Branch", b->name);
		field(out, "Status", b->status);
		field(out, "Fixed in", b->tag);
		field(out, "Fixed by", b->commit);
	}
}

char *
sp_bulletin_text(const struct sp_bulletin *b)
{
	GString *out = g_string_new(NULL);
	g_autofree char *title = b->id
		? g_strdup_printf("%s: security notice %s", b->by, b->id)
		: g_strdup_printf("%s: security notice, not published", b->by);

	underline(out, title, "        ", '=');
	field(out, "Summary", b->summary);
	day(out, "Reported on", b->reported);
	day(out, "Published on", b->published);
	day(out, "Fixed on", b->fixed);
	list(out, "Reported by", b->reporters);
	list(out, "See also", b->references);
	score(out, b->cvss);
	section(out, "Description", b->description);
	section(out, "Impact", b->impact);
	section(out, "Workaround", b->workaround);
	section(out, "Vulnerable", b->vulnerable);
	branches(out, b->branches);
	return g_string_free(out, FALSE);
}
