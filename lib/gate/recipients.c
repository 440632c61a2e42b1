/* SPDX-License-Identifier: GPL-2.0-or-later */
/* recipients.c - whose keys a mail is sealed to */
#include "lib/gate/recipients.h"

#include "lib/policy/people.h"

/* Compressing costs more than it saves from here on (PERFORMANCE lever 2). */
#define COMPRESS_BELOW 65536

gboolean
sp_recipients_usable(const struct sp_member *m, int64_t now)
{
	return m->key_state == SP_KEY_USABLE && m->encryption[0] != '\0' &&
		(m->expires == 0 || m->expires > now);
}

/* The same fault, of the member and of the key itself. */
struct fault {
	const char *member;
	const char *key;
};

/* NULL: the key can be used. */
static const struct fault *
find_fault(const struct sp_member *m, int64_t now)
{
	static const struct fault expired = { "has an expired key",
					      "has expired" };
	static const struct fault revoked = { "has a revoked key",
					      "was revoked" };
	static const struct fault missing = { "has no key",
					      "is missing from its keyring" };
	static const struct fault mute = { "has a key that cannot encrypt",
					   "has no usable encryption key" };

	switch ((enum sp_key_state)m->key_state) {
	case SP_KEY_USABLE:
		if (m->encryption[0] == '\0')
			return &missing;
		return m->expires != 0 && m->expires <= now ? &expired : NULL;
	case SP_KEY_EXPIRED:
		return &expired;
	case SP_KEY_REVOKED:
		return &revoked;
	case SP_KEY_MISSING:
		return &missing;
	case SP_KEY_NO_ENCRYPTION:
		return &mute;
	}
	return NULL;
}

static gboolean
is_admitted(const struct sp_config *conf, const struct sp_member *m)
{
	return sp_policy_admission(conf, m) == SP_ADMITTED;
}

char *
sp_recipients_fault(const struct sp_config *conf, const struct sp_member *m,
		    int64_t now)
{
	const struct fault *f = find_fault(m, now);
	const char *lacks = sp_admission_words(sp_policy_admission(conf, m));

	if (lacks != NULL)
		return g_strdup_printf("%s %s", m->address, lacks);
	return f ? g_strdup_printf("%s %s", m->address, f->member) : NULL;
}

const char *
sp_recipients_cause(const struct sp_member *m, int64_t now)
{
	const struct fault *f = find_fault(m, now);

	return f ? f->key : "could not be used";
}

void
sp_recipients_add_key(GPtrArray *keys, const char *fpr)
{
	if (!g_ptr_array_find_with_equal_func(keys, fpr, g_str_equal, NULL))
		g_ptr_array_add(keys, g_strdup(fpr));
}

static gboolean
is_named(const struct sp_gate *gate, const struct sp_member *k)
{
	return g_strv_contains((const char *const *)gate->conf->archive_keys,
			       k->fingerprint);
}

/* [archive] keys. The members of the day when it names none, and as long as
 * none of those that it names can be used: an archive that nobody can read is
 * worse than one that those can read who got the mail anyway. */
static enum sp_status
add_archive(struct sp_gate *gate, GPtrArray *members, int64_t now,
	    GPtrArray *keys, struct sp_err *err)
{
	g_autoptr(GPtrArray) archive = NULL;
	gboolean any = FALSE;
	enum sp_status r;

	if ((r = sp_store_archive_keys(gate->store, &archive, err)) != SP_OK)
		return r;
	for (guint i = 0; i < archive->len; i++) {
		struct sp_member *k = archive->pdata[i];

		if (!is_named(gate, k) || !sp_recipients_usable(k, now))
			continue;
		sp_recipients_add_key(keys, k->encryption);
		any = TRUE;
	}
	for (guint i = 0; !any && i < members->len; i++) {
		struct sp_member *m = members->pdata[i];

		if (!m->paused && is_admitted(gate->conf, m) &&
		    sp_recipients_usable(m, now))
			sp_recipients_add_key(keys, m->encryption);
	}
	if (gate->conf->archive_list_key)
		sp_recipients_add_key(keys, gate->list_encryption);
	return SP_OK;
}

static gboolean
is_meant(enum sp_audience audience, const struct sp_member *m)
{
	return !m->paused && (audience != SP_FOR_MODERATORS ||
			      (m->roles & SP_ROLE_MODERATOR));
}

/* m is to's from then on. */
static void
add_member(const struct sp_config *conf, enum sp_audience audience,
	   struct sp_member *m, int64_t now, struct sp_recipients *to)
{
	if (audience != SP_FOR_SIGNERS && !is_admitted(conf, m)) {
		g_ptr_array_add(to->waiting, m);
		return;
	}
	g_ptr_array_add(to->members, m);
	if (sp_recipients_usable(m, now)) {
		g_ptr_array_add(to->usable, m);
		sp_recipients_add_key(to->keys, m->encryption);
	}
}

enum sp_status
sp_recipients_find(struct sp_gate *gate, enum sp_audience audience,
		   int64_t now, struct sp_recipients *to, struct sp_err *err)
{
	g_autoptr(GPtrArray) all = NULL;
	enum sp_status r;

	if ((r = sp_store_members(gate->store, &all, err)) != SP_OK)
		return r;
	to->members = g_ptr_array_new_with_free_func(
		(GDestroyNotify)sp_member_free);
	to->waiting = g_ptr_array_new_with_free_func(
		(GDestroyNotify)sp_member_free);
	to->usable = g_ptr_array_new();
	to->keys = g_ptr_array_new_with_free_func(g_free);
	if ((audience == SP_FOR_STORE || audience == SP_FOR_MEMBERS ||
	     audience == SP_FOR_ARCHIVE) &&
	    (r = add_archive(gate, all, now, to->keys, err)) != SP_OK)
		return r;
	if (audience == SP_FOR_STORE || audience == SP_FOR_MODERATORS)
		sp_recipients_add_key(to->keys, gate->list_encryption);
	while (audience != SP_FOR_STORE && audience != SP_FOR_ARCHIVE &&
	       all->len > 0) {
		struct sp_member *m = g_ptr_array_steal_index(all, 0);

		if (is_meant(audience, m))
			add_member(gate->conf, audience, m, now, to);
		else
			sp_member_free(m);
	}
	return SP_OK;
}

