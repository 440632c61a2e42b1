/* SPDX-License-Identifier: GPL-2.0-or-later */
/* params.h - parameters that two readers could take in two ways */
#ifndef SP_MAIL_PARAMS_H
#define SP_MAIL_PARAMS_H

#include <glib.h>

/* Is a parameter of the field value given twice, given both plain and
 * continued, or continued (RFC 2231 section 3) with a piece missing or out of
 * order? */
gboolean sp_params_irregular(const char *value);

#endif
