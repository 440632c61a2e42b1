/* SPDX-License-Identifier: GPL-2.0-or-later */
/* landlock.h - what of the file system a process can still reach
 *
 * Landlock takes rights away from a process and all that it starts. A set of
 * rules begins with nothing allowed: no file, no TCP port, no abstract socket
 * and no signal to a process outside, as far as this kernel can refuse each.
 * The caller must have no_new_privs. Linked with libc alone, since the gpg
 * wrapper is, and only system calls, since that one calls it after vfork(). */
#ifndef SP_BASE_LANDLOCK_H
#define SP_BASE_LANDLOCK_H

/* What may be done with the files below a path, or with one file. */
enum sp_landlock_right {
	SP_LANDLOCK_READ = 1,		/* files and folders */
	SP_LANDLOCK_RUN = 2,		/* programs */
	SP_LANDLOCK_WRITE = 4,		/* make, change and remove files */
};

/* The version that this kernel speaks; 0: it has none, or none switched on. */
int sp_landlock_version(void);

/* Begin a set of rules: a descriptor to close, or -1 with errno. */
int sp_landlock_begin(int version);
/* Add a path. Returns 0 also when nothing is there; -1 with errno. */
int sp_landlock_allow(int rules, int version, const char *path,
		      unsigned rights);
/* From now on only what the rules allow. Returns 0, or -1 with errno. */
int sp_landlock_enter(int rules);

#endif
