/* SPDX-License-Identifier: MIT */
/*
 * Looking where a server has no API: git ls-remote tells the default branch,
 * the base and whether the campaign's branch exists.
 */
#include <string.h>

#include "base/alloc.h"
#include "base/text.h"
#include "campaign/campaign.h"
#include "campaign/template.h"
#include "git/git.h"
#include "steps/look.h"
#include "steps/process.h"

const char *look_base(const struct task *task)
{
	const struct definition *definition = task_definition(task);
	const char *base = task_setting(task, "base");

	return base ? base : definition ? definition->base : NULL;
}

int look_refs_begin(struct task *task, struct strbuf *err)
{
	struct strvec argv = STRVEC_INIT;
	const char *base = look_base(task);
	int ret;

	git_words(&argv, false);
	strvec_pushl(&argv, "ls-remote", "--symref", "--",
		     task->remote.fetch_url, "HEAD", NULL);
	if (task_branch(task))
		strvec_pushf(&argv, "refs/heads/%s", task_branch(task));
	if (base)
		strvec_pushf(&argv, "refs/heads/%s", base);
	ret = process_git_net(task, &argv, "/", task->remote.fetch_url, err);
	strvec_clear(&argv);
	return ret;
}

/* The id of the line that ends in this ref, malloc'ed, or NULL. */
static char *ref_id(const struct strvec *lines, const char *ref)
{
	size_t i;

	for (i = 0; i < lines->nr; i++) {
		const char *tab = strchr(lines->v[i], '\t');

		if (tab && !strcmp(tab + 1, ref) &&
		    !starts_with(lines->v[i], "ref: "))
			return xstrndup(lines->v[i],
					(size_t)(tab - lines->v[i]));
	}
	return NULL;
}

static char *branch_id(const struct strvec *lines, const char *branch)
{
	struct strbuf ref = STRBUF_INIT;
	char *id;

	strbuf_addf(&ref, "refs/heads/%s", branch);
	id = ref_id(lines, ref.buf);
	strbuf_release(&ref);
	return id;
}

/* "ref: refs/heads/main\tHEAD": what HEAD stands for. */
static char *default_branch(const struct strvec *lines)
{
	const char *prefix = "ref: refs/heads/";
	size_t i;

	for (i = 0; i < lines->nr; i++) {
		const char *tab = strchr(lines->v[i], '\t');

		if (tab && !strcmp(tab, "\tHEAD") &&
		    starts_with(lines->v[i], prefix))
			return xstrndup(lines->v[i] + strlen(prefix),
					(size_t)(tab - lines->v[i]) -
					strlen(prefix));
	}
	return NULL;
}

void look_refs_read(struct task *task, struct look_answer *answer)
{
	struct strbuf text = STRBUF_INIT;
	struct strvec lines = STRVEC_INIT;
	const char *base = look_base(task);

	child_output(&task->slot->child.out, &text);
	strvec_split(&lines, text.buf, '\n');
	answer->owner = xstrdup(task->remote.owner);
	answer->name = xstrdup(task->remote.name);
	answer->may_push = true;
	answer->default_branch = default_branch(&lines);
	answer->base = xstrdup_or_null(base ? base : answer->default_branch);
	answer->base_commit = base ? branch_id(&lines, base)
				   : ref_id(&lines, "HEAD");
	answer->empty = !answer->base_commit && !answer->default_branch;
	if (task_branch(task))
		answer->branch_commit = branch_id(&lines, task_branch(task));
	strvec_clear(&lines);
	strbuf_release(&text);
}
