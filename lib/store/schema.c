/* SPDX-License-Identifier: GPL-2.0-or-later */
/* schema.c - the tables, as an append-only list of steps
 *
 * Enumerations are stored as the numbers of the C enumerators, which are
 * therefore never renumbered: the assertions below hold them. Columns are of
 * three kinds, clear, digest and sealed; t/unit/schema.c knows each by name. */
#include "lib/store/internal.h"

#include <sqlite3.h>

G_STATIC_ASSERT(SP_MAIL_UNOPENED == 0 && SP_MAIL_HELD == 1 &&
		SP_MAIL_ACCEPTED == 2 && SP_MAIL_REJECTED == 3 &&
		SP_MAIL_DISCARDED == 4 && SP_MAIL_FILED == 5);
G_STATIC_ASSERT(SP_ACK_STATE_UNDECIDED == 0 && SP_ACK_STATE_DUE == 1 &&
		SP_ACK_STATE_SENT == 2 && SP_ACK_STATE_NONE == 3);
G_STATIC_ASSERT(SP_PAYLOAD_ORIGINAL == 0 && SP_PAYLOAD_NOTICE == 1 &&
		SP_PAYLOAD_POST == 2 && SP_PAYLOAD_LETTER == 3);
G_STATIC_ASSERT(SP_OUT_NOTICE == 0 && SP_OUT_POST == 1 && SP_OUT_NOKEY == 2 &&
		SP_OUT_ACK == 3 && SP_OUT_LETTER == 4 && SP_OUT_CIRCULAR == 5 &&
		SP_OUT_REPLY == 6 && SP_OUT_REMINDER == 7 && SP_OUT_ANSWER == 8 &&
		SP_OUT_HANDLED == 9 && SP_OUT_WRITTEN == 10 &&
		SP_OUT_HELD_BACK == 11 && SP_OUT_URGENT == 12 &&
		SP_OUT_ASIDE == 13 && SP_OUT_EMBARGO == 14 &&
		SP_OUT_SHARED == 15);
G_STATIC_ASSERT(SP_OUT_PENDING == 0 && SP_OUT_SENT == 1 && SP_OUT_DEAD == 2 &&
		SP_OUT_WITHDRAWN == 3);
G_STATIC_ASSERT(SP_OWNER_MEMBER == 0 && SP_OWNER_LIST == 1 &&
		SP_OWNER_ARCHIVE == 2);
G_STATIC_ASSERT(SP_KEY_USABLE == 0 && SP_KEY_EXPIRED == 1 &&
		SP_KEY_REVOKED == 2 && SP_KEY_MISSING == 3 &&
		SP_KEY_NO_ENCRYPTION == 4);
G_STATIC_ASSERT(SP_KIND_CORE == 0 && SP_KIND_VENDOR == 1 &&
		SP_KIND_MAINTAINER == 2 && SP_KIND_COORDINATOR == 3);
G_STATIC_ASSERT(SP_ROLE_MODERATOR == 1 && SP_ROLE_ADMIN == 2 &&
		SP_ROLE_REVIEWER == 4 && SP_ROLE_GATEKEEPER == 8 &&
		SP_ROLE_CVE == 16);

/* A body is rows of its own: one large value would be written twice, first as
 * zeros, or held in memory whole. */
static const char payload_tables[] =
	"CREATE TABLE payload ("
	" id INTEGER PRIMARY KEY,"
	" kind INTEGER NOT NULL CHECK (kind BETWEEN 0 AND 4),"
	" made INTEGER NOT NULL,"
	" size INTEGER NOT NULL CHECK (size >= 0)) STRICT;"
	"CREATE INDEX payload_dropped ON payload (id) WHERE kind = 4;"
	"CREATE TABLE piece ("
	" payload INTEGER NOT NULL REFERENCES payload ON DELETE CASCADE,"
	" seq INTEGER NOT NULL CHECK (seq >= 0),"
	" bytes BLOB NOT NULL,"
	" UNIQUE (payload, seq)) STRICT;"
	"CREATE TABLE envelope ("
	" payload INTEGER NOT NULL REFERENCES payload ON DELETE CASCADE,"
	" fingerprint TEXT NOT NULL CHECK (length(fingerprint) = 40),"
	" pkesk BLOB NOT NULL,"
	" PRIMARY KEY (payload, fingerprint)) STRICT, WITHOUT ROWID;";

