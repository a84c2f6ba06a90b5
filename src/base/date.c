/* SPDX-License-Identifier: MIT */
/*
 * Times, durations and rates as text.
 */
#include "base/date.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/alloc.h"

static const struct unit {
	const char *name;
	double seconds;
} units[] = {
	{ "ms", 0.001 },
	{ "s", 1 }, { "sec", 1 }, { "second", 1 }, { "seconds", 1 },
	{ "m", 60 }, { "min", 60 }, { "minute", 60 }, { "minutes", 60 },
	{ "h", 3600 }, { "hour", 3600 }, { "hours", 3600 },
	{ "d", 86400 }, { "day", 86400 }, { "days", 86400 },
};

/* The years 0 to 9999, as the format has room for; no number becomes 0. */
static double writable(double when)
{
	const double least = -62167219200, most = 253402300799;

	if (when < least)
		return least;
	return when <= most ? when : when > most ? most : 0;
}

void date_iso(struct strbuf *out, double when)
{
	double exact = writable(when) * 1000;
	long long ms = (long long)(exact + (exact < 0 ? -0.5 : 0.5));
	time_t seconds = (time_t)(ms >= 0 ? ms / 1000 : (ms - 999) / 1000);
	struct tm tm;

	gmtime_r(&seconds, &tm);
	strbuf_addf(out, "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ",
		    tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour,
		    tm.tm_min, tm.tm_sec,
		    (int)(ms - (long long)seconds * 1000));
}

#define FAR 1e11		/* seconds: after the year 5000 */

void date_local(struct strbuf *out, double when, double now)
{
	time_t at, present = (time_t)now;
	struct tm tm, today;
	char text[32];

	if (!(when < FAR)) {
		strbuf_addstr(out, "an unknown time");
		return;
	}
	at = (time_t)when;
	if (!localtime_r(&at, &tm) || !localtime_r(&present, &today))
		return;
	strftime(text, sizeof(text), tm.tm_yday == today.tm_yday &&
		 tm.tm_year == today.tm_year ? "%H:%M" : "%Y-%m-%d %H:%M",
		 &tm);
	strbuf_addstr(out, text);
}

/*
 * timegm() takes the 32nd of a month; such a text is no time. The 60th
 * second is one: both formats have it, for leap seconds.
 */
static double when(const struct tm *wanted)
{
	bool leap = wanted->tm_sec == 60;
	struct tm tm = *wanted;
	time_t seconds;

	tm.tm_sec -= leap;
	seconds = timegm(&tm);
	if (tm.tm_mday != wanted->tm_mday || tm.tm_mon != wanted->tm_mon ||
	    tm.tm_hour != wanted->tm_hour || tm.tm_min != wanted->tm_min ||
	    seconds < 0)
		return -1;
	return (double)seconds + leap;
}

/* Whether s begins as the shape does, where 0 is any digit. */
static bool shaped(const char *s, const char *shape)
{
	for (; *shape; s++, shape++)
		if (*shape == '0' ? !isdigit((unsigned char)*s)
				  : *s != *shape)
			return false;
	return true;
}

/* "Z" or "+01:00", to the end: seconds east of Greenwich. */
static bool parse_zone(const char *s, double *east)
{
	int hours, minutes;

	*east = 0;
	if (!strcmp(s, "Z"))
		return true;
	if ((*s != '+' && *s != '-') || !shaped(s + 1, "00:00") || s[6])
		return false;
	sscanf(s + 1, "%2d:%2d", &hours, &minutes);
	*east = (hours * 60 + minutes) * (*s == '-' ? -60.0 : 60.0);
	return hours < 24 && minutes < 60;
}

double date_parse_iso(const char *s)
{
	struct tm tm = { 0 };
	double fraction = 0, east, whole;
	size_t digits;

	if (!shaped(s, "0000-00-00T00:00:00"))
		return -1;
	sscanf(s, "%4d-%2d-%2dT%2d:%2d:%2d", &tm.tm_year, &tm.tm_mon,
	       &tm.tm_mday, &tm.tm_hour, &tm.tm_min, &tm.tm_sec);
	tm.tm_year -= 1900;
	tm.tm_mon--;
	s += strlen("0000-00-00T00:00:00");
	if (*s == '.') {
		digits = strspn(s + 1, "0123456789");
		if (!digits || strchr("eE", s[1 + digits]))
			return -1;
		fraction = strtod(s, NULL);
		s += 1 + digits;
	}
	whole = when(&tm);
	if (whole < 0 || !parse_zone(s, &east) || whole < east)
		return -1;
	return whole + fraction - east;
}

