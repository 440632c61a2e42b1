/* SPDX-License-Identifier: GPL-2.0-or-later */
/* view.c - one mail, for the terminal and as JSON */
#include "filter/view.h"

#include <stdio.h>
#include <string.h>

#include "filter/out.h"
#include "lib/base/when.h"
#include "lib/gate/inform.h"
#include "lib/mail/show.h"
#include "lib/policy/verdict.h"

const char *
view_state(enum sp_mail_state state)
{
	switch (state) {
	case SP_MAIL_UNOPENED:
		return "unopened";
	case SP_MAIL_HELD:
		return "held";
	case SP_MAIL_ACCEPTED:
		return "accepted";
	case SP_MAIL_REJECTED:
		return "rejected";
	case SP_MAIL_DISCARDED:
		return "discarded";
	case SP_MAIL_FILED:
		return "filed";
	}
	return "unknown";
}

static const char *
ack_state(enum sp_ack_state state)
{
	switch (state) {
	case SP_ACK_STATE_UNDECIDED:
		return "undecided";
	case SP_ACK_STATE_DUE:
		return "due";
	case SP_ACK_STATE_SENT:
		return "sent";
	case SP_ACK_STATE_NONE:
		return "none";
	}
	return "unknown";
}

/* "Thu 19 Nov 17:00 UTC", in the list's time zone. */
static char *
due_short(const struct sp_gate *gate, int64_t due)
{
	g_autoptr(GTimeZone) zone =
		g_time_zone_new_identifier(gate->conf->workdays.timezone);
	g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(due);
	g_autoptr(GDateTime) t = zone ? g_date_time_to_timezone(utc, zone)
				      : g_date_time_ref(utc);

	return g_date_time_format(t, "%a %d %b %H:%M %Z");
}

const char *
view_crypto(const struct sp_mail *m, const struct sp_card *card)
{
	gboolean clear = m->was_clear ||
			 g_str_has_prefix(card->crypto, "in the clear");

	if (!m->card)
		return "-";
	if (strcmp(card->crypto, "not looked at") == 0)
		return "unread";
	if (g_str_has_prefix(card->crypto, "partly encrypted"))
		return "part-enc";
	if (g_str_has_prefix(card->crypto, "in the clear, partly signed"))
		return "part-sig";
	if (strcmp(card->signature, "none") == 0)
		return clear ? "clear" : "enc";
	if (g_str_has_prefix(card->signature, "good, by member"))
		return clear ? "clear+sig" : "enc+sig";
	return clear ? "clear+sig?" : "enc+sig?";
}

/* --- JSON ----------------------------------------------------------------- */

static void
json_words(json_t *object, const char *name, const char *text,
	   const char *separator)
{
	g_auto(GStrv) words = g_strsplit(text ? text : "", separator, -1);
	json_t *array = out_json_array(object, name);

	for (char **w = words; *w; w++)
		if (**w)
			out_json_word(array, *w);
}

static void
json_why(json_t *object, unsigned why)
{
	json_t *array = out_json_array(object, "why");

	for (unsigned bit = 0; bit < 32; bit++)
		if (why & (1U << bit))
			out_json_word(array, sp_why_word((enum sp_why)
							 (1U << bit)));
}

static void
json_decision(json_t *object, const struct sp_mail *m)
{
	out_json_time(object, "deferred_until", m->deferred_until);
	out_json_time(object, "asked", m->asked);
	out_json_time(object, "decided", m->decided);
	out_json_text(object, "decided_by", m->decided_by);
	out_json_text(object, "decision", m->decision);
}

/* What the row says; it is there when the readable part is not. */
static void
json_row(json_t *object, const struct sp_gate *gate, const struct sp_mail *m)
{
	out_json_text(object, "list", gate->conf->list);
	out_json_text(object, "ref", m->ref);
	out_json_text(object, "state", view_state(m->state));
	out_json_time(object, "arrived", m->arrived);
	out_json_time(object, "due",
		      m->state == SP_MAIL_HELD ? sp_inform_due(gate, m) : 0);
	json_why(object, m->why);
	json_decision(object, m);
	out_json_number(object, "repeats", m->repeats);
	out_json_text(object, "acknowledgement", ack_state(m->ack));
	out_json_text(object, "no_acknowledgement",
		      m->ack == SP_ACK_STATE_NONE ?
		      sp_no_ack_word((enum sp_no_ack)m->ack_why) : "");
}

