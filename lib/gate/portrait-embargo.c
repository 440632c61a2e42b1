/* SPDX-License-Identifier: GPL-2.0-or-later */
/* portrait-embargo.c - the embargo of a case in a few lines */
#include "lib/gate/portrait.h"

#include "lib/policy/embargo.h"

static const char *
name_of(const char *by)
{
	return *by ? by : "somebody who is not on the roster";
}

static char *
term_text(const struct sp_term *t)
{
	g_autofree char *date = sp_embargo_date(t->end);
	GString *s = g_string_new(date);

	g_string_append_printf(s, ", %sproposed by %s", t->restart ?
			       "to begin anew, " : "", name_of(t->by));
	if (*t->code)
		g_string_append_printf(s, ", because: %s", t->code);
	for (guint i = 0; i < t->voices->len; i++) {
		const struct sp_voice *v = t->voices->pdata[i];

		g_string_append_printf(s, ", %s %s", name_of(v->by),
				       v->objects ? "objects" : "agrees");
	}
	return g_string_free(s, FALSE);
}

char *
sp_portrait_embargo(const struct sp_dossier *d, int64_t now)
{
	const struct sp_embargo *e = &d->embargo;
	g_autofree char *date = NULL;
	g_autofree char *left = NULL;

	if (e->ended) {
		date = sp_embargo_date(e->ended);
		return g_strdup_printf("ended %s", date);
	}
	if (e->none) {
		date = sp_embargo_date(e->none);
		return g_strdup_printf("none is wanted, since %s: %s", date,
				       e->none_because);
	}
	if (!e->now)
		return g_strdup("none");
	date = sp_embargo_date(e->now->end);
	left = sp_embargo_span(ABS(e->now->end - now));
	if (!sp_dossier_embargoed(d, now))
		return g_strdup_printf("was over %s, %s ago", date, left);
	return g_strdup_printf("until %s (%s left)%s%s", date, left,
			       e->now->by_reporter ? ", the reporter's date"
						   : "",
			       e->restarts->len ? ", restarted" : "");
}

/* Who agreed to the date that holds. */
static void
put_agreed(GString *s, const struct sp_term *t)
{
	g_autoptr(GString) all = g_string_new(NULL);

	for (guint i = 0; i < t->voices->len; i++) {
		const struct sp_voice *v = t->voices->pdata[i];

		if (!v->objects)
			g_string_append_printf(all, "%s%s%s%s%s", all->len
				? ", " : "", name_of(v->by), *v->org ? " (" : "",
				v->org, *v->org ? ")" : "");
	}
	if (all->len > 0)
		sp_portrait_line(s, "agreed", "%s", all->str);
}

/* And who wants it to be over. */
static void
put_enders(GString *s, const struct sp_dossier *d, int64_t now)
{
	const GPtrArray *enders = d->embargo.enders;

	for (guint i = 0; sp_dossier_embargoed(d, now) && i < enders->len;
	     i++) {
		const struct sp_voice *v = enders->pdata[i];
		g_autofree char *at = sp_embargo_date(v->at);

		sp_portrait_line(s, "to end", "%s%s%s%s says so, %s%s%s",
				 name_of(v->by), *v->org ? " (" : "", v->org,
				 *v->org ? ")" : "", at,
				 *v->because ? ": " : "", v->because);
	}
}

void
sp_portrait_embargo_lines(GString *s, const struct sp_dossier *d, int64_t now)
{
	const struct sp_embargo *e = &d->embargo;

	if (e->now || e->ended || e->none) {
		g_autofree char *embargo = sp_portrait_embargo(d, now);

		sp_portrait_line(s, "embargo", "%s%s", embargo, d->has_reporter
				 && e->untold ? "; the reporter is NOT TOLD yet"
				 : "");
	}
	if (sp_dossier_embargoed(d, now))
		put_agreed(s, e->now);
	put_enders(s, d, now);
	if (e->next) {
		g_autofree char *next = term_text(e->next);

		sp_portrait_line(s, "proposed", "%s", next);
	}
	for (guint i = 0; i < e->later->len; i++) {
		g_autofree char *later = term_text(e->later->pdata[i]);

		sp_portrait_line(s, "then", "%s", later);
	}
}

char *
sp_portrait_terms(const struct sp_dossier *d, int64_t now)
{
	GString *s = g_string_new(NULL);

	sp_portrait_embargo_lines(s, d, now);
	return g_string_free(s, FALSE);
}

/* --- in full -------------------------------------------------------------- */

static void
put_voices(GString *s, const struct sp_term *t)
{
	if (*t->because)
		sp_portrait_line(s, "because", "%s: %s", t->code, t->because);
	for (guint i = 0; i < t->voices->len; i++) {
		const struct sp_voice *v = t->voices->pdata[i];
		g_autofree char *at = sp_embargo_date(v->at);

		sp_portrait_line(s, v->objects ? "objects" : "agrees",
				 "%s%s%s%s, %s%s%s", name_of(v->by),
				 *v->org ? " (" : "", v->org,
				 *v->org ? ")" : "", at,
				 *v->because ? ": " : "", v->because);
	}
}

/* What the policy asks of that end. */
static void
put_length(GString *s, const struct sp_gate *gate, const struct sp_dossier *d,
	   int64_t end, int64_t now)
{
	static const char *const needs[] = {
		[SP_LENGTH_SHORT] = "within the goal",
		[SP_LENGTH_NEEDS_REASON] = "over the goal: with a reason",
		[SP_LENGTH_NEEDS_TWO] = ("over the limit: with a reason, and "
			"two members of different organisations"),
		[SP_LENGTH_NEVER] = "over the limit, which is not extended",
	};
	gboolean total;
	g_autofree char *span = sp_embargo_span(
		sp_embargo_length(d, gate->conf, end, now, &total));

	sp_portrait_line(s, "length", "%s %s; %s", span, total ?
			 "since the report came" : "of embargo",
			 needs[sp_embargo_is(d, gate->conf, end, now)]);
}

static void
put_term(GString *s, const struct sp_gate *gate, const struct sp_dossier *d,
	 const struct sp_term *t, int64_t now)
{
	put_length(s, gate, d, t->end, now);
	put_voices(s, t);
}

char *
sp_portrait_secrecy(const struct sp_gate *gate, const struct sp_dossier *d,
		    int64_t now)
{
	const struct sp_embargo *e = &d->embargo;
	g_autofree char *embargo = sp_portrait_embargo(d, now);
	GString *s = g_string_new(NULL);

	g_string_append_printf(s, "%s   embargo: %s\n", d->number,
			       sp_embargo_states[e->state]);
	sp_portrait_line(s, "embargo", "%s", embargo);
	if (e->now && e->state != SP_EMBARGO_ENDED)
		put_term(s, gate, d, e->now, now);
	put_enders(s, d, now);
	if (e->next) {
		g_autofree char *next = term_text(e->next);

		sp_portrait_line(s, "proposed", "%s", next);
		put_term(s, gate, d, e->next, now);
	}
	for (guint i = 0; i < e->later->len; i++) {
		g_autofree char *later = term_text(e->later->pdata[i]);

		sp_portrait_line(s, "then", "%s", later);
	}
	if (d->has_reporter && e->changed)
		sp_portrait_line(s, "reporter", "%s", e->untold ?
				 "NOT TOLD yet, by a person" : "told");
	return g_string_free(s, FALSE);
}
