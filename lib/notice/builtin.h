/* SPDX-License-Identifier: GPL-2.0-or-later */
/* builtin.h - the templates of config/templates, as built into the program */
#ifndef SP_NOTICE_BUILTIN_H
#define SP_NOTICE_BUILTIN_H

struct sp_builtin {
	const char *name;	/* "ack" */
	const char *text;
};

/* By name; ends with a NULL name. */
extern const struct sp_builtin sp_builtin_templates[];
extern const char *const sp_builtin_names[];	/* the names alone */

#endif
