/* SPDX-License-Identifier: GPL-2.0-or-later */
/* share-thread.c - the thread of a case so far, for a guest */
#include "lib/gate/share-thread.h"

#include <string.h>

#include "lib/gate/deeds.h"
#include "lib/gate/notes.h"
#include "lib/gate/post.h"
#include "lib/gate/reader.h"
#include "lib/gate/rekey.h"
#include "lib/gate/reply-letter.h"
#include "lib/mail/parse.h"
#include "lib/notice/documents.h"
#include "lib/notice/record.h"
#include "lib/policy/reply.h"
#include "lib/store/people.h"

struct sp_thread {
	struct sp_gate *gate;
	const char *actor;
	const struct sp_case *c;
	struct sp_dossier *d;
	struct sp_visitor to;
	GHashTable *replied;	/* references of mails that went to reporters */
	GHashTable *by_reporter;	/* that reporters have sent in the case */
	GPtrArray *mails;	/* of struct sp_mail *, to be shared */
	guint next;
	unsigned had, inside;
};

void
sp_thread_free(struct sp_thread *t)
{
	if (t == NULL)
		return;
	sp_dossier_free(t->d);
	sp_visitor_clear(&t->to);
	g_hash_table_unref(t->replied);
	g_hash_table_unref(t->by_reporter);
	g_ptr_array_unref(t->mails);
	g_free(t);
}

void
sp_thread_counts(const struct sp_thread *t, unsigned *had, unsigned *inside)
{
	*had = t->had;
	*inside = t->inside;
}

/* --- which ---------------------------------------------------------------- */

static enum sp_status
each_event(const struct sp_event *e, void *arg)
{
	struct sp_thread *t = arg;
	g_autofree char *detail = NULL;
	GHashTable *said;

	if (strcmp(e->verb, "replied") == 0)
		g_hash_table_add(t->replied, g_strdup(e->ref));
	if (strcmp(e->verb, "distributed") != 0)
		return SP_OK;
	detail = sp_store_event_detail(t->gate->store, e);
	said = sp_record_read(detail);
	if (said != NULL && g_strcmp0(g_hash_table_lookup(said, "from"),
				      "reporter") == 0)
		g_hash_table_add(t->by_reporter, g_strdup(e->ref));
	g_clear_pointer(&said, g_hash_table_unref);
	return SP_OK;
}

static gboolean
was_let_in(const struct sp_mail *m)
{
	return strcmp(m->decision, "approve") == 0 ||
	       strcmp(m->decision, "attach") == 0 ||
	       strcmp(m->decision, "import") == 0;
}

/* A member's mail that was held, and let in, was no mail to anybody outside. */
static enum sp_status
is_members(struct sp_thread *t, const struct sp_mail *m, gboolean *is,
	   struct sp_err *err)
{
	g_autofree char *author = sp_notes_get(t->gate, m->thread,
					       SP_NOTE_REPLY);
	struct sp_member *member = NULL;
	enum sp_status r;

	*is = TRUE;
	if (author == NULL || *author == '\0')
		return SP_OK;
	r = sp_store_member_by_address(t->gate->store, author, &member, err);
	*is = r == SP_OK;
	sp_member_free(member);
	return r == SP_NONE ? SP_OK : r;
}

/* Of those outside, only who has agreed; with a clause, all. */
static enum sp_status
is_shareable(struct sp_thread *t, const struct sp_mail *m, gboolean *is,
	     struct sp_err *err)
{
	struct sp_digest author;
	gboolean reporter = FALSE, member = FALSE;
	enum sp_status r;

	*is = FALSE;
	if (strcmp(m->decision, SP_DECISION_INSIDE) == 0)
		return SP_OK;
	if (!was_let_in(m) && !g_hash_table_contains(t->by_reporter, m->ref)) {
		*is = g_hash_table_contains(t->replied, m->ref);
		return SP_OK;
	}
	if ((r = is_members(t, m, &member, err)) != SP_OK || member)
		return r;
	r = sp_guest_by_reporter(t->gate, t->c, m, &author, &reporter, err);
	*is = r == SP_OK && (t->to.all ||
		(reporter && t->to.of_one &&
		 memcmp(&author, &t->to.reporter, sizeof(author)) == 0));
	return r;
}

static enum sp_status
sort_out(struct sp_thread *t, const struct sp_guest *g, int64_t id,
	 struct sp_err *err)
{
	struct sp_mail *m = NULL;
	gboolean is = FALSE;
	enum sp_status r = sp_store_mail_by_id(t->gate->store, id, &m, err);

