/* SPDX-License-Identifier: GPL-2.0-or-later */
/* policy_page.c - sallyport-policy(7), as it was built, says what the program
 * does */
#include <glib.h>
#include <string.h>

#include "lib/notice/picture-process.h"
#include "lib/policy/clocks.h"
#include "lib/policy/process.h"
#include "t/unit/tap.h"

/* The page in one line, without what makes it mdoc. */
static char *
read_page(void)
{
	g_autofree char *path = g_build_filename(g_getenv("BUILD_ROOT"),
						 "filter",
						 "sallyport-policy.7", NULL);
	g_autofree char *page = NULL;
	GString *s;

	if (!g_file_get_contents(path, &page, NULL, NULL))
		return g_strdup("");
	s = g_string_new(page);
	g_string_replace(s, "\n", " ", 0);
	g_string_replace(s, "\\(dq", "\"", 0);
	return g_string_free(s, FALSE);
}

/* However it begins: a sentence has a capital. */
static void
has(const char *page, const char *what, const char *text)
{
	ok(*text && strstr(page, text + 1) != NULL, "%s: %s", what, text);
}

/* Line by line as it is drawn. */
static void
has_picture(const char *page)
{
	g_autoptr(GArray) steps = sp_process_steps();
	const struct sp_picture_process p = {
		.states = sp_case_states, .steps = steps,
	};
	g_autofree char *text = sp_picture_process_text(&p);
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	g_autofree char *joined = g_strjoinv(" ", lines);

	has(page, "picture", joined);
	for (guint i = 0; i < steps->len; i++) {
		const struct sp_picture_step *s =
			&g_array_index(steps, struct sp_picture_step, i);
		g_auto(GStrv) needs = g_strsplit(s->needs, ", ", -1);

		/* What leads back is told, not drawn. */
		for (char **n = needs; (s->to & (s->to - 1)) == 0 &&
		     s->to != 1u << SP_CASE_CLOSED && *n; n++)
			ok(strstr(text, *n) != NULL, "the picture: %s", *n);
	}
}

int
main(void)
{
	g_autofree char *page = read_page();

	ok(strstr(page, "TABLE") == NULL && *page, "it has no gap");
	has_picture(page);
	for (int i = 0; i < SP_CASE_STATES; i++)
		has(page, "state", sp_case_states[i]);
	for (int i = 0; i < SP_STEPS; i++) {
		has(page, "step", sp_step_rows[i].does);
		has(page, "effect", sp_step_rows[i].effect);
	}
	for (const struct sp_guard *g = sp_guards; g->name; g++) {
		has(page, "guard", g->needs);
		has(page, "command", g->command);
	}
	for (int i = 0; i < SP_CLOCKS; i++)
		has(page, "clock", sp_clock_names[i]);
	for (size_t i = 0; sp_embargo_codes[i]; i++)
		has(page, "code", sp_embargo_codes[i]);
	for (size_t i = 0; sp_resolutions[i]; i++)
		has(page, "resolution", sp_resolutions[i]);
	for (size_t i = 0; sp_config_profiles()[i]; i++)
		has(page, "profile", sp_config_profiles()[i]);
	return tap_done();
}
