/* SPDX-License-Identifier: GPL-2.0-or-later */
/* main.c - the program sallyport-main: which function carries out which verb
 *
 * Started by the supervisor (supervisor.c). The verbs themselves stand in
 * lib/policy/verb-table.c: "help", bad usage, the manual's test, the
 * completions and the help by mail all read that table. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "filter/command.h"
#include "filter/out.h"
#include "filter/privilege.h"
#include "lib/base/log.h"
#include "lib/mail/show.h"
#include "lib/policy/command.h"

static command_function cmd_help, cmd_version;

/* What carries each verb out. */
static command_function *const functions[SP_VERB_COUNT] = {
	[SP_VERB_INIT] = cmd_init,
	[SP_VERB_DELIVER] = cmd_deliver,
	[SP_VERB_HELD] = cmd_held,
	[SP_VERB_SHOW] = cmd_show,
	[SP_VERB_STATUS] = cmd_status,
	[SP_VERB_MODERATE] = cmd_moderate,
	[SP_VERB_APPROVE] = cmd_approve,
	[SP_VERB_ATTACH] = cmd_attach,
	[SP_VERB_ASK] = cmd_ask,
	[SP_VERB_REJECT] = cmd_reject,
	[SP_VERB_DISCARD] = cmd_discard,
	[SP_VERB_DEFER] = cmd_defer,
	[SP_VERB_UNDO] = cmd_undo,
	[SP_VERB_ACK] = cmd_ack,
	[SP_VERB_HOLD_BACK] = cmd_hold_back,
	[SP_VERB_MEMBER_ADD] = cmd_member_add,
	[SP_VERB_MEMBER_CHANGE] = cmd_member_change,
	[SP_VERB_MEMBER_VOUCH] = cmd_member_vouch,
	[SP_VERB_MEMBER_ACCEPT] = cmd_member_accept,
	[SP_VERB_MEMBER_REMOVE] = cmd_member_remove,
	[SP_VERB_MEMBER_LIST] = cmd_member_list,
	[SP_VERB_MEMBER_SHOW] = cmd_member_show,
	[SP_VERB_MEMBER_PAUSE] = cmd_member_pause,
	[SP_VERB_MEMBER_RESUME] = cmd_member_resume,
	[SP_VERB_MEMBER_AWAY] = cmd_member_away,
	[SP_VERB_MEMBER_BACK] = cmd_member_back,
	[SP_VERB_CASE_INVITE] = cmd_case_invite,
	[SP_VERB_CASE_ADMIT] = cmd_case_admit,
	[SP_VERB_CASE_UNINVITE] = cmd_case_uninvite,
	[SP_VERB_CASE_SHARE] = cmd_case_share,
	[SP_VERB_ROSTER_CHECK] = cmd_roster_check,
	[SP_VERB_WHO] = cmd_who,
	[SP_VERB_KEYS] = cmd_key_list,
	[SP_VERB_KEY_LIST] = cmd_key_list,
	[SP_VERB_KEY_SHOW] = cmd_key_show,
	[SP_VERB_KEY_IMPORT] = cmd_key_import,
	[SP_VERB_KEY_CHECK] = cmd_key_check,
	[SP_VERB_KEY_CONFIRM] = cmd_key_confirm,
	[SP_VERB_KEY_ADOPT] = cmd_key_adopt,
	[SP_VERB_KEY_ROTATE] = cmd_key_rotate,
	[SP_VERB_KEY_EXPORT] = cmd_key_export,
	[SP_VERB_CASE_OPEN] = cmd_case_open,
	[SP_VERB_CASE_LIST] = cmd_case_list,
	[SP_VERB_CASE_SHOW] = cmd_case_show,
	[SP_VERB_CASE_SEARCH] = cmd_case_search,
	[SP_VERB_CASE_REFRESH] = cmd_case_refresh,
	[SP_VERB_CASE_EXPORT] = cmd_case_export,
	[SP_VERB_CASE_IMPORT] = cmd_case_import,
	[SP_VERB_CASE_JUDGE] = cmd_deed,
	[SP_VERB_CASE_RATE] = cmd_deed,
	[SP_VERB_CASE_LEAD] = cmd_deed,
	[SP_VERB_CASE_FLAG] = cmd_deed,
	[SP_VERB_CASE_BRANCH] = cmd_deed,
	[SP_VERB_CASE_BUG] = cmd_deed,
	[SP_VERB_CASE_CREDIT] = cmd_deed,
	[SP_VERB_CASE_TOLD] = cmd_deed,
	[SP_VERB_CASE_READY] = cmd_deed,
	[SP_VERB_CASE_PUBLISH] = cmd_deed,
	[SP_VERB_CASE_ANNOUNCED] = cmd_deed,
	[SP_VERB_CASE_CLOSE] = cmd_deed,
	[SP_VERB_CASE_REOPEN] = cmd_deed,
	[SP_VERB_CASE_MERGE] = cmd_deed,
	[SP_VERB_AGREE] = cmd_embargo_agree,
	[SP_VERB_EMBARGO_PROPOSE] = cmd_embargo_propose,
	[SP_VERB_EMBARGO_AGREE] = cmd_embargo_agree,
	[SP_VERB_EMBARGO_OBJECT] = cmd_embargo_object,
	[SP_VERB_EMBARGO_SET] = cmd_embargo_set,
	[SP_VERB_EMBARGO_ACCEPT] = cmd_embargo_accept,
	[SP_VERB_EMBARGO_DECLINE] = cmd_embargo_decline,
	[SP_VERB_EMBARGO_NONE] = cmd_embargo_none,
	[SP_VERB_EMBARGO_RESTART] = cmd_embargo_restart,
	[SP_VERB_EMBARGO_END] = cmd_embargo_end,
	[SP_VERB_EMBARGO_TELL] = cmd_embargo_tell,
	[SP_VERB_EMBARGO_SHOW] = cmd_embargo_show,
	[SP_VERB_CVE_WANT] = cmd_deed,
	[SP_VERB_CVE_SET] = cmd_deed,
	[SP_VERB_CASE_FORGET] = cmd_case_forget,
	[SP_VERB_NOTICE_SET] = cmd_notice_set,
	[SP_VERB_NOTICE_EDIT] = cmd_notice_edit,
	[SP_VERB_NOTICE_SHOW] = cmd_notice_show,
	[SP_VERB_NOTICE_CHECK] = cmd_notice_check,
	[SP_VERB_NOTICE_EXPORT] = cmd_notice_export,
	[SP_VERB_NOTICE_PATCHLIST] = cmd_notice_patchlist,
	[SP_VERB_BATCH_ADD] = cmd_batch_add,
	[SP_VERB_BATCH_DATE] = cmd_batch_date,
	[SP_VERB_BATCH_LEAVE] = cmd_batch_leave,
	[SP_VERB_BATCH_SHOW] = cmd_batch_show,
	[SP_VERB_BATCH_PUBLISH] = cmd_batch_publish,
	[SP_VERB_REVIEW_SHOW] = cmd_review_show,
	[SP_VERB_REVIEW_ASK] = cmd_review_ask,
	[SP_VERB_REVIEW_APPROVE] = cmd_review_approve,
	[SP_VERB_REVIEW_OBJECT] = cmd_review_object,
	[SP_VERB_REVIEW_DROP] = cmd_review_drop,
	[SP_VERB_REVIEW_LEDGER] = cmd_review_ledger,
	[SP_VERB_BUNDLE] = cmd_bundle,
	[SP_VERB_CALENDAR] = cmd_calendar,
	[SP_VERB_REPORT] = cmd_report,
	[SP_VERB_STATS] = cmd_stats,
	[SP_VERB_ARCHIVE_LIST] = cmd_archive_list,
	[SP_VERB_ARCHIVE_SEARCH] = cmd_archive_search,
	[SP_VERB_ARCHIVE_SHOW] = cmd_archive_show,
	[SP_VERB_ARCHIVE_EXPORT] = cmd_archive_export,
	[SP_VERB_ARCHIVE_REKEY] = cmd_archive_rekey,
	[SP_VERB_RUN] = cmd_run,
	[SP_VERB_LOG] = cmd_log,
	[SP_VERB_CONFIG_CHECK] = cmd_config_check,
	[SP_VERB_CONFIG_DUMP] = cmd_config_dump,
	[SP_VERB_CONFIG_KEYS] = cmd_config_keys,
	[SP_VERB_DOCTOR] = cmd_doctor,
	[SP_VERB_PURGE] = cmd_purge,
	[SP_VERB_FORGET] = cmd_forget,
	[SP_VERB_BACKUP] = cmd_backup,
	[SP_VERB_RESTORE] = cmd_restore,
	[SP_VERB_HELP] = cmd_help,
	[SP_VERB_VERSION] = cmd_version,
};

