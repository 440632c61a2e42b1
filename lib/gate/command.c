/* SPDX-License-Identifier: GPL-2.0-or-later */
/* command.c - the second commit of a mail with commands */
#include "lib/gate/command.h"

#include <string.h>

#include "lib/base/log.h"
#include "lib/gate/answer.h"
#include "lib/gate/card.h"
#include "lib/gate/handover.h"
#include "lib/gate/notes.h"
#include "lib/gate/obey.h"
#include "lib/mail/show.h"
#include "lib/policy/people.h"

/* What decisions have queued leaves at once, within this time. */
#define HANDOVER_S 60

/* Trouble of our own is tried again so often; then it is told like any other
 * reason. */
#define TRIES_MAX 5

#define NO_BREAK "\u00a0"	/* looks like a blank */

/* One mail with commands, while they are carried out. */
struct run {
	struct sp_gate *gate;
	struct sp_mail *m;
	struct sp_opening *o;
	const struct sp_hearing *h;
	int64_t now;
	struct sp_command_mail facts;
	GPtrArray *commands;	/* of struct sp_command * */
	char *end;		/* the line behind them, or NULL */
	gboolean more;		/* which is a command, too */
	GString *results;
	struct sp_answer answer;
	GArray *decided;	/* int64_t: mails */
	unsigned at;		/* which of them is the next; 1 the first, 0: the
				   signature is not used up yet */
	gboolean stepped;	/* it was written that this one is dealt with */
	gboolean silent;	/* the signer was told before */
	unsigned done, refused;
};

static void
run_init(struct run *run)
{
	g_autofree char *text = sp_opening_signed_text(run->o);

	run->commands = sp_commands_read(text, &run->end, &run->more);
	run->results = g_string_new(NULL);
	run->decided = g_array_new(FALSE, FALSE, sizeof(int64_t));
	run->facts = (struct sp_command_mail){
		.conf = run->gate->conf, .now = run->m->arrived,
		.whole = TRUE, .verdict = run->h->signer.verdict,
		.layered = sp_opening_is_layered(run->o),
		.member = run->h->signer.member,
		.paused = run->h->signer.paused,
		.unadmitted = sp_policy_admission(run->gate->conf,
						  run->o->signer) !=
			      SP_ADMITTED,
		.roles = run->o->signer->roles,
		.address = run->o->signer->address, .made = run->h->signer.made,
		.seen = run->h->signer.seen && run->m->carried == 0,
		.for_others = !run->h->signer.names_list,
		.names_list = run->h->for_us,
	};
}

static void
run_clear(struct run *run)
{
	g_ptr_array_unref(run->commands);
	g_string_free(run->results, TRUE);
	sp_answer_clear(&run->answer);
	g_array_unref(run->decided);
	g_free(run->end);
}

/* --- how far it has got --------------------------------------------------- */

/* SP_NONE: another process is at it, or has done it. */
static enum sp_status
check_alone(const struct run *run, struct sp_err *err)
{
	struct sp_mail *row = NULL;
	enum sp_status r = sp_store_mail_by_id(run->gate->store, run->m->id,
					       &row, err);

	if (r == SP_OK && (row->state != SP_MAIL_UNOPENED ||
			   row->carried != run->m->carried))
		r = sp_fail(err, SP_NONE, "%s: another process carries out "
			    "its commands", run->m->ref);
	sp_mail_free(row);
	return r;
}

/* [tx] Past this one, which only one process can say. */
static enum sp_status
step(void *arg, struct sp_err *err)
{
	struct run *run = arg;
	enum sp_status r = sp_store_mail_carry(run->gate->store, run->m->id,
					       run->m->carried, run->at + 1,
					       err);

	run->stepped = r == SP_OK;
	return r == SP_NONE ? sp_fail(err, SP_EBUSY, "%s: another process "
				      "carries out its commands",
				      run->m->ref) : r;
}

/* [tx] Who sends the same signature over and over makes us write to somebody
 * else: of a signature that was used before, its owner is told once. */
static enum sp_status
tell_once(struct run *run, struct sp_err *err)
{
	struct sp_digest d;
	enum sp_status r;

	run->facts.seen = TRUE;
	sp_vault_digest(run->gate->vault, "replayed",
			run->o->signature_id.bytes,
			sizeof(run->o->signature_id.bytes), &d);
	r = sp_store_signature_use(run->gate->store, &d, run->now, err);
	run->silent = r == SP_EDENIED;
	return r == SP_EDENIED ? SP_OK : r;
}

/* The signature is used up, by this mail: whatever becomes of it, no other mail
 * can make use of it. */
static enum sp_status
claim(struct run *run, struct sp_err *err)
{
	struct sp_gate *gate = run->gate;
	enum sp_status r;

	if (run->m->carried > 0)
		return SP_OK;
	if ((r = sp_store_begin(gate->store, err)) != SP_OK)
		return r;
	if ((r = check_alone(run, err)) == SP_OK &&
	    (r = sp_store_signature_use(gate->store, &run->o->signature_id,
					run->now, err)) == SP_EDENIED)
		r = tell_once(run, err);
	else if (r == SP_OK)
		r = step(run, err);
	if (r == SP_OK)
		r = sp_store_commit(gate->store, err);
	sp_store_rollback(gate->store);
	if (r == SP_OK && run->stepped)
		run->m->carried = run->at + 1;
	return r;
}

