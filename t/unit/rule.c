/* SPDX-License-Identifier: GPL-2.0-or-later */
/* rule.c - patterns match as people expect, and end whatever is in the text */
#include "lib/rule/rule.h"

#include <string.h>
#include <time.h>

#include "t/unit/tap.h"

static const char *const match_words[] = { "no", "yes", "failed" };

static enum sp_match
match(const char *pattern, const char *text, size_t len)
{
	struct sp_pattern *p = NULL;
	enum sp_match m;
	struct sp_err err;

	if (sp_pattern_compile(pattern, &p, &err) != SP_OK) {
		printf("# %s\n", err.text);
		return SP_MATCH_FAILED;
	}
	m = sp_pattern_match(p, text, len);
	sp_pattern_free(p);
	return m;
}

static void
test_match(void)
{
	static const struct {
		const char *name, *pattern, *text;
		size_t len;		/* 0: all of text */
		enum sp_match want;
	} cases[] = {
		{ "a word", "crash", "it does crash", 0, SP_MATCH_YES },
		{ "no such word", "crash", "it works", 0, SP_MATCH_NO },
		{ "in any case", "crash", "CRASH", 0, SP_MATCH_YES },
		{ "in any case beyond ASCII", "stra\xc3\x9f" "e \xc3\xbc",
		  "STRA\xe1\xba\x9e" "E \xc3\x9c", 0, SP_MATCH_YES },
		{ "a word of another alphabet", "\\b\xd1\x82\xd0\xb5\xd1\x81"
		  "\xd1\x82\\b", "\xd0\xa2\xd0\x95\xd0\xa1\xd0\xa2!", 0,
		  SP_MATCH_YES },
		{ "an empty text", "x", "", 0, SP_MATCH_NO },
		{ "an empty match", "x*", "", 0, SP_MATCH_YES },
		{ "no further than len", "abc", "abcd", 2, SP_MATCH_NO },
		{ "a group", "a(b)c", "abc", 0, SP_MATCH_YES },
		{ "a stray byte hides nothing", "buy.*now", "buy \xff now", 0,
		  SP_MATCH_YES },
		{ "a NUL hides nothing", "buy.*now", "buy \0 now", 9,
		  SP_MATCH_YES },
		{ "half a character at the end", "a.", "a\xc3", 0,
		  SP_MATCH_YES },
		{ "only half a character", "\xc3\xa9", "\xc3", 0,
		  SP_MATCH_NO },
		{ "a surrogate", "a.+b", "a\xed\xa0\x80" "b", 0,
		  SP_MATCH_YES },
		{ "beyond Unicode", "a.+b", "a\xf4\x90\x80\x80" "b", 0,
		  SP_MATCH_YES },
		{ "a limit of its own", "(*LIMIT_MATCH=1)a+b", "aaab", 0,
		  SP_MATCH_FAILED },
	};
	size_t i, len;
	enum sp_match got;

	for (i = 0; i < G_N_ELEMENTS(cases); i++) {
		len = cases[i].len ? cases[i].len : strlen(cases[i].text);
		got = match(cases[i].pattern, cases[i].text, len);
		ok(got == cases[i].want, "%s: %s", cases[i].name,
		   match_words[got]);
	}
	ok(sp_pattern_match(NULL, "x", 1) == SP_MATCH_NO,
	   "no pattern matches nothing");
}

/* The first 64 KiB are looked at, to the byte. */
static void
test_length(void)
{
	enum { EDGE = 64 * 1024 };
	g_autofree char *text = g_strnfill(EDGE + 1, 'a');

	text[EDGE - 1] = 'z';
	ok(match("z", text, EDGE + 1) == SP_MATCH_YES, "the last byte counts");
	text[EDGE - 1] = 'a';
	text[EDGE] = 'z';
	ok(match("z", text, EDGE + 1) == SP_MATCH_NO, "the next does not");
	memset(text, 0xff, EDGE);
	ok(match("^\xef\xbf\xbd+$", text, EDGE) == SP_MATCH_YES,
	   "64 KiB of garbage are replaced and searched");
}

/* Texts that make a backtracking search explode: within the limit of each
 * place to start at, or beyond it. R-060. */
