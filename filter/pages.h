/* SPDX-License-Identifier: GPL-2.0-or-later */
/* pages.h - files written into a folder, for us alone or for anybody */
#ifndef SP_FILTER_PAGES_H
#define SP_FILTER_PAGES_H

#include <glib.h>
#include <sys/types.h>

#include "lib/base/status.h"

enum pages_for {
	PAGES_FOR_US,		/* mode 0700; ours, and no link */
	PAGES_ENCRYPTED,	/* any folder, which is no link; files 0600 */
	PAGES_FOR_ALL,		/* any folder; 0755 and 0644, less the mask */
};

struct pages {
	const char *path;
	enum pages_for whom;
	mode_t mask;		/* the caller's */
	int folder;		/* -1: not open */
};

#define PAGES_INIT { NULL, PAGES_FOR_US, 077, -1 }

/* Make the folder path, or open the one that is there. SP_EDENIED: it is not
 * one that this may be written to. */
enum sp_status pages_open(struct pages *p, const char *path,
			  enum pages_for whom, mode_t mask,
			  struct sp_err *err) SP_CHECKED;
/* A file of that name, as sp_file_replace() does it. Its path is printed. */
enum sp_status pages_write(const struct pages *p, const char *name,
			   const char *text, struct sp_err *err) SP_CHECKED;
void pages_close(struct pages *p);

#endif
