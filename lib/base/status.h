/* SPDX-License-Identifier: GPL-2.0-or-later */
/* status.h - what a function tells its caller
 *
 * Few codes, chosen by what the caller does next. A bad signature or an
 * undecryptable mail is a result, not an error: it comes with SP_OK. */
#ifndef SP_BASE_STATUS_H
#define SP_BASE_STATUS_H

#define SP_CHECKED __attribute__((warn_unused_result))
#define SP_PRINTF(f, a) __attribute__((format(printf, f, a)))

enum sp_status {
	SP_OK = 0,
	SP_NONE,	/* no such row, part or key: callers must handle it */
	SP_EDATA,	/* message or command malformed: retrying cannot help */
	SP_EDENIED,	/* well-formed, refused by policy */
	SP_EWAIT,	/* accepted, but a second person must agree */
	SP_ECHECK,	/* a check ran and did not hold */
	SP_EBUSY,	/* lock or deadline: retrying should help */
	SP_EIO,		/* file, pipe or database failed */
	SP_ECRYPT,	/* the OpenPGP engine failed; NOT "bad signature" */
	SP_ECONF,	/* our own configuration or schema is wrong */
};

struct sp_err {
	enum sp_status code;
	char text[400];		/* one sentence; ids and causes, no content */
};

/* Fill err and return code, so that "return sp_fail(...)" reads as one act. Of
 * what is longer than err->text the middle is left out. */
enum sp_status sp_fail(struct sp_err *err, enum sp_status code,
		       const char *fmt, ...) SP_PRINTF(3, 4);
/* A person named path to be written, and why (an errno) it was not: SP_EDENIED
 * when it is there already; SP_EIO when trying again may help, as with a full
 * disk; else SP_EDATA, for the path is at fault. */
enum sp_status sp_fail_path(struct sp_err *err, const char *path, int why);

#endif
