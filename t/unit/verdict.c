/* SPDX-License-Identifier: GPL-2.0-or-later */
/* verdict.c - the rules of the gate, one row each, and all of them together */
#include "lib/policy/verdict.h"

#include <string.h>

#include "t/unit/tap.h"

enum { NOW = 1800000000, WINDOW = 3 * 86400, SKEW = 300 };

#define NO_VALUE 99		/* of any enumeration */

/* The rules of the configuration, by bit. */
enum { HOLD = 1, LAST = 2, SUGGEST = 4, SUGGEST_TOO = 8, NO_ACK = 16,
       ODD_RULE = 32, HOLD_TOO = 64, NO_SUCH_RULE = 128 };

static struct sp_rule_conf rules[] = {
	{ .name = (char *)"hold", .action = SP_RULE_HOLD },
	{ .name = (char *)"last", .action = SP_RULE_LAST,
	  .reason = (char *)"no suggestion" },
	{ .name = (char *)"one", .action = SP_RULE_SUGGEST,
	  .reason = (char *)"support" },
	{ .name = (char *)"two", .action = SP_RULE_SUGGEST,
	  .reason = (char *)"duplicate" },
	{ .name = (char *)"quiet", .action = SP_RULE_NO_ACK },
	{ .name = (char *)"of the future", .action = NO_VALUE },
	{ .name = (char *)"hold, too", .action = SP_RULE_HOLD },
};

static struct sp_config
make_config(enum sp_unsigned_member unsigned_member)
{
	struct sp_config conf = { .rules = g_ptr_array_new(),
				  .unsigned_member = unsigned_member,
				  .signature_window_s = WINDOW };
	size_t i;

	for (i = 0; i < G_N_ELEMENTS(rules); i++)
		g_ptr_array_add(conf.rules, &rules[i]);
	return conf;
}

enum inner { NO_INNER, INNER, INNER_BROKEN };

struct row {
	const char *name;
	/* The mail. Zero is a plain, unsigned mail of a stranger, to post. */
	gboolean unparsed, too_large, cut;
	enum sp_role role;
	enum sp_cryptype crypto;
	enum sp_open opened;
	unsigned flags, hits;
	enum sp_from_state from;
	enum sp_auth dmarc;
	enum inner inner;
	enum sp_cryptype inner_crypto;
	unsigned inner_flags, inner_hits;
	enum sp_from_state inner_from;
	const char *inner_address;
	/* Its author. */
	enum sp_sig sig;
	int64_t made;		/* relative to now */
	gboolean member, paused, waiting, seen, for_others, may_post;
	gboolean member_from, from_waits;
	gboolean command, banner_allowed, wish, key_sent;
	/* The verdict. */
	enum sp_fate fate;
	unsigned why;
	enum sp_rank rank;
	gboolean banner;
	const char *suggest;
};

#define SIGNED .sig = SP_SIG_GOOD, .member = TRUE
#define SEALED_BY(from) .crypto = SP_CRYPTO_MIME_ENCRYPTED, \
	.opened = SP_OPENED, .inner = INNER, .inner_from = (from)
#define SEALED SEALED_BY(SP_FROM_NONE)
#define UNOPENED(how) .crypto = SP_CRYPTO_MIME_ENCRYPTED, .opened = (how)
#define PASSES .fate = SP_FATE_DISTRIBUTE, .rank = SP_RANK_PLAIN
#define HELD(bits) .fate = SP_FATE_HOLD, .why = (bits), .rank = SP_RANK_PLAIN
#define FILED .fate = SP_FATE_FILE
#define OBEYED .fate = SP_FATE_COMMAND, .rank = SP_RANK_PLAIN
#define COMMAND .command = TRUE, .role = SP_TO_REQUEST
#define ROBOT(kind) COMMAND, SIGNED, .flags = (kind), AT_END, \
	.fate = SP_FATE_HOLD, .why = SP_WHY_ROLE | SP_WHY_AUTOMATIC
#define REPORT .rank = SP_RANK_REPORT
#define AT_END .rank = SP_RANK_LAST

