/* SPDX-License-Identifier: GPL-2.0-or-later */
/* author.c - who a mail says it is from, and who not */
#include "lib/gate/author.h"

#include <string.h>

#include "lib/mail/name.h"
#include "lib/mail/reading.h"
#include "t/unit/tap.h"

#define ADA "ada@example.com"
#define LIST "sec@lists.example.org"

struct row {
	const char *name;
	const char *envelope;
	unsigned flags;
	const char *sender;
	const char *inside;	/* From inside; NULL: nothing is inside */
	unsigned inside_flags;
	const char *inside_to;
	const char *signer;
	const char *namesake;
	const char *want;
};

/* one line, and empty when all are one. */
static const struct row rows[] = {
	{ "all are one", ADA, .want = "" },
	{ "in capitals", "ada@EXAMPLE.com", .want = "" },
	{ "the null sender", "", .want = "" },
	{ "the null sender, written", "<>", .want = "" },
	{ "an envelope", "bounce@example.net",
	  .want = "envelope bounce@example.net" },
	{ "an envelope that a terminal obeys", "a\x1b[2Jb",
	  .want = "envelope a\\x1b[2Jb" },
	{ "a Sender", ADA, .sender = "robot@example.com",
	  .want = "Sender robot@example.com" },
	{ "a Sender that is the author", ADA, .sender = ADA, .want = "" },
	{ "the same inside", ADA, .inside = ADA, .inside_to = LIST,
	  .inside_flags = SP_FACT_HP_CIPHER, .want = "" },
	{ "another author inside", ADA, .inside = "eve@evil.test",
	  .inside_flags = SP_FACT_HP_CIPHER, .inside_to = LIST,
	  .want = "envelope ada@example.com, outer From ada@example.com" },
	{ "no author inside", ADA, .inside = "", .inside_to = LIST,
	  .inside_flags = SP_FACT_HP_CIPHER, .want = "" },
	{ "a member signed it", ADA, .signer = "bob@example.org",
	  .want = "signed by bob@example.org" },
	{ "the author signed it", ADA, .signer = ADA, .want = "" },
	{ "others inside", ADA, .inside = ADA, .inside_to = "bob@example.org",
	  .inside_flags = SP_FACT_HP_CIPHER | SP_FACT_BLIND,
	  .want = "made for someone else: To bob@example.org, outer To "
		  LIST },
	{ "the list among others", ADA, .inside = ADA,
	  .inside_flags = SP_FACT_HP_CIPHER,
	  .inside_to = LIST ", bob@example.org", .want = "outer To " LIST },
	{ "the same recipients, folded", ADA, .inside = ADA,
	  .inside_flags = SP_FACT_HP_CIPHER,
	  .inside_to = " SEC@lists.example.org\t", .want = "" },
	{ "recipients that are not protected", ADA, .inside = ADA,
	  .inside_flags = SP_FACT_BLIND, .inside_to = "bob@example.org",
	  .want = "" },
	{ "no recipients inside", ADA, .inside = ADA, .inside_to = "",
	  .inside_flags = SP_FACT_HP_CIPHER, .want = "" },
	{ "a name", ADA, .namesake = "alice@example.org",
	  .want = "the author's name is that of member alice@example.org" },
	{ "oddities", ADA, SP_FACT_DOUBLED | SP_FACT_IRREGULAR | SP_FACT_TNEF |
	  SP_FACT_NAME_MISLEADS,
	  .want = "the author's name may mislead, a header field stands "
		  "twice, irregular MIME, winmail.dat, which is not decoded" },
	{ "all at once", "x@example.net", SP_FACT_DOUBLED, "y@example.net",
	  "z@example.net", SP_FACT_HP_CIPHER, "bob@example.org",
	  "carol@example.org", "dave@example.org",
	  "envelope x@example.net, outer From ada@example.com, "
	  "Sender y@example.net, signed by carol@example.org, outer To " LIST
	  ", the author's name is that of member dave@example.org, a header "
	  "field stands twice" },
};

static struct sp_facts *
make_facts(const char *from, const char *to, unsigned flags)
{
	struct sp_facts *f = sp_facts_new();

	sp_facts_set(&f->from_address, g_strdup(from));
	sp_facts_set(&f->to, g_strdup(to));
	f->from_state = *from ? SP_FROM_ONE : SP_FROM_NONE;
	f->flags = flags;
	return f;
}

