/* SPDX-License-Identifier: MIT */
/*
 * Pull requests and comments in memory.
 */
#include "pulls.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"

static void pull_free(struct pull *pull)
{
	free(pull->repo);
	free(pull->title);
	free(pull->body);
	free(pull->author);
	free(pull->head_repo);
	free(pull->head);
	free(pull->base);
	free(pull->head_oid);
	free(pull->base_oid);
	free(pull->merge_oid);
	free(pull->merged_by);
	strvec_clear(&pull->labels);
	strvec_clear(&pull->assignees);
	strvec_clear(&pull->reviewers);
	strvec_clear(&pull->teams);
	free(pull);
}

static void comment_release(struct comment *comment)
{
	free(comment->repo);
	free(comment->author);
	free(comment->body);
}

void pulls_release(struct pulls *pulls)
{
	size_t i;

	for (i = 0; i < pulls->nr; i++)
		pull_free(pulls->list[i]);
	for (i = 0; i < pulls->comment_nr; i++)
		comment_release(&pulls->comments[i]);
	free(pulls->list);
	free(pulls->comments);
	free(pulls->path);
	memset(pulls, 0, sizeof(*pulls));
}

struct pull *pulls_new(struct pulls *pulls, const char *repo,
		       long long number)
{
	struct pull *pull = xcalloc(1, sizeof(*pull));

	pull->repo = xstrdup(repo);
	pull->number = number;
	strvec_init(&pull->labels);
	strvec_init(&pull->assignees);
	strvec_init(&pull->reviewers);
	strvec_init(&pull->teams);
	GROW(pulls->list, pulls->nr, pulls->alloc);
	pulls->list[pulls->nr++] = pull;
	return pull;
}

struct pull *pulls_get(const struct pulls *pulls, const char *repo,
		       long long number)
{
	size_t i;

	for (i = 0; i < pulls->nr; i++)
		if (pulls->list[i]->number == number &&
		    !strcmp(pulls->list[i]->repo, repo))
			return pulls->list[i];
	return NULL;
}

struct pull *pulls_find_open(const struct pulls *pulls, const char *repo,
			     const char *head_repo, const char *head,
			     const char *base)
{
	size_t i;

	for (i = 0; i < pulls->nr; i++) {
		struct pull *pull = pulls->list[i];

		if (pull->state == PULL_OPEN && !strcmp(pull->repo, repo) &&
		    !strcmp(pull->head, head) &&
		    !strcmp(pull->head_repo, head_repo) &&
		    (!base || !strcmp(pull->base, base)))
			return pull;
	}
	return NULL;
}

struct pull *pulls_add(struct pulls *pulls, const struct repo *repo,
		       double now)
{
	long long number = 0;
	struct pull *pull;
	size_t i;

	for (i = 0; i < pulls->nr; i++)
		if (!strcmp(pulls->list[i]->repo, repo->full) &&
		    pulls->list[i]->number > number)
			number = pulls->list[i]->number;
	pull = pulls_new(pulls, repo->full, number + 1);
	pull->created = pull->updated = now;
	return pull;
}

void pulls_refresh(struct pulls *pulls, struct pull *pull, const char *dir,
		   double now)
{
	struct repo repo = REPO_INIT;
	struct strbuf err = STRBUF_INIT;
	char oid[OID_MAX];
	char *owner, *slash;

	if (pull->state != PULL_OPEN)
		return;
	owner = xstrdup(pull->repo);
	slash = strchr(owner, '/');
	*slash = '\0';
	if (repo_follow(&repo, dir, owner, slash + 1) &&
	    repo_branch(&repo, pull->base, oid))
		replace_string(&pull->base_oid, oid);
	repo_release(&repo);
	free(owner);
	owner = xstrdup(pull->head_repo);
	slash = strchr(owner, '/');
	*slash = '\0';
	if (repo_follow(&repo, dir, owner, slash + 1) &&
	    repo_branch(&repo, pull->head, oid)) {
		replace_string(&pull->head_oid, oid);
	} else {
		pull->state = PULL_CLOSED;
		pull->closed = now;
		pulls_save(pulls, pull, now, &err);
	}
	repo_release(&repo);
	free(owner);
	strbuf_release(&err);
}

size_t pulls_comment_count(const struct pulls *pulls,
			   const struct pull *pull)
{
	size_t i, count = 0;

	for (i = 0; i < pulls->comment_nr; i++)
		if (pulls->comments[i].number == pull->number &&
		    !strcmp(pulls->comments[i].repo, pull->repo))
			count++;
	return count;
}
