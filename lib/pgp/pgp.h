/* SPDX-License-Identifier: GPL-2.0-or-later */
/* pgp.h - open, verify, seal, cut and manage keys
 *
 * The only includer of gpgme.h. One struct sp_pgp is one keyring (GNUPGHOME)
 * in one process, which has one thread. Every gpg runs behind
 * libexec/sallyport-gpg with limits; no gpg is started before the first call
 * that needs one. From then on SIGPIPE is ignored, as gpgme wants it. What
 * hostile mail does is a result (enum sp_open, enum sp_sig) with SP_OK;
 * SP_ECRYPT and SP_EBUSY mean that we do not know, and unknown never
 * approves. */
#ifndef SP_PGP_PGP_H
#define SP_PGP_PGP_H

#include <glib.h>
#include <stdint.h>

#include "lib/base/blob.h"
#include "lib/base/status.h"

struct sp_pgp;

#define SP_FPR_LEN 40		/* upper-case hex */

/* gnupg: absolute path of the keyring, at most 80 bytes, mode 0700.
 * plaintext_max: cap on what opening or verifying may put out, bytes. */
enum sp_status sp_pgp_open(const char *gnupg, size_t plaintext_max,
			   struct sp_pgp **pgp, struct sp_err *err) SP_CHECKED;
void sp_pgp_close(struct sp_pgp *pgp);		/* NULL is fine */
/* What else there is to do: called once in each run of gpg that is given data,
 * when it has them and we would only wait. It must not start gpg. NULL: nothing.
 * gpg may fail before it comes to that. */
void sp_pgp_meanwhile(struct sp_pgp *pgp, void (*work)(void *arg), void *arg);
/* Where sallyport-gpg stands, for tests; by default beside our own program, or
 * in the libexec beside its bin. Before the first run of gpg. */
void sp_pgp_set_wrapper_dir(const char *dir);
/* gpg programs started by this process so far (for the benchmark). */
unsigned sp_pgp_programs(const struct sp_pgp *pgp);
/* CPU time of the gpg programs that this process has run, in milliseconds. */
uint64_t sp_pgp_spent_ms(void);

/* --- sealing ------------------------------------------------------------ */

struct sp_envelope {
	char fingerprint[SP_FPR_LEN + 1];	/* of the encryption subkey */
	GBytes *pkesk;				/* one whole packet */
};

struct sp_sealed {
	GPtrArray *envelopes;	/* of struct sp_envelope *, as recipients */
	struct sp_blob body;	/* the SEIPD packet, binary */
};

void sp_sealed_clear(struct sp_sealed *s);

/* Encrypt, and sign with the list key when signer is its primary fingerprint
 * (NULL: do not sign), once for all recipients, then cut at the packet
 * borders. recipients: NULL-terminated fingerprints of encryption subkeys.
 * compress: only worth it for small text; large mail goes uncompressed.
 * What gpg produced is walked before it is handed back: one PKESK for exactly
 * each recipient and one SEIPDv1, else SP_ECRYPT.
 * SP_NONE: a recipient's key cannot be used (expired, revoked, missing) and
 * nothing was sealed; ask sp_pgp_keys() which. */
enum sp_status sp_pgp_seal(struct sp_pgp *pgp, struct sp_rope *plain,
			   const char *signer, const char *const *recipients,
			   gboolean compress, struct sp_sealed *sealed,
			   struct sp_err *err) SP_CHECKED;

/* Write "-----BEGIN PGP MESSAGE-----" ... with LF line ends to fd: the
 * packets given, then the body read through next() in pieces (so that it may
 * come from the store). next returns bytes, 0 at the end, -1 on error. */
enum sp_status sp_pgp_armor(int fd, GBytes *const *packets, size_t n_packets,
			    ssize_t (*next)(void *arg, void *buf, size_t n),
			    void *arg, struct sp_err *err) SP_CHECKED;

/* Detached ASCII-armored signature by signer over plain in canonical form, as
 * in sp_pgp_verify_detached(); micalg as in RFC 3156. g_free() both. */
enum sp_status sp_pgp_sign(struct sp_pgp *pgp, struct sp_rope *plain,
			   const char *signer, char **armor,
			   char **micalg, struct sp_err *err) SP_CHECKED;

/* The same over exactly the bytes of a file. */
enum sp_status sp_pgp_sign_file(struct sp_pgp *pgp, struct sp_rope *file,
				const char *signer, char **armor,
				struct sp_err *err) SP_CHECKED;

/* --- opening ------------------------------------------------------------ */

enum sp_open {
	SP_OPENED,		/* plain holds the whole, checked content */
	SP_OPEN_UNSAFE,		/* packets we do not accept (SED, OCB, two ...) */
	SP_OPEN_NOT_FOR_US,	/* none of its PKESKs names a list key that was
				   generated or imported here */
	SP_OPEN_HIDDEN,		/* hidden recipients: not tried */
	SP_OPEN_DAMAGED,	/* ours, and it does not decrypt or verify */
	SP_OPEN_TOO_LARGE,	/* plaintext over the cap, or a bomb */
	SP_OPEN_GIVEN_UP,	/* not by this library: our own trouble lasted
				   too long, and nothing is known of it */
};

