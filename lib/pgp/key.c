/* SPDX-License-Identifier: GPL-2.0-or-later */
/* key.c - what gpg lists about a key, as a plain struct */
#include "lib/pgp/key.h"

#include <string.h>

#define RSA_BITS_MIN 2048
#define USER_ID_MAX 200		/* characters kept */

void
sp_key_free(struct sp_key *k)
{
	if (!k)
		return;
	g_free(k->user_id);
	g_free(k->algorithm);
	g_clear_pointer(&k->subkeys, g_ptr_array_unref);
	g_free(k);
}

/* A user id is what its maker wished: nothing in it may move a cursor, and
 * none may fill a screen. */
static char *
clean_user_id(const char *raw)
{
	g_autofree char *valid = g_utf8_make_valid(raw, -1);
	GString *clean = g_string_new(NULL);
	const char *p = valid;

	for (int n = 0; *p && n < USER_ID_MAX; n++, p = g_utf8_next_char(p)) {
		const gunichar c = g_utf8_get_char(p);

		g_string_append_unichar(clean,
					g_unichar_isprint(c) ? c : 0xfffd);
	}
	return g_string_free(clean, FALSE);
}

static gboolean
is_strong(const struct _gpgme_subkey *sub)
{
	switch ((unsigned)sub->pubkey_algo) {
	case GPGME_PK_RSA:
	case GPGME_PK_RSA_E:
	case GPGME_PK_RSA_S:
		return sub->length >= RSA_BITS_MIN;
	case GPGME_PK_ECC:
	case GPGME_PK_ECDSA:
	case GPGME_PK_ECDH:
	case GPGME_PK_EDDSA:
		return TRUE;
	default:
		return FALSE;
	}
}

static struct sp_subkey *
subkey_from(const struct _gpgme_subkey *sub)
{
	struct sp_subkey *s = g_new0(struct sp_subkey, 1);

	g_strlcpy(s->fingerprint, sub->fpr ? sub->fpr : "",
		  sizeof(s->fingerprint));
	s->can_sign = sub->can_sign;
	s->can_encrypt = sub->can_encrypt;
	s->usable = !sub->revoked && !sub->expired && !sub->disabled &&
		    !sub->invalid && is_strong(sub);
	s->expires = (int64_t)sub->expires;
	return s;
}

/* gpg takes the newest one as well. */
static const struct _gpgme_subkey *
best_encryption(const struct _gpgme_key *key)
{
	const struct _gpgme_subkey *best = NULL;

	for (const struct _gpgme_subkey *s = key->subkeys; s; s = s->next)
		if (s->can_encrypt && !s->revoked && !s->expired &&
		    !s->disabled && !s->invalid && is_strong(s) &&
		    (!best || s->timestamp >= best->timestamp))
			best = s;
	return best;
}

static enum sp_key_state
state_of(const struct _gpgme_key *key, const struct _gpgme_subkey *encryption)
{
	if (key->revoked)
		return SP_KEY_REVOKED;
	if (key->expired)
		return SP_KEY_EXPIRED;
	if (key->invalid || key->disabled || !encryption)
		return SP_KEY_NO_ENCRYPTION;
	return SP_KEY_USABLE;
}

/* Of what is in use: a revoked subkey harms nobody. */
static gboolean
has_weak_part(const struct _gpgme_key *key)
{
	for (const struct _gpgme_subkey *s = key->subkeys; s; s = s->next)
		if (!s->revoked && !s->expired && !s->disabled && !is_strong(s))
			return TRUE;
	return FALSE;
}

static int64_t
sooner(int64_t a, int64_t b)
{
	if (a == 0 || b == 0)
		return a + b;
	return MIN(a, b);
}

static const char *
first_user_id(const struct _gpgme_key *key)
{
	for (gpgme_user_id_t u = key->uids; u; u = u->next)
		if (!u->revoked && !u->invalid && u->uid)
			return u->uid;
	return "";
}

gboolean
sp_key_is_strong(gpgme_key_t key)
{
	return key->subkeys && is_strong(key->subkeys);
}

struct sp_key *
sp_key_from(gpgme_key_t key)
{
	const struct _gpgme_subkey *encryption = best_encryption(key);
	struct sp_key *k = g_new0(struct sp_key, 1);
	char *algorithm;

	k->subkeys = g_ptr_array_new_with_free_func(g_free);
	k->state = state_of(key, encryption);
	k->faults = has_weak_part(key) ? SP_KEY_WEAK : 0;
	k->user_id = clean_user_id(first_user_id(key));
	for (const struct _gpgme_subkey *s = key->subkeys; s; s = s->next)
		g_ptr_array_add(k->subkeys, subkey_from(s));
	if (!key->subkeys)
		return k;
	g_strlcpy(k->fingerprint, key->subkeys->fpr, sizeof(k->fingerprint));
	k->created = (int64_t)key->subkeys->timestamp;
	k->expires = (int64_t)key->subkeys->expires;
	if (encryption) {
		g_strlcpy(k->encryption, encryption->fpr,
			  sizeof(k->encryption));
		k->expires = sooner(k->expires, (int64_t)encryption->expires);
	}
	algorithm = gpgme_pubkey_algo_string(key->subkeys);
	k->algorithm = g_strdup(algorithm ? algorithm : "");
	gpgme_free(algorithm);
	return k;
}

struct sp_key *
sp_key_missing(const char *fingerprint)
{
	struct sp_key *k = g_new0(struct sp_key, 1);

	g_strlcpy(k->fingerprint, fingerprint, sizeof(k->fingerprint));
	k->state = SP_KEY_MISSING;
	k->user_id = g_strdup("");
	k->algorithm = g_strdup("");
	k->subkeys = g_ptr_array_new_with_free_func(g_free);
	return k;
}

char *
sp_pgp_pretty(const char *fpr)
{
	GString *s = g_string_new(NULL);

	for (size_t i = 0; fpr[i]; i++) {
		if (i > 0 && i % 4 == 0)
			g_string_append_c(s, ' ');
		if (i == SP_FPR_LEN / 2)
			g_string_append_c(s, ' ');
		g_string_append_c(s, fpr[i]);
	}
	return g_string_free(s, FALSE);
}
