/* SPDX-License-Identifier: GPL-2.0-or-later */
/* search.c - finding mail and cases by the words in them */
#include "lib/gate/search.h"

#include <string.h>

#include "lib/mail/lexicon.h"

/* --- the index ------------------------------------------------------------ */

void
sp_search_digest(const struct sp_gate *gate, const char *word,
		 struct sp_word *digest)
{
	struct sp_digest d;

	sp_vault_digest(gate->vault, "search", word, strlen(word), &d);
	memcpy(digest->bytes, d.bytes, sizeof(digest->bytes));
}

static void
add_digests(const struct sp_gate *gate, char *const *words, GArray *to)
{
	for (; *words; words++) {
		struct sp_word w;

		sp_search_digest(gate, *words, &w);
		g_array_append_val(to, w);
	}
}

static void
add_text(struct sp_lexicon *l, const char *text)
{
	if (text != NULL)
		sp_lexicon_add(l, text, strlen(text));
}

enum sp_status
sp_search_add_mail(struct sp_gate *gate, int64_t mail,
		   const struct sp_card *card, const struct sp_facts *facts,
		   struct sp_err *err)
{
	g_autoptr(GArray) words = g_array_new(FALSE, FALSE,
					      sizeof(struct sp_word));
	struct sp_lexicon *l;
	g_auto(GStrv) head = NULL;

	if (!gate->conf->archive_index)
		return SP_OK;
	l = sp_lexicon_new();
	add_text(l, card->subject);
	add_text(l, card->from);
	add_text(l, card->from_address);
	head = sp_lexicon_end(l);
	add_digests(gate, head, words);
	if (facts != NULL)
		add_digests(gate, facts->words, words);
	return sp_store_words_add(gate->store, mail,
				  (const struct sp_word *)(void *)words->data,
				  words->len, err);
}

enum sp_status
sp_search_set_title(struct sp_gate *gate, int64_t case_id, const char *title,
		    struct sp_err *err)
{
	g_autoptr(GArray) words = g_array_new(FALSE, FALSE,
					      sizeof(struct sp_word));
	struct sp_lexicon *l;
	g_auto(GStrv) list = NULL;

	if (!gate->conf->archive_index)
		return SP_OK;
	l = sp_lexicon_new();
	add_text(l, title);
	list = sp_lexicon_end(l);
	add_digests(gate, list, words);
	return sp_store_title_words_set(gate->store, case_id,
		(const struct sp_word *)(void *)words->data, words->len, err);
}

enum sp_status
sp_search_tidy(struct sp_gate *gate, struct sp_err *err)
{
	enum sp_status r;

	if (gate->conf->archive_index ||
	    (r = sp_store_words_any(gate->store, err)) == SP_NONE)
		return SP_OK;
	if (r == SP_OK && (r = sp_store_begin(gate->store, err)) == SP_OK &&
	    (r = sp_store_words_drop(gate->store, err)) == SP_OK)
		r = sp_store_commit(gate->store, err);
	sp_store_rollback(gate->store);
	return r == SP_OK ? sp_store_shrink(gate->store, err) : r;
}

/* --- the query ------------------------------------------------------------ */

static enum sp_status
read_query(const struct sp_gate *gate, char *const *query, GArray *words,
	   struct sp_err *err)
{
	if (!gate->conf->archive_index)
		return sp_fail(err, SP_EDENIED, "there is no index to look in: "
			       "[archive] index is no");
	for (; *query; query++) {
		g_auto(GStrv) some = NULL;

		if (strchr(*query, '*') != NULL)
			return sp_fail(err, SP_EDATA, "the index knows whole "
				       "words only: there is no beginning of a "
				       "word with * to look for");
		some = sp_lexicon_query(*query);
		add_digests(gate, some, words);
	}
	if (words->len == 0)
		return sp_fail(err, SP_EDATA, "there is no word to look for: "
			       "common words, single characters and numbers of "
			       "less than three digits are not in the index");
	if (words->len > SP_SEARCH_WORDS)
		return sp_fail(err, SP_EDATA, "%u words are looked for; %u are "
			       "allowed", words->len, SP_SEARCH_WORDS);
	return SP_OK;
}

/* --- sets of ids, in rising order ------------------------------------------ */

static int64_t
id_at(const GArray *ids, guint i)
{
	return g_array_index(ids, int64_t, i);
}

/* What is in both, or in at least one. */
static GArray *
merge(const GArray *a, const GArray *b, gboolean any)
{
	GArray *both = g_array_new(FALSE, FALSE, sizeof(int64_t));
	guint i = 0, k = 0;

	while (i < a->len || k < b->len) {
		const gboolean in_a = i < a->len &&
			(k >= b->len || id_at(a, i) <= id_at(b, k));
		const gboolean in_b = k < b->len &&
			(i >= a->len || id_at(b, k) <= id_at(a, i));
		const int64_t id = in_a ? id_at(a, i) : id_at(b, k);

		if (any || (in_a && in_b))
			g_array_append_val(both, id);
		i += in_a;
		k += in_b;
	}
	return both;
}

