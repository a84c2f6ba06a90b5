/* SPDX-License-Identifier: MIT */
/*
 * Merge requests on GitLab by REST: found by their branch, and opened with all
 * that they carry. GitLab's own name of a project is its number; its path is
 * sent in one piece, with %2F, which not every proxy before a server bears.
 */
#include "forges/gitlab.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "forges/forks.h"

enum pull_state gitlab_state(const struct json *doc, int node)
{
	if (json_equals(doc, node, "opened") ||
	    json_equals(doc, node, "locked"))
		return PULL_OPEN;
	if (json_equals(doc, node, "merged"))
		return PULL_MERGED;
	if (json_equals(doc, node, "closed"))
		return PULL_CLOSED;
	return PULL_NONE;
}

void gitlab_project(struct request *request, const char *method,
		    const struct forge_site *site, const char *owner,
		    const char *name, const char *id)
{
	request->method = method;
	strbuf_addf(&request->url, "%sprojects/", site->api);
	if (id) {
		text_percent_encode(&request->url, id);
	} else {
		text_percent_encode(&request->url, owner);
		strbuf_addstr(&request->url, "%2F");
		text_percent_encode(&request->url, name);
	}
	strvec_push(&request->headers, "Accept: application/json");
}

void gitlab_begin(struct request *request, const char *method,
		  const struct forge_site *site,
		  const struct pull_query *query, const char *tail)
{
	gitlab_project(request, method, site, query->owner, query->name,
		       query->repository);
	strbuf_addf(&request->url, "/merge_requests%s", tail);
}

void gitlab_expect_body(struct request *request)
{
	strvec_push(&request->headers, "Content-Type: application/json");
}

static void read_request(const struct json *doc, int node, struct pull *pull)
{
	pull_release(pull);
	pull->state = gitlab_state(doc, json_get(doc, node, "state"));
	pull->number = json_int(doc, json_get(doc, node, "iid"), 0);
	pull->url = json_copy(doc, json_get(doc, node, "web_url"));
	pull->title = json_copy(doc, json_get(doc, node, "title"));
	pull->head = json_copy(doc, json_get(doc, node, "sha"));
	pull->base = json_copy(doc, json_get(doc, node, "target_branch"));
	pull->draft = json_bool(doc, json_get(doc, node, "draft"), false);
}

int gitlab_read_one(const struct reply *reply, struct json *doc,
		    struct pull *pull, struct strbuf *err)
{
	struct pull answer = { .state = PULL_NONE };
	int result = -1;

	if (json_parse(doc, reply->body.buf, reply->body.len, err))
		return -1;
	read_request(doc, 0, &answer);
	if (answer.number > 0 && answer.url && answer.state != PULL_NONE) {
		pull_copy(pull, &answer);
		result = 0;
	} else {
		strbuf_addstr(err, "the answer names no merge request");
	}
	pull_release(&answer);
	return result;
}

/* ---- find ------------------------------------------------------------ */

int gitlab_find_ask(const struct forge_site *site,
		    const struct pull_query *query, struct request *request,
		    struct strbuf *err)
{
	(void)err;
	gitlab_begin(request, "GET", site, query, "?source_branch=");
	request->draws = DRAW_READ;
	text_percent_encode(&request->url, query->branch);
	strbuf_addstr(&request->url, "&state=all&per_page=100");
	return 0;
}

/* Whether it is from the project itself, or from the fork. */
static bool is_from(const struct json *doc, int node,
		    const struct forge_fork *fork)
{
	long long source = json_int(doc, json_get(doc, node,
						  "source_project_id"), -1);

	if (fork)
		return fork->id && source == strtoll(fork->id, NULL, 10);
	return source == json_int(doc, json_get(doc, node,
						"target_project_id"), -2);
}

/* Those of forks are listed too. 0: not ours; an open one beats others. */
static int fitness(const struct json *doc, int node,
		   const struct pull_query *query)
{
	int target = json_get(doc, node, "target_branch");

	if (!json_equals(doc, json_get(doc, node, "source_branch"),
			 query->branch) ||
	    !is_from(doc, node, query->fork))
		return 0;
	if (gitlab_state(doc, json_get(doc, node, "state")) != PULL_OPEN)
		return 1;
	return query->base && json_equals(doc, target, query->base) ? 3 : 2;
}

int gitlab_find_read(const struct reply *reply,
		     const struct pull_query *query, struct pull *pull,
		     struct strbuf *err)
{
	struct json doc = JSON_INIT;
	int node, fits, best = 0, result = -1;

	if (json_parse(&doc, reply->body.buf, reply->body.len, err))
		goto out;
	if (json_kind(&doc, 0) != JSON_ARRAY) {
		strbuf_addstr(err, "the answer is no list of merge requests");
		goto out;
	}
	pull_release(pull);
	/* the newest come first */
	for (node = json_first(&doc, 0); node >= 0;
	     node = json_next(&doc, node)) {
		fits = fitness(&doc, node, query);
		if (fits > best) {
			best = fits;
			read_request(&doc, node, pull);
		}
	}
	result = 0;
out:
	json_release(&doc);
	return result;
}

/* ---- open ------------------------------------------------------------ */

const char *const gitlab_draft_marks[] = {
	"Draft:", "[draft]", "(draft)", NULL
};

static bool is_draft_title(const char *title)
{
	const char *const *mark;

	for (mark = gitlab_draft_marks; *mark; mark++)
		if (!strncasecmp(title, *mark, strlen(*mark)))
			return true;
	return false;
}

static void put_title(struct json_writer *body,
		      const struct pull_query *query)
{
	struct strbuf title = STRBUF_INIT;

	if (query->draft && !is_draft_title(query->title))
		strbuf_addstr(&title, "Draft: ");
	strbuf_addstr(&title, query->title);
	json_put(body, "title", title.buf);
	strbuf_release(&title);
}

/* One from a fork is posted there, and names the project that it goes to. */
static void begin_open(struct request *request, const struct forge_site *site,
		       const struct pull_query *query)
{
	struct pull_query from = *query;

	if (query->fork) {
		from.owner = query->fork->owner;
		from.name = query->fork->name;
		from.repository = query->fork->id;
	}
	gitlab_begin(request, "POST", site, &from, "");
	gitlab_expect_body(request);
}

static void put_target(struct json_writer *body,
		       const struct pull_query *query)
{
	if (query->fork)
		json_put_int(body, "target_project_id",
			     strtoll(query->repository, NULL, 10));
	json_put(body, "target_branch", query->base);
}

int gitlab_open_ask(const struct forge_site *site,
		    const struct pull_query *query, struct request *request,
		    struct strbuf *err)
{
	struct json_writer body = JSON_WRITER_INIT(&request->body);

	if (query->fork && !query->repository) {
		strbuf_addf(err, "the number of '%s/%s' is not known",
			    query->owner, query->name);
		return -1;
	}
	begin_open(request, site, query);
	request->draws = DRAW_WRITE | DRAW_CONTENT;
	json_begin_object(&body, NULL);
	json_put(&body, "source_branch", query->branch);
	put_target(&body, query);
	put_title(&body, query);
	if (query->body)
		json_put(&body, "description", query->body);
	gitlab_put_fields(&body, query);
	json_end_object(&body);
	return 0;
}

int gitlab_open_read(const struct reply *reply,
		     const struct pull_query *query, struct pull *pull,
		     struct strbuf *err)
{
	struct json doc = JSON_INIT;
	int result = gitlab_read_one(reply, &doc, pull, err);

	if (!result)
		gitlab_find_lost(&doc, query);
	json_release(&doc);
	return result;
}
