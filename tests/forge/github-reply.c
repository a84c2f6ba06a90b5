/* SPDX-License-Identifier: MIT */
/*
 * Replies in GitHub's form, and what most handlers begin with: the page,
 * the repository, the pull request, the body.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "github.h"

#define PAGE_MAX 100
#define PAGE_USUAL 30

struct json_writer github_json(struct call *call, unsigned status)
{
	struct json_writer w = JSON_WRITER_INIT(&call->reply->body);

	strbuf_reset(&call->reply->body);
	reply_text(call->reply, status, "application/json; charset=utf-8",
		   "");
	return w;
}

void github_say(struct call *call, unsigned status, const char *message)
{
	struct json_writer w = github_json(call, status);
	char code[16];

	snprintf(code, sizeof(code), "%u", status);
	json_begin_object(&w, NULL);
	json_put(&w, "message", message);
	json_put(&w, "documentation_url", GITHUB_DOCS);
	json_put(&w, "status", code);
	json_end_object(&w);
}

void github_invalid(struct call *call, const char *resource,
		    const char *field, const char *code,
		    const char *message)
{
	struct json_writer w = github_json(call, 422);

	json_begin_object(&w, NULL);
	json_put(&w, "message", "Validation Failed");
	json_begin_array(&w, "errors");
	json_begin_object(&w, NULL);
	json_put(&w, "resource", resource);
	if (field)
		json_put(&w, "field", field);
	json_put(&w, "code", code);
	if (message)
		json_put(&w, "message", message);
	json_end_object(&w);
	json_end_array(&w);
	json_put(&w, "documentation_url", GITHUB_DOCS);
	json_put(&w, "status", "422");
	json_end_object(&w);
}

/* "&" and every parameter but page. */
static void other_params(struct strbuf *out, const char *query)
{
	while (*query) {
		size_t len = strcspn(query, "&");

		if (len && strncmp(query, "page=", 5)) {
			strbuf_addch(out, '&');
			strbuf_add(out, query, len);
		}
		query += len;
		if (*query)
			query++;
	}
}

static void add_link(struct strbuf *out, const struct call *call,
		     size_t page, const char *rel)
{
	strbuf_addf(out, "%s<%s%s?page=%zu", out->len ? ", " : "",
		    call->site, call->req->path, page);
	other_params(out, call->req->query);
	strbuf_addf(out, ">; rel=\"%s\"", rel);
}

struct page github_page(struct call *call, size_t total)
{
	long size = request_param_int(call->req, "per_page", PAGE_USUAL);
	long page = request_param_int(call->req, "page", 1);
	struct strbuf link = STRBUF_INIT;
	size_t count, at, last;
	struct page part;

	count = size < 1 ? PAGE_USUAL : size > PAGE_MAX ? PAGE_MAX
		: (size_t)size;
	at = page < 1 ? 1 : (size_t)page;
	last = (total + count - 1) / count;
	part.from = (at - 1) * count < total ? (at - 1) * count : total;
	part.to = part.from + count < total ? part.from + count : total;
	if (at > 1)
		add_link(&link, call, at - 1, "prev");
	if (at < last) {
		add_link(&link, call, at + 1, "next");
		add_link(&link, call, last, "last");
	}
	if (at > 1)
		add_link(&link, call, 1, "first");
	if (link.len)
		reply_header(call->reply, "Link", link.buf);
	strbuf_release(&link);
	return part;
}

static void say_moved(struct call *call, const struct repo *repo)
{
	struct json_writer w;
	struct strbuf url = STRBUF_INIT;
	const char *rest = strstr(call->req->path, "/repos/");
	int slashes = 0;

	/* what stands behind /repos/OWNER/NAME, asked of the number */
	for (rest = rest ? rest + 7 : ""; *rest; rest++)
		if (*rest == '/' && ++slashes == 2)
			break;
	strbuf_addf(&url, "%s/repositories/%lld%s", call->api,
		    repo_id(repo), rest);
	if (*call->req->query)
		strbuf_addf(&url, "?%s", call->req->query);
	reply_header(call->reply, "Location", url.buf);
	w = github_json(call, request_is(call->req, "GET") ? 301 : 307);
	json_begin_object(&w, NULL);
	json_put(&w, "message", "Moved Permanently");
	json_put(&w, "url", url.buf);
	json_put(&w, "documentation_url", GITHUB_DOCS);
	json_end_object(&w);
	strbuf_release(&url);
}

