/* SPDX-License-Identifier: MIT */
/*
 * GitLab: changing a merge request: its words, labels, state.
 */
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "gitlab.h"

static const char *const fields[] = {
	"assignee_id", "assignee_ids", "description", "discussion_locked",
	"labels", "add_labels", "remove_labels", "milestone_id",
	"remove_source_branch", "allow_collaboration", "squash",
	"state_event", "target_branch", "title", "reviewer_ids",
	"merge_after"
};

static bool asks_something(struct call *call)
{
	struct strbuf text = STRBUF_INIT;
	struct strvec list = STRVEC_INIT;
	bool found = false;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(fields) && !found; i++)
		found = gitlab_param(call, fields[i], &text) ||
			gitlab_list(call, fields[i], &list);
	if (!found) {
		strbuf_reset(&text);
		for (i = 0; i < ARRAY_SIZE(fields); i++)
			strbuf_addf(&text, "%s%s", i ? ", " : "", fields[i]);
		strbuf_addstr(&text, " are missing, at least one parameter"
			      " must be provided");
		gitlab_error(call, 400, text.buf);
	}
	strbuf_release(&text);
	strvec_clear(&list);
	return found;
}

static bool reopen(struct call *call, struct pull *pull)
{
	struct strbuf text = STRBUF_INIT;
	struct pull *other = pulls_find_open(&call->forge->pulls, pull->repo,
					     pull->head_repo, pull->head,
					     pull->base);

	if (pull->state != PULL_CLOSED)
		return true;		/* what is merged stays so */
	if (other) {
		strbuf_addf(&text, "Another open merge request already"
			    " exists for this source branch: !%lld",
			    other->number);
		gitlab_say_list(call, 409, text.buf);
	} else {
		pull->state = PULL_OPEN;
		pulls_refresh(&call->forge->pulls, pull, call->forge->dir,
			      call->now);
	}
	strbuf_release(&text);
	return !other;
}

static bool set_state(struct call *call, struct pull *pull)
{
	struct strbuf event = STRBUF_INIT;
	bool good = true;

	if (!gitlab_param(call, "state_event", &event)) {
		good = true;
	} else if (!strcmp(event.buf, "close")) {
		if (pull->state == PULL_OPEN)
			pull_close(pull, call->now);
	} else if (!strcmp(event.buf, "reopen")) {
		good = reopen(call, pull);
	} else {
		gitlab_error(call, 400,
			     "state_event does not have a valid value");
		good = false;
	}
	strbuf_release(&event);
	return good;
}

static bool set_texts(struct call *call, struct pull *pull)
{
	struct strbuf title = STRBUF_INIT, body = STRBUF_INIT;
	struct strbuf target = STRBUF_INIT;
	bool titled = gitlab_param(call, "title", &title);
	char oid[OID_MAX];
	bool good = true;

	if (titled && !title.len) {
		gitlab_error(call, 400, "title is empty");
		good = false;
	} else if (gitlab_param(call, "target_branch", &target) &&
		   !repo_branch(&call->repo, target.buf, oid)) {
		gitlab_say_field(call, "target_branch", "does not exist");
		good = false;
	}
	if (good && titled) {
		replace_string(&pull->title, title.buf);
		pull->draft = gitlab_is_draft(pull->title);
	}
	if (good && gitlab_param(call, "description", &body))
		replace_string(&pull->body, body.buf);
	if (good && target.len) {
		replace_string(&pull->base, target.buf);
		replace_string(&pull->base_oid, oid);
	}
	strbuf_release(&title);
	strbuf_release(&body);
	strbuf_release(&target);
	return good;
}

static void remove_item(struct strvec *list, const char *item)
{
	size_t i;

	for (i = list->nr; i > 0; i--)
		if (!strcmp(list->v[i - 1], item))
			strvec_remove(list, i - 1);
}

static void set_labels(const struct call *call, struct pull *pull)
{
	struct strvec all = STRVEC_INIT, less = STRVEC_INIT;
	size_t i;

	if (gitlab_list(call, "labels", &all)) {
		strvec_clear(&pull->labels);
		strvec_pushv(&pull->labels, (const char *const *)all.v);
	}
	strvec_clear(&all);
	gitlab_list(call, "add_labels", &all);
	for (i = 0; i < all.nr; i++)
		if (!strvec_has(&pull->labels, all.v[i]))
			strvec_push(&pull->labels, all.v[i]);
	gitlab_list(call, "remove_labels", &less);
	for (i = 0; i < less.nr; i++)
		remove_item(&pull->labels, less.v[i]);
	strvec_clear(&all);
	strvec_clear(&less);
}

void gitlab_edit_request(struct call *call)
{
	struct pull *pull;

	if (!gitlab_merge_request(call, PERMISSION_READ) ||
	    !gitlab_known(call))
		return;
	pull = call->pull;
	/* its author may change it, and who may push */
	if (repo_is(&call->repo, "archived") ||
	    (strcmp(pull->author, call->req->account.login) &&
	     repo_permission(&call->repo, &call->req->account) <
	     PERMISSION_WRITE)) {
		gitlab_say(call, 403, "403 Forbidden");
		return;
	}
	if (!gitlab_body(call) || !asks_something(call) ||
	    !set_texts(call, pull) || !set_state(call, pull))
		return;
	set_labels(call, pull);
	gitlab_read_people(call, "assignee_ids", &pull->assignees);
	gitlab_read_people(call, "reviewer_ids", &pull->reviewers);
	gitlab_read_milestone(call, pull);
	pull->squash = gitlab_flag(call, "squash", pull->squash);
	pull->delete_branch = gitlab_flag(call, "remove_source_branch",
					  pull->delete_branch);
	gitlab_say_request(call, 200);
	gitlab_save(call);
}
