/* SPDX-License-Identifier: MIT */
/*
 * base/date.
 */
#include <check.h>
#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "base/date.h"

Suite *suite_date(void);

static struct strbuf out = STRBUF_INIT, err = STRBUF_INIT;

static void teardown(void)
{
	strbuf_release(&out);
	strbuf_release(&err);
}

static const struct {
	double when;
	const char *text;
} times[] = {
	{ 0, "1970-01-01T00:00:00.000Z" },
	{ 1795341600.123, "2026-11-22T10:00:00.123Z" },
	{ 951782400, "2000-02-29T00:00:00.000Z" },
	{ 1.9996, "1970-01-01T00:00:02.000Z" },
	{ 253402300799, "9999-12-31T23:59:59.000Z" },
	{ -0.25, "1969-12-31T23:59:59.750Z" },
	{ -1, "1969-12-31T23:59:59.000Z" },
	{ 1e300, "9999-12-31T23:59:59.000Z" },
	{ (double)INFINITY, "9999-12-31T23:59:59.000Z" },
	{ -(double)INFINITY, "0000-01-01T00:00:00.000Z" },
	{ (double)NAN, "1970-01-01T00:00:00.000Z" },
};

START_TEST(times_are_written)
{
	date_iso(&out, times[_i].when);
	ck_assert_str_eq(out.buf, times[_i].text);
}
END_TEST

START_TEST(what_is_written_is_read)
{
	double when;

	for (when = 0.001; when < 4e9; when = when * 1.37 + 0.013) {
		strbuf_reset(&out);
		date_iso(&out, when);
		ck_assert_double_eq_tol(date_parse_iso(out.buf), when,
					0.000501);
	}
}
END_TEST

static const struct {
	const char *text;
	double when;
} isos[] = {
	{ "2026-11-22T10:00:00Z", 1795341600 },
	{ "2026-11-22T10:00:00.5Z", 1795341600.5 },
	{ "2026-11-22T10:00:00.123456789Z", 1795341600.123457 },
	{ "2026-11-22T11:00:00+01:00", 1795341600 },
	{ "2026-11-22T04:30:00.000-05:30", 1795341600 },
	{ "2016-12-31T23:59:60Z", 1483228800 },	/* a leap second */
	{ "1970-01-01T00:00:00Z", 0 },
	{ "2000-02-29T00:00:00Z", 951782400 },
	{ "1900-02-29T00:00:00Z", -1 },
	{ "2026-02-29T00:00:00Z", -1 },
	{ "2026-13-01T00:00:00Z", -1 },
	{ "2026-00-01T00:00:00Z", -1 },
	{ "2026-11-31T00:00:00Z", -1 },
	{ "2026-11-00T00:00:00Z", -1 },
	{ "2026-11-22T24:00:00Z", -1 },
	{ "2026-11-22T10:60:00Z", -1 },
	{ "2026-11-22T10:00:61Z", -1 },
	{ "1969-12-31T23:59:59Z", -1 },
	{ "1970-01-01T00:00:00+01:00", -1 },
	{ "2026-11-22T10:00:00", -1 },
	{ "2026-11-22T10:00:00z", -1 },
	{ "2026-11-22T10:00:00ZZ", -1 },
	{ "2026-11-22T10:00:00.Z", -1 },
	{ "2026-11-22T10:00:00.5e3Z", -1 },
	{ "2026-11-22T10:00:00.5", -1 },
	{ "2026-11-22T10:00:00+0100", -1 },
	{ "2026-11-22T10:00:00+01:00x", -1 },
	{ "2026-11-22T10:00:00+24:00", -1 },
	{ "2026-11-22T10:00:00+01:60", -1 },
	{ "2026-11-22T10:00:00+", -1 },
	{ "2026-11-22 10:00:00Z", -1 },
	{ " 2026-11-22T10:00:00Z", -1 },
	{ "+026-11-22T10:00:00Z", -1 },
	{ "2026-11-22T1:00:00Z", -1 },
	{ "2026-1", -1 },
	{ "", -1 },
};

