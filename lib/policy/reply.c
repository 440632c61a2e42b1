/* SPDX-License-Identifier: GPL-2.0-or-later */
/* reply.c - what of a member's mail in a case may reach its reporters
 *
 * Only words that the member wrote and signed leave: no header, no quotation,
 * no signature block, nothing below the line that stands on top of what members
 * get. A reply is for the reporter unless it says otherwise, so the mistake to
 * fear is a forgotten word; where one is nearly there, it counts. */
#include "lib/policy/reply.h"

#include <string.h>

#include "lib/base/ref.h"
#include "lib/notice/documents.h"

#define INTERNAL "internal"
#define CLEAR "reporter-clear"
#define FROM_HTML "[from HTML]\n"	/* as the parser marks it */

void
sp_reply_clear(struct sp_reply *reply)
{
	g_clear_pointer(&reply->text, g_free);
}

const char *
sp_reply_word(enum sp_tell fate)
{
	switch (fate) {
	case SP_TELL_NONE:
		return "none";
	case SP_TELL_SEND:
		return "sent";
	case SP_TELL_INTERNAL:
		return INTERNAL;
	case SP_TELL_UNSIGNED:
		return "unsigned";
	case SP_TELL_UNNAMED:
		return "unnamed";
	case SP_TELL_ELSEWHERE:
		return "elsewhere";
	case SP_TELL_EMPTY:
		return "empty";
	case SP_TELL_CUT:
		return "too-long";
	case SP_TELL_NO_TEXT:
		return "no-text";
	}
	return "unknown";
}

enum sp_way
sp_policy_way(const struct sp_config *conf, gboolean key,
	      gboolean reporter_clear)
{
	if (key)
		return SP_WAY_ENCRYPTED;
	return reporter_clear || conf->reply_clear ? SP_WAY_CLEAR
						   : SP_WAY_NO_KEY;
}

/* --- does it name us? ---------------------------------------------------- */

static gboolean
is_word_char(char c)
{
	return g_ascii_isalnum(c) || (c & 0x80);
}

/* Where what stands in text as a word of its own, in any case; NULL. */
static const char *
find_word(const char *text, const char *what)
{
	const size_t n = strlen(what);

	for (const char *p = text; n > 0 && *p != '\0'; p++)
		if (g_ascii_strncasecmp(p, what, n) == 0 &&
		    (p == text || !is_word_char(p[-1])) && !is_word_char(p[n]))
			return p;
	return NULL;
}

/* Is it a case number of this list, or a reference? */
static gboolean
is_name(const char *word, const char *prefix)
{
	const size_t n = strlen(prefix);
	g_autofree char *head = g_strndup(word, SP_REF_LEN);
	const char *p = word + n;
	struct sp_ref ref;
	struct sp_err err;

	/* A token may follow. */
	if (g_ascii_strncasecmp(word, "R-", 2) == 0)
		return sp_ref_parse(head, &ref, &err) == SP_OK &&
			!is_word_char(word[strlen(head)]);
	return g_ascii_strncasecmp(word, prefix, n) == 0 && p[0] == '-' &&
		strspn(p + 1, "0123456789") == 4 && p[5] == '-' &&
		strspn(p + 6, "0123456789") >= 4;
}

static gboolean
names_any(const char *text, const char *prefix)
{
	g_auto(GStrv) words = g_strsplit_set(text, " \t\n\r.,;:!?()[]<>\"'/@+*_=",
					     -1);

	for (char **w = words; *w != NULL; w++)
		if (is_name(*w, prefix))
			return TRUE;
	return FALSE;
}

static gboolean
names_case(const struct sp_reply_facts *in, const char *text)
{
	if (find_word(text, in->case_number) != NULL)
		return TRUE;
	for (const char *const *r = in->refs; *r != NULL; r++)
		if (find_word(text, *r) != NULL)
			return TRUE;
	return FALSE;
}

/* A signed mail can be sent on by whoever carries it: it must say itself where
 * it belongs. What came encrypted must name the case: or else, sent to the
 * address of another case, the list would decrypt it for that one's reporter. */
static enum sp_tell
where(const struct sp_reply_facts *in)
{
	g_autofree char *all = g_strjoin("\n", in->to, in->subject, in->text,
					 NULL);

	if (names_case(in, all))
		return SP_TELL_SEND;
	if (names_any(all, in->conf->prefix))
		return SP_TELL_ELSEWHERE;
	return !in->encrypted && find_word(all, in->conf->address) != NULL
		? SP_TELL_SEND : SP_TELL_UNNAMED;
}

/* --- what the member wrote ----------------------------------------------- */

/* The letters of a line, without what may be typed around them. */
static char *
bare(const char *line)
{
	char *s = g_ascii_strdown(line, -1);

	return g_strstrip(g_strdelimit(s, "[](){}<>*_#:.,;!-=", ' '));
}

/* A line of that one word, or a first line that begins with it. */
static gboolean
says_internal(const char *line, gboolean first)
{
	g_autofree char *word = bare(line);
	const size_t n = strlen(INTERNAL);

	if (strcmp(word, INTERNAL) == 0)
		return TRUE;
	return first && g_str_has_prefix(word, INTERNAL) &&
		!is_word_char(word[n]);
}

static gboolean
is_quoted(const char *line)
{
	return line[strspn(line, " \t")] == '>';
}

static gboolean
is_blank(const char *line)
{
	return line[strspn(line, " \t\r")] == '\0';
}

/* "On Monday, the list wrote:" says who wrote what is left out. */
static gboolean
is_attribution(const char *line)
{
	const char *colon = strrchr(line, ':');

	return colon != NULL && is_blank(colon + 1) &&
		(strchr(line, '@') != NULL || strstr(line, "wrote") != NULL);
}

