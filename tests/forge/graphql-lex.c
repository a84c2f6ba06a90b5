/* SPDX-License-Identifier: MIT */
/*
 * The words of a GraphQL document.
 */
#include "graphql-lex.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

void gql_position(const char *text, size_t at, size_t *line, size_t *column)
{
	size_t i;

	*line = *column = 1;
	for (i = 0; i < at; i++) {
		*column = text[i] == '\n' ? 1 : *column + 1;
		*line += text[i] == '\n';
	}
}

void lex_fail(struct parser *p, const char *what)
{
	size_t line, column;

	if (p->failed)
		return;
	gql_position(p->text, (size_t)(p->start - p->text), &line, &column);
	if (p->token == TOKEN_END)
		strbuf_addf(p->err, "%s, got end of file", what);
	else
		strbuf_addf(p->err, "%s, got \"%s\" at [%zu, %zu]", what,
			    p->value.buf, line, column);
	p->failed = true;
	p->token = TOKEN_END;
	p->at = p->text + strlen(p->text);
}

static void skip_ignored(struct parser *p)
{
	while (*p->at) {
		if (*p->at == '#')
			p->at += strcspn(p->at, "\n");
		else if (isspace((unsigned char)*p->at) || *p->at == ',')
			p->at++;
		else if (!strncmp(p->at, "\xef\xbb\xbf", 3))
			p->at += 3;
		else
			break;
	}
}

static void add_utf8(struct strbuf *out, unsigned code)
{
	if (code < 0x80) {
		strbuf_addch(out, (int)code);
	} else if (code < 0x800) {
		strbuf_addch(out, (int)(0xc0 | code >> 6));
		strbuf_addch(out, (int)(0x80 | (code & 0x3f)));
	} else {
		strbuf_addch(out, (int)(0xe0 | code >> 12));
		strbuf_addch(out, (int)(0x80 | (code >> 6 & 0x3f)));
		strbuf_addch(out, (int)(0x80 | (code & 0x3f)));
	}
}

static void lex_escape(struct parser *p)
{
	static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
	const char *known;
	char digits[5] = "";

	p->at++;
	known = *p->at ? strchr(from, *p->at) : NULL;
	if (known) {
		strbuf_addch(&p->value, to[known - from]);
		p->at++;
	} else if (*p->at == 'u' &&
		   strspn(p->at + 1, "0123456789abcdefABCDEF") >= 4) {
		memcpy(digits, p->at + 1, 4);
		add_utf8(&p->value, (unsigned)strtoul(digits, NULL, 16));
		p->at += 5;
	} else {
		lex_fail(p, "Bad escape in a string");
	}
}

static void lex_string(struct parser *p)
{
	p->token = TOKEN_STRING;
	if (!strncmp(p->at, "\"\"\"", 3)) {
		const char *end = strstr(p->at + 3, "\"\"\"");

		if (!end) {
			lex_fail(p, "Unterminated string");
			return;
		}
		strbuf_add(&p->value, p->at + 3, (size_t)(end - p->at) - 3);
		p->at = end + 3;
		return;
	}
	p->at++;
	while (*p->at && *p->at != '"' && *p->at != '\n') {
		if (*p->at == '\\')
			lex_escape(p);
		else
			strbuf_addch(&p->value, *p->at++);
	}
	if (*p->at == '"')
		p->at++;
	else
		lex_fail(p, "Unterminated string");
}

static void lex_number(struct parser *p)
{
	size_t len = strspn(p->at, "-0123456789");
	size_t more = strspn(p->at, "-+0123456789.eE");

	p->token = more > len ? TOKEN_FLOAT : TOKEN_INT;
	strbuf_add(&p->value, p->at, more);
	p->at += more;
}

void lex_next(struct parser *p)
{
	size_t len;

	if (p->failed)
		return;
	skip_ignored(p);
	strbuf_reset(&p->value);
	p->start = p->at;
	if (!*p->at) {
		p->token = TOKEN_END;
	} else if (isalpha((unsigned char)*p->at) || *p->at == '_') {
		p->token = TOKEN_NAME;
		for (len = 0; isalnum((unsigned char)p->at[len]) ||
		     p->at[len] == '_'; len++)
			;
		strbuf_add(&p->value, p->at, len);
		p->at += len;
	} else if (*p->at == '"') {
		lex_string(p);
	} else if (*p->at == '-' || isdigit((unsigned char)*p->at)) {
		lex_number(p);
	} else if (!strncmp(p->at, "...", 3)) {
		p->token = TOKEN_PUNCTUATOR;
		strbuf_addstr(&p->value, "...");
		p->at += 3;
	} else {
		p->token = TOKEN_PUNCTUATOR;
		strbuf_addch(&p->value, *p->at++);
		if (!strchr("!$&()|:=@[]{}", p->value.buf[0]))
			lex_fail(p, "Expected a token");
	}
}

bool lex_is(const struct parser *p, const char *what)
{
	return (p->token == TOKEN_PUNCTUATOR || p->token == TOKEN_NAME) &&
	       !strcmp(p->value.buf, what);
}

bool lex_accept(struct parser *p, const char *what)
{
	if (!lex_is(p, what))
		return false;
	lex_next(p);
	return true;
}

void lex_expect(struct parser *p, const char *what)
{
	struct strbuf text = STRBUF_INIT;

	if (lex_accept(p, what))
		return;
	strbuf_addf(&text, "Expected \"%s\"", what);
	lex_fail(p, text.buf);
	strbuf_release(&text);
}