static void
test_hostile(void)
{
	static const struct {
		const char *pattern;
		const char *unit;	/* the text is this, over and over */
		const char *end;
	} cases[] = {
		{ "(a+)+$", "a", "!" },
		{ "(a|a)*$", "a", "!" },
		{ "(a|aa)+$", "a", "!" },
		{ "(.*)*[xy]$", "a", "" },
		{ "(?:a|b)*[cd]", "ab", "" },
		{ "(a*)*[bc]", "a", "" },
		{ "(x+x+)+[yz]", "x", "" },
		{ "^(([a-z])+.)+[A-Z]([a-z])+$", "a", "1" },
		{ "(?:a?){14}a{14}[bc]", "aaaaaaaaaaaaaaaaaaaaaaaaaaa!", "" },
		{ "(a)(?1)*?\\1$", "a", "!" },
		{ "(?:a|a)*[;:]", "aaaaaaaaaaaaaa!", "" },
		{ "(\\w+\\s?)*[;:]", "aaaaaaaaaaaaaa!", "" },
	};
	clock_t start, spent;
	size_t i;

	for (i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GString) text = g_string_new(NULL);

		while (text->len < 64 * 1024)
			g_string_append(text, cases[i].unit);
		g_string_append(text, cases[i].end);
		g_string_erase(text, 0, (gssize)text->len - 64 * 1024);
		start = clock();
		ok(match(cases[i].pattern, text->str, text->len) ==
		   SP_MATCH_FAILED, "%s fails", cases[i].pattern);
		spent = (clock() - start) * 1000 / CLOCKS_PER_SEC;
		ok(spent < 3000, "and soon: %ld ms", (long)spent);
	}
}

/* */
static void
test_compile(void)
{
	g_autofree char *longest = g_strnfill(4096, 'a');
	g_autofree char *longer = g_strnfill(4097, 'a');
	g_autofree char *open = g_strnfill(51, '(');
	g_autofree char *close = g_strnfill(51, ')');
	g_autofree char *nested = g_strconcat(open, close, NULL);
	g_autofree char *less = g_strndup(nested + 1, 100);
	const struct {
		const char *name, *pattern;
		enum sp_status want;
		const char *says;
	} cases[] = {
		{ "the longest", longest, SP_OK, NULL },
		{ "one byte more", longer, SP_ECONF, "longer than" },
		{ "the deepest", less, SP_OK, NULL },
		{ "one deeper", nested, SP_ECONF, "nested" },
		{ "an open group", "ab(c", SP_ECONF,
		  "at offset 4 of the pattern: missing closing parenthesis" },
		{ "2^32 alternatives", "((((a|b){250}){250}){250}){250}",
		  SP_ECONF, "too large" },
		{ "half a character", "a\\C", SP_ECONF, "offset 3" },
		{ "invalid UTF-8", "a\xff", SP_ECONF, "UTF-8" },
		{ "a callout of its own", "a(?C1)b", SP_OK, NULL },
		{ "an empty pattern", "", SP_OK, NULL },
	};
	struct sp_err err;
	struct sp_pattern *const untouched = (void *)&err;
	size_t i;

	for (i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct sp_pattern *p = untouched;
		enum sp_status r = sp_pattern_compile(cases[i].pattern, &p,
						      &err);

		ok(r == cases[i].want, "%s: %d", cases[i].name, (int)r);
		if (r == SP_OK) {
			sp_pattern_free(p);
			continue;
		}
		ok(p == untouched && strstr(err.text, cases[i].says),
		   "and says why: %s", err.text);
	}
	sp_pattern_free(NULL);
}

static struct sp_config *
make_config(const char *tag)
{
	struct sp_config *conf = g_new0(struct sp_config, 1);

	conf->file = (char *)"x.conf";
	conf->tag = (char *)tag;
	conf->rules = g_ptr_array_new();
	conf->checklist = g_ptr_array_new();
	return conf;
}

static void
free_config(struct sp_config *conf)
{
	g_ptr_array_unref(conf->rules);
	g_ptr_array_unref(conf->checklist);
	g_free(conf);
}

