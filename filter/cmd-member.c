/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cmd-member.c - the roster */
#include <stdio.h>
#include <string.h>

#include "filter/command.h"
#include "filter/out.h"
#include "filter/people.h"
#include "lib/base/when.h"
#include "lib/gate/people.h"
#include "lib/gate/setup.h"
#include "lib/mail/show.h"

static char *
role_column(unsigned bits)
{
	g_autofree char *words = sp_roles_text(bits);

	return *words ? g_steal_pointer(&words) : g_strdup("member");
}

/* As the roster knows it: an expiry that has passed needs no look at it. */
static const char *
key_word(const struct sp_member *m)
{
	if (m->key_state == SP_KEY_USABLE && m->expires &&
	    m->expires <= sp_gate_now())
		return sp_setup_key_word(SP_KEY_EXPIRED);
	return sp_setup_key_word((enum sp_key_state)m->key_state);
}

/* --- add ------------------------------------------------------------------ */

/* What [people] asks for before a first mail. */
static void
print_lacks(const struct sp_config *conf, const char *address)
{
	if (conf->vouches > 0)
		out_print("no mail   before %u other%s vouched for them: "
			  "sallyport member vouch %s %s\n", conf->vouches,
			  conf->vouches == 1 ? " has" : "s have", conf->list,
			  address);
	if (conf->acceptance)
		out_print("no mail   before they have accepted the policy: "
			  "sallyport member accept %s %s\n", conf->list,
			  address);
}

static void
print_added(const struct sp_gate *gate, const struct sp_enrol *who,
	    const struct sp_key *key)
{
	g_autofree char *pretty = sp_pgp_pretty(key->fingerprint);
	g_autofree char *uid = sp_show_line(key->user_id, 0);
	g_autofree char *as = role_column(who->roles);
	g_autofree char *expires = out_time(key->expires);

	out_print("added     %s to %s, as %s\n", who->address, gate->conf->list,
		  as);
	out_print("key       %s\n", pretty);
	out_print("          %s, %s, %s%s\n", key->algorithm, uid,
		  key->expires ? "expires " : "never expires",
		  key->expires ? expires : "");
	out_line("Compare this fingerprint with its owner over another way than "
		 "mail.");
	print_lacks(gate->conf, who->address);
}

static enum sp_status
add(struct call *call, char **args, struct sp_enrol *who, const char *file,
    struct sp_err *err)
{
	g_autoptr(GBytes) bytes = NULL;
	g_autofree char *why = NULL;
	struct sp_key *key = NULL;
	struct sp_gate *gate;
	const char *list;
	char **rest;
	enum sp_status r;

	call_split(args, 1, &list, &rest);
	who->address = rest[0];
	/* Read as the caller, who may be root, before becoming the list. */
	if ((r = sp_setup_read_key(file, &bytes, err)) != SP_OK ||
	    (r = call_gate(call, list, &gate, err)) != SP_OK)
		return r;
	who->key = bytes;
	r = sp_setup_member_add(gate, call->actor, who, &key, err);
	if (r == SP_EDATA) {
		why = g_strdup(err->text);
		r = sp_fail(err, r, "%s for %s: %s", file, who->address, why);
	}
	if (r == SP_OK)
		print_added(gate, who, key);
	sp_key_free(key);
	return r;
}

enum sp_status
cmd_member_add(struct call *call, char **argv, struct sp_err *err)
{
	g_auto(GStrv) args = NULL;
	g_autofree char *file = NULL;
	struct people_words w = { 0 };
	const GOptionEntry options[] = {
		{ "key", 0, 0, G_OPTION_ARG_FILENAME, &file, NULL, NULL },
		PEOPLE_OPTIONS(w), G_OPTION_ENTRY_NULL
	};
	enum sp_status r = call_options(call, options, argv, 1, 2, &args, err);

	if (r == SP_OK && !file)
		r = call_usage(call, err, "--key is missing: nobody gets mail "
			       "in the clear");
	if (r == SP_OK && (r = people_options(call, &w, err)) == SP_OK) {
		struct sp_enrol who = {
			.name = w.name ? w.name : "",
			.affiliation = w.affiliation ? w.affiliation : "",
			.login = w.login ? w.login : "", .roles = w.roles,
			.kind = w.kind,
			.subsystems = w.subsystems ? w.subsystems : "",
		};

		r = add(call, args, &who, file, err);
	}
	people_words_clear(&w);
	return r;
}