static const char case_tables[] =
	"CREATE TABLE cases ("
	" id INTEGER PRIMARY KEY,"
	" prefix TEXT NOT NULL,"
	" year INTEGER NOT NULL,"
	" serial INTEGER NOT NULL CHECK (serial > 0),"
	" number TEXT NOT NULL UNIQUE,"
	" ref TEXT NOT NULL UNIQUE CHECK (length(ref) = 11),"
	" opened INTEGER NOT NULL,"
	" state TEXT NOT NULL CHECK (state IN ('new', 'acknowledged',"
	"  'triaged', 'fixing', 'ready', 'published', 'closed')),"
	" title BLOB,"
	" UNIQUE (prefix, year, serial)) STRICT;"
	"CREATE TABLE participant ("
	" id INTEGER PRIMARY KEY,"
	" case_id INTEGER NOT NULL REFERENCES cases,"
	" kind TEXT NOT NULL CHECK (kind <> ''),"
	" address BLOB,"
	" digest BLOB NOT NULL CHECK (length(digest) = 32),"
	" token BLOB,"
	" token_digest BLOB NOT NULL CHECK (length(token_digest) = 32),"
	" remember INTEGER NOT NULL CHECK (remember IN (0, 1)),"
	" pinned TEXT NOT NULL CHECK (length(pinned) IN (0, 40)),"
	" pinned_at INTEGER NOT NULL,"
	" key_data BLOB,"
	" UNIQUE (case_id, digest)) STRICT;"
	"CREATE INDEX participant_token ON participant (token_digest);";

/* envelope is set on arrival and blanked last: while it is there, something
 * of the mail can still be read. Each arrival pays for each index twice, and
 * for two commits' pages: so those of decided mail leave it out. Rows are never
 * deleted, here and in cases and outbox, and so no id is used again. */
static const char mail_tables[] =
	"CREATE TABLE mail ("
	" id INTEGER PRIMARY KEY,"
	" ref TEXT NOT NULL UNIQUE CHECK (length(ref) = 11),"
	" arrived INTEGER NOT NULL,"
	" state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 5),"
	" digest BLOB NOT NULL UNIQUE CHECK (length(digest) = 32),"
	" sender BLOB NOT NULL CHECK (length(sender) = 32),"
	" size_class INTEGER NOT NULL CHECK (size_class BETWEEN 0 AND 63),"
	" role INTEGER NOT NULL CHECK (role BETWEEN 0 AND 15),"
	" rank INTEGER NOT NULL CHECK (rank BETWEEN 0 AND 15),"
	" why INTEGER NOT NULL CHECK (why BETWEEN 0 AND 4294967295),"
	" repeats INTEGER NOT NULL CHECK (repeats >= 0),"
	" attempts INTEGER NOT NULL CHECK (attempts >= 0),"
	" original INTEGER REFERENCES payload ON DELETE SET NULL,"
	" notice INTEGER REFERENCES payload ON DELETE SET NULL,"
	" post INTEGER REFERENCES payload ON DELETE SET NULL,"
	" envelope BLOB,"
	" card BLOB,"
	" thread BLOB,"
	" report_at INTEGER NOT NULL CHECK (report_at >= 0),"
	" report_len INTEGER NOT NULL CHECK (report_len >= 0),"
	" case_id INTEGER REFERENCES cases,"
	" ack INTEGER NOT NULL CHECK (ack BETWEEN 0 AND 3),"
	" ack_why INTEGER NOT NULL CHECK (ack_why BETWEEN 0 AND 63),"
	" ack_due INTEGER NOT NULL,"
	" ack_at INTEGER NOT NULL,"
	" checks INTEGER NOT NULL,"
	" was_clear INTEGER NOT NULL CHECK (was_clear IN (0, 1)),"
	" ack_key BLOB,"
	" decided INTEGER NOT NULL,"
	" decided_by TEXT NOT NULL,"
	" decision TEXT NOT NULL,"
	" deferred_until INTEGER NOT NULL,"
	" asked INTEGER NOT NULL) STRICT;"
	"CREATE INDEX mail_queue ON mail"
	" (state, rank, arrived, deferred_until);"
	"CREATE INDEX mail_sender ON mail (sender);"
	"CREATE INDEX mail_ack ON mail (ack_due) WHERE ack < 2;"
	"CREATE INDEX mail_expires ON mail (state, decided)"
	" WHERE decided > 0 AND envelope IS NOT NULL;"
	"CREATE INDEX mail_case ON mail (case_id) WHERE case_id IS NOT NULL;"
	"CREATE INDEX mail_original ON mail (original)"
	" WHERE original IS NOT NULL;"
	"CREATE INDEX mail_notice ON mail (notice) WHERE notice IS NOT NULL;"
	"CREATE INDEX mail_post ON mail (post) WHERE post IS NOT NULL;"
	"CREATE TABLE thread ("
	" message_id BLOB PRIMARY KEY CHECK (length(message_id) = 32),"
	" mail INTEGER NOT NULL REFERENCES mail) STRICT, WITHOUT ROWID;";

