/* SPDX-License-Identifier: GPL-2.0-or-later */
/* store-fixture.h - a store in a folder of its own, and rows to put in it */
#ifndef SP_T_STORE_FIXTURE_H
#define SP_T_STORE_FIXTURE_H

#include <glib.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/store/internal.h"
#include "t/unit/tap.h"

#define NOW ((int64_t)1795255200)	/* 2026-11-21 10:00 UTC */
#define DAY ((int64_t)86400)

struct fixture {
	char *dir;
	char *db;
	char *secret;
	struct sp_vault *vault;
	struct sp_store *st;
	struct sp_err err;
};

/* A step that a test builds upon: without it the rest says nothing. */
#define must(f, call) must_at((f), (call), #call, __LINE__)

__attribute__((unused))
static void
must_at(struct fixture *f, enum sp_status r, const char *what, int line)
{
	if (r == SP_OK)
		return;
	printf("Bail out! line %d: %s: status %d: %s\n", line, what, r,
	       f->err.text);
	fflush(stdout);
	_exit(1);
}

/* The same store, in this process: each process opens its own. */
__attribute__((unused))
static void
fixture_open(struct fixture *f)
{
	must(f, sp_vault_open(f->secret, &f->vault, &f->err));
	must(f, sp_store_open(f->db, f->vault, &f->st, &f->err));
}

__attribute__((unused))
static void
fixture_close(struct fixture *f)
{
	sp_store_close(f->st);
	sp_vault_close(f->vault);
	f->st = NULL;
	f->vault = NULL;
}

/* A folder and a secret, but no store yet. */
__attribute__((unused))
static void
fixture_dir(struct fixture *f)
{
	memset(f, 0, sizeof(*f));
	f->dir = g_dir_make_tmp("sp-store-XXXXXX", NULL);
	if (!f->dir)
		must(f, sp_fail(&f->err, SP_EIO, "no temporary folder"));
	f->db = g_build_filename(f->dir, "store.db", NULL);
	f->secret = g_build_filename(f->dir, "secret", NULL);
	must(f, sp_vault_create(f->secret, &f->err));
	must(f, sp_vault_open(f->secret, &f->vault, &f->err));
}

__attribute__((unused))
static void
fixture_init(struct fixture *f)
{
	fixture_dir(f);
	must(f, sp_store_create(f->db, f->vault, &f->err));
	must(f, sp_store_open(f->db, f->vault, &f->st, &f->err));
}

__attribute__((unused))
static void
fixture_clear(struct fixture *f)
{
	GDir *dir = g_dir_open(f->dir, 0, NULL);
	const char *name;

	fixture_close(f);
	while (dir && (name = g_dir_read_name(dir))) {
		g_autofree char *path = g_build_filename(f->dir, name, NULL);

		if (g_unlink(path) != 0)
			(void)g_rmdir(path);
	}
	g_dir_close(dir);
	(void)g_rmdir(f->dir);
	g_free(f->dir);
	g_free(f->db);
	g_free(f->secret);
}

/* --- rows ---------------------------------------------------------------- */

__attribute__((unused))
static struct sp_digest
digest_of(int n)
{
	struct sp_digest d;

	memset(&d, 0, sizeof(d));
	memcpy(d.bytes, &n, sizeof(n));
	return d;
}

/* 40 hex digits that tell n. */
__attribute__((unused))
static void
fpr_of(int n, char fpr[SP_FPR_LEN + 1])
{
	g_snprintf(fpr, SP_FPR_LEN + 1, "%040X", (unsigned)n);
}

/* The n-th mail, unopened; ref and digest follow from n. */
__attribute__((unused))
static struct sp_mail *
mail_new(const struct fixture *f, int n)
{
	struct sp_mail *m = g_new0(struct sp_mail, 1);

	g_snprintf(m->ref, sizeof(m->ref), "R-%04d-%04d", n / 10000, n % 10000);
	m->arrived = NOW + n;
	m->digest = digest_of(n);
	m->sender = digest_of(-1);
	m->size_class = 12;
	m->envelope = sp_vault_seal_text(f->vault, "mail.envelope",
					 "reporter@example.net");
	m->ack_due = NOW + n + 60;
	m->decided_by = g_strdup("");
	m->decision = g_strdup("");
	return m;
}

