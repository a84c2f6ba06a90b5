/* SPDX-License-Identifier: MIT */
/*
 * GitHub's REST: the paths it knows, a line each. ":" stands for one part
 * of a path, "*" for all that is left of it; both are given to the handler.
 */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "github.h"

static void get_rate_limit(struct call *call)
{
	struct limits *limits = &call->forge->limits;
	const char *login = call->req->account.login;
	struct json_writer w = github_json(call, 200);
	int i;

	json_begin_object(&w, NULL);
	json_begin_object(&w, "resources");
	for (i = 0; i <= RESOURCE_GITHUB_NR; i++) {
		enum resource resource = i < RESOURCE_GITHUB_NR
			? (enum resource)i : RESOURCE_CORE;
		const struct window *window =
			limits_window(limits, login, resource, call->now);
		unsigned long used = window->used < window->limit
			? window->used : window->limit;

		if (i == RESOURCE_GITHUB_NR)
			json_end_object(&w);
		json_begin_object(&w, i == RESOURCE_GITHUB_NR ? "rate"
				  : resource_name(resource));
		json_put_int(&w, "limit", (long long)window->limit);
		json_put_int(&w, "remaining",
			     (long long)(window->limit - used));
		json_put_int(&w, "reset", (long long)window->reset);
		json_put_int(&w, "used", (long long)used);
		json_put(&w, "resource", resource_name(resource));
		json_end_object(&w);
	}
	json_end_object(&w);
}

static void get_meta(struct call *call)
{
	struct json_writer w = github_json(call, 200);

	json_begin_object(&w, NULL);
	json_put_bool(&w, "verifiable_password_authentication", false);
	if (strcmp(call->api, call->site))
		json_put(&w, "installed_version", "3.19.0");
	json_end_object(&w);
}

static void get_root(struct call *call)
{
	struct json_writer w = github_json(call, 200);
	struct strbuf url = STRBUF_INIT;

	json_begin_object(&w, NULL);
	strbuf_addf(&url, "%s/user", call->api);
	json_put(&w, "current_user_url", url.buf);
	strbuf_reset(&url);
	strbuf_addf(&url, "%s/repos/{owner}/{repo}", call->api);
	json_put(&w, "repository_url", url.buf);
	strbuf_reset(&url);
	strbuf_addf(&url, "%s/rate_limit", call->api);
	json_put(&w, "rate_limit_url", url.buf);
	json_end_object(&w);
	strbuf_release(&url);
}

static const struct {
	const char *method, *pattern;
	github_handler *handle;
} routes[] = {
	{ "GET", "/", get_root },
	{ "GET", "/meta", get_meta },
	{ "GET", "/rate_limit", get_rate_limit },
	{ "GET", "/user", github_get_user },
	{ "GET", "/user/repos", github_list_mine },
	{ "GET", "/orgs/:/repos", github_list_org },
	{ "GET", "/users/:/repos", github_list_user },
	{ "GET", "/search/code", github_search_code },
	{ "GET", "/search/repositories", github_search_repositories },
	{ "GET", "/repos/:/:", github_get_repo },
	{ "GET", "/repos/:/:/forks", github_list_forks },
	{ "POST", "/repos/:/:/forks", github_make_fork },
	{ "GET", "/repos/:/:/branches", github_list_branches },
	{ "GET", "/repos/:/:/branches/*", github_get_branch },
	{ "GET", "/repos/:/:/git/ref/*", github_get_ref },
	{ "DELETE", "/repos/:/:/git/refs/*", github_delete_ref },
	{ "GET", "/repos/:/:/commits/:", github_get_commit },
	{ "GET", "/repos/:/:/commits/:/check-runs", github_list_check_runs },
	{ "GET", "/repos/:/:/commits/:/status", github_get_status },
	{ "POST", "/repos/:/:/statuses/:", github_post_status },
	{ "GET", "/repos/:/:/pulls", github_list_pulls },
	{ "POST", "/repos/:/:/pulls", github_open_pull },
	{ "GET", "/repos/:/:/pulls/:", github_get_pull },
	{ "PATCH", "/repos/:/:/pulls/:", github_edit_pull },
	{ "GET", "/repos/:/:/pulls/:/merge", github_is_merged },
	{ "PUT", "/repos/:/:/pulls/:/merge", github_merge_pull },
	{ "GET", "/repos/:/:/pulls/:/reviews", github_list_reviews },
	{ "POST", "/repos/:/:/pulls/:/reviews", github_post_review },
	{ "POST", "/repos/:/:/pulls/:/requested_reviewers",
	  github_request_review },
	{ "DELETE", "/repos/:/:/pulls/:/requested_reviewers",
	  github_withdraw_review },
	{ "GET", "/repos/:/:/issues/:", github_get_issue },
	{ "PATCH", "/repos/:/:/issues/:", github_edit_issue },
	{ "GET", "/repos/:/:/issues/:/labels", github_list_labels },
	{ "POST", "/repos/:/:/issues/:/labels", github_add_labels },
	{ "GET", "/repos/:/:/issues/:/comments", github_list_comments },
	{ "POST", "/repos/:/:/issues/:/comments", github_add_comment },
	{ "POST", "/repos/:/:/issues/:/assignees", github_add_assignees },
	{ NULL, NULL, NULL }
};

/* /repositories/ID/… is /repos/OWNER/NAME/…: redirects point there. */
static void by_number(struct call *call, struct strvec *parts)
{
	struct strvec changed = STRVEC_INIT;
	struct strbuf full = STRBUF_INIT;
	size_t i;

	if (parts->nr < 2 || strcmp(parts->v[0], "repositories") ||
	    !github_by_number(call, parts->v[1], &full))
		return;
	strvec_push(&changed, "repos");
	strvec_split(&changed, full.buf, '/');
	for (i = 2; i < parts->nr; i++)
		strvec_push(&changed, parts->v[i]);
	strvec_clear(parts);
	*parts = changed;
	strbuf_release(&full);
}

void github_rest(struct call *call, const char *path)
{
	struct strvec parts = STRVEC_INIT;
	struct strbuf rest = STRBUF_INIT;
	const char *method = request_is(call->req, "HEAD") ? "GET"
		: call->req->method;
	size_t i;

	http_split_path(&parts, path);
	by_number(call, &parts);
	for (i = 0; routes[i].method; i++)
		if (!strcmp(routes[i].method, method) &&
		    route_fits(routes[i].pattern, &parts, call->arg, &rest))
			break;
	if (routes[i].method)
		routes[i].handle(call);
	else
		github_say(call, 404, "Not Found");
	strvec_clear(&parts);
	strbuf_release(&rest);
}
