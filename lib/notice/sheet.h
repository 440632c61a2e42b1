/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sheet.h - a page of ours; inside lib/notice only */
#ifndef SP_NOTICE_SHEET_H
#define SP_NOTICE_SHEET_H

#include "lib/notice/markup.h"

/* HTML with its head, its style and its patterns, up to the first thing in it;
 * ended by sp_markup_end(). listed: search engines may. */
struct sp_markup *sp_sheet_begin(const char *title, gboolean listed);

#endif
