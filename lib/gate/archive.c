/* SPDX-License-Identifier: GPL-2.0-or-later */
/* archive.c - accepted mail, as ciphertext for the archive keys
 *
 * Nothing is decrypted to write it: the packets that name an archive key, the
 * one encrypted body, and a header of ours around them. */
#include "lib/gate/reader.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "lib/mail/compose.h"

static int64_t
payload_of(const struct sp_mail *m, gboolean original)
{
	return original ? m->original : m->post;
}

static enum sp_status
find_payload(const struct sp_mail *m, gboolean original, int64_t *payload,
	     struct sp_err *err)
{
	if (m->state != SP_MAIL_ACCEPTED)
		return sp_fail(err, SP_NONE, "%s was not accepted, so it is "
			       "not in the archive", m->ref);
	*payload = payload_of(m, original);
	return *payload ? SP_OK
			: sp_fail(err, SP_NONE, "what %s said has been deleted",
				  m->ref);
}

/* --- whose packets -------------------------------------------------------- */

static gboolean
is_archive_key(const GPtrArray *archive, const char *fpr)
{
	for (guint i = 0; i < archive->len; i++) {
		const struct sp_member *a = archive->pdata[i];

		if (strcmp(a->encryption, fpr) == 0)
			return TRUE;
	}
	return FALSE;
}

/* Of the keys that a payload is sealed to, those of the archive: where it is
 * sealed to none that [archive] ever named, they are the members of that day. */
static void
choose(const struct sp_gate *gate, const GPtrArray *archive,
       const GPtrArray *sealed_to, GPtrArray *wanted)
{
	g_autofree const char **own = sp_gate_list_subkeys(gate);
	gboolean named = FALSE;

	for (guint i = 0; i < sealed_to->len && *gate->conf->archive_keys; i++)
		named |= is_archive_key(archive, sealed_to->pdata[i]);
	for (guint i = 0; i < sealed_to->len; i++) {
		char *fpr = sealed_to->pdata[i];
		gboolean list = g_strv_contains(own, fpr);

		if (list ? gate->conf->archive_list_key
			 : !named || is_archive_key(archive, fpr))
			g_ptr_array_add(wanted, fpr);
	}
}

static enum sp_status
archive_packets(struct sp_gate *gate, int64_t payload, GPtrArray **packets,
		struct sp_err *err)
{
	g_autoptr(GPtrArray) archive = NULL;
	g_autoptr(GPtrArray) sealed_to = NULL;
	g_autoptr(GPtrArray) wanted = g_ptr_array_new();
	enum sp_status r;

	r = sp_store_archive_keys(gate->store, &archive, err);
	if (r == SP_OK)
		r = sp_store_envelope_keys(gate->store, payload, &sealed_to,
					   err);
	if (r != SP_OK)
		return r;
	choose(gate, archive, sealed_to, wanted);
	if (wanted->len == 0)
		return sp_fail(err, SP_NONE, "this mail is sealed to no key "
			       "of the archive");
	g_ptr_array_add(wanted, NULL);
	return sp_store_envelopes(gate->store, payload,
				  (const char *const *)wanted->pdata, packets,
				  err);
}

/* --- writing -------------------------------------------------------------- */

static enum sp_status
write_text(int fd, const char *text, struct sp_err *err)
{
	size_t left = strlen(text);

	while (left > 0) {
		ssize_t n = write(fd, text, left);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return sp_fail(err, SP_EIO, "write: %s",
				       g_strerror(errno));
		text += n;
		left -= (size_t)n;
	}
	return SP_OK;
}

/* Our own small header, and RFC 3156 section 4 down to the armor. */
static enum sp_status
make_head(struct sp_gate *gate, const struct sp_mail *m, gboolean original,
	  const char *boundary, char **head, struct sp_err *err)
{
	const struct sp_config *conf = gate->conf;
	g_autofree char *subject = g_strdup_printf("[%s] %s", conf->tag,
						   m->ref);
	g_autofree char *id = sp_gate_msgid(gate, original ? "archive-original"
							   : "archive-post",
					    m->ref, conf->address);
	g_autofree char *msgid = g_strdup_printf("<%s>", id);
	g_autofree char *type = g_strdup_printf("multipart/encrypted; "
		"protocol=\"application/pgp-encrypted\"; boundary=\"%s\"",
		boundary);
	g_autofree char *block = NULL;
	struct sp_header *h = sp_header_new();
	enum sp_status r;

	sp_header_mailbox(h, "From", conf->name, conf->address);
	sp_header_mailbox(h, "To", NULL, conf->address);
	sp_header_text(h, "Subject", subject);
	sp_header_date(h, "Date", m->arrived);
	sp_header_raw(h, "Message-ID", msgid);
	sp_header_raw(h, "MIME-Version", "1.0");
	sp_header_raw(h, "Content-Type", type);
	r = sp_header_end(h, &block, err);
	sp_header_free(h);
	if (r == SP_OK)
		*head = g_strdup_printf("%s\n"
			"--%s\nContent-Type: application/pgp-encrypted\n\n"
			"Version: 1\n\n"
			"--%s\nContent-Type: application/octet-stream\n\n",
			block, boundary, boundary);
	return r;
}

