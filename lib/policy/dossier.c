/* SPDX-License-Identifier: GPL-2.0-or-later */
/* dossier.c - what is known of a case, told from its events */
#include "lib/policy/dossier.h"

#include <string.h>

const char *const sp_case_states[] = {
	"new", "acknowledged", "triaged", "fixing", "ready", "published",
	"closed", NULL
};
const char *const sp_answers[] = { "unknown", "yes", "no", NULL };
const char *const sp_severities[] = {
	"unrated", "Low", "Moderate", "Important", "Critical", NULL
};
const char *const sp_flag_names[] = { "public", "poc", "exploited", NULL };
const char *const sp_cve_states[] = {
	"unset", "not-needed", "wanted", "requested", "assigned", "published",
	"rejected", NULL
};
const char *const sp_branch_statuses[] = {
	"unknown", "affected", "fix-ready", "fixed", "not-affected", NULL
};
const char *const sp_embargo_states[] = {
	"none", "proposed", "active", "revising", "ended", NULL
};

int
sp_name_find(const char *const *names, const char *name)
{
	for (int i = 0; name && names[i]; i++)
		if (g_ascii_strcasecmp(names[i], name) == 0)
			return i;
	return -1;
}

gboolean
sp_cve_is_id(const char *text)
{
	static const char digits[] = "0123456789";
	size_t n;

	if (!g_str_has_prefix(text, "CVE-") || strspn(text + 4, digits) != 4 ||
	    text[8] != '-')
		return FALSE;
	n = strspn(text + 9, digits);
	return n >= 4 && n <= 19 && text[9 + n] == '\0';
}

/* --- life ---------------------------------------------------------------- */

static void
branch_free(gpointer p)
{
	struct sp_branch *b = p;

	g_free(b->name);
	g_free(b->commit);
	g_free(b->tag);
	g_free(b);
}

static void
credit_free(gpointer p)
{
	struct sp_credit *c = p;

	g_free(c->who);
	g_free(c->as);
	g_free(c);
}

static void
target_free(gpointer p)
{
	struct sp_target *t = p;

	g_free(t->name);
	g_free(t->where);
	g_free(t);
}

static void
voice_free(gpointer p)
{
	struct sp_voice *v = p;

	g_free(v->by);
	g_free(v->org);
	g_free(v);
}

static void
term_free(struct sp_term *t)
{
	if (!t)
		return;
	g_free(t->by);
	g_free(t->org);
	g_free(t->code);
	g_free(t->because);
	g_ptr_array_unref(t->voices);
	g_free(t);
}

struct sp_dossier *
sp_dossier_new(void)
{
	struct sp_dossier *d = g_new0(struct sp_dossier, 1);

	d->branches = g_ptr_array_new_with_free_func(branch_free);
	d->credits = g_ptr_array_new_with_free_func(credit_free);
	d->targets = g_ptr_array_new_with_free_func(target_free);
	d->embargo.enders = g_ptr_array_new_with_free_func(voice_free);
	d->reviews = sp_reviews_new();
	return d;
}

void
sp_dossier_free(struct sp_dossier *d)
{
	if (!d)
		return;
	for (int i = 0; i < SP_FLAGS; i++)
		g_free(d->flags[i].source);
	term_free(d->embargo.now);
	term_free(d->embargo.next);
	g_free(d->embargo.ended_because);
	g_ptr_array_unref(d->embargo.enders);
	g_ptr_array_unref(d->branches);
	g_ptr_array_unref(d->credits);
	g_ptr_array_unref(d->targets);
	sp_reviews_free(d->reviews);
	g_free(d->number);
	g_free(d->ref);
	g_free(d->title);
	g_free(d->impact);
	g_free(d->lead);
	g_free(d->cve_id);
	g_free(d->cve_cna);
	g_free(d->bug);
	g_free(d->patches);
	g_free(d->readied);
	g_free(d->resolution);
	g_free(d->because);
	g_free(d->duplicate_of);
	g_free(d->merged_into);
	g_free(d);
}

/* --- arguments ----------------------------------------------------------- */

static const char *
arg(const struct sp_happening *h, const char *name)
{
	const char *value = h->args ? g_hash_table_lookup(h->args, name)
				    : NULL;

	return value ? value : "";
}

static gboolean
says(const struct sp_happening *h, const char *name, const char *value)
{
	return strcmp(arg(h, name), value) == 0;
}

