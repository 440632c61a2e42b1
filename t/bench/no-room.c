/* SPDX-License-Identifier: GPL-2.0-or-later */
/* no-room.c - sp_room_run() without a room
 *
 * Linked with all of sallyport-main into sallyport-bare, which is never
 * installed: t/bench/run compares the two to tell what the locked room costs. */
#include "lib/base/room.h"

enum sp_status __wrap_sp_room_run(GVariant *(*work)(void *arg), void *arg,
				  const GVariantType *type,
				  const struct sp_room_limits *limits,
				  GVariant **answer, struct sp_err *err);

enum sp_status
__wrap_sp_room_run(GVariant *(*work)(void *arg), void *arg,
		   const GVariantType *type,
		   const struct sp_room_limits *limits, GVariant **answer,
		   struct sp_err *err)
{
	GVariant *v = work(arg);

	(void)limits;
	if (!v || !g_variant_is_of_type(v, type))
		return sp_fail(err, SP_EDATA, "it cannot be parsed");
	*answer = g_variant_ref_sink(v);
	return SP_OK;
}
