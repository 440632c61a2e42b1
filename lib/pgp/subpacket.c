/* SPDX-License-Identifier: GPL-2.0-or-later */
/* subpacket.c - what stands in a signature packet */
#include "lib/pgp/subpacket.h"

uint32_t
sp_subpacket_number(const uint8_t *p, unsigned n)
{
	uint32_t sum = 0;

	while (n-- > 0)
		sum = sum << 8 | *p++;
	return sum;
}

void
sp_subpacket_each(const uint8_t *area, size_t n,
		  void (*take)(unsigned type, const uint8_t *body, size_t len,
			       void *arg), void *arg)
{
	while (n > 0) {
		const size_t head = area[0] < 192 ? 1 : area[0] < 255 ? 2 : 5;
		size_t len;

		if (n < head)
			return;
		len = head == 1 ? area[0] :
		      head == 5 ? sp_subpacket_number(area + 1, 4) :
		      ((size_t)(area[0] - 192) << 8) + area[1] + 192;
		area += head;
		n -= head;
		if (len == 0 || len > n)
			return;
		take(area[0] & 0x7f, area + 1, len - 1, arg);
		area += len;
		n -= len;
	}
}
