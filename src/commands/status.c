/* SPDX-License-Identifier: MIT */
/*
 * git multi status: every pull request of a campaign, asked from the forges
 * in batches.
 */
#include <stdlib.h>

#include "base/alloc.h"
#include "base/report.h"
#include "commands/choose.h"
#include "commands/commands.h"
#include "commands/shared-options.h"
#include "commands/summary.h"
#include "commands/work.h"
#include "terminal/screen.h"

static struct work_options work_options = WORK_OPTIONS_INIT;
static bool cached, exit_code;

static const struct opt options[] = {
	{ .kind = OPT_BOOL, .name = "cached", .value = &cached,
	  .help = "only what the journal knows; asks no server" },
	{ .kind = OPT_BOOL, .name = "exit-code", .value = &exit_code,
	  .help = "exit as the campaign would: 1 some failed, 4 work left" },
	LATER("watch"),
	WORK_OPTIONS(work_options),
	{ .kind = OPT_END }
};

/*
 * What the campaign knows is kept while the forges are asked: a task that is
 * done stays done, only its pull request's state is new.
 */
struct known {
	enum result result;
	enum failure failure;
	char *reason;
};

static struct known *set_aside(struct campaign *c)
{
	struct known *known = xcalloc(c->nr + 1, sizeof(*known));
	size_t i;

	for (i = 0; i < c->nr; i++) {
		struct task *task = c->tasks[i];

		task->selected = task->facts.pull.number > 0;
		known[i].result = task->result;
		known[i].failure = task->failure;
		known[i].reason = task->reason;
		if (task->selected) {
			task->result = RESULT_NONE;
			task->failure = FAILURE_NONE;
			task->reason = NULL;
		}
	}
	return known;
}

/* False where a forge could not be asked about one of them. */
static bool put_back(struct campaign *c, struct known *known)
{
	bool all = true;
	size_t i;

	for (i = 0; i < c->nr; i++) {
		struct task *task = c->tasks[i];
		bool told = task->result == RESULT_DONE;

		if (task->selected && !told) {
			error("%s: %s", task->key,
			      task->reason ? task->reason : "not asked");
			all = false;
		}
		task->result = known[i].result;
		task->failure = known[i].failure;
		if (!task->selected)
			continue;
		/* what the forge told now counts more than what was then */
		if (told && task->reason) {
			free(known[i].reason);
		} else {
			free(task->reason);
			task->reason = known[i].reason;
		}
	}
	free(known);
	return all;
}

static bool ask(struct campaign *c)
{
	struct known *known = set_aside(c);

	work_ask(c, &work_options);
	return put_back(c, known);
}

static void select_all(struct campaign *c)
{
	size_t i;

	for (i = 0; i < c->nr; i++)
		c->tasks[i]->selected = true;
}

static int run(const struct command *command, int argc,
	       const char *const *argv)
{
	struct strvec rest = STRVEC_INIT;
	struct strbuf err = STRBUF_INIT;
	struct campaign *c;
	bool all = true;
	char *name;
	int code;

	command_options(command, argc, argv, &rest);
	work_setup(&work_options);
	if (rest.nr > 1)
		command_usage(command, "one campaign at a time");
	name = choose_campaign(rest.nr ? rest.v[0] : NULL,
			       choose_with_pulls, "with open pull requests");
	c = campaign_read(name, &err);
	if (!c)
		die("%s", err.buf);
	if (!cached)
		all = ask(c);
	select_all(c);
	if (!c->nr)
		say("campaign '%s' holds no repository", c->name);
	summary_states(c, &work_options.format);
	code = exit_code ? work_exit_code(c) : EXIT_FINE;
	if (!all && code == EXIT_FINE)
		code = EXIT_SOME_FAILED;
	code = command_done(code);
	campaign_free(c);
	free(name);
	strvec_clear(&rest);
	strbuf_release(&err);
	work_options_release(&work_options);
	return code;
}

static const char *const usage[] = {
	"git multi status [options] [CAMPAIGN]", NULL
};

const struct command cmd_status = {
	.name = "status",
	.summary = "the state of a campaign's pull requests",
	.phase = PHASE_SHEPHERD,
	.usage = usage,
	.options = options,
	.run = run,
};
