/* SPDX-License-Identifier: GPL-2.0-or-later */
/* headers.c - who wrote to whom about what, from the header fields
 *
 * Of an inner message they count only when the payload says that they are
 * protected headers. */
#include <gmime/gmime.h>
#include <string.h>

#include "lib/mail/address.h"
#include "lib/mail/authres.h"
#include "lib/mail/charset.h"
#include "lib/mail/grammar.h"
#include "lib/mail/mailbox.h"
#include "lib/mail/name.h"
#include "lib/mail/reading.h"

#define FIELD_NAME_MAX 100
#define FROM_NAME_MAX 300
#define SUBJECT_MAX 1000
#define TO_MAX 2000

G_DEFINE_AUTOPTR_CLEANUP_FUNC(InternetAddressList, g_object_unref)

static char *
clean(const char *text, gsize max)
{
	g_autofree char *line = sp_clean(text, strlen(text), max, FALSE);

	return g_strdup(g_strstrip(line));
}

static void
read_fields(struct sp_reading *r)
{
	guint n = MIN(r->head->fields->len, r->how->conf->header_fields);

	for (guint i = 0; i < n; i++) {
		const struct sp_head_field *from =
			g_ptr_array_index(r->head->fields, i);
		struct sp_field *to = g_new0(struct sp_field, 1);

		to->name = clean(from->name, FIELD_NAME_MAX);
		to->range = from->range;
		g_ptr_array_add(r->facts->fields, to);
	}
	r->facts->body = r->head->body;
}

static void
read_doubled(struct sp_reading *r)
{
	static const char *const once[] = {
		"From", "Sender", "Reply-To", "To", "Cc", "Subject", "Date",
		"Message-ID", "In-Reply-To", "References", "MIME-Version",
		"Content-Type", "Content-Transfer-Encoding",
		"Content-Disposition", "Content-ID", "Content-Description",
	};

	for (gsize i = 0; i < G_N_ELEMENTS(once); i++) {
		if (sp_head_count(r->said, once[i]) > 1)
			r->facts->flags |= SP_FACT_DOUBLED;
	}
}

/* The mailbox that gmime sees in a list of exactly one, or NULL. Borrowed. */
static InternetAddressMailbox *
only_mailbox(InternetAddressList *list)
{
	InternetAddress *one;

	if (!list || internet_address_list_length(list) != 1)
		return NULL;
	one = internet_address_list_get_address(list, 0);
	return INTERNET_ADDRESS_IS_MAILBOX(one)
		? INTERNET_ADDRESS_MAILBOX(one) : NULL;
}

/* Does gmime see this address? It shows xn-- labels as what they stand for. */
static gboolean
agrees(InternetAddressMailbox *box, const char *strict)
{
	const char *shown = internet_address_mailbox_get_addr(box);
	const char *ascii = internet_address_mailbox_get_idn_addr(box);
	g_autofree char *ours = sp_address_key(strict);
	g_autofree char *theirs = ascii ? sp_address_key(ascii) : NULL;

	return g_strcmp0(shown, strict) == 0 ||
	       (theirs && g_strcmp0(theirs, ours) == 0);
}

/* one field, one mailbox, and two readers that agree on it. */
static void
read_from(struct sp_reading *r)
{
	g_autofree char *value = sp_head_get(r->said, "From");
	g_autofree char *strict = value ? sp_mailbox_read(value) : NULL;
	g_autofree char *known = value ? sp_charset_known(value) : NULL;
	g_autofree char *decoded = NULL;
	g_autoptr(InternetAddressList) list = NULL;
	InternetAddressMailbox *box;
	const char *name;
	struct sp_facts *f = r->facts;

	if (!value || *value == '\0')
		return;
	list = internet_address_list_parse(NULL, known);
	box = only_mailbox(list);
	if (!strict || !box || !agrees(box, strict) ||
	    r->tree->doubtful || sp_head_count(r->said, "From") != 1) {
		f->from_state = SP_FROM_UNCLEAR;
		decoded = sp_charset_header(value);
		sp_facts_set(&f->from_name, clean(decoded, FROM_NAME_MAX));
		return;
	}
	name = internet_address_get_name(INTERNET_ADDRESS(box));
	if (name) {
		if (sp_name_misleads(name))
			f->flags |= SP_FACT_NAME_MISLEADS;
		sp_facts_set(&f->from_name, clean(name, FROM_NAME_MAX));
	}
	if (sp_address_role(strict))
		f->flags |= SP_FACT_ROLE_FROM;
	sp_facts_set(&f->from_address, g_steal_pointer(&strict));
	f->from_state = SP_FROM_ONE;
}

/* Call see() for each mailbox of the list, those in groups too. */
static void
each_mailbox(InternetAddressList *list, void (*see)(const char *, void *),
	     void *arg)
{
	int n = list ? internet_address_list_length(list) : 0;

	for (int i = 0; i < n; i++) {
		InternetAddress *a = internet_address_list_get_address(list, i);

		if (INTERNET_ADDRESS_IS_GROUP(a))
			each_mailbox(internet_address_group_get_members(
				INTERNET_ADDRESS_GROUP(a)), see, arg);
		else
			see(internet_address_mailbox_get_addr(
				INTERNET_ADDRESS_MAILBOX(a)), arg);
	}
}

