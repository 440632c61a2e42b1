/* SPDX-License-Identifier: GPL-2.0-or-later */
/* from.c - From names somebody only where every reader reads the same */
#include <gmime/gmime.h>

#include "lib/mail/address.h"
#include "lib/mail/mailbox.h"
#include "t/unit/mail-fixture.h"
#include "t/unit/tap.h"

enum { ROUNDS = 10000, SEED = 42 };

/* Fields that somebody might believe, and pieces of them. A NUL is written as
 * \001, and put in later. */
static const char *const seeds[] = {
	"alice@example.org",
	"<alice@example.org>",
	"Alice <alice@example.org>",
	"\"Alice Liddell\" <alice@example.org>",
	"\"alice@example.org\" <mallory@evil.test>",
	"alice@example.org <mallory@evil.test>",
	"alice@example.org, mallory@evil.test",
	"<alice@example.org> <mallory@evil.test>",
	"<alice@example.org>, mallory@evil.test",
	"alice@example.org (Alice)",
	"(Alice) alice@example.org",
	"alice(comment)@example.org",
	"alice@example.org(<mallory@evil.test>)",
	"mallory@evil.test (alice@example.org)",
	"<mallory@evil.test>alice@example.org",
	"<@evil.test:alice@example.org>",
	"alice@example.org@evil.test",
	"\"alice@example.org\"@evil.test",
	"\"Alice <alice@example.org>\"@evil.test",
	"alice@example.org\001@evil.test",
	"=?utf-8?q?alice=40example=2Eorg?=",
	"=?utf-8?q?Alice?= <alice@example.org>",
	"=?utf-8?b?YWxpY2VAZXhhbXBsZS5vcmc=?= <mallory@evil.test>",
	"=?utf-8?q?=3Calice=40example=2Eorg=3E=00?= <mallory@evil.test>",
	"group: alice@example.org;",
	"group:;, alice@example.org",
	"undisclosed-recipients:;",
	"alice @ example . org",
	"alice@[192.0.2.1]",
	"alice@[IPv6:2001:db8::1]",
	",alice@example.org",
	"alice@example.org,",
	"alice%example.org@evil.test",
	"evil.test!alice@example.org",
	"\"alice\\@example.org",
	"\"\\\"\" <alice@example.org>",
	"'alice@example.org' <mallory@evil.test>",
	"alice@example.org\r\n mallory@evil.test",
	"alice\n @example.org",
	"\xd0\xb0lice@example.org",
	"alice@ex\xc3\xa4mple.org",
	"\342\200\256alice@example.org",
	"alice\xe2\x80\x8b@example.org",
	"J. Doe <j.doe@example.org>",
	".alice@example.org",
	"alice.@example.org",
	"al..ice@example.org",
	"-oQ@example.org",
	"alice@-example.org",
	"alice@example..org",
};

/* What stands in the brackets that come last, else all but comments: how a
 * person in a hurry reads it. g_free() */
static char *
hasty(const char *value)
{
	const char *open = strrchr(value, '<');
	const char *close = open ? strchr(open, '>') : NULL;
	GString *out = g_string_new(NULL);
	unsigned depth = 0;

	if (close) {
		g_string_append_len(out, open + 1, close - open - 1);
		return g_string_free(out, FALSE);
	}
	for (const char *p = value; *p; p++) {
		depth += *p == '(';
		if (depth == 0 && !strchr(" \t\r\n", *p))
			g_string_append_c(out, *p);
		depth -= *p == ')' && depth > 0;
	}
	return g_string_free(out, FALSE);
}

/* gmime's reading: the address of the one mailbox, or NULL. g_free() */
static char *
theirs(const char *value)
{
	InternetAddressList *list = internet_address_list_parse(NULL, value);
	InternetAddress *one;
	char *address = NULL;

	if (list && internet_address_list_length(list) == 1) {
		one = internet_address_list_get_address(list, 0);
		if (INTERNET_ADDRESS_IS_MAILBOX(one))
			address = g_strdup(internet_address_mailbox_get_addr(
				INTERNET_ADDRESS_MAILBOX(one)));
	}
	g_clear_object(&list);
	return address;
}

