/* SPDX-License-Identifier: MIT */
/*
 * What a request to GitLab asks for: parameters in a body of JSON, a form or
 * the query, all the same to it, and pages of lists.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/alloc.h"
#include "base/text.h"
#include "gitlab.h"

#define PAGE_MAX 100
#define PAGE_USUAL 20
#define OFFSET_MAX 50000

static bool is_json(const struct request *req)
{
	const char *type = request_header(req, "Content-Type");

	return type && starts_with(type, "application/json");
}

bool gitlab_body(struct call *call)
{
	struct strbuf err = STRBUF_INIT;
	bool good = true;

	if (is_json(call->req) && call->req->body.len) {
		good = !json_parse(&call->body, call->req->body.buf,
				   call->req->body.len, &err) &&
		       json_kind(&call->body, 0) == JSON_OBJECT;
		if (!good)
			gitlab_error(call, 400, "message body does not match"
				     " declared format");
	}
	strbuf_release(&err);
	return good;
}

/* The node of a body that is JSON; -1: absent, or null. */
static int body_node(const struct call *call, const char *name)
{
	int node = call->body.nr > 0 ? json_get(&call->body, 0, name) : -1;

	return json_kind(&call->body, node) == JSON_NULL ? -1 : node;
}

/* A form is a query in the body. */
static bool form_param(const struct call *call, const char *name,
		       struct strbuf *out)
{
	struct request form = { .query = call->req->body.buf };

	return !is_json(call->req) && call->req->body.len &&
	       request_param(&form, name, out);
}

bool gitlab_param(const struct call *call, const char *name,
		  struct strbuf *out)
{
	int node = body_node(call, name);

	strbuf_reset(out);
	if (node < 0)
		return form_param(call, name, out) ||
		       request_param(call->req, name, out);
	if (json_string(&call->body, node, out))
		json_raw(&call->body, node, out);
	return true;
}

/* What GitLab takes for true in a query or form (python's True is one). */
static bool is_true(const char *text)
{
	static const char *const words[] = { "1", "on", "t", "true", "y",
					     "yes" };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(words); i++)
		if (!strcasecmp(text, words[i]))
			return true;
	return false;
}

bool gitlab_flag(const struct call *call, const char *name, bool otherwise)
{
	struct strbuf text = STRBUF_INIT;
	bool flag = otherwise;

	if (gitlab_param(call, name, &text) && text.len)
		flag = is_true(text.buf);
	strbuf_release(&text);
	return flag;
}

bool gitlab_asks(const struct call *call, const char *name, const char *text)
{
	struct strbuf value = STRBUF_INIT;
	bool same = gitlab_param(call, name, &value) &&
		    !strcmp(value.buf, text);

	strbuf_release(&value);
	return same;
}

static void add_item(struct strvec *out, const char *item)
{
	struct strbuf text = STRBUF_INIT;

	strbuf_addstr(&text, item + strspn(item, " "));
	strbuf_rtrim(&text);
	if (text.len && !strvec_has(out, text.buf))
		strvec_push(out, text.buf);
	strbuf_release(&text);
}

static void add_items(struct strvec *out, const char *text)
{
	struct strvec parts = STRVEC_INIT;
	size_t i;

	strvec_split(&parts, text, ',');
	for (i = 0; i < parts.nr; i++)
		add_item(out, parts.v[i]);
	strvec_clear(&parts);
}

/* Every NAME[]=VALUE of a query. */
static bool add_repeated(struct strvec *out, const char *query,
			 const char *name)
{
	struct strbuf key = STRBUF_INIT, value = STRBUF_INIT;
	bool found = false;

	while (*query) {
		size_t len = strcspn(query, "&");
		size_t key_len = strcspn(query, "=&");

		strbuf_reset(&key);
		strbuf_reset(&value);
		http_decode(&key, query, key_len, true);
		if (key_len < len)
			http_decode(&value, query + key_len + 1,
				    len - key_len - 1, true);
		if (ends_with(key.buf, "[]") &&
		    key.len == strlen(name) + 2 &&
		    starts_with(key.buf, name)) {
			found = true;
			add_item(out, value.buf);
		}
		query += len + (query[len] == '&');
	}
	strbuf_release(&key);
	strbuf_release(&value);
	return found;
}

