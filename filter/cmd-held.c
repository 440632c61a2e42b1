/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cmd-held.c - the queue
 *
 * From the store alone: no gpg is started, whatever the queue holds. */
#include <stdio.h>
#include <string.h>

#include "filter/command.h"
#include "filter/out.h"
#include "filter/view.h"
#include "lib/base/when.h"
#include "lib/gate/inform.h"
#include "lib/gate/reader.h"
#include "lib/mail/show.h"
#include "lib/policy/command.h"

struct queue {
	struct sp_gate *gate;
	json_t *json;		/* the mails; NULL: for a terminal */
	gboolean all;		/* decided ones too */
	gboolean headed;
	int64_t now;
	struct sp_queue_sum sum;
	struct sp_err *err;
};

static unsigned
count_words(const char *text)
{
	g_auto(GStrv) words = g_strsplit_set(text, " ", -1);
	unsigned n = 0;

	for (char **w = words; *w; w++)
		n += **w != '\0';
	return n;
}

static void
print_head(struct queue *q)
{
	if (!q->headed)
		out_print("%-11s  %-8s  %-26s %6s  %-10s %4s  %s\n", "REF", "AGE",
			  "FROM", "SIZE", "CAME", "LACK",
			  q->all ? "STATE, SUBJECT" : "SUBJECT");
	q->headed = TRUE;
}

/* "[like QSEC-2026-0005] ", with a question mark when that is weak; g_free(). */
static char *
like(const struct sp_mail *m, const struct sp_card *c)
{
	g_auto(GStrv) lines = g_strsplit(c->similar ? c->similar : "", "\n", 2);
	const char *line = lines[0] ? lines[0] : "";

	if (m->state != SP_MAIL_HELD || !*line)
		return g_strdup("");
	return g_strdup_printf("[like %.*s%s] ", (int)strcspn(line, " "), line,
			       strstr(line, "  strong: ") ? "" : "?");
}

/* What a moderator should know before reading on. */
static const char *
mark(const struct sp_mail *m, const struct sp_card *c)
{
	if (m->state != SP_MAIL_HELD)
		return "";
	if (m->deferred_until)
		return "[deferred] ";
	if (m->asked)
		return "[asked] ";
	if (c->spam)
		return "[spam?] ";
	return c->report || c->tagged ? "" : "[no tag] ";
}

static void
print_row(struct queue *q, const struct sp_mail *m, const struct sp_card *c,
	  gboolean overdue)
{
	g_autofree char *from =
		sp_show_column(m->card || *c->from_address ? c->from_address
			       : c->from, 26);
	g_autofree char *age = sp_when_age(q->now - m->arrived);
	g_autofree char *aged = g_strdup_printf("%s%s", age,
						overdue ? " !" : "");
	g_autofree char *size = c->size ? out_size(c->size) : g_strdup("-");
	g_autofree char *subject =
		sp_show_column(sp_card_subject(q->gate->conf, c),
			       q->all ? 32 : 44);
	g_autofree char *lack = m->card ?
		g_strdup_printf("%u", count_words(c->missing)) : g_strdup("-");
	g_autofree char *alike = like(m, c);

	print_head(q);
	out_print("%s  %-8s  %s %6s  %-10s %4s  %s%s%s%s%s\n", m->ref, aged,
		  from, size, view_crypto(m, c), lack,
		  q->all ? view_state(m->state) : "", q->all ? "  " : "",
		  alike, mark(m, c), g_strchomp(subject));
}

static enum sp_status
each_mail(const struct sp_mail *m, void *arg)
{
	struct queue *q = arg;
	gboolean overdue = sp_inform_overdue(q->gate, m, q->now);
	struct sp_card *card = NULL;
	enum sp_status r = sp_reader_card(q->gate, m, &card, q->err);

	if (r != SP_OK)
		return r;
	sp_queue_sum_add(&q->sum, q->gate, m, q->now);
	if (q->json)
		view_json(out_json_object(q->json), q->gate, m, card, FALSE);
	else
		print_row(q, m, card, overdue);
	sp_card_free(card);
	return SP_OK;
}