/* --- line by line --------------------------------------------------------- */

static void
refuse(struct run *run, const struct sp_command *c, const char *why)
{
	run->refused++;
	sp_notice_result(run->results, c->line, FALSE, why);
}

static enum sp_status
judge(struct run *run, const struct sp_command *c, enum sp_refusal *why,
      struct sp_err *err)
{
	struct sp_command_hold hold = { 0 };
	struct sp_mail *m = NULL;
	enum sp_status r = SP_NONE;

	if (c->ref[0] != '\0')
		r = sp_store_mail_by_ref(run->gate->store, c->ref, &m, err);
	if (r != SP_OK && r != SP_NONE)
		return r;
	if (m != NULL) {
		g_autofree char *word = sp_vault_word(run->gate->vault,
						      m->ref);

		hold.since = m->arrived;
		hold.word_fits = c->word != NULL &&
				 sp_vault_same(word, c->word);
	}
	*why = sp_policy_command(&run->facts, c, m != NULL ? &hold : NULL);
	sp_mail_free(m);
	return SP_OK;
}

/* Our own trouble, after which the same may succeed. */
static gboolean
is_ours(enum sp_status r)
{
	return r == SP_EBUSY || r == SP_EIO || r == SP_ECRYPT;
}

/* What was said last may have admitted the signer. */
static enum sp_status
look_again(struct run *run, struct sp_err *err)
{
	struct sp_member *m = NULL;
	enum sp_status r = sp_store_member_by_address(run->gate->store,
						      run->o->signer->address,
						      &m, err);

	if (r == SP_OK)
		run->facts.unadmitted = sp_policy_admission(run->gate->conf,
							    m) != SP_ADMITTED;
	sp_member_free(m);
	return r == SP_NONE ? SP_OK : r;
}

static enum sp_status
obey(struct run *run, const struct sp_command *c, struct sp_err *err)
{
	struct sp_obeyed done = { 0 };
	enum sp_status r;

	run->stepped = FALSE;
	run->gate->also = step;
	run->gate->also_arg = run;
	done.of = run->m->id;
	r = sp_obey(run->gate, run->o->signature.signer, c, &done, err);
	run->gate->also = NULL;
	if (r == SP_OK) {
		run->done++;
		sp_notice_result(run->results, c->line, TRUE, done.text);
		if (run->stepped)
			run->m->carried = run->at + 1;
		if (done.mail != 0)
			g_array_append_val(run->decided, done.mail);
		else if (run->facts.unadmitted)
			r = look_again(run, err);
	} else if (!is_ours(r) || run->m->attempts >= TRIES_MAX) {
		struct sp_err why = *err;

		/* Ourselves, in another process, may have been faster. */
		if ((r = check_alone(run, err)) == SP_OK)
			refuse(run, c, why.text);
	}
	sp_obeyed_clear(&done);
	return r;
}

static enum sp_status
one(struct run *run, const struct sp_command *c, struct sp_err *err)
{
	enum sp_refusal why;
	enum sp_status r = judge(run, c, &why, err);

	if (r != SP_OK)
		return r;
	if (why != SP_REFUSED_NOT) {
		g_autofree char *text = sp_refusal_sentence(why, c,
							    run->gate->conf);

		refuse(run, c, text);
		return SP_OK;
	}
	/* Not twice, when it was carried out before a crash. */
	if (run->at < run->m->carried &&
	    (c->verb->flags & SP_VERB_WRITES)) {
		run->done++;
		sp_notice_result(run->results, c->line, TRUE,
				 "before an interruption");
		return SP_OK;
	}
	return obey(run, c, err);
}

/* It does not show in a mail program why nothing is read. */
static const char *
why_nothing(const struct run *run)
{
	g_autofree char *text = sp_opening_signed_text(run->o);

	if (run->end)
		return strstr(run->end, NO_BREAK) ? "A blank in it is none "
			"that can be read as one: write it anew.\n" : "";
	return *g_strchug(text) != '\0'
		? "It begins with a quotation or a signature: write above it.\n"
		: "There is no plain text at its beginning, and nothing else "
		  "is read:\nno HTML, no attachment, no subject.\n";
}

static void
put_end(struct run *run)
{
	g_autofree char *line = run->end ? sp_show_line(run->end, 100) : NULL;

	if (run->more)
		g_string_append_printf(run->results, "\nOne mail holds %d "
			"commands at most. This one and what follows was not "
			"read:\n    %s\n", SP_COMMANDS_MAX, line);
	else if (run->commands->len == 0)
		g_string_append_printf(run->results, "Nothing was done: your "
			"mail does not begin with a command.\n%s%s%s%sSend "
			"\"help\" for those there are.\n", line ?
			"It begins with\n\n    " : "", line ? line : "",
			line ? "\n\n" : "", why_nothing(run));
}

