/* SPDX-License-Identifier: GPL-2.0-or-later */
/* blob.c - bytes in anonymous memory, and ropes cut from them */
#include "lib/base/blob.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "t/unit/tap.h"

#define BIG (3 * 65536 + 17)	/* some pipe fillings and a rest */

static struct sp_err err;

/* The whole blob is exactly text. */
static gboolean
holds(const struct sp_blob *b, const char *text)
{
	const size_t len = strlen(text);
	char buf[100];
	size_t got;

	return b->len == len &&
	       sp_blob_read(b, 0, buf, sizeof(buf), &got, &err) == SP_OK &&
	       got == len && memcmp(buf, text, len) == 0;
}

static void
append(void)
{
	static const struct {
		const char *name;
		size_t max, first, second;
		enum sp_status want;
		size_t len_after;
	} cases[] = {
		{ "nothing", 0, 0, 0, SP_OK, 0 },
		{ "exactly the limit", 8, 4, 4, SP_OK, 8 },
		{ "one byte too many", 8, 4, 5, SP_EDATA, 4 },
		{ "a full one takes nothing", 4, 4, 1, SP_EDATA, 4 },
		{ "size overflow", 8, 4, SIZE_MAX, SP_EDATA, 4 },
		{ "no limit", SIZE_MAX, 4, 4, SP_OK, 8 },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_auto_blob struct sp_blob b = SP_BLOB_INIT;
		enum sp_status r = sp_blob_init(&b, cases[i].max, &err);

		if (r == SP_OK)
			r = sp_blob_append(&b, "abcdefgh", cases[i].first,
					   &err);
		if (r == SP_OK)
			r = sp_blob_append(&b, "abcdefgh", cases[i].second,
					   &err);
		ok(r == cases[i].want && b.len == cases[i].len_after,
		   "append: %s", cases[i].name);
	}
}

static void
reading(void)
{
	static const struct {
		size_t at, n, want;
	} cases[] = {
		{ 0, 5, 5 }, { 0, 6, 5 }, { 4, 1, 1 }, { 4, 100, 1 },
		{ 5, 1, 0 }, { 6, 1, 0 }, { SIZE_MAX, 100, 0 }, { 2, 0, 0 },
	};
	g_auto_blob struct sp_blob b = SP_BLOB_INIT;

	ok(sp_blob_init(&b, 10, &err) == SP_OK &&
	   sp_blob_append(&b, "01234", 5, &err) == SP_OK, "five bytes");
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		char buf[100] = "";
		size_t got = 999;

		ok(sp_blob_read(&b, cases[i].at, buf, cases[i].n, &got,
				&err) == SP_OK &&
		   got == cases[i].want &&
		   (got == 0 || memcmp(buf, &"01234"[cases[i].at], got) == 0),
		   "read %zu at %zu gives %zu", cases[i].n, cases[i].at, got);
	}
}

static void
mapping(void)
{
	g_auto_blob struct sp_blob b = SP_BLOB_INIT;
	const uint8_t *p = NULL;

	ok(sp_blob_init(&b, 10, &err) == SP_OK &&
	   sp_blob_map(&b, &p, &err) == SP_OK && p && !b.map,
	   "an empty blob maps to a pointer");
	ok(sp_blob_append(&b, "abc", 3, &err) == SP_OK &&
	   sp_blob_map(&b, &p, &err) == SP_OK && memcmp(p, "abc", 3) == 0,
	   "a filled one to its bytes");
	ok(sp_blob_append(&b, "def", 3, &err) == SP_OK &&
	   sp_blob_map(&b, &p, &err) == SP_OK && b.map_len == 6 &&
	   memcmp(p, "abcdef", 6) == 0, "a grown one to all of them");
	sp_blob_unmap(&b);
	sp_blob_unmap(&b);
	ok(!b.map && holds(&b, "abcdef"), "unmapping twice keeps the bytes");
	sp_blob_clear(&b);
	ok(b.fd == -1, "cleared");
}

