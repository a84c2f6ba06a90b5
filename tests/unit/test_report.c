/* SPDX-License-Identifier: MIT */
/*
 * base/report, and what alloc says when memory runs out.
 */
#include <check.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/report.h"
#include "base/strbuf.h"

Suite *suite_report(void);

static struct strbuf heard = STRBUF_INIT;
static unsigned calls;

static void hear(const char *text, size_t len)
{
	strbuf_add(&heard, text, len);
	calls++;
}

static void setup(void)
{
	report_set_sink(hear);
	calls = 0;
}

static void teardown(void)
{
	report_set_sink(NULL);
	report_set_advice(NULL);
	report_quiet = false;
	strbuf_release(&heard);
}

START_TEST(each_has_its_prefix)
{
	ck_assert_int_eq(error("'%s' is %d", "x", 7), -1);
	warning("careful");
	say("done");
	hint("multiX", "run 'this'");
	ck_assert_str_eq(heard.buf, "error: 'x' is 7\nwarning: careful\n"
			 "done\nhint: run 'this'\n");
	ck_assert_uint_eq(calls, 4);
}
END_TEST

START_TEST(lines_are_kept_and_come_at_once)
{
	error("one\ntwo\n\nthree\n\n");
	hint("multiX", "first\n  second\n");
	say("%s", "");
	ck_assert_str_eq(heard.buf, "error: one\ntwo\n\nthree\n"
			 "hint: first\nhint:   second\n\n");
	ck_assert_uint_eq(calls, 3);
}
END_TEST

START_TEST(what_comes_from_outside_is_harmless)
{
	error("'%s'", "\x1b[2J\x1b]0;t\x07\rx\x7f\xc2\x9b\xff");
	warning("a%cb", 0);
	error("x\n::error::y\n  ##[group]z");
	say("::stop-commands::t");
	ck_assert_uint_eq(strlen(heard.buf), heard.len);
	ck_assert_str_eq(heard.buf,
			 "error: '?[2J?]0;t?" "?x?" "?" "?'\nwarning: a?b\n"
			 "error: x\n: :error::y\n  # #[group]z\n"
			 ": :stop-commands::t\n");
}
END_TEST

START_TEST(long_messages_come_whole)
{
	struct strbuf text = STRBUF_INIT;
	size_t i;

	for (i = 0; i < 100000; i++)
		strbuf_addch(&text, 'x');
	error("%s", text.buf);
	ck_assert_uint_eq(heard.len, strlen("error: \n") + 100000);
	ck_assert_uint_eq(calls, 1);
	strbuf_release(&text);
}
END_TEST

static bool no_advice(const char *key)
{
	return strcmp(key, "multiX") != 0;
}

START_TEST(quiet_and_without_advice)
{
	report_set_advice(no_advice);
	hint("multiX", "unwanted");
	hint("multiY", "wanted");
	report_quiet = true;
	say("unheard");
	warning("heard");
	ck_assert_str_eq(heard.buf, "hint: wanted\nwarning: heard\n");
}
END_TEST

/*
 * What another process says on stderr, and how it ends. The socket keeps one
 * write apart from the next: only the first is read.
 */
static int said_by(void (*speak)(void))
{
	char text[1024];
	int pair[2], status;
	ssize_t got;
	pid_t pid;

	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair), 0);
	pid = fork();
	if (!pid) {
		report_set_sink(NULL);
		signal(SIGABRT, SIG_DFL);
		dup2(pair[1], STDERR_FILENO);
		speak();
		_exit(0);
	}
	close(pair[1]);
	got = read(pair[0], text, sizeof(text));
	ck_assert_int_ge((int)got, 0);
	strbuf_add(&heard, text, (size_t)got);
	close(pair[0]);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	return status;
}

static void speak_error(void)
{
	error("one\ntwo");
}

static void speak_bug(void)
{
	BUG("%d", 42);
}

START_TEST(one_message_is_one_write)
{
	ck_assert_int_eq(said_by(speak_error), 0);
	ck_assert_str_eq(heard.buf, "error: one\ntwo\n");
}
END_TEST

START_TEST(a_bug_aborts)
{
	int status = said_by(speak_bug);

	ck_assert(WIFSIGNALED(status));
	ck_assert_int_eq(WTERMSIG(status), SIGABRT);
	ck_assert_int_eq(strncmp(heard.buf, "BUG: ", 5), 0);
	ck_assert_ptr_nonnull(strstr(heard.buf, "test_report.c:"));
	ck_assert_ptr_nonnull(strstr(heard.buf, ": 42\n"));
}
END_TEST

static void at_exit(void)
{
	_exit(77);		/* no leak check in the copy of a process */
}

static void speak_die(void)
{
	atexit(at_exit);
	die("no '%s'", "x");
}

static void speak_no_memory(void)
{
	atexit(at_exit);
	xrealloc(NULL, SIZE_MAX / 2, 3);
}

/* The exit hooks run: they end the running children. */
START_TEST(dying_runs_the_exit_hooks)
{
	ck_assert_int_eq(WEXITSTATUS(said_by(speak_die)), 77);
	ck_assert_str_eq(heard.buf, "fatal: no 'x'\n");
}
END_TEST

START_TEST(no_memory_is_the_end)
{
	ck_assert_int_eq(WEXITSTATUS(said_by(speak_no_memory)), 77);
	ck_assert_str_eq(heard.buf, "fatal: out of memory\n");
}
END_TEST

Suite *suite_report(void)
{
	Suite *suite = suite_create("report");
	TCase *tc = tcase_create("report");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, each_has_its_prefix);
	tcase_add_test(tc, lines_are_kept_and_come_at_once);
	tcase_add_test(tc, what_comes_from_outside_is_harmless);
	tcase_add_test(tc, long_messages_come_whole);
	tcase_add_test(tc, quiet_and_without_advice);
	tcase_add_test(tc, one_message_is_one_write);
	tcase_add_test(tc, a_bug_aborts);
	tcase_add_test(tc, dying_runs_the_exit_hooks);
	tcase_add_test(tc, no_memory_is_the_end);
	suite_add_tcase(suite, tc);
	return suite;
}