void
view_json(json_t *object, const struct sp_gate *gate, const struct sp_mail *m,
	  const struct sp_card *c, gboolean whole)
{
	json_row(object, gate, m);
	out_json_text(object, "case", c->case_number);
	out_json_text(object, "from", c->from);
	out_json_text(object, "from_address", c->from_address);
	out_json_text(object, "subject", c->subject);
	out_json_number(object, "size", (int64_t)c->size);
	out_json_text(object, "crypto", c->crypto);
	out_json_text(object, "signature", c->signature);
	out_json_text(object, "protection", c->protection);
	out_json_text(object, "headers", c->headers);
	out_json_flag(object, "repaired", c->repaired);
	out_json_flag(object, "report", c->report);
	out_json_flag(object, "spam", c->spam);
	json_words(object, "found", c->found, " ");
	json_words(object, "missing", c->missing, " ");
	json_words(object, "similar", c->similar, "\n");
	out_json_text(object, "suggest", c->suggest);
	if (!whole)
		return;
	out_json_text(object, "why_text", c->why);
	out_json_text(object, "outer_subject", c->outer_subject);
	out_json_text(object, "authentication", c->authentication);
	out_json_text(object, "differences", c->differences);
	out_json_text(object, "to", c->to);
	json_words(object, "parts", c->parts, "\n");
	json_words(object, "hints", c->hints, "; ");
	out_json_text(object, "likely_case", c->likely);
	out_json_text(object, "other_key", c->other_key);
	out_json_number(object, "earlier", (int64_t)c->earlier);
}

/* --- terminal ------------------------------------------------------------- */

static void
print_lines(const char *label, const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text ? text : "", "\n", -1);

	for (char **l = lines; *l; l++) {
		out_field(label, *l);
		label = "";
	}
}

static void
print_decision(const struct sp_mail *m)
{
	g_autofree char *decided = out_time(m->decided);
	g_autofree char *deferred = out_time(m->deferred_until);
	g_autofree char *asked = out_time(m->asked);
	g_autofree char *by = sp_show_line(m->decided_by ? m->decided_by : "",
					   0);

	if (m->decided)
		out_print("%-14s %s by %s at %s UTC\n", "decided",
			  m->decision, by, decided);
	if (m->asked)
		out_print("%-14s its author was asked at %s UTC\n", "asked",
			  asked);
	if (m->deferred_until)
		out_print("%-14s until %s UTC\n", "deferred", deferred);
	if (m->repeats)
		out_print("%-14s %u more %s\n", "arrived again", m->repeats,
			  m->repeats == 1 ? "time" : "times");
}

static void
print_acknowledgement(const struct sp_mail *m)
{
	g_autofree char *due = out_time(m->ack_due);
	g_autofree char *at = out_time(m->ack_at);

	if (m->ack == SP_ACK_STATE_SENT)
		out_print("%-14s sent %s UTC\n", "automatic ack", at);
	else if (m->ack == SP_ACK_STATE_DUE)
		out_print("%-14s due %s UTC\n", "automatic ack", due);
	else if (m->ack == SP_ACK_STATE_NONE)
		out_print("%-14s not sent: %s\n", "automatic ack",
			  sp_no_ack_word((enum sp_no_ack)m->ack_why));
}

static void
print_times(const struct sp_gate *gate, const struct sp_mail *m)
{
	g_autofree char *arrived = out_time(m->arrived);
	g_autofree char *age = sp_when_age(sp_gate_now() - m->arrived);
	const int64_t due = sp_inform_due(gate, m);
	g_autofree char *by = due != 0 ? due_short(gate, due) : NULL;

	out_print("%-14s %s UTC, %s ago\n", "arrived", arrived, age);
	if (m->state == SP_MAIL_HELD && by)
		out_print("%-14s %s\n", "answer due", by);
}

void
view_print(const struct sp_gate *gate, const struct sp_mail *m,
	   const struct sp_card *c)
{
	out_print("%s   %s%s\n", m->ref, view_state(m->state),
		  c->report ? ", marked as a report" :
		  c->spam ? ", a filter calls it spam" : "");
	if (m->state == SP_MAIL_HELD || m->state == SP_MAIL_UNOPENED)
		out_field("why", c->why);
	out_field("case", c->case_number);
	print_times(gate, m);
	print_decision(m);
	out_field("from", c->from);
	out_field("differences", c->differences);
	out_field("authentication", c->authentication);
	if (c->earlier)
		out_print("%-14s %" G_GUINT64_FORMAT " from this sender\n",
			  "earlier mail", c->earlier);
	out_field("to", c->to);
	out_field("subject", c->subject);
	out_field("outer subject", c->outer_subject);
	out_field("encryption", c->crypto);
	out_field("signature", c->signature);
	out_field("protected", c->protection);
	out_field("its headers", c->headers);
	print_lines("parts", c->parts);
	print_acknowledgement(m);
	out_field("found", c->found);
	out_field("not found", c->missing);
	print_lines("might be", c->similar);
	out_field("it says", c->hints);
	out_field("likely case", c->likely);
	out_field("KEY CHANGED", c->other_key);
	out_field("suggestion", c->suggest);
}
