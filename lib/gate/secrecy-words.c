/* SPDX-License-Identifier: GPL-2.0-or-later */
/* secrecy-words.c - what is written about the embargo of a case in mail */
#include "lib/gate/secrecy-words.h"

#include <string.h>

#include "lib/gate/triage.h"
#include "lib/notice/template.h"
#include "lib/policy/embargo.h"

#define SIGNATURE "\n-- \n"

/* Until when, and since when not any more; each NULL where it is not so. */
struct term {
	char *until;
	char *over;
};

static void
term_clear(struct term *t)
{
	g_free(t->until);
	g_free(t->over);
}

/* When it ended, by a decision or by its date; 0: there was none. */
static int64_t
end_of(const struct sp_embargo *e)
{
	if (e->ended)
		return e->ended;
	return e->state == SP_EMBARGO_ACTIVE || e->state == SP_EMBARGO_REVISING
		? e->now->end : 0;
}

static enum sp_status
read_term(struct sp_gate *gate, const struct sp_case *c, struct term *t,
	  struct sp_err *err)
{
	struct sp_dossier *d = NULL;
	enum sp_status r = sp_triage_read(gate, c, &d, err);

	if (r == SP_OK && sp_dossier_embargoed(d, sp_gate_now()))
		t->until = sp_embargo_date(d->embargo.now->end);
	else if (r == SP_OK && end_of(&d->embargo))
		t->over = sp_embargo_date(end_of(&d->embargo));
	sp_dossier_free(d);
	return r;
}

enum sp_status
sp_secrecy_footer(struct sp_gate *gate, const struct sp_case *c, char **text,
		  struct sp_err *err)
{
	const char *policy = gate->conf->policy_url;
	struct term t = { NULL, NULL };
	enum sp_status r = read_term(gate, c, &t, err);

	*text = r != SP_OK || t.until == NULL ? NULL
		: g_strdup_printf("---- EMBARGOED until %s ----\n"
			"Do not share this outside the list before that: no "
			"word to anybody else, and no\ncommit, ticket, build "
			"or package in which it could be seen. Whom the case "
			"may be\nshared with stands in its record: sallyport "
			"case show %s\n%s%s%s", t.until, c->number,
			*policy ? "The terms: " : "", policy,
			*policy ? "\n" : "");
	term_clear(&t);
	return r;
}

static char *
line_of(const struct term *t, gboolean guest)
{
	if (t->until != NULL && guest)
		return g_strdup_printf("This case is private until %s. Please "
				       "publish or commit\nnothing of it, and "
				       "speak of it with nobody, before "
				       "that.\n", t->until);
	if (t->until != NULL)
		return g_strdup_printf("Your report is private until %s. "
				       "Please do not publish it,\nor speak of "
				       "it, before that.\n", t->until);
	return t->over == NULL ? NULL
		: g_strdup_printf("The embargo on %s ended %s.\n", guest
				  ? "this case" : "your report", t->over);
}

/* line NULL: as it is. */
static char *
above_signature(const char *text, const char *line)
{
	const char *end = g_strrstr(text, SIGNATURE);
	g_autofree char *above = end ? g_strndup(text, (gsize)(end - text))
				     : g_strdup(text);

	return line == NULL ? g_strdup(text)
		: g_strconcat(g_strchomp(above), "\n\n", line, end ? end : "",
			      NULL);
}

enum sp_status
sp_secrecy_add_footer(struct sp_gate *gate, const struct sp_case *c,
		      const char *text, char **with, struct sp_err *err)
{
	g_autofree char *footer = NULL;
	enum sp_status r = sp_secrecy_footer(gate, c, &footer, err);

	if (r == SP_OK)
		*with = above_signature(text, footer);
	return r;
}

enum sp_status
sp_secrecy_add_line(struct sp_gate *gate, const struct sp_case *c,
		    gboolean guest, const char *text, char **with,
		    struct sp_err *err)
{
	struct term t = { NULL, NULL };
	g_autofree char *line = NULL;
	enum sp_status r = read_term(gate, c, &t, err);

	if (r == SP_OK) {
		line = line_of(&t, guest);
		*with = above_signature(text, line);
	}
	term_clear(&t);
	return r;
}

enum sp_status
sp_secrecy_draft(struct sp_gate *gate, const struct sp_case *c,
		 char **subject, char **text, struct sp_err *err)
{
	const struct sp_config *conf = gate->conf;
	g_autofree char *file = NULL;
	g_autofree char *template = NULL;
	struct term t = { NULL, NULL };
	enum sp_status r = read_term(gate, c, &t, err);

	if (r == SP_OK && t.until == NULL && t.over == NULL)
		r = sp_fail(err, SP_EDENIED, "%s has no embargo, and had none: "
			    "there is nothing to tell", c->number);
	if (r == SP_OK)
		r = sp_template_load(conf->dir, "embargo", &file, &template,
				     err);
	if (r == SP_OK) {
		const struct sp_template_value values[] = {
			{ "list", conf->name }, { "address", conf->address },
			{ "tag", conf->tag }, { "ref", c->ref },
			{ "name", conf->reply_team },
			{ "policy", conf->policy_url },
			{ "until", t.until ? t.until : "" },
			{ "over", t.over ? t.over : "" },
			{ NULL, NULL } };

		r = sp_template_expand(file, template, values, subject, text,
				       err);
	}
	term_clear(&t);
	return r;
}
