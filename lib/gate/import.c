/* SPDX-License-Identifier: GPL-2.0-or-later */
/* import.c - somebody else's thread becomes a case */
#include "lib/gate/import.h"

#include <string.h>

#include "lib/gate/aside.h"
#include "lib/gate/deeds.h"
#include "lib/gate/import-mail.h"
#include "lib/gate/search.h"
#include "lib/mail/address.h"
#include "lib/mail/mbox.h"
#include "lib/mail/show.h"

struct import {
	struct sp_gate *gate;
	const char *actor;
	const struct sp_import *how;
	struct sp_blob *mbox;
	int64_t now;
	GPtrArray *mails;	/* of struct sp_import_mail *, by date */
	GPtrArray *known;	/* of char * */
	GPtrArray *refs;	/* of char *, for the mails */
	struct sp_case *c;	/* as it would be; then as it is */
	struct sp_aside notice;
};

static void
free_mail(gpointer m)
{
	sp_import_mail_free(m);
}

static void
import_clear(struct import *x)
{
	g_clear_pointer(&x->mails, g_ptr_array_unref);
	g_clear_pointer(&x->known, g_ptr_array_unref);
	g_clear_pointer(&x->refs, g_ptr_array_unref);
	sp_case_free(x->c);
	sp_aside_clear(&x->notice);
}

void
sp_imported_clear(struct sp_imported *out)
{
	g_free(out->number);
	g_clear_pointer(&out->mails, g_ptr_array_unref);
	g_clear_pointer(&out->known, g_ptr_array_unref);
	memset(out, 0, sizeof(*out));
}

/* --- the file ------------------------------------------------------------- */

static enum sp_status
cut(struct import *x, struct sp_err *err)
{
	const uint8_t *bytes = NULL;
	struct sp_range mail;
	size_t at = 0;
	enum sp_status r = sp_blob_map(x->mbox, &bytes, err);

	if (r != SP_OK)
		return r;
	if (!sp_mbox_is((const char *)bytes, x->mbox->len))
		return sp_fail(err, SP_EDATA, "%s is no mbox: it does not "
			       "begin with a line like \"From ada@example.com "
			       "Thu Nov 19 09:12:00 2026\"", x->how->file);
	while (sp_mbox_next((const char *)bytes, x->mbox->len, &at, &mail)) {
		struct sp_import_mail *m;

		if (x->mails->len == SP_IMPORT_MAILS)
			return sp_fail(err, SP_EDATA, "%s holds more than %d "
				       "mails; import it in parts",
				       x->how->file, SP_IMPORT_MAILS);
		m = g_new0(struct sp_import_mail, 1);
		m->place = x->mails->len + 1;
		m->range = mail;
		m->opener = x->how->opener;
		m->msgid = g_strdup("");
		m->note = "";
		m->original = (struct sp_sealed){ .body = SP_BLOB_INIT };
		m->post = (struct sp_post)SP_POST_INIT;
		g_ptr_array_add(x->mails, m);
	}
	return SP_OK;
}

/* The same one, earlier in the file. */
static const struct sp_import_mail *
find_twin(const GPtrArray *taken, const struct sp_import_mail *m)
{
	for (guint i = 0; i < taken->len; i++) {
		const struct sp_import_mail *t = taken->pdata[i];

		if (memcmp(&t->digest, &m->digest, sizeof(m->digest)) == 0 ||
		    (m->msgid[0] != '\0' && strcmp(t->msgid, m->msgid) == 0))
			return t;
	}
	return NULL;
}

static gint
by_date(gconstpointer a, gconstpointer b)
{
	const struct sp_import_mail *const *x = a, *const *y = b;

	if ((*x)->date != (*y)->date)
		return (*x)->date < (*y)->date ? -1 : 1;
	return (*x)->place < (*y)->place ? -1 : 1;
}

