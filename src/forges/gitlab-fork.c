/* SPDX-License-Identifier: MIT */
/*
 * Forks on GitLab, which are made in the background: import_status tells how
 * far (docs.gitlab.com, "Project forks API").
 */
#include "forges/forks.h"

#include <stdlib.h>
#include <strings.h>

#include "base/alloc.h"
#include "forges/gitlab.h"

/* Only those that may be pushed to: 30 is a developer. */
int gitlab_fork_find_ask(const struct forge_site *site,
			 const struct fork_query *query,
			 struct request *request, struct strbuf *err)
{
	(void)err;
	gitlab_project(request, "GET", site, query->owner, query->name,
		       query->repository);
	request->draws = DRAW_READ;
	strbuf_addf(&request->url, "/forks?%s&per_page=100&page=%s",
		    query->own ? "owned=true" : "min_access_level=30",
		    query->notes->nr ? query->notes->v[0] : "1");
	return 0;
}

static int take(const struct json *doc, int node, struct forge_fork *fork,
		struct strbuf *err)
{
	char *path = json_copy(doc, json_get(doc, node,
					     "path_with_namespace"));
	int status = json_get(doc, node, "import_status");
	long long id = json_int(doc, json_get(doc, node, "id"), 0);
	struct strbuf number = STRBUF_INIT;
	int result = -1;

	if (!forge_fork_take_path(fork, path) || id <= 0) {
		strbuf_addstr(err, "the answer names no fork");
	} else if (json_equals(doc, status, "failed")) {
		strbuf_addf(err, "fork '%s' could not be made: ", path);
		forge_text(doc, json_get(doc, node, "import_error"), err);
	} else {
		strbuf_addf(&number, "%lld", id);
		replace_string(&fork->id, number.buf);
		fork->ready = !json_equals(doc, status, "scheduled") &&
			      !json_equals(doc, status, "started");
		result = 0;
	}
	strbuf_release(&number);
	free(path);
	return result;
}

static bool is_of(const struct json *doc, int node, const char *owner)
{
	char *path = json_copy(doc, json_get(doc, node,
					     "namespace.full_path"));
	bool is = path && !strcasecmp(path, owner);

	free(path);
	return is;
}

static int go_on(const struct reply *reply, const struct fork_query *query)
{
	const char *next = reply_header(reply, "x-next-page");

	strvec_clear(query->notes);
	if (!next || !*next)
		return 0;
	strvec_push(query->notes, next);
	return FORGE_MORE;
}

int gitlab_fork_find_read(const struct reply *reply,
			  const struct fork_query *query,
			  struct forge_fork *fork, struct strbuf *err)
{
	struct json doc = JSON_INIT;
	int node, result = -1;

	if (json_parse(&doc, reply->body.buf, reply->body.len, err))
		goto out;
	if (json_kind(&doc, 0) != JSON_ARRAY) {
		strbuf_addstr(err, "the answer is no list of forks");
		goto out;
	}
	for (node = json_first(&doc, 0); node >= 0;
	     node = json_next(&doc, node))
		if (is_of(&doc, node, query->into))
			break;
	result = node >= 0 ? take(&doc, node, fork, err)
			   : go_on(reply, query);
out:
	json_release(&doc);
	return result;
}

int gitlab_fork_make_ask(const struct forge_site *site,
			 const struct fork_query *query,
			 struct request *request, struct strbuf *err)
{
	struct json_writer body = JSON_WRITER_INIT(&request->body);

	(void)err;
	gitlab_project(request, "POST", site, query->owner, query->name,
		       query->repository);
	gitlab_expect_body(request);
	request->draws = DRAW_WRITE | DRAW_CONTENT;
	strbuf_addstr(&request->url, "/fork");
	json_begin_object(&body, NULL);
	if (!query->own)
		json_put(&body, "namespace_path", query->into);
	json_end_object(&body);
	return 0;
}

int gitlab_fork_read(const struct reply *reply,
		     const struct fork_query *query, struct forge_fork *fork,
		     struct strbuf *err)
{
	struct json doc = JSON_INIT;
	int result = -1;

	(void)query;
	if (!json_parse(&doc, reply->body.buf, reply->body.len, err))
		result = take(&doc, 0, fork, err);
	json_release(&doc);
	return result;
}

int gitlab_fork_ready_ask(const struct forge_site *site,
			  const struct fork_query *query,
			  struct request *request, struct strbuf *err)
{
	const struct forge_fork *fork = query->fork;

	(void)err;
	gitlab_project(request, "GET", site, fork->owner, fork->name,
		       fork->id);
	request->draws = DRAW_READ;
	return 0;
}
