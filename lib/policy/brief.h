/* SPDX-License-Identifier: GPL-2.0-or-later */
/* brief.h - the little of a case that a list of cases shows
 *
 * Pure. It follows from the dossier alone: what depends on the clock, too, is
 * worked out by who reads it, and so it holds until the next event. */
#ifndef SP_POLICY_BRIEF_H
#define SP_POLICY_BRIEF_H

#include <glib.h>
#include <stdint.h>

#include "lib/policy/dossier.h"

struct sp_brief {
	enum sp_severity severity;
	int64_t end;		/* of the embargo; 0: there is none, or it was
				   ended */
	char *lead;		/* "": nobody */
};

void sp_brief_make(const struct sp_dossier *d, struct sp_brief *b);
void sp_brief_clear(struct sp_brief *b);
gboolean sp_brief_same(const struct sp_brief *a, const struct sp_brief *b);
/* As sp_dossier_embargoed(). */
gboolean sp_brief_embargoed(const struct sp_brief *b, int64_t now);

/* As a text, which names its case: that of another one is not taken for it;
 * g_free(). */
char *sp_brief_write(const struct sp_brief *b, const char *number);
/* From a text that anybody may have written, or NULL; sp_brief_clear() in the
 * end. FALSE, and *b untouched: not of that case, not of this form, or none. */
gboolean sp_brief_read(const char *text, const char *number,
		       struct sp_brief *b);

#endif
