/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cmd-report.c - where the team stands, as a page of pictures and tables; and
 * the page for anybody
 *
 * Each page is made from facts of its own: those of the team tell of embargoed
 * cases, and stay in a folder that is closed to others, or are encrypted. */
#include "filter/command.h"
#include "filter/out.h"
#include "filter/pages.h"
#include "lib/gate/pictures.h"
#include "lib/gate/public-page.h"
#include "lib/gate/sealed-page.h"

struct wish {
	char *path;
	gboolean opaque, encrypt, for_all, json;
};

/* --- for the team --------------------------------------------------------- */

static enum sp_status
write_sealed(struct sp_gate *gate, const struct pages *to, const char *page,
	     struct sp_err *err)
{
	g_autofree char *name = g_strdup_printf("%s.html.pgp",
						gate->conf->list);
	g_autofree char *armor = NULL;
	unsigned readers = 0;
	enum sp_status r = sp_sealed_page(gate, page, &armor, &readers, err);

	if (r == SP_OK)
		r = pages_write(to, name, armor, err);
	if (r == SP_OK)
		out_print("encrypted to %u key%s\n", readers,
			  readers == 1 ? "" : "s");
	return r;
}

static enum sp_status
write_internal(struct sp_gate *gate, const struct wish *w,
	       const struct pages *to, struct sp_err *err)
{
	g_autofree char *name = g_strdup_printf("%s.html", gate->conf->list);
	g_autofree char *page = NULL;
	struct sp_pictures p;
	enum sp_status r = sp_pictures_read(gate, w->opaque, sp_gate_now(), &p,
					    err);

	if (r == SP_OK) {
		page = sp_pictures_page(&p);
		r = w->encrypt ? write_sealed(gate, to, page, err)
			       : pages_write(to, name, page, err);
	}
	sp_pictures_clear(&p);
	return r;
}

/* --- for anybody ---------------------------------------------------------- */

static enum sp_status
write_public(struct sp_gate *gate, const struct pages *to, struct sp_err *err)
{
	g_autofree char *name = g_strdup_printf("%s-public.html",
						gate->conf->list);
	g_autofree char *page = NULL;
	struct sp_public_page *p = NULL;
	enum sp_status r = sp_public_page_read(gate, &p, err);

	if (r == SP_OK) {
		page = sp_public_page_text(p);
		r = pages_write(to, name, page, err);
	}
	sp_public_page_free(p);
	return r;
}

/* --- for programs --------------------------------------------------------- */

static void
put_case(json_t *array, const struct sp_pictures *p,
	 const struct sp_picture_case *c)
{
	json_t *object = out_json_object(array);
	json_t *restarts;

	out_json_text(object, "case", c->number);
	if (!p->opaque) {
		out_json_text(object, "title", c->title);
		out_json_text(object, "severity", c->severity);
	}
	out_json_text(object, "state", p->states[c->state]);
	out_json_time(object, "reported", c->arrived);
	out_json_time(object, "answered", c->answered);
	out_json_time(object, "ready", c->ready);
	out_json_time(object, "published", c->published);
	out_json_time(object, "embargo_end", c->end);
	out_json_flag(object, "embargo_proposed", c->proposed);
	restarts = out_json_array(object, "restarts");
	for (guint i = 0; i < c->restarts->len; i++) {
		g_autofree char *at = sp_time_iso(
			g_array_index(c->restarts, int64_t, i));

		out_json_word(restarts, at);
	}
	out_json_time(object, "due", c->due);
	out_json_time(object, "done", c->done);
	out_json_number(object, "reports", c->reports);
}

static void
put_mails(json_t *document, const struct sp_pictures *p)
{
	json_t *array = out_json_array(document, "held");

	for (guint i = 0; i < p->mails->len; i++) {
		const struct sp_picture_mail *m =
			&g_array_index(p->mails, struct sp_picture_mail, i);
		json_t *object = out_json_object(array);

		out_json_time(object, "arrived", m->arrived);
		out_json_time(object, "decided", m->decided);
	}
}

