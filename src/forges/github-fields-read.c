/* SPDX-License-Identifier: MIT */
/*
 * What GitHub answered about a pull request's fields: what is there, what was
 * taken, and what was left out without a word.
 */
#include "forges/github-fields.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static int go_on(const struct pull_query *query, const char *part)
{
	strvec_env_set(query->notes, "next", part);
	return FORGE_MORE;
}

/* Behind what is written come the reviewers. */
static int go_behind(const struct pull_query *query, const char *part)
{
	const char *next = github_part_after(query, part);

	return next ? go_on(query, next) : 0;
}

static int go_to_reviewers(const struct pull_query *query)
{
	return go_behind(query, "write");
}

static bool all_noted(const struct pull_query *query, const char *kind,
		      const struct strvec *names)
{
	size_t i;

	for (i = 0; names && i < names->nr; i++)
		if (!github_is_noted(query, kind, names->v[i]))
			return false;
	return true;
}

static void note_all(const struct pull_query *query, const struct json *doc,
		     const char *path, const char *member, const char *kind)
{
	int list = json_get(doc, 0, path), node;

	for (node = json_first(doc, list); node >= 0;
	     node = json_next(doc, node)) {
		char *name = json_copy(doc, json_get(doc, node, member));

		if (name)
			strvec_pushf(query->notes, "%s=%s", kind, name);
		free(name);
	}
}

static void find_labels(const struct pull_query *query,
			const struct json *doc, struct strbuf *lacks)
{
	struct strbuf path = STRBUF_INIT;
	size_t i;

	if (query->create_labels || strvec_env_get(query->notes, "cursor"))
		return;
	for (i = 0; query->labels && i < query->labels->nr; i++) {
		strbuf_reset(&path);
		strbuf_addf(&path, "data.repository.l%zu", i);
		if (json_kind(doc, json_get(doc, 0, path.buf)) != JSON_OBJECT)
			forge_lacks(lacks, "label", query->labels->v[i]);
	}
	if (lacks->len)
		strbuf_addstr(lacks, " (--create-labels makes it)");
	strbuf_release(&path);
}

/* Its number into the notes; FORGE_MORE: the list goes on. */
static int find_milestone(const struct pull_query *query,
			  const struct json *doc, struct strbuf *lacks)
{
	int list = json_get(doc, 0, "data.repository.milestones"), node;
	int info = json_get(doc, list, "pageInfo");
	char *cursor;

	if (!query->milestone)
		return 0;
	for (node = json_first(doc, json_get(doc, list, "nodes")); node >= 0;
	     node = json_next(doc, node))
		if (json_equals(doc, json_get(doc, node, "title"),
				query->milestone)) {
			strvec_pushf(query->notes, "milestone=%lld",
				     json_int(doc, json_get(doc, node,
							    "number"), 0));
			return 0;
		}
	if (json_bool(doc, json_get(doc, info, "hasNextPage"), false)) {
		cursor = json_copy(doc, json_get(doc, info, "endCursor"));
		strvec_env_set(query->notes, "cursor", cursor ? cursor : "");
		free(cursor);
		return FORGE_MORE;
	}
	forge_lacks(lacks, "open milestone", query->milestone);
	return 0;
}

static void note_pull(const struct pull_query *query, const struct json *doc)
{
	static const char pull[] = "data.repository.pullRequest";
	int number = json_get(doc, json_get(doc, 0, pull),
			      "milestone.number");

	note_all(query, doc, "data.repository.pullRequest.labels.nodes",
		 "name", "label");
	note_all(query, doc, "data.repository.pullRequest.assignees.nodes",
		 "login", "assignee");
	if (number >= 0)
		strvec_pushf(query->notes, "has=%lld",
			     json_int(doc, number, 0));
}

/* An earlier attempt may have done it. */
static bool is_done(const struct pull_query *query)
{
	const char *has = strvec_env_get(query->notes, "has");
	const char *milestone = strvec_env_get(query->notes, "milestone");

	return all_noted(query, "label", query->labels) &&
	       all_noted(query, "assignee", query->assignees) &&
	       (!query->milestone ||
		(has && milestone && !strcmp(has, milestone))) &&
	       github_edit_is_done(query);
}

static int read_found(const struct pull_query *query, const struct json *doc,
		      struct strbuf *err)
{
	int got;

	if (json_kind(doc, json_get(doc, 0, "data.repository")) !=
	    JSON_OBJECT) {
		strbuf_addstr(err, "the answer names no repository");
		return -1;
	}
	find_labels(query, doc, err);
	got = find_milestone(query, doc, err);
	if (err->len)
		return FORGE_LACKS;
	note_pull(query, doc);
	if (got == FORGE_MORE)
		return go_on(query, "read");
	return is_done(query) ? go_to_reviewers(query)
			      : go_on(query, "write");
}

