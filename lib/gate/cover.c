/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cover.c - what of a mail was protected, and by whom, put for people
 *
 * Encryption says who could not read it, a signature who wrote it; neither
 * says a word about what stands beside it. */
#include "lib/gate/cover.h"

static const char *
describe_opened(enum sp_open result)
{
	switch (result) {
	case SP_OPENED:
		return "encrypted to the list";
	case SP_OPEN_UNSAFE:
		return "encrypted in a form that is not safe to open";
	case SP_OPEN_NOT_FOR_US:
		return "encrypted, but not to the list key";
	case SP_OPEN_HIDDEN:
		return "encrypted to hidden recipients: not tried";
	case SP_OPEN_DAMAGED:
		return "encrypted to the list, but damaged";
	case SP_OPEN_TOO_LARGE:
		return "encrypted, but too large once opened";
	case SP_OPEN_GIVEN_UP:
		return "encrypted; this server failed to open it for a day, "
		       "and does not know what is in it";
	}
	return "not looked at";
}

/* What was mended is said: the mail is not the one that its author sent. */
static const char *
describe_mending(unsigned flags)
{
	if (flags & SP_FACT_PARTS_MENDED)
		return "; repaired: its parts had been changed on the way, as "
		       "Exchange and some mail programs do";
	if (flags & SP_FACT_ARMOR_MENDED)
		return "; repaired: its armor had been changed on the way";
	return "";
}

char *
sp_cover_crypto(const struct sp_opening *o)
{
	if (o->clear == NULL)
		return g_strdup("not looked at");
	switch (o->clear->crypto) {
	case SP_CRYPTO_NONE:
		return g_strdup("in the clear");
	case SP_CRYPTO_MIME_SIGNED:
	case SP_CRYPTO_INLINE_SIGNED:
		return g_strdup("in the clear, signed");
	case SP_CRYPTO_PARTLY_ENCRYPTED:
		return g_strdup("partly encrypted: not opened");
	case SP_CRYPTO_PARTLY_SIGNED:
		return g_strdup("in the clear, partly signed");
	case SP_CRYPTO_MIXED:
		return g_strdup("several OpenPGP layers or messages: not "
				"opened");
	case SP_CRYPTO_MIME_ENCRYPTED:
	case SP_CRYPTO_INLINE_ENCRYPTED:
		break;
	}
	return g_strconcat(describe_opened(o->opened.result),
			   describe_mending(o->clear->flags), NULL);
}

static char *
describe_good(const struct sp_opening *o)
{
	const char *signer = o->signature.signer;

	if (o->pinned)
		return g_strdup_printf("good, by the key remembered in this "
				       "case (%s)", signer);
	return o->signer != NULL
		? g_strdup_printf("good, by member %s (key %s)",
				  o->signer->address, signer)
		: g_strdup_printf("good, by key %s, which is no member's",
				  signer);
}

char *
sp_cover_signature(const struct sp_opening *o)
{
	const struct sp_signature *s = &o->signature;

	switch (s->verdict) {
	case SP_SIG_NONE:
		return g_strdup(o->clear != NULL && o->clear->crypto ==
				SP_CRYPTO_PARTLY_SIGNED
				? "not checked: it would cover only a part"
				: "none");
	case SP_SIG_GOOD:
		return describe_good(o);
	case SP_SIG_UNKNOWN_KEY:
		return g_strdup_printf("by the unknown key %s: cannot be "
				       "checked", s->signer);
	case SP_SIG_BAD:
		return g_strdup("BAD: it does not fit the text");
	case SP_SIG_EXPIRED_KEY:
		return g_strdup_printf("by the expired key %s", s->signer);
	case SP_SIG_REVOKED_KEY:
		return g_strdup_printf("by the REVOKED key %s", s->signer);
	case SP_SIG_WEAK:
		return g_strdup_printf("by key %s, with a weak method",
				       s->signer);
	case SP_SIG_SEVERAL:
		return g_strdup("several: none of them counts");
	}
	return g_strdup("none");
}

/* "signed as a whole by ...", or why no signature protects it. */
static char *
describe_signed(const struct sp_opening *o)
{
	const struct sp_signature *s = &o->signature;

	switch (s->verdict) {
	case SP_SIG_GOOD:
		return o->signer != NULL
			? g_strdup_printf("signed as a whole by %s (member %s)",
					  s->signer, o->signer->address)
			: g_strdup_printf("signed as a whole by %s", s->signer);
	case SP_SIG_NONE:
		return g_strdup("not signed");
	case SP_SIG_UNKNOWN_KEY:
		return g_strdup("its signature cannot be checked");
	case SP_SIG_BAD:
	case SP_SIG_EXPIRED_KEY:
	case SP_SIG_REVOKED_KEY:
	case SP_SIG_WEAK:
	case SP_SIG_SEVERAL:
		break;
	}
	return g_strdup("its signature does not count");
}

static char *
describe_encrypted(const struct sp_opening *o)
{
	g_autofree char *by = describe_signed(o);

	if (o->opened.result != SP_OPENED)
		return g_strdup("encrypted, and not opened");
	if (o->inner != NULL && o->signature.verdict == SP_SIG_NONE &&
	    o->inner->crypto == SP_CRYPTO_PARTLY_SIGNED)
		return g_strdup("encrypted to the list; partly signed");
	return g_strdup_printf("encrypted to the list%s %s",
			       o->signature.verdict == SP_SIG_GOOD ? " and"
			       : ";", by);
}

char *
sp_cover_text(const struct sp_opening *o)
{
	if (o->clear == NULL)
		return g_strdup("not known");
	switch (o->clear->crypto) {
	case SP_CRYPTO_NONE:
		return g_strdup("not protected");
	case SP_CRYPTO_PARTLY_ENCRYPTED:
		return g_strdup("partly encrypted: nothing in it was opened");
	case SP_CRYPTO_PARTLY_SIGNED:
		return g_strdup("partly signed: which protects no more than "
				"that part, and was not checked");
	case SP_CRYPTO_MIXED:
		return g_strdup("not known: it has several OpenPGP layers or "
				"messages, or its parts can be read in two "
				"ways");
	case SP_CRYPTO_MIME_ENCRYPTED:
	case SP_CRYPTO_INLINE_ENCRYPTED:
		return describe_encrypted(o);
	case SP_CRYPTO_MIME_SIGNED:
	case SP_CRYPTO_INLINE_SIGNED:
		break;
	}
	if (o->signature.verdict == SP_SIG_GOOD)
		return describe_signed(o);
	return g_strdup("not protected: its signature does not count, or "
			"cannot be checked");
}

/* Whose headers stood inside of what was protected, or NULL. */
static const struct sp_facts *
protected_facts(const struct sp_opening *o)
{
	if (o->covered != NULL && (o->covered->flags & SP_FACT_HP_CIPHER))
		return o->covered;
	return o->inner != NULL && (o->inner->flags & SP_FACT_HP_CIPHER)
		? o->inner : NULL;
}

char *
sp_cover_headers(const struct sp_opening *o)
{
	const struct sp_facts *f = protected_facts(o);
	const gboolean subject = f != NULL && f->subject[0] != '\0';
	const gboolean from = f != NULL && f->from_state == SP_FROM_ONE;

	if (o->clear == NULL)
		return g_strdup("not known");
	if (subject && from)
		return g_strdup("Subject and From are protected");
	if (subject)
		return g_strdup("Subject is protected; From is not, and is "
				"what the outer mail says");
	if (from)
		return g_strdup("From is protected; Subject is not, and is "
				"what the outer mail says");
	return g_strdup("Subject and From are not protected, and are what the "
			"outer mail says");
}
