/* SPDX-License-Identifier: GPL-2.0-or-later */
/* harvest.c - patches and tags in the mails of a case, onto the record
 *
 * Whatever goes to the members in a case is read for patches. One that a member,
 * or a guest whose key is pinned, has signed is theirs; of any other it is said
 * that nobody vouches for it. A tag counts when it is the signer's own. */
#include "lib/gate/harvest.h"

#include <string.h>

#include "lib/base/log.h"
#include "lib/gate/maintained.h"
#include "lib/gate/triage.h"
#include "lib/mail/name.h"

#define EVENTS_MAX 200		/* of tags, for one mail */
#define FILES_MAX 2000		/* bytes */
#define KEYWORDS_US G_USEC_PER_SEC

/* A case that went into another one that went into another one. */
#define MERGES_MAX 16

struct harvest {
	struct sp_gate *gate;
	const struct sp_mail *mail;
	const struct sp_facts *facts;	/* of its author; NULL: none */
	const struct sp_facts *outer;	/* of what stands around it; NULL */
	const struct sp_case *c;
	struct sp_dossier *d;	/* of that case, or the one it went into */
	char *address;		/* of who signed; NULL: nobody we know */
	char *name;
	gboolean reporter;	/* of the case, and nobody else */
	gboolean gatekeeper;	/* by role */
	const char *msgid;
	GPtrArray *patches;	/* of struct sp_patch *, borrowed: its own */
	GPtrArray *tags;	/* of struct sp_tag *, borrowed */
	GPtrArray *answered;	/* of char *: digests of what it answers */
	unsigned events;
	GPtrArray *sections;	/* of the file of maintainers; NULL: not read */
	unsigned looked_up;	/* files in it */
	gboolean unknown;	/* it cannot be read */
	int64_t deadline;	/* for its patterns of contents; 0: not begun */
	gboolean missed;
};

static GHashTable *
new_args(const struct harvest *h)
{
	GHashTable *args = g_hash_table_new_full(g_str_hash, g_str_equal, NULL,
						 g_free);

	g_hash_table_insert(args, (gpointer)"msgid", g_strdup(h->msgid));
	g_hash_table_insert(args, (gpointer)"mail", g_strdup(h->mail->ref));
	if (h->address)
		g_hash_table_insert(args, (gpointer)"by",
				    g_strdup(h->address));
	return args;
}

static void
put(GHashTable *args, const char *name, char *value)
{
	g_hash_table_insert(args, (gpointer)name, value);
}

/* Of what nobody has signed, the gate says it: a moderator who let the mail in
 * has not posted what is in it. */
static const char *
actor_of(const struct harvest *h)
{
	return h->address ? h->mail->decided_by : "gate";
}

/* [tx] */
static enum sp_status
record(struct harvest *h, const char *verb, GHashTable *args,
       struct sp_err *err)
{
	const struct sp_act act = {
		.actor = actor_of(h), .number = h->d->number,
		.free = TRUE, .verb = verb, .args = args,
	};

	return sp_triage_step(h->gate, &act, NULL, err);
}

/* --- who ------------------------------------------------------------------ */

/* The guest whose pinned key it is. */
static enum sp_status
find_guest(struct harvest *h, const struct sp_opening *o, struct sp_err *err)
{
	g_autoptr(GPtrArray) all = NULL;
	gboolean guest = FALSE;
	enum sp_status r = sp_store_participants_pinned(h->gate->store,
							h->c->id, &all, err);

	for (guint i = 0; r == SP_OK && i < all->len; i++) {
		const struct sp_participant *p = all->pdata[i];

		if (g_ascii_strcasecmp(p->key, o->signature.signer) != 0)
			continue;
		g_free(h->address);
		h->address = sp_gate_unseal(h->gate, SP_SEAL_ADDRESS,
					    p->address);
		guest = guest || strcmp(p->kind, "reporter") != 0;
	}
	if (h->address)
		h->name = g_strdup(h->facts->from_name);
	h->reporter = h->address && !guest;
	return r;
}

static enum sp_status
find_signer(struct harvest *h, const struct sp_opening *o, struct sp_err *err)
{
	if (o->signer) {
		h->address = g_strdup(o->signer->address);
		h->name = g_strdup(o->signer->name);
		h->gatekeeper = (o->signer->roles & SP_ROLE_GATEKEEPER) != 0;
		return SP_OK;
	}
	return o->pinned ? find_guest(h, o, err) : SP_OK;
}

