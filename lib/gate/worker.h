/* SPDX-License-Identifier: GPL-2.0-or-later */
/* worker.h - the periodic worker of one list: mails left unopened,
 * acknowledgements, the outbox, retention, key checks; and the alarm */
#ifndef SP_GATE_WORKER_H
#define SP_GATE_WORKER_H

#include "lib/gate/gate.h"

struct sp_work {
	unsigned opened;	/* mails that had been left unopened */
	unsigned acks;		/* acknowledgements queued */
	unsigned sent;
	unsigned failed;
	unsigned dead;
	unsigned purged;
	unsigned warned;	/* keys that people were told about */
	unsigned bouncing;	/* members who now count as that */
	unsigned reminded;	/* people, of what waits */
	unsigned retired;	/* former list keys that are gone */
};

/* One round; a failing part is logged and does not stop the others. The status
 * is the first failure, or SP_OK. */
enum sp_status sp_worker_once(struct sp_gate *gate, struct sp_work *work,
			      struct sp_err *err) SP_CHECKED;

/* Content of STATE/deferred when nothing was deferred; see filter/deferral.h. */
#define SP_NO_DEFERRALS "0000000000 0000000000 0000000000 0000000000\n"

/* When deliveries have been deferred for a quarter of an hour, write to
 * [admin] alarm, once, and start counting anew. Needs neither store nor
 * keyring, for those may be what is broken. cause: what is known of it, of
 * fixed words, or "". *sent: a mail went out. */
enum sp_status sp_alarm(const struct sp_config *conf, const char *cause,
			gboolean *sent, struct sp_err *err) SP_CHECKED;
/* A mail was taken in: remember it beside what was deferred before. Nothing is
 * written when nothing was; failure is silent. */
void sp_alarm_taken(const struct sp_config *conf);
/* What an alarm needs, from a file that is wrong elsewhere; the rest are
 * defaults. */
enum sp_status sp_alarm_config(const char *dir, const char *list,
			       struct sp_config **conf, struct sp_err *err)
			       SP_CHECKED;

#endif
