/* SPDX-License-Identifier: GPL-2.0-or-later */
/* import-mail.c - one mail of an mbox, on its way into the archive */
#include "lib/gate/import-mail.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/base/workday.h"
#include "lib/gate/harvest.h"
#include "lib/gate/identity.h"
#include "lib/gate/judge.h"
#include "lib/gate/notes.h"
#include "lib/gate/search.h"
#include "lib/mail/mbox.h"
#include "lib/mail/parse.h"

#define DECISION "import"

void
sp_import_mail_free(struct sp_import_mail *m)
{
	if (m == NULL)
		return;
	g_free(m->msgid);
	sp_mail_free(m->row);
	sp_card_free(m->card);
	sp_facts_free(m->facts);
	sp_sealed_clear(&m->original);
	sp_post_clear(&m->post);
	g_free(m);
}

/* --- out of the mbox ------------------------------------------------------ */

/* The armor, wherever it stands, alone: its descriptor may go to another
 * process. */
static enum sp_status
find_armor(const struct sp_opening *o, struct sp_blob *armor,
	   struct sp_err *err)
{
	const struct sp_facts *f = o->clear;
	const struct sp_range range = f->cipher_range;
	const uint8_t *bytes = NULL;
	gsize n = range.len;
	enum sp_status r = SP_OK;

	if (f->cipher != NULL)
		bytes = g_bytes_get_data(f->cipher, &n);
	else if ((r = sp_blob_map(o->message, &bytes, err)) == SP_OK)
		bytes += range.at;
	if (r != SP_OK || (r = sp_blob_init(armor, n, err)) != SP_OK)
		return r;
	return sp_blob_append(armor, bytes, n, err);
}

static enum sp_status
open_armor(const struct sp_opener *opener, struct sp_opening *o,
	   struct sp_err *err)
{
	g_auto_blob struct sp_blob armor = SP_BLOB_INIT;
	struct stat st;
	enum sp_status r;

	if ((r = find_armor(o, &armor, err)) != SP_OK ||
	    (r = sp_blob_init(&o->opened.plain, SIZE_MAX / 4, err)) != SP_OK ||
	    (r = opener->open(opener->arg, &armor, o->opened.plain.fd,
			      err)) != SP_OK)
		return r;
	if (fstat(o->opened.plain.fd, &st) < 0)
		return sp_fail(err, SP_EIO, "memfd: %s", g_strerror(errno));
	o->opened.plain.len = (size_t)st.st_size;
	o->opened.result = SP_OPENED;
	return SP_OK;
}

/* As people read it, in place of what came: from here on it is a mail that was
 * never encrypted. */
static enum sp_status
put_plain(struct sp_gate *gate, struct sp_opening *o, struct sp_blob *message,
	  struct sp_err *err)
{
	const struct sp_parse how = {
		.conf = gate->conf, .rules = gate->rules, .inner = TRUE,
		.around = o->clear,
	};
	g_auto_blob struct sp_blob whole = SP_BLOB_INIT;
	g_auto_rope struct sp_rope *rope = sp_rope_new();
	enum sp_status r = sp_mail_parse(&how, &o->opened.plain, &o->inner,
					 err);

	if (r == SP_EDATA)
		return SP_OK;		/* it stays as it came */
	if (r != SP_OK)
		return r;
	sp_payload_report(o, rope);
	r = sp_blob_init(&whole, sp_rope_len(rope), err);
	if (r == SP_OK)
		r = sp_rope_write(rope, whole.fd, err);
	if (r != SP_OK)
		return r;
	whole.len = sp_rope_len(rope);
	sp_blob_clear(message);
	*message = whole;
	whole = (struct sp_blob)SP_BLOB_INIT;
	return SP_OK;
}

/* What neither that keyring nor the list's opens is taken as it is. */
static enum sp_status
open_with(struct sp_gate *gate, const struct sp_opener *opener,
	  struct sp_blob *message, struct sp_err *err)
{
	struct sp_opening o = SP_OPENING_INIT;
	enum sp_status r = sp_opening_parse(gate, message, &o, err);

