/* SPDX-License-Identifier: GPL-2.0-or-later */
/* config.h - one list's configuration, LIST.conf
 *
 * GKeyFile syntax, read strictly: an unknown or repeated key, a value out of
 * range and a pattern group we do not know are errors that name file, line,
 * key, what was found and what is allowed. Defaults are applied after parsing.
 * The keyword table in config.c is the one place that knows the keys; the
 * sample file, "config dump" and the test of the manual page read it. */
#ifndef SP_BASE_CONFIG_H
#define SP_BASE_CONFIG_H

#include <glib.h>
#include <stdint.h>

#include "lib/base/room.h"
#include "lib/base/status.h"
#include "lib/base/workday.h"

enum sp_unsigned_member { SP_UNSIGNED_HOLD, SP_UNSIGNED_BANNER };
enum sp_reply_to { SP_REPLY_LIST, SP_REPLY_NONE };
enum sp_reply_as { SP_AS_TEAM, SP_AS_MEMBER };
enum sp_mail_roster { SP_ROSTER_NONE, SP_ROSTER_READ, SP_ROSTER_CHANGE };
enum sp_hand_over { SP_HAND_OVER_NOW, SP_HAND_OVER_WORKER };

/* Which cases ask for an embargo: all but those of severity Low, all, none. */
enum sp_embargo_default { SP_EMBARGO_BY_SEVERITY, SP_EMBARGO_ALWAYS,
			  SP_EMBARGO_NEVER };
/* The words of [notice] publisher-category, by number, ended by NULL. */
extern const char *const sp_publisher_categories[];

/* What an embargo over the hard limit needs; NEVER: there is none. */
enum sp_over_hard { SP_OVER_HARD_TWO_MEMBERS, SP_OVER_HARD_NEVER };
/* From when on the length of an embargo counts. */
enum sp_embargo_start { SP_START_ACCEPTED, SP_START_REPORT,
			SP_START_PREDISCLOSURE, SP_START_FIX_READY };

/* One [rule NAME]: pattern is PCRE2, matched where on says. */
enum sp_rule_on { SP_ON_HEADER, SP_ON_SUBJECT, SP_ON_SENDER, SP_ON_TEXT };
enum sp_rule_action { SP_RULE_HOLD, SP_RULE_LAST, SP_RULE_SUGGEST,
		      SP_RULE_NO_ACK };

struct sp_rule_conf {
	char *name;
	enum sp_rule_on on;
	char *header;		/* SP_ON_HEADER: field name, else NULL */
	char *pattern;
	enum sp_rule_action action;
	char *reason;		/* SP_RULE_SUGGEST: a reject reason */
	unsigned line;		/* of the group in the file, for messages */
	unsigned pattern_line;
};

struct sp_check_conf {		/* one line of [checklist] */
	char *name;		/* "version" */
	char *text;		/* what the acknowledgement prints for it */
	char *pattern;
	unsigned line;		/* in the file; 0: a default */
};

/* Rules, and items of the checklist: a bit each in what the parser finds. */
#define SP_CONF_ITEMS_MAX 64

struct sp_config {
	char *file;		/* path it was read from */
	char *dir;		/* the configuration directory */
	char *list;		/* NAME of NAME.conf */

	/* [list] */
	char *address;		/* qemu-security@lists.example.org */
	char *local;		/* local part of address */
	char *domain;
	char *name;		/* "Example Hypervisor security list" */
	char *tag;		/* QEMU-SECURITY, without brackets */
	char *prefix;		/* QSEC, of case numbers */
	char *state;		/* state directory */
	char *delimiter;	/* "+" or "-" */
	char *policy_url;	/* may be "" */
	char *key_url;		/* may be "" */

	/* [limits] bytes, counts */
	size_t message;		/* past it: held unread. default 25 MiB */
	size_t plaintext;	/* after decryption. default 50 MiB */
	unsigned parts;		/* 1000 */
	unsigned depth;		/* 32 */
	unsigned header_fields;	/* 1000 */
	size_t header_bytes;	/* 256 KiB */
	unsigned addresses;	/* 500 */

	/* [post] */
	enum sp_unsigned_member unsigned_member;
	enum sp_reply_to reply_to;
	unsigned signature_window_s;	/* default 3 days */

	/* [reply] what a member writes in a case, to its reporters */
	enum sp_reply_as reply_as;
	char *reply_team;		/* "security team" */
	gboolean reply_clear;		/* in the clear without being told to */
	unsigned reply_delay_s;		/* 120 */

	/* [ack] */
	gboolean ack;
	unsigned ack_delay_s;		/* 60 */
	unsigned ack_per_thread_day;	/* 1 */
	unsigned ack_per_sender_day;	/* 10 */
	unsigned ack_per_list_hour;	/* 60 */
	gboolean ack_blind;		/* also when To and Cc lack the list */
	char *authserv_id;		/* "": no Authentication-Results */

	/* [clock] */
	struct sp_workdays workdays;
	unsigned human_answer_wd;	/* 3 */
	unsigned processing_d;		/* 60; 0 says nothing of it */
	/* 0: there is no such clock */
	unsigned triage_d;		/* 7, from the human answer */
	unsigned embargo_decision_d;	/* 3 */
	unsigned reporter_update_d;	/* 14 */
	unsigned needs_info_d;		/* 14 */
	unsigned cve_wd;		/* 3 */
	unsigned tag_d;			/* 7 */
	unsigned review_before_d;	/* 3, before the embargo ends */
	unsigned advisory_wd;		/* 0, from the report */
	unsigned predisclosure_wd;	/* 0, from the advisory */

