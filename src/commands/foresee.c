/* SPDX-License-Identifier: MIT */
/*
 * The plan in words.
 */
#include "commands/foresee.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/date.h"
#include "base/report.h"
#include "engine/clock.h"

#define LONG 60.0	/* engine seconds: who waits longer is told before */

/* What a request or process is called, the most telling first. */
enum noun { PULLS, MERGES, CLOSES, WRITES, QUERIES, READS, SEARCHES,
	    TRANSFERS, NOUNS };

static const struct {
	const char *one, *many;
} nouns[NOUNS] = {
	[PULLS] = { "pull request", "pull requests" },
	[MERGES] = { "merge", "merges" },
	[CLOSES] = { "close", "closes" },
	[WRITES] = { "other write", "other writes" },
	[QUERIES] = { "GraphQL query", "GraphQL queries" },
	[READS] = { "read", "reads" },
	[SEARCHES] = { "search", "searches" },
	[TRANSFERS] = { "git transfer", "git transfers" }
};

static enum noun noun_of(const struct step *step, unsigned draws)
{
	if (draws & DRAW_GIT)
		return TRANSFERS;
	if (draws & DRAW_GRAPHQL)
		return QUERIES;
	if (draws & DRAW_SEARCH)
		return SEARCHES;
	if (!(draws & DRAW_WRITE))
		return READS;
	if (!strcmp(step->name, "open"))
		return PULLS;
	if (!strcmp(step->name, "merge"))
		return MERGES;
	return strcmp(step->name, "close") ? WRITES : CLOSES;
}

/* "1,000" */
static void add_number(struct strbuf *out, size_t number)
{
	char digits[32];
	int len = snprintf(digits, sizeof(digits), "%zu", number), i;

	for (i = 0; i < len; i++)
		strbuf_addf(out, "%s%c", i && (len - i) % 3 == 0 ? "," : "",
			    digits[i]);
}

static void add_counts(struct strbuf *out, const struct forecast *forecast,
		       const struct forecast_host *host)
{
	size_t counts[NOUNS] = { 0 }, i;
	const char *before = "";

	for (i = 0; i < forecast->plan_nr; i++)
		if (host->draws[i])
			counts[noun_of(forecast->plan[i], host->draws[i])] +=
				host->requests[i];
	for (i = 0; i < NOUNS; i++) {
		if (!counts[i])
			continue;
		strbuf_addstr(out, before);
		add_number(out, counts[i]);
		strbuf_addf(out, " %s", counts[i] == 1 ? nouns[i].one
						       : nouns[i].many);
		before = ", ";
	}
	if (!*before)
		strbuf_addstr(out, "nothing is asked of it");
}

/* What was never measured here is no more than a guess, and said so. */
static void add_time(struct strbuf *out, const struct forecast *forecast,
		     double seconds)
{
	if (seconds < LONG) {
		strbuf_addstr(out, "less than a minute");
		return;
	}
	if (seconds >= FORECAST_MOST) {
		strbuf_addstr(out, "more than a year");
		return;
	}
	if (forecast->guessed)
		strbuf_addstr(out, "about ");
	date_duration(out, ceil(seconds));
}

void foresee_words(const struct forecast *forecast, struct strbuf *out)
{
	size_t i;

	for (i = 0; i < forecast->nr; i++) {
		const struct forecast_host *host = &forecast->hosts[i];

		strbuf_addf(out, "%s: ", host->host->name);
		add_counts(out, forecast, host);
		if (host->bound && host->seconds >= LONG)
			strbuf_addf(out, "; %s", host->bound);
		strbuf_addstr(out, ": ");
		add_time(out, forecast, host->seconds);
		strbuf_addch(out, '\n');
	}
	if (forecast->nr > 1 && forecast->seconds >= LONG) {
		strbuf_addstr(out, "all together: ");
		add_time(out, forecast, forecast->seconds);
		strbuf_addch(out, '\n');
	}
	if (forecast->waits)
		strbuf_addstr(out, "and as long as checks and approvals "
			      "take\n");
}

/* Line by line: each is a message of its own. */
static void say_lines(const char *before, const char *text)
{
	const char *end;

	for (; (end = strchr(text, '\n')); text = end + 1)
		say("%s%.*s", before, (int)(end - text), text);
}

static void show(const struct forecast *forecast, const char *before)
{
	struct strbuf text = STRBUF_INIT;

	foresee_words(forecast, &text);
	say_lines(before, text.buf);
	strbuf_release(&text);
}

static void show_end(const struct forecast *forecast,
		     const struct work_options *options)
{
	struct strbuf length = STRBUF_INIT;

	if (options->stop_after <= 0 ||
	    forecast->seconds <= options->stop_after)
		return;
	date_duration(&length, options->stop_after);
	say("it stops after %s, with work left", length.buf);
	strbuf_release(&length);
}

/* What is left for publish: the same tasks, and nothing is held back. */
static void foresee_publish(struct campaign *c, enum work_kind kind,
			    const struct work_options *options, bool always)
{
	struct forecast forecast;

	c->goal.dry_run = false;
	work_foresee(c, kind, options, &forecast);
	c->goal.dry_run = true;
	if (always || forecast.seconds >= LONG)
		show(&forecast, "without --dry-run: ");
	forecast_release(&forecast);
}

void foresee(struct campaign *c, enum work_kind kind,
	     const struct work_options *options, bool always)
{
	bool dry_run = kind == WORK_RUN && c->goal.dry_run;
	struct forecast forecast;

	work_foresee(c, kind, options, &forecast);
	forecast_tell(&forecast);
	if (forecast_others(&forecast, clock_now()) > 0) {
		/* one that began just now has told of itself meanwhile */
		forecast_release(&forecast);
		work_foresee(c, kind, options, &forecast);
	}
	if (forecast.nr && (always || forecast.seconds >= LONG)) {
		show(&forecast, dry_run ? "this dry run: " : "");
		show_end(&forecast, options);
	}
	if (forecast.nr && dry_run)
		foresee_publish(c, kind, options, always);
	forecast_release(&forecast);
}
