/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cmd-rekey.c - the archive, sealed to other keys, by who holds an old one */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "filter/command.h"
#include "filter/keyring.h"
#include "filter/out.h"
#include "lib/gate/rekey.h"
#include "lib/gate/setup.h"

#define MEMBERS "members"

struct rekey {
	struct call *call;
	struct sp_gate *gate;
	struct keyring *keyring;
	char **to;		/* files, or the one word "members" */
	GPtrArray *files;	/* of GBytes *, NULL at the end */
	GPtrArray *keys;	/* of char * */
	GArray *ids;		/* of int64_t: the archived mails */
	unsigned sealed, already;
	enum sp_status worst;
	struct sp_err *err;
};

static void
rekey_clear(struct rekey *k)
{
	keyring_end(k->keyring);
	g_strfreev(k->to);
	g_clear_pointer(&k->files, g_ptr_array_unref);
	g_clear_pointer(&k->keys, g_ptr_array_unref);
	g_clear_pointer(&k->ids, g_array_unref);
}

static gboolean
is_members(char *const *to)
{
	return strcmp(to[0], MEMBERS) == 0 && to[1] == NULL;
}

static void
unref_bytes(gpointer bytes)
{
	if (bytes)
		g_bytes_unref(bytes);
}

/* What only the caller may read, before this process becomes the user of the
 * list; and the keyring. */
static enum sp_status
start(struct rekey *k, const char *gnupg, struct sp_err *err)
{
	const char *terminal = ttyname(STDERR_FILENO);
	enum sp_status r = SP_OK;

	k->files = g_ptr_array_new_with_free_func(unref_bytes);
	for (char **f = k->to; r == SP_OK && *f && !is_members(k->to); f++) {
		GBytes *bytes = NULL;

		r = sp_setup_read_key(*f, &bytes, err);
		if (r == SP_OK)
			g_ptr_array_add(k->files, bytes);
	}
	g_ptr_array_add(k->files, NULL);
	if (r != SP_OK)
		return r;
	if (terminal) {
		(void)setenv("GPG_TTY", terminal, 1);
		(void)setenv("TERM", k->call->caller->terminal, 1);
	}
	return keyring_start(gnupg ? gnupg : k->call->caller->gnupg,
			     &k->keyring, err);
}

static enum sp_status
find_keys(struct rekey *k, struct sp_err *err)
{
	return is_members(k->to)
		? sp_rekey_members(k->gate, &k->keys, err)
		: sp_rekey_files(k->gate, k->call->actor,
				 (GBytes *const *)k->files->pdata,
				 (const char *const *)k->to, &k->keys, err);
}

/* --- one mail ------------------------------------------------------------- */

static enum sp_status
open_part(struct rekey *k, const struct sp_mail *m, gboolean original,
	  struct sp_blob *plain, struct sp_err *err)
{
	enum sp_status r = sp_blob_init(plain, SIZE_MAX / 4, err);
	struct stat st;

	if (r == SP_OK)
		r = keyring_read(k->keyring, k->gate, m, original, !original,
				 plain->fd, err);
	if (r == SP_OK && fstat(plain->fd, &st) < 0)
		r = sp_fail(err, SP_EIO, "memfd: %s", g_strerror(errno));
	if (r == SP_OK)
		plain->len = (size_t)st.st_size;
	return r;
}

static enum sp_status
rekey_mail(struct rekey *k, const struct sp_mail *m, struct sp_err *err)
{
	g_auto_blob struct sp_blob post = SP_BLOB_INIT;
	g_auto_blob struct sp_blob original = SP_BLOB_INIT;
	enum sp_status r = SP_OK;

	if (m->post)
		r = open_part(k, m, FALSE, &post, err);
	if (r == SP_OK && m->original)
		r = open_part(k, m, TRUE, &original, err);
	return r == SP_OK ? sp_rekey_mail(k->gate, k->call->actor, m,
					  m->post ? &post : NULL,
					  m->original ? &original : NULL,
					  k->keys, err) : r;
}

/* A mail that fails is named, and the others follow. */
static enum sp_status
rekey_one(struct rekey *k, int64_t id)
{
	struct sp_mail *m = NULL;
	gboolean done = FALSE;
	enum sp_status r = sp_store_mail_by_id(k->gate->store, id, &m, k->err);

	if (r == SP_OK)
		r = sp_rekey_done(k->gate, m, k->keys, &done, k->err);
	if (r == SP_OK && done) {
		k->already++;
	} else if (r == SP_OK) {
		r = rekey_mail(k, m, k->err);
		if (r == SP_OK) {
			k->sealed++;
			out_print("%s  sealed to %u keys  (%u of %u)\n", m->ref,
				  k->keys->len, k->sealed + k->already,
				  k->ids->len);
			r = out_flush(k->err);
		} else {
			call_keep(r, k->err, m->ref, &k->worst);
			r = SP_OK;
		}
	}
	sp_mail_free(m);
	return r;
}

static enum sp_status
gather(const struct sp_mail *m, void *arg)
{
	if (m->post || m->original)
		g_array_append_val((GArray *)arg, m->id);
	return SP_OK;
}

/* New mail is still sealed to whom the configuration names. */
static void
print_end(const struct rekey *k)
{
	const char *const *named =
		(const char *const *)k->gate->conf->archive_keys;

	out_print("%u mails sealed anew, %u were already, %u were not\n",
		  k->sealed, k->already,
		  k->ids->len - k->sealed - k->already);
	if (is_members(k->to) ? *named != NULL : *named == NULL)
		out_print("New mail is still sealed to %s: see [archive] keys.\n",
			  *named ? "the keys that the configuration names"
				 : "the members of the day");
}

static enum sp_status
rekey_all(struct rekey *k, struct sp_err *err)
{
	enum sp_status r;

	k->err = err;
	k->ids = g_array_new(FALSE, FALSE, sizeof(int64_t));
	r = sp_store_mail_list(k->gate->store, SP_MAIL_ACCEPTED, sp_gate_now(),
			       0, gather, k->ids, err);
	for (guint i = 0; r == SP_OK && i < k->ids->len; i++)
		r = rekey_one(k, g_array_index(k->ids, int64_t, i));
	if (r != SP_OK)
		return r;
	print_end(k);
	if (k->worst != SP_OK)
		err->text[0] = '\0';	/* said, mail by mail */
	return k->worst;
}

enum sp_status
cmd_archive_rekey(struct call *call, char **argv, struct sp_err *err)
{
	g_auto(GStrv) args = NULL;
	g_autofree char *gnupg = NULL;
	struct rekey k = { .call = call, .worst = SP_OK };
	const GOptionEntry options[] = {
		{ "to", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &k.to, NULL, NULL },
		{ "gnupg", 0, 0, G_OPTION_ARG_FILENAME, &gnupg, NULL, NULL },
		G_OPTION_ENTRY_NULL
	};
	enum sp_status r = call_options(call, options, argv, 1, 1, &args, err);

	if (r == SP_OK && !k.to)
		r = call_usage(call, err, "--to names a key file, or members");
	if (r == SP_OK && (r = start(&k, gnupg, err)) == SP_OK &&
	    (r = call_gate(call, args[0], &k.gate, err)) == SP_OK &&
	    (r = find_keys(&k, err)) == SP_OK)
		r = rekey_all(&k, err);
	rekey_clear(&k);
	return r;
}
