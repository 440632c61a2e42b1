/* SPDX-License-Identifier: GPL-2.0-or-later */
/* opening.h - what is in a mail: parsed, opened, verified
 *
 * At most one OpenPGP layer is opened. The result is facts and ranges; nothing
 * is decided here. */
#ifndef SP_GATE_OPENING_H
#define SP_GATE_OPENING_H

#include "lib/gate/gate.h"
#include "lib/mail/facts.h"
#include "lib/policy/verdict.h"

struct sp_opening {
	struct sp_blob *message;	/* borrowed: the mail as it came */
	struct sp_facts *clear;		/* NULL: could not be parsed */
	char *unparsable;		/* why, when clear is NULL */
	gboolean too_large;
	gboolean copy;			/* asked for: it may be what members of
					   a list got, see lib/mail/parse.h */
	struct sp_opened opened;	/* of an encrypted mail */
	struct sp_facts *inner;		/* of its payload; NULL: none */
	gboolean inner_unparsable;	/* that, or what the signature covers */
	struct sp_signature signature;
	struct sp_facts *covered;	/* MIME-signed: the signed part's facts */
	char *signed_text;		/* clear-signed: the text as it was
					   signed, made as in facts; or NULL */
	struct sp_digest signature_id;	/* of signer, time and signed content */
	struct sp_member *signer;	/* on the roster; NULL: not */
	gboolean pinned;		/* signed with a key that a moderator
					   let in for its case */
	gboolean guest;			/* and that is a guest's */
	char *other_key;		/* fingerprint of a key that came with
					   it and is not the one pinned for its
					   author; NULL: none */
	GBytes *first_key;		/* the first that came of an author of
					   the case who has none; NULL: none */
	char first_key_fpr[SP_FPR_LEN + 1];
	uint64_t spent_ms;		/* CPU time of gpg on it so far */
};

#define SP_OPENING_INIT \
	{ .opened = { .plain = SP_BLOB_INIT, .unwrapped = SP_BLOB_INIT } }

/* First, without any gpg: the clear facts. */
enum sp_status sp_opening_parse(struct sp_gate *gate, struct sp_blob *message,
				struct sp_opening *o, struct sp_err *err)
				SP_CHECKED;
/* Then the OpenPGP layer. SP_EBUSY, SP_ECRYPT: our own trouble; leave the mail
 * unopened. */
enum sp_status sp_opening_unlock(struct sp_gate *gate, struct sp_opening *o,
				 struct sp_err *err) SP_CHECKED;
/* The signature again, when its key was unknown, by the keys of another ring:
 * what that says counts from then on, unless it does not know the key either.
 * SP_SIG_GOOD is then by that ring, and pinned is set. */
enum sp_status sp_opening_verify_with(struct sp_gate *gate, struct sp_pgp *ring,
				      struct sp_opening *o, struct sp_err *err)
				      SP_CHECKED;
void sp_opening_clear(struct sp_opening *o);

/* How the text begins that a good signature covers, in plain text and nothing
 * else: not HTML, no attachment, nothing forwarded; g_free(). "": with
 * something else. */
char *sp_opening_signed_text(const struct sp_opening *o);
/* Is there another signature below the one that was verified? */
gboolean sp_opening_is_layered(const struct sp_opening *o);

/* The message whose body people read, and its facts: the payload when one was
 * opened, else the mail as it came. *facts is NULL when it cannot be parsed. */
void sp_opening_content(const struct sp_opening *o,
			const struct sp_blob **blob,
			const struct sp_facts **facts);
/* What a good signature covers, or nothing when there is none. */
struct sp_signed {
	const char *text;		/* readable text; NULL: nothing */
	const struct sp_facts *facts;	/* NULL: a text and no more */
	gboolean cut;			/* text is only the beginning */
};

struct sp_signed sp_opening_signed(const struct sp_opening *o);
/* Subject and author as protected, else as they stand outside. */
const char *sp_opening_subject(const struct sp_opening *o);
const struct sp_facts *sp_opening_author(const struct sp_opening *o);

#endif
