/* SPDX-License-Identifier: MIT */
/*
 * git multi demo: the process that keeps the demo forge, and ends it.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "base/strvec.h"
#include "commands/demo.h"
#include "engine/child.h"
#include "engine/loop.h"

#define END_SECONDS 15
#define MAKING_SECONDS 300	/* repositories, on a slow machine */

/* ---- who runs ------------------------------------------------------- */

/* In the mark: two lines "PID START", the keeper's and the forge's. */
struct runner {
	long pid;
	unsigned long long start;
};

static void add_runner(struct strbuf *out, pid_t pid)
{
	strbuf_addf(out, "%ld %llu\n", (long)pid, child_start_time(pid));
}

static void read_runners(const char *folder, struct runner runners[2])
{
	struct strbuf path = STRBUF_INIT, text = STRBUF_INIT;
	struct strbuf err = STRBUF_INIT;
	struct strvec lines = STRVEC_INIT;
	size_t i;

	memset(runners, 0, 2 * sizeof(*runners));
	strbuf_addf(&path, "%s/" DEMO_MARK, folder);
	file_read(path.buf, 4096, &text, &err);
	strvec_split(&lines, text.buf, '\n');
	for (i = 0; i < lines.nr && i < 2; i++)
		sscanf(lines.v[i], "%ld %llu", &runners[i].pid,
		       &runners[i].start);
	strvec_clear(&lines);
	strbuf_release(&path);
	strbuf_release(&text);
	strbuf_release(&err);
}

/* It has ended, but nobody has waited for it yet (Linux: proc(5)). */
static bool is_zombie(long pid)
{
	struct strbuf path = STRBUF_INIT, text = STRBUF_INIT;
	struct strbuf err = STRBUF_INIT;
	const char *end;
	bool zombie;

	strbuf_addf(&path, "/proc/%ld/stat", pid);
	file_read(path.buf, 4096, &text, &err);
	end = strrchr(text.buf, ')');
	zombie = end && !strncmp(end, ") Z", 3);
	strbuf_release(&path);
	strbuf_release(&text);
	strbuf_release(&err);
	return zombie;
}

/* The same process, not another one with its number. */
static bool is_alive(const struct runner *runner)
{
	return runner->pid > 1 && !kill((pid_t)runner->pid, 0) &&
	       child_start_time((pid_t)runner->pid) == runner->start &&
	       !is_zombie(runner->pid);
}

static bool has(const char *folder, const char *name)
{
	struct strbuf path = STRBUF_INIT;
	bool there;

	strbuf_addf(&path, "%s/%s", folder, name);
	there = file_is_regular(path.buf);
	strbuf_release(&path);
	return there;
}

bool demo_is_folder(const char *folder)
{
	struct stat st;

	return !lstat(folder, &st) && S_ISDIR(st.st_mode) &&
	       st.st_uid == getuid() && has(folder, DEMO_MARK);
}

bool demo_runs(const char *folder)
{
	struct runner runners[2];

	if (!demo_is_folder(folder) || !has(folder, "commands"))
		return false;
	read_runners(folder, runners);
	return is_alive(&runners[0]);
}

/* ---- the end -------------------------------------------------------- */

static bool wait_for_end(const struct runner *runner)
{
	struct timespec pause = { .tv_nsec = 20000000 };
	int tries = END_SECONDS * 50;

	while (tries-- && is_alive(runner)) {
		/* where there is no /proc, for one that is our own child */
		waitpid((pid_t)runner->pid, NULL, WNOHANG);
		nanosleep(&pause, NULL);
	}
	return !is_alive(runner);
}

/* The keeper, which ends the forge; else the forge, if it was left alone. */
int demo_end(const char *folder, struct strbuf *err)
{
	struct runner runners[2];
	size_t i;

	if (!demo_is_folder(folder))
		return 0;
	read_runners(folder, runners);
	for (i = 0; i < 2; i++) {
		if (!is_alive(&runners[i]))
			continue;
		kill((pid_t)runners[i].pid, SIGTERM);
		if (!wait_for_end(&runners[i])) {
			strbuf_addf(err, "process %ld of the demo in '%s' "
				    "does not end", runners[i].pid, folder);
			return -1;
		}
	}
	return file_remove_tree(folder, err);
}

