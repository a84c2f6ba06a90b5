/* SPDX-License-Identifier: MIT */
/*
 * What a fork's branches are at, which git tells.
 */
#include "steps/fork-refs.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/text.h"
#include "campaign/campaign.h"
#include "campaign/template.h"
#include "git/git.h"
#include "steps/process.h"

int fork_refs_send(struct task *task, struct strbuf *err)
{
	const char *url = task_push_url(task), *base = task->facts.base;
	struct strvec argv = STRVEC_INIT;
	int ret;

	git_words(&argv, false);
	strvec_pushl(&argv, "ls-remote", "--", url, "HEAD", NULL);
	strvec_pushf(&argv, "refs/heads/%s", task_branch(task));
	if (base)
		strvec_pushf(&argv, "refs/heads/%s", base);
	ret = process_git_net(task, &argv, "/", url, err);
	strvec_clear(&argv);
	return ret;
}

static void take_ref(struct task *task, const char *line)
{
	struct facts *facts = &task->facts;
	const char *name = strchr(line, '\t');
	char *id = name ? xstrndup(line, (size_t)(name - line)) : NULL;

	if (id && starts_with(name, "\trefs/heads/")) {
		name += strlen("\trefs/heads/");
		if (!strcmp(name, task_branch(task)))
			replace_string(&facts->branch_commit, id);
		else if (facts->base && !strcmp(name, facts->base))
			replace_string(&facts->fork_base, id);
	}
	free(id);
}

bool fork_refs_read(struct task *task)
{
	struct strbuf text = STRBUF_INIT;
	struct strvec lines = STRVEC_INIT;
	bool any = false;
	size_t i;

	replace_string(&task->facts.branch_commit, NULL);
	replace_string(&task->facts.fork_base, NULL);
	child_output(&task->slot->child.out, &text);
	strvec_split(&lines, text.buf, '\n');
	for (i = 0; i < lines.nr; i++) {
		any |= *lines.v[i] != '\0';
		take_ref(task, lines.v[i]);
	}
	strvec_clear(&lines);
	strbuf_release(&text);
	return any;
}
