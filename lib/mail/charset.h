/* SPDX-License-Identifier: GPL-2.0-or-later */
/* charset.h - text of other charsets into UTF-8, without opening a file
 *
 * The locked room cannot load a converter, so those of a fixed list that a
 * message names are opened before. A charset that is not in the list, or does
 * not fit its bytes, shows as U+FFFD; it never fails. */
#ifndef SP_MAIL_CHARSET_H
#define SP_MAIL_CHARSET_H

#include <glib.h>
#include <stdint.h>

/* Before the room: open what the message seems to name, anywhere in it. All of
 * them would cost more than the rest of reading a short mail. */
void sp_charset_load(const uint8_t *bytes, gsize len);

/* The beginning of bytes as UTF-8, about max bytes of it; invalid bytes may
 * remain where charset is UTF-8, US-ASCII or NULL (sp_clean() sees to them). */
GString *sp_charset_text(const char *charset, const uint8_t *bytes, gsize len,
			 gsize max);

/* The value with the charsets of its encoded words renamed to those that are
 * loaded, and valid UTF-8: what may be given to gmime. g_free(). */
char *sp_charset_known(const char *value);

/* An unfolded header value with its encoded words (RFC 2047) decoded: valid
 * UTF-8 that may hold controls. g_free(). */
char *sp_charset_header(const char *value);

#endif
