/* SPDX-License-Identifier: GPL-2.0-or-later */
/* clocks.c - what is due when, and when it is reminded of */
#include "lib/policy/clocks.h"

#include <string.h>

#include "t/unit/tap.h"

enum { HOUR = 3600, DAY = 24 * HOUR };

static struct sp_err err;

/* "2026-11-16T09:12"; 1, for what is only so or not, is 1. */
static int64_t
at(const char *text)
{
	g_autofree char *iso = g_strconcat(text, ":00Z", NULL);
	g_autoptr(GDateTime) t = g_date_time_new_from_iso8601(iso, NULL);

	return t ? g_date_time_to_unix(t) : g_ascii_strtoll(text, NULL, 10);
}

static char *
iso(int64_t when)
{
	char *text = sp_time_iso(when);

	text[strlen("2026-11-16T09:12")] = '\0';
	return text;
}

/* The profile, and what stands in text of "zone=" and "holidays=". */
static struct sp_config *
policy(const char *profile, const char *text)
{
	g_autofree char *file = sp_config_sample("a@b.org", NULL, profile,
						 NULL, NULL, &err);
	g_auto(GStrv) words = g_strsplit(text, " ", -1);
	struct sp_config *conf = NULL;

	if (!file || sp_config_parse("a.conf", "a", file, strlen(file), &conf,
				     &err) != SP_OK)
		abort();
	for (char **word = words; *word; word++) {
		const char *value = strchr(*word, '=');
		g_auto(GStrv) days = NULL;

		if (g_str_has_prefix(*word, "zone=")) {
			g_free(conf->workdays.timezone);
			conf->workdays.timezone = g_strdup(value + 1);
		} else if (g_str_has_prefix(*word, "holidays=")) {
			days = g_strsplit(value + 1, ",", -1);
			for (char **day = days; *day; day++)
				g_hash_table_add(conf->workdays.holidays,
						 g_strdup(*day));
		}
	}
	return conf;
}

#define FACT(name) { #name, offsetof(struct sp_clock_facts, name) }

static const struct {
	const char *name;
	size_t offset;
} fields[] = {
	FACT(arrived), FACT(decided), FACT(answered), FACT(told), FACT(asked),
	FACT(triaged), FACT(settled), FACT(embargo_began), FACT(embargo_end),
	FACT(embargo_over), FACT(went_public), FACT(predisclosed),
	FACT(patched), FACT(reviewed), FACT(cve_requested),
	FACT(cve_assigned), FACT(fixed), FACT(exploited), FACT(closed),
};

/* "arrived=2026-11-16T09:12 reporter", words apart by blanks. */
static struct sp_clock_facts
facts(const char *text)
{
	struct sp_clock_facts f = { .arrived = 0 };
	g_auto(GStrv) words = g_strsplit(text, " ", -1);

	for (char **word = words; *word; word++) {
		char *equals = strchr(*word, '=');

		if (strcmp(*word, "reporter") == 0)
			f.reporter = TRUE;
		else if (strcmp(*word, "wants_embargo") == 0)
			f.wants_embargo = TRUE;
		else if (strcmp(*word, "held_only") == 0)
			f.held_only = TRUE;
		if (!equals)
			continue;
		*equals = '\0';
		for (size_t i = 0; i < G_N_ELEMENTS(fields); i++)
			if (strcmp(fields[i].name, *word) == 0)
				*(int64_t *)(void *)((char *)&f +
					fields[i].offset) = at(equals + 1);
	}
	return f;
}

static const struct sp_clock *
find(const GArray *clocks, enum sp_clock_kind kind)
{
	for (guint i = 0; i < clocks->len; i++) {
		const struct sp_clock *c = &g_array_index(clocks,
						struct sp_clock, i);

		if (c->kind == kind)
			return c;
	}
	return NULL;
}

