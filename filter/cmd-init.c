/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cmd-init.c - make a list, and say what is left to do by hand */
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "filter/command.h"
#include "filter/out.h"
#include "lib/gate/setup.h"

/* Where the MTA finds us: beside this program's libexec folder. */
static char *
program_path(void)
{
	g_autofree char *self = g_file_read_link("/proc/self/exe", NULL);
	g_autofree char *folder = self ? g_path_get_dirname(self) : NULL;
	g_autofree char *installed = folder ?
		g_build_filename(folder, "..", "bin", "sallyport", NULL) : NULL;

	if (installed && g_file_test(installed, G_FILE_TEST_IS_EXECUTABLE))
		return g_canonicalize_filename(installed, NULL);
	return g_build_filename(folder ? folder : "/usr/bin", "sallyport",
				NULL);
}

static void
print_postfix(const struct sp_config *conf, const char *program,
	      const char *dir, const char *user)
{
	printf("\nPostfix, in master.cf:\n\n"
	       "  sallyport unix - n n - 10 pipe\n"
	       "    flags=DRX user=%s null_sender=\n"
	       "    argv=%s -C %s deliver %s\n"
	       "      --sender=${sender} --recipient=${recipient}\n"
	       "      --size=${size} --size-unit=postfix\n",
	       user, program, dir, conf->list);
	printf("\nPostfix, in main.cf:\n\n"
	       "  recipient_delimiter = %s\n"
	       "  sallyport_destination_recipient_limit = 1\n"
	       "  sallyport_time_limit = 600s\n"
	       "  transport_maps = regexp:/etc/postfix/sallyport\n",
	       conf->delimiter);
	printf("\nPostfix, in /etc/postfix/sallyport:\n\n"
	       "  /^%s([%s-].*)?@%s$/ sallyport:\n",
	       conf->local, conf->delimiter, conf->domain);
}

static void
print_exim(const struct sp_config *conf, const char *program, const char *dir,
	   const char *user)
{
	printf("\nExim, a router (before those for local users):\n\n"
	       "  sallyport_%s:\n"
	       "    driver = accept\n"
	       "    domains = %s\n"
	       "    local_parts = %s\n"
	       "    local_part_suffix = %s* : -*\n"
	       "    local_part_suffix_optional\n"
	       "    transport = sallyport_%s\n",
	       conf->list, conf->domain, conf->local, conf->delimiter,
	       conf->list);
	printf("\nExim, a transport:\n\n"
	       "  sallyport_%s:\n"
	       "    driver = pipe\n"
	       "    user = %s\n"
	       "    command = %s -C %s deliver %s --size=$message_size "
	       "--size-unit=exim\n"
	       "    timeout = 10m\n"
	       "    timeout_defer\n"
	       "    temp_errors = *\n"
	       "    freeze_signal\n"
	       "    return_output = false\n",
	       conf->list, user, program, dir, conf->list);
}

static void
print_what_next(const struct sp_config *conf, const char *dir)
{
	printf("\nThen:\n\n"
	       "  1. Look at %s; every key is explained there.\n"
	       "  2. Enrol people, the moderators first:\n"
	       "     sallyport -C %s member add %s ADDR --key FILE "
	       "--role moderator\n"
	       "  3. Start the worker: the systemd timer, or every minute\n"
	       "     sallyport -C %s run --once\n"
	       "  4. Back up %s/gnupg and\n"
	       "     %s/secret once: nothing can be read without them.\n"
	       "  5. sallyport -C %s doctor\n",
	       conf->file, dir, conf->list, dir, conf->state, conf->state,
	       dir);
}

static enum sp_status
print_made(const struct sp_setup *how, const struct sp_key *key,
	   struct sp_err *err)
{
	g_autofree char *program = program_path();
	g_autofree char *dir = g_canonicalize_filename(how->dir, NULL);
	g_autofree char *file = g_strdup_printf("%s/%s.conf", dir, how->list);
	g_autofree char *pretty = sp_pgp_pretty(key->fingerprint);
	const struct passwd *pw = getpwuid(geteuid());
	g_autofree char *user = g_strdup(how->user ? how->user :
					 pw ? pw->pw_name : "nobody");
	g_autofree char *text = NULL;
	struct sp_config *conf = NULL;
	enum sp_status r;
	gsize n;

	if (!g_file_get_contents(file, &text, &n, NULL))
		return sp_fail(err, SP_EIO, "%s cannot be read back", file);
	r = sp_config_parse(file, how->list, text, n, &conf, err);
	if (r != SP_OK)
		return r;
	printf("made      list %s <%s>, for user %s\n", how->list,
	       conf->address, user);
	printf("state     %s\n", conf->state);
	printf("key       %s\n", pretty);
	print_postfix(conf, program, dir, user);
	print_exim(conf, program, dir, user);
	print_what_next(conf, dir);
	sp_config_free(conf);
	return SP_OK;
}

enum sp_status
cmd_init(struct call *call, char **argv, struct sp_err *err)
{
	g_auto(GStrv) args = NULL;
	g_autofree char *address = NULL, *tag = NULL, *profile = NULL;
	g_autofree char *state = NULL, *user = NULL, *key = NULL;
	g_autofree char *archive = NULL;
	const GOptionEntry options[] = {
		{ "address", 0, 0, G_OPTION_ARG_STRING, &address, NULL, NULL },
		{ "tag", 0, 0, G_OPTION_ARG_STRING, &tag, NULL, NULL },
		{ "profile", 0, 0, G_OPTION_ARG_STRING, &profile, NULL, NULL },
		{ "state", 0, 0, G_OPTION_ARG_FILENAME, &state, NULL, NULL },
		{ "user", 0, 0, G_OPTION_ARG_STRING, &user, NULL, NULL },
		{ "key", 0, 0, G_OPTION_ARG_FILENAME, &key, NULL, NULL },
		{ "archive-key", 0, 0, G_OPTION_ARG_FILENAME, &archive, NULL,
		  NULL },
		G_OPTION_ENTRY_NULL
	};
	struct sp_setup how = { .dir = call->dir };
	struct sp_key *made = NULL;
	enum sp_status r;

	r = call_options(call, options, argv, 1, 1, &args, err);
	if (r != SP_OK)
		return r;
	if (!address)
		return call_usage(call, err, "--address is missing");
	how.list = args[0];
	how.address = address;
	how.tag = tag;
	how.profile = profile;
	how.state = state;
	how.user = user;
	how.key_file = key;
	how.archive_key_file = archive;
	r = sp_setup_list(&how, &made, err);
	if (r == SP_OK)
		r = print_made(&how, made, err);
	sp_key_free(made);
	return r;
}
