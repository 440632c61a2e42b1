/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cmd-key.c - the keys of the list, its members and its archive */
#include <stdio.h>
#include <string.h>

#include "filter/command.h"
#include "filter/out.h"
#include "lib/gate/keylook.h"
#include "lib/gate/setup.h"
#include "lib/mail/show.h"

/* Whose key it is: "list", a member's address, or "archive". */
struct owners {
	const struct sp_gate *gate;
	GPtrArray *members;
};

static const char *
owner_of(const struct owners *o, const char *fingerprint)
{
	const struct sp_member *m = sp_member_of_key(o->members, fingerprint);

	if (sp_gate_is_list_key(o->gate, fingerprint))
		return "list";
	return m ? m->address : "archive";
}

static gboolean
is_list_key(const struct owners *o, const struct sp_key *k)
{
	return strcmp(owner_of(o, k->fingerprint), "list") == 0;
}

static gboolean
needs_somebody(const struct owners *o, const struct sp_key *k)
{
	return sp_key_step(k, sp_gate_now()) != SP_KEY_FAR ||
		sp_key_faults(k, is_list_key(o, k)) != 0;
}

/* 0: it is no former key of the list. */
static int64_t
end_of(const struct owners *o, const struct sp_key *k)
{
	for (guint i = 1; i < o->gate->list_keys->len; i++) {
		const struct sp_list_key *l = o->gate->list_keys->pdata[i];

		if (strcmp(l->fingerprint, k->fingerprint) == 0)
			return l->retires;
	}
	return 0;
}

static void
faults_json(json_t *object, const struct owners *o, const struct sp_key *k)
{
	const unsigned bits = sp_key_faults(k, is_list_key(o, k));
	json_t *array = out_json_array(object, "faults");

	for (unsigned bit = 1; sp_key_fault_word(bit); bit <<= 1)
		if (bits & bit)
			out_json_word(array, sp_key_fault_word(bit));
}

static void
key_json(json_t *object, const struct owners *o, const struct sp_key *k)
{
	out_json_text(object, "list", o->gate->conf->list);
	out_json_text(object, "owner", owner_of(o, k->fingerprint));
	out_json_text(object, "fingerprint", k->fingerprint);
	out_json_text(object, "encryption_subkey", k->encryption);
	out_json_text(object, "state", sp_setup_key_word(k->state));
	out_json_text(object, "algorithm", k->algorithm);
	out_json_text(object, "user_id", k->user_id);
	out_json_time(object, "created", k->created);
	out_json_time(object, "expires", k->expires);
	faults_json(object, o, k);
	out_json_flag(object, "attention", needs_somebody(o, k));
	out_json_time(object, "retires", end_of(o, k));
}

static void
key_row(const struct owners *o, const struct sp_key *k)
{
	g_autofree char *owner = sp_show_column(owner_of(o, k->fingerprint),
						28);
	g_autofree char *expires = k->expires ? out_time(k->expires)
					      : g_strdup("never");
	g_autofree char *remark = sp_key_remark(k, is_list_key(o, k),
						sp_gate_now());
	g_autofree char *end = end_of(o, k) ? out_time(end_of(o, k)) : NULL;

	out_print("%s  %s  %-11s  %s%s%s%s%s\n", owner, k->fingerprint,
		  sp_setup_key_word(k->state), expires,
		  end ? "  former, opens mail until " : "", end ? end : "",
		  *remark ? "  " : "", remark);
}

static void
print_keys(const struct owners *o, const GPtrArray *keys, gboolean json)
{
	json_t *document;
	json_t *array;

	if (!json) {
		out_print("%-28s  %-40s  %-11s  %s\n", "OWNER", "FINGERPRINT",
			  "STATE", "EXPIRES");
		for (guint i = 0; i < keys->len; i++)
			key_row(o, keys->pdata[i]);
		return;
	}
	document = json_object();
	array = out_json_array(document, "keys");
	for (guint i = 0; i < keys->len; i++)
		key_json(out_json_object(array), o, keys->pdata[i]);
	out_json(document);
}

/* Fingerprints of all keys that the store names, the list's first. */
static enum sp_status
all_fingerprints(const struct sp_gate *gate, const GPtrArray *members,
		 GPtrArray **fprs, struct sp_err *err)
{
	g_autoptr(GPtrArray) archive = NULL;
	enum sp_status r = sp_store_archive_keys(gate->store, &archive, err);

	if (r != SP_OK)
		return r;
	*fprs = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; i < gate->list_keys->len; i++) {
		const struct sp_list_key *k = gate->list_keys->pdata[i];

		g_ptr_array_add(*fprs, g_strdup(k->fingerprint));
	}
	for (guint i = 0; i < members->len; i++) {
		const struct sp_member *m = members->pdata[i];

		if (*m->fingerprint)
			g_ptr_array_add(*fprs, g_strdup(m->fingerprint));
	}
	for (guint i = 0; i < archive->len; i++) {
		const struct sp_member *a = archive->pdata[i];

		g_ptr_array_add(*fprs, g_strdup(a->fingerprint));
	}
	g_ptr_array_add(*fprs, NULL);
	return SP_OK;
}

