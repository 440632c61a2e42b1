/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cmd-bundle.c - the ready patches of a case with their trailers, as files that
 * "git am" takes
 *
 * They come from the archive, which the caller's keyring opens, and each must
 * have the digest that was reviewed. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "filter/keyring.h"
#include "filter/out.h"
#include "filter/triage.h"
#include "lib/mail/parse.h"
#include "lib/policy/trailers.h"

struct bundle {
	struct sp_gate *gate;
	struct sp_dossier *d;
	struct keyring *keyring;
	GPtrArray *files;	/* of struct file * */
};

struct file {
	char *name;
	GString *text;
};

static void
file_free(gpointer arg)
{
	struct file *f = arg;

	g_free(f->name);
	if (f->text)
		g_string_free(f->text, TRUE);
	g_free(f);
}

/* --- from the archive ----------------------------------------------------- */

static enum sp_status
open_post(struct bundle *b, const struct sp_review_patch *p,
	  struct sp_blob *plain, struct sp_err *err)
{
	struct sp_mail *m = NULL;
	struct stat st;
	enum sp_status r;

	if ((r = sp_blob_init(plain, SIZE_MAX / 4, err)) == SP_OK &&
	    (r = sp_store_mail_by_ref(b->gate->store, p->mail, &m,
				      err)) == SP_OK)
		r = keyring_read(b->keyring, b->gate, m, FALSE, FALSE,
				 plain->fd, err);
	sp_mail_free(m);
	if (r != SP_OK)
		return r;
	if (fstat(plain->fd, &st) < 0)
		return sp_fail(err, SP_EIO, "memfd: %s", g_strerror(errno));
	plain->len = (size_t)st.st_size;
	return SP_OK;
}

/* The body under its Content- fields alone: From and Subject of what members
 * got are the list's. */
static enum sp_status
strip_header(const struct bundle *b, struct sp_blob *plain,
	     struct sp_blob *body, struct sp_err *err)
{
	const struct sp_parse how = { .conf = b->gate->conf,
				      .rules = b->gate->rules, .inner = TRUE };
	struct sp_facts *f = NULL;
	const uint8_t *bytes = NULL;
	enum sp_status r;

	if ((r = sp_mail_parse(&how, plain, &f, err)) != SP_OK ||
	    (r = sp_blob_init(body, plain->len + 2, err)) != SP_OK ||
	    (r = sp_blob_map(plain, &bytes, err)) != SP_OK)
		goto out;
	for (guint i = 0; r == SP_OK && i < f->fields->len; i++) {
		const struct sp_field *field = f->fields->pdata[i];

		if (g_ascii_strncasecmp(field->name, "Content-", 8) == 0)
			r = sp_blob_append(body, bytes + field->range.at,
					   field->range.len, err);
	}
	if (r == SP_OK)
		r = sp_blob_append(body, "\n", 1, err);
	if (r == SP_OK)
		r = sp_blob_append(body, bytes + f->body.at, f->body.len, err);
out:
	sp_facts_free(f);
	return r;
}

/* With the author and the subject that were recorded, the same patch comes out
 * as came in: its digest says so. SP_NONE: it does not. */
static enum sp_status
look_for(const struct bundle *b, const struct sp_review_patch *p,
	 const char *subject, struct sp_blob *body,
	 const struct sp_patch **found, struct sp_facts **facts,
	 struct sp_err *err)
{
	const struct sp_facts around = {
		.subject = (char *)subject, .from_name = p->name,
		.from_address = p->address,
	};
	const struct sp_parse how = {
		.conf = b->gate->conf, .rules = b->gate->rules, .inner = TRUE,
		.around = &around, .copy = TRUE,
	};
	struct sp_facts *f = NULL;
	enum sp_status r = sp_mail_parse(&how, body, &f, err);

	for (guint i = 0; r == SP_OK && i < f->patches->len; i++) {
		const struct sp_patch *q = f->patches->pdata[i];

		if (strcmp(q->digest, p->digest) == 0) {
			*found = q;
			*facts = f;
			return SP_OK;
		}
	}
	sp_facts_free(f);
	return r != SP_OK ? r : sp_fail(err, SP_NONE, "%s does not hold patch "
					"%.16s any more", p->mail, p->digest);
}

/* Whether the subject said that the mail is a patch was not recorded. Of a diff
 * that is attached, the text is the message then, and else a letter. */
static enum sp_status
find_patch(const struct bundle *b, const struct sp_review_patch *p,
	   struct sp_blob *body, const struct sp_patch **found,
	   struct sp_facts **facts, struct sp_err *err)
{
	g_autofree char *subject = g_strconcat("[PATCH] ", p->subject, NULL);
	enum sp_status r = look_for(b, p, subject, body, found, facts, err);

	if (r == SP_NONE)
		r = look_for(b, p, p->subject, body, found, facts, err);
	if (r == SP_NONE)
		r = err->code = SP_ECHECK;
	return r;
}

/* --- files ---------------------------------------------------------------- */

/* As "git format-patch" writes it: with a line in front that makes it an mbox,
 * and what says how to read it. */
