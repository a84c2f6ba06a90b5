/* SPDX-License-Identifier: MIT */
/*
 * git multi status: every pull request of a campaign, asked from the forges
 * in batches, once or again and again.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/date.h"
#include "base/report.h"
#include "commands/aside.h"
#include "commands/choose.h"
#include "commands/choose-pulls.h"
#include "commands/commands.h"
#include "commands/shared-options.h"
#include "commands/standing.h"
#include "commands/summary.h"
#include "commands/work.h"
#include "engine/clock.h"
#include "engine/loop.h"
#include "terminal/screen.h"

#define WATCH_USUAL 60.0	/* engine seconds */
#define WATCH_LEAST 1.0

static struct work_options work_options = WORK_OPTIONS_INIT;
static bool cached, exit_code;
static double watch_every;	/* 0: once */

static int take_watch(const struct opt *opt, const char *argument,
		      struct strbuf *err)
{
	(void)opt;
	watch_every = WATCH_USUAL;
	if (argument &&
	    date_parse_duration(argument, &watch_every, err) < 0)
		return -1;
	if (watch_every < WATCH_LEAST) {
		strbuf_addf(err, "'%s' is too often; at least %.0fs",
			    argument, WATCH_LEAST);
		return -1;
	}
	return 0;
}

static const struct opt options[] = {
	NARROW_OPTIONS,
	{ .kind = OPT_BOOL, .name = "cached", .value = &cached,
	  .help = "only what the journal knows; asks no server" },
	{ .kind = OPT_CALL, .name = "watch", .argument = "INTERVAL",
	  .help = "again and again, until none is open",
	  .flags = OPT_OPTARG | OPT_NONEG, .call = take_watch },
	{ .kind = OPT_BOOL, .name = "exit-code", .value = &exit_code,
	  .help = "exit as the campaign would: 1 some failed, 4 work left" },
	WORK_OPTIONS(work_options),
	{ .kind = OPT_END }
};

static void say_untold(const struct task *task, const char *why)
{
	error("%s: %s", task->key, why);
}

/* Of those that are chosen, which stay so. */
static bool ask(struct campaign *c)
{
	bool *chosen = xcalloc(c->nr + 1, sizeof(*chosen)), all;
	struct aside *aside;
	size_t i;

	for (i = 0; i < c->nr; i++) {
		chosen[i] = c->tasks[i]->selected;
		c->tasks[i]->selected &= c->tasks[i]->facts.pull.number > 0;
	}
	aside = aside_set(c);
	work_ask(c, &work_options);
	all = aside_back(c, aside, say_untold);
	for (i = 0; i < c->nr; i++)
		c->tasks[i]->selected = chosen[i];
	free(chosen);
	return all;
}

static bool any(const struct task *task)
{
	(void)task;
	return true;
}

/* One look: the table, and on stderr what it comes to. */
static int show(struct campaign *c, const struct strvec *words)
{
	size_t nr = choose_all_but_only(c, words, any, &work_options);
	bool all = cached || ask(c), empty = false;
	int code;

	if (nr && choose_narrowing.only.nr)
		empty = !choose_by_outcome(c);
	if (!c->nr)
		say("campaign '%s' holds no repository", c->name);
	if (empty)
		error("'--only' leaves none of %zu", nr);
	summary_states(c, &work_options.format, true);
	screen_flush();
	if (row_format_is_table(&work_options.format) && !empty &&
	    !ferror(stdout))
		standing_words(c, !cached);
	if (empty)
		return EXIT_EMPTY;
	code = exit_code ? work_exit_code(c) : EXIT_FINE;
	return !all && code == EXIT_FINE ? EXIT_SOME_FAILED : code;
}

/* ---- --watch -------------------------------------------------------------- */

/* False where a signal came before the time was over. */
static bool rest(void)
{
	double until = clock_now() + watch_every;

	while (!loop_interrupts() && clock_now() < until) {
		loop_wake_at(until);
		loop_wait();
	}
	return !loop_interrupts();
}

/*
 * A terminal is drawn anew, elsewhere the next table follows. The journal is
 * read again: a run may go on meanwhile.
 */
static int watch(const char *name, const struct strvec *words)
{
	struct strbuf err = STRBUF_INIT, every = STRBUF_INIT;
	struct campaign *c;
	bool again;
	int code;

	date_duration(&every, watch_every);
	do {
		c = campaign_read(name, &err);
		if (!c)
			die("%s", err.buf);
		screen_clear();
		code = show(c, words);
		again = standing_open(c) > 0 && !ferror(stdout);
		if (again) {
			say("again in %s; Ctrl-C ends this", every.buf);
			rest();
			work_heed_signal(c);
		}
		campaign_free(c);
	} while (again);
	strbuf_release(&every);
	return code;
}

static int run(const struct command *command, int argc,
	       const char *const *argv)
{
	struct strvec words = STRVEC_INIT;
	struct strbuf err = STRBUF_INIT;
	struct campaign *c;
	char *name;
	int code;

	command_options(command, argc, argv, &words);
	work_setup(&work_options);
	choose_pulls_check();
	if (cached && selection_needs_facts(&choose_narrowing))
		command_usage(command, "'--cached' asks no server, as filters "
			      "by more than a name do");
	if (watch_every > 0 && cached)
		command_usage(command, "'--watch' asks the servers, '--cached' "
			      "does not");
	if (watch_every > 0 && !row_format_is_table(&work_options.format))
		command_usage(command, "'--watch' shows a table, for people");
	name = choose_campaign(words.nr ? words.v[0] : NULL,
			       choose_with_pulls, "with open pull requests");
	if (watch_every > 0) {
		code = watch(name, &words);
	} else {
		c = campaign_read(name, &err);
		if (!c)
			die("%s", err.buf);
		code = show(c, &words);
		campaign_free(c);
	}
	code = command_done(code);
	free(name);
	strvec_clear(&words);
	strbuf_release(&err);
	choose_pulls_release();
	work_options_release(&work_options);
	return code;
}

static const char *const usage[] = {
	"git multi status [options] [CAMPAIGN [REPO...]]", NULL
};

const struct command cmd_status = {
	.name = "status",
	.summary = "the state of a campaign's pull requests",
	.phase = PHASE_SHEPHERD,
	.usage = usage,
	.options = options,
	.run = run,
};
