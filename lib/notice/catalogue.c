/* SPDX-License-Identifier: GPL-2.0-or-later */
/* catalogue.c - which templates there are, what each may use, where it is */
#include <string.h>

#include "lib/base/config.h"
#include "lib/base/builtin.h"
#include "lib/notice/template.h"

enum { FILE_MAX = 64 * 1024 };

static const char *const ack_names[] = {
	"list", "address", "tag", "ref", "arrived", "due", "finish", "missing",
	"helpful", "policy", "key", "fingerprint", "clear", "sealed",
	"has_key", "no_key", "former", "until", NULL
};
static const char *const nokey_names[] = {
	"list", "address", "tag", "ref", "cause", "fingerprint", NULL
};
static const char *const keywarning_names[] = {
	"list", "address", "tag", "cause", "fingerprint", NULL
};
static const char *const rotated_names[] = {
	"list", "address", "tag", "fingerprint", "former", "until", NULL
};
static const char *const sendkey_names[] = {
	"list", "address", "tag", "fingerprint", "key", "policy", NULL
};
static const char *const letter_names[] = {
	"list", "address", "tag", "ref", "arrived", "name", "missing",
	"too_large", "policy", NULL
};
static const char *const answer_names[] = {
	"list", "tag", "results", "request", NULL
};
static const char *const handled_names[] = {
	"list", "address", "tag", "ref", "decision", "who", "when", "open",
	"settled", NULL
};
static const char *const written_names[] = {
	"tag", "case", "who", "when", "told", NULL
};
static const char *const held_back_names[] = {
	"list", "address", "tag", "case", "who", "when", NULL
};
static const char *const review_names[] = {
	"list", "address", "tag", "case", "who", "name", "to", "patches", NULL
};
static const char *const review_guest_names[] = {
	"list", "address", "tag", "ref", "name", "to", "patches", NULL
};
static const char *const acknowledge_names[] = {
	"list", "address", "tag", "ref", "arrived", "name", "finish",
	"policy", NULL
};
static const char *const invite_names[] = {
	"list", "address", "tag", "ref", "name", "fingerprint", "list_key",
	"request", "policy", NULL
};
static const char *const embargo_names[] = {
	"list", "address", "tag", "ref", "name", "policy", "until", "over", NULL
};
static const char *const embargo_news_names[] = {
	"list", "address", "tag", "case", "what", "who", "when", "terms",
	"holds", "proposed", "second", "ending", "request", NULL
};
static const char *const alarm_names[] = {
	"list", "address", "tag", "short", "host", "count", "since", "last",
	"taken", "cause", NULL
};

const char *const *
sp_template_placeholders(const char *name)
{
	static const struct {
		const char *name;
		const char *const *placeholders;
	} known[] = {
		{ "ack", ack_names },
		{ "nokey", nokey_names },
		{ "keywarning", keywarning_names },
		{ "rotated", rotated_names },
		{ "answer", answer_names },
		{ "handled", handled_names },
		{ "written", written_names },
		{ "imported", written_names },
		{ "held-back", held_back_names },
		{ "review", review_names },
		{ "review-guest", review_guest_names },
		{ "sendkey", sendkey_names },
		{ "acknowledge", acknowledge_names },
		{ "invite", invite_names },
		{ "embargo", embargo_names },
		{ "embargo-news", embargo_news_names },
		{ "alarm", alarm_names },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(known); i++)
		if (g_str_equal(name, known[i].name))
			return known[i].placeholders;
	if (g_str_equal(name, "ask") || g_str_has_prefix(name, "reject-"))
		return letter_names;
	return NULL;
}

const char *const *
sp_template_names(void)
{
	return sp_builtin_template_names;
}

static const char *
builtin(const char *name)
{
	const struct sp_builtin *b;

	for (b = sp_builtin_templates; b->name; b++)
		if (g_str_equal(b->name, name))
			return b->text;
	return NULL;
}

/* A name becomes part of a path, and a person types it. */
static gboolean
name_ok(const char *name)
{
	return *name && strlen(name) <= 64 &&
	       !name[strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-")] &&
	       sp_template_placeholders(name);
}

/* SP_NONE when there is no such file. */
static enum sp_status
read_file(const char *path, char **text, struct sp_err *err)
{
	g_autoptr(GError) e = NULL;
	g_autofree char *content = NULL;
	enum sp_status r;
	gsize len = 0;

	if (!g_file_test(path, G_FILE_TEST_EXISTS))
		return sp_fail(err, SP_NONE, "%s: no such file", path);
	if ((r = sp_path_safe(path, err)) != SP_OK)
		return r;
	if (!g_file_get_contents(path, &content, &len, &e))
		return sp_fail(err, SP_ECONF, "%s: %s", path, e->message);
	if (len > FILE_MAX || strlen(content) != len)
		return sp_fail(err, SP_ECONF, "%s: a template is text of at "
			       "most %d bytes", path, FILE_MAX);
	*text = g_steal_pointer(&content);
	return SP_OK;
}

enum sp_status
sp_template_load(const char *dir, const char *name, char **file, char **text,
		 struct sp_err *err)
{
	g_autofree char *path = NULL;
	enum sp_status r;

	if (!name_ok(name))
		return sp_fail(err, SP_NONE, "there is no template of that "
			       "name");
	path = g_strdup_printf("%s/templates/%s.txt", dir, name);
	r = read_file(path, text, err);
	if (r == SP_OK)
		*file = g_steal_pointer(&path);
	if (r != SP_NONE)
		return r;
	if (!builtin(name))
		return sp_fail(err, SP_NONE, "there is no template %s", name);
	*file = g_strdup_printf("built-in %s.txt", name);
	*text = g_strdup(builtin(name));
	return SP_OK;
}

#define REJECT "reject-"

static void
add_reason(const char *dir, const char *name, GPtrArray *all)
{
	g_autofree char *file = NULL;
	g_autofree char *text = NULL;
	const char *reason = name + strlen(REJECT);
	struct sp_err err;

	if (g_str_has_prefix(name, REJECT) &&
	    sp_template_load(dir, name, &file, &text, &err) == SP_OK &&
	    !g_ptr_array_find_with_equal_func(all, reason, g_str_equal, NULL))
		g_ptr_array_add(all, g_strdup(reason));
}

static int
compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

char **
sp_template_reasons(const char *dir)
{
	g_autoptr(GPtrArray) all = g_ptr_array_new();
	g_autofree char *path = g_build_filename(dir, "templates", NULL);
	GDir *files = g_dir_open(path, 0, NULL);
	const char *file;

	for (const char *const *n = sp_template_names(); *n != NULL; n++)
		add_reason(dir, *n, all);
	while (files != NULL && (file = g_dir_read_name(files)) != NULL) {
		g_autofree char *name = g_strdup(file);

		if (!g_str_has_suffix(name, ".txt"))
			continue;
		name[strlen(name) - strlen(".txt")] = '\0';
		add_reason(dir, name, all);
	}
	if (files != NULL)
		g_dir_close(files);
	g_ptr_array_sort(all, compare);
	g_ptr_array_add(all, NULL);
	return (char **)g_ptr_array_free(g_steal_pointer(&all), FALSE);
}
