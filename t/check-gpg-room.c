/* SPDX-License-Identifier: GPL-2.0-or-later */
/* check-gpg-room.c - the tree of the filter around gpg says what its rules
 * say, of every call there can be; exit 0 when it does */
#include "filter/gpg-room.c"

#include <glib.h>
#include <stdio.h>
#include <string.h>

#include "t/unit/tap.h"

#define CALLS 2048		/* more than any kernel has */

static unsigned
load(const struct seccomp_data *data, unsigned at)
{
	unsigned word;

	memcpy(&word, (const char *)data + at, sizeof(word));
	return word;
}

/* As the kernel runs it. */
static unsigned
answer_to(const struct seccomp_data *data)
{
	unsigned word = 0;

	for (unsigned i = 0; i < steps; i++) {
		const struct sock_filter *s = &filter[i];
		gboolean yes;

		if (s->code == (BPF_RET | BPF_K))
			return s->k;
		if (s->code == (BPF_LD | BPF_W | BPF_ABS)) {
			word = load(data, s->k);
			continue;
		}
		yes = BPF_OP(s->code) == BPF_JEQ ? word == s->k
						 : word >= s->k;
		i += yes ? s->jt : s->jf;
	}
	return ~0U;
}

static unsigned
rule_for(unsigned call)
{
	for (size_t i = 0; i < N_RULES; i++)
		if (rules[i].call == call)
			return rules[i].answer;
	return SECCOMP_RET_ALLOW;
}

static void
test_every_call(void)
{
	unsigned wrong = 0;

	for (unsigned call = 0; call < CALLS; call++) {
		const struct seccomp_data data = {
			.nr = (int)call, .arch = OUR_ARCH,
			.args = { AF_UNIX },
		};

		if (answer_to(&data) == rule_for(call))
			continue;
		wrong++;
		printf("# call %u\n", call);
	}
	ok(wrong == 0, "each of %d calls is answered by its rule", CALLS);
}

static void
test_arguments(void)
{
	const struct {
		const char *name;
		struct seccomp_data data;
		unsigned want;
	} rows[] = {
		{ "a socket to the agent", { .nr = __NR_socket,
		  .arch = OUR_ARCH, .args = { AF_UNIX } }, SECCOMP_RET_ALLOW },
		{ "a socket to the net", { .nr = __NR_socket,
		  .arch = OUR_ARCH, .args = { AF_INET } }, DEATH },
		{ "a call of another architecture", { .nr = __NR_read,
		  .arch = OUR_ARCH ^ 1 }, DEATH },
		{ "fork", { .nr = __NR_clone, .arch = OUR_ARCH }, NO },
		{ "ptrace", { .nr = __NR_ptrace, .arch = OUR_ARCH }, DEATH },
		{ "read", { .nr = __NR_read, .arch = OUR_ARCH },
		  SECCOMP_RET_ALLOW },
#ifdef FOREIGN_CALLS
		{ "a call of x32", { .nr = FOREIGN_CALLS | __NR_read,
		  .arch = OUR_ARCH }, DEATH },
#endif
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		ok(answer_to(&rows[i].data) == rows[i].want, "%s",
		   rows[i].name);
}

int
main(void)
{
	gpg_room_prepare();
	test_every_call();
	test_arguments();
	return tap_done();
}
