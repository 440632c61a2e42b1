/* SPDX-License-Identifier: GPL-2.0-or-later */
/* store.h - mails, payloads, decisions and the outbox in one SQLite file
 *
 * The only module that knows SQL. A sp_store belongs to one process; several
 * processes may open the same file. Times are seconds since the epoch, UTC.
 * What is readable in it is sealed before it gets here (OpenPGP payloads, vault
 * fields); the store adds only the keyed digests of its event chain.
 *
 * Writers bracket with sp_store_begin() ... sp_store_commit(); functions marked
 * [tx] require it. A failed step leaves the transaction to sp_store_rollback(),
 * which is safe to call always. */
#ifndef SP_STORE_STORE_H
#define SP_STORE_STORE_H

#include <glib.h>
#include <stdint.h>

#include "lib/base/blob.h"
#include "lib/base/status.h"
#include "lib/pgp/pgp.h"
#include "lib/vault/vault.h"

struct sp_store;

/* Create STATE/store.db with the newest schema; SP_EDENIED when it exists. */
enum sp_status sp_store_create(const char *path, const struct sp_vault *vault,
			       struct sp_err *err) SP_CHECKED;
/* Open and migrate. Never creates. SP_ECONF: schema newer than the
 * program, file untouched. vault is borrowed. */
enum sp_status sp_store_open(const char *path, const struct sp_vault *vault,
			     struct sp_store **st, struct sp_err *err)
			     SP_CHECKED;
/* The same with PRAGMA query_only=ON, for commands that only read. */
enum sp_status sp_store_open_query(const char *path,
				   const struct sp_vault *vault,
				   struct sp_store **st, struct sp_err *err)
				   SP_CHECKED;
void sp_store_close(struct sp_store *st);
/* Work that must be done anyway and can be done now, between transactions. */
void sp_store_meanwhile(struct sp_store *st);

enum sp_status sp_store_begin(struct sp_store *st, struct sp_err *err)
			      SP_CHECKED;	/* BEGIN IMMEDIATE */
enum sp_status sp_store_commit(struct sp_store *st, struct sp_err *err)
			       SP_CHECKED;
void sp_store_rollback(struct sp_store *st);	/* nothing outside of one */
/* SP_EIO unless the disk has room for a message of that many bytes: four
 * times as much, at least 64 MiB. */
enum sp_status sp_store_space(struct sp_store *st, uint64_t message,
			      struct sp_err *err) SP_CHECKED;

/* --- mail ---------------------------------------------------------------- */

enum sp_mail_state { SP_MAIL_UNOPENED, SP_MAIL_HELD, SP_MAIL_ACCEPTED,
		     SP_MAIL_REJECTED, SP_MAIL_DISCARDED, SP_MAIL_FILED };
enum sp_ack_state { SP_ACK_STATE_UNDECIDED, SP_ACK_STATE_DUE,
		    SP_ACK_STATE_SENT, SP_ACK_STATE_NONE };

struct sp_mail {
	int64_t id;
	char ref[12];
	int64_t arrived;
	enum sp_mail_state state;
	struct sp_digest digest;	/* retry key */
	struct sp_digest sender;	/* of the envelope sender's key form */
	unsigned size_class;		/* log2 of the bytes, rounded up */
	int role;			/* enum sp_role */
	int rank;			/* enum sp_rank */
	unsigned why;			/* enum sp_why bits */
	unsigned repeats;		/* later arrivals of the same mail */
	unsigned attempts;		/* to open it */
	int64_t original;		/* payload ids; 0: none */
	int64_t notice;
	int64_t post;			/* what the members got */
	GBytes *envelope;		/* vault: envelope sender, recipient */
	GBytes *card;			/* vault: sp_card JSON; NULL unopened */
	GBytes *thread;			/* vault: Message-ID and References */
	int64_t report_at;		/* where in the notice's plaintext */
	int64_t report_len;		/* the report stands (message/rfc822) */
	int64_t case_id;		/* 0: none */
	enum sp_ack_state ack;
	int ack_why;			/* enum sp_no_ack when NONE */
	int64_t ack_due;
	int64_t ack_at;			/* when it went out */
	guint64 checks;			/* checklist bits found in the clear */
	gboolean was_clear;
	GBytes *ack_key;		/* vault: key that came with it; NULL */
	int64_t decided;		/* 0: not */
	char *decided_by;		/* actor; "" */
	char *decision;			/* "approve", ...; "" */
	int64_t deferred_until;		/* 0: not */
	int64_t asked;			/* 0: not */
	unsigned carried;		/* of a mail with commands, while it is
					   unopened: 0, or one more than those
					   that are dealt with */
};

