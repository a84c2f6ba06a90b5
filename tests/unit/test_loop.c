/* SPDX-License-Identifier: MIT */
/*
 * engine/loop.
 */
#include <check.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/alloc.h"
#include "engine/clock.h"
#include "engine/loop.h"

static void setup(void)
{
	loop_open();
	loop_redraw();
}

static void teardown(void)
{
	unsetenv("GIT_MULTI_CLOCK");
	clock_init();
	loop_wake_at(0);
	loop_wake_in(-1);
}

START_TEST(a_wake_up_comes_at_its_time_and_not_before)
{
	double when = clock_now() + 0.1;

	loop_wake_at(when);
	loop_wait();
	ck_assert_double_ge(clock_now(), when);
}
END_TEST

START_TEST(a_wake_up_of_the_past_comes_at_once)
{
	loop_wake_at(1000);
	loop_wait();
	loop_wake_at(CLOCK_ORIGIN);
	loop_wait();
}
END_TEST

/* An hour and a half of the engine's is 0.1 s here. */
START_TEST(wake_ups_are_in_the_engines_clock)
{
	double when;

	setenv("GIT_MULTI_CLOCK", "54000", 1);
	clock_init();
	when = clock_now() + 5400;
	loop_wake_at(when);
	loop_wait();
	ck_assert_double_ge(clock_now(), when);
}
END_TEST

START_TEST(the_newest_wake_up_counts)
{
	double when = clock_now() + 0.05;

	loop_wake_at(clock_now() + 1e6);
	loop_wake_at(1);
	loop_wake_at(when);
	loop_wait();
	ck_assert_double_ge(clock_now(), when);
}
END_TEST

START_TEST(the_display_wakes_by_itself)
{
	double from = clock_monotonic();

	loop_wake_at(clock_now() + 1e6);
	loop_wake_in(0.05);
	loop_wait();
	ck_assert_double_ge(clock_monotonic(), from + 0.05);
}
END_TEST

START_TEST(interrupts_are_counted)
{
	unsigned before = loop_interrupts();

	loop_wake_at(clock_now() + 1e6);
	raise(SIGTERM);
	loop_wait();
	ck_assert_uint_eq(loop_interrupts(), before + 1);
	ck_assert_int_eq(loop_interrupt_signal(), SIGTERM);
	raise(SIGINT);
	loop_wait();
	ck_assert_uint_eq(loop_interrupts(), before + 2);
	ck_assert_int_eq(loop_interrupt_signal(), SIGINT);
}
END_TEST

START_TEST(input_is_waited_for)
{
	int ends[2];

	ck_assert_int_eq(pipe(ends), 0);
	loop_wake_in(0);	/* another's wake-up is no answer */
	ck_assert_int_eq(write(ends[1], "y", 1), 1);
	ck_assert(loop_wait_readable(ends[0]));
	close(ends[1]);
	ck_assert(loop_wait_readable(ends[0]));
	close(ends[0]);
}
END_TEST

/* The second does not wait for a signal that came already. */
START_TEST(a_signal_ends_the_wait_for_input)
{
	int ends[2];

	ck_assert_int_eq(pipe(ends), 0);
	raise(SIGINT);
	ck_assert(!loop_wait_readable(ends[0]));
	ck_assert(!loop_wait_readable(ends[0]));
	close(ends[0]);
	close(ends[1]);
}
END_TEST

START_TEST(a_new_size_asks_for_a_new_picture_once)
{
	ck_assert(!loop_redraw());
	loop_wake_at(clock_now() + 1e6);
	raise(SIGWINCH);
	loop_wait();
	ck_assert(loop_redraw());
	ck_assert(!loop_redraw());
	raise(SIGCONT);
	loop_wait();
	ck_assert(loop_redraw());
}
END_TEST

START_TEST(a_broken_pipe_ends_nobody)
{
	int fds[2];

	ck_assert_int_eq(pipe2(fds, O_CLOEXEC), 0);
	close(fds[0]);
	ck_assert_int_eq((int)write(fds[1], "x", 1), -1);
	close(fds[1]);
}
END_TEST

/* Its caller would turn for ever. */
START_TEST(a_wait_for_nothing_is_our_own_mistake)
{
	pid_t pid = fork();
	int status;

	if (!pid) {
		if (!freopen("/dev/null", "w", stderr))
			_exit(1);
		loop_wake_at(0);
		loop_wake_in(-1);
		loop_wait();
		_exit(0);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert(WIFSIGNALED(status));
	ck_assert_int_eq(WTERMSIG(status), SIGABRT);
}
END_TEST

static const int deadly[] = { SIGINT, SIGTERM, SIGHUP };

START_TEST(who_was_told_to_end_by_a_signal_does)
{
	pid_t pid = fork();
	int status;

	if (!pid)
		loop_die_by(deadly[_i]);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert(WIFSIGNALED(status));
	ck_assert_int_eq(WTERMSIG(status), deadly[_i]);
}
END_TEST

Suite *suite_loop(void)
{
	Suite *suite = suite_create("loop");
	TCase *tc = tcase_create("loop");

	tcase_add_checked_fixture(tc, setup, teardown);
	/* before a signal came, where tests share a process */
	tcase_add_test(tc, input_is_waited_for);
	tcase_add_test(tc, a_wake_up_comes_at_its_time_and_not_before);
	tcase_add_test(tc, a_wake_up_of_the_past_comes_at_once);
	tcase_add_test(tc, wake_ups_are_in_the_engines_clock);
	tcase_add_test(tc, the_newest_wake_up_counts);
	tcase_add_test(tc, the_display_wakes_by_itself);
	tcase_add_test(tc, interrupts_are_counted);
	tcase_add_test(tc, a_signal_ends_the_wait_for_input);
	tcase_add_test(tc, a_new_size_asks_for_a_new_picture_once);
	tcase_add_test(tc, a_broken_pipe_ends_nobody);
	tcase_add_test(tc, a_wait_for_nothing_is_our_own_mistake);
	tcase_add_loop_test(tc, who_was_told_to_end_by_a_signal_does, 0,
			    (int)ARRAY_SIZE(deadly));
	suite_add_tcase(suite, tc);
	return suite;
}
