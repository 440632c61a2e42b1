/* SPDX-License-Identifier: GPL-2.0-or-later */
/* patchlist.c - the patch list, written and read back */
#include "lib/notice/patchlist.h"

#include <string.h>

#include "t/unit/tap.h"

/* An issue with three patches between two others; the third field is empty. */
static const char list[] =
	"210\txsa210.patch\t\tarm: check the ring\n"
	"211\txsa211.patch\t\tdisplay: check widths, too\n"
	"211\txsa211/4.7.patch\t\tdisplay: check widths\n"
	"211\txsa211/4.6 and older.patch\t\t\n"
	"2026-0007\t2026/0007/0001-foo.patch\t\tfoo: größer\n";

static gboolean
written(const GPtrArray *rows, int64_t since, const char *want)
{
	g_autofree char *got = NULL;
	struct sp_err err = { .text = "" };

	if (sp_patchlist_write(rows, since, &got, &err) == SP_OK &&
	    strcmp(got, want) == 0)
		return TRUE;
	printf("# wanted:\n%s# got: %s\n%s", want, err.text, got ? got : "");
	return FALSE;
}

static void
test_round_trip(void)
{
	g_autoptr(GPtrArray) rows = NULL;
	g_autoptr(GPtrArray) none = NULL;
	struct sp_err err;
	const struct sp_patchlist_row *third;

	ok(sp_patchlist_read(list, strlen(list), &rows, &err) == SP_OK &&
	   rows->len == 5, "five rows are read");
	third = rows->pdata[3];
	ok(strcmp(third->number, "211") == 0 &&
	   strcmp(third->path, "xsa211/4.6 and older.patch") == 0 &&
	   *third->subject == '\0' && third->published == 0,
	   "the third of one issue, without a subject");
	ok(written(rows, 0, list), "and written as they were");
	ok(written(rows, G_MAXINT64, list),
	   "whenever they are from: a list does not say");
	ok(sp_patchlist_read("", 0, &none, &err) == SP_OK && none->len == 0 &&
	   written(none, 0, ""), "nothing is a list");
}

static void
test_since(void)
{
	g_autoptr(GPtrArray) rows = sp_patchlist_new();

	sp_patchlist_add(rows, "210", "a", "A", 999);
	sp_patchlist_add(rows, "211", "b", "B", 1000);
	sp_patchlist_add(rows, "211", "c", "C", 1000);
	sp_patchlist_add(rows, "209", "d", "D", 1001);
	ok(written(rows, 0, "210\ta\t\tA\n211\tb\t\tB\n211\tc\t\tC\n"
		   "209\td\t\tD\n"), "all, by default");
	ok(written(rows, 1000, "211\tb\t\tB\n211\tc\t\tC\n209\td\t\tD\n"),
	   "by the start date, to the second, and not by number");
	ok(written(rows, 1001, "209\td\t\tD\n"), "from the next second on");
	ok(written(rows, 1002, ""), "and later there is nothing");
}

static void
test_replace(void)
{
	g_autoptr(GPtrArray) rows = NULL;
	g_autoptr(GPtrArray) new = sp_patchlist_new();
	struct sp_err err;

	if (sp_patchlist_read(list, strlen(list), &rows, &err) != SP_OK)
		return;
	sp_patchlist_add(new, "211", "one", "x", 5);
	sp_patchlist_add(new, "211", "two", "y", 5);
	sp_patchlist_replace(rows, "211", new);
	ok(new->len == 0 && written(rows, 0,
		"210\txsa210.patch\t\tarm: check the ring\n"
		"211\tone\t\tx\n211\ttwo\t\ty\n"
		"2026-0007\t2026/0007/0001-foo.patch\t\tfoo: größer\n"),
	   "the rows of an issue are replaced where they stand");
	sp_patchlist_replace(rows, "211", new);
	sp_patchlist_add(new, "2026-0008", "p", "s", 5);
	sp_patchlist_replace(rows, "2026-0008", new);
	ok(written(rows, 0, "210\txsa210.patch\t\tarm: check the ring\n"
		   "2026-0007\t2026/0007/0001-foo.patch\t\tfoo: größer\n"
		   "2026-0008\tp\t\ts\n"),
	   "or taken away; new ones come last");
	sp_patchlist_add(new, "210", "first", "f", 5);
	sp_patchlist_replace(rows, "210", new);
	ok(written(rows, 0, "210\tfirst\t\tf\n"
		   "2026-0007\t2026/0007/0001-foo.patch\t\tfoo: größer\n"
		   "2026-0008\tp\t\ts\n"), "the first one, too");
}

