/* SPDX-License-Identifier: MIT */
/*
 * terminal/progress, on a real pty whose other end is a small terminal.
 */
#include <check.h>
#include <fcntl.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/report.h"
#include "base/text.h"
#include "emulator.h"
#include "terminal/progress.h"

static struct pty pty;
static int real_stderr;
static struct strbuf seen = STRBUF_INIT;

static void open_screen(unsigned columns, unsigned rows)
{
	pty_open(&pty, columns, rows);
	dup2(pty.slave, STDERR_FILENO);
}

static void setup(void)
{
	real_stderr = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
	setenv("TERM", "xterm", 1);
	unsetenv("CI");
	unsetenv("ACCESSIBLE");
	setlocale(LC_CTYPE, "C.UTF-8");
	report_quiet = false;
	open_screen(80, 24);
}

static void teardown(void)
{
	progress_end();
	report_quiet = false;
	dup2(real_stderr, STDERR_FILENO);
	close(real_stderr);
	pty_close(&pty);
	strbuf_release(&seen);
	setlocale(LC_CTYPE, "C");
}

static void reopen(unsigned columns, unsigned rows)
{
	pty_close(&pty);
	open_screen(columns, rows);
}

static const char *text(void)
{
	pty_sync(&pty);
	emulator_text(&pty.screen, &seen);
	return seen.buf;
}

static unsigned times(const char *part)
{
	const char *p;
	unsigned nr = 0;

	pty_sync(&pty);
	for (p = pty.screen.all.buf; (p = strstr(p, part)); p++)
		nr++;
	return nr;
}

static const struct progress_running some[] = {
	{ "github.com/acme/website", "push", 0.2 },
	{ "git.example.com/group/sub/tool", "change", 75 },
};

static const struct progress_wait waits[] = {
	{ "github.com: 1 write a second", 40, 12 },
};

static const struct progress_wait long_waits[] = {
	{ "github.com: the server's budget is used up", 40, 3252 },
};

static struct progress_view a_view(void)
{
	struct progress_view view = {
		.title = "use-debian-12", .total = 100, .finished = 12,
		.done = 9, .unchanged = 2, .failed = 1,
		.running = some, .running_nr = ARRAY_SIZE(some),
		.waits = waits, .waits_nr = ARRAY_SIZE(waits), .eta = 180
	};

	return view;
}

/* ---- the block ---------------------------------------------------------- */

START_TEST(the_block_says_what_runs_and_what_waits)
{
	struct progress_view view = a_view();

	progress_start(PROGRESS_AUTO);
	ck_assert(progress_show(&view, 100) > 0);
	ck_assert_str_eq(text(),
		"12/100 use-debian-12, 1 failed, 9 done, 2 unchanged, about "
		"3 min left\n"
		"  push     github.com/acme/website\n"
		"  change   git.example.com/group/sub/tool  1 min 15 s\n"
		"  40 wait 12 s for github.com: 1 write a second\n");
	ck_assert_uint_eq(pty.screen.y, 0);
	ck_assert_uint_eq(pty.screen.x, 0);
	view.paused = "github.com net";
	progress_show(&view, 101);
	ck_assert_ptr_nonnull(strstr(text(),
				     "use-debian-12, paused: github.com net"));
	view.ending = true;
	progress_show(&view, 102);
	emulator_line(&pty.screen, 0, &seen);
	ck_assert_ptr_nonnull(strstr(text(), "use-debian-12, stopping"));
}
END_TEST

START_TEST(it_is_gone_at_the_end)
{
	struct progress_view view = a_view();

	progress_start(PROGRESS_AUTO);
	progress_show(&view, 100);
	ck_assert_str_ne(text(), "");
	progress_end();
	ck_assert_str_eq(text(), "");
	ck_assert_uint_eq(pty.screen.y, 0);
	ck_assert_uint_eq(pty.screen.unknown, 0);
	warning("back to stderr");
	ck_assert_str_eq(text(), "warning: back to stderr\n");
}
END_TEST

START_TEST(messages_stand_above_it)
{
	struct progress_view view = a_view();

	view.running_nr = view.waits_nr = 0;
	view.eta = -1;
	progress_start(PROGRESS_AUTO);
	warning("before the first frame");
	progress_show(&view, 100);
	warning("one");
	say("two\nthree");
	ck_assert_str_eq(text(),
		"warning: before the first frame\nwarning: one\ntwo\nthree\n"
		"12/100 use-debian-12, 1 failed, 9 done, 2 unchanged\n");
	progress_task("is not for the block");
	progress_end();
	ck_assert_str_eq(text(), "warning: before the first frame\n"
			 "warning: one\ntwo\nthree\n");
}
END_TEST

