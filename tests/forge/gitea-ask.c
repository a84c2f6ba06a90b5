/* SPDX-License-Identifier: MIT */
/*
 * What a request to Gitea asks for: the page of a list, the members of a
 * body.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/alloc.h"
#include "gitea.h"

#define PAGE_MAX 50
#define PAGE_USUAL 30

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The query with another page, sorted by names as the server's encoder. */
static void other_page(const struct call *call, size_t page,
		       struct strbuf *out)
{
	struct strvec params = STRVEC_INIT;
	const char *at = call->req->query;
	size_t i;

	while (*at) {
		size_t len = strcspn(at, "&");

		if (len && strncmp(at, "page=", 5) != 0)
			strvec_pushf(&params, "%.*s", (int)len, at);
		at += len + (at[len] == '&');
	}
	strvec_pushf(&params, "page=%zu", page);
	qsort(params.v, params.nr, sizeof(*params.v), by_text);
	for (i = 0; i < params.nr; i++)
		strbuf_addf(out, "%s%s", i ? "&" : "?", params.v[i]);
	strvec_clear(&params);
}

static void add_link(const struct call *call, size_t page, const char *rel,
		     struct strbuf *out)
{
	strbuf_addf(out, "%s<%s%s", out->len ? "," : "", call->site,
		    call->req->path);
	other_page(call, page, out);
	strbuf_addf(out, ">; rel=\"%s\"", rel);
}

static void add_links(struct call *call, size_t at, size_t last)
{
	struct strbuf link = STRBUF_INIT;

	if (at < last) {
		add_link(call, at + 1, "next", &link);
		add_link(call, last, "last", &link);
	}
	if (at > 1) {
		add_link(call, 1, "first", &link);
		add_link(call, at - 1, "prev", &link);
	}
	if (link.len)
		reply_header(call->reply, "Link", link.buf);
	strbuf_release(&link);
}

struct gitea_page gitea_page(struct call *call, size_t total, bool links)
{
	double set = settings_number(&call->forge->config, "gitea-page-max",
				     PAGE_MAX);
	size_t most = set >= 1 ? (size_t)set : PAGE_MAX;
	long limit = request_param_int(call->req, "limit", 0);
	long page = request_param_int(call->req, "page", 1);
	size_t wanted = limit < 1 ? PAGE_USUAL : (size_t)limit;
	size_t size = wanted > most ? most : wanted;
	size_t at = page < 1 ? 1 : (size_t)page;
	struct gitea_page part;

	part.from = (at - 1) * size < total ? (at - 1) * size : total;
	part.to = part.from + size < total ? part.from + size : total;
	reply_headerf(call->reply, "X-Total-Count", "%zu", total);
	if (links)
		add_links(call, at, (total + size - 1) / size);
	return part;
}

bool gitea_flag(const struct call *call, const char *name, bool otherwise)
{
	struct strbuf text = STRBUF_INIT;
	bool value = otherwise;

	if (request_param(call->req, name, &text) && text.len)
		value = !strcmp(text.buf, "true") || !strcmp(text.buf, "1");
	strbuf_release(&text);
	return value;
}

static bool refuse(struct call *call, const char *field, const char *why)
{
	struct strbuf text = STRBUF_INIT;

	strbuf_addf(&text, "[%s]: %s", field, why);
	gitea_say(call, 422, text.buf);
	strbuf_release(&text);
	return false;
}

bool gitea_body(struct call *call)
{
	const char *type = request_header(call->req, "Content-Type");
	struct strbuf err = STRBUF_INIT;
	bool good = true, form;

	if (!type)
		return refuse(call, "", "Empty Content-Type");
	form = strstr(type, "form") != NULL;
	if (!form && !strstr(type, "json"))
		return refuse(call, "", "Unsupported Content-Type");
	if (form || !call->req->body.len)	/* then nothing is in it */
		good = !json_parse(&call->body, "{}", 2, &err);
	else if (json_parse(&call->body, call->req->body.buf,
			    call->req->body.len, &err) ||
		 json_kind(&call->body, 0) != JSON_OBJECT)
		good = refuse(call, "", err.len ? err.buf : "json: cannot"
			      " unmarshal into Go value");
	strbuf_release(&err);
	return good;
}

int gitea_member(const struct call *call, const char *key)
{
	int node = json_get(&call->body, 0, key);
	struct strbuf name = STRBUF_INIT;
	int item;

	for (item = json_first(&call->body, 0); node < 0 && item >= 0;
	     item = json_next(&call->body, item)) {
		strbuf_reset(&name);
		if (json_key(&call->body, item, &name) &&
		    !strcasecmp(name.buf, key))
			node = item;
	}
	strbuf_release(&name);
	return node;
}

static bool refuse_type(struct call *call, const char *key,
			const char *wanted)
{
	struct strbuf text = STRBUF_INIT;

	strbuf_addf(&text, "json: cannot unmarshal into Go struct field .%s"
		    " of type %s", key, wanted);
	refuse(call, "", text.buf);
	strbuf_release(&text);
	return false;
}

bool gitea_text(struct call *call, const char *key, const char *field,
		char **out)
{
	int node = gitea_member(call, key);
	enum json_kind kind = json_kind(&call->body, node);

	free(*out);
	*out = json_copy(&call->body, node);
	if (kind != JSON_STRING && kind != JSON_MISSING && kind != JSON_NULL)
		return refuse_type(call, key, "string");
	if (field && (!*out || !**out))
		return refuse(call, field, "Required");
	return true;
}

bool gitea_strings(struct call *call, const char *key, struct strvec *out)
{
	int node = gitea_member(call, key), item;
	enum json_kind kind = json_kind(&call->body, node);
	struct strbuf text = STRBUF_INIT;
	bool good = kind == JSON_ARRAY || kind == JSON_MISSING ||
		    kind == JSON_NULL;

	for (item = json_first(&call->body, node); good && item >= 0;
	     item = json_next(&call->body, item)) {
		strbuf_reset(&text);
		good = !json_string(&call->body, item, &text);
		if (good && !strvec_has(out, text.buf))
			strvec_push(out, text.buf);
	}
	strbuf_release(&text);
	return good || refuse_type(call, key, "[]string");
}