/* Those of names that the list of objects does not have. */
static void find_lost(const struct json *doc, int list, const char *member,
		      const char *what, const struct strvec *names,
		      struct strbuf *lost)
{
	struct strbuf name = STRBUF_INIT;
	size_t i;
	int node;

	for (i = 0; names && i < names->nr; i++) {
		for (node = json_first(doc, list); node >= 0;
		     node = json_next(doc, node)) {
			strbuf_reset(&name);
			json_string(doc, json_get(doc, node, member), &name);
			if (!strcasecmp(name.buf, names->v[i]))
				break;
		}
		if (node < 0)
			strbuf_addf(lost, "%s%s '%s'", lost->len ? ", " : "",
				    what, names->v[i]);
	}
	strbuf_release(&name);
}

static int refused(const struct pull_query *query, const struct strbuf *lost,
		   struct strbuf *err)
{
	strbuf_addf(err, "'%s/%s' left out %s without a word: that takes the "
		    "right to push, and an assignee or reviewer who may "
		    "read it", query->owner, query->name, lost->buf);
	return FORGE_REFUSED;
}

static int read_written(const struct pull_query *query,
			const struct json *doc, struct strbuf *err)
{
	const char *milestone = strvec_env_get(query->notes, "milestone");
	bool bare = !github_edits(query) && github_any(query->labels);
	int labels = bare ? 0 : json_get(doc, 0, "labels");
	struct strbuf lost = STRBUF_INIT;
	int got = 0;

	if (github_any(query->labels) && json_kind(doc, labels) != JSON_ARRAY) {
		strbuf_addstr(err, "the answer is no list of labels");
		return -1;
	}
	find_lost(doc, labels, "name", "label", query->labels, &lost);
	find_lost(doc, json_get(doc, 0, "assignees"), "login", "assignee",
		  query->assignees, &lost);
	if (milestone && json_int(doc, json_get(doc, 0, "milestone.number"),
				  -1) != strtoll(milestone, NULL, 10))
		strbuf_addf(&lost, "%smilestone '%s'", lost.len ? ", " : "",
			    query->milestone);
	if (lost.len)
		got = refused(query, &lost, err);
	else
		got = github_edit_kept(query, doc, err);
	if (!got)
		got = go_to_reviewers(query);
	strbuf_release(&lost);
	return got;
}

/*
 * A team may be replaced by some of its members at once (docs.github.com:
 * "Managing code review settings for your team"), so that only people are
 * looked for.
 */
static int read_asked(const struct pull_query *query, const struct json *doc,
		      struct strbuf *err)
{
	struct strbuf lost = STRBUF_INIT;
	int list = json_get(doc, 0, "requested_reviewers");
	int got = 0;

	find_lost(doc, list, "login", "reviewer", query->reviewers, &lost);
	got = lost.len ? refused(query, &lost, err) : go_behind(query, "ask");
	strbuf_release(&lost);
	return got;
}

static void add_names(const struct json *doc, const char *list,
		      const char *what, struct strbuf *out)
{
	int node;

	for (node = json_first(doc, json_get(doc, 0, list)); node >= 0;
	     node = json_next(doc, node)) {
		strbuf_addf(out, "%s%s'", out->len ? ", " : "", what);
		forge_text(doc, node, out);
		strbuf_addch(out, '\'');
	}
}

/* GitHub's own sentence does not say which of them. */
bool github_names_reviewers(const struct request *request, struct strbuf *why)
{
	struct json doc = JSON_INIT;
	struct strbuf names = STRBUF_INIT, err = STRBUF_INIT;
	bool called = forge_is_call(request, "POST /requested_reviewers") &&
		      !json_parse(&doc, request->body.buf, request->body.len,
				  &err);

	if (called) {
		add_names(&doc, "reviewers", "", &names);
		add_names(&doc, "team_reviewers", "team ", &names);
		strbuf_addf(why, strchr(names.buf, ',')
			    ? "not all of %s can be asked for a review"
			    : "%s cannot be asked for a review", names.buf);
	}
	strbuf_release(&names);
	strbuf_release(&err);
	json_release(&doc);
	return called;
}

int github_describe_read(const struct reply *reply,
			 const struct pull_query *query, struct strbuf *err)
{
	struct json doc = JSON_INIT;
	int result = -1;

	if (json_parse(&doc, reply->body.buf, reply->body.len, err))
		goto out;
	if (github_is_part(query, "read"))
		result = read_found(query, &doc, err);
	else if (github_is_part(query, "write"))
		result = read_written(query, &doc, err);
	else if (github_is_part(query, "ask"))
		result = read_asked(query, &doc, err);
	else if (github_is_part(query, "unask"))
		result = go_behind(query, "unask");
	else
		result = github_draft_read(&doc, query, err);
out:
	json_release(&doc);
	return result;
}
