/* SPDX-License-Identifier: MIT */
/*
 * Many single requests through git multi's own pool: for the benchmarks.
 *
 *	pool BASE FILE [-v]
 *
 * BASE is a web address as in multi.<url>.forge, FILE has an address below it
 * a line. Each is a task with one step, a GET in the api lane, so that
 * admission, lanes, budgets and the HTTP engine do what they do for git
 * multi; multi.<url>.apiJobs and .limits are heeded. Prints "done left
 * seconds", real seconds from the first request to the last answer.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/report.h"
#include "base/strbuf.h"
#include "campaign/campaign.h"
#include "commands/work.h"
#include "engine/clock.h"
#include "steps/reply.h"

static int get_begin(struct task *task, struct strbuf *err)
{
	struct request *request = &task->slot->request;

	request->draws = DRAW_READ;
	strbuf_addstr(&request->url, task->settings.v[0]);
	return task_send(task, err);
}

static enum verdict get_end(struct task *task, struct strbuf *why)
{
	return reply_settle(task, NULL, why);
}

static const struct step step_get = {
	.name = "get", .lane = LANE_API, .draws = DRAW_READ,
	.begin = get_begin, .end = get_end
};

static const struct step *const plan[] = { &step_get, NULL };

static void add(struct campaign *c, const char *base, const char *url,
		size_t nr)
{
	struct strbuf name = STRBUF_INIT, err = STRBUF_INIT;
	struct strvec settings = STRVEC_INIT;
	struct remote remote = REMOTE_INIT;
	struct task *task;

	strbuf_addf(&name, "%sbench/n%zu", base, nr);
	strvec_push(&settings, url);
	if (remote_parse(name.buf, &remote, &err) < 0 ||
	    campaign_add(c, remote.key, &remote, &settings, &task, &err) < 0)
		die("%s", err.buf);
	task->selected = true;
	remote_release(&remote);
	strvec_clear(&settings);
	strbuf_release(&name);
	strbuf_release(&err);
}

static void read_list(struct campaign *c, const char *base, const char *path)
{
	FILE *file = fopen(path, "re");
	size_t nr = 0, alloc = 0;
	char *line = NULL;

	if (!file)
		die("cannot open '%s'", path);
	while (getline(&line, &alloc, file) > 0) {
		line[strcspn(line, "\n")] = '\0';
		add(c, base, line, ++nr);
	}
	free(line);
	fclose(file);
}

int main(int argc, char **argv)
{
	struct work_options options = WORK_OPTIONS_INIT;
	struct campaign *c;
	double begin, seconds;
	size_t i, done = 0;

	if (argc < 3 || argc > 4) {
		fprintf(stderr, "usage: pool BASE FILE [-v]\n");
		return 129;
	}
	options.quiet = argc == 3;
	work_setup(&options);
	c = campaign_new("pool");
	read_list(c, argv[1], argv[2]);
	work_prepare(c, plan, &options);
	begin = clock_monotonic();
	work_pool(c, plan, &options);
	seconds = clock_monotonic() - begin;
	work_close_connections();
	for (i = 0; i < c->nr; i++)
		done += c->tasks[i]->result == RESULT_DONE;
	printf("%zu %zu %.3f\n", done, c->nr - done, seconds);
	campaign_free(c);
	work_options_release(&options);
	return done == i ? 0 : 1;
}
