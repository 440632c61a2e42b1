/* SPDX-License-Identifier: GPL-2.0-or-later */
/* roster.c - members and keys, cases and who takes part in them */
#include "lib/store/internal.h"

#include "t/unit/store-fixture.h"

/* --- making -------------------------------------------------------------- */

/* Key n: primary n * 10, which signs, subkeys + 1 (signs), + 2 (encrypts). */
static struct sp_key *
key_new(int n)
{
	struct sp_key *k = g_new0(struct sp_key, 1);
	int i;

	fpr_of(n * 10, k->fingerprint);
	fpr_of(n * 10 + 2, k->encryption);
	k->state = SP_KEY_USABLE;
	k->expires = NOW + n;
	k->subkeys = g_ptr_array_new_with_free_func(g_free);
	for (i = 0; i < 3; i++) {
		struct sp_subkey *s = g_new0(struct sp_subkey, 1);

		fpr_of(n * 10 + i, s->fingerprint);
		s->can_sign = i < 2;
		s->can_encrypt = i == 2;
		s->usable = TRUE;
		g_ptr_array_add(k->subkeys, s);
	}
	return k;
}

static void
key_free(struct sp_key *k)
{
	g_ptr_array_unref(k->subkeys);
	g_free(k);
}

/* Add a member in a transaction of its own. key 0: none. */
static enum sp_status
member_put(struct fixture *f, const char *address, const char *login, int key,
	   int64_t *id)
{
	struct sp_member m = { .address = (char *)address,
			       .name = (char *)"Jo",
			       .login = (char *)login,
			       .roles = SP_ROLE_MODERATOR, .added = NOW };
	struct sp_key *k = key ? key_new(key) : NULL;
	enum sp_status r;

	must(f, sp_store_begin(f->st, &f->err));
	r = sp_store_member_add(f->st, &m, k, id, &f->err);
	if (r == SP_OK)
		must(f, sp_store_commit(f->st, &f->err));
	sp_store_rollback(f->st);
	if (k)
		key_free(k);
	return r;
}

/* --- members ------------------------------------------------------------- */

static void
test_add(void)
{
	static const struct {
		const char *name;
		const char *address;
		const char *login;
		int key;
		enum sp_status want;
	} cases[] = {
		{ "a member", "jo@example.org", "jo", 1, SP_OK },
		{ "another", "eve@example.org", "eve", 2, SP_OK },
		{ "without a login", "al@example.org", "", 3, SP_OK },
		{ "nor this one", "bo@example.org", NULL, 4, SP_OK },
		{ "without a key", "cy@example.org", "", 0, SP_OK },
		{ "nor this one", "di@example.org", "", 0, SP_OK },
		{ "the same address", "jo@example.org", "x", 5, SP_EDENIED },
		{ "in another case", "Jo@Example.ORG", "x", 5, SP_EDENIED },
		{ "the same login", "x@example.org", "jo", 5, SP_EDENIED },
		{ "the same key", "x@example.org", "x", 1, SP_EDENIED },
		{ "no address", "", "x", 5, SP_EDATA },
	};
	g_autoptr(GPtrArray) all = NULL;
	struct fixture f;
	size_t i;

	fixture_init(&f);
	for (i = 0; i < G_N_ELEMENTS(cases); i++) {
		int64_t id = -1;
		enum sp_status r = member_put(&f, cases[i].address,
					      cases[i].login, cases[i].key,
					      &id);

		ok(r == cases[i].want && (id > 0) == (r == SP_OK),
		   "add: %s", cases[i].name);
	}
	must(&f, sp_store_members(f.st, &all, &f.err));
	ok(all->len == 6 && strcmp(((struct sp_member *)g_ptr_array_index(all,
				   0))->address, "al@example.org") == 0,
	   "all of them, by address");
	fixture_clear(&f);
}