void sp_mail_free(struct sp_mail *m);

/* [tx] A new ref, distinct from all others, for this store. */
enum sp_status sp_store_new_ref(struct sp_store *st, char ref[12],
				struct sp_err *err) SP_CHECKED;
/* [tx] Insert; m->id and id receive the row. SP_EDENIED: that digest is there
 * already, and *id is its row. */
enum sp_status sp_store_mail_add(struct sp_store *st, const struct sp_mail *m,
				 int64_t *id, struct sp_err *err) SP_CHECKED;
/* By digest, ref or id; SP_NONE. *m is sp_mail_free()d. */
enum sp_status sp_store_mail_by_digest(struct sp_store *st,
				       const struct sp_digest *d,
				       struct sp_mail **m, struct sp_err *err)
				       SP_CHECKED;
enum sp_status sp_store_mail_by_ref(struct sp_store *st, const char *ref,
				    struct sp_mail **m, struct sp_err *err)
				    SP_CHECKED;
enum sp_status sp_store_mail_by_id(struct sp_store *st, int64_t id,
				   struct sp_mail **m, struct sp_err *err)
				   SP_CHECKED;
/* [tx] Write back every column that changes (not id, ref, arrived, digest,
 * sender, original, envelope), provided the state is still from; SP_NONE when
 * it is not (somebody else decided: read it again and say who). repeats never
 * shrinks, and an acknowledgement that went out, or was given up, stays so: m
 * may have been read before others wrote. */
enum sp_status sp_store_mail_update(struct sp_store *st,
				    const struct sp_mail *m,
				    enum sp_mail_state from,
				    struct sp_err *err) SP_CHECKED;
/* [tx] The commands in an unopened mail have got so far, provided that carried
 * is still from; SP_NONE when it is not: another process is at it. */
enum sp_status sp_store_mail_carry(struct sp_store *st, int64_t id,
				   unsigned from, unsigned to,
				   struct sp_err *err) SP_CHECKED;
/* [tx] */
enum sp_status sp_store_mail_repeat(struct sp_store *st, int64_t id,
				    struct sp_err *err) SP_CHECKED;
/* The queue in order: rank, then arrival; deferred ones last. limit 0: all.
 * each() gets a borrowed row; a status other than SP_OK stops and returns it.
 * Here and in the other lists, each() may look up single rows but must neither
 * change anything nor start the same list. */
enum sp_status sp_store_mail_list(struct sp_store *st, enum sp_mail_state state,
				  int64_t now, unsigned limit,
				  enum sp_status (*each)(const struct sp_mail *,
							 void *),
				  void *arg, struct sp_err *err) SP_CHECKED;
/* Mails whose acknowledgement is due or undecided, due <= now. */
enum sp_status sp_store_acks_due(struct sp_store *st, int64_t now,
				 GArray **ids, struct sp_err *err) SP_CHECKED;
/* Mails by the same sender that came before this one. */
enum sp_status sp_store_earlier(struct sp_store *st, const struct sp_mail *m,
				unsigned *earlier,
				struct sp_err *err) SP_CHECKED;
/* Acknowledgements counted, in 24 hours or one. thread NULL: in no thread. */
enum sp_status sp_store_ack_counts(struct sp_store *st,
				   const struct sp_digest *sender,
				   const struct sp_digest *thread, int64_t now,
				   unsigned *sender_day, unsigned *thread_day,
				   unsigned *list_hour,
				   struct sp_err *err) SP_CHECKED;
/* [tx] Count one acknowledgement against the budgets. */
enum sp_status sp_store_ack_count(struct sp_store *st,
				  const struct sp_digest *sender,
				  const struct sp_digest *thread, int64_t now,
				  struct sp_err *err) SP_CHECKED;
/* [tx] SP_OK the first time a short input is seen, SP_EDENIED the second. */
enum sp_status sp_store_short_input(struct sp_store *st,
				    const struct sp_digest *d, int64_t now,
				    struct sp_err *err) SP_CHECKED;

/* --- payloads ------------------------------------------------------------ */

