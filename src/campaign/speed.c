/* SPDX-License-Identifier: MIT */
/*
 * How long the steps take: a line each in STATE/speed.
 */
#include "campaign/speed.h"

#include <stdlib.h>
#include <string.h>
#include <uthash.h>

#include "base/alloc.h"
#include "base/file.h"
#include "base/text.h"
#include "campaign/campaign.h"
#include "campaign/paths.h"

#define MEMORY_MAX (1u << 20)
#define LINES_MAX 500		/* commands that never come again fall out */
#define WEIGHT_MAX 50.0		/* what is older counts no more than this */
#define ENOUGH 20.0		/* tasks, until their ends are believed */

struct entry {
	char *key;		/* "fetch github.com", "change 1f00…" */
	double seconds, times;	/* remembered, with … */
	double weight;		/* … so many behind it; 0: not */
	double sum, ran;	/* of this run: real seconds, how many … */
	double passed, ended;	/* … and tasks */
	UT_hash_handle hh;
};

struct speeds {
	struct entry *entries;	/* in the file's order */
};

/* ---- keys ------------------------------------------------------------------- */

/* What the user's command takes is nothing that another one is told by. */
static unsigned long long command_hash(const struct definition *definition)
{
	struct strbuf text = STRBUF_INIT;
	unsigned long long hash;
	size_t i;

	for (i = 0; i < definition->command.nr; i++)
		strbuf_addf(&text, "%s ", definition->command.v[i]);
	if (definition->sh)
		strbuf_addf(&text, "sh %s", definition->sh);
	if (definition->test)
		strbuf_addf(&text, " test %s", definition->test);
	hash = text_hash(text.buf, text.len);
	strbuf_release(&text);
	return hash;
}

static bool is_local(const struct step *step)
{
	return !step->lane_of && step->lane == LANE_LOCAL;
}

static bool is_command(const struct step *step)
{
	return !strcmp(step->name, "baseline") ||
	       !strcmp(step->name, "change") || !strcmp(step->name, "test");
}

static void key_of(const struct step *step, const struct task *task,
		   struct strbuf *key)
{
	const struct definition *definition = task_definition(task);

	strbuf_addstr(key, step->name);
	if (is_command(step) && definition)
		strbuf_addf(key, " %016llx", command_hash(definition));
	else if (!is_local(step))
		strbuf_addf(key, " %s", task->host->name);
}

static struct entry *find(struct speeds *speeds, const char *key)
{
	struct entry *entry;

	HASH_FIND_STR(speeds->entries, key, entry);
	return entry;
}

static struct entry *entry_new(struct speeds *speeds, const char *key)
{
	struct entry *entry = xcalloc(1, sizeof(*entry));

	entry->key = xstrdup(key);
	HASH_ADD_KEYPTR(hh, speeds->entries, entry->key, strlen(entry->key),
			entry);
	return entry;
}

static struct entry *entry_of(struct speeds *speeds, const struct step *step,
			      const struct task *task)
{
	struct strbuf key = STRBUF_INIT;
	struct entry *entry;

	key_of(step, task, &key);
	entry = find(speeds, key.buf);
	if (!entry)
		entry = entry_new(speeds, key.buf);
	strbuf_release(&key);
	return entry;
}

/* ---- the file --------------------------------------------------------------- */

static int memory_path(struct strbuf *path)
{
	struct strbuf err = STRBUF_INIT;
	int ret = paths_state(path, &err);

	strbuf_addstr(path, "/speed");
	strbuf_release(&err);
	return ret;
}

/* "KEY<tab>SECONDS<tab>TIMES<tab>WEIGHT"; any other line is passed over. */
static void read_line(struct speeds *speeds, char *line)
{
	char *number = strchr(line, '\t');
	double values[3];
	struct entry *entry;
	size_t i;

	if (!number)
		return;
	*number++ = '\0';
	for (i = 0; i < ARRAY_SIZE(values); i++) {
		values[i] = strtod(number, &number);
		if (!(values[i] >= 0 && values[i] < 1e9))
			return;
	}
	if (*number || !*line || values[2] <= 0 || find(speeds, line))
		return;
	entry = entry_new(speeds, line);
	entry->seconds = values[0];
	entry->times = values[1];
	entry->weight = values[2];
}

struct speeds *speeds_read(void)
{
	struct speeds *speeds = xcalloc(1, sizeof(*speeds));
	struct strbuf path = STRBUF_INIT, err = STRBUF_INIT;
	struct strbuf text = STRBUF_INIT;
	char *line, *end;

	if (!memory_path(&path) && file_is_regular(path.buf))
		file_read(path.buf, MEMORY_MAX, &text, &err);
	for (line = text.buf; (end = strchr(line, '\n')); line = end + 1) {
		*end = '\0';
		read_line(speeds, line);
	}
	strbuf_release(&text);
	strbuf_release(&err);
	strbuf_release(&path);
	return speeds;
}

