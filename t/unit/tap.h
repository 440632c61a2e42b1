/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tap.h - as much of TAP as a table in a loop needs */
#ifndef SP_T_TAP_H
#define SP_T_TAP_H

#include <stdarg.h>
#include <stdio.h>

static int tap_count;
static int tap_failed;

/* Print one result line; returns pass, so that a caller can add detail. */
__attribute__((format(printf, 2, 3), unused))
static int
ok(int pass, const char *fmt, ...)
{
	va_list ap;

	printf("%sok %d - ", pass ? "" : "not ", ++tap_count);
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	putchar('\n');
	if (!pass)
		tap_failed++;
	return pass;
}

/* Last line of main(). */
static int
tap_done(void)
{
	printf("1..%d\n", tap_count);
	return tap_failed || tap_count == 0;
}

#endif
