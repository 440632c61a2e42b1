/* SPDX-License-Identifier: GPL-2.0-or-later */
/* authres.c - what our own border says about the sender (RFC 8601)
 *
 * A small strict reader: authserv-id [version] *(";" method=result props).
 * Comments are skipped wherever they may stand, quoted strings are one token,
 * and what does not fit makes the whole field say nothing. */
#include "lib/mail/authres.h"

#include <string.h>

#include "lib/mail/grammar.h"

struct reader {
	const char *p;
	gboolean bad;
};

/* Skip blanks and comments, which nest. */
static void
skip(struct reader *r)
{
	unsigned depth = 0;

	for (;; r->p++) {
		if (*r->p == '(') {
			depth++;
		} else if (*r->p == ')' && depth > 0) {
			depth--;
		} else if (*r->p == '\\' && depth > 0 && r->p[1] != '\0') {
			r->p++;
		} else if (*r->p == '\0') {
			r->bad = r->bad || depth > 0;
			return;
		} else if (depth == 0 && !sp_is_wsp((guchar)*r->p)) {
			return;
		}
	}
}

static gboolean
is_token_char(char c)
{
	return g_ascii_isgraph(c) && !strchr("();=\"\\", c);
}

/* The next token or quoted string; an empty one is an error. The value of a
 * property may hold "=", as rewritten sender addresses do. g_free(). */
static char *
token(struct reader *r, gboolean value)
{
	const char *from;

	skip(r);
	from = r->p;
	if (*from == '"') {
		r->p += 1 + strcspn(from + 1, "\"\\");
		if (*r->p != '"') {
			r->bad = TRUE;
			return g_strdup("");
		}
		r->p++;
		return g_strndup(from + 1, (gsize)(r->p - from) - 2);
	}
	while (is_token_char(*r->p) || (value && *r->p == '='))
		r->p++;
	r->bad = r->bad || r->p == from;
	return g_strndup(from, (gsize)(r->p - from));
}

/* Step over c when it comes next. */
static gboolean
accept(struct reader *r, char c)
{
	skip(r);
	if (*r->p != c)
		return FALSE;
	r->p++;
	return TRUE;
}

struct result {
	unsigned count;		/* of dmarc results */
	enum sp_auth dmarc;
	char *domain;
};

/* name=value of a result; the method or property name comes without a
 * version ("dmarc/1"). */
static gboolean
pair(struct reader *r, char **name, char **value)
{
	*name = token(r, FALSE);
	if (!accept(r, '='))
		r->bad = TRUE;
	*value = token(r, TRUE);
	(*name)[strcspn(*name, "/")] = '\0';
	return !r->bad;
}

static void
read_property(struct reader *r, gboolean dmarc, struct result *out)
{
	g_autofree char *name = NULL;
	g_autofree char *value = NULL;

	if (pair(r, &name, &value) && dmarc &&
	    g_ascii_strcasecmp(name, "header.from") == 0) {
		g_free(out->domain);
		out->domain = g_steal_pointer(&value);
	}
}

static void
read_result(struct reader *r, struct result *out)
{
	g_autofree char *method = NULL;
	g_autofree char *value = NULL;
	gboolean dmarc;

	if (!pair(r, &method, &value))
		return;
	dmarc = g_ascii_strcasecmp(method, "dmarc") == 0;
	if (dmarc) {
		out->count++;
		if (g_ascii_strcasecmp(value, "pass") == 0)
			out->dmarc = SP_AUTH_PASS;
		else if (g_ascii_strcasecmp(value, "fail") == 0)
			out->dmarc = SP_AUTH_FAIL;
	}
	for (skip(r); !r->bad && *r->p != ';' && *r->p != '\0'; skip(r))
		read_property(r, dmarc, out);
}

/* FALSE when the field cannot be read or says two things about dmarc. */
static gboolean
read_results(struct reader *r, struct result *out)
{
	skip(r);
	if (g_ascii_isdigit(*r->p))
		g_free(token(r, FALSE));	/* version */
	while (!r->bad && accept(r, ';')) {
		skip(r);
		if (g_ascii_strncasecmp(r->p, "none", 4) == 0 &&
		    !is_token_char(r->p[4]) && r->p[4] != '=')
			r->p += 4;	/* no results at all */
		else if (*r->p != '\0')
			read_result(r, out);
	}
	skip(r);
	return !r->bad && *r->p == '\0' && out->count <= 1;
}

/* "Authentication-Results : " may have got past a filter of names. */
static gboolean
is_odd(const struct sp_head *head, int i)
{
	const struct sp_head_field *f =
		g_ptr_array_index(head->fields, (guint)i);

	return head->bytes[f->range.at + strlen(f->name)] != ':';
}

/* The index of the one field that may be believed, or -1. A second field that
 * bears the id in any case was not removed by our border: believe none. */
static int
trusted_field(const struct sp_head *head, const char *authserv_id)
{
	int limit = sp_head_find(head, "Received", 1);
	int found = -1, i;

	for (unsigned n = 0; (i = sp_head_find(head, "Authentication-Results",
					       n)) >= 0; n++) {
		g_autofree char *value = sp_head_value(head, i);
		struct reader r = { .p = value };
		g_autofree char *id = token(&r, FALSE);

		if (g_ascii_strcasecmp(id, authserv_id) != 0)
			continue;
		if (found >= 0 || r.bad || strcmp(id, authserv_id) != 0 ||
		    is_odd(head, i) ||
		    (limit >= 0 && i > limit))
			return -1;
		found = i;
	}
	return found;
}

enum sp_auth
sp_authres_read(const struct sp_head *head, const char *authserv_id,
		char **domain)
{
	int i = *authserv_id ? trusted_field(head, authserv_id) : -1;
	g_autofree char *value = i < 0 ? NULL : sp_head_value(head, i);
	struct reader r = { .p = value };
	struct result out = { .dmarc = SP_AUTH_NONE };

	*domain = g_strdup("");
	if (!value)
		return SP_AUTH_NONE;
	g_free(token(&r, FALSE));
	if (read_results(&r, &out) && out.domain) {
		g_free(*domain);
		*domain = g_steal_pointer(&out.domain);
	} else {
		out.dmarc = SP_AUTH_NONE;
	}
	g_free(out.domain);
	return out.dmarc;
}
