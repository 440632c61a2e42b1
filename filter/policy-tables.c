/* SPDX-License-Identifier: GPL-2.0-or-later */
/* policy-tables.c - fills the tables of sallyport-policy(7) in
 *
 * Run while building: reads the page with its gaps from the file named, and
 * writes it to standard output. A gap is a line ".\" TABLE name". So the page
 * says what the program does, whatever is changed in it. */
#include <glib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/config.h"
#include "lib/notice/picture-process.h"
#include "lib/policy/clocks.h"
#include "lib/policy/process.h"

#define GAP ".\\\" TABLE "

/* --- words ---------------------------------------------------------------- */

/* As one argument of a macro. */
static char *
argument(const char *text)
{
	GString *s = g_string_new(text);

	g_string_replace(s, "\"", "\\(dq", 0);
	g_string_prepend_c(s, '"');
	g_string_append_c(s, '"');
	return g_string_free(s, FALSE);
}

static void
put_command(const char *command)
{
	g_autofree char *quoted = NULL;

	if (!g_str_has_prefix(command, "sallyport ")) {
		printf("%s.\n", command);
		return;
	}
	quoted = argument(command);
	printf(".Ql %s .\n", quoted);
}

static void
put_sentence(const char *text)
{
	const gboolean ended = text[0] != '\0' &&
		strchr(".:", text[strlen(text) - 1]) != NULL;

	printf("%c%s%s\n", g_ascii_toupper(text[0]), text + 1,
	       ended ? "" : ".");
}

/* --- steps ---------------------------------------------------------------- */

static char *
who_may(unsigned who)
{
	static const struct {
		unsigned who;
		const char *name;
	} names[] = {
		{ SP_WHO_MEMBER, "any member" },
		{ SP_WHO_MODERATOR, "a moderator" },
		{ SP_WHO_LEAD, "who leads the case" },
		{ SP_WHO_CVE, "who assigns CVEs" },
		{ SP_WHO_REPORTER, "the reporter" },
	};
	GString *s = g_string_new(NULL);

	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		/* Members are what moderators and leads are, too. */
		if (!(who & names[i].who) ||
		    ((who & SP_WHO_MEMBER) && (names[i].who &
				(SP_WHO_MODERATOR | SP_WHO_LEAD))))
			continue;
		g_string_append_printf(s, "%s%s", s->len > 0 ? " or " : "",
				       names[i].name);
	}
	return g_string_free(s, FALSE);
}

static char *
from_where(unsigned from)
{
	const unsigned open = (1u << SP_CASE_PUBLISHED) - 1;
	const unsigned living = (1u << SP_CASE_CLOSED) - 1;
	GString *s = g_string_new("while it is");

	for (unsigned i = 0; i < SP_CASE_STATES; i++)
		if (from >> i & 1)
			g_string_append_printf(s, "%s %s",
				s->len == strlen("while it is") ? "" :
				from >> (i + 1) ? "," : " or",
				sp_case_states[i]);
	if (from == 0 || from == open || from == living)
		g_string_assign(s, from == 0 ? "at any time" :
				from == open ? "until it is published"
					     : "until it is closed");
	return g_string_free(s, FALSE);
}

static void
put_guards(enum sp_step step)
{
	gboolean any = FALSE;

	for (const struct sp_guard *g = sp_guards; g->name; g++) {
		if (g->step != step)
			continue;
		if (!any)
			puts("Needed:\n.Bl -bullet -compact");
		any = TRUE;
		printf(".It\n%s:\n", g->needs);
		put_command(g->command);
	}
	if (any)
		puts(".El");
}

static void
put_steps(void)
{
	puts(".Bl -tag -width Ds");
	for (int i = 0; i < SP_STEPS; i++) {
		const struct sp_step_row *row = &sp_step_rows[i];
		g_autofree char *who = who_may(row->who);
		g_autofree char *from = from_where(row->from);

		printf(".It Sy \"%c%s\"\nBy %s, %s.\n",
		       g_ascii_toupper(row->does[0]), row->does + 1, who,
		       from);
		put_sentence(row->effect);
		put_guards((enum sp_step)i);
	}
	puts(".El");
}

/* Drawn with letters, and not obeyed by mandoc: no line begins with a dot. */
static void
put_process(void)
{
	g_autoptr(GArray) steps = sp_process_steps();
	const struct sp_picture_process p = {
		.states = sp_case_states, .steps = steps,
	};
	g_autofree char *text = sp_picture_process_text(&p);

	printf(".Bd -literal -offset indent\n%s.Ed\n", text);
}

static void
put_clocks(void)
{
	puts(".Bl -tag -width Ds -compact");
	for (int i = 0; i < SP_CLOCKS; i++) {
		printf(".It Sy \"%s\"\n", sp_clock_names[i]);
		put_sentence(sp_clock_goals[i]);
	}
	puts(".El");
}