static gboolean
same_name(const char *a, const char *b)
{
	g_autofree char *x = sp_name_skeleton(a);
	g_autofree char *y = sp_name_skeleton(b);

	return *x != '\0' && strcmp(x, y) == 0;
}

/* Is the author of the patch somebody here? Their address, or "". A commit
 * often has another address than the roster; the name is then the same. */
static enum sp_status
find_author(const struct harvest *h, const struct sp_patch *p, char **author,
	    struct sp_err *err)
{
	g_autoptr(GPtrArray) members = NULL;
	struct sp_participant *guest = NULL;
	struct sp_digest d;
	enum sp_status r = sp_store_members(h->gate->store, &members, err);

	for (guint i = 0; r == SP_OK && i < members->len; i++) {
		const struct sp_member *m = members->pdata[i];

		if (g_ascii_strcasecmp(m->address, p->author_address) == 0 ||
		    same_name(m->name, p->author_name)) {
			*author = g_strdup(m->address);
			return SP_OK;
		}
	}
	if (r != SP_OK)
		return r;
	sp_gate_digest_address(h->gate, p->author_address, &d);
	r = sp_store_participant(h->gate->store, h->c->id, &d, &guest, err);
	if (r == SP_OK || r == SP_NONE)
		*author = g_strdup(r == SP_OK ? p->author_address : "");
	sp_participant_free(guest);
	return r == SP_NONE ? SP_OK : r;
}

/* --- patches -------------------------------------------------------------- */

static char *
files_of(const struct sp_patch *p)
{
	GString *s = g_string_new(NULL);

	for (guint i = 0; i < p->paths->len && s->len < FILES_MAX; i++)
		g_string_append_printf(s, "%s%s", i ? " " : "",
				       (const char *)p->paths->pdata[i]);
	return g_string_free(s, FALSE);
}

/* Whose word about it is no independent one; "?" when that cannot be told. The
 * mail is worth more than a file that is wrong: it is taken all the same. */
static char *
maintainers_of(struct harvest *h, const struct sp_patch *p)
{
	struct sp_err err;

	if (h->gate->conf->maintainers[0] == '\0')
		return g_strdup("");
	h->looked_up += p->paths->len;
	if (h->sections == NULL && !h->unknown &&
	    sp_maintained_sections(h->gate, &h->sections, &err) != SP_OK) {
		sp_log_error("event=maintainers-unknown ref=%s cause=%s",
			     h->mail->ref, err.text);
		h->unknown = TRUE;
	}
	return h->unknown || p->paths_cut || h->looked_up > SP_WHO_FILES
		? g_strdup(SP_REVIEW_UNKNOWN)
		: sp_maintained_by(h->sections, p->paths);
}

/* Of all patches of a mail together, for a second. */
static char *
keywords_of(struct harvest *h, const struct sp_patch *p)
{
	gsize len = 0;
	const char *text = g_bytes_get_data(p->text, &len);

	if (h->sections == NULL)
		return g_strdup("");
	if (h->deadline == 0)
		h->deadline = g_get_monotonic_time() + KEYWORDS_US;
	return sp_maintainers_keywords(h->sections, text, len, h->deadline);
}

/* With it, the set is another one. */
static void
put_set(const struct harvest *h, GHashTable *args)
{
	const struct sp_happening what = {
		.at = sp_gate_now(), .actor = actor_of(h),
		.verb = "patch-posted", .args = args,
	};

	sp_dossier_apply(h->d, &what);
	put(args, "set", sp_reviews_set(h->d->reviews));
}

/* [tx] */
static enum sp_status
post_patch(struct harvest *h, const struct sp_patch *p, struct sp_err *err)
{
	g_autoptr(GHashTable) args = new_args(h);
	char *author = NULL;
	enum sp_status r = find_author(h, p, &author, err);

	if (r != SP_OK)
		return r;
	put(args, "author", author);
	put(args, "digest", g_strdup(p->digest));
	put(args, "subject", g_strdup(p->subject));
	put(args, "name", g_strdup(p->author_name));
	put(args, "address", g_strdup(p->author_address));
	put(args, "target", g_strdup(p->target));
	put(args, "version", g_strdup_printf("%u", p->version));
	put(args, "number", g_strdup_printf("%u", p->number));
	put(args, "total", g_strdup_printf("%u", p->total));
	put(args, "files", files_of(p));
	put(args, "maintainers", maintainers_of(h, p));
	put(args, "keywords", keywords_of(h, p));
	if (!h->address)
		put(args, "unverified", g_strdup("yes"));
	put_set(h, args);
	return record(h, "patch-posted", args, err);
}

