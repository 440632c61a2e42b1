/* SPDX-License-Identifier: GPL-2.0-or-later */
/* room.c - what a locked child can answer, and what it cannot do */
#include "lib/base/room.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/base/room-lock.h"
#include "t/unit/tap.h"

#define MIB ((size_t)1 << 20)
#define ANSWER_MAX 4094	/* 4087 letters and 7 bytes around them */
#define FORM "(su)"

static int open_before = -1;	/* a descriptor that the parent holds */

static GVariant *
says(unsigned n)
{
	return g_variant_new(FORM, "answer", n);
}

static GVariant *
plain(void *arg)
{
	return says(*(unsigned *)arg);
}

/* The libraries of the parser must work: GLib allocates, frees, builds. */
static GVariant *
glib_works(void *arg)
{
	GVariantBuilder names;
	unsigned n = 0;

	(void)arg;
	g_variant_builder_init(&names, G_VARIANT_TYPE("as"));
	for (unsigned i = 0; i < 20; i++) {
		g_autofree char *big = g_strnfill(i * 100000, 'x');
		g_autoptr(GRegex) regex = g_regex_new("x+$", 0, 0, NULL);

		n += g_regex_match(regex, big, 0, NULL);
		g_variant_builder_add(&names, "s", "name");
	}
	g_variant_unref(g_variant_ref_sink(g_variant_builder_end(&names)));
	return says(n);
}

static GVariant *
warns(void *arg)
{
	(void)arg;
	g_warning("odd, but not the end");
	return says(1);
}

static GVariant *
nothing(void *arg)
{
	(void)arg;
	return NULL;
}

static GVariant *
other_type(void *arg)
{
	(void)arg;
	return g_variant_new("(us)", 1, "answer");
}

static GVariant *
letters(unsigned n)
{
	g_autofree char *text = g_strnfill(n, 'x');

	return g_variant_new(FORM, text, 1);
}

static GVariant *
largest(void *arg)
{
	(void)arg;
	return letters(ANSWER_MAX - 7);
}

static GVariant *
too_large(void *arg)
{
	(void)arg;
	return letters(ANSWER_MAX - 6);
}

static void
send_frame(guint64 announced, const void *bytes, size_t n)
{
	if (write(3, &announced, sizeof(announced)) < 0 ||
	    write(3, bytes, n) < 0)
		_exit(9);
}

static GVariant *
lies_about_size(void *arg)
{
	(void)arg;
	send_frame(G_MAXUINT64, "", 1);
	return NULL;
}

static GVariant *
short_frame(void *arg)
{
	(void)arg;
	send_frame(100, "ten bytes.", 10);
	_exit(0);
}

static GVariant *
long_frame(void *arg)
{
	(void)arg;
	send_frame(2, "ten bytes.", 10);
	_exit(0);
}

static GVariant *
not_normal(void *arg)
{
	(void)arg;
	send_frame(10, "\377\377\377\377\377\377\377\377\377\377", 10);
	_exit(0);
}

static GVariant *
answers_and_stays(void *arg)
{
	g_autoptr(GVariant) v = g_variant_ref_sink(says(1));

	(void)arg;
	send_frame(g_variant_get_size(v), g_variant_get_data(v),
		   g_variant_get_size(v));
	for (;;)
		(void)syscall(SYS_sched_yield);
	return NULL;
}

static GVariant *
silent_exit(void *arg)
{
	(void)arg;
	_exit(0);
}

