/* SPDX-License-Identifier: GPL-2.0-or-later */
/* export.c - the notice of a published case as files for the web
 *
 * Nothing is written that is not public, which the step in the table of guards
 * says. */
#include "lib/gate/export.h"

#include <string.h>

#include "lib/gate/export-csaf.h"
#include "lib/gate/export-folder.h"
#include "lib/gate/triage.h"
#include "lib/notice/patchlist.h"
#include "lib/policy/publication.h"
#include "lib/store/cases.h"

#define PATCHLIST "patchlist.tsv"
#define INDEX "index.xml"

struct export {
	const struct sp_advisory *a;
	const struct sp_publication *p;
	struct sp_export_folder folder;
};

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
	enum sp_status r = sp_export_write(&e->folder, year, xml_name, xml);

	return r == SP_OK ? sp_export_write(&e->folder, year, text_name, text)
			  : r;
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
	return sp_export_write(&e->folder, "osv", name, text);
}

/* Wants a CVE, and somebody who publishes it. */
static enum sp_status
write_cna(struct export *e)
{
	g_autofree char *name = NULL;
	g_autofree char *text = NULL;

	if (!sp_cna_is_possible(e->a))
		return SP_OK;
	name = g_strconcat(e->a->cve, ".cna.json", NULL);
	text = sp_cna_json(e->a);
	return sp_export_write(&e->folder, "cve", name, text);
}

/* --- the patch list ------------------------------------------------------- */

static enum sp_status
write_list(struct export *e)
{
	g_autoptr(GPtrArray) rows = NULL;
	g_autoptr(GPtrArray) new = sp_patchlist_new();
	g_autofree char *old = NULL;
	g_autofree char *text = NULL;
	gsize len = 0;
	enum sp_status r = sp_export_read(&e->folder, NULL, PATCHLIST,
					  SP_PATCHLIST_MAX, &old, &len);

	if (r != SP_OK && r != SP_NONE)
		return r;
	if ((r = sp_patchlist_read(old ? old : "", len, &rows,
				   e->folder.err)) != SP_OK)
		return r;
	sp_publication_patches(e->p, new);
	sp_patchlist_replace(rows, sp_advisory_number(e->a), new);
	r = sp_patchlist_write(rows, 0, &text, e->folder.err);
	return r == SP_OK ? sp_export_write(&e->folder, NULL, PATCHLIST, text)
			  : r;
}

/* --- the index ------------------------------------------------------------ */

/* "0007.xml" */
static gboolean
is_notice(const char *name)
{
	return strspn(name, "0123456789") == 4 && strcmp(name + 4, ".xml") == 0;
}

static enum sp_status
write_index(struct export *e)
{
	g_autoptr(GPtrArray) years = sp_export_list(&e->folder, NULL,
						    sp_export_is_year);
	g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(g_free);
	g_autofree char *text = NULL;

	for (guint i = 0; i < years->len; i++)
		g_ptr_array_extend_and_steal(all, sp_export_list(&e->folder,
			years->pdata[i], is_notice));
	g_ptr_array_add(all, NULL);
	text = sp_lsn_index(e->a->house, (const char *const *)all->pdata);
	return sp_export_write(&e->folder, NULL, INDEX, text);
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

/* An index comes behind what it names. */
static enum sp_status
write_all(struct sp_gate *gate, struct export *e)
{
	enum sp_status r;

	if ((r = write_notice(e)) == SP_OK && (r = write_osv(e)) == SP_OK &&
	    (r = write_cna(e)) == SP_OK && (r = write_list(e)) == SP_OK &&
	    (r = write_index(e)) == SP_OK &&
	    sp_csaf_is_possible(e->a->house))
		r = sp_export_csaf(gate, e->a, &e->folder);
	return r;
}

enum sp_status
sp_export_notice(struct sp_gate *gate, const char *actor,
		 const struct sp_dossier *d, const char *folder,
		 GPtrArray *names, struct sp_err *err)
{
	struct export e = { .a = NULL };
	struct sp_publication *p;
	enum sp_status r = may_export(gate, actor, d, err);

	if (r != SP_OK)
		return r;
	p = sp_publication_new(d, gate->conf);
	e.p = p;
	e.a = sp_publication_advisory(p);
	if ((r = check(e.a, d, err)) == SP_OK &&
	    (r = sp_export_folder_open(&e.folder, folder, names,
				       err)) == SP_OK) {
		r = write_all(gate, &e);
		sp_export_folder_close(&e.folder);
	}
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