/* Does every reading of the field name this address, and is it one? */
static gboolean
all_agree(const char *field, const char *address)
{
	g_autofree char *value = g_strdup(field);
	g_autofree char *strict = NULL;
	g_autofree char *other = NULL;
	g_autofree char *third = NULL;

	g_strdelimit(value, "\r\n", ' ');
	g_strstrip(value);
	strict = sp_mailbox_read(value);
	other = theirs(value);
	third = hasty(value);
	return sp_address_ok(address) && g_strcmp0(strict, address) == 0 &&
	       g_strcmp0(other, address) == 0 &&
	       g_strcmp0(third, address) == 0;
}

static struct sp_facts *
parse(const struct mail_fixture *m, const char *field)
{
	g_autofree char *mail = g_strdup_printf("From: %s\nTo: "
		"sec@lists.example.org\n\nhi\n", field);

	return mail_parse_nul(m, mail);
}

/* Change it in one of the ways of somebody who tries. */
static void
mutate(GRand *rand, GString *s)
{
	static const char bytes[] = "<>@,;:()\"\\ \t=?.[]a-'\001\r\n\xa0\xff";
	const gint32 at = s->len > 0 ? g_rand_int_range(rand, 0,
						(gint32)s->len) : 0;
	const char c = bytes[g_rand_int_range(rand, 0, sizeof(bytes) - 1)];
	const char *other = seeds[g_rand_int_range(rand, 0,
						   G_N_ELEMENTS(seeds))];

	switch (g_rand_int_range(rand, 0, 5)) {
	case 0:
		if (s->len > 0)
			s->str[at] = c;
		break;
	case 1:
		g_string_insert_c(s, at, c);
		break;
	case 2:
		if (s->len > 0)
			g_string_erase(s, at, 1);
		break;
	case 3:
		g_string_insert(s, at, other);
		break;
	default:
		g_string_truncate(s, (gsize)at);
		g_string_append(s, other + g_rand_int_range(rand, 0,
			(gint32)strlen(other)));
		break;
	}
}

static void
test_mutations(const struct mail_fixture *m)
{
	g_autoptr(GRand) rand = g_rand_new_with_seed(SEED);
	unsigned named = 0, wrong = 0;

	for (int round = 0; round < ROUNDS; round++) {
		g_autoptr(GString) s = g_string_new(seeds[(gsize)round %
						    G_N_ELEMENTS(seeds)]);
		struct sp_facts *f;

		for (int n = round < (int)G_N_ELEMENTS(seeds) ? 0 :
		     g_rand_int_range(rand, 1, 4); n > 0; n--)
			mutate(rand, s);
		f = parse(m, s->str);
		if (f && f->from_state == SP_FROM_ONE) {
			named++;
			/* A line that is no fold begins another field. */
			if (strstr(s->str, "\n") || strstr(s->str, "\r"))
				wrong += !sp_address_ok(f->from_address);
			else if (!all_agree(s->str, f->from_address)) {
				printf("# %s: %s\n", s->str, f->from_address);
				wrong++;
			}
		} else if (f) {
			wrong += *f->from_address != '\0';
		}
		sp_facts_free(f);
	}
	ok(wrong == 0, "%d changed fields: %u read in two ways", ROUNDS,
	   wrong);
	ok(named > ROUNDS / 50, "%u of them name somebody", named);
}

/* The good ones among the seeds are not lost to all that care. */
static void
test_good(const struct mail_fixture *m)
{
	static const char *const good[] = {
		"alice@example.org", "<alice@example.org>",
		"Alice <alice@example.org>", "J. Doe <alice@example.org>",
		"\"Alice Liddell\" <alice@example.org>",
		"\"Liddell, Alice\" <alice@example.org>",
		"alice@example.org (Alice)",
		"=?utf-8?q?Alice?= <alice@example.org>",
		"=?koi8-r?b?4czp08E=?= <alice@example.org>",
		"Alice\n <alice@example.org>", " alice@example.org ",
	};

	for (gsize i = 0; i < G_N_ELEMENTS(good); i++) {
		struct sp_facts *f = parse(m, good[i]);

		ok(f && f->from_state == SP_FROM_ONE &&
		   strcmp(f->from_address, "alice@example.org") == 0,
		   "%s", good[i]);
		sp_facts_free(f);
	}
}

int
main(void)
{
	struct mail_fixture m = mail_fixture("");

	test_good(&m);
	test_mutations(&m);
	mail_fixture_clear(&m);
	return tap_done();
}
