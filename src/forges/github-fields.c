/* SPDX-License-Identifier: MIT */
/*
 * Labels, people and a milestone of a pull request on GitHub, which opening
 * cannot carry. In as few writes as its REST description allows: one for
 * labels, assignees and milestone (all of them replace what is there: what
 * that is is read before), and one for all reviewers.
 *
 * GitHub makes a label that is named and not there, and leaves out without a
 * word what its caller has no right to set; so labels are looked for first,
 * and every answer is compared with what was asked.
 *
 * From part to part the notes hold "next=PART", then "label=", "assignee="
 * of what the pull request has, "milestone=NUMBER", "cursor=" of a list that
 * goes on.
 *
 * An edit of one that is there goes the same way, with its title, its body and
 * what is taken away in the one write that replaces; then come those who are
 * no longer asked for a review, and its being a draft (github-edit.c).
 */
#include "forges/github-fields.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "forges/pull-edit.h"

bool github_any(const struct strvec *list)
{
	return list && list->nr;
}

/* ---- which part ------------------------------------------------------------ */

/* What only the one request can carry that replaces. */
bool github_edits(const struct pull_query *query)
{
	return query->milestone || github_edit_replaces(query) ||
	       (github_any(query->labels) && github_any(query->assignees));
}

static bool is_written(const struct pull_query *query)
{
	return github_edits(query) || github_any(query->labels) ||
	       github_any(query->assignees);
}

/* Lists that are replaced must be known, and labels must be there. */
static bool is_read(const struct pull_query *query)
{
	if (github_any(query->labels) && !query->create_labels)
		return true;
	return query->milestone ||
	       (github_edits(query) &&
		(github_any(query->labels) || github_any(query->assignees) ||
		 github_edit_lessens(query)));
}

static const char *part_of(const struct pull_query *query)
{
	const char *next = strvec_env_get(query->notes, "next");

	if (next)
		return next;
	if (is_read(query))
		return "read";
	if (is_written(query))
		return "write";
	next = github_part_after(query, "write");
	return next ? next : "ask";
}

bool github_is_part(const struct pull_query *query, const char *part)
{
	return !strcmp(part_of(query), part);
}

bool github_describe_needed(const struct pull_query *query)
{
	return is_written(query) ||
	       github_part_after(query, "write") != NULL;
}

/*
 * Whether these count as content is documented for review requests only;
 * all are counted, since the wrong guess to the other side gets an account
 * limited.
 */
unsigned github_describe_draws(const struct pull_query *query)
{
	if (github_is_part(query, "read"))
		return DRAW_GRAPHQL;
	return github_is_part(query, "draft") ? DRAW_GRAPHQL | DRAW_WRITE
					      : DRAW_WRITE | DRAW_CONTENT;
}

/* ---- the notes -------------------------------------------------------------- */

bool github_is_noted(const struct pull_query *query, const char *kind,
		     const char *name)
{
	size_t len = strlen(kind), i;

	for (i = 0; i < query->notes->nr; i++) {
		const char *note = query->notes->v[i];

		if (!strncmp(note, kind, len) && note[len] == '=' &&
		    !strcasecmp(note + len + 1, name))
			return true;
	}
	return false;
}

/* ---- asking ------------------------------------------------------------------ */

static void add_labels(const struct pull_query *query, struct strbuf *text)
{
	size_t i;

	for (i = 0; query->labels && i < query->labels->nr; i++) {
		strbuf_addf(text, " l%zu:label(name:", i);
		json_quote(text, query->labels->v[i]);
		strbuf_addstr(text, "){name}");
	}
}

/* All open ones: GitHub's own search by title tells not how it compares. */
static void add_milestones(const struct pull_query *query,
			   const char *cursor, struct strbuf *text)
{
	if (!query->milestone)
		return;
	strbuf_addstr(text, " milestones(first:100,states:OPEN");
	if (cursor) {
		strbuf_addstr(text, ",after:");
		json_quote(text, cursor);
	}
	strbuf_addstr(text, "){nodes{number title}"
		      "pageInfo{hasNextPage endCursor}}");
}

static void ask_read(const struct forge_site *site,
		     const struct pull_query *query, struct request *request)
{
	struct json_writer body = JSON_WRITER_INIT(&request->body);
	const char *cursor = strvec_env_get(query->notes, "cursor");
	struct strbuf text = STRBUF_INIT;

	strbuf_addstr(&text, "query{repository(owner:");
	json_quote(&text, query->owner);
	strbuf_addstr(&text, ",name:");
	json_quote(&text, query->name);
	strbuf_addstr(&text, "){id");
	if (!cursor && !query->create_labels)
		add_labels(query, &text);
	add_milestones(query, cursor, &text);
	if (!cursor)
		strbuf_addf(&text, " pullRequest(number:%lld){labels(first:"
			    "100){nodes{name}}assignees(first:100){nodes"
			    "{login}}milestone{number}}",
			    query->pull->number);
	strbuf_addstr(&text, "}}");
	request->method = "POST";
	request->draws = DRAW_GRAPHQL;
	strbuf_addstr(&request->url, site->graphql);
	strvec_push(&request->headers, "Accept: application/vnd.github+json");
	github_expect_body(request);
	json_begin_object(&body, NULL);
	json_put(&body, "query", text.buf);
	json_end_object(&body);
	strbuf_release(&text);
}

