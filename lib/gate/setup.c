/* SPDX-License-Identifier: GPL-2.0-or-later */
/* setup.c - making a list: configuration, state, keyring and key
 *
 * The state directory is filled by a child that has become the user whose list
 * it will be, so that everything in it is born with the right owner. The
 * configuration file is written last: a list whose file exists is complete. */
#include "lib/gate/setup.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/base/folder.h"
#include "lib/gate/worker.h"
#include "lib/mail/address.h"

#define STATE_PARENT "/var/lib/sallyport"
#define KEY_FILE_MAX (64 * 1024)
#define ANSWER_MAX (256 * 1024)

/* What was asked for, made complete and checked. */
struct plan {
	struct sp_config *conf;		/* the configuration to be */
	char *text;			/* and its file's text */
	char *file;
	char *state;
	char *user_name;
	uid_t uid;
	gid_t gid;
	const char *key_file;		/* borrowed */
	GBytes *secret_key;		/* its bytes; NULL: generate */
	GBytes *archive_bytes;
	struct sp_key *archive;		/* NULL: none */
};

static void
plan_clear(struct plan *p)
{
	sp_config_free(p->conf);
	g_free(p->text);
	g_free(p->file);
	g_free(p->state);
	g_free(p->user_name);
	g_clear_pointer(&p->secret_key, g_bytes_unref);
	g_clear_pointer(&p->archive_bytes, g_bytes_unref);
	sp_key_free(p->archive);
}

gboolean
sp_setup_name_ok(const char *list)
{
	return (g_ascii_isalnum(*list) || *list == '_') &&
	       strlen(list) <= 64 &&
	       list[strspn(list, G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS
			   "._-")] == '\0';
}

enum sp_status
sp_setup_read_key(const char *path, GBytes **key, struct sp_err *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	g_auto_blob struct sp_blob b = SP_BLOB_INIT;
	const uint8_t *bytes;
	enum sp_status r;

	if (fd < 0)
		return sp_fail(err, SP_EDATA, "%s: %s", path,
			       g_strerror(errno));
	r = sp_blob_init(&b, KEY_FILE_MAX, err);
	if (r == SP_OK)
		r = sp_blob_fill(&b, fd, err);
	close(fd);
	if (r == SP_EDATA)
		return sp_fail(err, r, "%s: more than %d KiB is no key file",
			       path, KEY_FILE_MAX / 1024);
	if (r == SP_OK)
		r = sp_blob_map(&b, &bytes, err);
	if (r == SP_OK)
		*key = g_bytes_new(bytes, b.len);
	return r;
}

/* --- the plan ------------------------------------------------------------- */

static enum sp_status
plan_user(struct plan *p, const char *user, struct sp_err *err)
{
	const struct passwd *pw = user ? getpwnam(user) : getpwuid(geteuid());

	if (!pw)
		return sp_fail(err, SP_EDATA, "there is no user %s",
			       user ? user : "for this process");
	if (pw->pw_uid != geteuid() && geteuid() != 0)
		return sp_fail(err, SP_EDENIED, "only root can make a list for "
			       "another user (%s)", user);
	p->user_name = g_strdup(pw->pw_name);
	p->uid = pw->pw_uid;
	p->gid = pw->pw_gid;
	return SP_OK;
}

/* What is wrong with a file, with its name in front. */
static enum sp_status
name_file(const char *file, struct sp_err *err)
{
	g_autofree char *why = g_strdup(err->text);

	return sp_fail(err, err->code, "%s: %s", file, why);
}

static enum sp_status
plan_keys(struct plan *p, const struct sp_setup *how, struct sp_err *err)
{
	enum sp_status r;
	gsize n;
	const void *bytes;

	p->key_file = how->key_file;
	if (how->key_file && (r = sp_setup_read_key(how->key_file,
						     &p->secret_key,
						     err)) != SP_OK)
		return r;
	if (!how->archive_key_file)
		return SP_OK;
	r = sp_setup_read_key(how->archive_key_file, &p->archive_bytes, err);
	if (r != SP_OK)
		return r;
	bytes = g_bytes_get_data(p->archive_bytes, &n);
	r = sp_pgp_inspect(bytes, n, &p->archive, err);
	if (r == SP_EDATA)
		return name_file(how->archive_key_file, err);
	if (r == SP_OK && p->archive->state != SP_KEY_USABLE)
		r = sp_fail(err, SP_EDENIED, "%s: this key cannot be used: it "
			    "is %s", how->archive_key_file,
			    sp_setup_key_word(p->archive->state));
	return r;
}

