/* SPDX-License-Identifier: GPL-2.0-or-later */
/* pictures.c - the page of a team: its head and its sections */
#include "lib/notice/pictures.h"

#include "lib/notice/drawing.h"
#include "lib/notice/sheet.h"

void
sp_picture_case_free(gpointer picture_case)
{
	struct sp_picture_case *c = picture_case;

	if (!c)
		return;
	g_free(c->number);
	g_free(c->title);
	g_free(c->severity);
	g_clear_pointer(&c->restarts, g_array_unref);
	g_free(c);
}

static void
put_header(struct sp_markup *m, const struct sp_pictures *p, const char *title)
{
	g_autofree char *time = sp_drawing_time(p->now);
	g_autofree char *made = g_strdup_printf("Made %s UTC. All times are "
						"UTC.", time);

	sp_markup_open(m, "header", NULL);
	sp_markup_element(m, "p", "EMBARGOED - internal", "class", "mark",
			  NULL);
	sp_markup_element(m, "h1", title, NULL);
	sp_markup_element(m, "p", made, "class", "dim", NULL);
	sp_markup_close(m);
}

char *
sp_pictures_page(const struct sp_pictures *p)
{
	const struct sp_picture_process process = {
		.states = p->states, .counts = p->counts, .steps = p->steps,
	};
	g_autofree char *title = g_strdup_printf("Report of the list %s",
						 p->list);
	/* What stands over a tab, and on each sheet of paper. */
	g_autofree char *marked = g_strconcat("EMBARGOED: ", title, NULL);
	struct sp_markup *m = sp_sheet_begin(marked, FALSE);

	put_header(m, p, title);
	sp_markup_open(m, "main", NULL);
	sp_picture_timeline(m, p);
	sp_picture_work(m, p);
	sp_picture_queue(m, p);
	sp_picture_joined(m, p);
	sp_picture_process(m, &process);
	sp_markup_close(m);
	return sp_markup_end(m);
}
