/* SPDX-License-Identifier: GPL-2.0-or-later */
/* when.h - how a person names a day */
#ifndef SP_BASE_WHEN_H
#define SP_BASE_WHEN_H

#include <stdint.h>

#include "lib/base/status.h"
#include "lib/base/workday.h"

/* "2026-11-20" (when work begins on that day), "2026-11-20 14:30" (in the time
 * zone of w), "6h", "3d" or "2wd" from now. SP_EDATA: none of these, or not
 * after now, or more than a year away. */
enum sp_status sp_when_parse(const char *text, const struct sp_workdays *w,
			     int64_t now, int64_t *at, struct sp_err *err)
			     SP_CHECKED;
/* A moment that means the same to everybody: "2026-12-04 12:00 UTC", or with
 * "Europe/Prague", "+01:00" or "Z" as its zone, or "2026-12-04T12:00:00Z".
 * SP_EDATA, with a sentence that says how to write it: a day alone, a time
 * without a zone, one that the local clocks skip or show twice, or one more
 * than a year away. It may have passed. */
enum sp_status sp_when_instant(const char *text, int64_t now, int64_t *at,
			       struct sp_err *err) SP_CHECKED;
/* How long that is, for people: "4 min", "2h05", "26 h", "12 d"; g_free(). */
char *sp_when_age(int64_t seconds);
/* The beginning of the n-th working day after now. */
int64_t sp_when_workday(const struct sp_workdays *w, int64_t now, unsigned n);

#endif
