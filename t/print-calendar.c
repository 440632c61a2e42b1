/* SPDX-License-Identifier: GPL-2.0-or-later */
/* print-calendar.c - a calendar of what standard input says
 *
 * usage: print-calendar ical|text ZONE NOW MONTHS <ENTRIES
 * An entry is a line: seconds since the epoch, number of the kind, title. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/notice/calendar.h"

int
main(int argc, char **argv)
{
	g_autoptr(GArray) all = g_array_new(FALSE, TRUE,
					    sizeof(struct sp_calendar_entry));
	g_autofree char *out = NULL;
	const struct sp_calendar_entry *first;
	char line[1000];

	if (argc != 5)
		return 2;
	while (fgets(line, sizeof(line), stdin)) {
		struct sp_calendar_entry e = { .what = NULL };
		unsigned kind;
		int at = 0;

		if (sscanf(line, "%" SCNd64 " %u %n", &e.at, &kind, &at) < 2 ||
		    kind >= SP_CALENDAR_KINDS)
			return 2;
		e.kind = (enum sp_calendar_kind)kind;
		e.title = g_strdup(g_strchomp(line + at));
		g_array_append_val(all, e);
	}
	first = (const struct sp_calendar_entry *)(void *)all->data;
	out = strcmp(argv[1], "ical") == 0
		? sp_calendar_ical(first, all->len, argv[2], atoll(argv[3]))
		: sp_calendar_text(first, all->len, argv[2], atoll(argv[3]),
				   (unsigned)atoi(argv[4]));
	fputs(out, stdout);
	for (guint i = 0; i < all->len; i++)
		g_free((char *)(uintptr_t)first[i].title);
	return 0;
}
