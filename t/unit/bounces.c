/* SPDX-License-Identifier: GPL-2.0-or-later */
/* bounces.c - who is away, was reminded, or does not get mail */
#include "lib/store/internal.h"

#include "t/unit/store-fixture.h"

/* A member without a key, in a transaction of its own. */
static enum sp_status
member_put(struct fixture *f, const char *address, const char *login,
	   int64_t *id)
{
	const struct sp_member m = { .address = (char *)address,
				     .name = (char *)"Jo",
				     .login = (char *)login, .added = NOW };

	must(f, sp_store_begin(f->st, &f->err));
	must(f, sp_store_member_add(f->st, &m, NULL, id, &f->err));
	return sp_store_commit(f->st, &f->err);
}

/* What the reminders need of a member. */
static void
test_absence(void)
{
	struct fixture f;
	struct sp_member *m = NULL;
	int64_t id = 0;

	fixture_init(&f);
	must(&f, member_put(&f, "jo@example.org", "jo", &id));
	must(&f, sp_store_member_by_login(f.st, "jo", &m, &f.err));
	ok(m->reminded == 0 && m->away_from == 0 && m->away_until == 0 &&
	   m->bouncing == 0, "nothing is known of a new member");
	g_clear_pointer(&m, sp_member_free);
	must(&f, sp_store_begin(f.st, &f.err));
	must(&f, sp_store_member_away(f.st, id, NOW, NOW + 9, &f.err));
	must(&f, sp_store_member_remind(f.st, id, 0, NOW + 1, &f.err));
	ok(sp_store_member_remind(f.st, id, 0, NOW + 2, &f.err) == SP_NONE,
	   "nobody is reminded from the same time twice");
	must(&f, sp_store_member_bouncing(f.st, id, 0, NOW + 3, &f.err));
	ok(sp_store_member_bouncing(f.st, id, 0, NOW + 4, &f.err) == SP_NONE,
	   "nor marked twice");
	ok(sp_store_member_away(f.st, 99, 0, 1, &f.err) == SP_NONE,
	   "there is no such member");
	must(&f, sp_store_commit(f.st, &f.err));
	must(&f, sp_store_member_by_login(f.st, "jo", &m, &f.err));
	ok(m->reminded == NOW + 1 && m->away_from == NOW &&
	   m->away_until == NOW + 9 && m->bouncing == NOW + 3,
	   "and then it is");
	sp_member_free(m);
	fixture_clear(&f);
}

/* Days as "1+ 2-": a plus is a refusal. g_free(). */
static char *
bounces(struct fixture *f)
{
	g_autoptr(GArray) all = NULL;
	GString *s = g_string_new(NULL);

	must(f, sp_store_bounces(f->st, &all, &f->err));
	for (guint i = 0; i < all->len; i++) {
		const struct sp_member_bounce *b = &g_array_index(all,
						struct sp_member_bounce, i);

		g_string_append_printf(s, "%s%" G_GINT64_FORMAT "%c",
				       i ? " " : "", b->day,
				       b->permanent ? '+' : '-');
	}
	return g_string_free(s, FALSE);
}

/* */
static void
test_bounces(void)
{
	static const struct {
		int64_t day;
		gboolean permanent;
		const char *want;
	} steps[] = {
		{ 1000, FALSE, "1000-" },
		{ 1000, FALSE, "1000-" },
		{ 1000, TRUE, "1000+" },
		{ 1000, FALSE, "1000+" },
		{ 1001, FALSE, "1000+ 1001-" },
		{ 1366, TRUE, "1000+ 1001- 1366+" },
		{ 1367, TRUE, "1001- 1366+ 1367+" },
	};
	struct fixture f;
	int64_t id = 0, other = 0;

	fixture_init(&f);
	must(&f, member_put(&f, "jo@example.org", "jo", &id));
	for (size_t i = 0; i < G_N_ELEMENTS(steps); i++) {
		g_autofree char *got = NULL;

		must(&f, sp_store_begin(f.st, &f.err));
		must(&f, sp_store_bounce_add(f.st, id, steps[i].day,
					     steps[i].permanent, &f.err));
		must(&f, sp_store_commit(f.st, &f.err));
		got = bounces(&f);
		ok(strcmp(got, steps[i].want) == 0, "step %zu: %s", i, got);
	}
	must(&f, member_put(&f, "mo@example.org", "mo", &other));
	must(&f, sp_store_begin(f.st, &f.err));
	must(&f, sp_store_bounce_add(f.st, other, 1367, TRUE, &f.err));
	must(&f, sp_store_bounces_forget(f.st, id, &f.err));
	must(&f, sp_store_commit(f.st, &f.err));
	{
		g_autofree char *rest = bounces(&f);

		ok(strcmp(rest, "1367+") == 0, "one member is forgotten");
	}
	must(&f, sp_store_begin(f.st, &f.err));
	must(&f, sp_store_member_remove(f.st, other, &f.err));
	must(&f, sp_store_commit(f.st, &f.err));
	{
		g_autofree char *rest = bounces(&f);

		ok(*rest == '\0', "and who leaves is");
	}
	fixture_clear(&f);
}

int
main(void)
{
	test_absence();
	test_bounces();
	return tap_done();
}
