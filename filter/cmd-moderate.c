/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cmd-moderate.c - walk through the queue, one key per decision
 *
 * On a terminal a single key is enough; otherwise a line is read, whose first
 * letter is the key and whose rest answers what would be asked next:
 * "t QSEC-2026-0007", "r support". Every decision goes the way of its own
 * command, so that both print the same words. */
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "filter/command.h"
#include "filter/decision.h"
#include "filter/out.h"
#include "filter/view.h"
#include "lib/base/when.h"
#include "lib/gate/reader.h"
#include "lib/mail/show.h"
#include "lib/policy/verdict.h"

#define PREVIEW 12

enum step { STEP_NEXT, STEP_AGAIN, STEP_QUIT };

struct walk {
	struct call *call;
	struct sp_gate *gate;
	gboolean terminal;	/* single keys */
	unsigned at;		/* of these */
	unsigned of;
};

static const char help[] =
	"a - approve: open a case, send to the members\n"
	"A - approve, and let the author post in that case from now on\n"
	"t - attach to an existing case\n"
	"k - ask the author for what is missing; the mail stays held\n"
	"r - reject with a reason, and tell the author\n"
	"d - discard, without an answer (\"undo\" takes it back)\n"
	"l - later: defer to the next working day\n"
	"s - skip: decide nothing now\n"
	"v - view all of its text\n"
	"q - quit\n"
	"? - this help\n";

/* --- input ---------------------------------------------------------------- */

/* A line without its end; NULL at the end of input; g_free(). */
static char *
read_line(void)
{
	char line[512];

	if (!fgets(line, sizeof(line), stdin))
		return NULL;
	return g_strdup(g_strstrip(line));
}

/* One key of a terminal, echoed; '\0' at the end of input. */
static char
read_key(void)
{
	struct termios before, raw;
	char key = '\0';

	if (tcgetattr(STDIN_FILENO, &before) < 0)
		return '\0';
	raw = before;
	raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
	raw.c_cc[VMIN] = 1;
	raw.c_cc[VTIME] = 0;
	(void)tcsetattr(STDIN_FILENO, TCSADRAIN, &raw);
	if (read(STDIN_FILENO, &key, 1) != 1)
		key = '\0';
	(void)tcsetattr(STDIN_FILENO, TCSADRAIN, &before);
	if (g_ascii_isprint(key))
		out_print("%c", key);
	out_print("\n");
	return key == 4 ? '\0' : key;	/* control-D */
}

/* The key, and what was typed behind it. */
static char
ask_key(const struct walk *w, const char *ref, char **rest)
{
	g_autofree char *line = NULL;

	*rest = g_strdup("");
	out_print("(%u/%u) %s  [a,A,t,k,r,d,l,s,v,q,?] ", w->at, w->of, ref);
	(void)fflush(stdout);
	if (w->terminal)
		return read_key();
	line = read_line();
	out_line(line ? line : "");
	if (!line)
		return 'q';
	if (*line) {
		g_free(*rest);
		*rest = g_strdup(line + 1);
		g_strstrip(*rest);
	}
	return *line ? *line : '?';
}

/* What was typed behind the key, else asked for now. NULL: nothing. */
static char *
ask_word(const struct walk *w, const char *rest, const char *prompt)
{
	g_autofree char *line = NULL;

	if (*rest)
		return g_strdup(rest);
	if (!w->terminal) {
		out_print("The %s must stand behind the key.\n", prompt);
		return NULL;
	}
	out_print("%s: ", prompt);
	(void)fflush(stdout);
	line = read_line();
	return line && *line ? g_steal_pointer(&line) : NULL;
}

/* --- what is shown -------------------------------------------------------- */

static enum sp_status
show_text(struct sp_gate *gate, const struct sp_mail *m, unsigned lines,
	  struct sp_err *err)
{
	struct sp_working w = { .plain = SP_BLOB_INIT };
	g_autofree char *text = NULL;
	g_autofree char *safe = NULL;
	enum sp_status r = sp_reader_working(gate, m, &w, err);

	if (r == SP_OK && !(m->why & SP_WHY_UNPARSABLE))
		r = sp_reader_text(gate, &w, lines, &text, err);
	sp_working_clear(&w);
	if (r == SP_OK && text) {
		safe = sp_show_text(g_strchomp(text), 0);
		out_print("----\n%s\n----\n", safe);
	} else if (r == SP_OK) {
		out_line("---- its text could not be read ----");
	}
	return r;
}

static void
show_mail(struct sp_gate *gate, const struct sp_mail *m)
{
	struct sp_card *card = NULL;
	struct sp_err err;
	enum sp_status r = sp_reader_card(gate, m, &card, &err);

	out_print("\n");
	if (r == SP_OK) {
		view_print(gate, m, card);
		r = show_text(gate, m, PREVIEW, &err);
	}
	if (r != SP_OK)
		call_complain(&err, m->ref);
	sp_card_free(card);
}

/* --- decisions ------------------------------------------------------------ */

/* Tell the outcome, or why not; and go on when the mail is out of the way. */
static enum step
settle(const struct walk *w, const struct sp_mail *m, enum sp_status r,
       struct sp_outcome *o, const struct sp_err *err)
{
	if (r == SP_OK) {
		(void)!decision_tell(w->gate, m, o);
		return STEP_NEXT;
	}
	call_complain(err, m->ref);
	/* Somebody else was first: there is nothing left to decide. */
	return r == SP_EDENIED ? STEP_NEXT : STEP_AGAIN;
}

