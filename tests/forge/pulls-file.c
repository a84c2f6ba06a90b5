/* SPDX-License-Identifier: MIT */
/*
 * The file of pull requests, comments and checks: lines of JSON.
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
#include "pull-json.h"
#include "pulls.h"

#define PULLS_MAX ((size_t)1 << 30)

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
	pull_put(&w, pull);
	json_end_object(&w);
	result = append(pulls, &line, err);
	strbuf_release(&line);
	return result;
}

static void read_pull(struct pulls *pulls, const struct json *doc,
		      const char *repo)
{
	long long number = json_int(doc, json_get(doc, 0, "number"), 0);
	struct pull *pull = pulls_get(pulls, repo, number);

	pull_read(pull ? pull : pulls_new(pulls, repo, number), doc);
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
	pull_read_text(&comment->author, doc, "author");
	pull_read_text(&comment->body, doc, "body");
	comment->created = pull_read_time(doc, "created");
}

static struct mark *find_mark(struct pulls *pulls, const char *repo,
			      const char *oid, const char *name)
{
	struct mark *mark;
	size_t i;

	for (i = 0; i < pulls->mark_nr; i++) {
		mark = &pulls->marks[i];
		if (!strcmp(mark->repo, repo) && !strcmp(mark->oid, oid) &&
		    !strcmp(mark->name, name))
			return mark;
	}
	GROW(pulls->marks, pulls->mark_nr, pulls->mark_alloc);
	mark = &pulls->marks[pulls->mark_nr++];
	mark->repo = xstrdup(repo);
	mark->oid = xstrdup(oid);
	mark->name = xstrdup(name);
	mark->state = NULL;
	return mark;
}

static void set_mark(struct pulls *pulls, const struct mark *given)
{
	struct mark *mark = find_mark(pulls, given->repo, given->oid,
				      given->name);

	replace_string(&mark->state, given->state);
	mark->status = given->status;
	mark->when = given->when;
}

static void read_mark(struct pulls *pulls, const struct json *doc, char *repo)
{
	struct mark mark = {
		.repo = repo,
		.oid = json_copy(doc, json_get(doc, 0, "oid")),
		.name = json_copy(doc, json_get(doc, 0, "name")),
		.state = json_copy(doc, json_get(doc, 0, "state")),
		.status = json_bool(doc, json_get(doc, 0, "status"), false),
		.when = pull_read_time(doc, "when")
	};

	if (mark.oid && mark.name && mark.state)
		set_mark(pulls, &mark);
	free(mark.oid);
	free(mark.name);
	free(mark.state);
}

int pulls_mark(struct pulls *pulls, const struct mark *mark,
	       struct strbuf *err)
{
	struct strbuf line = STRBUF_INIT;
	struct json_writer w = JSON_WRITER_INIT(&line);
	int result;

	json_begin_object(&w, NULL);
	json_put(&w, "type", "check");
	json_put(&w, "repo", mark->repo);
	json_put(&w, "oid", mark->oid);
	json_put(&w, "name", mark->name);
	json_put(&w, "state", mark->state);
	json_put_bool(&w, "status", mark->status);
	pull_put_time(&w, "when", mark->when);
	json_end_object(&w);
	result = append(pulls, &line, err);
	if (!result)
		set_mark(pulls, mark);
	strbuf_release(&line);
	return result;
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
	else if (repo && json_equals(doc, json_get(doc, 0, "type"), "check"))
		read_mark(pulls, doc, repo);
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
	pull_put_time(&w, "created", now);
	json_end_object(&w);
	append(pulls, &line, err);
	strbuf_release(&line);
	return comment;
}
