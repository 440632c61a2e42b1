/* SPDX-License-Identifier: GPL-2.0-or-later */
/* facts.h - what must be true of any facts that leave lib/mail
 *
 * Written from facts.h of lib/mail, not from the code that keeps to it. */
#ifndef SP_T_FUZZ_FACTS_H
#define SP_T_FUZZ_FACTS_H

#include "lib/base/config.h"
#include "lib/mail/address.h"
#include "lib/mail/facts.h"
#include "t/fuzz/fuzz.h"

static void
facts_string(const char *text, gsize max, gboolean lines)
{
	must(text && strlen(text) <= max && fuzz_clean(text, lines));
}

static void
facts_strings(const struct sp_facts *f)
{
	facts_string(f->from_address, 254, FALSE);
	facts_string(f->from_name, 300, FALSE);
	facts_string(f->subject, 1000, FALSE);
	facts_string(f->to, 2000, FALSE);
	facts_string(f->reply_to, 254, FALSE);
	facts_string(f->message_id, 250, FALSE);
	facts_string(f->in_reply_to, 250, FALSE);
	facts_string(f->dmarc_domain, 254, FALSE);
	facts_string(f->text, 64 * 1024, TRUE);
	facts_string(f->autocrypt, 10 * 1024, FALSE);
	must(!*f->from_address || sp_address_ok(f->from_address));
	must(!*f->reply_to || sp_address_ok(f->reply_to));
	must(!*f->message_id || sp_msgid_ok(f->message_id));
	must(!*f->in_reply_to || sp_msgid_ok(f->in_reply_to));
	must(g_strv_length(f->words) <= 2000);
	for (char **word = f->words; *word; word++) {
		facts_string(*word, 100, FALSE);
		must(strlen(*word) > 1 && !strchr(*word, ' '));
	}
	must(g_strv_length(f->references) <= 50);
	for (char **id = f->references; *id; id++)
		must(sp_msgid_ok(*id));
}

static void
facts_lists(const struct sp_facts *f, const struct sp_config *conf, size_t len)
{
	const struct sp_range all = { 0, len };

	must(f->fields->len <= conf->header_fields);
	for (guint i = 0; i < f->fields->len; i++) {
		const struct sp_field *e = f->fields->pdata[i];

		facts_string(e->name, 100, FALSE);
		must(fuzz_within(e->range, all));
	}
	must(f->parts->len <= conf->parts);
	for (guint i = 0; i < f->parts->len; i++) {
		const struct sp_part *p = f->parts->pdata[i];

		must(p->depth <= conf->depth && p->size <= len);
		facts_string(p->type, 200, FALSE);
		facts_string(p->name ? p->name : "", 200, FALSE);
		must(!p->name || !strpbrk(p->name, "/\\"));
		must(!p->name || *p->name != '.');
		facts_string(p->disposition ? p->disposition : "", 200, FALSE);
	}
}

static void
facts_bytes(GBytes *bytes, size_t max)
{
	must(!bytes || g_bytes_get_size(bytes) <= max);
}

static void
facts_patches(const struct sp_facts *f)
{
	gsize bytes = 0;

	must(f->patches->len <= SP_PATCHES_MAX && f->tags->len <= SP_TAGS_MAX);
	for (guint i = 0; i < f->patches->len; i++) {
		const struct sp_patch *p = f->patches->pdata[i];

		facts_string(p->subject, SP_PATCH_LINE_MAX, FALSE);
		facts_string(p->author_name, SP_PATCH_LINE_MAX, FALSE);
		facts_string(p->target, SP_PATCH_TARGET_MAX, FALSE);
		must(sp_address_ok(p->author_address));
		must(p->version > 0 && p->number > 0 && p->number <= p->total);
		must(p->paths->len <= SP_PATCH_PATHS_MAX);
		for (guint k = 0; k < p->paths->len; k++)
			facts_string(p->paths->pdata[k], SP_PATCH_PATH_MAX,
				     FALSE);
		must(strlen(p->digest) == SP_PATCH_HEX);
		bytes += g_bytes_get_size(p->text);
		facts_bytes(p->text, SP_PATCH_BYTES_MAX);
	}
	must(bytes <= SP_PATCHES_BYTES_MAX);
	for (guint i = 0; i < f->tags->len; i++) {
		const struct sp_tag *t = f->tags->pdata[i];

		facts_string(t->name, SP_PATCH_LINE_MAX, FALSE);
		must(*t->name && sp_address_ok(t->address));
		must(t->patch >= -1 && t->patch < (int)f->patches->len);
	}
}

__attribute__((unused))
static void
facts_hold(const struct sp_facts *f, const struct sp_config *conf, size_t len)
{
	const struct sp_range all = { 0, len };

	must(f->from_state <= SP_FROM_UNCLEAR && f->dmarc <= SP_AUTH_FAIL &&
	     f->crypto <= SP_CRYPTO_MIXED && f->date >= 0);
	must((f->from_state == SP_FROM_ONE) == (*f->from_address != '\0'));
	must(f->crypto != SP_CRYPTO_MIME_SIGNED || f->signature);
	facts_strings(f);
	facts_lists(f, conf, len);
	must(fuzz_within(f->body, all) && fuzz_within(f->cipher_range, all) &&
	     fuzz_within(f->signed_range, all));
	facts_bytes(f->cipher, len);
	facts_bytes(f->signature, len);
	facts_bytes(f->clear_signed, len);
	must(f->keys->len <= 3);
	for (guint i = 0; i < f->keys->len; i++)
		facts_bytes(f->keys->pdata[i], 64 * 1024);
	facts_patches(f);
}

#endif
