/* SPDX-License-Identifier: MIT */
/*
 * How fast it goes: pause, resume, rate, jobs, stop.
 */
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/report.h"
#include "campaign/steer-word.h"
#include "campaign/turn.h"
#include "engine/descriptors.h"

#define JOBS_MAX 1000
#define ALL_LANES ((1u << LANE_KINDS) - 1)

/* ---- pauses ---------------------------------------------------------------- */

bool steer_holds(const struct campaign *c, const struct host *host,
		 enum lane_kind lane)
{
	return (c->paused | host->paused) & 1u << lane;
}

const char *steer_paused(const struct campaign *c)
{
	return c->steer && c->steer->paused.len ? c->steer->paused.buf : NULL;
}

static void add_paused(struct strbuf *out, const char *name, unsigned lanes)
{
	enum lane_kind lane;

	if (lanes == ALL_LANES)
		strbuf_addf(out, "%s%s", out->len ? ", " : "",
			    name ? name : "everything");
	for (lane = LANE_LOCAL; lanes != ALL_LANES && lane < LANE_KINDS; lane++)
		if (lanes & 1u << lane)
			strbuf_addf(out, "%s%s%s%s", out->len ? ", " : "",
				    name ? name : "", name ? " " : "",
				    lane_name(lane));
}

void steer_note_paused(struct campaign *c)
{
	struct strbuf *out = &c->steer->paused;
	const struct host *host;

	strbuf_reset(out);
	add_paused(out, NULL, c->paused);
	for (host = c->hosts; host; host = host->next)
		add_paused(out, host->name, host->paused);
}

/* The lanes that are meant; 0: there is no such lane, which is said. */
static unsigned lanes_of(const struct steer_request *request,
			 struct steer_answer *answer)
{
	enum lane_kind lane;

	if (!request->lane)
		return ALL_LANES;
	for (lane = LANE_LOCAL; lane < LANE_KINDS; lane++)
		if (!strcmp(lane_name(lane), request->lane))
			return 1u << lane;
	steer_refuse(answer, request->lane, "there is no lane '%s'",
		     request->lane);
	return 0;
}

static bool has_host(const struct campaign *c, const char *name,
		     struct steer_answer *answer)
{
	struct strbuf names = STRBUF_INIT;
	const struct host *host;
	bool has = false;

	for (host = c->hosts; host && !has; host = host->next) {
		has = !strcmp(host->name, name);
		strbuf_addf(&names, "%s '%s'", names.len ? "," : "",
			    host->name);
	}
	if (!has)
		steer_refuse(answer, name, "this run has no host '%s', only%s",
			     name, names.buf);
	strbuf_release(&names);
	return has;
}

static void set_paused(struct campaign *c, const char *name, unsigned lanes,
		       bool paused)
{
	struct host *host;

	if (!name && paused)
		c->paused |= lanes;
	if (!name && !paused)
		c->paused &= ~lanes;
	for (host = c->hosts; host; host = host->next) {
		if (name && strcmp(host->name, name) != 0)
			continue;
		if (name && paused)
			host->paused |= lanes;
		else if (!paused)
			host->paused &= ~lanes;
	}
	steer_note_paused(c);
}

static void change_pause(struct campaign *c,
			 const struct steer_request *request,
			 struct steer_answer *answer, bool paused)
{
	unsigned lanes = lanes_of(request, answer);
	const char *name = request->arguments.nr ? request->arguments.v[0]
						 : NULL;

	if (!lanes || (name && !has_host(c, name, answer)))
		return;
	if (!paused && !steer_paused(c)) {
		steer_refuse(answer, name ? name : "resume",
			     "nothing was paused");
		return;
	}
	set_paused(c, name, lanes, paused);
	if (steer_paused(c))
		steer_done(answer, NULL, "paused: %s", steer_paused(c));
	else
		steer_done(answer, NULL, "all goes on");
}

void steer_pause(struct campaign *c, const struct steer_request *request,
		 struct steer_answer *answer)
{
	change_pause(c, request, answer, true);
}

void steer_resume(struct campaign *c, const struct steer_request *request,
		  struct steer_answer *answer)
{
	change_pause(c, request, answer, false);
}

/* ---- rate, jobs, stop -------------------------------------------------------- */

void steer_rate(struct campaign *c, const struct steer_request *request,
		struct steer_answer *answer)
{
	const struct strvec *words = &request->arguments;
	struct strbuf err = STRBUF_INIT;
	struct host *host;
	struct rate rate;

	if (words->nr != 2) {
		steer_refuse(answer, "rate", "'rate' takes a host and a rate");
		return;
	}
	if (!has_host(c, words->v[0], answer))
		return;
	if (date_parse_rate(words->v[1], &rate, &err) < 0) {
		steer_refuse(answer, words->v[1], "%s", err.buf);
		strbuf_release(&err);
		return;
	}
	for (host = c->hosts; host; host = host->next)
		if (!strcmp(host->name, words->v[0]))
			host_limit_writes(host, rate.count, rate.seconds);
	if (rate.count > 0)
		steer_done(answer, NULL, "%s: writes at %s at most",
			   words->v[0], words->v[1]);
	else
		steer_done(answer, NULL, "%s: writes without a limit",
			   words->v[0]);
}

void steer_jobs(struct campaign *c, const struct steer_request *request,
		struct steer_answer *answer)
{
	const struct strvec *words = &request->arguments;
	char *end = NULL;
	long jobs = words->nr ? strtol(words->v[0], &end, 10) : 0;

	if (!end || *end || jobs < 1 || jobs > JOBS_MAX) {
		steer_refuse(answer, words->nr ? words->v[0] : "jobs",
			     "'jobs' takes a number from 1 to %d", JOBS_MAX);
		return;
	}
	c->local.limit = (unsigned)jobs;
	descriptors_places(campaign_places(c));
	steer_done(answer, NULL, "%ld local process%s at once", jobs,
		   jobs == 1 ? "" : "es");
}

void steer_stop(struct campaign *c, const struct steer_request *request,
		struct steer_answer *answer)
{
	(void)request;
	if (!c->ending) {
		say("stopping: what runs is ended (git multi ctl)");
		campaign_stop(c, false);
	}
	steer_done(answer, NULL, "the run is stopping; go on with "
		   "'git multi resume %s'", c->name);
}
