/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cmd-share.c - what was shared outside the list, and by whose leave */
#include <string.h>

#include "filter/out.h"
#include "filter/share.h"
#include "filter/triage.h"
#include "lib/gate/deeds.h"
#include "lib/gate/guest.h"
#include "lib/gate/retelling.h"
#include "lib/notice/record.h"

/* --- the ledger ----------------------------------------------------------- */

struct ledger {
	json_t *json;		/* array to fill; NULL: for a terminal */
	unsigned rows;
};

static const char *
get(GHashTable *args, const char *name)
{
	const char *value = args ? g_hash_table_lookup(args, name) : NULL;

	return value ? value : "";
}

static void
print_row(const struct sp_event *e, GHashTable *args)
{
	g_autofree char *at = out_time(e->at);
	const gboolean asked = *get(args, "consent") != '\0';

	out_print("%s  to %s: %s\n                  by %s of %s\n", at,
		  get(args, "to"), get(args, "what"),
		  asked ? "consent" : "clause",
		  asked ? get(args, "consent") : get(args, "clause"));
}

/* What others shared with us. */
static void
print_import(const struct sp_event *e, GHashTable *args)
{
	g_autofree char *at = out_time(e->at);
	const char *from = get(args, "from");
	const char *consent = get(args, "consent");

	out_print("%s  from %s: a thread of %s mails\n                  "
		  "by consent of %s\n", at, *from ? from : "somebody",
		  get(args, "mails"), *consent ? consent : "nobody recorded");
}

static void
json_row(json_t *object, const struct sp_event *e, GHashTable *args)
{
	static const char *const names[] = { "to", "from", "what",
					     "mails", "consent", "clause",
					     "by" };

	out_json_time(object, "at", e->at);
	for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
		out_json_text(object, names[i], get(args, names[i]));
}

static enum sp_status
each_event(const struct sp_event *e, const char *detail, void *arg)
{
	struct ledger *l = arg;
	GHashTable *args;
	const gboolean imported = strcmp(e->verb, "imported") == 0;

	if (!imported && strcmp(e->verb, "shared") != 0)
		return SP_OK;
	args = sp_record_read(detail);
	if (l->json)
		json_row(out_json_object(l->json), e, args);
	else if (imported)
		print_import(e, args);
	else
		print_row(e, args);
	l->rows++;
	g_clear_pointer(&args, g_hash_table_unref);
	return SP_OK;
}

static enum sp_status
show_ledger(struct call *call, const char *number, gboolean json,
	    struct sp_err *err)
{
	json_auto_t *document = json_object();
	struct sp_gate *gate = NULL;
	struct sp_case *c = NULL;
	struct ledger l = { 0 };
	enum sp_status r = call_case(call, number, &gate, &c, err);

	if (r == SP_OK) {
		if (json)
			l.json = out_json_array(document, "shares");
		r = sp_told_events(gate, c->number, each_event, &l, err);
	}
	if (r == SP_OK && json)
		out_json(g_steal_pointer(&document));
	else if (r == SP_OK && l.rows == 0)
		out_print("Nothing of %s is known to be shared.\n", c->number);
	sp_case_free(c);
	return r;
}

/* --- one more row --------------------------------------------------------- */

static enum sp_status
check_consent(struct call *call, const char *number, const char *msgid,
	      struct sp_err *err)
{
	struct sp_gate *gate = NULL;
	struct sp_case *c = NULL;
	struct sp_err why;
	enum sp_status r = call_case(call, number, &gate, &c, &why);

	if (r == SP_OK)
		r = sp_guest_consent(gate, c, msgid, NULL, &why);
	if (r != SP_OK)
		r = sp_fail(err, r, "%s%s", why.text, r != SP_EDENIED ? ""
			    : "; name the clause of the policy that needs "
			    "none, with --clause");
	sp_case_free(c);
	return r;
}

struct share {
	char *to, *what, *consent, *clause;
};

static enum sp_status
share(struct call *call, const char *number, const struct share *s,
      struct sp_err *err)
{
	g_autoptr(GHashTable) said = sp_said_new();
	struct sp_act act = { .free = TRUE, .verb = "shared", .args = said };
	enum sp_status r;

	if (!s->to || !s->what || !*s->to || !*s->what)
		return call_usage(call, err, "--to and --what say who got what");
	if (s->consent && s->clause)
		return call_usage(call, err, "--consent or --clause, not both");
	if (!s->consent && (!s->clause || !*s->clause))
		return sp_fail(err, SP_EDENIED, "%s may be shared with the "
			       "reporter's consent, --consent MESSAGE-ID, or "
			       "by a clause of the policy, --clause TEXT",
			       number);
	if (s->consent && (r = check_consent(call, number, s->consent,
					     err)) != SP_OK)
		return r;
	sp_said_put(said, "to", s->to);
	sp_said_put(said, "what", s->what);
	sp_said_put(said, "consent", s->consent);
	sp_said_put(said, "clause", s->clause);
	return triage_do(call, number, &act, err);
}

static enum sp_status
thread_of(struct call *call, const char *number, const struct share *s,
	  const char *gnupg, struct sp_err *err)
{
	const struct sp_leave leave = { s->consent, s->clause };
	enum sp_status r = SP_OK;

	if (!s->to || !*s->to)
		return call_usage(call, err, "--to names the guest");
	if (s->what || (s->consent && s->clause))
		return call_usage(call, err, "--thread goes with one of "
				  "--consent and --clause, or with neither");
	if (s->consent)
		r = check_consent(call, number, s->consent, err);
	return r == SP_OK ? share_thread(call, number, s->to, s->consent ||
					 s->clause ? &leave : NULL, gnupg,
					 err) : r;
}

enum sp_status
cmd_case_share(struct call *call, char **argv, struct sp_err *err)
{
	g_auto(GStrv) args = NULL;
	g_autofree char *to = NULL, *what = NULL, *consent = NULL;
	g_autofree char *clause = NULL;
	g_autofree char *gnupg = NULL;
	gboolean json = FALSE, thread = FALSE;
	const GOptionEntry options[] = {
		{ "thread", 0, 0, G_OPTION_ARG_NONE, &thread, NULL, NULL },
		{ "gnupg", 0, 0, G_OPTION_ARG_FILENAME, &gnupg, NULL, NULL },
		{ "to", 0, 0, G_OPTION_ARG_STRING, &to, NULL, NULL },
		{ "what", 0, 0, G_OPTION_ARG_STRING, &what, NULL, NULL },
		{ "consent", 0, 0, G_OPTION_ARG_STRING, &consent, NULL, NULL },
		{ "clause", 0, 0, G_OPTION_ARG_STRING, &clause, NULL, NULL },
		{ "json", 0, 0, G_OPTION_ARG_NONE, &json, NULL, NULL },
		G_OPTION_ENTRY_NULL
	};
	struct share s;
	enum sp_status r = call_options(call, options, argv, 1, 1, &args, err);

	if (r != SP_OK)
		return r;
	if (thread)
		return thread_of(call, args[0], &(struct share)
				 { to, what, consent, clause }, gnupg, err);
	if (!to && !what && !consent && !clause)
		return show_ledger(call, args[0], json, err);
	if ((r = triage_text(call, &what, "--what", err)) != SP_OK)
		return r;
	s = (struct share){ to, what, consent, clause };
	return share(call, args[0], &s, err);
}
