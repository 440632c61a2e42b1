/* SPDX-License-Identifier: GPL-2.0-or-later */
/* calendar.c - what ends or is due, by month */
#include "lib/notice/calendar.h"

#include <string.h>

#define CELL 4			/* columns of a day */
#define WEEK (7 * CELL)

static const struct {
	char mark;
	const char *what;
} kinds[SP_CALENDAR_KINDS] = {
	[SP_CALENDAR_EMBARGO] = { 'o', "embargo ends" },
	[SP_CALENDAR_PROCESSING] = { '#', "processing ends" },
	[SP_CALENDAR_KEY] = { 'K', "key expires" },
	[SP_CALENDAR_DUE] = { 'd', "due" },
};

/* An entry, where it stands in the calendar. */
struct item {
	const struct sp_calendar_entry *entry;
	guint32 day;		/* as GDate counts */
	char clock[6];		/* "12:00" */
};

struct calendar {
	GArray *items;		/* of struct item, by time */
	guint32 today;
	GString *out;
};

/* --- the entries ---------------------------------------------------------- */

static guint32
day_of(GDateTime *t)
{
	int y, m, d;
	GDate date;

	g_date_time_get_ymd(t, &y, &m, &d);
	g_date_clear(&date, 1);
	g_date_set_dmy(&date, (GDateDay)d, (GDateMonth)m, (GDateYear)y);
	return g_date_get_julian(&date);
}

static GDateTime *
local_time(GTimeZone *zone, int64_t at)
{
	g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(at);

	return utc ? g_date_time_to_timezone(utc, zone) : NULL;
}

static int
compare(gconstpointer a, gconstpointer b)
{
	const struct sp_calendar_entry *x = ((const struct item *)a)->entry;
	const struct sp_calendar_entry *y = ((const struct item *)b)->entry;

	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	if (x->kind != y->kind)
		return x->kind < y->kind ? -1 : 1;
	return strcmp(x->title, y->title);
}

/* What lies beyond all years that a calendar has is left out. */
static void
place(struct calendar *c, GTimeZone *zone,
      const struct sp_calendar_entry *entries, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		g_autoptr(GDateTime) t = local_time(zone, entries[i].at);
		struct item item = { .entry = &entries[i] };

		if (!t)
			continue;
		item.day = day_of(t);
		g_snprintf(item.clock, sizeof(item.clock), "%02d:%02d",
			   g_date_time_get_hour(t), g_date_time_get_minute(t));
		g_array_append_val(c->items, item);
	}
	g_array_sort(c->items, compare);
}

static const struct item *
item_at(const struct calendar *c, guint i)
{
	return &g_array_index(c->items, struct item, i);
}

/* Is it one of several embargoes that end that day? */
static gboolean
is_shared(const struct calendar *c, const struct item *item)
{
	unsigned n = 0;

	for (guint i = 0; i < c->items->len; i++)
		n += item_at(c, i)->day == item->day &&
		     item_at(c, i)->entry->kind == SP_CALENDAR_EMBARGO;
	return item->entry->kind == SP_CALENDAR_EMBARGO && n > 1;
}

/* --- one week ------------------------------------------------------------- */

/* What weighs most that day; a blank when nothing does. */
static char
mark_of(const struct calendar *c, guint32 day)
{
	enum sp_calendar_kind best = SP_CALENDAR_KINDS;

	for (guint i = 0; i < c->items->len; i++)
		if (item_at(c, i)->day == day)
			best = MIN(best, item_at(c, i)->entry->kind);
	return best == SP_CALENDAR_KINDS ? ' ' : kinds[best].mark;
}

static void
put_day(struct calendar *c, const GDate *date)
{
	const guint32 day = g_date_get_julian(date);
	const gboolean today = day == c->today;
	const char mark = mark_of(c, day);

	g_string_append_printf(c->out, "%c%2d%c", mark == ' ' && today ? '['
			       : mark, g_date_get_day(date), today ? ']' : ' ');
}

static void
put_item(struct calendar *c, const struct item *item)
{
	const struct sp_calendar_entry *e = item->entry;
	char name[4];
	GDate date;

	g_date_clear(&date, 1);
	g_date_set_julian(&date, item->day);
	(void)g_date_strftime(name, sizeof(name), "%a", &date);
	g_string_append_printf(c->out, "  %s %2d %s  %c %s  %s%s\n", name,
			       g_date_get_day(&date), item->clock,
			       kinds[e->kind].mark, e->title,
			       e->what ? e->what : kinds[e->kind].what,
			       is_shared(c, item) ? " (same day)" : "");
}

