/* SPDX-License-Identifier: MIT */
/*
 * GitHub: opening a pull request.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/alloc.h"
#include "forks.h"
#include "github.h"

/* What a request to open one asks for. */
struct wish {
	char *title, *body, *base, *head;	/* head: the branch alone */
	struct repo from;			/* where the head is */
	char head_oid[OID_MAX], base_oid[OID_MAX];
};

/* An owner's fork has any name; "head_repo" tells which of two is meant. */
static void find_from(struct call *call, const char *owner,
		      struct repo *from)
{
	char *name = NULL;

	if (!github_text(call, "head_repo", false, &name) || name ||
	    !strcasecmp(owner, call->repo.owner) ||
	    !forks_find(call->forge->dir, &call->repo, owner, from))
		repo_follow(from, call->forge->dir, owner,
			    name ? name : call->repo.name);
	free(name);
}

/* "BRANCH" or "OWNER:BRANCH": of a fork, or of what this is a fork of. */
static bool find_head(struct call *call, struct wish *wish)
{
	char *colon = strchr(wish->head, ':'), *branch;

	if (colon) {
		*colon = '\0';
		branch = xstrdup(colon + 1);
		find_from(call, wish->head, &wish->from);
		free(wish->head);
		wish->head = branch;
	} else {
		find_from(call, call->repo.owner, &wish->from);
	}
	if (!wish->from.full ||
	    !repo_branch(&wish->from, wish->head, wish->head_oid)) {
		github_invalid(call, GITHUB_PULL, "head", "invalid", NULL);
		return false;
	}
	return true;
}

static bool read_wish(struct call *call, struct wish *wish)
{
	if (!github_body(call) ||
	    !github_text(call, "title", true, &wish->title) ||
	    !github_text(call, "head", true, &wish->head) ||
	    !github_text(call, "base", true, &wish->base) ||
	    !github_text(call, "body", false, &wish->body))
		return false;
	if (!repo_branch(&call->repo, wish->base, wish->base_oid)) {
		github_invalid(call, GITHUB_PULL, "base", "invalid", NULL);
		return false;
	}
	return find_head(call, wish);
}

static void wish_release(struct wish *wish)
{
	free(wish->title);
	free(wish->body);
	free(wish->base);
	free(wish->head);
	repo_release(&wish->from);
}

static bool is_new(struct call *call, const struct wish *wish)
{
	struct strbuf text = STRBUF_INIT;
	struct pull *there = pulls_find_open(&call->forge->pulls,
					     call->repo.full,
					     wish->from.full, wish->head,
					     wish->base);

	if (there) {
		strbuf_addf(&text, "A pull request already exists for"
			    " %s:%s.", wish->from.owner, wish->head);
		github_invalid(call, GITHUB_PULL, NULL, "custom", text.buf);
	}
	strbuf_release(&text);
	return !there;
}

/* In the forge's memory and file, once nothing can be said against it. */
static struct pull *add(struct call *call, struct wish *wish)
{
	struct pull *pull = pulls_add(&call->forge->pulls, &call->repo,
				      call->now);

	pull->title = xstrdup(wish->title);
	pull->body = xstrdup_or_null(wish->body);
	pull->author = xstrdup(call->req->account.login);
	pull->head_repo = xstrdup(wish->from.full);
	pull->head = xstrdup(wish->head);
	pull->base = xstrdup(wish->base);
	pull->head_oid = xstrdup(wish->head_oid);
	pull->base_oid = xstrdup(wish->base_oid);
	pull->draft = json_bool(&call->body,
				json_get(&call->body, 0, "draft"), false);
	pull->modifiable = json_bool(&call->body,
				     json_get(&call->body, 0,
					      "maintainer_can_modify"),
				     true);
	return pull;
}

static void open_wish(struct call *call, struct wish *wish)
{
	struct strbuf text = STRBUF_INIT;
	struct difference difference;
	struct pull *pull;

	if (strcmp(wish->from.full, call->repo.full))
		repo_bring_branch(&call->repo, &wish->from, wish->head);
	if (pull_difference(&call->repo, wish->base_oid, wish->head_oid,
			    &difference) || !difference.commits) {
		strbuf_addf(&text, "No commits between %s and %s",
			    wish->base, wish->head);
		github_invalid(call, GITHUB_PULL, NULL, "custom", text.buf);
		strbuf_release(&text);
		return;
	}
	pull = add(call, wish);
	github_say_pull(call, 201, pull);
	reply_headerf(call->reply, "Location", "%s/repos/%s/pulls/%lld",
		      call->api, pull->repo, pull->number);
	call->reply->opened_pull = true;
	github_save_pull(call, pull);
}

void github_open_pull(struct call *call)
{
	struct wish wish = { .title = NULL, .from = REPO_INIT };
	enum permission need = PERMISSION_READ;

	if (!github_repo(call, PERMISSION_READ))
		return;
	if (!call->req->account.known ||
	    call->req->account.most < PERMISSION_WRITE ||
	    repo_is(&call->repo, "archived"))
		need = PERMISSION_WRITE;
	/* from a fork it takes no right to push to the base's repository */
	if (github_allowed(call, need) && read_wish(call, &wish) &&
	    (strcmp(wish.from.full, call->repo.full) ||
	     github_allowed(call, PERMISSION_WRITE)) &&
	    is_new(call, &wish))
		open_wish(call, &wish);
	wish_release(&wish);
}
