/* SPDX-License-Identifier: GPL-2.0-or-later */
/* verb-table.c - every verb there is, once */
#include "lib/policy/verbs.h"

#define DECIDES_HELD SP_VERB_WRITES | SP_VERB_DECIDES | SP_VERB_HELD_MAIL
#define IN_A_CASE SP_VERB_WRITES | SP_VERB_DECIDES | SP_VERB_CASE
#define ONES_OWN SP_VERB_WRITES | SP_VERB_ROSTER | SP_VERB_ONES_OWN

/* Not by mail. */
#define HERE_ONLY 0, NULL

const struct sp_verb sp_verbs[SP_VERB_COUNT] = {
	[SP_VERB_INIT] = {
		"init", 0,
		"init LIST --address ADDR [--tag TAG] [--profile NAME]\n"
		"     [--state DIR] [--user NAME] [--key FILE] [--archive-key FILE]",
		"make a list: configuration, store, keyring and key", HERE_ONLY
	},
	[SP_VERB_DELIVER] = {
		"deliver", SP_VERB_WRITES | SP_VERB_FOR_MTA | SP_VERB_BACKGROUND,
		"deliver LIST --sender=ADDR --recipient=ADDR\n"
		"     [--size=N --size-unit=postfix|exim] [--deadline=S] < MESSAGE",
		"take one mail from the MTA", HERE_ONLY
	},
	[SP_VERB_HELD] = {
		"held", SP_VERB_READS,
		"held [LIST] [--all] [--json]",
		"the queue of held mail",
		SP_BY_MODERATORS, "held [LIST]"
	},
	[SP_VERB_SHOW] = {
		"show", SP_VERB_READS,
		"show REF [--lines N] [--raw] [--json]",
		"one mail",
		SP_BY_MODERATORS, "show REF [lines N]"
	},
	[SP_VERB_STATUS] = {
		"status", SP_VERB_READS | SP_VERB_CASE,
		"status [LIST|CASE]",
		"what waits, in a few words, and the newest cases; or where a "
		"case stands",
		SP_BY_MODERATORS, "status [LIST|CASE]"
	},
	[SP_VERB_MODERATE] = {
		"moderate", SP_VERB_WRITES | SP_VERB_DECIDES,
		"moderate [LIST]",
		"walk through the queue, one key per decision", HERE_ONLY
	},
	[SP_VERB_APPROVE] = {
		"approve", DECIDES_HELD,
		"approve REF... [--remember]",
		"open a case and distribute the mail",
		SP_BY_MODERATORS, "approve REF WORD [remember]"
	},
	[SP_VERB_ATTACH] = {
		"attach", DECIDES_HELD,
		"attach REF... CASE [--remember]",
		"distribute the mail in an existing case",
		SP_BY_MODERATORS, "attach REF WORD CASE [remember]"
	},
	[SP_VERB_ASK] = {
		"ask", DECIDES_HELD,
		"ask REF [--edit] [--text FILE]",
		"ask the reporter for what is missing; the mail stays held",
		SP_BY_MODERATORS, "ask REF WORD [text]"
	},
	[SP_VERB_REJECT] = {
		"reject", DECIDES_HELD,
		"reject REF... REASON [--edit] [--text FILE]",
		"refuse the mail and tell its author why",
		SP_BY_MODERATORS, "reject REF WORD REASON [text]"
	},
	[SP_VERB_DISCARD] = {
		"discard", DECIDES_HELD,
		"discard REF...",
		"refuse the mail without an answer to its author",
		SP_BY_MODERATORS, "discard REF WORD"
	},
	[SP_VERB_DEFER] = {
		"defer", DECIDES_HELD,
		"defer REF... [--until DATE]",
		"move the mail to the queue's end",
		SP_BY_MODERATORS, "defer REF WORD [until DATE]"
	},
	[SP_VERB_UNDO] = {
		"undo", DECIDES_HELD,
		"undo REF...",
		"take back a discard, a deferral or an unsent rejection",
		SP_BY_MODERATORS, "undo REF WORD"
	},
	[SP_VERB_ACK] = {
		"ack", IN_A_CASE,
		"ack CASE [--text FILE | --by-phone NOTE]",
		"acknowledge a report, as a person",
		SP_BY_MEMBERS, "ack CASE by-phone TEXT"
	},
	[SP_VERB_HOLD_BACK] = {
		"hold-back", SP_VERB_WRITES | SP_VERB_DECIDES,
		"hold-back CASE",
		"take back what waits to be sent to the reporters of a case",
		SP_BY_MODERATORS, "hold-back [LIST] CASE"
	},
	[SP_VERB_MEMBER_ADD] = {
		"member add", SP_VERB_WRITES,
		"member add [LIST] ADDR --key FILE [--name NAME]\n"
		"     [--affiliation NAME] [--role ROLE,...] [--kind KIND]\n"
		"     [--subsystem NAME,...] [--login NAME]",
		"enrol a person with their public key", HERE_ONLY
	},
	[SP_VERB_MEMBER_CHANGE] = {
		"member change", SP_VERB_WRITES,
		"member change [LIST] ADDR [--name NAME] [--affiliation NAME]\n"
		"     [--role ROLE,...] [--kind KIND] [--subsystem NAME,...]\n"
		"     [--login NAME]",
		"change what the roster says of a person", HERE_ONLY
	},
	[SP_VERB_MEMBER_VOUCH] = {
		"member vouch", SP_VERB_WRITES,
		"member vouch [LIST] ADDR",
		"vouch for another member, as one",
		SP_BY_MEMBERS, "member vouch [LIST] ADDR"
	},
	[SP_VERB_MEMBER_ACCEPT] = {
		"member accept", SP_VERB_WRITES | SP_VERB_NEWCOMERS,
		"member accept [LIST] ADDR",
		"record that a person has accepted the policy; by mail, accept it",
		SP_BY_MEMBERS, "member accept [LIST]"
	},
	[SP_VERB_MEMBER_REMOVE] = {
		"member remove", SP_VERB_WRITES,
		"member remove [LIST] ADDR",
		"strike a person off the roster", HERE_ONLY
	},
	[SP_VERB_MEMBER_LIST] = {
		"member list", SP_VERB_READS | SP_VERB_ROSTER,
		"member list [LIST] [--json]",
		"the roster",
		SP_BY_BOTH, "member list [LIST]"
	},
	[SP_VERB_MEMBER_SHOW] = {
		"member show", SP_VERB_READS | SP_VERB_ROSTER,
		"member show [LIST] ADDR [--json]",
		"one person",
		SP_BY_BOTH, "member show [LIST] ADDR"
	},
	[SP_VERB_MEMBER_PAUSE] = {
		"member pause", SP_VERB_WRITES | SP_VERB_ROSTER,
		"member pause [LIST] ADDR",
		"send a person nothing for now",
		SP_BY_ADMINS, "member pause [LIST] ADDR"
	},
	[SP_VERB_MEMBER_RESUME] = {
		"member resume", SP_VERB_WRITES | SP_VERB_ROSTER,
		"member resume [LIST] ADDR",
		"end a pause, and forget that mail came back",
		SP_BY_ADMINS, "member resume [LIST] ADDR"
	},
	[SP_VERB_MEMBER_AWAY] = {
		"member away", ONES_OWN,
		"member away [LIST] ADDR --until DATE [--from DATE]",
		"remind a person of nothing while they are out of office",
		SP_BY_ADMINS, "member away [LIST] ADDR until DATE"
	},
	[SP_VERB_MEMBER_BACK] = {
		"member back", ONES_OWN,
		"member back [LIST] ADDR",
		"end an absence",
		SP_BY_ADMINS, "member back [LIST] ADDR"
	},
	[SP_VERB_CASE_INVITE] = {
		"case invite", SP_VERB_WRITES | SP_VERB_DECIDES,
		"case invite CASE ADDR --key FILE\n"
		"     (--consent MESSAGE-ID | --clause TEXT)",
		"send a person outside the terms of a case", HERE_ONLY
	},
	[SP_VERB_CASE_ADMIT] = {
		"case admit", SP_VERB_WRITES | SP_VERB_DECIDES,
		"case admit CASE ADDR",
		"record that an invited person has accepted the terms",
		HERE_ONLY
	},
	[SP_VERB_CASE_UNINVITE] = {
		"case uninvite", SP_VERB_WRITES | SP_VERB_DECIDES,
		"case uninvite CASE ADDR",
		"end an invitation, or send a guest nothing more", HERE_ONLY
	},
	[SP_VERB_CASE_SHARE] = {
		"case share", SP_VERB_WRITES | SP_VERB_DECIDES,
		"case share CASE [--to WHOM (--what TEXT | --thread)\n"
		"     [--consent MESSAGE-ID | --clause TEXT] [--gnupg DIR]]\n"
		"     [--json]",
		"record what was shared outside, and by whose leave", HERE_ONLY
	},
	[SP_VERB_ROSTER_CHECK] = {
		"roster check", SP_VERB_READS,
		"roster check [LIST] [--json]",
		"what stands against the work of the members", HERE_ONLY
	},
	[SP_VERB_WHO] = {
		"who", SP_VERB_READS,
		"who CASE|LIST [--files PATH...] [--json]",
		"whom to ask about patches or files, and why", HERE_ONLY
	},
	[SP_VERB_KEYS] = {
		"keys", SP_VERB_READS,
		"keys [LIST] [--json]",
		"as \"key list\": all keys with their state",
		SP_BY_MODERATORS, "keys [LIST]"
	},
	[SP_VERB_KEY_LIST] = {
		"key list", SP_VERB_READS,
		"key list [LIST] [--json]",
		"all keys with their state", HERE_ONLY
	},
	[SP_VERB_KEY_SHOW] = {
		"key show", SP_VERB_READS,
		"key show [LIST] [--json]",
		"the list key", HERE_ONLY
	},
	[SP_VERB_KEY_IMPORT] = {
		"key import", SP_VERB_WRITES,
		"key import [LIST] FILE",
		"take a newer copy of a key that is on the roster", HERE_ONLY
	},
	[SP_VERB_KEY_CHECK] = {
		"key check", SP_VERB_WRITES,
		"key check [LIST] [--json]",
		"look at every key now", HERE_ONLY
	},
	[SP_VERB_KEY_CONFIRM] = {
		"key confirm", SP_VERB_WRITES,
		"key confirm [LIST] ADDR FINGERPRINT",
		"note that a member's fingerprint was compared with its owner",
		HERE_ONLY
	},
	[SP_VERB_KEY_ADOPT] = {
		"key adopt", SP_VERB_WRITES | SP_VERB_DECIDES,
		"key adopt REF FINGERPRINT",
		"vouch for the key that came with a reporter's mail",
		SP_BY_MODERATORS, "key adopt REF FINGERPRINT"
	},
	[SP_VERB_KEY_ROTATE] = {
		"key rotate", SP_VERB_WRITES,
		"key rotate LIST [--overlap DAYS | --finish]",
		"give the list another key", HERE_ONLY
	},
	[SP_VERB_KEY_EXPORT] = {
		"key export", SP_VERB_READS,
		"key export [LIST] [ADDR]",
		"print the list's or a member's public key", HERE_ONLY
	},
	[SP_VERB_CASE_OPEN] = {
		"case open", SP_VERB_WRITES | SP_VERB_DECIDES,
		"case open [LIST] TITLE",
		"open a case that began with no mail", HERE_ONLY
	},
	[SP_VERB_CASE_LIST] = {
		"case list", SP_VERB_READS | SP_VERB_CASE,
		"case list [LIST] [--state STATE] [--severity LEVEL] [--lead ADDR]\n"
		"     [--embargoed] [--search WORDS] [--sort ORDER] [--long] [--json]",
		"the cases",
		SP_BY_MEMBERS, "case list [LIST]"
	},
	[SP_VERB_CASE_SHOW] = {
		"case show", SP_VERB_READS | SP_VERB_CASE,
		"case show CASE [--json]",
		"one case",
		SP_BY_MEMBERS, "case show CASE"
	},
	[SP_VERB_CASE_SEARCH] = {
		"case search", SP_VERB_READS,
		"case search [LIST] WORD...|- [--any] [--limit N] [--json]",
		"the cases with these words in their title, CVE or mails",
		HERE_ONLY },
	[SP_VERB_CASE_REFRESH] = {
		"case refresh", SP_VERB_WRITES,
		"case refresh [LIST]",
		"tell anew from the events what \"case list\" shows",
		HERE_ONLY },
	[SP_VERB_CASE_EXPORT] = {
		"case export", SP_VERB_READS,
		"case export CASE [--to DIR] [--original] [--decrypt]\n"
		"     [--gnupg DIR]",
		"the thread of a case, its events and its facts, for others",
		HERE_ONLY },
	[SP_VERB_CASE_IMPORT] = {
		"case import", SP_VERB_WRITES | SP_VERB_DECIDES,
		"case import [LIST] FILE.mbox [--title TEXT] [--from WHOM]\n"
		"     [--consent MESSAGE-ID|TEXT] [--received WHEN]\n"
		"     [--reporter ADDR]... [--decrypt] [--gnupg DIR]",
		"open a case with somebody else's thread",
		HERE_ONLY },
	[SP_VERB_CASE_JUDGE] = {
		"case judge", IN_A_CASE,
		"case judge CASE [--genuine yes|no|unknown]\n"
		"     [--misuse yes|no|unknown] [--tool NAME|none|unknown]",
		"say whether a report is genuine, and can be misused",
		SP_BY_MEMBERS, "case judge CASE [genuine ANSWER] "
		"[misuse ANSWER] [tool TEXT]"
	},
	[SP_VERB_CASE_RATE] = {
		"case rate", IN_A_CASE,
		"case rate CASE LEVEL [--impact TEXT] [--because TEXT]",
		"say how severe it is: Low, Moderate, Important or Critical",
		SP_BY_MEMBERS, "case rate CASE LEVEL [impact TEXT] "
		"[because TEXT]"
	},
	[SP_VERB_CASE_LEAD] = {
		"case lead", IN_A_CASE,
		"case lead CASE [ADDR]",
		"say who leads it; oneself, when nobody is named",
		SP_BY_MEMBERS, "case lead CASE [ADDR]"
	},
	[SP_VERB_CASE_FLAG] = {
		"case flag", IN_A_CASE,
		"case flag CASE public|poc|exploited --source TEXT [--off]",
		"say that it is public, or is being exploited",
		SP_BY_MEMBERS, "case flag CASE FLAG [off] source TEXT"
	},
	[SP_VERB_CASE_BRANCH] = {
		"case branch", IN_A_CASE,
		"case branch CASE BRANCH STATUS [--commit HASH]\n"
		"     [--tag NAME] [--broken-by HASH] [--broken-in NAME]",
		"say what a branch needs, or has",
		SP_BY_MEMBERS, "case branch CASE BRANCH STATUS "
		"[commit HASH] [tag NAME] [broken-by HASH] [broken-in NAME]"
	},
	[SP_VERB_CASE_BUG] = {
		"case bug", IN_A_CASE,
		"case bug CASE [URL] [--closed]",
		"name the public bug, or say that it is closed",
		SP_BY_MEMBERS, "case bug CASE [URL] [closed]"
	},
	[SP_VERB_CASE_CREDIT] = {
		"case credit", IN_A_CASE,
		"case credit CASE WHO yes|no|unknown [--as NAME]",
		"say whether, and how, somebody wants to be named",
		SP_BY_MEMBERS, "case credit CASE WHO ANSWER [as TEXT]"
	},
	[SP_VERB_CASE_TOLD] = {
		"case told", IN_A_CASE,
		"case told CASE --how TEXT",
		"the reporter heard from a person otherwise than by mail",
		SP_BY_MEMBERS, "case told CASE how TEXT"
	},
	[SP_VERB_CASE_READY] = {
		"case ready", IN_A_CASE,
		"case ready CASE",
		"the patch set is reviewed and complete",
		SP_BY_MEMBERS, "case ready CASE"
	},
	[SP_VERB_CASE_PUBLISH] = {
		"case publish", SP_VERB_WRITES | SP_VERB_DECIDES,
		"case publish CASE [--where TEXT]",
		"it is public from now on", HERE_ONLY
	},
	[SP_VERB_CASE_ANNOUNCED] = {
		"case announced", IN_A_CASE,
		"case announced CASE TARGET WHERE",
		"an announcement was sent, by a person",
		SP_BY_MEMBERS, "case announced CASE TARGET WHERE"
	},
	[SP_VERB_CASE_CLOSE] = {
		"case close", IN_A_CASE,
		"case close CASE fixed\n"
		"case close CASE RESOLUTION --because TEXT [--of CASE]",
		"end a case",
		SP_BY_MEMBERS, "case close CASE RESOLUTION [of OTHER] "
		"[because TEXT]"
	},
	[SP_VERB_CASE_REOPEN] = {
		"case reopen", IN_A_CASE,
		"case reopen CASE --because TEXT",
		"take a second look",
		SP_BY_MEMBERS, "case reopen CASE because TEXT"
	},
	[SP_VERB_CASE_MERGE] = {
		"case merge", IN_A_CASE,
		"case merge CASE INTO",
		"two cases are one",
		SP_BY_MEMBERS, "case merge CASE INTO"
	},
	[SP_VERB_AGREE] = {
		"agree", IN_A_CASE,
		"agree CASE",
		"as \"embargo agree\": one of the two members it needs",
		SP_BY_MEMBERS, "agree CASE"
	},
	[SP_VERB_EMBARGO_PROPOSE] = {
		"embargo propose", IN_A_CASE,
		"embargo propose CASE WHEN [--because CODE TEXT]",
		"propose until when a case stays private",
		SP_BY_MEMBERS, "embargo propose CASE WHEN "
		"[because CODE TEXT]"
	},
	[SP_VERB_EMBARGO_AGREE] = {
		"embargo agree", IN_A_CASE,
		"embargo agree CASE",
		"be for the date that is proposed",
		SP_BY_MEMBERS, "embargo agree CASE"
	},
	[SP_VERB_EMBARGO_OBJECT] = {
		"embargo object", IN_A_CASE,
		"embargo object CASE --because TEXT",
		"be against the date that is proposed",
		SP_BY_MEMBERS, "embargo object CASE because TEXT"
	},
	[SP_VERB_EMBARGO_SET] = {
		"embargo set", IN_A_CASE,
		"embargo set CASE WHEN [--because CODE TEXT] [--by-reporter]",
		"propose a date and accept it, as a moderator",
		SP_BY_MEMBERS, "embargo set CASE WHEN [by-reporter] "
		"[because CODE TEXT]"
	},
	[SP_VERB_EMBARGO_ACCEPT] = {
		"embargo accept", IN_A_CASE,
		"embargo accept CASE",
		"accept the date that is proposed",
		SP_BY_MEMBERS, "embargo accept CASE"
	},
	[SP_VERB_EMBARGO_DECLINE] = {
		"embargo decline", IN_A_CASE,
		"embargo decline CASE [--because TEXT]",
		"turn down the date that is proposed; what held goes on",
		SP_BY_MEMBERS, "embargo decline CASE [because TEXT]"
	},
	[SP_VERB_EMBARGO_NONE] = {
		"embargo none", IN_A_CASE,
		"embargo none CASE --because TEXT",
		"decide that there is to be no embargo",
		SP_BY_MEMBERS, "embargo none CASE because TEXT"
	},
	[SP_VERB_EMBARGO_RESTART] = {
		"embargo restart", IN_A_CASE,
		"embargo restart CASE WHEN --because CODE TEXT",
		"begin anew, for a problem of the patch or a finding",
		SP_BY_MEMBERS, "embargo restart CASE WHEN "
		"because CODE TEXT"
	},
	[SP_VERB_EMBARGO_END] = {
		"embargo end", IN_A_CASE,
		"embargo end CASE [--because TEXT] [--consent MESSAGE-ID]",
		"end it before its date",
		SP_BY_MEMBERS, "embargo end CASE [because TEXT] "
		"[consent MESSAGE-ID]"
	},
	[SP_VERB_EMBARGO_TELL] = {
		"embargo tell", SP_VERB_WRITES | SP_VERB_DECIDES,
		"embargo tell CASE [--text FILE]",
		"write to the reporter what became of it, as a person",
		HERE_ONLY
	},
	[SP_VERB_EMBARGO_SHOW] = {
		"embargo show", SP_VERB_READS | SP_VERB_CASE,
		"embargo show CASE [--json]",
		"the embargo, what is proposed, and who has said what",
		SP_BY_MEMBERS, "embargo show CASE"
	},
	[SP_VERB_CVE_WANT] = {
		"cve want", IN_A_CASE,
		"cve want CASE yes|no|requested [--from CNA]",
		"say whether a CVE is wanted, or was asked for",
		SP_BY_MEMBERS, "cve want CASE yes|no|requested "
		"[from CNA]"
	},
	[SP_VERB_CVE_SET] = {
		"cve set", IN_A_CASE,
		"cve set CASE CVE-ID [--from CNA]",
		"the CVE that was assigned",
		SP_BY_MEMBERS, "cve set CASE CVE-ID [from CNA]"
	},
	[SP_VERB_CASE_FORGET] = {
		"case forget", SP_VERB_WRITES | SP_VERB_DECIDES,
		"case forget CASE WHO|- [--also NAME]...",
		"forget a reporter or guest; two members must agree",
		HERE_ONLY
	},
	[SP_VERB_NOTICE_SET] = {
		"notice set", SP_VERB_WRITES | SP_VERB_DECIDES,
		"notice set CASE [--summary TEXT] [--description TEXT]\n"
		"     [--impact TEXT] [--workaround TEXT] [--vulnerable TEXT]\n"
		"     [--cvss VECTOR] [--because TEXT]",
		"write parts of what will be published of a case", HERE_ONLY
	},
	[SP_VERB_NOTICE_EDIT] = {
		"notice edit", SP_VERB_WRITES | SP_VERB_DECIDES,
		"notice edit CASE [--text FILE] [--because TEXT]",
		"write all of it, in an editor", HERE_ONLY
	},
	[SP_VERB_NOTICE_SHOW] = {
		"notice show", SP_VERB_READS,
		"notice show CASE",
		"the notice of a case, as text", HERE_ONLY
	},
	[SP_VERB_NOTICE_CHECK] = {
		"notice check", SP_VERB_READS,
		"notice check CASE [--json]",
		"whether it may be published as it is", HERE_ONLY
	},
	[SP_VERB_NOTICE_EXPORT] = {
		"notice export", SP_VERB_READS,
		"notice export CASE --to DIR",
		"write the notice of a published case into files for the web",
		HERE_ONLY
	},
	[SP_VERB_NOTICE_PATCHLIST] = {
		"notice patchlist", SP_VERB_READS,
		"notice patchlist [LIST] [--since DATE]",
		"the patches of all published cases, for release managers",
		HERE_ONLY
	},
	[SP_VERB_BATCH_ADD] = {
		"batch add", SP_VERB_WRITES | SP_VERB_DECIDES,
		"batch add NAME CASE... [--date WHEN]",
		"publish cases together, on a day", HERE_ONLY
	},
	[SP_VERB_BATCH_DATE] = {
		"batch date", SP_VERB_WRITES | SP_VERB_DECIDES,
		"batch date [LIST] NAME WHEN",
		"give a batch another date", HERE_ONLY
	},
	[SP_VERB_BATCH_LEAVE] = {
		"batch leave", SP_VERB_WRITES | SP_VERB_DECIDES,
		"batch leave CASE [--because TEXT]",
		"take a case out of its batch", HERE_ONLY
	},
	[SP_VERB_BATCH_SHOW] = {
		"batch show", SP_VERB_READS,
		"batch show [LIST] NAME [--json]",
		"the cases of a batch, and what each lacks", HERE_ONLY
	},
	[SP_VERB_BATCH_PUBLISH] = {
		"batch publish", SP_VERB_WRITES | SP_VERB_DECIDES,
		"batch publish [LIST] NAME [--where TEXT]",
		"publish all cases of a batch, or none", HERE_ONLY
	},
	[SP_VERB_REVIEW_SHOW] = {
		"review show", SP_VERB_READS | SP_VERB_CASE,
		"review show CASE [--json]",
		"the patches of a case, and who has looked at them",
		SP_BY_MEMBERS, "review show CASE"
	},
	[SP_VERB_REVIEW_ASK] = {
		"review ask", SP_VERB_WRITES | SP_VERB_CASE,
		"review ask CASE --to ADDR",
		"ask a member to look at the patches of a case",
		SP_BY_MEMBERS, "review ask CASE to ADDR"
	},
	[SP_VERB_REVIEW_APPROVE] = {
		"review approve", SP_VERB_WRITES | SP_VERB_CASE,
		"review approve CASE DIGEST",
		"approve a patch, or the set, as the gatekeeper",
		SP_BY_MEMBERS, "review approve CASE DIGEST"
	},
	[SP_VERB_REVIEW_OBJECT] = {
		"review object", SP_VERB_WRITES | SP_VERB_CASE,
		"review object CASE DIGEST [--because TEXT | --withdraw]",
		"object to a patch, so that the case cannot become ready",
		SP_BY_MEMBERS, "review object CASE DIGEST "
		"[withdraw] [because TEXT]"
	},
	[SP_VERB_REVIEW_DROP] = {
		"review drop", SP_VERB_WRITES | SP_VERB_CASE,
		"review drop CASE DIGEST --because TEXT",
		"take a patch out of the set",
		SP_BY_MEMBERS, "review drop CASE DIGEST because TEXT"
	},
	[SP_VERB_REVIEW_LEDGER] = {
		"review ledger", SP_VERB_READS,
		"review ledger CASE [--json]",
		"who looked at which patch, fit to be published", HERE_ONLY
	},
	[SP_VERB_BUNDLE] = {
		"bundle", SP_VERB_READS,
		"bundle CASE --to DIR [--gnupg DIR]",
		"the ready patches with their trailers, for git am", HERE_ONLY
	},
	[SP_VERB_CALENDAR] = {
		"calendar", SP_VERB_READS,
		"calendar [LIST] [--months N] [--ics | --json]",
		"what ends, expires or is due, by month", HERE_ONLY
	},
	[SP_VERB_REPORT] = {
		"report", SP_VERB_READS,
		"report [LIST] --to DIR [--opaque] [--encrypt] | --to DIR --public\n"
		"     | --json [--opaque]",
		"where the team stands, as pictures and tables", HERE_ONLY
	},
	[SP_VERB_STATS] = {
		"stats", SP_VERB_READS,
		"stats [LIST] [--year YYYY | --since DATE [--until DATE]] [--json]\n"
		"stats [LIST] --public [--year YYYY] [--json]",
		"how many, how long and how often", HERE_ONLY
	},
	[SP_VERB_ARCHIVE_LIST] = {
		"archive list", SP_VERB_READS,
		"archive list [LIST] [--json]",
		"the accepted mails",
		HERE_ONLY },
	[SP_VERB_ARCHIVE_SEARCH] = {
		"archive search", SP_VERB_READS,
		"archive search [LIST] WORD...|- [--any] [--limit N] [--json]",
		"the accepted mails with these words",
		HERE_ONLY },
	[SP_VERB_ARCHIVE_SHOW] = {
		"archive show", SP_VERB_READS,
		"archive show REF [--original] [--decrypt] [--gnupg DIR]",
		"one accepted mail, encrypted to the archive keys",
		HERE_ONLY },
	[SP_VERB_ARCHIVE_EXPORT] = {
		"archive export", SP_VERB_READS,
		"archive export [LIST] --format mbox|maildir [--to PATH]\n"
		"     [--original] [--decrypt] [--gnupg DIR]",
		"all accepted mails",
		HERE_ONLY },
	[SP_VERB_ARCHIVE_REKEY] = {
		"archive rekey", SP_VERB_WRITES,
		"archive rekey LIST --to FILE|members [--to FILE ...] [--gnupg DIR]",
		"seal the archive to other keys",
		HERE_ONLY },
	[SP_VERB_RUN] = {
		"run", SP_VERB_WRITES | SP_VERB_BACKGROUND,
		"run [LIST] [--once]",
		"the periodic worker",
		HERE_ONLY },
	[SP_VERB_LOG] = {
		"log", SP_VERB_READS,
		"log [LIST] [--ref REF] [--verify [--head HEX]]\n"
		"     [--json | --json-lines]",
		"the events, or a check of their chain",
		HERE_ONLY },
	[SP_VERB_CONFIG_CHECK] = {
		"config check", SP_VERB_READS,
		"config check [LIST]",
		"read the configuration and say what is wrong",
		HERE_ONLY },
	[SP_VERB_CONFIG_DUMP] = {
		"config dump", SP_VERB_READS,
		"config dump [LIST] [--explain]",
		"every key with its value",
		HERE_ONLY },
	[SP_VERB_CONFIG_KEYS] = {
		"config keys", SP_VERB_READS,
		"config keys",
		"the names of all keys",
		HERE_ONLY },
	[SP_VERB_DOCTOR] = {
		"doctor", SP_VERB_READS,
		"doctor [LIST] [--mta] [--json]",
		"check everything that a list needs",
		HERE_ONLY },
	[SP_VERB_PURGE] = {
		"purge", SP_VERB_WRITES | SP_VERB_DECIDES,
		"purge REF...",
		"delete what a rejected or discarded mail said",
		HERE_ONLY },
	[SP_VERB_FORGET] = {
		"forget", SP_VERB_WRITES | SP_VERB_DECIDES,
		"forget REF...",
		"delete what a decided mail said; two members must agree",
		HERE_ONLY },
	[SP_VERB_BACKUP] = {
		"backup", SP_VERB_WRITES,
		"backup LIST FILE",
		"a consistent copy of the store",
		HERE_ONLY },
	[SP_VERB_RESTORE] = {
		"restore", SP_VERB_WRITES,
		"restore LIST FILE",
		"put a backup where the store was lost",
		HERE_ONLY },
	[SP_VERB_HELP] = {
		"help", SP_VERB_ANYWHERE | SP_VERB_NEWCOMERS,
		"help [COMMAND] [--names]",
		"this table, or one command",
		SP_BY_MEMBERS, "help"
	},
	[SP_VERB_VERSION] = {
		"version", 0,
		"version",
		"the program's version",
		HERE_ONLY },
};