static enum sp_status
write_armor(struct sp_gate *gate, int64_t payload, int fd, struct sp_err *err)
{
	g_autoptr(GPtrArray) packets = NULL;
	struct sp_store_body *body = NULL;
	enum sp_status r = archive_packets(gate, payload, &packets, err);

	if (r == SP_OK)
		r = sp_store_body_open(gate->store, payload, &body, err);
	if (r == SP_OK)
		r = sp_pgp_armor(fd, (GBytes *const *)packets->pdata,
				 packets->len, sp_store_body_read, body, err);
	sp_store_body_close(body);
	return r;
}

enum sp_status
sp_archive_write(struct sp_gate *gate, const struct sp_mail *m,
		 gboolean original, int fd, struct sp_err *err)
{
	g_autofree char *boundary = sp_boundary_new();
	g_autofree char *tail = g_strdup_printf("\n--%s--\n", boundary);
	g_autofree char *head = NULL;
	int64_t payload = 0;
	enum sp_status r;

	if ((r = find_payload(m, original, &payload, err)) != SP_OK ||
	    (r = make_head(gate, m, original, boundary, &head,
			   err)) != SP_OK ||
	    (r = write_text(fd, head, err)) != SP_OK ||
	    (r = write_armor(gate, payload, fd, err)) != SP_OK)
		return r;
	return write_text(fd, tail, err);
}

/* --- reading with the caller's keyring ------------------------------------ */

static const char *
open_sentence(enum sp_open result)
{
	switch (result) {
	case SP_OPENED:
		return "it opens";
	case SP_OPEN_UNSAFE:
		return "it is not what was put into the archive";
	case SP_OPEN_NOT_FOR_US:
		return "no secret key in this keyring opens it";
	case SP_OPEN_HIDDEN:
		return "its recipients are hidden";
	case SP_OPEN_DAMAGED:
		return "it does not decrypt";
	case SP_OPEN_TOO_LARGE:
		return "it is larger than [limits] plaintext";
	case SP_OPEN_GIVEN_UP:
		break;
	}
	return "it does not open";
}

/* Twice the original fits: a post holds a body and perhaps its original.pgp,
 * in base64. */
size_t
sp_archive_plain_max(const struct sp_gate *gate)
{
	return gate->conf->plaintext * 3 + gate->conf->message * 2;
}

enum sp_status
sp_archive_armor(struct sp_gate *gate, const struct sp_mail *m,
		 gboolean original, struct sp_blob *armor, struct sp_err *err)
{
	int64_t payload = 0;
	enum sp_status r;
	off_t end;

	if ((r = find_payload(m, original, &payload, err)) != SP_OK ||
	    (r = sp_blob_init(armor, SIZE_MAX / 4, err)) != SP_OK ||
	    (r = write_armor(gate, payload, armor->fd, err)) != SP_OK)
		return r;
	end = lseek(armor->fd, 0, SEEK_CUR);
	if (end < 0)
		return sp_fail(err, SP_EIO, "memfd: %s", g_strerror(errno));
	armor->len = (size_t)end;
	return SP_OK;
}

enum sp_status
sp_archive_open(const char *gnupg, size_t plain_max, struct sp_blob *armor,
		const char *ref, gboolean with_sig, int fd,
		struct sp_err *err)
{
	g_auto_rope struct sp_rope *rope = sp_rope_new();
	struct sp_opened opened = {
		.plain = SP_BLOB_INIT, .unwrapped = SP_BLOB_INIT
	};
	struct sp_pgp *pgp = NULL;
	enum sp_status r = sp_pgp_open(gnupg, plain_max, &pgp, err);

	if (r == SP_OK)
		r = sp_pgp_open_message(pgp, armor,
					(struct sp_range) { 0, armor->len },
					&opened, err);
	if (r == SP_OK && opened.result != SP_OPENED)
		r = sp_fail(err, SP_EDENIED, "%s: %s", ref,
			    open_sentence(opened.result));
	if (r == SP_OK) {
		sp_rope_blob(rope, with_sig && opened.unwrapped.len > 0
				   ? &opened.unwrapped : &opened.plain);
		r = sp_rope_write(rope, fd, err);
	}
	sp_opened_clear(&opened);
	sp_pgp_close(pgp);
	return r;
}
