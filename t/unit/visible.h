/* SPDX-License-Identifier: GPL-2.0-or-later */
/* visible.h - what may reach a terminal, for the tests; written from the
 * property, not from the code */
#ifndef SP_T_VISIBLE_H
#define SP_T_VISIBLE_H

#include <glib.h>

static inline gboolean
may_pass(gunichar c)
{
	const guint32 hidden = 1U << G_UNICODE_CONTROL |
		1U << G_UNICODE_FORMAT | 1U << G_UNICODE_UNASSIGNED |
		1U << G_UNICODE_SURROGATE | 1U << G_UNICODE_PRIVATE_USE |
		1U << G_UNICODE_LINE_SEPARATOR |
		1U << G_UNICODE_PARAGRAPH_SEPARATOR;

	return c < 0xE0000 && !(hidden & 1U << g_unichar_type(c));
}

#endif