/* What is there already stays, in what replaces, but for less. */
static void put_names(const struct pull_query *query, const char *key,
		      const char *kind, const struct strvec *names,
		      const struct strvec *less, struct json_writer *body)
{
	bool replaces = github_edits(query);
	size_t len = strlen(kind), i;

	if (!github_any(names) && !github_any(less))
		return;
	json_begin_array(body, key);
	for (i = 0; replaces && i < query->notes->nr; i++)
		if (!strncmp(query->notes->v[i], kind, len) &&
		    query->notes->v[i][len] == '=' &&
		    !edit_has(less, query->notes->v[i] + len + 1))
			json_put(body, NULL, query->notes->v[i] + len + 1);
	for (i = 0; names && i < names->nr; i++)
		if (!replaces ||
		    !github_is_noted(query, kind, names->v[i]))
			json_put(body, NULL, names->v[i]);
	json_end_array(body);
}

static void ask_write(const struct forge_site *site,
		      const struct pull_query *query, struct request *request)
{
	struct json_writer body = JSON_WRITER_INIT(&request->body);
	const char *milestone = strvec_env_get(query->notes, "milestone");
	bool edit = github_edits(query);

	github_begin_request(request, edit ? "PATCH" : "POST", site, query);
	github_expect_body(request);
	request->draws = DRAW_WRITE | DRAW_CONTENT;
	strbuf_addf(&request->url, "/issues/%lld%s", query->pull->number,
		    edit ? "" : github_any(query->labels) ? "/labels"
						   : "/assignees");
	json_begin_object(&body, NULL);
	github_edit_put(query, &body);
	put_names(query, "labels", "label", query->labels,
		  query->edit ? query->edit->no_labels : NULL, &body);
	put_names(query, "assignees", "assignee", query->assignees,
		  query->edit ? query->edit->no_assignees : NULL, &body);
	if (milestone)
		json_put_int(&body, "milestone", strtoll(milestone, NULL,
							 10));
	json_end_object(&body);
}

/* "core" of "octo/core"; only the owner's own teams can be asked. */
static const char *slug_of(const struct pull_query *query, const char *team,
			   struct strbuf *err)
{
	const char *slash = strrchr(team, '/');
	size_t len = strlen(query->owner);

	if (!slash)
		return team;
	if ((size_t)(slash - team) == len &&
	    !strncasecmp(team, query->owner, len))
		return slash + 1;
	strbuf_addf(err, "team '%s' is none of '%s', and only its own can be "
		    "asked for a review", team, query->owner);
	return NULL;
}

static int put_teams(const struct pull_query *query,
		     const struct strvec *teams, struct json_writer *body,
		     struct strbuf *err)
{
	size_t i;

	if (!github_any(teams))
		return 0;
	json_begin_array(body, "team_reviewers");
	for (i = 0; i < teams->nr; i++) {
		const char *slug = slug_of(query, teams->v[i], err);

		if (!slug)
			return -1;
		json_put(body, NULL, slug);
	}
	json_end_array(body);
	return 0;
}

/* Its description wants the people also where only teams are withdrawn. */
static int ask_reviewers(const struct forge_site *site,
			 const struct pull_query *query,
			 struct request *request, struct strbuf *err)
{
	struct json_writer body = JSON_WRITER_INIT(&request->body);
	bool less = github_is_part(query, "unask");
	const struct strvec *people = less ? query->edit->no_reviewers
					   : query->reviewers;
	size_t i;

	github_begin_request(request, less ? "DELETE" : "POST", site, query);
	github_expect_body(request);
	request->draws = DRAW_WRITE | DRAW_CONTENT;
	strbuf_addf(&request->url, "/pulls/%lld/requested_reviewers",
		    query->pull->number);
	json_begin_object(&body, NULL);
	if (less || github_any(people)) {
		json_begin_array(&body, "reviewers");
		for (i = 0; people && i < people->nr; i++)
			json_put(&body, NULL, people->v[i]);
		json_end_array(&body);
	}
	if (put_teams(query, less ? query->edit->no_teams : query->teams,
		      &body, err) < 0)
		return -1;
	json_end_object(&body);
	return 0;
}

int github_describe_ask(const struct forge_site *site,
			const struct pull_query *query,
			struct request *request, struct strbuf *err)
{
	if (github_is_part(query, "ask") || github_is_part(query, "unask"))
		return ask_reviewers(site, query, request, err);
	if (github_is_part(query, "draft"))
		return github_draft_ask(site, query, request, err);
	if (github_is_part(query, "read"))
		ask_read(site, query, request);
	else
		ask_write(site, query, request);
	return 0;
}
