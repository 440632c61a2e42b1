/* SPDX-License-Identifier: GPL-2.0-or-later */
/* dsn.c - what reports about delivery say, and what only looks like one */
#include "t/unit/mail-fixture.h"
#include "t/unit/tap.h"

#define FAILED SP_FACT_DSN_FAILED
#define DELAYED SP_FACT_DSN_DELAYED

#define ABOUT "Reporting-MTA: dns; mx.example.com\n"
#define ONE(action, status) "\nFinal-Recipient: rfc822; jo@example.org\n" \
	"Action: " action "\nStatus: " status "\n"

#define REPORT "multipart/report; report-type=delivery-status; boundary=b"
#define STATUS "message/delivery-status"

struct row {
	const char *name;
	const char *type;	/* NULL: REPORT */
	const char *part;	/* type of its second part; NULL: STATUS */
	const char *coding;	/* of that part, or NULL */
	const char *status;
	unsigned want;
};

/* R-026 R-027 */
static const struct row rows[] = {
	{ .name = "for good", .status = ABOUT ONE("failed", "5.1.1"),
	  .want = FAILED },
	{ .name = "in any case, with blanks",
	  .status = ABOUT ONE("  Failed ", " 5.7.26 (not wanted)"),
	  .want = FAILED },
	{ .name = "given up after days", .status = ABOUT
	  ONE("failed", "4.4.1"), .want = DELAYED },
	{ .name = "tried again", .status = ABOUT ONE("delayed", "4.4.1"),
	  .want = DELAYED },
	{ .name = "delivered", .status = ABOUT ONE("delivered", "2.0.0") },
	{ .name = "relayed", .status = ABOUT ONE("relayed", "2.0.0") },
	{ .name = "expanded", .status = ABOUT ONE("expanded", "2.0.0") },
	{ .name = "failed with success", .status = ABOUT
	  ONE("failed", "2.0.0") },
	{ .name = "delayed for good", .status = ABOUT
	  ONE("delayed", "5.0.0") },
	{ .name = "two recipients, both for good", .status = ABOUT
	  ONE("failed", "5.1.1") ONE("failed", "5.2.1"), .want = FAILED },
	{ .name = "two, one for now", .status = ABOUT
	  ONE("failed", "5.1.1") ONE("delayed", "4.2.2"),
	  .want = DELAYED },
	{ .name = "two, one arrived", .status = ABOUT
	  ONE("failed", "5.1.1") ONE("delivered", "2.0.0") },
	{ .name = "one arrived, the other for good", .status = ABOUT
	  ONE("delivered", "2.0.0") ONE("failed", "5.1.1") },
	{ .name = "line ends of the net", .status =
	  "Reporting-MTA: dns; x\r\n\r\nFinal-Recipient: rfc822; x@y\r\n"
	  "Action: failed\r\nStatus: 5.0.0\r\n", .want = FAILED },
	{ .name = "several blank lines", .status = "\n" ABOUT "\n\n"
	  ONE("failed", "5.1.1") "\n\n", .want = FAILED },
	{ .name = "folded fields", .status = ABOUT
	  "\nFinal-Recipient: rfc822;\n jo@example.org\nAction:\n failed\n"
	  "Status:\n 5.1.1\nDiagnostic-Code: smtp; 550\n\tno\n",
	  .want = FAILED },
	{ .name = "further fields", .status = ABOUT
	  "\nOriginal-Recipient: rfc822;a@b\nFinal-Recipient: rfc822;a@b\n"
	  "Action: failed\nStatus: 5.0.0\nRemote-MTA: dns;c\n"
	  "X-Postfix-Queue-ID: 1\n", .want = FAILED },
	{ .name = "base64", .coding = "base64", .status =
	  "UmVwb3J0aW5nLU1UQTogZG5zOyB4CgpGaW5hbC1SZWNpcGllbnQ6IHJmYzgyMjsg\n"
	  "eEB5CkFjdGlvbjogZmFpbGVkClN0YXR1czogNS4wLjAK\n", .want = FAILED },

	{ .name = "no recipient named", .status = ABOUT
	  "\nAction: failed\nStatus: 5.1.1\n" },
	{ .name = "no action", .status = ABOUT
	  "\nFinal-Recipient: rfc822;a@b\nStatus: 5.1.1\n" },
	{ .name = "no status", .status = ABOUT
	  "\nFinal-Recipient: rfc822;a@b\nAction: failed\n" },
	{ .name = "no code", .status = ABOUT ONE("failed", "550") },
	{ .name = "an empty code", .status = ABOUT ONE("failed", "") },
	{ .name = "a code of one digit", .status = ABOUT ONE("failed", "5") },
	{ .name = "another action", .status = ABOUT ONE("bounced", "5.1.1") },
	{ .name = "two actions", .status = ABOUT
	  "\nFinal-Recipient: rfc822;a@b\nAction: failed\n"
	  "Action: delivered\nStatus: 5.1.1\n" },
	{ .name = "no group about the message", .status =
	  "Final-Recipient: rfc822;a@b\nAction: failed\nStatus: 5.1.1\n" },
	{ .name = "nothing", .status = "" },
	{ .name = "no fields", .status = "Sorry,\n\nStatus: 5.1.1\n" },
	{ .name = "not a report", .type = "multipart/mixed; boundary=b",
	  .status = ABOUT ONE("failed", "5.1.1") },
	{ .name = "a report in words", .part = "text/plain",
	  .status = ABOUT ONE("failed", "5.1.1") },
	{ .name = "a receipt", .part = "message/disposition-notification",
	  .status = ABOUT ONE("failed", "5.1.1") },
};

