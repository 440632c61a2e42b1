/* SPDX-License-Identifier: GPL-2.0-or-later */
/* case-text.c - all of a case: its portrait, its mails and who takes part */
#include "lib/gate/case-text.h"

#include <string.h>

#include "lib/gate/notes.h"
#include "lib/gate/portrait.h"
#include "lib/gate/reader.h"
#include "lib/mail/show.h"

/* --- what there is -------------------------------------------------------- */

struct walk {
	struct sp_gate *gate;
	const struct sp_case *c;
	const struct sp_case_reader *reader;
	GPtrArray *people;	/* of struct sp_participant * */
};

/* A digest that nobody takes part by is passed over, as members' are. */
static enum sp_status
add_person(struct walk *w, const struct sp_digest *digest, struct sp_err *err)
{
	struct sp_participant *p = NULL;
	enum sp_status r;

	for (guint i = 0; i < w->people->len; i++) {
		const struct sp_participant *known = w->people->pdata[i];

		if (memcmp(&known->digest, digest, sizeof(*digest)) == 0)
			return SP_OK;
	}
	r = sp_store_participant(w->gate->store, w->c->id, digest, &p, err);
	if (r == SP_OK)
		g_ptr_array_add(w->people, p);
	return r == SP_NONE ? SP_OK : r;
}

/* Its author; of a mail that was forgotten, the envelope sender is left. */
static enum sp_status
add_author(struct walk *w, const struct sp_mail *m, struct sp_err *err)
{
	g_autofree char *address = sp_notes_get(w->gate, m->thread,
						SP_NOTE_REPLY);
	struct sp_digest digest = m->sender;

	if (address && *address)
		sp_gate_digest_address(w->gate, address, &digest);
	return add_person(w, &digest, err);
}

/* And those who have written none of its mails. */
static enum sp_status
add_others(struct walk *w, struct sp_err *err)
{
	g_autoptr(GPtrArray) all = NULL;
	enum sp_status r = sp_store_participants(w->gate->store, w->c->id, &all,
						 err);

	for (guint i = 0; r == SP_OK && i < all->len; i++) {
		const struct sp_participant *p = all->pdata[i];

		r = add_person(w, &p->digest, err);
	}
	return r;
}

static enum sp_status
walk_mail(struct walk *w, int64_t id, struct sp_err *err)
{
	struct sp_card *card = NULL;
	struct sp_mail *m = NULL;
	enum sp_status r;

	if ((r = sp_store_mail_by_id(w->gate->store, id, &m, err)) == SP_OK &&
	    (r = add_author(w, m, err)) == SP_OK &&
	    (r = sp_reader_card(w->gate, m, &card, err)) == SP_OK)
		w->reader->mail(w->gate, m, card, w->reader->arg);
	sp_card_free(card);
	sp_mail_free(m);
	return r;
}

static enum sp_status
walk_mails(struct walk *w, struct sp_err *err)
{
	g_autoptr(GArray) ids = NULL;
	enum sp_status r = sp_store_mails_of_case(w->gate->store, w->c->id,
						  &ids, err);

	for (guint i = 0; r == SP_OK && i < ids->len; i++)
		r = walk_mail(w, g_array_index(ids, int64_t, i), err);
	return r;
}

enum sp_status
sp_case_walk(struct sp_gate *gate, const struct sp_case *c,
	     const struct sp_case_reader *reader, struct sp_err *err)
{
	g_autoptr(GPtrArray) people = g_ptr_array_new_with_free_func(
		(GDestroyNotify)sp_participant_free);
	struct walk w = { gate, c, reader, people };
	enum sp_status r;

	if ((r = walk_mails(&w, err)) != SP_OK ||
	    (r = add_others(&w, err)) != SP_OK)
		return r;
	for (guint i = 0; i < people->len; i++) {
		const struct sp_participant *p = people->pdata[i];
		g_autofree char *address = sp_gate_unseal(gate,
							  SP_SEAL_ADDRESS,
							  p->address);

		reader->person(gate, p, address, reader->arg);
	}
	return SP_OK;
}

/* --- as text -------------------------------------------------------------- */

/* The address token counts with DMARC pass alone, which somebody must say. */
gboolean
sp_case_token_counts(const struct sp_gate *gate,
		     const struct sp_participant *p)
{
	return p->remember && gate->conf->authserv_id[0] != '\0';
}

struct texts {
	GString *mails, *people;
};

static void
put_mail(const struct sp_gate *gate, const struct sp_mail *m,
	 const struct sp_card *card, void *arg)
{
	const struct texts *t = arg;
	g_autoptr(GDateTime) at = g_date_time_new_from_unix_utc(m->arrived);
	g_autofree char *arrived = g_date_time_format(at, "%Y-%m-%d %H:%M");
	g_autofree char *from = sp_show_column(card->from_address, 28);
	g_autofree char *subject = sp_show_column(sp_card_subject(gate->conf,
								  card), 36);

	g_string_append_printf(t->mails, "  %s  %s  %s  %s\n", m->ref,
			       arrived, from, g_strchomp(subject));
}

/* Who it is, and what proves it. */
static void
put_person(const struct sp_gate *gate, const struct sp_participant *p,
	   const char *address, void *arg)
{
	GString *s = ((struct texts *)arg)->people;
	/* Of whose mails nothing is left is remembered by the token alone. */
	const char *gone = p->remember ? "(deleted)" : "(forgotten)";
	g_autofree char *who = sp_show_column(address ? address : gone, 28);
	const gboolean token = sp_case_token_counts(gate, p);

	g_string_append_printf(s, "  %s  ", who);
	if (sp_participant_is_guest(p)) {
		g_string_append_printf(s, "%s, key %s\n", p->kind, p->key);
		return;
	}
	if (!p->remember) {
		g_string_append(s, "reporter; what they write is held (not "
				"remembered)\n");
		return;
	}
	if (p->key_data)
		g_string_append_printf(s, "key %s%s\n", p->key,
				       p->adopted ? "" : ", not verified");
	if (p->key_data && token)
		g_string_append_printf(s, "  %28s  or ", "");
	if (token)
		g_string_append(s, "address token with DMARC pass\n");
	if (!p->key_data && !token)
		g_string_append(s, "reporter; remembered, but held: nothing "
				"proves who writes\n");
}

enum sp_status
sp_case_text(struct sp_gate *gate, const struct sp_case *c, char **text,
	     struct sp_err *err)
{
	g_autoptr(GString) mails = g_string_new(NULL);
	g_autoptr(GString) people = g_string_new(NULL);
	struct texts t = { mails, people };
	const struct sp_case_reader reader = { put_mail, put_person, &t };
	struct sp_dossier *d = NULL;
	enum sp_status r;

	if ((r = sp_triage_read(gate, c, &d, err)) == SP_OK &&
	    (r = sp_case_walk(gate, c, &reader, err)) == SP_OK) {
		const int64_t now = sp_gate_now();
		g_autofree char *portrait = sp_portrait(gate, d, now);
		g_autofree char *next = sp_portrait_next(gate, d, now);

		*text = g_strdup_printf("%s%s%s%s%s%s", portrait, mails->len
			? "mails in the case\n" : "", mails->str, people->len
			? "people outside the list\n" : "", people->str,
			next);
	}
	sp_dossier_free(d);
	return r;
}
