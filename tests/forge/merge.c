/* SPDX-License-Identifier: MIT */
/*
 * What git has to say about a pull request, and merging it.
 */
#include "merge.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/file.h"
#include "process.h"

#define END ((const char *)NULL)

static void read_shortstat(const char *text, struct difference *d)
{
	const char *at;
	char *end;

	/* " 2 files changed, 3 insertions(+), 1 deletion(-)" */
	for (at = text; *at; at++) {
		long number;

		if (*at < '0' || *at > '9')
			continue;
		number = strtol(at, &end, 10);
		if (!strncmp(end, " file", 5))
			d->files = number;
		else if (!strncmp(end, " insertion", 10))
			d->additions = number;
		else if (!strncmp(end, " deletion", 9))
			d->deletions = number;
		at = end;
	}
}

int pull_difference(const struct repo *repo, const char *base_oid,
		    const char *head_oid, struct difference *difference)
{
	struct strbuf range = STRBUF_INIT, text = STRBUF_INIT;
	int result = -1;

	memset(difference, 0, sizeof(*difference));
	strbuf_addf(&range, "%s..%s", base_oid, head_oid);
	if (process_git(repo->path, NULL, &text, "rev-list", "--count",
			range.buf, END))
		goto out;
	difference->commits = strtol(text.buf, NULL, 10);
	strbuf_reset(&text);
	strbuf_reset(&range);
	strbuf_addf(&range, "%s...%s", base_oid, head_oid);
	if (!process_git(repo->path, NULL, &text, "diff", "--shortstat",
			 range.buf, END))
		read_shortstat(text.buf, difference);
	difference->mergeable =
		!process_git(repo->path, NULL, NULL, "merge-tree",
			     "--write-tree", base_oid, head_oid, END);
	result = 0;
out:
	strbuf_release(&range);
	strbuf_release(&text);
	return result;
}

int repo_bring_branch(const struct repo *repo, const struct repo *from,
		      const char *branch)
{
	struct strbuf ref = STRBUF_INIT;
	int result;

	strbuf_addf(&ref, "refs/heads/%s", branch);
	result = process_git(repo->path, NULL, NULL, "fetch", "--quiet",
			     "--no-tags", "--no-write-fetch-head",
			     from->path, ref.buf, END);
	strbuf_release(&ref);
	return result ? -1 : 0;
}

void pull_bring_head(const struct repo *repo, const struct pull *pull,
		     const char *dir)
{
	struct repo from;
	char *owner, *slash;

	if (!strcmp(pull->head_repo, repo->full))
		return;
	owner = xstrdup(pull->head_repo);
	slash = strchr(owner, '/');
	*slash = '\0';
	if (repo_follow(&from, dir, owner, slash + 1))
		repo_bring_branch(repo, &from, pull->head);
	repo_release(&from);
	free(owner);
}

/* The one who merges is author and committer, at the forge's time. */
static void identity(struct strvec *env, const char *login, double now,
		     bool author)
{
	static const char *const roles[] = { "COMMITTER", "AUTHOR" };
	int i;

	for (i = 0; i < (author ? 2 : 1); i++) {
		strvec_pushf(env, "GIT_%s_NAME=%s", roles[i], login);
		strvec_pushf(env, "GIT_%s_EMAIL=%s@users.noreply.invalid",
			     roles[i], login);
		strvec_pushf(env, "GIT_%s_DATE=%lld +0000", roles[i],
			     (long long)now);
	}
}

static int commit_merge(const struct repo *repo, const struct pull *pull,
			bool squash, const char *message,
			const struct strvec *env, struct strbuf *oid)
{
	struct strbuf tree = STRBUF_INIT;
	int result = process_git(repo->path, NULL, &tree, "merge-tree",
				 "--write-tree", pull->base_oid,
				 pull->head_oid, END);

	if (!result && squash)
		result = process_git(repo->path, env, oid, "commit-tree",
				     tree.buf, "-p", pull->base_oid, "-m",
				     message, END);
	else if (!result)
		result = process_git(repo->path, env, oid, "commit-tree",
				     tree.buf, "-p", pull->base_oid, "-p",
				     pull->head_oid, "-m", message, END);
	strbuf_release(&tree);
	return result;
}

/* Every commit anew on the base, as a forge does even where it need not. */
static int commit_rebase(const struct repo *repo, const struct pull *pull,
			 const struct strvec *env, struct strbuf *oid)
{
	struct strbuf tree = STRBUF_INIT, err = STRBUF_INIT;
	int result;

	strbuf_addf(&tree, "%s/rebase-tree", repo->path);
	result = process_git(repo->path, NULL, NULL, "worktree", "add",
			     "--quiet", "--force", "--detach", tree.buf,
			     pull->head_oid, END);
	if (!result)
		result = process_git(tree.buf, env, NULL, "rebase", "--quiet",
				     "--force-rebase", pull->base_oid, END);
	if (!result)
		result = process_git(tree.buf, NULL, oid, "rev-parse",
				     "HEAD", END);
	file_remove_tree(tree.buf, &err);
	process_git(repo->path, NULL, NULL, "worktree", "prune", END);
	strbuf_release(&tree);
	strbuf_release(&err);
	return result;
}

int pull_merge(const struct repo *repo, const struct pull *pull,
	       enum merge_method method, const char *login,
	       const char *message, double now, struct strbuf *oid)
{
	struct strvec env = STRVEC_INIT;
	struct strbuf ref = STRBUF_INIT;
	int result;

	identity(&env, login, now, method != MERGE_REBASE);
	if (method == MERGE_REBASE)
		result = commit_rebase(repo, pull, &env, oid);
	else
		result = commit_merge(repo, pull, method == MERGE_SQUASH,
				      message, &env, oid);
	strbuf_addf(&ref, "refs/heads/%s", pull->base);
	if (!result)
		result = process_git(repo->path, NULL, NULL, "update-ref",
				     ref.buf, oid->buf, pull->base_oid, END);
	strvec_clear(&env);
	strbuf_release(&ref);
	return result ? -1 : 0;
}

bool repo_delete_branch(const struct repo *repo, const char *branch,
			const char *oid)
{
	struct strbuf ref = STRBUF_INIT;
	int result;

	strbuf_addf(&ref, "refs/heads/%s", branch);
	result = process_git(repo->path, NULL, NULL, "update-ref", "-d",
			     ref.buf, oid, END);
	strbuf_release(&ref);
	return !result;
}