enum sp_sig {
	SP_SIG_NONE,		/* unsigned */
	SP_SIG_GOOD,		/* exactly one, valid, key in this keyring */
	SP_SIG_UNKNOWN_KEY,	/* one, by a key that we do not have */
	SP_SIG_BAD,		/* does not fit the content */
	SP_SIG_EXPIRED_KEY,	/* or the signature has itself expired */
	SP_SIG_REVOKED_KEY,
	SP_SIG_WEAK,		/* SHA-1, DSA, wrong key usage */
	SP_SIG_SEVERAL,		/* more than one signature: none counts */
};

struct sp_signature {
	enum sp_sig verdict;
	char signer[SP_FPR_LEN + 1];	/* fingerprint as the signature names
					   it (subkey); or long key id */
	int64_t made;			/* signature creation, epoch seconds */
};

struct sp_opened {
	enum sp_open result;
	struct sp_blob plain;		/* only when SP_OPENED */
	struct sp_blob unwrapped;	/* the message below the encryption,
					   when it was signed; else empty */
	struct sp_signature signature;	/* of a combined sign+encrypt */
};

void sp_opened_clear(struct sp_opened *o);

/* Open one OpenPGP message, armored or binary: our packet walk, then two
 * passes (unwrap; verify). Nothing is released unless all of it held.
 * SP_EBUSY: our own trouble (agent, memory, disk): try again later. */
enum sp_status sp_pgp_open_message(struct sp_pgp *pgp,
				   const struct sp_blob *cipher,
				   struct sp_range range,
				   struct sp_opened *opened,
				   struct sp_err *err) SP_CHECKED;

/* Open what sp_pgp_seal() made, binary and with this keyring's own key among
 * the recipients: in one pass, and without a look at its signature, which is
 * ours. SP_EDATA: it does not open, or is not whole; SP_EBUSY as above. */
enum sp_status sp_pgp_open_own(struct sp_pgp *pgp,
			       const struct sp_blob *cipher,
			       struct sp_blob *plain,
			       struct sp_err *err) SP_CHECKED;

/* Verify a detached signature (RFC 3156 section 5) over range of data, in
 * canonical form: each line end of it is made CRLF. sig: armored. */
enum sp_status sp_pgp_verify_detached(struct sp_pgp *pgp,
				      const struct sp_blob *data,
				      struct sp_range range,
				      const char *sig, size_t sig_len,
				      struct sp_signature *signature,
				      struct sp_err *err) SP_CHECKED;

/* Verify a clear-signed text, which is all of range; plain gets what was
 * signed, as gpg puts it out. Anything else than one such text is SP_SIG_BAD
 * with an empty plain. */
enum sp_status sp_pgp_verify_clear(struct sp_pgp *pgp,
				   const struct sp_blob *text,
				   struct sp_range range,
				   struct sp_signature *signature,
				   struct sp_blob *plain,
				   struct sp_err *err) SP_CHECKED;

/* Verify one binary signed message, such as the unwrapped one of a combined
 * sign+encrypt, again: by the keys of another keyring. */
enum sp_status sp_pgp_verify_message(struct sp_pgp *pgp,
				     const struct sp_blob *message,
				     struct sp_signature *signature,
				     struct sp_err *err) SP_CHECKED;
/* The same, and plain (empty before, or NULL) gets what was signed, whoever
 * did; it stays empty when the message is not whole. */
enum sp_status sp_pgp_read_signed(struct sp_pgp *pgp,
				  const struct sp_blob *message,
				  struct sp_blob *plain,
				  struct sp_signature *signature,
				  struct sp_err *err) SP_CHECKED;

/* For whose keys a binary signed message says that it was made: fingerprints,
 * none when it does not say, or where gpg would have to unpack it first. The
 * message must have been verified. */
enum sp_status sp_pgp_intended(struct sp_blob *message, GPtrArray **fprs,
			       struct sp_err *err) SP_CHECKED;

/* Open a few known messages, good and bad, in a home of its own, as mail is
 * opened. SP_ECHECK: this gpg misjudges them, and names which. About twenty
 * runs of gpg. */
enum sp_status sp_pgp_selftest(struct sp_err *err) SP_CHECKED;

/* --- keys --------------------------------------------------------------- */

enum sp_key_state { SP_KEY_USABLE, SP_KEY_EXPIRED, SP_KEY_REVOKED,
		    SP_KEY_MISSING, SP_KEY_NO_ENCRYPTION };

/* What makes a key worth less than it could be. */
enum sp_key_fault {
	SP_KEY_WEAK = 1 << 0,	/* RSA below 2048 bits, DSA or ElGamal */
	SP_KEY_SHA1 = 1 << 1,	/* its own signatures on its user ids, or all
				   on its subkeys, are made with SHA-1 */
	SP_KEY_NO_AES = 1 << 2,	/* AES is not among its ciphers: only 3DES */
	SP_KEY_AEAD = 1 << 3,	/* it asks for AEAD, which gpg 2.2 accepts when
				   it was cut; matters for a list key */
};

