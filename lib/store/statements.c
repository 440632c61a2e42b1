/* SPDX-License-Identifier: GPL-2.0-or-later */
/* statements.c - every statement that the program can run
 *
 * Lists of columns that several statements share stand above the table, in
 * the order in which the reader of the row takes them. */
#include "lib/store/index.h"
#include "lib/store/internal.h"

#define MAIL_COLUMNS \
	"id, ref, arrived, state, digest, sender, size_class, role, rank," \
	" why, repeats, attempts, original, notice, post, envelope, card," \
	" thread, report_at, report_len, case_id, ack, ack_why, ack_due," \
	" ack_at, checks, was_clear, ack_key, decided, decided_by," \
	" decision, deferred_until, asked"

/* Those above are set on arrival; this one begins with its default. */
#define MAIL_ROW "SELECT " MAIL_COLUMNS ", carried FROM mail"

#define MEMBER_COLUMNS \
	"SELECT member.id, address, name, affiliation, login, roles," \
	" paused, member.added, reminded, away_from, away_until, bouncing," \
	" duties, kind, subsystems, accepted, accepted_policy, compared," \
	" (SELECT count(*) FROM vouch WHERE vouch.member = member.id)," \
	" pgp_key.fingerprint, encryption, pgp_key.expires, state" \
	" FROM member LEFT JOIN pgp_key ON pgp_key.member = member.id"

#define CASE_COLUMNS \
	"SELECT id, number, ref, opened, state, title, answered, brief" \
	" FROM cases"

#define PARTICIPANT_COLUMNS \
	"SELECT case_id, kind, address, digest, token, token_digest," \
	" remember, pinned, pinned_at, key_data, ref, adopted" \
	" FROM participant"

#define OUT_COLUMNS \
	"SELECT id, kind, mail, payload, member, recipient, encryption," \
	" made, due, attempts, state, cause, case_id, lease_until," \
	" lease_boot, lease_space, lease_pid FROM outbox"

#define EVENT_COLUMNS \
	"SELECT seq, at, actor, verb, ref, case_number, detail," \
	" detail_digest, mac FROM event"