static int
compare_ids(gconstpointer a, gconstpointer b)
{
	const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

/* Into rising order, each once. */
static void
tidy(GArray *ids)
{
	guint n = 0;

	g_array_sort(ids, compare_ids);
	for (guint i = 0; i < ids->len; i++)
		if (n == 0 || id_at(ids, n - 1) != id_at(ids, i))
			g_array_index(ids, int64_t, n++) = id_at(ids, i);
	g_array_set_size(ids, n);
}

static void
turn_round(GArray *ids)
{
	for (guint i = 0; i < ids->len / 2; i++) {
		int64_t *low = &g_array_index(ids, int64_t, i);
		int64_t *high = &g_array_index(ids, int64_t,
					       ids->len - 1 - i);
		const int64_t id = *low;

		*low = *high;
		*high = id;
	}
}

/* --- searching ------------------------------------------------------------ */

/* Where the words are looked up. */
struct search {
	struct sp_gate *gate;
	GHashTable *cases;	/* mail id to case id; NULL: mails are wanted */
};

static enum sp_status
mails_with(struct search *s, const struct sp_word *word, GArray **ids,
	   struct sp_err *err)
{
	return sp_store_word_mails(s->gate->store, word, ids, err);
}

/* The cases of these mails, instead. */
static void
to_cases(struct search *s, GArray *ids)
{
	guint n = 0;

	for (guint i = 0; i < ids->len; i++) {
		gpointer mail = GSIZE_TO_POINTER((gsize)id_at(ids, i));
		gsize c = GPOINTER_TO_SIZE(g_hash_table_lookup(s->cases, mail));

		if (c != 0)
			g_array_index(ids, int64_t, n++) = (int64_t)c;
	}
	g_array_set_size(ids, n);
	tidy(ids);
}

static enum sp_status
cases_with(struct search *s, const struct sp_word *word, GArray **ids,
	   struct sp_err *err)
{
	g_autoptr(GArray) titles = NULL;
	g_autoptr(GArray) mails = NULL;
	enum sp_status r;

	if ((r = sp_store_word_titles(s->gate->store, word, &titles,
				      err)) != SP_OK ||
	    (r = mails_with(s, word, &mails, err)) != SP_OK)
		return r;
	to_cases(s, mails);
	*ids = merge(titles, mails, TRUE);
	return SP_OK;
}

static enum sp_status
map_cases(struct search *s, struct sp_err *err)
{
	g_autoptr(GArray) pairs = NULL;
	enum sp_status r = sp_store_mail_cases(s->gate->store, &pairs, err);

	for (guint i = 0; r == SP_OK && i < pairs->len; i++) {
		const struct sp_mail_case *pair =
			&g_array_index(pairs, struct sp_mail_case, i);

		g_hash_table_insert(s->cases,
				    GSIZE_TO_POINTER((gsize)pair->mail),
				    GSIZE_TO_POINTER((gsize)pair->case_id));
	}
	return r;
}

static enum sp_status
search(struct search *s, char *const *query, gboolean any, GArray **found,
       struct sp_err *err)
{
	g_autoptr(GArray) words = g_array_new(FALSE, FALSE,
					      sizeof(struct sp_word));
	g_autoptr(GArray) all = NULL;
	enum sp_status r = read_query(s->gate, query, words, err);

	if (r == SP_OK && s->cases != NULL)
		r = map_cases(s, err);
	for (guint i = 0; r == SP_OK && i < words->len; i++) {
		const struct sp_word *word = &g_array_index(words,
							    struct sp_word, i);
		g_autoptr(GArray) some = NULL;

		r = s->cases != NULL ? cases_with(s, word, &some, err)
				     : mails_with(s, word, &some, err);
		if (r == SP_OK && all != NULL) {
			g_autoptr(GArray) before = g_steal_pointer(&all);

			all = merge(before, some, any);
		} else {
			all = g_steal_pointer(&some);
		}
		if (r == SP_OK && all->len == 0 && !any)
			break;
	}
	if (r != SP_OK)
		return r;
	turn_round(all);
	*found = g_steal_pointer(&all);
	return SP_OK;
}

enum sp_status
sp_search_mails(struct sp_gate *gate, char *const *query, gboolean any,
		GArray **mails, struct sp_err *err)
{
	struct search s = { .gate = gate };

	return search(&s, query, any, mails, err);
}

enum sp_status
sp_search_cases(struct sp_gate *gate, char *const *query, gboolean any,
		GArray **cases, struct sp_err *err)
{
	g_autoptr(GHashTable) map = g_hash_table_new(NULL, NULL);
	struct search s = { .gate = gate, .cases = map };

	return search(&s, query, any, cases, err);
}
