/* SPDX-License-Identifier: MIT */
/*
 * Gitea: reviews of a pull request, and asking for them.
 */
#include <stdlib.h>
#include <string.h>

#include "fields.h"
#include "gitea.h"

/* Of somebody, or of a team. */
static void put_whose(const struct call *call, struct json_writer *w,
		      const char *login, const char *team)
{
	const struct pull *pull = call->pull;
	struct strbuf key = STRBUF_INIT;
	long long id;

	strbuf_addf(&key, "%s#%lld %s%s", pull->repo, pull->number,
		    team ? "team " : "", team ? team : login);
	id = gitea_id(key.buf);
	json_put_int(w, "id", id);
	gitea_put_user(call, w, "user", login);
	if (team)
		gitea_put_team(call, w, "team", call->repo.owner, team);
	else
		json_put(w, "team", NULL);
	gitea_putf(w, "html_url", "%s/%s/pulls/%lld#issuecomment-%lld",
		   call->site, pull->repo, pull->number, id);
	gitea_putf(w, "pull_request_url", "%s/%s/pulls/%lld", call->site,
		   pull->repo, pull->number);
	strbuf_release(&key);
}

static void put_what(const struct call *call, struct json_writer *w,
		     const char *state, const char *oid, const char *body,
		     double when)
{
	json_put(w, "state", state);
	json_put(w, "body", body);
	json_put(w, "commit_id", oid);
	json_put_bool(w, "stale", *oid &&
		      strcmp(oid, call->pull->head_oid) != 0);
	json_put_bool(w, "official", true);
	json_put_bool(w, "dismissed", false);
	json_put_int(w, "comments_count", 0);
	gitea_time(w, "submitted_at", when);
	gitea_time(w, "updated_at", when);
}

static void put_review(const struct call *call, struct json_writer *w,
		       const char *login, const char *state, const char *oid,
		       const char *body, double when)
{
	json_begin_object(w, NULL);
	put_whose(call, w, login, NULL);
	put_what(call, w, state, oid, body, when);
	json_end_object(w);
}

static void put_request(const struct call *call, struct json_writer *w,
			const char *login, const char *team, double when)
{
	json_begin_object(w, NULL);
	put_whose(call, w, login, team);
	put_what(call, w, "REQUEST_REVIEW", "", "", when);
	json_end_object(w);
}

static void put_given(const struct call *call, struct json_writer *w,
		      const struct review *review, const char *body)
{
	put_review(call, w, review->login, review->approved ? "APPROVED"
		   : "REQUEST_CHANGES", review->oid ? review->oid
		   : call->pull->head_oid, body, review->when);
}

void gitea_list_reviews(struct call *call)
{
	struct gitea_page page;
	struct json_writer w;
	size_t i, given;

	if (!gitea_pull(call, GITEA_PULLS))
		return;
	given = call->pull->review_nr;
	page = gitea_page(call, given + call->pull->reviewers.nr, true);
	w = gitea_json(call, 200);
	json_begin_array(&w, NULL);
	for (i = page.from; i < page.to; i++)
		if (i < given)
			put_given(call, &w, &call->pull->reviews[i], "");
		else
			put_request(call, &w,
				    call->pull->reviewers.v[i - given], NULL,
				    call->pull->updated);
	json_end_array(&w);
}

static void drop(struct strvec *list, const char *login)
{
	size_t i;

	for (i = list->nr; i > 0; i--)
		if (!strcmp(list->v[i - 1], login))
			strvec_remove(list, i - 1);
}

/* Nobody is asked to review his own, nor who cannot see it. */
static bool is_valid(struct call *call, const struct strvec *logins)
{
	struct strbuf text = STRBUF_INIT;
	bool own = strvec_has(logins, call->pull->author);
	size_t i;

	for (i = 0; i < logins->nr && !text.len; i++)
		if (!fields_collaborates(&call->repo, logins->v[i]))
			strbuf_addf(&text, "Reviewer can't read [user_id:"
				    " %lld, repo_name: %s]",
				    gitea_id(logins->v[i]), call->repo.name);
	if (text.len) {
		gitea_say(call, 422, text.buf);
		own = true;
	} else if (own) {
		strbuf_addf(&text, "poster of pr can't be reviewer [user_id:"
			    " %lld, repo_id: %lld]",
			    gitea_id(call->pull->author),
			    repo_id(&call->repo));
		gitea_say(call, 422, text.buf);
	}
	strbuf_release(&text);
	return !own;
}