	if (r == SP_OK && o.clear != NULL &&
	    o.clear->crypto == SP_CRYPTO_MIME_ENCRYPTED) {
		r = open_armor(opener, &o, err);
		if (r == SP_OK)
			r = put_plain(gate, &o, message, err);
	}
	sp_opening_clear(&o);
	return r == SP_EDENIED ? SP_OK : r;
}

/* As it was before it stood in an mbox. */
static enum sp_status
take_out(struct sp_gate *gate, struct sp_blob *mbox,
	 const struct sp_import_mail *m, struct sp_blob *message,
	 struct sp_err *err)
{
	const uint8_t *bytes = NULL;
	enum sp_status r;

	if (m->range.len > gate->conf->message)
		return sp_fail(err, SP_EDATA, "mail %u has %zu bytes; [limits] "
			       "message allows %zu", m->place, m->range.len,
			       gate->conf->message);
	if ((r = sp_blob_init(message, m->range.len, err)) != SP_OK ||
	    (r = sp_blob_map(mbox, &bytes, err)) != SP_OK)
		return r;
	r = sp_mbox_unquote((const char *)bytes + m->range.at, m->range.len,
			    message, err);
	return r == SP_OK && m->opener ? open_with(gate, m->opener, message,
						   err) : r;
}

/* --- is it known? --------------------------------------------------------- */

static enum sp_status
say_known(struct sp_gate *gate, const struct sp_import_mail *m,
	  const struct sp_mail *known, struct sp_err *err)
{
	struct sp_case *c = NULL;
	enum sp_status r = SP_OK;

	if (known->state != SP_MAIL_ACCEPTED)
		return sp_fail(err, SP_NONE, "mail %u came by itself, as %s, "
			       "which is in no case", m->place, known->ref);
	if (known->case_id != 0)
		r = sp_store_case_by_id(gate->store, known->case_id, &c, err);
	if (r == SP_OK)
		r = sp_fail(err, SP_NONE, "mail %u is known, as %s%s%s",
			    m->place, known->ref, c ? " in " : "",
			    c ? c->number : "");
	sp_case_free(c);
	return r;
}

static enum sp_status
check_digest(struct sp_gate *gate, struct sp_import_mail *m,
	     struct sp_blob *message, struct sp_err *err)
{
	const struct sp_delivery as = {
		.sender = "", .recipient = gate->conf->address,
		.message = message,
	};
	struct sp_length length = { 0 };
	struct sp_mail *known = NULL;
	enum sp_status r = sp_identity(gate, &as, &length, &m->digest, err);

	if (r != SP_OK)
		return r;
	r = sp_store_mail_by_digest(gate->store, &m->digest, &known, err);
	if (r == SP_OK)
		r = say_known(gate, m, known, err);
	else if (r == SP_NONE)
		r = SP_OK;
	sp_mail_free(known);
	return r;
}

/* A member may have had it from elsewhere, with another header on top. */
static enum sp_status
check_msgid(struct sp_gate *gate, const struct sp_import_mail *m,
	    struct sp_err *err)
{
	struct sp_mail *known = NULL;
	struct sp_digest d;
	int64_t id = 0;
	enum sp_status r;

	if (m->msgid[0] == '\0')
		return SP_OK;
	sp_gate_digest_msgid(gate, m->msgid, &d);
	if ((r = sp_store_thread_find(gate->store, &d, &id, err)) == SP_OK)
		r = sp_store_mail_by_id(gate->store, id, &known, err);
	if (r == SP_OK)
		r = say_known(gate, m, known, err);
	else if (r == SP_NONE)
		r = SP_OK;
	sp_mail_free(known);
	return r;
}

static void
read_head(const struct sp_opening *o, int64_t now, struct sp_import_mail *m)
{
	g_free(m->msgid);
	m->msgid = g_strdup(o->clear ? o->clear->message_id : "");
	m->date = o->clear && o->clear->date > 0 ? MIN(o->clear->date, now) : 0;
}

