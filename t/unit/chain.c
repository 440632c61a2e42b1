/* SPDX-License-Identifier: GPL-2.0-or-later */
/* chain.c - no byte of the record can change without being found
 *
 * A store with the record of a case from its report to its end; every byte of
 * every column of every row is changed in turn, rows are taken away, doubled and
 * moved, and details exchanged; and so is every byte of a page of the file. Each
 * time the record is verified. */
#include "lib/store/internal.h"

#include "t/unit/store-fixture.h"

static const struct {
	const char *actor, *verb, *ref, *number, *detail;
} record[] = {
	{ "gate", "created", "", "", "list key 0123" },
	{ "login:jo", "member-added", "", "", "kim@b.example" },
	{ "gate", "arrived", "R-7KQ4-M2XC", "", NULL },
	{ "gate", "held", "R-7KQ4-M2XC", "", "non-member" },
	{ "gate", "acknowledged", "R-7KQ4-M2XC", "", NULL },
	{ "login:jo", "approved", "R-7KQ4-M2XC", "T-2026-0001",
	  "{\"members\":\"10\"}" },
	{ "0123456789ABCDEF0123456789ABCDEF01234567", "human-acknowledged",
	  "R-7KQ4-M2XC", "T-2026-0001", "{}" },
	{ "login:jo", "judged", "", "T-2026-0001",
	  "{\"genuine\":\"yes\",\"misuse\":\"yes\",\"policy\":\"0a1b\"}" },
	{ "login:jo", "rated", "", "T-2026-0001", "{\"impact\":\"a guest reads "
	  "memory of the host\",\"severity\":\"Important\"}" },
	{ "login:jo", "led", "", "T-2026-0001", "{\"who\":\"kim@b.example\"}" },
	{ "login:kim", "embargo-proposed", "", "T-2026-0001",
	  "{\"by\":\"kim@b.example\",\"end\":\"1797000000\"}" },
	{ "login:jo", "embargo-accepted", "", "T-2026-0001", "{}" },
	{ "gate", "arrived", "R-9ZZZ-0001", "", NULL },
	{ "login:jo", "discarded", "R-9ZZZ-0001", "", "advertising" },
	{ "login:kim", "patch-posted", "R-7KQ4-M2XC", "T-2026-0001",
	  "{\"set\":\"00ff\"}" },
	{ "login:kim", "readied", "", "T-2026-0001", "{\"patches\":\"00ff\"}" },
	{ "login:jo", "published", "", "T-2026-0001",
	  "{\"where\":\"https://lists.example.org/1\"}" },
	{ "login:jo", "closed", "", "T-2026-0001",
	  "{\"resolution\":\"fixed\"}" },
};

#define EVENTS ((int)G_N_ELEMENTS(record))

static const char *const columns[] = {
	"seq", "at", "actor", "verb", "ref", "case_number", "detail",
	"detail_digest", "mac",
};

static void
run(struct fixture *f, const char *sql)
{
	if (sqlite3_exec(f->st->db, sql, NULL, NULL, NULL) != SQLITE_OK)
		must(f, sp_fail(&f->err, SP_EIO, "%s: %s", sql,
				sqlite3_errmsg(f->st->db)));
}

static void
write_events(struct fixture *f, int n)
{
	fixture_init(f);
	must(f, sp_store_begin(f->st, &f->err));
	for (int i = 0; i < n; i++)
		must(f, sp_store_event_add(f->st, NOW + i * DAY,
					   record[i].actor, record[i].verb,
					   record[i].ref, record[i].number,
					   record[i].detail, &f->err));
	must(f, sp_store_commit(f->st, &f->err));
}

static void
write_record(struct fixture *f)
{
	write_events(f, EVENTS);
}

static gboolean
is_found(struct fixture *f)
{
	g_autofree char *now = NULL;
	unsigned n = 0;

	return sp_store_event_verify(f->st, NULL, &n, &now, &f->err) ==
	       SP_ECHECK;
}

/* The lowest bit of a byte, its highest, and all of them. */
static const uint8_t masks[] = { 0x01, 0x80, 0xff };

/* --- single bytes --------------------------------------------------------- */

struct tally {
	int tried, found, refused;	/* refused: the table does not take it */
};

/* One value of one row, as bytes. */
struct cell {
	const char *column;
	int seq, type;
	uint8_t *bytes;
	int n;
};

