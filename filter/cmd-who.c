/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cmd-who.c - whom to ask about some files; nothing is sent to anybody */
#include <string.h>

#include "filter/command.h"
#include "filter/out.h"
#include "lib/gate/maintained.h"
#include "lib/gate/triage.h"
#include "lib/mail/show.h"
#include "lib/store/people.h"

struct who {
	struct sp_gate *gate;
	struct sp_case *c;		/* NULL: it is about no case */
	struct sp_dossier *d;		/* of it */
	GPtrArray *patches;		/* of struct sp_review_patch *, d's: what
					   is asked about; NULL: only files */
	GPtrArray *guests;		/* of char *, ended by NULL */
	GPtrArray *paths;		/* of char *, ended by NULL */
	GPtrArray *sections;
	GPtrArray *people;		/* of struct sp_suggestion * */
};

static void
who_clear(struct who *w)
{
	sp_case_free(w->c);
	g_clear_pointer(&w->patches, g_ptr_array_unref);
	sp_dossier_free(w->d);
	g_clear_pointer(&w->guests, g_ptr_array_unref);
	g_clear_pointer(&w->paths, g_ptr_array_unref);
	g_clear_pointer(&w->sections, g_ptr_array_unref);
	g_clear_pointer(&w->people, g_ptr_array_unref);
}

/* --- reading -------------------------------------------------------------- */

static enum sp_status
read_paths(struct call *call, char **words, struct who *w, struct sp_err *err)
{
	for (; *words; words++) {
		char *path = sp_maintainers_path(*words);

		if (!path)
			return call_usage(call, err, "\"%s\" is no path below "
					  "the top of a tree", *words);
		g_ptr_array_add(w->paths, path);
	}
	return SP_OK;
}

/* Each path once, of all patches of the case. */
static void
add_files(struct who *w, const struct sp_review_patch *p)
{
	g_auto(GStrv) files = g_strsplit(p->files, " ", -1);

	for (char **f = files; *f && w->paths->len < SP_WHO_FILES; f++) {
		char *path = sp_maintainers_path(*f);

		if (path && !g_ptr_array_find_with_equal_func(w->paths, path,
							      g_str_equal,
							      NULL))
			g_ptr_array_add(w->paths, path);
		else
			g_free(path);
	}
}

static enum sp_status
take_patches(struct who *w, struct sp_err *err)
{
	w->patches = sp_reviews_current(w->d->reviews);
	for (guint i = 0; i < w->patches->len; i++)
		add_files(w, w->patches->pdata[i]);
	return w->patches->len > 0 ? SP_OK
		: sp_fail(err, SP_EDENIED, "%s has no patch that could be "
			  "looked at. sallyport who %s --files PATH",
			  w->c->number, w->c->number);
}

static enum sp_status
find_guests(struct who *w, struct sp_err *err)
{
	g_autoptr(GPtrArray) all = NULL;
	enum sp_status r = sp_store_participants(w->gate->store, w->c->id,
						 &all, err);

	for (guint i = 0; r == SP_OK && i < all->len; i++) {
		const struct sp_participant *p = all->pdata[i];
		char *address = strcmp(p->kind, SP_GUEST) != 0 ? NULL
			: sp_gate_unseal(w->gate, SP_SEAL_ADDRESS, p->address);

		if (address)
			g_ptr_array_add(w->guests, address);
	}
	return r;
}

/* The first word is a list, or a case of one. */
static enum sp_status
find_gate(struct call *call, const char *word, struct who *w,
	  struct sp_err *err)
{
	struct sp_err none;
	enum sp_status r;

	if (call_find_list(call, word, &none) == SP_OK)
		return call_gate(call, word, &w->gate, err);
	call->usage = FALSE;
	r = call_case(call, word, &w->gate, &w->c, err);
	if (r == SP_OK && (r = find_guests(w, err)) == SP_OK)
		r = sp_triage_read(w->gate, w->c, &w->d, err);
	return r;
}

/* --- answering ------------------------------------------------------------ */

static void
print_path(const struct who *w, const char *path)
{
	g_autoptr(GString) s = g_string_new(NULL);
	g_autofree char *shown = NULL;

	for (guint i = 0; i < w->sections->len; i++) {
		const struct sp_section *of = w->sections->pdata[i];

		if (!sp_section_covers(of, path))
			continue;
		g_string_append_printf(s, "%s%s%s%s%s", s->len ? "; " : "",
				       of->title, *of->status ? " (" : "",
				       of->status, *of->status ? ")" : "");
	}
	shown = sp_show_line(s->len ? s->str : "no section covers it", 0);
	out_print("%s: %s\n", path, shown);
}

