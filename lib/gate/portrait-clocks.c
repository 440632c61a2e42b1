/* SPDX-License-Identifier: GPL-2.0-or-later */
/* portrait-clocks.c - what is due in a case, for who reads of it */
#include "lib/gate/portrait.h"

#include "lib/policy/embargo.h"

#define DAY_S (24 * 3600)

/* "day 4 of 60, " of the time in which a report is dealt with. */
static char *
day_of(const struct sp_clock *c, int64_t now)
{
	return c->kind != SP_CLOCK_PROCESSING || c->started == 0 ? g_strdup("")
		: g_strdup_printf("day %d of %d, ",
				  (int)((now - c->started) / DAY_S) + 1,
				  (int)((c->due - c->started) / DAY_S));
}

/* As people call it. */
static const char *
name_of(enum sp_clock_kind kind)
{
	return kind == SP_CLOCK_UPDATE ? "word to the reporter"
				       : sp_clock_names[kind];
}

char *
sp_portrait_clock(const struct sp_clock *c, int64_t now)
{
	static const char *const words[SP_CLOCKS][2] = {
		[SP_CLOCK_EMBARGO] = { "ends", "ended" },
		[SP_CLOCK_PRIVATE] = { "reaches its limit",
				       "passed its limit" },
	};
	const gboolean over = c->due <= now;
	const char *word = words[c->kind][over];
	g_autofree char *due = sp_embargo_date(c->due);
	g_autofree char *day = day_of(c, now);
	g_autofree char *span = sp_embargo_span(ABS(c->due - now));

	if (!word)
		word = over ? "was due" : "due";
	return g_strdup_printf("%s: %s%s %s (%s%s)", name_of(c->kind), day,
			       word, due, span, over ? " ago" : " left");
}

/* The hold is over, and the embargo has a line of its own. */
void
sp_portrait_clocks(const struct sp_gate *gate, const struct sp_dossier *d,
		   int64_t now, GPtrArray *lines)
{
	const struct sp_clock_facts f = sp_clock_facts_of(d, gate->conf);
	g_autoptr(GArray) clocks = sp_clocks(&f, gate->conf);

	for (guint i = 0; i < clocks->len; i++) {
		const struct sp_clock *c = &g_array_index(clocks,
						struct sp_clock, i);

		if (c->stopped == 0 && c->kind != SP_CLOCK_HOLD &&
		    c->kind != SP_CLOCK_EMBARGO)
			g_ptr_array_add(lines, sp_portrait_clock(c, now));
	}
}

int64_t
sp_portrait_due(const struct sp_gate *gate, const struct sp_dossier *d,
		int64_t now)
{
	const struct sp_clock_facts f = sp_clock_facts_of(d, gate->conf);
	g_autoptr(GArray) clocks = sp_clocks(&f, gate->conf);
	const struct sp_clock *c = sp_process_is_urgent(d, gate->conf, now)
		? sp_clock_running(clocks, SP_CLOCK_DECISION)
		: sp_clock_of_state(clocks, sp_process_state(d, gate->conf));

	return c ? c->due : 0;
}

/* " (due Thu 19 Nov 2026 17:00 UTC)", or "". */
static char *
by_when(int64_t due, int64_t now)
{
	g_autofree char *date = due ? sp_embargo_date(due) : NULL;

	return due ? g_strdup_printf(" (%s %s)", due <= now ? "was due"
							    : "due", date)
		   : g_strdup("");
}

char *
sp_portrait_next(const struct sp_gate *gate, const struct sp_dossier *d,
		 int64_t now)
{
	g_autofree char *when = by_when(sp_portrait_due(gate, d, now), now);
	g_autofree char *what = NULL;
	g_autofree char *command = NULL;
	struct sp_review_sum review;

	sp_triage_review(gate, d, &review);
	sp_process_next(d, gate->conf, &review, now, &what, &command);
	return g_strdup_printf("Next: %s%s%s%s", what, when,
			       *command ? " -> " : "", command);
}
