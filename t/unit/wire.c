/* SPDX-License-Identifier: GPL-2.0-or-later */
/* wire.c - the answer of a parser that somebody took over */
#include "lib/mail/wire.h"

#include "lib/base/room.h"
#include "lib/mail/armor.h"
#include "lib/mail/lexicon.h"
#include "lib/mail/reading.h"
#include "t/unit/mail-fixture.h"
#include "t/unit/tap.h"

#define LEN 1000	/* of the message that the answers are about */

static struct sp_patch *
good_patch(void)
{
	struct sp_patch *p = g_new0(struct sp_patch, 1);

	p->subject = g_strdup("s");
	p->author_name = g_strdup("Mo");
	p->author_address = g_strdup("mo@example.org");
	p->target = g_strdup("9.1");
	p->version = p->number = p->total = 1;
	p->paths = g_ptr_array_new_with_free_func(g_free);
	g_ptr_array_add(p->paths, g_strdup("a.c"));
	p->text = g_bytes_new("abc", 3);
	return p;
}

static struct sp_facts *
good_facts(void)
{
	struct sp_tag *tag = g_new0(struct sp_tag, 1);
	struct sp_facts *f = sp_facts_new();
	struct sp_field *field = g_new0(struct sp_field, 1);
	struct sp_part *part = g_new0(struct sp_part, 1);

	f->flags = SP_FACT_TAG;
	f->from_state = SP_FROM_ONE;
	sp_facts_set(&f->from_address, g_strdup("ada@example.com"));
	sp_facts_set(&f->subject, g_strdup("caf\xc3\xa9"));
	sp_facts_set(&f->text, g_strdup("a\n\tb\n"));
	g_strfreev(f->references);
	f->references = g_strsplit("a@b c@d", " ", 2);
	g_strfreev(f->words);
	f->words = g_strsplit("foo_rx caf\xc3\xa9", " ", 2);
	field->name = g_strdup("From");
	field->range = (struct sp_range){ 0, 20 };
	g_ptr_array_add(f->fields, field);
	part->type = g_strdup("text/plain");
	part->size = 10;
	g_ptr_array_add(f->parts, part);
	f->body = (struct sp_range){ 21, LEN - 21 };
	f->crypto = SP_CRYPTO_MIME_SIGNED;
	f->signature = g_bytes_new("sig", 3);
	f->signed_range = (struct sp_range){ 30, LEN - 30 };
	f->date = 1794820320;
	f->rules = 5;
	f->checks = G_MAXUINT64;
	g_ptr_array_add(f->keys, g_bytes_new("key", 3));
	g_ptr_array_add(f->patches, good_patch());
	tag->kind = SP_TAG_TESTED;
	tag->name = g_strdup("Ada");
	tag->address = g_strdup("ada@example.com");
	g_ptr_array_add(f->tags, tag);
	return f;
}

/* Send the facts through the wire; takes them. */
static struct sp_facts *
pass(const struct mail_fixture *m, struct sp_facts *f, struct sp_err *err)
{
	g_autoptr(GVariant) v = g_variant_ref_sink(sp_wire_encode(f, NULL));
	struct sp_facts *back = NULL;

	sp_facts_free(f);
	if (sp_wire_decode(v, m->conf, LEN, &back, err) != SP_OK)
		return NULL;
	return back;
}

