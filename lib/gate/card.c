/* SPDX-License-Identifier: GPL-2.0-or-later */
/* card.c - what was found in a mail, put for people */
#include "lib/gate/card.h"

#include <string.h>

#include "lib/gate/author.h"
#include "lib/gate/cover.h"
#include "lib/mail/armor.h"
#include "lib/mail/show.h"
#include "lib/policy/hints.h"

char *
sp_card_why(unsigned why, const char *rules)
{
	GString *s = g_string_new(NULL);

	for (unsigned bit = 0; bit < 32; bit++) {
		const enum sp_why one = (enum sp_why)(1u << bit);

		if (!(why & one))
			continue;
		g_string_append_printf(s, "%s%s", s->len ? "; " : "",
				       sp_why_sentence(one));
		if (one == SP_WHY_RULE && rules[0] != '\0')
			g_string_append_printf(s, ": %s", rules);
	}
	return g_string_free(s, FALSE);
}

/* "casino, invoice": the rules that hold it. */
static char *
holding_rules(const struct sp_config *conf, guint64 held_by)
{
	GString *s = g_string_new(NULL);

	for (guint i = 0; i < conf->rules->len && i < 64; i++) {
		const struct sp_rule_conf *c = conf->rules->pdata[i];

		if (held_by & (G_GUINT64_CONSTANT(1) << i))
			g_string_append_printf(s, "%s%s", s->len ? ", " : "",
					       c->name);
	}
	return g_string_free(s, FALSE);
}

/* Only what our own border said, and about which domain. */
static char *
describe_auth(const struct sp_facts *f)
{
	if (f == NULL || f->dmarc == SP_AUTH_NONE)
		return g_strdup("not checked");
	return g_strdup_printf("DMARC %s %s", f->dmarc == SP_AUTH_PASS ? "pass"
			       : "FAIL", f->dmarc_domain);
}

/* What of OpenPGP is in a part. */
static const char *
describe_pgp(unsigned pgp)
{
	if (pgp & SP_ARMOR_MESSAGE)
		return "  (OpenPGP: encrypted)";
	if (pgp & (SP_ARMOR_SIGNED | SP_ARMOR_SIGNATURE))
		return "  (OpenPGP: a signature)";
	if (pgp & SP_ARMOR_KEY)
		return "  (OpenPGP: a key)";
	return pgp != 0 ? "  (OpenPGP)" : "";
}

static char *
describe_parts(const struct sp_facts *f)
{
	GString *s = g_string_new(NULL);

	for (guint i = 0; f != NULL && i < f->parts->len && i < 50; i++) {
		const struct sp_part *p = f->parts->pdata[i];

		if (g_str_has_prefix(p->type, "multipart/"))
			continue;
		g_string_append_printf(s, "%s%s  %zu bytes%s%s%s",
				       s->len ? "\n" : "", p->type, p->size,
				       p->name ? "  " : "",
				       p->name ? p->name : "",
				       describe_pgp(p->pgp));
	}
	return g_string_free(s, FALSE);
}

static void
describe_checks(const struct sp_config *conf, guint64 found, char **have,
		char **lack)
{
	GString *yes = g_string_new(NULL);
	GString *no = g_string_new(NULL);

	for (guint i = 0; i < conf->checklist->len; i++) {
		const struct sp_check_conf *c = conf->checklist->pdata[i];
		GString *to = found & (G_GUINT64_CONSTANT(1) << i) ? yes : no;

		g_string_append_printf(to, "%s%s", to->len ? " " : "", c->name);
	}
	*have = g_string_free(yes, FALSE);
	*lack = g_string_free(no, FALSE);
}

struct sp_card *
sp_card_make(const struct sp_gate *gate, const struct sp_mail *mail,
	     const struct sp_opening *o, const struct sp_hearing *h)
{
	const struct sp_verdict *verdict = &h->verdict;
	g_autofree char *rules = holding_rules(gate->conf, verdict->held_by);
	struct sp_card *c = g_new0(struct sp_card, 1);
	const struct sp_facts *author = sp_opening_author(o);
	const struct sp_blob *blob;
	const struct sp_facts *content;
	guint64 found = o->clear ? o->clear->checks : 0;

	sp_opening_content(o, &blob, &content);
	if (o->inner != NULL)
		found |= o->inner->checks;
	c->ref = g_strdup(mail->ref);
	c->case_number = g_strdup("");
	c->why = sp_card_why(verdict->why, rules);
	c->from = sp_author_line(author);
	c->from_address = sp_show_line(author ? author->from_address : "", 254);
	c->subject = sp_show_line(sp_opening_subject(o), 300);
	c->outer_subject = sp_show_line(
		o->inner != NULL && o->inner->subject[0] != '\0' &&
		strcmp(o->inner->subject, o->clear->subject) != 0
		? o->clear->subject : "", 300);
	c->crypto = sp_cover_crypto(o);
	c->signature = sp_cover_signature(o);
	c->protection = sp_cover_text(o);
	c->headers = sp_cover_headers(o);
	c->authentication = describe_auth(o->clear);
	c->differences = sp_author_differences(o, h->sender, h->namesake);
	c->to = sp_show_line(author ? author->to : "", 300);
	c->parts = content ? describe_parts(content)
		: g_strdup(o->unparsable ? o->unparsable
			   : "not looked into");
	c->ack = mail->ack == SP_ACK_STATE_NONE
		? g_strdup_printf("not sent: %s",
				  sp_no_ack_word((enum sp_no_ack)mail->ack_why))
		: g_strdup("");
	describe_checks(gate->conf, found, &c->found, &c->missing);
	c->similar = g_strdup("");
	c->due = sp_workday_format(&gate->conf->workdays,
		sp_workday_due(&gate->conf->workdays, mail->arrived,
			       gate->conf->human_answer_wd));
	c->hints = o->signer == NULL && content != NULL
		? sp_policy_hints(content->text) : g_strdup("");
	c->other_key = g_strdup(o->other_key ? o->other_key : "");
	c->likely = g_strdup(h->likely ? h->likely : "");
	c->suggest = g_strdup(verdict->suggest ? verdict->suggest : "");
	c->report = verdict->rank == SP_RANK_REPORT;
	c->tagged = verdict->tagged;
	c->repaired = o->clear != NULL && (o->clear->flags &
		(SP_FACT_PARTS_MENDED | SP_FACT_ARMOR_MENDED)) != 0;
	c->spam = o->clear != NULL && (o->clear->flags & SP_FACT_SPAM);
	c->size = o->message->len;
	c->earlier = h->earlier;
	c->arrived = mail->arrived;
	return c;
}
