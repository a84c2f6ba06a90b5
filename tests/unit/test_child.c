/* SPDX-License-Identifier: MIT */
/*
 * engine/child, on a real loop with real processes.
 */
#include <check.h>
#include <errno.h>
#include <ev.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/strvec.h"
#include "descriptors.h"
#include "engine/child.h"
#include "engine/clock.h"
#include "engine/loop.h"

#define PATIENCE 120.0		/* seconds until a test is given up */

/* ---- the bench ----------------------------------------------------------- */

struct run {
	struct child child;
	struct strbuf out, err;
	unsigned over;
};

#define RUN_INIT { .out = STRBUF_INIT, .err = STRBUF_INIT }
static struct run run = RUN_INIT, other = RUN_INIT;
static struct strbuf why = STRBUF_INIT;
static char folder[] = "/tmp/test-child-XXXXXX";

static void on_done(struct child *child)
{
	struct run *of = child->data;

	of->over++;
	child_output(&child->out, &of->out);
	child_output(&child->err, &of->err);
}

static void run_release(struct run *r)
{
	child_release(&r->child);
	strbuf_release(&r->out);
	strbuf_release(&r->err);
	r->over = 0;
}

static void wait_for(struct run *r)
{
	double until = clock_monotonic() + PATIENCE;

	while (!r->over) {
		ck_assert_double_lt(clock_monotonic(), until);
		loop_wake_in(PATIENCE);
		loop_wait();
	}
}

/* Where the test was given up it still runs. */
static void run_end(struct run *r)
{
	if (r->child.pid) {
		child_kill(&r->child);
		wait_for(r);
	}
	run_release(r);
}