static const struct row rows[] = {
	/* Strangers. */
	{ "a stranger", HELD(SP_WHY_STRANGER) },
	{ "a stranger with the tag", .flags = SP_FACT_TAG,
	  .fate = SP_FATE_HOLD, .why = SP_WHY_STRANGER, REPORT },
	{ "a stranger, encrypted", SEALED, HELD(SP_WHY_STRANGER) },
	{ "the tag outside of encryption", SEALED, .flags = SP_FACT_TAG,
	  .why = SP_WHY_STRANGER, REPORT },
	{ "the tag inside", SEALED, .inner_flags = SP_FACT_TAG,
	  .why = SP_WHY_STRANGER, REPORT },
	{ "a stranger's signature by an unknown key",
	  .sig = SP_SIG_UNKNOWN_KEY, HELD(SP_WHY_STRANGER) },
	{ "a stranger's good signature", .sig = SP_SIG_GOOD,
	  HELD(SP_WHY_STRANGER) },
	{ "a stranger's bad signature", .sig = SP_SIG_BAD,
	  HELD(SP_WHY_STRANGER | SP_WHY_BAD_SIGNATURE) },

	/* Members. */
	{ "a member's signed post", SIGNED, .member_from = TRUE, PASSES },
	{ "a member's from another address", SIGNED, PASSES },
	{ "a member's, encrypted and signed", SEALED, SIGNED, PASSES },
	{ "a member's, signed below the encryption", SEALED,
	  .inner_crypto = SP_CRYPTO_MIME_SIGNED, SIGNED, PASSES },
	{ "a member's, inline", SIGNED,
	  .crypto = SP_CRYPTO_INLINE_SIGNED, PASSES },
	{ "a member's, inline encrypted", SIGNED,
	  .crypto = SP_CRYPTO_INLINE_ENCRYPTED, .opened = SP_OPENED,
	  .inner = INNER, .inner_from = SP_FROM_NONE, PASSES },
	{ "a member's reply", SIGNED, .role = SP_TO_REPLY, PASSES },
	{ "a member's internal post", SIGNED, .role = SP_TO_INTERNAL,
	  PASSES },
	{ "a member's, with the tag", SIGNED, .flags = SP_FACT_TAG,
	  .fate = SP_FATE_DISTRIBUTE, REPORT },
	{ "a member's that a filter took for spam", SIGNED,
	  .flags = SP_FACT_SPAM, .fate = SP_FATE_DISTRIBUTE, AT_END },
	{ "a paused member", .sig = SP_SIG_GOOD, .paused = TRUE,
	  .member_from = TRUE, HELD(SP_WHY_PAUSED) },
	{ "paused beats member", SIGNED, .paused = TRUE,
	  HELD(SP_WHY_PAUSED) },
	{ "a member who is not admitted yet", SIGNED, .waiting = TRUE,
	  .member_from = TRUE, HELD(SP_WHY_NOT_ADMITTED) },
	{ "and whose signature is old", SIGNED, .waiting = TRUE,
	  .made = -WINDOW - 1,
	  HELD(SP_WHY_NOT_ADMITTED | SP_WHY_OLD_SIGNATURE) },
	{ "one who is not admitted, without a signature", .waiting = TRUE,
	  .member_from = TRUE, HELD(SP_WHY_UNSIGNED) },
	{ "the commands of one who is not admitted", COMMAND, SIGNED,
	  .waiting = TRUE, OBEYED },

	/* When a signature counts: the window to the second. */
	{ "at the window's edge", SIGNED, .made = -WINDOW, PASSES },
	{ "a second older", SIGNED, .made = -WINDOW - 1,
	  HELD(SP_WHY_OLD_SIGNATURE) },
	{ "five minutes ahead", SIGNED, .made = SKEW, PASSES },
	{ "a second further ahead", SIGNED, .made = SKEW + 1,
	  HELD(SP_WHY_OLD_SIGNATURE) },
	{ "seen before", SIGNED, .seen = TRUE, HELD(SP_WHY_REPLAYED) },
	{ "addressed to others", SIGNED, .for_others = TRUE,
	  HELD(SP_WHY_FOR_OTHERS) },
	{ "old, seen and for others", SIGNED, .made = -WINDOW - 1,
	  .seen = TRUE, .for_others = TRUE,
	  HELD(SP_WHY_OLD_SIGNATURE | SP_WHY_REPLAYED | SP_WHY_FOR_OTHERS) },

	/* A member's address without a member's signature. */
	{ "unsigned", .member_from = TRUE, HELD(SP_WHY_UNSIGNED) },
	{ "signed by a key we do not have", .member_from = TRUE,
	  .sig = SP_SIG_UNKNOWN_KEY, HELD(SP_WHY_BAD_SIGNATURE) },
	{ "signed well, by somebody else", .member_from = TRUE,
	  .sig = SP_SIG_GOOD, HELD(SP_WHY_BAD_SIGNATURE) },
	{ "signed badly", .member_from = TRUE, .sig = SP_SIG_BAD,
	  HELD(SP_WHY_BAD_SIGNATURE) },
	{ "an expired key", .member_from = TRUE, .member = TRUE,
	  .sig = SP_SIG_EXPIRED_KEY, HELD(SP_WHY_BAD_SIGNATURE) },
	{ "a revoked key", .member_from = TRUE, .member = TRUE,
	  .sig = SP_SIG_REVOKED_KEY, HELD(SP_WHY_BAD_SIGNATURE) },
	{ "a weak signature", .member_from = TRUE, .member = TRUE,
	  .sig = SP_SIG_WEAK, HELD(SP_WHY_BAD_SIGNATURE) },
	{ "several signatures", .member_from = TRUE, .member = TRUE,
	  .sig = SP_SIG_SEVERAL, HELD(SP_WHY_BAD_SIGNATURE) },
	{ "unsigned, with a banner", .member_from = TRUE,
	  .banner_allowed = TRUE, PASSES, .banner = TRUE },
	{ "and encrypted", SEALED, .member_from = TRUE,
	  .banner_allowed = TRUE, .inner_address = "", PASSES,
	  .banner = TRUE },
	{ "and the same inside", SEALED, .member_from = TRUE,
	  .banner_allowed = TRUE, .inner_address = "outer@example.org",
	  PASSES, .banner = TRUE },
	{ "but a member only inside", SEALED, .member_from = TRUE,
	  .banner_allowed = TRUE, .inner_address = "member@example.org",
	  HELD(SP_WHY_UNSIGNED) },
	{ "but that member is paused, or not admitted", .member_from = TRUE,
	  .banner_allowed = TRUE, .from_waits = TRUE,
	  HELD(SP_WHY_UNSIGNED) },
	{ "but DMARC fails", .member_from = TRUE, .banner_allowed = TRUE,
	  .dmarc = SP_AUTH_FAIL, HELD(SP_WHY_UNSIGNED) },
	{ "but DMARC passes", .member_from = TRUE, .banner_allowed = TRUE,
	  .dmarc = SP_AUTH_PASS, PASSES, .banner = TRUE },
	{ "but a rule holds it", .member_from = TRUE,
	  .banner_allowed = TRUE, .hits = HOLD,
	  HELD(SP_WHY_UNSIGNED | SP_WHY_RULE) },
	{ "a bad signature gets no banner", .member_from = TRUE,
	  .banner_allowed = TRUE, .sig = SP_SIG_BAD,
	  HELD(SP_WHY_BAD_SIGNATURE) },
	{ "a stranger gets no banner", .banner_allowed = TRUE,
	  HELD(SP_WHY_STRANGER) },

	/* Authors remembered in a case. */
	{ "a remembered author", .may_post = TRUE, .role = SP_TO_REPLY,
	  PASSES },
	{ "to the list itself", .may_post = TRUE, PASSES },
	{ "with a good signature", .may_post = TRUE, .sig = SP_SIG_GOOD,
	  PASSES },
	{ "with a signature seen before", .may_post = TRUE,
	  .sig = SP_SIG_GOOD, .seen = TRUE, HELD(SP_WHY_REPLAYED) },
	{ "with an unknown key", .may_post = TRUE,
	  .sig = SP_SIG_UNKNOWN_KEY, PASSES },
	{ "with a broken signature", .may_post = TRUE, .sig = SP_SIG_BAD,
	  HELD(SP_WHY_BAD_SIGNATURE) },
	{ "but not to an internal address", .may_post = TRUE,
	  .role = SP_TO_INTERNAL, HELD(SP_WHY_STRANGER) },
	{ "nor where a rule holds", .may_post = TRUE, .hits = HOLD,
	  HELD(SP_WHY_RULE) },

	/* What cannot be read. */
	{ "unparsable", .unparsed = TRUE, HELD(SP_WHY_UNPARSABLE) },
	{ "too large to look at", .unparsed = TRUE, .too_large = TRUE,
	  HELD(SP_WHY_TOO_LARGE) },
	{ "too large, parsed", .too_large = TRUE,
	  HELD(SP_WHY_TOO_LARGE | SP_WHY_STRANGER) },
	{ "shorter than announced", SIGNED, .cut = TRUE,
	  HELD(SP_WHY_LENGTH) },
	{ "short and unparsable", .unparsed = TRUE, .cut = TRUE,
	  HELD(SP_WHY_LENGTH | SP_WHY_UNPARSABLE) },
	{ "not for us", UNOPENED(SP_OPEN_NOT_FOR_US),
	  HELD(SP_WHY_UNDECRYPTABLE | SP_WHY_STRANGER) },
	{ "from a member's address", UNOPENED(SP_OPEN_NOT_FOR_US),
	  .member_from = TRUE, HELD(SP_WHY_UNDECRYPTABLE) },
	{ "and no banner", UNOPENED(SP_OPEN_NOT_FOR_US),
	  .member_from = TRUE, .banner_allowed = TRUE,
	  HELD(SP_WHY_UNDECRYPTABLE) },
	{ "hidden recipients", UNOPENED(SP_OPEN_HIDDEN),
	  HELD(SP_WHY_UNDECRYPTABLE | SP_WHY_STRANGER) },
	{ "damaged", UNOPENED(SP_OPEN_DAMAGED),
	  HELD(SP_WHY_UNDECRYPTABLE | SP_WHY_STRANGER) },
	{ "unsafe", UNOPENED(SP_OPEN_UNSAFE),
	  HELD(SP_WHY_UNSAFE_CRYPTO | SP_WHY_STRANGER) },
	{ "a bomb", UNOPENED(SP_OPEN_TOO_LARGE),
	  HELD(SP_WHY_TOO_LARGE | SP_WHY_STRANGER) },
	{ "opened, unparsable inside", UNOPENED(SP_OPENED),
	  .inner = INNER_BROKEN, HELD(SP_WHY_UNPARSABLE | SP_WHY_STRANGER) },
	{ "opened, nothing inside", UNOPENED(SP_OPENED),
	  HELD(SP_WHY_UNPARSABLE | SP_WHY_STRANGER) },
	{ "signed, unparsable", .crypto = SP_CRYPTO_MIME_SIGNED, SIGNED,
	  .inner = INNER_BROKEN, HELD(SP_WHY_UNPARSABLE | SP_WHY_STRANGER) },
	{ "a signature does not save what is not read",
	  UNOPENED(SP_OPEN_DAMAGED), SIGNED,
	  HELD(SP_WHY_UNDECRYPTABLE | SP_WHY_STRANGER) },
	{ "mixed", .crypto = SP_CRYPTO_MIXED, SIGNED, .member_from = TRUE,
	  HELD(SP_WHY_MIXED) },
	{ "partly encrypted", .crypto = SP_CRYPTO_PARTLY_ENCRYPTED, SIGNED,
	  .member_from = TRUE, HELD(SP_WHY_PARTLY_ENCRYPTED) },
	{ "partly signed", .crypto = SP_CRYPTO_PARTLY_SIGNED, SIGNED,
	  .member_from = TRUE, HELD(SP_WHY_PARTLY_SIGNED) },
	{ "partly encrypted inside", SEALED, SIGNED,
	  .inner_crypto = SP_CRYPTO_PARTLY_ENCRYPTED,
	  .member_from = TRUE, HELD(SP_WHY_PARTLY_ENCRYPTED) },
	{ "partly signed inside", SEALED, SIGNED, .member_from = TRUE,
	  .inner_crypto = SP_CRYPTO_PARTLY_SIGNED,
	  HELD(SP_WHY_PARTLY_SIGNED) },
	{ "repaired", SEALED, SIGNED, .flags = SP_FACT_PARTS_MENDED |
	  SP_FACT_ARMOR_MENDED, PASSES },
	{ "winmail.dat", SIGNED, .flags = SP_FACT_TNEF, HELD(SP_WHY_TNEF) },
	{ "winmail.dat inside", SEALED, SIGNED, .inner_flags = SP_FACT_TNEF,
	  HELD(SP_WHY_TNEF) },
	{ "mixed inside", SEALED, .inner_crypto = SP_CRYPTO_MIXED, SIGNED,
	  .member_from = TRUE, HELD(SP_WHY_MIXED) },
	{ "a second layer", SEALED, SIGNED, .member_from = TRUE,
	  .inner_crypto = SP_CRYPTO_MIME_ENCRYPTED, HELD(SP_WHY_MIXED) },
	{ "a second layer, inline", SEALED, SIGNED, .member_from = TRUE,
	  .inner_crypto = SP_CRYPTO_INLINE_ENCRYPTED, HELD(SP_WHY_MIXED) },

	/* From. */
	{ "no From", SIGNED, .from = SP_FROM_NONE,
	  HELD(SP_WHY_FROM_UNCLEAR) },
	{ "two authors", SIGNED, .from = SP_FROM_UNCLEAR,
	  HELD(SP_WHY_FROM_UNCLEAR) },
	{ "two authors inside", SEALED_BY(SP_FROM_UNCLEAR), SIGNED,
	  HELD(SP_WHY_FROM_UNCLEAR) },
	{ "one author inside", SEALED_BY(SP_FROM_ONE), SIGNED, PASSES },

	/* Rules of the configuration. */
	{ "hold, though signed", SIGNED, .hits = HOLD, HELD(SP_WHY_RULE) },
	{ "hold, by what is inside", SEALED, SIGNED, .inner_hits = HOLD,
	  HELD(SP_WHY_RULE) },
	{ "last", .hits = LAST, .why = SP_WHY_STRANGER, AT_END },
	{ "last beats the tag", .hits = LAST, .flags = SP_FACT_TAG,
	  .why = SP_WHY_STRANGER, AT_END },
	{ "last does not hold", SIGNED, .hits = LAST,
	  .fate = SP_FATE_DISTRIBUTE, AT_END },
	{ "suggest", .hits = SUGGEST, HELD(SP_WHY_STRANGER),
	  .suggest = "support" },
	{ "the first suggestion stands", .hits = SUGGEST_TOO,
	  .flags = SP_FACT_TAG, .why = SP_WHY_STRANGER, REPORT,
	  .suggest = "duplicate" },
	{ "of two", .hits = SUGGEST | SUGGEST_TOO, HELD(SP_WHY_STRANGER),
	  .suggest = "support" },
	{ "one rule does not hide the next", SIGNED,
	  .hits = HOLD | LAST | SUGGEST, .why = SP_WHY_RULE, AT_END,
	  .suggest = "support" },
	{ "nor does a suggestion", SIGNED, .hits = SUGGEST | HOLD_TOO,
	  HELD(SP_WHY_RULE), .suggest = "support" },
	{ "nor a rule for acknowledgements", SIGNED,
	  .hits = NO_ACK | ODD_RULE | HOLD_TOO, HELD(SP_WHY_RULE) },
	{ "no acknowledgement is no reason", SIGNED, .hits = NO_ACK,
	  PASSES },
	{ "an action that is none", SIGNED, .hits = ODD_RULE, PASSES },
	{ "a bit of no rule", SIGNED, .hits = NO_SUCH_RULE, PASSES },
	{ "a rule that failed", SIGNED, .flags = SP_FACT_RULE_FAILED,
	  HELD(SP_WHY_RULE_FAILED) },
	{ "one that failed inside", SEALED, SIGNED,
	  .inner_flags = SP_FACT_RULE_FAILED, HELD(SP_WHY_RULE_FAILED) },

	/* Machines. */
	{ "automatic", .flags = SP_FACT_AUTOMATIC,
	  .why = SP_WHY_AUTOMATIC | SP_WHY_STRANGER, AT_END },
	{ "automatic, though signed", SIGNED, .flags = SP_FACT_AUTOMATIC,
	  .why = SP_WHY_AUTOMATIC, AT_END },
	{ "of another list", .flags = SP_FACT_LIST,
	  .why = SP_WHY_AUTOMATIC | SP_WHY_STRANGER, AT_END },
	{ "a bounce to the list", .flags = SP_FACT_BOUNCE,
	  .why = SP_WHY_AUTOMATIC | SP_WHY_STRANGER, AT_END },
	{ "with the tag", .flags = SP_FACT_BOUNCE | SP_FACT_TAG,
	  .why = SP_WHY_AUTOMATIC | SP_WHY_STRANGER, AT_END },
	{ "marks inside do not count", SEALED, SIGNED,
	  .inner_flags = SP_FACT_AUTOMATIC | SP_FACT_LIST | SP_FACT_BOUNCE |
			 SP_FACT_LOOP | SP_FACT_SPAM, PASSES },
	{ "spam", .flags = SP_FACT_SPAM, .why = SP_WHY_STRANGER, AT_END },
	{ "spam with the tag", .flags = SP_FACT_SPAM | SP_FACT_TAG,
	  .why = SP_WHY_STRANGER, AT_END },

	/* Loops and bounces. */
	{ "a loop mark alone", .flags = SP_FACT_LOOP,
	  HELD(SP_WHY_LOOP | SP_WHY_STRANGER) },
	{ "a loop mark on a signed post", SIGNED, .flags = SP_FACT_LOOP,
	  HELD(SP_WHY_LOOP) },
	{ "our own post", SIGNED, .flags = SP_FACT_LOOP | SP_FACT_LIST,
	  FILED, AT_END },
	{ "our own acknowledgement",
	  .flags = SP_FACT_LOOP | SP_FACT_AUTOMATIC, FILED, AT_END },
	{ "a bounce of ours, to the list",
	  .flags = SP_FACT_LOOP | SP_FACT_BOUNCE, FILED, AT_END },
	{ "a bounce", .role = SP_TO_BOUNCES, .flags = SP_FACT_BOUNCE, FILED,
	  AT_END },
	{ "a bounce with our tag", .role = SP_TO_BOUNCES,
	  .flags = SP_FACT_BOUNCE | SP_FACT_TAG, FILED, AT_END },
	{ "a bounce of the old kind", .role = SP_TO_BOUNCES, FILED,
	  .rank = SP_RANK_PLAIN },
	{ "a report gone astray", .role = SP_TO_BOUNCES,
	  .flags = SP_FACT_TAG, .why = SP_WHY_ROLE | SP_WHY_STRANGER,
	  REPORT },
	{ "nothing that can be told a bounce", .role = SP_TO_BOUNCES,
	  .unparsed = TRUE, HELD(SP_WHY_ROLE | SP_WHY_UNPARSABLE) },

	/* LIST-owner: a member's word goes to the moderators, a stranger's is
	 * held, a robot's is filed unless it may be a report. */
	{ "a member to the owner", SIGNED, .role = SP_TO_OWNER,
	  .fate = SP_FATE_SHOW, .rank = SP_RANK_PLAIN },
	{ "a member to the owner, encrypted", SEALED, SIGNED,
	  .role = SP_TO_OWNER, .fate = SP_FATE_SHOW, .rank = SP_RANK_PLAIN },
	{ "a member to the owner, with the tag", SIGNED,
	  .flags = SP_FACT_TAG, .role = SP_TO_OWNER, .fate = SP_FATE_SHOW,
	  REPORT },
	{ "a member to the owner, unsigned", .member_from = TRUE,
	  .banner_allowed = TRUE, .role = SP_TO_OWNER,
	  HELD(SP_WHY_ROLE | SP_WHY_UNSIGNED) },
	{ "a paused member to the owner", SIGNED, .paused = TRUE,
	  .role = SP_TO_OWNER, HELD(SP_WHY_ROLE | SP_WHY_PAUSED) },
	{ "an old signature to the owner", SIGNED, .role = SP_TO_OWNER,
	  .seen = TRUE, HELD(SP_WHY_ROLE | SP_WHY_REPLAYED) },
	{ "a rule holds what a member wrote to the owner", SIGNED,
	  .role = SP_TO_OWNER, .hits = HOLD,
	  HELD(SP_WHY_ROLE | SP_WHY_RULE) },
	{ "a robot to the owner", .role = SP_TO_OWNER,
	  .flags = SP_FACT_AUTOMATIC, FILED, AT_END },
	{ "a member's robot to the owner", SIGNED, .role = SP_TO_OWNER,
	  .flags = SP_FACT_AUTOMATIC, FILED, AT_END },
	{ "a bounce to the owner", .role = SP_TO_OWNER,
	  .flags = SP_FACT_BOUNCE, FILED, AT_END },
	{ "a robot's report to the owner", .role = SP_TO_OWNER,
	  .flags = SP_FACT_AUTOMATIC | SP_FACT_TAG,
	  .why = SP_WHY_ROLE | SP_WHY_STRANGER | SP_WHY_AUTOMATIC, AT_END },
	{ "another list's mail to the owner", .role = SP_TO_OWNER,
	  .flags = SP_FACT_LIST,
	  .why = SP_WHY_ROLE | SP_WHY_STRANGER | SP_WHY_AUTOMATIC, AT_END },

	/* Who asked for the key, and gets it. */
	{ "sendkey", .role = SP_TO_REQUEST, .wish = TRUE, .key_sent = TRUE,
	  FILED, .rank = SP_RANK_PLAIN },
	{ "sendkey that is not answered", .role = SP_TO_REQUEST, .wish = TRUE,
	  HELD(SP_WHY_ROLE | SP_WHY_STRANGER) },
	{ "sendkey and a rule", .role = SP_TO_REQUEST, .wish = TRUE,
	  .key_sent = TRUE, .hits = HOLD, FILED, .rank = SP_RANK_PLAIN },
	{ "something else, answered", .role = SP_TO_REQUEST, .key_sent = TRUE,
	  HELD(SP_WHY_ROLE | SP_WHY_STRANGER) },
	{ "sendkey to the list", .wish = TRUE, .key_sent = TRUE,
	  HELD(SP_WHY_STRANGER) },

	/* Where commands go, only a member who signed is heard. */
	{ "commands", COMMAND, SEALED, SIGNED, OBEYED },
	{ "commands that will be refused", COMMAND, SIGNED, .seen = TRUE,
	  .made = -WINDOW - 1, .for_others = TRUE, .hits = HOLD, OBEYED },
	{ "commands in answer to a notice", SIGNED, .command = TRUE, OBEYED },
	{ "an unsigned answer to a notice", .command = TRUE, .banner_allowed
	  = TRUE, .member_from = TRUE, HELD(SP_WHY_ROLE | SP_WHY_UNSIGNED) },
	{ "a stranger's commands, signed", COMMAND, .sig = SP_SIG_GOOD,
	  HELD(SP_WHY_ROLE | SP_WHY_STRANGER) },
	{ "a remembered author's answer to a notice", .command = TRUE,
	  .may_post = TRUE, .sig = SP_SIG_GOOD, HELD(SP_WHY_ROLE) },
	{ "a paused member's commands", COMMAND, SIGNED, .paused = TRUE,
	  HELD(SP_WHY_ROLE | SP_WHY_PAUSED) },
	{ "commands with a bad signature", COMMAND, .sig = SP_SIG_BAD,
	  .member_from = TRUE, HELD(SP_WHY_ROLE | SP_WHY_BAD_SIGNATURE) },
	{ "commands of a robot", ROBOT(SP_FACT_AUTOMATIC) },
	{ "commands by way of a list", ROBOT(SP_FACT_LIST) },
	{ "commands in a bounce", ROBOT(SP_FACT_BOUNCE) },
	{ "commands in a loop", COMMAND, SIGNED, .flags = SP_FACT_LOOP,
	  HELD(SP_WHY_ROLE | SP_WHY_LOOP) },
	/* Service addresses. */
	{ "to the gate", SIGNED, .role = SP_TO_REQUEST, HELD(SP_WHY_ROLE) },
	{ "to the owner", .role = SP_TO_OWNER,
	  HELD(SP_WHY_ROLE | SP_WHY_STRANGER) },
	{ "to no address that we know", SIGNED, .role = SP_TO_OTHER,
	  HELD(SP_WHY_ROLE) },
	{ "a remembered author to the owner", .may_post = TRUE,
	  .role = SP_TO_OWNER, HELD(SP_WHY_ROLE | SP_WHY_STRANGER) },

	/* What no enumeration knows never helps. */
	{ "an unknown verdict", .sig = NO_VALUE, .may_post = TRUE,
	  HELD(SP_WHY_BAD_SIGNATURE) },
	{ "an unknown way of opening", UNOPENED(NO_VALUE), .inner = INNER,
	  SIGNED, .member_from = TRUE, HELD(SP_WHY_UNDECRYPTABLE) },
	{ "an unknown form", SIGNED, .crypto = NO_VALUE, .member_from = TRUE,
	  HELD(SP_WHY_MIXED) },
	{ "an unknown role", SIGNED, .role = NO_VALUE, HELD(SP_WHY_ROLE) },

	/* Several at once. */
	{ "all that can be wrong", .too_large = TRUE, .cut = TRUE,
	  .flags = SP_FACT_LOOP | SP_FACT_RULE_FAILED, .hits = HOLD,
	  .from = SP_FROM_NONE, .role = SP_TO_OWNER,
	  HELD(SP_WHY_TOO_LARGE | SP_WHY_LENGTH | SP_WHY_LOOP | SP_WHY_RULE |
	       SP_WHY_RULE_FAILED | SP_WHY_FROM_UNCLEAR | SP_WHY_ROLE |
	       SP_WHY_STRANGER) },
	{ "a signed robot with all that can be wrong", SIGNED,
	  .flags = SP_FACT_AUTOMATIC | SP_FACT_RULE_FAILED | SP_FACT_TNEF,
	  .from = SP_FROM_NONE, .hits = HOLD | HOLD_TOO,
	  .why = SP_WHY_AUTOMATIC | SP_WHY_RULE_FAILED | SP_WHY_TNEF |
		 SP_WHY_FROM_UNCLEAR | SP_WHY_RULE, AT_END },
};

