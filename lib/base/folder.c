/* SPDX-License-Identifier: GPL-2.0-or-later */
/* folder.c - take away a folder that we had made */
#include "lib/base/folder.h"

#include <ftw.h>
#include <stdio.h>
#include <unistd.h>

#define OPEN_FOLDERS 16

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
