/* SPDX-License-Identifier: MIT */
/*
 * Pull requests and comments in memory.
 */
#include "pulls.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/alloc.h"
#include "when.h"

static void pull_free(struct pull *pull)
{
	size_t i;

	for (i = 0; i < pull->review_nr; i++) {
		free(pull->reviews[i].login);
		free(pull->reviews[i].oid);
	}
	free(pull->reviews);
	free(pull->auto_login);
	free(pull->auto_message);
	free(pull->tried_base);
	free(pull->tried_head);
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
	free(pull->milestone);
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

static void mark_release(struct mark *mark)
{
	free(mark->repo);
	free(mark->oid);
	free(mark->name);
	free(mark->state);
}

void pulls_release(struct pulls *pulls)
{
	size_t i;

	for (i = 0; i < pulls->nr; i++)
		pull_free(pulls->list[i]);
	for (i = 0; i < pulls->comment_nr; i++)
		comment_release(&pulls->comments[i]);
	for (i = 0; i < pulls->mark_nr; i++)
		mark_release(&pulls->marks[i]);
	free(pulls->marks);
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

void pull_stop_auto(struct pull *pull)
{
	replace_string(&pull->auto_login, NULL);
	replace_string(&pull->auto_message, NULL);
	pull->auto_since = 0;
}

void pull_close(struct pull *pull, double now)
{
	pull->state = PULL_CLOSED;
	pull->closed = now;
	pull_stop_auto(pull);
}

struct review *pull_review(struct pull *pull, const char *login,
			   bool approved, double now)
{
	struct review *review = NULL;
	size_t i;

	for (i = 0; i < pull->review_nr && !review; i++)
		if (!strcmp(pull->reviews[i].login, login))
			review = &pull->reviews[i];
	if (!review) {
		GROW(pull->reviews, pull->review_nr, pull->review_alloc);
		review = &pull->reviews[pull->review_nr++];
		memset(review, 0, sizeof(*review));
		review->login = xstrdup(login);
	}
	review->approved = approved;
	review->when = now;
	replace_string(&review->oid, pull->head_oid);
	return review;
}

/* When a branch got where it is: a push writes the file of its ref. */
static double branch_time(const struct repo *repo, const char *branch,
			  double now)
{
	struct strbuf path = STRBUF_INIT;
	struct stat st;
	double when = now;

	strbuf_addf(&path, "%s/refs/heads/%s", repo->path, branch);
	if (!stat(path.buf, &st))
		when = when_of((double)st.st_mtim.tv_sec +
			       (double)st.st_mtim.tv_nsec / 1e9);
	strbuf_release(&path);
	return when < now ? when : now;
}

static void set_head(struct pulls *pulls, struct pull *pull,
		     const struct repo *from, const char *oid, double now)
{
	struct strbuf err = STRBUF_INIT;
	bool known = pull->head_oid != NULL;

	if (known && !strcmp(pull->head_oid, oid))
		return;
	replace_string(&pull->head_oid, oid);
	pull->unknown_reads = 0;
	if (known) {
		pull->head_since = branch_time(from, pull->head, now);
		pulls_save(pulls, pull, now, &err);
	}
	strbuf_release(&err);
}

void pulls_refresh(struct pulls *pulls, struct pull *pull, const char *dir,
		   double now)
{
	struct repo repo = REPO_INIT;
	struct strbuf err = STRBUF_INIT;
	char oid[OID_MAX];

	if (pull->state != PULL_OPEN)
		return;
	if (repo_open(&repo, dir, pull->repo) &&
	    repo_branch(&repo, pull->base, oid))
		replace_string(&pull->base_oid, oid);
	repo_release(&repo);
	if (repo_open(&repo, dir, pull->head_repo) &&
	    repo_branch(&repo, pull->head, oid)) {
		set_head(pulls, pull, &repo, oid, now);
	} else {
		pull_close(pull, now);
		pulls_save(pulls, pull, now, &err);
	}
	repo_release(&repo);
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
