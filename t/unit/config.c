/* SPDX-License-Identifier: GPL-2.0-or-later */
/* config.c - what stands in LIST.conf, what may, and what we say otherwise */
#include "lib/base/config.h"

#include <string.h>

#include "lib/base/config-table.h"
#include "t/unit/tap.h"

#define FILE_NAME "/etc/sallyport/sec.conf"
#define HEAD "[list]\naddress = sec@lists.example.org\n"
#define RULE HEAD "[rule a]\n"
#define UUID \
	"allowed is a UUID of version 4, as 01234567-89ab-4cde-8f01-" \
	"23456789abcd, or nothing"
#define FPR "0123456789ABCDEF0123456789ABCDEF01234567"
#define OTHER_FPR "76543210FEDCBA9876543210FEDCBA9876543210"
#define FPR64 FPR "0123456789ABCDEF01234567"
#define FPR_ALLOWED "fingerprints of version 4 keys, 40 hexadecimal digits " \
	"each, or nothing"

static struct sp_err err;

/* The configuration in text, or NULL with err. */
static struct sp_config *
parse(const char *text)
{
	struct sp_config *conf = NULL;

	if (sp_config_parse(FILE_NAME, "sec", text, strlen(text), &conf,
			    &err) != SP_OK)
		return NULL;
	return conf;
}

static void
defaults(void)
{
	g_auto_config struct sp_config *c = parse(HEAD);

	ok(c != NULL, "one key is enough");
	if (!c)
		return;
	ok(!strcmp(c->file, FILE_NAME) && !strcmp(c->dir, "/etc/sallyport") &&
	   !strcmp(c->list, "sec"), "where it came from");
	ok(!strcmp(c->address, "sec@lists.example.org") &&
	   !strcmp(c->local, "sec") &&
	   !strcmp(c->domain, "lists.example.org"), "the address in parts");
	ok(!strcmp(c->tag, "SEC") && !strcmp(c->name, "SEC list") &&
	   !strcmp(c->prefix, "SEC") &&
	   !strcmp(c->state, "/var/lib/sallyport/sec"), "derived names");
	ok(!strcmp(c->delimiter, "+") && !*c->policy_url && !*c->key_url,
	   "delimiter and addresses");
	ok(c->message == 25 << 20 && c->plaintext == 50 << 20 &&
	   c->parts == 1000 && c->depth == 32 && c->header_fields == 1000 &&
	   c->header_bytes == 256 << 10 && c->addresses == 500, "limits");
	ok(c->unsigned_member == SP_UNSIGNED_HOLD &&
	   c->reply_to == SP_REPLY_NONE && c->signature_window_s == 259200,
	   "posts");
	ok(c->ack && c->ack_delay_s == 60 && c->ack_per_thread_day == 1 &&
	   c->ack_per_sender_day == 10 && c->ack_per_list_hour == 60 &&
	   !c->ack_blind && !*c->authserv_id, "acknowledgement");
	ok(!strcmp(c->workdays.timezone, "UTC") && c->workdays.days == 0x1f &&
	   c->workdays.open_h == 9 && c->workdays.close_h == 17 &&
	   g_hash_table_size(c->workdays.holidays) == 0, "working days");
	ok(c->human_answer_wd == 3 && c->processing_d == 60, "promises");
	ok(c->triage_d == 7 && c->embargo_decision_d == 3 &&
	   c->reporter_update_d == 14 && c->needs_info_d == 14 &&
	   c->cve_wd == 3 && c->tag_d == 7 && c->review_before_d == 3 &&
	   c->advisory_wd == 0 && c->predisclosure_wd == 0, "clocks");
	ok(c->embargo_default == SP_EMBARGO_BY_SEVERITY &&
	   c->embargo_soft_d == 14 && c->embargo_soft_wd == 0 &&
	   c->embargo_hard_d == 31 &&
	   c->embargo_over_hard == SP_OVER_HARD_TWO_MEMBERS &&
	   c->embargo_start == SP_START_ACCEPTED, "embargoes");
	ok(c->review_independent == 1 && c->review_total == 2 &&
	   g_strv_length(c->review_exclude) == 3 && !*c->gatekeeper, "reviews");
	ok(!strcmp(c->branches_required[0], "master") &&
	   !c->branches_required[1] && g_strv_length(c->targets) == 2 &&
	   c->cve_required && c->notice_required && !*c->notice_prefix &&
	   !*c->product && !*c->repository &&
	   !strcmp(c->xmlns, "http://security.libvirt.org/xmlns"),
	   "branches, notice");
	ok(c->checklist->len == 9 && c->rules->len == 0, "checklist, rules");
	ok(!c->archive_keys[0] && !c->archive_list_key &&
	   c->key_overlap_d == 30, "archive, keys");
	ok(!strcmp(c->sendmail, "/usr/sbin/sendmail") &&
	   c->sendmail_timeout_s == 60 && c->hand_over == SP_HAND_OVER_NOW &&
	   !*c->alarm && !c->require_login, "sendmail, alarm, login");
	ok(c->keep_rejected_d == 30 && c->keep_discarded_d == 30 &&
	   c->undo_d == 7 && c->sandbox_required, "retention, sandbox");
	ok(c->vouches == 0 && !c->acceptance && !*c->maintainers, "people");
}

