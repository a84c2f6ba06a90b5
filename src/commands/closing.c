/* SPDX-License-Identifier: MIT */
/*
 * A close that goes on.
 */
#include "commands/closing.h"

#include "base/report.h"
#include "commands/ask.h"
#include "commands/commands.h"

bool closing_choose(struct campaign *c,
		    bool (*fits)(const struct task *task), size_t *others)
{
	bool any = false;
	size_t i;

	*others = 0;
	for (i = 0; i < c->nr; i++) {
		const struct task *task = c->tasks[i];

		any |= task->selected && task->closes &&
		       (!fits || fits(task));
	}
	for (i = 0; any && i < c->nr; i++) {
		struct task *task = c->tasks[i];

		if (!task->selected || task->closes)
			continue;
		*others += !fits || fits(task);
		task->selected = false;
	}
	return any;
}

bool closing_ask(struct campaign *c, const struct work_options *options)
{
	return ask_before(c, options, WORK_CLOSE, true, c->goal.delete_branch
			  ? "close the pull request and delete its branch"
			  : "close the pull request");
}

void closing_take_up(struct campaign *c, const struct goal *goal)
{
	struct strbuf err = STRBUF_INIT;
	size_t i;

	journal_hold(&c->journal);
	if (campaign_set_goal(c, goal, &err) < 0)
		die("%s", err.buf);
	campaign_close(c);
	for (i = 0; i < c->nr; i++)
		if (c->tasks[i]->selected &&
		    campaign_again(c, c->tasks[i], &err) < 0)
			die("%s", err.buf);
	if (journal_let_go(&c->journal, &err) < 0)
		die("%s", err.buf);
	strbuf_release(&err);
}

int closing_go_on(struct campaign *c, const struct work_options *options,
		  size_t others, const char *command)
{
	int code;

	campaign_close(c);
	if (!closing_ask(c, options))
		return EXIT_WORK_LEFT;
	code = work_close(c, options);
	if (!others)
		return code;
	hint("multiResume", "%zu other repositor%s: 'git multi %s %s'",
	     others, others == 1 ? "y is left" : "ies are left", command,
	     c->name);
	return EXIT_WORK_LEFT;
}