static void
put_names(const char *const *names)
{
	for (; *names; names++)
		printf(".Cm %s%s\n", *names, names[1] ? " ," : " .");
}

static void
put_codes(void)
{
	put_names(sp_embargo_codes);
}

static void
put_resolutions(void)
{
	put_names(sp_resolutions);
}

/* --- profiles ------------------------------------------------------------- */

/* What differs between teams: a group and a key. */
static const char *const compared[][2] = {
	{ "clock", "human-answer" }, { "clock", "processing" },
	{ "clock", "triage" }, { "clock", "embargo-decision" },
	{ "clock", "reporter-update" }, { "clock", "needs-info" },
	{ "clock", "cve" }, { "clock", "advisory" },
	{ "clock", "predisclosure" },
	{ "embargo", "default" }, { "embargo", "soft" },
	{ "embargo", "hard" }, { "embargo", "over-hard" },
	{ "embargo", "start" },
	{ "review", "independent" }, { "review", "exclude" },
	{ "branches", "required" }, { "notice", "targets" },
	{ "notice", "cve" }, { "notice", "text" }, { "notice", "batch-period" },
};

/* Of a dump, where groups stand in brackets and keys on lines of their own;
 * NULL: it has no such key. */
static char *
value_of(const char *dump, const char *group, const char *key)
{
	g_auto(GStrv) lines = g_strsplit(dump, "\n", -1);
	g_autofree char *head = g_strdup_printf("[%s]", group);
	g_autofree char *begin = g_strdup_printf("%s =", key);
	gboolean in = FALSE;

	for (char **l = lines; *l; l++) {
		if (**l == '[')
			in = strcmp(*l, head) == 0;
		else if (in && g_str_has_prefix(*l, begin))
			return g_strstrip(g_strdup(*l + strlen(begin)));
	}
	return NULL;
}

static char *
dump_of(const char *profile)
{
	g_auto_config struct sp_config *conf = NULL;
	struct sp_err err = { 0 };
	g_autofree char *text = sp_config_sample("sec@lists.example.org", NULL,
						 profile, NULL, NULL, &err);

	if (!text || sp_config_parse(profile, "sec", text, strlen(text), &conf,
				     &err) != SP_OK) {
		fprintf(stderr, "%s: %s\n", profile, err.text);
		exit(EXIT_FAILURE);
	}
	return sp_config_dump(conf);
}

static void
put_compared(const char *const *profiles, char **dumps, const char *group,
	     const char *key)
{
	printf(".It Sy \"[%s] %s\"\n", group, key);
	for (size_t i = 0; profiles[i]; i++) {
		g_autofree char *value = value_of(dumps[i], group, key);

		if (!value) {
			fprintf(stderr, "there is no [%s] %s\n", group, key);
			exit(EXIT_FAILURE);
		}
		printf("%s:\n.Li %s%s\n", profiles[i],
		       *value ? value : "\"\"", profiles[i + 1] ? " ;" : "");
	}
}

static void
put_profiles(void)
{
	const char *const *profiles = sp_config_profiles();
	g_auto(GStrv) dumps = NULL;
	g_autoptr(GStrvBuilder) all = g_strv_builder_new();

	for (size_t i = 0; profiles[i]; i++) {
		g_autofree char *dump = dump_of(profiles[i]);

		g_strv_builder_add(all, dump);
	}
	dumps = g_strv_builder_end(all);
	puts(".Bl -tag -width Ds");
	for (size_t i = 0; i < G_N_ELEMENTS(compared); i++)
		put_compared(profiles, dumps, compared[i][0], compared[i][1]);
	puts(".El");
}

/* -------------------------------------------------------------------------- */

static const struct {
	const char *name;
	void (*put)(void);
} tables[] = {
	{ "process", put_process }, { "steps", put_steps }, { "clocks", put_clocks },
	{ "codes", put_codes }, { "resolutions", put_resolutions },
	{ "profiles", put_profiles },
};

static void
put_line(const char *line)
{
	if (!g_str_has_prefix(line, GAP)) {
		puts(line);
		return;
	}
	for (size_t i = 0; i < G_N_ELEMENTS(tables); i++) {
		if (strcmp(line + strlen(GAP), tables[i].name) == 0) {
			tables[i].put();
			return;
		}
	}
	fprintf(stderr, "there is no table for: %s\n", line);
	exit(EXIT_FAILURE);
}

int
main(int argc, char **argv)
{
	g_autofree char *page = NULL;
	g_auto(GStrv) lines = NULL;

	if (argc != 2 || !g_file_get_contents(argv[1], &page, NULL, NULL)) {
		fputs("usage: policy-tables PAGE\n", stderr);
		return EXIT_FAILURE;
	}
	lines = g_strsplit(g_strchomp(page), "\n", -1);
	for (char **l = lines; *l; l++)
		put_line(*l);
	return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
