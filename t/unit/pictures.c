/* SPDX-License-Identifier: GPL-2.0-or-later */
/* pictures.c - what the page of a team says and where its bars lie */
#include "lib/notice/pictures.h"

#include <string.h>

#include "t/unit/tap.h"

#define DAY INT64_C(86400)
#define HOUR INT64_C(3600)
#define MON ((int64_t)1794787200)	/* 2026-11-16 00:00 UTC, a Monday */
#define NOW (MON + 5 * DAY)		/* Saturday */

static const char *const states[] = {
	"new", "acknowledged", "triaged", "fixing", "ready", "published",
	"closed", NULL
};

struct page {
	struct sp_pictures p;
	char *text;
};

static void
page_init(struct page *g)
{
	static const struct sp_picture_step step = { "go on", NULL, 1, 2 };
	struct sp_picture_step first = step;

	*g = (struct page){ .p = {
		.list = "sec", .now = NOW, .states = states,
		.steps = g_array_new(FALSE, FALSE, sizeof(step)),
		.cases = g_ptr_array_new_with_free_func(sp_picture_case_free),
		.mails = g_array_new(FALSE, FALSE,
				     sizeof(struct sp_picture_mail)),
		.processing_d = 60,
	} };
	first.needs = (char *)(uintptr_t)"care";
	g_array_append_val(g->p.steps, first);
}

static void
page_clear(struct page *g)
{
	g_array_unref(g->p.steps);
	g_ptr_array_unref(g->p.cases);
	g_array_unref(g->p.mails);
	g_free(g->text);
}

static struct sp_picture_case *
add_case(struct page *g, const char *number, int64_t arrived, int64_t answered,
	 int64_t end)
{
	struct sp_picture_case *c = g_new0(struct sp_picture_case, 1);

	c->number = g_strdup(number);
	c->title = g_strdup("a title");
	c->severity = g_strdup("Low");
	c->state = answered ? 1 : 0;
	c->arrived = arrived;
	c->answered = answered;
	c->end = end;
	c->due = answered ? answered + 60 * DAY : 0;
	g_ptr_array_add(g->p.cases, c);
	return c;
}

static void
add_mail(struct page *g, int64_t arrived, int64_t decided)
{
	const struct sp_picture_mail mail = { arrived, decided };

	g_array_append_val(g->p.mails, mail);
}

static void
make(struct page *g)
{
	g_free(g->text);
	g->text = sp_pictures_page(&g->p);
}

static void
has(const struct page *g, const char *what, const char *text)
{
	if (!ok(strstr(g->text, text) != NULL, "%s", what))
		printf("# there is no %s\n", text);
}

static void
lacks(const struct page *g, const char *what, const char *text)
{
	ok(strstr(g->text, text) == NULL, "%s", what);
}

static unsigned
count(const char *text, const char *part)
{
	unsigned n = 0;

	for (; (text = strstr(text, part)) != NULL; text++)
		n++;
	return n;
}

static void
test_empty(void)
{
	struct page g;

	page_init(&g);
	make(&g);
	has(&g, "nothing is fetched", "default-src 'none'");
	has(&g, "for whom it is", "EMBARGOED - internal");
	has(&g, "when it was made", "Made Sat 21 Nov 2026 00:00 UTC");
	has(&g, "no case", "There is no open case.");
	has(&g, "no time runs", "No time runs.");
	has(&g, "no mail", "No mail was held.");
	lacks(&g, "no picture of nothing", "id=\"timeline\"");
	g.p.processing_d = 0;
	make(&g);
	has(&g, "a policy without a time", "The policy sets no such time.");
	page_clear(&g);
}

/* From 7 days before now to 2 days after what is furthest, 7 days after now:
 * 16 days, of which one is 6.25 percent. */