static enum sp_status
plan_config(struct plan *p, const struct sp_setup *how, struct sp_err *err)
{
	const char *archive[] = { p->archive ? p->archive->fingerprint : NULL,
				  NULL };
	g_autofree char *tag = how->tag ? g_strdup(how->tag)
					: g_ascii_strup(how->list, -1);

	g_strdelimit(tag, "._", '-');
	p->text = sp_config_sample(how->address, tag, how->profile, p->state,
				   archive, err);
	if (!p->text)
		return err->code;
	return sp_config_parse(p->file, how->list, p->text, strlen(p->text),
			       &p->conf, err);
}

static gboolean
is_empty_folder(const char *path)
{
	g_autoptr(GDir) d = g_dir_open(path, 0, NULL);

	return d && g_dir_read_name(d) == NULL;
}

static enum sp_status
plan_is_free(const struct plan *p, const char *list, struct sp_err *err)
{
	struct stat st;

	if (lstat(p->file, &st) == 0)
		return sp_fail(err, SP_EDENIED, "list %s is there already: %s",
			       list, p->file);
	if (lstat(p->state, &st) == 0 && !is_empty_folder(p->state))
		return sp_fail(err, SP_EDENIED, "%s is there already and not "
			       "empty, though there is no %s; if a former init "
			       "was interrupted, remove it", p->state, p->file);
	return SP_OK;
}

static enum sp_status
plan_make(struct plan *p, const struct sp_setup *how, struct sp_err *err)
{
	enum sp_status r;

	if (!sp_setup_name_ok(how->list))
		return sp_fail(err, SP_EDATA, "a list's name is made of "
			       "letters, digits, \".\", \"_\" and \"-\"");
	if (!sp_address_ok(how->address))
		return sp_fail(err, SP_EDATA,
			       "--address: this is no mail address");
	p->file = g_strdup_printf("%s/%s.conf", how->dir, how->list);
	p->state = how->state ? g_canonicalize_filename(how->state, NULL)
			      : g_build_filename(STATE_PARENT, how->list, NULL);
	if ((r = plan_is_free(p, how->list, err)) != SP_OK ||
	    (r = plan_user(p, how->user, err)) != SP_OK ||
	    (r = plan_keys(p, how, err)) != SP_OK)
		return r;
	return plan_config(p, how, err);
}

/* --- the state, as its user ----------------------------------------------- */

static enum sp_status
write_file(const char *path, const char *text, mode_t mode,
	   struct sp_err *err)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
	size_t n = strlen(text);
	gboolean good = fd >= 0 && write(fd, text, n) == (ssize_t)n &&
			fsync(fd) == 0;
	int why = errno;

	if (fd >= 0)
		close(fd);
	return good ? SP_OK : sp_fail(err, SP_EIO, "%s: %s", path,
				      g_strerror(why));
}

static enum sp_status
become(const struct plan *p, struct sp_err *err)
{
	if (geteuid() == p->uid)
		return SP_OK;
	if (initgroups(p->user_name, p->gid) < 0 || setgid(p->gid) < 0 ||
	    setuid(p->uid) < 0)
		return sp_fail(err, SP_EIO, "cannot become user %s: %s",
			       p->user_name, g_strerror(errno));
	return SP_OK;
}

static enum sp_status
make_list_key(const struct plan *p, const char *home, struct sp_pgp *pgp,
	      struct sp_key **key, struct sp_err *err)
{
	g_auto(GStrv) user_ids = NULL;
	const void *bytes;
	enum sp_status r;
	gsize n;

	if (p->secret_key) {
		bytes = g_bytes_get_data(p->secret_key, &n);
		r = sp_pgp_import_secret(pgp, bytes, n, key, err);
		return r == SP_EDATA ? name_file(p->key_file, err) : r;
	}
	user_ids = sp_gate_user_ids(p->conf);
	return sp_pgp_generate(home, (const char *const *)user_ids, key, err);
}

