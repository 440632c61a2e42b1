/* SPDX-License-Identifier: GPL-2.0-or-later */
/* judge.c - what an answer of gpg is worth, one condition a row */
#include "lib/pgp/judge.h"

#include <string.h>

#include "t/unit/tap.h"

#define FPR "0123456789ABCDEF0123456789ABCDEF01234567"

/* --- signatures ------------------------------------------------------------ */

struct row {
	const char *name;
	enum sp_sig want;
	/* What differs from a good signature: */
	gpgme_error_t status;
	unsigned summary;
	int hash, pubkey;	/* 0: SHA-512, EdDSA */
	gboolean wrong_usage;
};

static const struct row rows[] = {
	{ "good", SP_SIG_GOOD, .status = 0 },
	/* With "trust-model always" these say nothing, and are not asked. */
	{ "valid and green", SP_SIG_GOOD,
	  .summary = GPGME_SIGSUM_VALID | GPGME_SIGSUM_GREEN },
	{ "SHA-256", SP_SIG_GOOD, .hash = GPGME_MD_SHA256 },
	{ "SHA-384", SP_SIG_GOOD, .hash = GPGME_MD_SHA384 },
	{ "SHA-512", SP_SIG_GOOD, .hash = GPGME_MD_SHA512 },
	{ "SHA-1", SP_SIG_WEAK, .hash = GPGME_MD_SHA1 },
	{ "SHA-224", SP_SIG_WEAK, .hash = GPGME_MD_SHA224 },
	{ "MD5", SP_SIG_WEAK, .hash = GPGME_MD_MD5 },
	{ "RIPEMD-160", SP_SIG_WEAK, .hash = GPGME_MD_RMD160 },
	{ "a digest of the future", SP_SIG_WEAK, .hash = 9999 },
	{ "RSA", SP_SIG_GOOD, .pubkey = GPGME_PK_RSA },
	{ "RSA, signing only", SP_SIG_GOOD, .pubkey = GPGME_PK_RSA_S },
	{ "ECC", SP_SIG_GOOD, .pubkey = GPGME_PK_ECC },
	{ "ECDSA", SP_SIG_GOOD, .pubkey = GPGME_PK_ECDSA },
	{ "EdDSA", SP_SIG_GOOD, .pubkey = GPGME_PK_EDDSA },
	{ "RSA, encryption only", SP_SIG_WEAK, .pubkey = GPGME_PK_RSA_E },
	{ "DSA", SP_SIG_WEAK, .pubkey = GPGME_PK_DSA },
	{ "ElGamal", SP_SIG_WEAK, .pubkey = GPGME_PK_ELG },
	{ "a key of the future", SP_SIG_WEAK, .pubkey = 9999 },
	{ "a key for other use", SP_SIG_WEAK, .wrong_usage = TRUE },
	{ "an RSA key for other use", SP_SIG_WEAK, .pubkey = GPGME_PK_RSA,
	  .wrong_usage = TRUE },
	{ "red", SP_SIG_BAD, .summary = GPGME_SIGSUM_RED },
	{ "green and red", SP_SIG_BAD,
	  .summary = GPGME_SIGSUM_GREEN | GPGME_SIGSUM_RED },
	{ "key revoked, by its summary", SP_SIG_BAD,
	  .summary = GPGME_SIGSUM_KEY_REVOKED },
	{ "key expired, by its summary", SP_SIG_BAD,
	  .summary = GPGME_SIGSUM_KEY_EXPIRED },
	{ "expired, by its summary", SP_SIG_BAD,
	  .summary = GPGME_SIGSUM_SIG_EXPIRED },
	{ "key missing, by its summary", SP_SIG_BAD,
	  .summary = GPGME_SIGSUM_KEY_MISSING },
	{ "bad policy", SP_SIG_BAD, .summary = GPGME_SIGSUM_BAD_POLICY },
	{ "a system error", SP_SIG_BAD, .summary = GPGME_SIGSUM_SYS_ERROR },
	{ "weak before red", SP_SIG_WEAK, .summary = GPGME_SIGSUM_RED,
	  .hash = GPGME_MD_SHA1 },
	{ "no public key", SP_SIG_UNKNOWN_KEY, .status = GPG_ERR_NO_PUBKEY },
	{ "the key has expired", SP_SIG_EXPIRED_KEY,
	  .status = GPG_ERR_KEY_EXPIRED },
	{ "the signature has expired", SP_SIG_EXPIRED_KEY,
	  .status = GPG_ERR_SIG_EXPIRED },
	{ "the key was revoked", SP_SIG_REVOKED_KEY,
	  .status = GPG_ERR_CERT_REVOKED },
	{ "a digest that counts as broken", SP_SIG_WEAK,
	  .status = GPG_ERR_DIGEST_ALGO },
	{ "bad", SP_SIG_BAD, .status = GPG_ERR_BAD_SIGNATURE },
	{ "a bad public key", SP_SIG_BAD, .status = GPG_ERR_BAD_PUBKEY },
	{ "no data", SP_SIG_BAD, .status = GPG_ERR_NO_DATA },
	{ "bad, whoever found it", SP_SIG_BAD,
	  .status = GPG_ERR_BAD_SIGNATURE | GPG_ERR_SOURCE_GPG << 24 },
	{ "no public key, whoever says it", SP_SIG_UNKNOWN_KEY,
	  .status = GPG_ERR_NO_PUBKEY | GPG_ERR_SOURCE_GPGME << 24 },
};