enum sp_status
sp_import_mail_survey(struct sp_gate *gate, struct sp_blob *mbox, int64_t now,
		      struct sp_import_mail *m, struct sp_err *err)
{
	g_auto_blob struct sp_blob message = SP_BLOB_INIT;
	struct sp_opening o = SP_OPENING_INIT;
	enum sp_status r;

	if ((r = take_out(gate, mbox, m, &message, err)) == SP_OK &&
	    (r = check_digest(gate, m, &message, err)) == SP_OK &&
	    (r = sp_opening_parse(gate, &message, &o, err)) == SP_OK) {
		read_head(&o, now, m);
		r = check_msgid(gate, m, err);
	}
	sp_opening_clear(&o);
	return r;
}

/* --- sealing -------------------------------------------------------------- */

static unsigned
size_class(size_t len)
{
	unsigned c = 0;

	while (((size_t)1 << c) < len && c < 40)
		c++;
	return c;
}

static void
fill_row(struct sp_gate *gate, const char *ref, const struct sp_opening *o,
	 int64_t now, struct sp_import_mail *m)
{
	const struct sp_facts *author = sp_opening_author(o);
	const char *from = author != NULL && author->from_state == SP_FROM_ONE
		? author->from_address : "";
	g_autofree char *envelope = g_strdup_printf("%s\n%s", from,
						    gate->conf->address);
	struct sp_mail *row = g_new0(struct sp_mail, 1);

	g_strlcpy(row->ref, ref, sizeof(row->ref));
	row->arrived = m->date;
	row->state = SP_MAIL_ACCEPTED;
	row->digest = m->digest;
	row->role = SP_TO_POST;
	row->rank = SP_RANK_PLAIN;
	row->size_class = size_class(m->range.len);
	row->ack = SP_ACK_STATE_NONE;
	row->ack_why = SP_ACK_ANSWERED;
	row->decided = now;
	row->decision = g_strdup(DECISION);
	row->envelope = sp_gate_seal(gate, SP_SEAL_ENVELOPE, envelope);
	sp_gate_digest_address(gate, from, &row->sender);
	m->row = row;
}

static const char *
note_on(const struct sp_opening *o)
{
	if (o->unparsable != NULL || o->inner_unparsable)
		return "could not be parsed";
	if (o->clear->crypto == SP_CRYPTO_MIME_ENCRYPTED ||
	    o->clear->crypto == SP_CRYPTO_INLINE_ENCRYPTED)
		return o->opened.result == SP_OPENED ? "" : SP_IMPORT_SHUT;
	return "";
}

/* What is to be searched, and looked through for patches. */
static struct sp_facts *
steal_facts(struct sp_opening *o, const struct sp_facts *content)
{
	return content == NULL ? NULL
		: content == o->inner ? g_steal_pointer(&o->inner)
				      : g_steal_pointer(&o->clear);
}

static void
set_card(struct sp_gate *gate, const struct sp_opening *o,
	 struct sp_import_mail *m)
{
	const struct sp_hearing h = { .sender = (char *)"" };
	g_autofree char *json = NULL;

	m->card = sp_card_make(gate, m->row, o, &h);
	json = sp_card_to_json(m->card);
	m->row->card = sp_gate_seal(gate, SP_SEAL_CARD, json);
	sp_notes_take(gate, m->row, o, (struct sp_range){ 0, 0 });
}

static enum sp_status
seal_original(struct sp_gate *gate, const struct sp_blob *message, int64_t now,
	      struct sp_import_mail *m, struct sp_err *err)
{
	g_auto_rope struct sp_rope *rope = sp_rope_new();
	struct sp_recipients to = { 0 };
	enum sp_status r;

	sp_rope_blob(rope, message);
	r = sp_recipients_find(gate, SP_FOR_ARCHIVE, now, &to, err);
	if (r == SP_OK)
		r = sp_recipients_seal(gate, SP_FOR_ARCHIVE, now, &to, rope,
				       FALSE, &m->original, err);
	sp_recipients_clear(&to);
	return r;
}

