/* SPDX-License-Identifier: GPL-2.0-or-later */
/* engine.h - one run of gpg through gpgme; for lib/pgp alone
 *
 * Every operation is one struct sp_run: a context of its own, one slot of the
 * home's eight, one gpg behind the wrapper, and how that gpg ended. */
#ifndef SP_PGP_ENGINE_H
#define SP_PGP_ENGINE_H

#include <gpgme.h>

#include "lib/pgp/pgp.h"

struct sp_pgp {
	char *home;
	size_t plaintext_max;
	int slots;	/* descriptor of the home's slots file; -1: not ours */
	void (*meanwhile)(void *arg);	/* while gpg works; NULL: nothing */
	void *meanwhile_arg;
};

struct sp_run {
	struct sp_pgp *pgp;
	gpgme_ctx_t ctx;
	int slot;	/* -1: none held */
	int exit;	/* of gpg, 128 + signal; -1: nobody knows */
	gboolean verifies;	/* and so must not decrypt: set before the run */
	gboolean refused;	/* gpg said that the data is not as it should */
	unsigned texts;		/* literals that gpg put out */
	unsigned layers;	/* encrypted packets that gpg opened */
	gpgme_data_t in, out;	/* always empty: see sp_run_data() */
	struct sp_channel *channel;	/* to the wrapper; NULL: none */
};

#define SP_RUN_INIT { .slot = -1, .exit = -1 }

/* Prepare one gpg in this keyring. SP_EBUSY, SP_ECONF, SP_ECRYPT. */
enum sp_status sp_run_begin(struct sp_run *run, struct sp_pgp *pgp,
			    struct sp_err *err) SP_CHECKED;
void sp_run_end(struct sp_run *run);
/* The same key signs in what this run does; NULL is fine. Valid until the run
 * ends. */
void sp_run_signer(const char *fingerprint);
/* What this run opens is read whoever signed it. */
void sp_run_skip_verify(void);

/* SP_EBUSY when it is our trouble, else code; in both cases with the text. */
enum sp_status sp_run_fail(const struct sp_run *run, gpgme_error_t e,
			   enum sp_status code, const char *what,
			   struct sp_err *err);

#define g_auto_run __attribute__((cleanup(sp_run_end)))

/* --- data in and out ---------------------------------------------------- */

/* What gpg reads: a rope, each line end made CRLF when canonical. */
struct sp_source {
	struct sp_rope *rope;
	gboolean canonical;
};

/* What gpg writes: an empty blob, which must not grow past its maximum. */
struct sp_sink {
	struct sp_blob *to;
	size_t packed;		/* size of what it came from; 0: no ratio */
	gboolean overflow;	/* gpg wrote more; said by sp_run_collect() */
};

/* Have gpg read from and write to our own memory files: run->in and run->out
 * only stand in for them in calls of gpgme. NULL: nothing of that kind. The
 * rope's blobs must live until the run ends. SP_EBUSY: cannot be read. */
enum sp_status sp_run_data(struct sp_run *run, const struct sp_source *source,
			   const struct sp_sink *sink,
			   struct sp_err *err) SP_CHECKED;
/* After gpg has ended: what it wrote is in the sink, whatever it is worth. */
enum sp_status sp_run_collect(const struct sp_run *run, struct sp_sink *sink,
			      struct sp_err *err) SP_CHECKED;
/* The other way, for keys and lone signatures: a copy that gpgme pumps. */
enum sp_status sp_small_data(struct sp_blob *from, gpgme_data_t *data,
			     struct sp_err *err) SP_CHECKED;
/* For engine.c: gpg's wrapper asks for its descriptors. */
gpgme_error_t sp_run_hand_out(struct sp_run *run);
void sp_run_data_end(struct sp_run *run);

G_DEFINE_AUTO_CLEANUP_FREE_FUNC(gpgme_data_t, gpgme_data_release, NULL)
G_DEFINE_AUTO_CLEANUP_FREE_FUNC(gpgme_key_t, gpgme_key_unref, NULL)

/* --- the home ----------------------------------------------------------- */

/* Held around one gpg; at most SP_SLOTS at once in a home. Waits. */
#define SP_SLOTS 8
enum sp_status sp_slot_take(const struct sp_pgp *pgp, int *slot,
			    struct sp_err *err) SP_CHECKED;
void sp_slot_give(const struct sp_pgp *pgp, int slot);
/* Bring back the keys that a gpg which was killed has put aside. */
enum sp_status sp_home_mend(const struct sp_pgp *pgp,
			    struct sp_err *err) SP_CHECKED;

/* Make sure that an agent answers in this home, and start one, free of the
 * limits that gpg runs under, when none does. again: it does answer, but gpg
 * got no use out of it. */
enum sp_status sp_agent_ready(struct sp_pgp *pgp, gboolean again,
			      struct sp_err *err) SP_CHECKED;
void sp_agent_stop(const char *home);
/* Delete the secret key of this name; SP_OK when there is none. */
enum sp_status sp_agent_delete(struct sp_pgp *pgp, const char *keygrip,
			       struct sp_err *err) SP_CHECKED;

/* A home for one operation, with our gpg.conf, in memory, or where there is no
 * such place in dir (NULL: the temporary directory). */
enum sp_status sp_scratch_open(const char *dir, struct sp_pgp **pgp,
			       struct sp_err *err) SP_CHECKED;
/* End its agent and remove it with all that is in it; NULL is fine. */
void sp_scratch_close(struct sp_pgp *pgp);

/* The encryption subkeys whose secret is in this home, as they were noted when
 * they came: asking gpg would take an agent that may be the very thing that
 * does not work. Empty when nothing was noted. g_strfreev(). */
char **sp_home_own(const struct sp_pgp *pgp);
enum sp_status sp_home_note_own(const struct sp_pgp *pgp, const char *subkey,
				struct sp_err *err) SP_CHECKED;

/* SP_OK also when it was not noted. */
enum sp_status sp_home_forget_own(const struct sp_pgp *pgp,
				  const char *subkey, struct sp_err *err)
				  SP_CHECKED;

void sp_programs_count(void);

#endif