/* "due: reminders +7d; stopped", or "none". */
static char *
shown(const struct sp_clock *c)
{
	g_autoptr(GString) out = g_string_new("none");
	g_autofree char *due = c ? iso(c->due) : NULL;
	g_autofree char *stopped = c && c->stopped ? iso(c->stopped) : NULL;

	if (!c)
		return g_string_free(g_steal_pointer(&out), FALSE);
	g_string_printf(out, "%s:", due);
	for (unsigned i = 0; i < c->n; i++) {
		g_autofree char *mark = iso(c->remind[i]);

		g_string_append_printf(out, " %s", mark);
	}
	if (c->every_s)
		g_string_append_printf(out, " +%" G_GINT64_FORMAT "d",
				       c->every_s / DAY);
	if (stopped)
		g_string_append_printf(out, "; %s", stopped);
	return g_string_free(g_steal_pointer(&out), FALSE);
}

#define ARRIVED "arrived=2026-11-16T09:12 reporter"
#define ANSWERED ARRIVED " answered=2026-11-17T14:05"
#define EMBARGO ANSWERED " triaged=2026-11-18T10:00 " \
	"settled=2026-11-19T12:00 embargo_began=2026-11-19T12:00 " \
	"embargo_end=2026-12-01T12:00"

static const struct {
	const char *name, *profile, *facts;
	enum sp_clock_kind kind;
	const char *want;
} rows[] = {
	{ "a held mail, in working hours", "default", ARRIVED " held_only",
	  SP_CLOCK_HOLD, "2026-11-17T17:00: 2026-11-16T13:12 "
	  "2026-11-17T09:12 2026-11-19T09:12" },
	{ "a decided one", "default", ARRIVED " decided=2026-11-16T10:00",
	  SP_CLOCK_HOLD, "2026-11-17T17:00: 2026-11-16T13:12 "
	  "2026-11-17T09:12 2026-11-19T09:12; 2026-11-16T10:00" },
	{ "a held mail is no case yet", "default", ARRIVED " held_only",
	  SP_CLOCK_ANSWER, "none" },

	{ "Monday and three working days", "default", ARRIVED,
	  SP_CLOCK_ANSWER, "2026-11-19T17:00: 2026-11-19T17:00 "
	  "2026-11-20T17:00 +1d" },
	{ "from the arrival, whatever was decided when", "default",
	  ARRIVED " decided=2026-11-18T10:00", SP_CLOCK_ANSWER,
	  "2026-11-19T17:00: 2026-11-19T17:00 2026-11-20T17:00 +1d" },
	{ "over a weekend", "default", "arrived=2026-11-19T09:12 reporter",
	  SP_CLOCK_ANSWER, "2026-11-24T17:00: 2026-11-24T17:00 "
	  "2026-11-25T17:00 +1d" },
	{ "over the end of summer time", "default",
	  "arrived=2026-10-23T09:12 reporter zone=Europe/Prague",
	  SP_CLOCK_ANSWER,
	  "2026-10-28T16:00: 2026-10-28T16:00 2026-10-29T16:00 +1d" },
	{ "over its beginning", "default",
	  "arrived=2027-03-26T09:12 reporter zone=Europe/Prague",
	  SP_CLOCK_ANSWER,
	  "2027-03-31T15:00: 2027-03-31T15:00 2027-04-01T15:00 +1d" },
	{ "over Christmas and New Year", "default",
	  "arrived=2026-12-23T18:00 reporter holidays=2026-12-24,2026-12-25,"
	  "2026-12-28,2026-12-29,2026-12-30,2026-12-31,2027-01-01",
	  SP_CLOCK_ANSWER,
	  "2027-01-06T17:00: 2027-01-06T17:00 2027-01-07T17:00 +1d" },
	{ "it is Monday in Tokyo already", "default",
	  "arrived=2026-11-15T16:00 reporter zone=Asia/Tokyo",
	  SP_CLOCK_ANSWER,
	  "2026-11-19T08:00: 2026-11-19T08:00 2026-11-20T08:00 +1d" },
	{ "answered", "default", ANSWERED, SP_CLOCK_ANSWER,
	  "2026-11-19T17:00: 2026-11-19T17:00 2026-11-20T17:00 +1d; "
	  "2026-11-17T14:05" },
	{ "nobody to answer", "default", "arrived=2026-11-16T09:12",
	  SP_CLOCK_ANSWER, "none" },
	{ "no promise", "qemu-2026", ARRIVED, SP_CLOCK_ANSWER, "none" },
	{ "two working days", "xen", ARRIVED, SP_CLOCK_ANSWER,
	  "2026-11-18T17:00: 2026-11-18T17:00 2026-11-19T17:00 +1d" },

	{ "sixty days from the human answer", "qemu-2020", ANSWERED,
	  SP_CLOCK_PROCESSING, "2027-01-16T14:05: 2026-12-17T14:05 "
	  "2027-01-01T14:05 2027-01-09T14:05 2027-01-16T14:05 +7d" },
	{ "the same where clocks change", "qemu-2020",
	  ARRIVED " answered=2026-10-20T10:00 zone=Europe/Prague",
	  SP_CLOCK_PROCESSING, "2026-12-19T10:00: 2026-11-19T10:00 2026-12-04T10:00 "
	  "2026-12-12T10:00 2026-12-19T10:00 +7d" },
	{ "not before it", "qemu-2020", ARRIVED, SP_CLOCK_PROCESSING,
	  "none" },
	{ "off", "libvirt", ANSWERED, SP_CLOCK_PROCESSING, "none" },
	{ "published", "qemu-2020", ANSWERED " went_public=2026-12-01T12:00",
	  SP_CLOCK_PROCESSING, "2027-01-16T14:05: 2026-12-17T14:05 "
	  "2027-01-01T14:05 2027-01-09T14:05 2027-01-16T14:05 +7d; "
	  "2026-12-01T12:00" },

	{ "triage", "default", ANSWERED, SP_CLOCK_TRIAGE,
	  "2026-11-24T14:05: 2026-11-24T14:05" },
	{ "triaged", "default", ANSWERED " triaged=2026-11-18T10:00",
	  SP_CLOCK_TRIAGE, "2026-11-24T14:05: 2026-11-24T14:05; "
	  "2026-11-18T10:00" },

	{ "an embargo decision", "default", ANSWERED
	  " triaged=2026-11-18T10:00 wants_embargo", SP_CLOCK_DECISION,
	  "2026-11-21T10:00: 2026-11-19T10:00 +1d" },
	{ "none is needed", "default", ANSWERED " triaged=2026-11-18T10:00",
	  SP_CLOCK_DECISION, "none" },
	{ "it was taken", "default", EMBARGO, SP_CLOCK_DECISION,
	  "2026-11-21T10:00: 2026-11-19T10:00 +1d; 2026-11-19T12:00" },

	{ "an embargo", "default", EMBARGO, SP_CLOCK_EMBARGO,
	  "2026-12-01T12:00: 2026-11-24T12:00 2026-11-28T12:00 "
	  "2026-11-30T12:00 2026-12-01T10:00 2026-12-01T12:00" },
	{ "a short one", "default", ANSWERED
	  " embargo_began=2026-11-29T12:00 embargo_end=2026-12-01T12:00",
	  SP_CLOCK_EMBARGO, "2026-12-01T12:00: 2026-11-30T12:00 "
	  "2026-12-01T10:00 2026-12-01T12:00" },
	{ "one that was ended", "default", EMBARGO
	  " embargo_over=2026-11-25T08:00", SP_CLOCK_EMBARGO,
	  "2026-12-01T12:00: 2026-11-24T12:00 2026-11-28T12:00 "
	  "2026-11-30T12:00 2026-12-01T10:00 2026-12-01T12:00; "
	  "2026-11-25T08:00" },
	{ "none", "default", ANSWERED, SP_CLOCK_EMBARGO, "none" },

	{ "a month, counted as 31 days", "default", ARRIVED,
	  SP_CLOCK_PRIVATE, "2026-12-17T09:12:" },
	{ "without a hard limit, the soft one in working days", "xen",
	  ARRIVED, SP_CLOCK_PRIVATE, "2026-12-07T17:00:" },

	{ "the advisory after a working week", "xen",
	  "arrived=2026-11-18T10:00 reporter", SP_CLOCK_ADVISORY,
	  "2026-11-25T17:00: 2026-11-23T17:00 2026-11-24T17:00 "
	  "2026-11-25T17:00 +1d" },
	{ "and the public after two more", "xen",
	  "arrived=2026-11-18T10:00 reporter predisclosed=2026-11-25T15:00",
	  SP_CLOCK_PREDISCLOSURE, "2026-12-09T17:00: 2026-12-07T17:00 "
	  "2026-12-08T17:00 2026-12-09T17:00 +1d" },
	{ "a holiday makes a leg longer", "xen",
	  "arrived=2026-11-18T10:00 reporter holidays=2026-11-20",
	  SP_CLOCK_ADVISORY,
	  "2026-11-26T17:00: 2026-11-24T17:00 2026-11-25T17:00 "
	  "2026-11-26T17:00 +1d" },
	{ "no legs", "default", ARRIVED, SP_CLOCK_ADVISORY, "none" },

	{ "a review, three days before the end", "default", EMBARGO
	  " patched=2026-11-20T10:00", SP_CLOCK_REVIEW,
	  "2026-11-28T12:00: 2026-11-28T12:00 +1d" },
	{ "a patch that comes late", "default", EMBARGO
	  " patched=2026-11-30T10:00", SP_CLOCK_REVIEW,
	  "2026-11-28T12:00: 2026-11-30T10:00 +1d" },
	{ "a reviewed one", "default", EMBARGO
	  " patched=2026-11-20T10:00 reviewed=2026-11-21T09:00",
	  SP_CLOCK_REVIEW, "2026-11-28T12:00: 2026-11-28T12:00 +1d; "
	  "2026-11-21T09:00" },
	{ "no embargo, no hurry", "default", ANSWERED
	  " patched=2026-11-20T10:00", SP_CLOCK_REVIEW, "none" },

	{ "a CVE number", "default", ANSWERED
	  " cve_requested=2026-11-19T10:00", SP_CLOCK_CVE,
	  "2026-11-24T17:00: 2026-11-24T17:00 +7d" },
	{ "that is there", "default", ANSWERED
	  " cve_requested=2026-11-19T10:00 cve_assigned=2026-11-20T10:00",
	  SP_CLOCK_CVE, "2026-11-24T17:00: 2026-11-24T17:00 +7d; "
	  "2026-11-20T10:00" },

	{ "an update after two weeks", "default", ANSWERED
	  " told=2026-11-20T10:00", SP_CLOCK_UPDATE,
	  "2026-12-04T10:00: 2026-12-04T10:00 +7d" },
	{ "a question about a held mail", "default", ARRIVED
	  " held_only asked=2026-11-20T10:00",
	  SP_CLOCK_NEEDS_INFO, "2026-12-04T10:00: 2026-12-04T10:00 "
	  "2026-12-18T10:00" },
	{ "a tag", "default", ANSWERED " fixed=2026-12-01T12:00",
	  SP_CLOCK_TAG, "2026-12-08T12:00: 2026-12-08T12:00 +7d" },
	{ "a leap day is a day", "default", ANSWERED
	  " fixed=2028-02-26T12:00", SP_CLOCK_TAG,
	  "2028-03-04T12:00: 2028-03-04T12:00 +7d" },
};

