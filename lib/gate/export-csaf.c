/* SPDX-License-Identifier: GPL-2.0-or-later */
/* export-csaf.c - a notice as a CSAF advisory, in a folder as its readers want */
#include "lib/gate/export-csaf.h"

#include <string.h>

#include "lib/pgp/pgp.h"

#define FOLDER "csaf"
#define KEYS FOLDER "/openpgp"
#define SUFFIX ".json"
#define DOCUMENT_MAX (16 * 1024 * 1024)	/* bytes */
#define SIGNATURE_MAX (64 * 1024)
#define NAME_CHARS "abcdefghijklmnopqrstuvwxyz0123456789+-_"

/* --- one document --------------------------------------------------------- */

/* A signature says the time at which it was made: another one for the same text
 * would only be another file to fetch. */
static gboolean
is_signed(struct sp_export_folder *f, const char *below, const char *name,
	  const char *text)
{
	g_autofree char *signature_name = g_strconcat(name, ".asc", NULL);
	g_autofree char *old = NULL;
	g_autofree char *signature = NULL;
	gsize len, signature_len;

	return sp_export_read(f, below, name, DOCUMENT_MAX, &old,
			      &len) == SP_OK && strcmp(old, text) == 0 &&
	       len == strlen(text) &&
	       sp_export_read(f, below, signature_name, SIGNATURE_MAX,
			      &signature, &signature_len) == SP_OK;
}

static enum sp_status
write_signature(struct sp_gate *gate, struct sp_export_folder *f,
		const char *below, const char *name, const char *text)
{
	g_autofree char *signature_name = g_strconcat(name, ".asc", NULL);
	g_auto_rope struct sp_rope *rope = sp_rope_new();
	g_autofree char *armor = NULL;
	enum sp_status r;

	sp_rope_text(rope, text);
	r = sp_pgp_sign_file(gate->pgp, rope, gate->list_primary, &armor,
			     f->err);
	return r == SP_OK ? sp_export_write(f, below, signature_name, armor)
			  : r;
}

static enum sp_status
write_document(struct sp_gate *gate, struct sp_export_folder *f,
	       const char *below, const char *name, const char *text)
{
	g_autofree char *digest_name = g_strconcat(name, ".sha512", NULL);
	g_autofree char *digest =
		g_compute_checksum_for_string(G_CHECKSUM_SHA512, text, -1);
	g_autofree char *line = g_strdup_printf("%s  %s\n", digest, name);
	enum sp_status r = SP_OK;

	/* The document comes last: where it stands, what vouches for it is its
	 * own, and not what was made for the one before. */
	if (!is_signed(f, below, name, text))
		r = write_signature(gate, f, below, name, text);
	if (r == SP_OK)
		r = sp_export_write(f, below, digest_name, line);
	return r == SP_OK ? sp_export_write(f, below, name, text) : r;
}

/* --- all that are there --------------------------------------------------- */

struct entry {
	const char *path;	/* below FOLDER; borrowed */
	char *instant;		/* as the document has it */
	int64_t at;		/* the same in microseconds */
};

static void
entry_free(gpointer p)
{
	struct entry *entry = p;

	g_free(entry->instant);
	g_free(entry);
}

/* As the standard wants them (section 5.1): others are not for its readers. */
static gboolean
is_document(const char *name)
{
	const size_t n = strspn(name, NAME_CHARS);

	return n > 0 && strcmp(name + n, SUFFIX) == 0;
}

/* The newest first. */
static gint
by_time(gconstpointer a, gconstpointer b)
{
	const struct entry *x = *(void *const *)a;
	const struct entry *y = *(void *const *)b;

	if (x->at != y->at)
		return x->at > y->at ? -1 : 1;
	return strcmp(x->path, y->path);
}

/* path: with FOLDER before it. */
static enum sp_status
add_entry(struct sp_export_folder *f, const char *path, GPtrArray *entries)
{
	g_autofree char *below = g_path_get_dirname(path);
	g_autofree char *name = g_path_get_basename(path);
	g_autofree char *text = NULL;
	g_autofree char *instant = NULL;
	g_autoptr(GDateTime) time = NULL;
	struct entry *entry;
	gsize len;
	struct sp_err why;
	enum sp_status r = sp_export_read(f, below, name, DOCUMENT_MAX, &text,
					  &len);

	if (r != SP_OK)
		return r == SP_NONE ? SP_OK : r;
	if ((r = sp_csaf_released(text, len, &instant, &why)) != SP_OK)
		return sp_fail(f->err, r, "%s/%s: %s; move it out of this "
			       "folder", f->path, path, why.text);
	time = g_date_time_new_from_iso8601(instant, NULL);
	entry = g_new0(struct entry, 1);
	entry->path = path + strlen(FOLDER "/");
	entry->at = g_date_time_to_unix(time) * G_USEC_PER_SEC +
		g_date_time_get_microsecond(time);
	entry->instant = g_steal_pointer(&instant);
	g_ptr_array_add(entries, entry);
	return SP_OK;
}

