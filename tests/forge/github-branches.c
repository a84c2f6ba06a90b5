/* SPDX-License-Identifier: MIT */
/*
 * GitHub: branches, what they point to, and refs.
 */
#include <string.h>

#include "base/text.h"
#include "github.h"
#include "process.h"

static void put_branch(const struct call *call, struct json_writer *w,
		       const char *name, const char *oid)
{
	struct strbuf url = STRBUF_INIT;

	strbuf_addf(&url, "%s/repos/%s/commits/%s", call->api,
		    call->repo.full, oid);
	json_begin_object(w, NULL);
	json_put(w, "name", name);
	json_begin_object(w, "commit");
	json_put(w, "sha", oid);
	json_put(w, "url", url.buf);
	json_end_object(w);
	json_put_bool(w, "protected", false);
	json_end_object(w);
	strbuf_release(&url);
}

void github_list_branches(struct call *call)
{
	struct strvec branches = STRVEC_INIT;
	struct json_writer w;
	struct page page;
	size_t i;

	if (!github_repo(call, PERMISSION_READ))
		return;
	repo_branches(&call->repo, &branches);
	page = github_page(call, branches.nr);
	w = github_json(call, 200);
	json_begin_array(&w, NULL);
	for (i = page.from; i < page.to; i++) {
		char *name = strchr(branches.v[i], ' ');

		*name++ = '\0';
		put_branch(call, &w, name, branches.v[i]);
	}
	json_end_array(&w);
	strvec_clear(&branches);
}

/* "name", "mail" and "date", the lines from at on. */
static void put_person(struct json_writer *w, const char *key,
		       const struct strvec *lines, size_t at)
{
	json_begin_object(w, key);
	json_put(w, "name", lines->v[at]);
	json_put(w, "email", lines->v[at + 1]);
	json_put(w, "date", lines->v[at + 2]);
	json_end_object(w);
}

enum { LINE_TREE, LINE_PARENTS, LINE_AUTHOR, LINE_COMMITTER = 5,
       LINE_SUBJECT = 8, LINE_NR };

static void put_parents(struct json_writer *w, const char *base,
			const char *oids)
{
	struct strvec parents = STRVEC_INIT;
	size_t i;

	if (*oids)
		strvec_split(&parents, oids, ' ');
	json_begin_array(w, "parents");
	for (i = 0; i < parents.nr; i++) {
		json_begin_object(w, NULL);
		json_put(w, "sha", parents.v[i]);
		putf(w, "url", "%s/commits/%s", base, parents.v[i]);
		json_end_object(w);
	}
	json_end_array(w);
	strvec_clear(&parents);
}

static void put_commit(const struct call *call, struct json_writer *w,
		       const char *key, const char *oid,
		       const struct strvec *lines)
{
	struct strbuf base = STRBUF_INIT;

	strbuf_addf(&base, "%s/repos/%s", call->api, call->repo.full);
	json_begin_object(w, key);
	json_put(w, "sha", oid);
	putf(w, "node_id", "C_%s", oid);
	putf(w, "url", "%s/commits/%s", base.buf, oid);
	putf(w, "comments_url", "%s/commits/%s/comments", base.buf, oid);
	putf(w, "html_url", "%s/%s/commit/%s", call->site, call->repo.full,
	     oid);
	json_put(w, "author", NULL);	/* no account has that address */
	json_put(w, "committer", NULL);
	json_begin_object(w, "commit");
	putf(w, "url", "%s/git/commits/%s", base.buf, oid);
	put_person(w, "author", lines, LINE_AUTHOR);
	put_person(w, "committer", lines, LINE_COMMITTER);
	json_put(w, "message", lines->v[LINE_SUBJECT]);
	json_put_int(w, "comment_count", 0);
	json_begin_object(w, "tree");
	json_put(w, "sha", lines->v[LINE_TREE]);
	putf(w, "url", "%s/git/trees/%s", base.buf, lines->v[LINE_TREE]);
	json_end_object(w);
	json_end_object(w);
	put_parents(w, base.buf, lines->v[LINE_PARENTS]);
	json_end_object(w);
	strbuf_release(&base);
}

static void put_whole_branch(const struct call *call, struct json_writer *w,
			     const char *name, const char *oid,
			     const struct strvec *lines)
{
	struct strbuf url = STRBUF_INIT;

	strbuf_addf(&url, "%s/repos/%s/branches/", call->api,
		    call->repo.full);
	text_percent_encode(&url, name);
	json_begin_object(w, NULL);
	json_put(w, "name", name);
	put_commit(call, w, "commit", oid, lines);
	json_begin_object(w, "_links");
	json_put(w, "self", url.buf);
	putf(w, "html", "%s/%s/tree/%s", call->site, call->repo.full, name);
	json_end_object(w);
	json_put_bool(w, "protected", false);
	json_begin_object(w, "protection");
	json_put_bool(w, "enabled", false);
	json_end_object(w);
	putf(w, "protection_url", "%s/protection", url.buf);
	json_end_object(w);
	strbuf_release(&url);
}

