/* SPDX-License-Identifier: MIT */
/*
 * GitLab's commits API: a commit of several actions, on a branch that it makes
 * where start_sha or start_branch says so.
 */
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/strvec.h"
#include "gitlab.h"
#include "made-commit.h"
#include "process.h"

#define END ((const char *)NULL)

struct actions {
	struct made_file *files;
	size_t nr;
	struct strvec texts;
};

static const char *keep(struct actions *actions, const struct json *doc,
			int node)
{
	char *text = json_copy(doc, node);

	strvec_push(&actions->texts, text ? text : "");
	free(text);
	return actions->texts.v[actions->texts.nr - 1];
}

/* By an action before this one. */
static bool is_made(const struct actions *actions, const char *path)
{
	size_t i;

	for (i = 0; i < actions->nr; i++)
		if (!strcmp(actions->files[i].path, path))
			return true;
	return false;
}

/* NULL: it can be done; else what GitLab says. */
static const char *read_action(struct call *call, const char *parent,
			       int node, struct actions *actions)
{
	const struct json *doc = &call->body;
	struct made_file *file = &actions->files[actions->nr];
	const char *what = keep(actions, doc, json_get(doc, node, "action"));
	int mode = json_get(doc, node, "execute_filemode");
	bool there;

	file->path = keep(actions, doc, json_get(doc, node, "file_path"));
	file->content = keep(actions, doc, json_get(doc, node, "content"));
	/* "only considered for chmod", say its pages */
	file->executable = strcmp(what, "chmod") ? -1
			   : json_bool(doc, mode, false);
	there = is_made(actions, file->path) ||
		made_has(&call->repo, parent, file->path);
	if (!strcmp(what, "create")) {
		file->what = MADE_PUT;
		if (there)
			return "A file with this name already exists";
	} else if (!strcmp(what, "update") || !strcmp(what, "delete") ||
		   !strcmp(what, "chmod")) {
		file->what = *what == 'u' ? MADE_PUT
			     : *what == 'd' ? MADE_GONE : MADE_MODE;
		if (!there)
			return "A file with this name doesn't exist";
	} else {
		return "actions[action] does not have a valid value";
	}
	if (file->what == MADE_PUT &&
	    !json_equals(doc, json_get(doc, node, "encoding"), "base64"))
		return "the demo forge takes base64 only";
	actions->nr++;
	return NULL;
}

static const char *read_actions(struct call *call, const char *parent,
				struct actions *actions)
{
	int list = json_get(&call->body, 0, "actions"), node;
	const char *why = NULL;
	size_t nr = 0;

	for (node = json_first(&call->body, list); node >= 0;
	     node = json_next(&call->body, node))
		nr++;
	actions->files = xcalloc(nr + 1, sizeof(*actions->files));
	for (node = json_first(&call->body, list); node >= 0 && !why;
	     node = json_next(&call->body, node))
		why = read_action(call, parent, node, actions);
	return why;
}

static void make(struct call *call, const char *branch, const char *before,
		 const char *parent, const char *message)
{
	struct actions actions = { .nr = 0, .texts = STRVEC_INIT };
	struct strbuf oid = STRBUF_INIT, ref = STRBUF_INIT;
	const char *why = read_actions(call, parent, &actions);

	strbuf_addf(&ref, "refs/heads/%s", branch);
	if (!why && made_commit(&call->repo, parent, actions.files,
				actions.nr, message,
				call->req->account.login, call->now,
				&oid) < 0)
		why = "the commit was not made";
	if (!why && process_git(call->repo.path, NULL, NULL, "update-ref",
				ref.buf, oid.buf, before, END))
		why = "Could not update refs. Please refresh and try again.";
	if (why) {
		gitlab_say(call, 400, why);
	} else {
		struct json_writer w = gitlab_json(call, 201);

		gitlab_put_commit(call, &w, oid.buf);
	}
	strbuf_release(&ref);
	strbuf_release(&oid);
	strvec_clear(&actions.texts);
	free(actions.files);
}

void gitlab_create_commit(struct call *call)
{
	struct strbuf branch = STRBUF_INIT, message = STRBUF_INIT;
	struct strbuf start = STRBUF_INIT, text = STRBUF_INIT;
	char now[OID_MAX] = "";
	bool there;

	if (!gitlab_project(call, PERMISSION_WRITE) || !gitlab_body(call))
		return;
	if (!gitlab_param(call, "branch", &branch) ||
	    !gitlab_param(call, "commit_message", &message)) {
		gitlab_error(call, 400, "branch, commit_message are missing");
		goto out;
	}
	gitlab_param(call, "start_sha", &start);
	there = repo_branch(&call->repo, branch.buf, now);
	if (there && start.len) {
		strbuf_addf(&text, "A branch called '%s' already exists."
			    " Switch to that branch in order to make changes",
			    branch.buf);
		gitlab_say(call, 400, text.buf);
	} else if (!there && !start.len) {
		gitlab_say(call, 400, "You can only create or edit files when"
			   " you are on a branch");
	} else {
		make(call, branch.buf, now, there ? now : start.buf,
		     message.buf);
	}
out:
	strbuf_release(&text);
	strbuf_release(&start);
	strbuf_release(&message);
	strbuf_release(&branch);
}
