/* SPDX-License-Identifier: MIT */
/*
 * The GitLab dialect: REST below /api/v4 and GraphQL at /api/graphql. Paths,
 * fields and statuses are those of the official description (the generated
 * OpenAPI file) and of GitLab's documentation. Settings of a repository that
 * only this dialect knows, besides store.h's and checks.h's:
 *
 *	merge-method = merge|rebase_merge|ff
 *	squash-option = never|always|default_on|default_off
 *	merge-permission = maintain	who may merge (else: who may push)
 *	protected = a, b		no such branch is deleted
 *	prepare = 5			so many seconds a new merge request
 *					is "preparing"
 *	topics = a, b
 *
 * and of the whole forge: gitlab-version, gitlab-old (as of 15.4),
 * limit.complexity (250), gitlab-list-cost (what each item of a list in an
 * argument adds to a query's score, 0), gitlab-page-max (100),
 * gitlab-code-search = true (code is found beyond one project).
 */
#ifndef FORGE_GITLAB_H
#define FORGE_GITLAB_H

#include "call.h"
#include "checks.h"
#include "merge.h"

#define GITLAB_API "/api/v4"

extern const struct dialect dialect_gitlab;

/* As an old server would: the setting gitlab-old. */
bool gitlab_is_old(const struct forge *forge);
const char *gitlab_version(const struct forge *forge);

/* gitlab-reply.c: the forms of GitLab's replies */

/* {"message": text} */
void gitlab_say(struct call *call, unsigned status, const char *text);
/* {"message": [text]} */
void gitlab_say_list(struct call *call, unsigned status, const char *text);
/* {"message": {field: [text]}} */
void gitlab_say_field(struct call *call, const char *field,
		      const char *text);
/* {"error": text} */
void gitlab_error(struct call *call, unsigned status, const char *text);
/* 200, or what it was set to; the body is JSON from now on. */
struct json_writer gitlab_json(struct call *call, unsigned status);

/* A number of the forge, the same after a restart, for whatever text. */
long long gitlab_id(const char *text);
void gitlab_time(struct json_writer *w, const char *key, double when);
void gitlab_putf(struct json_writer *w, const char *key, const char *fmt,
		 ...) __attribute__((format(printf, 3, 4)));

/* gitlab-ask.c: what a request asks for */

/*
 * The body: JSON (an object), a form, or none. 400 and false where it is
 * broken.
 */
bool gitlab_body(struct call *call);
/* A parameter of the body or else of the query, as text; false: absent. */
bool gitlab_param(const struct call *call, const char *name,
		  struct strbuf *out);
bool gitlab_flag(const struct call *call, const char *name, bool otherwise);
/* Whether the parameter is that text. */
bool gitlab_asks(const struct call *call, const char *name,
		 const char *text);
/* Those of a list (JSON's, "a,b", or name[]=a&name[]=b); false: absent. */
bool gitlab_list(const struct call *call, const char *name,
		 struct strvec *out);

/*
 * The part of a list that page and per_page name (20, at most 100), with
 * GitLab's headers for a total; -1 and 400: no such page.
 */
struct gitlab_page {
	size_t from, to;
};
int gitlab_page(struct call *call, size_t total, struct gitlab_page *page);
/* 100, or the setting gitlab-page-max; of GraphQL's lists, too. */
size_t gitlab_page_max(const struct forge *forge);

/* gitlab-find.c: projects, groups and merge requests that are asked for */

/* 401 and false to nobody. */
bool gitlab_known(struct call *call);
/*
 * Finds the project in arg[0] (a number or a path) and sees that the account
 * may do what needs such a permission; else the reply says so (401, 403,
 * 404, 301 where it moved, 405 where a write goes to where it was).
 */
bool gitlab_project(struct call *call, enum permission need);
/* The project, and the merge request in arg[1]. */
bool gitlab_merge_request(struct call *call, enum permission need);
/* "group/sub/name" of every project that the account may see. */
void gitlab_visible(const struct call *call, struct strvec *out);
/* The project of that path, renames not followed; false: none. */
bool gitlab_open(const struct call *call, const char *full,
		 struct repo *repo);
/* The same of a number. */
bool gitlab_open_id(const struct call *call, long long id,
		    struct repo *repo);
/* The login of a number; false: none. */
bool gitlab_login(const struct call *call, long long id,
		  struct strbuf *login);

