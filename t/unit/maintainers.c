/* SPDX-License-Identifier: GPL-2.0-or-later */
/* maintainers.c - files MAINTAINERS, and whom they suggest to ask */
#include "lib/policy/maintainers.h"

#include <string.h>

#include "t/unit/tap.h"

static struct sp_err err;

static const char sample[] =
	"Maintainers of a program\n"
	"========================\n"
	"\n"
	"	M: *Mail* patches to: FullName <address@domain>\n"
	"\n"
	"Network devices\n"
	"M: Nat M. <nat@example.org>\n"
	"R: \"Rae R., Dr.\" <rae@example.org> (odd days)\n"
	"L: net@lists.example.org\n"
	"S: Maintained\n"
	"F: hw/net/\n"
	"F: net/*\n"
	"F: include/net\n"
	"X: hw/net/can/\n"
	"\n"
	"CAN bus\n"
	"M:	can@example.com\n"
	"M: nobody at all\n"
	"S:	Orphan\n"
	"F:	hw/net/can/*.c\n"
	"F:	*/can/README\n"
	"\n"
	"THE REST\n"
	"R: Rest <rest@example.com>\n"
	"F: *\n"
	"F: */\n";

static GPtrArray *
read_text(const char *text)
{
	GPtrArray *sections = NULL;

	if (sp_maintainers_read(text, strlen(text), &sections, &err) != SP_OK)
		return NULL;
	return sections;
}

/* --- reading -------------------------------------------------------------- */

static void
test_read(void)
{
	g_autoptr(GPtrArray) all = read_text(sample);
	const struct sp_section *net, *can;
	const struct sp_contact *rae;

	if (!ok(all && all->len == 3, "three sections, and no prose"))
		return;
	net = all->pdata[0];
	can = all->pdata[1];
	ok(!strcmp(net->title, "Network devices") &&
	   !strcmp(net->status, "Maintained") && net->maintainers->len == 1 &&
	   net->reviewers->len == 1 && net->files->len == 3 &&
	   net->not_files->len == 1, "a section is whole");
	rae = net->reviewers->pdata[0];
	ok(!strcmp(rae->name, "Rae R., Dr.") &&
	   !strcmp(rae->address, "rae@example.org"), "a name in quotes");
	ok(can->maintainers->len == 1 && !strcmp(can->status, "Orphan") &&
	   !strcmp(((struct sp_contact *)can->maintainers->pdata[0])->address,
		   "can@example.com"), "an address alone, and none that is not");
}

/* Each limit, and one past it. */
static void
test_limits(void)
{
	g_autoptr(GString) s = g_string_new(NULL);
	g_autofree char *line = g_strnfill(SP_MAINTAINERS_LINE, 'x');
	g_autoptr(GPtrArray) most = NULL;
	GPtrArray *none = NULL;

	for (int i = 0; i < SP_MAINTAINERS_SECTIONS; i++)
		g_string_append(s, "T\nF: a\n\n");
	most = read_text(s->str);
	ok(most && most->len == SP_MAINTAINERS_SECTIONS, "%d sections",
	   SP_MAINTAINERS_SECTIONS);
	g_string_append(s, "T\nF: a\n");
	ok(!read_text(s->str) && strstr(err.text, "more than"), "and no more");
	g_clear_pointer(&most, g_ptr_array_unref);

	g_string_assign(s, "T\n");
	for (int i = 0; i < SP_MAINTAINERS_ENTRIES; i++)
		g_string_append(s, "F: a\n");
	most = read_text(s->str);
	ok(most != NULL, "%d lines of a section", SP_MAINTAINERS_ENTRIES);
	g_string_append(s, "F: a\n");
	ok(!read_text(s->str), "and no more");
	g_clear_pointer(&most, g_ptr_array_unref);

	g_string_printf(s, "T\nF: a\n\n%s\n", line);
	most = read_text(s->str);
	ok(most != NULL, "a line of %d bytes", SP_MAINTAINERS_LINE);
	g_string_printf(s, "T\nF: a\n\nx%s\n", line);
	ok(!read_text(s->str) && strstr(err.text, "line 4"), "and no longer");
	g_clear_pointer(&most, g_ptr_array_unref);

	most = read_text("T\nF: a********b\n");
	ok(most != NULL && !read_text("T\nX: a*********b\n") &&
	   strstr(err.text, "line 2"), "%d stars of a pattern",
	   SP_MAINTAINERS_STARS);
	ok(sp_maintainers_read(sample, SP_MAINTAINERS_BYTES + 1, &none,
			       &err) == SP_EDATA && !none, "no larger file");
	ok(!read_text("") && !read_text("only prose\n\nM: a@b.org\n"),
	   "a file without a section is none");
}

