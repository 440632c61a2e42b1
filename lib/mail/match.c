/* SPDX-License-Identifier: GPL-2.0-or-later */
/* match.c - the list's own patterns on what was read: tag, rules, checklist
 *
 * A pattern that meets a limit has not said no: that mail is held. So it is
 * when all of them together take too long: one rule may look at hundreds of
 * fields. */
#include <string.h>
#include <time.h>

#include "lib/mail/charset.h"
#include "lib/mail/reading.h"

#define PATIENCE (2 * CLOCKS_PER_SEC)	/* of CPU, with one mail */

static gboolean
matches(struct sp_reading *r, struct sp_pattern *pattern,
	const char *text)
{
	if (clock() - r->matching > PATIENCE) {
		r->facts->flags |= SP_FACT_RULE_FAILED;
		return FALSE;
	}
	switch (sp_pattern_match(pattern, text, strlen(text))) {
	case SP_MATCH_YES:
		return TRUE;
	case SP_MATCH_NO:
		return FALSE;
	case SP_MATCH_FAILED:
		break;
	}
	r->facts->flags |= SP_FACT_RULE_FAILED;
	return FALSE;
}

static gboolean
matches_header(struct sp_reading *r, struct sp_pattern *pattern,
	       const char *name)
{
	gboolean found = FALSE;
	int k;

	if (!r->said)
		return FALSE;
	for (unsigned n = 0;
	     !found && (k = sp_head_find(r->said, name, n)) >= 0; n++) {
		g_autofree char *value = sp_head_value(r->said, k);
		g_autofree char *text = sp_charset_header(value);

		found = matches(r, pattern, text);
	}
	return found;
}

static gboolean
rule_matches(struct sp_reading *r, const struct sp_rule_conf *conf,
	     struct sp_pattern *pattern)
{
	switch (conf->on) {
	case SP_ON_HEADER:
		return matches_header(r, pattern, conf->header);
	case SP_ON_SUBJECT:
		return matches(r, pattern, r->facts->subject);
	case SP_ON_SENDER:
		return matches(r, pattern, r->facts->from_address) ||
		       matches_header(r, pattern, "From");
	case SP_ON_TEXT:
		return matches(r, pattern, r->facts->text);
	}
	return FALSE;
}

void
sp_read_matches(struct sp_reading *r)
{
	const struct sp_rule_set *set = r->how->rules;

	if (!set)
		return;
	r->matching = clock();
	if (matches(r, set->tag, r->facts->subject))
		r->facts->flags |= SP_FACT_TAG;
	for (guint i = 0; i < set->rules->len && i < SP_RULES_MAX; i++) {
		if (rule_matches(r, g_ptr_array_index(set->conf->rules, i),
				 g_ptr_array_index(set->rules, i)))
			r->facts->rules |= (guint64)1 << i;
	}
	for (guint i = 0; i < set->checks->len && i < SP_RULES_MAX; i++) {
		struct sp_pattern *p = g_ptr_array_index(set->checks, i);

		if (matches(r, p, r->facts->text) ||
		    matches(r, p, r->facts->subject))
			r->facts->checks |= (guint64)1 << i;
	}
}
