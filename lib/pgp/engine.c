/* SPDX-License-Identifier: GPL-2.0-or-later */
/* engine.c - one run of gpg through gpgme
 *
 * gpgme is started lean: without gpgconf, which would start three programs,
 * and with our wrapper for gpg, whose version it asks us (version.c). It hands
 * settings to gpg in the environment of this process, which has one thread. */
#include "lib/pgp/engine.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/pgp/judge.h"

#define WRAPPER "sallyport-gpg"

static char *wrapper_dir;
static gboolean started;
static unsigned programs;
static uint64_t spent_ms;

void
sp_programs_count(void)
{
	programs++;
}

unsigned
sp_pgp_programs(const struct sp_pgp *pgp)
{
	(void)pgp;
	return programs;
}

uint64_t
sp_pgp_spent_ms(void)
{
	return spent_ms;
}

void
sp_pgp_meanwhile(struct sp_pgp *pgp, void (*work)(void *arg), void *arg)
{
	pgp->meanwhile = work;
	pgp->meanwhile_arg = arg;
}

void
sp_pgp_set_wrapper_dir(const char *dir)
{
	g_free(wrapper_dir);
	wrapper_dir = g_strdup(dir);
}

static gboolean
has_wrapper(const char *dir)
{
	g_autofree char *path = g_build_filename(dir, WRAPPER, NULL);

	return access(path, X_OK) == 0;
}

/* Beside our own program, as in the build directory and in libexec; else in
 * the libexec beside the bin that it stands in. */
static enum sp_status
find_wrapper(struct sp_err *err)
{
	g_autofree char *self = g_file_read_link("/proc/self/exe", NULL);
	g_autofree char *dir = self ? g_path_get_dirname(self) : NULL;
	g_autofree char *libexec = dir ?
		g_build_filename(dir, "..", "libexec", NULL) : NULL;

	if (wrapper_dir)
		return SP_OK;
	if (dir && has_wrapper(dir))
		wrapper_dir = g_steal_pointer(&dir);
	else if (libexec && has_wrapper(libexec))
		wrapper_dir = g_steal_pointer(&libexec);
	else
		return sp_fail(err, SP_ECONF, "%s is not installed", WRAPPER);
	return SP_OK;
}

/* gpgme takes a program's name but no path, and looks for it in PATH. */
static enum sp_status
start_gpgme(struct sp_err *err)
{
	g_autofree char *path = g_strdup(g_getenv("PATH"));
	gpgme_engine_info_t info = NULL;
	enum sp_status r;

	if (started)
		return SP_OK;
	r = find_wrapper(err);
	if (r != SP_OK)
		return r;
	if (gpgme_set_global_flag("disable-gpgconf", "1") != 0 ||
	    gpgme_set_global_flag("gpg-name", WRAPPER) != 0 ||
	    !gpgme_check_version("1.18.0"))
		return sp_fail(err, SP_ECONF, "gpgme 1.18 or later is needed");
	g_setenv("PATH", wrapper_dir, TRUE);
	(void)gpgme_get_engine_info(&info);
	if (path)
		g_setenv("PATH", path, TRUE);
	else
		g_unsetenv("PATH");
	if (gpgme_engine_check_version(GPGME_PROTOCOL_OpenPGP) != 0)
		return sp_fail(err, SP_ECONF, "%s/%s does not start",
			       wrapper_dir, WRAPPER);
	started = TRUE;
	return SP_OK;
}

/* gpgme stops reading at some of these, so that how gpg ended goes unseen. */
static const char *const refusals[] = {
	"NODATA", "UNEXPECTED", "ERROR", "BADMDC", "DECRYPTION_FAILED", NULL
};

/* To verify, gpgme lets gpg guess what to do, and gpg would go on to decrypt
 * what stands below the first layer. */
static const char *const decryptions[] = {
	"ENC_TO", "NEED_PASSPHRASE_SYM", "BEGIN_DECRYPTION", NULL
};

/* "n ms", or "n" alone. */
static void
note_end(struct sp_run *run, const char *args)
{
	char *rest;

	run->exit = (int)strtol(args, &rest, 10);
	spent_ms += g_ascii_strtoull(rest, NULL, 10);
}

/* Takes the wrapper's own status lines, of which gpgme makes nothing. */
static gpgme_error_t
on_status(void *arg, const char *keyword, const char *args)
{
	struct sp_run *run = arg;

	if (strcmp(keyword, "SALLYPORT_DATA") == 0)
		return sp_run_hand_out(run);
	if (strcmp(keyword, "SALLYPORT_EXIT") == 0)
		note_end(run, args);
	if (strcmp(keyword, "PLAINTEXT") == 0)
		run->texts++;
	if (strcmp(keyword, "BEGIN_DECRYPTION") == 0)
		run->layers++;
	if (g_strv_contains(refusals, keyword))
		run->refused = TRUE;
	if (run->verifies && g_strv_contains(decryptions, keyword)) {
		run->refused = TRUE;
		return gpgme_error(GPG_ERR_UNEXPECTED);
	}
	return 0;
}

enum sp_status
sp_run_begin(struct sp_run *run, struct sp_pgp *pgp, struct sp_err *err)
{
	enum sp_status r = start_gpgme(err);
	gpgme_error_t e;

	if (r != SP_OK)
		return r;
	run->pgp = pgp;
	run->exit = -1;
	run->refused = FALSE;
	run->texts = 0;
	run->layers = 0;
	g_setenv("GNUPGHOME", pgp->home, TRUE);
	if (pgp->slots < 0)
		g_setenv("SALLYPORT_GPG_PERSON", "1", TRUE);
	else
		g_unsetenv("SALLYPORT_GPG_PERSON");
	e = gpgme_new(&run->ctx);
	if (!e) {
		gpgme_set_status_cb(run->ctx, on_status, run);
		e = gpgme_set_ctx_flag(run->ctx, "full-status", "1");
	}
	if (e)
		return sp_fail(err, SP_ECRYPT, "gpgme: %s", gpgme_strerror(e));
	if ((r = sp_home_mend(pgp, err)) == SP_OK &&
	    (r = sp_slot_take(pgp, &run->slot, err)) == SP_OK)
		sp_programs_count();
	return r;
}

void
sp_run_end(struct sp_run *run)
{
	if (run->ctx)
		gpgme_release(run->ctx);
	run->ctx = NULL;
	if (run->slot >= 0)
		sp_slot_give(run->pgp, run->slot);
	run->slot = -1;
	g_unsetenv("SALLYPORT_GPG_SIGNER");
	g_unsetenv("SALLYPORT_GPG_SKIP_VERIFY");
	sp_run_data_end(run);
}

void
sp_run_signer(const char *fingerprint)
{
	if (fingerprint)
		g_setenv("SALLYPORT_GPG_SIGNER", fingerprint, TRUE);
}

void
sp_run_skip_verify(void)
{
	g_setenv("SALLYPORT_GPG_SKIP_VERIFY", "1", TRUE);
}

enum sp_status
sp_run_fail(const struct sp_run *run, gpgme_error_t e, enum sp_status code,
	    const char *what, struct sp_err *err)
{
	if (sp_judge_trouble(run, e))
		code = SP_EBUSY;
	if (!e)
		return sp_fail(err, code, "%s: gpg ended with %d", what,
			       run->exit);
	return sp_fail(err, code, "%s: %s (gpg ended with %d)", what,
		       gpgme_strerror(e), run->exit);
}
