/* SPDX-License-Identifier: MIT */
/*
 * A comment of ours found again: one whose answer was lost may be there. No
 * mark is put into its text, which goes out by mail and may be a command to a
 * bot; it is known by its author, its text and when it was made.
 */
#include "forges/pull-comment.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/date.h"
#include "base/text.h"
#include "forges/list.h"

void comment_put(struct request *request, const struct pull_query *query)
{
	struct json_writer body = JSON_WRITER_INIT(&request->body);

	strvec_push(&request->headers, "Content-Type: application/json");
	request->draws = DRAW_WRITE | DRAW_CONTENT;
	json_begin_object(&body, NULL);
	json_put(&body, "body", query->comment->text);
	json_end_object(&body);
}

int comment_read_made(const struct reply *reply, long long *id,
		      struct strbuf *err)
{
	struct json doc = JSON_INIT;
	int result = -1;

	if (!json_parse(&doc, reply->body.buf, reply->body.len, err)) {
		*id = json_int(&doc, json_get(&doc, 0, "id"), 0);
		result = *id > 0 ? 0 : -1;
		if (result < 0)
			strbuf_addstr(err, "the answer names no comment");
	}
	json_release(&doc);
	return result;
}

/* ---- the same text ------------------------------------------------------ */

/* A line, without its end; NULL: there is no more. */
static const char *next_line(const char **text, size_t *len)
{
	const char *line = *text;

	if (!*line)
		return NULL;
	*len = strcspn(line, "\n");
	*text = line + *len + (line[*len] == '\n');
	while (*len && isspace((unsigned char)line[*len - 1]))
		(*len)--;
	return line;
}

/* What a server may change of a text: ends of lines, and its commands. */
static void bare_text(struct strbuf *out, const char *text, bool commands)
{
	const char *line;
	size_t len;

	while ((line = next_line(&text, &len))) {
		if (commands && len > 1 && *line == '/' &&
		    isalpha((unsigned char)line[1]))
			continue;
		if (out->len || len) {
			strbuf_add(out, line, len);
			strbuf_addch(out, '\n');
		}
	}
	strbuf_rtrim(out);
}

static bool same_text(const char *a, const char *b, bool commands)
{
	struct strbuf one = STRBUF_INIT, two = STRBUF_INIT;
	bool same;

	bare_text(&one, a, commands);
	bare_text(&two, b, commands);
	same = !strcmp(one.buf, two.buf);
	strbuf_release(&one);
	strbuf_release(&two);
	return same;
}

/* ---- a list ------------------------------------------------------------- */

static double made_at(const struct json *doc, int node)
{
	char *text = json_copy(doc, json_get(doc, node, "created_at"));
	double when = text ? date_parse_iso(text) : -1;

	free(text);
	return when;
}

static bool is_ours(const struct json *doc, int node,
		    const struct comment_shape *shape,
		    const struct pull_comment *ours)
{
	char *author = json_copy(doc, json_get(doc, node, shape->author));
	char *text = json_copy(doc, json_get(doc, node, "body"));
	bool is = text && same_text(text, ours->text, shape->commands) &&
		  (!ours->author || (author &&
				     !strcasecmp(author, ours->author))) &&
		  made_at(doc, node) >= ours->since &&
		  json_int(doc, json_get(doc, node, "id"), 0) > ours->after;

	free(author);
	free(text);
	return is;
}

int comment_find(const struct reply *reply, const struct comment_shape *shape,
		 const struct pull_query *query, long long *id,
		 double *oldest, struct strbuf *err)
{
	struct json doc = JSON_INIT;
	int node, result = -1;
	double when;

	*id = 0;
	*oldest = 0;
	if (json_parse(&doc, reply->body.buf, reply->body.len, err))
		goto out;
	if (json_kind(&doc, 0) != JSON_ARRAY) {
		strbuf_addstr(err, "the answer is no list of comments");
		goto out;
	}
	for (node = json_first(&doc, 0); node >= 0 && !*id;
	     node = json_next(&doc, node)) {
		when = made_at(&doc, node);
		if (when > 0 && (*oldest <= 0 || when < *oldest))
			*oldest = when;
		if (is_ours(&doc, node, shape, query->comment))
			*id = json_int(&doc, json_get(&doc, node, "id"), 0);
	}
	result = 0;
out:
	json_release(&doc);
	return result;
}

int comment_go_on(const struct reply *reply, const struct pull_query *query)
{
	char *next = list_next(reply);
	int result = next ? FORGE_MORE : 0;

	strvec_clear(query->notes);
	if (next)
		strvec_push(query->notes, next);
	free(next);
	return result;
}

const char *comment_page(const struct pull_query *query)
{
	return query->notes && query->notes->nr ? query->notes->v[0] : NULL;
}

void comment_add_since(const struct pull_query *query, struct strbuf *url)
{
	struct strbuf date = STRBUF_INIT;

	/* whole seconds: not every server takes parts of one */
	date_iso(&date, (double)(long long)query->comment->since);
	if (date.len > strlen(".000Z")) {
		strbuf_setlen(&date, date.len - strlen(".000Z"));
		strbuf_addch(&date, 'Z');
	}
	text_percent_encode(url, date.buf);
	strbuf_release(&date);
}