static void
derived(void)
{
	static const struct {
		const char *address, *tag, *prefix;
	} cases[] = {
		{ "qemu-security@x.org", "QEMU-SECURITY", "QSEC" },
		{ "security@x.org", "SECURITY", "SEC" },
		{ "a-b-c-d-e-f-g-h-i-j-k-l-m-n@x.org",
		  "A-B-C-D-E-F-G-H-I-J-K-L-M-N", "ABCDEFGHIJKL" },
		{ "x@x.org", "X", "CASE" },
		{ "0day@x.org", "0DAY", "CASE" },
		{ "sec-@x.org", "SEC-", "SEC" },
		{ "s--team@x.org", "S--TEAM", "STEA" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *text = g_strconcat("[list]\naddress=",
						    cases[i].address, NULL);
		g_auto_config struct sp_config *c = parse(text);

		ok(c && !strcmp(c->tag, cases[i].tag) &&
		   !strcmp(c->prefix, cases[i].prefix), "%s: %s, %s",
		   cases[i].address, cases[i].tag, cases[i].prefix);
	}
}

/* A file in which nothing is as by default, in our own words. */
static const char everything[] =
	"[list]\n"
	"address = hv-security@lists.example.org\n"
	"name = Example Hypervisor security list\n"
	"tag = HV-SEC\n"
	"prefix = HV1\n"
	"state = /srv/hv\n"
	"delimiter = -\n"
	"policy-url = https://example.org/security\n"
	"key-url = https://example.org/hv.asc\n"
	"\n[limits]\n"
	"message = 1G\nplaintext = 2047M\nparts = 1\ndepth = 1\n"
	"header-fields = 10\nheader-bytes = 1025\naddresses = 1\n"
	"\n[post]\n"
	"unsigned-member = banner\nreply-to = none\nsignature-window = 90m\n"
	"\n[reply]\n"
	"as = member\nteam = Us\nclear = yes\ndelay = 5m\n"
	"\n[ack]\n"
	"enabled = no\ndelay = 0s\nper-thread-day = 2\nper-sender-day = 3\n"
	"per-list-hour = 4\nblind = yes\nauthserv-id = mx.example.org\n"
	"\n[clock]\n"
	"timezone = Europe/Prague\ndays = Mon Sun\nopen = 0\nclose = 24\n"
	"holidays = 2026-12-25 2027-01-01\nhuman-answer = 0wd\n"
	"processing = 0d\ntriage = 1d\nembargo-decision = 2d\n"
	"reporter-update = 3d\nneeds-info = 4d\ncve = 5wd\ntag = 6d\n"
	"review-before-end = 7d\nadvisory = 8wd\npredisclosure = 9wd\n"
	"\n[embargo]\n"
	"default = never\nsoft = 15wd\nhard = 0d\nover-hard = never\n"
	"start = fix-ready\n"
	"\n[review]\n"
	"independent = 2\ntotal = 3\nexclude = author maintainer\n"
	"gatekeeper = pm+x@example.org\n"
	"\n[branches]\nrequired = staging stable/9.1\n"
	"\n[notice]\ntargets = stable oss-security\ncve = optional\n"
	"text = optional\nprefix = LSN\n"
	"batch-period = 28d\nbatch-from = 2026-02-03\nproduct = example\n"
	"repository = https://git.example.org/example.git\n"
	"namespace = https://example.org/xmlns\n"
	"publisher = Example Team\npublisher-category = coordinator\n"
	"homepage = https://www.example.org\nweb = http://example.org/x\n"
	"purl = pkg:deb/debian/example\n"
	"cna = 01234567-89AB-4CDE-8f01-23456789abcd\n"
	"\n[remind]\n"
	"enabled = no\nduty = 0wh\nmoderators = 1wh\neveryone = 1000wh\n"
	"rota = jo@example.org - mo+x@example.org\nrota-from = 2027-02-28\n"
	"rota-turn = 1d\n"
	"\n[bounces]\n"
	"failures = 30\nwithin = 2d\n"
	"\n[archive]\n"
	"keys = " FPR " " OTHER_FPR "\nlist-key = yes\nindex = no\n"
	"\n[keys]\noverlap = 7d\n"
	"\n[mta]\n"
	"sendmail = /opt/bin/sendmail\ntimeout = 1s\nhand-over = worker\n"
	"\n[admin]\n"
	"alarm = root+sally@example.org\n"
	"\n[mail]\n"
	"roster = change\n"
	"\n[cli]\n"
	"require-login = yes\n"
	"tell-moderators = no\n"
	"\n[people]\n"
	"vouches = 10\nacceptance = yes\nmaintainers = /srv/qemu/MAINTAINERS\n"
	"\n[retention]\n"
	"rejected = 0d\ndiscarded = 1d\nundo = 1d\n"
	"\n[sandbox]\n"
	"required = no\n"
	"\n[checklist]\n"
	"version = your version | \\bversion\\b|\\d+\\.\\d+\n"
	"odd = text | | first of two\n"
	"\n[rule one]\n"
	"on = header\nheader = X-Spam-Flag\npattern = ^yes\\b;[a=b]#c\n"
	"action = last\n"
	"\n[rule two]\n"
	"on = text\npattern = \\binvoice\\b\naction = suggest\n"
	"reason = support\n";

static void
values(void)
{
	g_auto_config struct sp_config *c = parse(everything);
	const struct sp_check_conf *check;
	const struct sp_rule_conf *rule;

	ok(c != NULL, "a full file: %s", c ? "" : err.text);
	if (!c)
		return;
	ok(c->workdays.days == 0x41 && c->workdays.close_h == 24 &&
	   g_hash_table_contains(c->workdays.holidays, "2026-12-25"),
	   "days and holidays");
	ok(c->message == 1 << 30 && c->header_bytes == 1025 &&
	   c->signature_window_s == 5400, "sizes and durations");
	ok(c->remind_everyone_wh == 1000 && !c->remind_duty_wh &&
	   g_strv_length(c->rota) == 3 && !strcmp(c->rota[1], "-") &&
	   !strcmp(c->rota_from, "2027-02-28"), "reminders");
	ok(c->embargo_soft_d == 0 && c->embargo_soft_wd == 15 &&
	   c->embargo_over_hard == SP_OVER_HARD_NEVER &&
	   c->embargo_start == SP_START_FIX_READY && !c->cve_required &&
	   !c->notice_required && !strcmp(c->notice_prefix, "LSN") &&
	   c->batch_period_d == 28 && !strcmp(c->batch_from, "2026-02-03") &&
	   !strcmp(c->product, "example") &&
	   !strcmp(c->repository, "https://git.example.org/example.git") &&
	   !strcmp(c->xmlns, "https://example.org/xmlns") &&
	   !strcmp(c->publisher, "Example Team") &&
	   !strcmp(sp_publisher_categories[c->publisher_category],
		   "coordinator") &&
	   !strcmp(c->homepage, "https://www.example.org") &&
	   !strcmp(c->web, "http://example.org/x") &&
	   !strcmp(c->purl, "pkg:deb/debian/example") &&
	   !strcmp(c->cna, "01234567-89AB-4CDE-8f01-23456789abcd") &&
	   !strcmp(c->review_exclude[1], "maintainer") &&
	   !strcmp(c->branches_required[1], "stable/9.1") &&
	   !strcmp(c->targets[1], "oss-security"), "policy");
	ok(g_strv_length(c->archive_keys) == 2 &&
	   !strcmp(c->archive_keys[0], FPR), "fingerprints");
	check = g_ptr_array_index(c->checklist, 0);
	ok(c->checklist->len == 2 && !strcmp(check->name, "version") &&
	   !strcmp(check->text, "your version") &&
	   !strcmp(check->pattern, "\\bversion\\b|\\d+\\.\\d+"),
	   "a pattern stands as it is meant");
	check = g_ptr_array_index(c->checklist, 1);
	ok(!strcmp(check->text, "text") &&
	   !strcmp(check->pattern, "| first of two"),
	   "the first bar separates");
	rule = g_ptr_array_index(c->rules, 0);
	ok(c->rules->len == 2 && !strcmp(rule->name, "one") &&
	   rule->on == SP_ON_HEADER && !strcmp(rule->header, "X-Spam-Flag") &&
	   !strcmp(rule->pattern, "^yes\\b;[a=b]#c") &&
	   rule->action == SP_RULE_LAST && !rule->reason, "rule one");
	rule = g_ptr_array_index(c->rules, 1);
	ok(rule->on == SP_ON_TEXT && !rule->header &&
	   rule->action == SP_RULE_SUGGEST &&
	   !strcmp(rule->reason, "support") && rule->line > 60, "rule two");
}

/* A dump parses to the configuration that it was made of. */
static void
fixed_point(const char *name, const char *text)
{
	g_auto_config struct sp_config *first = parse(text);
	g_auto_config struct sp_config *second = NULL;
	g_autofree char *dump = first ? sp_config_dump(first) : NULL;
	g_autofree char *again = NULL;

	if (dump)
		second = parse(dump);
	if (second)
		again = sp_config_dump(second);
	ok(again && !strcmp(dump, again), "%s: the dump is a fixed point",
	   name);
}

static void
dump(void)
{
	g_auto_config struct sp_config *c = parse(everything);
	g_autofree char *text = c ? sp_config_dump(c) : NULL;

	/* It was written in the words and the order of a dump. */
	ok(text && !strcmp(text, everything), "a full file dumps as it is");
	fixed_point("defaults", HEAD);
	fixed_point("everything", everything);
	fixed_point("no checklist", HEAD "[checklist]\n");
	fixed_point("other words",
		    "# comment\r\n[list]\r\n address=sec@x.org \r\n[limits]\r\n"
		    "message=1024K\nplaintext=1048576\n[ack]\ndelay=60m\n"
		    "[clock]\ndays=Sun,Mon, Tue\nholidays=2027-01-01,"
		    "2026-12-25\n[embargo]\nsoft=0wd\n[review]\nexclude="
		    "maintainer,author author\n[rule x]\nheader=Subject\npattern=a\n"
		    "action=hold");
}

/* Each fault and the exact words about it, after the file's name. */
static const struct {
	const char *text, *want;
} bad_files[] = {
	{ "", ": [list] address: is missing and has no default" },
	{ HEAD "[ack]\n\ndelay = soon\n",
	  ":5: [ack] delay: found \"soon\", allowed is a duration "
	  "from 0s to 1h, as 1m" },
	{ HEAD "[ack]\ndelay =\n",
	  ":4: [ack] delay: found \"\", allowed is a duration from 0s "
	  "to 1h, as 1m" },
	{ HEAD "[limits]\nmessage = 25MB\n",
	  ":4: [limits] message: found \"25MB\", allowed is a size "
	  "from 1K to 1G, as 25M" },
	{ HEAD "[limits]\nmessage = 9999999999G\n",
	  ":4: [limits] message: found \"9999999999G\", allowed is a "
	  "size from 1K to 1G, as 25M" },
	{ HEAD "[limits]\nparts = -1\n",
	  ":4: [limits] parts: found \"-1\", allowed is a whole "
	  "number from 1 to 10000, as 1000" },
	{ HEAD "[post]\nreply-to = List\n",
	  ":4: [post] reply-to: found \"List\", allowed is one of "
	  "list, none" },
	{ HEAD "[clock]\nhuman-answer = 3d\n",
	  ":4: [clock] human-answer: found \"3d\", allowed is working "
	  "days from 0wd to 60wd, as 3wd" },
	{ HEAD "[embargo]\nsoft = 2w\n",
	  ":4: [embargo] soft: found \"2w\", allowed is days from 0d to "
	  "3650d or working days, as 14d or 15wd" },
	{ HEAD "[embargo]\nhard = 13d\n",
	  ": [embargo] soft: found \"14d\", allowed is no longer than hard, "
	  "which is 13d" },
	{ HEAD "[embargo]\ndefault = sometimes\n",
	  ":4: [embargo] default: found \"sometimes\", allowed is one of "
	  "by-severity, always, never" },
	{ HEAD "[review]\nindependent = 3\n",
	  ": [review] total: found \"2\", allowed is no less than "
	  "independent, which is 3" },
	{ HEAD "[review]\nexclude = author boss\n",
	  ":4: [review] exclude: found \"author boss\", allowed is any of "
	  "author, gatekeeper, maintainer, or nothing" },
	{ HEAD "[branches]\nrequired = master ../x\n",
	  ":4: [branches] required: found \"master ../x\", allowed is names "
	  "of branches, each once and 64 at most, as master stable-9.1, or "
	  "nothing" },
	{ HEAD "[notice]\npurl = pkg:generic/example@1.0\n",
	  ":4: [notice] purl: found \"pkg:generic/example@1.0\", allowed is a "
	  "package URL without version, as pkg:generic/example, or nothing" },
	{ HEAD "[notice]\npurl = pkg:Generic/example\n",
	  ":4: [notice] purl: found \"pkg:Generic/example\", allowed is a "
	  "package URL without version, as pkg:generic/example, or nothing" },
	{ HEAD "[notice]\npurl = pkg:generic/\n",
	  ":4: [notice] purl: found \"pkg:generic/\", allowed is a package URL "
	  "without version, as pkg:generic/example, or nothing" },
	{ HEAD "[notice]\npurl = generic/example\n",
	  ":4: [notice] purl: found \"generic/example\", allowed is a package "
	  "URL without version, as pkg:generic/example, or nothing" },
	{ HEAD "[notice]\ncna = 01234567-89ab-1cde-8f01-23456789abcd\n",
	  ":4: [notice] cna: found \"01234567-89ab-1cde-8f01-23456789abcd\", "
	  UUID },
	{ HEAD "[notice]\ncna = 01234567-89ab-4cde-cf01-23456789abcd\n",
	  ":4: [notice] cna: found \"01234567-89ab-4cde-cf01-23456789abcd\", "
	  UUID },
	{ HEAD "[notice]\ncna = 01234567-89ab-4cde-8f01-23456789abcg\n",
	  ":4: [notice] cna: found \"01234567-89ab-4cde-8f01-23456789abcg\", "
	  UUID },
	{ HEAD "[notice]\ncna = 0123456789ab4cde8f0123456789abcd\n",
	  ":4: [notice] cna: found \"0123456789ab4cde8f0123456789abcd\", "
	  UUID },
	{ HEAD "[notice]\ncna = redhat\n",
	  ":4: [notice] cna: found \"redhat\", "
	  UUID },
	{ HEAD "[notice]\npublisher = A\nhomepage = https://a.example\n",
	  ":4: [notice] publisher: found \"A\", allowed is nothing as long as "
	  "web is empty" },
	{ HEAD "[notice]\npublisher = A\nweb = https://a.example\n",
	  ":4: [notice] publisher: found \"A\", allowed is nothing as long as "
	  "homepage is empty" },
	{ HEAD "[notice]\npublisher-category = boss\n",
	  ":4: [notice] publisher-category: found \"boss\", allowed is one of "
	  "vendor, coordinator, discoverer, user, other" },
	{ HEAD "[notice]\ntargets = devel, devel\n",
	  ":4: [notice] targets: found \"devel, devel\", allowed is names of "
	  "letters, digits and hyphens, 32 at most, each once and 64 at most, "
	  "as devel announce, or nothing" },
	{ HEAD "[clock]\ndays = Monday\n",
	  ":4: [clock] days: found \"Monday\", allowed is days of the "
	  "week, as Mon Tue Wed Thu Fri" },
	{ HEAD "[remind]\nduty = 4h\n",
	  ":4: [remind] duty: found \"4h\", allowed is working hours "
	  "from 0wh to 1000wh, as 4wh" },
	{ HEAD "[remind]\nrota = jo\n",
	  ":4: [remind] rota: found \"jo\", allowed is addresses of "
	  "moderators, or - where there is nobody, as jo@example.org "
	  "mo@example.org, or nothing" },
	{ HEAD "[remind]\nrota-from = 2027-02-29\n",
	  ":4: [remind] rota-from: found \"2027-02-29\", allowed is a "
	  "date, as 2026-12-25" },
	{ HEAD "[clock]\nholidays = 2026-02-29\n",
	  ":4: [clock] holidays: found \"2026-02-29\", allowed is "
	  "dates, as 2026-12-25 2027-01-01, or nothing" },
	{ HEAD "[clock]\ntimezone = Mars/Base\n",
	  ":4: [clock] timezone: found \"Mars/Base\", allowed is a "
	  "time zone that this host knows, as UTC or Europe/Prague" },
	{ HEAD "[clock]\nclose = 9\n",
	  ":4: [clock] close: found \"9\", allowed is an hour after "
	  "open, which is 9" },
	{ HEAD "[retention]\nundo = 31d\n",
	  ":4: [retention] undo: found \"31d\", allowed is no longer "
	  "than discarded, which is 30d" },
	{ "[list]\nEncoding = a\tb\n",
	  ": there is no key Encoding; the file is UTF-8" },
	{ HEAD "[retention]\nrejected = 6d\n",
	  ": [retention] undo: found \"7d\", allowed is no longer "
	  "than rejected, which is 6d" },
	{ HEAD "[archive]\nkeys = 0x12345678\n",
	  ":4: [archive] keys: found \"0x12345678\", allowed is full "
	  FPR_ALLOWED },
	{ HEAD "[archive]\nkeys = " FPR64 "\n",
	  ":4: [archive] keys: found \"" FPR "0123456789ABCDEF0123"
	  "...\", allowed is full " FPR_ALLOWED },
	{ HEAD "[archive]\nkeys = " FPR "0\n",
	  ":4: [archive] keys: found \"" FPR "0\", allowed is full "
	  FPR_ALLOWED },
	{ HEAD "[admin]\nalarm = -oQ/tmp@x.org\n",
	  ":4: [admin] alarm: found \"-oQ/tmp@x.org\", allowed is an "
	  "address, as root@example.org, or nothing" },
	{ HEAD "[mta]\nsendmail = sendmail -t\n",
	  ":4: [mta] sendmail: found \"sendmail -t\", allowed is an "
	  "absolute path without \"..\", as /usr/sbin/sendmail" },
	{ HEAD "[cli]\nrequire-logins = yes\n",
	  ":4: [cli] require-logins: is no key of this group, allowed "
	  "is require-login, tell-moderators" },
	{ HEAD "[sandbox]\nrequired = no\nrequired = yes\n",
	  ":5: [sandbox] required: stands here a second time, first "
	  "on line 4; once is allowed" },
	{ HEAD "[cli]\n[list]\n",
	  ":4: [list]: stands here a second time, first on line 1; "
	  "once is allowed" },
	{ HEAD "what is this\n",
	  ":3: found \"what is this\", allowed is key = value, "
	  "[group] or a comment after #" },
	{ HEAD "; comment\n",
	  ":3: found \"; comment\", allowed is key = value, [group] "
	  "or a comment after #" },
	{ "address = sec@x.org\n",
	  ":1: found \"address = sec@x.org\", allowed is a [group] "
	  "before the first key" },
	{ HEAD "name[de] = Liste\n",
	  ":3: found \"name[de] = Liste\", allowed is key = value, "
	  "[group] or a comment after #" },
	{ HEAD "name = \033[31m\n",
	  ":3: found \"name = \\033[31m\", allowed is text without "
	  "control characters" },
	{ HEAD "name = a\rtag = B\n",
	  ":3: found \"name = a\\rtag = B\", allowed is text without "
	  "control characters" },
	{ HEAD "[ack]\r\r\n",
	  ":3: found \"[ack]\\r\", allowed is text without control "
	  "characters" },
	{ HEAD "name = a\r",
	  ":3: found \"name = a\\r\", allowed is text without control "
	  "characters" },
	{ HEAD "name = \377\n",
	  ":3: found byte 0xff, allowed is UTF-8 text" },
	{ HEAD "[checklist]\nversion = only text\n",
	  ":4: [checklist] version: found \"only text\", allowed is "
	  "TEXT | PATTERN, TEXT of at most 200 bytes, PATTERN of at "
	  "most 2000" },
	{ HEAD "[checklist]\nversion = | pattern\n",
	  ":4: [checklist] version: found \"| pattern\", allowed is "
	  "TEXT | PATTERN, TEXT of at most 200 bytes, PATTERN of at "
	  "most 2000" },
	{ RULE "", ":3: [rule a]: on = subject, sender or text, or "
	  "header = NAME, is missing" },
	{ RULE "on = header\npattern = x\naction = hold\n",
	  ":3: [rule a]: header = NAME, which goes with on = header, "
	  "is missing" },
	{ RULE "on = text\nheader = X\npattern = x\naction = hold\n",
	  ":5: [rule a] header: is allowed with on = header only" },
	{ RULE "on = text\naction = hold\n",
	  ":3: [rule a]: pattern is missing" },
	{ RULE "on = text\npattern = x\n",
	  ":3: [rule a]: action is missing" },
	{ RULE "on = text\npattern = x\naction = suggest\n",
	  ":3: [rule a]: reason, which goes with action = suggest, is "
	  "missing" },
	{ RULE "on = text\npattern = x\naction = hold\nreason = y\n",
	  ":7: [rule a] reason: is allowed with action = suggest "
	  "only" },
	{ RULE "on = body\n",
	  ":4: [rule a] on: found \"body\", allowed is one of header, "
	  "subject, sender, text" },
	{ RULE "in = body\n",
	  ":4: [rule a] in: is no key of this group, allowed is on, "
	  "header, pattern, action, reason" },
};

static void
faults(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(bad_files); i++) {
		g_auto_config struct sp_config *c = parse(bad_files[i].text);
		g_autofree char *want =
			g_strconcat(FILE_NAME, bad_files[i].want, NULL);

		ok(!c && err.code == SP_ECONF && !strcmp(err.text, want),
		   "%s", c ? bad_files[i].want : err.text);
	}
}

