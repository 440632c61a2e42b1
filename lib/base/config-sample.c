/* SPDX-License-Identifier: GPL-2.0-or-later */
/* config-sample.c - the file that init writes: a profile, made this list's
 *
 * A profile is a complete file. What says who the list is and who reads its
 * archive is written into it anew, and every other line stays as it is. */
#include <string.h>

#include "lib/base/builtin.h"
#include "lib/base/config-table.h"

struct given {
	const char *group;
	const char *key;
	const char *value;	/* NULL: derived, or the default */
};

static enum sp_status
find_profile(const char *name, const char **text, struct sp_err *err)
{
	g_autofree char *names = NULL;
	g_autofree char *found = NULL;

	for (const struct sp_builtin *b = sp_builtin_profiles; b->name; b++)
		if (strcmp(b->name, name) == 0) {
			*text = b->text;
			return SP_OK;
		}
	names = g_strjoinv(", ",
			   (char **)(uintptr_t)sp_builtin_profile_names);
	found = sp_conf_quote(name);
	return sp_fail(err, SP_ECONF, "profile: found %s, allowed is one of "
		       "%s", found, names);
}

/* Set a key as if it stood on line 1 of the file. */
static enum sp_status
set_key(struct sp_config *conf, const struct given *given, unsigned *lines,
	struct sp_err *err)
{
	const struct sp_conf_key *key =
		sp_conf_key_find(sp_conf_keys, given->group, given->key);

	if (!given->value)
		return SP_OK;
	lines[key - sp_conf_keys] = 1;
	return sp_conf_read(key, given->value, sp_conf_field(key, conf),
			    conf->file, 0, err);
}

static enum sp_status
set_keys(struct sp_config *conf, const struct given *given, size_t n,
	 struct sp_err *err)
{
	g_autofree unsigned *lines = g_new0(unsigned, sp_conf_key_count());
	enum sp_status r = SP_OK;

	for (size_t i = 0; r == SP_OK && i < n; i++)
		r = set_key(conf, &given[i], lines, err);
	return r == SP_OK ? sp_conf_complete(conf, lines, err) : r;
}

/* "key = value" of a line of that group, as conf says it; NULL when it is
 * none of the given. */
static char *
line_anew(const char *group, const char *line, struct sp_config *conf,
	  const struct given *given, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		g_autofree char *start = g_strconcat(given[i].key, " =", NULL);
		const struct sp_conf_key *key;
		g_autofree char *value = NULL;

		if (strcmp(group, given[i].group) != 0 ||
		    !g_str_has_prefix(line, start))
			continue;
		key = sp_conf_key_find(sp_conf_keys, group, given[i].key);
		value = key->kind->write(key, sp_conf_field(key, conf));
		return g_strconcat(start, *value ? " " : "", value, NULL);
	}
	return NULL;
}

/* Profiles are ours, so their lines are exactly "[group]" and "key = value",
 * which a test holds. */
static char *
fill_in(const char *profile, struct sp_config *conf, const struct given *given,
	size_t n)
{
	g_auto(GStrv) lines = g_strsplit(profile, "\n", -1);
	g_autofree char *group = g_strdup("");

	for (char **line = lines; *line; line++) {
		char *anew;

		if (**line == '[') {
			g_free(group);
			group = g_strndup(*line + 1, strlen(*line) - 2);
		}
		anew = line_anew(group, *line, conf, given, n);
		if (anew) {
			g_free(*line);
			*line = anew;
		}
	}
	return g_strjoinv("\n", lines);
}

char *
sp_config_sample(const char *address, const char *tag, const char *profile,
		 const char *state, const char *const *archive_keys,
		 struct sp_err *err)
{
	g_autofree char *local = g_strndup(address, strcspn(address, "@"));
	g_autofree char *keys = archive_keys ?
		g_strjoinv(" ", (char **)(uintptr_t)archive_keys) : NULL;
	g_auto_config struct sp_config *conf = sp_conf_new("new list", local);
	const struct given given[] = {
		{ "list", "address", address },
		{ "list", "name", NULL },
		{ "list", "tag", tag },
		{ "list", "prefix", NULL },
		{ "list", "state", state },
		{ "archive", "keys", keys },
	};
	const char *text;

	if (find_profile(profile ? profile : "default", &text, err) != SP_OK ||
	    set_keys(conf, given, G_N_ELEMENTS(given), err) != SP_OK)
		return NULL;
	return fill_in(text, conf, given, G_N_ELEMENTS(given));
}

const char *const *
sp_config_profiles(void)
{
	return sp_builtin_profile_names;
}
