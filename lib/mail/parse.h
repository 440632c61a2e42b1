/* SPDX-License-Identifier: GPL-2.0-or-later */
/* parse.h - hostile bytes into facts, behind a locked door */
#ifndef SP_MAIL_PARSE_H
#define SP_MAIL_PARSE_H

#include <glib.h>

#include "lib/base/blob.h"
#include "lib/base/config.h"
#include "lib/base/status.h"
#include "lib/mail/facts.h"
#include "lib/rule/rule.h"

struct sp_parse {
	const struct sp_config *conf;	/* address, limits, authserv-id */
	const struct sp_rule_set *rules;
	gboolean inner;		/* a decrypted payload: a MIME entity whose
				   header may be all protected headers; no trace
				   headers, no loop or list marks counted */
	gboolean text;		/* inner, and all of it is text: the payload of
				   an inline block, which has no header */
	const struct sp_facts *around;	/* inner: of the mail that it came in,
					   for what a payload need not say of
					   itself; or NULL */
	gboolean copy;		/* what members of a list got of a mail: the
				   original.pgp beside it hides no patch */
};

/* Once a process, before the first room: locale, gmime, the converters of the
 * charsets that the child may need (glibc loads them from files). */
void sp_mail_init(void);

/* Pre-scan (constant memory), then gmime, in a locked child.
 * SP_EDATA: the message cannot be parsed (over a limit, or the child died):
 * hold it; err->text says which limit. Never depends on gpg. */
enum sp_status sp_mail_parse(const struct sp_parse *how, struct sp_blob *message,
			     struct sp_facts **facts, struct sp_err *err)
			     SP_CHECKED;

/* The parser itself, without the lock: for tests and fuzzers. */
enum sp_status sp_mail_parse_open(const struct sp_parse *how,
				  const uint8_t *bytes, size_t len,
				  struct sp_facts **facts, struct sp_err *err)
				  SP_CHECKED;

/* The streaming pre-scan alone. SP_EDATA names the limit. */
enum sp_status sp_mail_prescan(const struct sp_config *conf,
			       const uint8_t *bytes, size_t len,
			       struct sp_err *err) SP_CHECKED;

#endif
