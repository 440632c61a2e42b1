/* SPDX-License-Identifier: GPL-2.0-or-later */
/* reminder.c - the text of a reminder */
#include "lib/notice/reminder.h"

#include <string.h>

#include "lib/notice/lines.h"
#include "t/unit/tap.h"

enum { ARRIVED = 1794820320 };	/* Monday 16 November 2026, 09:12 UTC */

#define S(text) ((char *)(text))

static struct sp_config conf = {
	.name = S("Example list"),
	.workdays = { .timezone = S("UTC"), .days = 0x1f, .open_h = 9,
		      .close_h = 17 },
};

struct parts {
	GPtrArray *waiting, *answers, *urgent, *cases, *missed, *keys;
};

static struct sp_reminder
make(struct parts *p)
{
	p->waiting = g_ptr_array_new();
	p->answers = g_ptr_array_new();
	p->urgent = g_ptr_array_new();
	p->cases = g_ptr_array_new();
	p->missed = g_ptr_array_new();
	p->keys = g_ptr_array_new();
	return (struct sp_reminder){ .conf = &conf, .moderator = TRUE,
		.waiting = p->waiting, .answers = p->answers,
		.urgent = p->urgent, .cases = p->cases, .missed = p->missed,
		.keys = p->keys, .head = "0123abcd" };
}

static void
parts_clear(struct parts *p)
{
	g_ptr_array_unref(p->waiting);
	g_ptr_array_unref(p->answers);
	g_ptr_array_unref(p->urgent);
	g_ptr_array_unref(p->cases);
	g_ptr_array_unref(p->missed);
	g_ptr_array_unref(p->keys);
}

/* All that there can be. */
static const char want[] =
	"This is what waits for you in the Example list. You are on "
	"duty.\n"
	"\n"
	"THIS COULD NOT WAIT FOR THE NEXT REMINDER\n"
	"\n"
	"  QSEC-2026-0009  race\n"
	"    it is being exploited\n"
	"    Next: the embargo should end now\n"
	"\n"
	"WAITING FOR A DECISION: 2\n"
	"\n"
	"  R-7KQ4-M2XC\n"
	"    Since:   Monday 16 November 2026, 09:12 UTC\n"
	"    From:    ada@example.com\n"
	"    Subject: heap overflow\n"
	"    Answer:  was due Thursday 19 November 2026, 17:00 UTC\n"
	"    Asked:   Monday 16 November 2026, 09:12 UTC: please ask "
	"again, or decide\n"
	"             without an answer\n"
	"\n"
	"  and 1 more\n"
	"\n"
	"To read one and to decide, open the notice that you got of "
	"it, or run\n\"sallyport moderate\" on the list's host.\n"
	"\n"
	"ANSWERS TO REPORTERS\n"
	"\n"
	"  QSEC-2026-0007  leak\n"
	"    an answer is due\n"
	"\n"
	"CASES: 3\n"
	"\n"
	"  QSEC-2026-0009  race\n"
	"    it is being exploited\n"
	"    Next: the embargo should end now\n"
	"\n"
	"  and 2 more\n"
	"\n"
	"WHO DID NOT GET MAIL\n"
	"\n"
	"  jo@example.org has an expired key\n"
	"    R-7KQ4-M2XC\n"
	"\n"
	"KEYS\n"
	"\n"
	"  the list\n"
	"    expires in 12 days\n"
	"\n"
	"Sent once a day at most, but for what cannot wait, and only "
	"when something\nwaits. Whether the event log still holds all that "
	"it holds now, says\n\n    sallyport log --verify --head \\\n"
	"    0123abcd\n";

