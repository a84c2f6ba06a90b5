/* SPDX-License-Identifier: MIT */
/*
 * terminal/screen: colour, size, pager, and the end of stdout.
 */
#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/report.h"
#include "emulator.h"
#include "terminal/screen.h"

static struct pty pty;
static int real_stdout, real_stderr;
static struct strbuf seen = STRBUF_INIT;

static void setup(void)
{
	static const char *const unset[] = {
		"NO_COLOR", "GIT_PAGER_IN_USE", "COLUMNS", "LINES", "LESS",
		"LV"
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(unset); i++)
		unsetenv(unset[i]);
	setenv("TERM", "xterm", 1);
	fflush(stdout);
	real_stdout = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
	real_stderr = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
	pty_open(&pty, 80, 24);
	dup2(pty.slave, STDOUT_FILENO);
}

static void teardown(void)
{
	fflush(stdout);
	dup2(real_stdout, STDOUT_FILENO);
	dup2(real_stderr, STDERR_FILENO);
	close(real_stdout);
	close(real_stderr);
	pty_close(&pty);
	strbuf_release(&seen);
	setlocale(LC_CTYPE, "C");
	screen_init(NULL, NULL);
}

static const char *text(void)
{
	pty_sync(&pty);
	emulator_text(&pty.screen, &seen);
	return seen.buf;
}

static void stdout_to_file(const char *path)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	ck_assert_int_ge(fd, 0);
	dup2(fd, STDOUT_FILENO);
	close(fd);
}

/* ---- colour ------------------------------------------------------------- */

static bool has_color(const char *option, const char *setting)
{
	screen_init(option, setting);
	return *screen_color(stdout, COLOR_RED) != '\0';
}

START_TEST(colour_by_option_environment_setting_terminal)
{
	ck_assert(has_color(NULL, NULL));
	ck_assert_str_eq(screen_color(stdout, COLOR_RED), "\033[31m");
	ck_assert_str_eq(screen_plain(stdout), "\033[m");
	ck_assert(!has_color(NULL, "never"));
	ck_assert(has_color("always", "never"));
	ck_assert(has_color("auto", "never"));
	setenv("NO_COLOR", "1", 1);
	ck_assert(!has_color(NULL, "always"));
	ck_assert(has_color("always", NULL));
	ck_assert(has_color("auto", NULL));
	setenv("NO_COLOR", "", 1);
	ck_assert(has_color(NULL, NULL));
	unsetenv("NO_COLOR");
	setenv("TERM", "dumb", 1);
	ck_assert(!has_color(NULL, "auto"));
	ck_assert(has_color(NULL, "always"));
	unsetenv("TERM");
	ck_assert(!has_color(NULL, NULL));
	ck_assert_str_eq(screen_color(stdout, COLOR_RED), "");
	ck_assert_str_eq(screen_plain(stdout), "");
	setenv("TERM", "xterm", 1);
}
END_TEST

START_TEST(no_colour_into_a_file_but_for_gits_pager)
{
	stdout_to_file("/dev/null");
	ck_assert(!has_color(NULL, NULL));
	ck_assert(!has_color("auto", NULL));
	ck_assert(has_color("always", NULL));
	setenv("GIT_PAGER_IN_USE", "true", 1);
	ck_assert(has_color(NULL, NULL));
	ck_assert(!has_color(NULL, "never"));
}
END_TEST

START_TEST(a_link_only_on_a_terminal_with_colour)
{
	struct strbuf link = STRBUF_INIT;

	screen_init(NULL, NULL);
	screen_link(&link, "https://x/1\033\\", "one");
	ck_assert_str_eq(link.buf, "\033]8;;https://x/1?\\\033\\one"
			 "\033]8;;\033\\");
	strbuf_reset(&link);
	screen_init("never", NULL);
	screen_link(&link, "https://x/1", "one");
	ck_assert_str_eq(link.buf, "one");
	strbuf_reset(&link);
	stdout_to_file("/dev/null");
	screen_init("always", NULL);
	screen_link(&link, "https://x/1", "one");
	ck_assert_str_eq(link.buf, "one");
	strbuf_release(&link);
}
END_TEST

