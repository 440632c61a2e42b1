/* SPDX-License-Identifier: GPL-2.0-or-later */
/* month.c - months of the calendar, counted */
#include "lib/base/month.h"

#include <glib.h>
#include <stdlib.h>
#include <string.h>

int
sp_month_of(int64_t at)
{
	g_autoptr(GDateTime) t = g_date_time_new_from_unix_utc(at);

	if (!t)
		return 1970 * 12;
	return g_date_time_get_year(t) * 12 + g_date_time_get_month(t) - 1;
}

int64_t
sp_month_start(int month)
{
	g_autoptr(GDateTime) t = g_date_time_new_utc(month / 12,
						     month % 12 + 1, 1, 0, 0,
						     0);

	return t ? g_date_time_to_unix(t) : 0;
}

/* Not by strftime: the text must not depend on the locale of the host. */
const char *
sp_month_name(int month)
{
	static const char *const names[] = {
		"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep",
		"Oct", "Nov", "Dec"
	};

	return names[month % 12];
}

static gboolean
is_written_as_day(const char *text)
{
	static const char form[] = "dddd-dd-dd";

	if (strlen(text) != strlen(form))
		return FALSE;
	for (size_t i = 0; form[i]; i++)
		if (form[i] == '-' ? text[i] != '-'
				   : !g_ascii_isdigit(text[i]))
			return FALSE;
	return TRUE;
}

enum sp_status
sp_month_day(const char *text, int64_t *at, struct sp_err *err)
{
	g_autoptr(GDateTime) t = NULL;

	if (is_written_as_day(text))
		t = g_date_time_new_utc(atoi(text), atoi(text + 5),
					atoi(text + 8), 0, 0, 0);
	if (!t)
		return sp_fail(err, SP_EDATA, "%s is no day: write it as "
			       "2026-03-01", text);
	*at = g_date_time_to_unix(t);
	return SP_OK;
}
