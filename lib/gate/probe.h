/* SPDX-License-Identifier: GPL-2.0-or-later */
/* probe.h - does our border take forged Authentication-Results away?
 *
 * What [ack] authserv-id names is believed, so nobody else may be able to
 * write it. "doctor --mta" tries: it sends the list a mail with a forged field,
 * through [mta] sendmail, to LIST-bounces+TOKEN, which nobody else can know.
 * When that comes in again, it is noted whether the field would have been
 * believed, and the mail is gone: it is never stored, shown, answered or sent
 * on. */
#ifndef SP_GATE_PROBE_H
#define SP_GATE_PROBE_H

#include "lib/gate/gate.h"

enum sp_border {
	SP_BORDER_UNKNOWN,	/* never tried */
	SP_BORDER_KEEPS,	/* a forged field would have been believed */
	SP_BORDER_REMOVES,
};

/* Send one; the one before it counts no longer. */
enum sp_status sp_probe_send(const struct sp_config *conf,
			     struct sp_err *err) SP_CHECKED;
/* Is the one that was sent still under way? */
gboolean sp_probe_waits(const struct sp_config *conf);

/* Is this mail the one? SP_OK: yes, and it is dealt with. SP_NONE: no. */
enum sp_status sp_probe_arrived(const struct sp_gate *gate,
				const char *recipient,
				struct sp_blob *message) SP_CHECKED;

/* What the last one that came in showed, and when. */
enum sp_border sp_probe_border(const struct sp_config *conf, int64_t *when);
/* Believe no field from here on when a forged one would have been. */
void sp_probe_heed(struct sp_gate *gate);

#endif
