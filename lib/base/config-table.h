/* SPDX-License-Identifier: GPL-2.0-or-later */
/* config-table.h - every key, group and default, in one place
 *
 * Private to the configuration. Each table ends with a row of NULLs. */
#ifndef SP_BASE_CONFIG_TABLE_H
#define SP_BASE_CONFIG_TABLE_H

#include "lib/base/config-kind.h"
#include "lib/base/config.h"

#define SP_CONF_RULE "rule "		/* "[rule NAME]" */
#define SP_CONF_CHECKLIST "checklist"

/* Keys of struct sp_config, by group; and of struct sp_rule_conf. */
extern const struct sp_conf_key sp_conf_keys[];
extern const struct sp_conf_key sp_conf_rule_keys[];

struct sp_conf_group {
	const char *name;
	gboolean policy;	/* its keys are the team's policy */
	const char *help;
};

extern const struct sp_conf_group sp_conf_groups[];
extern const char sp_conf_checklist_help[];
extern const char sp_conf_rule_help[];

/* Rows of sp_conf_keys. */
size_t sp_conf_key_count(void);
/* Row of that key, or NULL. Every rule has the group SP_CONF_RULE. */
const struct sp_conf_key *sp_conf_key_find(const struct sp_conf_key *keys,
					   const char *group,
					   const char *key);

/* A configuration without values, named but not read. */
struct sp_config *sp_conf_new(const char *file, const char *list);
/* Give every key without a line (lines[i] is 0 for row i) its default, derive
 * what follows from other keys, and check what keys say together. */
enum sp_status sp_conf_complete(struct sp_config *conf, const unsigned *lines,
				struct sp_err *err) SP_CHECKED;
/* The field that a row means in its struct. */
void *sp_conf_field(const struct sp_conf_key *key, void *base);
/* Append one item of the checklist. */
void sp_conf_add_check(struct sp_config *conf, const char *name,
		       const char *text, const char *pattern, unsigned line);
/* The nine items of a file without that group. */
void sp_conf_default_checklist(struct sp_config *conf);
void sp_conf_rule_free(void *rule);

/* Read text as the value of key. line 0: it does not come from a line. */
enum sp_status sp_conf_read(const struct sp_conf_key *key, const char *text,
			    void *field, const char *file, unsigned line,
			    struct sp_err *err) SP_CHECKED;
/* "FILE:12: [ack] delay: ..."; without key or line, without that part. */
enum sp_status sp_conf_fail(struct sp_err *err, const char *file,
			    unsigned line, const char *group, const char *key,
			    const char *fmt, ...) SP_PRINTF(6, 7);
/* Found text for a message: cut, in quotes, escaped; g_free(). */
char *sp_conf_quote(const char *text);

#endif
