/* SPDX-License-Identifier: MIT */
/*
 * Reads conversations.
 */
#include "conversation.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/date.h"
#include "base/file.h"
#include "base/text.h"

/* When every reply comes, for those without Date: 2026-11-22T10:00:00Z. */
#define CAME 1795341600.0

static const struct {
	const char *name;
	enum transfer_error error;
} errors[] = {
	{ "unsent", TRANSFER_UNSENT },
	{ "broken", TRANSFER_BROKEN },
	{ "timeout", TRANSFER_TIMEOUT },
	{ "too-large", TRANSFER_TOO_LARGE },
	{ "tls", TRANSFER_TLS },
	{ "cancelled", TRANSFER_CANCELLED }
};

/* Lines of one section, with a place in them. */
struct section {
	char **lines;
	size_t nr, at;
};

/* "Name: value" lines up to an empty one. */
static void read_headers(struct section *s, struct strvec *headers)
{
	while (s->at < s->nr && *s->lines[s->at])
		strvec_push(headers, s->lines[s->at++]);
	if (s->at < s->nr)
		s->at++;
}

/* What is left, without empty lines at its end. */
static void read_rest(struct section *s, struct strbuf *out)
{
	for (; s->at < s->nr; s->at++)
		strbuf_addf(out, "%s\n", s->lines[s->at]);
	strbuf_rtrim(out);
}

static int read_error(struct reply *reply, const char *line)
{
	size_t i, len;

	for (i = 0; i < ARRAY_SIZE(errors); i++) {
		len = strlen(errors[i].name);
		if (!strncmp(line, errors[i].name, len) &&
		    line[len] == ' ') {
			reply->error = errors[i].error;
			replace_string(&reply->reason, line + len + 1);
			return 0;
		}
	}
	return -1;
}

static int read_reply(struct conversation *c, struct section *s)
{
	const char *line = s->at < s->nr ? s->lines[s->at++] : "";
	const char *date;

	c->reply.came = CAME;
	if (starts_with(line, "error "))
		return read_error(&c->reply, line + strlen("error "));
	c->reply.status = atoi(line);
	read_headers(s, &c->reply.headers);
	read_rest(s, &c->reply.body);
	date = reply_header(&c->reply, "date");
	c->reply.date = date ? date_parse_http(date) : -1;
	return c->reply.status < 100 ? -1 : 0;
}

static int read_request(struct conversation *c, struct section *s)
{
	if (s->at == s->nr)
		return -1;
	strbuf_addstr(&c->line, s->lines[s->at++]);
	read_headers(s, &c->headers);
	read_rest(s, &c->body);
	return 0;
}

static int read_section(struct conversation *c, const char *title,
			struct section *s)
{
	if (starts_with(title, "site ")) {
		strvec_clear(&c->site);
		strvec_split(&c->site, title + strlen("site "), ' ');
	} else if (!strcmp(title, "no token")) {
		c->token = false;
	} else if (!strcmp(title, "no login")) {
		c->login = false;
	} else if (starts_with(title, "ask ")) {
		strbuf_addstr(&c->call, title + strlen("ask "));
		read_rest(s, &c->ask);
	} else if (!strcmp(title, "request")) {
		return read_request(c, s);
	} else if (!strcmp(title, "reply")) {
		return read_reply(c, s);
	} else if (!strcmp(title, "means")) {
		read_rest(s, &c->means);
		strbuf_addch(&c->means, '\n');
	} else {
		return -1;
	}
	return 0;
}

static int is_title(const char *line)
{
	return starts_with(line, "= ");
}

static int read_lines(struct conversation *c, const struct strvec *lines,
		      const char *path, struct strbuf *err)
{
	struct section section;
	size_t i = 0, title;

	while (i < lines->nr && !is_title(lines->v[i]))
		i++;
	while (i < lines->nr) {
		title = i++;
		section.lines = lines->v + i;
		section.at = 0;
		while (i < lines->nr && !is_title(lines->v[i]))
			i++;
		section.nr = (size_t)(lines->v + i - section.lines);
		if (read_section(c, lines->v[title] + 2, &section)) {
			strbuf_addf(err, "%s:%zu: no such section, or not "
				    "whole", path, title + 1);
			return -1;
		}
	}
	return 0;
}

static void begin(struct conversation *c)
{
	strvec_init(&c->site);
	strvec_push(&c->site, "https://github.com/");
	c->token = c->login = true;
	strbuf_init(&c->call);
	strbuf_init(&c->ask);
	strbuf_init(&c->line);
	strvec_init(&c->headers);
	strbuf_init(&c->body);
	reply_init(&c->reply);
	strbuf_init(&c->means);
}

int conversation_read(struct conversation *c, const char *path,
		      struct strbuf *err)
{
	struct strbuf text = STRBUF_INIT;
	struct strvec lines = STRVEC_INIT;
	int result = -1;

	begin(c);
	if (file_read(path, 1 << 20, &text, err))
		goto out;
	strvec_split(&lines, text.buf, '\n');
	if (read_lines(c, &lines, path, err))
		goto out;
	if (!c->call.len || !c->line.len || !c->means.len) {
		strbuf_addf(err, "%s: a part is missing", path);
		goto out;
	}
	result = 0;
out:
	strbuf_release(&text);
	strvec_clear(&lines);
	return result;
}

void conversation_release(struct conversation *c)
{
	strvec_clear(&c->site);
	strbuf_release(&c->call);
	strbuf_release(&c->ask);
	strbuf_release(&c->line);
	strvec_clear(&c->headers);
	strbuf_release(&c->body);
	reply_release(&c->reply);
	strbuf_release(&c->means);
}
