/* SPDX-License-Identifier: MIT */
/*
 * engine/ledger: facts that processes share, and what is left of one that was
 * killed.
 */
#include <check.h>
#include <fcntl.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/strbuf.h"
#include "engine/budget.h"
#include "engine/ledger.h"

#define T0 1000000.0

static char folder[] = "/tmp/git-multi-ledger-XXXXXX";
static char path[64];
static struct strbuf err;

static void setup(void)
{
	memcpy(strstr(folder, "ledger-") + 7, "XXXXXX", 6);
	ck_assert_ptr_nonnull(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/account", folder);
	strbuf_init(&err);
}

static void teardown(void)
{
	unlink(path);
	rmdir(folder);
	strbuf_release(&err);
}

static struct ledger *opened(void)
{
	struct ledger *ledger = ledger_open(path, T0, &err);

	ck_assert_msg(ledger, "%s", err.buf);
	return ledger;
}

static void use(struct budget *budget, double count)
{
	struct limit_window rule = {
		.name = "draws", .count = count, .seconds = 60,
		.cost = { [KIND_READ] = 1 }
	};

	budget_init(budget);
	budget_add_window(budget, &rule);
	budget_use(budget, opened(), T0);
}

/* Runs a part in another process; its end by _exit(), or a signal. */
static void in_a_child(void (*part)(int fd), int fd, int sig)
{
	int status, ready[2];
	char c;
	pid_t pid;

	ck_assert_int_eq(pipe(ready), 0);
	pid = fork();
	ck_assert_int_ge(pid, 0);
	if (!pid) {
		part(fd);
		if (write(ready[1], "x", 1) != 1)
			_exit(1);
		if (sig)
			pause();
		_exit(0);
	}
	close(ready[1]);
	ck_assert_int_eq(read(ready[0], &c, 1), 1);
	close(ready[0]);
	if (sig)
		kill(pid, sig);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
}

static void draw_two(int fd)
{
	struct budget budget;
	int i;

	(void)fd;
	use(&budget, 3);
	for (i = 0; i < 2; i++) {
		if (budget_begin(&budget, DRAW_READ, T0) > 0)
			_exit(1);
		budget_end(&budget, DRAW_READ, T0, true);
	}
	budget_release(&budget, T0);
}

static void leave_two_flying(int fd)
{
	struct budget budget;

	(void)fd;
	use(&budget, 3);
	if (budget_begin(&budget, DRAW_READ, T0) > 0 ||
	    budget_begin(&budget, DRAW_READ, T0) > 0)
		_exit(1);
}

START_TEST(what_one_process_drew_the_next_one_counts)
{
	struct budget budget;

	in_a_child(draw_two, 0, 0);
	use(&budget, 3);
	ck_assert_double_eq(budget_begin(&budget, DRAW_READ, T0 + 1), 0);
	ck_assert_double_gt(budget_begin(&budget, DRAW_READ, T0 + 1), T0 + 59);
	budget_release(&budget, T0 + 1);
}
END_TEST

START_TEST(what_a_killed_process_had_begun_counts)
{
	struct budget budget;
	double at;

	in_a_child(leave_two_flying, 0, SIGKILL);
	use(&budget, 2);
	/* found dead when the file was opened: they came no later */
	at = budget_ready_at(&budget, DRAW_READ, T0 + 5);
	ck_assert_double_eq_tol(at, T0 + 60, 1);
	ck_assert_double_eq(budget_begin(&budget, DRAW_READ, T0 + 61), 0);
	budget_release(&budget, T0 + 61);
}
END_TEST

START_TEST(one_file_is_opened_once_in_a_process)
{
	struct ledger *a = opened(), *b = opened();

	ck_assert_ptr_eq(a, b);
	ledger_close(b, T0);
	ck_assert(ledger_lock(a));
	ledger_append(a, KIND_GIT, 1, T0);
	ledger_unlock(a);
	ledger_close(a, T0);
}
END_TEST

START_TEST(a_file_that_is_not_ours_is_begun_anew)
{
	static const char *const contents[] = { "x", "git-multi limit0" };
	struct ledger *ledger;
	FILE *file = fopen(path, "w");

	ck_assert_ptr_nonnull(file);
	fputs(contents[_i], file);
	if (_i)
		ck_assert_int_eq(ftruncate(fileno(file),
					   sizeof(struct ledger_data)), 0);
	fclose(file);
	ledger = opened();
	ck_assert_uint_eq(ledger_total(ledger, KIND_READ), 0);
	ledger_close(ledger, T0);
	ledger = ledger_view(path, T0, &err);
	ck_assert_ptr_nonnull(ledger);
	ledger_close(ledger, T0);
}
END_TEST

static void damage(struct ledger_data *data, int which)
{
	struct ledger_kind *kind = &data->kinds[KIND_READ];

	switch (which) {
	case 0:
		kind->ring[0].at = NAN;
		break;
	case 1:
		kind->ring[1].at = 1.5e11;
		break;
	case 2:
		kind->ring[1].total = 0;
		break;
	case 3:
		kind->appended = UINT64_MAX - 1;
		break;
	case 4:
		data->told[TOLD_API].remaining = -INFINITY;
		break;
	case 5:
		data->paces[PACE_API].rate = -1;
		break;
	case 6:
		data->users[7].flying[KIND_GIT] = 0x7fffffff;
		break;
	case 7:
		kind->frozen_until = NAN;
		break;
	default:
		memset(kind->frozen_why, 'x', sizeof(kind->frozen_why));
		break;
	}
}
#define DAMAGES 9

/* By a disk, or a hand: nothing is counted from it, and that is told. */
START_TEST(a_damaged_file_is_begun_anew)
{
	struct ledger *ledger;
	struct ledger_data *data;
	int fd;

	in_a_child(draw_two, 0, 0);
	fd = open(path, O_RDWR);
	ck_assert_int_ge(fd, 0);
	data = mmap(NULL, sizeof(*data), PROT_READ | PROT_WRITE, MAP_SHARED,
		    fd, 0);
	ck_assert_ptr_ne(data, MAP_FAILED);
	ck_assert_uint_ge(data->kinds[KIND_READ].appended, 2);
	damage(data, _i);
	munmap(data, sizeof(*data));
	close(fd);
	ck_assert_ptr_null(ledger_view(path, T0, &err));
	ledger = opened();
	ck_assert(ledger->lost);
	ck_assert_uint_eq(ledger_total(ledger, KIND_READ), 0);
	ledger_close(ledger, T0);
	ledger = opened();
	ck_assert(!ledger->lost);
	ledger_close(ledger, T0);
}
END_TEST

/* Opening it to write would wait for a reader. */
START_TEST(a_pipe_is_no_ledger)
{
	ck_assert_int_eq(mkfifo(path, 0600), 0);
	ck_assert_ptr_null(ledger_open(path, T0, &err));
	ck_assert_ptr_nonnull(strstr(err.buf, "is no file"));
	ck_assert_ptr_null(ledger_view(path, T0, &err));
}
END_TEST

START_TEST(nobody_else_may_read_it)
{
	struct stat st;

	ledger_close(opened(), T0);
	ck_assert_int_eq(stat(path, &st), 0);
	ck_assert_uint_eq(st.st_mode & 077, 0);
}
END_TEST

START_TEST(a_link_is_not_followed)
{
	char target[80];

	snprintf(target, sizeof(target), "%s/elsewhere", folder);
	ck_assert_int_eq(symlink(target, path), 0);
	ck_assert_ptr_null(ledger_open(path, T0, &err));
	ck_assert_ptr_nonnull(strstr(err.buf, path));
	ck_assert_int_ne(access(target, F_OK), 0);
}
END_TEST

START_TEST(a_view_changes_nothing)
{
	struct ledger *ledger;

	ck_assert_ptr_null(ledger_view(path, T0, &err));
	ck_assert_uint_eq(err.len, 0);
	ck_assert_int_ne(access(path, F_OK), 0);
	in_a_child(draw_two, 0, 0);
	ledger = ledger_view(path, T0, &err);
	ck_assert_ptr_nonnull(ledger);
	ck_assert_uint_eq(ledger_total(ledger, KIND_READ), 2);
	ledger_close(ledger, T0);
}
END_TEST

START_TEST(a_clock_that_was_set_back_does_not_block_for_ever)
{
	struct budget budget;

	in_a_child(draw_two, 0, 0);
	use(&budget, 2);
	budget_release(&budget, T0);
	/* the same moment a day earlier */
	budget_init(&budget);
	budget_use(&budget, ledger_open(path, T0 - 86400, &err), T0 - 86400);
	ck_assert_double_lt(budget_ready_at(&budget, DRAW_READ, T0 - 86400),
			    T0 - 86400 + 61);
	budget_release(&budget, T0);
}
END_TEST

START_TEST(many_draws_an_hour_are_kept_in_groups)
{
	struct ledger *ledger = ledger_new();
	uint64_t i;

	for (i = 0; i < 100000; i++)
		ledger_append(ledger, KIND_READ, 1,
			      T0 + (double)i * 3600 / 100000);
	ck_assert_uint_eq(ledger_total(ledger, KIND_READ), 100000);
	/* the ring reaches back over the whole hour, but for its first groups */
	i = ledger->data->kinds[KIND_READ].appended;
	ck_assert_uint_lt(i, 2 * LEDGER_EVENTS);
	i = i > LEDGER_EVENTS ? i - LEDGER_EVENTS : 0;
	ck_assert_double_lt(ledger_event(ledger, KIND_READ, i)->at, T0 + 200);
	ledger_close(ledger, T0);
}
END_TEST

Suite *suite_ledger(void);

Suite *suite_ledger(void)
{
	Suite *suite = suite_create("ledger");
	TCase *tcase = tcase_create("ledger");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, what_one_process_drew_the_next_one_counts);
	tcase_add_test(tcase, what_a_killed_process_had_begun_counts);
	tcase_add_test(tcase, one_file_is_opened_once_in_a_process);
	tcase_add_loop_test(tcase, a_file_that_is_not_ours_is_begun_anew, 0, 2);
	tcase_add_loop_test(tcase, a_damaged_file_is_begun_anew, 0, DAMAGES);
	tcase_add_test(tcase, a_pipe_is_no_ledger);
	tcase_add_test(tcase, nobody_else_may_read_it);
	tcase_add_test(tcase, a_link_is_not_followed);
	tcase_add_test(tcase, a_view_changes_nothing);
	tcase_add_test(tcase,
		       a_clock_that_was_set_back_does_not_block_for_ever);
	tcase_add_test(tcase, many_draws_an_hour_are_kept_in_groups);
	suite_add_tcase(suite, tcase);
	return suite;
}
