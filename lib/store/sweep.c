/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sweep.c - forgetting, shrinking, copying and checking */
#include "lib/store/backup.h"
#include "lib/store/internal.h"

#include <unistd.h>

#include "lib/base/file.h"
#include "lib/store/whole.h"

#define CHECKPOINT_MS 2000

enum sp_status
sp_store_expired(struct sp_store *st, enum sp_mail_state state, int64_t before,
		 GArray **ids, struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_EXPIRED);
	g_autoptr(GArray) found = g_array_new(FALSE, FALSE, sizeof(int64_t));
	enum sp_status r;

	sp_bind_int(&q, state);
	sp_bind_int(&q, before);
	while ((r = sp_query_row(&q, err)) == SP_OK) {
		int64_t id = sp_column_int(&q);

		g_array_append_val(found, id);
	}
	if (r != SP_NONE)
		return r;
	*ids = g_steal_pointer(&found);
	return SP_OK;
}

/* --- blanking ------------------------------------------------------------ */

static enum sp_status
run_on(struct sp_store *st, enum stmt which, int64_t id, struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, which);

	sp_bind_int(&q, id);
	return sp_query_run(&q, err);
}

static enum sp_status
blank_title(struct sp_store *st, const char *ref, struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_TITLE_BLANK);

	sp_bind_text(&q, ref);
	return sp_query_run(&q, err);
}

/* The title came from the mail that opened the case; with the last mail of it
 * that could be read, those who took part are forgotten too. */
static enum sp_status
blank_case(struct sp_store *st, const struct sp_mail *m, struct sp_err *err)
{
	enum sp_status r;

	if (m->case_id == 0)
		return SP_OK;
	if ((r = blank_title(st, m->ref, err)) != SP_OK ||
	    (r = run_on(st, ST_CASE_BLANK, m->case_id, err)) != SP_OK ||
	    (r = run_on(st, ST_TITLE_WORDS_BLANK, m->case_id, err)) != SP_OK)
		return r;
	return run_on(st, ST_PARTICIPANTS_BLANK, m->case_id, err);
}

/* Only distributed mail has any, and there may be many of all the others. */
static enum sp_status
drop_words(struct sp_store *st, const struct sp_mail *m, struct sp_err *err)
{
	return m->state == SP_MAIL_ACCEPTED
		? run_on(st, ST_WORDS_DROP, m->id, err) : SP_OK;
}

/* Outgoing mail goes first, while it still names its payloads. */
enum sp_status
sp_store_mail_blank(struct sp_store *st, int64_t id, struct sp_err *err)
{
	struct sp_mail *m = NULL;
	enum sp_status r;

	if ((r = sp_store_mail_by_id(st, id, &m, err)) != SP_OK)
		return r;
	if ((r = run_on(st, ST_MAIL_RECALL, id, err)) == SP_OK &&
	    (r = run_on(st, ST_MAIL_PAYLOADS_DROP, id, err)) == SP_OK &&
	    (r = run_on(st, ST_MAIL_FORGET, id, err)) == SP_OK &&
	    (r = run_on(st, ST_MAIL_BLANK, id, err)) == SP_OK &&
	    (r = drop_words(st, m, err)) == SP_OK &&
	    (r = blank_case(st, m, err)) == SP_OK)
		r = sp_store_event_blank(st, m->ref, err);
	sp_mail_free(m);
	return r;
}

/* --- the file ------------------------------------------------------------ */

static enum sp_status
fold_log(struct sp_store *st, struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_CHECKPOINT);
	enum sp_status r;

	if ((r = sp_query_row(&q, err)) != SP_OK)
		return r;
	if (sp_column_int(&q) != 0)
		return sp_fail(err, SP_EBUSY, "store: %s is being read by "
			       "another process", st->path);
	return SP_OK;
}

/* Fold the log into the file and empty it. Whoever reads keeps us from it, and
 * while we wait for readers we keep deliveries waiting: so not for long. */
