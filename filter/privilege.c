/* SPDX-License-Identifier: GPL-2.0-or-later */
/* privilege.c - whose hands these are
 *
 * An MTA's environment holds text that a stranger chose (under Exim HOME and
 * USER are the local part), and a person's holds settings that would change
 * what gpg or the C library do. Nothing of either reaches the code below. */
#include "filter/privilege.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <locale.h>
#include <pwd.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct {
	const char *name;
	const char *value;
} fixed_environment[] = {
	{ "PATH", "/usr/sbin:/usr/bin:/sbin:/bin" },
	{ "LC_ALL", "C.UTF-8" },
	{ "TZ", "UTC" },
};

/* What instrumented builds need in their children too. */
static const char *const kept_environment[] = {
	"ASAN_OPTIONS", "LSAN_OPTIONS", "UBSAN_OPTIONS",
};

static gboolean dropped;	/* root became the user of a list */

static char *
environment(const char *name)
{
	const char *value = getenv(name);

	return value && *value ? g_strdup(value) : NULL;
}

/* It will stand in events and in answers to others. */
static gboolean
is_login(const char *s)
{
	return strlen(s) <= 64 &&
	       s[strspn(s, G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS "._@-")] ==
		       '\0';
}

static void
learn_caller(struct caller *caller)
{
	char *s = environment("SUDO_USER");

	if (s && is_login(s))
		caller->login = g_steal_pointer(&s);
	g_free(s);
	s = environment("VISUAL");
	if (!s)
		s = environment("EDITOR");
	caller->editor = s ? s : g_strdup("vi");
	s = environment("HOME");
	caller->home = s ? s : g_strdup("/");
	s = environment("GNUPGHOME");
	caller->gnupg = s ? s : g_build_filename(caller->home, ".gnupg", NULL);
	s = environment("TERM");
	caller->terminal = s ? s : g_strdup("dumb");
	caller->dir = environment("SALLYPORT_DIR");
}

static void
clean_environment(void)
{
	char *kept[G_N_ELEMENTS(kept_environment)];

	for (size_t i = 0; i < G_N_ELEMENTS(kept); i++)
		kept[i] = environment(kept_environment[i]);
	clearenv();
	for (size_t i = 0; i < G_N_ELEMENTS(fixed_environment); i++)
		(void)setenv(fixed_environment[i].name,
			     fixed_environment[i].value, 1);
	for (size_t i = 0; i < G_N_ELEMENTS(kept); i++) {
		if (kept[i])
			(void)setenv(kept_environment[i], kept[i], 1);
		g_free(kept[i]);
	}
}

/* A file that we open must never become standard output. */
static void
open_standard(void)
{
	int fd;

	do
		fd = open("/dev/null", O_RDWR | O_CLOEXEC);
	while (fd >= 0 && fd <= STDERR_FILENO &&
	       fcntl(fd, F_SETFD, 0) == 0);
	if (fd > STDERR_FILENO)
		close(fd);
}

static void
leave_no_core(void)
{
	const struct rlimit none = { 0, 0 };

	(void)prctl(PR_SET_DUMPABLE, 0);
	(void)setrlimit(RLIMIT_CORE, &none);
}

void
privilege_first_acts(struct caller *caller)
{
	caller->mask = umask(077);
	leave_no_core();
	open_standard();
	/* A reader that goes away is an error to report, after the decision
	 * has been carried out, and not a death in the middle of it. */
	signal(SIGPIPE, SIG_IGN);
	signal(SIGCHLD, SIG_DFL);
	learn_caller(caller);
	clean_environment();
	/* What it is in the environment; of the rest nothing is read. */
	setlocale(LC_CTYPE, "");
}

void
privilege_learn_login(struct caller *caller)
{
	const struct passwd *pw;

	if (caller->login)
		return;
	pw = getpwuid(getuid());
	caller->login = pw ? g_strdup(pw->pw_name) :
		g_strdup_printf("uid-%u", (unsigned)getuid());
}

void
privilege_caller_clear(struct caller *caller)
{
	g_free(caller->login);
	g_free(caller->editor);
	g_free(caller->home);
	g_free(caller->gnupg);
	g_free(caller->terminal);
	g_free(caller->dir);
}

enum sp_status
privilege_become(uid_t uid, struct sp_err *err)
{
	const struct passwd *pw = getpwuid(uid);

	if (!pw)
		return sp_fail(err, SP_ECONF, "user id %u, to whom this "
			       "belongs, has no name", (unsigned)uid);
	if (initgroups(pw->pw_name, pw->pw_gid) < 0 ||
	    setgid(pw->pw_gid) < 0 || setuid(uid) < 0)
		return sp_fail(err, SP_EIO, "cannot become user %s: %s",
			       pw->pw_name, g_strerror(errno));
	leave_no_core();	/* changing the user makes dumpable again */
	dropped = TRUE;
	return SP_OK;
}

/* Another list may have made this process its user before. */
static enum sp_status
refuse(uid_t owner, const char *list, struct sp_err *err)
{
	const struct passwd *pw = getpwuid(owner);
	const char *name = pw ? pw->pw_name : "?";

	if (dropped)
		return sp_fail(err, SP_EDENIED, "list %s belongs to user %s, "
			       "and this command became another user for a "
			       "list before; run it for one list at a time, "
			       "or as that user: sudo -u %s sallyport ...",
			       list, name, name);
	return sp_fail(err, SP_EDENIED, "list %s belongs to user %s: run this "
		       "as that user or as root (sudo sallyport ...)", list,
		       name);
}

enum sp_status
privilege_become_owner(const char *path, const char *list, struct sp_err *err)
{
	struct stat st;

	if (stat(path, &st) < 0)
		return sp_fail(err, errno == EACCES ? SP_EDENIED : SP_ECONF,
			       "list %s: %s: %s", list, path,
			       g_strerror(errno));
	if (st.st_uid == geteuid())
		return SP_OK;
	if (geteuid() == 0)
		return privilege_become(st.st_uid, err);
	if (st.st_uid == 0 && S_ISREG(st.st_mode) && access(path, R_OK) == 0)
		return SP_OK;
	return refuse(st.st_uid, list, err);
}
