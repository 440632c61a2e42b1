/* SPDX-License-Identifier: GPL-2.0-or-later */
/* doctor-list.c - the checks that look at an opened list */
#include <string.h>

#include "filter/doctor.h"
#include "filter/out.h"
#include "lib/gate/casebook.h"
#include "lib/gate/keylook.h"
#include "lib/gate/maintained.h"
#include "lib/gate/setup.h"
#include "lib/mail/show.h"
#include "lib/policy/people.h"
#include "lib/policy/remind.h"

#define SOON (30 * 24 * 3600)
#define DAY_S (24 * 3600)
#define LATE (10 * 60)
#define PROBE "sallyport doctor\n"

/* --- store ---------------------------------------------------------------- */

static void
check_store(struct examination *x, struct sp_gate *gate)
{
	g_autofree char *head = NULL;
	g_autofree char *good = NULL;
	unsigned events = 0;
	struct sp_err err;
	enum sp_status r;

	doctor_status(x, sp_store_check(gate->store, &err), &err, "store",
		      "intact");
	r = sp_store_event_verify(gate->store, NULL, &events, &head, &err);
	good = g_strdup_printf("the chain of %u events holds", events);
	doctor_status(x, r, &err, "events", good);
	doctor_status(x, sp_store_space(gate->store, gate->conf->message,
					&err), &err, "space",
		      "enough for the largest mail");
}

/* --- cases ---------------------------------------------------------------- */

static void
check_cases(struct examination *x, struct sp_gate *gate)
{
	unsigned missing = 0;
	struct sp_err err;
	enum sp_status r = sp_casebook_check(gate, &missing, &err);

	if (r == SP_ECHECK)
		doctor_find(x, DOCTOR_FAIL, "cases", "%s: \"sallyport case "
			    "refresh %s\" mends that", err.text,
			    gate->conf->list);
	else if (r != SP_OK || missing == 0)
		doctor_status(x, r, &err, "cases", "\"case list\" shows what "
			      "their events say");
	else
		doctor_find(x, DOCTOR_OK, "cases", "%u are to be told from "
			    "their events, which \"run\" does", missing);
}

/* --- keys ----------------------------------------------------------------- */

/* One secret key makes as many files as it has subkeys. The list has one, and
 * while it changes its key, two. */
static void
check_secret_keys(struct examination *x, struct sp_gate *gate,
		  struct sp_key *const *list)
{
	g_autofree char *path = g_build_filename(gate->conf->state, "gnupg",
						 "private-keys-v1.d", NULL);
	g_autoptr(GDir) folder = g_dir_open(path, 0, NULL);
	const char *name;
	unsigned n = 0, want = 0;

	while (folder && (name = g_dir_read_name(folder)))
		n += g_str_has_suffix(name, ".key");
	for (guint i = 0; i < gate->list_keys->len; i++)
		want += list[i]->subkeys->len;
	if (n == want)
		doctor_find(x, DOCTOR_OK, "secret key", "the list's%s",
			    gate->list_keys->len > 1 ? " and a former one's"
						     : ", and no other");
	else
		doctor_find(x, n < want ? DOCTOR_FAIL : DOCTOR_WARNING,
			    "secret key", "%u parts in %s; the list key has "
			    "%u", n, path, want);
}

static void
check_former(struct examination *x, const struct sp_gate *gate)
{
	for (guint i = 1; i < gate->list_keys->len; i++) {
		const struct sp_list_key *k = gate->list_keys->pdata[i];
		g_autofree char *end = out_time(k->retires);

		if (k->retires < sp_gate_now() - DAY_S)
			doctor_find(x, DOCTOR_WARNING, "former key", "%s was to "
				    "end %s UTC; \"key rotate --finish\" says "
				    "what needs it", k->fingerprint, end);
		else
			doctor_find(x, DOCTOR_OK, "former key", "%s opens mail "
				    "until %s UTC", k->fingerprint, end);
	}
}

