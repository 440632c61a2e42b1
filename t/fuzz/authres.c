/* SPDX-License-Identifier: GPL-2.0-or-later */
/* authres.c - Authentication-Results
 *
 * A result counts from one field of our own border alone: not twice, not under
 * another name, and not below the second Received. */
#include "lib/mail/authres.h"

#include "t/fuzz/fuzz.h"

#define ID "mx.example.org"
#define FIELD "Authentication-Results"

static enum sp_auth
read_mail(const char *before, const uint8_t *data, size_t size,
	  const char *id)
{
	size_t n = strlen(before);
	g_autofree uint8_t *mail = fuzz_joined(before, data, size);
	g_autofree char *domain = NULL;
	struct sp_head *head;
	enum sp_auth r;

	head = sp_head_read(mail, (struct sp_range){ 0, n + size }, FALSE);
	r = sp_authres_read(head, id, &domain);
	must(domain && (r == SP_AUTH_NONE) >= (*domain == '\0' && r));
	must(r == SP_AUTH_NONE || sp_head_count(head, FIELD) > 0);
	sp_head_free(head);
	return r;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (read_mail("", data, size, ID) == SP_AUTH_NONE)
		return 0;
	must(read_mail("", data, size, "") == SP_AUTH_NONE);
	must(read_mail("", data, size, "mx.example.or") == SP_AUTH_NONE);
	must(read_mail("", data, size, "MX.example.org") == SP_AUTH_NONE);
	must(read_mail(FIELD ": " ID "; dmarc=pass header.from=a.example\n",
		       data, size, ID) == SP_AUTH_NONE);
	must(read_mail(FIELD ": mx.EXAMPLE.org; none\n", data, size, ID) ==
	     SP_AUTH_NONE);
	must(read_mail("Received: a\nReceived: b\n", data, size, ID) ==
	     SP_AUTH_NONE);
	return 0;
}
