/* SPDX-License-Identifier: MIT */
/*
 * GraphQL documents: a recursive descent over their words.
 */
#include "graphql.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "graphql-lex.h"

/* Every piece of a document is in one chain and freed with it. */
struct block {
	struct block *next;
};

void *gql_keep(struct gql_document *doc, size_t size)
{
	struct block *block = xcalloc(1, sizeof(*block) + size);

	block->next = doc->memory;
	doc->memory = block;
	return block + 1;
}

const char *gql_keep_text(struct gql_document *doc, const char *s,
			  size_t len)
{
	char *copy = gql_keep(doc, len + 1);

	memcpy(copy, s, len);
	return copy;
}

/* A list that grew on the heap moves into the document. */
static void *keep_list(struct gql_document *doc, void *list, size_t size)
{
	void *copy = gql_keep(doc, size ? size : 1);

	if (size)
		memcpy(copy, list, size);
	free(list);
	return copy;
}

static const char *name(struct parser *p)
{
	const char *text = "";

	if (p->token != TOKEN_NAME)
		lex_fail(p, "Expected a name");
	else
		text = gql_keep_text(p->doc, p->value.buf, p->value.len);
	lex_next(p);
	return text;
}

static bool deeper(struct parser *p)
{
	if (++p->depth > GQL_DEPTH_MAX)
		lex_fail(p, "Too deep");
	return !p->failed;
}

static void parse_value(struct parser *p, struct gql_value *value);

/* The items up to the closing bracket, with names or without. */
static void parse_items(struct parser *p, const char *close, bool named,
			struct gql_argument **out, size_t *out_nr)
{
	struct gql_argument *items = NULL;
	size_t nr = 0, alloc = 0;

	while (!p->failed && !lex_is(p, close)) {
		struct gql_argument item = { .name = NULL };

		if (named) {
			item.name = name(p);
			lex_expect(p, ":");
		}
		parse_value(p, &item.value);
		GROW(items, nr, alloc);
		items[nr++] = item;
	}
	lex_expect(p, close);
	*out = keep_list(p->doc, items, nr * sizeof(*items));
	*out_nr = nr;
}

static enum gql_kind name_kind(const char *word)
{
	if (!strcmp(word, "true") || !strcmp(word, "false"))
		return GQL_BOOL;
	return strcmp(word, "null") ? GQL_ENUM : GQL_NULL;
}

static void parse_value(struct parser *p, struct gql_value *value)
{
	memset(value, 0, sizeof(*value));
	if (!deeper(p))
		return;
	if (lex_accept(p, "$")) {
		value->kind = GQL_VARIABLE;
		value->text = name(p);
	} else if (lex_accept(p, "[")) {
		value->kind = GQL_LIST;
		parse_items(p, "]", false, &value->items, &value->nr);
	} else if (lex_accept(p, "{")) {
		value->kind = GQL_OBJECT;
		parse_items(p, "}", true, &value->items, &value->nr);
	} else if (p->token == TOKEN_PUNCTUATOR || p->token == TOKEN_END) {
		lex_fail(p, "Expected a value");
	} else {
		value->kind = p->token == TOKEN_INT ? GQL_INT
			: p->token == TOKEN_FLOAT ? GQL_FLOAT
			: p->token == TOKEN_STRING ? GQL_STRING
			: name_kind(p->value.buf);
		value->text = gql_keep_text(p->doc, p->value.buf, p->value.len);
		lex_next(p);
	}
	p->depth--;
}

static void parse_arguments(struct parser *p, struct gql_argument **out,
			    size_t *nr)
{
	if (lex_accept(p, "("))
		parse_items(p, ")", true, out, nr);
}

/* Of each the "if", under the directive's name. */
static void parse_directives(struct parser *p, struct gql_selection *s)
{
	struct gql_argument *list = NULL, *arguments = NULL;
	size_t nr = 0, alloc = 0, argument_nr = 0;

	while (lex_accept(p, "@")) {
		const char *word = name(p);

		argument_nr = 0;
		parse_arguments(p, &arguments, &argument_nr);
		GROW(list, nr, alloc);
		memset(&list[nr], 0, sizeof(*list));
		list[nr].name = word;
		if (argument_nr)
			list[nr].value = arguments[0].value;
		nr++;
	}
	if (s) {
		s->directives = keep_list(p->doc, list, nr * sizeof(*list));
		s->directive_nr = nr;
	} else {
		free(list);
	}
}

static void parse_selections(struct parser *p, struct gql_selections *out);

