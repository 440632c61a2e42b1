/* SPDX-License-Identifier: GPL-2.0-or-later */
/* embargo.c - until when a case stays private */
#include "lib/policy/embargo.h"

#include <string.h>

enum { DAY = 24 * 60 * 60 };

/* --- how long it is ------------------------------------------------------- */

/* From when on the length counts, for one that begins now. */
static int64_t
start_of(const struct sp_dossier *d, const struct sp_config *conf, int64_t now)
{
	if (conf->embargo_start == SP_START_REPORT)
		return d->arrived;
	return d->embargo.state == SP_EMBARGO_ACTIVE ||
	       d->embargo.state == SP_EMBARGO_REVISING ? d->embargo.started
						       : now;
}

int64_t
sp_embargo_length(const struct sp_dossier *d, const struct sp_config *conf,
		  int64_t end, int64_t now, gboolean *total)
{
	const int64_t start = start_of(d, conf, now);
	const int64_t first = MIN(d->arrived, start);

	*total = first < start;
	return end - first;
}

static gboolean
over_soft(const struct sp_config *conf, int64_t from, int64_t end)
{
	if (conf->embargo_soft_wd)
		return end > sp_workday_due(&conf->workdays, from,
					    conf->embargo_soft_wd);
	return end - from > (int64_t)conf->embargo_soft_d * DAY;
}

enum sp_length
sp_embargo_is(const struct sp_dossier *d, const struct sp_config *conf,
	      int64_t end, int64_t now)
{
	gboolean total;
	const int64_t length = sp_embargo_length(d, conf, end, now, &total);

	if (conf->embargo_hard_d &&
	    length > (int64_t)conf->embargo_hard_d * DAY)
		return conf->embargo_over_hard == SP_OVER_HARD_NEVER
			? SP_LENGTH_NEVER : SP_LENGTH_NEEDS_TWO;
	return over_soft(conf, end - length, end) ? SP_LENGTH_NEEDS_REASON
						  : SP_LENGTH_SHORT;
}

/* --- whether there may be one --------------------------------------------- */

char *
sp_embargo_forbidden(const struct sp_dossier *d)
{
	static const char *const because[SP_FLAGS] = {
		[SP_FLAG_PUBLIC] = "it is public",
		[SP_FLAG_POC] = "an exploit is public",
		[SP_FLAG_EXPLOITED] = "it is being exploited",
	};

	for (int i = 0; i < SP_FLAGS; i++) {
		g_autofree char *since = NULL;

		if (d->flags[i].at == 0)
			continue;
		since = sp_embargo_date(d->flags[i].at);
		return g_strdup_printf("%s, as was flagged %s", because[i],
				       since);
	}
	return d->published ? g_strdup("it was published") : NULL;
}

/* --- who is for it -------------------------------------------------------- */

static gboolean
is_among(GHashTable *seen, const char *name)
{
	return !*name || !g_hash_table_add(seen, g_ascii_strdown(name, -1));
}

/* Nobody who is not on the roster counts, and an organisation counts once;
 * members without one are nobody's either. */
static unsigned
count_org(GHashTable *seen, const char *by, const char *org)
{
	return *by && !is_among(seen, org) ? 1 : 0;
}

unsigned
sp_embargo_orgs(const struct sp_term *t, const struct sp_mover *mover)
{
	g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash,
							   g_str_equal,
							   g_free, NULL);
	unsigned n = count_org(seen, t->by, t->org);

	for (guint i = 0; t->voices && i < t->voices->len; i++) {
		const struct sp_voice *v = t->voices->pdata[i];

		if (!v->objects)
			n += count_org(seen, v->by, v->org);
	}
	if (mover && mover->address)
		n += count_org(seen, mover->address, mover->org);
	return n;
}

unsigned
sp_embargo_enders(const struct sp_embargo *e, const struct sp_mover *mover)
{
	g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash,
							   g_str_equal,
							   g_free, NULL);
	unsigned n = 0;

	for (guint i = 0; i < e->enders->len; i++) {
		const struct sp_voice *v = e->enders->pdata[i];

		n += !is_among(seen, v->by);
	}
	if (mover && mover->address)
		n += !is_among(seen, mover->address);
	return n;
}

/* --- dates ---------------------------------------------------------------- */

