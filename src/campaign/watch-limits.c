/* SPDX-License-Identifier: MIT */
/*
 * What keeps the pool waiting: buckets that hold a step, freezes, and how
 * much is free and waits.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "campaign/watch-parts.h"
#include "campaign/watch.h"

#define SAMPLE_SECONDS 0.1	/* real: of the counters */
#define FLUSH_SECONDS 1.0
#define ROWS 32			/* of a budget: more are not counted */

/* A span of time whose end is not known when it begins. */
struct span {
	char *what;		/* NULL: none */
	unsigned process;
	unsigned long long id;
	double until;		/* engine clock */
};

struct limits_seen {
	struct span holds[STEPS_MAX], freezes[DRAW_KINDS];
	double free[ROWS];	/* as last told; negative: never */
	size_t queues;		/* a hash of them, as last told */
};

static struct limits_seen **hosts;
static size_t hosts_nr, hosts_alloc;
static double sampled, flushed;
static size_t left_told = SIZE_MAX;

static struct limits_seen *seen_at(const struct campaign *c,
				   const struct host *host)
{
	size_t number = watch_host(c, host) - 1, i;

	while (hosts_nr <= number) {
		struct limits_seen *seen = xcalloc(1, sizeof(*seen));

		for (i = 0; i < ROWS; i++)
			seen->free[i] = -1;
		seen->queues = SIZE_MAX;
		GROW(hosts, hosts_nr, hosts_alloc);
		hosts[hosts_nr++] = seen;
	}
	return hosts[number];
}

static void kinds_words(unsigned draws, struct strbuf *out)
{
	enum draw_kind kind;

	for (kind = 0; kind < DRAW_KINDS; kind++)
		if (draws & 1u << kind)
			strbuf_addf(out, "%s%s", out->len ? " " : "",
				    draw_kind_name(kind));
}

/* ---- spans ------------------------------------------------------------------------ */

static void span_end(struct span *span, const char *category)
{
	struct trace_event event = {
		.phase = 'e', .process = span->process, .id = span->id,
		.category = category, .at = clock_monotonic()
	};

	if (!span->what)
		return;
	if (watch_trace) {
		watch_event(&event, span->what);
		trace_end(watch_trace);
	}
	free(span->what);
	span->what = NULL;
}

static void span_begin(struct span *span, const char *category,
		       const char *what, unsigned process, double until,
		       const char *buckets, const char *why)
{
	static unsigned long long last;
	struct trace_event event = {
		.phase = 'b', .category = category, .process = process,
		.at = clock_monotonic(), .id = ++last
	};
	struct json_writer *w;

	span->what = xstrdup(what);
	span->process = process;
	span->id = last;
	span->until = until;
	if (!watch_trace)
		return;
	w = watch_event(&event, what);
	json_put(w, "buckets", buckets);
	watch_put(w, "why", why);
	watch_number(w, "engine", clock_now());
	watch_number(w, "until", until);
	trace_end(watch_trace);
}

/* ---- a bucket that holds a step ------------------------------------------------------- */

void watched_hold(const struct campaign *c, struct host *host, size_t step,
		  unsigned draws, double ready, double now)
{
	struct span *span = &seen_at(c, host)->holds[step];
	struct strbuf what = STRBUF_INIT, why = STRBUF_INIT;
	struct strbuf buckets = STRBUF_INIT;

	budget_why(&host->budget, draws, now, &why);
	if (!why.len)
		strbuf_addstr(&why, "another process has it");
	strbuf_addf(&what, "%s waits: %s", c->plan[step]->name, why.buf);
	if (span->what && !strcmp(span->what, what.buf))
		goto out;
	span_end(span, "wait");
	kinds_words(draws, &buckets);
	watch_line("%s %s, %zu of them, %.1f s", host->name, what.buf,
		   host->waiting[step].nr, ready - now);
	span_begin(span, "wait", what.buf, 1 + watch_host(c, host), ready,
		   buckets.buf, why.buf);
out:
	strbuf_release(&buckets);
	strbuf_release(&why);
	strbuf_release(&what);
}

void watched_let_in(const struct campaign *c, const struct host *host,
		    size_t step)
{
	span_end(&seen_at(c, host)->holds[step], "wait");
}

/* ---- freezes ------------------------------------------------------------------------- */

static bool look_at_freeze(const struct campaign *c, const struct host *host,
			   enum draw_kind kind, double now)
{
	struct span *span = &seen_at(c, host)->freezes[kind];
	const char *name = draw_kind_name(kind), *why = NULL;
	double until = budget_frozen(&host->budget, kind, now, &why);
	struct strbuf what = STRBUF_INIT;