static void
put_states(json_t *document, const struct sp_pictures *p)
{
	json_t *array = out_json_array(document, "states");

	for (size_t i = 0; p->states[i]; i++) {
		json_t *object = out_json_object(array);

		out_json_text(object, "state", p->states[i]);
		out_json_number(object, "cases", p->counts[i]);
	}
}

static enum sp_status
print_json(struct sp_gate *gate, const struct wish *w, struct sp_err *err)
{
	json_t *document = json_object();
	struct sp_pictures p;
	json_t *cases;
	enum sp_status r = sp_pictures_read(gate, w->opaque, sp_gate_now(), &p,
					    err);

	if (r == SP_OK) {
		out_json_text(document, "list", p.list);
		out_json_time(document, "at", p.now);
		out_json_number(document, "processing_days", p.processing_d);
		cases = out_json_array(document, "cases");
		for (guint i = 0; i < p.cases->len; i++)
			put_case(cases, &p, p.cases->pdata[i]);
		put_mails(document, &p);
		put_states(document, &p);
		out_json(g_steal_pointer(&document));
	}
	json_decref(document);
	sp_pictures_clear(&p);
	return r;
}

/* --- the command ---------------------------------------------------------- */

static enum sp_status
check_wish(struct call *call, const struct wish *w, struct sp_err *err)
{
	if (w->json && (w->path || w->for_all || w->encrypt))
		return call_usage(call, err, "--json prints what the page of "
				  "the team shows: give it alone or with "
				  "--opaque%s", w->for_all ?
				  "; stats --public --json is for anybody" : "");
	if (w->for_all && (w->opaque || w->encrypt))
		return call_usage(call, err, "--public is for anybody: give "
				  "neither --opaque nor --encrypt with it");
	if (!w->json && !w->path)
		return call_usage(call, err, "say where, with --to");
	return SP_OK;
}

static enum sp_status
write_page(struct call *call, struct sp_gate *gate, const struct wish *w,
	   struct sp_err *err)
{
	const enum pages_for whom = w->for_all ? PAGES_FOR_ALL :
				    w->encrypt ? PAGES_ENCRYPTED :
						 PAGES_FOR_US;
	struct pages to = PAGES_INIT;
	enum sp_status r = pages_open(&to, w->path, whom, call->caller->mask,
				      err);

	if (r == SP_OK)
		r = w->for_all ? write_public(gate, &to, err)
			       : write_internal(gate, w, &to, err);
	pages_close(&to);
	return r;
}

enum sp_status
cmd_report(struct call *call, char **argv, struct sp_err *err)
{
	g_auto(GStrv) args = NULL;
	struct wish w = { 0 };
	const GOptionEntry options[] = {
		{ "to", 0, 0, G_OPTION_ARG_FILENAME, &w.path, NULL, NULL },
		{ "opaque", 0, 0, G_OPTION_ARG_NONE, &w.opaque, NULL, NULL },
		{ "encrypt", 0, 0, G_OPTION_ARG_NONE, &w.encrypt, NULL, NULL },
		{ "public", 0, 0, G_OPTION_ARG_NONE, &w.for_all, NULL, NULL },
		{ "json", 0, 0, G_OPTION_ARG_NONE, &w.json, NULL, NULL },
		G_OPTION_ENTRY_NULL
	};
	struct sp_gate *gate;
	enum sp_status r;

	if ((r = call_options(call, options, argv, 0, 1, &args, err)) == SP_OK &&
	    (r = check_wish(call, &w, err)) == SP_OK &&
	    (r = call_gate(call, args[0], &gate, err)) == SP_OK)
		r = w.json ? print_json(gate, &w, err)
			   : write_page(call, gate, &w, err);
	g_free(w.path);
	return r;
}