static struct sp_verdict
judge(const struct row *r)
{
	g_autoptr(GPtrArray) none = g_ptr_array_new();
	struct sp_config conf = make_config(r->banner_allowed
					    ? SP_UNSIGNED_BANNER
					    : SP_UNSIGNED_HOLD);
	struct sp_facts clear = { .flags = r->flags, .rules = r->hits,
		.from_state = r->from, .dmarc = r->dmarc,
		.crypto = r->crypto, .subject = (char *)"",
		.text = (char *)(r->wish ? "sendkey" : ""),
		.parts = none, .keys = none,
		.from_address = (char *)"outer@example.org" };
	struct sp_facts inner = { .flags = r->inner_flags,
		.rules = r->inner_hits, .from_state = r->inner_from,
		.crypto = r->inner_crypto,
		.from_address = (char *)(r->inner_address ? r->inner_address
							  : "") };
	struct sp_post_facts in = { .conf = &conf,
		.clear = r->unparsed ? NULL : &clear,
		.inner = r->inner == INNER ? &inner : NULL,
		.inner_unparsable = r->inner == INNER_BROKEN,
		.too_large = r->too_large, .length_unverified = r->cut,
		.role = r->role, .opened = r->opened,
		.signer = { .verdict = r->sig, .made = NOW + r->made,
			    .member = r->member, .paused = r->paused,
			    .waiting = r->waiting,
			    .seen = r->seen, .names_list = !r->for_others },
		.from_is_member = r->member_from,
		.from_waits = r->from_waits,
		.may_post_in_case = r->may_post, .command = r->command,
		.key_sent = r->key_sent, .now = NOW };
	struct sp_verdict v = sp_policy_post(&in);

	g_ptr_array_unref(conf.rules);
	return v;
}

