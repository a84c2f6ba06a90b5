/* SPDX-License-Identifier: MIT */
/*
 * A commit that GitHub makes, and signs: createCommitOnBranch. It takes no
 * modes: every file becomes a plain one (docs.github.com, "Mutations":
 * FileChanges). A branch that is not there yet is made in the same request;
 * one that is elsewhere meanwhile is refused by expectedHeadOid.
 */
#include "forges/github.h"

#include <string.h>

#include "base/text.h"

/* The commit that updateRefs takes for "no branch" (its description). */
static const char no_commit[] = "0000000000000000000000000000000000000000";

static void put_ref(const struct commit_query *query, struct json_writer *w)
{
	struct strbuf ref = STRBUF_INIT;

	strbuf_addf(&ref, "refs/heads/%s", query->branch);
	json_begin_object(w, "ref");
	json_put(w, "repositoryId", query->repository);
	json_begin_array(w, "refUpdates");
	json_begin_object(w, NULL);
	json_put(w, "name", ref.buf);
	json_put(w, "beforeOid", no_commit);
	json_put(w, "afterOid", query->parent);
	json_end_object(w);
	json_end_array(w);
	json_end_object(w);
	strbuf_release(&ref);
}

/* The first line, and what follows the empty one behind it. */
static void put_message(const char *message, struct json_writer *w)
{
	struct strbuf headline = STRBUF_INIT;
	const char *body = message + strcspn(message, "\n");

	strbuf_add(&headline, message, (size_t)(body - message));
	json_begin_object(w, "message");
	json_put(w, "headline", headline.buf);
	body += strspn(body, "\n");
	if (*body)
		json_put(w, "body", body);
	json_end_object(w);
	strbuf_release(&headline);
}

static void put_files(const struct commit_query *query, bool deleted,
		      struct json_writer *w)
{
	struct strbuf contents = STRBUF_INIT;
	size_t i;

	json_begin_array(w, deleted ? "deletions" : "additions");
	for (i = 0; i < query->nr; i++) {
		const struct commit_file *file = &query->files[i];

		if ((file->change == FILE_DELETED) != deleted)
			continue;
		json_begin_object(w, NULL);
		json_put(w, "path", file->path);
		if (!deleted) {
			strbuf_reset(&contents);
			text_base64(&contents, file->data, file->len);
			json_put(w, "contents", contents.buf);
		}
		json_end_object(w);
	}
	json_end_array(w);
	strbuf_release(&contents);
}

static void put_commit(const struct commit_query *query,
		       struct json_writer *w)
{
	struct strbuf name = STRBUF_INIT;

	strbuf_addf(&name, "%s/%s", query->owner, query->name);
	json_begin_object(w, "commit");
	json_begin_object(w, "branch");
	json_put(w, "repositoryNameWithOwner", name.buf);
	json_put(w, "branchName", query->branch);
	json_end_object(w);
	json_put(w, "expectedHeadOid", query->parent);
	put_message(query->message, w);
	json_begin_object(w, "fileChanges");
	put_files(query, false, w);
	put_files(query, true, w);
	json_end_object(w);
	json_end_object(w);
	strbuf_release(&name);
}

int github_commit_ask(const struct forge_site *site,
		      const struct commit_query *query,
		      struct request *request, struct strbuf *err)
{
	struct json_writer body = JSON_WRITER_INIT(&request->body);

	if (!query->there && !query->repository) {
		strbuf_addf(err, "branch '%s' is not made: the repository's "
			    "id is not known", query->branch);
		return -1;
	}
	request->method = "POST";
	request->draws = DRAW_WRITE | DRAW_CONTENT | DRAW_GRAPHQL;
	strbuf_addstr(&request->url, site->graphql);
	strvec_push(&request->headers, "Accept: application/vnd.github+json");
	github_expect_body(request);
	json_begin_object(&body, NULL);
	json_put(&body, "query", query->there
		 ? "mutation($commit:CreateCommitOnBranchInput!)"
		   "{createCommitOnBranch(input:$commit){commit{oid}}}"
		 : "mutation($ref:UpdateRefsInput!,"
		   "$commit:CreateCommitOnBranchInput!)"
		   "{updateRefs(input:$ref){clientMutationId}"
		   "createCommitOnBranch(input:$commit){commit{oid}}}");
	json_begin_object(&body, "variables");
	if (!query->there)
		put_ref(query, &body);
	put_commit(query, &body);
	json_end_object(&body);
	json_end_object(&body);
	return 0;
}

int github_commit_read(const struct reply *reply,
		       const struct commit_query *query,
		       struct strbuf *commit, struct strbuf *err)
{
	struct json doc = JSON_INIT;
	int result = -1;

	(void)query;
	if (!json_parse(&doc, reply->body.buf, reply->body.len, err)) {
		json_string(&doc, json_get(&doc, 0,
			    "data.createCommitOnBranch.commit.oid"), commit);
		result = commit->len ? 0 : -1;
		if (result)
			strbuf_addstr(err, "the answer names no commit");
	}
	json_release(&doc);
	return result;
}