static void
table(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_auto_config struct sp_config *conf =
			policy(rows[i].profile, rows[i].facts);
		const struct sp_clock_facts f = facts(rows[i].facts);
		g_autoptr(GArray) clocks = sp_clocks(&f, conf);
		g_autofree char *got = shown(find(clocks, rows[i].kind));

		ok(!strcmp(got, rows[i].want), "%s, %s: %s",
		   sp_clock_names[rows[i].kind], rows[i].name, got);
	}
}

/* When each of them is over at the latest: closed, none runs. */
static void
stops(void)
{
	g_auto_config struct sp_config *conf = policy("xen", "");
	const struct sp_clock_facts f = facts(EMBARGO
		" predisclosed=2026-11-25T15:00 patched=2026-11-20T10:00 "
		"cve_requested=2026-11-19T10:00 told=2026-11-20T10:00 "
		"asked=2026-11-20T10:00 fixed=2026-12-01T12:00 "
		"decided=2026-11-16T10:00 closed=2026-12-30T10:00");
	g_autoptr(GArray) clocks = sp_clocks(&f, conf);
	unsigned running = 0;

	for (guint i = 0; i < clocks->len; i++)
		running += g_array_index(clocks, struct sp_clock, i).stopped ==
			   0;
	/* All but processing, which this profile does not have. */
	ok(clocks->len == SP_CLOCKS - 1 && running == 0,
	   "a closed case has no clock that runs");
}

