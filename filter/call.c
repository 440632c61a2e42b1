/* SPDX-License-Identifier: GPL-2.0-or-later */
/* call.c - what every subcommand needs: arguments, lists, mails, answers */
#include "filter/command.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "filter/out.h"
#include "filter/privilege.h"
#include "lib/base/ref.h"
#include "lib/gate/setup.h"
#include "lib/mail/show.h"

#define WORD_MAX 60	/* of what somebody wrote, in an answer */

/* --- arguments ------------------------------------------------------------ */

enum sp_status
call_usage(struct call *call, struct sp_err *err, const char *fmt, ...)
{
	g_autofree char *text = NULL;
	va_list ap;

	va_start(ap, fmt);
	text = g_strdup_vprintf(fmt, ap);
	va_end(ap);
	call->usage = TRUE;
	return sp_fail(err, SP_EDATA, "%s: %s", call->verb->name, text);
}

/* GLib takes "--remember=no" for "--remember". */
static enum sp_status
refuse_values(struct call *call, const GOptionEntry *options, char **argv,
	      struct sp_err *err)
{
	for (; *argv && strcmp(*argv, "--") != 0; argv++) {
		const char *equals = strchr(*argv, '=');
		size_t len = equals ? (size_t)(equals - *argv) : 0;

		if (len < 3 || !g_str_has_prefix(*argv, "--"))
			continue;
		for (const GOptionEntry *o = options; o && o->long_name; o++)
			if (o->arg == G_OPTION_ARG_NONE &&
			    strlen(o->long_name) == len - 2 &&
			    memcmp(o->long_name, *argv + 2, len - 2) == 0)
				return call_usage(call, err, "--%s takes no "
						  "value", o->long_name);
	}
	return SP_OK;
}

enum sp_status
call_options(struct call *call, const GOptionEntry *options, char **argv,
	     unsigned min, unsigned max, char ***args, struct sp_err *err)
{
	g_autoptr(GOptionContext) context = g_option_context_new(NULL);
	g_auto(GStrv) copy = g_strdupv(argv);
	g_auto(GStrv) words = NULL;
	g_autoptr(GError) error = NULL;
	const GOptionEntry rest[] = {
		{ G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY,
		  &words, NULL, NULL },
		G_OPTION_ENTRY_NULL
	};
	unsigned n;
	enum sp_status r = refuse_values(call, options, argv, err);

	if (r != SP_OK)
		return r;
	g_option_context_set_help_enabled(context, FALSE);
	if (options)
		g_option_context_add_main_entries(context, options, NULL);
	g_option_context_add_main_entries(context, rest, NULL);
	if (!g_option_context_parse_strv(context, &copy, &error))
		return call_usage(call, err, "%s", error->message);
	if (!words)
		words = g_new0(char *, 1);
	n = g_strv_length(words);
	if (n < min)
		return call_usage(call, err, "too few arguments");
	if (n > max)
		return call_usage(call, err, "too many arguments");
	*args = g_steal_pointer(&words);
	return SP_OK;
}

void
call_split(char **args, unsigned n, const char **list, char ***rest)
{
	gboolean named = g_strv_length(args) > n;

	*list = named ? args[0] : NULL;
	*rest = named ? args + 1 : args;
}

/* --- lists ---------------------------------------------------------------- */

static enum sp_status
find_folder(const struct call *call, struct sp_err *err)
{
	if (g_file_test(call->dir, G_FILE_TEST_IS_DIR))
		return SP_OK;
	if (g_file_test(call->dir, G_FILE_TEST_EXISTS))
		return sp_fail(err, SP_NONE, "%s, where lists should be "
			       "configured, is no folder", call->dir);
	return sp_fail(err, SP_NONE, "there is no folder %s, where lists "
		       "should be configured", call->dir);
}

enum sp_status
call_lists(struct call *call, const char *list, char ***names,
	   struct sp_err *err)
{
	const char *const one[] = { list, NULL };
	g_auto(GStrv) all = NULL;
	enum sp_status r;