/* Faults whose message is too long to repeat, and what is just allowed. */
static const struct {
	const char *name, *text;
	gboolean good;
} variants[] = {
	{ "an unknown group", HEAD "[lists]\n", FALSE },
	{ "a group without end", HEAD "[ack\n", FALSE },
	{ "a group alone", HEAD "[\n", FALSE },
	{ "a rule without name", HEAD "[rule ]\n", FALSE },
	{ "a rule with two spaces", HEAD "[rule  a]\n", FALSE },
	{ "a list name in the group", "[list sec]\n", FALSE },
	{ "an empty key", HEAD " = 1\n", FALSE },
	{ "no address", "[list]\naddress = sec\n", FALSE },
	{ "two at signs", "[list]\naddress = a@b@c\n", FALSE },
	{ "an extension", "[list]\naddress = a+b@c.org\n", FALSE },
	{ "a display name", "[list]\naddress = A <a@c.org>\n", FALSE },
	{ "a dot too many", "[list]\naddress = a@c..org\n", FALSE },
	{ "a host without dot", "[list]\naddress = a@localhost\n",
	  TRUE },
	{ "brackets in the tag", HEAD "tag = [SEC]\n", FALSE },
	{ "a small prefix", HEAD "prefix = qsec\n", FALSE },
	{ "a relative state", HEAD "state = var/sec\n", FALSE },
	{ "a state with ..", HEAD "state = /var/../sec\n", FALSE },
	{ "a state that ends in ..", HEAD "state = /var/..\n", FALSE },
	{ "a name with ..", HEAD "state = /var/..x\n", TRUE },
	{ "a script address", HEAD "key-url = javascript:x\n", FALSE },
	{ "an address to break out of", HEAD
	  "key-url = https://x/\"<b>\n", FALSE },
	{ "a delimiter of two", HEAD "delimiter = +-\n", FALSE },
	{ "an absolute zone", HEAD "[clock]\ntimezone=/etc/passwd\n",
	  FALSE },
	{ "no working day", HEAD "[clock]\ndays =\n", FALSE },
	{ "a date with more", HEAD "[clock]\nholidays=2026-12-25x\n",
	  FALSE },
	{ "a field with colon", RULE "header = X:\n", FALSE },
	{ "a comment with spaces", HEAD "   # comment\n", TRUE },
	{ "no last line feed", HEAD "name = x", TRUE },
	{ "spaces around", "  [list]  \n  address  =  a@b.org  \n",
	  TRUE },
	{ "a hash in a value", HEAD "name = a # b\n", TRUE },
	{ "a backslash in a value", HEAD "name = a \\q b\n", TRUE },
};