static enum step
approve(const struct walk *w, const struct sp_mail *m, gboolean remember)
{
	struct sp_outcome o = { 0 };
	struct sp_err err;

	return settle(w, m, sp_decide_approve(w->gate, w->call->actor, m->ref,
					      remember, &o, &err), &o, &err);
}

static enum step
attach(const struct walk *w, const struct sp_mail *m, const char *rest)
{
	g_autofree char *word = ask_word(w, rest, "case");
	g_autofree char *number = word ? g_ascii_strup(word, -1) : NULL;
	struct sp_outcome o = { 0 };
	struct sp_err err;

	if (!number)
		return STEP_AGAIN;
	return settle(w, m, sp_decide_attach(w->gate, w->call->actor, m->ref,
					     number, FALSE, &o, &err), &o,
		      &err);
}

static enum step
discard(const struct walk *w, const struct sp_mail *m)
{
	struct sp_outcome o = { 0 };
	struct sp_err err;

	return settle(w, m, sp_decide_discard(w->gate, w->call->actor, m->ref,
					      &o, &err), &o, &err);
}

static enum step
defer(const struct walk *w, const struct sp_mail *m)
{
	int64_t until = sp_when_workday(&w->gate->conf->workdays,
					sp_gate_now(), 1);
	struct sp_outcome o = { 0 };
	struct sp_err err;

	return settle(w, m, sp_decide_defer(w->gate, w->call->actor, m->ref,
					    until, &o, &err), &o, &err);
}

/* On a terminal the text goes through the editor first. */
static enum step
answer(const struct walk *w, const struct sp_mail *m, const char *reason)
{
	const struct letter_source from = { NULL, w->terminal };
	g_autofree char *subject = NULL;
	g_autofree char *text = NULL;
	struct sp_outcome o = { 0 };
	struct sp_err err;
	enum sp_status r = decision_letter(w->call, w->gate, m, reason,
					   &from, &subject, &text, &err);

	if (r != SP_OK) {
		call_complain(&err, m->ref);
		return STEP_AGAIN;
	}
	r = reason ? sp_decide_reject(w->gate, w->call->actor, m->ref, reason,
				      subject, text, &o, &err)
		   : sp_decide_ask(w->gate, w->call->actor, m->ref, subject,
				   text, &o, &err);
	return settle(w, m, r, &o, &err);
}

static enum step
reject(const struct walk *w, const struct sp_mail *m, const char *rest)
{
	g_autofree char *reasons = sp_decide_reasons(w->gate);
	g_autofree char *reason = NULL;

	if (w->terminal && !*rest)
		out_print("%s\n", reasons);
	reason = ask_word(w, rest, "reason");
	return reason ? answer(w, m, reason) : STEP_AGAIN;
}

static enum step
view(const struct walk *w, const struct sp_mail *m)
{
	struct sp_err err;

	if (show_text(w->gate, m, 0, &err) != SP_OK)
		call_complain(&err, m->ref);
	return STEP_AGAIN;
}

static enum step
decide(const struct walk *w, const struct sp_mail *m)
{
	g_autofree char *rest = NULL;

	switch (ask_key(w, m->ref, &rest)) {
	case 'a':
		return approve(w, m, FALSE);
	case 'A':
		return approve(w, m, TRUE);
	case 't':
		return attach(w, m, rest);
	case 'k':
		return answer(w, m, NULL);
	case 'r':
		return reject(w, m, rest);
	case 'd':
		return discard(w, m);
	case 'l':
		return defer(w, m);
	case 's':
		return STEP_NEXT;
	case 'v':
		return view(w, m);
	case 'q':
	case '\0':
		return STEP_QUIT;
	default:
		out_print("%s", help);
		return STEP_AGAIN;
	}
}

/* --- the queue ------------------------------------------------------------ */

static enum sp_status
collect(const struct sp_mail *m, void *arg)
{
	g_ptr_array_add(arg, g_strdup(m->ref));
	return SP_OK;
}

/* The queue as it stands when the walk begins; what others decide meanwhile
 * is passed over. */
static enum step
walk_one(struct walk *w, const char *ref)
{
	struct sp_mail *m = NULL;
	struct sp_err err;
	enum sp_status r = sp_store_mail_by_ref(w->gate->store, ref, &m, &err);
	enum step step = STEP_NEXT;

	w->at++;
	if (r == SP_OK && m->state == SP_MAIL_HELD) {
		show_mail(w->gate, m);
		do
			step = decide(w, m);
		while (step == STEP_AGAIN);
	}
	sp_mail_free(m);
	return step;
}

enum sp_status
cmd_moderate(struct call *call, char **argv, struct sp_err *err)
{
	g_auto(GStrv) args = NULL;
	g_autoptr(GPtrArray) refs = g_ptr_array_new_with_free_func(g_free);
	struct walk w = { .call = call, .terminal = isatty(STDIN_FILENO) };
	enum sp_status r;

	if ((r = call_options(call, NULL, argv, 0, 1, &args, err)) != SP_OK ||
	    (r = call_gate(call, args[0], &w.gate, err)) != SP_OK ||
	    (r = sp_store_mail_list(w.gate->store, SP_MAIL_HELD, sp_gate_now(),
				    0, collect, refs, err)) != SP_OK)
		return r;
	if (refs->len == 0)
		out_line("Nothing is held.");
	w.of = refs->len;
	for (guint i = 0; i < refs->len; i++)
		if (walk_one(&w, refs->pdata[i]) == STEP_QUIT)
			break;
	return SP_OK;
}
