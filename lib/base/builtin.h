/* SPDX-License-Identifier: GPL-2.0-or-later */
/* builtin.h - files of config/, as built into the program
 *
 * Each table ends with a NULL name. */
#ifndef SP_BASE_BUILTIN_H
#define SP_BASE_BUILTIN_H

struct sp_builtin {
	const char *name;	/* "ack", of ack.txt */
	const char *text;
};

/* config/profiles */
extern const struct sp_builtin sp_builtin_profiles[];
extern const char *const sp_builtin_profile_names[];

/* config/templates; only lib/notice has them */
extern const struct sp_builtin sp_builtin_templates[];
extern const char *const sp_builtin_template_names[];

#endif
