/* SPDX-License-Identifier: GPL-2.0-or-later */
/* template.c - what a template may say, what is refused, and where */
#include "lib/notice/template.h"

#include <string.h>
#include <sys/stat.h>

#include "t/unit/tap.h"

static const struct sp_template_value values[] = {
	{ "ref", "R-7KQ4-M2XC" },
	{ "list", "Example list" },
	{ "empty", "" },
	{ "nothing", NULL },
	{ "two", "one\ntwo" },
	{ "gap", "one\n\ntwo" },
	{ "brace", "{ref} {?ref}" },
	{ "long", "aaaaaaaaa bbbbbbbbb ccccccccc ddddddddd eeeeeeeee "
	  "fffffffff ggggggggg hhhhhhhhh" },
	{ "word", "https://example.org/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	  "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" },
	{ NULL, NULL }
};

#define HEAD "Subject: s\n\n"

static void
test_expand(void)
{
	static const struct {
		const char *name, *text, *subject, *body;
	} cases[] = {
		{ "plain", "Subject: hello\n\nbody\n", "hello", "body\n" },
		{ "a value in the subject", "Subject: [x] {ref}\n\nb\n",
		  "[x] R-7KQ4-M2XC", "b\n" },
		{ "a long subject stays one line", "Subject: {long}\n\nb\n",
		  "aaaaaaaaa bbbbbbbbb ccccccccc ddddddddd eeeeeeeee "
		  "fffffffff ggggggggg hhhhhhhhh", "b\n" },
		{ "no body", "Subject: s\n\n", "s", "" },
		{ "no line feed at the end", HEAD "a\nb", "s", "a\nb\n" },
		{ "CRLF", "Subject: s\r\n\r\na {ref}\r\n", "s",
		  "a R-7KQ4-M2XC\n" },
		{ "a value in a line", HEAD "<{ref}>\n", "s",
		  "<R-7KQ4-M2XC>\n" },
		{ "two in a line", HEAD "{ref}{list}\n", "s",
		  "R-7KQ4-M2XCExample list\n" },
		{ "a brace", HEAD "{{ref} } {{{ref}\n", "s",
		  "{ref} } {R-7KQ4-M2XC\n" },
		{ "empty alone: the line goes", HEAD "a\n  {empty}\nb\n",
		  "s", "a\nb\n" },
		{ "NULL is empty", HEAD "a\n{nothing}\nb\n", "s", "a\nb\n" },
		{ "empty beside text: it stays", HEAD "a {empty}\n", "s",
		  "a \n" },
		{ "two empty ones: it stays", HEAD "{empty}{empty}\n", "s",
		  "\n" },
		{ "several lines keep the indentation", HEAD "  {two}\n", "s",
		  "  one\n  two\n" },
		{ "but an empty one gets none", HEAD "  {gap}\n", "s",
		  "  one\n\n  two\n" },
		{ "several lines in a line", HEAD "x {two} y\n", "s",
		  "x one\ntwo y\n" },
		{ "a value is not read as template", HEAD "a {brace}\n{brace}"
		  "\n", "s", "a {ref} {?ref}\n{ref} {?ref}\n" },
		{ "a block that stays", HEAD "{?ref}\nx\n{/ref}\ny\n", "s",
		  "x\ny\n" },
		{ "a block that goes", HEAD "{?empty}\nx\n{/empty}\ny\n",
		  "s", "y\n" },
		{ "blocks in each other", HEAD "{?ref}\na\n{?empty}\nb\n"
		  "{?ref}\nc\n{/ref}\n{/empty}\nd\n{/ref}\n", "s",
		  "a\nd\n" },
		{ "folded when a value made it long",
		  HEAD "  x {long}\n", "s",
		  "  x aaaaaaaaa bbbbbbbbb ccccccccc ddddddddd eeeeeeeee "
		  "fffffffff ggggggggg\n  hhhhhhhhh\n" },
		{ "never within a word", HEAD "at {word} so\n", "s",
		  "at\nhttps://example.org/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		  "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\nso\n" },
	};
	g_autofree char *subject = NULL;
	g_autofree char *body = NULL;
	struct sp_err err;
	size_t i;

	for (i = 0; i < G_N_ELEMENTS(cases); i++) {
		if (sp_template_expand("f", cases[i].text, values, &subject,
				       &body, &err) != SP_OK) {
			ok(0, "%s: %s", cases[i].name, err.text);
			continue;
		}
		if (!ok(strcmp(subject, cases[i].subject) == 0 &&
			strcmp(body, cases[i].body) == 0, "%s",
			cases[i].name))
			printf("# %s\n", g_strescape(body, NULL));
		g_clear_pointer(&subject, g_free);
		g_clear_pointer(&body, g_free);
	}
}

static void
test_errors(void)
{
	static const struct {
		const char *text, *says;
	} cases[] = {
		{ "", "f:1: the first line must be \"Subject: ...\"" },
		{ "Hello\n\n", "f:1: the first line must be" },
		{ "Subject:x\n\n", "f:1: the first line must be" },
		{ "Subject: s", "f:2: the second line must be empty" },
		{ "Subject: s\nbody\n", "f:2: the second line must be empty" },
		{ "Subject: {no}\n\n",
		  "f:1: {no} is no placeholder of this template" },
		{ HEAD "a\n{no}\n",
		  "f:4: {no} is no placeholder of this template" },
		{ HEAD "{?empty}\n{no}\n{/empty}\n", "f:4: {no} is no" },
		{ HEAD "{?no}\n{/no}\n", "f:3: {no} is no" },
		{ HEAD "if (x) { y\n", "f:3: a \"{\" that begins no" },
		{ HEAD "{ref\n", "f:3: a \"{\" that begins no" },
		{ HEAD "{}\n", "f:3: a \"{\" that begins no" },
		{ HEAD "{REF}\n", "f:3: a \"{\" that begins no" },
		{ HEAD "{?ref} x\n", "f:3: {?name} and {/name} stand alone" },
		{ HEAD "{?}\n", "f:3: {?name} and {/name} stand alone" },
		{ HEAD "{/ref}\n", "f:3: {/ref} does not end the innermost" },
		{ HEAD "{?ref}\n{/list}\n", "f:4: {/list} does not end the" },
		{ HEAD "{?ref}\n{?list}\n{/ref}\n{/list}\n",
		  "f:5: {/ref} does not end the innermost block" },
		{ HEAD "\n{?ref}\nx\n", "f:4: {?ref} is not ended" },
		{ HEAD "{?ref}\n{?ref}\n{?ref}\n{?ref}\n{?ref}\n{?ref}\n"
		  "{?ref}\n{?ref}\n{?ref}\n",
		  "f:11: more than 8 blocks in each other" },
		{ HEAD "\xff\n", "f: not valid UTF-8" },
	};
	char *subject, *body;
	struct sp_err err;
	size_t i;

	for (i = 0; i < G_N_ELEMENTS(cases); i++) {
		subject = body = (char *)"untouched";
		ok(sp_template_expand("f", cases[i].text, values, &subject,
				      &body, &err) == SP_ECONF &&
		   strcmp(subject, "untouched") == 0 &&
		   strcmp(body, "untouched") == 0 &&
		   g_str_has_prefix(err.text, cases[i].says), "%s", err.text);
	}
}

/* Expand a built-in text with each placeholder named after itself, or all of
 * them empty. */
static void
test_builtin(const char *name, gboolean filled)
{
	const char *const *names = sp_template_placeholders(name);
	struct sp_template_value all[32] = { 0 };
	g_autofree char *file = NULL;
	g_autofree char *text = NULL;
	g_autofree char *subject = NULL;
	g_autofree char *body = NULL;
	g_auto(GStrv) lines = NULL;
	struct sp_err err = { .text = "" };
	gboolean narrow = TRUE;
	unsigned i;

	for (i = 0; names && names[i]; i++)
		all[i] = (struct sp_template_value){ names[i],
						     filled ? names[i] : "" };
	if (!ok(names && sp_template_load("/nonexistent", name, &file, &text,
					  &err) == SP_OK &&
		sp_template_expand(file, text, all, &subject, &body,
				   &err) == SP_OK, "%s, placeholders %s",
		name, filled ? "filled" : "empty")) {
		printf("# %s\n", err.text);
		return;
	}
	lines = g_strsplit(body, "\n", -1);
	for (i = 0; lines[i]; i++)
		narrow = narrow && strlen(lines[i]) <= 78;
	ok(narrow && g_str_is_ascii(body), "%s: plain, narrow lines", name);
	ok(!filled || !strstr(body, "\n\n\n"), "%s: no gaps", name);
	ok(strlen(subject) < 78, "%s: %s", name, subject);
}

/* Does a text that may use the placeholder do so? */
static gboolean
is_used(const char *const *names, const char *placeholder)
{
	g_autofree char *use = g_strdup_printf("{%s}", placeholder);
	g_autofree char *test = g_strdup_printf("{?%s}", placeholder);
	const char *const *name;
	gboolean used = FALSE;
	struct sp_err err;

	for (name = sp_template_names(); *name; name++) {
		g_autofree char *file = NULL;
		g_autofree char *text = NULL;

		if (sp_template_placeholders(*name) == names &&
		    sp_template_load("/nonexistent", *name, &file, &text,
				     &err) == SP_OK)
			used = used || strstr(text, use) || strstr(text, test);
	}
	return used;
}

static void
test_used(void)
{
	const char *const *name;
	const char *const *p;
	gboolean all = TRUE;

	for (name = sp_template_names(); *name; name++) {
		for (p = sp_template_placeholders(*name); *p; p++) {
			if (is_used(sp_template_placeholders(*name), *p))
				continue;
			printf("# %s: {%s}\n", *name, *p);
			all = FALSE;
		}
	}
	ok(all, "each documented placeholder is used by some text");
}

static void
write_file(const char *dir, const char *name, const char *text, int mode)
{
	g_autofree char *path = g_strdup_printf("%s/templates/%s", dir, name);

	if (!g_file_set_contents(path, text, -1, NULL) ||
	    chmod(path, (mode_t)mode) < 0)
		ok(0, "%s: cannot write", path);
}

static void
test_load(void)
{
	static const struct {
		const char *name;
		enum sp_status want;
		const char *begins;	/* text, or message */
	} cases[] = {
		{ "ack", SP_OK, "Subject: mine" },
		{ "nokey", SP_OK, "Subject: [{tag}]" },
		{ "reject-own", SP_OK, "Subject: own" },
		{ "reject-none", SP_NONE, "there is no template reject-none" },
		{ "ask", SP_ECONF, NULL },	/* writable by others */
		{ "alarm", SP_ECONF, NULL },	/* too long */
		{ "reject-support", SP_ECONF, NULL },	/* a folder */
		{ "other", SP_NONE, "there is no template of that name" },
		{ "", SP_NONE, "there is no template of that name" },
		{ "reject-../../x", SP_NONE, "there is no template of" },
		{ "reject-X", SP_NONE, "there is no template of that name" },
	};
	g_autofree char *dir = g_dir_make_tmp("sp-template-XXXXXX", NULL);
	g_autofree char *templates = g_build_filename(dir, "templates", NULL);
	g_autofree char *folder = g_build_filename(templates,
						   "reject-support.txt", NULL);
	g_autofree char *big = g_strnfill(64 * 1024 + 1, 'x');
	g_autofree char *rm = g_strdup_printf("rm -r '%s'", dir);
	char *file, *text;
	struct sp_err err;
	enum sp_status r;
	size_t i;

	ok(g_mkdir_with_parents(folder, 0700) == 0, "a folder of templates");
	write_file(dir, "ack.txt", "Subject: mine\n\n", 0600);
	write_file(dir, "reject-own.txt", "Subject: own\n\n", 0600);
	write_file(dir, "ask.txt", "Subject: theirs\n\n", 0666);
	write_file(dir, "alarm.txt", big, 0600);
	for (i = 0; i < G_N_ELEMENTS(cases); i++) {
		file = text = NULL;
		r = sp_template_load(dir, cases[i].name, &file, &text, &err);
		ok(r == cases[i].want && (!text == (r != SP_OK)) &&
		   (!cases[i].begins ||
		    g_str_has_prefix(r == SP_OK ? text : err.text,
				     cases[i].begins)), "%s: %s",
		   cases[i].name, r == SP_OK ? file : err.text);
		g_free(file);
		g_free(text);
	}
	ok(g_spawn_command_line_sync(rm, NULL, NULL, NULL, NULL), "clean up");
}

int
main(void)
{
	const char *const *name;

	test_expand();
	test_errors();
	for (name = sp_template_names(); *name; name++) {
		test_builtin(*name, TRUE);
		test_builtin(*name, FALSE);
	}
	test_used();
	ok(sp_template_placeholders("other") == NULL, "no other template");
	test_load();
	return tap_done();
}
