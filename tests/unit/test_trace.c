/* SPDX-License-Identifier: MIT */
/*
 * engine/trace: what is in the file.
 */
#include <check.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/json.h"
#include "base/report.h"
#include "engine/trace.h"

static char folder[64];
static struct strbuf path = STRBUF_INIT, err = STRBUF_INIT;
static struct strbuf text = STRBUF_INIT, said = STRBUF_INIT;
static struct json doc = JSON_INIT;

static void hear(const char *words, size_t len)
{
	strbuf_add(&said, words, len);
}

static void setup(void)
{
	strcpy(folder, "/tmp/trace.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	strbuf_addf(&path, "%s/t.json", folder);
	report_set_sink(hear);
}

static void teardown(void)
{
	report_set_sink(NULL);
	file_remove_tree(folder, &err);
	strbuf_release(&path);
	strbuf_release(&err);
	strbuf_release(&text);
	strbuf_release(&said);
	json_release(&doc);
	doc = (struct json)JSON_INIT;
}

static struct trace *opened(double now)
{
	struct trace *trace = trace_open(path.buf, now, &err);

	ck_assert_str_eq(err.buf, "");
	ck_assert_ptr_nonnull(trace);
	return trace;
}

static void read_back(void)
{
	strbuf_reset(&text);
	ck_assert_int_eq(file_read(path.buf, 1 << 30, &text, &err), 0);
}

static void parse(void)
{
	read_back();
	ck_assert_int_eq(json_parse(&doc, text.buf, text.len, &err), 0);
	ck_assert_int_eq(json_kind(&doc, 0), JSON_ARRAY);
}

static long long number(const char *at)
{
	return json_int(&doc, json_get(&doc, 0, at), -1);
}

static bool says(const char *at, const char *words)
{
	return json_equals(&doc, json_get(&doc, 0, at), words);
}

START_TEST(an_empty_one_is_whole)
{
	trace_close(opened(5));
	parse();
	ck_assert_uint_eq(json_size(&doc, 0), 0);
	trace_close(NULL);
}
END_TEST

START_TEST(a_slice_counts_from_the_start)
{
	struct trace *trace = opened(100);
	struct trace_event event = {
		.phase = 'X', .process = 2, .thread = 12001,
		.name = "push demo/r1", .category = "process",
		.at = 100.5, .until = 100.75
	};

	json_put_int(trace_begin(trace, &event), "exit", 128);
	trace_end(trace);
	trace_close(trace);
	parse();
	ck_assert(says("0.ph", "X"));
	ck_assert(says("0.name", "push demo/r1"));
	ck_assert(says("0.cat", "process"));
	ck_assert_int_eq(number("0.pid"), 2);
	ck_assert_int_eq(number("0.tid"), 12001);
	ck_assert_int_eq(number("0.ts"), 500000);
	ck_assert_int_eq(number("0.dur"), 250000);
	ck_assert_int_eq(number("0.args.exit"), 128);
}
END_TEST

/* Rounded by themselves, one's end could lie behind the next one's begin. */
START_TEST(slices_that_touch_do_not_overlap)
{
	struct trace *trace = opened(0);
	long long end = 0;
	double at = 0;
	char key[16];
	int i;

	for (i = 0; i < 300; i++, at += 0.0000017) {
		struct trace_event event = {
			.phase = 'X', .name = "x",
			.at = at, .until = at + 0.0000017
		};

		trace_begin(trace, &event);
		trace_end(trace);
	}
	trace_close(trace);
	parse();
	for (i = 0; i < 300; i++) {
		snprintf(key, sizeof(key), "%d.ts", i);
		ck_assert_int_ge(number(key), end);
		end = number(key);
		snprintf(key, sizeof(key), "%d.dur", i);
		ck_assert_int_ge(number(key), 0);
		end += number(key);
	}
}
END_TEST

START_TEST(a_time_before_the_start_is_the_start)
{
	struct trace *trace = opened(100);
	struct trace_event event = {
		.phase = 'X', .name = "x", .at = 99, .until = 98
	};

	trace_begin(trace, &event);
	trace_end(trace);
	trace_close(trace);
	parse();
	ck_assert_int_eq(number("0.ts"), 0);
	ck_assert_int_eq(number("0.dur"), 0);
}
END_TEST

static const char *const names[] = {
	"\"quoted\" \\ back", "tab\tline\nbell\a", "caf\xc3\xa9", "",
	"},{\"ph\":\"X\"", "\x7f", "]",
};

START_TEST(names_come_back_as_they_were)
{
	struct trace *trace = opened(0);
	struct trace_event event = { .phase = 'i', .name = names[_i] };

	json_put(trace_begin(trace, &event), "text", names[_i]);
	trace_end(trace);
	trace_process(trace, 7, names[_i]);
	trace_thread(trace, 7, 70001, names[_i]);
	trace_close(trace);
	parse();
	ck_assert_uint_eq(json_size(&doc, 0), 5);
	ck_assert(says("0.name", names[_i]));
	ck_assert(says("0.args.text", names[_i]));
	ck_assert(says("1.name", "process_name"));
	ck_assert(says("1.args.name", names[_i]));
	ck_assert(says("3.name", "thread_name"));
	ck_assert(says("3.args.name", names[_i]));
	ck_assert_int_eq(number("4.args.sort_index"), 70001);
}
END_TEST

START_TEST(bytes_that_are_no_text_are_marked)
{
	struct trace *trace = opened(0);
	struct trace_event event = { .phase = 'i', .name = "a\xff\xc3" "b" };

	trace_begin(trace, &event);
	trace_end(trace);
	trace_close(trace);
	parse();
	ck_assert(says("0.name", "a\xef\xbf\xbd\xef\xbf\xbd" "b"));
}
END_TEST

START_TEST(a_span_has_its_number_at_both_ends)
{
	struct trace *trace = opened(0);
	struct trace_event event = {
		.phase = 'b', .name = "waits", .category = "wait", .id = 9
	};

	trace_begin(trace, &event);
	trace_end(trace);
	event.phase = 'e';
	trace_begin(trace, &event);
	trace_end(trace);
	trace_close(trace);
	parse();
	ck_assert(says("0.ph", "b"));
	ck_assert(says("1.ph", "e"));
	ck_assert_int_eq(number("0.id"), 9);
	ck_assert_int_eq(number("1.id"), 9);
}
END_TEST

static void many(struct trace *trace, int nr)
{
	struct trace_event event = { .phase = 'C', .name = "waiting" };

	while (nr--) {
		json_put_int(trace_begin(trace, &event), "look", nr);
		trace_end(trace);
	}
}

/* What a kill leaves: all but the end of the array. */
START_TEST(it_is_written_as_it_grows)
{
	struct trace *trace = opened(0);

	many(trace, 5000);
	read_back();
	ck_assert_uint_gt(text.len, 5000 * 40);
	trace_flush(trace);
	read_back();
	strbuf_addstr(&text, "]");
	ck_assert_int_eq(json_parse(&doc, text.buf, text.len, &err), 0);
	ck_assert_uint_eq(json_size(&doc, 0), 5000);
	trace_close(trace);
	parse();
	ck_assert_uint_eq(json_size(&doc, 0), 5000);
}
END_TEST

START_TEST(a_full_disk_is_told_once)
{
	struct trace *trace;

	if (access("/dev/full", W_OK) < 0)
		return;
	strbuf_reset(&path);
	strbuf_addstr(&path, "/dev/full");
	trace = opened(0);
	many(trace, 20000);
	trace_flush(trace);
	trace_close(trace);
	ck_assert_str_eq(said.buf, "warning: cannot write the trace "
			 "'/dev/full': No space left on device; it ends "
			 "here\n");
}
END_TEST

START_TEST(no_such_folder)
{
	strbuf_addstr(&path, "/x");
	ck_assert_ptr_null(trace_open(path.buf, 0, &err));
	strbuf_addf(&text, "cannot write the trace '%s': No such file or "
		    "directory", path.buf);
	ck_assert_str_eq(err.buf, text.buf);
}
END_TEST

Suite *suite_trace(void)
{
	Suite *suite = suite_create("trace");
	TCase *tc = tcase_create("trace");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, an_empty_one_is_whole);
	tcase_add_test(tc, a_slice_counts_from_the_start);
	tcase_add_test(tc, slices_that_touch_do_not_overlap);
	tcase_add_test(tc, a_time_before_the_start_is_the_start);
	tcase_add_loop_test(tc, names_come_back_as_they_were, 0,
			    (int)(sizeof(names) / sizeof(*names)));
	tcase_add_test(tc, bytes_that_are_no_text_are_marked);
	tcase_add_test(tc, a_span_has_its_number_at_both_ends);
	tcase_add_test(tc, it_is_written_as_it_grows);
	tcase_add_test(tc, a_full_disk_is_told_once);
	tcase_add_test(tc, no_such_folder);
	suite_add_tcase(suite, tc);
	return suite;
}
