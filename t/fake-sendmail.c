/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fake-sendmail.c - what the tests configure as [mta] sendmail
 *
 * Called as a sendmail, "sendmail -i -f ENVELOPE -- RECIPIENT", in an
 * environment that says nothing; so it works in the folder where it lies, a
 * test's own:
 *
 *   sent/NNNN.RECIPIENT	the mail, in the order of acceptance
 *   argv/NNNN.RECIPIENT	the arguments, one a line
 *   calls			one byte for each time it was started
 *   orders.RECIPIENT, orders	what to do instead of its duty, one line:
 *
 *     exit N		read all, keep nothing, exit N
 *     accept N		keep the mail, then exit N
 *     partial N	read N bytes, keep nothing, exit 0
 *     kill		read all, keep nothing, die by SIGKILL
 *     die		keep the mail, die by SIGKILL
 *     hang		read nothing, sleep for an hour
 *
 * Like an MTA's, its 0 means that the mail is on disk. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

struct order {
	char word[16];
	long number;
};

static void
die(const char *what)
{
	fprintf(stderr, "fake-sendmail: %s: %s\n", what, strerror(errno));
	exit(EX_OSERR);
}

static void
enter_own_folder(void)
{
	char path[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", path, sizeof(path) - 1);

	if (n < 0)
		die("/proc/self/exe");
	path[n] = '\0';
	*strrchr(path, '/') = '\0';
	if (chdir(path) != 0)
		die(path);
	if ((mkdir("sent", 0700) != 0 && errno != EEXIST) ||
	    (mkdir("argv", 0700) != 0 && errno != EEXIST))
		die("mkdir");
}

/* One write, so that the calls of several processes add up. */
static void
count_call(void)
{
	int fd = open("calls", O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);

	if (fd < 0 || write(fd, ".", 1) != 1 || close(fd) != 0)
		die("calls");
}

static struct order
read_order(const char *recipient)
{
	struct order o = { "", 0 };
	char path[PATH_MAX];
	FILE *f;

	snprintf(path, sizeof(path), "orders.%s", recipient);
	if ((f = fopen(path, "re")) == NULL && (f = fopen("orders", "re")) == NULL)
		return o;
	if (fscanf(f, "%15s %ld", o.word, &o.number) < 1)
		o.word[0] = '\0';
	fclose(f);
	return o;
}

static int
is(const struct order *o, const char *word)
{
	return strcmp(o->word, word) == 0;
}

/* Copy standard input to fd, at most max bytes of it. */
static void
copy_input(int fd, long max)
{
	char chunk[1 << 14];
	size_t want;
	ssize_t n;

	for (; max > 0; max -= n) {
		want = max < (long)sizeof(chunk) ? (size_t)max : sizeof(chunk);
		if ((n = read(STDIN_FILENO, chunk, want)) == 0)
			return;
		if (n < 0 || write(fd, chunk, (size_t)n) != n)
			die("copy");
	}
}

static void
sync_and_close(int fd)
{
	if (fsync(fd) != 0 || close(fd) != 0)
		die("fsync");
}

static void
sync_folder(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		die(path);
	sync_and_close(fd);
}

static void
write_arguments(const char *path, char **argv)
{
	FILE *f = fopen(path, "we");

	if (f == NULL)
		die(path);
	for (argv++; *argv != NULL; argv++)
		fprintf(f, "%s\n", *argv);
	if (fclose(f) != 0)
		die(path);
}

/* One more than the highest number in sent/. */
static unsigned
next_number(void)
{
	DIR *d = opendir("sent");
	struct dirent *e;
	unsigned long n, highest = 0;

	if (d == NULL)
		die("sent");
	while ((e = readdir(d)) != NULL) {
		n = strtoul(e->d_name, NULL, 10);
		if (n > highest)
			highest = n;
	}
	closedir(d);
	return (unsigned)highest + 1;
}

/* The mail gets its number and its name under a lock, last of all: what is in
 * sent/ is whole and has its arguments beside it. */
static void
publish(const char *from, const char *recipient, char **argv)
{
	char name[PATH_MAX], path[PATH_MAX + 8];
	int lock = open("lock", O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	if (lock < 0 || flock(lock, LOCK_EX) != 0)
		die("lock");
	snprintf(name, sizeof(name), "%04u.%s", next_number(), recipient);
	snprintf(path, sizeof(path), "argv/%s", name);
	write_arguments(path, argv);
	snprintf(path, sizeof(path), "sent/%s", name);
	if (rename(from, path) != 0)
		die(path);
	sync_folder("sent");
	close(lock);
}

static void
keep_mail(const char *recipient, char **argv)
{
	char path[32];
	int fd;

	snprintf(path, sizeof(path), "incoming.%ld", (long)getpid());
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0)
		die(path);
	copy_input(fd, LONG_MAX);
	sync_and_close(fd);
	publish(path, recipient, argv);
}

/* Only what can stand in a file name. */
static const char *
last_argument(int argc, char **argv)
{
	static char name[NAME_MAX - 8];
	char *c;

	if (argc < 2)
		exit(EX_USAGE);
	snprintf(name, sizeof(name), "%s", argv[argc - 1]);
	for (c = name; *c != '\0'; c++)
		if (*c == '/' || (unsigned char)*c < ' ')
			*c = '_';
	return name;
}

int
main(int argc, char **argv)
{
	const char *recipient = last_argument(argc, argv);
	int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
	struct order o;

	enter_own_folder();
	count_call();
	o = read_order(recipient);
	if (is(&o, "hang")) {
		sleep(3600);
		return EX_TEMPFAIL;
	}
	if (o.word[0] == '\0' || is(&o, "accept") || is(&o, "die"))
		keep_mail(recipient, argv);
	else
		copy_input(null, is(&o, "partial") ? o.number : LONG_MAX);
	if (is(&o, "kill") || is(&o, "die"))
		raise(SIGKILL);
	return is(&o, "exit") || is(&o, "accept") ? (int)o.number : EX_OK;
}
