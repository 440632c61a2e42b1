/* SPDX-License-Identifier: GPL-2.0-or-later */
/* stats-words.c - what the public figures are called */
#include "lib/policy/stats-public.h"

#include "lib/base/month.h"

char *
sp_public_group_name(const struct sp_public_group *g)
{
	const int first = sp_month_year(g->first);
	const int last = sp_month_year(g->last);

	if (g->first == g->last)
		return g_strdup_printf("%s", sp_month_name(g->first));
	if (first == last)
		return g_strdup_printf("%s - %s", sp_month_name(g->first),
				       sp_month_name(g->last));
	return g_strdup_printf("%s %d - %s %d", sp_month_name(g->first), first,
			       sp_month_name(g->last), last);
}

static const struct sp_public_bin *
bin(const GArray *bins, guint i)
{
	return &g_array_index(bins, struct sp_public_bin, i);
}

static char *
days_name(const struct sp_public_bin *b)
{
	if (b->over_d > 0 && b->up_to_d > 0)
		return g_strdup_printf("%u to %u days", b->over_d, b->up_to_d);
	if (b->over_d > 0)
		return g_strdup_printf("more than %u days", b->over_d);
	if (b->up_to_d > 0)
		return g_strdup_printf("up to %u day%s", b->up_to_d,
				       b->up_to_d == 1 ? "" : "s");
	return g_strdup("any number of days");
}

/* A bin of nothing but cases without any is the first or the last. */
static gboolean
is_none_alone(const GArray *bins, guint i)
{
	const struct sp_public_bin *b = bin(bins, i);

	if (!b->none || bins->len == 1)
		return FALSE;
	return i == 0 ? b->up_to_d == 0 : bin(bins, i - 1)->up_to_d == 0;
}

char *
sp_public_bin_name(const GArray *bins, guint i, const char *none)
{
	const struct sp_public_bin *b = bin(bins, i);
	g_autofree char *days = days_name(b);

	if (is_none_alone(bins, i))
		return g_strdup(none);
	return b->none ? g_strdup_printf("%s, or %s", days, none)
		       : g_steal_pointer(&days);
}
