/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cmd-run.c - the periodic worker */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "filter/command.h"
#include "filter/out.h"
#include "filter/privilege.h"
#include "lib/base/log.h"
#include "lib/gate/worker.h"

#define PAUSE_S 30

static void
count(unsigned n, const char *what, gboolean *said)
{
	if (n == 0)
		return;
	out_print("%s%u %s", *said ? ", " : "", n, what);
	*said = TRUE;
}

/* Nothing is said of a round in which there was nothing to do: a timer that
 * mails what it prints stays silent. */
static void
print_work(const char *list, const struct sp_work *w)
{
	gboolean said = FALSE;

	if (w->opened + w->acks + w->sent + w->failed + w->dead + w->purged +
	    w->warned + w->bouncing + w->reminded + w->retired == 0)
		return;
	out_print("%s: ", list);
	count(w->opened, "opened", &said);
	count(w->acks, "acknowledged", &said);
	count(w->sent, "sent", &said);
	count(w->failed, "to be tried again", &said);
	count(w->dead, "given up", &said);
	count(w->purged, "purged", &said);
	count(w->warned, "keys warned of", &said);
	count(w->bouncing, "bouncing", &said);
	count(w->reminded, "reminded", &said);
	count(w->retired, "former list key retired", &said);
	out_print("\n");
}

/* Also when the list cannot be opened: then most of all. */
static enum sp_status
look_for_alarm(struct call *call, const char *list, struct sp_err *err)
{
	const char *cause = "";
	struct sp_config *conf = NULL;
	gboolean sent = FALSE;
	enum sp_status r = call_become_owner(call, list, &conf, err);

	if (r == SP_ECONF) {
		cause = "the configuration of the list is wrong";
		r = sp_alarm_config(call->dir, list, &conf, err);
		if (r == SP_OK)
			r = privilege_become_owner(conf->state, list, err);
	}
	if (r == SP_OK)
		r = sp_alarm(conf, cause, &sent, err);
	if (sent)
		out_print("%s: alarm mailed to %s\n", list, conf->alarm);
	sp_config_free(conf);
	return r;
}

static enum sp_status
work_on(struct call *call, const char *list, struct sp_err *err)
{
	struct sp_work w = { 0 };
	struct sp_gate *gate;
	struct sp_err trouble;
	enum sp_status alarmed = look_for_alarm(call, list, &trouble);
	enum sp_status r = call_gate(call, list, &gate, err);

	if (r == SP_OK)
		r = sp_worker_once(gate, &w, err);
	print_work(list, &w);
	if (r == SP_OK && alarmed != SP_OK) {
		*err = trouble;
		r = alarmed;
	}
	return r;
}

static int
work_as_child(struct call *call, const char *list)
{
	struct sp_err err = { .code = SP_OK };
	struct sp_err lost = { .code = SP_OK };
	enum sp_status r = work_on(call, list, &err);

	if (r != SP_OK) {
		sp_log_error("event=run-failed list=%s cause=%s", list,
			     err.text);
		call_complain(&err, list);
	}
	if (out_flush(&lost) != SP_OK)
		sp_log_error("event=run list=%s cause=%s", list, lost.text);
	call_close_gates(call);
	return call_exit_status(r);
}

/* A list's round has a process of its own: the list may belong to another
 * user than the next one, and what breaks in it stays there. */
static int
work_apart(struct call *call, const char *list)
{
	int status = 0;
	pid_t child = fork();

	if (child == 0)
		exit(work_as_child(call, list));
	while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR)
		continue;
	if (child > 0 && WIFEXITED(status))
		return WEXITSTATUS(status);
	sp_log_error("event=run-died list=%s", list);
	out_error("sallyport: %s: its round did not end\n", list);
	return EX_TEMPFAIL;
}

/* One list's trouble does not keep the others waiting. */
static int
one_round(struct call *call, char **names)
{
	int worst = EXIT_DONE;

	for (; *names; names++) {
		int status = work_apart(call, *names);

		worst = MAX(worst, status);
	}
	return worst;
}

enum sp_status
cmd_run(struct call *call, char **argv, struct sp_err *err)
{
	g_auto(GStrv) args = NULL;
	g_auto(GStrv) names = NULL;
	gboolean once = FALSE;
	const GOptionEntry options[] = {
		{ "once", 0, 0, G_OPTION_ARG_NONE, &once, NULL, NULL },
		G_OPTION_ENTRY_NULL
	};
	enum sp_status r;

	if ((r = call_options(call, options, argv, 0, 1, &args,
			      err)) != SP_OK ||
	    (r = call_lists(call, args[0], &names, err)) != SP_OK)
		return r;
	/* One that vanishes later may come back; one that was never there is a
	 * slip of the pen, which a service would repeat for ever. */
	if (args[0] && (r = call_find_list(call, args[0], err)) != SP_OK)
		return r;
	while ((call->exit_status = one_round(call, names)), !once)
		sleep(PAUSE_S);
	return SP_OK;
}
