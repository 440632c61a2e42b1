/* SPDX-License-Identifier: GPL-2.0-or-later */
/* home.c - the keyring's directory: what stands in it, who may use it
 *
 * A home made by us has two files that gpg does not know: "slots", whose
 * bytes are locked to bound how many gpg run at once, and "own", the
 * encryption subkeys whose secret is here. */
#include "lib/pgp/engine.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "lib/base/folder.h"

#define HOME_MAX 80	/* the agent's longest socket name must still fit */
#define SCRATCH_MAX (HOME_MAX + 7)	/* one below a home; fits just so */
#define SLOTS "slots"
#define OWN "own"
#define KEYS "pubring.kbx"
#define KEYS_BEFORE KEYS "~"
#define TO_STAY (G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE)

/* Fixed, so that what a signature or a key is worth does not depend on the
 * machine. SHA-1 counts as broken; nobody can make us reach out to a network,
 * try hidden recipients one secret key after the other, or import the flood of
 * signatures on a poisoned key. No AEAD in our preferences: gpg 2.2 reports
 * success on AEAD mail that was cut. max-output must never stand here: it cuts
 * without an error. */
static const char gpg_conf[] =
	"batch\n"
	"no-tty\n"
	"no-auto-key-retrieve\n"
	"no-auto-key-import\n"
	"no-auto-key-locate\n"
	"disable-dirmngr\n"
	"no-symkey-cache\n"
	"skip-hidden-recipients\n"
	"weak-digest SHA1\n"
	"weak-digest RIPEMD160\n"
	"trust-model always\n"
	"no-encrypt-to\n"
	"exit-on-status-write-error\n"
	"import-options self-sigs-only,import-clean\n"
	"personal-cipher-preferences AES256 AES192 AES\n"
	"personal-digest-preferences SHA512 SHA384 SHA256\n"
	"default-preference-list AES256 AES192 AES SHA512 SHA384 SHA256"
	" ZLIB ZIP Uncompressed\n"
	"cert-digest-algo SHA512\n"
	"no-emit-version\n"
	"no-comments\n"
	"require-cross-certification\n";

/* Without auto-expand-secmem one RSA decryption in five fails when many run at
 * once. Nobody sits before this machine: asking for a passphrase is an error,
 * at once. */
static const char agent_conf[] =
	"auto-expand-secmem\n"
	"disable-scdaemon\n"
	"pinentry-program /bin/false\n"
	"no-allow-external-cache\n"
	"extra-socket none\n"
	"browser-socket none\n";

/* more: lines of an administrator's may follow, and stay; an agent may have to
 * keep a passphrase for longer. */
static const struct {
	const char *name;
	const char *text;
	gboolean more;
} files[] = {
	{ "gpg.conf", gpg_conf, FALSE },
	{ "gpg-agent.conf", agent_conf, TRUE },
	{ SLOTS, "", FALSE },
};

static enum sp_status
check_home(const char *gnupg, size_t max, struct sp_err *err)
{
	struct stat st;

	if (!g_path_is_absolute(gnupg) || strlen(gnupg) > max)
		return sp_fail(err, SP_ECONF,
			       "keyring %s: not an absolute path of at most"
			       " %zu bytes", gnupg, max);
	if (lstat(gnupg, &st) != 0)
		return sp_fail(err, SP_ECONF, "keyring %s: %s", gnupg,
			       g_strerror(errno));
	if (!S_ISDIR(st.st_mode) || st.st_uid != geteuid() ||
	    (st.st_mode & 077) != 0)
		return sp_fail(err, SP_ECONF,
			       "keyring %s: not a directory of our own with"
			       " mode 0700", gnupg);
	return SP_OK;
}

/* gpg's locks are files with a process id, the slots are locks of the kernel:
 * both are for one machine. */
static enum sp_status
check_place(const char *gnupg, struct sp_err *err)
{
	struct statfs fs;

	if (statfs(gnupg, &fs) != 0)
		return sp_fail(err, SP_EIO, "keyring %s: %s", gnupg,
			       g_strerror(errno));
	if (sp_folder_remote((unsigned long)fs.f_type))
		return sp_fail(err, SP_ECONF,
			       "keyring %s lies on a network or FUSE file"
			       " system, where locks do not hold; move the"
			       " state directory to a local disk", gnupg);
	return SP_OK;
}

