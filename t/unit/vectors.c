/* SPDX-License-Identifier: GPL-2.0-or-later */
/* vectors.c - the attack corpus of t/vectors, one object after the other
 *
 * Each goes the way that mail goes, in the keyring of the list, and must come
 * to exactly the verdict that its line in the index names (R-070, R-071,
 * Apart from that it
 * is counted whether anything unsafe was accepted or anything good refused. */
#include "lib/pgp/pgp.h"

#include <fcntl.h>

#include "t/unit/keyring.h"

#define PLAINTEXT_MAX ((size_t)16 << 20)

static struct sp_pgp *list;
static unsigned unsafe, accepted, good, refused;

static const char *const result_words[] = {
	[SP_OPENED] = "opened", [SP_OPEN_UNSAFE] = "unsafe",
	[SP_OPEN_NOT_FOR_US] = "not-for-us", [SP_OPEN_HIDDEN] = "hidden",
	[SP_OPEN_DAMAGED] = "damaged", [SP_OPEN_TOO_LARGE] = "too-large",
};

static const char *const sig_words[] = {
	[SP_SIG_NONE] = "none", [SP_SIG_GOOD] = "good",
	[SP_SIG_UNKNOWN_KEY] = "unknown", [SP_SIG_BAD] = "bad",
	[SP_SIG_EXPIRED_KEY] = "expired", [SP_SIG_REVOKED_KEY] = "revoked",
	[SP_SIG_WEAK] = "weak", [SP_SIG_SEVERAL] = "several",
};

/* A line of the index. */
enum column { NAME, KIND, ATTACK, RESULT, VERDICT, SIGNER, COLUMNS };

/* What lib/pgp made of it. */
struct outcome {
	const char *result;	/* "-" when nothing was to be opened */
	struct sp_signature signature;
	size_t plain;		/* octets let out */
	gboolean differs;	/* from what they ought to be */
};

static void
load(struct sp_blob *b, const char *name, const char *suffix)
{
	g_autofree char *path = g_strdup_printf("%s/corpus/%s%s", keyring_root,
						name, suffix);
	struct sp_err err;

	if (sp_blob_adopt(b, open(path, O_RDONLY | O_CLOEXEC), SIZE_MAX,
			  &err) != SP_OK)
		g_error("%s: %s", path, err.text);
}

/* What was let out, beside what ought to be. */
static void
compare(struct sp_blob *plain, const char *name, struct outcome *out)
{
	g_autofree char *path = g_strdup_printf("%s/corpus/%s.plain",
						keyring_root, name);
	g_autofree char *want = NULL;
	const uint8_t *bytes = NULL;
	struct sp_err err;
	gsize n = 0;

	if (plain->fd < 0)
		return;
	out->plain = plain->len;
	if (!g_file_get_contents(path, &want, &n, NULL))
		return;
	if (sp_blob_map(plain, &bytes, &err) != SP_OK)
		g_error("%s", err.text);
	out->differs = n != plain->len || memcmp(bytes, want, n) != 0;
}

static enum sp_status
run_message(const char *name, struct outcome *out, struct sp_err *err)
{
	struct sp_opened o = {
		.plain = SP_BLOB_INIT, .unwrapped = SP_BLOB_INIT
	};
	g_auto_blob struct sp_blob b = SP_BLOB_INIT;
	enum sp_status r;

	load(&b, name, "");
	r = sp_pgp_open_message(list, &b, (struct sp_range) { 0, b.len }, &o,
				err);
	if (r == SP_OK) {
		out->result = result_words[o.result];
		out->signature = o.signature;
		compare(&o.plain, name, out);
	}
	sp_opened_clear(&o);
	return r;
}

static enum sp_status
run_detached(const char *name, struct outcome *out, struct sp_err *err)
{
	g_auto_blob struct sp_blob data = SP_BLOB_INIT;
	g_auto_blob struct sp_blob sig = SP_BLOB_INIT;
	const uint8_t *armor = NULL;
	enum sp_status r;

	load(&data, name, "");
	load(&sig, name, ".sig");
	if ((r = sp_blob_map(&sig, &armor, err)) != SP_OK)
		return r;
	return sp_pgp_verify_detached(list, &data,
				      (struct sp_range) { 0, data.len },
				      (const char *)armor, sig.len,
				      &out->signature, err);
}

