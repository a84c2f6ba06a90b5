/* SPDX-License-Identifier: MIT */
/*
 * A large campaign whose one step does nothing: what the plan, the tasks and
 * the journal cost by themselves. For the benchmarks.
 *
 *	large BASE N	works through N repositories below that address
 *	large		reads that campaign's journal
 *
 * Prints "tasks seconds KiB": for how long, and the peak of resident memory.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "base/alloc.h"
#include "base/report.h"
#include "campaign/campaign.h"
#include "commands/work.h"
#include "engine/clock.h"

static int nothing_begin(struct task *task, struct strbuf *err)
{
	(void)task;
	(void)err;
	return STEP_NOTHING;
}

static enum verdict nothing_end(struct task *task, struct strbuf *why)
{
	(void)task;
	(void)why;
	return VERDICT_NEXT;
}

static const struct step step_nothing = {
	.name = "change", .lane = LANE_LOCAL,
	.begin = nothing_begin, .end = nothing_end
};

static const struct step *const plan[] = { &step_nothing, NULL };

static void define(struct campaign *c)
{
	struct definition definition;
	struct strbuf err = STRBUF_INIT;

	definition_init(&definition);
	strvec_push(&definition.command, "true");
	definition.message = xstrdup("Nothing");
	definition.title = xstrdup("Nothing");
	definition.branch = xstrdup("large");
	if (campaign_define(c, &definition, &err) < 0)
		die("%s", err.buf);
	strbuf_release(&err);
}

static void add(struct campaign *c, const char *base, long nr)
{
	struct strvec settings = STRVEC_INIT;
	struct remote remote = REMOTE_INIT;
	struct strbuf text = STRBUF_INIT;
	struct task *task;

	strbuf_addf(&text, "%slarge/repository-%ld", base, nr);
	if (remote_parse(text.buf, &remote, &text) < 0 ||
	    campaign_add(c, remote.key, &remote, &settings, &task, &text) < 0)
		die("%s", text.buf);
	task->selected = true;
	remote_release(&remote);
	strbuf_release(&text);
}

static void work_through(const char *base, long nr)
{
	struct work_options options = WORK_OPTIONS_INIT;
	struct strbuf err = STRBUF_INIT;
	struct campaign *c;
	long i;

	options.quiet = true;
	work_setup(&options);
	c = campaign_open("large", true, &err);
	if (!c)
		die("%s", err.buf);
	define(c);
	for (i = 1; i <= nr; i++)
		add(c, base, i);
	work_prepare(c, plan, &options);
	work_pool(c, plan, &options);
	if (work_exit_code(c))
		die("the large campaign did not come to its end");
	campaign_free(c);
	work_options_release(&options);
}

static size_t read_again(void)
{
	struct work_options options = WORK_OPTIONS_INIT;
	struct strbuf err = STRBUF_INIT;
	struct campaign *c;
	size_t nr;

	work_setup(&options);
	c = campaign_read("large", &err);
	if (!c)
		die("%s", err.buf);
	nr = c->nr;
	campaign_free(c);
	work_options_release(&options);
	return nr;
}

int main(int argc, char **argv)
{
	double begin = clock_monotonic();
	struct rusage usage;
	size_t nr;

	if (argc != 1 && argc != 3) {
		fprintf(stderr, "usage: large [BASE N]\n");
		return 129;
	}
	if (argc == 3)
		work_through(argv[1], atol(argv[2]));
	nr = argc == 3 ? (size_t)atol(argv[2]) : read_again();
	getrusage(RUSAGE_SELF, &usage);
	printf("%zu %.3f %ld\n", nr, clock_monotonic() - begin,
	       usage.ru_maxrss);
	return 0;
}
