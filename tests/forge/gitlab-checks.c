/* SPDX-License-Identifier: MIT */
/*
 * GitLab: pipelines, and the statuses of commits.
 */
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "gitlab.h"

static void put_status(const struct call *call, struct json_writer *w,
		       const char *oid, const struct check *check)
{
	static const char *const names[] = {
		[CHECK_RUNNING] = "running",
		[CHECK_SUCCESS] = "success",
		[CHECK_FAILURE] = "failed"
	};
	bool rules = settings_get(&call->repo.settings,
				  "required-checks") != NULL;
	struct strbuf key = STRBUF_INIT;

	strbuf_addf(&key, "%s %s", oid, check->name);
	json_begin_object(w, NULL);
	json_put_int(w, "id", gitlab_id(key.buf));
	json_put(w, "sha", oid);
	json_put(w, "ref", call->repo.branch);
	json_put(w, "status", names[check->state]);
	json_put(w, "name", check->name);
	gitlab_putf(w, "target_url", "%s/%s/-/jobs/%lld", call->site,
		    call->repo.full, gitlab_id(key.buf));
	json_put(w, "description", NULL);
	gitlab_time(w, "created_at", check->started);
	gitlab_time(w, "started_at", check->started);
	gitlab_time(w, "finished_at", check->ended);
	json_put_bool(w, "allow_failure", rules && !check->required);
	json_put(w, "coverage", NULL);
	json_put_int(w, "pipeline_id", gitlab_id(oid));
	gitlab_put_user(call, w, "author", call->repo.owner);
	json_end_object(w);
	strbuf_release(&key);
}

void gitlab_list_statuses(struct call *call)
{
	struct checks checks = CHECKS_INIT;
	struct gitlab_page page;
	struct json_writer w;
	size_t i;

	if (!gitlab_project(call, PERMISSION_READ))
		return;
	checks_of(call->forge, &call->repo, call->arg[1], call->now,
		  &checks);
	if (!gitlab_page(call, checks.nr, &page)) {
		w = gitlab_json(call, 200);
		json_begin_array(&w, NULL);
		for (i = page.from; i < page.to; i++)
			put_status(call, &w, call->arg[1], &checks.list[i]);
		json_end_array(&w);
	}
	checks_release(&checks);
}

static void put_pipelines(struct call *call, const char *ref,
			  const char *oid)
{
	const char *status = gitlab_pipeline(call, &call->repo, oid);
	struct gitlab_page page;
	struct json_writer w;

	if (gitlab_page(call, status ? 1 : 0, &page))
		return;
	w = gitlab_json(call, 200);
	json_begin_array(&w, NULL);
	if (page.from < page.to)
		gitlab_put_pipeline(call, &w, NULL, &call->repo, ref, oid,
				    status);
	json_end_array(&w);
}

void gitlab_list_request_pipelines(struct call *call)
{
	if (gitlab_merge_request(call, PERMISSION_READ))
		put_pipelines(call, call->pull->head, call->pull->head_oid);
}

/* Of one commit, by sha, or by a branch; a commit has one pipeline. */
void gitlab_list_pipelines(struct call *call)
{
	struct strbuf sha = STRBUF_INIT, ref = STRBUF_INIT;
	char oid[OID_MAX];

	if (!gitlab_project(call, PERMISSION_READ))
		return;
	gitlab_param(call, "sha", &sha);
	gitlab_param(call, "ref", &ref);
	if (!sha.len && repo_branch(&call->repo, ref.len ? ref.buf
				    : call->repo.branch, oid))
		strbuf_addstr(&sha, oid);
	put_pipelines(call, ref.len ? ref.buf : call->repo.branch, sha.buf);
	strbuf_release(&sha);
	strbuf_release(&ref);
}
