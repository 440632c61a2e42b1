/* SPDX-License-Identifier: GPL-2.0-or-later */
/* compose.h - the one place through which a string enters a header
 *
 * Field names are constants of ours; values are UTF-8 and are refused (SP_EDATA)
 * with CR, LF, NUL or other controls, encoded (RFC 2047) and folded otherwise.
 * Lines end in LF. */
#ifndef SP_MAIL_COMPOSE_H
#define SP_MAIL_COMPOSE_H

#include <glib.h>

#include "lib/base/blob.h"
#include "lib/base/status.h"

struct sp_header;

struct sp_header *sp_header_new(void);
void sp_header_free(struct sp_header *h);
/* Unstructured text (Subject, X-): encoded and folded as needed. */
void sp_header_text(struct sp_header *h, const char *name, const char *value);
/* Mailbox: name may be NULL; address must be sp_address_ok(). */
void sp_header_mailbox(struct sp_header *h, const char *name,
		       const char *display, const char *address);
/* A value that is a token, date, msg-id list, URI list: ASCII, put as it is,
 * folded at spaces. */
void sp_header_raw(struct sp_header *h, const char *name, const char *value);
void sp_header_date(struct sp_header *h, const char *name, int64_t at);
/* The header block without the blank line; SP_EDATA when any value above was
 * refused, naming the field. g_free(). */
enum sp_status sp_header_end(struct sp_header *h, char **block,
			     struct sp_err *err) SP_CHECKED;

/* "[TAG] subject": tag exactly once, also for Re: [TAG] Re: [TAG]; g_free(). */
char *sp_subject_tagged(const char *tag, const char *subject);

/* A MIME boundary that occurs in none of the given blobs' ranges cannot be
 * promised cheaply; 128 random bits can. g_free(). */
char *sp_boundary_new(void);

/* text/plain; charset=utf-8 entity with headers and the right transfer
 * encoding (7bit when it fits, else quoted-printable), LF ends; g_free(). */
char *sp_text_entity(const char *text);

/* Check a finished message before it is handed out: exactly one From,
 * To, Date, Message-ID; no Bcc, no Resent-; header and body lines <= 998
 * bytes; no NUL, no bare CR; 7 bit; no encoded multipart. Independent of the
 * code above. The rope is rewound before and after. */
enum sp_status sp_mail_check_out(struct sp_rope *message, struct sp_err *err)
				 SP_CHECKED;

#endif
