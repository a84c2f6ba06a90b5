/* SPDX-License-Identifier: MIT */
/*
 * Repositories of an earlier campaign, or of rows that it printed.
 */
#include "campaign/from.h"

#include <stdlib.h>
#include <string.h>

#include "base/failure.h"
#include "base/file.h"
#include "base/text.h"
#include "campaign/campaign.h"
#include "campaign/listfile.h"
#include "campaign/paths.h"

#define UNFINISHED "unfinished"

struct from {
	const char *word;
	const struct strvec *only;
	int (*each)(void *data, const char *name, struct strvec *settings,
		    struct strbuf *err);
	void *data;
};

void from_outcomes(struct strvec *out)
{
	int i;

	for (i = RESULT_DONE; i <= RESULT_CANCELLED; i++)
		strvec_push(out, result_name((enum result)i));
	strvec_push(out, UNFINISHED);
	for (i = PULL_OPEN; i <= PULL_MERGED; i++)
		strvec_push(out, pull_state_name((enum pull_state)i));
	strvec_pushv(out, failure_names);
}

static bool is_one(const struct strvec *only, const char *outcome)
{
	return outcome && *outcome && strvec_has(only, outcome);
}

static bool wanted(const struct strvec *only, const char *result,
		   const char *class, const char *pull_state)
{
	bool left = !result || !*result || !strcmp(result, "waiting");

	return !only->nr || is_one(only, result) || is_one(only, class) ||
	       is_one(only, pull_state) ||
	       (left && strvec_has(only, UNFINISHED));
}

/* ---- a campaign ------------------------------------------------------- */

bool from_fits(const struct strvec *only, const struct task *task)
{
	return wanted(only, result_name(task->result),
		      failure_name(task->failure),
		      pull_state_name(task->facts.pull.state));
}

static int take_task(const struct from *from, const struct task *task,
		     struct strbuf *err)
{
	struct strvec settings = STRVEC_INIT;
	int ret;

	if (!from_fits(from->only, task))
		return 0;
	strvec_pushv(&settings, (const char *const *)task->settings.v);
	ret = from->each(from->data, task->remote.url, &settings, err);
	strvec_clear(&settings);
	return ret;
}

static int no_such_campaign(const char *name, struct strbuf *err)
{
	struct strvec names = STRVEC_INIT;
	struct strbuf ignored = STRBUF_INIT;
	const char *near;

	campaign_names(&names, &ignored);
	near = text_nearest(name, (const char *const *)names.v);
	strbuf_addf(err, "'--from %s': there is no such campaign, and no such "
		    "file", name);
	if (near)
		strbuf_addf(err, "; did you mean '%s'?", near);
	strvec_clear(&names);
	strbuf_release(&ignored);
	return -1;
}

static int read_campaign(const struct from *from, struct strbuf *err)
{
	struct campaign *c = campaign_read(from->word, err);
	size_t i;
	int ret = 0;

	if (!c)
		return -1;
	for (i = 0; i < c->nr && !ret; i++)
		ret = take_task(from, c->tasks[i], err);
	campaign_free(c);
	return ret;
}

static bool is_campaign(const char *word)
{
	struct strvec names = STRVEC_INIT;
	struct strbuf ignored = STRBUF_INIT;
	bool is = !campaign_names(&names, &ignored) && strvec_has(&names, word);

	strvec_clear(&names);
	strbuf_release(&ignored);
	return is;
}

/* ---- a file ------------------------------------------------------------ */

static int take_row(void *data, struct row *row, struct strbuf *err)
{
	const struct from *from = data;

	if (from->only->nr && !row->outcome) {
		strbuf_addstr(err, "it has no result that '--only' could ask "
			      "for: these are rows of list");
		return -1;
	}
	if (!wanted(from->only, row->result, row->class, row->pull_state))
		return 0;
	return from->each(from->data, row->name, &row->settings, err);
}

static int take_name(void *data, const char *name, struct strvec *settings,
		     struct strbuf *err)
{
	const struct from *from = data;

	if (from->only->nr) {
		strbuf_addstr(err, "a list has no results that '--only' could "
			      "ask for");
		return -1;
	}
	return from->each(from->data, name, settings, err);
}

int from_read(const char *word, const struct strvec *only,
	      int (*each)(void *data, const char *name,
			  struct strvec *settings, struct strbuf *err),
	      void *data, struct strbuf *err)
{
	struct from from = {
		.word = word, .only = only, .each = each, .data = data
	};
	bool is_path = !strcmp(word, "-") || strchr(word, '/');
	bool named = !is_path && is_campaign(word);
	bool file = is_path || file_is_regular(word);

	if (named && file) {
		strbuf_addf(err, "'--from %s' is a campaign, and a file here: "
			    "write './%s' for the file", word, word);
		return -1;
	}
	if (named)
		return read_campaign(&from, err);
	if (!file && !ends_with(word, ".json") && !ends_with(word, ".txt"))
		return no_such_campaign(word, err);
	return listfile_read_rows(word, take_name, take_row, &from, err);
}
