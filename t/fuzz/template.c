/* SPDX-License-Identifier: GPL-2.0-or-later */
/* template.c - mail texts with placeholders
 *
 * A value is never read as template, an error names the line, and what comes
 * out is a subject of one line and a text. */
#include "lib/notice/template.h"

#include "t/fuzz/fuzz.h"

#define HEAD "Subject: x\n\n"

static enum sp_status
expand(const char *text, const char *value, char **subject, char **body)
{
	const struct sp_template_value values[] = {
		{ "list", "sec" }, { "ref", value }, { "policy", NULL },
		{ "due", "a\nb" }, { NULL, NULL },
	};
	struct sp_err err = { .text = "" };
	enum sp_status r = sp_template_expand("t.txt", text, values, subject,
					      body, &err);

	must(r == SP_OK || (r == SP_ECONF && strstr(err.text, "t.txt")));
	must((r == SP_OK) == (*subject != NULL && *body != NULL));
	return r;
}

static void
check(const char *text)
{
	g_autofree char *subject = NULL, *body = NULL;
	g_autofree char *subject2 = NULL, *body2 = NULL;

	if (expand(text, "R-7KQ4", &subject, &body) != SP_OK)
		return;
	must(!strchr(subject, '\n') && g_utf8_validate(body, -1, NULL));
	must(*body == '\0' || g_str_has_suffix(body, "\n"));
	/* Braces in a value are text like any other. */
	must(expand(text, "{bad}}{", &subject2, &body2) == SP_OK);
	must(!strstr(text, "{ref}") ==
	     (!strstr(subject2, "{bad}}{") && !strstr(body2, "{bad}}{")) ||
	     strstr(text, "{{") || strstr(text, "{?"));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree char *text = fuzz_text(data, size);
	g_autofree char *headed = g_strconcat(HEAD, text, NULL);
	g_autofree char *subject = NULL, *body = NULL;

	check(text);
	check(headed);
	if (strchr(text, '{') || strchr(text, '\r') ||
	    expand(headed, "", &subject, &body) != SP_OK)
		return 0;
	/* Without a placeholder it is what it was. */
	must(strncmp(body, text, strlen(text)) == 0);
	must(strlen(body) <= strlen(text) + 1);
	return 0;
}
