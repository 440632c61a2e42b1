/* SPDX-License-Identifier: GPL-2.0-or-later */
/* internal.h - what the files of the store share: the closed list of
 * statements, and one way to run them
 *
 * A struct query is one use of one statement: values are bound in order,
 * columns are read in order, and the end of the block resets it. Mistakes in
 * between (a failed bind, too few values) surface at the step. */
#ifndef SP_STORE_INTERNAL_H
#define SP_STORE_INTERNAL_H

#include "lib/store/store.h"

#include <sqlite3.h>
#include <sys/types.h>

enum stmt {
	/* store.c, schema.c */
	ST_BEGIN, ST_COMMIT, ST_ROLLBACK,
	ST_APPLICATION, ST_VERSION, ST_JOURNAL,
	/* mail.c */
	ST_REF_TAKEN, ST_MAIL_KNOWN, ST_MAIL_ADD, ST_MAIL_BY_DIGEST,
	ST_MAIL_BY_REF, ST_MAIL_BY_ID, ST_MAIL_UPDATE, ST_MAIL_CARRY, ST_MAIL_REPEAT,
	ST_MAIL_QUEUE, ST_MAIL_DEFERRED, ST_MAILS_OF_CASE, ST_ACKS_DUE,
	/* tally.c */
	ST_EARLIER, ST_ACKS_SENDER, ST_ACKS_THREAD, ST_ACKS_LIST, ST_ACK_ADD,
	ST_ACK_PRUNE, ST_SHORT_PRUNE, ST_SHORT_ADD, ST_SIGNATURE_ADD,
	ST_SIGNATURE_SEEN, ST_THREAD_ADD, ST_THREAD_FIND,
	/* payload.c */
	ST_PAYLOAD_ADD, ST_PAYLOAD_SIZE, ST_PIECE_ADD, ST_PIECE,
	ST_ENVELOPE_ADD, ST_ENVELOPE, ST_ENVELOPES, ST_ENVELOPE_KEYS,
	ST_ENVELOPE_DROP, ST_ENVELOPES_DROP, ST_PAYLOAD_RECALL,
	ST_PAYLOAD_DROP, ST_PAYLOAD_STALE, ST_PAYLOADS_OF, ST_PAYLOAD_RESIZE,
	ST_PIECES_DROP,
	/* roster.c, keys.c */
	ST_MEMBER_TAKEN, ST_MEMBER_ADD, ST_MEMBER_BY_ADDRESS,
	ST_MEMBER_BY_SIGNER, ST_MEMBER_BY_LOGIN, ST_MEMBERS, ST_MEMBER_PAUSE,
	ST_BOUNCE_ADD, ST_BOUNCE_PRUNE, ST_BOUNCES, ST_BOUNCES_FORGET,
	ST_MEMBER_BOUNCING, ST_OUT_ARRIVED, ST_OUT_SPENT, ST_MEMBER_AWAY,
	ST_MEMBER_REMIND,
	ST_MEMBER_RECALL, ST_MEMBER_REMOVE, ST_MEMBER_LOGIN_TAKEN,
	ST_MEMBER_CHANGE, ST_MEMBER_ACCEPT, ST_MEMBER_COMPARED, ST_VOUCHED,
	ST_VOUCH_ADD, ST_VOUCHES, ST_GUEST_ADMIT, ST_GUEST_DROP,
	ST_KEY_TAKEN, ST_KEY_ADD, ST_KEY_IDS, ST_KEY_SET, ST_MEMBER_KNOWN,
	ST_KEY_DROP, ST_SUBKEYS_DROP, ST_SUBKEY_ADD, ST_LIST_KEY_RETIRE,
	ST_LIST_KEY_USE, ST_LIST_KEYS, ST_LIST_KEY_DUE, ST_LIST_KEY_OVER,
	ST_LIST_KEYS_OVER, ST_LIST_SIGNER, ST_KEYS_TOLD, ST_KEY_TELL,
	ST_ARCHIVE_KEYS,
	/* cases.c */
	ST_BULLETIN, ST_BULLETIN_NEXT, ST_BULLETIN_ADD,
	ST_CASE_NEXT, ST_CASE_ADD, ST_CASE_BY_NUMBER, ST_CASE_BY_REF,
	ST_CASE_BY_ID, ST_CASES, ST_CASE_ANSWERED, ST_CASE_STATE,
	ST_CASE_BRIEF, ST_CASE_UNTELL, ST_CASES_UNTELL, ST_CASES_UNTOLD,
	ST_PARTICIPANT_PUT,
	ST_PARTICIPANT_ADOPT, ST_PARTICIPANT_REMEMBER, ST_PARTICIPANT,
	ST_PARTICIPANT_BY_TOKEN, ST_PARTICIPANTS, ST_PARTICIPANTS_PINNED,
	/* outbox.c */
	ST_OUT_ADD, ST_OUT_DUE, ST_OUT_DUE_OF_MAIL, ST_OUT_LEASE, ST_OUT_SENT,
	ST_OUT_FAILED, ST_OUT_GONE, ST_OUT_GIVE, ST_OUT_NEWEST,
	ST_OUT_NEWEST_OF_CASE, ST_OUT_KNOWN,
	ST_OUT_OPEN_OF_MAIL, ST_OUT_OPEN_OF_CASE, ST_OUT_LEAVES, ST_OUT_WITHDRAW,
	ST_OUT_COUNTS, ST_OUT_LIST, ST_OUT_OF_PAYLOAD, ST_OUT_MISSED,
	/* events.c */
	ST_EVENT_HEAD, ST_EVENT_TAIL, ST_EVENT_TAIL_SET, ST_EVENT_ADD,
	ST_EVENTS, ST_EVENTS_OF_CASE, ST_EVENTS_OF_REF,
	ST_EVENT_UNTELL, ST_EVENT_BLANK, ST_EVENT_BLANK_ONE,
	ST_PARTICIPANT_FORGET, ST_OUTS_OF_CASE, ST_OUT_FORGET, ST_MAIL_REDACT,
	ST_WORD_FORGET, ST_CASE_RETITLE,
	/* index.c */
	ST_WORD_ADD, ST_TITLE_WORD_ADD, ST_WORD_MAILS, ST_WORD_TITLES,
	ST_WORD_CASES, ST_MAIL_CASES, ST_TITLE_WORDS_DROP,
	ST_WORDS_ANY, ST_INDEX_DROP, ST_TITLES_DROP,
	/* sweep.c */
	ST_EXPIRED, ST_PAYLOAD_SWEEP, ST_MAIL_PAYLOADS_DROP, ST_MAIL_RECALL,
	ST_MAIL_FORGET, ST_MAIL_BLANK, ST_WORDS_DROP, ST_TITLE_WORDS_BLANK,
	ST_TITLE_BLANK, ST_CASE_BLANK,
	ST_PARTICIPANTS_BLANK, ST_CHECKPOINT, ST_FREE_PAGES, ST_SHRINK,
	ST_BACKUP, ST_INTEGRITY, ST_REFERENCES,
	ST_COUNT
};

