/* SPDX-License-Identifier: GPL-2.0-or-later */
/* json.h - members of the JSON that others read: left out when there is nothing
 * to say */
#ifndef SP_NOTICE_JSON_H
#define SP_NOTICE_JSON_H

#include <glib.h>
#include <jansson.h>
#include <stdint.h>

/* text may be NULL. */
void sp_json_text(json_t *object, const char *name, const char *text);
/* As 2026-12-02T12:00:00Z; 0: no time. */
void sp_json_time(json_t *object, const char *name, int64_t at);
/* Takes the array, or the object. */
void sp_json_list(json_t *object, const char *name, json_t *array);
/* Appends what the array does not hold yet, and takes it. */
void sp_json_once(json_t *array, json_t *value);
/* A list of text, of what is ended by NULL, or NULL. */
json_t *sp_json_texts(const char *const *texts);

#endif
