/* SPDX-License-Identifier: GPL-2.0-or-later */
/* editor.h - let a person write a text, without leaving it on a disk */
#ifndef SP_FILTER_EDITOR_H
#define SP_FILTER_EDITOR_H

#include "filter/command.h"

/* Run the caller's editor on *text, which is replaced. The file lies in a
 * folder of its own in shared memory, where the editor's own copies land too,
 * and all of it is removed afterwards. */
enum sp_status editor_run(const struct caller *caller, char **text,
			  struct sp_err *err) SP_CHECKED;

#endif
