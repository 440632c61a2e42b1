/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cmd-case-list.c - the cases, those that are asked for, in some order
 *
 * Severity, lead and embargo stand sealed in the row of each case, and are
 * opened only where something asks for them. */
#include <string.h>

#include "filter/dossier.h"
#include "filter/out.h"
#include "filter/search.h"
#include "filter/triage.h"
#include "lib/gate/casebook.h"
#include "lib/gate/search.h"
#include "lib/mail/show.h"
#include "lib/notice/documents.h"

enum order { BY_NUMBER, BY_STATE, BY_OPENED, BY_SEVERITY, BY_LEAD, BY_EMBARGO };

static const char *const orders[] = {
	"number", "state", "opened", "severity", "lead", "embargo", NULL
};

/* One case, with what it may be sorted by. */
struct row {
	int64_t id, opened, end;	/* end of the embargo; INT64_MAX: none */
	int state, severity;
	char *lead;
	char *text;			/* as it is printed */
};

struct listing {
	struct sp_gate *gate;
	gboolean json, details, embargoed;
	char *state_name, *severity_name, *lead, *order_name, *words;
	int state, severity;		/* -1: any */
	enum order order;
	int64_t now;
	GHashTable *mails;		/* case id to number of mails */
	GHashTable *found;		/* ids of the cases that hold the
					   words; NULL: all */
	GPtrArray *rows;		/* of struct row * */
	struct sp_err *err;
};

static void
row_free(gpointer p)
{
	struct row *r = p;

	g_free(r->lead);
	g_free(r->text);
	g_free(r);
}

/* --- one case ------------------------------------------------------------- */

/* The lead becomes the row's. */
static void
take_details(struct row *row, const struct listing *l, struct sp_brief *b)
{
	row->severity = (int)b->severity;
	row->lead = g_steal_pointer(&b->lead);
	if (sp_brief_embargoed(b, l->now))
		row->end = b->end;
}

/* What is seen without opening anything. */
static gboolean
is_candidate(const struct listing *l, const struct sp_case *k, int state)
{
	return (l->state < 0 || state == l->state) &&
	       (!l->found || g_hash_table_contains(l->found,
					GSIZE_TO_POINTER((gsize)k->id)));
}

static gboolean
is_wanted(const struct listing *l, const struct row *row)
{
	return (l->severity < 0 || row->severity == l->severity) &&
	       (!l->lead || g_ascii_strcasecmp(row->lead, l->lead) == 0) &&
	       (!l->embargoed || row->end != INT64_MAX);
}

static unsigned
mails_of(const struct listing *l, int64_t id)
{
	return GPOINTER_TO_UINT(g_hash_table_lookup(l->mails,
				GSIZE_TO_POINTER((gsize)id)));
}

static void
add_json(struct row *row, const struct listing *l, const struct sp_case *k,
	 const char *title)
{
	json_t *object = json_object();

	case_json(object, l->gate, k, title, mails_of(l, k->id));
	if (l->details) {
		out_json_text(object, "severity",
			      sp_severities[row->severity]);
		out_json_text(object, "lead", row->lead);
		out_json_time(object, "embargo_end",
			      row->end == INT64_MAX ? 0 : row->end);
	}
	row->text = out_json_row(object);
}

static void
add_line(struct row *row, const struct listing *l, const struct sp_case *k,
	 const char *title)
{
	g_autofree char *opened = out_time(k->opened);
	g_autofree char *end = NULL;
	g_autofree char *lead = NULL;
	g_autofree char *shown = sp_show_column(
		sp_untagged(l->gate->conf, title ? title : ""),
		l->details ? 28 : 40);

	g_strchomp(shown);
	if (!l->details) {
		row->text = g_strdup_printf("%-16s  %s  %-12s  %s  %5u  %s",
					    k->number, k->ref, k->state,
					    opened, mails_of(l, k->id), shown);
		return;
	}
	lead = sp_show_column(*row->lead ? row->lead : "-", 20);
	end = row->end == INT64_MAX ? g_strdup("-") : out_time(row->end);
	row->text = g_strdup_printf("%-16s  %-12s  %-9s  %s  %-16s  %s",
				    k->number, k->state,
				    sp_severities[row->severity], lead, end,
				    shown);
}

static enum sp_status
read_details(struct row *row, const struct listing *l,
	     const struct sp_case *k)
{
	struct sp_brief b;
	enum sp_status r;

	if (!l->details)
		return SP_OK;
	if ((r = sp_casebook_read(l->gate, k, &b, l->err)) == SP_OK)
		take_details(row, l, &b);
	return r;
}

