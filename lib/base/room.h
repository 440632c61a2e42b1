/* SPDX-License-Identifier: GPL-2.0-or-later */
/* room.h - a locked room: run one function in a forked child that can only
 * compute
 *
 * The child closes every descriptor but its answer pipe, drops its limits
 * (memory, CPU seconds, no new files, no new processes), becomes undumpable
 * and enters a seccomp filter that allows little more than read, write, memory
 * and exit; file calls answer EPERM. What the function needs must be in memory
 * before. The answer is a GVariant that the parent must check as untrusted. */
#ifndef SP_BASE_ROOM_H
#define SP_BASE_ROOM_H

#include <glib.h>

#include "lib/base/status.h"

struct sp_room_limits {
	size_t memory;		/* RLIMIT_AS, bytes on top of what is mapped */
	unsigned cpu_s;		/* RLIMIT_CPU */
	unsigned wall_s;	/* the parent kills the child after this */
	size_t answer;		/* largest serialised answer accepted, bytes */
	gboolean unlocked_ok;	/* run also where the kernel cannot filter
				   calls; all the other limits still hold */
};

/* work: runs in the child; returns a floating or full GVariant of exactly
 * type, or NULL to say that it cannot. The caller must have one thread only.
 * SP_OK: *answer is of that type, in normal form; the caller unrefs it.
 * SP_EDATA: the child died, stalled, answered too much or not in that type:
 *   the input is at fault, hold it. SP_EIO: we could not fork or pipe.
 * SP_ECONF: this kernel cannot filter calls (and unlocked_ok is not set). */
enum sp_status sp_room_run(GVariant *(*work)(void *arg), void *arg,
			   const GVariantType *type,
			   const struct sp_room_limits *limits,
			   GVariant **answer, struct sp_err *err) SP_CHECKED;

/* True when this kernel can lock the room (probed once). */
gboolean sp_room_supported(void);

#endif