/* What is counted or remembered to be met once only. */
static const char tally_tables[] =
	"CREATE TABLE ack_log ("
	" at INTEGER NOT NULL,"
	" sender BLOB NOT NULL CHECK (length(sender) = 32),"
	" thread BLOB CHECK (length(thread) = 32)) STRICT;"
	"CREATE INDEX ack_log_at ON ack_log (at);"
	"CREATE INDEX ack_log_sender ON ack_log (sender, at);"
	"CREATE INDEX ack_log_thread ON ack_log (thread, at);"
	"CREATE TABLE short_input ("
	" digest BLOB PRIMARY KEY CHECK (length(digest) = 32),"
	" at INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
	"CREATE TABLE signature ("
	" digest BLOB PRIMARY KEY CHECK (length(digest) = 32),"
	" at INTEGER NOT NULL) STRICT, WITHOUT ROWID;";

/* A fingerprint may stand here as a member's key and as an archive key. */
static const char roster_tables[] =
	"CREATE TABLE member ("
	" id INTEGER PRIMARY KEY AUTOINCREMENT,"
	" address TEXT NOT NULL UNIQUE COLLATE NOCASE CHECK (address <> ''),"
	" name TEXT NOT NULL,"
	" affiliation TEXT NOT NULL,"
	" login TEXT NOT NULL,"
	" roles INTEGER NOT NULL CHECK (roles BETWEEN 0 AND 3),"
	" paused INTEGER NOT NULL CHECK (paused IN (0, 1)),"
	" added INTEGER NOT NULL) STRICT;"
	"CREATE UNIQUE INDEX member_login ON member (login)"
	" WHERE login <> '';"
	"CREATE TABLE pgp_key ("
	" id INTEGER PRIMARY KEY,"
	" owner INTEGER NOT NULL CHECK (owner BETWEEN 0 AND 2),"
	" member INTEGER UNIQUE REFERENCES member ON DELETE CASCADE,"
	" fingerprint TEXT NOT NULL CHECK (length(fingerprint) = 40),"
	" encryption TEXT NOT NULL CHECK (length(encryption) IN (0, 40)),"
	" expires INTEGER NOT NULL,"
	" state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 4),"
	" active INTEGER NOT NULL CHECK (active IN (0, 1)),"
	" added INTEGER NOT NULL,"
	" checked INTEGER NOT NULL,"
	" UNIQUE (owner, fingerprint),"
	" CHECK ((owner = 0) = (member IS NOT NULL))) STRICT;"
	"CREATE UNIQUE INDEX pgp_key_list ON pgp_key (owner)"
	" WHERE owner = 1 AND active = 1;"
	"CREATE TABLE subkey ("
	" pgp_key INTEGER NOT NULL REFERENCES pgp_key ON DELETE CASCADE,"
	" fingerprint TEXT NOT NULL CHECK (length(fingerprint) = 40),"
	" can_sign INTEGER NOT NULL CHECK (can_sign IN (0, 1)),"
	" can_encrypt INTEGER NOT NULL CHECK (can_encrypt IN (0, 1)),"
	" usable INTEGER NOT NULL CHECK (usable IN (0, 1)),"
	" expires INTEGER NOT NULL,"
	" PRIMARY KEY (pgp_key, fingerprint)) STRICT, WITHOUT ROWID;"
	"CREATE INDEX subkey_fingerprint ON subkey (fingerprint);";

/* member is no reference: a row outlives the membership, and its id, which is
 * never used again, then matches nobody. */
