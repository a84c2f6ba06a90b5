/* SPDX-License-Identifier: MIT */
/*
 * One process, from its start to its exit.
 */
#include "engine/child.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/report.h"
#include "engine/child-stream.h"
#include "engine/clock.h"
#include "engine/pipes.h"
#include "engine/spawn.h"

#define KEEP_USUAL ((size_t)1 << 20)
#define KILL_AFTER 5.0
#define LEFT_KILL_AFTER 2.0
#define LEFT_LOOK 0.02

static struct child *running;

/* ---- what it reads ------------------------------------------------------- */

static void input_close(struct child *child)
{
	if (child->in_fd < 0)
		return;
	ev_io_stop(EV_DEFAULT_ &child->writer);
	close(child->in_fd);
	child->in_fd = -1;
}

/* A reader that went away is a fact; its exit code says what it means. */
static void on_writable(struct ev_loop *loop, ev_io *w, int revents)
{
	struct child *child = w->data;
	ssize_t n;

	(void)loop;
	(void)revents;
	n = write(child->in_fd, child->input + child->input_done,
		  child->input_len - child->input_done);
	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return;
	if (n > 0)
		child->input_done += (size_t)n;
	if (n < 0 || child->input_done == child->input_len)
		input_close(child);
}

static void input_open(struct child *child, int fd)
{
	child->in_fd = fd;
	if (fd < 0)
		return;
	ev_io_init(&child->writer, on_writable, fd, EV_WRITE);
	child->writer.data = child;
	ev_io_start(EV_DEFAULT_ &child->writer);
}

/* ---- its end ------------------------------------------------------------- */

static void list_add(struct child *child)
{
	static bool hooked;

	if (!hooked)
		atexit(child_kill_all);
	hooked = true;
	child->prev = NULL;
	child->next = running;
	if (running)
		running->prev = child;
	running = child;
}

static void list_remove(struct child *child)
{
	if (child->prev)
		child->prev->next = child->next;
	else
		running = child->next;
	if (child->next)
		child->next->prev = child->prev;
	child->next = child->prev = NULL;
}

static int exit_code(int status)
{
	return WIFEXITED(status) ? WEXITSTATUS(status) :
				   128 + WTERMSIG(status);
}

/* Its number is ours as long as it, or one of its group, is there. */
static void end(struct child *child)
{
	ev_timer_stop(EV_DEFAULT_ &child->killer);
	ev_timer_stop(EV_DEFAULT_ &child->look);
	child->left = false;
	child->pid = 0;
	list_remove(child);
	stream_finish(child, &child->out);
	stream_finish(child, &child->err);
	input_close(child);
	child->done(child);
}

/* Nobody tells when others than our children end: it is looked. */
static void on_look(struct ev_loop *loop, ev_timer *w, int revents)
{
	struct child *child = w->data;

	(void)loop;
	(void)revents;
	if (kill(-child->pid, 0) < 0)
		end(child);
}

/*
 * Told by TERM, they get time to clean up, in a tree that is there until
 * done(); after KILL they may still write what they were at. A zombie that
 * nobody reaps counts as alive: it costs the time, and no more.
 */
static void end_others(struct child *child, int sig)
{
	if (kill(-child->pid, sig) < 0) {
		end(child);
		return;
	}
	kill(-child->pid, SIGCONT);
	child->left = true;
	ev_now_update(EV_DEFAULT);
	ev_timer_set(&child->killer, LEFT_KILL_AFTER, 0);
	ev_timer_start(EV_DEFAULT_ &child->killer);
	ev_timer_start(EV_DEFAULT_ &child->look);
}

/*
 * libev has reaped it, so its number is ours no longer, unless its group has
 * others in it. Only the group of one that was told to end, or that is to end
 * as a whole, gets a signal: it is this round's number still.
 */
static void on_exit_of(struct ev_loop *loop, ev_child *w, int revents)
{
	struct child *child = w->data;
	bool told = child->cancelled || child->timed_out;

	(void)revents;
	ev_child_stop(loop, w);
	ev_timer_stop(loop, &child->timer);
	ev_timer_stop(loop, &child->killer);
	child->status = exit_code(w->rstatus);
	child->seconds = clock_monotonic() - child->began;
	if (told || child->whole)
		end_others(child, told ? SIGKILL : SIGTERM);
	else
		end(child);
}

static void on_killer(struct ev_loop *loop, ev_timer *w, int revents)
{
	struct child *child = w->data;

	(void)loop;
	(void)revents;
	kill(-child->pid, SIGKILL);
	if (child->left)
		end(child);
}

