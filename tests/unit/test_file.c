/* SPDX-License-Identifier: MIT */
/*
 * base/file, in a folder of its own. What depends on permissions is done as
 * a user who has no others' rights: root has all.
 */
#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/file.h"

#define NOBODY 65534

Suite *suite_file(void);

static char folder[64], before[4096];
static struct strbuf out = STRBUF_INIT, err = STRBUF_INIT;

static void setup(void)
{
	strcpy(folder, "/tmp/test-file-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	ck_assert_ptr_nonnull(getcwd(before, sizeof(before)));
	ck_assert_int_eq(chdir(folder), 0);
	strbuf_reset(&out);
	strbuf_reset(&err);
}

/* False where there is no such user: a container that knows root alone. */
static bool become_nobody(void)
{
	ck_assert_int_eq(chmod(folder, 0777), 0);
	return geteuid() || !seteuid(NOBODY);
}

static void become_root(void)
{
	if (!getuid())
		ck_assert_int_eq(seteuid(0), 0);
}

static void teardown(void)
{
	become_root();
	ck_assert_int_eq(chdir(before), 0);
	ck_assert_int_eq(file_remove_tree(folder, &err), 0);
	strbuf_release(&out);
	strbuf_release(&err);
}

static void put(const char *path, const char *text)
{
	ck_assert_int_eq(file_write(path, text, strlen(text), 0644, &err), 0);
}

static void holds(const char *path, const char *text)
{
	strbuf_reset(&out);
	ck_assert_int_eq(file_read(path, 1 << 20, &out, &err), 0);
	ck_assert_str_eq(out.buf, text);
}

static mode_t mode_of(const char *path)
{
	struct stat st;

	ck_assert_int_eq(lstat(path, &st), 0);
	return st.st_mode & 07777;
}

static bool there(const char *path)
{
	struct stat st;

	return !lstat(path, &st);
}

static void says(const char *text)
{
	ck_assert_str_eq(err.buf, text);
	strbuf_reset(&err);
}

START_TEST(what_is_written_is_read)
{
	char bytes[40000];
	size_t i;

	for (i = 0; i < sizeof(bytes); i++)
		bytes[i] = (char)(i * 7);
	ck_assert_int_eq(file_write("f", bytes, sizeof(bytes), 0600, &err),
			 0);
	strbuf_addstr(&out, ">");
	ck_assert_int_eq(file_read("f", sizeof(bytes), &out, &err), 0);
	ck_assert_uint_eq(out.len, sizeof(bytes) + 1);
	ck_assert_mem_eq(out.buf + 1, bytes, sizeof(bytes));
	ck_assert_uint_eq(mode_of("f"), 0600);
	ck_assert_int_eq(file_write("f", NULL, 0, 0755, &err), 0);
	holds("f", "");
	ck_assert_uint_eq(mode_of("f"), 0755);
}
END_TEST

START_TEST(reading_has_a_limit)
{
	put("f", "12345");
	ck_assert_int_eq(file_read("f", 5, &out, &err), 0);
	ck_assert_int_eq(file_read("f", 4, &out, &err), -1);
	says("'f' is larger than 4 bytes");
	ck_assert_int_eq(file_read("/dev/zero", 100000, &out, &err), -1);
}
END_TEST

START_TEST(what_cannot_be_read)
{
	ck_assert_int_eq(file_read("none", 9, &out, &err), -1);
	says("cannot read 'none': No such file or directory");
	ck_assert_int_eq(file_read(".", 9, &out, &err), -1);
	says("cannot read '.': Is a directory");
	ck_assert_int_eq(file_read("", 9, &out, &err), -1);
	says("cannot read '': No such file or directory");
}
END_TEST

/* Nothing is left beside it, and what was there is still whole. */
START_TEST(writing_fails_whole)
{
	ck_assert_int_eq(mkdir("d", 0700), 0);
	ck_assert_int_eq(file_write("d", "x", 1, 0600, &err), -1);
	says("cannot write 'd': Is a directory");
	ck_assert_int_eq(file_write("no/f", "x", 1, 0600, &err), -1);
	says("cannot write 'no/f': No such file or directory");
	ck_assert_int_eq(rmdir("d"), 0);
	ck_assert_int_eq(chdir(before), 0);
	ck_assert_int_eq(rmdir(folder), 0);	/* it is empty */
	ck_assert_int_eq(mkdir(folder, 0700), 0);
}
END_TEST

/* A disk without room, as the kernel shows it: a limit on a file's size. */
static int write_without_room(void)
{
	struct rlimit old, limit;
	void (*handler)(int) = signal(SIGXFSZ, SIG_IGN);
	char bytes[8192] = "";
	int ret;

	getrlimit(RLIMIT_FSIZE, &old);
	limit = old;
	limit.rlim_cur = 4096;
	setrlimit(RLIMIT_FSIZE, &limit);
	ret = file_write("f", bytes, sizeof(bytes), 0600, &err);
	setrlimit(RLIMIT_FSIZE, &old);
	signal(SIGXFSZ, handler);
	return ret;
}

START_TEST(a_full_disk_leaves_the_old_file)
{
	put("f", "old");
	ck_assert_int_eq(write_without_room(), -1);
	says("cannot write 'f': File too large");
	holds("f", "old");
	ck_assert_int_eq(unlink("f"), 0);
	ck_assert_int_eq(chdir(before), 0);
	ck_assert_int_eq(rmdir(folder), 0);	/* it is empty */
	ck_assert_int_eq(mkdir(folder, 0700), 0);
}
END_TEST

START_TEST(writing_replaces_a_link_not_its_target)
{
	put("target", "kept");
	ck_assert_int_eq(symlink("target", "link"), 0);
	put("link", "new");
	holds("target", "kept");
	holds("link", "new");
}
END_TEST

START_TEST(copies)
{
	put("a", "text");
	ck_assert_int_eq(chmod("a", 04755), 0);
	ck_assert_int_eq(file_copy("a", "b", 0700, &err), 0);
	holds("b", "text");
	ck_assert_uint_eq(mode_of("b"), 0700);
	put("a", "x");
	ck_assert_int_eq(file_copy("a", "b", 0777, &err), 0);
	holds("b", "x");
	ck_assert_uint_eq(mode_of("b"), 0644);
}
END_TEST

START_TEST(copies_that_cannot_be)
{
	put("a", "kept");
	ck_assert_int_eq(mkdir("d", 0700), 0);
	ck_assert_int_eq(symlink("a", "link"), 0);
	ck_assert_int_eq(file_copy("none", "b", 0700, &err), -1);
	says("cannot read 'none': No such file or directory");
	ck_assert_int_eq(file_copy("d", "b", 0700, &err), -1);
	says("cannot read 'd': Is a directory");
	ck_assert(!there("b"));
	ck_assert_int_eq(file_copy("a", "d", 0700, &err), -1);
	says("cannot write 'd': Is a directory");
	ck_assert_int_eq(file_copy("a", "link", 0700, &err), -1);
	says("'a' and 'link' are the same file");
	ck_assert_int_eq(file_copy("a", "/dev/full", 0700, &err), -1);
	holds("a", "kept");
}
END_TEST

START_TEST(kinds_of_files)
{
	put("f", "");
	ck_assert_int_eq(mkdir("d", 0700), 0);
	ck_assert_int_eq(symlink("f", "to-f"), 0);
	ck_assert_int_eq(symlink("none", "dangling"), 0);
	ck_assert_int_eq(mkfifo("fifo", 0600), 0);
	ck_assert(file_is_regular("f") && file_is_regular("to-f"));
	ck_assert(!file_is_regular("d") && !file_is_regular("fifo"));
	ck_assert(!file_is_regular("none") && !file_is_regular("dangling"));
	ck_assert(file_is_directory("d") && !file_is_directory("f"));
	ck_assert(!file_is_directory("") && !file_is_directory("d/none"));
}
END_TEST

START_TEST(folders_and_those_above)
{
	put("f", "");
	ck_assert_int_eq(file_make_directories("a/b//c/", 0700, &err), 0);
	ck_assert_uint_eq(mode_of("a"), 0700);
	ck_assert_uint_eq(mode_of("a/b/c"), 0700);
	ck_assert_int_eq(file_make_directories("a/b/c", 0700, &err), 0);
	strbuf_addf(&out, "%s/x/y", folder);
	ck_assert_int_eq(file_make_directories(out.buf, 0700, &err), 0);
	ck_assert(file_is_directory("x/y"));
	ck_assert_int_eq(file_make_directories("/", 0700, &err), 0);
	ck_assert_int_eq(file_make_directories("f", 0700, &err), -1);
	says("cannot make the folder 'f': Not a directory");
	ck_assert_int_eq(file_make_directories("f/g", 0700, &err), -1);
	says("cannot make the folder 'f/g': Not a directory");
}
END_TEST

/* ---- removing ---------------------------------------------------------- */

static void removed(const char *path)
{
	ck_assert_msg(!file_remove_tree(path, &err), "%s", err.buf);
	ck_assert(!there(path));
}

START_TEST(a_tree_goes)
{
	ck_assert_int_eq(file_make_directories("t/a/b", 0700, &err), 0);
	put("t/f", "x");
	put("t/a/.hidden", "x");
	put("t/a/b/name\nwith a line", "x");
	put("t/a/b/\xff\xfe", "x");
	ck_assert_int_eq(mkfifo("t/a/fifo", 0600), 0);
	ck_assert_int_eq(chmod("t/f", 0), 0);
	removed("t");
	removed("t");			/* is gone already */
	removed("t/below/it");
	put("f", "x");
	removed("f");			/* a file, too */
	put("f", "x");
	ck_assert_int_eq(file_remove_tree("f/none", &err), 0);
	ck_assert(there("f"));
}
END_TEST

START_TEST(links_are_not_followed)
{
	ck_assert_int_eq(mkdir("outside", 0755), 0);
	put("outside/f", "kept");
	ck_assert_int_eq(mkdir("t", 0700), 0);
	ck_assert_int_eq(symlink("../outside", "t/link"), 0);
	ck_assert_int_eq(symlink("../outside/f", "t/file"), 0);
	ck_assert_int_eq(symlink("..", "t/up"), 0);
	ck_assert_int_eq(symlink(".", "t/round"), 0);
	ck_assert_int_eq(symlink("none", "t/dangling"), 0);
	removed("t");
	holds("outside/f", "kept");
	ck_assert_uint_eq(mode_of("outside"), 0755);
}
END_TEST

/* "link/" would be the folder that it leads to. */
START_TEST(a_link_itself_goes)
{
	ck_assert_int_eq(mkdir("outside", 0755), 0);
	put("outside/f", "kept");
	ck_assert_int_eq(symlink("outside", "link"), 0);
	removed("link");
	ck_assert_int_eq(symlink("outside", "link"), 0);
	ck_assert_int_eq(file_remove_tree("link///", &err), 0);
	ck_assert(!there("link"));
	holds("outside/f", "kept");
}
END_TEST

/* More levels than there are descriptors, longer than any path may be. */
START_TEST(a_deep_tree_goes)
{
	static const char name[] = "a-folder-whose-name-is-long-enough-for-a-"
				   "path-that-no-call-takes-as-a-whole";
	struct rlimit old, limit;
	int i, ret;

	for (i = 0; i < 150; i++) {
		ck_assert_int_eq(mkdir(name, 0700), 0);
		if (i % 40 == 0)
			put("file", "x");
		ck_assert_int_eq(chdir(name), 0);
	}
	ck_assert_int_eq(chdir(folder), 0);
	getrlimit(RLIMIT_NOFILE, &old);
	limit = old;
	limit.rlim_cur = 100;
	setrlimit(RLIMIT_NOFILE, &limit);
	ret = file_remove_tree(name, &err);
	setrlimit(RLIMIT_NOFILE, &old);
	ck_assert_msg(!ret, "%s", err.buf);
	ck_assert(!there(name));
}
END_TEST

/* Long names: more than the system hands out in one go. */
START_TEST(a_wide_tree_goes)
{
	char name[256];
	int i;

	ck_assert_int_eq(mkdir("t", 0700), 0);
	for (i = 0; i < 400; i++) {
		snprintf(name, sizeof(name), "t/%0200d", i);
		if (i % 4 == 0)
			ck_assert_int_eq(mkdir(name, 0700), 0);
		else
			ck_assert_int_eq(symlink("x", name), 0);
	}
	removed("t");
}
END_TEST

/* What was moved up meets a name that is taken. */
START_TEST(a_tree_that_knows_our_names)
{
	int i;

	ck_assert_int_eq(file_make_directories("t/.moved-up-1/x", 0700, &err),
			 0);
	put("t/.moved-up-0", "x");
	ck_assert_int_eq(symlink("..", "t/.moved-up-2"), 0);
	ck_assert_int_eq(chdir("t"), 0);
	for (i = 0; i < 70; i++) {
		ck_assert_int_eq(mkdir("deep", 0700), 0);
		ck_assert_int_eq(chdir("deep"), 0);
	}
	ck_assert_int_eq(chdir(folder), 0);
	removed("t");
}
END_TEST

START_TEST(read_only_folders_go)
{
	if (!become_nobody())
		return;
	ck_assert_int_eq(file_make_directories("t/ro/no/x", 0700, &err), 0);
	put("t/ro/f", "x");
	put("t/ro/no/f", "x");
	ck_assert_int_eq(chmod("t/ro/no/x", 0), 0);
	ck_assert_int_eq(chmod("t/ro/no", 0), 0);
	ck_assert_int_eq(chmod("t/ro", 0555), 0);
	ck_assert_int_eq(chmod("t", 0100), 0);
	removed("t");
	become_root();
}
END_TEST

/* Folders that cannot be moved before they may be written to. */
START_TEST(a_deep_read_only_tree_goes)
{
	int i;

	if (!become_nobody())
		return;
	for (i = 0; i < 100; i++) {
		ck_assert_int_eq(mkdir("deep", 0700), 0);
		ck_assert_int_eq(chdir("deep"), 0);
	}
	for (; i; i--) {
		ck_assert_int_eq(chdir(".."), 0);
		ck_assert_int_eq(chmod("deep", i % 2 ? 0500 : 0), 0);
	}
	removed("deep");
	become_root();
}
END_TEST

/* The folder it stands in is not ours: its mode stays as it is. */
START_TEST(only_what_is_below_changes)
{
	int ret;

	ck_assert_int_eq(file_make_directories("ro/t/x", 0755, &err), 0);
	ck_assert_int_eq(chmod("ro", 0555), 0);
	if (!become_nobody())
		return;
	ret = file_remove_tree("ro/t", &err);
	become_root();
	ck_assert_int_eq(ret, -1);
	says("cannot remove 'ro/t': Permission denied");
	ck_assert_uint_eq(mode_of("ro"), 0555);
	ck_assert(there("ro/t/x"));
	ck_assert_int_eq(chmod(folder, 0750), 0);
	ck_assert_int_eq(mkdir("t", 0700), 0);
	removed("t");
	ck_assert_uint_eq(mode_of("."), 0750);
}
END_TEST

/* ---- locks, writing, paths --------------------------------------------- */

START_TEST(a_lock_is_one_mans)
{
	int first = file_lock("lock", 0, &err), second;

	ck_assert_int_ge(first, 0);
	ck_assert_uint_eq(mode_of("lock"), 0600);
	ck_assert_int_eq(fcntl(first, F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
	ck_assert_int_eq(file_lock("lock", 0, &err), -1);
	ck_assert_uint_eq(err.len, 0);
	ck_assert_int_eq(file_lock("lock", 0.05, &err), -1);
	ck_assert_str_eq(err.buf, "'lock' is locked by another process");
	strbuf_reset(&err);
	ck_assert_int_eq(errno, EWOULDBLOCK);
	ck_assert_uint_eq(err.len, 0);
	close(first);
	second = file_lock("lock", 0, &err);
	ck_assert_int_ge(second, 0);
	close(second);
	ck_assert_int_eq(file_lock("no/lock", 0, &err), -1);
	says("cannot open the lock 'no/lock': No such file or directory");
	ck_assert_int_eq(symlink("elsewhere", "link"), 0);
	ck_assert_int_eq(file_lock("link", 0, &err), -1);
	ck_assert(!there("elsewhere"));
}
END_TEST

/* The other takes the lock, says so, and holds it till it is ended. */
static void hold_lock(int say)
{
	if (file_lock("lock", 60, &err) < 0 || write(say, "x", 1) != 1)
		_exit(1);
	for (;;)
		pause();
}

START_TEST(a_lock_is_waited_for)
{
	int pipes[2], fd, status;
	pid_t other;
	char c;

	ck_assert_int_eq(pipe(pipes), 0);
	other = fork();
	if (!other)
		hold_lock(pipes[1]);
	ck_assert_int_eq(read(pipes[0], &c, 1), 1);
	ck_assert_int_eq(file_lock("lock", 0, &err), -1);
	ck_assert_int_eq(kill(other, SIGKILL), 0);
	fd = file_lock("lock", 60, &err);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(waitpid(other, &status, 0), other);
	close(fd);
	close(pipes[0]);
	close(pipes[1]);
}
END_TEST

START_TEST(all_bytes_through_a_pipe)
{
	static char bytes[300000];
	size_t total = 0;
	int pipes[2], status;
	pid_t writer;
	ssize_t got;

	ck_assert_int_eq(pipe(pipes), 0);
	writer = fork();
	if (!writer) {
		close(pipes[0]);
		_exit(file_write_all(pipes[1], bytes, sizeof(bytes)) ? 1 : 0);
	}
	close(pipes[1]);
	while ((got = read(pipes[0], bytes, 4096)) > 0)
		total += (size_t)got;
	close(pipes[0]);
	ck_assert_int_eq(waitpid(writer, &status, 0), writer);
	ck_assert_int_eq(status, 0);
	ck_assert_uint_eq(total, sizeof(bytes));
}
END_TEST

START_TEST(a_failed_write_is_seen)
{
	int fd = open("/dev/full", O_WRONLY | O_CLOEXEC);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(file_write_all(fd, "x", 1), -1);
	ck_assert_int_eq(errno, ENOSPC);
	ck_assert_int_eq(file_write_all(fd, "", 0), 0);
	close(fd);
}
END_TEST

START_TEST(absolute_paths)
{
	static const char *const paths[][2] = {
		{ "a", "/a" }, { "./a/b", "/a/b" }, { ".//a", "/a" },
		{ "../a", "/../a" }, { ".a", "/.a" }, { "a/./b", "/a/./b" },
	};
	char *here = realpath(".", NULL);
	size_t i;

	for (i = 0; i < ARRAY_SIZE(paths); i++) {
		strbuf_reset(&out);
		file_absolute(&out, paths[i][0]);
		strbuf_reset(&err);
		strbuf_addf(&err, "%s%s", here, paths[i][1]);
		ck_assert_str_eq(out.buf, err.buf);
	}
	free(here);
	strbuf_reset(&out);
	file_absolute(&out, "/x/../y");
	ck_assert_str_eq(out.buf, "/x/../y");
	strbuf_reset(&out);
	ck_assert_int_eq(chdir("/"), 0);
	file_absolute(&out, "x");
	ck_assert_str_eq(out.buf, "/x");
}
END_TEST

static TCase *removing(void)
{
	TCase *tc = tcase_create("removing");

	tcase_set_timeout(tc, 60);	/* a slow disk is no mistake */
	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, a_tree_goes);
	tcase_add_test(tc, links_are_not_followed);
	tcase_add_test(tc, a_link_itself_goes);
	tcase_add_test(tc, a_deep_tree_goes);
	tcase_add_test(tc, a_wide_tree_goes);
	tcase_add_test(tc, a_tree_that_knows_our_names);
	tcase_add_test(tc, read_only_folders_go);
	tcase_add_test(tc, a_deep_read_only_tree_goes);
	tcase_add_test(tc, only_what_is_below_changes);
	return tc;
}

Suite *suite_file(void)
{
	Suite *suite = suite_create("file");
	TCase *tc = tcase_create("file");

	tcase_set_timeout(tc, 60);
	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, what_is_written_is_read);
	tcase_add_test(tc, reading_has_a_limit);
	tcase_add_test(tc, what_cannot_be_read);
	tcase_add_test(tc, writing_fails_whole);
	tcase_add_test(tc, a_full_disk_leaves_the_old_file);
	tcase_add_test(tc, writing_replaces_a_link_not_its_target);
	tcase_add_test(tc, copies);
	tcase_add_test(tc, copies_that_cannot_be);
	tcase_add_test(tc, kinds_of_files);
	tcase_add_test(tc, folders_and_those_above);
	tcase_add_test(tc, a_lock_is_one_mans);
	tcase_add_test(tc, a_lock_is_waited_for);
	tcase_add_test(tc, all_bytes_through_a_pipe);
	tcase_add_test(tc, a_failed_write_is_seen);
	tcase_add_test(tc, absolute_paths);
	suite_add_tcase(suite, tc);
	suite_add_tcase(suite, removing());
	return suite;
}
