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

static int read_reply(struct exchange *e, struct section *s)
{
	const char *line = s->at < s->nr ? s->lines[s->at++] : "";
	const char *date;

	e->reply.came = CAME;
	if (starts_with(line, "error "))
		return read_error(&e->reply, line + strlen("error "));
	e->reply.status = atoi(line);
	read_headers(s, &e->reply.headers);
	read_rest(s, &e->reply.body);
	date = reply_header(&e->reply, "date");
	e->reply.date = date ? date_parse_http(date) : -1;
	return e->reply.status < 100 ? -1 : 0;
}

static int read_request(struct exchange *e, struct section *s)
{
	if (s->at == s->nr)
		return -1;
	strbuf_addstr(&e->line, s->lines[s->at++]);
	read_headers(s, &e->headers);
	read_rest(s, &e->body);
	return 0;
}

static struct exchange *begin_exchange(struct conversation *c)
{
	struct exchange *e;

	c->list = xrealloc(c->list, c->nr + 1, sizeof(*c->list));
	e = &c->list[c->nr++];
	strbuf_init(&e->call);
	strbuf_init(&e->ask);
	strbuf_init(&e->line);
	strvec_init(&e->headers);
	strbuf_init(&e->body);
	strbuf_init(&e->draws);
	reply_init(&e->reply);
	strbuf_init(&e->means);
	return e;
}

/* What is said once, of the server or the token. */
static bool read_setting(struct conversation *c, const char *title)
{
	if (starts_with(title, "site ")) {
		strvec_clear(&c->site);
		strvec_split(&c->site, title + strlen("site "), ' ');
	} else if (starts_with(title, "lacks ")) {
		c->lacks = (unsigned)strtoul(title + strlen("lacks "), NULL,
					     0);
	} else if (!strcmp(title, "no token")) {
		c->token = false;
	} else if (!strcmp(title, "no login")) {
		c->login = false;
	} else {
		return false;
	}
	return true;
}

static int read_section(struct conversation *c, const char *title,
			struct section *s)
{
	struct exchange *e = c->nr ? &c->list[c->nr - 1] : NULL;

	if (read_setting(c, title))
		return 0;
	if (starts_with(title, "ask ")) {
		e = begin_exchange(c);
		strbuf_addstr(&e->call, title + strlen("ask "));
		read_rest(s, &e->ask);
		return 0;
	}
	if (!e)
		return -1;
	if (!strcmp(title, "request"))
		return read_request(e->line.len ? begin_exchange(c) : e, s);
	if (!strcmp(title, "reply"))
		return read_reply(e, s);
	if (starts_with(title, "draws ")) {
		strbuf_addstr(&e->draws, title + strlen("draws "));
		return 0;
	}
	if (strcmp(title, "means"))
		return -1;
	read_rest(s, &e->means);
	strbuf_addch(&e->means, '\n');
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

/* Request, reply and means; or means alone, of what must be refused. */
static bool is_whole(const struct exchange *e)
{
	bool replied = e->reply.status || e->reply.error != TRANSFER_OK;

	if (starts_with(e->means.buf, "refused: "))
		return !e->line.len && !replied;
	return e->line.len && e->means.len && replied;
}

static void begin(struct conversation *c)
{
	strvec_init(&c->site);
	strvec_push(&c->site, "https://github.com/");
	c->token = c->login = true;
	c->lacks = 0;
	c->list = NULL;
	c->nr = 0;
}

int conversation_read(struct conversation *c, const char *path,
		      struct strbuf *err)
{
	struct strbuf text = STRBUF_INIT;
	struct strvec lines = STRVEC_INIT;
	size_t i;
	int result = -1;

	begin(c);
	if (file_read(path, 1 << 20, &text, err))
		goto out;
	strvec_split(&lines, text.buf, '\n');
	if (read_lines(c, &lines, path, err))
		goto out;
	for (i = 0; i < c->nr && is_whole(&c->list[i]); i++)
		;
	if (!c->nr || i < c->nr) {
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
	size_t i;

	for (i = 0; i < c->nr; i++) {
		struct exchange *e = &c->list[i];

		strbuf_release(&e->call);
		strbuf_release(&e->ask);
		strbuf_release(&e->line);
		strvec_clear(&e->headers);
		strbuf_release(&e->body);
		strbuf_release(&e->draws);
		reply_release(&e->reply);
		strbuf_release(&e->means);
	}
	free(c->list);
	strvec_clear(&c->site);
}
