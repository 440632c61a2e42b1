/* SPDX-License-Identifier: GPL-2.0-or-later */
/* events.h - the record of what was done
 *
 * A part of store.h, whose rules hold here. */
#ifndef SP_STORE_EVENTS_H
#define SP_STORE_EVENTS_H

#include <glib.h>
#include <stdint.h>

#include "lib/base/status.h"
#include "lib/vault/vault.h"

struct sp_store;

struct sp_event {
	int64_t seq;
	int64_t at;
	char *actor;		/* "gate", "login:jo", fingerprint */
	char *verb;		/* "arrived", "held", "approved", ... */
	char *ref;		/* or "" */
	char *case_number;	/* or "" */
	GBytes *detail;		/* vault: one line; NULL: none or blanked */
	struct sp_digest detail_digest;
	struct sp_digest mac;
};

/* [tx] Append: detail is sealed and digested here; NULL is none. */
enum sp_status sp_store_event_add(struct sp_store *st, int64_t at,
				  const char *actor, const char *verb,
				  const char *ref, const char *case_number,
				  const char *detail, struct sp_err *err)
				  SP_CHECKED;
enum sp_status sp_store_event_list(struct sp_store *st, const char *ref,
				   enum sp_status (*each)(
					const struct sp_event *, void *),
				   void *arg, struct sp_err *err) SP_CHECKED;
/* Those of one case, the first first. */
enum sp_status sp_store_event_list_case(struct sp_store *st,
					const char *number,
					enum sp_status (*each)(
					     const struct sp_event *, void *),
					void *arg, struct sp_err *err)
					SP_CHECKED;
/* What it says beside its verb; NULL: nothing, or it was blanked; g_free(). */
char *sp_store_event_detail(const struct sp_store *st,
			    const struct sp_event *e);
/* Its MAC in hex, as a head is written; g_free(). */
char *sp_store_event_mac(const struct sp_event *e);
/* Walk the chain. SP_ECHECK names the first broken row, or one that has lost its
 * detail though its mail was not forgotten, or says that the end was cut off.
 * *head is the last MAC in hex (g_free()), of an empty chain zeros; when want is
 * not NULL it must occur in the chain, or this is an older one: SP_ECHECK.
 * SP_EDATA: want is not 64 hex digits. */
enum sp_status sp_store_event_verify(struct sp_store *st, const char *want,
				     unsigned *count, char **head,
				     struct sp_err *err) SP_CHECKED;
/* The last MAC alone, in hex; g_free(). */
enum sp_status sp_store_event_head(struct sp_store *st, char **head,
				   struct sp_err *err) SP_CHECKED;
/* SP_ECONF when the first event was not made with this secret: what would be
 * written under it, nobody could read later. An empty chain is fine. */
enum sp_status sp_store_secret_check(struct sp_store *st, struct sp_err *err)
				     SP_CHECKED;
/* What is recorded when a mail is forgotten: an event with one of these verbs
 * and its ref. */
#define SP_EVENT_PURGED "purged"
#define SP_EVENT_FORGOTTEN "forgotten"
/* [tx] Forget the details of a mail's events; the chain still holds, when the
 * event that says so follows. */
enum sp_status sp_store_event_blank(struct sp_store *st, const char *ref,
				    struct sp_err *err) SP_CHECKED;

#endif
