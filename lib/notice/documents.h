/* SPDX-License-Identifier: GPL-2.0-or-later */
/* documents.h - what the gate says, as text: pure, facts in, words out */
#ifndef SP_NOTICE_DOCUMENTS_H
#define SP_NOTICE_DOCUMENTS_H

#include <glib.h>
#include <stdint.h>

#include "lib/base/config.h"
#include "lib/base/status.h"
#include "lib/mail/facts.h"

/* What is known of one mail, for people. Also what "show --json" prints. */
struct sp_card {
	char *ref;
	char *case_number;	/* or "" */
	char *why;		/* sentence(s), or "" */
	char *from;		/* addr-spec first, then the name; sanitised */
	char *from_address;
	char *subject;		/* the inner one where there is one */
	char *outer_subject;	/* when it differs and was not hidden */
	char *crypto;		/* "in the clear", "encrypted to ..." */
	char *signature;	/* "none", "good: FPR (jo@example.org)", ... */
	char *protection;	/* exactly what was protected, and by whom */
	char *headers;		/* whether Subject and From were, too */
	char *authentication;	/* "DMARC pass example.com", "not checked" */
	char *differences;	/* of From, envelope, signer */
	char *to;		/* To and Cc, one line */
	char *parts;		/* one line a part, LF separated */
	char *ack;		/* "will be sent 09:13", "not sent: spam" */
	char *found;		/* "version trace": checklist names, spaced */
	char *missing;
	char *similar;		/* lines, or "" */
	char *due;		/* when a person's answer is due, formatted */
	char *hints;		/* "PUBLIC; DATE: ...": what the author says */
	char *other_key;	/* that came and is not the one known; "" */
	char *likely;		/* case that it may belong to, and why; "" */
	char *suggest;		/* reject reason suggested by a rule, or "" */
	gboolean report;	/* it sorts first, by the tag */
	gboolean tagged;	/* the tag was there, wherever it sorts */
	gboolean spam;
	gboolean repaired;	/* its OpenPGP form was changed on the way */
	guint64 size;		/* bytes as arrived */
	guint64 earlier;	/* earlier mails of this sender */
	int64_t arrived;
};

void sp_card_free(struct sp_card *c);
/* A subject, or the title of a case, without the tag of the list in front;
 * borrowed. */
const char *sp_untagged(const struct sp_config *conf, const char *subject);
/* The subject without the tag of the list, which says nothing in a table of
 * its mails; points into c. */
const char *sp_card_subject(const struct sp_config *conf,
			    const struct sp_card *c);
/* To and from one JSON object, for sealing in the store; g_free(). Text that is
 * not UTF-8 gets a replacement character where it is wrong. */
char *sp_card_to_json(const struct sp_card *c);
enum sp_status sp_card_from_json(const char *json, struct sp_card **c,
				 struct sp_err *err) SP_CHECKED;

/* The verdicts part of the moderators' notice (DOMAIN A.8): facts, then how
 * to decide with the hold's word; word NULL: there is nothing to decide.
 * text: the first lines of the report. g_free(). */
char *sp_notice_held(const struct sp_config *conf, const struct sp_card *card,
		     const char *text, const char *word, int64_t now);

/* The same again, when somebody asks: lines of the text at most, and what has
 * become of it, if it is not held any more; word NULL: nothing can be decided.
 * text NULL: it is not here. */
char *sp_notice_shown(const struct sp_config *conf, const struct sp_card *card,
		      const char *text, unsigned lines, const char *fate,
		      const char *word, int64_t now);

/* Append a command and what came of it; text may have several lines. */
void sp_notice_result(GString *out, const char *command, gboolean done,
		      const char *text);

/* The banner on top of what members read: whether it reached those outside
 * (told, lines of text or NULL), who wrote it, how it came, whose signature was
 * valid. Its first line is the one from which on nothing of a quotation leaves.
 * g_free(). */
#define SP_MEMBERS_ONLY "for members only: what is quoted from here on"
#define SP_MEMBERS_LINE "---- " SP_MEMBERS_ONLY " stays inside ----\n\n"
char *sp_notice_banner(const struct sp_config *conf, const struct sp_card *card,
		       gboolean unsigned_member, const char *told);

/* What is to be done about another key than the known one; NULL: none came.
 * g_free(). */
char *sp_notice_other_key(const struct sp_card *card);

struct sp_ack_doc {
	const struct sp_config *conf;
	const char *template_file;	/* from sp_template_load("ack") */
	const char *template_text;
	const char *ref;
	const char *fingerprint;	/* of the list key */
	const char *former;		/* of one that opens mail, too, or NULL */
	int64_t former_until;
	int64_t arrived;
	gboolean was_clear;		/* then missing may be listed */
	guint64 checks;			/* bits found, as sp_facts.checks */
	gboolean encrypted;		/* this acknowledgement is encrypted */
};

/* Subject and body of the acknowledgement (DOMAIN A.7). */
enum sp_status sp_notice_ack(const struct sp_ack_doc *doc, char **subject,
			     char **body, struct sp_err *err) SP_CHECKED;

#endif