static void setup(void)
{
	loop_open();
	strcpy(folder, "/tmp/test-child-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
}

static void teardown(void)
{
	char command[100];

	run_end(&run);
	run_end(&other);
	strbuf_release(&why);
	loop_wake_in(-1);
	snprintf(command, sizeof(command), "rm -rf %s", folder);
	ck_assert_int_eq(system(command), 0);
}

/* A round of the loop for something that is no child's end. */
static void wait_until(bool (*there)(void))
{
	double until = clock_monotonic() + PATIENCE;

	while (!there()) {
		ck_assert_double_lt(clock_monotonic(), until);
		loop_wake_in(0.01);
		loop_wait();
	}
}

static int start(struct run *r, struct child_spec spec, const char *script)
{
	const char *argv[] = { "sh", "-c", script, NULL };

	if (!spec.argv)
		spec.argv = argv;
	return child_start(&r->child, &spec, on_done, NULL, r, &why);
}

static void sh(struct child_spec spec, const char *script)
{
	ck_assert_int_eq(start(&run, spec, script), 0);
	ck_assert_uint_eq(run.over, 0);
	wait_for(&run);
	ck_assert_str_eq(why.buf, "");
}

#define USUAL ((struct child_spec){ .timeout = 0 })

/* Whether it runs; a zombie that nobody reaps yet does not. */
static bool is_alive(pid_t pid)
{
	char path[64], line[512] = "", *name_end;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%ld/stat", (long)pid);
	file = fopen(path, "re");
	if (!file)
		return false;
	if (!fgets(line, sizeof(line), file))
		line[0] = '\0';
	fclose(file);
	name_end = strrchr(line, ')');
	return name_end && name_end[1] && name_end[2] != 'Z';
}

static pid_t watched;

static bool is_gone(void)
{
	return !is_alive(watched);
}

/* So much as said its first line. */
static bool has_spoken(void)
{
	return memchr(run.child.out.text.buf, '\n',
		      run.child.out.text.len) != NULL;
}

static bool other_has_spoken(void)
{
	return other.child.out.text.len > 0;
}

static bool both_have_spoken(void)
{
	return has_spoken() && memchr(run.child.err.text.buf, '\n',
				      run.child.err.text.len);
}

static void write_file(const char *name, const char *text, mode_t mode,
		       struct strbuf *path)
{
	FILE *file;

	strbuf_addf(path, "%s/%s", folder, name);
	file = fopen(path->buf, "we");
	ck_assert_ptr_nonnull(file);
	fputs(text, file);
	fclose(file);
	ck_assert_int_eq(chmod(path->buf, mode), 0);
}

/* ---- its end ------------------------------------------------------------- */

START_TEST(a_quick_exit_is_seen)
{
	sh(USUAL, "exit 3");
	ck_assert_int_eq(run.child.status, 3);
	ck_assert_uint_eq(run.over, 1);
	ck_assert(!run.child.timed_out && !run.child.cancelled);
	ck_assert_int_eq(run.child.pid, 0);
	ck_assert_double_ge(run.child.seconds, 0);
	ck_assert_double_le(run.child.started, clock_now());
}
END_TEST

START_TEST(a_signal_counts_as_128_and_its_number)
{
	sh(USUAL, "kill -9 $$");
	ck_assert_int_eq(run.child.status, 128 + SIGKILL);
}
END_TEST

START_TEST(outputs_are_kept_apart)
{
	sh(USUAL, "echo to out; echo to err >&2");
	ck_assert_str_eq(run.out.buf, "to out\n");
	ck_assert_str_eq(run.err.buf, "to err\n");
}
END_TEST

START_TEST(merged_outputs_keep_their_order)
{
	sh((struct child_spec){ .merge = true },
	   "echo 1; echo 2 >&2; echo 3; echo 4 >&2");
	ck_assert_str_eq(run.out.buf, "1\n2\n3\n4\n");
	ck_assert_str_eq(run.err.buf, "");
}
END_TEST

START_TEST(silence_is_not_the_end)
{
	sh(USUAL, "echo said; exec >&- 2>&-; sleep 0.2; exit 4");
	ck_assert_int_eq(run.child.status, 4);
	ck_assert_str_eq(run.out.buf, "said\n");
}
END_TEST

/* It holds both pipes open for as long as it likes, and lives on. */
START_TEST(a_grandchild_in_the_background_is_not_waited_for)
{
	sh(USUAL, "sleep 1000 & echo $!");
	watched = atoi(run.out.buf);
	ck_assert_int_gt(watched, 1);
	ck_assert(is_alive(watched));
	kill(watched, SIGKILL);
	wait_until(is_gone);
}
END_TEST

/* One that fills the pipe without end cannot keep us at the exit. */
START_TEST(a_grandchild_that_writes_for_ever_is_not_read_for_ever)
{
	sh((struct child_spec){ .max = 4096 },
	   "yes & echo $! >&2; sleep 0.2");
	watched = atoi(run.err.buf);
	wait_until(is_gone);		/* SIGPIPE: we closed */
	ck_assert_uint_eq(run.out.len, 4096);
}
END_TEST

START_TEST(done_may_start_another_in_the_same_struct)
{
	unsigned i;

	for (i = 0; i < 5; i++) {
		sh(USUAL, "echo once");
		ck_assert_str_eq(run.out.buf, "once\n");
		run_release(&run);
	}
}
END_TEST

static unsigned generations;

static void on_done_again(struct child *child)
{
	struct run *of = child->data;
	struct child_spec spec = { .argv = (const char *[]){ "true", NULL } };

	child_release(child);
	if (++generations == 3)
		of->over = 1;
	else
		ck_assert_int_eq(child_start(child, &spec, on_done_again,
					     NULL, of, &why), 0);
}

START_TEST(done_itself_may_start_the_next)
{
	struct child_spec spec = { .argv = (const char *[]){ "true", NULL } };

	generations = 0;
	ck_assert_int_eq(child_start(&run.child, &spec, on_done_again, NULL,
				     &run, &why), 0);
	wait_for(&run);
	ck_assert_uint_eq(generations, 3);
}
END_TEST

START_TEST(a_quiet_child_wakes_nobody)
{
	unsigned before = ev_iteration(ev_default_loop(0));

	sh((struct child_spec){ .timeout = 100 }, "sleep 0.5");
	ck_assert_uint_le(ev_iteration(ev_default_loop(0)) - before, 6);
}
END_TEST

#define MANY 100

START_TEST(many_at_once_lose_no_byte)
{
	static struct run runs[MANY];
	struct strbuf want = STRBUF_INIT;
	size_t i;

	for (i = 0; i < MANY; i++)
		ck_assert_int_eq(start(&runs[i], USUAL,
				       "seq 1 3000; seq 1 2000 >&2"), 0);
	for (i = 1; i <= 3000; i++)
		strbuf_addf(&want, "%zu\n", i);
	for (i = 0; i < MANY; i++) {
		wait_for(&runs[i]);
		ck_assert_int_eq(runs[i].child.status, 0);
		ck_assert_uint_eq(runs[i].over, 1);
		ck_assert_str_eq(runs[i].out.buf, want.buf);
		ck_assert(!strncmp(runs[i].err.buf, want.buf,
				   runs[i].err.len));
		ck_assert_uint_eq(runs[i].err.len, 18 + 270 + 3600 + 5005);
		run_release(&runs[i]);
	}
	strbuf_release(&want);
}
END_TEST

/* ---- much out, much in --------------------------------------------------- */

/* The numbers are in order, and the last is the last that was written. */
static void check_tail(const char *text, unsigned long last)
{
	const char *line = strchr(text, '\n') + 1;
	unsigned long expected = strtoul(line, NULL, 10);
	char *end;

	for (; *line; line = end + 1) {
		unsigned long got = strtoul(line, &end, 10);

		if (got != expected++)
			ck_abort_msg("%lu after %lu", got, expected - 2);
		ck_assert_int_eq(*end, '\n');
	}
	ck_assert_uint_eq(expected - 1, last);
}

START_TEST(of_fifty_megabytes_the_tail_is_kept)
{
	sh((struct child_spec){ .max = 100000 }, "seq 1 6500000");
	ck_assert_uint_eq(run.out.len, 100000);
	ck_assert_uint_gt(run.child.out.total, 50000000);
	ck_assert_uint_le(run.child.out.text.alloc, 200000);
	check_tail(run.out.buf, 6500000);
}
END_TEST

/* The ring at each of its places, by pieces smaller and larger than it. */
static void check_ring(unsigned length)
{
	char script[200];

	snprintf(script, sizeof(script),
		 "yes 0123456 | tr -d '\\n' | head -c %u; "
		 "printf %%s abcdefghi", length);
	sh((struct child_spec){ .max = 10 }, script);
	ck_assert_uint_eq(run.out.len, 10);
	ck_assert_str_eq(run.out.buf + 1, "abcdefghi");
	ck_assert_int_eq(run.out.buf[0], '0' + (int)((length - 1) % 7));
	run_release(&run);
}

START_TEST(the_tail_is_right_for_every_length)
{
	unsigned length;

	for (length = 9; length < 22; length++)
		check_ring(length);
	check_ring(70001);
}
END_TEST

START_TEST(of_answers_the_beginning_is_kept)
{
	sh((struct child_spec){ .max = 8, .keep = KEEP_HEAD },
	   "printf 0123; printf 456789; printf abc");
	ck_assert_str_eq(run.out.buf, "01234567");
	ck_assert_uint_eq(run.child.out.total, 13);
}
END_TEST

START_TEST(three_megabytes_go_in)
{
	struct strbuf text = STRBUF_INIT;
	unsigned i;

	for (i = 0; text.len < 3000000; i++)
		strbuf_addf(&text, "%u\n", i);
	sh((struct child_spec){ .input = text.buf, .input_len = text.len,
				.max = 4000000, .keep = KEEP_HEAD }, "cat");
	ck_assert_int_eq(run.child.status, 0);
	ck_assert_uint_eq(run.out.len, text.len);
	ck_assert(!memcmp(run.out.buf, text.buf, text.len));
	strbuf_release(&text);
}
END_TEST

START_TEST(a_reader_that_goes_away_is_no_failure_of_ours)
{
	char *text = xcalloc(3000000, 1);

	sh((struct child_spec){ .input = text, .input_len = 3000000 },
	   "exec <&-; sleep 0.1; exit 5");
	ck_assert_int_eq(run.child.status, 5);
	free(text);
}
END_TEST

START_TEST(a_reader_that_exits_ends_the_writing)
{
	char *text = xcalloc(3000000, 1);

	sh((struct child_spec){ .input = text, .input_len = 3000000 },
	   "head -c 100000 | wc -c");
	ck_assert_int_eq(atoi(run.out.buf), 100000);
	free(text);
}
END_TEST

START_TEST(without_input_stdin_is_empty)
{
	sh(USUAL, "cat; readlink /proc/self/fd/0");
	ck_assert_str_eq(run.out.buf, "/dev/null\n");
	run_release(&run);
	sh((struct child_spec){ .input = "", .input_len = 0 }, "cat; echo x");
	ck_assert_str_eq(run.out.buf, "x\n");
}
END_TEST

static struct strbuf heard = STRBUF_INIT;

static void on_live(struct child *child, const char *text, size_t len)
{
	ck_assert_ptr_eq(child->data, &run);
	strbuf_add(&heard, text, len);
}

START_TEST(live_hears_all_that_is_not_kept)
{
	const char *argv[] = { "seq", "1", "2000", NULL };
	struct child_spec spec = { .argv = argv, .max = 10 };

	ck_assert_int_eq(child_start(&run.child, &spec, on_done, on_live,
				     &run, &why), 0);
	wait_for(&run);
	ck_assert_uint_eq(heard.len, run.child.out.total);
	ck_assert_uint_eq(run.out.len, 10);
	ck_assert(!strncmp(heard.buf, "1\n2\n3\n", 6));
	strbuf_release(&heard);
}
END_TEST

/* ---- what it is given ---------------------------------------------------- */

START_TEST(it_leads_a_session_without_a_terminal)
{
	pid_t pid;

	ck_assert_int_eq(start(&run, USUAL,
			       "(: </dev/tty) 2>/dev/null && echo tty; "
			       "echo over; sleep 1000"), 0);
	pid = run.child.pid;
	ck_assert_int_eq(getsid(pid), pid);
	ck_assert_int_eq(getpgid(pid), pid);
	wait_until(has_spoken);
	child_kill(&run.child);
	wait_for(&run);
	ck_assert_str_eq(run.out.buf, "over\n");
}
END_TEST

/* O_NONBLOCK on the child's own end would break what it runs. */
static void check_blocking(pid_t pid, int fd)
{
	char path[64], line[100];
	unsigned flags = ~0u;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%ld/fdinfo/%d", (long)pid, fd);
	file = fopen(path, "re");
	ck_assert_ptr_nonnull(file);
	while (fgets(line, sizeof(line), file))
		if (!strncmp(line, "flags:", 6))
			flags = (unsigned)strtoul(line + 6, NULL, 8);
	fclose(file);
	ck_assert(!(flags & O_NONBLOCK));
}

START_TEST(no_descriptor_leaks_into_it)
{
	struct child_spec spec = { .input = "1\n2\n", .input_len = 4 };

	ck_assert_int_eq(start(&run, spec, "echo a; sleep 1000"), 0);
	ck_assert_int_eq(start(&other, spec, "echo b; sleep 1000"), 0);
	wait_until(has_spoken);
	wait_until(other_has_spoken);
	ck_assert_int_eq(descriptors_leaked(run.child.pid), 0);
	ck_assert_int_eq(descriptors_leaked(other.child.pid), 0);
	check_blocking(run.child.pid, 0);
	check_blocking(run.child.pid, 1);
	check_blocking(run.child.pid, 2);
	child_kill(&run.child);
	child_kill(&other.child);
	wait_for(&run);
	wait_for(&other);
}
END_TEST

START_TEST(its_signals_are_as_usual)
{
	unsigned long long ignored, blocked;
	sigset_t set, old;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, &old);
	sh(USUAL, "sed -n 's/^SigIgn://p; s/^SigBlk://p' /proc/self/status");
	sigprocmask(SIG_SETMASK, &old, NULL);
	ck_assert_int_eq(sscanf(run.out.buf, "%llx %llx", &blocked,
				&ignored), 2);
	ck_assert(!(ignored & 1ull << (SIGPIPE - 1)));
	ck_assert_uint_eq(blocked, 0);
}
END_TEST