enum sp_payload_kind { SP_PAYLOAD_ORIGINAL, SP_PAYLOAD_NOTICE, SP_PAYLOAD_POST,
		       SP_PAYLOAD_LETTER,
		       SP_PAYLOAD_DROPPED /* nobody's: to be swept away */ };

/* [tx] The body is written in pieces; the envelopes become rows. */
/* SP_EBUSY: it is sealed to a list key that has ended meanwhile, so that nobody
 * here could open it; the list must be opened anew. */
enum sp_status sp_store_payload_add(struct sp_store *st,
				    enum sp_payload_kind kind, int64_t now,
				    const struct sp_sealed *sealed, int64_t *id,
				    struct sp_err *err) SP_CHECKED;
/* One payload that is sealed to a certain key. */
struct sp_sealed_payload {
	int64_t id;
	enum sp_payload_kind kind;
	int mail_state;		/* of its mail; -1: it has none */
	unsigned pending;	/* mails still to leave with it */
};
/* payloads gets struct sp_sealed_payload, by id. */
enum sp_status sp_store_payloads_of(struct sp_store *st, const char *fpr,
				    GArray **payloads, struct sp_err *err)
				    SP_CHECKED;
/* [tx] The same content, sealed anew, in place of what is there, provided that
 * it is still sealed to fpr: SP_NONE else. SP_EBUSY: it is being sent. */
enum sp_status sp_store_payload_replace(struct sp_store *st, int64_t payload,
					const char *fpr,
					const struct sp_sealed *sealed,
					int64_t now, struct sp_err *err)
					SP_CHECKED;
/* Packets for these encryption subkeys (all when fprs is NULL); packets gets
 * GBytes *. SP_NONE when there is none. */
enum sp_status sp_store_envelopes(struct sp_store *st, int64_t payload,
				  const char *const *fprs, GPtrArray **packets,
				  struct sp_err *err) SP_CHECKED;
/* Names of the subkeys a payload is sealed to. */
enum sp_status sp_store_envelope_keys(struct sp_store *st, int64_t payload,
				      GPtrArray **fprs, struct sp_err *err)
				      SP_CHECKED;
/* Read the body in pieces: open, read until 0, close. */
struct sp_store_body;
enum sp_status sp_store_body_open(struct sp_store *st, int64_t payload,
				  struct sp_store_body **b,
				  struct sp_err *err) SP_CHECKED;
ssize_t sp_store_body_read(void *body, void *buf, size_t n);
void sp_store_body_close(struct sp_store_body *b);
/* [tx] Drop the list key's (or any) envelope; drop a payload with all. Its body
 * is a secret to everyone from then on, and goes when the store is swept: to
 * write zeros over it now would cost whoever decides as much as a new one. */
enum sp_status sp_store_envelope_drop(struct sp_store *st, int64_t payload,
				      const char *fpr, struct sp_err *err)
				      SP_CHECKED;
enum sp_status sp_store_payload_drop(struct sp_store *st, int64_t payload,
				     struct sp_err *err) SP_CHECKED;

/* --- people and keys ----------------------------------------------------- */

enum { SP_ROLE_MODERATOR = 1 << 0, SP_ROLE_ADMIN = 1 << 1,
       SP_ROLE_REVIEWER = 1 << 2, SP_ROLE_GATEKEEPER = 1 << 3,
       SP_ROLE_CVE = 1 << 4 /* assigns CVE ids */ };

enum sp_member_kind { SP_KIND_CORE, SP_KIND_VENDOR, SP_KIND_MAINTAINER,
		      SP_KIND_COORDINATOR };

struct sp_member {
	int64_t id;
	char *address;
	char *name;		/* or "" */
	char *affiliation;	/* or "" */
	char *login;		/* Unix login, or "" */
	unsigned roles;
	enum sp_member_kind kind;
	char *subsystems;	/* "net,block", or "" */
	gboolean paused;
	int64_t added;
	int64_t reminded;	/* 0: never */
	int64_t away_from;	/* out of office, until before away_until */
	int64_t away_until;	/* 0: not */
	int64_t bouncing;	/* mail comes back since then; 0: not */
	int64_t accepted;	/* the policy; 0: not */
	char *accepted_policy;	/* its digest in hex, or "" */
	int64_t compared;	/* the fingerprint, with its owner; 0: not */
	unsigned vouches;	/* of other members */
	char fingerprint[SP_FPR_LEN + 1];	/* primary; "" none */
	char encryption[SP_FPR_LEN + 1];	/* subkey; "" */
	int64_t expires;	/* 0 never */
	int key_state;		/* enum sp_key_state as last seen */
};