/* --- list and show -------------------------------------------------------- */

static void
words_json(json_t *object, const char *name, const char *words)
{
	g_auto(GStrv) each = g_strsplit(words, ",", -1);
	json_t *array = out_json_array(object, name);

	for (char **w = each; *w; w++)
		out_json_word(array, *w);
}

static void
admission_json(json_t *object, const struct sp_gate *gate,
	       const struct sp_member *m)
{
	out_json_number(object, "vouches", m->vouches);
	out_json_time(object, "accepted", m->accepted);
	out_json_text(object, "accepted_policy", m->accepted_policy);
	out_json_time(object, "fingerprint_compared", m->compared);
	out_json_flag(object, "admitted",
		      sp_policy_admission(gate->conf, m) == SP_ADMITTED);
}

static void
member_json(json_t *object, const struct sp_gate *gate,
	    const struct sp_member *m)
{
	g_autofree char *words = sp_roles_text(m->roles);

	out_json_text(object, "list", gate->conf->list);
	out_json_text(object, "address", m->address);
	out_json_text(object, "name", m->name);
	out_json_text(object, "affiliation", m->affiliation);
	out_json_text(object, "login", m->login);
	words_json(object, "roles", words);
	out_json_text(object, "kind", sp_kind_word(m->kind));
	words_json(object, "subsystems", m->subsystems);
	admission_json(object, gate, m);
	out_json_flag(object, "paused", m->paused);
	out_json_time(object, "bouncing", m->bouncing);
	out_json_time(object, "away_from", m->away_from);
	out_json_time(object, "away_until", m->away_until);
	out_json_time(object, "added", m->added);
	out_json_text(object, "fingerprint", m->fingerprint);
	out_json_text(object, "encryption_subkey", m->encryption);
	out_json_text(object, "key_state", key_word(m));
	out_json_time(object, "key_expires", m->expires);
}

static void
member_row(const struct sp_gate *gate, const struct sp_member *m)
{
	const gboolean admitted =
		sp_policy_admission(gate->conf, m) == SP_ADMITTED;
	g_autofree char *address = sp_show_column(m->address, 30);
	g_autofree char *words = role_column(m->roles);
	g_autofree char *expires = m->expires ? out_time(m->expires)
					      : g_strdup("never expires");
	g_autofree char *name = sp_show_line(m->name, 40);
	gboolean usable = strcmp(key_word(m), "usable") == 0;

	out_print("%s  %-15s  %-18s  %s%s%s%s%s\n", address, words,
		  usable ? expires : key_word(m), name,
		  m->paused ? "  (paused)" : "",
		  m->away_until > sp_gate_now() ? "  (away)" : "",
		  m->bouncing ? "  (bouncing)" : "",
		  admitted ? "" : "  (not admitted)");
}

static void
print_members(const struct sp_gate *gate, const GPtrArray *members,
	      gboolean json)
{
	json_t *document;
	json_t *array;

	if (!json) {
		if (members->len == 0)
			out_print("%s has no members yet.\n", gate->conf->list);
		else
			out_print("%-30s  %-15s  %-18s  %s\n", "ADDRESS", "ROLE",
				  "KEY", "NAME");
		for (guint i = 0; i < members->len; i++)
			member_row(gate, members->pdata[i]);
		return;
	}
	document = json_object();
	array = out_json_array(document, "members");
	for (guint i = 0; i < members->len; i++)
		member_json(out_json_object(array), gate, members->pdata[i]);
	out_json(document);
}

static const GOptionEntry *
json_option(gboolean *json)
{
	static GOptionEntry options[2];

	options[0] = (GOptionEntry) { "json", 0, 0, G_OPTION_ARG_NONE, json,
				      NULL, NULL };
	return options;
}

enum sp_status
cmd_member_list(struct call *call, char **argv, struct sp_err *err)
{
	g_auto(GStrv) args = NULL;
	g_autoptr(GPtrArray) members = NULL;
	gboolean json = FALSE;
	struct sp_gate *gate;
	enum sp_status r;

	if ((r = call_options(call, json_option(&json), argv, 0, 1, &args,
			      err)) == SP_OK &&
	    (r = call_gate(call, args[0], &gate, err)) == SP_OK &&
	    (r = sp_store_members(gate->store, &members, err)) == SP_OK)
		print_members(gate, members, json);
	return r;
}