START_TEST(closed_standard_descriptors_do_no_harm)
{
	int saved[2], fd, got;

	for (fd = 0; fd < 2; fd++) {
		saved[fd] = fcntl(fd, F_DUPFD_CLOEXEC, 10);
		close(fd);
	}
	got = start(&run, (struct child_spec){ .input = "in",
					       .input_len = 2 },
		    "cat; echo err >&2");
	for (fd = 0; fd < 2; fd++) {
		dup2(saved[fd], fd);
		close(saved[fd]);
	}
	ck_assert_int_eq(got, 0);
	wait_for(&run);
	ck_assert_str_eq(run.out.buf, "in");
	ck_assert_str_eq(run.err.buf, "err\n");
}
END_TEST

START_TEST(it_runs_in_its_folder_with_its_environment)
{
	struct strvec env = STRVEC_INIT;

	strvec_pushl(&env, "PATH=/usr/bin:/bin", "COLOUR=green", NULL);
	sh((struct child_spec){ .dir = folder,
				.env = (const char *const *)env.v },
	   "pwd -P; echo $COLOUR; echo ${HOME-none}");
	strvec_clear(&env);
	strbuf_addf(&why, "%s\ngreen\nnone\n", folder);
	ck_assert_str_eq(run.out.buf, why.buf);
}
END_TEST