static void
test_find(void)
{
	struct fixture f;
	struct sp_member *m = NULL;
	char fpr[SP_FPR_LEN + 1];
	int64_t id = 0, other = 0;
	int i;

	fixture_init(&f);
	must(&f, member_put(&f, "jo@example.org", "jo", 1, &id));
	must(&f, member_put(&f, "eve@example.org", "", 0, &other));
	must(&f, sp_store_member_by_address(f.st, "JO@example.org", &m,
					    &f.err));
	fpr_of(10, fpr);
	ok(m->id == id && strcmp(m->address, "jo@example.org") == 0 &&
	   strcmp(m->name, "Jo") == 0 && m->affiliation[0] == '\0' &&
	   strcmp(m->login, "jo") == 0 && m->roles == SP_ROLE_MODERATOR &&
	   !m->paused && m->added == NOW && m->expires == NOW + 1 &&
	   strcmp(m->fingerprint, fpr) == 0 && m->key_state == SP_KEY_USABLE,
	   "a member is found by address, as added");
	g_clear_pointer(&m, sp_member_free);
	for (i = 0; i < 2; i++) {
		fpr_of(10 + i, fpr);
		ok(sp_store_member_by_signer(f.st, fpr, &m, &f.err) == SP_OK &&
		   m->id == id, "by signing key %d", i);
		g_clear_pointer(&m, sp_member_free);
	}
	fpr_of(12, fpr);
	ok(sp_store_member_by_signer(f.st, fpr, &m, &f.err) == SP_NONE,
	   "not by one that does not sign");
	fpr_of(10, fpr);
	ok(sp_store_member_by_signer(f.st, fpr + 24, &m, &f.err) == SP_NONE,
	   "nor by a long key id");
	ok(sp_store_member_by_login(f.st, "jo", &m, &f.err) == SP_OK &&
	   m->id == id, "by login");
	g_clear_pointer(&m, sp_member_free);
	ok(sp_store_member_by_login(f.st, "", &m, &f.err) == SP_NONE && !m,
	   "the empty login is nobody's");
	must(&f, sp_store_member_by_address(f.st, "eve@example.org", &m,
					    &f.err));
	ok(m->fingerprint[0] == '\0' && m->key_state == SP_KEY_MISSING,
	   "who has no key lacks one");
	sp_member_free(m);
	sp_member_free(NULL);
	fixture_clear(&f);
}

static void
test_change(void)
{
	struct fixture f;
	struct sp_member *m = NULL;
	char fpr[SP_FPR_LEN + 1];
	int64_t id = 0, next = 0;

	fixture_init(&f);
	must(&f, member_put(&f, "jo@example.org", "jo", 1, &id));
	must(&f, sp_store_begin(f.st, &f.err));
	must(&f, sp_store_member_pause(f.st, id, TRUE, &f.err));
	ok(sp_store_member_pause(f.st, 99, TRUE, &f.err) == SP_NONE &&
	   sp_store_member_remove(f.st, 99, &f.err) == SP_NONE,
	   "there is no such member");
	must(&f, sp_store_commit(f.st, &f.err));
	must(&f, sp_store_member_by_login(f.st, "jo", &m, &f.err));
	ok(m->paused, "a member is paused");
	g_clear_pointer(&m, sp_member_free);
	must(&f, sp_store_begin(f.st, &f.err));
	must(&f, sp_store_member_remove(f.st, id, &f.err));
	must(&f, sp_store_commit(f.st, &f.err));
	fpr_of(11, fpr);
	ok(sp_store_member_by_signer(f.st, fpr, &m, &f.err) == SP_NONE,
	   "who left signs no more");
	must(&f, member_put(&f, "jo@example.org", "jo", 1, &next));
	ok(next > id, "and may come back, as another");
	fixture_clear(&f);
}

/* --- keys ---------------------------------------------------------------- */

static enum sp_status
update(struct fixture *f, const struct sp_key *k)
{
	enum sp_status r;

	must(f, sp_store_begin(f->st, &f->err));
	r = sp_store_key_update(f->st, k, NOW, &f->err);
	if (r == SP_OK)
		must(f, sp_store_commit(f->st, &f->err));
	sp_store_rollback(f->st);
	return r;
}

