/* SPDX-License-Identifier: MIT */
/*
 * GitHub: labels, people and the milestone of a pull request, changed. What
 * the caller has no right to set is dropped in silence, as the description of
 * PATCH …/issues/{issue_number} says; a label that is not there is made.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/alloc.h"
#include "fields.h"
#include "gitea.h"
#include "github.h"

#define COLOR "ededed"

static bool may_push(const struct call *call)
{
	return repo_permission(&call->repo, &call->req->account) >=
	       PERMISSION_WRITE;
}

static void invalid_value(struct call *call, const char *field,
			  const char *value)
{
	struct json_writer w = github_json(call, 422);

	json_begin_object(&w, NULL);
	json_put(&w, "message", "Validation Failed");
	json_begin_array(&w, "errors");
	json_begin_object(&w, NULL);
	json_put(&w, "value", value);
	json_put(&w, "resource", "Issue");
	json_put(&w, "field", field);
	json_put(&w, "code", "invalid");
	json_end_object(&w);
	json_end_array(&w);
	json_put(&w, "documentation_url", GITHUB_DOCS);
	json_put(&w, "status", "422");
	json_end_object(&w);
}

/* ---- labels ------------------------------------------------------------- */

static bool is_label(const struct call *call, const char *name)
{
	struct gitea_labels labels = { .list = NULL };
	bool there = false;
	size_t i;

	gitea_labels_of(call->forge, &call->repo, &labels);
	for (i = 0; i < labels.nr; i++)
		there |= !strcasecmp(labels.list[i].name, name);
	gitea_labels_release(&labels);
	return there;
}

void github_make_labels(struct call *call, const struct strvec *names)
{
	struct strbuf err = STRBUF_INIT;
	size_t i;

	for (i = 0; i < names->nr; i++)
		if (!is_label(call, names->v[i]) &&
		    gitea_label_add(&call->repo, names->v[i], COLOR, "",
				    &err) < 0)
			github_say(call, 500, err.buf);
	strbuf_release(&err);
}

/* ---- the issue ------------------------------------------------------------ */

struct wish {
	char *title, *body;
	struct strvec labels, assignees;
	struct strbuf milestone;	/* its title; "": none */
	bool has_labels, has_assignees, has_milestone;
};

static bool read_milestone(struct call *call, struct wish *wish)
{
	int node = json_get(&call->body, 0, "milestone");
	long long number = json_int(&call->body, node, 0);

	wish->has_milestone = node >= 0;
	if (node < 0 || json_kind(&call->body, node) == JSON_NULL ||
	    fields_milestone_title(&call->repo, number, &wish->milestone))
		return true;
	invalid_value(call, "milestone", "");
	return false;
}

static bool read_wish(struct call *call, struct wish *wish)
{
	size_t i;

	wish->has_labels = json_get(&call->body, 0, "labels") >= 0;
	wish->has_assignees = json_get(&call->body, 0, "assignees") >= 0;
	if (!github_text(call, "title",
			 json_get(&call->body, 0, "title") >= 0,
			 &wish->title) ||
	    !github_text(call, "body", false, &wish->body) ||
	    !github_strings(call, "labels", &wish->labels) ||
	    !github_strings(call, "assignees", &wish->assignees) ||
	    !read_milestone(call, wish))
		return false;
	for (i = 0; i < wish->assignees.nr; i++)
		if (!fields_collaborates(&call->repo,
					 wish->assignees.v[i])) {
			invalid_value(call, "assignees",
				      wish->assignees.v[i]);
			return false;
		}
	return true;
}

static void replace(struct strvec *to, const struct strvec *from)
{
	strvec_clear(to);
	strvec_pushv(to, (const char *const *)from->v);
}

static void carry_out(struct call *call, const struct wish *wish)
{
	struct pull *pull = call->pull;

	if (wish->title)
		replace_string(&pull->title, wish->title);
	if (wish->body)
		replace_string(&pull->body, wish->body);
	if (!may_push(call))
		return;
	if (wish->has_labels) {
		github_make_labels(call, &wish->labels);
		replace(&pull->labels, &wish->labels);
	}
	if (wish->has_assignees)
		replace(&pull->assignees, &wish->assignees);
	if (wish->has_milestone)
		replace_string(&pull->milestone, wish->milestone.len
						 ? wish->milestone.buf : NULL);
}

/* Title and body are its author's, too, and of who may triage. */
static bool may_edit(struct call *call, const struct wish *wish)
{
	bool may = (!wish->title && !wish->body) ||
		   !strcmp(call->pull->author, call->req->account.login) ||
		   repo_permission(&call->repo, &call->req->account) >=
		   PERMISSION_TRIAGE;

	if (!may)
		github_say(call, 403, "Must have admin rights to Repository.");
	return may;
}

void github_edit_issue(struct call *call)
{
	struct wish wish = { .labels = STRVEC_INIT,
			     .assignees = STRVEC_INIT,
			     .milestone = STRBUF_INIT };
	struct json_writer w;

	if (github_pull(call, PERMISSION_READ) && github_body(call) &&
	    read_wish(call, &wish) && may_edit(call, &wish)) {
		carry_out(call, &wish);
		w = github_json(call, 200);
		put_issue(call, &w, call->pull);
		github_save_pull(call, call->pull);
	}
	free(wish.title);
	free(wish.body);
	strvec_clear(&wish.labels);
	strvec_clear(&wish.assignees);
	strbuf_release(&wish.milestone);
}

/* ---- people ---------------------------------------------------------------- */

