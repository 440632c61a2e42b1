/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cvss.c - the base score of a vulnerability (CVSS 3.1, section 7) */
#include "lib/notice/cvss.h"

#include <math.h>
#include <string.h>

#define VERSION "CVSS:3.1"

enum metric { AV, AC, PR, UI, S, C, I, A, METRICS };
enum { VALUES = 4 };

/* What each value weighs (section 7.4). PR weighs otherwise when the scope
 * changes; the scope itself weighs nothing. */
static const struct {
	const char *name, *values;
	double weight[VALUES], changed[VALUES];
} metrics[METRICS] = {
	[AV] = { "AV", "NALP", { 0.85, 0.62, 0.55, 0.2 }, { 0 } },
	[AC] = { "AC", "LH", { 0.77, 0.44 }, { 0 } },
	[PR] = { "PR", "NLH", { 0.85, 0.62, 0.27 }, { 0.85, 0.68, 0.5 } },
	[UI] = { "UI", "NR", { 0.85, 0.62 }, { 0 } },
	[S] = { "S", "UC", { 0 }, { 0 } },
	[C] = { "C", "HLN", { 0.56, 0.22, 0 }, { 0 } },
	[I] = { "I", "HLN", { 0.56, 0.22, 0 }, { 0 } },
	[A] = { "A", "HLN", { 0.56, 0.22, 0 }, { 0 } },
};

/* From which score on (section 5). */
static const struct {
	unsigned tenths;
	const char *name;
} severities[] = {
	{ 90, "CRITICAL" }, { 70, "HIGH" }, { 40, "MEDIUM" }, { 1, "LOW" },
	{ 0, "NONE" },
};

/* --- the score ------------------------------------------------------------ */

/* Appendix A: up to the next tenth, but not for an error in the sixth digit. */
static unsigned
round_up(double score)
{
	const long parts = lround(score * 100000);

	return (unsigned)(parts / 10000 + (parts % 10000 != 0));
}

static double
weight(const int *chosen, enum metric m)
{
	return metrics[m].weight[chosen[m]];
}

static unsigned
score(const int *chosen)
{
	const gboolean changed = chosen[S] == 1;
	const double base = 1 - (1 - weight(chosen, C)) *
		(1 - weight(chosen, I)) * (1 - weight(chosen, A));
	const double impact = !changed ? 6.42 * base
		: 7.52 * (base - 0.029) - 3.25 * pow(base - 0.02, 15);
	const double privileges = changed ? metrics[PR].changed[chosen[PR]]
					  : weight(chosen, PR);
	const double ease = 8.22 * weight(chosen, AV) * weight(chosen, AC) *
		privileges * weight(chosen, UI);

	if (impact <= 0)
		return 0;
	return round_up(MIN((changed ? 1.08 : 1) * (impact + ease), 10));
}

/* --- reading -------------------------------------------------------------- */

/* "AV:N"; chosen is -1 where nothing has been. */
static enum sp_status
take(const char *text, int *chosen, struct sp_err *err)
{
	for (int m = 0; m < METRICS; m++) {
		const size_t n = strlen(metrics[m].name);
		const char *value = text + n + 1;

		if (strncmp(text, metrics[m].name, n) != 0 || text[n] != ':')
			continue;
		if (chosen[m] >= 0)
			return sp_fail(err, SP_EDATA, "the CVSS vector has %s "
				       "twice", metrics[m].name);
		if (!value[0] || value[1] || !strchr(metrics[m].values, *value))
			return sp_fail(err, SP_EDATA, "the CVSS vector has "
				       "\"%.20s\"; %s is one of the letters %s",
				       text, metrics[m].name,
				       metrics[m].values);
		chosen[m] = (int)(strchr(metrics[m].values, *value) -
				  metrics[m].values);
		return SP_OK;
	}
	return sp_fail(err, SP_EDATA, "the CVSS vector has \"%.20s\", which is "
		       "none of the base metrics AV, AC, PR, UI, S, C, I, A",
		       text);
}

static enum sp_status
read_metrics(const char *vector, int *chosen, struct sp_err *err)
{
	g_auto(GStrv) parts = g_strsplit(vector, "/", METRICS + 2);
	enum sp_status r = SP_OK;

	if (g_strcmp0(parts[0], VERSION) != 0)
		return sp_fail(err, SP_EDATA, "\"%.20s\" is no vector of CVSS "
			       "3.1; one looks like " SP_CVSS_EXAMPLE, vector);
	for (int m = 0; m < METRICS; m++)
		chosen[m] = -1;
	for (guint i = 1; r == SP_OK && parts[i]; i++)
		r = take(parts[i], chosen, err);
	for (int m = 0; r == SP_OK && m < METRICS; m++)
		if (chosen[m] < 0)
			r = sp_fail(err, SP_EDATA, "the CVSS vector lacks %s",
				    metrics[m].name);
	return r;
}

enum sp_status
sp_cvss_read(const char *vector, struct sp_cvss *cvss, struct sp_err *err)
{
	int chosen[METRICS];
	g_autoptr(GString) usual = g_string_new(VERSION);
	enum sp_status r = read_metrics(vector, chosen, err);
	size_t i = 0;

	if (r != SP_OK)
		return r;
	for (int m = 0; m < METRICS; m++)
		g_string_append_printf(usual, "/%s:%c", metrics[m].name,
				       metrics[m].values[chosen[m]]);
	g_strlcpy(cvss->vector, usual->str, sizeof(cvss->vector));
	cvss->tenths = score(chosen);
	while (cvss->tenths < severities[i].tenths)
		i++;
	cvss->severity = severities[i].name;
	return SP_OK;
}