void
sp_recipients_clear(struct sp_recipients *to)
{
	g_clear_pointer(&to->usable, g_ptr_array_unref);
	g_clear_pointer(&to->members, g_ptr_array_unref);
	g_clear_pointer(&to->waiting, g_ptr_array_unref);
	g_clear_pointer(&to->keys, g_ptr_array_unref);
}

enum sp_status
sp_recipients_refresh(struct sp_gate *gate, int64_t now, struct sp_err *err)
{
	g_autoptr(GPtrArray) members = NULL;
	g_autoptr(GPtrArray) archive = NULL;
	g_autoptr(GPtrArray) fprs = g_ptr_array_new();
	g_autoptr(GPtrArray) keys = NULL;
	enum sp_status r;

	if ((r = sp_store_members(gate->store, &members, err)) != SP_OK ||
	    (r = sp_store_archive_keys(gate->store, &archive, err)) != SP_OK)
		return r;
	for (guint i = 0; i < members->len + archive->len; i++) {
		struct sp_member *m = i < members->len ? members->pdata[i]
			: archive->pdata[i - members->len];

		if (m->fingerprint[0] != '\0')
			g_ptr_array_add(fprs, m->fingerprint);
	}
	g_ptr_array_add(fprs, NULL);
	r = sp_pgp_keys(gate->pgp, (const char *const *)fprs->pdata, &keys,
			err);
	if (r != SP_OK || (r = sp_store_begin(gate->store, err)) != SP_OK)
		return r;
	for (guint i = 0; r == SP_OK && i < keys->len; i++)
		r = sp_store_key_update(gate->store, keys->pdata[i], now, err);
	if (r == SP_OK)
		r = sp_store_commit(gate->store, err);
	sp_store_rollback(gate->store);
	return r;
}

enum sp_status
sp_recipients_seal_for(struct sp_gate *gate, const GPtrArray *keys,
		       struct sp_rope *plain, gboolean sign,
		       struct sp_sealed *sealed, struct sp_err *err)
{
	g_autoptr(GPtrArray) fprs = g_ptr_array_new();

	if (keys->len == 0)
		return sp_fail(err, SP_ECONF, "%s: there is no usable key to "
			       "seal to; add a member or [archive] keys; "
			       "what a member lacks: sallyport roster check %s",
			       gate->conf->list, gate->conf->list);
	for (guint i = 0; i < keys->len; i++)
		g_ptr_array_add(fprs, keys->pdata[i]);
	g_ptr_array_add(fprs, NULL);
	sp_rope_rewind(plain);
	return sp_pgp_seal(gate->pgp, plain, sign ? gate->list_primary : NULL,
			   (const char *const *)fprs->pdata,
			   sp_rope_len(plain) < COMPRESS_BELOW, sealed, err);
}

enum sp_status
sp_recipients_seal(struct sp_gate *gate, enum sp_audience audience,
		   int64_t now, struct sp_recipients *to,
		   struct sp_rope *plain, gboolean sign,
		   struct sp_sealed *sealed, struct sp_err *err)
{
	enum sp_status r = sp_recipients_seal_for(gate, to->keys, plain, sign,
						  sealed, err);

	if (r != SP_NONE)
		return r;
	if ((r = sp_recipients_refresh(gate, now, err)) != SP_OK)
		return r;
	sp_recipients_clear(to);
	if ((r = sp_recipients_find(gate, audience, now, to, err)) != SP_OK)
		return r;
	r = sp_recipients_seal_for(gate, to->keys, plain, sign, sealed, err);
	return r == SP_NONE ? sp_fail(err, SP_ECRYPT, "a key on the roster "
				      "cannot be used and gpg does not say "
				      "which") : r;
}

enum sp_status
sp_recipients_queue_one(struct sp_gate *gate, const struct sp_out *like,
			const struct sp_member *m, struct sp_err *err)
{
	struct sp_out out = {
		.kind = like->kind, .mail = like->mail,
		.case_id = like->case_id, .payload = like->payload,
		.member = m->id, .made = like->made,
		.due = like->due != 0 ? like->due : like->made,
		.state = SP_OUT_PENDING, .cause = (char *)"",
	};
	enum sp_status r;
	int64_t id;

	if (out.payload != 0)
		g_strlcpy(out.encryption, m->encryption,
			  sizeof(out.encryption));
	out.recipient = sp_gate_seal(gate, SP_SEAL_RECIPIENT, m->address);
	r = sp_store_out_add(gate->store, &out, &id, err);
	g_bytes_unref(out.recipient);
	return r;
}

enum sp_status
sp_recipients_queue(struct sp_gate *gate, const struct sp_recipients *to,
		    const struct sp_out *like, enum sp_out_kind unsealed,
		    struct sp_err *err)
{
	const struct sp_out open = {
		.kind = unsealed, .mail = like->mail, .made = like->made,
	};
	enum sp_status r = SP_OK;

	for (guint i = 0; r == SP_OK && i < to->members->len; i++) {
		const struct sp_member *m = to->members->pdata[i];

		r = sp_recipients_queue_one(gate, g_ptr_array_find(to->usable,
					    m, NULL) ? like : &open, m, err);
	}
	return r;
}
