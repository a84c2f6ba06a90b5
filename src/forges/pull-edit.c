/* SPDX-License-Identifier: MIT */
/*
 * Changing a pull request that is there.
 */
#include "forges/pull-edit.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/alloc.h"

#define NEXT "edit"			/* the note's name */

bool edit_any(const struct strvec *list)
{
	return list && list->nr;
}

bool edit_has(const struct strvec *list, const char *name)
{
	size_t i;

	for (i = 0; list && i < list->nr; i++)
		if (!strcasecmp(list->v[i], name))
			return true;
	return false;
}

bool edit_assigns(const struct pull_query *query)
{
	return edit_any(query->assignees) ||
	       edit_any(query->edit->no_assignees);
}

bool edit_labels(const struct pull_query *query)
{
	return edit_any(query->labels) || edit_any(query->edit->no_labels);
}

/* ---- the title of a draft ------------------------------------------------ */

/* What is behind the mark; NULL: there is none. */
static const char *behind_mark(const char *title, const char *const *marks)
{
	for (; *marks; marks++)
		if (!strncasecmp(title, *marks, strlen(*marks)))
			return title + strlen(*marks) +
			       strspn(title + strlen(*marks), " ");
	return NULL;
}

static const char *without_marks(const char *title, const char *const *marks)
{
	const char *rest;

	while ((rest = behind_mark(title, marks)) && *rest)
		title = rest;
	return title;
}

char *edit_title(const struct pull_query *query, const char *const *marks)
{
	const struct pull_edit *edit = query->edit;
	const struct pull *pull = query->pull;
	const char *text = edit->title ? edit->title : pull->title;
	bool draft = edit->draft == DRAFT_STAYS ? pull->draft
						: edit->draft == DRAFT_BECOMES;
	struct strbuf title = STRBUF_INIT;

	if (!text || (!edit->title && edit->draft == DRAFT_STAYS))
		return NULL;
	if (draft && !behind_mark(text, marks))
		strbuf_addf(&title, "%s ", *marks);
	/* whoever writes a mark into a title means it */
	strbuf_addstr(&title, draft || edit->draft == DRAFT_STAYS
			      ? text : without_marks(text, marks));
	if (pull->title && !strcmp(title.buf, pull->title)) {
		strbuf_release(&title);
		return NULL;
	}
	return strbuf_detach(&title);
}

static bool changes_draft(const struct pull_query *query)
{
	enum pull_draft wish = query->edit->draft;

	return wish != DRAFT_STAYS &&
	       (!query->pull->title ||
		(wish == DRAFT_BECOMES) != query->pull->draft);
}

static bool has_new_title(const struct pull_query *query,
			  const char *const *marks)
{
	char *title = edit_title(query, marks);
	bool has = title != NULL;

	free(title);
	return has;
}

bool edit_retitles(const struct pull_query *query, const char *const *marks)
{
	return changes_draft(query) || has_new_title(query, marks);
}

int edit_check_title(const struct pull_query *query, const char *const *marks,
		     struct strbuf *err)
{
	if (!changes_draft(query) || has_new_title(query, marks))
		return 0;
	strbuf_addf(err, "its title does not tell that it is a draft (by "
		    "'%s'): change it with --title", *marks);
	return -1;
}

/* ---- parts --------------------------------------------------------------- */

void edit_go_on(const struct pull_query *query, const char *part)
{
	strvec_env_set(query->notes, NEXT, part);
}

bool edit_is_part(const struct pull_query *query, const char *part,
		  const char *first)
{
	const char *next = query->notes ? strvec_env_get(query->notes, NEXT)
					: NULL;

	return !strcmp(next ? next : first, part);
}
