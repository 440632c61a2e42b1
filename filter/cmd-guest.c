/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cmd-guest.c - people outside who help with one case */
#include "filter/command.h"
#include "filter/decision.h"
#include "filter/out.h"
#include "lib/gate/guest.h"
#include "lib/gate/setup.h"

static enum sp_status
invite(struct call *call, char **args, const char *file,
       const struct sp_leave *leave, struct sp_err *err)
{
	g_autoptr(GBytes) bytes = NULL;
	g_autofree char *fingerprint = NULL;
	g_autofree char *pretty = NULL;
	struct sp_gate *gate = NULL;
	struct sp_case *c = NULL;
	enum sp_status r;

	/* Read as the caller, who may be root, before becoming the list. */
	if ((r = sp_setup_read_key(file, &bytes, err)) == SP_OK &&
	    (r = call_case(call, args[0], &gate, &c, err)) == SP_OK)
		r = sp_guest_invite(gate, call->actor, c, args[1], bytes,
				    leave, &fingerprint, err);
	if (r == SP_OK) {
		pretty = sp_pgp_pretty(fingerprint);
		out_print("invited   %s to %s; the terms leave now, and "
			  "nothing of the case\n", args[1], c->number);
		out_print("key       %s\n", pretty);
		out_line("Compare this fingerprint with its owner over another "
			 "way than mail.");
	}
	sp_case_free(c);
	return r;
}

enum sp_status
cmd_case_invite(struct call *call, char **argv, struct sp_err *err)
{
	g_auto(GStrv) args = NULL;
	g_autofree char *file = NULL, *consent = NULL, *clause = NULL;
	const GOptionEntry options[] = {
		{ "key", 0, 0, G_OPTION_ARG_FILENAME, &file, NULL, NULL },
		{ "consent", 0, 0, G_OPTION_ARG_STRING, &consent, NULL, NULL },
		{ "clause", 0, 0, G_OPTION_ARG_STRING, &clause, NULL, NULL },
		G_OPTION_ENTRY_NULL
	};
	enum sp_status r = call_options(call, options, argv, 2, 2, &args, err);
	struct sp_leave leave;

	if (r == SP_OK && !file)
		r = call_usage(call, err, "--key is missing: nobody gets mail "
			       "in the clear");
	if (r == SP_OK && consent && clause)
		r = call_usage(call, err, "--consent or --clause, not both");
	leave = (struct sp_leave){ consent, clause };
	return r == SP_OK ? invite(call, args, file, &leave, err) : r;
}

typedef enum sp_status change(struct sp_gate *gate, const char *actor,
			      const struct sp_case *c, const char *address,
			      struct sp_err *err);

static enum sp_status
change_guest(struct call *call, char **argv, change *how, const char *done,
	     const char *then, gboolean waits, struct sp_err *err)
{
	g_auto(GStrv) args = NULL;
	struct sp_gate *gate = NULL;
	struct sp_case *c = NULL;
	enum sp_status r;

	if ((r = call_options(call, NULL, argv, 2, 2, &args, err)) == SP_OK &&
	    (r = call_case(call, args[0], &gate, &c, err)) == SP_OK)
		r = how(gate, call->actor, c, args[1], err);
	if (r == SP_OK)
		out_print("%-9s %s %s\n", done, args[1], then);
	if (r == SP_OK && waits)
		out_print("They wait for the thread so far, which this host "
			  "cannot open: sallyport case share %s --to %s "
			  "--thread\n", c->number, args[1]);
	sp_case_free(c);
	return r;
}

enum sp_status
cmd_case_admit(struct call *call, char **argv, struct sp_err *err)
{
	return change_guest(call, argv, sp_guest_admit,
			    "admitted", "gets what members and reporters "
			    "write in this case from now on, encrypted", TRUE,
			    err);
}

enum sp_status
cmd_case_uninvite(struct call *call, char **argv, struct sp_err *err)
{
	return change_guest(call, argv, sp_guest_uninvite,
			    "uninvited", "gets nothing more of this case; "
			    "what was sent stays there", FALSE, err);
}
