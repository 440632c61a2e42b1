/* SPDX-License-Identifier: GPL-2.0-or-later */
/* obey-case.c - what each verb about a case does when it comes by mail */
#include "lib/gate/obey-case.h"

#include <string.h>

#include "lib/gate/case-text.h"
#include "lib/gate/deeds.h"
#include "lib/gate/inform.h"
#include "lib/gate/portrait.h"
#include "lib/gate/review-text.h"
#include "lib/gate/review.h"
#include "lib/gate/secrecy.h"

/* One command, while it is carried out. */
struct obeying {
	struct sp_gate *gate;
	const char *actor;
	const struct sp_command *c;
	char **text;		/* gets the answer */
	int64_t *mail;		/* the one whose mails leave afterwards */
};

/* --- reading -------------------------------------------------------------- */

/* As it is laid out for a terminal: an empty line keeps it from being filled
 * like a paragraph. */
static char *
laid_out(const char *text)
{
	const char *last = strrchr(text, '\n');

	return last ? g_strdup_printf("%.*s\n%s", (int)(last - text), text,
				      last) : g_strdup(text);
}

static enum sp_status
show(struct obeying *ob, struct sp_err *err)
{
	g_autofree char *text = NULL;
	struct sp_case *c = NULL;
	enum sp_status r = sp_triage_case(ob->gate, ob->c->case_number, &c,
					  err);

	if (r == SP_OK)
		r = sp_case_text(ob->gate, c, &text, err);
	if (text != NULL)
		*ob->text = laid_out(text);
	sp_case_free(c);
	return r;
}

static enum sp_status
list(struct obeying *ob, struct sp_err *err)
{
	return sp_inform_cases(ob->gate, ob->text, err);
}

static enum sp_status
status(struct obeying *ob, struct sp_err *err)
{
	return sp_inform_case(ob->gate, ob->c->case_number, ob->text, err);
}

static enum sp_status
embargo_show(struct obeying *ob, struct sp_err *err)
{
	struct sp_dossier *d = NULL;
	enum sp_status r = sp_triage_find(ob->gate, ob->c->case_number, &d,
					  err);

	if (r == SP_OK) {
		const int64_t now = sp_gate_now();
		g_autofree char *text = sp_portrait_secrecy(ob->gate, d, now);
		g_autofree char *next = sp_portrait_next(ob->gate, d, now);

		*ob->text = g_strconcat(text, next, NULL);
	}
	sp_dossier_free(d);
	return r;
}

static enum sp_status
review_show(struct obeying *ob, struct sp_err *err)
{
	struct sp_review_view v = { 0 };
	enum sp_status r = sp_review_view(ob->gate, ob->c->case_number, &v,
					  err);

	if (r == SP_OK)
		*ob->text = g_strchomp(sp_review_text(&v));
	sp_review_view_clear(&v);
	return r;
}

/* --- the steps of a case -------------------------------------------------- */

/* What it says, under the names of deed.h. */
static GHashTable *
said_of(const struct sp_command *c)
{
	GHashTable *said = sp_said_new();
	GHashTableIter i;
	gpointer name, value;

	if (c->said != NULL) {
		g_hash_table_iter_init(&i, c->said);
		while (g_hash_table_iter_next(&i, &name, &value))
			sp_said_put(said, name, value);
	}
	if (sp_verb_id(c->verb) == SP_VERB_CASE_LEAD)
		sp_said_put(said, "who", c->address);
	if (sp_verb_id(c->verb) == SP_VERB_ACK)
		sp_said_put(said, "how", sp_command_said(c, "by-phone"));
	g_hash_table_remove(said, "by-phone");
	return said;
}

static enum sp_status
deed(struct obeying *ob, struct sp_err *err)
{
	g_autoptr(GHashTable) said = said_of(ob->c);
	struct sp_doing doing = { .actor = ob->actor, .said = said,
				  .number = ob->c->case_number };
	struct sp_dossier *d = NULL;
	enum sp_status r = sp_deed_make(sp_verb_id(ob->c->verb), said,
					&doing.deed, err);

	if (r == SP_OK &&
	    (r = sp_deed_do(ob->gate, &doing, &d, err)) == SP_OK)
		*ob->text = sp_portrait_state(ob->gate, d, sp_gate_now());
	sp_dossier_free(d);
	return r;
}

/* What the members hear of it hangs on the first mail of the case; where there
 * is none, the worker sends it. */
static void
find_root(struct obeying *ob)
{
	struct sp_case *c = NULL;
	struct sp_mail *m = NULL;
	struct sp_err err;

	if (sp_triage_case(ob->gate, ob->c->case_number, &c, &err) == SP_OK &&
	    sp_store_mail_by_ref(ob->gate->store, c->ref, &m, &err) == SP_OK)
		*ob->mail = m->id;
	sp_mail_free(m);
	sp_case_free(c);
}

