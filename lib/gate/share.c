/* SPDX-License-Identifier: GPL-2.0-or-later */
/* share.c - the mails of a case, for its guests */
#include "lib/gate/share.h"

#include <string.h>

#include "lib/gate/deeds.h"
#include "lib/gate/outer.h"
#include "lib/gate/outsider.h"
#include "lib/gate/reply-letter.h"
#include "lib/gate/secrecy-words.h"
#include "lib/mail/compose.h"
#include "lib/notice/template.h"
#include "lib/store/people.h"

#define CONTENT "Content-"

/* --- to whom -------------------------------------------------------------- */

void
sp_visitor_clear(struct sp_visitor *v)
{
	sp_participant_free(v->who);
	g_free(v->address);
	g_clear_pointer(&v->key, g_bytes_unref);
	memset(v, 0, sizeof(*v));
}

static enum sp_status
find_key(struct sp_gate *gate, struct sp_visitor *v, struct sp_err *err)
{
	g_autoptr(GBytes) key = sp_outsider_pinned(gate, v->who);
	struct sp_key *k = NULL;
	enum sp_status r;

	if (key == NULL)
		return SP_OK;
	r = sp_outsider_usable(gate, key, &k, err);
	if (r == SP_OK) {
		g_strlcpy(v->encryption, k->encryption, sizeof(v->encryption));
		v->key = g_steal_pointer(&key);
	}
	sp_key_free(k);
	return r == SP_NONE ? SP_OK : r;
}

/* Who has agreed has agreed for their own mails: those of another reporter are
 * not theirs to share. */
static enum sp_status
read_leave(struct sp_gate *gate, const struct sp_case *c,
	   const struct sp_dossier *d, struct sp_visitor *v, struct sp_err *err)
{
	enum sp_status r;

	if (v->leave.consent == NULL) {
		v->all = v->leave.clause != NULL ||
			(!d->has_reporter && !d->imported);
		return SP_OK;
	}
	r = sp_guest_consent(gate, c, v->leave.consent, &v->reporter, err);
	v->of_one = r == SP_OK;
	return r == SP_EDENIED ? SP_OK : r;
}

enum sp_status
sp_visitor_find(struct sp_gate *gate, const struct sp_case *c,
		const struct sp_dossier *d, const char *address,
		const struct sp_leave *leave, struct sp_visitor *v,
		struct sp_err *err)
{
	const struct sp_guest *g = sp_dossier_guest(d, address);
	struct sp_digest digest;
	enum sp_status r;

	memset(v, 0, sizeof(*v));
	sp_gate_digest_address(gate, address, &digest);
	r = sp_store_participant(gate->store, c->id, &digest, &v->who, err);
	if (r == SP_OK && !sp_participant_is_guest(v->who) &&
	    strcmp(v->who->kind, SP_INVITED) != 0)
		r = SP_NONE;
	if (r == SP_NONE)
		return sp_fail(err, SP_NONE, "%s is no guest of %s: sallyport "
			       "case invite %s %s --key FILE", address,
			       c->number, c->number, address);
	if (r != SP_OK)
		return r;
	v->address = g_strdup(address);
	if (leave != NULL)
		v->leave = *leave;
	else if (g != NULL)
		v->leave = (struct sp_leave){ g->consent, g->clause };
	r = find_key(gate, v, err);
	return r == SP_OK ? read_leave(gate, c, d, v, err) : r;
}

/* --- what ----------------------------------------------------------------- */

/* Line ends as one, which signing needs; NULL: there are NULs. */
static char *
unix_lines(GString *s)
{
	if (strlen(s->str) != s->len)
		return NULL;
	g_string_replace(s, "\r\n", "\n", 0);
	return g_strdup(s->str);
}