/* --- saying what there is ------------------------------------------------- */

static void
print_synopsis(FILE *to, const struct sp_verb *verb)
{
	g_auto(GStrv) lines = g_strsplit(verb->synopsis, "\n", -1);

	for (char **l = lines; *l; l++)
		out_to(to, "%s%s\n",
		       l == lines ? "usage: sallyport [-C DIR] " :
				    "         ", *l);
}

/* Whether commands of two words begin with it. */
static gboolean
is_group(const char *word)
{
	for (size_t i = 0; i < SP_VERB_COUNT; i++)
		if (sp_verb_in_group(&sp_verbs[i], word))
			return TRUE;
	return FALSE;
}

/* Every command that begins with word; all of them when word is NULL. */
static unsigned
print_group(FILE *to, const char *word)
{
	unsigned n = 0;

	for (size_t i = 0; i < SP_VERB_COUNT; i++) {
		const struct sp_verb *v = &sp_verbs[i];

		if (word && !sp_verb_in_group(v, word))
			continue;
		out_to(to, "  %-16s %s\n", v->name, v->summary);
		n++;
	}
	return n;
}

static enum sp_status
cmd_help(struct call *call, char **argv, struct sp_err *err)
{
	g_auto(GStrv) args = NULL;
	gboolean names = FALSE;
	const GOptionEntry options[] = {
		{ "names", 0, 0, G_OPTION_ARG_NONE, &names, NULL, NULL },
		G_OPTION_ENTRY_NULL
	};
	const struct sp_verb *verb;
	unsigned words;
	enum sp_status r;

	r = call_options(call, options, argv, 0, 2, &args, err);
	if (r != SP_OK)
		return r;
	if (names) {
		for (size_t i = 0; i < SP_VERB_COUNT; i++)
			out_line(sp_verbs[i].name);
		return SP_OK;
	}
	if (!args[0]) {
		out_line("usage: sallyport [-C DIR] COMMAND ...\n");
		(void)print_group(stdout, NULL);
		out_line("\n\"sallyport help COMMAND\" shows one; sallyport(1) "
			 "explains all.");
		return SP_OK;
	}
	verb = sp_verb_find(args, &words);
	if (verb) {
		print_synopsis(stdout, verb);
		out_print("%s\n", verb->summary);
		return SP_OK;
	}
	if (print_group(stdout, args[0]) > 0)
		return SP_OK;
	return sp_fail(err, SP_NONE, "there is no command %s", args[0]);
}

