/* SPDX-License-Identifier: GPL-2.0-or-later */
/* command.c - whether a command that came by mail counts
 *
 * Each question stands for one way to be wrong, and the order decides which of
 * several reasons is told: who somebody is comes before what they may do, and
 * that before anything about a mail. */
#include "lib/policy/command.h"

#include <string.h>

enum {
	CLOCK_AHEAD_S = 5 * 60,		/* of a signer */
};

static enum sp_refusal
check_signature(const struct sp_command_mail *mail)
{
	switch (mail->verdict) {
	case SP_SIG_GOOD:
		return mail->layered ? SP_REFUSED_SEVERAL : SP_REFUSED_NOT;
	case SP_SIG_NONE:
		return SP_REFUSED_UNSIGNED;
	case SP_SIG_SEVERAL:
		return SP_REFUSED_SEVERAL;
	case SP_SIG_UNKNOWN_KEY:
		return SP_REFUSED_STRANGER;
	case SP_SIG_BAD:
	case SP_SIG_EXPIRED_KEY:
	case SP_SIG_REVOKED_KEY:
	case SP_SIG_WEAK:
		break;
	}
	return SP_REFUSED_BAD;
}

static enum sp_refusal
check_signer(const struct sp_command_mail *mail)
{
	if (!mail->member)
		return SP_REFUSED_STRANGER;
	return mail->paused ? SP_REFUSED_PAUSED : SP_REFUSED_NOT;
}

/* Fresh, for us, and for the first time. */
static enum sp_refusal
check_use(const struct sp_command_mail *mail)
{
	if (mail->for_others)
		return SP_REFUSED_FOR_OTHERS;
	if (mail->seen)
		return SP_REFUSED_REPLAYED;
	if (mail->made < mail->now - mail->conf->signature_window_s)
		return SP_REFUSED_OLD;
	return mail->made > mail->now + CLOCK_AHEAD_S ? SP_REFUSED_EARLY
						      : SP_REFUSED_NOT;
}

enum sp_refusal
sp_policy_command_mail(const struct sp_command_mail *mail)
{
	enum sp_refusal why;

	if (!mail->whole)
		return SP_REFUSED_PARTLY;
	if ((why = check_signature(mail)) != SP_REFUSED_NOT ||
	    (why = check_signer(mail)) != SP_REFUSED_NOT)
		return why;
	return check_use(mail);
}

static gboolean
roster_allows(enum sp_mail_roster allowed, unsigned flags)
{
	if (!(flags & SP_VERB_ROSTER))
		return TRUE;
	return flags & SP_VERB_WRITES ? allowed == SP_ROSTER_CHANGE
				      : allowed != SP_ROSTER_NONE;
}

/* What every member may, about themselves. What is no command after all is
 * none about anybody else. */
static gboolean
is_ones_own(const struct sp_command_mail *mail, const struct sp_command *c)
{
	return (c->verb->flags & SP_VERB_ONES_OWN) &&
	       (c->fault != NULL ||
		g_ascii_strcasecmp(c->address, mail->address) == 0);
}

/* What every member may ask for, whoever may ask for the rest. */
static gboolean
is_about_case(const struct sp_command *c)
{
	return (c->verb->flags & SP_VERB_CASE) && c->case_number != NULL;
}

static enum sp_refusal
check_verb(const struct sp_command_mail *mail, const struct sp_command *c)
{
	if (c->verb->by_mail == NULL)
		return SP_REFUSED_NOT_BY_MAIL;
	if (!is_ones_own(mail, c) && !is_about_case(c)) {
		if (!sp_verb_allows(c->verb, mail->roles))
			return SP_REFUSED_NO_RIGHT;
		if (!roster_allows(mail->conf->mail_roster, c->verb->flags))
			return SP_REFUSED_NOT_ALLOWED;
	}
	if (mail->unadmitted && !(c->verb->flags & SP_VERB_NEWCOMERS))
		return SP_REFUSED_UNADMITTED;
	return c->fault != NULL ? SP_REFUSED_MALFORMED : SP_REFUSED_NOT;
}

static gboolean
is_this_list(const char *name, const struct sp_config *conf)
{
	return strcmp(name, conf->list) == 0 ||
	       g_ascii_strcasecmp(name, conf->address) == 0;
}

/* "QSEC-2026-0007": its first part is the list's. */
static gboolean
is_own_case(const char *number, const struct sp_config *conf)
{
	const size_t n = conf->prefix != NULL ? strlen(conf->prefix) : 0;

	return n > 0 && g_ascii_strncasecmp(number, conf->prefix, n) == 0 &&
	       number[n] == '-';
}

/* What changes nothing but the case that it names is for the list of that
 * case. */
static gboolean
names_case(const struct sp_command_mail *mail, const struct sp_command *c)
{
	return is_about_case(c) && is_own_case(c->case_number, mail->conf);
}

/* A REF says for which list a line is, since it is one of that list alone; so
 * does LIST; and the header, when it is signed. */
static enum sp_refusal
check_list(const struct sp_command_mail *mail, const struct sp_command *c)
{
	if (c->list != NULL)
		return is_this_list(c->list, mail->conf) ? SP_REFUSED_NOT
						: SP_REFUSED_FOR_OTHERS;
	return mail->names_list || c->ref[0] != '\0' || names_case(mail, c) ||
	       (c->verb->flags & SP_VERB_ANYWHERE) ? SP_REFUSED_NOT
						   : SP_REFUSED_NOT_NAMED;
}

