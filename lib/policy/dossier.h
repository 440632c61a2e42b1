/* SPDX-License-Identifier: GPL-2.0-or-later */
/* dossier.h - what is known of a case, told from its events
 *
 * Pure. A case is what its events say, in their order, and nothing else:
 * sp_dossier_apply() takes one after the other, and what can be worked out from
 * them (process.h: the state; clocks.h: what is due) is not kept. What an event
 * says beside its verb stands in args, from name to value, both text:
 *
 *	imported		mails: how many; from, consent; received: since
 *				when it counts as known; reporter: yes, if one
 *				is named
 *	judged			genuine, misuse: yes, no or unknown; tool: what
 *				the reporter has said that found it, or none
 *	rated			severity; impact; because
 *	led			who
 *	flagged			flag: public, poc or exploited; source; off
 *	told			how: the reporter heard from a person, not by mail
 *	phoned			how: the human acknowledgement, not by mail
 *	branch-set		branch, status, commit, tag; broken-by, broken-in:
 *				commits and tags, with commas between them
 *	bug-set			url; closed: yes
 *	credit-set		who, consent: yes, no or unknown; as
 *	invited			who, consent or clause: by whose leave
 *	admitted		who: has accepted the terms
 *	uninvited		who
 *	shared			to, what, consent or clause; of a mail that a
 *				guest got: mail; thread: yes, with the last one
 *				of the thread so far
 *	guest-told		to, mail: a guest got what a member wrote
 *	cve-set			state, id, cna
 *	announced		target, where
 *	embargo-proposed	end, code, because; restart: yes; by, org
 *	embargo-agreed		by, org
 *	embargo-objected	by, org, because
 *	embargo-accept-asked	by, org: as soon as another member agrees
 *	embargo-accepted	(the proposal becomes the embargo)
 *	embargo-declined	(or does not)
 *	embargo-none		because: there is to be none
 *	embargo-restarted	end, code, because
 *	embargo-shortened	end: the reporter's date
 *	embargo-end-asked	by, org
 *	embargo-ended		because; consent
 *	merged			into, or from; end; public, poc, exploited: the
 *				source of that flag of the other
 *	patch-posted		set: the digest of all that are there now; review.h
 *				says what else it tells, and which events tell more
 *	patch-dropped		set
 *	readied			patches: the digest of the set
 *	notice-set		summary, description, impact, workaround,
 *				vulnerable, cvss; without: those it has no more, with
 *				a blank between; because: what changes, once it
 *				is published
 *	batched			name; date: when its batch is published
 *	unbatched		because
 *	forget-asked		whom: the digest of a person outside; by
 *	reporter-forgotten	whom
 *	published		where; notice: its public number
 *	closed			resolution, because, of
 *	reopened		because
 *
 * Beside these, "approved", "attached", "opened" (without a mail), "phoned",
 * "distributed" (from: reporter), "human-acknowledged" and "reply-sent" count.
 * The first two may have from: member or guest, when it is no reporter's mail,
 * or else date, the day that the reporter has named.
 * by and org are the member's address and affiliation as they were then. An
 * event that this does not know changes nothing. */
#ifndef SP_POLICY_DOSSIER_H
#define SP_POLICY_DOSSIER_H

#include <glib.h>
#include <stdint.h>

#include "lib/base/ref.h"
#include "lib/policy/review.h"

/* In the order in which a case passes through them. */
enum sp_case_state { SP_CASE_NEW, SP_CASE_ACKNOWLEDGED, SP_CASE_TRIAGED,
		     SP_CASE_FIXING, SP_CASE_READY, SP_CASE_PUBLISHED,
		     SP_CASE_CLOSED, SP_CASE_STATES };
enum sp_answer { SP_UNKNOWN, SP_YES, SP_NO };
enum sp_severity { SP_UNRATED, SP_LOW, SP_MODERATE, SP_IMPORTANT,
		   SP_CRITICAL };
enum sp_flag_id { SP_FLAG_PUBLIC, SP_FLAG_POC, SP_FLAG_EXPLOITED, SP_FLAGS };
enum sp_cve_state { SP_CVE_UNSET, SP_CVE_NOT_NEEDED, SP_CVE_WANTED,
		    SP_CVE_REQUESTED, SP_CVE_ASSIGNED, SP_CVE_PUBLISHED,
		    SP_CVE_REJECTED };
