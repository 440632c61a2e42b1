/* SPDX-License-Identifier: GPL-2.0-or-later */
/* config-table.c - every key, group and default
 *
 * The parser, "config dump", its explanations and the test of the manual page
 * all follow these rows; a new key is a new row and its field, and a line with
 * its reason in each of config/profiles. */
#include "lib/base/config-table.h"

#include <string.h>

#define AT(field) .offset = offsetof(struct sp_config, field)
#define IN_RULE(field) .offset = offsetof(struct sp_rule_conf, field)
#define STRING(syntax) .kind = &sp_conf_string, .detail = &(syntax)
#define NUMBER(unit, lowest, highest) .kind = &sp_conf_number, \
	.detail = &(unit), .min = (lowest), .max = (highest)
#define WORD(words) .kind = &sp_conf_word, .detail = (words)
#define DAYS NUMBER(sp_conf_days, 0, 3650)
#define WORKDAYS NUMBER(sp_conf_workdays, 0, 60)

#define KIB INT64_C(1024)
#define MIB (1024 * KIB)
#define MINUTE 60
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

static const char *const unsigned_member[] = { "hold", "banner", NULL };
static const char *const reply_to[] = { "list", "none", NULL };
static const char *const reply_as[] = { "team", "member", NULL };
static const char *const mail_roster[] = { "none", "read", "change", NULL };
static const char *const hand_over[] = { "now", "worker", NULL };
static const char *const sandbox_required[] = { "no", "yes", "all", NULL };
static const char *const embargo_default[] = {
	"by-severity", "always", "never", NULL
};
static const char *const over_hard[] = { "two-members", "never", NULL };
static const char *const embargo_start[] = {
	"accepted", "report", "predisclosure", "fix-ready", NULL
};
static const char *const reviewer_kinds[] = {
	"author", "gatekeeper", "maintainer", NULL
};
static const char *const needed[] = { "optional", "required", NULL };
static const char *const rule_on[] = {
	"header", "subject", "sender", "text", NULL
};
static const char *const rule_action[] = {
	"hold", "last", "suggest", "no-ack", NULL
};

const char *const sp_publisher_categories[] = {
	"vendor", "coordinator", "discoverer", "user", "other", NULL
};

/* The kind of [embargo] soft writes both. */
G_STATIC_ASSERT(offsetof(struct sp_config, embargo_soft_wd) ==
		offsetof(struct sp_config, embargo_soft_d) + sizeof(unsigned));

const struct sp_conf_group sp_conf_groups[] = {
	{ "list", FALSE, "Who the list is." },
	{ "limits", FALSE, "What one message may cost. A message past a limit "
	  "is not lost:\nit is held unread." },
	{ "post", FALSE, "Mail of members." },
	{ "reply", FALSE, "What a member writes in a case, as its reporters "
	  "get it." },
	{ "ack", FALSE, "The automatic acknowledgement to strangers." },
	{ "clock", TRUE, "When people work, and by when things are due." },
	{ "embargo", TRUE, "How long a case may stay private." },
	{ "review", TRUE, "Who must have looked at a fix before it is ready." },
	{ "branches", TRUE, "Where a fix must be before a case is closed." },
	{ "notice", TRUE, "What a publication consists of." },
	{ "remind", FALSE, "What waits, mailed to those who can do something "
	  "about it: once a\nday at most, in working hours." },
	{ "bounces", FALSE, "When a member counts as one whose mail comes "
	  "back." },
	{ "archive", FALSE, "Who can read the encrypted archive." },
	{ "keys", FALSE, "The key of the list." },
	{ "mta", FALSE, "The one way out." },
	{ "admin", FALSE, "Who looks after this host." },
	{ "mail", FALSE, "Commands in signed mail." },
	{ "cli", FALSE, "Decisions at the command line." },
	{ "people", FALSE, "Who is asked, and what a member must have done "
	  "before a first mail." },
	{ "retention", FALSE, "How long decided mail is kept. Undecided mail "
	  "is kept for ever." },
	{ "sandbox", FALSE, "The locked rooms in which mail is parsed and "
	  "opened." },
	{ .name = NULL }
};

