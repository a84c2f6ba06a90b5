/* SPDX-License-Identifier: MIT */
/*
 * Requests to Gitea's API, and the pull requests in its replies.
 */
#include "forges/gitea.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "forges/forks.h"

void gitea_request(struct request *request, const char *method,
		   const struct forge_site *site, const char *owner,
		   const char *name, const char *path)
{
	request->method = method;
	strbuf_addf(&request->url, "%srepos/", site->api);
	text_percent_encode(&request->url, owner);
	strbuf_addch(&request->url, '/');
	text_percent_encode(&request->url, name);
	strbuf_addstr(&request->url, path);
	strvec_push(&request->headers, "Accept: application/json");
}

void gitea_expect_body(struct request *request)
{
	strvec_push(&request->headers, "Content-Type: application/json");
}

void gitea_add_page(struct request *request, unsigned page)
{
	strbuf_addf(&request->url, "%cpage=%u&limit=50",
		    strchr(request->url.buf, '?') ? '&' : '?', page);
}

/* Its address names the server's public one, which need not be ours. */
bool gitea_has_next(const struct reply *reply)
{
	const char *link = reply_header(reply, "link");

	return link && strstr(link, "rel=\"next\"");
}

const char *const gitea_draft_marks[] = { "WIP:", "[WIP]", NULL };

bool gitea_is_draft_title(const char *title)
{
	const char *const *mark;

	for (mark = gitea_draft_marks; *mark; mark++)
		if (!strncasecmp(title, *mark, strlen(*mark)))
			return true;
	return false;
}

static enum pull_state read_state(const struct json *doc, int node)
{
	if (json_bool(doc, json_get(doc, node, "merged"), false))
		return PULL_MERGED;
	if (json_equals(doc, json_get(doc, node, "state"), "open"))
		return PULL_OPEN;
	return PULL_CLOSED;
}

void gitea_read_pull(const struct json *doc, int node, struct pull *pull)
{
	pull_release(pull);
	pull->state = read_state(doc, node);
	pull->number = json_int(doc, json_get(doc, node, "number"), 0);
	pull->url = json_copy(doc, json_get(doc, node, "html_url"));
	pull->title = json_copy(doc, json_get(doc, node, "title"));
	pull->head = json_copy(doc, json_get(doc, node, "head.sha"));
	pull->base = json_copy(doc, json_get(doc, node, "base.ref"));
	/* before 1.20 only the title tells */
	pull->draft = json_bool(doc, json_get(doc, node, "draft"),
				pull->title &&
				gitea_is_draft_title(pull->title));
}

/*
 * head.ref becomes refs/pull/N/head when the branch is gone, head.label
 * stays; head.repo_id is -1 when the fork is gone.
 */
bool gitea_is_from(const struct json *doc, int node,
		   const struct forge_fork *fork, const char *branch,
		   const char *base)
{
	int from = json_get(doc, node, "head.repo_id");
	int to = json_get(doc, node, "base.repo_id");
	bool is = fork ? forge_fork_is(fork, doc,
				       json_get(doc, node,
						"head.repo.full_name"))
		       : json_int(doc, from, -1) == json_int(doc, to, -2);

	return is &&
	       (json_equals(doc, json_get(doc, node, "head.label"), branch) ||
		json_equals(doc, json_get(doc, node, "head.ref"), branch)) &&
	       (!base || json_equals(doc, json_get(doc, node, "base.ref"),
				     base));
}
