/* SPDX-License-Identifier: GPL-2.0-or-later */
/* unname.c - forgetting a person outside who takes part in a case */
#include "lib/gate/unname.h"

#include <string.h>

#include "lib/gate/notes.h"
#include "lib/gate/reader.h"
#include "lib/gate/retelling.h"
#include "lib/gate/search.h"
#include "lib/mail/lexicon.h"
#include "lib/notice/record.h"
#include "lib/policy/redact.h"
#include "lib/store/retell.h"

struct person {
	GPtrArray *names;		/* see redact.h */
	struct sp_digest digest;	/* of the address, or of the name */
	gboolean takes_part;
};

struct unnaming {
	struct sp_gate *gate;
	const char *actor;
	const struct sp_case *c;
	struct person who;
	GPtrArray *mails;		/* of the case: struct sp_mail * */
};

/* --- who it is ------------------------------------------------------------ */

static gboolean
is_digest(const struct unnaming *u, const struct sp_digest *d)
{
	return memcmp(d, &u->who.digest, sizeof(*d)) == 0;
}

static gboolean
wrote(const struct unnaming *u, const struct sp_mail *m)
{
	g_autofree char *reply = sp_notes_get(u->gate, m->thread,
					      SP_NOTE_REPLY);
	struct sp_digest author = m->sender;

	if (reply && *reply)
		sp_gate_digest_address(u->gate, reply, &author);
	return is_digest(u, &author) || is_digest(u, &m->sender);
}

/* The name that stands in From: ada@example.com ("Ada Example"). */
static enum sp_status
add_author_name(struct unnaming *u, const struct sp_mail *m,
		struct sp_err *err)
{
	struct sp_card *card = NULL;
	enum sp_status r = sp_reader_card(u->gate, m, &card, err);
	const char *from = r == SP_OK ? strstr(card->from, " (\"") : NULL;

	if (from) {
		g_autofree char *name = g_strdup(from + strlen(" (\""));
		char *end = g_strrstr(name, "\")");

		if (end)
			*end = '\0';
		sp_names_add(u->who.names, name);
	}
	sp_card_free(card);
	return r;
}

static enum sp_status
read_mails(struct unnaming *u, struct sp_err *err)
{
	g_autoptr(GArray) ids = NULL;
	enum sp_status r = sp_store_mails_of_case(u->gate->store, u->c->id,
						  &ids, err);

	for (guint i = 0; r == SP_OK && i < ids->len; i++) {
		struct sp_mail *m = NULL;

		r = sp_store_mail_by_id(u->gate->store,
					g_array_index(ids, int64_t, i), &m,
					err);
		if (r == SP_OK)
			g_ptr_array_add(u->mails, m);
		if (r == SP_OK && m->card && wrote(u, m))
			r = add_author_name(u, m, err);
	}
	return r;
}

static enum sp_status
read_participant(struct unnaming *u, struct sp_err *err)
{
	struct sp_participant *p = NULL;
	enum sp_status r = sp_store_participant(u->gate->store, u->c->id,
						&u->who.digest, &p, err);
	g_autofree char *address = NULL;

	if (r == SP_OK) {
		u->who.takes_part = TRUE;
		address = sp_gate_unseal(u->gate, SP_SEAL_ADDRESS, p->address);
		if (address)
			sp_names_add(u->who.names, address);
	}
	sp_participant_free(p);
	return r == SP_NONE ? SP_OK : r;
}

static gboolean
is_named(const struct unnaming *u, const char *text)
{
	g_autofree char *redacted = text ? sp_redact(text, u->who.names)
					 : NULL;

	return redacted != NULL;
}

/* What they are credited as is a name of theirs, too. */
static void
read_credits(struct unnaming *u, const struct sp_dossier *d)
{
	for (guint i = 0; i < d->credits->len; i++) {
		const struct sp_credit *c = d->credits->pdata[i];

		if (!is_named(u, c->who) && !is_named(u, c->as))
			continue;
		u->who.takes_part = TRUE;
		sp_names_add(u->who.names, c->who);
		if (c->as)
			sp_names_add(u->who.names, c->as);
	}
}

