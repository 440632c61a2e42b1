/* SPDX-License-Identifier: GPL-2.0-or-later */
/* import.h - somebody else's thread becomes a case
 *
 * Each mail of an mbox passes the same doors as one that the MTA brings: the
 * limits, the locked room, the opening of one OpenPGP layer. What comes out is
 * sealed to the archive; members get one mail that lists it, and nobody outside
 * gets anything. All of it is one transaction. */
#ifndef SP_GATE_IMPORT_H
#define SP_GATE_IMPORT_H

#include "lib/base/blob.h"
#include "lib/gate/gate.h"

#define SP_IMPORT_MAILS 200			/* of one mbox */
#define SP_IMPORT_BYTES ((size_t)128 << 20)	/* and its size */

/* Opens an OpenPGP message with another keyring than the list's, to fd.
 * SP_EDENIED: it does not open it. */
struct sp_opener {
	enum sp_status (*open)(void *arg, struct sp_blob *armor, int fd,
			       struct sp_err *err);
	void *arg;
};

struct sp_import {
	const char *file;	/* its name, for sentences */
	const char *title;	/* NULL: the subject of the first mail */
	const char *from;	/* who brings it; NULL: not said */
	const char *consent;	/* the reporter's: a Message-ID of one of the
				   mails, in <>, or words; NULL: none */
	int64_t received;	/* since when it counts as known; 0: now */
	char *const *reporters;	/* addresses, ended by NULL; or NULL */
	const struct sp_opener *opener;	/* for what is encrypted; or NULL */
};

struct sp_imported {
	char *number;		/* of the case */
	GPtrArray *mails;	/* of char *: a line for each */
	GPtrArray *known;	/* of char *: those that were not taken */
	unsigned told, members;	/* who gets the list, of how many */
};

/* actor: "login:jo". SP_EDATA: the file is no mbox, or is past a limit.
 * SP_NONE: all of it is known already. */
enum sp_status sp_import(struct sp_gate *gate, const char *actor,
			 const struct sp_import *how, struct sp_blob *mbox,
			 struct sp_imported *out, struct sp_err *err)
			 SP_CHECKED;
void sp_imported_clear(struct sp_imported *out);

#endif