static void
test_timeline(void)
{
	struct sp_picture_case *c;
	struct page g;

	page_init(&g);
	c = add_case(&g, "Q-1", NOW - 5 * DAY, NOW - 4 * DAY, NOW + 3 * DAY);
	make(&g);
	has(&g, "from the report to the answer", "<rect class=\"bar waits\" "
	    "x=\"12.500%\" y=\"122\" width=\"6.250%\" height=\"14\" />");
	has(&g, "from there to today", "<rect class=\"bar works\" "
	    "x=\"18.750%\" y=\"122\" width=\"25.000%\" height=\"14\" />");
	has(&g, "and on to the end", "<rect class=\"bar ahead\" "
	    "x=\"43.750%\" y=\"122\" width=\"18.750%\" height=\"14\" />");
	has(&g, "a weekend", "<rect class=\"weekend\" x=\"0.000%\" y=\"76\" "
	    "width=\"12.500%\"");
	has(&g, "this one", "<rect class=\"weekend\" x=\"43.750%\" y=\"76\" "
	    "width=\"12.500%\"");
	has(&g, "how long it is", "24 Nov 00:00, 3 d left");
	has(&g, "what ends in its week", "<rect class=\"load\" x=\"56.250%\"");
	c->ready = NOW - 2 * DAY;
	c->end = NOW;
	make(&g);
	has(&g, "the fix is ready", "<rect class=\"bar stands\" "
	    "x=\"31.250%\" y=\"122\" width=\"12.500%\" height=\"14\" />");
	has(&g, "at its end it is over", "over since 21 Nov 00:00");
	lacks(&g, "and nothing is to come", "class=\"bar ahead\" x=\"43");
	c->end = 0;
	make(&g);
	has(&g, "without an embargo", "no embargo");
	c->proposed = TRUE;
	make(&g);
	has(&g, "with one that is proposed", "embargo proposed");
	c->published = NOW - DAY;
	make(&g);
	has(&g, "a published one", "published 20 Nov");
	page_clear(&g);
}

/* What is further than 90 days is cut, and says so. */
static void
test_reach(void)
{
	struct sp_picture_case *c;
	struct page g;
	unsigned beyond;

	page_init(&g);
	c = add_case(&g, "Q-1", NOW - 90 * DAY, 0, NOW + 90 * DAY);
	make(&g);
	beyond = count(g.text, "class=\"beyond\"");
	c->arrived--;
	make(&g);
	ok(count(g.text, "class=\"beyond\"") == beyond + 1, "before");
	c->end = NOW + 93 * DAY;
	make(&g);
	ok(count(g.text, "class=\"beyond\"") == beyond + 2, "and after");
	has(&g, "the table has it all", "Mon 22 Feb 2027 00:00");
	page_clear(&g);
}

static void
test_restarts(void)
{
	const int64_t at[] = { NOW - DAY, NOW - 3 * DAY };
	struct sp_picture_case *c;
	struct page g;
	unsigned before;

	page_init(&g);
	c = add_case(&g, "Q-1", NOW - 4 * DAY, 0, NOW + DAY);
	make(&g);
	before = count(g.text, "class=\"notch\"");
	c->restarts = g_array_new(FALSE, FALSE, sizeof(int64_t));
	g_array_append_vals(c->restarts, at, G_N_ELEMENTS(at));
	make(&g);
	ok(count(g.text, "class=\"notch\"") == before + 2, "two notches");
	has(&g, "the second", "<svg x=\"25.000%\" y=\"122\" class=\"at\">");
	page_clear(&g);
}