static void
read_cell(struct fixture *f, struct cell *c)
{
	g_autofree char *sql = g_strdup_printf("SELECT %s FROM event WHERE"
					       " seq = %d", c->column, c->seq);
	sqlite3_stmt *stmt = NULL;

	sqlite3_prepare_v2(f->st->db, sql, -1, &stmt, NULL);
	if (sqlite3_step(stmt) != SQLITE_ROW)
		must(f, sp_fail(&f->err, SP_EIO, "%s", sql));
	c->type = sqlite3_column_type(stmt, 0);
	if (c->type == SQLITE_INTEGER) {
		const int64_t v = sqlite3_column_int64(stmt, 0);

		c->n = sizeof(v);
		c->bytes = g_memdup2(&v, sizeof(v));
	} else {
		const void *p = sqlite3_column_blob(stmt, 0);

		c->n = sqlite3_column_bytes(stmt, 0);
		c->bytes = g_memdup2(p, (gsize)c->n);
	}
	sqlite3_finalize(stmt);
}

static void
bind_cell(sqlite3_stmt *stmt, const struct cell *c)
{
	int64_t v;

	if (c->type == SQLITE_INTEGER) {
		memcpy(&v, c->bytes, sizeof(v));
		sqlite3_bind_int64(stmt, 1, v);
	} else if (c->type == SQLITE_TEXT) {
		sqlite3_bind_text(stmt, 1, (const char *)c->bytes, c->n,
				  SQLITE_STATIC);
	} else {
		sqlite3_bind_blob(stmt, 1, c->bytes, c->n, SQLITE_STATIC);
	}
	sqlite3_bind_int(stmt, 2, c->seq);
}

static void
try_cell(struct fixture *f, sqlite3_stmt *update, const struct cell *c,
	 struct tally *t)
{
	int rc;

	run(f, "BEGIN");
	bind_cell(update, c);
	rc = sqlite3_step(update);
	sqlite3_reset(update);
	t->tried++;
	if (rc != SQLITE_DONE)
		t->refused++;
	else if (is_found(f))
		t->found++;
	run(f, "ROLLBACK");
}

static void
change_cell(struct fixture *f, sqlite3_stmt *update, struct cell *c,
	    struct tally *t)
{
	for (int i = 0; i < c->n; i++)
		for (size_t k = 0; k < G_N_ELEMENTS(masks); k++) {
			c->bytes[i] ^= masks[k];
			try_cell(f, update, c, t);
			c->bytes[i] ^= masks[k];
		}
}

/* */
static void
test_bytes(void)
{
	struct fixture f;
	int all = 0;

	write_record(&f);
	ok(!is_found(&f), "the record holds");
	for (size_t i = 0; i < G_N_ELEMENTS(columns); i++) {
		g_autofree char *sql = g_strdup_printf("UPDATE event SET %s ="
						       " ?1 WHERE seq = ?2",
						       columns[i]);
		struct tally t = { 0 };
		sqlite3_stmt *update = NULL;

		sqlite3_prepare_v2(f.st->db, sql, -1, &update, NULL);
		for (int seq = 1; seq <= EVENTS; seq++) {
			struct cell c = { .column = columns[i], .seq = seq };

			read_cell(&f, &c);
			change_cell(&f, update, &c, &t);
			g_free(c.bytes);
		}
		sqlite3_finalize(update);
		ok(t.found + t.refused == t.tried && t.found > 0,
		   "%s: of %d changes, %d are found and %d cannot be written",
		   columns[i], t.tried, t.found, t.refused);
		all += t.tried;
	}
	ok(all > 10000, "that were %d changes", all);
	ok(!is_found(&f), "and the record still holds");
	fixture_clear(&f);
}

/* --- rows ----------------------------------------------------------------- */

/* sql, in which $a and $b stand for a and b. */
static gboolean
finds(struct fixture *f, const char *sql, int a, int b)
{
	g_autofree char *text = g_strdup_printf("%d", a);
	g_autofree char *other = g_strdup_printf("%d", b);
	g_auto(GStrv) parts = g_strsplit(sql, "$a", -1);
	g_autofree char *half = g_strjoinv(text, parts);
	g_auto(GStrv) more = g_strsplit(half, "$b", -1);
	g_autofree char *whole = g_strjoinv(other, more);
	gboolean found;

	run(f, "BEGIN");
	run(f, whole);
	found = is_found(f);
	run(f, "ROLLBACK");
	return found;
}

