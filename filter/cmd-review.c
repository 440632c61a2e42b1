/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cmd-review.c - the patches of a case, and who has looked at them */
#include <stdio.h>
#include <string.h>

#include "filter/out.h"
#include "filter/triage.h"
#include "lib/base/log.h"
#include "lib/gate/handover.h"
#include "lib/gate/review-text.h"
#include "lib/gate/review.h"
#include "lib/policy/trailers.h"

#define HANDOVER_S 20
static enum sp_status
open_view(struct call *call, const char *number, struct sp_review_view *v,
	  struct sp_err *err)
{
	struct sp_gate *gate = NULL;
	struct sp_case *c = NULL;
	enum sp_status r = call_case(call, number, &gate, &c, err);

	if (r == SP_OK)
		r = sp_review_view(gate, c->number, v, err);
	sp_case_free(c);
	return r;
}

/* --- show ----------------------------------------------------------------- */

static void
put_tags(json_t *object, const struct sp_review_view *v,
	 const struct sp_review_patch *p)
{
	const GPtrArray *tags = v->d->reviews->tags;
	json_t *array = out_json_array(object, "tags");

	for (guint i = 0; i < tags->len; i++) {
		const struct sp_review_tag *t = tags->pdata[i];
		json_t *tag;

		if (!sp_review_is_about(v, t, p))
			continue;
		tag = out_json_object(array);
		out_json_text(tag, "tag", t->tag);
		out_json_text(tag, "who", t->who);
		out_json_text(tag, "by", t->by);
		out_json_text(tag, "role", sp_review_role(v, p, t));
		out_json_flag(tag, "counts", *t->not == '\0');
		out_json_text(tag, "why_not", t->not);
		out_json_text(tag, "message_id", t->msgid);
		out_json_time(tag, "at", t->at);
	}
}

static void
put_patch(json_t *array, const struct sp_review_view *v,
	  const struct sp_review_patch *p)
{
	json_t *patch = out_json_object(array);

	out_json_text(patch, "digest", p->digest);
	out_json_flag(patch, "current", p->current);
	out_json_text(patch, "subject", p->subject);
	out_json_text(patch, "author_name", p->name);
	out_json_text(patch, "author_address", p->address);
	out_json_flag(patch, "author_verified", !p->unverified);
	out_json_text(patch, "target", p->target);
	out_json_number(patch, "version", p->version);
	out_json_number(patch, "number", p->number);
	out_json_number(patch, "total", p->total);
	out_json_text(patch, "files", p->files);
	out_json_text(patch, "maintainers", p->maintainers);
	out_json_text(patch, "posted_by", p->by);
	out_json_text(patch, "ref", p->mail);
	out_json_text(patch, "message_id", p->msgid);
	out_json_time(patch, "at", p->at);
	put_tags(patch, v, p);
}

static void
show_json(const struct sp_review_view *v)
{
	const struct sp_config *conf = v->gate->conf;
	const struct sp_reviews *reviews = v->d->reviews;
	json_t *document = json_object();
	json_t *patches;

	out_json_text(document, "case", v->d->number);
	out_json_text(document, "set", v->set);
	out_json_number(document, "independent", v->sum.independent);
	out_json_number(document, "independent_needed",
			conf->review_independent);
	out_json_number(document, "total",
			sp_review_least(reviews, conf, FALSE));
	out_json_number(document, "total_goal", conf->review_total);
	out_json_text(document, "gatekeeper", conf->gatekeeper);
	out_json_flag(document, "approved", v->sum.approved);
	out_json_text(document, "lacks", v->sum.lacks);
	patches = out_json_array(document, "patches");
	for (guint i = 0; i < reviews->patches->len; i++)
		put_patch(patches, v, reviews->patches->pdata[i]);
	out_json(document);
}

enum sp_status
cmd_review_show(struct call *call, char **argv, struct sp_err *err)
{
	g_auto(GStrv) args = NULL;
	gboolean json = FALSE;
	const GOptionEntry options[] = {
		{ "json", 0, 0, G_OPTION_ARG_NONE, &json, NULL, NULL },
		G_OPTION_ENTRY_NULL
	};
	struct sp_review_view v = { 0 };
	enum sp_status r;

	if ((r = call_options(call, options, argv, 1, 1, &args,
			      err)) == SP_OK &&
	    (r = open_view(call, args[0], &v, err)) == SP_OK) {
		g_autofree char *text = sp_review_text(&v);

		if (json)
			show_json(&v);
		else
			out_print("%s", text);
	}
	sp_review_view_clear(&v);
	return r;
}

