/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sheet.c - how a page looks, and how it begins */
#include "lib/notice/sheet.h"

#include "lib/notice/drawing.h"

/* Nothing is fetched, nothing is carried out, nothing is sent. */
#define POLICY "default-src 'none'; style-src 'unsafe-inline'; " \
	"base-uri 'none'; form-action 'none'"

/* Colours are named once, for light, dark and paper. Letters have at least
 * 12 pixels; below 640 a row of a table is a block. */
static const char css[] =
	":root { color-scheme: light dark; --paper: #fff; --ink: #1c2128;\n"
	"  --dim: #57606a; --rule: #d0d7de; --shade: #e9edf1; --blue: #0969da;\n"
	"  --amber: #9a6700; --green: #1a7f37; --red: #b3261e; }\n"
	"@media (prefers-color-scheme: dark) { :root { --paper: #14181d;\n"
	"  --ink: #e6edf3; --dim: #9ba5b0; --rule: #373e47; --shade: #22282f;\n"
	"  --blue: #6cb1ff; --amber: #e0a526; --green: #57c46d;\n"
	"  --red: #ff8a80; } }\n"
	"@media print { :root { color-scheme: light; --paper: #fff;\n"
	"  --ink: #000; --dim: #333; --rule: #aaa; --shade: #e4e4e4;\n"
	"  --blue: #0550ae; --amber: #6b4800; --green: #0b5a22;\n"
	"  --red: #8e1b15; } }\n"
	"* { box-sizing: border-box; }\n"
	"body { margin: 0 auto; padding: 16px; max-width: 1120px;\n"
	"  background: var(--paper); color: var(--ink);\n"
	"  font: 16px/1.5 system-ui, sans-serif; overflow-wrap: break-word; }\n"
	"h1 { font-size: 24px; line-height: 1.25; margin: 16px 0 8px; }\n"
	"h2 { font-size: 19px; margin: 40px 0 8px; }\n"
	"h3 { font-size: 16px; margin: 28px 0 8px; }\n"
	"p { margin: 8px 0; max-width: 68ch; }\n"
	".dim, footer { color: var(--dim); }\n"
	".mark { display: inline-block; margin: 0; padding: 2px 12px;\n"
	"  border: 2px solid var(--red); color: var(--red); font-weight: 700;\n"
	"  letter-spacing: .04em; }\n"
	".legend { list-style: none; margin: 8px 0 16px; padding: 0;\n"
	"  display: flex; flex-wrap: wrap; gap: 4px 20px; font-size: 14px; }\n"
	".legend li { display: flex; align-items: center; gap: 8px; }\n"
	".legend svg { flex: none; }\n"
	"svg { overflow: visible; }\n"
	".picture { display: block; font-size: 12.5px; }\n"
	".patterns { position: absolute; }\n"
	"text { fill: var(--ink); paint-order: stroke; stroke: var(--paper);\n"
	"  stroke-width: 3px; stroke-linejoin: round; }\n"
	".number { font-weight: 600; font-variant-numeric: tabular-nums; }\n"
	".strong { font-weight: 700; }\n"
	"text.dim { fill: var(--dim); }\n"
	".weekend { fill: var(--shade); }\n"
	".grid, .rule { stroke: var(--rule); }\n"
	".axis { stroke: var(--dim); }\n"
	".today { stroke: var(--red); stroke-width: 2; stroke-dasharray: 5 3; }\n"
	".load { fill: var(--dim); stroke: var(--paper); }\n"
	".ground { fill: var(--paper); }\n"
	".bar { stroke: var(--ink); stroke-width: 1; }\n"
	".waits { fill: url(#dots); }\n"
	".works { fill: url(#rising); }\n"
	".stands { fill: var(--green); }\n"
	".ahead { fill: var(--paper); stroke-dasharray: 4 3; }\n"
	".dots { fill: var(--amber); }\n"
	".rising { stroke: var(--blue); stroke-width: 2.5; }\n"
	".falling { stroke: var(--green); stroke-width: 2.5; }\n"
	".level { stroke: var(--ink); stroke-width: 2; }\n"
	".crossed { stroke: var(--red); stroke-width: 2; }\n"
	".flag, .beyond { fill: var(--ink); }\n"
	".sorted { fill: url(#level); }\n"
	".late { fill: url(#crossed); stroke-width: 2; }\n"
	".limit { stroke: var(--ink); stroke-width: 2.5; }\n"
	".decided { fill: var(--shade); stroke: var(--ink); }\n"
	".waiting { fill: var(--ink); stroke: var(--ink); }\n"
	".box { fill: var(--paper); stroke: var(--ink); stroke-width: 1.5; }\n"
	".way { fill: none; stroke: var(--dim); stroke-width: 1.5; }\n"
	".count { font-weight: 700; font-size: 15px; }\n"
	".notch { fill: var(--paper); stroke: var(--ink);\n"
	"  stroke-width: 1.5; }\n"
	"table { border-collapse: collapse; width: 100%; margin: 24px 0;\n"
	"  font-size: 14px; font-variant-numeric: tabular-nums; }\n"
	"caption { text-align: left; color: var(--dim); padding: 4px 0; }\n"
	"th, td { text-align: left; vertical-align: top;\n"
	"  padding: 6px 12px 6px 0; border-bottom: 1px solid var(--rule); }\n"
	".wide tbody th { white-space: nowrap; }\n"
	".narrow { width: auto; line-height: 1.3; }\n"
	".narrow th, .narrow td { padding: 3px 24px 3px 0; }\n"
	".wide td:last-child { overflow-wrap: anywhere; min-width: 12ch; }\n"
	"@media screen and (max-width: 860px) {\n"
	"  .wide thead { position: absolute; clip-path: inset(50%); }\n"
	"  .wide thead, .wide thead tr, .wide thead th { display: block;\n"
	"    width: 1px; height: 1px; overflow: hidden; padding: 0; }\n"
	"  .wide, .wide tbody, .wide tr, .wide caption { display: block; }\n"
	"  .wide tr { padding: 8px 0; border-bottom: 1px solid var(--rule); }\n"
	"  .wide tbody th, .wide tbody td { display: flex; gap: 12px;\n"
	"    padding: 1px 0; border: 0; white-space: normal; }\n"
	"  .wide td::before { content: attr(data-head); color: var(--dim);\n"
	"    flex: 0 0 104px; }\n"
	"}\n"
	"@media print { body { max-width: none; font-size: 12px; padding: 0; }\n"
	"  table { font-size: 11px; } th, td { padding: 3px 8px 3px 0; }\n"
	"  tr, .legend, h2 { break-inside: avoid; break-after: auto; } }\n";

struct sp_markup *
sp_sheet_begin(const char *title, gboolean listed)
{
	struct sp_markup *m = sp_markup_page();

	sp_markup_open(m, "html", "lang", "en", "xmlns",
		       "http://www.w3.org/1999/xhtml", NULL);
	sp_markup_open(m, "head", NULL);
	sp_markup_empty(m, "meta", "charset", "utf-8", NULL);
	sp_markup_empty(m, "meta", "http-equiv", "Content-Security-Policy",
			"content", POLICY, NULL);
	sp_markup_empty(m, "meta", "name", "viewport", "content",
			"width=device-width, initial-scale=1", NULL);
	sp_markup_empty(m, "meta", "name", "referrer", "content",
			"no-referrer", NULL);
	if (!listed)
		sp_markup_empty(m, "meta", "name", "robots", "content",
				"noindex, noarchive", NULL);
	sp_markup_element(m, "title", title, NULL);
	sp_markup_style(m, css);
	sp_markup_close(m);
	sp_markup_open(m, "body", NULL);
	sp_drawing_patterns(m);
	return m;
}
