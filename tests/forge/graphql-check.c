/* SPDX-License-Identifier: MIT */
/*
 * GraphQL: a query held against the schema before it is executed.
 */
#include "graphql-exec.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>


#define DEPTH_MAX 32

bool gql_has_word(const char *list, const char *word)
{
	size_t len = word ? strlen(word) : 0;

	while (word && list && *list) {
		size_t n = strcspn(list, " ");

		if (n == len && !memcmp(list, word, len))
			return true;
		list += n + strspn(list + n, " ");
	}
	return false;
}

bool gql_type_is(const struct gql_type *type, const char *name)
{
	return !strcmp(type->name, name) ||
	       gql_has_word(type->interfaces, name);
}

void gql_refuse(struct exec *exec, const struct gql_selection *where,
		const char *code, const char *fmt, ...)
{
	struct json_writer *w = &exec->error_w;
	struct strbuf text = STRBUF_INIT;
	size_t line = 1, column = 1;
	va_list ap;

	va_start(ap, fmt);
	strbuf_vaddf(&text, fmt, ap);
	va_end(ap);
	if (where)
		gql_position(exec->text, where->at, &line, &column);
	json_begin_object(w, NULL);
	json_put(w, "message", text.buf);
	json_begin_array(w, "locations");
	json_begin_object(w, NULL);
	json_put_int(w, "line", (long long)line);
	json_put_int(w, "column", (long long)column);
	json_end_object(w);
	json_end_array(w);
	json_begin_object(w, "extensions");
	json_put(w, "code", code);
	json_end_object(w);
	json_end_object(w);
	exec->error_nr++;
	strbuf_release(&text);
}

const struct gql_type *gql_find_type(const struct gql_rules *rules,
				     const char *name)
{
	size_t i;

	for (i = 0; rules->types[i]; i++)
		if (!strcmp(rules->types[i]->name, name))
			return rules->types[i];
	return NULL;
}

const struct gql_field *gql_find_field(const struct gql_type *type,
				       const char *name)
{
	const struct gql_field *field;

	for (field = type->fields; field->name; field++)
		if (!strcmp(field->name, name))
			return field;
	return NULL;
}

static bool lacks(const struct exec *exec, const struct gql_type *type,
		  const char *field, const char *argument)
{
	return exec->rules->lacks &&
	       exec->rules->lacks(exec, type, field, argument);
}

static unsigned long page_size(const struct exec *exec,
			       const struct gql_selection *s)
{
	static const char *const names[] = { "first", "last" };
	const struct gql_value *value = NULL;
	size_t i;

	for (i = 0; i < 2 && !value; i++)
		value = gql_argument(exec->op, s->arguments, s->argument_nr,
				     names[i]);
	return value && value->text ? strtoul(value->text, NULL, 10) : 0;
}

static void check_set(struct exec *exec, const struct gql_type *type,
		      const struct gql_selections *set,
		      unsigned long times, int depth);

static void check_field(struct exec *exec, const struct gql_type *type,
			const struct gql_selection *s, unsigned long times,
			int depth)
{
	const struct gql_field *field = gql_find_field(type, s->name);
	size_t i;

	if (!strcmp(s->name, "__typename"))
		return;
	if (!field || lacks(exec, type, s->name, NULL)) {
		gql_refuse(exec, s, "undefinedField", "Field '%s' doesn't"
			   " exist on type '%s'", s->name, type->name);
		return;
	}
	for (i = 0; i < s->argument_nr; i++)
		if (!gql_has_word(field->arguments, s->arguments[i].name) ||
		    lacks(exec, type, s->name, s->arguments[i].name))
			gql_refuse(exec, s, "argumentNotAccepted",
				   "Field '%s' doesn't accept argument '%s'",
				   s->name, s->arguments[i].name);
	if (field->type && !s->selections.nr)
		gql_refuse(exec, s, "selectionMismatch", "Field must have"
			   " selections (field '%s' returns %s but has no"
			   " selections. Did you mean '%s { ... }'?)",
			   s->name, field->type->name, s->name);
	else if (!field->type && s->selections.nr)
		gql_refuse(exec, s, "selectionMismatch", "Selections can't"
			   " be made on scalars (field '%s')", s->name);
	if (field->connection) {
		exec->connections += times;
		times *= page_size(exec, s);
		exec->nodes += times;
	}
	if (field->type)
		check_set(exec, field->type, &s->selections, times,
			  depth + 1);
}

static void check_fragment(struct exec *exec, const struct gql_type *type,
			   const struct gql_selection *s,
			   unsigned long times, int depth)
{
	const struct gql_selections *set = &s->selections;
	const char *name = s->name;

	if (s->kind == GQL_SPREAD) {
		const struct gql_fragment *fragment =
			gql_fragment(&exec->doc, s->name);

		if (!fragment) {
			gql_refuse(exec, s, "useAndDefineFragment",
				   "Fragment %s was used, but not defined",
				   s->name);
			return;
		}
		set = &fragment->selections;
		name = fragment->type;
	}
	if (name) {
		type = gql_find_type(exec->rules, name);
		if (!type) {
			gql_refuse(exec, s, "undefinedType", "No such type"
				   " %s, so it can't be a fragment"
				   " condition", name);
			return;
		}
	}
	check_set(exec, type, set, times, depth + 1);
}

static void check_set(struct exec *exec, const struct gql_type *type,
		      const struct gql_selections *set,
		      unsigned long times, int depth)
{
	size_t i;

	if (depth > DEPTH_MAX) {	/* a fragment that names itself */
		if (!exec->error_nr)
			gql_refuse(exec, NULL, "infiniteLoop",
				   "Query is too deep");
		return;
	}
	for (i = 0; i < set->nr; i++) {
		const struct gql_selection *s = &set->list[i];

		if (s->kind == GQL_FIELD)
			check_field(exec, type, s, times, depth);
		else
			check_fragment(exec, type, s, times, depth);
	}
}

static void check_inputs(struct exec *exec)
{
	const struct gql_selections *set = &exec->op->selections;
	size_t i;

	for (i = 0; i < set->nr; i++)
		if (set->list[i].kind == GQL_FIELD)
			exec->rules->check_input(exec, &set->list[i]);
}

bool gql_check(struct exec *exec, const struct gql_type *root)
{
	if (exec->rules->check_input && !strcmp(exec->op->kind, "mutation"))
		check_inputs(exec);
	check_set(exec, root, &exec->op->selections, 1, 0);
	return !exec->error_nr;
}
