/* SPDX-License-Identifier: GPL-2.0-or-later */
/* config-kind.h - the kinds of value a configuration key can have
 *
 * Private to the configuration. A kind reads text into a field, writes the
 * field as text that reads back to the same, and says in words what it
 * allows. The key tells it where, how much and which. */
#ifndef SP_BASE_CONFIG_KIND_H
#define SP_BASE_CONFIG_KIND_H

#include <glib.h>
#include <stddef.h>
#include <stdint.h>

struct sp_conf_key {
	const char *group;
	const char *key;
	const struct sp_conf_kind *kind;
	const void *detail;	/* the table that the kind wants, or NULL */
	size_t offset;		/* of the field in its struct */
	int64_t min, max;	/* of a number */
	const char *preset;	/* default as text; NULL: required or derived */
	const char *derived;	/* how the default is derived, in words */
	const char *help;	/* lines for the sample file */
};

struct sp_conf_kind {
	/* FALSE leaves the field as it was. An owned old value is freed. */
	gboolean (*read)(const struct sp_conf_key *key, const char *text,
			 void *field);
	char *(*write)(const struct sp_conf_key *key, const void *field);
	/* "a duration from 0s to 1h, as 1m"; g_free(). */
	char *(*allowed)(const struct sp_conf_key *key);
	void (*clear)(void *field);	/* NULL: owns nothing */
};

/* A string under a rule; detail is its struct sp_conf_syntax. */
struct sp_conf_syntax {
	gboolean (*valid)(const char *text);
	const char *allowed;
};

extern const struct sp_conf_kind sp_conf_string;
extern const struct sp_conf_syntax sp_conf_line;	/* any one line */
extern const struct sp_conf_syntax sp_conf_line_or_nothing;
extern const struct sp_conf_syntax sp_conf_list_address;
extern const struct sp_conf_syntax sp_conf_address;	/* or nothing */
extern const struct sp_conf_syntax sp_conf_tag;
extern const struct sp_conf_syntax sp_conf_prefix;
extern const struct sp_conf_syntax sp_conf_prefix_or_nothing;
extern const struct sp_conf_syntax sp_conf_state;
extern const struct sp_conf_syntax sp_conf_path;
extern const struct sp_conf_syntax sp_conf_file;
extern const struct sp_conf_syntax sp_conf_delimiter;
extern const struct sp_conf_syntax sp_conf_url;		/* or nothing */
extern const struct sp_conf_syntax sp_conf_purl;	/* or nothing */
extern const struct sp_conf_syntax sp_conf_uuid;	/* or nothing */
extern const struct sp_conf_syntax sp_conf_host;	/* or nothing */
extern const struct sp_conf_syntax sp_conf_zone;
extern const struct sp_conf_syntax sp_conf_header;
extern const struct sp_conf_syntax sp_conf_pattern;
extern const struct sp_conf_syntax sp_conf_reason;
extern const struct sp_conf_syntax sp_conf_date;
extern const struct sp_conf_syntax sp_conf_branch;	/* in a list */
extern const struct sp_conf_syntax sp_conf_target;	/* in a list */

/* A name of ours: of a list, a rule or an item of the checklist. */
gboolean sp_conf_is_name(const char *text);
#define SP_CONF_NAME_ALLOWED "letters, digits and hyphens, 32 at most"

/* "2026-12-25", of a day that there is. */
gboolean sp_conf_is_date(const char *text);
/* user@host, letters, digits and ._-+= before the @. */
gboolean sp_conf_is_address(const char *text);

/* A number with a suffix; detail is its struct sp_conf_unit. */
struct sp_conf_scale {
	const char *suffix;	/* NULL ends the table */
	int64_t factor;		/* largest first */
};

struct sp_conf_unit {
	const char *noun;
	const struct sp_conf_scale *scales;
	gboolean wide;		/* the field is a size_t, else an unsigned */
};

extern const struct sp_conf_kind sp_conf_number;
extern const struct sp_conf_unit sp_conf_count;
extern const struct sp_conf_unit sp_conf_size;
extern const struct sp_conf_unit sp_conf_duration;	/* field: seconds */
extern const struct sp_conf_unit sp_conf_days;
extern const struct sp_conf_unit sp_conf_workdays;
extern const struct sp_conf_unit sp_conf_workhours;

/* One word of a list, NULL-terminated, in the order of the enum. */
extern const struct sp_conf_kind sp_conf_word;
extern const char *const sp_conf_yes_no[];

/* Days or working days: two unsigned, days first, and one of them is 0. */
extern const struct sp_conf_kind sp_conf_span;

extern const struct sp_conf_kind sp_conf_weekdays;	/* unsigned, bits */
extern const struct sp_conf_kind sp_conf_dates;		/* GHashTable * */
extern const struct sp_conf_kind sp_conf_fingerprints;	/* char ** */
extern const struct sp_conf_kind sp_conf_rota;		/* char ** */
/* Words of a list as above, each once and in its order: char **. */
extern const struct sp_conf_kind sp_conf_words;
/* Strings under a rule, as they stand, each once: char **. */
extern const struct sp_conf_kind sp_conf_strings;

#endif
