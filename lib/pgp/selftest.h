/* SPDX-License-Identifier: GPL-2.0-or-later */
/* selftest.h - the vectors of the self-test; for lib/pgp alone */
#ifndef SP_PGP_SELFTEST_H
#define SP_PGP_SELFTEST_H

#include "lib/pgp/pgp.h"

struct sp_selftest_vector {
	const char *name;	/* NULL ends the table */
	enum sp_open result;
	enum sp_sig verdict;
	const char *armor;
};

/* A secret key that everybody has: it opens them, and signed some. */
extern const char sp_selftest_key[];
extern const struct sp_selftest_vector sp_selftest_vectors[];

#endif
