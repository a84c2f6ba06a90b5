/* SPDX-License-Identifier: MIT */
/*
 * GitHub: the checks of a commit, which are of two kinds: runs of checks,
 * and the older statuses.
 */
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/text.h"
#include "checks.h"
#include "github.h"

long long github_check_id(const struct repo *repo, const char *oid,
			  const char *name)
{
	struct strbuf text = STRBUF_INIT;
	unsigned long long hash;

	strbuf_addf(&text, "%s %s %s", repo->full, oid, name);
	hash = text_hash(text.buf, text.len);
	strbuf_release(&text);
	return (long long)(hash % 9000000000ULL) + 1;
}

static void put_run(const struct call *call, struct json_writer *w,
		    const char *oid, const struct check *check)
{
	long long id = github_check_id(&call->repo, oid, check->name);
	bool over = check->state != CHECK_RUNNING;
	const char *full = call->repo.full;

	json_begin_object(w, NULL);
	json_put_int(w, "id", id);
	putf(w, "node_id", "CR_%lld", id);
	json_put(w, "head_sha", oid);
	json_put(w, "external_id", "");
	putf(w, "url", "%s/repos/%s/check-runs/%lld", call->api, full, id);
	putf(w, "html_url", "%s/%s/runs/%lld", call->site, full, id);
	putf(w, "details_url", "%s/%s/runs/%lld", call->site, full, id);
	json_put(w, "status", over ? "completed" : "in_progress");
	json_put(w, "conclusion", !over ? NULL
		 : check->state == CHECK_SUCCESS ? "success" : "failure");
	github_time(w, "started_at", check->started);
	github_time(w, "completed_at", over ? check->ended : 0);
	json_begin_object(w, "output");
	json_put(w, "title", NULL);
	json_put(w, "summary", NULL);
	json_put(w, "text", NULL);
	json_put_int(w, "annotations_count", 0);
	putf(w, "annotations_url", "%s/repos/%s/check-runs/%lld/annotations",
	     call->api, full, id);
	json_end_object(w);
	json_put(w, "name", check->name);
	json_begin_object(w, "check_suite");
	json_put_int(w, "id", github_check_id(&call->repo, oid, ""));
	json_end_object(w);
	json_put(w, "app", NULL);
	json_begin_array(w, "pull_requests");
	json_end_array(w);
	json_end_object(w);
}

/* How many of that kind; they come first in the list then. */
static size_t only(struct checks *checks, bool status)
{
	size_t i, nr = 0;

	for (i = 0; i < checks->nr; i++)
		if (checks->list[i].status == status) {
			const struct check check = checks->list[i];

			checks->list[i] = checks->list[nr];
			checks->list[nr++] = check;
		}
	return nr;
}

void github_list_check_runs(struct call *call)
{
	struct strbuf oid = STRBUF_INIT;
	struct checks checks = CHECKS_INIT;
	struct json_writer w;
	struct page page;
	size_t i, nr;

	if (!github_repo(call, PERMISSION_READ) ||
	    !github_commit(call, 404, &oid))
		goto out;
	checks_of(call->forge, &call->repo, oid.buf, call->now, &checks);
	nr = only(&checks, false);
	page = github_page(call, nr);
	w = github_json(call, 200);
	json_begin_object(&w, NULL);
	json_put_int(&w, "total_count", (long long)nr);
	json_begin_array(&w, "check_runs");
	for (i = page.from; i < page.to; i++)
		put_run(call, &w, oid.buf, &checks.list[i]);
	json_end_array(&w);
	json_end_object(&w);
out:
	checks_release(&checks);
	strbuf_release(&oid);
}

static const char *state_name(enum check_state state)
{
	return state == CHECK_SUCCESS ? "success"
		: state == CHECK_FAILURE ? "failure" : "pending";
}

/* The caller ends the object: there is a short form and a longer one. */
static void begin_status(const struct call *call, struct json_writer *w,
			 const char *oid, const struct check *check)
{
	long long id = github_check_id(&call->repo, oid, check->name);

	json_begin_object(w, NULL);
	putf(w, "url", "%s/repos/%s/statuses/%s", call->api,
	     call->repo.full, oid);
	putf(w, "avatar_url", "%s/avatars/ci", call->site);
	json_put_int(w, "id", id);
	putf(w, "node_id", "SC_%lld", id);
	json_put(w, "state", state_name(check->state));
	json_put(w, "description", NULL);
	json_put(w, "target_url", NULL);
	json_put(w, "context", check->name);
	github_time(w, "created_at", check->started);
	github_time(w, "updated_at", check->ended > 0 ? check->ended
		    : check->started);
}

