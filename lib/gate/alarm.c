/* SPDX-License-Identifier: GPL-2.0-or-later */
/* alarm.c - tell the administrator that deliveries do not succeed
 *
 * The supervisor counts each 75 in STATE/deferred (filter/deferral.h). */
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "lib/gate/gate.h"
#include "lib/gate/sendmail.h"
#include "lib/gate/worker.h"
#include "lib/mail/compose.h"
#include "lib/notice/template.h"

#define ALARM_AFTER_S 900
/* When nothing has followed for so long, it is over. By default Exim tries
 * again every 6 h in the end, and Postfix every 4000 s. Where other mail was
 * taken in since, two deferrals hours apart most likely have nothing to do with
 * each other. */
#define STALE_S (7 * 3600)
#define STALE_TAKEN_S (2 * 3600)

struct deferrals {
	uint64_t count;
	int64_t first, last;
	int64_t taken;		/* 0: no mail since counting began */
};

/* FALSE: there are none. */
static gboolean
read_deferrals(int fd, struct deferrals *d)
{
	char line[64] = "";

	*d = (struct deferrals) { 0 };
	return pread(fd, line, sizeof(line) - 1, 0) >= 0 &&
	       sscanf(line, "%" SCNu64 " %" SCNd64 " %" SCNd64 " %" SCNd64,
		      &d->count, &d->first, &d->last, &d->taken) >= 3 &&
	       d->count > 0;
}

/* What a [group] says of a key, stripped, as far as lines are lines; NULL:
 * nothing. g_free(). */
static char *
find_value(char *const *lines, const char *group, const char *key)
{
	const size_t n = strlen(key);
	gboolean inside = FALSE;

	for (; *lines; lines++) {
		const char *p = *lines;

		p += strspn(p, " \t");
		if (*p == '[')
			inside = g_str_has_prefix(p, group);
		if (!inside || strncmp(p, key, n) != 0)
			continue;
		p += n + strspn(p + n, " \t");
		if (*p == '=')
			return g_strstrip(g_strdup(p + 1));
	}
	return NULL;
}

enum sp_status
sp_alarm_config(const char *dir, const char *list, struct sp_config **conf,
		struct sp_err *err)
{
	static const char *const vital[][2] = {
		{ "[list]", "address" }, { "[list]", "state" },
		{ "[mta]", "sendmail" }, { "[admin]", "alarm" },
	};
	g_autofree char *file = g_strdup_printf("%s/%s.conf", dir, list);
	g_autofree char *text = NULL;
	g_auto(GStrv) lines = NULL;
	g_autoptr(GString) less = g_string_new(NULL);
	enum sp_status r = sp_path_safe(file, err);

	if (r != SP_OK)
		return r;
	if (!g_file_get_contents(file, &text, NULL, NULL))
		return sp_fail(err, SP_ECONF, "%s cannot be read", file);
	lines = g_strsplit(text, "\n", -1);
	for (size_t i = 0; i < G_N_ELEMENTS(vital); i++) {
		g_autofree char *value = find_value(lines, vital[i][0],
						    vital[i][1]);

		if (i == 0 || strcmp(vital[i][0], vital[i - 1][0]) != 0)
			g_string_append_printf(less, "%s\n", vital[i][0]);
		if (value)
			g_string_append_printf(less, "%s = %s\n", vital[i][1],
					       value);
	}
	return sp_config_parse(file, list, less->str, less->len, conf, err);
}

