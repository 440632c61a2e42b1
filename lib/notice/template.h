/* SPDX-License-Identifier: GPL-2.0-or-later */
/* template.h - mail texts with {placeholders}
 *
 * A template is a text file whose first line is "Subject: ...", then a blank
 * line, then the body. {name} is replaced, {{ is a brace; a line that holds
 * nothing but an empty placeholder vanishes; "{?name}" ... "{/name}" on lines
 * of their own keep what is between only when name is not empty. Every
 * template declares the placeholders it may use; an unknown one is SP_ECONF with
 * file and line. */
#ifndef SP_NOTICE_TEMPLATE_H
#define SP_NOTICE_TEMPLATE_H

#include <glib.h>

#include "lib/base/status.h"

struct sp_template_value {
	const char *name;
	const char *value;	/* NULL is "" */
};

/* Expand text (of file, for messages). values ends with a NULL name. */
enum sp_status sp_template_expand(const char *file, const char *text,
				  const struct sp_template_value *values,
				  char **subject, char **body,
				  struct sp_err *err) SP_CHECKED;
/* Read DIR/templates/NAME.txt, else the built-in text of that name. */
enum sp_status sp_template_load(const char *dir, const char *name, char **file,
				char **text, struct sp_err *err) SP_CHECKED;
/* Names of the built-in templates, NULL-terminated. */
const char *const *sp_template_names(void);
/* Placeholders documented for a template, NULL-terminated; NULL: no such. */
const char *const *sp_template_placeholders(const char *name);

#endif
