/* SPDX-License-Identifier: GPL-2.0-or-later */
/* similar.c - cases that a report may be about already */
#include "lib/gate/similar.h"

#include <string.h>

#include "lib/gate/search.h"
#include "lib/mail/lexicon.h"

#define LINES_MAX 5
#define SHOWN_MAX 4		/* words in one line */

struct like {
	int64_t case_id;
	GPtrArray *shared;	/* words, borrowed */
	gboolean sure;
};

static void
like_free(gpointer p)
{
	struct like *like = p;

	g_ptr_array_unref(like->shared);
	g_free(like);
}

static struct like *
like_of(GPtrArray *likes, int64_t case_id)
{
	struct like *like;

	for (guint i = 0; i < likes->len; i++) {
		like = likes->pdata[i];
		if (like->case_id == case_id)
			return like;
	}
	like = g_new0(struct like, 1);
	like->case_id = case_id;
	like->shared = g_ptr_array_new();
	g_ptr_array_add(likes, like);
	return like;
}

/* A part of a name that is shared as a whole says nothing more. */
static void
share(struct like *like, const char *word, gboolean sure)
{
	for (guint i = 0; i < like->shared->len; i++)
		if (strstr(like->shared->pdata[i], word) != NULL)
			return;
	g_ptr_array_add(like->shared, (gpointer)(uintptr_t)word);
	like->sure = like->sure || sure;
}

static gboolean
has_id(const GArray *ids, int64_t id)
{
	for (guint i = 0; i < ids->len; i++)
		if (g_array_index(ids, int64_t, i) == id)
			return TRUE;
	return FALSE;
}

/* Which cases share this word, unless many do. */
static enum sp_status
look_up(struct sp_gate *gate, const char *word, gboolean sure,
	GPtrArray *likes, struct sp_err *err)
{
	g_autoptr(GArray) found = NULL;
	g_autoptr(GArray) once = g_array_new(FALSE, FALSE, sizeof(int64_t));
	struct sp_word digest;
	enum sp_status r;

	sp_search_digest(gate, word, &digest);
	r = sp_store_word_cases(gate->store, &digest, &found, err);
	for (guint i = 0; r == SP_OK && i < found->len; i++)
		if (!has_id(once, g_array_index(found, int64_t, i)))
			g_array_append_val(once, g_array_index(found, int64_t,
							       i));
	for (guint i = 0; r == SP_OK && once->len <= SP_SIMILAR_CASES &&
	     i < once->len; i++)
		share(like_of(likes, g_array_index(once, int64_t, i)), word,
		      sure);
	return r;
}

static gboolean
is_strong(const struct like *like)
{
	return like->sure || like->shared->len > 1;
}

/* The strongest first; of equals, the newest. */
static int
compare(gconstpointer a, gconstpointer b)
{
	const struct like *x = *(const struct like *const *)a;
	const struct like *y = *(const struct like *const *)b;

	if (is_strong(x) != is_strong(y))
		return is_strong(x) ? -1 : 1;
	if (x->shared->len != y->shared->len)
		return x->shared->len > y->shared->len ? -1 : 1;
	return x->case_id > y->case_id ? -1 : x->case_id < y->case_id;
}

static enum sp_status
put_line(struct sp_gate *gate, const struct like *like, GString *out,
	 struct sp_err *err)
{
	struct sp_case *c = NULL;
	enum sp_status r = sp_store_case_by_id(gate->store, like->case_id, &c,
					       err);

	if (r != SP_OK)
		return r;
	g_string_append_printf(out, "%s%s  %s  %s: ", out->len ? "\n" : "",
			       c->number, c->state,
			       is_strong(like) ? "strong" : "weak");
	for (guint i = 0; i < MIN(like->shared->len, SHOWN_MAX); i++)
		g_string_append_printf(out, "%s%s", i ? ", " : "",
				       (const char *)like->shared->pdata[i]);
	if (like->shared->len > SHOWN_MAX)
		g_string_append_printf(out, " and %u more",
				       like->shared->len - SHOWN_MAX);
	sp_case_free(c);
	return SP_OK;
}

/* As many of them as there is patience left for. */
static enum sp_status
look_up_all(struct sp_gate *gate, char *const *words, unsigned *patience,
	    GPtrArray *likes, struct sp_err *err)
{
	enum sp_status r = SP_OK;

	for (; r == SP_OK && *words != NULL && *patience > 0; words++) {
		gboolean sure;

		if (!sp_lexicon_tells(*words, &sure))
			continue;
		r = look_up(gate, *words, sure, likes, err);
		(*patience)--;
	}
	return r;
}

enum sp_status
sp_similar_cases(struct sp_gate *gate, const char *subject,
		 const struct sp_facts *facts, char **lines,
		 struct sp_err *err)
{
	g_autoptr(GPtrArray) likes = g_ptr_array_new_with_free_func(like_free);
	g_autoptr(GString) out = g_string_new(NULL);
	struct sp_lexicon *l = sp_lexicon_new();
	g_auto(GStrv) head = NULL;
	unsigned patience = SP_SIMILAR_WORDS;
	enum sp_status r;

	sp_lexicon_add(l, subject, strlen(subject));
	head = sp_lexicon_end(l);
	r = look_up_all(gate, head, &patience, likes, err);
	if (r == SP_OK && facts != NULL)
		r = look_up_all(gate, facts->words, &patience, likes, err);
	g_ptr_array_sort(likes, compare);
	for (guint i = 0; r == SP_OK && i < MIN(likes->len, LINES_MAX); i++)
		r = put_line(gate, likes->pdata[i], out, err);
	if (r != SP_OK)
		return r;
	g_free(*lines);
	*lines = g_strdup(out->str);
	return SP_OK;
}
