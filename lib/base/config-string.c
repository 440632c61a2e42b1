/* SPDX-License-Identifier: GPL-2.0-or-later */
/* config-string.c - strings of the configuration and the rules they obey
 *
 * Most end up in a header, an argument list or a path, so each rule is a
 * short list of what is allowed. */
#include <string.h>

#include "lib/base/config-kind.h"

#define LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
#define DIGITS "0123456789"

#define NAME_MAX_LEN 32
#define LINE_MAX_LEN 200
#define PATTERN_MAX_LEN 2000
#define STATE_MAX_LEN 80	/* gnupg/S.gpg-agent.browser fits sun_path */

/* All of text in set, 1 to max characters, the first a letter or digit. */
static gboolean
is_made_of(const char *text, const char *set, size_t max)
{
	const size_t len = strlen(text);

	return len >= 1 && len <= max && g_ascii_isalnum(*text) &&
	       strspn(text, set) == len;
}

gboolean
sp_conf_is_name(const char *text)
{
	return is_made_of(text, LETTERS DIGITS "-", NAME_MAX_LEN);
}

static gboolean
is_line(const char *text)
{
	return *text != '\0' && strlen(text) <= LINE_MAX_LEN &&
	       !strchr(text, '\t');
}

static gboolean
is_line_or_nothing(const char *text)
{
	return *text == '\0' || is_line(text);
}

static gboolean
is_pattern(const char *text)
{
	return *text != '\0' && strlen(text) <= PATTERN_MAX_LEN;
}

static gboolean
is_host(const char *text)
{
	return is_made_of(text, LETTERS DIGITS ".-", 253) &&
	       !strstr(text, "..") && !g_str_has_suffix(text, ".");
}

static gboolean
is_host_or_nothing(const char *text)
{
	return *text == '\0' || is_host(text);
}

static gboolean
is_address(const char *text, const char *local_set)
{
	const char *at = strchr(text, '@');
	g_autofree char *local = at ? g_strndup(text, at - text) : NULL;

	return local && is_made_of(local, local_set, 64) && is_host(at + 1);
}

/* No + here: it separates the extension of such an address. */
static gboolean
is_list_address(const char *text)
{
	return is_address(text, LETTERS DIGITS "._-");
}

gboolean
sp_conf_is_address(const char *text)
{
	return is_address(text, LETTERS DIGITS "._-+=");
}

static gboolean
is_address_or_nothing(const char *text)
{
	return *text == '\0' || sp_conf_is_address(text);
}

static gboolean
is_tag(const char *text)
{
	return is_made_of(text, LETTERS DIGITS "._-", 40);
}