/* The rules that hold it are known by their bits. */
static guint64
holding(const struct row *r)
{
	unsigned hits = (r->unparsed ? 0 : r->hits) |
			(r->inner == INNER ? r->inner_hits : 0);

	return hits & (HOLD | HOLD_TOO);
}

/* The tag is seen outside and inside, whatever becomes of the mail. */
static gboolean
has_tag(const struct row *r)
{
	return (!r->unparsed && r->flags & SP_FACT_TAG) ||
	       (r->inner == INNER && r->inner_flags & SP_FACT_TAG);
}

static void
test_rows(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		const struct sp_verdict v = judge(&rows[i]);

		if (!ok(v.fate == rows[i].fate && v.why == rows[i].why &&
			v.rank == rows[i].rank && v.banner == rows[i].banner &&
			v.tagged == has_tag(&rows[i]) &&
			v.held_by == (v.fate < SP_FATE_COMMAND ?
				      holding(&rows[i]) : 0) &&
			g_strcmp0(v.suggest, rows[i].suggest) == 0, "%s",
			rows[i].name))
			printf("# fate %d why %#x rank %d banner %d suggest "
			       "%s\n", (int)v.fate, v.why, (int)v.rank,
			       v.banner, v.suggest ? v.suggest : "-");
	}
}