/* The PATH of the environment it gets, which need not be ours. */
START_TEST(the_program_is_looked_up_in_its_own_path)
{
	const char *argv[] = { "only-here", NULL };
	struct child_spec spec = { .argv = argv };
	struct strvec env = STRVEC_INIT;
	struct strbuf path = STRBUF_INIT;

	write_file("only-here", "#!/bin/sh\necho found\n", 0700, &path);
	strvec_pushf(&env, "PATH=/nowhere:%s:/usr/bin:/bin", folder);
	spec.env = (const char *const *)env.v;
	sh(spec, NULL);
	ck_assert_str_eq(run.out.buf, "found\n");
	strvec_clear(&env);
	strbuf_release(&path);
}
END_TEST

/* '.' in PATH is where we stand, not the stranger's tree it runs in. */
START_TEST(no_program_is_taken_from_its_folder)
{
	const char *argv[] = { "only-here", NULL };
	struct child_spec spec = { .argv = argv, .dir = folder };
	const char *env[] = { "PATH=.::/usr/bin:/bin", NULL };
	struct strbuf path = STRBUF_INIT;

	write_file("only-here", "#!/bin/sh\necho found\n", 0700, &path);
	spec.env = env;
	ck_assert_int_eq(start(&run, spec, NULL), -1);
	ck_assert_str_eq(why.buf, "no program 'only-here' on PATH");
	strbuf_release(&path);
}
END_TEST

