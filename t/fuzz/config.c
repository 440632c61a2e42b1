/* SPDX-License-Identifier: GPL-2.0-or-later */
/* config.c - reading LIST.conf
 *
 * What is accepted lies within the limits and is, dumped and read again, the
 * same; what is refused is refused with the file's name and without a control
 * character. */
#include "lib/base/config.h"

#include "lib/rule/rule.h"
#include "t/fuzz/fuzz.h"

static enum sp_status
parse(const char *text, size_t len, struct sp_config **conf)
{
	struct sp_err err = { .text = "" };
	enum sp_status r = sp_config_parse("sec.conf", "sec", text, len, conf,
					   &err);

	must((r == SP_OK) == (*conf != NULL));
	if (r == SP_OK)
		return r;
	must(r == SP_ECONF && g_str_has_prefix(err.text, "sec.conf"));
	must(fuzz_clean(err.text, FALSE));
	return r;
}

static void
check_limits(const struct sp_config *c)
{
	must(c->address && c->local && c->domain && c->tag && c->state);
	must(c->state[0] == '/' && c->sendmail[0] == '/');
	must(c->parts > 0 && c->depth > 0 && c->header_fields > 0);
	must(c->message > 0 && c->plaintext > 0);
	must(c->checklist->len <= SP_CONF_ITEMS_MAX &&
	     c->rules->len <= SP_CONF_ITEMS_MAX);
}

static void
check_rules(const struct sp_config *c)
{
	struct sp_rule_set *set = NULL;
	struct sp_err err = { .text = "" };
	enum sp_status r = sp_rule_set_new(c, &set, &err);

	must(r == SP_OK || (r == SP_ECONF && strstr(err.text, "sec.conf")));
	sp_rule_set_free(set);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_auto_config struct sp_config *conf = NULL, *again = NULL;
	g_autofree char *dump = NULL, *dump2 = NULL;
	g_autofree char *copy = g_malloc(size + 1);

	memcpy(copy, data, size);
	copy[size] = '\0';
	if (parse(copy, size, &conf) != SP_OK)
		return 0;
	check_limits(conf);
	dump = sp_config_dump(conf);
	must(parse(dump, strlen(dump), &again) == SP_OK);
	dump2 = sp_config_dump(again);
	must(strcmp(dump, dump2) == 0);
	check_rules(conf);
	return 0;
}