	if (r == SP_OK && g && g_hash_table_contains(g->mails, m->ref)) {
		t->had++;
	} else if (r == SP_OK && m->post != 0 &&
		   (r = is_shareable(t, m, &is, err)) == SP_OK) {
		if (is)
			g_ptr_array_add(t->mails, g_steal_pointer(&m));
		else
			t->inside++;
	}
	sp_mail_free(m);
	return r;
}

static enum sp_status
find_mails(struct sp_thread *t, const char *address, struct sp_err *err)
{
	const struct sp_guest *g = sp_dossier_guest(t->d, address);
	g_autoptr(GArray) ids = NULL;
	enum sp_status r;

	if ((r = sp_store_event_list_case(t->gate->store, t->c->number,
					  each_event, t, err)) != SP_OK ||
	    (r = sp_store_mails_of_case(t->gate->store, t->c->id, &ids,
					err)) != SP_OK)
		return r;
	for (guint i = 0; r == SP_OK && i < ids->len; i++)
		r = sort_out(t, g, g_array_index(ids, int64_t, i), err);
	return r;
}

/* --- whether -------------------------------------------------------------- */

static enum sp_status
check_guards(struct sp_thread *t, struct sp_err *err)
{
	const struct sp_leave *leave = &t->to.leave;
	struct sp_request q = {
		.step = SP_STEP_SHARE, .now = sp_gate_now(),
		.consent = t->to.of_one ? leave->consent : leave->clause,
		.terms = strcmp(t->to.who->kind, SP_GUEST) == 0,
		.key = t->to.key != NULL,
	};
	const struct sp_situation s = { t->d, t->gate->conf, &q };
	struct sp_member *m = NULL;
	enum sp_status r = sp_triage_mover(t->gate, t->actor, t->d, &q.mover,
					   &m, err);

	if (r == SP_OK)
		r = sp_process_check(&s, NULL, err);
	sp_member_free(m);
	return r;
}

enum sp_status
sp_thread_begin(struct sp_gate *gate, const char *actor,
		const struct sp_case *c, const char *address,
		const struct sp_leave *leave, struct sp_thread **t,
		struct sp_err *err)
{
	struct sp_thread *made = g_new0(struct sp_thread, 1);
	enum sp_status r;

	made->gate = gate;
	made->actor = actor;
	made->c = c;
	made->replied = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
					      NULL);
	made->by_reporter = g_hash_table_new_full(g_str_hash, g_str_equal,
						  g_free, NULL);
	made->mails = g_ptr_array_new_with_free_func(
		(GDestroyNotify)sp_mail_free);
	if ((r = sp_triage_read(gate, c, &made->d, err)) == SP_OK &&
	    (r = sp_visitor_find(gate, c, made->d, address, leave, &made->to,
				 err)) == SP_OK &&
	    (r = check_guards(made, err)) == SP_OK &&
	    (r = find_mails(made, address, err)) == SP_OK)
		*t = g_steal_pointer(&made);
	sp_thread_free(made);
	return r;
}

const struct sp_mail *
sp_thread_next(struct sp_thread *t)
{
	return t->next < t->mails->len ? t->mails->pdata[t->next++] : NULL;
}

/* --- one mail ------------------------------------------------------------- */

/* What stands between the banner and the end: our own parts, our own boundary.
 * The list has signed it, so nobody else has put it together. */
static gboolean
cut_content(const char *post, size_t len, struct sp_range *range)
{
	const char *head_end = g_strstr_len(post, (gssize)len, "\n\n");
	const char *b = head_end == NULL ? NULL
		: g_strstr_len(post, head_end - post, "boundary=\"");
	const char *end = b == NULL ? NULL : strchr(b + 10, '"');
	g_autofree char *line = NULL;
	const char *from, *to;

	if (end == NULL)
		return FALSE;
	line = g_strdup_printf("\n--%.*s", (int)(end - b - 10), b + 10);
	from = g_strstr_len(head_end, post + len - head_end, line);
	if (from != NULL)
		from = g_strstr_len(from + 1, post + len - from - 1, line);
	to = from == NULL ? NULL
		: g_strstr_len(from + 1, post + len - from - 1, line);
	if (to == NULL)
		return FALSE;
	from += strlen(line) + 1;
	*range = (struct sp_range){ (size_t)(from - post),
				    (size_t)(to - from) };
	return from <= to;
}

/* What was quoted, or must stay inside, is not for them, whoever wrote it. */
static char *
members_words(const struct sp_facts *f)
{
	g_auto(GStrv) lines = g_strsplit(f->text, "\n", -1);

	if ((f->flags & SP_FACT_TEXT_CUT) ||
	    f->crypto == SP_CRYPTO_INLINE_SIGNED)
		return NULL;
	return sp_reply_written(lines);
}

