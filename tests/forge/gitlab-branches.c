/* SPDX-License-Identifier: MIT */
/*
 * GitLab: branches, and what they point to.
 */
#include <string.h>

#include "base/text.h"
#include "gitlab.h"
#include "process.h"

enum { LINE_OID, LINE_PARENTS, LINE_AUTHOR, LINE_MAIL, LINE_AUTHORED,
       LINE_COMMITTER, LINE_COMMITTER_MAIL, LINE_COMMITTED, LINE_TITLE,
       LINE_NR };

/* The commit's lines, and behind them those of its message. */
static bool read_commit(const struct repo *repo, const char *name,
			struct strvec *lines)
{
	struct strbuf text = STRBUF_INIT;
	bool good = !process_git(repo->path, NULL, &text, "show", "-s",
				 "--format=%H%n%P%n%an%n%ae%n%aI%n%cn%n%ce"
				 "%n%cI%n%s%n%B", name, "--",
				 (const char *)NULL);

	if (good)
		strvec_split(lines, text.buf, '\n');
	while (good && lines->nr < LINE_NR)
		strvec_push(lines, "");
	strbuf_release(&text);
	return good;
}

static void put_message(struct json_writer *w, const struct strvec *lines)
{
	struct strbuf text = STRBUF_INIT;
	size_t i;

	for (i = LINE_NR; i < lines->nr; i++)
		strbuf_addf(&text, "%s\n", lines->v[i]);
	json_put(w, "message", text.buf);
	strbuf_release(&text);
}

static void put_commit_fields(const struct call *call, struct json_writer *w,
			      const struct repo *repo,
			      const struct strvec *lines)
{
	struct strvec parents = STRVEC_INIT;
	size_t i;

	if (*lines->v[LINE_PARENTS])
		strvec_split(&parents, lines->v[LINE_PARENTS], ' ');
	json_put(w, "id", lines->v[LINE_OID]);
	gitlab_putf(w, "short_id", "%.8s", lines->v[LINE_OID]);
	json_put(w, "created_at", lines->v[LINE_COMMITTED]);
	json_begin_array(w, "parent_ids");
	for (i = 0; i < parents.nr; i++)
		json_put(w, NULL, parents.v[i]);
	json_end_array(w);
	json_put(w, "title", lines->v[LINE_TITLE]);
	put_message(w, lines);
	json_put(w, "author_name", lines->v[LINE_AUTHOR]);
	json_put(w, "author_email", lines->v[LINE_MAIL]);
	json_put(w, "authored_date", lines->v[LINE_AUTHORED]);
	json_put(w, "committer_name", lines->v[LINE_COMMITTER]);
	json_put(w, "committer_email", lines->v[LINE_COMMITTER_MAIL]);
	json_put(w, "committed_date", lines->v[LINE_COMMITTED]);
	json_begin_object(w, "trailers");
	json_end_object(w);
	gitlab_putf(w, "web_url", "%s/%s/-/commit/%s", call->site,
		    repo->full, lines->v[LINE_OID]);
	strvec_clear(&parents);
}

static bool is_protected(const struct repo *repo, const char *branch)
{
	return !strcmp(branch, repo->branch) ||
	       settings_lists(&repo->settings, "protected", branch);
}

static void put_branch(const struct call *call, struct json_writer *w,
		       const char *name, const char *oid)
{
	const struct repo *repo = &call->repo;
	bool push = repo_permission(repo, &call->req->account) >=
		    PERMISSION_WRITE;
	struct strvec lines = STRVEC_INIT;

	json_begin_object(w, NULL);
	json_put(w, "name", name);
	json_begin_object(w, "commit");
	if (read_commit(repo, oid, &lines))
		put_commit_fields(call, w, repo, &lines);
	json_end_object(w);
	json_put_bool(w, "merged", false);
	json_put_bool(w, "protected", is_protected(repo, name));
	json_put_bool(w, "developers_can_push", true);
	json_put_bool(w, "developers_can_merge", true);
	json_put_bool(w, "can_push", push);
	json_put_bool(w, "default", !strcmp(name, repo->branch));
	gitlab_putf(w, "web_url", "%s/%s/-/tree/%s", call->site, repo->full,
		    name);
	json_end_object(w);
	strvec_clear(&lines);
}

void gitlab_list_branches(struct call *call)
{
	struct strvec all = STRVEC_INIT, some = STRVEC_INIT;
	struct strbuf search = STRBUF_INIT;
	struct gitlab_page page;
	struct json_writer w;
	size_t i;

	if (!gitlab_project(call, PERMISSION_READ))
		return;
	gitlab_param(call, "search", &search);
	repo_branches(&call->repo, &all);
	for (i = 0; i < all.nr; i++)
		if (strstr(strchr(all.v[i], ' ') + 1, search.buf))
			strvec_push(&some, all.v[i]);
	if (!gitlab_page(call, some.nr, &page)) {
		w = gitlab_json(call, 200);
		json_begin_array(&w, NULL);
		for (i = page.from; i < page.to; i++) {
			char *name = strchr(some.v[i], ' ');

			*name++ = '\0';
			put_branch(call, &w, name, some.v[i]);
		}
		json_end_array(&w);
	}
	strvec_clear(&all);
	strvec_clear(&some);
	strbuf_release(&search);
}

