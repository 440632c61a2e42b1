/* SPDX-License-Identifier: GPL-2.0-or-later */
/* room.h - a locked room: run one function in a forked child that can only
 * compute
 *
 * The child closes every descriptor but its answer pipe, drops its limits
 * (memory, CPU seconds, no new files, no new processes), becomes undumpable,
 * gives up the whole file system (Landlock) and enters a seccomp filter that
 * allows little more than read, write, memory and exit; file calls answer
 * EPERM. What the function needs must be in memory before. The answer is a
 * GVariant that the parent must check as untrusted. */
#ifndef SP_BASE_ROOM_H
#define SP_BASE_ROOM_H

#include <glib.h>

#include "lib/base/status.h"

/* What a kernel can have to lock a room with, gpg's as well. */
enum sp_room_part {
	SP_ROOM_CALLS = 1,	/* filters of system calls: seccomp */
	SP_ROOM_FILES = 2,	/* no way to files: Landlock */
};

/* Without how much of it nothing hostile may be read. */
enum sp_room_need { SP_ROOM_NEEDS_NOTHING, SP_ROOM_NEEDS_CALLS,
		    SP_ROOM_NEEDS_ALL };

struct sp_room_limits {
	size_t memory;		/* RLIMIT_AS, bytes on top of what is mapped */
	unsigned cpu_s;		/* RLIMIT_CPU */
	unsigned wall_s;	/* the parent kills the child after this */
	size_t answer;		/* largest serialised answer accepted, bytes */
	enum sp_room_need need;	/* what is there is used in any case */
};

/* work: runs in the child; returns a floating or full GVariant of exactly
 * type, or NULL to say that it cannot. The caller must have one thread only.
 * SP_OK: *answer is of that type, in normal form; the caller unrefs it.
 * SP_EDATA: the child died, stalled, answered too much or not in that type:
 *   the input is at fault, hold it. SP_EIO: we could not fork or pipe.
 * SP_ECONF: this kernel has less than is needed. */
enum sp_status sp_room_run(GVariant *(*work)(void *arg), void *arg,
			   const GVariantType *type,
			   const struct sp_room_limits *limits,
			   GVariant **answer, struct sp_err *err) SP_CHECKED;

/* The parts that this kernel has: bits of enum sp_room_part. */
unsigned sp_room_parts(void);
/* SP_ECONF: this kernel has less than is needed. */
enum sp_status sp_room_check(enum sp_room_need need,
			     struct sp_err *err) SP_CHECKED;

#endif
