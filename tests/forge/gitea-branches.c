/* SPDX-License-Identifier: MIT */
/*
 * Gitea: branches.
 */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "gitea.h"
#include "process.h"

enum { LINE_OID, LINE_AUTHOR, LINE_AUTHOR_MAIL, LINE_COMMITTER,
       LINE_COMMITTER_MAIL, LINE_WHEN, LINE_NR };

static void put_person(struct json_writer *w, const char *key,
		       const char *name, const char *mail)
{
	json_begin_object(w, key);
	json_put(w, "name", name);
	json_put(w, "email", mail);
	json_put(w, "username", "");
	json_end_object(w);
}

static void put_unverified(struct json_writer *w)
{
	json_begin_object(w, "verification");
	json_put_bool(w, "verified", false);
	json_put(w, "reason", "gpg.error.not_signed_commit");
	json_put(w, "signature", "");
	json_put(w, "signer", NULL);
	json_put(w, "payload", "");
	json_end_object(w);
}

/* Lines as above, and what is left is the message. */
static void put_commit_text(const struct call *call, struct json_writer *w,
			    char *text)
{
	char *line[LINE_NR];
	int i;

	for (i = 0; i < LINE_NR; i++) {
		char *end = strchr(text, '\n');

		line[i] = text;
		text = end ? end + 1 : text + strlen(text);
		if (end)
			*end = '\0';
	}
	json_put(w, "id", line[LINE_OID]);
	gitea_putf(w, "message", "%s\n", text);
	gitea_putf(w, "url", "%s/%s/commit/%s", call->site, call->repo.full,
		   line[LINE_OID]);
	put_person(w, "author", line[LINE_AUTHOR], line[LINE_AUTHOR_MAIL]);
	put_person(w, "committer", line[LINE_COMMITTER],
		   line[LINE_COMMITTER_MAIL]);
	put_unverified(w);
	json_put(w, "timestamp", line[LINE_WHEN]);
	json_put(w, "added", NULL);
	json_put(w, "removed", NULL);
	json_put(w, "modified", NULL);
}

static void put_commit(const struct call *call, struct json_writer *w,
		       const char *oid)
{
	struct strbuf text = STRBUF_INIT;

	json_begin_object(w, "commit");
	if (!process_git(call->repo.path, NULL, &text, "show", "-s",
			 "--format=%H%n%an%n%ae%n%cn%n%ce%n%cI%n%B", oid,
			 "--", (const char *)NULL))
		put_commit_text(call, w, text.buf);
	json_end_object(w);
	strbuf_release(&text);
}

static void put_branch(const struct call *call, struct json_writer *w,
		       const char *name, const char *oid)
{
	struct gitea_rule rule = gitea_rule(&call->repo, name);
	bool write = call->req->account.known &&
		     gitea_may(call, PERMISSION_WRITE);

	json_begin_object(w, NULL);
	json_put(w, "name", name);
	put_commit(call, w, oid);
	json_put_bool(w, "protected", rule.there);
	json_put_int(w, "required_approvals", rule.approvals);
	json_put_bool(w, "enable_status_check", rule.checks);
	gitea_put_contexts(w, &call->repo, "status_check_contexts",
			   rule.checks);
	json_put_bool(w, "user_can_push", write);
	json_put_bool(w, "user_can_merge", write);
	json_put(w, "effective_branch_protection_name", rule.there &&
		 gitea_may(call, PERMISSION_ADMIN) ? name : "");
	json_end_object(w);
}

/* An empty repository's list is null, as the server's own is. */
void gitea_list_branches(struct call *call)
{
	struct strvec all = STRVEC_INIT;
	struct gitea_page page;
	struct json_writer w;
	size_t i;

	if (!gitea_repo(call, 0))
		return;
	repo_branches(&call->repo, &all);
	page = gitea_page(call, all.nr, true);
	w = gitea_json(call, 200);
	if (!call->repo.oid[0]) {
		json_put(&w, NULL, NULL);
		strvec_clear(&all);
		return;
	}
	json_begin_array(&w, NULL);
	for (i = page.from; i < page.to; i++) {
		char *name = strchr(all.v[i], ' ');

		*name++ = '\0';
		put_branch(call, &w, name, all.v[i]);
	}
	json_end_array(&w);
	strvec_clear(&all);
}

static void say_branch(struct call *call, unsigned status, const char *name,
		       const char *oid)
{
	struct json_writer w = gitea_json(call, status);

	put_branch(call, &w, name, oid);
}

void gitea_get_branch(struct call *call)
{
	char oid[OID_MAX];

	if (!gitea_repo(call, 0))
		return;
	if (repo_branch(&call->repo, call->arg[2], oid))
		say_branch(call, 200, call->arg[2], oid);
	else
		gitea_missing(call, NULL);
}

static void create(struct call *call, const char *branch, const char *from)
{
	struct strbuf ref = STRBUF_INIT, commit = STRBUF_INIT;
	struct strbuf oid = STRBUF_INIT;
	char there[OID_MAX];

	strbuf_addf(&ref, "refs/heads/%s", branch);
	strbuf_addf(&commit, "%s^{commit}", from);
	if (from[0] == '-' ||
	    process_git(call->repo.path, NULL, &oid, "rev-parse", "--verify",
			"--quiet", commit.buf, (const char *)NULL))
		gitea_say(call, 404, "The old branch does not exist");
	else if (repo_branch(&call->repo, branch, there))
		gitea_say(call, 409, "The branch already exists.");
	else if (process_git(call->repo.path, NULL, NULL, "update-ref",
			     ref.buf, oid.buf, "", (const char *)NULL))
		gitea_say(call, 409, "The branch with the same name already"
			  " exists.");
	else
		say_branch(call, 201, branch, oid.buf);
	strbuf_release(&ref);
	strbuf_release(&commit);
	strbuf_release(&oid);
}

void gitea_create_branch(struct call *call)
{
	char *name = NULL, *from = NULL, *old = NULL;

	if (!gitea_repo(call, GITEA_WRITER | GITEA_LIVE) ||
	    !gitea_body(call) ||
	    !gitea_text(call, "new_branch_name", "BranchName", &name) ||
	    !gitea_text(call, "old_ref_name", NULL, &from) ||
	    !gitea_text(call, "old_branch_name", NULL, &old))
		goto out;
	if (!call->repo.oid[0])
		gitea_say(call, 404, "Git Repository is empty.");
	else
		create(call, name, from && *from ? from : old && *old ? old
		       : call->repo.branch);
out:
	free(name);
	free(from);
	free(old);
}

void gitea_delete_branch(struct call *call)
{
	const char *branch;
	char oid[OID_MAX];

	if (!gitea_repo(call, GITEA_WRITER | GITEA_LIVE))
		return;
	branch = call->arg[2];
	if (!call->repo.oid[0])
		gitea_say(call, 404, "Git Repository is empty.");
	else if (!strcmp(branch, call->repo.branch))
		gitea_say(call, 403, "can not delete default branch");
	else if (gitea_rule(&call->repo, branch).there)
		gitea_say(call, 403, "branch protected");
	else if (!repo_branch(&call->repo, branch, oid))
		gitea_missing(call, NULL);
	else if (!repo_delete_branch(&call->repo, branch, oid))
		gitea_say(call, 500, "");
	else
		gitea_bare(call, 204);
}