void gitlab_get_branch(struct call *call)
{
	char oid[OID_MAX];
	struct json_writer w;

	if (!gitlab_project(call, PERMISSION_READ))
		return;
	if (!repo_branch(&call->repo, call->arg[1], oid)) {
		gitlab_say(call, 404, "404 Branch Not Found");
		return;
	}
	if (request_is(call->req, "HEAD")) {
		call->reply->status = 204;
		return;
	}
	w = gitlab_json(call, 200);
	put_branch(call, &w, call->arg[1], oid);
}

/* The commit of a branch, a tag or an id. */
static bool resolve(const struct repo *repo, const char *name,
		    struct strbuf *oid)
{
	struct strbuf commit = STRBUF_INIT;
	bool found;

	strbuf_addf(&commit, "%s^{commit}", name);
	found = name[0] != '-' &&
		!process_git(repo->path, NULL, oid, "rev-parse", "--verify",
			     "--quiet", commit.buf, (const char *)NULL);
	strbuf_release(&commit);
	return found;
}

static void create(struct call *call, const char *branch, const char *from)
{
	struct strbuf oid = STRBUF_INIT, ref = STRBUF_INIT;
	struct strbuf text = STRBUF_INIT;
	char there[OID_MAX];

	strbuf_addf(&ref, "refs/heads/%s", branch);
	if (repo_branch(&call->repo, branch, there)) {
		gitlab_say(call, 400, "Branch already exists");
	} else if (!resolve(&call->repo, from, &oid)) {
		strbuf_addf(&text, "Invalid reference name: %s", from);
		gitlab_say(call, 400, text.buf);
	} else if (process_git(call->repo.path, NULL, NULL, "update-ref",
			       ref.buf, oid.buf, "", (const char *)NULL)) {
		strbuf_addf(&text, "Branch name is invalid");
		gitlab_say(call, 400, text.buf);
	} else {
		struct json_writer w = gitlab_json(call, 201);

		put_branch(call, &w, branch, oid.buf);
	}
	strbuf_release(&oid);
	strbuf_release(&ref);
	strbuf_release(&text);
}

void gitlab_create_branch(struct call *call)
{
	struct strbuf branch = STRBUF_INIT, from = STRBUF_INIT;

	if (!gitlab_project(call, PERMISSION_WRITE) || !gitlab_body(call))
		return;
	if (!gitlab_param(call, "branch", &branch))
		gitlab_error(call, 400, "branch is missing");
	else if (!gitlab_param(call, "ref", &from))
		gitlab_error(call, 400, "ref is missing");
	else
		create(call, branch.buf, from.buf);
	strbuf_release(&branch);
	strbuf_release(&from);
}

void gitlab_delete_branch(struct call *call)
{
	const char *branch;
	char oid[OID_MAX];

	if (!gitlab_project(call, PERMISSION_WRITE))
		return;
	branch = call->arg[1];
	if (!repo_branch(&call->repo, branch, oid))
		gitlab_say(call, 404, "404 Branch Not Found");
	else if (is_protected(&call->repo, branch))
		gitlab_say(call, 403, "403 Forbidden");
	else if (!repo_delete_branch(&call->repo, branch, oid))
		gitlab_say(call, 400, "Failed to remove branch");
	else
		call->reply->status = 204;
}

void gitlab_get_commit(struct call *call)
{
	struct strvec lines = STRVEC_INIT;
	struct strbuf oid = STRBUF_INIT;
	struct json_writer w;
	const char *status;

	if (!gitlab_project(call, PERMISSION_READ))
		return;
	if (!resolve(&call->repo, call->arg[1], &oid) ||
	    !read_commit(&call->repo, oid.buf, &lines)) {
		gitlab_say(call, 404, "404 Commit Not Found");
		goto out;
	}
	status = gitlab_pipeline(call, &call->repo, oid.buf);
	w = gitlab_json(call, 200);
	json_begin_object(&w, NULL);
	put_commit_fields(call, &w, &call->repo, &lines);
	json_put(&w, "status", status);
	json_put_int(&w, "project_id", repo_id(&call->repo));
	gitlab_put_pipeline(call, &w, "last_pipeline", &call->repo,
			    call->repo.branch, oid.buf, status);
	json_end_object(&w);
out:
	strvec_clear(&lines);
	strbuf_release(&oid);
}

void gitlab_put_commit(struct call *call, struct json_writer *w,
		       const char *oid)
{
	struct strvec lines = STRVEC_INIT;

	json_begin_object(w, NULL);
	if (read_commit(&call->repo, oid, &lines))
		put_commit_fields(call, w, &call->repo, &lines);
	json_end_object(w);
	strvec_clear(&lines);
}