/* Not by strftime: the text must not depend on the locale of the host. */
static const char *const day_names[] = {
	"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday",
	"Sunday"
};
static const char *const month_names[] = {
	"January", "February", "March", "April", "May", "June", "July",
	"August", "September", "October", "November", "December"
};

/* Clocks can be wrong, but must not make us crash. */
static GDateTime *
utc(int64_t at)
{
	GDateTime *t = g_date_time_new_from_unix_utc(at);

	return t ? t : g_date_time_new_from_unix_utc(0);
}

static const char *
day_name(GDateTime *t)
{
	return day_names[g_date_time_get_day_of_week(t) - 1];
}

static const char *
month_name(GDateTime *t)
{
	return month_names[g_date_time_get_month(t) - 1];
}

char *
sp_embargo_date(int64_t end)
{
	g_autoptr(GDateTime) t = utc(end);

	return g_strdup_printf("%.3s %d %.3s %d %02d:%02d UTC", day_name(t),
			       g_date_time_get_day_of_month(t), month_name(t),
			       g_date_time_get_year(t),
			       g_date_time_get_hour(t),
			       g_date_time_get_minute(t));
}

char *
sp_embargo_span(int64_t seconds)
{
	const int64_t days = seconds / DAY, hours = seconds % DAY / 3600;
	const int64_t minutes = seconds % 3600 / 60;

	if (seconds < 60)
		return g_strdup("less than a minute");
	if (days > 0 && hours == 0 && minutes > 0)
		return g_strdup_printf("%" G_GINT64_FORMAT " d %"
				       G_GINT64_FORMAT " min", days, minutes);
	if (days > 0)
		return g_strdup_printf("%" G_GINT64_FORMAT " d %"
				       G_GINT64_FORMAT " h", days, hours);
	return g_strdup_printf("%" G_GINT64_FORMAT " h %02" G_GINT64_FORMAT
			       " min", hours, minutes);
}

/* Is it a day on which teams can patch, and the next one too? */
static gboolean
is_good_day(const struct sp_config *conf, int64_t at)
{
	const struct sp_workdays *w = &conf->workdays;

	return sp_workday_on(w, at) && sp_workday_on(w, at + DAY);
}

static const char *
zone_of(const struct sp_config *conf)
{
	return conf->workdays.timezone ? conf->workdays.timezone : "UTC";
}

/* Where the list is: there a day begins and ends. */
static GDateTime *
day_of(const struct sp_config *conf, int64_t at)
{
	g_autoptr(GTimeZone) zone = g_time_zone_new_identifier(zone_of(conf));
	GDateTime *t = utc(at);
	GDateTime *there = zone ? g_date_time_to_timezone(t, zone) : NULL;

	if (!there)
		return t;
	g_date_time_unref(t);
	return there;
}

/* The nearest one to come; NULL: there is none. */
static char *
good_day(const struct sp_config *conf, int64_t at, int step, int64_t now)
{
	for (int i = 1; i <= 14; i++) {
		const int64_t day = at + (int64_t)step * i * DAY;
		g_autoptr(GDateTime) t = NULL;

		if (day <= now)
			return NULL;
		if (!is_good_day(conf, day))
			continue;
		t = day_of(conf, day);
		return g_strdup_printf("%.3s %d %s", day_name(t),
				       g_date_time_get_day_of_month(t),
				       month_name(t));
	}
	return NULL;
}

char *
sp_embargo_lint(const struct sp_config *conf, int64_t end, int64_t now)
{
	const char *zone = zone_of(conf);
	g_autoptr(GDateTime) t = day_of(conf, end);
	g_autofree char *before = NULL;
	g_autofree char *after = NULL;
	GString *s;

	if (is_good_day(conf, end))
		return NULL;
	before = good_day(conf, end, -1, now);
	after = good_day(conf, end, 1, now);
	s = g_string_new(day_name(t));
	if (strcmp(zone, "UTC") != 0)
		g_string_append_printf(s, " in %s", zone);
	g_string_append(s, sp_workday_on(&conf->workdays, end)
			? ", the day before one without work"
			: ", a day without work");
	g_string_append(s, ". Many teams cannot patch then.");
	if (before || after)
		g_string_append_printf(s, " Better: %s%s%s.", before ? before
				       : "", before && after ? " or " : "",
				       after ? after : "");
	return g_string_free(s, FALSE);
}