static const char outbox_tables[] =
	"CREATE TABLE outbox ("
	" id INTEGER PRIMARY KEY,"
	" kind INTEGER NOT NULL CHECK (kind BETWEEN 0 AND 5),"
	" mail INTEGER REFERENCES mail,"
	" payload INTEGER REFERENCES payload ON DELETE SET NULL,"
	" member INTEGER NOT NULL,"
	" recipient BLOB,"
	" encryption TEXT NOT NULL CHECK (length(encryption) IN (0, 40)),"
	" made INTEGER NOT NULL,"
	" due INTEGER NOT NULL,"
	" attempts INTEGER NOT NULL CHECK (attempts >= 0),"
	" state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 3),"
	" cause TEXT NOT NULL,"
	" sent INTEGER NOT NULL DEFAULT 0,"
	" lease_until INTEGER NOT NULL DEFAULT 0,"
	" lease_boot TEXT NOT NULL DEFAULT '',"
	" lease_space TEXT NOT NULL DEFAULT '',"
	" lease_pid INTEGER NOT NULL DEFAULT 0) STRICT;"
	"CREATE INDEX outbox_due ON outbox (due) WHERE state = 0;"
	"CREATE INDEX outbox_dead ON outbox (due) WHERE state = 2;"
	"CREATE INDEX outbox_mail ON outbox (mail, due)"
	" WHERE mail IS NOT NULL;"
	"CREATE INDEX outbox_payload ON outbox (payload)"
	" WHERE payload IS NOT NULL;";

static const char event_tables[] =
	"CREATE TABLE event ("
	" seq INTEGER PRIMARY KEY CHECK (seq > 0),"
	" at INTEGER NOT NULL,"
	" actor TEXT NOT NULL,"
	" verb TEXT NOT NULL CHECK (verb <> ''),"
	" ref TEXT NOT NULL,"
	" case_number TEXT NOT NULL,"
	" detail BLOB,"
	" detail_digest BLOB NOT NULL CHECK (length(detail_digest) = 32),"
	" mac BLOB NOT NULL CHECK (length(mac) = 32)) STRICT;"
	"CREATE INDEX event_ref ON event (ref) WHERE ref <> '';";

static const char *const version_1[] = {
	payload_tables, case_tables, mail_tables, tally_tables, roster_tables,
	outbox_tables, event_tables, NULL
};

/* told: what was last said of the key, a number of the gate's. retires: when a
 * former key of the list stops opening mail; 0 in all other rows, and once it
 * has. */
static const char key_columns[] =
	"ALTER TABLE pgp_key ADD COLUMN told INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE pgp_key ADD COLUMN retires INTEGER NOT NULL DEFAULT 0"
	" CHECK (retires >= 0 AND (retires = 0 OR (owner = 1 AND active = 0)));";

static const char *const version_2[] = { key_columns, NULL };

/* A CHECK cannot be changed in place, so that the outbox is made anew, for
 * further kinds of mail; the numbers of its rows stay. */
static const char outbox_kinds[] =
	"DROP INDEX outbox_due;"
	"DROP INDEX outbox_dead;"
	"DROP INDEX outbox_mail;"
	"DROP INDEX outbox_payload;"
	"ALTER TABLE outbox RENAME TO outbox_2;"
	"CREATE TABLE outbox ("
	" id INTEGER PRIMARY KEY,"
	" kind INTEGER NOT NULL CHECK (kind BETWEEN 0 AND 15),"
	" mail INTEGER REFERENCES mail,"
	" payload INTEGER REFERENCES payload ON DELETE SET NULL,"
	" member INTEGER NOT NULL,"
	" recipient BLOB,"
	" encryption TEXT NOT NULL CHECK (length(encryption) IN (0, 40)),"
	" made INTEGER NOT NULL,"
	" due INTEGER NOT NULL,"
	" attempts INTEGER NOT NULL CHECK (attempts >= 0),"
	" state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 3),"
	" cause TEXT NOT NULL,"
	" sent INTEGER NOT NULL DEFAULT 0,"
	" lease_until INTEGER NOT NULL DEFAULT 0,"
	" lease_boot TEXT NOT NULL DEFAULT '',"
	" lease_space TEXT NOT NULL DEFAULT '',"
	" lease_pid INTEGER NOT NULL DEFAULT 0) STRICT;"
	"INSERT INTO outbox SELECT * FROM outbox_2;"
	"DROP TABLE outbox_2;"
	"CREATE INDEX outbox_due ON outbox (due) WHERE state = 0;"
	"CREATE INDEX outbox_dead ON outbox (due) WHERE state = 2;"
	"CREATE INDEX outbox_mail ON outbox (mail, due)"
	" WHERE mail IS NOT NULL;"
	"CREATE INDEX outbox_payload ON outbox (payload)"
	" WHERE payload IS NOT NULL;";

