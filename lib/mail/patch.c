/* SPDX-License-Identifier: GPL-2.0-or-later */
/* patch.c - one patch, brought into the form that its digest is made of */
#include "lib/mail/patch.h"

#include <gmime/gmime.h>
#include <string.h>

#include "lib/mail/address.h"
#include "lib/mail/charset.h"
#include "lib/mail/diff.h"
#include "lib/mail/grammar.h"

#define SPECIALS "()<>[]:;@\\,.\""	/* a name with one stands in quotes */
#define ENCODED_WORD "=?"		/* is decoded by whoever reads it */

G_DEFINE_AUTOPTR_CLEANUP_FUNC(InternetAddressList, g_object_unref)

void
sp_patch_free(struct sp_patch *p)
{
	if (!p)
		return;
	g_free(p->subject);
	g_free(p->author_name);
	g_free(p->author_address);
	g_free(p->target);
	g_clear_pointer(&p->paths, g_ptr_array_unref);
	g_clear_pointer(&p->text, g_bytes_unref);
	g_free(p);
}

void
sp_patch_set_digest(struct sp_patch *p)
{
	g_autofree char *hex = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256,
							    p->text);

	g_strlcpy(p->digest, hex, sizeof(p->digest));
}

GString *
sp_patch_lines(const char *text, gsize n)
{
	GString *out = g_string_new_len(text, (gssize)n);
	gsize kept = 0;

	for (gsize at = 0, step; at < n; at += step) {
		step = sp_line_len(text + at, n - at);
		if (text[at + step - 1] == '\n' &&
		    (step < 2 || text[at + step - 2] != '\r'))
			return out;
	}
	for (gsize i = 0; i < n; i++) {
		if (text[i] != '\r' || i + 1 == n || text[i + 1] != '\n')
			out->str[kept++] = text[i];
	}
	g_string_truncate(out, kept);
	return out;
}

/* --- the subject ---------------------------------------------------------- */

static gboolean
read_count(const char *text, unsigned *value, const char **end)
{
	guint64 n;
	char *stop;

	if (!g_ascii_isdigit(*text))
		return FALSE;
	n = g_ascii_strtoull(text, &stop, 10);
	*value = (unsigned)MIN(n, SP_PATCH_NUMBER_MAX + 1);
	*end = stop;
	return n <= SP_PATCH_NUMBER_MAX;
}

/* "v3" */
static gboolean
read_version(const char *word, struct sp_patch *p)
{
	unsigned version;
	const char *end;

	if (g_ascii_tolower(*word) != 'v' ||
	    !read_count(word + 1, &version, &end) || *end != '\0')
		return FALSE;
	p->version = MAX(version, 1);
	return TRUE;
}

/* "2/5" */
static gboolean
read_position(const char *word, struct sp_patch *p)
{
	unsigned number, total;
	const char *end;

	if (!read_count(word, &number, &end) || *end != '/' ||
	    !read_count(end + 1, &total, &end) || *end != '\0' ||
	    number > total)
		return FALSE;
	p->number = number;
	p->total = total;
	return TRUE;
}

/* What stands between two brackets. FALSE: it is about something else. */
static gboolean
read_brackets(const char *inside, struct sp_patch *p)
{
	g_auto(GStrv) words = g_strsplit_set(inside, " \t,", -1);
	g_autoptr(GString) target = g_string_new(NULL);
	gboolean is = FALSE;

	for (char **w = words; *w; w++)
		is = is || g_ascii_strncasecmp(*w, "PATCH", 5) == 0;
	if (!is)
		return FALSE;
	for (char **w = words; *w; w++) {
		if (**w == '\0' || g_ascii_strcasecmp(*w, "PATCH") == 0 ||
		    g_ascii_strcasecmp(*w, "RFC") == 0 ||
		    g_ascii_strcasecmp(*w, "RESEND") == 0 ||
		    read_version(*w, p) || read_position(*w, p) ||
		    (g_ascii_strncasecmp(*w, "PATCHv", 6) == 0 &&
		     read_version(*w + 5, p)))
			continue;
		g_string_append_printf(target, "%s%s", target->len ? " " : "",
				       *w);
	}
	g_free(p->target);
	p->target = sp_clean(target->str, target->len, SP_PATCH_TARGET_MAX,
			     FALSE);
	return TRUE;
}

