/* SPDX-License-Identifier: GPL-2.0-or-later */
/* address.h - our strict reading of addresses and message ids */
#ifndef SP_MAIL_ADDRESS_H
#define SP_MAIL_ADDRESS_H

#include <glib.h>

#include "lib/base/status.h"

/* RFC 5321/6531 addr-spec that may be handed to sendmail: dot-atom or plain
 * quoted local part of <= 64 bytes, <= 254 in all, no leading "-", none of
 * , ; : ( ) < > \ space or controls. UTF-8 is allowed. */
gboolean sp_address_ok(const char *address);

/* Compare as R-017 says: domain in NFC, case-folded, A- and U-label alike;
 * local part byte for byte. The result is the form that digests are made of;
 * NULL when not sp_address_ok. g_free(). */
char *sp_address_key(const char *address);

/* "" , "<>" and MAILER-DAEMON in any case are the null sender. */
gboolean sp_address_null(const char *envelope_sender);

/* mailer-daemon, postmaster, *-bounce(s), owner-*, *-owner, *-request,
 * no(-)reply. */
gboolean sp_address_role(const char *address);

/* Strict msg-id of RFC 5322 section 3.6.4, without the angle brackets, <= 250
 * bytes. */
gboolean sp_msgid_ok(const char *id);

/* What an envelope recipient asks for (DESIGN section 4, Addresses). */
enum sp_role { SP_TO_POST, SP_TO_REPLY, SP_TO_INTERNAL, SP_TO_REQUEST,
	       SP_TO_OWNER, SP_TO_BOUNCES, SP_TO_OTHER };

struct sp_recipient {
	enum sp_role role;
	char *tag;	/* REPLY: REF or CASE in canonical form; INTERNAL: too */
	char *token;	/* REPLY with token, BOUNCES; else NULL */
};

/* address and delimiter are the list's. Case does not count in suffixes. */
void sp_recipient_read(const char *address, const char *delimiter,
		       const char *envelope_recipient,
		       struct sp_recipient *to);
void sp_recipient_clear(struct sp_recipient *to);

#endif
