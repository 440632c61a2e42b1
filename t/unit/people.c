/* SPDX-License-Identifier: GPL-2.0-or-later */
/* people.c - words for people, and who is admitted to the mail */
#include "lib/policy/people.h"

#include <string.h>

#include "t/unit/tap.h"

/* --- roles and kinds ------------------------------------------------------ */

static void
test_roles(void)
{
	static const struct {
		const char *text;
		gboolean good;
		unsigned roles;
		const char *back;
	} cases[] = {
		{ "moderator", TRUE, SP_ROLE_MODERATOR, "moderator" },
		{ "admin,moderator", TRUE, SP_ROLE_MODERATOR | SP_ROLE_ADMIN,
		  "moderator,admin" },
		{ "cve,gatekeeper,reviewer", TRUE, SP_ROLE_REVIEWER |
		  SP_ROLE_GATEKEEPER | SP_ROLE_CVE,
		  "reviewer,gatekeeper,cve" },
		{ "cve,cve", TRUE, SP_ROLE_CVE, "cve" },
		{ "none", TRUE, 0, "" },
		{ "", FALSE, 0, NULL },
		{ "Moderator", FALSE, 0, NULL },
		{ "moderator,", FALSE, 0, NULL },
		{ "moderator,none", FALSE, 0, NULL },
		{ "moderator admin", FALSE, 0, NULL },
		{ "lead", FALSE, 0, NULL },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		unsigned roles = 77;
		const gboolean good = sp_roles_read(cases[i].text, &roles);
		g_autofree char *back = good ? sp_roles_text(roles) : NULL;

		ok(good == cases[i].good && roles == (good ? cases[i].roles
							   : 77) &&
		   g_strcmp0(back, cases[i].back) == 0, "roles \"%s\"",
		   cases[i].text);
	}
}

static void
test_kinds(void)
{
	enum sp_member_kind kind = SP_KIND_VENDOR;

	ok(sp_kind_read("coordinator", &kind) && kind == SP_KIND_COORDINATOR,
	   "a coordinator is one");
	ok(!sp_kind_read("boss", &kind) && !sp_kind_read("", &kind) &&
	   kind == SP_KIND_COORDINATOR, "a boss is none");
	for (int i = SP_KIND_CORE; i <= SP_KIND_COORDINATOR; i++)
		ok(sp_kind_read(sp_kind_word((enum sp_member_kind)i), &kind) &&
		   (int)kind == i, "%s is read back",
		   sp_kind_word((enum sp_member_kind)i));
}

/* --- subsystems ----------------------------------------------------------- */

static void
test_subsystems(void)
{
	static const struct {
		const char *text;
		const char *read;	/* NULL: refused */
	} cases[] = {
		{ "net", "net" }, { "net,block", "net,block" },
		{ "Net, BLOCK ,net", "net,block" },
		{ "none", "" }, { "hw/net", "hw/net" },
		{ "virtio-9p,c++,x86_64,rt.core", "virtio-9p,c++,x86_64,rt.core" },
		{ "", NULL }, { "net,,block", NULL }, { "net block", NULL },
		{ "n\303\251t", NULL }, { "net;rm", NULL }, { "*", NULL },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *read = sp_subsystems_read(cases[i].text);

		ok(g_strcmp0(read, cases[i].read) == 0, "subsystems \"%s\"",
		   cases[i].text);
	}
	ok(sp_subsystems_have("net,block", "block") &&
	   !sp_subsystems_have("net,block", "loc") &&
	   !sp_subsystems_have("", ""), "a subsystem is a word of its own");
}

/* As many as allowed, and one more; as long as allowed, and one byte more. */
static void
test_limits(void)
{
	g_autofree char *longest = g_strnfill(SP_SUBSYSTEM_LEN_MAX, 'a');
	g_autofree char *longer = g_strconcat(longest, "a", NULL);
	g_autofree char *fits = sp_subsystems_read(longest);
	g_autofree char *too_long = sp_subsystems_read(longer);
	g_autoptr(GString) many = g_string_new("s0");
	g_autofree char *most = NULL;
	g_autofree char *more = NULL;

	ok(fits != NULL && too_long == NULL, "%d bytes are the longest",
	   SP_SUBSYSTEM_LEN_MAX);
	for (int i = 1; i < SP_SUBSYSTEMS_MAX; i++)
		g_string_append_printf(many, ",s%d", i);
	most = sp_subsystems_read(many->str);
	g_string_append(many, ",one");
	more = sp_subsystems_read(many->str);
	ok(most != NULL && more == NULL, "%d are the most", SP_SUBSYSTEMS_MAX);
}

