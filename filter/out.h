/* SPDX-License-Identifier: GPL-2.0-or-later */
/* out.h - what commands print
 *
 * The one way to standard output and standard error. Everything passes
 * sp_show_text() here, whatever was done to it before, so that nothing can
 * drive a terminal or hide from its reader. JSON is one document in ASCII, and
 * its keys are named in sallyport(1). */
#ifndef SP_FILTER_OUT_H
#define SP_FILTER_OUT_H

#include <glib.h>
#include <jansson.h>
#include <stdint.h>
#include <stdio.h>

#include "lib/base/status.h"

/* To either of the two, to standard output, to standard error. */
void out_to(FILE *to, const char *fmt, ...) SP_PRINTF(2, 3);
void out_print(const char *fmt, ...) SP_PRINTF(1, 2);
void out_error(const char *fmt, ...) SP_PRINTF(1, 2);
/* A text of ours and a line end. */
void out_line(const char *text);
/* For another program: a configuration, a key. */
void out_as_is(const char *text);

/* Print the document, and drop the caller's reference to it. */
void out_json(json_t *document);
/* The same into a file. */
void out_json_to(FILE *to, json_t *document);
/* On one line, for a document that is read line by line. */
void out_json_line(FILE *to, json_t *document);
/* A document that is one long array need not be held whole: its objects become
 * texts one by one (which takes the object; g_free()), and these are printed.
 * texts ends with NULL. */
char *out_json_row(json_t *object);
void out_json_rows(const char *name, char *const *texts);
/* New members of the object; a NULL text is "". */
void out_json_text(json_t *object, const char *name, const char *text);
void out_json_number(json_t *object, const char *name, int64_t number);
void out_json_flag(json_t *object, const char *name, gboolean flag);
/* A time as "2026-11-16T09:12:00Z"; null when it is 0. */
void out_json_time(json_t *object, const char *name, int64_t at);
/* A new member that is an object of texts, in the order of their names. */
void out_json_texts(json_t *object, const char *name, GHashTable *texts);
/* A new member that is an empty array; it belongs to object. */
json_t *out_json_array(json_t *object, const char *name);
/* A new empty object at the end of the array, which it belongs to. */
json_t *out_json_object(json_t *array);
/* A text at the end of the array. */
void out_json_word(json_t *array, const char *word);

/* "label     value", the value on one line; nothing when it is empty. */
void out_field(const char *label, const char *value);
/* "412", "19K", "2.4M"; g_free(). */
char *out_size(uint64_t bytes);
/* "2026-11-16 09:12", UTC; "-" when 0; g_free(). */
char *out_time(int64_t at);

/* Flush standard output. SP_EIO: not all of it arrived. */
enum sp_status out_flush(struct sp_err *err) SP_CHECKED;

#endif
