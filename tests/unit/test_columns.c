/* SPDX-License-Identifier: MIT */
/*
 * terminal/columns: the same rows in every form.
 */
#include <check.h>
#include <fcntl.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/json.h"
#include "emulator.h"
#include "terminal/columns.h"

static const struct field fields[] = {
	{ "task", FIELD_TEXT, "REPOSITORY" },
	{ "archived", FIELD_BOOL, NULL },
	{ "pull.number", FIELD_NUMBER, NULL },
	{ "reason", FIELD_TEXT, "REASON" },
	{ "pull.url", FIELD_TEXT, "PULL REQUEST" },
	{ NULL, FIELD_TEXT, NULL }
};

static const char *const rows_of_all[][5] = {
	{ "github.com/a/b", "true", "7", NULL,
	  "https://github.com/a/b/pull/7" },
	{ "github.com/a/cc", NULL, NULL, "a\tb\\c\nd", NULL },
};

static struct row_format format;
static struct strbuf out = STRBUF_INIT, err = STRBUF_INIT;
static int real_stdout;
static FILE *file;

static void setup(void)
{
	const struct row_format init = ROW_FORMAT_INIT;

	format = init;
	setlocale(LC_CTYPE, "C.UTF-8");
	fflush(stdout);
	real_stdout = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
	file = tmpfile();
	dup2(fileno(file), STDOUT_FILENO);
	screen_init(NULL, NULL);
}

static void teardown(void)
{
	fflush(stdout);
	dup2(real_stdout, STDOUT_FILENO);
	close(real_stdout);
	fclose(file);
	row_format_release(&format);
	strbuf_release(&out);
	strbuf_release(&err);
	setlocale(LC_CTYPE, "C");
}

static const char *written(void)
{
	char part[4096];
	size_t got;

	fflush(stdout);
	rewind(file);
	strbuf_reset(&out);
	while ((got = fread(part, 1, sizeof(part), file)))
		strbuf_add(&out, part, got);
	return out.buf;
}

static const char *all_rows(size_t nr)
{
	static const enum color colors[] = { COLOR_GREEN, COLOR_RED };
	struct rows rows;
	size_t i;

	rows_begin(&rows, fields, &format);
	for (i = 0; i < nr; i++)
		rows_add(&rows, rows_of_all[i], colors[i]);
	rows_end(&rows);
	return written();
}

/* ---- JSON --------------------------------------------------------------- */

START_TEST(json_is_an_array_of_objects)
{
	struct json doc = JSON_INIT;

	ck_assert_int_eq(row_format_json(&format, NULL, fields, &err), 0);
	ck_assert_str_eq(all_rows(2),
		"[\n"
		"{\"task\":\"github.com/a/b\",\"archived\":true,"
		"\"pull\":{\"number\":7,\"url\":\"https://github.com/a/b/"
		"pull/7\"},\"reason\":null},\n"
		"{\"task\":\"github.com/a/cc\",\"archived\":null,"
		"\"pull\":{\"number\":null,\"url\":null},"
		"\"reason\":\"a\\tb\\\\c\\nd\"}\n"
		"]\n");
	ck_assert_int_eq(json_parse(&doc, out.buf, out.len, &err), 0);
	ck_assert_uint_eq(json_size(&doc, 0), 2);
	json_release(&doc);
}
END_TEST

START_TEST(json_is_an_array_also_without_rows)
{
	ck_assert_int_eq(row_format_json(&format, NULL, fields, &err), 0);
	ck_assert_str_eq(all_rows(0), "[]\n");
}
END_TEST

START_TEST(json_has_the_users_fields_in_the_users_order)
{
	ck_assert_int_eq(row_format_json(&format,
			 "pull.url,task,pull.number,task", fields, &err), 0);
	ck_assert_str_eq(all_rows(1),
		"[\n{\"pull\":{\"url\":\"https://github.com/a/b/pull/7\","
		"\"number\":7},\"task\":\"github.com/a/b\"}\n]\n");
}
END_TEST

START_TEST(an_unknown_field_lists_all_and_names_the_nearest)
{
	ck_assert_int_eq(row_format_json(&format, "task,pul.url", fields,
					 &err), -1);
	ck_assert_str_eq(err.buf,
		"unknown field 'pul.url', the nearest is 'pull.url'; the "
		"fields are task, archived, pull.number, reason, pull.url");
	strbuf_reset(&err);
	ck_assert_int_eq(row_format_json(&format, "zzzzzz", fields, &err), -1);
	ck_assert_str_eq(err.buf,
		"unknown field 'zzzzzz'; the fields are task, archived, "
		"pull.number, reason, pull.url");
	strbuf_reset(&err);
	ck_assert_int_eq(row_format_json(&format, "", fields, &err), -1);
	ck_assert_ptr_nonnull(strstr(err.buf, "unknown field ''"));
}
END_TEST