static enum sp_status
find_person(struct unnaming *u, const char *who, char *const *also,
	    const struct sp_dossier *d, struct sp_err *err)
{
	enum sp_status r;

	sp_gate_digest_address(u->gate, who, &u->who.digest);
	sp_names_add(u->who.names, who);
	for (; also && *also; also++)
		sp_names_add(u->who.names, *also);
	if (u->who.names->len == 0)
		return sp_fail(err, SP_EDATA, "a name of less than %d "
			       "characters cannot be told from parts of words",
			       SP_REDACT_LEAST);
	if ((r = read_participant(u, err)) != SP_OK ||
	    (r = read_mails(u, err)) != SP_OK)
		return r;
	read_credits(u, d);
	return u->who.takes_part ? SP_OK
		: sp_fail(err, SP_NONE, "nobody of that name or address takes "
			  "part in %s, or is to be credited", u->c->number);
}

/* --- events --------------------------------------------------------------- */

/* What is left of a detail, behind what it tells again; NULL: all of it. */
static char *
redact_detail(const struct unnaming *u, const char *verb, const char *detail)
{
	const char *text = detail;
	g_autofree char *before = NULL;
	g_autofree char *left = NULL;
	GHashTable *args;

	while (sp_store_retold(text, &text) != 0)
		continue;
	before = g_strndup(detail, (gsize)(text - detail));
	args = sp_record_read(text);
	if (!args)
		left = sp_redact(text, u->who.names);
	else if (sp_redact_args(verb, args, u->who.names))
		left = sp_record_write(args);
	g_clear_pointer(&args, g_hash_table_unref);
	return left ? g_strconcat(before, left, NULL) : NULL;
}

/* One that is to be told again. */
struct line {
	struct sp_event e;	/* seq, ref and case_number of it */
	char *left;
};

struct lines {
	const struct unnaming *u;
	GPtrArray *found;
};

static void
line_free(gpointer p)
{
	struct line *l = p;

	g_free(l->e.ref);
	g_free(l->e.case_number);
	g_free(l->left);
	g_free(l);
}

static enum sp_status
look_at(const struct sp_event *e, void *arg)
{
	const struct lines *lines = arg;
	g_autofree char *detail =
		sp_store_event_detail(lines->u->gate->store, e);
	char *left = detail ? redact_detail(lines->u, e->verb, detail) : NULL;
	struct line *l;

	if (!left)
		return SP_OK;
	l = g_new0(struct line, 1);
	l->e.seq = e->seq;
	l->e.ref = g_strdup(e->ref);
	l->e.case_number = g_strdup(e->case_number);
	l->left = left;
	g_ptr_array_add(lines->found, l);
	return SP_OK;
}

/* Of mails, before they were in the case. */
static enum sp_status
look_at_early(const struct sp_event *e, void *arg)
{
	return *e->case_number ? SP_OK : look_at(e, arg);
}

/* [tx] */
static enum sp_status
retell_events(struct unnaming *u, struct sp_err *err)
{
	struct sp_store *st = u->gate->store;
	g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(line_free);
	struct lines lines = { u, found };
	enum sp_status r = sp_store_event_list_case(st, u->c->number, look_at,
						    &lines, err);

	for (guint i = 0; r == SP_OK && i < u->mails->len; i++) {
		const struct sp_mail *m = u->mails->pdata[i];

		r = sp_store_event_list(st, m->ref, look_at_early, &lines, err);
	}
	for (guint i = 0; r == SP_OK && i < found->len; i++) {
		const struct line *l = found->pdata[i];

		r = sp_store_event_retell(st, &l->e, sp_gate_now(), u->actor,
					  l->left, err);
	}
	return r;
}

/* --- mails ---------------------------------------------------------------- */

static gboolean
redact_card(const struct unnaming *u, struct sp_card *c)
{
	char **const fields[] = {
		&c->why, &c->from, &c->from_address, &c->subject,
		&c->outer_subject, &c->crypto, &c->signature, &c->protection,
		&c->headers, &c->authentication, &c->differences, &c->to,
		&c->parts, &c->similar, &c->hints, &c->likely,
	};
	gboolean changed = FALSE;

	for (size_t i = 0; i < G_N_ELEMENTS(fields); i++) {
		char *left = *fields[i] ? sp_redact(*fields[i], u->who.names)
					: NULL;

		if (!left)
			continue;
		g_free(*fields[i]);
		*fields[i] = left;
		changed = TRUE;
	}
	return changed;
}

