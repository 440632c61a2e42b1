/* SPDX-License-Identifier: GPL-2.0-or-later */
/* events.c - the chain shows every change to it but the blanking of details */
#include "lib/store/internal.h"

#include "t/unit/store-fixture.h"

static void
event(struct fixture *f, const char *verb, const char *ref, const char *detail)
{
	must(f, sp_store_begin(f->st, &f->err));
	must(f, sp_store_event_add(f->st, NOW, "login:jo", verb, ref,
				   "QSEC-2026-0007", detail, &f->err));
	must(f, sp_store_commit(f->st, &f->err));
}

/* Five events, two of them about one mail. */
static void
five(struct fixture *f)
{
	event(f, "arrived", "R-0000-0001", NULL);
	event(f, "held", "R-0000-0001", "why: non-member");
	event(f, "arrived", "R-0000-0002", NULL);
	event(f, "approved", "R-0000-0002", "");
	event(f, "rotated", NULL, "list key");
}

/* Verify; *head (may be NULL) receives the head. */
static enum sp_status
verify(struct fixture *f, const char *want, unsigned *count, char **head)
{
	g_autofree char *h = NULL;
	enum sp_status r = sp_store_event_verify(f->st, want, count, &h,
						 &f->err);

	if (r == SP_OK && head)
		*head = g_steal_pointer(&h);
	return r;
}

static enum sp_status
count_details(const struct sp_event *e, void *arg)
{
	int *n = arg;

	n[0]++;
	n[1] += e->detail != NULL;
	return SP_OK;
}

static enum sp_status
stop(const struct sp_event *e, void *arg)
{
	(void)e;
	++*(int *)arg;
	return SP_EDATA;
}

static void
test_list(void)
{
	struct fixture f;
	int all[2] = { 0 }, one[2] = { 0 }, stopped = 0;

	fixture_init(&f);
	five(&f);
	must(&f, sp_store_event_list(f.st, NULL, count_details, all, &f.err));
	must(&f, sp_store_event_list(f.st, "R-0000-0001", count_details, one,
				     &f.err));
	ok(all[0] == 5 && all[1] == 3, "all are listed");
	ok(one[0] == 2 && one[1] == 1, "or those of one mail");
	ok(sp_store_event_list(f.st, NULL, stop, &stopped, &f.err) ==
	   SP_EDATA && stopped == 1, "until one says stop");
	fixture_clear(&f);
}

static enum sp_status
read_detail(const struct sp_event *e, void *arg)
{
	struct fixture *f = arg;
	char *text = NULL;
	size_t len;
	gsize n;
	const void *p = g_bytes_get_data(e->detail, &n);

	must(f, sp_vault_unseal(f->vault, "event.detail", p, n, &text, &len,
				&f->err));
	ok(strcmp(text, "canary line") == 0 && e->seq == 1 && e->at == NOW &&
	   strcmp(e->actor, "login:jo") == 0 && strcmp(e->verb, "held") == 0 &&
	   strcmp(e->ref, "R-0000-0009") == 0 &&
	   strcmp(e->case_number, "QSEC-2026-0007") == 0,
	   "an event comes back as it went in");
	g_free(text);
	return SP_OK;
}

static void
test_sealed(void)
{
	static const char *const files[] = { "", "-wal", "-shm" };
	struct fixture f;
	size_t i;
	int found = 0;

	fixture_init(&f);
	event(&f, "held", "R-0000-0009", "canary line");
	must(&f, sp_store_event_list(f.st, NULL, read_detail, &f, &f.err));
	for (i = 0; i < G_N_ELEMENTS(files); i++) {
		g_autofree char *path = g_strconcat(f.db, files[i], NULL);
		g_autofree char *bytes = NULL;
		gsize n = 0;

		g_file_get_contents(path, &bytes, &n, NULL);
		found += n > 0 && memmem(bytes, n, "canary", 6) != NULL;
	}
	ok(found == 0, "details are sealed in the file");
	fixture_clear(&f);
}

