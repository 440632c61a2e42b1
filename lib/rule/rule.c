/* SPDX-License-Identifier: GPL-2.0-or-later */
/* rule.c - PCRE2 kept on a short leash
 *
 * PCRE2 counts its match and depth limits anew at each place where it tries to
 * start: "(\w+\s?)*[:;]" stays below both for ten seconds on 64 KiB. Automatic
 * callouts give the missing bound: every step draws on one budget for the whole
 * text, and an empty budget ends the search as "failed". Callouts are slow, so
 * a search first goes without them, under a match limit that no text can turn
 * into more than the budget; prose ends there. There is no JIT: it ignores the
 * depth limit and would need writable code in the parser's room. */
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
	PLAIN_BUDGET = 2500000,		/* branches tried without counting, at
					   most: so many at each place */
};

struct sp_pattern {
	pcre2_general_context *memory;
	char *text;
	pcre2_code *plain;
	pcre2_code *metered;	/* with callouts; NULL until it is needed */
};

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

/* NULL: *e and *at say why. */
static pcre2_code *
compile(const struct sp_pattern *p, uint32_t more, int *e, PCRE2_SIZE *at)
{
	const uint32_t options = PCRE2_UTF | PCRE2_UCP | PCRE2_CASELESS |
				 PCRE2_NEVER_BACKSLASH_C | more;
	g_autoptr(pcre2_compile_context) limits =
		pcre2_compile_context_create(p->memory);

	(void)pcre2_set_max_pattern_length(limits, PATTERN_MAX);
	(void)pcre2_set_parens_nest_limit(limits, NEST_MAX);
	return pcre2_compile((PCRE2_SPTR)p->text, PCRE2_ZERO_TERMINATED,
			     options, e, at, limits);
}

enum sp_status
sp_pattern_compile(const char *pattern, struct sp_pattern **p,
		   struct sp_err *err)
{
	struct sp_pattern *new = g_new0(struct sp_pattern, 1);
	PCRE2_SIZE at = 0;
	PCRE2_UCHAR why[200];
	int e = 0;

	new->memory = pcre2_general_context_create(take, give_back, NULL);
	new->text = g_strdup(pattern);
	/* A possessive repeat would step on uncounted. */
	new->plain = compile(new, PCRE2_NO_AUTO_POSSESS, &e, &at);
	if (!new->plain) {
		sp_pattern_free(new);
		(void)pcre2_get_error_message(e, why, sizeof(why));
		return sp_fail(err, SP_ECONF, "at offset %zu of the "
			       "pattern: %s", (size_t)at, (const char *)why);
	}
	*p = new;
	return SP_OK;
}

void
sp_pattern_free(struct sp_pattern *p)
{
	if (!p)
		return;
	pcre2_code_free(p->plain);
	pcre2_code_free(p->metered);
	pcre2_general_context_free(p->memory);
	g_free(p->text);
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

/* One search; budget NULL: without callouts. A code of PCRE2. */
static int
search(const struct sp_pattern *p, const pcre2_code *code, const char *text,
       size_t len, unsigned match_limit, unsigned *budget)
{
	g_autoptr(pcre2_match_data) match =
		pcre2_match_data_create_from_pattern(code, p->memory);
	g_autoptr(pcre2_match_context) limits =
		pcre2_match_context_create(p->memory);

	(void)pcre2_set_match_limit(limits, match_limit);
	(void)pcre2_set_depth_limit(limits, DEPTH_LIMIT);
	(void)pcre2_set_heap_limit(limits, HEAP_LIMIT_KIB);
	if (budget)
		(void)pcre2_set_callout(limits, spend, budget);
	return pcre2_match(code, (PCRE2_SPTR)text, len, 0, 0, match, limits);
}

/* The whole budget, step by step. */
static int
metered_search(struct sp_pattern *p, const char *text, size_t len)
{
	unsigned budget = STEP_BUDGET;
	PCRE2_SIZE at;
	int e = 0;

	if (!p->metered)
		p->metered = compile(p, PCRE2_AUTO_CALLOUT, &e, &at);
	return p->metered ? search(p, p->metered, text, len, MATCH_LIMIT,
				   &budget) : e;
}

enum sp_match
sp_pattern_match(struct sp_pattern *p, const char *text, size_t len)
{
	g_autofree char *valid = NULL;
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
	rc = search(p, p->plain, text, len,
		    (unsigned)(PLAIN_BUDGET / (len + 1)) + 1, NULL);
	if (rc == PCRE2_ERROR_MATCHLIMIT)
		rc = metered_search(p, text, len);
	if (rc == PCRE2_ERROR_NOMATCH)
		return SP_MATCH_NO;
	return rc >= 0 ? SP_MATCH_YES : SP_MATCH_FAILED;
}
