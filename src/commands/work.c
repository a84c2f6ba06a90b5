/* SPDX-License-Identifier: MIT */
/*
 * A campaign goes through a plan before the user's eyes.
 */
#include "commands/work.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/report.h"
#include "campaign/paths.h"
#include "campaign/speed.h"
#include "campaign/steer.h"
#include "campaign/watch.h"
#include "commands/actions.h"
#include "commands/commands.h"
#include "commands/lacking.h"
#include "commands/plans.h"
#include "commands/summary.h"
#include "commands/waves.h"
#include "commands/work-loop.h"
#include "engine/child.h"
#include "engine/clock.h"
#include "engine/http.h"
#include "engine/loop.h"
#include "git/cache.h"
#include "git/config.h"
#include "git/signing.h"
#include "git/ssh.h"
#include "terminal/progress.h"
#include "terminal/screen.h"

void work_options_release(struct work_options *options)
{
	strvec_clear(&options->rates);
	free(options->trace);
	row_format_release(&options->format);
}

/* Said before anything is begun. */
static void check_rates(const struct work_options *options)
{
	struct strbuf err = STRBUF_INIT;
	size_t i;

	for (i = 0; i < options->rates.nr; i++)
		if (host_set_rate(NULL, options->rates.v[i], &err) < 0) {
			error("%s", err.buf);
			strbuf_release(&err);
			exit(EXIT_USAGE);
		}
}

static void watch(const struct work_options *options)
{
	struct strbuf err = STRBUF_INIT;

	if (watch_open(options->trace, &err) < 0)
		die("%s", err.buf);
}

void work_setup(const struct work_options *options)
{
	if (options->quiet)
		report_quiet = true;
	report_verbose = options->verbose;
	clock_init();
	watch(options);
	command_setup();
	if (!(options->stop_after < 0) && !(options->stop_after > 0)) {
		error("option '--for': in no time nothing can be done");
		exit(EXIT_USAGE);
	}
	check_rates(options);
}

/* ---- before the pool -------------------------------------------------------- */

static unsigned jobs_of(const struct work_options *options)
{
	struct strbuf err = STRBUF_INIT;
	int jobs = options->jobs;
	long cpus;

	if (jobs <= 0 && config_string("jobs") &&
	    config_int("jobs", &jobs, &err) < 0)
		die("%s", err.buf);
	if (jobs <= 0) {
		cpus = sysconf(_SC_NPROCESSORS_ONLN);
		jobs = cpus > 0 && cpus < INT_MAX ? (int)cpus : 1;
	}
	return (unsigned)(jobs > 1000 ? 1000 : jobs);
}

static int keep_failed(void)
{
	struct strbuf err = STRBUF_INIT;
	int keep = 0;

	if (config_int("keepFailed", &keep, &err) < 0)
		die("%s", err.buf);
	return keep;
}

/* A token may be asked for, as git does; never in the pool. */
static bool may_ask(void)
{
	return isatty(STDIN_FILENO) && isatty(STDERR_FILENO);
}

static void open_loop(void)
{
	static bool is_open;

	if (is_open)
		return;
	is_open = true;
	loop_open();
	atexit(child_kill_all);
}

static void prepare(struct campaign *c, const struct work_options *options)
{
	struct strbuf err = STRBUF_INIT, cache = STRBUF_INIT;
	size_t i;
	int ret;

	if (c->prepared)
		return;
	c->prepared = true;
	open_loop();
	if (paths_cache(&cache, &err) < 0 || cache_init(cache.buf, &err) < 0)
		die("%s", err.buf);
	ret = campaign_prepare(c, may_ask(), &err);
	if (ret == HOSTS_USAGE) {
		error("%s", err.buf);
		exit(EXIT_USAGE);
	}
	if (ret < 0)
		die("%s", err.buf);
	for (i = 0; i < options->rates.nr; i++)
		if (host_set_rate(c->hosts, options->rates.v[i], &err) < 0) {
			error("%s", err.buf);
			exit(EXIT_USAGE);
		}
	c->first = (size_t)(options->first > 0 ? options->first : 0);
	c->live = options->verbose > 0;
	c->keep_failed = (size_t)keep_failed();
	strbuf_release(&cache);
	strbuf_release(&err);
}

/*
 * What may ask a person asks now: in the pool no child has a terminal
 * (design.md part 7). A server that ssh cannot reach fails its own tasks.
 */
static void let_ask(const struct campaign *c, const struct step *const *plan)
{
	struct strbuf err = STRBUF_INIT, cache = STRBUF_INIT;
	bool makes = false;
	size_t i;

	if (plan == plan_ask || plan == plan_adopt)
		return;
	atexit(ssh_close);
	for (i = 0; i < c->nr && !loop_interrupts(); i++) {
		const struct task *task = c->tasks[i];

		if (!task_is_open(task))
			continue;
		makes |= !task->facts.pushed;
		if (ssh_connect(task->remote.fetch_url, may_ask(), &err) < 0 ||
		    ssh_connect(task->remote.push_url, may_ask(), &err) < 0)
			warning("%s", err.buf);
		strbuf_reset(&err);
	}
	if (makes && plan == plan_run &&
	    (paths_cache(&cache, &err) < 0 ||
	     signing_try(cache.buf, may_ask(), &err) < 0))
		die("%s", err.buf);
	strbuf_release(&cache);
	strbuf_release(&err);
}

static enum progress_kind progress_of(const struct work_options *options)
{
	const char *name = options->progress ? options->progress
					     : config_string("progress");