/* A frame is drawn by one write that turns autowrap off and on. */
#define FRAME_BEGIN "\033[?7l"

START_TEST(ten_frames_a_second_at_most)
{
	struct progress_view view = a_view();
	double wait;
	int i;

	progress_start(PROGRESS_AUTO);
	for (i = 0; i < 1000; i++) {
		view.finished = (size_t)i;
		if (i % 3 == 0)
			progress_redraw();
		wait = progress_show(&view, 50 + i / 1000.0);
		ck_assert(wait > 0 && wait <= 1);
	}
	ck_assert_uint_ge(times(FRAME_BEGIN), 9);
	ck_assert_uint_le(times(FRAME_BEGIN), 10);
}
END_TEST

START_TEST(an_unchanged_frame_is_not_sent_again)
{
	struct progress_view view = a_view();

	progress_start(PROGRESS_AUTO);
	progress_show(&view, 100);
	progress_show(&view, 101);
	ck_assert_uint_eq(times(FRAME_BEGIN), 1);
	progress_redraw();
	progress_show(&view, 102);
	ck_assert_uint_eq(times(FRAME_BEGIN), 2);
}
END_TEST

START_TEST(what_comes_from_outside_is_cleaned)
{
	const struct progress_running bad[] = {
		{ "a\033[2J\nb\r\x07\xff", "push", 0 },
	};
	struct progress_view view = a_view();

	view.title = "t\033]0;x\007";
	view.running = bad;
	view.running_nr = 1;
	view.waits_nr = 0;
	progress_start(PROGRESS_AUTO);
	progress_show(&view, 100);
	ck_assert_str_eq(text(),
		"12/100 t?]0;x?, 1 failed, 9 done, 2 unchanged, about 3 min "
		"left\n  push     a?[2J?b???\n");
}
END_TEST

START_TEST(twenty_columns_show_what_matters)
{
	struct progress_view view = a_view();

	reopen(20, 24);
	progress_start(PROGRESS_AUTO);
	progress_show(&view, 100);
	ck_assert_str_eq(text(),
		"12/100 use-.., 1 fa\n"
		"  push ..me/website\n"
		"  change ..sub/tool\n"
		"  40 wait 12 s for\n");
}
END_TEST

START_TEST(without_utf8_it_is_ascii)
{
	const struct progress_running wide[] = {
		{ "host/\xe6\x97\xa5\xe6\x9c\xac/x\xcc\x88y", "push", 0 },
	};
	struct progress_view view = a_view();
	size_t i;

	view.running = wide;
	view.running_nr = 1;
	setlocale(LC_CTYPE, "C");
	progress_start(PROGRESS_AUTO);
	progress_show(&view, 100);
	ck_assert_ptr_nonnull(strstr(text(), "  push     host/?" "?/x?y\n"));
	for (i = 0; i < pty.screen.all.len; i++)
		ck_assert((unsigned char)pty.screen.all.buf[i] < 0x80);
}
END_TEST

static const unsigned all_columns[] = { 20, 21, 37, 80, 200 };

START_TEST(no_line_is_as_wide_as_the_screen)
{
	static const char *const names[] = {
		"github.com/acme/website",
		"git.example.com/\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e"
		"\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e/\xe6\x97\xa5\xe6\x9c\xac"
		"\xe8\xaa\x9e\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e",
		"", "x",
	};
	unsigned columns = all_columns[_i];
	struct progress_running running[ARRAY_SIZE(names)];
	struct progress_view view = a_view();
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++) {
		running[i].task = names[i];
		running[i].step = "describe";
		running[i].seconds = (double)(i * 5000);
	}
	view.running = running;
	view.running_nr = ARRAY_SIZE(names);
	view.title = names[1];
	reopen(columns, 24);
	progress_start(PROGRESS_AUTO);
	progress_show(&view, 100);
	pty_sync(&pty);
	for (i = 0; i < 6; i++) {
		emulator_line(&pty.screen, i, &seen);
		ck_assert_uint_gt(seen.len, 0);
		ck_assert_uint_lt(text_width(seen.buf), columns);
	}
	emulator_line(&pty.screen, 6, &seen);
	ck_assert_str_eq(seen.buf, "");
}
END_TEST

