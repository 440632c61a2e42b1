/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tap.h - as much of TAP as a table in a loop needs */
#ifndef SP_T_TAP_H
#define SP_T_TAP_H

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static int tap_count;
static int tap_failed;

/* Print one result line; returns pass, so that a caller can add detail. Line
 * ends in the text, which is often hostile input, would be lines of TAP. */
__attribute__((format(printf, 2, 3), unused))
static int
ok(int pass, const char *fmt, ...)
{
	char *text = NULL;
	va_list ap;

	va_start(ap, fmt);
	if (vasprintf(&text, fmt, ap) < 0)
		abort();
	va_end(ap);
	for (char *c = text; *c; c++) {
		if (*c == '\n' || *c == '\r')
			*c = ' ';
	}
	printf("%sok %d - %s\n", pass ? "" : "not ", ++tap_count, text);
	free(text);
	if (!pass) {
		tap_failed++;
		fflush(stdout);		/* t/mutate waits for no more */
	}
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
