/* SPDX-License-Identifier: MIT */
/*
 * What GitLab tells of many projects in one answer: each in the list of its
 * group, or by itself; who is missing there is not to be seen.
 */
#include "forges/gitlab.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/alloc.h"

#define BATCH_USUAL 20		/* as many as a host begins with */
#define BATCH_MAX 50
#define BATCH_STEP 5
#define SCORE_PART 0.8		/* of the limit that a query may take */

/* ---- failures -------------------------------------------------------- */

static void fail_missing(struct look_answer *answer,
			 const struct look_query *query)
{
	struct strbuf reason = STRBUF_INIT;

	answer->failure = FAILURE_MISSING;
	strbuf_addf(&reason, "repository '%s/%s' not found, or no access",
		    query->owner, query->name);
	answer->reason = strbuf_detach(&reason);
}

static void fail_by_error(const struct json *doc, int error,
			  const struct look_query *query,
			  struct look_answer *answer)
{
	struct strbuf message = STRBUF_INIT;

	forge_text(doc, json_get(doc, error, "message"), &message);
	gitlab_look_fail(answer, query, true, message.len ?
			 message.buf : "no reason was given");
	strbuf_release(&message);
}

/* ---- the answer's parts ---------------------------------------------- */

/* Where a project may stand in the answer. */
struct place {
	char alias[24];			/* member of data: "g0" or "r3" */
	int member;			/* -1: not there at all */
	int node;			/* of the project; -1: not there */
	size_t index;			/* in its list */
};

static int member_of_data(const struct json *doc, const char *alias)
{
	return json_get(doc, json_get(doc, 0, "data"), alias);
}

static void find_in_list(const struct json *doc,
			 const struct look_query *query, struct place *place)
{
	int nodes = json_get(doc, place->member, "nodes"), node;
	struct strbuf path = STRBUF_INIT;
	char *name;
	bool same;

	strbuf_addf(&path, "%s/%s", query->owner, query->name);
	place->index = 0;
	for (node = json_first(doc, nodes); node >= 0 && place->node < 0;
	     node = json_next(doc, node)) {
		name = json_copy(doc, json_get(doc, node, "fullPath"));
		same = name && !strcasecmp(name, path.buf);
		free(name);
		if (same)
			place->node = node;
		else
			place->index++;
	}
	strbuf_release(&path);
}

static void find_place(const struct json *doc,
		       const struct look_query *queries, size_t i,
		       struct place *place)
{
	struct strbuf alias = STRBUF_INIT;

	place->node = -1;
	strbuf_addf(&alias, "g%zu", gitlab_look_group(queries, i));
	place->member = member_of_data(doc, alias.buf);
	if (place->member >= 0) {
		find_in_list(doc, &queries[i], place);
	} else {
		strbuf_reset(&alias);
		strbuf_addf(&alias, "r%zu", i);
		place->member = member_of_data(doc, alias.buf);
		if (json_kind(doc, place->member) == JSON_OBJECT)
			place->node = place->member;
	}
	memcpy(place->alias, alias.buf, alias.len + 1);
	strbuf_release(&alias);
}

static bool is_list(const struct place *place)
{
	return place->alias[0] == 'g';
}

/* Whether an error is about this project, by its path. */
static bool is_about(const struct json *doc, int error,
		     const struct place *place)
{
	int path = json_get(doc, error, "path");
	int index = json_get(doc, path, "2");

	if (path < 0)
		return place->node < 0;
	if (!json_equals(doc, json_get(doc, path, "0"), place->alias))
		return false;
	if (!is_list(place) || place->node < 0 || index < 0)
		return true;
	return json_int(doc, index, -1) == (long long)place->index;
}

/*
 * Some servers answer an error for the tree of a branch that does not exist;
 * the fetch and the push find out what that tree would have told.
 */
