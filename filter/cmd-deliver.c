/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cmd-deliver.c - one mail from the MTA
 *
 * The supervisor has read the message to its end; standard input is a memory
 * file. Once the first commit is durable the word goes to the supervisor, and
 * from then on nothing that fails here may cost the MTA's mail: run comes
 * back to what was left. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "filter/command.h"
#include "lib/base/log.h"
#include "lib/gate/handover.h"
#include "lib/gate/intake.h"
#include "lib/gate/probe.h"
#include "lib/gate/worker.h"

/* Above the supervisor's ceiling: what is over [limits] message is stored. */
#define CEILING ((size_t)1 << 30)
#define HANDOVER_S 20

struct arguments {
	char *sender;
	char *recipient;
	char *unit;
	gint64 size;
	gint status_fd;
	char *deadline;		/* the supervisor's */
};

static void
arguments_clear(struct arguments *a)
{
	g_free(a->sender);
	g_free(a->recipient);
	g_free(a->unit);
	g_free(a->deadline);
}

static enum sp_status
read_arguments(struct call *call, char **argv, struct arguments *a,
	       char ***args, struct sp_err *err)
{
	const GOptionEntry options[] = {
		{ "sender", 0, 0, G_OPTION_ARG_FILENAME, &a->sender, NULL,
		  NULL },
		{ "recipient", 0, 0, G_OPTION_ARG_FILENAME, &a->recipient,
		  NULL, NULL },
		{ "size", 0, 0, G_OPTION_ARG_INT64, &a->size, NULL, NULL },
		{ "size-unit", 0, 0, G_OPTION_ARG_STRING, &a->unit, NULL,
		  NULL },
		{ "deadline", 0, 0, G_OPTION_ARG_STRING, &a->deadline, NULL,
		  NULL },
		{ "status-fd", 0, 0, G_OPTION_ARG_INT, &a->status_fd, NULL,
		  NULL },
		G_OPTION_ENTRY_NULL
	};
	enum sp_status r = call_options(call, options, argv, 1, 1, args, err);

	if (r != SP_OK)
		return r;
	if (!a->sender || !a->recipient)
		return call_usage(call, err, "no envelope");
	if (a->size >= 0 && g_strcmp0(a->unit, "postfix") != 0 &&
	    g_strcmp0(a->unit, "exim") != 0)
		return call_usage(call, err, "--size-unit is postfix or exim");
	/* No program started below may keep the supervisor waiting for it. */
	if (a->status_fd > STDERR_FILENO &&
	    fcntl(a->status_fd, F_SETFD, FD_CLOEXEC) < 0)
		return sp_fail(err, SP_EIO, "status descriptor: %s",
			       g_strerror(errno));
	return SP_OK;
}

/* *id stays 0 for the mail with which doctor tries the mail server. */
static enum sp_status
store(struct sp_gate *gate, const struct arguments *a,
      struct sp_blob *message, int64_t *id, struct sp_err *err)
{
	const struct sp_delivery d = {
		.sender = a->sender,
		.recipient = a->recipient,
		.size_known = a->size >= 0,
		.size = a->size >= 0 ? (uint64_t)a->size : 0,
		.unit = g_strcmp0(a->unit, "exim") == 0 ? SP_SIZE_EXIM
							: SP_SIZE_POSTFIX,
		.message = message,
	};
	enum sp_status r;

	if (sp_probe_arrived(gate, a->recipient, message) == SP_OK)
		return SP_OK;
	r = sp_intake_store(gate, &d, id, err);
	return r == SP_EDENIED ? SP_OK : r;	/* a retry: it is there */
}

static enum sp_status
tell_supervisor(int fd, struct sp_err *err)
{
	if (fd > STDERR_FILENO && write(fd, "C", 1) != 1)
		return sp_fail(err, SP_EIO, "supervisor: %s",
			       g_strerror(errno));
	return SP_OK;
}

/* The report is ours: whatever happens here is ours to repair. */
static void
open_and_hand_over(struct sp_gate *gate, int64_t id, struct sp_blob *message)
{
	struct sp_handed handed = { 0 };
	struct sp_err err;

	if (sp_intake_open(gate, id, message, &err) != SP_OK)
		sp_log_error("event=unopened list=%s mail=%" G_GINT64_FORMAT
			     " cause=%s", gate->conf->list, (gint64)id,
			     err.text);
	else if (sp_handover(gate, id, HANDOVER_S, &handed, &err) != SP_OK)
		sp_log_error("event=handover-failed list=%s cause=%s",
			     gate->conf->list, err.text);
}

enum sp_status
cmd_deliver(struct call *call, char **argv, struct sp_err *err)
{
	g_auto(GStrv) args = NULL;
	g_auto_blob struct sp_blob message = SP_BLOB_INIT;
	struct arguments a = { .size = -1, .status_fd = -1 };
	struct sp_gate *gate;
	int64_t id = 0;
	enum sp_status r;

	if ((r = read_arguments(call, argv, &a, &args, err)) == SP_OK &&
	    (r = sp_blob_adopt(&message, STDIN_FILENO, CEILING,
			       err)) == SP_OK &&
	    (r = call_gate(call, args[0], &gate, err)) == SP_OK &&
	    (r = store(gate, &a, &message, &id, err)) == SP_OK &&
	    (r = tell_supervisor(a.status_fd, err)) == SP_OK) {
		sp_alarm_taken(gate->conf);
		if (id != 0)
			open_and_hand_over(gate, id, &message);
	}
	arguments_clear(&a);
	return r;
}
