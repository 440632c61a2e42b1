/* SPDX-License-Identifier: GPL-2.0-or-later */
/* store.c - open, create and bracket: the connection and its transactions
 *
 * The file is in WAL mode. The last process to close it does not fold the log
 * into it, since deliveries mostly come alone and would pay three more syncs
 * each; the log is folded in when it has grown too long. */
#include "lib/store/internal.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "lib/base/file.h"

/* "SPRT", in the header of each store of ours. */
#define APPLICATION_ID 0x53505254
#define SPACE_MIN ((uint64_t)64 << 20)
#define MODE_PAUSE_US 2000
#define LOG_PAGE 8192		/* bytes, as below */
/* The log is folded in when it is as long as this, in pages: while gpg works,
 * for that costs no time; before the next transaction; at the end. */
#define FOLD_MEANWHILE 64
#define FOLD_FIRST 256
#define FOLD_LAST 512

/* For each connection, before it touches a table. */
static const char setup[] =
	"PRAGMA synchronous = FULL;"
	"PRAGMA foreign_keys = ON;"
	"PRAGMA secure_delete = ON;"
	"PRAGMA temp_store = MEMORY;"
	"PRAGMA journal_size_limit = 1048576;";

/* Only in an empty file; what is first must be, since the last of these makes
 * it a database. The number is APPLICATION_ID. Pages of 16 KiB
 * make large mail a tenth faster, those of 4 KiB small mail a twentieth: each
 * arrival writes some forty, and reads those of the one before. */
static const char birth[] =
	"PRAGMA page_size = 8192;"
	"PRAGMA auto_vacuum = INCREMENTAL;"
	"PRAGMA application_id = 1397772884;";

static const char read_only[] = "PRAGMA query_only = ON;";

enum sp_status
sp_store_exec(struct sp_store *st, const char *sql, struct sp_err *err)
{
	int rc = sqlite3_exec(st->db, sql, NULL, NULL, NULL);

	if (rc == SQLITE_OK)
		return SP_OK;
	return sp_store_fail(st, rc, "cannot set up", err);
}

/* What a hostile or damaged file could otherwise do to us. */
static void
harden(sqlite3 *db)
{
	static const struct {
		int option;
		int value;
	} options[] = {
		{ SQLITE_DBCONFIG_DEFENSIVE, 1 },
		{ SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0 },
		{ SQLITE_DBCONFIG_ENABLE_TRIGGER, 0 },
		{ SQLITE_DBCONFIG_ENABLE_VIEW, 0 },
		{ SQLITE_DBCONFIG_DQS_DML, 0 },
		{ SQLITE_DBCONFIG_DQS_DDL, 0 },
		{ SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1 },
	};
	size_t i;

	for (i = 0; i < G_N_ELEMENTS(options); i++)
		(void)sqlite3_db_config(db, options[i].option,
					options[i].value, NULL);
}

/* The name of the boot or namespace: leases of another one are judged by it.
 * Unreadable is "", which is like any other name. */
static char *
read_name(const char *file)
{
	char *text = NULL;

	if (!g_file_get_contents(file, &text, NULL, NULL))
		return g_strdup("");
	return g_strstrip(text);
}

static char *
process_space(void)
{
	char *name = g_file_read_link("/proc/self/ns/pid", NULL);

	return name ? name : g_strdup("");
}

/* After each commit. */
static int
note_log(void *store, sqlite3 *db, const char *schema, int pages)
{
	struct sp_store *st = store;

	(void)db;
	(void)schema;
	st->log_pages = pages;
	return SQLITE_OK;
}

/* A lone process reads the whole log when it opens the file and no longer
 * knows what of it was folded in: so the log is kept short, and cut to nothing
 * when it is. Nobody waits for that: with others at work, what can be done now
 * is done, and a later commit does the rest. */