/* Add the n-th mail in a transaction of its own; returns its id. */
__attribute__((unused))
static int64_t
mail_put(struct fixture *f, int n, enum sp_mail_state state)
{
	struct sp_mail *m = mail_new(f, n);
	int64_t id = 0;

	m->state = state;
	must(f, sp_store_begin(f->st, &f->err));
	must(f, sp_store_mail_add(f->st, m, &id, &f->err));
	must(f, sp_store_commit(f->st, &f->err));
	sp_mail_free(m);
	return id;
}

/* A sealed body of len bytes, byte i being i * 7 + len, for n recipients. */
__attribute__((unused))
static void
sealed_make(struct fixture *f, struct sp_sealed *s, size_t len, int n)
{
	uint8_t piece[4096];
	size_t at, i;
	int k;

	s->envelopes = g_ptr_array_new();
	memset(&s->body, 0, sizeof(s->body));
	must(f, sp_blob_init(&s->body, len + 1, &f->err));
	for (at = 0; at < len; at += i) {
		for (i = 0; i < sizeof(piece) && at + i < len; i++)
			piece[i] = (uint8_t)((at + i) * 7 + len);
		must(f, sp_blob_append(&s->body, piece, i, &f->err));
	}
	for (k = 0; k < n; k++) {
		struct sp_envelope *e = g_new0(struct sp_envelope, 1);

		fpr_of(k + 1, e->fingerprint);
		e->pkesk = g_bytes_new(e->fingerprint, SP_FPR_LEN);
		g_ptr_array_add(s->envelopes, e);
	}
}

__attribute__((unused))
static void
sealed_free(struct sp_sealed *s)
{
	guint i;

	for (i = 0; i < s->envelopes->len; i++) {
		struct sp_envelope *e = g_ptr_array_index(s->envelopes, i);

		g_bytes_unref(e->pkesk);
		g_free(e);
	}
	g_ptr_array_unref(s->envelopes);
	sp_blob_clear(&s->body);
}

__attribute__((unused))
static int64_t
payload_put(struct fixture *f, enum sp_payload_kind kind, size_t len, int n)
{
	struct sp_sealed s;
	int64_t id = 0;

	sealed_make(f, &s, len, n);
	must(f, sp_store_begin(f->st, &f->err));
	must(f, sp_store_payload_add(f->st, kind, NOW, &s, &id, &f->err));
	must(f, sp_store_commit(f->st, &f->err));
	sealed_free(&s);
	return id;
}

/* The number that a SELECT or PRAGMA gives; -1 when it gives none. */
__attribute__((unused))
static int
count_rows(struct fixture *f, const char *sql)
{
	sqlite3_stmt *stmt = NULL;
	int n = -1;

	sqlite3_prepare_v2(f->st->db, sql, -1, &stmt, NULL);
	if (sqlite3_step(stmt) == SQLITE_ROW)
		n = sqlite3_column_int(stmt, 0);
	sqlite3_finalize(stmt);
	return n;
}

/* --- processes ----------------------------------------------------------- */

/* Run work in n children at once, each with a store of its own; what the
 * children return is added up. A child must not print. */
__attribute__((unused))
static int
in_children(struct fixture *f, int n,
	    int (*work)(struct fixture *, int, void *), void *arg)
{
	int sum = 0, status, i;
	pid_t pids[64];

	fixture_close(f);
	fflush(stdout);
	for (i = 0; i < n; i++) {
		if ((pids[i] = fork()) != 0)
			continue;
		fixture_open(f);
		status = work(f, i, arg);
		fixture_close(f);
		_exit(status);
	}
	for (i = 0; i < n; i++) {
		if (waitpid(pids[i], &status, 0) != pids[i] ||
		    !WIFEXITED(status))
			must(f, sp_fail(&f->err, SP_EIO, "a child died"));
		sum += WEXITSTATUS(status);
	}
	fixture_open(f);
	return sum;
}

#endif
