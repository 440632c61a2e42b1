/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cmd-talk.c - the conversation with the reporters of a case */
#include "filter/command.h"
#include "filter/decision.h"
#include "filter/out.h"
#include "filter/triage.h"
#include "lib/gate/adopt.h"
#include "lib/gate/deeds.h"
#include "lib/gate/reply.h"
#include "lib/gate/secrecy-words.h"

enum sp_status
cmd_hold_back(struct call *call, char **argv, struct sp_err *err)
{
	g_auto(GStrv) args = NULL;
	struct sp_gate *gate = NULL;
	struct sp_case *k = NULL;
	unsigned n = 0;
	enum sp_status r;

	if ((r = call_options(call, NULL, argv, 1, 1, &args, err)) == SP_OK &&
	    (r = call_case(call, args[0], &gate, &k, err)) == SP_OK)
		r = sp_reply_hold_back(gate, call->actor, k->number, &n, err);
	if (r == SP_OK) {
		out_print("held back  %s, %u mail%s to its reporters will not "
			  "be sent\n", k->number, n, n == 1 ? "" : "s");
		triage_hand_over(gate, k);
	}
	sp_case_free(k);
	return r;
}

static void
print_lines(const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	for (char **l = lines; *l; l++)
		if (**l)
			out_print("%s\n", *l);
}

typedef enum sp_status draft_function(struct sp_gate *gate,
				      const struct sp_case *k, char **subject,
				      char **text, struct sp_err *err);

/* Without a file the editor is opened: a draft alone is nothing to send. */
static enum sp_status
write_from(struct call *call, struct sp_gate *gate, const struct sp_case *k,
	   draft_function *draft, const struct letter_source *from,
	   char **told, struct sp_err *err)
{
	g_autofree char *subject = NULL;
	g_autofree char *text = NULL;
	enum sp_status r = draft(gate, k, &subject, &text, err);

	if (r == SP_OK)
		r = letter_words(call, sp_reply_encrypts(gate, k), from,
				 &subject, &text, err);
	return r == SP_OK ? sp_reply_write(gate, call->actor, k, subject, text,
					   told, err) : r;
}

static enum sp_status
write_letter(struct call *call, const char *number, draft_function *draft,
	     const char *file, struct sp_err *err)
{
	const struct letter_source from = { .file = file, .edit = !file };
	g_autofree char *told = NULL;
	struct sp_gate *gate = NULL;
	struct sp_case *k = NULL;
	enum sp_status r = call_case(call, number, &gate, &k, err);

	if (r == SP_OK)
		r = write_from(call, gate, k, draft, &from, &told, err);
	if (r == SP_OK) {
		out_print("written   %s\n", k->number);
		print_lines(told);
		triage_hand_over(gate, k);
	}
	sp_case_free(k);
	return r;
}

/* Where the law or the reporter wants no mail: a person says what was said. */
static enum sp_status
by_phone(struct call *call, const char *number, char **note,
	 struct sp_err *err)
{
	g_autoptr(GHashTable) said = sp_said_new();
	enum sp_status r = triage_text(call, note, "--by-phone", err);

	sp_said_put(said, "how", *note);
	return r == SP_OK ? triage_say(call, number, said, err) : r;
}

enum sp_status
cmd_ack(struct call *call, char **argv, struct sp_err *err)
{
	g_auto(GStrv) args = NULL;
	g_autofree char *file = NULL;
	g_autofree char *note = NULL;
	const GOptionEntry options[] = {
		{ "text", 0, 0, G_OPTION_ARG_FILENAME, &file, NULL, NULL },
		{ "by-phone", 0, 0, G_OPTION_ARG_STRING, &note, NULL, NULL },
		G_OPTION_ENTRY_NULL
	};
	enum sp_status r = call_options(call, options, argv, 1, 1, &args, err);

	if (r != SP_OK)
		return r;
	if (note && file)
		return call_usage(call, err, "--text is written, --by-phone "
				  "was said: give one of them");
	return note ? by_phone(call, args[0], &note, err)
		    : write_letter(call, args[0], sp_reply_draft, file, err);
}

enum sp_status
cmd_embargo_tell(struct call *call, char **argv, struct sp_err *err)
{
	g_auto(GStrv) args = NULL;
	g_autofree char *file = NULL;
	const GOptionEntry options[] = {
		{ "text", 0, 0, G_OPTION_ARG_FILENAME, &file, NULL, NULL },
		G_OPTION_ENTRY_NULL
	};
	enum sp_status r = call_options(call, options, argv, 1, 1, &args, err);

	return r == SP_OK ? write_letter(call, args[0], sp_secrecy_draft, file,
					 err) : r;
}

enum sp_status
cmd_key_adopt(struct call *call, char **argv, struct sp_err *err)
{
	g_auto(GStrv) args = NULL;
	g_autofree char *number = NULL;
	struct sp_gate *gate = NULL;
	struct sp_mail *m = NULL;
	enum sp_status r;

	if ((r = call_options(call, NULL, argv, 2, 2, &args, err)) != SP_OK ||
	    (r = call_mail(call, args[0], &gate, &m, err)) != SP_OK)
		return r;
	r = sp_adopt(gate, call->actor, m->ref, args[1], &number, err);
	if (r == SP_OK)
		out_print("adopted   the key of %s is pinned for its author in "
			  "%s, verified by you\n", m->ref, number);
	sp_mail_free(m);
	return r;
}
