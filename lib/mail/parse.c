/* SPDX-License-Identifier: GPL-2.0-or-later */
/* parse.c - hostile bytes into facts, behind a locked door
 *
 * The parent counts (prescan.c), forks the room, and checks what comes out
 * (wire.c). Everything between happens in the child. */
#include "lib/mail/parse.h"

#include <gmime/gmime.h>
#include <locale.h>
#include <string.h>

#include "lib/base/room.h"
#include "lib/mail/charset.h"
#include "lib/mail/reading.h"
#include "lib/mail/wire.h"

#define ROOM_MEMORY ((size_t)512 * 1024 * 1024)
#define ROOM_CPU_S 20
#define ROOM_WALL_S 60
#define ANSWER_OVERHEAD ((size_t)8 * 1024 * 1024)

void
sp_mail_init(void)
{
	static gboolean done;

	if (done)
		return;
	done = TRUE;
	(void)setlocale(LC_CTYPE, "C.UTF-8");
	g_mime_init();
}

/* Mail that knows no LF at all ends its lines in CR. A copy with other line
 * ends has the same offsets; NULL when none is needed. */
static uint8_t *
with_line_feeds(const uint8_t *bytes, size_t len)
{
	uint8_t *copy;

	if (len == 0 || memchr(bytes, '\n', len) || !memchr(bytes, '\r', len))
		return NULL;
	copy = g_memdup2(bytes, len);
	for (size_t i = 0; i < len; i++) {
		if (copy[i] == '\r')
			copy[i] = '\n';
	}
	return copy;
}

static void
read_all(struct sp_reading *r)
{
	struct sp_head *own = NULL;

	sp_read_parts(r);
	sp_read_structure(r);
	sp_choose_said(r, &own);
	sp_read_headers(r);
	sp_read_marks(r);
	sp_read_dsn(r);
	if (r->said)
		sp_read_autocrypt(r);
	sp_read_text(r);
	sp_read_words(r);
	sp_read_patches(r);
	sp_read_matches(r);
	sp_head_free(own);
}

enum sp_status
sp_mail_parse_open(const struct sp_parse *how, const uint8_t *bytes, size_t len,
		   struct sp_facts **facts, struct sp_err *err)
{
	g_autofree uint8_t *copy = with_line_feeds(bytes, len);
	struct sp_reading r = {
		.how = how,
		.bytes = copy ? copy : len > 0 ? bytes : (const uint8_t *)"",
		.len = len,
		.copied = copy != NULL,
	};
	enum sp_status status;

	r.head = how->text
		? sp_head_none(r.bytes, (struct sp_range){ 0, len })
		: sp_head_read(r.bytes, (struct sp_range){ 0, len },
			       !how->inner);
	status = sp_tree_read(how->conf, r.bytes, len, r.head, &r.tree, err);
	if (status == SP_OK) {
		r.facts = sp_facts_new();
		read_all(&r);
		*facts = r.facts;
	}
	sp_tree_free(r.tree);
	sp_head_free(r.head);
	return status;
}

struct job {
	const struct sp_parse *how;
	const uint8_t *bytes;
	size_t len;
};

/* Runs in the room. */
static GVariant *
work(void *arg)
{
	const struct job *job = arg;
	struct sp_facts *facts = NULL;
	struct sp_err err;
	GVariant *answer;

	if (sp_mail_parse_open(job->how, job->bytes, job->len, &facts,
			       &err) != SP_OK)
		return sp_wire_encode(NULL, err.text);
	answer = sp_wire_encode(facts, NULL);
	sp_facts_free(facts);
	return answer;
}

enum sp_status
sp_mail_parse(const struct sp_parse *how, struct sp_blob *message,
	      struct sp_facts **facts, struct sp_err *err)
{
	const struct sp_room_limits limits = {
		.memory = ROOM_MEMORY,
		.cpu_s = ROOM_CPU_S,
		.wall_s = ROOM_WALL_S,
		.answer = message->len + ANSWER_OVERHEAD,
		.need = how->conf->sandbox_required,
	};
	struct job job = { .how = how, .len = message->len };
	const gboolean ours = message->map == NULL;
	g_autoptr(GVariant) answer = NULL;
	enum sp_status r;

	sp_mail_init();
	if ((r = sp_blob_map(message, &job.bytes, err)) == SP_OK &&
	    (r = sp_mail_prescan(how->conf, job.bytes, job.len, err)) ==
	    SP_OK) {
		sp_charset_load(job.bytes, job.len);
		r = sp_room_run(work, &job, G_VARIANT_TYPE(SP_WIRE_TYPE),
				&limits, &answer, err);
	}
	/* What an encrypted mail holds is parsed next, in as much memory. */
	if (ours)
		sp_blob_unmap(message);
	if (r != SP_OK)
		return r;
	return sp_wire_decode(answer, how->conf, message->len, facts, err);
}
