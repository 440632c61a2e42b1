/* SPDX-License-Identifier: GPL-2.0-or-later */
/* privilege.h - whose hands these are */
#ifndef SP_FILTER_PRIVILEGE_H
#define SP_FILTER_PRIVILEGE_H

#include "filter/command.h"

/* First acts of the program: private files, no core, not dumpable, descriptors
 * 0 to 2 open, and of the environment only what caller receives. */
void privilege_first_acts(struct caller *caller);
/* Find out caller->login: only people have one, and looking it up is slow. */
void privilege_learn_login(struct caller *caller);
void privilege_caller_clear(struct caller *caller);

/* Root becomes that user for good. */
enum sp_status privilege_become(uid_t uid, struct sp_err *err) SP_CHECKED;
/* Become the owner of a list's file or folder: root drops to that user for
 * good; that user stays; what root owns is open to all who can read it; anybody
 * else is refused (SP_EDENIED). */
enum sp_status privilege_become_owner(const char *path, const char *list,
				      struct sp_err *err) SP_CHECKED;

#endif
