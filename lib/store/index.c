/* SPDX-License-Identifier: GPL-2.0-or-later */
/* index.c - in which mail, and in which case's title, a word stands */
#include "lib/store/index.h"

#include "lib/store/internal.h"

static enum sp_status
add(struct sp_store *st, enum stmt which, int64_t id,
    const struct sp_word *words, size_t n, struct sp_err *err)
{
	enum sp_status r = sp_store_writing(st, err);

	for (size_t i = 0; r == SP_OK && i < n; i++) {
		g_auto_query struct query q = sp_query(st, which);

		sp_bind_blob(&q, words[i].bytes, sizeof(words[i].bytes));
		sp_bind_int(&q, id);
		r = sp_query_run(&q, err);
	}
	return r;
}

enum sp_status
sp_store_words_add(struct sp_store *st, int64_t mail,
		   const struct sp_word *words, size_t n, struct sp_err *err)
{
	return add(st, ST_WORD_ADD, mail, words, n, err);
}

static enum sp_status
drop_title(struct sp_store *st, int64_t case_id, struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_TITLE_WORDS_DROP);

	sp_bind_int(&q, case_id);
	return sp_query_run(&q, err);
}

enum sp_status
sp_store_title_words_set(struct sp_store *st, int64_t case_id,
			 const struct sp_word *words, size_t n,
			 struct sp_err *err)
{
	enum sp_status r = sp_store_writing(st, err);

	if (r == SP_OK)
		r = drop_title(st, case_id, err);
	return r == SP_OK ? add(st, ST_TITLE_WORD_ADD, case_id, words, n, err)
			  : r;
}

static enum sp_status
ids_of(struct sp_store *st, enum stmt which, const struct sp_word *word,
       GArray **ids, struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, which);
	g_autoptr(GArray) found = g_array_new(FALSE, FALSE, sizeof(int64_t));
	enum sp_status r;

	sp_bind_blob(&q, word->bytes, sizeof(word->bytes));
	while ((r = sp_query_row(&q, err)) == SP_OK) {
		int64_t id = sp_column_int(&q);

		g_array_append_val(found, id);
	}
	if (r != SP_NONE)
		return r;
	*ids = g_steal_pointer(&found);
	return SP_OK;
}

enum sp_status
sp_store_word_mails(struct sp_store *st, const struct sp_word *word,
		    GArray **mails, struct sp_err *err)
{
	return ids_of(st, ST_WORD_MAILS, word, mails, err);
}

enum sp_status
sp_store_word_titles(struct sp_store *st, const struct sp_word *word,
		     GArray **cases, struct sp_err *err)
{
	return ids_of(st, ST_WORD_TITLES, word, cases, err);
}

enum sp_status
sp_store_word_cases(struct sp_store *st, const struct sp_word *word,
		    GArray **cases, struct sp_err *err)
{
	return ids_of(st, ST_WORD_CASES, word, cases, err);
}

enum sp_status
sp_store_words_any(struct sp_store *st, struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_WORDS_ANY);

	return sp_query_row(&q, err);
}

static enum sp_status
run(struct sp_store *st, enum stmt which, struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, which);

	return sp_query_run(&q, err);
}

enum sp_status
sp_store_words_drop(struct sp_store *st, struct sp_err *err)
{
	enum sp_status r = sp_store_writing(st, err);

	if (r == SP_OK)
		r = run(st, ST_INDEX_DROP, err);
	return r == SP_OK ? run(st, ST_TITLES_DROP, err) : r;
}

enum sp_status
sp_store_mail_cases(struct sp_store *st, GArray **pairs, struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_MAIL_CASES);
	g_autoptr(GArray) found = g_array_new(FALSE, FALSE,
					      sizeof(struct sp_mail_case));
	enum sp_status r;

	while ((r = sp_query_row(&q, err)) == SP_OK) {
		struct sp_mail_case pair;

		pair.mail = sp_column_int(&q);
		pair.case_id = sp_column_int(&q);
		g_array_append_val(found, pair);
	}
	if (r != SP_NONE)
		return r;
	*pairs = g_steal_pointer(&found);
	return SP_OK;
}