/* What is not among the names leaves things as they are. */
static int
named(const struct sp_happening *h, const char *name,
      const char *const *names, int otherwise)
{
	const int i = sp_name_find(names, arg(h, name));

	return i < 0 ? otherwise : i;
}

static void
set(char **field, const char *value)
{
	g_free(*field);
	*field = g_strdup(value);
}

static void
take(char **field, const struct sp_happening *h, const char *name)
{
	if (*arg(h, name))
		set(field, arg(h, name));
}

static int64_t
instant(const struct sp_happening *h, const char *name)
{
	return g_ascii_strtoll(arg(h, name), NULL, 10);
}

/* --- the reporter -------------------------------------------------------- */

static void
apply_heard(struct sp_dossier *d, const struct sp_happening *h)
{
	if (d->opened == 0)
		d->opened = h->at;
	d->has_reporter = TRUE;
	d->heard = h->at;
	d->unanswered = TRUE;
}

static void
apply_opened(struct sp_dossier *d, const struct sp_happening *h)
{
	if (d->opened == 0)
		d->opened = h->at;
}

static void
apply_distributed(struct sp_dossier *d, const struct sp_happening *h)
{
	if (!says(h, "from", "reporter"))
		return;
	d->heard = h->at;
	d->unanswered = TRUE;
}

static void
apply_told(struct sp_dossier *d, const struct sp_happening *h)
{
	d->told = h->at;
	d->unanswered = FALSE;
	d->thanked = d->published != 0;
}

static void
apply_answered(struct sp_dossier *d, const struct sp_happening *h)
{
	if (d->answered == 0)
		d->answered = h->at;
	apply_told(d, h);
}

/* --- triage -------------------------------------------------------------- */

static void
apply_judged(struct sp_dossier *d, const struct sp_happening *h)
{
	d->genuine = named(h, "genuine", sp_answers, d->genuine);
	d->misuse = named(h, "misuse", sp_answers, d->misuse);
}

static void
apply_rated(struct sp_dossier *d, const struct sp_happening *h)
{
	d->severity = named(h, "severity", sp_severities, d->severity);
	take(&d->impact, h, "impact");
	d->rated = h->at;
}

static void
apply_led(struct sp_dossier *d, const struct sp_happening *h)
{
	set(&d->lead, arg(h, "who"));
}

static void
apply_flagged(struct sp_dossier *d, const struct sp_happening *h)
{
	const int i = sp_name_find(sp_flag_names, arg(h, "flag"));
	struct sp_flag *flag = i < 0 ? NULL : &d->flags[i];

	if (!flag)
		return;
	if (says(h, "off", "yes")) {
		flag->at = 0;
	} else if (flag->at == 0) {
		flag->at = h->at;
	}
	set(&flag->source, arg(h, "source"));
}

static void
apply_cve(struct sp_dossier *d, const struct sp_happening *h)
{
	const enum sp_cve_state before = d->cve;

	d->cve = named(h, "state", sp_cve_states, d->cve);
	if (d->cve != before)
		d->cve_at = h->at;
	take(&d->cve_id, h, "id");
	take(&d->cve_cna, h, "cna");
}

static void
apply_bug(struct sp_dossier *d, const struct sp_happening *h)
{
	take(&d->bug, h, "url");
	d->bug_closed = says(h, "closed", "yes");
}

/* --- what there are several of ------------------------------------------- */

/* The first member of each of these is its name. */
static gpointer
find(const GPtrArray *rows, const char *name)
{
	for (guint i = 0; i < rows->len; i++) {
		char *const *row = rows->pdata[i];

		if (strcmp(*row, name) == 0)
			return rows->pdata[i];
	}
	return NULL;
}

static gpointer
find_or_add(GPtrArray *rows, const char *name, size_t size)
{
	char **row = find(rows, name);

	if (!row) {
		row = g_malloc0(size);
		*row = g_strdup(name);
		g_ptr_array_add(rows, row);
	}
	return row;
}

static void
apply_branch(struct sp_dossier *d, const struct sp_happening *h)
{
	struct sp_branch *b = find_or_add(d->branches, arg(h, "branch"),
					  sizeof(*b));

	b->status = named(h, "status", sp_branch_statuses, b->status);
	take(&b->commit, h, "commit");
	take(&b->tag, h, "tag");
	if (b->status != SP_BRANCH_FIXED)
		b->fixed = 0;
	else if (b->fixed == 0)
		b->fixed = h->at;
}

