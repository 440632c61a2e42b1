/* SPDX-License-Identifier: GPL-2.0-or-later */
/* public_page.c - what stands on the page for anybody */
#include "lib/notice/public-page.h"

#include <string.h>

#include "t/unit/tap.h"

static void
has(const char *page, const char *what, const char *text)
{
	if (!ok(strstr(page, text) != NULL, "%s", what))
		printf("# there is no %s\n", text);
}

static void
lacks(const char *page, const char *what, const char *text)
{
	ok(strstr(page, text) == NULL, "%s", what);
}

static void
test_empty(void)
{
	struct sp_public_page *p = sp_public_page_new("sec@example.org", 3);
	g_autofree char *page = sp_public_page_text(p);
	g_autofree char *again = sp_public_page_text(p);

	has(page, "whose figures", "<h1>Figures of sec@example.org</h1>");
	has(page, "none", "There are fewer than 3 cases.");
	has(page, "nothing is fetched", "default-src 'none'");
	lacks(page, "it may be found", "noindex");
	lacks(page, "and is no secret", "EMBARGOED");
	ok(strcmp(page, again) == 0, "always the same");
	sp_public_page_free(p);
}

static void
test_year(void)
{
	struct sp_public_page *p = sp_public_page_new("sec@example.org", 3);
	struct sp_public_chapter *c = sp_public_page_year(p, 2026);
	g_autofree char *before = NULL;
	g_autofree char *page = NULL;

	before = sp_public_page_text(p);
	has(before, "a year without a group", "Too few cases to count.");
	lacks(before, "has no picture", "role=\"img\"");
	sp_public_count_add(c->months, g_strdup("January - May"), 5);
	page = sp_public_page_text(p);
	has(page, "its months", ">January - May</th>");
	has(page, "their cases", ">5</td>");
	has(page, "what is to come", "when the year is over");
	lacks(page, "and no more", "Time to a person");
	sp_public_page_free(p);
}

/* The longest bar is as wide as the page. */
static void
test_complete(void)
{
	struct sp_public_page *p = sp_public_page_new("sec@example.org", 3);
	struct sp_public_chapter *c = sp_public_page_year(p, 2025);
	g_autofree char *page = NULL;

	c->complete = TRUE;
	sp_public_count_add(c->months, g_strdup("April"), 8);
	sp_public_count_add(c->figures, g_strdup("published"), -1);
	sp_public_count_add(c->answers, g_strdup("up to 1 day"), 8);
	sp_public_count_add(c->answers, g_strdup("1 to 3 days"), 3);
	sp_public_count_add(c->answers, g_strdup("<more>"), 0);
	sp_public_count_add(c->embargoes, g_strdup("no embargo"), 0);
	(void)sp_public_page_year(p, 2026);
	page = sp_public_page_text(p);
	has(page, "the longest", "<rect class=\"bar works\" x=\"0.000%\" "
	    "y=\"21\" width=\"100.000%\" height=\"14\" />");
	has(page, "three eighths", "<rect class=\"bar works\" x=\"0.000%\" "
	    "y=\"63\" width=\"37.500%\" height=\"14\" />");
	lacks(page, "nothing for nobody", "y=\"105\" width");
	has(page, "but its name, escaped", "&lt;more&gt;");
	has(page, "not said", ">-</td>");
	has(page, "pictures by year", "id=\"answers-2025\"");
	has(page, "of both kinds", "id=\"embargoes-2025\"");
	ok(strstr(page, "<h2>2026</h2>") < strstr(page, "<h2>2025</h2>"),
	   "the newest year first");
	sp_public_page_free(p);
	sp_public_page_free(NULL);
}

int
main(void)
{
	test_empty();
	test_year();
	test_complete();
	return tap_done();
}