/* The text of each; statements.c. */
extern const char *const sp_store_sql[ST_COUNT];

/* How long to wait for another process's transaction. */
#define SP_STORE_BUSY_MS 30000

struct sp_store {
	sqlite3 *db;
	const struct sp_vault *vault;
	char *path;
	pid_t owner;		/* a connection must not cross a fork */
	gboolean lost;		/* a write failed: nothing more is tried */
	int log_pages;		/* in the log, as far as we know */
	/* See sp_store_settle(). */
	enum sp_status (*settle)(void *arg, struct sp_err *err);
	void *settle_arg;
	gboolean unsettled;	/* this transaction added an event of a case */
	char *boot;		/* of this machine, for leases */
	char *space;		/* of this process's ids, for leases */
	sqlite3_stmt *stmts[ST_COUNT];
};

/* --- store.c ------------------------------------------------------------- */

/* Connect to an existing file; the schema is not looked at yet. */
enum sp_status sp_store_connect(const char *path, const struct sp_vault *vault,
				struct sp_store **st, struct sp_err *err)
				SP_CHECKED;
/* Ours, and not from the future? Nothing is written before this is known. */
enum sp_status sp_store_recognise(struct sp_store *st, struct sp_err *err)
				  SP_CHECKED;

/* --- query.c ------------------------------------------------------------- */

struct query {
	struct sp_store *st;
	sqlite3_stmt *stmt;
	int rc;			/* the first thing that went wrong */
	const char *why;	/* our own complaint, when rc is not SQLite's */
	int bound;
	int column;
	gboolean cut;		/* a text holds a NUL: it was read up to that */
};

struct query sp_query(struct sp_store *st, enum stmt which);
/* Prepare a statement that will be used soon. */
void sp_query_prepare(struct sp_store *st, enum stmt which);
void sp_query_end(struct query *q);
#define g_auto_query __attribute__((cleanup(sp_query_end)))

