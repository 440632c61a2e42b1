/* SPDX-License-Identifier: GPL-2.0-or-later */
/* ack_policy.c - whom a machine may answer: one row a condition, then all */
#include "lib/policy/verdict.h"

#include <string.h>

#include "t/unit/tap.h"

static struct sp_rule_conf quiet = { .name = (char *)"quiet",
				     .action = SP_RULE_NO_ACK };
static struct sp_rule_conf hold = { .name = (char *)"hold",
				    .action = SP_RULE_HOLD };

enum rule { NO_RULE, OTHER_RULE, QUIET_RULE };

struct row {
	const char *name;
	const char *sender;	/* NULL: a reporter's */
	enum sp_role role;
	unsigned flags;
	enum sp_from_state from;
	enum sp_auth dmarc;
	enum rule rule;
	guint64 hits;
	gboolean off, unparsed, ours, answers, blind_allowed, wish;
	unsigned thread, day, hour;
	enum sp_no_ack want;
};

static const struct row rows[] = {
	{ .name = "a report", .want = SP_ACK_SEND },
	{ .name = "a reply", .role = SP_TO_REPLY, .want = SP_ACK_SEND },
	{ .name = "a mistyped address", .role = SP_TO_OTHER,
	  .want = SP_ACK_SEND },
	{ .name = "DMARC passes", .dmarc = SP_AUTH_PASS,
	  .want = SP_ACK_SEND },
	{ .name = "switched off", .off = TRUE, .want = SP_ACK_OFF },
	{ .name = "no sender", .sender = "", .want = SP_ACK_NULL_SENDER },
	{ .name = "the null sender", .sender = "<>",
	  .want = SP_ACK_NULL_SENDER },
	{ .name = "the mail system", .sender = "MAILER-DAEMON",
	  .want = SP_ACK_NULL_SENDER },
	{ .name = "two senders", .sender = "a@example.com,b@example.com",
	  .want = SP_ACK_ADDRESS },
	{ .name = "an option", .sender = "-oQ/tmp@example.com",
	  .want = SP_ACK_ADDRESS },
	{ .name = "no domain", .sender = "root", .want = SP_ACK_ADDRESS },
	{ .name = "postmaster", .sender = "Postmaster@example.com",
	  .want = SP_ACK_ROLE },
	{ .name = "another list's owner",
	  .sender = "owner-announce@example.com", .want = SP_ACK_ROLE },
	{ .name = "bounces", .sender = "dev-bounces@example.com",
	  .want = SP_ACK_ROLE },
	{ .name = "no reply", .sender = "no-reply@example.com",
	  .want = SP_ACK_ROLE },
	{ .name = "From a role address", .flags = SP_FACT_ROLE_FROM,
	  .want = SP_ACK_ROLE },
	{ .name = "to request", .role = SP_TO_REQUEST, .want = SP_ACK_ROLE },
	{ .name = "to request, for the key", .role = SP_TO_REQUEST,
	  .wish = TRUE, .want = SP_ACK_SEND },
	{ .name = "a robot that asks for the key", .role = SP_TO_REQUEST,
	  .wish = TRUE, .flags = SP_FACT_AUTOMATIC,
	  .want = SP_ACK_AUTOMATIC },
	{ .name = "one of us that asks for the key", .role = SP_TO_REQUEST,
	  .wish = TRUE, .ours = TRUE, .want = SP_ACK_OWN },
	{ .name = "the key, too often", .role = SP_TO_REQUEST, .wish = TRUE,
	  .day = 10, .want = SP_ACK_BUDGET },
	{ .name = "the list, for the key", .wish = TRUE,
	  .want = SP_ACK_SEND },
	{ .name = "the owner, for the key", .role = SP_TO_OWNER,
	  .wish = TRUE, .want = SP_ACK_ROLE },
	{ .name = "to owner", .role = SP_TO_OWNER, .want = SP_ACK_ROLE },
	{ .name = "to bounces", .role = SP_TO_BOUNCES,
	  .want = SP_ACK_ROLE },
	{ .name = "to the members only", .role = SP_TO_INTERNAL,
	  .want = SP_ACK_ROLE },
	{ .name = "to what is no role", .role = (enum sp_role)99,
	  .want = SP_ACK_ROLE },
	{ .name = "ourselves", .ours = TRUE, .want = SP_ACK_OWN },
	{ .name = "unparsable", .unparsed = TRUE,
	  .want = SP_ACK_UNPARSABLE },
	{ .name = "a loop", .flags = SP_FACT_LOOP, .want = SP_ACK_LOOP },
	{ .name = "automatic", .flags = SP_FACT_AUTOMATIC,
	  .want = SP_ACK_AUTOMATIC },
	{ .name = "a list", .flags = SP_FACT_LIST, .want = SP_ACK_LIST },
	{ .name = "a bounce", .flags = SP_FACT_BOUNCE,
	  .want = SP_ACK_BOUNCE },
	{ .name = "no author", .from = SP_FROM_NONE,
	  .want = SP_ACK_ADDRESS },
	{ .name = "two authors", .from = SP_FROM_UNCLEAR,
	  .want = SP_ACK_ADDRESS },
	{ .name = "spam", .flags = SP_FACT_SPAM, .want = SP_ACK_SPAM },
	{ .name = "DMARC fails", .dmarc = SP_AUTH_FAIL,
	  .want = SP_ACK_DMARC },
	{ .name = "a rule", .rule = QUIET_RULE, .hits = 1,
	  .want = SP_ACK_RULE },
	{ .name = "a rule that does not match", .rule = QUIET_RULE,
	  .hits = 2, .want = SP_ACK_SEND },
	{ .name = "a rule that may have matched", .rule = QUIET_RULE,
	  .flags = SP_FACT_RULE_FAILED, .want = SP_ACK_RULE },
	{ .name = "another rule", .rule = OTHER_RULE, .hits = 1,
	  .want = SP_ACK_SEND },
	{ .name = "a failure of another rule", .rule = OTHER_RULE,
	  .flags = SP_FACT_RULE_FAILED, .want = SP_ACK_SEND },
	{ .name = "blind", .flags = SP_FACT_BLIND, .want = SP_ACK_BLIND },
	{ .name = "blind, where allowed", .flags = SP_FACT_BLIND,
	  .blind_allowed = TRUE, .want = SP_ACK_SEND },
	{ .name = "a reply to our acknowledgement", .answers = TRUE,
	  .want = SP_ACK_THREAD },
	{ .name = "nothing else in the facts forbids it",
	  .flags = SP_FACT_TAG | SP_FACT_DOUBLED | SP_FACT_IRREGULAR |
		   SP_FACT_HP_CIPHER | SP_FACT_TEXT_CUT,
	  .want = SP_ACK_SEND },

	/* Budgets: 1 a thread, 10 a sender, 60 a list. */
	{ .name = "within all budgets", .day = 9, .hour = 59,
	  .want = SP_ACK_SEND },
	{ .name = "second in the thread", .thread = 1,
	  .want = SP_ACK_BUDGET },
	{ .name = "eleventh to the sender", .day = 10,
	  .want = SP_ACK_BUDGET },
	{ .name = "sixty-first of the list", .hour = 60,
	  .want = SP_ACK_BUDGET },

	/* Which reason is told, of two. */
	{ .name = "off before all", .off = TRUE, .sender = "<>",
	  .want = SP_ACK_OFF },
	{ .name = "our own before unparsable", .ours = TRUE,
	  .unparsed = TRUE, .want = SP_ACK_OWN },
	{ .name = "a loop before automatic",
	  .flags = SP_FACT_LOOP | SP_FACT_AUTOMATIC, .want = SP_ACK_LOOP },
	{ .name = "spam before the budget", .flags = SP_FACT_SPAM,
	  .hour = 60, .want = SP_ACK_SPAM },
	{ .name = "the thread before the budget", .answers = TRUE,
	  .thread = 1, .want = SP_ACK_THREAD },
};

