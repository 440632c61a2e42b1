/* SPDX-License-Identifier: GPL-2.0-or-later */
/* show.c - untrusted text for terminals, facts and file names (R-045, R-056,
 * R-059)
 *
 * What comes out can all be seen, keeps to its length, and comes out of a
 * second time unchanged. */
#include "lib/mail/show.h"

#include "lib/mail/grammar.h"
#include "lib/mail/name.h"
#include "t/fuzz/fuzz.h"
#include "t/unit/visible.h"

static void
check_visible(const char *text, gboolean lines)
{
	must(g_utf8_validate(text, -1, NULL));
	for (; *text; text = g_utf8_next_char(text))
		must(may_pass(g_utf8_get_char(text)) ||
		     (lines && (*text == '\n' || *text == '\t')));
}

static void
check_line(const char *text, size_t max)
{
	g_autofree char *all = sp_show_line(text, 0);
	g_autofree char *cut = sp_show_line(text, max);
	g_autofree char *again = sp_show_line(cut, max);

	check_visible(all, FALSE);
	check_visible(cut, FALSE);
	must(max == 0 || strlen(cut) <= max);
	must(strcmp(cut, again) == 0);
	must(strlen(all) > max || strcmp(all, cut) == 0);
}

static unsigned
count_lines(const char *text)
{
	unsigned n = 0;

	for (; (text = strchr(text, '\n')); text++)
		n++;
	return n;
}

static void
check_text(const char *text, unsigned lines)
{
	g_autofree char *all = sp_show_text(text, 0);
	g_autofree char *cut = sp_show_text(text, lines);
	g_autofree char *again = sp_show_text(cut, lines);

	check_visible(all, TRUE);
	check_visible(cut, TRUE);
	must(strcmp(cut, again) == 0 && g_str_has_prefix(all, cut));
	must(lines == 0 || count_lines(cut) <= lines);
}

static void
check_cleaned(const char *bytes, size_t size, size_t max, gboolean lines)
{
	g_autofree char *clean = sp_clean(bytes, size, max, lines);
	g_autofree char *again = sp_clean(clean, strlen(clean), max, lines);

	must(strlen(clean) <= max && fuzz_clean(clean, lines));
	must(strcmp(clean, again) == 0);
}

static void
check_name(const char *text)
{
	g_autofree char *name = sp_clean_name(text);
	g_autofree char *again = sp_clean_name(name);
	g_autofree char *clean = sp_clean(text, strlen(text), 300, FALSE);
	g_autofree char *hidden = g_strconcat(clean, "\xe2\x80\xae", NULL);
	g_autofree char *address = g_strconcat(clean, " @", NULL);

	must(strlen(name) <= 200 && !strpbrk(name, "/\\") && *name != '.');
	must(fuzz_clean(name, FALSE) && strcmp(name, again) == 0);
	(void)sp_name_misleads(clean);
	must(sp_name_misleads(hidden) && sp_name_misleads(address));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree char *text = fuzz_text(data, size);
	const size_t max = size % 24;	/* some length, always the same one */

	check_line(text, max);
	check_text(text, (unsigned)max);
	check_cleaned((const char *)data, size, max, FALSE);
	check_cleaned((const char *)data, size, max, TRUE);
	check_cleaned((const char *)data, size, G_MAXSIZE, FALSE);
	check_cleaned((const char *)data, size, G_MAXSIZE, TRUE);
	check_name(text);
	return 0;
}