/* The width is 66 days, unless one is overdue by more. */
static void
test_work(void)
{
	struct page g;

	page_init(&g);
	add_case(&g, "Q-1", NOW - 34 * DAY, NOW - 33 * DAY, 0);
	add_case(&g, "Q-2", NOW - DAY, 0, 0);
	make(&g);
	has(&g, "half of it", "<rect class=\"bar waits\" x=\"0.000%\" y=\"44\" "
	    "width=\"50.000%\" height=\"14\" />");
	has(&g, "in words", "acknowledged, day 33 of 60");
	has(&g, "the end of the time", "x1=\"90.909%\"");
	has(&g, "who waits", "1 more case waits for a first answer");
	add_case(&g, "Q-3", NOW - 100 * DAY, NOW - 80 * DAY, 0);
	make(&g);
	has(&g, "as far as the time goes", "<rect class=\"bar waits\" "
	    "x=\"0.000%\" y=\"44\" width=\"75.000%\" height=\"14\" />");
	has(&g, "and beyond", "<rect class=\"bar late\" x=\"75.000%\" y=\"44\" "
	    "width=\"25.000%\" height=\"14\" />");
	has(&g, "overdue", "acknowledged, 20 d overdue");
	page_clear(&g);
}

static void
test_last_day(void)
{
	static const struct {
		int64_t answered;
		const char *want;
	} cases[] = {
		{ NOW, "acknowledged, day 0 of 60" },
		{ NOW - DAY + 1, "acknowledged, day 0 of 60" },
		{ NOW - DAY, "acknowledged, day 1 of 60" },
		{ NOW - 60 * DAY + 1, "acknowledged, day 59 of 60" },
		{ NOW - 60 * DAY, "acknowledged, 0 min overdue" },
		{ NOW - 61 * DAY, "acknowledged, 24 h overdue" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct page g;

		page_init(&g);
		add_case(&g, "Q-1", cases[i].answered - 1, cases[i].answered,
			 0);
		make(&g);
		has(&g, cases[i].want, cases[i].want);
		page_clear(&g);
	}
}

/* 73 columns: one is 1.369 percent. */
static void
test_queue(void)
{
	struct page g;

	page_init(&g);
	add_mail(&g, NOW - 10 * HOUR, NOW - 10 * HOUR + 1);
	add_mail(&g, NOW - 10 * HOUR, NOW - 9 * HOUR - 1);
	add_mail(&g, NOW - 10 * HOUR, NOW - 9 * HOUR);
	add_mail(&g, NOW - 72 * HOUR, 0);
	add_mail(&g, NOW - 72 * HOUR + 1, 0);
	add_mail(&g, NOW + 5, 0);	/* the clock was put back */
	make(&g);
	has(&g, "in the first hour two were decided", ">0 to 1 h</th>\n"
	    "<td role=\"cell\" data-head=\"Decided\">2</td>\n"
	    "<td role=\"cell\" data-head=\"Waiting\">1</td>");
	has(&g, "in the second one", ">1 to 2 h</th>\n"
	    "<td role=\"cell\" data-head=\"Decided\">1</td>");
	has(&g, "a second less than three days", ">71 to 72 h</th>");
	has(&g, "three days", ">72 h and more</th>");
	has(&g, "two thirds of the height", "<rect class=\"decided\" "
	    "x=\"0.000%\" y=\"62\" width=\"1.369%\" height=\"86\" />");
	has(&g, "and the rest on top", "<rect class=\"waiting\" "
	    "x=\"0.000%\" y=\"18\" width=\"1.369%\" height=\"44\" />");
	has(&g, "in words", "3 mails were decided, half of them within 59 min. "
	    "3 wait now, the oldest for 3 d.");
	page_clear(&g);
}

/* Cases with one report are not shown; what has most comes first. */
static void
test_joined(void)
{
	struct page g;

	page_init(&g);
	add_case(&g, "Q-1", NOW - DAY, 0, 0)->reports = 1;
	add_case(&g, "Q-2", NOW - DAY, 0, 0);
	make(&g);
	has(&g, "none has several", "No open case has more than one report.");
	add_case(&g, "Q-3", NOW - DAY, 0, 0)->reports = 2;
	add_case(&g, "Q-4", NOW - DAY, 0, 0)->reports = 8;
	add_case(&g, "Q-5", NOW - DAY, 0, 0)->reports = 2;
	make(&g);
	has(&g, "in words", "3 open cases have more than one report, 12 in "
	    "all.");
	has(&g, "a quarter of the most", "<rect class=\"bar works\" "
	    "x=\"0.000%\" y=\"63\" width=\"25.000%\" height=\"14\" />");
	has(&g, "the most", ">Q-4</th>\n<td role=\"cell\" "
	    "data-head=\"Reports\">8</td>");
	lacks(&g, "one is none", "data-head=\"Reports\">1</td>");
	ok(strstr(strstr(g.text, "id=\"joined\""), "Q-4") <
	   strstr(strstr(g.text, "id=\"joined\""), "Q-3"), "it comes first");
	page_clear(&g);
}

/* Pictures end at 500 rows, tables do not. */
static void
test_many(void)
{
	for (unsigned n = SP_PICTURE_ROWS_MAX; n <= SP_PICTURE_ROWS_MAX + 1;
	     n++) {
		struct page g;

		page_init(&g);
		for (unsigned i = 0; i < n; i++) {
			g_autofree char *number = g_strdup_printf("Q-%u", i);

			add_case(&g, number, NOW - 5 * DAY, NOW - DAY, 0);
		}
		make(&g);
		ok(count(g.text, "class=\"number\"") ==
		   2 * SP_PICTURE_ROWS_MAX + G_N_ELEMENTS(states) - 1,
		   "%u cases: rows", n);
		ok(count(g.text, "<tr role=\"row\">\n<th role=\"rowheader\" "
			 "scope=\"row\">Q-") == 2 * n, "and lines of tables");
		ok((strstr(g.text, "the table has all") != NULL) ==
		   (n > SP_PICTURE_ROWS_MAX), "it says when it leaves out");
		page_clear(&g);
	}
}

static void
test_hostile(void)
{
	struct sp_picture_case *c;
	struct page g;

	page_init(&g);
	c = add_case(&g, "<b>\"'&", NOW - DAY, 0, 0);
	g_free(c->title);
	c->title = g_strdup("</td><script>x</script>\xe2\x80\xae\x1b[2J");
	make(&g);
	lacks(&g, "no element from outside", "<script");
	lacks(&g, "nor in a number", "<b>");
	has(&g, "but what it is", "&lt;/td&gt;&lt;script&gt;x&lt;/script&gt;"
	    "&lt;U+202E&gt;\\x1b[2J");
	g.p.opaque = TRUE;
	make(&g);
	lacks(&g, "and opaque not that either", "script");
	lacks(&g, "nor how bad it is", "Low");
	page_clear(&g);
}

/* A step to the next state, one that passes over states, one that leads back;
 * two of the same way share a lane. */
static void
test_process(void)
{
	static const char *const three[] = { "one", "two", "three", NULL };
	const struct sp_picture_step steps[] = {
		{ "go", (char *)(uintptr_t)"a, b", 1, 2 },
		{ "finish", (char *)(uintptr_t)"c", 2, 4 },
		{ "drop it", (char *)(uintptr_t)"", 3, 4 },
		{ "lose it", (char *)(uintptr_t)"", 1, 4 },
		{ "return", (char *)(uintptr_t)"", 4, 3 },
	};
	g_autoptr(GArray) all = g_array_new(FALSE, FALSE, sizeof(steps[0]));
	const struct sp_picture_process p = { .states = three, .steps = all };
	g_autofree char *got = NULL;
	const char *want = "a---- one\n"
		"|      |  a, b\n"
		"|      v\n"
		"|     two\n"
		"|      |  c\n"
		"|      v\n"
		"a---> three\n"
		"\n"
		"a: drop it, or lose it\n";

	g_array_append_vals(all, steps, G_N_ELEMENTS(steps));
	got = sp_picture_process_text(&p);
	if (!ok(strcmp(got, want) == 0, "a process, drawn with letters"))
		printf("# wanted:\n%s# got:\n%s", want, got);
}

int
main(void)
{
	test_empty();
	test_timeline();
	test_reach();
	test_restarts();
	test_work();
	test_last_day();
	test_queue();
	test_joined();
	test_many();
	test_hostile();
	test_process();
	return tap_done();
}
