/* SPDX-License-Identifier: GPL-2.0-or-later */
/* keylook.h - what is to be said of a key, to people and to programs */
#ifndef SP_GATE_KEYLOOK_H
#define SP_GATE_KEYLOOK_H

#include "lib/pgp/pgp.h"

/* How near its end is, in the steps in which its owner is told of it. Stored
 * by number. */
enum sp_key_step { SP_KEY_FAR, SP_KEY_60_DAYS, SP_KEY_30_DAYS, SP_KEY_14_DAYS,
		   SP_KEY_7_DAYS, SP_KEY_1_DAY, SP_KEY_OVER };

/* SP_KEY_OVER: it cannot be used, whatever the reason. */
enum sp_key_step sp_key_step(const struct sp_key *k, int64_t now);
/* Less those that do not matter for whose key it is: only a list key asks
 * others for anything. */
unsigned sp_key_faults(const struct sp_key *k, gboolean of_list);
/* "no-aes": one fault's word in JSON; NULL: no such bit. */
const char *sp_key_fault_word(enum sp_key_fault fault);
/* "expires in 12 days; names no cipher better than 3DES"; "" when there is
 * nothing to say; g_free(). */
char *sp_key_remark(const struct sp_key *k, gboolean of_list, int64_t now);

#endif