/* [tx] */
static enum sp_status
unname_mail(struct unnaming *u, struct sp_mail *m, struct sp_err *err)
{
	const gboolean own = wrote(u, m);
	struct sp_card *card = NULL;
	g_autofree char *json = NULL;
	GBytes *thread;
	enum sp_status r;

	if (!m->card)
		return SP_OK;
	if ((r = sp_reader_card(u->gate, m, &card, err)) != SP_OK)
		return r;
	if (redact_card(u, card) || own) {
		thread = own ? sp_notes_unname(u->gate, m->thread,
					       u->who.names) : NULL;
		json = sp_card_to_json(card);
		g_bytes_unref(m->card);
		m->card = sp_gate_seal(u->gate, SP_SEAL_CARD, json);
		if (own) {
			g_clear_pointer(&m->thread, g_bytes_unref);
			g_clear_pointer(&m->ack_key, g_bytes_unref);
			g_clear_pointer(&m->envelope, g_bytes_unref);
			m->thread = thread;
			m->envelope = sp_gate_seal(u->gate, SP_SEAL_ENVELOPE,
						   "\n");
		}
		r = sp_store_mail_redact(u->gate->store, m, err);
	}
	sp_card_free(card);
	return r;
}

/* Words of the names, by which no mail of the case is found any more. */
static GArray *
words_of(const struct unnaming *u)
{
	GArray *words = g_array_new(FALSE, FALSE, sizeof(struct sp_word));
	struct sp_lexicon *l = sp_lexicon_new();
	g_auto(GStrv) list = NULL;

	for (guint i = 0; i < u->who.names->len; i++) {
		const char *name = u->who.names->pdata[i];

		sp_lexicon_add(l, name, strlen(name));
	}
	list = sp_lexicon_end(l);
	for (char **w = list; *w; w++) {
		struct sp_word word;

		sp_search_digest(u->gate, *w, &word);
		g_array_append_val(words, word);
	}
	return words;
}

/* [tx] */
static enum sp_status
unname_mails(struct unnaming *u, struct sp_err *err)
{
	g_autoptr(GArray) words = words_of(u);
	enum sp_status r = SP_OK;

	for (guint i = 0; r == SP_OK && i < u->mails->len; i++) {
		struct sp_mail *m = u->mails->pdata[i];

		if ((r = unname_mail(u, m, err)) == SP_OK)
			r = sp_store_words_forget(u->gate->store, m->id,
				(const struct sp_word *)(void *)words->data,
				words->len, err);
	}
	return r;
}

/* --- the rest ------------------------------------------------------------- */

/* [tx] */
static enum sp_status
unname_outbox(struct unnaming *u, struct sp_err *err)
{
	g_autoptr(GPtrArray) outs = NULL;
	enum sp_status r = sp_store_outs_of_case(u->gate->store, u->c->id,
						 &outs, err);

	for (guint i = 0; r == SP_OK && i < outs->len; i++) {
		const struct sp_addressed *a = outs->pdata[i];
		g_autofree char *to = sp_gate_unseal(u->gate,
						     SP_SEAL_RECIPIENT,
						     a->recipient);
		struct sp_digest digest;

		sp_gate_digest_address(u->gate, to ? to : "", &digest);
		if (is_digest(u, &digest))
			r = sp_store_out_forget(u->gate->store, a->id, err);
	}
	return r;
}

/* [tx] */
static enum sp_status
unname_title(struct unnaming *u, struct sp_err *err)
{
	g_autofree char *title = sp_gate_unseal(u->gate, SP_SEAL_TITLE,
						u->c->title);
	g_autofree char *left = title ? sp_redact(title, u->who.names) : NULL;
	g_autoptr(GBytes) sealed = NULL;
	enum sp_status r;

	if (!left)
		return SP_OK;
	sealed = sp_gate_seal(u->gate, SP_SEAL_TITLE, left);
	r = sp_store_case_retitle(u->gate->store, u->c->id, sealed, err);
	return r == SP_OK ? sp_search_set_title(u->gate, u->c->id, left, err)
			  : r;
}