static enum sp_status
compose(const struct sp_config *conf, const char *cause,
	const struct deferrals *d, struct sp_blob *message, struct sp_err *err)
{
	const struct sp_workdays *w = &conf->workdays;
	g_autofree char *since = sp_workday_format(w, d->first);
	g_autofree char *until = sp_workday_format(w, d->last);
	g_autofree char *taken = d->taken ? sp_workday_format(w, d->taken)
					  : g_strdup("");
	g_autofree char *times = g_strdup_printf("%" PRIu64, d->count);
	g_autofree char *random = sp_boundary_new();
	g_autofree char *id = g_strdup_printf("<alarm.%s@%s>", random,
					      conf->domain);
	g_autofree char *file = NULL;
	g_autofree char *template = NULL;
	g_autofree char *subject = NULL;
	g_autofree char *body = NULL;
	g_autofree char *entity = NULL;
	g_autofree char *block = NULL;
	struct sp_header *h;
	enum sp_status r;

	r = sp_template_load(conf->dir, "alarm", &file, &template, err);
	if (r == SP_OK) {
		const struct sp_template_value values[] = {
			{ "list", conf->name }, { "address", conf->address },
			{ "tag", conf->tag }, { "short", conf->list },
			{ "host", g_get_host_name() }, { "count", times },
			{ "since", since }, { "last", until },
			{ "taken", taken }, { "cause", cause },
			{ NULL, NULL } };

		r = sp_template_expand(file, template, values, &subject, &body,
				       err);
	}
	if (r != SP_OK)
		return r;
	h = sp_header_new();
	sp_header_mailbox(h, "From", conf->name, conf->address);
	sp_header_mailbox(h, "To", NULL, conf->alarm);
	sp_header_date(h, "Date", sp_gate_now());
	sp_header_raw(h, "Message-ID", id);
	sp_header_text(h, "Subject", subject);
	sp_header_raw(h, "Auto-Submitted", "auto-generated");
	sp_header_raw(h, "MIME-Version", "1.0");
	r = sp_header_end(h, &block, err);
	sp_header_free(h);
	entity = sp_text_entity(body);
	if (r != SP_OK ||
	    (r = sp_blob_init(message, 1 << 20, err)) != SP_OK ||
	    (r = sp_blob_append(message, block, strlen(block), err)) != SP_OK)
		return r;
	return sp_blob_append(message, entity, strlen(entity), err);
}

static enum sp_status
check(const struct sp_config *conf, const char *cause, int fd, gboolean *sent,
      struct sp_err *err)
{
	g_auto_blob struct sp_blob message = SP_BLOB_INIT;
	struct deferrals d;
	gboolean over;
	enum sp_status r = SP_OK;

	if (!read_deferrals(fd, &d))
		return SP_OK;
	over = d.last - d.first >= ALARM_AFTER_S;
	if (!over && sp_gate_now() - d.last <
		     (d.taken >= d.last ? STALE_TAKEN_S : STALE_S))
		return SP_OK;		/* it may become one yet */
	if (over && conf->alarm[0] != '\0') {
		r = compose(conf, cause, &d, &message, err);
		if (r == SP_OK)
			r = sp_sendmail(conf, "", conf->alarm, &message, err);
		*sent = r == SP_OK;
	}
	if (r == SP_OK && pwrite(fd, SP_NO_DEFERRALS,
				 strlen(SP_NO_DEFERRALS), 0) < 0)
		r = sp_fail(err, SP_EIO, "%s: cannot start counting anew",
			    conf->list);
	return r;
}

enum sp_status
sp_alarm(const struct sp_config *conf, const char *cause, gboolean *sent,
	 struct sp_err *err)
{
	g_autofree char *path = sp_gate_path(conf, "deferred");
	int fd = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
	enum sp_status r;

	*sent = FALSE;
	if (fd < 0)
		return SP_OK;		/* nothing was ever deferred */
	if (flock(fd, LOCK_EX) < 0)
		r = sp_fail(err, SP_EIO, "%s: cannot lock it", path);
	else
		r = check(conf, cause, fd, sent, err);
	(void)close(fd);
	return r;
}

/* The lock is not waited for: somebody else's alarm may be on its way out. */
void
sp_alarm_taken(const struct sp_config *conf)
{
	g_autofree char *path = sp_gate_path(conf, "deferred");
	int fd = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
	struct deferrals d;
	char line[sizeof(SP_NO_DEFERRALS) + 40];
	const int len = sizeof(SP_NO_DEFERRALS) - 1;

	if (fd < 0)
		return;
	if (read_deferrals(fd, &d) && flock(fd, LOCK_EX | LOCK_NB) == 0 &&
	    read_deferrals(fd, &d) &&
	    snprintf(line, sizeof(line), "%010" PRIu64 " %010" PRId64 " %010"
		     PRId64 " %010" PRId64 "\n", d.count, d.first, d.last,
		     sp_gate_now()) == len)
		(void)!pwrite(fd, line, (size_t)len, 0);
	(void)close(fd);
}
