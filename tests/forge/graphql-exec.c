/* SPDX-License-Identifier: MIT */
/*
 * GraphQL: executing a checked query, one object after another.
 */
#include "graphql-exec.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "when.h"

struct pick_list {
	struct picked *list;
	size_t nr, alloc;
};

static bool wanted(const struct exec *exec, const struct gql_selection *s)
{
	size_t i;

	for (i = 0; i < s->directive_nr; i++) {
		const struct gql_argument *directive = &s->directives[i];
		const struct gql_value *value =
			gql_value(exec->op, &directive->value);
		bool yes = value && value->text &&
			   !strcmp(value->text, "true");

		if (!strcmp(directive->name, "skip") ? yes
		    : !strcmp(directive->name, "include") && !yes)
			return false;
	}
	return true;
}

static const struct gql_field typename_field;

static void pick_field(struct pick_list *picks, const struct gql_type *type,
		       const struct gql_selection *s)
{
	const struct gql_field *field = type->fields;
	struct picked *picked = NULL;
	size_t i;

	if (!strcmp(s->name, "__typename"))
		field = &typename_field;
	else
		while (field->name && strcmp(field->name, s->name))
			field++;
	if (field != &typename_field && !field->name)
		return;			/* of another type's fragment */
	for (i = 0; i < picks->nr && !picked; i++)
		if (!strcmp(picks->list[i].key, s->key))
			picked = &picks->list[i];
	if (!picked) {
		GROW(picks->list, picks->nr, picks->alloc);
		picked = &picks->list[picks->nr++];
		memset(picked, 0, sizeof(*picked));
		picked->key = s->key;
		picked->field = field;
		picked->first = s;
	}
	GROW(picked->sets, picked->set_nr, picked->set_alloc);
	picked->sets[picked->set_nr++] = &s->selections;
}

static void pick_set(const struct exec *exec, struct pick_list *picks,
		     const struct gql_type *type,
		     const struct gql_selections *set)
{
	size_t i;

	for (i = 0; i < set->nr; i++) {
		const struct gql_selection *s = &set->list[i];
		const struct gql_fragment *fragment;

		if (!wanted(exec, s))
			continue;
		if (s->kind == GQL_FIELD) {
			pick_field(picks, type, s);
		} else if (s->kind == GQL_INLINE) {
			if (!s->name || gql_type_is(type, s->name))
				pick_set(exec, picks, type, &s->selections);
		} else {
			fragment = gql_fragment(&exec->doc, s->name);
			if (gql_type_is(type, fragment->type))
				pick_set(exec, picks, type,
					 &fragment->selections);
		}
	}
}

static void put_fields(struct exec *exec, const struct picked *parent,
		       const struct node *node)
{
	struct pick_list picks = { .list = NULL };
	size_t i;

	for (i = 0; i < parent->set_nr; i++)
		pick_set(exec, &picks, node->type, parent->sets[i]);
	for (i = 0; i < picks.nr; i++) {
		struct picked *picked = &picks.list[i];

		strvec_push(&exec->path, picked->key);
		if (picked->field == &typename_field)
			json_put(&exec->w, picked->key, node->type->name);
		else
			picked->field->put(exec, node, picked);
		strvec_remove(&exec->path, exec->path.nr - 1);
		free(picked->sets);
	}
	free(picks.list);
}

void gql_object(struct exec *exec, const struct picked *picked,
		const struct node *node)
{
	json_begin_object(&exec->w, picked->key);
	put_fields(exec, picked, node);
	json_end_object(&exec->w);
}

void gql_list(struct exec *exec, const struct picked *picked,
	      const struct connection *connection, size_t from, size_t to,
	      bool edges)
{
	struct picked item = *picked;
	size_t i;

	item.key = NULL;
	json_begin_array(&exec->w, picked->key);
	for (i = from; i < to; i++) {
		struct node node = { .type = picked->field->type,
				     .connection = connection, .at = i };

		if (!edges)
			connection->item(connection, i, &node);
		strvec_pushf(&exec->path, "#%zu", i - from);
		gql_object(exec, &item, &node);
		strvec_remove(&exec->path, exec->path.nr - 1);
	}
	json_end_array(&exec->w);
}

void gql_text(struct exec *exec, const struct picked *picked,
	      const char *text)
{
	json_put(&exec->w, picked->key, text);
}

void gql_textf(struct exec *exec, const struct picked *picked,
	       const char *fmt, ...)
{
	struct strbuf text = STRBUF_INIT;
	va_list ap;

	va_start(ap, fmt);
	strbuf_vaddf(&text, fmt, ap);
	va_end(ap);
	gql_text(exec, picked, text.buf);
	strbuf_release(&text);
}

void gql_flag(struct exec *exec, const struct picked *picked, bool flag)
{
	json_put_bool(&exec->w, picked->key, flag);
}

void gql_number(struct exec *exec, const struct picked *picked,
		long long number)
{
	json_put_int(&exec->w, picked->key, number);
}

void gql_time(struct exec *exec, const struct picked *picked, double when)
{
	struct strbuf text = STRBUF_INIT;

	if (when > 0)
		when_iso(&text, when);
	gql_text(exec, picked, when > 0 ? text.buf : NULL);
	strbuf_release(&text);
}

void gql_error(struct exec *exec, const struct picked *picked,
	       const char *type, const char *fmt, ...)
{
	struct json_writer *w = &exec->error_w;
	struct strbuf text = STRBUF_INIT;
	size_t i, line, column;
	va_list ap;

	va_start(ap, fmt);
	strbuf_vaddf(&text, fmt, ap);
	va_end(ap);
	gql_text(exec, picked, NULL);
	gql_position(exec->text, picked->first->at, &line, &column);
	json_begin_object(w, NULL);
	if (type)
		json_put(w, "type", type);
	json_begin_array(w, "path");
	for (i = 0; i < exec->path.nr; i++) {
		const char *step = exec->path.v[i];

		if (*step == '#')
			json_put_int(w, NULL, strtol(step + 1, NULL, 10));
		else
			json_put(w, NULL, step);
	}
	json_end_array(w);
	json_begin_array(w, "locations");
	json_begin_object(w, NULL);
	json_put_int(w, "line", (long long)line);
	json_put_int(w, "column", (long long)column);
	json_end_object(w);
	json_end_array(w);
	json_put(w, "message", text.buf);
	json_end_object(w);
	exec->error_nr++;
	strbuf_release(&text);
}

const struct gql_value *gql_get(const struct exec *exec,
				const struct picked *picked,
				const char *name)
{
	return gql_argument(exec->op, picked->first->arguments,
			    picked->first->argument_nr, name);
}

const char *gql_get_text(const struct exec *exec,
			 const struct picked *picked, const char *name)
{
	const struct gql_value *value = gql_get(exec, picked, name);

	return value ? value->text : NULL;
}

void gql_put_null(struct exec *exec, const struct node *node,
		  const struct picked *picked)
{
	(void)node;
	gql_text(exec, picked, NULL);
}

void gql_put_false(struct exec *exec, const struct node *node,
		   const struct picked *picked)
{
	(void)node;
	gql_flag(exec, picked, false);
}

void gql_put_true(struct exec *exec, const struct node *node,
		  const struct picked *picked)
{
	(void)node;
	gql_flag(exec, picked, true);
}

void gql_put_zero(struct exec *exec, const struct node *node,
		  const struct picked *picked)
{
	(void)node;
	gql_number(exec, picked, 0);
}