/* ref: by which a reporter knows the case, their own mail's. adopted: when a
 * person vouched for the pinned key. answered: when a person's first mail to a
 * reporter left. */
static const char conversation_columns[] =
	"ALTER TABLE participant ADD COLUMN ref TEXT NOT NULL DEFAULT ''"
	" CHECK (length(ref) IN (0, 11));"
	"ALTER TABLE participant ADD COLUMN adopted INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE cases ADD COLUMN answered INTEGER NOT NULL DEFAULT 0;";

/* reminded: when the person last got a reminder. away_from and away_until: out
 * of office, until before the latter; both 0 is not. told_at: when told last
 * came to say something worse. */
static const char reminder_columns[] =
	"ALTER TABLE member ADD COLUMN reminded INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE member ADD COLUMN away_from INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE member ADD COLUMN away_until INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE pgp_key ADD COLUMN told_at INTEGER NOT NULL DEFAULT 0;"
	"CREATE INDEX outbox_missed ON outbox (made)"
	" WHERE kind = 2 OR state = 2;";

/* carried: how far the commands in a mail have got. */
static const char command_columns[] =
	"ALTER TABLE mail ADD COLUMN carried INTEGER NOT NULL DEFAULT 0"
	" CHECK (carried >= 0);";

/* bouncing: since when mail to the member comes back; 0: it does not. Days are
 * counted since the epoch. */
static const char bounce_tables[] =
	"ALTER TABLE member ADD COLUMN bouncing INTEGER NOT NULL DEFAULT 0;"
	"CREATE INDEX outbox_spent ON outbox (payload)"
	" WHERE kind = 7 AND payload IS NOT NULL;"
	"CREATE TABLE bounce ("
	" member INTEGER NOT NULL REFERENCES member ON DELETE CASCADE,"
	" day INTEGER NOT NULL,"
	" permanent INTEGER NOT NULL CHECK (permanent IN (0, 1)),"
	" PRIMARY KEY (member, day)) STRICT, WITHOUT ROWID;";

static const char *const version_3[] = {
	outbox_kinds, conversation_columns, reminder_columns, command_columns,
	bounce_tables, NULL
};

/* In which mail and in which title a word stands: the beginning of its keyed
 * digest. No index leads from a mail to its words: only who forgets one needs
 * it, and each approval would write all of them twice. */
static const char word_tables[] =
	"CREATE TABLE word ("
	" digest BLOB NOT NULL CHECK (length(digest) = 8),"
	" mail INTEGER NOT NULL REFERENCES mail,"
	" PRIMARY KEY (digest, mail)) STRICT, WITHOUT ROWID;"
	"CREATE TABLE title_word ("
	" digest BLOB NOT NULL CHECK (length(digest) = 8),"
	" case_id INTEGER NOT NULL REFERENCES cases,"
	" PRIMARY KEY (digest, case_id)) STRICT, WITHOUT ROWID;";

/* One row, once there are events: where their chain ends. */
static const char tail_table[] =
	"CREATE TABLE event_tail ("
	" id INTEGER PRIMARY KEY CHECK (id = 1),"
	" mac BLOB NOT NULL CHECK (length(mac) = 32)) STRICT;";

/* What is known of a case is told from its events. brief: the little of it
 * that a list of cases shows; NULL: to be told anew. */
static const char case_columns[] =
	"CREATE INDEX event_case ON event (case_number)"
	" WHERE case_number <> '';"
	"ALTER TABLE cases ADD COLUMN brief BLOB;"
	"CREATE INDEX case_untold ON cases (id) WHERE brief IS NULL;";

/* duties: roles beside those in roles, whose CHECK ends there. subsystems: words
 * with a comma between. accepted: when the person agreed to the policy, and to
 * which. compared: when somebody compared the fingerprint with its owner. */
