/* SPDX-License-Identifier: GPL-2.0-or-later */
/* dossier-embargo.c - what became of the embargo of a case
 *
 * There is one embargo, and there may be proposals. The shortest of them is the
 * one to be answered; a longer one waits behind it and is a revision once that
 * one holds. A person has one proposal at a time. */
#include "lib/policy/happening.h"

#include <string.h>

/* --- life ----------------------------------------------------------------- */

static void
voice_free(gpointer p)
{
	struct sp_voice *v = p;

	g_free(v->by);
	g_free(v->org);
	g_free(v->because);
	g_free(v);
}

static void
term_free(gpointer p)
{
	struct sp_term *t = p;

	if (!t)
		return;
	g_free(t->by);
	g_free(t->org);
	g_free(t->code);
	g_free(t->because);
	g_ptr_array_unref(t->voices);
	g_free(t);
}

void
sp_embargo_init(struct sp_embargo *e)
{
	e->later = g_ptr_array_new_with_free_func(term_free);
	e->enders = g_ptr_array_new_with_free_func(voice_free);
	e->restarts = g_array_new(FALSE, FALSE, sizeof(int64_t));
}

void
sp_embargo_clear(struct sp_embargo *e)
{
	term_free(e->now);
	term_free(e->next);
	g_free(e->ended_because);
	g_free(e->none_because);
	g_ptr_array_unref(e->later);
	g_ptr_array_unref(e->enders);
	g_array_unref(e->restarts);
}

static struct sp_term *
read_term(const struct sp_happening *h)
{
	struct sp_term *t = g_new0(struct sp_term, 1);

	t->end = sp_happening_instant(h, "end");
	t->proposed = h->at;
	t->by = g_strdup(sp_happening_arg(h, "by"));
	t->org = g_strdup(sp_happening_arg(h, "org"));
	t->code = g_strdup(sp_happening_arg(h, "code"));
	t->because = g_strdup(sp_happening_arg(h, "because"));
	t->restart = sp_happening_says(h, "restart", "yes");
	t->voices = g_ptr_array_new_with_free_func(voice_free);
	return t;
}

/* --- what follows from what is there -------------------------------------- */

static gboolean
is_private(const struct sp_embargo *e)
{
	return e->state == SP_EMBARGO_ACTIVE ||
	       e->state == SP_EMBARGO_REVISING;
}

/* The state, once proposals have come or gone. */
static void
settle(struct sp_embargo *e, gboolean private)
{
	if (private)
		e->state = e->next ? SP_EMBARGO_REVISING : SP_EMBARGO_ACTIVE;
	else if (e->next)
		e->state = SP_EMBARGO_PROPOSED;
	else
		e->state = e->ended ? SP_EMBARGO_ENDED : SP_EMBARGO_NONE;
}

/* The reporter is to hear of it, from a person. */
static void
changed(struct sp_embargo *e, const struct sp_happening *h)
{
	e->changed = h->at;
	e->none = 0;
	e->untold = TRUE;
	/* An earlier day than was agreed on is still asked for. */
	if (!is_private(e) || e->wish >= e->now->end)
		e->wish = 0;
}

static void
begin(struct sp_embargo *e, const struct sp_happening *h)
{
	e->started = h->at;
	if (e->first == 0)
		e->first = h->at;
}

/* The shortest of those that wait comes to the front. */
static void
next_in_line(struct sp_embargo *e)
{
	term_free(e->next);
	e->next = e->later->len ? g_ptr_array_steal_index(e->later, 0) : NULL;
}

static void
drop_all(struct sp_embargo *e)
{
	g_ptr_array_set_size(e->later, 0);
	g_clear_pointer(&e->next, term_free);
}

/* --- proposals ------------------------------------------------------------ */

/* Who proposes again takes back what they proposed before. */
static void
drop_own(struct sp_embargo *e, const char *by)
{
	for (guint i = e->later->len; i-- > 0; ) {
		const struct sp_term *t = e->later->pdata[i];

		if (strcmp(t->by, by) == 0)
			g_ptr_array_remove_index(e->later, i);
	}
	if (e->next && strcmp(e->next->by, by) == 0)
		next_in_line(e);
}