static void parse_selection(struct parser *p, struct gql_selection *s)
{
	memset(s, 0, sizeof(*s));
	s->at = (size_t)(p->start - p->text);
	if (lex_accept(p, "...")) {
		s->kind = GQL_INLINE;
		if (lex_accept(p, "on")) {
			s->name = name(p);
		} else if (p->token == TOKEN_NAME) {
			s->kind = GQL_SPREAD;
			s->name = name(p);
		}
		parse_directives(p, s);
		if (s->kind == GQL_INLINE)
			parse_selections(p, &s->selections);
		return;
	}
	s->kind = GQL_FIELD;
	s->key = s->name = name(p);
	if (lex_accept(p, ":"))
		s->name = name(p);
	parse_arguments(p, &s->arguments, &s->argument_nr);
	parse_directives(p, s);
	if (lex_is(p, "{"))
		parse_selections(p, &s->selections);
}

static void parse_selections(struct parser *p, struct gql_selections *out)
{
	struct gql_selection *list = NULL;
	size_t nr = 0, alloc = 0;

	memset(out, 0, sizeof(*out));
	if (!deeper(p))
		return;
	lex_expect(p, "{");
	do {
		GROW(list, nr, alloc);
		parse_selection(p, &list[nr++]);
	} while (!p->failed && !lex_is(p, "}"));
	lex_expect(p, "}");
	out->list = keep_list(p->doc, list, nr * sizeof(*list));
	out->nr = nr;
	p->depth--;
}

/* true: it ends in '!'. */
static bool parse_type(struct parser *p)
{
	if (deeper(p)) {
		if (lex_accept(p, "[")) {
			parse_type(p);
			lex_expect(p, "]");
		} else {
			name(p);
		}
		p->depth--;
	}
	return lex_accept(p, "!");
}

static void parse_variables(struct parser *p, struct gql_operation *op)
{
	struct gql_variable *list = NULL;
	size_t nr = 0, alloc = 0;

	if (!lex_accept(p, "("))
		return;
	while (!p->failed && !lex_is(p, ")")) {
		struct gql_variable variable = { .name = NULL };

		lex_expect(p, "$");
		variable.name = name(p);
		lex_expect(p, ":");
		variable.required = parse_type(p);
		if (lex_accept(p, "=")) {
			parse_value(p, &variable.value);
			variable.required = false;
		}
		GROW(list, nr, alloc);
		list[nr++] = variable;
	}
	lex_expect(p, ")");
	op->variables = keep_list(p->doc, list, nr * sizeof(*list));
	op->variable_nr = nr;
}

static void parse_operation(struct parser *p, struct gql_operation *op)
{
	memset(op, 0, sizeof(*op));
	op->kind = "query";
	if (!lex_is(p, "{")) {
		op->kind = name(p);
		if (p->token == TOKEN_NAME)
			op->name = name(p);
		parse_variables(p, op);
		parse_directives(p, NULL);
	}
	parse_selections(p, &op->selections);
}

static void parse_fragment(struct parser *p, struct gql_fragment *fragment)
{
	memset(fragment, 0, sizeof(*fragment));
	fragment->name = name(p);
	lex_expect(p, "on");
	fragment->type = name(p);
	parse_directives(p, NULL);
	parse_selections(p, &fragment->selections);
}

static void parse_document(struct parser *p)
{
	struct gql_operation *operations = NULL;
	struct gql_fragment *fragments = NULL;
	size_t nr = 0, alloc = 0, fragment_nr = 0, fragment_alloc = 0;

	do {
		if (lex_accept(p, "fragment")) {
			GROW(fragments, fragment_nr, fragment_alloc);
			parse_fragment(p, &fragments[fragment_nr++]);
		} else if (lex_is(p, "{") || lex_is(p, "query") ||
			   lex_is(p, "mutation")) {
			GROW(operations, nr, alloc);
			parse_operation(p, &operations[nr++]);
		} else {
			lex_fail(p, "Expected an operation or a fragment");
		}
	} while (p->token != TOKEN_END);
	p->doc->operations = keep_list(p->doc, operations,
				       nr * sizeof(*operations));
	p->doc->operation_nr = nr;
	p->doc->fragments = keep_list(p->doc, fragments,
				      fragment_nr * sizeof(*fragments));
	p->doc->fragment_nr = fragment_nr;
}

int gql_parse(struct gql_document *doc, const char *text,
	      struct strbuf *err)
{
	struct parser p = { .doc = doc, .text = text, .at = text,
			    .value = STRBUF_INIT, .err = err };

	lex_next(&p);
	parse_document(&p);
	strbuf_release(&p.value);
	return p.failed ? -1 : 0;
}

void gql_release(struct gql_document *doc)
{
	static const struct gql_document empty = GQL_DOCUMENT_INIT;
	struct block *block = doc->memory;

	while (block) {
		struct block *next_block = block->next;

		free(block);
		block = next_block;
	}
	*doc = empty;
}