static enum sp_status
look_at_keys(struct sp_gate *gate, const GPtrArray *members, GPtrArray **keys,
	     struct sp_err *err)
{
	g_autoptr(GPtrArray) fprs = NULL;
	enum sp_status r = all_fingerprints(gate, members, &fprs, err);

	if (r == SP_OK)
		r = sp_pgp_keys(gate->pgp, (const char *const *)fprs->pdata,
				keys, err);
	return r == SP_OK ? sp_pgp_faults(gate->pgp, *keys, err) : r;
}

static enum sp_status
judge_keys(const struct owners *o, const GPtrArray *keys, struct sp_err *err)
{
	unsigned bad = 0, poor = 0;

	for (guint i = 0; i < keys->len; i++) {
		const struct sp_key *k = keys->pdata[i];

		bad += k->state != SP_KEY_USABLE;
		poor += needs_somebody(o, k);
	}
	if (bad > 0)
		return sp_fail(err, SP_ECHECK, "%u of %u keys cannot be used",
			       bad, keys->len);
	return poor == 0 ? SP_OK :
	       sp_fail(err, SP_ECHECK, "%u of %u keys will not do for long",
		       poor, keys->len);
}

static enum sp_status
list_or_check(struct call *call, char **argv, gboolean check,
	      struct sp_err *err)
{
	g_auto(GStrv) args = NULL;
	g_autoptr(GPtrArray) members = NULL;
	g_autoptr(GPtrArray) keys = NULL;
	gboolean json = FALSE;
	const GOptionEntry options[] = {
		{ "json", 0, 0, G_OPTION_ARG_NONE, &json, NULL, NULL },
		G_OPTION_ENTRY_NULL
	};
	struct owners owners = { 0 };
	struct sp_gate *gate;
	enum sp_status r;

	if ((r = call_options(call, options, argv, 0, 1, &args,
			      err)) != SP_OK ||
	    (r = call_gate(call, args[0], &gate, err)) != SP_OK ||
	    (r = sp_store_members(gate->store, &members, err)) != SP_OK)
		return r;
	r = check ? sp_setup_keys_check(gate, &keys, err)
		  : look_at_keys(gate, members, &keys, err);
	if (r != SP_OK)
		return r;
	owners.gate = gate;
	owners.members = members;
	print_keys(&owners, keys, json);
	return check ? judge_keys(&owners, keys, err) : SP_OK;
}

enum sp_status
cmd_key_list(struct call *call, char **argv, struct sp_err *err)
{
	return list_or_check(call, argv, FALSE, err);
}

enum sp_status
cmd_key_check(struct call *call, char **argv, struct sp_err *err)
{
	return list_or_check(call, argv, TRUE, err);
}

/* --- the list key --------------------------------------------------------- */

static void
print_key(const struct sp_key *k, int64_t end)
{
	g_autofree char *pretty = sp_pgp_pretty(k->fingerprint);
	g_autofree char *created = out_time(k->created);
	g_autofree char *expires = out_time(k->expires);
	g_autofree char *until = out_time(end);

	out_field(end ? "former key" : "fingerprint", pretty);
	out_field("user id", k->user_id);
	out_field("algorithm", k->algorithm);
	out_field("created", created);
	out_field("expires", k->expires ? expires : "never");
	out_field("state", sp_setup_key_word(k->state));
	out_field("opens until", end ? until : "");
}

enum sp_status
cmd_key_show(struct call *call, char **argv, struct sp_err *err)
{
	g_auto(GStrv) args = NULL;
	g_autoptr(GPtrArray) none = g_ptr_array_new();
	g_autoptr(GPtrArray) keys = NULL;
	json_auto_t *document = json_object();
	gboolean json = FALSE;
	const GOptionEntry options[] = {
		{ "json", 0, 0, G_OPTION_ARG_NONE, &json, NULL, NULL },
		G_OPTION_ENTRY_NULL
	};
	struct owners owners = { NULL, none };
	g_autoptr(GPtrArray) own = g_ptr_array_new();
	struct sp_gate *gate;
	enum sp_status r;

	if ((r = call_options(call, options, argv, 0, 1, &args,
			      err)) != SP_OK ||
	    (r = call_gate(call, args[0], &gate, err)) != SP_OK)
		return r;
	for (guint i = 0; i < gate->list_keys->len; i++)
		g_ptr_array_add(own, ((struct sp_list_key *)
				      gate->list_keys->pdata[i])->fingerprint);
	g_ptr_array_add(own, NULL);
	owners.gate = gate;
	if ((r = sp_pgp_keys(gate->pgp, (const char *const *)own->pdata, &keys,
			     err)) != SP_OK ||
	    (r = sp_pgp_faults(gate->pgp, keys, err)) != SP_OK)
		return r;
	if (json) {
		key_json(document, &owners, keys->pdata[0]);
		out_json(g_steal_pointer(&document));
		return SP_OK;
	}
	for (guint i = 0; i < keys->len; i++) {
		if (i > 0)
			out_print("\n");
		print_key(keys->pdata[i], end_of(&owners, keys->pdata[i]));
	}
	return SP_OK;
}