static enum sp_status
seal_both(struct sp_gate *gate, const struct sp_blob *message,
	  struct sp_opening *o, const struct sp_case *c, const char *told,
	  int64_t now, struct sp_import_mail *m, struct sp_err *err)
{
	struct sp_attached attached = SP_ATTACHED_INIT;
	struct sp_content content;
	enum sp_status r = sp_content_make(o, &attached, &content, err);

	m->post.audience = SP_FOR_ARCHIVE;
	m->post.made = m->date;
	if (r == SP_OK)
		r = sp_post_seal(gate, m->row, c, m->card, FALSE, told,
				 &content, now, &m->post, err);
	if (r == SP_OK)
		r = seal_original(gate, message, now, m, err);
	if (r == SP_OK)
		m->facts = steal_facts(o, content.facts);
	sp_attached_clear(&attached);
	return r;
}

enum sp_status
sp_import_mail_seal(struct sp_gate *gate, struct sp_blob *mbox,
		    const char *ref, const struct sp_case *c, const char *told,
		    int64_t now, struct sp_import_mail *m, struct sp_err *err)
{
	g_auto_blob struct sp_blob message = SP_BLOB_INIT;
	struct sp_opening o = SP_OPENING_INIT;
	enum sp_status r;

	o.copy = TRUE;
	if ((r = take_out(gate, mbox, m, &message, err)) == SP_OK &&
	    (r = sp_opening_parse(gate, &message, &o, err)) == SP_OK &&
	    (r = sp_opening_unlock(gate, &o, err)) == SP_OK) {
		m->note = note_on(&o);
		fill_row(gate, ref, &o, now, m);
		set_card(gate, &o, m);
		g_free(m->card->case_number);
		m->card->case_number = g_strdup(c->number);
		r = seal_both(gate, &message, &o, c, told, now, m, err);
	}
	sp_opening_clear(&o);
	return r;
}

/* --- rows ----------------------------------------------------------------- */

static enum sp_status
add_rows(struct sp_gate *gate, int64_t now, struct sp_import_mail *m,
	 struct sp_err *err)
{
	struct sp_digest d;
	enum sp_status r;

	if ((r = sp_store_payload_add(gate->store, SP_PAYLOAD_ORIGINAL, now,
				      &m->original, &m->row->original,
				      err)) != SP_OK ||
	    (r = sp_store_mail_add(gate->store, m->row, &m->row->id,
				   err)) != SP_OK ||
	    (r = sp_post_queue(gate, m->row, &m->post, err)) != SP_OK ||
	    (r = sp_store_mail_update(gate->store, m->row, SP_MAIL_ACCEPTED,
				      err)) != SP_OK || m->msgid[0] == '\0')
		return r;
	sp_gate_digest_msgid(gate, m->msgid, &d);
	return sp_store_thread_add(gate->store, &d, m->row->id, err);
}

enum sp_status
sp_import_mail_add(struct sp_gate *gate, const char *actor,
		   const struct sp_case *c, int64_t now,
		   struct sp_import_mail *m, struct sp_err *err)
{
	g_autofree char *written = sp_time_iso(m->date);
	enum sp_status r;

	m->row->case_id = c->id;
	m->row->ack_due = now;
	m->row->decided_by = g_strdup(actor);
	r = add_rows(gate, now, m, err);
	if (r == SP_EDENIED)
		return sp_fail(err, SP_EBUSY, "mail %u came by itself "
			       "meanwhile; try again", m->place);
	if (r != SP_OK ||
	    (r = sp_search_add_mail(gate, m->row->id, m->card, m->facts,
				    err)) != SP_OK ||
	    (r = sp_store_event_add(gate->store, now, actor, "mail-imported",
				    m->row->ref, c->number, written,
				    err)) != SP_OK)
		return r;
	return sp_review_harvest_held(gate, m->row, m->facts, c, err);
}
