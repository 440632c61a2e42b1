/* SPDX-License-Identifier: GPL-2.0-or-later */
/* notice.c - whether what is written of a case may be published */
#include "lib/policy/notice.h"

#include <string.h>

#include "lib/base/ref.h"
#include "lib/notice/versions.h"
#include "lib/policy/publication.h"

#define EDIT "sallyport notice edit CASE"

/* --- what it is made of --------------------------------------------------- */

gboolean
sp_notice_begun(const struct sp_dossier *d)
{
	for (int i = 0; i < SP_NOTICE_CVSS; i++)
		if (d->notice[i])
			return TRUE;
	return FALSE;
}

const char *
sp_notice_part(const struct sp_dossier *d, enum sp_notice_part part)
{
	return part == SP_NOTICE_IMPACT && !d->notice[part] ? d->impact
							    : d->notice[part];
}

const char *
sp_notice_cve(const struct sp_dossier *d)
{
	return d->cve == SP_CVE_ASSIGNED || d->cve == SP_CVE_PUBLISHED
		? d->cve_id : NULL;
}

int64_t
sp_notice_fixed(const struct sp_dossier *d)
{
	int64_t last = 0;

	for (guint i = 0; i < d->branches->len; i++) {
		const struct sp_branch *b = d->branches->pdata[i];

		last = MAX(last, b->fixed);
	}
	return last;
}

/* --- findings ------------------------------------------------------------- */

struct looking {
	const struct sp_dossier *d;
	const struct sp_config *conf;
	int64_t now;
	GPtrArray *found;
};

static void
finding_free(gpointer p)
{
	struct sp_finding *f = p;

	g_free(f->text);
	g_free(f->command);
	g_free(f);
}

/* Both texts become the finding's. What is public is corrected, with a reason. */
static void
find(struct looking *l, gboolean wrong, char *text, char *command)
{
	struct sp_finding *f = g_new0(struct sp_finding, 1);
	const gboolean corrects = l->d->published != 0 &&
		(g_str_has_prefix(command, "sallyport notice set ") ||
		 g_str_has_prefix(command, EDIT));

	f->wrong = wrong;
	f->text = text;
	f->command = g_strconcat(command, corrects ? " --because TEXT" : "",
				 NULL);
	g_free(command);
	g_ptr_array_add(l->found, f);
}

static void
find_edit(struct looking *l, gboolean wrong, const char *text)
{
	find(l, wrong, g_strdup(text), g_strdup(EDIT));
}

/* --- the words of a text -------------------------------------------------- */

static gboolean
is_word(char c, const char *also)
{
	return g_ascii_isalnum(c) || (c != '\0' && strchr(also, c));
}

/* The next run of letters, digits and these; NULL: there is none. *text moves
 * behind it; g_free(). */
static char *
next_word(const char **text, const char *also)
{
	const char *from = *text;
	const char *end;

	while (*from && !is_word(*from, also))
		from++;
	for (end = from; is_word(*end, also); end++)
		continue;
	*text = end;
	return end > from ? g_strndup(from, (gsize)(end - from)) : NULL;
}

/* Of any case, its own too: who can count them knows how many there are. */
static gboolean
is_case_number(const char *word, const char *prefix)
{
	const size_t n = strlen(prefix);

	return prefix[0] && g_ascii_strncasecmp(word, prefix, n) == 0 &&
	       word[n] == '-' && strspn(word + n + 1, "0123456789") == 4 &&
	       word[n + 5] == '-' && g_ascii_isdigit(word[n + 6]);
}

/* Its own its reporter knows; another's tells of another case. */
static gboolean
is_other_ref(const char *word, const char *own)
{
	struct sp_ref ref;
	struct sp_err ignored;

	return g_ascii_strncasecmp(word, "R-", 2) == 0 &&
	       strlen(word) == SP_REF_LEN && word[6] == '-' &&
	       sp_ref_parse(word, &ref, &ignored) == SP_OK &&
	       g_strcmp0(ref.text, own) != 0;
}

