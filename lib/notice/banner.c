/* SPDX-License-Identifier: GPL-2.0-or-later */
/* banner.c - the lines on top of what members read
 *
 * The list is the author of what it sends, so who wrote it, how it came and
 * whose signature held must be said by us, before the first word of theirs. */
#include "lib/mail/show.h"
#include "lib/notice/documents.h"
#include "lib/notice/lines.h"

enum {
	FIELD_MAX = 300,	/* bytes of one shown field */
	TOLD_MAX = 1000,	/* of one sentence of ours */
};

static void
line(GString *out, const char *label, const char *value)
{
	g_autofree char *first = NULL;
	g_autofree char *shown = NULL;

	if (!value || !*value)
		return;
	shown = sp_show_line(value, FIELD_MAX);
	first = g_strdup_printf("%-11s", label);
	sp_lines_fold(out, first, "           ", shown, TRUE);
}

char *
sp_notice_other_key(const struct sp_card *card)
{
	if (!card->other_key || !*card->other_key)
		return NULL;
	return g_strdup_printf("%s came with it, which is not the key that we "
			       "know of this author, and is not used. Ask them "
			       "by another way; if it is theirs: sallyport key "
			       "adopt %s %s", card->other_key, card->ref,
			       card->other_key);
}

static void
tell(GString *out, const char *told)
{
	g_auto(GStrv) lines = g_strsplit(told, "\n", -1);

	for (char **l = lines; *l; l++) {
		g_autofree char *shown = sp_show_line(*l, TOLD_MAX);

		if (*shown)
			sp_lines_fold(out, "", "  ", shown, TRUE);
	}
	g_string_append_c(out, '\n');
}

char *
sp_notice_banner(const struct sp_config *conf, const struct sp_card *card,
		 gboolean unsigned_member, const char *told)
{
	g_autoptr(GString) out = g_string_new(NULL);
	g_autofree char *changed = sp_notice_other_key(card);
	g_autofree char *at = sp_workday_format(&conf->workdays, card->arrived);

	g_string_append(out, SP_MEMBERS_LINE);
	if (told)
		tell(out, told);
	if (unsigned_member)
		g_string_append(out, "NOT SIGNED: anybody who knows a member's "
				"address could have written this.\n\n");
	line(out, "KEY CHANGED:", changed);
	line(out, "From:", card->from);
	line(out, "Differs:", card->differences);
	line(out, "Arrived:", at);
	line(out, "Came:", card->crypto);
	line(out, "Signature:", card->signature);
	line(out, "Reference:", card->ref);
	line(out, "Case:", card->case_number);
	line(out, "It says:", card->hints);
	return g_string_free(g_steal_pointer(&out), FALSE);
}