static GString *
file_text(const struct bundle *b, const struct sp_review_patch *p,
	  const struct sp_patch *found)
{
	g_autoptr(GPtrArray) trailers = sp_trailers_of(b->d, p);
	g_autoptr(GDateTime) t = g_date_time_new_from_unix_utc(
		found->date ? found->date : p->at);
	g_autofree char *date = g_date_time_format(t,
		"Date: %a, %d %b %Y %H:%M:%S +0000\nMIME-Version: 1.0\n"
		"Content-Type: text/plain; charset=UTF-8\n"
		"Content-Transfer-Encoding: 8bit\n");
	gsize len = 0;
	const char *text = g_bytes_get_data(found->text, &len);
	GString *s = sp_trailers_add(text, len, trailers);
	const char *head = g_strstr_len(s->str, (gssize)s->len, "\n\n");

	g_string_insert(s, head ? head + 1 - s->str : 0, date);
	g_string_prepend(s, "From 0000000000000000000000000000000000000000 "
			 "Mon Sep 17 00:00:00 2001\n");
	/* What git writes of a binary file ends with an empty line. */
	if (strstr(s->str, "\nGIT binary patch\n"))
		g_string_append_c(s, '\n');
	g_string_append(s, "-- \nsallyport " SALLYPORT_VERSION "\n\n");
	return s;
}

static enum sp_status
add_file(struct bundle *b, const struct sp_review_patch *p, guint i,
	 struct sp_err *err)
{
	g_auto_blob struct sp_blob plain = SP_BLOB_INIT;
	g_auto_blob struct sp_blob body = SP_BLOB_INIT;
	struct sp_facts *facts = NULL;
	const struct sp_patch *found = NULL;
	enum sp_status r;

	if ((r = open_post(b, p, &plain, err)) == SP_OK &&
	    (r = strip_header(b, &plain, &body, err)) == SP_OK &&
	    (r = find_patch(b, p, &body, &found, &facts, err)) == SP_OK) {
		struct file *f = g_new0(struct file, 1);

		f->name = sp_trailers_file(p, i);
		f->text = file_text(b, p, found);
		g_ptr_array_add(b->files, f);
	}
	sp_facts_free(facts);
	return r;
}

static enum sp_status
write_file(int folder, const struct file *f, struct sp_err *err)
{
	int fd = openat(folder, f->name, O_WRONLY | O_CREAT | O_EXCL |
			O_NOFOLLOW | O_CLOEXEC, 0600);
	const char *p = f->text->str;
	gsize left = f->text->len;

	if (fd < 0)
		return sp_fail_path(err, f->name, errno);
	while (left > 0) {
		ssize_t n = write(fd, p, left);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			break;
		p += n;
		left -= (gsize)n;
	}
	if (close(fd) < 0 || left > 0)
		return sp_fail_path(err, f->name, errno);
	return SP_OK;
}

/* The folder is new: nothing of an older bundle is among the files. */
static enum sp_status
write_files(const struct bundle *b, const char *path, struct sp_err *err)
{
	enum sp_status r = SP_OK;
	int folder;

	if (mkdir(path, 0700) < 0)
		return sp_fail_path(err, path, errno);
	folder = open(path, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (folder < 0)
		return sp_fail_path(err, path, errno);
	for (guint i = 0; r == SP_OK && i < b->files->len; i++) {
		const struct file *f = b->files->pdata[i];

		r = write_file(folder, f, err);
		if (r == SP_OK)
			out_print("%s/%s\n", path, f->name);
	}
	(void)close(folder);
	return r;
}

/* --- the command ---------------------------------------------------------- */

static enum sp_status
need_ready(const struct bundle *b, struct sp_err *err)
{
	const enum sp_case_state state = sp_process_state(b->d, b->gate->conf);

	if (state >= SP_CASE_READY && b->d->readied &&
	    g_strcmp0(b->d->readied, b->d->patches) == 0)
		return SP_OK;
	return sp_fail(err, SP_EDENIED, "the patches of %s are not ready: "
		       "sallyport case ready %s", b->d->number, b->d->number);
}

static enum sp_status
make(struct bundle *b, const char *path, struct sp_err *err)
{
	g_autoptr(GPtrArray) all = sp_reviews_current(b->d->reviews);
	enum sp_status r = SP_OK;

	for (guint i = 0; r == SP_OK && i < all->len; i++)
		r = add_file(b, all->pdata[i], i, err);
	return r == SP_OK ? write_files(b, path, err) : r;
}

enum sp_status
cmd_bundle(struct call *call, char **argv, struct sp_err *err)
{
	g_auto(GStrv) args = NULL;
	g_autofree char *path = NULL;
	g_autofree char *gnupg = NULL;
	g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func(file_free);
	const GOptionEntry options[] = {
		{ "to", 0, 0, G_OPTION_ARG_FILENAME, &path, NULL, NULL },
		{ "gnupg", 0, 0, G_OPTION_ARG_FILENAME, &gnupg, NULL, NULL },
		G_OPTION_ENTRY_NULL
	};
	struct bundle b = { .files = files };
	struct sp_case *c = NULL;
	struct sp_err no_keyring;
	enum sp_status keyring;
	enum sp_status r = call_options(call, options, argv, 1, 1, &args, err);

	if (r != SP_OK)
		return r;
	if (!path)
		return call_usage(call, err, "say where, with --to");
	/* The keyring is opened as the caller, before we become the list's
	 * user; that it cannot be is said when nothing else is in the way. */
	keyring = keyring_of_caller(call, gnupg, &b.keyring, &no_keyring);
	if ((r = call_case(call, args[0], &b.gate, &c, err)) == SP_OK &&
	    (r = sp_triage_read(b.gate, c, &b.d, err)) == SP_OK &&
	    (r = need_ready(&b, err)) == SP_OK) {
		if (keyring != SP_OK)
			*err = no_keyring;
		r = keyring != SP_OK ? keyring : make(&b, path, err);
	}
	sp_dossier_free(b.d);
	sp_case_free(c);
	keyring_end(b.keyring);
	return r;
}