START_TEST(never_more_lines_than_the_screen_has)
{
	struct progress_running many[300];
	struct progress_view view = a_view();
	unsigned rows = (unsigned)_i;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(many); i++)
		many[i] = some[i % 2];
	view.running = many;
	view.running_nr = ARRAY_SIZE(many);
	reopen(80, rows);
	progress_start(PROGRESS_AUTO);
	progress_show(&view, 100);
	view.finished++;
	progress_show(&view, 101);
	ck_assert_ptr_nonnull(strstr(text(), "13/100"));
	ck_assert_uint_eq(pty.screen.top, 0);
	ck_assert_uint_eq(pty.screen.y, 0);
	if (rows >= 4)
		ck_assert_ptr_nonnull(strstr(text(), " more\n"));
	progress_end();
	ck_assert_str_eq(text(), "");
}
END_TEST

/* ---- whatever happens --------------------------------------------------- */

static unsigned next_random(unsigned long long *state, unsigned below)
{
	*state = *state * 6364136223846793005ULL + 1442695040888963407ULL;
	return (unsigned)(*state >> 33) % below;
}

/* A message to both: with the block, and to a terminal that has none. */
static void say_to_both(struct emulator *plain, unsigned nr, unsigned length)
{
	struct strbuf message = STRBUF_INIT;

	strbuf_addf(&message, "message %u ", nr);
	while (length--)
		strbuf_addstr(&message, length % 7 ? "x" : "\xc3\xa9");
	say("%s", message.buf);
	strbuf_addstr(&message, "\r\n");
	emulator_feed(plain, message.buf, message.len);
	strbuf_release(&message);
}

static void resize_both(struct emulator *plain, unsigned columns,
			unsigned rows, bool reflow)
{
	pty_resize(&pty, columns, rows, reflow);
	emulator_resize(plain, columns, rows, reflow);
}

static void one_life(unsigned seed)
{
	unsigned long long state = seed;
	unsigned columns = all_columns[next_random(&state, 5)];
	unsigned rows = 1 + next_random(&state, 30), i;
	bool reflow = seed % 2;
	struct progress_running running[40];
	struct progress_view view = a_view();
	struct emulator plain;
	struct strbuf expected = STRBUF_INIT;

	for (i = 0; i < ARRAY_SIZE(running); i++)
		running[i] = some[i % 2];
	view.running = running;
	reopen(columns, rows);
	emulator_init(&plain, columns, rows);
	setlocale(LC_CTYPE, "C.UTF-8");
	progress_start(PROGRESS_AUTO);
	for (i = 0; i < 40; i++) {
		view.running_nr = next_random(&state, ARRAY_SIZE(running));
		view.finished = i;
		switch (next_random(&state, 6)) {
		case 0:
			say_to_both(&plain, i, next_random(&state, 90));
			break;
		case 1:
			resize_both(&plain,
				    all_columns[next_random(&state, 5)],
				    1 + next_random(&state, 30), reflow);
			progress_redraw();
			break;
		default:
			progress_show(&view, 100 + i);
		}
		pty_sync(&pty);		/* it holds a few kilobytes only */
	}
	progress_end();
	emulator_text(&plain, &expected);
	ck_assert_str_eq(text(), expected.buf);
	ck_assert_uint_eq(pty.screen.y, plain.y);
	ck_assert_uint_eq(pty.screen.x, plain.x);
	ck_assert(!pty.screen.no_wrap);
	ck_assert_uint_eq(pty.screen.unknown, 0);
	emulator_release(&plain);
	strbuf_release(&expected);
}

START_TEST(no_trace_whatever_happens)
{
	unsigned seed;

	for (seed = 0; seed < 50; seed++)
		one_life(seed);
}
END_TEST

/* ---- lines, none, and which of them ------------------------------------- */

START_TEST(lines_are_only_appended)
{
	struct progress_view view = a_view();
	double wait;

	reopen(200, 24);
	progress_start(PROGRESS_LINES);
	wait = progress_show(&view, 100);
	ck_assert(wait > 29.9 && wait < 30.1);
	progress_task("done github.com/acme/one\nhttps://x/1\033[2J");
	progress_redraw();
	wait = progress_show(&view, 129);
	ck_assert(wait > 0.9 && wait < 1.1);
	progress_show(&view, 130);
	progress_show(&view, 131);
	view.waits = long_waits;
	progress_show(&view, 160.2);
	view.finished = 100;
	view.running_nr = view.waits_nr = view.failed = 0;
	progress_show(&view, 190.5);
	progress_end();
	ck_assert_str_eq(text(),
		"done github.com/acme/one?https://x/1?[2J\n"
		"12/100 done, 1 failed, 40 waiting for github.com: 1 write a "
		"second, 2 running: push github.com/acme/website, change "
		"git.example.com/group/sub/tool\n"
		"12/100 done, 1 failed, 40 waiting for github.com: the "
		"server's budget is used up, for 54 min 12 s, 2 running: "
		"push github.com/acme/website, change "
		"git.example.com/group/sub/tool\n"
		"100/100 done, 0 running\n");
	ck_assert_uint_eq(times("\033["), 0);
}
END_TEST