static enum sp_status
make_keyring(const struct plan *p, struct sp_key **key, char **armor,
	     struct sp_err *err)
{
	g_autofree char *home = g_build_filename(p->state, "gnupg", NULL);
	struct sp_pgp *pgp = NULL;
	struct sp_key *made = NULL;
	enum sp_status r = sp_pgp_make_home(home, err);
	const void *bytes;
	gsize n;

	if (r == SP_OK)
		r = sp_pgp_open(home, p->conf->plaintext, &pgp, err);
	if (r == SP_OK)
		r = make_list_key(p, home, pgp, &made, err);
	if (r == SP_OK && p->archive) {
		bytes = g_bytes_get_data(p->archive_bytes, &n);
		r = sp_pgp_import(pgp, bytes, n, err);
	}
	if (r == SP_OK)
		r = sp_pgp_export(pgp, made->fingerprint, armor, err);
	sp_pgp_close(pgp);
	if (r == SP_OK)
		*key = g_steal_pointer(&made);
	sp_key_free(made);
	return r;
}

static enum sp_status
record_keys(struct sp_store *st, const struct plan *p,
	    const struct sp_key *key, struct sp_err *err)
{
	const int64_t now = sp_gate_now();
	enum sp_status r;

	if ((r = sp_store_begin(st, err)) != SP_OK)
		return r;
	if ((r = sp_store_list_key_set(st, key, 0, now,
				       err)) == SP_OK &&
	    (!p->archive || (r = sp_store_archive_key_add(st, p->archive, now,
							  err)) == SP_OK) &&
	    (r = sp_store_event_add(st, now, "gate", "created", "", "",
				    key->fingerprint, err)) == SP_OK)
		r = sp_store_commit(st, err);
	sp_store_rollback(st);
	return r;
}

static enum sp_status
make_store(const struct plan *p, const struct sp_key *key, struct sp_err *err)
{
	g_autofree char *secret = g_build_filename(p->state, "secret", NULL);
	g_autofree char *db = g_build_filename(p->state, "store.db", NULL);
	struct sp_vault *vault = NULL;
	struct sp_store *st = NULL;
	enum sp_status r;

	if ((r = sp_vault_create(secret, err)) == SP_OK &&
	    (r = sp_vault_open(secret, &vault, err)) == SP_OK &&
	    (r = sp_store_create(db, vault, err)) == SP_OK &&
	    (r = sp_store_open(db, vault, &st, err)) == SP_OK)
		r = record_keys(st, p, key, err);
	sp_store_close(st);
	sp_vault_close(vault);
	return r;
}

static enum sp_status
make_state(const struct plan *p, char **armor, struct sp_err *err)
{
	g_autofree char *deferred = g_build_filename(p->state, "deferred",
						     NULL);
	struct sp_key *key = NULL;
	enum sp_status r;

	if ((r = become(p, err)) == SP_OK &&
	    (r = make_keyring(p, &key, armor, err)) == SP_OK &&
	    (r = make_store(p, key, err)) == SP_OK)
		r = write_file(deferred, SP_NO_DEFERRALS, 0600, err);
	sp_key_free(key);
	return r;
}

/* --- between the two processes -------------------------------------------- */

/* The child's answer: a digit, its status, then the sentence or the key. */
static void
answer(int fd, enum sp_status r, const char *text)
{
	g_autofree char *all = g_strdup_printf("%c%s", '0' + (int)r, text);
	const char *p = all;
	size_t left = strlen(all);

	while (left > 0) {
		ssize_t n = write(fd, p, left);

		if (n < 0)
			return;
		p += n;
		left -= (size_t)n;
	}
}

static void G_GNUC_NORETURN
run_child(const struct plan *p, int fd)
{
	struct sp_err err = { .code = SP_OK };
	g_autofree char *armor = NULL;
	enum sp_status r = make_state(p, &armor, &err);

	answer(fd, r, r == SP_OK ? armor : err.text);
	_exit(0);
}

