/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cmd-search.c - mails and cases by the words in them */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "filter/command.h"
#include "filter/out.h"
#include "filter/search.h"
#include "filter/view.h"
#include "lib/base/blob.h"
#include "lib/gate/reader.h"
#include "lib/gate/search.h"
#include "lib/mail/lexicon.h"
#include "lib/mail/show.h"
#include "lib/notice/documents.h"

#define QUERY_MAX ((size_t)4096)	/* bytes of standard input */
#define LIMIT 50

struct search {
	struct sp_gate *gate;
	char **query;
	gboolean any;
	gboolean json;
	int limit;
	json_t *rows;		/* array to fill; NULL: for a terminal */
	unsigned seen;
};

static enum sp_status
read_standard_input(char ***query, struct sp_err *err)
{
	g_auto_blob struct sp_blob b = SP_BLOB_INIT;
	g_autofree char *text = NULL;
	const uint8_t *bytes = NULL;
	enum sp_status r = sp_blob_init(&b, QUERY_MAX, err);

	if (r != SP_OK || (r = sp_blob_fill(&b, STDIN_FILENO, err)) != SP_OK)
		return r;
	if (b.len > 0 && (r = sp_blob_map(&b, &bytes, err)) != SP_OK)
		return r;
	text = b.len > 0 ? g_strndup((const char *)bytes, b.len)
			 : g_strdup("");
	g_strfreev(*query);
	*query = g_strsplit(text, "\n", -1);
	return SP_OK;
}

/* The first word is a list when there is one of that name and a word behind it:
 * so a list's own name can be looked for, too. */
static enum sp_status
read_words(struct call *call, char **args, const char **list, char ***query,
	   struct sp_err *err)
{
	g_auto(GStrv) lists = NULL;
	enum sp_status r = call_lists(call, NULL, &lists, err);

	if (r != SP_OK)
		return r;
	*list = args[1] && g_strv_contains((const char *const *)lists, args[0])
		? args[0] : NULL;
	*query = g_strdupv(*list ? args + 1 : args);
	if (strcmp((*query)[0], "-") == 0 && !(*query)[1])
		return read_standard_input(query, err);
	return SP_OK;
}

static enum sp_status
prepare(struct call *call, char **argv, struct search *s, struct sp_err *err)
{
	g_auto(GStrv) args = NULL;
	const GOptionEntry options[] = {
		{ "any", 0, 0, G_OPTION_ARG_NONE, &s->any, NULL, NULL },
		{ "limit", 0, 0, G_OPTION_ARG_INT, &s->limit, NULL, NULL },
		{ "json", 0, 0, G_OPTION_ARG_NONE, &s->json, NULL, NULL },
		G_OPTION_ENTRY_NULL
	};
	const char *list = NULL;
	enum sp_status r;

	s->limit = LIMIT;
	if ((r = call_options(call, options, argv, 1, SP_SEARCH_WORDS + 1,
			      &args, err)) != SP_OK)
		return r;
	if (s->limit < 0)
		return call_usage(call, err, "--limit is 0, for all, or more");
	if ((r = read_words(call, args, &list, &s->query, err)) != SP_OK)
		return r;
	return call_gate(call, list, &s->gate, err);
}

/* --- mails ---------------------------------------------------------------- */

static void
mail_row(const struct search *s, const struct sp_mail *m,
	 const struct sp_card *c)
{
	g_autofree char *arrived = out_time(m->arrived);
	g_autofree char *from = sp_show_column(c->from_address, 24);
	g_autofree char *number = sp_show_column(c->case_number, 16);
	g_autofree char *subject =
		sp_show_column(sp_card_subject(s->gate->conf, c), 36);

	if (s->seen == 0)
		out_print("%-11s  %-16s  %-16s  %-24s  %s\n", "REF", "ARRIVED",
			  "CASE", "FROM", "SUBJECT");
	out_print("%s  %s  %s  %s  %s\n", m->ref, arrived, number, from,
		  g_strchomp(subject));
}

static enum sp_status
show_mail(struct search *s, int64_t id, struct sp_err *err)
{
	struct sp_mail *m = NULL;
	struct sp_card *card = NULL;
	enum sp_status r = sp_store_mail_by_id(s->gate->store, id, &m, err);

	if (r == SP_OK)
		r = sp_reader_card(s->gate, m, &card, err);
	if (r == SP_OK && s->rows)
		view_json(out_json_object(s->rows), s->gate, m, card, FALSE);
	else if (r == SP_OK)
		mail_row(s, m, card);
	sp_card_free(card);
	sp_mail_free(m);
	return r;
}

/* --- cases ---------------------------------------------------------------- */

