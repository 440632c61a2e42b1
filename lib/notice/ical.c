/* SPDX-License-Identifier: GPL-2.0-or-later */
/* ical.c - what ends or is due, as iCalendar (RFC 5545) */
#include "lib/notice/calendar.h"

#include <string.h>

#define LINE_OCTETS 75		/* octets of a line without its end */

/* A content line, folded between characters (section 3.1). */
static void
put_line(GString *out, const char *line)
{
	gsize room = LINE_OCTETS;

	while (strlen(line) > room) {
		gsize n = room;

		while (n > 0 && ((guchar)line[n] & 0xc0) == 0x80)
			n--;
		n = n > 0 ? n : room;	/* no UTF-8 */
		g_string_append_len(out, line, (gssize)n);
		g_string_append(out, "\r\n ");
		line += n;
		room = LINE_OCTETS - 1;
	}
	g_string_append(out, line);
	g_string_append(out, "\r\n");
}

/* A value of type TEXT (section 3.3.11). */
static void
put_text(GString *out, const char *name, const char *value)
{
	g_autoptr(GString) line = g_string_new(name);

	g_string_append_c(line, ':');
	for (; *value; value++) {
		if (strchr("\\;,", *value))
			g_string_append_c(line, '\\');
		if (*value == '\n')
			g_string_append(line, "\\n");
		else if ((guchar)*value >= ' ' && *value != 0x7f)
			g_string_append_c(line, *value);
	}
	put_line(out, line->str);
}

static gboolean
put_time(GString *out, const char *name, int64_t at)
{
	g_autoptr(GDateTime) t = g_date_time_new_from_unix_utc(at);
	g_autofree char *value = t ? g_date_time_format(t, "%Y%m%dT%H%M%SZ")
				   : NULL;
	g_autofree char *line = value ? g_strconcat(name, ":", value, NULL)
				      : NULL;

	if (line)
		put_line(out, line);
	return line != NULL;
}

/* An instant; it makes nobody busy, and is for nobody else. */
static void
put_event(GString *out, const struct sp_calendar_entry *e, const char *host,
	  int64_t now)
{
	g_autofree char *uid = g_strdup_printf("%s-%u-%u@%s", e->title,
					       (unsigned)e->kind, e->slot,
					       host);
	g_autoptr(GString) event = g_string_new("BEGIN:VEVENT\r\n");

	(void)g_strdelimit(uid, " ", '-');
	put_text(event, "UID", uid);
	if (!put_time(event, "DTSTAMP", now) ||
	    !put_time(event, "DTSTART", e->at))
		return;
	put_text(event, "SUMMARY", e->title);
	put_line(event, "CLASS:CONFIDENTIAL");
	put_line(event, "TRANSP:TRANSPARENT");
	put_line(event, "END:VEVENT");
	g_string_append(out, event->str);
}

char *
sp_calendar_ical(const struct sp_calendar_entry *entries, size_t n,
		 const char *host, int64_t now)
{
	GString *out = g_string_new("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"
				    "PRODID:-//sallyport//sallyport//EN\r\n");

	for (size_t i = 0; i < n; i++)
		put_event(out, &entries[i], host, now);
	put_line(out, "END:VCALENDAR");
	return g_string_free(out, FALSE);
}
