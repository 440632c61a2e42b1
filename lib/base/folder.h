/* SPDX-License-Identifier: GPL-2.0-or-later */
/* folder.h - folders that we make, and take away again */
#ifndef SP_BASE_FOLDER_H
#define SP_BASE_FOLDER_H

#include <glib.h>
#include <stdint.h>

/* Remove all that is in the folder, and itself unless keep. Links are removed
 * and never followed; what cannot be removed stays. */
void sp_folder_remove(const char *path, gboolean keep);

/* A path for mkdtemp() where files never reach a disk (swap apart); g_free().
 * NULL: this host has no such place for us. */
char *sp_folder_in_memory(void);
/* Remove those of our user that were made there longer than age_s ago by a
 * process that is gone: who was killed cannot do it. */
void sp_folder_sweep_memory(int64_t age_s);


/* Does this file system (statfs f_type) keep locks between machines badly? */
gboolean sp_folder_remote(unsigned long f_type);

#endif