/* [tx] Nobody is asked any more how that person wants to be named. */
static enum sp_status
withdraw_credit(struct unnaming *u, struct sp_dossier **after,
		struct sp_err *err)
{
	g_autoptr(GHashTable) args = g_hash_table_new(g_str_hash, g_str_equal);
	const struct sp_act act = {
		.actor = u->actor, .number = u->c->number, .free = TRUE,
		.verb = "credit-set", .args = args,
	};

	g_hash_table_insert(args, (gpointer)"who", (gpointer)SP_REDACTED);
	g_hash_table_insert(args, (gpointer)"consent", (gpointer)"no");
	return sp_triage_step(u->gate, &act, after, err);
}

/* [tx] */
static enum sp_status
unname(struct unnaming *u, struct sp_dossier **after, struct sp_err *err)
{
	enum sp_status r;

	if ((r = retell_events(u, err)) != SP_OK ||
	    (r = unname_mails(u, err)) != SP_OK ||
	    (r = unname_outbox(u, err)) != SP_OK ||
	    (r = unname_title(u, err)) != SP_OK)
		return r;
	r = sp_store_participant_forget(u->gate->store, u->c->id,
					&u->who.digest, err);
	return r == SP_OK || r == SP_NONE ? withdraw_credit(u, after, err) : r;
}

/* --- two members ---------------------------------------------------------- */

static char *
hex_of(const struct sp_digest *d)
{
	GString *s = g_string_new(NULL);

	for (size_t i = 0; i < SP_DIGEST_LEN; i++)
		g_string_append_printf(s, "%02x", d->bytes[i]);
	return g_string_free(s, FALSE);
}

/* [tx] The step, and what follows from it. */
static enum sp_status
take(struct unnaming *u, const char *who, char *const *also,
     struct sp_dossier **after, struct sp_err *err)
{
	g_autoptr(GHashTable) args = g_hash_table_new(g_str_hash, g_str_equal);
	g_autofree char *whom = NULL;
	struct sp_act act = {
		.actor = u->actor, .number = u->c->number,
		.verb = "reporter-forgotten", .asking = "forget-asked",
		.args = args, .q = { .step = SP_STEP_FORGET },
	};
	struct sp_dossier *d = NULL;
	enum sp_status r = sp_triage_find(u->gate, u->c->number, &d, err);

	if (r == SP_OK && (r = find_person(u, who, also, d, err)) == SP_OK) {
		whom = hex_of(&u->who.digest);
		g_hash_table_insert(args, (gpointer)"whom", whom);
		act.q.whom = whom;
		r = sp_triage_step(u->gate, &act, NULL, err);
	}
	sp_dossier_free(d);
	return r == SP_OK ? unname(u, after, err) : r;
}

enum sp_status
sp_unname(struct sp_gate *gate, const char *actor, const char *number,
	  const char *who, char *const *also, struct sp_dossier **after,
	  struct sp_err *err)
{
	g_autoptr(GPtrArray) names = sp_names_new();
	g_autoptr(GPtrArray) mails = g_ptr_array_new_with_free_func(
		(GDestroyNotify)sp_mail_free);
	struct unnaming u = {
		.gate = gate, .actor = actor, .who = { .names = names },
		.mails = mails,
	};
	struct sp_dossier *d = NULL;
	struct sp_case *c = NULL;
	struct sp_err failed;
	enum sp_status r;

	if ((r = sp_store_begin(gate->store, err)) != SP_OK)
		return r;
	if ((r = sp_store_case_by_number(gate->store, number, &c,
					 err)) == SP_OK) {
		u.c = c;
		r = take(&u, who, also, &d, err);
	}
	if ((r == SP_OK || r == SP_EWAIT) &&
	    sp_gate_commit(gate, &failed) != SP_OK) {
		*err = failed;
		r = failed.code;
	}
	sp_store_rollback(gate->store);
	if (r == SP_OK)
		*after = g_steal_pointer(&d);
	sp_dossier_free(d);
	sp_case_free(c);
	return r == SP_OK ? sp_store_shrink(gate->store, err) : r;
}
