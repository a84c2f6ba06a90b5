/* SPDX-License-Identifier: MIT */
/*
 * Pull requests and comments as lines of JSON.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/date.h"
#include "base/file.h"
#include "base/json.h"
#include "pulls.h"

#define PULLS_MAX ((size_t)1 << 30)

static const char *const state_names[] = {
	[PULL_OPEN] = "open",
	[PULL_CLOSED] = "closed",
	[PULL_MERGED] = "merged"
};

static void put_list(struct json_writer *w, const char *key,
		     const struct strvec *list)
{
	size_t i;

	json_begin_array(w, key);
	for (i = 0; i < list->nr; i++)
		json_put(w, NULL, list->v[i]);
	json_end_array(w);
}

static void put_time(struct json_writer *w, const char *key, double when)
{
	struct strbuf text = STRBUF_INIT;

	if (when > 0)
		date_iso(&text, when);
	json_put(w, key, text.len ? text.buf : NULL);
	strbuf_release(&text);
}

static int append(const struct pulls *pulls, struct strbuf *line,
		  struct strbuf *err)
{
	int fd = open(pulls->path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC,
		      0666);
	int result;

	strbuf_addch(line, '\n');
	result = fd < 0 ? -1 : file_write_all(fd, line->buf, line->len);
	if (result)
		strbuf_addf(err, "cannot write '%s': %s", pulls->path,
			    strerror(errno));
	if (fd >= 0)
		close(fd);
	return result;
}

int pulls_save(struct pulls *pulls, struct pull *pull, double now,
	       struct strbuf *err)
{
	struct strbuf line = STRBUF_INIT;
	struct json_writer w = JSON_WRITER_INIT(&line);
	int result;

	pull->updated = now;
	json_begin_object(&w, NULL);
	json_put(&w, "type", "pull");
	json_put(&w, "repo", pull->repo);
	json_put_int(&w, "number", pull->number);
	json_put(&w, "state", state_names[pull->state]);
	json_put(&w, "title", pull->title);
	json_put(&w, "body", pull->body);
	json_put(&w, "author", pull->author);
	json_put(&w, "head_repo", pull->head_repo);
	json_put(&w, "head", pull->head);
	json_put(&w, "base", pull->base);
	json_put(&w, "head_oid", pull->head_oid);
	json_put(&w, "base_oid", pull->base_oid);
	json_put(&w, "merge_oid", pull->merge_oid);
	json_put(&w, "merged_by", pull->merged_by);
	json_put_bool(&w, "draft", pull->draft);
	json_put_bool(&w, "modifiable", pull->modifiable);
	put_list(&w, "labels", &pull->labels);
	put_list(&w, "assignees", &pull->assignees);
	put_list(&w, "reviewers", &pull->reviewers);
	put_list(&w, "teams", &pull->teams);
	put_time(&w, "created", pull->created);
	put_time(&w, "updated", pull->updated);
	put_time(&w, "closed", pull->closed);
	json_end_object(&w);
	result = append(pulls, &line, err);
	strbuf_release(&line);
	return result;
}

static void read_text(char **out, const struct json *doc, const char *key)
{
	free(*out);
	*out = json_copy(doc, json_get(doc, 0, key));
}

static void read_list(struct strvec *out, const struct json *doc,
		      const char *key)
{
	int node = json_get(doc, 0, key);
	struct strbuf text = STRBUF_INIT;
	int item;

	strvec_clear(out);
	for (item = json_first(doc, node); item >= 0;
	     item = json_next(doc, item)) {
		strbuf_reset(&text);
		if (!json_string(doc, item, &text))
			strvec_push(out, text.buf);
	}
	strbuf_release(&text);
}

static double read_time(const struct json *doc, const char *key)
{
	char *text = json_copy(doc, json_get(doc, 0, key));
	double when = text ? date_parse_iso(text) : 0;

	free(text);
	return when;
}

static void read_pull(struct pulls *pulls, const struct json *doc,
		      const char *repo)
{
	long long number = json_int(doc, json_get(doc, 0, "number"), 0);
	struct pull *pull = pulls_get(pulls, repo, number);
	size_t i;

	if (!pull)
		pull = pulls_new(pulls, repo, number);
	for (i = 0; i < ARRAY_SIZE(state_names); i++)
		if (json_equals(doc, json_get(doc, 0, "state"),
				state_names[i]))
			pull->state = (enum pull_state)i;
	read_text(&pull->title, doc, "title");
	read_text(&pull->body, doc, "body");
	read_text(&pull->author, doc, "author");
	read_text(&pull->head_repo, doc, "head_repo");
	read_text(&pull->head, doc, "head");
	read_text(&pull->base, doc, "base");
	read_text(&pull->head_oid, doc, "head_oid");
	read_text(&pull->base_oid, doc, "base_oid");
	read_text(&pull->merge_oid, doc, "merge_oid");
	read_text(&pull->merged_by, doc, "merged_by");
	pull->draft = json_bool(doc, json_get(doc, 0, "draft"), false);
	pull->modifiable =
		json_bool(doc, json_get(doc, 0, "modifiable"), false);
	read_list(&pull->labels, doc, "labels");
	read_list(&pull->assignees, doc, "assignees");
	read_list(&pull->reviewers, doc, "reviewers");
	read_list(&pull->teams, doc, "teams");
	pull->created = read_time(doc, "created");
	pull->updated = read_time(doc, "updated");
	pull->closed = read_time(doc, "closed");
}

static struct comment *new_comment(struct pulls *pulls)
{
	struct comment *comment;

	GROW(pulls->comments, pulls->comment_nr, pulls->comment_alloc);
	comment = &pulls->comments[pulls->comment_nr++];
	memset(comment, 0, sizeof(*comment));
	comment->id = (long long)pulls->comment_nr;
	return comment;
}

static void read_comment(struct pulls *pulls, const struct json *doc,
			 const char *repo)
{
	struct comment *comment = new_comment(pulls);

	comment->repo = xstrdup(repo);
	comment->number = json_int(doc, json_get(doc, 0, "number"), 0);
	read_text(&comment->author, doc, "author");
	read_text(&comment->body, doc, "body");
	comment->created = read_time(doc, "created");
}

static int read_record(struct pulls *pulls, struct json *doc,
		       const char *line, size_t len, struct strbuf *err)
{
	char *repo;

	if (json_parse(doc, line, len, err))
		return -1;
	repo = json_copy(doc, json_get(doc, 0, "repo"));
	if (repo && json_equals(doc, json_get(doc, 0, "type"), "pull"))
		read_pull(pulls, doc, repo);
	else if (repo)
		read_comment(pulls, doc, repo);
	free(repo);
	return 0;
}

int pulls_load(struct pulls *pulls, const char *dir, struct strbuf *err)
{
	struct strbuf text = STRBUF_INIT, path = STRBUF_INIT;
	struct json doc = JSON_INIT;
	const char *line, *end;
	int result = 0;

	memset(pulls, 0, sizeof(*pulls));
	strbuf_addf(&path, "%s/pulls", dir);
	pulls->path = strbuf_detach(&path);
	if (access(pulls->path, F_OK))
		goto out;
	result = file_read(pulls->path, PULLS_MAX, &text, err);
	for (line = text.buf; !result; line = end + 1) {
		end = strchr(line, '\n');
		if (!end)
			break;
		result = read_record(pulls, &doc, line, (size_t)(end - line),
				     err);
	}
	if (!result && truncate(pulls->path, (off_t)(line - text.buf))) {
		strbuf_addf(err, "cannot cut '%s': %s", pulls->path,
			    strerror(errno));
		result = -1;
	}
out:
	json_release(&doc);
	strbuf_release(&text);
	return result;
}

const struct comment *pulls_comment(struct pulls *pulls,
				    const struct pull *pull,
				    const char *author, const char *body,
				    double now, struct strbuf *err)
{
	struct comment *comment = new_comment(pulls);
	struct strbuf line = STRBUF_INIT;
	struct json_writer w = JSON_WRITER_INIT(&line);

	comment->repo = xstrdup(pull->repo);
	comment->number = pull->number;
	comment->author = xstrdup(author);
	comment->body = xstrdup(body);
	comment->created = now;
	json_begin_object(&w, NULL);
	json_put(&w, "type", "comment");
	json_put(&w, "repo", comment->repo);
	json_put_int(&w, "number", comment->number);
	json_put(&w, "author", author);
	json_put(&w, "body", body);
	put_time(&w, "created", now);
	json_end_object(&w);
	append(pulls, &line, err);
	strbuf_release(&line);
	return comment;
}