static gboolean
signs(struct fixture *f, int n, int64_t id)
{
	struct sp_member *m = NULL;
	char fpr[SP_FPR_LEN + 1];
	gboolean found;

	fpr_of(n, fpr);
	found = sp_store_member_by_signer(f->st, fpr, &m, &f->err) == SP_OK &&
		m->id == id;
	sp_member_free(m);
	return found;
}

static void
test_update(void)
{
	struct sp_key *k = key_new(1), *other = key_new(7);
	struct sp_member *m = NULL;
	struct sp_subkey *s;
	struct fixture f;
	int64_t jo = 0, eve = 0;

	fixture_init(&f);
	must(&f, member_put(&f, "jo@example.org", "jo", 1, &jo));
	must(&f, member_put(&f, "eve@example.org", "eve", 2, &eve));
	k->state = SP_KEY_EXPIRED;
	k->expires = NOW - 1;
	s = g_ptr_array_index(k->subkeys, 1);
	fpr_of(19, s->fingerprint);
	must(&f, update(&f, k));
	must(&f, sp_store_member_by_login(f.st, "jo", &m, &f.err));
	ok(m->key_state == SP_KEY_EXPIRED && m->expires == NOW - 1,
	   "what became of a key is seen");
	sp_member_free(m);
	ok(signs(&f, 19, jo) && signs(&f, 10, jo) && !signs(&f, 11, jo),
	   "and its new subkey, instead of the old one");
	fpr_of(21, s->fingerprint);
	ok(update(&f, k) == SP_EDENIED && signs(&f, 21, eve) &&
	   signs(&f, 19, jo), "but not one that is another's: %s", f.err.text);
	k->state = SP_KEY_MISSING;
	g_ptr_array_set_size(k->subkeys, 0);
	must(&f, update(&f, k));
	ok(signs(&f, 19, jo), "a missing key still has its owner");
	ok(update(&f, other) == SP_NONE, "an unknown key has none");
	key_free(k);
	key_free(other);
	fixture_clear(&f);
}

static void
test_replace(void)
{
	struct sp_key *k = key_new(3), *taken = key_new(2);
	struct fixture f;
	int64_t jo = 0, eve = 0;

	fixture_init(&f);
	must(&f, member_put(&f, "jo@example.org", "jo", 1, &jo));
	must(&f, member_put(&f, "eve@example.org", "eve", 2, &eve));
	must(&f, sp_store_begin(f.st, &f.err));
	must(&f, sp_store_member_key_set(f.st, jo, k, NOW, &f.err));
	ok(signs(&f, 31, jo) && !signs(&f, 11, jo),
	   "another key takes the place of the first");
	ok(sp_store_member_key_set(f.st, 99, k, NOW, &f.err) == SP_NONE,
	   "of a member that is");
	must(&f, sp_store_commit(f.st, &f.err));
	must(&f, sp_store_begin(f.st, &f.err));
	ok(sp_store_member_key_set(f.st, jo, taken, NOW, &f.err) == SP_EDENIED,
	   "but not another's");
	sp_store_rollback(f.st);
	ok(signs(&f, 31, jo) && signs(&f, 21, eve), "who keeps it");
	must(&f, sp_store_begin(f.st, &f.err));
	must(&f, sp_store_member_key_set(f.st, jo, NULL, NOW, &f.err));
	must(&f, sp_store_commit(f.st, &f.err));
	ok(!signs(&f, 31, jo), "nor does one need a key");
	key_free(k);
	key_free(taken);
	fixture_clear(&f);
}

static void
set_list_key(struct fixture *f, const struct sp_key *k)
{
	must(f, sp_store_begin(f->st, &f->err));
	must(f, sp_store_list_key_set(f->st, k, 0, NOW, &f->err));
	must(f, sp_store_commit(f->st, &f->err));
}

static gboolean
list_key_is(struct fixture *f, const struct sp_key *k)
{
	g_autoptr(GPtrArray) keys = NULL;
	const struct sp_list_key *first;

	must(f, sp_store_list_keys(f->st, &keys, &f->err));
	first = keys->pdata[0];
	return keys->len == 1 && first->active && first->retires == 0 &&
	       strcmp(first->fingerprint, k->fingerprint) == 0 &&
	       strcmp(first->encryption, k->encryption) == 0;
}

