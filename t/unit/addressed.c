/* SPDX-License-Identifier: GPL-2.0-or-later */
/* addressed.c - what is taken for commands, and what is for the moderators; and
 * how many rules a configuration has */
#include "lib/policy/verdict.h"

#include "t/unit/tap.h"

enum { NOW = 1800000000, WINDOW = 3 * 86400 };

/* Could all of it be read? */
enum reading { WHOLE, PARTLY_SIGNED, TOO_LARGE, UNPARSED, UNDECRYPTED };

struct mail {
	enum sp_role role;
	gboolean command;
	enum reading reading;
	enum sp_sig sig;
	unsigned flags;
	gboolean member, paused, seen, old, for_others;
};

static struct sp_verdict
judge(const struct mail *m)
{
	g_autoptr(GPtrArray) none = g_ptr_array_new();
	const struct sp_config conf = { .rules = none,
					.signature_window_s = WINDOW };
	const struct sp_facts clear = { .flags = m->flags,
		.crypto = m->reading == PARTLY_SIGNED ? SP_CRYPTO_PARTLY_SIGNED
			: m->reading == UNDECRYPTED ? SP_CRYPTO_MIME_ENCRYPTED
			: SP_CRYPTO_MIME_SIGNED,
		.subject = (char *)"", .text = (char *)"approve",
		.parts = none, .keys = none, .from_address = (char *)"" };
	const struct sp_post_facts in = { .conf = &conf,
		.clear = m->reading == UNPARSED ? NULL : &clear,
		.too_large = m->reading == TOO_LARGE, .role = m->role,
		.opened = SP_OPEN_DAMAGED, .command = m->command, .now = NOW,
		.signer = { .verdict = m->sig, .member = m->member,
			    .paused = m->paused, .seen = m->seen,
			    .made = m->old ? NOW - WINDOW - 1 : NOW,
			    .names_list = !m->for_others } };

	return sp_policy_post(&in);
}

/* Whole, of no robot, and well signed by a member who is there. */
static gboolean
counts(const struct mail *m)
{
	return m->reading == WHOLE && m->sig == SP_SIG_GOOD && m->member &&
	       !m->paused &&
	       !(m->flags & (SP_FACT_AUTOMATIC | SP_FACT_LIST |
			     SP_FACT_BOUNCE | SP_FACT_LOOP));
}

/* What a robot answers to a notice. */
static gboolean
is_for_the_file(const struct mail *m)
{
	return m->role == SP_TO_OWNER && m->reading != UNPARSED &&
	       m->flags & (SP_FACT_AUTOMATIC | SP_FACT_BOUNCE);
}

static unsigned
pick(unsigned *number, unsigned of)
{
	unsigned value = *number % of;

	*number /= of;
	return value;
}

static struct mail
mail_number(unsigned n)
{
	static const unsigned flags[] = { 0, SP_FACT_TAG, SP_FACT_SPAM,
		SP_FACT_AUTOMATIC, SP_FACT_LIST, SP_FACT_BOUNCE,
		SP_FACT_LOOP };
	static const enum sp_role roles[] = { SP_TO_POST, SP_TO_REPLY,
		SP_TO_REQUEST, SP_TO_OWNER };
	struct mail m = { .role = roles[pick(&n, G_N_ELEMENTS(roles))] };

	m.command = pick(&n, 2);
	m.reading = pick(&n, UNDECRYPTED + 1);
	m.sig = pick(&n, SP_SIG_SEVERAL + 1);
	m.flags = flags[pick(&n, G_N_ELEMENTS(flags))];
	m.member = pick(&n, 2);
	m.paused = pick(&n, 2);
	return m;
}

/* Over every combination. What has the word of a command in it and does not
 * count is held, wherever it went; it never goes out as a post. */
static void
test_all(void)
{
	const unsigned all = 4 * 2 * 5 * (SP_SIG_SEVERAL + 1) * 7 * 2 * 2;
	unsigned taken = 0, shown = 0, wrong = 0;

	for (unsigned i = 0; i < all; i++) {
		const struct mail m = mail_number(i);
		const struct sp_verdict v = judge(&m);
		const gboolean command = m.command && counts(&m);
		const gboolean show = !m.command && m.role == SP_TO_OWNER &&
				      counts(&m);

		taken += v.fate == SP_FATE_COMMAND;
		shown += v.fate == SP_FATE_SHOW;
		if ((v.fate == SP_FATE_COMMAND) != command ||
		    (v.fate == SP_FATE_SHOW) != show ||
		    (v.fate == SP_FATE_FILE) != is_for_the_file(&m) ||
		    (m.command && v.fate == SP_FATE_DISTRIBUTE) ||
		    (m.command && v.fate == SP_FATE_HOLD &&
		     !(v.why & SP_WHY_ROLE)) ||
		    ((command || show) && v.why != 0))
			wrong++;
	}
	ok(wrong == 0, "%u wrong of %u", wrong, all);
	ok(taken > 0 && shown > 0, "%u are commands, %u for the moderators",
	   taken, shown);
}

/* Whether a signature is fresh is asked of each command, and answered. */
static void
test_stale(void)
{
	static const struct {
		const char *name;
		gboolean seen, old, for_others;
		unsigned why;
	} cases[] = {
		{ "seen before", TRUE, FALSE, FALSE, SP_WHY_REPLAYED },
		{ "too old", FALSE, TRUE, FALSE, SP_WHY_OLD_SIGNATURE },
		{ "for others", FALSE, FALSE, TRUE, SP_WHY_FOR_OTHERS },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct mail m = { .role = SP_TO_REQUEST, .command = TRUE,
			.sig = SP_SIG_GOOD, .member = TRUE,
			.seen = cases[i].seen, .old = cases[i].old,
			.for_others = cases[i].for_others };
		struct sp_verdict v = judge(&m);

		ok(v.fate == SP_FATE_COMMAND, "a command, %s",
		   cases[i].name);
		m.command = FALSE;
		m.role = SP_TO_OWNER;
		v = judge(&m);
		ok(v.fate == SP_FATE_HOLD &&
		   v.why == (SP_WHY_ROLE | cases[i].why),
		   "to the moderators, %s", cases[i].name);
	}
}

/* A configuration has at most 64 rules; a bit is there for no more. */
static void
test_many_rules(void)
{
	struct sp_rule_conf quiet = { .action = SP_RULE_NO_ACK };
	struct sp_rule_conf hold = { .action = SP_RULE_HOLD };
	struct sp_rule_conf last = { .action = SP_RULE_LAST };
	g_autoptr(GPtrArray) rules = g_ptr_array_new();
	const struct sp_config conf = { .rules = rules,
					.signature_window_s = WINDOW };
	const struct sp_facts clear = { .from_address = (char *)"",
		.rules = G_GUINT64_CONSTANT(1) << 63 };
	const struct sp_post_facts in = { .conf = &conf, .clear = &clear };
	struct sp_verdict v;

	while (rules->len < 63)
		g_ptr_array_add(rules, &quiet);
	g_ptr_array_add(rules, &hold);
	g_ptr_array_add(rules, &last);
	v = sp_policy_post(&in);
	ok(v.why == (SP_WHY_STRANGER | SP_WHY_RULE) &&
	   v.rank == SP_RANK_PLAIN, "the 64th rule counts, and no 65th");
}

int
main(void)
{
	test_all();
	test_stale();
	test_many_rules();
	return tap_done();
}
