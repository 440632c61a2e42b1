/* SPDX-License-Identifier: GPL-2.0-or-later */
/* review-text.h - the patches of a case, and who has looked at them, as text
 *
 * The same for the terminal and for mail. */
#ifndef SP_GATE_REVIEW_TEXT_H
#define SP_GATE_REVIEW_TEXT_H

#include "lib/gate/triage.h"

/* What there is to tell. */
struct sp_review_view {
	struct sp_gate *gate;
	struct sp_dossier *d;
	struct sp_review_sum sum;
	char *set;		/* digest of the set; NULL: there is no patch */
};

/* *v is empty before; sp_review_view_clear(), also where this fails. */
enum sp_status sp_review_view(struct sp_gate *gate, const char *number,
			      struct sp_review_view *v, struct sp_err *err)
			      SP_CHECKED;
void sp_review_view_clear(struct sp_review_view *v);

/* Is the tag one for this patch, or for the set that it is in? */
gboolean sp_review_is_about(const struct sp_review_view *v,
			    const struct sp_review_tag *t,
			    const struct sp_review_patch *p);
/* What the one who signed it is to the patch. */
const char *sp_review_role(const struct sp_review_view *v,
			   const struct sp_review_patch *p,
			   const struct sp_review_tag *t);
/* What "review show" says; g_free(). */
char *sp_review_text(const struct sp_review_view *v);

#endif