/* CONT behind TERM: one that is stopped would not hear it. */
static void terminate(struct child *child)
{
	kill(-child->pid, SIGTERM);
	kill(-child->pid, SIGCONT);
	if (!ev_is_active(&child->killer))
		ev_timer_start(EV_DEFAULT_ &child->killer);
}

static void on_timeout(struct ev_loop *loop, ev_timer *w, int revents)
{
	struct child *child = w->data;

	(void)loop;
	(void)revents;
	child->timed_out = true;
	terminate(child);
}

/* ---- its start ----------------------------------------------------------- */

static void child_init(struct child *child, const struct child_spec *spec)
{
	memset(child, 0, sizeof(*child));
	strbuf_init(&child->out.text);
	strbuf_init(&child->err.text);
	child->out.fd = child->err.fd = child->in_fd = -1;
	child->input = spec->input;
	child->input_len = spec->input_len;
	child->max = spec->max ? spec->max : KEEP_USUAL;
	child->keep = spec->keep;
	child->whole = spec->whole;
	ev_init(&child->timer, on_timeout);
	ev_init(&child->killer, on_killer);
	ev_timer_init(&child->look, on_look, LEFT_LOOK, LEFT_LOOK);
	child->timer.data = child->killer.data = child->look.data = child;
	ev_timer_set(&child->killer, KILL_AFTER, 0);
	child->began = clock_monotonic();
	child->started = clock_now();
}

static void watch(struct child *child, struct pipes *pipes, double timeout)
{
	ev_child_init(&child->exited, on_exit_of, child->pid, 0);
	child->exited.data = child;
	ev_child_start(EV_DEFAULT_ &child->exited);
	input_open(child, pipe_take(&pipes->in[1]));
	stream_open(&child->out, pipe_take(&pipes->out[0]), child);
	stream_open(&child->err, pipe_take(&pipes->err[0]), child);
	if (timeout > 0) {
		ev_now_update(EV_DEFAULT);
		ev_timer_set(&child->timer, timeout, 0);
		ev_timer_start(EV_DEFAULT_ &child->timer);
	}
	list_add(child);
}

int child_start(struct child *child, const struct child_spec *spec,
		void (*done)(struct child *child),
		void (*live)(struct child *child, const char *text,
			     size_t len),
		void *data, struct strbuf *err)
{
	struct spawn spawn = { .argv = spec->argv, .env = spec->env,
			       .dir = spec->dir };
	struct pipes pipes;
	int rc = CHILD_LATER;

	child_init(child, spec);
	child->done = done;
	child->live = live;
	child->data = data;
	if (pipes_open(&pipes, spec->input && spec->input_len,
		       !spec->merge) < 0) {
		strbuf_addf(err, "no pipe for '%s': %s", spec->argv[0],
			    strerror(errno));
		goto out;
	}
	spawn.in = pipes.in[0];
	spawn.out = pipes.out[1];
	spawn.err = spec->merge ? pipes.out[1] : pipes.err[1];
	rc = spawn_process(&spawn, &child->pid, err);
	if (rc)
		child->pid = 0;
	else
		watch(child, &pipes, spec->timeout);
out:
	pipes_close(&pipes);
	return rc == SPAWN_LATER ? CHILD_LATER : rc;
}

void child_kill(struct child *child)
{
	if (!child->pid)
		return;
	if (!child->left)
		child->cancelled = true;
	kill(-child->pid, SIGKILL);
}

void child_cancel(struct child *child)
{
	if (!child->pid)
		return;
	if (child->left) {
		child_kill(child);
		return;
	}
	child->cancelled = true;
	terminate(child);
}

void child_release(struct child *child)
{
	if (child->pid)
		BUG("released a child that runs");
	strbuf_release(&child->out.text);
	strbuf_release(&child->err.text);
	child->out.start = child->err.start = 0;
}

unsigned long long child_start_time(pid_t pid)
{
	char path[64], text[1024], *field;
	unsigned long long start = 0;
	unsigned skip;
	size_t len;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%ld/stat", (long)pid);
	file = fopen(path, "re");
	if (!file)
		return 0;
	len = fread(text, 1, sizeof(text) - 1, file);
	fclose(file);
	text[len] = '\0';
	/* The second field is the name, in brackets, with anything in it. */
	field = strrchr(text, ')');
	for (skip = 2; field && skip < 22; skip++)
		field = strchr(field + 1, ' ');
	if (field)
		start = strtoull(field + 1, NULL, 10);
	return start;
}

void child_kill_all(void)
{
	struct child *child;

	for (child = running; child; child = child->next)
		kill(-child->pid, SIGKILL);
}
