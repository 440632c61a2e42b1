/* SPDX-License-Identifier: GPL-2.0-or-later */
/* share-later.c - what a reporter writes once a case has guests */
#include "lib/gate/share.h"

#include <string.h>

#include "lib/gate/triage.h"

/* For one guest. */
struct copy {
	struct sp_visitor to;
	struct sp_sealed sealed;
};

static void
copy_free(gpointer arg)
{
	struct copy *copy = arg;

	sp_visitor_clear(&copy->to);
	g_free((char *)copy->to.leave.consent);
	g_free((char *)copy->to.leave.clause);
	sp_sealed_clear(&copy->sealed);
	g_free(copy);
}

void
sp_shares_clear(struct sp_shares *all)
{
	g_clear_pointer(&all->copies, g_ptr_array_unref);
	g_clear_pointer(&all->told, g_free);
}

struct making {
	struct sp_gate *gate;
	const struct sp_mail *m;
	const struct sp_case *c;
	const struct sp_dossier *d;
	const struct sp_digest *author;
	const struct sp_shared_mail *mail;
	int64_t now;
	GPtrArray *copies;
	GString *told;
};

static gboolean
may_have(const struct making *k, const struct sp_visitor *v)
{
	return v->all || (v->of_one &&
			  memcmp(&v->reporter, k->author,
				 sizeof(v->reporter)) == 0);
}

/* v is the copy's from then on. */
static enum sp_status
add_copy(struct making *k, const struct sp_guest *g, struct sp_visitor *v,
	 struct sp_err *err)
{
	struct copy *copy = g_new0(struct copy, 1);
	enum sp_status r;

	copy->to = *v;
	memset(v, 0, sizeof(*v));
	copy->to.leave = (struct sp_leave){ g_strdup(g->consent),
					    g_strdup(g->clause) };
	copy->sealed = (struct sp_sealed){ .body = SP_BLOB_INIT };
	r = sp_share_seal(k->gate, k->m, k->c, &copy->to, k->mail, k->now,
			  &copy->sealed, err);
	if (r == SP_OK)
		g_ptr_array_add(k->copies, copy);
	else
		copy_free(copy);
	return r;
}

/* A key that cannot be used stops nobody else. */
static enum sp_status
make_copy(struct making *k, const struct sp_guest *g, struct sp_err *err)
{
	struct sp_visitor v = { 0 };
	const char *why = NULL;
	enum sp_status r = sp_visitor_find(k->gate, k->c, k->d, g->who, NULL,
					   &v, err);

	if (r == SP_OK && !may_have(k, &v))
		why = "this reporter has not agreed that they get it";
	else if (r == SP_OK && v.key == NULL)
		why = "no key of theirs can be used";
	else if (r == SP_OK && k->mail->entity == NULL)
		why = "it cannot be read";
	if (r == SP_OK && why == NULL)
		r = add_copy(k, g, &v, err);
	if (r == SP_OK && why == NULL)
		g_string_append_printf(k->told, "To the guest %s: leaves "
				       "encrypted.\n", g->who);
	else if (r == SP_OK)
		g_string_append_printf(k->told, "NOT SENT to the guest %s: "
				       "%s.\n", g->who, why);
	sp_visitor_clear(&v);
	return r == SP_NONE ? SP_OK : r;
}

static void
tell_waiting(struct making *k, const struct sp_guest *g)
{
	if (sp_guest_waits(g))
		g_string_append_printf(k->told, "The guest %s has accepted the "
			"terms, and waits for the thread so far: sallyport "
			"case share %s --to %s --thread\n", g->who,
			k->c->number, g->who);
}

static enum sp_status
make_all(struct making *k, const char *author, struct sp_err *err)
{
	enum sp_status r = SP_OK;

	for (guint i = 0; r == SP_OK && i < k->d->guests->len; i++) {
		const struct sp_guest *g = k->d->guests->pdata[i];

		if (g->admitted && author != NULL)
			r = make_copy(k, g, err);
		tell_waiting(k, g);
	}
	return r;
}

enum sp_status
sp_shares_make(struct sp_gate *gate, const struct sp_mail *m,
	       const struct sp_case *c, const char *author,
	       const char *subject, const struct sp_content *content,
	       int64_t now, struct sp_shares *all, struct sp_err *err)
{
	g_autoptr(GString) told = g_string_new(NULL);
	struct sp_dossier *d = NULL;
	struct sp_digest digest;
	g_autofree char *entity = NULL;
	struct sp_shared_mail mail = { subject, "The reporter", NULL, NULL };
	struct making k = { .gate = gate, .m = m, .c = c, .author = &digest,
			    .mail = &mail, .now = now, .told = told };
	enum sp_status r = sp_triage_read(gate, c, &d, err);

	if (r == SP_OK && d->guests->len > 0) {
		sp_gate_digest_address(gate, author ? author : "", &digest);
		entity = author ? sp_share_entity(content) : NULL;
		mail.entity = entity;
		all->copies = g_ptr_array_new_with_free_func(copy_free);
		k.copies = all->copies;
		k.d = d;
		r = make_all(&k, author, err);
	}
	if (r == SP_OK && told->len > 0)
		all->told = g_strdup(told->str);
	sp_dossier_free(d);
	return r;
}

enum sp_status
sp_shares_queue(struct sp_gate *gate, const char *actor,
		const struct sp_mail *m, const struct sp_case *c,
		const struct sp_shares *all, int64_t now, struct sp_err *err)
{
	enum sp_status r = SP_OK;

	for (guint i = 0; r == SP_OK && all->copies &&
	     i < all->copies->len; i++) {
		const struct copy *copy = all->copies->pdata[i];

		r = sp_share_queue(gate, actor, FALSE, m, c, &copy->to,
				   &copy->sealed, now, err);
	}
	return r;
}
