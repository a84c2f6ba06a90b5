/* SPDX-License-Identifier: MIT */
/*
 * engine/listener, and engine/local below it.
 */
#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/file.h"
#include "engine/listener.h"
#include "engine/local.h"
#include "engine/loop.h"

/* Longer than any socket's address may be. */
#define DEEP "/a-folder-whose-name-is-so-long-that-it-does-not-fit-into-the-" \
	     "address-of-a-socket-at-all-as-that-has-only-a-hundred-bytes-" \
	     "or-a-few-more"

static char root[] = "/tmp/test_listener.XXXXXX";
static struct strbuf folder = STRBUF_INIT;
static struct listener *listener;
static struct strbuf err = STRBUF_INIT;

static void setup(void)
{
	loop_open();
	strcpy(root + strlen(root) - 6, "XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(root));
	strbuf_addf(&folder, "%s%s", root, DEEP);
	ck_assert_int_eq(mkdir(folder.buf, 0700), 0);
	listener = listener_open(folder.buf, "ctl", &err);
	ck_assert_msg(listener != NULL, "%s", err.buf);
}

static void teardown(void)
{
	if (listener)
		listener_close(listener);
	listener = NULL;
	loop_wake_in(-1);
	ck_assert_int_eq(file_remove_tree(root, &err), 0);
	strbuf_release(&folder);
	strbuf_release(&err);
}

static int client(void)
{
	int at = local_folder(folder.buf, &err), fd;

	ck_assert_int_ge(at, 0);
	fd = local_connect(at, "ctl", 5, &err);
	ck_assert_msg(fd >= 0, "%s", err.buf);
	close(at);
	return fd;
}

/* One round, that ends even if nothing comes. */
static void turn(void)
{
	loop_wake_in(0.02);
	loop_wait();
}

/* Answers every line of a round with "got: " and itself. */
static size_t answer_all(struct strbuf *seen)
{
	struct listener_line line;
	struct strbuf answer = STRBUF_INIT;
	size_t nr = 0;

	while (listener_take(listener, &line)) {
		nr++;
		strbuf_reset(&answer);
		strbuf_addf(&answer, "got: %s%s", line.text,
			    line.too_long ? "too long" : "");
		strbuf_add(seen, line.text, line.len);
		strbuf_addch(seen, ';');
		listener_answer(listener, &line, &answer);
	}
	strbuf_release(&answer);
	return nr;
}

static void write_all(int fd, const char *text, size_t len)
{
	ck_assert_int_eq(file_write_all(fd, text, len), 0);
}

static void says(int fd, const char *expected)
{
	char got[4096];
	ssize_t n = recv(fd, got, sizeof(got) - 1, 0);

	ck_assert_int_ge(n, 0);
	got[n] = '\0';
	ck_assert_str_eq(got, expected);
}

/* Turns until so many lines were answered, or nothing comes any more. */
static void serve(size_t lines, struct strbuf *seen)
{
	size_t done = 0, rounds;

	for (rounds = 0; rounds < 500 && done < lines; rounds++) {
		turn();
		done += answer_all(seen);
	}
	ck_assert_uint_eq(done, lines);
}

START_TEST(a_line_gets_an_answer)
{
	struct strbuf seen = STRBUF_INIT;
	int fd = client();

	write_all(fd, "hel", 3);
	turn();
	ck_assert_uint_eq(answer_all(&seen), 0);
	write_all(fd, "lo\n", 3);
	serve(1, &seen);
	ck_assert_str_eq(seen.buf, "hello;");
	says(fd, "got: hello\n");
	close(fd);
	strbuf_release(&seen);
}
END_TEST

/* One that sends very many costs one answer a round. */
START_TEST(lines_at_once_come_one_a_round)
{
	struct strbuf seen = STRBUF_INIT;
	int fd = client();

	write_all(fd, "a\nb\nc\n", 6);
	for (turn(); !answer_all(&seen);)
		turn();
	ck_assert_str_eq(seen.buf, "a;");
	says(fd, "got: a\n");
	serve(2, &seen);
	ck_assert_str_eq(seen.buf, "a;b;c;");
	says(fd, "got: b\ngot: c\n");
	close(fd);
	strbuf_release(&seen);
}
END_TEST

/* One that asks without end does not keep the others from being heard. */
START_TEST(each_client_has_its_turn)
{
	struct strbuf seen = STRBUF_INIT;
	int greedy = client(), other = client();

	write_all(greedy, "a\na\na\na\n", 8);
	write_all(other, "b\n", 2);
	serve(5, &seen);
	ck_assert_ptr_nonnull(strstr(seen.buf, "b;a;a;"));
	close(greedy);
	close(other);
	strbuf_release(&seen);
}
END_TEST

START_TEST(the_socket_is_ours_alone_and_goes)
{
	struct strbuf path = STRBUF_INIT;
	struct stat st;

	strbuf_addf(&path, "%s/ctl", folder.buf);
	ck_assert_int_eq(lstat(path.buf, &st), 0);
	ck_assert(S_ISSOCK(st.st_mode));
	ck_assert_uint_eq(st.st_mode & 0777, 0600);
	listener_close(listener);
	listener = NULL;
	ck_assert_int_ne(lstat(path.buf, &st), 0);
	strbuf_release(&path);
}
END_TEST

/* As a killed run leaves it. */
START_TEST(a_socket_that_nobody_hears_is_told_and_replaced)
{
	int at = local_folder(folder.buf, &err);
	int dead = local_listen(at, "left", &err);
	struct listener *next;
	int fd;

	ck_assert_int_ge(dead, 0);
	close(dead);
	ck_assert_int_eq(local_connect(at, "left", 5, &err), LOCAL_NOBODY);
	ck_assert_int_eq(local_connect(at, "never", 5, &err), LOCAL_NOBODY);
	next = listener_open(folder.buf, "left", &err);
	ck_assert_msg(next != NULL, "%s", err.buf);
	fd = local_connect(at, "left", 5, &err);
	ck_assert_int_ge(fd, 0);
	ck_assert(local_is_same_user(fd));
	close(fd);
	listener_close(next);
	close(at);
}
END_TEST

START_TEST(no_folder_is_an_error)
{
	ck_assert_ptr_null(listener_open("/nowhere/at/all", "ctl", &err));
	ck_assert_ptr_nonnull(strstr(err.buf, "/nowhere/at/all"));
	strbuf_reset(&err);
}
END_TEST

/* The silent give way to whoever comes after them. */
START_TEST(many_that_are_silent_keep_nobody_out)
{
	struct strbuf seen = STRBUF_INIT;
	int fds[50], fd;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(fds); i++)
		fds[i] = client();
	turn();
	fd = client();
	write_all(fd, "I\n", 2);
	serve(1, &seen);
	says(fd, "got: I\n");
	for (i = 0; i < ARRAY_SIZE(fds); i++)
		close(fds[i]);
	close(fd);
	turn();
	strbuf_release(&seen);
}
END_TEST