static void
test_roundtrip(const struct mail_fixture *m)
{
	struct sp_err err;
	struct sp_facts *f = pass(m, good_facts(), &err);
	const struct sp_field *field;
	const struct sp_part *part;
	const struct sp_patch *patch;
	const struct sp_tag *tag;

	if (!ok(f != NULL, "good facts pass"))
		return;
	field = g_ptr_array_index(f->fields, 0);
	part = g_ptr_array_index(f->parts, 0);
	ok(f->flags == SP_FACT_TAG && f->date == 1794820320 &&
	   f->rules == 5 && f->checks == G_MAXUINT64, "numbers");
	ok(strcmp(f->from_address, "ada@example.com") == 0 &&
	   strcmp(f->subject, "caf\xc3\xa9") == 0 &&
	   strcmp(f->text, "a\n\tb\n") == 0 && *f->to == '\0' &&
	   strcmp(f->references[1], "c@d") == 0 && !f->references[2] &&
	   strcmp(f->words[1], "caf\xc3\xa9") == 0 && !f->words[2],
	   "strings");
	ok(strcmp(field->name, "From") == 0 && field->range.len == 20 &&
	   strcmp(part->type, "text/plain") == 0 && !part->name &&
	   part->size == 10, "fields and parts");
	ok(f->body.at == 21 && f->signed_range.at == 30 &&
	   g_bytes_get_size(f->signature) == 3 && !f->cipher &&
	   !f->clear_signed && f->keys->len == 1, "ranges and bytes");
	patch = f->patches->pdata[0];
	tag = f->tags->pdata[0];
	ok(strcmp(patch->target, "9.1") == 0 &&
	   strcmp(patch->paths->pdata[0], "a.c") == 0 &&
	   strcmp(tag->name, "Ada") == 0 && tag->kind == SP_TAG_TESTED &&
	   tag->patch == 0, "patches and tags");
	ok(strcmp(patch->digest, "ba7816bf8f01cfea414140de5dae2223b00361a39617"
		  "7a9cb410ff61f20015ad") == 0,
	   "the digest is made by who reads it");
	sp_facts_free(f);
}

/* Each of these makes good facts impossible. */

#define LIE_PATCH(name, change) \
	static void \
	lie_##name(struct sp_facts *f) \
	{ \
		struct sp_patch *p = f->patches->pdata[0]; \
		struct sp_tag *t = f->tags->pdata[0]; \
		(void)p; \
		(void)t; \
		change; \
	}

LIE_PATCH(patch_author, (p->author_address[2] = ' '))
LIE_PATCH(patch_version, p->version = 0)
LIE_PATCH(patch_high_version, p->version = SP_PATCH_NUMBER_MAX + 1)
LIE_PATCH(patch_number, p->number = 2)
LIE_PATCH(patch_no_number, p->number = 0)
LIE_PATCH(patch_total, p->total = SP_PATCH_NUMBER_MAX + 1)
LIE_PATCH(patch_date, p->date = -1)
LIE_PATCH(tag_kind, t->kind = (enum sp_tag_kind)4)
LIE_PATCH(tag_address, (t->address[3] = ' '))
LIE_PATCH(tag_patch, t->patch = 1)
LIE_PATCH(tag_no_patch, t->patch = -2)

static void
lie_patch_size(struct sp_facts *f)
{
	struct sp_patch *p = f->patches->pdata[0];

	g_bytes_unref(p->text);
	p->text = g_bytes_new_take(g_malloc0(SP_PATCH_BYTES_MAX + 1),
				   SP_PATCH_BYTES_MAX + 1);
}

static void
lie_patches_size(struct sp_facts *f)
{
	for (int i = 0; i < 5; i++) {
		struct sp_patch *p = good_patch();

		g_bytes_unref(p->text);
		p->text = g_bytes_new_take(g_malloc0(SP_PATCH_BYTES_MAX),
					   SP_PATCH_BYTES_MAX);
		g_ptr_array_add(f->patches, p);
	}
}

static void
lie_many_patches(struct sp_facts *f)
{
	for (int i = 0; i < SP_PATCHES_MAX; i++)
		g_ptr_array_add(f->patches, good_patch());
}

static void
lie_many_paths(struct sp_facts *f)
{
	struct sp_patch *p = f->patches->pdata[0];

	for (int i = 0; i < SP_PATCH_PATHS_MAX; i++)
		g_ptr_array_add(p->paths, g_strdup("b.c"));
}

static void
lie_many_tags(struct sp_facts *f)
{
	for (int i = 0; i < SP_TAGS_MAX; i++) {
		struct sp_tag *t = g_new0(struct sp_tag, 1);

		t->name = g_strdup("Ada");
		t->address = g_strdup("ada@example.com");
		g_ptr_array_add(f->tags, t);
	}
}

static void
lie_flags(struct sp_facts *f)
{
	f->flags = SP_FACT_PATCH_MISSED << 1;
}

