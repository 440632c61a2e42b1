/* SPDX-License-Identifier: GPL-2.0-or-later */
/* interop.c - what GnuPG and Sequoia write is opened and verified
 *
 * The way that mail goes, by keys of each algorithm that may be on a roster:
 * the right text comes out, and the right key signed it. */
#include "lib/pgp/pgp.h"

#include <fcntl.h>
#include <unistd.h>

#include "t/unit/keyring.h"

#define PLAINTEXT_MAX ((size_t)4 << 20)
#define GPG "$G -u $K -r $K "
#define SQ "sq encrypt --signer-key $S --recipient-cert $P "

static unsigned good, refused;

enum kind { MESSAGE, DETACHED, CLEAR };

struct row {
	const char *name;
	enum kind kind;
	const char *input;	/* text, long or empty */
	const char *command;	/* of the shell; reads the input */
};

/* With the key of the list, ed25519 and cv25519. */
static const struct row shapes[] = {
	{ "gpg, not compressed", MESSAGE, "text", GPG "-z0 -se" },
	{ "gpg, zip", MESSAGE, "long", GPG "--compress-algo zip -se" },
	{ "gpg, zlib", MESSAGE, "long", GPG "--compress-algo zlib -se" },
	{ "gpg, bzip2", MESSAGE, "long", GPG "--compress-algo bzip2 -se" },
	{ "gpg, in chunks", MESSAGE, "long", GPG "-z0 -se" },
	{ "gpg, armored", MESSAGE, "long", GPG "-a -se" },
	{ "gpg, armored with headers", MESSAGE, "text", GPG "-a"
	  " --emit-version --comment 'Charset: x' --comment '' -se" },
	{ "gpg, as text", MESSAGE, "text", GPG "--textmode -se" },
	{ "gpg, nothing at all", MESSAGE, "empty", GPG "-se" },
	{ "gpg, with a file name", MESSAGE, "text", GPG
	  "--set-filename ../../etc/passwd -se" },
	{ "gpg, for your eyes only", MESSAGE, "text", GPG
	  "--for-your-eyes-only -se" },
	{ "gpg, SHA256", MESSAGE, "text", GPG "--digest-algo SHA256 -se" },
	{ "gpg, SHA384", MESSAGE, "text", GPG "--digest-algo SHA384 -se" },
	{ "gpg, AES128", MESSAGE, "text", GPG "--cipher-algo AES -se" },
	{ "gpg, Camellia", MESSAGE, "text", GPG "--cipher-algo CAMELLIA256"
	  " -se" },
	{ "gpg, Twofish", MESSAGE, "text", GPG "--cipher-algo TWOFISH -se" },
	{ "gpg, strictly RFC 4880", MESSAGE, "text", GPG "--rfc4880 -se" },
	{ "gpg, with a notation", MESSAGE, "text", GPG
	  "-N x@example.org=y --sig-policy-url https://example.org/ -se" },
	{ "gpg, for many", MESSAGE, "text", GPG "-r bob@example.org"
	  " -r carol@example.org -r rsa4096@example.org -R p384@example.org"
	  " -se" },
	{ "gpg, signed and then encrypted", MESSAGE, "text",
	  "$G -u $K -z0 -s | $G --no-literal -z0 -r $K -e" },
	{ "gpg, detached and with headers", DETACHED, "text",
	  "sed 's/$/\\r/' | $G -u $K --comment x --emit-version -a -b" },
	{ "gpg, detached as text", DETACHED, "text",
	  "sed 's/$/\\r/' | $G -u $K --textmode -a -b" },
	{ "gpg, clear-signed with headers", CLEAR, "text",
	  "$G -u $K --comment x --emit-version --clear-sign" },
	{ "sq, not compressed", MESSAGE, "long", SQ "--compression none" },
	{ "sq, zip", MESSAGE, "long", SQ "--compression zip" },
	{ "sq, zlib", MESSAGE, "long", SQ "--compression zlib" },
	{ "sq, bzip2", MESSAGE, "long", SQ "--compression bzip2" },
	{ "sq, binary", MESSAGE, "text", SQ "-B" },
	{ "sq, nothing at all", MESSAGE, "empty", SQ },
};

