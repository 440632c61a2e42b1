/* SPDX-License-Identifier: GPL-2.0-or-later */
/* people.h - options that several commands about members take */
#ifndef SP_FILTER_PEOPLE_H
#define SP_FILTER_PEOPLE_H

#include "filter/command.h"

/* As they were written; NULL: not given. */
struct people_words {
	char *role, *kind_word, *subsystem;
	char *name, *affiliation, *login;
	unsigned roles;			/* and what they mean */
	enum sp_member_kind kind;
	char *subsystems;
};

#define PEOPLE_OPTION(word, field) \
	{ word, 0, 0, G_OPTION_ARG_STRING, &(field), NULL, NULL }
#define PEOPLE_OPTIONS(w) \
	PEOPLE_OPTION("role", (w).role), \
	PEOPLE_OPTION("kind", (w).kind_word), \
	PEOPLE_OPTION("subsystem", (w).subsystem), \
	PEOPLE_OPTION("name", (w).name), \
	PEOPLE_OPTION("affiliation", (w).affiliation), \
	PEOPLE_OPTION("login", (w).login)

/* What the words mean. SP_EDATA says what is allowed. */
enum sp_status people_options(struct call *call, struct people_words *w,
			      struct sp_err *err) SP_CHECKED;
void people_words_clear(struct people_words *w);
/* Nothing stops a list from losing its last moderator, so say it. */
enum sp_status people_warn(struct sp_gate *gate, struct sp_err *err)
			   SP_CHECKED;

#endif
