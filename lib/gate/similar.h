/* SPDX-License-Identifier: GPL-2.0-or-later */
/* similar.h - cases that a report may be about already
 *
 * A hint for whoever decides, and nothing more: nothing is attached by it. */
#ifndef SP_GATE_SIMILAR_H
#define SP_GATE_SIMILAR_H

#include "lib/gate/gate.h"
#include "lib/mail/facts.h"

/* The most telling words of a mail that are looked up, and the most cases that
 * one may stand in and still tell. */
#define SP_SIMILAR_WORDS 48
#define SP_SIMILAR_CASES 8

/* The cases that share telling words with a mail, the strongest first, a line
 * each: "QSEC-2026-0005  fixing  strong: foo_rx, hw/net/foo.c". Two such words
 * make it strong, or a commit or CVE number; one is weak. facts: of its content;
 * NULL: it could not be parsed. *lines is replaced: "" when there are none;
 * g_free(). Look-ups in the store, and no gpg. */
enum sp_status sp_similar_cases(struct sp_gate *gate, const char *subject,
				const struct sp_facts *facts, char **lines,
				struct sp_err *err) SP_CHECKED;

#endif