static void
check_numbers(struct looking *l, const char *part, const char *text)
{
	for (char *word = next_word(&text, "-"); word;
	     g_free(word), word = next_word(&text, "-"))
		if (is_case_number(word, l->conf->prefix ? l->conf->prefix
							 : "") ||
		    is_other_ref(word, l->d->ref))
			find(l, TRUE, g_strdup_printf("its %s names %s, which "
				"only the team knows", part, word),
			     g_strdup(EDIT));
}

/* --- people --------------------------------------------------------------- */

/* The word stands there on its own. */
static gboolean
mentions(const char *text, const char *name)
{
	g_autofree char *in = g_utf8_casefold(text, -1);
	g_autofree char *what = g_utf8_casefold(name, -1);
	const size_t n = strlen(what);

	for (const char *at = n ? strstr(in, what) : NULL; at;
	     at = strstr(at + 1, what))
		if ((at == in || !g_ascii_isalnum(at[-1])) &&
		    !g_ascii_isalnum(at[n]))
			return TRUE;
	return FALSE;
}

/* In the words that somebody has agreed to. */
static gboolean
is_agreed(const struct sp_dossier *d, const char *address)
{
	for (guint i = 0; i < d->credits->len; i++) {
		const struct sp_credit *c = d->credits->pdata[i];

		if (c->consent == SP_YES && c->as && mentions(c->as, address))
			return TRUE;
	}
	return FALSE;
}

static void
check_addresses(struct looking *l, const char *part, const char *text)
{
	for (char *word = next_word(&text, "@._+-"); word;
	     g_free(word), word = next_word(&text, "@._+-")) {
		const char *at = strchr(word, '@');

		if (at && at > word && strchr(at, '.') &&
		    !is_agreed(l->d, word))
			find(l, TRUE, g_strdup_printf("its %s has the address "
				"%s, and nobody has agreed to that", part,
				word), g_strdup(EDIT));
	}
}

static void
check_names(struct looking *l, const char *part, const char *text)
{
	for (guint i = 0; i < l->d->credits->len; i++) {
		const struct sp_credit *c = l->d->credits->pdata[i];

		if (c->consent != SP_YES &&
		    (mentions(text, c->who) || (c->as && mentions(text,
								  c->as))))
			find(l, TRUE, g_strdup_printf("its %s names %s, who "
				"has not agreed to be named", part, c->who),
			     g_strdup(EDIT));
	}
}

/* Until that is known the guard "credit" holds it up. */
static void
check_credits(struct looking *l)
{
	for (guint i = 0; i < l->d->credits->len; i++) {
		const struct sp_credit *c = l->d->credits->pdata[i];

		if (c->consent == SP_UNKNOWN)
			find(l, FALSE, g_strdup_printf("nobody has said "
				"whether %s wants to be named, which has to be "
				"known", c->who),
			     g_strdup("sallyport case credit CASE WHO yes|no "
				      "--as NAME"));
		else if (c->consent == SP_YES && (!c->as || !*c->as))
			find(l, TRUE, g_strdup_printf("nobody has said how %s "
				"wants to be named", c->who),
			     g_strdup("sallyport case credit CASE WHO yes "
				      "--as NAME"));
	}
}

/* --- the parts ------------------------------------------------------------ */

static void
check_summary(struct looking *l)
{
	const char *text = l->d->notice[SP_NOTICE_SUMMARY];
	const glong n = text ? g_utf8_strlen(text, -1) : 0;

	if (!text)
		find(l, TRUE, g_strdup("it has no summary"),
		     g_strdup("sallyport notice set CASE --summary TEXT"));
	else if (strchr(text, '\n') || n > SP_NOTICE_LINE_MAX)
		find_edit(l, TRUE, "its summary is not one line of at most "
			  "200 characters");
	else if (n > SP_NOTICE_LINE_GOAL)
		find(l, FALSE, g_strdup_printf("summary of %ld characters: "
			"the subject of a mail holds about %d", n,
			SP_NOTICE_LINE_GOAL), g_strdup(EDIT));
}