/* What is not known; and one without a date is as old as the one before it. */
static enum sp_status
survey(struct import *x, struct sp_err *err)
{
	g_autoptr(GPtrArray) all = g_steal_pointer(&x->mails);
	int64_t before = 0;

	x->mails = g_ptr_array_new_with_free_func(free_mail);
	while (all->len > 0) {
		struct sp_import_mail *m = g_ptr_array_steal_index(all, 0);
		enum sp_status r = sp_import_mail_survey(x->gate, x->mbox,
							 x->now, m, err);
		const struct sp_import_mail *twin =
			r == SP_OK ? find_twin(x->mails, m) : NULL;

		if (twin != NULL)
			r = sp_fail(err, SP_NONE, "mail %u is the same as mail "
				    "%u", m->place, twin->place);
		if (r == SP_NONE)
			g_ptr_array_add(x->known, g_strdup(err->text));
		if (r != SP_OK) {
			sp_import_mail_free(m);
			if (r != SP_NONE)
				return r;
			continue;
		}
		m->date = m->date ? m->date : before ? before : x->now;
		before = m->date;
		g_ptr_array_add(x->mails, m);
	}
	g_ptr_array_sort(x->mails, by_date);
	return x->mails->len > 0 ? SP_OK
		: sp_fail(err, SP_NONE, "%s: there is nothing new in it: %s",
			  x->how->file, (char *)x->known->pdata[0]);
}

/* --- what was said about it ----------------------------------------------- */

static enum sp_status
check_reporter(struct import *x, const char *address, struct sp_err *err)
{
	struct sp_member *m = NULL;
	enum sp_status r;

	if (!sp_address_ok(address))
		return sp_fail(err, SP_EDATA, "--reporter takes a mail "
			       "address");
	r = sp_store_member_by_address(x->gate->store, address, &m, err);
	sp_member_free(m);
	if (r == SP_OK)
		return sp_fail(err, SP_EDENIED, "%s is a member, and no "
			       "reporter from outside", address);
	return r == SP_NONE ? SP_OK : r;
}

/* A Message-ID must be one of theirs: somebody will look it up. */
static enum sp_status
check_consent(struct import *x, struct sp_err *err)
{
	const char *said = x->how->consent;
	g_autofree char *bare = NULL;

	if (said == NULL || !g_str_has_prefix(said, "<") ||
	    !g_str_has_suffix(said, ">") || strlen(said) < 3)
		return SP_OK;
	bare = g_strndup(said + 1, strlen(said) - 2);
	for (guint i = 0; i < x->mails->len; i++) {
		const struct sp_import_mail *m = x->mails->pdata[i];

		if (strcmp(m->msgid, bare) == 0)
			return SP_OK;
	}
	return sp_fail(err, SP_EDENIED, "none of the mails that are new has "
		       "the Message-ID %s; say in words how the reporter "
		       "agreed", said);
}

static enum sp_status
check_words(struct import *x, struct sp_err *err)
{
	enum sp_status r = SP_OK;

	if (x->how->received > x->now)
		return sp_fail(err, SP_EDATA, "--received must not lie in the "
			       "future");
	for (char *const *a = x->how->reporters; r == SP_OK && a && *a; a++)
		r = check_reporter(x, *a, err);
	return r == SP_OK ? check_consent(x, err) : r;
}

/* --- numbers -------------------------------------------------------------- */

/* The number stands inside the ciphertext, and sealing must not hold the write
 * lock: what it will be is looked up first. */
static enum sp_status
look_ahead(struct import *x, struct sp_err *err)
{
	enum sp_status r = sp_store_begin(x->gate->store, err);

	for (guint i = 0; r == SP_OK && i < x->mails->len; i++) {
		char ref[SP_REF_LEN + 1];

		r = sp_store_new_ref(x->gate->store, ref, err);
		g_ptr_array_add(x->refs, g_strdup(ref));
	}
	if (r == SP_OK)
		r = sp_store_case_open(x->gate->store, x->gate->conf->prefix,
				       x->refs->pdata[0], NULL, x->now, &x->c,
				       err);
	sp_store_rollback(x->gate->store);
	return r;
}

