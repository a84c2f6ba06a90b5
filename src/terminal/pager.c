/* SPDX-License-Identifier: MIT */
/*
 * stdout's other ends: git's pager, a file that is full, a reader that left.
 */
#include "terminal/screen.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/strvec.h"

/* Those that end us: the pager is left first, so it can mend the terminal. */
static const int ending[] = { SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGPIPE };

static struct {
	pid_t pid;
	int before[STDERR_FILENO + 1];	/* where 1 and 2 went; 0: as they are */
} pager;

/* ---- leaving it --------------------------------------------------------- */

/* Gives the pager its end of file. Only what a signal handler may call. */
static void wait_for_pager(void)
{
	pid_t pid = pager.pid;
	int fd, status;

	pager.pid = 0;
	if (!pid)
		return;
	for (fd = STDOUT_FILENO; fd <= STDERR_FILENO; fd++) {
		if (!pager.before[fd])
			continue;
		dup2(pager.before[fd], fd);
		close(pager.before[fd]);
		pager.before[fd] = 0;
	}
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
}

static void at_signal(int sig)
{
	wait_for_pager();
	signal(sig, SIG_DFL);
	raise(sig);
}

static void at_exit(void)
{
	fflush(stdout);
	wait_for_pager();
}

/* Who ignores a signal, or handles it already, keeps on doing so. */
static void watch_signals(void)
{
	struct sigaction action;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(ending); i++)
		if (!sigaction(ending[i], NULL, &action) &&
		    action.sa_handler == SIG_DFL)
			signal(ending[i], at_signal);
}

/* ---- starting it -------------------------------------------------------- */

/* Colours and short texts in less and lv, where the user says nothing. */
static void pager_environment(struct strvec *env)
{
	strvec_pushv(env, (const char *const *)environ);
	if (!strvec_env_get(env, "LESS"))
		strvec_push(env, "LESS=FRX");
	if (!strvec_env_get(env, "LV"))
		strvec_push(env, "LV=-c");
}

static void reset_signals(posix_spawnattr_t *attributes)
{
	sigset_t set;
	size_t i;

	sigemptyset(&set);
	posix_spawnattr_setsigmask(attributes, &set);
	for (i = 0; i < ARRAY_SIZE(ending); i++)
		sigaddset(&set, ending[i]);
	posix_spawnattr_setsigdefault(attributes, &set);
	posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSIGMASK |
					     POSIX_SPAWN_SETSIGDEF);
}

/*
 * A command of one plain word needs no shell, and if it is not there we know
 * at once and show the text without it. -1 where it did not start.
 */
static int spawn_pager(char *command, int from)
{
	bool plain = !strpbrk(command, "|&;<>()$`\\\"' \t\n*?[#~=%");
	char sh[] = "sh", dash_c[] = "-c";
	char *by_shell[] = { sh, dash_c, command, NULL };
	char *by_name[] = { command, NULL };
	char **argv = plain ? by_name : by_shell;
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	struct strvec env = STRVEC_INIT;
	int why;

	pager_environment(&env);
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, from, STDIN_FILENO);
	posix_spawnattr_init(&attributes);
	reset_signals(&attributes);
	why = posix_spawnp(&pager.pid, argv[0], &actions, &attributes, argv,
			   env.v);
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&actions);
	strvec_clear(&env);
	if (why)
		pager.pid = 0;
	return why ? -1 : 0;
}

/* The text is made as wide as the terminal that the pager shows it on. */
static void pass_on_width(void)
{
	char width[16];

	snprintf(width, sizeof(width), "%u", screen_columns(STDOUT_FILENO));
	setenv("COLUMNS", width, 0);
}

static void redirect(int fd, int to)
{
	int before = fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);

	if (before < 0)
		return;
	pager.before[fd] = before;
	dup2(to, fd);
}

void screen_page(const char *command, bool no_pager)
{
	int ends[2];
	char *copy;

	if (no_pager || pager.pid || !command || !*command ||
	    !strcmp(command, "cat") || !isatty(STDOUT_FILENO) ||
	    pipe2(ends, O_CLOEXEC) < 0)
		return;
	pass_on_width();
	setenv("GIT_PAGER_IN_USE", "1", 1);
	copy = xstrdup(command);
	if (spawn_pager(copy, ends[0]) < 0) {
		unsetenv("GIT_PAGER_IN_USE");
	} else {
		fflush(stdout);
		redirect(STDOUT_FILENO, ends[1]);
		/* a message on the terminal would tear the pager's screen */
		if (isatty(STDERR_FILENO))
			redirect(STDERR_FILENO, ends[1]);
		watch_signals();
		atexit(at_exit);
	}
	free(copy);
	close(ends[0]);
	close(ends[1]);
}

/* ---- the end of stdout -------------------------------------------------- */

static bool reader_is_gone(void)
{
	struct pollfd fd = { .fd = STDOUT_FILENO, .events = POLLOUT };

	return poll(&fd, 1, 0) == 1 && (fd.revents & POLLERR);
}

/* Some file systems say only at a close that a write was lost. */
static int close_stdout(void)
{
	int copy = dup(STDOUT_FILENO);

	return copy < 0 || !close(copy) ? 0 : errno;
}

/*
 * The number itself stays open: a file that is opened later must not become
 * stdout. Who left the pager has seen enough, and nothing is lost.
 */
static int lost;		/* errno of the first flush that failed */

void screen_flush(void)
{
	if (fflush(stdout) && !lost)
		lost = errno;
}

bool screen_finish(bool strict)
{
	bool before = ferror(stdout);
	int why = fflush(stdout) ? errno : lost;

	if (pager.pid) {
		wait_for_pager();
		return true;
	}
	if (!why && before)
		why = reader_is_gone() ? EPIPE : EIO;
	if (!why)
		why = close_stdout();
	errno = why;
	return !why || (why == EPIPE && !strict);
}
