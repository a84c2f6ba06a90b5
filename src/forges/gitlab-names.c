/* SPDX-License-Identifier: MIT */
/*
 * The fields of a merge request that GitLab takes by number: people and the
 * milestone, which one GraphQL query tells before it is opened. The same asks
 * for the labels, since those that are not there would be made without a
 * word. A project's labels are its own, its group's ("label") and those of
 * the groups above it, which only a search finds; an exact one by title came
 * in 17.4 (docs.gitlab.com, "GraphQL API resources").
 *
 * In the notes: "user NUMBER NAME" of each, "milestone NUMBER"; and while there
 * are more labels than one query bears, "labels FROM" and "lacks NAME".
 */
#include "forges/gitlab.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"

/*
 * Each costs about 10 of the 250 that a query may be dear (docs.gitlab.com,
 * "GraphQL API": limits; by which scores, every release decides anew).
 */
#define LABELS_AT_ONCE 10

/* What a list of the user's holds, also where he gave none. */
static size_t count(const struct strvec *names)
{
	return names ? names->nr : 0;
}

static bool asks_labels(const struct pull_query *query)
{
	return count(query->labels) && !query->create_labels;
}

bool gitlab_names_needed(const struct pull_query *query)
{
	return asks_labels(query) || count(query->reviewers) ||
	       count(query->assignees) || query->milestone;
}

/* The number behind the last note of that kind; 0: there is none. */
static long long noted(const struct pull_query *query, const char *kind)
{
	long long number = 0;
	size_t i;

	for (i = 0; query->notes && i < query->notes->nr; i++)
		if (starts_with(query->notes->v[i], kind))
			number = strtoll(query->notes->v[i] + strlen(kind),
					 NULL, 10);
	return number;
}

/* Which labels are asked for now: from this one to before that. */
static size_t labels_from(const struct pull_query *query)
{
	return (size_t)noted(query, "labels ");
}

static size_t labels_to(const struct pull_query *query)
{
	size_t to = labels_from(query) + LABELS_AT_ONCE;

	return to < query->labels->nr ? to : query->labels->nr;
}

/* ---- ask ---------------------------------------------------------------- */

struct asking {
	const struct pull_query *query;
	struct strbuf names;		/* "$p:[ID!],…" */
	struct strbuf fields;		/* of the project */
	struct strbuf values;
	struct json_writer variables;
};

static void put_project(struct asking *a)
{
	const struct pull_query *query = a->query;
	bool numbered = query->repository;
	struct strbuf id = STRBUF_INIT;

	if (numbered)
		strbuf_addf(&id, "gid://gitlab/Project/%s",
			    query->repository);
	else
		strbuf_addf(&id, "%s/%s", query->owner, query->name);
	strbuf_addf(&a->names, "$p:[%s!]", numbered ? "ID" : "String");
	json_begin_array(&a->variables, "p");
	json_put(&a->variables, NULL, id.buf);
	json_end_array(&a->variables);
	strbuf_release(&id);
}

static void put_labels(struct asking *a)
{
	struct strbuf key = STRBUF_INIT;
	size_t i;

	for (i = labels_from(a->query); i < labels_to(a->query); i++) {
		strbuf_reset(&key);
		strbuf_addf(&key, "l%zu", i);
		strbuf_addf(&a->names, ",$%s:String!", key.buf);
		json_put(&a->variables, key.buf, a->query->labels->v[i]);
		strbuf_addf(&a->fields, " l%zu:label(title:$%s){title}"
			    " a%zu:labels(searchTerm:$%s,"
			    "includeAncestorGroups:true,first:100)"
			    "{nodes{title}}", i, key.buf, i, key.buf);
	}
	strbuf_release(&key);
}

static void put_names(struct json_writer *w, const struct strvec *names)
{
	size_t i;

	for (i = 0; i < count(names); i++)
		json_put(w, NULL, names->v[i]);
}