/* A range that begins anywhere, on a page and beside one, is then all. */
static void
cutting(void)
{
	static const size_t at[] = { 0, 1, 4095, 4096, 4097, BIG };
	g_autofree uint8_t *bytes = g_malloc(BIG);

	for (size_t i = 0; i < BIG; i++)
		bytes[i] = (uint8_t)(i % 251);
	for (size_t i = 0; i < G_N_ELEMENTS(at); i++) {
		g_auto_blob struct sp_blob b = SP_BLOB_INIT;
		g_auto_blob struct sp_blob view = SP_BLOB_INIT;
		const size_t len = MIN(BIG - at[i], 5000);
		const uint8_t *p = NULL;
		uint8_t buf[6000];
		size_t got = 0;

		ok(sp_blob_init(&b, BIG, &err) == SP_OK &&
		   sp_blob_append(&b, bytes, BIG, &err) == SP_OK &&
		   sp_blob_map(&b, &p, &err) == SP_OK, "a blob to cut");
		ok(sp_blob_view(&b, (struct sp_range){ at[i], len }, &view,
				&err) == SP_OK && b.len == BIG && b.map &&
		   sp_blob_map(&view, &p, &err) == SP_OK &&
		   memcmp(p, bytes + at[i], len) == 0 &&
		   fcntl(view.fd, F_GETFD) == FD_CLOEXEC,
		   "a view of it, and it stays");
		sp_blob_cut(&b, (struct sp_range){ at[i], len });
		ok(b.len == len && !b.map &&
		   sp_blob_read(&b, 0, buf, sizeof(buf), &got, &err) == SP_OK &&
		   got == len && memcmp(buf, bytes + at[i], len) == 0,
		   "cut at %zu and read", at[i]);
		ok(sp_blob_map(&b, &p, &err) == SP_OK &&
		   memcmp(p, bytes + at[i], len) == 0, "and mapped");
		ok(sp_blob_append(&b, "x", 1, &err) == SP_EDATA,
		   "and full");
		if (len < 2)
			continue;
		sp_blob_cut(&b, (struct sp_range){ 1, 1 });
		ok(sp_blob_map(&b, &p, &err) == SP_OK &&
		   *p == bytes[at[i] + 1], "and cut again");
	}
}

/* A child writes n bytes into the pipe whose read end comes back. */
static int
pipe_of(size_t n, pid_t *pid)
{
	int fds[2];

	if (pipe(fds) < 0)
		return -1;
	*pid = fork();
	if (*pid == 0) {
		close(fds[0]);
		for (size_t i = 0; i < n; i++)
			if (write(fds[1], "x", 1) != 1)
				_exit(1);
		_exit(0);
	}
	close(fds[1]);
	return fds[0];
}

static void
fill(void)
{
	static const struct {
		const char *name;
		size_t n, max;
		enum sp_status want;
	} cases[] = {
		{ "an empty pipe", 0, 10, SP_OK },
		{ "one byte", 1, 10, SP_OK },
		{ "more than a pipe holds", BIG, BIG, SP_OK },
		{ "one byte past the limit", BIG, BIG - 1, SP_EDATA },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_auto_blob struct sp_blob b = SP_BLOB_INIT;
		pid_t pid = -1;
		int fd = pipe_of(cases[i].n, &pid);
		const size_t want = cases[i].want == SP_OK ? cases[i].n : 0;

		ok(sp_blob_init(&b, cases[i].max, &err) == SP_OK &&
		   sp_blob_fill(&b, fd, &err) == cases[i].want &&
		   b.len == want, "fill: %s", cases[i].name);
		close(fd);
		(void)waitpid(pid, NULL, 0);
	}
}

static void
fill_faults(void)
{
	g_auto_blob struct sp_blob b = SP_BLOB_INIT;
	int dir = open("/", O_RDONLY | O_CLOEXEC);

	ok(sp_blob_init(&b, 10, &err) == SP_OK &&
	   sp_blob_append(&b, "kept", 4, &err) == SP_OK &&
	   sp_blob_fill(&b, dir, &err) == SP_EIO && holds(&b, "kept"),
	   "fill: a read error leaves the blob as it was");
	close(dir);
}

static int
memfd_of(const char *text)
{
	int fd = memfd_create("test", 0);

	return write(fd, text, strlen(text)) < 0 ? -1 : fd;
}

static void
adopt(void)
{
	g_auto_blob struct sp_blob b = SP_BLOB_INIT;
	g_auto_blob struct sp_blob c = SP_BLOB_INIT;
	int fds[2] = { -1, -1 };
	int fd = memfd_of("abcd");

	ok(sp_blob_adopt(&b, fd, 4, &err) == SP_OK && holds(&b, "abcd") &&
	   (fcntl(b.fd, F_GETFD) & FD_CLOEXEC),
	   "adopt: at the limit, whatever the offset, close-on-exec");
	fd = memfd_of("abcde");
	ok(sp_blob_adopt(&c, fd, 4, &err) == SP_EDATA && c.fd == -1 &&
	   fcntl(fd, F_GETFD) < 0 && errno == EBADF,
	   "adopt: past the limit it is refused, and closed");
	ok(pipe(fds) == 0 && sp_blob_adopt(&c, fds[0], 4, &err) == SP_EIO &&
	   fcntl(fds[0], F_GETFD) < 0, "adopt: a pipe is refused, and closed");
	ok(sp_blob_adopt(&c, 999, 4, &err) == SP_EIO, "adopt: no descriptor");
	close(fds[1]);
}