START_TEST(none_is_silent)
{
	struct progress_view view = a_view();

	progress_start(PROGRESS_NONE);
	ck_assert(progress_show(&view, 100) < 0);
	progress_task("x");
	progress_redraw();
	ck_assert(progress_show(&view, 200) < 0);
	progress_end();
	ck_assert_str_eq(text(), "");
}
END_TEST

START_TEST(quiet_is_silent_in_every_kind)
{
	struct progress_view view = a_view();

	report_quiet = true;
	progress_start((enum progress_kind)_i);
	ck_assert(progress_show(&view, 100) < 0);
	progress_task("x");
	ck_assert(progress_show(&view, 200) < 0);
	ck_assert_str_eq(text(), "");
}
END_TEST

/* True where it draws a block. */
static bool is_block(enum progress_kind kind)
{
	struct progress_view view = a_view();
	unsigned before = times(FRAME_BEGIN);

	progress_start(kind);
	progress_show(&view, 100);
	progress_end();
	return times(FRAME_BEGIN) > before;
}

START_TEST(a_block_only_where_it_can_be_seen)
{
	int null;

	ck_assert(is_block(PROGRESS_AUTO));
	setenv("CI", "true", 1);
	ck_assert(!is_block(PROGRESS_AUTO));
	ck_assert(is_block(PROGRESS_BLOCK));
	setenv("CI", "", 1);
	ck_assert(is_block(PROGRESS_AUTO));
	setenv("ACCESSIBLE", "1", 1);
	ck_assert(!is_block(PROGRESS_AUTO));
	unsetenv("ACCESSIBLE");
	setenv("TERM", "dumb", 1);
	ck_assert(!is_block(PROGRESS_AUTO));
	unsetenv("TERM");
	ck_assert(!is_block(PROGRESS_AUTO));
	setenv("TERM", "xterm", 1);
	ck_assert(!is_block(PROGRESS_LINES));
	null = open("/dev/null", O_WRONLY | O_CLOEXEC);
	dup2(null, STDERR_FILENO);
	close(null);
	ck_assert(!is_block(PROGRESS_BLOCK));
}
END_TEST

/* ---- a process of its own on the terminal ------------------------------- */

/*
 * The job runs as a process group of a session whose terminal is the pty, in
 * its foreground or not, as under a shell with job control. The shell's part
 * tells the test, a letter each, that the job is "s"topped or "e"nded (0),
 * or "f"ailed, and waits for a letter after the first.
 */
struct shell {
	pid_t pid;
	int said, heard;
};

static void be_shell(void (*job)(void), bool foreground, int say_to, int hear)
{
	int status;
	char letter;
	pid_t pid;

	close(pty.slave);
	setsid();
	pty.slave = open(ptsname(pty.master), O_RDWR | O_CLOEXEC);
	dup2(pty.slave, STDERR_FILENO);
	signal(SIGTTOU, SIG_IGN);
	pid = fork();
	if (!pid) {
		setpgid(0, 0);
		if (foreground)
			tcsetpgrp(STDERR_FILENO, getpgrp());
		signal(SIGTTOU, SIG_DFL);
		job();
		_exit(0);
	}
	setpgid(pid, pid);
	while (waitpid(pid, &status, WUNTRACED) == pid && WIFSTOPPED(status)) {
		if (write(say_to, "s", 1) != 1 || read(hear, &letter, 1) != 1)
			break;
		kill(pid, SIGCONT);
	}
	letter = WIFEXITED(status) && !WEXITSTATUS(status) ? 'e' : 'f';
	_exit(write(say_to, &letter, 1) != 1);
}

static void start_shell(struct shell *shell, void (*job)(void),
			bool foreground)
{
	int said[2], heard[2];

	ck_assert_int_eq(pipe2(said, O_CLOEXEC), 0);
	ck_assert_int_eq(pipe2(heard, O_CLOEXEC), 0);
	fflush(NULL);
	shell->pid = fork();
	ck_assert_int_ge(shell->pid, 0);
	if (!shell->pid)
		be_shell(job, foreground, said[1], heard[0]);
	close(said[1]);
	close(heard[0]);
	shell->said = said[0];
	shell->heard = heard[1];
}

