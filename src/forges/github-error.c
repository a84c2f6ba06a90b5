/* SPDX-License-Identifier: MIT */
/*
 * Errors as GitHub words them: REST bodies with message, errors and
 * documentation_url, and members of a GraphQL reply's errors.
 */
#include "forges/github.h"

#include <string.h>

#include "base/text.h"

/* A member is a plain text, has a message, or a field and a code. */
static void add_error(const struct json *doc, int error,
		      const char *separator, struct strbuf *out)
{
	int message = json_get(doc, error, "message");
	int field = json_get(doc, error, "field");
	int value = json_get(doc, error, "value");

	if (json_kind(doc, error) == JSON_STRING)
		message = error;
	if (message < 0 && field < 0)
		return;
	strbuf_addstr(out, separator);
	if (message >= 0) {
		forge_text(doc, message, out);
		return;
	}
	forge_text(doc, field, out);
	strbuf_addch(out, ' ');
	if (json_kind(doc, value) == JSON_STRING) {
		strbuf_addch(out, '\'');
		forge_text(doc, value, out);
		strbuf_addstr(out, "' ");
	}
	forge_text(doc, json_get(doc, error, "code"), out);
}

void github_message(const struct json *doc, struct strbuf *out)
{
	size_t before;
	int error;

	forge_text(doc, json_get(doc, 0, "message"), out);
	before = out->len;
	for (error = json_first(doc, json_get(doc, 0, "errors")); error >= 0;
	     error = json_next(doc, error))
		add_error(doc, error, out->len == before ? ": " : ", ", out);
}

/*
 * "required; url=https://…" (docs.github.com: "Troubleshooting the REST API"
 * names the header); a partial result names organizations instead.
 */
void github_sso(const struct reply *reply, struct strbuf *out)
{
	const char *header = reply_header(reply, "x-github-sso");
	const char *url = header ? strstr(header, "url=") : NULL;

	if (!url)
		return;
	url += strlen("url=");
	strbuf_addstr(out, ": authorize it at ");
	text_clean(out, url, strcspn(url, "; \t"), false);
}

/* Our writes by REST: github-pull.c and github-merge.c. */
static const char *what_it_does(const struct request *request)
{
	if (forge_is_call(request, "POST /pulls"))
		return "open pull requests";
	return forge_is_call(request, "PUT /merge") ? "merge pull requests"
						    : "change pull requests";
}

/* …/repos/OWNER/NAME/… (docs.github.com names no right that is needed). */
bool github_no_right(const struct request *request, struct strbuf *out)
{
	const char *at = strstr(request->url.buf, "/repos/");
	size_t owner, name;

	if (!(request->draws & DRAW_WRITE) || !at)
		return false;
	at += strlen("/repos/");
	owner = strcspn(at, "/");
	if (!at[owner])
		return false;
	name = strcspn(at + owner + 1, "/?");
	strbuf_addf(out, "no right to %s in '", what_it_does(request));
	text_clean(out, at, owner + 1 + name, false);
	strbuf_addch(out, '\'');
	return true;
}

static bool has_type(const struct json *doc, int error, const char *type)
{
	return json_equals(doc, json_get(doc, error, "type"), type);
}

/*
 * Types as seen in replies; the schema does not list them. What passes is
 * said in words only: "Something went wrong while executing your query".
 */
void github_graphql_error(const struct json *doc, int error,
			  struct verdict_of_reply *verdict)
{
	struct strbuf message = STRBUF_INIT;

	json_string(doc, json_get(doc, error, "message"), &message);
	verdict->failure = FAILURE_FORGE;
	verdict->later = false;
	if (has_type(doc, error, "NOT_FOUND"))
		verdict->failure = FAILURE_MISSING;
	else if (forge_says(message.buf, "saml") ||
		 has_type(doc, error, "INSUFFICIENT_SCOPES"))
		verdict->failure = FAILURE_AUTH;
	else if (has_type(doc, error, "FORBIDDEN"))
		verdict->failure = FAILURE_PERMISSION;
	else
		verdict->later =
			has_type(doc, error, "RESOURCE_LIMITS_EXCEEDED") ||
			has_type(doc, error, "MAX_NODE_LIMIT_EXCEEDED") ||
			forge_says(message.buf, "something went wrong") ||
			forge_says(message.buf, "timeout") ||
			forge_says(message.buf, "timed out");
	strbuf_release(&message);
}

bool github_viewer_refused(const struct json *doc)
{
	int error;

	if (json_kind(doc, json_get(doc, 0, "data")) == JSON_OBJECT)
		return false;
	for (error = json_first(doc, json_get(doc, 0, "errors")); error >= 0;
	     error = json_next(doc, error))
		if (json_equals(doc, json_get(doc, error, "path.0"),
				"viewer"))
			return true;
	return false;
}