static void
drop_attribution(GPtrArray *kept)
{
	guint n = kept->len;

	while (n > 0 && is_blank(kept->pdata[n - 1]))
		n--;
	if (n > 0 && is_attribution(kept->pdata[n - 1]))
		g_ptr_array_set_size(kept, (gint)n - 1);
}

static gboolean
ends_it(const char *line)
{
	return strcmp(line, "-- ") == 0 || strcmp(line, "--") == 0;
}

/* Lines of what was written itself; borrowed. The others are added to *left_out.
 */
static GPtrArray *
written(char *const *lines, unsigned *left_out)
{
	GPtrArray *kept = g_ptr_array_new();
	gboolean quote = FALSE;

	for (; *lines != NULL; lines++) {
		if (strstr(*lines, SP_MEMBERS_ONLY) != NULL ||
		    ends_it(*lines))
			break;
		if (is_quoted(*lines)) {
			if (!quote)
				drop_attribution(kept);
			++*left_out;
		} else {
			g_ptr_array_add(kept, *lines);
		}
		quote = is_quoted(*lines);
	}
	for (; *lines != NULL; lines++)
		*left_out += !is_blank(*lines);
	return kept;
}

/* The words on top that are meant for us; *at receives where the rest begins.
 * FALSE: it stays inside. */
static gboolean
read_words(const GPtrArray *kept, gboolean *clear, guint *at)
{
	gboolean first = TRUE;
	guint i;

	for (i = 0; i < kept->len; i++) {
		const char *line = kept->pdata[i];
		g_autofree char *word = g_strstrip(g_strdup(line));

		if (is_blank(line))
			continue;
		if (says_internal(line, first))
			return FALSE;
		first = FALSE;
		if (strcmp(word, CLEAR) != 0)
			break;
		*clear = TRUE;
	}
	*at = i;
	for (; i < kept->len; i++)
		if (says_internal(kept->pdata[i], FALSE))
			return FALSE;
	return TRUE;
}

/* NULL: nothing is left. */
static char *
join(const GPtrArray *kept, guint from)
{
	g_autoptr(GString) s = g_string_new(NULL);

	for (guint i = from; i < kept->len; i++)
		g_string_append_printf(s, "%s\n", (char *)kept->pdata[i]);
	g_strchomp(s->str);
	return s->str[0] != '\0' ? g_strconcat(s->str, "\n", NULL) : NULL;
}

char *
sp_reply_written(char *const *lines)
{
	g_autoptr(GPtrArray) own = g_ptr_array_new();
	g_autoptr(GPtrArray) kept = NULL;
	unsigned left_out = 0;

	for (; *lines != NULL && !is_quoted(*lines); lines++)
		g_ptr_array_add(own, *lines);
	if (*lines != NULL)
		drop_attribution(own);
	g_ptr_array_add(own, NULL);
	kept = written((char *const *)own->pdata, &left_out);
	while (kept->len > 0 && is_blank(kept->pdata[0]))
		g_ptr_array_remove_index(kept, 0);
	return join(kept, 0);
}

static void
read_text(const struct sp_reply_facts *in, struct sp_reply *out)
{
	g_auto(GStrv) lines = g_strsplit(in->text, "\n", -1);
	g_autoptr(GPtrArray) kept = written(lines, &out->left_out);
	guint at = 0;

	/* The address that says so is not signed; what is quoted is. */
	if (strstr(in->text, SP_TOLD_INTERNAL) != NULL ||
	    !read_words(kept, &out->clear, &at)) {
		out->fate = SP_TELL_INTERNAL;
		return;
	}
	out->text = join(kept, at);
	out->fate = out->text != NULL ? SP_TELL_SEND : SP_TELL_EMPTY;
}

struct sp_reply
sp_policy_reply(const struct sp_reply_facts *in)
{
	struct sp_reply out = SP_REPLY_INIT;
	enum sp_tell place;

	if (in->case_number == NULL || in->reporters == 0)
		return out;
	if (in->role == SP_TO_INTERNAL || in->to_internal ||
	    in->answers_internal) {
		out.fate = SP_TELL_INTERNAL;
		return out;
	}
	if (in->text == NULL) {
		out.fate = SP_TELL_UNSIGNED;
		return out;
	}
	read_text(in, &out);
	place = where(in);
	if (out.fate == SP_TELL_SEND && place != SP_TELL_SEND)
		out.fate = place;
	if (out.fate == SP_TELL_SEND && in->cut)
		out.fate = SP_TELL_CUT;
	if (out.fate == SP_TELL_SEND && g_str_has_prefix(in->text, FROM_HTML))
		out.fate = SP_TELL_NO_TEXT;
	return out;
}

/* --- what one reporter must not read ------------------------------------- */

static const struct sp_swap *
swap_at(const char *text, const char *p, const struct sp_swap *swaps)
{
	if (p > text && is_word_char(p[-1]))
		return NULL;
	for (; swaps->from != NULL; swaps++) {
		const size_t n = strlen(swaps->from);

		if (n > 0 && g_ascii_strncasecmp(p, swaps->from, n) == 0 &&
		    !is_word_char(p[n]))
			return swaps;
	}
	return NULL;
}

char *
sp_reply_swap(const char *text, const struct sp_swap *swaps)
{
	GString *s = g_string_new(NULL);

	for (const char *p = text; *p != '\0';) {
		const struct sp_swap *swap = swap_at(text, p, swaps);

		if (swap != NULL) {
			g_string_append(s, swap->to);
			p += strlen(swap->from);
		} else {
			g_string_append_c(s, *p++);
		}
	}
	return g_string_free(s, FALSE);
}