static enum sp_status
make_mail(struct sp_thread *t, const struct sp_mail *m, struct sp_blob *content,
	  struct sp_shared_mail *mail, struct sp_err *err)
{
	const struct sp_parse how = {
		.conf = t->gate->conf, .rules = t->gate->rules, .inner = TRUE,
	};
	const gboolean outside = was_let_in(m) ||
		g_hash_table_contains(t->by_reporter, m->ref);
	struct sp_facts *f = NULL;
	enum sp_status r = sp_mail_parse(&how, content, &f, err);

	if (r == SP_OK && outside) {
		const struct sp_content all = { .blob = content, .facts = f };

		mail->by = "The reporter";
		if (strstr(f->text, SP_MEMBERS_ONLY) == NULL)
			mail->entity = sp_share_entity(&all);
	} else if (r == SP_OK) {
		mail->by = "A member of the team";
		mail->text = members_words(f);
	}
	sp_facts_free(f);
	if (r == SP_EDATA || (r == SP_OK && !mail->text && !mail->entity))
		r = sp_fail(err, SP_NONE, "%s holds nothing that could go to a "
			    "guest as it is; forward by hand what is needed",
			    m->ref);
	return r;
}

static enum sp_status
find_content(struct sp_thread *t, const struct sp_mail *m,
	     struct sp_blob *opened, struct sp_blob *plain,
	     struct sp_blob *content, struct sp_err *err)
{
	struct sp_range range;
	const uint8_t *bytes = NULL;
	enum sp_status r = sp_rekey_read_signed(t->gate, m->ref, opened, plain,
						err);

	if (r != SP_OK || (r = sp_blob_map(plain, &bytes, err)) != SP_OK)
		return r;
	if (!cut_content((const char *)bytes, plain->len, &range))
		return sp_fail(err, SP_EDENIED, "%s is not put together as "
			       "this program does it", m->ref);
	return sp_blob_view(plain, range, content, err);
}

static enum sp_status
commit(struct sp_thread *t, const struct sp_mail *m,
       const struct sp_sealed *sealed, int64_t now, struct sp_err *err)
{
	enum sp_status r = sp_store_begin(t->gate->store, err);

	if (r == SP_OK &&
	    (r = sp_share_queue(t->gate, t->actor, TRUE, m, t->c, &t->to,
				sealed, now, err)) == SP_OK)
		r = sp_gate_commit(t->gate, err);
	sp_store_rollback(t->gate->store);
	return r;
}

enum sp_status
sp_thread_share(struct sp_thread *t, const struct sp_mail *m,
		struct sp_blob *opened, struct sp_err *err)
{
	g_auto_blob struct sp_blob plain = SP_BLOB_INIT;
	g_auto_blob struct sp_blob content = SP_BLOB_INIT;
	struct sp_sealed sealed = { .body = SP_BLOB_INIT };
	struct sp_shared_mail mail = { NULL, NULL, NULL, NULL };
	struct sp_card *card = NULL;
	const int64_t now = sp_gate_now();
	enum sp_status r;

	if ((r = sp_reader_card(t->gate, m, &card, err)) == SP_OK &&
	    (r = find_content(t, m, opened, &plain, &content, err)) == SP_OK &&
	    (r = make_mail(t, m, &content, &mail, err)) == SP_OK) {
		mail.subject = card->subject;
		r = sp_share_seal(t->gate, m, t->c, &t->to, &mail, now,
				  &sealed, err);
		if (r == SP_OK)
			r = commit(t, m, &sealed, now, err);
	}
	g_free(mail.text);
	g_free(mail.entity);
	sp_sealed_clear(&sealed);
	sp_card_free(card);
	return r;
}

enum sp_status
sp_thread_end(struct sp_thread *t, struct sp_err *err)
{
	g_autoptr(GHashTable) said = sp_said_new();
	const struct sp_leave *leave = &t->to.leave;
	const struct sp_act act = {
		.actor = t->actor, .number = t->c->number, .verb = "shared",
		.args = said,
		.q = { .step = SP_STEP_SHARE,
		       .consent = leave->consent ? leave->consent
						 : leave->clause,
		       .terms = TRUE, .key = TRUE },
	};

	sp_said_put(said, "to", t->to.address);
	sp_said_put(said, "what", "the thread so far");
	sp_said_put(said, "thread", "yes");
	sp_said_put(said, "consent", leave->consent);
	sp_said_put(said, "clause", leave->clause);
	return sp_triage_do(t->gate, &act, NULL, err);
}
