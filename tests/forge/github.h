/* SPDX-License-Identifier: MIT */
/*
 * The GitHub dialect, of github.com (paths at the root, and /graphql) and
 * of Enterprise Server (/api/v3/… and /api/graphql) at one port.
 */
#ifndef FORGE_GITHUB_H
#define FORGE_GITHUB_H

#include "call.h"
#include "merge.h"

extern const struct dialect dialect_github;

/* github-reply.c: replies in GitHub's form */
#define GITHUB_DOCS "https://docs.github.com/rest"

void github_say(struct call *call, unsigned status, const char *message);
/* 422 with one entry in "errors"; message may be NULL, field too. */
void github_invalid(struct call *call, const char *resource,
		    const char *field, const char *code,
		    const char *message);
/* 200, or what it was set to; the body is JSON from now on. */
struct json_writer github_json(struct call *call, unsigned status);

/*
 * The part of a list that page and per_page name (30, at most 100), with
 * the Link header for total entries.
 */
struct page {
	size_t from, to;
};
struct page github_page(struct call *call, size_t total);

/*
 * Finds the repository in arg[0] and arg[1] and sees that the account may
 * do what needs such a permission; else the reply says so (404 to whom it
 * is hidden, 301 where it moved, 403) and false is returned.
 */
bool github_repo(struct call *call, enum permission need);
/* The last of it: whether so much is allowed in the one that was found. */
bool github_allowed(struct call *call, enum permission need);
/* The first, and the pull request in arg[2]. */
bool github_pull(struct call *call, enum permission need);
/*
 * Parses the body: an object, or the bare list that labels may be too
 * (PyGithub sends them so). Else 400 and false.
 */
bool github_body(struct call *call);
/* Strings of the array at key, if there is one; false and 422: it is none. */
bool github_strings(struct call *call, const char *key, struct strvec *out);

/* github-pulls.c, for all that change one */
#define GITHUB_PULL "PullRequest"	/* the resource in errors */

void github_save_pull(struct call *call, struct pull *pull);
void github_say_pull(struct call *call, unsigned status,
		     const struct pull *pull);
/* A field that must be a string, unless it may be missing or null. */
bool github_text(struct call *call, const char *key, bool required,
		 char **out);

/* github-merge.c: what REST and GraphQL have in common */
const char *github_method_name(enum merge_method method);
/* By its name in any case, NULL: a merge; false: it is none. */
bool github_method(const char *name, enum merge_method *method);
/* github-queue.c: whether its base takes merges by a queue only */
bool github_has_queue(const struct repo *repo);
/* Why the repository does not take it; NULL: it does. */
const char *github_method_refusal(const struct repo *repo,
				  enum merge_method method);
/* "CLEAN", "BLOCKED" …, and whether it is not known yet. */
const char *github_merge_state(const struct call *call,
			       const struct repo *repo,
			       const struct pull *pull);
bool github_merge_unknown(const struct call *call, const struct repo *repo,
			  const struct pull *pull);
/*
 * Whether it may be merged now, and the merge: 0, or REST's status and why.
 * head: what it must be at; it and the texts may be NULL.
 */
struct github_merge {
	enum merge_method method;
	const char *head, *title, *body;
};
unsigned github_merge_refusal(struct call *call, const struct repo *repo,
			      struct pull *pull, const char *head,
			      struct strbuf *why);
unsigned github_merge(struct call *call, const struct repo *repo,
		      struct pull *pull, const struct github_merge *merge,
		      struct strbuf *why);
char *github_commit_message(const struct pull *pull,
			    enum merge_method method, const char *title,
			    const char *body);

/*
 * github-branches.c: the commit that arg[2] names (an id, a branch, a tag);
 * else the reply is of that status.
 */
bool github_commit(struct call *call, unsigned otherwise,
		   struct strbuf *oid);

/* github-checks.c: a check's number, the same whoever asks */
long long github_check_id(const struct repo *repo, const char *oid,
			  const char *name);

/* github-json.c: objects as the official description has them */
void putf(struct json_writer *w, const char *key, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
void put_user(const struct call *call, struct json_writer *w,
	      const char *key, const char *login);	/* NULL: null */
void put_repo(const struct call *call, struct json_writer *w,
	      const char *key, const struct repo *repo, bool full);
/* As a file that was found names its repository. */
void put_minimal_repo(const struct call *call, struct json_writer *w,
		      const char *key, const struct repo *repo);
void put_pull(const struct call *call, struct json_writer *w,
	      const char *key, const struct pull *pull,
	      const struct difference *difference);	/* NULL: in a list */
void put_labels(const struct call *call, struct json_writer *w,
		const char *key, const struct pull *pull);
void put_issue(const struct call *call, struct json_writer *w,
	       const struct pull *pull);
/* github-fields.c */
void put_milestone(const struct call *call, struct json_writer *w,
		   const struct pull *pull);
/* Those that the repository does not have. */
void github_make_labels(struct call *call, const struct strvec *names);
void put_comment(const struct call *call, struct json_writer *w,
		 const struct comment *comment, const struct pull *pull);
void github_time(struct json_writer *w, const char *key, double when);
long long github_user_id(const char *login);
long long github_pull_id(const struct pull *pull);
double github_repo_time(const struct repo *repo);

/* Splits "owner/name" in place; the name is returned. */
char *github_split(char *full);

/* Handlers of routes, in the files named after what they are about. */
typedef void github_handler(struct call *call);
github_handler github_list_forks, github_make_fork;	/* github-forks.c */

github_handler github_get_repo, github_list_branches,
	github_get_branch, github_get_commit, github_get_ref, github_delete_ref,
	github_list_org, github_list_user, github_list_mine, github_get_user;
github_handler github_list_pulls, github_open_pull, github_get_pull,
	github_edit_pull, github_merge_pull, github_is_merged,
	github_request_review, github_withdraw_review,
	github_edit_issue;
github_handler github_list_check_runs, github_get_status,
	github_post_status, github_list_reviews, github_post_review;
github_handler github_get_issue, github_list_labels, github_add_labels,
	github_list_comments, github_add_comment, github_add_assignees;

/* "owner/name" of a repository's number, where the account may see it. */
bool github_by_number(struct call *call, const char *number,
		      struct strbuf *full);

/* github-search.c */
github_handler github_search_repositories, github_search_code;
/* So many results a search has at most. */
size_t github_search_max(const struct forge *forge);

/* github-rest.c: finds the handler by the path's parts. */
void github_rest(struct call *call, const char *path);

/* github-graphql.c */
void github_graphql(struct call *call);

#endif