/* Beside the project; a name in both lists is asked for twice, at no cost. */
static void put_users(struct asking *a, struct strbuf *text)
{
	const struct pull_query *query = a->query;
	size_t nr = count(query->reviewers) + count(query->assignees);

	if (!nr)
		return;
	strbuf_addstr(&a->names, ",$u:[String!]");
	json_begin_array(&a->variables, "u");
	put_names(&a->variables, query->reviewers);
	put_names(&a->variables, query->assignees);
	json_end_array(&a->variables);
	strbuf_addf(text, " users(usernames:$u,first:%zu)"
		    "{nodes{id username}}", nr < 100 ? nr : 100);
}

static void write_query(struct asking *a, struct strbuf *text)
{
	bool first = !labels_from(a->query);
	struct strbuf users = STRBUF_INIT;

	json_begin_object(&a->variables, NULL);
	put_project(a);
	if (asks_labels(a->query))
		put_labels(a);
	if (first && a->query->milestone) {
		strbuf_addstr(&a->names, ",$m:String");
		json_put(&a->variables, "m", a->query->milestone);
		strbuf_addstr(&a->fields, " milestones(title:$m,state:active,"
			      "includeAncestors:true,first:1){nodes{id}}");
	}
	if (first)
		put_users(a, &users);
	json_end_object(&a->variables);
	strbuf_addf(text, "query(%s){projects(%s:$p,first:1){nodes{id%s}}%s}",
		    a->names.buf, a->query->repository ? "ids" : "fullPaths",
		    a->fields.buf, users.buf);
	strbuf_release(&users);
}

int gitlab_names_ask(const struct forge_site *site,
		     const struct pull_query *query, struct request *request,
		     struct strbuf *err)
{
	struct asking a = {
		.query = query, .names = STRBUF_INIT, .fields = STRBUF_INIT,
		.values = STRBUF_INIT,
		.variables = JSON_WRITER_INIT(&a.values)
	};
	struct json_writer body = JSON_WRITER_INIT(&request->body);
	struct strbuf text = STRBUF_INIT;

	(void)err;
	request->method = "POST";
	request->draws = DRAW_GRAPHQL;
	strbuf_addstr(&request->url, site->graphql);
	strvec_pushl(&request->headers, "Accept: application/json",
		     "Content-Type: application/json", NULL);
	write_query(&a, &text);
	json_begin_object(&body, NULL);
	json_put(&body, "query", text.buf);
	json_put_raw(&body, "variables", a.values.buf);
	json_end_object(&body);
	strbuf_release(&text);
	strbuf_release(&a.names);
	strbuf_release(&a.fields);
	strbuf_release(&a.values);
	return 0;
}

/* ---- read --------------------------------------------------------------- */

/* The number at the end of "gid://gitlab/User/12"; 0: it has none. */
static long long number_of(const struct json *doc, int id)
{
	char *gid = json_copy(doc, id);
	const char *slash = gid ? strrchr(gid, '/') : NULL;
	long long number = slash ? strtoll(slash + 1, NULL, 10) : 0;

	free(gid);
	return number;
}

static bool has_label(const struct json *doc, int project, size_t i,
		      const char *title)
{
	struct strbuf path = STRBUF_INIT;
	int node;
	bool found;

	strbuf_addf(&path, "l%zu.title", i);
	node = json_get(doc, project, path.buf);
	found = json_kind(doc, node) == JSON_STRING;
	strbuf_reset(&path);
	strbuf_addf(&path, "a%zu.nodes", i);
	for (node = json_first(doc, json_get(doc, project, path.buf));
	     node >= 0 && !found; node = json_next(doc, node))
		found = json_equals(doc, json_get(doc, node, "title"), title);
	strbuf_release(&path);
	return found;
}

/* Those that were asked for; true: there are more to ask for. */
static bool read_labels(const struct json *doc, int project,
			const struct pull_query *query)
{
	size_t i, to = labels_to(query);

	for (i = labels_from(query); i < to; i++)
		if (!has_label(doc, project, i, query->labels->v[i]))
			strvec_pushf(query->notes, "lacks %s",
				     query->labels->v[i]);
	if (to < query->labels->nr)
		strvec_pushf(query->notes, "labels %zu", to);
	return to < query->labels->nr;
}