#define OTHERS "at, actor, verb, ref, case_number, detail, detail_digest, mac"

static const struct {
	const char *what, *sql;
} alone[] = {
	{ "taken away", "DELETE FROM event WHERE seq = $a" },
	{ "taken away, and those behind it moved up",
	  "DELETE FROM event WHERE seq = $a;"
	  "UPDATE event SET seq = seq + 1000 WHERE seq > $a;"
	  "UPDATE event SET seq = seq - 1001 WHERE seq > 1000" },
	{ "doubled at the end", "INSERT INTO event SELECT 99,"
	  " " OTHERS " FROM event WHERE seq = $a;"
	  "UPDATE event SET seq = (SELECT count(*) FROM event)"
	  " WHERE seq = 99" },
	{ "doubled behind itself",
	  "UPDATE event SET seq = seq + 1000 WHERE seq > $a;"
	  "INSERT INTO event SELECT seq + 1, " OTHERS
	  " FROM event WHERE seq = $a;"
	  "UPDATE event SET seq = seq - 999 WHERE seq > 1000" },
	{ "with its actor gone on behind a NUL", "UPDATE event SET actor ="
	  " actor || char(0) || 'x' WHERE seq = $a" },
	{ "with its verb gone on behind a NUL", "UPDATE event SET verb ="
	  " verb || char(0) WHERE seq = $a" },
	{ "with another's detail", "UPDATE event SET detail = (SELECT detail"
	  " FROM event WHERE seq = 8 + ($a = 8)) WHERE seq = $a" },
};

static const struct {
	const char *what, *sql;
} pairs[] = {
	{ "changed places", "UPDATE event SET seq = 99 WHERE seq = $a;"
	  "UPDATE event SET seq = $a WHERE seq = $b;"
	  "UPDATE event SET seq = $b WHERE seq = 99" },
	{ "changed all but their places and MACs",
	  "CREATE TEMP TABLE two AS SELECT * FROM event"
	  " WHERE seq IN ($a, $b);"
	  "UPDATE two SET seq = $a + $b - seq;"
	  "UPDATE two SET mac = (SELECT mac FROM event"
	  " WHERE event.seq = two.seq);"
	  "DELETE FROM event WHERE seq IN ($a, $b);"
	  "INSERT INTO event SELECT * FROM two; DROP TABLE two" },
	{ "changed details and their digests",
	  "CREATE TEMP TABLE two AS SELECT seq, detail, detail_digest"
	  " FROM event WHERE seq IN ($a, $b);"
	  "UPDATE event SET (detail, detail_digest) = (SELECT detail,"
	  " detail_digest FROM two WHERE two.seq = $a + $b - event.seq)"
	  " WHERE seq IN ($a, $b); DROP TABLE two" },
};

static void
test_rows(void)
{
	struct fixture f;

	write_record(&f);
	for (size_t i = 0; i < G_N_ELEMENTS(alone); i++) {
		int found = 0;

		for (int a = 1; a <= EVENTS; a++)
			found += finds(&f, alone[i].sql, a, 0);
		ok(found == EVENTS, "%s: %d of %d are found", alone[i].what,
		   found, EVENTS);
	}
	fixture_clear(&f);
}

/* Then there is nothing to exchange. */
static gboolean
same_detail(int a, int b)
{
	return g_strcmp0(record[a - 1].detail, record[b - 1].detail) == 0;
}

static void
test_pairs(void)
{
	struct fixture f;

	write_record(&f);
	for (size_t i = 0; i < G_N_ELEMENTS(pairs); i++) {
		int found = 0, tried = 0;

		for (int a = 1; a <= EVENTS; a++)
			for (int b = a + 1; b <= EVENTS; b++) {
				if (same_detail(a, b))
					continue;
				tried++;
				found += finds(&f, pairs[i].sql, a, b);
			}
		ok(found == tried && tried > EVENTS, "two rows %s: %d of %d "
		   "are found", pairs[i].what, found, tried);
	}
	fixture_clear(&f);
}

/* --- details -------------------------------------------------------------- */