/* By when a case has to move on; NULL: whenever it can. */
static void
moves_on(void)
{
	static const struct {
		const char *name, *facts;
		enum sp_case_state state;
		const char *want;
	} cases[] = {
		{ "a new case", ARRIVED, SP_CASE_NEW, "human answer" },
		{ "an answered one", ANSWERED, SP_CASE_ACKNOWLEDGED,
		  "triage" },
		{ "a triaged one", ANSWERED
		  " triaged=2026-11-18T10:00 wants_embargo",
		  SP_CASE_TRIAGED, "embargo decision" },
		{ "without an embargo", ANSWERED " triaged=2026-11-18T10:00",
		  SP_CASE_FIXING, "processing" },
		{ "under embargo", EMBARGO, SP_CASE_FIXING, "embargo" },
		{ "with a patch", EMBARGO " patched=2026-11-20T10:00",
		  SP_CASE_FIXING, "review" },
		{ "that is reviewed", EMBARGO " patched=2026-11-20T10:00 "
		  "reviewed=2026-11-21T10:00", SP_CASE_READY, "embargo" },
		{ "a public one", EMBARGO " went_public=2026-12-01T12:00 "
		  "fixed=2026-12-01T12:00", SP_CASE_PUBLISHED, "tag" },
		{ "tagged", EMBARGO " went_public=2026-12-01T12:00",
		  SP_CASE_PUBLISHED, NULL },
		{ "closed", ANSWERED " closed=2026-12-01T12:00",
		  SP_CASE_CLOSED, NULL },
	};
	g_auto_config struct sp_config *conf = policy(NULL, "");

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		const struct sp_clock_facts f = facts(cases[i].facts);
		g_autoptr(GArray) clocks = sp_clocks(&f, conf);
		const struct sp_clock *c = sp_clock_of_state(clocks,
							cases[i].state);
		const char *got = c ? sp_clock_names[c->kind] : NULL;

		ok(g_strcmp0(got, cases[i].want) == 0, "%s moves on by: %s",
		   cases[i].name, got ? got : "-");
	}
}

