/* SPDX-License-Identifier: GPL-2.0-or-later */
/* facts.h - what a message is, as plain data
 *
 * The answer of the parser in its locked room, checked when it arrives. Every
 * string is UTF-8, bounded, without control characters (text may hold line
 * feeds and tabs). Ranges are offsets into the message that was parsed and lie
 * within it. */
#ifndef SP_MAIL_FACTS_H
#define SP_MAIL_FACTS_H

#include <glib.h>
#include <stdint.h>

#include "lib/base/blob.h"
#include "lib/mail/patch.h"

enum sp_from_state {
	SP_FROM_ONE,		/* exactly one field, one mailbox, two parsers agree */
	SP_FROM_NONE,		/* no From, or no mailbox in it */
	SP_FROM_UNCLEAR,	/* several, or our strict reading differs */
};

enum sp_auth {			/* of our own border's Authentication-Results */
	SP_AUTH_NONE,		/* no trusted result */
	SP_AUTH_PASS,
	SP_AUTH_FAIL,
};

enum sp_cryptype {
	SP_CRYPTO_NONE,		/* no OpenPGP in it */
	SP_CRYPTO_MIME_ENCRYPTED,	/* RFC 3156 section 4, whole body */
	SP_CRYPTO_MIME_SIGNED,		/* RFC 3156 section 5, whole body */
	SP_CRYPTO_INLINE_ENCRYPTED,	/* one block, all of the one text part */
	SP_CRYPTO_INLINE_SIGNED,	/* clear-signed, all of the text */
	/* Never opened, grants nothing, its parts are labelled: */
	SP_CRYPTO_PARTLY_ENCRYPTED,	/* ciphertext beside clear parts */
	SP_CRYPTO_PARTLY_SIGNED,	/* signatures over less than all of it */
	SP_CRYPTO_MIXED,	/* several layers or messages, or a structure
				   that can be read in two ways */
};

/* Bits of sp_facts.flags. */
enum {
	SP_FACT_AUTOMATIC = 1 << 0,	/* Auto-Submitted other than "no", or
					   X-Auto-Response-Suppress */
	SP_FACT_LIST = 1 << 1,		/* List-* or Precedence bulk/list/junk */
	SP_FACT_BOUNCE = 1 << 2,	/* multipart/report, delivery-status ... */
	SP_FACT_LOOP = 1 << 3,		/* our List-Id or X-Loop, Delivered-To of
					   this list, or > 50 Received */
	SP_FACT_SPAM = 1 << 4,		/* a usual filter's header says spam */
	SP_FACT_DOUBLED = 1 << 5,	/* a singleton field stands twice */
	SP_FACT_IRREGULAR = 1 << 6,	/* MIME not as it should be */
	SP_FACT_BLIND = 1 << 7,		/* the list is in neither To nor Cc */
	SP_FACT_RULE_FAILED = 1 << 8,	/* a pattern met a limit: hold */
	SP_FACT_TAG = 1 << 9,		/* [TAG] in this message's subject */
	SP_FACT_ROLE_FROM = 1 << 10,	/* From is a role address */
	SP_FACT_HP_CIPHER = 1 << 11,	/* protected headers (RFC 9788 hp=, or
					   the older protected-headers="v1") */
	SP_FACT_TEXT_CUT = 1 << 12,	/* text is only the beginning */
	SP_FACT_NAME_MISLEADS = 1 << 13,	/* From's display name holds an
					   address, hidden characters or mixed
					   scripts */
	SP_FACT_PARTS_MENDED = 1 << 14,	/* encrypted, in other parts than it was
					   sent in; whole all the same */
	SP_FACT_ARMOR_MENDED = 1 << 15,	/* encrypted, in armor that had to be
					   tidied up */
	SP_FACT_TNEF = 1 << 16,		/* winmail.dat, which is never decoded */
	SP_FACT_SMIME = 1 << 17,	/* S/MIME, which is not looked at */
	SP_FACT_HP_HIDDEN = 1 << 18,	/* hp="cipher": its author encrypted it,
					   whether it still is or not */
	SP_FACT_DSN_FAILED = 1 << 19,	/* RFC 3464: not delivered, for good */
	SP_FACT_DSN_DELAYED = 1 << 20,	/* the same, for now */
	SP_FACT_PATCH_MISSED = 1 << 21,	/* a patch or tag in it was not read:
					   damaged, or past a limit */
};

struct sp_field {		/* one header field, in file order */
	char *name;		/* as written, <= 100 bytes */
	struct sp_range range;	/* name to line end, folds included */
};

struct sp_part {		/* leaves and containers, depth first */
	unsigned depth;		/* root 0 */
	char *type;		/* "text/plain", lower case */
	char *name;		/* file name, sanitised, <= 200 bytes; or NULL */
	char *disposition;	/* "attachment", "inline" or NULL */
	size_t size;		/* of the encoded body */
	unsigned pgp;		/* bits of enum sp_armor: what its type or its
				   text holds of OpenPGP */
};

struct sp_facts {
	unsigned flags;
	enum sp_from_state from_state;
	char *from_address;	/* addr-spec, or "" */
	char *from_name;	/* display name, or "" */
	char *subject;		/* decoded, unfolded, <= 1000 bytes; "" if none */
	char *to;		/* To and Cc as one readable line, <= 2000 */
	char *reply_to;		/* first addr-spec, or "" */
	char *sender;		/* addr-spec of the Sender field, or "" */
	char *message_id;	/* strict msg-id without <>, or "" */
	char *in_reply_to;	/* the same, first one */
	char **references;	/* strict ones, oldest first, <= 50 */
	int64_t date;		/* 0: none or unreadable */
	enum sp_auth dmarc;
	char *dmarc_domain;	/* header.from of that result, or "" */
	guint64 rules;		/* bit i: conf->rules[i] matched */
	guint64 checks;		/* bit i: conf->checklist[i] was found */

	GPtrArray *fields;	/* of struct sp_field *; at most 1000 */
	struct sp_range body;	/* of the root entity, after the blank line */
	GPtrArray *parts;	/* of struct sp_part *; at most limits.parts */
	char *text;		/* first 64 KiB of readable text, decoded */
	char *lead;		/* how the first part of the message begins, <= 16
				   KiB, when it is a plain text and no attachment;
				   or "" */
	char **words;		/* of text, file names and text attachments, as
				   lexicon.h has them */
	char *autocrypt;	/* keydata of one valid Autocrypt header for
				   From, base64 as it stands; or "" */

	enum sp_cryptype crypto;
	/* ENCRYPTED kinds: the OpenPGP message: in cipher when it had to be
	 * decoded (base64, quoted-printable), else range of the message. */
	struct sp_range cipher_range;
	GBytes *cipher;			/* or NULL */
	/* SIGNED kinds: what is signed (MIME: the first part with its headers;
	 * inline: the whole clear-signed block) and the signature armor. */
	struct sp_range signed_range;
	GBytes *signature;		/* MIME_SIGNED: decoded armor */
	GBytes *clear_signed;		/* INLINE_SIGNED that had to be decoded */
	/* Key blocks found in clear parts (attachment or inline), decoded, at
	 * most 3 of at most 64 KiB. */
	GPtrArray *keys;		/* of GBytes * */
	GPtrArray *patches;	/* of struct sp_patch *, as they stand there */
	GPtrArray *tags;	/* of struct sp_tag * */
};

void sp_facts_free(struct sp_facts *f);

#endif