static bool is_about_tree(const struct json *doc, int error)
{
	int path = json_get(doc, error, "path");
	int node;

	for (node = json_first(doc, path); node >= 0;
	     node = json_next(doc, node))
		if (json_equals(doc, node, "base") ||
		    json_equals(doc, node, "branch"))
			return true;
	return false;
}

/* The error that fails it, or -1; whether one of its trees failed. */
static int error_of(const struct json *doc, const struct place *place,
		    bool *trees)
{
	int error;

	*trees = false;
	for (error = json_first(doc, json_get(doc, 0, "errors")); error >= 0;
	     error = json_next(doc, error)) {
		if (!is_about(doc, error, place))
			continue;
		if (place->node < 0 || !is_about_tree(doc, error))
			return error;
		*trees = true;
	}
	return -1;
}

static void read_one(const struct json *doc,
		     const struct look_query *queries, size_t i,
		     struct look_answer *answer)
{
	struct place place;
	bool trees;
	int error;

	find_place(doc, queries, i, &place);
	error = error_of(doc, &place, &trees);
	if (error >= 0)
		fail_by_error(doc, error, &queries[i], answer);
	else if (place.node >= 0)
		gitlab_read_project(doc, place.node, &queries[i], trees,
				    answer);
	else if (is_list(&place) ?
		 json_kind(doc, place.member) == JSON_OBJECT :
		 place.member >= 0)
		fail_missing(answer, &queries[i]);
	else
		gitlab_look_fail(answer, &queries[i], true,
				 "the answer says nothing of it");
}

/* ---- the whole ------------------------------------------------------- */

/*
 * By what this query cost: fewer, a few more, or 0: as many as before. A small
 * one tells little, most of its cost being that of one project.
 */
static size_t fitting(const struct json *doc, size_t nr)
{
	double score = json_double(doc, json_get(doc, 0,
				   "data.queryComplexity.score"), 0);
	double limit = json_double(doc, json_get(doc, 0,
				   "data.queryComplexity.limit"), 0);
	size_t fits, more = nr + BATCH_STEP;

	if (score <= 0 || limit <= 0)
		return 0;
	limit = SCORE_PART * limit * (double)nr / score;
	fits = limit > BATCH_MAX ? BATCH_MAX : (size_t)limit;
	if (fits < nr)
		return fits ? fits : 1;
	if (fits < BATCH_USUAL)
		return 0;
	if (more < BATCH_USUAL)
		more = BATCH_USUAL;
	return more < fits ? more : fits;
}

static void ask_again(const struct look_query *queries, size_t nr,
		      struct look_answer *answers, const char *why)
{
	size_t i;

	for (i = 0; i < nr; i++)
		gitlab_look_fail(&answers[i], &queries[i], true, why);
}

/* Whether the query was refused whole, and why; then it is asked again. */
static const char *refusal(const struct json *doc, size_t nr,
			   struct look_common *common)
{
	common->lacks = gitlab_lacks(doc);
	if (common->lacks)
		return "this server does not know all that was asked";
	common->look_max = gitlab_too_much(doc, nr);
	if (!common->look_max)
		return NULL;
	/* one alone is too much: what is dearest goes */
	if (nr == 1)
		common->lacks = GITLAB_NO_TREE;
	return "it was asked for too much at once";
}

int gitlab_look_read(const struct reply *reply,
		     const struct look_query *queries, size_t nr,
		     struct look_answer *answers, struct look_common *common,
		     struct strbuf *err)
{
	struct json doc = JSON_INIT;
	const char *refused;
	int result = -1;
	size_t i;

	if (json_parse(&doc, reply->body.buf, reply->body.len, err))
		goto out;
	result = 0;
	refused = refusal(&doc, nr, common);
	if (refused) {
		ask_again(queries, nr, answers, refused);
		goto out;
	}
	common->login = json_copy(&doc, json_get(&doc, 0,
						 "data.currentUser.username"));
	common->look_max = fitting(&doc, nr);
	for (i = 0; i < nr; i++)
		read_one(&doc, queries, i, &answers[i]);
out:
	json_release(&doc);
	return result;
}