/* gitlab-state.c: what stands against a merge */
struct gitlab_state {
	const char *detailed;		/* detailed_merge_status */
	bool conflicts, prepared;
	const char *pipeline;		/* its status; NULL: there is none */
	bool ci_blocks;			/* only a pipeline is in the way */
	bool unmergeable;		/* 422, not 405: conflict, rebase */
};
void gitlab_judge(struct call *call, const struct repo *repo,
		  struct pull *pull, struct gitlab_state *state);
/* The pipeline of a commit: its status, NULL where there is none. */
const char *gitlab_pipeline(struct call *call, const struct repo *repo,
			    const char *oid);
bool gitlab_may_merge(const struct call *call, const struct repo *repo);
/* Of auto-merging it: the one that is offered now; NULL: none is. */
const char *gitlab_strategy(const struct repo *repo, const struct pull *pull,
			    const struct gitlab_state *state);
const char *gitlab_merge_method(const struct repo *repo);
const char *gitlab_squash_option(const struct repo *repo);
/* Whether nobody who merges can choose it. */
bool gitlab_squash_is_fixed(const struct repo *repo);
/* Whether its commits become one when it is merged. */
bool gitlab_squashes(const struct repo *repo, const struct pull *pull);
const char *gitlab_pull_state(const struct pull *pull);
bool gitlab_is_draft(const char *title);
bool gitlab_auto_merges(const struct pull *pull);

/* gitlab-json.c and gitlab-request-json.c */
void gitlab_put_user(const struct call *call, struct json_writer *w,
		     const char *key, const char *login);
enum gitlab_detail { GITLAB_SIMPLE, GITLAB_BASIC, GITLAB_FULL };
void gitlab_put_project(const struct call *call, struct json_writer *w,
			const struct repo *repo, enum gitlab_detail detail);
void gitlab_put_pipeline(const struct call *call, struct json_writer *w,
			 const char *key, const struct repo *repo,
			 const char *ref, const char *oid,
			 const char *status);
/* full: as one alone; else as in a list. */
void gitlab_put_request(struct call *call, struct json_writer *w,
			const struct repo *repo, struct pull *pull,
			bool full);
/* The same as the whole reply, of call->pull. */
void gitlab_say_request(struct call *call, unsigned status);
/* Remembers what was changed of call->pull. */
void gitlab_save(struct call *call);

/*
 * gitlab-fields.c: from the body, where it has them, in place of those that
 * were there.
 */
void gitlab_read_people(const struct call *call, const char *name,
			struct strvec *out);
void gitlab_read_milestone(const struct call *call, struct pull *pull);
void gitlab_put_milestone(const struct call *call, struct json_writer *w,
			  const struct repo *repo, const struct pull *pull);

/* Handlers of routes, in the files named after what they are about. */
typedef void gitlab_handler(struct call *call);
gitlab_handler gitlab_list_forks, gitlab_make_fork;	/* gitlab-forks.c */

gitlab_handler gitlab_get_version, gitlab_get_metadata, gitlab_get_user,
	gitlab_list_users, gitlab_get_user_by_id, gitlab_get_token;
gitlab_handler gitlab_get_project, gitlab_list_projects,
	gitlab_get_group, gitlab_list_group, gitlab_list_user_projects;
gitlab_handler gitlab_list_requests, gitlab_list_own_requests,
	gitlab_list_group_requests, gitlab_get_request,
	gitlab_open_request, gitlab_edit_request, gitlab_merge_request_now,
	gitlab_cancel_merge, gitlab_rebase_request, gitlab_join_train,
	gitlab_get_approvals, gitlab_list_request_pipelines,
	gitlab_list_notes, gitlab_add_note;
gitlab_handler gitlab_list_branches, gitlab_get_branch,
	gitlab_create_branch, gitlab_delete_branch, gitlab_get_commit,
	gitlab_create_commit, gitlab_list_statuses, gitlab_list_pipelines;

/* gitlab-branches.c: a commit, as an object of its own */
void gitlab_put_commit(struct call *call, struct json_writer *w,
		       const char *oid);

/* gitlab-projects.c: the group in arg[0], by path or number; else 404 */
bool gitlab_find_group(struct call *call, struct strbuf *path);

/* gitlab-search.c */
gitlab_handler gitlab_search, gitlab_search_group, gitlab_get_file;

/* Those of all projects in a group and below; NULL: everywhere. */
void gitlab_list_below(struct call *call, const char *group);

/*
 * gitlab-merge.c: who pushes to the source branch ends a merge that waits;
 * looked for before every request.
 */
void gitlab_end_outdated(struct call *call);

/* gitlab-rest.c: finds the handler by the path behind /api/v4. */
void gitlab_rest(struct call *call, const char *path);

/* gitlab-graphql.c */
void gitlab_graphql(struct call *call);

#endif