	/* [embargo]; a length over soft needs a reason, also when soft is 0 */
	enum sp_embargo_default embargo_default;
	unsigned embargo_soft_d;	/* 14; one of the two is 0 */
	unsigned embargo_soft_wd;
	unsigned embargo_hard_d;	/* 31; 0: no limit */
	enum sp_over_hard embargo_over_hard;
	enum sp_embargo_start embargo_start;

	/* [review] */
	unsigned review_independent;	/* 1 */
	unsigned review_total;		/* 2, a goal only */
	char **review_exclude;	/* of author, gatekeeper, maintainer */
	char *gatekeeper;	/* address, may be "" */

	/* [branches] */
	char **branches_required;	/* may be empty */

	/* [notice] */
	char **targets;		/* names, may be empty */
	gboolean cve_required;
	gboolean notice_required;	/* a text of our own */
	char *notice_prefix;	/* of public numbers, may be "" */
	unsigned batch_period_d;	/* 0: batches have no days of their own */
	char *batch_from;	/* YYYY-MM-DD, one of those days */
	char *product;		/* in what others read; may be "" */
	char *repository;	/* its address; may be "" */
	char *xmlns;		/* what our namespaces begin with */
	char *publisher;	/* may be "": no CSAF advisories */
	unsigned publisher_category;	/* its number */
	char *homepage, *web;	/* URLs */
	char *purl;		/* may be "" */
	char *cna;		/* a UUID; may be "": no CVE records */

	/* [remind]; working hours */
	gboolean remind;
	unsigned remind_duty_wh;	/* 4 */
	unsigned remind_moderators_wh;	/* 8 */
	unsigned remind_everyone_wh;	/* 24 */
	char **rota;		/* addresses, "-" is nobody; may be empty */
	char *rota_from;	/* YYYY-MM-DD */
	unsigned rota_turn_d;	/* 7 */

	/* [bounces] */
	unsigned bounces_failures;	/* 3 */
	unsigned bounces_within_d;	/* 14 */

	/* [checklist] and [rule NAME], in file order */
	GPtrArray *checklist;	/* of struct sp_check_conf * */
	GPtrArray *rules;	/* of struct sp_rule_conf * */

	/* [archive] */
	char **archive_keys;	/* full fingerprints; empty: the members */
	gboolean archive_list_key;
	gboolean archive_index;	/* of words, to be searched */

	/* [keys] */
	unsigned key_overlap_d;	/* 30 */

	/* [mta] */
	char *sendmail;		/* absolute path */
	unsigned sendmail_timeout_s;	/* 60 */
	enum sp_hand_over hand_over;

	/* [admin] */
	char *alarm;		/* address, may be "" */

	/* [mail] */
	enum sp_mail_roster mail_roster;	/* what commands may do to it */

	/* [cli] */
	gboolean require_login;
	gboolean tell_moderators;

	/* [people] */
	unsigned vouches;	/* 0; before a first mail */
	gboolean acceptance;	/* of the policy, as well */
	char *maintainers;	/* absolute path, may be "" */

	/* [retention] days; 0 is never */
	unsigned keep_rejected_d;	/* 30 */
	unsigned keep_discarded_d;	/* 30 */
	unsigned undo_d;		/* 7 */

	/* [sandbox] */
	enum sp_room_need sandbox_required;
};

/* Read DIR/LIST.conf. SP_NONE when there is no such file, SP_ECONF with the
 * sentence for the operator otherwise. Refused too when the file or a parent
 * directory may be written by others (a root-owned sticky parent is fine). */
enum sp_status sp_config_load(const char *dir, const char *list,
			      struct sp_config **conf, struct sp_err *err)
			      SP_CHECKED;
/* The same from text, as if it stood in file; for tests and init. */
enum sp_status sp_config_parse(const char *file, const char *list,
			       const char *text, size_t len,
			       struct sp_config **conf, struct sp_err *err)
			       SP_CHECKED;
void sp_config_free(struct sp_config *conf);	/* NULL is fine */

static inline void
sp_config_free_local(struct sp_config **conf)
{
	sp_config_free(*conf);
}

#define g_auto_config __attribute__((cleanup(sp_config_free_local)))

/* Every key with its value, as a file that parses to the same; g_free(). */
char *sp_config_dump(const struct sp_config *conf);
/* Which policy is in force: SHA-256, 64 hexadecimal digits, over what
 * sp_config_dump() says of [clock], [embargo], [review], [branches], [notice],
 * the checklist and the rules; g_free(). Where the list lives, what it is
 * called and how its mail leaves does not change it. */
char *sp_config_policy_digest(const struct sp_config *conf);
/* The same with every key explained; g_free(). */
char *sp_config_explain(const struct sp_config *conf);
/* The file init writes: the profile, of which NULL is "default", with who the
 * list is filled in; g_free(). Only address is required; state NULL names the
 * folder after the part before the @. NULL with err set when a value or the
 * profile is not allowed. */
char *sp_config_sample(const char *address, const char *tag,
		       const char *profile, const char *state,
		       const char *const *archive_keys, struct sp_err *err);
/* Names of the profiles, NULL-terminated, static strings. */
const char *const *sp_config_profiles(void);
/* "[group] key" of each keyword, NULL-terminated, static strings. */
const char *const *sp_config_keywords(void);
/* Names of the *.conf files in dir, sorted; g_strfreev(). */
char **sp_config_lists(const char *dir);

/* SP_ECONF when path or a parent may be written by others than its owner and
 * root, or path is owned by neither us nor root. */
enum sp_status sp_path_safe(const char *path, struct sp_err *err) SP_CHECKED;

#endif
