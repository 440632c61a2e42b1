/* SPDX-License-Identifier: GPL-2.0-or-later */
/* profiles.c - the profiles, the file that init makes of them, and which policy
 * a file says */
#include "lib/base/config.h"

#include <string.h>

#include "lib/base/config-table.h"
#include "lib/rule/rule.h"
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

/* The file of a profile, as it stands in the tree. */
static char *
profile_text(const char *name)
{
	const char *root = g_getenv("SOURCE_ROOT");
	g_autofree char *file = g_strconcat(name, ".conf", NULL);
	g_autofree char *path = g_build_filename(root ? root : ".", "config",
						 "profiles", file, NULL);
	char *text = NULL;

	(void)g_file_get_contents(path, &text, NULL, NULL);
	return text;
}

/* Without comments and blank lines. */
static char *
bare(const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	GString *out = g_string_new(NULL);

	for (char **line = lines; *line; line++)
		if (**line && **line != '#')
			g_string_append_printf(out, "%s\n", *line);
	return g_string_free(out, FALSE);
}

/* Each key of the tables stands in the file, right below a comment. */
static void
explained(const char *profile, const char *text)
{
	for (const struct sp_conf_key *k = sp_conf_keys; k->group; k++) {
		g_autofree char *group = g_strdup_printf("\n[%s]\n", k->group);
		g_autofree char *start = g_strdup_printf("\n%s =", k->key);
		const char *at = strstr(text, group);
		const char *end = at ? strstr(at, "\n[") : NULL;
		const char *before;

		at = end ? strstr(at, start) : NULL;
		end = end ? strstr(end + 2, "\n[") : NULL;
		if (!at || (end && at > end)) {
			ok(0, "config/profiles/%s.conf lacks [%s] %s", profile,
			   k->group, k->key);
			continue;
		}
		for (before = at; before > text && before[-1] != '\n'; )
			before--;
		if (*before != '#')
			ok(0, "config/profiles/%s.conf does not explain [%s] "
			   "%s", profile, k->group, k->key);
	}
}

static void
whole_files(void)
{
	for (const char *const *p = sp_config_profiles(); *p; p++) {
		g_autofree char *text = profile_text(*p);
		g_auto_config struct sp_config *c = text ? parse(text) : NULL;
		g_autofree char *dump = c ? sp_config_dump(c) : NULL;
		g_autofree char *want = dump ? bare(dump) : NULL;
		g_autofree char *got = text ? bare(text) : NULL;
		struct sp_rule_set *rules = NULL;

		ok(c != NULL, "%s: %s", *p, c ? "is read" : err.text);
		if (!c)
			continue;
		explained(*p, text);
		ok(!strcmp(got, want), "%s: is what it dumps to", *p);
		ok(sp_rule_set_new(c, &rules, &err) == SP_OK,
		   "%s: its patterns compile", *p);
		sp_rule_set_free(rules);
	}
}

/* What the published processes of those teams say, and where they say nothing
 * what we chose; 0 and "" stand for none. */
static const struct {
	const char *profile;
	unsigned answer_wd, processing_d;
	enum sp_embargo_default embargo;
	unsigned soft_d, soft_wd, hard_d;
	enum sp_over_hard over_hard;
	enum sp_embargo_start start;
	unsigned advisory_wd, predisclosure_wd, independent;
	gboolean gatekeeper;
	const char *branches;		/* the first one */
	const char *targets, *asks;
	gboolean text;			/* a notice of their own */
	const char *prefix;		/* of its number */
} numbers[] = {
	{ "default", 3, 60, SP_EMBARGO_BY_SEVERITY, 14, 0, 31,
	  SP_OVER_HARD_TWO_MEMBERS, SP_START_ACCEPTED, 0, 0, 1, FALSE,
	  "master", "devel announce", "tools", TRUE, "" },
	{ "qemu-2020", 3, 60, SP_EMBARGO_BY_SEVERITY, 14, 0, 31,
	  SP_OVER_HARD_TWO_MEMBERS, SP_START_ACCEPTED, 0, 0, 1, TRUE,
	  "master", "devel stable", "tools", TRUE, "" },
	{ "libvirt", 3, 0, SP_EMBARGO_ALWAYS, 14, 0, 31,
	  SP_OVER_HARD_TWO_MEMBERS, SP_START_ACCEPTED, 0, 0, 1, FALSE,
	  "master", "devel announce", "release", TRUE, "LSN" },
	{ "xen", 2, 0, SP_EMBARGO_ALWAYS, 0, 15, 0,
	  SP_OVER_HARD_TWO_MEMBERS, SP_START_REPORT, 5, 10, 1, FALSE,
	  "staging", "announce web", "tools", TRUE, "XSA" },
	{ "distros", 1, 0, SP_EMBARGO_ALWAYS, 7, 0, 14,
	  SP_OVER_HARD_NEVER, SP_START_REPORT, 0, 0, 0, FALSE,
	  "", "oss-security", "date", FALSE, "" },
	{ "qemu-2026", 0, 0, SP_EMBARGO_NEVER, 0, 0, 14,
	  SP_OVER_HARD_TWO_MEMBERS, SP_START_ACCEPTED, 0, 0, 1, FALSE,
	  "master", "issue", "tools", FALSE, "" },
};