static void
test_list_key(void)
{
	struct sp_key *a = key_new(1), *b = key_new(2);
	g_autoptr(GPtrArray) keys = NULL;
	struct fixture f;

	fixture_init(&f);
	ok(sp_store_list_keys(f.st, &keys, &f.err) == SP_NONE && !keys,
	   "a new list has no key yet");
	set_list_key(&f, a);
	ok(list_key_is(&f, a), "then it has one");
	set_list_key(&f, b);
	ok(list_key_is(&f, b), "then another");
	fpr_of(15, a->encryption);
	set_list_key(&f, a);
	ok(list_key_is(&f, a), "and the first again, as it is now");
	set_list_key(&f, a);
	ok(list_key_is(&f, a), "and again");
	key_free(a);
	key_free(b);
	fixture_clear(&f);
}

/* The former keys that have ended: how many, and is fpr the last? */
static guint
ended(struct fixture *f, const char *fpr)
{
	g_autoptr(GPtrArray) over = NULL;
	const struct sp_list_key *last;

	must(f, sp_store_list_keys_over(f->st, &over, &f->err));
	if (over->len == 0)
		return 0;
	last = over->pdata[over->len - 1];
	return strcmp(last->fingerprint, fpr) == 0 ? over->len : 99;
}

/* For a while two keys open mail; R-077 makes no other exception. */
static void
test_rotation(void)
{
	struct sp_key *a = key_new(1), *b = key_new(2);
	g_autoptr(GPtrArray) keys = NULL;
	const struct sp_list_key *k;
	struct fixture f;

	fixture_init(&f);
	set_list_key(&f, a);
	must(&f, sp_store_begin(f.st, &f.err));
	must(&f, sp_store_list_key_set(f.st, b, NOW + 100, NOW, &f.err));
	must(&f, sp_store_list_keys(f.st, &keys, &f.err));
	ok(keys->len == 2, "both keys open mail");
	k = keys->pdata[0];
	ok(k->active && strcmp(k->fingerprint, b->fingerprint) == 0,
	   "the new one comes first");
	k = keys->pdata[1];
	ok(!k->active && k->retires == NOW + 100 &&
	   strcmp(k->fingerprint, a->fingerprint) == 0, "the former has an end");
	ok(ended(&f, "") == 0, "which has not come");
	must(&f, sp_store_list_key_due(f.st, a->fingerprint, NOW, &f.err));
	ok(sp_store_list_key_due(f.st, b->fingerprint, NOW, &f.err) == SP_NONE,
	   "the key in use has none");
	must(&f, sp_store_list_key_over(f.st, a->fingerprint, &f.err));
	ok(sp_store_list_key_over(f.st, a->fingerprint, &f.err) == SP_NONE,
	   "it ends once");
	ok(ended(&f, a->fingerprint) == 1, "and is known to have ended");
	must(&f, sp_store_commit(f.st, &f.err));
	ok(list_key_is(&f, b), "one key is left");
	key_free(a);
	key_free(b);
	fixture_clear(&f);
}

static void
test_archive_keys(void)
{
	struct sp_key *k = key_new(1);
	g_autoptr(GPtrArray) keys = NULL;
	struct fixture f;
	const struct sp_member *m;
	int64_t id = 0;

	fixture_init(&f);
	must(&f, member_put(&f, "jo@example.org", "jo", 1, &id));
	must(&f, sp_store_begin(f.st, &f.err));
	must(&f, sp_store_archive_key_add(f.st, k, NOW, &f.err));
	ok(sp_store_archive_key_add(f.st, k, NOW, &f.err) == SP_EDENIED,
	   "an archive key is there once");
	must(&f, sp_store_commit(f.st, &f.err));
	k->state = SP_KEY_REVOKED;
	must(&f, update(&f, k));
	must(&f, sp_store_archive_keys(f.st, &keys, &f.err));
	m = keys->len == 1 ? g_ptr_array_index(keys, 0) : NULL;
	ok(m && strcmp(m->fingerprint, k->fingerprint) == 0 &&
	   strcmp(m->encryption, k->encryption) == 0 &&
	   m->key_state == SP_KEY_REVOKED && m->address[0] == '\0',
	   "it may be a member's as well, and both are updated");
	ok(signs(&f, 10, id), "the member stays the signer");
	key_free(k);
	fixture_clear(&f);
}