START_TEST(bytes_that_are_no_utf8_are_json_all_the_same)
{
	const char *const values[] = { "a\xff\x1b", NULL, NULL, NULL, NULL };
	struct json doc = JSON_INIT;
	struct rows rows;

	ck_assert_int_eq(row_format_json(&format, "task", fields, &err), 0);
	rows_begin(&rows, fields, &format);
	rows_add(&rows, values, COLOR_PLAIN);
	rows_end(&rows);
	written();
	ck_assert_str_eq(out.buf,
			 "[\n{\"task\":\"a\xef\xbf\xbd\\u001b\"}\n]\n");
	ck_assert_int_eq(json_parse(&doc, out.buf, out.len, &err), 0);
	json_release(&doc);
}
END_TEST

/* ---- porcelain ---------------------------------------------------------- */

static const char porcelain[] =
	"github.com/a/b\ttrue\t7\t\thttps://github.com/a/b/pull/7\n"
	"github.com/a/cc\t\t\ta\\tb\\\\c\\nd\t\n";

START_TEST(porcelain_is_separated_by_tabs)
{
	ck_assert_int_eq(row_format_porcelain(&format, "v1", &err), 0);
	ck_assert_str_eq(all_rows(2), porcelain);
}
END_TEST

START_TEST(there_is_one_version_of_porcelain)
{
	ck_assert_int_eq(row_format_porcelain(&format, "v2", &err), -1);
	ck_assert_str_eq(err.buf, "unknown porcelain version 'v2', there is "
			 "'v1'");
	ck_assert_int_eq(row_format_porcelain(&format, NULL, &err), 0);
	ck_assert_str_eq(all_rows(2), porcelain);
}
END_TEST

START_TEST(with_z_each_field_ends_in_nul)
{
	static const char expected[] =
		"github.com/a/b\0true\0" "7\0\0https://github.com/a/b/pull/7\0"
		"github.com/a/cc\0\0\0a\tb\\c\nd\0";

	format.nul = true;
	if (_i)
		ck_assert_int_eq(row_format_porcelain(&format, NULL, &err), 0);
	ck_assert(!row_format_is_table(&format));
	all_rows(2);
	ck_assert_uint_eq(out.len, sizeof(expected));
	ck_assert_mem_eq(out.buf, expected, out.len);
}
END_TEST

/* ---- format ------------------------------------------------------------- */

START_TEST(a_format_names_fields)
{
	ck_assert_int_eq(row_format_text(&format,
		"%(task)%n%%(task) %(pull.url)|%(reason)100%%", fields, &err),
		0);
	ck_assert_str_eq(all_rows(1),
		"github.com/a/b\n%(task) https://github.com/a/b/pull/7|100%\n");
}
END_TEST

START_TEST(a_format_with_z_ends_rows_in_nul)
{
	ck_assert_int_eq(row_format_text(&format, "%(task)", fields, &err), 0);
	format.nul = true;
	all_rows(2);
	ck_assert_uint_eq(out.len, strlen("github.com/a/b") +
			  strlen("github.com/a/cc") + 2);
	ck_assert_str_eq(out.buf + strlen("github.com/a/b") + 1,
			 "github.com/a/cc");
}
END_TEST

START_TEST(a_bad_format_is_refused)
{
	static const struct {
		const char *format, *says;
	} bad[] = {
		{ "%(tak)", "unknown field 'tak', the nearest is 'task'; the "
		  "fields are task, archived, pull.number, reason, pull.url" },
		{ "x%(task", "'%(task' has no closing ')'" },
		{ "%(task) %s", "'%s' in a format is neither %(FIELD) nor %% "
		  "nor %n" },
		{ "100%", "'%' in a format is neither %(FIELD) nor %% nor "
		  "%n" },
	};

	ck_assert_int_eq(row_format_text(&format, bad[_i].format, fields,
					 &err), -1);
	ck_assert_str_eq(err.buf, bad[_i].says);
	ck_assert(row_format_is_table(&format));
}
END_TEST

/* ---- the table ---------------------------------------------------------- */

START_TEST(the_table_is_aligned)
{
	ck_assert_str_eq(all_rows(2),
		"REPOSITORY       REASON   PULL REQUEST\n"
		"github.com/a/b            https://github.com/a/b/pull/7\n"
		"github.com/a/cc  a?b\\c?d\n");
}
END_TEST

START_TEST(a_column_without_text_is_left_out)
{
	ck_assert_str_eq(all_rows(1),
		"REPOSITORY      PULL REQUEST\n"
		"github.com/a/b  https://github.com/a/b/pull/7\n");
}
END_TEST

START_TEST(no_rows_are_no_table)
{
	ck_assert_str_eq(all_rows(0), "");
}
END_TEST

START_TEST(wide_characters_count_as_wide)
{
	const char *const cells[] = {
		"\xe6\x97\xa5\xe6\x9c\xac", "|", "e\xcc\x81", "|",
		"\xc3\xa9\x1b[2J", "|", "", "|",
	};
	struct strbuf text = STRBUF_INIT;

	columns_align(&text, cells, 2, 4, "  ");
	ck_assert_str_eq(text.buf,
		"  \xe6\x97\xa5\xe6\x9c\xac   |\n  e\xcc\x81      |\n"
		"  \xc3\xa9?[2J  |\n         |\n");
	strbuf_release(&text);
}
END_TEST

