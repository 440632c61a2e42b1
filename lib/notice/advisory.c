/* SPDX-License-Identifier: GPL-2.0-or-later */
/* advisory.c - can a notice be written in the forms that others read? */
#include "lib/notice/advisory.h"

#include <string.h>

#include "lib/base/ref.h"
#include "lib/notice/cvss.h"
#include "lib/notice/versions.h"

#define NUMBER_CHARS 9		/* of "2026-0001" */
#define COMMIT_CHARS 40
#define HEX "0123456789abcdef"
#define NAME_MAX_CHARS 1024	/* as a CVE record has it */

const char *
sp_advisory_number(const struct sp_advisory *a)
{
	const size_t len = strlen(a->id);

	return len > NUMBER_CHARS ? a->id + len - NUMBER_CHARS : a->id;
}

int64_t
sp_advisory_modified(const struct sp_advisory *a)
{
	return a->n_revisions > 0 ? a->revisions[a->n_revisions - 1].at
				  : a->published;
}

char *
sp_advisory_url(const struct sp_advisory_house *house, const char *folder,
		const char *path)
{
	g_autofree char *web = g_strdup(house->web);
	size_t len = strlen(web);

	while (len > 0 && web[len - 1] == '/')
		web[--len] = '\0';
	return g_strdup_printf("%s/%s/%s", web, folder, path);
}

char *
sp_advisory_text_url(const struct sp_advisory *a)
{
	const char *number = sp_advisory_number(a);
	g_autofree char *year = g_strndup(number, strcspn(number, "-"));
	g_autofree char *name = g_strconcat(number + strlen(year) + 1, ".txt",
					    NULL);

	return sp_advisory_url(a->house, year, name);
}

