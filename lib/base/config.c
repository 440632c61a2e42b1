/* SPDX-License-Identifier: GPL-2.0-or-later */
/* config.c - one list's configuration: life cycle, defaults and files */
#include "lib/base/config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <string.h>
#include <unistd.h>

#include "lib/base/blob.h"
#include "lib/base/config-table.h"

#define FILE_MAX (1 << 20)
#define QUOTE_MAX 60
#define STATE_ROOT "/var/lib/sallyport/"
#define SUFFIX ".conf"

static void
check_free(void *item)
{
	struct sp_check_conf *check = item;

	g_free(check->name);
	g_free(check->text);
	g_free(check->pattern);
	g_free(check);
}

void *
sp_conf_field(const struct sp_conf_key *key, void *base)
{
	return (char *)base + key->offset;
}

static void
clear_fields(const struct sp_conf_key *keys, void *base)
{
	for (; keys->group; keys++)
		if (keys->kind->clear)
			keys->kind->clear(sp_conf_field(keys, base));
}

void
sp_conf_rule_free(void *item)
{
	struct sp_rule_conf *rule = item;

	g_free(rule->name);
	clear_fields(sp_conf_rule_keys, rule);
	g_free(rule);
}

struct sp_config *
sp_conf_new(const char *file, const char *list)
{
	struct sp_config *conf = g_new0(struct sp_config, 1);

	conf->file = g_strdup(file);
	conf->dir = g_path_get_dirname(file);
	conf->list = g_strdup(list);
	conf->checklist = g_ptr_array_new_with_free_func(check_free);
	conf->rules = g_ptr_array_new_with_free_func(sp_conf_rule_free);
	return conf;
}

void
sp_config_free(struct sp_config *conf)
{
	if (!conf)
		return;
	clear_fields(sp_conf_keys, conf);
	g_ptr_array_unref(conf->checklist);
	g_ptr_array_unref(conf->rules);
	g_free(conf->file);
	g_free(conf->dir);
	g_free(conf->list);
	g_free(conf->local);
	g_free(conf->domain);
	g_free(conf);
}

void
sp_conf_add_check(struct sp_config *conf, const char *name, const char *text,
		  const char *pattern, unsigned line)
{
	struct sp_check_conf *check = g_new0(struct sp_check_conf, 1);

	check->name = g_strdup(name);
	check->text = g_strdup(text);
	check->pattern = g_strdup(pattern);
	check->line = line;
	g_ptr_array_add(conf->checklist, check);
}

char *
sp_conf_quote(const char *text)
{
	g_autofree char *cut = g_strndup(text, QUOTE_MAX);
	g_autofree char *valid = g_utf8_make_valid(cut, -1);
	g_autofree char *safe = g_strescape(valid, NULL);

	return g_strdup_printf("\"%s%s\"", safe,
			       strlen(text) > QUOTE_MAX ? "..." : "");
}

enum sp_status
sp_conf_fail(struct sp_err *err, const char *file, unsigned line,
	     const char *group, const char *key, const char *fmt, ...)
{
	g_autoptr(GString) at = g_string_new(file);
	g_autofree char *what = NULL;
	va_list ap;

	va_start(ap, fmt);
	what = g_strdup_vprintf(fmt, ap);
	va_end(ap);
	if (line > 0)
		g_string_append_printf(at, ":%u", line);
	g_string_append(at, ": ");
	if (group)
		g_string_append_printf(at, "[%s]", group);
	if (key)
		g_string_append_printf(at, " %s", key);
	if (group)
		g_string_append(at, ": ");
	return sp_fail(err, SP_ECONF, "%s%s", at->str, what);
}

enum sp_status
sp_conf_read(const struct sp_conf_key *key, const char *text, void *field,
	     const char *file, unsigned line, struct sp_err *err)
{
	g_autofree char *found = NULL;
	g_autofree char *allowed = NULL;

	if (key->kind->read(key, text, field))
		return SP_OK;
	found = sp_conf_quote(text);
	allowed = key->kind->allowed(key);
	return sp_conf_fail(err, file, line, key->group, key->key,
			    "found %s, allowed is %s", found, allowed);
}