static void
test_removed(void)
{
	struct fixture f;
	int found = 0, details = 0;

	write_record(&f);
	for (int a = 1; a <= EVENTS; a++) {
		details += record[a - 1].detail != NULL;
		found += finds(&f, "UPDATE event SET detail = NULL"
			       " WHERE seq = $a", a, 0);
	}
	ok(found == details, "a detail removed: %d of %d are found", found,
	   details);
	fixture_clear(&f);
}

/* --- the file ------------------------------------------------------------- */

/* As many as one page of the file holds. */
#define ON_PAGE 7
#define PAGE 4096

/* The store as one piece of memory, which SQLite takes for a file without a
 * log. */
static uint8_t *
read_file(struct fixture *f, gsize *n)
{
	g_autofree char *bytes = NULL;

	run(f, "PRAGMA wal_checkpoint(TRUNCATE)");
	if (!g_file_get_contents(f->db, &bytes, n, NULL))
		must(f, sp_fail(&f->err, SP_EIO, "%s", f->db));
	bytes[18] = bytes[19] = 1;
	return (uint8_t *)g_steal_pointer(&bytes);
}

/* What the last one had broken is mended. */
static void
use_file(struct fixture *f, const uint8_t *bytes, gsize n)
{
	uint8_t *copy = sqlite3_malloc64(n);

	f->st->lost = FALSE;
	memcpy(copy, bytes, n);
	if (sqlite3_deserialize(f->st->db, "main", copy, (sqlite3_int64)n,
				(sqlite3_int64)n,
				SQLITE_DESERIALIZE_FREEONCLOSE) != SQLITE_OK)
		must(f, sp_fail(&f->err, SP_EIO, "a file in memory"));
}

/* Where the page with all the events begins. */
static gsize
find_page(struct fixture *f, const uint8_t *bytes, gsize n)
{
	struct cell mac = { .column = "mac", .seq = 1 };
	const uint8_t *found;

	read_cell(f, &mac);
	found = memmem(bytes, n, mac.bytes, (gsize)mac.n);
	g_free(mac.bytes);
	if (!found)
		must(f, sp_fail(&f->err, SP_EIO, "no page with events"));
	return (gsize)(found - bytes) / PAGE * PAGE;
}

static enum sp_status
add_event(const struct sp_event *e, void *arg)
{
	gsize n = 0;
	const void *detail = e->detail ? g_bytes_get_data(e->detail, &n) : "";
	g_autofree char *hex = g_compute_checksum_for_data(G_CHECKSUM_SHA256,
							   detail, n);

	g_string_append_printf(arg, "%" G_GINT64_FORMAT " %" G_GINT64_FORMAT
			       " %s %s %s %s %s\n", e->seq, e->at, e->actor,
			       e->verb, e->ref, e->case_number, hex);
	return SP_OK;
}

/* All that there is to read, or what there is until it fails. */
static char *
read_events(struct fixture *f)
{
	GString *all = g_string_new(NULL);

	(void)!sp_store_event_list(f->st, NULL, add_event, all, &f->err);
	return g_string_free(all, FALSE);
}

/* A byte of the page may be free, or say nothing; but then the same is read.
 * */
static void
test_page(void)
{
	g_autofree char *before = NULL;
	g_autofree uint8_t *bytes = NULL;
	int found = 0, same = 0, missed = 0;
	struct fixture f;
	unsigned count;
	gsize n, page;

	write_events(&f, ON_PAGE);
	before = read_events(&f);
	bytes = read_file(&f, &n);
	page = find_page(&f, bytes, n);
	for (gsize k = 0; k < G_N_ELEMENTS(masks) * PAGE; k++) {
		const gsize i = page + k % PAGE;
		g_autofree char *now = NULL;
		g_autofree char *after = NULL;

		bytes[i] ^= masks[k / PAGE];
		use_file(&f, bytes, n);
		after = read_events(&f);
		f.st->lost = FALSE;
		if (sp_store_event_verify(f.st, NULL, &count, &now,
					  &f.err) != SP_OK)
			found++;
		else if (strcmp(before, after) == 0)
			same++;
		else
			missed++;
		bytes[i] ^= masks[k / PAGE];
	}
	ok(missed == 0 && found > 3000, "of the changes of a page %d are found, "
	   "%d change nothing, %d are missed", found, same, missed);
	fixture_clear(&f);
}

int
main(void)
{
	test_bytes();
	test_rows();
	test_pairs();
	test_removed();
	test_page();
	return tap_done();
}