static void
fold(struct sp_store *st, int from)
{
	if (st->log_pages < from || st->lost ||
	    !sqlite3_get_autocommit(st->db))
		return;
	st->log_pages = 0;
	(void)sqlite3_busy_timeout(st->db, 0);
	(void)sqlite3_wal_checkpoint_v2(st->db, "main",
					SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
	(void)sqlite3_busy_timeout(st->db, SP_STORE_BUSY_MS);
}

void
sp_store_meanwhile(struct sp_store *st)
{
	static const enum stmt soon[] = {
		ST_BEGIN, ST_REF_TAKEN, ST_PAYLOAD_ADD, ST_PIECE_ADD,
		ST_ENVELOPE_ADD, ST_MAIL_ADD, ST_MAIL_UPDATE, ST_THREAD_ADD,
		ST_OUT_ADD, ST_EVENT_HEAD, ST_EVENT_ADD, ST_COMMIT,
		ST_WORD_CASES,
	};

	if (st->owner != getpid())
		return;
	fold(st, FOLD_MEANWHILE);
	for (size_t i = 0; i < G_N_ELEMENTS(soon); i++)
		sp_query_prepare(st, soon[i]);
}

/* What others have left in it. */
static int
log_pages(const char *path)
{
	g_autofree char *log = g_strconcat(path, "-wal", NULL);
	struct stat st;

	if (stat(log, &st) != 0)
		return 0;
	return (int)MIN(st.st_size / LOG_PAGE, G_MAXINT);
}

enum sp_status
sp_store_connect(const char *path, const struct sp_vault *vault,
		 struct sp_store **out, struct sp_err *err)
{
	struct sp_store *st = g_new0(struct sp_store, 1);
	enum sp_status r;
	int rc;

	st->vault = vault;
	st->path = g_strdup(path);
	st->owner = getpid();
	st->boot = read_name("/proc/sys/kernel/random/boot_id");
	st->space = process_space();
	st->log_pages = log_pages(path);
	rc = sqlite3_open_v2(path, &st->db, SQLITE_OPEN_READWRITE |
			     SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_NOMUTEX,
			     NULL);
	if (rc != SQLITE_OK) {
		r = sp_store_fail(st, rc, "cannot open", err);
		sp_store_close(st);
		return r;
	}
	(void)sqlite3_busy_timeout(st->db, SP_STORE_BUSY_MS);
	harden(st->db);
	if ((r = sp_store_exec(st, setup, err)) != SP_OK) {
		sp_store_close(st);
		return r;
	}
	(void)sqlite3_wal_hook(st->db, note_log, st);
	*out = st;
	return SP_OK;
}

enum sp_status
sp_store_recognise(struct sp_store *st, struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_APPLICATION);
	enum sp_status r;
	int version;

	if ((r = sp_query_row(&q, err)) != SP_OK)
		return r;
	if (sp_column_int(&q) != APPLICATION_ID)
		return sp_fail(err, SP_ECONF, "store: %s is a database, but "
			       "none of sallyport's", st->path);
	return sp_store_version(st, &version, err);
}

/* What SQLite says when asked for WAL mode: the mode it is in from here on. */
static enum sp_status
ask_for_wal(struct sp_store *st, char **mode, struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_JOURNAL);
	enum sp_status r = sp_query_row(&q, err);

	if (r == SP_OK)
		*mode = sp_column_text(&q);
	return r;
}

/* A backup, restored, is not in WAL mode: so this is said at each open. SQLite
 * changes the mode without its busy handler; of several that open a restored
 * store at once, the late ones wait here. */
static enum sp_status
use_wal(struct sp_store *st, struct sp_err *err)
{
	const gint64 end = g_get_monotonic_time() +
			   SP_STORE_BUSY_MS * (gint64)1000;
	g_autofree char *mode = NULL;
	enum sp_status r;

	while ((r = ask_for_wal(st, &mode, err)) == SP_EBUSY &&
	       g_get_monotonic_time() < end)
		g_usleep(MODE_PAUSE_US);
	if (r != SP_OK)
		return r;
	if (strcmp(mode, "wal") != 0)
		return sp_fail(err, SP_EIO, "store: %s cannot be in WAL mode "
			       "(it is in mode %s)", st->path, mode);
	return SP_OK;
}

static enum sp_status
open_store(const char *path, const struct sp_vault *vault, gboolean query,
	   struct sp_store **out, struct sp_err *err)
{
	struct sp_store *st = NULL;
	enum sp_status r;

	if ((r = sp_store_file_check(path, err)) != SP_OK ||
	    (r = sp_store_connect(path, vault, &st, err)) != SP_OK)
		return r;
	if ((r = sp_store_recognise(st, err)) != SP_OK ||
	    (r = use_wal(st, err)) != SP_OK ||
	    (r = sp_store_migrate(st, err)) != SP_OK ||
	    (query && (r = sp_store_exec(st, read_only, err)) != SP_OK)) {
		sp_store_close(st);
		return r;
	}
	*out = st;
	return SP_OK;
}

