/* SPDX-License-Identifier: GPL-2.0-or-later */
/* folder.c - a folder goes away, and nothing outside of it */
#include "lib/base/folder.h"

#include <glib/gstdio.h>
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

/* Old ones go, whatever is in them; young ones may be in use. */
static void
test_memory(void)
{
	g_autofree char *old = sp_folder_in_memory();
	g_autofree char *young = sp_folder_in_memory();
	g_autofree char *file = NULL;
	struct utimbuf past = { time(NULL) - 100, time(NULL) - 100 };

	if (!old) {
		ok(1, "no memory to make folders in # SKIP");
		return;
	}
	if (!g_mkdtemp(old) || !g_mkdtemp(young))
		g_error("%s", old);
	file = g_build_filename(old, "file", NULL);
	g_file_set_contents(file, "x", -1, NULL);
	utime(old, &past);
	sp_folder_sweep_memory(200);
	ok(g_file_test(file, G_FILE_TEST_EXISTS), "in memory: not old enough");
	sp_folder_sweep_memory(90);
	ok(!g_file_test(old, G_FILE_TEST_EXISTS) &&
	   g_file_test(young, G_FILE_TEST_IS_DIR), "in memory: old enough");
	sp_folder_remove(young, FALSE);
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
	return tap_done();
}