static void say_forbidden(struct call *call, enum permission need)
{
	if (call->req->account.most < need) {
		reply_header(call->reply, "X-Accepted-GitHub-Permissions",
			     "pull_requests=write");
		github_say(call, 403, "Resource not accessible by personal"
			   " access token");
	} else {
		github_say(call, 403, "Must have write rights to the"
			   " repository.");
	}
}

bool github_allowed(struct call *call, enum permission need)
{
	const struct account *account = &call->req->account;

	if (repo_is(&call->repo, "disabled"))
		github_say(call, 403, "Repository access blocked");
	else if (need > PERMISSION_READ && !account->known)
		github_say(call, 401, "Requires authentication");
	else if (need > PERMISSION_READ && repo_is(&call->repo, "archived"))
		github_say(call, 403, "Repository was archived so is"
			   " read-only.");
	else if (repo_permission(&call->repo, account) < need)
		say_forbidden(call, need);
	else
		return true;
	return false;
}

bool github_repo(struct call *call, enum permission need)
{
	const char *dir = call->forge->dir;
	enum found found = repo_find(&call->repo, dir, call->arg[0],
				     call->arg[1], NULL);
	bool there = found == REPO_FOUND ||
		(found == REPO_MOVED && repo_follow(&call->repo, dir,
						    call->arg[0],
						    call->arg[1]));

	if (!there || repo_permission(&call->repo, &call->req->account) ==
	    PERMISSION_NONE) {
		github_say(call, 404, "Not Found");
		return false;
	}
	if (found == REPO_MOVED) {
		say_moved(call, &call->repo);
		return false;
	}
	return github_allowed(call, need);
}

bool github_pull(struct call *call, enum permission need)
{
	char *end;
	long long number = strtoll(call->arg[2], &end, 10);

	if (!github_repo(call, need))
		return false;
	call->pull = *end ? NULL : pulls_get(&call->forge->pulls,
					     call->repo.full, number);
	if (!call->pull) {
		github_say(call, 404, "Not Found");
		return false;
	}
	pulls_refresh(&call->forge->pulls, call->pull, call->forge->dir,
		      call->now);
	return true;
}

bool github_body(struct call *call)
{
	struct strbuf err = STRBUF_INIT;
	bool good = false;

	if (json_parse(&call->body, call->req->body.buf, call->req->body.len,
		       &err))
		github_say(call, 400, "Problems parsing JSON");
	else if (json_kind(&call->body, 0) != JSON_OBJECT &&
		 json_kind(&call->body, 0) != JSON_ARRAY)
		github_say(call, 400, "Body should be a JSON object");
	else
		good = true;
	strbuf_release(&err);
	return good;
}

bool github_strings(struct call *call, const char *key, struct strvec *out)
{
	int node = json_kind(&call->body, 0) == JSON_ARRAY ? 0
		: json_get(&call->body, 0, key), item;
	bool good = node < 0 ||
		    json_kind(&call->body, node) == JSON_ARRAY;
	struct strbuf text = STRBUF_INIT;

	for (item = json_first(&call->body, node); good && item >= 0;
	     item = json_next(&call->body, item)) {
		strbuf_reset(&text);
		if (json_string(&call->body, item, &text))
			good = false;
		else if (!strvec_has(out, text.buf))
			strvec_push(out, text.buf);
	}
	strbuf_release(&text);
	if (!good)
		github_say(call, 422, "Invalid request. An array of strings"
			   " was expected.");
	return good;
}

char *github_split(char *full)
{
	char *slash = strrchr(full, '/');

	if (!slash)
		return full + strlen(full);
	*slash = '\0';
	return slash + 1;
}