START_TEST(a_start_time_tells_processes_apart)
{
	ck_assert_int_eq(start(&run, USUAL, "sleep 1000"), 0);
	ck_assert_uint_gt(child_start_time(run.child.pid), 0);
	ck_assert_uint_ge(child_start_time(run.child.pid),
			  child_start_time(getpid()));
	ck_assert_uint_eq(child_start_time(-5), 0);
	child_kill(&run.child);
	wait_for(&run);
}
END_TEST

/* ---- what cannot be started ---------------------------------------------- */

static void refused(const char *program, const char *dir, const char *want)
{
	const char *argv[] = { program, NULL };
	struct child_spec spec = { .argv = argv, .dir = dir };

	strbuf_reset(&why);
	ck_assert_int_eq(start(&run, spec, NULL), -1);
	ck_assert_int_eq(run.child.pid, 0);
	ck_assert_msg(strstr(why.buf, want), "'%s'", why.buf);
	child_release(&run.child);
}

START_TEST(a_missing_program_is_named)
{
	refused("no-such-program", NULL, "no program 'no-such-program' on");
	refused("", NULL, "no program ''");
	refused("/no/such/program", NULL, "no program '/no/such/program'");
	refused("true", "/no/such/folder", "no folder '/no/such/folder'");
	refused("true", "/dev/null", "no folder '/dev/null'");
}
END_TEST

