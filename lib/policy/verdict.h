/* SPDX-License-Identifier: GPL-2.0-or-later */
/* verdict.h - the rules of the gate: facts in, verdict out
 *
 * Pure: no I/O, no clock, no globals. Every rule about what happens to a mail
 * is here and has rows in t/unit/verdict.c. */
#ifndef SP_POLICY_VERDICT_H
#define SP_POLICY_VERDICT_H

#include <glib.h>
#include <stdint.h>

#include "lib/base/config.h"
#include "lib/mail/address.h"
#include "lib/mail/facts.h"
#include "lib/pgp/pgp.h"

enum sp_fate {
	SP_FATE_HOLD,
	SP_FATE_DISTRIBUTE,	/* to the members now */
	SP_FATE_COMMAND,	/* a member's commands: carried out or refused,
				   and answered */
	SP_FATE_FILE,		/* kept sealed, out of the queue: our own mail
				   coming back, bounces to LIST-bounces */
	SP_FATE_SHOW,		/* to the moderators, and nothing to decide */
};

/* Why a mail is held; also the words in "held", notices and events
 * (sp_why_word). Several may hold; the first is shown first. */
enum sp_why {
	SP_WHY_STRANGER = 1 << 0,	/* "non-member" */
	SP_WHY_UNSIGNED = 1 << 1,	/* member's address, no signature */
	SP_WHY_BAD_SIGNATURE = 1 << 2,
	SP_WHY_OLD_SIGNATURE = 1 << 3,	/* outside the window */
	SP_WHY_REPLAYED = 1 << 4,	/* this signature was seen before */
	SP_WHY_FOR_OTHERS = 1 << 5,	/* signed part does not name the list */
	SP_WHY_UNDECRYPTABLE = 1 << 6,
	SP_WHY_UNSAFE_CRYPTO = 1 << 7,
	SP_WHY_MIXED = 1 << 8,		/* several OpenPGP layers or messages */
	SP_WHY_UNPARSABLE = 1 << 9,
	SP_WHY_TOO_LARGE = 1 << 10,
	SP_WHY_RULE = 1 << 11,
	SP_WHY_RULE_FAILED = 1 << 12,
	SP_WHY_FROM_UNCLEAR = 1 << 13,
	SP_WHY_AUTOMATIC = 1 << 14,
	SP_WHY_LOOP = 1 << 15,
	SP_WHY_LENGTH = 1 << 16,	/* length unverified */
	SP_WHY_ROLE = 1 << 17,		/* sent to a role address */
	SP_WHY_PAUSED = 1 << 18,	/* signer's membership is paused */
	SP_WHY_PARTLY_ENCRYPTED = 1 << 19,
	SP_WHY_PARTLY_SIGNED = 1 << 20,
	SP_WHY_TNEF = 1 << 21,		/* winmail.dat */
	SP_WHY_NOT_ADMITTED = 1 << 22,	/* signer lacks vouches, or has not
					   accepted the policy */
};

/* Position in the queue. */
enum sp_rank { SP_RANK_REPORT = 0, SP_RANK_PLAIN = 1, SP_RANK_LAST = 2 };

enum sp_no_ack {		/* why no acknowledgement is sent */
	SP_ACK_SEND = 0,
	SP_ACK_OFF,		/* configuration */
	SP_ACK_NULL_SENDER,
	SP_ACK_AUTOMATIC,
	SP_ACK_LIST,
	SP_ACK_BOUNCE,
	SP_ACK_ROLE,		/* role address, of sender or recipient */
	SP_ACK_OWN,		/* our own address or a member's */
	SP_ACK_SPAM,
	SP_ACK_RULE,
	SP_ACK_BUDGET,
	SP_ACK_DMARC,
	SP_ACK_BLIND,
	SP_ACK_LOOP,
	SP_ACK_ADDRESS,		/* not an address we may write to */
	SP_ACK_UNPARSABLE,
	SP_ACK_THREAD,		/* a reply to our acknowledgement or answer */
	SP_ACK_ANSWERED,	/* a person was faster */
};

/* Does a mail to LIST-request ask for the list key, with "sendkey" as its
 * subject or first line? Nothing encrypted is looked at. */
enum sp_keywish {
	SP_KEY_UNASKED,
	SP_KEY_ASKED,		/* beside something else */
	SP_KEY_ASKED_ONLY,
};
/* clear NULL: could not be parsed. */
enum sp_keywish sp_policy_keywish(const struct sp_facts *clear,
				  enum sp_role role);

struct sp_ack_facts {
	const struct sp_config *conf;
	const struct sp_facts *clear;	/* of the mail as it came; NULL: could
					   not be parsed */
	const char *envelope_sender;
	enum sp_role role;
	gboolean sender_is_ours;	/* list address or a member's */
	gboolean answers_us;		/* In-Reply-To is an ack of ours, or it
					   bears the token that we gave */
	unsigned thread_day;		/* acks in this thread, last 24 h */
	unsigned sender_day;		/* to this sender, last 24 h */
	unsigned list_hour;		/* of this list, last hour */
};

/* Only from the envelope, the clear headers and rules over clear bytes
 * (DESIGN promise 3): there is no way to pass anything else in. */
enum sp_no_ack sp_policy_ack(const struct sp_ack_facts *in);

struct sp_signer {
	enum sp_sig verdict;
	int64_t made;
	gboolean member;	/* the fingerprint is on the roster, active */
	gboolean paused;
	gboolean waiting;	/* is not admitted yet */
	gboolean seen;		/* this signature was used before */
	gboolean names_list;	/* the signed part's To/Cc names the list, or
				   it has no To at all */
};

struct sp_post_facts {
	const struct sp_config *conf;
	const struct sp_facts *clear;	/* NULL: could not be parsed */
	const struct sp_facts *inner;	/* after decryption; NULL: none */
	gboolean too_large;
	gboolean length_unverified;
	enum sp_role role;
	enum sp_open opened;		/* when clear->crypto is encrypted */
	gboolean inner_unparsable;	/* what was encrypted, or is signed */
	struct sp_signer signer;
	gboolean from_is_member;	/* From, inner else outer, is one's */
	gboolean from_waits;	/* who is paused, or not admitted yet */
	gboolean may_post_in_case;	/* remembered author, proven */
	gboolean command;	/* it came where commands go */
	gboolean key_sent;		/* it was, or will be, answered with the
					   list key */
	int64_t now;
};

struct sp_verdict {
	enum sp_fate fate;
	unsigned why;		/* bits of enum sp_why; 0 when distributed */
	guint64 held_by;	/* rules that hold it, bits as in conf->rules */
	enum sp_rank rank;
	gboolean tagged;	/* the tag was seen, whatever the rank */
	gboolean banner;	/* distribute with "not signed" on top */
	const char *suggest;	/* reject reason suggested by a rule, or NULL;
				   points into conf */
};

struct sp_verdict sp_policy_post(const struct sp_post_facts *in);

/* "non-member", ...: one bit. */
const char *sp_why_word(enum sp_why one);
/* A sentence for people: "the sender is not a member". */
const char *sp_why_sentence(enum sp_why one);
/* "spam", "budget", ...: stable words for JSON, log and "show". */
const char *sp_no_ack_word(enum sp_no_ack why);

#endif
