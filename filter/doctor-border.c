/* SPDX-License-Identifier: GPL-2.0-or-later */
/* doctor-border.c - may the mail server's word about senders be believed?
 *
 * Only when it takes away what others wrote in its name. "--mta" tries that
 * with a mail; without it, the answer of the last time is repeated. */
#include "filter/doctor.h"
#include "filter/out.h"
#include "lib/gate/probe.h"

#define CHECK "border"
#define PATIENCE_S 60
#define LOOK_EVERY_US 100000

static void
report(struct examination *x)
{
	int64_t when = 0;
	enum sp_border border = sp_probe_border(x->conf, &when);
	g_autofree char *date = out_time(when);

	switch (border) {
	case SP_BORDER_REMOVES:
		doctor_find(x, DOCTOR_OK, CHECK, "the mail server took away "
			    "what claimed to be from %s, tried %s UTC",
			    x->conf->authserv_id, date);
		break;
	case SP_BORDER_KEEPS:
		doctor_find(x, DOCTOR_FAIL, CHECK, "a forged Authentication-"
			    "Results field of %s came through, tried %s UTC: "
			    "none is believed until the mail server removes "
			    "them and \"doctor --mta\" has shown it",
			    x->conf->authserv_id, date);
		break;
	case SP_BORDER_UNKNOWN:
		doctor_find(x, DOCTOR_WARNING, CHECK, "what %s says of senders "
			    "is believed; whether the mail server removes what "
			    "others say in its name, \"doctor --mta\" tries",
			    x->conf->authserv_id);
		break;
	}
}

static void
try_border(struct examination *x)
{
	struct sp_err err;
	int left = PATIENCE_S * (G_USEC_PER_SEC / LOOK_EVERY_US);

	if (sp_probe_send(x->conf, &err) != SP_OK) {
		doctor_find(x, DOCTOR_FAIL, CHECK, "%s", err.text);
		return;
	}
	while (sp_probe_waits(x->conf) && left-- > 0)
		g_usleep(LOOK_EVERY_US);
	if (left < 0)
		doctor_find(x, DOCTOR_FAIL, CHECK, "a mail to %s through %s "
			    "has not come in after %d s", x->conf->address,
			    x->conf->sendmail, PATIENCE_S);
	else
		report(x);
}

void
doctor_border(struct examination *x)
{
	if (x->conf->authserv_id[0] == '\0')
		doctor_find(x, DOCTOR_OK, CHECK, "[ack] authserv-id is not "
			    "set: the mail server's word about senders counts "
			    "for nothing");
	else if (x->mta)
		try_border(x);
	else
		report(x);
}