static enum sp_no_ack
judge(const struct row *r)
{
	struct sp_config conf = { .ack = !r->off, .ack_per_thread_day = 1,
				  .ack_per_sender_day = 10,
				  .ack_per_list_hour = 60,
				  .ack_blind = r->blind_allowed,
				  .rules = g_ptr_array_new() };
	g_autoptr(GPtrArray) none = g_ptr_array_new();
	struct sp_facts clear = { .flags = r->flags, .rules = r->hits,
				  .from_state = r->from, .dmarc = r->dmarc,
				  .subject = (char *)(r->wish ? "sendkey" : ""),
				  .text = (char *)"", .parts = none,
				  .keys = none };
	struct sp_ack_facts in = { .conf = &conf,
		.clear = r->unparsed ? NULL : &clear,
		.envelope_sender = r->sender ? r->sender : "ada@example.com",
		.role = r->role, .sender_is_ours = r->ours,
		.answers_us = r->answers, .thread_day = r->thread,
		.sender_day = r->day, .list_hour = r->hour };
	enum sp_no_ack got;

	if (r->rule != NO_RULE)
		g_ptr_array_add(conf.rules,
				r->rule == QUIET_RULE ? &quiet : &hold);
	got = sp_policy_ack(&in);
	g_ptr_array_unref(conf.rules);
	return got;
}