/* As git does, everything in brackets goes, and so do "Re:" and blanks. */
gboolean
sp_patch_prefix(const char *subject, struct sp_patch *p, const char **rest)
{
	gboolean is = FALSE, answer = FALSE;

	for (;;) {
		const char *close;

		subject += strspn(subject, " \t:");
		if (g_ascii_strncasecmp(subject, "re:", 3) == 0) {
			answer = TRUE;
			subject += 3;
		} else if (*subject == '[' && (close = strchr(subject, ']'))) {
			g_autofree char *inside = g_strndup(subject + 1,
				(gsize)(close - subject) - 1);

			is = read_brackets(inside, p) || is;
			subject = close + 1;
		} else {
			break;
		}
	}
	*rest = subject;
	return is && !answer;
}

/* --- the author ----------------------------------------------------------- */

/* Without what git would not take for part of a name. */
static char *
plain_name(const char *text, gsize n)
{
	g_autofree char *clean = sp_clean(text, n, SP_PATCH_LINE_MAX, FALSE);
	GString *out = g_string_new(NULL);

	for (const char *p = clean; *p; p++)
		if (!strchr("<>@\"\\", *p))
			g_string_append_c(out, *p);
	g_strstrip(out->str);
	return g_string_free(out, FALSE);
}

static char *
clean_name(const char *name, const char *address)
{
	char *plain = plain_name(name, strlen(name));

	if (*plain == '\0') {
		g_free(plain);
		plain = plain_name(address, strcspn(address, "@"));
	}
	if (*plain == '\0') {
		g_free(plain);
		plain = g_strdup("unknown");
	}
	return plain;
}

gboolean
sp_patch_author(const char *value, char **name, char **address)
{
	g_autofree char *known = sp_charset_known(value);
	g_autoptr(InternetAddressList) list =
		internet_address_list_parse(NULL, known);
	InternetAddress *one;
	const char *addr, *display;

	if (!list || internet_address_list_length(list) != 1)
		return FALSE;
	one = internet_address_list_get_address(list, 0);
	if (!INTERNET_ADDRESS_IS_MAILBOX(one))
		return FALSE;
	addr = internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(one));
	if (!addr || !sp_address_ok(addr))
		return FALSE;
	display = internet_address_get_name(one);
	g_free(*name);
	g_free(*address);
	*name = clean_name(display ? display : "", addr);
	*address = g_strdup(addr);
	return TRUE;
}

/* --- the message ---------------------------------------------------------- */

/* Does the message end here? "---" alone, or what begins a diff. */
static gboolean
is_break(const char *line, gsize left)
{
	const gsize n = sp_line_len(line, left);

	if (sp_diff_begins(line, left))
		return TRUE;
	if (n < 3 || memcmp(line, "---", 3) != 0)
		return FALSE;
	for (gsize i = 3; i < n; i++)
		if (!g_ascii_isspace(line[i]))
			return FALSE;
	return TRUE;
}

static gsize
find_break(const char *text, gsize n)
{
	gsize at = 0;

	while (at < n && !is_break(text + at, n - at))
		at += sp_line_len(text + at, n - at);
	return at;
}

static gsize
find_diff(const char *text, gsize n, gsize at)
{
	while (at < n && !sp_diff_begins(text + at, n - at))
		at += sp_line_len(text + at, n - at);
	return at;
}

/* Where another charset has no sign for something, bytes that differ would
 * become the same: such a message cannot be told apart, and is NULL. */
static char *
to_utf8(const char *text, gsize n, const char *charset)
{
	g_autoptr(GString) out = sp_charset_text(charset, (const uint8_t *)text,
						 n, G_MAXSIZE);

	if (!g_utf8_validate(out->str, (gssize)out->len, NULL))
		return NULL;
	if ((out->len != n || memcmp(out->str, text, n) != 0) &&
	    strstr(out->str, "\xef\xbf\xbd"))
		return NULL;
	return g_strndup(out->str, out->len);
}