static enum sp_status
checkpoint(struct sp_store *st, struct sp_err *err)
{
	enum sp_status r;

	(void)sqlite3_busy_timeout(st->db, CHECKPOINT_MS);
	r = fold_log(st, err);
	(void)sqlite3_busy_timeout(st->db, SP_STORE_BUSY_MS);
	return r;
}

static enum sp_status
count_free(struct sp_store *st, int64_t *pages, struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_FREE_PAGES);
	enum sp_status r;

	if ((r = sp_query_row(&q, err)) == SP_OK)
		*pages = sp_column_int(&q);
	return r;
}

static enum sp_status
release_some(struct sp_store *st, struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_SHRINK);

	return sp_query_run(&q, err);
}

/* One payload, in a transaction of its own. SP_NONE: there is none. */
static enum sp_status
sweep_one(struct sp_store *st, struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_PAYLOAD_SWEEP);

	return sp_query_change(&q, err);
}

enum sp_status
sp_store_sweep(struct sp_store *st, struct sp_err *err)
{
	enum sp_status r;

	do {
		if ((r = sp_store_begin(st, err)) != SP_OK)
			return r;
		if ((r = sweep_one(st, err)) == SP_OK)
			r = sp_store_commit(st, err);
		sp_store_rollback(st);
	} while (r == SP_OK);
	return r == SP_NONE ? SP_OK : r;
}

/* In steps, so that deliveries get their turn, and without the second copy of
 * the whole that VACUUM makes. Deleted content is zeros since its deletion
 * (secure_delete); here its pages leave the file. */
enum sp_status
sp_store_shrink(struct sp_store *st, struct sp_err *err)
{
	int64_t before = G_MAXINT64;
	int64_t pages;
	enum sp_status r;

	if ((r = sp_store_idle(st, err)) != SP_OK ||
	    (r = sp_store_sweep(st, err)) != SP_OK)
		return r;
	for (;;) {
		if ((r = count_free(st, &pages, err)) != SP_OK)
			return r;
		if (pages == 0 || pages >= before)
			return checkpoint(st, err);
		if ((r = release_some(st, err)) != SP_OK)
			return r;
		before = pages;
	}
}

static enum sp_status
copy_into(struct sp_store *st, const char *temp, struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_BACKUP);

	sp_bind_text(&q, temp);
	return sp_query_run(&q, err);
}

enum sp_status
sp_store_backup(struct sp_store *st, const char *path, struct sp_err *err)
{
	g_autofree char *temp = NULL;
	enum sp_status r;

	if ((r = sp_store_idle(st, err)) != SP_OK ||
	    (r = sp_store_file_temp(path, &temp, err)) != SP_OK)
		return r;
	if ((r = copy_into(st, temp, err)) != SP_OK ||
	    (r = sp_whole_seal(temp, st->vault, err)) != SP_OK) {
		(void)unlink(temp);
		return r;
	}
	return sp_file_publish(temp, path, err);
}

static enum sp_status
check_pages(struct sp_store *st, struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_INTEGRITY);
	g_autofree char *finding = NULL;
	enum sp_status r;

	if ((r = sp_query_row(&q, err)) != SP_OK)
		return r;
	finding = sp_column_text(&q);
	if (g_strcmp0(finding, "ok") != 0)
		return sp_fail(err, SP_ECHECK, "store: %s is damaged: %s",
			       st->path, finding);
	return SP_OK;
}

enum sp_status
sp_store_check(struct sp_store *st, struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_REFERENCES);
	g_autofree char *table = NULL;
	enum sp_status r;

	if ((r = check_pages(st, err)) != SP_OK)
		return r;
	if ((r = sp_query_row(&q, err)) == SP_NONE)
		return SP_OK;
	if (r != SP_OK)
		return r;
	table = sp_column_text(&q);
	return sp_fail(err, SP_ECHECK, "store: %s is damaged: a row of %s "
		       "refers to nothing", st->path, table);
}