/* --- tags ----------------------------------------------------------------- */

/* The patches that came in the mail of that message. */
static enum sp_status
add_answered(struct harvest *h, const char *msgid, struct sp_err *err)
{
	struct sp_mail *m = NULL;
	struct sp_digest d;
	int64_t id = 0;
	enum sp_status r;

	if (msgid[0] == '\0' || h->answered->len > 0)
		return SP_OK;
	sp_gate_digest_msgid(h->gate, msgid, &d);
	if ((r = sp_store_thread_find(h->gate->store, &d, &id, err)) == SP_OK)
		r = sp_store_mail_by_id(h->gate->store, id, &m, err);
	if (r != SP_OK)
		return r == SP_NONE ? SP_OK : r;
	for (guint i = 0; i < h->d->reviews->patches->len; i++) {
		const struct sp_review_patch *p =
			h->d->reviews->patches->pdata[i];

		if (strcmp(p->mail, m->ref) == 0)
			g_ptr_array_add(h->answered, g_strdup(p->digest));
	}
	sp_mail_free(m);
	return SP_OK;
}

/* What it answers, else the nearest before that. */
static enum sp_status
find_answered(struct harvest *h, const struct sp_facts *f, struct sp_err *err)
{
	enum sp_status r;

	if (f == NULL)
		return SP_OK;
	r = add_answered(h, f->in_reply_to, err);
	for (guint i = g_strv_length(f->references); r == SP_OK && i > 0; i--)
		r = add_answered(h, f->references[i - 1], err);
	return r;
}

/* [tx] */
static enum sp_status
record_tag(struct harvest *h, const struct sp_tag *t, const char *digest,
	   struct sp_err *err)
{
	const struct sp_tag_facts in = {
		.known = h->address != NULL, .reporter = h->reporter,
		.address = h->address ? h->address : "",
		.name = h->name ? h->name : "", .tag = t,
		.answers = *digest != '\0',
	};
	const char *why = sp_review_refuse(&in);
	g_autoptr(GHashTable) args = new_args(h);

	if (h->events++ >= EVENTS_MAX)
		return SP_OK;
	put(args, "digest", g_strdup(digest));
	put(args, "tag", g_strdup(sp_tag_word(t->kind)));
	put(args, "who", g_strdup_printf("%s <%s>", t->name, t->address));
	put(args, "not", g_strdup(why));
	put(args, "gatekeeper", h->gatekeeper ? g_strdup("yes") : NULL);
	return record(h, "reviewed", args, err);
}

/* [tx] A patch's own message, else the patches of the mail, else those that it
 * answers. */
static enum sp_status
harvest_tag(struct harvest *h, const struct sp_tag *t, struct sp_err *err)
{
	enum sp_status r = SP_OK;

	if (t->patch >= 0 && (guint)t->patch < h->patches->len) {
		const struct sp_patch *p = h->patches->pdata[t->patch];

		return record_tag(h, t, p->digest, err);
	}
	if (h->patches->len == 0 && h->answered->len == 0)
		return record_tag(h, t, "", err);
	for (guint i = 0; r == SP_OK && i < h->patches->len; i++) {
		const struct sp_patch *p = h->patches->pdata[i];

		r = record_tag(h, t, p->digest, err);
	}
	for (guint i = 0; r == SP_OK && h->patches->len == 0 &&
	     i < h->answered->len; i++)
		r = record_tag(h, t, h->answered->pdata[i], err);
	return r;
}

/* --- the mail ------------------------------------------------------------- */

static void
take_facts(struct harvest *h, const struct sp_facts *f)
{
	h->missed = (f->flags & SP_FACT_PATCH_MISSED) != 0;
	for (guint i = 0; i < f->patches->len; i++)
		g_ptr_array_add(h->patches, f->patches->pdata[i]);
	for (guint i = 0; i < f->tags->len; i++)
		g_ptr_array_add(h->tags, f->tags->pdata[i]);
}