static enum sp_status
seal_mails(struct import *x, struct sp_err *err)
{
	enum sp_status r = SP_OK;

	for (guint i = 0; r == SP_OK && i < x->mails->len; i++) {
		struct sp_import_mail *m = x->mails->pdata[i];
		g_autofree char *told = g_strdup_printf("IMPORTED: mail %u of "
			"what %s brought; it was not sent to this list.\n",
			m->place, x->how->from ? x->how->from : "somebody");

		r = sp_import_mail_seal(x->gate, x->mbox, x->refs->pdata[i],
					x->c, told, x->now, m, err);
	}
	return r;
}

/* Such mails are known from then on, and no second import opens them. */
static enum sp_status
check_readable(const struct import *x, struct sp_err *err)
{
	for (guint i = 0; i < x->mails->len; i++) {
		const struct sp_import_mail *m = x->mails->pdata[i];

		if (strcmp(m->note, SP_IMPORT_SHUT) != 0)
			return SP_OK;
	}
	return x->how->opener ? SP_OK
		: sp_fail(err, SP_EDENIED, "%s: none of its mails is encrypted "
			  "to this list; who has a key that opens them gives "
			  "--decrypt as well", x->how->file);
}

/* --- telling the members -------------------------------------------------- */

static char *
line_of(const struct sp_import_mail *m)
{
	g_autofree char *date = sp_time_iso(m->date);
	g_autofree char *subject = sp_show_line(m->card->subject, 100);

	return g_strdup_printf("%s  %.10s  %s  %s%s%s%s", m->row->ref, date,
			       m->card->from_address, subject,
			       m->note[0] ? "  (" : "", m->note,
			       m->note[0] ? ")" : "");
}

static char *
told_of(const struct import *x)
{
	const struct sp_import *how = x->how;
	g_autofree char *who = how->reporters && *how->reporters
		? g_strjoinv(", ", (char **)how->reporters) : NULL;
	g_autofree char *since = sp_workday_format(&x->gate->conf->workdays,
		how->received ? how->received : x->now);

	return g_strdup_printf("Brought by:   %s\nConsent:      %s\n"
			       "Counts since: %s\nReporter:     %s",
			       how->from ? how->from : "not said",
			       how->consent ? how->consent : "not recorded",
			       since, who ? who : "nobody outside is named");
}

static enum sp_status
seal_notice(struct import *x, struct sp_err *err)
{
	g_autoptr(GString) list = g_string_new(NULL);
	g_autofree char *told = told_of(x);

	for (guint i = 0; i < x->mails->len; i++) {
		g_autofree char *line = line_of(x->mails->pdata[i]);

		g_string_append_printf(list, "%s\n", line);
	}
	for (guint i = 0; i < x->known->len; i++)
		g_string_append_printf(list, "%sNot taken: %s\n",
				       i == 0 ? "\n" : "",
				       (char *)x->known->pdata[i]);
	return sp_aside_seal(x->gate, SP_OUT_ASIDE, x->c, x->actor, told,
			     list->str, x->now, &x->notice, err);
}

/* --- one transaction ------------------------------------------------------ */

/* [tx] */
static enum sp_status
open_case(struct import *x, struct sp_err *err)
{
	const struct sp_import_mail *first = x->mails->pdata[0];
	const char *title = x->how->title ? x->how->title
					  : first->card->subject;
	g_autoptr(GBytes) sealed = sp_gate_seal(x->gate, SP_SEAL_TITLE, title);
	g_autofree char *expected = g_strdup(x->c->number);
	enum sp_status r;

	sp_case_free(g_steal_pointer(&x->c));
	r = sp_store_case_open(x->gate->store, x->gate->conf->prefix,
			       first->row->ref, sealed, x->now, &x->c, err);
	if (r == SP_OK && strcmp(x->c->number, expected) != 0)
		r = sp_fail(err, SP_EBUSY, "%s was opened meanwhile; try "
			    "again", expected);
	return r == SP_OK ? sp_search_set_title(x->gate, x->c->id, title, err)
			  : r;
}

