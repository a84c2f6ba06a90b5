/* SPDX-License-Identifier: MIT */
/*
 * GitHub: merging a pull request, and whether it was.
 */
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "github.h"

void github_is_merged(struct call *call)
{
	if (!github_pull(call, PERMISSION_READ))
		return;
	if (call->pull->state == PULL_MERGED)
		call->reply->status = 204;
	else
		github_say(call, 404, "Not Found");
}

static const struct {
	const char *name, *setting, *refusal;
} methods[] = {
	[MERGE_COMMIT] = { "merge", "allow-merge-commit",
		"Merge commits are not allowed on this repository." },
	[MERGE_SQUASH] = { "squash", "allow-squash-merge",
		"Squash merges are not allowed on this repository." },
	[MERGE_REBASE] = { "rebase", "allow-rebase-merge",
		"Rebase merges are not allowed on this repository." }
};

static bool read_method(struct call *call, enum merge_method *method)
{
	int node = json_get(&call->body, 0, "merge_method");
	size_t i;

	*method = MERGE_COMMIT;
	for (i = 0; node >= 0 && i < ARRAY_SIZE(methods); i++)
		if (json_equals(&call->body, node, methods[i].name))
			break;
	if (i == ARRAY_SIZE(methods)) {
		github_say(call, 422, "Invalid request. The merge_method is"
			   " none of merge, squash, rebase.");
		return false;
	}
	*method = (enum merge_method)i;
	if (settings_true(&call->repo.settings, methods[i].setting, true))
		return true;
	github_say(call, 405, methods[i].refusal);
	return false;
}

/* commit_title and commit_message, else what GitHub makes of it. */
static void commit_message(const struct call *call, struct strbuf *out)
{
	const struct pull *pull = call->pull;
	char *title = json_copy(&call->body,
				json_get(&call->body, 0, "commit_title"));
	char *rest = json_copy(&call->body,
			       json_get(&call->body, 0, "commit_message"));
	int owner = (int)strcspn(pull->head_repo, "/");

	if (title && *title)
		strbuf_addstr(out, title);
	else if (json_equals(&call->body,
			     json_get(&call->body, 0, "merge_method"),
			     "squash"))
		strbuf_addf(out, "%s (#%lld)", pull->title, pull->number);
	else
		strbuf_addf(out, "Merge pull request #%lld from %.*s/%s",
			    pull->number, owner, pull->head_repo,
			    pull->head);
	if (rest && *rest)
		strbuf_addf(out, "\n\n%s", rest);
	free(title);
	free(rest);
}

static bool may_merge(struct call *call)
{
	const struct pull *pull = call->pull;
	int sha = json_get(&call->body, 0, "sha");

	if (pull->state != PULL_OPEN)
		github_say(call, 405, "Pull Request is not mergeable");
	else if (pull->draft)
		github_say(call, 405, "Pull Request is still a draft");
	else if (json_kind(&call->body, sha) == JSON_STRING &&
		 !json_equals(&call->body, sha, pull->head_oid))
		github_say(call, 409, "Head branch was modified. Review and"
			   " try the merge again.");
	else
		return true;
	return false;
}

/* As the repository's setting wants it, once it is merged. */
static void delete_head(const struct call *call)
{
	const struct pull *pull = call->pull;

	if (repo_is(&call->repo, "delete-branch-on-merge") &&
	    !strcmp(pull->head_repo, call->repo.full))
		repo_delete_branch(&call->repo, pull->head, pull->head_oid);
}

static void merged(struct call *call, const char *oid)
{
	struct pull *pull = call->pull;
	struct strbuf err = STRBUF_INIT;
	struct json_writer w;

	pull->state = PULL_MERGED;
	pull->closed = call->now;
	replace_string(&pull->merge_oid, oid);
	replace_string(&pull->merged_by, call->req->account.login);
	delete_head(call);
	w = github_json(call, 200);
	json_begin_object(&w, NULL);
	json_put(&w, "sha", oid);
	json_put_bool(&w, "merged", true);
	json_put(&w, "message", "Pull Request successfully merged");
	json_end_object(&w);
	if (pulls_save(&call->forge->pulls, pull, call->now, &err))
		github_say(call, 500, err.buf);
	strbuf_release(&err);
}

void github_merge_pull(struct call *call)
{
	struct strbuf oid = STRBUF_INIT, message = STRBUF_INIT;
	enum merge_method method;

	if (!github_pull(call, PERMISSION_WRITE))
		return;
	if (!call->req->body.len)	/* nothing is required in it */
		strbuf_addstr(&call->req->body, "{}");
	if (!github_body(call) || !may_merge(call) ||
	    !read_method(call, &method))
		return;
	commit_message(call, &message);
	pull_bring_head(&call->repo, call->pull, call->forge->dir);
	if (pull_merge(&call->repo, call->pull, method,
		       call->req->account.login, message.buf, call->now,
		       &oid))
		github_say(call, 405, "Pull Request is not mergeable");
	else
		merged(call, oid.buf);
	strbuf_release(&oid);
	strbuf_release(&message);
}