static void
test_verify(void)
{
	g_autofree char *none = NULL;
	g_autofree char *third = NULL;
	g_autofree char *last = NULL;
	g_autofree char *upper = NULL;
	struct fixture f;
	unsigned n = 99;

	fixture_init(&f);
	ok(verify(&f, NULL, &n, &none) == SP_OK && n == 0 &&
	   strspn(none, "0") == 64, "an empty chain holds");
	event(&f, "arrived", "R-0000-0001", NULL);
	event(&f, "held", "R-0000-0001", "a");
	event(&f, "held", "R-0000-0001", "b");
	ok(verify(&f, NULL, &n, &third) == SP_OK && n == 3, "three events");
	event(&f, "approved", "R-0000-0001", NULL);
	ok(verify(&f, NULL, &n, &last) == SP_OK && n == 4 &&
	   strcmp(third, last) != 0, "a fourth moves the head");
	upper = g_ascii_strup(third, -1);
	ok(verify(&f, third, &n, NULL) == SP_OK &&
	   verify(&f, upper, &n, NULL) == SP_OK &&
	   verify(&f, last, &n, NULL) == SP_OK &&
	   verify(&f, none, &n, NULL) == SP_OK, "earlier heads are in it");
	last[5] = last[5] == '0' ? '1' : '0';
	ok(verify(&f, last, &n, NULL) == SP_ECHECK, "another is not: %s",
	   f.err.text);
	ok(verify(&f, "abc", &n, NULL) == SP_EDATA, "too short for a head");
	last[5] = 'x';
	ok(verify(&f, last, &n, NULL) == SP_EDATA, "no hex, no head");
	fixture_clear(&f);
}

/* */
static void
test_tampering(void)
{
	static const struct {
		const char *sql;
		const char *says;	/* NULL: the chain still holds */
	} cases[] = {
		{ "UPDATE event SET at = at + 1 WHERE seq = 2", "event 2 was" },
		{ "UPDATE event SET actor = 'login:eve' WHERE seq = 4",
		  "event 4 was" },
		{ "UPDATE event SET verb = 'rejected' WHERE seq = 4",
		  "event 4 was" },
		{ "UPDATE event SET ref = 'R-0000-0003' WHERE seq = 1",
		  "event 1 was" },
		{ "UPDATE event SET case_number = '' WHERE seq = 5",
		  "event 5 was" },
		{ "UPDATE event SET verb = 'log', actor = 'in:jo'"
		  " WHERE seq = 3", "event 3 was" },
		{ "UPDATE event SET detail_digest = zeroblob(32)"
		  " WHERE seq = 2", "event 2 was" },
		{ "UPDATE event SET mac = zeroblob(32) WHERE seq = 5",
		  "event 5 was" },
		{ "UPDATE event SET detail ="
		  " (SELECT detail FROM event WHERE seq = 5) WHERE seq = 2",
		  "detail of event 2" },
		{ "UPDATE event SET detail = x'00' WHERE seq = 2",
		  "detail of event 2" },
		{ "DELETE FROM event WHERE seq = 1", "event 1 is missing" },
		{ "DELETE FROM event WHERE seq = 3", "event 3 is missing" },
		{ "DELETE FROM event WHERE seq = 3;"
		  "UPDATE event SET seq = seq - 1 WHERE seq > 3",
		  "event 3 was" },
		{ "UPDATE event SET seq = 9 WHERE seq = 5",
		  "event 5 is missing" },
		{ "UPDATE event SET detail = NULL WHERE seq = 2",
		  "detail of event 2 was removed" },
		{ "UPDATE event SET detail = NULL WHERE seq = 5",
		  "detail of event 5 was removed" },
		{ "UPDATE event SET actor = actor || char(0) || 'x'"
		  " WHERE seq = 1", "event 1 was" },
		{ "DELETE FROM event WHERE seq = 5", "newest events are" },
		{ "DELETE FROM event", "newest events are" },
		{ "DELETE FROM event_tail", "newest events are" },
		{ "UPDATE event_tail SET mac = zeroblob(32)",
		  "newest events are" },
		{ "UPDATE event_tail SET mac = (SELECT mac FROM event"
		  " WHERE seq = 5)", "newest events are" },
	};
	struct fixture f;
	unsigned n;
	size_t i;

	for (i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *head = NULL;
		enum sp_status r, with_head;

		fixture_init(&f);
		five(&f);
		must(&f, verify(&f, NULL, &n, &head));
		if (sqlite3_exec(f.st->db, cases[i].sql, NULL, NULL, NULL))
			must(&f, sp_fail(&f.err, SP_EIO, "%s", cases[i].sql));
		with_head = verify(&f, head, &n, NULL);
		r = verify(&f, NULL, &n, NULL);
		ok(cases[i].says ? r == SP_ECHECK &&
		   strstr(f.err.text, cases[i].says) != NULL : r == SP_OK,
		   "%s: %s", cases[i].sql, r == SP_OK ? "" : f.err.text);
		ok((with_head == SP_OK) == (r == SP_OK && n == 5),
		   "and with the head it is %d", with_head);
		fixture_clear(&f);
	}
}