static void
reminders(void)
{
	static const struct {
		const char *name, *facts;
		enum sp_clock_kind kind;
		const char *now, *last, *next;
	} cases[] = {
		{ "before the first", EMBARGO, SP_CLOCK_EMBARGO,
		  "2026-11-24T11:59", NULL, "2026-11-24T12:00" },
		{ "at it", EMBARGO, SP_CLOCK_EMBARGO, "2026-11-24T12:00",
		  "2026-11-24T12:00", "2026-11-28T12:00" },
		{ "two hours before the end", EMBARGO, SP_CLOCK_EMBARGO,
		  "2026-12-01T10:01", "2026-12-01T10:00",
		  "2026-12-01T12:00" },
		{ "long after", EMBARGO, SP_CLOCK_EMBARGO,
		  "2027-02-01T10:00", "2026-12-01T12:00", NULL },
		{ "ended", EMBARGO " embargo_over=2026-11-25T08:00",
		  SP_CLOCK_EMBARGO, "2026-12-01T10:01", NULL, NULL },
		{ "daily", ARRIVED, SP_CLOCK_ANSWER, "2026-11-23T09:00",
		  "2026-11-22T17:00", "2026-11-23T17:00" },
		{ "weekly", ANSWERED, SP_CLOCK_PROCESSING,
		  "2027-02-01T14:05", "2027-01-30T14:05",
		  "2027-02-06T14:05" },
		{ "weekly, at the minute", ANSWERED, SP_CLOCK_PROCESSING,
		  "2027-01-30T14:05", "2027-01-30T14:05",
		  "2027-02-06T14:05" },
	};
	g_auto_config struct sp_config *conf = policy(NULL, "");

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		const struct sp_clock_facts f = facts(cases[i].facts);
		g_autoptr(GArray) clocks = sp_clocks(&f, conf);
		const struct sp_clock *c = find(clocks, cases[i].kind);
		const int64_t now = at(cases[i].now);
		const int64_t last = cases[i].last ? at(cases[i].last) : 0;
		const int64_t next = cases[i].next ? at(cases[i].next) : 0;

		ok(sp_clock_reminded(c, now) == last &&
		   sp_clock_reminds(c, now) == next, "%s", cases[i].name);
	}
}