	if (span->what && until != span->until) {
		span_end(span, "freeze");
		if (until <= 0)
			watch_line("%s %s: free again", host->name, name);
	}
	if (until <= 0 || span->what)
		return false;
	strbuf_addf(&what, "%s is frozen", name);
	span_begin(span, "freeze", what.buf, 1 + watch_host(c, host), until,
		   name, why);
	strbuf_release(&what);
	return true;
}

/* All kinds that froze by one answer are one line. */
static void look_at_freezes(const struct campaign *c,
			    const struct host *host, double now)
{
	const struct span *freezes = seen_at(c, host)->freezes;
	unsigned fresh = 0, draws;
	enum draw_kind kind, other;

	for (kind = 0; kind < DRAW_KINDS; kind++)
		fresh |= (unsigned)look_at_freeze(c, host, kind, now) << kind;
	for (kind = 0; fresh; fresh &= ~(1u << kind), kind++) {
		struct strbuf buckets = STRBUF_INIT;
		const char *why = NULL;

		if (!(fresh & 1u << kind))
			continue;
		budget_frozen(&host->budget, kind, now, &why);
		for (draws = 0, other = kind; other < DRAW_KINDS; other++)
			if (freezes[other].until == freezes[kind].until)
				draws |= fresh & 1u << other;
		fresh &= ~draws | 1u << kind;
		kinds_words(draws, &buckets);
		watch_line("%s %s: frozen, free again in %.1f s: %s",
			   host->name,
			   draws == DRAW_ALL ? "all" : buckets.buf,
			   freezes[kind].until - now, why);
		strbuf_release(&buckets);
	}
}

/* ---- counters ------------------------------------------------------------------------- */

static struct json_writer *counter(unsigned process, const char *name,
				   double at)
{
	struct trace_event event = {
		.phase = 'C', .process = process, .at = at
	};

	return watch_event(&event, name);
}

static void count_budget(struct host *host, struct limits_seen *seen,
			 unsigned process, double at, double now)
{
	struct budget_row row;
	size_t i;

	for (i = 0; i < ROWS && budget_row(&host->budget, i, now, &row); i++) {
		double left = row.used < row.limit ? row.limit - row.used : 0;
		struct strbuf name = STRBUF_INIT, kinds = STRBUF_INIT;

		/* a spacing, or as before */
		if (row.limit <= 1 || fabs(left - seen->free[i]) < 0.01)
			continue;
		seen->free[i] = left;
		kinds_words(row.kinds, &kinds);
		strbuf_addf(&name, "free: %s (%s)", row.name, kinds.buf);
		watch_number(counter(process, name.buf, at), "free", left);
		trace_end(watch_trace);
		strbuf_release(&kinds);
		strbuf_release(&name);
	}
}

static void count_queues(const struct campaign *c, const struct host *host,
			 struct limits_seen *seen, unsigned process,
			 double at)
{
	struct json_writer *w;
	size_t sum = 0, i;

	for (i = 0; i < c->plan_nr; i++)
		sum = sum * 1000003 + host->waiting[i].nr;
	if (sum == seen->queues)
		return;
	seen->queues = sum;
	w = counter(process, "waiting", at);
	for (i = 0; i < c->plan_nr; i++)
		json_put_int(w, c->plan[i]->name,
			     (long long)host->waiting[i].nr);
	trace_end(watch_trace);
}

static void sample(struct campaign *c, double at, double now)
{
	struct host *host;

	for (host = c->hosts; host; host = host->next) {
		struct limits_seen *seen = seen_at(c, host);
		unsigned process = 1 + watch_host(c, host);

		count_budget(host, seen, process, at, now);
		count_queues(c, host, seen, process, at);
	}
	if (c->left != left_told) {
		left_told = c->left;
		json_put_int(counter(1, "repositories left", at), "left",
			     (long long)c->left);
		trace_end(watch_trace);
	}
}

/* ---- all together ---------------------------------------------------------------------- */

void watched_turn(struct campaign *c, double now)
{
	double at = clock_monotonic();
	struct host *host;
	size_t i;

	for (host = c->hosts; host; host = host->next) {
		look_at_freezes(c, host, now);
		for (i = 0; i < c->plan_nr; i++)
			if (!host->waiting[i].nr)
				watched_let_in(c, host, i);
	}
	if (!watch_trace || (at < sampled + SAMPLE_SECONDS && c->left))
		return;
	sampled = at;
	sample(c, at, now);
	if (at >= flushed + FLUSH_SECONDS) {
		flushed = at;
		trace_flush(watch_trace);
	}
}

void watch_limits_close(void)
{
	size_t i, k;

	for (i = 0; i < hosts_nr; i++) {
		for (k = 0; k < STEPS_MAX; k++)
			span_end(&hosts[i]->holds[k], "wait");
		for (k = 0; k < DRAW_KINDS; k++)
			span_end(&hosts[i]->freezes[k], "freeze");
		free(hosts[i]);
	}
	free(hosts);
	hosts = NULL;
	hosts_nr = hosts_alloc = 0;
}