static const char people_columns[] =
	"ALTER TABLE member ADD COLUMN duties INTEGER NOT NULL DEFAULT 0"
	" CHECK (duties BETWEEN 0 AND 255);"
	"ALTER TABLE member ADD COLUMN kind INTEGER NOT NULL DEFAULT 0"
	" CHECK (kind BETWEEN 0 AND 15);"
	"ALTER TABLE member ADD COLUMN subsystems TEXT NOT NULL DEFAULT '';"
	"ALTER TABLE member ADD COLUMN accepted INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE member ADD COLUMN accepted_policy TEXT NOT NULL DEFAULT ''"
	" CHECK (length(accepted_policy) IN (0, 64));"
	"ALTER TABLE member ADD COLUMN compared INTEGER NOT NULL DEFAULT 0;";

/* voucher is no reference: what somebody vouched for outlives their own
 * membership, and ids of members are never used again. */
static const char vouch_table[] =
	"CREATE TABLE vouch ("
	" member INTEGER NOT NULL REFERENCES member ON DELETE CASCADE,"
	" voucher INTEGER NOT NULL CHECK (voucher <> member),"
	" address TEXT NOT NULL CHECK (address <> ''),"
	" at INTEGER NOT NULL,"
	" PRIMARY KEY (member, voucher)) STRICT, WITHOUT ROWID;";

/* Of both kinds of reminders. */
static const char urgent_reminders[] =
	"DROP INDEX outbox_spent;"
	"CREATE INDEX outbox_spent ON outbox (payload)"
	" WHERE kind IN (7, 12) AND payload IS NOT NULL;";

/* Of a letter about no mail, or in another case than its mail's. */
static const char letter_column[] =
	"ALTER TABLE outbox ADD COLUMN case_id INTEGER REFERENCES cases;";

/* The public number of a case, from its publication on. */
static const char bulletin_table[] =
	"CREATE TABLE bulletin ("
	" case_id INTEGER PRIMARY KEY REFERENCES cases,"
	" year INTEGER NOT NULL,"
	" serial INTEGER NOT NULL CHECK (serial > 0),"
	" UNIQUE (year, serial)) STRICT;";

static const char *const version_4[] = {
	bulletin_table,
	word_tables, case_columns, people_columns, vouch_table,
	urgent_reminders, letter_column, tail_table, NULL
};

/* One entry per version, oldest first. Never edit a released one. */
static const char *const *const steps[] = {
	version_1, version_2, version_3, version_4,
};

#define NEWEST ((int)G_N_ELEMENTS(steps))

enum sp_status
sp_store_version(struct sp_store *st, int *version, struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_VERSION);
	enum sp_status r;

	if ((r = sp_query_row(&q, err)) != SP_OK)
		return r;
	*version = (int)sp_column_int(&q);
	if (*version > NEWEST)
		return sp_fail(err, SP_ECONF, "store: schema %d is newer than "
			       "this program's %d: %s needs the program that "
			       "wrote it", *version, NEWEST, st->path);
	return SP_OK;
}

static enum sp_status
apply(struct sp_store *st, int from, struct sp_err *err)
{
	const char *const *part;
	char bump[40];
	enum sp_status r = SP_OK;
	int i;

	for (i = from; r == SP_OK && i < NEWEST; i++)
		for (part = steps[i]; r == SP_OK && *part; part++)
			r = sp_store_exec(st, *part, err);
	if (r != SP_OK)
		return r;
	/* The one text made at run time: an integer of ours (STYLE, SQL). */
	g_snprintf(bump, sizeof(bump), "PRAGMA user_version = %d", NEWEST);
	return sp_store_exec(st, bump, err);
}

/* Two openers may race here: the version that counts is read inside. */
enum sp_status
sp_store_migrate(struct sp_store *st, struct sp_err *err)
{
	enum sp_status r;
	int version = 0;

	if ((r = sp_store_version(st, &version, err)) != SP_OK ||
	    version == NEWEST)
		return r;
	if ((r = sp_store_begin(st, err)) != SP_OK)
		return r;
	r = sp_store_version(st, &version, err);
	if (r == SP_OK)
		r = apply(st, version, err);
	if (r == SP_OK && version < 4)
		r = sp_store_event_end(st, err);
	if (r == SP_OK)
		r = sp_store_commit(st, err);
	sp_store_rollback(st);
	return r;
}