static void
case_row(const struct search *s, const struct sp_case *k, const char *title)
{
	g_autofree char *opened = out_time(k->opened);
	g_autofree char *shown = sp_show_column(
		sp_untagged(s->gate->conf, title ? title : ""), 40);

	if (s->seen == 0)
		out_print("%-16s  %-11s  %-12s  %-16s  %s\n", "CASE", "REF",
			  "STATE", "OPENED", "TITLE");
	out_print("%-16s  %s  %-12s  %s  %s\n", k->number, k->ref, k->state,
		  opened, g_strchomp(shown));
}

static void
case_object(const struct search *s, const struct sp_case *k, const char *title)
{
	json_t *object = out_json_object(s->rows);

	out_json_text(object, "list", s->gate->conf->list);
	out_json_text(object, "case", k->number);
	out_json_text(object, "ref", k->ref);
	out_json_text(object, "state", k->state);
	out_json_time(object, "opened", k->opened);
	out_json_text(object, "title", title);
}

static enum sp_status
show_case(struct search *s, int64_t id, struct sp_err *err)
{
	struct sp_case *k = NULL;
	enum sp_status r = sp_store_case_by_id(s->gate->store, id, &k, err);
	g_autofree char *title = NULL;

	if (r != SP_OK)
		return r;
	title = sp_gate_unseal(s->gate, SP_SEAL_TITLE, k->title);
	if (s->rows)
		case_object(s, k, title);
	else
		case_row(s, k, title);
	sp_case_free(k);
	return SP_OK;
}

/* --- both ----------------------------------------------------------------- */

typedef enum sp_status show_one(struct search *s, int64_t id,
				struct sp_err *err);

static enum sp_status
show_found(struct search *s, const GArray *ids, show_one *show,
	   struct sp_err *err)
{
	const unsigned limit = s->limit > 0 ? (unsigned)s->limit : ids->len;
	enum sp_status r = SP_OK;

	for (; r == SP_OK && s->seen < MIN(limit, ids->len); s->seen++)
		r = show(s, g_array_index(ids, int64_t, s->seen), err);
	if (r == SP_OK && s->seen < ids->len && !s->rows)
		out_print("and %u older; \"--limit 0\" shows all\n",
			  ids->len - s->seen);
	return r;
}

/* Nothing is found: an empty document says so itself. */
static enum sp_status
nothing(const struct search *s, struct sp_err *err)
{
	enum sp_status r = sp_fail(err, SP_NONE, "nothing matched");

	if (s->json)
		err->text[0] = '\0';
	return r;
}

static enum sp_status
answer(struct search *s, const GArray *ids, const char *name, show_one *show,
       struct sp_err *err)
{
	json_auto_t *document = json_object();
	enum sp_status r;

	if (s->json)
		s->rows = out_json_array(document, name);
	if ((r = show_found(s, ids, show, err)) != SP_OK)
		return r;
	if (s->json) {
		out_json_number(document, "found", ids->len);
		out_json(g_steal_pointer(&document));
	}
	return ids->len > 0 ? SP_OK : nothing(s, err);
}

void
search_tell_left_out(char *const *query)
{
	for (char *const *q = query; *q; q++) {
		g_auto(GStrv) words = g_strsplit_set(*q, " \t\r\n", -1);

		for (char *const *w = words; *w; w++) {
			g_auto(GStrv) known = sp_lexicon_query(*w);
			g_autofree char *shown = sp_show_line(*w, 60);

			if (**w && !*known)
				out_to(stderr, "not looked for, since it is "
				       "not in the index: %s\n", shown);
		}
	}
}

enum sp_status
cmd_archive_search(struct call *call, char **argv, struct sp_err *err)
{
	struct search s = { 0 };
	g_autoptr(GArray) mails = NULL;
	enum sp_status r = prepare(call, argv, &s, err);

	if (r == SP_OK)
		r = sp_search_mails(s.gate, s.query, s.any, &mails, err);
	if (r == SP_OK) {
		search_tell_left_out(s.query);
		r = answer(&s, mails, "mails", show_mail, err);
	}
	g_strfreev(s.query);
	return r;
}

enum sp_status
cmd_case_search(struct call *call, char **argv, struct sp_err *err)
{
	struct search s = { 0 };
	g_autoptr(GArray) cases = NULL;
	enum sp_status r = prepare(call, argv, &s, err);

	if (r == SP_OK)
		r = sp_search_cases(s.gate, s.query, s.any, &cases, err);
	if (r == SP_OK) {
		search_tell_left_out(s.query);
		r = answer(&s, cases, "cases", show_case, err);
	}
	g_strfreev(s.query);
	return r;
}
