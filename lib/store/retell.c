/* SPDX-License-Identifier: GPL-2.0-or-later */
/* retell.c - taking a person out of what the store holds of a case */
#include "lib/store/retell.h"

#include "lib/store/internal.h"

/* --- events --------------------------------------------------------------- */

static enum sp_status
change_one(struct sp_store *st, enum stmt which, int64_t id,
	   struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, which);

	sp_bind_int(&q, id);
	return sp_query_change(&q, err);
}

enum sp_status
sp_store_event_retell(struct sp_store *st, const struct sp_event *e,
		      int64_t at, const char *actor, const char *detail,
		      struct sp_err *err)
{
	g_autofree char *told = g_strdup_printf("%c%" G_GINT64_FORMAT " %s",
						SP_RETOLD_MARK, e->seq, detail);
	enum sp_status r = change_one(st, ST_EVENT_BLANK_ONE, e->seq, err);

	return r == SP_OK ? sp_store_event_add(st, at, actor, SP_EVENT_RETOLD,
					       e->ref, e->case_number, told,
					       err) : r;
}

int64_t
sp_store_retold(const char *detail, const char **text)
{
	char *end = NULL;
	int64_t seq;

	if (!detail || *detail != SP_RETOLD_MARK)
		return 0;
	seq = g_ascii_strtoll(detail + 1, &end, 10);
	if (seq <= 0 || *end != ' ')
		return 0;
	*text = end + 1;
	return seq;
}

/* --- people and mails ----------------------------------------------------- */

enum sp_status
sp_store_participant_forget(struct sp_store *st, int64_t case_id,
			    const struct sp_digest *address,
			    struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_PARTICIPANT_FORGET);

	sp_bind_int(&q, case_id);
	sp_bind_digest(&q, address);
	return sp_query_change(&q, err);
}

static void
addressed_free(gpointer p)
{
	struct sp_addressed *a = p;

	g_bytes_unref(a->recipient);
	g_free(a);
}

enum sp_status
sp_store_outs_of_case(struct sp_store *st, int64_t case_id, GPtrArray **outs,
		      struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_OUTS_OF_CASE);
	g_autoptr(GPtrArray) found =
		g_ptr_array_new_with_free_func(addressed_free);
	enum sp_status r;

	sp_bind_int(&q, case_id);
	while ((r = sp_query_row(&q, err)) == SP_OK) {
		struct sp_addressed *a = g_new0(struct sp_addressed, 1);

		a->id = sp_column_int(&q);
		a->recipient = sp_column_bytes(&q);
		g_ptr_array_add(found, a);
	}
	if (r != SP_NONE)
		return r;
	*outs = g_steal_pointer(&found);
	return SP_OK;
}

enum sp_status
sp_store_out_forget(struct sp_store *st, int64_t id, struct sp_err *err)
{
	return change_one(st, ST_OUT_FORGET, id, err);
}

enum sp_status
sp_store_mail_redact(struct sp_store *st, const struct sp_mail *m,
		     struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_MAIL_REDACT);

	sp_bind_int(&q, m->id);
	sp_bind_bytes(&q, m->envelope);
	sp_bind_bytes(&q, m->card);
	sp_bind_bytes(&q, m->thread);
	sp_bind_bytes(&q, m->ack_key);
	return sp_query_change(&q, err);
}

enum sp_status
sp_store_words_forget(struct sp_store *st, int64_t mail,
		      const struct sp_word *words, size_t n,
		      struct sp_err *err)
{
	enum sp_status r = SP_OK;

	for (size_t i = 0; r == SP_OK && i < n; i++) {
		g_auto_query struct query q = sp_query(st, ST_WORD_FORGET);

		sp_bind_blob(&q, words[i].bytes, sizeof(words[i].bytes));
		sp_bind_int(&q, mail);
		r = sp_query_run(&q, err);
	}
	return r;
}

enum sp_status
sp_store_case_retitle(struct sp_store *st, int64_t case_id, GBytes *title,
		      struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_CASE_RETITLE);

	sp_bind_int(&q, case_id);
	sp_bind_bytes(&q, title);
	return sp_query_change(&q, err);
}
