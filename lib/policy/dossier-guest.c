/* SPDX-License-Identifier: GPL-2.0-or-later */
/* dossier-guest.c - the guests of a case, told from its events */
#include "lib/policy/happening.h"

#include <string.h>

void
sp_guest_free(gpointer guest)
{
	struct sp_guest *g = guest;

	g_free(g->who);
	g_free(g->consent);
	g_free(g->clause);
	g_hash_table_unref(g->mails);
	g_free(g);
}

/* The part behind the @ is written as one likes. */
static struct sp_guest *
find(const struct sp_dossier *d, const char *address)
{
	for (guint i = 0; i < d->guests->len; i++) {
		struct sp_guest *g = d->guests->pdata[i];

		if (g_ascii_strcasecmp(g->who, address) == 0)
			return g;
	}
	return NULL;
}

const struct sp_guest *
sp_dossier_guest(const struct sp_dossier *d, const char *address)
{
	return find(d, address);
}

gboolean
sp_guest_waits(const struct sp_guest *g)
{
	return g->admitted && g->thread == 0;
}

void
sp_apply_uninvited(struct sp_dossier *d, const struct sp_happening *h)
{
	struct sp_guest *g = find(d, sp_happening_arg(h, "who"));

	if (g)
		(void)g_ptr_array_remove(d->guests, g);
}

void
sp_apply_invited(struct sp_dossier *d, const struct sp_happening *h)
{
	struct sp_guest *g = g_new0(struct sp_guest, 1);

	sp_apply_uninvited(d, h);
	g->who = g_strdup(sp_happening_arg(h, "who"));
	sp_happening_take(&g->consent, h, "consent");
	sp_happening_take(&g->clause, h, "clause");
	g->mails = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_ptr_array_add(d->guests, g);
}

void
sp_apply_admitted(struct sp_dossier *d, const struct sp_happening *h)
{
	struct sp_guest *g = find(d, sp_happening_arg(h, "who"));

	if (g)
		g->admitted = TRUE;
}

void
sp_apply_shared(struct sp_dossier *d, const struct sp_happening *h)
{
	struct sp_guest *g = find(d, sp_happening_arg(h, "to"));
	const char *mail = sp_happening_arg(h, "mail");

	if (!g)
		return;
	if (*mail)
		g_hash_table_add(g->mails, g_strdup(mail));
	if (sp_happening_says(h, "thread", "yes"))
		g->thread = h->at;
}
