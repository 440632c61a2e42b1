/* SPDX-License-Identifier: GPL-2.0-or-later */
/* words.c - verdicts as words, for JSON and logs, and as sentences */
#include "lib/policy/verdict.h"

const char *
sp_why_word(enum sp_why one)
{
	switch (one) {
	case SP_WHY_STRANGER:
		return "non-member";
	case SP_WHY_UNSIGNED:
		return "unsigned";
	case SP_WHY_BAD_SIGNATURE:
		return "bad-signature";
	case SP_WHY_OLD_SIGNATURE:
		return "old-signature";
	case SP_WHY_REPLAYED:
		return "replayed";
	case SP_WHY_FOR_OTHERS:
		return "for-others";
	case SP_WHY_UNDECRYPTABLE:
		return "undecryptable";
	case SP_WHY_UNSAFE_CRYPTO:
		return "unsafe-crypto";
	case SP_WHY_MIXED:
		return "mixed";
	case SP_WHY_UNPARSABLE:
		return "unparsable";
	case SP_WHY_TOO_LARGE:
		return "too-large";
	case SP_WHY_RULE:
		return "rule";
	case SP_WHY_RULE_FAILED:
		return "rule-failed";
	case SP_WHY_FROM_UNCLEAR:
		return "from-unclear";
	case SP_WHY_AUTOMATIC:
		return "automatic";
	case SP_WHY_LOOP:
		return "loop";
	case SP_WHY_LENGTH:
		return "length-unverified";
	case SP_WHY_ROLE:
		return "role-address";
	case SP_WHY_PAUSED:
		return "paused";
	case SP_WHY_PARTLY_ENCRYPTED:
		return "partly-encrypted";
	case SP_WHY_PARTLY_SIGNED:
		return "partly-signed";
	case SP_WHY_TNEF:
		return "winmail";
	case SP_WHY_NOT_ADMITTED:
		return "not-admitted";
	}
	return "unknown";
}

const char *
sp_why_sentence(enum sp_why one)
{
	switch (one) {
	case SP_WHY_STRANGER:
		return "the sender is not a member";
	case SP_WHY_UNSIGNED:
		return "a member's address, but no signature";
	case SP_WHY_BAD_SIGNATURE:
		return "the signature does not count: it is bad, or not made "
		       "with a member's valid key";
	case SP_WHY_OLD_SIGNATURE:
		return "the signature is too old, or dated ahead";
	case SP_WHY_REPLAYED:
		return "the signature was used on an earlier mail";
	case SP_WHY_FOR_OTHERS:
		return "signature made for someone else: what was signed is "
		       "addressed to others, not to this list";
	case SP_WHY_UNDECRYPTABLE:
		return "it could not be decrypted";
	case SP_WHY_UNSAFE_CRYPTO:
		return "its encryption is of a kind that cannot be opened "
		       "safely";
	case SP_WHY_MIXED:
		return "it has several OpenPGP layers or messages, so nothing "
		       "in it was opened";
	case SP_WHY_UNPARSABLE:
		return "it could not be parsed";
	case SP_WHY_TOO_LARGE:
		return "it is larger than the list accepts";
	case SP_WHY_RULE:
		return "a rule of the list holds it";
	case SP_WHY_RULE_FAILED:
		return "a rule of the list could not be evaluated on it";
	case SP_WHY_FROM_UNCLEAR:
		return "its From does not name exactly one author";
	case SP_WHY_AUTOMATIC:
		return "a machine or another list sent it";
	case SP_WHY_LOOP:
		return "it seems to have passed this list before";
	case SP_WHY_LENGTH:
		return "it is shorter than the mail server announced";
	case SP_WHY_ROLE:
		return "it was sent to a service address of the list, or "
		       "begins with a command";
	case SP_WHY_PAUSED:
		return "the signer's membership is paused";
	case SP_WHY_PARTLY_ENCRYPTED:
		return "only a part of it is encrypted, so nothing in it was "
		       "opened";
	case SP_WHY_PARTLY_SIGNED:
		return "only a part of it is signed, so its signature does "
		       "not count";
	case SP_WHY_TNEF:
		return "what it says may be in Outlook's winmail.dat, which "
		       "is not decoded here";
	case SP_WHY_NOT_ADMITTED:
		return "its signer is a member who is not admitted yet: "
		       "vouches, or the acceptance of the policy, are missing";
	}
	return "unknown";
}

const char *
sp_no_ack_word(enum sp_no_ack why)
{
	switch (why) {
	case SP_ACK_SEND:
		return "send";
	case SP_ACK_OFF:
		return "off";
	case SP_ACK_NULL_SENDER:
		return "null-sender";
	case SP_ACK_AUTOMATIC:
		return "automatic";
	case SP_ACK_LIST:
		return "list";
	case SP_ACK_BOUNCE:
		return "bounce";
	case SP_ACK_ROLE:
		return "role-address";
	case SP_ACK_OWN:
		return "own-address";
	case SP_ACK_SPAM:
		return "spam";
	case SP_ACK_RULE:
		return "rule";
	case SP_ACK_BUDGET:
		return "budget";
	case SP_ACK_DMARC:
		return "dmarc";
	case SP_ACK_BLIND:
		return "blind";
	case SP_ACK_LOOP:
		return "loop";
	case SP_ACK_ADDRESS:
		return "address";
	case SP_ACK_UNPARSABLE:
		return "unparsable";
	case SP_ACK_THREAD:
		return "thread";
	case SP_ACK_ANSWERED:
		return "answered";
	}
	return "unknown";
}