static enum sp_status
run_clear(const char *name, struct outcome *out, struct sp_err *err)
{
	g_auto_blob struct sp_blob text = SP_BLOB_INIT;
	g_auto_blob struct sp_blob plain = SP_BLOB_INIT;
	enum sp_status r;

	load(&text, name, "");
	r = sp_pgp_verify_clear(list, &text,
				(struct sp_range) { 0, text.len },
				&out->signature, &plain, err);
	if (r == SP_OK)
		compare(&plain, name, out);
	return r;
}

static enum sp_status
run(char **v, struct outcome *out, struct sp_err *err)
{
	if (strcmp(v[KIND], "message") == 0)
		return run_message(v[NAME], out, err);
	if (strcmp(v[KIND], "detached") == 0)
		return run_detached(v[NAME], out, err);
	if (strcmp(v[KIND], "clear") == 0)
		return run_clear(v[NAME], out, err);
	g_error("%s: unknown kind %s", v[NAME], v[KIND]);
}

/* Good mail opens, and its signature counts where it has one; nothing comes
 * out of an attack on the encryption, and no attack makes a signature count. */
static void
count(char **v, const struct outcome *out)
{
	const gboolean opened = strcmp(out->result, "opened") == 0;
	const gboolean counts = out->signature.verdict == SP_SIG_GOOD;

	if (strcmp(v[ATTACK], "good") == 0) {
		good++;
		refused += (strcmp(v[RESULT], "opened") == 0 && !opened) ||
			   (strcmp(v[VERDICT], "good") == 0 && !counts) ||
			   out->differs;
		return;
	}
	unsafe++;
	accepted += strcmp(v[ATTACK], "open") == 0 ?
		    opened || out->plain > 0 || counts : counts;
}

static void
check(const char *line)
{
	g_auto(GStrv) v = g_strsplit(line, "\t", -1);
	struct outcome out = { .result = "-" };
	struct sp_err err = { SP_OK, "" };
	enum sp_status r;

	if (g_strv_length(v) != COLUMNS)
		g_error("index: %s", line);
	r = run(v, &out, &err);
	count(v, &out);
	if (!ok(r == SP_OK && !out.differs &&
		strcmp(out.result, v[RESULT]) == 0 &&
		strcmp(sig_words[out.signature.verdict], v[VERDICT]) == 0 &&
		(strcmp(v[SIGNER], "-") == 0 ||
		 strcmp(v[SIGNER], out.signature.signer) == 0),
		"%s %s: %s, signature %s", v[KIND], v[NAME], v[RESULT],
		v[VERDICT]))
		printf("# status %d, %s%s, signature %s by %s: %s\n", r,
		       out.result, out.differs ? " with another text" : "",
		       sig_words[out.signature.verdict],
		       out.signature.signer, err.text);
}

/* What a reader sees of a clear-signed text: without escapes, line ends as
 * they may change on the way, and blanks before them. g_free(). */
static char *
as_shown(const char *text, size_t len)
{
	g_autofree char *all = g_strndup(text, len);
	g_auto(GStrv) lines = g_strsplit(all, "\n", -1);
	GString *shown = g_string_new(NULL);
	char **line = lines;

	while (*line && !g_str_has_prefix(*line, "-----"))
		line++;
	while (*line && *g_strchomp(*line))
		line++;
	for (; *line && *++line && !g_str_has_prefix(*line, "-----"); )
		g_string_append_printf(shown, "%s\n", g_strchomp(*line) +
				       (g_str_has_prefix(*line, "- ") ? 2 : 0));
	return g_string_free(shown, FALSE);
}

/* With that octet put into it, does the text still count as signed although
 * it shows something else than gpg hashed? */
