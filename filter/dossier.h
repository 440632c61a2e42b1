/* SPDX-License-Identifier: GPL-2.0-or-later */
/* dossier.h - what is known of a case, as JSON */
#ifndef SP_FILTER_DOSSIER_H
#define SP_FILTER_DOSSIER_H

#include <jansson.h>

#include "lib/gate/triage.h"

/* New members of the object, as sallyport(1) names them. */
void dossier_json(json_t *object, const struct sp_gate *gate,
		  const struct sp_dossier *d);
/* Those of its embargo alone, and "next". */
void dossier_embargo_json(json_t *object, const struct sp_gate *gate,
			  const struct sp_dossier *d);

/* All that "case show" tells, in a document that is the caller's. */
enum sp_status case_document(struct sp_gate *gate, const struct sp_case *k,
			     json_t **document, struct sp_err *err) SP_CHECKED;
/* What its row says of it. */
void case_json(json_t *object, const struct sp_gate *gate,
	       const struct sp_case *k, const char *title, unsigned mails);

#endif
