/* SPDX-License-Identifier: GPL-2.0-or-later */
/* authres.h - what our own border says about the sender (RFC 8601) */
#ifndef SP_MAIL_AUTHRES_H
#define SP_MAIL_AUTHRES_H

#include "lib/mail/facts.h"
#include "lib/mail/head.h"

/* Read the one Authentication-Results field that bears authserv_id and stands
 * above the second Received field. Any doubt (two of them, a malformed field,
 * two dmarc results) is SP_AUTH_NONE. *domain receives header.from or "";
 * g_free(). */
enum sp_auth sp_authres_read(const struct sp_head *head,
			     const char *authserv_id, char **domain);

#endif
