/* SPDX-License-Identifier: GPL-2.0-or-later */
/* path.c - whether others could have put a file where we found it */
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/base/config.h"

#define OTHERS (S_IWGRP | S_IWOTH)

static enum sp_status
check_component(const char *path, gboolean is_parent, struct sp_err *err)
{
	struct stat st;

	if (lstat(path, &st) < 0)
		return sp_fail(err, errno == ENOENT ? SP_ECONF : SP_EIO,
			       "%s: %s", path, g_strerror(errno));
	if (st.st_uid != 0 && st.st_uid != geteuid())
		return sp_fail(err, SP_ECONF, "%s belongs to user %ju; allowed "
			       "is root or ourselves, user %ju", path,
			       (uintmax_t)st.st_uid, (uintmax_t)geteuid());
	/* The mode of a link means nothing; its target is checked as well. */
	if (S_ISLNK(st.st_mode) || !(st.st_mode & OTHERS))
		return SP_OK;
	if (is_parent && st.st_uid == 0 && (st.st_mode & S_ISVTX))
		return SP_OK;
	return sp_fail(err, SP_ECONF, "%s can be written by others (mode "
		       "%04o); allowed is %04o", path,
		       (unsigned)(st.st_mode & 07777),
		       (unsigned)(st.st_mode & 07777 & ~OTHERS));
}

/* path and every folder above it. */
static enum sp_status
check_chain(const char *path, struct sp_err *err)
{
	g_autofree char *at = g_strdup(path);
	enum sp_status r = check_component(at, FALSE, err);

	while (r == SP_OK && g_strcmp0(at, "/") != 0) {
		char *parent = g_path_get_dirname(at);

		g_free(at);
		at = parent;
		r = check_component(at, TRUE, err);
	}
	return r;
}

enum sp_status
sp_path_safe(const char *path, struct sp_err *err)
{
	g_autofree char *named = g_canonicalize_filename(path, NULL);
	char *real = realpath(path, NULL);
	enum sp_status r;

	if (!real)
		return sp_fail(err, errno == ENOENT ? SP_ECONF : SP_EIO,
			       "%s: %s", path, g_strerror(errno));
	/* Both ways to it: who can change a link on the way decides too. */
	r = check_chain(named, err);
	if (r == SP_OK && g_strcmp0(named, real) != 0)
		r = check_chain(real, err);
	free(real);
	return r;
}
