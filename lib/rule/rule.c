/* SPDX-License-Identifier: GPL-2.0-or-later */
/* rule.c - PCRE2 kept on a short leash
 *
 * PCRE2 counts its match and depth limits anew at each place where it tries to
 * start: "(\w+\s?)*[:;]" stays below both for ten seconds on 64 KiB. Automatic
 * callouts give the missing bound: every step draws on one budget for the whole
 * text, and an empty budget ends the search as "failed". There is no JIT: it
 * ignores the depth limit and would need writable code in the parser's room. */
#include "lib/rule/rule.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <string.h>

enum {
	PATTERN_MAX = 4096,		/* bytes */
	NEST_MAX = 50,			/* parentheses in parentheses */
	TEXT_MAX = 64 * 1024,		/* bytes */
	MATCH_LIMIT = 100000,
	DEPTH_LIMIT = 1000,
	HEAP_LIMIT_KIB = 4096,
	STEP_BUDGET = 5000000,		/* of one search: a tenth of a second;
					   64 KiB of prose take a million */
};

struct sp_pattern {
	pcre2_general_context *memory;
	pcre2_code *code;
};

G_DEFINE_AUTOPTR_CLEANUP_FUNC(pcre2_general_context, pcre2_general_context_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(pcre2_compile_context, pcre2_compile_context_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(pcre2_match_context, pcre2_match_context_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(pcre2_match_data, pcre2_match_data_free)

/* GLib's allocator ends the process when memory does, so that no create
 * function below answers NULL. */
static void *
take(PCRE2_SIZE n, void *unused)
{
	(void)unused;
	return g_malloc(n);
}

static void
give_back(void *memory, void *unused)
{
	(void)unused;
	g_free(memory);
}

enum sp_status
sp_pattern_compile(const char *pattern, struct sp_pattern **p,
		   struct sp_err *err)
{
	const uint32_t options = PCRE2_UTF | PCRE2_UCP | PCRE2_CASELESS |
				 PCRE2_AUTO_CALLOUT | PCRE2_NEVER_BACKSLASH_C;
	g_autoptr(pcre2_general_context) memory =
		pcre2_general_context_create(take, give_back, NULL);
	g_autoptr(pcre2_compile_context) limits =
		pcre2_compile_context_create(memory);
	struct sp_pattern *new;
	pcre2_code *code;
	PCRE2_SIZE at = 0;
	PCRE2_UCHAR why[200];
	int e = 0;

	(void)pcre2_set_max_pattern_length(limits, PATTERN_MAX);
	(void)pcre2_set_parens_nest_limit(limits, NEST_MAX);
	code = pcre2_compile((PCRE2_SPTR)pattern, PCRE2_ZERO_TERMINATED,
			     options, &e, &at, limits);
	if (!code) {
		(void)pcre2_get_error_message(e, why, sizeof(why));
		return sp_fail(err, SP_ECONF, "at offset %zu of the "
			       "pattern: %s", (size_t)at, (const char *)why);
	}
	new = g_new0(struct sp_pattern, 1);
	new->memory = g_steal_pointer(&memory);
	new->code = code;
	*p = new;
	return SP_OK;
}

void
sp_pattern_free(struct sp_pattern *p)
{
	if (!p)
		return;
	pcre2_code_free(p->code);
	pcre2_general_context_free(p->memory);
	g_free(p);
}

static int
spend(pcre2_callout_block *block, void *budget)
{
	unsigned *left = budget;

	(void)block;
	if (*left == 0)
		return PCRE2_ERROR_CALLOUT;
	(*left)--;
	return 0;
}

enum sp_match
sp_pattern_match(const struct sp_pattern *p, const char *text, size_t len)
{
	g_autoptr(pcre2_match_context) limits = NULL;
	g_autoptr(pcre2_match_data) match = NULL;
	g_autofree char *valid = NULL;
	unsigned budget = STEP_BUDGET;
	int rc;

	if (!p)
		return SP_MATCH_NO;
	if (len > TEXT_MAX)
		len = TEXT_MAX;
	/* Replaced, not skipped: a stray byte must hide nothing from ".*". */
	if (!g_utf8_validate_len(text, len, NULL)) {
		valid = g_utf8_make_valid(text, (gssize)len);
		text = valid;
		len = strlen(valid);
	}
	match = pcre2_match_data_create_from_pattern(p->code, p->memory);
	limits = pcre2_match_context_create(p->memory);
	(void)pcre2_set_match_limit(limits, MATCH_LIMIT);
	(void)pcre2_set_depth_limit(limits, DEPTH_LIMIT);
	(void)pcre2_set_heap_limit(limits, HEAP_LIMIT_KIB);
	(void)pcre2_set_callout(limits, spend, &budget);
	rc = pcre2_match(p->code, (PCRE2_SPTR)text, len, 0, 0, match, limits);
	if (rc == PCRE2_ERROR_NOMATCH)
		return SP_MATCH_NO;
	return rc >= 0 ? SP_MATCH_YES : SP_MATCH_FAILED;
}