/* With a key of each kind. */
static const struct row each[] = {
	{ "gpg, signed and encrypted", MESSAGE, "long", GPG "-a -se" },
	{ "gpg, detached", DETACHED, "text",
	  "sed 's/$/\\r/' | $G -u $K -a -b" },
	{ "gpg, clear-signed", CLEAR, "text", "$G -u $K --clear-sign" },
	{ "sq, signed and encrypted", MESSAGE, "long", SQ },
	{ "sq, detached", DETACHED, "text",
	  "sed 's/$/\\r/' | sq sign --detached --signer-key $S" },
	{ "sq, clear-signed", CLEAR, "text",
	  "sq sign --cleartext-signature --signer-key $S" },
};

static const struct {
	const char *name, *algorithm, *folder, *address;
	gboolean sq;		/* that it can do this one */
} keys[] = {
	{ "list", "ed25519", "keys", "sec@lists.example.org", TRUE },
	{ "mallory", "rsa2048", "keys", "mallory@example.net", TRUE },
	{ "bob", "rsa3072", "keys", "bob@example.org", TRUE },
	{ "rsa4096", "rsa4096", "vectors/keys", "rsa4096@example.org", TRUE },
	{ "carol", "nistp256", "keys", "carol@example.org", TRUE },
	{ "p384", "nistp384", "vectors/keys", "p384@example.org", TRUE },
	{ "brainpool", "brainpoolP256r1", "vectors/keys",
	  "brainpool@example.org", FALSE },
};

static void
load(struct sp_blob *b, const char *name)
{
	g_autofree char *path = keyring_path(name);
	struct sp_err err;

	if (sp_blob_adopt(b, open(path, O_RDONLY | O_CLOEXEC), SIZE_MAX,
			  &err) != SP_OK)
		g_error("%s: %s", path, err.text);
}

/* Is what came out what went in? Clear signatures do not cover the last line
 * end. */
static gboolean
is_input(struct sp_blob *plain, const char *input)
{
	g_auto_blob struct sp_blob want = SP_BLOB_INIT;
	const uint8_t *a = NULL, *b = NULL;
	struct sp_err err;

	load(&want, input);
	return sp_blob_map(plain, &a, &err) == SP_OK &&
	       sp_blob_map(&want, &b, &err) == SP_OK &&
	       plain->len == want.len && memcmp(a, b, want.len) == 0;
}

/* made: what the command wrote. Did it open, with the right text? */
static gboolean
take(struct sp_pgp *pgp, const struct row *row, struct sp_blob *made,
     struct sp_signature *signature, struct sp_err *err)
{
	const struct sp_range all = { 0, made->len };
	struct sp_opened o = {
		.plain = SP_BLOB_INIT, .unwrapped = SP_BLOB_INIT
	};
	g_auto_blob struct sp_blob data = SP_BLOB_INIT;
	const uint8_t *armor = NULL;
	gboolean fits = FALSE;

	switch (row->kind) {
	case MESSAGE:
		fits = sp_pgp_open_message(pgp, made, all, &o, err) == SP_OK &&
		       o.result == SP_OPENED;
		*signature = o.signature;
		break;
	case CLEAR:
		fits = sp_pgp_verify_clear(pgp, made, all, signature, &o.plain,
					   err) == SP_OK;
		break;
	case DETACHED:
		load(&data, row->input);
		return sp_blob_map(made, &armor, err) == SP_OK &&
		       sp_pgp_verify_detached(pgp, &data,
				(struct sp_range) { 0, data.len },
				(const char *)armor, made->len, signature,
				err) == SP_OK;
	}
	fits = fits && is_input(&o.plain, row->input);
	sp_opened_clear(&o);
	return fits;
}