void speeds_free(struct speeds *speeds)
{
	struct entry *entry, *next;

	if (!speeds)
		return;
	HASH_ITER(hh, speeds->entries, entry, next) {
		HASH_DEL(speeds->entries, entry);
		free(entry->key);
		free(entry);
	}
	free(speeds);
}

struct speeds *campaign_speeds(struct campaign *c)
{
	if (!c->speeds)
		c->speeds = speeds_read();
	return c->speeds;
}

static double mean_seconds(const struct entry *entry)
{
	double weight = entry->weight < WEIGHT_MAX ? entry->weight
						   : WEIGHT_MAX;
	double nr = weight + entry->ran;

	return nr > 0 ? (weight * entry->seconds + entry->sum) / nr : 0;
}

static double mean_times(const struct entry *entry)
{
	double weight = entry->weight < WEIGHT_MAX ? entry->weight
						   : WEIGHT_MAX;
	double tasks = entry->passed + entry->ended;

	if (entry->times <= 0)
		weight = 0;
	return weight + tasks > 0 ? (weight * entry->times + entry->ran) /
				    (weight + tasks) : 0;
}

static void write_line(struct strbuf *text, const struct entry *entry)
{
	strbuf_addf(text, "%s\t%.6f\t%.4f\t%.0f\n", entry->key,
		    mean_seconds(entry), mean_times(entry),
		    entry->weight + entry->ran < 1e6 ?
		    entry->weight + entry->ran : 1e6);
}

/* What was used now first: what is never used again is cut off at the end. */
void speeds_save(const struct speeds *speeds)
{
	struct strbuf path = STRBUF_INIT, err = STRBUF_INIT;
	struct strbuf text = STRBUF_INIT;
	const struct entry *entry;
	size_t lines = 0;

	for (entry = speeds->entries; entry; entry = entry->hh.next)
		if (entry->ran > 0 && lines++ < LINES_MAX)
			write_line(&text, entry);
	if (!lines)
		goto out;
	for (entry = speeds->entries; entry; entry = entry->hh.next)
		if (entry->ran <= 0 && entry->weight > 0 &&
		    lines++ < LINES_MAX)
			write_line(&text, entry);
	if (!memory_path(&path))
		file_write(path.buf, text.buf, text.len, 0600, &err);
out:
	strbuf_release(&text);
	strbuf_release(&path);
	strbuf_release(&err);
}

/* ---- learning --------------------------------------------------------------- */

void speeds_ran(struct speeds *speeds, const struct step *step,
		const struct task *task, double seconds)
{
	struct entry *entry = entry_of(speeds, step, task);

	entry->sum += seconds > 0 ? seconds : 0;
	entry->ran++;
}

void speeds_passed(struct speeds *speeds, const struct step *step,
		   const struct task *task, bool ended)
{
	struct entry *entry = entry_of(speeds, step, task);

	if (ended)
		entry->ended++;
	else
		entry->passed++;
}

/* ---- what is known ---------------------------------------------------------- */

/*
 * Measured with small repositories on one core of an ordinary machine; a
 * server elsewhere takes the way there and back in addition.
 */
static double guess(const struct step *step, const struct task *task)
{
	static const struct {
		const char *step;
		double seconds, far;
	} guesses[] = {
		{ "look", 0.10, 0.9 }, { "fetch", 0.06, 1.0 },
		{ "tree", 0.02, 0 }, { "change", 0.02, 0 },
		{ "test", 0.02, 0 }, { "commit", 0.03, 0 },
		{ "owners", 0.01, 0 },
		{ "push", 0.08, 1.5 }, { "find", 0.02, 0.3 },
		{ "names", 0.02, 0.4 }, { "open", 0.05, 0.8 },
		{ "describe", 0.03, 0.5 }, { "wait", 0.10, 0.9 },
		{ "merge", 0.08, 1.0 }, { "close", 0.04, 0.6 }
	};
	const char *host = task->host->name;
	bool near = !task->host->web || starts_with(host, "127.") ||
		    starts_with(host, "localhost") ||
		    starts_with(host, "[::1]");
	size_t i;

	for (i = 0; i < ARRAY_SIZE(guesses); i++)
		if (!strcmp(guesses[i].step, step->name))
			return guesses[i].seconds +
			       (near ? 0 : guesses[i].far);
	return 0.05;
}

struct speed speeds_of(struct speeds *speeds, const struct step *step,
		       const struct task *task)
{
	const struct entry *entry = entry_of(speeds, step, task);
	double tasks = entry->passed + entry->ended;
	struct speed speed = {
		.seconds = mean_seconds(entry), .times = mean_times(entry)
	};

	if (entry->weight + entry->ran <= 0) {
		speed.guessed = true;
		speed.seconds = guess(step, task);
	}
	if (tasks >= ENOUGH)
		speed.ends = entry->ended / tasks;
	return speed;
}