static char *
make(const struct row *r, const char *extra)
{
	return g_strdup_printf("From: MAILER-DAEMON@example.com\n"
		"To: sec-bounces@lists.example.org\nSubject: Status: 5.1.1\n"
		"MIME-Version: 1.0\nContent-Type: %s\n\n--b\n"
		"Content-Type: text/plain\n\nAction: failed\nStatus: 5.1.1\n\n"
		"--b\nContent-Type: %s\n%s%s%s\n%s\n%s--b--\n",
		r->type ? r->type : REPORT, r->part ? r->part : STATUS,
		r->coding ? "Content-Transfer-Encoding: " : "",
		r->coding ? r->coding : "", r->coding ? "\n" : "",
		r->status, extra);
}

static unsigned
said(const struct mail_fixture *m, const struct row *r, const char *extra)
{
	g_autofree char *mail = make(r, extra);
	struct sp_err err;
	struct sp_facts *f = mail_parse(m, mail, strlen(mail), FALSE, &err);
	unsigned got = f ? f->flags & (FAILED | DELAYED) : 0;

	sp_facts_free(f);
	return got;
}

/* A hundred recipients are read; with one more, none is believed. */
static void
test_limit(const struct mail_fixture *m)
{
	for (unsigned n = 100; n <= 101; n++) {
		GString *all = g_string_new(ABOUT);
		struct row r = { .name = "many" };

		for (unsigned i = 0; i < n; i++)
			g_string_append(all, ONE("failed", "5.1.1"));
		r.status = all->str;
		ok(said(m, &r, "") == (n == 100 ? FAILED : 0),
		   "%u recipients", n);
		g_string_free(all, TRUE);
	}
}

int
main(void)
{
	struct mail_fixture m = mail_fixture("");

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		ok(said(&m, &rows[i], "") == rows[i].want, "%s",
		   rows[i].name);
	ok(said(&m, &rows[0], "--b\nContent-Type: " STATUS "\n\n" ABOUT
		ONE("delivered", "2.0.0")) == 0, "two reports in one");
	ok(said(&m, &rows[0], "--b\nContent-Type: message/rfc822\n\n"
		"Subject: x\n\nAction: delivered\n") == FAILED,
	   "the mail that it is about says nothing");
	test_limit(&m);
	mail_fixture_clear(&m);
	return tap_done();
}