static enum sp_status
all_lines(struct run *run, struct sp_err *err)
{
	enum sp_status r = SP_OK;

	for (guint i = 0; r == SP_OK && i < run->commands->len; i++) {
		run->at = i + 1;
		r = one(run, run->commands->pdata[i], err);
	}
	put_end(run);
	return r;
}

/* --- the end -------------------------------------------------------------- */

/* [tx] Who has no usable key reads that there is something. */
static enum sp_status
queue_nokey(struct run *run, struct sp_err *err)
{
	const struct sp_member *to = run->o->signer;
	struct sp_out out = {
		.kind = SP_OUT_NOKEY, .mail = run->m->id, .member = to->id,
		.made = run->now, .due = run->now, .state = SP_OUT_PENDING,
		.cause = (char *)"",
	};
	enum sp_status r;
	int64_t id;

	out.recipient = sp_gate_seal(run->gate, SP_SEAL_RECIPIENT,
				     to->address);
	r = sp_store_out_add(run->gate->store, &out, &id, err);
	g_bytes_unref(out.recipient);
	return r;
}

/* [tx] An answer to our answer is for us, too. */
static enum sp_status
add_thread(struct run *run, struct sp_err *err)
{
	g_autofree char *msgid = sp_gate_msgid(run->gate, "answer", run->m->ref,
					       "");
	struct sp_digest d;

	sp_gate_digest_msgid(run->gate, msgid, &d);
	return sp_store_thread_add(run->gate->store, &d, run->m->id, err);
}

/* [tx] */
static enum sp_status
file(struct run *run, gboolean answered, struct sp_err *err)
{
	g_autofree char *detail = g_strdup_printf("%u done, %u refused",
						  run->done, run->refused);
	enum sp_status r = check_alone(run, err);

	if (r == SP_OK && answered && !run->silent)
		r = sp_answer_queue(run->gate, &run->answer, err);
	if (r == SP_OK)
		r = answered ? add_thread(run, err) : queue_nokey(run, err);
	if (r != SP_OK)
		return r;
	run->m->state = SP_MAIL_FILED;
	r = sp_store_mail_update(run->gate->store, run->m, SP_MAIL_UNOPENED,
				 err);
	return r == SP_OK ? sp_store_event_add(run->gate->store, run->now,
					       run->o->signature.signer,
					       "commanded", run->m->ref, "",
					       detail, err) : r;
}

static void
set_card(struct run *run)
{
	struct sp_card *card = sp_card_make(run->gate, run->m, run->o, run->h);
	g_autofree char *json = sp_card_to_json(card);

	sp_card_free(card);
	g_clear_pointer(&run->m->card, g_bytes_unref);
	run->m->card = sp_gate_seal(run->gate, SP_SEAL_CARD, json);
}

static enum sp_status
answer(struct run *run, gboolean *answered, struct sp_err *err)
{
	enum sp_status r = sp_answer_seal(run->gate, run->m, run->o->signer,
					  run->results->str, run->now,
					  &run->answer, err);

	*answered = r == SP_OK;
	return r == SP_NONE ? SP_OK : r;
}

static enum sp_status
finish(struct run *run, struct sp_err *err)
{
	gboolean answered = TRUE;
	enum sp_status r;

	sp_notes_take(run->gate, run->m, run->o, (struct sp_range){ 0, 0 });
	if (!run->silent && (r = answer(run, &answered, err)) != SP_OK)
		return r;
	set_card(run);
	if ((r = sp_store_begin(run->gate->store, err)) != SP_OK)
		return r;
	if ((r = file(run, answered, err)) == SP_OK)
		r = sp_store_commit(run->gate->store, err);
	sp_store_rollback(run->gate->store);
	return r;
}

/* The mail of each decision; that of the commands leaves with its caller. */
static void
hand_over(const struct run *run)
{
	struct sp_handed handed = { 0 };
	struct sp_err err;

	for (guint i = 0; i < run->decided->len; i++)
		if (sp_handover(run->gate, g_array_index(run->decided, int64_t,
							 i), HANDOVER_S,
				&handed, &err) != SP_OK)
			sp_log_error("event=handover-failed list=%s cause=%s",
				     run->gate->conf->list, err.text);
}

enum sp_status
sp_command_run(struct sp_gate *gate, struct sp_mail *m, struct sp_opening *o,
	       const struct sp_hearing *h, int64_t now, struct sp_err *err)
{
	struct run run = { .gate = gate, .m = m, .o = o, .h = h, .now = now,
			   .answer = SP_ANSWER_INIT };
	enum sp_status r;

	run_init(&run);
	if ((r = claim(&run, err)) == SP_OK &&
	    (r = all_lines(&run, err)) == SP_OK &&
	    (r = finish(&run, err)) == SP_OK)
		hand_over(&run);
	run_clear(&run);
	return r;
}
