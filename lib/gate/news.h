/* SPDX-License-Identifier: GPL-2.0-or-later */
/* news.h - what the members hear of the embargo of a case, in its thread
 *
 * One mail for each change, encrypted to all members but the one who made it,
 * who has read it already. It is noted in the same transaction and sealed at
 * hand-over, so that nobody waits for gpg. The archive has no copy: the events
 * of the case say the same. */
#ifndef SP_GATE_NEWS_H
#define SP_GATE_NEWS_H

#include "lib/gate/outer.h"

/* What is asked of those who read it. */
enum sp_news_asks { SP_NEWS_ASKS_NOTHING, SP_NEWS_ASKS_ANSWER,
		    SP_NEWS_ASKS_SECOND, SP_NEWS_ASKS_END };

struct sp_news {
	const char *actor;	/* who made the change */
	const char *what;	/* "an embargo is proposed" */
	const char *terms;	/* the embargo as it is now, lines */
	enum sp_news_asks asks;
	const char *holds;	/* what holds while nobody answers; "" */
};

/* [tx] */
enum sp_status sp_news_queue(struct sp_gate *gate, const struct sp_case *c,
			     const struct sp_news *news, int64_t now,
			     struct sp_err *err) SP_CHECKED;
/* At hand-over such a row, leased, is sealed once and becomes one for each of
 * them; out is the first one's. SP_NONE: there is nobody to tell. */
enum sp_status sp_news_give(struct sp_gate *gate, struct sp_out *out,
			    struct sp_err *err) SP_CHECKED;

/* The header outside, and the strings it needs. Deterministic. */
struct sp_news_head {
	struct sp_outer outer;
	char *strings[4];
};

void sp_news_head(const struct sp_gate *gate, const char *ref, int64_t made,
		  struct sp_news_head *head);
void sp_news_head_clear(struct sp_news_head *head);

#endif
