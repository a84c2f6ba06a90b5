/* SPDX-License-Identifier: MIT */
/*
 * Gitea's REST: the paths it knows, a line each. The first that fits counts.
 */
#include <string.h>

#include "gitea.h"

static const struct {
	const char *method, *pattern;
	gitea_handler *handle;
} routes[] = {
	{ "GET", "/version", gitea_get_version },
	{ "GET", "/settings/api", gitea_get_settings },
	{ "GET", "/user", gitea_get_self },
	{ "GET", "/user/repos", gitea_list_mine },
	{ "GET", "/users/:", gitea_get_user },
	{ "GET", "/users/:/repos", gitea_list_user },
	{ "GET", "/orgs/:", gitea_get_organization },
	{ "GET", "/orgs/:/repos", gitea_list_organization },
	{ "GET", "/orgs/:/labels", gitea_list_organization_labels },
	{ "GET", "/orgs/:/teams/search", gitea_search_teams },
	{ "GET", "/teams/:/repos", gitea_list_team },
	{ "GET", "/repos/search", gitea_search },
	{ "GET", "/repos/:/:/contents/*", gitea_get_contents },
	{ "GET", "/repos/:/:", gitea_get_repo },
	{ "GET", "/repos/:/:/teams/:", gitea_get_repo_team },
	{ "GET", "/repos/:/:/forks", gitea_list_forks },
	{ "POST", "/repos/:/:/forks", gitea_make_fork },
	{ "GET", "/repos/:/:/branches", gitea_list_branches },
	{ "POST", "/repos/:/:/branches", gitea_create_branch },
	{ "GET", "/repos/:/:/branches/*", gitea_get_branch },
	{ "DELETE", "/repos/:/:/branches/*", gitea_delete_branch },
	{ "GET", "/repos/:/:/branch_protections", gitea_list_rules },
	{ "GET", "/repos/:/:/branch_protections/:", gitea_get_rule },
	{ "GET", "/repos/:/:/commits/:/status", gitea_get_status },
	{ "GET", "/repos/:/:/commits/:/statuses", gitea_list_statuses },
	{ "GET", "/repos/:/:/statuses/:", gitea_list_statuses },
	{ "POST", "/repos/:/:/statuses/:", gitea_post_status },
	{ "GET", "/repos/:/:/labels", gitea_list_labels },
	{ "GET", "/repos/:/:/milestones", gitea_list_milestones },
	{ "POST", "/repos/:/:/labels", gitea_add_label },
	{ "GET", "/repos/:/:/pulls", gitea_list_pulls },
	{ "POST", "/repos/:/:/pulls", gitea_open_pull },
	{ "GET", "/repos/:/:/pulls/:", gitea_get_pull },
	{ "PATCH", "/repos/:/:/pulls/:", gitea_edit_pull },
	{ "GET", "/repos/:/:/pulls/:/merge", gitea_is_merged },
	{ "POST", "/repos/:/:/pulls/:/merge", gitea_merge_pull },
	{ "DELETE", "/repos/:/:/pulls/:/merge", gitea_cancel_merge },
	{ "POST", "/repos/:/:/pulls/:/update", gitea_update_pull },
	{ "POST", "/repos/:/:/pulls/:/requested_reviewers",
	  gitea_request_reviews },
	{ "DELETE", "/repos/:/:/pulls/:/requested_reviewers",
	  gitea_withdraw_reviews },
	{ "GET", "/repos/:/:/pulls/:/reviews", gitea_list_reviews },
	{ "POST", "/repos/:/:/pulls/:/reviews", gitea_post_review },
	{ "GET", "/repos/:/:/pulls/:/*", gitea_get_by_branches },
	{ "GET", "/repos/:/:/issues/:", gitea_get_issue },
	{ "PATCH", "/repos/:/:/issues/:", gitea_edit_issue },
	{ "GET", "/repos/:/:/issues/:/labels", gitea_list_issue_labels },
	{ "POST", "/repos/:/:/issues/:/labels", gitea_add_issue_labels },
	{ "PUT", "/repos/:/:/issues/:/labels", gitea_set_issue_labels },
	{ "GET", "/repos/:/:/issues/:/comments", gitea_list_comments },
	{ "POST", "/repos/:/:/issues/:/comments", gitea_add_comment },
	{ NULL, NULL, NULL }
};

void gitea_rest(struct call *call, const char *path)
{
	struct strvec parts = STRVEC_INIT;
	struct strbuf rest = STRBUF_INIT;
	const char *method = request_is(call->req, "HEAD") ? "GET"
		: call->req->method;
	bool path_known = false;
	size_t i;

	http_split_path(&parts, path);
	for (i = 0; routes[i].method; i++) {
		if (!route_fits(routes[i].pattern, &parts, call->arg, &rest))
			continue;
		path_known = true;
		if (!strcmp(routes[i].method, method))
			break;
	}
	if (routes[i].method)
		routes[i].handle(call);
	else if (path_known)
		gitea_bare(call, 405);
	else
		reply_text(call->reply, 404, "text/plain;charset=utf-8",
			   "Not found.\n");
	strvec_clear(&parts);
	strbuf_release(&rest);
}
