/* SPDX-License-Identifier: GPL-2.0-or-later */
/* room-lock.h - how the door of the locked room is closed
 *
 * Private to the room. The filter is prepared before the fork, once a process,
 * since compiling it takes longer than forking. */
#ifndef SP_BASE_ROOM_LOCK_H
#define SP_BASE_ROOM_LOCK_H

#include "lib/base/room.h"

/* A sanitizer maps terabytes and has a report to print: in such a build there
 * is no limit on memory, and standard error stays open. */
#ifdef __has_feature
#if __has_feature(address_sanitizer)
#define SP_ROOM_SANITIZED 1
#endif
#endif
#ifdef __SANITIZE_ADDRESS__
#define SP_ROOM_SANITIZED 1
#endif
#ifndef SP_ROOM_SANITIZED
#define SP_ROOM_SANITIZED 0
#endif

/* Build the filter, if that was not done yet and the kernel takes one. */
enum sp_status sp_room_prepare(struct sp_err *err) SP_CHECKED;

/* In the child: give up everything but the descriptor keep, memory up to
 * as_max bytes of address space, and the time in limits.
 * FALSE: not all could be given up, and the child must end. */
gboolean sp_room_lock(int keep, size_t as_max,
		      const struct sp_room_limits *limits);

#endif
