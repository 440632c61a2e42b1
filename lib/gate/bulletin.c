/* SPDX-License-Identifier: GPL-2.0-or-later */
/* bulletin.c - the notice that is published of a case */
#include "lib/gate/bulletin.h"

#include "lib/notice/bulletin.h"
#include "lib/policy/notice.h"

static void
add_reporters(GPtrArray *to, const struct sp_dossier *d)
{
	for (guint i = 0; i < d->credits->len; i++) {
		const struct sp_credit *c = d->credits->pdata[i];

		if (c->consent == SP_YES && c->as && *c->as)
			g_ptr_array_add(to, c->as);
	}
}

static void
add_branches(GPtrArray *to, const struct sp_dossier *d)
{
	for (guint i = 0; i < d->branches->len; i++) {
		const struct sp_branch *b = d->branches->pdata[i];
		struct sp_bulletin_branch *row =
			g_new0(struct sp_bulletin_branch, 1);

		*row = (struct sp_bulletin_branch){
			b->name, sp_branch_statuses[b->status], b->commit,
			b->tag
		};
		g_ptr_array_add(to, row);
	}
}

char *
sp_bulletin_of(const struct sp_gate *gate, const struct sp_dossier *d)
{
	g_autoptr(GPtrArray) reporters = g_ptr_array_new();
	g_autoptr(GPtrArray) references = g_ptr_array_new();
	g_autoptr(GPtrArray) branches = g_ptr_array_new_with_free_func(g_free);
	const struct sp_bulletin b = {
		.id = d->notice_id, .by = gate->conf->name,
		.summary = sp_notice_part(d, SP_NOTICE_SUMMARY),
		.description = sp_notice_part(d, SP_NOTICE_DESCRIPTION),
		.impact = sp_notice_part(d, SP_NOTICE_IMPACT),
		.workaround = sp_notice_part(d, SP_NOTICE_WORKAROUND),
		.vulnerable = sp_notice_part(d, SP_NOTICE_VULNERABLE),
		.cvss = sp_notice_part(d, SP_NOTICE_CVSS),
		.reported = d->arrived, .published = d->published,
		.fixed = sp_notice_fixed(d),
		.reporters = reporters, .references = references,
		.branches = branches,
	};

	add_reporters(reporters, d);
	add_branches(branches, d);
	if (sp_notice_cve(d))
		g_ptr_array_add(references, (gpointer)sp_notice_cve(d));
	if (d->bug)
		g_ptr_array_add(references, d->bug);
	return sp_bulletin_text(&b);
}
