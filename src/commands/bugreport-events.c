/* SPDX-License-Identifier: MIT */
/*
 * What happened last, for a bug report.
 */
#include "commands/bugreport-events.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/alloc.h"
#include "base/text.h"
#include "campaign/campaign.h"
#include "campaign/journal.h"
#include "campaign/paths.h"

#define CAMPAIGNS 3
#define EVENTS 40

struct written {
	const char *name;
	char *path;
	struct timespec when;
};

/* The newest first. */
static int by_time(const void *a, const void *b)
{
	const struct timespec *one = &((const struct written *)a)->when;
	const struct timespec *two = &((const struct written *)b)->when;

	if (one->tv_sec != two->tv_sec)
		return one->tv_sec > two->tv_sec ? -1 : 1;
	return (one->tv_nsec < two->tv_nsec) - (one->tv_nsec > two->tv_nsec);
}

/* ---- one record ----------------------------------------------------- */

/* What the user wrote may hold anything: a command's words, a message. */
static bool is_users(const struct strbuf *key)
{
	static const char *const members[] = {
		"command", "sh", "test", "message", "title", "body",
		"trailers", "author", "files", "answer"
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(members); i++)
		if (!strcmp(members[i], key->buf))
			return true;
	return false;
}

static void add_record(struct strbuf *out, const struct json *doc)
{
	struct json_writer w = JSON_WRITER_INIT(out);
	struct strbuf key = STRBUF_INIT, value = STRBUF_INIT;
	int node;

	json_begin_object(&w, NULL);
	for (node = json_first(doc, 0); node >= 0;
	     node = json_next(doc, node)) {
		strbuf_reset(&key);
		strbuf_reset(&value);
		if (!json_key(doc, node, &key))
			continue;
		json_raw(doc, node, &value);
		if (is_users(&key) && json_kind(doc, node) != JSON_NULL)
			json_put(&w, key.buf, "(hidden)");
		else
			json_put_raw(&w, key.buf, value.buf);
	}
	json_end_object(&w);
	strbuf_release(&key);
	strbuf_release(&value);
}

/* ---- the last of a journal ------------------------------------------ */

struct ring {
	struct strbuf lines[EVENTS];
	size_t total;
};

static int keep(void *data, const struct json *doc, struct strbuf *err)
{
	struct ring *ring = data;
	struct strbuf *line = &ring->lines[ring->total++ % EVENTS];

	(void)err;
	strbuf_reset(line);
	add_record(line, doc);
	return 0;
}

static void add_journal(struct strbuf *out, const struct written *written)
{
	struct ring ring = { .total = 0 };
	struct strbuf err = STRBUF_INIT;
	size_t i, nr;

	for (i = 0; i < EVENTS; i++)
		strbuf_init(&ring.lines[i]);
	journal_replay(written->path, false, keep, &ring, &err);
	nr = ring.total < EVENTS ? ring.total : EVENTS;
	strbuf_addf(out, "%s: %zu records, the last of them\n", written->name,
		    ring.total);
	for (i = ring.total - nr; i < ring.total; i++) {
		const struct strbuf *line = &ring.lines[i % EVENTS];

		text_clean(out, line->buf, line->len, false);
		strbuf_addch(out, '\n');
	}
	if (err.len)
		strbuf_addf(out, "%s\n", err.buf);
	for (i = 0; i < EVENTS; i++)
		strbuf_release(&ring.lines[i]);
	strbuf_release(&err);
}

static size_t find_journals(const struct strvec *names, struct written *list)
{
	struct strbuf path = STRBUF_INIT, err = STRBUF_INIT;
	size_t nr = 0, i;
	struct stat st;

	for (i = 0; i < names->nr; i++) {
		strbuf_reset(&path);
		if (paths_campaign(&path, names->v[i], &err) < 0)
			continue;
		strbuf_addstr(&path, "/journal");
		if (stat(path.buf, &st) < 0)
			continue;
		list[nr].name = names->v[i];
		list[nr].path = xstrdup(path.buf);
		list[nr++].when = st.st_mtim;
	}
	strbuf_release(&path);
	strbuf_release(&err);
	return nr;
}

void bugreport_events(struct strbuf *out)
{
	struct strvec names = STRVEC_INIT;
	struct strbuf err = STRBUF_INIT;
	struct written *list;
	size_t nr, i;

	if (campaign_names(&names, &err) < 0)
		strbuf_addf(out, "%s\n", err.buf);
	list = xcalloc(names.nr + 1, sizeof(*list));
	nr = find_journals(&names, list);
	if (nr)
		qsort(list, nr, sizeof(*list), by_time);
	for (i = 0; i < nr && i < CAMPAIGNS; i++)
		add_journal(out, &list[i]);
	if (!nr)
		strbuf_addstr(out, "there is no campaign\n");
	for (i = 0; i < nr; i++)
		free(list[i].path);
	free(list);
	strvec_clear(&names);
	strbuf_release(&err);
}