/* What the child said; a child that said nothing has died. */
static enum sp_status
hear_child(struct sp_blob *said, struct sp_key **key, struct sp_err *err)
{
	const uint8_t *bytes;
	enum sp_status r;

	if ((r = sp_blob_map(said, &bytes, err)) != SP_OK)
		return r;
	if (said->len == 0 || bytes[0] < '0' || bytes[0] > '0' + SP_ECONF)
		return sp_fail(err, SP_EIO, "the process that makes the "
			       "keyring died");
	r = (enum sp_status)(bytes[0] - '0');
	if (r != SP_OK)
		return sp_fail(err, r, "%.*s", (int)(said->len - 1),
			       (const char *)bytes + 1);
	return sp_pgp_inspect(bytes + 1, said->len - 1, key, err);
}

static enum sp_status
fill_state(const struct plan *p, struct sp_key **key, struct sp_err *err)
{
	g_auto_blob struct sp_blob said = SP_BLOB_INIT;
	enum sp_status r;
	int ends[2];
	pid_t child;

	if ((r = sp_blob_init(&said, ANSWER_MAX, err)) != SP_OK)
		return r;
	if (pipe2(ends, O_CLOEXEC) < 0)
		return sp_fail(err, SP_EIO, "pipe: %s", g_strerror(errno));
	child = fork();
	if (child == 0)
		run_child(p, ends[1]);
	close(ends[1]);
	r = child < 0 ? sp_fail(err, SP_EIO, "fork: %s", g_strerror(errno))
		      : sp_blob_fill(&said, ends[0], err);
	close(ends[0]);
	if (child > 0)
		(void)waitpid(child, NULL, 0);
	return r == SP_OK ? hear_child(&said, key, err) : r;
}

/* --- folders -------------------------------------------------------------- */

/* A folder and those above it. Only what is made here is touched. */
static enum sp_status
make_folder(const char *path, struct sp_err *err)
{
	const mode_t mode = geteuid() == 0 ? 0755 : 0700;
	g_autofree char *parent = NULL;
	enum sp_status r;

	if (g_file_test(path, G_FILE_TEST_IS_DIR))
		return SP_OK;
	parent = g_path_get_dirname(path);
	if ((r = make_folder(parent, err)) != SP_OK)
		return r;
	if (mkdir(path, mode) < 0 || chmod(path, mode) < 0)
		return sp_fail(err, SP_EIO, "%s: %s", path, g_strerror(errno));
	return SP_OK;
}

static enum sp_status
make_state_folder(const struct plan *p, gboolean *made, struct sp_err *err)
{
	g_autofree char *parent = g_path_get_dirname(p->state);
	enum sp_status r = make_folder(parent, err);

	if (r != SP_OK)
		return r;
	*made = mkdir(p->state, 0700) == 0;
	if (!*made && errno != EEXIST)
		return sp_fail(err, SP_EIO, "%s: %s", p->state,
			       g_strerror(errno));
	if (chown(p->state, p->uid, p->gid) < 0 || chmod(p->state, 0700) < 0)
		return sp_fail(err, SP_EIO, "%s: %s", p->state,
			       g_strerror(errno));
	return SP_OK;
}

static enum sp_status
write_config(const struct plan *p, struct sp_err *err)
{
	enum sp_status r = write_file(p->file, p->text, 0600, err);

	if (r == SP_OK && chown(p->file, p->uid, p->gid) < 0)
		r = sp_fail(err, SP_EIO, "%s: %s", p->file,
			    g_strerror(errno));
	if (r != SP_OK)
		(void)unlink(p->file);
	return r;
}

static enum sp_status
carry_out(const struct plan *p, const char *dir, struct sp_key **key,
	  struct sp_err *err)
{
	struct sp_key *made_key = NULL;
	gboolean made = FALSE;
	enum sp_status r;

	if ((r = make_folder(dir, err)) != SP_OK)
		return r;
	if ((r = make_state_folder(p, &made, err)) == SP_OK &&
	    (r = fill_state(p, &made_key, err)) == SP_OK)
		r = write_config(p, err);
	if (r == SP_OK) {
		*key = made_key;
		return SP_OK;
	}
	/* A folder that was there before stays, as empty as it was. */
	sp_folder_remove(p->state, !made);
	sp_key_free(made_key);
	return r;
}

enum sp_status
sp_setup_list(const struct sp_setup *how, struct sp_key **key,
	      struct sp_err *err)
{
	struct plan p = { 0 };
	enum sp_status r = plan_make(&p, how, err);

	if (r == SP_OK)
		r = carry_out(&p, how->dir, key, err);
	plan_clear(&p);
	return r;
}
