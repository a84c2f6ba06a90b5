/* SPDX-License-Identifier: MIT */
/*
 * The options that choose the form of rows, checked against their fields.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/alloc.h"
#include "base/text.h"
#include "terminal/columns.h"

static bool is_field(const struct field *fields, const char *name)
{
	for (; fields->name; fields++)
		if (!strcmp(fields->name, name))
			return true;
	return false;
}

/* By its name; or by its heading: "repo" for what tables call REPOSITORY. */
static const char *nearest_field(const struct field *fields, const char *name)
{
	struct strvec names = STRVEC_INIT;
	const struct field *field;
	const char *near;

	for (field = fields; field->name; field++)
		strvec_push(&names, field->name);
	near = text_nearest(name, (const char *const *)names.v);
	for (field = fields; field->name; field++)
		if (near ? !strcmp(near, field->name)
			 : *name && field->heading &&
			   !strncasecmp(field->heading, name, strlen(name)))
			break;
	strvec_clear(&names);
	return field->name;
}

static void add_unknown(const struct field *fields, const char *name,
			struct strbuf *err)
{
	const char *near = nearest_field(fields, name);

	strbuf_addf(err, "%sunknown field '%s'", err->len ? "; " : "", name);
	if (near)
		strbuf_addf(err, ", the nearest is '%s'", near);
}

static void add_known(const struct field *fields, struct strbuf *err)
{
	const struct field *field;

	strbuf_addstr(err, "; the fields are");
	for (field = fields; field->name; field++)
		strbuf_addf(err, "%s %s", field > fields ? "," : "",
			    field->name);
}

/* Always -1. */
static int unknown_field(const struct field *fields, const char *name,
			 struct strbuf *err)
{
	add_unknown(fields, name, err);
	add_known(fields, err);
	return -1;
}

int row_format_json(struct row_format *format, const char *argument,
		    const struct field *fields, struct strbuf *err)
{
	struct strvec names = STRVEC_INIT;
	size_t i;
	int ret = 0;

	if (argument)
		strvec_split(&names, argument, ',');
	for (i = 0; i < names.nr; i++)
		if (!is_field(fields, names.v[i])) {
			add_unknown(fields, names.v[i], err);
			ret = -1;
		}
	if (ret) {
		add_known(fields, err);
	} else {
		format->kind = ROWS_JSON;
		strvec_clear(&format->fields);
		for (i = 0; i < names.nr; i++)	/* a key stands once */
			if (!strvec_has(&format->fields, names.v[i]))
				strvec_push(&format->fields, names.v[i]);
	}
	strvec_clear(&names);
	return ret;
}

int row_format_porcelain(struct row_format *format, const char *argument,
			 struct strbuf *err)
{
	if (argument && strcmp(argument, "v1")) {
		strbuf_addf(err, "unknown porcelain version '%s', there is "
			    "'v1'", argument);
		return -1;
	}
	format->kind = ROWS_PORCELAIN;
	return 0;
}

/* Takes what stands behind "%(" of a format; *end is behind its ")". */
static int check_field(const struct field *fields, const char *text,
		       const char **end, struct strbuf *err)
{
	const char *close = strchr(text, ')');
	char *name;
	int ret = 0;

	if (!close) {
		strbuf_addf(err, "'%%(%s' has no closing ')'", text);
		return -1;
	}
	name = xstrndup(text, (size_t)(close - text));
	if (!is_field(fields, name))
		ret = unknown_field(fields, name, err);
	free(name);
	*end = close + 1;
	return ret;
}

int row_format_text(struct row_format *format, const char *argument,
		    const struct field *fields, struct strbuf *err)
{
	const char *p = argument;

	while ((p = strchr(p, '%'))) {
		if (p[1] == '(') {
			if (check_field(fields, p + 2, &p, err) < 0)
				return -1;
		} else if (p[1] == '%' || p[1] == 'n') {
			p += 2;
		} else {
			strbuf_addf(err, "'%.*s' in a format is neither "
				    "%%(FIELD) nor %%%% nor %%n",
				    p[1] ? 1 + (int)text_utf8(p + 1,
							      strlen(p + 1))
					 : 1, p);
			return -1;
		}
	}
	format->kind = ROWS_FORMAT;
	replace_string(&format->format, argument);
	return 0;
}

bool row_format_is_table(const struct row_format *format)
{
	return format->kind == ROWS_TABLE && !format->nul;
}

void row_format_release(struct row_format *format)
{
	strvec_clear(&format->fields);
	replace_string(&format->format, NULL);
}