/* Write a file unless it already says just that. */
static enum sp_status
put_file(const char *dir, const char *name, const char *text,
	 GFileSetContentsFlags how, struct sp_err *err)
{
	g_autofree char *path = g_build_filename(dir, name, NULL);
	g_autofree char *now = NULL;
	g_autoptr(GError) why = NULL;

	if (g_file_get_contents(path, &now, NULL, NULL) &&
	    strcmp(now, text) == 0)
		return SP_OK;
	if (!g_file_set_contents_full(path, text, -1, how, 0600, &why))
		return sp_fail(err, SP_EIO, "%s", why->message);
	return SP_OK;
}

static gboolean
begins_with(const char *dir, const char *name, const char *text)
{
	g_autofree char *path = g_build_filename(dir, name, NULL);
	g_autofree char *now = NULL;

	return g_file_get_contents(path, &now, NULL, NULL) &&
	       g_str_has_prefix(now, text);
}

static enum sp_status
fill_home(const char *gnupg, GFileSetContentsFlags how, struct sp_err *err)
{
	enum sp_status r = SP_OK;

	for (size_t i = 0; r == SP_OK && i < G_N_ELEMENTS(files); i++)
		if (!files[i].more || !begins_with(gnupg, files[i].name,
						   files[i].text))
			r = put_file(gnupg, files[i].name, files[i].text, how,
				     err);
	return r;
}

enum sp_status
sp_pgp_make_home(const char *gnupg, struct sp_err *err)
{
	enum sp_status r;

	if (mkdir(gnupg, 0700) != 0 && errno != EEXIST)
		return sp_fail(err, SP_EIO, "keyring %s: %s", gnupg,
			       g_strerror(errno));
	r = check_home(gnupg, HOME_MAX, err);
	if (r == SP_OK)
		r = check_place(gnupg, err);
	return r == SP_OK ? fill_home(gnupg, TO_STAY, err) : r;
}

static enum sp_status
open_home(const char *gnupg, size_t plaintext_max, struct sp_pgp **pgp,
	  struct sp_err *err)
{
	g_autofree char *slots = g_build_filename(gnupg, SLOTS, NULL);
	struct sp_pgp *p;
	int fd;

	fd = open(slots, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0 && errno != ENOENT)
		return sp_fail(err, SP_EIO, "%s: %s", slots,
			       g_strerror(errno));
	p = g_new0(struct sp_pgp, 1);
	p->home = g_strdup(gnupg);
	p->plaintext_max = plaintext_max;
	p->slots = fd;
	*pgp = p;
	return SP_OK;
}

enum sp_status
sp_pgp_open(const char *gnupg, size_t plaintext_max, struct sp_pgp **pgp,
	    struct sp_err *err)
{
	enum sp_status r = check_home(gnupg, HOME_MAX, err);
	struct sp_pgp *p = NULL;

	if (r == SP_OK)
		r = open_home(gnupg, plaintext_max, &p, err);
	/* What was not made by us is a person's, and only read. */
	if (r == SP_OK && p->slots >= 0)
		r = check_place(gnupg, err);
	if (r == SP_OK)
		*pgp = g_steal_pointer(&p);
	sp_pgp_close(p);
	return r;
}

void
sp_pgp_close(struct sp_pgp *pgp)
{
	if (!pgp)
		return;
	if (pgp->slots >= 0)
		close(pgp->slots);
	g_free(pgp->home);
	g_free(pgp);
}

/* To change its keyring, gpg gives the old one another name and then the new
 * one the name. Ended between the two it leaves none, and the next gpg would
 * begin an empty one. The old one is whole, and a gpg that is just there gives
 * the new one the name, whatever has it. */
enum sp_status
sp_home_mend(const struct sp_pgp *pgp, struct sp_err *err)
{
	g_autofree char *keys = g_build_filename(pgp->home, KEYS, NULL);
	g_autofree char *before = g_build_filename(pgp->home, KEYS_BEFORE,
						   NULL);

	if (pgp->slots < 0 || access(keys, F_OK) == 0)
		return SP_OK;
	if (link(before, keys) != 0 && errno != ENOENT && errno != EEXIST)
		return sp_fail(err, SP_EIO, "%s: %s", keys, g_strerror(errno));
	return SP_OK;
}

/* Locks of the open file, so that two keyrings in one process do not undo each
 * other's, and so that a killed process gives its slot back. */
static int
lock_byte(int fd, int command, short type, int byte)
{
	struct flock lock = {
		.l_type = type, .l_whence = SEEK_SET, .l_start = byte,
		.l_len = 1
	};
	int r;

	do
		r = fcntl(fd, command, &lock);
	while (r != 0 && errno == EINTR);
	return r;
}