/* The value of a field in front of the message, or NULL. */
static const char *
field_value(const char *line, const char *name)
{
	const gsize n = strlen(name);

	return g_ascii_strncasecmp(line, name, n) == 0 && line[n] == ':'
		? line + n + 1 : NULL;
}

static gboolean
is_field(const char *line)
{
	return field_value(line, "From") || field_value(line, "Subject") ||
	       field_value(line, "Date") || g_str_has_prefix(line, ">From ") ||
	       g_str_has_prefix(line, "[PATCH]");
}

struct commit {
	struct sp_patch *patch;
	char *subject;		/* with its brackets */
	const char *body;
};

/* One field; what a later line continues is taken with it. */
static gboolean
take_field(struct commit *c, const char *field)
{
	const char *value;

	if ((value = field_value(field, "From")))
		return sp_patch_author(value, &c->patch->author_name,
				       &c->patch->author_address);
	if ((value = field_value(field, "Subject"))) {
		g_free(c->subject);
		c->subject = sp_charset_header(value);
	} else if ((value = field_value(field, "Date"))) {
		g_autoptr(GDateTime) when = g_mime_utils_header_decode_date(
			value);

		c->patch->date = when ? MAX(g_date_time_to_unix(when), 0) : 0;
	} else {
		return FALSE;	/* a form that git knows, and nobody uses */
	}
	return TRUE;
}

/* What git takes for author, subject and date although it stands in the body.
 * FALSE: it cannot be read, or git would read more into it than stands here. */
static gboolean
take_fields(struct commit *c)
{
	const char *p = c->body + strspn(c->body, "\n");
	gboolean any = FALSE;

	while (is_field(p)) {
		g_autoptr(GString) field = g_string_new(NULL);

		do {
			gsize n = strcspn(p, "\n");

			g_string_append_len(field, p, (gssize)n);
			p += n + (p[n] == '\n');
		} while (sp_is_wsp((guchar)*p));
		if (!take_field(c, field->str))
			return FALSE;
		any = TRUE;
	}
	c->body = p + strspn(p, "\n");
	return !any || !is_field(c->body);
}

/* git would see two mails in it. */
static gboolean
holds_from_line(const char *text, gsize n)
{
	while (n > 0) {
		const gsize step = sp_line_len(text, n);

		if (sp_patch_is_from_line(text, step))
			return TRUE;
		text += step;
		n -= step;
	}
	return FALSE;
}

/* --- the whole ------------------------------------------------------------ */

/* The header says which one it is, also where the message has a subject of its
 * own. */
static void
set_subject(struct commit *c, const char *header)
{
	g_autofree char *clean = sp_clean(c->subject, strlen(c->subject),
					  G_MAXSIZE, FALSE);
	g_autofree char *line = NULL;
	const char *rest;

	(void)sp_patch_prefix(header, c->patch, &rest);
	(void)sp_patch_prefix(clean, c->patch, &rest);
	line = sp_clean(rest, strlen(rest), SP_PATCH_LINE_MAX, FALSE);
	c->patch->subject = g_strdup(g_strstrip(line));
}

/* FALSE: the text would say something else to git than it says here. */
static gboolean
set_text(struct commit *c, const char *diff, gsize n)
{
	const struct sp_patch *p = c->patch;
	const char *quote = strpbrk(p->author_name, SPECIALS) ? "\"" : "";
	GString *out = g_string_new(NULL);
	gsize body = strlen(c->body);

	while (body > 0 && g_ascii_isspace(c->body[body - 1]))
		body--;
	g_string_append_printf(out, "From: %s%s%s <%s>\nSubject: %s\n\n",
			       quote, p->author_name, quote,
			       p->author_address, p->subject);
	g_string_append_len(out, c->body, (gssize)body);
	g_string_append_printf(out, "%s---\n", body > 0 ? "\n" : "");
	g_string_append_len(out, diff, (gssize)n);
	if (out->str[out->len - 1] != '\n')
		g_string_append_c(out, '\n');
	c->patch->text = g_string_free_to_bytes(out);
	return !strstr(p->author_name, ENCODED_WORD) &&
	       !strstr(p->subject, ENCODED_WORD) &&
	       !holds_from_line(g_bytes_get_data(p->text, NULL),
				g_bytes_get_size(p->text));
}

