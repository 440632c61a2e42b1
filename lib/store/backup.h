/* SPDX-License-Identifier: GPL-2.0-or-later */
/* backup.h - a store becomes a backup, and a backup a store */
#ifndef SP_STORE_BACKUP_H
#define SP_STORE_BACKUP_H

#include "lib/store/store.h"

/* A consistent copy, VACUUM INTO. */
enum sp_status sp_store_backup(struct sp_store *st, const char *path,
			       struct sp_err *err) SP_CHECKED;
/* The other way: what is read from that descriptor, which messages call name,
 * becomes the store path. SP_EDENIED: there is a store, or some of one.
 * SP_EDATA: it is no backup; SP_ECHECK: a damaged one; SP_ECONF: not one of
 * this program, or this secret. Then nothing is there that was not before. */
enum sp_status sp_store_restore(int from, const char *name, const char *path,
				const struct sp_vault *vault,
				struct sp_err *err) SP_CHECKED;

#endif
