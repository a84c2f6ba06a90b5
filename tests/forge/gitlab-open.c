/* SPDX-License-Identifier: MIT */
/*
 * GitLab: opening a merge request.
 */
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "gitlab.h"

#define TITLE_MAX 255

/* What a request to open one asks for. */
struct wish {
	struct strbuf title, source, target, body;
	struct repo from;			/* where the source is */
	char source_oid[OID_MAX], target_oid[OID_MAX];
};

#define WISH_INIT { .title = STRBUF_INIT, .source = STRBUF_INIT,	\
	.target = STRBUF_INIT, .body = STRBUF_INIT, .from = REPO_INIT }

static void wish_release(struct wish *wish)
{
	strbuf_release(&wish->title);
	strbuf_release(&wish->source);
	strbuf_release(&wish->target);
	strbuf_release(&wish->body);
	repo_release(&wish->from);
}

/* What must be there, and not be empty; all that is missing in one text. */
static bool read_wish(struct call *call, struct wish *wish)
{
	const struct {
		const char *name;
		struct strbuf *value;
	} needs[] = {
		{ "title", &wish->title },
		{ "source_branch", &wish->source },
		{ "target_branch", &wish->target }
	};
	struct strbuf text = STRBUF_INIT;
	bool good;
	size_t i;

	gitlab_param(call, "description", &wish->body);
	for (i = 0; i < ARRAY_SIZE(needs); i++) {
		bool there = gitlab_param(call, needs[i].name,
					  needs[i].value);

		if (!there || !needs[i].value->len)
			strbuf_addf(&text, "%s%s is %s", text.len ? ", " : "",
				    needs[i].name, there ? "empty"
				    : "missing");
	}
	good = !text.len;
	if (!good)
		gitlab_error(call, 400, text.buf);
	strbuf_release(&text);
	return good;
}

/* Into a fork's upstream it is posted to the fork. */
static bool find_target(struct call *call, struct wish *wish)
{
	struct strbuf id = STRBUF_INIT;
	bool good = true;

	wish->from = call->repo;
	memset(&call->repo, 0, sizeof(call->repo));
	strvec_init(&call->repo.settings.pairs);
	if (!gitlab_param(call, "target_project_id", &id))
		strbuf_addf(&id, "%lld", repo_id(&wish->from));
	if (!gitlab_open_id(call, strtoll(id.buf, NULL, 10), &call->repo)) {
		gitlab_say(call, 404, "404 Project Not Found");
		good = false;
	} else if (repo_is(&call->repo, "archived")) {
		gitlab_say(call, 403, "403 Forbidden");
		good = false;
	}
	strbuf_release(&id);
	return good;
}

static bool is_sound(struct call *call, struct wish *wish)
{
	bool same = !strcmp(wish->from.full, call->repo.full) &&
		    !strcmp(wish->source.buf, wish->target.buf);

	if (same)
		gitlab_say_list(call, 422, "You can't use same project/branch"
				" for source and target");
	else if (!repo_branch(&wish->from, wish->source.buf,
			      wish->source_oid))
		gitlab_say_field(call, "source_branch", "does not exist");
	else if (!repo_branch(&call->repo, wish->target.buf,
			      wish->target_oid))
		gitlab_say_field(call, "target_branch", "does not exist");
	else if (wish->title.len > TITLE_MAX)
		gitlab_say_field(call, "title", "is too long (maximum is 255"
				 " characters)");
	else
		return true;
	return false;
}

static bool is_new(struct call *call, const struct wish *wish)
{
	struct strbuf text = STRBUF_INIT;
	struct pull *there = pulls_find_open(&call->forge->pulls,
					     call->repo.full,
					     wish->from.full,
					     wish->source.buf,
					     wish->target.buf);

	if (there) {
		strbuf_addf(&text, "Another open merge request already"
			    " exists for this source branch: !%lld",
			    there->number);
		gitlab_say_list(call, 409, text.buf);
	}
	strbuf_release(&text);
	return !there;
}

static bool squashes_by_default(const struct repo *repo)
{
	const char *option = gitlab_squash_option(repo);

	return !strcmp(option, "default_on") || !strcmp(option, "always");
}

static struct pull *add(struct call *call, struct wish *wish)
{
	struct pull *pull = pulls_add(&call->forge->pulls, &call->repo,
				      call->now);

	pull->title = xstrdup(wish->title.buf);
	pull->body = wish->body.len ? xstrdup(wish->body.buf) : NULL;
	pull->author = xstrdup(call->req->account.login);
	pull->head_repo = xstrdup(wish->from.full);
	pull->head = xstrdup(wish->source.buf);
	pull->base = xstrdup(wish->target.buf);
	pull->head_oid = xstrdup(wish->source_oid);
	pull->base_oid = xstrdup(wish->target_oid);
	pull->draft = gitlab_is_draft(pull->title);
	pull->modifiable = gitlab_flag(call, "allow_collaboration", false);
	pull->squash = gitlab_flag(call, "squash",
				   squashes_by_default(&call->repo));
	pull->delete_branch =
		gitlab_flag(call, "remove_source_branch",
			    repo_is(&call->repo, "delete-branch-on-merge"));
	gitlab_list(call, "labels", &pull->labels);
	gitlab_read_people(call, "assignee_ids", &pull->assignees);
	gitlab_read_people(call, "reviewer_ids", &pull->reviewers);
	gitlab_read_milestone(call, pull);
	return pull;
}

void gitlab_open_request(struct call *call)
{
	struct wish wish = WISH_INIT;

	if (!gitlab_project(call, PERMISSION_WRITE) || !gitlab_body(call) ||
	    !read_wish(call, &wish) || !find_target(call, &wish) ||
	    !is_sound(call, &wish) || !is_new(call, &wish))
		goto out;
	call->pull = add(call, &wish);
	call->reply->opened_pull = call->reply->content = true;
	gitlab_say_request(call, 201);
	gitlab_save(call);
out:
	wish_release(&wish);
}
