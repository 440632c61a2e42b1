/* SPDX-License-Identifier: GPL-2.0-or-later */
/* reminder.c - what waits, once a day, as text
 *
 * Most urgent first: what could not wait, held mail, then answers, what is due
 * in cases, who was left out, keys. The head of
 * the event log stands at the end of each, so that somebody else than this
 * host knows it. */
#include "lib/notice/reminder.h"

#include "lib/mail/show.h"
#include "lib/notice/lines.h"

enum { FIELD_MAX = 300 };	/* bytes of one shown field */

void
sp_waiting_free(struct sp_waiting *w)
{
	if (!w)
		return;
	g_free(w->ref);
	g_free(w->from);
	g_free(w->subject);
	g_free(w);
}

void
sp_remark_free(struct sp_remark *r)
{
	if (!r)
		return;
	g_free(r->who);
	g_free(r->what);
	g_free(r);
}

void
sp_due_free(struct sp_due *d)
{
	if (!d)
		return;
	g_free(d->who);
	g_ptr_array_unref(d->what);
	g_free(d);
}

static void
field(GString *out, const char *label, const char *value)
{
	g_autofree char *shown = sp_show_line(value, FIELD_MAX);
	g_autofree char *first = g_strdup_printf("    %-9s", label);

	if (*shown)
		sp_lines_fold(out, first, "             ", shown, TRUE);
}

static void
put_waiting(GString *out, const struct sp_reminder *r,
	    const struct sp_waiting *w, int64_t now)
{
	const struct sp_workdays *days = &r->conf->workdays;
	g_autofree char *since = sp_workday_format(days, w->arrived);
	g_autofree char *due = NULL;
	g_autofree char *answer = NULL;
	g_autofree char *asked = NULL;
	g_autofree char *question = NULL;

	g_string_append_printf(out, "\n  %s\n", w->ref);
	field(out, "Since:", since);
	field(out, "From:", w->from);
	field(out, "Subject:", w->subject);
	if (w->due != 0) {
		due = sp_workday_format(days, w->due);
		answer = g_strdup_printf("%s %s", w->due <= now ? "was due"
								: "is due",
					 due);
		field(out, "Answer:", answer);
	}
	if (w->asked != 0) {
		asked = sp_workday_format(days, w->asked);
		question = g_strdup_printf("%s: please ask again, or decide "
					   "without an answer", asked);
		field(out, "Asked:", question);
	}
}

static void
put_text(GString *out, const char *text)
{
	sp_lines_fold(out, "", "", text, FALSE);
}

static void
put_held(GString *out, const struct sp_reminder *r, int64_t now)
{
	const unsigned all = r->waiting->len + r->more;
	g_autofree char *heading = NULL;

	if (all == 0)
		return;
	heading = g_strdup_printf("\nWAITING FOR A DECISION: %u", all);
	put_text(out, heading);
	for (guint i = 0; i < r->waiting->len; i++)
		put_waiting(out, r, r->waiting->pdata[i], now);
	if (r->more > 0)
		g_string_append_printf(out, "\n  and %u more\n", r->more);
	g_string_append_c(out, '\n');
	put_text(out, r->moderator
		 ? "To read one and to decide, open the notice that you got "
		   "of it, or run \"sallyport moderate\" on the list's host."
		 : "Moderators decide about these. You read this because it "
		   "takes them too long: please ask them, or the list, what "
		   "holds it up.");
}

/* Titles of cases are a sender's words. */
static void
put_shown(GString *out, const char *indent, const char *text)
{
	g_autofree char *shown = sp_show_line(text, FIELD_MAX);

	sp_lines_fold(out, indent, indent, shown, TRUE);
}

static void
put_remarks(GString *out, const char *heading, const GPtrArray *remarks)
{
	if (remarks->len > 0)
		g_string_append_printf(out, "\n%s\n", heading);
	for (guint i = 0; i < remarks->len; i++) {
		const struct sp_remark *m = remarks->pdata[i];

		g_string_append_c(out, '\n');
		put_shown(out, "  ", m->who);
		put_shown(out, "    ", m->what);
	}
}

static void
put_due(GString *out, const GPtrArray *due)
{
	for (guint i = 0; i < due->len; i++) {
		const struct sp_due *d = due->pdata[i];

		g_string_append_c(out, '\n');
		put_shown(out, "  ", d->who);
		for (guint k = 0; k < d->what->len; k++)
			put_shown(out, "    ", d->what->pdata[k]);
	}
}

static void
put_cases(GString *out, const struct sp_reminder *r)
{
	const unsigned all = r->cases->len + r->more_cases;

	if (all == 0)
		return;
	g_string_append_printf(out, "\nCASES: %u\n", all);
	put_due(out, r->cases);
	if (r->more_cases > 0)
		g_string_append_printf(out, "\n  and %u more\n",
				       r->more_cases);
}

static void
put_urgent(GString *out, const struct sp_reminder *r)
{
	if (r->urgent->len == 0)
		return;
	g_string_append(out, "\nTHIS COULD NOT WAIT FOR THE NEXT REMINDER\n");
	put_due(out, r->urgent);
}

char *
sp_notice_reminder(const struct sp_reminder *r, int64_t now)
{
	g_autoptr(GString) out = g_string_new(NULL);
	g_autofree char *start = g_strdup_printf("This is what waits for you "
		"in the %s.%s", r->conf->name,
		r->on_duty ? " You are on duty." : "");

	if (r->waiting->len + r->more + r->answers->len + r->urgent->len +
	    r->cases->len + r->missed->len + r->keys->len == 0)
		return NULL;
	put_text(out, start);
	put_urgent(out, r);
	put_held(out, r, now);
	put_remarks(out, "ANSWERS TO REPORTERS", r->answers);
	put_cases(out, r);
	put_remarks(out, "WHO DID NOT GET MAIL", r->missed);
	put_remarks(out, "KEYS", r->keys);
	g_string_append_printf(out, "\nSent once a day at most, but for what "
			       "cannot wait, and only when something\nwaits. "
			       "Whether the event log still holds all that it "
			       "holds now, says\n\n    sallyport log --verify "
			       "--head \\\n    %s\n", r->head);
	return g_string_free(g_steal_pointer(&out), FALSE);
}
