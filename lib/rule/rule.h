/* SPDX-License-Identifier: GPL-2.0-or-later */
/* rule.h - compiled patterns under hard limits
 *
 * The only includer of pcre2.h. Match limit 100000, depth 1000, heap 4 MiB,
 * text at most 64 KiB, five million steps over all of it. Any negative answer
 * but "no match" means that the rule failed, and whoever asks must hold. A set
 * is compiled before the parser child is forked and used inside it. */
#ifndef SP_RULE_RULE_H
#define SP_RULE_RULE_H

#include <glib.h>

#include "lib/base/config.h"
#include "lib/base/status.h"

enum sp_match { SP_MATCH_NO, SP_MATCH_YES, SP_MATCH_FAILED };

struct sp_pattern;

/* Case-insensitive, UTF-8 (invalid UTF-8 in the subject is replaced first).
 * SP_ECONF: err says at which offset and why. */
enum sp_status sp_pattern_compile(const char *pattern, struct sp_pattern **p,
				  struct sp_err *err) SP_CHECKED;
void sp_pattern_free(struct sp_pattern *p);
/* Only the first 64 KiB of text are looked at. NULL matches nothing. */
enum sp_match sp_pattern_match(struct sp_pattern *p, const char *text,
			       size_t len);

#define SP_RULES_MAX 64		/* a bit each in a guint64 */

/* Everything that one list compiles: its tag, rules and checklist. */
struct sp_rule_set {
	const struct sp_config *conf;	/* borrowed */
	struct sp_pattern *tag;	/* \[TAG\] with white space tolerated */
	GPtrArray *rules;	/* of struct sp_pattern *, as conf->rules */
	GPtrArray *checks;	/* as conf->checklist */
};

/* SP_ECONF names file, line and rule of a pattern that does not compile. */
enum sp_status sp_rule_set_new(const struct sp_config *conf,
			       struct sp_rule_set **set, struct sp_err *err)
			       SP_CHECKED;
void sp_rule_set_free(struct sp_rule_set *set);

#endif
