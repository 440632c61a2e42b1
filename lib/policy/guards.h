/* SPDX-License-Identifier: GPL-2.0-or-later */
/* guards.h - the conditions in the table of guards.c
 *
 * Each answers whether it holds; a say_... one says what is missing. */
#ifndef SP_POLICY_GUARDS_H
#define SP_POLICY_GUARDS_H

#include "lib/policy/process.h"

gboolean sp_guard_answered(const struct sp_situation *s);
gboolean sp_guard_reporter_told(const struct sp_situation *s);
gboolean sp_guard_thanked(const struct sp_situation *s);
gboolean sp_guard_credits_known(const struct sp_situation *s);
gboolean sp_guard_judged(const struct sp_situation *s);
void sp_guard_say_judged(const struct sp_situation *s, GString *text);
gboolean sp_guard_genuine(const struct sp_situation *s);
gboolean sp_guard_misusable(const struct sp_situation *s);
gboolean sp_guard_rated(const struct sp_situation *s);
gboolean sp_guard_impact_known(const struct sp_situation *s);
gboolean sp_guard_led(const struct sp_situation *s);
gboolean sp_guard_reason_given(const struct sp_situation *s);
gboolean sp_guard_rerating_explained(const struct sp_situation *s);
gboolean sp_guard_resolution_known(const struct sp_situation *s);
gboolean sp_guard_original_named(const struct sp_situation *s);
gboolean sp_guard_both_open(const struct sp_situation *s);
gboolean sp_guard_patched(const struct sp_situation *s);
gboolean sp_guard_unopposed(const struct sp_situation *s);
void sp_guard_say_opposed(const struct sp_situation *s, GString *text);
gboolean sp_guard_reviewed(const struct sp_situation *s);
void sp_guard_say_reviewed(const struct sp_situation *s, GString *text);
gboolean sp_guard_approved(const struct sp_situation *s);
void sp_guard_say_approved(const struct sp_situation *s, GString *text);
gboolean sp_guard_trailers_complete(const struct sp_situation *s);
void sp_guard_say_trailers(const struct sp_situation *s, GString *text);
/* The branch, or target, that lacks what the guard asks for; NULL: none. */
const char *sp_guard_branch(const struct sp_situation *s,
			    const struct sp_guard *guard);
const char *sp_guard_target(const struct sp_situation *s);
gboolean sp_guard_branches_decided(const struct sp_situation *s);
void sp_guard_say_branches_decided(const struct sp_situation *s,
				   GString *text);
gboolean sp_guard_branches_fixed(const struct sp_situation *s);
void sp_guard_say_branches_fixed(const struct sp_situation *s, GString *text);
gboolean sp_guard_ready_or_public(const struct sp_situation *s);
gboolean sp_guard_no_embargo(const struct sp_situation *s);
void sp_guard_say_embargo(const struct sp_situation *s, GString *text);
gboolean sp_guard_embargo_settled(const struct sp_situation *s);
gboolean sp_guard_cve_settled(const struct sp_situation *s);
void sp_guard_say_cve(const struct sp_situation *s, GString *text);
gboolean sp_guard_notice(const struct sp_situation *s);
void sp_guard_say_notice(const struct sp_situation *s, GString *text);
/* The command that supplies what the guard found; NULL: the table names it;
 * g_free(). */
char *sp_guard_found_command(const struct sp_situation *s,
			     const struct sp_guard *guard);
gboolean sp_guard_batch_date(const struct sp_situation *s);
void sp_guard_say_batch_date(const struct sp_situation *s, GString *text);
gboolean sp_guard_batch_whole(const struct sp_situation *s);
void sp_guard_say_batch_whole(const struct sp_situation *s, GString *text);
gboolean sp_guard_batch_waits(const struct sp_situation *s);
gboolean sp_guard_batch_one(const struct sp_situation *s);
void sp_guard_say_batch_one(const struct sp_situation *s, GString *text);
gboolean sp_guard_batch_in_time(const struct sp_situation *s);
void sp_guard_say_batch_in_time(const struct sp_situation *s, GString *text);
gboolean sp_guard_batched(const struct sp_situation *s);
gboolean sp_guard_leaving_explained(const struct sp_situation *s);
gboolean sp_guard_bug_settled(const struct sp_situation *s);
gboolean sp_guard_announced(const struct sp_situation *s);
void sp_guard_say_announced(const struct sp_situation *s, GString *text);
gboolean sp_guard_share_allowed(const struct sp_situation *s);
gboolean sp_guard_terms_accepted(const struct sp_situation *s);
gboolean sp_guard_key_known(const struct sp_situation *s);
gboolean sp_guard_numbered(const struct sp_situation *s);
gboolean sp_guard_note(const struct sp_situation *s);
void sp_guard_say_note(const struct sp_situation *s, GString *text);
gboolean sp_guard_two_forget(const struct sp_situation *s);
gboolean sp_guard_still_secret(const struct sp_situation *s);
void sp_guard_say_secret(const struct sp_situation *s, GString *text);
gboolean sp_guard_has_reporter(const struct sp_situation *s);
gboolean sp_guard_secret_or_private(const struct sp_situation *s);
gboolean sp_guard_proposed(const struct sp_situation *s);
void sp_guard_say_proposed(const struct sp_situation *s, GString *text);
gboolean sp_guard_not_proposed(const struct sp_situation *s);
gboolean sp_guard_not_private(const struct sp_situation *s);
gboolean sp_guard_is_private(const struct sp_situation *s);
gboolean sp_guard_in_future(const struct sp_situation *s);
gboolean sp_guard_is_earlier(const struct sp_situation *s);
gboolean sp_guard_shortest(const struct sp_situation *s);
void sp_guard_say_shortest(const struct sp_situation *s, GString *text);
gboolean sp_guard_on_roster(const struct sp_situation *s);
gboolean sp_guard_code_known(const struct sp_situation *s);
gboolean sp_guard_not_too_long(const struct sp_situation *s);
void sp_guard_say_too_long(const struct sp_situation *s, GString *text);
gboolean sp_guard_length_explained(const struct sp_situation *s);
void sp_guard_say_code(const struct sp_situation *s, GString *text);
void sp_guard_say_explain(const struct sp_situation *s, GString *text);
gboolean sp_guard_restart_explained(const struct sp_situation *s);
gboolean sp_guard_two_agree(const struct sp_situation *s);
void sp_guard_say_two(const struct sp_situation *s, GString *text);
gboolean sp_guard_end_agreed(const struct sp_situation *s);

static inline gboolean
sp_given(const char *text)
{
	return text && *text;
}

#endif
