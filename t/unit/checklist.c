/* SPDX-License-Identifier: GPL-2.0-or-later */
/* checklist.c - the nine questions asked by default
 *
 * A word check may ask once too often, but it must not fail: a pattern that
 * runs out of its budget holds the mail it was tried on. So each is tried on
 * the longest text there is, in the shapes that cost most. */
#include <string.h>

#include "lib/rule/rule.h"
#include "t/unit/tap.h"

#define HEAD "[list]\naddress = sec@x.org\n"
#define LONGEST (64 * 1024)

static const struct {
	const char *item, *yes, *no;	/* lines, each a text of its own */
} words[] = {
	{ "version",
	  "seen in version 9.1\nsince release 2026.04\nv8.2.1 is affected\n"
	  "git commit 1a2b3c4\nat 22494556542c676d1b9e7f1c1f2ea13ac17e1e3e\n"
	  "tag v9.0\nqemu 9.1.2",
	  "all of them\nthe latest version\nit takes 3.5 seconds\n"
	  "we commit to answer" },
	{ "architecture",
	  "an x86_64 host\nx86 guest\nArm64\nAArch64\nppc64le\ns390x\n"
	  "riscv64\nRISC-V\ni686\namd64\nARMv7\nPowerPC",
	  "a warm welcome\nno harm done\nthe ARMed forces\nmippy" },
	{ "code",
	  "in hw/net/foo.c\nfoo_rx() reads too far\nsee foo.rs line 3\n"
	  "drivers/net/bar.h",
	  "look at www.example.com\nit happens.\nf() in general\n"
	  "see RFC 2822" },
	{ "trace",
	  "==1==ERROR: AddressSanitizer\nASan says\nKASAN report\nstack trace\n"
	  "backtrace:\n#0 0x55d0 in foo_rx\nSegmentation fault (core dumped)\n"
	  "got SIGSEGV\nAssertion `n > 0' failed",
	  "an assertion of ours\nissue #12 is open\nit crashes\n"
	  "trace amounts" },
	{ "reproducer",
	  "Steps:\nthis triggers it\nhow to reproduce\nPoC attached\n"
	  "a proof-of-concept",
	  "footsteps\nwe have proof\nit is bad" },
	{ "configuration",
	  "built with --enable-foo\nCONFIG_FOO=y\nthe default settings\n"
	  "no special configuration\nconfigured so",
	  "it is so by default\nwe are figuring it out" },
	{ "command-line",
	  "the command line is\nqemu-system-x86_64 -m 1G\n"
	  "$ ./vm --memory 1\n# modprobe foo\nvm -m 1G -smp 4 -nographic",
	  "at your command\nin line 4\nwell - that - is\nC# code" },
	{ "tools",
	  "found by fuzzing\nsyzkaller\nAFL\nstatic analysis\n"
	  "an AI tool\nan LLM\na large language model\nby code review\n"
	  "found manually",
	  "I said so\nmy tools\nit is aimed at guests" },
	{ "credit",
	  "please credit Ada\nno credit\nReported-by: Ada\n"
	  "stay anonymous\nacknowledge us",
	  "my report\nincredible" },
};

static struct sp_pattern *
pattern_of(const struct sp_config *conf, const char *name)
{
	struct sp_pattern *p = NULL;
	struct sp_err err;

	for (guint i = 0; i < conf->checklist->len; i++) {
		const struct sp_check_conf *check =
			g_ptr_array_index(conf->checklist, i);

		if (strcmp(check->name, name) == 0 &&
		    sp_pattern_compile(check->pattern, &p, &err) != SP_OK)
			ok(0, "%s: %s", name, err.text);
	}
	return p;
}

static void
lines(struct sp_pattern *p, const char *item, const char *text,
      enum sp_match want)
{
	g_auto(GStrv) each = g_strsplit(text, "\n", -1);

	for (char **line = each; *line; line++)
		ok(sp_pattern_match(p, *line, strlen(*line)) == want,
		   "%s: \"%s\" %s", item, *line,
		   want == SP_MATCH_YES ? "says it" : "does not");
}

/* head, then unit over and over, up to the longest text. */
static char *
filled(const char *head, const char *unit)
{
	GString *out = g_string_new(head);

	while (out->len < LONGEST)
		g_string_append(out, unit);
	return g_string_free(out, FALSE);
}

static void
longest(struct sp_pattern *p, const char *item)
{
	static const struct {
		const char *head, *unit;
	} shapes[] = {
		{ "", "a" }, { "", "a " }, { "", "1." }, { "", "1.1 " },
		{ "", "abcdef0123" }, { "", " --a b" }, { "", "\n #" },
		{ "", "\n" }, { "", "()" }, { "", "a-a." }, { "", "git git" },
		{ "", "assertion failin " }, { "", "version\n" },
		{ "", "static " }, { "", "x86_" }, { "", "\xc3\xa9" },
		{ "", "\xff" }, { "", " -b=c\n" }, { "", "a -b=" },
		{ "version ", "-" }, { "version ", "a" }, { "version", " a" },
		{ "a -b=", "a" }, { "a -b=", "a " }, { "a -b=", "--" },
		{ "a -", "b" }, { "a --b=c", "-" }, { "assertion ", "f " },
		{ "$ ", " " }, { "#1", " " },
		{ "", "The quick brown fox jumps over the lazy dog. " },
		{ "", "if (a->b != c) { d = e + f; return; }\n" },
		{ "", "TVqQAAMAAAAEAAAA//8AALgAAAAAAAAAQAAAAAAAAAAAAAAA\n" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(shapes); i++) {
		g_autofree char *text = filled(shapes[i].head, shapes[i].unit);
		g_autofree char *shown = g_strescape(text, NULL);

		if (sp_pattern_match(p, text, LONGEST) == SP_MATCH_FAILED)
			ok(0, "%s: 64 KiB of \"%.50s\"", item, shown);
	}
	ok(1, "%s: the longest texts were tried", item);
}

int
main(void)
{
	g_auto_config struct sp_config *conf = NULL;
	struct sp_err err;

	if (sp_config_parse("x.conf", "x", HEAD, strlen(HEAD), &conf, &err) !=
	    SP_OK || conf->checklist->len != G_N_ELEMENTS(words)) {
		ok(0, "nine items");
		return tap_done();
	}
	for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
		struct sp_pattern *p = pattern_of(conf, words[i].item);

		lines(p, words[i].item, words[i].yes, SP_MATCH_YES);
		lines(p, words[i].item, words[i].no, SP_MATCH_NO);
		longest(p, words[i].item);
		sp_pattern_free(p);
	}
	return tap_done();
}
