/* SPDX-License-Identifier: GPL-2.0-or-later */
/* letter.c - what a person writes to a reporter, and the drafts for it */
#include "lib/gate/letter.h"

#include <string.h>

#include "lib/gate/decide.h"
#include "lib/gate/decision.h"
#include "lib/gate/judge.h"
#include "lib/gate/notes.h"
#include "lib/gate/reader.h"
#include "lib/gate/recipients.h"
#include "lib/gate/working.h"
#include "lib/mail/address.h"
#include "lib/notice/template.h"

/* A person's answer is a page or two. */
#define LETTER_MAX ((size_t)256 * 1024)

char *
sp_letter_address(struct sp_gate *gate, const struct sp_mail *m)
{
	g_autofree char *author = sp_notes_get(gate, m->thread, SP_NOTE_REPLY);
	struct sp_hearing h = { 0 };
	char *address = NULL;
	struct sp_err err;

	if (author != NULL && sp_address_ok(author))
		return g_steal_pointer(&author);
	if (sp_judge_envelope(gate, m, &h, &err) == SP_OK &&
	    sp_address_ok(h.sender))
		address = g_strdup(h.sender);
	sp_hearing_clear(&h);
	return address;
}

enum sp_status
sp_letter_seal(struct sp_gate *gate, const struct sp_mail *m,
	       const char *subject, const char *text, int64_t now,
	       struct sp_sealed *sealed, struct sp_err *err)
{
	g_autofree char *address = sp_letter_address(gate, m);
	g_auto_rope struct sp_rope *rope = sp_rope_new();
	struct sp_recipients to = { 0 };
	enum sp_status r;

	if (address == NULL)
		return sp_fail(err, SP_EDENIED, "%s has no address that could "
			       "be answered", m->ref);
	if (strlen(subject) + strlen(text) > LETTER_MAX)
		return sp_fail(err, SP_EDATA, "the text has %zu bytes, allowed "
			       "are %zu", strlen(text), LETTER_MAX);
	if (strchr(subject, '\n') != NULL || subject[0] == '\0')
		return sp_fail(err, SP_EDATA, "the subject must be one line");
	sp_rope_printf(rope, "Subject: %s\n\n%s", subject, text);
	r = sp_recipients_find(gate, SP_FOR_STORE, now, &to, err);
	if (r == SP_OK)
		r = sp_recipients_seal(gate, SP_FOR_STORE, now, &to, rope,
				       FALSE, sealed, err);
	sp_recipients_clear(&to);
	return r;
}

char *
sp_letter_msgid(const struct sp_gate *gate, const struct sp_mail *m,
		const struct sp_out *out)
{
	g_autofree char *what = g_strdup_printf("%" G_GINT64_FORMAT, out->id);

	return sp_gate_msgid(gate, "letter", m->ref, what);
}

/* [tx] What answers it belongs to the mail, too. */
static enum sp_status
add_thread(struct sp_gate *gate, const struct sp_mail *m,
	   const struct sp_out *out, struct sp_err *err)
{
	g_autofree char *msgid = sp_letter_msgid(gate, m, out);
	struct sp_digest d;

	sp_gate_digest_msgid(gate, msgid, &d);
	return sp_store_thread_add(gate->store, &d, m->id, err);
}

enum sp_status
sp_letter_queue(struct sp_gate *gate, const struct sp_mail *m,
		const struct sp_sealed *sealed, int64_t now, struct sp_err *err)
{
	g_autofree char *address = sp_letter_address(gate, m);
	struct sp_out out = { .kind = SP_OUT_LETTER, .mail = m->id,
			      .made = now, .due = now, .state = SP_OUT_PENDING,
			      .cause = (char *)"" };
	enum sp_status r;

	r = sp_store_payload_add(gate->store, SP_PAYLOAD_LETTER, now, sealed,
				 &out.payload, err);
	if (r != SP_OK)
		return r;
	out.recipient = sp_gate_seal(gate, SP_SEAL_RECIPIENT,
				     address ? address : "");
	r = sp_store_out_add(gate->store, &out, &out.id, err);
	g_bytes_unref(out.recipient);
	return r == SP_OK ? add_thread(gate, m, &out, err) : r;
}

enum sp_status
sp_letter_open(struct sp_gate *gate, int64_t payload, char **subject,
	       char **text, struct sp_err *err)
{
	g_autofree char *all = NULL;
	enum sp_status r;
	char *body;

	if ((r = sp_working_text(gate, payload, &all, err)) != SP_OK)
		return r;
	body = strstr(all, "\n\n");
	if (!g_str_has_prefix(all, "Subject: ") || body == NULL)
		return sp_fail(err, SP_EIO, "payload %" G_GINT64_FORMAT
			       " is no letter", payload);
	*body = '\0';
	*subject = g_strdup(all + strlen("Subject: "));
	*text = g_strdup(body + 2);
	return SP_OK;
}