static gboolean
asks_for(const struct sp_config *c, const char *item)
{
	for (guint i = 0; i < c->checklist->len; i++) {
		const struct sp_check_conf *check = c->checklist->pdata[i];

		if (strcmp(check->name, item) == 0)
			return TRUE;
	}
	return FALSE;
}

static void
known_numbers(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(numbers); i++) {
		g_autofree char *text = profile_text(numbers[i].profile);
		g_auto_config struct sp_config *c = parse(text);
		const char *name = numbers[i].profile;
		g_autofree char *targets = g_strjoinv(" ", c->targets);
		const char *branch = c->branches_required[0];

		ok(c->human_answer_wd == numbers[i].answer_wd &&
		   c->processing_d == numbers[i].processing_d &&
		   c->advisory_wd == numbers[i].advisory_wd &&
		   c->predisclosure_wd == numbers[i].predisclosure_wd,
		   "%s: clocks", name);
		ok(c->embargo_default == numbers[i].embargo &&
		   c->embargo_soft_d == numbers[i].soft_d &&
		   c->embargo_soft_wd == numbers[i].soft_wd &&
		   c->embargo_hard_d == numbers[i].hard_d &&
		   c->embargo_over_hard == numbers[i].over_hard &&
		   c->embargo_start == numbers[i].start, "%s: embargo", name);
		ok(c->review_independent == numbers[i].independent &&
		   !*c->gatekeeper == !numbers[i].gatekeeper, "%s: review",
		   name);
		ok(!strcmp(branch ? branch : "", numbers[i].branches) &&
		   !strcmp(targets, numbers[i].targets),
		   "%s: branches, targets", name);
		ok(c->notice_required == numbers[i].text &&
		   !strcmp(c->notice_prefix, numbers[i].prefix),
		   "%s: notice", name);
		ok(asks_for(c, numbers[i].asks), "%s: asks for %s", name,
		   numbers[i].asks);
	}
	ok(g_strv_length((char **)(uintptr_t)sp_config_profiles()) ==
	   G_N_ELEMENTS(numbers), "and no other profile");
}

static void
sample(void)
{
	static const char *const keys[] = { FPR, NULL };

	for (const char *const *p = sp_config_profiles(); *p; p++) {
		g_autofree char *text =
			sp_config_sample("a-b@lists.example.org", "TAG", *p,
					 "/srv/sec", keys, &err);
		g_autofree char *from = profile_text(*p);
		g_auto(GStrv) old = g_strsplit(from, "\n", -1);
		g_auto(GStrv) new = g_strsplit(text ? text : "", "\n", -1);
		g_auto_config struct sp_config *c = text ? parse(text) : NULL;
		unsigned changed = 0;

		ok(c && !strcmp(c->tag, "TAG") &&
		   !strcmp(c->address, "a-b@lists.example.org") &&
		   !strcmp(c->name, "TAG list") && !strcmp(c->prefix, "TAG") &&
		   !strcmp(c->state, "/srv/sec") &&
		   !strcmp(c->archive_keys[0], FPR), "%s: who the list is", *p);
		ok(g_strv_length(old) == g_strv_length(new), "%s: in its place",
		   *p);
		for (unsigned i = 0; old[i] && new[i]; i++)
			changed += strcmp(old[i], new[i]) != 0;
		ok(changed == 6, "%s: and nothing else", *p);
	}
}

static void
sample_defaults(void)
{
	g_autofree char *text = profile_text("default");
	g_auto_config struct sp_config *c = text ? parse(text) : NULL;
	g_auto_config struct sp_config *d =
		parse("[list]\naddress = security@lists.example.org\n");
	g_autofree char *said = c ? sp_config_explain(c) : NULL;
	g_autofree char *got = c ? sp_config_dump(c) : NULL;
	g_autofree char *want = NULL;

	ok(said && !strcmp(said, text), "the default profile is what \"config "
	   "dump --explain\" says of it");
	g_free(d->state);
	d->state = g_strdup("/var/lib/sallyport/security");
	want = sp_config_dump(d);
	ok(got && !strcmp(got, want), "and every default");
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
	whole_files();
	known_numbers();
	sample();
	sample_defaults();
	sample_faults();
	return tap_done();
}