/* Somebody who looks every hour meets each reminder once, and only then. */
static void
each_once(void)
{
	g_auto_config struct sp_config *conf = policy(NULL, "");
	const struct sp_clock_facts f = facts(EMBARGO
		" patched=2026-11-20T10:00 cve_requested=2026-11-19T10:00");
	g_autoptr(GArray) clocks = sp_clocks(&f, conf);

	for (guint i = 0; i < clocks->len; i++) {
		const struct sp_clock *c = &g_array_index(clocks,
						struct sp_clock, i);
		int64_t now = f.arrived, seen = 0, expected;
		gboolean good = TRUE;

		expected = sp_clock_reminds(c, now - 1);
		for (; now < f.arrived + 100 * DAY; now += HOUR) {
			const int64_t last = sp_clock_reminded(c, now);

			if (last == seen)
				continue;
			good = good && last == expected && last > now - HOUR;
			seen = last;
			expected = sp_clock_reminds(c, now);
		}
		ok(good, "%s: each reminder once", sp_clock_names[c->kind]);
	}
}

static void
at_once(void)
{
	static const struct {
		const char *name, *facts, *now, *want;
	} cases[] = {
		{ "two hours before the end", EMBARGO, "2026-12-01T10:00",
		  "2026-12-01T10:00" },
		{ "a minute earlier", EMBARGO, "2026-12-01T09:59", NULL },
		{ "and once it has ended", EMBARGO, "2026-12-02T10:00",
		  "2026-12-01T10:00" },
		{ "ended before", EMBARGO " embargo_over=2026-12-01T09:00",
		  "2026-12-01T10:00", NULL },
		{ "accepted an hour before", ANSWERED
		  " embargo_began=2026-12-01T11:00 "
		  "embargo_end=2026-12-01T12:00", "2026-12-01T11:30",
		  "2026-12-01T11:00" },
		{ "attacks", EMBARGO " exploited=2026-11-22T03:00",
		  "2026-11-22T03:00", "2026-11-22T03:00" },
		{ "attacks, later than the end", EMBARGO
		  " exploited=2026-12-01T11:00", "2026-12-01T11:30",
		  "2026-12-01T11:00" },
		{ "attacks on what is closed", ANSWERED
		  " exploited=2026-11-22T03:00 closed=2026-11-23T03:00",
		  "2026-11-24T03:00", NULL },
		{ "nothing", ANSWERED, "2026-11-24T03:00", NULL },
	};
	g_auto_config struct sp_config *conf = policy(NULL, "");

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		const struct sp_clock_facts f = facts(cases[i].facts);
		const int64_t want = cases[i].want ? at(cases[i].want) : 0;

		ok(sp_clock_at_once(&f, conf, at(cases[i].now)) == want,
		   "at once: %s", cases[i].name);
	}
}

int
main(void)
{
	table();
	stops();
	moves_on();
	reminders();
	each_once();
	at_once();
	return tap_done();
}