static void
adopt_stdin(void)
{
	g_auto_blob struct sp_blob b = SP_BLOB_INIT;
	int fd = memfd_of("abcd");
	char byte;

	ok(dup2(fd, 0) == 0 && close(fd) == 0 &&
	   sp_blob_adopt(&b, 0, 4, &err) == SP_OK && b.fd > 2 &&
	   holds(&b, "abcd"), "adopt: standard input moves up");
	ok(read(0, &byte, 1) == 0, "and leaves an empty one behind");
}

/* Read r to its end, n bytes at a time. */
static char *
drain(struct sp_rope *r, size_t n)
{
	GString *out = g_string_new(NULL);
	char buf[64];
	ssize_t got;

	while ((got = sp_rope_read(r, buf, n)) > 0)
		g_string_append_len(out, buf, got);
	return g_string_free(out, FALSE);
}

static void
rope(void)
{
	static const char want[] = "Subject: 42\n\n234TAIL0123456789";
	g_auto_blob struct sp_blob b = SP_BLOB_INIT;
	g_auto_rope struct sp_rope *r = sp_rope_new();

	ok(sp_rope_len(r) == 0 && sp_rope_read(r, &(char) { 0 }, 1) == 0,
	   "rope: empty");
	ok(sp_blob_init(&b, 10, &err) == SP_OK &&
	   sp_blob_append(&b, "0123456789", 10, &err) == SP_OK, "ten bytes");
	sp_rope_text(r, "Subject: ");
	sp_rope_printf(r, "%d\n", 42);
	sp_rope_text(r, "");
	sp_rope_text(r, "\n");
	sp_rope_range(r, &b, (struct sp_range) { 2, 3 });
	sp_rope_range(r, &b, (struct sp_range) { 10, 0 });
	sp_rope_text(r, "TAIL");
	sp_rope_blob(r, &b);
	ok(sp_rope_len(r) == strlen(want), "rope: length");
	for (size_t n = 1; n <= 64; n *= 2) {
		g_autofree char *got = drain(r, n);

		ok(strcmp(got, want) == 0, "rope: read %zu at a time", n);
		sp_rope_rewind(r);
	}
}

static void
rope_ranges(void)
{
	static const struct {
		const char *name;
		struct sp_range range;
		gboolean good;
	} cases[] = {
		{ "all", { 0, 10 }, TRUE },
		{ "nothing, at the end", { 10, 0 }, TRUE },
		{ "one past the end", { 0, 11 }, FALSE },
		{ "beginning past the end", { 11, 0 }, FALSE },
		{ "overflow", { 5, SIZE_MAX - 2 }, FALSE },
	};
	g_auto_blob struct sp_blob b = SP_BLOB_INIT;

	ok(sp_blob_init(&b, 10, &err) == SP_OK &&
	   sp_blob_append(&b, "0123456789", 10, &err) == SP_OK, "ten bytes");
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_auto_rope struct sp_rope *r = sp_rope_new();
		char buf[64];

		sp_rope_text(r, "x");
		sp_rope_range(r, &b, cases[i].range);
		ok((sp_rope_read(r, buf, sizeof(buf)) > 0) == cases[i].good,
		   "rope: range, %s", cases[i].name);
	}
}

static void
rope_write(void)
{
	g_auto_blob struct sp_blob from = SP_BLOB_INIT;
	g_auto_blob struct sp_blob to = SP_BLOB_INIT;
	g_auto_rope struct sp_rope *r = sp_rope_new();
	g_autofree char *bytes = g_strnfill(BIG, 'y');
	const uint8_t *got = NULL;
	int fd = memfd_create("out", MFD_CLOEXEC);
	int full = open("/dev/full", O_WRONLY | O_CLOEXEC);
	char byte;

	ok(sp_blob_init(&from, BIG, &err) == SP_OK &&
	   sp_blob_append(&from, bytes, BIG, &err) == SP_OK, "many bytes");
	sp_rope_blob(r, &from);
	ok(sp_rope_read(r, &byte, 1) == 1 &&
	   sp_rope_write(r, fd, &err) == SP_OK &&
	   sp_blob_adopt(&to, fd, BIG, &err) == SP_OK && to.len == BIG &&
	   sp_blob_map(&to, &got, &err) == SP_OK &&
	   memcmp(got, bytes, BIG) == 0, "rope: written whole from its start");
	ok(sp_rope_write(r, full, &err) == SP_EIO, "rope: a full disk is told");
	close(full);
}

int
main(void)
{
	append();
	reading();
	mapping();
	cutting();
	fill();
	fill_faults();
	adopt();
	adopt_stdin();
	rope();
	rope_ranges();
	rope_write();
	return tap_done();
}