struct sp_subkey {
	char fingerprint[SP_FPR_LEN + 1];
	gboolean can_sign;
	gboolean can_encrypt;
	gboolean usable;	/* not expired, not revoked */
	int64_t expires;	/* 0: never */
};

struct sp_key {
	char fingerprint[SP_FPR_LEN + 1];	/* primary */
	enum sp_key_state state;
	char encryption[SP_FPR_LEN + 1];	/* the subkey we seal to, or "" */
	int64_t created;
	int64_t expires;	/* the sooner of primary and that subkey; 0 never */
	char *user_id;		/* first one, sanitised */
	char *algorithm;	/* "ed25519", "rsa4096" */
	unsigned faults;	/* of enum sp_key_fault; but for SP_KEY_WEAK
				   only by sp_pgp_inspect(), sp_pgp_faults() */
	GPtrArray *subkeys;	/* of struct sp_subkey *, primary first */
};

void sp_key_free(struct sp_key *k);

/* A new home: directory 0700, our gpg.conf and gpg-agent.conf. Idempotent. */
enum sp_status sp_pgp_make_home(const char *gnupg, struct sp_err *err)
				SP_CHECKED;
/* Generate an ed25519/cv25519 list key without passphrase and expiry in a home
 * (made when missing), self-checked by export and re-import. user_ids: "Name
 * <address>" or an address, ended by NULL; the first is the primary one. */
enum sp_status sp_pgp_generate(const char *gnupg, const char *const *user_ids,
			       struct sp_key **key, struct sp_err *err)
			       SP_CHECKED;
/* Import the secret key of a file as list key. SP_EDATA says what is wrong:
 * as sp_pgp_inspect(), or not usable, or it has a passphrase. */
enum sp_status sp_pgp_import_secret(struct sp_pgp *pgp, const uint8_t *bytes,
				    size_t len, struct sp_key **key,
				    struct sp_err *err) SP_CHECKED;
/* Look at a public key without importing it (a scratch home). Refused with
 * SP_EDATA: more than one primary key, a secret key, over 64 KiB, more than 10
 * user ids or subkeys, RSA below 2048 bits, DSA, no valid user id (one that
 * SHA-1 vouches for is none), a version other than 4. A key without usable
 * encryption subkey, expired or revoked, is SP_OK with that state. */
enum sp_status sp_pgp_inspect(const uint8_t *bytes, size_t len,
			      struct sp_key **key, struct sp_err *err)
			      SP_CHECKED;
/* Import it for good, minimally (no third-party signatures). */
enum sp_status sp_pgp_import(struct sp_pgp *pgp, const uint8_t *bytes,
			     size_t len, struct sp_err *err) SP_CHECKED;
/* State of each fingerprint (primary), in one gpg run; missing ones included.
 * keys gets struct sp_key * in the order asked. */
enum sp_status sp_pgp_keys(struct sp_pgp *pgp, const char *const *fprs,
			   GPtrArray **keys, struct sp_err *err) SP_CHECKED;
/* Add the faults of each of these keys, in one gpg run more. */
enum sp_status sp_pgp_faults(struct sp_pgp *pgp, GPtrArray *keys,
			     struct sp_err *err) SP_CHECKED;
/* Armored, minimal public key; g_free(). */
enum sp_status sp_pgp_export(struct sp_pgp *pgp, const char *fpr,
			     char **armor, struct sp_err *err) SP_CHECKED;
/* The same with what other keys of this keyring said of it. */
enum sp_status sp_pgp_export_certified(struct sp_pgp *pgp, const char *fpr,
				       char **armor, struct sp_err *err)
				       SP_CHECKED;
/* Every key that opens mail here: struct sp_key *. */
enum sp_status sp_pgp_secret_keys(struct sp_pgp *pgp, GPtrArray **keys,
				  struct sp_err *err) SP_CHECKED;
/* Have one key whose secret is here vouch for the user ids of another. */
enum sp_status sp_pgp_certify(struct sp_pgp *pgp, const char *signer,
			      const char *fpr, struct sp_err *err) SP_CHECKED;
/* Delete the secret half of a key for good; the public one stays. To be
 * repeated when it fails. SP_NONE: the key is not here. */
enum sp_status sp_pgp_drop_secret(struct sp_pgp *pgp, const char *fpr,
				  struct sp_err *err) SP_CHECKED;
/* Note that what is encrypted to this key, whose secret is here, is ours. */
enum sp_status sp_pgp_note_own(struct sp_pgp *pgp, const struct sp_key *key,
			       struct sp_err *err) SP_CHECKED;
/* The encryption subkeys that are noted to open mail; g_strfreev(). */
char **sp_pgp_own(const struct sp_pgp *pgp);
enum sp_status sp_pgp_delete(struct sp_pgp *pgp, const char *fpr,
			     struct sp_err *err) SP_CHECKED;
/* "0123 4567 ..." in tens, as gpg prints it; g_free(). */
char *sp_pgp_pretty(const char *fpr);

#endif