/* --- cases --------------------------------------------------------------- */

static enum sp_status
count_case(const struct sp_case *c, void *arg)
{
	*(int64_t *)arg = *(int64_t *)arg * 10 + c->id;
	return SP_OK;
}

static void
test_numbers(void)
{
	static const struct {
		const char *prefix;
		int64_t now;
		const char *number;
	} cases[] = {
		{ "QSEC", NOW, "QSEC-2026-0001" },
		{ "QSEC", NOW + 1, "QSEC-2026-0002" },
		{ "XSA", NOW, "XSA-2026-0001" },
		{ "QSEC", 1798761599, "QSEC-2026-0003" },
		{ "QSEC", 1798761600, "QSEC-2027-0001" },
		{ "QSEC", NOW, "QSEC-2026-0004" },
		{ "QSEC", 0, "QSEC-1970-0001" },
		{ "QSEC", G_MAXINT64, NULL },
	};
	struct fixture f;
	int64_t seen = 0;
	size_t i;

	fixture_init(&f);
	for (i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct sp_case *c = NULL;
		char ref[12];
		enum sp_status r;

		g_snprintf(ref, sizeof(ref), "R-CASE-%04zu", i);
		must(&f, sp_store_begin(f.st, &f.err));
		r = sp_store_case_open(f.st, cases[i].prefix, ref, NULL,
				       cases[i].now, &c, &f.err);
		ok(cases[i].number ? r == SP_OK && c->opened == cases[i].now &&
		   strcmp(c->number, cases[i].number) == 0 :
		   r == SP_EDATA && !c,
		   "case %s", cases[i].number ? cases[i].number : "at no time");
		if (r == SP_OK)
			must(&f, sp_store_commit(f.st, &f.err));
		sp_store_rollback(f.st);
		sp_case_free(c);
	}
	must(&f, sp_store_case_list(f.st, count_case, &seen, &f.err));
	ok(seen == 1234567, "all are listed, in the order of opening");
	fixture_clear(&f);
}

static int
open_case(struct fixture *f, int i, void *arg)
{
	struct sp_case *c = NULL;
	char ref[12];

	(void)arg;
	g_snprintf(ref, sizeof(ref), "R-RACE-%04d", i);
	must(f, sp_store_begin(f->st, &f->err));
	must(f, sp_store_case_open(f->st, "QSEC", ref, NULL, NOW, &c,
				   &f->err));
	must(f, sp_store_commit(f->st, &f->err));
	i = (int)c->id;
	sp_case_free(c);
	return i;
}

static void
test_case(void)
{
	g_autoptr(GBytes) title = g_bytes_new("sealed", 6);
	struct sp_case *c = NULL, *same = NULL;
	struct fixture f;
	int64_t id;

	fixture_init(&f);
	ok(sp_store_case_open(f.st, "QSEC", "R-AAAA-AAAA", title, NOW, &c,
			      &f.err) == SP_EIO && !c, "needs a transaction");
	must(&f, sp_store_begin(f.st, &f.err));
	must(&f, sp_store_case_open(f.st, "QSEC", "R-AAAA-AAAA", title, NOW,
				    &c, &f.err));
	ok(sp_store_case_open(f.st, "QSEC", "R-AAAA-AAAA", title, NOW, &same,
			      &f.err) == SP_EDATA && !same,
	   "a mail opens one case");
	sp_store_rollback(f.st);
	g_clear_pointer(&c, sp_case_free);
	ok(in_children(&f, 8, open_case, NULL) == 36,
	   "eight at once get eight numbers");
	must(&f, sp_store_case_by_ref(f.st, "R-RACE-0003", &c, &f.err));
	id = c->id;
	must(&f, sp_store_case_by_number(f.st, c->number, &same, &f.err));
	ok(same->id == id && strcmp(same->state, "new") == 0 && !same->title &&
	   strcmp(same->ref, "R-RACE-0003") == 0, "found by ref and number");
	sp_case_free(same);
	sp_case_free(c);
	must(&f, sp_store_case_by_id(f.st, id, &c, &f.err));
	ok(c->id == id, "and by id");
	g_clear_pointer(&c, sp_case_free);
	ok(sp_store_case_by_ref(f.st, "R-AAAA-AAAA", &c, &f.err) == SP_NONE &&
	   sp_store_case_by_number(f.st, "X", &c, &f.err) == SP_NONE &&
	   sp_store_case_by_id(f.st, 99, &c, &f.err) == SP_NONE && !c,
	   "or not at all");
	sp_case_free(NULL);
	fixture_clear(&f);
}

