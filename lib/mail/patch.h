/* SPDX-License-Identifier: GPL-2.0-or-later */
/* patch.h - patches in a mail, what makes two of them the same, and the tags
 * that people give them
 *
 * A patch is what "git am" would make a commit of, in one form whatever it came
 * in: in the text of a mail, as an attachment, as one of several in an mbox.
 * That form is its text, and its digest is the SHA-256 of all bytes of it:
 *
 *	From: NAME <ADDRESS>	in UTF-8; as the first lines of the message say,
 *	Subject: SUBJECT	else as the header says; the subject in one line,
 *				without what stands in brackets in front
 *	(blank line)
 *	MESSAGE			in UTF-8, up to the line "---", without blank
 *				lines at its ends; (nothing when it is empty)
 *	---
 *	DIFF			byte for byte, up to its last line that counts:
 *				without the signature that git puts below it
 *
 * So it covers the whole commit but for its date, and each byte that is changed
 * in author, subject, message or diff makes another patch. It leaves out what
 * git leaves out, too: number and version, since the same patch may be sent
 * again, and the notes and the diffstat below "---". Where all lines end in
 * CR LF, that is how mail writes a line end, and LF stands for it; a CR that
 * only some lines have is part of the file.
 *
 * A text is itself a mail that "git am" takes. What cannot be brought into that
 * form without loss is not taken for a patch, and said to be there. */
#ifndef SP_MAIL_PATCH_H
#define SP_MAIL_PATCH_H

#include <glib.h>
#include <stdint.h>

#define SP_PATCHES_MAX 50		/* in one mail */
#define SP_PATCH_BYTES_MAX (1024 * 1024)	/* of one text */
#define SP_PATCHES_BYTES_MAX (4 * 1024 * 1024)	/* of all texts */
#define SP_PATCH_PATHS_MAX 200
#define SP_PATCH_PATH_MAX 300		/* bytes */
#define SP_PATCH_LINE_MAX 300		/* bytes of subject or name */
#define SP_PATCH_TARGET_MAX 40
#define SP_PATCH_NUMBER_MAX 999
#define SP_PATCH_HEX 64
#define SP_TAGS_MAX 50			/* in one mail */

struct sp_patch {
	char *subject;
	char *author_name;
	char *author_address;	/* strict addr-spec */
	char *target;		/* other words in the brackets, as a branch:
				   "9.1" of [PATCH 9.1 v2]; or "" */
	unsigned version;	/* 1 when none is said */
	unsigned number, total;	/* 2 and 5 of 2/5; both 0: none is said */
	int64_t date;		/* 0: none */
	GPtrArray *paths;	/* of char *: files it touches, cleaned */
	gboolean paths_cut;	/* there are more */
	GBytes *text;
	char digest[SP_PATCH_HEX + 1];	/* lower-case hex */
};

enum sp_tag_kind {
	SP_TAG_REVIEWED,
	SP_TAG_ACKED,
	SP_TAG_TESTED,
	SP_TAG_REPORTED,
};

/* "Reviewed-by: NAME <ADDRESS>", alone on a line, in exactly that form. */
struct sp_tag {
	enum sp_tag_kind kind;
	char *name;
	char *address;		/* strict addr-spec */
	int patch;		/* whose message says it: its index; -1: the mail
				   itself */
};

void sp_patch_free(struct sp_patch *p);		/* NULL is fine */
void sp_tag_free(struct sp_tag *t);
/* "Reviewed-by", ... */
const char *sp_tag_word(enum sp_tag_kind kind);

/* Set the digest of a patch that has its text. */
void sp_patch_set_digest(struct sp_patch *p);

/* --- finding them: inside the locked room --------------------------------- */

/* What was found so far. */
struct sp_patches {
	GPtrArray *patches;	/* of struct sp_patch * */
	GPtrArray *tags;	/* of struct sp_tag * */
	gsize bytes;		/* of all texts */
	gboolean missed;	/* something looked like one and was not taken:
				   damaged, or over a limit */
};

/* What stands above a text, as it stands there. */
struct sp_patch_head {
	const char *subject;	/* decoded, with its brackets */
	const char *name;
	const char *address;	/* "": unknown */
	int64_t date;
	const char *charset;	/* of the message; or NULL */
	char **message;		/* of a diff in a part of its own: taken when
				   it is used; or NULL */
};

enum sp_patch_found {
	SP_PATCH_ABSENT,	/* there is no diff in it */
	SP_PATCH_TAKEN,
	SP_PATCH_MISSED,	/* see missed, which is set */
};

/* A text in the lines of LF: message and diff. */
enum sp_patch_found sp_patch_read(const struct sp_patch_head *head,
				  const char *text, gsize n,
				  struct sp_patches *found);
/* A file: an mbox of patches, a mail, or a diff alone, which is then below
 * head. */
void sp_patch_read_file(const struct sp_patch_head *head, const char *bytes,
			gsize n, struct sp_patches *found);
/* The tags that a text gives, up to a signature line. */
void sp_tags_read(const char *text, int patch, struct sp_patches *found);

/* The words in front of a subject. FALSE: it is no subject of a patch; else
 * *rest is where the subject goes on (in subject itself). */
gboolean sp_patch_prefix(const char *subject, struct sp_patch *p,
			 const char **rest);
/* Is it a line that begins a mail in an mbox, as git sees it? */
gboolean sp_patch_is_from_line(const char *line, gsize n);
/* With LF in place of CR LF where all lines end so; else as it is. */
GString *sp_patch_lines(const char *text, gsize n);
/* Name and address of a From field, cleaned; FALSE: it names nobody. */
gboolean sp_patch_author(const char *value, char **name, char **address);

#endif