void sp_member_free(struct sp_member *m);
/* Whose primary key that is, of members (of struct sp_member *); or NULL. */
const struct sp_member *sp_member_of_key(const GPtrArray *members,
					 const char *fingerprint);

/* [tx] SP_EDENIED: that address or key is another member's. */
enum sp_status sp_store_member_add(struct sp_store *st,
				   const struct sp_member *m,
				   const struct sp_key *key, int64_t *id,
				   struct sp_err *err) SP_CHECKED;
enum sp_status sp_store_member_by_address(struct sp_store *st,
					  const char *address,
					  struct sp_member **m,
					  struct sp_err *err) SP_CHECKED;
/* By the full fingerprint of any signing (sub)key. */
enum sp_status sp_store_member_by_signer(struct sp_store *st, const char *fpr,
					 struct sp_member **m,
					 struct sp_err *err) SP_CHECKED;
enum sp_status sp_store_member_by_login(struct sp_store *st, const char *login,
					struct sp_member **m,
					struct sp_err *err) SP_CHECKED;
/* All, by address; members gets struct sp_member *. */
enum sp_status sp_store_members(struct sp_store *st, GPtrArray **members,
				struct sp_err *err) SP_CHECKED;
/* [tx] */
enum sp_status sp_store_member_pause(struct sp_store *st, int64_t id,
				     gboolean paused, struct sp_err *err)
				     SP_CHECKED;
/* A day, since the epoch, on which mail to a member failed. */
struct sp_member_bounce {
	int64_t member;
	int64_t day;
	gboolean permanent;
};
/* [tx] A day counts once, and is permanent once it was. Days of more than a
 * year before it are forgotten. */
enum sp_status sp_store_bounce_add(struct sp_store *st, int64_t member,
				   int64_t day, gboolean permanent,
				   struct sp_err *err) SP_CHECKED;
/* bounces gets struct sp_member_bounce. */
enum sp_status sp_store_bounces(struct sp_store *st, GArray **bounces,
				struct sp_err *err) SP_CHECKED;
/* [tx] Mail comes back since now, or, with 0, does not; before: what was known.
 * SP_NONE when it was something else. */
enum sp_status sp_store_member_bouncing(struct sp_store *st, int64_t id,
					int64_t before, int64_t now,
					struct sp_err *err) SP_CHECKED;
/* [tx] The days are forgotten. */
enum sp_status sp_store_bounces_forget(struct sp_store *st, int64_t member,
				       struct sp_err *err) SP_CHECKED;
/* [tx] Out of office from ... until; both 0: back. */
enum sp_status sp_store_member_away(struct sp_store *st, int64_t id,
				    int64_t from, int64_t until,
				    struct sp_err *err) SP_CHECKED;
/* [tx] Reminded now, and last at before; SP_NONE when it was another time:
 * another process was faster. */
enum sp_status sp_store_member_remind(struct sp_store *st, int64_t id,
				      int64_t before, int64_t now,
				      struct sp_err *err) SP_CHECKED;
/* [tx] */
enum sp_status sp_store_member_remove(struct sp_store *st, int64_t id,
				      struct sp_err *err) SP_CHECKED;
/* [tx] Another key for a member, in place of the one there; NULL: none.
 * SP_EDENIED: it is another member's. */
enum sp_status sp_store_member_key_set(struct sp_store *st, int64_t member,
				       const struct sp_key *key, int64_t now,
				       struct sp_err *err) SP_CHECKED;
/* [tx] Replace what is known of a member's or the list's key. */
enum sp_status sp_store_key_update(struct sp_store *st,
				   const struct sp_key *key, int64_t now,
				   struct sp_err *err) SP_CHECKED;
/* A key of the list that opens mail: the one in use, or a former one. */
struct sp_list_key {
	char fingerprint[SP_FPR_LEN + 1];	/* primary */
	char encryption[SP_FPR_LEN + 1];	/* subkey */
	gboolean active;
	int64_t retires;	/* until when a former one opens mail */
};

/* [tx] From now on this is the list key. The one before opens mail until
 * retires; 0: not any more. */
enum sp_status sp_store_list_key_set(struct sp_store *st,
				     const struct sp_key *key, int64_t retires,
				     int64_t now, struct sp_err *err)
				     SP_CHECKED;