/* --- admission ------------------------------------------------------------ */

static void
test_admission(void)
{
	static const struct {
		unsigned asked;
		gboolean acceptance;
		unsigned vouches;
		int64_t accepted;
		enum sp_admission want;
	} cases[] = {
		{ 0, FALSE, 0, 0, SP_ADMITTED },
		{ 1, FALSE, 0, 9, SP_LACKS_VOUCHES },
		{ 1, FALSE, 1, 0, SP_ADMITTED },
		{ 2, FALSE, 1, 0, SP_LACKS_VOUCHES },
		{ 2, FALSE, 3, 0, SP_ADMITTED },
		{ 0, TRUE, 0, 0, SP_LACKS_ACCEPTANCE },
		{ 0, TRUE, 0, 9, SP_ADMITTED },
		{ 1, TRUE, 0, 0, SP_LACKS_VOUCHES },
		{ 1, TRUE, 1, 0, SP_LACKS_ACCEPTANCE },
		{ 1, TRUE, 1, 9, SP_ADMITTED },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		const struct sp_config conf = {
			.vouches = cases[i].asked,
			.acceptance = cases[i].acceptance,
		};
		const struct sp_member m = { .vouches = cases[i].vouches,
					     .accepted = cases[i].accepted };
		const enum sp_admission a = sp_policy_admission(&conf, &m);

		ok(a == cases[i].want &&
		   (sp_admission_words(a) == NULL) == (a == SP_ADMITTED),
		   "%u of %u vouches, acceptance %s and %s", m.vouches,
		   conf.vouches, m.accepted ? "there" : "missing",
		   conf.acceptance ? "asked for" : "not asked for");
	}
}

/* --- the roster as a whole ------------------------------------------------ */

#define NOW 1000000
#define POLICY "p"
#define PERSON .key_state = SP_KEY_USABLE, .fingerprint = "F", \
	.encryption = "E", .compared = 1

/* "FAIL a@x text" or "note ...", a line each. */
static char *
check(const struct sp_config *conf, struct sp_member *people, guint n)
{
	g_autoptr(GPtrArray) members = g_ptr_array_new();
	g_autoptr(GPtrArray) found = NULL;
	GString *s = g_string_new(NULL);

	for (guint i = 0; i < n; i++)
		g_ptr_array_add(members, &people[i]);
	found = sp_policy_roster(conf, members, POLICY, NOW);
	for (guint i = 0; i < found->len; i++) {
		const struct sp_roster_finding *f = found->pdata[i];

		g_string_append_printf(s, "%s %s %s\n",
				       f->fails ? "FAIL" : "note", f->about,
				       f->text);
	}
	return g_string_free(s, FALSE);
}

static void
test_roster_good(void)
{
	const struct sp_config conf = { .vouches = 1, .acceptance = TRUE,
					.review_independent = 1 };
	struct sp_member people[] = {
		{ PERSON, .address = (char *)"a@x.org", .vouches = 1,
		  .roles = SP_ROLE_MODERATOR | SP_ROLE_GATEKEEPER,
		  .affiliation = (char *)"A", .accepted = 5,
		  .accepted_policy = (char *)POLICY,
		  .subsystems = (char *)"net" },
		{ PERSON, .address = (char *)"b@x.org", .vouches = 2,
		  .roles = SP_ROLE_REVIEWER, .affiliation = (char *)"B",
		  .accepted = 5, .accepted_policy = (char *)POLICY,
		  .subsystems = (char *)"block,net" },
	};
	g_autofree char *said = check(&conf, people, 2);

	ok(*said == '\0', "nothing is missing: %s", said);
	people[1].affiliation = (char *)"a";
	g_free(said);
	said = check(&conf, people, 2);
	ok(strcmp(said, "FAIL roster there are no two members of different "
		  "affiliations, who must agree to a long embargo\n") == 0,
	   "two of the same organisation: %s", said);
	people[1].affiliation = (char *)"B";
	people[1].paused = TRUE;
	g_free(said);
	said = check(&conf, people, 2);
	ok(strstr(said, "affiliations") && strstr(said, "FAIL roster subsystem "
	   "net has no reviewer"), "who is paused is not there: %s", said);
}