static char shell_says(const struct shell *shell)
{
	char letter = 0;

	return read(shell->said, &letter, 1) == 1 ? letter : '?';
}

static void end_shell(struct shell *shell)
{
	close(shell->said);
	close(shell->heard);
	waitpid(shell->pid, NULL, 0);
}

static void show_and_die(void)
{
	struct progress_view view = a_view();

	progress_start(PROGRESS_AUTO);
	progress_show(&view, 100);
	warning("the first");
	die("the last word");
}

START_TEST(die_leaves_a_clean_screen)
{
	struct shell shell;

	start_shell(&shell, show_and_die, true);
	ck_assert_int_eq(shell_says(&shell), 'f');
	end_shell(&shell);
	ck_assert_str_eq(text(),
			 "warning: the first\nfatal: the last word\n");
	ck_assert_uint_ge(times(FRAME_BEGIN), 3);
}
END_TEST

static void show_and_stop(void)
{
	struct progress_view view = a_view();

	progress_start(PROGRESS_AUTO);
	progress_show(&view, 100);
	raise(SIGTSTP);
	progress_redraw();
	progress_show(&view, 101);
	raise(SIGTSTP);
	progress_end();
	raise(SIGTSTP);
}

START_TEST(stopped_it_leaves_the_screen_to_the_shell)
{
	static const char prompt[] = "$ fg\r\n";
	struct shell shell;
	int i;

	start_shell(&shell, show_and_stop, true);
	for (i = 0; i < 3; i++) {
		ck_assert_int_eq(shell_says(&shell), 's');
		ck_assert_str_eq(text(), i == 0 ? "" : i == 1
				 ? "$ fg\n" : "$ fg\n$ fg\n");
		emulator_feed(&pty.screen, prompt, strlen(prompt));
		ck_assert_int_eq(write(shell.heard, "c", 1), 1);
	}
	ck_assert_int_eq(shell_says(&shell), 'e');
	end_shell(&shell);
	ck_assert_str_eq(text(), "$ fg\n$ fg\n$ fg\n");
	ck_assert_uint_eq(times(FRAME_BEGIN), 2);
}
END_TEST

static void show_in_background(void)
{
	struct progress_view view = a_view();

	progress_start(PROGRESS_AUTO);
	progress_show(&view, 100);
	progress_task("a line");
	progress_end();
	progress_start(PROGRESS_BLOCK);
	progress_show(&view, 100);
	warning("a message");
	progress_end();
}

START_TEST(in_the_background_nothing_is_drawn)
{
	struct shell shell;

	start_shell(&shell, show_in_background, false);
	ck_assert_int_eq(shell_says(&shell), 'e');
	end_shell(&shell);
	ck_assert_str_eq(text(), "a line\nwarning: a message\n");
	ck_assert_uint_eq(times("\033["), 0);
}
END_TEST

Suite *suite_progress(void);

Suite *suite_progress(void)
{
	Suite *suite = suite_create("progress");
	TCase *tcase = tcase_create("progress");

	tcase_set_timeout(tcase, 120);
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, the_block_says_what_runs_and_what_waits);
	tcase_add_test(tcase, it_is_gone_at_the_end);
	tcase_add_test(tcase, messages_stand_above_it);
	tcase_add_test(tcase, ten_frames_a_second_at_most);
	tcase_add_test(tcase, an_unchanged_frame_is_not_sent_again);
	tcase_add_test(tcase, what_comes_from_outside_is_cleaned);
	tcase_add_test(tcase, twenty_columns_show_what_matters);
	tcase_add_test(tcase, without_utf8_it_is_ascii);
	tcase_add_loop_test(tcase, no_line_is_as_wide_as_the_screen, 0,
			    (int)ARRAY_SIZE(all_columns));
	tcase_add_loop_test(tcase, never_more_lines_than_the_screen_has, 1,
			    12);
	tcase_add_test(tcase, no_trace_whatever_happens);
	tcase_add_test(tcase, lines_are_only_appended);
	tcase_add_test(tcase, none_is_silent);
	tcase_add_loop_test(tcase, quiet_is_silent_in_every_kind,
			    PROGRESS_AUTO, PROGRESS_NONE + 1);
	tcase_add_test(tcase, a_block_only_where_it_can_be_seen);
	tcase_add_test(tcase, die_leaves_a_clean_screen);
	tcase_add_test(tcase, stopped_it_leaves_the_screen_to_the_shell);
	tcase_add_test(tcase, in_the_background_nothing_is_drawn);
	suite_add_tcase(suite, tcase);
	return suite;
}