static void
apply_credit(struct sp_dossier *d, const struct sp_happening *h)
{
	struct sp_credit *c = find_or_add(d->credits, arg(h, "who"),
					  sizeof(*c));

	c->consent = named(h, "consent", sp_answers, c->consent);
	take(&c->as, h, "as");
}

static void
apply_announced(struct sp_dossier *d, const struct sp_happening *h)
{
	struct sp_target *t = find_or_add(d->targets, arg(h, "target"),
					  sizeof(*t));

	t->at = h->at;
	set(&t->where, arg(h, "where"));
}

/* --- the embargo --------------------------------------------------------- */

static struct sp_term *
read_term(const struct sp_happening *h)
{
	struct sp_term *t = g_new0(struct sp_term, 1);

	t->end = instant(h, "end");
	t->proposed = h->at;
	t->by = g_strdup(arg(h, "by"));
	t->org = g_strdup(arg(h, "org"));
	t->code = g_strdup(arg(h, "code"));
	t->because = g_strdup(arg(h, "because"));
	t->voices = g_ptr_array_new_with_free_func(voice_free);
	return t;
}

static void
apply_proposed(struct sp_dossier *d, const struct sp_happening *h)
{
	struct sp_embargo *e = &d->embargo;

	term_free(e->next);
	e->next = read_term(h);
	e->state = e->state == SP_EMBARGO_ACTIVE ||
		   e->state == SP_EMBARGO_REVISING ? SP_EMBARGO_REVISING
						   : SP_EMBARGO_PROPOSED;
}

static void
add_voice(GPtrArray *voices, const struct sp_happening *h, gboolean objects)
{
	struct sp_voice *v = find_or_add(voices, arg(h, "by"), sizeof(*v));

	set(&v->org, arg(h, "org"));
	v->objects = objects;
	v->at = h->at;
}

static void
apply_agreed(struct sp_dossier *d, const struct sp_happening *h)
{
	if (d->embargo.next)
		add_voice(d->embargo.next->voices, h, FALSE);
}

static void
apply_objected(struct sp_dossier *d, const struct sp_happening *h)
{
	if (d->embargo.next)
		add_voice(d->embargo.next->voices, h, TRUE);
}

/* It begins when it is accepted; a revision does not begin it anew. */
static void
apply_accepted(struct sp_dossier *d, const struct sp_happening *h)
{
	struct sp_embargo *e = &d->embargo;

	if (!e->next)
		return;
	if (e->state != SP_EMBARGO_REVISING)
		e->started = h->at;
	term_free(e->now);
	e->now = g_steal_pointer(&e->next);
	e->state = SP_EMBARGO_ACTIVE;
	e->settled = h->at;
	e->ended = 0;
	g_ptr_array_set_size(e->enders, 0);
}

static void
apply_restarted(struct sp_dossier *d, const struct sp_happening *h)
{
	struct sp_embargo *e = &d->embargo;

	term_free(e->now);
	e->now = read_term(h);
	e->state = e->next ? SP_EMBARGO_REVISING : SP_EMBARGO_ACTIVE;
	e->started = h->at;
	e->restarts++;
}

/* Without an end in it, a proposal was turned down: what was, stays. */
static void
apply_declined(struct sp_dossier *d, const struct sp_happening *h)
{
	struct sp_embargo *e = &d->embargo;

	g_clear_pointer(&e->next, term_free);
	e->settled = h->at;
	e->state = e->state == SP_EMBARGO_REVISING ? SP_EMBARGO_ACTIVE
						   : SP_EMBARGO_NONE;
}

static void
apply_end_asked(struct sp_dossier *d, const struct sp_happening *h)
{
	add_voice(d->embargo.enders, h, FALSE);
}

static void
apply_ended(struct sp_dossier *d, const struct sp_happening *h)
{
	struct sp_embargo *e = &d->embargo;

	g_clear_pointer(&e->next, term_free);
	e->state = SP_EMBARGO_ENDED;
	e->ended = h->at;
	set(&e->ended_because, arg(h, "because"));
}

