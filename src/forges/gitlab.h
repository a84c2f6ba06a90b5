/* SPDX-License-Identifier: MIT */
/*
 * What the files of GitLab's part share. Sources: docs.gitlab.com, "REST
 * API", "Merge requests API", "GraphQL API", "Rate limits", and the source of
 * GitLab's app/graphql for what a query costs.
 */
#ifndef FORGES_GITLAB_H
#define FORGES_GITLAB_H

#include "base/json.h"
#include "forges/forge.h"

/* Bits of forge_site.lacks, remembered: append only. */
enum gitlab_lacks {
	GITLAB_NO_FULL_PATHS = 1 << 0,	/* many projects by their paths */
	GITLAB_NO_TREE = 1 << 1,	/* a branch's commit */
	GITLAB_NO_COMPLEXITY = 1 << 2,	/* what a query costs */
	GITLAB_NO_DETAILED = 1 << 3,	/* detailedMergeStatus */
	GITLAB_NO_AUTO_MERGE = 1 << 4,	/* autoMergeEnabled */
	GITLAB_NO_SQUASH = 1 << 5,	/* whether squashing can be chosen */
	GITLAB_NO_FACTS = 1 << 6,	/* isForked, languages … of a project */
	GITLAB_NO_TRAINS = 1 << 7	/* availableAutoMergeStrategies */
};

/* ---- gitlab-list.c, gitlab-list-read.c: which projects there are ------ */

int gitlab_list_ask(const struct forge_site *site,
		    const struct list_query *query, struct request *request,
		    struct strbuf *err);
int gitlab_list_read(const struct reply *reply,
		     const struct list_query *query,
		     struct list_answer *answer, struct strbuf *err);
int gitlab_has_file_ask(const struct forge_site *site, const char *owner,
			const char *name, const char *path,
			struct request *request, struct strbuf *err);

/* ---- gitlab-lacks.c: a query that a server refuses whole ------------- */

/* The bits that a reply without data names; 0: it failed otherwise. */
unsigned gitlab_lacks(const struct json *doc);

/*
 * Where a query on nr projects was too much: how many may do; 0: it was not.
 */
size_t gitlab_too_much(const struct json *doc, size_t nr);

/* ---- gitlab-look-ask.c, gitlab-look.c: many projects in one query --- */

/*
 * Projects of which the same is asked share a field of the query, that is
 * named after the first of them.
 */
size_t gitlab_look_group(const struct look_query *queries, size_t i);
int gitlab_look_ask(const struct forge_site *site,
		    const struct look_query *queries, size_t nr,
		    struct request *request, struct strbuf *err);
int gitlab_look_read(const struct reply *reply,
		     const struct look_query *queries, size_t nr,
		     struct look_answer *answers, struct look_common *common,
		     struct strbuf *err);

/* ---- gitlab-project.c: one of them ----------------------------------- */

void gitlab_look_fail(struct look_answer *answer,
		      const struct look_query *query, bool later,
		      const char *message);

/* errors: a tree of its repository could not be read. */
void gitlab_read_project(const struct json *doc, int node,
			 const struct look_query *query, bool errors,
			 struct look_answer *answer);

/* ---- gitlab-ready.c: whether a merge request may be merged ----------- */

void gitlab_ask_ready(const struct forge_site *site, struct strbuf *query);
void gitlab_read_ready(const struct json *doc, int node, struct pull *pull);

/* What a pipeline's status comes to; NULL: there is no pipeline. */
enum checks gitlab_pipeline_checks(const char *pipeline);

/* The ways to merge it that may be asked for, 1 << METHOD_…; 0: untold. */
unsigned gitlab_methods(const struct json *doc, int node);

/* ---- gitlab-pull.c: merge requests by REST --------------------------- */

/* "opened", "closed", "locked" (is being merged), "merged" */
enum pull_state gitlab_state(const struct json *doc, int node);

/* …/projects/ID, by its number where that is known. */
void gitlab_project(struct request *request, const char *method,
		    const struct forge_site *site, const char *owner,
		    const char *name, const char *id);

/* …/projects/ID/merge_requests, and tail behind it. */
void gitlab_begin(struct request *request, const char *method,
		  const struct forge_site *site,
		  const struct pull_query *query, const char *tail);
void gitlab_expect_body(struct request *request);

/* A reply that is one merge request; -1 and err where it is none. */
int gitlab_read_one(const struct reply *reply, struct json *doc,
		    struct pull *pull, struct strbuf *err);

int gitlab_find_ask(const struct forge_site *site,
		    const struct pull_query *query, struct request *request,
		    struct strbuf *err);
int gitlab_find_read(const struct reply *reply,
		     const struct pull_query *query, struct pull *pull,
		     struct strbuf *err);
int gitlab_open_ask(const struct forge_site *site,
		    const struct pull_query *query, struct request *request,
		    struct strbuf *err);
int gitlab_open_read(const struct reply *reply,
		     const struct pull_query *query, struct pull *pull,
		     struct strbuf *err);
/* What begins the title of a draft (docs.gitlab.com, "Draft merge
   requests"), in any case. */
extern const char *const gitlab_draft_marks[];

/* ---- gitlab-edit.c: one that is there, changed ----------------------- */

bool gitlab_describe_needed(const struct pull_query *query);
unsigned gitlab_describe_draws(const struct pull_query *query);
int gitlab_describe_ask(const struct forge_site *site,
			const struct pull_query *query,
			struct request *request, struct strbuf *err);
