/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cmd-import.c - somebody else's thread becomes a case */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "filter/keyring.h"
#include "filter/out.h"
#include "filter/triage.h"
#include "lib/base/log.h"
#include "lib/base/when.h"
#include "lib/gate/handover.h"
#include "lib/gate/import.h"

#define HANDOVER_S 20

/* As the caller, before this process becomes the user of the list. */
static enum sp_status
read_mbox(const char *path, struct sp_blob *mbox, struct sp_err *err)
{
	const gboolean piped = strcmp(path, "-") == 0;
	int fd = piped ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3)
		       : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	struct stat st;
	enum sp_status r;

	if (fd >= 0 && fstat(fd, &st) == 0 && S_ISDIR(st.st_mode)) {
		close(fd);
		fd = -1;
		errno = EISDIR;
	}
	if (fd < 0)
		return sp_fail(err, SP_EDATA, "%s cannot be read: %s", path,
			       g_strerror(errno));
	r = sp_blob_init(mbox, SP_IMPORT_BYTES, err);
	if (r == SP_OK)
		r = sp_blob_fill(mbox, fd, err);
	close(fd);
	if (r == SP_EDATA)
		r = sp_fail(err, r, "%s is larger than %zu MiB; import it in "
			    "parts", path, SP_IMPORT_BYTES >> 20);
	return r;
}

static void
tell(const struct sp_imported *done)
{
	for (guint i = 0; i < done->mails->len; i++)
		out_line(done->mails->pdata[i]);
	for (guint i = 0; i < done->known->len; i++)
		out_print("not taken: %s\n", (char *)done->known->pdata[i]);
	out_print("imported  %u mail%s, as %s\n", done->mails->len,
		  done->mails->len == 1 ? "" : "s", done->number);
	out_print("told      %u of %u members, who get this list; nobody "
		  "outside\n", done->told, done->members);
}

/* The list of mails leaves now; the worker does what is left. */
static void
hand_over(struct sp_gate *gate, const char *number)
{
	struct sp_handed handed = { 0 };
	struct sp_case *c = NULL;
	struct sp_mail *m = NULL;
	struct sp_err err;

	if (sp_store_case_by_number(gate->store, number, &c, &err) != SP_OK ||
	    sp_store_mail_by_ref(gate->store, c->ref, &m, &err) != SP_OK ||
	    sp_handover(gate, m->id, HANDOVER_S, &handed, &err) != SP_OK)
		sp_log_error("event=handover-failed cause=%s", err.text);
	sp_mail_free(m);
	sp_case_free(c);
}

struct opener {
	struct keyring *keyring;	/* NULL: the list's own is enough */
	struct sp_gate *gate;
};

static enum sp_status
open_mail(void *arg, struct sp_blob *armor, int fd, struct sp_err *err)
{
	const struct opener *o = arg;

	return keyring_open(o->keyring, o->gate, armor, "", FALSE, fd, err);
}

static enum sp_status
import_into(struct call *call, const char *list, struct sp_import *how,
	    struct keyring *keyring, struct sp_blob *mbox, struct sp_err *err)
{
	struct opener with = { .keyring = keyring };
	const struct sp_opener opener = { open_mail, &with };
	struct sp_imported done = { 0 };
	struct sp_dossier *d = NULL;
	struct sp_gate *gate = NULL;
	enum sp_status r;

	if ((r = call_gate(call, list, &gate, err)) != SP_OK)
		return r;
	with.gate = gate;
	how->opener = keyring ? &opener : NULL;
	if ((r = sp_import(gate, call->actor, how, mbox, &done, err)) != SP_OK)
		return r;
	tell(&done);
	hand_over(gate, done.number);
	r = sp_triage_find(gate, done.number, &d, err);
	if (r == SP_OK)
		triage_tell(gate, d);
	sp_dossier_free(d);
	sp_imported_clear(&done);
	return r;
}

static enum sp_status
check_line(struct call *call, const char *option, const char *text,
	   struct sp_err *err)
{
	return text && (!*text || strchr(text, '\n'))
		? call_usage(call, err, "%s takes one line", option) : SP_OK;
}

enum sp_status
cmd_case_import(struct call *call, char **argv, struct sp_err *err)
{
	g_auto(GStrv) args = NULL, reporters = NULL;
	g_autofree char *title = NULL, *consent = NULL, *from = NULL;
	g_autofree char *received = NULL, *gnupg = NULL;
	gboolean decrypt = FALSE;
	const GOptionEntry options[] = {
		{ "decrypt", 0, 0, G_OPTION_ARG_NONE, &decrypt, NULL, NULL },
		{ "gnupg", 0, 0, G_OPTION_ARG_FILENAME, &gnupg, NULL, NULL },
		{ "title", 0, 0, G_OPTION_ARG_STRING, &title, NULL, NULL },
		{ "consent", 0, 0, G_OPTION_ARG_STRING, &consent, NULL, NULL },
		{ "from", 0, 0, G_OPTION_ARG_STRING, &from, NULL, NULL },
		{ "received", 0, 0, G_OPTION_ARG_STRING, &received, NULL,
		  NULL },
		{ "reporter", 0, 0, G_OPTION_ARG_STRING_ARRAY, &reporters,
		  NULL, NULL },
		G_OPTION_ENTRY_NULL
	};
	g_auto_blob struct sp_blob mbox = SP_BLOB_INIT;
	struct keyring *keyring = NULL;
	struct sp_import how = { 0 };
	const char *list;
	char **rest;
	enum sp_status r = call_options(call, options, argv, 1, 2, &args, err);

	if (r != SP_OK ||
	    (r = check_line(call, "--title", title, err)) != SP_OK ||
	    (r = check_line(call, "--from", from, err)) != SP_OK ||
	    (r = triage_text(call, &consent, "--consent", err)) != SP_OK ||
	    (received && (r = sp_when_instant(received, sp_gate_now(),
					      &how.received, err)) != SP_OK))
		return r;
	call_split(args, 1, &list, &rest);
	how.file = rest[0];
	how.title = title;
	how.consent = consent;
	how.from = from;
	how.reporters = reporters;
	if ((r = read_mbox(rest[0], &mbox, err)) == SP_OK && decrypt)
		r = keyring_of_caller(call, gnupg, &keyring, err);
	if (r == SP_OK)
		r = import_into(call, list, &how, keyring, &mbox, err);
	keyring_end(keyring);
	return r;
}
