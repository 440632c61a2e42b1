/* SPDX-License-Identifier: GPL-2.0-or-later */
/* batch.h - cases that are published together: its name, and on which days
 *
 * Pure. */
#ifndef SP_POLICY_BATCH_H
#define SP_POLICY_BATCH_H

#include <glib.h>
#include <stdint.h>

#include "lib/base/config.h"

/* Letters, digits, dots and hyphens, 32 at most. */
gboolean sp_batch_is_name(const char *text);
/* Noon, UTC, of the next day on which the policy publishes; 0: it knows of no
 * such days. */
int64_t sp_batch_day(const struct sp_config *conf, int64_t now);

#endif
