/* SPDX-License-Identifier: GPL-2.0-or-later */
/* harvest.h - what the mails of a case hold of patches, and say of them */
#ifndef SP_GATE_HARVEST_H
#define SP_GATE_HARVEST_H

#include "lib/gate/opening.h"

/* [tx] A mail goes to the members in its case: record its patches and its tags,
 * in the case that its case went into where two were merged. Of what nobody
 * whom we know has signed, the author is not verified and no tag counts. */
enum sp_status sp_review_harvest(struct sp_gate *gate, const struct sp_mail *m,
				 const struct sp_opening *o,
				 const struct sp_case *c, struct sp_err *err)
				 SP_CHECKED;
/* [tx] The same for one that was held, and that a moderator lets in: its
 * signature, if there is one, is nobody's. f NULL: it could not be parsed. */
enum sp_status sp_review_harvest_held(struct sp_gate *gate,
				      const struct sp_mail *m,
				      const struct sp_facts *f,
				      const struct sp_case *c,
				      struct sp_err *err) SP_CHECKED;

#endif
