/* SPDX-License-Identifier: MIT */
/*
 * What the forge was asked: counted, logged, kept.
 */
#include "counters.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/date.h"
#include "base/file.h"
#include "base/json.h"
#include "base/text.h"
#include "when.h"

static const char *const kind_names[KIND_NR] = {
	[REQUEST_OTHER] = "other",
	[REQUEST_GIT] = "git",
	[REQUEST_READ] = "read",
	[REQUEST_WRITE] = "write",
	[REQUEST_GRAPHQL] = "graphql"
};

void counters_begin(struct counters *counters, const struct request *req)
{
	enum request_kind kind = req->kind;
	double now = when_now();

	if (kind == REQUEST_OTHER)
		return;
	if (++counters->running[kind] > counters->peak[kind])
		counters->peak[kind] = counters->running[kind];
	if (kind != REQUEST_WRITE)
		return;
	if (counters->last_write > 0 &&
	    (counters->write_gap <= 0 ||
	     now - counters->last_write < counters->write_gap))
		counters->write_gap = now - counters->last_write;
	counters->last_write = now;
}

static void add_clean(struct strbuf *line, const char *text)
{
	size_t from = line->len, i;

	text_clean(line, text, strlen(text), false);
	for (i = from; i < line->len; i++)
		if (line->buf[i] == '\t')
			line->buf[i] = ' ';
}

/* DIR/NAME, opened at its first line. */
static void add_line(int *fd, const char *dir, const char *name,
		     const struct strbuf *line)
{
	struct strbuf path = STRBUF_INIT;

	if (!*fd) {
		strbuf_addf(&path, "%s/%s", dir, name);
		*fd = open(path.buf, O_WRONLY | O_APPEND | O_CREAT |
			   O_CLOEXEC, 0666);
	}
	if (*fd < 0 || file_write_all(*fd, line->buf, line->len))
		dprintf(STDERR_FILENO, "demo forge: cannot write its %s\n",
			name);
	strbuf_release(&path);
}

static void write_time(struct counters *counters, const char *dir,
		       const struct request *req, unsigned status)
{
	struct strbuf line = STRBUF_INIT;

	if (counters->times < 0)
		return;
	strbuf_addf(&line, "%.3f\t%03u\t%s\n", when_now(), status,
		    kind_names[req->kind]);
	add_line(&counters->times, dir, "times", &line);
	strbuf_release(&line);
}

static void write_log(struct counters *counters, const char *dir,
		      const struct request *req, unsigned status)
{
	const char *agent = request_header(req, "User-Agent");
	const struct account *account = &req->account;
	struct strbuf line = STRBUF_INIT;

	date_iso(&line, when_now());
	strbuf_addch(&line, '\t');
	add_clean(&line, req->method);
	strbuf_addch(&line, '\t');
	add_clean(&line, req->target);
	strbuf_addf(&line, "\t%03u\t%s\t%s\t", status,
		    account->login ? account->login
		    : account->given ? "?" : "-", kind_names[req->kind]);
	add_clean(&line, agent ? agent : "-");
	strbuf_addch(&line, '\n');
	add_line(&counters->log, dir, "log", &line);
	strbuf_release(&line);
}

void counters_end(struct counters *counters, const char *dir,
		  struct request *req, const struct counted *counted)
{
	if (req->kind == REQUEST_OTHER)
		return;
	counters->running[req->kind]--;
	counters->kinds[req->kind]++;
	if (counted->status < STATUS_MAX)
		counters->statuses[counted->status]++;
	if (req->kind == REQUEST_GIT && counted->status == 401)
		counters->git_401++;
	if (req->kind == REQUEST_GIT && request_is(req, "POST") &&
	    ends_with(req->path, "/git-receive-pack"))
		counters->git_pushes++;
	if (req->kind == REQUEST_GRAPHQL)
		counters->points += counted->points;
	if (counted->content)
		counters->content++;
	if (counted->opened_pull)
		counters->pulls_opened++;
	write_log(counters, dir, req, counted->status);
	write_time(counters, dir, req, counted->status);
}

void counters_json(const struct counters *counters, struct strbuf *out)
{
	struct json_writer w = JSON_WRITER_INIT(out);
	const unsigned long *kinds = counters->kinds;
	struct strbuf key = STRBUF_INIT;
	unsigned i;

	json_begin_object(&w, NULL);
	json_put_int(&w, "git", (long long)kinds[REQUEST_GIT]);
	json_put_int(&w, "git_401", (long long)counters->git_401);
	json_put_int(&w, "git_pushes", (long long)counters->git_pushes);
	json_put_int(&w, "reads", (long long)kinds[REQUEST_READ]);
	json_put_int(&w, "writes", (long long)kinds[REQUEST_WRITE]);
	json_put_int(&w, "graphql", (long long)kinds[REQUEST_GRAPHQL]);
	json_put_int(&w, "graphql_points", (long long)counters->points);
	json_put_int(&w, "content", (long long)counters->content);
	json_put_int(&w, "pulls_opened", (long long)counters->pulls_opened);
	json_put_int(&w, "write_gap_ms",
		     (long long)(counters->write_gap * 1000));
	json_begin_object(&w, "peak");
	for (i = REQUEST_GIT; i < KIND_NR; i++)
		json_put_int(&w, kind_names[i], (long long)counters->peak[i]);
	json_end_object(&w);
	json_begin_object(&w, "status");
	for (i = 0; i < STATUS_MAX; i++) {
		if (!counters->statuses[i])
			continue;
		strbuf_reset(&key);
		strbuf_addf(&key, "%03u", i);
		json_put_int(&w, key.buf, (long long)counters->statuses[i]);
	}
	json_end_object(&w);
	json_end_object(&w);
	strbuf_addch(out, '\n');
	strbuf_release(&key);
}

void counters_reset(struct counters *counters)
{
	struct counters fresh = { .log = counters->log,
				  .times = counters->times };

	memcpy(fresh.running, counters->running, sizeof(fresh.running));
	memcpy(fresh.peak, counters->running, sizeof(fresh.peak));
	*counters = fresh;
	if (counters->log > 0 && ftruncate(counters->log, 0))
		dprintf(STDERR_FILENO, "demo forge: cannot empty its log\n");
	if (counters->times > 0 && ftruncate(counters->times, 0))
		dprintf(STDERR_FILENO, "demo forge: cannot empty its times\n");
}

void counters_release(struct counters *counters)
{
	if (counters->log > 0)
		close(counters->log);
	if (counters->times > 0)
		close(counters->times);
	counters->log = counters->times = 0;
}

void counters_keep_query(const char *dir, const char *query)
{
	struct strbuf path = STRBUF_INIT, err = STRBUF_INIT;

	strbuf_addf(&path, "%s/queries", dir);
	if (!file_make_directories(path.buf, 0777, &err)) {
		strbuf_addf(&path, "/%016llx.graphql",
			    text_hash(query, strlen(query)));
		if (access(path.buf, F_OK))
			file_write(path.buf, query, strlen(query), 0666,
				   &err);
	}
	if (err.len)
		dprintf(STDERR_FILENO, "demo forge: %s\n", err.buf);
	strbuf_release(&path);
	strbuf_release(&err);
}
