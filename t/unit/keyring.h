/* SPDX-License-Identifier: GPL-2.0-or-later */
/* keyring.h - throw-away keyrings for the tests of lib/pgp, with real gpg */
#ifndef SP_T_KEYRING_H
#define SP_T_KEYRING_H

#include <glib.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/pgp/pgp.h"
#include "t/unit/tap.h"

static char *keyring_root;	/* short: an agent's socket stands below it */
static char *keyring_programs;	/* folder of the wrapper */

/* Make the root, and find the wrapper in the build directory. */
__attribute__((unused))
static void
keyring_init(void)
{
	g_autofree char *self = g_file_read_link("/proc/self/exe", NULL);
	g_autofree char *dir = g_path_get_dirname(self);

	setvbuf(stdout, NULL, _IOLBF, 0);
	keyring_programs = g_build_filename(dir, "..", "filter", NULL);
	sp_pgp_set_wrapper_dir(keyring_programs);
	keyring_root = g_strdup("/tmp/spXXXXXX");
	if (!g_mkdtemp(keyring_root))
		exit(99);
}

/* Run a shell command with the home $H of this name; its output, g_free(). */
__attribute__((unused, format(printf, 2, 3)))
static char *
keyring_sh(const char *home, const char *fmt, ...)
{
	g_autofree char *command = NULL;
	char *out = NULL;
	va_list ap;

	va_start(ap, fmt);
	command = g_strdup_vprintf(fmt, ap);
	va_end(ap);
	{
		char *argv[] = { (char *)"sh", (char *)"-c", command, NULL };
		g_autofree char *path = g_build_filename(keyring_root, home,
							 NULL);
		g_auto(GStrv) envp = g_get_environ();

		envp = g_environ_setenv(envp, "GNUPGHOME", path, TRUE);
		envp = g_environ_setenv(envp, "H", path, TRUE);
		if (!g_spawn_sync(keyring_root, argv, envp,
				  G_SPAWN_SEARCH_PATH |
				  G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL,
				  &out, NULL, NULL, NULL))
			exit(99);
	}
	return g_strchomp(out);
}

__attribute__((unused))
static char *
keyring_path(const char *home)
{
	return g_build_filename(keyring_root, home, NULL);
}

/* A new home with our configuration, open. */
__attribute__((unused))
static struct sp_pgp *
keyring_open(const char *home, size_t plaintext_max)
{
	g_autofree char *path = keyring_path(home);
	struct sp_pgp *pgp = NULL;
	struct sp_err err;

	if (sp_pgp_make_home(path, &err) != SP_OK ||
	    sp_pgp_open(path, plaintext_max, &pgp, &err) != SP_OK) {
		printf("# %s\n", err.text);
		exit(99);
	}
	return pgp;
}

/* Generate a list key in this home, made before, in a process of its own, so
 * that ours has not met gpg yet: gpgme keeps the first gpg that it sees, and
 * some tests want it to see another one. HOME.asc gets the public key. */
__attribute__((unused))
static void
keyring_generate(struct sp_pgp *pgp, const char *home)
{
	g_autofree char *path = keyring_path(home);
	g_autofree char *file = g_strconcat(path, ".asc", NULL);
	g_autofree char *armor = NULL;
	const char *const user_ids[] = { "List <list@example.org>", NULL };
	struct sp_key *key = NULL;
	struct sp_err err;
	int how = 0;
	pid_t child;

	fflush(stdout);
	child = fork();
	if (child == 0) {
		if (sp_pgp_generate(path, user_ids, &key, &err) != SP_OK ||
		    sp_pgp_export(pgp, key->fingerprint, &armor, &err) !=
		    SP_OK)
			g_error("%s", err.text);
		g_file_set_contents(file, armor, -1, NULL);
		sp_key_free(key);
		g_free(g_steal_pointer(&armor));
		_exit(0);
	}
	waitpid(child, &how, 0);
	ok(how == 0, "the list has a key");
}

#define KEYRING_AGENTS "cat /proc/[0-9]*/cmdline 2>/dev/null |" \
	" tr '\\0' ' ' | grep -o \"[g]pg-agent --homedir $H --daemon\""

/* End the agent of a home, and see it gone: as its last act it removes the
 * socket, which may be that of the next one by then. */
__attribute__((unused))
static void
keyring_end_agent(const char *home)
{
	g_free(keyring_sh(home, "gpgconf --kill gpg-agent; for i in 1 2 3 4 5"
			  " 6 7 8 9; do " KEYRING_AGENTS " || break;"
			  " sleep 0.1; done"));
}

/* How many gpg run below our root now; limits gets those of one, g_free(). */
__attribute__((unused))
static unsigned
keyring_gpgs(char **limits)
{
	GDir *proc = g_dir_open("/proc", 0, NULL);
	const char *pid;
	unsigned n = 0;

	while ((pid = g_dir_read_name(proc))) {
		g_autofree char *cmd = g_strdup_printf("/proc/%s/cmdline",
						       pid);
		g_autofree char *env = g_strdup_printf("/proc/%s/environ",
						       pid);
		g_autofree char *lim = g_strdup_printf("/proc/%s/limits",
						       pid);
		g_autofree char *args = NULL;
		g_autofree char *vars = NULL;
		gsize len = 0;

		if (!g_ascii_isdigit(*pid) ||
		    !g_file_get_contents(cmd, &args, NULL, NULL) ||
		    !g_file_get_contents(env, &vars, &len, NULL) ||
		    strcmp(args, "gpg") != 0 ||
		    !memmem(vars, len, keyring_root, strlen(keyring_root)))
			continue;
		n++;
		if (limits && !*limits)
			(void)g_file_get_contents(lim, limits, NULL, NULL);
	}
	g_dir_close(proc);
	return n;
}

/* End the agent of each home and remove the root. */
__attribute__((unused))
static void
keyring_done(void)
{
	g_free(keyring_sh("", "for h in \"$H\"/*/; do gpgconf --homedir"
			  " \"$h\" --kill gpg-agent; done; rm -rf \"$H\""));
	g_clear_pointer(&keyring_root, g_free);
	g_clear_pointer(&keyring_programs, g_free);
}

/* ok() that says why not. */
__attribute__((unused))
static int
okay(enum sp_status got, enum sp_status want, const struct sp_err *err,
     const char *name)
{
	if (ok(got == want, "%s", name))
		return 1;
	printf("# status %d, not %d: %s\n", got, want,
	       got == SP_OK ? "" : err->text);
	return 0;
}

#endif