/* A line is answered, to one that comes while all the places are taken. */
static void lets_in(struct strbuf *seen)
{
	struct strbuf large = STRBUF_INIT;
	struct listener_line line;
	size_t rounds;
	int fd = client();
	bool served = false;

	while (large.len < 1u << 20)
		strbuf_addstr(&large, "yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy");
	write_all(fd, "I\n", 2);
	for (rounds = 0; rounds < 200 && !served; rounds++) {
		turn();
		while (listener_take(listener, &line)) {
			served |= !strcmp(line.text, "I");
			strbuf_add(seen, line.text, line.len);
			listener_answer(listener, &line, &large);
		}
	}
	ck_assert(served);
	close(fd);
	strbuf_release(&large);
}

/* Nobody waits until they are given up. */
START_TEST(many_that_never_read_keep_nobody_out)
{
	struct strbuf seen = STRBUF_INIT;
	int fds[20];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(fds); i++) {
		fds[i] = client();
		write_all(fds[i], "a\nb\nc\nd\n", 8);
	}
	lets_in(&seen);
	ck_assert_ptr_nonnull(strstr(seen.buf, "a"));
	for (i = 0; i < ARRAY_SIZE(fds); i++)
		close(fds[i]);
	turn();
	strbuf_release(&seen);
}
END_TEST

/* They take their answers, and have always sent the next line already. */
START_TEST(many_that_never_end_keep_nobody_out)
{
	struct strbuf seen = STRBUF_INIT, lines = STRBUF_INIT;
	int fds[20], fd;
	size_t i, rounds;

	for (i = 0; i < 2000; i++)
		strbuf_addstr(&lines, "more\n");
	for (i = 0; i < ARRAY_SIZE(fds); i++) {
		fds[i] = client();
		write_all(fds[i], lines.buf, lines.len);
	}
	fd = client();
	write_all(fd, "I\n", 2);
	for (rounds = 0; rounds < 200 && !strchr(seen.buf, 'I'); rounds++) {
		turn();
		answer_all(&seen);
	}
	ck_assert_ptr_nonnull(strchr(seen.buf, 'I'));
	says(fd, "got: I\n");
	for (i = 0; i < ARRAY_SIZE(fds); i++)
		close(fds[i]);
	close(fd);
	turn();
	strbuf_release(&lines);
	strbuf_release(&seen);
}
END_TEST

/* Ten million bytes without a newline: no more than a line is ever kept. */
START_TEST(a_line_too_long_ends_it)
{
	char *text = xcalloc(1, LISTENER_LINE_MAX + 2);
	struct strbuf seen = STRBUF_INIT;
	int fd = client(), flags = fcntl(fd, F_GETFL);
	size_t rounds, answered = 0;
	int why = 0;

	memset(text, 'x', LISTENER_LINE_MAX + 1);
	ck_assert_int_eq(fcntl(fd, F_SETFL, flags | O_NONBLOCK), 0);
	for (rounds = 0; rounds < 500 && !why; rounds++) {
		if (send(fd, text, LISTENER_LINE_MAX + 1, MSG_NOSIGNAL) < 0 &&
		    errno != EAGAIN)
			why = errno;
		turn();
		answered += answer_all(&seen);
	}
	ck_assert_uint_eq(answered, 1);
	ck_assert_str_eq(seen.buf, ";");
	ck_assert(why == EPIPE || why == ECONNRESET);
	close(fd);
	free(text);
	strbuf_release(&seen);
}
END_TEST