static void
forms(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(variants); i++) {
		g_auto_config struct sp_config *c = parse(variants[i].text);

		ok(variants[i].good == (c != NULL), "%s is %s",
		   variants[i].name, variants[i].good ? "allowed" : "refused");
	}
}

/* n groups or lines, of a form with one %u. */
static char *
repeated(const char *head, const char *before, const char *after, unsigned n)
{
	GString *out = g_string_new(head);

	for (unsigned i = 0; i < n; i++)
		g_string_append_printf(out, "%s%u%s", before, i, after);
	return g_string_free(out, FALSE);
}

static void
counts(void)
{
	static const char item[] = " = a | b\n";
	static const char rule[] = "]\non=text\npattern=a\naction=hold\n";

	for (unsigned n = 64; n <= 65; n++) {
		g_autofree char *items = repeated(HEAD "[checklist]\n", "i",
						  item, n);
		g_autofree char *rules = repeated(HEAD, "[rule r", rule, n);
		g_auto_config struct sp_config *c = parse(items);
		g_autofree char *names = repeated(HEAD "[branches]\nrequired =",
						  " b", "", n);
		g_auto_config struct sp_config *d = parse(rules);
		g_auto_config struct sp_config *e = parse(names);

		ok((c != NULL) == (n == 64), "%u items", n);
		ok((d != NULL) == (n == 64), "%u rules", n);
		ok((e != NULL) == (n == 64), "%u branches", n);
	}
}