static enum sp_status
each_case(const struct sp_case *k, void *arg)
{
	struct listing *l = arg;
	const int state = sp_name_find(sp_case_states, k->state);
	g_autofree char *title = NULL;
	struct row *row;
	enum sp_status r;

	if (!is_candidate(l, k, state))
		return SP_OK;
	row = g_new0(struct row, 1);
	row->id = k->id;
	row->opened = k->opened;
	row->state = state;
	row->end = INT64_MAX;
	r = read_details(row, l, k);
	if (r != SP_OK || !is_wanted(l, row)) {
		row_free(row);
		return r;
	}
	title = sp_gate_unseal(l->gate, SP_SEAL_TITLE, k->title);
	if (l->json)
		add_json(row, l, k, title);
	else
		add_line(row, l, k, title);
	g_ptr_array_add(l->rows, row);
	return SP_OK;
}

/* --- all of them ---------------------------------------------------------- */

static int
compare(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

/* The most severe first, and the embargo that ends first; no lead last. */
static int
by_order(gconstpointer p, gconstpointer q, gpointer arg)
{
	const struct row *a = *(struct row *const *)p;
	const struct row *b = *(struct row *const *)q;
	int c = 0;

	switch (*(const enum order *)arg) {
	case BY_NUMBER:
		break;
	case BY_STATE:
		c = compare(a->state, b->state);
		break;
	case BY_OPENED:
		c = compare(a->opened, b->opened);
		break;
	case BY_SEVERITY:
		c = compare(b->severity, a->severity);
		break;
	case BY_LEAD:
		c = compare(!*a->lead, !*b->lead);
		c = c ? c : g_ascii_strcasecmp(a->lead, b->lead);
		break;
	case BY_EMBARGO:
		c = compare(a->end, b->end);
		break;
	}
	return c ? c : compare(a->id, b->id);
}

static enum sp_status
count_mails(struct listing *l, struct sp_err *err)
{
	g_autoptr(GArray) pairs = NULL;
	enum sp_status r = sp_store_mail_cases(l->gate->store, &pairs, err);

	for (guint i = 0; r == SP_OK && i < pairs->len; i++) {
		const struct sp_mail_case *pair =
			&g_array_index(pairs, struct sp_mail_case, i);
		gpointer id = GSIZE_TO_POINTER((gsize)pair->case_id);
		guint n = GPOINTER_TO_UINT(g_hash_table_lookup(l->mails, id));

		g_hash_table_insert(l->mails, id, GUINT_TO_POINTER(n + 1));
	}
	return r;
}

static enum sp_status
find_words(struct listing *l, struct sp_err *err)
{
	char *const query[] = { l->words, NULL };
	g_autoptr(GArray) ids = NULL;
	enum sp_status r;

	if (!l->words)
		return SP_OK;
	r = sp_search_cases(l->gate, query, FALSE, &ids, err);
	if (r != SP_OK)
		return r;
	search_tell_left_out(query);
	l->found = g_hash_table_new(NULL, NULL);
	for (guint i = 0; i < ids->len; i++)
		g_hash_table_add(l->found, GSIZE_TO_POINTER((gsize)
				 g_array_index(ids, int64_t, i)));
	return SP_OK;
}

static enum sp_status
collect(struct listing *l, struct sp_err *err)
{
	enum sp_status r;

	l->err = err;
	l->now = sp_gate_now();
	if ((r = find_words(l, err)) == SP_OK &&
	    (r = count_mails(l, err)) == SP_OK)
		r = sp_store_case_list(l->gate->store, each_case, l, err);
	g_ptr_array_sort_with_data(l->rows, by_order, &l->order);
	return r;
}

static void
print_json(const struct listing *l)
{
	g_autofree char **texts = g_new0(char *, l->rows->len + 1);

	for (guint i = 0; i < l->rows->len; i++)
		texts[i] = ((const struct row *)l->rows->pdata[i])->text;
	out_json_rows("cases", texts);
}

static void
print_lines(const struct listing *l)
{
	if (l->rows->len == 0)
		out_line(l->state < 0 && !l->found && !l->details ?
			 "There are no cases yet." : "There is no such case.");
	else if (l->details)
		out_print("%-16s  %-12s  %-9s  %-20s  %-16s  %s\n", "CASE",
			  "STATE", "SEVERITY", "LEAD", "EMBARGO UNTIL",
			  "TITLE");
	else
		out_print("%-16s  %-11s  %-12s  %-16s  %5s  %s\n", "CASE",
			  "REF", "STATE", "OPENED", "MAILS", "TITLE");
	for (guint i = 0; i < l->rows->len; i++)
		out_line(((const struct row *)l->rows->pdata[i])->text);
}

/* --- the command ---------------------------------------------------------- */

/* Its place among the names; -1: nothing was given. */
static enum sp_status
find_name(struct call *call, const char *given, const char *const *names,
	  const char *what, int *found, struct sp_err *err)
{
	g_autofree char *all = NULL;

	*found = -1;
	if (!given)
		return SP_OK;
	*found = sp_name_find(names, given);
	if (*found >= 0)
		return SP_OK;
	all = g_strjoinv(", ", (char **)names);
	return call_usage(call, err, "%s is no %s: it is one of %s", given,
			  what, all);
}

static enum sp_status
read_wishes(struct call *call, struct listing *l, struct sp_err *err)
{
	int order = -1;
	enum sp_status r;

	if ((r = find_name(call, l->state_name, sp_case_states, "state",
			   &l->state, err)) != SP_OK ||
	    (r = find_name(call, l->severity_name, sp_severities, "severity",
			   &l->severity, err)) != SP_OK ||
	    (r = find_name(call, l->order_name, orders, "order", &order,
			   err)) != SP_OK ||
	    (r = triage_text(call, &l->words, "--search", err)) != SP_OK)
		return r;
	l->order = order < 0 ? BY_NUMBER : (enum order)order;
	l->details = l->details || l->severity >= 0 || l->lead ||
		     l->embargoed || l->order >= BY_SEVERITY;
	return SP_OK;
}

static void
listing_clear(struct listing *l)
{
	g_free(l->state_name);
	g_free(l->severity_name);
	g_free(l->lead);
	g_free(l->order_name);
	g_free(l->words);
	g_clear_pointer(&l->found, g_hash_table_unref);
	g_hash_table_unref(l->mails);
	g_ptr_array_unref(l->rows);
}

enum sp_status
cmd_case_list(struct call *call, char **argv, struct sp_err *err)
{
	g_auto(GStrv) args = NULL;
	struct listing l = {
		.mails = g_hash_table_new(NULL, NULL),
		.rows = g_ptr_array_new_with_free_func(row_free),
	};
	const GOptionEntry options[] = {
		{ "state", 0, 0, G_OPTION_ARG_STRING, &l.state_name, 0, 0 },
		{ "severity", 0, 0, G_OPTION_ARG_STRING, &l.severity_name, 0,
		  0 },
		{ "lead", 0, 0, G_OPTION_ARG_STRING, &l.lead, 0, 0 },
		{ "embargoed", 0, 0, G_OPTION_ARG_NONE, &l.embargoed, 0, 0 },
		{ "search", 0, 0, G_OPTION_ARG_STRING, &l.words, 0, 0 },
		{ "sort", 0, 0, G_OPTION_ARG_STRING, &l.order_name, 0, 0 },
		{ "long", 0, 0, G_OPTION_ARG_NONE, &l.details, 0, 0 },
		{ "json", 0, 0, G_OPTION_ARG_NONE, &l.json, 0, 0 },
		G_OPTION_ENTRY_NULL
	};
	enum sp_status r = call_options(call, options, argv, 0, 1, &args, err);

	if (r == SP_OK && (r = read_wishes(call, &l, err)) == SP_OK &&
	    (r = call_gate(call, args[0], &l.gate, err)) == SP_OK &&
	    (r = collect(&l, err)) == SP_OK)
		l.json ? print_json(&l) : print_lines(&l);
	listing_clear(&l);
	return r;
}

enum sp_status
cmd_case_refresh(struct call *call, char **argv, struct sp_err *err)
{
	g_auto(GStrv) args = NULL;
	struct sp_gate *gate;
	unsigned n = 0;
	enum sp_status r = call_options(call, NULL, argv, 0, 1, &args, err);

	if (r == SP_OK && (r = call_gate(call, args[0], &gate, err)) == SP_OK &&
	    (r = sp_casebook_renew(gate, &n, err)) == SP_OK)
		out_print("%u %s told anew.\n", n,
			  n == 1 ? "case was" : "cases were");
	return r;
}
