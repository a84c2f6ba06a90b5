/* SPDX-License-Identifier: MIT */
/*
 * Whether those who are to review a pull request are there, asked before it is
 * opened: Gitea takes their names only afterwards, and says "not exist" then.
 * A person is asked for once a server, a team in each repository: it must be
 * the owner's, and work on it.
 *
 * In the notes, as gitea-names.c has them: "user NAME" or "team NAME" comes
 * next; then "knows user NAME" of each that is there, or about whom the token
 * may not ask, "lacks user NAME" of those who are not, and "no teams" where the
 * owner is a person: a review asked of teams is ignored there.
 */
#include "forges/gitea.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/alloc.h"
#include "base/text.h"

#define NO_TEAMS "no teams"

static size_t count(const struct strvec *names)
{
	return names ? names->nr : 0;
}

/* "KIND NAME", in any case. */
static bool is_noted(const struct strvec *notes, const char *before,
		     const char *name)
{
	size_t i, len = strlen(before);

	for (i = 0; i < count(notes); i++)
		if (starts_with(notes->v[i], before) &&
		    !strcasecmp(notes->v[i] + len, name))
			return true;
	return false;
}

static bool has_no_teams(const struct pull_query *query)
{
	return query->notes && strvec_has(query->notes, NO_TEAMS);
}

/* Of "ORGANIZATION/TEAM", as the server calls it. */
static const char *bare(const char *team)
{
	const char *slash = strrchr(team, '/');

	return slash ? slash + 1 : team;
}

static const char *next_user(const struct pull_query *query)
{
	size_t i;

	for (i = 0; i < count(query->reviewers); i++) {
		const char *name = query->reviewers->v[i];

		if (!is_noted(query->people, "", name) &&
		    !is_noted(query->notes, "knows user ", name) &&
		    !is_noted(query->notes, "lacks user ", name))
			return name;
	}
	return NULL;
}

static const char *next_team(const struct pull_query *query)
{
	size_t i;

	for (i = 0; i < count(query->teams) && !has_no_teams(query); i++) {
		const char *name = bare(query->teams->v[i]);

		if (!is_noted(query->notes, "knows team ", name) &&
		    !is_noted(query->notes, "lacks team ", name))
			return name;
	}
	return NULL;
}

bool gitea_known_next(const struct pull_query *query, struct strbuf *next)
{
	const char *user = next_user(query);
	const char *team = user ? NULL : next_team(query);

	if (user)
		strbuf_addf(next, "user %s", user);
	else if (team)
		strbuf_addf(next, "team %s", team);
	return user || team;
}

void gitea_known_ask(const struct forge_site *site,
		     const struct pull_query *query, struct request *request)
{
	const char *next = query->notes->v[0];
	struct strbuf path = STRBUF_INIT;

	if (starts_with(next, "team ")) {
		strbuf_addstr(&path, "/teams/");
		text_percent_encode(&path, next + strlen("team "));
		gitea_request(request, "GET", site, query->owner, query->name,
			      path.buf);
	} else {
		request->method = "GET";
		strbuf_addf(&request->url, "%susers/", site->api);
		text_percent_encode(&request->url, next + strlen("user "));
		strvec_push(&request->headers, "Accept: application/json");
	}
	request->draws = DRAW_READ;
	strbuf_release(&path);
}

/* A segment of the path right before its last one. */
static bool is_in(const char *url, const char *folder)
{
	const char *last = strrchr(url, '/');
	size_t len = strlen(folder);

	return last && (size_t)(last - url) > len &&
	       !strncmp(last - len, folder, len);
}

bool gitea_known_answers(const struct request *request, int status)
{
	const char *url = request->url.buf;

	return !strcmp(request->method, "GET") &&
	       (status == 403 || status == 404 || status == 405) &&
	       (is_in(url, "/users") ||
		(is_in(url, "/teams") && strstr(url, "/repos/")));
}

void gitea_known_read(const struct reply *reply,
		      const struct pull_query *query)
{
	char *asked = xstrdup(query->notes->v[0]);

	if (reply->status == 405)
		strvec_push(query->notes, NO_TEAMS);
	else
		strvec_pushf(query->notes, "%s %s", reply->status == 404
			     ? "lacks" : "knows", asked);
	free(asked);
}

bool gitea_known_lacks(const struct pull_query *query, struct strbuf *err)
{
	static const char user[] = "lacks user ", team[] = "lacks team ";
	bool lacks = false;
	size_t i;

	for (i = 0; i < query->notes->nr; i++) {
		const char *note = query->notes->v[i];

		if (starts_with(note, user))
			forge_lacks(err, "user", note + strlen(user));
		else if (starts_with(note, team))
			forge_lacks(err, "team that works on it",
				    note + strlen(team));
		else
			continue;
		lacks = true;
	}
	return lacks;
}

void gitea_known_lost(const struct pull_query *query)
{
	struct strbuf *lost = query->lost;
	size_t i;

	if (!lost || !has_no_teams(query))
		return;
	for (i = 0; i < count(query->teams); i++)
		strbuf_addf(lost, "%s team '%s'", i ? "," : query->edit
			    ? "it is left without" : "it was opened without",
			    query->teams->v[i]);
	strbuf_addf(lost, ": '%s' is a person and has none", query->owner);
}
