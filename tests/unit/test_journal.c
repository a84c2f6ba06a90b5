/* SPDX-License-Identifier: MIT */
/*
 * The journal: what is written is read back, what is torn is cut, what is
 * broken stops with its line, what does not fit on the disk is taken back.
 */
#include <check.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/report.h"
#include "campaign/journal.h"
#include "engine/clock.h"

Suite *suite_journal(void);

static char folder[64], path[128];
static struct strbuf err = STRBUF_INIT;

/* What is said of a cut tail: the last of it. */
static char said[256];

static void hear(const char *text, size_t len)
{
	snprintf(said, sizeof(said), "%.*s", (int)len, text);
}

static void setup(void)
{
	report_set_sink(hear);
	said[0] = '\0';
	strcpy(folder, "/tmp/test-journal-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/journal", folder);
	clock_init();
}

static void teardown(void)
{
	struct strbuf ignored = STRBUF_INIT;

	report_set_sink(NULL);
	file_remove_tree(folder, &ignored);
	strbuf_release(&ignored);
	strbuf_release(&err);
}

static void put_text(const char *text, size_t len)
{
	ck_assert_int_eq(file_write(path, text, len, 0600, &err), 0);
}

static void add_text(const char *text, size_t len)
{
	int fd = open(path, O_WRONLY | O_APPEND | O_CLOEXEC);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(file_write_all(fd, text, len), 0);
	close(fd);
}

static off_t size_of(const char *file)
{
	struct stat st;

	ck_assert_int_eq(stat(file, &st), 0);
	return st.st_size;
}

static void write_record(struct journal *journal, const char *task,
			 const char *event)
{
	struct json_writer *w = journal_begin(journal, 1e9, task, event);

	json_put(w, "step", "push");
	ck_assert_int_eq(journal_end(journal, &err), 0);
}

static void open_journal(struct journal *journal)
{
	ck_assert_int_eq(journal_open(journal, path, &err), 0);
}

/* The events as one text: "begin:o/n ok:o/n ". */
static int gather(void *data, const struct json *doc, struct strbuf *why)
{
	struct strbuf *out = data;

	(void)why;
	json_string(doc, json_get(doc, 0, "event"), out);
	strbuf_addch(out, ':');
	json_string(doc, json_get(doc, 0, "task"), out);
	strbuf_addch(out, ' ');
	return 0;
}

static int refuse(void *data, const struct json *doc, struct strbuf *why)
{
	(void)data;
	(void)doc;
	strbuf_addstr(why, "not this one");
	return -1;
}

static void reads(bool cut, const char *expected)
{
	struct strbuf events = STRBUF_INIT;

	ck_assert_msg(!journal_replay(path, cut, gather, &events, &err),
		      "%s", err.buf);
	ck_assert_str_eq(events.buf, expected);
	strbuf_release(&events);
}

static void fails(const char *sentence)
{
	struct strbuf events = STRBUF_INIT;

	ck_assert_int_eq(journal_replay(path, true, gather, &events, &err),
			 -1);
	ck_assert_msg(strstr(err.buf, sentence), "'%s' lacks '%s'", err.buf,
		      sentence);
	strbuf_release(&events);
}

static void two_records(void)
{
	struct journal journal;

	open_journal(&journal);
	write_record(&journal, "h/o/n", "begin");
	write_record(&journal, NULL, "define");
	ck_assert_int_eq(journal_sync(&journal, &err), 0);
	journal_close(&journal);
}

START_TEST(test_round_trip)
{
	struct strbuf text = STRBUF_INIT;
	struct journal journal;
	struct stat st;

	two_records();
	open_journal(&journal);
	write_record(&journal, "h/o/\xc3\xa9\n", "ok");
	journal_close(&journal);
	reads(false, "begin:h/o/n define: ok:h/o/\xc3\xa9\n ");
	ck_assert_int_eq(file_read(path, 4096, &text, &err), 0);
	ck_assert(!strncmp(text.buf, "{\"format\":1,\"program\":"
			   "\"git-multi " PACKAGE_VERSION "\",\"time\":\"",
			   30));
	ck_assert_ptr_nonnull(strstr(text.buf,
		"{\"time\":\"2001-09-09T01:46:40.000Z\",\"task\":\"h/o/n\","
		"\"event\":\"begin\",\"step\":\"push\"}\n"));
	ck_assert_int_eq(stat(path, &st), 0);
	ck_assert_int_eq(st.st_mode & 0777, 0600);
	strbuf_release(&text);
}
END_TEST

START_TEST(test_torn_tail)
{
	off_t whole;
	size_t i;
	static const char tail[] = "{\"time\":\"2026-01-01T00:00:00.000Z\",";

	for (i = 1; i < sizeof(tail); i++) {
		unlink(path);
		two_records();
		whole = size_of(path);
		add_text(tail, i);
		reads(false, "begin:h/o/n define: ");
		ck_assert_int_eq(size_of(path), whole + (off_t)i);
		ck_assert_str_eq(said, "");
		reads(true, "begin:h/o/n define: ");
		ck_assert_ptr_nonnull(strstr(said, "cut off the torn last"));
		said[0] = '\0';
		ck_assert_int_eq(size_of(path), whole);
	}
}
END_TEST

