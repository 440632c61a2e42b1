/* SPDX-License-Identifier: GPL-2.0-or-later */
/* brief.c - the little of a case that a list of cases shows */
#include "lib/policy/brief.h"

#include <string.h>

/* Five fields with a blank between: the form, the number of the case, the
 * severity, the end of the embargo, and last, because it may hold anything, the
 * lead. Whoever adds something names another FORM, so that what was written
 * before is not taken for it, and forgets that in a step of the schema. */
#define FORM "1"
#define FIELDS 5

void
sp_brief_make(const struct sp_dossier *d, struct sp_brief *b)
{
	const struct sp_embargo *e = &d->embargo;
	const gboolean lasts = e->state == SP_EMBARGO_ACTIVE ||
			       e->state == SP_EMBARGO_REVISING;

	b->severity = d->severity;
	b->end = lasts ? MAX(e->now->end, 0) : 0;
	b->lead = g_strdup(d->lead ? d->lead : "");
}

void
sp_brief_clear(struct sp_brief *b)
{
	g_clear_pointer(&b->lead, g_free);
}

gboolean
sp_brief_same(const struct sp_brief *a, const struct sp_brief *b)
{
	return a->severity == b->severity && a->end == b->end &&
	       strcmp(a->lead, b->lead) == 0;
}

gboolean
sp_brief_embargoed(const struct sp_brief *b, int64_t now)
{
	return now < b->end;
}

char *
sp_brief_write(const struct sp_brief *b, const char *number)
{
	return g_strdup_printf(FORM " %s %d %" G_GINT64_FORMAT " %s", number,
			       (int)b->severity, b->end, b->lead);
}

static gboolean
is_number(const char *text, gint64 max, gint64 *n)
{
	return g_ascii_string_to_signed(text, 10, 0, max, n, NULL);
}

gboolean
sp_brief_read(const char *text, const char *number, struct sp_brief *b)
{
	g_auto(GStrv) field = g_strsplit(text ? text : "", " ", FIELDS);
	gint64 severity, end;

	if (g_strv_length(field) != FIELDS || strcmp(field[0], FORM) != 0 ||
	    strcmp(field[1], number) != 0 ||
	    !is_number(field[2], SP_CRITICAL, &severity) ||
	    !is_number(field[3], G_MAXINT64, &end))
		return FALSE;
	b->severity = (enum sp_severity)severity;
	b->end = end;
	b->lead = g_strdup(field[4]);
	return TRUE;
}
