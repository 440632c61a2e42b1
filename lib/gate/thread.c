/* SPDX-License-Identifier: GPL-2.0-or-later */
/* thread.c - which case a mail is about */
#include "lib/gate/thread.h"

enum sp_status
sp_thread_mail(struct sp_gate *gate, const char *msgid, int64_t *mail,
	       struct sp_err *err)
{
	struct sp_digest d;
	enum sp_status r;

	*mail = 0;
	if (msgid[0] == '\0')
		return SP_OK;
	sp_gate_digest_msgid(gate, msgid, &d);
	r = sp_store_thread_find(gate->store, &d, mail, err);
	return r == SP_NONE ? SP_OK : r;
}

/* The mail that one of the message ids names which this one answers. */
static enum sp_status
find_answered(struct sp_gate *gate, const struct sp_facts *f,
	      struct sp_mail **m, struct sp_err *err)
{
	int64_t mail = 0;
	enum sp_status r = sp_thread_mail(gate, f->in_reply_to, &mail, err);

	for (char **id = f->references; r == SP_OK && mail == 0 &&
	     id != NULL && *id != NULL; id++)
		r = sp_thread_mail(gate, *id, &mail, err);
	if (r != SP_OK)
		return r;
	return mail == 0 ? SP_NONE
			 : sp_store_mail_by_id(gate->store, mail, m, err);
}

/* Of a mail; or of a case, which has its own where it began with no mail. */
static enum sp_status
find_ref(struct sp_gate *gate, const char *ref, struct sp_mail **m,
	 struct sp_case **c, struct sp_err *err)
{
	enum sp_status r = sp_store_mail_by_ref(gate->store, ref, m, err);

	return r == SP_NONE ? sp_store_case_by_ref(gate->store, ref, c, err)
			    : r;
}

/* The first reference that stands in the subject. */
static enum sp_status
find_named(struct sp_gate *gate, const char *subject, struct sp_mail **m,
	   struct sp_case **c, struct sp_err *err)
{
	g_auto(GStrv) words = g_strsplit_set(subject, " \t[](){}<>:;,.\"'", -1);
	struct sp_ref ref;

	for (char **w = words; *w != NULL; w++)
		if (g_ascii_strncasecmp(*w, "R-", 2) == 0 &&
		    sp_ref_parse(*w, &ref, err) == SP_OK)
			return find_ref(gate, ref.text, m, c, err);
	return SP_NONE;
}

/* By the address, else by what it answers, else by its subject. */
enum sp_status
sp_thread_case(struct sp_gate *gate, const struct sp_opening *o,
	       const struct sp_recipient *to, int64_t *id, struct sp_err *err)
{
	const struct sp_facts *f = sp_opening_author(o);
	struct sp_case *c = NULL;
	struct sp_mail *m = NULL;
	enum sp_status r = SP_NONE;

	if (to->tag != NULL) {
		r = sp_store_case_by_number(gate->store, to->tag, &c, err);
		if (r == SP_NONE)
			r = find_ref(gate, to->tag, &m, &c, err);
	}
	if (r == SP_NONE && f != NULL)
		r = find_answered(gate, f, &m, err);
	if (r == SP_NONE && o->clear != NULL && f != o->clear)
		r = find_answered(gate, o->clear, &m, err);
	if (r == SP_NONE)
		r = find_named(gate, sp_opening_subject(o), &m, &c, err);
	if (r == SP_NONE && o->clear != NULL)
		r = find_named(gate, o->clear->subject, &m, &c, err);
	if (r == SP_OK)
		*id = c != NULL ? c->id : m->case_id;
	sp_case_free(c);
	sp_mail_free(m);
	return r == SP_NONE ? SP_OK : r;
}