/* What must be true of a mail that is shown to the moderators alone: but for
 * the address, it is one that a member may send to all. */
static gboolean may_reach_members(const struct row *r);

static gboolean
may_be_shown(const struct row *r)
{
	struct row posted = *r;

	posted.role = SP_TO_POST;
	posted.may_post = posted.banner_allowed = FALSE;
	return r->role == SP_TO_OWNER && may_reach_members(&posted);
}

/* The same rules from the other side: what must be true of a mail that
 * reaches the members. */
static gboolean
may_reach_members(const struct row *r)
{
	gboolean usual = r->role == SP_TO_POST || r->role == SP_TO_REPLY;
	gboolean fresh = r->made >= -WINDOW && r->made <= SKEW && !r->seen &&
			 !r->for_others;
	gboolean author;

	if (r->unparsed || r->too_large || r->cut || r->from != SP_FROM_ONE ||
	    r->hits & HOLD || r->crypto >= SP_CRYPTO_PARTLY_ENCRYPTED ||
	    !(usual || r->role == SP_TO_INTERNAL) ||
	    r->flags & (SP_FACT_LOOP | SP_FACT_AUTOMATIC | SP_FACT_LIST |
			SP_FACT_BOUNCE | SP_FACT_RULE_FAILED | SP_FACT_TNEF))
		return FALSE;
	if (r->inner == INNER_BROKEN ||
	    (r->crypto == SP_CRYPTO_MIME_ENCRYPTED &&
	     (r->opened != SP_OPENED || r->inner != INNER)))
		return FALSE;
	switch (r->sig) {
	case SP_SIG_GOOD:
		author = fresh && !r->paused &&
			 (r->member ? !r->waiting : r->may_post && usual);
		break;
	case SP_SIG_NONE:
		author = (r->may_post && usual) ||
			 (r->member_from && r->banner_allowed &&
			  !r->from_waits &&
			  r->dmarc != SP_AUTH_FAIL);
		break;
	case SP_SIG_UNKNOWN_KEY:
		author = r->may_post && usual;
		break;
	case SP_SIG_BAD:
	case SP_SIG_EXPIRED_KEY:
	case SP_SIG_REVOKED_KEY:
	case SP_SIG_WEAK:
	case SP_SIG_SEVERAL:
	default:
		author = FALSE;
		break;
	}
	return author;
}

