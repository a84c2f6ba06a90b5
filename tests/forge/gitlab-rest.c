/* SPDX-License-Identifier: MIT */
/*
 * GitLab's REST: the paths it knows, a line each.
 */
#include <string.h>

#include "gitlab.h"

static const struct {
	const char *method, *pattern;
	gitlab_handler *handle;
} routes[] = {
	{ "GET", "/version", gitlab_get_version },
	{ "GET", "/metadata", gitlab_get_metadata },
	{ "GET", "/user", gitlab_get_user },
	{ "GET", "/personal_access_tokens/self", gitlab_get_token },
	{ "GET", "/users", gitlab_list_users },
	{ "GET", "/users/:", gitlab_get_user_by_id },
	{ "GET", "/users/:/projects", gitlab_list_user_projects },
	{ "GET", "/groups/:", gitlab_get_group },
	{ "GET", "/groups/:/projects", gitlab_list_group },
	{ "GET", "/groups/:/merge_requests", gitlab_list_group_requests },
	{ "GET", "/groups/:/search", gitlab_search_group },
	{ "GET", "/search", gitlab_search },
	{ "GET", "/merge_requests", gitlab_list_own_requests },
	{ "GET", "/projects", gitlab_list_projects },
	{ "GET", "/projects/:", gitlab_get_project },
	{ "GET", "/projects/:/forks", gitlab_list_forks },
	{ "POST", "/projects/:/fork", gitlab_make_fork },
	{ "GET", "/projects/:/merge_requests", gitlab_list_requests },
	{ "POST", "/projects/:/merge_requests", gitlab_open_request },
	{ "GET", "/projects/:/merge_requests/:", gitlab_get_request },
	{ "PUT", "/projects/:/merge_requests/:", gitlab_edit_request },
	{ "PUT", "/projects/:/merge_requests/:/merge",
	  gitlab_merge_request_now },
	{ "POST", "/projects/:/merge_trains/merge_requests/:",
	  gitlab_join_train },
	{ "PUT", "/projects/:/merge_requests/:/rebase",
	  gitlab_rebase_request },
	{ "POST", "/projects/:/merge_requests/:"
	  "/cancel_merge_when_pipeline_succeeds", gitlab_cancel_merge },
	{ "GET", "/projects/:/merge_requests/:/approvals",
	  gitlab_get_approvals },
	{ "GET", "/projects/:/merge_requests/:/pipelines",
	  gitlab_list_request_pipelines },
	{ "GET", "/projects/:/merge_requests/:/notes", gitlab_list_notes },
	{ "POST", "/projects/:/merge_requests/:/notes", gitlab_add_note },
	{ "GET", "/projects/:/pipelines", gitlab_list_pipelines },
	{ "GET", "/projects/:/repository/branches", gitlab_list_branches },
	{ "POST", "/projects/:/repository/branches", gitlab_create_branch },
	{ "GET", "/projects/:/repository/branches/:", gitlab_get_branch },
	{ "DELETE", "/projects/:/repository/branches/:",
	  gitlab_delete_branch },
	{ "GET", "/projects/:/repository/files/:", gitlab_get_file },
	{ "POST", "/projects/:/repository/commits", gitlab_create_commit },
	{ "GET", "/projects/:/repository/commits/:", gitlab_get_commit },
	{ "GET", "/projects/:/repository/commits/:/statuses",
	  gitlab_list_statuses },
	{ NULL, NULL, NULL }
};

void gitlab_rest(struct call *call, const char *path)
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
		gitlab_error(call, 405, "405 Not Allowed");
	else
		gitlab_error(call, 404, "404 Not Found");
	strvec_clear(&parts);
	strbuf_release(&rest);
}