static void
test_roster_bad(void)
{
	static const struct {
		const char *name;
		struct sp_member m;
		const char *want;
	} cases[] = {
		{ "no key", { .key_state = SP_KEY_MISSING, .compared = 1 },
		  "FAIL z@x.org has no key\n" },
		{ "revoked", { .fingerprint = "F", .compared = 1,
			       .key_state = SP_KEY_REVOKED },
		  "FAIL z@x.org has a revoked key\n" },
		{ "expired", { PERSON, .expires = NOW },
		  "FAIL z@x.org has an expired key\n" },
		{ "expires tomorrow", { PERSON, .expires = NOW + 86400 },
		  "note z@x.org has a key that expires in 1 days\n" },
		{ "in 59 days", { PERSON, .expires = NOW + 60 * 86400 - 1 },
		  "note z@x.org has a key that expires in 59 days\n" },
		{ "in 60 days", { PERSON, .expires = NOW + 60 * 86400 }, "" },
		{ "not compared", { .key_state = SP_KEY_USABLE,
				    .fingerprint = "F", .encryption = "E" },
		  "note z@x.org has a fingerprint that nobody has confirmed "
		  "with \"key confirm\"\n" },
		{ "an earlier policy", { PERSON, .accepted = 1,
					 .accepted_policy = (char *)"q" },
		  "note z@x.org has accepted an earlier policy\n" },
		{ "a subsystem", { PERSON, .subsystems = (char *)"usb" },
		  "note roster subsystem usb has no reviewer\n" },
		{ "a good one", { PERSON }, "" },
	};
	struct sp_config conf = { .vouches = 0 };

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct sp_member m = cases[i].m;
		g_autofree char *said = NULL;

		m.address = (char *)"z@x.org";
		said = check(&conf, &m, 1);
		ok(strstr(said, cases[i].want) != NULL &&
		   (*cases[i].want != '\0' || !strstr(said, "z@x.org")),
		   "%s: %s", cases[i].name, said);
	}
}

/* What the configuration asks for, and for whom. */
static void
test_roster_asked(void)
{
	const struct sp_config conf = { .vouches = 2, .acceptance = TRUE,
					.gatekeeper = (char *)"gk@x.org" };
	struct sp_member m = { PERSON, .address = (char *)"z@x.org",
			       .vouches = 1, .roles = SP_ROLE_MODERATOR };
	g_autofree char *said = check(&conf, &m, 1);

	ok(strstr(said, "FAIL z@x.org is not vouched for: 1 of 2\n") &&
	   strstr(said, "FAIL z@x.org has not accepted the policy\n") &&
	   strstr(said, "FAIL roster nobody who can be written to is a "
		  "moderator\n") &&
	   strstr(said, "FAIL roster gk@x.org, the gatekeeper of [review], is "
		  "no member who can be written to\n"), "all that is asked "
	   "for: %s", said);
}

/* The role alone approves no patch where the configuration names somebody. */
static void
test_roster_gatekeeper(void)
{
	const struct sp_config conf = { .gatekeeper = (char *)"gk@x.org" };
	struct sp_member m = { PERSON, .address = (char *)"z@x.org",
			       .roles = SP_ROLE_GATEKEEPER };
	g_autofree char *other = check(&conf, &m, 1);
	g_autofree char *named = NULL;

	m.address = (char *)"GK@x.org";
	m.roles = 0;
	named = check(&conf, &m, 1);
	ok(strstr(other, "FAIL roster gk@x.org, the gatekeeper") != NULL,
	   "another one with the role: %s", other);
	ok(!strstr(named, "gatekeeper"), "that one, without it: %s", named);
}

int
main(void)
{
	test_roles();
	test_kinds();
	test_subsystems();
	test_limits();
	test_admission();
	test_roster_good();
	test_roster_bad();
	test_roster_asked();
	test_roster_gatekeeper();
	return tap_done();
}
