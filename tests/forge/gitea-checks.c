/* SPDX-License-Identifier: MIT */
/*
 * Gitea: the statuses of a commit. It has no other checks.
 */
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "gitea.h"
#include "process.h"

/* From the worst to the best, as far as any check goes. */
static const char *const states[] = {
	"error", "failure", "warning", "pending", "success"
};

static size_t rank(const char *state)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(states) - 1; i++)
		if (!strcmp(states[i], state))
			break;
	return i;
}

/* Which words it was set with counts, where that was by hand. */
static const char *word(const struct call *call, const char *oid,
			const struct check *check)
{
	const struct pulls *pulls = &call->forge->pulls;
	size_t i;

	for (i = 0; i < pulls->mark_nr; i++) {
		const struct mark *mark = &pulls->marks[i];

		if (!strcmp(mark->repo, call->repo.full) &&
		    !strcmp(mark->oid, oid) &&
		    !strcmp(mark->name, check->name))
			return mark->state;
	}
	return check->state == CHECK_SUCCESS ? "success"
		: check->state == CHECK_FAILURE ? "failure" : "pending";
}

static void put_status(const struct call *call, struct json_writer *w,
		       const char *oid, const struct check *check)
{
	struct strbuf key = STRBUF_INIT;
	double when = check->ended > 0 ? check->ended : check->started;

	strbuf_addf(&key, "%s %s %s", call->repo.full, oid, check->name);
	json_begin_object(w, NULL);
	json_put_int(w, "id", gitea_id(key.buf));
	json_put(w, "status", word(call, oid, check));
	json_put(w, "target_url", "");
	json_put(w, "description", "");
	gitea_putf(w, "url", "%s/repos/%s/statuses/%s", call->api,
		   call->repo.full, oid);
	json_put(w, "context", check->name);
	gitea_put_user(call, w, "creator", call->repo.owner);
	gitea_time(w, "created_at", when);
	gitea_time(w, "updated_at", when);
	json_end_object(w);
	strbuf_release(&key);
}

/* The commit in arg[2]: a branch, a tag, an id. */
static bool find_commit(const struct call *call, struct strbuf *oid)
{
	struct strbuf commit = STRBUF_INIT;
	const char *ref = call->arg[2];
	bool found;

	strbuf_addf(&commit, "%s^{commit}", ref);
	found = ref[0] != '-' &&
		!process_git(call->repo.path, NULL, oid, "rev-parse",
			     "--verify", "--quiet", commit.buf,
			     (const char *)NULL);
	strbuf_release(&commit);
	return found;
}

/*
 * What is no commit is taken for an id without statuses, but by newer Gitea,
 * which answers 404.
 */
static bool resolve(struct call *call, struct strbuf *oid)
{
	if (find_commit(call, oid))
		return true;
	if (gitea_since(call->forge, 24)) {
		gitea_missing(call, NULL);
		return false;
	}
	strbuf_reset(oid);
	strbuf_addstr(oid, call->arg[2]);
	return true;
}

/* Of the page, not of all: so does the server. Errors are failures here. */
static const char *combine(const struct call *call, const char *oid,
			   const struct checks *checks,
			   struct gitea_page page)
{
	size_t i, worst = ARRAY_SIZE(states) - 1;

	for (i = page.from; i < page.to; i++) {
		size_t one = rank(word(call, oid, &checks->list[i]));

		worst = one < worst ? one : worst;
	}
	return worst ? states[worst] : "failure";
}

static void put_none(struct json_writer *w)
{
	json_begin_object(w, NULL);
	json_put(w, "state", "");
	json_put(w, "sha", "");
	json_put_int(w, "total_count", 0);
	json_put(w, "statuses", NULL);
	json_put(w, "repository", NULL);
	json_put(w, "commit_url", "");
	json_put(w, "url", "");
	json_end_object(w);
}

static void put_combined(const struct call *call, struct json_writer *w,
			 const char *oid, const struct checks *checks,
			 struct gitea_page page)
{
	size_t i;

