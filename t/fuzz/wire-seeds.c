/* SPDX-License-Identifier: GPL-2.0-or-later */
/* wire-seeds.c - the parser's answers about the mails of t/mail, as files
 *
 * usage: make-wire-seeds FOLDER SOURCE_ROOT */
#include <errno.h>
#include <sys/stat.h>

#include "lib/mail/wire.h"
#include "t/unit/mail-fixture.h"

static void
save(const char *folder, const char *name, struct sp_facts *facts,
     const char *why)
{
	g_autoptr(GVariant) v = g_variant_ref_sink(sp_wire_encode(facts, why));
	g_autofree char *path = g_build_filename(folder, name, NULL);
	g_autoptr(GError) error = NULL;

	if (!g_file_set_contents(path, g_variant_get_data(v),
				 (gssize)g_variant_get_size(v), &error)) {
		fprintf(stderr, "%s\n", error->message);
		exit(1);
	}
}

int
main(int argc, char **argv)
{
	static const char *const mails[] = {
		"autocrypt", "dmarc-pass", "four-keys", "koi8", "list-mail",
		"pgp-inline-base64", "pgp-inline-signed", "pgp-mime-encrypted",
		"pgp-mime-signed", "plain", "rfc2231-name",
	};
	struct mail_fixture m = mail_fixture("");
	struct sp_err err;

	if (argc != 3)
		return 2;
	if (mkdir(argv[1], 0777) < 0 && errno != EEXIST)
		return 1;
	g_setenv("SOURCE_ROOT", argv[2], TRUE);
	save(argv[1], "refused", NULL, "more than 50 MIME parts");
	for (gsize i = 0; i < G_N_ELEMENTS(mails); i++) {
		gsize len;
		g_autofree char *text = mail_corpus(mails[i], &len);
		struct sp_facts *f = mail_parse(&m, text, len, FALSE, &err);

		if (!f)
			return 1;
		save(argv[1], mails[i], f, NULL);
		sp_facts_free(f);
	}
	mail_fixture_clear(&m);
	return 0;
}