/* "0123...ABCD.asc" */
static gboolean
is_key(const char *name)
{
	return strspn(name, "0123456789ABCDEF") == SP_FPR_LEN &&
	       strcmp(name + SP_FPR_LEN, ".asc") == 0;
}

/* The key of the list; a former one stays, for what it has signed. */
static enum sp_status
write_key(struct sp_gate *gate, struct sp_export_folder *f)
{
	g_autofree char *name = g_strconcat(gate->list_primary, ".asc", NULL);
	g_autofree char *armor = NULL;
	enum sp_status r = sp_pgp_export_certified(gate->pgp,
						   gate->list_primary, &armor,
						   f->err);

	return r == SP_OK ? sp_export_write(f, KEYS, name, armor) : r;
}

/* changed: of the newest document. */
static enum sp_status
write_provider(struct sp_gate *gate, const struct sp_advisory *a,
	       struct sp_export_folder *f, const char *changed)
{
	g_autoptr(GPtrArray) keys = NULL;
	g_autofree char *text = NULL;
	enum sp_status r = write_key(gate, f);

	if (r != SP_OK)
		return r;
	keys = sp_export_list(f, KEYS, is_key);
	for (guint i = 0; i < keys->len; i++) {
		char *path = keys->pdata[i];

		keys->pdata[i] = g_strndup(path + strlen(KEYS "/"),
					   SP_FPR_LEN);
		g_free(path);
	}
	g_ptr_array_add(keys, NULL);
	text = sp_csaf_provider(a->house, (const char *const *)keys->pdata,
				changed);
	return sp_export_write(f, FOLDER, "provider-metadata.json", text);
}

static enum sp_status
write_lists(struct sp_gate *gate, const struct sp_advisory *a,
	    struct sp_export_folder *f, const GPtrArray *paths)
{
	g_autoptr(GPtrArray) entries =
		g_ptr_array_new_with_free_func(entry_free);
	g_autoptr(GString) index = g_string_new(NULL);
	g_autoptr(GString) changes = g_string_new(NULL);
	enum sp_status r = SP_OK;

	for (guint i = 0; r == SP_OK && i < paths->len; i++)
		r = add_entry(f, paths->pdata[i], entries);
	if (r != SP_OK)
		return r;
	for (guint i = 0; i < entries->len; i++) {
		const struct entry *entry = entries->pdata[i];

		g_string_append_printf(index, "%s\n", entry->path);
	}
	g_ptr_array_sort(entries, by_time);
	for (guint i = 0; i < entries->len; i++) {
		const struct entry *entry = entries->pdata[i];

		g_string_append_printf(changes, "\"%s\",\"%s\"\n", entry->path,
				       entry->instant);
	}
	r = sp_export_write(f, FOLDER, "index.txt", index->str);
	if (r == SP_OK)
		r = sp_export_write(f, FOLDER, "changes.csv", changes->str);
	if (r == SP_OK && entries->len > 0) {
		const struct entry *newest = entries->pdata[0];

		r = write_provider(gate, a, f, newest->instant);
	}
	return r;
}

enum sp_status
sp_export_csaf(struct sp_gate *gate, const struct sp_advisory *a,
	       struct sp_export_folder *folder)
{
	g_autofree char *path = sp_csaf_path(a);
	g_autofree char *full = g_build_filename(FOLDER, path, NULL);
	g_autofree char *below = g_path_get_dirname(full);
	g_autofree char *name = g_path_get_basename(full);
	g_autofree char *text = sp_csaf_json(a);
	g_autoptr(GPtrArray) years = NULL;
	g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func(g_free);
	enum sp_status r = write_document(gate, folder, below, name, text);

	if (r != SP_OK)
		return r;
	years = sp_export_list(folder, FOLDER, sp_export_is_year);
	for (guint i = 0; i < years->len; i++)
		g_ptr_array_extend_and_steal(paths, sp_export_list(folder,
			years->pdata[i], is_document));
	return write_lists(gate, a, folder, paths);
}