	if (options->quiet || (name && !strcmp(name, "none")))
		return PROGRESS_NONE;
	if (name && !strcmp(name, "block"))
		return PROGRESS_BLOCK;
	if (name && !strcmp(name, "lines"))
		return PROGRESS_LINES;
	return PROGRESS_AUTO;
}

/* ---- afterwards --------------------------------------------------------------- */

static bool is_left(const struct task *task)
{
	return task->result == RESULT_NONE ||
	       task->result == RESULT_WAITING ||
	       task->result == RESULT_CANCELLED;
}

int work_exit_code(const struct campaign *c)
{
	size_t i, tried = 0, failed = 0, left = 0;

	for (i = 0; i < c->nr; i++) {
		const struct task *task = c->tasks[i];

		if (!task->selected)
			continue;
		left += is_left(task);
		failed += task->result == RESULT_FAILED;
		tried += task->result != RESULT_SKIPPED;
	}
	if (left)
		return EXIT_WORK_LEFT;
	if (failed)
		return failed == tried ? EXIT_ALL_FAILED : EXIT_SOME_FAILED;
	return EXIT_FINE;
}

/* A signal ends the program by that signal, so that git and shell see it. */
void work_heed_signal(struct campaign *c)
{
	int sig = loop_interrupt_signal();

	if (!sig)
		return;
	watch_close();
	campaign_free(c);
	loop_die_by(sig);
}

void work_prepare(struct campaign *c, const struct step *const *plan,
		  const struct work_options *options)
{
	prepare(c, options);
	let_ask(c, plan);
	work_heed_signal(c);
}

/* For git multi ctl; a folder that takes no socket is no reason to stop. */
static void let_steer(struct campaign *c)
{
	struct strbuf err = STRBUF_INIT;

	if (c->lock >= 0 && steer_open(c, &err) < 0)
		warning("'git multi ctl' cannot reach this run: %s", err.buf);
	strbuf_release(&err);
}

void work_pool(struct campaign *c, const struct step *const *plan,
	       const struct work_options *options)
{
	open_loop();
	let_steer(c);
	progress_start(progress_of(options));
	campaign_start(c, plan, jobs_of(options));
	work_loop(c, options->stop_after);
	progress_end();
	speeds_save(campaign_speeds(c));
	steer_close(c);
}

void work_close_connections(void)
{
	http_close();
	ssh_close();
}

static void go_through(struct campaign *c, const struct step *const *plan,
		       const struct work_options *options)
{
	work_prepare(c, plan, options);
	if (plan == plan_run || plan == plan_edit)
		lacking_say(c);
	c->finished = plan == plan_ask ? NULL : summary_task;
	if (c->goal.merge && *c->goal.waves.sizes &&
	    (plan == plan_run || plan == plan_merge || plan == plan_adopted))
		waves_work(c, plan, options);
	else
		work_pool(c, plan, options);
	work_close_connections();
}

/* What is done before the pool (tokens, probes) may take a while. */
static void first_words(const struct campaign *c)
{
	size_t i, nr = 0;

	for (i = 0; i < c->nr; i++)
		nr += c->tasks[i]->selected;
	say("campaign '%s': %zu repositor%s", c->name, nr,
	    nr == 1 ? "y" : "ies");
}

void work_foresee(struct campaign *c, enum work_kind kind,
		  const struct work_options *options,
		  struct forecast *forecast)
{
	if (!c->prepared)
		first_words(c);
	prepare(c, options);
	work_heed_signal(c);
	forecast_start(forecast, c, plan_of(c, kind), jobs_of(options), c->first,
		       clock_now());
	work_heed_signal(c);
}

void work_ask(struct campaign *c, const struct work_options *options)
{
	go_through(c, plan_ask, options);
	work_heed_signal(c);
}

static int work_plan(struct campaign *c, const struct step *const *plan,
		     const struct work_options *options)
{
	int code;

	if (!c->prepared)
		first_words(c);
	go_through(c, plan, options);
	code = work_exit_code(c);
	if (c->talking || plan == plan_adopt ||
	    (plan == plan_run && !c->goal.merge))
		summary_rows(c, &options->format);
	else
		summary_states(c, &options->format, false);
	screen_flush();
	if (c->unavailable)
		error("%s", c->unavailable);
	summary_words(c);
	actions_summary(c);
	/* who stopped reading knows what he saw: the work counts */
	if (!screen_finish(false)) {
		int why = errno;

		hint("multiStatus", "nothing of the work is lost: 'git multi "
		     "status %s'", c->name);
		die("cannot write to stdout: %s", strerror(why));
	}
	work_heed_signal(c);
	return code;
}

int work(struct campaign *c, const struct work_options *options)
{
	return work_plan(c, plan_of(c, WORK_RUN), options);
}

int work_adopt(struct campaign *c, const struct work_options *options)
{
	return work_plan(c, plan_adopt, options);
}

void work_find(struct campaign *c, const struct work_options *options)
{
	struct work_options whole = *options;
	size_t first;

	first_words(c);
	work_prepare(c, plan_adopt, options);
	first = c->first;
	c->first = 0;
	whole.stop_after = -1;
	work_pool(c, plan_adopt, &whole);
	c->first = first;
	c->adopting = false;
	work_close_connections();
	work_heed_signal(c);
}

int work_merge(struct campaign *c, const struct work_options *options)
{
	return work_plan(c, plan_merge, options);
}

int work_close(struct campaign *c, const struct work_options *options)
{
	return work_plan(c, plan_close, options);
}

int work_talk(struct campaign *c, const struct work_options *options)
{
	return work_plan(c, c->talk.comment ? plan_comment : plan_edit,
			 options);
}