/* And what must be true of one that is filed. */
static gboolean
may_be_filed(const struct row *r)
{
	if (r->flags & SP_FACT_LOOP)
		return r->flags & (SP_FACT_AUTOMATIC | SP_FACT_LIST |
				   SP_FACT_BOUNCE);
	return r->role == SP_TO_BOUNCES ||
	       (r->role == SP_TO_OWNER &&
		r->flags & (SP_FACT_AUTOMATIC | SP_FACT_BOUNCE));
}

/* Take the next value of one dimension out of a running number. */
static unsigned
pick(unsigned *number, unsigned of)
{
	unsigned value = *number % of;

	*number /= of;
	return value;
}

static const unsigned mail_flags[] = {
	0, SP_FACT_TAG, SP_FACT_LOOP, SP_FACT_LOOP | SP_FACT_LIST,
	SP_FACT_AUTOMATIC, SP_FACT_LIST, SP_FACT_BOUNCE, SP_FACT_SPAM,
	SP_FACT_RULE_FAILED, SP_FACT_TNEF, SP_FACT_DOUBLED | SP_FACT_IRREGULAR |
	SP_FACT_BLIND | SP_FACT_ROLE_FROM | SP_FACT_HP_CIPHER |
	SP_FACT_TEXT_CUT,
};

