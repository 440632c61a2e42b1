/* SPDX-License-Identifier: GPL-2.0-or-later */
/* probe.c - does our border take forged Authentication-Results away? */
#include "lib/gate/probe.h"

#include <string.h>
#include <unistd.h>

#include "lib/base/log.h"
#include "lib/gate/sendmail.h"
#include "lib/mail/address.h"
#include "lib/mail/compose.h"
#include "lib/mail/parse.h"

#define WAITING "probe"		/* of the state folder: the token */
#define ANSWER "border"		/* and the answer of the last one */
#define AGE_MAX_S 600
#define KEEPS "keeps"
#define REMOVES "removes"

static const char text[] =
	"This mail asks whether the mail server takes away results of\n"
	"authentication that somebody else wrote. It came from\n"
	"\"sallyport doctor --mta\" and should not have come to a person.\n";

/* A file of the state folder that says "WORD TIME"; the word, or NULL. */
static char *
read_note(const struct sp_config *conf, const char *name, int64_t *when)
{
	g_autofree char *path = sp_gate_path(conf, name);
	g_autofree char *line = NULL;
	g_auto(GStrv) words = NULL;

	if (!g_file_get_contents(path, &line, NULL, NULL))
		return NULL;
	words = g_strsplit(g_strchomp(line), " ", 2);
	if (!words[0] || !words[1])
		return NULL;
	*when = g_ascii_strtoll(words[1], NULL, 10);
	return g_strdup(words[0]);
}

static enum sp_status
write_note(const struct sp_config *conf, const char *name, const char *word,
	   struct sp_err *err)
{
	g_autofree char *path = sp_gate_path(conf, name);
	g_autofree char *line = g_strdup_printf("%s %" G_GINT64_FORMAT "\n",
						word, (gint64)sp_gate_now());
	g_autoptr(GError) why = NULL;

	if (!g_file_set_contents_full(path, line, -1,
				      G_FILE_SET_CONTENTS_CONSISTENT, 0600,
				      &why))
		return sp_fail(err, SP_EIO, "%s", why->message);
	return SP_OK;
}

static void
forget(const struct sp_config *conf)
{
	g_autofree char *path = sp_gate_path(conf, WAITING);

	(void)unlink(path);
}

static enum sp_status
compose(const struct sp_config *conf, struct sp_blob *message,
	struct sp_err *err)
{
	g_autofree char *random = sp_boundary_new();
	g_autofree char *id = g_strdup_printf("<probe.%s@%s>", random,
					      conf->domain);
	g_autofree char *forged = g_strdup_printf("%s; dmarc=pass "
						  "header.from=%s",
						  conf->authserv_id,
						  conf->domain);
	g_autofree char *entity = sp_text_entity(text);
	g_autofree char *block = NULL;
	struct sp_header *h = sp_header_new();
	enum sp_status r;

	sp_header_raw(h, "Authentication-Results", forged);
	sp_header_mailbox(h, "From", conf->name, conf->address);
	sp_header_mailbox(h, "To", NULL, conf->address);
	sp_header_date(h, "Date", sp_gate_now());
	sp_header_raw(h, "Message-ID", id);
	sp_header_text(h, "Subject", "sallyport doctor");
	sp_header_raw(h, "Auto-Submitted", "auto-generated");
	sp_header_raw(h, "MIME-Version", "1.0");
	r = sp_header_end(h, &block, err);
	sp_header_free(h);
	if (r != SP_OK || (r = sp_blob_init(message, 1 << 16, err)) != SP_OK ||
	    (r = sp_blob_append(message, block, strlen(block), err)) != SP_OK)
		return r;
	return sp_blob_append(message, entity, strlen(entity), err);
}

enum sp_status
sp_probe_send(const struct sp_config *conf, struct sp_err *err)
{
	g_auto_blob struct sp_blob message = SP_BLOB_INIT;
	g_autofree char *random = sp_boundary_new();
	g_autofree char *token = NULL;
	g_autofree char *to = NULL;
	enum sp_status r = compose(conf, &message, err);

	token = g_ascii_strdown(g_strcanon(random, G_CSET_a_2_z G_CSET_A_2_Z
					   G_CSET_DIGITS, 'x'), -1);
	to = g_strdup_printf("%s-bounces%s%s@%s", conf->local, conf->delimiter,
			     token, conf->domain);
	if (r == SP_OK)
		r = write_note(conf, WAITING, token, err);
	if (r == SP_OK)
		r = sp_sendmail(conf, "", to, &message, err);
	if (r != SP_OK)
		forget(conf);
	return r;
}

gboolean
sp_probe_waits(const struct sp_config *conf)
{
	int64_t when;
	g_autofree char *token = read_note(conf, WAITING, &when);

	return token != NULL;
}

/* Would the field have been believed? */
static enum sp_status
judge(const struct sp_gate *gate, struct sp_blob *message, struct sp_err *err)
{
	const struct sp_parse how = { .conf = gate->conf, .rules = gate->rules };
	struct sp_facts *facts = NULL;
	enum sp_status r;

	sp_mail_init();
	r = sp_mail_parse(&how, message, &facts, err);
	if (r == SP_OK)
		r = write_note(gate->conf, ANSWER,
			       facts->dmarc == SP_AUTH_PASS ? KEEPS : REMOVES,
			       err);
	sp_facts_free(facts);
	return r;
}

enum sp_status
sp_probe_arrived(const struct sp_gate *gate, const char *recipient,
		 struct sp_blob *message)
{
	struct sp_recipient to = { 0 };
	g_autofree char *token = NULL;
	int64_t when = 0;
	struct sp_err err;
	gboolean ours;

	sp_recipient_read(gate->conf->address, gate->conf->delimiter,
			  recipient, &to);
	if (to.role == SP_TO_BOUNCES && to.token)
		token = read_note(gate->conf, WAITING, &when);
	ours = token && strcmp(token, to.token) == 0 &&
	       sp_gate_now() - when <= AGE_MAX_S;
	sp_recipient_clear(&to);
	if (!ours)
		return SP_NONE;
	if (judge(gate, message, &err) != SP_OK)
		sp_log_error("event=probe-failed list=%s cause=%s",
			     gate->conf->list, err.text);
	forget(gate->conf);
	return SP_OK;
}

enum sp_border
sp_probe_border(const struct sp_config *conf, int64_t *when)
{
	g_autofree char *word = read_note(conf, ANSWER, when);

	if (!word)
		return SP_BORDER_UNKNOWN;
	return strcmp(word, REMOVES) == 0 ? SP_BORDER_REMOVES
					  : SP_BORDER_KEEPS;
}

void
sp_probe_heed(struct sp_gate *gate)
{
	int64_t when;

	if (gate->conf->authserv_id[0] == '\0' ||
	    sp_probe_border(gate->conf, &when) != SP_BORDER_KEEPS)
		return;
	g_free(gate->conf->authserv_id);
	gate->conf->authserv_id = g_strdup("");
}