static void
test_participant(void)
{
	struct sp_participant p = { .kind = (char *)"reporter" }, *got = NULL;
	g_autoptr(GPtrArray) pinned = NULL;
	struct sp_digest no = digest_of(9);
	struct sp_case *c = NULL;
	char fpr[SP_FPR_LEN + 1];
	struct fixture f;

	fixture_init(&f);
	fpr_of(5, fpr);
	p.address = g_bytes_new("addr", 4);
	p.token = g_bytes_new("token", 5);
	p.digest = digest_of(1);
	p.token_digest = digest_of(2);
	p.key = (char *)"";
	must(&f, sp_store_begin(f.st, &f.err));
	must(&f, sp_store_case_open(f.st, "QSEC", "R-AAAA-AAAA", NULL, NOW,
				    &c, &f.err));
	p.case_id = c->id;
	must(&f, sp_store_participant_put(f.st, &p, &f.err));
	p.remember = TRUE;
	p.key = fpr;
	p.pinned_at = NOW;
	p.key_data = g_bytes_new("key", 3);
	p.token_digest = digest_of(3);
	must(&f, sp_store_participant_put(f.st, &p, &f.err));
	p.remember = FALSE;
	p.key = (char *)"";
	p.pinned_at = 0;
	g_clear_pointer(&p.key_data, g_bytes_unref);
	must(&f, sp_store_participant_put(f.st, &p, &f.err));
	p.case_id = 99;
	ok(sp_store_participant_put(f.st, &p, &f.err) == SP_EDATA,
	   "nobody takes part in no case");
	must(&f, sp_store_commit(f.st, &f.err));
	must(&f, sp_store_participant(f.st, c->id, &p.digest, &got, &f.err));
	ok(got->case_id == c->id && got->remember && strcmp(got->key, fpr) ==
	   0 && strcmp(got->kind, "reporter") == 0 &&
	   g_bytes_equal(got->address, p.address) &&
	   g_bytes_equal(got->token, p.token),
	   "a participant is there once, and stays remembered");
	must(&f, sp_store_participants_pinned(f.st, c->id, &pinned, &f.err));
	ok(pinned->len == 1 && got->pinned_at == NOW &&
	   g_bytes_get_size(got->key_data) == 3, "with the pinned key");
	g_clear_pointer(&got, sp_participant_free);
	ok(sp_store_participant_by_token(f.st, &p.token_digest, &got,
					 &f.err) == SP_NONE,
	   "the second token is not taken");
	p.token_digest = digest_of(2);
	ok(sp_store_participant_by_token(f.st, &p.token_digest, &got,
					 &f.err) == SP_OK &&
	   got->case_id == c->id, "the first one stays valid");
	g_clear_pointer(&got, sp_participant_free);
	ok(sp_store_participant(f.st, c->id, &no, &got, &f.err) == SP_NONE &&
	   !got, "another takes no part");
	sp_participant_free(NULL);
	g_bytes_unref(p.address);
	g_bytes_unref(p.token);
	sp_case_free(c);
	fixture_clear(&f);
}

int
main(void)
{
	test_add();
	test_find();
	test_change();
	test_update();
	test_replace();
	test_list_key();
	test_rotation();
	test_archive_keys();
	test_numbers();
	test_case();
	test_participant();
	return tap_done();
}