static void
lie_from_state(struct sp_facts *f)
{
	f->from_state = (enum sp_from_state)7;
}

static void
lie_crypto(struct sp_facts *f)
{
	f->crypto = (enum sp_cryptype)-1;
}

static void
lie_dmarc(struct sp_facts *f)
{
	f->dmarc = (enum sp_auth)3;
}

static void
lie_date(struct sp_facts *f)
{
	f->date = -1;
}

static void
lie_from(struct sp_facts *f)
{
	sp_facts_set(&f->from_address, g_strdup("a@b, c@d"));
}

static void
lie_from_none(struct sp_facts *f)
{
	f->from_state = SP_FROM_NONE;
}

static void
lie_reply_to(struct sp_facts *f)
{
	sp_facts_set(&f->reply_to, g_strdup("-oQ@x"));
}

static void
lie_message_id(struct sp_facts *f)
{
	sp_facts_set(&f->message_id, g_strdup("a@b>\r\nBcc: c@d"));
}

static void
lie_references(struct sp_facts *f)
{
	g_free(f->references[0]);
	f->references[0] = g_strdup("a b");
}

static void
lie_many_references(struct sp_facts *f)
{
	g_strfreev(f->references);
	f->references = g_new0(char *, SP_REFERENCES_MAX + 2);
	for (int i = 0; i <= SP_REFERENCES_MAX; i++)
		f->references[i] = g_strdup("a@b");
}

static void
set_word(struct sp_facts *f, const char *word)
{
	g_free(f->words[0]);
	f->words[0] = g_strdup(word);
}

static void
lie_word(struct sp_facts *f)
{
	set_word(f, "foo rx");
}

static void
lie_short_word(struct sp_facts *f)
{
	set_word(f, "f");
}

static void
lie_long_word(struct sp_facts *f)
{
	g_autofree char *word = g_strnfill(SP_LEXICON_BYTES + 1, 'x');

	set_word(f, word);
}

static void
lie_many_words(struct sp_facts *f)
{
	g_strfreev(f->words);
	f->words = g_new0(char *, SP_LEXICON_WORDS + 2);
	for (int i = 0; i <= SP_LEXICON_WORDS; i++)
		f->words[i] = g_strdup("xx");
}

static void
lie_body(struct sp_facts *f)
{
	f->body.len++;
}

static void
lie_body_wraps(struct sp_facts *f)
{
	f->body = (struct sp_range){ 10, SIZE_MAX };
}

static void
lie_cipher(struct sp_facts *f)
{
	f->cipher_range = (struct sp_range){ LEN + 1, 0 };
}

static void
lie_signed(struct sp_facts *f)
{
	f->signed_range.len++;
}

static void
lie_field(struct sp_facts *f)
{
	struct sp_field *field = g_ptr_array_index(f->fields, 0);

	field->range.len = LEN + 1;
}

static void
lie_many_fields(struct sp_facts *f)
{
	for (int i = 0; i < 1000; i++) {
		struct sp_field *field = g_new0(struct sp_field, 1);

		field->name = g_strdup("X");
		g_ptr_array_add(f->fields, field);
	}
}

static void
lie_many_parts(struct sp_facts *f)
{
	for (int i = 0; i < 1000; i++) {
		struct sp_part *part = g_new0(struct sp_part, 1);

		part->type = g_strdup("x/y");
		g_ptr_array_add(f->parts, part);
	}
}

static void
lie_depth(struct sp_facts *f)
{
	struct sp_part *part = g_ptr_array_index(f->parts, 0);

	part->depth = 33;
}

static void
lie_size(struct sp_facts *f)
{
	struct sp_part *part = g_ptr_array_index(f->parts, 0);

	part->size = LEN + 1;
}

static void
lie_pgp(struct sp_facts *f)
{
	struct sp_part *part = g_ptr_array_index(f->parts, 0);

	part->pgp = SP_ARMOR_OTHER << 1;
}

static void
lie_signature(struct sp_facts *f)
{
	g_clear_pointer(&f->signature, g_bytes_unref);
}

