/* SPDX-License-Identifier: GPL-2.0-or-later */
/* profiles.c - the file that init writes, and which policy a file says */
#include "lib/base/config.h"

#include <string.h>

#include "lib/base/config-table.h"
#include "t/unit/tap.h"

#define HEAD "[list]\naddress = sec@lists.example.org\n"
#define FPR "0123456789ABCDEF0123456789ABCDEF01234567"

static struct sp_err err;

/* The configuration in text, or NULL with err. */
static struct sp_config *
parse(const char *text)
{
	struct sp_config *conf = NULL;

	if (sp_config_parse("/etc/sallyport/sec.conf", "sec", text,
			    strlen(text), &conf, &err) != SP_OK)
		return NULL;
	return conf;
}

/* What changes the policy in force and what does not. */
static void
policy_digest(void)
{
	static const struct {
		const char *text;
		gboolean same;
	} cases[] = {
		{ HEAD, TRUE },
		{ HEAD "# words\n[embargo]\n", TRUE },
		{ HEAD "[embargo]\nsoft = 14d\n", TRUE },
		{ HEAD "[mta]\ntimeout = 2m\n", TRUE },
		{ HEAD "tag = OTHER\n[admin]\nalarm = a@b.org\n", TRUE },
		{ HEAD "[remind]\nduty = 1wh\n", TRUE },
		{ HEAD "[embargo]\nsoft = 13d\n", FALSE },
		{ HEAD "[embargo]\nsoft = 14wd\n", FALSE },
		{ HEAD "[clock]\nholidays = 2026-12-25\n", FALSE },
		{ HEAD "[review]\ngatekeeper = pm@b.org\n", FALSE },
		{ HEAD "[branches]\nrequired =\n", FALSE },
		{ HEAD "[notice]\ntargets = devel\n", FALSE },
		{ HEAD "[checklist]\n", FALSE },
		{ HEAD "[rule a]\non = text\npattern = a\naction = hold\n", FALSE },
	};
	g_auto_config struct sp_config *c = parse(HEAD);
	g_autofree char *want = sp_config_policy_digest(c);

	ok(strlen(want) == 64, "policy %.16s", want);
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_auto_config struct sp_config *d = parse(cases[i].text);
		g_autofree char *got = d ? sp_config_policy_digest(d) : NULL;

		ok(got && (strcmp(got, want) == 0) == cases[i].same,
		   "%s policy: %s", cases[i].same ? "the same" : "another",
		   cases[i].text + strlen(HEAD));
	}
}

static void
sample(void)
{
	static const char *const keys[] = { FPR, NULL };

	for (const struct sp_conf_profile *p = sp_conf_profiles; p->name; p++) {
		g_autofree char *text =
			sp_config_sample("sec@lists.example.org", "TAG",
					 p->name, "/srv/sec", keys, &err);
		g_auto_config struct sp_config *c = text ? parse(text) : NULL;
		g_autofree char *answer = c ? g_strdup_printf("%uwd",
				c->human_answer_wd) : NULL;

		ok(c && !strcmp(c->tag, "TAG") &&
		   !strcmp(c->state, "/srv/sec") &&
		   !strcmp(c->archive_keys[0], FPR) &&
		   !strcmp(answer, p->human_answer), "profile %s", p->name);
	}
}

static void
sample_defaults(void)
{
	g_autofree char *text = sp_config_sample("sec@lists.example.org", NULL,
						 NULL, NULL, NULL, &err);
	g_auto_config struct sp_config *c = parse(HEAD);
	g_auto_config struct sp_config *d = text ? parse(text) : NULL;
	g_autofree char *want = sp_config_dump(c);
	g_autofree char *got = d ? sp_config_dump(d) : NULL;
	gboolean all = text != NULL;

	ok(got && !strcmp(got, want), "the sample says the defaults");
	for (const struct sp_conf_key *k = sp_conf_keys; all && k->group; k++) {
		g_autofree char *line = g_strconcat("\n", k->key, " =", NULL);

		g_auto(GStrv) help = g_strsplit(k->help, "\n", -1);

		all = strstr(text, line) && strstr(text, help[0]);
	}
	ok(all, "and explains every key");
}

static void
sample_faults(void)
{
	static const struct {
		const char *address, *tag, *profile, *state, *want;
	} cases[] = {
		{ "sec", NULL, NULL, NULL, "[list] address" },
		{ "a@b.org\nname = x", NULL, NULL, NULL, "[list] address" },
		{ "a@b.org", "A]\n[cli", NULL, NULL, "[list] tag" },
		{ "a@b.org", NULL, "debian", NULL, "profile: found \"debian\", "
		  "allowed is one of default, qemu-2020, libvirt, xen, "
		  "distros, qemu-2026" },
		{ "a@b.org", NULL, NULL, "srv", "[list] state" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *text =
			sp_config_sample(cases[i].address, cases[i].tag,
					 cases[i].profile, cases[i].state,
					 NULL, &err);

		ok(!text && err.code == SP_ECONF &&
		   strstr(err.text, cases[i].want), "sample: %s", err.text);
	}
}

int
main(void)
{
	policy_digest();
	sample();
	sample_defaults();
	sample_faults();
	return tap_done();
}
