/* SPDX-License-Identifier: GPL-2.0-or-later */
/* folder.c - folders that we make, and take away again */
#include "lib/base/folder.h"

#include <errno.h>
#include <ftw.h>
#include <linux/magic.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <time.h>
#include <unistd.h>

/* Not in linux/magic.h. */
#define CIFS_MAGIC 0xff534d42UL
#define GFS2_MAGIC 0x01161970UL
#define LUSTRE_MAGIC 0x0bd00bd0UL
#define GPFS_MAGIC 0x47504653UL

#define OPEN_FOLDERS 16
#define MEMORY "/dev/shm"
#define OURS "sallyport-"	/* and the process id */

static int
remove_entry(const char *path, const struct stat *st, int kind, struct FTW *at)
{
	(void)st;
	(void)kind;
	if (at->level > 0)
		(void)remove(path);
	return 0;
}

void
sp_folder_remove(const char *path, gboolean keep)
{
	(void)nftw(path, remove_entry, OPEN_FOLDERS, FTW_DEPTH | FTW_PHYS);
	if (!keep)
		(void)rmdir(path);
}

char *
sp_folder_in_memory(void)
{
	struct statfs fs;

	if (statfs(MEMORY, &fs) != 0 || fs.f_type != TMPFS_MAGIC ||
	    access(MEMORY, W_OK | X_OK) != 0)
		return NULL;
	return g_strdup_printf(MEMORY "/" OURS "%d.XXXXXX", (int)getpid());
}

/* A clock that jumped makes all folders old; what is in use has a process. */
static gboolean
is_left_behind(const char *name, const struct stat *st, int64_t age_s)
{
	const pid_t maker = (pid_t)atoi(name + strlen(OURS));

	return S_ISDIR(st->st_mode) && st->st_uid == geteuid() &&
		st->st_mtime < time(NULL) - age_s && maker > 0 &&
		kill(maker, 0) != 0 && errno == ESRCH;
}

void
sp_folder_sweep_memory(int64_t age_s)
{
	g_autoptr(GDir) dir = g_dir_open(MEMORY, 0, NULL);
	const char *name;

	while (dir && (name = g_dir_read_name(dir))) {
		g_autofree char *path = g_build_filename(MEMORY, name, NULL);
		struct stat st;

		if (g_str_has_prefix(name, OURS) && lstat(path, &st) == 0 &&
		    is_left_behind(name, &st, age_s))
			sp_folder_remove(path, FALSE);
	}
}

gboolean
sp_folder_remote(unsigned long f_type)
{
	static const unsigned long remote[] = {
		NFS_SUPER_MAGIC, SMB_SUPER_MAGIC, SMB2_SUPER_MAGIC, CIFS_MAGIC,
		FUSE_SUPER_MAGIC, AFS_SUPER_MAGIC, AFS_FS_MAGIC,
		CODA_SUPER_MAGIC, NCP_SUPER_MAGIC, V9FS_MAGIC,
		CEPH_SUPER_MAGIC, OCFS2_SUPER_MAGIC, GFS2_MAGIC, LUSTRE_MAGIC,
		GPFS_MAGIC,
	};

	for (size_t i = 0; i < G_N_ELEMENTS(remote); i++)
		if ((f_type & 0xffffffffUL) == remote[i])
			return TRUE;
	return FALSE;
}