	if (list) {
		*names = g_strdupv((char **)one);
		return SP_OK;
	}
	if ((r = find_folder(call, err)) != SP_OK)
		return r;
	all = sp_config_lists(call->dir);
	if (!all || !*all)
		return sp_fail(err, SP_NONE, "no list is configured in %s; "
			       "\"sallyport init\" makes one", call->dir);
	*names = g_steal_pointer(&all);
	return SP_OK;
}

/* The only list there is, when none was named. */
static enum sp_status
only_list(struct call *call, char **name, struct sp_err *err)
{
	g_auto(GStrv) names = NULL;
	g_autofree char *joined = NULL;
	enum sp_status r = call_lists(call, NULL, &names, err);

	if (r != SP_OK)
		return r;
	if (names[1]) {
		joined = g_strjoinv(", ", names);
		return call_usage(call, err, "name the list: one of %s",
				  joined);
	}
	*name = g_strdup(names[0]);
	return SP_OK;
}

enum sp_status
call_find_list(struct call *call, const char *list, struct sp_err *err)
{
	g_autofree char *file = NULL;
	enum sp_status r;

	if (!sp_setup_name_ok(list))
		return call_usage(call, err, "this cannot be the name of a "
				  "list");
	if ((r = find_folder(call, err)) != SP_OK)
		return r;
	file = g_strdup_printf("%s/%s.conf", call->dir, list);
	if (!g_file_test(file, G_FILE_TEST_EXISTS))
		return sp_fail(err, SP_NONE, "there is no list %s in %s", list,
			       call->dir);
	return SP_OK;
}

/* What a member's login decides, that member may decide. In a case the steps
 * of the process ask for more than that. */
static enum sp_status
check_member(const struct call *call, const struct sp_member *m,
	     struct sp_err *err)
{
	const enum sp_verb_id id = sp_verb_id(call->verb);
	const gboolean moderates = id == SP_VERB_MODERATE ||
		id == SP_VERB_KEY_ADOPT ||
		(call->verb->flags & SP_VERB_HELD_MAIL);

	if (m->paused)
		return sp_fail(err, SP_EDENIED, "the membership of login %s is "
			       "paused: sallyport member resume %s", m->login,
			       m->address);
	if (moderates && !(m->roles & SP_ROLE_MODERATOR))
		return sp_fail(err, SP_EDENIED, "%s is no moderator, and only "
			       "a moderator may %s: sallyport member list",
			       m->address, call->verb->name);
	return SP_OK;
}

/* With [cli] require-login, who decides must be a person of the roster. */
static enum sp_status
check_login(struct call *call, struct sp_gate *gate, struct sp_err *err)
{
	const char *login = call->caller->login;
	struct sp_member *m = NULL;
	enum sp_status r;

	if (!(call->verb->flags & SP_VERB_DECIDES))
		return SP_OK;
	r = sp_store_member_by_login(gate->store, login, &m, err);
	if (r == SP_OK)
		r = check_member(call, m, err);
	else if (r == SP_NONE && gate->conf->require_login)
		r = sp_fail(err, SP_EDENIED, "login %s belongs to no member of "
			    "%s, and its configuration says require-login",
			    login, gate->conf->list);
	else if (r == SP_NONE)
		r = SP_OK;
	sp_member_free(m);
	return r;
}

/* Root reads no file of another user's: it becomes that user first. */
enum sp_status
call_become_owner(struct call *call, const char *list,
		  struct sp_config **conf, struct sp_err *err)
{
	g_autofree char *file = g_strdup_printf("%s/%s.conf", call->dir, list);
	struct sp_config *read = NULL;
	enum sp_status r = call_find_list(call, list, err);

	if (r == SP_OK)
		r = privilege_become_owner(file, list, err);
	if (r == SP_OK)
		r = sp_config_load(call->dir, list, &read, err);
	if (r == SP_OK)
		r = privilege_become_owner(read->state, list, err);
	if (r == SP_OK && conf)
		*conf = g_steal_pointer(&read);
	sp_config_free(read);
	return r;
}

static enum sp_status
open_gate(struct call *call, const char *list, struct sp_gate **gate,
	  struct sp_err *err)
{
	gboolean query = !(call->verb->flags & SP_VERB_WRITES);
	struct sp_gate *opened = NULL;
	struct sp_config *conf;
	enum sp_status r = call_become_owner(call, list, &conf, err);

