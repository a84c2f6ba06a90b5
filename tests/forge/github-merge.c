/* SPDX-License-Identifier: MIT */
/*
 * GitHub: whether a pull request may be merged, and merging it.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/alloc.h"
#include "checks.h"
#include "github.h"

#define NOT_MERGEABLE "Pull Request is not mergeable"

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
		"Rebase merges are not allowed on this repository." },
	/* not GitHub's own: the nearest of it */
	[MERGE_FAST_FORWARD] = { "rebase", "allow-rebase-merge", NULL },
	[MERGE_SQUASHED] = { "squash", "allow-squash-merge", NULL },
	[MERGE_REBASED] = { "rebase", "allow-rebase-merge", NULL }
};

const char *github_method_name(enum merge_method method)
{
	return methods[method].name;
}

bool github_method(const char *name, enum merge_method *method)
{
	size_t i;

	*method = MERGE_COMMIT;
	for (i = 0; i < ARRAY_SIZE(methods); i++)
		if (!name || !strcasecmp(methods[i].name, name)) {
			*method = (enum merge_method)i;
			return true;
		}
	return false;
}

const char *github_method_refusal(const struct repo *repo,
				  enum merge_method method)
{
	return settings_true(&repo->settings, methods[method].setting, true)
		? NULL : methods[method].refusal;
}

/* The same, not const: whether it is unknown is counted in it. */
static struct pull *own(const struct call *call, const struct pull *pull)
{
	return pulls_get(&call->forge->pulls, pull->repo, pull->number);
}

/* Whether what need not succeed has not: "non-passing commit status". */
static bool is_unstable(const struct call *call, const struct repo *repo,
			const struct pull *pull)
{
	struct checks checks = CHECKS_INIT;
	enum rollup rollup;

	checks_of(call->forge, repo, pull->head_oid, call->now, &checks);
	rollup = checks_rollup(&checks, false);
	checks_release(&checks);
	return rollup == ROLLUP_FAILURE || rollup == ROLLUP_PENDING;
}

bool github_merge_unknown(const struct call *call, const struct repo *repo,
			  const struct pull *pull)
{
	return pull->state != PULL_OPEN ||
	       pull_unknown(repo, own(call, pull), call->now);
}

const char *github_merge_state(const struct call *call,
			       const struct repo *repo,
			       const struct pull *pull)
{
	if (github_merge_unknown(call, repo, pull))
		return "UNKNOWN";
	switch (pull_obstacle(call->forge, repo, own(call, pull),
			      call->now)) {
	case OBSTACLE_CLOSED:
		return "UNKNOWN";
	case OBSTACLE_DRAFT:
		return "DRAFT";
	case OBSTACLE_CONFLICT:
		return "DIRTY";
	case OBSTACLE_FAILED:
	case OBSTACLE_PENDING:
	case OBSTACLE_APPROVAL:
		return "BLOCKED";
	case OBSTACLE_BEHIND:
		return "BEHIND";
	case OBSTACLE_NONE:
		break;
	}
	return is_unstable(call, repo, pull) ? "UNSTABLE" : "CLEAN";
}

/* How a required check stands in a sentence; NULL: it succeeded. */
static const char *standing(const struct checks *checks, const char *name)
{
	size_t i;

	for (i = 0; i < checks->nr; i++) {
		const struct check *check = &checks->list[i];

		if (strcmp(check->name, name))
			continue;
		if (check->state == CHECK_FAILURE)
			return "failing";
		if (check->state == CHECK_SUCCESS)
			return NULL;
		return check->status ? "pending" : "in progress";
	}
	return "expected";
}

static void checks_words(struct call *call, const struct repo *repo,
			 const struct pull *pull, struct strbuf *out)
{
	const char *setting = settings_get(&repo->settings,
					   "required-checks");
	char *list = xstrdup(setting ? setting : ""), *name, *rest = NULL;
	const char *state = NULL;
	size_t bad = 0, all = 0;
	struct checks checks = CHECKS_INIT;
	struct strbuf first = STRBUF_INIT;

	checks_of(call->forge, repo, pull->head_oid, call->now, &checks);
	for (name = strtok_r(list, ", \t", &rest); name;
	     name = strtok_r(NULL, ", \t", &rest)) {
		state = standing(&checks, name);
		all++;
		if (state && !bad++)
			strbuf_addf(&first, "Required status check \"%s\" is"
				    " %s.", name, state);
	}
	if (bad == 1)
		strbuf_addstr(out, first.buf);
	else if (bad)
		strbuf_addf(out, "%zu of %zu required status checks have not"
			    " succeeded.", bad, all);
	strbuf_release(&first);
	checks_release(&checks);
	free(list);
}

