/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cmd-show.c - one mail: what is known of it, and what it says */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "filter/command.h"
#include "filter/out.h"
#include "filter/view.h"
#include "lib/gate/reader.h"
#include "lib/mail/show.h"
#include "lib/policy/verdict.h"

#define LINES 40	/* on a terminal */
#define LINES_MAX 10000

struct showing {
	gint lines;		/* 0: all */
	gboolean raw;
	gboolean json;
};

/* What could not be parsed is kept in base64. */
static enum sp_status
write_decoded(struct sp_working *w, struct sp_err *err)
{
	g_auto_rope struct sp_rope *rope = sp_rope_new();
	g_auto_blob struct sp_blob raw = SP_BLOB_INIT;
	g_autofree guchar *out = NULL;
	const uint8_t *bytes;
	gint state = 0;
	guint save = 0;
	gsize n;
	enum sp_status r;

	if ((r = sp_blob_map(&w->plain, &bytes, err)) != SP_OK ||
	    (r = sp_blob_init(&raw, w->report.len, err)) != SP_OK)
		return r;
	out = g_malloc(w->report.len / 4 * 3 + 3);
	n = g_base64_decode_step((const char *)bytes + w->report.at,
				 w->report.len, out, &state, &save);
	if ((r = sp_blob_append(&raw, out, n, err)) != SP_OK)
		return r;
	sp_rope_blob(rope, &raw);
	return sp_rope_write(rope, STDOUT_FILENO, err);
}

/* The report as it came, controls and all: for a file or another program. */
static enum sp_status
write_raw(struct sp_working *w, const struct sp_mail *m, struct sp_err *err)
{
	g_auto_rope struct sp_rope *rope = NULL;

	if (m->why & SP_WHY_UNPARSABLE)
		return write_decoded(w, err);
	rope = sp_rope_new();
	sp_rope_range(rope, &w->plain, w->report);
	return sp_rope_write(rope, STDOUT_FILENO, err);
}

/* text has one line more than lines when there is more of it. */
static void
print_text(const char *text, unsigned lines)
{
	g_autofree char *safe = sp_show_text(text, lines);
	gboolean all = lines == 0 || strcmp(safe, text) == 0;

	g_strchomp(safe);
	if (all)
		out_print("\n---- its text ----\n%s\n----\n", safe);
	else
		out_print("\n---- its first %u lines ----\n%s\n---- --lines 0 "
			  "shows all ----\n", lines, safe);
}

/* went: why there is none, or NULL. */
static void
print_text_or_why(const struct sp_mail *m, const char *text, const char *went,
		  const struct showing *how)
{
	if (text)
		print_text(text, (unsigned)how->lines);
	else if (m->notice)
		out_line("\nIts text could not be read; --raw prints it as it "
			 "came.");
	else if (went)
		out_print("\n%-14s %s\n", "text", went);
}

static void
print_json(const struct sp_gate *gate, const struct sp_mail *m,
	   const struct sp_card *card, const char *text)
{
	json_t *document = json_object();

	view_json(document, gate, m, card, TRUE);
	out_json_text(document, "text", text);
	out_json(document);
}

/* Why there is no working copy, which only an undecided mail is sure to have:
 * of an accepted one the archive has what was said, and of another nothing may
 * be left. NULL: there is one. g_free() */
static char *
where_it_went(const struct sp_mail *m)
{
	if (m->notice || (m->original && m->state != SP_MAIL_ACCEPTED))
		return NULL;
	if (m->original || m->post)
		return g_strdup_printf("its text is in the archive: \"archive "
				       "show %s\"", m->ref);
	return g_strdup("its text has been deleted");
}

static enum sp_status
read_text(struct sp_gate *gate, const struct sp_mail *m,
	  const struct showing *how, char **text, struct sp_err *err)
{
	const gboolean unread = m->report_len == 0 ||
				(m->why & SP_WHY_UNPARSABLE) != 0;
	struct sp_working w = { .plain = SP_BLOB_INIT };
	enum sp_status r;

	if (unread && !how->raw)
		return SP_OK;
	r = sp_reader_working(gate, m, &w, err);
	if (r == SP_OK && how->raw)
		r = write_raw(&w, m, err);
	else if (r == SP_OK)
		r = sp_reader_text(gate, &w, how->lines ?
				   (unsigned)how->lines + !how->json : 0,
				   text, err);
	sp_working_clear(&w);
	return r;
}

static enum sp_status
show(struct sp_gate *gate, const struct sp_mail *m, const struct showing *how,
     struct sp_err *err)
{
	g_autofree char *text = NULL;
	g_autofree char *went = where_it_went(m);
	struct sp_card *card = NULL;
	enum sp_status r = SP_OK;

	if (how->raw && went)
		return sp_fail(err, SP_NONE, "%s: %s", m->ref, went);
	if (m->notice || how->raw)
		r = read_text(gate, m, how, &text, err);
	if (how->raw)
		return r;
	if (r != SP_OK)
		return r;
	r = sp_reader_card(gate, m, &card, err);
	if (r != SP_OK)
		return r;
	if (how->json)
		print_json(gate, m, card, text);
	else
		view_print(gate, m, card);
	if (!how->json)
		print_text_or_why(m, text, went, how);
	sp_card_free(card);
	return SP_OK;
}

enum sp_status
cmd_show(struct call *call, char **argv, struct sp_err *err)
{
	g_auto(GStrv) args = NULL;
	struct showing how = { .lines = -1 };
	const GOptionEntry options[] = {
		{ "lines", 0, 0, G_OPTION_ARG_INT, &how.lines, NULL, NULL },
		{ "raw", 0, 0, G_OPTION_ARG_NONE, &how.raw, NULL, NULL },
		{ "json", 0, 0, G_OPTION_ARG_NONE, &how.json, NULL, NULL },
		G_OPTION_ENTRY_NULL
	};
	struct sp_mail *m = NULL;
	struct sp_gate *gate;
	enum sp_status r;

	r = call_options(call, options, argv, 1, 1, &args, err);
	if (r != SP_OK)
		return r;
	if (how.lines < -1 || how.lines > LINES_MAX)
		return call_usage(call, err, "--lines is a count, at most %d; "
				  "0 is all", LINES_MAX);
	if (how.lines == -1)
		how.lines = how.json ? 0 : LINES;
	if (how.raw && how.json)
		return call_usage(call, err,
				  "--raw and --json exclude each other");
	if ((r = call_mail(call, args[0], &gate, &m, err)) == SP_OK)
		r = show(gate, m, &how, err);
	sp_mail_free(m);
	return r;
}