/* struct sp_list_key *, the one in use first. SP_NONE: there is none. */
enum sp_status sp_store_list_keys(struct sp_store *st, GPtrArray **keys,
				  struct sp_err *err) SP_CHECKED;
/* [tx] Another end for a former key; none. SP_NONE: it is not one of those
 * that still open mail. */
enum sp_status sp_store_list_key_due(struct sp_store *st, const char *fpr,
				     int64_t retires, struct sp_err *err)
				     SP_CHECKED;
enum sp_status sp_store_list_key_over(struct sp_store *st, const char *fpr,
				      struct sp_err *err) SP_CHECKED;
/* The former keys that have ended, a struct sp_list_key * for each encryption
 * subkey of theirs. */
enum sp_status sp_store_list_keys_over(struct sp_store *st, GPtrArray **keys,
				       struct sp_err *err) SP_CHECKED;
/* Is it a (sub)key of a key that the list has, or ever had? SP_NONE: no. */
enum sp_status sp_store_list_signer(struct sp_store *st, const char *fpr,
				    struct sp_err *err) SP_CHECKED;
/* What was said of a key to people: told is the caller's number, 0 at first.
 * A key that is a member's and the archive's stands there twice. */
struct sp_key_told {
	char fingerprint[SP_FPR_LEN + 1];
	unsigned told;
	int64_t told_at;	/* when it last came to be worse; 0: never */
	int64_t checked;
	int64_t expires;
	enum sp_key_state state;
};
/* All keys that are in use; told gets struct sp_key_told. */
enum sp_status sp_store_keys_told(struct sp_store *st, GArray **told,
				  struct sp_err *err) SP_CHECKED;
/* [tx] worse: when it came to be worse than before; 0: it did not. */
enum sp_status sp_store_key_tell(struct sp_store *st, const char *fpr,
				 unsigned told, int64_t worse,
				 struct sp_err *err) SP_CHECKED;
/* [tx] */
enum sp_status sp_store_archive_key_add(struct sp_store *st,
					const struct sp_key *key, int64_t now,
					struct sp_err *err) SP_CHECKED;
/* Keys of owner "archive": struct sp_member with only the key fields set. */
enum sp_status sp_store_archive_keys(struct sp_store *st, GPtrArray **keys,
				     struct sp_err *err) SP_CHECKED;

/* [tx] SP_EDENIED when this signature was seen before. */
enum sp_status sp_store_signature_use(struct sp_store *st,
				      const struct sp_digest *d, int64_t now,
				      struct sp_err *err) SP_CHECKED;
enum sp_status sp_store_signature_seen(struct sp_store *st,
				       const struct sp_digest *d,
				       gboolean *seen, struct sp_err *err)
				       SP_CHECKED;

/* --- cases --------------------------------------------------------------- */

struct sp_case {
	int64_t id;
	char *number;		/* QSEC-2026-0007 */
	char ref[12];		/* of the mail that opened it: outside name */
	int64_t opened;
	char *state;		/* "new" */
	GBytes *title;		/* vault; NULL: forgotten */
	int64_t answered;	/* when a person's first mail to a reporter
				   left; 0: none has */
};

struct sp_participant {
	int64_t case_id;
	char *kind;		/* "reporter" */
	GBytes *address;	/* vault; NULL: forgotten */
	struct sp_digest digest;	/* of the address key */
	GBytes *token;		/* vault: of LIST+REF-TOKEN@ */
	struct sp_digest token_digest;
	gboolean remember;
	char *key;		/* pinned fingerprint, or "" */
	int64_t pinned_at;	/* only what it signed later counts */
	GBytes *key_data;	/* vault: the pinned key; NULL: none */
	char *ref;		/* of their own mail, by which they know the
				   case; "": the case's */
	int64_t adopted;	/* when a person vouched for the key; 0: nobody
				   has */
};

void sp_case_free(struct sp_case *c);
void sp_participant_free(struct sp_participant *p);

/* [tx] A person's first mail to a reporter has left: a new case becomes an
 * acknowledged one. SP_NONE: it was not the first. */
enum sp_status sp_store_case_answered(struct sp_store *st, int64_t case_id,
				      int64_t now, struct sp_err *err)
				      SP_CHECKED;
/* [tx] What its events make of it. */
enum sp_status sp_store_case_state_set(struct sp_store *st, int64_t case_id,
				       const char *state, struct sp_err *err)
				       SP_CHECKED;