/* "2026-0001", or that behind a prefix and a hyphen. */
static gboolean
is_id(const char *id)
{
	static const char digits[] = "0123456789";
	const size_t len = strlen(id);
	const char *number = id + len - NUMBER_CHARS;
	size_t prefix;

	if (len < NUMBER_CHARS || strspn(number, digits) != 4 ||
	    number[4] != '-' || strspn(number + 5, digits) != 4)
		return FALSE;
	prefix = strspn(id, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");
	return number == id || (prefix > 0 && id + prefix + 1 == number);
}

/* Turns the direction of what follows, so that a text reads as another one. */
static gboolean
is_turning(gunichar c)
{
	return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

/* XML has no way to write a control character, and no need to. */
static gboolean
is_text(const char *text, gboolean lines)
{
	if (!g_utf8_validate(text, -1, NULL))
		return FALSE;
	for (; *text; text = g_utf8_next_char(text)) {
		const gunichar c = g_utf8_get_char(text);

		if ((c == '\n' || c == '\t') && lines)
			continue;
		if (g_unichar_iscntrl(c) || is_turning(c) || c == 0xfffe ||
		    c == 0xffff)
			return FALSE;
	}
	return TRUE;
}

static enum sp_status
check_text(const char *what, const char *text, gboolean lines,
	   struct sp_err *err)
{
	if (!text || is_text(text, lines))
		return SP_OK;
	return sp_fail(err, SP_ECHECK, "%s is not in UTF-8 or holds control "
		       "characters", what);
}

/* Of a branch or a tag. */
static enum sp_status
check_name(const char *what, const char *name, struct sp_err *err)
{
	enum sp_status r = check_text(what, name, FALSE, err);

	if (r == SP_OK && g_utf8_strlen(name, -1) > NAME_MAX_CHARS)
		r = sp_fail(err, SP_ECHECK, "%s has more than %d characters",
			    what, NAME_MAX_CHARS);
	return r;
}

static gboolean
is_blank(const char *text)
{
	return !text || text[strspn(text, " \t\n")] == '\0';
}

/* --- parts ---------------------------------------------------------------- */

static enum sp_status
check_words(const struct sp_advisory *a, struct sp_err *err)
{
	const struct {
		const char *what, *text;
		gboolean lines, needed;
	} rows[] = {
		{ "the summary", a->summary, FALSE, TRUE },
		{ "the description", a->description, TRUE, TRUE },
		{ "the impact", a->impact, TRUE, FALSE },
		{ "the workaround", a->workaround, TRUE, FALSE },
		{ "the severity", a->severity, FALSE, FALSE },
		{ "the name of the product", a->house->product, FALSE, TRUE },
		{ "the address of the repository", a->house->repository, FALSE,
		  TRUE },
		{ "the namespace", a->house->xmlns, FALSE, TRUE },
		{ "the publisher", a->house->publisher, FALSE, FALSE },
	};
	enum sp_status r = SP_OK;

	for (size_t i = 0; r == SP_OK && i < G_N_ELEMENTS(rows); i++) {
		if (rows[i].needed && is_blank(rows[i].text))
			return sp_fail(err, SP_ECHECK, "%s is missing",
				       rows[i].what);
		r = check_text(rows[i].what, rows[i].text, rows[i].lines, err);
	}
	return r;
}

static enum sp_status
check_strings(const char *what, const char *const *strings, gboolean commits,
	      struct sp_err *err)
{
	enum sp_status r = SP_OK;

	for (; r == SP_OK && strings && *strings; strings++) {
		if (commits && (strspn(*strings, HEX) != COMMIT_CHARS ||
				strlen(*strings) != COMMIT_CHARS))
			return sp_fail(err, SP_ECHECK, "a commit of branch %s "
				       "does not have 40 hexadecimal digits, "
				       "in small letters", what);
		r = check_name("a tag", *strings, err);
	}
	return r;
}

static enum sp_status
check_branches(const struct sp_advisory *a, struct sp_err *err)
{
	const char *torn = sp_versions_torn(a);
	enum sp_status r = SP_OK;

	if (a->n_branches == 0)
		return sp_fail(err, SP_ECHECK, "no branch is named, as \"case "
			       "branch\" does");
	if (torn)
		return sp_fail(err, SP_ECHECK, "%s is named as broken and as "
			       "fixed", torn);
	for (size_t i = 0; r == SP_OK && i < a->n_branches; i++) {
		const struct sp_advisory_branch *b = &a->branches[i];

		if ((r = check_name("the name of a branch", b->name,
				    err)) == SP_OK &&
		    (r = check_strings(b->name, b->broken_in, FALSE,
				       err)) == SP_OK &&
		    (r = check_strings(b->name, b->fixed_in, FALSE,
				       err)) == SP_OK &&
		    (r = check_strings(b->name, b->broken_by, TRUE,
				       err)) == SP_OK)
			r = check_strings(b->name, b->fixed_by, TRUE, err);
	}
	return r;
}

static enum sp_status
check_references(const struct sp_advisory *a, struct sp_err *err)
{
	enum sp_status r = SP_OK;
	struct sp_cvss cvss;

	if (a->cvss && sp_cvss_read(a->cvss, &cvss, err) != SP_OK)
		return SP_ECHECK;
	if (a->cve && !sp_cve_is_id(a->cve))
		return sp_fail(err, SP_ECHECK, "its CVE is none: it looks like "
			       "CVE-2026-12345");
	for (size_t i = 0; r == SP_OK && i < a->n_bugs; i++) {
		const struct sp_advisory_bug *bug = &a->bugs[i];

		if (is_blank(bug->tracker) || is_blank(bug->id))
			return sp_fail(err, SP_ECHECK, "a bug has no tracker "
				       "or no number");
		if ((r = check_text("the tracker of a bug", bug->tracker,
				    FALSE, err)) == SP_OK &&
		    (r = check_text("the number of a bug", bug->id, FALSE,
				    err)) == SP_OK)
			r = check_text("the address of a bug", bug->url, FALSE,
				       err);
	}
	return r;
}

static enum sp_status
check_people(const struct sp_advisory *a, struct sp_err *err)
{
	enum sp_status r = SP_OK;

	for (size_t i = 0; r == SP_OK && i < a->n_people; i++) {
		const struct sp_advisory_person *p = &a->people[i];

		if (is_blank(p->name) && is_blank(p->email))
			return sp_fail(err, SP_ECHECK, "somebody who is "
				       "credited has no name");
		r = check_text("the name of a person", p->name, FALSE, err);
		if (r == SP_OK)
			r = check_text("the address of a person", p->email,
				       FALSE, err);
	}
	return r;
}

enum sp_status
sp_advisory_check(const struct sp_advisory *a, struct sp_err *err)
{
	enum sp_status r;

	if (!a->id || !is_id(a->id))
		return sp_fail(err, SP_ECHECK, "the notice has no number: it "
			       "looks like LSN-2026-0001");
	if (a->published <= 0)
		return sp_fail(err, SP_ECHECK, "notice %s has no date of "
			       "publication", a->id);
	if ((r = check_words(a, err)) == SP_OK &&
	    (r = check_people(a, err)) == SP_OK &&
	    (r = check_references(a, err)) == SP_OK)
		r = check_branches(a, err);
	return r;
}