/* "pending" also where there is none, as GitHub has it. */
static const char *combined(const struct checks *checks, size_t nr)
{
	const struct checks some = { .list = checks->list, .nr = nr };
	enum rollup rollup = checks_rollup(&some, false);

	return rollup == ROLLUP_FAILURE ? "failure"
		: rollup == ROLLUP_SUCCESS ? "success" : "pending";
}

void github_get_status(struct call *call)
{
	struct strbuf oid = STRBUF_INIT;
	struct checks checks = CHECKS_INIT;
	struct json_writer w;
	struct page page;
	size_t i, nr;

	if (!github_repo(call, PERMISSION_READ) ||
	    !github_commit(call, 404, &oid))
		goto out;
	checks_of(call->forge, &call->repo, oid.buf, call->now, &checks);
	nr = only(&checks, true);
	page = github_page(call, nr);
	w = github_json(call, 200);
	json_begin_object(&w, NULL);
	json_put(&w, "state", combined(&checks, nr));
	json_begin_array(&w, "statuses");
	for (i = page.from; i < page.to; i++) {
		begin_status(call, &w, oid.buf, &checks.list[i]);
		json_end_object(&w);
	}
	json_end_array(&w);
	json_put(&w, "sha", oid.buf);
	json_put_int(&w, "total_count", (long long)nr);
	put_repo(call, &w, "repository", &call->repo, false);
	putf(&w, "commit_url", "%s/repos/%s/commits/%s", call->api,
	     call->repo.full, oid.buf);
	putf(&w, "url", "%s/repos/%s/commits/%s/status", call->api,
	     call->repo.full, oid.buf);
	json_end_object(&w);
out:
	checks_release(&checks);
	strbuf_release(&oid);
}

/* As this forge keeps it, which has no "error"; NULL: it is none. */
static const char *kept_state(const char *state)
{
	if (!state)
		return NULL;
	if (!strcmp(state, "success") || !strcmp(state, "pending"))
		return !strcmp(state, "success") ? "success" : "pending";
	return !strcmp(state, "failure") || !strcmp(state, "error")
		? "failure" : NULL;
}

/* The one of that name, which was just set. */
static void say_status(struct call *call, const struct mark *mark)
{
	struct checks checks = CHECKS_INIT;
	struct json_writer w = github_json(call, 201);
	size_t i;

	checks_of(call->forge, &call->repo, mark->oid, call->now, &checks);
	for (i = 0; i < checks.nr; i++) {
		if (strcmp(checks.list[i].name, mark->name))
			continue;
		begin_status(call, &w, mark->oid, &checks.list[i]);
		put_user(call, &w, "creator", call->req->account.login);
		json_end_object(&w);
	}
	checks_release(&checks);
}

void github_post_status(struct call *call)
{
	struct strbuf oid = STRBUF_INIT, err = STRBUF_INIT;
	struct mark mark = { .status = true, .when = call->now };
	char *given = NULL, *name = NULL;
	const char *state;

	if (!github_repo(call, PERMISSION_WRITE) || !github_body(call) ||
	    !github_commit(call, 422, &oid))
		goto out;
	given = json_copy(&call->body, json_get(&call->body, 0, "state"));
	name = json_copy(&call->body, json_get(&call->body, 0, "context"));
	state = kept_state(given);
	if (!state) {
		github_invalid(call, "Status", "state", "custom",
			       "State is not included in the list");
		goto out;
	}
	mark.repo = xstrdup(call->repo.full);
	mark.oid = xstrdup(oid.buf);
	mark.name = xstrdup(name ? name : "default");
	mark.state = xstrdup(state);
	if (pulls_mark(&call->forge->pulls, &mark, &err))
		github_say(call, 500, err.buf);
	else
		say_status(call, &mark);
out:
	free(mark.repo);
	free(mark.oid);
	free(mark.name);
	free(mark.state);
	free(given);
	free(name);
	strbuf_release(&oid);
	strbuf_release(&err);
}
