/* SPDX-License-Identifier: GPL-2.0-or-later */
/* news.c - what the members hear of the embargo of a case */
#include "lib/gate/news.h"

#include "lib/gate/answer.h"
#include "lib/gate/decision.h"
#include "lib/gate/payload.h"
#include "lib/gate/people.h"
#include "lib/gate/secrecy-words.h"
#include "lib/notice/record.h"
#include "lib/notice/template.h"

static const char *const asks_names[] = { "", "proposed", "second", "ending" };

/* --- the header ----------------------------------------------------------- */

/* Below the first mail of the case; what answers it is a command. */
void
sp_news_head(const struct sp_gate *gate, const char *ref, int64_t made,
	     struct sp_news_head *head)
{
	g_autofree char *at = g_strdup_printf("%" G_GINT64_FORMAT, made);

	head->strings[0] = sp_outer_subject(gate, ref);
	head->strings[1] = sp_gate_msgid(gate, "embargo", ref, at);
	head->strings[2] = sp_gate_msgid(gate, "post", ref, "");
	head->strings[3] = sp_gate_role_address(gate, "request");
	head->outer = (struct sp_outer){
		.subject = head->strings[0], .to = gate->conf->address,
		.made = made, .msgid = head->strings[1],
		.answers = head->strings[2], .reply_to = head->strings[3],
		.list = TRUE, .generated = TRUE,
	};
}

void
sp_news_head_clear(struct sp_news_head *head)
{
	for (size_t i = 0; i < G_N_ELEMENTS(head->strings); i++)
		g_free(head->strings[i]);
}

/* --- noting it ------------------------------------------------------------ */

static char *
write_news(const struct sp_news *news)
{
	g_autoptr(GHashTable) args = g_hash_table_new(g_str_hash, g_str_equal);

	g_hash_table_insert(args, (char *)"actor", (char *)news->actor);
	g_hash_table_insert(args, (char *)"what", (char *)news->what);
	g_hash_table_insert(args, (char *)"terms", (char *)news->terms);
	g_hash_table_insert(args, (char *)"holds", (char *)news->holds);
	g_hash_table_insert(args, (char *)"asks",
			    (char *)asks_names[news->asks]);
	return sp_record_write(args);
}

/* What the case's first mail has queued leaves at once; a case without one is
 * for the worker. Two in the same second would have the same message id. */
enum sp_status
sp_news_queue(struct sp_gate *gate, const struct sp_case *c,
	      const struct sp_news *news, int64_t now, struct sp_err *err)
{
	g_autofree char *what = write_news(news);
	struct sp_out out = { .kind = SP_OUT_EMBARGO, .case_id = c->id,
			      .due = now, .state = SP_OUT_PENDING,
			      .cause = (char *)"" };
	struct sp_mail *m = NULL;
	int64_t newest = 0;
	enum sp_status r;

	r = sp_store_mail_by_ref(gate->store, c->ref, &m, err);
	if (r != SP_OK && r != SP_NONE)
		return r;
	out.mail = m != NULL ? m->id : 0;
	sp_mail_free(m);
	r = sp_store_out_newest_of_case(gate->store, c->id, SP_OUT_EMBARGO,
					&newest, err);
	if (r != SP_OK)
		return r;
	out.made = MAX(now, newest + 1);
	out.recipient = sp_gate_seal(gate, SP_SEAL_TOLD, what);
	r = sp_store_out_add(gate->store, &out, &out.id, err);
	g_bytes_unref(out.recipient);
	return r;
}

/* --- sealing it ----------------------------------------------------------- */

struct giving {
	struct sp_gate *gate;
	GHashTable *args;
	struct sp_case *c;
	struct sp_member *but;	/* who made the change; NULL: nobody known */
};

static const char *
get(const struct giving *g, const char *name)
{
	const char *value = g_hash_table_lookup(g->args, name);

	return value != NULL ? value : "";
}

static const char *
asked(const struct giving *g, enum sp_news_asks what)
{
	return g_strcmp0(get(g, "asks"), asks_names[what]) == 0 ? "yes" : "";
}

