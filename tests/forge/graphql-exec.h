/* SPDX-License-Identifier: MIT */
/*
 * GraphQL over a schema in tables: a type has fields; a field has a type (or
 * is a scalar), the arguments it takes, and a function that writes its value.
 * A query is held against the tables and then executed, one object after
 * another. Both forges that have GraphQL are built on one library
 * (graphql-ruby), so the words of what is refused are theirs both.
 */
#ifndef FORGE_GRAPHQL_EXEC_H
#define FORGE_GRAPHQL_EXEC_H

#include "call.h"
#include "graphql.h"

#define GQL_PAGE_MAX 100

struct check;
struct checks;
struct exec;
struct node;
struct picked;

typedef void gql_put(struct exec *, const struct node *,
		     const struct picked *);

struct gql_field {
	const char *name;
	gql_put *put;
	const struct gql_type *type;	/* NULL: a scalar */
	const char *arguments;		/* names between spaces, or NULL */
	bool connection;		/* a list in pages, which costs */
};

struct gql_type {
	const char *name;
	const char *interfaces;		/* names between spaces, or NULL */
	const struct gql_field *fields;	/* name NULL at the end */
};

/* A value of one of the types; what it is of is borrowed. */
struct node {
	const struct gql_type *type;
	const struct repo *repo;
	const struct pull *pull;
	const char *text;		/* login, branch, label, commit */
	const char *oid;		/* of a pipeline: its commit */
	const struct connection *connection;
	const struct checks *checks;
	const struct check *check;
	size_t at;			/* an edge's place in it */
};

/* One name in the answer, and all selections that ask for it. */
struct picked {
	const char *key;
	const struct gql_field *field;
	const struct gql_selection *first;
	const struct gql_selections **sets;
	size_t set_nr, set_alloc;
};

/* What a connection holds, and the part of it that is asked for. */
struct connection {
	size_t total, from, to;
	size_t found;			/* of a search: also beyond its end */
	void (*item)(const struct connection *, size_t i, struct node *out);
	const struct node *of;
	const struct strvec *texts;
	struct pull *const *pulls;
	const struct checks *checks;
};

/* What differs from one dialect to the other. */
struct gql_rules {
	const struct gql_type *const *types;	/* NULL at the end */
	/* Lists must say first or last; else they end at the page's size. */
	bool bounded;
	/*
	 * Whether that field, or (argument) that argument of it, is not there
	 * in the version that is played; may be NULL.
	 */
	bool (*lacks)(const struct exec *, const struct gql_type *,
		      const char *field, const char *argument);
	/* Refuses a mutation's input that does not fit; may be NULL. */
	void (*check_input)(struct exec *, const struct gql_selection *);
};

struct exec {
	struct call *call;
	const struct gql_rules *rules;
	const char *text;		/* the query */
	struct gql_document doc;
	struct gql_operation *op;
	struct strbuf data, errors;
	struct json_writer w, error_w;
	size_t error_nr;
	struct strvec path;		/* keys; an index as "#3" */
	unsigned long connections, nodes;	/* for cost and nodeCount */
	size_t page_max;		/* silently; 0: as asked */
	void *own;			/* what the dialect keeps */
};

/* graphql-check.c: against the schema, before anything is executed */
bool gql_check(struct exec *exec, const struct gql_type *root);
/* NULL: there is none of that name. */
const struct gql_type *gql_find_type(const struct gql_rules *rules,
				     const char *name);
const struct gql_field *gql_find_field(const struct gql_type *type,
				       const char *name);
/* Whether what is asked of such a type is asked of this one too. */
bool gql_type_is(const struct gql_type *type, const char *name);
/* Whether a list of words between spaces has it; either may be NULL. */
bool gql_has_word(const char *list, const char *word);
/* An error of the whole query, at a selection. */
void gql_refuse(struct exec *exec, const struct gql_selection *where,
		const char *code, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

/* graphql-exec.c: what fields are written with */
void gql_object(struct exec *exec, const struct picked *picked,
		const struct node *node);
void gql_list(struct exec *exec, const struct picked *picked,
	      const struct connection *connection, size_t from, size_t to,
	      bool edges);
void gql_text(struct exec *exec, const struct picked *picked,
	      const char *text);		/* NULL: null */
void gql_textf(struct exec *exec, const struct picked *picked,
	       const char *fmt, ...) __attribute__((format(printf, 3, 4)));
void gql_flag(struct exec *exec, const struct picked *picked, bool flag);
void gql_number(struct exec *exec, const struct picked *picked,
		long long number);
void gql_time(struct exec *exec, const struct picked *picked, double when);
/* null, with an error (of that type, or NULL) at this path */
void gql_error(struct exec *exec, const struct picked *picked,
	       const char *type, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

/* An argument, variables looked up; NULL: absent or null. */
const struct gql_value *gql_get(const struct exec *exec,
				const struct picked *picked,
				const char *name);
/* Its text; NULL where it is absent. */
const char *gql_get_text(const struct exec *exec,
			 const struct picked *picked, const char *name);

/*
 * graphql-connection.c: the object of a connection of total items: the part
 * that first, last, after and before name.
 */
void gql_connection(struct exec *exec, const struct picked *picked,
		    const struct gql_type *type,
		    struct connection *connection);

/* Fields that are always the same. */
gql_put gql_put_null, gql_put_false, gql_put_true, gql_put_zero;
/* Those of connections and edges. */
gql_put gql_put_nodes, gql_put_edges, gql_put_total, gql_put_page_info,
	gql_put_cursor, gql_put_edge_node;

extern const struct gql_type gql_type_page_info;

/* The types NAMEConnection and NAMEEdge over a type of nodes. */
#define GQL_CONNECTION(var, title, node_type)				\
static const struct gql_field var##_edge_fields[] = {			\
	{ "cursor", gql_put_cursor, NULL, NULL, false },		\
	{ "node", gql_put_edge_node, &(node_type), NULL, false },	\
	{ NULL, NULL, NULL, NULL, false }				\
};									\
static const struct gql_type var##_edge =				\
	{ title "Edge", NULL, var##_edge_fields };			\
static const struct gql_field var##_fields[] = {			\
	{ "nodes", gql_put_nodes, &(node_type), NULL, false },		\
	{ "edges", gql_put_edges, &var##_edge, NULL, false },		\
	{ "totalCount", gql_put_total, NULL, NULL, false },		\
	{ "pageInfo", gql_put_page_info, &gql_type_page_info, NULL,	\
	  false },							\
	{ NULL, NULL, NULL, NULL, false }				\
};									\
const struct gql_type var = { title "Connection", NULL, var##_fields }

#endif