/* Sign and seal a line for ourselves, and open it again. */
static enum sp_status
round_trip(struct sp_gate *gate, struct sp_err *err)
{
	const char *const to[] = { gate->list_encryption, NULL };
	g_auto_rope struct sp_rope *plain = sp_rope_new();
	g_auto_blob struct sp_blob whole = SP_BLOB_INIT;
	struct sp_sealed sealed = { .body = SP_BLOB_INIT };
	struct sp_opened opened = {
		.plain = SP_BLOB_INIT, .unwrapped = SP_BLOB_INIT
	};
	enum sp_status r;

	sp_rope_text(plain, PROBE);
	if ((r = sp_blob_init(&whole, 1 << 20, err)) == SP_OK &&
	    (r = sp_pgp_seal(gate->pgp, plain, gate->list_primary, to, FALSE,
			     &sealed, err)) == SP_OK) {
		g_autofree uint8_t *body = g_malloc(sealed.body.len);
		const struct sp_envelope *e = sealed.envelopes->pdata[0];
		size_t got = 0;
		gsize n = 0;
		const void *pkesk = g_bytes_get_data(e->pkesk, &n);

		if ((r = sp_blob_append(&whole, pkesk, n, err)) == SP_OK &&
		    (r = sp_blob_read(&sealed.body, 0, body, sealed.body.len,
				      &got, err)) == SP_OK &&
		    (r = sp_blob_append(&whole, body, got, err)) == SP_OK)
			r = sp_pgp_open_message(gate->pgp, &whole,
				(struct sp_range) { 0, whole.len }, &opened,
				err);
	}
	if (r == SP_OK && (opened.result != SP_OPENED ||
			   opened.signature.verdict != SP_SIG_GOOD))
		r = sp_fail(err, SP_ECHECK, "what is sealed to the list key "
			    "does not come back signed and whole");
	sp_opened_clear(&opened);
	sp_sealed_clear(&sealed);
	return r;
}

static void
judge_member_key(struct examination *x, const struct sp_member *m,
		 const struct sp_key *k)
{
	g_autofree char *who = sp_show_line(m->address, 0);
	g_autofree char *when = out_time(k->expires);

	if (k->state != SP_KEY_USABLE)
		doctor_find(x, DOCTOR_WARNING, "member key", "%s: %s; gets "
			    "no mail but a notice", who,
			    sp_setup_key_word(k->state));
	else if (k->expires && k->expires - sp_gate_now() < SOON)
		doctor_find(x, DOCTOR_WARNING, "member key",
			    "%s: expires %s UTC", who, when);
}

static void
judge_roster(struct examination *x, const struct sp_config *conf,
	     const GPtrArray *members, struct sp_key *const *keys)
{
	unsigned moderators = 0, usable = 0, waiting = 0;

	for (guint i = 0; i < members->len; i++) {
		const struct sp_member *m = members->pdata[i];
		const struct sp_key *k = keys[i];
		gboolean in = sp_policy_admission(conf, m) == SP_ADMITTED;
		gboolean good = k->state == SP_KEY_USABLE && !m->paused && in;

		judge_member_key(x, m, k);
		waiting += !in;
		usable += good;
		moderators += good && (m->roles & SP_ROLE_MODERATOR);
	}
	if (moderators == 0 && waiting > 0)
		doctor_find(x, DOCTOR_FAIL, "roster", "no moderator can be "
			    "written to, so that nobody hears of held mail; "
			    "not admitted yet: %u of %u members; sallyport "
			    "roster check %s", waiting, members->len,
			    conf->list);
	else if (moderators == 0)
		doctor_find(x, DOCTOR_FAIL, "roster", "no moderator with a "
			    "usable key: nobody hears of held mail");
	else
		doctor_find(x, DOCTOR_OK, "roster", "%u members, %u can be "
			    "written to, %u of them moderators", members->len,
			    usable, moderators);
}

/* Each of [archive] keys; keys: what the keyring has of them. */
static void
judge_archive(struct examination *x, const struct sp_gate *gate,
	      const GPtrArray *archive, struct sp_key *const *keys)
{
	char *const *names = gate->conf->archive_keys;
	gboolean good = TRUE;

	for (; *names; names++, keys++) {
		enum sp_key_state state = sp_member_of_key(archive, *names) ?
					  (*keys)->state : SP_KEY_MISSING;

		if (state == SP_KEY_USABLE)
			continue;
		doctor_find(x, DOCTOR_FAIL, "archive key", "%s: %s; \"key "
			    "import\" takes a copy", *names,
			    sp_setup_key_word(state));
		good = FALSE;
	}
	if (good && *gate->conf->archive_keys)
		doctor_find(x, DOCTOR_OK, "archive key", "each can be used");
}

/* keys: the list's first, former ones behind it, then each member's, then the
 * archive's, in that order. */
static enum sp_status
look_at_keys(struct sp_gate *gate, GPtrArray *members, GPtrArray **keys,
	     struct sp_err *err)
{
	g_autoptr(GPtrArray) fprs = g_ptr_array_new();
	enum sp_status r;

	for (guint i = 0; i < gate->list_keys->len; i++)
		g_ptr_array_add(fprs, ((struct sp_list_key *)
				       gate->list_keys->pdata[i])->fingerprint);
	for (guint i = 0; i < members->len; i++) {
		struct sp_member *m = members->pdata[i];

		g_ptr_array_add(fprs, m->fingerprint);
	}
	for (char **name = gate->conf->archive_keys; *name; name++)
		g_ptr_array_add(fprs, *name);
	g_ptr_array_add(fprs, NULL);
	r = sp_pgp_keys(gate->pgp, (const char *const *)fprs->pdata, keys,
			err);
	return r == SP_OK ? sp_pgp_faults(gate->pgp, *keys, err) : r;
}

