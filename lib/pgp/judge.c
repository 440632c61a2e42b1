/* SPDX-License-Identifier: GPL-2.0-or-later */
/* judge.c - what an answer of gpg is worth
 *
 * A verdict on a signature comes from gpgme's list of signatures and from
 * nothing else: gpgme returns success when there is no signature at all, and
 * when there are a good one and a bad one. */
#include "lib/pgp/judge.h"

#include <string.h>

#define NOT_RUN 126	/* from here on gpg did not exit by itself */
#define KEY_ID_LEN 16	/* in hex, the end of a fingerprint */

/* Any of these overrules a status that says good. */
#define FATAL (GPGME_SIGSUM_RED | GPGME_SIGSUM_KEY_REVOKED | \
	       GPGME_SIGSUM_KEY_EXPIRED | GPGME_SIGSUM_SIG_EXPIRED | \
	       GPGME_SIGSUM_KEY_MISSING | GPGME_SIGSUM_BAD_POLICY | \
	       GPGME_SIGSUM_SYS_ERROR)

gboolean
sp_judge_broke(const struct sp_run *run, gpgme_error_t e)
{
	return (run->exit < 0 && !run->refused) || run->exit >= NOT_RUN ||
	       (gpgme_err_code(e) & GPG_ERR_SYSTEM_ERROR) != 0;
}

/* "No secret key" is gpg's word for many a passing fault: a full disk, an
 * agent that died, a socket path that is too long. */
gboolean
sp_judge_trouble(const struct sp_run *run, gpgme_error_t e)
{
	const unsigned code = gpgme_err_code(e);

	if (code >= GPG_ERR_ASS_GENERAL && code <= GPG_ERR_ASS_UNKNOWN_INQUIRE)
		return TRUE;
	switch (code) {
	case GPG_ERR_NO_SECKEY:
	case GPG_ERR_CANCELED:
	case GPG_ERR_FULLY_CANCELED:
	case GPG_ERR_NO_AGENT:
	case GPG_ERR_AGENT:
	case GPG_ERR_EOF:
	case GPG_ERR_TIMEOUT:
	case GPG_ERR_NO_PIN_ENTRY:
	case GPG_ERR_PIN_ENTRY:
	case GPG_ERR_BAD_PASSPHRASE:
	case GPG_ERR_NO_PASSPHRASE:
		return TRUE;
	default:
		return sp_judge_broke(run, e);
	}
}

static gboolean
names_one_of(const uint8_t key_id[8], char **own)
{
	char id[KEY_ID_LEN + 1];

	for (int i = 0; i < 8; i++)
		g_snprintf(id + 2 * i, 3, "%02X", key_id[i]);
	for (; *own; own++)
		if (g_str_has_suffix(*own, id))
			return TRUE;
	return FALSE;
}

enum sp_open
sp_judge_packets(const struct sp_cut *cut, char **own)
{
	static const uint8_t hidden[8];
	gboolean any_hidden = FALSE;

	if (!*own)
		return SP_OPENED;
	for (unsigned i = 0; i < cut->n_pkesk; i++) {
		if (memcmp(cut->pkesk[i].key_id, hidden, 8) == 0)
			any_hidden = TRUE;
		else if (names_one_of(cut->pkesk[i].key_id, own))
			return SP_OPENED;
	}
	return any_hidden ? SP_OPEN_HIDDEN : SP_OPEN_NOT_FOR_US;
}

/* symkey_algo tells the one packet with an integrity check that we know to be
 * honoured, "AES256.CFB", from all others, which end in ".PGPCFB" or ".OCB". */
enum sp_open
sp_judge_decrypted(const struct sp_run *run, gpgme_error_t e,
		   const char *symkey_algo, unsigned texts)
{
	if (e || run->exit != 0 || run->layers != 1 || run->texts != texts)
		return SP_OPEN_DAMAGED;
	if (!symkey_algo || !g_str_has_suffix(symkey_algo, ".CFB"))
		return SP_OPEN_UNSAFE;
	return SP_OPENED;
}

static gboolean
is_strong(const struct _gpgme_signature *sig)
{
	switch ((unsigned)sig->hash_algo) {
	case GPGME_MD_SHA256:
	case GPGME_MD_SHA384:
	case GPGME_MD_SHA512:
		break;
	default:
		return FALSE;
	}
	switch ((unsigned)sig->pubkey_algo) {
	case GPGME_PK_RSA:
	case GPGME_PK_RSA_S:
	case GPGME_PK_ECC:
	case GPGME_PK_ECDSA:
	case GPGME_PK_EDDSA:
		return !sig->wrong_key_usage;
	default:
		return FALSE;
	}
}

/* A key too short never gets here: sp_pgp_inspect() keeps it out. */
static enum sp_sig
verdict_of(const struct _gpgme_signature *sig)
{
	switch ((unsigned)gpgme_err_code(sig->status)) {
	case GPG_ERR_NO_ERROR:
		if (!is_strong(sig))
			return SP_SIG_WEAK;
		return sig->summary & FATAL ? SP_SIG_BAD : SP_SIG_GOOD;
	case GPG_ERR_NO_PUBKEY:
		return SP_SIG_UNKNOWN_KEY;
	case GPG_ERR_KEY_EXPIRED:
	case GPG_ERR_SIG_EXPIRED:
		return SP_SIG_EXPIRED_KEY;
	case GPG_ERR_CERT_REVOKED:
		return SP_SIG_REVOKED_KEY;
	case GPG_ERR_DIGEST_ALGO:
		return SP_SIG_WEAK;
	default:
		return SP_SIG_BAD;
	}
}

void
sp_judge_signatures(const struct _gpgme_signature *list,
		    struct sp_signature *signature)
{
	*signature = (struct sp_signature) { .verdict = SP_SIG_NONE };
	if (!list)
		return;
	if (list->next) {
		signature->verdict = SP_SIG_SEVERAL;
		return;
	}
	signature->verdict = verdict_of(list);
	signature->made = (int64_t)list->timestamp;
	if (list->fpr && strlen(list->fpr) <= SP_FPR_LEN)
		g_strlcpy(signature->signer, list->fpr,
			  sizeof(signature->signer));
}

/* gpg exits with 2 for a stranger's signature as for a fatal error. A verdict
 * on a signature proves that it read the text to its end; without one only
 * exit 0 does. And gpg puts out other things than texts: a list of keys. */
enum sp_verified
sp_judge_verified(const struct sp_run *run, gpgme_error_t e,
		  const struct sp_signature *signature, unsigned texts)
{
	const gboolean ended = run->exit == 0 ||
			       signature->verdict != SP_SIG_NONE;

	return !e && ended && run->texts == texts ? SP_VERIFIED :
						    SP_UNVERIFIED;
}
