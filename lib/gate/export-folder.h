/* SPDX-License-Identifier: GPL-2.0-or-later */
/* export-folder.h - the folder that a notice is exported to
 *
 * It is open to others, or will be: nothing goes through a link that somebody
 * has put there, and what is read may be anything. Names are below the folder;
 * below is a folder of it, as "csaf/2026", or NULL. */
#ifndef SP_GATE_EXPORT_FOLDER_H
#define SP_GATE_EXPORT_FOLDER_H

#include <glib.h>

#include "lib/base/status.h"

struct sp_export_folder {
	int fd;
	const char *path;
	GPtrArray *names;	/* of char *: what was written; borrowed */
	struct sp_err *err;
};

/* Make it if there is none, open it and lock it: two who export at once would
 * each lose the other's rows. names and err are borrowed. SP_EDATA: a link, or
 * no folder. */
enum sp_status sp_export_folder_open(struct sp_export_folder *f,
				     const char *path, GPtrArray *names,
				     struct sp_err *err) SP_CHECKED;
void sp_export_folder_close(struct sp_export_folder *f);

/* Write the file whole, for everybody to read, in folders made as needed. */
enum sp_status sp_export_write(struct sp_export_folder *f, const char *below,
			       const char *name, const char *text) SP_CHECKED;
/* Its text, and a NUL behind it; g_free(). SP_NONE: there is no such file.
 * SP_EDATA: a link, no file, or one of more than max bytes. */
enum sp_status sp_export_read(struct sp_export_folder *f, const char *below,
			      const char *name, gsize max, char **text,
			      gsize *len) SP_CHECKED;
/* The names in a folder that wanted says yes to, sorted, with the folder
 * before them: of char *; g_ptr_array_unref(). Empty: there is no folder. */
GPtrArray *sp_export_list(struct sp_export_folder *f, const char *below,
			  gboolean (*wanted)(const char *name));
/* "2026"? */
gboolean sp_export_is_year(const char *name);

#endif