const char *const sp_store_sql[ST_COUNT] = {
	/* --- the file --- */
	[ST_BEGIN] = "BEGIN IMMEDIATE",
	[ST_COMMIT] = "COMMIT",
	[ST_ROLLBACK] = "ROLLBACK",
	[ST_APPLICATION] = "PRAGMA application_id",
	[ST_VERSION] = "PRAGMA user_version",
	[ST_JOURNAL] = "PRAGMA journal_mode = WAL",

	/* --- mail --- */
	[ST_REF_TAKEN] = "SELECT 1 FROM mail WHERE ref = ?1",
	[ST_MAIL_KNOWN] = "SELECT id FROM mail WHERE digest = ?1",
	[ST_MAIL_ADD] =
		"INSERT INTO mail (" MAIL_COLUMNS ") VALUES (NULL, ?1, ?2, ?3,"
		" ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16,"
		" ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28,"
		" ?29, ?30, ?31, ?32)",
	[ST_MAIL_BY_DIGEST] =
		MAIL_ROW " WHERE digest = ?1",
	[ST_MAIL_BY_REF] = MAIL_ROW " WHERE ref = ?1",
	[ST_MAIL_BY_ID] = MAIL_ROW " WHERE id = ?1",
	[ST_MAIL_UPDATE] =
		/* A row read before the transaction may be behind: what others
		 * counted meanwhile stays, and what was acknowledged, or will
		 * not be, is not to be acknowledged again. */
		"UPDATE mail SET state = ?3, size_class = ?4, role = ?5,"
		" rank = ?6, why = ?7, repeats = max(repeats, ?8),"
		" attempts = ?9, notice = ?10, post = ?11, card = ?12,"
		" thread = ?13, report_at = ?14, report_len = ?15,"
		" case_id = ?16, ack = CASE WHEN ack >= 2 THEN ack ELSE ?17 END,"
		" ack_why = CASE WHEN ack >= 2 THEN ack_why ELSE ?18 END,"
		" ack_due = ?19,"
		" ack_at = CASE WHEN ack >= 2 THEN ack_at ELSE ?20 END,"
		" checks = ?21, was_clear = ?22, ack_key = ?23,"
		" decided = ?24, decided_by = ?25, decision = ?26,"
		" deferred_until = ?27, asked = ?28"
		" WHERE id = ?1 AND state = ?2",
	[ST_MAIL_CARRY] =
		"UPDATE mail SET carried = ?3"
		" WHERE id = ?1 AND carried = ?2 AND state = 0",
	[ST_MAIL_REPEAT] =
		"UPDATE mail SET repeats = repeats + 1 WHERE id = ?1",
	[ST_MAIL_QUEUE] =
		MAIL_ROW
		" WHERE state = ?1 AND deferred_until <= ?2"
		" ORDER BY rank, arrived, deferred_until, id LIMIT ?3",
	[ST_MAIL_DEFERRED] =
		MAIL_ROW
		" WHERE state = ?1 AND deferred_until > ?2"
		" ORDER BY rank, arrived, deferred_until, id LIMIT ?3",
	[ST_MAILS_OF_CASE] =
		"SELECT id FROM mail WHERE case_id = ?1 AND +state = 2"
		" ORDER BY id",
	[ST_ACKS_DUE] =
		"SELECT id FROM mail WHERE ack < 2 AND ack_due <= ?1"
		" ORDER BY ack_due, id",

	/* --- tallies: counts stop where they no longer matter --- */
	[ST_EARLIER] =
		"SELECT count(*) FROM (SELECT 1 FROM mail"
		" WHERE sender = ?1 AND id < ?2 LIMIT 10000)",
	[ST_ACKS_SENDER] =
		"SELECT count(*) FROM (SELECT 1 FROM ack_log"
		" WHERE sender = ?1 AND at > ?2 AND at <= ?3 LIMIT 10000)",
	[ST_ACKS_THREAD] =
		"SELECT count(*) FROM (SELECT 1 FROM ack_log"
		" WHERE thread = ?1 AND at > ?2 AND at <= ?3 LIMIT 10000)",
	[ST_ACKS_LIST] =
		"SELECT count(*) FROM (SELECT 1 FROM ack_log"
		" WHERE at > ?1 AND at <= ?2 LIMIT 100000)",
	[ST_ACK_ADD] =
		"INSERT INTO ack_log (at, sender, thread) VALUES (?1, ?2, ?3)",
	[ST_ACK_PRUNE] = "DELETE FROM ack_log WHERE at < ?1 OR at > ?2",
	[ST_SHORT_PRUNE] = "DELETE FROM short_input WHERE at < ?1 OR at > ?2",
	[ST_SHORT_ADD] =
		"INSERT INTO short_input (digest, at) VALUES (?1, ?2)"
		" ON CONFLICT DO NOTHING",
	[ST_SIGNATURE_ADD] =
		"INSERT INTO signature (digest, at) VALUES (?1, ?2)"
		" ON CONFLICT DO NOTHING",
	[ST_SIGNATURE_SEEN] = "SELECT 1 FROM signature WHERE digest = ?1",
	[ST_THREAD_ADD] =
		"INSERT INTO thread (message_id, mail) VALUES (?1, ?2)"
		" ON CONFLICT DO NOTHING",
	[ST_THREAD_FIND] = "SELECT mail FROM thread WHERE message_id = ?1",

	/* --- payloads --- */
	[ST_PAYLOAD_ADD] =
		"INSERT INTO payload (kind, made, size) VALUES (?1, ?2, ?3)",
	[ST_PAYLOAD_SIZE] =
		"SELECT size FROM payload WHERE id = ?1 AND kind <> 4",
	[ST_PIECE_ADD] =
		"INSERT INTO piece (payload, seq, bytes) VALUES (?1, ?2, ?3)",
	[ST_PIECE] =
		"SELECT bytes FROM piece JOIN payload ON payload.id = payload"
		" WHERE payload = ?1 AND seq = ?2 AND kind <> 4",
	[ST_ENVELOPE_ADD] =
		"INSERT INTO envelope (payload, fingerprint, pkesk)"
		" VALUES (?1, ?2, ?3)",
	[ST_ENVELOPE] =
		"SELECT pkesk FROM envelope"
		" WHERE payload = ?1 AND fingerprint = ?2",
	[ST_ENVELOPES] =
		"SELECT pkesk FROM envelope WHERE payload = ?1"
		" ORDER BY fingerprint",
	[ST_ENVELOPE_KEYS] =
		"SELECT fingerprint FROM envelope WHERE payload = ?1"
		" ORDER BY fingerprint",
	[ST_ENVELOPE_DROP] =
		"DELETE FROM envelope WHERE payload = ?1 AND fingerprint = ?2",
	[ST_PAYLOAD_RECALL] =
		"UPDATE outbox SET state = 3 WHERE payload = ?1 AND state = 0",
	[ST_ENVELOPES_DROP] = "DELETE FROM envelope WHERE payload = ?1",
	[ST_PAYLOAD_DROP] =
		"UPDATE payload SET kind = 4 WHERE id = ?1 AND kind <> 4",
	[ST_PAYLOAD_STALE] =
		"SELECT 1 FROM envelope"
		" JOIN subkey ON subkey.fingerprint = envelope.fingerprint"
		" JOIN pgp_key ON pgp_key.id = subkey.pgp_key"
		" WHERE envelope.payload = ?1 AND pgp_key.owner = 1"
		" AND pgp_key.active = 0 AND pgp_key.retires = 0",
	[ST_PAYLOADS_OF] =
		"SELECT payload.id, payload.kind, coalesce((SELECT state"
		" FROM mail WHERE original = payload.id OR notice = payload.id"
		" OR post = payload.id), -1),"
		" (SELECT count(*) FROM outbox"
		" WHERE outbox.payload = payload.id AND state = 0)"
		" FROM envelope JOIN payload ON payload.id = envelope.payload"
		" WHERE envelope.fingerprint = ?1 AND payload.kind <> 4"
		" ORDER BY payload.id",
	[ST_PAYLOAD_RESIZE] =
		"UPDATE payload SET size = ?2 WHERE id = ?1 AND kind <> 4",
	[ST_PIECES_DROP] = "DELETE FROM piece WHERE payload = ?1",

	/* --- people and keys --- */
	[ST_MEMBER_TAKEN] =
		"SELECT 1 FROM member"
		" WHERE address = ?1 OR (login = ?2 AND login <> '')",
	[ST_MEMBER_ADD] =
		"INSERT INTO member (address, name, affiliation, login, roles,"
		" paused, added, duties, kind, subsystems)"
		" VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
	[ST_MEMBER_BY_ADDRESS] = MEMBER_COLUMNS " WHERE address = ?1",
	[ST_MEMBER_BY_SIGNER] =
		MEMBER_COLUMNS " JOIN subkey ON subkey.pgp_key = pgp_key.id"
		" WHERE subkey.fingerprint = ?1 AND subkey.can_sign = 1"
		" AND owner = 0",
	[ST_MEMBER_BY_LOGIN] =
		MEMBER_COLUMNS " WHERE login = ?1 AND login <> ''",
	[ST_MEMBERS] = MEMBER_COLUMNS " ORDER BY address",
	[ST_MEMBER_PAUSE] = "UPDATE member SET paused = ?2 WHERE id = ?1",
	[ST_MEMBER_AWAY] =
		"UPDATE member SET away_from = ?2, away_until = ?3"
		" WHERE id = ?1",
	[ST_BOUNCE_ADD] =
		"INSERT INTO bounce (member, day, permanent)"
		" VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE"
		" SET permanent = max(permanent, excluded.permanent)",
	[ST_BOUNCE_PRUNE] = "DELETE FROM bounce WHERE day < ?1",
	[ST_BOUNCES] = "SELECT member, day, permanent FROM bounce",
	[ST_BOUNCES_FORGET] = "DELETE FROM bounce WHERE member = ?1",
	[ST_MEMBER_BOUNCING] =
		"UPDATE member SET bouncing = ?3"
		" WHERE id = ?1 AND bouncing = ?2",
	[ST_MEMBER_REMIND] =
		"UPDATE member SET reminded = ?3"
		" WHERE id = ?1 AND reminded = ?2",
	[ST_MEMBER_RECALL] =
		"UPDATE outbox SET state = 3 WHERE member = ?1 AND state = 0",
	[ST_MEMBER_REMOVE] = "DELETE FROM member WHERE id = ?1",
	[ST_MEMBER_LOGIN_TAKEN] =
		"SELECT 1 FROM member WHERE login = ?1 AND login <> ''"
		" AND id <> ?2",
	[ST_MEMBER_CHANGE] =
		"UPDATE member SET name = ?2, affiliation = ?3, login = ?4,"
		" roles = ?5, duties = ?6, kind = ?7, subsystems = ?8"
		" WHERE id = ?1",
	[ST_MEMBER_ACCEPT] =
		"UPDATE member SET accepted = ?3, accepted_policy = ?2"
		" WHERE id = ?1",
	[ST_MEMBER_COMPARED] = "UPDATE member SET compared = ?2 WHERE id = ?1",
	[ST_VOUCHED] =
		"SELECT 1 FROM vouch WHERE member = ?1 AND voucher = ?2",
	[ST_VOUCH_ADD] =
		"INSERT INTO vouch (member, voucher, address, at)"
		" VALUES (?1, ?2, ?3, ?4)",
	[ST_VOUCHES] =
		"SELECT address, at FROM vouch WHERE member = ?1"
		" ORDER BY at, voucher",
	[ST_KEY_TAKEN] =
		"SELECT 1 FROM pgp_key JOIN subkey"
		" ON subkey.pgp_key = pgp_key.id"
		" WHERE owner = ?1 AND subkey.fingerprint = ?2"
		" AND pgp_key.id <> ?3",
	[ST_KEY_ADD] =
		"INSERT INTO pgp_key (owner, member, fingerprint, encryption,"
		" expires, state, active, added, checked)"
		" VALUES (?1, ?2, ?3, ?4, ?5, ?6, 1, ?7, ?7)",
	[ST_KEY_IDS] = "SELECT id, owner FROM pgp_key WHERE fingerprint = ?1",
	[ST_KEY_SET] =
		"UPDATE pgp_key SET encryption = ?2, expires = ?3, state = ?4,"
		" checked = ?5 WHERE id = ?1",
	[ST_MEMBER_KNOWN] = "SELECT 1 FROM member WHERE id = ?1",
	[ST_KEY_DROP] = "DELETE FROM pgp_key WHERE member = ?1",
	[ST_SUBKEYS_DROP] = "DELETE FROM subkey WHERE pgp_key = ?1",
	[ST_SUBKEY_ADD] =
		"INSERT INTO subkey (pgp_key, fingerprint, can_sign,"
		" can_encrypt, usable, expires)"
		" VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
	[ST_LIST_KEY_RETIRE] =
		"UPDATE pgp_key SET active = 0, retires = ?1"
		" WHERE owner = 1 AND active = 1",
	[ST_LIST_KEY_USE] =
		"UPDATE pgp_key SET active = 1, retires = 0"
		" WHERE owner = 1 AND fingerprint = ?1",
	[ST_LIST_KEYS] =
		"SELECT fingerprint, encryption, active, retires FROM pgp_key"
		" WHERE owner = 1 AND (active = 1 OR retires > 0)"
		" ORDER BY active DESC, id DESC",
	[ST_LIST_KEY_DUE] =
		"UPDATE pgp_key SET retires = ?2"
		" WHERE owner = 1 AND fingerprint = ?1 AND retires > 0",
	[ST_LIST_KEY_OVER] =
		"UPDATE pgp_key SET retires = 0"
		" WHERE owner = 1 AND fingerprint = ?1 AND retires > 0",
	[ST_LIST_KEYS_OVER] =
		"SELECT pgp_key.fingerprint, subkey.fingerprint, active,"
		" retires"
		" FROM pgp_key JOIN subkey ON subkey.pgp_key = pgp_key.id"
		" WHERE owner = 1 AND active = 0 AND retires = 0"
		" AND can_encrypt = 1",
	[ST_LIST_SIGNER] =
		"SELECT 1 FROM subkey JOIN pgp_key"
		" ON pgp_key.id = subkey.pgp_key"
		" WHERE owner = 1 AND subkey.fingerprint = ?1",
	[ST_KEYS_TOLD] =
		"SELECT fingerprint, told, told_at, checked, expires, state"
		" FROM pgp_key WHERE active = 1",
	[ST_KEY_TELL] =
		"UPDATE pgp_key SET told = ?2,"
		" told_at = iif(?3 = 0, told_at, ?3) WHERE fingerprint = ?1",
	[ST_ARCHIVE_KEYS] =
		"SELECT id, added, fingerprint, encryption, expires, state"
		" FROM pgp_key WHERE owner = 2 AND active = 1 ORDER BY id",

	/* --- cases --- */
	[ST_BULLETIN] = "SELECT year, serial FROM bulletin WHERE case_id = ?1",
	[ST_BULLETIN_NEXT] =
		"SELECT coalesce(max(serial), 0) + 1 FROM bulletin"
		" WHERE year = ?1",
	[ST_BULLETIN_ADD] =
		"INSERT INTO bulletin (case_id, year, serial)"
		" VALUES (?1, ?2, ?3)",
	[ST_CASE_NEXT] =
		"SELECT coalesce(max(serial), 0) + 1 FROM cases"
		" WHERE prefix = ?1 AND year = ?2",
	[ST_CASE_ADD] =
		"INSERT INTO cases (prefix, year, serial, number, ref, opened,"
		" state, title) VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'new', ?7)",
	[ST_CASE_BY_NUMBER] = CASE_COLUMNS " WHERE number = ?1",
	[ST_CASE_BY_REF] = CASE_COLUMNS " WHERE ref = ?1",
	[ST_CASE_BY_ID] = CASE_COLUMNS " WHERE id = ?1",
	[ST_CASES] = CASE_COLUMNS " ORDER BY id",
	[ST_CASE_STATE] = "UPDATE cases SET state = ?2 WHERE id = ?1",
	[ST_CASE_BRIEF] = "UPDATE cases SET brief = ?2 WHERE id = ?1",
	[ST_CASE_UNTELL] = "UPDATE cases SET brief = NULL WHERE number = ?1",
	[ST_CASES_UNTELL] = "UPDATE cases SET brief = NULL",
	[ST_CASES_UNTOLD] =
		"SELECT id FROM cases INDEXED BY case_untold"
		" WHERE brief IS NULL ORDER BY id DESC LIMIT ?1",
	[ST_CASE_ANSWERED] =
		"UPDATE cases SET answered = ?2,"
		" state = iif(state = 'new', 'acknowledged', state)"
		" WHERE id = ?1 AND answered = 0",
	[ST_PARTICIPANT_PUT] =
		"INSERT INTO participant (case_id, kind, address, digest,"
		" token, token_digest, remember, pinned, pinned_at, key_data,"
		" ref) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)"
		" ON CONFLICT (case_id, digest) DO UPDATE"
		" SET remember = max(remember, excluded.remember),"
		" pinned = iif(key_data IS NULL, excluded.pinned, pinned),"
		" pinned_at = iif(key_data IS NULL OR"
		" remember < excluded.remember, excluded.pinned_at, pinned_at),"
		" key_data = ifnull(key_data, excluded.key_data)",
	[ST_PARTICIPANT_ADOPT] =
		"UPDATE participant SET pinned = ?3, key_data = ?4,"
		" pinned_at = ?5, adopted = ?5"
		" WHERE case_id = ?1 AND digest = ?2",
	[ST_PARTICIPANT_REMEMBER] =
		"UPDATE participant SET remember = 1, pinned_at = ?3"
		" WHERE case_id = ?1 AND digest = ?2 AND remember = 0",
	[ST_PARTICIPANTS] =
		PARTICIPANT_COLUMNS " WHERE case_id = ?1 ORDER BY id",
	[ST_PARTICIPANT] =
		PARTICIPANT_COLUMNS " WHERE case_id = ?1 AND digest = ?2",
	[ST_PARTICIPANT_BY_TOKEN] =
		PARTICIPANT_COLUMNS " WHERE token_digest = ?1 ORDER BY id",
	/* Who was invited may answer with that key. */
	[ST_PARTICIPANTS_PINNED] =
		PARTICIPANT_COLUMNS " WHERE case_id = ?1"
		" AND (remember = 1 OR kind = 'invited')"
		" AND key_data IS NOT NULL",
	[ST_GUEST_ADMIT] =
		"UPDATE participant SET kind = 'guest', remember = 1"
		" WHERE case_id = ?1 AND digest = ?2 AND kind = 'invited'",
	[ST_GUEST_DROP] =
		"DELETE FROM participant WHERE case_id = ?1 AND digest = ?2"
		" AND kind IN ('invited', 'guest')",

	/* --- outbox --- */
	[ST_OUT_ADD] =
		"INSERT INTO outbox (kind, mail, payload, member, recipient,"
		" encryption, made, due, attempts, state, cause, case_id)"
		" VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
	[ST_OUT_DUE] =
		OUT_COLUMNS " WHERE state = 0 AND due <= ?1 ORDER BY due, id",
	[ST_OUT_DUE_OF_MAIL] =
		OUT_COLUMNS " WHERE state = 0 AND due <= ?1 AND mail = ?2"
		" ORDER BY due, id",
	[ST_OUT_LEASE] =
		"UPDATE outbox SET lease_until = ?2, lease_boot = ?3,"
		" lease_space = ?4, lease_pid = ?5"
		" WHERE id = ?1 AND state = 0",
	[ST_OUT_SENT] =
		"UPDATE outbox SET state = 1, sent = ?2, lease_until = 0"
		" WHERE id = ?1 AND state IN (0, 3)",
	[ST_OUT_FAILED] =
		"UPDATE outbox SET attempts = attempts + 1, due = ?2,"
		" state = ?3, cause = ?4, lease_until = 0"
		" WHERE id = ?1 AND state = 0",
	[ST_OUT_GONE] =
		"UPDATE outbox SET state = 3, cause = ?2, lease_until = 0"
		" WHERE id = ?1 AND state = 0",
	[ST_OUT_GIVE] =
		"UPDATE outbox SET payload = ?2, member = ?3, recipient = ?4,"
		" encryption = ?5 WHERE id = ?1 AND state = 0"
		" AND payload IS NULL",
	[ST_OUT_NEWEST] =
		"SELECT coalesce(max(made), 0) FROM outbox"
		" WHERE mail = ?1 AND kind = ?2",
	[ST_OUT_NEWEST_OF_CASE] =
		"SELECT coalesce(max(made), 0) FROM outbox"
		" WHERE case_id = ?1 AND kind = ?2",
	[ST_OUT_KNOWN] = "SELECT 1 FROM outbox WHERE id = ?1",
	[ST_OUT_OPEN_OF_MAIL] =
		OUT_COLUMNS " WHERE state = 0 AND mail = ?1 AND kind = ?2",
	[ST_OUT_OPEN_OF_CASE] =
		OUT_COLUMNS " WHERE state = 0 AND kind = ?2 AND (case_id = ?1"
		" OR (case_id IS NULL AND mail IN"
		" (SELECT id FROM mail WHERE case_id = ?1)))",
	[ST_OUT_LEAVES] =
		"SELECT coalesce(min(due), 0) FROM outbox"
		" WHERE state = 0 AND kind = ?2 AND (case_id = ?1"
		" OR (case_id IS NULL AND mail IN"
		" (SELECT id FROM mail WHERE case_id = ?1)))",
	[ST_OUT_WITHDRAW] =
		"UPDATE outbox SET state = 3 WHERE id = ?1 AND state = 0",
	[ST_OUT_COUNTS] =
		"SELECT (SELECT count(*) FROM outbox WHERE state = 0),"
		" (SELECT count(*) FROM outbox"
		" WHERE state = 0 AND attempts > 0),"
		" (SELECT count(*) FROM outbox WHERE state = 2)",
	[ST_OUT_LIST] =
		OUT_COLUMNS " WHERE state = 0 OR state = 2 ORDER BY due, id",
	[ST_OUT_MISSED] =
		"SELECT coalesce((SELECT ref FROM mail WHERE mail.id = mail),"
		" ''), member, made, state = 2 FROM outbox"
		" WHERE (kind = 2 OR state = 2) AND made > ?1"
		" ORDER BY made, id",
	[ST_OUT_SPENT] =
		"SELECT DISTINCT payload FROM outbox AS o"
		" WHERE kind IN (7, 12) AND payload IS NOT NULL"
		" AND NOT EXISTS (SELECT 1 FROM outbox AS p"
		" WHERE p.payload = o.payload AND p.state = 0)"
		" AND EXISTS (SELECT 1 FROM payload"
		" WHERE payload.id = o.payload AND payload.kind <> 4)",
	[ST_OUT_ARRIVED] =
		"SELECT 1 FROM outbox WHERE kind = 1 AND state = 1"
		" AND member = ?1 AND sent >= ?2 AND sent <= ?3 LIMIT 1",
	[ST_OUT_OF_PAYLOAD] =
		OUT_COLUMNS " WHERE payload = ?1 AND state = 0",

	/* --- events --- */
	[ST_EVENT_TAIL] = "SELECT mac FROM event_tail WHERE id = 1",
	[ST_EVENT_TAIL_SET] =
		"INSERT INTO event_tail (id, mac) VALUES (1, ?1)"
		" ON CONFLICT (id) DO UPDATE SET mac = excluded.mac",
	[ST_EVENT_HEAD] =
		"SELECT seq, mac FROM event ORDER BY seq DESC LIMIT 1",
	[ST_EVENT_ADD] =
		"INSERT INTO event (seq, at, actor, verb, ref, case_number,"
		" detail, detail_digest, mac)"
		" VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
	[ST_EVENTS] = EVENT_COLUMNS " ORDER BY seq",
	[ST_EVENTS_OF_CASE] =
		EVENT_COLUMNS " WHERE case_number = ?1 AND case_number <> ''"
		" ORDER BY seq",
	[ST_EVENTS_OF_REF] =
		EVENT_COLUMNS " WHERE ref = ?1 AND ref <> '' ORDER BY seq",
	[ST_EVENT_UNTELL] =
		"UPDATE cases SET brief = NULL WHERE number IN"
		" (SELECT case_number FROM event"
		" WHERE ref = ?1 AND ref <> '')",
	[ST_EVENT_BLANK] =
		"UPDATE event SET detail = NULL"
		" WHERE ref = ?1 AND ref <> '' AND detail IS NOT NULL",

	/* --- a person who is forgotten --- */
	[ST_EVENT_BLANK_ONE] =
		"UPDATE event SET detail = NULL"
		" WHERE seq = ?1 AND detail IS NOT NULL",
	[ST_PARTICIPANT_FORGET] =
		"UPDATE participant SET address = NULL, token = NULL,"
		" key_data = NULL, remember = 0, pinned = '', pinned_at = 0,"
		" adopted = 0 WHERE case_id = ?1 AND digest = ?2",
	[ST_OUTS_OF_CASE] =
		"SELECT id, recipient FROM outbox WHERE recipient IS NOT NULL"
		" AND (case_id = ?1 OR mail IN"
		" (SELECT id FROM mail WHERE case_id = ?1))",
	[ST_OUT_FORGET] =
		"UPDATE outbox SET recipient = NULL,"
		" state = iif(state = 0, 3, state) WHERE id = ?1",
	[ST_MAIL_REDACT] =
		"UPDATE mail SET envelope = ?2, card = ?3, thread = ?4,"
		" ack_key = ?5 WHERE id = ?1",
	[ST_WORD_FORGET] = "DELETE FROM word WHERE digest = ?1 AND mail = ?2",
	[ST_CASE_RETITLE] = "UPDATE cases SET title = ?2 WHERE id = ?1",

	/* --- index --- */
	[ST_WORD_ADD] =
		"INSERT OR IGNORE INTO word (digest, mail) VALUES (?1, ?2)",
	[ST_TITLE_WORD_ADD] =
		"INSERT OR IGNORE INTO title_word (digest, case_id)"
		" VALUES (?1, ?2)",
	[ST_WORD_MAILS] = "SELECT mail FROM word WHERE digest = ?1 ORDER BY mail",
	[ST_WORD_TITLES] =
		"SELECT case_id FROM title_word WHERE digest = ?1"
		" ORDER BY case_id",
	[ST_WORD_CASES] =
		"SELECT case_id FROM word JOIN mail ON mail.id = word.mail"
		" WHERE word.digest = ?1 AND case_id IS NOT NULL"
		" ORDER BY word.mail DESC LIMIT " G_STRINGIFY(SP_WORD_NEWEST),
	[ST_MAIL_CASES] =
		"SELECT id, case_id FROM mail WHERE case_id IS NOT NULL"
		" AND id NOT IN (SELECT id FROM mail"
		"  WHERE state IN (0, 1, 3, 4, 5))"
		" ORDER BY case_id",
	[ST_WORDS_ANY] =
		"SELECT 1 WHERE EXISTS (SELECT 1 FROM word)"
		" OR EXISTS (SELECT 1 FROM title_word)",
	[ST_INDEX_DROP] = "DELETE FROM word",
	[ST_TITLES_DROP] = "DELETE FROM title_word",
	[ST_TITLE_WORDS_DROP] = "DELETE FROM title_word WHERE case_id = ?1",

	/* --- housekeeping --- */
	[ST_EXPIRED] =
		"SELECT id FROM mail WHERE state = ?1 AND decided > 0"
		" AND decided < ?2 AND envelope IS NOT NULL"
		" ORDER BY decided, id",
	[ST_PAYLOAD_SWEEP] =
		"DELETE FROM payload WHERE id ="
		" (SELECT min(id) FROM payload WHERE kind = 4)",
	[ST_MAIL_PAYLOADS_DROP] =
		"DELETE FROM payload WHERE id IN ("
		"SELECT original FROM mail WHERE id = ?1"
		" UNION SELECT notice FROM mail WHERE id = ?1"
		" UNION SELECT post FROM mail WHERE id = ?1"
		" UNION SELECT payload FROM outbox WHERE mail = ?1)",
	[ST_MAIL_RECALL] =
		"UPDATE outbox SET state = 3 WHERE mail = ?1 AND state = 0",
	[ST_MAIL_FORGET] =
		"UPDATE outbox SET recipient = NULL WHERE mail = ?1",
	[ST_MAIL_BLANK] =
		"UPDATE mail SET envelope = NULL, card = NULL, thread = NULL,"
		" ack_key = NULL, report_at = 0, report_len = 0 WHERE id = ?1",
	[ST_WORDS_DROP] = "DELETE FROM word WHERE mail = ?1",
	[ST_TITLE_WORDS_BLANK] =
		"DELETE FROM title_word WHERE case_id = ?1 AND NOT EXISTS ("
		"SELECT 1 FROM cases WHERE id = ?1 AND title IS NOT NULL)",
	[ST_TITLE_BLANK] = "UPDATE cases SET title = NULL WHERE ref = ?1",
	[ST_CASE_BLANK] =
		"UPDATE cases SET title = NULL WHERE id = ?1 AND NOT EXISTS ("
		"SELECT 1 FROM mail"
		" WHERE case_id = ?1 AND envelope IS NOT NULL)",
	[ST_PARTICIPANTS_BLANK] =
		"UPDATE participant SET address = NULL, token = NULL,"
		" key_data = NULL"
		" WHERE case_id = ?1 AND NOT EXISTS (SELECT 1 FROM mail"
		" WHERE case_id = ?1 AND envelope IS NOT NULL)",
	[ST_CHECKPOINT] = "PRAGMA wal_checkpoint(TRUNCATE)",
	[ST_FREE_PAGES] = "PRAGMA freelist_count",
	[ST_SHRINK] = "PRAGMA incremental_vacuum(1024)",
	[ST_BACKUP] = "VACUUM INTO ?1",
	[ST_INTEGRITY] = "PRAGMA integrity_check(1)",
	[ST_REFERENCES] = "PRAGMA foreign_key_check",
};
