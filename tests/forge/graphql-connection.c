/* SPDX-License-Identifier: MIT */
/*
 * GraphQL: connections: the part of a list that is asked for, and its edges.
 */
#include <stdlib.h>
#include <string.h>

#include "graphql-exec.h"

/* Cursors say how many items stand before their end: "cursor12". */
static size_t read_cursor(const char *cursor, size_t otherwise)
{
	if (!cursor || strncmp(cursor, "cursor", 6))
		return otherwise;
	return strtoul(cursor + 6, NULL, 10);
}

static bool read_size(struct exec *exec, const struct picked *picked,
		      const char *name, size_t *size)
{
	const char *text = gql_get_text(exec, picked, name);
	const char *field = picked->field->name;

	if (!text)
		return false;
	*size = strtoul(text, NULL, 10);
	if (*size >= 1 && *size <= GQL_PAGE_MAX)
		return true;
	if (!exec->rules->bounded) {
		*size = GQL_PAGE_MAX;
		return true;
	}
	gql_error(exec, picked, "EXCESSIVE_PAGINATION", "Requesting %s"
		  " records on the `%s` connection exceeds the `%s` limit of"
		  " %d records.", text, field, name, GQL_PAGE_MAX);
	*size = 0;
	return true;
}

void gql_connection(struct exec *exec, const struct picked *picked,
		    const struct gql_type *type,
		    struct connection *connection)
{
	const char *after = gql_get_text(exec, picked, "after");
	const char *before = gql_get_text(exec, picked, "before");
	struct node node = { .type = type, .connection = connection };
	size_t first = 0, last = 0;
	bool by_first = read_size(exec, picked, "first", &first);
	bool by_last = !by_first && read_size(exec, picked, "last", &last);

	if (!by_first && !by_last && !exec->rules->bounded) {
		by_first = true;
		first = GQL_PAGE_MAX;
	}
	if (!by_first && !by_last) {
		gql_error(exec, picked, "MISSING_PAGINATION_BOUNDARIES",
			  "You must provide a `first` or `last` value to"
			  " properly paginate the `%s` connection.",
			  picked->field->name);
		return;
	}
	if (!first && !last)
		return;			/* said already */
	if (exec->page_max && first > exec->page_max)
		first = exec->page_max;
	connection->from = read_cursor(after, 0);
	connection->to = read_cursor(before, connection->total + 1) - 1;
	if (connection->to > connection->total)
		connection->to = connection->total;
	if (connection->from > connection->to)
		connection->from = connection->to;
	if (by_first && connection->to - connection->from > first)
		connection->to = connection->from + first;
	if (by_last && connection->to - connection->from > last)
		connection->from = connection->to - last;
	gql_object(exec, picked, &node);
}

void gql_put_nodes(struct exec *exec, const struct node *node,
		   const struct picked *picked)
{
	const struct connection *c = node->connection;

	gql_list(exec, picked, c, c->from, c->to, false);
}

void gql_put_edges(struct exec *exec, const struct node *node,
		   const struct picked *picked)
{
	const struct connection *c = node->connection;

	gql_list(exec, picked, c, c->from, c->to, true);
}

void gql_put_total(struct exec *exec, const struct node *node,
		   const struct picked *picked)
{
	gql_number(exec, picked, (long long)node->connection->total);
}

void gql_put_page_info(struct exec *exec, const struct node *node,
		       const struct picked *picked)
{
	struct node info = { .type = &gql_type_page_info,
			     .connection = node->connection };

	gql_object(exec, picked, &info);
}

void gql_put_cursor(struct exec *exec, const struct node *node,
		    const struct picked *picked)
{
	gql_textf(exec, picked, "cursor%zu", node->at + 1);
}

void gql_put_edge_node(struct exec *exec, const struct node *node,
		       const struct picked *picked)
{
	struct node item = { .type = picked->field->type };

	node->connection->item(node->connection, node->at, &item);
	gql_object(exec, picked, &item);
}

static void put_page_info_field(struct exec *exec, const struct node *node,
				const struct picked *picked)
{
	const struct connection *c = node->connection;
	const char *name = picked->field->name;

	if (!strcmp(name, "hasNextPage"))
		gql_flag(exec, picked, c->to < c->total);
	else if (!strcmp(name, "hasPreviousPage"))
		gql_flag(exec, picked, c->from > 0);
	else if (c->from == c->to)
		gql_text(exec, picked, NULL);
	else
		gql_textf(exec, picked, "cursor%zu",
			  !strcmp(name, "endCursor") ? c->to : c->from + 1);
}

static const struct gql_field page_info_fields[] = {
	{ "hasNextPage", put_page_info_field, NULL, NULL, false },
	{ "hasPreviousPage", put_page_info_field, NULL, NULL, false },
	{ "startCursor", put_page_info_field, NULL, NULL, false },
	{ "endCursor", put_page_info_field, NULL, NULL, false },
	{ NULL, NULL, NULL, NULL, false }
};

const struct gql_type gql_type_page_info =
	{ "PageInfo", NULL, page_info_fields };
