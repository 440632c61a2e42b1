/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cmd-archive.c - the accepted mails, as ciphertext or with the caller's key */
#include <string.h>
#include <unistd.h>

#include "filter/command.h"
#include "filter/mailbox.h"
#include "filter/out.h"
#include "filter/reading.h"
#include "filter/view.h"
#include "lib/mail/show.h"

/* --- list ----------------------------------------------------------------- */

struct listing {
	struct sp_gate *gate;
	json_t *json;		/* the mails; NULL: for a terminal */
	unsigned seen;
	struct sp_err *err;
};

static void
print_row(const struct listing *l, const struct sp_mail *m,
	  const struct sp_card *c)
{
	g_autofree char *arrived = out_time(m->arrived);
	g_autofree char *from = sp_show_column(c->from_address, 28);
	g_autofree char *subject =
		sp_show_column(sp_card_subject(l->gate->conf, c), 40);

	if (l->seen == 0)
		out_print("%-11s  %-16s  %-28s  %s\n", "REF", "ARRIVED", "FROM",
			  "SUBJECT");
	out_print("%s  %s  %s  %s\n", m->ref, arrived, from, g_strchomp(subject));
}

static enum sp_status
list_one(const struct sp_mail *m, void *arg)
{
	struct listing *l = arg;
	struct sp_card *card = NULL;
	enum sp_status r;

	if (!m->post)
		return SP_OK;	/* deleted since */
	if ((r = sp_reader_card(l->gate, m, &card, l->err)) != SP_OK)
		return r;
	if (l->json)
		view_json(out_json_object(l->json), l->gate, m, card, FALSE);
	else
		print_row(l, m, card);
	l->seen++;
	sp_card_free(card);
	return SP_OK;
}

enum sp_status
cmd_archive_list(struct call *call, char **argv, struct sp_err *err)
{
	g_auto(GStrv) args = NULL;
	json_auto_t *document = json_object();
	gboolean json = FALSE;
	const GOptionEntry options[] = {
		{ "json", 0, 0, G_OPTION_ARG_NONE, &json, NULL, NULL },
		G_OPTION_ENTRY_NULL
	};
	struct listing l = { .err = err };
	enum sp_status r;

	if ((r = call_options(call, options, argv, 0, 1, &args,
			      err)) != SP_OK ||
	    (r = call_gate(call, args[0], &l.gate, err)) != SP_OK)
		return r;
	if (json)
		l.json = out_json_array(document, "mails");
	r = sp_store_mail_list(l.gate->store, SP_MAIL_ACCEPTED, sp_gate_now(),
			       0, list_one, &l, err);
	if (r == SP_OK && json)
		out_json(g_steal_pointer(&document));
	else if (r == SP_OK && l.seen == 0)
		out_line("The archive is empty.");
	return r;
}

/* --- show and export ------------------------------------------------------ */

static enum sp_status
show(struct sp_gate *gate, const struct sp_mail *m, const struct reading *how,
     struct sp_err *err)
{
	g_auto_blob struct sp_blob mail = SP_BLOB_INIT;
	g_auto_rope struct sp_rope *rope = sp_rope_new();
	enum sp_status r = reading_mail(gate, m, how, &mail, err);

	if (r != SP_OK)
		return r;
	sp_rope_blob(rope, &mail);
	return sp_rope_write(rope, STDOUT_FILENO, err);
}

enum sp_status
cmd_archive_show(struct call *call, char **argv, struct sp_err *err)
{
	g_auto(GStrv) args = NULL;
	struct reading how = { 0 };
	const GOptionEntry options[] = {
		{ "original", 0, 0, G_OPTION_ARG_NONE, &how.original, NULL,
		  NULL },
		{ "decrypt", 0, 0, G_OPTION_ARG_NONE, &how.decrypt, NULL,
		  NULL },
		{ "gnupg", 0, 0, G_OPTION_ARG_FILENAME, &how.gnupg, NULL,
		  NULL },
		G_OPTION_ENTRY_NULL
	};
	struct sp_mail *m = NULL;
	struct sp_gate *gate;
	enum sp_status r;

	if ((r = call_options(call, options, argv, 1, 1, &args,
			      err)) == SP_OK &&
	    (r = reading_start(call, &how, err)) == SP_OK &&
	    (r = call_mail(call, args[0], &gate, &m, err)) == SP_OK)
		r = show(gate, m, &how, err);
	sp_mail_free(m);
	reading_clear(&how);
	return r;
}

struct export {
	struct sp_gate *gate;
	const struct reading *how;
	struct mailbox *to;
	struct sp_err *err;
	enum sp_status worst;
};

/* One mail that cannot be read is named, and the others follow. */
static enum sp_status
export_one(const struct sp_mail *m, void *arg)
{
	struct export *x = arg;
	g_auto_blob struct sp_blob mail = SP_BLOB_INIT;
	enum sp_status r;

	if (!m->post || (x->how->original && !m->original))
		return SP_OK;
	r = reading_mail(x->gate, m, x->how, &mail, x->err);
	call_keep(r, x->err, m->ref, &x->worst);
	return r == SP_OK ? mailbox_add(x->to, x->gate->conf->address, m->ref,
					m->arrived, &mail, x->err) : SP_OK;
}

static enum sp_status
export_all(struct sp_gate *gate, const struct reading *how,
	   struct mailbox *to, struct sp_err *err)
{
	struct export x = { gate, how, to, err, SP_OK };
	enum sp_status r = sp_store_mail_list(gate->store, SP_MAIL_ACCEPTED,
					      sp_gate_now(), 0, export_one, &x,
					      err);

	if (r == SP_OK && x.worst != SP_OK) {
		err->text[0] = '\0';	/* said, mail by mail */
		r = x.worst;
	}
	return r;
}

enum sp_status
cmd_archive_export(struct call *call, char **argv, struct sp_err *err)
{
	g_auto(GStrv) args = NULL;
	g_autofree char *format = NULL, *path = NULL;
	struct reading how = { 0 };
	const GOptionEntry options[] = {
		{ "format", 0, 0, G_OPTION_ARG_STRING, &format, NULL, NULL },
		{ "to", 0, 0, G_OPTION_ARG_FILENAME, &path, NULL, NULL },
		{ "original", 0, 0, G_OPTION_ARG_NONE, &how.original, NULL,
		  NULL },
		{ "decrypt", 0, 0, G_OPTION_ARG_NONE, &how.decrypt, NULL,
		  NULL },
		{ "gnupg", 0, 0, G_OPTION_ARG_FILENAME, &how.gnupg, NULL,
		  NULL },
		G_OPTION_ENTRY_NULL
	};
	struct mailbox *box = NULL;
	struct sp_gate *gate;
	enum sp_status r = call_options(call, options, argv, 0, 1, &args, err);

	if (r != SP_OK)
		return r;
	if (g_strcmp0(format, "mbox") != 0 && g_strcmp0(format, "maildir") != 0)
		return call_usage(call, err, "--format is mbox or maildir");
	if (strcmp(format, "maildir") == 0 && !path)
		return call_usage(call, err, "a maildir needs --to DIR");
	if ((r = reading_start(call, &how, err)) == SP_OK &&
	    (r = call_gate(call, args[0], &gate, err)) == SP_OK &&
	    (r = mailbox_open(strcmp(format, "maildir") == 0, path, &box,
			      err)) == SP_OK &&
	    (r = export_all(gate, &how, box, err)) == SP_OK)
		r = mailbox_sync(box, err);
	mailbox_free(box);
	reading_clear(&how);
	return r;
}
