/* SPDX-License-Identifier: GPL-2.0-or-later */
/* verbs.h - every verb there is, once: for the command line and for mail
 *
 * The program's help, its completions, the test of the manual and the help by
 * mail all follow this table. A pattern shows and defines what a verb takes:
 * words in small letters stand for themselves, what is in brackets may be left
 * out, and words in capitals are values of a type:
 *
 *	REF CASE LIST ADDR	as everywhere
 *	WORD			the one-time word of the hold REF
 *	REASON			of reject
 *	DATE			as sp_when_parse() takes it: one word or two
 *	WHEN			as sp_when_instant() takes it: one to three
 *	CODE			of a reason, see process.h
 *	TEXT			the rest of the line
 *	N			a number
 *	FINGERPRINT		40 hexadecimal digits, in groups or not
 *
 * Behind "text" stands the rest of the mail: words of the moderator's own.
 * By mail there are no abbreviations and no options with dashes, and what
 * decides about a held mail names one, with its word. */
#ifndef SP_POLICY_VERBS_H
#define SP_POLICY_VERBS_H

#include <glib.h>

#include "lib/store/store.h"

enum sp_verb_id {
	SP_VERB_INIT, SP_VERB_DELIVER, SP_VERB_HELD, SP_VERB_SHOW,
	SP_VERB_STATUS,
	SP_VERB_MODERATE, SP_VERB_APPROVE, SP_VERB_ATTACH, SP_VERB_ASK,
	SP_VERB_REJECT, SP_VERB_DISCARD, SP_VERB_DEFER, SP_VERB_UNDO,
	SP_VERB_ACK, SP_VERB_HOLD_BACK,
	SP_VERB_MEMBER_ADD, SP_VERB_MEMBER_CHANGE, SP_VERB_MEMBER_VOUCH,
	SP_VERB_MEMBER_ACCEPT, SP_VERB_MEMBER_REMOVE, SP_VERB_MEMBER_LIST,
	SP_VERB_MEMBER_SHOW, SP_VERB_MEMBER_PAUSE, SP_VERB_MEMBER_RESUME,
	SP_VERB_MEMBER_AWAY, SP_VERB_MEMBER_BACK,
	SP_VERB_CASE_INVITE, SP_VERB_CASE_ADMIT, SP_VERB_CASE_UNINVITE,
	SP_VERB_CASE_SHARE, SP_VERB_ROSTER_CHECK, SP_VERB_WHO,
	SP_VERB_KEYS, SP_VERB_KEY_LIST, SP_VERB_KEY_SHOW, SP_VERB_KEY_IMPORT,
	SP_VERB_KEY_CHECK, SP_VERB_KEY_CONFIRM, SP_VERB_KEY_ADOPT, SP_VERB_KEY_ROTATE,
	SP_VERB_KEY_EXPORT,
	SP_VERB_CASE_OPEN,
	SP_VERB_CASE_LIST, SP_VERB_CASE_SHOW, SP_VERB_CASE_SEARCH,
	SP_VERB_CASE_REFRESH, SP_VERB_CASE_EXPORT,
	SP_VERB_CASE_IMPORT,
	SP_VERB_CASE_JUDGE,
	SP_VERB_CASE_RATE, SP_VERB_CASE_LEAD, SP_VERB_CASE_FLAG,
	SP_VERB_CASE_BRANCH, SP_VERB_CASE_BUG, SP_VERB_CASE_CREDIT,
	SP_VERB_CASE_TOLD, SP_VERB_CASE_READY, SP_VERB_CASE_PUBLISH,
	SP_VERB_CASE_ANNOUNCED, SP_VERB_CASE_CLOSE, SP_VERB_CASE_REOPEN,
	SP_VERB_CASE_MERGE,
	SP_VERB_AGREE, SP_VERB_EMBARGO_PROPOSE, SP_VERB_EMBARGO_AGREE,
	SP_VERB_EMBARGO_OBJECT, SP_VERB_EMBARGO_SET, SP_VERB_EMBARGO_ACCEPT,
	SP_VERB_EMBARGO_DECLINE, SP_VERB_EMBARGO_NONE,
	SP_VERB_EMBARGO_RESTART, SP_VERB_EMBARGO_END,
	SP_VERB_EMBARGO_TELL, SP_VERB_EMBARGO_SHOW,
	SP_VERB_CVE_WANT, SP_VERB_CVE_SET,
	SP_VERB_CASE_FORGET,
	SP_VERB_NOTICE_SET, SP_VERB_NOTICE_EDIT, SP_VERB_NOTICE_SHOW,
	SP_VERB_NOTICE_CHECK, SP_VERB_NOTICE_EXPORT, SP_VERB_NOTICE_PATCHLIST,
	SP_VERB_BATCH_ADD, SP_VERB_BATCH_DATE, SP_VERB_BATCH_LEAVE,
	SP_VERB_BATCH_SHOW, SP_VERB_BATCH_PUBLISH,
	SP_VERB_REVIEW_SHOW, SP_VERB_REVIEW_ASK, SP_VERB_REVIEW_APPROVE,
	SP_VERB_REVIEW_OBJECT, SP_VERB_REVIEW_DROP, SP_VERB_REVIEW_LEDGER,
	SP_VERB_BUNDLE,
	SP_VERB_CALENDAR, SP_VERB_REPORT, SP_VERB_STATS,
	SP_VERB_ARCHIVE_LIST, SP_VERB_ARCHIVE_SEARCH, SP_VERB_ARCHIVE_SHOW,
	SP_VERB_ARCHIVE_EXPORT, SP_VERB_ARCHIVE_REKEY,
	SP_VERB_RUN, SP_VERB_LOG, SP_VERB_CONFIG_CHECK, SP_VERB_CONFIG_DUMP,
	SP_VERB_CONFIG_KEYS, SP_VERB_DOCTOR, SP_VERB_PURGE, SP_VERB_FORGET,
	SP_VERB_BACKUP, SP_VERB_RESTORE, SP_VERB_HELP, SP_VERB_VERSION,
	SP_VERB_COUNT
};

