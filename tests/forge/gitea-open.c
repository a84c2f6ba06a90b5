/* SPDX-License-Identifier: MIT */
/*
 * Gitea: opening a pull request.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/alloc.h"
#include "fields.h"
#include "gitea.h"

/* The default of both servers has no "Draft:" in it. */
bool gitea_is_draft(const struct forge *forge, const char *title)
{
	const char *setting = settings_get(&forge->config,
					   "gitea-wip-prefixes");
	char *list = xstrdup(setting ? setting : "WIP:, [WIP]");
	char *prefix, *rest = NULL;
	bool draft = false;

	for (prefix = strtok_r(list, ", \t", &rest); prefix && !draft;
	     prefix = strtok_r(NULL, ", \t", &rest))
		draft = !strncasecmp(title, prefix, strlen(prefix));
	free(list);
	return draft;
}

/* What a request to open one asks for. */
struct wish {
	char *head, *base, *title, *body, *assignee;
	struct strvec assignees, labels, reviewers, teams;
	struct strbuf milestone;		/* its title; "": none */
	struct repo from;			/* where the head is */
	const char *branch;			/* in head */
	char head_oid[OID_MAX], base_oid[OID_MAX];
};

#define WISH_INIT { .head = NULL, .assignees = STRVEC_INIT,		\
	.labels = STRVEC_INIT, .reviewers = STRVEC_INIT,		\
	.teams = STRVEC_INIT, .milestone = STRBUF_INIT,			\
	.from = REPO_INIT }

static void wish_release(struct wish *wish)
{
	free(wish->head);
	free(wish->base);
	free(wish->title);
	free(wish->body);
	free(wish->assignee);
	strvec_clear(&wish->assignees);
	strvec_clear(&wish->labels);
	strvec_clear(&wish->reviewers);
	strvec_clear(&wish->teams);
	strbuf_release(&wish->milestone);
	repo_release(&wish->from);
}

static bool read_wish(struct call *call, struct wish *wish)
{
	if (!gitea_text(call, "head", "Head", &wish->head) ||
	    !gitea_text(call, "base", "Base", &wish->base) ||
	    !gitea_text(call, "title", "Title", &wish->title) ||
	    !gitea_text(call, "body", NULL, &wish->body) ||
	    !gitea_text(call, "assignee", NULL, &wish->assignee) ||
	    !gitea_strings(call, "assignees", &wish->assignees) ||
	    !gitea_read_labels(call, "labels", &wish->labels))
		return false;
	if (wish->assignee && *wish->assignee &&
	    !strvec_has(&wish->assignees, wish->assignee))
		strvec_push(&wish->assignees, wish->assignee);
	/* unknown to Forgejo and older Gitea, which pass it over */
	return !gitea_since(call->forge, 23) ||
	       (gitea_strings(call, "reviewers", &wish->reviewers) &&
		gitea_strings(call, "team_reviewers", &wish->teams));
}

static bool is_fork(const struct repo *repo, const char *of)
{
	const char *set = settings_get(&repo->settings, "fork-of");

	return set && !strcasecmp(set, of);
}

/* The owner's fork, whatever its name is, or what this is a fork of. */
static bool find_fork(struct call *call, const char *owner,
		      struct repo *from)
{
	struct strvec all = STRVEC_INIT;
	bool found = false;
	size_t i;

	store_list(&all, call->forge->dir, owner);
	for (i = 0; i < all.nr && !found; i++) {
		found = gitea_open(call, all.v[i], from) &&
			(is_fork(from, call->repo.full) ||
			 is_fork(&call->repo, from->full));
		if (!found)
			repo_release(from);
	}
	strvec_clear(&all);
	return found;
}

/* "BRANCH", or "OWNER:BRANCH" of a fork; else 404 says what was looked for. */
static bool find_head(struct call *call, struct wish *wish)
{
	char *colon = strchr(wish->head, ':');
	struct strbuf owner = STRBUF_INIT;
	const char *why = NULL;
	bool found = false;

	wish->branch = colon ? colon + 1 : wish->head;
	if (colon)
		*colon = '\0';
	if (colon && !gitea_owner(call, wish->head, &owner))
		why = "GetUserByName";
	else if (!colon || !strcmp(owner.buf, call->repo.owner))
		gitea_open(call, call->repo.full, &wish->from);
	else if (!find_fork(call, owner.buf, &wish->from))
		why = "GetBaseRepo";
	if (!why && !repo_branch(&call->repo, wish->base, wish->base_oid))
		why = "BaseNotExist";
	found = !why && repo_branch(&wish->from, wish->branch,
				    wish->head_oid);
	if (!found)
		gitea_missing(call, gitea_since(call->forge, 24) ? NULL
			      : why);
	strbuf_release(&owner);
	return found;
}

