/* SPDX-License-Identifier: MIT */
/*
 * A whole campaign as one JSON document.
 */
#include "commands/report-json.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/date.h"
#include "campaign/journal.h"
#include "commands/fields.h"
#include "commands/summary.h"

/* ---- counts --------------------------------------------------------- */

static void put_counts(struct json_writer *w, const struct campaign *c)
{
	size_t counts[RESULT_CANCELLED + 1] = { 0 }, nr = 0, i;

	for (i = 0; i < c->nr; i++)
		if (c->tasks[i]->selected) {
			counts[c->tasks[i]->result]++;
			nr++;
		}
	json_begin_object(w, "counts");
	json_put_int(w, "tasks", (long long)nr);
	for (i = RESULT_DONE; i <= RESULT_CANCELLED; i++)
		json_put_int(w, result_name((enum result)i),
			     (long long)counts[i]);
	json_put_int(w, "left", (long long)(counts[RESULT_NONE] +
					    counts[RESULT_WAITING]));
	json_end_object(w);
}

static void put_pulls(struct json_writer *w, const struct campaign *c)
{
	size_t counts[PULL_MERGED + 1] = { 0 }, i;

	for (i = 0; i < c->nr; i++)
		if (c->tasks[i]->selected)
			counts[c->tasks[i]->facts.pull.state]++;
	json_begin_object(w, "pulls");
	for (i = PULL_OPEN; i <= PULL_MERGED; i++)
		json_put_int(w, pull_state_name((enum pull_state)i),
			     (long long)counts[i]);
	json_end_object(w);
}

/* ---- times ---------------------------------------------------------- */

struct times {
	char *first, *last;
};

static int note_time(void *data, const struct json *doc, struct strbuf *err)
{
	struct times *times = data;
	char *time = json_copy(doc, json_get(doc, 0, "time"));

	(void)err;
	if (!time)
		return 0;
	if (!times->first)
		times->first = xstrdup(time);
	free(times->last);
	times->last = time;
	return 0;
}

/* Of the journal's first and last record. */
static int put_times(struct json_writer *w, const struct campaign *c,
		     struct strbuf *err)
{
	struct times times = { NULL, NULL };
	struct strbuf path = STRBUF_INIT;
	int ret;

	strbuf_addf(&path, "%s/journal", c->folder);
	ret = journal_replay(path.buf, false, note_time, &times, err);
	json_begin_object(w, "times");
	json_put(w, "first", times.first);
	json_put(w, "last", times.last);
	if (times.first)
		json_put_int(w, "seconds",
			     (long long)(date_parse_iso(times.last) -
					 date_parse_iso(times.first)));
	json_end_object(w);
	free(times.first);
	free(times.last);
	strbuf_release(&path);
	return ret;
}

/* ---- failures, those of one class and reason together ---------------- */

static bool failed_alike(const struct task *one, const struct task *two)
{
	return one->failure == two->failure &&
	       !strcmp(one->reason ? one->reason : "",
		       two->reason ? two->reason : "");
}

/* How many of the list, which is sorted, are said in one object. */
static size_t put_failure(struct json_writer *w, struct task *const *list,
			  size_t nr)
{
	size_t i;

	json_begin_object(w, NULL);
	json_put(w, "class", failure_name(list[0]->failure));
	json_put(w, "reason", list[0]->reason);
	json_begin_array(w, "tasks");
	for (i = 0; i < nr && failed_alike(list[0], list[i]); i++)
		json_put(w, NULL, list[i]->key);
	json_end_array(w);
	json_end_object(w);
	return i;
}

static void put_failures(struct json_writer *w, const struct campaign *c)
{
	size_t nr, i = 0;
	struct task **list = summary_order(c, &nr, true);

	while (i < nr && list[i]->result != RESULT_FAILED)
		i++;
	json_begin_array(w, "failures");
	while (i < nr)
		i += put_failure(w, list + i, nr - i);
	json_end_array(w);
	free(list);
}

/* ---- the whole ------------------------------------------------------ */

static void put_definition(struct json_writer *w, const struct campaign *c)
{
	const struct definition *definition = campaign_definition(c);

	if (!definition) {
		json_put(w, "definition", NULL);
		return;
	}
	json_begin_object(w, "definition");
	definition_write(definition, w);
	json_end_object(w);
}

int report_json(const struct campaign *c, struct strbuf *out,
		struct strbuf *err)
{
	struct json_writer w = JSON_WRITER_INIT(out);
	size_t i;
	int ret;

	json_begin_object(&w, NULL);
	json_put(&w, "campaign", c->name);
	json_put(&w, "folder", c->folder);
	put_definition(&w, c);
	json_begin_object(&w, "goal");
	goal_write(&c->goal, &w);
	json_end_object(&w);
	put_counts(&w, c);
	put_pulls(&w, c);
	ret = put_times(&w, c, err);
	put_failures(&w, c);
	json_begin_array(&w, "rows");
	for (i = 0; i < c->nr; i++)
		if (c->tasks[i]->selected)
			task_object(&w, c->tasks[i]);
	json_end_array(&w);
	json_end_object(&w);
	strbuf_addch(out, '\n');
	return ret;
}