static void
put_behind(GPtrArray *later, struct sp_term *t)
{
	guint i = 0;

	while (i < later->len &&
	       ((struct sp_term *)later->pdata[i])->end <= t->end)
		i++;
	g_ptr_array_insert(later, (gint)i, t);
}

static void
add_voice(GPtrArray *voices, const struct sp_happening *h, gboolean objects)
{
	struct sp_voice *v = sp_row_find_or_add(voices,
		sp_happening_arg(h, "by"), sizeof(*v));

	sp_text_set(&v->org, sp_happening_arg(h, "org"));
	sp_text_set(&v->because, sp_happening_arg(h, "because"));
	v->objects = objects;
	v->at = h->at;
}

/* A shorter one takes the place of the one to be answered; a longer one waits
 * until that one is. To propose the same is to agree. */
void
sp_apply_proposed(struct sp_dossier *d, const struct sp_happening *h)
{
	struct sp_embargo *e = &d->embargo;
	const gboolean private = is_private(e);
	struct sp_term *t = read_term(h);

	drop_own(e, t->by);
	if (!e->next || t->end < e->next->end) {
		term_free(e->next);
		e->next = t;
	} else if (t->end > e->next->end) {
		put_behind(e->later, t);
	} else {
		add_voice(e->next->voices, h, FALSE);
		e->next->restart = e->next->restart || t->restart;
		term_free(t);
	}
	settle(e, private);
}

void
sp_apply_agreed(struct sp_dossier *d, const struct sp_happening *h)
{
	if (d->embargo.next)
		add_voice(d->embargo.next->voices, h, FALSE);
}

void
sp_apply_objected(struct sp_dossier *d, const struct sp_happening *h)
{
	if (d->embargo.next)
		add_voice(d->embargo.next->voices, h, TRUE);
}

/* --- answers -------------------------------------------------------------- */

/* A moderator has accepted it, and another member is waited for. */
void
sp_apply_accept_asked(struct sp_dossier *d, const struct sp_happening *h)
{
	if (!d->embargo.next)
		return;
	add_voice(d->embargo.next->voices, h, FALSE);
	d->embargo.next->accepted = TRUE;
}

/* It begins when it is accepted; a revision does not begin it anew. Who accepts
 * is for it. */
void
sp_apply_accepted(struct sp_dossier *d, const struct sp_happening *h)
{
	struct sp_embargo *e = &d->embargo;

	if (!e->next)
		return;
	add_voice(e->next->voices, h, FALSE);
	if (!is_private(e) || e->next->restart)
		begin(e, h);
	if (e->next->restart)
		g_array_append_val(e->restarts, h->at);
	term_free(e->now);
	e->now = g_steal_pointer(&e->next);
	e->settled = h->at;
	e->ended = 0;
	g_ptr_array_set_size(e->enders, 0);
	next_in_line(e);
	settle(e, TRUE);
	changed(e, h);
}

/* One proposal was turned down: what was, stays. */
void
sp_apply_declined(struct sp_dossier *d, const struct sp_happening *h)
{
	struct sp_embargo *e = &d->embargo;

	e->settled = h->at;
	next_in_line(e);
	settle(e, is_private(e));
}

/* None is wanted: nothing was proposed, and nothing holds. */
void
sp_apply_none(struct sp_dossier *d, const struct sp_happening *h)
{
	struct sp_embargo *e = &d->embargo;

	e->settled = h->at;
	e->none = h->at;
	sp_text_set(&e->none_because, sp_happening_arg(h, "because"));
}

/* --- the term that holds -------------------------------------------------- */

void
sp_apply_restarted(struct sp_dossier *d, const struct sp_happening *h)
{
	struct sp_embargo *e = &d->embargo;

	term_free(e->now);
	e->now = read_term(h);
	begin(e, h);
	g_array_append_val(e->restarts, h->at);
	g_ptr_array_set_size(e->enders, 0);
	settle(e, TRUE);
	changed(e, h);
}