static void miss_labels(const struct pull_query *query, struct strbuf *lacks)
{
	size_t i;

	for (i = 0; i < query->notes->nr; i++)
		if (starts_with(query->notes->v[i], "lacks "))
			forge_lacks(lacks, "label", query->notes->v[i] +
				    strlen("lacks "));
	if (lacks->len)
		strbuf_addstr(lacks, " (--create-labels makes it)");
}

static void learn_milestone(const struct json *doc, int project,
			    const struct pull_query *query)
{
	int id = json_get(doc, project, "milestones.nodes.0.id");
	long long number = number_of(doc, id);

	if (number > 0)
		strvec_pushf(query->notes, "milestone %lld", number);
}

long long gitlab_user(const struct pull_query *query, const char *name)
{
	const char *note, *space;
	size_t i;

	for (i = 0; query->notes && i < query->notes->nr; i++) {
		note = query->notes->v[i];
		space = strrchr(note, ' ');
		if (starts_with(note, "user ") && !strcasecmp(space + 1, name))
			return strtoll(note + strlen("user "), NULL, 10);
	}
	return 0;
}

static void learn_users(const struct json *doc,
			const struct pull_query *query)
{
	int user = json_first(doc, json_get(doc, 0, "data.users.nodes"));
	long long number;
	char *name;

	for (; user >= 0; user = json_next(doc, user)) {
		number = number_of(doc, json_get(doc, user, "id"));
		name = json_copy(doc, json_get(doc, user, "username"));
		if (number > 0 && name)
			strvec_pushf(query->notes, "user %lld %s", number,
				     name);
		free(name);
	}
}

/* Nobody twice: said are those of another list who were missed there. */
static void miss_users(const struct pull_query *query,
		       const struct strvec *names, const struct strvec *said,
		       struct strbuf *lacks)
{
	size_t i;

	for (i = 0; i < count(names); i++)
		if (!gitlab_user(query, names->v[i]) &&
		    !(said && strvec_has(said, names->v[i])))
			forge_lacks(lacks, "user", names->v[i]);
}

int gitlab_names_read(const struct reply *reply,
		      const struct pull_query *query, struct strbuf *err)
{
	struct json doc = JSON_INIT;
	struct strbuf lacks = STRBUF_INIT;
	int project, result = -1;

	if (json_parse(&doc, reply->body.buf, reply->body.len, err))
		goto out;
	project = json_get(&doc, 0, "data.projects.nodes.0");
	if (json_kind(&doc, project) != JSON_OBJECT) {
		strbuf_addstr(err, "the answer tells nothing of the project");
		goto out;
	}
	learn_users(&doc, query);
	learn_milestone(&doc, project, query);
	if (asks_labels(query) && read_labels(&doc, project, query)) {
		result = FORGE_MORE;
		goto out;
	}
	miss_labels(query, &lacks);
	miss_users(query, query->reviewers, NULL, &lacks);
	miss_users(query, query->assignees, query->reviewers, &lacks);
	if (query->milestone && !gitlab_milestone(query))
		forge_lacks(&lacks, "open milestone", query->milestone);
	strbuf_addstr(err, lacks.buf);
	result = lacks.len ? FORGE_LACKS : 0;
out:
	strbuf_release(&lacks);
	json_release(&doc);
	return result;
}

/* ---- open: with what is known ------------------------------------------- */

static void put_people(struct json_writer *body, const char *key,
		       const struct pull_query *query,
		       const struct strvec *names)
{
	long long number;
	size_t i;

	if (!count(names))
		return;
	json_begin_array(body, key);
	for (i = 0; i < names->nr; i++) {
		number = gitlab_user(query, names->v[i]);
		if (number)
			json_put_int(body, NULL, number);
	}
	json_end_array(body);
}

long long gitlab_milestone(const struct pull_query *query)
{
	return noted(query, "milestone ");
}

void gitlab_put_fields(struct json_writer *body,
		       const struct pull_query *query)
{
	long long milestone = gitlab_milestone(query);

	if (count(query->labels)) {
		json_begin_array(body, "labels");
		put_names(body, query->labels);
		json_end_array(body);
	}
	put_people(body, "assignee_ids", query, query->assignees);
	put_people(body, "reviewer_ids", query, query->reviewers);
	if (milestone)
		json_put_int(body, "milestone_id", milestone);
}
