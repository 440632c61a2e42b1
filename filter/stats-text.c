/* SPDX-License-Identifier: GPL-2.0-or-later */
/* stats-text.c - the figures of a list, for members, at a terminal */
#include "filter/out.h"
#include "filter/stats.h"
#include "lib/base/month.h"
#include "lib/base/when.h"

enum { HOUR = 60 * 60, DAY = 24 * HOUR };

/* --- words ---------------------------------------------------------------- */

/* "12 min", "7.5 h", "1.2 d"; "-" when there is none. */
static char *
length(int64_t seconds)
{
	const int64_t unit = seconds < DAY ? HOUR : DAY;
	const int64_t tenths = (seconds * 10 + unit / 2) / unit;

	if (seconds < 0)
		return g_strdup("-");
	if (seconds < HOUR)
		return g_strdup_printf("%d min", (int)(seconds / 60));
	return g_strdup_printf("%" G_GINT64_FORMAT ".%d %c", tenths / 10,
			       (int)(tenths % 10), unit == DAY ? 'd' : 'h');
}

/* What did not happen is not to be looked at. */
static char *
count(unsigned n)
{
	return n ? g_strdup_printf("%u", n) : g_strdup("-");
}

static unsigned
dismissed(const struct sp_stats_row *r)
{
	unsigned n = 0;

	for (int i = 0; i < SP_STATS_ENDS; i++)
		n += r->dismissed[i];
	return n;
}

/* "a 2, b 1", of what there is. */
static void
add_word(GString *s, const char *name, unsigned n)
{
	if (n > 0)
		g_string_append_printf(s, "%s%s %u", s->len ? ", " : "", name,
				       n);
}

/* Under a label, in lines of our own: the list may be long. */
static void
print_words(const char *label, GString *words)
{
	enum { WIDTH = 56 };
	const char *rest = words->str;

	while (*rest) {
		size_t n = words->len - (size_t)(rest - words->str);

		if (n > WIDTH)
			for (n = WIDTH; n > 1 && rest[n - 1] != ' '; n--)
				continue;
		out_print("%-22s %.*s\n", label, (int)n, rest);
		rest += n;
		label = "";
	}
	g_string_free(words, TRUE);
}

/* --- by month ------------------------------------------------------------- */

static void
print_row(const char *label, const struct sp_stats_row *r)
{
	g_autofree char *received = count(r->received);
	g_autofree char *opened = count(r->opened);
	g_autofree char *published = count(r->published);
	g_autofree char *closed = count(dismissed(r));
	g_autofree char *rejected = count(r->rejected);
	g_autofree char *discarded = count(r->discarded);
	g_autofree char *answer = length(sp_stats_median(r->answers));
	g_autofree char *embargo = length(sp_stats_median(r->embargoes));

	out_print("%-8s %5s %6s %10s %10s %9s %10s %7s %7s\n", label, received,
		  opened, published, closed, rejected, discarded, answer,
		  embargo);
}

static void
print_months(const struct sp_stats *s)
{
	out_print("%-8s %5s %6s %10s %10s %9s %10s %7s %7s\n", "MONTH", "MAILS",
		  "CASES", "PUBLISHED", "DISMISSED", "REJECTED", "DISCARDED",
		  "ANSWER", "EMBARGO");
	for (guint i = 0; i < s->months->len; i++) {
		const struct sp_stats_row *r = &sp_stats_rows(s->months)[i];
		const int month = sp_month_of(r->from);
		g_autofree char *label = g_strdup_printf("%s %d",
			sp_month_name(month), sp_month_year(month));

		print_row(label, r);
	}
	for (guint i = 0; s->years->len > 1 && i < s->years->len; i++) {
		const struct sp_stats_row *r = &sp_stats_rows(s->years)[i];
		g_autofree char *label = g_strdup_printf("%d",
			sp_month_year(sp_month_of(r->from)));

		print_row(label, r);
	}
	print_row("total", &s->total);
}

/* --- in all --------------------------------------------------------------- */