static struct row
author_number(unsigned n)
{
	static const int64_t ages[] = { -WINDOW - 1, -WINDOW, SKEW, SKEW + 1 };
	struct row r = { .name = "" };

	r.sig = pick(&n, SP_SIG_SEVERAL + 1);
	r.made = ages[pick(&n, G_N_ELEMENTS(ages))];
	r.member = pick(&n, 2);
	r.paused = pick(&n, 2);
	r.waiting = pick(&n, 2);
	r.seen = pick(&n, 2);
	r.for_others = pick(&n, 2);
	r.member_from = pick(&n, 2);
	r.may_post = pick(&n, 2);
	r.banner_allowed = pick(&n, 2);
	r.from_waits = pick(&n, 2);
	r.dmarc = pick(&n, SP_AUTH_FAIL + 1);
	r.role = pick(&n, SP_TO_OTHER + 1);
	r.hits = pick(&n, 2);
	return r;
}

static struct row
mail_number(unsigned n)
{
	static const struct row authors[] = {
		{ .name = "stranger" }, { "member", SIGNED },
		{ .name = "remembered", .may_post = TRUE },
		{ .name = "unsigned", .member_from = TRUE,
		  .banner_allowed = TRUE },
	};
	static const enum sp_cryptype forms[] = {
		SP_CRYPTO_NONE, SP_CRYPTO_PARTLY_ENCRYPTED,
		SP_CRYPTO_PARTLY_SIGNED, SP_CRYPTO_MIXED,
	};
	struct row r = authors[pick(&n, G_N_ELEMENTS(authors))];

	r.flags = mail_flags[pick(&n, G_N_ELEMENTS(mail_flags))];
	r.crypto = pick(&n, 2) ? SP_CRYPTO_MIME_ENCRYPTED
			       : forms[pick(&n, G_N_ELEMENTS(forms))];
	r.opened = pick(&n, SP_OPEN_TOO_LARGE + 1);
	r.inner = pick(&n, INNER_BROKEN + 1);
	r.from = pick(&n, SP_FROM_UNCLEAR + 1);
	r.role = pick(&n, SP_TO_OTHER + 1);
	r.unparsed = pick(&n, 2);
	r.too_large = pick(&n, 2);
	r.cut = pick(&n, 2);
	r.hits = pick(&n, 2);
	return r;
}

