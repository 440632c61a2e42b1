/* SPDX-License-Identifier: GPL-2.0-or-later */
/* export.c - the notice of a published case as files for the web
 *
 * The folder is open to others, or will be: nothing is written that is not
 * public, which the step in the table of guards says, and nothing through a
 * link that somebody has put there. */
#include "lib/gate/export.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/base/file.h"
#include "lib/gate/triage.h"
#include "lib/notice/patchlist.h"
#include "lib/policy/publication.h"
#include "lib/store/cases.h"

#define FOLDER_MODE 0755
#define FILE_MODE 0644
#define PATCHLIST "patchlist.tsv"
#define INDEX "index.xml"

struct export {
	const struct sp_advisory *a;
	const struct sp_publication *p;
	int folder;		/* of all that follows */
	const char *path;
	GPtrArray *names;
	struct sp_err *err;
};

/* --- folders and files ---------------------------------------------------- */

/* Below at, or AT_FDCWD. */
static enum sp_status
open_folder(int at, const char *name, int *folder, struct sp_err *err)
{
	const gboolean made = mkdirat(at, name, FOLDER_MODE) == 0;
	int fd;

	if (!made && errno != EEXIST)
		return sp_fail_path(err, name, errno);
	fd = openat(at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return sp_fail(err, SP_EDATA, "%s: %s", name,
			       errno == ENOTDIR || errno == ELOOP
			       ? "this is no folder, or a link to one"
			       : g_strerror(errno));
	/* The umask of this program is for what is not public. */
	if (made && fchmod(fd, FOLDER_MODE) < 0) {
		const int why = errno;

		(void)close(fd);
		return sp_fail_path(err, name, why);
	}
	*folder = fd;
	return SP_OK;
}

/* below: a folder of the export, or NULL. */
static enum sp_status
write_file(struct export *e, const char *below, const char *name,
	   const char *text)
{
	int folder = e->folder;
	enum sp_status r = SP_OK;

	if (below)
		r = open_folder(e->folder, below, &folder, e->err);
	if (r != SP_OK)
		return r;
	r = sp_file_replace(folder, name, text, FILE_MODE, e->err);
	if (below)
		(void)close(folder);
	if (r == SP_OK)
		g_ptr_array_add(e->names, below
				? g_strdup_printf("%s/%s", below, name)
				: g_strdup(name));
	return r;
}

/* --- the notice ----------------------------------------------------------- */

static enum sp_status
write_notice(struct export *e)
{
	const char *number = sp_advisory_number(e->a);
	g_autofree char *year = g_strndup(number, strcspn(number, "-"));
	const char *serial = number + strlen(year) + 1;
	g_autofree char *xml_name = g_strconcat(serial, ".xml", NULL);
	g_autofree char *text_name = g_strconcat(serial, ".txt", NULL);
	g_autofree char *xml = sp_lsn_xml(e->a);
	g_autofree char *text = sp_lsn_text(e->a);
	enum sp_status r = write_file(e, year, xml_name, xml);

	return r == SP_OK ? write_file(e, year, text_name, text) : r;
}

/* A record without a prefix would be taken for anybody's. */
static enum sp_status
write_osv(struct export *e)
{
	g_autofree char *id = sp_osv_id(e->a);
	g_autofree char *name = g_strconcat(id, ".json", NULL);
	g_autofree char *text = NULL;

	if (!sp_osv_is_id(id))
		return SP_OK;
	text = sp_osv_json(e->a);
	return write_file(e, "osv", name, text);
}

/* --- the patch list ------------------------------------------------------- */

/* What is there so far; len 0 when there is none. */
static enum sp_status
read_list(struct export *e, char **text, gsize *len)
{
	const int fd = openat(e->folder, PATCHLIST,
			      O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	struct stat st;
	ssize_t n = -1;

	if (fd < 0 && errno == ENOENT)
		return SP_OK;
	if (fd < 0)
		return sp_fail_path(e->err, PATCHLIST, errno);
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
	    st.st_size <= SP_PATCHLIST_MAX) {
		*text = g_malloc((gsize)st.st_size + 1);
		n = read(fd, *text, (size_t)st.st_size);
	}
	(void)close(fd);
	if (n < 0 || n != st.st_size)
		return sp_fail(e->err, SP_EDATA, "%s/" PATCHLIST " is no file "
			       "of at most %d bytes, or cannot be read",
			       e->path, SP_PATCHLIST_MAX);
	*len = (gsize)n;
	return SP_OK;
}

static enum sp_status
write_list(struct export *e)
{
	g_autoptr(GPtrArray) rows = NULL;
	g_autoptr(GPtrArray) new = sp_patchlist_new();
	g_autofree char *old = NULL;
	g_autofree char *text = NULL;
	gsize len = 0;
	enum sp_status r;

	if ((r = read_list(e, &old, &len)) != SP_OK ||
	    (r = sp_patchlist_read(old ? old : "", len, &rows,
				   e->err)) != SP_OK)
		return r;
	sp_publication_patches(e->p, new);
	sp_patchlist_replace(rows, sp_advisory_number(e->a), new);
	r = sp_patchlist_write(rows, 0, &text, e->err);
	return r == SP_OK ? write_file(e, NULL, PATCHLIST, text) : r;
}

/* --- the index ------------------------------------------------------------ */

/* "2026", "0007.xml". */
static gboolean
is_name(const char *name, const char *end)
{
	return strspn(name, "0123456789") == 4 && strcmp(name + 4, end) == 0;
}

static gint
by_name(gconstpointer a, gconstpointer b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void
find_year(struct export *e, const char *year, GPtrArray *found)
{
	g_autofree char *path = g_build_filename(e->path, year, NULL);
	g_autoptr(GDir) dir = g_file_test(path, G_FILE_TEST_IS_SYMLINK)
		? NULL : g_dir_open(path, 0, NULL);
	const char *name;

	while (dir && (name = g_dir_read_name(dir)))
		if (is_name(name, ".xml"))
			g_ptr_array_add(found, g_strdup_printf("%s/%s", year,
							       name));
}

static enum sp_status
write_index(struct export *e)
{
	g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GDir) dir = g_dir_open(e->path, 0, NULL);
	g_autofree char *text = NULL;
	const char *name;

	while (dir && (name = g_dir_read_name(dir)))
		if (is_name(name, ""))
			find_year(e, name, found);
	g_ptr_array_sort(found, by_name);
	g_ptr_array_add(found, NULL);
	text = sp_lsn_index(e->a->house, (const char *const *)found->pdata);
	return write_file(e, NULL, INDEX, text);
}

/* --- all of it ------------------------------------------------------------ */

static enum sp_status
may_export(struct sp_gate *gate, const char *actor, const struct sp_dossier *d,
	   struct sp_err *err)
{
	struct sp_request q = { .step = SP_STEP_EXPORT, .now = sp_gate_now() };
	const struct sp_situation s = { .d = d, .conf = gate->conf, .q = &q };
	struct sp_member *m = NULL;
	struct sp_err why = { .text = "" };
	enum sp_status r = sp_triage_mover(gate, actor, d, &q.mover, &m, err);

	if (r != SP_OK)
		return r;
	r = sp_process_check(&s, NULL, &why);
	sp_member_free(m);
	if (r != SP_OK)
		return sp_fail(err, r, "%s%s", d->published ? "" : "nothing of "
			       "a case is written before it is published: ",
			       why.text);
	return SP_OK;
}

static enum sp_status
check(const struct sp_advisory *a, const struct sp_dossier *d,
      struct sp_err *err)
{
	struct sp_err why = { .text = "" };

	if (!*a->house->product || !*a->house->repository ||
	    !*a->house->xmlns)
		return sp_fail(err, SP_ECONF, "nothing can be exported without "
			       "[notice] product, repository and namespace");
	if (sp_advisory_check(a, &why) != SP_OK)
		return sp_fail(err, SP_ECHECK, "%s cannot be exported: %s. "
			       "sallyport notice show %s", d->number, why.text,
			       d->number);
	return SP_OK;
}

/* The index comes last: what it names is there. */
static enum sp_status
write_all(struct export *e)
{
	enum sp_status r = open_folder(AT_FDCWD, e->path, &e->folder, e->err);

	if (r != SP_OK)
		return r;
	/* Two who export at once would each lose the other's rows. */
	if (flock(e->folder, LOCK_EX) < 0)
		r = sp_fail_path(e->err, e->path, errno);
	if (r == SP_OK && (r = write_notice(e)) == SP_OK &&
	    (r = write_osv(e)) == SP_OK && (r = write_list(e)) == SP_OK)
		r = write_index(e);
	(void)close(e->folder);
	return r;
}

enum sp_status
sp_export_notice(struct sp_gate *gate, const char *actor,
		 const struct sp_dossier *d, const char *folder,
		 GPtrArray *names, struct sp_err *err)
{
	struct export e = { .path = folder, .names = names, .err = err };
	struct sp_publication *p;
	enum sp_status r = may_export(gate, actor, d, err);

	if (r != SP_OK)
		return r;
	p = sp_publication_new(d, gate->conf);
	e.p = p;
	e.a = sp_publication_advisory(p);
	if ((r = check(e.a, d, err)) == SP_OK)
		r = write_all(&e);
	sp_publication_free(p);
	return r;
}

/* --- the patches of all --------------------------------------------------- */

struct reading {
	struct sp_gate *gate;
	GPtrArray *rows;
	struct sp_err *err;
};

static enum sp_status
add_case(const struct sp_case *c, void *arg)
{
	struct reading *reading = arg;
	struct sp_dossier *d = NULL;
	enum sp_status r = sp_triage_read(reading->gate, c, &d, reading->err);

	if (r == SP_OK && d->published != 0 && d->notice_id) {
		struct sp_publication *p =
			sp_publication_new(d, reading->gate->conf);

		sp_publication_patches(p, reading->rows);
		sp_publication_free(p);
	}
	sp_dossier_free(d);
	return r;
}

/* Patches of one notice stay in their order. */
static gint
by_time(gconstpointer a, gconstpointer b)
{
	const struct sp_patchlist_row *x = *(void *const *)a;
	const struct sp_patchlist_row *y = *(void *const *)b;

	if (x->published != y->published)
		return x->published < y->published ? -1 : 1;
	if (strcmp(x->number, y->number) != 0)
		return strcmp(x->number, y->number);
	return strcmp(x->path, y->path);
}

enum sp_status
sp_export_patchlist(struct sp_gate *gate, int64_t since, char **text,
		    struct sp_err *err)
{
	g_autoptr(GPtrArray) rows = sp_patchlist_new();
	struct reading reading = { gate, rows, err };
	enum sp_status r = sp_store_case_list(gate->store, add_case, &reading,
					      err);

	g_ptr_array_sort(rows, by_time);
	return r == SP_OK ? sp_patchlist_write(rows, since, text, err) : r;
}
