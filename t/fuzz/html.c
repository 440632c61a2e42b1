/* SPDX-License-Identifier: GPL-2.0-or-later */
/* html.c - the words in a piece of HTML
 *
 * They are no more than the HTML was, UTF-8 stays UTF-8, and an element whose
 * content is no text stays silent. */
#include "lib/mail/html.h"

#include "t/fuzz/fuzz.h"

static GString *
words(const char *before, const char *html, size_t size)
{
	g_autofree uint8_t *all = fuzz_joined(before, html, size);
	GString *out = g_string_new(NULL);

	sp_html_text((const char *)all, strlen(before) + size, out);
	return out;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const open[] = { "<!--", "<script>", "<STYLE a>" };
	const char *html = (const char *)data;
	g_autoptr(GString) out = words("", html, size);

	must(out->len <= size);
	if (g_utf8_validate(html, (gssize)size, NULL))
		must(g_utf8_validate(out->str, (gssize)out->len, NULL));
	if (size > 0 && memchr(data, '>', size))
		return 0;
	for (gsize i = 0; i < G_N_ELEMENTS(open); i++) {
		g_autoptr(GString) none = words(open[i], html, size);

		must(none->len == 0);
	}
	return 0;
}
