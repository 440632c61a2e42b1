/* SPDX-License-Identifier: GPL-2.0-or-later */
/* doctor-host.c - the checks that look at the machine and at files */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "filter/doctor.h"
#include "filter/out.h"
#include "lib/base/folder.h"
#include "lib/base/room.h"
#include "lib/notice/template.h"

/* No clock of ours is right before this program was written: 2026-01-01. */
#define EPOCH_OF_OURS INT64_C(1767225600)
/* Octets of one message, past which deliver defers it (supervisor.c). */
#define CEILING (UINT64_C(100) << 20)

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

/* A reason of the list's own, which is known by its file alone. */
static enum sp_status
expand_reason(const char *dir, const char *file, struct sp_err *err)
{
	g_autofree char *name = NULL;
	enum sp_status r;

	if (!g_str_has_prefix(file, "reject-") ||
	    !g_str_has_suffix(file, ".txt"))
		return SP_OK;
	name = g_strndup(file, strlen(file) - strlen(".txt"));
	r = expand(dir, name, err);
	return r != SP_NONE ? r :
	       sp_fail(err, SP_ECONF, "%s/templates/%s: a reason is named with "
		       "lower-case letters, digits and hyphens", dir, file);
}

enum sp_status
doctor_templates(const char *dir, struct sp_err *err)
{
	g_autofree char *path = g_build_filename(dir, "templates", NULL);
	g_autoptr(GDir) folder = NULL;
	g_autoptr(GError) error = NULL;
	const char *const *name;
	const char *file;
	enum sp_status r = SP_OK;

	for (name = sp_template_names(); r == SP_OK && *name; name++)
		r = expand(dir, *name, err);
	folder = g_dir_open(path, 0, &error);
	if (!folder && !g_error_matches(error, G_FILE_ERROR,
					G_FILE_ERROR_NOENT))
		return r != SP_OK ? r :
		       sp_fail(err, SP_ECONF, "%s", error->message);
	while (r == SP_OK && folder && (file = g_dir_read_name(folder)))
		r = expand_reason(dir, file, err);
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

/* What a new home would hold, to compare with. more: lines of somebody else's
 * may follow. */
static gboolean
as_written(struct examination *x, const char *scratch, const char *name,
	   gboolean more)
{
	g_autofree char *ours = g_build_filename(scratch, name, NULL);
	g_autofree char *path = g_build_filename(x->conf->state, "gnupg", name,
						 NULL);
	g_autofree char *want = NULL, *have = NULL;

	if (!g_file_get_contents(ours, &want, NULL, NULL))
		return FALSE;
	if (g_file_get_contents(path, &have, NULL, NULL) &&
	    (more ? g_str_has_prefix(have, want) : strcmp(want, have) == 0))
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
		same = as_written(x, scratch, "gpg.conf", FALSE);
		same &= as_written(x, scratch, "gpg-agent.conf", TRUE);
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
	g_autofree char *since = NULL, *until = NULL, *again = NULL;
	unsigned long long count = 0, first = 0, last = 0, taken = 0;

	if (!g_file_get_contents(path, &text, NULL, NULL) ||
	    sscanf(text, "%10llu %10llu %10llu %10llu", &count, &first, &last,
		   &taken) < 3 || count == 0) {
		doctor_find(x, DOCTOR_OK, "deferrals", "none");
		return;
	}
	since = out_time((int64_t)first);
	until = out_time((int64_t)last);
	again = out_time((int64_t)taken);
	doctor_find(x, DOCTOR_WARNING, "deferrals", "the MTA was told to try "
		    "later %llu times, %s to %s UTC; the log says why%s%s",
		    count, since, until, taken >= last ? "; mail was taken in "
		    "again at " : "", taken >= last ? again : "");
}

/* --- the machine ---------------------------------------------------------- */

/* One part of the rooms: there, missing but not needed, or needed. */
static void
check_part(struct examination *x, enum sp_room_part part,
	   enum sp_room_need need, const char *there, const char *missing)
{
	const enum sp_room_need wanted = x->conf->sandbox_required;

	if (sp_room_parts() & part)
		doctor_find(x, DOCTOR_OK, "sandbox", "%s", there);
	else if (wanted >= need)
		doctor_find(x, DOCTOR_FAIL, "sandbox", "%s; as [sandbox] "
			    "required = %s, no mail is opened", missing,
			    wanted == SP_ROOM_NEEDS_ALL ? "all" : "yes");
	else
		doctor_find(x, DOCTOR_WARNING, "sandbox", "%s", missing);
}

static void
check_sandbox(struct examination *x)
{
	check_part(x, SP_ROOM_CALLS, SP_ROOM_NEEDS_CALLS,
		   "mail is parsed, and gpg run, under a filter of system "
		   "calls", "this kernel cannot filter system calls (seccomp)");
	check_part(x, SP_ROOM_FILES, SP_ROOM_NEEDS_ALL,
		   "the parser sees no files, and gpg its keyring alone",
		   "this kernel cannot take files away (Landlock), or it is "
		   "switched off");
}

/* What the programs cannot do without, and only an old kernel lacks. */
static void
check_kernel(struct examination *x)
{
	const int message = memfd_create("doctor", MFD_CLOEXEC);
	gboolean good = message >= 0 && close_range(message, message, 0) == 0;

	if (good)
		doctor_find(x, DOCTOR_OK, "kernel", "new enough");
	else
		doctor_find(x, DOCTOR_FAIL, "kernel", "it cannot close "
			    "descriptors at once (close_range) or keep files "
			    "in memory (memfd_create): no mail is opened; "
			    "Linux 5.9 or later, or a container that allows "
			    "these calls, is needed");
	if (!good && message >= 0)
		close(message);
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

/* A device of the mapper says in its id what it is; compressed memory is no
 * disk. */
static gboolean
is_plain_disk(const char *swap)
{
	g_autofree char *name = g_path_get_basename(swap);
	g_autofree char *file = g_strdup_printf("/sys/class/block/%s/dm/uuid",
						name);
	g_autofree char *id = NULL;

	if (g_str_has_prefix(name, "zram"))
		return FALSE;
	return !g_file_get_contents(file, &id, NULL, NULL) ||
	       !g_str_has_prefix(id, "CRYPT-");
}

static void
check_swap(struct examination *x)
{
	g_autoptr(GString) plain = g_string_new(NULL);
	g_autofree char *text = NULL;
	g_auto(GStrv) lines = NULL;

	if (!g_file_get_contents("/proc/swaps", &text, NULL, NULL))
		return;
	lines = g_strsplit(text, "\n", -1);
	for (guint i = 1; lines[0] && lines[i] && *lines[i]; i++) {
		lines[i][strcspn(lines[i], " \t")] = '\0';
		if (is_plain_disk(lines[i]))
			g_string_append_printf(plain, " %s", lines[i]);
	}
	if (plain->len > 0)
		doctor_find(x, DOCTOR_WARNING, "swap", "memory with plaintext "
			    "may lie on a disk: not encrypted is%s",
			    plain->str);
	else
		doctor_find(x, DOCTOR_OK, "swap", "none that is not encrypted");
}

/* --- the mail server ------------------------------------------------------ */

/* What a program prints; FALSE when it is not there, as on a host with another
 * mail server. */
static gboolean
ask(struct examination *x, char **argv, char **answer)
{
	g_autofree char *program = g_find_program_in_path(argv[0]);
	int status = 0;

	if (!program)
		return FALSE;
	if (g_spawn_sync("/", argv, NULL, G_SPAWN_SEARCH_PATH |
			 G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, answer, NULL,
			 &status, NULL) &&
	    g_spawn_check_wait_status(status, NULL))
		return TRUE;
	doctor_find(x, DOCTOR_WARNING, "message size", "%s does not tell how "
		    "large a mail the mail server takes", program);
	g_clear_pointer(answer, g_free);
	return FALSE;
}

/* "52428800", or as Exim has it "50M"; FALSE: anything else. */
static gboolean
read_size(const char *text, uint64_t *size)
{
	static const char suffixes[] = "KMG";
	const char *at;
	char *end;

	*size = g_ascii_strtoull(text, &end, 10);
	if (end == text || !g_ascii_isdigit(*text))
		return FALSE;
	if (*end == '\0')
		return TRUE;
	at = strchr(suffixes, g_ascii_toupper(*end));
	if (!at || end[1] != '\0')
		return FALSE;
	*size <<= 10 * (at - suffixes + 1);
	return TRUE;
}

/* What the mail server refuses, nobody of the list hears of; what deliver
 * defers for ever comes back to its author days later. 0 is no limit. */
static void
compare_size(struct examination *x, const char *server, const char *text)
{
	const uint64_t ours = MIN(x->conf->message, CEILING);
	g_autofree char *our_size = out_size(ours);
	g_autofree char *size = NULL;
	uint64_t theirs;

	if (!read_size(text, &theirs)) {
		doctor_find(x, DOCTOR_OK, "message size", "%s computes its "
			    "message_size_limit, which is not compared",
			    server);
		return;
	}
	size = out_size(theirs);
	if (theirs == 0 || theirs > CEILING)
		doctor_find(x, DOCTOR_WARNING, "message size", "%s takes mail "
			    "of %s%s, but what is over 100M is deferred until "
			    "it bounces; set message_size_limit to 104857600 "
			    "at most", server, theirs ? "up to " : "any size",
			    theirs ? size : "");
	else if (theirs < ours)
		doctor_find(x, DOCTOR_WARNING, "message size", "%s refuses "
			    "mail over %s (message_size_limit), though [limits] "
			    "message allows %s", server, size, our_size);
	else
		doctor_find(x, DOCTOR_OK, "message size", "%s takes mail of up "
			    "to %s; what is over %s is held unread", server,
			    size, our_size);
}

/* CVE-2023-51764. A Postfix that does not know the setting prints nothing. */
static void
check_newline(struct examination *x, const char *setting)
{
	static const char *const good[] = {
		"yes", "normalize", "reject", NULL
	};

	if (g_strv_contains(good, setting ? setting : ""))
		doctor_find(x, DOCTOR_OK, "bare newline",
			    "smtpd_forbid_bare_newline = %s", setting);
	else
		doctor_find(x, DOCTOR_WARNING, "bare newline", "Postfix lets "
			    "others smuggle mail in whose forged From passes "
			    "DMARC; set smtpd_forbid_bare_newline = yes%s",
			    setting ? "" : ", which a newer Postfix knows");
}

static void
check_postfix(struct examination *x)
{
	char *argv[] = { (char *)"postconf", (char *)"-xh",
			 (char *)"message_size_limit",
			 (char *)"smtpd_forbid_bare_newline", NULL };
	g_autofree char *answer = NULL;
	g_auto(GStrv) lines = NULL;

	if (!ask(x, argv, &answer))
		return;
	lines = g_strsplit(g_strchomp(answer), "\n", -1);
	compare_size(x, "Postfix", lines[0] ? lines[0] : "");
	check_newline(x, lines[0] ? lines[1] : NULL);
}

/* CVE-2023-51766; a packager may have repaired an older one. */
static void
check_exim_version(struct examination *x)
{
	char *argv[] = { (char *)"exim", (char *)"-bV", NULL };
	g_autofree char *answer = NULL;
	unsigned major = 0, minor = 0, patch = 0;

	if (!ask(x, argv, &answer) ||
	    sscanf(answer, "Exim version %4u.%4u.%4u", &major, &minor,
		   &patch) < 2)
		return;
	if (major * 1000000 + minor * 1000 + patch >= 4097001)
		doctor_find(x, DOCTOR_OK, "bare newline", "Exim %u.%u.%u",
			    major, minor, patch);
	else
		doctor_find(x, DOCTOR_WARNING, "bare newline", "Exim %u.%u: "
			    "before 4.97.1, others can smuggle mail in whose "
			    "forged From passes DMARC, unless its package has "
			    "the repair of CVE-2023-51766", major, minor);
}

static gboolean
exim_sets(struct examination *x, const char *option)
{
	char *argv[] = { (char *)"exim", (char *)"-bP",
			 (char *)(uintptr_t)option, NULL };
	g_autofree char *answer = NULL;
	const char *value;

	if (!ask(x, argv, &answer))
		return FALSE;
	value = strchr(g_strchomp(answer), '=');
	return value && value[1 + strspn(value + 1, " ")] != '\0';
}

/* Exim drops the envelope sender of a user whom it does not trust, but for the
 * null sender, and says nothing. */
static void
check_exim_sender(struct examination *x)
{
	if (exim_sets(x, "untrusted_set_sender") ||
	    exim_sets(x, "trusted_users"))
		doctor_find(x, DOCTOR_OK, "envelope sender", "Exim lets users "
			    "set it");
	else
		doctor_find(x, DOCTOR_WARNING, "envelope sender", "Exim lets "
			    "nobody set it, so that bounces of members' mail "
			    "are lost: untrusted_set_sender = *");
}

static void
check_exim(struct examination *x)
{
	static const char name[] = "message_size_limit = ";
	char *argv[] = { (char *)"exim", (char *)"-bP",
			 (char *)"message_size_limit", NULL };
	g_autofree char *answer = NULL;

	if (!ask(x, argv, &answer))
		return;
	compare_size(x, "Exim", g_str_has_prefix(answer, name) ?
		     g_strchomp(answer) + strlen(name) : "");
	check_exim_version(x);
	check_exim_sender(x);
}

void
doctor_host(struct examination *x)
{
	struct sp_err err;

	check_permissions(x);
	check_gpg_conf(x);
	doctor_status(x, sp_pgp_selftest(&err), &err, "gpg vectors",
		      "bad messages are refused, good ones open");
	check_sendmail(x);
	doctor_status(x, doctor_templates(x->dir, &err), &err, "templates",
		      "every mail text expands");
	check_kernel(x);
	check_sandbox(x);
	check_clock(x);
	check_swap(x);
	check_deferrals(x);
	check_postfix(x);
	check_exim(x);
	doctor_linked(x);
}