START_TEST(a_program_that_cannot_be_run_says_why)
{
	struct strbuf path = STRBUF_INIT;

	write_file("plain", "text\n", 0600, &path);
	if (geteuid() || access(path.buf, X_OK) < 0)
		refused(path.buf, NULL, "no permission");
	strbuf_reset(&path);
	write_file("lost", "#!/no/such/interpreter\n", 0700, &path);
	refused(path.buf, NULL, "interpreter");
	strbuf_reset(&path);
	write_file("odd", "neither\n", 0700, &path);
	refused(path.buf, NULL, "'#!'");
	strbuf_release(&path);
}
END_TEST

/* As many as the system allows: the next is for later, and nothing is lost. */
START_TEST(no_descriptor_left_means_later)
{
	struct rlimit old, tight;
	int lowest = open("/dev/null", O_RDONLY | O_CLOEXEC), before, after;

	ck_assert_int_ge(lowest, 0);
	close(lowest);
	ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &old), 0);
	tight = old;
	for (before = 0; before < 4; before++) {
		tight.rlim_cur = (rlim_t)(lowest + before);
		ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &tight), 0);
		ck_assert_int_eq(start(&run, USUAL, "true"), CHILD_LATER);
		child_release(&run.child);
	}
	setrlimit(RLIMIT_NOFILE, &old);
	ck_assert(strstr(why.buf, strerror(EMFILE)));
	after = open("/dev/null", O_RDONLY | O_CLOEXEC);
	ck_assert_int_eq(after, lowest);
	close(after);
	strbuf_reset(&why);
	sh(USUAL, "echo fine");
	ck_assert_str_eq(run.out.buf, "fine\n");
}
END_TEST

/* ---- how it is ended ----------------------------------------------------- */

START_TEST(cancel_ends_the_whole_group)
{
	ck_assert_int_eq(start(&run, USUAL, "sleep 1000 & echo $!; wait"), 0);
	wait_until(has_spoken);
	watched = atoi(run.child.out.text.buf);
	ck_assert(is_alive(watched));
	child_cancel(&run.child);
	child_cancel(&run.child);	/* twice does no harm */
	wait_for(&run);
	ck_assert(run.child.cancelled);
	ck_assert_int_eq(run.child.status, 128 + SIGTERM);
	wait_until(is_gone);
	child_cancel(&run.child);	/* nor does it afterwards */
	child_kill(&run.child);
}
END_TEST

/* The leader waits for the other to have heard it too. */
START_TEST(the_whole_group_hears_of_a_cancel)
{
	ck_assert_int_eq(start(&run, USUAL,
			       "trap : TERM; "
			       "(trap 'echo told; exit' TERM; echo up; "
			       "sleep 1000 & wait) & "
			       "wait $!; wait $!; exit 7"), 0);
	wait_until(has_spoken);
	child_cancel(&run.child);
	wait_for(&run);
	ck_assert_str_eq(run.out.buf, "up\ntold\n");
	ck_assert_int_eq(run.child.status, 7);
}
END_TEST

START_TEST(what_survives_the_leader_is_killed_with_it)
{
	ck_assert_int_eq(start(&run, USUAL,
			       "(trap '' TERM; echo up; exec sleep 1000) & "
			       "echo $! >&2; wait"), 0);
	wait_until(both_have_spoken);
	watched = atoi(run.child.err.text.buf);
	ck_assert(is_alive(watched));
	child_cancel(&run.child);
	wait_for(&run);
	wait_until(is_gone);
}
END_TEST

/* The five seconds are taken as over. */
START_TEST(who_ignores_term_is_killed)
{
	struct ev_loop *loop = ev_default_loop(0);
	double left;

	ck_assert_int_eq(start(&run, USUAL,
			       "trap '' TERM; echo up; "
			       "while :; do sleep 1000; done"), 0);
	wait_until(has_spoken);
	child_cancel(&run.child);
	left = ev_timer_remaining(loop, &run.child.killer);
	ck_assert_double_gt(left, 4);
	ck_assert_double_le(left, 5.5);
	ck_assert_uint_eq(run.over, 0);
	ev_feed_event(loop, &run.child.killer, EV_TIMER);
	wait_for(&run);
	ck_assert_int_eq(run.child.status, 128 + SIGKILL);
}
END_TEST