/* R-071 R-090: each condition overrules all others. */
static void
test_rows(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		const struct row *row = &rows[i];
		char fpr[] = FPR;
		struct _gpgme_signature sig = {
			.status = row->status, .fpr = fpr,
			.summary = (gpgme_sigsum_t)row->summary,
			.hash_algo = (gpgme_hash_algo_t)
				(row->hash ? row->hash : GPGME_MD_SHA512),
			.pubkey_algo = (gpgme_pubkey_algo_t)
				(row->pubkey ? row->pubkey : GPGME_PK_EDDSA),
			.wrong_key_usage = row->wrong_usage != 0,
			.timestamp = 1700000000,
		};
		struct sp_signature s = { SP_SIG_GOOD, "before", 1 };

		sp_judge_signatures(&sig, &s);
		ok(s.verdict == row->want, "signature: %s (%d)", row->name,
		   s.verdict);
		ok(s.made == 1700000000 && strcmp(s.signer, FPR) == 0,
		   "signature: %s: whose and when", row->name);
	}
}

/* */
static void
test_lists(void)
{
	char fpr[] = FPR, longer[] = FPR "0";
	struct _gpgme_signature one = {
		.fpr = fpr, .hash_algo = GPGME_MD_SHA256,
		.pubkey_algo = GPGME_PK_RSA, .timestamp = 7,
	};
	struct _gpgme_signature two = one;
	struct sp_signature s = { SP_SIG_GOOD, FPR, 9 };

	sp_judge_signatures(NULL, &s);
	ok(s.verdict == SP_SIG_NONE && s.made == 0 && !*s.signer,
	   "list: none, and nothing is left of before");
	two.next = &one;
	s = (struct sp_signature) { SP_SIG_GOOD, FPR, 9 };
	sp_judge_signatures(&two, &s);
	ok(s.verdict == SP_SIG_SEVERAL && s.made == 0 && !*s.signer,
	   "list: two good ones are by nobody");
	one.fpr = NULL;
	sp_judge_signatures(&one, &s);
	ok(s.verdict == SP_SIG_GOOD && !*s.signer && s.made == 7,
	   "list: by nobody that is named");
	one.fpr = longer;
	sp_judge_signatures(&one, &s);
	ok(!*s.signer, "list: a fingerprint too long is none");
}

/* --- how gpg ended --------------------------------------------------------- */