/* Only where something was said, or is asked for. */
static void
print_admission(const struct sp_gate *gate, const struct sp_member *m)
{
	const enum sp_admission a = sp_policy_admission(gate->conf, m);
	g_autofree char *when = out_time(m->accepted);
	g_autofree char *policy = g_strdup_printf("%s, policy %.12s", when,
						  m->accepted_policy);
	g_autofree char *vouches = g_strdup_printf("%u of %u", m->vouches,
						   gate->conf->vouches);
	g_autofree char *gets = g_strdup_printf("gets no mail: %s",
		a == SP_ADMITTED ? "" : sp_admission_words(a));

	if (m->vouches || gate->conf->vouches)
		out_field("vouches", vouches);
	if (m->accepted)
		out_field("accepted", policy);
	if (a != SP_ADMITTED)
		out_field("admission", gets);
}

static void
print_member(const struct sp_gate *gate, const struct sp_member *m)
{
	g_autofree char *words = role_column(m->roles);
	g_autofree char *added = out_time(m->added);
	g_autofree char *expires = out_time(m->expires);
	g_autofree char *pretty = sp_pgp_pretty(m->fingerprint);
	g_autofree char *from = out_time(m->away_from);
	g_autofree char *until = out_time(m->away_until);
	g_autofree char *away = g_strdup_printf("from %s until %s", from,
						until);
	g_autofree char *since = out_time(m->bouncing);
	g_autofree char *compared = out_time(m->compared);
	g_autofree char *bouncing = g_strdup_printf("mail comes back since %s; "
		"\"member resume\" clears that", since);

	out_field("address", m->address);
	out_field("name", m->name);
	out_field("affiliation", m->affiliation);
	out_field("role", words);
	out_field("kind", sp_kind_word(m->kind));
	if (*m->subsystems)
		out_field("subsystems", m->subsystems);
	out_field("login", m->login);
	out_field("added", added);
	if (m->paused)
		out_field("paused", "gets nothing until \"member resume\"");
	if (m->away_until > sp_gate_now())
		out_field("away", away);
	if (m->bouncing)
		out_field("bouncing", bouncing);
	out_field("key", pretty);
	out_field("key state", key_word(m));
	if (m->expires)
		out_field("key expires", expires);
	if (m->compared)
		out_field("compared", compared);
	print_admission(gate, m);
}

/* LIST may be left out: find the member of ADDR. */
static enum sp_status
find_member(struct call *call, char **args, struct sp_gate **gate,
	    struct sp_member **m, struct sp_err *err)
{
	const char *list;
	char **rest;
	enum sp_status r;

	call_split(args, 1, &list, &rest);
	r = call_gate(call, list, gate, err);
	return r == SP_OK ? sp_setup_member_find(*gate, rest[0], m, err) : r;
}

enum sp_status
cmd_member_show(struct call *call, char **argv, struct sp_err *err)
{
	g_auto(GStrv) args = NULL;
	json_auto_t *document = json_object();
	struct sp_member *m = NULL;
	gboolean json = FALSE;
	struct sp_gate *gate;
	enum sp_status r;

	if ((r = call_options(call, json_option(&json), argv, 1, 2, &args,
			      err)) != SP_OK ||
	    (r = find_member(call, args, &gate, &m, err)) != SP_OK)
		return r;
	if (json) {
		member_json(document, gate, m);
		out_json(g_steal_pointer(&document));
	} else {
		print_member(gate, m);
	}
	sp_member_free(m);
	return SP_OK;
}

/* --- remove, pause, resume ------------------------------------------------ */

enum sp_status
people_warn(struct sp_gate *gate, struct sp_err *err)
{
	g_autoptr(GPtrArray) members = NULL;
	enum sp_status r = sp_store_members(gate->store, &members, err);
	unsigned moderators = 0;

	for (guint i = 0; r == SP_OK && i < members->len; i++) {
		const struct sp_member *m = members->pdata[i];

		moderators += (m->roles & SP_ROLE_MODERATOR) && !m->paused;
	}
	if (r == SP_OK && moderators == 0)
		out_print("warning   %s has no moderator now: nobody hears of "
			  "held mail\n", gate->conf->list);
	return r;
}

