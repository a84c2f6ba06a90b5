/* SPDX-License-Identifier: MIT */
/*
 * GitHub: what pull requests have as issues: labels, comments.
 */
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "github.h"

static void save(struct call *call)
{
	struct strbuf err = STRBUF_INIT;

	if (pulls_save(&call->forge->pulls, call->pull, call->now, &err))
		github_say(call, 500, err.buf);
	strbuf_release(&err);
}

static void say_labels(struct call *call)
{
	struct json_writer w = github_json(call, 200);

	put_labels(call, &w, NULL, call->pull);
}

void github_get_issue(struct call *call)
{
	struct json_writer w;

	if (!github_pull(call, PERMISSION_READ))
		return;
	w = github_json(call, 200);
	put_issue(call, &w, call->pull);
}

void github_list_labels(struct call *call)
{
	if (github_pull(call, PERMISSION_READ))
		say_labels(call);
}

static void add_all(struct strvec *to, const struct strvec *from)
{
	size_t i;

	for (i = 0; i < from->nr; i++)
		if (!strvec_has(to, from->v[i]))
			strvec_push(to, from->v[i]);
}

/*
 * Labels come as {"labels": […]} or as the array alone, each a name or an
 * object that has one: the description allows all four.
 */
static bool read_labels(struct call *call, struct strvec *out)
{
	const struct json *body = &call->body;
	struct strbuf err = STRBUF_INIT, name = STRBUF_INIT;
	bool good = !json_parse(&call->body, call->req->body.buf,
				call->req->body.len, &err);
	int list = json_kind(body, 0) == JSON_ARRAY ? 0
		: json_get(body, 0, "labels"), item;

	if (!good)
		github_say(call, 400, "Problems parsing JSON");
	else if (json_kind(body, list) != JSON_ARRAY)
		github_invalid(call, "Label", "labels", "missing_field",
			       NULL);
	good = good && json_kind(body, list) == JSON_ARRAY;
	for (item = json_first(body, list); good && item >= 0;
	     item = json_next(body, item)) {
		strbuf_reset(&name);
		good = !json_string(body, item, &name) ||
		       !json_string(body, json_get(body, item, "name"),
				    &name);
		if (good)
			strvec_push(out, name.buf);
		else
			github_invalid(call, "Label", "name", "invalid",
				       NULL);
	}
	strbuf_release(&err);
	strbuf_release(&name);
	return good;
}

void github_add_labels(struct call *call)
{
	struct strvec labels = STRVEC_INIT;

	if (github_pull(call, PERMISSION_TRIAGE) &&
	    read_labels(call, &labels)) {
		if (repo_permission(&call->repo, &call->req->account) >=
		    PERMISSION_WRITE)
			github_make_labels(call, &labels);
		add_all(&call->pull->labels, &labels);
		say_labels(call);
		save(call);
	}
	strvec_clear(&labels);
}

/* Changed then or later; comments are not changed here. */
static double since_of(const struct call *call)
{
	struct strbuf text = STRBUF_INIT;
	double since = request_param(call->req, "since", &text)
		? date_parse_iso(text.buf) : 0;

	strbuf_release(&text);
	return since;
}

static bool is_listed(const struct call *call, const struct comment *comment,
		      double since)
{
	return comment->number == call->pull->number &&
	       !strcmp(comment->repo, call->pull->repo) &&
	       comment->created >= since;
}

void github_list_comments(struct call *call)
{
	const struct pulls *pulls = &call->forge->pulls;
	struct json_writer w;
	struct page page;
	size_t i, nr = 0;
	double since = since_of(call);

	if (!github_pull(call, PERMISSION_READ))
		return;
	for (i = 0; i < pulls->comment_nr; i++)
		nr += is_listed(call, &pulls->comments[i], since);
	page = github_page(call, nr);
	nr = 0;
	w = github_json(call, 200);
	json_begin_array(&w, NULL);
	for (i = 0; i < pulls->comment_nr; i++) {
		const struct comment *comment = &pulls->comments[i];

		if (!is_listed(call, comment, since))
			continue;
		if (nr >= page.from && nr < page.to)
			put_comment(call, &w, comment, call->pull);
		nr++;
	}
	json_end_array(&w);
}

void github_add_comment(struct call *call)
{
	struct strbuf err = STRBUF_INIT;
	const struct comment *comment;
	struct json_writer w;
	char *body;

	if (!github_pull(call, PERMISSION_READ) || !github_body(call))
		return;
	body = json_copy(&call->body, json_get(&call->body, 0, "body"));
	if (!call->req->account.known) {
		github_say(call, 401, "Requires authentication");
	} else if (call->req->account.most < PERMISSION_WRITE) {
		github_allowed(call, PERMISSION_WRITE);
	} else if (!body || !*body) {
		github_invalid(call, "IssueComment", "body", "missing_field",
			       NULL);
	} else {
		comment = pulls_comment(&call->forge->pulls, call->pull,
					call->req->account.login, body,
					call->now, &err);
		w = github_json(call, 201);
		put_comment(call, &w, comment, call->pull);
		if (err.len)
			github_say(call, 500, err.buf);
	}
	strbuf_release(&err);
	free(body);
}