/* ---- size and characters ------------------------------------------------ */

START_TEST(the_size_is_the_terminals)
{
	ck_assert_uint_eq(screen_columns(STDOUT_FILENO), 80);
	ck_assert_uint_eq(screen_lines(STDOUT_FILENO), 24);
	setenv("COLUMNS", "100", 1);
	pty_resize(&pty, 200, 50, true);
	ck_assert_uint_eq(screen_columns(STDOUT_FILENO), 200);
	ck_assert_uint_eq(screen_lines(STDOUT_FILENO), 50);
	pty_resize(&pty, 7, 1, true);
	ck_assert_uint_eq(screen_columns(STDOUT_FILENO), 20);
	ck_assert_uint_eq(screen_lines(STDOUT_FILENO), 1);
	stdout_to_file("/dev/null");
	ck_assert_uint_eq(screen_columns(STDOUT_FILENO), 100);
	setenv("COLUMNS", "-3", 1);
	ck_assert_uint_eq(screen_columns(STDOUT_FILENO), 80);
	setenv("COLUMNS", "99999999999999999999", 1);
	ck_assert_uint_eq(screen_columns(STDOUT_FILENO), 80);
	ck_assert_uint_eq(screen_lines(STDOUT_FILENO), 24);
}
END_TEST

START_TEST(utf8_by_the_locale)
{
	setlocale(LC_CTYPE, "C");
	ck_assert(!screen_utf8());
	setlocale(LC_CTYPE, "C.UTF-8");
	ck_assert(screen_utf8());
}
END_TEST

/* ---- a process of its own: pager and end -------------------------------- */

static const char *pager;

static int in_child(void (*job)(void))
{
	int status;
	pid_t pid;

	fflush(NULL);
	pid = fork();
	ck_assert_int_ge(pid, 0);
	if (!pid) {
		job();
		exit(0);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status)
				 : 128 + WTERMSIG(status);
}

static void page(void)
{
	screen_page(pager, false);
	printf("one\ntwo\n");
}

START_TEST(the_pager_shows_what_is_printed)
{
	pager = "sed 's/^/> /'";
	ck_assert_int_eq(in_child(page), 0);
	ck_assert_str_eq(text(), "> one\n> two\n");
}
END_TEST

START_TEST(the_pager_has_gits_environment)
{
	pager = "echo $LESS $LV $GIT_PAGER_IN_USE $COLUMNS; cat";
	ck_assert_int_eq(in_child(page), 0);
	ck_assert_str_eq(text(), "FRX -c 1 80\none\ntwo\n");
}
END_TEST

START_TEST(less_keeps_the_users_options)
{
	setenv("LESS", "", 1);
	pager = "echo \"${LESS-unset}|$LV\"; cat";
	ck_assert_int_eq(in_child(page), 0);
	ck_assert_str_eq(text(), "|-c\none\ntwo\n");
}
END_TEST

START_TEST(without_a_pager_the_text_is_shown)
{
	static const char *const none[] = {
		"", "cat", "no-such-pager-anywhere", NULL
	};

	pager = none[_i];
	ck_assert_int_eq(in_child(page), 0);
	ck_assert_str_eq(text(), "one\ntwo\n");
}
END_TEST

static void page_not(void)
{
	screen_page("sed s/^/x/", true);
	printf("one\n");
	fflush(stdout);
	stdout_to_file("/dev/null");
	screen_page("echo no; cat", false);
	printf("two\n");
}

START_TEST(no_pager_where_none_is_wanted_or_nobody_looks)
{
	ck_assert_int_eq(in_child(page_not), 0);
	ck_assert_str_eq(text(), "one\n");
}
END_TEST

static void page_messages(void)
{
	dup2(pty.slave, STDERR_FILENO);
	screen_page("sed s/^/x/", false);
	printf("one\n");
	fflush(stdout);
	warning("two");
	if (!screen_finish(true))
		_exit(9);
	warning("three");
}

START_TEST(messages_do_not_tear_the_pager)
{
	ck_assert_int_eq(in_child(page_messages), 0);
	ck_assert_str_eq(text(), "xone\nxwarning: two\nwarning: three\n");
}
END_TEST