	if (r == SP_OK)
		r = sp_gate_open(conf, query, &opened, err);
	if (r == SP_OK)
		r = check_login(call, opened, err);
	if (r != SP_OK) {
		sp_gate_close(opened);
		return r;
	}
	*gate = opened;
	return SP_OK;
}

enum sp_status
call_gate(struct call *call, const char *list, struct sp_gate **gate,
	  struct sp_err *err)
{
	g_autofree char *name = g_strdup(list);
	struct sp_gate *opened;
	enum sp_status r;

	if (!name && (r = only_list(call, &name, err)) != SP_OK)
		return r;
	opened = g_hash_table_lookup(call->gates, name);
	if (!opened) {
		if ((r = open_gate(call, name, &opened, err)) != SP_OK)
			return r;
		g_hash_table_insert(call->gates, g_steal_pointer(&name),
				    opened);
	}
	*gate = opened;
	return SP_OK;
}

void
call_close_gates(struct call *call)
{
	g_hash_table_remove_all(call->gates);
}

/* --- whose list it is ----------------------------------------------------- */

static enum sp_status
look(struct call *call, const char *list, call_find *find, const void *what)
{
	struct sp_err err;
	struct sp_gate *gate;
	enum sp_status r = call_gate(call, list, &gate, &err);

	return r == SP_OK ? find(gate, what, &err) : r;
}

/* In a process of its own, which becomes the list's user and says nothing. */
static int
look_apart(struct call *call, const char *list, call_find *find,
	   const void *what)
{
	int status = 0;
	pid_t child = fork();

	if (child == 0) {
		status = call_exit_status(look(call, list, find, what));
		call_close_gates(call);
		_exit(status);
	}
	while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR)
		continue;
	return child > 0 && WIFEXITED(status) ? WEXITSTATUS(status)
					      : EX_TEMPFAIL;
}

/* Root becomes the user of the first list it opens, for good, and then cannot
 * open another user's. Which one has what is looked for is therefore found out
 * first; else one that cannot be looked at is left, to say why. */
static void
leave_one(struct call *call, char **names, call_find *find, const void *what)
{
	int best = EXIT_NOTHING_MATCHED;
	unsigned at = 0;

	for (unsigned i = 0; names[i] && best != EXIT_DONE; i++) {
		int status = look_apart(call, names[i], find, what);

		if (status == EXIT_DONE || (best == EXIT_NOTHING_MATCHED &&
					    status != EXIT_NOTHING_MATCHED)) {
			at = i;
			best = status;
		}
	}
	for (unsigned i = 0; names[i]; i++)
		if (i != at)
			g_free(names[i]);
	names[0] = names[at];
	names[1] = NULL;
}

enum sp_status
call_search(struct call *call, call_find *find, const void *what, char ***names,
	    struct sp_err *err)
{
	enum sp_status r = call_lists(call, NULL, names, err);

	/* A gate that is open belongs to this process alone. */
	if (r == SP_OK && geteuid() == 0 && (*names)[1] &&
	    g_hash_table_size(call->gates) == 0)
		leave_one(call, *names, find, what);
	return r;
}

/* --- mails ---------------------------------------------------------------- */

static enum sp_status
has_mail(struct sp_gate *gate, const void *ref, struct sp_err *err)
{
	struct sp_mail *m = NULL;
	enum sp_status r = sp_store_mail_by_ref(gate->store, ref, &m, err);

	sp_mail_free(m);
	return r;
}

enum sp_status
call_mail(struct call *call, const char *ref, struct sp_gate **gate,
	  struct sp_mail **mail, struct sp_err *err)
{
	g_auto(GStrv) names = NULL;
	struct sp_err first = { .code = SP_NONE };
	g_autofree char *word = sp_show_line(ref, WORD_MAX);
	struct sp_ref canonical;
	enum sp_status r;