START_TEST(iso_times)
{
	ck_assert_double_eq_tol(date_parse_iso(isos[_i].text), isos[_i].when,
				0.000001);
}
END_TEST

static const struct {
	const char *text;
	double when;
} https[] = {
	{ "Sun, 06 Nov 1994 08:49:37 GMT", 784111777 },
	{ "Sun, 22 Nov 2026 10:00:00 GMT", 1795341600 },
	{ "Thu, 01 Jan 1970 00:00:00 GMT", 0 },
	{ "Sat, 31 Dec 2016 23:59:60 GMT", 1483228800 },
	{ "Sun, 06 Nov 1994 08:49:37 UTC", -1 },
	{ "Sun, 06 Nov 1994 08:49:37 GMT ", -1 },
	{ "Sun, 06 Nov 1994 08:49:37", -1 },
	{ "Sun, 06 ovD 1994 08:49:37 GMT", -1 },
	{ "Sun, 31 Nov 1994 08:49:37 GMT", -1 },
	{ "Sun, -6 Nov 1994 08:49:37 GMT", -1 },
	{ "Sun, 06 Nov 1994 25:49:37 GMT", -1 },
	{ "Sun, 06 Nov 1894 08:49:37 GMT", -1 },
	{ "Sun, 06 Nov 1994 08:4 :37 GMT", -1 },
	{ "Sunday, 06-Nov-94 08:49:37 GMT", -1 },
	{ "Sun Nov  6 08:49:37 1994", -1 },
	{ "30", -1 },
	{ "", -1 },
};

START_TEST(http_dates)
{
	ck_assert_double_eq(date_parse_http(https[_i].text),
			    https[_i].when);
}
END_TEST

static const struct {
	const char *text;
	double seconds;
} durations[] = {
	{ "90s", 90 }, { "3min", 180 }, { "1h", 3600 }, { "1d", 86400 },
	{ "2h30min", 9000 }, { "2 h 30 min", 9000 }, { "45", 45 },
	{ "0", 0 }, { "1.5h", 5400 }, { "250ms", 0.25 }, { "1m", 60 },
	{ "2 hours", 7200 }, { "1 day 1 second", 86401 },
};

START_TEST(durations_are_read)
{
	double seconds = -1;

	ck_assert_int_eq(date_parse_duration(durations[_i].text, &seconds,
					     &err), 0);
	ck_assert_double_eq_tol(seconds, durations[_i].seconds, 1e-9);
	ck_assert_uint_eq(err.len, 0);
}
END_TEST

static const char *const no_durations[] = {
	"", " ", "s", "-5s", "+5s", "5x", "5 s x", "2h30", "5s 3", "5 6",
	" 5s", "1e3", "0x10", "1.2.3s", ".5s", "inf", "nan", "5S", "1mo",
};

START_TEST(no_durations_are_refused)
{
	double seconds = -1;

	ck_assert_int_eq(date_parse_duration(no_durations[_i], &seconds,
					     &err), -1);
	ck_assert_double_eq(seconds, -1);
	strbuf_addf(&out, "'%s' is no duration (90s, 3min, 1h)",
		    no_durations[_i]);
	ck_assert_str_eq(err.buf, out.buf);
}
END_TEST

START_TEST(too_long_durations_are_refused)
{
	double seconds = -1;

	ck_assert_int_eq(date_parse_duration("1000000000", &seconds, &err), 0);
	ck_assert_int_eq(date_parse_duration("1000000001", &seconds, &err),
			 -1);
	ck_assert_str_eq(err.buf, "'1000000001' is too large; at most "
			 "1000000000s");
	strbuf_reset(&err);
	ck_assert_int_eq(date_parse_duration("99999999999999999999d",
					     &seconds, &err), -1);
	ck_assert_str_eq(err.buf, "'99999999999999999999d' is too large; at "
			 "most 1000000000s");
	ck_assert_double_eq(seconds, 1e9);
}
END_TEST

