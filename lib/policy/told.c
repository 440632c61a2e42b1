/* SPDX-License-Identifier: GPL-2.0-or-later */
/* told.c - what members read about a reply and those outside */
#include "lib/policy/reply.h"

static void
add_person(GString *out, const struct sp_told *p, const char *when,
	   const char *case_number)
{
	switch (p->way) {
	case SP_WAY_ENCRYPTED:
		g_string_append_printf(out, "To the reporter %s: leaves "
				       "encrypted, %s.\n", p->address, when);
		return;
	case SP_WAY_CLEAR:
		g_string_append_printf(out, "To the reporter %s: leaves NOT "
				       "ENCRYPTED, %s.\n", p->address, when);
		return;
	case SP_WAY_NO_KEY:
		break;
	}
	g_string_append_printf(out, "NOT SENT to the reporter %s: no key of "
			       "theirs can be used. A first line that says "
			       "reporter-clear sends it unencrypted in %s.\n",
			       p->address, case_number);
}

/* Begins as SP_TOLD_INTERNAL ends. */
#define INTERNAL "it is internal, or answers what is. To write to the " \
	"reporter, answer another mail of the case"

/* Why nobody outside gets it. */
static char *
reason(enum sp_tell fate, const char *number)
{
	switch (fate) {
	case SP_TELL_INTERNAL:
		return g_strdup(INTERNAL);
	case SP_TELL_UNSIGNED:
		return g_strdup("no member signed it");
	case SP_TELL_UNNAMED:
		return g_strdup_printf("what was signed does not name the "
				       "case. Write %s into the text, and send "
				       "it again", number);
	case SP_TELL_ELSEWHERE:
		return g_strdup_printf("what was signed names another case. "
				       "Write %s into the text if it belongs "
				       "here, and send it again", number);
	case SP_TELL_EMPTY:
		return g_strdup("it has no words of its own above what it "
				"quotes");
	case SP_TELL_CUT:
		return g_strdup("its text is longer than 64 KiB");
	case SP_TELL_NO_TEXT:
		return g_strdup("it has no plain text");
	case SP_TELL_NONE:
	case SP_TELL_SEND:
		break;
	}
	return g_strdup("it was not meant for them");
}

static void
add_left_out(GString *out, const struct sp_reply *reply, gboolean attached)
{
	if (reply->left_out > 0)
		g_string_append_printf(out, "Left out there: %u line%s that "
				       "you quoted or that stand below a "
				       "quotation.\n", reply->left_out,
				       reply->left_out == 1 ? "" : "s");
	if (attached)
		g_string_append(out, "Left out there: what is attached.\n");
}

char *
sp_reply_told(const struct sp_reply *reply, const char *case_number,
	      const char *when, gboolean attached,
	      const struct sp_told *people)
{
	g_autofree char *why = NULL;
	GString *out;
	gboolean any = FALSE;

	if (reply->fate == SP_TELL_NONE)
		return NULL;
	if (reply->fate != SP_TELL_SEND) {
		why = reason(reply->fate, case_number);
		return g_strdup_printf("NOT SENT to the reporter: %s.\n", why);
	}
	out = g_string_new(NULL);
	for (; people->address != NULL; people++) {
		add_person(out, people, when, case_number);
		any = any || people->way != SP_WAY_NO_KEY;
	}
	if (any) {
		g_string_append_printf(out, "To stop it before that: sallyport "
				       "hold-back %s\n", case_number);
		add_left_out(out, reply, attached);
	}
	return g_string_free(out, FALSE);
}