/* Put every condition of the second row onto the first. */
static struct row
both(const struct row *a, const struct row *b)
{
	struct row r = *a;

	r.sender = r.sender ? r.sender : b->sender;
	r.role = r.role ? r.role : b->role;
	r.flags |= b->flags;
	r.from = r.from ? r.from : b->from;
	r.dmarc = r.dmarc == SP_AUTH_FAIL ? r.dmarc : b->dmarc;
	r.off |= b->off;
	r.unparsed |= b->unparsed;
	r.ours |= b->ours;
	r.answers |= b->answers;
	r.blind_allowed |= b->blind_allowed;
	r.wish |= b->wish;
	r.thread += b->thread;
	r.day += b->day;
	r.hour += b->hour;
	return r;
}

/* One condition that forbids is enough, whatever else holds. R-031. */
static void
test_pairs(void)
{
	unsigned wrong = 0, pairs = 0;
	enum sp_no_ack got;
	struct row r;
	size_t i, j;

	for (i = 0; i < G_N_ELEMENTS(rows); i++) {
		if (rows[i].want == SP_ACK_SEND)
			continue;
		for (j = 0; j < G_N_ELEMENTS(rows); j++) {
			/* The other row lifts what this one says. */
			if (rows[i].want == SP_ACK_BLIND &&
			    rows[j].blind_allowed)
				continue;
			if (rows[i].role == SP_TO_REQUEST && !rows[i].wish &&
			    rows[j].wish)
				continue;
			/* The other row's wish cannot be read. */
			if (rows[i].unparsed && rows[j].wish)
				continue;
			r = both(&rows[i], &rows[j]);
			got = judge(&r);
			pairs++;
			if (got != SP_ACK_SEND &&
			    (got == rows[i].want ||
			     rows[j].want != SP_ACK_SEND))
				continue;
			wrong++;
			printf("# %s + %s: %s\n", rows[i].name, rows[j].name,
			       sp_no_ack_word(got));
		}
	}
	ok(wrong == 0, "%u wrong of %u pairs", wrong, pairs);
}

