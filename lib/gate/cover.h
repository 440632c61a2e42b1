/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cover.h - what of a mail was protected, and by whom, put for people */
#ifndef SP_GATE_COVER_H
#define SP_GATE_COVER_H

#include "lib/gate/opening.h"

/* "in the clear", "encrypted to the list", ...: how it came. g_free(). */
char *sp_cover_crypto(const struct sp_opening *o);
/* "none", "good, by member ...": whose signature is on it. g_free(). */
char *sp_cover_signature(const struct sp_opening *o);
/* Exactly what was protected by both: "encrypted to the list and signed as a
 * whole by FPR", "not protected". g_free(). */
char *sp_cover_text(const struct sp_opening *o);
/* Whether Subject and From are part of that. g_free(). */
char *sp_cover_headers(const struct sp_opening *o);

#endif