/* Case numbers begin with the first letters of the tag's words and the first
 * three of its last one: QEMU-SECURITY gives QSEC. */
static char *
derive_prefix(const char *tag)
{
	g_autoptr(GString) out = g_string_new(NULL);
	g_autofree char *upper = g_ascii_strup(tag, -1);
	g_auto(GStrv) words = g_strsplit_set(upper, "-_.", -1);
	guint last = g_strv_length(words) - 1;

	while (last > 0 && *words[last] == '\0')
		last--;
	for (guint i = 0; i < last; i++)
		g_string_append_len(out, words[i], *words[i] ? 1 : 0);
	g_string_append_printf(out, "%.3s", words[last]);
	g_string_truncate(out, MIN(out->len, 12));
	if (out->len < 2 || !g_ascii_isalpha(out->str[0]))
		g_string_assign(out, "CASE");
	return g_string_free(g_steal_pointer(&out), FALSE);
}

static void
derive(struct sp_config *conf)
{
	const char *at = strchr(conf->address, '@');

	conf->local = g_strndup(conf->address, (gsize)(at - conf->address));
	conf->domain = g_strdup(at + 1);
	if (!conf->tag) {
		g_autofree char *upper = g_ascii_strup(conf->local, -1);

		conf->tag = g_strndup(upper, 40);
	}
	if (!conf->name)
		conf->name = g_strconcat(conf->tag, " list", NULL);
	if (!conf->prefix)
		conf->prefix = derive_prefix(conf->tag);
	if (!conf->state)
		conf->state = g_strconcat(STATE_ROOT, conf->list, NULL);
}

static unsigned
line_of(const unsigned *lines, const char *group, const char *key)
{
	return lines[sp_conf_key_find(sp_conf_keys, group, key) - sp_conf_keys];
}

/* What no key of the policy says alone. */
static enum sp_status
check_policy(const struct sp_config *conf, const unsigned *lines,
	     struct sp_err *err)
{
	if (conf->embargo_hard_d > 0 &&
	    conf->embargo_soft_d > conf->embargo_hard_d)
		return sp_conf_fail(err, conf->file,
				    line_of(lines, "embargo", "soft"),
				    "embargo", "soft",
				    "found \"%ud\", allowed is no longer than "
				    "hard, which is %ud", conf->embargo_soft_d,
				    conf->embargo_hard_d);
	if (conf->review_total < conf->review_independent)
		return sp_conf_fail(err, conf->file,
				    line_of(lines, "review", "total"),
				    "review", "total",
				    "found \"%u\", allowed is no less than "
				    "independent, which is %u",
				    conf->review_total,
				    conf->review_independent);
	if (*conf->publisher && (!*conf->homepage || !*conf->web))
		return sp_conf_fail(err, conf->file,
				    line_of(lines, "notice", "publisher"),
				    "notice", "publisher",
				    "found \"%s\", allowed is nothing as long "
				    "as %s is empty", conf->publisher,
				    *conf->homepage ? "web" : "homepage");
	return SP_OK;
}

/* What no key says alone. */
static enum sp_status
check_together(const struct sp_config *conf, const unsigned *lines,
	       struct sp_err *err)
{
	const struct sp_workdays *w = &conf->workdays;

	if (w->close_h <= w->open_h)
		return sp_conf_fail(err, conf->file,
				    line_of(lines, "clock", "close"),
				    "clock", "close",
				    "found \"%u\", allowed is an hour after "
				    "open, which is %u", w->close_h,
				    w->open_h);
	if (conf->keep_discarded_d > 0 && conf->undo_d > conf->keep_discarded_d)
		return sp_conf_fail(err, conf->file,
				    line_of(lines, "retention", "undo"),
				    "retention", "undo",
				    "found \"%ud\", allowed is no longer than "
				    "discarded, which is %ud", conf->undo_d,
				    conf->keep_discarded_d);
	if (conf->keep_rejected_d > 0 && conf->undo_d > conf->keep_rejected_d)
		return sp_conf_fail(err, conf->file,
				    line_of(lines, "retention", "undo"),
				    "retention", "undo",
				    "found \"%ud\", allowed is no longer than "
				    "rejected, which is %ud", conf->undo_d,
				    conf->keep_rejected_d);
	return check_policy(conf, lines, err);
}

