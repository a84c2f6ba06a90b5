/* SPDX-License-Identifier: MIT */
/*
 * The rows of a trace: a place of a lane each, with what ran in it.
 */
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/text.h"
#include "campaign/watch-parts.h"
#include "campaign/watch.h"
#include "engine/url.h"

#define PLACES 256

/* Of this machine (0) and each host. */
struct process {
	bool named;
	struct place {
		bool used, named;
	} places[LANE_KINDS][PLACES];
};

/* What runs in a slot of the campaign: by the slot's number. */
struct running {
	bool runs, placed;
	unsigned host, lane, place;
	double since, engine;
	char *name, *command;
};

static struct process **processes;
static size_t processes_nr, processes_alloc;
static struct running *running;
static size_t running_nr;
static unsigned begun_nr, over_nr;

void watch_counts(unsigned *begun, unsigned *over)
{
	*begun = begun_nr;
	*over = over_nr;
	begun_nr = over_nr = 0;
}

/* ---- which row ------------------------------------------------------------------ */

static struct process *process_at(size_t number)
{
	while (processes_nr <= number) {
		GROW(processes, processes_nr, processes_alloc);
		processes[processes_nr++] =
			xcalloc(1, sizeof(struct process));
	}
	return processes[number];
}

unsigned watch_host(const struct campaign *c, const struct host *host)
{
	const struct host *other = c->hosts;
	struct process *process;
	unsigned number = 1;

	if (!host)
		return 0;
	for (; other && other != host; other = other->next)
		number++;
	process = process_at(number);
	if (!process->named && watch_trace)
		trace_process(watch_trace, number + 1, host->name);
	process->named = true;
	return number;
}

static struct running *running_at(const struct campaign *c,
				  const struct slot *slot)
{
	size_t number = (size_t)(slot - c->slots);

	if (number >= running_nr) {
		running = xrealloc(running, c->slots_nr, sizeof(*running));
		memset(running + running_nr, 0,
		       (c->slots_nr - running_nr) * sizeof(*running));
		running_nr = c->slots_nr;
	}
	return &running[number];
}

static unsigned row_of(const struct running *run)
{
	return run->host * WATCH_ROWS + run->lane * WATCH_LANE + run->place +
	       1;
}

/* It stays for all processes of a step, and is given back with the slot. */
static void take_place(const struct campaign *c, const struct slot *slot,
		       struct running *run)
{
	bool local = slot->entered == &c->local;
	struct place *places;
	struct strbuf name = STRBUF_INIT;

	run->host = local ? 0 : watch_host(c, slot->host);
	run->lane = local ? LANE_LOCAL
			  : (unsigned)(slot->entered - slot->host->lanes);
	places = process_at(run->host)->places[run->lane];
	for (run->place = 0; run->place < PLACES - 1; run->place++)
		if (!places[run->place].used)
			break;
	places[run->place].used = run->placed = true;
	if (!places[run->place].named) {
		places[run->place].named = true;
		strbuf_addf(&name, "%s %u", lane_name(run->lane),
			    run->place + 1);
		trace_thread(watch_trace, run->host + 1, row_of(run),
			     name.buf);
	}
	strbuf_release(&name);
}

/* ---- what runs ------------------------------------------------------------------ */

/*
 * "git push", or the command's name: what follows may be long, and is the
 * user's own.
 */
static char *command_of(const char *const *argv)
{
	struct strbuf name = STRBUF_INIT;
	const char *slash = strrchr(argv[0], '/');

	strbuf_addstr(&name, slash ? slash + 1 : argv[0]);
	if (strcmp(name.buf, "git") != 0)
		return strbuf_detach(&name);
	for (argv++; *argv && **argv == '-'; argv++)
		if ((!strcmp(*argv, "-c") || !strcmp(*argv, "-C")) && argv[1])
			argv++;
	if (*argv)
		strbuf_addf(&name, " %s", *argv);
	return strbuf_detach(&name);
}

static const struct task *first_task(const struct slot *slot)
{
	return slot->batch ? slot->batch->tasks[0] : slot->task;
}