static void
lie_large_cipher(struct sp_facts *f)
{
	f->cipher = g_bytes_new_take(g_malloc0(LEN + 1), LEN + 1);
}

static void
lie_large_key(struct sp_facts *f)
{
	g_ptr_array_add(f->keys, g_bytes_new_take(
		g_malloc0(SP_KEY_BYTES_MAX + 1), SP_KEY_BYTES_MAX + 1));
}

static void
lie_many_keys(struct sp_facts *f)
{
	for (int i = 0; i < SP_KEYS_MAX; i++)
		g_ptr_array_add(f->keys, g_bytes_new("k", 1));
}

static void
test_lies(const struct mail_fixture *m)
{
	static const struct {
		const char *name;
		void (*tell)(struct sp_facts *);
	} lies[] = {
		{ "a flag that there is not", lie_flags },
		{ "a From state that there is not", lie_from_state },
		{ "a crypto kind that there is not", lie_crypto },
		{ "a dmarc result that there is not", lie_dmarc },
		{ "a date before all time", lie_date },
		{ "a From of two", lie_from },
		{ "an address of nobody", lie_from_none },
		{ "an option as Reply-To", lie_reply_to },
		{ "a line end in Message-ID", lie_message_id },
		{ "a reference that is none", lie_references },
		{ "too many references", lie_many_references },
		{ "a word of two", lie_word },
		{ "a word of one character", lie_short_word },
		{ "a word too long", lie_long_word },
		{ "too many words", lie_many_words },
		{ "a body past the end", lie_body },
		{ "a body that wraps around", lie_body_wraps },
		{ "ciphertext past the end", lie_cipher },
		{ "signed bytes past the end", lie_signed },
		{ "a field past the end", lie_field },
		{ "too many fields", lie_many_fields },
		{ "too many parts", lie_many_parts },
		{ "a part too deep", lie_depth },
		{ "a part larger than the mail", lie_size },
		{ "OpenPGP of a kind that there is not", lie_pgp },
		{ "signed without a signature", lie_signature },
		{ "ciphertext larger than the mail", lie_large_cipher },
		{ "a key too large", lie_large_key },
		{ "too many keys", lie_many_keys },
		{ "a patch of nobody", lie_patch_author },
		{ "a patch without a version", lie_patch_version },
		{ "a patch of too high a version", lie_patch_high_version },
		{ "patch 2 of 1", lie_patch_number },
		{ "patch 0", lie_patch_no_number },
		{ "one of too many patches", lie_patch_total },
		{ "a patch before all time", lie_patch_date },
		{ "a patch too large", lie_patch_size },
		{ "patches too large together", lie_patches_size },
		{ "too many patches", lie_many_patches },
		{ "too many paths", lie_many_paths },
		{ "a tag that there is not", lie_tag_kind },
		{ "a tag of nobody", lie_tag_address },
		{ "a tag of a patch that there is not", lie_tag_patch },
		{ "a tag of no patch at all", lie_tag_no_patch },
		{ "too many tags", lie_many_tags },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(lies); i++) {
		struct sp_facts *f = good_facts();
		struct sp_err err = { .code = SP_OK };

		lies[i].tell(f);
		f = pass(m, f, &err);
		ok(!f && err.code == SP_EDATA, "%s is refused", lies[i].name);
		sp_facts_free(f);
	}
}

/* Strings are cleaned on arrival, whatever the parser did. */
static void
test_cleaning(const struct mail_fixture *m)
{
	struct sp_facts *f = good_facts();
	struct sp_part *part = g_ptr_array_index(f->parts, 0);
	struct sp_err err;

	sp_facts_set(&f->subject, g_strnfill(1001, 's'));
	sp_facts_set(&f->from_name, g_strdup("a\nb\x1b"));
	sp_facts_set(&f->text, g_strdup("a\n\x1b\r\nb"));
	sp_facts_set(&part->name, g_strdup("../x"));
	f = pass(m, f, &err);
	part = f ? g_ptr_array_index(f->parts, 0) : NULL;
	ok(f && strlen(f->subject) == 1000 &&
	   strcmp(f->from_name, "a b\xef\xbf\xbd") == 0 &&
	   strcmp(f->text, "a\n\xef\xbf\xbd\nb") == 0 &&
	   strcmp(part->name, "_._x") == 0, "strings are cut and cleaned");
	sp_facts_free(f);
}

