/* SPDX-License-Identifier: GPL-2.0-or-later */
/* review-text.c - the patches of a case, and who has looked at them, as text */
#include "lib/gate/review-text.h"

#include <stdarg.h>
#include <string.h>

#define SHORT 16		/* digits of a digest, for people */

enum sp_status
sp_review_view(struct sp_gate *gate, const char *number,
	       struct sp_review_view *v, struct sp_err *err)
{
	enum sp_status r = sp_triage_find(gate, number, &v->d, err);

	if (r != SP_OK)
		return r;
	v->gate = gate;
	sp_triage_review(gate, v->d, &v->sum);
	v->set = sp_reviews_set(v->d->reviews);
	return SP_OK;
}

void
sp_review_view_clear(struct sp_review_view *v)
{
	sp_dossier_free(v->d);
	g_free(v->set);
}

static void SP_PRINTF(2, 3)
put(GString *s, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	g_string_append_vprintf(s, fmt, ap);
	va_end(ap);
}

static char *
time_text(int64_t at)
{
	g_autoptr(GDateTime) t = g_date_time_new_from_unix_utc(at);

	return g_date_time_format(t, "%Y-%m-%d %H:%M");
}

static gboolean
is_review(const struct sp_review_tag *t)
{
	return strcmp(t->tag, sp_tag_word(SP_TAG_REVIEWED)) == 0;
}

/* What the one who signed it is to the patch. */
const char *
sp_review_role(const struct sp_review_view *v, const struct sp_review_patch *p,
	       const struct sp_review_tag *t)
{
	const struct sp_config *conf = v->gate->conf;

	return sp_review_is_word(conf, sp_review_signer_is(p, t, conf));
}

static void
put_tag(GString *s, const struct sp_review_view *v,
	const struct sp_review_patch *p, const struct sp_review_tag *t)
{
	g_autofree char *at = time_text(t->at);
	const char *role = *t->by ? sp_review_role(v, p, t) : "";
	const gboolean out = is_review(t) && strcmp(role, "independent") != 0;
	const gboolean own = strcmp(t->who, t->by) == 0;

	put(s, "  %-11s  %s   %s   %s%s%s%s", t->tag, t->who,
	    (is_review(t) && !*t->not) || own ? role : t->by, at,
	    *t->msgid ? "   <" : "", t->msgid, *t->msgid ? ">" : "");
	if (*t->not)
		put(s, "   (not counted: %s)", t->not);
	else if (out)
		put(s, "   (does not count as independent)");
	put(s, "\n");
}

gboolean
sp_review_is_about(const struct sp_review_view *v,
		   const struct sp_review_tag *t,
		   const struct sp_review_patch *p)
{
	return strcmp(t->digest, p->digest) == 0 ||
	       (p->current && v->set && strcmp(t->digest, v->set) == 0);
}

static void
put_patch(GString *s, const struct sp_review_view *v,
	  const struct sp_review_patch *p)
{
	const GPtrArray *tags = v->d->reviews->tags;

	put(s, "PATCH  %.*s  %s%sv%u %u/%u  \"%s\"\n", SHORT, p->digest,
	    p->target, *p->target ? " " : "", p->version, p->number,
	    p->total, p->subject);
	put(s, "  %-11s  %s <%s>%s%s%s%s%s   in %s\n", "author", p->name,
	    p->address, p->unverified ? ", not verified" : "",
	    *p->by ? ", posted by " : "", p->by,
	    *p->maintainers ? "   maintainer: " : "", p->maintainers,
	    p->mail);
	if (*p->files)
		put(s, "  %-11s  %s\n", "files", p->files);
	for (guint i = 0; i < tags->len; i++)
		if (sp_review_is_about(v, tags->pdata[i], p))
			put_tag(s, v, p, tags->pdata[i]);
}

/* Words about what is not in the set, and words about nothing. */
static gboolean
is_stale(const struct sp_review_view *v, const struct sp_review_tag *t)
{
	const GPtrArray *patches = v->d->reviews->patches;

	for (guint i = 0; i < patches->len; i++) {
		const struct sp_review_patch *p = patches->pdata[i];

		if (p->current && sp_review_is_about(v, t, p))
			return FALSE;
	}
	return TRUE;
}

static void
put_stale(GString *s, const struct sp_review_view *v)
{
	const GPtrArray *tags = v->d->reviews->tags;

	for (guint i = 0; i < tags->len; i++) {
		const struct sp_review_tag *t = tags->pdata[i];
		g_autofree char *at = NULL;

		if (!is_stale(v, t))
			continue;
		at = time_text(t->at);
		put(s, "%s  %.*s%s%s  %s   %s   (%s)\n", *t->digest
		    ? "stale" : "not counted", SHORT, t->digest,
		    *t->digest ? "  " : "", t->tag, t->who, at,
		    *t->not ? t->not : "the patch has changed, or was "
		    "dropped");
	}
	for (guint i = 0; i < v->d->reviews->unread->len; i++)
		put(s, "unread %s holds something like a patch or a tag that "
		    "was not taken: damaged, or too much of it\n",
		    (char *)v->d->reviews->unread->pdata[i]);
}

static void
put_sum(GString *s, const struct sp_review_view *v)
{
	const struct sp_config *conf = v->gate->conf;
	const GPtrArray *asked = v->d->reviews->asked;

	for (guint i = 0; i < asked->len; i++) {
		const struct sp_review_request *q = asked->pdata[i];
		g_autofree char *at = time_text(q->at);

		put(s, "asked  %s   %s%s\n", q->to, at,
		    g_strcmp0(q->digest, v->set) == 0 ? ""
		    : "   (for another set)");
	}
	put(s, "\nset        %s\n", v->set);
	put(s, "reviews    %u of %u independent, %u of %u in all\n",
	    v->sum.independent, conf->review_independent,
	    sp_review_least(v->d->reviews, conf, FALSE), conf->review_total);
	if (*conf->gatekeeper)
		put(s, "approval   %s (%s)\n", v->sum.approved ? "given"
		    : "missing", conf->gatekeeper);
	if (v->sum.lacks)
		put(s, "missing    %s\n", v->sum.lacks);
}

char *
sp_review_text(const struct sp_review_view *v)
{
	GString *s = g_string_new(NULL);
	g_autoptr(GPtrArray) all = sp_reviews_current(v->d->reviews);

	for (guint i = 0; i < all->len; i++)
		put_patch(s, v, all->pdata[i]);
	if (all->len == 0)
		g_string_append(s, "There is no patch in its thread.\n");
	put_stale(s, v);
	if (v->set)
		put_sum(s, v);
	return g_string_free(s, FALSE);
}