char *
sp_share_entity(const struct sp_content *content)
{
	const struct sp_facts *f = content->facts;
	struct sp_blob own = SP_BLOB_INIT;
	const uint8_t *bytes = NULL;
	g_autoptr(GString) s = g_string_new(NULL);
	struct sp_err err;

	if (f == NULL ||
	    sp_blob_view(content->blob, (struct sp_range)
			 { 0, content->blob->len }, &own, &err) != SP_OK)
		return NULL;
	if (sp_blob_map(&own, &bytes, &err) == SP_OK) {
		for (guint i = 0; i < f->fields->len; i++) {
			const struct sp_field *field = f->fields->pdata[i];

			if (g_ascii_strncasecmp(field->name, CONTENT,
						strlen(CONTENT)) == 0)
				g_string_append_len(s, (const char *)bytes +
						    field->range.at,
						    (gssize)field->range.len);
		}
		if (s->len == 0)
			g_string_append(s, "Content-Type: text/plain; "
					"charset=utf-8\n");
		g_string_append_c(s, '\n');
		g_string_append_len(s, (const char *)bytes + f->body.at,
				    (gssize)f->body.len);
	}
	sp_blob_clear(&own);
	return bytes == NULL ? NULL : unix_lines(s);
}

/* What stands on top, as that guest may read it. */
static enum sp_status
make_text(struct sp_gate *gate, const struct sp_mail *m,
	  const struct sp_case *c, const struct sp_visitor *v,
	  const struct sp_shared_mail *mail, char **text, struct sp_err *err)
{
	g_autofree char *when = sp_workday_format(&gate->conf->workdays,
						  m->arrived);
	g_autofree char *all = g_strdup_printf("%s wrote, %s:\n\nSubject: %s\n"
		"%s%s%s", mail->by, when, mail->subject,
		mail->text ? "\n" : "", mail->text ? mail->text : "",
		mail->entity ? "\nIt follows as it came.\n" : "\n");
	g_autofree char *words = NULL;
	enum sp_status r = sp_reply_words_for(gate, c, v->who, all, &words,
					      err);

	return r == SP_OK ? sp_secrecy_add_line(gate, c, TRUE, words, text, err)
			  : r;
}

static char *
make_part(const char *text, const char *entity)
{
	g_autofree char *words = sp_text_entity(text);
	g_autofree char *b = sp_boundary_new();

	return entity == NULL ? g_steal_pointer(&words)
		: g_strdup_printf("Content-Type: multipart/mixed; "
				  "boundary=\"%s\"\n\n--%s\n%s\n--%s\n%s\n"
				  "--%s--\n", b, b, words, b, entity, b);
}

/* --- the header ----------------------------------------------------------- */

struct head {
	struct sp_outer outer;
	char *strings[4];
};

static void
head_clear(struct head *h)
{
	for (size_t i = 0; i < G_N_ELEMENTS(h->strings); i++)
		g_free(h->strings[i]);
}

/* Below the first mail of the case, as that guest has it. */
static void
make_head(const struct sp_gate *gate, const struct sp_mail *m,
	  const struct sp_case *c, const struct sp_participant *who,
	  const char *address, int64_t made, struct head *h)
{
	const char *ref = sp_reply_ref(c, who);

	h->strings[0] = sp_outer_subject(gate, ref);
	h->strings[1] = sp_gate_msgid(gate, "shared", m->ref, address);
	h->strings[2] = strcmp(m->ref, c->ref) == 0 ? NULL
		: sp_gate_msgid(gate, "shared", c->ref, address);
	h->strings[3] = sp_gate_address(gate, ref);
	h->outer = (struct sp_outer){
		.subject = h->strings[0], .from_name = gate->conf->reply_team,
		.to = address, .made = made, .msgid = h->strings[1],
		.root = h->strings[2], .reply_to = h->strings[3],
	};
}

enum sp_status
sp_share_seal(struct sp_gate *gate, const struct sp_mail *m,
	      const struct sp_case *c, const struct sp_visitor *v,
	      const struct sp_shared_mail *mail, int64_t now,
	      struct sp_sealed *sealed, struct sp_err *err)
{
	g_autofree char *text = NULL;
	g_autofree char *part = NULL;
	struct head head;
	enum sp_status r = make_text(gate, m, c, v, mail, &text, err);

	if (r != SP_OK)
		return r;
	part = make_part(text, mail->entity);
	make_head(gate, m, c, v->who, v->address, now, &head);
	r = sp_dispatch_sealed(gate, &head.outer, v->key, part, sealed, err);
	head_clear(&head);
	return r;
}

/* --- rows ----------------------------------------------------------------- */

