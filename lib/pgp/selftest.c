/* SPDX-License-Identifier: GPL-2.0-or-later */
/* selftest.c - can the gpg of this host be trusted with mail?
 *
 * Opens a few messages whose verdict is known, in a home of its own, the way
 * that mail is opened. A gpg that was replaced, or whose next version takes
 * what this one refuses, is found before an attacker does. */
#include "lib/pgp/selftest.h"

#include <string.h>

#include "lib/pgp/key.h"

#define PLAINTEXT_MAX 65536

static enum sp_status
take_key(struct sp_pgp *pgp, struct sp_err *err)
{
	g_auto_blob struct sp_blob binary = SP_BLOB_INIT;
	enum sp_status r;

	r = sp_key_packets((const uint8_t *)sp_selftest_key,
			   strlen(sp_selftest_key), TRUE, &binary, err);
	if (r == SP_OK)
		r = sp_agent_ready(pgp, FALSE, err);
	return r == SP_OK ? sp_key_import(pgp, &binary, err) : r;
}

static enum sp_status
try_vector(struct sp_pgp *pgp, const struct sp_selftest_vector *v,
	   gboolean *fits, struct sp_err *err)
{
	struct sp_opened o = {
		.plain = SP_BLOB_INIT, .unwrapped = SP_BLOB_INIT
	};
	g_auto_blob struct sp_blob b = SP_BLOB_INIT;
	const size_t n = strlen(v->armor);
	enum sp_status r;

	if ((r = sp_blob_init(&b, n, err)) == SP_OK &&
	    (r = sp_blob_append(&b, v->armor, n, err)) == SP_OK)
		r = sp_pgp_open_message(pgp, &b, (struct sp_range) { 0, n },
					&o, err);
	*fits = r == SP_OK && o.result == v->result &&
		o.signature.verdict == v->verdict;
	sp_opened_clear(&o);
	return r;
}

/* misjudged: the names of those that came out wrong. */
static enum sp_status
try_all(struct sp_pgp *pgp, GString *misjudged, struct sp_err *err)
{
	const struct sp_selftest_vector *v;
	enum sp_status r = take_key(pgp, err);
	gboolean fits = FALSE;

	for (v = sp_selftest_vectors; r == SP_OK && v->name; v++) {
		r = try_vector(pgp, v, &fits, err);
		if (r == SP_OK && !fits)
			g_string_append_printf(misjudged, "%s%s",
					       misjudged->len ? ", " : "",
					       v->name);
	}
	return r;
}

enum sp_status
sp_pgp_selftest(struct sp_err *err)
{
	g_autoptr(GString) misjudged = g_string_new(NULL);
	struct sp_pgp *pgp = NULL;
	enum sp_status r = sp_scratch_open(NULL, &pgp, err);

	if (r != SP_OK)
		return r;
	/* With the settings that mail is opened under. */
	r = sp_pgp_make_home(pgp->home, err);
	pgp->plaintext_max = PLAINTEXT_MAX;
	if (r == SP_OK)
		r = try_all(pgp, misjudged, err);
	sp_scratch_close(pgp);
	if (r == SP_OK && misjudged->len > 0)
		r = sp_fail(err, SP_ECHECK, "the gpg of this host misjudges: "
			    "%s; mail is not safe with it", misjudged->str);
	return r;
}
