/* SPDX-License-Identifier: GPL-2.0-or-later */
/* mail-fixture.h - a list, its rules, and one call that parses */
#ifndef SP_T_MAIL_FIXTURE_H
#define SP_T_MAIL_FIXTURE_H

#include <glib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/mail/charset.h"
#include "lib/mail/parse.h"

struct mail_fixture {
	struct sp_config *conf;
	struct sp_rule_set *rules;
};

/* sec@lists.example.org, tag SEC, with more groups of configuration. */
__attribute__((unused))
static struct mail_fixture
mail_fixture(const char *more)
{
	g_autofree char *text = g_strdup_printf(
		"[list]\naddress = sec@lists.example.org\ntag = SEC\n"
		"[ack]\nauthserv-id = mx.example.org\n%s", more);
	struct mail_fixture m = { NULL, NULL };
	struct sp_err err;

	if (sp_config_parse("sec.conf", "sec", text, strlen(text), &m.conf,
			    &err) != SP_OK ||
	    sp_rule_set_new(m.conf, &m.rules, &err) != SP_OK) {
		printf("Bail out! %s\n", err.text);
		exit(99);
	}
	sp_mail_init();
	return m;
}

__attribute__((unused))
static void
mail_fixture_clear(struct mail_fixture *m)
{
	sp_rule_set_free(m->rules);
	sp_config_free(m->conf);
}

/* Pre-scan and parse an exact-size copy; NULL when it is refused. */
__attribute__((unused))
static struct sp_facts *
mail_parse(const struct mail_fixture *m, const void *bytes, size_t len,
	   gboolean inner, struct sp_err *err)
{
	const struct sp_parse how = {
		.conf = m->conf, .rules = m->rules, .inner = inner,
	};
	g_autofree uint8_t *copy = len > 0 ? g_memdup2(bytes, len)
					   : g_new0(uint8_t, 1);
	struct sp_facts *facts = NULL;

	sp_charset_load(copy, len);
	if (sp_mail_prescan(m->conf, copy, len, err) != SP_OK ||
	    sp_mail_parse_open(&how, copy, len, &facts, err) != SP_OK)
		return NULL;
	return facts;
}

__attribute__((unused))
static struct sp_facts *
mail_parse_text(const struct mail_fixture *m, const char *text)
{
	struct sp_err err;

	return mail_parse(m, text, strlen(text), FALSE, &err);
}

/* The byte 1 stands for NUL. */
__attribute__((unused))
static struct sp_facts *
mail_parse_nul(const struct mail_fixture *m, char *text)
{
	const gsize len = strlen(text);
	struct sp_err err;

	for (gsize i = 0; i < len; i++) {
		if (text[i] == '\001')
			text[i] = '\0';
	}
	return mail_parse(m, text, len, FALSE, &err);
}

/* A file of t/mail. */
__attribute__((unused))
static char *
mail_corpus(const char *name, gsize *len)
{
	const char *root = g_getenv("SOURCE_ROOT");
	g_autofree char *path = g_strdup_printf("%s/t/mail/%s.eml",
						root ? root : ".", name);
	char *text = NULL;

	if (!g_file_get_contents(path, &text, len, NULL)) {
		printf("Bail out! no %s\n", path);
		exit(99);
	}
	return text;
}

#endif