START_TEST(a_stopped_child_can_be_cancelled)
{
	ck_assert_int_eq(start(&run, USUAL, "echo up; sleep 1000"), 0);
	wait_until(has_spoken);
	kill(-run.child.pid, SIGSTOP);
	child_cancel(&run.child);
	wait_for(&run);
	ck_assert_int_eq(run.child.status, 128 + SIGTERM);
}
END_TEST

START_TEST(a_time_out_ends_it)
{
	sh((struct child_spec){ .timeout = 0.2 },
	   "sleep 1000 & echo $!; wait");
	ck_assert(run.child.timed_out);
	ck_assert(!run.child.cancelled);
	ck_assert_double_ge(run.child.seconds, 0.2);
	watched = atoi(run.out.buf);
	ck_assert_int_gt(watched, 1);
	wait_until(is_gone);
}
END_TEST

START_TEST(who_is_in_time_is_left_alone)
{
	sh((struct child_spec){ .timeout = 100 }, "echo fast");
	ck_assert(!run.child.timed_out);
	ck_assert_int_eq(run.child.status, 0);
}
END_TEST

START_TEST(the_exit_hook_kills_all_groups)
{
	ck_assert_int_eq(start(&run, USUAL, "sleep 1000 & echo $!; wait"), 0);
	ck_assert_int_eq(start(&other, USUAL, "sleep 1000"), 0);
	wait_until(has_spoken);
	watched = atoi(run.child.out.text.buf);
	child_kill_all();
	wait_for(&run);
	wait_for(&other);
	ck_assert_int_eq(run.child.status, 128 + SIGKILL);
	ck_assert_int_eq(other.child.status, 128 + SIGKILL);
	wait_until(is_gone);
}
END_TEST

/* ---- what it leaves behind ----------------------------------------------- */

#define WHOLE ((struct child_spec){ .whole = true })

START_TEST(what_it_leaves_is_told_to_end)
{
	sh(WHOLE, "(trap 'echo told; exit' TERM; echo up; "
	   "while :; do sleep 0.01; done) & echo $! >&2; sleep 0.2; exit 3");
	watched = atoi(run.err.buf);
	ck_assert_int_gt(watched, 1);
	ck_assert_int_eq(run.child.status, 3);
	ck_assert(!run.child.cancelled && !run.child.timed_out);
	ck_assert_str_eq(run.out.buf, "up\ntold\n");
	wait_until(is_gone);
}
END_TEST

static bool leader_is_gone(void)
{
	return run.child.pid && run.child.left;
}

/* Starts one that leaves what does not hear TERM, up to the leader's end. */
static void leave_a_deaf_one(void)
{
	ck_assert_int_eq(start(&run, WHOLE,
			       "(trap '' TERM; echo up; exec sleep 1000) & "
			       "echo $! >&2; sleep 0.2"), 0);
	wait_until(both_have_spoken);
	wait_until(leader_is_gone);
	watched = atoi(run.child.err.text.buf);
	ck_assert(is_alive(watched));
	ck_assert_uint_eq(run.over, 0);
}

/* The two seconds are taken as over. */
START_TEST(what_it_leaves_is_killed_if_it_stays)
{
	struct ev_loop *loop = ev_default_loop(0);

	leave_a_deaf_one();
	ck_assert_double_le(ev_timer_remaining(loop, &run.child.killer), 2.5);
	ev_invoke(loop, &run.child.killer, EV_TIMER);
	ck_assert_uint_eq(run.over, 1);
	ck_assert_int_eq(run.child.status, 0);
	wait_until(is_gone);
}
END_TEST

START_TEST(a_cancel_does_not_wait_for_what_it_leaves)
{
	leave_a_deaf_one();
	child_cancel(&run.child);
	wait_until(is_gone);
	wait_for(&run);
	ck_assert_int_eq(run.child.status, 0);
	ck_assert(!run.child.cancelled);
}
END_TEST

START_TEST(the_exit_hook_kills_what_it_leaves)
{
	leave_a_deaf_one();
	child_kill_all();
	wait_until(is_gone);
	wait_for(&run);
}
END_TEST