/* nothing of ours is ever called the mail's. */
static void
test_trouble(void)
{
	static const struct {
		const char *name;
		int exit;
		gboolean refused;
		gpgme_error_t e;
		gboolean broke, trouble;
	} cases[] = {
		{ "exit 0", 0, FALSE, 0, FALSE, FALSE },
		{ "exit 2", 2, FALSE, 0, FALSE, FALSE },
		{ "exit 125", 125, FALSE, 0, FALSE, FALSE },
		{ "exit 126", 126, FALSE, 0, TRUE, TRUE },
		{ "exit 127", 127, FALSE, 0, TRUE, TRUE },
		{ "killed", 137, FALSE, 0, TRUE, TRUE },
		{ "killed, after a refusal", 137, TRUE, 0, TRUE, TRUE },
		{ "nobody knows", -1, FALSE, 0, TRUE, TRUE },
		{ "nobody knows, after a refusal", -1, TRUE, 0, FALSE, FALSE },
		{ "no memory", 2, FALSE, GPG_ERR_ENOMEM, TRUE, TRUE },
		{ "no space", 2, TRUE, GPG_ERR_ENOSPC, TRUE, TRUE },
		{ "bad data", 2, TRUE, GPG_ERR_BAD_DATA, FALSE, FALSE },
		{ "no data", 2, TRUE, GPG_ERR_NO_DATA, FALSE, FALSE },
		{ "decryption failed", 2, FALSE, GPG_ERR_DECRYPT_FAILED, FALSE,
		  FALSE },
		{ "a checksum", 2, FALSE, GPG_ERR_CHECKSUM, FALSE, FALSE },
		{ "no secret key", 2, FALSE, GPG_ERR_NO_SECKEY, FALSE, TRUE },
		{ "no secret key, says the agent", 2, FALSE,
		  GPG_ERR_NO_SECKEY | GPG_ERR_SOURCE_GPGAGENT << 24, FALSE,
		  TRUE },
		{ "canceled", 2, FALSE, GPG_ERR_CANCELED, FALSE, TRUE },
		{ "fully canceled", 2, FALSE, GPG_ERR_FULLY_CANCELED, FALSE,
		  TRUE },
		{ "no agent", 2, FALSE, GPG_ERR_NO_AGENT, FALSE, TRUE },
		{ "an agent's error", 2, FALSE, GPG_ERR_AGENT, FALSE, TRUE },
		{ "the end of a pipe", 2, FALSE, GPG_ERR_EOF, FALSE, TRUE },
		{ "a timeout", 2, FALSE, GPG_ERR_TIMEOUT, FALSE, TRUE },
		{ "no pinentry", 2, FALSE, GPG_ERR_NO_PIN_ENTRY, FALSE, TRUE },
		{ "a pinentry's error", 2, FALSE, GPG_ERR_PIN_ENTRY, FALSE,
		  TRUE },
		{ "a wrong passphrase", 2, FALSE, GPG_ERR_BAD_PASSPHRASE,
		  FALSE, TRUE },
		{ "no passphrase", 2, FALSE, GPG_ERR_NO_PASSPHRASE, FALSE,
		  TRUE },
		{ "before the agent's errors", 2, FALSE,
		  GPG_ERR_ASS_GENERAL - 1, FALSE, FALSE },
		{ "the first of the agent's errors", 2, FALSE,
		  GPG_ERR_ASS_GENERAL, FALSE, TRUE },
		{ "the last of the agent's errors", 2, FALSE,
		  GPG_ERR_ASS_UNKNOWN_INQUIRE, FALSE, TRUE },
		{ "behind the agent's errors", 2, FALSE,
		  GPG_ERR_ASS_UNKNOWN_INQUIRE + 1, FALSE, FALSE },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct sp_run run = { .exit = cases[i].exit,
				      .refused = cases[i].refused };

		ok(sp_judge_broke(&run, cases[i].e) == cases[i].broke &&
		   sp_judge_trouble(&run, cases[i].e) == cases[i].trouble,
		   "trouble: %s", cases[i].name);
	}
}

