/* SPDX-License-Identifier: GPL-2.0-or-later */
/* file.h - files that are written whole, or not at all */
#ifndef SP_BASE_FILE_H
#define SP_BASE_FILE_H

#include <glib.h>
#include <sys/types.h>

#include "lib/base/status.h"

/* All n bytes; FALSE: errno tells why not. */
gboolean sp_write_all(int fd, const void *bytes, size_t n);

/* Give what stands under temp its own name, durably: a crash leaves nothing
 * there or all of it. temp is removed in any case. SP_EDENIED: path exists, and
 * stays as it is; SP_EIO. */
enum sp_status sp_file_publish(const char *temp, const char *path,
			       struct sp_err *err) SP_CHECKED;

/* Write text to the name in an open folder, durably, in place of what stood
 * there: whoever reads it meanwhile sees the old one or the new one. A link of
 * that name is replaced, and never followed. mode: whatever the umask is. As of
 * sp_fail_path(). */
enum sp_status sp_file_replace(int folder, const char *name, const char *text,
			       mode_t mode, struct sp_err *err) SP_CHECKED;

#endif
