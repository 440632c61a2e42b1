/* SPDX-License-Identifier: GPL-2.0-or-later */
/* store.h - mails, payloads, decisions and the outbox in one SQLite file
 *
 * The only module that knows SQL. A sp_store belongs to one process; several
 * processes may open the same file. Times are seconds since the epoch, UTC.
 * What is readable in it is sealed before it gets here (OpenPGP payloads, vault
 * fields); the store adds only the keyed digests of its event chain.
 *
 * Writers bracket with sp_store_begin() ... sp_store_commit(); functions marked
 * [tx] require it. A failed step leaves the transaction to sp_store_rollback(),
 * which is safe to call always.
 *
 * This header opens and closes; the rows stand in its parts, all included here
 * but people.h, index.h and backup.h, which few need. */
#ifndef SP_STORE_STORE_H
#define SP_STORE_STORE_H

#include <glib.h>
#include <stdint.h>

#include "lib/base/blob.h"
#include "lib/base/status.h"
#include "lib/pgp/pgp.h"
#include "lib/store/cases.h"
#include "lib/store/events.h"
#include "lib/store/keys.h"
#include "lib/store/mail.h"
#include "lib/store/outbox.h"
#include "lib/store/payload.h"
#include "lib/store/roster.h"
#include "lib/store/sweep.h"
#include "lib/store/tally.h"
#include "lib/vault/vault.h"

struct sp_store;

/* Create STATE/store.db with the newest schema; SP_EDENIED when it exists. */
enum sp_status sp_store_create(const char *path, const struct sp_vault *vault,
			       struct sp_err *err) SP_CHECKED;
/* Open and migrate. Never creates. SP_ECONF: schema newer than the
 * program, file untouched. vault is borrowed. */
enum sp_status sp_store_open(const char *path, const struct sp_vault *vault,
			     struct sp_store **st, struct sp_err *err)
			     SP_CHECKED;
/* The same with PRAGMA query_only=ON, for commands that only read. */
enum sp_status sp_store_open_query(const char *path,
				   const struct sp_vault *vault,
				   struct sp_store **st, struct sp_err *err)
				   SP_CHECKED;
void sp_store_close(struct sp_store *st);
/* Work that must be done anyway and can be done now, between transactions. */
void sp_store_meanwhile(struct sp_store *st);

enum sp_status sp_store_begin(struct sp_store *st, struct sp_err *err)
			      SP_CHECKED;	/* BEGIN IMMEDIATE */
enum sp_status sp_store_commit(struct sp_store *st, struct sp_err *err)
			       SP_CHECKED;
void sp_store_rollback(struct sp_store *st);	/* nothing outside of one */
/* What follows from the events of cases: settle(arg) [tx] is called before each
 * commit of a transaction that has added any, and where it fails, so does the
 * commit. */
void sp_store_settle(struct sp_store *st,
		     enum sp_status (*settle)(void *arg, struct sp_err *err),
		     void *arg);
/* SP_EIO unless the disk has room for a message of that many bytes: four
 * times as much, at least 64 MiB. */
enum sp_status sp_store_space(struct sp_store *st, uint64_t message,
			      struct sp_err *err) SP_CHECKED;

#endif