/* RFC 9110, 5.6.7: the fixed form; names in English whatever the locale. */
double date_parse_http(const char *s)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	struct tm tm = { 0 };
	char name[4], zone[4];
	const char *month;

	if (strlen(s) != 29 || !shaped(s + 3, ", 00 ") ||
	    !shaped(s + 11, " 0000 00:00:00 ") ||
	    sscanf(s, "%*3[A-Za-z], %2d %3[A-Za-z] %4d %2d:%2d:%2d %3[A-Z]",
		   &tm.tm_mday, name, &tm.tm_year, &tm.tm_hour, &tm.tm_min,
		   &tm.tm_sec, zone) != 7 || strcmp(zone, "GMT"))
		return -1;
	month = strstr(months, name);
	if (!month || strlen(name) != 3 || (month - months) % 3)
		return -1;
	tm.tm_mon = (int)(month - months) / 3;
	tm.tm_year -= 1900;
	return when(&tm);
}

static const struct unit *find_unit(const char *s, size_t len)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(units); i++)
		if (strlen(units[i].name) == len &&
		    !strncmp(units[i].name, s, len))
			return &units[i];
	return NULL;
}

/* A number without sign, exponent or hexadecimal digits. */
static bool parse_number(const char **s, double *number)
{
	size_t len = strspn(*s, "0123456789.");
	char *end;

	if (!len || !isdigit((unsigned char)**s))
		return false;
	*number = strtod(*s, &end);
	if (end != *s + len)
		return false;
	*s = end;
	return true;
}

#define LONGEST 1e9		/* seconds of a duration: 31 years */

/* "2h30" could mean minutes: a number without unit stands alone. */
int date_parse_duration(const char *s, double *seconds, struct strbuf *err)
{
	const char *p = s;
	double sum = 0, number;
	size_t len;

	do {
		const struct unit *unit;
		bool first = p == s;

		if (!parse_number(&p, &number))
			goto bad;
		p += strspn(p, " ");
		len = strspn(p, "abcdefghijklmnopqrstuvwxyz");
		unit = find_unit(len ? p : "s", len ? len : 1);
		if (!unit || (!len && (*p || !first)))
			goto bad;
		sum += number * unit->seconds;
		p += len;
		p += strspn(p, " ");
	} while (*p);
	if (sum <= LONGEST) {
		*seconds = sum;
		return 0;
	}
	strbuf_addf(err, "'%s' is too large; at most %.0fs", s, LONGEST);
	return -1;
bad:
	strbuf_addf(err, "'%s' is no duration (90s, 3min, 1h)", s);
	return -1;
}

void date_duration(struct strbuf *out, double seconds)
{
	long long whole, ms;

	if (!(seconds > 0))
		seconds = 0;
	if (seconds > 1e15)
		seconds = 1e15;
	ms = (long long)(seconds * 1000 + 0.5);
	whole = (ms + 500) / 1000;
	if (ms < 1000)
		strbuf_addf(out, "%lld ms", ms);
	else if (whole < 60)
		strbuf_addf(out, "%lld s", whole);
	else if (whole < 3600 && whole % 60)
		strbuf_addf(out, "%lld min %lld s", whole / 60, whole % 60);
	else if (whole < 3600)
		strbuf_addf(out, "%lld min", whole / 60);
	else if (whole < 86400 && whole / 60 % 60)
		strbuf_addf(out, "%lld h %lld min", whole / 3600,
			    whole / 60 % 60);
	else if (whole < 86400)
		strbuf_addf(out, "%lld h", whole / 3600);
	else if (whole / 3600 % 24)
		strbuf_addf(out, "%lld d %lld h", whole / 86400,
			    whole / 3600 % 24);
	else
		strbuf_addf(out, "%lld d", whole / 86400);
}

/* What is counted is whole: 0.5 a second are 30 a minute. */
static void lengthen(struct rate *rate)
{
	static const double longer[] = { 60, 3600, 86400 };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(longer) && rate->count < 1; i++)
		if (rate->seconds < longer[i]) {
			rate->count *= longer[i] / rate->seconds;
			rate->seconds = longer[i];
		}
}

int date_parse_rate(const char *s, struct rate *rate, struct strbuf *err)
{
	const struct unit *unit;
	const char *p = s;
	double count;

	if (!strcmp(s, "none")) {
		rate->count = rate->seconds = 0;
		return 0;
	}
	if (!parse_number(&p, &count) || count <= 0 || count > 1e9 || *p != '/')
		goto bad;
	p++;
	unit = find_unit(p, strlen(p));
	if (!unit || unit->seconds < 1)
		goto bad;
	rate->count = count;
	rate->seconds = unit->seconds;
	lengthen(rate);
	if (rate->count < 1) {
		strbuf_addf(err, "'%s' is less than one a day", s);
		return -1;
	}
	return 0;
bad:
	strbuf_addf(err, "'%s' is no rate (30/min, 5/s, 500/h, none)", s);
	return -1;
}
