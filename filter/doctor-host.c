/* SPDX-License-Identifier: GPL-2.0-or-later */
/* doctor-host.c - the checks that look at the machine and at files */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "filter/doctor.h"
#include "filter/out.h"
#include "lib/base/folder.h"
#include "lib/base/room.h"
#include "lib/notice/template.h"

/* No clock of ours is right before this program was written: 2026-01-01. */
#define EPOCH_OF_OURS INT64_C(1767225600)

/* --- mail texts ----------------------------------------------------------- */

static enum sp_status
expand(const char *dir, const char *name, struct sp_err *err)
{
	const char *const *placeholders = sp_template_placeholders(name);
	g_autofree struct sp_template_value *values = NULL;
	g_autofree char *file = NULL, *text = NULL;
	g_autofree char *subject = NULL, *body = NULL;
	enum sp_status r = sp_template_load(dir, name, &file, &text, err);
	size_t n = 0;

	if (r != SP_OK)
		return r;
	while (placeholders && placeholders[n])
		n++;
	values = g_new0(struct sp_template_value, n + 1);
	for (size_t i = 0; i < n; i++)
		values[i] = (struct sp_template_value) { placeholders[i], "x" };
	return sp_template_expand(file, text, values, &subject, &body, err);
}

enum sp_status
doctor_templates(const char *dir, struct sp_err *err)
{
	const char *const *name;
	enum sp_status r = SP_OK;

	for (name = sp_template_names(); r == SP_OK && *name; name++)
		r = expand(dir, *name, err);
	return r;
}

/* --- files ---------------------------------------------------------------- */

static gboolean
check_mode(struct examination *x, const char *name, mode_t want)
{
	g_autofree char *path = sp_gate_path(x->conf, name);
	struct stat st;
	mode_t mode;

	if (stat(path, &st) < 0) {
		doctor_find(x, DOCTOR_FAIL, "permissions", "%s is not there",
			    path);
		return FALSE;
	}
	mode = st.st_mode & 07777;
	if (mode & ~want) {
		doctor_find(x, DOCTOR_FAIL, "permissions", "%s has mode %04o; "
			    "allowed is %04o", path, (unsigned)mode,
			    (unsigned)want);
		return FALSE;
	}
	return TRUE;
}

static void
check_permissions(struct examination *x)
{
	struct sp_err err;
	gboolean good;

	if (sp_path_safe(x->conf->state, &err) != SP_OK) {
		doctor_find(x, DOCTOR_FAIL, "permissions", "%s", err.text);
		return;
	}
	good = check_mode(x, "", 0700);
	good &= check_mode(x, "gnupg", 0700);
	good &= check_mode(x, "secret", 0600);
	good &= check_mode(x, "store.db", 0600);
	if (good)
		doctor_find(x, DOCTOR_OK, "permissions", "%s and what is in "
			    "it belong to its user alone", x->conf->state);
}

/* What a new home would hold, to compare with. */
static gboolean
as_written(struct examination *x, const char *scratch, const char *name)
{
	g_autofree char *ours = g_build_filename(scratch, name, NULL);
	g_autofree char *path = g_build_filename(x->conf->state, "gnupg", name,
						 NULL);
	g_autofree char *want = NULL, *have = NULL;

	if (!g_file_get_contents(ours, &want, NULL, NULL))
		return FALSE;
	if (g_file_get_contents(path, &have, NULL, NULL) &&
	    strcmp(want, have) == 0)
		return TRUE;
	doctor_find(x, DOCTOR_FAIL, "gpg.conf",
		    "%s is not as this version writes it", path);
	return FALSE;
}

static void
check_gpg_conf(struct examination *x)
{
	g_autofree char *scratch = g_dir_make_tmp("sallyport-XXXXXX", NULL);
	struct sp_err err;
	gboolean same;

	if (!scratch)
		return;
	if (sp_pgp_make_home(scratch, &err) != SP_OK) {
		doctor_find(x, DOCTOR_FAIL, "gpg.conf", "%s", err.text);
	} else {
		same = as_written(x, scratch, "gpg.conf");
		same &= as_written(x, scratch, "gpg-agent.conf");
		if (same)
			doctor_find(x, DOCTOR_OK, "gpg.conf",
				    "as written by init");
	}
	sp_folder_remove(scratch, FALSE);
}

static void
check_sendmail(struct examination *x)
{
	const char *path = x->conf->sendmail;

	if (access(path, X_OK) == 0)
		doctor_find(x, DOCTOR_OK, "sendmail", "%s", path);
	else
		doctor_find(x, DOCTOR_FAIL, "sendmail", "%s cannot be run: no "
			    "mail leaves", path);
}

/* How often, and since when, the MTA was told to try later (supervisor.c). */
static void
check_deferrals(struct examination *x)
{
	g_autofree char *path = sp_gate_path(x->conf, "deferred");
	g_autofree char *text = NULL;
	g_autofree char *since = NULL, *until = NULL;
	unsigned long long count = 0, first = 0, last = 0;

	if (!g_file_get_contents(path, &text, NULL, NULL) ||
	    sscanf(text, "%10llu %10llu %10llu", &count, &first, &last) != 3 ||
	    count == 0) {
		doctor_find(x, DOCTOR_OK, "deferrals", "none");
		return;
	}
	since = out_time((int64_t)first);
	until = out_time((int64_t)last);
	doctor_find(x, DOCTOR_WARNING, "deferrals", "the MTA was told to try "
		    "later %llu times, %s to %s UTC; the log says why", count,
		    since, until);
}

/* --- the machine ---------------------------------------------------------- */

static void
check_sandbox(struct examination *x)
{
	if (sp_room_supported())
		doctor_find(x, DOCTOR_OK, "sandbox", "mail is parsed in a "
			    "locked process");
	else
		doctor_find(x, x->conf->sandbox_required ? DOCTOR_FAIL
							 : DOCTOR_WARNING,
			    "sandbox", "this kernel has no seccomp filters: "
			    "mail is parsed without a lock");
}

static void
check_clock(struct examination *x)
{
	g_autofree char *now = out_time(sp_gate_now());

	if (sp_gate_now() < EPOCH_OF_OURS)
		doctor_find(x, DOCTOR_FAIL, "clock", "it says %s UTC: "
			    "signatures cannot be judged", now);
	else
		doctor_find(x, DOCTOR_OK, "clock", "%s UTC", now);
}

static void
check_swap(struct examination *x)
{
	g_autofree char *text = NULL;
	const char *first;

	if (!g_file_get_contents("/proc/swaps", &text, NULL, NULL))
		return;
	first = strchr(text, '\n');
	if (first && first[1])
		doctor_find(x, DOCTOR_WARNING, "swap", "is in use: unless it "
			    "is encrypted, memory with plaintext may lie on "
			    "a disk");
	else
		doctor_find(x, DOCTOR_OK, "swap", "none");
}

void
doctor_host(struct examination *x)
{
	struct sp_err err;

	check_permissions(x);
	check_gpg_conf(x);
	check_sendmail(x);
	doctor_status(x, doctor_templates(x->dir, &err), &err, "templates",
		      "every mail text expands");
	check_sandbox(x);
	check_clock(x);
	check_swap(x);
	check_deferrals(x);
}
