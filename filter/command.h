/* SPDX-License-Identifier: GPL-2.0-or-later */
/* command.h - what a subcommand is given, and how it answers
 *
 * A command is a verb (lib/policy/verbs.h) and a function: arguments in, one
 * call into lib/gate, words out. It returns a status and leaves the sentence
 * in err; main prints the sentence and turns the status into the exit status.
 * A command that has said all there is to say leaves err->text empty. */
#ifndef SP_FILTER_COMMAND_H
#define SP_FILTER_COMMAND_H

#include <glib.h>
#include <sys/types.h>

#include "lib/gate/gate.h"
#include "lib/policy/verbs.h"

#define CONFIG_DIR "/etc/sallyport"	/* without -C and SALLYPORT_DIR */

/* Exit status of every command but deliver (DESIGN section 4). */
enum {
	EXIT_DONE = 0,
	EXIT_CHECK_FAILED = 1,
	EXIT_USAGE = 2,
	EXIT_REFUSED = 3,
	EXIT_WAITING = 4,
	EXIT_NOTHING_MATCHED = 5,
};

struct call;

/* What was taken from the caller's environment before it was cleared. */
struct caller {
	char *login;		/* SUDO_USER, else the real user; NULL in
				   the background */
	char *editor;		/* VISUAL, EDITOR, or "vi" */
	char *home;
	char *gnupg;		/* GNUPGHOME, or HOME/.gnupg */
	char *terminal;		/* TERM, or "dumb" */
	char *dir;		/* SALLYPORT_DIR, or NULL */
	mode_t mask;		/* umask(2) */
};

struct call {
	const struct sp_verb *verb;
	const struct caller *caller;
	const char *dir;	/* of the configuration */
	char *actor;		/* "login:jo", as events record it */
	GHashTable *gates;	/* list name to struct sp_gate *, opened once */
	gboolean usage;		/* the arguments are at fault: say the synopsis */
	int exit_status;	/* of processes started; counts with SP_OK */
};

/* --- arguments (call.c) --------------------------------------------------- */

/* Read argv (a strv that begins with the command's name). options: ended by an
 * empty entry; what is left must be min to max words, which args receives
 * (never NULL; g_strfreev()). SP_EDATA: the arguments are wrong. */
enum sp_status call_options(struct call *call, const GOptionEntry *options,
			    char **argv, unsigned min, unsigned max,
			    char ***args, struct sp_err *err) SP_CHECKED;
/* SP_EDATA, with the synopsis behind the sentence. */
enum sp_status call_usage(struct call *call, struct sp_err *err,
			  const char *fmt, ...) SP_PRINTF(3, 4);
/* Where LIST may be left out: args holds either n words or LIST and n words.
 * *list is LIST or NULL, *rest the n words. */
void call_split(char **args, unsigned n, const char **list, char ***rest);

/* --- lists and mails (call.c) --------------------------------------------- */

/* The list of that name, or the only one when list is NULL. The process
 * becomes the user that the list belongs to. The gate is the call's. */
enum sp_status call_gate(struct call *call, const char *list,
			 struct sp_gate **gate, struct sp_err *err) SP_CHECKED;
/* Whether there is a list of that name: SP_NONE, or SP_EDATA when none can
 * have it. */
enum sp_status call_find_list(struct call *call, const char *list,
			      struct sp_err *err) SP_CHECKED;
/* Only become that user. conf receives the configuration, which was read to
 * know where the list's state is; NULL: nobody needs it. */
enum sp_status call_become_owner(struct call *call, const char *list,
				 struct sp_config **conf,
				 struct sp_err *err) SP_CHECKED;
/* Names of the lists that a command without LIST goes through: the one given,
 * or all. SP_NONE when there is none; g_strfreev(). */
enum sp_status call_lists(struct call *call, const char *list, char ***names,
			  struct sp_err *err) SP_CHECKED;
typedef enum sp_status call_find(struct sp_gate *gate, const void *what,
				 struct sp_err *err);

/* The lists in which to look for what: all, or for root, who can become one
 * user only, the one in which find() has found it. As call_lists(). */
