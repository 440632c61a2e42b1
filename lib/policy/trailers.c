/* SPDX-License-Identifier: GPL-2.0-or-later */
/* trailers.c - what stands below the message of a patch */
#include "lib/policy/trailers.h"

#include <string.h>

#define NAME_BYTES 52		/* of a subject, in a file name; as git does */

static void
add_line(GPtrArray *lines, char *line)
{
	if (g_ptr_array_find_with_equal_func(lines, line, g_str_equal, NULL))
		g_free(line);
	else
		g_ptr_array_add(lines, line);
}

/* The lines of that kind that people have signed. */
static void
add_signed(GPtrArray *lines, const struct sp_dossier *d, const char *digest,
	   enum sp_tag_kind kind)
{
	for (guint i = 0; i < d->reviews->tags->len; i++) {
		const struct sp_review_tag *t = d->reviews->tags->pdata[i];

		if (strcmp(t->digest, digest) == 0 && *t->not == '\0' &&
		    strcmp(t->tag, sp_tag_word(kind)) == 0)
			add_line(lines, g_strdup_printf("%s: %s", t->tag,
							t->who));
	}
}

static gboolean
has_cve(const struct sp_dossier *d)
{
	return d->cve_id && (d->cve == SP_CVE_ASSIGNED ||
			     d->cve == SP_CVE_PUBLISHED);
}

GPtrArray *
sp_trailers_of(const struct sp_dossier *d, const struct sp_review_patch *p)
{
	GPtrArray *lines = g_ptr_array_new_with_free_func(g_free);

	if (d->bug)
		add_line(lines, g_strdup_printf("Resolves: %s", d->bug));
	if (has_cve(d))
		add_line(lines, g_strdup_printf("Fixes: %s", d->cve_id));
	for (guint i = 0; i < d->credits->len; i++) {
		const struct sp_credit *c = d->credits->pdata[i];

		if (c->consent == SP_YES && c->as && *c->as)
			add_line(lines, g_strdup_printf("%s: %s",
				sp_tag_word(SP_TAG_REPORTED), c->as));
	}
	add_signed(lines, d, p->digest, SP_TAG_TESTED);
	add_signed(lines, d, p->digest, SP_TAG_REVIEWED);
	add_signed(lines, d, p->digest, SP_TAG_ACKED);
	return lines;
}

static gboolean
credits_known(const struct sp_dossier *d)
{
	gboolean any = !d->has_reporter;

	for (guint i = 0; i < d->credits->len; i++) {
		const struct sp_credit *c = d->credits->pdata[i];

		if (c->consent == SP_UNKNOWN)
			return FALSE;
		any = TRUE;
	}
	return any;
}

const char *
sp_trailers_lack(const struct sp_dossier *d, const struct sp_config *conf,
		 const char **supply)
{
	if (conf->cve_required && !has_cve(d) && d->cve != SP_CVE_NOT_NEEDED &&
	    d->cve != SP_CVE_REJECTED) {
		*supply = "sallyport cve set CASE CVE-ID, or: sallyport cve "
			  "want CASE no";
		return "no CVE is assigned that the patches could name, and "
		       "nobody has said that none is needed";
	}
	if (!credits_known(d)) {
		*supply = "sallyport case credit CASE WHO yes|no --as NAME";
		return "nobody has said whether, and how, the reporter wants "
		       "to be named in the patches";
	}
	return NULL;
}

/* --- into the text -------------------------------------------------------- */

/* "Word-of-letters: " */
static gboolean
is_trailer(const char *line, gsize n)
{
	gsize i = 0;

	while (i < n && (g_ascii_isalnum(line[i]) || line[i] == '-'))
		i++;
	return i > 0 && i + 1 < n && line[i] == ':' && line[i + 1] == ' ';
}

/* Do trailers stand at the end of the message already: is its last paragraph
 * made of nothing else, and not all there is? */
static gboolean
ends_in_trailers(const char *message, gsize n)
{
	gsize paragraph = 0;

	for (gsize i = 1; i < n; i++)
		if (message[i] == '\n' && message[i - 1] == '\n')
			paragraph = i + 1;
	if (paragraph == 0 || paragraph >= n)
		return FALSE;
	for (gsize at = paragraph; at < n; ) {
		const char *end = memchr(message + at, '\n', n - at);
		const gsize len = end ? (gsize)(end - message) - at : n - at;

		if (!is_trailer(message + at, len))
			return FALSE;
		at += len + 1;
	}
	return TRUE;
}

/* Does the line stand in the message? */
static gboolean
has_line(const char *message, gsize n, const char *line)
{
	g_autofree char *text = g_strndup(message, n);
	g_auto(GStrv) all = g_strsplit(text, "\n", -1);

	return g_strv_contains((const char *const *)all, line);
}

GString *
sp_trailers_add(const char *text, gsize len, const GPtrArray *lines)
{
	const char *body = g_strstr_len(text, (gssize)len, "\n\n");
	const char *rule = body ? g_strstr_len(body + 1,
		(gssize)(len - (gsize)(body + 1 - text)), "\n---\n") : NULL;
	GString *out = g_string_new(NULL);
	gsize n;
	gboolean blank;

	if (!rule)
		return g_string_append_len(out, text, (gssize)len);
	body += 2;
	n = rule >= body ? (gsize)(rule + 1 - body) : 0;
	blank = n > 0 && !ends_in_trailers(body, n);
	g_string_append_len(out, text, body - text + (gssize)n);
	for (guint i = 0; i < lines->len; i++) {
		if (has_line(body, n, lines->pdata[i]))
			continue;
		g_string_append_printf(out, "%s%s\n", blank ? "\n" : "",
				       (const char *)lines->pdata[i]);
		blank = FALSE;
	}
	g_string_append_len(out, body + n,
			    (gssize)(len - (gsize)(body + n - text)));
	return out;
}

char *
sp_trailers_file(const struct sp_review_patch *p, guint i)
{
	g_autofree char *words = g_strdup_printf("%s%s%s", p->target,
						 *p->target ? "-" : "",
						 p->subject);
	g_autoptr(GString) s = g_string_new(NULL);

	for (const char *c = words; *c && s->len < NAME_BYTES; c++) {
		if (g_ascii_isalnum(*c) || *c == '_' ||
		    (*c == '.' && s->len > 0))
			g_string_append_c(s, *c);
		else if (s->len > 0 && s->str[s->len - 1] != '-')
			g_string_append_c(s, '-');
	}
	return g_strdup_printf("%04u-%s.patch", i + 1, s->str);
}
