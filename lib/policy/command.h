/* SPDX-License-Identifier: GPL-2.0-or-later */
/* command.h - commands in a signed mail: what they say, and whether they count
 *
 * Pure. The text is what a valid signature covers, and nothing else; who reads
 * it has seen to that. */
#ifndef SP_POLICY_COMMAND_H
#define SP_POLICY_COMMAND_H

#include "lib/base/config.h"
#include "lib/base/ref.h"
#include "lib/pgp/pgp.h"
#include "lib/policy/verbs.h"

#define SP_COMMANDS_MAX 20		/* in one mail */
#define SP_COMMAND_LINE_MAX 200		/* bytes; what is longer is prose */
#define SP_COMMAND_LONG_MAX 4000	/* bytes, with a TEXT in it */
#define SP_COMMAND_TEXT_MAX 8192	/* bytes of own words */
#define SP_COMMAND_LINES 40		/* of "show", unless it says how many */
#define SP_COMMAND_LINES_MAX 400

/* --- what it says --------------------------------------------------------- */

struct sp_command {
	const struct sp_verb *verb;
	char *line;			/* as it was written */
	char *fault;			/* why it is no command after all, or
					   NULL; the rest counts without one */
	char ref[SP_REF_LEN + 1];	/* canonical, or "" */
	char *word;			/* these are NULL when it has none */
	char *case_number;		/* in capitals */
	char *list;
	char *address;
	char *reason;
	char *until;
	char *fingerprint;		/* in capitals, without blanks */
	char *when;			/* a moment, as it was written */
	char *code;
	GHashTable *said;		/* of verbs about a case, from name to
					   value, see deed.h; NULL: nothing */
	char *text;			/* own words for a letter */
	unsigned lines;			/* 0: not said */
	gboolean remember;
	gboolean by_reporter;
	gboolean own;			/* text is meant to follow */
	gboolean capitals;		/* its only fault: a capital, as mail
					   programs put at the beginning */
};

void sp_command_free(struct sp_command *c);

/* A value of those, or NULL. */
const char *sp_command_said(const struct sp_command *c, const char *name);

/* "QSEC-2026-0007", as opposed to a name or an address of a list. */
gboolean sp_command_is_case(const char *word);
/* Was it meant as a command about a held mail, with a word of one, or about a
 * case, with its number, wherever it stands? A slip in it does not make it a
 * text for others. */
gboolean sp_command_decides(const struct sp_command *c);
/* What a sentence names as commands for a terminal, as they are written by
 * mail, those that can be; g_free(). */
char *sp_command_by_mail(const char *sentence);

/* The command lines that text (UTF-8) begins with: struct sp_command *, none
 * or up to SP_COMMANDS_MAX. Empty lines are passed over; the first other line
 * whose first words are no verb ends them, and so does "-- ". *end: that line,
 * g_free(); NULL when there is none, or none worth a word: it was quoted, or
 * the signature. When there are more commands than allowed, it is the first of
 * those that are left, and *more is set. What has a TEXT goes on in the lines
 * below it, up to an empty one, a quoted one or another command. Behind a command
 * with "text" nothing is read as one: it is the text, as far as
 * sp_reply_written() goes. */
GPtrArray *sp_commands_read(const char *text, char **end, gboolean *more);

/* --- whether it counts ---------------------------------------------------- */

/* The mail. */
struct sp_command_mail {
	const struct sp_config *conf;
	int64_t now;		/* when it arrived */
	gboolean whole;		/* all of it could be read, and is covered by
				   the signature */
	enum sp_sig verdict;
	gboolean layered;	/* a second signature below the first */
	gboolean member;	/* the signer's fingerprint is on the roster */
	gboolean paused;
	gboolean unadmitted;	/* whom no mail is sent to yet */
	unsigned roles;		/* of that member */
	const char *address;	/* theirs */
	int64_t made;		/* the signature */
	gboolean seen;		/* that signature, on an earlier mail */
	gboolean for_others;	/* the signed part says for whom it is, and we
				   are not among them */
	gboolean names_list;	/* its header says that it is for this list */
};

/* The held mail that REF names. */
struct sp_command_hold {
	int64_t since;
	gboolean word_fits;
};

/* Why a command does nothing; the first reason there is, in this order. */
enum sp_refusal {
	SP_REFUSED_NOT = 0,
	/* Nobody we know has asked: nothing is answered. */
	SP_REFUSED_PARTLY,
	SP_REFUSED_UNSIGNED,
	SP_REFUSED_SEVERAL,
	SP_REFUSED_BAD,
	SP_REFUSED_STRANGER,
	SP_REFUSED_PAUSED,
	/* A member has, and is told. */
	SP_REFUSED_FOR_OTHERS,
	SP_REFUSED_REPLAYED,
	SP_REFUSED_OLD,
	SP_REFUSED_EARLY,
	/* This line. */
	SP_REFUSED_NOT_BY_MAIL,
	SP_REFUSED_NO_RIGHT,
	SP_REFUSED_UNADMITTED,
	SP_REFUSED_NOT_ALLOWED,
	SP_REFUSED_MALFORMED,
	SP_REFUSED_NOT_NAMED,
	SP_REFUSED_NO_MAIL,
	SP_REFUSED_BEFORE,
	SP_REFUSED_NO_WORD,
	SP_REFUSED_WRONG_WORD,
};

/* The mail as a whole: up to SP_REFUSED_EARLY. */
enum sp_refusal sp_policy_command_mail(const struct sp_command_mail *mail);
/* One line of it. hold NULL: it names no mail, or one that is not there. */
enum sp_refusal sp_policy_command(const struct sp_command_mail *mail,
				  const struct sp_command *c,
				  const struct sp_command_hold *hold);
/* Is the sender known, and may read why? */
gboolean sp_refusal_is_told(enum sp_refusal why);
/* "the signature was used before ...": after "refused: "; g_free(). c may be
 * NULL before SP_REFUSED_NOT_BY_MAIL. */
char *sp_refusal_sentence(enum sp_refusal why, const struct sp_command *c,
			  const struct sp_config *conf);

#endif
