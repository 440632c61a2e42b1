/* SPDX-License-Identifier: GPL-2.0-or-later */
/* config-checklist.c - the checklist of a file that has none */
#include "lib/base/config-table.h"

/* The nine questions of the list's acknowledgement. The patterns only look
 * for words: they err on the side of not asking again. What each alternative
 * may begin with decides how often PCRE2 tries it: so one "\b" stands before
 * many words, and "[0-9]" for "\d", which is a digit of any script. "(?<!.)"
 * is the start of a line. */
static const struct {
	const char *name, *text, *pattern;
} checklist[] = {
	{ "version", "version, or commit or tag, of the program",
	  "\\b(version|release|commit|revision|tag|git)\\b\\W{0,5}"
	  "[\\w.-]{0,40}\\d|\\bv?[0-9]+\\.[0-9]+\\.[0-9]+"
	  "|\\b[0-9a-f]{12,40}\\b" },
	{ "architecture",
	  "architecture of host and guest (x86, Arm, PPC; 32 or 64 bit)",
	  "\\b(x86([_-]?64)?|x64|a(md64|arch64|rm(v[4-9]\\w*|64|hf|el)?)"
	  "|i([3-6]86|a32)|p(pc|owerpc)\\w*|s(390x?|parc\\w*)|risc-?v\\w*"
	  "|mips\\w*|loongarch\\w*)\\b" },
	{ "code", "the affected code or function",
	  "(?<=[\\w-])\\.(c|h|cc|cpp|hpp|rs|go|py|pl|js|java|S)\\b"
	  "|(?<=\\w\\w\\w)\\(\\)" },
	{ "trace", "stack trace or crash output",
	  "\\b(s(tack ?trace|eg(mentation )?fault|ig(segv|abrt|bus|ill)\\b)"
	  "|k?asan\\b|back ?trace|call trace|traceback|core dumped"
	  "|assertion\\b.{1,200}\\bfailed)|sanitizer|#[0-9]+ +0x" },
	{ "reproducer", "steps or input that trigger it",
	  "\\b(reproduc|trigger|poc\\b|proof[ -]of[ -]concept|steps\\b)" },
	{ "configuration", "special configuration needed",
	  "\\b(config|default (settings|options|build))"
	  "|--(enable|disable|with|without)-" },
	{ "command-line", "the full command line of the guest",
	  "\\b(command[ -]?line|qemu-system-)|(?<!.) *[$#] +\\S"
	  "|[ \\t\\n]--?[a-z][\\w-]*+[ =]\\S++.{0,400}[ \\t]--?[a-z]" },
	{ "tools",
	  "which tools found it (fuzzer, static analysis, AI), and "
	  "whether you reproduced it yourself",
	  "\\b(fuzz|syzkaller|afl\\b|static(ally)? anal|ai\\b|llms?\\b"
	  "|language model|code (review|audit)|manual(ly)?\\b|by hand\\b)" },
	{ "credit",
	  "whom we may credit: the name as it should appear, or "
	  "\"no credit\"",
	  "\\b((no[ -]?)?credit|anonymous|reported[ -]by\\b|acknowledg)" },
};

void
sp_conf_default_checklist(struct sp_config *conf)
{
	for (size_t i = 0; i < G_N_ELEMENTS(checklist); i++)
		sp_conf_add_check(conf, checklist[i].name, checklist[i].text,
				  checklist[i].pattern, 0);
}
