/* SPDX-License-Identifier: GPL-2.0-or-later */
/* review.h - who has looked at the patches of a case, and what that counts
 *
 * Pure. Told from the events of the case, as dossier.h tells the rest of it:
 *
 *	patch-posted	digest, subject, name, address (of the author), target,
 *			version, number, total, files, maintainers, keywords,
 *			author (the member or reporter that the author is),
 *			msgid, mail; by; unverified: yes, nobody has signed it;
 *			set: the digest of all that are there then
 *	patch-dropped	digest; by, because; set
 *	reviewed	digest, tag, who, msgid, mail, not; by; gatekeeper:
 *			yes, that was their role then
 *	review-asked	digest, to; by
 *	review-approved	digest; by
 *	review-objected	digest, because, off; by
 *	patch-unread	mail
 *
 * Where a case was merged into this one, its patches and what was said about
 * them are told again, with from, its number, and at, when that was.
 *
 * Whatever is said about a patch is said about its digest: of another patch, and
 * be it one byte that differs, it says nothing.
 *
 * A patch takes the place of an earlier one for the same branch when its subject
 * is the same, when it has the same place in the same series, or when it is of
 * a higher version: of a series, or of the only single patch there is. Else it
 * is one more, and all of them must be reviewed. What nobody has signed takes
 * the place of nothing that somebody has. */
#ifndef SP_POLICY_REVIEW_H
#define SP_POLICY_REVIEW_H

#include <glib.h>
#include <stdint.h>

#include "lib/base/config.h"
#include "lib/mail/patch.h"

struct sp_happening;

struct sp_review_patch {
	char *digest;
	char *subject, *name, *address;	/* of the author */
	char *author;		/* address of the author among us; "": the one
				   who posted it counts as author, too */
	char *target;		/* "": the main branch */
	char *files;		/* with blanks between them */
	char *maintainers;	/* addresses, with blanks between them */
	char *keywords;		/* who is named for what it changes: see
				   sp_maintainers_keywords() */
	char *by;		/* who posted it */
	char *msgid, *mail;	/* Message-ID and reference of its mail */
	unsigned version, number, total;
	int64_t at;
	gboolean unverified;	/* nobody we know has signed it */
	gboolean current;	/* it is one of the set */
};

/* One line that somebody signed, about one patch. */
struct sp_review_tag {
	char *digest;
	char *tag;		/* "Reviewed-by" ...; "Approved", "Objection" */
	char *who;		/* as the line says: "NAME <ADDRESS>"; or why */
	char *by;		/* who signed it */
	char *msgid;
	char *not;		/* why it does not count; "": it does */
	gboolean gatekeeper;	/* by role, when they signed it */
	int64_t at;
};

struct sp_review_request {
	char *digest;		/* of the set */
	char *to;
	int64_t at;
};

struct sp_reviews {
	GPtrArray *patches;	/* of struct sp_review_patch *, as posted */
	GPtrArray *tags;	/* of struct sp_review_tag * */
	GPtrArray *asked;	/* of struct sp_review_request * */
	GPtrArray *unread;	/* of char *: references of mails that hold what
				   looks like a patch or tag and was not read */
	char *lacks;		/* see sp_review_lacks() */
};

#define SP_REVIEW_UNKNOWN "?"	/* maintainers: could not be told */
#define SP_REVIEW_APPROVED "Approved"
#define SP_REVIEW_OBJECTION "Objection"

struct sp_reviews *sp_reviews_new(void);
void sp_reviews_free(struct sp_reviews *r);	/* NULL is fine */
void sp_reviews_apply(struct sp_reviews *r, const struct sp_happening *h);

/* The digest of the set: that of its only patch, else the SHA-256 of the
 * digests of all in their order, a line each; NULL: there is none. g_free(). */
char *sp_reviews_set(const struct sp_reviews *r);
/* The patches of the set, in their order: by branch, then by number.
 * g_ptr_array_unref(); they are the reviews'. */
GPtrArray *sp_reviews_current(const struct sp_reviews *r);
/* The full digest of a patch of the set, or of the set itself, that begins with
 * what a person typed (8 digits or more); NULL: none, or more than one.
 * g_free(). */
char *sp_reviews_find(const struct sp_reviews *r, const char *typed);

/* --- what it counts ------------------------------------------------------- */

/* Why a tag that a mail gives does not count; NULL: it does. */
struct sp_tag_facts {
	gboolean known;		/* signed, by a member, a guest or a reporter
				   of the case */
	gboolean reporter;	/* by a reporter */
	const char *address;	/* the signer's */
	const char *name;	/* the signer's; "" */
	const struct sp_tag *tag;
	gboolean answers;	/* a patch */
};
const char *sp_review_refuse(const struct sp_tag_facts *in);

/* What a person is to a patch; 0: none of these. */
enum {
	SP_IS_AUTHOR = 1 << 0,
	SP_IS_GATEKEEPER = 1 << 1,
	SP_IS_MAINTAINER = 1 << 2,
};
unsigned sp_review_is(const struct sp_review_patch *p, const char *address,
		      const struct sp_config *conf);
/* The same of who signed that tag. */
unsigned sp_review_signer_is(const struct sp_review_patch *p,
			     const struct sp_review_tag *t,
			     const struct sp_config *conf);
/* Does the policy leave such a person out? */
gboolean sp_review_excludes(const struct sp_config *conf, unsigned is);
/* "independent", "author", ...: the first that makes them not count. */
const char *sp_review_is_word(const struct sp_config *conf, unsigned is);

/* Reviews of a patch that count, one for each person. */
unsigned sp_review_count(const struct sp_reviews *r,
			 const struct sp_review_patch *p,
			 const struct sp_config *conf, gboolean independent);
/* Whose reviews of each patch of the set count as independent, in the order of
 * the first: g_ptr_array_unref(), of char *. */
GPtrArray *sp_review_by(const struct sp_reviews *r,
			const struct sp_config *conf);
/* Has the gatekeeper approved all of the set? TRUE where there is none. */
gboolean sp_review_approved(const struct sp_reviews *r,
			    const struct sp_config *conf);
/* An objection to a patch of the set, that was not taken back; or NULL. */
const struct sp_review_tag *sp_review_objection(const struct sp_reviews *r);
/* The least number of independent reviews that a patch of the set has; 0 where
 * there is none. */
unsigned sp_review_least(const struct sp_reviews *r,
			 const struct sp_config *conf, gboolean independent);
/* What keeps the set from being whole, as a sentence; NULL: nothing. It is the
 * reviews' until this is called again. */
const char *sp_review_lacks(struct sp_reviews *r);

#endif
