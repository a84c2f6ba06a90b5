/* SPDX-License-Identifier: MIT */
/*
 * The campaign's record: lines of JSON, appended and replayed.
 */
#include "campaign/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/date.h"
#include "base/report.h"
#include "engine/clock.h"

/* A journal while it is read. */
struct reader {
	const char *path;
	FILE *file;
	char *line;
	size_t alloc, len;
	unsigned long long number;	/* of the line, from 1 */
	off_t start;			/* where the line begins */
	struct json doc;
};

static int system_failed(struct strbuf *err, const char *what,
			 const char *path)
{
	strbuf_addf(err, "cannot %s '%s': %s", what, path, strerror(errno));
	return -1;
}

/* 1: a line is there, 0: the end, -1 and err. */
static int reader_next(struct reader *r, struct strbuf *err)
{
	ssize_t got;

	r->start += (off_t)r->len;
	r->len = 0;
	errno = 0;
	got = getline(&r->line, &r->alloc, r->file);
	if (got > 0) {
		r->len = (size_t)got;
		r->number++;
		return 1;
	}
	return ferror(r->file) ? system_failed(err, "read", r->path) : 0;
}

static bool reader_at_end(struct reader *r)
{
	int c = getc(r->file);

	if (c != EOF)
		ungetc(c, r->file);
	return c == EOF;
}

/*
 * A last line that never became whole: without a newline, or with the NUL
 * bytes that a file system puts where a power cut took the data.
 */
static bool torn(struct reader *r)
{
	if (r->line[r->len - 1] != '\n')
		return true;
	return memchr(r->line, '\0', r->len) && reader_at_end(r);
}

static int broken_line(const struct reader *r, const char *why,
		       struct strbuf *err)
{
	strbuf_addf(err, "line %llu of '%s' is broken: %s", r->number, r->path,
		    why);
	return -1;
}

static int read_first_line(struct reader *r, struct strbuf *err)
{
	long long format = json_int(&r->doc, json_get(&r->doc, 0, "format"),
				    0);

	if (format < 1)
		return broken_line(r, "it should name the format", err);
	if (format > JOURNAL_FORMAT) {
		strbuf_addf(err, "'%s' was written by a newer git-multi "
			    "(format %lld; this one reads up to %d)", r->path,
			    format, JOURNAL_FORMAT);
		return -1;
	}
	return 0;
}

static int read_line(struct reader *r,
		     int (*event)(void *data, const struct json *doc,
				  struct strbuf *err),
		     void *data, struct strbuf *err)
{
	struct strbuf why = STRBUF_INIT;
	int ret = 0;

	if (json_parse(&r->doc, r->line, r->len - 1, &why) < 0)
		ret = broken_line(r, why.buf, err);
	else if (json_kind(&r->doc, 0) != JSON_OBJECT)
		ret = broken_line(r, "it is no object", err);
	else if (r->number == 1)
		ret = read_first_line(r, err);
	else if (event(data, &r->doc, &why) < 0)
		ret = broken_line(r, why.buf, err);
	strbuf_release(&why);
	return ret;
}

static int cut_tail(const struct reader *r, struct strbuf *err)
{
	int fd = open(r->path, O_WRONLY | O_CLOEXEC);
	int ret = 0;

	if (fd < 0 || ftruncate(fd, r->start) < 0 || fdatasync(fd) < 0)
		ret = system_failed(err, "cut the torn end of", r->path);
	else
		warning("cut off the torn last line (%zu bytes) of '%s'",
			r->len, r->path);
	if (fd >= 0)
		close(fd);
	return ret;
}

int journal_replay(const char *path, bool cut,
		   int (*event)(void *data, const struct json *doc,
				struct strbuf *err),
		   void *data, struct strbuf *err)
{
	struct reader r = { .path = path, .doc = JSON_INIT };
	int ret;

	r.file = fopen(path, "re");
	if (!r.file)
		return system_failed(err, "read", path);
	while ((ret = reader_next(&r, err)) > 0) {
		if (torn(&r)) {
			ret = cut ? cut_tail(&r, err) : 0;
			break;
		}
		ret = read_line(&r, event, data, err);
		if (ret < 0)
			break;
	}
	fclose(r.file);
	free(r.line);
	json_release(&r.doc);
	return ret;
}

