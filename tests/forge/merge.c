/* SPDX-License-Identifier: MIT */
/*
 * What git has to say about a pull request, and merging it.
 */
#include "merge.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/file.h"
#include "known.h"
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
	if (known_git(repo, &text, "rev-list", "--count", range.buf, END))
		goto out;
	difference->commits = strtol(text.buf, NULL, 10);
	strbuf_reset(&text);
	strbuf_reset(&range);
	strbuf_addf(&range, "%s...%s", base_oid, head_oid);
	if (!known_git(repo, &text, "diff", "--shortstat", range.buf, END))
		read_shortstat(text.buf, difference);
	difference->mergeable =
		!known_git(repo, NULL, "merge-tree", "--write-tree",
			   base_oid, head_oid, END);
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

	if (!strcmp(pull->head_repo, repo->full))
		return;
	if (repo_open(&from, dir, pull->head_repo))
		repo_bring_branch(repo, &from, pull->head);
	repo_release(&from);
}

bool pull_merges(const struct repo *repo, struct pull *pull, const char *dir)
{
	if (pull->tried_head && pull->tried_base &&
	    !strcmp(pull->tried_base, pull->base_oid) &&
	    !strcmp(pull->tried_head, pull->head_oid))
		return pull->merges;
	pull_bring_head(repo, pull, dir);
	pull->merges = !known_git(repo, NULL, "merge-tree", "--write-tree",
				  pull->base_oid, pull->head_oid, END);
	replace_string(&pull->tried_base, pull->base_oid);
	replace_string(&pull->tried_head, pull->head_oid);
	return pull->merges;
}

void commit_identity(struct strvec *env, const char *login, double now,
		     bool author)
{
	static const char *const roles[] = { "COMMITTER", "AUTHOR" };
	int i;

	for (i = 0; i < (author ? 2 : 1); i++) {
		strvec_pushf(env, "GIT_%s_NAME=%s", roles[i], login);
		strvec_pushf(env, "GIT_%s_EMAIL=%s@users.noreply.invalid",
			     roles[i], login);
		/* with an @ git takes years beyond 2099 too */
		strvec_pushf(env, "GIT_%s_DATE=@%lld +0000", roles[i],
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

static int fast_forward(const struct repo *repo, const struct pull *pull,
			struct strbuf *oid)
{
	strbuf_addstr(oid, pull->head_oid);
	return process_git(repo->path, NULL, NULL, "merge-base",
			   "--is-ancestor", pull->base_oid, pull->head_oid,
			   END);
}

static int merge_squashed(const struct repo *repo, const struct pull *pull,
			  const char *message, const struct strvec *env,
			  struct strbuf *oid)
{
	const char *feed = strchr(message, '\f');
	size_t len = feed ? (size_t)(feed - message) : strlen(message);
	char *merge = xstrndup(message, len);
	struct pull squashed = *pull;
	struct strbuf squash = STRBUF_INIT;
	int result = commit_merge(repo, pull, true, feed ? feed + 1
				  : pull->title, env, &squash);

	squashed.head_oid = squash.buf;
	if (!result)
		result = commit_merge(repo, &squashed, false, merge, env,
				      oid);
	strbuf_release(&squash);
	free(merge);
	return result;
}

int pull_rebase(const struct repo *repo, const struct pull *pull,
		const char *login, double now, struct strbuf *oid)
{
	struct strvec env = STRVEC_INIT;
	int result;

	commit_identity(&env, login, now, false);
	result = commit_rebase(repo, pull, &env, oid);
	strvec_clear(&env);
	return result ? -1 : 0;
}

/* Every commit anew on the base, and a merge of the last of them. */
static int merge_rebased(const struct repo *repo, const struct pull *pull,
			 const char *login, const char *message, double now,
			 const struct strvec *env, struct strbuf *oid)
{
	struct pull rebased = *pull;
	struct strbuf head = STRBUF_INIT;
	int result = pull_rebase(repo, pull, login, now, &head);

	rebased.head_oid = head.buf;
	if (!result)
		result = commit_merge(repo, &rebased, false, message, env,
				      oid);
	strbuf_release(&head);
	return result;
}

int pull_merge(const struct repo *repo, const struct pull *pull,
	       enum merge_method method, const char *login,
	       const char *message, double now, struct strbuf *oid)
{
	struct strvec env = STRVEC_INIT;
	struct strbuf ref = STRBUF_INIT;
	int result;

	commit_identity(&env, login, now, method != MERGE_REBASE);
	if (method == MERGE_REBASE)
		result = commit_rebase(repo, pull, &env, oid);
	else if (method == MERGE_FAST_FORWARD)
		result = fast_forward(repo, pull, oid);
	else if (method == MERGE_REBASED)
		result = merge_rebased(repo, pull, login, message, now, &env,
				       oid);
	else if (method == MERGE_SQUASHED)
		result = merge_squashed(repo, pull, message, &env, oid);
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

void pull_message(const struct pull *pull, enum merge_method method,
		  struct strbuf *out)
{
	const char *slash = strrchr(pull->head_repo, '/');

	if (method == MERGE_SQUASH)
		strbuf_addf(out, "%s (#%lld)", pull->title, pull->number);
	else
		strbuf_addf(out, "Merge pull request #%lld from %.*s/%s",
			    pull->number, (int)(slash - pull->head_repo),
			    pull->head_repo, pull->head);
}

static void delete_head(const char *dir, const struct repo *repo,
			const struct pull *pull)
{
	bool own = !strcmp(pull->head_repo, pull->repo);
	struct repo from;

	if (!pull->delete_branch &&
	    !(own && repo_is(repo, "delete-branch-on-merge")))
		return;
	if (repo_open(&from, dir, pull->head_repo) &&
	    strcmp(from.branch, pull->head))
		repo_delete_branch(&from, pull->head, pull->head_oid);
	repo_release(&from);
}

int pull_land(struct pulls *pulls, const char *dir, const struct repo *repo,
	      struct pull *pull, const struct merge_wish *wish,
	      struct strbuf *err)
{
	struct strbuf oid = STRBUF_INIT, message = STRBUF_INIT;
	int result;

	if (wish->message)
		strbuf_addstr(&message, wish->message);
	else
		pull_message(pull, wish->method, &message);
	pull_bring_head(repo, pull, dir);
	result = pull_merge(repo, pull, wish->method, wish->login,
			    message.buf, wish->now, &oid);
	if (!result) {
		pull->state = PULL_MERGED;
		pull->closed = wish->now;
		replace_string(&pull->merge_oid, oid.buf);
		replace_string(&pull->merged_by, wish->login);
		pull_stop_auto(pull);
		pulls_save(pulls, pull, wish->now, err);
		delete_head(dir, repo, pull);
	}
	strbuf_release(&oid);
	strbuf_release(&message);
	return result;
}