int gitlab_describe_read(const struct reply *reply,
			 const struct pull_query *query, struct strbuf *err);

/* ---- gitlab-fork.c --------------------------------------------------- */

int gitlab_fork_find_ask(const struct forge_site *site,
			 const struct fork_query *query,
			 struct request *request, struct strbuf *err);
int gitlab_fork_find_read(const struct reply *reply,
			  const struct fork_query *query,
			  struct forge_fork *fork, struct strbuf *err);
int gitlab_fork_make_ask(const struct forge_site *site,
			 const struct fork_query *query,
			 struct request *request, struct strbuf *err);
int gitlab_fork_ready_ask(const struct forge_site *site,
			  const struct fork_query *query,
			  struct request *request, struct strbuf *err);
int gitlab_fork_read(const struct reply *reply,
		     const struct fork_query *query,
		     struct forge_fork *fork, struct strbuf *err);

/* ---- gitlab-names.c: numbers for names ------------------------------- */

bool gitlab_names_needed(const struct pull_query *query);
int gitlab_names_ask(const struct forge_site *site,
		     const struct pull_query *query, struct request *request,
		     struct strbuf *err);
int gitlab_names_read(const struct reply *reply,
		      const struct pull_query *query, struct strbuf *err);
void gitlab_put_fields(struct json_writer *body,
		       const struct pull_query *query);

/* The number of the milestone that was told; 0: none was. */
long long gitlab_milestone(const struct pull_query *query);

/* The number of a user that was told; 0: not told. */
long long gitlab_user(const struct pull_query *query, const char *name);
/* What an answer to opening lacks of these, in query->lost. */
void gitlab_find_lost(const struct json *doc, const struct pull_query *query);

/* ---- gitlab-comment.c ------------------------------------------------ */

int gitlab_comment_ask(const struct forge_site *site,
		       const struct pull_query *query,
		       struct request *request, struct strbuf *err);
int gitlab_comment_read(const struct reply *reply,
			const struct pull_query *query, long long *id,
			struct strbuf *err);
int gitlab_said_ask(const struct forge_site *site,
		    const struct pull_query *query, struct request *request,
		    struct strbuf *err);
int gitlab_said_read(const struct reply *reply,
		     const struct pull_query *query, long long *id,
		     struct strbuf *err);

/* ---- gitlab-commit.c: commits that it makes -------------------------- */
int gitlab_commit_ask(const struct forge_site *site,
		      const struct commit_query *query,
		      struct request *request, struct strbuf *err);
int gitlab_commit_read(const struct reply *reply,
		       const struct commit_query *query,
		       struct strbuf *commit, struct strbuf *err);

/* ---- gitlab-merge.c: their end --------------------------------------- */

int gitlab_merge_ask(const struct forge_site *site,
		     const struct pull_query *query, struct request *request,
		     struct strbuf *err);
int gitlab_merge_read(const struct reply *reply,
		      const struct pull_query *query, struct pull *pull,
		      struct strbuf *err);

/* What is ready is merged now: the server would find nothing to wait for. */
bool gitlab_is_left(const struct pull_query *query);

int gitlab_close_ask(const struct forge_site *site,
		     const struct pull_query *query, struct request *request,
		     struct strbuf *err);
int gitlab_close_read(const struct reply *reply,
		      const struct pull_query *query, struct pull *pull,
		      struct strbuf *err);

/* ---- gitlab-train.c: the same, where a project has merge trains ------ */

void gitlab_train_ask(const struct forge_site *site,
		      const struct pull_query *query,
		      struct request *request);
int gitlab_train_read(const struct reply *reply,
		      const struct pull_query *query, struct pull *pull,
		      struct strbuf *err);

/* ---- gitlab-rules.c: words that tell more than a status does --------- */

enum gitlab_hint {
	GITLAB_LATER = 1 << 0,		/* as in struct verdict_of_reply */
	GITLAB_EXISTS = 1 << 1,
	GITLAB_MOVED = 1 << 2,
	GITLAB_BLOCKED = 1 << 3,
	GITLAB_LOOK = 1 << 4		/* later, and look at it again first */
};
struct gitlab_rule {
	int status;
	const char *call;		/* "METHOD END" of its URL; NULL: any */
	const char *fragment;
	enum failure failure;
	unsigned hints;
	const char *sentence;
};
const struct gitlab_rule *gitlab_rule(const struct request *request,
				      int status, const char *message);

/* ---- gitlab-judge.c: what a reply means ------------------------------ */

void gitlab_judge(const struct request *request, const struct reply *reply,
		  struct verdict_of_reply *verdict, struct strbuf *why);

/* ---- gitlab-limits.c: rate limits, documented and told --------------- */

extern const struct limit_window gitlab_windows[];
extern const struct limit_window gitlab_own_windows[];
void gitlab_read_limits(const struct request *request,
			const struct reply *reply, struct limits *limits);

/* Whether these are the words of a limit on one kind of request. */
bool gitlab_is_endpoint_limit(const char *words);

/* A limit was met: what rests, and how long. */
void gitlab_limit(const struct reply *reply, const char *words,
		  struct verdict_of_reply *verdict);

/* Whether GitLab has shut out the address that asks. */
bool gitlab_is_ban(const struct reply *reply);
void gitlab_ban(struct verdict_of_reply *verdict);

#endif
