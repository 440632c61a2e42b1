/* SPDX-License-Identifier: GPL-2.0-or-later */
/* internal.h - what the files of the vault share */
#ifndef SP_VAULT_INTERNAL_H
#define SP_VAULT_INTERNAL_H

#include "lib/vault/vault.h"

#define SP_VAULT_SECRET_LEN 32

/* A vault whose secret is not filled in yet. */
struct sp_vault *sp_vault_new(void);
uint8_t *sp_vault_secret(struct sp_vault *v);

#endif