/* "push demo/r1": the host is the row's. */
static char *name_of(const struct campaign *c, const struct slot *slot)
{
	const struct task *task = first_task(slot);
	const char *slash = strchr(task->key, '/');
	struct strbuf name = STRBUF_INIT;

	strbuf_addstr(&name, c->plan[task->step]->name);
	if (slot->batch)
		strbuf_addf(&name, " of %zu", slot->batch->nr);
	else
		strbuf_addf(&name, " %s", slash ? slash + 1 : task->key);
	return strbuf_detach(&name);
}

void watched_spawn(const struct slot *slot, const char *const *argv)
{
	const struct campaign *c = first_task(slot)->campaign;
	struct running *run;

	begun_nr++;
	if (!watch_trace || !slot->entered)
		return;
	run = running_at(c, slot);
	if (!run->placed)
		take_place(c, slot, run);
	run->runs = true;
	run->since = clock_monotonic();
	run->engine = clock_now();
	free(run->name);
	free(run->command);
	run->name = name_of(c, slot);
	run->command = argv ? command_of(argv) : NULL;
}

static struct json_writer *begin_slice(const struct running *run, double now)
{
	struct trace_event event = {
		.phase = 'X', .process = run->host + 1,
		.thread = row_of(run), .at = run->since, .until = now,
		.category = run->command ? "process" : "request"
	};
	struct json_writer *w = watch_event(&event, run->name);

	watch_number(w, "engine", run->engine);
	if (run->command)
		watch_put(w, "command", run->command);
	return w;
}

static void put_repositories(struct json_writer *w, const struct slot *slot)
{
	const struct task *task = first_task(slot);
	size_t i;

	json_put(w, "step", task->campaign->plan[task->step]->name);
	if (!slot->batch) {
		watch_put(w, "repository", task->key);
		json_put_int(w, "try", task->tries);
		return;
	}
	json_begin_array(w, "repositories");
	for (i = 0; i < slot->batch->nr; i++)
		watch_put(w, NULL, slot->batch->tasks[i]->key);
	json_end_array(w);
}

static void put_request(struct json_writer *w, const struct slot *slot)
{
	const struct reply *reply = &slot->transfer.reply;
	struct url_parts parts;

	json_put(w, "method", slot->request.method);
	if (!url_parse(slot->request.url.buf, &parts)) {
		watch_put(w, "path", parts.path);
		url_parts_release(&parts);
	}
	if (reply->error == TRANSFER_OK)
		json_put_int(w, "status", reply->status);
	else if (reply->reason)
		watch_put(w, "error", reply->reason);
	if (reply->error == TRANSFER_CANCELLED)
		json_put_bool(w, "cancelled", true);
}

static void put_process(struct json_writer *w, const struct child *child)
{
	json_put_int(w, "exit", child->status);
	if (child->timed_out)
		json_put_bool(w, "timed_out", true);
	if (child->cancelled)
		json_put_bool(w, "cancelled", true);
}

void watched_over(const struct slot *slot)
{
	struct running *run;
	struct json_writer *w;

	over_nr++;
	if (!watch_trace)
		return;
	run = running_at(first_task(slot)->campaign, slot);
	if (!run->runs)
		return;
	w = begin_slice(run, clock_monotonic());
	put_repositories(w, slot);
	if (run->command)
		put_process(w, &slot->child);
	else
		put_request(w, slot);
	trace_end(watch_trace);
	run->runs = false;
}

void watched_left(const struct campaign *c, const struct slot *slot)
{
	struct running *run;

	if (!watch_trace)
		return;
	run = running_at(c, slot);
	if (run->placed)
		processes[run->host]->places[run->lane][run->place].used =
			false;
	run->placed = run->runs = false;
}

/* ---- at the end ------------------------------------------------------------------ */

void watch_rows_close(void)
{
	double now = clock_monotonic();
	size_t i;

	for (i = 0; i < running_nr; i++) {
		if (running[i].runs) {
			json_put_bool(begin_slice(&running[i], now),
				      "unfinished", true);
			trace_end(watch_trace);
		}
		free(running[i].name);
		free(running[i].command);
	}
	free(running);
	running = NULL;
	running_nr = 0;
	while (processes_nr)
		free(processes[--processes_nr]);
	free(processes);
	processes = NULL;
	processes_alloc = 0;
}