START_TEST(a_line_that_just_fits_is_one)
{
	size_t len = LISTENER_LINE_MAX, done = 0, sent = 0, rounds;
	char *text = xcalloc(1, len + 2);
	struct strbuf seen = STRBUF_INIT;
	int fd = client(), flags = fcntl(fd, F_GETFL);

	memset(text, 'x', len);
	text[len] = '\n';
	ck_assert_int_eq(fcntl(fd, F_SETFL, flags | O_NONBLOCK), 0);
	for (rounds = 0; rounds < 500 && !done; rounds++) {
		ssize_t n = send(fd, text + sent, len + 1 - sent,
				 MSG_NOSIGNAL);

		sent += n > 0 ? (size_t)n : 0;
		turn();
		done += answer_all(&seen);
	}
	ck_assert_uint_eq(seen.len, len + 1);
	close(fd);
	free(text);
	strbuf_release(&seen);
}
END_TEST

START_TEST(bytes_that_are_no_text_are_a_line_too)
{
	static const char rubbish[] = "\0\xff\x80{\0\n";
	struct strbuf seen = STRBUF_INIT;
	int fd = client();

	write_all(fd, rubbish, sizeof(rubbish) - 1);
	serve(1, &seen);
	ck_assert_uint_eq(seen.len, sizeof(rubbish) - 1);
	ck_assert_int_eq(memcmp(seen.buf, rubbish, sizeof(rubbish) - 2), 0);
	close(fd);
	strbuf_release(&seen);
}
END_TEST

/* More than a socket takes at once; then it goes, before it has all. */
START_TEST(who_leaves_in_the_middle_of_an_answer_harms_nobody)
{
	struct strbuf large = STRBUF_INIT, seen = STRBUF_INIT;
	struct listener_line line;
	char piece[100];
	int fd = client(), other;

	while (large.len < 4u << 20)
		strbuf_addstr(&large, "yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy");
	write_all(fd, "all\n", 4);
	while (!listener_take(listener, &line))
		turn();
	listener_answer(listener, &line, &large);
	turn();
	ck_assert_int_eq(recv(fd, piece, sizeof(piece), 0), sizeof(piece));
	turn();
	close(fd);
	other = client();
	write_all(other, "I\n", 2);
	serve(1, &seen);
	says(other, "got: I\n");
	close(other);
	strbuf_release(&large);
	strbuf_release(&seen);
}
END_TEST

START_TEST(a_long_answer_arrives_whole)
{
	struct strbuf large = STRBUF_INIT;
	struct listener_line line;
	size_t got = 0, rounds;
	char *piece = xcalloc(1, 1 << 20);
	int fd = client();

	while (large.len < 4u << 20)
		strbuf_addf(&large, "%zu,", large.len);
	write_all(fd, "all\n", 4);
	while (!listener_take(listener, &line))
		turn();
	listener_answer(listener, &line, &large);
	for (rounds = 0; rounds < 5000 && got <= large.len; rounds++) {
		ssize_t n = recv(fd, piece, 1 << 20, MSG_DONTWAIT);

		if (n > 0 && got + (size_t)n <= large.len)
			ck_assert_int_eq(memcmp(piece, large.buf + got,
						(size_t)n), 0);
		got += n > 0 ? (size_t)n : 0;
		if (n <= 0)
			turn();
	}
	ck_assert_uint_eq(got, large.len + 1);
	close(fd);
	free(piece);
	strbuf_release(&large);
}
END_TEST

Suite *suite_listener(void);

Suite *suite_listener(void)
{
	Suite *suite = suite_create("listener");
	TCase *tc = tcase_create("listener");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, a_line_gets_an_answer);
	tcase_add_test(tc, lines_at_once_come_one_a_round);
	tcase_add_test(tc, each_client_has_its_turn);
	tcase_add_test(tc, the_socket_is_ours_alone_and_goes);
	tcase_add_test(tc, a_socket_that_nobody_hears_is_told_and_replaced);
	tcase_add_test(tc, no_folder_is_an_error);
	tcase_add_test(tc, many_that_are_silent_keep_nobody_out);
	tcase_add_test(tc, many_that_never_read_keep_nobody_out);
	tcase_add_test(tc, many_that_never_end_keep_nobody_out);
	tcase_add_test(tc, a_line_too_long_ends_it);
	tcase_add_test(tc, a_line_that_just_fits_is_one);
	tcase_add_test(tc, bytes_that_are_no_text_are_a_line_too);
	tcase_add_test(tc, who_leaves_in_the_middle_of_an_answer_harms_nobody);
	tcase_add_test(tc, a_long_answer_arrives_whole);
	suite_add_tcase(suite, tc);
	return suite;
}
