/* SPDX-License-Identifier: GPL-2.0-or-later */
/* reading.h - one message while it is being read: inside the locked room
 *
 * The steps of parse.c share this. Each fills its own members of facts from
 * bytes, head and tree, and none of them fails: what cannot be understood is
 * a fact too. */
#ifndef SP_MAIL_READING_H
#define SP_MAIL_READING_H

#include <time.h>

#include "lib/mail/facts.h"
#include "lib/mail/head.h"
#include "lib/mail/parse.h"
#include "lib/mail/tree.h"

#define SP_TEXT_MAX (64 * 1024)
#define SP_LEAD_MAX (16 * 1024)
#define SP_ATTACHMENTS_MAX 8	/* whose words count, 64 KiB of each */
#define SP_KEYS_MAX 3
#define SP_KEY_BYTES_MAX (64 * 1024)
#define SP_REFERENCES_MAX 50
#define SP_PREAMBLE_MAX 200	/* "This is a multi-part message ..." */

struct sp_reading {
	const struct sp_parse *how;
	const uint8_t *bytes;
	size_t len;
	gboolean copied;	/* bytes is a copy with other line ends, so that
				   what stands in it must be copied too */
	struct sp_head *head;	/* of the root */
	const struct sp_head *said;	/* whose fields count: head, or the
					   protected ones; NULL: none do */
	int payload;		/* the node whose header said is */
	struct sp_tree *tree;
	struct sp_facts *facts;
	clock_t matching;	/* CPU time when match.c began */
};

/* All strings "", all arrays empty. */
struct sp_facts *sp_facts_new(void);
/* Replace *slot, one of the strings of facts; takes text. */
void sp_facts_set(char **slot, char *text);

/* structure.c: crypto and its ranges, keys, the pgp mark of each part. */
void sp_read_structure(struct sp_reading *r);
/* mend.c: the leaf that holds the one OpenPGP message of a mail that was rebuilt
 * on its way, when nothing else in it can be read; or NULL. *mime: what was
 * encrypted is a MIME entity, not a text. */
const struct sp_node *sp_mend_find(const struct sp_reading *r, gboolean *mime);
/* protected.c: fill said and payload; *own is a head that the caller frees. */
void sp_choose_said(struct sp_reading *r, struct sp_head **own);
/* Length of the beginning of a leaf's text that only repeats protected fields
 * for readers which do not know them; 0: it says something. */
gsize sp_legacy_display(const struct sp_reading *r, const struct sp_node *n,
			const char *text);
/* parts.c: the list of parts, and what is irregular about them. */
void sp_read_parts(struct sp_reading *r);
/* text.c: the readable text, and what it begins with. */
void sp_read_text(struct sp_reading *r);
/* text.c: the words of that, and of what is attached; after parts and text. */
void sp_read_words(struct sp_reading *r);
/* headers.c: fields and everything that one field says. */
void sp_read_headers(struct sp_reading *r);
/* marks.c: is it automatic, list mail, a bounce, a loop, spam? */
void sp_read_marks(struct sp_reading *r);
/* dsn.c: is it a report that a mail was not delivered? */
void sp_read_dsn(struct sp_reading *r);
/* autocrypt.c: a key offered for From. */
void sp_read_autocrypt(struct sp_reading *r);
/* patches.c: patches, and the tags that people give; after headers. */
void sp_read_patches(struct sp_reading *r);
/* match.c: tag, rules and checklist; after all the others. */
void sp_read_matches(struct sp_reading *r);

#endif
