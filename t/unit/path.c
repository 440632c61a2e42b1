/* SPDX-License-Identifier: GPL-2.0-or-later */
/* path.c - files that others could have written, and finding LIST.conf */
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "lib/base/config.h"
#include "t/unit/tap.h"

#define TEXT "[list]\naddress = sec@x.org\n"

static struct sp_err err;
static char *root;		/* a folder of our own */

static char *
below(const char *name)
{
	return g_build_filename(root, name, NULL);
}

static void
put(const char *name, const char *text, mode_t mode)
{
	g_autofree char *path = below(name);

	if (!g_file_set_contents(path, text, -1, NULL) ||
	    chmod(path, mode) < 0)
		ok(0, "cannot write %s", path);
}

static void
folder(const char *name, mode_t mode)
{
	g_autofree char *path = below(name);

	if ((mkdir(path, 0700) < 0 && access(path, F_OK) < 0) ||
	    chmod(path, mode) < 0)
		ok(0, "cannot make %s", path);
}

static void
safe(void)
{
	static const struct {
		const char *path;
		gboolean good;
	} cases[] = {
		{ "ours/file", TRUE },
		{ "ours", TRUE },
		{ "ours/../ours/file", TRUE },
		{ "ours/group", FALSE },
		{ "ours/all", FALSE },
		{ "ours/none", FALSE },
		{ "open/file", FALSE },
		{ "open/deep/file", FALSE },
		{ "link", TRUE },		/* to ours/file */
		{ "ours/out", FALSE },		/* to open/file */
		{ "open/in", FALSE },		/* to ours/file */
	};

	folder("ours", 0755);
	folder("open", 0775);
	folder("open/deep", 0700);
	put("ours/file", TEXT, 0644);
	put("ours/group", TEXT, 0664);
	put("ours/all", TEXT, 0606);
	put("open/file", TEXT, 0600);
	put("open/deep/file", TEXT, 0600);
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *path = below(cases[i].path);
		enum sp_status r = sp_path_safe(path, &err);

		ok(r == (cases[i].good ? SP_OK : SP_ECONF), "%s is %s",
		   cases[i].path, cases[i].good ? "safe" : "not safe");
	}
	ok(sp_path_safe("/tmp", &err) == SP_ECONF,
	   "a sticky folder itself is not safe: %s", err.text);
}

/* Only root can give files away. */
static void
owners(void)
{
	g_autofree char *file = below("ours/file");
	g_autofree char *dir = below("theirs");
	g_autofree char *inside = below("theirs/file");

	if (geteuid() != 0) {
		ok(1, "files of others # SKIP only root can make them");
		return;
	}
	folder("theirs", 0755);
	put("theirs/file", TEXT, 0644);
	ok(chown(dir, 65534, 65534) == 0 &&
	   sp_path_safe(inside, &err) == SP_ECONF &&
	   strstr(err.text, "belongs to user 65534"), "%s", err.text);
	ok(chmod(dir, 01777) == 0 && sp_path_safe(inside, &err) == SP_ECONF,
	   "a sticky folder of somebody else");
	ok(chown(file, 65534, 65534) == 0 &&
	   sp_path_safe(file, &err) == SP_ECONF, "%s", err.text);
	ok(chown(file, 0, 0) == 0 && sp_path_safe(file, &err) == SP_OK,
	   "back again");
}

static void
load(void)
{
	static const struct {
		const char *list;
		enum sp_status want;
		const char *text;
	} cases[] = {
		{ "good", SP_OK, "" },
		{ "absent", SP_NONE, "there is no list absent" },
		{ "../conf/good", SP_NONE, "no list is called" },
		{ "", SP_NONE, "no list is called" },
		{ "writable", SP_ECONF, "can be written by others" },
		{ "fifo", SP_ECONF, "not a regular file" },
		{ "folder", SP_ECONF, "not a regular file" },
		{ "wrong", SP_ECONF, "wrong.conf:1: found \"nonsense\"" },
		{ "huge", SP_ECONF, "at most 1 MiB" },
	};
	g_autofree char *dir = below("conf");
	g_autofree char *fifo = below("conf/fifo.conf");
	g_autofree char *huge = g_strnfill((1 << 20) + 1, '\n');

	folder("conf", 0755);
	folder("conf/folder.conf", 0755);
	put("conf/good.conf", TEXT, 0644);
	put("conf/writable.conf", TEXT, 0666);
	put("conf/wrong.conf", "nonsense", 0644);
	put("conf/huge.conf", huge, 0644);
	ok(mkfifo(fifo, 0600) == 0, "a fifo");
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_auto_config struct sp_config *c = NULL;

		err.text[0] = '\0';
		ok(sp_config_load(dir, cases[i].list, &c, &err) ==
		   cases[i].want && (c != NULL) == (cases[i].want == SP_OK) &&
		   strstr(err.text, cases[i].text), "load \"%s\": %s",
		   cases[i].list, err.text);
	}
}

static void
lists(void)
{
	g_autofree char *dir = below("conf");
	g_auto(GStrv) names = NULL;
	g_auto(GStrv) none = sp_config_lists("/nonexistent");
	g_autofree char *joined = NULL;

	put("conf/with space.conf", TEXT, 0644);
	put("conf/good.conf~", TEXT, 0644);
	put("conf/.conf", TEXT, 0644);
	names = sp_config_lists(dir);
	joined = g_strjoinv(" ", names);
	ok(!strcmp(joined, "fifo folder good huge writable wrong"),
	   "lists: %s", joined);
	ok(none && !none[0], "no folder, no lists");
}

static void
links(void)
{
	g_autofree char *link = below("link");
	g_autofree char *out = below("ours/out");
	g_autofree char *in = below("open/in");

	folder("ours", 0755);
	folder("open", 0775);
	if (symlink("ours/file", link) < 0 ||
	    symlink("../open/file", out) < 0 ||
	    symlink("../ours/file", in) < 0)
		ok(0, "cannot link");
}

static void
remove_tree(const char *path)
{
	GDir *dir = g_file_test(path, G_FILE_TEST_IS_SYMLINK) ? NULL :
		    g_dir_open(path, 0, NULL);
	const char *name;

	while (dir && (name = g_dir_read_name(dir))) {
		g_autofree char *entry = g_build_filename(path, name, NULL);

		remove_tree(entry);
	}
	if (dir)
		g_dir_close(dir);
	(void)g_remove(path);
}

int
main(void)
{
	root = g_dir_make_tmp("unit-path-XXXXXX", NULL);
	links();
	safe();
	owners();
	load();
	lists();
	remove_tree(root);
	g_free(root);
	return tap_done();
}
