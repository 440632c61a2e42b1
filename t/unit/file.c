/* SPDX-License-Identifier: GPL-2.0-or-later */
/* file.c - files that are replaced whole, or stay as they are */
#include "lib/base/file.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/base/folder.h"
#include "t/unit/tap.h"

static char *path;
static int folder;

static gboolean
holds(const char *name, const char *want)
{
	g_autofree char *file = g_build_filename(path, name, NULL);
	g_autofree char *got = NULL;

	return g_file_get_contents(file, &got, NULL, NULL) &&
	       strcmp(got, want) == 0;
}

static unsigned
count(void)
{
	g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
	unsigned n = 0;

	while (g_dir_read_name(dir))
		n++;
	return n;
}

static void
test_replace(void)
{
	struct sp_err err;
	struct stat st;

	ok(sp_file_replace(folder, "a", "one\n", 0644, &err) == SP_OK &&
	   holds("a", "one\n"), "a new file");
	ok(fstatat(folder, "a", &st, AT_SYMLINK_NOFOLLOW) == 0 &&
	   (st.st_mode & 07777) == 0644, "for all to read, whatever the umask");
	ok(sp_file_replace(folder, "a", "", 0600, &err) == SP_OK &&
	   holds("a", "") && fstatat(folder, "a", &st, 0) == 0 &&
	   (st.st_mode & 07777) == 0600, "replaced by an empty one, for us");
	ok(count() == 1, "nothing else is there");
}

static void
test_links(void)
{
	struct sp_err err;
	struct stat st;
	g_autofree char *left = g_strdup_printf(".c.%d", (int)getpid());

	ok(sp_file_replace(folder, "victim", "safe", 0644, &err) == SP_OK &&
	   symlinkat("victim", folder, "b") == 0 &&
	   sp_file_replace(folder, "b", "new", 0644, &err) == SP_OK &&
	   holds("b", "new") && holds("victim", "safe") &&
	   fstatat(folder, "b", &st, AT_SYMLINK_NOFOLLOW) == 0 &&
	   S_ISREG(st.st_mode), "a link is replaced, and not followed");
	ok(symlinkat("victim", folder, left) == 0 &&
	   sp_file_replace(folder, "c", "new", 0644, &err) == SP_OK &&
	   holds("c", "new") && holds("victim", "safe") && count() == 4,
	   "nor is one where the new file is written");
}

static void
test_failures(void)
{
	struct sp_err err = { .text = "" };

	ok(mkdirat(folder, "d", 0700) == 0 &&
	   sp_file_replace(folder, "d", "x", 0644, &err) != SP_OK &&
	   strstr(err.text, "d cannot"), "a folder is not replaced: %s", err.text);
	ok(sp_file_replace(folder, "none/e", "x", 0644, &err) != SP_OK,
	   "nor a folder made: %s", err.text);
	ok(count() == 5, "and nothing is left of it");
}

int
main(void)
{
	path = g_dir_make_tmp("sp-file-XXXXXX", NULL);
	folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	umask(077);
	test_replace();
	test_links();
	test_failures();
	(void)close(folder);
	sp_folder_remove(path, FALSE);
	g_free(path);
	return tap_done();
}
