/* SPDX-License-Identifier: GPL-2.0-or-later */
/* process.h - the steps of a case, and what each needs
 *
 * Pure. One table says it all: the refusals, the state of a case, what comes
 * next, the manual's table and the picture of the process are made from it. A
 * case is acknowledged, triaged and being fixed as soon as nothing is missing
 * for that; ready, published and closed is what a person has said it is, once
 * nothing was missing. */
#ifndef SP_POLICY_PROCESS_H
#define SP_POLICY_PROCESS_H

#include <glib.h>
#include <stdint.h>

#include "lib/base/config.h"
#include "lib/base/status.h"
#include "lib/policy/dossier.h"

enum sp_step {
	/* From one state to the next. */
	SP_STEP_ACKNOWLEDGE, SP_STEP_TRIAGE, SP_STEP_FIX, SP_STEP_READY,
	SP_STEP_PUBLISH, SP_STEP_CLOSE,
	/* Beside that. */
	SP_STEP_DISMISS,	/* closed without having been published */
	SP_STEP_REOPEN, SP_STEP_RATE, SP_STEP_FLAG, SP_STEP_UNFLAG,
	SP_STEP_MERGE,
	SP_STEP_PHONE,		/* the human acknowledgement, not by mail */
	SP_STEP_JUDGE, SP_STEP_LEAD, SP_STEP_CVE, SP_STEP_NOTICE,
	SP_STEP_CORRECT,	/* the same once it is published */
	SP_STEP_ANNOUNCE,
	SP_STEP_AHEAD,		/* the advisory, to those who hear first */
	SP_STEP_BATCH, SP_STEP_UNBATCH,
	SP_STEP_EMBARGO_PROPOSE, SP_STEP_EMBARGO_EARLIER,
	SP_STEP_EMBARGO_AGREE, SP_STEP_EMBARGO_ACCEPT, SP_STEP_EMBARGO_DECLINE,
	SP_STEP_EMBARGO_NONE, SP_STEP_EMBARGO_RESTART, SP_STEP_EMBARGO_END,
	SP_STEP_INVITE, SP_STEP_SHARE,
	SP_STEP_EXPORT,		/* its notice into files for the web */
	SP_STEP_FORGET,		/* a person outside */
	SP_STEPS
};

/* Who may take a step. A login of this host that belongs to nobody on the
 * roster may do what a moderator may, unless [cli] require-login says
 * otherwise, but is never one of two members. */
enum {
	SP_WHO_MEMBER = 1 << 0,
	SP_WHO_MODERATOR = 1 << 1,
	SP_WHO_LEAD = 1 << 2,
	SP_WHO_REPORTER = 1 << 3,
	SP_WHO_CVE = 1 << 4,		/* assigns CVE numbers */
};

/* Who takes it. */
struct sp_mover {
	const char *address;	/* of the roster; "": of nobody there */
	const char *org;	/* affiliation; "" */
	unsigned who;		/* SP_WHO_... that they are in this case */
};

/* What is known of the patches of a case. */
struct sp_review_sum {
	const char *patches;	/* digest of the set; "": there is none */
	unsigned independent;	/* reviews that count */
	gboolean approved;	/* by the gatekeeper */
	const char *lacks;	/* trailers and the like: a sentence, or NULL */
	const char *supply;	/* the command for it; NULL: it takes a look */
};

/* A step, as it is asked for. What it does not need is 0, "" or NULL. */
struct sp_request {
	enum sp_step step;
	struct sp_mover mover;
	int64_t now;
	int64_t end;		/* of an embargo, or the date of a batch; 0:
				   none was given */
	const char *code;	/* of the reason, one of sp_embargo_codes */
	const char *because;
	const char *severity;	/* that it is to have */
	const char *resolution;
	const char *of;		/* the case it is a duplicate of */
	const char *consent;	/* of the reporter, or a clause of the policy */
	gboolean terms;		/* the recipient has accepted them */
	gboolean key;		/* and has a key */
	const char *whom;	/* to be forgotten, as struct sp_wish has it */
	const char *batch;	/* that it is to be put in */
	gboolean together;	/* with all cases of its batch, or none */
	const char *others;	/* of its batch, for the refusal; NULL:
				   nobody has looked */
	const struct sp_dossier *other;	/* merged with this one */
	struct sp_review_sum review;
};

struct sp_situation {
	const struct sp_dossier *d;
	const struct sp_config *conf;
	const struct sp_request *q;
};

struct sp_guard {
	enum sp_step step;
	const char *name;	/* "human answer" */
	gboolean (*holds)(const struct sp_situation *s);
	const char *needs;	/* for the manual: "a person has answered" */
	const char *missing;	/* the refusal: "no person has answered ..." */
	/* Says it instead of that, when it must name what was found. */
	void (*say)(const struct sp_situation *s, GString *text);
	const char *command;	/* that supplies it; CASE stands for the case,
				   THREAD for its address */
};

struct sp_step_row {
	const char *name;	/* "acknowledged" */
	const char *does;	/* "acknowledge it" */
	unsigned who;
	unsigned from;		/* bits of enum sp_case_state; 0: any */
	unsigned to;		/* the state that follows; 0: no other; several:
				   the one it came from */
	const char *effect;
};

extern const struct sp_step_row sp_step_rows[SP_STEPS];
/* Every guard there is, by step; ended by one with name NULL. */
extern const struct sp_guard sp_guards[];
/* The rows that lead to a state, to be drawn: GArray of struct sp_picture_step
 * (lib/notice/picture-process.h); g_array_unref(). */
GArray *sp_process_steps(void);

extern const char *const sp_embargo_codes[];	/* ended by NULL */
extern const char *const sp_resolutions[];	/* of a dismissal */

/* Where the case stands: as far as nothing is missing. */
enum sp_case_state sp_process_state(const struct sp_dossier *d,
				    const struct sp_config *conf);
/* Does the policy ask for an embargo, as far as it can be told yet? */
enum sp_answer sp_process_wants_embargo(const struct sp_dossier *d,
					const struct sp_config *conf);
/* May the step be taken? SP_OK; SP_EDENIED: no; SP_EWAIT: when somebody else
 * agrees. lacks (may be NULL) gets what is missing, const struct sp_guard *,
 * and err the first of it, as a sentence with its command. */
enum sp_status sp_process_check(const struct sp_situation *s,
				GPtrArray **lacks, struct sp_err *err)
				SP_CHECKED;
/* Is it another person who is missing? Then nobody is refused: they are asked. */
gboolean sp_guard_waits(const struct sp_guard *guard);
/* What a guard that does not hold says, and the command for it; g_free(). */
char *sp_guard_missing(const struct sp_situation *s,
		       const struct sp_guard *guard);
char *sp_guard_command(const struct sp_situation *s,
		       const struct sp_guard *guard);
/* Is what is to be done next something that does not wait for the next step of
 * the case, nor for when that is due? */
gboolean sp_process_is_urgent(const struct sp_dossier *d,
			      const struct sp_config *conf, int64_t now);
/* What is to be done next, and the command for it ("": only time helps);
 * g_free() both. A case always has one, but a closed one. */
void sp_process_next(const struct sp_dossier *d, const struct sp_config *conf,
		     const struct sp_review_sum *review, int64_t now,
		     char **what, char **command);

#endif
