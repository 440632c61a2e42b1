/* SPDX-License-Identifier: GPL-2.0-or-later */
/* identity.c - when are two arrivals the same mail? */
#include "lib/gate/identity.h"

#include <string.h>

#include "lib/mail/address.h"

/* What MTAs and filters on the way put in; two hosts put in different ones. */
static const char *const trace[] = {
	"received", "return-path", "delivered-to", "x-original-to",
	"envelope-to", "delivery-date", "received-spf", "x-received",
	"authentication-results", "arc-seal", "arc-message-signature",
	"arc-authentication-results", "dkim-filter", "x-spam", "x-bogosity",
	"x-greylist", "x-scanned-by",
};

/* The filters that write many fields. */
static const char *const trace_families[] = {
	"x-spam-", "x-spamd-", "x-rspamd-", "x-virus-", "x-dspam-", "x-crm114-",
	"x-barracuda-", "x-proofpoint-", "x-amavis-", "x-greylist-",
	"x-ms-exchange-organization-",
};

/* A field name longer than this is no trace field. */
#define NAME_MAX_LEN 40

struct scan {
	struct sp_vault_hash *hash;
	gboolean body;		/* the blank line was seen */
	gboolean first;		/* no line was finished yet */
	gboolean skip;		/* the field we are in is a trace field */
	gboolean start;		/* at the start of a line */
	gboolean naming;	/* gathering a field name */
	gboolean cr;		/* the last byte was CR */
	size_t newlines;	/* line ends not yet hashed: those at the very
				   end of a message do not count */
	size_t name_len;
	char name[NAME_MAX_LEN];
};

static void
emit(struct scan *s, const void *bytes, size_t n)
{
	for (; s->newlines > 0; s->newlines--)
		sp_vault_hash_add(s->hash, "\n", 1);
	sp_vault_hash_add(s->hash, bytes, n);
}

static gboolean
begins_with(const struct scan *s, const char *word)
{
	const size_t n = strlen(word);

	return s->name_len >= n && g_ascii_strncasecmp(word, s->name, n) == 0;
}

static gboolean
is_trace(const struct scan *s)
{
	for (size_t i = 0; i < G_N_ELEMENTS(trace); i++)
		if (strlen(trace[i]) == s->name_len &&
		    g_ascii_strncasecmp(trace[i], s->name, s->name_len) == 0)
			return TRUE;
	for (size_t i = 0; i < G_N_ELEMENTS(trace_families); i++)
		if (begins_with(s, trace_families[i]))
			return TRUE;
	return FALSE;
}

/* The name is known, or can be none: hash what was kept back, or skip. */
static void
named(struct scan *s)
{
	s->naming = FALSE;
	s->skip = is_trace(s) || (s->first && (begins_with(s, "from ") ||
					       begins_with(s, ">from ")));
	if (!s->skip)
		emit(s, s->name, s->name_len);
}

static void
line_end(struct scan *s)
{
	if (!s->body && s->start)
		s->body = TRUE;		/* an empty line ends the header */
	if (s->naming)
		named(s);
	if (s->body || !s->skip)
		s->newlines++;
	s->first = FALSE;
	s->start = TRUE;
}

/* One byte of a field name, or the colon that ends it. */
static void
name_byte(struct scan *s, char c)
{
	if (c == ':') {
		named(s);
		if (!s->skip)
			emit(s, &c, 1);
		return;
	}
	s->name[s->name_len++] = c;
	if (s->name_len == sizeof(s->name))
		named(s);
}

/* In a body whose lines end in LF alone, all but the line ends at the end of
 * the chunk is hashed as it stands. */
static gboolean
add_plain_body(struct scan *s, const uint8_t *bytes, size_t n)
{
	const size_t all = n;

	if (!s->body || s->cr || memchr(bytes, '\r', n))
		return FALSE;
	while (n > 0 && bytes[n - 1] == '\n')
		n--;
	if (n > 0)
		emit(s, bytes, n);
	s->newlines += all - n;
	return TRUE;
}

static void
scan_add(struct scan *s, const uint8_t *bytes, size_t n)
{
	size_t from = 0;	/* what is not hashed or skipped yet */

	if (add_plain_body(s, bytes, n))
		return;
	for (size_t i = 0; i < n; i++) {
		uint8_t c = bytes[i];

		if (c == '\n' || c == '\r') {
			if (i > from && (s->body || !s->skip))
				emit(s, bytes + from, i - from);
			from = i + 1;
			if (c == '\r' || !s->cr)
				line_end(s);
			s->cr = c == '\r';
			continue;
		}
		s->cr = FALSE;
		if (s->start && !s->body) {
			s->naming = c != ' ' && c != '\t';	/* else a fold */
			s->name_len = 0;
		}
		s->start = FALSE;
		if (s->naming) {
			name_byte(s, (char)c);
			from = i + 1;
		}
	}
	if (n > from && (s->body || !s->skip))
		emit(s, bytes + from, n - from);
}

/* What the recipient address asks for: the same report to the list and to one
 * case are two mails. */
static char *
purpose(const struct sp_gate *gate, const char *recipient)
{
	struct sp_recipient to = { 0 };
	char *text;

	sp_recipient_read(gate->conf->address, gate->conf->delimiter, recipient,
			  &to);
	text = g_strdup_printf("%d %s %s", (int)to.role, to.tag ? to.tag : "",
			       to.token ? to.token : "");
	sp_recipient_clear(&to);
	return text;
}

/* All null senders are one; what is no address stands for itself. */
static char *
sender_key(const char *sender)
{
	char *key = sp_address_null(sender) ? g_strdup("")
					    : sp_address_key(sender);

	return key != NULL ? key : g_strdup(sender);
}

enum sp_status
sp_identity(const struct sp_gate *gate, const struct sp_delivery *delivery,
	    struct sp_length *length, struct sp_digest *digest,
	    struct sp_err *err)
{
	struct scan s = { .first = TRUE, .start = TRUE };
	g_autofree char *to = purpose(gate, delivery->recipient);
	g_autofree char *from = sender_key(delivery->sender);
	g_autofree uint8_t *buf = g_malloc(65536);
	struct sp_digest content;
	g_autofree char *hex = NULL;
	const char *fields[] = { gate->conf->list, to, from, NULL, NULL };
	enum sp_status r = SP_OK;
	size_t got = 0;

	s.hash = sp_vault_hash_new(gate->vault, "content");
	for (size_t at = 0; ; at += got) {
		r = sp_blob_read(delivery->message, at, buf, 65536, &got, err);
		if (r != SP_OK || got == 0)
			break;
		sp_length_add(length, buf, got);
		scan_add(&s, buf, got);
	}
	if (s.naming)
		named(&s);
	sp_vault_hash_end(s.hash, &content);
	if (r != SP_OK)
		return r;
	hex = sp_ref_base32(content.bytes, sizeof(content.bytes));
	fields[3] = hex;
	sp_vault_digest_fields(gate->vault, "retry", fields, digest);
	return SP_OK;
}