static gboolean
is_prefix(const char *text)
{
	return is_made_of(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ" DIGITS, 12) &&
	       g_ascii_isalpha(*text) && strlen(text) >= 2;
}

static gboolean
is_prefix_or_nothing(const char *text)
{
	return *text == '\0' || is_prefix(text);
}

static gboolean
is_path(const char *text)
{
	return *text == '/' && strlen(text) <= LINE_MAX_LEN &&
	       !strstr(text, "/../") && !g_str_has_suffix(text, "/..") &&
	       !strchr(text, '\t');
}

static gboolean
is_path_or_nothing(const char *text)
{
	return *text == '\0' || is_path(text);
}

static gboolean
is_state(const char *text)
{
	return is_path(text) && strlen(text) <= STATE_MAX_LEN;
}

static gboolean
is_delimiter(const char *text)
{
	return strcmp(text, "+") == 0 || strcmp(text, "-") == 0;
}

static gboolean
is_url_or_nothing(const char *text)
{
	if (*text == '\0')
		return TRUE;
	return (g_str_has_prefix(text, "https://") ||
		g_str_has_prefix(text, "http://")) &&
	       strlen(text) <= LINE_MAX_LEN && !strpbrk(text, " \t<>\"");
}

/* "pkg:TYPE/" and a name; what would follow it we add ourselves. */
static gboolean
is_purl_or_nothing(const char *text)
{
	const size_t type = strspn(text + MIN(strlen(text), 4),
				   "abcdefghijklmnopqrstuvwxyz.+-" DIGITS);

	return *text == '\0' ||
	       (g_str_has_prefix(text, "pkg:") && type > 0 &&
		text[4 + type] == '/' && text[4 + type + 1] != '\0' &&
		strlen(text) <= LINE_MAX_LEN &&
		!strpbrk(text, " \t<>\"?#@"));
}

/* A random one, which is version 4: the others are no name of an
 * organization. */
static gboolean
is_uuid_or_nothing(const char *text)
{
	return *text == '\0' ||
	       (g_uuid_string_is_valid(text) && text[14] == '4' &&
		strchr("89abAB", text[19]));
}

static gboolean
is_zone(const char *text)
{
	g_autoptr(GTimeZone) zone = NULL;

	if (*text == '\0' || *text == '/' || strstr(text, ".."))
		return FALSE;
	zone = g_time_zone_new_identifier(text);
	return zone != NULL;
}

/* The name of a header field, RFC 5322 section 3.6.8, as people write it. */
static gboolean
is_header(const char *text)
{
	return is_made_of(text, LETTERS DIGITS "-_", 76);
}

/* Fewer characters than git allows, and nothing that git forbids. */
static gboolean
is_branch(const char *text)
{
	return is_made_of(text, LETTERS DIGITS "._-/", 100) &&
	       !strstr(text, "..") && !strstr(text, "//") &&
	       !strstr(text, "/.") && !g_str_has_suffix(text, "/") &&
	       !g_str_has_suffix(text, ".") &&
	       !g_str_has_suffix(text, ".lock");
}

const struct sp_conf_syntax sp_conf_line = {
	is_line, "one line of text, 200 bytes at most"
};
const struct sp_conf_syntax sp_conf_line_or_nothing = {
	is_line_or_nothing, "one line of text, 200 bytes at most, or nothing"
};
const struct sp_conf_syntax sp_conf_list_address = {
	is_list_address,
	"an address, letters, digits, dots, hyphens and underscores before "
	"the @, as security@lists.example.org"
};
const struct sp_conf_syntax sp_conf_address = {
	is_address_or_nothing, "an address, as root@example.org, or nothing"
};
const struct sp_conf_syntax sp_conf_tag = {
	is_tag, "letters, digits, dots, hyphens and underscores, 40 at most, "
	"without brackets, as QEMU-SECURITY"
};
const struct sp_conf_syntax sp_conf_prefix = {
	is_prefix, "2 to 12 capital letters and digits, as QSEC"
};
const struct sp_conf_syntax sp_conf_prefix_or_nothing = {
	is_prefix_or_nothing, "2 to 12 capital letters and digits, as LSN, or "
	"nothing"
};
const struct sp_conf_syntax sp_conf_state = {
	is_state, "an absolute path of at most 80 bytes without \"..\", as "
	"/var/lib/sallyport/sec"
};
const struct sp_conf_syntax sp_conf_path = {
	is_path, "an absolute path without \"..\", as /usr/sbin/sendmail"
};
const struct sp_conf_syntax sp_conf_file = {
	is_path_or_nothing, "an absolute path without \"..\", or nothing"
};
const struct sp_conf_syntax sp_conf_delimiter = {
	is_delimiter, "+ or -"
};
const struct sp_conf_syntax sp_conf_url = {
	is_url_or_nothing, "a URL beginning with https:// or http://, or "
	"nothing"
};
const struct sp_conf_syntax sp_conf_purl = {
	is_purl_or_nothing, "a package URL without version, as "
	"pkg:generic/example, or nothing"
};
const struct sp_conf_syntax sp_conf_uuid = {
	is_uuid_or_nothing, "a UUID of version 4, as "
	"01234567-89ab-4cde-8f01-23456789abcd, or nothing"
};
const struct sp_conf_syntax sp_conf_host = {
	is_host_or_nothing, "a host name, as mx.example.org, or nothing"
};
const struct sp_conf_syntax sp_conf_zone = {
	is_zone, "a time zone that this host knows, as UTC or Europe/Prague"
};
const struct sp_conf_syntax sp_conf_header = {
	is_header, "the name of a header field, as X-Spam-Flag"
};
const struct sp_conf_syntax sp_conf_pattern = {
	is_pattern, "a PCRE2 pattern of at most 2000 bytes"
};
const struct sp_conf_syntax sp_conf_reason = {
	sp_conf_is_name, "a reject reason, as support"
};
const struct sp_conf_syntax sp_conf_date = {
	sp_conf_is_date, "a date, as 2026-12-25"
};
const struct sp_conf_syntax sp_conf_branch = {
	is_branch, "names of branches, each once and 64 at most, as master "
	"stable-9.1, or nothing"
};
const struct sp_conf_syntax sp_conf_target = {
	sp_conf_is_name, "names of " SP_CONF_NAME_ALLOWED ", each once and "
	"64 at most, as devel announce, or nothing"
};

static gboolean
read_string(const struct sp_conf_key *key, const char *text, void *field)
{
	const struct sp_conf_syntax *syntax = key->detail;

	if (!syntax->valid(text))
		return FALSE;
	g_free(*(char **)field);
	*(char **)field = g_strdup(text);
	return TRUE;
}

static char *
write_string(const struct sp_conf_key *key, const void *field)
{
	(void)key;
	return g_strdup(*(char *const *)field);
}

static char *
allowed_string(const struct sp_conf_key *key)
{
	const struct sp_conf_syntax *syntax = key->detail;

	return g_strdup(syntax->allowed);
}

static void
clear_string(void *field)
{
	g_clear_pointer((char **)field, g_free);
}

const struct sp_conf_kind sp_conf_string = {
	read_string, write_string, allowed_string, clear_string
};
