/* SPDX-License-Identifier: GPL-2.0-or-later */
/* held.c - the verdicts part of the moderators' notice
 *
 * What a moderator needs in order to decide, in the order in which they need
 * it: why it is held, who wrote it and what supports that, what is in it, the
 * beginning of the report, and the commands. */
#include "lib/mail/show.h"
#include "lib/notice/documents.h"
#include "lib/notice/lines.h"

enum {
	LABEL_COLUMNS = 15,
	TEXT_LINES = 40,
	FIELD_MAX = 1000,	/* bytes of one shown field */
};

/* "Label:      value", folded under the value. Nothing when value is empty. */
static void
field(GString *out, const char *label, const char *value)
{
	g_autofree char *first = NULL;
	g_autofree char *shown = NULL;

	if (!value || !*value)
		return;
	shown = sp_show_line(value, FIELD_MAX);
	first = g_strdup_printf("%-*s", LABEL_COLUMNS, label);
	sp_lines_fold(out, first, "               ", shown, TRUE);
}

/* The same for a value of several lines: the label stands on the first. */
static void
field_lines(GString *out, const char *label, const char *value)
{
	g_auto(GStrv) lines = g_strsplit(value ? value : "", "\n", -1);
	unsigned i;

	for (i = 0; lines[i]; i++)
		field(out, i == 0 ? label : "", lines[i]);
}

/* "0 h 01" */
static char *
age(int64_t arrived, int64_t now)
{
	int64_t minutes = now > arrived ? (now - arrived) / 60 : 0;

	return g_strdup_printf("%" G_GINT64_FORMAT " h %02d ago",
			       minutes / 60, (int)(minutes % 60));
}

static void
put_arrival(GString *out, const struct sp_config *conf,
	    const struct sp_card *card, int64_t now)
{
	g_autofree char *at = sp_workday_format(&conf->workdays, card->arrived);
	g_autofree char *ago = age(card->arrived, now);
	g_autofree char *line = g_strdup_printf(
		"%s (%s), %" G_GUINT64_FORMAT " bytes", at, ago, card->size);

	field(out, "Arrived:", line);
}

static void
put_author(GString *out, const struct sp_card *card)
{
	g_autofree char *earlier = NULL;

	field(out, "From:", card->from);
	field(out, "Domain check:", card->authentication);
	field(out, "Differences:", card->differences);
	field(out, "To:", card->to);
	field(out, "Came:", card->crypto);
	field(out, "Signature:", card->signature);
	field(out, "Protected:", card->protection);
	field(out, "Its headers:", card->headers);
	if (card->earlier > 0) {
		earlier = g_strdup_printf("%" G_GUINT64_FORMAT " from this "
					  "address", card->earlier);
		field(out, "Earlier mail:", earlier);
	}
	field(out, "Auto-reply:", card->ack);
}

/* In the words of banner.c. */
static void
put_other_key(GString *out, const struct sp_card *card)
{
	g_autofree char *text = sp_notice_other_key(card);

	if (text)
		field(out, "KEY CHANGED:", text);
}

static void
put_content(GString *out, const struct sp_card *card)
{
	field(out, "Subject:", card->subject);
	field(out, "Outer subject:", card->outer_subject);
	field_lines(out, "Parts:", card->parts);
	field(out, "Words found:", card->found);
	field(out, "Not found:", card->missing);
	field_lines(out, "Might be:", card->similar);
	put_other_key(out, card);
	field(out, "It says:", card->hints);
	field(out, "Likely case:", card->likely);
}

/* A ruler exactly as wide as the text, with a title in it. */
static void
ruler(GString *out, const char *title)
{
	size_t from = out->len;

	g_string_append_printf(out, "---- %s ", title);
	while (out->len - from < SP_LINES_COLUMNS)
		g_string_append_c(out, '-');
	g_string_append_c(out, '\n');
}