static enum sp_status
expand(const struct giving *g, int64_t made, const char *request,
       char **subject, char **text, struct sp_err *err)
{
	const struct sp_config *conf = g->gate->conf;
	g_autofree char *when = sp_workday_format(&conf->workdays, made);
	g_autofree char *who = g->but != NULL ? g_strdup(g->but->address)
		: sp_decision_who(g->gate, get(g, "actor"));
	g_autofree char *file = NULL;
	g_autofree char *template = NULL;
	g_autofree char *bare = NULL;
	const struct sp_template_value values[] = {
		{ "list", conf->name }, { "address", conf->address },
		{ "tag", conf->tag }, { "case", g->c->number },
		{ "what", get(g, "what") }, { "who", who }, { "when", when },
		{ "terms", get(g, "terms") }, { "holds", get(g, "holds") },
		{ "proposed", asked(g, SP_NEWS_ASKS_ANSWER) },
		{ "second", asked(g, SP_NEWS_ASKS_SECOND) },
		{ "ending", asked(g, SP_NEWS_ASKS_END) },
		{ "request", request }, { NULL, NULL } };
	enum sp_status r = sp_template_load(conf->dir, "embargo-news", &file,
					    &template, err);

	if (r == SP_OK)
		r = sp_template_expand(file, template, values, subject, &bare,
				       err);
	return r == SP_OK ? sp_secrecy_add_footer(g->gate, g->c, bare, text,
						  err) : r;
}

static enum sp_status
seal(const struct giving *g, int64_t made, struct sp_answer *a,
     struct sp_err *err)
{
	g_auto_rope struct sp_rope *rope = sp_rope_new();
	g_autofree char *subject = NULL;
	g_autofree char *text = NULL;
	struct sp_news_head head;
	enum sp_status r;

	sp_news_head(g->gate, g->c->ref, made, &head);
	r = expand(g, made, head.outer.reply_to, &subject, &text, err);
	if (r == SP_OK)
		r = sp_payload_text(g->gate, &head.outer, subject, text, rope,
				    err);
	sp_news_head_clear(&head);
	a->made = made;
	return r == SP_OK ? sp_answer_seal_but(g->gate, SP_FOR_MEMBERS,
					       g->but != NULL ? g->but->id : 0,
					       rope, a, err) : r;
}

/* [tx] An answer to it is in the case, whatever address it goes to. */
static enum sp_status
add_thread(const struct giving *g, const struct sp_out *out,
	   struct sp_err *err)
{
	struct sp_news_head head;
	struct sp_digest d;

	if (out->mail == 0)
		return SP_OK;
	sp_news_head(g->gate, g->c->ref, out->made, &head);
	sp_gate_digest_msgid(g->gate, head.outer.msgid, &d);
	sp_news_head_clear(&head);
	return sp_store_thread_add(g->gate->store, &d, out->mail, err);
}

static enum sp_status
give(const struct giving *g, struct sp_out *out, struct sp_err *err)
{
	struct sp_answer a = SP_ANSWER_INIT;
	enum sp_status r;

	if ((r = seal(g, out->made, &a, err)) == SP_OK &&
	    (r = sp_store_begin(g->gate->store, err)) == SP_OK) {
		if ((r = sp_answer_give(g->gate, &a, out, err)) == SP_OK &&
		    (r = add_thread(g, out, err)) == SP_OK)
			r = sp_store_commit(g->gate->store, err);
		sp_store_rollback(g->gate->store);
	}
	sp_answer_clear(&a);
	return r;
}

enum sp_status
sp_news_give(struct sp_gate *gate, struct sp_out *out, struct sp_err *err)
{
	g_autofree char *what = sp_gate_unseal(gate, SP_SEAL_TOLD,
					       out->recipient);
	struct giving g = { .gate = gate, .args = sp_record_read(what) };
	enum sp_status r;

	if (g.args == NULL)
		return sp_fail(err, SP_NONE, "what was said of the embargo "
			       "has been forgotten");
	r = sp_people_actor(gate, get(&g, "actor"), &g.but, err);
	if (r == SP_OK || r == SP_NONE)
		r = sp_store_case_by_id(gate->store, out->case_id, &g.c, err);
	if (r == SP_OK)
		r = give(&g, out, err);
	g_hash_table_unref(g.args);
	sp_member_free(g.but);
	sp_case_free(g.c);
	return r;
}
