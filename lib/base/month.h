/* SPDX-License-Identifier: GPL-2.0-or-later */
/* month.h - months of the calendar, counted
 *
 * A month is a number: 12 times its year, and 0 for January up to 11. In UTC,
 * as the years of case numbers are: what is counted must not depend on where
 * one looks. */
#ifndef SP_BASE_MONTH_H
#define SP_BASE_MONTH_H

#include <stdint.h>

#include "lib/base/status.h"

/* The month of an instant; of one that no calendar has, that of 1970. */
int sp_month_of(int64_t at);
/* Its first second. The first after it is that of month + 1. */
int64_t sp_month_start(int month);
/* January is 0. "Jan"; static. */
const char *sp_month_name(int month);

static inline int
sp_month_year(int month)
{
	return month / 12;
}

/* The beginning of a day in UTC, of "2026-03-01". SP_EDATA: it is none. */
enum sp_status sp_month_day(const char *text, int64_t *at, struct sp_err *err)
			    SP_CHECKED;

#endif
