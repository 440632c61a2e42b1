/* SPDX-License-Identifier: GPL-2.0-or-later */
/* figures.h - the figures of a list, from what its store says */
#ifndef SP_GATE_FIGURES_H
#define SP_GATE_FIGURES_H

#include "lib/gate/gate.h"
#include "lib/policy/stats-public.h"
#include "lib/policy/stats.h"

/* For members: of from ... until, which is not in it; sp_stats_free(). They
 * borrow the configuration of gate. */
enum sp_status sp_figures_read(struct sp_gate *gate, int64_t from,
			       int64_t until, struct sp_stats **s,
			       struct sp_err *err) SP_CHECKED;
/* For anybody; sp_public_stats_free(). */
enum sp_status sp_figures_public(struct sp_gate *gate,
				 struct sp_public_stats **p,
				 struct sp_err *err) SP_CHECKED;

#endif
