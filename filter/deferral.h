/* SPDX-License-Identifier: GPL-2.0-or-later */
/* deferral.h - how often, and since when, the MTA was told to try later
 *
 * An MTA gives up on deferred mail after days, so each 75 is counted in
 * STATE/deferred: one line "COUNT FIRST LAST TAKEN", ten digits each, the last
 * three in seconds since the epoch. TAKEN is when a mail was last taken in since
 * counting began, or zero; deliver writes it (lib/gate/worker.h). The line says
 * nothing about any mail. It is overwritten in place, so that it still counts
 * when the disk is full, under flock(2). A count of zero, or what is no such
 * line, means none since the last reset.
 * Part of the supervisor: libc alone. */
#ifndef SP_FILTER_DEFERRAL_H
#define SP_FILTER_DEFERRAL_H

#include <stdbool.h>

/* Fit to be part of a file name. */
bool sp_deferral_list_name(const char *s);
/* Count one. dir: of the configuration, or NULL; list: NULL counts nothing.
 * Failure is silent, and takes half a second at most. */
void sp_deferral_count(const char *dir, const char *list);

#endif