static gboolean
misleads(const char *text, gsize len, gsize at, char octet, unsigned *counts)
{
	g_autofree char *odd = g_malloc(len + 2);
	struct sp_signature signature = { .verdict = SP_SIG_NONE };
	g_auto_blob struct sp_blob blob = SP_BLOB_INIT;
	g_auto_blob struct sp_blob plain = SP_BLOB_INIT;
	g_autoptr(GString) hashed = g_string_new(NULL);
	g_autofree char *shown = NULL;
	const uint8_t *bytes = NULL;
	struct sp_err err;

	memcpy(odd, text, at);
	odd[at] = octet;
	memcpy(odd + at + 1, text + at, len - at + 1);
	if (sp_blob_init(&blob, len + 1, &err) != SP_OK ||
	    sp_blob_append(&blob, odd, len + 1, &err) != SP_OK ||
	    sp_pgp_verify_clear(list, &blob,
				(struct sp_range) { 0, len + 1 }, &signature,
				&plain, &err) != SP_OK)
		g_error("%s", err.text);
	if (signature.verdict != SP_SIG_GOOD)
		return FALSE;
	(*counts)++;
	if (sp_blob_map(&plain, &bytes, &err) != SP_OK)
		g_error("%s", err.text);
	shown = as_shown(odd, len + 1);
	g_string_append_len(hashed, (const char *)bytes, (gssize)plain.len);
	g_string_replace(hashed, "\r\n", "\n", 0);
	return memchr(odd, '\0', len + 1) || strcmp(shown, hashed->str) != 0;
}

/* an octet anywhere in a clear-signed text. */
static void
test_insertions(void)
{
	static const char octets[] = "\0\r\n\f\v\t -x";
	const gsize step = g_getenv("TEST_LONG") ? 1 : 5;
	g_autofree char *path = keyring_path("corpus/clear-ed25519");
	g_autofree char *text = NULL;
	unsigned tried = 0, counts = 0, wrong = 0;
	gsize len = 0;

	if (!g_file_get_contents(path, &text, &len, NULL))
		g_error("%s", path);
	for (gsize at = 0; at < len; at += step) {
		const char octet = octets[tried++ % (sizeof(octets) - 1)];

		if (!misleads(text, len, at, octet, &counts))
			continue;
		wrong++;
		printf("# octet %d at %zu\n", octet, at);
	}
	ok(wrong == 0 && counts > 0, "clear: of %u octets put in, %u leave it"
	   " signed, %u of them with another text", tried, counts, wrong);
}

/* The home of a list with members; what must not get in as a member's key
 * came some other way. */
static void
make_list(void)
{
	g_autofree char *path = g_build_filename(g_getenv("SOURCE_ROOT"),
						 "t/keys/list.sec.asc", NULL);
	g_autofree char *secret = NULL;
	struct sp_key *key = NULL;
	struct sp_err err;
	gsize n;

	list = keyring_open("list", PLAINTEXT_MAX);
	if (!g_file_get_contents(path, &secret, &n, NULL) ||
	    sp_pgp_import_secret(list, (const uint8_t *)secret, n, &key,
				 &err) != SP_OK)
		g_error("%s: %s", path, err.text);
	sp_key_free(key);
	g_free(keyring_sh("list", "cd $SOURCE_ROOT/t && cat"
			  " keys/alice.asc keys/bob.asc keys/carol.asc"
			  " keys/expired.asc keys/revoked.asc"
			  " vectors/keys/dsa.asc vectors/keys/rsa4096.asc"
			  " | gpg --batch -q --import"));
}

int
main(void)
{
	g_autofree char *index = NULL;
	g_autofree char *path = NULL;
	g_auto(GStrv) lines = NULL;

	keyring_init();
	make_list();
	g_free(keyring_sh("corpus", "mkdir $H &&"
			  " $SOURCE_ROOT/t/vectors/make $H"));
	path = keyring_path("corpus/index");
	if (!g_file_get_contents(path, &index, NULL, NULL))
		g_error("%s: the corpus was not made", path);
	lines = g_strsplit(g_strchomp(index), "\n", -1);
	for (char **line = lines; *line; line++)
		check(*line);
	test_insertions();
	ok(unsafe >= 60 && accepted == 0 && good >= 40 && refused == 0,
	   "%u unsafe, %u accepted; %u good, %u refused", unsafe, accepted,
	   good, refused);
	sp_pgp_close(list);
	keyring_done();
	return tap_done();
}
