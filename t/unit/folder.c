/* SPDX-License-Identifier: GPL-2.0-or-later */
/* folder.c - a folder goes away, and nothing outside of it */
#include "lib/base/folder.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <utime.h>

#include "t/unit/tap.h"

/* top/kept, top/made/{file,.hidden,inner/deep/file,link -> ../kept} */
static char *
make_tree(void)
{
	g_autofree char *top = g_dir_make_tmp("sp-folder-XXXXXX", NULL);
	static const char *const folders[] = {
		"kept", "made", "made/inner", "made/inner/deep",
	};
	static const char *const files[] = {
		"kept/file", "made/file", "made/.hidden", "made/inner/deep/file",
	};

	for (size_t i = 0; i < G_N_ELEMENTS(folders); i++) {
		g_autofree char *path = g_build_filename(top, folders[i], NULL);

		(void)g_mkdir(path, 0700);
	}
	for (size_t i = 0; i < G_N_ELEMENTS(files); i++) {
		g_autofree char *path = g_build_filename(top, files[i], NULL);

		(void)g_file_set_contents(path, "x", 1, NULL);
	}
	{
		g_autofree char *path = g_build_filename(top, "made/link", NULL);

		(void)!symlink("../kept", path);
	}
	return g_steal_pointer(&top);
}

static unsigned
entries(const char *path)
{
	g_autoptr(GDir) d = g_dir_open(path, 0, NULL);
	unsigned n = 0;

	while (d && g_dir_read_name(d))
		n++;
	return n;
}

/* A folder as a process of that id leaves it, with a file in it. g_free(). */
static char *
make_in_memory(pid_t maker, time_t age)
{
	const struct utimbuf past = { time(NULL) - age, time(NULL) - age };
	g_autofree char *ours = sp_folder_in_memory();
	g_autofree char *file = NULL;
	char *path;

	*strrchr(ours, '-') = '\0';
	path = g_strdup_printf("%s-%d.XXXXXX", ours, (int)maker);
	if (!g_mkdtemp(path))
		g_error("%s", path);
	file = g_build_filename(path, "file", NULL);
	g_file_set_contents(file, "x", -1, NULL);
	utime(path, &past);
	return path;
}

static pid_t
gone(void)
{
	pid_t pid = fork();

	if (pid == 0)
		_exit(0);
	(void)waitpid(pid, NULL, 0);
	return pid;
}

/* Only what is old and nobody's any more goes, whatever is in it. */
static void
test_memory(void)
{
	static const struct {
		const char *name;
		gboolean lives;		/* who made it */
		time_t age;
		gboolean stays;
	} rows[] = {
		{ "old, and its process is gone", FALSE, 100, FALSE },
		{ "not old enough", FALSE, 30, TRUE },
		{ "old, but its process lives", TRUE, 100, TRUE },
	};
	g_autofree char *place = sp_folder_in_memory();

	if (!place) {
		ok(1, "no memory to make folders in # SKIP");
		return;
	}
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path =
			make_in_memory(rows[i].lives ? getpid() : gone(),
				       rows[i].age);

		sp_folder_sweep_memory(90);
		ok(g_file_test(path, G_FILE_TEST_EXISTS) == rows[i].stays,
		   "in memory: %s", rows[i].name);
		sp_folder_remove(path, FALSE);
	}
}

/* R-083 R-135 */
static void
test_remote(void)
{
	static const struct {
		const char *name;
		unsigned long magic;
		gboolean want;
	} cases[] = {
		{ "nfs", 0x6969, TRUE },
		{ "smb", 0x517b, TRUE },
		{ "smb2", 0xfe534d42UL, TRUE },
		{ "smb2, sign-extended", 0xfffffffffe534d42UL, TRUE },
		{ "cifs", 0xff534d42UL, TRUE },
		{ "fuse", 0x65735546, TRUE },
		{ "9p", 0x01021997, TRUE },
		{ "ceph", 0x00c36400, TRUE },
		{ "ext4", 0xef53, FALSE },
		{ "xfs", 0x58465342, FALSE },
		{ "btrfs", 0x9123683eUL, FALSE },
		{ "tmpfs", 0x01021994, FALSE },
		{ "overlay", 0x794c7630, FALSE },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
		ok(sp_folder_remote(cases[i].magic) == cases[i].want,
		   "%s is %s", cases[i].name, cases[i].want ? "refused" : "fine");
}

int
main(void)
{
	g_autofree char *top = make_tree();
	g_autofree char *made = g_build_filename(top, "made", NULL);
	g_autofree char *kept = g_build_filename(top, "kept", NULL);
	g_autofree char *file = g_build_filename(kept, "file", NULL);

	sp_folder_remove(made, TRUE);
	ok(g_file_test(made, G_FILE_TEST_IS_DIR) && entries(made) == 0,
	   "emptied, hidden files too, and kept");
	ok(g_file_test(file, G_FILE_TEST_IS_REGULAR),
	   "what a link points to is left alone");
	sp_folder_remove(made, FALSE);
	ok(!g_file_test(made, G_FILE_TEST_EXISTS), "removed");
	sp_folder_remove(made, FALSE);
	ok(entries(top) == 1, "removing what is gone does nothing");
	sp_folder_remove(top, FALSE);
	ok(!g_file_test(top, G_FILE_TEST_EXISTS), "removed with what is in it");
	test_memory();
	test_remote();
	return tap_done();
}