const struct sp_conf_key sp_conf_keys[] = {
	{ "list", "address", STRING(sp_conf_list_address), AT(address),
	  .help = "Where reporters and members write to." },
	{ "list", "name", STRING(sp_conf_line), AT(name),
	  .derived = "the tag, followed by \"list\"",
	  .help = "How the list calls itself in its mail." },
	{ "list", "tag", STRING(sp_conf_tag), AT(tag),
	  .derived = "the address before the @, in capitals",
	  .help = "Stands in brackets in subjects. Mail that carries it comes "
	  "first\nin the queue." },
	{ "list", "prefix", STRING(sp_conf_prefix), AT(prefix),
	  .derived = "made from the tag: QSEC for QEMU-SECURITY",
	  .help = "Begins case numbers, as QSEC-2026-0007." },
	{ "list", "state", STRING(sp_conf_state), AT(state),
	  .derived = "/var/lib/sallyport/ and the name of the list",
	  .help = "Folder of the store, the keyring and the secret." },
	{ "list", "delimiter", STRING(sp_conf_delimiter), AT(delimiter),
	  .preset = "+",
	  .help = "What the MTA puts before an address extension "
	  "(recipient_delimiter)." },
	{ "list", "policy-url", STRING(sp_conf_url), AT(policy_url),
	  .preset = "",
	  .help = "Where the security policy can be read." },
	{ "list", "key-url", STRING(sp_conf_url), AT(key_url), .preset = "",
	  .help = "Where the public key of the list can be fetched." },

	{ "limits", "message", NUMBER(sp_conf_size, KIB, 1024 * MIB),
	  AT(message), .preset = "25M",
	  .help = "Size of a message." },
	{ "limits", "plaintext", NUMBER(sp_conf_size, KIB, 2047 * MIB),
	  AT(plaintext), .preset = "50M",
	  .help = "Size of what decryption may bring out." },
	{ "limits", "parts", NUMBER(sp_conf_count, 1, 10000), AT(parts),
	  .preset = "1000",
	  .help = "MIME parts." },
	{ "limits", "depth", NUMBER(sp_conf_count, 1, 100), AT(depth),
	  .preset = "32",
	  .help = "MIME parts inside each other." },
	{ "limits", "header-fields", NUMBER(sp_conf_count, 10, 10000),
	  AT(header_fields), .preset = "1000",
	  .help = "Fields of a header." },
	{ "limits", "header-bytes", NUMBER(sp_conf_size, KIB, 16 * MIB),
	  AT(header_bytes), .preset = "256K",
	  .help = "Size of a header." },
	{ "limits", "addresses", NUMBER(sp_conf_count, 1, 10000),
	  AT(addresses), .preset = "500",
	  .help = "Addresses in one header field." },

	{ "post", "unsigned-member", WORD(unsigned_member),
	  AT(unsigned_member), .preset = "hold",
	  .help = "A post from a member's address without a valid signature: "
	  "hold it,\nor distribute it with a banner that says so. From proves "
	  "nothing;\nbanner lets anybody who knows a member's address post." },
	{ "post", "reply-to", WORD(reply_to), AT(reply_to), .preset = "none",
	  .help = "Reply-To of distributed mail: none, or list, with its case." },
	{ "post", "signature-window", NUMBER(sp_conf_duration, HOUR, 30 * DAY),
	  AT(signature_window_s), .preset = "3d",
	  .help = "A signature older than this is not accepted." },

	{ "reply", "as", WORD(reply_as), AT(reply_as), .preset = "team",
	  .help = "Whose name stands in From, beside the address of the list: "
	  "the\nteam's, or the member's who wrote it." },
	{ "reply", "team", STRING(sp_conf_line), AT(reply_team),
	  .preset = "Security team",
	  .help = "The name of the team." },
	{ "reply", "clear", WORD(sp_conf_yes_no), AT(reply_clear),
	  .preset = "no",
	  .help = "To a reporter whose key is not known, also when the member "
	  "did not\nwrite reporter-clear: it leaves unencrypted." },
	{ "reply", "delay", NUMBER(sp_conf_duration, 0, DAY),
	  AT(reply_delay_s), .preset = "2m",
	  .help = "How long it waits, so that \"hold-back\" can still take it "
	  "back." },

	{ "ack", "enabled", WORD(sp_conf_yes_no), AT(ack), .preset = "yes",
	  .help = "Send it at all." },
	{ "ack", "delay", NUMBER(sp_conf_duration, 0, HOUR), AT(ack_delay_s),
	  .preset = "1m",
	  .help = "How long after arrival. The same for every mail, so that "
	  "its timing\ntells nothing about what is inside." },
	{ "ack", "per-thread-day", NUMBER(sp_conf_count, 1, 1000),
	  AT(ack_per_thread_day), .preset = "1",
	  .help = "At most so many a thread in 24 hours." },
	{ "ack", "per-sender-day", NUMBER(sp_conf_count, 1, 1000),
	  AT(ack_per_sender_day), .preset = "10",
	  .help = "At most so many a sender in 24 hours." },
	{ "ack", "per-list-hour", NUMBER(sp_conf_count, 1, 10000),
	  AT(ack_per_list_hour), .preset = "60",
	  .help = "At most so many in an hour, for the whole list." },
	{ "ack", "blind", WORD(sp_conf_yes_no), AT(ack_blind), .preset = "no",
	  .help = "Also to mail that names the list in neither To nor Cc." },
	{ "ack", "authserv-id", STRING(sp_conf_host), AT(authserv_id),
	  .preset = "",
	  .help = "The name under which our own MTA writes "
	  "Authentication-Results.\nEmpty: none is believed. With it, a sender "
	  "that fails DMARC gets no answer." },

	{ "clock", "timezone", STRING(sp_conf_zone), AT(workdays.timezone),
	  .preset = "UTC",
	  .help = "Time zone of the team." },
	{ "clock", "days", .kind = &sp_conf_weekdays, AT(workdays.days),
	  .preset = "Mon Tue Wed Thu Fri",
	  .help = "Working days." },
	{ "clock", "open", NUMBER(sp_conf_count, 0, 23), AT(workdays.open_h),
	  .preset = "9",
	  .help = "Hour at which a working day begins." },
	{ "clock", "close", NUMBER(sp_conf_count, 1, 24), AT(workdays.close_h),
	  .preset = "17",
	  .help = "Hour at which it ends; a promise runs until then." },
	{ "clock", "holidays", .kind = &sp_conf_dates, AT(workdays.holidays),
	  .preset = "",
	  .help = "Days on which nobody works." },
	{ "clock", "human-answer", WORKDAYS, AT(human_answer_wd),
	  .preset = "3wd",
	  .help = "A person answers a reporter within so many working days.\n"
	  "0wd promises no day." },
	{ "clock", "processing", DAYS, AT(processing_d), .preset = "60d",
	  .help = "From that answer on, a report is dealt with within so many "
	  "days.\n0d promises nothing." },
	{ "clock", "triage", DAYS, AT(triage_d), .preset = "7d",
	  .help = "From that answer on, its severity or its resolution is "
	  "known within\nso many days. 0d: never due, as in all that follow." },
	{ "clock", "embargo-decision", DAYS, AT(embargo_decision_d),
	  .preset = "3d",
	  .help = "Once a private case has a severity that asks for an "
	  "embargo, it is\nagreed or declined within so many days." },
	{ "clock", "reporter-update", DAYS, AT(reporter_update_d),
	  .preset = "14d",
	  .help = "Reporters hear from a person at least every so many days." },
	{ "clock", "needs-info", DAYS, AT(needs_info_d), .preset = "14d",
	  .help = "A question to a reporter is asked again after so many "
	  "days, and once\nmore after so many again; then a person decides." },
	{ "clock", "cve", WORKDAYS, AT(cve_wd), .preset = "3wd",
	  .help = "A CVE number that was requested is there within so many "
	  "working days." },
	{ "clock", "tag", DAYS, AT(tag_d), .preset = "7d",
	  .help = "The release or tag with a fix is recorded so many days "
	  "after the fix." },
	{ "clock", "review-before-end", DAYS, AT(review_before_d),
	  .preset = "3d",
	  .help = "Patches are reviewed so many days before the embargo "
	  "ends." },
	{ "clock", "advisory", WORKDAYS, AT(advisory_wd), .preset = "0wd",
	  .help = "From a report on, its advisory goes to those who hear "
	  "before the\npublic within so many working days." },
	{ "clock", "predisclosure", WORKDAYS, AT(predisclosure_wd),
	  .preset = "0wd",
	  .help = "From that advisory on, it is public after so many working "
	  "days." },

	{ "embargo", "default", WORD(embargo_default), AT(embargo_default),
	  .preset = "by-severity",
	  .help = "Which cases ask for one: by-severity, all but those of "
	  "severity Low,\nwhich go public; always; or never." },
	{ "embargo", "soft", .kind = &sp_conf_span, AT(embargo_soft_d),
	  .min = 0, .max = 3650, .preset = "14d",
	  .help = "A longer one needs a reason. 0d: every embargo does." },
	{ "embargo", "hard", DAYS, AT(embargo_hard_d), .preset = "31d",
	  .help = "A longer one needs what over-hard says. 0d: there is no "
	  "such limit." },
	{ "embargo", "over-hard", WORD(over_hard), AT(embargo_over_hard),
	  .preset = "two-members",
	  .help = "What an embargo over the hard limit needs: a reason and "
	  "the agreement\nof two-members from different organisations; or it "
	  "is granted never." },
	{ "embargo", "start", WORD(embargo_start), AT(embargo_start),
	  .preset = "accepted",
	  .help = "From when on its length counts: when it was accepted, from "
	  "the\nreport, the predisclosure, or fix-ready." },

	{ "review", "independent", NUMBER(sp_conf_count, 0, 20),
	  AT(review_independent), .preset = "1",
	  .help = "So many people must have reviewed exactly this patch who "
	  "are none of\nthose that exclude names." },
	{ "review", "total", NUMBER(sp_conf_count, 0, 20), AT(review_total),
	  .preset = "2",
	  .help = "So many reviews in all are the goal. Nothing waits for "
	  "it." },
	{ "review", "exclude", .kind = &sp_conf_words,
	  .detail = reviewer_kinds, AT(review_exclude),
	  .preset = "author gatekeeper maintainer",
	  .help = "Who does not count as independent: the author of the patch, "
	  "the\ngatekeeper, the maintainer of what it changes." },
	{ "review", "gatekeeper", STRING(sp_conf_address), AT(gatekeeper),
	  .preset = "",
	  .help = "Member who approves a patch before it is ready. Empty: "
	  "nobody has to." },

	{ "branches", "required", .kind = &sp_conf_strings,
	  .detail = &sp_conf_branch, AT(branches_required),
	  .preset = "master",
	  .help = "Branches that need the fix, or the word that they are not "
	  "affected." },

	{ "notice", "targets", .kind = &sp_conf_strings,
	  .detail = &sp_conf_target, AT(targets), .preset = "devel announce",
	  .help = "Where a publication is announced; each is ticked off "
	  "before a case is\nclosed." },
	{ "notice", "cve", WORD(needed), AT(cve_required), .preset = "required",
	  .help = "Whether a case is published only with a CVE number, or the "
	  "word that\nit needs none." },
	{ "notice", "text", WORD(needed), AT(notice_required),
	  .preset = "required",
	  .help = "Whether a case is published only with a notice of our own "
	  "that passes\n\"notice check\"." },
	{ "notice", "prefix", STRING(sp_conf_prefix_or_nothing),
	  AT(notice_prefix), .preset = "",
	  .help = "Begins the public numbers of notices: LSN-2026-0001. Empty: "
	  "2026-0001." },
	{ "notice", "batch-period", NUMBER(sp_conf_days, 0, 365),
	  AT(batch_period_d), .preset = "0d",
	  .help = "Every so many days is a day for batches: a new one without "
	  "a date gets the\nnext of them. 0d: each needs its date." },
	{ "notice", "batch-from", STRING(sp_conf_date), AT(batch_from),
	  .preset = "2026-01-06",
	  .help = "One of those days." },
	{ "notice", "product", STRING(sp_conf_line_or_nothing), AT(product),
	  .preset = "",
	  .help = "The product that notices are about, as \"notice export\" "
	  "writes it." },
	{ "notice", "repository", STRING(sp_conf_url), AT(repository),
	  .preset = "",
	  .help = "Where its source can be cloned from, as\n"
	  "https://git.example.org/example.git." },
	{ "notice", "namespace", STRING(sp_conf_url), AT(xmlns),
	  .preset = "http://security.libvirt.org/xmlns",
	  .help = "Begins the XML namespaces of notices and of their index. "
	  "Programs that\nread libvirt's notices know this one." },
	{ "notice", "publisher", STRING(sp_conf_line_or_nothing),
	  AT(publisher), .preset = "",
	  .help = "Who publishes the notices, as Example Security Team. With "
	  "it \"notice export\"\nwrites CSAF advisories too." },
	{ "notice", "publisher-category", WORD(sp_publisher_categories),
	  AT(publisher_category), .preset = "vendor",
	  .help = "What the publisher is, in the words of CSAF: a vendor "
	  "writes the product." },
	{ "notice", "homepage", STRING(sp_conf_url), AT(homepage),
	  .preset = "",
	  .help = "Address of the publisher, which tells it from others of "
	  "that name, as\nhttps://www.example.org." },
	{ "notice", "web", STRING(sp_conf_url), AT(web), .preset = "",
	  .help = "Where the folder of \"notice export\" can be read, as\n"
	  "https://security.example.org." },
	{ "notice", "purl", STRING(sp_conf_purl), AT(purl), .preset = "",
	  .help = "Package URL of the product, without a version. Empty: "
	  "pkg:generic and its\nname." },
	{ "notice", "cna", STRING(sp_conf_uuid), AT(cna), .preset = "",
	  .help = "Who publishes the CVE records of the product, by the "
	  "identifier that its own\nrecords have as orgId. With it \"notice "
	  "export\" writes what it says in one." },

	{ "remind", "enabled", WORD(sp_conf_yes_no), AT(remind),
	  .preset = "yes",
	  .help = "Mail reminders at all." },
	{ "remind", "duty", NUMBER(sp_conf_workhours, 0, 1000),
	  AT(remind_duty_wh), .preset = "4wh",
	  .help = "Who is on duty hears of held mail after so many working "
	  "hours." },
	{ "remind", "moderators", NUMBER(sp_conf_workhours, 0, 1000),
	  AT(remind_moderators_wh), .preset = "8wh",
	  .help = "All moderators do after so many." },
	{ "remind", "everyone", NUMBER(sp_conf_workhours, 0, 1000),
	  AT(remind_everyone_wh), .preset = "24wh",
	  .help = "All members do after so many, without a word of the mail." },
	{ "remind", "rota", .kind = &sp_conf_rota, AT(rota), .preset = "",
	  .help = "Moderators who are on duty, one after the other. Where "
	  "there is none,\nor who has the turn is away, all moderators are." },
	{ "remind", "rota-from", STRING(sp_conf_date), AT(rota_from),
	  .preset = "2026-01-05",
	  .help = "First day of the first one's turn." },
	{ "remind", "rota-turn", NUMBER(sp_conf_days, 1, 365), AT(rota_turn_d),
	  .preset = "7d",
	  .help = "How long a turn is." },

	{ "bounces", "failures", NUMBER(sp_conf_count, 1, 30),
	  AT(bounces_failures), .preset = "3",
	  .help = "Mail was refused for good on so many days ..." },
	{ "bounces", "within", NUMBER(sp_conf_days, 2, 365),
	  AT(bounces_within_d), .preset = "14d",
	  .help = "... of so many. Delays count half, for half that time." },

	{ "archive", "keys", .kind = &sp_conf_fingerprints, AT(archive_keys),
	  .preset = "",
	  .help = "Keys that the archive is encrypted to. Empty: the members "
	  "of the day." },
	{ "archive", "list-key", WORD(sp_conf_yes_no), AT(archive_list_key),
	  .preset = "no",
	  .help = "To the list key as well. Its secret half lies on this "
	  "host." },
	{ "archive", "index", WORD(sp_conf_yes_no), AT(archive_index),
	  .preset = "yes",
	  .help = "Keyed digests of the words of accepted mail, by which it is "
	  "found and\nlike reports are recognised. With no, the worker deletes "
	  "those there are." },

	{ "keys", "overlap", NUMBER(sp_conf_days, 0, 365), AT(key_overlap_d),
	  .preset = "30d",
	  .help = "How long a former key opens mail after \"key rotate\"." },

	{ "mta", "sendmail", STRING(sp_conf_path), AT(sendmail),
	  .preset = "/usr/sbin/sendmail",
	  .help = "Program that takes mail for delivery." },
	{ "mta", "timeout", NUMBER(sp_conf_duration, 1, 10 * MINUTE),
	  AT(sendmail_timeout_s), .preset = "1m",
	  .help = "How long it may take for one message." },
	{ "mta", "hand-over", WORD(hand_over), AT(hand_over), .preset = "now",
	  .help = "Who hands mail out: now, the delivery or command that caused "
	  "it;\nworker, the next \"run\", so that a delivery ends sooner." },

	{ "admin", "alarm", STRING(sp_conf_address), AT(alarm), .preset = "",
	  .help = "Who is told, without any content, when mail cannot be "
	  "taken in." },

	{ "mail", "roster", WORD(mail_roster), AT(mail_roster),
	  .preset = "read",
	  .help = "What commands by mail may do with the roster: none of it,\n"
	  "read (member list, member show), or change (also member pause and\n"
	  "member resume, by administrators)." },

	{ "cli", "require-login", WORD(sp_conf_yes_no), AT(require_login),
	  .preset = "no",
	  .help = "Only logins that are tied to a member may decide." },
	{ "cli", "tell-moderators", WORD(sp_conf_yes_no), AT(tell_moderators),
	  .preset = "yes",
	  .help = "The other moderators get a short mail about each decision, "
	  "as they do\nabout those by mail." },

	{ "people", "vouches", NUMBER(sp_conf_count, 0, 10), AT(vouches),
	  .preset = "0",
	  .help = "A new member gets mail once so many others have vouched for "
	  "them." },
	{ "people", "acceptance", WORD(sp_conf_yes_no), AT(acceptance),
	  .preset = "no",
	  .help = "And once they have accepted the policy." },
	{ "people", "maintainers", STRING(sp_conf_file), AT(maintainers),
	  .preset = "",
	  .help = "A file MAINTAINERS, as QEMU and Linux have one, from which "
	  "\"who\"\nsuggests whom to ask." },

	{ "retention", "rejected", NUMBER(sp_conf_days, 0, 3650),
	  AT(keep_rejected_d), .preset = "30d",
	  .help = "Rejected mail. 0d keeps it for ever." },
	{ "retention", "discarded", NUMBER(sp_conf_days, 0, 3650),
	  AT(keep_discarded_d), .preset = "30d",
	  .help = "Discarded mail. 0d keeps it for ever." },
	{ "retention", "undo", NUMBER(sp_conf_days, 0, 365), AT(undo_d),
	  .preset = "7d",
	  .help = "How long a decision can be taken back." },

	{ "sandbox", "required", WORD(sandbox_required), AT(sandbox_required),
	  .preset = "yes",
	  .help = "Hold mail unread where the kernel cannot filter calls "
	  "(yes),\nor cannot take files away either (all)." },
	{ .group = NULL }
};