/* What it says of itself may be poor though it works. */
static void
check_list_key(struct examination *x, struct sp_gate *gate,
	       const struct sp_key *list)
{
	g_autofree char *remark = sp_key_remark(list, TRUE, sp_gate_now());
	struct sp_err err;

	if (list->state != SP_KEY_USABLE)
		doctor_find(x, DOCTOR_FAIL, "list key", "%s: %s",
			    list->fingerprint, sp_setup_key_word(list->state));
	else
		doctor_status(x, round_trip(gate, &err), &err, "list key",
			      "signs, seals and opens");
	if (*remark)
		doctor_find(x, DOCTOR_WARNING, "list key", "%s", remark);
}

static void
check_keys(struct examination *x, struct sp_gate *gate)
{
	g_autoptr(GPtrArray) members = NULL;
	g_autoptr(GPtrArray) archive = NULL;
	g_autoptr(GPtrArray) keys = NULL;
	struct sp_key *const *all;
	struct sp_err err;
	enum sp_status r = sp_store_members(gate->store, &members, &err);

	if (r == SP_OK)
		r = sp_store_archive_keys(gate->store, &archive, &err);
	if (r == SP_OK)
		r = look_at_keys(gate, members, &keys, &err);
	if (r != SP_OK) {
		doctor_status(x, r, &err, "keyring", "");
		return;
	}
	all = (struct sp_key *const *)keys->pdata;
	check_list_key(x, gate, *all);
	check_secret_keys(x, gate, all);
	check_former(x, gate);
	all += gate->list_keys->len;
	judge_roster(x, gate->conf, members, all);
	judge_archive(x, gate, archive, all + members->len);
}

/* --- outbox and queue ----------------------------------------------------- */

struct outbox {
	int64_t now;
	unsigned late;
	GHashTable *causes;	/* of waiting mails: cause to how many */
	GHashTable *ends;	/* of those given up */
};

static enum sp_status
see_letter(const struct sp_out *o, void *arg)
{
	struct outbox *b = arg;
	GHashTable *t = o->state == SP_OUT_PENDING ? b->causes :
			o->state == SP_OUT_DEAD ? b->ends : NULL;
	guint n;

	if (o->state == SP_OUT_PENDING && o->attempts == 0 &&
	    o->due < b->now - LATE)
		b->late++;
	if (!t || !*o->cause)
		return SP_OK;
	n = GPOINTER_TO_UINT(g_hash_table_lookup(t, o->cause));
	g_hash_table_insert(t, g_strdup(o->cause), GUINT_TO_POINTER(n + 1));
	return SP_OK;
}

static void
name_causes(struct examination *x, GHashTable *causes,
	    enum doctor_result result, const char *what)
{
	GHashTableIter i;
	gpointer cause, n;

	g_hash_table_iter_init(&i, causes);
	while (g_hash_table_iter_next(&i, &cause, &n))
		doctor_find(x, result, "outbox", "%u %s: %s",
			    GPOINTER_TO_UINT(n), what, (const char *)cause);
}

static void
report_outbox(struct examination *x, const struct outbox *b, unsigned pending,
	      unsigned failing, unsigned dead)
{
	name_causes(x, b->causes, DOCTOR_WARNING, "to be tried again");
	name_causes(x, b->ends, DOCTOR_FAIL, "given up");
	doctor_find(x, dead ? DOCTOR_FAIL : failing ? DOCTOR_WARNING
						    : DOCTOR_OK,
		    "outbox", "%u waiting, %u of them failing; %u given up",
		    pending, failing, dead);
	if (b->late)
		doctor_find(x, DOCTOR_WARNING, "worker", "%u mails are due "
			    "and untouched: is \"run\" started?", b->late);
}

static void
check_outbox(struct examination *x, struct sp_gate *gate)
{
	g_autoptr(GHashTable) causes = g_hash_table_new_full(g_str_hash,
						g_str_equal, g_free, NULL);
	g_autoptr(GHashTable) ends = g_hash_table_new_full(g_str_hash,
						g_str_equal, g_free, NULL);
	struct outbox b = { .now = sp_gate_now(), .causes = causes,
			    .ends = ends };
	unsigned pending = 0, failing = 0, dead = 0;
	struct sp_err err;
	enum sp_status r;

	r = sp_store_out_counts(gate->store, &pending, &failing, &dead, &err);
	if (r == SP_OK)
		r = sp_store_out_list(gate->store, see_letter, &b, &err);
	if (r == SP_OK)
		report_outbox(x, &b, pending, failing, dead);
	else
		doctor_status(x, r, &err, "outbox", "");
}