/* Clean what the diff calls its files, for people and for rules. */
static void
set_paths(struct sp_patch *p, GPtrArray *raw, gboolean cut)
{
	p->paths = g_ptr_array_new_with_free_func(g_free);
	p->paths_cut = cut;
	for (guint i = 0; i < raw->len; i++) {
		const char *path = raw->pdata[i];

		g_ptr_array_add(p->paths, sp_clean(path, strlen(path),
						   SP_PATCH_PATH_MAX, FALSE));
	}
}

/* Into the list, when there is room for it. */
static enum sp_patch_found
keep(struct sp_patch *p, const char *message, struct sp_patches *found)
{
	const gsize n = g_bytes_get_size(p->text);

	if (found->patches->len >= SP_PATCHES_MAX || n > SP_PATCH_BYTES_MAX ||
	    found->bytes + n > SP_PATCHES_BYTES_MAX) {
		sp_patch_free(p);
		found->missed = TRUE;
		return SP_PATCH_MISSED;
	}
	found->bytes += n;
	sp_patch_set_digest(p);
	sp_tags_read(message, (int)found->patches->len, found);
	g_ptr_array_add(found->patches, p);
	return SP_PATCH_TAKEN;
}

static struct sp_patch *
new_patch(const struct sp_patch_head *head)
{
	struct sp_patch *p = g_new0(struct sp_patch, 1);

	p->version = 1;
	p->date = head->date;
	p->target = g_strdup("");
	p->author_address = g_strdup(head->address);
	p->author_name = clean_name(head->name, head->address);
	return p;
}

/* A cover letter may show how the whole series differs from the last one. */
static gboolean
is_cover(const struct sp_patch *p)
{
	return p->number == 0 && p->total > 0;
}

/* A message and the diff below it, of n bytes. */
static enum sp_patch_found
take(const struct sp_patch_head *head, const char *message, const char *diff,
     gsize n, struct sp_patches *found)
{
	g_autoptr(GPtrArray) raw = NULL;
	struct commit c = { .body = message };
	gboolean cut = FALSE, good;
	gsize len = 0;
	enum sp_diff_state state = sp_diff_read(diff, n, SP_PATCH_PATHS_MAX,
						&len, &raw, &cut);

	if (state == SP_DIFF_NONE)
		return SP_PATCH_ABSENT;
	c.subject = g_strdup(head->subject);
	c.patch = new_patch(head);
	good = state == SP_DIFF_WHOLE && take_fields(&c) &&
	       *c.patch->author_address != '\0';
	if (good) {
		set_subject(&c, head->subject);
		set_paths(c.patch, raw, cut);
		good = set_text(&c, diff, len);
	}
	g_free(c.subject);
	if (good && !is_cover(c.patch))
		return keep(c.patch, c.body, found);
	sp_patch_free(c.patch);
	if (good)
		return SP_PATCH_ABSENT;
	found->missed = TRUE;
	return SP_PATCH_MISSED;
}

enum sp_patch_found
sp_patch_read(const struct sp_patch_head *head, const char *text, gsize n,
	      struct sp_patches *found)
{
	const gsize end = find_break(text, n);
	const gsize at = find_diff(text, n, end);
	g_autofree char *message = NULL;

	if (at == n)
		return SP_PATCH_ABSENT;
	message = to_utf8(text, end, head->charset);
	if (message && head->message && *head->message && at == end &&
	    *g_strchug(message) == '\0') {
		g_free(message);
		message = g_steal_pointer(head->message);
	}
	if (!message) {
		found->missed = TRUE;
		return SP_PATCH_MISSED;
	}
	return take(head, message, text + at, n - at, found);
}