static const struct {
	double seconds;
	const char *text;
} spans[] = {
	{ 0, "0 ms" }, { 0.12, "120 ms" }, { 0.9994, "999 ms" },
	{ 0.9996, "1 s" }, { 45, "45 s" }, { 59.4, "59 s" },
	{ 59.6, "1 min" }, { 61, "1 min 1 s" }, { 3600, "1 h" },
	{ 7260, "2 h 1 min" }, { 7201, "2 h" }, { 86400, "1 d" },
	{ 90000, "1 d 1 h" }, { 86399.6, "1 d" }, { -5, "0 ms" },
	{ (double)NAN, "0 ms" },
};

START_TEST(durations_for_people)
{
	date_duration(&out, spans[_i].seconds);
	ck_assert_str_eq(out.buf, spans[_i].text);
}
END_TEST

START_TEST(a_duration_without_end)
{
	date_duration(&out, (double)INFINITY);
	ck_assert_ptr_nonnull(strstr(out.buf, " d"));
}
END_TEST

static const struct {
	const char *text;
	double count, seconds;
} rates[] = {
	{ "30/min", 30, 60 }, { "5/s", 5, 1 }, { "500/h", 500, 3600 },
	{ "0.5/s", 30, 60 },
	{ "0.4/min", 24, 3600 }, { "0.25/h", 6, 86400 }, { "1/d", 1, 86400 }, { "1000/day", 1000, 86400 },
};

START_TEST(rates_are_read)
{
	struct rate rate;

	ck_assert_int_eq(date_parse_rate(rates[_i].text, &rate, &err), 0);
	ck_assert_double_eq(rate.count, rates[_i].count);
	ck_assert_double_eq(rate.seconds, rates[_i].seconds);
}
END_TEST

static const char *const no_rates[] = {
	"", "30", "30/", "/min", "0/min", "-1/s", "30/minx", "30 /min",
	"30/ms", "30/2min", "30//s", "1e9/s", "99999999999/s",
};

START_TEST(no_rates_are_refused)
{
	struct rate rate;

	ck_assert_int_eq(date_parse_rate(no_rates[_i], &rate, &err), -1);
	strbuf_addf(&out, "'%s' is no rate (30/min, 5/s, 500/h, none)",
		    no_rates[_i]);
	ck_assert_str_eq(err.buf, out.buf);
}
END_TEST

START_TEST(less_than_one_a_day_is_refused)
{
	struct rate rate;

	ck_assert_int_eq(date_parse_rate("0.01/h", &rate, &err), -1);
	ck_assert_str_eq(err.buf, "'0.01/h' is less than one a day");
}
END_TEST

#define LOOP(tc, test, list) \
	tcase_add_loop_test(tc, test, 0, (int)ARRAY_SIZE(list))

Suite *suite_date(void)
{
	Suite *suite = suite_create("date");
	TCase *tc = tcase_create("date");

	tcase_add_checked_fixture(tc, NULL, teardown);
	LOOP(tc, times_are_written, times);
	tcase_add_test(tc, what_is_written_is_read);
	LOOP(tc, iso_times, isos);
	LOOP(tc, http_dates, https);
	LOOP(tc, durations_are_read, durations);
	LOOP(tc, no_durations_are_refused, no_durations);
	tcase_add_test(tc, too_long_durations_are_refused);
	LOOP(tc, durations_for_people, spans);
	tcase_add_test(tc, a_duration_without_end);
	LOOP(tc, rates_are_read, rates);
	LOOP(tc, no_rates_are_refused, no_rates);
	tcase_add_test(tc, less_than_one_a_day_is_refused);
	suite_add_tcase(suite, tc);
	return suite;
}