static int sync_folder(const char *path, struct strbuf *err)
{
	const char *slash = strrchr(path, '/');
	char *folder = slash ? xstrndup(path, (size_t)(slash - path) + 1)
			     : xstrdup(".");
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int ret = 0;

	/* EINVAL: a file system that has nothing to sync for a folder */
	if (fd < 0 || (fsync(fd) < 0 && errno != EINVAL))
		ret = system_failed(err, "sync", folder);
	if (fd >= 0)
		close(fd);
	free(folder);
	return ret;
}

/*
 * One write; what a full disk let through of it is cut off at once, so that
 * the next record starts on a line of its own.
 */
static int append(struct journal *journal, const struct strbuf *line,
		  struct strbuf *err)
{
	struct stat st;
	ssize_t done;

	do {
		done = write(journal->fd, line->buf, line->len);
	} while (done < 0 && errno == EINTR);
	if (done == (ssize_t)line->len) {
		journal->dirty = true;
		return 0;
	}
	journal->full = true;
	if (done >= 0)
		errno = ENOSPC;	/* what a short write to a file means */
	system_failed(err, "write", journal->path);
	if (done > 0 && (fstat(journal->fd, &st) < 0 ||
			 ftruncate(journal->fd, st.st_size - done) < 0))
		strbuf_addf(err, "; nor could its torn end be cut off: %s",
			    strerror(errno));
	return -1;
}

static int write_first_line(struct journal *journal, struct strbuf *err)
{
	struct strbuf time = STRBUF_INIT;
	struct json_writer *w = &journal->w;

	date_iso(&time, clock_now());
	*w = (struct json_writer)JSON_WRITER_INIT(&journal->line);
	json_begin_object(w, NULL);
	json_put_int(w, "format", JOURNAL_FORMAT);
	json_put(w, "program", "git-multi " PACKAGE_VERSION);
	json_put(w, "time", time.buf);
	strbuf_release(&time);
	if (journal_end(journal, err) < 0 || journal_sync(journal, err) < 0)
		return -1;
	return sync_folder(journal->path, err);
}

int journal_open(struct journal *journal, const char *path,
		 struct strbuf *err)
{
	struct stat st;

	*journal = (struct journal)JOURNAL_INIT;
	journal->fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC,
			   0600);
	if (journal->fd < 0)
		return system_failed(err, "write", path);
	journal->path = xstrdup(path);
	if (fstat(journal->fd, &st) < 0) {
		system_failed(err, "read", path);
		goto fail;
	}
	if (!st.st_size && write_first_line(journal, err) < 0)
		goto fail;
	return 0;
fail:
	journal_close(journal);
	return -1;
}

void journal_close(struct journal *journal)
{
	if (journal->fd >= 0)
		close(journal->fd);
	free(journal->path);
	strbuf_release(&journal->line);
	strbuf_release(&journal->held);
	*journal = (struct journal)JOURNAL_INIT;
}

struct json_writer *journal_begin(struct journal *journal, double now,
				  const char *task, const char *event)
{
	struct json_writer *w = &journal->w;
	struct strbuf time = STRBUF_INIT;

	if (journal->fd < 0)
		BUG("record '%s' for a closed journal", event);
	date_iso(&time, now);
	strbuf_reset(&journal->line);
	*w = (struct json_writer)JSON_WRITER_INIT(&journal->line);
	json_begin_object(w, NULL);
	json_put(w, "time", time.buf);
	if (task)
		json_put(w, "task", task);
	json_put(w, "event", event);
	strbuf_release(&time);
	return w;
}

int journal_end(struct journal *journal, struct strbuf *err)
{
	json_end_object(&journal->w);
	strbuf_addch(&journal->line, '\n');
	if (!journal->holds)
		return append(journal, &journal->line, err);
	strbuf_add(&journal->held, journal->line.buf, journal->line.len);
	return 0;
}

void journal_hold(struct journal *journal)
{
	journal->holds = true;
}

int journal_let_go(struct journal *journal, struct strbuf *err)
{
	int ret = 0;

	journal->holds = false;
	if (journal->held.len)
		ret = append(journal, &journal->held, err);
	strbuf_reset(&journal->held);
	return ret;
}

int journal_sync(struct journal *journal, struct strbuf *err)
{
	if (!journal->dirty)
		return 0;
	if (fdatasync(journal->fd) < 0) {
		journal->full = true;
		return system_failed(err, "sync", journal->path);
	}
	journal->dirty = false;
	return 0;
}