/* Where the owner is a person there are no teams, and none is looked for. */
static bool has_teams(struct call *call, struct strvec *teams)
{
	struct strbuf text = STRBUF_INIT;
	size_t i;

	if (!gitea_is_organization(call, call->repo.owner))
		strvec_clear(teams);
	for (i = 0; i < teams->nr && !text.len; i++)
		if (!fields_has_team(&call->repo, teams->v[i]))
			strbuf_addf(&text, "Team '%s' not exist",
				    teams->v[i]);
	if (text.len)
		gitea_missing(call, text.buf);
	i = text.len;
	strbuf_release(&text);
	return !i;
}

static void say_requests(struct call *call, const struct strvec *logins,
			 const struct strvec *teams)
{
	struct json_writer w = gitea_json(call, 201);
	size_t i;

	json_begin_array(&w, NULL);
	for (i = 0; i < logins->nr; i++)
		put_request(call, &w, logins->v[i], NULL, call->now);
	for (i = 0; i < teams->nr; i++)
		put_request(call, &w, NULL, teams->v[i], call->now);
	json_end_array(&w);
}

/* Who is asked already is not asked again, and not in the answer. */
static void ask(struct call *call, struct strvec *logins,
		struct strvec *teams)
{
	size_t i;

	for (i = logins->nr; i > 0; i--)
		if (strvec_has(&call->pull->reviewers, logins->v[i - 1]))
			strvec_remove(logins, i - 1);
	for (i = teams->nr; i > 0; i--)
		if (strvec_has(&call->pull->teams, teams->v[i - 1]))
			strvec_remove(teams, i - 1);
	strvec_pushv(&call->pull->reviewers, (const char *const *)logins->v);
	strvec_pushv(&call->pull->teams, (const char *const *)teams->v);
	say_requests(call, logins, teams);
}

static void change(struct call *call, bool more)
{
	struct strvec logins = STRVEC_INIT, teams = STRVEC_INIT;
	size_t i;

	if (!gitea_pull(call, GITEA_PULLS | GITEA_TOKEN) ||
	    !gitea_body(call) ||
	    !gitea_strings(call, "reviewers", &logins) ||
	    !gitea_strings(call, "team_reviewers", &teams) ||
	    !gitea_all_known(call, &logins) || !is_valid(call, &logins) ||
	    !has_teams(call, &teams))
		goto out;
	if (call->pull->state != PULL_OPEN) {
		gitea_say(call, 403, "cannot request a review on a closed"
			  " pull request");
		goto out;
	}
	if (more) {
		ask(call, &logins, &teams);
	} else {
		for (i = 0; i < logins.nr; i++)
			drop(&call->pull->reviewers, logins.v[i]);
		for (i = 0; i < teams.nr; i++)
			drop(&call->pull->teams, teams.v[i]);
		gitea_bare(call, 204);
	}
	gitea_save(call);
out:
	strvec_clear(&logins);
	strvec_clear(&teams);
}

void gitea_request_reviews(struct call *call)
{
	change(call, true);
}

void gitea_withdraw_reviews(struct call *call)
{
	change(call, false);
}

/* Why such a review is refused; NULL: it is not. */
static const char *review_words(const struct call *call, const char *event,
				const char *body)
{
	bool own = !strcmp(call->pull->author, call->req->account.login);
	bool empty = !body || !*body;

	if (!strcmp(event, "APPROVED"))
		return own ? "approve your own pull is not allowed" : NULL;
	if (!strcmp(event, "REQUEST_CHANGES")) {
		if (own)
			return "reject your own pull is not allowed";
		return empty ? "review event REQUEST_CHANGES requires a body"
			: NULL;
	}
	if (!strcmp(event, "COMMENT"))
		return empty ? "review event COMMENT requires a body or a"
			" comment" : NULL;
	return empty ? "review event  requires a body" : NULL;
}

static void review(struct call *call, const char *event, const char *body)
{
	struct json_writer w = gitea_json(call, 200);
	const char *login = call->req->account.login;

	if (!strcmp(event, "APPROVED") || !strcmp(event, "REQUEST_CHANGES"))
		put_given(call, &w, pull_review(call->pull, login,
						!strcmp(event, "APPROVED"),
						call->now), body);
	else
		put_review(call, &w, login, *event ? event : "PENDING",
			   call->pull->head_oid, body, call->now);
	drop(&call->pull->reviewers, login);
	gitea_save(call);
}

void gitea_post_review(struct call *call)
{
	char *event = NULL, *body = NULL;
	const char *why;

	if (!gitea_pull(call, GITEA_PULLS | GITEA_TOKEN) ||
	    !gitea_body(call) || !gitea_text(call, "event", NULL, &event) ||
	    !gitea_text(call, "body", NULL, &body))
		goto out;
	why = review_words(call, event ? event : "", body);
	if (why)
		gitea_say(call, 422, why);
	else
		review(call, event ? event : "", body ? body : "");
out:
	free(event);
	free(body);
}