/* any one of these that does not hold, and nothing is let out. */
static void
test_decrypted(void)
{
	static const struct {
		const char *name;
		struct sp_run run;
		gpgme_error_t e;
		const char *algo;
		unsigned texts;
		enum sp_open want;
	} cases[] = {
		{ "unwrapped", { .layers = 1 }, 0, "AES256.CFB", 0,
		  SP_OPENED },
		{ "in one pass", { .layers = 1, .texts = 1 }, 0, "AES256.CFB",
		  1, SP_OPENED },
		{ "an error", { .layers = 1 }, GPG_ERR_DECRYPT_FAILED,
		  "AES256.CFB", 0, SP_OPEN_DAMAGED },
		{ "exit 2", { .layers = 1, .exit = 2 }, 0, "AES256.CFB", 0,
		  SP_OPEN_DAMAGED },
		{ "exit unknown", { .layers = 1, .exit = -1 }, 0, "AES256.CFB",
		  0, SP_OPEN_DAMAGED },
		{ "no layer", { .layers = 0 }, 0, "AES256.CFB", 0,
		  SP_OPEN_DAMAGED },
		{ "two layers", { .layers = 2 }, 0, "AES256.CFB", 0,
		  SP_OPEN_DAMAGED },
		{ "a text too many", { .layers = 1, .texts = 1 }, 0,
		  "AES256.CFB", 0, SP_OPEN_DAMAGED },
		{ "a text too few", { .layers = 1 }, 0, "AES256.CFB", 1,
		  SP_OPEN_DAMAGED },
		{ "two texts", { .layers = 1, .texts = 2 }, 0, "AES256.CFB", 1,
		  SP_OPEN_DAMAGED },
		{ "without integrity", { .layers = 1 }, 0, "AES256.PGPCFB", 0,
		  SP_OPEN_UNSAFE },
		{ "OCB", { .layers = 1 }, 0, "AES256.OCB", 0,
		  SP_OPEN_UNSAFE },
		{ "no cipher", { .layers = 1 }, 0, NULL, 0, SP_OPEN_UNSAFE },
		{ "an empty one", { .layers = 1 }, 0, "", 0, SP_OPEN_UNSAFE },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
		ok(sp_judge_decrypted(&cases[i].run, cases[i].e, cases[i].algo,
				      cases[i].texts) == cases[i].want,
		   "decrypted: %s", cases[i].name);
}

static void
test_verified(void)
{
	static const struct {
		const char *name;
		struct sp_run run;
		gpgme_error_t e;
		enum sp_sig verdict;
		unsigned texts;
		enum sp_verified want;
	} cases[] = {
		{ "unsigned", { .texts = 1 }, 0, SP_SIG_NONE, 1, SP_VERIFIED },
		{ "signed", { .texts = 1 }, 0, SP_SIG_GOOD, 1, SP_VERIFIED },
		{ "detached", { .texts = 0 }, 0, SP_SIG_GOOD, 0, SP_VERIFIED },
		{ "a stranger's, exit 2", { .exit = 2, .texts = 1 }, 0,
		  SP_SIG_UNKNOWN_KEY, 1, SP_VERIFIED },
		{ "unsigned, exit 2", { .exit = 2, .texts = 1 }, 0,
		  SP_SIG_NONE, 1, SP_UNVERIFIED },
		{ "an error", { .texts = 1 }, GPG_ERR_BAD_DATA, SP_SIG_GOOD, 1,
		  SP_UNVERIFIED },
		{ "no text", { .texts = 0 }, 0, SP_SIG_GOOD, 1,
		  SP_UNVERIFIED },
		{ "two texts", { .texts = 2 }, 0, SP_SIG_GOOD, 1,
		  SP_UNVERIFIED },
		{ "a text where none should be", { .texts = 1 }, 0,
		  SP_SIG_GOOD, 0, SP_UNVERIFIED },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		const struct sp_signature s = { .verdict = cases[i].verdict };

		ok(sp_judge_verified(&cases[i].run, cases[i].e, &s,
				     cases[i].texts) == cases[i].want,
		   "verified: %s", cases[i].name);
	}
}

/* --- who a message is for -------------------------------------------------- */

/* R-076 R-085: a missing secret key is not what tells. */
static void
test_packets(void)
{
	static char ours[] = "0123456789ABCDEF012345670123456789ABCDEF";
	static char other[] = "0123456789ABCDEF01234567FFFFFFFFFFFFFFFF";
	static char cut_off[] = "3456789ABCDEF";
	static char *two[] = { other, ours, NULL };
	static char *one[] = { ours, NULL };
	static char *odd[] = { cut_off, NULL };
	static char *none[] = { NULL };
	static const struct {
		const char *name;
		char **own;
		const char *ids;	/* o: ours, h: hidden, s: a stranger's */
		enum sp_open want;
	} cases[] = {
		{ "ours", one, "o", SP_OPENED },
		{ "ours, the second key", two, "o", SP_OPENED },
		{ "ours, the last packet", one, "sso", SP_OPENED },
		{ "ours and hidden", one, "ho", SP_OPENED },
		{ "a stranger's", one, "s", SP_OPEN_NOT_FOR_US },
		{ "hidden", one, "h", SP_OPEN_HIDDEN },
		{ "hidden and a stranger's", one, "hs", SP_OPEN_HIDDEN },
		{ "a stranger's and hidden", one, "sh", SP_OPEN_HIDDEN },
		{ "a note cut off", odd, "o", SP_OPEN_NOT_FOR_US },
		{ "no note of keys", none, "s", SP_OPENED },
		{ "nobody's", one, "", SP_OPEN_NOT_FOR_US },
	};
	static const uint8_t id[8] = { 0x01, 0x23, 0x45, 0x67, 0x89, 0xAB,
				       0xCD, 0xEF };

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree struct sp_cut *cut = g_new0(struct sp_cut, 1);

		for (const char *c = cases[i].ids; *c; c++) {
			uint8_t *to = cut->pkesk[cut->n_pkesk++].key_id;

			memcpy(to, id, sizeof(id));
			if (*c == 'h')
				memset(to, 0, sizeof(id));
			else if (*c == 's')
				to[7] ^= 0x10;
		}
		ok(sp_judge_packets(cut, cases[i].own) == cases[i].want,
		   "for: %s", cases[i].name);
	}
}

int
main(void)
{
	test_rows();
	test_lists();
	test_trouble();
	test_decrypted();
	test_verified();
	test_packets();
	return tap_done();
}