static void
check_parts(struct looking *l)
{
	check_summary(l);
	if (!l->d->notice[SP_NOTICE_DESCRIPTION])
		find(l, TRUE, g_strdup("it has no description"),
		     g_strdup(EDIT));
	if (!sp_notice_part(l->d, SP_NOTICE_IMPACT))
		find_edit(l, FALSE, "no impact: nothing says what an attacker "
			  "can do");
	if (!l->d->notice[SP_NOTICE_WORKAROUND])
		find_edit(l, FALSE, "no workaround: if there is none, say so");
	if (!l->d->notice[SP_NOTICE_VULNERABLE])
		find_edit(l, FALSE, "nothing says which versions and systems "
			  "are vulnerable");
	if (*l->conf->publisher && !l->d->notice[SP_NOTICE_CVSS])
		find(l, FALSE, g_strdup("no CVSS vector: the CSAF file will "
					"lack a score"),
		     g_strdup("sallyport notice set CASE --cvss VECTOR"));
}

static void
check_text(struct looking *l, const char *part, const char *text)
{
	if (strstr(text, "XXXX"))
		find(l, TRUE, g_strdup_printf("its %s still has a place to "
			"fill in, XXXX", part), g_strdup(EDIT));
	check_numbers(l, part, text);
	check_addresses(l, part, text);
	check_names(l, part, text);
}

static void
check_words(struct looking *l)
{
	for (int i = 0; i < SP_NOTICE_PARTS; i++) {
		const char *text = sp_notice_part(l->d, i);

		if (text)
			check_text(l, sp_notice_parts[i], text);
	}
}

/* --- what the case knows -------------------------------------------------- */

static gboolean
is_commit(const char *text)
{
	const size_t n = strspn(text, "0123456789abcdefABCDEF");

	return text[n] == '\0' && (n == 40 || n == 64);
}

static void
check_branches(struct looking *l)
{
	gboolean any = FALSE;

	for (guint i = 0; i < l->d->branches->len; i++) {
		const struct sp_branch *b = l->d->branches->pdata[i];

		if (!b->commit || !*b->commit)
			continue;
		any = TRUE;
		if (!is_commit(b->commit))
			find(l, TRUE, g_strdup_printf("the fix in branch %s is "
				"no commit of 40 digits: %.64s", b->name,
				b->commit),
			     g_strdup_printf("sallyport case branch CASE %s "
				"fixed --commit HASH", b->name));
	}
	if (!any)
		find(l, FALSE, g_strdup("no branch has a fix commit that could "
					"be named"),
		     g_strdup("sallyport case branch CASE BRANCH fixed "
			      "--commit HASH"));
}

/* No form of a notice can say that. */
static void
check_versions(struct looking *l)
{
	struct sp_publication *p = sp_publication_new(l->d, l->conf);
	const char *torn = sp_versions_torn(sp_publication_advisory(p));

	if (torn)
		find(l, TRUE, g_strdup_printf("%.64s is named as broken and as "
					      "fixed", torn),
		     g_strdup("sallyport case branch CASE BRANCH fixed "
			      "--commit HASH --broken-in NAME"));
	sp_publication_free(p);
}

static void
check_dates(struct looking *l)
{
	const int64_t published = l->d->published ? l->d->published : l->now;
	const int64_t fixed = sp_notice_fixed(l->d);

	if (l->d->arrived > published)
		find(l, TRUE, g_strdup("it would be published before it was "
				       "reported"),
		     g_strdup("sallyport case show CASE"));
	if (fixed != 0 && fixed < l->d->arrived)
		find(l, TRUE, g_strdup("it was fixed before it was reported"),
		     g_strdup("sallyport case show CASE"));
}

static void
check_cve(struct looking *l)
{
	const char *cve = sp_notice_cve(l->d);

	if (cve && !sp_cve_is_id(cve))
		find(l, TRUE, g_strdup_printf("%.40s is no number of a CVE",
					      cve),
		     g_strdup("sallyport cve set CASE CVE-ID"));
}

