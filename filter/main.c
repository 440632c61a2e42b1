/* SPDX-License-Identifier: GPL-2.0-or-later */
/* main.c - the program sallyport-main: the table of subcommands
 *
 * Started by the supervisor (supervisor.c). "help", bad usage, the manual's
 * test and the completions all read the table below. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "filter/command.h"
#include "filter/out.h"
#include "filter/privilege.h"
#include "lib/base/log.h"

static command_function cmd_help, cmd_version;

static const struct command commands[] = {
	{ "init", cmd_init, 0,
	  "init LIST --address ADDR [--tag TAG] [--profile NAME]\n"
	  "     [--state DIR] [--user NAME] [--key FILE] [--archive-key FILE]",
	  "make a list: configuration, store, keyring and key" },
	{ "deliver", cmd_deliver, NEED_WRITE | FOR_MTA | IN_BACKGROUND,
	  "deliver LIST --sender=ADDR --recipient=ADDR\n"
	  "     [--size=N --size-unit=postfix|exim] [--deadline=S] < MESSAGE",
	  "take one mail from the MTA" },
	{ "held", cmd_held, NEED_READ, "held [LIST] [--all] [--json]",
	  "the queue of held mail" },
	{ "show", cmd_show, NEED_READ,
	  "show REF [--lines N] [--raw] [--json]", "one mail" },
	{ "moderate", cmd_moderate, NEED_WRITE | DECIDES, "moderate [LIST]",
	  "walk through the queue, one key per decision" },
	{ "approve", cmd_approve, NEED_WRITE | DECIDES,
	  "approve REF... [--remember]",
	  "open a case and distribute the mail" },
	{ "attach", cmd_attach, NEED_WRITE | DECIDES,
	  "attach REF... CASE [--remember]",
	  "distribute the mail in an existing case" },
	{ "ask", cmd_ask, NEED_WRITE | DECIDES,
	  "ask REF [--edit] [--text FILE]",
	  "ask the reporter for what is missing; the mail stays held" },
	{ "reject", cmd_reject, NEED_WRITE | DECIDES,
	  "reject REF... REASON [--edit] [--text FILE]",
	  "refuse the mail and tell its author why" },
	{ "discard", cmd_discard, NEED_WRITE | DECIDES, "discard REF...",
	  "refuse the mail without an answer to its author" },
	{ "defer", cmd_defer, NEED_WRITE | DECIDES,
	  "defer REF... [--until DATE]", "move the mail to the queue's end" },
	{ "undo", cmd_undo, NEED_WRITE | DECIDES, "undo REF...",
	  "take back a discard, a deferral or an unsent rejection" },
	{ "member add", cmd_member_add, NEED_WRITE,
	  "member add [LIST] ADDR --key FILE [--name NAME]\n"
	  "     [--affiliation NAME] [--role moderator,admin] [--login NAME]",
	  "enrol a person with their public key" },
	{ "member remove", cmd_member_remove, NEED_WRITE,
	  "member remove [LIST] ADDR", "strike a person off the roster" },
	{ "member list", cmd_member_list, NEED_READ,
	  "member list [LIST] [--json]", "the roster" },
	{ "member show", cmd_member_show, NEED_READ,
	  "member show [LIST] ADDR [--json]", "one person" },
	{ "member pause", cmd_member_pause, NEED_WRITE,
	  "member pause [LIST] ADDR", "send a person nothing for now" },
	{ "member resume", cmd_member_resume, NEED_WRITE,
	  "member resume [LIST] ADDR", "end a pause" },
	{ "key list", cmd_key_list, NEED_READ, "key list [LIST] [--json]",
	  "all keys with their state" },
	{ "key show", cmd_key_show, NEED_READ, "key show [LIST] [--json]",
	  "the list key" },
	{ "key import", cmd_key_import, NEED_WRITE, "key import [LIST] FILE",
	  "take a newer copy of a key that is on the roster" },
	{ "key check", cmd_key_check, NEED_WRITE, "key check [LIST] [--json]",
	  "look at every key now" },
	{ "key rotate", cmd_key_rotate, NEED_WRITE,
	  "key rotate LIST [--overlap DAYS | --finish]",
	  "give the list another key" },
	{ "key export", cmd_key_export, NEED_READ, "key export [LIST] [ADDR]",
	  "print the list's or a member's public key" },
	{ "case list", cmd_case_list, NEED_READ, "case list [LIST] [--json]",
	  "the cases" },
	{ "case show", cmd_case_show, NEED_READ, "case show CASE [--json]",
	  "one case" },
	{ "archive list", cmd_archive_list, NEED_READ,
	  "archive list [LIST] [--json]", "the accepted mails" },
	{ "archive show", cmd_archive_show, NEED_READ,
	  "archive show REF [--original] [--decrypt] [--gnupg DIR]",
	  "one accepted mail, encrypted to the archive keys" },
	{ "archive export", cmd_archive_export, NEED_READ,
	  "archive export [LIST] --format mbox|maildir [--to PATH]\n"
	  "     [--original] [--decrypt] [--gnupg DIR]",
	  "all accepted mails" },
	{ "archive rekey", cmd_archive_rekey, NEED_WRITE,
	  "archive rekey LIST --to FILE|members [--to FILE ...] [--gnupg DIR]",
	  "seal the archive to other keys" },
	{ "run", cmd_run, NEED_WRITE | IN_BACKGROUND, "run [LIST] [--once]",
	  "the periodic worker" },
	{ "log", cmd_log, NEED_READ,
	  "log [LIST] [--ref REF] [--verify [--head HEX]] [--json]",
	  "the events, or a check of their chain" },
	{ "config check", cmd_config_check, NEED_READ, "config check [LIST]",
	  "read the configuration and say what is wrong" },
	{ "config dump", cmd_config_dump, NEED_READ, "config dump [LIST]",
	  "every key with its value" },
	{ "config keys", cmd_config_keys, NEED_READ, "config keys",
	  "the names of all keys" },
	{ "doctor", cmd_doctor, NEED_READ, "doctor [LIST] [--mta] [--json]",
	  "check everything that a list needs" },
	{ "purge", cmd_purge, NEED_WRITE | DECIDES, "purge REF...",
	  "delete what a rejected or discarded mail said" },
	{ "forget", cmd_forget, NEED_WRITE | DECIDES, "forget REF...",
	  "delete what a decided mail said; two members must agree" },
	{ "backup", cmd_backup, NEED_WRITE, "backup LIST FILE",
	  "a consistent copy of the store" },
	{ "help", cmd_help, 0, "help [COMMAND] [--names]",
	  "this table, or one command" },
	{ "version", cmd_version, 0, "version", "the program's version" },
};

/* --- finding a command ---------------------------------------------------- */

