/* SPDX-License-Identifier: MIT */
/*
 * GraphQL documents: finding what is asked, and the values of variables and
 * arguments.
 */
#include <string.h>

#include "graphql.h"

const struct gql_fragment *gql_fragment(const struct gql_document *doc,
					const char *fragment)
{
	size_t i;

	for (i = 0; i < doc->fragment_nr; i++)
		if (!strcmp(doc->fragments[i].name, fragment))
			return &doc->fragments[i];
	return NULL;
}

struct gql_operation *gql_operation(struct gql_document *doc,
				    const char *wanted)
{
	size_t i;

	if (!wanted)
		return doc->operation_nr == 1 ? doc->operations : NULL;
	for (i = 0; i < doc->operation_nr; i++)
		if (doc->operations[i].name &&
		    !strcmp(doc->operations[i].name, wanted))
			return &doc->operations[i];
	return NULL;
}

static void from_json(struct gql_document *doc, const struct json *json,
		      int node, struct gql_value *value)
{
	static const enum gql_kind kinds[] = {
		[JSON_MISSING] = GQL_NULL, [JSON_NULL] = GQL_NULL,
		[JSON_BOOL] = GQL_BOOL, [JSON_NUMBER] = GQL_INT,
		[JSON_STRING] = GQL_STRING, [JSON_ARRAY] = GQL_LIST,
		[JSON_OBJECT] = GQL_OBJECT
	};
	struct strbuf text = STRBUF_INIT;
	size_t i = 0;
	int item;

	memset(value, 0, sizeof(*value));
	value->kind = kinds[json_kind(json, node)];
	value->nr = json_size(json, node);
	if (value->kind != GQL_LIST && value->kind != GQL_OBJECT) {
		value->nr = 0;
		if (json_string(json, node, &text))
			json_raw(json, node, &text);
		value->text = gql_keep_text(doc, text.buf, text.len);
		strbuf_release(&text);
		return;
	}
	value->items = gql_keep(doc, (value->nr + 1) * sizeof(*value->items));
	for (item = json_first(json, node); item >= 0 && i < value->nr;
	     item = json_next(json, item), i++) {
		strbuf_reset(&text);
		if (json_key(json, item, &text))
			value->items[i].name =
				gql_keep_text(doc, text.buf, text.len);
		from_json(doc, json, item, &value->items[i].value);
	}
	strbuf_release(&text);
}

int gql_set_variables(struct gql_document *doc, struct gql_operation *op,
		      const struct json *json, int node, struct strbuf *err)
{
	size_t i;

	for (i = 0; i < op->variable_nr; i++) {
		struct gql_variable *variable = &op->variables[i];
		int given = node < 0 ? -1
			: json_get(json, node, variable->name);

		if (given >= 0)
			from_json(doc, json, given, &variable->value);
		if (variable->required &&
		    (given < 0 || json_kind(json, given) == JSON_NULL)) {
			strbuf_addf(err, "Variable $%s was provided invalid"
				    " value", variable->name);
			return -1;
		}
	}
	return 0;
}

const struct gql_value *gql_value(const struct gql_operation *op,
				  const struct gql_value *value)
{
	size_t i;

	if (value->kind == GQL_VARIABLE) {
		for (i = 0; i < op->variable_nr; i++)
			if (!strcmp(op->variables[i].name, value->text))
				break;
		if (i == op->variable_nr)
			return NULL;
		value = &op->variables[i].value;
	}
	return value->kind == GQL_NULL ? NULL : value;
}

const struct gql_value *gql_argument(const struct gql_operation *op,
				     const struct gql_argument *arguments,
				     size_t nr, const char *wanted)
{
	size_t i;

	for (i = 0; i < nr; i++)
		if (!strcmp(arguments[i].name, wanted))
			return gql_value(op, &arguments[i].value);
	return NULL;
}
