/* SPDX-License-Identifier: MIT */
/*
 * The Gitea dialect, which is Forgejo's too: REST below /api/v1. Paths,
 * fields and statuses are those of the official descriptions; the words of
 * refusals, and what the descriptions do not say, those of Forgejo's and
 * Gitea's own source as of 1.22 and 1.23. Settings of a repository that only
 * this dialect knows, besides store.h's and checks.h's:
 *
 *	labels = bug, ready		its labels; those that somebody makes
 *					are lines of JSON in the repository's
 *					file "labels", an organization's in
 *					repos/OWNER/labels
 *	topics = a, b
 *	protected = a, b		no such branch is deleted
 *	has-pull-requests = false	it takes none
 *	allow-rebase-explicit, allow-fast-forward-only = false
 *	default-merge-style = squash
 *
 * and of the whole forge: gitea-version ("1.23.1"; as "11.0.1+gitea-1.22.0":
 * Forgejo), gitea-wip-prefixes ("WIP:, [WIP]"), limit.proxy-minute (so many
 * requests a minute, whoever asks; none without it), proxy-retry-after =
 * true (the proxy says when to come again), gitea-page-max (50).
 */
#ifndef FORGE_GITEA_H
#define FORGE_GITEA_H

#include "call.h"
#include "checks.h"
#include "merge.h"

#define GITEA_API "/api/v1"

extern const struct dialect dialect_gitea;

/* gitea-version.c */
const char *gitea_version(const struct forge *forge);
bool gitea_is_forgejo(const struct forge *forge);
/* Whether it is Gitea itself, as of version 1.MINOR. */
bool gitea_since(const struct forge *forge, long minor);

/* gitea-scope.c: whether the token may ask that; else 403 says what lacks. */
bool gitea_in_scope(struct call *call);

/* gitea-reply.c: the forms of its replies */

/* {"message", "url"} */
void gitea_say(struct call *call, unsigned status, const char *message);
/* 404 with an empty list of errors; message NULL: the usual one. */
void gitea_missing(struct call *call, const char *message);
/* The status and nothing more. */
void gitea_bare(struct call *call, unsigned status);
/* 200, or what it was set to; the body is JSON from now on. */
struct json_writer gitea_json(struct call *call, unsigned status);

