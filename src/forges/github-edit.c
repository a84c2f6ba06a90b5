/* SPDX-License-Identifier: MIT */
/*
 * What an edit of a pull request on GitHub has beside the fields that it may
 * be opened with: title, body, what is taken away, and its being a draft,
 * which only GraphQL changes.
 */
#include <string.h>

#include "forges/pull-edit.h"
#include "forges/github-fields.h"

static bool changes_draft(const struct pull_query *query)
{
	enum pull_draft wish = query->edit->draft;

	return wish != DRAFT_STAYS &&
	       (wish == DRAFT_BECOMES) != query->pull->draft;
}

const char *github_part_after(const struct pull_query *query,
			      const char *part)
{
	const struct pull_edit *edit = query->edit;

	if (!strcmp(part, "write") &&
	    (edit_any(query->reviewers) || edit_any(query->teams)))
		return "ask";
	if (edit && strcmp(part, "unask") != 0 && strcmp(part, "draft") != 0 &&
	    (edit_any(edit->no_reviewers) || edit_any(edit->no_teams)))
		return "unask";
	if (edit && strcmp(part, "draft") != 0 && changes_draft(query))
		return "draft";
	return NULL;
}

bool github_edit_lessens(const struct pull_query *query)
{
	return query->edit && (edit_any(query->edit->no_labels) ||
			       edit_any(query->edit->no_assignees));
}

bool github_edit_replaces(const struct pull_query *query)
{
	const struct pull_edit *edit = query->edit;

	return edit && (edit->title || edit->body || edit->no_milestone ||
			github_edit_lessens(query));
}

void github_edit_put(const struct pull_query *query, struct json_writer *body)
{
	const struct pull_edit *edit = query->edit;

	if (!edit)
		return;
	if (edit->title)
		json_put(body, "title", edit->title);
	if (edit->body)
		json_put(body, "body", edit->body);
	if (edit->no_milestone)
		json_put(body, "milestone", NULL);
}

static bool none_noted(const struct pull_query *query, const char *kind,
		       const struct strvec *names)
{
	size_t i;

	for (i = 0; names && i < names->nr; i++)
		if (github_is_noted(query, kind, names->v[i]))
			return false;
	return true;
}

bool github_edit_is_done(const struct pull_query *query)
{
	const struct pull_edit *edit = query->edit;

	return !edit || (!edit->title && !edit->body &&
			 !(edit->no_milestone &&
			   strvec_env_get(query->notes, "has")) &&
			 none_noted(query, "label", edit->no_labels) &&
			 none_noted(query, "assignee", edit->no_assignees));
}

/* ---- what GitHub did not do, without a word ------------------------------ */

static void add_kept(const struct json *doc, const char *list,
		     const char *member, const char *what,
		     const struct strvec *names, struct strbuf *out)
{
	struct strbuf name = STRBUF_INIT;
	int node;

	for (node = json_first(doc, json_get(doc, 0, list)); node >= 0;
	     node = json_next(doc, node)) {
		strbuf_reset(&name);
		json_string(doc, json_get(doc, node, member), &name);
		if (edit_has(names, name.buf))
			strbuf_addf(out, "%s%s '%s'", out->len ? ", " : "",
				    what, name.buf);
	}
	strbuf_release(&name);
}

int github_edit_kept(const struct pull_query *query, const struct json *doc,
		     struct strbuf *err)
{
	const struct pull_edit *edit = query->edit;
	struct strbuf kept = STRBUF_INIT;
	int result = 0;

	if (!edit)
		return 0;
	add_kept(doc, "labels", "name", "label", edit->no_labels, &kept);
	add_kept(doc, "assignees", "login", "assignee", edit->no_assignees,
		 &kept);
	if (edit->no_milestone &&
	    json_kind(doc, json_get(doc, 0, "milestone")) == JSON_OBJECT)
		strbuf_addf(&kept, "%sthe milestone", kept.len ? ", " : "");
	if (kept.len) {
		strbuf_addf(err, "'%s/%s' kept %s without a word: that takes "
			    "the right to push", query->owner, query->name,
			    kept.buf);
		result = FORGE_REFUSED;
	}
	strbuf_release(&kept);
	return result;
}

/* ---- draft, or ready for review ------------------------------------------ */

int github_draft_ask(const struct forge_site *site,
		     const struct pull_query *query, struct request *request,
		     struct strbuf *err)
{
	struct json_writer body = JSON_WRITER_INIT(&request->body);
	struct strbuf text = STRBUF_INIT;

	if (!query->pull->id) {
		strbuf_addstr(err, "its id is not known");
		return -1;
	}
	request->method = "POST";
	request->draws = DRAW_GRAPHQL | DRAW_WRITE;
	strbuf_addstr(&request->url, site->graphql);
	strvec_push(&request->headers, "Accept: application/vnd.github+json");
	github_expect_body(request);
	strbuf_addf(&text, "mutation{draft:%s(input:{pullRequestId:",
		    query->edit->draft == DRAFT_BECOMES
		    ? "convertPullRequestToDraft"
		    : "markPullRequestReadyForReview");
	json_quote(&text, query->pull->id);
	strbuf_addstr(&text, "}){pullRequest{isDraft}}}");
	json_begin_object(&body, NULL);
	json_put(&body, "query", text.buf);
	json_end_object(&body);
	strbuf_release(&text);
	return 0;
}

int github_draft_read(const struct json *doc, const struct pull_query *query,
		      struct strbuf *err)
{
	int draft = json_get(doc, 0, "data.draft.pullRequest.isDraft");
	bool wish = query->edit->draft == DRAFT_BECOMES;

	if (json_kind(doc, draft) == JSON_BOOL &&
	    json_bool(doc, draft, !wish) == wish)
		return 0;
	strbuf_addf(err, "it did not become %s", wish ? "a draft"
			 : "ready for review");
	return -1;
}