enum sp_branch_status { SP_BRANCH_UNKNOWN, SP_BRANCH_AFFECTED,
			SP_BRANCH_FIX_READY, SP_BRANCH_FIXED,
			SP_BRANCH_NOT_AFFECTED };
enum sp_embargo_state { SP_EMBARGO_NONE, SP_EMBARGO_PROPOSED,
			SP_EMBARGO_ACTIVE, SP_EMBARGO_REVISING,
			SP_EMBARGO_ENDED };
enum sp_notice_part { SP_NOTICE_SUMMARY, SP_NOTICE_DESCRIPTION,
		      SP_NOTICE_IMPACT, SP_NOTICE_WORKAROUND,
		      SP_NOTICE_VULNERABLE, SP_NOTICE_CVSS, SP_NOTICE_PARTS };

/* Names, by number, ended by NULL: "new", ...; "yes", ... */
extern const char *const sp_case_states[], *const sp_answers[];
extern const char *const sp_severities[], *const sp_flag_names[];
extern const char *const sp_cve_states[], *const sp_branch_statuses[];
extern const char *const sp_embargo_states[];
/* "summary", ...: the parts of what is published of a case. */
extern const char *const sp_notice_parts[];
/* The number of a name in one of these, in any letter case; -1: none. */
int sp_name_find(const char *const *names, const char *name);

struct sp_flag {
	int64_t at;		/* 0: not so */
	char *source;
};

struct sp_branch {
	char *name;
	enum sp_branch_status status;
	char *commit;		/* of the fix; "" */
	char *tag;		/* the first release with it; "" */
	char *broken_by;	/* commits that brought it, with commas; "" */
	char *broken_in;	/* tags that have it, with commas; "" */
	int64_t fixed;		/* since when status is fixed; 0 */
	int64_t told;		/* when anything of this was last said */
};

struct sp_credit {
	char *who;		/* as members know them */
	enum sp_answer consent;
	char *as;		/* the name to print; "" */
};

/* One who agreed to, or objected to, a date. */
struct sp_voice {
	char *by;		/* address; "": nobody of the roster */
	char *org;		/* affiliation; "" */
	char *because;		/* of an objection; "" */
	gboolean objects;
	int64_t at;
};

struct sp_term {
	int64_t end;		/* 0: no date was proposed */
	int64_t proposed;
	char *by, *org;
	char *code;		/* why it is long; "" */
	char *because;
	gboolean restart;	/* it begins anew with that term */
	gboolean accepted;	/* by a moderator; somebody else is missing */
	gboolean by_reporter;	/* its end is the reporter's date */
	GPtrArray *voices;	/* of struct sp_voice * */
};

struct sp_embargo {
	enum sp_embargo_state state;
	struct sp_term *now;	/* in force, or that was; NULL */
	struct sp_term *next;	/* proposed, to be answered; NULL */
	GPtrArray *later;	/* of struct sp_term *: longer proposals, the
				   shortest first */
	int64_t started;	/* 0: never */
	int64_t first;		/* whatever began anew since; 0: never */
	GArray *restarts;	/* of int64_t: when it began anew */
	int64_t settled;	/* a proposal was accepted or turned down, or
				   none is wanted */
	int64_t none;		/* since when none is wanted; 0 */
	char *none_because;
	int64_t ended;		/* 0: not by a person */
	char *ended_because;
	int64_t wish;		/* the day that the reporter has named, at
				   noon, and that nobody has met or spoken of
				   since; 0 */
	int64_t wished;		/* when that was */
	int64_t changed;	/* began, has another end, or none; 0 */
	gboolean untold;	/* no person has told the reporter since */
	GPtrArray *enders;	/* of struct sp_voice *: for ending it now */
};

/* Somebody outside who was asked to help. */
struct sp_guest {
	char *who;		/* address */
	gboolean admitted;	/* has accepted the terms */
	char *consent;		/* the reporter's, a Message-ID; or NULL */
	char *clause;		/* of the policy, instead; or NULL */
	int64_t thread;		/* when the thread so far was sent; 0: not */
	GHashTable *mails;	/* references of mails that went there */
};

