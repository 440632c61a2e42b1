/* SPDX-License-Identifier: GPL-2.0-or-later */
/* version.c - answers gpgme when it asks for the version of gpg
 *
 * gpgme asks each process anew, by two forks and a program: a thirtieth of
 * what a small delivery costs. The linker lets this stand in for its question.
 * Where gpgme is a shared library, or comes to ask in another way, it asks our
 * wrapper and hears the same. */
#include "lib/pgp/version.h"

#include <string.h>

/* Takes the place of a function of gpgme's. It frees the answer by free(). */
char *__wrap__gpgme_get_program_version(const char *program);

char *
__wrap__gpgme_get_program_version(const char *program)
{
	return program ? strdup(SP_GPG_VERSION) : NULL;
}