/* One line an item that our word check did not find; nothing of what came
 * encrypted may stand in a letter that may leave in the clear. */
static char *
missing_items(const struct sp_config *conf, const struct sp_mail *m,
	      const char *names)
{
	g_auto(GStrv) missing = g_strsplit(names, " ", -1);
	GString *s = g_string_new(NULL);

	for (guint i = 0; m->was_clear && i < conf->checklist->len; i++) {
		const struct sp_check_conf *c = conf->checklist->pdata[i];

		if (g_strv_contains((const char *const *)missing, c->name))
			g_string_append_printf(s, "%s - %s", s->len ? "\n" : "",
					       c->text);
	}
	return g_string_free(s, FALSE);
}

/* Past [limits] message: nobody looked into it. */
static gboolean
is_too_large(const struct sp_mail *m)
{
	return m->report_len == 0 && (m->why & SP_WHY_TOO_LARGE);
}

static enum sp_status
expand(struct sp_gate *gate, const struct sp_mail *m, const char *file,
       const char *template, const char *missing, char **subject, char **text,
       struct sp_err *err)
{
	g_autofree char *arrived = sp_workday_format(&gate->conf->workdays,
						     m->arrived);
	const struct sp_template_value values[] = {
		{ "list", gate->conf->name },
		{ "address", gate->conf->address },
		{ "tag", gate->conf->tag }, { "ref", m->ref },
		{ "arrived", arrived }, { "name", gate->conf->name },
		{ "missing", missing },
		{ "too_large", is_too_large(m) ? "yes" : "" },
		{ "policy", gate->conf->policy_url }, { NULL, NULL } };

	return sp_template_expand(file, template, values, subject, text, err);
}

static enum sp_status
find_missing(struct sp_gate *gate, const struct sp_mail *m, char **missing,
	     struct sp_err *err)
{
	struct sp_card *card = NULL;
	enum sp_status r = sp_reader_card(gate, m, &card, err);

	if (r == SP_OK)
		*missing = missing_items(gate->conf, m, card->missing);
	sp_card_free(card);
	return r;
}

enum sp_status
sp_decide_draft(struct sp_gate *gate, const char *ref, const char *reason,
		char **subject, char **text, struct sp_err *err)
{
	g_autofree char *name = reason ? g_strdup_printf("reject-%s", reason)
				       : g_strdup("ask");
	g_autofree char *file = NULL;
	g_autofree char *template = NULL;
	g_autofree char *missing = NULL;
	struct sp_mail *m = NULL;
	enum sp_status r;

	r = sp_template_load(gate->conf->dir, name, &file, &template, err);
	if (r == SP_NONE) {
		g_autofree char *all = sp_decide_reasons(gate);

		return sp_fail(err, SP_NONE, "there is no reason \"%s\"; "
			       "there are %s", reason, all);
	}
	if (r == SP_OK &&
	    (r = sp_decision_held(gate, ref, &m, err)) == SP_OK &&
	    (r = find_missing(gate, m, &missing, err)) == SP_OK)
		r = expand(gate, m, file, template, missing, subject, text,
			   err);
	sp_mail_free(m);
	return r;
}

/* A template of the list may ask in words of its own, whatever is missing. */
static gboolean
asks_by_itself(const char *template)
{
	return strstr(template, "missing}") == NULL;
}

gboolean
sp_letter_same(const char *a, const char *b)
{
	g_autofree char *x = g_strchomp(g_strdup(a));
	g_autofree char *y = g_strchomp(g_strdup(b));

	return strcmp(x, y) == 0;
}

enum sp_status
sp_letter_asks(struct sp_gate *gate, const struct sp_mail *m, const char *text,
	       struct sp_err *err)
{
	g_autofree char *file = NULL;
	g_autofree char *template = NULL;
	g_autofree char *missing = NULL;
	g_autofree char *subject = NULL;
	g_autofree char *draft = NULL;
	enum sp_status r;

	if (is_too_large(m))
		return SP_OK;
	if ((r = find_missing(gate, m, &missing, err)) != SP_OK ||
	    missing[0] != '\0' ||
	    (r = sp_template_load(gate->conf->dir, "ask", &file, &template,
				  err)) != SP_OK ||
	    asks_by_itself(template) ||
	    (r = expand(gate, m, file, template, missing, &subject, &draft,
			err)) != SP_OK ||
	    !sp_letter_same(draft, text))
		return r;
	return sp_fail(err, SP_EDENIED, "nothing is known to be missing in "
		       "%s; say with --edit what you need", m->ref);
}

char *
sp_decide_reasons(struct sp_gate *gate)
{
	g_auto(GStrv) all = sp_template_reasons(gate->conf->dir);

	return g_strjoinv(", ", all);
}