/* --- the ledger ----------------------------------------------------------- */

/* No address, no subject, no reason: who, by name, said what when about which
 * digest. */
static char *
ledger_name(const struct sp_review_view *v, const struct sp_review_tag *t)
{
	const gboolean line = strcmp(t->tag, SP_REVIEW_APPROVED) != 0 &&
			      strcmp(t->tag, SP_REVIEW_OBJECTION) != 0;
	const char *end = line ? strstr(t->who, " <") : NULL;
	struct sp_member *m = NULL;
	struct sp_err ignored;
	char *name;

	if (end)
		return g_strndup(t->who, (gsize)(end - t->who));
	if (sp_store_member_by_address(v->gate->store, t->by, &m,
				       &ignored) != SP_OK)
		return g_strdup("a former member");
	name = g_strdup(m->name);
	sp_member_free(m);
	return name;
}

static void
ledger_tag(json_t *tags, const struct sp_review_view *v,
	   const struct sp_review_patch *p, const struct sp_review_tag *t)
{
	g_autofree char *name = ledger_name(v, t);
	g_autofree char *at = NULL;
	json_t *tag;

	if (!tags) {
		at = out_time(t->at);
		out_print("  %s  %-11s  %s  %s%s%s%s\n", at, t->tag, name,
			  sp_review_role(v, p, t), *t->msgid ? "  <" : "",
			  t->msgid, *t->msgid ? ">" : "");
		return;
	}
	tag = out_json_object(tags);
	out_json_text(tag, "tag", t->tag);
	out_json_text(tag, "name", name);
	out_json_text(tag, "role", sp_review_role(v, p, t));
	out_json_text(tag, "message_id", t->msgid);
	out_json_time(tag, "at", t->at);
}

static void
ledger_patch(json_t *patches, const struct sp_review_view *v,
	     const struct sp_review_patch *p)
{
	const GPtrArray *all = v->d->reviews->tags;
	json_t *patch = patches ? out_json_object(patches) : NULL;
	json_t *tags = NULL;

	if (patch) {
		out_json_text(patch, "digest", p->digest);
		out_json_flag(patch, "final", p->current);
		out_json_text(patch, "message_id", p->msgid);
		out_json_time(patch, "at", p->at);
		tags = out_json_array(patch, "tags");
	} else {
		out_print("sha256 %s%s\n", p->digest, p->current ? ""
			  : "  (replaced or dropped)");
	}
	for (guint i = 0; i < all->len; i++) {
		const struct sp_review_tag *t = all->pdata[i];

		if (*t->not == '\0' && sp_review_is_about(v, t, p))
			ledger_tag(tags, v, p, t);
	}
}

enum sp_status
cmd_review_ledger(struct call *call, char **argv, struct sp_err *err)
{
	g_auto(GStrv) args = NULL;
	json_auto_t *document = json_object();
	gboolean json = FALSE;
	const GOptionEntry options[] = {
		{ "json", 0, 0, G_OPTION_ARG_NONE, &json, NULL, NULL },
		G_OPTION_ENTRY_NULL
	};
	struct sp_review_view v = { 0 };
	json_t *patches = NULL;
	enum sp_status r;

	if ((r = call_options(call, options, argv, 1, 1, &args,
			      err)) == SP_OK &&
	    (r = open_view(call, args[0], &v, err)) == SP_OK) {
		if (json) {
			out_json_text(document, "case", v.d->number);
			patches = out_json_array(document, "patches");
		} else {
			out_print("%s, times in UTC\n", v.d->number);
		}
		for (guint i = 0; i < v.d->reviews->patches->len; i++)
			ledger_patch(patches, &v,
				     v.d->reviews->patches->pdata[i]);
		if (json)
			out_json(g_steal_pointer(&document));
	}
	sp_review_view_clear(&v);
	return r;
}

/* --- words about patches -------------------------------------------------- */

