/* SPDX-License-Identifier: GPL-2.0-or-later */
/* no-mounts.c - stands in for libmount, which nothing here calls
 *
 * gmime brings GIO, and GIO the mount points of its local files. libmount has
 * no archive: it and the three libraries that it needs would be loaded for
 * each delivery, and their mappings copied at each fork, which takes a twelfth
 * of one. A call that came about after all would end the process, and the MTA
 * would keep its mail. A name that is missing here only brings libmount back. */
#include <stdlib.h>

#define NO_MOUNTS(name)			\
	void name(void);		\
	void name(void) { abort(); }

NO_MOUNTS(mnt_free_iter)
NO_MOUNTS(mnt_free_table)
NO_MOUNTS(mnt_fs_get_fstype)
NO_MOUNTS(mnt_fs_get_options)
NO_MOUNTS(mnt_fs_get_root)
NO_MOUNTS(mnt_fs_get_source)
NO_MOUNTS(mnt_fs_get_target)
NO_MOUNTS(mnt_fs_strdup_options)
NO_MOUNTS(mnt_get_builtin_optmap)
NO_MOUNTS(mnt_get_fstab_path)
NO_MOUNTS(mnt_has_regular_mtab)
NO_MOUNTS(mnt_new_iter)
NO_MOUNTS(mnt_new_table)
NO_MOUNTS(mnt_optstr_get_flags)
NO_MOUNTS(mnt_table_next_fs)
NO_MOUNTS(mnt_table_parse_fstab)
NO_MOUNTS(mnt_table_parse_mtab)
