/* SPDX-License-Identifier: MIT */
/*
 * What a pull request is to have and cannot have on its server is said once
 * before the start, not for each repository.
 */
#include "commands/lacking.h"

#include "base/alloc.h"
#include "base/report.h"
#include "campaign/campaign.h"
#include "steps/pull.h"

static const struct {
	enum pull_field field;
	const char *name;
} fields[] = {
	{ FIELD_LABELS, "labels" },
	{ FIELD_REVIEWERS, "reviewers" },
	{ FIELD_TEAMS, "teams as reviewers" },
	{ FIELD_ASSIGNEES, "assignees" },
	{ FIELD_MILESTONE, "milestones" },
};

static unsigned wanted_of(const struct campaign *c, const struct host *host)
{
	unsigned wanted = 0;
	size_t i;

	for (i = 0; i < c->nr; i++) {
		const struct task *task = c->tasks[i];

		if (task_is_open(task) && task->host == host &&
		    (c->talking || !task_definition(task)->push_only))
			wanted |= pull_wanted_fields(task);
	}
	return wanted;
}

static void say_of(const struct host *host, unsigned lacking, bool talking)
{
	struct strbuf names = STRBUF_INIT;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(fields); i++)
		if (lacking & fields[i].field)
			strbuf_addf(&names, "%s%s", names.len ? ", " : "",
				    fields[i].name);
	warning("'%s' (%s) cannot give pull requests %s: they %s", host->name,
		host->forge->name, names.buf, talking ? "get none"
						      : "are opened without");
	strbuf_release(&names);
}

static bool wants_api_commit(const struct campaign *c,
			     const struct host *host)
{
	size_t i;

	for (i = 0; i < c->nr; i++)
		if (task_is_open(c->tasks[i]) && c->tasks[i]->host == host &&
		    task_definition(c->tasks[i])->api_commit)
			return true;
	return false;
}

void lacking_say(const struct campaign *campaign)
{
	const struct host *host;
	unsigned lacking;

	for (host = campaign->hosts; host; host = host->next) {
		if (!host->forge || !host->forge->open_ask)
			continue;
		lacking = wanted_of(campaign, host) & ~host->forge->fields;
		if (lacking)
			say_of(host, lacking, campaign->talking);
		if (!campaign->talking && !host->forge->commit_ask &&
		    wants_api_commit(campaign, host))
			warning("'%s' (%s) makes no commits by its API: git "
				"pushes them there", host->name,
				host->forge->name);
	}
}
