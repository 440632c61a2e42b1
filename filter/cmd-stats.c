/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cmd-stats.c - the figures of a list, for members and for anybody */
#include "filter/command.h"
#include "filter/stats.h"
#include "lib/base/month.h"

enum { DAY = 24 * 60 * 60, FIRST_YEAR = 1970, YEARS_MAX = 50 };

struct wish {
	gboolean for_all, json;
	int year;		/* 0: none was given */
	char *since, *until;
	int64_t from, to;	/* what they come to */
};

/* Days at the calendar, both of which count. */
static enum sp_status
read_days(struct call *call, struct wish *w, int64_t now, struct sp_err *err)
{
	struct sp_err why;

	if (!w->since)
		return call_usage(call, err, "--until needs --since");
	if (sp_month_day(w->since, &w->from, &why) != SP_OK ||
	    (w->until && sp_month_day(w->until, &w->to, &why) != SP_OK))
		return call_usage(call, err, "%s", why.text);
	w->to = w->until ? w->to + DAY : now + 1;
	if (w->from > now)
		return call_usage(call, err, "--since %s is in the future",
				  w->since);
	if (w->from >= w->to)
		return call_usage(call, err, "--since is after --until");
	if (sp_month_of(w->to) - sp_month_of(w->from) > YEARS_MAX * 12)
		return call_usage(call, err, "that is more than %d years",
				  YEARS_MAX);
	return SP_OK;
}

/* The year that was given, or this one. Months that have not begun have no
 * figures. */
static enum sp_status
read_wish(struct call *call, struct wish *w, int64_t now, struct sp_err *err)
{
	const int month = sp_month_of(now), this_year = sp_month_year(month);
	const gboolean days = w->since || w->until;
	int year = this_year;

	if (w->year && (w->year < FIRST_YEAR || w->year > this_year))
		return call_usage(call, err, "--year is %d to %d, which is "
				  "this year", FIRST_YEAR, this_year);
	if (days && w->for_all)
		return call_usage(call, err, "--public tells of whole years: "
				  "give --year, or nothing");
	if (days && w->year)
		return call_usage(call, err, "give --year, or --since and "
				  "--until");
	if (w->year)
		year = w->year;
	w->from = sp_month_start(year * 12);
	w->to = sp_month_start((year + 1) * 12);
	if (days) {
		enum sp_status r = read_days(call, w, now, err);

		if (r != SP_OK)
			return r;
	}
	w->to = MIN(w->to, sp_month_start(month + 1));
	return SP_OK;
}

static enum sp_status
print_internal(struct sp_gate *gate, const struct wish *w, struct sp_err *err)
{
	struct sp_stats *s = NULL;
	enum sp_status r = sp_figures_read(gate, w->from, w->to, &s, err);

	if (r == SP_OK && w->json)
		stats_json(gate, s);
	else if (r == SP_OK)
		stats_text(gate, s);
	sp_stats_free(s);
	return r;
}

static enum sp_status
print_public(struct sp_gate *gate, const struct wish *w, struct sp_err *err)
{
	struct sp_public_stats *p = NULL;
	enum sp_status r = sp_figures_public(gate, &p, err);

	if (r == SP_OK && w->json)
		stats_public_json(gate, p, w->year);
	else if (r == SP_OK)
		stats_public_text(gate, p, w->year);
	sp_public_stats_free(p);
	return r;
}

enum sp_status
cmd_stats(struct call *call, char **argv, struct sp_err *err)
{
	g_auto(GStrv) args = NULL;
	struct wish w = { 0 };
	const GOptionEntry options[] = {
		{ "public", 0, 0, G_OPTION_ARG_NONE, &w.for_all, NULL, NULL },
		{ "year", 0, 0, G_OPTION_ARG_INT, &w.year, NULL, NULL },
		{ "since", 0, 0, G_OPTION_ARG_STRING, &w.since, NULL, NULL },
		{ "until", 0, 0, G_OPTION_ARG_STRING, &w.until, NULL, NULL },
		{ "json", 0, 0, G_OPTION_ARG_NONE, &w.json, NULL, NULL },
		G_OPTION_ENTRY_NULL
	};
	struct sp_gate *gate;
	enum sp_status r;

	if ((r = call_options(call, options, argv, 0, 1, &args, err)) == SP_OK &&
	    (r = read_wish(call, &w, sp_gate_now(), err)) == SP_OK &&
	    (r = call_gate(call, args[0], &gate, err)) == SP_OK)
		r = w.for_all ? print_public(gate, &w, err)
			      : print_internal(gate, &w, err);
	g_free(w.since);
	g_free(w.until);
	return r;
}
