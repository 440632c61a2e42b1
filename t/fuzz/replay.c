/* SPDX-License-Identifier: GPL-2.0-or-later */
/* replay.c - a fuzz target without a fuzzer: every seed, then prefixes and
 * simple mutations of them, always the same ones, until half a second of
 * processor time is used up (R-175, in a build with sanitizers)
 *
 * usage: replay-TARGET (FILE | FOLDER)... */
#include <errno.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

#include "t/fuzz/fuzz.h"
#include "t/unit/tap.h"

#define MUTATION_CPU_S 0.5
#define SEED_MAX 65536

/* Of ASan and UBSan, when they are linked in. */
extern void __sanitizer_set_death_callback(void (*tell)(void))
	__attribute__((weak));

/* What is being run, for the last words. */
static char doing[300];

static void
last_words(void)
{
	ssize_t n = write(STDERR_FILENO, doing, strlen(doing));

	(void)n;
}

static void
on_signal(int number)
{
	last_words();
	(void)signal(number, SIG_DFL);
	(void)raise(number);
}

struct seed {
	char *name;
	char *bytes;
	gsize len;
};

static void
seed_free(gpointer p)
{
	struct seed *s = p;

	g_free(s->name);
	g_free(s->bytes);
	g_free(s);
}

static int
by_name(gconstpointer a, gconstpointer b)
{
	const struct seed *const *sa = a, *const *sb = b;

	return strcmp((*sa)->name, (*sb)->name);
}

static void
add_file(GPtrArray *seeds, const char *path)
{
	struct seed *s = g_new0(struct seed, 1);

	s->name = g_strdup(path);
	if (!g_file_get_contents(path, &s->bytes, &s->len, NULL)) {
		printf("Bail out! no %s\n", path);
		exit(99);
	}
	g_ptr_array_add(seeds, s);
}

static void
add_path(GPtrArray *seeds, const char *path)
{
	g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
	const char *name;

	if (!dir)
		add_file(seeds, path);
	while (dir && (name = g_dir_read_name(dir))) {
		g_autofree char *file = g_build_filename(path, name, NULL);

		if (g_file_test(file, G_FILE_TEST_IS_REGULAR))
			add_file(seeds, file);
	}
}

/* In a block of exactly that size, so that one byte too far is seen. */
static void
feed(const char *bytes, size_t len, const char *name, const char *how,
     size_t at)
{
	uint8_t *copy = malloc(len > 0 ? len : 1);

	if (!copy)
		abort();
	memcpy(copy, bytes, len);
	(void)g_snprintf(doing, sizeof(doing), "# in %s, %s %zu\n", name, how,
			 at);
	(void)LLVMFuzzerTestOneInput(copy, len);
	free(copy);
}

static double
cpu_s(void)
{
	struct timespec t = { 0 };

	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Round n of a seed: each byte of it is cut off, changed, doubled and lost
 * once. FALSE when there is no such round. */
static gboolean
mutate(const struct seed *s, size_t n)
{
	static const char values[] = { 0, '\n', ' ', '"', '(', '<', '=', '-',
				       0x1b, 0x7f, (char)0x80, (char)0xff };
	/* A step that visits each byte, and neighbours far apart. */
	size_t at = s->len > 0 ? n * 7919 % s->len : 0;
	g_autoptr(GString) other = NULL;

	if (n >= s->len || s->len > SEED_MAX)
		return FALSE;
	feed(s->bytes, at, s->name, "prefix", at);
	other = g_string_new_len(s->bytes, (gssize)s->len);
	other->str[at] = values[n % sizeof(values)];
	feed(other->str, other->len, s->name, "byte changed", at);
	other->str[at] = (char)(s->bytes[at] ^ 1 << n % 8);
	feed(other->str, other->len, s->name, "bit changed", at);
	other->str[at] = s->bytes[at];
	g_string_insert_c(other, (gssize)at, s->bytes[at]);
	feed(other->str, other->len, s->name, "byte doubled", at);
	g_string_erase(other, (gssize)at, 2);
	feed(other->str, other->len, s->name, "byte lost", at);
	return TRUE;
}

/* Round after round over all seeds. Returns how many inputs were run. */
static size_t
mutate_all(const GPtrArray *seeds)
{
	const double end = cpu_s() + MUTATION_CPU_S;
	size_t done = 0, before;
	size_t n = 0;

	do {
		before = done;
		for (guint i = 0; i < seeds->len && cpu_s() < end; i++)
			done += mutate(g_ptr_array_index(seeds, i), n) ? 5 : 0;
		n++;
	} while (done > before && cpu_s() < end);
	return done;
}

int
main(int argc, char **argv)
{
	g_autoptr(GPtrArray) seeds = g_ptr_array_new_with_free_func(seed_free);
	size_t mutations;

	if (__sanitizer_set_death_callback)
		__sanitizer_set_death_callback(last_words);
	else
		(void)signal(SIGSEGV, on_signal);
	(void)signal(SIGABRT, on_signal);
	for (int i = 1; i < argc; i++)
		add_path(seeds, argv[i]);
	g_ptr_array_sort(seeds, by_name);
	feed("", 0, "nothing", "all", 0);
	for (guint i = 0; i < seeds->len; i++) {
		const struct seed *s = g_ptr_array_index(seeds, i);

		feed(s->bytes, s->len, s->name, "all", s->len);
	}
	ok(seeds->len > 0, "%u seeds", seeds->len);
	mutations = mutate_all(seeds);
	ok(mutations > 0, "%zu prefixes and mutations", mutations);
	return tap_done();
}
