/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cmd-share-thread.c - the thread of a case so far, opened with the keyring of
 * the caller, for a guest */
#include "filter/share.h"

#include <errno.h>
#include <sys/stat.h>

#include "filter/keyring.h"
#include "filter/out.h"
#include "lib/base/log.h"
#include "lib/gate/handover.h"
#include "lib/gate/share-thread.h"

#define HANDOVER_S 20

struct work {
	struct call *call;
	struct sp_gate *gate;
	struct keyring *keyring;
	struct sp_thread *thread;
	unsigned shared;
	enum sp_status worst;
};

/* As the list has signed it. */
static enum sp_status
open_mail(const struct work *w, const struct sp_mail *m, struct sp_blob *opened,
	  struct sp_err *err)
{
	enum sp_status r = sp_blob_init(opened, SIZE_MAX / 4, err);
	struct stat st;

	if (r == SP_OK)
		r = keyring_read(w->keyring, w->gate, m, FALSE, TRUE,
				 opened->fd, err);
	if (r == SP_OK && fstat(opened->fd, &st) < 0)
		r = sp_fail(err, SP_EIO, "memfd: %s", g_strerror(errno));
	if (r == SP_OK)
		opened->len = (size_t)st.st_size;
	return r;
}

/* A mail that fails is named, and the others follow. */
static void
share_mail(struct work *w, const struct sp_mail *m, struct sp_err *err)
{
	g_auto_blob struct sp_blob opened = SP_BLOB_INIT;
	enum sp_status r = open_mail(w, m, &opened, err);

	if (r == SP_OK)
		r = sp_thread_share(w->thread, m, &opened, err);
	if (r == SP_OK) {
		w->shared++;
		out_print("shared    %s\n", m->ref);
	} else if (r == SP_NONE) {
		call_complain(err, NULL);
	} else {
		call_keep(r, err, m->ref, &w->worst);
	}
}

static void
hand_over(struct sp_gate *gate)
{
	struct sp_handed handed = { 0 };
	struct sp_err err;

	if (sp_handover(gate, 0, HANDOVER_S, &handed, &err) != SP_OK)
		sp_log_error("event=handover-failed cause=%s", err.text);
}

static enum sp_status
share_all(struct work *w, const char *address, struct sp_err *err)
{
	const struct sp_mail *m;
	unsigned had, inside;
	enum sp_status r = SP_OK;

	while ((m = sp_thread_next(w->thread)) != NULL)
		share_mail(w, m, err);
	if (w->worst == SP_OK)
		r = sp_thread_end(w->thread, err);
	if (r != SP_OK)
		return r;
	sp_thread_counts(w->thread, &had, &inside);
	out_print("shared    %u mail%s with %s, encrypted; %u went there "
		  "before, %u stay inside\n", w->shared,
		  w->shared == 1 ? "" : "s", address, had, inside);
	hand_over(w->gate);
	if (w->worst != SP_OK)
		err->text[0] = '\0';	/* said, mail by mail */
	return w->worst;
}

enum sp_status
share_thread(struct call *call, const char *number, const char *address,
	     const struct sp_leave *leave, const char *gnupg,
	     struct sp_err *err)
{
	struct work w = { .call = call, .worst = SP_OK };
	struct sp_case *c = NULL;
	enum sp_status r = keyring_of_caller(call, gnupg, &w.keyring, err);

	if (r == SP_OK &&
	    (r = call_case(call, number, &w.gate, &c, err)) == SP_OK &&
	    (r = sp_thread_begin(w.gate, call->actor, c, address, leave,
				 &w.thread, err)) == SP_OK)
		r = share_all(&w, address, err);
	sp_thread_free(w.thread);
	sp_case_free(c);
	keyring_end(w.keyring);
	return r;
}
