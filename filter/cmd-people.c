/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cmd-people.c - what is said of a member, and what admits them to the mail */
#include "filter/command.h"
#include "filter/out.h"
#include "filter/people.h"
#include "lib/gate/people.h"

/* --- words ---------------------------------------------------------------- */

/* "none" leaves nothing: it is the name of no organisation, and two members
 * who have none are not of two. */
static void
no_word(char *word)
{
	if (word && g_ascii_strcasecmp(word, "none") == 0)
		*word = '\0';
}

enum sp_status
people_options(struct call *call, struct people_words *w, struct sp_err *err)
{
	no_word(w->affiliation);
	no_word(w->login);
	if (w->role && !sp_roles_read(w->role, &w->roles)) {
		g_autofree char *all = sp_roles_allowed();

		return call_usage(call, err, "--role is %s, or several of "
				  "them with a comma between, or none", all);
	}
	if (w->kind_word && !sp_kind_read(w->kind_word, &w->kind))
		return call_usage(call, err, "--kind is core, vendor, "
				  "maintainer or coordinator");
	if (w->subsystem) {
		w->subsystems = sp_subsystems_read(w->subsystem);
		if (!w->subsystems)
			return call_usage(call, err, "--subsystem is up to %d "
					  "words of letters, digits and -+._/, "
					  "each of at most %d, with a comma "
					  "between, or none",
					  SP_SUBSYSTEMS_MAX,
					  SP_SUBSYSTEM_LEN_MAX);
	}
	return SP_OK;
}

void
people_words_clear(struct people_words *w)
{
	g_free(w->role);
	g_free(w->kind_word);
	g_free(w->subsystem);
	g_free(w->subsystems);
	g_free(w->name);
	g_free(w->affiliation);
	g_free(w->login);
}

/* --- change --------------------------------------------------------------- */

static gboolean
is_empty(const struct people_words *w)
{
	return !w->role && !w->kind_word && !w->subsystem && !w->name &&
	       !w->affiliation && !w->login;
}

static void
print_changed(const struct sp_member *m)
{
	g_autofree char *roles = sp_roles_text(m->roles);

	out_print("changed   %s\n", m->address);
	out_print("role      %s\n", *roles ? roles : "member");
	out_print("kind      %s\n", sp_kind_word(m->kind));
	if (*m->affiliation)
		out_print("of        %s\n", m->affiliation);
	if (*m->subsystems)
		out_print("knows     %s\n", m->subsystems);
}

static enum sp_status
change(struct call *call, char **args, const struct people_words *w,
       struct sp_err *err)
{
	const struct sp_people_change to = {
		.name = w->name, .affiliation = w->affiliation,
		.login = w->login, .subsystems = w->subsystems,
		.roles = w->role ? &w->roles : NULL,
		.kind = w->kind_word ? &w->kind : NULL,
	};
	struct sp_member *m = NULL;
	struct sp_gate *gate;
	const char *list;
	char **rest;
	enum sp_status r;

	call_split(args, 1, &list, &rest);
	if ((r = call_gate(call, list, &gate, err)) != SP_OK ||
	    (r = sp_people_change(gate, call->actor, rest[0], &to, &m,
				  err)) != SP_OK)
		return r;
	print_changed(m);
	sp_member_free(m);
	return w->role ? people_warn(gate, err) : SP_OK;
}

enum sp_status
cmd_member_change(struct call *call, char **argv, struct sp_err *err)
{
	g_auto(GStrv) args = NULL;
	struct people_words w = { 0 };
	const GOptionEntry options[] = { PEOPLE_OPTIONS(w),
					 G_OPTION_ENTRY_NULL };
	enum sp_status r = call_options(call, options, argv, 1, 2, &args, err);

	if (r == SP_OK && is_empty(&w))
		r = call_usage(call, err, "there is nothing to change");
	if (r == SP_OK && (r = people_options(call, &w, err)) == SP_OK)
		r = change(call, args, &w, err);
	people_words_clear(&w);
	return r;
}

/* --- vouch, accept, confirm ----------------------------------------------- */

/* [LIST] and n words behind it, which are in *words; *args owns them. */
static enum sp_status
read_words(struct call *call, char **argv, unsigned n, char ***args,
	   char ***words, struct sp_gate **gate, struct sp_err *err)
{
	const char *list;
	enum sp_status r = call_options(call, NULL, argv, n, n + 1, args, err);

	if (r != SP_OK)
		return r;
	call_split(*args, n, &list, words);
	return call_gate(call, list, gate, err);
}

enum sp_status
cmd_member_vouch(struct call *call, char **argv, struct sp_err *err)
{
	g_auto(GStrv) args = NULL;
	struct sp_gate *gate;
	unsigned still = 0;
	char **words;
	enum sp_status r = read_words(call, argv, 1, &args, &words, &gate, err);

	if (r != SP_OK || (r = sp_people_vouch(gate, call->actor, words[0],
					       &still, err)) != SP_OK)
		return r;
	out_print("vouched   for %s\n", words[0]);
	if (still > 0)
		out_print("still     %u more must vouch before mail is sent "
			  "there\n", still);
	return SP_OK;
}

enum sp_status
cmd_member_accept(struct call *call, char **argv, struct sp_err *err)
{
	g_auto(GStrv) args = NULL;
	g_autofree char *digest = NULL;
	struct sp_gate *gate;
	char **words;
	enum sp_status r = read_words(call, argv, 1, &args, &words, &gate, err);

	if (r != SP_OK || (r = sp_people_accept(gate, call->actor, words[0],
						&digest, err)) != SP_OK)
		return r;
	out_print("accepted  by %s, as you saw\npolicy    %s\n", words[0],
		  digest);
	return SP_OK;
}

enum sp_status
cmd_key_confirm(struct call *call, char **argv, struct sp_err *err)
{
	g_auto(GStrv) args = NULL;
	struct sp_gate *gate;
	char **words;
	enum sp_status r = read_words(call, argv, 2, &args, &words, &gate, err);

	if (r != SP_OK || (r = sp_people_compared(gate, call->actor, words[0],
						  words[1], err)) != SP_OK)
		return r;
	out_print("confirmed the fingerprint of %s, compared by you\n",
		  words[0]);
	return SP_OK;
}