/* [tx] Their own mail in the thread, where there is one, is how they know it. */
static enum sp_status
add_reporter(struct import *x, const char *address, struct sp_err *err)
{
	g_autofree char *token = sp_gate_token(x->gate, x->c->ref);
	struct sp_participant p = {
		.case_id = x->c->id, .kind = (char *)"reporter",
		.pinned_at = x->now, .key = (char *)"", .ref = x->c->ref,
	};
	enum sp_status r;

	p.address = sp_gate_seal(x->gate, SP_SEAL_ADDRESS, address);
	p.token = sp_gate_seal(x->gate, SP_SEAL_TOKEN, token);
	sp_gate_digest_address(x->gate, address, &p.digest);
	sp_vault_digest(x->gate->vault, "token", token, strlen(token),
			&p.token_digest);
	r = sp_store_participant_put(x->gate->store, &p, err);
	g_bytes_unref(p.address);
	g_bytes_unref(p.token);
	return r;
}

/* [tx] What it says stands in the ledger of what is shared, too. */
static enum sp_status
record(struct import *x, struct sp_err *err)
{
	g_autoptr(GHashTable) said = sp_said_new();
	g_autofree char *n = g_strdup_printf("%u", x->mails->len);
	g_autofree char *since = g_strdup_printf("%" G_GINT64_FORMAT,
		x->how->received ? x->how->received : x->now);
	const gboolean named = x->how->reporters && *x->how->reporters;
	const struct sp_act act = { .actor = x->actor, .number = x->c->number,
				    .free = TRUE, .verb = "imported",
				    .args = said };

	sp_said_put(said, "mails", n);
	sp_said_put(said, "from", x->how->from);
	sp_said_put(said, "consent", x->how->consent);
	sp_said_put(said, "received", since);
	sp_said_put(said, "reporter", named ? "yes" : NULL);
	return sp_triage_step(x->gate, &act, NULL, err);
}

static enum sp_status
commit(struct import *x, struct sp_err *err)
{
	const struct sp_import_mail *first = x->mails->pdata[0];
	enum sp_status r = sp_store_begin(x->gate->store, err);

	if (r == SP_OK && (r = open_case(x, err)) == SP_OK)
		r = record(x, err);
	for (guint i = 0; r == SP_OK && i < x->mails->len; i++)
		r = sp_import_mail_add(x->gate, x->actor, x->c, x->now,
				       x->mails->pdata[i], err);
	for (char *const *a = x->how->reporters; r == SP_OK && a && *a; a++)
		r = add_reporter(x, *a, err);
	if (r == SP_OK)
		r = sp_aside_queue(x->gate, first->row, &x->notice, err);
	if (r == SP_OK)
		r = sp_gate_commit(x->gate, err);
	sp_store_rollback(x->gate->store);
	return r;
}

static void
report(struct import *x, struct sp_imported *out)
{
	out->number = g_strdup(x->c->number);
	out->mails = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; i < x->mails->len; i++)
		g_ptr_array_add(out->mails, line_of(x->mails->pdata[i]));
	out->known = g_steal_pointer(&x->known);
	out->told = x->notice.to.usable->len;
	out->members = x->notice.to.members->len + x->notice.to.waiting->len;
}

enum sp_status
sp_import(struct sp_gate *gate, const char *actor, const struct sp_import *how,
	  struct sp_blob *mbox, struct sp_imported *out, struct sp_err *err)
{
	struct import x = {
		.gate = gate, .actor = actor, .how = how, .mbox = mbox,
		.now = sp_gate_now(), .notice = SP_ASIDE_INIT,
		.mails = g_ptr_array_new_with_free_func(free_mail),
		.known = g_ptr_array_new_with_free_func(g_free),
		.refs = g_ptr_array_new_with_free_func(g_free),
	};
	enum sp_status r;

	if ((r = cut(&x, err)) == SP_OK && (r = survey(&x, err)) == SP_OK &&
	    (r = check_words(&x, err)) == SP_OK &&
	    (r = look_ahead(&x, err)) == SP_OK &&
	    (r = seal_mails(&x, err)) == SP_OK &&
	    (r = check_readable(&x, err)) == SP_OK &&
	    (r = seal_notice(&x, err)) == SP_OK &&
	    (r = commit(&x, err)) == SP_OK)
		report(&x, out);
	import_clear(&x);
	return r;
}
