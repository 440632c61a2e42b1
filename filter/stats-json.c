/* SPDX-License-Identifier: GPL-2.0-or-later */
/* stats-json.c - the figures of a list, for members, as JSON */
#include "filter/out.h"
#include "filter/stats.h"

static json_t *
new_object(json_t *object, const char *name)
{
	json_t *member = json_object();

	json_object_set_new(object, name, member);
	return member;
}

/* null where there is none. */
static void
put_length(json_t *object, const char *name, int64_t seconds)
{
	json_object_set_new(object, name, seconds < 0 ? json_null()
			    : json_integer(seconds));
}

static void
put_lengths(json_t *row, const char *name, const GArray *of)
{
	json_t *object = new_object(row, name);
	json_t *all;

	out_json_number(object, "count", of->len);
	put_length(object, "median", sp_stats_median(of));
	put_length(object, "mean", sp_stats_mean(of));
	put_length(object, "max", sp_stats_max(of));
	all = out_json_array(object, "seconds");
	for (guint i = 0; i < of->len; i++)
		json_array_append_new(all, json_integer(
			g_array_index(of, int64_t, i)));
}

static void
fill_row(json_t *row, const struct sp_stats_row *r)
{
	json_t *dismissed;

	out_json_time(row, "from", r->from);
	out_json_time(row, "until", r->until);
	out_json_number(row, "received", r->received);
	out_json_number(row, "opened", r->opened);
	out_json_number(row, "attached", r->attached);
	out_json_number(row, "rejected", r->rejected);
	out_json_number(row, "discarded", r->discarded);
	out_json_number(row, "published", r->published);
	dismissed = new_object(row, "dismissed");
	for (int i = 0; i < SP_STATS_ENDS; i++)
		out_json_number(dismissed, sp_stats_ends[i], r->dismissed[i]);
	out_json_number(row, "tool_declared", r->tool);
	out_json_number(row, "tool_none", r->no_tool);
	out_json_number(row, "over_soft", r->over_soft);
	out_json_number(row, "over_hard", r->over_hard);
	put_lengths(row, "answers", r->answers);
	put_lengths(row, "embargoes", r->embargoes);
	put_lengths(row, "private", r->secrets);
}

static void
put_rows(json_t *document, const char *name, const GArray *rows)
{
	json_t *array = out_json_array(document, name);

	for (guint i = 0; i < rows->len; i++)
		fill_row(out_json_object(array), &sp_stats_rows(rows)[i]);
}

static void
put_now(json_t *document, const struct sp_stats *s)
{
	json_t *now = new_object(document, "now");
	json_t *open = new_object(now, "open");
	const int64_t oldest = sp_stats_max(s->ages);

	for (int i = 0; i < SP_CASE_CLOSED; i++)
		out_json_number(open, sp_case_states[i], s->open[i]);
	out_json_number(now, "embargoed", s->embargoed);
	out_json_number(now, "unanswered", s->unanswered);
	out_json_number(now, "held", s->waiting);
	put_length(now, "oldest", oldest);
}

void
stats_json(const struct sp_gate *gate, const struct sp_stats *s)
{
	json_t *document = json_object();
	json_t *reasons;

	out_json_text(document, "list", gate->conf->list);
	put_rows(document, "months", s->months);
	put_rows(document, "years", s->years);
	fill_row(new_object(document, "total"), &s->total);
	reasons = out_json_array(document, "reasons");
	for (guint i = 0; i < s->reasons->len; i++) {
		const struct sp_stats_reason *r = s->reasons->pdata[i];
		json_t *object = out_json_object(reasons);

		out_json_text(object, "reason", r->name);
		out_json_number(object, "count", r->n);
	}
	put_now(document, s);
	out_json(document);
}
