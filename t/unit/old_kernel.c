/* SPDX-License-Identifier: GPL-2.0-or-later */
/* old_kernel.c - the locked room on a kernel that has less
 *
 * A filter of our own plays that kernel: it answers as one does that was built
 * without the part. It can only take away, so first seccomp goes and then
 * Landlock. */
#include "lib/base/room.h"

#include <errno.h>
#include <linux/seccomp.h>
#include <seccomp.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "t/unit/tap.h"

static char *folder;	/* that the child tries to make */

static void
load(scmp_filter_ctx ctx)
{
	if (seccomp_load(ctx) != 0)
		exit(99);
	seccomp_release(ctx);
}

static void
lose_seccomp(void)
{
	scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_ALLOW);

	if (seccomp_rule_add(ctx, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(seccomp), 1,
			     SCMP_A0(SCMP_CMP_EQ,
				     SECCOMP_GET_ACTION_AVAIL, 0)) != 0 ||
	    seccomp_rule_add(ctx, SCMP_ACT_ERRNO(EINVAL), SCMP_SYS(prctl), 1,
			     SCMP_A0(SCMP_CMP_EQ, PR_SET_SECCOMP, 0)) != 0)
		exit(99);
	load(ctx);
}

static void
lose_landlock(void)
{
	scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_ALLOW);

	if (seccomp_rule_add(ctx, SCMP_ACT_ERRNO(EOPNOTSUPP),
			     SCMP_SYS(landlock_create_ruleset), 0) != 0)
		exit(99);
	load(ctx);
}

/* A call that takes no descriptor, of which a child may have none. */
static GVariant *
make_folder(void *arg)
{
	(void)arg;
	return g_variant_new_uint32(mkdir(folder, 0700) < 0 ? errno : 0);
}

static GVariant *
run_program(void *arg)
{
	char *const argv[] = { (char *)"true", NULL };

	(void)arg;
	(void)execv("/bin/true", argv);
	return g_variant_new_uint32(errno);
}

/* What a child says; G_MAXUINT when the room would not have it. */
static unsigned
inside(GVariant *(*work)(void *arg), enum sp_room_need need,
       struct sp_err *err)
{
	const struct sp_room_limits limits = {
		.memory = 64 << 20, .cpu_s = 5, .wall_s = 5, .answer = 100,
		.need = need,
	};
	GVariant *v = NULL;
	unsigned said = G_MAXUINT;

	*err = (struct sp_err) { SP_OK, "" };
	if (sp_room_run(work, NULL, G_VARIANT_TYPE_UINT32, &limits, &v,
			err) == SP_OK) {
		said = g_variant_get_uint32(v);
		g_variant_unref(v);
	}
	return said;
}

static void
without_seccomp(gboolean landlock)
{
	struct sp_err err;

	ok(!(sp_room_parts() & SP_ROOM_CALLS), "the kernel has no seccomp");
	ok(inside(make_folder, SP_ROOM_NEEDS_CALLS, &err) == G_MAXUINT &&
	   err.code == SP_ECONF && strstr(err.text, "seccomp"),
	   "needed, nothing runs: %s", err.text);
	ok(inside(make_folder, SP_ROOM_NEEDS_NOTHING, &err) ==
	   (landlock ? EACCES : 0) && rmdir(folder) == (landlock ? -1 : 0),
	   "not needed, Landlock alone keeps it from a folder");
	if (landlock)
		ok(inside(run_program, SP_ROOM_NEEDS_NOTHING, &err) == EACCES,
		   "and from a program");
}

static void
without_both(void)
{
	struct sp_err err;

	ok(sp_room_parts() == 0, "the kernel has no Landlock either");
	ok(inside(make_folder, SP_ROOM_NEEDS_ALL, &err) == G_MAXUINT &&
	   err.code == SP_ECONF, "needed, nothing runs: %s", err.text);
	ok(inside(make_folder, SP_ROOM_NEEDS_NOTHING, &err) == 0 &&
	   rmdir(folder) == 0, "not needed, the other limits are all");
}

int
main(void)
{
	const unsigned parts = sp_room_parts();
	g_autofree char *top = g_dir_make_tmp("sp-unit-XXXXXX", NULL);
	struct sp_err err;

	if (!(parts & SP_ROOM_CALLS)) {
		ok(1, "this kernel cannot play an older one # SKIP");
		return tap_done();
	}
	folder = g_build_filename(top, "made", NULL);
	ok(sp_room_check(SP_ROOM_NEEDS_CALLS, &err) == SP_OK,
	   "filters of calls are there");
	lose_seccomp();
	without_seccomp(parts & SP_ROOM_FILES);
	lose_landlock();
	without_both();
	rmdir(top);
	g_free(folder);
	return tap_done();
}
