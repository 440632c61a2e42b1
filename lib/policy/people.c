/* SPDX-License-Identifier: GPL-2.0-or-later */
/* people.c - what people of a list are, and whether mail may reach them */
#include "lib/policy/people.h"

#include <string.h>

#define NOTHING "none"

static const struct {
	const char *word;
	unsigned bit;
} roles_known[] = {
	{ "moderator", SP_ROLE_MODERATOR },
	{ "admin", SP_ROLE_ADMIN },
	{ "reviewer", SP_ROLE_REVIEWER },
	{ "gatekeeper", SP_ROLE_GATEKEEPER },
	{ "cve", SP_ROLE_CVE },
};

static const char *const kinds[] = {
	[SP_KIND_CORE] = "core", [SP_KIND_VENDOR] = "vendor",
	[SP_KIND_MAINTAINER] = "maintainer",
	[SP_KIND_COORDINATOR] = "coordinator",
};

/* --- roles and kinds ------------------------------------------------------ */

static char *
join(unsigned roles, const char *between)
{
	GString *s = g_string_new(NULL);

	for (size_t i = 0; i < G_N_ELEMENTS(roles_known); i++)
		if (roles & roles_known[i].bit)
			g_string_append_printf(s, "%s%s", s->len ? between : "",
					       roles_known[i].word);
	return g_string_free(s, FALSE);
}

char *
sp_roles_text(unsigned roles)
{
	return join(roles, ",");
}

char *
sp_roles_allowed(void)
{
	return join(~0u, ", ");
}

static unsigned
role_of(const char *word)
{
	for (size_t i = 0; i < G_N_ELEMENTS(roles_known); i++)
		if (strcmp(roles_known[i].word, word) == 0)
			return roles_known[i].bit;
	return 0;
}

gboolean
sp_roles_read(const char *text, unsigned *roles)
{
	g_auto(GStrv) words = g_strsplit(text, ",", -1);
	unsigned found = 0;

	if (strcmp(text, NOTHING) == 0) {
		*roles = 0;
		return TRUE;
	}
	for (char **w = words; *w; w++) {
		const unsigned bit = role_of(*w);

		if (bit == 0)
			return FALSE;
		found |= bit;
	}
	if (found != 0)
		*roles = found;
	return found != 0;
}

const char *
sp_kind_word(enum sp_member_kind kind)
{
	return (size_t)kind < G_N_ELEMENTS(kinds) ? kinds[kind] : "unknown";
}

gboolean
sp_kind_read(const char *text, enum sp_member_kind *kind)
{
	for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++)
		if (strcmp(kinds[i], text) == 0) {
			*kind = (enum sp_member_kind)i;
			return TRUE;
		}
	return FALSE;
}

/* --- subsystems ----------------------------------------------------------- */

static gboolean
is_subsystem(const char *word)
{
	const size_t len = strlen(word);

	return len >= 1 && len <= SP_SUBSYSTEM_LEN_MAX &&
	       strspn(word, "abcdefghijklmnopqrstuvwxyz0123456789-+._/") == len;
}

char *
sp_subsystems_read(const char *text)
{
	g_autofree char *low = g_ascii_strdown(text, -1);
	g_auto(GStrv) words = g_strsplit(low, ",", -1);
	g_autoptr(GPtrArray) found = g_ptr_array_new();

	if (strcmp(low, NOTHING) == 0)
		return g_strdup("");
	for (char **w = words; *w; w++) {
		if (!is_subsystem(g_strstrip(*w)) ||
		    found->len == SP_SUBSYSTEMS_MAX)
			return NULL;
		if (!g_ptr_array_find_with_equal_func(found, *w, g_str_equal,
						      NULL))
			g_ptr_array_add(found, *w);
	}
	g_ptr_array_add(found, NULL);
	return found->len > 1 ? g_strjoinv(",", (char **)found->pdata) : NULL;
}

gboolean
sp_subsystems_have(const char *subsystems, const char *word)
{
	g_auto(GStrv) words = g_strsplit(subsystems, ",", -1);

	return *word != '\0' &&
	       g_strv_contains((const char *const *)words, word);
}

gboolean
sp_policy_is_gatekeeper(const struct sp_config *conf,
			const struct sp_member *m)
{
	return (m->roles & SP_ROLE_GATEKEEPER) ||
	       (conf->gatekeeper != NULL && *conf->gatekeeper != '\0' &&
		g_ascii_strcasecmp(conf->gatekeeper, m->address) == 0);
}

/* --- before a first mail -------------------------------------------------- */

enum sp_admission
sp_policy_admission(const struct sp_config *conf, const struct sp_member *m)
{
	if (m->vouches < conf->vouches)
		return SP_LACKS_VOUCHES;
	return conf->acceptance && m->accepted == 0 ? SP_LACKS_ACCEPTANCE
						     : SP_ADMITTED;
}

const char *
sp_admission_words(enum sp_admission a)
{
	switch (a) {
	case SP_ADMITTED:
		break;
	case SP_LACKS_VOUCHES:
		return "is not vouched for";
	case SP_LACKS_ACCEPTANCE:
		return "has not accepted the policy";
	}
	return NULL;
}