	if (sp_ref_parse(ref, &canonical, err) != SP_OK)
		return sp_fail(err, SP_EDATA, "%s is no reference; they look "
			       "like R-7KQ4-M2XC", word);
	r = call_search(call, has_mail, canonical.text, &names, err);
	if (r != SP_OK)
		return r;
	for (char **name = names; *name; name++) {
		r = call_gate(call, *name, gate, err);
		if (r == SP_OK)
			r = sp_store_mail_by_ref((*gate)->store, canonical.text,
						 mail, err);
		if (r == SP_OK)
			return SP_OK;
		/* A list that cannot be opened must not hide another's mail,
		 * nor must its mails look as if they did not exist. */
		if (r != SP_NONE && first.code == SP_NONE)
			first = *err;
	}
	if (first.code != SP_NONE) {
		*err = first;
		return first.code;
	}
	return sp_fail(err, SP_NONE, "there is no mail %s", canonical.text);
}

enum sp_status
call_each_mail(struct call *call, char **refs, call_each *each, void *arg,
	       struct sp_err *err)
{
	enum sp_status worst = SP_OK;

	for (; *refs; refs++) {
		struct sp_mail *mail = NULL;
		struct sp_gate *gate;
		enum sp_status r = call_mail(call, *refs, &gate, &mail, err);

		if (r == SP_OK)
			r = each(call, gate, mail, arg, err);
		call_keep(r, err, mail ? mail->ref : *refs, &worst);
		sp_mail_free(mail);
	}
	err->text[0] = '\0';
	return worst;
}

static enum sp_status
has_case(struct sp_gate *gate, const void *number, struct sp_err *err)
{
	struct sp_case *k = NULL;
	enum sp_status r = sp_store_case_by_number(gate->store, number, &k,
						   err);

	sp_case_free(k);
	return r;
}

enum sp_status
call_case(struct call *call, const char *number, struct sp_gate **gate,
	  struct sp_case **k, struct sp_err *err)
{
	g_autofree char *upper = g_ascii_strup(number, -1);
	g_auto(GStrv) names = NULL;
	enum sp_status r = call_search(call, has_case, upper, &names, err);

	for (char **name = names; name && *name; name++) {
		if ((r = call_gate(call, *name, gate, err)) != SP_OK)
			return r;
		r = sp_store_case_by_number((*gate)->store, upper, k, err);
		if (r != SP_NONE)
			return r;
	}
	return r == SP_NONE ? sp_fail(err, SP_NONE, "there is no case %s",
				      upper) : r;
}

/* --- answers -------------------------------------------------------------- */

int
call_exit_status(enum sp_status code)
{
	switch (code) {
	case SP_OK:
		return EXIT_DONE;
	case SP_NONE:
		return EXIT_NOTHING_MATCHED;
	case SP_EDATA:
	case SP_ECONF:
		return EXIT_USAGE;
	case SP_EDENIED:
		return EXIT_REFUSED;
	case SP_EWAIT:
		return EXIT_WAITING;
	case SP_ECHECK:
		return EXIT_CHECK_FAILED;
	case SP_EBUSY:
	case SP_EIO:
	case SP_ECRYPT:
		return EX_TEMPFAIL;
	}
	return EX_TEMPFAIL;	/* a value that is no sp_status */
}

enum sp_status
call_worse(enum sp_status a, enum sp_status b)
{
	return call_exit_status(b) > call_exit_status(a) ? b : a;
}

void
call_complain(const struct sp_err *err, const char *about)
{
	g_autofree char *text = sp_show_line(err->text, 0);
	g_autofree char *word = about ? sp_show_line(about, WORD_MAX) : NULL;
	const char *who = "sallyport: ";
	gboolean named = !word || strstr(text, word);

	if (*text == '\0')
		return;
	if (err->code == SP_EDENIED)
		who = "refused   ";
	else if (err->code == SP_EWAIT)
		who = "waiting   ";
	(void)fflush(stdout);
	out_error("%s%s%s%s\n", who, named ? "" : word,
		  named ? "" : ": ", text);
}

void
call_keep(enum sp_status r, const struct sp_err *err, const char *about,
	  enum sp_status *worst)
{
	if (r == SP_OK)
		return;
	call_complain(err, about);
	*worst = call_worse(*worst, r);
}
