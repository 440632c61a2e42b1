/* SPDX-License-Identifier: GPL-2.0-or-later */
/* author.c - who a mail says it is from, put for people */
#include "lib/gate/author.h"

#include <string.h>

#include "lib/mail/address.h"
#include "lib/mail/name.h"
#include "lib/mail/show.h"

enum {
	TO_MAX = 200,		/* bytes of recipients shown */
	NAME_MIN = 3,		/* letters that a name must have to be one */
};

char *
sp_author_line(const struct sp_facts *f)
{
	g_autofree char *all = NULL;

	if (f == NULL || f->from_address[0] == '\0')
		return g_strdup("(no readable author)");
	all = f->from_name[0] != '\0'
		? g_strdup_printf("%s (\"%s\")", f->from_address, f->from_name)
		: g_strdup(f->from_address);
	return sp_show_line(all, 300);
}

static gboolean
same_address(const char *a, const char *b)
{
	g_autofree char *ka = sp_address_key(a);
	g_autofree char *kb = sp_address_key(b);

	return ka != NULL && kb != NULL && strcmp(ka, kb) == 0;
}

static void
add(GString *to, const char *what, const char *which, size_t max)
{
	g_autofree char *shown = sp_show_line(which, max);

	g_string_append_printf(to, "%s%s%s", to->len ? ", " : "", what, shown);
}

/* What may fool a reader. */
static void
add_oddities(unsigned flags, GString *to)
{
	static const struct {
		unsigned flag;
		const char *words;
	} odd[] = {
		{ SP_FACT_NAME_MISLEADS, "the author's name may mislead" },
		{ SP_FACT_DOUBLED, "a header field stands twice" },
		{ SP_FACT_IRREGULAR, "irregular MIME" },
		{ SP_FACT_TNEF, "winmail.dat, which is not decoded" },
		{ SP_FACT_SMIME, "S/MIME, which is not looked at" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(odd); i++)
		if (flags & odd[i].flag)
			add(to, odd[i].words, "", 0);
}

/* The facts of what was protected, where its header says something. */
static const struct sp_facts *
inside(const struct sp_opening *o)
{
	const struct sp_facts *f = o->covered ? o->covered : o->inner;

	return f != NULL && (f->flags & SP_FACT_HP_CIPHER) ? f : NULL;
}

static gboolean
same_but_blanks(const char *a, const char *b)
{
	g_auto(GStrv) wa = g_strsplit_set(a, " \t", -1);
	g_auto(GStrv) wb = g_strsplit_set(b, " \t", -1);
	g_autofree char *ja = g_strjoinv("", wa);
	g_autofree char *jb = g_strjoinv("", wb);

	return g_ascii_strcasecmp(ja, jb) == 0;
}

/* A signed text can be handed on to whom it was not meant for. */
static void
add_recipients(const struct sp_opening *o, GString *to)
{
	const struct sp_facts *f = inside(o);

	if (f == NULL || f->to[0] == '\0')
		return;
	if (f->flags & SP_FACT_BLIND)
		add(to, "made for someone else: To ", f->to, TO_MAX);
	if (!same_but_blanks(f->to, o->clear->to))
		add(to, "outer To ", o->clear->to, TO_MAX);
}

char *
sp_author_differences(const struct sp_opening *o, const char *envelope,
		      const char *namesake)
{
	const struct sp_facts *author = sp_opening_author(o);
	const struct sp_facts *clear = o->clear;
	GString *s = g_string_new(NULL);

	if (author == NULL)
		return g_string_free(s, FALSE);
	if (!sp_address_null(envelope) &&
	    !same_address(envelope, author->from_address))
		add(s, "envelope ", envelope, 254);
	if (author != clear &&
	    !same_address(clear->from_address, author->from_address))
		add(s, "outer From ", clear->from_address, 254);
	if (clear->sender[0] != '\0' &&
	    !same_address(clear->sender, author->from_address))
		add(s, "Sender ", clear->sender, 254);
	if (o->signer != NULL &&
	    !same_address(o->signer->address, author->from_address))
		add(s, "signed by ", o->signer->address, 254);
	add_recipients(o, s);
	if (o->covered != NULL && o->inner == NULL &&
	    (o->covered->flags & SP_FACT_HP_HIDDEN))
		add(s, "signed as an encrypted mail, and came in the clear",
		    "", 0);
	if (namesake != NULL)
		add(s, "the author's name is that of member ", namesake, 254);
	add_oddities(author->flags | clear->flags, s);
	return g_string_free(s, FALSE);
}

const char *
sp_author_namesake(const struct sp_opening *o, const GPtrArray *members)
{
	const struct sp_facts *f = sp_opening_author(o);
	g_autofree char *look = f ? sp_name_skeleton(f->from_name) : NULL;

	if (look == NULL || g_utf8_strlen(look, -1) < NAME_MIN)
		return NULL;
	for (guint i = 0; i < members->len; i++) {
		const struct sp_member *m = members->pdata[i];
		g_autofree char *name = sp_name_skeleton(m->name);

		if (strcmp(look, name) == 0 &&
		    !same_address(m->address, f->from_address) &&
		    (o->signer == NULL || o->signer->id != m->id))
			return m->address;
	}
	return NULL;
}