enum sp_status
sp_slot_take(const struct sp_pgp *pgp, int *slot, struct sp_err *err)
{
	const int first = (int)(getpid() % SP_SLOTS);

	if (pgp->slots < 0)
		return SP_OK;
	for (int i = 0; i < SP_SLOTS; i++) {
		const int mine = (first + i) % SP_SLOTS;

		if (lock_byte(pgp->slots, F_OFD_SETLK, F_WRLCK, mine) == 0) {
			*slot = mine;
			return SP_OK;
		}
	}
	if (lock_byte(pgp->slots, F_OFD_SETLKW, F_WRLCK, first) != 0)
		return sp_fail(err, SP_EBUSY, "keyring: %s",
			       g_strerror(errno));
	*slot = first;
	return SP_OK;
}

void
sp_slot_give(const struct sp_pgp *pgp, int slot)
{
	(void)lock_byte(pgp->slots, F_OFD_SETLK, F_UNLCK, slot);
}

char **
sp_home_own(const struct sp_pgp *pgp)
{
	g_autofree char *path = g_build_filename(pgp->home, OWN, NULL);
	g_autofree char *text = NULL;

	if (!g_file_get_contents(path, &text, NULL, NULL))
		text = g_strdup("");
	return g_strsplit(g_strchomp(text), "\n", -1);
}

char **
sp_pgp_own(const struct sp_pgp *pgp)
{
	return sp_home_own(pgp);
}

enum sp_status
sp_home_note_own(const struct sp_pgp *pgp, const char *subkey,
		 struct sp_err *err)
{
	g_auto(GStrv) own = sp_home_own(pgp);
	g_autofree char *before = g_strjoinv("\n", own);
	g_autofree char *after = NULL;

	if (g_strv_contains((const char *const *)own, subkey))
		return SP_OK;
	after = g_strdup_printf("%s%s%s\n", before, *before ? "\n" : "",
				subkey);
	return put_file(pgp->home, OWN, after, TO_STAY, err);
}

enum sp_status
sp_home_forget_own(const struct sp_pgp *pgp, const char *subkey,
		   struct sp_err *err)
{
	g_auto(GStrv) own = sp_home_own(pgp);
	GString *after;
	g_autofree char *text = NULL;

	if (!g_strv_contains((const char *const *)own, subkey))
		return SP_OK;
	after = g_string_new(NULL);
	for (char **s = own; *s; s++)
		if (strcmp(*s, subkey) != 0)
			g_string_append_printf(after, "%s\n", *s);
	text = g_string_free(after, FALSE);
	return put_file(pgp->home, OWN, text, TO_STAY, err);
}

static void
remove_tree(const char *path)
{
	GDir *dir = g_dir_open(path, 0, NULL);
	const char *name;

	while (dir && (name = g_dir_read_name(dir))) {
		g_autofree char *below = g_build_filename(path, name, NULL);

		if (unlink(below) != 0)
			remove_tree(below);
	}
	if (dir)
		g_dir_close(dir);
	(void)rmdir(path);
}

enum sp_status
sp_scratch_open(const char *dir, struct sp_pgp **pgp, struct sp_err *err)
{
	g_autofree char *home = sp_folder_in_memory();
	/* gpg looks into a trust database when it lists an expired key that it
	 * did not import, and only makes one under this model. */
	g_autofree char *conf = g_strconcat(gpg_conf, "trust-model pgp\n",
					    NULL);
	enum sp_status r;

	if (!home)
		home = g_build_filename(dir ? dir : g_get_tmp_dir(), "XXXXXX",
					NULL);
	if (!g_mkdtemp(home))
		return sp_fail(err, SP_EIO, "%s: %s", home,
			       g_strerror(errno));
	r = check_home(home, SCRATCH_MAX, err);
	if (r == SP_OK)
		r = fill_home(home, G_FILE_SET_CONTENTS_NONE, err);
	if (r == SP_OK)
		r = put_file(home, "gpg.conf", conf, G_FILE_SET_CONTENTS_NONE,
			     err);
	if (r == SP_OK)
		r = open_home(home, 0, pgp, err);
	if (r != SP_OK)
		remove_tree(home);
	return r;
}

void
sp_scratch_close(struct sp_pgp *pgp)
{
	if (!pgp)
		return;
	sp_agent_stop(pgp->home);
	remove_tree(pgp->home);
	sp_pgp_close(pgp);
}