static void
test_tag(void)
{
	static const struct {
		const char *tag, *subject;
		enum sp_match want;
	} cases[] = {
		{ "QEMU-SECURITY", "[QEMU-SECURITY] overflow", SP_MATCH_YES },
		{ "QEMU-SECURITY", "Re: [qemu-security] x", SP_MATCH_YES },
		{ "QEMU-SECURITY", "x [Qemu-Security]", SP_MATCH_YES },
		{ "QEMU-SECURITY", "[ QEMU-SECURITY\t] x", SP_MATCH_YES },
		{ "QEMU-SECURITY", "[QEMU- SECURITY] x", SP_MATCH_YES },
		{ "QEMU-SECURITY", "[QEMU\n -SECURITY] x", SP_MATCH_YES },
		{ "QEMU-SECURITY", "QEMU-SECURITY x", SP_MATCH_NO },
		{ "QEMU-SECURITY", "[QEMU-SECURITY x", SP_MATCH_NO },
		{ "QEMU-SECURITY", "[QEMU-SECURITY held] x", SP_MATCH_NO },
		{ "QEMU-SECURITY", "[QEMUxSECURITY] x", SP_MATCH_NO },
		{ "QEMU-SECURITY", "[QEMU SECURITY] x", SP_MATCH_NO },
		{ "QEMU-SECURITY", "[XQEMU-SECURITY] x", SP_MATCH_NO },
		{ "QEMU-SECURITY", "", SP_MATCH_NO },
		{ "two words", "[Two \t Words]", SP_MATCH_YES },
		{ "two words", "[twowords]", SP_MATCH_NO },
		{ "a.b+c", "[A.B+C]", SP_MATCH_YES },
		{ "a.b+c", "[axbbc]", SP_MATCH_NO },
		{ "a\\Eb", "[a\\eb]", SP_MATCH_YES },
		{ "X", "[X]", SP_MATCH_YES },
	};
	struct sp_rule_set *set = NULL;
	struct sp_config *conf;
	struct sp_err err;
	size_t i;

	for (i = 0; i < G_N_ELEMENTS(cases); i++) {
		conf = make_config(cases[i].tag);
		if (sp_rule_set_new(conf, &set, &err) != SP_OK)
			ok(0, "%s", err.text);
		else
			ok(sp_pattern_match(set->tag, cases[i].subject,
					    strlen(cases[i].subject)) ==
			   cases[i].want, "tag %s, subject %zu",
			   cases[i].tag, i);
		sp_rule_set_free(set);
		set = NULL;
		free_config(conf);
	}
	conf = make_config("not \xff UTF-8");
	ok(sp_rule_set_new(conf, &set, &err) == SP_ECONF && !set &&
	   g_str_has_prefix(err.text, "x.conf: [list] tag: "), "%s", err.text);
	free_config(conf);
	sp_rule_set_free(NULL);
}

/* What stands in the configuration, and what is said of it. */
static void
test_set(void)
{
	static struct sp_rule_conf good = { .name = (char *)"a",
		.pattern = (char *)"casino", .line = 7 };
	static struct sp_rule_conf bad = { .name = (char *)"shop",
		.pattern = (char *)"buy[", .line = 12, .pattern_line = 14 };
	static struct sp_check_conf check = { .name = (char *)"version",
		.pattern = (char *)"\\bversion\\b" };
	static struct sp_check_conf bad_check = { .name = (char *)"trace",
		.pattern = (char *)"(", .line = 9 };
	static const struct {
		const char *name;
		unsigned rules, bad_rules, checks, bad_checks;
		const char *says;	/* NULL: fine */
	} cases[] = {
		{ "nothing", 0, 0, 0, 0, NULL },
		{ "as many as allowed", 64, 0, 64, 0, NULL },
		{ "a rule too many", 65, 0, 0, 0,
		  "x.conf: 65 rules, at most 64 are allowed" },
		{ "an item too many", 0, 0, 65, 0, "x.conf: [checklist] has "
		  "65 items, at most 64 are allowed" },
		{ "a bad rule", 2, 1, 1, 0, "x.conf:14: [rule shop] pattern: "
		  "found \"buy[\", which is no pattern of PCRE2: at offset 4 "
		  "of the pattern: " },
		{ "a bad item", 1, 0, 1, 1, "x.conf:9: [checklist] trace: "
		  "found \"(\", which is no pattern of PCRE2: at offset 1 of "
		  "the pattern: " },
	};
	struct sp_rule_set *set, *before = NULL;
	struct sp_config *conf;
	struct sp_err err;
	size_t i;
	unsigned n;

	for (i = 0; i < G_N_ELEMENTS(cases); i++) {
		conf = make_config("T");
		for (n = 0; n < cases[i].rules; n++)
			g_ptr_array_add(conf->rules, &good);
		for (n = 0; n < cases[i].bad_rules; n++)
			g_ptr_array_add(conf->rules, &bad);
		for (n = 0; n < cases[i].checks; n++)
			g_ptr_array_add(conf->checklist, &check);
		for (n = 0; n < cases[i].bad_checks; n++)
			g_ptr_array_add(conf->checklist, &bad_check);
		set = before;
		if (sp_rule_set_new(conf, &set, &err) == SP_OK) {
			ok(!cases[i].says && set->conf == conf &&
			   set->rules->len == cases[i].rules &&
			   set->checks->len == cases[i].checks, "%s: compiled",
			   cases[i].name);
			sp_rule_set_free(set);
		} else {
			ok(cases[i].says && set == before &&
			   g_str_has_prefix(err.text, cases[i].says), "%s: %s",
			   cases[i].name, err.text);
		}
		free_config(conf);
	}
}

int
main(void)
{
	test_match();
	test_length();
	test_hostile();
	test_compile();
	test_tag();
	test_set();
	return tap_done();
}