/* Only who has a CNA misses the record. */
static void
check_reference(struct looking *l)
{
	struct sp_publication *p;

	if (!*l->conf->cna || !sp_notice_cve(l->d))
		return;
	p = sp_publication_new(l->d, l->conf);
	if (!sp_cna_has_reference(sp_publication_advisory(p)))
		find(l, FALSE, g_strdup("no address that a CVE record could "
			"refer to, and so there will be none: neither "
			"[notice] web nor the public bug has one"),
		     g_strdup("sallyport case bug CASE URL"));
	sp_publication_free(p);
}

static gboolean
is_wrong(const struct looking *l)
{
	for (guint i = 0; i < l->found->len; i++)
		if (((const struct sp_finding *)l->found->pdata[i])->wrong)
			return TRUE;
	return FALSE;
}

/* Only who exports notices misses that. Of what is wrong already it would say
 * the same again; a number and a date it has once it is published. */
static void
check_export(struct looking *l)
{
	struct sp_publication *p;
	struct sp_advisory a;
	struct sp_err why = { .text = "" };

	if (!*l->conf->product || is_wrong(l))
		return;
	p = sp_publication_new(l->d, l->conf);
	a = *sp_publication_advisory(p);
	a.id = a.id ? a.id : "2026-0001";
	a.published = a.published ? a.published : l->now;
	if (sp_advisory_check(&a, &why) != SP_OK)
		find(l, FALSE, g_strdup_printf("\"notice export\" would refuse "
			"it: %s", why.text),
		     g_strdup("sallyport notice show CASE"));
	sp_publication_free(p);
}

char *
sp_notice_note(const struct sp_dossier *d, const struct sp_config *conf,
	       const char *note)
{
	struct looking l = {
		.d = d, .conf = conf,
		.found = g_ptr_array_new_with_free_func(finding_free),
	};
	g_autoptr(GPtrArray) found = l.found;
	const struct sp_finding *first;

	if (!note)
		return NULL;
	if (!g_utf8_validate(note, -1, NULL) || strpbrk(note, "\r\n\t") ||
	    g_utf8_strlen(note, -1) > SP_NOTICE_LINE_MAX)
		return g_strdup_printf("what changes is not said in one line "
				       "of at most %d characters",
				       SP_NOTICE_LINE_MAX);
	check_text(&l, "note of what changes", note);
	first = found->len > 0 ? found->pdata[0] : NULL;
	return first ? g_strdup(first->text) : NULL;
}

GPtrArray *
sp_notice_check(const struct sp_dossier *d, const struct sp_config *conf,
		int64_t now)
{
	struct looking l = {
		.d = d, .conf = conf, .now = now,
		.found = g_ptr_array_new_with_free_func(finding_free),
	};
	g_autoptr(GPtrArray) all = l.found;
	GPtrArray *sorted = g_ptr_array_new_with_free_func(finding_free);

	check_parts(&l);
	check_words(&l);
	check_dates(&l);
	check_cve(&l);
	check_reference(&l);
	check_branches(&l);
	check_versions(&l);
	check_credits(&l);
	check_export(&l);
	g_ptr_array_set_free_func(all, NULL);
	for (int wrong = TRUE; wrong >= FALSE; wrong--)
		for (guint i = 0; i < all->len; i++) {
			struct sp_finding *f = all->pdata[i];

			if (f->wrong == wrong)
				g_ptr_array_add(sorted, f);
		}
	return sorted;
}

char *
sp_notice_praise(const struct sp_dossier *d)
{
	const char *summary = d->notice[SP_NOTICE_SUMMARY];
	const char *cve = sp_notice_cve(d);
	unsigned credits = 0;

	for (guint i = 0; i < d->credits->len; i++) {
		const struct sp_credit *c = d->credits->pdata[i];

		credits += c->consent == SP_YES;
	}
	return g_strdup_printf("summary %ld chars, dates in order, %u credit%s "
			       "with consent%s%s",
			       summary ? g_utf8_strlen(summary, -1) : 0L,
			       credits, credits == 1 ? "" : "s",
			       cve ? ", " : "", cve ? cve : "");
}