void sp_bind_int(struct query *q, int64_t value);
void sp_bind_id(struct query *q, int64_t id);		/* 0 becomes NULL */
void sp_bind_text(struct query *q, const char *text);	/* NULL becomes "" */
void sp_bind_bytes(struct query *q, GBytes *bytes);	/* NULL stays NULL */
void sp_bind_blob(struct query *q, const void *bytes, size_t n);
void sp_bind_digest(struct query *q, const struct sp_digest *d);

/* Step to a row; SP_NONE when there is none left. */
enum sp_status sp_query_row(struct query *q, struct sp_err *err) SP_CHECKED;
/* Run to the end. */
enum sp_status sp_query_run(struct query *q, struct sp_err *err) SP_CHECKED;
/* Run a change; SP_NONE unless it changed a row. */
enum sp_status sp_query_change(struct query *q, struct sp_err *err) SP_CHECKED;

int64_t sp_column_int(struct query *q);			/* NULL reads as 0 */
char *sp_column_text(struct query *q);			/* g_free() */
void sp_column_copy(struct query *q, char *to, size_t size);
GBytes *sp_column_bytes(struct query *q);		/* NULL reads as NULL */
/* The bytes where they are, until the next step; *n receives how many. */
const void *sp_column_borrow(struct query *q, size_t *n);
void sp_column_digest(struct query *q, struct sp_digest *d);

/* Turn the last SQLite failure into a status; doing is a short phrase. */
enum sp_status sp_store_fail(struct sp_store *st, int rc, const char *doing,
			     struct sp_err *err);
/* Is there a transaction to write in? SP_EIO names the caller's mistake. */
enum sp_status sp_store_writing(struct sp_store *st, struct sp_err *err)
				SP_CHECKED;
/* And is there none? For what brings its own. */
enum sp_status sp_store_idle(struct sp_store *st, struct sp_err *err)
			     SP_CHECKED;

/* --- store.c, schema.c --------------------------------------------------- */

enum sp_status sp_store_exec(struct sp_store *st, const char *sql,
			     struct sp_err *err) SP_CHECKED;
enum sp_status sp_store_migrate(struct sp_store *st, struct sp_err *err)
				SP_CHECKED;
/* SP_ECONF when it is newer than ours. */
enum sp_status sp_store_version(struct sp_store *st, int *version,
				struct sp_err *err) SP_CHECKED;

/* --- events.c ------------------------------------------------------------- */

/* [tx] Write down where the chain ends, of a store that does not say it yet. */
enum sp_status sp_store_event_end(struct sp_store *st, struct sp_err *err)
				  SP_CHECKED;

/* --- tail.c -------------------------------------------------------------- */

/* [tx] The chain of events ends with that one. */
enum sp_status sp_store_tail_set(struct sp_store *st, int64_t seq,
				 const struct sp_digest *mac,
				 struct sp_err *err) SP_CHECKED;
/* What was written of it; q is ST_EVENT_TAIL, and while it is open, nothing
 * that others write is seen. */
enum sp_status sp_store_tail_read(struct query *q, struct sp_digest *left,
				  struct sp_err *err) SP_CHECKED;
/* Does it end there? seq and mac: of the last event there is; 0: there is none.
 * SP_ECHECK: it does not. */
enum sp_status sp_store_tail_check(struct sp_store *st,
				   const struct sp_digest *left, int64_t seq,
				   const struct sp_digest *mac,
				   struct sp_err *err) SP_CHECKED;

/* --- file.c -------------------------------------------------------------- */

/* What must hold of path before SQLite may open it. */
enum sp_status sp_store_file_check(const char *path, struct sp_err *err)
				   SP_CHECKED;
/* An empty private file beside path, for sp_file_publish(); g_free() the name. */
enum sp_status sp_store_file_temp(const char *path, char **temp,
				  struct sp_err *err) SP_CHECKED;

/* --- cases.c -------------------------------------------------------------- */

/* Of a time, in UTC. */
enum sp_status sp_store_year(int64_t at, int *year, struct sp_err *err)
			     SP_CHECKED;

/* --- roster.c, people.c, keys.c ------------------------------------------- */

/* Roles that the column roles holds; the others stand in duties. */
#define SP_FIRST_ROLES (SP_ROLE_MODERATOR | SP_ROLE_ADMIN)
#define SP_DUTIES_SHIFT 2

enum owner { SP_OWNER_MEMBER, SP_OWNER_LIST, SP_OWNER_ARCHIVE };

/* [tx] Insert key and subkeys. SP_EDENIED: that owner has it already. */
enum sp_status sp_store_key_add(struct sp_store *st, enum owner owner,
				int64_t member, const struct sp_key *key,
				int64_t now, struct sp_err *err) SP_CHECKED;

#endif
