/* SPDX-License-Identifier: GPL-2.0-or-later */
/* editor.c - let a person write a text, without leaving it on a disk */
#include "filter/editor.h"

#include <errno.h>
#include <linux/magic.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/statfs.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/base/folder.h"

#define MEMORY "/dev/shm"
#define TEXT_MAX (256 * 1024)

static enum sp_status
make_folder(char **folder, struct sp_err *err)
{
	char path[] = MEMORY "/sallyport-XXXXXX";
	struct statfs fs;

	if (statfs(MEMORY, &fs) < 0 || fs.f_type != TMPFS_MAGIC)
		return sp_fail(err, SP_ECONF, MEMORY " is no memory file "
			       "system, and a text must not lie on a disk; "
			       "use --text FILE");
	if (!mkdtemp(path))
		return sp_fail(err, SP_EIO, "%s: %s", path,
			       g_strerror(errno));
	*folder = g_strdup(path);
	return SP_OK;
}

static void G_GNUC_NORETURN
become_editor(const struct caller *caller, const char *folder,
	      const char *file)
{
	/* As every program that calls an editor does: the variable may hold
	 * options too, so a shell splits it; the file name is quoted by us. */
	g_autofree char *quoted = g_shell_quote(file);
	g_autofree char *command = g_strdup_printf("%s %s", caller->editor,
						   quoted);

	signal(SIGINT, SIG_DFL);
	signal(SIGQUIT, SIG_DFL);
	signal(SIGPIPE, SIG_DFL);
	(void)setenv("TERM", caller->terminal, 1);
	(void)setenv("HOME", folder, 1);
	(void)setenv("TMPDIR", folder, 1);
	execl("/bin/sh", "sh", "-c", command, NULL);
	_exit(127);
}

static enum sp_status
wait_for_editor(const struct caller *caller, const char *folder,
		const char *file, struct sp_err *err)
{
	void (*on_int)(int) = signal(SIGINT, SIG_IGN);
	void (*on_quit)(int) = signal(SIGQUIT, SIG_IGN);
	int status = -1;
	pid_t child;

	(void)fflush(NULL);
	child = fork();
	if (child == 0)
		become_editor(caller, folder, file);
	while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR)
		continue;
	signal(SIGINT, on_int);
	signal(SIGQUIT, on_quit);
	if (child < 0)
		return sp_fail(err, SP_EIO, "fork: %s", g_strerror(errno));
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
		return sp_fail(err, SP_EDENIED, "the editor (%s) failed; "
			       "nothing was sent", caller->editor);
	return SP_OK;
}

enum sp_status
editor_run(const struct caller *caller, char **text, struct sp_err *err)
{
	g_autofree char *folder = NULL;
	g_autofree char *file = NULL;
	char *edited = NULL;
	enum sp_status r = make_folder(&folder, err);
	gsize n = 0;

	if (r != SP_OK)
		return r;
	file = g_build_filename(folder, "mail.txt", NULL);
	if (!g_file_set_contents_full(file, *text, -1,
				      G_FILE_SET_CONTENTS_NONE, 0600, NULL))
		r = sp_fail(err, SP_EIO, "%s cannot be written", file);
	if (r == SP_OK)
		r = wait_for_editor(caller, folder, file, err);
	if (r == SP_OK && !g_file_get_contents(file, &edited, &n, NULL))
		r = sp_fail(err, SP_EIO, "%s cannot be read back", file);
	sp_folder_remove(folder, FALSE);
	if (r == SP_OK && (n > TEXT_MAX || !g_utf8_validate(edited, (gssize)n,
							   NULL)))
		r = sp_fail(err, SP_EDATA, "the text must be UTF-8 of at most "
			    "%d KiB", TEXT_MAX / 1024);
	if (r == SP_OK) {
		g_free(*text);
		*text = g_steal_pointer(&edited);
	}
	g_free(edited);
	return r;
}