static enum sp_status
cmd_version(struct call *call, char **argv, struct sp_err *err)
{
	g_auto(GStrv) args = NULL;
	enum sp_status r = call_options(call, NULL, argv, 0, 0, &args, err);

	if (r == SP_OK)
		out_line("sallyport " SALLYPORT_VERSION);
	return r;
}

/* --- running it ----------------------------------------------------------- */

/* -C DIR before the command. Returns where the command stands, or NULL. */
static char **
read_global_options(char **argv, const char **dir)
{
	while (*argv && **argv == '-') {
		if (strcmp(*argv, "-C") == 0 && argv[1]) {
			*dir = argv[1];
			argv += 2;
		} else if (strncmp(*argv, "-C", 2) == 0 && (*argv)[2]) {
			*dir = *argv + 2;
			argv++;
		} else {
			break;
		}
	}
	return argv;
}

static int
no_command(char **argv)
{
	if (*argv && strcmp(*argv, "-C") == 0) {
		out_error("sallyport: -C needs a folder\n");
		argv++;
	}
	if (!*argv) {
		out_error("usage: sallyport [-C DIR] COMMAND ...\n");
	} else {
		gboolean two = argv[1] && is_group(*argv);
		g_autofree char *text = g_strjoin(" ", *argv,
						  two ? argv[1] : NULL, NULL);
		g_autofree char *safe = sp_show_line(text, 60);

		out_error("sallyport: there is no command %s\n",
			  safe);
		if (print_group(stderr, *argv) > 0)
			return EXIT_USAGE;
	}
	out_error("\"sallyport help\" lists the commands\n");
	return EXIT_USAGE;
}

