/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cmd-export.c - everything of one case, for others to take */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "filter/command.h"
#include "filter/dossier.h"
#include "filter/event.h"
#include "filter/mailbox.h"
#include "filter/out.h"
#include "filter/reading.h"

struct export {
	struct sp_gate *gate;
	const struct sp_case *k;
	struct reading *how;
	GPtrArray *mails;	/* of struct sp_mail *, as they came */
	GHashTable *refs;	/* their references, borrowed */
	unsigned written;
	enum sp_status worst;
	FILE *events;
};

static enum sp_status
find_mails(struct export *x, struct sp_err *err)
{
	g_autoptr(GArray) ids = NULL;
	enum sp_status r = sp_store_mails_of_case(x->gate->store, x->k->id,
						  &ids, err);

	for (guint i = 0; r == SP_OK && i < ids->len; i++) {
		struct sp_mail *m = NULL;

		r = sp_store_mail_by_id(x->gate->store,
					g_array_index(ids, int64_t, i), &m,
					err);
		if (r != SP_OK)
			break;
		g_ptr_array_add(x->mails, m);
		g_hash_table_add(x->refs, m->ref);
	}
	return r;
}

/* --- the thread ----------------------------------------------------------- */

/* One mail that cannot be read is named, and the others follow. */
static enum sp_status
export_mail(struct export *x, const struct sp_mail *m, struct mailbox *to,
	    struct sp_err *err)
{
	g_auto_blob struct sp_blob mail = SP_BLOB_INIT;
	enum sp_status r;

	if (!m->post || (x->how->original && !m->original))
		return SP_OK;
	r = reading_mail(x->gate, m, x->how, &mail, err);
	call_keep(r, err, m->ref, &x->worst);
	if (r != SP_OK)
		return SP_OK;
	x->written++;
	return mailbox_add(to, x->gate->conf->address, m->ref, m->arrived,
			   &mail, err);
}

/* path NULL: to standard output. */
static enum sp_status
export_thread(struct export *x, const char *path, struct sp_err *err)
{
	struct mailbox *box = NULL;
	enum sp_status r = mailbox_open(FALSE, path, &box, err);

	for (guint i = 0; r == SP_OK && i < x->mails->len; i++)
		r = export_mail(x, x->mails->pdata[i], box, err);
	if (r == SP_OK)
		r = mailbox_sync(box, err);
	mailbox_free(box);
	return r;
}

/* --- what happened, and what is known --------------------------------------- */

/* New, and the caller's alone; as fopen(). */
static FILE *
create(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW |
		      O_CLOEXEC, 0600);

	return fd < 0 ? NULL : fdopen(fd, "w");
}

static enum sp_status
finish(FILE *file, const char *path, struct sp_err *err)
{
	gboolean lost = fflush(file) != 0 || ferror(file);

	if (fclose(file) != 0 || lost)
		return sp_fail(err, SP_EIO, "%s: not all of it could be "
			       "written", path);
	return SP_OK;
}

/* Those of the case, and those of its mails, which had no case at first. */
static enum sp_status
each_event(const struct sp_event *e, void *arg)
{
	struct export *x = arg;

	if (strcmp(e->case_number, x->k->number) == 0 ||
	    g_hash_table_contains(x->refs, e->ref))
		out_json_line(x->events, event_record(x->gate, e));
	return SP_OK;
}

static enum sp_status
export_events(struct export *x, const char *path, struct sp_err *err)
{
	struct sp_err lost;
	enum sp_status r, s;

	x->events = create(path);
	if (!x->events)
		return sp_fail_path(err, path, errno);
	r = sp_store_event_list(x->gate->store, NULL, each_event, x, err);
	s = finish(x->events, path, &lost);
	if (r == SP_OK && s != SP_OK)
		*err = lost;
	return r == SP_OK ? s : r;
}