static enum sp_status
count_mail(const struct sp_mail *m, void *arg)
{
	unsigned *n = arg;

	(void)m;
	(*n)++;
	return SP_OK;
}

static void
check_queue(struct examination *x, struct sp_gate *gate)
{
	unsigned held = 0, unopened = 0;
	struct sp_err err;
	enum sp_status r;

	r = sp_store_mail_list(gate->store, SP_MAIL_HELD, sp_gate_now(), 0,
			       count_mail, &held, &err);
	if (r == SP_OK)
		r = sp_store_mail_list(gate->store, SP_MAIL_UNOPENED,
				       sp_gate_now(), 0, count_mail, &unopened,
				       &err);
	if (r != SP_OK)
		doctor_status(x, r, &err, "queue", "");
	else
		doctor_find(x, unopened ? DOCTOR_WARNING : DOCTOR_OK, "queue",
			    "%u held, %u not opened yet", held, unopened);
}

/* --- duty and delivery ---------------------------------------------------- */

static const struct sp_member *
find_member(const GPtrArray *members, const char *address)
{
	for (guint i = 0; i < members->len; i++) {
		const struct sp_member *m = members->pdata[i];

		if (g_ascii_strcasecmp(m->address, address) == 0)
			return m;
	}
	return NULL;
}

static gboolean
is_moderator(const GPtrArray *members, const char *address)
{
	const struct sp_member *m = find_member(members, address);

	return m && (m->roles & SP_ROLE_MODERATOR);
}

/* A turn of somebody who is no moderator is nobody's. */
static void
check_rota(struct examination *x, struct sp_gate *gate,
	   const GPtrArray *members)
{
	const char *turn = sp_policy_turn(gate->conf, sp_gate_now());

	for (char **who = gate->conf->rota; *who; who++)
		if (strcmp(*who, "-") != 0 && !is_moderator(members, *who))
			doctor_find(x, DOCTOR_WARNING, "rota", "%s is no "
				    "moderator, so that all moderators have "
				    "that turn", *who);
	if (*gate->conf->rota)
		doctor_find(x, DOCTOR_OK, "rota", "on duty now: %s",
			    turn ? turn : "all moderators");
}

/* A profile names one who is an example. */
static void
check_gatekeeper(struct examination *x, struct sp_gate *gate,
		 const GPtrArray *members)
{
	const char *keeper = gate->conf->gatekeeper;

	if (*keeper && !find_member(members, keeper))
		doctor_find(x, DOCTOR_WARNING, "gatekeeper", "%s of [review] "
			    "gatekeeper is no member, so that no case can get "
			    "ready", keeper);
}

/* A patch that comes while it cannot be read has to come again. */
static void
check_maintainers(struct examination *x, struct sp_gate *gate)
{
	g_autoptr(GPtrArray) sections = NULL;
	struct sp_err err;

	if (*gate->conf->maintainers &&
	    sp_maintained_sections(gate, &sections, &err) != SP_OK)
		doctor_find(x, DOCTOR_FAIL, "maintainers", "%s; no case can "
			    "get ready by a patch that comes meanwhile",
			    err.text);
}

/* Where moderators have logins, a login of nobody on the roster is hardly meant
 * to be one of them. */
static void
check_logins(struct examination *x, struct sp_gate *gate,
	     const GPtrArray *members)
{
	unsigned n = 0;

	for (guint i = 0; i < members->len; i++) {
		const struct sp_member *m = members->pdata[i];

		n += (m->roles & SP_ROLE_MODERATOR) && *m->login;
	}
	if (n > 1 && !gate->conf->require_login)
		doctor_find(x, DOCTOR_WARNING, "logins", "%u moderators have "
			    "one, and a login of nobody on the roster may do "
			    "all that they may: see [cli] require-login", n);
}

static void
check_people(struct examination *x, struct sp_gate *gate)
{
	g_autoptr(GPtrArray) members = NULL;
	struct sp_err err;
	enum sp_status r = sp_store_members(gate->store, &members, &err);

	if (r != SP_OK) {
		doctor_status(x, r, &err, "members", "");
		return;
	}
	check_rota(x, gate, members);
	check_gatekeeper(x, gate, members);
	check_logins(x, gate, members);
	for (guint i = 0; i < members->len; i++) {
		const struct sp_member *m = members->pdata[i];

		if (m->bouncing)
			doctor_find(x, DOCTOR_WARNING, "bounces", "mail to %s "
				    "comes back", m->address);
	}
}

void
doctor_list(struct examination *x, struct sp_gate *gate)
{
	check_people(x, gate);
	check_maintainers(x, gate);
	check_store(x, gate);
	check_cases(x, gate);
	check_keys(x, gate);
	check_outbox(x, gate);
	check_queue(x, gate);
}