/* LINE_NR lines about a commit; false: git does not know it. */
static bool commit_lines(const struct repo *repo, const char *oid,
			 struct strvec *lines)
{
	struct strbuf text = STRBUF_INIT;
	bool found = !process_git(repo->path, NULL, &text, "log", "-1",
				  "--format=%T%n%P%n%an%n%ae%n%aI%n%cn%n%ce"
				  "%n%cI%n%s", oid, (const char *)NULL);

	if (found)
		strvec_split(lines, text.buf, '\n');
	while (found && lines->nr < LINE_NR)	/* an empty subject */
		strvec_push(lines, "");
	strbuf_release(&text);
	return found;
}

void github_get_branch(struct call *call)
{
	struct strvec lines = STRVEC_INIT;
	char oid[OID_MAX];

	if (!github_repo(call, PERMISSION_READ))
		return;
	if (!repo_branch(&call->repo, call->arg[2], oid) ||
	    !commit_lines(&call->repo, oid, &lines)) {
		github_say(call, 404, "Branch not found");
	} else {
		struct json_writer w = github_json(call, 200);

		put_whole_branch(call, &w, call->arg[2], oid, &lines);
	}
	strvec_clear(&lines);
}

bool github_commit(struct call *call, unsigned otherwise,
		   struct strbuf *oid)
{
	struct strbuf name = STRBUF_INIT;
	bool found;

	strbuf_addf(&name, "%s^{commit}", call->arg[2]);
	found = !process_git(call->repo.path, NULL, oid, "rev-parse",
			     "--quiet", "--verify", name.buf,
			     (const char *)NULL);
	strbuf_release(&name);
	if (!found)
		github_say(call, otherwise, "No commit found for the ref");
	return found;
}

void github_get_commit(struct call *call)
{
	struct strvec lines = STRVEC_INIT;
	struct strbuf oid = STRBUF_INIT;
	struct json_writer w;

	if (github_repo(call, PERMISSION_READ) &&
	    github_commit(call, 422, &oid) &&
	    commit_lines(&call->repo, oid.buf, &lines)) {
		w = github_json(call, 200);
		put_commit(call, &w, NULL, oid.buf, &lines);
	}
	strvec_clear(&lines);
	strbuf_release(&oid);
}

/* The branch in "heads/NAME"; NULL: that is no branch. */
static const char *branch_of(const char *ref)
{
	return starts_with(ref, "heads/") && ref[6] ? ref + 6 : NULL;
}

void github_get_ref(struct call *call)
{
	struct strbuf text = STRBUF_INIT;
	const char *branch;
	char oid[OID_MAX];
	struct json_writer w;

	if (!github_repo(call, PERMISSION_READ))
		return;
	branch = branch_of(call->arg[2]);
	if (!branch || !repo_branch(&call->repo, branch, oid)) {
		github_say(call, 404, "Not Found");
		return;
	}
	w = github_json(call, 200);
	json_begin_object(&w, NULL);
	strbuf_addf(&text, "refs/heads/%s", branch);
	json_put(&w, "ref", text.buf);
	json_put(&w, "node_id", oid);
	strbuf_reset(&text);
	strbuf_addf(&text, "%s/repos/%s/git/refs/heads/%s", call->api,
		    call->repo.full, branch);
	json_put(&w, "url", text.buf);
	json_begin_object(&w, "object");
	json_put(&w, "type", "commit");
	json_put(&w, "sha", oid);
	strbuf_reset(&text);
	strbuf_addf(&text, "%s/repos/%s/git/commits/%s", call->api,
		    call->repo.full, oid);
	json_put(&w, "url", text.buf);
	json_end_object(&w);
	json_end_object(&w);
	strbuf_release(&text);
}

void github_delete_ref(struct call *call)
{
	const char *branch;
	char oid[OID_MAX];

	if (!github_repo(call, PERMISSION_WRITE))
		return;
	branch = branch_of(call->arg[2]);
	if (!branch || !repo_branch(&call->repo, branch, oid))
		github_say(call, 422, "Reference does not exist");
	else if (!strcmp(branch, call->repo.branch))
		github_say(call, 422, "Cannot delete the default branch");
	else if (!repo_delete_branch(&call->repo, branch, oid))
		github_say(call, 409, "Conflict");
	else
		call->reply->status = 204;
}
