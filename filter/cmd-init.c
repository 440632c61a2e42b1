/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cmd-init.c - make a list, and say what is left to do by hand */
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "filter/command.h"
#include "filter/out.h"
#include "filter/snippets.h"
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

/* Where each snippet goes, in the order of the table. */
static const struct {
	const char *name;
	const char *where;
} places[] = {
	{ "postfix/master.cf", "Postfix: in /etc/postfix/master.cf" },
	{ "postfix/main.cf", "Postfix: in /etc/postfix/main.cf; append to what "
			     "is set already" },
	{ "postfix/sallyport", "Postfix: in /etc/postfix/sallyport" },
	{ "exim/router", "Exim: a router, before those for local users" },
	{ "exim/transport", "Exim: a transport" },
};

static void
print_snippets(const struct snippet_list *list)
{
	for (const struct snippet *s = snippets_all; s->name; s++) {
		g_autofree char *text = snippet_for(s->text, list);

		for (size_t i = 0; i < G_N_ELEMENTS(places); i++)
			if (strcmp(places[i].name, s->name) == 0)
				out_print("\n# %s\n", places[i].where);
		out_print("\n%s\n", g_strstrip(text));
	}
}

/* at: " -C DIR", or nothing where that is the usual one. */
static void
print_what_next(const struct sp_config *conf, const char *at)
{
	out_line("\nWhy these lines are as they are stands beside them in "
		 "contrib/, or in doc/sallyport/.\n\nThen:\n");
	out_print("  1. Look at %s; every key is explained there.\n",
		  conf->file);
	out_print("  2. Enrol people, the moderators first:\n"
		  "     sallyport%s member add %s ADDR --key FILE "
		  "--role moderator\n", at, conf->list);
	out_print("  3. Start the worker: the systemd timer, or every minute\n"
		  "     sallyport%s run --once\n", at);
	out_print("  4. Back up once, for nothing can be read without them:\n"
		  "     %s/gnupg and %s/secret\n", conf->state, conf->state);
	out_print("  5. See whether all is well:\n     sallyport%s doctor\n", at);
}

static void
find_user(const char *name, char **user, char **group)
{
	const struct passwd *pw = name ? getpwnam(name) : getpwuid(geteuid());
	const struct group *gr = pw ? getgrgid(pw->pw_gid) : NULL;

	*user = g_strdup(pw ? pw->pw_name : name ? name : "sallyport");
	*group = g_strdup(gr ? gr->gr_name : *user);
}

static enum sp_status
print_made(const struct sp_setup *how, const struct sp_key *key,
	   struct sp_err *err)
{
	g_autofree char *program = program_path();
	g_autofree char *dir = g_canonicalize_filename(how->dir, NULL);
	g_autofree char *file = g_strdup_printf("%s/%s.conf", dir, how->list);
	g_autofree char *pretty = sp_pgp_pretty(key->fingerprint);
	g_autofree char *user = NULL;
	g_autofree char *group = NULL;
	gboolean usual = strcmp(dir, CONFIG_DIR) == 0;
	g_autofree char *at = usual ? g_strdup("")
				    : g_strdup_printf(" -C %s", dir);
	struct snippet_list list = { .program = program };
	g_autofree char *text = NULL;
	struct sp_config *conf = NULL;
	enum sp_status r;
	gsize n;

	if (!g_file_get_contents(file, &text, &n, NULL))
		return sp_fail(err, SP_EIO, "%s cannot be read back", file);
	r = sp_config_parse(file, how->list, text, n, &conf, err);
	if (r != SP_OK)
		return r;
	find_user(how->user, &user, &group);
	list.conf = conf;
	list.dir = usual ? NULL : dir;
	list.user = user;
	list.group = group;
	out_print("made      list %s <%s>, for user %s\n", how->list,
		  conf->address, user);
	out_print("state     %s\n", conf->state);
	out_print("key       %s\n", pretty);
	print_snippets(&list);
	print_what_next(conf, at);
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