/* Somebody wants a person outside to be forgotten. */
struct sp_wish {
	char *whom;		/* digest of what they are known by */
	char *by;		/* a member's address; "" */
};

struct sp_target {
	char *name;
	char *where;		/* address of what was announced */
	int64_t at;
};

/* Something that is published of it changed after it was. */
struct sp_revision {
	int64_t at;
	char *what;		/* "branches" */
};

struct sp_dossier {
	/* Of its row, filled in by who reads it. */
	char *number, *ref, *title;	/* title may be NULL: forgotten */
	int64_t arrived;		/* the mail that opened it */
	gboolean has_reporter;
	int64_t leaves;			/* what a person wrote to a reporter
					   and can be held back; 0: nothing */
	gboolean imported;		/* from elsewhere, by whoever's leave */

	/* Of its events; times are 0 where nothing has happened. */
	int64_t opened;
	int64_t answered;		/* the human acknowledgement */
	int64_t heard;			/* last mail of a reporter */
	int64_t told;			/* last word of a person to one */
	gboolean unanswered;		/* the former came later */
	gboolean thanked;		/* told since it was published */
	int64_t last;			/* event of any kind */
	unsigned reports;		/* mails about it that were let in */
	enum sp_answer genuine, misuse;
	char *tool;			/* "none"; NULL: nobody has said */
	enum sp_severity severity;
	int64_t rated;
	char *impact;
	char *lead;
	struct sp_flag flags[SP_FLAGS];
	struct sp_embargo embargo;
	enum sp_cve_state cve;
	int64_t cve_at;			/* since when it is in that state */
	char *cve_id, *cve_cna;
	char *bug;
	gboolean bug_closed;
	GPtrArray *branches;		/* of struct sp_branch * */
	GPtrArray *credits;		/* of struct sp_credit * */
	GPtrArray *wishes;		/* of struct sp_wish * */
	GPtrArray *targets;		/* of struct sp_target * */
	GPtrArray *guests;		/* of struct sp_guest * */
	char *patches;			/* digest of the set; NULL: none */
	int64_t patched;		/* since when it is that set */
	struct sp_reviews *reviews;	/* of its patches */
	char *readied;			/* the set that was; NULL */
	int64_t readied_at, published, closed;
	char *batch;			/* with which it is published; NULL */
	int64_t batch_date;
	char *notice[SP_NOTICE_PARTS];	/* NULL: nobody has written it */
	char *notice_id;		/* "LSN-2026-0001"; NULL: none yet */
	GArray *revisions;		/* of struct sp_revision */
	char *resolution, *because, *duplicate_of, *merged_into;
	char *merged_from;		/* with ", " between them; NULL: none */
};

/* What happened, as an event tells it. Everything is borrowed. */
struct sp_happening {
	int64_t at;
	const char *actor;	/* "gate", "login:jo", a fingerprint */
	const char *verb;
	GHashTable *args;	/* char * to char *; NULL: none */
};

struct sp_dossier *sp_dossier_new(void);
void sp_dossier_free(struct sp_dossier *d);	/* NULL is fine */

void sp_dossier_apply(struct sp_dossier *d, const struct sp_happening *h);

/* Does the embargo keep the case private? Until, not at, its end. */
gboolean sp_dossier_embargoed(const struct sp_dossier *d, int64_t now);
/* A batch keeps it waiting longer than its embargo does. */
gboolean sp_dossier_is_late(const struct sp_dossier *d);
/* The one of that name, or NULL. */
const struct sp_branch *sp_dossier_branch(const struct sp_dossier *d,
					const char *name);
const struct sp_target *sp_dossier_target(const struct sp_dossier *d,
					const char *name);
/* By address; NULL: neither invited nor a guest. */
const struct sp_guest *sp_dossier_guest(const struct sp_dossier *d,
					const char *address);
/* Has accepted, and the thread so far was not sent. */
gboolean sp_guest_waits(const struct sp_guest *g);

#endif
