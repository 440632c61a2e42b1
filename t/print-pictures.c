/* SPDX-License-Identifier: GPL-2.0-or-later */
/* print-pictures.c - a report of what standard input says
 *
 * usage: print-pictures NOW PROCESSING [opaque] <LINES
 * A line is "case", then what struct sp_picture_case has, in that order, with
 * restarts separated by commas ("-": none), and the title behind; or "mail"
 * with when it arrived and was decided. Blanks separate. A case has as many
 * reports as its number and state happen to say. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/notice/pictures.h"
#include "lib/policy/process.h"

enum { WORDS = 14 };

static int64_t
number(const char *word)
{
	return g_ascii_strtoll(word, NULL, 10);
}

static struct sp_picture_case *
read_case(char *const *w)
{
	struct sp_picture_case *c = g_new0(struct sp_picture_case, 1);
	g_auto(GStrv) restarts = g_strsplit(w[11], ",", -1);

	c->number = g_strdup(w[1]);
	c->severity = g_strdup(w[2]);
	c->state = (unsigned)number(w[3]);
	c->arrived = number(w[4]);
	c->answered = number(w[5]);
	c->ready = number(w[6]);
	c->published = number(w[7]);
	c->end = number(w[8]);
	c->due = number(w[9]);
	c->done = number(w[10]);
	c->restarts = g_array_new(FALSE, FALSE, sizeof(int64_t));
	for (char **r = restarts; **w && *r && **r != '-'; r++) {
		const int64_t at = number(*r);

		g_array_append_val(c->restarts, at);
	}
	c->proposed = g_str_equal(w[12], "proposed");
	c->title = g_strdup(w[13]);
	c->reports = (unsigned)strlen(c->number) % 3 + c->state;
	return c;
}

int
main(int argc, char **argv)
{
	g_autoptr(GPtrArray) cases =
		g_ptr_array_new_with_free_func(sp_picture_case_free);
	g_autoptr(GArray) mails = g_array_new(FALSE, FALSE,
					      sizeof(struct sp_picture_mail));
	g_autoptr(GArray) steps = sp_process_steps();
	struct sp_pictures p = { .list = "sec", .states = sp_case_states,
				 .cases = cases, .mails = mails,
				 .steps = steps };
	g_autofree char *page = NULL;
	struct sp_picture_case *c;
	char line[4096];

	if (argc < 3)
		return 2;
	p.now = number(argv[1]);
	p.processing_d = (unsigned)number(argv[2]);
	p.opaque = argc > 3;
	while (fgets(line, sizeof(line), stdin)) {
		g_auto(GStrv) w = g_strsplit(g_strchomp(line), " ", WORDS);

		if (g_strv_length(w) == 3) {
			const struct sp_picture_mail mail = {
				number(w[1]), number(w[2])
			};

			g_array_append_val(mails, mail);
			continue;
		}
		if (g_strv_length(w) != WORDS)
			return 2;
		c = read_case(w);
		p.counts[c->state]++;
		g_ptr_array_add(cases, c);
	}
	page = sp_pictures_page(&p);
	fputs(page, stdout);
	return 0;
}