/* Over every combination: reaches the members exactly when it may; has a
 * reason exactly when held; only what is a loop or a bounce is filed. */
static void
test_all(const char *name, struct row (*number)(unsigned), unsigned count)
{
	unsigned wrong = 0, distributed = 0;
	struct sp_verdict v;
	struct row r;

	for (unsigned i = 0; i < count; i++) {
		r = number(i);
		v = judge(&r);
		distributed += v.fate == SP_FATE_DISTRIBUTE;
		if ((v.fate == SP_FATE_DISTRIBUTE) != may_reach_members(&r) ||
		    (v.fate == SP_FATE_HOLD) != (v.why != 0) ||
		    (v.banner && v.fate != SP_FATE_DISTRIBUTE) ||
		    (v.fate == SP_FATE_SHOW) != may_be_shown(&r) ||
		    (v.fate == SP_FATE_FILE && !may_be_filed(&r)))
			wrong++;
	}
	ok(wrong == 0, "%s: %u wrong of %u", name, wrong, count);
	ok(distributed > 0, "%u of them reach the members", distributed);
}

int
main(void)
{
	test_rows();
	test_all("authors", author_number,
		 8 * 4 * 2 * 2 * 2 * 2 * 2 * 2 * 2 * 2 * 2 * 3 * 7 * 2);
	test_all("mails", mail_number, 4 * 11 * 2 * 4 * 6 * 3 * 3 * 7 * 8 * 2);
	return tap_done();
}