/* What another member must agree to was said all the same. */
static enum sp_status
embargo(struct obeying *ob, struct sp_err *err)
{
	const struct sp_command *c = ob->c;
	const struct sp_saying say = {
		.verb = sp_verb_id(c->verb), .actor = ob->actor,
		.number = c->case_number, .when = c->when, .code = c->code,
		.because = sp_command_said(c, "because"),
		.consent = sp_command_said(c, "consent"),
		.by_reporter = c->by_reporter,
	};
	g_autofree char *text = NULL;
	enum sp_status r = sp_secrecy_say(ob->gate, &say, &text, err);

	if (r == SP_OK)
		*ob->text = g_steal_pointer(&text);
	else if (r == SP_EWAIT)
		*ob->text = g_strdup_printf("waiting: %s\n%s", err->text,
					    text);
	if (*ob->text != NULL)
		find_root(ob);
	return r == SP_EWAIT ? SP_OK : r;
}

/* --- reviews -------------------------------------------------------------- */

static enum sp_status
review_ask(struct obeying *ob, struct sp_err *err)
{
	enum sp_status r = sp_review_ask(ob->gate, ob->actor,
					 ob->c->case_number, ob->c->address,
					 err);

	if (r == SP_OK)
		*ob->text = g_strdup_printf("%s is asked to look at %s",
					    ob->c->address,
					    ob->c->case_number);
	return r;
}

static enum sp_status
review_word(struct obeying *ob, struct sp_err *err)
{
	const struct sp_command *c = ob->c;
	const struct sp_review_word word = {
		.actor = ob->actor, .number = c->case_number,
		.digest = sp_command_said(c, "digest"),
		.because = sp_command_said(c, "because"),
		.off = sp_command_said(c, "withdraw") != NULL,
	};
	const enum sp_verb_id id = sp_verb_id(c->verb);
	g_autofree char *digest = NULL;
	g_autofree char *stands = NULL;
	enum sp_status r;

	r = id == SP_VERB_REVIEW_APPROVE
		? sp_review_approve(ob->gate, &word, &digest, err)
		: id == SP_VERB_REVIEW_OBJECT
		? sp_review_object(ob->gate, &word, &digest, err)
		: sp_review_drop(ob->gate, &word, &digest, err);
	if (r == SP_OK &&
	    (r = sp_inform_case(ob->gate, c->case_number, &stands,
				err)) == SP_OK)
		*ob->text = g_strdup_printf("%s\n%s", digest, stands);
	return r;
}

/* -------------------------------------------------------------------------- */

/* What comes next stands in the last line. */
static char *
last_by_mail(char *text)
{
	g_autofree char *owned = text;
	char *last = strrchr(owned, '\n');
	g_autofree char *mail = sp_command_by_mail(last ? last + 1 : owned);

	if (last == NULL)
		return g_steal_pointer(&mail);
	*last = '\0';
	return g_strdup_printf("%s\n%s", owned, mail);
}

typedef enum sp_status handler(struct obeying *ob, struct sp_err *err);

static handler *const handlers[SP_VERB_COUNT] = {
	[SP_VERB_CASE_SHOW] = show, [SP_VERB_CASE_LIST] = list,
	[SP_VERB_STATUS] = status, [SP_VERB_EMBARGO_SHOW] = embargo_show,
	[SP_VERB_REVIEW_SHOW] = review_show,
	[SP_VERB_ACK] = deed, [SP_VERB_CASE_JUDGE] = deed,
	[SP_VERB_CASE_RATE] = deed, [SP_VERB_CASE_LEAD] = deed,
	[SP_VERB_CASE_FLAG] = deed, [SP_VERB_CASE_BRANCH] = deed,
	[SP_VERB_CASE_BUG] = deed, [SP_VERB_CASE_CREDIT] = deed,
	[SP_VERB_CASE_TOLD] = deed, [SP_VERB_CASE_READY] = deed,
	[SP_VERB_CASE_ANNOUNCED] = deed, [SP_VERB_CASE_CLOSE] = deed,
	[SP_VERB_CASE_REOPEN] = deed, [SP_VERB_CASE_MERGE] = deed,
	[SP_VERB_CVE_WANT] = deed, [SP_VERB_CVE_SET] = deed,
	[SP_VERB_AGREE] = embargo, [SP_VERB_EMBARGO_PROPOSE] = embargo,
	[SP_VERB_EMBARGO_AGREE] = embargo, [SP_VERB_EMBARGO_OBJECT] = embargo,
	[SP_VERB_EMBARGO_SET] = embargo, [SP_VERB_EMBARGO_ACCEPT] = embargo,
	[SP_VERB_EMBARGO_DECLINE] = embargo, [SP_VERB_EMBARGO_NONE] = embargo,
	[SP_VERB_EMBARGO_RESTART] = embargo, [SP_VERB_EMBARGO_END] = embargo,
	[SP_VERB_REVIEW_ASK] = review_ask,
	[SP_VERB_REVIEW_APPROVE] = review_word,
	[SP_VERB_REVIEW_OBJECT] = review_word,
	[SP_VERB_REVIEW_DROP] = review_word,
};

enum sp_status
sp_obey_case(struct sp_gate *gate, const char *actor,
	     const struct sp_command *c, struct sp_obeyed *done,
	     struct sp_err *err)
{
	struct obeying ob = { gate, actor, c, &done->text, &done->mail };
	struct sp_err why;
	enum sp_status r = handlers[sp_verb_id(c->verb)](&ob, &why);

	if (r == SP_OK) {
		done->text = last_by_mail(done->text);
	} else {
		g_autofree char *text = sp_command_by_mail(why.text);

		r = sp_fail(err, r, "%s", text);
	}
	return r;
}