enum sp_status call_search(struct call *call, call_find *find,
			   const void *what, char ***names,
			   struct sp_err *err) SP_CHECKED;
/* The mail of a reference, in whichever list it is. */
enum sp_status call_mail(struct call *call, const char *ref,
			 struct sp_gate **gate, struct sp_mail **mail,
			 struct sp_err *err) SP_CHECKED;

/* The case of a number, in any letter case, in whichever list it is. */
enum sp_status call_case(struct call *call, const char *number,
			 struct sp_gate **gate, struct sp_case **k,
			 struct sp_err *err) SP_CHECKED;

typedef enum sp_status call_each(struct call *call, struct sp_gate *gate,
				 const struct sp_mail *mail, void *arg,
				 struct sp_err *err);

/* each() for every reference. What goes wrong is said at once, a line each;
 * the answer is the worst status, with nothing left to say. */
enum sp_status call_each_mail(struct call *call, char **refs, call_each *each,
			      void *arg, struct sp_err *err) SP_CHECKED;
/* Close what was opened. */
void call_close_gates(struct call *call);

/* --- answers (call.c) ----------------------------------------------------- */

int call_exit_status(enum sp_status code);
/* The one with the higher exit status. */
enum sp_status call_worse(enum sp_status a, enum sp_status b);
/* Print the sentence of err to standard error. about: a reference or list
 * that the sentence should name, or NULL. */
void call_complain(const struct sp_err *err, const char *about);
/* The outcome of one of several things: complain, and keep the worse. */
void call_keep(enum sp_status r, const struct sp_err *err, const char *about,
	       enum sp_status *worst);

/* --- the commands --------------------------------------------------------- */

typedef enum sp_status command_function(struct call *call, char **argv,
					struct sp_err *err);

command_function cmd_init, cmd_deliver, cmd_held, cmd_show, cmd_moderate;
command_function cmd_approve, cmd_attach, cmd_ask, cmd_reject, cmd_discard;
command_function cmd_defer, cmd_undo, cmd_hold_back, cmd_run, cmd_purge;
command_function cmd_case_forget, cmd_forget, cmd_status, cmd_key_adopt, cmd_ack;
command_function cmd_member_add, cmd_member_remove, cmd_member_list;
command_function cmd_member_show, cmd_member_pause, cmd_member_resume;
command_function cmd_member_away, cmd_member_back;
command_function cmd_member_change, cmd_member_vouch, cmd_member_accept;
command_function cmd_key_confirm, cmd_roster_check, cmd_who;
command_function cmd_case_invite, cmd_case_admit, cmd_case_uninvite;
command_function cmd_case_share, cmd_case_export, cmd_case_import;
command_function cmd_key_list, cmd_key_show, cmd_key_import, cmd_key_check;
command_function cmd_archive_rekey, cmd_key_rotate, cmd_key_export;
command_function cmd_case_open;
command_function cmd_case_list, cmd_case_show, cmd_case_search;
command_function cmd_case_refresh;
/* All that people do with a case, see lib/policy/deed.h. */
command_function cmd_deed;
command_function cmd_notice_set, cmd_notice_edit, cmd_notice_show;
command_function cmd_notice_check, cmd_notice_export, cmd_notice_patchlist;
command_function cmd_batch_add, cmd_batch_date, cmd_batch_leave;
command_function cmd_batch_show, cmd_batch_publish;
command_function cmd_review_show, cmd_review_ask, cmd_review_approve;
command_function cmd_review_object, cmd_review_drop, cmd_review_ledger;
command_function cmd_bundle;
command_function cmd_embargo_propose, cmd_embargo_agree, cmd_embargo_object;
command_function cmd_embargo_set, cmd_embargo_accept, cmd_embargo_decline;
command_function cmd_embargo_none;
command_function cmd_embargo_restart, cmd_embargo_end, cmd_embargo_show;
command_function cmd_embargo_tell;
command_function cmd_archive_list, cmd_archive_show, cmd_archive_export;
command_function cmd_archive_search, cmd_calendar, cmd_report;
command_function cmd_stats;
command_function cmd_log, cmd_config_check, cmd_config_dump, cmd_config_keys;
command_function cmd_doctor, cmd_backup, cmd_restore;

#endif