static void
check(struct sp_pgp *pgp, const struct row *row, const char *algorithm)
{
	struct sp_signature signature = { .verdict = SP_SIG_NONE };
	g_auto_blob struct sp_blob made = SP_BLOB_INIT;
	struct sp_err err = { SP_OK, "" };
	gboolean fits;

	g_free(keyring_sh("them", "rm -f made; (%s) <%s >made", row->command,
			  row->input));
	load(&made, "made");
	fits = take(pgp, row, &made, &signature, &err) &&
	       signature.verdict == SP_SIG_GOOD &&
	       strstr(g_getenv("FINGERPRINTS"), signature.signer);
	good++;
	refused += !fits;
	if (!ok(fits, "%s: %s", algorithm, row->name))
		printf("# %zu octets, signature %d by %s: %s\n", made.len,
		       signature.verdict, signature.signer, err.text);
}

/* The inputs, and a home "them" that has every secret key. */
static void
make_them(void)
{
	g_setenv("G", "gpg -q --batch --yes --trust-model always", TRUE);
	g_free(keyring_sh("them", "mkdir -m 700 $H && cd $H/..\n"
		"printf 'Content-Type: text/plain\\n\\nThe ring is overrun.\\n"
		"- by one\\nFrom here\\n' >text\n"
		"(seq 1 9000; head -c 70000 /dev/zero | tr '\\0' x; echo) >long"
		"\n: >empty\n"
		"for n in list mallory bob carol; do"
		" $G --import $SOURCE_ROOT/t/keys/$n.sec.asc; done\n"
		"for n in rsa4096 p384 brainpool; do"
		" $G --import $SOURCE_ROOT/t/vectors/keys/$n.sec.asc; done"));
}

/* A home of its own with that key, as if it were a list's. */
static void
run_key(size_t i)
{
	struct sp_pgp *pgp = keyring_open(keys[i].name, PLAINTEXT_MAX);
	g_autofree char *secret = g_strdup_printf("%s/t/%s/%s.sec.asc",
		g_getenv("SOURCE_ROOT"), keys[i].folder, keys[i].name);
	g_autofree char *public = g_strdup_printf("%s/t/%s/%s.asc",
		g_getenv("SOURCE_ROOT"), keys[i].folder, keys[i].name);
	g_autofree char *fingerprints = NULL;
	g_autofree char *bytes = NULL;
	struct sp_key *key = NULL;
	struct sp_err err;
	gsize n;

	g_setenv("K", keys[i].address, TRUE);
	g_setenv("S", secret, TRUE);
	g_setenv("P", public, TRUE);
	fingerprints = keyring_sh("them", "$G --with-colons -k $K |"
				  " grep ^fpr");
	g_setenv("FINGERPRINTS", fingerprints, TRUE);
	if (!g_file_get_contents(secret, &bytes, &n, NULL) ||
	    sp_pgp_import_secret(pgp, (const uint8_t *)bytes, n, &key,
				 &err) != SP_OK)
		g_error("%s: %s", secret, err.text);
	sp_key_free(key);
	for (size_t j = 0; j < G_N_ELEMENTS(each); j++)
		if (keys[i].sq || g_str_has_prefix(each[j].name, "gpg"))
			check(pgp, &each[j], keys[i].algorithm);
	for (size_t j = 0; i == 0 && j < G_N_ELEMENTS(shapes); j++)
		check(pgp, &shapes[j], keys[i].algorithm);
	sp_pgp_close(pgp);
}

int
main(void)
{
	keyring_init();
	make_them();
	for (size_t i = 0; i < G_N_ELEMENTS(keys); i++)
		run_key(i);
	ok(good >= 40 && refused == 0, "%u good, %u refused", good, refused);
	keyring_done();
	return tap_done();
}