/* [tx] The next number of prefix and the year of now. */
enum sp_status sp_store_case_open(struct sp_store *st, const char *prefix,
				  const char *ref, GBytes *title, int64_t now,
				  struct sp_case **c, struct sp_err *err)
				  SP_CHECKED;
enum sp_status sp_store_case_by_number(struct sp_store *st, const char *number,
				       struct sp_case **c, struct sp_err *err)
				       SP_CHECKED;
enum sp_status sp_store_case_by_ref(struct sp_store *st, const char *ref,
				    struct sp_case **c, struct sp_err *err)
				    SP_CHECKED;
enum sp_status sp_store_case_by_id(struct sp_store *st, int64_t id,
				   struct sp_case **c, struct sp_err *err)
				   SP_CHECKED;
enum sp_status sp_store_case_list(struct sp_store *st,
				  enum sp_status (*each)(const struct sp_case *,
							 void *),
				  void *arg, struct sp_err *err) SP_CHECKED;
/* [tx] Insert, or add to the one with that digest: who is remembered stays so,
 * and a key that is pinned already stays. What it signed before its owner was
 * remembered never counts. */
enum sp_status sp_store_participant_put(struct sp_store *st,
					const struct sp_participant *p,
					struct sp_err *err) SP_CHECKED;
/* [tx] Another key for a participant, on a person's word. SP_NONE: nobody has
 * that digest in that case. */
enum sp_status sp_store_participant_adopt(struct sp_store *st, int64_t case_id,
					  const struct sp_digest *address,
					  const char *key, GBytes *key_data,
					  int64_t now, struct sp_err *err)
					  SP_CHECKED;
/* [tx] A person wrote to them: their answers are expected. */
enum sp_status sp_store_participant_remember(struct sp_store *st,
					     int64_t case_id,
					     const struct sp_digest *address,
					     int64_t now, struct sp_err *err)
					     SP_CHECKED;
/* All of a case, the first first; participants gets struct sp_participant *. */
enum sp_status sp_store_participants(struct sp_store *st, int64_t case_id,
				     GPtrArray **participants,
				     struct sp_err *err) SP_CHECKED;
/* The remembered ones of a case with a pinned key. */
enum sp_status sp_store_participants_pinned(struct sp_store *st,
					    int64_t case_id,
					    GPtrArray **participants,
					    struct sp_err *err) SP_CHECKED;
/* By case and address digest, or by token digest alone; SP_NONE. */
enum sp_status sp_store_participant(struct sp_store *st, int64_t case_id,
				    const struct sp_digest *address,
				    struct sp_participant **p,
				    struct sp_err *err) SP_CHECKED;
enum sp_status sp_store_participant_by_token(struct sp_store *st,
					     const struct sp_digest *token,
					     struct sp_participant **p,
					     struct sp_err *err) SP_CHECKED;
/* [tx] A message id belongs to a mail (and so to its case). The first mail
 * that has it keeps it. */
enum sp_status sp_store_thread_add(struct sp_store *st,
				   const struct sp_digest *message_id,
				   int64_t mail, struct sp_err *err)
				   SP_CHECKED;
enum sp_status sp_store_thread_find(struct sp_store *st,
				    const struct sp_digest *message_id,
				    int64_t *mail, struct sp_err *err)
				    SP_CHECKED;

/* --- outbox -------------------------------------------------------------- */

enum sp_out_kind { SP_OUT_NOTICE, SP_OUT_POST, SP_OUT_NOKEY, SP_OUT_ACK,
		   SP_OUT_LETTER,
		   SP_OUT_CIRCULAR /* about the keys, and no mail */,
		   SP_OUT_REPLY /* what a member wrote, to a reporter */,
		   SP_OUT_REMINDER /* of all that waits, once a day */,
		   SP_OUT_ANSWER /* to commands, which are its mail */,
		   SP_OUT_HANDLED /* a moderator decided about its mail */,
		   SP_OUT_WRITTEN /* to members: what a person wrote to the
				     reporters, from the command line */,
		   SP_OUT_HELD_BACK /* to members: they will not get it */,
		   SP_OUT_URGENT /* a reminder that could not wait */ };
enum sp_out_state { SP_OUT_PENDING, SP_OUT_SENT, SP_OUT_DEAD,
		    SP_OUT_WITHDRAWN };

