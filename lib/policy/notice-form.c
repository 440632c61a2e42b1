/* SPDX-License-Identifier: GPL-2.0-or-later */
/* notice-form.c - a notice as a person edits it
 *
 * "Summary: ..." on a line; the other parts below their names, each name and a
 * colon on a line of its own. Lines that begin with # are comments. */
#include <string.h>

#include "lib/notice/cvss.h"
#include "lib/policy/notice.h"

static const char *const hints[SP_NOTICE_PARTS] = {
	[SP_NOTICE_SUMMARY] = "One line, of 80 characters if possible.",
	[SP_NOTICE_DESCRIPTION] = "What is wrong, and how it can be misused.",
	[SP_NOTICE_IMPACT] = "What an attacker can do.",
	[SP_NOTICE_WORKAROUND] = "What helps who cannot update; if nothing "
		"does, say so.",
	[SP_NOTICE_VULNERABLE] = "Which versions, systems and configurations "
		"are vulnerable.",
	[SP_NOTICE_CVSS] = "The vector of its base metrics, if somebody has "
		"chosen them, as\n# " SP_CVSS_EXAMPLE ".",
};

static gboolean
is_line(int part)
{
	return part == SP_NOTICE_SUMMARY || part == SP_NOTICE_CVSS;
}

/* "Summary" */
static char *
heading(int part)
{
	char *name;

	if (part == SP_NOTICE_CVSS)
		return g_ascii_strup(sp_notice_parts[part], -1);
	name = g_strdup(sp_notice_parts[part]);
	name[0] = g_ascii_toupper(name[0]);
	return name;
}

char *
sp_notice_form(const struct sp_dossier *d)
{
	GString *s = g_string_new(NULL);

	g_string_append_printf(s, "# What everybody will read of %s, and what "
			       "nobody may before.\n"
			       "# Lines that begin with # are left out. Names, "
			       "dates, the CVE, branches and the\n"
			       "# bug are taken from the case.\n", d->number);
	for (int i = 0; i < SP_NOTICE_PARTS; i++) {
		const char *part = sp_notice_part(d, i);
		GString *text = g_string_new(part);
		g_autofree char *name = heading(i);

		/* So that nothing of it is taken for a comment. */
		g_string_replace(text, "\n#", "\n #", 0);
		g_string_append_printf(s, "\n# %s\n%s:%s%s%s\n", hints[i],
				       name, !part ? "" :
				       is_line(i) ? " " : "\n",
				       text->str[0] == '#' ? " " : "",
				       text->str);
		g_string_free(text, TRUE);
	}
	return g_string_free(s, FALSE);
}

/* --- reading -------------------------------------------------------------- */

enum sp_status
sp_notice_fits(enum sp_notice_part part, const char *text, struct sp_err *err)
{
	struct sp_cvss cvss;

	if (part == SP_NOTICE_CVSS && *text)
		return sp_cvss_read(text, &cvss, err);
	if (!g_utf8_validate(text, -1, NULL))
		return sp_fail(err, SP_EDATA, "the %s is not UTF-8",
			       sp_notice_parts[part]);
	if (part == SP_NOTICE_SUMMARY &&
	    (strpbrk(text, "\r\n\t") ||
	     g_utf8_strlen(text, -1) > SP_NOTICE_LINE_MAX))
		return sp_fail(err, SP_EDATA, "the summary is one line of at "
			       "most %d characters", SP_NOTICE_LINE_MAX);
	if (strlen(text) > SP_NOTICE_PART_MAX)
		return sp_fail(err, SP_EDATA, "the %s is longer than %d KiB",
			       sp_notice_parts[part],
			       SP_NOTICE_PART_MAX / 1024);
	return SP_OK;
}

/* The part that begins on that line; *rest is what stands behind the colon.
 * -1: none does. */
static int
part_at(const char *line, const char **rest)
{
	for (int i = 0; i < SP_NOTICE_PARTS; i++) {
		const size_t n = strlen(sp_notice_parts[i]);

		if (g_ascii_strncasecmp(line, sp_notice_parts[i], n) != 0 ||
		    line[n] != ':')
			continue;
		*rest = line + n + 1;
		*rest += strspn(*rest, " \t\r");
		if (is_line(i) || **rest == '\0')
			return i;
	}
	return -1;
}

static enum sp_status
sort_lines(const char *form, GString **parts, struct sp_err *err)
{
	g_auto(GStrv) lines = g_strsplit(form, "\n", -1);
	int part = -1;

	for (guint i = 0; lines[i]; i++) {
		const char *rest;
		const int begins = part_at(lines[i], &rest);

		if (lines[i][0] == '#')
			continue;
		if (begins >= 0) {
			if (parts[begins])
				return sp_fail(err, SP_EDATA, "line %u: the "
					       "%s is there twice", i + 1,
					       sp_notice_parts[begins]);
			part = begins;
			parts[part] = g_string_new(rest);
		} else if (part >= 0) {
			g_string_append_printf(parts[part], "\n%s",
					       g_strchomp(lines[i]));
		} else if (lines[i][strspn(lines[i], " \t\r")] != '\0') {
			return sp_fail(err, SP_EDATA, "line %u belongs to no "
				       "part; the first begins with "
				       "\"Summary:\"", i + 1);
		}
	}
	return SP_OK;
}

/* What stands there, as arguments; *without gets the name of what does not. */
static enum sp_status
take_part(int part, GString *text, GHashTable *args, GString *without,
	  struct sp_err *err)
{
	const char *body = text ? g_strchomp(text->str) : "";
	enum sp_status r;

	body += strspn(body, "\n");
	if ((r = sp_notice_fits(part, body, err)) != SP_OK)
		return r;
	if (*body)
		g_hash_table_insert(args, g_strdup(sp_notice_parts[part]),
				    g_strdup(body));
	else
		g_string_append_printf(without, "%s%s", without->len ? " " : "",
				       sp_notice_parts[part]);
	return SP_OK;
}

enum sp_status
sp_notice_read(const char *form, GHashTable **args, struct sp_err *err)
{
	g_autoptr(GHashTable) read = g_hash_table_new_full(
		g_str_hash, g_str_equal, g_free, g_free);
	g_autoptr(GString) without = g_string_new(NULL);
	GString *parts[SP_NOTICE_PARTS] = { NULL };
	enum sp_status r = sort_lines(form, parts, err);
	gboolean any = FALSE;

	for (int i = 0; i < SP_NOTICE_PARTS; i++)
		any = any || parts[i];
	if (r == SP_OK && !any)
		return sp_fail(err, SP_EDATA, "there is no part in it, such as "
			       "\"Summary:\"; the notice is as it was");
	for (int i = 0; r == SP_OK && i < SP_NOTICE_PARTS; i++)
		r = take_part(i, parts[i], read, without, err);
	for (int i = 0; i < SP_NOTICE_PARTS; i++)
		if (parts[i])
			g_string_free(parts[i], TRUE);
	if (r != SP_OK)
		return r;
	if (without->len > 0)
		g_hash_table_insert(read, g_strdup("without"),
				    g_strdup(without->str));
	*args = g_steal_pointer(&read);
	return SP_OK;
}
