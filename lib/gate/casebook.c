/* SPDX-License-Identifier: GPL-2.0-or-later */
/* casebook.c - what a list of cases shows of each, kept at hand */
#include "lib/gate/casebook.h"

#include "lib/gate/search.h"
#include "lib/gate/triage.h"

#define BATCH 500	/* in one transaction, while others wait */

/* --- reading -------------------------------------------------------------- */

/* FALSE: there is none that can be relied on. */
static gboolean
read_brief(const struct sp_gate *gate, const struct sp_case *c,
	   struct sp_brief *b)
{
	g_autofree char *text = sp_gate_unseal(gate, SP_SEAL_BRIEF, c->brief);

	return sp_brief_read(text, c->number, b);
}

/* As its events have it. */
static enum sp_status
tell(struct sp_gate *gate, const struct sp_case *c, struct sp_brief *b,
     struct sp_err *err)
{
	struct sp_dossier *d = NULL;
	enum sp_status r = sp_triage_read(gate, c, &d, err);

	if (r == SP_OK)
		sp_brief_make(d, b);
	sp_dossier_free(d);
	return r;
}

enum sp_status
sp_casebook_read(struct sp_gate *gate, const struct sp_case *c,
		 struct sp_brief *b, struct sp_err *err)
{
	return read_brief(gate, c, b) ? SP_OK : tell(gate, c, b, err);
}

/* --- writing -------------------------------------------------------------- */

/* [tx] By its title it can be searched for already. */
static enum sp_status
index_names(struct sp_gate *gate, const struct sp_case *c,
	    const struct sp_dossier *d, struct sp_err *err)
{
	const char *const names[] = { d->cve_id, d->bug, d->notice_id };
	g_autoptr(GString) text = g_string_new(d->title);
	gboolean any = FALSE;

	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		if (!names[i])
			continue;
		g_string_append_printf(text, "\n%s", names[i]);
		any = TRUE;
	}
	return any ? sp_search_set_title(gate, c->id, text->str, err) : SP_OK;
}

/* [tx] */
static enum sp_status
write_brief(struct sp_gate *gate, const struct sp_case *c, struct sp_err *err)
{
	g_autofree char *text = NULL;
	g_autoptr(GBytes) sealed = NULL;
	struct sp_brief b = { .lead = NULL };
	struct sp_dossier *d = NULL;
	enum sp_status r = sp_triage_read(gate, c, &d, err);

	if (r == SP_OK)
		r = index_names(gate, c, d, err);
	if (r == SP_OK) {
		sp_brief_make(d, &b);
		text = sp_brief_write(&b, c->number);
		sp_brief_clear(&b);
		sealed = sp_gate_seal(gate, SP_SEAL_BRIEF, text);
		r = sp_store_case_brief_set(gate->store, c->id, sealed, err);
	}
	sp_dossier_free(d);
	return r;
}

/* [tx] The newest that are missing, limit at most; *n: how many those were. */
static enum sp_status
write_missing(struct sp_gate *gate, unsigned limit, unsigned *n,
	      struct sp_err *err)
{
	g_autoptr(GArray) ids = NULL;
	enum sp_status r = sp_store_cases_untold(gate->store, limit, &ids,
						 err);

	for (guint i = 0; r == SP_OK && i < ids->len; i++) {
		struct sp_case *c = NULL;

		r = sp_store_case_by_id(gate->store,
					g_array_index(ids, int64_t, i), &c,
					err);
		if (r == SP_OK)
			r = write_brief(gate, c, err);
		sp_case_free(c);
	}
	if (r == SP_OK)
		*n = ids->len;
	return r;
}

/* A few cases are all that happens to in one transaction; where more are
 * missing, as after a migration, the worker writes them. */
static enum sp_status
settle(void *arg, struct sp_err *err)
{
	unsigned n;

	return write_missing(arg, 8, &n, err);
}

void
sp_casebook_keep(struct sp_gate *gate)
{
	sp_store_settle(gate->store, settle, gate);
}

/* One transaction for each BATCH, so that nobody waits long. */
static enum sp_status
write_batch(struct sp_gate *gate, unsigned *n, struct sp_err *err)
{
	enum sp_status r;

	if ((r = sp_store_begin(gate->store, err)) == SP_OK &&
	    (r = write_missing(gate, BATCH, n, err)) == SP_OK)
		r = sp_store_commit(gate->store, err);
	sp_store_rollback(gate->store);
	return r;
}

/* *all: how many were written. */
static enum sp_status
write_all(struct sp_gate *gate, unsigned *all, struct sp_err *err)
{
	g_autoptr(GArray) ids = NULL;
	unsigned n = 0;
	enum sp_status r;

	*all = 0;
	/* Mostly there is nothing to do, and that needs no transaction. */
	r = sp_store_cases_untold(gate->store, 1, &ids, err);
	if (r != SP_OK || ids->len == 0)
		return r;
	do {
		r = write_batch(gate, &n, err);
		*all += n;
	} while (r == SP_OK && n == BATCH);
	return r;
}

enum sp_status
sp_casebook_complete(struct sp_gate *gate, struct sp_err *err)
{
	unsigned n;

	return write_all(gate, &n, err);
}

enum sp_status
sp_casebook_renew(struct sp_gate *gate, unsigned *n, struct sp_err *err)
{
	enum sp_status r;

	if ((r = sp_store_begin(gate->store, err)) == SP_OK &&
	    (r = sp_store_cases_untell(gate->store, err)) == SP_OK)
		r = sp_store_commit(gate->store, err);
	sp_store_rollback(gate->store);
	return r == SP_OK ? write_all(gate, n, err) : r;
}

/* --- checking ------------------------------------------------------------- */

struct checking {
	struct sp_gate *gate;
	unsigned missing;
	struct sp_err *err;
};

static enum sp_status
check_case(const struct sp_case *c, void *arg)
{
	struct checking *k = arg;
	struct sp_brief kept = { .lead = NULL }, told = { .lead = NULL };
	enum sp_status r;

	if (!c->brief) {
		k->missing++;
		return SP_OK;
	}
	r = tell(k->gate, c, &told, k->err);
	if (r == SP_OK && (!read_brief(k->gate, c, &kept) ||
			   !sp_brief_same(&kept, &told)))
		r = sp_fail(k->err, SP_ECHECK, "what is kept of %s is not "
			    "what its events say", c->number);
	sp_brief_clear(&kept);
	sp_brief_clear(&told);
	return r;
}

enum sp_status
sp_casebook_check(struct sp_gate *gate, unsigned *missing, struct sp_err *err)
{
	struct checking k = { .gate = gate, .err = err };
	enum sp_status r = sp_store_case_list(gate->store, check_case, &k,
					      err);

	*missing = k.missing;
	return r;
}