/* What a subject may hold is the business of whoever wrote the patch. */
static void
test_hostile_rows(void)
{
	static const struct {
		const char *name, *number, *path, *subject, *want;
	} rows[] = {
		{ "a tab in a subject", "1", "p", "a\tb", "1\tp\t\ta b\n" },
		{ "a row in one", "1", "p", "a\n2\tq\t\tb",
		  "1\tp\t\ta 2 q  b\n" },
		{ "an escape", "1", "p", "\033[2J\r\177",
		  "1\tp\t\t [2J  \n" },
		{ "a tab in a path", "1", "p\tq", "a", NULL },
		{ "a line feed in one", "1", "p\n", "a", NULL },
		{ "an empty path", "1", "", "a", NULL },
		{ "a tab in a number", "1\t", "p", "a", NULL },
		{ "an empty number", "", "p", "a", NULL },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GPtrArray) one = sp_patchlist_new();
		g_autofree char *got = NULL;
		struct sp_err err;

		sp_patchlist_add(one, rows[i].number, rows[i].path,
				 rows[i].subject, 0);
		if (rows[i].want)
			ok(written(one, 0, rows[i].want), "%s", rows[i].name);
		else
			ok(sp_patchlist_write(one, 0, &got, &err) == SP_EDATA &&
			   !got, "%s", rows[i].name);
	}
}

static void
test_hostile_lists(void)
{
	static const struct {
		const char *name, *text;
		gsize len;	/* 0: all of it */
		const char *why;
	} rows[] = {
		{ "two fields", "1\tp\n", 0, "line 1 of the patch list has 2" },
		{ "three", "1\tp\tsubject\n", 0, "has 3 fields" },
		{ "five", "1\tp\t\ts\tt\n", 0, "has 5 fields" },
		{ "an empty line", "1\tp\t\ts\n\n", 0, "line 2 of the patch "
		  "list has 0 fields" },
		{ "a full third field", "1\tp\tx\ts\n", 0,
		  "line 1 of the patch list has something in its third" },
		{ "and in the next line", "1\tp\t\ts\n1\tp\tx\ts\n", 0,
		  "line 2 of the patch list has something in its third" },
		{ "no number", "1\tp\t\ts\n\tp\t\ts\n", 0,
		  "line 2 of the patch list has an empty number or path" },
		{ "no path", "1\t\t\ts\n", 0, "empty number or path" },
		{ "a carriage return", "1\tp\t\ts\r\n", 0, "control" },
		{ "no end", "1\tp\t\ts\n2\tq\t\tt", 0, "line 2" },
		{ "a zero byte", "1\tp\t\ts\0s\n", 9, "UTF-8" },
		{ "Latin-1", "1\tp\t\ts\344\n", 0, "UTF-8" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		const gsize len = rows[i].len ? rows[i].len
					      : strlen(rows[i].text);
		g_autoptr(GPtrArray) got = NULL;
		struct sp_err err = { .text = "" };
		const enum sp_status r = sp_patchlist_read(rows[i].text, len,
							   &got, &err);

		if (!ok(r == SP_EDATA && !got && strstr(err.text, rows[i].why),
			"%s", rows[i].name))
			printf("# got %d: %s\n", r, err.text);
	}
}

/* One list of exactly that many bytes, and one byte more. */
static void
test_limit(void)
{
	static const gsize sizes[] = { SP_PATCHLIST_MAX, SP_PATCHLIST_MAX + 1 };

	for (size_t i = 0; i < G_N_ELEMENTS(sizes); i++) {
		g_autofree char *text = g_malloc(sizes[i] + 1);
		g_autoptr(GPtrArray) rows = NULL;
		struct sp_err err;

		memset(text, 'x', sizes[i]);
		memcpy(text, "1\tp\t\t", strlen("1\tp\t\t"));
		text[sizes[i] - 1] = '\n';
		text[sizes[i]] = '\0';
		ok(sp_patchlist_read(text, sizes[i], &rows, &err) ==
		   (i == 0 ? SP_OK : SP_EDATA), "%zu bytes", sizes[i]);
	}
}

int
main(void)
{
	test_round_trip();
	test_since();
	test_replace();
	test_hostile_rows();
	test_hostile_lists();
	test_limit();
	return tap_done();
}
