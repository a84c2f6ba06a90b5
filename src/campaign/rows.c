/* SPDX-License-Identifier: MIT */
/*
 * Rows that git multi printed, read again.
 */
#include "campaign/rows.h"

#include <stdlib.h>
#include <string.h>

#include "campaign/listfile.h"
#include "campaign/listfile.h"

struct reader {
	int (*each)(void *data, struct row *row, struct strbuf *err);
	void *data;
	size_t nr;		/* rows so far */
};

bool rows_begin_here(char first)
{
	return first == '[' || first == '{';
}

static void row_release(struct row *row)
{
	free(row->name);
	free(row->result);
	free(row->class);
	free(row->pull_state);
	strvec_clear(&row->settings);
}

static char *text_of(const struct json *doc, int row, const char *field)
{
	return json_copy(doc, json_get(doc, row, field));
}

/*
 * Of a row that tells how something ended, base is no wish but what was. What
 * no line of a list could hold is refused here too.
 */
static int read_settings(const struct json *doc, int node, struct row *row,
			 struct strbuf *err)
{
	const char *const *names = listfile_settings;
	size_t i;
	int ret = 0;

	for (i = 0; !row->outcome && names[i] && !ret; i++) {
		char *value = text_of(doc, node, names[i]);

		if (value && strpbrk(value, " \t\r\n")) {
			strbuf_addf(err, "its '%s' holds white space",
				    names[i]);
			ret = -1;
		} else if (value && *value) {
			strvec_env_set(&row->settings, names[i], value);
		}
		free(value);
	}
	return ret;
}

static int read_row(struct reader *reader, const struct json *doc, int node,
		    struct strbuf *err)
{
	struct row row = { .settings = STRVEC_INIT };
	struct strbuf why = STRBUF_INIT;
	int ret = -1;

	reader->nr++;
	row.name = text_of(doc, node, "url");
	if (!row.name)
		row.name = text_of(doc, node, "task");
	row.outcome = json_get(doc, node, "result") >= 0 ||
		      json_get(doc, node, "pull") >= 0;
	row.result = text_of(doc, node, "result");
	row.class = text_of(doc, node, "class");
	row.pull_state = text_of(doc, node, "pull.state");
	if (json_kind(doc, node) != JSON_OBJECT || !row.name)
		strbuf_addstr(&why, "it has neither 'url' nor 'task'");
	else if (!read_settings(doc, node, &row, &why))
		ret = reader->each(reader->data, &row, &why);
	if (ret < 0)
		strbuf_addf(err, "row %zu: %s", reader->nr, why.buf);
	row_release(&row);
	strbuf_release(&why);
	return ret;
}

static int read_array(struct reader *reader, const struct json *doc, int list,
		      struct strbuf *err)
{
	int node;

	for (node = json_first(doc, list); node >= 0;
	     node = json_next(doc, node))
		if (read_row(reader, doc, node, err) < 0)
			return -1;
	return 0;
}

/* A whole document: an array, a report, or a single row. */
static int read_document(struct reader *reader, const struct json *doc,
			 struct strbuf *err)
{
	int rows = json_get(doc, 0, "rows");

	if (json_kind(doc, 0) == JSON_ARRAY)
		return read_array(reader, doc, 0, err);
	if (json_kind(doc, rows) == JSON_ARRAY)
		return read_array(reader, doc, rows, err);
	return read_row(reader, doc, 0, err);
}

/* As jq -c prints it. */
static int read_lines(struct reader *reader, const char *text,
		      struct strbuf *err)
{
	struct json doc = JSON_INIT;
	struct strbuf why = STRBUF_INIT;
	size_t number = 1, len;
	int ret = 0;

	for (; *text && !ret; text += len + (text[len] == '\n'), number++) {
		len = strcspn(text, "\n");
		if (strspn(text, " \t\r") >= len)
			continue;
		if (json_parse(&doc, text, len, &why) < 0) {
			strbuf_addf(err, "line %zu is no JSON: %s", number,
				    why.buf);
			ret = -1;
		} else {
			ret = read_row(reader, &doc, 0, err);
		}
	}
	json_release(&doc);
	strbuf_release(&why);
	return ret;
}

static bool is_by_line(const char *text)
{
	const char *end = strchr(text, '\n');

	while (end && strchr(" \t\r\n", *end) && *end)
		end++;
	return *text == '{' && end && *end == '{' && end[-1] == '\n';
}

int rows_read(struct strbuf *text,
	      int (*each)(void *data, struct row *row, struct strbuf *err),
	      void *data, struct strbuf *err)
{
	struct reader reader = { .each = each, .data = data };
	struct json doc = JSON_INIT;
	struct strbuf why = STRBUF_INIT;
	int ret;

	if (strlen(text->buf) != text->len) {
		strbuf_addstr(err, "a NUL byte: this is no text");
		return -1;
	}
	if (is_by_line(text->buf))
		return read_lines(&reader, text->buf, err);
	ret = json_parse(&doc, text->buf, text->len, &why);
	if (ret < 0)
		strbuf_addf(err, "it begins like JSON and is none: %s",
			    why.buf);
	else
		ret = read_document(&reader, &doc, err);
	json_release(&doc);
	strbuf_release(&why);
	return ret;
}
