/* SPDX-License-Identifier: GPL-2.0-or-later */
/* bounce.c - which members' mail comes back */
#include "lib/gate/bounce.h"

#include "lib/gate/circular.h"
#include "lib/policy/bounce.h"

#define DAY_S INT64_C(86400)
#define TOKEN_PERIOD_S (60 * DAY_S)
/* An MTA tries that long, and then says that it failed. */
#define MTA_TRIES_S (5 * DAY_S)

/* --- tokens --------------------------------------------------------------- */

static char *
token_of(const struct sp_gate *gate, const char *member, int64_t period)
{
	g_autofree char *when = g_strdup_printf("%" G_GINT64_FORMAT, period);
	const char *fields[] = { member, when, NULL };
	struct sp_digest d;

	sp_vault_digest_fields(gate->vault, "bounce-token", fields, &d);
	return sp_ref_base32(d.bytes, 10);
}

char *
sp_bounce_address(const struct sp_gate *gate, const char *member, int64_t made)
{
	g_autofree char *token = token_of(gate, member, made / TOKEN_PERIOD_S);

	return g_strdup_printf("%s-bounces%s%s@%s", gate->conf->local,
			       gate->conf->delimiter, token,
			       gate->conf->domain);
}

static gboolean
is_token_of(const struct sp_gate *gate, const char *token, const char *member,
	    int64_t now)
{
	const int64_t period = now / TOKEN_PERIOD_S;
	g_autofree char *fresh = token_of(gate, member, period);
	g_autofree char *former = token_of(gate, member, period - 1);

	return sp_vault_same(fresh, token) || sp_vault_same(former, token);
}

/* --- one report ----------------------------------------------------------- */

enum sp_status
sp_bounce_note(struct sp_gate *gate, const struct sp_hearing *h,
	       const struct sp_opening *o, int64_t now, struct sp_err *err)
{
	const unsigned flags = o->clear ? o->clear->flags : 0;
	g_autoptr(GPtrArray) members = NULL;
	enum sp_status r;

	if (h->to.role != SP_TO_BOUNCES || h->to.token == NULL ||
	    !sp_address_null(h->sender) ||
	    !(flags & (SP_FACT_DSN_FAILED | SP_FACT_DSN_DELAYED)))
		return SP_OK;
	r = sp_store_members(gate->store, &members, err);
	for (guint i = 0; r == SP_OK && i < members->len; i++) {
		const struct sp_member *m = members->pdata[i];

		if (is_token_of(gate, h->to.token, m->address, now))
			return sp_store_bounce_add(gate->store, m->id,
				now / DAY_S, flags & SP_FACT_DSN_FAILED, err);
	}
	return r;
}

/* --- what follows from them ----------------------------------------------- */

struct watch {
	struct sp_gate *gate;
	int64_t now;
	GArray *days;		/* of struct sp_member_bounce */
	GPtrArray *starting;	/* of struct sp_member *, borrowed */
	GPtrArray *ending;
};

/* Was a mail handed over since the last failure, long enough ago? */
static enum sp_status
was_delivered(const struct watch *w, const struct sp_member *m, int64_t last,
	      gboolean *is, struct sp_err *err)
{
	const int64_t from = MAX(m->bouncing, (last + 1) * DAY_S);

	return sp_store_out_arrived(w->gate->store, m->id, from,
				    w->now - MTA_TRIES_S, is, err);
}