/* The entries of the days from ... until, beside their week. */
static void
put_items(struct calendar *c, guint32 from, guint32 until)
{
	unsigned n = 0;

	for (guint i = 0; i < c->items->len; i++) {
		const struct item *item = item_at(c, i);

		if (item->day < from || item->day > until)
			continue;
		if (n++ > 0)
			g_string_append_printf(c->out, "%*s", WEEK, "");
		put_item(c, item);
	}
	if (n == 0)
		g_string_append_c(c->out, '\n');
}

/* From date to the end of its week or month; date then stands behind it. */
static void
put_week(struct calendar *c, GDate *date)
{
	const unsigned before = (unsigned)g_date_get_weekday(date) - 1;
	const GDateMonth month = g_date_get_month(date);
	const guint32 from = g_date_get_julian(date);
	unsigned column;

	g_string_append_printf(c->out, "%*s", (int)(before * CELL), "");
	for (column = before; column < 7 && g_date_get_month(date) == month;
	     column++) {
		put_day(c, date);
		g_date_add_days(date, 1);
	}
	g_string_append_printf(c->out, "%*s", (int)((7 - column) * CELL), "");
	put_items(c, from, g_date_get_julian(date) - 1);
}

/* --- the whole ------------------------------------------------------------ */

static void
put_month(struct calendar *c, GDate *date)
{
	const GDateMonth month = g_date_get_month(date);
	char name[32];

	(void)g_date_strftime(name, sizeof(name), "%B %Y", date);
	g_string_append_printf(c->out, "\n%s\n"
			       " Mo  Tu  We  Th  Fr  Sa  Su\n", name);
	while (g_date_get_month(date) == month)
		put_week(c, date);
}

static void
put_legend(struct calendar *c, const char *zone_name)
{
	for (size_t i = 0; i < SP_CALENDAR_KINDS; i++)
		g_string_append_printf(c->out, "%c %s, ", kinds[i].mark,
				       kinds[i].what);
	g_string_append_printf(c->out, "[ ] today; times in %s\n", zone_name);
}

/* How many are not shown, for they come earlier or later. */
static void
put_rest(struct calendar *c, guint32 from, guint32 until)
{
	unsigned earlier = 0, later = 0;

	for (guint i = 0; i < c->items->len; i++) {
		earlier += item_at(c, i)->day < from;
		later += item_at(c, i)->day >= until;
	}
	if (earlier > 0)
		g_string_append_printf(c->out, "\n%u before that.\n", earlier);
	if (later > 0)
		g_string_append_printf(c->out, "\n%u after that.\n", later);
}

/* Lines without blanks at their ends. */
static char *
chomp_lines(const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	for (char **l = lines; *l; l++)
		(void)g_strchomp(*l);
	return g_strjoinv("\n", lines);
}

char *
sp_calendar_text(const struct sp_calendar_entry *entries, size_t n,
		 const char *zone_name, int64_t now, unsigned months)
{
	g_autoptr(GTimeZone) known = g_time_zone_new_identifier(zone_name);
	g_autoptr(GTimeZone) zone = known ? g_time_zone_ref(known)
					  : g_time_zone_new_utc();
	g_autoptr(GArray) items = g_array_new(FALSE, FALSE,
					      sizeof(struct item));
	g_autoptr(GString) out = g_string_new(NULL);
	g_autoptr(GDateTime) t = local_time(zone, now);
	struct calendar c = { .items = items, .out = out };
	guint32 first;
	GDate date;

	if (!t)
		return g_strdup("");
	c.today = day_of(t);
	place(&c, zone, entries, n);
	put_legend(&c, known ? zone_name : "UTC");
	g_date_clear(&date, 1);
	g_date_set_julian(&date, c.today);
	g_date_set_day(&date, 1);
	first = g_date_get_julian(&date);
	for (unsigned i = 0; i < months; i++)
		put_month(&c, &date);
	put_rest(&c, first, g_date_get_julian(&date));
	return chomp_lines(out->str);
}