static bool has_login(const struct strvec *logins, const char *login)
{
	size_t i;

	for (i = 0; i < logins->nr; i++)
		if (!strcasecmp(logins->v[i], login))
			return true;
	return false;
}

static void add_all(struct strvec *to, const struct strvec *from)
{
	size_t i;

	for (i = 0; i < from->nr; i++)
		if (!has_login(to, from->v[i]))
			strvec_push(to, from->v[i]);
}

/* Who cannot be assigned is dropped in silence, and so are all of them. */
void github_add_assignees(struct call *call)
{
	struct strvec logins = STRVEC_INIT;
	struct json_writer w;
	size_t i;

	if (github_pull(call, PERMISSION_READ) && github_body(call) &&
	    github_strings(call, "assignees", &logins)) {
		for (i = logins.nr; i-- > 0;)
			if (!may_push(call) ||
			    !fields_collaborates(&call->repo, logins.v[i]))
				strvec_remove(&logins, i);
		add_all(&call->pull->assignees, &logins);
		w = github_json(call, 201);
		put_issue(call, &w, call->pull);
		github_save_pull(call, call->pull);
	}
	strvec_clear(&logins);
}

/* Why not all of them can be asked; NULL: they can. */
static const char *refusal(const struct call *call,
			   const struct strvec *people,
			   const struct strvec *teams)
{
	bool known = true;
	size_t i;

	if (has_login(people, call->pull->author))
		return "Review cannot be requested from pull request author.";
	for (i = 0; i < people->nr; i++)
		known &= fields_collaborates(&call->repo, people->v[i]);
	for (i = 0; i < teams->nr; i++)
		known &= fields_has_team(&call->repo, teams->v[i]);
	return known ? NULL : "Reviews may only be requested from"
		" collaborators. One or more of the users or teams you"
		" specified is not a collaborator of the repository.";
}

void github_request_review(struct call *call)
{
	struct strvec people = STRVEC_INIT, teams = STRVEC_INIT;
	const char *why;
	struct json_writer w;

	if (!github_pull(call, PERMISSION_WRITE) || !github_body(call) ||
	    !github_strings(call, "reviewers", &people) ||
	    !github_strings(call, "team_reviewers", &teams))
		goto out;
	why = refusal(call, &people, &teams);
	if (why) {
		github_say(call, 422, why);
		goto out;
	}
	add_all(&call->pull->reviewers, &people);
	add_all(&call->pull->teams, &teams);
	w = github_json(call, 201);
	put_pull(call, &w, NULL, call->pull, NULL);
	github_save_pull(call, call->pull);
out:
	strvec_clear(&people);
	strvec_clear(&teams);
}

static void take_away(struct strvec *from, const struct strvec *names)
{
	size_t i;

	for (i = from->nr; i > 0; i--)
		if (has_login(names, from->v[i - 1]))
			strvec_remove(from, i - 1);
}

/* The description wants the people, if it be none. */
void github_withdraw_review(struct call *call)
{
	struct strvec people = STRVEC_INIT, teams = STRVEC_INIT;
	struct json_writer w;

	if (!github_pull(call, PERMISSION_WRITE) || !github_body(call) ||
	    !github_strings(call, "reviewers", &people) ||
	    !github_strings(call, "team_reviewers", &teams))
		goto out;
	if (json_kind(&call->body, json_get(&call->body, 0, "reviewers")) !=
	    JSON_ARRAY) {
		github_say(call, 422, "Invalid request. \"reviewers\" wasn't"
			   " supplied.");
		goto out;
	}
	take_away(&call->pull->reviewers, &people);
	take_away(&call->pull->teams, &teams);
	w = github_json(call, 200);
	put_pull(call, &w, NULL, call->pull, NULL);
	github_save_pull(call, call->pull);
out:
	strvec_clear(&people);
	strvec_clear(&teams);
}

/* ---- as JSON ----------------------------------------------------------------- */

static const char when[] = "2020-01-01T00:00:00Z";

void put_milestone(const struct call *call, struct json_writer *w,
		   const struct pull *pull)
{
	struct repo repo = REPO_INIT;
	struct strvec closed = STRVEC_INIT;
	long long number = 0;
	bool is_closed;

	if (pull->milestone &&
	    repo_open(&repo, call->forge->dir, pull->repo))
		number = fields_milestone(&repo, pull->milestone);
	if (!number) {
		json_put(w, "milestone", NULL);
		repo_release(&repo);
		return;
	}
	fields_milestones(&repo, true, &closed);
	is_closed = strvec_has(&closed, pull->milestone);
	json_begin_object(w, "milestone");
	putf(w, "url", "%s/repos/%s/milestones/%lld", call->api, pull->repo,
	     number);
	putf(w, "html_url", "%s/%s/milestone/%lld", call->site, pull->repo,
	     number);
	putf(w, "labels_url", "%s/repos/%s/milestones/%lld/labels", call->api,
	     pull->repo, number);
	json_put_int(w, "id", number);
	putf(w, "node_id", "MI_%lld", number);
	json_put_int(w, "number", number);
	json_put(w, "title", pull->milestone);
	json_put(w, "description", NULL);
	put_user(call, w, "creator", repo.owner);
	json_put_int(w, "open_issues", 0);
	json_put_int(w, "closed_issues", 0);
	json_put(w, "state", is_closed ? "closed" : "open");
	json_put(w, "created_at", when);
	json_put(w, "updated_at", when);
	json_put(w, "due_on", NULL);
	json_put(w, "closed_at", is_closed ? when : NULL);
	json_end_object(w);
	strvec_clear(&closed);
	repo_release(&repo);
}
