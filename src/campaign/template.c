/* SPDX-License-Identifier: MIT */
/*
 * Texts of a definition, filled in for one repository.
 */
#include "campaign/template.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/date.h"
#include "base/text.h"
#include "campaign/campaign.h"
#include "campaign/part.h"

#define DAY_LENGTH strlen("2026-11-23")

static const char *const names[] = {
	"repo", "owner", "name", "host", "base", "campaign", "date", "part",
	NULL
};

/* ---- the text ----------------------------------------------------------- */

enum piece { PLAIN, PERCENT, FIELD, NO_END };

/*
 * The next piece of a text that has not ended; *len: so long it is there. A
 * field's name is what stands between its "%(" and ")".
 */
static enum piece next_piece(const char *text, size_t *len)
{
	const char *end;

	*len = strcspn(text, "%");
	if (*len)
		return PLAIN;
	*len = 2;
	if (text[1] == '%')
		return PERCENT;
	if (text[1] == '(') {
		end = strchr(text, ')');
		if (!end)
			return NO_END;
		*len = (size_t)(end + 1 - text);
		return FIELD;
	}
	*len = 1;
	return PLAIN;
}

static char *field_name(const char *piece, size_t len)
{
	return xstrndup(piece + 2, len - 3);
}

static bool is_known(const char *name)
{
	size_t i;

	for (i = 0; names[i]; i++)
		if (!strcmp(names[i], name))
			return true;
	return false;
}

/* Always -1. */
static int unknown(const char *name, struct strbuf *err)
{
	const char *near = text_nearest(name, names);
	size_t i;

	strbuf_addf(err, "unknown field '%%(%s)'", name);
	if (near)
		strbuf_addf(err, ", the nearest is '%%(%s)'", near);
	strbuf_addstr(err, "; the fields are");
	for (i = 0; names[i]; i++)
		strbuf_addf(err, "%s %s", i ? "," : "", names[i]);
	strbuf_addstr(err, ", and '%%' is a percent sign");
	return -1;
}

int template_check(const char *text, struct strbuf *err)
{
	size_t len;
	int ret = 0;

	for (; *text && !ret; text += len) {
		enum piece piece = next_piece(text, &len);
		char *name;

		if (piece == NO_END) {
			strbuf_addf(err, "'%.20s' has no closing ')'; '%%%%' "
				    "is a percent sign", text);
			return -1;
		}
		if (piece != FIELD)
			continue;
		name = field_name(text, len);
		if (!is_known(name))
			ret = unknown(name, err);
		free(name);
	}
	return ret;
}

bool template_has_fields(const char *text)
{
	size_t len;

	for (; *text; text += len)
		if (next_piece(text, &len) == FIELD)
			return true;
	return false;
}

bool template_has(const char *text, const char *name)
{
	bool has = false;
	size_t len;

	for (; *text && !has; text += len) {
		char *field;

		if (next_piece(text, &len) != FIELD)
			continue;
		field = field_name(text, len);
		has = !strcmp(field, name);
		free(field);
	}
	return has;
}

void template_quote(struct strbuf *out, const char *text)
{
	for (; *text; text++) {
		if (*text == '%' && (text[1] == '(' || text[1] == '%'))
			strbuf_addch(out, '%');
		strbuf_addch(out, *text);
	}
}

void template_sample(struct strbuf *out, const char *text)
{
	size_t len;

	for (; *text; text += len) {
		enum piece piece = next_piece(text, &len);

		if (piece == FIELD)
			strbuf_addch(out, 'x');
		else
			strbuf_add(out, text, piece == PERCENT ? 1 : len);
	}
}

/* ---- one repository ------------------------------------------------------ */

/* The day the campaign began: a resume the day after means the same. */
static void add_date(struct strbuf *out, const struct task *task)
{
	size_t start = out->len;

	date_iso(out, task->campaign->defined);
	strbuf_setlen(out, start + DAY_LENGTH);
}

/* "." is what is in none of them, and no name for a branch. */
static void add_part(struct strbuf *out, const struct task *task, bool ref)
{
	if (!task->part)
		strbuf_addstr(out, ref ? "rest" : ".");
	else if (ref)
		part_as_ref(out, task->part, strlen(task->part));
	else
		strbuf_addstr(out, task->part);
}

static bool add_value(struct strbuf *out, const char *name,
		      const struct task *task, bool ref)
{
	const struct remote *remote = &task->remote;
	const struct {
		const char *name, *value;
	} values[] = {
		{ "repo", task->repository },
		{ "owner", remote->owner },
		{ "name", remote->name },
		{ "host", remote->host },
		{ "base", task->facts.base },
		{ "campaign", task->campaign->name }
	};
	size_t i;

	if (!strcmp(name, "date")) {
		add_date(out, task);
		return true;
	}
	if (!strcmp(name, "part")) {
		add_part(out, task, ref);
		return true;
	}
	for (i = 0; i < ARRAY_SIZE(values); i++)
		if (!strcmp(values[i].name, name))
			break;
	if (i == ARRAY_SIZE(values) || !values[i].value)
		return false;
	strbuf_addstr(out, values[i].value);
	return true;
}

static bool fill(struct strbuf *out, const char *text,
		 const struct task *task, bool ref)
{
	bool whole = true;
	size_t len;

	for (; *text; text += len) {
		enum piece piece = next_piece(text, &len);

		if (piece == FIELD) {
			char *name = field_name(text, len);

			whole &= add_value(out, name, task, ref);
			free(name);
		} else {
			strbuf_add(out, text, piece == PERCENT ? 1 : len);
		}
	}
	return whole;
}

bool template_fill(struct strbuf *out, const char *text,
		   const struct task *task)
{
	return fill(out, text, task, false);
}

/* ---- the branch ----------------------------------------------------------- */

bool task_has_branch(const struct task *task)
{
	const struct definition *definition = task_definition(task);

	return definition && definition->branch;
}

/* One that has to be made of its text. */
static bool is_made(const struct task *task)
{
	const struct definition *definition = task_definition(task);

	return definition && definition->branch &&
	       (task->part || strchr(definition->branch, '%'));
}

/* Behind a dash: a slash would keep the name before it from being a branch. */
static void add_part_name(struct strbuf *name, const char *part)
{
	size_t start = name->len + 1, i;

	strbuf_addch(name, '-');
	part_as_ref(name, part, strlen(part));
	for (i = start; i < name->len; i++)
		if (name->buf[i] == '/')
			name->buf[i] = '-';
}

const char *task_branch(const struct task *task)
{
	const struct definition *definition = task_definition(task);

	if (!is_made(task))
		return definition ? definition->branch : NULL;
	return task->branch_of == definition->number ? task->branch : NULL;
}

void task_name_branch(struct task *task)
{
	const struct definition *definition = task_definition(task);
	struct strbuf name = STRBUF_INIT;

	if (!is_made(task) || task_branch(task))
		return;
	if (fill(&name, definition->branch, task, true)) {
		if (task->part && !template_has(definition->branch, "part"))
			add_part_name(&name, task->part);
		replace_string(&task->branch, name.buf);
		task->branch_of = definition->number;
	}
	strbuf_release(&name);
}