static void
test_all(void)
{
	struct sp_waiting w = { S("R-7KQ4-M2XC"), ARRIVED,
		S("ada@example.com"), S("heap overflow"), 1795107600,
		ARRIVED };
	struct sp_remark answer = { S("QSEC-2026-0007  leak"),
				    S("an answer is due") };
	struct sp_remark missed = { S("jo@example.org has an expired key"),
				    S("R-7KQ4-M2XC") };
	struct sp_remark key = { S("the list"), S("expires in 12 days") };
	g_autoptr(GPtrArray) lines = g_ptr_array_new();
	struct sp_due due = { S("QSEC-2026-0009  race"), lines, ARRIVED };
	struct parts p;
	struct sp_reminder r = make(&p);
	g_autofree char *text = NULL;

	g_ptr_array_add(p.waiting, &w);
	g_ptr_array_add(p.answers, &answer);
	g_ptr_array_add(lines, S("it is being exploited"));
	g_ptr_array_add(lines, S("Next: the embargo should end now"));
	g_ptr_array_add(p.urgent, &due);
	g_ptr_array_add(p.cases, &due);
	g_ptr_array_add(p.missed, &missed);
	g_ptr_array_add(p.keys, &key);
	r.more_cases = 2;
	r.more = 1;
	r.on_duty = TRUE;
	text = sp_notice_reminder(&r, 1795107600);
	if (!ok(g_strcmp0(text, want) == 0, "all that can wait"))
		printf("%s", text);
	parts_clear(&p);
}

/* Each kind alone is worth a mail, and nothing is worth none. */
static void
test_single(void)
{
	struct sp_waiting w = { S("R-7KQ4-M2XC"), ARRIVED, S(""), S(""), 0,
				0 };
	struct sp_remark remark = { S("who"), S("what") };
	g_autoptr(GPtrArray) what = g_ptr_array_new();
	struct sp_due due = { S("who"), what, ARRIVED };
	struct parts p;
	struct sp_reminder r = make(&p);
	GPtrArray *const lists[] = { p.waiting, p.answers, p.missed, p.keys,
				     p.urgent, p.cases };
	const gpointer things[] = { &w, &remark, &remark, &remark, &due,
				    &due };
	g_autofree char *none = sp_notice_reminder(&r, ARRIVED);

	ok(none == NULL, "nothing waits");
	for (size_t i = 0; i < G_N_ELEMENTS(lists); i++) {
		g_autofree char *text = NULL;

		g_ptr_array_add(lists[i], things[i]);
		text = sp_notice_reminder(&r, ARRIVED);
		ok(text != NULL, "one thing does, of kind %zu", i);
		g_ptr_array_set_size(lists[i], 0);
	}
	r.moderator = FALSE;
	g_ptr_array_add(p.waiting, &w);
	none = sp_notice_reminder(&r, ARRIVED);
	ok(strstr(none, "Moderators decide") && !strstr(none, "From:") &&
	   !strstr(none, "Subject:") && !strstr(none, "Answer:"),
	   "others read less");
	parts_clear(&p);
}

/* What a sender wrote can neither look like ours nor reach the terminal. */
static void
test_hostile(void)
{
	static const char *const texts[] = {
		"\x1b]0;title\a\x1b[2J", "a\nKEYS\n\n  the list\n    gone",
		("\xe2\x80\xae" "evil"), "\xff\xfe\xc3(",
	};

	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
		g_autoptr(GString) many = g_string_new(NULL);
		struct sp_waiting w = { S("R-7KQ4-M2XC"), ARRIVED, NULL, NULL,
					0, 0 };
		struct sp_remark answer = { NULL, S("is due") };
		g_autoptr(GPtrArray) what = g_ptr_array_new();
		struct sp_due due = { NULL, what, ARRIVED };
		struct parts p;
		struct sp_reminder r = make(&p);
		g_autofree char *text = NULL;
		g_auto(GStrv) lines = NULL;
		gboolean tidy;

		for (int n = 0; n < 50; n++)
			g_string_append(many, texts[i]);
		w.from = w.subject = answer.who = due.who = many->str;
		g_ptr_array_add(what, many->str);
		g_ptr_array_add(p.cases, &due);
		g_ptr_array_add(p.waiting, &w);
		g_ptr_array_add(p.answers, &answer);
		text = sp_notice_reminder(&r, ARRIVED);
		tidy = g_utf8_validate(text, -1, NULL) &&
			!strpbrk(text, "\x1b\a\r") &&
			!strstr(text, "\xe2\x80\xae") &&
			!strstr(text, "\nKEYS\n");
		lines = g_strsplit(text, "\n", -1);
		for (char **l = lines; *l; l++)
			tidy = tidy && sp_lines_width(*l) <= SP_LINES_COLUMNS;
		ok(tidy, "hostile text %zu", i);
		parts_clear(&p);
	}
}

int
main(void)
{
	test_all();
	test_single();
	test_hostile();
	return tap_done();
}
