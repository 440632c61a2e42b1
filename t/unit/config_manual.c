/* SPDX-License-Identifier: GPL-2.0-or-later */
/* config_manual.c - sallyport.conf(5) says what the tables say */
#include <string.h>

#include "lib/base/config-table.h"
#include "lib/notice/template.h"
#include "t/unit/tap.h"

#define MANUAL "config/sallyport.conf.5"

static struct sp_err err;

/* What follows mark in text, up to the first of two ends; NULL: no mark. */
static char *
between(const char *text, const char *mark, const char *end, const char *or)
{
	const char *from = text ? strstr(text, mark) : NULL;
	const char *a, *b;

	if (!from)
		return NULL;
	from += strlen(mark);
	a = strstr(from, end);
	b = strstr(from, or);
	if (!a || (b && b < a))
		a = b;
	return a ? g_strndup(from, (gsize)(a - from)) : g_strdup(from);
}

/* The item of a key in the section of its group. */
static char *
item_of(const char *manual, const char *group, const char *key)
{
	g_autofree char *heading = g_strdup_printf("\n.Ss [%s]:", group);
	g_autofree char *mark = g_strdup_printf("\n.It Ic %s\n", key);
	g_autofree char *section = between(manual, heading, "\n.Ss ",
					   "\n.Sh ");

	return between(section, mark, "\n.It Ic ", "\n.El");
}

/* The words of a phrase as they stand in text, whatever the line breaks. */
static gboolean
says(const char *item, const char *phrase)
{
	g_autofree char *flat = g_strdelimit(g_strdup(item), "\n", ' ');

	return strstr(flat, phrase) != NULL;
}

static void
check_key(const char *manual, const struct sp_conf_key *k)
{
	const char *group = strcmp(k->group, SP_CONF_RULE) ? k->group :
			    "rule NAME";
	g_autofree char *item = item_of(manual, group, k->key);
	g_autofree char *allowed = k->kind->allowed(k);

	if (!ok(item != NULL, "[%s] %s has an item", group, k->key))
		return;
	if (k->preset && *k->preset)
		ok(says(item, k->preset), "and its default, %s", k->preset);
	if (k->kind == &sp_conf_number) {
		char *from = strstr(allowed, "from ");

		*strchr(from, ',') = '\0';
		ok(says(item, from), "and its range, %s", from);
	}
	if (k->kind == &sp_conf_word) {
		const char *const *words = k->detail;
		gboolean all = TRUE;

		for (; *words; words++)
			all = all && strstr(item, *words);
		ok(all, "and its words");
	}
}

/* What a profile says for a key, as the table of the manual shows it. */
static char *
shown(const char *profile, const char *group, const char *name)
{
	const struct sp_conf_key *key = sp_conf_key_find(sp_conf_keys, group,
							 name);
	g_autofree char *text = sp_config_sample("sec@lists.example.org", NULL,
						 profile, NULL, NULL, &err);
	g_auto_config struct sp_config *conf = NULL;
	g_autofree char *value = NULL;

	if (!text || sp_config_parse("sec.conf", "sec", text, strlen(text),
				     &conf, &err) != SP_OK)
		return NULL;
	value = key->kind->write(key, sp_conf_field(key, conf));
	if (*value == '\0' || *value == '0')
		return g_strdup("\\(en");
	return g_strdup(strchr(value, '@') ? "yes" : value);
}

static void
profiles(const char *manual)
{
	static const struct {
		const char *group, *key;
	} rows[] = {
		{ "clock", "human-answer" }, { "clock", "processing" },
		{ "clock", "advisory" }, { "clock", "predisclosure" },
		{ "embargo", "default" }, { "embargo", "soft" },
		{ "embargo", "hard" }, { "embargo", "over-hard" },
		{ "embargo", "start" }, { "review", "independent" },
		{ "review", "gatekeeper" },
	};
	const char *const *names = sp_config_profiles();

	for (const char *const *p = names; *p; p++) {
		g_autofree char *item = g_strdup_printf("\n.It Sy %s\n", *p);

		ok(strstr(manual, item) != NULL, "profile %s", *p);
	}
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GString) row = g_string_new("\n.It ");

		g_string_append(row, rows[i].key);
		for (const char *const *p = names; *p; p++) {
			g_autofree char *value = shown(*p, rows[i].group,
						       rows[i].key);

			if (strcmp(*p, "default") != 0)
				g_string_append_printf(row, " Ta %s", value);
		}
		g_string_append_c(row, '\n');
		ok(strstr(manual, row->str) != NULL, "the profiles' %s",
		   row->str + 1);
	}
}

static void
placeholders(const char *manual)
{
	g_autofree char *section = between(manual, "\n.Sh TEMPLATES\n",
					   "\n.Sh ", "\n.Sh ");
	const char *const *name = sp_template_names();

	for (; section && *name; name++) {
		const char *const *p = sp_template_placeholders(*name);
		g_autofree char *file = g_strconcat(*name, ".txt", NULL);
		const char *shown = g_str_has_prefix(file, "reject-") ?
				    "reject-REASON.txt" : file;
		gboolean all = strstr(section, shown) != NULL;

		for (; p && *p; p++) {
			g_autofree char *word = g_strdup_printf("{%s}", *p);

			all = all && strstr(section, word);
		}
		ok(all, "template %s and what it may use", *name);
	}
	ok(section != NULL, "templates have a section");
}

int
main(void)
{
	const char *root = g_getenv("SOURCE_ROOT");
	g_autofree char *path = g_build_filename(root ? root : ".", MANUAL,
						 NULL);
	g_autofree char *manual = NULL;

	if (!g_file_get_contents(path, &manual, NULL, NULL)) {
		ok(0, "cannot read %s", path);
		return tap_done();
	}
	for (const struct sp_conf_key *k = sp_conf_keys; k->group; k++)
		check_key(manual, k);
	for (const struct sp_conf_key *k = sp_conf_rule_keys; k->group; k++)
		check_key(manual, k);
	profiles(manual);
	placeholders(manual);
	return tap_done();
}