struct search {
	const struct sp_config *conf;
	gboolean found;
};

static void
is_list(const char *address, void *arg)
{
	struct search *s = arg;
	struct sp_recipient to = { .role = SP_TO_OTHER };

	if (!address)
		return;
	sp_recipient_read(s->conf->address, s->conf->delimiter, address, &to);
	s->found = s->found || to.role != SP_TO_OTHER;
	sp_recipient_clear(&to);
}

static void
read_to(struct sp_reading *r)
{
	static const char *const names[] = { "To", "Cc" };
	struct search s = { r->how->conf, FALSE };
	g_autoptr(GString) all = g_string_new(NULL);
	int k;

	for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
		for (unsigned n = 0;
		     (k = sp_head_find(r->said, names[i], n)) >= 0; n++) {
			g_autofree char *value = sp_head_value(r->said, k);
			g_autofree char *text = sp_charset_header(value);
			g_autoptr(InternetAddressList) list =
				internet_address_list_parse(NULL, value);

			each_mailbox(list, is_list, &s);
			g_string_append_printf(all, "%s%s",
					       all->len ? ", " : "", text);
		}
	}
	sp_facts_set(&r->facts->to, clean(all->str, TO_MAX));
	/* A payload need not repeat To; the outer header then says it. */
	if (!s.found && (!r->how->inner || all->len > 0))
		r->facts->flags |= SP_FACT_BLIND;
}

static void
first_good(const char *address, void *arg)
{
	char **found = arg;

	if (address && **found == '\0' && sp_address_ok(address))
		sp_facts_set(found, g_strdup(address));
}

static void
read_first_address(struct sp_reading *r, const char *name, char **slot)
{
	g_autofree char *value = sp_head_get(r->said, name);
	g_autoptr(InternetAddressList) list =
		value ? internet_address_list_parse(NULL, value) : NULL;

	each_mailbox(list, first_good, slot);
}

/* The strict message ids in the value, in order. */
static GPtrArray *
message_ids(const char *value)
{
	GPtrArray *ids = g_ptr_array_new_with_free_func(g_free);
	const char *p = value ? value : "";

	while ((p = strchr(p, '<'))) {
		gsize n = strcspn(p + 1, "<>");
		g_autofree char *id = g_strndup(p + 1, n);

		if (p[1 + n] == '>' && sp_msgid_ok(id))
			g_ptr_array_add(ids, g_steal_pointer(&id));
		p += 1 + n;
	}
	return ids;
}

static void
read_first_id(struct sp_reading *r, const char *name, char **slot)
{
	g_autofree char *value = sp_head_get(r->said, name);
	g_autoptr(GPtrArray) ids = message_ids(value);

	if (ids->len > 0)
		sp_facts_set(slot, g_strdup(g_ptr_array_index(ids, 0)));
}

/* The root of the thread and the latest ones say most. */
static void
read_references(struct sp_reading *r)
{
	g_autofree char *value = sp_head_get(r->said, "References");
	g_autoptr(GPtrArray) ids = message_ids(value);

	if (ids->len > SP_REFERENCES_MAX)
		g_ptr_array_remove_range(ids, 1, ids->len - SP_REFERENCES_MAX);
	g_ptr_array_add(ids, NULL);
	g_strfreev(r->facts->references);
	r->facts->references = g_strdupv((char **)ids->pdata);
}

static void
read_date(struct sp_reading *r)
{
	g_autofree char *value = sp_head_get(r->said, "Date");
	g_autoptr(GDateTime) when =
		value ? g_mime_utils_header_decode_date(value) : NULL;

	if (when)
		r->facts->date = MAX(g_date_time_to_unix(when), 0);
}

static void
read_subject(struct sp_reading *r)
{
	g_autofree char *value = sp_head_get(r->said, "Subject");
	g_autofree char *text = value ? sp_charset_header(value) : NULL;

	if (text)
		sp_facts_set(&r->facts->subject, clean(text, SUBJECT_MAX));
}

static void
read_dmarc(struct sp_reading *r)
{
	char *domain = NULL;

	r->facts->dmarc = sp_authres_read(r->said, r->how->conf->authserv_id,
					  &domain);
	sp_facts_set(&r->facts->dmarc_domain, domain);
}

void
sp_read_headers(struct sp_reading *r)
{
	read_fields(r);
	if (!r->said)
		return;
	read_doubled(r);
	read_from(r);
	read_to(r);
	read_first_address(r, "Reply-To", &r->facts->reply_to);
	read_first_address(r, "Sender", &r->facts->sender);
	read_subject(r);
	read_date(r);
	read_first_id(r, "Message-ID", &r->facts->message_id);
	read_first_id(r, "In-Reply-To", &r->facts->in_reply_to);
	read_references(r);
	if (!r->how->inner)
		read_dmarc(r);
}
