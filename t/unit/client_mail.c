/* SPDX-License-Identifier: GPL-2.0-or-later */
/* client_mail.c - the commands in mails that mutt and aerc wrote
 *
 * The files client-*.eml of t/mail, opened, verified and read as they are when
 * the MTA brings them. */
#include "lib/gate/opening.h"
#include "lib/policy/command.h"

#include "t/unit/keyring.h"
#include "t/unit/mail-fixture.h"
#include "t/unit/store-fixture.h"

static const struct row {
	const char *name;
	enum sp_cryptype crypto;
	const char *commands;	/* a line each */
	const char *end;	/* the first line that is none, or NULL */
	gboolean names_list;	/* in what is signed */
} rows[] = {
	{ "mutt-approve", SP_CRYPTO_MIME_ENCRYPTED,
	  "approve R-1JPA-D613 3z981f32\n",
	  "On Sun, Nov 22, 2026 at 12:26:38AM +0000, TEST-SECURITY list wrote:",
	  TRUE },
	{ "mutt-signed", SP_CRYPTO_MIME_SIGNED,
	  "reject R-D7JQ-BD9M k08dcbjf not-security\n", NULL, TRUE },
	{ "mutt-inline", SP_CRYPTO_INLINE_ENCRYPTED,
	  "defer R-FV61-ZMCW bhy1xqvs\n",
	  "On Sun, Nov 22, 2026 at 12:26:48AM +0000, TEST-SECURITY list wrote:",
	  FALSE },
	{ "mutt-clear-signed", SP_CRYPTO_INLINE_SIGNED,
	  "undo R-FV61-ZMCW bhy1xqvs\n", NULL, FALSE },
	{ "mutt-below", SP_CRYPTO_MIME_ENCRYPTED, "",
	  "On Sun, Nov 22, 2026 at 12:26:48AM +0000, TEST-SECURITY list wrote:",
	  TRUE },
	{ "mutt-again", SP_CRYPTO_MIME_ENCRYPTED,
	  "discard R-FV61-ZMCW bhy1xqvs\n",
	  "On Sun, Nov 22, 2026 at 12:26:53AM +0000, TEST-SECURITY list wrote:",
	  TRUE },
	{ "aerc-reject", SP_CRYPTO_MIME_ENCRYPTED,
	  "reject R-WHQE-84X5 gpvyhnej not-security\n",
	  "On Sun Nov 22, 2026 at 12:26 AM UTC, TEST-SECURITY list wrote:",
	  FALSE },
	{ "aerc-signed", SP_CRYPTO_MIME_SIGNED,
	  "approve R-2QDB-ZMR5 076vx66w\n", NULL, FALSE },
	{ "aerc-below", SP_CRYPTO_MIME_ENCRYPTED, "",
	  "On Sun Nov 22, 2026 at 12:26 AM UTC, TEST-SECURITY list wrote:",
	  FALSE },
	{ "mutt-member", SP_CRYPTO_MIME_ENCRYPTED, "",
	  "Thank you, we look into it.", TRUE },
	{ "mutt-reporter", SP_CRYPTO_MIME_ENCRYPTED, "", "It is version 9.1.",
	  TRUE },
};

static char *
joined(const GPtrArray *commands)
{
	GString *all = g_string_new(NULL);

	for (guint i = 0; i < commands->len; i++) {
		const struct sp_command *c = commands->pdata[i];

		g_string_append_printf(all, "%s%s%s\n", c->line,
				       c->fault ? ": " : "",
				       c->fault ? c->fault : "");
	}
	return g_string_free(all, FALSE);
}

static void
test_opened(const struct row *row, const struct sp_opening *o)
{
	const struct sp_signed covered = sp_opening_signed(o);
	g_autofree char *text = sp_opening_signed_text(o);
	g_autoptr(GPtrArray) commands = NULL;
	g_autofree char *end = NULL;
	g_autofree char *got = NULL;
	gboolean more = TRUE;

	ok(o->signature.verdict == SP_SIG_GOOD && !sp_opening_is_layered(o),
	   "%s: one good signature over all of it", row->name);
	ok((covered.facts != NULL && covered.facts->to[0] != '\0') ==
	   row->names_list, "%s: who it is for is signed or not", row->name);
	commands = sp_commands_read(text, &end, &more);
	got = joined(commands);
	if (!ok(strcmp(got, row->commands) == 0 && !more &&
		g_strcmp0(end, row->end) == 0, "%s: the commands", row->name))
		printf("# got %s# end %s\n", got, end ? end : "none");
}

static void
test_row(struct sp_gate *gate, const struct row *row)
{
	g_autofree char *name = g_strconcat("client-", row->name, NULL);
	g_auto_blob struct sp_blob blob = SP_BLOB_INIT;
	struct sp_opening o = SP_OPENING_INIT;
	struct sp_err err;
	gsize len = 0;
	g_autofree char *mail = mail_corpus(name, &len);
	enum sp_status r;

	if ((r = sp_blob_init(&blob, len, &err)) == SP_OK &&
	    (r = sp_blob_append(&blob, mail, len, &err)) == SP_OK &&
	    (r = sp_opening_parse(gate, &blob, &o, &err)) == SP_OK)
		r = sp_opening_unlock(gate, &o, &err);
	okay(r, SP_OK, &err, row->name);
	ok(o.clear != NULL && o.clear->crypto == row->crypto,
	   "%s: its form", row->name);
	test_opened(row, &o);
	sp_opening_clear(&o);
}

static char *
key_file(const char *name, gsize *len)
{
	g_autofree char *path = g_strdup_printf("%s/t/keys/%s.asc",
						g_getenv("SOURCE_ROOT"), name);
	char *text = NULL;

	if (!g_file_get_contents(path, &text, len, NULL)) {
		printf("Bail out! no %s\n", path);
		exit(99);
	}
	return text;
}

static void
import_keys(struct sp_pgp *pgp)
{
	static const char *const people[] = { "ada", "alice", "carol", "dave" };
	struct sp_key *key = NULL;
	struct sp_err err;
	gsize n = 0;
	g_autofree char *secret = key_file("list.sec", &n);

	okay(sp_pgp_import_secret(pgp, (const uint8_t *)secret, n, &key, &err),
	     SP_OK, &err, "the key of the list");
	sp_key_free(key);
	for (size_t i = 0; i < G_N_ELEMENTS(people); i++) {
		g_autofree char *public = key_file(people[i], &n);

		okay(sp_pgp_import(pgp, (const uint8_t *)public, n, &err),
		     SP_OK, &err, people[i]);
	}
}

int
main(void)
{
	struct mail_fixture m;
	struct sp_gate gate = { 0 };
	struct fixture f;

	keyring_init();
	m = mail_fixture("");
	fixture_init(&f);
	gate.conf = m.conf;
	gate.rules = m.rules;
	gate.vault = f.vault;
	gate.store = f.st;
	gate.pgp = keyring_open("g", m.conf->plaintext);
	import_keys(gate.pgp);
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		test_row(&gate, &rows[i]);
	sp_pgp_close(gate.pgp);
	keyring_done();
	fixture_clear(&f);
	mail_fixture_clear(&m);
	return tap_done();
}