enum sp_status
cmd_review_ask(struct call *call, char **argv, struct sp_err *err)
{
	g_auto(GStrv) args = NULL;
	g_autofree char *to = NULL;
	const GOptionEntry options[] = {
		{ "to", 0, 0, G_OPTION_ARG_STRING, &to, NULL, NULL },
		G_OPTION_ENTRY_NULL
	};
	struct sp_handed handed = { 0 };
	struct sp_gate *gate = NULL;
	struct sp_case *c = NULL;
	enum sp_status r = call_options(call, options, argv, 1, 1, &args, err);

	if (r != SP_OK)
		return r;
	if (!to)
		return call_usage(call, err, "say who is asked, with --to");
	if ((r = call_case(call, args[0], &gate, &c, err)) == SP_OK)
		r = sp_review_ask(gate, call->actor, c->number, to, err);
	if (r == SP_OK) {
		out_print("asked     %s to look at %s\n", to, c->number);
		if (sp_handover(gate, 0, HANDOVER_S, &handed, err) != SP_OK)
			sp_log_error("event=handover-failed cause=%s",
				     err->text);
	}
	sp_case_free(c);
	return r;
}

typedef enum sp_status review_word(struct sp_gate *gate,
				   const struct sp_review_word *word,
				   char **digest, struct sp_err *err);

/* CASE DIGEST: say it, and where that leaves the case. */
static enum sp_status
say(struct call *call, char **args, review_word *say_it, const char *done,
    struct sp_review_word *word, struct sp_err *err)
{
	struct sp_review_view v = { 0 };
	struct sp_gate *gate = NULL;
	struct sp_case *c = NULL;
	g_autofree char *digest = NULL;
	enum sp_status r = call_case(call, args[0], &gate, &c, err);

	if (r == SP_OK) {
		word->actor = call->actor;
		word->number = c->number;
		word->digest = args[1];
		r = say_it(gate, word, &digest, err);
	}
	if (r == SP_OK)
		out_print("%-9s %s\n", done, digest);
	if (r == SP_OK &&
	    (r = open_view(call, args[0], &v, err)) == SP_OK)
		triage_tell(v.gate, v.d);
	sp_review_view_clear(&v);
	sp_case_free(c);
	return r;
}

enum sp_status
cmd_review_approve(struct call *call, char **argv, struct sp_err *err)
{
	g_auto(GStrv) args = NULL;
	struct sp_review_word word = { 0 };
	enum sp_status r = call_options(call, NULL, argv, 2, 2, &args, err);

	return r == SP_OK ? say(call, args, sp_review_approve, "approved",
				&word, err) : r;
}

enum sp_status
cmd_review_object(struct call *call, char **argv, struct sp_err *err)
{
	g_auto(GStrv) args = NULL;
	g_autofree char *because = NULL;
	gboolean off = FALSE;
	const GOptionEntry options[] = {
		{ "because", 0, 0, G_OPTION_ARG_STRING, &because, NULL, NULL },
		{ "withdraw", 0, 0, G_OPTION_ARG_NONE, &off, NULL, NULL },
		G_OPTION_ENTRY_NULL
	};
	struct sp_review_word word = { 0 };
	enum sp_status r = call_options(call, options, argv, 2, 2, &args, err);

	if (r != SP_OK ||
	    (r = triage_text(call, &because, "--because", err)) != SP_OK)
		return r;
	word.because = because;
	word.off = off;
	return say(call, args, sp_review_object, off ? "withdrawn"
		   : "objected", &word, err);
}

enum sp_status
cmd_review_drop(struct call *call, char **argv, struct sp_err *err)
{
	g_auto(GStrv) args = NULL;
	g_autofree char *because = NULL;
	const GOptionEntry options[] = {
		{ "because", 0, 0, G_OPTION_ARG_STRING, &because, NULL, NULL },
		G_OPTION_ENTRY_NULL
	};
	struct sp_review_word word = { 0 };
	enum sp_status r = call_options(call, options, argv, 2, 2, &args, err);

	if (r != SP_OK ||
	    (r = triage_text(call, &because, "--because", err)) != SP_OK)
		return r;
	if (!because)
		return call_usage(call, err, "say why, with --because");
	word.because = because;
	return say(call, args, sp_review_drop, "dropped", &word, err);
}