/* A command of one word, or of two. *words is how many. */
static const struct command *
find_command(char *const *argv, unsigned *words)
{
	g_autofree char *two = NULL;

	if (!argv[0])
		return NULL;
	if (argv[1])
		two = g_strdup_printf("%s %s", argv[0], argv[1]);
	for (size_t i = 0; i < G_N_ELEMENTS(commands); i++) {
		*words = two && strcmp(commands[i].name, two) == 0 ? 2 : 1;
		if (*words == 2 || strcmp(commands[i].name, argv[0]) == 0)
			return &commands[i];
	}
	return NULL;
}

static void
print_synopsis(FILE *to, const struct command *c)
{
	g_auto(GStrv) lines = g_strsplit(c->synopsis, "\n", -1);

	for (char **l = lines; *l; l++)
		out_to(to, "%s%s\n",
		       l == lines ? "usage: sallyport [-C DIR] " :
				    "         ", *l);
}

static gboolean
is_of_group(const struct command *c, const char *word)
{
	return g_str_has_prefix(c->name, word) && c->name[strlen(word)] == ' ';
}

/* Whether commands of two words begin with it. */
static gboolean
is_group(const char *word)
{
	for (size_t i = 0; i < G_N_ELEMENTS(commands); i++)
		if (is_of_group(&commands[i], word))
			return TRUE;
	return FALSE;
}

/* Every command that begins with word; all of them when word is NULL. */
static unsigned
print_group(FILE *to, const char *word)
{
	unsigned n = 0;

	for (size_t i = 0; i < G_N_ELEMENTS(commands); i++) {
		const struct command *c = &commands[i];

		if (word && !is_of_group(c, word))
			continue;
		out_to(to, "  %-16s %s\n", c->name, c->summary);
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
	const struct command *c;
	unsigned words;
	enum sp_status r;

	r = call_options(call, options, argv, 0, 2, &args, err);
	if (r != SP_OK)
		return r;
	if (names) {
		for (size_t i = 0; i < G_N_ELEMENTS(commands); i++)
			out_line(commands[i].name);
		return SP_OK;
	}
	if (!args[0]) {
		out_line("usage: sallyport [-C DIR] COMMAND ...\n");
		(void)print_group(stdout, NULL);
		out_line("\n\"sallyport help COMMAND\" shows one; sallyport(1) "
			 "explains all.");
		return SP_OK;
	}
	c = find_command(args, &words);
	if (c) {
		print_synopsis(stdout, c);
		out_print("%s\n", c->summary);
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
		g_autofree char *safe = g_strescape(text, NULL);

		out_error("sallyport: there is no command %s\n",
			  safe);
		if (print_group(stderr, *argv) > 0)
			return EXIT_USAGE;
	}
	out_error("\"sallyport help\" lists the commands\n");
	return EXIT_USAGE;
}

static int
run_command(struct call *call, char **argv)
{
	struct sp_err err = { .code = SP_OK };
	enum sp_status r = call->command->run(call, argv, &err);
	struct sp_err lost = { .code = SP_OK };

	if (r != SP_OK)
		call_complain(&err, NULL);
	if (call->usage)
		print_synopsis(stderr, call->command);
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
	enum sp_status r = call->command->run(call, argv, &err);

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

	if ((call->command->needs & IN_BACKGROUND) && chdir("/") < 0)
		return EX_TEMPFAIL;
	sp_log_open(SP_LOG_SYSLOG);
	if (call->caller->login)
		call->actor = g_strdup_printf("login:%s", call->caller->login);
	call->gates = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
					    close_gate);
	status = call->command->needs & FOR_MTA ? run_for_mta(call, argv)
						: run_command(call, argv);
	g_hash_table_destroy(call->gates);
	g_free(call->actor);
	return status;
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
	call.command = find_command(argv, &words);
	if (!call.command)
		return no_command(argv);
	argv += words - 1;
	if (argv[1] && strcmp(argv[1], "--help") == 0) {
		print_synopsis(stdout, call.command);
		return EXIT_DONE;
	}
	if (!(call.command->needs & IN_BACKGROUND))
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