/* The report's own lines are marked, so that none can pass for one of ours. */
static void
put_text(GString *out, const char *text, unsigned max, const char *tail)
{
	g_autofree char *shown = sp_show_text(text ? text : "", max);
	g_autoptr(GString) wide = g_string_new(g_strchomp(shown));
	g_auto(GStrv) lines = NULL;
	unsigned i;

	if (wide->len == 0) {
		g_string_append(out, "\nIt has no text that can be shown.\n");
		return;
	}
	g_string_replace(wide, "\t", "    ", 0);
	lines = g_strsplit(wide->str, "\n", -1);
	g_string_append_c(out, '\n');
	ruler(out, "how the report begins");
	for (i = 0; lines[i]; i++)
		sp_lines_fold(out, *lines[i] ? "| " : "|", "| ", lines[i],
			      TRUE);
	ruler(out, tail);
}

/* As they are typed: each can be copied as it stands. */
static void
put_commands(GString *out, const struct sp_config *conf,
	     const struct sp_card *card, const char *word)
{
	const char *reason = card->suggest && *card->suggest ? card->suggest :
							       "REASON";
	const char *likely = card->likely ? card->likely : "";
	g_autofree char *attach = g_strconcat(" ", *likely ? likely : "CASE",
					      NULL);
	const struct {
		const char *verb, *rest;
	} lines[] = {
		{ "approve", "" }, { "approve", " remember" },
		{ "attach", attach }, { "ask", "" }, { "reject", reason },
		{ "discard", "" },
	};
	size_t i;

	g_string_append(out, "\nTo decide, answer this mail, signed with your "
			"key, and let your answer begin\nwith one of these "
			"lines:\n\n");
	for (i = 0; i < G_N_ELEMENTS(lines); i++)
		g_string_append_printf(out, "  %s %s %s%s%s\n", lines[i].verb,
				       card->ref, word,
				       lines[i].rest == reason ? " " : "",
				       lines[i].rest);
	g_string_append(out, "\nYou will be told what came of it. A line "
			"\"help\" explains all commands. On the\nlist's host, "
			"\"sallyport moderate\" does the same.\n\n");
	if (conf->human_answer_wd > 0)
		field(out, "Answer due:", card->due);
	field(out, "Word:", word);
	g_string_append(out, "\nThe word belongs to this hold: keep it among "
			"the moderators. The mail stays\nheld until one of you "
			"decides.\n");
}

static void
put_no_commands(GString *out, const struct sp_config *conf)
{
	g_autofree char *text = g_strdup_printf("It came to %s-owner@%s, which "
		"is for the moderators alone. A member signed it, so that it "
		"is not held and waits for no decision. Answer its author, not "
		"the list.", conf->local, conf->domain);

	g_string_append_c(out, '\n');
	sp_lines_fold(out, "", "", text, TRUE);
}

static void
put_facts(GString *out, const struct sp_config *conf,
	  const struct sp_card *card, int64_t now)
{
	field(out, "Why:", card->why);
	if (card->report)
		field(out, "Marked:", "as a report, by the tag in its subject");
	if (card->spam)
		field(out, "Marked:", "as spam, by the mail server");
	put_arrival(out, conf, card, now);
	g_string_append_c(out, '\n');
	put_author(out, card);
	g_string_append_c(out, '\n');
	put_content(out, card);
}

char *
sp_notice_held(const struct sp_config *conf, const struct sp_card *card,
	       const char *text, const char *word, int64_t now)
{
	g_autoptr(GString) out = g_string_new(NULL);

	field(out, word ? "Held:" : "Reference:", card->ref);
	put_facts(out, conf, card, now);
	put_text(out, text, TEXT_LINES, "all of it is attached");
	if (word)
		put_commands(out, conf, card, word);
	else
		put_no_commands(out, conf);
	return g_string_free(g_steal_pointer(&out), FALSE);
}

char *
sp_notice_shown(const struct sp_config *conf, const struct sp_card *card,
		const char *text, unsigned lines, const char *fate,
		const char *word, int64_t now)
{
	g_autoptr(GString) out = g_string_new(NULL);

	field(out, word ? "Held:" : "Reference:", card->ref);
	field(out, "Decided:", fate);
	put_facts(out, conf, card, now);
	if (text)
		put_text(out, text, lines, "end of what is shown");
	if (word)
		put_commands(out, conf, card, word);
	return g_string_free(g_steal_pointer(&out), FALSE);
}