static GVariant *
crash(void *arg)
{
	volatile char *p = mmap(NULL, 4096, PROT_NONE,
				MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	(void)arg;
	*p = 1;
	return NULL;
}

static GVariant *
abort_on_error(void *arg)
{
	(void)arg;
	g_error("the parser gives up");
	return NULL;
}

static GVariant *
stall(void *arg)
{
	(void)arg;
	for (;;)
		(void)syscall(SYS_sched_yield);
	return NULL;
}

static GVariant *
hungry(void *arg)
{
	volatile char *p;

	(void)arg;
	p = g_malloc(512 * MIB);
	p[0] = 1;
	return says(1);
}

static GVariant *
sated(void *arg)
{
	g_autofree char *p = g_malloc(16 * MIB);

	(void)arg;
	memset(p, 1, 16 * MIB);
	return says(1);
}

/* Calls that answer EPERM: the errno each one got, 0 for success. */

static GVariant *
try_open(void *arg)
{
	(void)arg;
	return says(open("/etc/passwd", O_RDONLY) < 0 ? errno : 0);
}

static GVariant *
try_create(void *arg)
{
	(void)arg;
	return says(open("sallyport-unit", O_WRONLY | O_CREAT, 0600) < 0 ?
		    errno : 0);
}

static GVariant *
try_stat(void *arg)
{
	struct stat st;

	(void)arg;
	return says(stat("/", &st) < 0 ? errno : 0);
}

static GVariant *
try_socket(void *arg)
{
	(void)arg;
	return says(socket(AF_INET, SOCK_STREAM, 0) < 0 ? errno : 0);
}

static GVariant *
try_memfd(void *arg)
{
	(void)arg;
	return says(memfd_create("x", 0) < 0 ? errno : 0);
}

static GVariant *
try_old_descriptor(void *arg)
{
	char byte;

	(void)arg;
	return says(read(open_before, &byte, 1) < 0 ? errno : 0);
}

/* Calls that end the child. */

static GVariant *
try_exec(void *arg)
{
	char *const argv[] = { (char *)(uintptr_t)"true", NULL };

	(void)arg;
	(void)execv("/bin/true", argv);
	return says(0);
}

static GVariant *
try_fork(void *arg)
{
	(void)arg;
	return says(fork() < 0 ? errno : 0);
}

static GVariant *
try_ptrace(void *arg)
{
	(void)arg;
	return says(ptrace(PTRACE_TRACEME, 0, NULL, NULL) < 0 ? errno : 0);
}

static GVariant *
try_kill(void *arg)
{
	(void)arg;
	return says(kill(getppid(), 0) < 0 ? errno : 0);
}

static GVariant *
try_executable_memory(void *arg)
{
	(void)arg;
	return says(mmap(NULL, 4096, PROT_READ | PROT_EXEC,
			 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED ?
		    errno : 0);
}

static GVariant *
try_make_executable(void *arg)
{
	void *p = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	(void)arg;
	return says(mprotect(p, 4096, PROT_READ | PROT_EXEC) < 0 ? errno : 0);
}

struct row {
	const char *name;
	GVariant *(*work)(void *arg);
	enum sp_status want;
	unsigned number;	/* SP_OK: what the child says */
	const char *text;	/* else: what the error says */
};

static const struct row rows[] = {
	{ "a plain answer", plain, SP_OK, 7, NULL },
	{ "GLib works inside", glib_works, SP_OK, 19, NULL },
	{ "a warning is not the end", warns, SP_OK, 1, NULL },
	{ "no answer", nothing, SP_EDATA, 0, "gave up" },
	{ "another type", other_type, SP_EDATA, 0, "gave up" },
	{ "the largest answer", largest, SP_OK, 1, NULL },
	{ "one letter more", too_large, SP_EDATA, 0, "large" },
	{ "a huge size announced", lies_about_size, SP_EDATA, 0, "too much" },
	{ "less than announced", short_frame, SP_EDATA, 0, "locked child" },
	{ "more than announced", long_frame, SP_EDATA, 0, "did not end" },
	{ "bytes that are no such value", not_normal, SP_EDATA, 0,
	  "wrong form" },
	{ "an answer, but no end", answers_and_stays, SP_EDATA, 0,
	  "did not end" },
	{ "a silent exit", silent_exit, SP_EDATA, 0, "locked child" },
	{ "a stall", stall, SP_EDATA, 0, "slow" },
	{ "memory within the limit", sated, SP_OK, 1, NULL },
	{ "open", try_open, SP_OK, EPERM, NULL },
	{ "create", try_create, SP_OK, EPERM, NULL },
	{ "stat", try_stat, SP_OK, EPERM, NULL },
	{ "socket", try_socket, SP_OK, EPERM, NULL },
	{ "memfd_create", try_memfd, SP_OK, EPERM, NULL },
	{ "a descriptor of the parent", try_old_descriptor, SP_OK, EBADF,
	  NULL },
	{ "execve", try_exec, SP_EDATA, 0, "forbidden" },
	{ "fork", try_fork, SP_EDATA, 0, "forbidden" },
	{ "ptrace", try_ptrace, SP_EDATA, 0, "forbidden" },
	{ "kill", try_kill, SP_EDATA, 0, "forbidden" },
	{ "executable memory", try_executable_memory, SP_EDATA, 0,
	  "forbidden" },
	{ "memory made executable", try_make_executable, SP_EDATA, 0,
	  "forbidden" },
};

/* A sanitizer catches these in its own way. */
static const struct row unsanitized_rows[] = {
	{ "a crash", crash, SP_EDATA, 0, "crashed" },
	{ "an assertion", abort_on_error, SP_EDATA, 0, "crashed" },
	{ "memory past the limit", hungry, SP_EDATA, 0, "crashed" },
};

/* R-052 R-114 */
static void
run(const struct row *row)
{
	const struct sp_room_limits limits = {
		.memory = 64 * MIB, .cpu_s = 5, .wall_s = 1,
		.answer = ANSWER_MAX,
	};
	unsigned seven = 7, number = 999;
	struct sp_err err = { SP_OK, "" };
	GVariant *v = NULL;
	enum sp_status r = sp_room_run(row->work, &seven, G_VARIANT_TYPE(FORM),
				       &limits, &v, &err);

	if (v) {
		g_variant_get_child(v, 1, "u", &number);
		g_variant_unref(v);
	}
	if (row->want == SP_OK)
		ok(r == SP_OK && number == row->number, "%s: %u %s", row->name,
		   number, err.text);
	else
		ok(r == row->want && number == 999 &&
		   strstr(err.text, row->text), "%s: %s", row->name, err.text);
}

/* */
static void
processor_time(void)
{
	const struct sp_room_limits limits = {
		.memory = 64 * MIB, .cpu_s = 1, .wall_s = 10,
		.answer = ANSWER_MAX,
	};
	struct sp_err err = { SP_OK, "" };
	GVariant *v = NULL;

	ok(sp_room_run(stall, NULL, G_VARIANT_TYPE(FORM), &limits, &v,
		       &err) == SP_EDATA && strstr(err.text, "processor"),
	   "processor time: %s", err.text);
}

int
main(void)
{
	if (!(sp_room_parts() & SP_ROOM_CALLS)) {
		ok(1, "this kernel cannot filter calls # SKIP");
		return tap_done();
	}
	open_before = open("/", O_RDONLY | O_CLOEXEC);
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		run(&rows[i]);
	if (!SP_ROOM_SANITIZED)
		for (size_t i = 0; i < G_N_ELEMENTS(unsanitized_rows); i++)
			run(&unsanitized_rows[i]);
	processor_time();
	ok(waitpid(-1, NULL, WNOHANG) < 0 && errno == ECHILD,
	   "no child is left");
	return tap_done();
}
