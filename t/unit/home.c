/* SPDX-License-Identifier: GPL-2.0-or-later */
/* home.c - where a keyring may stand, and one that was left in between */
#include "lib/pgp/pgp.h"

#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/vfs.h>

#include "t/unit/keyring.h"

static long place = TMPFS_MAGIC;	/* on which all of it seems to lie */

/* In place of the C library's. */
int
statfs(const char *path, struct statfs *fs)
{
	(void)path;
	memset(fs, 0, sizeof(*fs));
	fs->f_type = place;
	return 0;
}

/* */
static void
test_home(void)
{
	static const struct {
		const char *name;
		size_t len;		/* of the path; 0: as it comes */
		int mode;
		enum sp_status want;
	} rows[] = {
		{ "as it should be", 0, 0700, SP_OK },
		{ "open to the group", 0, 0750, SP_ECONF },
		{ "open to all", 0, 0755, SP_ECONF },
		{ "80 bytes", 80, 0700, SP_OK },
		{ "81 bytes", 81, 0700, SP_ECONF },
	};
	g_autofree char *target = keyring_path("h0");
	g_autofree char *link = keyring_path("link");
	struct sp_pgp *pgp = NULL;
	struct sp_err err;

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *name = g_strdup_printf("h%zu", i);
		g_autofree char *fill = NULL;
		g_autofree char *path = keyring_path(name);
		g_autofree char *long_path = NULL;
		g_autofree char *label = g_strconcat("home: ", rows[i].name,
						     NULL);

		fill = g_strnfill(rows[i].len > strlen(path) ?
				  rows[i].len - strlen(path) : 0, 'x');
		long_path = g_strconcat(path, fill, NULL);
		g_mkdir(long_path, 0700);
		(void)g_chmod(long_path, rows[i].mode);
		pgp = NULL;
		okay(sp_pgp_open(long_path, 0, &pgp, &err), rows[i].want,
		     &err, label);
		sp_pgp_close(pgp);
		okay(sp_pgp_make_home(long_path, &err), rows[i].want, &err,
		     "home: made the same");
	}
	pgp = NULL;
	okay(sp_pgp_open("relative", 0, &pgp, &err), SP_ECONF, &err,
	     "home: relative");
	ok(symlink(target, link) == 0 &&
	   sp_pgp_open(link, 0, &pgp, &err) == SP_ECONF, "home: a link");
	okay(sp_pgp_open("/nonexistent", 0, &pgp, &err), SP_ECONF, &err,
	     "home: missing");
	ok(!pgp, "home: nothing was opened");
}

/* A long path still has room for the agent's socket, and for generation.
 * */
static void
test_long_home(void)
{
	g_autofree char *fill = g_strnfill(80 - strlen(keyring_root) - 1, 'l');
	g_autofree char *path = keyring_path(fill);
	const char *const user_ids[] = { "l@example.org", NULL };
	struct sp_key *key = NULL;
	struct sp_err err;

	if (sp_pgp_make_home(path, &err) != SP_OK)
		g_error("%s", err.text);
	okay(sp_pgp_generate(path, user_ids, &key, &err), SP_OK, &err,
	     "home: a key in one of 80 bytes");
	sp_key_free(key);
}

/* A keyring of another user, though root could read it.
 * */
static void
test_owner(void)
{
	g_autofree char *path = keyring_path("foreign");
	struct sp_pgp *pgp = NULL;
	struct sp_err err;

	if (geteuid() != 0)
		return;
	g_mkdir(path, 0700);
	if (chown(path, 65534, 65534) != 0)
		g_error("%s", path);
	okay(sp_pgp_open(path, 0, &pgp, &err), SP_ECONF, &err,
	     "home: somebody else's");
	okay(sp_pgp_make_home(path, &err), SP_ECONF, &err,
	     "home: made the same");
}

/* A keyring of ours needs locks that hold; a person's is only read.
 * */
static void
test_place(void)
{
	g_autofree char *ours = keyring_path("far");
	g_autofree char *theirs = keyring_path("person");
	struct sp_pgp *pgp = keyring_open("far", 0);
	struct sp_err err;

	sp_pgp_close(pgp);
	g_mkdir(theirs, 0700);
	pgp = NULL;
	place = NFS_SUPER_MAGIC;
	okay(sp_pgp_open(ours, 0, &pgp, &err), SP_ECONF, &err, "home: on NFS");
	okay(sp_pgp_make_home(ours, &err), SP_ECONF, &err,
	     "home: made the same");
	ok(!pgp && strstr(err.text, "network"), "home: %s", err.text);
	okay(sp_pgp_open(theirs, 0, &pgp, &err), SP_OK, &err,
	     "home: a person's on NFS");
	sp_pgp_close(pgp);
	place = TMPFS_MAGIC;
}

/* gpg gives its keyring another name before it puts the new one there.
 * */
static void
test_mend(void)
{
	static struct sp_pgp *pgp;	/* found, too, where the child ends */
	g_autoptr(GPtrArray) keys = NULL;
	g_autofree char *listed = NULL;
	struct sp_err err;

	pgp = keyring_open("mend", 1000);
	keyring_generate(pgp, "mend");
	g_free(keyring_sh("mend", "cp $H/pubring.kbx kept; rm -f $H/*.kbx~;"
			  " mv $H/pubring.kbx $H/pubring.kbx~"));
	okay(sp_pgp_secret_keys(pgp, &keys, &err), SP_OK, &err,
	     "mend: put aside");
	ok(keys && keys->len == 1, "mend: the key is there again");
	listed = keyring_sh("mend", "cmp kept $H/pubring.kbx && echo same");
	ok(strcmp(listed, "same") == 0, "mend: and the keyring as it was");
	g_clear_pointer(&keys, g_ptr_array_unref);
	g_clear_pointer(&listed, g_free);

	g_free(keyring_sh("mend", "rm $H/pubring.kbx~; : >$H/pubring.kbx~"));
	okay(sp_pgp_secret_keys(pgp, &keys, &err), SP_OK, &err,
	     "mend: an older copy beside it");
	ok(keys && keys->len == 1, "mend: is left alone");
	sp_pgp_close(pgp);
}

int
main(void)
{
	keyring_init();
	test_home();
	test_long_home();
	test_owner();
	test_place();
	test_mend();
	keyring_done();
	return tap_done();
}