static void
test_other_secret(void)
{
	struct fixture f;
	unsigned n;

	fixture_init(&f);
	five(&f);
	fixture_close(&f);
	g_unlink(f.secret);
	must(&f, sp_vault_create(f.secret, &f.err));
	fixture_open(&f);
	ok(verify(&f, NULL, &n, NULL) == SP_ECHECK,
	   "under another secret nothing holds");
	fixture_clear(&f);
}

static void
test_blank(void)
{
	g_autofree char *before = NULL;
	struct fixture f;
	int details[2] = { 0 };
	unsigned n;

	fixture_init(&f);
	five(&f);
	must(&f, verify(&f, NULL, &n, &before));
	must(&f, sp_store_begin(f.st, &f.err));
	must(&f, sp_store_event_blank(f.st, "R-0000-0001", &f.err));
	must(&f, sp_store_event_blank(f.st, "", &f.err));
	must(&f, sp_store_commit(f.st, &f.err));
	ok(verify(&f, NULL, &n, NULL) == SP_ECHECK &&
	   strstr(f.err.text, "detail of event 2 was removed"),
	   "no event says that it was forgotten: %s", f.err.text);
	event(&f, "held", "R-0000-0001", NULL);
	event(&f, SP_EVENT_PURGED, "R-0000-0002", NULL);
	ok(verify(&f, NULL, &n, NULL) == SP_ECHECK, "nor these two");
	event(&f, SP_EVENT_PURGED, "R-0000-0001", NULL);
	must(&f, sp_store_event_list(f.st, NULL, count_details, details,
				     &f.err));
	ok(details[0] == 8 && details[1] == 2,
	   "details of one mail are forgotten");
	ok(verify(&f, before, &n, NULL) == SP_OK && n == 8,
	   "and the chain holds");
	fixture_clear(&f);
}

/* Of a store that a version without it has written. */
static void
test_end(void)
{
	struct fixture f;
	unsigned n;

	fixture_init(&f);
	must(&f, sp_store_begin(f.st, &f.err));
	must(&f, sp_store_event_end(f.st, &f.err));
	must(&f, sp_store_commit(f.st, &f.err));
	ok(count_rows(&f, "SELECT count(*) FROM event_tail") == 0 &&
	   verify(&f, NULL, &n, NULL) == SP_OK, "an empty chain has no end");
	five(&f);
	must(&f, sp_store_begin(f.st, &f.err));
	sqlite3_exec(f.st->db, "DELETE FROM event_tail", NULL, NULL, NULL);
	ok(verify(&f, NULL, &n, NULL) == SP_ECHECK, "the end is not known");
	must(&f, sp_store_event_end(f.st, &f.err));
	must(&f, sp_store_commit(f.st, &f.err));
	ok(verify(&f, NULL, &n, NULL) == SP_OK && n == 5,
	   "it is written down, and the chain holds");
	fixture_clear(&f);
}

static void
test_undone(void)
{
	struct fixture f;
	unsigned n;

	fixture_init(&f);
	ok(sp_store_event_add(f.st, NOW, "gate", "held", "", "", NULL,
			      &f.err) == SP_EIO, "needs a transaction");
	event(&f, "arrived", "R-0000-0001", NULL);
	must(&f, sp_store_begin(f.st, &f.err));
	must(&f, sp_store_event_add(f.st, NOW, "gate", "held", "", "", NULL,
				    &f.err));
	sp_store_rollback(f.st);
	event(&f, "arrived", "R-0000-0002", NULL);
	ok(verify(&f, NULL, &n, NULL) == SP_OK && n == 2,
	   "what was undone leaves no gap");
	fixture_clear(&f);
}

int
main(void)
{
	test_list();
	test_sealed();
	test_verify();
	test_tampering();
	test_other_secret();
	test_blank();
	test_end();
	test_undone();
	return tap_done();
}
