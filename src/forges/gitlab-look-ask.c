/* SPDX-License-Identifier: MIT */
/*
 * What is asked about many projects in one GraphQL query. A list of them by
 * their paths costs far less than each alone (the source of GitLab's
 * app/graphql: a field's cost is multiplied by about 1 + 0.01 for each item
 * of its page), so that those of which the same is asked share one; names are
 * variables, since the text may have no more than 10,000 characters.
 */
#include "forges/gitlab.h"

#include <string.h>

static const char project_fields[] =
	" fragment P on Project{id fullPath archived"
	" userPermissions{pushCode createMergeRequestIn}}";

static const char request_fields[] =
	" fragment M on MergeRequest{iid state draft title webUrl"
	" diffHeadSha targetBranch sourceProject{id}}";

static const char tree_fields[] =
	" fragment T on Tree{lastCommit{sha}}";

/* Merge requests of forks may have a branch of the same name. */
#define REQUESTS_MAX 10

struct asking {
	const struct forge_site *site;
	const struct look_query *queries;
	size_t nr;
	struct strbuf names;		/* "$p0:[String!],…" */
	struct strbuf fields;
	struct strbuf values;		/* of the names, JSON */
	struct json_writer variables;
	bool requests, ready;
};

static bool same_text(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

static bool same_questions(const struct look_query *a,
			   const struct look_query *b)
{
	return same_text(a->branch, b->branch) &&
	       same_text(a->base, b->base) && a->merge == b->merge &&
	       a->base_checks == b->base_checks && !a->fork == !b->fork;
}

size_t gitlab_look_group(const struct look_query *queries, size_t i)
{
	size_t first = 0;

	while (!same_questions(&queries[first], &queries[i]))
		first++;
	return first;
}

/* Declares a variable, "$p0", and gives its key. */
static void declare(struct asking *a, struct strbuf *key, char letter,
		    size_t i, const char *type)
{
	strbuf_addf(key, "%c%zu", letter, i);
	strbuf_addf(&a->names, "%s$%s:%s", a->names.len ? "," : "", key->buf,
		    type);
}

static void put_path(struct asking *a, const char *key,
		     const struct look_query *q)
{
	struct strbuf path = STRBUF_INIT;

	strbuf_addf(&path, "%s/%s", q->owner, q->name);
	json_put(&a->variables, key, path.buf);
	strbuf_release(&path);
}

/* Of the commit itself: which branch it was started for is no matter. */
static const char commit_checks[] =
	" lastCommit{pipelines(first:1){nodes{status}}}";

static void ask_tree(struct asking *a, const char *alias, char letter,
		     size_t i, const char *branch, bool checks)
{
	struct strbuf key = STRBUF_INIT, ref = STRBUF_INIT;

	strbuf_addf(&a->fields, " %s:tree", alias);
	if (branch) {
		declare(a, &key, letter, i, "String");
		strbuf_addf(&ref, "refs/heads/%s", branch);
		json_put(&a->variables, key.buf, ref.buf);
		strbuf_addf(&a->fields, "(ref:$%s)", key.buf);
	}
	strbuf_addf(&a->fields, "{...T%s}", checks ? commit_checks : "");
	strbuf_release(&key);
	strbuf_release(&ref);
}

static void ask_requests(struct asking *a, size_t i,
			 const struct look_query *q)
{
	struct strbuf key = STRBUF_INIT;

	a->requests = true;
	declare(a, &key, 's', i, "[String!]");
	json_begin_array(&a->variables, key.buf);
	json_put(&a->variables, NULL, q->branch);
	json_end_array(&a->variables);
	strbuf_addf(&a->fields, " mergeRequests(sourceBranches:$%s,first:%d)"
		    "{nodes{...M", key.buf, REQUESTS_MAX);
	if (q->merge) {
		a->ready = true;
		strbuf_addstr(&a->fields, " ...R");
	}
	if (q->fork)
		strbuf_addstr(&a->fields, " sourceBranchExists");
	strbuf_addstr(&a->fields, "}}");
	strbuf_release(&key);
}

/* What is asked of one project, or of each in a list. */
static void ask_project(struct asking *a, size_t i)
{
	const struct look_query *q = &a->queries[i];

	strbuf_addstr(&a->fields, "{...P repository{rootRef empty");
	if (!(a->site->lacks & GITLAB_NO_TREE)) {
		ask_tree(a, "base", 'b', i, q->base, q->base_checks);
		if (q->branch && !q->fork)
			ask_tree(a, "branch", 'r', i, q->branch, false);
	}
	strbuf_addch(&a->fields, '}');
	if (q->branch)
		ask_requests(a, i, q);
	strbuf_addch(&a->fields, '}');
}

static void ask_group(struct asking *a, size_t first)
{
	struct strbuf key = STRBUF_INIT;
	size_t i, members = 0;

	declare(a, &key, 'p', first, "[String!]");
	json_begin_array(&a->variables, key.buf);
	for (i = first; i < a->nr; i++)
		if (gitlab_look_group(a->queries, i) == first) {
			put_path(a, NULL, &a->queries[i]);
			members++;
		}
	json_end_array(&a->variables);
	strbuf_addf(&a->fields, " g%zu:projects(fullPaths:$%s,first:%zu)"
		    "{nodes", first, key.buf, members);
	ask_project(a, first);
	strbuf_addch(&a->fields, '}');
	strbuf_release(&key);
}

static void ask_alone(struct asking *a, size_t i)
{
	struct strbuf key = STRBUF_INIT;

	declare(a, &key, 'p', i, "ID!");
	put_path(a, key.buf, &a->queries[i]);
	strbuf_addf(&a->fields, " r%zu:project(fullPath:$%s)", i, key.buf);
	ask_project(a, i);
	strbuf_release(&key);
}

static void ask_all(struct asking *a)
{
	size_t i;

	json_begin_object(&a->variables, NULL);
	for (i = 0; i < a->nr; i++)
		if (a->site->lacks & GITLAB_NO_FULL_PATHS)
			ask_alone(a, i);
		else if (gitlab_look_group(a->queries, i) == i)
			ask_group(a, i);
	json_end_object(&a->variables);
}

static void write_query(const struct asking *a, struct strbuf *query)
{
	strbuf_addf(query, "query(%s){", a->names.buf);
	if (!a->site->no_login)
		strbuf_addstr(query, "currentUser{username}");
	if (!(a->site->lacks & GITLAB_NO_COMPLEXITY))
		strbuf_addstr(query, " queryComplexity{score limit}");
	strbuf_addstr(query, a->fields.buf);
	strbuf_addch(query, '}');
	strbuf_addstr(query, project_fields);
	if (!(a->site->lacks & GITLAB_NO_TREE))
		strbuf_addstr(query, tree_fields);
	if (a->requests)
		strbuf_addstr(query, request_fields);
	if (a->ready) {
		strbuf_addstr(query, " fragment R on MergeRequest{");
		gitlab_ask_ready(a->site, query);
		strbuf_addch(query, '}');
	}
}

int gitlab_look_ask(const struct forge_site *site,
		    const struct look_query *queries, size_t nr,
		    struct request *request, struct strbuf *err)
{
	struct asking a = {
		.site = site, .queries = queries, .nr = nr,
		.names = STRBUF_INIT, .fields = STRBUF_INIT,
		.values = STRBUF_INIT,
		.variables = JSON_WRITER_INIT(&a.values)
	};
	struct json_writer body = JSON_WRITER_INIT(&request->body);
	struct strbuf query = STRBUF_INIT;

	(void)err;
	request->method = "POST";
	request->draws = DRAW_GRAPHQL;
	strbuf_addstr(&request->url, site->graphql);
	strvec_pushl(&request->headers, "Accept: application/json",
		     "Content-Type: application/json", NULL);
	ask_all(&a);
	write_query(&a, &query);
	json_begin_object(&body, NULL);
	json_put(&body, "query", query.buf);
	json_put_raw(&body, "variables", a.values.buf);
	json_end_object(&body);
	strbuf_release(&query);
	strbuf_release(&a.names);
	strbuf_release(&a.fields);
	strbuf_release(&a.values);
	return 0;
}