	json_begin_object(w, NULL);
	json_put(w, "state", combine(call, oid, checks, page));
	json_put(w, "sha", oid);
	json_put_int(w, "total_count", (long long)(page.to - page.from));
	json_begin_array(w, "statuses");
	for (i = page.from; i < page.to; i++)
		put_status(call, w, oid, &checks->list[i]);
	json_end_array(w);
	gitea_put_repo(call, w, "repository", &call->repo);
	json_put(w, "commit_url", "");
	json_put(w, "url", "");
	json_end_object(w);
}

void gitea_get_status(struct call *call)
{
	struct checks checks = CHECKS_INIT;
	struct strbuf oid = STRBUF_INIT;
	struct gitea_page page;
	struct json_writer w;

	if (!gitea_repo(call, 0) || !resolve(call, &oid))
		goto out;
	checks_of(call->forge, &call->repo, oid.buf, call->now, &checks);
	page = gitea_page(call, checks.nr, false);
	w = gitea_json(call, 200);
	if (page.from < page.to)
		put_combined(call, &w, oid.buf, &checks, page);
	else
		put_none(&w);
out:
	checks_release(&checks);
	strbuf_release(&oid);
}

/* The last of each context; the server would also list those before. */
void gitea_list_statuses(struct call *call)
{
	struct checks checks = CHECKS_INIT;
	struct strbuf oid = STRBUF_INIT;
	struct gitea_page page;
	struct json_writer w;
	size_t i;

	if (!gitea_repo(call, 0) || !resolve(call, &oid))
		goto out;
	checks_of(call->forge, &call->repo, oid.buf, call->now, &checks);
	page = gitea_page(call, checks.nr, true);
	w = gitea_json(call, 200);
	json_begin_array(&w, NULL);
	for (i = page.from; i < page.to; i++)
		put_status(call, &w, oid.buf, &checks.list[i]);
	json_end_array(&w);
out:
	checks_release(&checks);
	strbuf_release(&oid);
}

static void say_status(struct call *call, const struct mark *mark)
{
	struct checks checks = CHECKS_INIT;
	struct json_writer w = gitea_json(call, 201);
	size_t i;

	checks_of(call->forge, &call->repo, mark->oid, call->now, &checks);
	for (i = 0; i < checks.nr; i++)
		if (!strcmp(checks.list[i].name, mark->name))
			put_status(call, &w, mark->oid, &checks.list[i]);
	checks_release(&checks);
}

/* "skipped" is as good as success, where there is that word. */
static const char *kept_state(const struct call *call, const char *state)
{
	size_t i;

	for (i = 0; state && i < ARRAY_SIZE(states); i++)
		if (!strcmp(states[i], state))
			return states[i];
	return state && !strcmp(state, "skipped") &&
	       gitea_since(call->forge, 24) ? "success" : NULL;
}

static void set_status(struct call *call, const char *oid, const char *state,
		       const char *context)
{
	struct strbuf err = STRBUF_INIT;
	struct mark mark = {
		.repo = xstrdup(call->repo.full),
		.oid = xstrdup(oid),
		.name = xstrdup(context),
		.state = xstrdup(state),
		.status = true,
		.when = call->now
	};

	if (pulls_mark(&call->forge->pulls, &mark, &err))
		gitea_say(call, 500, "");
	else
		say_status(call, &mark);
	free(mark.repo);
	free(mark.oid);
	free(mark.name);
	free(mark.state);
	strbuf_release(&err);
}

void gitea_post_status(struct call *call)
{
	char *given = NULL, *context = NULL;
	const char *state;
	struct strbuf oid = STRBUF_INIT;

	if (!gitea_repo(call, GITEA_WRITER) || !gitea_body(call) ||
	    !gitea_text(call, "state", NULL, &given) ||
	    !gitea_text(call, "context", NULL, &context))
		goto out;
	state = kept_state(call, given);
	if (!find_commit(call, &oid))
		gitea_missing(call, NULL);
	else if (!state)
		gitea_say(call, 422, "[State]: In");
	else
		set_status(call, oid.buf, state, context && *context
			   ? context : "default");
out:
	free(given);
	free(context);
	strbuf_release(&oid);
}