/* A number of the forge, the same after a restart, for whatever text. */
long long gitea_id(const char *text);
/* 0 or less: null. */
void gitea_time(struct json_writer *w, const char *key, double when);
void gitea_putf(struct json_writer *w, const char *key, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* gitea-ask.c: what a request asks for */

/*
 * The part of a list that page and limit name (30, at most 50), with the
 * total in a header, and links where that list has any.
 */
struct gitea_page {
	size_t from, to;
};
struct gitea_page gitea_page(struct call *call, size_t total, bool links);
/* A query's flag; otherwise: where it is not there. */
bool gitea_flag(const struct call *call, const char *name, bool otherwise);

/*
 * The body: an object of JSON, or none at all, which is an empty one; of no
 * other type. 422 and false.
 */
bool gitea_body(struct call *call);
/* A member of it, whose name is in any case of letters, as Go has it. */
int gitea_member(const struct call *call, const char *key);
/*
 * A member that must be a string, replaced in *out; missing and null leave
 * it NULL. 422 and false: it is another thing, or must be there (field: its
 * name in the server's struct) and is not.
 */
bool gitea_text(struct call *call, const char *key, const char *field,
		char **out);
/* The strings of a member that must be a list of them, if it is there. */
bool gitea_strings(struct call *call, const char *key, struct strvec *out);

/* gitea-find.c: repositories and pull requests that are asked for */
enum gitea_need {
	GITEA_TOKEN = 1,		/* 401: who are you */
	GITEA_WRITER = 2,		/* 403 */
	GITEA_ADMIN = 4,		/* 403 */
	GITEA_LIVE = 8,			/* 423: it is archived */
	GITEA_PULLS = 16		/* 404: it takes no pull requests */
};
/* 401 and false to nobody. */
bool gitea_known(struct call *call);
/*
 * Finds the repository in arg[0] and arg[1] and sees that all is there that
 * is needed; else the reply says so (404 to whom it is hidden, 307 where it
 * moved, and as above) and false is returned.
 */
bool gitea_repo(struct call *call, unsigned needs);
/* The same, and the pull request in arg[2]. */
bool gitea_pull(struct call *call, unsigned needs);
bool gitea_may(const struct call *call, enum permission need);
/* The repository of that name, where the account may see it. */
bool gitea_open(const struct call *call, const char *full,
		struct repo *repo);
/* The repository of a pull request's head; false: gone, or hidden. */
bool gitea_open_head(const struct call *call, const struct pull *pull,
		     struct repo *repo);
/* Remembers what was changed of call->pull. */
void gitea_save(struct call *call);

/* gitea-people.c and gitea-json.c */
void gitea_put_user(const struct call *call, struct json_writer *w,
		    const char *key, const char *login);
void gitea_put_organization(const struct call *call, struct json_writer *w,
			    const char *key, const char *name);
void gitea_put_users(const struct call *call, struct json_writer *w,
		     const char *key, const struct strvec *logins);
/* No token is theirs: an owner of repositories that is nobody. */
bool gitea_is_organization(const struct call *call, const char *name);
/* Whether some token or some repository is theirs; in its own spelling. */
bool gitea_owner(const struct call *call, const char *name,
		 struct strbuf *owner);
void gitea_put_repo(const struct call *call, struct json_writer *w,
		    const char *key, const struct repo *repo);

/* gitea-pull-json.c; alone: with what costs more than a list is worth */
void gitea_put_pull(struct call *call, struct json_writer *w,
		    struct pull *pull, bool alone);
void gitea_say_pull(struct call *call, unsigned status);

/* gitea-rules.c: a branch's protection */
struct gitea_rule {
	bool there;
	long approvals;
	bool checks, outdated, rejected;
};
struct gitea_rule gitea_rule(const struct repo *repo, const char *branch);
void gitea_put_contexts(struct json_writer *w, const struct repo *repo,
			const char *key, bool all);

/* gitea-label-store.c: what labels there are */
struct gitea_label {
	long long id;
	char *name, *color, *description;
	bool organization;
};
struct gitea_labels {
	struct gitea_label *list;
	size_t nr, alloc;
};
/* The repository's own, then its organization's; owner only: those. */
void gitea_labels_of(const struct forge *forge, const struct repo *repo,
		     struct gitea_labels *labels);
void gitea_labels_of_owner(const struct forge *forge, const char *owner,
			   struct gitea_labels *labels);
void gitea_labels_release(struct gitea_labels *labels);
const struct gitea_label *
gitea_label_by_id(const struct gitea_labels *labels, long long id);
const struct gitea_label *
gitea_label_by_name(const struct gitea_labels *labels, const char *name);
/* One more for the repository; -1 and err. */
int gitea_label_add(const struct repo *repo, const char *name,
		    const char *color, const char *description,
		    struct strbuf *err);

/* gitea-labels.c */
void gitea_put_labels(const struct call *call, struct json_writer *w,
		      const char *key, const struct repo *repo,
		      const struct strvec *names);
/*
 * Those of a list of numbers in the body, as names; numbers that are no
 * label's are passed over. false and 422: it is no such list.
 */
bool gitea_read_labels(struct call *call, const char *key,
		       struct strvec *names);

/* gitea-milestones.c */
void gitea_put_milestone(struct json_writer *w, const struct repo *repo,
			 const struct pull *pull);
/* Of the number in the body, if any; false and 404: there is no such. */
bool gitea_read_milestone(struct call *call, struct strbuf *title);

/* gitea-open.c */
bool gitea_is_draft(const struct forge *forge, const char *title);
/* 404 and false: one of them is nobody. */
bool gitea_all_known(struct call *call, const struct strvec *logins);

/* Handlers of routes, in the files named after what they are about. */
typedef void gitea_handler(struct call *call);

/* gitea-teams.c */
void gitea_put_team(const struct call *call, struct json_writer *w,
		    const char *key, const char *organization,
		    const char *name);
gitea_handler gitea_search_teams, gitea_list_team, gitea_get_repo_team,
	      gitea_get_contents;

gitea_handler gitea_list_milestones;
gitea_handler gitea_get_version, gitea_get_settings, gitea_get_self,
	gitea_get_user, gitea_get_organization;
gitea_handler gitea_list_forks, gitea_make_fork;	/* gitea-forks.c */
gitea_handler gitea_get_repo, gitea_list_user, gitea_list_organization,
	gitea_list_mine, gitea_search;
gitea_handler gitea_list_branches, gitea_get_branch, gitea_create_branch,
	gitea_delete_branch, gitea_list_rules, gitea_get_rule;
gitea_handler gitea_list_pulls, gitea_get_pull, gitea_get_by_branches,
	gitea_open_pull, gitea_edit_pull, gitea_update_pull;
gitea_handler gitea_is_merged, gitea_merge_pull, gitea_cancel_merge;
gitea_handler gitea_request_reviews, gitea_withdraw_reviews,
	gitea_list_reviews, gitea_post_review;
gitea_handler gitea_get_status, gitea_list_statuses, gitea_post_status;
gitea_handler gitea_list_labels, gitea_add_label,
	gitea_list_organization_labels, gitea_list_issue_labels,
	gitea_add_issue_labels, gitea_set_issue_labels,
	gitea_get_issue, gitea_edit_issue, gitea_list_comments,
	gitea_add_comment;

/* gitea-rest.c: finds the handler by the path behind /api/v1. */
void gitea_rest(struct call *call, const char *path);

#endif