static bool is_new(struct call *call, const struct wish *wish)
{
	const struct pull *there = pulls_find_open(&call->forge->pulls,
						   call->repo.full,
						   wish->from.full,
						   wish->branch, wish->base);
	struct strbuf key = STRBUF_INIT, text = STRBUF_INIT;

	if (there) {
		strbuf_addf(&key, "%s#%lld", there->repo, there->number);
		strbuf_addf(&text, "pull request already exists for these"
			    " targets [id: %lld, issue_id: %lld,"
			    " head_repo_id: %lld, base_repo_id: %lld,"
			    " head_branch: %s, base_branch: %s]",
			    gitea_id(key.buf), there->number,
			    repo_id(&wish->from), repo_id(&call->repo),
			    there->head, there->base);
		gitea_say(call, 409, text.buf);
	}
	strbuf_release(&key);
	strbuf_release(&text);
	return !there;
}

static bool assignees_known(struct call *call, const struct strvec *logins)
{
	struct strbuf text = STRBUF_INIT;
	bool good = true;
	size_t i;

	for (i = 0; i < logins->nr && good; i++)
		if (!account_exists(call->forge->dir, logins->v[i])) {
			strbuf_addf(&text, "Assignee does not exist: [name:"
				    " user does not exist [uid: 0, name:"
				    " %s]]", logins->v[i]);
			gitea_say(call, 422, text.buf);
			good = false;
		} else if (!fields_collaborates(&call->repo, logins->v[i])) {
			strbuf_addf(&text, "user doesn't have access to repo"
				    " [user_id: %lld, repo_name: %s]",
				    gitea_id(logins->v[i]), call->repo.name);
			gitea_say(call, 422, text.buf);
			good = false;
		}
	strbuf_release(&text);
	return good;
}

bool gitea_all_known(struct call *call, const struct strvec *logins)
{
	struct strbuf text = STRBUF_INIT;
	bool good = true;
	size_t i;

	for (i = 0; i < logins->nr && good; i++)
		if (!account_exists(call->forge->dir, logins->v[i])) {
			strbuf_addf(&text, "User '%s' not exist",
				    logins->v[i]);
			gitea_missing(call, text.buf);
			good = false;
		}
	strbuf_release(&text);
	return good;
}

static struct pull *add(struct call *call, const struct wish *wish)
{
	struct pull *pull = pulls_add(&call->forge->pulls, &call->repo,
				      call->now);

	pull->title = xstrdup(wish->title);
	pull->body = xstrdup_or_null(wish->body);
	pull->author = xstrdup(call->req->account.login);
	pull->head_repo = xstrdup(wish->from.full);
	pull->head = xstrdup(wish->branch);
	pull->base = xstrdup(wish->base);
	pull->head_oid = xstrdup(wish->head_oid);
	pull->base_oid = xstrdup(wish->base_oid);
	pull->draft = gitea_is_draft(call->forge, wish->title);
	if (wish->milestone.len)
		pull->milestone = xstrdup(wish->milestone.buf);
	strvec_pushv(&pull->labels, (const char *const *)wish->labels.v);
	strvec_pushv(&pull->assignees,
		     (const char *const *)wish->assignees.v);
	strvec_pushv(&pull->reviewers,
		     (const char *const *)wish->reviewers.v);
	strvec_pushv(&pull->teams, (const char *const *)wish->teams.v);
	return pull;
}

/*
 * Two names of one branch are refused; that there is nothing between two
 * branches is not asked.
 */
void gitea_open_pull(struct call *call)
{
	struct wish wish = WISH_INIT;

	if (!gitea_repo(call, GITEA_PULLS | GITEA_TOKEN | GITEA_LIVE) ||
	    !gitea_body(call) || !read_wish(call, &wish))
		goto out;
	if (!strcmp(wish.head, wish.base)) {
		gitea_say(call, 422, "Invalid PullRequest: There are no"
			  " changes between the head and the base");
		goto out;
	}
	if (!find_head(call, &wish) || !is_new(call, &wish) ||
	    !assignees_known(call, &wish.assignees) ||
	    !gitea_read_milestone(call, &wish.milestone) ||
	    !gitea_all_known(call, &wish.reviewers))
		goto out;
	call->pull = add(call, &wish);
	call->reply->opened_pull = call->reply->content = true;
	gitea_say_pull(call, 201);
	gitea_save(call);
out:
	wish_release(&wish);
}