static void
test_differences(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		const struct row *row = &rows[i];
		struct sp_member signer = { .address = (char *)row->signer };
		struct sp_opening o = SP_OPENING_INIT;
		g_autofree char *got = NULL;

		o.clear = make_facts(ADA, LIST, row->flags);
		if (row->sender)
			sp_facts_set(&o.clear->sender, g_strdup(row->sender));
		if (row->inside)
			o.inner = make_facts(row->inside, row->inside_to,
					     row->inside_flags);
		o.signer = row->signer ? &signer : NULL;
		got = sp_author_differences(&o, row->envelope, row->namesake);
		ok(strcmp(got, row->want) == 0, "%s: %s", row->name, got);
		sp_facts_free(o.clear);
		sp_facts_free(o.inner);
	}
}

/* A signed part that its author had encrypted, in the clear: somebody took it
 * out. */
static void
test_taken_out(void)
{
	for (unsigned sealed = 0; sealed < 2; sealed++) {
		struct sp_opening o = SP_OPENING_INIT;
		g_autofree char *got = NULL;

		o.clear = make_facts(ADA, LIST, 0);
		o.covered = make_facts(ADA, LIST, SP_FACT_HP_CIPHER |
				       SP_FACT_HP_HIDDEN);
		o.inner = sealed ? make_facts(ADA, LIST, SP_FACT_HP_CIPHER)
				 : NULL;
		got = sp_author_differences(&o, ADA, NULL);
		ok(strcmp(got, sealed ? "" : "signed as an encrypted mail, and "
			  "came in the clear") == 0,
		   "hp=\"cipher\", %s: %s", sealed ? "and encrypted" :
		   "but clear", got);
		sp_facts_free(o.clear);
		sp_facts_free(o.covered);
		sp_facts_free(o.inner);
	}
}

/* who bears the name of a member. */
static void
test_namesakes(void)
{
	static const struct {
		const char *name, *address;
		gboolean signs, flagged;
	} people[] = {
		{ "Alice Liddell", "mallory@evil.test", FALSE, TRUE },
		{ "ALICE  LIDDELL", "mallory@evil.test", FALSE, TRUE },
		{ "Alice-Liddell (work)", "mallory@evil.test", FALSE, FALSE },
		{ "A1ice Lidde11", "mallory@evil.test", FALSE, TRUE },
		{ "\xd0\x90lice Liddell", "mallory@evil.test", FALSE, TRUE },
		{ "\xce\x91lic\xce\xb5 L\xce\xb9" "ddell", "mallory@evil.test",
		  FALSE, TRUE },
		{ "\xc3\x81lice Liddell", "mallory@evil.test", FALSE, TRUE },
		{ "\xef\xbc\xa1lice Liddell", "mallory@evil.test", FALSE,
		  TRUE },	/* full width */
		{ "Al\xe2\x80\x8bice Liddell", "mallory@evil.test", FALSE,
		  TRUE },	/* zero width space */
		{ "Alice Liddell", "alice@example.org", FALSE, FALSE },
		{ "Alice Liddell", "alice@EXAMPLE.org", FALSE, FALSE },
		{ "Alice Liddell", "alice@home.example", TRUE, FALSE },
		{ "Bo", "mallory@evil.test", FALSE, FALSE },
		{ "", "mallory@evil.test", FALSE, FALSE },
		{ "Ada Lovelace", "ada@example.com", FALSE, FALSE },
		{ "Alice", "mallory@evil.test", FALSE, FALSE },
	};
	struct sp_member alice = { .id = 1, .name = (char *)"Alice Liddell",
				   .address = (char *)"alice@example.org" };
	struct sp_member bo = { .id = 2, .name = (char *)"Bo",
				.address = (char *)"bo@example.org" };
	struct sp_member nobody = { .id = 3, .name = (char *)"",
				    .address = (char *)"no@example.org" };
	g_autoptr(GPtrArray) members = g_ptr_array_new();

	g_ptr_array_add(members, &nobody);
	g_ptr_array_add(members, &bo);
	g_ptr_array_add(members, &alice);
	for (gsize i = 0; i < G_N_ELEMENTS(people); i++) {
		struct sp_opening o = SP_OPENING_INIT;
		const char *got;

		o.clear = make_facts(people[i].address, LIST, 0);
		sp_facts_set(&o.clear->from_name, g_strdup(people[i].name));
		o.signer = people[i].signs ? &alice : NULL;
		got = sp_author_namesake(&o, members);
		ok(people[i].flagged ? got == alice.address : got == NULL,
		   "\"%s\" <%s>: %s", people[i].name, people[i].address,
		   got ? got : "nobody's");
		sp_facts_free(o.clear);
	}
}

int
main(void)
{
	test_differences();
	test_taken_out();
	test_namesakes();
	return tap_done();
}
