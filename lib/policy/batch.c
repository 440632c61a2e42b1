/* SPDX-License-Identifier: GPL-2.0-or-later */
/* batch.c - cases that are published together: its name, and on which days */
#include "lib/policy/batch.h"

#include <string.h>

#define DAY_S ((int64_t)24 * 60 * 60)

gboolean
sp_batch_is_name(const char *text)
{
	const size_t n = strlen(text);

	return n >= 1 && n <= 32 && g_ascii_isalnum(*text) &&
	       strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
		      "abcdefghijklmnopqrstuvwxyz0123456789.-") == n;
}

/* Noon of that date; INT64_MAX: it is none. */
static int64_t
noon_of(const char *date)
{
	g_autofree char *noon = g_strconcat(date, "T12:00:00Z", NULL);
	g_autoptr(GDateTime) at = g_date_time_new_from_iso8601(noon, NULL);

	return at ? g_date_time_to_unix(at) : INT64_MAX;
}

int64_t
sp_batch_day(const struct sp_config *conf, int64_t now)
{
	const int64_t period = conf->batch_period_d * DAY_S;
	const int64_t first = noon_of(conf->batch_from);

	if (period == 0 || first == INT64_MAX)
		return 0;
	return now < first ? first
			   : first + ((now - first) / period + 1) * period;
}