static void
test_keywish(void)
{
	static const struct {
		const char *subject, *text;
		enum sp_keywish want;
	} cases[] = {
		{ "sendkey", "", SP_KEY_ASKED_ONLY },
		{ " SendKey ", "\n\n", SP_KEY_ASKED_ONLY },
		{ "", "sendkey", SP_KEY_ASKED_ONLY },
		{ "", "\n \n  sendkey \n", SP_KEY_ASKED_ONLY },
		{ "hello", "SENDKEY\n\n-- \nAda, at home\n",
		  SP_KEY_ASKED_ONLY },
		{ "sendkey", "-- \nAda", SP_KEY_ASKED_ONLY },
		{ "sendkey", "sendkey\n", SP_KEY_ASKED_ONLY },
		{ "sendkey", "and here is a bug", SP_KEY_ASKED },
		{ "", "sendkey\nand here is a bug", SP_KEY_ASKED },
		{ "", "sendkey\n--\nno signature", SP_KEY_ASKED },
		{ "", "sendkey please", SP_KEY_UNASKED },
		{ "", "please\nsendkey", SP_KEY_UNASKED },
		{ "", "> sendkey", SP_KEY_UNASKED },
		{ "Re: sendkey", "", SP_KEY_UNASKED },
		{ "send", "key", SP_KEY_UNASKED },
		{ "", "", SP_KEY_UNASKED },
	};
	g_autoptr(GPtrArray) none = g_ptr_array_new();
	g_autoptr(GPtrArray) two = g_ptr_array_new();
	struct sp_facts f = { .parts = none, .keys = none };

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		f.subject = (char *)cases[i].subject;
		f.text = (char *)cases[i].text;
		ok(sp_policy_keywish(&f, SP_TO_REQUEST) == cases[i].want,
		   "\"%s\" as the subject, case %zu", cases[i].subject, i);
		ok(sp_policy_keywish(&f, SP_TO_POST) == SP_KEY_UNASKED,
		   "and elsewhere it means nothing");
	}
	ok(sp_policy_keywish(NULL, SP_TO_REQUEST) == SP_KEY_UNASKED,
	   "nor does what cannot be parsed");
	g_ptr_array_add(two, &f);
	f.subject = (char *)"sendkey";
	f.parts = two;
	ok(sp_policy_keywish(&f, SP_TO_REQUEST) == SP_KEY_ASKED_ONLY,
	   "one part");
	g_ptr_array_add(two, &f);
	ok(sp_policy_keywish(&f, SP_TO_REQUEST) == SP_KEY_ASKED, "two parts");
	f.parts = none;
	f.keys = two;
	ok(sp_policy_keywish(&f, SP_TO_REQUEST) == SP_KEY_ASKED, "a key");
	f.keys = none;
	f.flags = SP_FACT_TEXT_CUT;
	ok(sp_policy_keywish(&f, SP_TO_REQUEST) == SP_KEY_ASKED, "a long text");
	f.flags = 0;
	f.crypto = SP_CRYPTO_MIME_ENCRYPTED;
	ok(sp_policy_keywish(&f, SP_TO_REQUEST) == SP_KEY_ASKED,
	   "something encrypted");
}

/* A configuration has at most 64 rules; a bit is there for no more. */
static void
test_many_rules(void)
{
	struct sp_config conf = { .ack = TRUE, .ack_per_thread_day = 1,
				  .ack_per_sender_day = 1,
				  .ack_per_list_hour = 1,
				  .rules = g_ptr_array_new() };
	struct sp_facts clear = { .rules = G_GUINT64_CONSTANT(1) << 63 };
	struct sp_ack_facts in = { .conf = &conf, .clear = &clear,
				   .envelope_sender = "ada@example.com" };

	while (conf.rules->len < 64)
		g_ptr_array_add(conf.rules, &hold);
	g_ptr_array_add(conf.rules, &quiet);
	ok(sp_policy_ack(&in) == SP_ACK_SEND, "no 65th rule counts");
	conf.rules->pdata[63] = &quiet;
	ok(sp_policy_ack(&in) == SP_ACK_RULE, "the 64th does");
	g_ptr_array_unref(conf.rules);
}

int
main(void)
{
	enum sp_no_ack got;
	size_t i;

	for (i = 0; i < G_N_ELEMENTS(rows); i++) {
		got = judge(&rows[i]);
		ok(got == rows[i].want, "%s: %s", rows[i].name,
		   sp_no_ack_word(got));
	}
	test_pairs();
	test_keywish();
	test_many_rules();
	return tap_done();
}
