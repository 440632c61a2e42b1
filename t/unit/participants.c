/* SPDX-License-Identifier: GPL-2.0-or-later */
/* participants.c - who takes part in a case, with which key, and whether a
 * person has answered */
#include "t/unit/store-fixture.h"

/* A pinned key changes on a person's word only. */
static void
test_pinned_key(void)
{
	struct sp_participant p = { .kind = (char *)"reporter",
				    .ref = (char *)"R-AAAA-AAAA" };
	struct sp_participant *got = NULL;
	g_autoptr(GPtrArray) all = NULL;
	g_autoptr(GBytes) other = g_bytes_new("other", 5);
	struct sp_digest no = digest_of(9);
	char fpr[SP_FPR_LEN + 1], fpr2[SP_FPR_LEN + 1];
	struct sp_case *c = NULL;
	struct fixture f;

	fixture_init(&f);
	fpr_of(5, fpr);
	fpr_of(6, fpr2);
	p.digest = digest_of(1);
	p.token_digest = digest_of(2);
	p.key = fpr;
	p.pinned_at = NOW;
	p.key_data = g_bytes_new("key", 3);
	must(&f, sp_store_begin(f.st, &f.err));
	must(&f, sp_store_case_open(f.st, "QSEC", "R-AAAA-AAAA", NULL, NOW,
				    &c, &f.err));
	p.case_id = c->id;
	must(&f, sp_store_participant_put(f.st, &p, &f.err));
	p.key = fpr2;
	p.pinned_at = NOW + 1;
	p.ref = (char *)"R-BBBB-BBBB";
	must(&f, sp_store_participant_put(f.st, &p, &f.err));
	must(&f, sp_store_participants(f.st, c->id, &all, &f.err));
	got = all->pdata[0];
	ok(all->len == 1 && strcmp(got->key, fpr) == 0 && got->pinned_at == NOW
	   && strcmp(got->ref, "R-AAAA-AAAA") == 0 && got->adopted == 0,
	   "neither the key nor the reference is replaced");
	must(&f, sp_store_participant_remember(f.st, c->id, &p.digest, NOW + 2,
					       &f.err));
	must(&f, sp_store_participant_remember(f.st, c->id, &p.digest, NOW + 3,
					       &f.err));
	must(&f, sp_store_participant(f.st, c->id, &p.digest, &got, &f.err));
	ok(got->remember && got->pinned_at == NOW + 2,
	   "only what it signs later counts, once it is remembered");
	g_clear_pointer(&got, sp_participant_free);
	must(&f, sp_store_participant_adopt(f.st, c->id, &p.digest, fpr2,
					    other, NOW + 4, &f.err));
	ok(sp_store_participant_adopt(f.st, c->id, &no, fpr2, other, NOW,
				      &f.err) == SP_NONE, "adopted by nobody");
	must(&f, sp_store_participant(f.st, c->id, &p.digest, &got, &f.err));
	ok(strcmp(got->key, fpr2) == 0 && got->adopted == NOW + 4 &&
	   got->pinned_at == NOW + 4 && g_bytes_equal(got->key_data, other),
	   "a person adopts another");
	g_clear_pointer(&got, sp_participant_free);
	ok(sp_store_case_answered(f.st, c->id, NOW + 5, &f.err) == SP_OK &&
	   sp_store_case_answered(f.st, c->id, NOW + 6, &f.err) == SP_NONE,
	   "a case is answered for the first time once");
	g_clear_pointer(&c, sp_case_free);
	must(&f, sp_store_case_by_id(f.st, p.case_id, &c, &f.err));
	ok(c->answered == NOW + 5 && strcmp(c->state, "acknowledged") == 0,
	   "which acknowledges it");
	g_bytes_unref(p.key_data);
	sp_case_free(c);
	fixture_clear(&f);
}

int
main(void)
{
	test_pinned_key();
	return tap_done();
}