static void rules_words(struct call *call, const struct repo *repo,
			const struct pull *pull, struct strbuf *out)
{
	long wanted = approvals_wanted(repo);

	checks_words(call, repo, pull, out);
	if (approvals_missing(repo, pull))
		strbuf_addf(out, "%sAt least %ld approving review%s required"
			    " by reviewers with write access.",
			    out->len ? " " : "", wanted,
			    wanted == 1 ? " is" : "s are");
}

unsigned github_merge_refusal(struct call *call, const struct repo *repo,
			      struct pull *pull, const char *head,
			      struct strbuf *why)
{
	enum obstacle obstacle = pull_obstacle(call->forge, repo, pull,
					       call->now);

	if (obstacle == OBSTACLE_CLOSED) {
		strbuf_addstr(why, NOT_MERGEABLE);
	} else if (obstacle == OBSTACLE_DRAFT) {
		strbuf_addstr(why, "Pull Request is still a draft");
	} else if (head && strcmp(head, pull->head_oid)) {
		strbuf_addstr(why, "Head branch was modified. Review and try"
			      " the merge again.");
		return 409;
	} else if (obstacle == OBSTACLE_CONFLICT) {
		strbuf_addstr(why, NOT_MERGEABLE);
	} else if (obstacle == OBSTACLE_BEHIND) {
		strbuf_addstr(why, "Head branch is out of date with the base"
			      " branch.");
	} else if (obstacle != OBSTACLE_NONE) {
		rules_words(call, repo, pull, why);
	} else {
		return 0;
	}
	return 405;
}

char *github_commit_message(const struct pull *pull,
			    enum merge_method method, const char *title,
			    const char *body)
{
	struct strbuf text = STRBUF_INIT;

	if (title && *title)
		strbuf_addstr(&text, title);
	else
		pull_message(pull, method, &text);
	if (body && *body)
		strbuf_addf(&text, "\n\n%s", body);
	return strbuf_detach(&text);
}

unsigned github_merge(struct call *call, const struct repo *repo,
		      struct pull *pull, const struct github_merge *merge,
		      struct strbuf *why)
{
	const char *refusal = github_method_refusal(repo, merge->method);
	unsigned status = github_merge_refusal(call, repo, pull, merge->head,
					       why);
	struct merge_wish wish = {
		.method = merge->method,
		.login = call->req->account.login,
		.now = call->now
	};
	char *message;

	if (status)
		return status;
	if (github_has_queue(repo))
		refusal = "Changes must be made through the merge queue";
	if (refusal) {
		strbuf_addstr(why, refusal);
		return 405;
	}
	message = github_commit_message(pull, merge->method, merge->title,
					merge->body);
	wish.message = message;
	if (pull_land(&call->forge->pulls, call->forge->dir, repo, pull,
		      &wish, why)) {
		strbuf_reset(why);
		strbuf_addstr(why, NOT_MERGEABLE);
		status = 405;
	}
	free(message);
	return status;
}

static void say_merged(struct call *call)
{
	struct json_writer w = github_json(call, 200);

	json_begin_object(&w, NULL);
	json_put(&w, "sha", call->pull->merge_oid);
	json_put_bool(&w, "merged", true);
	json_put(&w, "message", "Pull Request successfully merged");
	json_end_object(&w);
}

void github_merge_pull(struct call *call)
{
	struct github_merge merge = { .title = NULL };
	struct strbuf why = STRBUF_INIT;
	char *title = NULL, *body = NULL, *head = NULL, *method = NULL;
	unsigned status;

	if (!github_pull(call, PERMISSION_WRITE))
		return;
	if (!call->req->body.len)	/* nothing is required in it */
		strbuf_addstr(&call->req->body, "{}");
	if (!github_body(call) ||
	    !github_text(call, "commit_title", false, &title) ||
	    !github_text(call, "commit_message", false, &body) ||
	    !github_text(call, "sha", false, &head) ||
	    !github_text(call, "merge_method", false, &method))
		goto out;
	merge.title = title;
	merge.body = body;
	merge.head = head;
	if (!github_method(method, &merge.method)) {
		github_say(call, 422, "Invalid request. The merge_method is"
			   " none of merge, squash, rebase.");
		goto out;
	}
	status = github_merge(call, &call->repo, call->pull, &merge, &why);
	if (status)
		github_say(call, status, why.buf);
	else
		say_merged(call);
out:
	strbuf_release(&why);
	free(title);
	free(body);
	free(head);
	free(method);
}
