/* SPDX-License-Identifier: MIT */
/*
 * A commit that GitLab makes, and signs where its administrator has set that
 * up: the commits API, which makes the branch with it and refuses one that is
 * there (docs.gitlab.com, "Commits API").
 */
#include "forges/gitlab.h"

#include "base/text.h"

static void put_action(const struct commit_file *file, const char *action,
		       struct json_writer *w)
{
	json_begin_object(w, NULL);
	json_put(w, "action", action);
	json_put(w, "file_path", file->path);
}

static void put_file(const struct commit_file *file, struct json_writer *w)
{
	static const char *const actions[] = {
		[FILE_ADDED] = "create",
		[FILE_CHANGED] = "update",
		[FILE_DELETED] = "delete"
	};
	struct strbuf content = STRBUF_INIT;

	put_action(file, actions[file->change], w);
	if (file->change != FILE_DELETED) {
		text_base64(&content, file->data, file->len);
		json_put(w, "content", content.buf);
		json_put(w, "encoding", "base64");
	}
	json_end_object(w);
	strbuf_release(&content);
	/* the flag counts in this action only */
	if (file->change == FILE_CHANGED ? file->mode_changed
					 : file->executable) {
		put_action(file, "chmod", w);
		json_put_bool(w, "execute_filemode", file->executable);
		json_end_object(w);
	}
}

int gitlab_commit_ask(const struct forge_site *site,
		      const struct commit_query *query,
		      struct request *request, struct strbuf *err)
{
	struct json_writer body = JSON_WRITER_INIT(&request->body);
	size_t i;

	(void)err;
	request->method = "POST";
	request->draws = DRAW_WRITE | DRAW_CONTENT;
	strbuf_addf(&request->url, "%sprojects/", site->api);
	if (query->repository) {
		text_percent_encode(&request->url, query->repository);
	} else {
		text_percent_encode(&request->url, query->owner);
		strbuf_addstr(&request->url, "%2F");
		text_percent_encode(&request->url, query->name);
	}
	strbuf_addstr(&request->url, "/repository/commits");
	strvec_push(&request->headers, "Accept: application/json");
	gitlab_expect_body(request);
	json_begin_object(&body, NULL);
	json_put(&body, "branch", query->branch);
	if (!query->there)
		json_put(&body, "start_sha", query->parent);
	json_put(&body, "commit_message", query->message);
	json_begin_array(&body, "actions");
	for (i = 0; i < query->nr; i++)
		put_file(&query->files[i], &body);
	json_end_array(&body);
	json_end_object(&body);
	return 0;
}

int gitlab_commit_read(const struct reply *reply,
		       const struct commit_query *query,
		       struct strbuf *commit, struct strbuf *err)
{
	struct json doc = JSON_INIT;
	int result = -1;

	(void)query;
	if (!json_parse(&doc, reply->body.buf, reply->body.len, err)) {
		json_string(&doc, json_get(&doc, 0, "id"), commit);
		result = commit->len ? 0 : -1;
		if (result)
			strbuf_addstr(err, "the answer names no commit");
	}
	json_release(&doc);
	return result;
}