/* Whom the file names for what the patches change. */
static void
print_keywords(const struct sp_review_patch *p)
{
	g_auto(GStrv) lines = g_strsplit(p->keywords, "\n", -1);

	for (char **l = lines; *l; l++) {
		g_auto(GStrv) words = g_strsplit(*l, "\t", 2);
		g_autofree char *title = sp_show_line(words[0] ? words[0] : "",
						      0);

		if (strcmp(*l, SP_KEYWORDS_UNTRIED) == 0)
			out_print("%.12s: not all patterns of contents could "
				  "be tried\n", p->digest);
		else if (*title)
			out_print("%.12s: it changes what %s is named for\n",
				  p->digest, title);
	}
}

static void
print_who(const struct who *w)
{
	for (guint i = 0; i + 1 < w->paths->len; i++)
		print_path(w, w->paths->pdata[i]);
	for (guint i = 0; w->patches && i < w->patches->len; i++)
		print_keywords(w->patches->pdata[i]);
	for (guint i = 0; i < w->people->len; i++) {
		const struct sp_suggestion *one = w->people->pdata[i];
		g_autofree char *name = sp_show_line(one->name, 60);
		g_autofree char *reason = sp_show_line(one->reason, 0);

		out_print("\n%s%s%s\n    %s\n", one->address,
			  *name ? "  " : "", name, reason);
	}
	out_line("\nNobody was written to.");
}

static void
who_json(const struct who *w)
{
	json_t *document = json_object();
	json_t *array;

	out_json_text(document, "list", w->gate->conf->list);
	out_json_text(document, "case", w->c ? w->c->number : NULL);
	array = out_json_array(document, "files");
	for (guint i = 0; i + 1 < w->paths->len; i++)
		out_json_word(array, w->paths->pdata[i]);
	array = out_json_array(document, "people");
	for (guint i = 0; i < w->people->len; i++) {
		const struct sp_suggestion *one = w->people->pdata[i];
		json_t *object = out_json_object(array);

		out_json_text(object, "address", one->address);
		out_json_text(object, "name", one->name);
		out_json_text(object, "reason", one->reason);
		out_json_flag(object, "maintains", one->maintains);
		out_json_flag(object, "independent", one->independent);
		out_json_flag(object, "on_list", one->on_list);
	}
	out_json(document);
}

static enum sp_status
search(struct who *w, struct sp_err *err)
{
	g_autoptr(GPtrArray) members = NULL;
	struct sp_who asked = { .patches = w->patches, .now = sp_gate_now() };
	enum sp_status r;

	if ((r = sp_maintained_sections(w->gate, &w->sections,
						    err)) != SP_OK ||
	    (r = sp_store_members(w->gate->store, &members, err)) != SP_OK)
		return r;
	g_ptr_array_add(w->paths, NULL);
	g_ptr_array_add(w->guests, NULL);
	asked.paths = (const char *const *)w->paths->pdata;
	asked.guests = (const char *const *)w->guests->pdata;
	w->people = sp_maintainers_who(w->gate->conf, w->sections, &asked,
				       members);
	return SP_OK;
}

/* The files that were named, else those of the patches of the case. */
static enum sp_status
what_of(struct call *call, gboolean files, struct who *w, struct sp_err *err)
{
	if (files)
		return SP_OK;
	return w->c ? take_patches(w, err)
		: call_usage(call, err, "a list has no patches: say which "
			     "files, with --files");
}

enum sp_status
cmd_who(struct call *call, char **argv, struct sp_err *err)
{
	g_auto(GStrv) args = NULL;
	gboolean files = FALSE, json = FALSE;
	const GOptionEntry options[] = {
		{ "files", 0, 0, G_OPTION_ARG_NONE, &files, NULL, NULL },
		{ "json", 0, 0, G_OPTION_ARG_NONE, &json, NULL, NULL },
		G_OPTION_ENTRY_NULL
	};
	struct who w = { 0 };
	enum sp_status r = call_options(call, options, argv, 1,
					SP_WHO_FILES + 1, &args, err);

	w.paths = g_ptr_array_new_with_free_func(g_free);
	w.guests = g_ptr_array_new_with_free_func(g_free);
	if (r == SP_OK && files != (args[1] != NULL))
		r = call_usage(call, err, files ? "the paths are missing"
			       : "--files is missing");
	if (r == SP_OK && (r = read_paths(call, args + 1, &w, err)) == SP_OK &&
	    (r = find_gate(call, args[0], &w, err)) == SP_OK &&
	    (r = what_of(call, files, &w, err)) == SP_OK &&
	    (r = search(&w, err)) == SP_OK) {
		if (json)
			who_json(&w);
		else
			print_who(&w);
		if (w.people->len == 0)
			r = sp_fail(err, SP_NONE, "nobody is known who looks "
				    "after these files");
	}
	who_clear(&w);
	return r;
}