/* The reporter's date, which is earlier; or is the first. */
void
sp_apply_shortened(struct sp_dossier *d, const struct sp_happening *h)
{
	struct sp_embargo *e = &d->embargo;

	if (is_private(e)) {
		e->now->end = sp_happening_instant(h, "end");
	} else {
		term_free(e->now);
		e->now = read_term(h);
		begin(e, h);
		e->ended = 0;
	}
	e->now->by_reporter = TRUE;
	e->settled = h->at;
	settle(e, TRUE);
	changed(e, h);
}

void
sp_apply_end_asked(struct sp_dossier *d, const struct sp_happening *h)
{
	add_voice(d->embargo.enders, h, FALSE);
}

void
sp_apply_ended(struct sp_dossier *d, const struct sp_happening *h)
{
	struct sp_embargo *e = &d->embargo;

	drop_all(e);
	e->ended = h->at;
	sp_text_set(&e->ended_because, sp_happening_arg(h, "because"));
	settle(e, FALSE);
	changed(e, h);
}

/* A day has no hour: noon, UTC, is what we offer. */
void
sp_embargo_wish(struct sp_embargo *e, const struct sp_happening *h)
{
	g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
	g_autofree char *noon = g_strconcat(sp_happening_arg(h, "date"),
					    "T12:00:00", NULL);
	g_autoptr(GDateTime) t = g_date_time_new_from_iso8601(noon, utc);

	if (t) {
		e->wish = g_date_time_to_unix(t);
		e->wished = h->at;
	}
}

/* Who tells the reporter what was agreed on has spoken of that day, too. */
void
sp_embargo_told(struct sp_embargo *e)
{
	if (e->untold && e->wished <= e->changed)
		e->wish = 0;
	e->untold = FALSE;
}

/* --- two cases are one ---------------------------------------------------- */

static gboolean
is_flagged(const struct sp_dossier *d)
{
	for (int i = 0; i < SP_FLAGS; i++)
		if (d->flags[i].at)
			return TRUE;
	return FALSE;
}

/* The earliest end wins; what is public stays so. */
static void
merge_end(struct sp_dossier *d, const struct sp_happening *h)
{
	const int64_t end = sp_happening_instant(h, "end");
	struct sp_embargo *e = &d->embargo;

	if (end == 0 || e->state == SP_EMBARGO_ENDED)
		return;
	if (is_private(e)) {
		if (end >= e->now->end)
			return;
		e->now->end = end;
	} else {
		if (is_flagged(d))
			return;
		term_free(e->now);
		e->now = read_term(h);
		begin(e, h);
		e->settled = h->at;
	}
	settle(e, TRUE);
	changed(e, h);
}

/* What was known to the world of one is known of the other. */
static void
merge_flags(struct sp_dossier *d, const struct sp_happening *h)
{
	for (int i = 0; i < SP_FLAGS; i++) {
		const char *source = sp_happening_arg(h, sp_flag_names[i]);

		if (!*source || d->flags[i].at != 0)
			continue;
		d->flags[i].at = h->at;
		sp_text_set(&d->flags[i].source, source);
	}
}

static void
name_merged(struct sp_dossier *d, const char *from)
{
	g_autofree char *before = d->merged_from;

	d->merged_from = before ? g_strconcat(before, ", ", from, NULL)
				: g_strdup(from);
}

void
sp_apply_merged(struct sp_dossier *d, const struct sp_happening *h)
{
	sp_happening_take(&d->merged_into, h, "into");
	if (*sp_happening_arg(h, "into")) {
		d->closed = h->at;
		sp_text_set(&d->resolution, "merged");
		g_clear_pointer(&d->batch, g_free);
		d->batch_date = 0;
	}
	if (!*sp_happening_arg(h, "from"))
		return;
	name_merged(d, sp_happening_arg(h, "from"));
	merge_flags(d, h);
	merge_end(d, h);
}
