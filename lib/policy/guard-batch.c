/* SPDX-License-Identifier: GPL-2.0-or-later */
/* guard-batch.c - cases that are published together, and who need not wait */
#include "lib/policy/guards.h"

#include <string.h>

#include "lib/policy/embargo.h"

/* What others know, or suffer from, waits for nobody. */
static gboolean
is_out(const struct sp_dossier *d)
{
	return d->flags[SP_FLAG_PUBLIC].at != 0 ||
	       d->flags[SP_FLAG_EXPLOITED].at != 0;
}

static void
say_out(const struct sp_situation *s, GString *text)
{
	if (is_out(s->d))
		g_string_append_printf(text, "; as it is %s, it may leave the "
			"batch at once", s->d->flags[SP_FLAG_EXPLOITED].at
			? "being exploited" : "public");
}

/* --- publication ---------------------------------------------------------- */

gboolean
sp_guard_batch_date(const struct sp_situation *s)
{
	return !s->d->batch || s->q->now >= s->d->batch_date;
}

void
sp_guard_say_batch_date(const struct sp_situation *s, GString *text)
{
	g_autofree char *date = sp_embargo_date(s->d->batch_date);
	g_autofree char *left = sp_embargo_span(s->d->batch_date - s->q->now);

	g_string_append_printf(text, "its batch %s is planned for %s, in %s",
			       s->d->batch, date, left);
	say_out(s, text);
}

gboolean
sp_guard_batch_whole(const struct sp_situation *s)
{
	return !s->d->batch || s->q->together;
}

void
sp_guard_say_batch_whole(const struct sp_situation *s, GString *text)
{
	g_string_append_printf(text, "it is in the batch %s", s->d->batch);
	if (sp_given(s->q->others))
		g_string_append_printf(text, " with %s", s->q->others);
	g_string_append(text, ", which is published as a whole");
	say_out(s, text);
}

/* --- joining -------------------------------------------------------------- */

gboolean
sp_guard_batch_waits(const struct sp_situation *s)
{
	return !is_out(s->d);
}

gboolean
sp_guard_batch_one(const struct sp_situation *s)
{
	return !s->d->batch || g_strcmp0(s->d->batch, s->q->batch) == 0;
}

void
sp_guard_say_batch_one(const struct sp_situation *s, GString *text)
{
	g_string_append_printf(text, "it is in the batch %s already",
			       s->d->batch);
}

gboolean
sp_guard_batch_in_time(const struct sp_situation *s)
{
	return !sp_guard_is_private(s) ||
	       s->q->end <= s->d->embargo.now->end;
}

void
sp_guard_say_batch_in_time(const struct sp_situation *s, GString *text)
{
	g_autofree char *end = sp_embargo_date(s->d->embargo.now->end);

	g_string_append_printf(text, "its embargo ends %s, before the batch "
			       "would be published", end);
}

/* --- leaving -------------------------------------------------------------- */

gboolean
sp_guard_batched(const struct sp_situation *s)
{
	return s->d->batch != NULL;
}

gboolean
sp_guard_leaving_explained(const struct sp_situation *s)
{
	return sp_guard_reason_given(s) || is_out(s->d) ||
	       sp_dossier_is_late(s->d);
}
