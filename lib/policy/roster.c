/* SPDX-License-Identifier: GPL-2.0-or-later */
/* roster.c - what stands against the work of a list's people */
#include "lib/policy/people.h"

#include <string.h>

#define DAY 86400
#define SOON_D 60	/* as "key check" says it */
#define ALL "roster"

struct check {
	const struct sp_config *conf;
	const GPtrArray *members;
	const char *policy;
	int64_t now;
	GPtrArray *found;
};

static void
finding_free(gpointer p)
{
	struct sp_roster_finding *f = p;

	g_free(f->about);
	g_free(f->text);
	g_free(f);
}

/* text is the finding's from then on. */
static void
find(struct check *c, gboolean fails, const char *about, char *text)
{
	struct sp_roster_finding *f = g_new0(struct sp_roster_finding, 1);

	f->fails = fails;
	f->about = g_strdup(about);
	f->text = text;
	g_ptr_array_add(c->found, f);
}

/* --- one by one ----------------------------------------------------------- */

static void
check_key(struct check *c, const struct sp_member *m)
{
	const gboolean over = m->expires != 0 && m->expires <= c->now;
	const int64_t days = (m->expires - c->now) / DAY;

	if (m->fingerprint[0] == '\0' || m->key_state == SP_KEY_MISSING)
		find(c, TRUE, m->address, g_strdup("has no key"));
	else if (m->key_state == SP_KEY_REVOKED)
		find(c, TRUE, m->address, g_strdup("has a revoked key"));
	else if (m->key_state == SP_KEY_EXPIRED || over)
		find(c, TRUE, m->address, g_strdup("has an expired key"));
	else if (m->key_state != SP_KEY_USABLE || m->encryption[0] == '\0')
		find(c, TRUE, m->address,
		     g_strdup("has a key that cannot encrypt"));
	else if (m->expires != 0 && days < SOON_D)
		find(c, FALSE, m->address,
		     g_strdup_printf("has a key that expires in %d days",
				     (int)days));
}

static void
check_admission(struct check *c, const struct sp_member *m)
{
	if (m->vouches < c->conf->vouches)
		find(c, TRUE, m->address,
		     g_strdup_printf("is not vouched for: %u of %u",
				     m->vouches, c->conf->vouches));
	if (c->conf->acceptance && m->accepted == 0)
		find(c, TRUE, m->address,
		     g_strdup("has not accepted the policy"));
	else if (m->accepted != 0 && m->accepted_policy != NULL &&
		 strcmp(m->accepted_policy, c->policy) != 0)
		find(c, FALSE, m->address,
		     g_strdup("has accepted an earlier policy"));
	if (m->compared == 0)
		find(c, FALSE, m->address, g_strdup("has a fingerprint that "
		     "nobody has confirmed with \"key confirm\""));
}

/* --- all together --------------------------------------------------------- */

/* Who can take part in the work. */
static gboolean
is_there(const struct check *c, const struct sp_member *m)
{
	return !m->paused && m->key_state == SP_KEY_USABLE &&
	       sp_policy_admission(c->conf, m) == SP_ADMITTED;
}

static void
check_roles(struct check *c)
{
	const char *name = c->conf->gatekeeper;
	const gboolean named = name != NULL && *name != '\0';
	gboolean moderator = FALSE, gatekeeper = FALSE;

	for (guint i = 0; i < c->members->len; i++) {
		const struct sp_member *m = c->members->pdata[i];

		if (!is_there(c, m))
			continue;
		moderator = moderator || (m->roles & SP_ROLE_MODERATOR);
		gatekeeper = gatekeeper || (named
			? g_ascii_strcasecmp(name, m->address) == 0
			: (m->roles & SP_ROLE_GATEKEEPER) != 0);
	}
	if (!moderator)
		find(c, TRUE, ALL, g_strdup("nobody who can be written to is a "
		     "moderator"));
	if (!gatekeeper && named)
		find(c, TRUE, ALL, g_strdup_printf("%s, the gatekeeper of "
		     "[review], is no member who can be written to", name));
	else if (!gatekeeper)
		find(c, FALSE, ALL, g_strdup("nobody is the gatekeeper"));
}

/* An embargo over the hard limit takes two members who do not work for the
 * same. */
static void
check_affiliations(struct check *c)
{
	const char *first = NULL;

	for (guint i = 0; i < c->members->len; i++) {
		const struct sp_member *m = c->members->pdata[i];

		if (!is_there(c, m) || m->affiliation == NULL ||
		    *m->affiliation == '\0')
			continue;
		if (first != NULL &&
		    g_ascii_strcasecmp(first, m->affiliation) != 0)
			return;
		first = m->affiliation;
	}
	find(c, TRUE, ALL, g_strdup("there are no two members of different "
	     "affiliations, who must agree to a long embargo"));
}

static gboolean
has_reviewer(const struct check *c, const char *subsystem)
{
	for (guint i = 0; i < c->members->len; i++) {
		const struct sp_member *m = c->members->pdata[i];

		if ((m->roles & SP_ROLE_REVIEWER) && is_there(c, m) &&
		    m->subsystems != NULL &&
		    sp_subsystems_have(m->subsystems, subsystem))
			return TRUE;
	}
	return FALSE;
}

static void
check_subsystems(struct check *c)
{
	g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash,
						g_str_equal, g_free, NULL);

	for (guint i = 0; i < c->members->len; i++) {
		const struct sp_member *m = c->members->pdata[i];
		g_auto(GStrv) words = g_strsplit(m->subsystems ? m->subsystems
						 : "", ",", -1);

		for (char **w = words; *w != NULL; w++)
			if (g_hash_table_add(seen, g_strdup(*w)) &&
			    !has_reviewer(c, *w))
				find(c, c->conf->review_independent > 0, ALL,
				     g_strdup_printf("subsystem %s has no "
						     "reviewer", *w));
	}
}

static int
compare(gconstpointer a, gconstpointer b)
{
	const struct sp_roster_finding *x =
		*(struct sp_roster_finding *const *)a;
	const struct sp_roster_finding *y =
		*(struct sp_roster_finding *const *)b;

	if (x->fails != y->fails)
		return x->fails ? -1 : 1;
	return strcmp(x->about, y->about);
}

GPtrArray *
sp_policy_roster(const struct sp_config *conf, const GPtrArray *members,
		 const char *policy, int64_t now)
{
	struct check c = {
		.conf = conf, .members = members, .policy = policy, .now = now,
		.found = g_ptr_array_new_with_free_func(finding_free),
	};

	for (guint i = 0; i < members->len; i++) {
		check_key(&c, members->pdata[i]);
		check_admission(&c, members->pdata[i]);
	}
	check_roles(&c);
	check_affiliations(&c);
	check_subsystems(&c);
	g_ptr_array_sort(c.found, compare);
	return c.found;
}
