/* SPDX-License-Identifier: GPL-2.0-or-later */
/* in-gpg-room.c - run another program where gpg runs
 *
 *   in-gpg-room HOME own|person PROGRAM ARGUMENT... */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "filter/gpg-room.h"

int
main(int argc, char **argv)
{
	if (argc < 4) {
		fprintf(stderr, "usage: in-gpg-room HOME own|person PROGRAM "
			"ARGUMENT...\n");
		return 99;
	}
	gpg_room_prepare();
	if (!gpg_room_enter(&(struct gpg_room) {
			.home = argv[1], .program = argv[3],
			.person = strcmp(argv[2], "person") == 0 })) {
		perror("room");
		return 99;
	}
	execv(argv[3], argv + 3);
	perror(argv[3]);
	return 99;
}
