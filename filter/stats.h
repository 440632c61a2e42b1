/* SPDX-License-Identifier: GPL-2.0-or-later */
/* stats.h - the figures of a list, printed */
#ifndef SP_FILTER_STATS_H
#define SP_FILTER_STATS_H

#include "lib/gate/figures.h"

void stats_text(const struct sp_gate *gate, const struct sp_stats *s);
void stats_json(const struct sp_gate *gate, const struct sp_stats *s);

/* year 0: all of them. */
void stats_public_text(const struct sp_gate *gate,
		       const struct sp_public_stats *p, int year);
void stats_public_json(const struct sp_gate *gate,
		       const struct sp_public_stats *p, int year);

#endif
