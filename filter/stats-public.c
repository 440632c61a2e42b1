/* SPDX-License-Identifier: GPL-2.0-or-later */
/* stats-public.c - the figures of a list that anybody may read, printed
 *
 * From struct sp_public_stats alone; of the list, the address, which is
 * public, and its limits. */
#include "filter/out.h"
#include "filter/stats.h"
#include "lib/base/month.h"

static const struct sp_public_group *
groups(const struct sp_public_year *y)
{
	return (const struct sp_public_group *)(void *)y->groups->data;
}

static const struct sp_public_bin *
bin(const GArray *bins, guint i)
{
	return &g_array_index(bins, struct sp_public_bin, i);
}

static gboolean
is_wanted(const struct sp_public_year *y, int year)
{
	return year == 0 || y->year == year;
}

/* --- at a terminal -------------------------------------------------------- */

static void
print_number(const char *label, int n)
{
	if (n < 0)
		out_print("  %-36s %6s\n", label, "-");
	else
		out_print("  %-36s %6d\n", label, n);
}

static void
print_bins(const char *title, const GArray *bins, const char *none)
{
	out_print("  %s\n", title);
	for (guint i = 0; i < bins->len; i++) {
		const struct sp_public_bin *b = bin(bins, i);
		g_autofree char *name = sp_public_bin_name(bins, i, none);

		if (b->cases > 0)
			out_print("    %-34s %6u\n", name, b->cases);
	}
}

static void
print_limit(unsigned limit_d, int n)
{
	g_autofree char *label = g_strdup_printf("embargo over %u days",
						 limit_d);

	if (limit_d > 0)
		print_number(label, n);
}

static void
print_figures(const struct sp_gate *gate, const struct sp_public_year *y)
{
	print_number("reports", y->reports);
	print_number("published", y->published);
	print_number("not a vulnerability", y->invalid);
	print_number("duplicate", y->duplicate);
	print_number("closed for another reason, or \"-\"", y->other);
	print_number("a tool was declared", y->tool);
	print_number("days to a human answer, median", y->answer_median_d);
	print_number("days in private, median", y->embargo_median_d);
	print_number("days in private, mean", y->embargo_mean_d);
	print_limit(gate->conf->embargo_soft_d, y->over_soft);
	print_limit(gate->conf->embargo_hard_d, y->over_hard);
	print_bins("cases by the time to a human answer", y->answers,
		   "no such answer");
	print_bins("cases by the time in private, if under embargo",
		   y->embargoes, "no embargo");
}

static void
print_year(const struct sp_gate *gate, const struct sp_public_year *y)
{
	out_print("\n%d\n", y->year);
	if (y->groups->len == 0) {
		out_line("  fewer than 3 cases");
		return;
	}
	print_number("cases published or closed", (int)y->cases);
	for (guint i = 0; i < y->groups->len; i++) {
		g_autofree char *name = sp_public_group_name(&groups(y)[i]);

		out_print("    %-34s %6u\n", name, groups(y)[i].cases);
	}
	if (y->complete)
		print_figures(gate, y);
	else
		out_line("  The other figures come when the year is over.");
}

void
stats_public_text(const struct sp_gate *gate, const struct sp_public_stats *p,
		  int year)
{
	unsigned n = 0;

	out_print("Figures of %s\n\n"
		  "A case counts in the month in which it was published or "
		  "closed, once that month\nis over. Months with fewer than "
		  "%d cases are counted with those that follow.\n\"-\" is a "
		  "number that would tell of fewer than %d cases.\n",
		  gate->conf->address, SP_PUBLIC_LEAST, SP_PUBLIC_LEAST);
	for (guint i = 0; i < p->years->len; i++) {
		const struct sp_public_year *y = p->years->pdata[i];

		if (!is_wanted(y, year))
			continue;
		print_year(gate, y);
		n++;
	}
	if (n == 0 && year != 0)
		out_print("\n%d\n  fewer than %d cases\n", year,
			  SP_PUBLIC_LEAST);
	else if (n == 0)
		out_print("\nThere are fewer than %d cases.\n",
			  SP_PUBLIC_LEAST);
}

/* --- JSON ----------------------------------------------------------------- */

/* null where it is not said. */
static void
put(json_t *object, const char *name, int n)
{
	json_object_set_new(object, name, n < 0 ? json_null()
						: json_integer(n));
}

static void
put_month(json_t *object, const char *name, int month)
{
	g_autofree char *text = g_strdup_printf("%04d-%02d",
						sp_month_year(month),
						month % 12 + 1);

	out_json_text(object, name, text);
}

static void
put_bins(json_t *object, const char *name, const GArray *bins)
{
	json_t *array = out_json_array(object, name);

	for (guint i = 0; bins && i < bins->len; i++) {
		const struct sp_public_bin *b = bin(bins, i);
		json_t *one = out_json_object(array);

		out_json_number(one, "over_days", b->over_d);
		put(one, "up_to_days", b->up_to_d ? (int)b->up_to_d : -1);
		out_json_flag(one, "none", b->none);
		out_json_number(one, "cases", b->cases);
	}
}

static void
fill_year(json_t *object, const struct sp_public_year *y)
{
	json_t *array;

	out_json_number(object, "year", y->year);
	put(object, "cases", y->groups->len ? (int)y->cases : -1);
	array = out_json_array(object, "groups");
	for (guint i = 0; i < y->groups->len; i++) {
		json_t *one = out_json_object(array);

		put_month(one, "first", groups(y)[i].first);
		put_month(one, "last", groups(y)[i].last);
		out_json_number(one, "cases", groups(y)[i].cases);
	}
	out_json_flag(object, "complete", y->complete);
	put(object, "reports", y->reports);
	put(object, "published", y->published);
	put(object, "not_a_vulnerability", y->invalid);
	put(object, "duplicate", y->duplicate);
	put(object, "other", y->other);
	put(object, "tool_declared", y->tool);
	put(object, "answer_median_days", y->answer_median_d);
	put(object, "embargo_median_days", y->embargo_median_d);
	put(object, "embargo_mean_days", y->embargo_mean_d);
	put(object, "over_soft", y->over_soft);
	put(object, "over_hard", y->over_hard);
	put_bins(object, "answers", y->answers);
	put_bins(object, "embargoes", y->embargoes);
}

void
stats_public_json(const struct sp_gate *gate, const struct sp_public_stats *p,
		  int year)
{
	json_t *document = json_object();
	json_t *years;

	out_json_text(document, "address", gate->conf->address);
	out_json_number(document, "least", SP_PUBLIC_LEAST);
	years = out_json_array(document, "years");
	for (guint i = 0; i < p->years->len; i++)
		if (is_wanted(p->years->pdata[i], year))
			fill_year(out_json_object(years), p->years->pdata[i]);
	out_json(document);
}
