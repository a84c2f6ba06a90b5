/* SPDX-License-Identifier: MIT */
/*
 * Runs a command and appends to a file what it cost: for the benchmarks.
 *
 *	measure FILE COMMAND…		once
 *	measure -n N FILE COMMAND…	N times, stdout and stderr thrown away
 *
 * One line, "wall cpu peak own code": wall seconds; user and system seconds
 * of the command and of all that was waited for below it; the greatest
 * resident set of the command's own process in KiB; user and system seconds
 * of that process alone; the exit code (128 + n for a signal). Of N runs the
 * sums, and the greatest peak, own and code.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

struct cost {
	double wall, cpu, own;
	long peak;
	int code;
};

static void fail(const char *what)
{
	fprintf(stderr, "measure: %s: %s\n", what, strerror(errno));
	exit(128);
}

static double monotonic(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static double seconds(struct timeval tv)
{
	return (double)tv.tv_sec + (double)tv.tv_usec / 1e6;
}

/* User and system time of the process without its children. */
static void sample_own(pid_t pid, double *own)
{
	unsigned long user, system;
	char path[64], line[1024], *rest;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%ld/stat", (long)pid);
	f = fopen(path, "re");
	if (!f)
		return;
	rest = fgets(line, sizeof(line), f) ? strrchr(line, ')') : NULL;
	if (rest && sscanf(rest, ") %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u"
			   " %*u %lu %lu", &user, &system) == 2)
		*own = (double)(user + system) / (double)sysconf(_SC_CLK_TCK);
	fclose(f);
}

/*
 * The kernel's own high-water mark of the process alone (wait4() would give
 * the greatest of all below it too). It is gone with the process, so it is
 * read again and again; what it missed is the growth of the last 10 ms.
 */
static void sample_peak(pid_t pid, long *peak)
{
	char path[64], line[128];
	long kib;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%ld/status", (long)pid);
	f = fopen(path, "re");
	if (!f)
		return;
	while (fgets(line, sizeof(line), f))
		if (sscanf(line, "VmHWM: %ld kB", &kib) == 1 && kib > *peak)
			*peak = kib;
	fclose(f);
}

static pid_t start(char **argv, bool quiet, const sigset_t *mask)
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	pid_t pid;

	posix_spawn_file_actions_init(&actions);
	if (quiet) {
		posix_spawn_file_actions_addopen(&actions, 1, "/dev/null",
						 O_WRONLY, 0);
		posix_spawn_file_actions_adddup2(&actions, 1, 2);
	}
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setsigmask(&attributes, mask);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
	errno = posix_spawnp(&pid, argv[0], &actions, &attributes, argv,
			     environ);
	if (errno)
		fail(argv[0]);
	posix_spawn_file_actions_destroy(&actions);
	posix_spawnattr_destroy(&attributes);
	return pid;
}

static void run(char **argv, bool quiet, struct cost *cost)
{
	const struct timespec pause = { .tv_nsec = 10 * 1000 * 1000 };
	struct rusage usage;
	sigset_t block, old;
	double begin, own = 0;
	int status, code;
	pid_t pid, got;

	sigemptyset(&block);
	sigaddset(&block, SIGCHLD);
	sigprocmask(SIG_BLOCK, &block, &old);
	begin = monotonic();
	pid = start(argv, quiet, &old);
	while (!(got = wait4(pid, &status, WNOHANG, &usage))) {
		sample_peak(pid, &cost->peak);
		sample_own(pid, &own);
		sigtimedwait(&block, NULL, &pause);
	}
	if (got < 0)
		fail("wait4");
	sigprocmask(SIG_SETMASK, &old, NULL);
	cost->wall += monotonic() - begin;
	cost->cpu += seconds(usage.ru_utime) + seconds(usage.ru_stime);
	code = WIFEXITED(status) ? WEXITSTATUS(status)
				 : 128 + WTERMSIG(status);
	if (own > cost->own)
		cost->own = own;
	if (code > cost->code)
		cost->code = code;
}

int main(int argc, char **argv)
{
	struct cost cost = { 0 };
	long times = 1, i;
	bool quiet = false;
	FILE *out;

	if (argc > 2 && !strcmp(argv[1], "-n")) {
		times = strtol(argv[2], NULL, 10);
		quiet = true;
		argv += 2;
		argc -= 2;
	}
	if (argc < 3 || times < 1) {
		fprintf(stderr, "usage: measure [-n N] FILE COMMAND…\n");
		return 129;
	}
	for (i = 0; i < times; i++)
		run(argv + 2, quiet, &cost);
	out = fopen(argv[1], "ae");
	if (!out)
		fail(argv[1]);
	fprintf(out, "%.4f %.4f %ld %.2f %d\n", cost.wall, cost.cpu,
		cost.peak, cost.own, cost.code);
	if (fclose(out))
		fail(argv[1]);
	return cost.code;
}