struct sp_out {
	int64_t id;
	enum sp_out_kind kind;
	int64_t mail;		/* 0: none */
	int64_t payload;	/* 0: composed at hand-over */
	int64_t member;		/* recipient, when ours; 0 */
	GBytes *recipient;	/* vault: address; or, of a row that is for
				   nobody yet, what it is to say */
	char encryption[SP_FPR_LEN + 1];	/* whose envelope; "" */
	int64_t made;		/* Date of the mail: stable across retries */
	int64_t due;
	unsigned attempts;
	enum sp_out_state state;
	char *cause;		/* of the last failure, no content; "" */
};

void sp_out_free(struct sp_out *o);

/* [tx] */
enum sp_status sp_store_out_add(struct sp_store *st, const struct sp_out *o,
				int64_t *id, struct sp_err *err) SP_CHECKED;
/* [tx] A row without a payload gets it, and is for that member from now on.
 * SP_NONE: it is past that. */
enum sp_status sp_store_out_give(struct sp_store *st, const struct sp_out *o,
				 struct sp_err *err) SP_CHECKED;
/* When the newest row of a mail and kind was made; 0: there is none. */
enum sp_status sp_store_out_newest(struct sp_store *st, int64_t mail,
				   enum sp_out_kind kind, int64_t *made,
				   struct sp_err *err) SP_CHECKED;
/* Lease the next due row for lease_s seconds in a transaction of its own;
 * SP_NONE when nothing is due. mail 0: of any mail. Two processes never hold
 * the same lease; one whose owner died ends by itself. */
enum sp_status sp_store_out_lease(struct sp_store *st, int64_t mail,
				  int64_t now, unsigned lease_s,
				  struct sp_out **o, struct sp_err *err)
				  SP_CHECKED;
/* A transaction of its own: sent, or failed and due again at next (0: dead).
 * A row withdrawn meanwhile has left all the same, and is sent; one that is
 * not pending any more ignores a failure. SP_NONE: no such row. */
enum sp_status sp_store_out_sent(struct sp_store *st, int64_t id, int64_t now,
				 struct sp_err *err) SP_CHECKED;
/* [tx] The same as part of a larger change. */
enum sp_status sp_store_out_mark_sent(struct sp_store *st, int64_t id,
				      int64_t now, struct sp_err *err)
				      SP_CHECKED;
enum sp_status sp_store_out_failed(struct sp_store *st, int64_t id,
				   int64_t next, const char *cause,
				   struct sp_err *err) SP_CHECKED;
/* A transaction of its own: withdrawn, because there is nothing or nobody left
 * to send. */
enum sp_status sp_store_out_gone(struct sp_store *st, int64_t id,
				 const char *cause, struct sp_err *err)
				 SP_CHECKED;
/* [tx] Take back what has not left: pending rows of a mail and kind. *n gets
 * how many; rows that were sent or are leased are left alone. */
enum sp_status sp_store_out_withdraw(struct sp_store *st, int64_t mail,
				     enum sp_out_kind kind, unsigned *n,
				     struct sp_err *err) SP_CHECKED;
/* [tx] The same for all mails of a case. */
enum sp_status sp_store_out_withdraw_case(struct sp_store *st, int64_t case_id,
					  enum sp_out_kind kind, unsigned *n,
					  struct sp_err *err) SP_CHECKED;
/* What is still to leave with a payload, and whether some of that is being
 * sent just now. */
enum sp_status sp_store_out_of_payload(struct sp_store *st, int64_t payload,
				       int64_t now, unsigned *pending,
				       gboolean *leased,
				       struct sp_err *err) SP_CHECKED;
enum sp_status sp_store_out_counts(struct sp_store *st, unsigned *pending,
				   unsigned *failing, unsigned *dead,
				   struct sp_err *err) SP_CHECKED;
/* What is still to be sent and what was given up, by time due. */
enum sp_status sp_store_out_list(struct sp_store *st,
				 enum sp_status (*each)(const struct sp_out *,
							void *),
				 void *arg, struct sp_err *err) SP_CHECKED;

/* A mail that a member, or somebody outside, did not get. */
struct sp_missed {
	char ref[12];		/* "": no mail is behind it */
	int64_t member;		/* 0: not one of ours */
	int64_t made;
	gboolean dead;		/* given up; else the key could not be used */
};
/* Made after since, oldest first; missed gets struct sp_missed. */
enum sp_status sp_store_out_missed(struct sp_store *st, int64_t since,
				   GArray **missed, struct sp_err *err)
				   SP_CHECKED;