/* The earliest end wins. */
static void
apply_merged(struct sp_dossier *d, const struct sp_happening *h)
{
	const int64_t end = instant(h, "end");
	struct sp_embargo *e = &d->embargo;

	take(&d->merged_into, h, "into");
	if (*arg(h, "into")) {
		d->closed = h->at;
		set(&d->resolution, "merged");
	}
	if (!*arg(h, "from") || end == 0 || e->state == SP_EMBARGO_ENDED)
		return;
	if (!e->now) {
		e->now = read_term(h);
		e->started = h->at;
		e->state = e->next ? SP_EMBARGO_REVISING : SP_EMBARGO_ACTIVE;
	} else if (end < e->now->end) {
		e->now->end = end;
	}
}

/* --- the end ------------------------------------------------------------- */

static void
apply_patched(struct sp_dossier *d, const struct sp_happening *h)
{
	if (g_strcmp0(d->patches, arg(h, "set")) != 0)
		d->patched = h->at;
	set(&d->patches, arg(h, "set"));
}

static void
apply_readied(struct sp_dossier *d, const struct sp_happening *h)
{
	set(&d->readied, arg(h, "patches"));
	d->readied_at = h->at;
}

static void
apply_published(struct sp_dossier *d, const struct sp_happening *h)
{
	d->published = h->at;
	d->thanked = FALSE;
}

static void
apply_closed(struct sp_dossier *d, const struct sp_happening *h)
{
	d->closed = h->at;
	set(&d->resolution, arg(h, "resolution"));
	set(&d->because, arg(h, "because"));
	take(&d->duplicate_of, h, "of");
}

static void
apply_reopened(struct sp_dossier *d, const struct sp_happening *h)
{
	(void)h;
	d->closed = 0;
	g_clear_pointer(&d->resolution, g_free);
	g_clear_pointer(&d->because, g_free);
	g_clear_pointer(&d->duplicate_of, g_free);
	g_clear_pointer(&d->merged_into, g_free);
}

/* --- all of them --------------------------------------------------------- */

static const struct {
	const char *verb;
	void (*apply)(struct sp_dossier *d, const struct sp_happening *h);
} verbs[] = {
	{ "approved", apply_heard },
	{ "attached", apply_heard },
	{ "opened", apply_opened },
	{ "distributed", apply_distributed },
	{ "human-acknowledged", apply_answered },
	{ "phoned", apply_answered },
	{ "reply-sent", apply_told },
	{ "told", apply_told },
	{ "judged", apply_judged },
	{ "rated", apply_rated },
	{ "led", apply_led },
	{ "flagged", apply_flagged },
	{ "branch-set", apply_branch },
	{ "bug-set", apply_bug },
	{ "credit-set", apply_credit },
	{ "cve-set", apply_cve },
	{ "announced", apply_announced },
	{ "embargo-proposed", apply_proposed },
	{ "embargo-agreed", apply_agreed },
	{ "embargo-objected", apply_objected },
	{ "embargo-accepted", apply_accepted },
	{ "embargo-declined", apply_declined },
	{ "embargo-restarted", apply_restarted },
	{ "embargo-end-asked", apply_end_asked },
	{ "embargo-ended", apply_ended },
	{ "merged", apply_merged },
	{ "patch-posted", apply_patched },
	{ "patch-dropped", apply_patched },
	{ "readied", apply_readied },
	{ "published", apply_published },
	{ "closed", apply_closed },
	{ "reopened", apply_reopened },
};

void
sp_dossier_apply(struct sp_dossier *d, const struct sp_happening *h)
{
	d->last = MAX(d->last, h->at);
	sp_reviews_apply(d->reviews, h);
	for (size_t i = 0; i < G_N_ELEMENTS(verbs); i++) {
		if (strcmp(verbs[i].verb, h->verb) == 0) {
			verbs[i].apply(d, h);
			return;
		}
	}
}

/* --- what follows -------------------------------------------------------- */

gboolean
sp_dossier_embargoed(const struct sp_dossier *d, int64_t now)
{
	const struct sp_embargo *e = &d->embargo;

	return (e->state == SP_EMBARGO_ACTIVE ||
		e->state == SP_EMBARGO_REVISING) && now < e->now->end;
}

const struct sp_branch *
sp_dossier_branch(const struct sp_dossier *d, const char *name)
{
	return find(d->branches, name);
}

const struct sp_target *
sp_dossier_target(const struct sp_dossier *d, const char *name)
{
	return find(d->targets, name);
}