/* ---- the keeper ----------------------------------------------------- */

static void forge_ended(struct child *child)
{
	*(bool *)child->data = true;
}

/* Nothing of the user's environment but where programs are. */
static void forge_environment(const char *folder, struct strvec *env)
{
	const char *path = getenv("PATH"), *clock = getenv("GIT_MULTI_CLOCK");

	strvec_pushf(env, "PATH=%s", path ? path : "/usr/bin:/bin");
	strvec_pushf(env, "HOME=%s", folder);
	strvec_push(env, "LC_ALL=C");
	strvec_push(env, "GIT_CONFIG_NOSYSTEM=1");
	if (clock)
		strvec_pushf(env, "GIT_MULTI_CLOCK=%s", clock);
}

static time_t written(const char *folder, const char *name)
{
	struct strbuf path = STRBUF_INIT;
	struct stat st;
	time_t last;

	strbuf_addf(&path, "%s/%s", folder, name);
	last = stat(path.buf, &st) ? 0 : st.st_mtime;
	strbuf_release(&path);
	return last;
}

/*
 * Real seconds since the forge was asked last: it logs each request. Nobody
 * asks it while its repositories are made, at the end of which stand the
 * commands; who makes them may have been killed.
 */
static double silence(const char *folder, time_t started)
{
	time_t ready = written(folder, "commands");
	time_t asked = written(folder, "log"), last = started;

	if (!ready)
		last += MAKING_SECONDS;
	if (ready > last)
		last = ready;
	if (asked > last)
		last = asked;
	return difftime(time(NULL), last);
}

static void serve(const char *folder, double idle, struct child *child,
		  const bool *ended)
{
	time_t started = time(NULL);
	bool told = false;

	while (!*ended) {
		double left = idle - silence(folder, started);

		if (!told && (left <= 0 || loop_interrupts())) {
			told = true;
			child_cancel(child);
		}
		loop_wake_in(told || left > 30 ? 30 : left);
		loop_wait();
	}
}

static int write_runners(const char *folder, const struct child *child,
			 struct strbuf *err)
{
	struct strbuf text = STRBUF_INIT, path = STRBUF_INIT;
	int ret;

	add_runner(&text, getpid());
	add_runner(&text, child->pid);
	strbuf_addf(&path, "%s/" DEMO_MARK, folder);
	ret = file_write(path.buf, text.buf, text.len, 0600, err);
	strbuf_release(&text);
	strbuf_release(&path);
	return ret;
}

/* Why it is over; 0: because it was to be. */
static int judge(const struct child *child, struct strbuf *err)
{
	struct strbuf said = STRBUF_INIT;

	if (child->cancelled)
		return 0;
	child_output(&child->out, &said);
	strbuf_rtrim(&said);
	strbuf_addf(err, "the demo forge ended with code %d: %s",
		    child->status, said.buf);
	strbuf_release(&said);
	return -1;
}

int demo_keep(const char *folder, double idle, struct strbuf *err)
{
	struct strbuf program = STRBUF_INIT;
	struct strvec env = STRVEC_INIT;
	struct child child = { .pid = 0 };
	struct child_spec spec = { .dir = folder, .merge = true };
	const char *argv[] = { NULL, "--dir", folder, NULL };
	bool ended = false;
	int ret = -1;

	loop_open();
	atexit(child_kill_all);
	if (demo_program("git-multi-demo-forge", &program, err) < 0)
		goto out;
	forge_environment(folder, &env);
	argv[0] = program.buf;
	spec.argv = argv;
	spec.env = (const char *const *)env.v;
	if (child_start(&child, &spec, forge_ended, NULL, &ended, err) < 0)
		goto out;
	ret = write_runners(folder, &child, err);
	serve(folder, ret < 0 ? 0 : idle, &child, &ended);
	if (!ret)
		ret = judge(&child, err);
	child_release(&child);
	if (!ret)
		ret = file_remove_tree(folder, err);
out:
	strvec_clear(&env);
	strbuf_release(&program);
	return ret;
}
