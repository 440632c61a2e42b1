/* SPDX-License-Identifier: GPL-2.0-or-later */
/* admission.c - what the roster keeps of people, and the guests of a case */
#include "lib/store/people.h"

#include "t/unit/store-fixture.h"

static int64_t
enrol(struct fixture *f, const char *address, const char *login,
      unsigned roles)
{
	const struct sp_member m = {
		.address = (char *)address, .login = (char *)login,
		.roles = roles, .kind = SP_KIND_VENDOR,
		.subsystems = (char *)"net", .added = NOW,
	};
	int64_t id = 0;

	must(f, sp_store_member_add(f->st, &m, NULL, &id, &f->err));
	return id;
}

static struct sp_member *
look(struct fixture *f, const char *address)
{
	struct sp_member *m = NULL;

	must(f, sp_store_member_by_address(f->st, address, &m, &f->err));
	return m;
}

/* Roles stand in two columns, and are one set. */
static void
test_roles(void)
{
	const unsigned all = SP_ROLE_MODERATOR | SP_ROLE_ADMIN |
			     SP_ROLE_REVIEWER | SP_ROLE_GATEKEEPER |
			     SP_ROLE_CVE;
	struct sp_member *m;
	struct fixture f;

	fixture_init(&f);
	must(&f, sp_store_begin(f.st, &f.err));
	enrol(&f, "a@x.org", "a", SP_ROLE_CVE | SP_ROLE_ADMIN);
	enrol(&f, "b@x.org", "b", 0);
	m = look(&f, "a@x.org");
	ok(m->roles == (SP_ROLE_CVE | SP_ROLE_ADMIN) &&
	   m->kind == SP_KIND_VENDOR && !strcmp(m->subsystems, "net") &&
	   m->vouches == 0 && m->accepted == 0 && m->compared == 0 &&
	   *m->accepted_policy == '\0', "a newcomer is as enrolled");
	for (unsigned roles = 0; roles <= all; roles++) {
		struct sp_member *again;

		m->roles = roles;
		must(&f, sp_store_member_change(f.st, m, &f.err));
		again = look(&f, "a@x.org");
		if (again->roles != roles)
			ok(FALSE, "roles %u are kept", roles);
		sp_member_free(again);
	}
	g_free(m->login);
	m->login = g_strdup("b");
	ok(sp_store_member_change(f.st, m, &f.err) == SP_EDENIED,
	   "a login is one person's: %s", f.err.text);
	sp_member_free(m);
	m = look(&f, "a@x.org");
	ok(m->roles == all && !strcmp(m->login, "a"), "nothing else changed");
	sp_member_free(m);
	sp_store_rollback(f.st);
	fixture_clear(&f);
}

/* Once each, and for good, whoever leaves. */
static void
test_vouches(void)
{
	g_autofree char *policy = g_strnfill(64, 'a');
	g_autoptr(GPtrArray) vouches = NULL;
	struct sp_member *a, *b;
	struct fixture f;
	int64_t of;

	fixture_init(&f);
	must(&f, sp_store_begin(f.st, &f.err));
	enrol(&f, "a@x.org", "", 0);
	enrol(&f, "b@x.org", "", 0);
	of = enrol(&f, "c@x.org", "", 0);
	a = look(&f, "a@x.org");
	b = look(&f, "b@x.org");
	must(&f, sp_store_vouch_add(f.st, of, b, NOW, &f.err));
	must(&f, sp_store_vouch_add(f.st, of, a, NOW + 1, &f.err));
	ok(sp_store_vouch_add(f.st, of, a, NOW + 2, &f.err) == SP_EDENIED,
	   "nobody vouches twice: %s", f.err.text);
	must(&f, sp_store_member_remove(f.st, b->id, &f.err));
	must(&f, sp_store_vouches(f.st, of, &vouches, &f.err));
	ok(vouches->len == 2 &&
	   !strcmp(((struct sp_vouch *)vouches->pdata[0])->address,
		   "b@x.org"), "who left has vouched all the same");
	sp_member_free(b);
	must(&f, sp_store_member_accept(f.st, of, policy, NOW + 3, &f.err));
	must(&f, sp_store_member_compared(f.st, of, NOW + 4, &f.err));
	b = look(&f, "c@x.org");
	ok(b->vouches == 2 && b->accepted == NOW + 3 &&
	   b->compared == NOW + 4 && !strcmp(b->accepted_policy, policy),
	   "all of it is kept");
	ok(sp_store_member_accept(f.st, 99, policy, NOW, &f.err) == SP_NONE,
	   "and of nobody else");
	sp_member_free(a);
	sp_member_free(b);
	sp_store_rollback(f.st);
	fixture_clear(&f);
}

/* Invited, then a guest; a reporter is neither, and is not dropped. */
static void
test_guests(void)
{
	const struct sp_digest guest = digest_of(1), reporter = digest_of(2);
	struct sp_participant p = { .ref = (char *)"", .pinned_at = NOW };
	struct sp_participant *got = NULL;
	struct sp_case *c = NULL;
	char fpr[SP_FPR_LEN + 1];
	struct fixture f;

	fixture_init(&f);
	fpr_of(5, fpr);
	p.key = fpr;
	p.key_data = g_bytes_new("key", 3);
	must(&f, sp_store_begin(f.st, &f.err));
	must(&f, sp_store_case_open(f.st, "QSEC", "R-AAAA-AAAA", NULL, NOW,
				    &c, &f.err));
	p.case_id = c->id;
	p.kind = (char *)"reporter";
	p.digest = p.token_digest = reporter;
	must(&f, sp_store_participant_put(f.st, &p, &f.err));
	p.kind = (char *)SP_INVITED;
	p.digest = p.token_digest = guest;
	must(&f, sp_store_participant_put(f.st, &p, &f.err));
	ok(sp_store_guest_admit(f.st, c->id, &reporter, &f.err) == SP_NONE,
	   "a reporter is not admitted");
	must(&f, sp_store_guest_admit(f.st, c->id, &guest, &f.err));
	ok(sp_store_guest_admit(f.st, c->id, &guest, &f.err) == SP_NONE,
	   "a guest is admitted once");
	must(&f, sp_store_participant(f.st, c->id, &guest, &got, &f.err));
	ok(sp_participant_is_guest(got) && got->remember &&
	   got->pinned_at == NOW, "and may write from then on");
	g_clear_pointer(&got, sp_participant_free);
	ok(sp_store_guest_drop(f.st, c->id, &reporter, &f.err) == SP_NONE,
	   "a reporter is not dropped");
	must(&f, sp_store_guest_drop(f.st, c->id, &guest, &f.err));
	ok(sp_store_participant(f.st, c->id, &guest, &got,
				&f.err) == SP_NONE &&
	   sp_store_participant(f.st, c->id, &reporter, &got,
				&f.err) == SP_OK, "a guest is");
	g_clear_pointer(&got, sp_participant_free);
	sp_store_rollback(f.st);
	sp_case_free(c);
	g_bytes_unref(p.key_data);
	fixture_clear(&f);
}

int
main(void)
{
	test_roles();
	test_vouches();
	test_guests();
	return tap_done();
}