bool gitlab_list(const struct call *call, const char *name,
		 struct strvec *out)
{
	struct strbuf text = STRBUF_INIT;
	int node = body_node(call, name), item;
	bool found = true;

	if (json_kind(&call->body, node) == JSON_ARRAY) {
		for (item = json_first(&call->body, node); item >= 0;
		     item = json_next(&call->body, item)) {
			strbuf_reset(&text);
			if (json_string(&call->body, item, &text))
				json_raw(&call->body, item, &text);
			add_item(out, text.buf);
		}
	} else if (gitlab_param(call, name, &text)) {
		add_items(out, text.buf);
	} else {
		found = add_repeated(out, call->req->query, name);
		if (!found && !is_json(call->req))
			found = add_repeated(out, call->req->body.buf, name);
	}
	strbuf_release(&text);
	return found;
}

/* Every parameter but page, each with "&" behind it. */
static void other_params(struct strbuf *out, const char *query)
{
	while (*query) {
		size_t len = strcspn(query, "&");

		if (len && strncmp(query, "page=", 5)) {
			strbuf_add(out, query, len);
			strbuf_addch(out, '&');
		}
		query += len + (query[len] == '&');
	}
}

static void add_link(struct strbuf *out, const struct call *call,
		     size_t page, const char *rel)
{
	strbuf_addf(out, "%s<%s%s?", out->len ? ", " : "", call->site,
		    call->req->path);
	other_params(out, call->req->query);
	strbuf_addf(out, "page=%zu>; rel=\"%s\"", page, rel);
}

static void put_page(struct call *call, const char *name, size_t page,
		     bool there)
{
	if (there)
		reply_headerf(call->reply, name, "%zu", page);
	else
		reply_header(call->reply, name, "");
}

static void page_headers(struct call *call, size_t at, size_t size,
			 size_t total)
{
	size_t last = total ? (total + size - 1) / size : 1;
	struct strbuf link = STRBUF_INIT;

	put_page(call, "X-Next-Page", at + 1, at < last);
	put_page(call, "X-Page", at, true);
	put_page(call, "X-Per-Page", size, true);
	put_page(call, "X-Prev-Page", at - 1, at > 1);
	if (total <= 10000) {		/* not counted beyond that */
		put_page(call, "X-Total", total, true);
		put_page(call, "X-Total-Pages", last, true);
	}
	if (at > 1)
		add_link(&link, call, at - 1, "prev");
	if (at < last)
		add_link(&link, call, at + 1, "next");
	add_link(&link, call, 1, "first");
	if (total <= 10000)
		add_link(&link, call, last, "last");
	reply_header(call->reply, "Link", link.buf);
	strbuf_release(&link);
}

size_t gitlab_page_max(const struct forge *forge)
{
	double set = settings_number(&forge->config, "gitlab-page-max",
				     PAGE_MAX);

	return set >= 1 && set <= PAGE_MAX ? (size_t)set : PAGE_MAX;
}

int gitlab_page(struct call *call, size_t total, struct gitlab_page *page)
{
	long per_page = request_param_int(call->req, "per_page", PAGE_USUAL);
	long number = request_param_int(call->req, "page", 1);
	size_t size, at, most = gitlab_page_max(call->forge);

	if (per_page < 1 || number < 1) {
		gitlab_error(call, 400, per_page < 1
			     ? "per_page does not have a valid value"
			     : "page does not have a valid value");
		return -1;
	}
	size = (size_t)per_page > most ? most : (size_t)per_page;
	at = (size_t)number;
	if ((at - 1) * size > OFFSET_MAX) {
		gitlab_error(call, 405, "Offset pagination has a maximum"
			     " allowed offset of 50000 for requests that"
			     " return objects of type Project. Remaining"
			     " records can be retrieved using keyset"
			     " pagination.");
		return -1;
	}
	page->from = (at - 1) * size < total ? (at - 1) * size : total;
	page->to = page->from + size < total ? page->from + size : total;
	page_headers(call, at, size, total);
	return 0;
}
