/* SPDX-License-Identifier: GPL-2.0-or-later */
/* process-picture.c - the steps that lead from one state to another, for who
 * draws them */
#include "lib/policy/process.h"

#include "lib/notice/picture-process.h"

static char *
needs_of(enum sp_step step)
{
	GString *s = g_string_new(NULL);

	for (const struct sp_guard *g = sp_guards; g->name; g++)
		if (g->step == step)
			g_string_append_printf(s, "%s%s", s->len > 0 ? ", " :
					       "", g->name);
	return g_string_free(s, FALSE);
}

static void
step_clear(gpointer step)
{
	g_free(((struct sp_picture_step *)step)->needs);
}

GArray *
sp_process_steps(void)
{
	GArray *steps = g_array_new(FALSE, FALSE,
				    sizeof(struct sp_picture_step));

	g_array_set_clear_func(steps, step_clear);
	for (int i = 0; i < SP_STEPS; i++) {
		const struct sp_step_row *row = &sp_step_rows[i];
		const struct sp_picture_step step = {
			.does = row->does, .from = row->from, .to = row->to,
			.needs = row->to ? needs_of((enum sp_step)i) : NULL,
		};

		if (row->to != 0)
			g_array_append_val(steps, step);
	}
	return steps;
}
