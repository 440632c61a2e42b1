/* SPDX-License-Identifier: GPL-2.0-or-later */
/* happening.h - reading what an event says, for the parts of dossier.c */
#ifndef SP_POLICY_HAPPENING_H
#define SP_POLICY_HAPPENING_H

#include "lib/policy/dossier.h"

/* The value of that name, or "". */
const char *sp_happening_arg(const struct sp_happening *h, const char *name);
gboolean sp_happening_says(const struct sp_happening *h, const char *name,
			   const char *value);
/* The number of the value among the names; what is not among them leaves things
 * as they are. */
int sp_happening_named(const struct sp_happening *h, const char *name,
		       const char *const *names, int otherwise);
int64_t sp_happening_instant(const struct sp_happening *h, const char *name);
/* Only a value that is there replaces the field. */
void sp_happening_take(char **field, const struct sp_happening *h,
		       const char *name);
void sp_text_set(char **field, const char *value);

/* Rows whose first member is their name. */
gpointer sp_row_find(const GPtrArray *rows, const char *name);
gpointer sp_row_find_or_add(GPtrArray *rows, const char *name, size_t size);

/* dossier-embargo.c */
void sp_embargo_init(struct sp_embargo *e);
void sp_embargo_clear(struct sp_embargo *e);
/* The day that a reporter's mail names, if it does. */
void sp_embargo_wish(struct sp_embargo *e, const struct sp_happening *h);
void sp_embargo_told(struct sp_embargo *e);

void sp_guest_free(gpointer guest);

typedef void sp_apply(struct sp_dossier *d, const struct sp_happening *h);

sp_apply sp_apply_proposed, sp_apply_agreed, sp_apply_objected;
sp_apply sp_apply_accept_asked, sp_apply_accepted, sp_apply_declined;
sp_apply sp_apply_none;
sp_apply sp_apply_restarted, sp_apply_shortened, sp_apply_end_asked;
sp_apply sp_apply_invited, sp_apply_admitted, sp_apply_uninvited;
sp_apply sp_apply_shared;
sp_apply sp_apply_ended, sp_apply_merged;

#endif