static enum sp_status
export_facts(struct export *x, const char *path, struct sp_err *err)
{
	json_t *document = NULL;
	FILE *file;
	enum sp_status r = case_document(x->gate, x->k, &document, err);

	if (r != SP_OK)
		return r;
	file = create(path);
	if (!file) {
		json_decref(document);
		return sp_fail_path(err, path, errno);
	}
	out_json_to(file, document);
	return finish(file, path, err);
}

/* --- where ---------------------------------------------------------------- */

static enum sp_status
export_folder(struct export *x, const char *folder, struct sp_err *err)
{
	g_autofree char *thread = g_build_filename(folder, "thread.mbox", NULL);
	g_autofree char *events = g_build_filename(folder, "events.jsonl",
						   NULL);
	g_autofree char *facts = g_build_filename(folder, "case.json", NULL);
	enum sp_status r;

	if (mkdir(folder, 0700) < 0)
		return sp_fail_path(err, folder, errno);
	if ((r = export_thread(x, thread, err)) == SP_OK &&
	    (r = export_events(x, events, err)) == SP_OK)
		r = export_facts(x, facts, err);
	if (r == SP_OK)
		out_print("exported  %u of %u mails, the events and the facts "
			  "of %s\n", x->written, x->mails->len, x->k->number);
	return r;
}

/* What is decrypted goes to a program, or into a file that nobody else can
 * read. */
static enum sp_status
check_output(struct sp_err *err)
{
	struct stat st;

	if (isatty(STDOUT_FILENO))
		return sp_fail(err, SP_EDENIED, "a whole thread is not "
			       "decrypted to a terminal: name a folder with "
			       "--to, or pipe it to a program");
	if (fstat(STDOUT_FILENO, &st) == 0 && S_ISREG(st.st_mode) &&
	    (st.st_mode & 077) != 0)
		return sp_fail(err, SP_EDENIED, "other users can read the file "
			       "that standard output goes to: name a folder "
			       "with --to, or set umask 077 first");
	return SP_OK;
}

static enum sp_status
export_case(struct sp_gate *gate, const struct sp_case *k,
	    struct reading *how, const char *folder, struct sp_err *err)
{
	g_autoptr(GPtrArray) mails = g_ptr_array_new_with_free_func(
		(GDestroyNotify)sp_mail_free);
	g_autoptr(GHashTable) refs = g_hash_table_new(g_str_hash, g_str_equal);
	struct export x = { .gate = gate, .k = k, .how = how, .mails = mails,
			    .refs = refs, .worst = SP_OK };
	enum sp_status r = find_mails(&x, err);

	if (r == SP_OK)
		r = folder ? export_folder(&x, folder, err)
			   : export_thread(&x, NULL, err);
	if (r == SP_OK && x.worst != SP_OK) {
		err->text[0] = '\0';	/* said, mail by mail */
		r = x.worst;
	}
	return r;
}

enum sp_status
cmd_case_export(struct call *call, char **argv, struct sp_err *err)
{
	g_auto(GStrv) args = NULL;
	g_autofree char *folder = NULL;
	struct reading how = { 0 };
	const GOptionEntry options[] = {
		{ "to", 0, 0, G_OPTION_ARG_FILENAME, &folder, NULL, NULL },
		{ "original", 0, 0, G_OPTION_ARG_NONE, &how.original, NULL,
		  NULL },
		{ "decrypt", 0, 0, G_OPTION_ARG_NONE, &how.decrypt, NULL,
		  NULL },
		{ "gnupg", 0, 0, G_OPTION_ARG_FILENAME, &how.gnupg, NULL,
		  NULL },
		G_OPTION_ENTRY_NULL
	};
	struct sp_gate *gate = NULL;
	struct sp_case *k = NULL;
	enum sp_status r = call_options(call, options, argv, 1, 1, &args, err);

	if (r == SP_OK && how.decrypt && !folder)
		r = check_output(err);
	if (r == SP_OK && (r = reading_start(call, &how, err)) == SP_OK &&
	    (r = call_case(call, args[0], &gate, &k, err)) == SP_OK)
		r = export_case(gate, k, &how, folder, err);
	sp_case_free(k);
	reading_clear(&how);
	return r;
}