const struct sp_conf_key sp_conf_rule_keys[] = {
	{ SP_CONF_RULE, "on", WORD(rule_on), IN_RULE(on),
	  .derived = "header when header is given",
	  .help = "What the pattern is matched with." },
	{ SP_CONF_RULE, "header", STRING(sp_conf_header), IN_RULE(header),
	  .derived = "none",
	  .help = "Which header field, with on = header." },
	{ SP_CONF_RULE, "pattern", STRING(sp_conf_pattern), IN_RULE(pattern),
	  .help = "PCRE2, in any case; taken as it stands, nothing is "
	  "doubled." },
	{ SP_CONF_RULE, "action", WORD(rule_action), IN_RULE(action),
	  .help = "hold, sort last, suggest a reject reason, or no-ack." },
	{ SP_CONF_RULE, "reason", STRING(sp_conf_reason), IN_RULE(reason),
	  .derived = "none",
	  .help = "The reject reason, with action = suggest." },
	{ .group = NULL }
};

const char sp_conf_rule_help[] =
	"Rules, as many as 64, each a group [rule NAME]. A rule can hold a\n"
	"mail that would pass, sort it last, suggest a reject reason or\n"
	"prevent the acknowledgement; it never lets a mail pass. For example:\n"
	"\n"
	"[rule billing]\n"
	"on = subject\n"
	"pattern = \\binvoice\\b\n"
	"action = suggest\n"
	"reason = support";

const char sp_conf_checklist_help[] =
	"What a good report says: NAME = TEXT | PATTERN, one a line. The\n"
	"acknowledgement of a report that came in clear lists the text of\n"
	"each item whose pattern (PCRE2, in any case) is not found in it. A\n"
	"group without lines asks for nothing.";

const struct sp_conf_key *
sp_conf_key_find(const struct sp_conf_key *keys, const char *group,
		 const char *key)
{
	for (; keys->group; keys++)
		if (strcmp(keys->group, group) == 0 &&
		    strcmp(keys->key, key) == 0)
			return keys;
	return NULL;
}

size_t
sp_conf_key_count(void)
{
	return G_N_ELEMENTS(sp_conf_keys) - 1;
}