static void
test_answers(const struct mail_fixture *m)
{
	g_autoptr(GVariant) why = g_variant_ref_sink(
		sp_wire_encode(NULL, "more than 3\nparts"));
	g_autoptr(GVariant) other = g_variant_ref_sink(
		g_variant_new(SP_WIRE_TYPE, "", g_variant_new_int32(1)));
	struct sp_facts *f = NULL;
	struct sp_err err;

	ok(sp_wire_decode(why, m->conf, LEN, &f, &err) == SP_EDATA &&
	   strcmp(err.text, "more than 3 parts") == 0 && !f,
	   "the parser's reason is passed on, cleaned");
	ok(sp_wire_decode(other, m->conf, LEN, &f, &err) == SP_EDATA && !f,
	   "facts of another type are refused");
}

/* The whole way: blob, pre-scan, locked room, wire. */
static void
test_room(const struct mail_fixture *m)
{
	static const char *const names[] = {
		"plain", "koi8", "unknown-charset", "rfc2231-name",
		"pgp-mime-base64", "pgp-mime-signed-multipart",
	};
	const struct sp_parse how = { .conf = m->conf, .rules = m->rules };

	for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
		gsize len;
		g_autofree char *text = mail_corpus(names[i], &len);
		g_auto_blob struct sp_blob blob = SP_BLOB_INIT;
		struct sp_facts *open = NULL, *locked = NULL;
		struct sp_err err = { .text = "" };

		if (sp_blob_init(&blob, len, &err) != SP_OK ||
		    sp_blob_append(&blob, text, len, &err) != SP_OK ||
		    sp_mail_parse(&how, &blob, &locked, &err) != SP_OK)
			locked = NULL;
		open = mail_parse(m, text, len, FALSE, &err);
		ok(locked && open && strcmp(locked->text, open->text) == 0 &&
		   strcmp(locked->subject, open->subject) == 0 &&
		   locked->flags == open->flags &&
		   locked->crypto == open->crypto &&
		   locked->body.at == open->body.at &&
		   !locked->cipher == !open->cipher,
		   "%s: the same behind the lock %s", names[i], err.text);
		sp_facts_free(open);
		sp_facts_free(locked);
	}
}

static void
test_room_refuses(const struct mail_fixture *m)
{
	const struct sp_parse how = { .conf = m->conf, .rules = m->rules };
	g_auto_blob struct sp_blob blob = SP_BLOB_INIT;
	g_auto_blob struct sp_blob empty = SP_BLOB_INIT;
	g_autoptr(GString) deep = g_string_new("");
	struct sp_facts *f = NULL;
	struct sp_err err = { .text = "" };

	for (int i = 0; i < 33; i++)
		g_string_append(deep, "Content-Type: message/rfc822\n\n");
	g_string_append(deep, "\nhi\n");
	ok(sp_blob_init(&blob, deep->len, &err) == SP_OK &&
	   sp_blob_append(&blob, deep->str, deep->len, &err) == SP_OK &&
	   sp_mail_parse(&how, &blob, &f, &err) == SP_EDATA &&
	   strstr(err.text, "nested deeper than 32"),
	   "the limit that was met comes out of the room");
	ok(sp_blob_init(&empty, 1, &err) == SP_OK &&
	   sp_mail_parse(&how, &empty, &f, &err) == SP_OK &&
	   f->from_state == SP_FROM_NONE && f->body.len == 0,
	   "an empty mail is a mail");
	sp_facts_free(f);
}

int
main(void)
{
	struct mail_fixture m = mail_fixture("");

	test_roundtrip(&m);
	test_lies(&m);
	test_cleaning(&m);
	test_answers(&m);
	if (sp_room_parts() & SP_ROOM_CALLS) {
		test_room(&m);
		test_room_refuses(&m);
	}
	mail_fixture_clear(&m);
	return tap_done();
}
