/* SPDX-License-Identifier: GPL-2.0-or-later */
/* gpg-room.h - the room that gpg works in
 *
 * gpg reads what strangers send. It needs its keyring, the files of the
 * system, the socket of an agent that runs already, and the descriptors that
 * it was given; and nothing else. */
#ifndef SP_FILTER_GPG_ROOM_H
#define SP_FILTER_GPG_ROOM_H

#include <stdbool.h>

struct gpg_room {
	const char *program;	/* may be run: gpg */
	const char *home;	/* may be written to: the keyring */
	bool person;		/* a keyring of a person's, whose settings may
				   name files anywhere: they can be read */
};

/* Once, before the first gpg_room_enter(). */
void gpg_room_prepare(void);
/* Lock this process in with all that the kernel has for it; what then runs is
 * locked in as well. Only system calls, for a child after vfork(). False: the
 * kernel has a part and did not grant it. */
bool gpg_room_enter(const struct gpg_room *room);

#endif