/* No byte of a file makes it be read past its end, or anything but text. */
static void
test_odd_bytes(void)
{
	g_autofree char *exact = g_strdup("T\nM: \377 <a@b.org>\nF: \301\n");
	g_autoptr(GPtrArray) all = NULL;
	gboolean valid = TRUE;

	ok(sp_maintainers_read(exact, strlen(exact), &all, &err) == SP_OK,
	   "bytes that are no UTF-8 are read");
	for (guint i = 0; all && i < all->len; i++) {
		const struct sp_section *s = all->pdata[i];
		const struct sp_contact *c = s->maintainers->pdata[0];

		valid = valid && g_utf8_validate(c->name, -1, NULL) &&
			g_utf8_validate(s->files->pdata[0], -1, NULL);
	}
	ok(valid, "and shown as text");
}

/* --- paths ---------------------------------------------------------------- */

static void
test_match(void)
{
	static const struct {
		const char *pattern, *path;
		gboolean want;
	} cases[] = {
		{ "drivers/net/", "drivers/net/a.c", TRUE },
		{ "drivers/net/", "drivers/net/deep/a.c", TRUE },
		{ "drivers/net/", "drivers/net", FALSE },
		{ "drivers/net/", "drivers/network/a.c", FALSE },
		{ "drivers/net/*", "drivers/net/a.c", TRUE },
		{ "drivers/net/*", "drivers/net/deep/a.c", FALSE },
		{ "drivers/net", "drivers/net/a.c", TRUE },
		{ "drivers/net", "drivers/net", TRUE },
		{ "*/net/*", "hw/net/a.c", TRUE },
		{ "*/net/*", "hw/virtio/net/a.c", FALSE },
		{ "*/net/", "hw/net/deep/a.c", TRUE },
		{ "hw/net/e1000*", "hw/net/e1000e.c", TRUE },
		{ "hw/net/e1000?.c", "hw/net/e1000e.c", TRUE },
		{ "hw/net/e1000?.c", "hw/net/e1000.c", FALSE },
		{ "hw/net/e1000.c", "hw/net/e1000.c", TRUE },
		{ "hw/net/e1000.c", "hw/net/e1000.cc", FALSE },
		{ "*", "Makefile", TRUE },
		{ "*", "hw/Makefile", FALSE },
		{ "*/", "hw/Makefile", TRUE },
		{ "*/", "Makefile", FALSE },
		{ "", "Makefile", FALSE },
		{ "/", "Makefile", FALSE },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
		ok(sp_maintainers_match(cases[i].pattern, cases[i].path) ==
		   cases[i].want, "\"%s\" %s %s", cases[i].pattern,
		   cases[i].want ? "covers" : "does not cover",
		   cases[i].path);
}

static void
test_paths(void)
{
	static const struct {
		const char *given, *path;
	} cases[] = {
		{ "hw/net/a.c", "hw/net/a.c" }, { "./hw/a.c", "hw/a.c" },
		{ "a/hw/a.c", "hw/a.c" }, { "b/hw/a.c", "hw/a.c" },
		{ "/etc/passwd", NULL }, { "../a", NULL }, { "a/../../b", NULL },
		{ "", NULL }, { "./", NULL }, { "hw/./a", NULL },
		{ "\377", NULL },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *path = sp_maintainers_path(cases[i].given);

		ok(g_strcmp0(path, cases[i].path) == 0, "path \"%s\"",
		   cases[i].given);
	}
}

/* --- whom to ask ---------------------------------------------------------- */

#define M(who, ...) { .address = (char *)(who), .name = (char *)"", \
	.affiliation = (char *)"", __VA_ARGS__ }

/* One answer a line: the address, how it counts, and why. */
static char *
ask(const char *const *paths, struct sp_member *people, guint n)
{
	static char *exclude[] = { (char *)"author", (char *)"gatekeeper",
				   (char *)"maintainer", NULL };
	const struct sp_config conf = { .review_exclude = exclude,
					.gatekeeper = (char *)"gk@example.org" };
	const struct sp_who who = { .paths = paths, .now = 1000 };
	g_autoptr(GPtrArray) sections = read_text(sample);
	g_autoptr(GPtrArray) members = g_ptr_array_new();
	g_autoptr(GPtrArray) found = NULL;
	GString *s = g_string_new(NULL);

	for (guint i = 0; i < n; i++)
		g_ptr_array_add(members, &people[i]);
	found = sp_maintainers_who(&conf, sections, &who, members);
	for (guint i = 0; i < found->len; i++) {
		const struct sp_suggestion *one = found->pdata[i];

		g_string_append_printf(s, "%s %s%s%s%s\n", one->address,
				       one->maintains ? "m" : "",
				       one->independent ? "i" : "",
				       one->on_list ? "l " : " ", one->reason);
	}
	return g_string_free(s, FALSE);
}