START_TEST(who_has_a_session_of_its_own_stays)
{
	struct child_spec spec = { .whole = true, .dir = folder };

	sh(spec, "setsid sh -c 'echo $$ >pid; exec sleep 1000' & "
	   "until test -s pid; do sleep 0.01; done; cat pid");
	watched = atoi(run.out.buf);
	ck_assert_int_gt(watched, 1);
	ck_assert(is_alive(watched));
	ck_assert_int_eq(kill(watched, SIGKILL), 0);
	wait_until(is_gone);
}
END_TEST

static void add_ends(Suite *suite)
{
	TCase *tc = tcase_create("ends");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, a_quick_exit_is_seen);
	tcase_add_test(tc, a_signal_counts_as_128_and_its_number);
	tcase_add_test(tc, outputs_are_kept_apart);
	tcase_add_test(tc, merged_outputs_keep_their_order);
	tcase_add_test(tc, silence_is_not_the_end);
	tcase_add_test(tc, a_grandchild_in_the_background_is_not_waited_for);
	tcase_add_test(tc,
		       a_grandchild_that_writes_for_ever_is_not_read_for_ever);
	tcase_add_test(tc, done_may_start_another_in_the_same_struct);
	tcase_add_test(tc, done_itself_may_start_the_next);
	tcase_add_test(tc, a_quiet_child_wakes_nobody);
	tcase_add_test(tc, many_at_once_lose_no_byte);
	tcase_add_test(tc, cancel_ends_the_whole_group);
	tcase_add_test(tc, the_whole_group_hears_of_a_cancel);
	tcase_add_test(tc, what_survives_the_leader_is_killed_with_it);
	tcase_add_test(tc, who_ignores_term_is_killed);
	tcase_add_test(tc, a_stopped_child_can_be_cancelled);
	tcase_add_test(tc, a_time_out_ends_it);
	tcase_add_test(tc, who_is_in_time_is_left_alone);
	tcase_add_test(tc, the_exit_hook_kills_all_groups);
	tcase_add_test(tc, what_it_leaves_is_told_to_end);
	tcase_add_test(tc, what_it_leaves_is_killed_if_it_stays);
	tcase_add_test(tc, a_cancel_does_not_wait_for_what_it_leaves);
	tcase_add_test(tc, the_exit_hook_kills_what_it_leaves);
	tcase_add_test(tc, who_has_a_session_of_its_own_stays);
	suite_add_tcase(suite, tc);
}

static void add_streams(Suite *suite)
{
	TCase *tc = tcase_create("streams");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, of_fifty_megabytes_the_tail_is_kept);
	tcase_add_test(tc, the_tail_is_right_for_every_length);
	tcase_add_test(tc, of_answers_the_beginning_is_kept);
	tcase_add_test(tc, three_megabytes_go_in);
	tcase_add_test(tc, a_reader_that_goes_away_is_no_failure_of_ours);
	tcase_add_test(tc, a_reader_that_exits_ends_the_writing);
	tcase_add_test(tc, without_input_stdin_is_empty);
	tcase_add_test(tc, live_hears_all_that_is_not_kept);
	suite_add_tcase(suite, tc);
}

static void add_starts(Suite *suite)
{
	TCase *tc = tcase_create("starts");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, it_leads_a_session_without_a_terminal);
	tcase_add_test(tc, no_descriptor_leaks_into_it);
	tcase_add_test(tc, its_signals_are_as_usual);
	tcase_add_test(tc, closed_standard_descriptors_do_no_harm);
	tcase_add_test(tc, it_runs_in_its_folder_with_its_environment);
	tcase_add_test(tc, the_program_is_looked_up_in_its_own_path);
	tcase_add_test(tc, no_program_is_taken_from_its_folder);
	tcase_add_test(tc, a_start_time_tells_processes_apart);
	tcase_add_test(tc, a_missing_program_is_named);
	tcase_add_test(tc, a_program_that_cannot_be_run_says_why);
	tcase_add_test(tc, no_descriptor_left_means_later);
	suite_add_tcase(suite, tc);
}

Suite *suite_child(void)
{
	Suite *suite = suite_create("child");

	add_ends(suite);
	add_streams(suite);
	add_starts(suite);
	return suite;
}