static void page_and_write_on(void)
{
	int i;

	signal(SIGPIPE, SIG_DFL);
	screen_page("head -n 1", false);
	for (i = 0; i < 100000; i++)
		printf("line %d\n", i);
}

START_TEST(a_pager_that_is_left_ends_a_reading_command)
{
	ck_assert_int_eq(in_child(page_and_write_on), 128 + SIGPIPE);
	ck_assert_str_eq(text(), "line 0\n");
}
END_TEST

/* Check's own handler would end the whole process group. */
static void page_and_be_interrupted(void)
{
	signal(SIGINT, SIG_DFL);
	screen_page("cat; echo the end", false);
	printf("one\n");
	fflush(stdout);
	raise(SIGINT);
}

START_TEST(a_signal_waits_for_the_pager)
{
	ck_assert_int_eq(in_child(page_and_be_interrupted), 128 + SIGINT);
	ck_assert_str_eq(text(), "one\nthe end\n");
}
END_TEST

/* Exit codes: 0 all is well, else errno. */
static void write_to_full(void)
{
	stdout_to_file("/dev/full");
	printf("lost\n");
	_exit(screen_finish(true) ? 0 : errno);
}

static void write_much_to_full(void)
{
	int i;

	stdout_to_file("/dev/full");
	for (i = 0; i < 100000; i++)
		printf("lost\n");
	_exit(screen_finish(false) ? 0 : errno);
}

static void write_nothing_to_full(void)
{
	stdout_to_file("/dev/full");
	_exit(screen_finish(true) ? 0 : errno);
}

static bool strict;
static int lines;

static void write_to_nobody(void)
{
	int ends[2], i;

	signal(SIGPIPE, SIG_IGN);
	if (pipe2(ends, O_CLOEXEC) < 0)
		_exit(99);
	dup2(ends[1], STDOUT_FILENO);
	close(ends[0]);
	close(ends[1]);
	for (i = 0; i < lines; i++)
		printf("lost\n");
	_exit(screen_finish(strict) ? 0 : errno);
}

START_TEST(what_is_lost_is_known)
{
	ck_assert_int_eq(in_child(write_to_full), ENOSPC);
	ck_assert_int_eq(in_child(write_nothing_to_full), 0);
	ck_assert_int_ne(in_child(write_much_to_full), 0);
}
END_TEST

START_TEST(a_reader_that_left_is_a_loss_only_where_strict)
{
	lines = _i ? 100000 : 1;
	strict = true;
	ck_assert_int_eq(in_child(write_to_nobody), EPIPE);
	strict = false;
	ck_assert_int_eq(in_child(write_to_nobody), 0);
}
END_TEST

Suite *suite_screen(void);

Suite *suite_screen(void)
{
	Suite *suite = suite_create("screen");
	TCase *tcase = tcase_create("screen");

	tcase_set_timeout(tcase, 120);
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, colour_by_option_environment_setting_terminal);
	tcase_add_test(tcase, no_colour_into_a_file_but_for_gits_pager);
	tcase_add_test(tcase, a_link_only_on_a_terminal_with_colour);
	tcase_add_test(tcase, the_size_is_the_terminals);
	tcase_add_test(tcase, utf8_by_the_locale);
	tcase_add_test(tcase, the_pager_shows_what_is_printed);
	tcase_add_test(tcase, the_pager_has_gits_environment);
	tcase_add_test(tcase, less_keeps_the_users_options);
	tcase_add_loop_test(tcase, without_a_pager_the_text_is_shown, 0, 4);
	tcase_add_test(tcase, no_pager_where_none_is_wanted_or_nobody_looks);
	tcase_add_test(tcase, messages_do_not_tear_the_pager);
	tcase_add_test(tcase, a_pager_that_is_left_ends_a_reading_command);
	tcase_add_test(tcase, a_signal_waits_for_the_pager);
	tcase_add_test(tcase, what_is_lost_is_known);
	tcase_add_loop_test(tcase,
			    a_reader_that_left_is_a_loss_only_where_strict, 0,
			    2);
	suite_add_tcase(suite, tcase);
	return suite;
}
