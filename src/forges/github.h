/* SPDX-License-Identifier: MIT */
/*
 * What the files of GitHub's part share. Sources: GitHub's REST description
 * (@octokit/openapi), its GraphQL schema (@octokit/graphql-schema) and the
 * pages "Rate limits for the REST API" and "Troubleshooting the REST API" of
 * docs.github.com.
 */
#ifndef FORGES_GITHUB_H
#define FORGES_GITHUB_H

#include "base/json.h"
#include "forges/forge.h"

/* github-look-ask.c, github-look.c: many repositories in one GraphQL query */
int github_look_ask(const struct forge_site *site,
		    const struct look_query *queries, size_t nr,
		    struct request *request, struct strbuf *err);
int github_look_read(const struct reply *reply,
		     const struct look_query *queries, size_t nr,
		     struct look_answer *answers, struct look_common *common,
		     struct strbuf *err);

/* github-list.c, github-list-read.c: what there is, a page a query */
int github_list_ask(const struct forge_site *site,
		    const struct list_query *query, struct request *request,
		    struct strbuf *err);
int github_list_read(const struct reply *reply,
		     const struct list_query *query,
		     struct list_answer *answer, struct strbuf *err);
/* Whether the owner or the team of such a query is not there. */
bool github_list_missing(const struct json *doc);
/* github-list-code.c: a search for code, by REST */
int github_code_ask(const struct forge_site *site,
		    const struct list_query *query, struct request *request,
		    struct strbuf *err);
int github_code_read(const struct reply *reply, struct list_answer *answer,
		     struct strbuf *err);

/* github-lacks.c: bits of forge_site.lacks, remembered: append only */
enum github_lacks {
	GITHUB_NO_DEFAULT_METHOD = 1 << 0,
	GITHUB_NO_MERGE_STATE = 1 << 1,
	GITHUB_NO_DECISION = 1 << 2,	/* of reviews */
	GITHUB_NO_AUTO_MERGE = 1 << 3,
	GITHUB_NO_QUEUE = 1 << 4,
	GITHUB_NO_PROTECTION = 1 << 5,	/* Ref.refUpdateRule */
	GITHUB_NO_RULES = 1 << 6,	/* Ref.rules */
	GITHUB_NO_PULL_ROLLUP = 1 << 7,	/* checks by the commit only */
	GITHUB_NO_ROLLUP = 1 << 8,	/* no sum of checks anywhere */
	GITHUB_NO_REQUIRED = 1 << 9,	/* isRequired of a check */
	GITHUB_NO_WORKFLOW = 1 << 10	/* of a check */
};

/* The bits that a reply without data names; 0: it failed for another reason. */
unsigned github_lacks(const struct json *doc);

/*
 * github-ready.c: whether a pull request may merge. ask adds to a selection
 * on PullRequest (number 0: it is not known, then less is asked), define the
 * fragments that it uses.
 */
void github_ask_ready(const struct forge_site *site, long long number,
		      struct strbuf *query);
void github_define_ready(const struct forge_site *site, bool numbered,
			 struct strbuf *query);
void github_read_ready(const struct json *doc, int node, struct pull *pull);

/* github-fork.c */
int github_fork_find_ask(const struct forge_site *site,
			 const struct fork_query *query,
			 struct request *request, struct strbuf *err);
int github_fork_find_read(const struct reply *reply,
			  const struct fork_query *query,
			  struct forge_fork *fork, struct strbuf *err);
int github_fork_make_ask(const struct forge_site *site,
			 const struct fork_query *query,
			 struct request *request, struct strbuf *err);
int github_fork_ready_ask(const struct forge_site *site,
			  const struct fork_query *query,
			  struct request *request, struct strbuf *err);
int github_fork_read(const struct reply *reply,
		     const struct fork_query *query,
		     struct forge_fork *fork, struct strbuf *err);

/* github-pull.c: pull requests by REST */

/* …/repos/OWNER/NAME, to go on with; headers for JSON. */
void github_begin_request(struct request *request, const char *method,
			  const struct forge_site *site,
			  const struct pull_query *query);
void github_expect_body(struct request *request);

/* A pull request in REST's shape; -1 and err where it has no number. */
int github_read_pull(const struct json *doc, struct pull *pull,
		     struct strbuf *err);

int github_find_ask(const struct forge_site *site,
		    const struct pull_query *query, struct request *request,
		    struct strbuf *err);
int github_find_read(const struct reply *reply,
		     const struct pull_query *query, struct pull *pull,
		     struct strbuf *err);
int github_open_ask(const struct forge_site *site,
		    const struct pull_query *query, struct request *request,
		    struct strbuf *err);