/* Payloads of reminders that have all left: what they say of mail must not
 * outlive it. payloads gets int64_t. */
enum sp_status sp_store_out_spent(struct sp_store *st, GArray **payloads,
				  struct sp_err *err) SP_CHECKED;
/* Was a copy of list mail to that member handed over from ... until? */
enum sp_status sp_store_out_arrived(struct sp_store *st, int64_t member,
				    int64_t from, int64_t until, gboolean *was,
				    struct sp_err *err) SP_CHECKED;

/* --- events -------------------------------------------------------------- */

struct sp_event {
	int64_t seq;
	int64_t at;
	char *actor;		/* "gate", "login:jo", fingerprint */
	char *verb;		/* "arrived", "held", "approved", ... */
	char *ref;		/* or "" */
	char *case_number;	/* or "" */
	GBytes *detail;		/* vault: one line; NULL: none or blanked */
	struct sp_digest detail_digest;
	struct sp_digest mac;
};

/* [tx] Append: detail is sealed and digested here; NULL is none. */
enum sp_status sp_store_event_add(struct sp_store *st, int64_t at,
				  const char *actor, const char *verb,
				  const char *ref, const char *case_number,
				  const char *detail, struct sp_err *err)
				  SP_CHECKED;
enum sp_status sp_store_event_list(struct sp_store *st, const char *ref,
				   enum sp_status (*each)(
					const struct sp_event *, void *),
				   void *arg, struct sp_err *err) SP_CHECKED;
/* Those of one case, the first first. */
enum sp_status sp_store_event_list_case(struct sp_store *st,
					const char *number,
					enum sp_status (*each)(
					     const struct sp_event *, void *),
					void *arg, struct sp_err *err)
					SP_CHECKED;
/* What it says beside its verb; NULL: nothing, or it was blanked; g_free(). */
char *sp_store_event_detail(const struct sp_store *st,
			    const struct sp_event *e);
/* Its MAC in hex, as a head is written; g_free(). */
char *sp_store_event_mac(const struct sp_event *e);
/* Walk the chain. SP_ECHECK names the first broken row. *head is the last MAC
 * in hex (g_free()), of an empty chain zeros; when want is not NULL it must
 * occur in the chain, or the end was cut off: SP_ECHECK. SP_EDATA: want is not
 * 64 hex digits. */
enum sp_status sp_store_event_verify(struct sp_store *st, const char *want,
				     unsigned *count, char **head,
				     struct sp_err *err) SP_CHECKED;
/* The last MAC alone, in hex; g_free(). */
enum sp_status sp_store_event_head(struct sp_store *st, char **head,
				   struct sp_err *err) SP_CHECKED;
/* SP_ECONF when the first event was not made with this secret: what would be
 * written under it, nobody could read later. An empty chain is fine. */
enum sp_status sp_store_secret_check(struct sp_store *st, struct sp_err *err)
				     SP_CHECKED;
/* [tx] Forget the details of a mail's events; the chain still holds. */
enum sp_status sp_store_event_blank(struct sp_store *st, const char *ref,
				    struct sp_err *err) SP_CHECKED;

/* --- housekeeping -------------------------------------------------------- */

/* Mails decided as state before the given time that still have payloads. */
enum sp_status sp_store_expired(struct sp_store *st, enum sp_mail_state state,
				int64_t before, GArray **ids,
				struct sp_err *err) SP_CHECKED;
/* [tx] Blank all of a mail that can be read: payloads, card, envelope, thread,
 * ack key, event details, its words in the index, what was to be sent of it, the
 * title of the case it opened, and, if it was the last readable mail of its
 * case, the addresses of the participants. The rows, their digests and the chain
 * stay. */
enum sp_status sp_store_mail_blank(struct sp_store *st, int64_t id,
				   struct sp_err *err) SP_CHECKED;
/* Delete the bodies of payloads that were dropped. */
enum sp_status sp_store_sweep(struct sp_store *st, struct sp_err *err)
			      SP_CHECKED;
/* Sweep, and what was deleted leaves the file: free pages, then the
 * log. SP_EBUSY when a reader kept the log from being emptied: try again
 * later. */
enum sp_status sp_store_shrink(struct sp_store *st, struct sp_err *err)
			       SP_CHECKED;
/* PRAGMA integrity_check and foreign_key_check. */
enum sp_status sp_store_check(struct sp_store *st, struct sp_err *err)
			      SP_CHECKED;

#endif