/* What a verb needs, and what it does. */
enum {
	SP_VERB_READS = 1 << 0,		/* lists are opened for queries only */
	SP_VERB_WRITES = 1 << 1,
	SP_VERB_DECIDES = 1 << 2,	/* about mail: [cli] require-login
					   applies */
	SP_VERB_FOR_MTA = 1 << 3,	/* silent; 0 or 75 and nothing else */
	SP_VERB_BACKGROUND = 1 << 4,	/* no terminal, no current folder
					   needed */
	SP_VERB_ANYWHERE = 1 << 5,	/* it is about no list */
	SP_VERB_ROSTER = 1 << 6,	/* about members: by mail only where
					   [mail] roster allows it */
	SP_VERB_HELD_MAIL = 1 << 7,	/* by mail with the word of the hold */
	SP_VERB_ONES_OWN = 1 << 8,	/* by mail every member may, about
					   themselves */
	SP_VERB_NEWCOMERS = 1 << 9,	/* also for members who are not
					   admitted yet */
	SP_VERB_CASE = 1 << 10,		/* about a case: by mail every member
					   may ask, and its guards decide */
};

/* Who may use a verb by mail. */
#define SP_BY_MODERATORS SP_ROLE_MODERATOR
#define SP_BY_ADMINS SP_ROLE_ADMIN
#define SP_BY_BOTH (SP_ROLE_MODERATOR | SP_ROLE_ADMIN)
#define SP_BY_MEMBERS (1u << 31)

struct sp_verb {
	const char *name;	/* "held", "member add" */
	unsigned flags;
	const char *synopsis;	/* at the command line */
	const char *summary;
	unsigned by;		/* who may use it by mail; 0: nobody */
	const char *by_mail;	/* its pattern there, or NULL */
};

extern const struct sp_verb sp_verbs[SP_VERB_COUNT];

static inline enum sp_verb_id
sp_verb_id(const struct sp_verb *verb)
{
	return (enum sp_verb_id)(verb - sp_verbs);
}

/* The verb that the words (ended by NULL) begin with, of one word or of two;
 * *words is how many. NULL: none. */
const struct sp_verb *sp_verb_find(char *const *argv, unsigned *words);
/* Is it one of the verbs of two words that begin with that word? */
gboolean sp_verb_in_group(const struct sp_verb *verb, const char *word);
/* May a member with these roles use it by mail? */
gboolean sp_verb_allows(const struct sp_verb *verb, unsigned roles);

#endif