/* The file with one key set to value. */
static gboolean
accepts(const struct sp_conf_key *k, const char *value)
{
	g_autofree char *text =
		g_strdup_printf(HEAD "[%s]\n%s = %s\n", k->group, k->key,
				value);
	g_auto_config struct sp_config *c = parse(text);

	return c != NULL;
}

/* Every number is accepted at its limits and refused beyond them, and every
 * default is written as a dump would write it. */
static void
table(void)
{
	for (const struct sp_conf_key *k = sp_conf_keys; k->group; k++) {
		const struct sp_conf_unit *unit = k->detail;
		const char *suffix = "";
		g_auto_config struct sp_config *c = parse(HEAD);
		g_autofree char *written =
			k->kind->write(k, sp_conf_field(k, c));
		int64_t trial[4];
		gboolean good[4];

		ok(!k->preset || !strcmp(written, k->preset),
		   "[%s] %s: default %s", k->group, k->key, written);
		if (k->kind != &sp_conf_number)
			continue;
		for (const struct sp_conf_scale *s = unit->scales; s->suffix;
		     s++)
			suffix = s->suffix;
		trial[0] = k->min;
		trial[1] = k->max;
		trial[2] = k->min - 1;
		trial[3] = k->max + 1;
		for (int i = 0; i < 4; i++) {
			g_autofree char *value =
				g_strdup_printf("%" G_GINT64_FORMAT "%s",
						trial[i], suffix);
			char field[sizeof(size_t)];

			good[i] = k->kind->read(k, value, field);
		}
		ok(good[0] && good[1] && !good[2] && !good[3],
		   "[%s] %s: its limits", k->group, k->key);
	}
	ok(accepts(sp_conf_key_find(sp_conf_keys, "limits", "message"), "1K"),
	   "a limit in a file");
}

static void
keywords(void)
{
	const char *const *words = sp_config_keywords();
	size_t n = g_strv_length((char **)(uintptr_t)words);

	ok(g_strv_contains(words, "[list] address") &&
	   g_strv_contains(words, "[checklist] NAME") &&
	   g_strv_contains(words, "[rule NAME] pattern") &&
	   n == sp_conf_key_count() + 1 + 5, "%zu keywords", n);
}

int
main(void)
{
	defaults();
	derived();
	values();
	dump();
	faults();
	forms();
	counts();
	table();
	keywords();
	return tap_done();
}
