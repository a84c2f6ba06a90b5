/* SPDX-License-Identifier: MIT */
/*
 * Gitea: what protects a branch: a rule of its own name. The settings of
 * checks and approvals are the default branch's rule.
 */
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "gitea.h"

#define LONG_AGO "2026-01-01T00:00:00Z"

struct gitea_rule gitea_rule(const struct repo *repo, const char *branch)
{
	struct gitea_rule rule = { .there = false };
	const struct settings *settings = &repo->settings;

	if (!strcmp(branch, repo->branch)) {
		rule.approvals = approvals_wanted(repo);
		rule.checks = settings_get(settings, "required-checks") !=
			      NULL;
		rule.outdated = repo_is(repo, "require-up-to-date");
		rule.rejected = rule.approvals > 0;
	}
	rule.there = rule.approvals > 0 || rule.checks || rule.outdated ||
		     settings_lists(settings, "protected", branch);
	return rule;
}

void gitea_put_contexts(struct json_writer *w, const struct repo *repo,
			const char *key, bool all)
{
	const char *setting = settings_get(&repo->settings,
					   "required-checks");
	char *list = xstrdup(all && setting ? setting : "");
	char *name, *rest = NULL;

	json_begin_array(w, key);
	for (name = strtok_r(list, ", \t", &rest); name;
	     name = strtok_r(NULL, ", \t", &rest))
		json_put(w, NULL, name);
	json_end_array(w);
	free(list);
}

static void put_nobody(struct json_writer *w)
{
	static const char *const lists[] = {
		"push_whitelist_usernames", "push_whitelist_teams",
		"merge_whitelist_usernames", "merge_whitelist_teams",
		"approvals_whitelist_username", "approvals_whitelist_teams"
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(lists); i++) {
		json_begin_array(w, lists[i]);
		json_end_array(w);
	}
}

static void put_off(struct json_writer *w)
{
	static const char *const flags[] = {
		"enable_push_whitelist", "push_whitelist_deploy_keys",
		"enable_merge_whitelist", "enable_approvals_whitelist",
		"block_on_official_review_requests",
		"dismiss_stale_approvals", "ignore_stale_approvals",
		"require_signed_commits"
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(flags); i++)
		json_put_bool(w, flags[i], false);
}

/* What only Gitea has, and what only Forgejo. */
static void put_own(const struct call *call, struct json_writer *w)
{
	static const char *const lists[] = {
		"force_push_allowlist_usernames",
		"force_push_allowlist_teams"
	};
	size_t i;

	if (gitea_is_forgejo(call->forge)) {
		json_put_bool(w, "apply_to_admins", false);
		return;
	}
	if (!gitea_since(call->forge, 23))
		return;
	json_put_int(w, "priority", 0);
	json_put_bool(w, "block_admin_merge_override", false);
	json_put_bool(w, "enable_force_push", false);
	json_put_bool(w, "enable_force_push_allowlist", false);
	json_put_bool(w, "force_push_allowlist_deploy_keys", false);
	for (i = 0; i < ARRAY_SIZE(lists); i++) {
		json_begin_array(w, lists[i]);
		json_end_array(w);
	}
}

static void put_rule(const struct call *call, struct json_writer *w,
		     const char *branch)
{
	struct gitea_rule rule = gitea_rule(&call->repo, branch);

	json_begin_object(w, NULL);
	json_put(w, "branch_name", branch);
	json_put(w, "rule_name", branch);
	json_put_bool(w, "enable_push", true);
	put_nobody(w);
	put_off(w);
	json_put_bool(w, "enable_status_check", rule.checks);
	gitea_put_contexts(w, &call->repo, "status_check_contexts",
			   rule.checks);
	json_put_int(w, "required_approvals", rule.approvals);
	json_put_bool(w, "block_on_rejected_reviews", rule.rejected);
	json_put_bool(w, "block_on_outdated_branch", rule.outdated);
	json_put(w, "protected_file_patterns", "");
	json_put(w, "unprotected_file_patterns", "");
	put_own(call, w);
	json_put(w, "created_at", LONG_AGO);
	json_put(w, "updated_at", LONG_AGO);
	json_end_object(w);
}

void gitea_get_rule(struct call *call)
{
	struct json_writer w;

	if (!gitea_repo(call, GITEA_ADMIN))
		return;
	if (!gitea_rule(&call->repo, call->arg[2]).there) {
		gitea_missing(call, NULL);
		return;
	}
	w = gitea_json(call, 200);
	put_rule(call, &w, call->arg[2]);
}

void gitea_list_rules(struct call *call)
{
	struct strvec branches = STRVEC_INIT;
	struct json_writer w;
	size_t i;

	if (!gitea_repo(call, GITEA_ADMIN))
		return;
	repo_branches(&call->repo, &branches);
	w = gitea_json(call, 200);
	json_begin_array(&w, NULL);
	for (i = 0; i < branches.nr; i++) {
		const char *name = strchr(branches.v[i], ' ') + 1;

		if (gitea_rule(&call->repo, name).there)
			put_rule(call, &w, name);
	}
	json_end_array(&w);
	strvec_clear(&branches);
}