static void
test_who(void)
{
	static const char *const net[] = { "hw/net/e1000.c", NULL };
	struct sp_member people[] = {
		M("nat@example.org", .paused = FALSE),
		M("rae@EXAMPLE.org", .roles = SP_ROLE_REVIEWER),
		M("pool@example.org", .roles = SP_ROLE_REVIEWER,
		  .subsystems = (char *)"block,net"),
		M("word@example.org", .roles = SP_ROLE_REVIEWER,
		  .subsystems = (char *)"network", .away_until = 2000),
		M("gk@example.org", .roles = SP_ROLE_REVIEWER,
		  .subsystems = (char *)"net"),
		M("block@example.org", .roles = SP_ROLE_REVIEWER,
		  .subsystems = (char *)"block"),
		M("quiet@example.org", .subsystems = (char *)"net"),
	};
	static const char *const want[] = {
		"nat@example.org ml maintains Network devices (hw/net/): does "
		"not count as independent\n",
		"pool@example.org il knows net (hw/net/e1000.c), not the "
		"maintainer: counts as independent\n",
		"rae@EXAMPLE.org il reviewer for Network devices (hw/net/), "
		"not the maintainer: counts as independent\n",
		"word@example.org il knows network (hw/net/e1000.c), not the "
		"maintainer: counts as independent; is away\n",
		"rest@example.com i reviewer for THE REST (*/), not the "
		"maintainer: counts as independent; not on the list: would "
		"need an invitation\n",
		"gk@example.org l knows net (hw/net/e1000.c), the gatekeeper: "
		"does not count as independent\n",
	};
	g_autofree char *got = ask(net, people, G_N_ELEMENTS(people));
	const char *at = got;

	for (size_t i = 0; i < G_N_ELEMENTS(want); i++)
		if (ok(g_str_has_prefix(at, want[i]), "%zu: %.50s in: %s", i,
		       want[i], at))
			at += strlen(want[i]);
	ok(*at == '\0', "and nobody who knows something else, or is no "
	   "reviewer");
}

/* --- patterns of names and contents --------------------------------------- */

static const char regular[] =
	"Timers\n"
	"M: tim@example.org\n"
	"N: (^|/)timer[^/]*\\.c$\n"
	"X: tests/\n"
	"\n"
	"Locking\n"
	"M: lo@example.org\n"
	"R: ck@example.org\n"
	"K: \\bspin_(un)?lock\\b\n"
	"K: \\bmutex_\n"
	"\n"
	"Slow\n"
	"M: slow@example.org\n"
	"K: ^(a+a+)+b\n";

#define SOON (g_get_monotonic_time() + 30 * G_USEC_PER_SEC)

static void
test_names(void)
{
	static const struct {
		const char *path;
		gboolean want;
	} cases[] = {
		{ "kernel/timer.c", TRUE }, { "timer-of.c", TRUE },
		{ "kernel/timer.h", FALSE }, { "kernel/my_timer.c", FALSE },
		{ "tests/timer.c", FALSE }, { "kernel/Timer.c", TRUE },
	};
	g_autoptr(GPtrArray) all = read_text(regular);

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
		ok((sp_section_covers(all->pdata[0], cases[i].path) != NULL) ==
		   cases[i].want, "N %s %s", cases[i].want ? "covers"
		   : "does not cover", cases[i].path);
}

static void
test_contents(void)
{
	static const struct {
		const char *name, *text, *want;
	} cases[] = {
		{ "a line that is added", "---\n+	spin_lock(&x);\n",
		  "Locking\t\\bspin_(un)?lock\\b" },
		{ "one that is taken away", "-	mutex_init(&x);\n",
		  "Locking\t\\bmutex_" },
		{ "one that stays", "---\n	spin_lock(&x);\n", "" },
		{ "the name of a file", "--- a/mutex_.c\n+++ b/mutex_.c\n",
		  "" },
		{ "no more than a word", "+spin_locks\n", "" },
		{ "nothing", "", "" },
	};
	g_autoptr(GPtrArray) all = read_text(regular);
	g_autofree char *hostile = g_strnfill(200, 'a');
	g_autofree char *text = g_strdup_printf("+%scb\n+mutex_x\n", hostile);
	g_autofree char *slow = sp_maintainers_keywords(all, text,
							strlen(text), SOON);
	g_autofree char *late = sp_maintainers_keywords(all, text,
							strlen(text), 0);

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		const char *t = cases[i].text;
		g_autofree char *got = sp_maintainers_keywords(all, t,
			strlen(t), SOON);

		ok(strcmp(got, cases[i].want) == 0, "K, %s: %s", cases[i].name,
		   got);
	}
	ok(strcmp(slow, "Locking\t\\bmutex_\n" SP_KEYWORDS_UNTRIED) == 0,
	   "a pattern that meets its limit is said to be untried");
	ok(strcmp(late, SP_KEYWORDS_UNTRIED) == 0,
	   "and so are all, once time is up");
}