static enum sp_status
judge(const struct watch *w, struct sp_member *m, struct sp_err *err)
{
	g_autoptr(GArray) mine = g_array_new(FALSE, TRUE,
					     sizeof(struct sp_bounce));
	struct sp_bounce_facts in = { .conf = w->gate->conf,
				      .bouncing = m->bouncing != 0,
				      .today = w->now / DAY_S };
	enum sp_status r = SP_OK;
	int64_t last = 0;

	for (guint i = 0; i < w->days->len; i++) {
		const struct sp_member_bounce *b = &g_array_index(w->days,
						struct sp_member_bounce, i);
		const struct sp_bounce one = { b->day, b->permanent };

		if (b->member != m->id)
			continue;
		g_array_append_val(mine, one);
		last = MAX(last, b->day);
	}
	in.days = (const struct sp_bounce *)(void *)mine->data;
	in.n = mine->len;
	if (in.bouncing)
		r = was_delivered(w, m, last, &in.delivered, err);
	if (r != SP_OK)
		return r;
	switch (sp_policy_bouncing(&in)) {
	case SP_BOUNCING_AS_BEFORE:
		break;
	case SP_BOUNCING_STARTS:
		g_ptr_array_add(w->starting, m);
		break;
	case SP_BOUNCING_ENDS:
		g_ptr_array_add(w->ending, m);
		break;
	}
	return SP_OK;
}

static char *
write_news(const struct watch *w)
{
	GString *s = g_string_new("This is an automatic notice. Mail to these "
				  "members comes back; they stay\non the list, "
				  "and mail is still sent to them:\n\n");

	for (guint i = 0; i < w->starting->len; i++)
		g_string_append_printf(s, "  %s\n",
			((struct sp_member *)w->starting->pdata[i])->address);
	g_string_append(s, "\nPlease ask them what is wrong with their "
			"address. \"member resume\" clears\nthe mark.\n");
	return g_string_free(s, FALSE);
}

/* [tx] */
static enum sp_status
mark(const struct watch *w, const GPtrArray *members, gboolean starts,
     struct sp_err *err)
{
	enum sp_status r = SP_OK;

	for (guint i = 0; r == SP_OK && i < members->len; i++) {
		const struct sp_member *m = members->pdata[i];

		r = sp_store_member_bouncing(w->gate->store, m->id, m->bouncing,
					     starts ? w->now : 0, err);
		if (r == SP_OK)
			r = sp_store_event_add(w->gate->store, w->now, "gate",
					       starts ? "bouncing" :
					       "bouncing-ended", "", "",
					       m->address, err);
	}
	return r;
}

static enum sp_status
conclude(const struct watch *w, struct sp_err *err)
{
	struct sp_store *store = w->gate->store;
	struct sp_circular c = SP_CIRCULAR_INIT;
	const gboolean tell = w->starting->len > 0 && !w->gate->conf->remind;
	g_autofree char *text = write_news(w);
	enum sp_status r = SP_OK;

	if (tell)
		r = sp_circular_seal(w->gate, SP_FOR_MODERATORS, text, NULL,
				     w->now, &c, err);
	if (r == SP_OK && (r = sp_store_begin(store, err)) == SP_OK &&
	    (r = mark(w, w->starting, TRUE, err)) == SP_OK &&
	    (r = mark(w, w->ending, FALSE, err)) == SP_OK &&
	    (r = tell ? sp_circular_queue(w->gate, &c, err) : SP_OK) == SP_OK)
		r = sp_store_commit(store, err);
	sp_store_rollback(store);
	sp_circular_clear(&c);
	return r == SP_NONE ? SP_OK : r;	/* said by another process */
}

enum sp_status
sp_bounce_watch(struct sp_gate *gate, unsigned *marked, struct sp_err *err)
{
	g_autoptr(GPtrArray) members = NULL;
	g_autoptr(GPtrArray) starting = g_ptr_array_new();
	g_autoptr(GPtrArray) ending = g_ptr_array_new();
	g_autoptr(GArray) days = NULL;
	struct watch w = { .gate = gate, .now = sp_gate_now(),
			   .starting = starting, .ending = ending };
	enum sp_status r;

	if ((r = sp_store_members(gate->store, &members, err)) != SP_OK ||
	    (r = sp_store_bounces(gate->store, &days, err)) != SP_OK)
		return r;
	w.days = days;
	for (guint i = 0; r == SP_OK && i < members->len; i++)
		r = judge(&w, members->pdata[i], err);
	if (r == SP_OK && starting->len + ending->len > 0)
		r = conclude(&w, err);
	*marked += r == SP_OK ? starting->len : 0;
	return r;
}