enum sp_status
sp_conf_complete(struct sp_config *conf, const unsigned *lines,
		 struct sp_err *err)
{
	for (size_t i = 0; sp_conf_keys[i].group; i++) {
		const struct sp_conf_key *key = &sp_conf_keys[i];
		enum sp_status r;

		if (lines[i] > 0 || key->derived)
			continue;
		if (!key->preset)
			return sp_conf_fail(err, conf->file, 0, key->group,
					    key->key, "is missing and has no "
					    "default");
		r = sp_conf_read(key, key->preset, sp_conf_field(key, conf),
				 conf->file, 0, err);
		if (r != SP_OK)
			return r;
	}
	derive(conf);
	return check_together(conf, lines, err);
}

enum sp_status
sp_config_load(const char *dir, const char *list, struct sp_config **conf,
	       struct sp_err *err)
{
	g_autofree char *path = g_strconcat(dir, "/", list, SUFFIX, NULL);
	g_auto_blob struct sp_blob file = SP_BLOB_INIT;
	const uint8_t *text;
	enum sp_status r;
	int fd;

	if (!sp_conf_is_name(list)) {
		g_autofree char *found = sp_conf_quote(list);

		return sp_fail(err, SP_NONE, "no list is called %s: a name is "
			       SP_CONF_NAME_ALLOWED, found);
	}
	/* Not blocking: somebody may have made it a fifo. */
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0 && errno == ENOENT)
		return sp_fail(err, SP_NONE, "there is no list %s: %s does "
			       "not exist", list, path);
	if (fd < 0)
		return sp_fail(err, errno == EACCES ? SP_ECONF : SP_EIO,
			       "%s: %s", path, g_strerror(errno));
	if (sp_blob_adopt(&file, fd, FILE_MAX, err) != SP_OK)
		return sp_fail(err, SP_ECONF, "%s: not a regular file of at "
			       "most 1 MiB", path);
	r = sp_path_safe(path, err);
	if (r == SP_OK)
		r = sp_blob_map(&file, &text, err);
	if (r == SP_OK)
		r = sp_config_parse(path, list, (const char *)text, file.len,
				    conf, err);
	return r;
}

static int
compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

char **
sp_config_lists(const char *dir)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	g_autoptr(GDir) entries = g_dir_open(dir, 0, NULL);
	const char *entry;

	while (entries && (entry = g_dir_read_name(entries))) {
		g_autofree char *name = NULL;

		if (!g_str_has_suffix(entry, SUFFIX))
			continue;
		name = g_strndup(entry, strlen(entry) - strlen(SUFFIX));
		if (sp_conf_is_name(name))
			g_ptr_array_add(names, g_steal_pointer(&name));
	}
	g_ptr_array_sort(names, compare_names);
	g_ptr_array_add(names, NULL);
	return (char **)g_ptr_array_free(g_steal_pointer(&names), FALSE);
}

static void
add_keywords(GPtrArray *words, const struct sp_conf_key *keys,
	     const char *name)
{
	for (; keys->group; keys++)
		g_ptr_array_add(words, g_strdup_printf("[%s%s] %s",
						       keys->group, name,
						       keys->key));
}

const char *const *
sp_config_keywords(void)
{
	static GPtrArray *words;

	if (!words) {
		words = g_ptr_array_new();
		add_keywords(words, sp_conf_keys, "");
		g_ptr_array_add(words,
				g_strdup("[" SP_CONF_CHECKLIST "] NAME"));
		add_keywords(words, sp_conf_rule_keys, "NAME");
		g_ptr_array_add(words, NULL);
	}
	return (const char *const *)words->pdata;
}
