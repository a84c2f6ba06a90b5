/* SPDX-License-Identifier: MIT */
/*
 * The Gitea dialect's front: what holds for every request, whatever it asks:
 * the proxy before it, tokens and their scopes, headers of the reply.
 */
#include "gitea.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "when.h"

static bool is_read(const struct request *req)
{
	return request_is(req, "GET") || request_is(req, "HEAD") ||
	       request_is(req, "OPTIONS");
}

static enum request_kind gitea_kind(const struct request *req)
{
	return is_read(req) ? REQUEST_READ : REQUEST_WRITE;
}

/*
 * The server itself limits nothing; who runs it has a proxy do that, for an
 * address whoever asks from there, and its page is for people.
 */
static bool passes_proxy(struct call *call)
{
	const struct settings *config = &call->forge->config;
	struct limits *limits = &call->forge->limits;
	double wait;

	if (!settings_get(config, "limit.proxy-minute"))
		return true;
	wait = limits_span_wait(limits, NULL, SPAN_PROXY_MINUTE, 1,
				call->now);
	if (wait <= 0) {
		limits_span_use(limits, NULL, SPAN_PROXY_MINUTE, 1,
				call->now);
		return true;
	}
	limits_refuse_span(limits, call->req, SPAN_PROXY_MINUTE, call->now);
	if (settings_true(config, "proxy-retry-after", false))
		reply_headerf(call->reply, "Retry-After", "%.0f",
			      ceil(wait));
	reply_header(call->reply, "Server", "nginx");
	reply_text(call->reply, 429, "text/html",
		   "<html>\r\n<head><title>429 Too Many Requests</title>"
		   "</head>\r\n<body>\r\n<center><h1>429 Too Many Requests"
		   "</h1></center>\r\n<hr><center>nginx</center>\r\n</body>"
		   "\r\n</html>\r\n");
	return false;
}

static bool admitted(struct call *call)
{
	const struct account *account = &call->req->account;

	if (account->given && !account->known)
		gitea_say(call, 401,
			  "user does not exist [uid: 0, name: ]");
	else if (gitea_in_scope(call))
		return true;
	return false;
}

static void answer_page(struct call *call)
{
	/* pages for people are not served */
	reply_text(call->reply, 404, "text/html; charset=utf-8",
		   "<!DOCTYPE html>\n<html><head><title>Page Not Found"
		   "</title></head><body></body></html>\n");
}

static void answer_api(struct call *call)
{
	if (admitted(call))
		gitea_rest(call, call->req->path + strlen(GITEA_API));
	reply_header(call->reply, "Cache-Control",
		     "max-age=0, private, must-revalidate, no-transform");
	reply_header(call->reply, "X-Content-Type-Options", "nosniff");
	reply_header(call->reply, "X-Frame-Options", "SAMEORIGIN");
}

static void gitea_answer(struct site *site, struct request *req,
			 struct reply *reply)
{
	struct strbuf api = STRBUF_INIT;
	struct call call = {
		.forge = site->forge,
		.req = req,
		.reply = reply,
		.site = site->url,
		.now = when_now(),
		.body = JSON_INIT,
		.repo = REPO_INIT
	};

	strbuf_addf(&api, "%s%s", site->url, GITEA_API);
	call.api = api.buf;
	if (passes_proxy(&call)) {
		if (starts_with(req->path, GITEA_API "/"))
			answer_api(&call);
		else
			answer_page(&call);
	}
	json_release(&call.body);
	repo_release(&call.repo);
	strbuf_release(&api);
}

const struct dialect dialect_gitea = {
	.name = "gitea",
	.kind = gitea_kind,
	.answer = gitea_answer
};
