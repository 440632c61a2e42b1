/* SPDX-License-Identifier: GPL-2.0-or-later */
/* doctor-linked.c - are the libraries within this program still those of the
 * system?
 *
 * Linked in as archives they start faster, and an update of theirs passes us
 * by: someone must build the program again. The archives tell, where they are
 * installed: theirs is the time at which the system last replaced them. */
#include <sys/stat.h>

#include "filter/doctor.h"
#include "filter/out.h"

#define CHECK "libraries"

/* What reads mail, keys or the store; unknown names are passed over. */
static const char *const archives[] = {
	"glib-2.0", "gobject-2.0", "gio-2.0", "gmime-3.0", "idn2", "unistring",
	"z", "gpgme", "assuan", "gpg-error", "sqlite3", "sodium", "pcre2-8",
	"jansson", "mxml", "seccomp",
};

static gboolean
replaced_since(const char *file, const struct stat *program)
{
	struct stat st;

	return stat(file, &st) == 0 && st.st_ctime > program->st_mtime;
}

/* The names of those that are newer, as "a, b"; "" when there is none. */
static char *
newer_than(const struct stat *program)
{
	g_autoptr(GString) names = g_string_new(NULL);

	for (size_t i = 0; i < G_N_ELEMENTS(archives); i++) {
		g_autofree char *file = g_strdup_printf(
			SALLYPORT_LINKED_FROM "/lib%s.a", archives[i]);

		if (replaced_since(file, program))
			g_string_append_printf(names, "%s%s",
					       names->len > 0 ? ", " : "",
					       archives[i]);
	}
	return g_string_free(g_steal_pointer(&names), FALSE);
}

void
doctor_linked(struct examination *x)
{
	g_autofree char *names = NULL;
	g_autofree char *built = NULL;
	struct stat program;

	if (!*SALLYPORT_LINKED_FROM) {
		doctor_find(x, DOCTOR_OK, CHECK, "shared with the system");
		return;
	}
	if (stat("/proc/self/exe", &program) < 0)
		return;
	names = newer_than(&program);
	built = out_time(program.st_mtime);
	if (*names)
		doctor_find(x, DOCTOR_WARNING, CHECK, "the system has replaced "
			    "%s since this program was built with copies of "
			    "them (%s UTC): build and install it again", names,
			    built);
	else
		doctor_find(x, DOCTOR_OK, CHECK, "those within the program are "
			    "as the system has them");
}
