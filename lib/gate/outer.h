/* SPDX-License-Identifier: GPL-2.0-or-later */
/* outer.h - the header that the world sees
 *
 * From is always the list, the subject always a reference: nothing of a report
 * and nobody's name stands outside the encryption. */
#ifndef SP_GATE_OUTER_H
#define SP_GATE_OUTER_H

#include "lib/gate/gate.h"

struct sp_outer {
	const char *subject;	/* "[TAG] R-7KQ4-M2XC" */
	const char *from_name;	/* beside the address of the list; NULL: its
				   own name */
	const char *to;		/* address */
	int64_t made;
	const char *msgid;	/* without <> */
	const char *root;	/* message id of the case's first mail, or NULL */
	const char *answers;	/* message id this one answers, or NULL */
	const char *reply_to;	/* address, or NULL */
	gboolean list;		/* a copy of list mail: List-* fields */
	gboolean automatic;	/* Auto-Submitted: auto-replied */
	gboolean generated;	/* Auto-Submitted: auto-generated */
};

/* The header block without MIME fields and blank line; g_free(). */
enum sp_status sp_outer_block(const struct sp_gate *gate,
			      const struct sp_outer *outer, char **block,
			      struct sp_err *err) SP_CHECKED;

/* The fields of an encrypted payload's root (RFC 9788): the real subject, what
 * stands outside as HP-Outer, and the type with hp="cipher". type is
 * "multipart/mixed; boundary=..." ; g_free(). */
enum sp_status sp_outer_protected(const struct sp_gate *gate,
				  const struct sp_outer *outer,
				  const char *subject, const char *type,
				  char **block, struct sp_err *err) SP_CHECKED;

/* The subject outside of mail about ref, and of the moderators' notice of m;
 * g_free(). */
char *sp_outer_subject(const struct sp_gate *gate, const char *ref);
char *sp_outer_subject_notice(const struct sp_gate *gate,
			      const struct sp_mail *m);

#endif