/* What a power cut leaves in place of data that were never written. */
START_TEST(test_nul_tail)
{
	off_t whole;

	two_records();
	whole = size_of(path);
	add_text("\0\0\0\0\"}\n", 7);
	reads(true, "begin:h/o/n define: ");
	ck_assert_int_eq(size_of(path), whole);
	add_text("\0\0\0\0", 4);
	reads(true, "begin:h/o/n define: ");
	ck_assert_int_eq(size_of(path), whole);
}
END_TEST

START_TEST(test_torn_first_line)
{
	put_text("{\"form", 6);
	reads(true, "");
	ck_assert_int_eq(size_of(path), 0);
	two_records();
	reads(true, "begin:h/o/n define: ");
}
END_TEST

START_TEST(test_broken_middle)
{
	struct journal journal;

	two_records();
	add_text("{\"time\":\n", 9);
	open_journal(&journal);
	write_record(&journal, "h/o/n", "ok");
	journal_close(&journal);
	fails("line 4 of '");
}
END_TEST

START_TEST(test_not_an_object)
{
	two_records();
	add_text("[1]\n", 4);
	fails("line 4 of '");
}
END_TEST

START_TEST(test_first_line)
{
	put_text("{\"format\":2}\n", 13);
	fails("newer git-multi (format 2");
	strbuf_reset(&err);
	put_text("{\"program\":\"x\"}\n", 16);
	fails("line 1 of '");
	strbuf_reset(&err);
	put_text("{\"format\":\"1\"}\n", 15);
	fails("line 1 of '");
}
END_TEST

START_TEST(test_members_of_later_versions)
{
	static const char text[] =
		"{\"format\":1,\"program\":\"git-multi 9\",\"new\":[1,{}]}\n"
		"{\"event\":\"party\",\"task\":\"a\",\"guests\":[1,2]}\n";

	put_text(text, sizeof(text) - 1);
	reads(false, "party:a ");
}
END_TEST

START_TEST(test_event_refuses)
{
	two_records();
	ck_assert_int_eq(journal_replay(path, false, refuse, NULL, &err), -1);
	ck_assert_ptr_nonnull(strstr(err.buf, "line 2 of '"));
	ck_assert_ptr_nonnull(strstr(err.buf, "not this one"));
}
END_TEST

START_TEST(test_missing)
{
	fails("No such file");
}
END_TEST

/*
 * A file system without room is played by the largest size a file may have:
 * the first write stops short there, as on a full disk, the next fails.
 */
static void limit_size(off_t size, struct rlimit *before)
{
	struct rlimit now;

	getrlimit(RLIMIT_FSIZE, before);
	now = *before;
	now.rlim_cur = (rlim_t)size;
	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &now), 0);
}

START_TEST(test_full_disk)
{
	struct sigaction old, ignore = { .sa_handler = SIG_IGN };
	struct journal journal;
	struct rlimit before;
	off_t whole;

	sigaction(SIGXFSZ, &ignore, &old);
	two_records();
	whole = size_of(path);
	open_journal(&journal);
	limit_size(whole + 10, &before);
	journal_begin(&journal, 1e9, "h/o/n", "ok");
	ck_assert_int_eq(journal_end(&journal, &err), -1);
	ck_assert_ptr_nonnull(strstr(err.buf, "cannot write '"));
	ck_assert(journal.full);
	ck_assert_int_eq(size_of(path), whole);
	setrlimit(RLIMIT_FSIZE, &before);
	sigaction(SIGXFSZ, &old, NULL);
	reads(false, "begin:h/o/n define: ");

	write_record(&journal, "h/o/n", "ok");	/* there is room again */
	journal_close(&journal);
	reads(false, "begin:h/o/n define: ok:h/o/n ");
}
END_TEST

START_TEST(test_sync_of_nothing)
{
	struct journal journal;

	open_journal(&journal);
	ck_assert(!journal.dirty);
	write_record(&journal, "a", "begin");
	ck_assert(journal.dirty);
	ck_assert_int_eq(journal_sync(&journal, &err), 0);
	ck_assert(!journal.dirty);
	journal_close(&journal);
	ck_assert_int_eq(journal.fd, -1);
}
END_TEST

Suite *suite_journal(void)
{
	Suite *suite = suite_create("journal");
	TCase *tc = tcase_create("journal");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, test_round_trip);
	tcase_add_test(tc, test_torn_tail);
	tcase_add_test(tc, test_nul_tail);
	tcase_add_test(tc, test_torn_first_line);
	tcase_add_test(tc, test_broken_middle);
	tcase_add_test(tc, test_not_an_object);
	tcase_add_test(tc, test_first_line);
	tcase_add_test(tc, test_members_of_later_versions);
	tcase_add_test(tc, test_event_refuses);
	tcase_add_test(tc, test_missing);
	tcase_add_test(tc, test_full_disk);
	tcase_add_test(tc, test_sync_of_nothing);
	suite_add_tcase(suite, tc);
	return suite;
}
