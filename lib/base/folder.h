/* SPDX-License-Identifier: GPL-2.0-or-later */
/* folder.h - take away a folder that we had made */
#ifndef SP_BASE_FOLDER_H
#define SP_BASE_FOLDER_H

#include <glib.h>

/* Remove all that is in the folder, and itself unless keep. Links are removed
 * and never followed; what cannot be removed stays. */
void sp_folder_remove(const char *path, gboolean keep);

#endif