int github_open_read(const struct reply *reply,
		     const struct pull_query *query, struct pull *pull,
		     struct strbuf *err);

/* github-fields.c: their labels, people and milestone */
bool github_describe_needed(const struct pull_query *query);
unsigned github_describe_draws(const struct pull_query *query);
int github_describe_ask(const struct forge_site *site,
			const struct pull_query *query,
			struct request *request, struct strbuf *err);
int github_describe_read(const struct reply *reply,
			 const struct pull_query *query, struct strbuf *err);

/* Of a request for reviews that was refused: whom it names. */
bool github_names_reviewers(const struct request *request,
			    struct strbuf *why);

/* github-comment.c */
int github_comment_ask(const struct forge_site *site,
		       const struct pull_query *query,
		       struct request *request, struct strbuf *err);
int github_comment_read(const struct reply *reply,
			const struct pull_query *query, long long *id,
			struct strbuf *err);
int github_said_ask(const struct forge_site *site,
		    const struct pull_query *query, struct request *request,
		    struct strbuf *err);
int github_said_read(const struct reply *reply,
		     const struct pull_query *query, long long *id,
		     struct strbuf *err);

/* github-commit.c */
int github_commit_ask(const struct forge_site *site,
		      const struct commit_query *query,
		      struct request *request, struct strbuf *err);
int github_commit_read(const struct reply *reply,
		       const struct commit_query *query,
		       struct strbuf *commit, struct strbuf *err);

/* github-merge.c: merged, left to the forge to merge, closed, deleted */
int github_merge_ask(const struct forge_site *site,
		     const struct pull_query *query, struct request *request,
		     struct strbuf *err);
int github_merge_read(const struct reply *reply,
		      const struct pull_query *query, struct pull *pull,
		      struct strbuf *err);
int github_close_ask(const struct forge_site *site,
		     const struct pull_query *query, struct request *request,
		     struct strbuf *err);
int github_close_read(const struct reply *reply,
		      const struct pull_query *query, struct pull *pull,
		      struct strbuf *err);
int github_delete_ask(const struct forge_site *site,
		      const struct pull_query *query, struct request *request,
		      struct strbuf *err);
int github_delete_read(const struct reply *reply,
		       const struct pull_query *query, struct strbuf *err);

/* github-rules.c: words that tell more than a status does */
#define GITHUB_MUTATION 200	/* as a rule's status: a mutation's errors */
#define GITHUB_REFS 201		/* likewise: of one that changes refs */
#define GITHUB_COMMIT 202	/* likewise: of one that makes a commit */
enum github_hint {
	GITHUB_LATER = 1 << 0,		/* as in struct verdict_of_reply */
	GITHUB_EXISTS = 1 << 1,
	GITHUB_MOVED = 1 << 2,
	GITHUB_BLOCKED = 1 << 3,
	GITHUB_LOOK = 1 << 4		/* later, and look at it again first */
};
struct github_rule {
	int status;
	const char *fragment;
	enum failure failure;		/* NONE: it is what we wanted */
	unsigned hints;
	const char *sentence;
};
const struct github_rule *github_rule(int status, const char *message);

/* github-judge.c: what a reply means */
void github_judge(const struct request *request, const struct reply *reply,
		  struct verdict_of_reply *verdict, struct strbuf *why);

/* github-limits.c: rate limits, as documented and as told by a reply */
extern const struct limit_window github_windows[];
extern const struct limit_window github_anonymous_windows[];	/* no token */
extern const struct limit_window github_own_windows[];	/* Enterprise Server */
void github_read_limits(const struct request *request,
			const struct reply *reply, struct limits *limits);

/* Whether a 403 or 429 is one, by its headers and words; what it freezes. */
bool github_is_limit(const struct reply *reply, const char *words);
void github_limit(const struct reply *reply, const char *words,
		  struct verdict_of_reply *verdict);

/* github-error.c: errors as GitHub words them */

/* Appends what an error's body says: message and errors. */
void github_message(const struct json *doc, struct strbuf *out);

/* Appends where the token can be authorized for single sign-on, if told. */
void github_sso(const struct reply *reply, struct strbuf *out);

/*
 * For a write by REST that is refused with 403: what there is no right to do,
 * and where; false where the request is none.
 */
bool github_no_right(const struct request *request, struct strbuf *out);

/* Class and "later" of one member of a GraphQL reply's errors. */
void github_graphql_error(const struct json *doc, int error,
			  struct verdict_of_reply *verdict);

/*
 * Whether there is no data only because this token may not ask for "viewer":
 * it is non-null in the schema, so its refusal takes all else with it.
 */
bool github_viewer_refused(const struct json *doc);

#endif