static enum sp_status
run_verb(struct call *call, char **argv, struct sp_err *err)
{
	return functions[sp_verb_id(call->verb)](call, argv, err);
}

static int
run_command(struct call *call, char **argv)
{
	struct sp_err err = { .code = SP_OK };
	enum sp_status r = run_verb(call, argv, &err);
	struct sp_err lost = { .code = SP_OK };

	if (r != SP_OK)
		call_complain(&err, NULL);
	if (call->usage)
		print_synopsis(stderr, call->verb);
	/* What nobody could read was not done, as far as the caller knows. */
	if (out_flush(&lost) != SP_OK) {
		call_complain(&lost, NULL);
		r = call_worse(r, lost.code);
	}
	return r == SP_OK ? call->exit_status : call_exit_status(r);
}

/* Nothing is said to an MTA, and nothing but 0 or 75. */
static int
run_for_mta(struct call *call, char **argv)
{
	struct sp_err err = { .code = SP_OK };
	enum sp_status r = run_verb(call, argv, &err);

	if (r == SP_OK)
		return EX_OK;
	sp_log_error("event=deferred cause=%s", err.text);
	return EX_TEMPFAIL;
}

static void
close_gate(gpointer gate)
{
	sp_gate_close(gate);
}

/* An MTA's current folder is its queue, and a timer's may be anything. */
static int
carry_out(struct call *call, char **argv)
{
	int status;

	if ((call->verb->flags & SP_VERB_BACKGROUND) && chdir("/") < 0)
		return EX_TEMPFAIL;
	sp_log_open(SP_LOG_SYSLOG);
	if (call->caller->login)
		call->actor = g_strdup_printf("login:%s", call->caller->login);
	call->gates = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
					    close_gate);
	status = call->verb->flags & SP_VERB_FOR_MTA ? run_for_mta(call, argv)
						     : run_command(call, argv);
	g_hash_table_destroy(call->gates);
	g_free(call->actor);
	return status;
}

/* "case CASE" is "case show CASE"; the number of a case is no command. */
static const struct sp_verb *
find_verb(char **argv, unsigned *words)
{
	const struct sp_verb *verb = sp_verb_find(argv, words);

	if (verb || !argv[0] || strcmp(argv[0], "case") != 0 || !argv[1] ||
	    !sp_command_is_case(argv[1]))
		return verb;
	*words = 1;
	return &sp_verbs[SP_VERB_CASE_SHOW];
}

static int
dispatch(struct caller *caller, char **argv)
{
	const char *dir = caller->dir ? caller->dir : CONFIG_DIR;
	g_autofree char *absolute = NULL;
	struct call call = { .caller = caller };
	unsigned words = 1;

	argv = read_global_options(argv, &dir);
	absolute = g_canonicalize_filename(dir, NULL);
	call.dir = absolute;
	if (*argv && strcmp(*argv, "--version") == 0)
		*argv = (char *)"version";
	if (*argv && (strcmp(*argv, "--help") == 0 || strcmp(*argv, "-h") == 0))
		*argv = (char *)"help";
	call.verb = find_verb(argv, &words);
	if (!call.verb)
		return no_command(argv);
	argv += words - 1;
	if (argv[1] && strcmp(argv[1], "--help") == 0) {
		print_synopsis(stdout, call.verb);
		return EXIT_DONE;
	}
	if (!(call.verb->flags & SP_VERB_BACKGROUND))
		privilege_learn_login(caller);
	return carry_out(&call, argv);
}

int
main(int argc, char **argv)
{
	struct caller caller = { 0 };
	int status;

	privilege_first_acts(&caller);
	if (argc < 1)
		return EX_TEMPFAIL;
	status = dispatch(&caller, argv + 1);
	privilege_caller_clear(&caller);
	return status;
}
