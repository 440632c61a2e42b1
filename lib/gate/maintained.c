/* SPDX-License-Identifier: GPL-2.0-or-later */
/* maintained.c - who maintains what, by the file of [people] maintainers */
#include "lib/gate/maintained.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static enum sp_status
read_all(int fd, const char *path, GByteArray *into, struct sp_err *err)
{
	struct stat st;
	ssize_t n = 1;

	if (fd < 0 || fstat(fd, &st) < 0 || !S_ISREG(st.st_mode))
		return sp_fail(err, SP_ECONF, "cannot read %s, which "
			       "[people] maintainers names: %s", path,
			       fd < 0 ? g_strerror(errno) : "it is no file");
	while (n > 0 && into->len <= SP_MAINTAINERS_BYTES) {
		guint8 buf[65536];

		n = read(fd, buf, sizeof(buf));
		if (n < 0)
			return sp_fail(err, SP_EIO, "cannot read %s: %s", path,
				       g_strerror(errno));
		g_byte_array_append(into, buf, (guint)n);
	}
	return SP_OK;
}

enum sp_status
sp_maintained_sections(const struct sp_gate *gate, GPtrArray **sections,
		       struct sp_err *err)
{
	const char *path = gate->conf->maintainers;
	g_autoptr(GByteArray) bytes = g_byte_array_new();
	g_autofree char *why = NULL;
	enum sp_status r;
	int fd;

	if (*path == '\0')
		return sp_fail(err, SP_ECONF, "the configuration of %s names "
			       "no file in [people] maintainers",
			       gate->conf->list);
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	r = read_all(fd, path, bytes, err);
	if (fd >= 0)
		close(fd);
	if (r != SP_OK)
		return r;
	r = sp_maintainers_read((const char *)bytes->data, bytes->len,
				sections, err);
	if (r == SP_EDATA) {
		why = g_strdup(err->text);
		r = sp_fail(err, SP_ECONF, "%s: %s", path, why);
	}
	return r;
}

/* Does the section cover one of them? */
static gboolean
covers(const struct sp_section *s, const GPtrArray *paths)
{
	for (guint i = 0; i < paths->len; i++)
		if (sp_section_covers(s, paths->pdata[i]))
			return TRUE;
	return FALSE;
}

char *
sp_maintained_by(const GPtrArray *sections, const GPtrArray *paths)
{
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
	GString *all = g_string_new(NULL);

	for (guint i = 0; i < sections->len; i++) {
		const struct sp_section *s = sections->pdata[i];

		for (guint k = 0; k < s->maintainers->len &&
		     (k > 0 || covers(s, paths)); k++) {
			const struct sp_contact *c = s->maintainers->pdata[k];

			if (g_hash_table_add(seen, c->address))
				g_string_append_printf(all, "%s%s",
						       all->len ? " " : "",
						       c->address);
		}
	}
	return g_string_free(all, FALSE);
}