/* --- import and export ---------------------------------------------------- */

/* TRUE: it differs, and that was printed. */
static gboolean
print_change(const char *label, const char *before, const char *after)
{
	g_autofree char *both = g_strdup_printf("%s -> %s", before, after);

	if (strcmp(before, after) == 0)
		return FALSE;
	out_field(label, both);
	return TRUE;
}

static guint
usable_subkeys(const struct sp_key *k)
{
	guint n = 0;

	for (guint i = 1; i < k->subkeys->len; i++)
		n += ((const struct sp_subkey *)k->subkeys->pdata[i])->usable;
	return n;
}

/* What a newer copy of a key has brought. */
static void
print_changes(const struct sp_key *was, const struct sp_key *is)
{
	g_autofree char *expired = was->expires ? out_time(was->expires)
						: g_strdup("never");
	g_autofree char *expires = is->expires ? out_time(is->expires)
					       : g_strdup("never");
	g_autofree char *had = g_strdup_printf("%u", usable_subkeys(was));
	g_autofree char *has = g_strdup_printf("%u", usable_subkeys(is));
	gboolean any;

	if (was->state == SP_KEY_MISSING)
		return;
	out_line("what has changed:");
	any = print_change("state", sp_setup_key_word(was->state),
			   sp_setup_key_word(is->state));
	any |= print_change("expires", expired, expires);
	any |= print_change("subkeys", had, has);
	any |= print_change("encryption", was->encryption, is->encryption);
	if (!any)
		out_line("nothing that matters");
}

enum sp_status
cmd_key_import(struct call *call, char **argv, struct sp_err *err)
{
	g_auto(GStrv) args = NULL;
	g_autoptr(GBytes) bytes = NULL;
	struct sp_key *before = NULL;
	struct sp_key *key = NULL;
	struct sp_gate *gate;
	const char *list;
	char **rest;
	enum sp_status r = call_options(call, NULL, argv, 1, 2, &args, err);

	if (r != SP_OK)
		return r;
	call_split(args, 1, &list, &rest);
	if ((r = sp_setup_read_key(rest[0], &bytes, err)) != SP_OK ||
	    (r = call_gate(call, list, &gate, err)) != SP_OK ||
	    (r = sp_setup_key_refresh(gate, call->actor, bytes, &before,
				      &key, err)) != SP_OK)
		return r;
	out_line("imported");
	print_key(key, 0);
	print_changes(before, key);
	sp_key_free(before);
	sp_key_free(key);
	return SP_OK;
}

static enum sp_status
find_fingerprint(struct sp_gate *gate, const char *address, char **fpr,
		 struct sp_err *err)
{
	struct sp_member *m = NULL;
	enum sp_status r = sp_setup_member_find(gate, address, &m, err);

	if (r == SP_OK)
		*fpr = g_strdup(m->fingerprint);
	sp_member_free(m);
	return r;
}

/* With one word: a list's name, or a member's address, which has an "@". A
 * former key of the list vouches for the one of now. */
enum sp_status
cmd_key_export(struct call *call, char **argv, struct sp_err *err)
{
	g_auto(GStrv) args = NULL;
	g_autofree char *armor = NULL;
	g_autofree char *fpr = NULL;
	const char *list = NULL;
	const char *address = NULL;
	struct sp_gate *gate;
	enum sp_status r = call_options(call, NULL, argv, 0, 2, &args, err);

	if (r != SP_OK)
		return r;
	if (args[0] && (args[1] || !strchr(args[0], '@')))
		list = args[0];
	if (args[0])
		address = list ? args[1] : args[0];
	if ((r = call_gate(call, list, &gate, err)) != SP_OK)
		return r;
	if (address)
		r = find_fingerprint(gate, address, &fpr, err);
	else
		fpr = g_strdup(gate->list_primary);
	if (r == SP_OK)
		r = address ? sp_pgp_export(gate->pgp, fpr, &armor, err)
			    : sp_pgp_export_certified(gate->pgp, fpr, &armor,
						      err);
	if (r == SP_OK)
		out_as_is(armor);
	return r;
}