static enum sp_status
walk_list(struct queue *q, struct sp_err *err)
{
	static const enum sp_mail_state states[] = {
		SP_MAIL_HELD, SP_MAIL_UNOPENED, SP_MAIL_ACCEPTED,
		SP_MAIL_REJECTED, SP_MAIL_DISCARDED, SP_MAIL_FILED,
	};
	size_t n = q->all ? G_N_ELEMENTS(states) : 2;
	enum sp_status r = SP_OK;

	q->err = err;
	for (size_t i = 0; r == SP_OK && i < n; i++)
		r = sp_store_mail_list(q->gate->store, states[i], q->now, 0,
				       each_mail, q, err);
	return r;
}

static void
print_tail(const struct queue *q)
{
	g_autofree char *tail = sp_queue_sum_text(&q->sum, q->now);

	out_line(tail);
}

static enum sp_status
show_queue(struct call *call, char **names, struct queue *q,
	   struct sp_err *err)
{
	enum sp_status r = SP_OK;

	for (char **name = names; r == SP_OK && *name; name++) {
		r = call_gate(call, *name, &q->gate, err);
		if (r != SP_OK)
			return r;
		if (!q->json && names[1])
			out_print("%s%s\n", name == names ? "" : "\n", *name);
		q->headed = FALSE;
		r = walk_list(q, err);
	}
	return r;
}

enum sp_status
cmd_held(struct call *call, char **argv, struct sp_err *err)
{
	g_auto(GStrv) args = NULL;
	g_auto(GStrv) names = NULL;
	gboolean json = FALSE;
	struct queue q = { .now = sp_gate_now() };
	const GOptionEntry options[] = {
		{ "all", 0, 0, G_OPTION_ARG_NONE, &q.all, NULL, NULL },
		{ "json", 0, 0, G_OPTION_ARG_NONE, &json, NULL, NULL },
		G_OPTION_ENTRY_NULL
	};
	json_auto_t *document = json_object();
	enum sp_status r;

	if ((r = call_options(call, options, argv, 0, 1, &args,
			      err)) != SP_OK ||
	    (r = call_lists(call, args[0], &names, err)) != SP_OK)
		return r;
	if (json)
		q.json = out_json_array(document, "mails");
	r = show_queue(call, names, &q, err);
	if (r == SP_OK && json)
		out_json(g_steal_pointer(&document));
	else if (r == SP_OK)
		print_tail(&q);
	return r;
}

/* Of each list in turn. */
static enum sp_status
status_of(struct call *call, const char *number, struct sp_err *err)
{
	g_autofree char *text = NULL;
	struct sp_gate *gate = NULL;
	struct sp_case *c = NULL;
	enum sp_status r;

	if ((r = call_case(call, number, &gate, &c, err)) == SP_OK &&
	    (r = sp_inform_case(gate, c->number, &text, err)) == SP_OK)
		out_line(text);
	sp_case_free(c);
	return r;
}

enum sp_status
cmd_status(struct call *call, char **argv, struct sp_err *err)
{
	g_auto(GStrv) args = NULL;
	g_auto(GStrv) names = NULL;
	enum sp_status r = call_options(call, NULL, argv, 0, 1, &args, err);

	if (r == SP_OK && args[0] && sp_command_is_case(args[0]))
		return status_of(call, args[0], err);
	if (r != SP_OK ||
	    (r = call_lists(call, args[0], &names, err)) != SP_OK)
		return r;
	for (char **name = names; r == SP_OK && *name; name++) {
		g_autofree char *text = NULL;
		struct sp_gate *gate;

		if ((r = call_gate(call, *name, &gate, err)) != SP_OK ||
		    (r = sp_inform_status(gate, 0, &text, err)) != SP_OK)
			break;
		out_print("%s%s%s%s\n", name == names ? "" : "\n",
			  names[1] ? *name : "", names[1] ? "\n" : "", text);
	}
	return r;
}