static enum sp_refusal
check_hold(const struct sp_command_mail *mail, const struct sp_command *c,
	   const struct sp_command_hold *hold)
{
	if (c->ref[0] == '\0')
		return SP_REFUSED_NOT;
	if (hold == NULL)
		return SP_REFUSED_NO_MAIL;
	if (!(c->verb->flags & SP_VERB_DECIDES))
		return SP_REFUSED_NOT;
	if (mail->made < hold->since)
		return SP_REFUSED_BEFORE;
	if (!(c->verb->flags & SP_VERB_HELD_MAIL))
		return SP_REFUSED_NOT;
	if (c->word == NULL)
		return SP_REFUSED_NO_WORD;
	return hold->word_fits ? SP_REFUSED_NOT : SP_REFUSED_WRONG_WORD;
}

enum sp_refusal
sp_policy_command(const struct sp_command_mail *mail,
		  const struct sp_command *c,
		  const struct sp_command_hold *hold)
{
	enum sp_refusal why;

	if ((why = sp_policy_command_mail(mail)) != SP_REFUSED_NOT ||
	    (why = check_verb(mail, c)) != SP_REFUSED_NOT ||
	    (why = check_list(mail, c)) != SP_REFUSED_NOT)
		return why;
	return check_hold(mail, c, hold);
}

gboolean
sp_refusal_is_told(enum sp_refusal why)
{
	return why > SP_REFUSED_PAUSED;
}

/* As it would count: the line again, with the list where it may stand. */
static char *
say_unnamed(const struct sp_command *c, const struct sp_config *conf)
{
	const char *name = c->verb->name;
	const char *rest = c->line && g_str_has_prefix(c->line, name)
		? c->line + strlen(name) : "";

	if (strstr(c->verb->by_mail, "[LIST"))
		return g_strdup_printf("nothing that you signed says for which "
				       "list this is; write \"%s %s%s\"", name,
				       conf->list, rest);
	return g_strdup_printf("%s is no case of this list", c->case_number
			       ? c->case_number : "what it names");
}

/* As far as the configuration asks for it. */
static char *
say_unadmitted(const struct sp_config *conf)
{
	return g_strdup_printf("you are not admitted to this list yet: %s%s%s%s%s",
		conf->vouches > 0 ? "others must vouch for you" : "",
		conf->vouches > 0 && conf->acceptance ? ", or " : "",
		conf->acceptance ? "you have not accepted its policy with "
				   "\"member accept " : "",
		conf->acceptance ? conf->list : "",
		conf->acceptance ? "\"" : "");
}

char *
sp_refusal_sentence(enum sp_refusal why, const struct sp_command *c,
		    const struct sp_config *conf)
{
	switch (why) {
	case SP_REFUSED_NOT:
		break;
	case SP_REFUSED_PARTLY:
		return g_strdup("the signature does not cover all of the mail");
	case SP_REFUSED_UNSIGNED:
		return g_strdup("the mail is not signed");
	case SP_REFUSED_SEVERAL:
		return g_strdup("the mail bears more than one signature");
	case SP_REFUSED_BAD:
		return g_strdup("the signature is not valid");
	case SP_REFUSED_STRANGER:
		return g_strdup("the signer is not known here");
	case SP_REFUSED_PAUSED:
		return g_strdup("the membership of the signer is paused");
	case SP_REFUSED_FOR_OTHERS:
		return c == NULL || c->list == NULL
			? g_strdup("it is meant for another list")
			: g_strdup_printf("\"%s\" is neither this list nor a "
					  "case of it", c->list);
	case SP_REFUSED_REPLAYED:
		return g_strdup("the signature was used on an earlier mail; "
				"write and sign a new one");
	case SP_REFUSED_OLD:
		return g_strdup_printf("the signature is older than %u hours; "
				       "write and sign a new mail",
				       conf->signature_window_s / 3600);
	case SP_REFUSED_EARLY:
		return g_strdup("the signature is dated in the future; set "
				"your clock, then write and sign a new mail");
	case SP_REFUSED_NOT_BY_MAIL:
		return g_strdup_printf("\"%s\" is a command for the list's "
				       "host, not for mail", c->verb->name);
	case SP_REFUSED_NO_RIGHT:
		return g_strdup_printf("you have no right to \"%s\"",
				       c->verb->name);
	case SP_REFUSED_UNADMITTED:
		return say_unadmitted(conf);
	case SP_REFUSED_NOT_ALLOWED:
		return g_strdup_printf("the configuration of this list does "
				       "not allow \"%s\" by mail",
				       c->verb->name);
	case SP_REFUSED_MALFORMED:
		return g_strdup(c->fault);
	case SP_REFUSED_NOT_NAMED:
		return say_unnamed(c, conf);
	case SP_REFUSED_NO_MAIL:
		return g_strdup_printf("there is no mail %s", c->ref);
	case SP_REFUSED_BEFORE:
		return g_strdup_printf("it was signed before %s arrived",
				       c->ref);
	case SP_REFUSED_NO_WORD:
		return g_strdup_printf("the word of %s is missing; it stands "
				       "in its notice: %s", c->ref,
				       c->verb->by_mail);
	case SP_REFUSED_WRONG_WORD:
		return g_strdup_printf("\"%s\" is not the word of %s; it "
				       "stands in its notice", c->word,
				       c->ref);
	}
	return g_strdup("");
}