static void
print_ends(const struct sp_stats *s)
{
	GString *ends = g_string_new(NULL);
	GString *reasons = g_string_new(NULL);
	GString *tools = g_string_new(NULL);
	const struct sp_stats_row *t = &s->total;

	for (int i = 0; i < SP_STATS_ENDS; i++)
		add_word(ends, sp_stats_ends[i], t->dismissed[i]);
	for (guint i = 0; i < s->reasons->len; i++) {
		const struct sp_stats_reason *r = s->reasons->pdata[i];

		add_word(reasons, *r->name ? r->name : "(deleted since)",
			 r->n);
	}
	add_word(tools, "declared", t->tool);
	add_word(tools, "none", t->no_tool);
	add_word(tools, "not recorded", t->opened - t->tool - t->no_tool);
	print_words("dismissed cases", ends);
	print_words("rejected mails", reasons);
	print_words("tools, by case", tools);
	if (t->attached)
		out_print("%-22s %u\n", "mails added to cases", t->attached);
}

static void
print_length(const char *label, const GArray *of, const char *note)
{
	g_autofree char *median = length(sp_stats_median(of));
	g_autofree char *mean = length(sp_stats_mean(of));
	g_autofree char *longest = length(sp_stats_max(of));

	out_print("%-22s %6u %9s %9s %9s%s%s\n", label, of->len, median, mean,
		  longest, *note ? "  " : "", note);
}

/* What the limits of the list say of the embargoes. */
static char *
over_limits(const struct sp_stats *s)
{
	const struct sp_config *conf = s->conf;
	GString *note = g_string_new(NULL);

	if (conf->embargo_soft_wd)
		g_string_append_printf(note, "%u over %u wd",
				       s->total.over_soft,
				       conf->embargo_soft_wd);
	else
		g_string_append_printf(note, "%u over %u d",
				       s->total.over_soft,
				       conf->embargo_soft_d);
	if (conf->embargo_hard_d)
		g_string_append_printf(note, ", %u over %u d",
				       s->total.over_hard,
				       conf->embargo_hard_d);
	return g_string_free(note, FALSE);
}

static void
print_lengths(const struct sp_stats *s)
{
	g_autofree char *over = over_limits(s);
	g_autofree char *goal = g_strdup_printf("goal %u wd",
						s->conf->human_answer_wd);

	out_print("%-22s %6s %9s %9s %9s\n", "HOW LONG", "CASES", "MEDIAN",
		  "MEAN", "LONGEST");
	print_length("human answer", s->total.answers, goal);
	print_length("embargo", s->total.embargoes, "");
	print_length("private, if published", s->total.secrets, "");
	if (s->total.embargoes->len)
		out_print("%-22s %s, from the report on\n",
			  "embargoes over limits", over);
}

/* --- now ------------------------------------------------------------------ */

static void
print_now(const struct sp_stats *s)
{
	GString *open = g_string_new(NULL);
	unsigned n = 0;

	for (int i = 0; i < SP_CASE_CLOSED; i++) {
		add_word(open, sp_case_states[i], s->open[i]);
		n += s->open[i];
	}
	out_print("NOW\n%-22s %u\n", "open cases", n);
	print_words("", open);
	out_print("%-22s %u\n%-22s %u\n", "under embargo", s->embargoed,
		  "without human answer", s->unanswered);
	if (s->waiting > 0) {
		g_autofree char *oldest = sp_when_age(sp_stats_max(s->ages));

		out_print("%-22s %u, the oldest for %s\n", "held mails",
			  s->waiting, oldest);
	} else {
		out_print("%-22s 0\n", "held mails");
	}
}

void
stats_text(const struct sp_gate *gate, const struct sp_stats *s)
{
	g_autofree char *from = out_time(s->total.from);
	g_autofree char *until = out_time(s->total.until - 1);

	out_print("%s, %.10s to %.10s, UTC. For members only.\n\n",
		  gate->conf->list, from, until);
	print_months(s);
	out_line("");
	print_ends(s);
	out_line("");
	print_lengths(s);
	out_line("");
	print_now(s);
}