/* [tx] */
static enum sp_status
record(struct sp_gate *gate, const char *actor, gboolean person,
       const struct sp_mail *m, const struct sp_case *c,
       const struct sp_visitor *v, struct sp_err *err)
{
	g_autofree char *what = g_strdup_printf("mail %s", m->ref);
	g_autoptr(GHashTable) said = sp_said_new();
	const struct sp_act act = {
		.actor = actor, .number = c->number, .free = !person,
		.verb = "shared", .args = said,
		.q = { .step = SP_STEP_SHARE,
		       .consent = v->leave.consent ? v->leave.consent
						   : v->leave.clause,
		       .terms = strcmp(v->who->kind, SP_GUEST) == 0,
		       .key = v->key != NULL },
	};

	sp_said_put(said, "to", v->address);
	sp_said_put(said, "what", what);
	sp_said_put(said, "mail", m->ref);
	sp_said_put(said, "consent", v->leave.consent);
	sp_said_put(said, "clause", v->leave.clause);
	return sp_triage_step(gate, &act, NULL, err);
}

enum sp_status
sp_share_queue(struct sp_gate *gate, const char *actor, gboolean person,
	       const struct sp_mail *m, const struct sp_case *c,
	       const struct sp_visitor *v, const struct sp_sealed *sealed,
	       int64_t now, struct sp_err *err)
{
	struct sp_out out = { .kind = SP_OUT_SHARED, .mail = m->id, .made = now,
			      .due = now, .state = SP_OUT_PENDING,
			      .cause = (char *)"" };
	struct sp_digest d;
	struct head head;
	enum sp_status r;

	if ((r = record(gate, actor, person, m, c, v, err)) != SP_OK ||
	    (r = sp_store_payload_add(gate->store, SP_PAYLOAD_LETTER, now,
				      sealed, &out.payload, err)) != SP_OK)
		return r;
	g_strlcpy(out.encryption, v->encryption, sizeof(out.encryption));
	out.recipient = sp_gate_seal(gate, SP_SEAL_RECIPIENT, v->address);
	r = sp_store_out_add(gate->store, &out, &out.id, err);
	g_bytes_unref(out.recipient);
	if (r != SP_OK)
		return r;
	make_head(gate, m, c, v->who, v->address, now, &head);
	sp_gate_digest_msgid(gate, head.outer.msgid, &d);
	head_clear(&head);
	return sp_store_thread_add(gate->store, &d, m->id, err);
}

/* --- leaving -------------------------------------------------------------- */

/* SP_NONE: not a guest any more, or under another key. */
static enum sp_status
check_guest(struct sp_gate *gate, const struct sp_out *out,
	    const struct sp_case *c, const char *address,
	    struct sp_participant **who, struct sp_err *err)
{
	struct sp_visitor v = { 0 };
	struct sp_digest digest;
	enum sp_status r;

	sp_gate_digest_address(gate, address, &digest);
	r = sp_store_participant(gate->store, c->id, &digest, &v.who, err);
	if (r == SP_OK && strcmp(v.who->kind, SP_GUEST) != 0)
		r = SP_NONE;
	if (r == SP_OK)
		r = find_key(gate, &v, err);
	if (r == SP_OK && strcmp(v.encryption, out->encryption) != 0)
		r = SP_NONE;
	if (r == SP_OK)
		*who = g_steal_pointer(&v.who);
	sp_visitor_clear(&v);
	return r == SP_NONE ? sp_fail(err, SP_NONE, "the recipient is no guest "
				      "any more, or has another key") : r;
}

enum sp_status
sp_share_compose(struct sp_gate *gate, const struct sp_out *out,
		 struct sp_dispatch *d, struct sp_err *err)
{
	struct sp_participant *who = NULL;
	struct sp_mail *m = NULL;
	struct sp_case *c = NULL;
	struct head head;
	enum sp_status r;

	if ((r = sp_store_mail_by_id(gate->store, out->mail, &m,
				     err)) == SP_OK &&
	    (r = sp_store_case_by_id(gate->store, m->case_id, &c,
				     err)) == SP_OK &&
	    (r = check_guest(gate, out, c, d->recipient, &who, err)) == SP_OK) {
		make_head(gate, m, c, who, d->recipient, out->made, &head);
		r = sp_dispatch_kept(gate, &head.outer, out, d, err);
		head_clear(&head);
	}
	sp_participant_free(who);
	sp_case_free(c);
	sp_mail_free(m);
	return r;
}
