/* SPDX-License-Identifier: MIT */
/*
 * GraphQL documents (the language of the October 2021 specification, its
 * queries and mutations): a parser by hand, and values. It knows no schema;
 * that is the executor's.
 */
#ifndef FORGE_GRAPHQL_H
#define FORGE_GRAPHQL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/json.h"
#include "base/strbuf.h"

enum gql_kind {
	GQL_NULL,
	GQL_VARIABLE,		/* text: its name */
	GQL_INT,
	GQL_FLOAT,
	GQL_STRING,
	GQL_BOOL,		/* text: "true" or "false" */
	GQL_ENUM,
	GQL_LIST,
	GQL_OBJECT
};

struct gql_value {
	enum gql_kind kind;
	const char *text;
	struct gql_argument *items;	/* of lists (name NULL) and objects */
	size_t nr;
};

struct gql_argument {
	const char *name;
	struct gql_value value;
};

struct gql_selections {
	struct gql_selection *list;
	size_t nr;
};

enum gql_selection_kind { GQL_FIELD, GQL_SPREAD, GQL_INLINE };

struct gql_selection {
	enum gql_selection_kind kind;
	const char *key;		/* field: alias or name */
	const char *name;		/* field or fragment; inline: type or NULL */
	struct gql_argument *arguments;
	size_t argument_nr;
	struct gql_argument *directives;	/* @skip, @include: the "if" */
	size_t directive_nr;
	struct gql_selections selections;
	size_t at;			/* where it stands in the text */
};

struct gql_variable {
	const char *name;
	bool required;			/* its type ends in '!', no default */
	struct gql_value value;		/* the default, later the given one */
};

struct gql_fragment {
	const char *name, *type;
	struct gql_selections selections;
};

struct gql_operation {
	const char *kind;		/* "query", "mutation" */
	const char *name;		/* NULL: none */
	struct gql_variable *variables;
	size_t variable_nr;
	struct gql_selections selections;
};

/* Everything in it lives until it is released. */
struct gql_document {
	struct gql_operation *operations;
	size_t operation_nr;
	struct gql_fragment *fragments;
	size_t fragment_nr;
	void *memory;
};

#define GQL_DOCUMENT_INIT { .operations = NULL, .operation_nr = 0,	\
	.fragments = NULL, .fragment_nr = 0, .memory = NULL }

/* -1 and err, with the line and column where it broke. */
int gql_parse(struct gql_document *doc, const char *text,
	      struct strbuf *err);
void gql_release(struct gql_document *doc);

/* Line and column, from 1, of a place in a text. */
void gql_position(const char *text, size_t at, size_t *line, size_t *column);

/* Memory (zeroed) and text that live as long as the document. */
void *gql_keep(struct gql_document *doc, size_t size);
const char *gql_keep_text(struct gql_document *doc, const char *s,
			  size_t len);

const struct gql_fragment *gql_fragment(const struct gql_document *doc,
					const char *name);

/* The operation of that name, or (NULL) the only one; NULL: none. */
struct gql_operation *gql_operation(struct gql_document *doc,
				    const char *name);

/*
 * Gives the operation's variables their values from a JSON object (node -1:
 * none were sent). -1 and err: a required one is missing.
 */
int gql_set_variables(struct gql_document *doc, struct gql_operation *op,
		      const struct json *json, int node,
		      struct strbuf *err);

/* The argument with its variable looked up; NULL: absent or null. */
const struct gql_value *gql_argument(const struct gql_operation *op,
				     const struct gql_argument *arguments,
				     size_t nr, const char *name);
/* The same of a value that may be a variable. */
const struct gql_value *gql_value(const struct gql_operation *op,
				  const struct gql_value *value);

#endif