START_TEST(the_first_column_is_coloured_behind_no_width)
{
	screen_init("always", NULL);
	ck_assert_str_eq(all_rows(2),
		"REPOSITORY       REASON   PULL REQUEST\n"
		"\033[32mgithub.com/a/b\033[m            "
		"https://github.com/a/b/pull/7\n"
		"\033[31mgithub.com/a/cc\033[m  a?b\\c?d\n");
}
END_TEST

START_TEST(no_colour_in_machine_formats)
{
	screen_init("always", NULL);
	ck_assert_int_eq(row_format_porcelain(&format, NULL, &err), 0);
	ck_assert_str_eq(all_rows(2), porcelain);
}
END_TEST

/* ---- on a terminal ------------------------------------------------------ */

static const char *on_terminal(struct pty *pty, const char *value)
{
	const char *const values[] = { value, NULL, NULL, NULL,
				       "https://x/\033\\1" };
	struct rows rows;

	setenv("TERM", "xterm", 1);
	unsetenv("NO_COLOR");
	pty_open(pty, 80, 24);
	dup2(pty->slave, STDOUT_FILENO);
	screen_init(NULL, NULL);
	rows_begin(&rows, fields, &format);
	rows_add(&rows, values, COLOR_GREEN);
	rows_end(&rows);
	fflush(stdout);
	pty_sync(pty);
	return pty->screen.all.buf;
}

START_TEST(a_url_is_a_link_on_a_terminal)
{
	struct pty pty;

	ck_assert_ptr_nonnull(strstr(on_terminal(&pty, "a"),
		"\033[32ma\033[m           "
		"\033]8;;https://x/?\\1\033\\https://x/?\\1"
		"\033]8;;\033\\\r\n"));
	pty_close(&pty);
}
END_TEST

START_TEST(a_terminal_gets_no_control_characters)
{
	struct pty pty;

	if (_i)
		row_format_text(&format, "%(task)", fields, &err);
	else
		row_format_porcelain(&format, NULL, &err);
	ck_assert_ptr_null(strstr(on_terminal(&pty, "a\033[2J\x9b"),
				  "\033[2J"));
	emulator_line(&pty.screen, 0, &out);
	ck_assert_int_eq(strncmp(out.buf, "a?[2J?", 6), 0);
	pty_close(&pty);
}
END_TEST

START_TEST(many_rows_come_out_whole)
{
	const char *const values[] = { "task", "true", "1", "reason", "url" };
	struct rows rows;
	size_t nr = 20000, i;

	ck_assert_int_eq(row_format_porcelain(&format, NULL, &err), 0);
	rows_begin(&rows, fields, &format);
	for (i = 0; i < nr; i++)
		rows_add(&rows, values, COLOR_PLAIN);
	ck_assert_uint_lt(rows.out.len, 100000);
	rows_end(&rows);
	written();
	ck_assert_uint_eq(out.len, nr * strlen("task\ttrue\t1\treason\turl\n"));
}
END_TEST

Suite *suite_columns(void);

Suite *suite_columns(void)
{
	Suite *suite = suite_create("columns");
	TCase *tcase = tcase_create("columns");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, json_is_an_array_of_objects);
	tcase_add_test(tcase, json_is_an_array_also_without_rows);
	tcase_add_test(tcase, json_has_the_users_fields_in_the_users_order);
	tcase_add_test(tcase, an_unknown_field_lists_all_and_names_the_nearest);
	tcase_add_test(tcase, bytes_that_are_no_utf8_are_json_all_the_same);
	tcase_add_test(tcase, porcelain_is_separated_by_tabs);
	tcase_add_test(tcase, there_is_one_version_of_porcelain);
	tcase_add_loop_test(tcase, with_z_each_field_ends_in_nul, 0, 2);
	tcase_add_test(tcase, a_format_names_fields);
	tcase_add_test(tcase, a_format_with_z_ends_rows_in_nul);
	tcase_add_loop_test(tcase, a_bad_format_is_refused, 0, 4);
	tcase_add_test(tcase, the_table_is_aligned);
	tcase_add_test(tcase, a_column_without_text_is_left_out);
	tcase_add_test(tcase, no_rows_are_no_table);
	tcase_add_test(tcase, wide_characters_count_as_wide);
	tcase_add_test(tcase, the_first_column_is_coloured_behind_no_width);
	tcase_add_test(tcase, no_colour_in_machine_formats);
	tcase_add_test(tcase, a_url_is_a_link_on_a_terminal);
	tcase_add_loop_test(tcase, a_terminal_gets_no_control_characters, 0,
			    2);
	tcase_add_test(tcase, many_rows_come_out_whole);
	suite_add_tcase(suite, tcase);
	return suite;
}