enum sp_status
sp_store_open(const char *path, const struct sp_vault *vault,
	      struct sp_store **st, struct sp_err *err)
{
	return open_store(path, vault, FALSE, st, err);
}

enum sp_status
sp_store_open_query(const char *path, const struct sp_vault *vault,
		    struct sp_store **st, struct sp_err *err)
{
	return open_store(path, vault, TRUE, st, err);
}

/* The file grows under another name and gets its own when it is whole: a
 * crash leaves no store or all of it. */
static enum sp_status
build(const char *temp, const struct sp_vault *vault, struct sp_err *err)
{
	struct sp_store *st = NULL;
	enum sp_status r;

	if ((r = sp_store_connect(temp, vault, &st, err)) != SP_OK)
		return r;
	if ((r = sp_store_exec(st, birth, err)) == SP_OK)
		r = sp_store_migrate(st, err);
	sp_store_close(st);
	return r;
}

enum sp_status
sp_store_create(const char *path, const struct sp_vault *vault,
		struct sp_err *err)
{
	g_autofree char *temp = NULL;
	enum sp_status r;

	if ((r = sp_store_file_temp(path, &temp, err)) != SP_OK)
		return r;
	if ((r = build(temp, vault, err)) != SP_OK) {
		(void)unlink(temp);
		return r;
	}
	return sp_file_publish(temp, path, err);
}

void
sp_store_close(struct sp_store *st)
{
	size_t i;

	if (!st)
		return;
	/* In a forked child the connection is the parent's: left alone. */
	if (st->owner == getpid()) {
		fold(st, FOLD_LAST);
		for (i = 0; i < ST_COUNT; i++)
			(void)sqlite3_finalize(st->stmts[i]);
		(void)sqlite3_close(st->db);
	}
	g_free(st->path);
	g_free(st->boot);
	g_free(st->space);
	g_free(st);
}

/* --- transactions -------------------------------------------------------- */

static enum sp_status
run(struct sp_store *st, enum stmt which, struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, which);

	return sp_query_run(&q, err);
}

enum sp_status
sp_store_begin(struct sp_store *st, struct sp_err *err)
{
	enum sp_status r = sp_store_idle(st, err);

	if (r != SP_OK)
		return r;
	if (st->owner == getpid())
		fold(st, FOLD_FIRST);
	st->unsettled = FALSE;
	return run(st, ST_BEGIN, err);
}

void
sp_store_settle(struct sp_store *st,
		enum sp_status (*settle)(void *arg, struct sp_err *err),
		void *arg)
{
	st->settle = settle;
	st->settle_arg = arg;
}

enum sp_status
sp_store_commit(struct sp_store *st, struct sp_err *err)
{
	enum sp_status r = sp_store_writing(st, err);

	if (r == SP_OK && st->unsettled && st->settle)
		r = st->settle(st->settle_arg, err);
	return r == SP_OK ? run(st, ST_COMMIT, err) : r;
}

void
sp_store_rollback(struct sp_store *st)
{
	/* Also of a lost connection: it lets go of the lock. */
	if (st->owner == getpid() && !sqlite3_get_autocommit(st->db))
		(void)sqlite3_exec(st->db, sp_store_sql[ST_ROLLBACK], NULL,
				   NULL, NULL);
}

/* --- room ---------------------------------------------------------------- */

enum sp_status
sp_store_space(struct sp_store *st, uint64_t message, struct sp_err *err)
{
	const uint64_t need = MAX(4 * message, SPACE_MIN);
	struct statvfs fs;
	uint64_t have;

	if (statvfs(st->path, &fs) != 0)
		return sp_fail(err, SP_EIO, "store: %s: %s", st->path,
			       g_strerror(errno));
	have = (uint64_t)fs.f_bavail * fs.f_frsize;
	if (have < need)
		return sp_fail(err, SP_EIO, "store: %" G_GUINT64_FORMAT
			       " MiB are free at %s and %" G_GUINT64_FORMAT
			       " are needed", have >> 20, st->path, need >> 20);
	return SP_OK;
}
