/* SPDX-License-Identifier: GPL-2.0-or-later */
/* view.h - one mail, for the terminal and as JSON */
#ifndef SP_FILTER_VIEW_H
#define SP_FILTER_VIEW_H

#include <jansson.h>

#include "lib/gate/gate.h"
#include "lib/notice/documents.h"

/* "held", "accepted", ...: stable words. */
const char *view_state(enum sp_mail_state state);
/* "clear", "clear+sig", "enc", "enc+sig?", "unread": how it came, in few
 * letters. A question mark: the signature does not count. */
const char *view_crypto(const struct sp_mail *m, const struct sp_card *card);

/* The mail's members of the JSON object. whole: also what only "show" says. */
void view_json(json_t *object, const struct sp_gate *gate,
	       const struct sp_mail *m, const struct sp_card *card,
	       gboolean whole);
/* All that is known of the mail, a line each. */
void view_print(const struct sp_gate *gate, const struct sp_mail *m,
		const struct sp_card *card);

#endif
