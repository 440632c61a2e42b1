/* SPDX-License-Identifier: GPL-2.0-or-later */
/* record.h - what an event of a case says beside its verb, as a line of JSON */
#ifndef SP_NOTICE_RECORD_H
#define SP_NOTICE_RECORD_H

#include <glib.h>

/* Names in their order: the same arguments make the same line; g_free(). */
char *sp_record_write(GHashTable *args);
/* char * to char *; NULL when text is NULL or no such line: what was written
 * for people only. g_hash_table_unref(). */
GHashTable *sp_record_read(const char *text);

#endif
