/* SPDX-License-Identifier: GPL-2.0-or-later */
/* letter.c - the answer of a person to a mail's author
 *
 * A letter is edited as it is stored in templates/: "Subject: ...", a blank
 * line, the text. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "filter/decision.h"
#include "filter/editor.h"
#include "filter/out.h"

#define TEXT_MAX (256 * 1024)
#define SUBJECT "Subject:"

/* Split text at its subject line; without one the draft's subject stays. */
static void
split_letter(const char *text, char **subject, char **body)
{
	const char *end;

	if (g_ascii_strncasecmp(text, SUBJECT, strlen(SUBJECT)) == 0) {
		end = text + strcspn(text, "\n");
		g_free(*subject);
		*subject = g_strndup(text + strlen(SUBJECT),
				     (gsize)(end - text) - strlen(SUBJECT));
		g_strstrip(*subject);
		text = end;
	}
	text += strspn(text, "\r\n");
	g_free(*body);
	*body = g_strdup(text);
}

enum sp_status
letter_read(const char *file, char **text, struct sp_err *err)
{
	g_auto_blob struct sp_blob b = SP_BLOB_INIT;
	gboolean standard = strcmp(file, "-") == 0;
	int fd = standard ? STDIN_FILENO : open(file, O_RDONLY | O_CLOEXEC);
	const uint8_t *bytes;
	enum sp_status r;

	if (fd < 0)
		return sp_fail(err, SP_EDATA, "%s: %s", file,
			       g_strerror(errno));
	r = sp_blob_init(&b, TEXT_MAX, err);
	if (r == SP_OK)
		r = sp_blob_fill(&b, fd, err);
	if (!standard)
		close(fd);
	if (r == SP_OK)
		r = sp_blob_map(&b, &bytes, err);
	if (r == SP_OK && !g_utf8_validate((const char *)bytes,
					   (gssize)b.len, NULL))
		r = sp_fail(err, SP_EDATA, "%s: the text must be UTF-8", file);
	if (r == SP_OK) {
		g_free(*text);
		*text = g_strndup((const char *)bytes, b.len);
	}
	return r;
}

static enum sp_status
edit(struct call *call, char **subject, char **body, struct sp_err *err)
{
	g_autofree char *whole = g_strdup_printf(SUBJECT " %s\n\n%s", *subject,
						 *body);
	enum sp_status r = editor_run(call->caller, &whole, err);

	if (r == SP_OK)
		split_letter(whole, subject, body);
	return r;
}

static gboolean
is_blank(const char *text)
{
	return text[strspn(text, " \t\r\n")] == '\0';
}

enum sp_status
letter_words(struct call *call, gboolean encrypted,
	     const struct letter_source *from, char **subject, char **text,
	     struct sp_err *err)
{
	g_autofree char *given = NULL;
	enum sp_status r = SP_OK;

	if (from->file && (r = letter_read(from->file, &given, err)) == SP_OK)
		split_letter(given, subject, text);
	if (r == SP_OK && from->edit) {
		if (!encrypted)
			out_line("This will go in the clear: no usable key came "
				 "with the mail.");
		r = edit(call, subject, text, err);
	}
	if (r == SP_OK && (is_blank(*subject) || is_blank(*text)))
		r = sp_fail(err, SP_EDENIED, "the %s is empty; nothing was "
			    "sent", is_blank(*subject) ? "subject" : "text");
	return r;
}

enum sp_status
decision_letter(struct call *call, struct sp_gate *gate,
		const struct sp_mail *m, const char *reason,
		const struct letter_source *from, char **subject, char **text,
		struct sp_err *err)
{
	g_autofree char *s = NULL;
	g_autofree char *body = NULL;
	enum sp_status r = sp_decide_draft(gate, m->ref, reason, &s, &body,
					   err);

	if (r == SP_OK)
		r = letter_words(call, decision_goes_encrypted(gate, m), from,
				 &s, &body, err);
	if (r == SP_OK) {
		*subject = g_steal_pointer(&s);
		*text = g_steal_pointer(&body);
	}
	return r;
}