/* Of what a patch changes, the first 64 KiB. */
static void
test_content_length(void)
{
	g_autoptr(GPtrArray) all = read_text(regular);

	for (int more = 0; more < 2; more++) {
		g_autoptr(GString) s = g_string_new("+");
		g_autofree char *got = NULL;

		while (s->len < 65536 - 6 + (gsize)more)
			g_string_append_c(s, 'x');
		g_string_append(s, "\n+mutex_\n");
		got = sp_maintainers_keywords(all, s->str, s->len, SOON);
		ok((*got != '\0') == (more == 0), "%d bytes past 64 KiB: \"%s\"",
		   more, got);
	}
}

static void
test_patterns_read(void)
{
	g_autoptr(GString) s = g_string_new("T\n");
	g_autoptr(GPtrArray) most = NULL;

	for (int i = 0; i < SP_MAINTAINERS_PATTERNS; i++)
		g_string_append(s, i % 900 == 899 ? "K: a\n\nT\n" : "N: a\n");
	most = read_text(s->str);
	ok(most != NULL, "%d patterns", SP_MAINTAINERS_PATTERNS);
	g_string_append(s, "K: a\n");
	ok(!read_text(s->str) && strstr(err.text, "lines of N and K"),
	   "and no more");
	ok(!read_text("T\nN: (\n") && g_str_has_prefix(err.text, "line 2: "),
	   "one that is none is refused: %s", err.text);
}

/* --- patches -------------------------------------------------------------- */

static struct sp_review_patch
patch_by(const char *address, const char *keywords)
{
	return (struct sp_review_patch){
		.address = (char *)address, .author = (char *)address,
		.by = (char *)"", .maintainers = (char *)"",
		.keywords = (char *)keywords, .files = (char *)"",
	};
}

static void
test_patches(void)
{
	static const char *const paths[] = { "kernel/timer.c", NULL };
	static const char *const guests[] = { "CK@example.org", NULL };
	static char *exclude[] = { (char *)"author", (char *)"maintainer",
				   NULL };
	const struct sp_config conf = { .review_exclude = exclude,
					.gatekeeper = (char *)"" };
	struct sp_review_patch one = patch_by("tim@example.org",
		"Locking\t\\bmutex_\nGone\tx\n" SP_KEYWORDS_UNTRIED);
	struct sp_review_patch two = patch_by("lo@example.org", "");
	g_autoptr(GPtrArray) patches = g_ptr_array_new();
	g_autoptr(GPtrArray) members = g_ptr_array_new();
	g_autoptr(GPtrArray) sections = read_text(regular);
	const struct sp_who who = { .paths = paths, .patches = patches,
				    .guests = guests };
	g_autoptr(GPtrArray) first = NULL;
	g_autoptr(GPtrArray) both = NULL;
	const struct sp_suggestion *ck, *lo;

	g_ptr_array_add(patches, &one);
	first = sp_maintainers_who(&conf, sections, &who, members);
	ok(first->len == 2, "the author is not asked");
	ck = first->pdata[0];
	lo = first->pdata[1];
	ok(strcmp(ck->reason, "is named for what it changes: Locking "
		  "(\\bmutex_), not the maintainer: counts as independent; a "
		  "guest of the case") == 0, "%s", ck->reason);
	ok(strstr(lo->reason, "counts as independent; not on the list") != NULL,
	   "%s", lo->reason);
	g_ptr_array_add(patches, &two);
	both = sp_maintainers_who(&conf, sections, &who, members);
	ok(both->len == 3, "who wrote one of two is asked about the other");
	lo = both->pdata[0];
	ok(strstr(lo->reason, "wrote 1 of the patches") != NULL, "%s",
	   lo->reason);
}

/* Who maintains one of the files does not count, though a reviewer of others. */
static void
test_both(void)
{
	static const char *const paths[] = { "hw/net/can/kvaser.c",
					     "Makefile", "README", NULL };
	g_autofree char *got = ask(paths, NULL, 0);

	ok(strstr(got, "can@example.com m maintains CAN bus (hw/net/can/*.c)"
		  ": does not count as independent; not on the list") != NULL,
	   "an excluded folder is somebody else's");
	ok(!strstr(got, "nat@example.org"), "and not the section's");
	ok(strstr(got, "rest@example.com i reviewer for THE REST (*/), "
		  "THE REST (*), not the maintainer") != NULL,
	   "a person stands once, with all reasons");
}

int
main(void)
{
	test_read();
	test_limits();
	test_odd_bytes();
	test_match();
	test_paths();
	test_names();
	test_contents();
	test_content_length();
	test_patterns_read();
	test_patches();
	test_who();
	test_both();
	return tap_done();
}