/* A clear-signed text has no facts of its own. own: what is read of it. */
static void
take_mail(struct harvest *h, const struct sp_opening *o, struct sp_patches *own)
{
	const struct sp_signed s = sp_opening_signed(o);
	const struct sp_blob *blob;
	const struct sp_facts *f = NULL;

	if (h->address && s.facts == NULL) {
		sp_tags_read(s.text ? s.text : "", -1, own);
		for (guint i = 0; i < own->tags->len; i++)
			g_ptr_array_add(h->tags, own->tags->pdata[i]);
		return;
	}
	if (h->address)
		f = s.facts;
	else
		sp_opening_content(o, &blob, &f);
	if (f != NULL)
		take_facts(h, f);
}

static const char *
msgid_of(const struct harvest *h)
{
	if (h->facts != NULL && h->facts->message_id[0] != '\0')
		return h->facts->message_id;
	return h->outer != NULL ? h->outer->message_id : "";
}

/* Where a case went into another one, that one has its patches. */
static enum sp_status
find_dossier(struct harvest *h, struct sp_err *err)
{
	enum sp_status r = sp_triage_read(h->gate, h->c, &h->d, err);

	for (int i = 0; r == SP_OK && h->d->merged_into && i < MERGES_MAX;
	     i++) {
		struct sp_dossier *into = NULL;

		r = sp_triage_find(h->gate, h->d->merged_into, &into, err);
		if (r != SP_OK)
			break;
		sp_dossier_free(h->d);
		h->d = into;
	}
	return r;
}

/* [tx] */
static enum sp_status
record_all(struct harvest *h, struct sp_err *err)
{
	enum sp_status r = find_dossier(h, err);

	for (guint i = 0; r == SP_OK && i < h->patches->len; i++)
		r = post_patch(h, h->patches->pdata[i], err);
	if (r == SP_OK && h->missed) {
		g_autoptr(GHashTable) args = new_args(h);

		r = record(h, "patch-unread", args, err);
	}
	if (r == SP_OK && h->tags->len > 0 &&
	    (r = find_answered(h, h->facts, err)) == SP_OK &&
	    h->facts != h->outer)
		r = find_answered(h, h->outer, err);
	for (guint i = 0; r == SP_OK && i < h->tags->len; i++)
		r = harvest_tag(h, h->tags->pdata[i], err);
	return r;
}

/* [tx] o NULL: nobody has signed it. */
static enum sp_status
harvest(struct harvest *h, const struct sp_opening *o, struct sp_err *err)
{
	g_autoptr(GPtrArray) read = g_ptr_array_new_with_free_func(
		(GDestroyNotify)sp_tag_free);
	struct sp_patches own = { .tags = read };
	enum sp_status r = SP_OK;

	h->patches = g_ptr_array_new();
	h->tags = g_ptr_array_new();
	h->answered = g_ptr_array_new_with_free_func(g_free);
	h->msgid = msgid_of(h);
	if (o != NULL && (r = find_signer(h, o, err)) == SP_OK)
		take_mail(h, o, &own);
	else if (o == NULL)
		take_facts(h, h->facts);
	if (r == SP_OK &&
	    (h->patches->len > 0 || h->tags->len > 0 || h->missed))
		r = record_all(h, err);
	sp_dossier_free(h->d);
	g_clear_pointer(&h->sections, g_ptr_array_unref);
	g_ptr_array_unref(h->patches);
	g_ptr_array_unref(h->tags);
	g_ptr_array_unref(h->answered);
	g_free(h->address);
	g_free(h->name);
	return r;
}

enum sp_status
sp_review_harvest(struct sp_gate *gate, const struct sp_mail *m,
		  const struct sp_opening *o, const struct sp_case *c,
		  struct sp_err *err)
{
	struct harvest h = {
		.gate = gate, .mail = m, .c = c, .outer = o->clear,
		.facts = sp_opening_author(o),
	};

	return harvest(&h, o, err);
}

enum sp_status
sp_review_harvest_held(struct sp_gate *gate, const struct sp_mail *m,
		       const struct sp_facts *f, const struct sp_case *c,
		       struct sp_err *err)
{
	struct harvest h = { .gate = gate, .mail = m, .c = c, .facts = f };

	return f != NULL ? harvest(&h, NULL, err) : SP_OK;
}
