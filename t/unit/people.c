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

int
main(void)
{
	test_roles();
	test_kinds();
	test_subsystems();
	test_limits();
	test_admission();
	return tap_done();
}