static enum sp_status
list_and_address(struct call *call, char **argv, char ***args,
		 struct sp_gate **gate, const char **address,
		 struct sp_err *err)
{
	const char *list;
	char **rest;
	enum sp_status r = call_options(call, NULL, argv, 1, 2, args, err);

	if (r != SP_OK)
		return r;
	call_split(*args, 1, &list, &rest);
	*address = rest[0];
	return call_gate(call, list, gate, err);
}

enum sp_status
cmd_member_remove(struct call *call, char **argv, struct sp_err *err)
{
	g_auto(GStrv) args = NULL;
	const char *address = NULL;
	struct sp_gate *gate;
	enum sp_status r;

	if ((r = list_and_address(call, argv, &args, &gate, &address,
				  err)) != SP_OK ||
	    (r = sp_setup_member_remove(gate, call->actor, address,
					err)) != SP_OK)
		return r;
	out_print("removed   %s; mail sent until now stays readable to them\n",
		  address);
	return people_warn(gate, err);
}

static enum sp_status
set_pause(struct call *call, char **argv, gboolean paused, struct sp_err *err)
{
	g_auto(GStrv) args = NULL;
	const char *address = NULL;
	struct sp_gate *gate;
	enum sp_status r;

	if ((r = list_and_address(call, argv, &args, &gate, &address,
				  err)) != SP_OK ||
	    (r = sp_setup_member_pause(gate, call->actor, address, paused,
				       err)) != SP_OK)
		return r;
	out_print("%-9s %s\n", paused ? "paused" : "resumed", address);
	return paused ? people_warn(gate, err) : SP_OK;
}

enum sp_status
cmd_member_pause(struct call *call, char **argv, struct sp_err *err)
{
	return set_pause(call, argv, TRUE, err);
}

enum sp_status
cmd_member_resume(struct call *call, char **argv, struct sp_err *err)
{
	return set_pause(call, argv, FALSE, err);
}

/* --- away and back -------------------------------------------------------- */

/* When nobody says from when: now. */
static enum sp_status
read_absence(const struct sp_gate *gate, const char *from, const char *until,
	     int64_t *first, int64_t *end, struct sp_err *err)
{
	const struct sp_workdays *w = &gate->conf->workdays;
	const int64_t now = sp_gate_now();
	enum sp_status r = sp_when_parse(until, w, now, end, err);

	*first = now;
	return r == SP_OK && from ? sp_when_parse(from, w, now, first, err) : r;
}

enum sp_status
cmd_member_away(struct call *call, char **argv, struct sp_err *err)
{
	g_auto(GStrv) args = NULL;
	g_autofree char *from = NULL, *until = NULL;
	const GOptionEntry options[] = {
		{ "from", 0, 0, G_OPTION_ARG_STRING, &from, NULL, NULL },
		{ "until", 0, 0, G_OPTION_ARG_STRING, &until, NULL, NULL },
		G_OPTION_ENTRY_NULL
	};
	int64_t first, end;
	struct sp_gate *gate;
	const char *list;
	char **rest;
	enum sp_status r = call_options(call, options, argv, 1, 2, &args, err);

	if (r != SP_OK)
		return r;
	if (!until)
		return call_usage(call, err, "--until is missing");
	call_split(args, 1, &list, &rest);
	if ((r = call_gate(call, list, &gate, err)) != SP_OK ||
	    (r = read_absence(gate, from, until, &first, &end, err)) != SP_OK ||
	    (r = sp_setup_member_away(gate, call->actor, rest[0], first, end,
				      err)) != SP_OK)
		return r;
	g_free(until);
	until = sp_workday_format(&gate->conf->workdays, end);
	out_print("away      %s, until %s\n", rest[0], until);
	return SP_OK;
}

enum sp_status
cmd_member_back(struct call *call, char **argv, struct sp_err *err)
{
	g_auto(GStrv) args = NULL;
	const char *address = NULL;
	struct sp_gate *gate;
	enum sp_status r;

	if ((r = list_and_address(call, argv, &args, &gate, &address,
				  err)) != SP_OK ||
	    (r = sp_setup_member_away(gate, call->actor, address, 0, 0,
				      err)) != SP_OK)
		return r;
	out_print("back      %s\n", address);
	return SP_OK;
}
