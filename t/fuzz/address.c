/* SPDX-License-Identifier: GPL-2.0-or-later */
/* address.c - the strict readings of addresses and ids (R-042)
 *
 * What may go to sendmail holds nothing that a list of addresses is made of,
 * and gmime reads exactly the same in it. */
#include "lib/mail/address.h"

#include <gmime/gmime.h>

#include "lib/base/ref.h"
#include "lib/mail/mailbox.h"
#include "lib/mail/parse.h"
#include "t/fuzz/fuzz.h"

#define LIST "sec@lists.example.org"

G_DEFINE_AUTOPTR_CLEANUP_FUNC(InternetAddressList, g_object_unref)

/* gmime sees one mailbox, and this address in it; a domain it may show in
 * another form. */
static void
check_second_reader(const char *value, const char *address)
{
	g_autoptr(InternetAddressList) list =
		internet_address_list_parse(NULL, value);
	InternetAddress *one;
	const char *theirs;

	must(list && internet_address_list_length(list) == 1);
	one = internet_address_list_get_address(list, 0);
	must(INTERNET_ADDRESS_IS_MAILBOX(one));
	theirs = internet_address_mailbox_get_addr(
		INTERNET_ADDRESS_MAILBOX(one));
	must(theirs && (strcmp(theirs, address) == 0 ||
			strstr(address, "xn--")));
}

static void
check_mailbox(const char *value, const char *address)
{
	g_autofree char *again = sp_mailbox_read(value);

	must(g_strcmp0(again, address) == 0);
}

static void
check_address(const char *address)
{
	g_autofree char *key = sp_address_key(address);
	g_autofree char *named = g_strdup_printf("Ada <%s>", address);
	g_autofree char *again = NULL;

	must(sp_address_ok(address) == (key != NULL));
	(void)sp_address_null(address);
	(void)sp_address_role(address);
	if (!key)
		return;
	again = sp_address_key(key);
	must(g_strcmp0(again, key) == 0);
	must(strlen(address) <= 254 && *address != '-');
	must(fuzz_clean(address, FALSE));
	must(strpbrk(address, ",;:()<>\\ []") == NULL);
	must(strchr(address, '@') == strrchr(address, '@'));
	must(sp_address_ok(key) && strlen(key) <= 254);
	must(!strpbrk(key, ",;:()<>\\ []"));
	check_mailbox(address, address);
	check_mailbox(named, address);
	check_second_reader(address, address);
	check_second_reader(named, address);
}

/* What stands in From, as one field value. */
static void
check_value(const char *value)
{
	g_autofree char *address = sp_mailbox_read(value);

	if (!address)
		return;
	must(sp_address_ok(address) && strstr(value, address));
	must(!strpbrk(value, "\r\n"));
}

static void
check_id(const char *id)
{
	g_autofree char *more = g_strconcat(id, "@", NULL);

	if (!sp_msgid_ok(id))
		return;
	must(strlen(id) <= 250 && g_str_is_ascii(id));
	must(fuzz_clean(id, FALSE) && !strpbrk(id, "<> \\"));
	must(!sp_msgid_ok(more));
}

/* Whatever the recipient asks for, it is in canonical form. */
static void
check_recipient(const char *address)
{
	struct sp_recipient to;
	struct sp_ref ref;
	struct sp_err err;

	sp_recipient_read(LIST, "+", address, &to);
	must(to.role == SP_TO_OTHER || sp_address_ok(address));
	must((to.tag != NULL) == (to.role == SP_TO_REPLY ||
				  to.role == SP_TO_INTERNAL));
	must(!to.token || to.role == SP_TO_REPLY ||
	     to.role == SP_TO_BOUNCES);
	if (to.tag && sp_ref_parse(to.tag, &ref, &err) == SP_OK)
		must(strcmp(ref.text, to.tag) == 0);
	for (const char *p = to.tag; p && *p; p++)
		must(g_ascii_isupper(*p) || g_ascii_isdigit(*p) || *p == '-');
	for (const char *p = to.token; p && *p; p++)
		must(g_ascii_islower(*p) || g_ascii_isdigit(*p));
	sp_recipient_clear(&to);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree char *text = fuzz_text(data, size);
	g_autofree char *suffix = g_strdup_printf(
		"sec%s@lists.example.org", text);

	sp_mail_init();
	check_address(text);
	check_value(text);
	check_id(text);
	check_recipient(text);
	check_recipient(suffix);
	return 0;
}
